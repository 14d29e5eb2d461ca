"""Generated bundles and assessments: every policy switch, odd but allowed ids, every state of an answer."""

from __future__ import annotations

from itertools import accumulate, chain
from math import gcd, lcm
from typing import Any, cast

from hypothesis import assume
from hypothesis import strategies as st

from maturity.records import (
    ASSESSMENT_FORMAT,
    BUNDLE_FORMAT,
    Assessment,
    Bundle,
    BundleAction,
    BundleCapability,
    BundleQuestion,
    BundleTheme,
    Lift,
)

#: Names that JavaScript or Python know already, which an id may be all the same.
ODD_IDS = ("constructor", "prototype", "valueof", "null", "true", "x-1", "length", "get", "none", "in")
INTERVENTIONS = ("constructor", "alpha", "zeal", "a-b", "ab")
LARGEST_EXACT = 2**53 - 1


@st.composite
def bundles(draw: st.DrawFn) -> Bundle:
    """A bundle as the compiler could have made it."""
    top = draw(st.integers(1, 5))
    odd = draw(st.integers(0, len(ODD_IDS)))
    names = chain(ODD_IDS[odd:], ODD_IDS[:odd], (f"q-{n}" for n in range(99)))
    conditions = ["coast", "constructor"][: draw(st.integers(0, 2))]
    interventions = draw(st.permutations(INTERVENTIONS))
    themes: list[BundleTheme] = []
    for theme in range(draw(st.integers(1, 3))):
        capabilities: list[BundleCapability] = []
        for size in draw(st.lists(st.integers(1, 3), min_size=1, max_size=5)):
            questions = [draw(_questions(next(names), top, conditions, interventions)) for _ in range(size)]
            capabilities.append(
                {"id": f"c-{theme}-{len(capabilities)}", "weight": draw(WEIGHTS), "questions": questions}
            )
        themes.append({"id": f"t-{theme}", "weight": draw(WEIGHTS), "capabilities": capabilities})
    bundle: Bundle = {
        "format": BUNDLE_FORMAT,
        "edition": {"id": "generated", "version": "1"},
        "top": top,
        "period": "year",
        "policy": draw(_policies(top)),
        "conditions": conditions,
        "about": [],
        "roles": ["owner", "constructor"],
        "themes": themes,
        "interventions": interventions,
        "actions": draw(_actions(themes, top, interventions)),
        "forces": {"inland": [], "constructor": conditions},
    }
    assume(largest_figure(bundle) <= LARGEST_EXACT)
    return bundle


WEIGHTS = st.sampled_from([1, 1, 1, 2, 3, 8])


@st.composite
def _questions(draw: st.DrawFn, name: str, top: int, conditions: list[str], interventions: list[str]) -> BundleQuestion:
    return {
        "id": name,
        "weight": draw(WEIGHTS),
        "minimum": draw(st.none() | st.integers(1, top)),
        "urgent": draw(st.booleans()),
        "condition": draw(st.sampled_from([None, None, *conditions])),
        "not_applicable": draw(st.booleans()),
        "sensitive": False,
        "meaning": 1,
        "lead": "owner",
        "helpers": [],
        "gives": interventions[3:],
    }


@st.composite
def _actions(draw: st.DrawFn, themes: list[BundleTheme], top: int, interventions: list[str]) -> list[BundleAction]:
    """Steps in order, then interventions; an action may need any that comes before it in the list."""
    asked = [q["id"] for theme in themes for capability in theme["capabilities"] for q in capability["questions"]]
    actions: list[BundleAction] = []

    def add(key: str, kind: Any, owner: Any, raises: list[Lift]) -> None:
        names = [action["id"] for action in actions]
        actions.append(
            {
                "id": key,
                "kind": kind,
                "owner": owner,
                "raises": raises,
                "days": sorted(draw(st.lists(st.integers(0, 9), min_size=2, max_size=2))),
                "part_way": draw(st.none() | st.lists(st.integers(0, 9), min_size=2, max_size=2).map(sorted)),
                "role": draw(st.sampled_from([None, "owner"])),
                "needs": draw(st.lists(st.sampled_from(names), max_size=2, unique=True)) if names else [],
                "interventions": [key] if kind == "intervention" else [],
                "rank": len(actions) + 1,
            }
        )

    for name in asked:
        before = 0
        for to in sorted(draw(st.sets(st.integers(1, top), max_size=2))):
            add(f"{name}-{to}", "step", "force", [{"question": name, "from": before, "to": to}])
            before = to
    for name in interventions:
        raised = draw(st.lists(st.sampled_from(asked), max_size=4))
        ends = [sorted(draw(st.lists(st.integers(0, top), min_size=2, max_size=2, unique=True))) for _ in raised]
        raises: list[Lift] = [{"question": q, "from": a, "to": b} for q, (a, b) in zip(raised, ends, strict=True)]
        add(name, "intervention", draw(st.sampled_from(["national", "both", "force"])), raises)
    return actions


@st.composite
def _policies(draw: st.DrawFn, top: int) -> Any:
    steps = draw(st.lists(st.integers(0, 3), min_size=top + 1, max_size=top + 1))
    points = list(accumulate(steps))
    points[-1] = max(points[-1], 1)
    gate = {
        "share": draw(st.sampled_from([None, [3, 4], [1, 2], [1, 1], [2, 3], [1, 1000]])),
        "lag": draw(st.none() | st.integers(0, top)),
        "standards_from": draw(st.none() | st.integers(1, top)),
    }
    return {
        "evidence_cap": draw(st.none() | st.integers(0, top)),
        "dont_know": draw(st.sampled_from([0, 0, draw(st.integers(0, top))])),
        "points": points,
        "gate": draw(st.sampled_from([gate, gate, gate, None])),
        "overall": draw(st.booleans()),
    }


@st.composite
def assessments(draw: st.DrawFn, bundle: Bundle) -> Assessment:
    """An assessment of that bundle. Some are signed, of which some leave open what a signed one could not."""
    fields: dict[str, Any] = {
        "format": ASSESSMENT_FORMAT,
        "edition": bundle["edition"],
        "force": draw(st.sampled_from(["inland", "constructor", "unknown"])),
        "period": draw(st.sampled_from(["2026", "Frühling 🌱", ""])),
        "answers": {},
    }
    answers = _answers(bundle["top"])
    for question in questions_of(bundle):
        answer = draw(answers)
        if answer is not None and (question["not_applicable"] or "not_applicable" not in answer):
            fields["answers"][question["id"]] = answer
    about: dict[str, bool] = draw(
        st.fixed_dictionaries({}, optional=dict.fromkeys(bundle["conditions"], st.booleans()))
    )
    if about:
        fields["about"] = about
    decision = draw(st.sampled_from([None, None, "signed", "signed-with-note", "sent-back"]))
    if decision:
        fields["sign_off"] = {"role": "owner", "date": "2026-11-20", "decision": decision}
    return cast(Assessment, fields)


def _answers(top: int) -> st.SearchStrategy[dict[str, Any] | None]:
    """One draw for a whole answer, because a test draws some hundred thousand of them."""
    evidence: list[list[dict[str, str]]] = [
        [],
        [{"title": "Rota"}],
        [{"title": "Rota", "owner": "owner"}, {"title": " "}, {"title": "Log £ 🌱"}],
        [{"title": "\t\u00a0\u200b\ufeff"}],
    ]
    levels: list[dict[str, Any] | None] = [
        {"level": level} | ({"evidence": pieces} if pieces else {}) | ({"role": "constructor"} if level % 2 else {})
        for level in range(top + 1)
        for pieces in evidence
    ]
    others: list[dict[str, Any] | None] = [None, None, {"dont_know": True, "role": "owner"}, {"not_applicable": "No"}]
    others.append({"said": [{"level": 0, "role": "owner"}, {"dont_know": True}], "evidence": evidence[1]})
    return st.sampled_from(levels + others)


def questions_of(bundle: Bundle) -> list[BundleQuestion]:
    return [question for theme in bundle["themes"] for c in theme["capabilities"] for question in c["questions"]]


def largest_figure(bundle: Bundle) -> int:
    """No figure on the way to an index is larger than this, whatever applies. The compiler's check refuses bundles
    where it would be more than JavaScript's whole numbers hold."""
    points = bundle["policy"]["points"][-1]
    over, largest = 1, 0
    for theme in bundle["themes"]:
        common = 1
        for capability in theme["capabilities"]:
            for total in _sums(question["weight"] for question in capability["questions"]):
                common = lcm(common, points * total // gcd(points * total, 100))
        sums = _sums(capability["weight"] for capability in theme["capabilities"])
        largest = max(largest, 201 * common * max(sums))
        over = lcm(over, *(common * total for total in sums))
    overall = 201 * over * sum(theme["weight"] for theme in bundle["themes"])
    return max(largest, overall) if bundle["policy"]["overall"] else largest


def _sums(weights: Any) -> set[int]:
    sums = {0}
    for weight in weights:
        sums |= {total + weight for total in sums}
    return sums - {0}
