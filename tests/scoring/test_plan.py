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
from maturity.scoring.plan import Task, cheapest_plan, cost_of, in_work_order, meets, search, task_of, timetable
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
            "part_way": None,
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
    began = time.process_time()
    plan = cheapest_plan(real, assessment)
    assert time.process_time() - began < 1  # of this process, whatever else the machine does
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
    bundle = small({"id": "a-2", "raises": {"a": [0, 2]}, "days": [1, 3]}, {"id": "b-2", "raises": {"b": [0, 2]}})
    plan = cheapest_plan(bundle, case(a={"level": 3}, b={"dont_know": True}))
    assert [action["id"] for action in plan["actions"]] == ["b-2"]
    claim = {"question": "a", "role": "owner", "actions": ["a-2"], "days": [1, 3], "supports": []}
    assert plan["evidence"] == [claim]


def test_a_claim_says_what_builds_on_it() -> None:
    bundle = small({"id": "a-2", "raises": {"a": [0, 2]}}, {"id": "b-2", "raises": {"b": [0, 2]}, "needs": ["a-2"]})
    plan = cheapest_plan(bundle, case(a={"level": 2}, b={"level": 0}))
    assert [(each["question"], each["supports"]) for each in plan["evidence"]] == [("a", ["b-2"])]


def test_evidence_that_cannot_be_named_may_be_made_up_for_by_the_plan() -> None:
    bundle = small({"id": "both", "raises": {"a": [0, 2], "b": [0, 2]}})
    plan = cheapest_plan(bundle, case(a={"level": 2}, b={"level": 0}))
    assert [action["id"] for action in plan["actions"]] == ["both"]
    assert [(each["question"], each["actions"], each["days"]) for each in plan["evidence"]] == [("a", [], [0, 0])]


@pytest.mark.parametrize(
    ("actions", "quarter", "expected"),
    [
        pytest.param(["s1 x 5", "s2 x 5", "s3 x 5"], 10, ["s1 1-1", "s2 1-1", "s3 2-2"], id="one after another"),
        pytest.param(["s1 x 9", "s2 x 2", "s3 x 1"], 10, ["s1 1-1", "s3 1-1", "s2 2-2"], id="a short one is not cut"),
        pytest.param(["s1 x 9", "s2 x 3", "s3 x 1"], 10, ["s1 1-1", "s2 1-2", "s3 2-2"], id="a long one may be"),
        pytest.param(["s1 x 5", "s2 x 25", "s3 x 5"], 10, ["s1 1-1", "s2 1-3", "s3 4-4"], id="one that runs on"),
        pytest.param(["s1 x 25", "s2 y 5"], 10, ["s1 1-3", "s2 1-1"], id="roles work side by side"),
        pytest.param(["s1 x 15", "s2 y 5 s1", "s3 y 5"], 10, ["s1 1-2", "s3 1-1", "s2 2-2"], id="nobody waits idle"),
        pytest.param(["s1 x 15 - q", "s2 y 5 - q"], 10, ["s1 1-2", "s2 2-2"], id="one question is raised in turn"),
        pytest.param(["s1 x 0", "s2 x 0"], 1, ["s1 1-1", "s2 1-1"], id="no days"),
        pytest.param(["s1 x 10", "s2 x 0"], 10, ["s1 1-1", "s2 2-2"], id="no days, at the end of a quarter"),
        pytest.param([], 10, [], id="no actions"),
    ],
)
def test_when_each_action_begins_and_ends(actions: list[str], quarter: int, expected: list[str]) -> None:
    """An action is written as its id, role and days, then what must be done before it, then the question it raises."""
    ordered: list[Any] = []
    needs: dict[str, Any] = {}
    for action in actions:
        name, role, days, before, question = [*action.split(), "-", "-"][:5]
        because = [name if question == "-" else question]
        ordered.append({"id": name, "role": role, "days": [0, int(days)], "because": because})
        needs[name] = {"needs": [] if before == "-" else [before]}
    found = timetable(ordered, Task({}, {}, needs), quarter)
    assert [f"{each['id']} {each['begins']}-{each['ends']}" for each in found["actions"]] == expected
    assert found["days_a_quarter"] == quarter


def test_no_role_gives_more_in_a_quarter_than_it_has(real: Bundle) -> None:
    """At the upper ends: what ends by a quarter is at most what its role can give until then."""
    plan = cheapest_plan(real, answered(real, 0), days_a_quarter=20)
    actions = {action["id"]: action for action in plan["actions"]}
    booked = {each["id"]: each for each in plan["timetable"]["actions"]}
    assert booked.keys() == actions.keys()
    for role in {action["role"] for action in plan["actions"]}:
        for quarter in range(1, 30):
            done = [actions[key] for key, each in booked.items() if each["ends"] <= quarter]
            assert sum(action["days"][1] for action in done if action["role"] == role) <= 20 * quarter
    needs = {action["id"]: action["needs"] for action in real["actions"]}
    assert all(booked[need]["ends"] <= booked[key]["begins"] for key in booked for need in needs[key] if need in booked)
