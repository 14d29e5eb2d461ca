"""The assessments that a site is built with: whose they are, what they come to, and where their pages are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from maturity.assessment.conditions import is_signed
from maturity.national.consent import consenting_forces, public_part
from maturity.national.file_names import slug, unused_name
from maturity.national.release_record import ReleaseRecord
from maturity.questionnaire.model import Questionnaire
from maturity.questionnaire.periods import period_key
from maturity.records import Assessment, Bundle, Profile
from maturity.scoring.engine import figures


class Result(NamedTuple):
    """One assessment with its levels and standards. `file` is its page's name in the folder of results, without the
    ending."""

    assessment: Assessment
    profile: Profile
    name: str
    invented: bool
    file: str

    @property
    def period(self) -> str:
        return self.assessment["period"]


def results_of(q: Questionnaire, bundle: Bundle, assessments: Sequence[Assessment]) -> tuple[Result, ...]:
    """In alphabetical order of the forces' names, then the latest period first. Never by result."""
    names = {force.id: force.name for force in (*q.forces.forces, *q.forces.invented)}
    invented = {force.id for force in q.forces.invented}
    names_used: set[str] = set()
    results = []
    latest = sorted(assessments, key=lambda a: period_key(a["period"]), reverse=True)
    for assessment in sorted(latest, key=lambda a: names.get(a["force"], a["force"]).casefold()):
        force = assessment["force"]
        file = unused_name(f"{force}-{slug(assessment['period'])}", names_used)
        names_used.add(file)
        profile = figures(bundle, assessment)
        results.append(Result(assessment, profile, names.get(force, force), force in invented, file))
    return tuple(results)


def public_assessments(
    q: Questionnaire,
    bundle: Bundle,
    assessments: Iterable[Assessment],
    on: str | None = None,
    releases: Sequence[ReleaseRecord] = (),
) -> list[Assessment]:
    """What may be shown to everyone, each under its force's name: assessments of invented forces; and of complete,
    signed ones of forces whose consent holds on the day, as much as it covers. No other force is named in them as
    having answered. For a period that was released, only forces are named that were named by then: the figures were
    made safe without the others' answers being known."""
    invented, today = {force.id for force in q.forces.invented}, named_in_public(q, on)
    named = {record["period"]: today & {*record["named"], *invented} for record in releases}
    return [
        one if one["force"] in invented else public_part(q, one)
        for one in assessments
        if {one["force"], *(joint["force"] for joint in one.get("joint", ()))} <= named.get(one["period"], today)
        and (one["force"] in invented or (is_signed(one) and figures(bundle, one)["complete"]))
    ]


def results_with_page(q: Questionnaire, results: Sequence[Result], on: str | None) -> tuple[Result, ...]:
    """Those that have a page in public. Nobody reads a page for each force of an invented nation: where some invented
    forces have agreed to be named, only these have one."""
    named = consenting_forces(q.forces, "named_in_public", on)
    some = any(item.invented and item.profile["force"] in named for item in results)
    return tuple(item for item in results if not some or not item.invented or item.profile["force"] in named)


def named_in_public(q: Questionnaire, on: str | None) -> frozenset[str]:
    """Ids of the forces that may have a page in public on a day: invented ones, and those whose consent holds."""
    return consenting_forces(q.forces, "named_in_public", on).union(force.id for force in q.forces.invented)
