"""Places in a questionnaire, and the small checks that every rule is made of. A rule can so say where something is
without knowing about files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from maturity.errors import nearest
from maturity.jsontext import visible
from maturity.model import Capability, Part, Question, Questionnaire

#: The file's name without `.yml`, then the keys and list positions in it.
Path: TypeAlias = tuple[str | int, ...]
#: Where, what is wrong, how to mend it.
Flag: TypeAlias = tuple[Path, str, str]


def capabilities(q: Questionnaire) -> Iterator[tuple[Path, Capability]]:
    """Every capability with its place, in the questionnaire's order."""
    for file, theme in zip(q.edition.themes, q.themes, strict=True):
        for n, capability in enumerate(theme.capabilities):
            yield (file, "capabilities", n), capability


def questions(q: Questionnaire) -> Iterator[tuple[Path, Question]]:
    """Every question with its place, in the questionnaire's order."""
    for path, capability in capabilities(q):
        for n, question in enumerate(capability.questions):
            yield (*path, "questions", n), question


def listed(file: str, name: str, items: Iterable[Part], attribute: str = "id") -> list[tuple[Path, str]]:
    return [((file, name, n, attribute), getattr(item, attribute)) for n, item in enumerate(items)]


def twice(found: Iterable[tuple[Path, str]], kind: str, fix: str = "give each its own") -> Iterator[Flag]:
    seen: dict[str, Path] = {}
    for path, value in found:
        if value in seen:
            where = "" if seen[value][0] == path[0] else f" (first in {seen[value][0]}.yml)"
            yield path, f"the {kind} `{visible(' '.join(value.split()))}` is used twice{where}", fix
        seen.setdefault(value, path)


def known(path: Path, value: str | None, names: Iterable[str], kind: str) -> Iterator[Flag]:
    options = list(names)
    if value is not None and value not in options:
        yield path, f"there is no {kind} `{value}`", nearest(value, options)


def all_known(path: Path, values: Sequence[str], names: Iterable[str], kind: str) -> Iterator[Flag]:
    """Each of a list is known and there only once."""
    options = list(names)
    for n, value in enumerate(values):
        yield from known((*path, n), value, options, kind)
        if value in values[:n]:
            yield (*path, n), f"`{value}` stands twice in this list", "take one out"


def within(path: Path, level: int | None, top: int) -> Iterator[Flag]:
    if level is not None and level > top:
        yield path, f"there is no level {level}: the scale ends at {top}", f"write {top} or less"


def real_day(path: Path, day: str | None) -> Iterator[Flag]:
    """The pattern lets 30 February through."""
    try:
        date.fromisoformat(day or "2000-01-01")
    except ValueError:
        yield path, f"there is no such day as {day}", "write a real date as year-month-day"


def rings(after: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Rings of names, each found once and named from its first member in the order given."""
    found: list[list[str]] = []
    done: set[str] = set()
    for start in after:
        trail = {} if start in done else {start: iter(after[start])}
        while trail:
            name = next(reversed(trail))
            other = next(trail[name], None)
            if other is None:
                del trail[name]
                done.add(name)
            elif other in trail:
                names = list(trail)
                found.append(names[names.index(other) :])
            elif other in after and other not in done:
                trail[other] = iter(after[other])
    return found
