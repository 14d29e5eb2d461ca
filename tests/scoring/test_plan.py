"""The cheapest plan: against trying every set of actions, on the whole questionnaire, and over quarters."""

from __future__ import annotations

import time
from itertools import chain, combinations
from random import Random
from typing import Any

import pytest

from maturity.records import Assessment, Bundle, BundleAction
from maturity.scoring.advice import projected
from maturity.scoring.engine import score
from maturity.scoring.plan import Task, cheapest_plan, cost_of, in_work_order, meets, quarters, search, task_of
from tests.support.engine_cases import compiled, small_bundle

TOP = 4


def random_task(chance: Random) -> Task:
    """Up to five questions and seven actions, some of which must follow others."""
    questions = [f"q{n}" for n in range(chance.randint(1, 5))]
    actions: dict[str, BundleAction] = {}
    for rank in range(1, chance.randint(2, 8)):
        raised = chance.sample(questions, chance.randint(1, min(3, len(questions))))
        ends = [sorted(chance.sample(range(TOP + 1), 2)) for _ in raised]
        low, high = sorted((chance.randint(0, 6), chance.randint(0, 6)))
        needs = chance.sample([*actions], chance.randint(1, len(actions))) if actions and chance.random() < 0.3 else []
        actions[f"a{rank}"] = {
            "id": f"a{rank}",
            "kind": "step",
            "owner": "force",
            "raises": [{"question": q, "from": a, "to": b} for q, (a, b) in zip(raised, ends, strict=True)],
            "days": [low, high],
            "role": None,
            "needs": needs,
            "interventions": [],
            "rank": rank,
        }
    levels = {key: chance.randint(0, TOP) for key in questions}
    below = [key for key, level in levels.items() if level < TOP and chance.random() < 0.8]
    goals = {key: chance.randint(levels[key] + 1, TOP) for key in below}
    return Task(levels, goals, actions)


def test_nothing_is_cheaper_in_2000_small_cases() -> None:
    """Every set of actions is tried. Days at most come first, then days at least, then how many actions."""
    chance, planned = Random(20261129), 0
    for n in range(2000):
        task = random_task(chance)
        every = chain.from_iterable(combinations(task.actions, size) for size in range(len(task.actions) + 1))
        cheapest = min((cost_of(task, plan) for plan in every if meets(task, plan)), default=None)
        found = search(task)
        assert (found is None) == (cheapest is None), n
        if found is not None:
            assert meets(task, found) and cost_of(task, found) == cheapest, n
            order = [action["id"] for action in in_work_order(task, found)]
            assert sorted(order) == sorted(found)
            for key in order:
                before = order[: order.index(key)]
                assert all(need in before for need in task.actions[key]["needs"] if need in found), n
            planned += bool(found)
    assert planned > 500  # most random cases ask for something that can be done


@pytest.fixture(scope="module")
def real() -> Bundle:
    return compiled("real")


def answered(bundle: Bundle, level: int, **more: Any) -> Assessment:
    """Every question at one level, with evidence."""
    force = next(key for key, conditions in bundle["forces"].items() if not conditions)
    asked = [q for t in bundle["themes"] for c in t["capabilities"] for q in c["questions"] if q["condition"] is None]
    made: Any = {
        "format": "maturity-assessment/2",
        "edition": bundle["edition"],
        "force": force,
        "period": "2026",
        "answers": {q["id"]: {"level": level, "evidence": [{"title": "Log"}]} for q in asked},
        **more,
    }
    whole: Assessment = made
    return whole


def test_a_force_with_nothing_has_a_plan_in_under_a_second(real: Bundle) -> None:
    assessment = answered(real, 0)
    began = time.perf_counter()
    plan = cheapest_plan(real, assessment)
    assert time.perf_counter() - began < 1
    assert plan["status"] == "optimal" and not plan["unreachable"]
    after = score(real, projected(real, assessment, [action["id"] for action in plan["actions"]], evidence=True))
    met = after["standards_met"]
    assert met["low"] == met["high"] == met["of"] > 15
    assert sum(action["days"][1] for action in plan["actions"]) == plan["days"][1]
    assert plan["next_best_days"] is not None and plan["next_best_days"][1] >= plan["days"][1]
    closed = [question for action in plan["actions"] for question in action["closes"]]
    assert sorted(closed) == sorted(task_of(real, assessment).goals)


def test_national_work_costs_a_force_nothing_and_is_used_only_when_asked_for(real: Bundle) -> None:
    assessment = answered(real, 0)
    alone, together = cheapest_plan(real, assessment), cheapest_plan(real, assessment, with_national=True)
    owners = {action["id"]: action["owner"] for action in real["actions"]}
    assert all(owners[action["id"]] != "national" for action in alone["actions"])
    assert any(owners[action["id"]] == "national" and action["days"] == [0, 0] for action in together["actions"])
    assert together["days"][1] < alone["days"][1]


def test_a_force_that_meets_everything_has_nothing_to_plan(real: Bundle) -> None:
    plan = cheapest_plan(real, answered(real, 4))
    assert (plan["status"], plan["actions"], plan["days"]) == ("nothing-to-do", [], [0, 0])
    assert plan["next_best_days"] is None


def small(*actions: dict[str, Any], minimum: int = 2) -> Bundle:
    themes = {"theme": {"capability": [{"id": "a", "minimum": minimum}, {"id": "b", "minimum": 2}]}}
    return small_bundle(themes=themes, actions=list(actions))


def case(**answers: Any) -> Assessment:
    made: Any = {
        "format": "maturity-assessment/2",
        "edition": {"id": "case", "version": "1"},
        "force": "a-force",
        "period": "2026",
        "answers": answers,
    }
    whole: Assessment = made
    return whole


def test_what_no_action_reaches_is_named_and_the_rest_is_planned() -> None:
    bundle = small({"id": "a-2", "raises": {"a": [0, 2]}}, {"id": "b-2", "raises": {"b": [0, 2]}}, minimum=3)
    plan = cheapest_plan(bundle, case(a={"level": 0}, b={"level": 0}))
    assert (plan["status"], plan["unreachable"]) == ("impossible", ["a"])
    assert [action["id"] for action in plan["actions"]] == ["b-2"]


def test_what_must_come_before_and_is_national_puts_a_standard_out_of_reach() -> None:
    national = {"id": "list", "kind": "intervention", "owner": "national", "raises": {"b": [0, 1]}}
    bundle = small(national, {"id": "a-2", "raises": {"a": [0, 2]}, "needs": ["list"]})
    assert cheapest_plan(bundle, case(a={"level": 0}, b={"level": 0}))["unreachable"] == ["a", "b"]
    done = cheapest_plan(bundle, case(a={"level": 0}, b={"level": 2, "evidence": [{"title": "x"}]}))
    assert (done["status"], [action["id"] for action in done["actions"]]) == ("optimal", ["a-2"])


def test_what_is_claimed_counts_as_done_and_what_is_open_as_its_worst() -> None:
    bundle = small({"id": "a-2", "raises": {"a": [0, 2]}}, {"id": "b-2", "raises": {"b": [0, 2]}})
    plan = cheapest_plan(bundle, case(a={"level": 3}, b={"dont_know": True}))
    assert (plan["evidence"], [action["id"] for action in plan["actions"]]) == (["a"], ["b-2"])


@pytest.mark.parametrize(
    ("days", "quarter", "expected"),
    [
        ([5, 5, 5], 10, [["s1", "s2"], ["s3"]]),
        ([5, 6, 5], 10, [["s1"], ["s2"], ["s3"]]),  # 6 do not fit beside 5, nor 5 beside 6
        ([5, 25, 5], 10, [["s1", "s2"], [], [], ["s3"]]),  # 25 days begin in the first quarter and end with the third
        ([30], 10, [["s1"], [], []]),
        ([0, 0], 1, [["s1", "s2"]]),
    ],
)
def test_laid_out_over_quarters(days: list[int], quarter: int, expected: list[list[str]]) -> None:
    actions = [{"id": f"s{n}", "days": [0, each]} for n, each in enumerate(days, 1)]
    plan: Any = {"actions": actions}
    laid: list[list[Any]] = quarters(plan, quarter)
    assert [[action["id"] for action in each] for each in laid] == expected
