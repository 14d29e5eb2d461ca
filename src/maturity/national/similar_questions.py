"""Questions that forces answer alike. Two that have the same level in nine forces of ten may count one thing twice, so
whoever revises the questionnaire looks at them. For the national team alone, never published. Pure.

Source: the rule that correlated questions count twice, which the edition's page "How scoring works" follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final, NamedTuple

#: With fewer forces than this, agreement says little.
LEAST_FORCES: Final = 20
#: The share from which on two questions agree, in tenths.
LEAST_TENTHS: Final = 9


class SimilarPair(NamedTuple):
    """Two questions, and in how many forces of those with a level on both it is the same."""

    first: str
    second: str
    same: int
    of: int


def similar_pairs(questions: Mapping[str, Sequence[int]]) -> list[SimilarPair]:
    """`questions`: the counted level of each force, or less than 0 where there is none, as in `Material`. The
    pairs that agree most come first; equal ones in the order of the questionnaire."""
    pairs = []
    for (first, ones), (second, others) in combinations(questions.items(), 2):
        both = [one == other for one, other in zip(ones, others, strict=True) if one >= 0 and other >= 0]
        same = sum(both)
        if len(both) >= LEAST_FORCES and 10 * same >= LEAST_TENTHS * len(both):
            pairs.append(SimilarPair(first, second, same, len(both)))
    return sorted(pairs, key=lambda pair: -pair.same / pair.of)
