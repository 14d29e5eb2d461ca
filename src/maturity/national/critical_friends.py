"""Critical friends: forces that can help each other, each named to the other. Pure.

A force can help another with a capability when it is strong on a question of it on which the other is weak. Two forces
are matched when each can help the other and they are of different regions. Only forces that have agreed in writing
to help others take part. A force learns nothing about another but its name and the capabilities with which it could
help, and of one other only: `publishing` promises that whoever knows two forces' answers, its own and a friend's, can
work out nobody else's. Nobody is told which other forces have agreed, because not being matched with one of them would
say something about it. Capabilities with a security-sensitive question are not named.

Two pairs are never weighed by levels: what counts is with how many capabilities each of the two is helped. Ties are
alphabetical.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Final, NamedTuple

from maturity.national.statistics import Branch, highest_low_level, question_levels
from maturity.questionnaire.model import Force
from maturity.records import Bundle, Policy, Profile

#: A force that is strong in one capability alone would tell its friends where each of them is weak.
LEAST_CAPABILITIES: Final = 2
#: With fewer forces strong on a question, or weak, somebody could tell who they are.
LEAST_FORCES: Final = 4


class Strengths(NamedTuple):
    """What of a force matters here: the questions on which it can help, and those on which it needs help."""

    force: str
    name: str
    region: str
    strong: frozenset[str]
    weak: frozenset[str]


class Friend(NamedTuple):
    """A force that could help, and with which capabilities."""

    force: str
    name: str
    capabilities: tuple[str, ...]


def strengths_of(profile: Profile, force: Force, policy: Policy) -> Strengths:
    """Strong: above what counts with no evidence named, so that there is something to show. Weak: in the lower half of
    the scale."""
    top = len(policy["points"]) - 1
    weak = highest_low_level(top)
    from_here = max(weak, top - 1 if policy["evidence_cap"] is None else policy["evidence_cap"])
    levels = {name: level for name, level in question_levels(profile).items() if level >= 0}
    return Strengths(
        force.id,
        force.name,
        force.region,
        frozenset(name for name, level in levels.items() if level > from_here),
        frozenset(name for name, level in levels.items() if level <= weak),
    )


def shareable_capabilities(bundle: Bundle, everyone: Sequence[Strengths]) -> list[Branch]:
    """The capabilities with which forces may be named, with the questions on which they may be matched. Of everyone who
    returned, enough must be strong on such a question, and enough weak, for a name to say little."""
    strong_on = Counter(name for one in everyone for name in one.strong)
    weak_on = Counter(name for one in everyone for name in one.weak)
    capabilities = [capability for theme in bundle["themes"] for capability in theme["capabilities"]]
    return [
        Branch(
            capability["id"],
            tuple(
                q["id"] for q in capability["questions"] if min(strong_on[q["id"]], weak_on[q["id"]]) >= LEAST_FORCES
            ),
        )
        for capability in capabilities
        if not any(question["sensitive"] for question in capability["questions"])
    ]


def match_friends(standings: Iterable[Strengths], parts: Sequence[Branch]) -> dict[str, Friend]:
    """The friend of each force that has one. `parts`: the capabilities that may be named."""
    of = {question: part.id for part in parts for question in part.under}
    forces = [
        one._replace(strong=one.strong & of.keys(), weak=one.weak & of.keys())
        for one in sorted(standings, key=lambda one: (one.name.casefold(), one.force))
    ]
    forces = [one for one in forces if len(_capabilities(one.strong, of)) >= LEAST_CAPABILITIES]
    gains, friends = _gains(forces, of), dict[int, int]()
    # Those with the fewest choices come first, so that as many as can be have a friend.
    for one in sorted(range(len(forces)), key=lambda n: (len(gains[n]), n)):
        free = [other for other in gains[one] if other not in friends]
        if free and one not in friends:
            other = min(free, key=lambda each: (-gains[one][each], each))
            friends |= {one: other, other: one}
    return {forces[n].force: _friend(forces[n], forces[other], parts) for n, other in friends.items()}


def _capabilities(questions: Iterable[str], of: Mapping[str, str]) -> set[str]:
    return {of[question] for question in questions}


def _gains(forces: Sequence[Strengths], of: Mapping[str, str]) -> list[dict[int, int]]:
    """For each force the others with which both gain, and with how many capabilities the one that gains less does."""
    gains: list[dict[int, int]] = [{} for _ in forces]
    for (n, one), (m, other) in combinations(enumerate(forces), 2):
        helped, helps = one.weak & other.strong, other.weak & one.strong
        if helped and helps and one.region != other.region:
            gains[n][m] = gains[m][n] = min(len(_capabilities(helped, of)), len(_capabilities(helps, of)))
    return gains


def _friend(one: Strengths, other: Strengths, parts: Iterable[Branch]) -> Friend:
    helped = one.weak & other.strong
    return Friend(other.force, other.name, tuple(part.id for part in parts if not helped.isdisjoint(part.under)))
