"""Aggregates: tables worked by hand, properties of the statistics, and movement between years."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from maturity.national.movement import (
    index_moved,
    level_moved,
    movement_of_forces,
    movement_scorer,
    shared_questions,
)
from maturity.national.publishing import publish
from maturity.national.statistics import NOT_APPLICABLE, Group, material, own_comparison, spread, tabulate
from maturity.records import Assessment, Bundle, Profile, canonical
from maturity.scoring.engine import score
from tests import TESTS
from tests.support.nations import random_nation
from tests.support.small_edition import assessment, bundle_of, intervention, question

CASE = yaml.safe_load((TESTS / "cases" / "aggregate" / "six-kitchens.yml").read_text(encoding="utf-8"))


def case_bundle() -> Bundle:
    def asked(name: str) -> dict[str, Any]:
        return question(name, minimum=CASE["minimums"].get(name), not_applicable=True)

    bundle = bundle_of([[asked("q1"), asked("q2")], [asked("q3")]])
    for capability, name in zip(bundle["themes"][0]["capabilities"], ("one", "two"), strict=True):
        capability["id"] = name
    raised = {"c": ["q3"], "b": ["q2"], "a": ["q1"]}
    actions = [intervention(name, rank, raised[name]) for rank, name in enumerate("cba", 1)]
    return {**bundle, "interventions": ["c", "b", "a"], "actions": actions}


def answer(said: int | str) -> dict[str, Any]:
    if said == "-":
        return {"not_applicable": "We have none."}
    text = str(said)
    return {"level": int(text.rstrip("!")), "evidence": [] if text.endswith("!") else [{"title": "Log"}]}


def case_profiles() -> list[Profile]:
    return [
        score(case_bundle(), assessment(force, "1", {name: answer(said) for name, said in answers.items()}))
        for force, answers in CASE["forces"].items()
    ]


def case_groups() -> list[Group]:
    return [
        Group(name, name, "all" if name == "all" else "peer", None, None, frozenset(members))
        for name, members in CASE["groups"].items()
    ]


@pytest.fixture(scope="module")
def tables() -> dict[str, Any]:
    figures = tabulate(material(case_bundle(), case_profiles(), case_groups(), "1"))
    return {group["id"]: group for group in figures["groups"]}


@pytest.mark.parametrize("row", CASE["levels"], ids=lambda row: f"{row['group']} {row['item']}")
def test_levels_by_hand(tables: dict[str, Any], row: dict[str, Any]) -> None:
    group = tables[row["group"]]
    parts = ("questions", "capabilities", "theme_levels")
    found = next(r for part in parts for r in group[part] if r["id"] == row["item"])
    assert found == {"id": row["item"], "hidden": None} | {k: v for k, v in row.items() if k not in ("group", "item")}


@pytest.mark.parametrize("row", CASE["standards"], ids=lambda row: f"{row['group']} {row['question']}")
def test_standards_by_hand(tables: dict[str, Any], row: dict[str, Any]) -> None:
    found = next(r for r in tables[row["group"]]["standards"] if r["question"] == row["question"])
    assert found == {"hidden": None} | {k: v for k, v in row.items() if k != "group"}


@pytest.mark.parametrize("group", CASE["interventions"])
def test_interventions_by_hand(tables: dict[str, Any], group: str) -> None:
    found = [[row["intervention"], row["forces"]] for row in tables[group]["called"]]
    assert found == CASE["interventions"][group]


def case_files(answers: dict[str, Any], period: str) -> list[Assessment]:
    return [assessment(f, period, {q: answer(said) for q, said in its.items()}) for f, its in answers.items()]


def test_a_force_beside_its_own_group_by_hand() -> None:
    own = CASE["own"]
    peer = Group("own", "own", "peer", "similar", own["centre"], frozenset((*own["members"], own["centre"])))
    (figures,) = tabulate(material(case_bundle(), case_profiles(), [*case_groups(), peer], "1"))["groups"][-1:]
    for profile in case_profiles():
        for name, row in (CASE["against"].get(profile["force"]) or {}).items():
            found = {each["id"]: each for each in own_comparison(figures, profile)["capabilities"]}
            assert found[name] == {"id": name, "hidden": None} | row


def two_years() -> tuple[Bundle, Bundle, list[Assessment], list[Assessment]]:
    older, newer = case_bundle(), case_bundle()
    older["policy"]["evidence_cap"] = 3
    older["themes"][0]["capabilities"][1]["questions"][0]["meaning"] = 0
    return older, newer, case_files(CASE["before"], "0"), case_files(CASE["forces"], "1")


def test_movement_of_each_force_by_hand() -> None:
    older, newer, first, second = two_years()
    move = movement_scorer(older, newer)
    for one, other in zip(first, second, strict=True):
        found = move(one, other)
        (capability,), (theme,) = found["capabilities"], found["themes"]
        row = {name: capability[name] for name in ("then", "before", "after", "moved")}
        assert row | {"theme": theme["moved"]} == CASE["movement"][one["force"]], one["force"]
        assert found["questions"] == ["q1", "q2"]


def test_movement_over_forces_by_hand() -> None:
    older, newer, first, second = two_years()
    move = movement_scorer(older, newer)
    between = movement_of_forces([move(one, other) for one, other in zip(first, second, strict=True)])
    assert between is not None and between["questions"] == 2
    assert between["capabilities"] == [{"id": "one", **CASE["moved"]}]
    assert movement_of_forces([]) is None


def test_only_complete_signed_assessments_of_the_period_are_counted() -> None:
    answers = {"q1": answer(1), "q2": answer(1), "q3": answer(1)}
    files: list[Assessment] = [
        assessment("ash", "1", answers),
        assessment("beech", "2", answers),
        {**assessment("cedar", "1", answers), "sign_off": {"role": "r", "date": "2026-01-01", "decision": "sent-back"}},
        assessment("elm", "1", {"q1": answer(1)}),
        assessment("stranger", "1", answers),
    ]
    assert material(case_bundle(), [score(case_bundle(), one) for one in files], case_groups(), "1").forces == ("ash",)


# --- properties ------------------------------------------------------------------------------------------------

LEVELS = st.lists(st.integers(NOT_APPLICABLE, 4), max_size=40)


@given(LEVELS)
def test_middle_and_spread_are_levels_that_somebody_has(values: list[int]) -> None:
    found, there = spread(values), [value for value in values if value >= 0]
    if not there:
        assert found is None
        return
    assert found is not None
    assert {*found} <= set(there) and found.low <= found.middle <= found.high


@given(LEVELS.filter(lambda values: max(values, default=-1) >= 0))
def test_half_of_the_forces_are_in_the_spread_and_on_each_side_of_the_middle(values: list[int]) -> None:
    found, there = spread(values), [value for value in values if value >= 0]
    assert found is not None
    assert 2 * len([v for v in there if found.low <= v <= found.high]) >= len(there)
    assert 2 * len([v for v in there if v <= found.middle]) >= len(there)
    assert 2 * len([v for v in there if v >= found.middle]) >= len(there)


@given(LEVELS, st.randoms(use_true_random=False))
def test_the_order_of_forces_does_not_matter(values: list[int], r: Any) -> None:
    assert spread(values) == spread(r.sample(values, len(values)))


def test_every_count_adds_up() -> None:
    for seed in range(30):
        one = random_nation(seed)
        for group in tabulate(one)["groups"]:
            for row in group["capabilities"]:
                assert sum(row["counts"] or []) + (row["not_applicable"] or 0) == group["forces"]
            for standard in group["standards"]:
                statuses = (standard[s] or 0 for s in ("met", "not_met", "not_shown", "not_applicable"))
                assert sum(statuses) == group["forces"]


def test_what_is_published_is_true() -> None:
    """A figure that is shown is the figure that there is; none is changed to protect anyone."""
    shown_rows = 0
    for seed in range(30):
        one = random_nation(seed)
        for group, true in zip(publish(one)["groups"], tabulate(one)["groups"], strict=False):
            for row, real in zip(group["questions"], true["questions"], strict=True):
                assert row["counts"] in (None, real["counts"]) and row["middle"] in (None, real["middle"])
                shown_rows += row["counts"] is not None
    assert shown_rows > 50


def test_the_order_of_assessments_does_not_matter() -> None:
    profiles = case_profiles()
    one, other = (material(case_bundle(), p, case_groups(), "1") for p in (profiles, profiles[::-1]))
    assert canonical(tabulate(one)) == canonical(tabulate(other))


# --- movement --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "unproved", "expected"),
    [
        ([40, 1], [50, 1], False, "up"),
        ([40, 1], [99, 2], False, "same"),
        ([125, 3], [155, 3], False, "up"),
        ([125, 3], [154, 3], False, "same"),
        ([50, 1], [40, 1], False, "down"),
        ([40, 1], [50, 1], True, "not_shown"),
        (None, [50, 1], False, "same"),
    ],
)
def test_a_theme_moves_by_ten_or_more_exactly(before: Any, after: Any, unproved: bool, expected: str) -> None:
    assert index_moved(before, after, unproved, [10, 1]) == expected


@pytest.mark.parametrize(
    ("before", "after", "unproved", "expected"),
    [
        (1, 2, False, "up"),
        (2, 1, False, "down"),
        (1, 1, True, "same"),
        (1, 2, True, "not_shown"),
        (None, 2, False, "same"),
    ],
)
def test_a_capability_moves_by_its_level(before: Any, after: Any, unproved: bool, expected: str) -> None:
    assert level_moved(before, after, unproved) == expected


def test_shared_questions_have_the_same_id_and_meaning() -> None:
    old = bundle_of([[question("q1"), question("q2"), question("q3", meaning=1)]])
    new = bundle_of([[question("q3", meaning=2), question("q2"), question("q4")]])
    assert shared_questions(old, new) == ["q2"]


def test_real_change_is_told_apart_from_changed_rules() -> None:
    """The cap on what is not shown goes from 2 to 1: the same answers fall a level by the rules alone. The force then
    rises by two, and a question that is new does not count."""
    old = bundle_of([[question("q1"), question("q2")]])
    new = bundle_of([[question("q1"), question("q2"), question("q3")]])
    new["policy"]["evidence_cap"] = 1
    first = assessment("f", "1", {"q1": answer("3!"), "q2": answer(3)})
    second = assessment("f", "2", {"q1": answer(3), "q2": answer(3), "q3": answer(0)})
    found = movement_scorer(old, new)(first, second)
    assert found["questions"] == ["q1", "q2"]
    (capability,) = found["capabilities"]
    assert capability == {
        "id": "c0", "then": 2, "before": 1, "after": 3, "changed": ["q1"], "no_evidence": [], "moved": "up",
    }  # fmt: skip
    (theme,) = found["themes"]
    assert (theme["then"], theme["before"], theme["after"]) == ([125, 2], [50, 1], [75, 1])


def test_no_movement_without_evidence_for_what_changed() -> None:
    bundle = bundle_of([[question("q1"), question("q2")]])
    first = assessment("f", "1", {"q1": answer(0), "q2": answer(1)})
    second = assessment("f", "2", {"q1": answer(1), "q2": answer("2!")})
    (capability,) = movement_scorer(bundle, bundle)(first, second)["capabilities"]
    assert (capability["moved"], capability["no_evidence"]) == ("not_shown", ["q2"])


def test_movement_over_forces_counts_them() -> None:
    """Thirty forces at mixed levels, ten of which rise by one in the second year."""
    bundle = bundle_of([[question("q1")]])
    years = [
        [assessment(f"f{n:02}", year, {"q1": answer(n % 3 + (n < 10) * later)}) for n in range(30)]
        for later, year in enumerate(("1", "2"))
    ]
    move = movement_scorer(bundle, bundle)
    between = movement_of_forces([move(*pair) for pair in zip(*years, strict=True)])
    assert between is not None and (between["forces"], between["questions"]) == (30, 1)
    assert between["capabilities"] == [{"id": "c0", "up": 10, "down": 0, "same": 20, "not_shown": 0, "rules": 0}]
