"""From a questionnaire to the Bundle that both engines read, and whether its figures can be exact in both. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from math import gcd, lcm
from typing import Any

from maturity.questionnaire.model import (
    Force,
    Forces,
    Intervention,
    Question,
    Questionnaire,
    Scoring,
    Standard,
    Step,
    Theme,
)
from maturity.questionnaire.places import Flag
from maturity.records import (
    BUNDLE_FORMAT,
    Bundle,
    BundleAction,
    BundleCapability,
    BundleQuestion,
    BundleTheme,
    Policy,
    canonical,
)

LARGEST_EXACT = 2**53


def fingerprint(q: Questionnaire) -> str:
    """The fingerprint of an edition: `sha256:` and 64 hex digits. It is fixed when the edition is published, so that a
    minor correction does not invalidate assessments that are already filled in."""
    return q.edition.fingerprint or fingerprint_of(q)


def contents(q: Questionnaire) -> dict[str, Any]:
    """Everything that belongs to an edition except its fingerprint, whatever the layout of its files. Forces' consents,
    extensions, the crosswalk, the calibration cases, the library and where to send returns do not belong to it.

    Defaults are left out, so that a field that a later version of the tool knows does not change it.
    """
    return q.model_dump(mode="json", exclude_defaults=True, exclude=_NO_PART)


def fingerprint_of(q: Questionnaire) -> str:
    """The fingerprint that these contents have. Advice is left out: it may get better while the edition stays. The day
    of publication is left out too: what was filled in while an edition was tried is still of it."""
    edition = {"edition": {*_NO_PART["edition"], "published"}}
    binding = q.model_dump(mode="json", exclude_defaults=True, exclude={**_NO_PART, **_ADVICE, **edition})
    return "sha256:" + hashlib.sha256(canonical(binding).encode()).hexdigest()


#: What is not part of an edition, and the advice in one, as pydantic takes what to leave out.
_NO_PART: dict[str, Any] = {
    **{"crosswalk": True, "calibration": True, "library": True, "extensions": True},
    **{"forces": {"consents"}, "edition": {"fingerprint", "returns"}},
}
_ADVICE: dict[str, Any] = {
    "interventions": True,
    "themes": {"__all__": {"capabilities": {"__all__": {"questions": {"__all__": {"steps", "gives"}}}}}},
}


def alphabetical(forces: Iterable[Force]) -> list[Force]:
    """Forces as people look for them: in alphabetical order of their names."""
    return sorted(forces, key=lambda force: force.name.casefold())


def compile_bundle(q: Questionnaire) -> Bundle:
    """What the engines need of a questionnaire, and nothing else. Takes one in which `check` finds nothing."""
    edition = q.edition
    top = len(edition.scale) - 1
    standards = {standard.question: standard for standard in q.standards.standards}
    return {
        "format": BUNDLE_FORMAT,
        "edition": {"id": edition.id, "version": edition.version, "fingerprint": fingerprint(q)},
        "top": top,
        "period": edition.periods.kind,
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
                        questions=[_question(each, standards.get(each.id)) for each in capability.questions],
                    )
                    for capability in theme.capabilities
                ],
            )
            for theme in q.themes
        ],
        "interventions": work_order(q),
        "actions": actions_of(q),
        "forces": force_conditions(q.forces),
    }


def force_conditions(forces: Forces) -> dict[str, list[str]]:
    """The forces that can answer, each with its conditions; real ones first."""
    everyone = [*alphabetical(forces.forces), *alphabetical(forces.invented)]
    return {force.id: list(force.conditions) for force in everyone}


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
        "overall": scoring.overall_index,
    }


def _question(question: Question, standard: Standard | None) -> BundleQuestion:
    return {
        "id": question.id,
        "weight": question.weight,
        "minimum": standard.level if standard else None,
        "urgent": standard.urgent if standard else False,
        "condition": question.condition,
        "not_applicable": question.not_applicable is not None,
        "sensitive": question.sensitive,
        "meaning": question.meaning,
        "lead": question.lead,
        "helpers": list(question.helpers),
        "gives": list(question.gives),
    }


def step_id(question: Question, step: Step) -> str:
    """The id of a question's step, such as `pi-takeover-plan-2`."""
    return f"{question.id}-{step.to}"


def actions_of(q: Questionnaire) -> list[BundleAction]:
    """Everything that can be done: steps in the order of their questions, then interventions in the order of work."""
    items = {item.id: item for item in q.interventions.interventions}
    order = [items[key] for key in work_order(q)]
    minimums = {standard.question: standard.level for standard in q.standards.standards}
    actions = [action for each in q.questions for action in _steps(each, order, minimums.get(each.id))]
    actions += [_part(item) for item in order]
    for rank, action in enumerate(actions, 1):
        action["rank"] = rank
    return actions


def _steps(question: Question, order: list[Intervention], minimum: int | None) -> Iterator[BundleAction]:
    """A step belongs to the interventions that raise its question over the same levels; where none does, to those that
    raise it at all. It takes the question on from the step before. Only a step that meets a standard in two goes takes
    it from 0, and needs the step before, so that both are done for the sake of the standard."""
    raisers = [(item.id, each.levels) for item in order for each in item.raises if each.question == question.id]
    start, before = 0, list[str]()
    for step in question.steps:
        meets = minimum is not None and start < minimum <= step.to
        same = [name for name, (low, high) in raisers if low < step.to and high > start]
        yield {
            "id": step_id(question, step),
            "kind": "step",
            "owner": "force",
            "raises": [{"question": question.id, "from": 0 if meets else start, "to": step.to}],
            "days": list(step.days),
            "part_way": list(step.part_way) if step.part_way else None,
            "role": step.role,
            "needs": [*before, *step.after] if meets else list(step.after),
            "interventions": list(dict.fromkeys(same or [name for name, _ in raisers])),
            "rank": 0,
        }
        start, before = step.to, [step_id(question, step)]


def _part(item: Intervention) -> BundleAction:
    ours = item.part if item.owner != "national" else None
    return {
        "id": item.id,
        "kind": "intervention",
        "owner": item.owner,
        "raises": [{"question": r.question, "from": r.levels[0], "to": r.levels[1]} for r in item.raises],
        "days": list(ours.days) if ours else [0, 0],
        "part_way": None,
        "role": ours.role if ours else None,
        "needs": list(ours.after) if ours else [],
        "interventions": [item.id],
        "rank": 0,
    }


def exactness_flags(q: Questionnaire) -> Iterator[Flag]:
    """Weights with which an exact index would need whole numbers beyond 2^53, above which JavaScript cannot tell
    them apart. An engine puts the indexes of a theme over one common denominator, multiplies by the weights, and
    needs 201 times that to round for show. Takes a questionnaire in which `rules` find nothing."""
    points = (q.edition.scoring.level_points or tuple(range(len(q.edition.scale))))[-1] or 1
    over, weights = 1, 0
    for file, theme in zip(q.edition.themes, q.themes, strict=True):
        common, sums = _denominator(theme, points)
        if 201 * common * max(sums) > LARGEST_EXACT:
            what = "the weights in this theme do not share factors, so an exact index needs numbers beyond 2^53"
            yield (file, "capabilities"), what, "use small weights such as 1, 2 and 4"
        over, weights = lcm(over, *(common * total for total in sums)), weights + theme.weight
    if q.edition.scoring.overall_index and 201 * over * weights > LARGEST_EXACT:
        what = "an exact index over all themes needs numbers beyond 2^53 with these weights"
        yield ("edition", "scoring", "overall_index"), what, "use small weights, or write false"


def _denominator(theme: Theme, points: int) -> tuple[int, set[int]]:
    """The least common denominator of the theme's capability indexes whatever applies, and the sums that the weights
    of its scored capabilities can make."""
    common, fixed, loose = 1, 0, []
    for capability in theme.capabilities:
        always = [x.weight for x in capability.questions if not (x.condition or x.not_applicable)]
        sometimes = [x.weight for x in capability.questions if x.condition or x.not_applicable]
        for total in _weight_sums(sum(always), sometimes):
            common = lcm(common, points * total // gcd(points * total, 100))
        if always:
            fixed += capability.weight
        else:
            loose.append(capability.weight)
    return common, _weight_sums(fixed, loose)


def _weight_sums(fixed: int, loose: Iterable[int]) -> set[int]:
    sums = {fixed}
    for weight in loose:
        sums |= {total + weight for total in sums}
    return sums - {0} or {1}


def work_order(q: Questionnaire) -> list[str]:
    """Ids of the interventions in the order of work: horizon first; within one horizon what must come first before
    what needs it; then rank; then id."""
    horizons = {step.id: place for place, step in enumerate(q.edition.horizons)}
    left = {item.id: item for item in q.interventions.interventions}
    order: list[str] = []

    def place(key: str) -> tuple[int, bool, bool, int, str]:
        horizon, rank = left[key].horizon, left[key].rank
        waits = any(left[other].horizon == horizon for other in left[key].after if other in left)
        return horizons[horizon], waits, rank is None, rank or 0, key

    while left:
        order.append(min(left, key=place))
        del left[order[-1]]
    return order
