"""What a draft set of minimum standards would mean for the forces whose assessments were collected. Pure.

For the national team alone: it counts everything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, TypedDict

from maturity.records import Bundle, EditionRef, Profile, QuestionResult, StandardResult, questions_of

IMPACT_FORMAT: Final = "maturity-impact/1"


class ProposedMinimum(TypedDict):
    """A proposed minimum. `present` is today's, null when there is none."""

    question: str
    level: int
    present: int | None
    change: Literal["new", "raised", "lowered", "same"]


class ImpactRow(ProposedMinimum):
    """How many forces have each result. `short[0]` are one level below it, `short[1]` two, and so on; `unknown` do not
    know; both are part of `not_met`. `newly`: forces that meet today's minimum and would not meet this one."""

    met: int
    not_met: int
    not_shown: int
    open: int
    not_applicable: int
    short: list[int]
    unknown: int
    newly: int


class ThemeImpact(TypedDict):
    """Forces whose level in a theme would be lower, higher or the same; `open`: not settled under one or the other."""

    id: str
    lower: int
    higher: int
    same: int
    open: int


class Impact(TypedDict):
    """`forces` counted, of which so many `signed`. `dropped`: questions that have a minimum today and none proposed."""

    format: Literal["maturity-impact/1"]
    edition: EditionRef
    period: str | None
    forces: int
    signed: int
    standards: list[ImpactRow]
    dropped: list[str]
    themes: list[ThemeImpact]


def impact_on_forces(
    present: Bundle, draft: Bundle, profiles: Iterable[tuple[Profile, Profile]], period: str | None
) -> Impact:
    """Takes each force's profile under the present standards and under the draft, of the same assessment."""
    pairs = list(profiles)
    now = [_standards_by_question(before) for before, _ in pairs]
    then = [_standards_by_question(after) for _, after in pairs]
    results = [_questions_by_id(after) for _, after in pairs]
    return {
        "format": IMPACT_FORMAT,
        "edition": _edition_ref(present),
        "period": period,
        "forces": len(pairs),
        "signed": len([before for before, _ in pairs if before["signed"]]),
        "standards": [_impact_row(each, now, then, results) for each in proposed_minimums(present, draft)],
        "dropped": dropped_minimums(present, draft),
        "themes": _theme_impacts(present, pairs),
    }


def _edition_ref(bundle: Bundle) -> EditionRef:
    return {"id": bundle["edition"]["id"], "version": bundle["edition"]["version"]}


def _minimums(bundle: Bundle) -> dict[str, int]:
    return {question["id"]: question["minimum"] for question in questions_of(bundle) if question["minimum"] is not None}


def proposed_minimums(present: Bundle, draft: Bundle) -> list[ProposedMinimum]:
    """Each proposed minimum beside today's, in the questionnaire's order."""
    today = _minimums(present)
    return [
        {
            "question": name,
            "level": level,
            "present": today.get(name),
            "change": _kind_of_change(today.get(name), level),
        }
        for name, level in _minimums(draft).items()
    ]


def _kind_of_change(present: int | None, level: int) -> Literal["new", "raised", "lowered", "same"]:
    if present is None:
        return "new"
    return "same" if present == level else "raised" if present < level else "lowered"


def dropped_minimums(present: Bundle, draft: Bundle) -> list[str]:
    minimums = _minimums(draft)
    return [name for name in _minimums(present) if name not in minimums]


def _standards_by_question(profile: Profile) -> dict[str, StandardResult]:
    return {standard["question"]: standard for standard in profile["standards"]}


def _questions_by_id(profile: Profile) -> dict[str, QuestionResult]:
    return {
        question["id"]: question
        for theme in profile["themes"]
        for capability in theme["capabilities"]
        for question in capability["questions"]
    }


def _impact_row(
    each: ProposedMinimum,
    now: list[dict[str, StandardResult]],
    then: list[dict[str, StandardResult]],
    results: list[dict[str, QuestionResult]],
) -> ImpactRow:
    name, level = each["question"], each["level"]
    statuses = [standards[name]["status"] if name in standards else "not_applicable" for standards in then]
    claims = [
        result[name]["claimed"]
        for result, status in zip(results, statuses, strict=True)
        if status == "not_met" and name in result
    ]
    newly = [
        1
        for before, status in zip(now, statuses, strict=True)
        if name in before and before[name]["status"] == "met" and status != "met"
    ]
    return {
        **each,
        "met": statuses.count("met"),
        "not_met": statuses.count("not_met"),
        "not_shown": statuses.count("not_shown"),
        "open": statuses.count("open"),
        "not_applicable": statuses.count("not_applicable"),
        "short": [claims.count(level - gap) for gap in range(1, level + 1)],
        "unknown": claims.count(None),
        "newly": len(newly),
    }


def _theme_impacts(bundle: Bundle, pairs: Iterable[tuple[Profile, Profile]]) -> list[ThemeImpact]:
    rows: dict[str, ThemeImpact] = {
        theme["id"]: {"id": theme["id"], "lower": 0, "higher": 0, "same": 0, "open": 0} for theme in bundle["themes"]
    }
    for before, after in pairs:
        for was, now in zip(before["themes"], after["themes"], strict=True):
            old, new = was["level"], now["level"]
            if old is None or new is None:
                continue
            row = rows[was["id"]]
            if old["low"] != old["high"] or new["low"] != new["high"]:
                row["open"] += 1
            elif old == new:
                row["same"] += 1
            elif new["low"] < old["low"]:
                row["lower"] += 1
            else:
                row["higher"] += 1
    return list(rows.values())
