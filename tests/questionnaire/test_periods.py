"""One spelling of a period in an edition, and one order of periods, which is that of time."""

from __future__ import annotations

import itertools
from functools import cmp_to_key
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.questionnaire import periods
from maturity.records import PeriodKind
from tests import TESTS
from tests.support import javascript

CASES: Any = yaml.safe_load((TESTS / "cases" / "readers" / "periods.yml").read_text(encoding="utf-8"))
SCRIPTS = ("periods.js",)
KINDS = tuple(periods.KINDS)
SPELT = [(kind, text) for kind, texts in CASES["spelt"].items() for text in texts]
MEANT = [(kind, text, right) for kind, texts in CASES["meant"].items() for text, right in texts.items()]
pieces = st.sampled_from(
    [*"0123456789/-– .Qq,", "2026", "2027", "27", "quarter", "4th", "Oct", "October", "march", " to ", "FY", "\u0662"]
)
typed = st.lists(pieces, max_size=7).map("".join)


@pytest.mark.parametrize(("kind", "text"), SPELT)
def test_a_right_spelling_is_of_one_kind(kind: PeriodKind, text: str) -> None:
    assert [each for each in KINDS if periods.is_period(text, each)] == [kind]
    assert periods.intended_period(text, kind) == text
    assert javascript.each(SCRIPTS, "periods.isPeriod", [[text, each] for each in KINDS]) == [k == kind for k in KINDS]


@pytest.mark.parametrize("text", CASES["none"])
def test_another_spelling_is_of_none(text: str) -> None:
    assert periods.parse_period(text) is None
    assert periods.first_and_last_day(text) is None
    assert javascript.each(SCRIPTS, "periods.parsePeriod", [[text]]) == [None]


@pytest.mark.parametrize(("kind", "text", "right"), MEANT)
def test_the_right_spelling_is_offered(kind: PeriodKind, text: str, right: str | None) -> None:
    """Half of the forces write 2026-27 and half 2026/27: one is refused with the other; 2026 alone could be either."""
    assert periods.intended_period(text, kind) == right
    assert javascript.each(SCRIPTS, "periods.intendedPeriod", [[text, kind]]) == [right]


@settings(max_examples=200, deadline=None)
@given(st.lists(typed, min_size=5, max_size=5))
def test_both_languages_take_any_period_alike(given: list[str]) -> None:
    pairs = [(text, kind) for text in given for kind in KINDS]
    intended = javascript.each(SCRIPTS, "periods.intendedPeriod", pairs)
    assert intended == [periods.intended_period(*pair) for pair in pairs]
    found = [periods.parse_period(text) for text in given]
    spelt = javascript.each(SCRIPTS, "periods.parsePeriod", [[text] for text in given])
    assert spelt == [its._asdict() if its else None for its in found]


@pytest.mark.parametrize("name", ["order", "order_of_months", "order_of_quarters", "order_of_all"])
def test_periods_follow_each_other_in_time(name: str) -> None:
    """April 2026 comes after October 2025, and the first quarter of 2027 after the last of 2026."""
    right = CASES[name]
    for mixed in itertools.islice(itertools.permutations(right), 200):
        assert sorted(mixed, key=periods.period_key) == right
    pairs = list(itertools.product(right, repeat=2))
    signs = dict(zip(pairs, javascript.each(SCRIPTS, "periods.comparePeriods", pairs), strict=True))
    assert sorted(sorted(right), key=cmp_to_key(lambda one, other: signs[one, other])) == right
    assert all((sign == 0) == (one == other) for (one, other), sign in signs.items())


@pytest.mark.parametrize(("text", "days"), CASES["days"].items())
def test_the_days_of_a_period(text: str, days: list[str] | None) -> None:
    found = periods.first_and_last_day(text)
    assert (list(found) if found else None) == days


def test_the_example_of_each_kind_is_of_that_kind() -> None:
    for kind, said in periods.KINDS.items():
        assert periods.is_period(said.partition("such as ")[2], kind)
