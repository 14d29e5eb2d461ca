"""Words on screen: each file of `locale/en` has what is used, and what is used is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from maturity.records import STATES
from maturity.render.phrases import day, fill, section, word

PACKAGE = Path("src/maturity")
SECTIONS = sorted(path.stem for path in (PACKAGE / "locale/en").glob("*.yml"))
#: Keys that are put together from values: what a format, a field or a panel is called.
MADE = (
    *("comparison.script.", "dates.months", "diff.kinds.", "diff.fields.", "open_data.", "read.fields."),
    *("say.period_odd_", "sign.since_", "results.then_count", "results.ask_count", "results.offer_count"),
)
PANELS = ("share.title", "meeting.title", "results.title", "actions.title", "friend.title", "sign.title")


def keys(tree: dict[str, Any], start: str) -> Iterator[str]:
    for name, value in tree.items():
        plural = isinstance(value, dict) and "other" in value
        if isinstance(value, dict) and not plural:
            yield from keys(value, f"{start}{name}.")
        else:
            yield start + name


KEYS = {key for name in SECTIONS for key in keys(section(name), f"{name}.")}


def source(*patterns: str) -> str:
    files = [path for each in patterns for path in PACKAGE.glob(each) if path.is_file()]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


SOURCE = source("**/*.py", "templates/**/*", "theme/**/*.html", "web/**/*.js")


def named(key: str) -> bool:
    """Whether some source names the key, with or without its section, or begins with it and adds a value."""
    short = key.partition(".")[2]
    return any(each in WHOLE or each.startswith(BEGINNINGS) for each in (key, short))


WHOLE = set(re.findall(r"""["'`]([a-z]+[a-z_.]*)["'`]""", SOURCE))
BEGINNINGS = tuple(
    beginning
    for beginning in re.findall(r"""["'`]([a-z]+[a-z_.]*[._])(?:\$?\{|["'] ~)""", SOURCE)
    if beginning.rstrip(".") not in SECTIONS
)


@pytest.mark.parametrize("begin", ["question.", "sign.", "last.", "agreement.", "beside.state_"])
@pytest.mark.parametrize("state", [state for state in STATES if state != "level"])
def test_every_state_of_an_answer_has_its_words(begin: str, state: str) -> None:
    assert begin + state in KEYS


@pytest.mark.parametrize("name", SECTIONS)
def test_every_text_is_used_somewhere(name: str) -> None:
    ours = sorted(key for key in KEYS if key.startswith(f"{name}."))
    assert [key for key in ours if not named(key) and not key.startswith(MADE) and key not in PANELS] == []


def used() -> Iterator[str]:
    """Keys that sources give in full, and those to which a script's own `word` adds the section."""
    yield from re.findall(r"""(?<![\w.])(?:M\.phrases\.)?(?:w|word)\(\s*["']([a-z_]+\.[a-z_.]*[a-z])["'][,)]""", SOURCE)
    for path in PACKAGE.glob("web/**/*.js"):
        script = path.read_text(encoding="utf-8")
        if its := re.search(r"const word = .*M\.phrases\.word\(`([a-z]+)\.\$\{key\}`", script):
            yield from (f"{its[1]}.{key}" for key in re.findall(r"""(?<![\w.])word\("([a-z_.]*[a-z])"[,)]""", script))


def test_every_text_that_is_used_is_there() -> None:
    there = KEYS | {word.rpartition(".")[0] for word in KEYS}
    asked = set(used())
    assert asked - there == set()
    assert len(asked) > 500


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "0 of 9 questions answered"), (1, "0 of 1 question answered"), (9, "0 of 9 questions answered")],
)
def test_plural_is_chosen_by_n(n: int, said: str) -> None:
    assert word("say.progress", n=n, done=0) == said.replace("of 9", f"of {n}")


def test_what_is_put_into_a_text_is_never_looked_at_again() -> None:
    assert fill("{one} {two}", {"one": "{two}", "two": "{one}"}) == "{two} {one}"


def test_without_values_a_text_is_left_for_a_script() -> None:
    assert word("comparison.script.range") == "{low}–{high}"
    with pytest.raises(KeyError):
        word("comparison.script.range", low=1)


@pytest.mark.parametrize("key", ["form.no_such_text", "no_such_section.text"])
def test_unknown_text_is_an_error_and_never_a_gap(key: str) -> None:
    with pytest.raises(KeyError):
        word(key)


def test_a_date_is_written_as_in_the_united_kingdom() -> None:
    assert day("2026-11-05") == "5 November 2026"
    assert day(None, "–") == "–"
