"""A force's cheapest plan as a part of its report and of the page that goes back to it."""

from __future__ import annotations

from markupsafe import Markup

from maturity.questionnaire.model import Questionnaire
from maturity.render.phrases import actions_text, days_text, roles_text, word
from maturity.render.templates import environment
from maturity.scoring.plan import Plan


def plan_html(q: Questionnaire, plan: Plan) -> Markup:
    """The cheapest plan as a part of a page."""
    env, roles = environment(), {role.id: role.name for role in q.edition.roles}
    env.filters["question_code"] = {question.id: question.code for question in q.questions}.__getitem__
    names = {"actions": actions_text(q), "role_names": roles, "by_role": roles_text(plan, roles)}
    return Markup(env.get_template("results/plan.html").render(plan=plan, w=word, days_text=days_text, **names))
