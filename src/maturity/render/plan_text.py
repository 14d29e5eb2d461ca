"""A force's cheapest plan in words: in a terminal, in its report, and in the page that goes back to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from maturity.json_reader import visible
from maturity.questionnaire.model import Questionnaire
from maturity.records import Assessment
from maturity.render.phrases import days_text, texts, word
from maturity.render.templates import environment
from maturity.render.terminal import Names, Table, Texts, actions_table
from maturity.scoring.plan import Plan


class Paragraph(NamedTuple):
    """Some sentences, and points under them."""

    text: str
    points: tuple[str, ...] = ()


def plan_parts(plan: Plan, assessment: Assessment, names: Texts) -> Iterator[str | Table]:
    """What to print of a plan, between two lines with the marking: what comes before it, what it costs, its actions in
    order, how sure it is, and what the profile would be."""
    marking = visible(assessment.get("marking", names["edition"]["marking"]))
    force = names["forces"].get(plan["force"], plan["force"])
    yield marking
    yield word("plan.title", force=force, period=visible(plan["period"]))
    yield word("results.face")
    for paragraph in _before(plan, Names(names)):
        yield paragraph.text
        yield from paragraph.points
    if plan["actions"]:
        yield actions_table(word("plan.actions"), plan["actions"], Names(names), names["standards"], _quarters(plan))
    yield from _behind(plan, Names(names))
    yield marking


def plan_html(q: Questionnaire, plan: Plan) -> Markup:
    """The plan as a part of a page."""
    names = texts(q)
    facts = {
        "before": _before(plan, Names(names)),
        "behind": _behind(plan, Names(names)),
        "quarters": _quarters(plan),
        "meets": Names(names).meets,
        "standards": names["standards"],
        "actions": names["actions"],
        "role_names": names["roles"],
    }
    return Markup(environment().get_template("results/plan.html").render(plan=plan, w=word, **facts))


def _before(plan: Plan, names: Names) -> Iterator[Paragraph]:
    """What a reader needs to know before the actions."""
    if not plan["signed"]:
        yield Paragraph(word("plan.unsigned"))
    if plan["evidence"]:
        yield Paragraph(word("plan.evidence", n=len(plan["evidence"])), tuple(_evidence(plan, names)))
    if len(plan["evidence"]) > 1 and plan["days_without_evidence"]:
        yield Paragraph(word("plan.evidence_total", days=days_text(plan["days_without_evidence"])))
    for key, questions in (("find_out", plan["find_out"]), ("unreachable", plan["unreachable"])):
        if questions:
            yield Paragraph(word(f"plan.{key}", n=len(questions), list=names.by_lead(questions)))
    if not plan["actions"]:
        yield Paragraph(word("plan.nothing" if plan["status"] == "nothing-to-do" else "plan.nothing_possible"))
        return
    best = plan["next_best_days"]
    cost = word("plan.cost", n=len(plan["actions"]), days=days_text(plan["days"]))
    yield Paragraph(f"{cost} {word('plan.gap', days=days_text(best)) if best else word('plan.optimal')}")
    yield Paragraph(f"{word('plan.by_role', list=_by_role(plan, names))} {word('plan.days_are')}")
    last = max(each["ends"] for each in plan["timetable"]["actions"])
    yield Paragraph(word("plan.timetable", days=plan["timetable"]["days_a_quarter"], n=last))
    if codes := names.codes(plan["sensitive"]):
        yield Paragraph(word("plan.sensitive", n=len(plan["sensitive"]), list=codes))


def _behind(plan: Plan, names: Names) -> Iterator[str]:
    """What a reader may hope for."""
    outcome = plan["outcome"]
    levels = []
    for theme, before, after in outcome["themes"]:
        key = "theme" if before is None else "theme_same" if before == after else "theme_moved"
        now = names.pair(before) if before else ""
        levels.append(
            word(f"plan.{key}", name=names.texts["themes"][theme]["name"], level=names.pair(after), before=now)
        )
    if levels and plan["actions"]:
        yield word("plan.after", met=names.tally(outcome["standards_met"]), list="; ".join(levels))
        if not outcome["complete"]:
            yield word("plan.after_open")
    if outcome["next"]:
        yield word("plan.next", list="; ".join(names.texts["actions"][key]["name"] for key in outcome["next"][:3]))


def _evidence(plan: Plan, names: Names) -> Iterator[str]:
    """A line for each claim for which a plan needs evidence: who leads the question, what else there is to do, and what
    builds on it."""

    def listed(keys: list[str]) -> str:
        return "; ".join(names.texts["actions"][key]["name"] for key in keys)

    for each in plan["evidence"]:
        low, high = each["days"]
        key = "plan.evidence_more" if each["actions"] else "plan.evidence_none"
        text = word(key, code=names.by_lead([each["question"]]), low=low, high=high, actions=listed(each["actions"]))
        supports = each["supports"]
        yield f"{text} {word('plan.evidence_supports', n=len(supports), list=listed(supports))}" if supports else text


def _quarters(plan: Plan) -> dict[str, str]:
    """The quarter of each action, or the quarters from which and to which it goes on."""
    return {
        each["id"]: str(each["begins"]) if each["begins"] == each["ends"] else word("plan.quarters", **each)
        for each in plan["timetable"]["actions"]
    }


def _by_role(plan: Plan, names: Names) -> str:
    """How many days of a plan each role leads, the most first."""
    sums: dict[str, tuple[int, int]] = {}
    for action in plan["actions"]:
        low, high = sums.get(action["role"] or "", (0, 0))
        sums[action["role"] or ""] = (low + action["days"][0], high + action["days"][1])
    ordered = sorted(sums.items(), key=lambda each: (-each[1][1], each[0]))
    roles = names.texts["roles"]
    return "; ".join(
        word("plan.role", name=roles.get(role, role) or word("table.none"), low=low, high=high)
        for role, (low, high) in ordered
    )
