"""The same questions as a form of SurveyJS, the most used library for such forms, to measure ours against.

A page for each capability, with what every question of ours has: its reason, its levels and “don't know”, evidence with
five fields, and a comment. One HTML file with everything in it, as ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.measure import MODULES, QUESTIONNAIRE
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Capability, Question, Questionnaire
from maturity.render.templates import json_script

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head>
<body><div id="survey"></div><script>{core}</script><script>{ui}</script><script>
const survey = new Survey.Model({model});
survey.onValueChanged.add(() => localStorage.setItem("draft", JSON.stringify(survey.data)));
survey.data = JSON.parse(localStorage.getItem("draft") ?? "{{}}");
survey.render(document.getElementById("survey"));
</script></body></html>"""
#: What is there when a person can begin.
READY = "#survey select, #survey input"


def write(file: Path) -> None:
    """The form as one file. Needs `npm ci` in benchmarks/."""
    q = load_questionnaire(QUESTIONNAIRE)
    texts = {
        "style": MODULES / "survey-core" / "survey-core.fontless.min.css",
        "core": MODULES / "survey-core" / "survey.core.min.js",
        "ui": MODULES / "survey-js-ui" / "survey-js-ui.min.js",
    }
    sources = {name: path.read_text(encoding="utf-8").replace("</script", "<\\/script") for name, path in texts.items()}
    file.write_text(PAGE.format(title=q.edition.title, model=json_script(survey(q)), **sources), encoding="utf-8")


def survey(q: Questionnaire) -> dict[str, Any]:
    """The questionnaire as SurveyJS has it."""
    roles = [{"value": role.id, "text": role.name} for role in q.edition.roles]
    forces = [{"value": force.id, "text": force.name} for force in q.forces.forces]
    about = [
        {"type": "dropdown", "name": "role", "title": "Role", "choices": roles},
        {"type": "dropdown", "name": "force", "title": "Force", "choices": forces},
        {"type": "text", "name": "period", "title": "Period"},
    ]
    pages = [page(capability, roles) for theme in q.themes for capability in theme.capabilities]
    start = {"name": "about", "title": q.edition.title, "description": q.edition.summary, "elements": about}
    return {"showTOC": True, "showProgressBar": True, "pages": [start, *pages]}


def page(capability: Capability, roles: list[dict[str, str]]) -> dict[str, Any]:
    """A capability with its questions."""
    elements = [element for each in capability.questions for element in parts(each, roles)]
    title = f"{capability.code} {capability.name}"
    return {"name": capability.id, "title": title, "description": capability.good, "elements": elements}


def parts(question: Question, roles: list[dict[str, str]]) -> list[dict[str, Any]]:
    """A question, and under it, once it is answered, its evidence and a comment."""
    choices = [{"value": n, "text": text} for n, text in enumerate(question.levels)]
    choices.append({"value": "dont-know", "text": "Don't know"})
    title, answered = f"{question.code} {question.text}", f"{{{question.id}}} notempty"
    checks = [{"value": name, "text": name} for name in ("second-role", "critical-friend")]
    evidence = [
        {"type": "text", "name": "title", "title": "Title"},
        {"type": "dropdown", "name": "owner", "title": "Owner", "choices": roles},
        {"type": "text", "inputType": "date", "name": "date", "title": "Date"},
        {"type": "dropdown", "name": "checked", "title": "Checked by", "choices": checks},
        {"type": "text", "name": "where", "title": "Where it is kept"},
    ]
    panel = {"type": "paneldynamic", "name": f"{question.id}-evidence", "title": "Evidence"}
    comment = {"type": "comment", "name": f"{question.id}-comment", "title": "Comment"}
    return [
        {"type": "radiogroup", "name": question.id, "title": title, "description": question.why, "choices": choices},
        *({**part, "visibleIf": answered} for part in (panel | {"templateElements": evidence}, comment)),
    ]
