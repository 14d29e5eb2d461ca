"""What must hold for every assessment of every questionnaire, whatever the policy.

The figures are worked out here a second time, straight from the rules and with Python's own fractions.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Literal, get_args

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from maturity.assessment.conditions import is_signed
from maturity.records import Answer, Assessment, Bundle, Profile, QuestionResult, canonical
from maturity.scoring.engine import score
from tests.support import javascript
from tests.support.strategies import assessments, bundles, questions_of

few = settings(max_examples=60, deadline=None)
Drawn = tuple[Bundle, Assessment]
Side = Literal["low", "high"]
sides = st.sampled_from(get_args(Side))


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    bundle = draw(bundles())
    return bundle, draw(assessments(bundle))


def figures(profile: Profile) -> Iterator[tuple[str, Fraction, Fraction]]:
    """Every figure that has a worst and a best: its name and the two."""
    for theme in profile["themes"]:
        for part in (theme, *theme["capabilities"]):
            if part["level"] is not None:
                yield f"level of {part['id']}", Fraction(part["level"]["low"]), Fraction(part["level"]["high"])
            if part["index"] is not None:
                yield f"index of {part['id']}", Fraction(*part["index"]["low"]), Fraction(*part["index"]["high"])
                shown = part["index"]["shown"]
                yield f"shown of {part['id']}", Fraction(shown["low"]), Fraction(shown["high"])
        tally = theme["standards"]
        yield f"standards of {theme['id']}", Fraction(tally["low"]), Fraction(tally["high"])
    if profile["overall"] is not None:
        yield "overall", Fraction(*profile["overall"]["low"]), Fraction(*profile["overall"]["high"])


def asked(profile: Profile) -> list[QuestionResult]:
    return [question for theme in profile["themes"] for c in theme["capabilities"] for question in c["questions"]]


# --- ranges ----------------------------------------------------------------------------------------------------


@few
@given(drawn())
def test_worst_is_never_above_best_and_equal_when_nothing_is_open(case: Drawn) -> None:
    profile = score(*case)
    for name, low, high in figures(profile):
        assert low <= high, name
        assert low == high or not profile["complete"], name
    assert profile["complete"] == (profile["answered"] == profile["of"])


@few
@given(st.data())
def test_settling_an_open_question_stays_within_its_range(data: st.DataObject) -> None:
    """A level, with or without evidence, or not applicable: none of them may leave what was said to be possible."""
    bundle, before = data.draw(drawn())
    first = score(bundle, before)
    names = [question["id"] for question in asked(first) if question["state"] in ("open", "dont_know")]
    assume(names and not first["signed"])
    level: Answer = {"level": data.draw(st.integers(0, bundle["top"]))}
    evidence: Answer = {"evidence": [{"title": "Log"}]}
    answer = data.draw(st.sampled_from([level, level | evidence, Answer(not_applicable="No")]))
    after = copy.deepcopy(before)
    after["answers"][data.draw(st.sampled_from(names))] = answer
    possible = {name: (low, high) for name, low, high in figures(first)}
    for name, low, high in figures(score(bundle, after)):
        worst, best = possible[name]
        assert worst <= low, name
        assert high <= best, name


@few
@given(st.data())
def test_a_higher_level_with_evidence_never_lowers_anything(data: st.DataObject) -> None:
    bundle, before = data.draw(drawn())
    levels = [question for question in asked(score(bundle, before)) if question["state"] == "level"]
    assume(levels)
    chosen = data.draw(st.sampled_from(levels))
    after = copy.deepcopy(before)
    level = data.draw(st.integers(chosen["claimed"] or 0, bundle["top"]))
    after["answers"][chosen["id"]] = {"level": level, "evidence": [{"title": "Log"}]}
    old = {name: (low, high) for name, low, high in figures(score(bundle, before))}
    for name, low, high in figures(score(bundle, after)):
        assert low >= old[name][0], name
        assert high >= old[name][1], name


# --- the same figures by another way ---------------------------------------------------------------------------


def mean(parts: list[tuple[int, Fraction]]) -> Fraction:
    return sum((weight * value for weight, value in parts), Fraction(0)) / sum(weight for weight, _ in parts)


def worked_out(bundle: Bundle, question: QuestionResult, assessment: Assessment, side: Side) -> int:
    """What a question counts as, by steps 2 and 9."""
    cap, claimed = bundle["policy"]["evidence_cap"], question["claimed"]
    if claimed is not None:
        return min(claimed, cap) if cap is not None and not question["evidence"] else claimed
    if question["state"] == "dont_know" and is_signed(assessment):
        return bundle["policy"]["dont_know"]
    return 0 if side == "low" else bundle["top"]


@few
@given(drawn(), sides)
def test_levels_and_indexes_follow_from_the_counted_levels(case: Drawn, side: Side) -> None:
    bundle, assessment = case
    profile, points = score(*case), bundle["policy"]["points"]
    weights = {question["id"]: question["weight"] for question in questions_of(bundle)}
    themes = []
    for theme, result in zip(bundle["themes"], profile["themes"], strict=True):
        parts = []
        for capability, found in zip(theme["capabilities"], result["capabilities"], strict=True):
            applying = [question for question in found["questions"] if question["state"] != "not_applicable"]
            counted = {q["id"]: worked_out(bundle, q, assessment, side) for q in applying}
            for question in applying:
                assert question["counted"] is not None and question["counted"][side] == counted[question["id"]]
            assert (found["level"] is None) == (found["index"] is None) == (not applying)
            if found["level"] is not None and found["index"] is not None:
                lowest = min(counted.values())
                assert found["level"][side] == lowest
                assert found["reason"][side] == [name for name, level in counted.items() if level == lowest]
                index = mean([(weights[n], Fraction(100 * points[level], points[-1])) for n, level in counted.items()])
                assert Fraction(*found["index"][side]) == index
                parts.append((capability["weight"], index))
        assert (result["index"] is None) == (not parts)
        if result["index"] is not None:
            assert Fraction(*result["index"][side]) == mean(parts)
            themes.append((theme["weight"], mean(parts)))
    assert (profile["overall"] is not None) == (bundle["policy"]["overall"] and bool(themes))
    if profile["overall"] is not None:
        assert Fraction(*profile["overall"][side]) == mean(themes)


@few
@given(drawn(), sides)
def test_a_theme_level_passes_the_gate_and_the_next_does_not(case: Drawn, side: Side) -> None:
    bundle, _ = case
    profile, gate = score(*case), bundle["policy"]["gate"]
    statuses = {standard["question"]: standard["status"] for standard in profile["standards"]}
    for result in profile["themes"]:
        levels = [c["level"][side] for c in result["capabilities"] if c["level"] is not None]
        assert (result["level"] is None) == (gate is None or not levels)
        if gate is None or result["level"] is None or result["reason"] is None:
            continue
        here = [q["id"] for c in result["capabilities"] for q in c["questions"] if q["id"] in statuses]
        fine = ("met", "not_applicable") if side == "low" else ("met", "not_applicable", "open")
        unmet = [name for name in here if statuses[name] not in fine]

        def passes(step: int, levels: list[int] = levels, unmet: list[str] = unmet) -> bool:
            assert gate is not None
            share, lag, start = gate["share"], gate["lag"], gate["standards_from"]
            there = sum(level >= step for level in levels)
            return (
                (share is None or share[1] * there >= share[0] * len(levels))
                and (lag is None or min(levels) >= step - lag)
                and (start is None or step < start or not unmet)
            )

        reached, held = result["level"][side], result["reason"][side]
        assert all(passes(step) for step in range(1, reached + 1))
        assert held["next"] == (None if reached == bundle["top"] else reached + 1)
        assert held["next"] is None or not passes(held["next"])
        assert (held["next"] is None) == (not held["share"] and not held["behind"] and not held["standards"])
        assert set(held["standards"]) <= set(unmet)


# --- counts ----------------------------------------------------------------------------------------------------


@few
@given(drawn())
def test_what_does_not_apply_or_is_hidden_is_never_counted(case: Drawn) -> None:
    bundle, assessment = case
    profile = score(*case)
    states = [question["state"] for question in asked(profile)]
    signed = is_signed(assessment)
    assert profile["of"] == len(states) - states.count("not_applicable")
    assert profile["answered"] == states.count("level") + (states.count("dont_know") if signed else 0)
    for part in (*profile["themes"], *(c for theme in profile["themes"] for c in theme["capabilities"])):
        assert 0 <= part["answered"] <= part["of"]
    default = bundle["forces"].get(assessment["force"], [])
    on = {c for c in bundle["conditions"] if assessment.get("about", {}).get(c, c in default)}
    visible = [q["id"] for q in questions_of(bundle) if q["condition"] is None or q["condition"] in on]
    assert [question["id"] for question in asked(profile)] == visible
    assert set(profile["unshown"]) == {
        q["id"]
        for q in asked(profile)
        if q["counted"] and q["claimed"] is not None and q["counted"]["high"] < q["claimed"]
    }


@few
@given(drawn())
def test_standards_add_up(case: Drawn) -> None:
    profile = score(*case)
    statuses = [standard["status"] for standard in profile["standards"]]
    met, still_open = statuses.count("met"), statuses.count("open")
    of = len(statuses) - statuses.count("not_applicable")
    assert profile["standards_met"] == {"low": met, "high": met + still_open, "of": of}
    tallies = [theme["standards"] for theme in profile["themes"]]
    lows, highs, ofs = ([tally["low"] for tally in tallies], [t["high"] for t in tallies], [t["of"] for t in tallies])
    assert profile["standards_met"] == {"low": sum(lows), "high": sum(highs), "of": sum(ofs)}
    found = {question["id"]: question for question in asked(profile)}
    for standard in profile["standards"]:
        question = found[standard["question"]]
        reached = question["claimed"] is not None and question["claimed"] >= standard["minimum"]
        assert (standard["status"] == "met") == (reached and question["evidence"] > 0)
        assert (standard["status"] == "not_shown") == (reached and question["evidence"] == 0)


@few
@given(drawn())
def test_advice_is_of_what_can_be_done_and_what_comes_first_comes_first(case: Drawn) -> None:
    bundle, _ = case
    profile = score(*case)
    advice = profile["advice"]
    order = [*advice["first"], *advice["then"]]
    assert len(advice["first"]) == min(5, len(order))
    actions = {action["id"]: action for action in bundle["actions"]}
    found = {question["id"]: question for question in asked(profile)}
    unmet = {s["question"]: s["minimum"] for s in profile["standards"] if s["status"] == "not_met"}
    levels = {key: q["claimed"] for key, q in found.items() if q["claimed"] is not None}
    done: set[str] = set()
    for item in order:
        action = actions[item["id"]]
        assert action["owner"] != "national" and item["because"] == [lift["question"] for lift in item["lifts"]] != []
        for lift in item["lifts"]:
            assert found[lift["question"]]["state"] == "level"
            assert levels[lift["question"]] == lift["from"] < lift["to"] <= bundle["top"]
        meets = [x for x in item["lifts"] if x["from"] < unmet.get(x["question"], 0) <= x["to"]]
        assert item["closes"] == [lift["question"] for lift in meets]
        levels |= {lift["question"]: lift["to"] for lift in item["lifts"]}
        done.add(item["id"])
    listed = [item["id"] for item in order]
    for item in order:  # what must be done before it, and is advised too, is before it
        waits = {*actions[item["id"]]["needs"]} & {*listed}
        assert all(listed.index(need) < listed.index(item["id"]) for need in waits)
    assert len(listed) == len({*listed})
    for work in advice["ask"]:
        assert actions[work["intervention"]]["owner"] == "national" and work["because"]
    gives = {question["id"]: question["gives"] for question in questions_of(bundle)}
    for offer in advice["offer"]:
        assert all(offer["intervention"] in gives[key] for key in offer["because"])
        assert {found[key]["claimed"] for key in offer["because"]} == {bundle["top"]}
    claims = [each["question"] for each in advice["evidence"]]
    assert {*profile["unshown"]} <= {*claims}
    closing = {s["question"] for s in profile["standards"] if s["status"] == "not_shown"}
    assert {each["question"] for each in advice["evidence"] if each["closes"]} == closing


# --- order -----------------------------------------------------------------------------------------------------


def turned(record: Any) -> Any:
    """The same record with the keys of every object in the opposite order."""
    if isinstance(record, dict):
        return {key: turned(record[key]) for key in reversed(record)}
    return [turned(item) for item in record] if isinstance(record, list) else record


@few
@given(drawn())
def test_the_order_of_keys_changes_nothing(case: Drawn) -> None:
    bundle, assessment = case
    other = turned(bundle), turned(assessment)
    assert json.dumps(other[0]) != json.dumps(bundle)
    assert canonical(score(*other)) == canonical(score(*case))
    assert javascript.score_all([(other[0], [other[1]])]) == [canonical(score(*case))]
