"""What a page of an edition needs to open files of older ones, and to set them beside its own. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from maturity.editions.explanations import unexplained
from maturity.editions.lineage import Editions
from maturity.national.movement import shared_questions
from maturity.questionnaire.model import Questionnaire
from maturity.records import Bundle


class OlderEdition(TypedDict):
    """An older edition. `bundle` judges and scores its files; `forces` are names of those that the newer one no longer
    has. `questions`: ids there and now, of the questions that mean the same; `conditions`: ids there and now."""

    bundle: Bundle
    marking: str
    forces: dict[str, str]
    questions: dict[str, str]
    conditions: dict[str, str]


def older_editions(q: Questionnaire, bundle: Bundle, before: Sequence[Questionnaire]) -> list[OlderEdition]:
    """Those of the editions `before` this one of which changes.yml explains everything: of the others nobody knows what
    means the same. In the order in which they are given."""
    editions = Editions(q, bundle, [each for each in before if not unexplained(each, q)])
    return [_older_edition(editions, version) for version in editions.versions[:-1]]


def _older_edition(editions: Editions, version: str) -> OlderEdition:
    now = editions.today
    step = editions.step(version, now.q.edition.version)
    if step is None or step.path is None:
        raise ValueError(f"{version} is not before {now.q.edition.version}")
    shared, old = shared_questions(step.earlier, step.later), editions.rules[version]
    known = {force.id for force in (*now.q.forces.forces, *now.q.forces.invented)}
    ids = [(kind, name, to) for (kind, name), to in step.path.to.items() if to is not None]
    return {
        "bundle": old.bundle,
        "marking": old.q.edition.marking,
        "forces": {f.id: f.name for f in (*old.q.forces.forces, *old.q.forces.invented) if f.id not in known},
        "questions": {name: to for kind, name, to in ids if kind == "question" and to in shared},
        "conditions": {name: to for kind, name, to in ids if kind == "condition"},
    }
