"""Words on screen: those of the words file, and every text of an edition that a page needs to show results."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import Any

from maturity.json_reader import visible
from maturity.questionnaire.model import Edition, Intervention, Question, Questionnaire
from maturity.questionnaire.yaml_reader import read_yaml
from maturity.records import LIMITS
from maturity.render.terminal import Words

#: Parts of the words file that scripts read; the rest is drawn by templates.
_FOR_SCRIPTS = (
    *("say", "levels", "results", "read", "share", "meeting", "next", "last", "actions", "sign", "friend", "exports"),
    "beside",
)


@lru_cache(maxsize=1)
def load_words() -> dict[str, Any]:
    """The words file as it stands: sections of texts, and of texts with a plural."""
    with resources.as_file(resources.files("maturity").joinpath("words.yml")) as path:
        words: dict[str, Any] = read_yaml(path).data
    return words


def word(key: str, **values: object) -> str:
    """The text under a dotted key. A plural is picked by `n`. {names} that are given are filled in once: what is put in
    is never looked at again. The others stay, for a script to fill in.

    Raises KeyError when the words file has no such text.
    """
    text: Any = load_words()
    for part in key.split("."):
        text = text[part]
    if isinstance(text, dict):
        form = "one" if values.get("n") == 1 else "zero" if values.get("n") == 0 else "other"
        text = text.get(form, text["other"])
    return re.sub(r"\{(\w+)\}", lambda gap: str(values.get(gap[1], gap[0])), text)


def texts(q: Questionnaire) -> dict[str, Any]:
    """Every text that scripts need to fill in results: names by id, the scale, and the words file.

    Level texts are left out: they stand once, in the form itself.
    """
    capabilities = [capability for theme in q.themes for capability in theme.capabilities]
    return {
        "edition": _edition(q.edition),
        "scale": [level.name for level in q.edition.scale],
        "roles": {role.id: role.name for role in q.edition.roles},
        "conditions": {condition.id: condition.name for condition in q.edition.conditions},
        "about": {field.id: field.label for field in q.edition.about},
        "limits": LIMITS,
        "keep_out": [item.model_dump() for item in q.edition.keep_out],
        "themes": {theme.id: {"code": theme.code, "name": theme.name} for theme in q.themes},
        "capabilities": {each.id: {"code": each.code, "name": each.name} for each in capabilities},
        "questions": {question.id: _question(question) for each in capabilities for question in each.questions},
        "standards": {
            standard.question: {"name": standard.name, "text": standard.text} for standard in q.standards.standards
        },
        "horizons": {step.id: step.name for step in q.edition.horizons},
        "efforts": {step.id: step.name for step in q.edition.efforts},
        "interventions": {item.id: _intervention(item) for item in q.interventions.interventions},
        "forces": {force.id: force.name for force in (*q.forces.forces, *q.forces.invented)},
        "invented": [force.id for force in q.forces.invented],
        "words": {part: load_words()[part] for part in _FOR_SCRIPTS},
    }


def _edition(edition: Edition) -> dict[str, str]:
    return {
        "id": edition.id,
        "version": edition.version,
        "title": edition.title,
        "marking": edition.marking,
        "owner": edition.owner,
        "oversight": edition.oversight,
        "signs": edition.signs or "",
    }


def _question(question: Question) -> dict[str, str]:
    return {"code": question.code, "text": question.text}


def _intervention(item: Intervention) -> dict[str, str]:
    return {
        "name": item.name,
        "horizon": item.horizon,
        "owner": item.owner,
        "effort": item.effort.force,
        "now": item.now,
    }


@lru_cache(maxsize=1)
def national() -> Words:
    """The words for the national team's commands and pages."""
    with resources.as_file(resources.files("maturity").joinpath("national.yml")) as path:
        return Words({"words": read_yaml(path).data})


def day(date: str | None, otherwise: str = "") -> str:
    """A date as it is written in the United Kingdom: 20 November 2026. Anything else stays as it is."""
    if not date:
        return otherwise
    year, month, number = date[:4], date[5:7], date[8:10]
    if not (number.isdigit() and month.isdigit() and 1 <= int(month) <= 12):
        return visible(date, 40)
    w = national()
    return w.word("day", day=int(number), month=w.texts["words"]["months"][int(month) - 1], year=year)
