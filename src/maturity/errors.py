"""What is wrong with what somebody gave us: said as where, what and how to mend it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
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


#: As many problems of one file are told; the others are counted.
MOST = 100


class MaturityError(Exception):
    """Bad input. Carries every problem that was found, never only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@contextmanager
def alone(where: str) -> Iterator[None]:
    """Around the reading of one file, so that no single file stops a folder: whatever goes wrong becomes a Problem of
    this file. With MATURITY_STRICT, as in the tests, what nobody foresaw is raised as it is."""
    try:
        yield
    except MaturityError:
        raise
    except Exception as error:
        if os.environ.get("MATURITY_STRICT"):
            raise
        what = f"this program failed over it ({type(error).__name__})"
        fix = "ask for the file again, and send this one to the people who look after this program"
        raise MaturityError([Problem(where, what, fix)]) from error


class Nearest(NamedTuple):
    """How to fix a word that is not among the known ones. To find the nearest one takes time, so it is looked for only
    when somebody is told."""

    word: str
    known: Collection[str]

    def __str__(self) -> str:
        return nearest(self.word, self.known)


def nearest(word: str, known: Iterable[str]) -> str:
    """How to mend a word that is not among the known ones: the nearest of them, or all of them if they are few."""
    from difflib import get_close_matches  # here, because most runs have nothing to mend

    options = list(known)
    close = get_close_matches(word, options, n=1, cutoff=0.6)
    if close:
        return f"write `{close[0]}`, the nearest one known"
    if 0 < len(options) <= 8:
        return ("write one of " if len(options) > 1 else "write ") + ", ".join(f"`{option}`" for option in options)
    return "write one that is known here, or take it out" if options else "take it out"
