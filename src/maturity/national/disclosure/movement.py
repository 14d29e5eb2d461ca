"""Everything that is published, through `publish`; and in it, how many forces moved from one period to the next.

Movement is published over all forces only.
It ties two years of a force together, so forces must be able to change places with both years at once; and one that
is in one of the two only, with a force in both, so that nobody's movement is another. Where too few can, it is hidden;
and where nearly all moved in the same way, or did not move, for that would say it of each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from maturity.national.disclosure.decisions import SAFE, Decided, Policy, decide, prepared
from maturity.national.movement import ForceYear, MovementMaterial, capability_moved
from maturity.national.published import AGGREGATE_FORMAT, BetweenFigures, Hidden, MovementFigures, Publication
from maturity.national.statistics import NOT_ASKED, Material, tabulate


class Press:
    """Everything that is to be published, decided together. `periods` by name; movement is shown between one pair of
    periods, the last given: a force's place in several could give it away.

    Raises KeyError when a crossing's periods are not among the periods."""

    def __init__(
        self, periods: Iterable[Material], crossings: Sequence[MovementMaterial] = (), policy: Policy = SAFE
    ) -> None:
        self.periods = {one.period: decide(prepared(one, policy), policy) for one in periods}
        self.crossings = [(one, self.periods[one.earlier], self.periods[one.later]) for one in crossings]
        self._tables: Publication | None = None

    def tables(self) -> Publication:
        """The one way to figures that leave the national team."""
        if self._tables is None:
            self._tables = self._tabulated()
        return self._tables

    def _tabulated(self) -> Publication:
        last = len(self.crossings) - 1
        return {
            "format": AGGREGATE_FORMAT,
            "periods": [tabulate(one.material, one) for one in self.periods.values()],
            "between": [
                between_figures(*one, None if n == last else "overlap") for n, one in enumerate(self.crossings)
            ],
        }

    def stands(self, capability: str, told: Collection[str]) -> bool:
        """Whether everything published about a capability, in all periods, would still give nobody away if it were
        known what the forces in `told` answered. Never for one that is not in all periods."""
        if not all(one.stands(capability, told) for one in self.periods.values()):
            return False
        for crossing, first, second in self.crossings[-1:]:
            shown = capability in crossing.after and why_hidden(crossing, capability, first, second) is None
            if shown and why_hidden(crossing, capability, first, second, told) is not None:
                return False
        return True


def publish(
    periods: Iterable[Material], crossings: Sequence[MovementMaterial] = (), policy: Policy = SAFE
) -> Publication:
    """Everything that is to be published, as it may be."""
    return Press(periods, crossings, policy).tables()


class Key(NamedTuple):
    """What figures of a period a force is in: sets with counts, the group with a middle, the questions it is asked."""

    sets: int
    group: int
    asked: tuple[bool, ...]


def between_figures(
    crossing: MovementMaterial, first: Decided, second: Decided, hidden: Hidden | None = None
) -> BetweenFigures:
    """The figures of movement. `first` and `second` are what was decided for the two periods."""
    panel = sorted(set(first.material.forces) & set(second.material.forces))
    alone = len(panel) - len(first.material.named.intersection(panel))
    if hidden is None and (first.policy.closed or second.policy.closed):
        hidden = "settings"
    if hidden is None and alone <= max(first.policy.others_for_counts, second.policy.others_for_counts):
        hidden = "too_few"
    need, named = max(first.policy.known, second.policy.known) + 2, first.material.named & second.material.named
    theme_hidden: dict[str, Hidden | None] = {
        name: None if _mixed([moves[force] for force in panel if force not in named], need) else "protected"
        for name, moves in crossing.themes.items()
    }
    rows = {name: hidden or why_hidden(crossing, name, first, second) for name in crossing.after}
    return {
        "earlier": crossing.earlier,
        "later": crossing.later,
        "forces": len(panel) if hidden is None else None,
        "questions": crossing.questions,
        "capabilities": [_capability(crossing, name, panel, why) for name, why in rows.items()],
        "themes": [
            _theme(crossing, name, panel, hidden or next((why for c in of if (why := rows[c])), theme_hidden[name]))
            for name, of in crossing.theme_parts.items()
        ],
        "hidden": hidden,
    }


def _capability(crossing: MovementMaterial, name: str, panel: Sequence[str], hidden: Hidden | None) -> MovementFigures:
    before, after = crossing.before[name], crossing.after[name]
    moves = [capability_moved(before[force], after[force]) for force in panel] if hidden is None else []
    return _figures(name, [moved for moved, _ in moves], len([1 for _, rules in moves if rules]), hidden)


def _theme(crossing: MovementMaterial, name: str, panel: Sequence[str], hidden: Hidden | None) -> MovementFigures:
    return _figures(name, [crossing.themes[name][force] for force in panel] if hidden is None else [], None, hidden)


def _figures(name: str, moves: Sequence[str], rules: int | None, hidden: Hidden | None) -> MovementFigures:
    def count(moved: str) -> int | None:
        return moves.count(moved) if hidden is None else None

    return {
        "id": name,
        "up": count("up"),
        "down": count("down"),
        "same": count("same"),
        "not_shown": count("not_shown"),
        "rules": rules if hidden is None else None,
        "hidden": hidden,
    }


def why_hidden(
    crossing: MovementMaterial, name: str, first: Decided, second: Decided, told: Collection[str] = frozenset()
) -> Hidden | None:
    """Why a capability's movement is hidden, if it is. `told`: forces whose answers everyone is taken to know, beside
    those that are named in public."""
    was = crossing.was.get(("capability", name), name)
    known: list[frozenset[str]] = []
    for decided, part in ((first, was), (second, name)):
        if part not in decided.shown or not decided.shown[part].capability & decided.whole:
            return "protected"
        its = crossing.parts[name]
        if decided is first:
            its = tuple(crossing.was.get(("question", each), each) for each in its)
        if any(decided.part_of[question].id != part for question in its):
            return "protected"  # the question was in another capability, with which nobody changes places here
        if not decided.material.sensitive & {*its}:
            known.append(decided.material.named)
    told = known[0].union(told) if len(known) == 2 else told  # in sensitive answers nobody is named
    before, after = (
        {force: side for force, side in sides[name].items() if force not in told}
        for sides in (crossing.before, crossing.after)
    )
    panel = sorted(set(before) & set(after))
    need = max(first.policy.known, second.policy.known) + 2
    keys = _keys(first, was, before), _keys(second, name, after)
    safe = (
        _mixed([capability_moved(before[force], after[force])[0] for force in panel], need)
        and _panel_safe(panel, before, after, keys, need)
        and _alone_safe(set(before) - set(after), before, panel, before, after, keys[0], need)
        and _alone_safe(set(after) - set(before), after, panel, before, after, keys[1], need)
    )
    return None if safe else "protected"


def _keys(decided: Decided, name: str, sides: Mapping[str, ForceYear]) -> dict[str, Key]:
    shown = decided.shown[name]
    group = {n: number for number in shown.middles for n in decided.arrangement.middles[number]}
    return {
        force: Key(
            decided.masks[n] & shown.capability,
            group.get(n, -1),
            tuple([level != NOT_ASKED for level in sides[force].levels]),
        )
        for n, force in enumerate(decided.material.forces)
        if force in sides
    }


def _panel_safe(
    panel: Sequence[str],
    before: Mapping[str, ForceYear],
    after: Mapping[str, ForceYear],
    keys: tuple[dict[str, Key], dict[str, Key]],
    need: int,
) -> bool:
    """Whether each force in both years has enough others with another answer, in the same figures of both years."""
    alike: dict[tuple[Key, Key], list[str]] = {}
    for force in panel:
        alike.setdefault((keys[0][force], keys[1][force]), []).append(force)
    return all(
        _mixed([side[force].levels[n] for force in forces], need)
        for forces in alike.values()
        for side in (before, after)
        for n in range(len(side[forces[0]].levels))
    )


def _mixed(values: Sequence[object], need: int) -> bool:
    counted = Counter(values)
    return set(counted) == {NOT_ASKED} or counted.total() - max(counted.values(), default=0) >= need


def _alone_safe(
    alone: Iterable[str],
    own: Mapping[str, ForceYear],
    panel: Sequence[str],
    before: Mapping[str, ForceYear],
    after: Mapping[str, ForceYear],
    keys: Mapping[str, Key],
    need: int,
) -> bool:
    """Whether each force in one year only has enough others with another answer that could have its answers of that
    year, and still be counted as moving the same way."""
    early = own is before
    for force in alone:
        side = own[force]
        missing = {n: need for n, level in enumerate(side.levels) if level != NOT_ASKED}
        for other in panel:
            if not missing:
                break
            if keys[other] != keys[force]:
                continue
            swapped = capability_moved(side, after[other]) if early else capability_moved(before[other], side)
            if swapped == capability_moved(before[other], after[other]):
                theirs = own[other].levels
                missing = {n: left - (theirs[n] != side.levels[n]) for n, left in missing.items()}
                missing = {n: left for n, left in missing.items() if left > 0}
        if missing:
            return False
    return True
