"""Which forces have agreed in writing to be named, and which of their answers may then appear under their name. Pure.

Consent is data, in forces.yml. It holds from the day on which it was given until the day that it says. Whatever is
missing, not yet so, over, or not to be understood means no.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal, TypeAlias, assert_never

from maturity.assessment.conditions import BLANK
from maturity.questionnaire.model import Forces, Questionnaire
from maturity.records import Answer, Assessment, Evidence, answer_state

Use: TypeAlias = Literal["named_in_public", "helps_others"]
#: What the public sees in place of a force's own words: for the title of evidence, or why something does not apply.
WITHHELD: Final = "–"


def consenting_forces(forces: Forces, use: Use, on: str | None) -> frozenset[str]:
    """Ids of the forces whose consent to a use holds on a day (year-month-day). Nobody's when there is no such day."""
    if on is None or not _is_day(on):
        return frozenset()
    return frozenset(
        each.force
        for each in forces.consents
        if use in each.allows and each.date <= on <= (each.until or on) and each.role
    )


def ever_named(forces: Forces, assessments: Iterable[Assessment], on: str | None, last: str | None) -> frozenset[str]:
    """Ids of the forces whose assessment, of one period and its newest version, appears or has appeared under their
    name in public by a day: what was shown is known, and stays so. `last`: the day on which a newer edition took the
    place of theirs in the site, if one did. A consent that never led to a page takes no protection away."""
    if on is None or not _is_day(on):
        return frozenset()
    by = min(on, last or on)
    consents: dict[str, list[tuple[str, str]]] = {}
    for each in forces.consents:
        if "named_in_public" in each.allows and each.role and _is_day(each.date) and _is_day(each.until or on):
            consents.setdefault(each.force, []).append((each.date, each.until or by))

    def there(force: str, since: str) -> bool:
        return any(max(start, since) <= min(end, by) for start, end in consents.get(force, ()))

    return frozenset(
        one["force"]
        for one in assessments
        if "sign_off" in one
        and there(one["force"], one["sign_off"]["date"])
        and all(there(joint["force"], one["sign_off"]["date"]) for joint in one.get("joint", ()))
    )


def public_part(q: Questionnaire, assessment: Assessment) -> Assessment:
    """Levels and what proves them, in no words of the force's own, such as its marking. A capability with a
    security-sensitive question has no answer left, so that its level, and all that hangs on it, is open."""
    shown = {
        question.id
        for capability in q.capabilities
        if not any(question.sensitive for question in capability.questions)
        for question in capability.questions
    }
    conditions = {condition.id for condition in q.edition.conditions}
    part: Assessment = {
        "format": assessment["format"],
        "edition": assessment["edition"],
        "force": assessment["force"],
        "period": assessment["period"],
        "about": {name: value for name, value in assessment.get("about", {}).items() if name in conditions},
        "answers": {
            name: _answer_without_words(answer) for name, answer in assessment["answers"].items() if name in shown
        },
    }
    if "sign_off" in assessment:
        signed = assessment["sign_off"]
        part["sign_off"] = {"role": signed["role"], "date": signed["date"], "decision": signed["decision"]}
    return part


def _answer_without_words(answer: Answer) -> Answer:
    state = answer_state(answer)
    match state:
        case "level":
            return {"level": answer["level"], "evidence": [{"title": WITHHELD} for each in _named_evidence(answer)]}
        case "dont_know":
            return {"dont_know": True}
        case "not_applicable":
            return {"not_applicable": WITHHELD}
        case "open":
            return {}
        case _:
            assert_never(state)


def _named_evidence(answer: Answer) -> list[Evidence]:
    return [each for each in answer.get("evidence", ()) if each["title"].strip(BLANK)]


def _is_day(day: str) -> bool:
    try:
        return date.fromisoformat(day).isoformat() == day
    except (ValueError, TypeError):
        return False
