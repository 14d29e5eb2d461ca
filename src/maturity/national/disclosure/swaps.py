"""The test that a figure must pass: could a force have changed places with others without any figure being different?

Two forces change places on a block, which is a capability with its questions and their standards: each gets the other's
answers to them. Everything published about the block that counts both of them stays as it is. A force's answer to
a question cannot be told if enough others have a different one and can change places with it. Pure, whole numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, TypeAlias

from maturity.national.statistics import NOT_ASKED, Spread, spread

#: A level that nobody has.
STRANGE = -3
#: The most classes of forces that are looked through for partners. When it is not enough, the figure is hidden.
LOOKED_THROUGH = 400


class Block(NamedTuple):
    """A capability and its published questions, force by force. `masks`: for each force the sets of forces with counts
    that it is in, as bits; `whole` the bit of the set of all; `steps` what is shown at most, each step all of the one
    before it and the sets of one more kind. `middles`: sets with a middle only."""

    levels: Sequence[int]
    questions: Sequence[Sequence[int]]
    statuses: Sequence[Sequence[int]]
    masks: Sequence[int]
    steps: Sequence[int]
    whole: int
    middles: Sequence[frozenset[int]]
    top: int
    #: How many levels a middle is taken of at least.
    least: int
    #: Forces whose answers are known to all: nobody can change places with them, and they need no protection.
    named: frozenset[int] = frozenset()


class Shown(NamedTuple):
    """Bits of the sets that show the capability, and of those that show its questions and standards too; numbers of the
    sets that show a middle, and of those that show a spread too."""

    capability: int
    questions: int
    middles: frozenset[int]
    spreads: frozenset[int]

    def without(self, numbers: frozenset[int]) -> Shown:
        """Less of these sets: their spreads, and of those that have none the middle."""
        spreads = self.spreads & numbers
        return self._replace(spreads=self.spreads - numbers, middles=self.middles - (numbers - spreads))


NOTHING = Shown(0, 0, frozenset(), frozenset())


#: Forces that are alike in all that decides with whom they can change places: the sets they are in, and their level.
Class: TypeAlias = tuple[int, int, int]


class Failing(NamedTuple):
    """Forces that can be told, by what is too alike: the capability's level, or a question or standard."""

    levels: set[int]
    questions: set[int]


def settle(block: Block, groups: int, known: int, small: int) -> Shown:
    """What of the block can be shown, of the groups in `groups`."""
    shown = _counts(block, [step & groups for step in block.steps], known)
    if block.whole and not shown.capability:
        return NOTHING
    enough = frozenset(
        n
        for n, members in enumerate(block.middles)
        if _levels(block, members - block.named) >= block.least
        and _mixed([block.levels], members - block.named, known + 2)
    )
    rest = set(range(len(block.levels))).difference(block.named, *[block.middles[n] for n in enough])
    if rest and block.whole and not _mixed([block.levels, *block.questions], rest, known + 2):
        enough = frozenset()  # that the groups are mixed would say that the rest is not
    shown = shown._replace(middles=enough, spreads=enough)
    if not block.whole:
        block = _with_strangers(block, known + 2)
    while shown.middles:
        trial = _Trial(block, shown, known)
        failing = trial.failing()
        forces = failing.levels | failing.questions
        told = frozenset(n for n in shown.middles if block.middles[n] & forces)
        if forces and not told:
            told = shown.middles
        if not forces:
            told = frozenset(number for number in shown.middles if trial.small_counts_told(number, small))
        if not told:
            break
        shown = shown.without(told)
    return shown


def _counts(block: Block, steps: Sequence[int], known: int) -> Shown:
    """The longest steps of tables with counts that do not fail: of the capability first, then of its questions."""
    for capability in sorted(set(steps), reverse=True, key=int.bit_count):
        if not capability:
            continue
        for questions in sorted({step & capability for step in steps}, reverse=True, key=int.bit_count):
            shown = Shown(capability, questions, frozenset(), frozenset())
            failing = _Trial(block, shown, known).failing()
            if not failing.levels and not failing.questions:
                return shown
            if failing.levels:
                break
        else:
            if capability == block.whole:
                shown = Shown(capability, 0, frozenset(), frozenset())
                failing = _Trial(block, shown, known).failing()
                if not failing.levels and not failing.questions:
                    return shown
    return NOTHING


def _levels(block: Block, members: Iterable[int]) -> int:
    return len([force for force in members if block.levels[force] >= 0])


def _mixed(columns: Sequence[Sequence[int]], members: Iterable[int], need: int) -> bool:
    """Whether enough of the forces differ from the commonest level, on everything."""
    for counted in _count(list(members), columns):
        del counted[NOT_ASKED]
        if counted and counted.total() - max(counted.values()) < need:
            return False
    return True


def _with_strangers(block: Block, enough: int) -> Block:
    """Where no table counts all forces, nothing says which levels there are. So there are strangers, at every level,
    with whom anyone could change places."""
    levels = [level for level in range(block.top + 1) for _ in range(enough)]
    return block._replace(
        levels=[*block.levels, *levels],
        questions=[[*column, *[STRANGE] * len(levels)] for column in block.questions],
        statuses=[[*column, *[STRANGE] * len(levels)] for column in block.statuses],
        masks=[*block.masks, *[0] * len(levels)],
    )


def stands(block: Block, shown: Shown, known: int, small: int, told: Iterable[int]) -> bool:
    """Whether what is shown would still pass if everyone knew the answers of the forces in `told`."""
    if not (shown.capability or shown.middles):
        return True
    without = block._replace(named=block.named | {*told})
    trial = _Trial(without if block.whole else _with_strangers(without, known + 2), shown, known)
    failing = trial.failing()
    return not (
        failing.levels or failing.questions or any(trial.small_counts_told(number, small) for number in shown.middles)
    )


def free(block: Block, shown: Shown, known: int, kept: Callable[[int, int], bool]) -> bool:
    """Whether what is shown would still pass if two forces could change places only where `kept` says so too."""
    trial = _Trial(block, shown, known)
    return all(trial.has_partners(region, kept) for region in trial.regions)


class _Region:
    """Forces that share the tables with questions and are asked the same: nobody can change places out of it. `columns`
    are the capability's levels, the questions, and where a group shows standards, those."""

    def __init__(self, classes: dict[Class, list[int]], columns: Sequence[Sequence[int]]) -> None:
        self.classes, self.columns = classes, columns
        self.near: dict[tuple[int, int], list[Class]] = {}
        self.same_sets: dict[int, list[Class]] = {}
        self.same_level: dict[int, list[Class]] = {}
        for one in classes:
            self.near.setdefault(one[:2], []).append(one)
            self.same_sets.setdefault(one[0], []).append(one)
            self.same_level.setdefault(one[2], []).append(one)
        self.inside: dict[int, list[Class]] = {}
        for (_, number), there in self.near.items():
            self.inside.setdefault(number, []).extend(there)
        self.counted = {one: _count(forces, columns) for one, forces in classes.items()}

    def others(self, one: Class) -> Iterator[Class]:
        """Classes with which this one may be able to change places, but for those of the very same sets."""
        there = (other for other in (*self.same_sets[one[0]], *self.same_level[one[2]]) if other[:2] != one[:2])
        seen: set[Class] = set()
        for other in islice(there, LOOKED_THROUGH):
            if other not in seen:
                seen.add(other)
                yield other


def _count(forces: Sequence[int], columns: Sequence[Sequence[int]]) -> list[Counter[int]]:
    return [Counter([column[force] for force in forces]) for column in columns]


class _Trial:
    """One set of tables on trial. In a region, forces are sorted into classes."""

    def __init__(self, block: Block, shown: Shown, known: int) -> None:
        self.block, self.shown, self.need = block, shown, known + 2
        self.group = [-1] * len(block.levels)
        for number in shown.middles:
            for force in block.middles[number]:
                self.group[force] = number
        self.inside = {number: self._counts(block.middles[number]) for number in shown.middles}
        self.regions = self._regions()

    def _regions(self) -> list[_Region]:
        block, found = self.block, dict[tuple[int, tuple[bool, ...]], dict[Class, list[int]]]()
        for force, (level, mask) in enumerate(zip(block.levels, block.masks, strict=True)):
            if force in block.named:
                continue
            asked = tuple([column[force] != NOT_ASKED for column in block.questions])
            region = found.setdefault((mask & self.shown.questions, asked), {})
            region.setdefault((mask & self.shown.capability, self.group[force], level), []).append(force)
        plain = [block.levels, *block.questions]
        return [
            _Region(classes, [*plain, *block.statuses] if sets & ~block.whole else plain)
            for (sets, _), classes in found.items()
        ]

    def _counts(self, members: Iterable[int]) -> tuple[int, ...]:
        counted = Counter(self.block.levels[force] for force in members)
        return tuple([counted[level] for level in range(-1, self.block.top + 1)])

    def can_change(self, one: Class, other: Class) -> bool:
        """Whether forces of two classes of a region can change places with nothing published being different."""
        if one[2] == other[2]:
            return True
        if one[0] != other[0]:
            return False
        return one[1] == other[1] or (self._same(one, other) and self._same(other, one))

    def _same(self, leaves: Class, comes: Class) -> bool:
        number = leaves[1]
        if number < 0:
            return True
        least = self.block.least + len(self.block.named & self.block.middles[number])
        return unmoved(self.inside[number], leaves[2], comes[2], least, number in self.shown.spreads)

    def failing(self) -> Failing:
        """Forces that have too few partners with another level, or another answer to a question."""
        failing = Failing(set(), set())
        for region in self.regions:
            for classes in region.near.values():
                together = _count([force for one in classes for force in region.classes[one]], region.columns)
                for place, counted in enumerate(together):
                    total = counted.total()
                    short = {value: self.need - total + count for value, count in counted.items() if value > NOT_ASKED}
                    short = {value: missing for value, missing in short.items() if missing > 0}
                    for one in classes if short else ():
                        found = self._told(region, one, place, short)
                        (failing.questions if place else failing.levels).update(found)
        return failing

    def has_partners(self, region: _Region, kept: Callable[[int, int], bool]) -> bool:
        """Whether each force of a region has enough partners, for each of its answers, with whom `kept` holds."""
        there = [(one, force) for one, forces in region.classes.items() for force in forces]
        for one, force in there:
            mine = [column[force] for column in region.columns]
            missing = [self.need if value > NOT_ASKED else 0 for value in mine]
            for other, partner in islice(there, LOOKED_THROUGH):
                if not any(missing):
                    break
                if self.can_change(one, other) and kept(force, partner):
                    theirs = [column[partner] for column in region.columns]
                    differs = [left - (a != b) for left, a, b in zip(missing, mine, theirs, strict=True)]
                    missing = [max(0, left) for left in differs]
            if any(missing):
                return False
        return True

    def _told(self, region: _Region, one: Class, place: int, short: dict[int, int]) -> set[int]:
        """The forces of a class that have too few partners, given how many are missing for each value."""
        missing = {value: short[value] for value in region.counted[one][place] if value in short}
        for other in region.others(one) if missing else ():
            if self.can_change(one, other):
                there = region.counted[other][place]
                missing = {v: m - there.total() + there[v] for v, m in missing.items()}
                missing = {v: m for v, m in missing.items() if m > 0}
                if not missing:
                    break
        return {force for force in region.classes[one] if region.columns[place][force] in missing}

    def small_counts_told(self, number: int, small: int) -> bool:
        """Whether a small count of a level, in a group that shows no counts, could be told: too few inside can change
        places with somebody outside so that it would be another. What is small to a force that knows itself, is small.
        """
        counts, enough = self._counts(self.block.middles[number] - self.block.named), self.need - 1
        return any(
            0 < counts[level + 1] <= small + 1 and self._pairs(number, level, enough) < enough
            for level in range(self.block.top + 1)
        )

    def _pairs(self, number: int, level: int, enough: int) -> int:
        """Pairs, no force in two of them, one inside and one outside, of whom one is at the level, up to enough."""
        pairs = 0
        for region in self.regions:
            used: Counter[Class] = Counter()
            for one in region.inside.get(number, ()):
                for other in islice(region.same_sets[one[0]], LOOKED_THROUGH):
                    if other[1] == number or (one[2] == level) == (other[2] == level):
                        continue
                    if self.can_change(one, other):
                        left = [len(region.classes[each]) - used[each] for each in (one, other)]
                        more = min(*left, enough - pairs)
                        pairs += more
                        used.update({one: more, other: more})
                        if pairs >= enough:
                            return pairs
        return pairs


@lru_cache(maxsize=100_000)
def unmoved(counts: tuple[int, ...], leaves: int, comes: int, least: int, spreads: bool) -> bool:
    """Whether the middle, and the spread if asked about, stay the same and of enough forces when one force's level is
    replaced. `counts` begin at level -1, which stands for not applicable."""
    after = list(counts)
    after[leaves + 1] -= 1
    after[comes + 1] += 1
    old, new = _spread(counts), _spread(tuple(after))
    if old is None or new is None or sum(after[1:]) < least:
        return False
    return old == new if spreads else old.middle == new.middle


def _spread(counts: tuple[int, ...]) -> Spread | None:
    return spread([level for level, count in enumerate(counts, -1) for _ in range(count)])
