"""Exact figures: whole numbers and fractions, never a float, so that two languages cannot drift apart."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd, lcm

from maturity.records import Fraction


def reduced(numerator: int, denominator: int) -> Fraction:
    """The fraction in lowest terms."""
    common = gcd(numerator, denominator)
    return [numerator // common, denominator // common]


def mean(parts: Sequence[tuple[int, Fraction]]) -> Fraction:
    """The weighted mean of (weight, fraction) pairs, of which there is at least one."""
    common = lcm(*[denominator for _, (_, denominator) in parts])
    total = sum([weight * numerator * (common // denominator) for weight, (numerator, denominator) in parts])
    return reduced(total, common * sum([weight for weight, _ in parts]))


def rounded(index: Fraction) -> int:
    """An index as people see it: rounded half up, but 0 and 100 only when it is exactly that."""
    numerator, denominator = index
    rounded = (2 * numerator + denominator) // (2 * denominator)
    if rounded == 0 and numerator > 0:
        return 1
    return 99 if rounded == 100 and numerator < 100 * denominator else rounded
