"""Makes the example assessments: every invented force of the questionnaire, in two periods. Nothing in them is real.

`python examples/make_practice.py` writes them into `practice/` beside this script. The same questionnaire gives the
same bytes. They carry no fingerprint of the edition, so that correcting a word in a question does not make them out of
date.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from maturity.assessment.disguise import ENDING
from maturity.assessment.reader import write_text
from maturity.errors import MaturityError
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Force, Question, Questionnaire
from maturity.records import ASSESSMENT_FORMAT, Action, Answer, Assessment, Bundle, Evidence
from maturity.render.output import write_file
from maturity.scoring.engine import score

SEED = 2026
HERE = Path(__file__).resolve().parent
#: For each period the first day of its two weeks of answering, and how much higher answers tend to be than before.
PERIODS = {"2025": (date(2025, 9, 8), 0.0), "2026": (date(2026, 9, 7), 0.35)}
#: How much higher or lower answers tend to be in the first theme, the second and so on.
THEMES = (0.3, 0.0, -0.2, -0.45)
#: How the twelve end up: their place among the forces by id, for each period.
PART_DONE = {"2025": {7: 0.6}, "2026": {2: 0.45, 10: 0.8}}
SENT_BACK = {"2025": {4}, "2026": {8}}
WITH_NOTE = {"2025": {1}, "2026": {0, 5}}

TITLES = ("Board minutes", "Written procedure", "Yearly check", "Monthly report", "Register", "Training record", "Rota")
PLACES = ("Records system", "Shared drive of the communications team", "Policy library", "Contact centre handbook")
COMMENTS = (
    "Invented: true for the main accounts; two local accounts follow next quarter.",
    "Invented: the person who did this has moved on, and the post is being filled.",
    "Invented: agreed in the meeting of all roles after two different answers.",
    "Invented: the procedure is new, and its first check is due in spring.",
    "Invented: we could not find the figures for the summer months.",
)
FIRST_STEPS = (
    "Name the role that owns this and put it on the next agenda.",
    "Ask another force how it began.",
    "Write down what happens today, in one page.",
)
NOT_APPLICABLE = "Invented: this force has no such work, by agreement with its neighbours."
NOTE = "Invented: signed, with the wish to see the open standards again in six months."
SENT_BACK_NOTE = "Invented: please look again at the answers without evidence."
REASON_TO_DROP = "Invented: another force in the region does this for us."


class Setting(NamedTuple):
    """One force as it answers in one period."""

    q: Questionnaire
    force: Force
    place: int
    period: str
    #: What the force is like, the same in every period; and what is of this period alone.
    nature: Random
    chance: Random


def main(folder: Path = HERE / "practice", questionnaire: Path = HERE.parent / "questionnaire") -> list[Path]:
    """Write all of them into the folder, and take away older ones of forces that are gone. Gives the paths."""
    q = load_questionnaire(questionnaire)
    bundle = compile_bundle(q)
    written = []
    for place, force in enumerate(sorted(q.forces.invented, key=lambda force: force.id)):
        for period in PERIODS:
            path = folder / f"{force.id}-{period}{ENDING}"
            write_file(path, write_text(assessment(q, bundle, force, place, period)))
            written.append(path)
    for path in set(folder.glob(f"*{ENDING}")) - set(written):
        path.unlink()
    return written


def assessment(q: Questionnaire, bundle: Bundle, force: Force, place: int, period: str) -> Assessment:
    """One invented force's assessment."""
    nature, chance = Random(f"{SEED} {force.id}"), Random(f"{SEED} {force.id} {period}")
    setting = Setting(q, force, place, period, nature, chance)
    answers = _answers(setting)
    share = PART_DONE[period].get(place)
    if share is not None:
        answers = dict(list(answers.items())[: int(len(answers) * share)])
    made: Assessment = {
        "format": ASSESSMENT_FORMAT,
        "edition": {"id": q.edition.id, "version": q.edition.version},
        "force": force.id,
        "period": period,
        "marking": q.edition.marking,
        "about": _about(setting),
        "answers": answers,
    }
    if share is None:
        made["actions"] = _actions(setting, bundle, made)
        _sign(setting, made)
    return made


def _about(setting: Setting) -> dict[str, str | bool]:
    """One choice for each field that has choices; of the others only the first is filled in."""
    about: dict[str, str | bool] = dict.fromkeys(setting.force.conditions, True)
    for n, field in enumerate(setting.q.edition.about):
        if field.choices:
            about[field.id] = setting.nature.choice(field.choices)
        elif n == 0:
            about[field.id] = "Invented: one account on each of four platforms."
    return about


def _answers(setting: Setting) -> dict[str, Answer]:
    """Each force has a level of its own, one for each theme around it, and one for each question around that."""
    nature, chance = setting.nature, setting.chance
    growth = PERIODS[setting.period][1]
    force = nature.gauss(2.0, 0.6)
    care = nature.uniform(0.8, 0.98)
    answers: dict[str, Answer] = {}
    for theme, tendency in zip(setting.q.themes, THEMES, strict=False):
        here = force + tendency + nature.gauss(0, 0.35)
        for capability in theme.capabilities:
            for question in capability.questions:
                lasting, passing = nature.gauss(0, 0.6), chance.gauss(growth, 0.3)
                if question.condition is None or question.condition in setting.force.conditions:
                    answers[question.id] = _answer(setting, question, here + lasting + passing, care)
    return answers


def _answer(setting: Setting, question: Question, latent: float, care: float) -> Answer:
    chance, top = setting.chance, len(setting.q.edition.scale) - 1
    role = question.lead if chance.random() < 0.8 or not question.helpers else chance.choice(question.helpers)
    first = PERIODS[setting.period][0] + timedelta(days=chance.randrange(12))
    at = datetime(first.year, first.month, first.day, chance.randrange(8, 18), chance.randrange(60), tzinfo=UTC)
    answer: Answer = {}
    if question.not_applicable is not None and setting.force.kind != "territorial":
        answer["not_applicable"] = NOT_APPLICABLE
    elif chance.random() < 0.04:
        answer["dont_know"] = True
    else:
        answer["level"] = max(0, min(top, round(latent)))
        if answer["level"] and chance.random() < care:
            answer["evidence"] = [_evidence(setting, role) for _ in range(chance.choice((1, 1, 2)))]
    if chance.random() < 0.12:
        answer["comment"] = chance.choice(COMMENTS)
    answer["role"] = role
    answer["at"] = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return answer


def _evidence(setting: Setting, role: str) -> Evidence:
    chance = setting.chance
    day = PERIODS[setting.period][0] - timedelta(days=chance.randrange(10, 330))
    piece: Evidence = {
        "title": f"{chance.choice(TITLES)} (invented)",
        "owner": role,
        "date": day.isoformat(),
        "where": chance.choice(PLACES),
    }
    if chance.random() < 0.1:
        piece["checked"] = "second-role"
    return piece


def _actions(setting: Setting, bundle: Bundle, made: Assessment) -> list[Action]:
    """What the force decided about the first actions that it is advised to take."""
    chance, start = setting.chance, PERIODS[setting.period][0]
    actions: list[Action] = []
    for item in score(bundle, made)["advice"]["first"][: chance.choice((3, 3, 4))]:
        if actions and chance.random() < 0.15:
            actions.append({"action": item["id"], "decision": "drop", "reason": REASON_TO_DROP})
            continue
        by = start + timedelta(days=chance.choice((120, 200, 300)))
        actions.append(
            {
                "action": item["id"],
                "decision": "do" if chance.random() < 0.8 else "later",
                "owner": chance.choice(setting.q.edition.roles).id,
                "by": by.isoformat(),
                "first_step": chance.choice(FIRST_STEPS),
            }
        )
    return actions


def _sign(setting: Setting, made: Assessment) -> None:
    day = (PERIODS[setting.period][0] + timedelta(days=18)).isoformat()
    role = next((role.id for role in setting.q.edition.roles if "chief" in role.id), setting.q.edition.roles[0].id)
    if setting.place in SENT_BACK[setting.period]:
        made["sign_off"] = {"role": role, "date": day, "decision": "sent-back", "note": SENT_BACK_NOTE}
    elif setting.place in WITH_NOTE[setting.period]:
        made["sign_off"] = {"role": role, "date": day, "decision": "signed-with-note", "note": NOTE}
    else:
        made["sign_off"] = {"role": role, "date": day, "decision": "signed"}


if __name__ == "__main__":
    try:
        print(f"{len(main())} assessments written to {HERE.name}/practice/")
    except MaturityError as error:
        sys.exit(str(error))
