"""Places in a questionnaire, and the small checks that every rule is made of. A rule can so say where something is
without knowing about files."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from maturity.errors import nearest
from maturity.json_reader import visible
from maturity.questionnaire.model import Capability, Question, Questionnaire, QuestionnairePart

#: The file's name without `.yml`, then the keys and list positions in it.
Path: TypeAlias = tuple[str | int, ...]
#: Where, what is wrong, how to fix it.
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


def located(file: str, name: str, items: Iterable[QuestionnairePart], attribute: str = "id") -> list[tuple[Path, str]]:
    return [((file, name, n, attribute), getattr(item, attribute)) for n, item in enumerate(items)]


def duplicate_flags(found: Iterable[tuple[Path, str]], kind: str, fix: str = "give each its own") -> Iterator[Flag]:
    """Ids and names that are used before. Names that only a program could tell apart are one name."""
    seen: dict[str, Path] = {}
    for path, value in found:
        same = normalised_name(value)
        if same in seen:
            where = "" if seen[same][0] == path[0] else f" (first in {seen[same][0]}.yml)"
            yield path, f"the {kind} `{visible(' '.join(value.split()))}` is used twice{where}", fix
        seen.setdefault(same, path)


def normalised_name(name: str) -> str:
    """A name as a reader takes it: without the difference between capital and small letters, between spaces, and
    between letters that look alike because they are the same (é as one character or as two)."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def spelling_flags(found: Sequence[tuple[Path, str]], listed: Sequence[str], kind: str, field: str) -> Iterator[Flag]:
    """Each value is one of those listed in forces.yml under `field`. Without such a list, a value is refused that is a
    typing error away from one that is used more often."""
    counts = Counter(value for _, value in found)
    for path, value in found:
        if listed:
            yield from unknown_flags(path, value, listed, kind)
            continue
        often = (other for other, times in counts.most_common() if times > counts[value])
        if meant := next((other for other in often if _is_typing_error(value, other, counts[value] == 1)), None):
            what = f"`{visible(value)}` is nearly `{visible(meant)}`, which is the {kind} of others"
            yield path, what, f"write `{visible(meant)}`, or list both under `{field}` in forces.yml"


def _is_typing_error(value: str, other: str, once: bool) -> bool:
    """Whether one is the other but for capitals, spaces or, if it is used `once`, one letter of one longer word."""
    here, there = normalised_name(value).split(), normalised_name(other).split()
    apart = [(a, b) for a, b in zip(here, there, strict=False) if a != b]
    if len(here) != len(there) or not apart:
        return here == there
    (a, b), *more = apart
    return (
        once and not more and a.isalpha() and b.isalpha() and min(len(a), len(b)) >= 4 and _differ_by_one_letter(a, b)
    )


def _differ_by_one_letter(a: str, b: str) -> bool:
    """Whether two different words differ by one letter too many, one too few, one other, or two that changed places."""
    start = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    x, y = a[start:], b[start:]
    return x[1:] == y or x == y[1:] or x[1:] == y[1:] or (x[2:] == y[2:] and x[:2] == y[:2][::-1])


def unknown_flags(path: Path, value: str | None, names: Iterable[str], kind: str) -> Iterator[Flag]:
    options = list(names)
    if value is not None and value not in options:
        yield path, f"there is no {kind} `{value}`", nearest(value, options)


def list_flags(path: Path, values: Sequence[str], names: Iterable[str], kind: str) -> Iterator[Flag]:
    """Each of a list is known and there only once."""
    options = list(names)
    for n, value in enumerate(values):
        yield from unknown_flags((*path, n), value, options, kind)
        if value in values[:n]:
            yield (*path, n), f"`{value}` appears twice in this list", "remove one"


def level_flags(path: Path, level: int | None, top: int) -> Iterator[Flag]:
    if level is not None and level > top:
        yield path, f"there is no level {level}: the scale ends at {top}", f"write {top} or less"


def day_flags(path: Path, day: str | None) -> Iterator[Flag]:
    """The pattern lets 30 February through."""
    try:
        date.fromisoformat(day or "2000-01-01")
    except ValueError:
        yield path, f"there is no such day as {day}", "write a real date as year-month-day"


def cycles(after: Mapping[str, Sequence[str]]) -> list[list[str]]:
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
