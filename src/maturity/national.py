"""What a set of assessments comes to nationally: the newest of each force and period, and everything that may be
published of them. Pure.

Real and invented forces are never counted together: invented ones count only where there are no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from maturity.aggregate import Group, groups_of, material, periods_of
from maturity.between import publish
from maturity.collect import choose
from maturity.collected import Found, summary
from maturity.disclosure import policy_of
from maturity.engine import scorer
from maturity.model import Force, Forces
from maturity.movement import Crossing, crossing
from maturity.published import Publication
from maturity.records import Assessment, Bundle, Profile

_YEARS = re.compile(r"(\d\d)(\d\d)(?:\D(?:\d\d)?(\d\d)(?!\d))?")


def newest(bundle: Bundle, assessments: Iterable[Assessment]) -> list[Assessment]:
    """One assessment for each force and period, as `collect.choose` has it, by force and period."""
    there = list(assessments)
    found = [Found(f"{n:09}", "used", summary(one, bundle)) for n, one in enumerate(there)]
    return [there[int(choice.used.file)] for _, choice in sorted(choose(found).items())]


def counted_forces(forces: Forces, assessments: Iterable[Assessment]) -> tuple[Force, ...]:
    """The forces that the national figures are of: the real ones as soon as one of them has sent anything."""
    invented = {force.id for force in forces.invented}
    return forces.invented if all(one["force"] in invented for one in assessments) else forces.forces


def asked_in(forces: Iterable[Force], period: str) -> list[Force]:
    """Forces that exist in some part of a period. Years are read from its name, as in 2026, 2025-26 or 2025/2026; where
    it has none every force is asked."""
    found = _YEARS.search(period)
    if not found:
        return list(forces)
    first = found[1] + found[2]
    last = max(first, found[1] + (found[3] or found[2]))  # in 2026-04 the month is not a year
    return [
        force
        for force in forces
        if (force.starts or "") <= f"{last}-12-31" and (force.ends or "9999") >= f"{first}-01-01"
    ]


def groups_by_period(forces: Forces, counted: Sequence[Force], periods: Iterable[str]) -> dict[str, list[Group]]:
    """The groups of each period that have some force in them: peer groups can be of forces that are not counted."""
    return {
        period: [
            group
            for group in groups_of(asked_in(counted, period), forces.peer_groups)
            if group.members or group.kind == "all"
        ]
        for period in periods
    }


def publication(
    bundle: Bundle, forces: Forces, assessments: Sequence[Assessment], settings: Mapping[str, object] | None = None
) -> Publication:
    """Everything that may be published of these assessments, all of this edition: every period, and movement between
    the last two. `settings` are those of `disclosure.policy_of`."""
    score = scorer(bundle)
    pairs = [(one, score(one)) for one in newest(bundle, assessments)]
    counted = counted_forces(forces, assessments)
    ids = {force.id for force in counted}
    profiles = [profile for _, profile in pairs if profile["force"] in ids]
    groups = groups_by_period(forces, counted, periods_of(profiles))
    materials = [material(bundle, profiles, groups[period], period) for period in groups]
    returned = {one.period: {*one.forces} for one in materials if one.forces}
    return publish(materials, _moves(bundle, pairs, returned), policy_of(settings))


def _moves(
    bundle: Bundle, pairs: Sequence[tuple[Assessment, Profile]], returned: Mapping[str, set[str]]
) -> list[Crossing]:
    """Between the last two periods for which some force has returned, where there are two."""
    last = [*returned][-2:]
    if len(last) < 2:
        return []
    first, second = (
        [a for a, p in pairs if p["period"] == period and p["force"] in returned[period]] for period in last
    )
    return [crossing(bundle, bundle, first, second)]


def for_everyone(whole: Publication) -> Publication:
    """Without groups that belong to one force: their names are forces' names. They are for giving back."""
    periods = whole["periods"]
    return {
        **whole,
        "periods": [{**one, "groups": [g for g in one["groups"] if g["centre"] is None]} for one in periods],
    }
