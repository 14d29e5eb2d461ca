"""Scoring: one assessment in, one profile out. `web/engine.js` is the same in JavaScript, under the same cases.

Four steps, each a function: an answer becomes a `Finding` (what was claimed, what counts, how its standard stands);
findings become capabilities; capabilities become a theme; everything together calls for interventions.
Whatever is open is worked out twice, at its worst (`low`) and at its best (`high`).
Whole numbers and exact fractions only. Source: the edition's page "How scoring works".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from maturity.exact import Fraction, mean, reduced, shown
from maturity.records import (
    PROFILE_FORMAT,
    Answer,
    Assessment,
    Bundle,
    BundleCapability,
    BundleGate,
    BundleQuestion,
    BundleTheme,
    CapabilityResult,
    Contribution,
    Held,
    Index,
    Pair,
    Policy,
    Profile,
    QuestionResult,
    Recommendation,
    Share,
    StandardResult,
    Tally,
    ThemeReason,
    ThemeResult,
)

State: TypeAlias = Literal["level", "dont_know", "not_applicable", "open"]
Status: TypeAlias = Literal["met", "not_met", "not_shown", "open", "not_applicable"]
Why: TypeAlias = Literal["shown", "below", "dont_know", "no_evidence", "unanswered", "not_applicable"]


class Finding(NamedTuple):
    """What one answer comes to. `low` and `high` are the counted level; `status` is null where there is no standard."""

    question: BundleQuestion
    state: State
    claimed: int | None
    low: int
    high: int
    evidence: int
    status: Status | None
    why: Why | None

    @property
    def applies(self) -> bool:
        return self.state != "not_applicable"

    @property
    def settled(self) -> bool:
        """Whether the answer has one counted level, so that it can call for something."""
        return self.state == "level" or (self.state == "dont_know" and self.low == self.high)


def score(bundle: Bundle, assessment: Assessment) -> Profile:
    """The profile of a checked assessment. Questions switched off for the force are left out everywhere."""
    policy, top = bundle["policy"], bundle["top"]
    signed = is_signed(assessment)
    on = conditions_on(bundle, assessment)
    answers = assessment["answers"]
    themes, findings = [], []
    for theme in bundle["themes"]:
        found = [
            [
                _finding(question, answers.get(question["id"]), policy, top, signed)
                for question in capability["questions"]
                if question["condition"] is None or question["condition"] in on
            ]
            for capability in theme["capabilities"]
        ]
        themes.append(_theme(theme, found, policy, top))
        findings += [finding for capability in found for finding in capability]
    applying = [finding for finding in findings if finding.applies]
    called = _called(findings, policy)
    return {
        "format": PROFILE_FORMAT,
        "edition": {"id": bundle["edition"]["id"], "version": bundle["edition"]["version"]},
        "force": assessment["force"],
        "period": assessment["period"],
        "signed": signed,
        "complete": all(finding.settled for finding in applying),
        "roles": sorted(
            {answers[f.question["id"]]["role"] for f in findings if "role" in answers.get(f.question["id"], {})}
        ),
        "answered": sum(finding.settled for finding in applying),
        "of": len(applying),
        "unshown": [f.question["id"] for f in findings if f.claimed is not None and f.high < f.claimed],
        "themes": themes,
        "overall": _mean(
            [(theme["weight"], result["index"]) for theme, result in zip(bundle["themes"], themes, strict=True)]
        )
        if policy["overall"]
        else None,
        "standards_met": _tally(findings),
        "standards": [_standard(finding) for finding in findings if finding.status is not None],
        "recommendations": _recommendations(bundle, called),
        "contributions": _contributions(bundle, called),
    }


def is_signed(assessment: Assessment) -> bool:
    """Whether the answers are fixed. An assessment that was sent back is not signed."""
    return "sign_off" in assessment and assessment["sign_off"]["decision"] != "sent-back"


def conditions_on(bundle: Bundle, assessment: Assessment) -> set[str]:
    """The conditions that hold: the force's own default, unless `about` switches one on or off."""
    default = bundle["forces"].get(assessment["force"], [])
    about = assessment.get("about", {})
    return {condition for condition in bundle["conditions"] if about.get(condition, condition in default) is True}


# --- step 1: an answer -----------------------------------------------------------------------------------------


def _finding(question: BundleQuestion, answer: Answer | None, policy: Policy, top: int, signed: bool) -> Finding:
    claimed, evidence = None, 0
    state: State = "open"
    low, high = 0, top
    if answer is None:
        pass
    elif "level" in answer:
        state, claimed = "level", answer["level"]
        evidence = sum(1 for piece in answer.get("evidence", []) if piece["title"].strip())
        cap = policy["evidence_cap"]
        low = high = cap if cap is not None and claimed > cap and not evidence else claimed
    elif "not_applicable" in answer:
        state = "not_applicable"
    else:
        state = "dont_know"
        if signed:
            low = high = policy["dont_know"]
    status, why = _stands(question["minimum"], state, claimed, evidence, signed)
    return Finding(question, state, claimed, low, high, evidence, status, why)


def _stands(
    minimum: int | None, state: State, claimed: int | None, evidence: int, signed: bool
) -> tuple[Status | None, Why | None]:
    """How the minimum standard of a question stands, and why. Nothing where the question has none."""
    if minimum is None:
        return None, None
    if state == "not_applicable":
        return "not_applicable", "not_applicable"
    if state == "dont_know":
        return ("not_met" if signed else "open"), "dont_know"
    if claimed is None:
        return "open", "unanswered"
    if claimed < minimum:
        return "not_met", "below"
    return ("met", "shown") if evidence else ("not_shown", "no_evidence")


def _standard(finding: Finding) -> StandardResult:
    minimum = finding.question["minimum"]
    assert minimum is not None and finding.status is not None and finding.why is not None
    return {"question": finding.question["id"], "minimum": minimum, "status": finding.status, "reason": finding.why}


def _tally(findings: Iterable[Finding]) -> Tally:
    statuses = [f.status for f in findings if f.status is not None and f.status != "not_applicable"]
    met = statuses.count("met")
    return {"low": met, "high": met + statuses.count("open"), "of": len(statuses)}


# --- step 2: a capability --------------------------------------------------------------------------------------


def _capability(capability: BundleCapability, findings: list[Finding], policy: Policy) -> CapabilityResult:
    applying = [finding for finding in findings if finding.applies]
    level, index = None, None
    weakest: tuple[list[str], list[str]] = ([], [])
    if applying:
        low, high = min(f.low for f in applying), min(f.high for f in applying)
        level = _pair(low, high)
        weakest = (
            [f.question["id"] for f in applying if f.low == low],
            [f.question["id"] for f in applying if f.high == high],
        )
        points = policy["points"]
        most = points[-1] * sum(f.question["weight"] for f in applying)
        index = _index(
            reduced(100 * sum(f.question["weight"] * points[f.low] for f in applying), most),
            reduced(100 * sum(f.question["weight"] * points[f.high] for f in applying), most),
        )
    return {
        "id": capability["id"],
        "level": level,
        "index": index,
        "reason": {"low": weakest[0], "high": weakest[1]},
        "answered": sum(f.settled for f in applying),
        "of": len(applying),
        "questions": [_question(finding) for finding in findings],
    }


def _question(finding: Finding) -> QuestionResult:
    return {
        "id": finding.question["id"],
        "state": finding.state,
        "claimed": finding.claimed,
        "counted": _pair(finding.low, finding.high) if finding.applies else None,
        "evidence": finding.evidence,
    }


# --- step 3: a theme -------------------------------------------------------------------------------------------


def _theme(theme: BundleTheme, found: list[list[Finding]], policy: Policy, top: int) -> ThemeResult:
    results = [
        _capability(capability, findings, policy)
        for capability, findings in zip(theme["capabilities"], found, strict=True)
    ]
    findings = [finding for capability in found for finding in capability]
    scored = [(result["id"], result["level"]) for result in results if result["level"] is not None]
    level, reason = _theme_level(policy["gate"], scored, findings, top)
    return {
        "id": theme["id"],
        "level": level,
        "index": _mean([(c["weight"], r["index"]) for c, r in zip(theme["capabilities"], results, strict=True)]),
        "reason": reason,
        "standards": _tally(findings),
        "answered": sum(result["answered"] for result in results),
        "of": sum(result["of"] for result in results),
        "capabilities": results,
    }


def _theme_level(
    gate: BundleGate | None, scored: list[tuple[str, Pair]], findings: list[Finding], top: int
) -> tuple[Pair | None, ThemeReason | None]:
    """The gate passed at worst and at best. An open standard is unmet at worst and met at best."""
    if gate is None or not scored:
        return None, None
    unmet = [f.question["id"] for f in findings if f.status in ("not_met", "not_shown")]
    unmet_or_open = [f.question["id"] for f in findings if f.status in ("not_met", "not_shown", "open")]
    low, held_low = _gate(gate, [(name, level["low"]) for name, level in scored], unmet_or_open, top)
    high, held_high = _gate(gate, [(name, level["high"]) for name, level in scored], unmet, top)
    return _pair(low, high), {"low": held_low, "high": held_high}


def _gate(gate: BundleGate, levels: list[tuple[str, int]], unmet: list[str], top: int) -> tuple[int, Held]:
    """The highest level that passes every condition, testing 1, 2, 3 … in turn; and what failed after it."""
    for step in range(1, top + 1):
        share = _share(gate["share"], levels, step)
        behind = [] if gate["lag"] is None else [name for name, level in levels if level < step - gate["lag"]]
        standards = unmet if gate["standards_from"] is not None and step >= gate["standards_from"] else []
        if share or behind or standards:
            return step - 1, {"next": step, "share": share, "behind": behind, "standards": standards}
    return top, {"next": None, "share": None, "behind": [], "standards": []}


def _share(share: list[int] | None, levels: list[tuple[str, int]], step: int) -> Share | None:
    """What is missing for enough capabilities to have reached `step`; nothing when enough have."""
    if share is None:
        return None
    part, whole = share
    short = [name for name, level in levels if level < step]
    have = len(levels) - len(short)
    if whole * have >= part * len(levels):
        return None
    need = (part * len(levels) + whole - 1) // whole
    return {"have": have, "need": need, "of": len(levels), "short": short}


# --- step 4: what the answers call for -------------------------------------------------------------------------


class Called(NamedTuple):
    """For one intervention: the questions that need or would be helped by it, and those that can give to it."""

    because: list[Finding]
    gives: list[Finding]


def _called(findings: Iterable[Finding], policy: Policy) -> dict[str, Called]:
    called: dict[str, Called] = {}
    for finding in findings:
        if not finding.settled:
            continue
        calls = finding.question["calls_for"]
        if finding.low > policy["helps"]:
            for intervention in calls["gives"]:
                called.setdefault(intervention, Called([], [])).gives.append(finding)
        else:
            for intervention in calls["needs"] if finding.low <= policy["needs"] else calls["helps"]:
                called.setdefault(intervention, Called([], [])).because.append(finding)
    return called


def _recommendations(bundle: Bundle, called: dict[str, Called]) -> list[Recommendation]:
    """By unmet standards closed, then answers helped, then the order of work that the bundle lists."""
    wanted: list[Recommendation] = []
    for name in bundle["interventions"]:
        because = called[name].because if name in called else []
        if because:
            closes = [f.question["id"] for f in because if f.status == "not_met"]
            helped = [f.question["id"] for f in because]
            wanted.append({"intervention": name, "because": helped, "closes_standards": closes, "rank": 0})
    wanted.sort(key=lambda r: (-len(r["closes_standards"]), -len(r["because"])))
    for rank, recommendation in enumerate(wanted, 1):
        recommendation["rank"] = rank
    return wanted


def _contributions(bundle: Bundle, called: dict[str, Called]) -> list[Contribution]:
    return [
        {"intervention": name, "because": [f.question["id"] for f in called[name].gives]}
        for name in bundle["interventions"]
        if name in called and called[name].gives
    ]


# --- figures ---------------------------------------------------------------------------------------------------


def _pair(low: int, high: int) -> Pair:
    return {"low": low, "high": high}


def _index(low: Fraction, high: Fraction) -> Index:
    return {"low": low, "high": high, "shown": _pair(shown(low), shown(high))}


def _mean(parts: Sequence[tuple[int, Index | None]]) -> Index | None:
    """The weighted mean of the indexes that there are; nothing when there is none."""
    there = [(weight, index) for weight, index in parts if index is not None]
    if not there:
        return None
    return _index(
        mean([(weight, index["low"]) for weight, index in there]),
        mean([(weight, index["high"]) for weight, index in there]),
    )
