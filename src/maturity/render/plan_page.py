"""A force's cheapest plan as a part of its report and of the page that goes back to it."""

from __future__ import annotations

from markupsafe import Markup

from maturity.questionnaire.model import Questionnaire
from maturity.render.phrases import days_text, plan_evidence, quarters_of, roles_text, texts, timetable_text, word
from maturity.render.templates import environment
from maturity.scoring.plan import Plan


def plan_html(q: Questionnaire, plan: Plan) -> Markup:
    """The cheapest plan as a part of a page."""
    env, names = environment(), texts(q)
    env.filters["question_code"] = {question.id: question.code for question in q.questions}.__getitem__
    facts = {
        "actions": names["actions"],
        "role_names": names["roles"],
        "by_role": roles_text(plan, names["roles"]),
        "evidence": plan_evidence(plan, names),
        "quarters": quarters_of(plan),
        "timetable": timetable_text(plan["timetable"]),
    }
    return Markup(env.get_template("results/plan.html").render(plan=plan, w=word, days_text=days_text, **facts))
