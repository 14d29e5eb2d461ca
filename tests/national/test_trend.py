"""Figures of several periods on one line: only where the questions and the rules were the same."""

from __future__ import annotations

from typing import Any

import pytest

from maturity.national.trend import MOST_PERIODS, TrendPeriod, comparable_capabilities, rules_differ, trend_to
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from tests.editions.test_publish import edit, next_edition, tiny

PARTS = ("safe-food", "little-waste", "everyone-hears")


def level(name: str, middle: int | None) -> Any:
    return {"id": name, "counts": None, "not_applicable": None, "middle": middle, "low": middle, "high": middle} | {
        "hidden": None if middle is not None else "too_alike"
    }


def period(name: str, version: str, *middles: int | None) -> TrendPeriod:
    """All forces in one period, with a middle level for each capability."""
    rows = [level(each, middle) for each, middle in zip(PARTS, middles, strict=True)]
    return TrendPeriod(name, version, 12, 14, rows)


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Questionnaire]:
    """1.0; 1.1, in which a question has another id, one means something else, and evidence is asked for at another
    level; 1.2, in which only words changed since."""
    folder = tmp_path_factory.mktemp("editions")
    old, new = tiny(folder / "old"), next_edition(folder / "new")
    edit(next_edition(folder / "later"), [["edition", "version: '1.1'", "version: '1.2'"]])
    return {q.edition.version: q for q in map(load_questionnaire, (old, new, folder / "later"))}


def test_a_capability_is_comparable_with_the_very_same_questions_alone(editions: dict[str, Questionnaire]) -> None:
    assert comparable_capabilities(editions["1.0"], editions["1.0"]) == {name: name for name in PARTS}
    assert comparable_capabilities(editions["1.0"], editions["1.1"]) == {
        name: name for name in PARTS if name != "little-waste"
    }
    assert comparable_capabilities(editions["1.1"], editions["1.2"]) == {name: name for name in PARTS}


@pytest.mark.parametrize(
    ("scoring", "other"),
    [({}, False), ({"evidence_cap": 1}, True), ({"dont_know_counts_as": 1}, True), ({"overall_index": True}, False)],
)
def test_rules_that_give_the_same_answers_another_level(
    editions: dict[str, Questionnaire], scoring: dict[str, Any], other: bool
) -> None:
    old = editions["1.0"]
    changed = old.edition.model_copy(update={"scoring": old.edition.scoring.model_copy(update=scoring)})
    assert rules_differ(old, old.model_copy(update={"edition": changed})) is other


def test_figures_of_other_questions_or_rules_are_not_set_beside(editions: dict[str, Questionnaire]) -> None:
    years = [period("2026", "1.1", 1, 1, None), period("2025", "1.0", 0, 1, 2), period("2027", "1.1", 2, 2, 2)]
    found = trend_to(editions["1.1"], years, "2026", editions)
    assert [one.period for one in found.periods] == ["2025", "2026"], "nothing later than the page's own"
    middles = {
        name: [row if isinstance(row, str) else row["middle"] for row in rows]
        for name, rows in found.capabilities.items()
    }
    assert middles == {"safe-food": [0, 1], "little-waste": ["questions", 1], "everyone-hears": [2, None]}


def test_the_last_periods_alone(editions: dict[str, Questionnaire]) -> None:
    years = [period(str(2020 + n), "1.0", 1, 1, 1) for n in range(MOST_PERIODS + 3)]
    found = trend_to(editions["1.0"], years, "2027", {})
    assert [one.period for one in found.periods] == [str(2028 - MOST_PERIODS + n) for n in range(MOST_PERIODS)]


def test_other_rules_come_before_other_questions(editions: dict[str, Questionnaire]) -> None:
    old = editions["1.0"]
    scoring = old.edition.scoring.model_copy(update={"dont_know_counts_as": 1})
    strict = old.model_copy(update={"edition": old.edition.model_copy(update={"scoring": scoring})})
    years = [period("2025", "0.9", 0, 1, 2), period("2026", "1.0", 1, 1, 1)]
    found = trend_to(old, years, "2026", {"0.9": strict})
    assert {rows[0] if isinstance(rows[0], str) else "" for rows in found.capabilities.values()} == {"rules"}


def standard(name: str, met: int) -> Any:
    return {"question": name, "met": met, "not_met": 12 - met, "not_shown": 0, "not_applicable": 0, "hidden": None}


def test_a_standard_is_set_beside_the_year_before_where_it_asked_the_same(editions: dict[str, Questionnaire]) -> None:
    """A raised minimum met by fewer is no step back, so the year before is not beside it."""
    today = editions["1.2"]
    first, second = today.standards.standards[:2]
    raised = second.model_copy(update={"level": second.level - 1})
    old = editions["1.1"].model_copy(
        update={"standards": today.standards.model_copy(update={"standards": (first, raised)})}
    )
    rows = [standard(first.question, 4), standard(second.question, 9)]
    years = [period("2026", "1.1", 1, 1, 1)._replace(standards=rows), period("2027", "1.2", 1, 1, 1)]
    found = trend_to(today, years, "2027", {"1.1": old})
    assert found.standards_before == {first.question: rows[0]}
    assert trend_to(today, years[1:], "2027", {}).standards_before == {}
