"""What may be published of forces' returns: the rules, and the only place that decides. Pure.

The promise: whoever knows the complete answers of two forces, besides those that are named in public, can be certain of
no other force's level, status or capability level. It does not promise against ranges ("nobody is above 2") or good
guesses.

A **block** is a capability with its questions and their minimum standards. A force is **known** when it is named in
public beside a result before the release: it counts in every figure, and is taken out before anything below is tested.
In a block with a security-sensitive question nobody is known, because no force's answers to it are public. Values are
**mixed** when at least four differ from the commonest one; not applicable is a value. A standard is mixed when at least
four forces meet it and at least four do not.

1. Every figure is of one block, over all forces or over the groups of one division in which every force is once. What
   joins blocks is only a sum of figures that are shown.
2. Counts need 11 forces, a middle with its spread needs six. By group, the smallest group decides for all of them.
3. Nationally, a question without a standard is shown when its levels are mixed; one with a standard when its levels and
   its statuses are; a capability's levels when they are mixed and each of its questions with a standard is shown.
4. By group a block is shown whole or not at all: only when in every group everything in it is mixed.
5. A question that not every force is asked is shown nationally over those that are, by the same rules. It is left out
   of its capability's published levels, of all sums, and of rule 4.
6. A block with a security-sensitive question is shown nationally only.

Why four: two forces' answers are known, and a hidden figure says that fewer than four differ; so two unknown forces can
always change places while everything that is published stays the same. Rules 7 and 8 (who is named later, and that a
period is released once) are in `release_record`, because they are about what was released before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from maturity.national.published import Hidden, PeriodFigures
from maturity.national.statistics import NOT_APPLICABLE, NOT_ASKED, Branch, Group, Material, Shown, group_figures


class Policy(NamedTuple):
    """How many forces counts need, and a middle; and how many must differ from the commonest value. `closed`: nothing
    may be shown."""

    counts: int = 11
    middles: int = 6
    mixed: int = 4
    closed: bool = False


SAFE: Final = Policy()


def policy_of(settings: object) -> Policy:
    """Rule 9. What settings leave out is as in `SAFE`, what is looser than that is not followed, and what is not
    understood hides everything."""
    if settings is None:
        return SAFE
    least = {name: value for name, value in SAFE._asdict().items() if name != "closed"}
    closed = SAFE._replace(closed=True)
    if not isinstance(settings, Mapping) or not settings.keys() <= least.keys():
        return closed
    if any(isinstance(value, bool) or not isinstance(value, int) for value in settings.values()):
        return closed
    wanted = Policy(**{name: max(value, settings.get(name, value)) for name, value in least.items()})
    return wanted._replace(counts=max(wanted.counts, wanted.middles))


def publish(material: Material, policy: Policy = SAFE) -> PeriodFigures:
    """The figures of one period as they may leave the national team. `material.groups`: all forces, then the groups of
    the division. Where these are no division of the forces that returned, there are national figures only."""
    nation, *groups = material.groups
    prepared = _without_conditional(material)
    figures = [group_figures(prepared, nation, _nation_shown(prepared, nation, policy))]
    if _is_division(material, groups):
        shown = _groups_shown(prepared, groups, policy)
        figures += [group_figures(prepared, group, shown) for group in groups]
    return {
        "period": material.period,
        "edition": material.edition,
        "returned": len(material.forces),
        "asked": material.asked,
        "groups": figures,
    }


def _is_division(material: Material, groups: Sequence[Group]) -> bool:
    return all(sum(force in group.members for group in groups) == 1 for force in material.forces)


def _without_conditional(material: Material) -> Material:
    """Rule 5: capabilities' levels as they are without the questions that not every force is asked."""
    return material._replace(capabilities={part.id: _lowest_levels(material, part) for part in material.parts})


def _lowest_levels(material: Material, part: Branch) -> list[int]:
    columns = [material.questions[name] for name in part.under if name not in material.conditional]
    return [
        min((column[n] for column in columns if column[n] >= 0), default=NOT_APPLICABLE)
        for n in range(len(material.forces))
    ]


def _unknown(material: Material, group: Group) -> list[int]:
    """Places of the forces of a group that are not named in public."""
    return [place for place in material.members(group) if material.forces[place] not in material.named]


def _is_sensitive(material: Material, part: Branch) -> bool:
    """Whether its answers are in public for no force, and its figures for no group."""
    return not material.sensitive.isdisjoint(part.under)


def _nation_shown(material: Material, nation: Group, policy: Policy) -> Shown:
    """Rules 2, 3 and 5."""
    forces, everyone = _unknown(material, nation), material.members(nation)
    if (hidden := _too_few(len(forces), policy)) is not None:
        return _hide_all(material, hidden)
    questions: dict[str, Hidden] = {}
    capabilities: dict[str, Hidden] = {}
    for part in material.parts:
        tested = everyone if _is_sensitive(material, part) else forces
        questions |= {name: why for name in part.under if (why := _question_hidden(material, name, tested, policy))}
        if (why := _capability_hidden(material, part, tested, questions, policy)) is not None:
            capabilities[part.id] = why
    return Shown(questions, capabilities, _no_counts(len(forces), policy), material.conditional)


def _question_hidden(material: Material, question: str, forces: Sequence[int], policy: Policy) -> Hidden | None:
    levels = material.questions[question]
    asked = [place for place in forces if levels[place] != NOT_ASKED]
    if question in material.conditional and len(asked) < policy.counts:
        return "too_few"
    return None if _question_mixed(material, question, asked, policy) else "too_alike"


def _capability_hidden(
    material: Material, part: Branch, forces: Sequence[int], questions: Mapping[str, Hidden], policy: Policy
) -> Hidden | None:
    held = [name for name in part.under if name in material.standards and name not in material.conditional]
    shown = not any(name in questions for name in held)
    return None if shown and levels_mixed(material.capabilities[part.id], forces, policy) else "too_alike"


def _groups_shown(material: Material, groups: Sequence[Group], policy: Policy) -> Shown:
    """Rules 2, 4, 5 and 6. One answer for all groups, so that no reason says which of them is too alike."""
    unknown = [_unknown(material, group) for group in groups]
    least = min(map(len, unknown), default=0)
    if (hidden := _too_few(least, policy)) is not None:
        return _hide_all(material, hidden)
    questions: dict[str, Hidden] = {}
    capabilities: dict[str, Hidden] = {}
    for part in material.parts:
        if (why := _block_hidden(material, part, unknown, policy)) is not None:
            capabilities[part.id] = why
            questions |= dict.fromkeys(part.under, why)
    questions |= dict.fromkeys(material.conditional, "too_few")
    return Shown(questions, capabilities, _no_counts(least, policy), material.conditional)


def _block_hidden(material: Material, part: Branch, groups: Iterable[Sequence[int]], policy: Policy) -> Hidden | None:
    if _is_sensitive(material, part):
        return "security"
    asked = [name for name in part.under if name not in material.conditional]
    whole = all(
        levels_mixed(material.capabilities[part.id], forces, policy)
        and all(_question_mixed(material, name, forces, policy) for name in asked)
        for forces in groups
    )
    return None if whole else "too_alike"


def _question_mixed(material: Material, question: str, forces: Sequence[int], policy: Policy) -> bool:
    """Its levels, and where it has a standard the statuses as well."""
    if not levels_mixed(material.questions[question], forces, policy):
        return False
    return question not in material.standards or standard_mixed(material.standards[question], forces, policy)


def levels_mixed(levels: Sequence[int], forces: Sequence[int], policy: Policy) -> bool:
    """Whether enough forces differ from the commonest value."""
    counted = Counter(levels[place] for place in forces)
    return len(forces) - max(counted.values(), default=0) >= policy.mixed


def standard_mixed(statuses: Sequence[str], forces: Sequence[int], policy: Policy) -> bool:
    """Whether enough forces meet the standard and enough do not. One that does not apply is neither."""
    counted = Counter(statuses[place] for place in forces)
    return min(counted["met"], counted["not_met"] + counted["not_shown"]) >= policy.mixed


def _too_few(forces: int, policy: Policy) -> Hidden | None:
    if policy.closed:
        return "settings"
    return "too_few" if forces < policy.middles else None


def _no_counts(forces: int, policy: Policy) -> Hidden | None:
    return "too_few" if forces < policy.counts else None


def _hide_all(material: Material, why: Hidden) -> Shown:
    def hide(names: Collection[str]) -> dict[str, Hidden]:
        return dict.fromkeys(names, why)

    return Shown(hide(material.questions), hide(material.capabilities), why, material.conditional)
