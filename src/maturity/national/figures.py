"""The national figures of a set of assessments, one for each force and period, for the national team and, period by
period, as they may be published. Pure.

Real and invented forces are never counted together: invented ones count only where there are no others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from maturity.editions.lineage import Editions
from maturity.errors import MaturityError, Problem
from maturity.national.consent import ever_named
from maturity.national.file_names import slug
from maturity.national.movement import movement_of_forces, movement_scorer
from maturity.national.needs import Needs, needs_of
from maturity.national.published import AGGREGATE_FORMAT, BetweenFigures, PeriodFigures, Publication, TeamPeriodFigures
from maturity.national.publishing import policy_of, publish
from maturity.national.release_record import RELEASES, ReleaseRecord, late_returns
from maturity.national.statistics import Group, Material, groups_of, material, tabulate
from maturity.questionnaire.forces import day_in_period, forces_on
from maturity.questionnaire.model import Force, Forces, Questionnaire
from maturity.questionnaire.periods import period_key
from maturity.records import Assessment
from maturity.scoring import engine


class PeriodReturns(NamedTuple):
    """One period: the assessments that count, which may be open or unsigned, and what the signed, complete ones of them
    come to."""

    assessments: list[Assessment]
    material: Material


class PublicPicture(NamedTuple):
    """What is published for everyone, whether it is of invented forces, and each edition's words by version. `counted`:
    the forces in each released period's figures."""

    published: Publication
    invented: bool
    words: Mapping[str, Questionnaire]
    counted: Mapping[str, Collection[str]] = {}


class TeamPicture(NamedTuple):
    """The national team's own figures: nothing is hidden, every group is there, and between each two periods that
    follow each other how many forces moved. Never published. `released`: for each period the day of its release, and
    how many returns have come or changed since. `needs`: for each period what would help most."""

    periods: list[TeamPeriodFigures]
    between: list[BetweenFigures]
    released: Mapping[str, tuple[str, int]]
    invented: bool
    words: Mapping[str, Questionnaire]
    needs: Mapping[str, Needs]


def all_invented(forces: Forces, assessments: Iterable[Assessment]) -> bool:
    """Whether no real force has sent anything."""
    return {one["force"] for one in assessments} <= {force.id for force in forces.invented}


def counted_forces(forces: Forces, assessments: Iterable[Assessment]) -> tuple[Force, ...]:
    """The forces that the national figures are of: the real ones as soon as one of them has sent anything."""
    return forces.invented if all_invented(forces, assessments) else forces.forces


def returns_by_period(
    editions: Editions, assessments: Sequence[Assessment], on: str | None = None
) -> dict[str, PeriodReturns]:
    """The assessments of each period, in order of time, each period under the rules of the edition that it follows.
    There is one for each force and period. `on`: the day on which consents and the forces that there are are looked at;
    without one no force is named in public."""
    forces = editions.today.q.forces
    counted = counted_forces(forces, assessments)
    ids = {force.id for force in counted}
    years: dict[str, list[Assessment]] = {}
    for one in assessments:
        if one["force"] in ids:
            years.setdefault(one["period"], []).append(one)
    return {
        period: PeriodReturns(years[period], _material(editions, counted, years[period], period, on))
        for period in sorted(years, key=period_key)
    }


def _material(
    editions: Editions, counted: Sequence[Force], year: Sequence[Assessment], period: str, on: str | None
) -> Material:
    forces, rules = editions.today.q.forces, editions.bundle(_edition_version(year))
    there = forces_on(counted, day_in_period(period, on))
    groups = [each for each in groups_of(there, forces.peer_groups) if each.members or each.kind == "all"]
    named = ever_named(forces, year, on, _day_replaced(editions, year))
    return material(rules, [engine.figures(rules, one) for one in year], groups, period)._replace(named=named)


def _edition_version(assessments: Sequence[Assessment]) -> str:
    return assessments[0]["edition"]["version"]


def _day_replaced(editions: Editions, assessments: Sequence[Assessment]) -> str | None:
    """The day on which the edition after theirs was published, if one was."""
    after = editions.versions[editions.versions.index(_edition_version(assessments)) + 1 :]
    return next((day for version in after if (day := editions.rules[version].q.edition.published)), None)


def team_picture(
    editions: Editions, returns: Mapping[str, PeriodReturns], records: Sequence[ReleaseRecord] = ()
) -> TeamPicture:
    """Everything that is counted, for the national team alone."""
    pairs = [_between(editions, first, second) for first, second in pairwise(returns.values())]
    late = {
        record["period"]: (record["released"], len(late_returns(record, returns[record["period"]].assessments)))
        for record in records
        if record["period"] in returns
    }
    return TeamPicture(
        [tabulate(one.material) for one in returns.values()],
        [each for each in pairs if each],
        late,
        _all_invented(editions, returns),
        words_by_version(editions),
        {period: _needs(editions, one) for period, one in returns.items()},
    )


def _needs(editions: Editions, returns: PeriodReturns) -> Needs:
    bundle = editions.bundle(returns.material.edition["version"])
    return needs_of(bundle, [one for one in returns.assessments if one["force"] in returns.material.forces])


def words_by_version(editions: Editions) -> dict[str, Questionnaire]:
    return {version: rules.q for version, rules in editions.rules.items()}


def _all_invented(editions: Editions, returns: Mapping[str, PeriodReturns]) -> bool:
    return all_invented(editions.today.q.forces, (one for each in returns.values() for one in each.assessments))


def _between(editions: Editions, first: PeriodReturns, second: PeriodReturns) -> BetweenFigures | None:
    """Over the forces whose signed assessments count in both. Nothing where the earlier is of the newer edition."""
    step = editions.step(first.material.edition["version"], second.material.edition["version"])
    if step is None:
        return None
    earlier = {one["force"]: one for one in first.assessments if one["force"] in first.material.forces}
    later = {one["force"]: one for one in second.assessments if one["force"] in second.material.forces}
    move = movement_scorer(step.earlier, step.later)
    both = sorted(earlier.keys() & later.keys())
    return movement_of_forces([move(step.carry_over(earlier[force]), later[force]) for force in both])


def public_figures(forces: Forces, material: Material, settings: object = None) -> PeriodFigures:
    """What may be published of one period: over all forces, and over the groups of the division that the edition names.
    `settings` are those of `publishing.policy_of`."""
    return publish(material._replace(groups=tuple(public_groups(forces, material))), policy_of(settings))


def public_groups(forces: Forces, material: Material) -> list[Group]:
    """All forces, and the groups of the division."""
    return [
        group
        for group in material.groups
        if group.kind == "all" or (group.kind == "peer" and group.of == forces.division and group.centre is None)
    ]


def public_picture(
    editions: Editions,
    returns: Mapping[str, PeriodReturns],
    records: Sequence[ReleaseRecord] = (),
    settings: object = None,
    older: Iterable[Questionnaire] = (),
) -> PublicPicture:
    """What everyone may see: the figures that were released. Where nothing was and all forces are invented, theirs are
    worked out here: they can give nobody away. `older`: published editions beside `editions`, for their words. Raises
    MaturityError when the edition of a released period is neither."""
    words = {old.edition.version: old for old in older} | words_by_version(editions)
    unknown = [record for record in records if record["figures"]["edition"]["version"] not in words]
    if unknown:
        raise MaturityError([_unknown_edition(record) for record in unknown])
    invented = not records and _all_invented(editions, returns)
    figures = [record["figures"] for record in records]
    if invented:
        figures = [public_figures(editions.today.q.forces, one.material, settings) for one in returns.values()]
    counted = {record["period"]: [each["force"] for each in record["returns"]] for record in records}
    return PublicPicture(publication(figures), invented, words, counted)


def _unknown_edition(record: ReleaseRecord) -> Problem:
    version = record["figures"]["edition"]["version"]
    what = f"{record['period']} was released for edition {version}, which is not in editions/"
    return Problem(f"{RELEASES}/{slug(record['period'])}.json", what, "put the folder of that edition back")


def site_picture(
    editions: Editions,
    assessments: Sequence[Assessment],
    records: Sequence[ReleaseRecord],
    settings: object,
    on: str,
    restricted: bool,
    older: Iterable[Questionnaire] = (),
) -> PublicPicture | TeamPicture | None:
    """What a site shows of the nation: a restricted one the national team's own figures, a public one those that were
    released. Nothing where there are none."""
    returns = returns_by_period(editions, assessments, on)
    if restricted:
        return team_picture(editions, returns, records) if returns else None
    picture = public_picture(editions, returns, records, settings, older)
    return picture if picture.published["periods"] else None


def publication(periods: Iterable[PeriodFigures]) -> Publication:
    """What is published of several periods, in order of time."""
    return {"format": AGGREGATE_FORMAT, "periods": sorted(periods, key=lambda one: period_key(one["period"]))}
