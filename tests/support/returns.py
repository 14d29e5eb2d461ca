"""Complete, signed assessments of every question for any force and period, at random."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable
from typing import Any

from maturity.national.return_summary import asked_questions
from maturity.questionnaire.model import Consent, PeerGroup, Questionnaire
from maturity.records import Assessment, Bundle


def returned(bundle: Bundle, force: str, period: str, seed: str = "", **more: Any) -> Assessment:
    """What one force says. The same seed, force and period give the same answers."""
    dice = random.Random(f"{seed} {force} {period}")
    made: Any = {
        "format": "maturity-assessment/2",
        "edition": bundle["edition"],
        "force": force,
        "period": period,
        "about": {},
        "answers": {},
        "sign_off": {"role": bundle["roles"][0], "date": "2026-11-20", "decision": "signed"},
    }
    usual = dice.randrange(1, bundle["top"])
    for question in asked_questions(bundle, made):
        level = min(bundle["top"], max(0, usual + dice.choice((-1, -1, 0, 0, 0, 1, 1))))
        made["answers"][question] = {"level": level, "evidence": [{"title": "Seen"}]}
    assessment: Assessment = made | more
    return assessment


def all_returned(bundle: Bundle, forces: Iterable[str], *periods: str) -> list[Assessment]:
    return [returned(bundle, force, period) for period in periods for force in forces]


def agreeing(q: Questionnaire, forces: Collection[str], **more: str) -> Questionnaire:
    """The questionnaire with these forces' consent to help others."""
    consents = tuple(
        Consent(force=force, allows=("helps_others",), role=q.edition.roles[0].id, **{"date": "2026-01-01", **more})
        for force in forces
    )
    return q.model_copy(update={"forces": q.forces.model_copy(update={"consents": consents})})


def in_bands(q: Questionnaire, bands: int = 3) -> Questionnaire:
    """The questionnaire with its real forces divided into bands of size."""
    ids = [force.id for force in q.forces.forces]
    groups = tuple(
        PeerGroup(
            id=f"band-{n}", name=f"Band {n}", kind="size", members=tuple(ids[n::bands]), source="s", as_of="2025-01-01"
        )
        for n in range(bands)
    )
    return q.model_copy(update={"forces": q.forces.model_copy(update={"peer_groups": groups, "division": "size"})})
