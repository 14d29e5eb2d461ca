"""The profiles of several files. A file that cannot be used does not stop the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from maturity.assessment.files import read_file
from maturity.assessment.folders import as_one_problem
from maturity.errors import MaturityError, Problem
from maturity.records import Assessment, Bundle, Profile
from maturity.scoring.engine import score

Result: TypeAlias = tuple[Assessment, Profile]


def score_files(paths: Iterable[str], bundle: Bundle) -> tuple[list[Result], list[Problem]]:
    """The assessments in these files with their profiles, in order, and the problems of the files that have some."""
    results: list[Result] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            assessment = read_file(path, bundle)
            with as_one_problem(path):
                results.append((assessment, score(bundle, assessment)))
        except MaturityError as error:
            problems += error.problems
    return results, problems
