"""Scoring: one assessment in, one profile out. `web/core/engine.js` is the same in JavaScript, under the same cases.

Four steps: an answer becomes a `Finding` (what was claimed, what counts, the status of its standard); the findings of a
capability become a `CapabilityScore`; those become a theme; everything together gives the advice.
Whatever is open is worked out twice, at its worst (`low`) and at its best (`high`).
Whole numbers and exact fractions only. Source: the edition's page "How scoring works".
"""

from __future__ import annotations

from typing import NamedTuple

from maturity.assessment.conditions import conditions_on, is_signed
from maturity.records import (
    PROFILE_FORMAT,
    Answer,
    Assessment,
    Bundle,
    BundleCapability,
    BundleGate,
    BundleTheme,
    CapabilityResult,
    Fraction,
    Index,
    Policy,
    Profile,
    QuestionResult,
    Range,
    ShareShortfall,
    StandardResult,
    ThemeObstacles,
    ThemeReason,
    ThemeResult,
)
from maturity.scoring.advice import advice
from maturity.scoring.findings import Finding, finding_of, standards_of, tally
from maturity.scoring.fractions import mean, reduced, rounded


class CapabilityScore(NamedTuple):
    """A capability: its result, its standards, its claims that count for less, and what was found of each answer."""

    result: CapabilityResult
    standards: list[StandardResult]
    unshown: list[str]
    findings: list[Finding]


def score(bundle: Bundle, assessment: Assessment) -> Profile:
    """The profile of a checked assessment. Questions switched off for the force are left out everywhere."""
    policy, top = bundle["policy"], bundle["top"]
    signed, on, answers = is_signed(assessment), conditions_on(bundle, assessment), assessment["answers"]
    found = [
        [_capability(capability, answers, policy, top, signed, on) for capability in theme["capabilities"]]
        for theme in bundle["themes"]
    ]
    themes = [_theme(theme, own, policy["gate"], top) for theme, own in zip(bundle["themes"], found, strict=True)]
    everything = [scored for own in found for scored in own]
    standards = [standard for scored in everything for standard in scored.standards]
    answered, of = sum([theme["answered"] for theme in themes]), sum([theme["of"] for theme in themes])
    weights, indexes = [theme["weight"] for theme in bundle["themes"]], [theme["index"] for theme in themes]
    return {
        "format": PROFILE_FORMAT,
        "edition": {"id": bundle["edition"]["id"], "version": bundle["edition"]["version"]},
        "force": assessment["force"],
        "period": assessment["period"],
        "signed": signed,
        "complete": answered == of,
        "roles": _roles(answers, everything),
        "answered": answered,
        "of": of,
        "unshown": [question for scored in everything for question in scored.unshown],
        "themes": themes,
        "overall": _mean(weights, indexes) if policy["overall"] else None,
        "standards_met": tally(standards),
        "standards": standards,
        "advice": advice(bundle, [scored.findings for scored in everything], themes),
    }


def figures(bundle: Bundle, assessment: Assessment) -> Profile:
    """The profile where only levels and standards count. Its advice has no actions, which take most of the time."""
    return score({**bundle, "actions": []}, assessment)


def _roles(answers: dict[str, Answer], everything: list[CapabilityScore]) -> list[str]:
    roles: set[str] = set()
    for scored in everything:
        for question in scored.result["questions"]:
            answer = answers.get(question["id"])
            if answer is not None and "role" in answer:
                roles.add(answer["role"])
            if answer is not None and "said" in answer:
                roles.update([view["role"] for view in answer["said"] if "role" in view])
    return sorted(roles)


# --- step 2: a capability --------------------------------------------------------------------------------------


def _capability(
    capability: BundleCapability, answers: dict[str, Answer], policy: Policy, top: int, signed: bool, on: set[str]
) -> CapabilityScore:
    asked = [question for question in capability["questions"] if question["condition"] in (None, *on)]
    findings = [finding_of(question, answers.get(question["id"]), policy, top, signed) for question in asked]
    applying = [f for f in findings if f.state != "not_applicable"]
    lows, highs = [f.low for f in applying], [f.high for f in applying]
    weights = [f.question["weight"] for f in applying]
    low, high = min(lows, default=0), min(highs, default=0)
    result: CapabilityResult = {
        "id": capability["id"],
        "level": _range(low, high) if applying else None,
        "index": _index(_points(policy, weights, lows), _points(policy, weights, highs)) if applying else None,
        "reason": {
            "low": [f.question["id"] for f in applying if f.low == low],
            "high": [f.question["id"] for f in applying if f.high == high],
        },
        "answered": len([f for f in applying if f.settled]),
        "of": len(applying),
        "questions": [_question(finding) for finding in findings],
    }
    unshown = [f.question["id"] for f in findings if f.claimed is not None and f.low < f.claimed]
    return CapabilityScore(result, standards_of(findings), unshown, findings)


def _points(policy: Policy, weights: list[int], levels: list[int]) -> Fraction:
    """The points that the counted levels carry, as a share on 0–100 of what the top level would carry."""
    points = policy["points"]
    got = sum([weight * points[level] for weight, level in zip(weights, levels, strict=True)])
    return reduced(100 * got, points[-1] * sum(weights))


def _question(finding: Finding) -> QuestionResult:
    return {
        "id": finding.question["id"],
        "state": finding.state,
        "claimed": finding.claimed,
        "counted": None if finding.state == "not_applicable" else _range(finding.low, finding.high),
        "evidence": finding.evidence,
    }


# --- step 3: a theme -------------------------------------------------------------------------------------------


def _theme(theme: BundleTheme, scored: list[CapabilityScore], gate: BundleGate | None, top: int) -> ThemeResult:
    results = [capability.result for capability in scored]
    standards = [standard for capability in scored for standard in capability.standards]
    level, reason = _theme_level(gate, results, standards, top)
    return {
        "id": theme["id"],
        "level": level,
        "index": _mean([c["weight"] for c in theme["capabilities"]], [result["index"] for result in results]),
        "reason": reason,
        "standards": tally(standards),
        "answered": sum([result["answered"] for result in results]),
        "of": sum([result["of"] for result in results]),
        "capabilities": results,
    }


def _theme_level(
    gate: BundleGate | None, results: list[CapabilityResult], standards: list[StandardResult], top: int
) -> tuple[Range | None, ThemeReason | None]:
    """The gate passed at worst and at best. An open standard is unmet at worst and met at best."""
    scored = [(result["id"], result["level"]) for result in results if result["level"] is not None]
    if gate is None or not scored:
        return None, None
    lows, highs = [(name, level["low"]) for name, level in scored], [(name, level["high"]) for name, level in scored]
    unmet = [s["question"] for s in standards if s["status"] in ("not_met", "not_shown")]
    unmet_or_open = [s["question"] for s in standards if s["status"] in ("not_met", "not_shown", "open")]
    low, held_low = high, held_high = _gate(gate, lows, unmet_or_open, top)
    if (lows, unmet_or_open) != (highs, unmet):
        high, held_high = _gate(gate, highs, unmet, top)
    return _range(low, high), {"low": held_low, "high": held_high}


def _gate(gate: BundleGate, levels: list[tuple[str, int]], unmet: list[str], top: int) -> tuple[int, ThemeObstacles]:
    """The highest level that passes every condition, testing 1, 2, 3 … in turn; and what failed after it."""
    lag, standards_from = gate["lag"], gate["standards_from"]
    for step in range(1, top + 1):
        share = _share(gate["share"], levels, step)
        behind = [] if lag is None else [name for name, level in levels if level < step - lag]
        standards = unmet if standards_from is not None and step >= standards_from else []
        if share or behind or standards:
            return step - 1, {"next": step, "share": share, "behind": behind, "standards": standards}
    return top, {"next": None, "share": None, "behind": [], "standards": []}


def _share(share: list[int] | None, levels: list[tuple[str, int]], step: int) -> ShareShortfall | None:
    """What is missing for enough capabilities to have reached `step`; nothing when enough have."""
    if share is None:
        return None
    part, whole = share
    short = [name for name, level in levels if level < step]
    of = len(levels)
    have = of - len(short)
    if whole * have >= part * of:
        return None
    return {"have": have, "need": (part * of + whole - 1) // whole, "of": of, "short": short}


# --- figures ---------------------------------------------------------------------------------------------------


def _range(low: int, high: int) -> Range:
    return {"low": low, "high": high}


def _index(low: Fraction, high: Fraction) -> Index:
    return {"low": low, "high": high, "shown": _range(rounded(low), rounded(high))}


def _mean(weights: list[int], indexes: list[Index | None]) -> Index | None:
    """The weighted mean of the indexes that there are; nothing when there is none."""
    there = [(weight, index) for weight, index in zip(weights, indexes, strict=True) if index is not None]
    if not there:
        return None
    lows, highs = (
        [(weight, index["low"]) for weight, index in there],
        [(weight, index["high"]) for weight, index in there],
    )
    low = mean(lows)
    return _index(low, low if lows == highs else mean(highs))
