"""Periods: how an edition spells them, and their order in time. Pure; the same in JavaScript is `web/core/periods.js`.

Each kind has one spelling, and no spelling is of two kinds: so periods of editions that count differently have an order
too. A quarter is a quarter of the calendar year; a financial year starts in April.
"""

from __future__ import annotations

import re
from calendar import monthrange
from typing import Final, NamedTuple

from maturity.records import PeriodKind

#: What each kind is called, with an example.
KINDS: Final[dict[PeriodKind, str]] = {
    "year": "a calendar year, such as 2026",
    "financial-year": "a financial year, such as 2026/27",
    "quarter": "a quarter of a calendar year, such as 2026 Q4",
    "month": "a month, such as 2026-10",
}
APRIL: Final = 4

_SPELT = re.compile(r"((?:19|20)[0-9]{2})(?:/([0-9]{2})| Q([1-4])|-(0[1-9]|1[0-2]))?")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
#: What people write instead. Two years: 2026-27, 26/27, 2026 to 2027, 202627.
_YEARS = re.compile(r"(?<![0-9])((?:19|20)?[0-9]{2})[^0-9]*(?:19|20)?([0-9]{2})(?![0-9])")
_QUARTER = re.compile(r"q(?:uarter|tr)?[. ]?([1-4])(?![0-9])|([1-4])(?:st|nd|rd|th)? ?(?:q(?![a-z0-9])|quarter|qtr)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = re.compile(f"(?<![a-z])({'|'.join(_MONTHS)})[a-z]*")
_MONTH_FIRST = re.compile(r"(?<![0-9])(0?[1-9]|1[0-2])[-./ ]+(?:19|20)[0-9]{2}(?![0-9])")
_MONTH_LAST = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}[-./ ]*(1[0-2]|0?[1-9])(?![0-9])")


class Period(NamedTuple):
    """A stretch of whole months. `first` counts months from the year 0."""

    kind: PeriodKind
    first: int
    months: int


def parse_period(text: str) -> Period | None:
    """The period that a text is the right spelling of; nothing when it is none of any kind."""
    found = _SPELT.fullmatch(text)
    if found is None:
        return None
    year, to, quarter, month = found.groups()
    start = int(year) * 12
    if to:
        follows = int(to) == (int(year) + 1) % 100
        return Period("financial-year", start + APRIL - 1, 12) if follows else None
    if quarter:
        return Period("quarter", start + 3 * int(quarter) - 3, 3)
    return Period("month", start + int(month) - 1, 1) if month else Period("year", start, 12)


def is_period(text: str, kind: PeriodKind) -> bool:
    """Whether this is how an edition with periods of this kind writes one."""
    its = parse_period(text)
    return its is not None and its.kind == kind


def period_key(text: str) -> tuple[int, int, str]:
    """A key by which periods follow each other in time: by their first month, then the shorter first. What is not a
    period (in a worked example) comes before all periods."""
    its = parse_period(text)
    return (its.first, its.months, "") if its else (-1, 0, text)


def first_and_last_day(text: str) -> tuple[str, str] | None:
    """The first and the last day of a period (year-month-day); nothing when the text is not a period."""
    its = parse_period(text)
    if its is None:
        return None
    (year, month), (to, last) = divmod(its.first, 12), divmod(its.first + its.months - 1, 12)
    return f"{year}-{month + 1:02}-01", f"{to}-{last + 1:02}-{monthrange(to, last + 1)[1]}"


def intended_period(text: str, kind: PeriodKind) -> str | None:
    """The right spelling of a period that somebody wrote otherwise; nothing when it is not clear which they mean."""
    low = text.lower()
    made = {"year": _year, "financial-year": _financial, "quarter": _quarter, "month": _month}[kind](low)
    return made if made and is_period(made, kind) else None


def _year(low: str) -> str:
    return next(iter(_YEAR.findall(low)), "")


def _financial(low: str) -> str:
    whole = [int(year) for year in _YEAR.findall(low)]
    for year in whole:
        if year + 1 in whole:
            return f"{year}/{(year + 1) % 100:02}"
    for start, to in _YEARS.findall(low):
        year = int(start) if len(start) == 4 else 2000 + int(start)
        if (year + 1) % 100 == int(to):
            return f"{year}/{to}"
    return ""


def _quarter(low: str) -> str:
    found = _QUARTER.search(low)
    return f"{_only_year(low)} Q{found[1] or found[2]}" if found else ""


def _month(low: str) -> str:
    if found := _MONTH_NAME.search(low):
        return f"{_only_year(low)}-{_MONTHS.index(found[1]) + 1:02}"
    numbered = _MONTH_FIRST.search(low) or _MONTH_LAST.search(low)
    year = re.search("(?:19|20)[0-9]{2}", numbered[0]) if numbered else None
    return f"{year[0]}-{int(numbered[1]):02}" if numbered and year else ""


def _only_year(low: str) -> str:
    """The year in a text that names one only."""
    years = {*_YEAR.findall(low)}
    return years.pop() if len(years) == 1 else ""
