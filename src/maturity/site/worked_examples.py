"""Worked examples for the page on scoring: the edition's small cases, scored by the engine and laid out step by step.

Pure. Figures come from the profile alone; nothing is worked out again here.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from maturity.questionnaire.model import Capability, ExampleAnswer, Questionnaire, Theme, WorkedExample
from maturity.records import (
    ASSESSMENT_FORMAT,
    Answer,
    Assessment,
    Bundle,
    Fraction,
    Index,
    QuestionResult,
    Range,
    ShareShortfall,
    ThemeObstacles,
    ThemeReason,
    ThemeResult,
)
from maturity.scoring.engine import score


class AnswerCell(NamedTuple):
    """An answer as the table shows it. `counted` is null while it is open, and when it is not applicable."""

    code: str
    state: str
    claimed: int | None
    counted: int | None


class CapabilityRow(NamedTuple):
    """One capability of the table. `exact` is its index as exact text, of which a range has two."""

    capability: Capability
    answers: tuple[AnswerCell, ...]
    level: Range | None
    exact: tuple[str, ...]


class GateStop(NamedTuple):
    """Where the test for a theme's level ended. `next` is the level that was not reached, null at the top; `side` says
    whether what is open was taken at its worst, at its best, or made no difference."""

    side: Literal["low", "high", "both"]
    reached: int
    next: int | None
    share: ShareShortfall | None
    behind: list[str]
    standards: list[str]


class ScoredExample(NamedTuple):
    """A worked example. `unshown` are questions whose claim counts for less because no evidence is named."""

    example: WorkedExample
    theme: Theme
    result: ThemeResult
    rows: tuple[CapabilityRow, ...]
    exact: tuple[str, ...]
    shown: Range | None
    stops: tuple[GateStop, ...]
    unshown: list[str]


def worked_examples(q: Questionnaire, bundle: Bundle) -> list[ScoredExample]:
    """Each of the edition's examples, in its order."""
    return [_scored_example(q, bundle, example) for example in q.examples.examples]


def _scored_example(q: Questionnaire, bundle: Bundle, example: WorkedExample) -> ScoredExample:
    theme = next(theme for theme in q.themes if theme.id == example.theme)
    profile = score(bundle, _assessment(q, bundle, example))
    result = next(result for result in profile["themes"] if result["id"] == theme.id)
    codes = {question.id: question.code for capability in theme.capabilities for question in capability.questions}
    rows = tuple(
        CapabilityRow(
            capability,
            tuple(_answer_cell(codes[answer["id"]], answer) for answer in found["questions"]),
            found["level"],
            _exact_index(found["index"]),
        )
        for capability, found in zip(theme.capabilities, result["capabilities"], strict=True)
    )
    index = result["index"]
    return ScoredExample(
        example,
        theme,
        result,
        rows,
        _exact_index(index),
        index and index["shown"],
        _gate_stops(result["level"], result["reason"]),
        [key for key in profile["unshown"] if key in codes],
    )


def _assessment(q: Questionnaire, bundle: Bundle, example: WorkedExample) -> Assessment:
    """The example as an assessment. Every condition is off unless a question that it switches on has an answer."""
    on = {question.condition for question in q.questions if question.condition and question.id in example.answers}
    assessment: Assessment = {
        "format": ASSESSMENT_FORMAT,
        "edition": bundle["edition"],
        "force": example.id,
        "period": example.id,
        "about": {condition.id: condition.id in on for condition in q.edition.conditions},
        "answers": {key: _answer(value, example.title) for key, value in example.answers.items()},
    }
    if example.signed:
        assessment["sign_off"] = {"role": q.edition.roles[0].id, "date": "2000-01-01", "decision": "signed"}
    return assessment


def _answer(value: int | ExampleAnswer, title: str) -> Answer:
    if isinstance(value, int):
        value = ExampleAnswer(level=value)
    if value.level is None:
        return {"dont_know": True}
    return {"level": value.level, "evidence": [{"title": title}] if value.evidence else []}


def _answer_cell(code: str, answer: QuestionResult) -> AnswerCell:
    counted = answer["counted"]
    settled = counted is not None and counted["low"] == counted["high"]
    return AnswerCell(code, answer["state"], answer["claimed"], counted["low"] if counted and settled else None)


def _gate_stops(level: Range | None, reason: ThemeReason | None) -> tuple[GateStop, ...]:
    if level is None or reason is None:
        return ()
    if reason["low"] == reason["high"]:
        return (_gate_stop("both", level["low"], reason["low"]),)
    return _gate_stop("low", level["low"], reason["low"]), _gate_stop("high", level["high"], reason["high"])


def _gate_stop(side: Literal["low", "high", "both"], reached: int, held: ThemeObstacles) -> GateStop:
    return GateStop(side, reached, held["next"], held["share"], held["behind"], held["standards"])


def _exact_index(index: Index | None) -> tuple[str, ...]:
    """An index as exact text, such as `62.5` or `875 ÷ 12`; two of them for a range, none when nothing applies."""
    if index is None:
        return ()
    low, high = decimal(index["low"]), decimal(index["high"])
    return (low,) if low == high else (low, high)


def decimal(fraction: Fraction) -> str:
    """A fraction as a decimal where it has a short one, else as numerator over denominator."""
    whole, denominator = fraction
    places = 0
    while denominator != 1 and places < 3 and (whole * 10**places) % denominator:
        places += 1
    scaled, rest = divmod(whole * 10**places, denominator)
    if rest:
        return f"{fraction[0]} ÷ {fraction[1]}"
    if not places:
        return str(scaled)
    head, tail = divmod(scaled, 10**places)
    return f"{head}.{tail:0{places}d}"
