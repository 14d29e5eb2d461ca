"""Profiles of several files, one after the other. A file that cannot be used is named, and the others go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, TypeVar

from maturity.assessment.files import read_file
from maturity.assessment.folders import alone
from maturity.errors import MaturityError, Problem
from maturity.records import Assessment, Bundle, Profile
from maturity.scoring.engine import score

T = TypeVar("T")
#: What comes of one file: its name, what was made of it, and what is wrong with it.
Outcome: TypeAlias = tuple[str, T | None, tuple[Problem, ...]]


def score_each(paths: Sequence[str], bundle: Bundle, make: Callable[[Assessment, Profile], T]) -> Iterator[Outcome[T]]:
    """For each file in order: what `make` makes of the assessment and its profile, or its problems."""
    for path in paths:
        try:
            assessment = read_file(path, bundle)
            with alone(path):
                yield path, make(assessment, score(bundle, assessment)), ()
        except MaturityError as error:
            yield path, None, error.problems
