"""Words on screen: those of `locale/en`, and every text of an edition that a page needs to show results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maturity.json_reader import visible
from maturity.questionnaire.bundle import step_id
from maturity.questionnaire.model import Intervention, Questionnaire
from maturity.questionnaire.screen_texts import fill as fill
from maturity.questionnaire.screen_texts import section as section
from maturity.questionnaire.screen_texts import word as word
from maturity.records import LIMITS

#: Sections that scripts read; the rest is for templates and Python.
_FOR_SCRIPTS = (
    *("say", "levels", "results", "read", "share", "meeting", "next", "last", "actions", "sign", "friend", "exports"),
    *("beside", "tracker", "checklist", "from_workbook"),
)


def script_words() -> dict[str, Any]:
    """The texts of the sections that scripts read, by section."""
    return {name: section(name) for name in _FOR_SCRIPTS}


def texts(q: Questionnaire) -> dict[str, Any]:
    """Every text of an edition that results need: names by id, and the scale.

    Level texts are left out: they are in the form itself, once.
    """
    named = {"id", "version", "title", "marking", "owner", "oversight"}
    code_and_name = {"code", "name"}
    return {
        "edition": q.edition.model_dump(include=named) | {"signs": q.edition.signs or ""},
        "scale": [level.name for level in q.edition.scale],
        "roles": {role.id: role.name for role in q.edition.roles},
        "conditions": {condition.id: condition.name for condition in q.edition.conditions},
        "about": {field.id: field.label for field in q.edition.about},
        "limits": LIMITS,
        "keep_out": [item.model_dump() for item in q.edition.keep_out],
        "themes": {theme.id: theme.model_dump(include=code_and_name) for theme in q.themes},
        "capabilities": {each.id: each.model_dump(include=code_and_name) for each in q.capabilities},
        "questions": {question.id: question.model_dump(include={"code", "text", "lead"}) for question in q.questions},
        "standards": {each.question: each.model_dump(include={"name", "text"}) for each in q.standards.standards},
        "horizons": {step.id: step.name for step in q.edition.horizons},
        "interventions": {item.id: _intervention(item) for item in q.interventions.interventions},
        "actions": actions_text(q),
        "forces": {force.id: force.name for force in q.everyone},
        "invented": [force.id for force in q.forces.invented],
    }


def _intervention(item: Intervention) -> dict[str, str]:
    return {"name": item.name, "text": item.text or "", "horizon": item.horizon, "owner": item.owner}


def actions_text(q: Questionnaire) -> dict[str, dict[str, str | None]]:
    """Of each action its name, what to do first, and its item of the toolkit."""
    steps = {
        step_id(question, step): {"name": step.name, "first": step.first, "tool": step.tool}
        for question in q.questions
        for step in question.steps
    }
    parts = {
        item.id: {
            "name": (item.part and item.part.name) or item.name,
            "first": item.now,
            "tool": item.part.tool if item.part else None,
        }
        for item in q.interventions.interventions
    }
    return steps | parts


def days_text(days: Sequence[int]) -> str:
    """Person-days as a range, which says that it is an estimate."""
    low, high = days
    return word("results.days", n=high) if low == high else word("results.days_range", low=low, high=high)


def day(date: str | None, otherwise: str = "") -> str:
    """A date as it is written in the United Kingdom: 20 November 2026. Anything else stays as it is."""
    if not date:
        return otherwise
    year, month, number = date[:4], date[5:7], date[8:10]
    if not (number.isdigit() and month.isdigit() and 1 <= int(month) <= 12):
        return visible(date, 40)
    name = section("dates")["months"][int(month) - 1]
    return word("dates.day", day=int(number), month=name, year=year)
