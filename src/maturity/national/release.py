"""The national figures of a set of assessments: the newest for each force and period, and everything that may be
published about them. Pure.

Real and invented forces are never counted together: invented ones count only where there are no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from maturity.editions.lineage import Editions
from maturity.national.consent import ever_named
from maturity.national.disclosure.decisions import SAFE, policy_of
from maturity.national.disclosure.movement import Press
from maturity.national.movement import MovementMaterial, movement_material
from maturity.national.published import Publication
from maturity.national.return_summary import ReturnFile, summarise
from maturity.national.selection import choose_files, follow_editions, public_periods
from maturity.national.statistics import Group, groups_of, material
from maturity.questionnaire.forces import day_in_period, forces_on
from maturity.questionnaire.model import Force, Forces, Questionnaire
from maturity.questionnaire.periods import period_key
from maturity.records import Assessment, Bundle
from maturity.scoring.engine import score


class NationalPicture(NamedTuple):
    """What is published for everyone, whether it is of invented forces, and each edition's words by version."""

    published: Publication
    invented: bool
    words: Mapping[str, Questionnaire]


def newest_returns(
    bundle: Bundle, assessments: Iterable[Assessment], editions: Editions | None = None
) -> list[Assessment]:
    """One assessment for each force and period, chosen by `selection.choose_files`, in order of force and period. All
    are of `bundle`'s edition, or else of some of `editions`: then each period has those of the edition that it
    follows."""
    given = list(assessments)
    keys = [(one["force"], one["period"]) for one in given]
    follows = {(one["period"], one["edition"]["version"]) for one in given}
    if len({*keys}) == len(given) and len({period for period, _ in follows}) == len(follows):
        return [given[n] for n in sorted(range(len(given)), key=keys.__getitem__)]
    rules = [editions.bundle(one["edition"]["version"]) if editions else bundle for one in given]
    files = [ReturnFile(f"{n:09}", "used", summarise(one, rules[n])) for n, one in enumerate(given)]
    files = follow_editions(files, editions.versions) if editions else files
    return [given[int(choice.used.file)] for _, choice in sorted(choose_files(files).items())]


def all_invented(forces: Forces, assessments: Iterable[Assessment]) -> bool:
    """Whether no real force has sent anything."""
    return {one["force"] for one in assessments} <= {force.id for force in forces.invented}


def counted_forces(forces: Forces, assessments: Iterable[Assessment]) -> tuple[Force, ...]:
    """The forces that the national figures are of: the real ones as soon as one of them has sent anything."""
    return forces.invented if all_invented(forces, assessments) else forces.forces


def groups_by_period(
    forces: Forces, counted: Sequence[Force], periods: Iterable[str], on: str | None = None
) -> dict[str, list[Group]]:
    """The groups of each period, looked at `on` a day, that have some force in them: peer groups can be of forces that
    are not counted."""
    return {
        period: [
            group
            for group in groups_of(forces_on(counted, day_in_period(period, on)), forces.peer_groups)
            if group.members or group.kind == "all"
        ]
        for period in periods
    }


def published_figures(
    bundle: Bundle,
    forces: Forces,
    assessments: Sequence[Assessment],
    settings: Mapping[str, object] | None = None,
    editions: Editions | None = None,
    on: str | None = None,
) -> Publication:
    """Everything that may be published of these assessments, as `prepare_release` decides it."""
    return prepare_release(bundle, forces, assessments, settings, editions, on).tables()


def prepare_release(
    bundle: Bundle,
    forces: Forces,
    assessments: Sequence[Assessment],
    settings: Mapping[str, object] | None = None,
    editions: Editions | None = None,
    on: str | None = None,
) -> Press:
    """What may be published of these assessments, all of this edition or each of one of `editions`: every period under
    the rules of its own edition, and movement between the last two. `settings` are those of `decisions.policy_of`.
    `on`: the day on which consents and the forces that there are are looked at; without one no force has a page in
    public."""
    counted = counted_forces(forces, assessments)
    ids = {force.id for force in counted}
    years: dict[str, list[Assessment]] = {}
    for one in newest_returns(bundle, assessments, editions):
        if one["force"] in ids:
            years.setdefault(one["period"], []).append(one)
    groups = groups_by_period(forces, counted, sorted(years, key=period_key), on)
    materials = []
    for period, its in groups.items():
        rules = editions.bundle(_edition_version(years[period])) if editions else bundle
        counted_year = material(rules, [score(rules, one) for one in years[period]], its, period)
        named = ever_named(forces, years[period], on, _day_replaced(editions, years[period]))
        materials.append(counted_year._replace(named=named))
    public = public_periods({one.period: len(one.forces) for one in materials}, SAFE.others)
    last = [(one.period, {*one.forces}) for one in materials if one.forces and one.period in public][-2:]
    returned = [[one for one in years[period] if one["force"] in of] for period, of in last]
    return Press(materials, _movement_materials(bundle, returned, editions), policy_of(settings))


def _edition_version(assessments: Sequence[Assessment]) -> str:
    return assessments[0]["edition"]["version"]


def _day_replaced(editions: Editions | None, assessments: Sequence[Assessment]) -> str | None:
    """The day on which the edition after theirs was published, if one was."""
    if not editions or not assessments:
        return None
    after = editions.versions[editions.versions.index(_edition_version(assessments)) + 1 :]
    return next((day for version in after if (day := editions.rules[version].q.edition.published)), None)


def _movement_materials(
    bundle: Bundle, years: Sequence[list[Assessment]], editions: Editions | None
) -> list[MovementMaterial]:
    """Between the last two periods for which some force has returned, where there are two, and the earlier is not of
    the newer edition."""
    if len(years) < 2:
        return []
    first, second = years
    if editions is None:
        return [movement_material(bundle, bundle, first, second)]
    step = editions.step(_edition_version(first), _edition_version(second))
    return (
        [movement_material(step.earlier, step.later, map(step.carry_over, first), second, was=step.was)] if step else []
    )


def national_picture(editions: Editions, assessments: Sequence[Assessment], release: Press) -> NationalPicture:
    """What is published for everyone of these assessments. `release`: what `prepare_release` decided of them."""
    forces = editions.today.q.forces
    words = {version: rules.q for version, rules in editions.rules.items()}
    return NationalPicture(for_everyone(release.tables()), all_invented(forces, assessments), words)


def for_everyone(whole: Publication) -> Publication:
    """Without what is for giving back alone: groups that belong to one force, whose names are forces' names; and
    periods of too few forces, of which nothing could be shown but the name, which is what some force typed."""
    public = public_periods({one["period"]: one["returned"] for one in whole["periods"]}, SAFE.others)
    periods = [one for one in whole["periods"] if one["period"] in public]
    return {
        **whole,
        "periods": [{**one, "groups": [g for g in one["groups"] if g["centre"] is None]} for one in periods],
    }
