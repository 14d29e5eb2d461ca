"""Which groups may show anything at all, from who returned and never from what they answered; and the numbers that
decide it. Rules 1, 2 and 7 of `disclosure`. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from maturity.national.published import Hidden, Shows
from maturity.national.statistics import Material


class Policy(NamedTuple):
    """How many other forces figures need; how many counts need; how many forces' answers an intruder may know; and
    up to which count a level of a group without counts is protected. `closed`: nothing may be shown."""

    others: int = 5
    others_for_counts: int = 10
    known: int = 2
    small: int = 2
    closed: bool = False


SAFE = Policy()


def policy_of(settings: Mapping[str, object] | None) -> Policy:
    """The policy that settings ask for. What is missing is as in `SAFE`, what is looser than that is not followed, and
    what is not understood closes everything."""
    if settings is None:
        return SAFE
    if not isinstance(settings, Mapping):
        return SAFE._replace(closed=True)
    names = {name: least for name, least in SAFE._asdict().items() if name != "closed"}
    values = dict(names)
    for name, value in settings.items():
        if name not in names or isinstance(value, bool) or not isinstance(value, int):
            return SAFE._replace(closed=True)
        values[name] = max(value, names[name])
    values["others_for_counts"] = max(values["others_for_counts"], values["others"])
    return Policy(**values)


class Place(NamedTuple):
    """What a group may show at most. `slot` is the number of its set of forces among those that show the same."""

    shows: Shows
    hidden: Hidden | None
    slot: int = -1


class Arrangement(NamedTuple):
    """`counts` and `middles` are sets of places of forces, in the order in which they were let in."""

    places: dict[str, Place]
    counts: list[frozenset[int]]
    middles: list[frozenset[int]]


def arrange(material: Material, policy: Policy) -> Arrangement:
    """What each group may show at most, from who returned and nothing else."""
    places: dict[str, Place] = {}
    counts: list[frozenset[int]] = []
    middles: list[frozenset[int]] = []
    atoms = [0] * len(material.forces)
    named = material.in_public()
    sizes: Counter[int] = Counter({0: len(atoms) - len(named)})
    known: dict[frozenset[int], Place] = {}
    taken: set[int] = set()
    place_of = {force: n for n, force in enumerate(material.forces)}
    for group in material.groups:
        members = frozenset(place_of[force] for force in group.members if force in place_of)
        hidden = members - named
        if policy.closed:
            place = Place("nothing", "settings")
        elif len(hidden) <= policy.others:
            place = Place("nothing", "too_few")
        elif members in known:
            place = known[members]
        elif _apart(hidden, atoms, sizes, policy.others_for_counts):
            place = Place("counts", None, len(counts))
            for n in members:
                sizes[atoms[n]] -= n in hidden
                atoms[n] |= 1 << len(counts)
                sizes[atoms[n]] += n in hidden
            counts.append(members)
        elif not members & taken:
            place = Place("middles", "small_group", len(middles))
            middles.append(members)
            taken |= members
        else:
            place = Place("nothing", "overlap")
        places[group.id] = known.setdefault(members, place) if members else place
    return Arrangement(places, counts, middles)


def _apart(members: frozenset[int], atoms: Sequence[int], sizes: Mapping[int, int], others: int) -> bool:
    """Whether the group, and all that is left of the sets it cuts, have more than so many others."""
    inside = Counter(atoms[n] for n in members)
    return all(part > others and (sizes[atom] == part or sizes[atom] - part > others) for atom, part in inside.items())
