"""From a questionnaire to the Bundle that both engines read; and the rules that hold between its files.

Pure: no file is opened here. Places are paths that start with a file's name without `.yml`.
"""

from __future__ import annotations

import hashlib

from maturity.model import Question, Questionnaire, Scoring
from maturity.records import (
    BUNDLE_FORMAT,
    Bundle,
    BundleCapability,
    BundleQuestion,
    BundleTheme,
    Policy,
    canonical,
)


def fingerprint(q: Questionnaire) -> str:
    """`sha256:` and 64 hex digits over everything the questionnaire says, whatever the layout of its files."""
    return "sha256:" + hashlib.sha256(canonical(q.model_dump(mode="json")).encode()).hexdigest()


def compile_bundle(q: Questionnaire) -> Bundle:
    """What the engines need of a questionnaire, and nothing else. Takes one in which `check` finds nothing."""
    edition = q.edition
    top = len(edition.scale) - 1
    minimums = {standard.question: standard.level for standard in q.standards.standards}
    return {
        "format": BUNDLE_FORMAT,
        "edition": {"id": edition.id, "version": edition.version, "fingerprint": fingerprint(q)},
        "top": top,
        "policy": _policy(edition.scoring, top),
        "conditions": [condition.id for condition in edition.conditions],
        "about": [field.id for field in edition.about],
        "roles": [role.id for role in edition.roles],
        "themes": [
            BundleTheme(
                id=theme.id,
                weight=theme.weight,
                capabilities=[
                    BundleCapability(
                        id=capability.id,
                        weight=capability.weight,
                        questions=[_question(question, minimums) for question in capability.questions],
                    )
                    for capability in theme.capabilities
                ],
            )
            for theme in q.themes
        ],
        "interventions": work_order(q),
        "forces": {force.id: list(force.conditions) for force in (*q.forces.forces, *q.forces.invented)},
    }


def _policy(scoring: Scoring, top: int) -> Policy:
    gate, share = scoring.theme_gate, scoring.theme_gate and scoring.theme_gate.share
    return {
        "evidence_cap": scoring.evidence_cap,
        "dont_know": scoring.dont_know_counts_as,
        "points": list(scoring.level_points) or list(range(top + 1)),
        "gate": {
            "share": list(share) if share else None,
            "lag": gate.lag,
            "standards_from": gate.standards_from,
        }
        if gate
        else None,
        "needs": scoring.bands.needs,
        "helps": scoring.bands.helps,
        "overall": scoring.overall_index,
    }


def _question(question: Question, minimums: dict[str, int]) -> BundleQuestion:
    calls = question.calls_for
    return {
        "id": question.id,
        "weight": question.weight,
        "minimum": minimums.get(question.id),
        "condition": question.condition,
        "not_applicable": question.not_applicable is not None,
        "sensitive": question.sensitive,
        "meaning": question.meaning,
        "lead": question.lead,
        "helpers": list(question.helpers),
        "calls_for": {"needs": list(calls.needs), "helps": list(calls.helps), "gives": list(calls.gives)},
    }


def work_order(q: Questionnaire) -> list[str]:
    """Ids of the interventions in the order of work: horizon first; within one horizon what must come first before
    what needs it; then id."""
    horizons = {step.id: place for place, step in enumerate(q.edition.horizons)}
    left = {item.id: item for item in q.interventions.interventions}
    order: list[str] = []

    def rank(key: str) -> tuple[int, bool, str]:
        horizon = left[key].horizon
        waits = any(left[other].horizon == horizon for other in left[key].after if other in left)
        return horizons[horizon], waits, key

    while left:
        order.append(min(left, key=rank))
        del left[order[-1]]
    return order
