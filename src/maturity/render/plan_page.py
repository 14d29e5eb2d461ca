"""A force's cheapest plan as a part of its report and of the page that goes back to it."""

from __future__ import annotations

from markupsafe import Markup

from maturity.questionnaire.model import Questionnaire
from maturity.render.phrases import actions_text, days_text, word
from maturity.render.templates import environment
from maturity.scoring.plan import Plan


def plan_html(q: Questionnaire, plan: Plan) -> Markup:
    """The cheapest plan as a part of a page."""
    env = environment()
    codes = {question.id: question.code for question in q.questions}
    env.filters["question_code"] = codes.__getitem__
    names = {"actions": actions_text(q), "role_names": {role.id: role.name for role in q.edition.roles}}
    return Markup(env.get_template("results/plan.html").render(plan=plan, w=word, days_text=days_text, **names))
