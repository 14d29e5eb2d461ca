"""Advice: what a force does next, of all that its edition says can be done. `web/core/advice.js` is its twin.

An action raises a question whose level it takes. The level here is the one that was claimed, since naming evidence is
said apart. What is open calls for nothing, and what nobody knew has to be found out first. One action is chosen after
another, each as if those before it were done, so that no two of them are there for the same answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from maturity.records import (
    Advice,
    AdvisedAction,
    Answer,
    Assessment,
    Bundle,
    BundleAction,
    Lift,
    NationalWork,
    Offer,
    ThemeResult,
)
from maturity.scoring.findings import Finding, findings_of

#: How many actions come first.
MOST_FIRST = 5
#: The level of each question that applies, by id.
Levels: TypeAlias = Mapping[str, int]


class Standing(NamedTuple):
    """Where a force stands. `levels` has the questions with a level, `parts` all that apply in each capability,
    `minimums` the standards that are not met, `urgent` those of them that cannot wait, and `holding` the
    capabilities that hold a theme back."""

    levels: dict[str, int]
    parts: dict[str, dict[str, int]]
    minimums: dict[str, int]
    urgent: set[str]
    holding: set[str]


class Effect(NamedTuple):
    """What an action would do at these levels, and its place in the order of actions: the least comes first."""

    lifts: list[Lift]
    closes: list[str]
    place: tuple[Any, ...]


def advice(bundle: Bundle, findings: Sequence[Sequence[Finding]], themes: Iterable[ThemeResult]) -> Advice:
    """The advice for a force. `findings` has a list for each capability, in the bundle's order."""
    capabilities = [capability for theme in bundle["themes"] for capability in theme["capabilities"]]
    every = [finding for part in findings for finding in part]
    force = Standing(
        levels={f.question["id"]: f.claimed for f in every if f.claimed is not None},
        parts={
            capability["id"]: {f.question["id"]: level_of(f) for f in part if f.state != "not_applicable"}
            for capability, part in zip(capabilities, findings, strict=True)
        },
        minimums={f.question["id"]: f.question["minimum"] or 0 for f in every if f.status == "not_met"},
        urgent={f.question["id"] for f in every if f.status == "not_met" and f.question["urgent"]},
        holding=_holding(
            themes,
            {
                f.question["id"]: capability["id"]
                for capability, part in zip(capabilities, findings, strict=True)
                for f in part
                if f.status == "not_met"
            },
        ),
    )
    ours = [for_levels(action, force.levels) for action in bundle["actions"] if action["owner"] != "national"]
    order = _in_order(ours, force, every)
    unshown = [f for f in every if f.claimed is not None and (f.low < f.claimed or f.status == "not_shown")]
    return {
        "evidence": [
            {"question": f.question["id"], "closes": f.status == "not_shown"}
            for f in sorted(unshown, key=lambda f: f.status != "not_shown")
        ],
        "first": order[:MOST_FIRST],
        "then": order[MOST_FIRST:],
        "ask": _national_work(bundle, force, every),
        "offer": _offers(bundle, every),
    }


def level_of(finding: Finding) -> int:
    """The level at which actions take a question: what was claimed, with or without evidence. Without a claim it is
    what counts at worst."""
    return finding.low if finding.claimed is None else finding.claimed


def for_levels(action: BundleAction, levels: Levels) -> BundleAction:
    """The action with the days that it takes at these levels."""
    part_way = action["part_way"]
    if part_way is None or any(levels.get(each["question"], 0) <= each["from"] for each in action["raises"]):
        return action
    return {**action, "days": part_way}


def raised(levels: Levels, actions: Iterable[BundleAction]) -> dict[str, int]:
    """The levels once actions are done: each raises what it can, until nothing changes."""
    after = dict(levels)
    raises = [each for action in actions for each in action["raises"]]
    changed = True
    while changed:
        changed = False
        for each in raises:
            if each["question"] in after and each["from"] <= after[each["question"]] < each["to"]:
                after[each["question"]] = each["to"]
                changed = True
    return after


def projected(bundle: Bundle, assessment: Assessment, taken: Collection[str], evidence: bool = False) -> Assessment:
    """The assessment as it would be with these actions done: what they raise has its new level, with evidence. With
    `evidence`, everything that is claimed has evidence too. What is open counts as its worst. Not to be kept: its
    evidence has no more than a name."""
    answers, found = assessment["answers"], findings_of(bundle, assessment)
    before = {f.question["id"]: level_of(f) for f in found if f.state != "not_applicable"}
    after = raised(before, [action for action in bundle["actions"] if action["id"] in taken])
    shown: dict[str, Answer] = {}
    for finding in found:
        key = finding.question["id"]
        named = evidence and finding.claimed is not None and not finding.evidence
        if key in before and (after[key] > before[key] or named):
            shown[key] = {"level": after[key], "evidence": [{"title": "projected"}]}
    return {**assessment, "answers": {**answers, **shown}}


# --- the force's own actions -------------------------------------------------------------------------------------


def _in_order(actions: list[BundleAction], force: Standing, every: list[Finding]) -> list[AdvisedAction]:
    places = {f.question["id"]: n for n, f in enumerate(every)}
    left = {action["id"]: action for action in actions}
    effects = {key: _effect(action, force) for key, action in left.items()}
    order: list[AdvisedAction] = []
    while left := {key: action for key, action in left.items() if effects[key].lifts}:
        chosen = min(left.values(), key=lambda action: effects[action["id"]].place)
        while waits := [left[key] for key in chosen["needs"] if key in left]:
            chosen = min(waits, key=lambda action: effects[action["id"]].place)
        del left[chosen["id"]]
        effect = effects[chosen["id"]]
        order.append(_advised(chosen, effect, places))
        force = _after(force, effect.lifts)
        moved = {lift["question"] for lift in effect.lifts}
        near = {question for part in force.parts.values() if not moved.isdisjoint(part) for question in part}
        for key, action in left.items():  # what others do is as it was
            if any(each["question"] in near for each in action["raises"]):
                effects[key] = _effect(action, force)
    return order


def _effect(action: BundleAction, force: Standing) -> Effect:
    levels = {
        each["question"]: force.levels[each["question"]]
        for each in action["raises"]
        if each["question"] in force.levels
    }
    after = raised(levels, [action])
    lifts: list[Lift] = [
        {"question": key, "from": levels[key], "to": to} for key, to in after.items() if to > levels[key]
    ]
    closes = [key for key, to in after.items() if key in force.minimums and levels[key] < force.minimums[key] <= to]
    lifted = {lift["question"]: lift["to"] for lift in lifts}
    held = [part for name in force.holding if not lifted.keys().isdisjoint(part := force.parts[name])]
    capabilities = sum(min(part.values()) < min(lifted.get(key, at) for key, at in part.items()) for part in held)
    place = place_by_standards(action, lifts, {key: force.minimums[key] for key in closes}, force.urgent)
    return Effect(lifts, closes, (*place[:4], -capabilities, *place[4:]))


def place_by_standards(
    action: BundleAction, lifts: Iterable[Lift], closes: Mapping[str, int], urgent: Collection[str]
) -> tuple[Any, ...]:
    """What meets minimum standards comes first (`closes` has their levels), before all those that cannot wait; then
    what is furthest below its standard; then by fewest days for each standard; then (in advice) by capabilities lifted
    that hold a theme back; then by days. Of a range the upper end counts."""
    low, high = action["days"]
    cannot_wait = any(question in urgent for question in closes)
    missing = max((closes[lift["question"]] - lift["from"] for lift in lifts if lift["question"] in closes), default=0)
    for_each = Fraction(high, len(closes)) if closes else Fraction(0)
    return not closes, not cannot_wait, -missing, for_each, high, low, action["rank"]


def _after(force: Standing, lifts: list[Lift]) -> Standing:
    to = {lift["question"]: lift["to"] for lift in lifts}
    return force._replace(
        levels={key: to.get(key, level) for key, level in force.levels.items()},
        parts={name: {key: to.get(key, level) for key, level in part.items()} for name, part in force.parts.items()},
    )


def _advised(action: BundleAction, effect: Effect, places: Mapping[str, int]) -> AdvisedAction:
    lifts = sorted(effect.lifts, key=lambda lift: places[lift["question"]])
    return {
        "id": action["id"],
        "kind": action["kind"],
        "because": [lift["question"] for lift in lifts],
        "closes": sorted(effect.closes, key=lambda key: places[key]),
        "lifts": lifts,
        "days": action["days"],
        "role": action["role"],
        "interventions": action["interventions"],
    }


def _holding(themes: Iterable[ThemeResult], unmet: Mapping[str, str]) -> set[str]:
    """The capabilities that keep a theme from its next level, at worst. `unmet`: the capability of each standard that
    is not met; one that is only not shown is met by naming evidence, and holds nothing back."""
    holding: set[str] = set()
    for theme in themes:
        if theme["reason"] is not None:
            low = theme["reason"]["low"]
            holding |= {*low["behind"], *(low["share"]["short"] if low["share"] else ())}
            holding |= {unmet[question] for question in low["standards"] if question in unmet}
    return holding


# --- the work of others ------------------------------------------------------------------------------------------


def _national_work(bundle: Bundle, force: Standing, every: list[Finding]) -> list[NationalWork]:
    places = {f.question["id"]: n for n, f in enumerate(every)}
    found: list[NationalWork] = []
    for action in bundle["actions"]:
        effect = _effect(action, force)
        if action["owner"] == "national" and effect.lifts:
            one = _advised(action, effect, places)
            found.append({"intervention": one["id"], "because": one["because"], "closes": one["closes"]})
    return sorted(found, key=lambda each: (-len(each["closes"]), -len(each["because"])))


def _offers(bundle: Bundle, every: list[Finding]) -> list[Offer]:
    strong = [f.question for f in every if f.settled and f.low == bundle["top"]]
    offers: list[Offer] = [
        {"intervention": name, "because": [q["id"] for q in strong if name in q["gives"]]}
        for name in bundle["interventions"]
    ]
    return [offer for offer in offers if offer["because"]]
