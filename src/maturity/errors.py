"""What is wrong with what somebody gave us: said as where, what and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
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


class MaturityError(Exception):
    """Bad input. Carries every problem that was found, never only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
