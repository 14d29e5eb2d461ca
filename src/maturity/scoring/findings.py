"""Step 1 of scoring: from an answer to the level claimed, the level counted, and the status of its minimum standard."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias, assert_never

from maturity.assessment.conditions import BLANK, conditions_on, is_signed
from maturity.records import (
    Answer,
    AnswerState,
    Assessment,
    Bundle,
    BundleQuestion,
    Policy,
    StandardResult,
    Tally,
    answer_state,
    questions_of,
)

StandardStatus: TypeAlias = Literal["met", "not_met", "not_shown", "open", "not_applicable"]
StandardReason: TypeAlias = Literal["shown", "below", "dont_know", "no_evidence", "unanswered", "not_applicable"]

#: An answer's state, the level claimed, and how many pieces of evidence are named.
Claim: TypeAlias = tuple[AnswerState, int | None, int]


class Finding(NamedTuple):
    """What counts of one answer. `low` and `high` are the counted level; `status` is null where there is no standard.
    `settled`: the answer has one counted level, so that it can call for something."""

    question: BundleQuestion
    state: AnswerState
    claimed: int | None
    evidence: int
    low: int
    high: int
    settled: bool
    status: StandardStatus | None
    why: StandardReason | None


def findings_of(bundle: Bundle, assessment: Assessment) -> list[Finding]:
    """What counts of each answer, for every question that is asked of the force."""
    signed, on, answers = is_signed(assessment), conditions_on(bundle, assessment), assessment["answers"]
    asked = [question for question in questions_of(bundle) if question["condition"] in (None, *on)]
    return [finding_of(q, answers.get(q["id"]), bundle["policy"], bundle["top"], signed) for q in asked]


def finding_of(question: BundleQuestion, answer: Answer | None, policy: Policy, top: int, signed: bool) -> Finding:
    """Whatever is open counts as 0 at worst and as the top at best."""
    claim = state, claimed, evidence = _claim(answer)
    settled = state == "level" or (state == "dont_know" and signed)
    low, high = 0, top
    if claimed is not None:
        cap = policy["evidence_cap"]
        low = high = cap if cap is not None and claimed > cap and not evidence else claimed
    elif settled:
        low = high = policy["dont_know"]
    status, why = _standard_status(question["minimum"], claim, signed)
    return Finding(question, state, claimed, evidence, low, high, settled, status, why)


def _claim(answer: Answer | None) -> Claim:
    """Nothing is claimed without an answer, nor while contributors clash."""
    if answer is None:
        return "open", None, 0
    state = answer_state(answer)
    if state != "level":
        return state, None, 0
    return state, answer["level"], sum(bool(piece["title"].strip(BLANK)) for piece in answer.get("evidence", ()))


def _standard_status(
    minimum: int | None, claim: Claim, signed: bool
) -> tuple[StandardStatus | None, StandardReason | None]:
    """The status of a question's minimum standard, and the reason; nothing if the question has no standard."""
    state, claimed, evidence = claim
    if minimum is None:
        return None, None
    match state:
        case "not_applicable":
            return "not_applicable", "not_applicable"
        case "dont_know":
            return ("not_met" if signed else "open"), "dont_know"
        case "open":
            return "open", "unanswered"
        case "level":
            if claimed is None or claimed < minimum:
                return "not_met", "below"
            return ("met", "shown") if evidence else ("not_shown", "no_evidence")
        case _:
            assert_never(state)


def standards_of(findings: list[Finding]) -> list[StandardResult]:
    """The status of each minimum standard among these findings."""
    standards: list[StandardResult] = []
    for f in findings:
        minimum = f.question["minimum"]
        if minimum is not None and f.status is not None and f.why is not None:
            standards.append({"question": f.question["id"], "minimum": minimum, "status": f.status, "reason": f.why})
    return standards


def tally(standards: list[StandardResult]) -> Tally:
    """How many are met of those that apply. An open one is unmet at worst and met at best."""
    statuses = [standard["status"] for standard in standards]
    met = statuses.count("met")
    return {"low": met, "high": met + statuses.count("open"), "of": len(statuses) - statuses.count("not_applicable")}
