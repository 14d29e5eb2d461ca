"""Whether the level of a force in a theme follows from what is published of the theme's capabilities and standards.

A theme's level is worked out from these by a rule that everyone knows. Where, say, nobody meets some standard and
nobody is below level 1 in any capability, every force's theme is at level 1, whether the theme's table is there or not.
Pure, whole numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from maturity.records import BundleGate


class Seen(NamedTuple):
    """A capability as it is published. `sets`: for each force the sets with its counts that the force is in, and
    `asked` those with its questions and standards; as bits, nought where none shows it. `levels`: the capability's
    level; `unmet`: for each of its standards whether it is unmet, or nothing where it is not asked."""

    sets: Sequence[int]
    asked: Sequence[int]
    levels: Sequence[int]
    unmet: Sequence[Sequence[bool | None]]


def told(gate: BundleGate, seen: Sequence[Seen], forces: Sequence[int], top: int, known: int) -> bool:
    """Whether somebody who knows the answers of so many forces can work out the theme's level of another. `forces`:
    places of those that are not known to everyone."""
    alike: dict[tuple[int, ...], int] = {}
    for n in forces:
        alike.setdefault(tuple([x for one in seen for x in (one.sets[n], one.asked[n])]), n)
    return any(_range(gate, seen, forces, n, top, known) for n in alike.values())


def _range(gate: BundleGate, seen: Sequence[Seen], forces: Sequence[int], force: int, top: int, known: int) -> bool:
    """Whether the lowest and the highest level that the force can have are the same."""
    lows, highs, may, must = list[int](), list[int](), False, False
    for one in seen:
        there = [0, top]
        if one.sets[force]:
            counted = Counter(one.levels[n] for n in forces if one.sets[n] == one.sets[force])
            there = [level for level, count in counted.items() if count > known and level >= 0] or there
        lows.append(min(there))
        highs.append(max(there))
        for unmet, met in _standards(one, forces, force):
            may, must = may or unmet > known, must or (met <= known and unmet > known)
        may = may or not one.asked[force]
    return reached(gate, lows, may, top) == reached(gate, highs, must, top)


def _standards(one: Seen, forces: Sequence[int], force: int) -> Iterator[tuple[int, int]]:
    """Of each standard that is shown, how many of those alike have it unmet, and how many not."""
    for column in one.unmet if one.asked[force] else ():
        counted = Counter(column[n] for n in forces if one.asked[n] == one.asked[force])
        yield counted[True], counted[False]


def reached(gate: BundleGate, levels: Sequence[int], unmet: bool, top: int) -> int:
    """The level of a theme, as the engine has it: the highest that passes every condition, testing each in turn."""
    share, lag, standards_from = gate["share"], gate["lag"], gate["standards_from"]
    for step in range(1, top + 1):
        have = len([level for level in levels if level >= step])
        short = share is not None and share[1] * have < share[0] * len(levels)
        behind = lag is not None and min(levels) < step - lag
        if short or behind or (unmet and standards_from is not None and step >= standards_from):
            return step - 1
    return top
