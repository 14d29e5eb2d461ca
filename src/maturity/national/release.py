"""What a set of assessments comes to nationally: the newest of each force and period, and everything that may be
published of them. Pure.

Real and invented forces are never counted together: invented ones count only where there are no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from maturity.editions.lineage import Editions
from maturity.national.consent import once_named
from maturity.national.disclosure.decisions import SAFE, policy_of
from maturity.national.disclosure.movement import Press
from maturity.national.movement import Crossing, crossing
from maturity.national.published import Publication
from maturity.national.return_summary import Found, summary
from maturity.national.selection import choose, in_step, told_periods
from maturity.national.statistics import Group, groups_of, material
from maturity.questionnaire.forces import day_in_period, forces_on
from maturity.questionnaire.model import Force, Forces, Questionnaire
from maturity.questionnaire.periods import period_key
from maturity.records import Assessment, Bundle
from maturity.scoring.engine import score


class Nation(NamedTuple):
    """What is published for everyone, whether it is of invented forces, and each edition's words by version."""

    published: Publication
    invented: bool
    words: Mapping[str, Questionnaire]


def newest(bundle: Bundle, assessments: Iterable[Assessment], editions: Editions | None = None) -> list[Assessment]:
    """One assessment for each force and period, as `collect.choose` has it, by force and period. All are of `bundle`'s
    edition, or else of some of `editions`: then each period has those of the edition that it follows."""
    there = list(assessments)
    keys = [(one["force"], one["period"]) for one in there]
    follows = {(one["period"], one["edition"]["version"]) for one in there}
    if len({*keys}) == len(there) and len({period for period, _ in follows}) == len(follows):
        return [there[n] for n in sorted(range(len(there)), key=keys.__getitem__)]
    rules = [editions.bundle(one["edition"]["version"]) if editions else bundle for one in there]
    found = [Found(f"{n:09}", "used", summary(one, rules[n])) for n, one in enumerate(there)]
    found = in_step(found, editions.versions) if editions else found
    return [there[int(choice.used.file)] for _, choice in sorted(choose(found).items())]


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


def publication(
    bundle: Bundle,
    forces: Forces,
    assessments: Sequence[Assessment],
    settings: Mapping[str, object] | None = None,
    editions: Editions | None = None,
    on: str | None = None,
) -> Publication:
    """Everything that may be published of these assessments, as `press` decides it."""
    return press(bundle, forces, assessments, settings, editions, on).tables()


def press(
    bundle: Bundle,
    forces: Forces,
    assessments: Sequence[Assessment],
    settings: Mapping[str, object] | None = None,
    editions: Editions | None = None,
    on: str | None = None,
) -> Press:
    """What may be published of these assessments, all of this edition or each of one of `editions`: every period under
    the rules of its own edition, and movement between the last two. `settings` are those of `disclosure.policy_of`.
    `on`: the day on which consents and the forces that there are are looked at; without one no force has a page in
    public."""
    counted = counted_forces(forces, assessments)
    ids = {force.id for force in counted}
    years: dict[str, list[Assessment]] = {}
    for one in newest(bundle, assessments, editions):
        if one["force"] in ids:
            years.setdefault(one["period"], []).append(one)
    groups = groups_by_period(forces, counted, sorted(years, key=period_key), on)
    materials = []
    for period, its in groups.items():
        rules = editions.bundle(_version(years[period])) if editions else bundle
        made = material(rules, [score(rules, one) for one in years[period]], its, period)
        named = once_named(forces, years[period], on, _replaced(editions, years[period]))
        materials.append(made._replace(named=named))
    told = told_periods({one.period: len(one.forces) for one in materials}, SAFE.others)
    last = [(one.period, {*one.forces}) for one in materials if one.forces and one.period in told][-2:]
    returned = [[one for one in years[period] if one["force"] in of] for period, of in last]
    return Press(materials, _moves(bundle, returned, editions), policy_of(settings))


def _version(assessments: Sequence[Assessment]) -> str:
    return assessments[0]["edition"]["version"]


def _replaced(editions: Editions | None, assessments: Sequence[Assessment]) -> str | None:
    """The day on which the edition after theirs was published, if one was."""
    if not editions or not assessments:
        return None
    after = editions.versions[editions.versions.index(_version(assessments)) + 1 :]
    return next((day for version in after if (day := editions.rules[version].q.edition.published)), None)


def _moves(bundle: Bundle, years: Sequence[list[Assessment]], editions: Editions | None) -> list[Crossing]:
    """Between the last two periods for which some force has returned, where there are two, and the earlier is not of
    the newer edition."""
    if len(years) < 2:
        return []
    first, second = years
    if editions is None:
        return [crossing(bundle, bundle, first, second)]
    step = editions.step(_version(first), _version(second))
    return [crossing(step.earlier, step.later, map(step.carried, first), second, was=step.was)] if step else []


def nation_of(editions: Editions, assessments: Sequence[Assessment], pressed: Press) -> Nation:
    """What is published for everyone of these assessments. `pressed`: what `press` decided of them."""
    forces = editions.today.q.forces
    words = {version: rules.q for version, rules in editions.rules.items()}
    return Nation(for_everyone(pressed.tables()), all_invented(forces, assessments), words)


def for_everyone(whole: Publication) -> Publication:
    """Without what is for giving back alone: groups that belong to one force, whose names are forces' names; and
    periods of too few forces, of which nothing could be shown but the name, which is what some force typed."""
    told = told_periods({one["period"]: one["returned"] for one in whole["periods"]}, SAFE.others)
    periods = [one for one in whole["periods"] if one["period"] in told]
    return {
        **whole,
        "periods": [{**one, "groups": [g for g in one["groups"] if g["centre"] is None]} for one in periods],
    }
