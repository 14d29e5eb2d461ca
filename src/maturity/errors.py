"""Problems in files that people give us: where each is, what is wrong and how to fix it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One mistake in a file.

    `where` is a place a person can go to: `questionnaire/capability.yml:42:13`, or `return.json: answers.pi-sponsor`.
    `what` and `fix` are sentences without their full stop.
    """

    where: str
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. Fix: {self.fix}."


#: At most this many problems of one file are listed; the others are counted.
MOST_PROBLEMS = 100


class MaturityError(Exception):
    """Bad input. Carries every problem that was found, not only the first. If there are very many, the last one says
    how many more there are, and `count` is the total."""

    def __init__(self, problems: Iterable[Problem], count: int | None = None) -> None:
        self.problems = tuple(problems)
        self.count = len(self.problems) if count is None else count
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Nearest(NamedTuple):
    """How to fix an unknown word. Finding the nearest known one takes time, so it is looked for only when the text is
    printed."""

    word: str
    known: Collection[str]

    def __str__(self) -> str:
        return nearest(self.word, self.known)


def _is_near(word: str, other: str) -> bool:
    """Whether one may be meant for the other. What many ids share, such as `-police` at the end, says nothing."""
    from difflib import SequenceMatcher

    parts = [word.split("-"), other.split("-")]
    for end in (0, -1):
        while all(parts) and parts[0][end] == parts[1][end]:
            for each in parts:
                each.pop(end)
    mine, theirs = ("-".join(each) for each in parts)
    return SequenceMatcher(None, mine, theirs).ratio() >= 0.5


def nearest(word: str, known: Iterable[str]) -> str:
    """How to fix an unknown word: the nearest known one, or all of them if they are few."""
    from difflib import get_close_matches  # here, because most runs have nothing to fix

    options = list(known)
    close = [each for each in get_close_matches(word, options, n=3, cutoff=0.6) if _is_near(word, each)]
    if close:
        return f"write `{close[0]}`, the nearest one known"
    if 0 < len(options) <= 8:
        return ("write one of " if len(options) > 1 else "write ") + ", ".join(f"`{option}`" for option in options)
    return "write one that is known here, or remove it" if options else "remove it"
