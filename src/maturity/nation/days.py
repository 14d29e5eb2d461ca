"""Which forces exist: on a day, and for a period. Every count, list and denominator of forces comes from here. Pure.

A period is looked at on one day: today while it lasts, its last day once it is over, its first day before it begins.
So a force that ended and the one that it became are never both counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from maturity.model import Force

_YEARS = re.compile(r"(\d\d)(\d\d)(?:\D(?:\d\d)?(\d\d)(?!\d))?")


def there_on(forces: Iterable[Force], on: str | None) -> list[Force]:
    """The forces that exist on a day (year-month-day); all of them where no day is given."""
    return [force for force in forces if on is None or exists(force, on)]


def exists(force: Force, on: str) -> bool:
    """Whether a force exists on a day (year-month-day)."""
    return (force.starts or "") <= on and (force.ends is None or force.ends >= on)


def day_of(period: str, on: str | None) -> str | None:
    """The day on which a period is looked at, when it is looked at `on` a day: that day, if it lies in the period, else
    the nearest one that does. Without a day the last one of the period; for a period without years, the day itself."""
    days = _days(period)
    if days is None:
        return on
    first, last = days
    return last if on is None else min(max(on, first), last)


def _days(period: str) -> tuple[str, str] | None:
    """The first and last day of a period, read from its name: 2026 is a year, 2025-26 and 2025/2026 a financial year
    from April to March."""
    found = _YEARS.search(period)
    if not found:
        return None
    first, second = found[1] + found[2], found[1] + (found[3] or found[2])
    if second <= first:  # in 2026-04 the month is not a year
        return f"{first}-01-01", f"{first}-12-31"
    return f"{first}-04-01", f"{second}-03-31"
