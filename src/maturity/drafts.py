"""A draft of the minimum standards held against a folder of returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from maturity.aggregate import ALL, groups_of, material
from maturity.between import publish
from maturity.collect import choose, likely_period
from maturity.compiler import compile_bundle
from maturity.disclosure import SAFE, Policy
from maturity.engine import scorer
from maturity.errors import MaturityError, Problem
from maturity.impact import Impact, PublishedImpact, impact, impact_published
from maturity.intake import take_in
from maturity.load import load_questionnaire
from maturity.model import Questionnaire
from maturity.published import PeriodFigures
from maturity.records import Assessment, Bundle, Profile
from maturity.store import read_file


class Held(NamedTuple):
    """The impact, the words of each proposed minimum, and how many files of the folder do not count."""

    made: Impact | PublishedImpact
    labels: dict[str, str]
    left_out: int


def hold(
    standards: Path,
    folder: Path,
    questionnaire: Path,
    period: str | None = None,
    policy: Policy | None = None,
) -> Held:
    """Hold a draft against the newest file of each force for a period (the one that most files are for). With a
    `policy` only what may be published comes out. Raises MaturityError with everything that is wrong in the draft."""
    q = load_questionnaire(questionnaire, words=False)
    draft = load_questionnaire(questionnaire, words=False, standards=standards)
    bundle, other = compile_bundle(q), compile_bundle(draft)
    found = list(take_in(folder, bundle))
    period = period or likely_period(found)
    used = [choice.used.file for (_, when), choice in sorted(choose(found).items()) if when == period]
    if period is None or not used:
        raise MaturityError([Problem(str(folder), "there is nothing to count", "name the folder that has the returns")])
    labels = {standard.question: standard.name or standard.text for standard in draft.standards.standards}
    assessments = [read_file(str(folder / file), bundle) for file in used]
    made: Impact | PublishedImpact
    if policy is None:
        made = impact(bundle, other, _both(bundle, other, assessments), period)
    else:
        figures = _figures(q, bundle, assessments, period, policy)
        made = impact_published(bundle, other, _counts(figures), _forces(figures), period)
    return Held(made, labels, len(found) - len(used))


def _both(bundle: Bundle, other: Bundle, assessments: Sequence[Assessment]) -> list[tuple[Profile, Profile]]:
    now, then = scorer(bundle), scorer(other)
    return [(now(assessment), then(assessment)) for assessment in assessments]


def _figures(
    q: Questionnaire, bundle: Bundle, assessments: Sequence[Assessment], period: str, policy: Policy
) -> PeriodFigures:
    """The figures of this period as they are published. Invented forces count only where there are no others."""
    score = scorer(bundle)
    profiles = [score(assessment) for assessment in assessments]
    ids = {force.id for force in q.forces.invented}
    forces = q.forces.invented if all(profile["force"] in ids for profile in profiles) else q.forces.forces
    groups = groups_of(forces, q.forces.peer_groups)
    return publish([material(bundle, profiles, groups, period)], policy=policy)["periods"][0]


def _counts(figures: PeriodFigures) -> Mapping[str, tuple[list[int], int] | str]:
    national = next(group for group in figures["groups"] if group["id"] == ALL)
    return {
        row["id"]: (row["counts"], row["not_applicable"])
        if row["counts"] is not None and row["not_applicable"] is not None
        else row["hidden"] or "not_published"
        for row in national["questions"]
    }


def _forces(figures: PeriodFigures) -> int | None:
    return next(group["forces"] for group in figures["groups"] if group["id"] == ALL)


__all__ = ["SAFE", "Held", "hold"]
