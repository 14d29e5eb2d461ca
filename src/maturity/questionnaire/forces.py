"""Which forces exist: on a day, and for a period. Every count, list and denominator of forces comes from here. Pure.

A period is looked at on one day: today while it lasts, its last day once it is over, its first day before it begins.
So a force that ended and the one that it became are never both counted.
"""

from __future__ import annotations

from collections.abc import Iterable

from maturity.questionnaire.model import Force
from maturity.questionnaire.periods import first_and_last_day


def forces_on(forces: Iterable[Force], on: str | None) -> list[Force]:
    """The forces that exist on a day (year-month-day); all of them where no day is given."""
    return [force for force in forces if on is None or exists_on(force, on)]


def exists_on(force: Force, on: str) -> bool:
    """Whether a force exists on a day (year-month-day)."""
    return (force.starts or "") <= on and (force.ends is None or force.ends >= on)


def day_in_period(period: str, on: str | None) -> str | None:
    """The day that stands for a period when today is `on`: that day if it is in the period, else the nearest day that
    is. Without a day the last one of the period; for a period without years, the day itself."""
    its = first_and_last_day(period)
    if its is None:
        return on
    first, last = its
    return last if on is None else min(max(on, first), last)
