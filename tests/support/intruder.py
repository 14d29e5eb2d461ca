"""An intruder who works out everything that follows from what is published, with a solver for whole numbers.

The intruder knows who returned for each release and which band each force is in, the complete answers of two forces and
of those that are named in public, every figure of all releases, and the rules: whether a figure is shown or hidden says
something too. All releases are in one model, in which a force has one history: its answers for each of them. Forces of
which the intruder knows the same can change places, so it asks of each such class: is there any nation with these
figures in which some force of the class has another value? If there is none, the value is certain for all of the class.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, product
from typing import Any, NamedTuple, TypeAlias

import highspy

from maturity.national.critical_friends import LEAST_FORCES, Friend
from maturity.national.movement import level_moved
from maturity.national.published import GroupFigures, LevelFigures, MovementFigures, PeriodFigures
from maturity.national.publishing import Policy
from maturity.national.release_record import MONTHS_APART
from maturity.national.statistics import ALL, NOT_APPLICABLE, NOT_ASKED, Material, Spread
from maturity.questionnaire.periods import parse_period
from tests.support.nations import CAP, TOP, Answer, Question, lowest, possible_answers

#: What one force answered to the questions of a block (or of several): level and status of each.
Record = tuple[Answer, ...]
#: One force's records for each release; nothing where it did not return, or is not asked.
History = tuple[Record | None, ...]
Holds = Callable[[Any], bool]
LEVELS = range(NOT_APPLICABLE, TOP + 1)
#: The levels at which a force can help others with a question, and at which others can help it.
STRONG, WEAK = range(CAP + 1, TOP + 1), range(CAP)


class World:
    """How many forces of each class have each record: whole numbers that all figures hold together. `classes`: how many
    forces there are in each, and the records (or histories) that they can have."""

    def __init__(self, classes: Mapping[Any, tuple[int, Sequence[Any]]]) -> None:
        self.classes, self.size = classes, sum(size for size, _ in classes.values())
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.silent()
        self.number = {
            name: [self.solver.addIntegral(0, size) for _ in possible] for name, (size, possible) in classes.items()
        }
        for name, (size, _) in classes.items():
            self.figure([name], lambda record: True, size)

    def count(self, classes: Iterable[Any], holds: Holds) -> Any:
        """How many forces of these classes have a record like that."""
        return self.solver.qsum(
            number
            for name in classes
            for number, record in zip(self.number[name], self.classes[name][1], strict=True)
            if holds(record)
        )

    def figure(self, classes: Iterable[Any], holds: Holds, number: int) -> None:
        """A published count."""
        self.solver.addConstr(self.count(classes, holds) == number)

    def at_least(self, counted: Any, number: int) -> None:
        self.solver.addConstr(counted >= number)

    def spread(self, classes: Sequence[Any], level: Callable[[Any], int], found: Spread) -> None:
        """A published middle with its spread, as in `statistics.spread`. How many forces have a level is not published
        with it: each number of them is a possibility of its own."""
        sizes = range(1, sum(self.classes[name][0] for name in classes) + 1)
        chosen = [self.solver.addBinary() for _ in sizes]

        def of_chosen(what: Callable[[int], int]) -> Any:
            return self.solver.qsum(what(n) * each for n, each in zip(sizes, chosen, strict=True))

        def quarter(n: int) -> int:
            return -(-n // 4)

        def middle(n: int) -> int:
            return (n + 1) // 2

        def among(levels: Iterable[int]) -> Any:
            return self.count(classes, lambda record: level(record) in levels)

        self.solver.addConstr(of_chosen(lambda n: 1) == 1)
        self.solver.addConstr(among(range(TOP + 1)) - of_chosen(lambda n: n) == 0)
        for place, upto, below in (
            (quarter, range(found.low + 1), range(found.low)),
            (middle, range(found.middle + 1), range(found.middle)),
            (quarter, range(found.high, TOP + 1), range(found.high + 1, TOP + 1)),
        ):
            self.at_least(among(upto) - of_chosen(place), 0)
            self.at_least(of_chosen(place) - among(below), 1)

    def one_of(self, least: Sequence[tuple[Any, int]]) -> None:
        """At least one of these counts is at least so large."""
        choices = [self.solver.addBinary() for _ in least]
        for choice, (counted, number) in zip(choices, least, strict=True):
            self.at_least(counted - (number + self.size) * choice, -self.size)
        self.at_least(self.solver.qsum(choices), 1)

    def can_be(self, name: Any, holds: Holds) -> bool:
        """Whether some nation with all of these figures has a force in the class with a record like that."""
        self.solver.maximize(self.count([name], holds))
        optimal = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        assert optimal, "The published figures contradict each other"
        return self.solver.getObjectiveValue() > 0.5


def at(question: int, level: int) -> Holds:
    return lambda record: record[question][0] == level


def level_at(question: int, record: Record) -> int:
    return record[question][0]


def with_status(question: int, status: str) -> Holds:
    return lambda record: record[question][1] == status


def meets(question: int) -> Holds:
    return with_status(question, "met")


def fails(question: int) -> Holds:
    return lambda record: record[question][1] in ("not_met", "not_shown")


def capability_level(record: Record) -> int:
    return lowest([level for level, _ in record])


def capability_at(level: int) -> Holds:
    return lambda record: capability_level(record) == level


class Block:
    """One capability of a nation as the intruder sees it: its questions, and a record for each force."""

    def __init__(
        self, material: Material, names: Sequence[str], minimums: Mapping[str, int | None], part: str, sensitive: bool
    ) -> None:
        self.material, self.names, self.part, self.sensitive = material, names, part, sensitive
        self.minimums = [minimums[name] for name in names]
        self.asked = [n for n in range(len(material.forces)) if material.questions[names[0]][n] != NOT_ASKED]

    def record(self, place: int) -> Record:
        return tuple(
            (self.material.questions[name][place], self._status(name, minimum, place))
            for name, minimum in zip(self.names, self.minimums, strict=True)
        )

    def _status(self, name: str, minimum: int | None, place: int) -> str:
        return "" if minimum is None else self.material.standards[name][place]

    def possible(self) -> list[Record]:
        """Every record that a force can have."""
        return [*product(*(possible_answers(Question(minimum)) for minimum in self.minimums))]

    def items(self) -> Iterator[tuple[str, Callable[[Record], object]]]:
        """What is protected of a force: its level, whether it meets the standard, and the capability's level."""
        for n, (name, minimum) in enumerate(zip(self.names, self.minimums, strict=True)):
            yield f"level of {name}", partial(level_at, n)
            if minimum is not None:
                yield f"standard of {name}", meets(n)
        if self.part:
            yield f"level of {self.part}", capability_level


def blocks_of(material: Material, minimums: Mapping[str, int | None]) -> list[Block]:
    """Each capability; and by itself each question that not every force is asked, which is in no other figure."""
    found = []
    for part in material.parts:
        names = [name for name in part.under if name not in material.conditional]
        sensitive = not material.sensitive.isdisjoint(part.under)
        found += [Block(material, names, minimums, part.id, sensitive)] if names else []
        alone = [name for name in part.under if name in material.conditional]
        found += [Block(material, [name], minimums, "", sensitive) for name in alone]
    return found


class Release(NamedTuple):
    """What forces returned, which is for the intruder to find out, and the figures that were released of it.
    `named_since`: forces that were named in public later. `friends`: for each force those that its own page names; it
    knows the answers of the first."""

    material: Material
    figures: PeriodFigures
    named_since: frozenset[str] = frozenset()
    friends: Mapping[str, Sequence[Friend]] = {}


class Seat(NamedTuple):
    """What the intruder knows of a force in one release: its band (empty where it is not in the figures), whether its
    answers were in public before, its record if that is known, and questions of which it is strong on one."""

    band: str
    named: bool = False
    record: Record | None = None
    strong: tuple[int, ...] = ()


Seats: TypeAlias = tuple[Seat, ...]


def attack(
    releases: Sequence[Release],
    minimums: Mapping[str, int | None],
    policy: Policy,
    movement: Sequence[MovementFigures] = (),
) -> list[str]:
    """Everything that somebody who knows two forces can be certain of, in words. `movement`: how many forces moved from
    the first release to the second, which no rule lets out."""
    blocks = zip(*(blocks_of(each.material, minimums) for each in releases), strict=True)
    return [found for each in blocks for found in Intruder(each, releases, policy, movement).certainties()]


class Intruder:
    """What all releases say of one block."""

    def __init__(
        self,
        blocks: Sequence[Block],
        releases: Sequence[Release],
        policy: Policy,
        movement: Sequence[MovementFigures] = (),
    ) -> None:
        self.blocks, self.releases, self.policy, self.movement = blocks, releases, policy, movement
        self.bands = [
            {block.material.forces[n]: band for band, its in _bands(block.material).items() for n in its if n in asked}
            for block in blocks
            for asked in [{*block.asked}]
        ]
        self.forces = sorted({force for bands in self.bands for force in bands})

    def certainties(self) -> Iterator[str]:
        for known in dict.fromkeys(self._pairs()):
            world = self._world(known)
            for seats, members in self._classes(known).items():
                for n, seat in enumerate(seats):
                    if seat.band and seat.record is None:
                        yield from self._certain_of(world, seats, members, n, known)

    def _certain_of(
        self, world: World, seats: Seats, members: Sequence[str], n: int, known: Sequence[str]
    ) -> Iterator[str]:
        for name, item in self.blocks[n].items():
            value, *others = {item(self._record(force, n)) for force in members}
            if not others and not world.can_be(seats, partial(_differs, n, item, value)):
                about = f"{name} for {self.blocks[n].material.period} is {value} in all of {seats[n].band}"
                yield f"{about}, knowing {[*known]}"

    def _pairs(self) -> Iterator[tuple[str, ...]]:
        """The two forces that somebody may know: itself and its friend; where nobody has one, all who differ in a class
        where at most two do."""
        friends = {(own, its[0].force) for each in self.releases for own, its in each.friends.items()}
        if friends:
            yield from sorted(friends)
            return
        for seats, members in self._classes(()).items():
            elsewhere = [force for force in self.forces if force not in members]
            for n in [n for n, seat in enumerate(seats) if seat.band and seat.record is None]:
                for _, item in self.blocks[n].items():
                    values = {force: item(self._record(force, n)) for force in members}
                    for value in set(values.values()):
                        odd = [force for force in members if values[force] != value]
                        left = [force for force in members if values[force] == value]
                        if len(odd) <= 2:
                            yield (*odd, *elsewhere, *left[1:])[:2]

    def _classes(self, known: Sequence[str]) -> dict[Seats, list[str]]:
        """The forces of which the intruder knows the same."""
        found: dict[Seats, list[str]] = {}
        for force in self.forces:
            found.setdefault(tuple(self._seat(force, n, known) for n in range(len(self.blocks))), []).append(force)
        return found

    def _record(self, force: str, n: int) -> Record:
        return self.blocks[n].record(self.blocks[n].material.forces.index(force))

    def _seat(self, force: str, n: int, known: Sequence[str]) -> Seat:
        if force not in self.bands[n]:
            return Seat("")
        block, release = self.blocks[n], self.releases[n]
        named = not block.sensitive and force in release.material.named
        if force in known or named or (not block.sensitive and force in release.named_since):
            return Seat(self.bands[n][force], named, self._record(force, n))
        strong = [
            self._weak(own, n)
            for own in known
            for friend in release.friends.get(own, ())
            if friend.force == force and block.part in friend.capabilities
        ]
        return Seat(self.bands[n][force], named, None, strong[0] if strong else ())

    def _weak(self, force: str, n: int) -> tuple[int, ...]:
        return tuple(place for place, (level, _) in enumerate(self._record(force, n)) if level in WEAK)

    def _world(self, known: Sequence[str]) -> World:
        """All nations with these figures, of one block."""
        classes = self._classes(known)
        world = World({seats: (len(members), [*self._histories(seats)]) for seats, members in classes.items()})
        for n, release in enumerate(self.releases):
            for group in release.figures["groups"]:
                self._published(world, n, group)
            self._rules(world, n, {group["id"]: group for group in release.figures["groups"]})
            self._pages(world, n, known)
        for row in self.movement:
            if row["id"] == self.blocks[0].part:
                both = [seats for seats in world.classes if seats[0].band and seats[1].band]
                for direction in ("up", "down", "same"):
                    world.figure(both, partial(_moved, direction), row[direction])
        return world

    def _histories(self, seats: Seats) -> Iterator[History]:
        """What a force can have answered over time. Releases less than nine months apart are of one time: the intruder
        takes a force's answers to be the same in both."""
        possible = self.blocks[0].possible()
        times = [parse_period(block.material.period) for block in self.blocks]
        one_time = [
            (a, b)
            for a, b in combinations(range(len(seats)), 2)
            if seats[a].band and seats[b].band
            if (first := times[a]) and (second := times[b]) and abs(first.first - second.first) < MONTHS_APART
        ]
        each = [
            [None] if not seat.band
            else [seat.record] if seat.record
            else [its for its in possible if not seat.strong or any(its[place][0] in STRONG for place in seat.strong)]
            for seat in seats
        ]  # fmt: skip
        return (history for history in product(*each) if all(history[a] == history[b] for a, b in one_time))

    def _group(self, world: World, n: int, group: str, unnamed: bool = False) -> list[Seats]:
        """The classes of a group in a release."""
        return [
            seats
            for seats in world.classes
            if seats[n].band and group in (ALL, seats[n].band) and not (unnamed and seats[n].named)
        ]

    def _published(self, world: World, n: int, group: GroupFigures) -> None:
        """Every figure of a group."""
        block, its = self.blocks[n], self._group(world, n, group["id"])
        standards = {row["question"]: row for row in group["standards"]}
        for name, level, row in self._rows(n, group):
            if row["counts"] is not None:
                for value, number in zip(LEVELS, (row["not_applicable"] or 0, *row["counts"]), strict=True):
                    world.figure(its, partial(_has, n, level, value), number)
            elif row["low"] is not None and row["middle"] is not None and row["high"] is not None:
                world.spread(its, partial(_of_release, n, level), Spread(row["low"], row["middle"], row["high"]))
            if name in standards and standards[name]["met"] is not None:
                place = block.names.index(name)
                for status in ("met", "not_met", "not_shown"):
                    world.figure(its, partial(_of_release, n, with_status(place, status)), standards[name][status] or 0)

    def _rows(self, n: int, group: GroupFigures) -> Iterator[tuple[str, Callable[[Record], int], LevelFigures]]:
        """The figures of a group that are of the block, with the level that each is about."""
        block, rows = self.blocks[n], {row["id"]: row for row in (*group["questions"], *group["capabilities"])}
        for place, name in enumerate(block.names):
            yield name, partial(level_at, place), rows[name]
        if block.part:
            yield block.part, capability_level, rows[block.part]

    def _rules(self, world: World, n: int, groups: Mapping[str, GroupFigures]) -> None:
        """What it says that a figure is shown, or hidden because forces are too alike."""
        block = self.blocks[n]
        tests = {name: _tests_of(place, block.minimums[place]) for place, name in enumerate(block.names)}
        tests[block.part] = [(capability_at(level), True) for level in LEVELS]
        rows = {group: {name: row for name, _, row in self._rows(n, figures)} for group, figures in groups.items()}
        for group, its in rows.items():
            for name, row in its.items():
                if row["middle"] is not None and row["counts"] is None:  # counts say it themselves
                    self._mixed(world, n, group, tests[name])
        alike = {name for name, row in rows[ALL].items() if row["hidden"] == "too_alike"}
        held = {name for name, minimum in zip(block.names, block.minimums, strict=True) if minimum is not None}
        for name in alike - ({block.part} if alike & held else set()):
            self._too_alike(world, n, [ALL], tests[name])
        bands = [group for group in rows if group != ALL]
        if block.part and any(rows[band][block.part]["hidden"] == "too_alike" for band in bands):
            self._too_alike(world, n, bands, [test for each in tests.values() for test in each])

    def _tested(
        self, world: World, n: int, groups: Iterable[str], tests: Iterable[Test]
    ) -> Iterator[tuple[Any, int, bool]]:
        """For each group and test: how many forces hold it, of how many, and whether it is one of what is common."""
        for group in groups:
            its = self._group(world, n, group, unnamed=True)
            size = sum(world.classes[seats][0] for seats in its)
            for holds, common in tests:
                yield world.count(its, partial(_of_release, n, holds)), size, common

    def _mixed(self, world: World, n: int, group: str, tests: Sequence[Test]) -> None:
        least = self.policy.mixed
        for counted, size, common in self._tested(world, n, [group], tests):
            world.at_least(-counted if common else counted, least - size if common else least)

    def _too_alike(self, world: World, n: int, groups: Sequence[str], tests: Sequence[Test]) -> None:
        few = self.policy.mixed - 1
        world.one_of(
            [
                (counted, size - few) if common else (-counted, -few)
                for counted, size, common in self._tested(world, n, groups, tests)
            ]
        )

    def _pages(self, world: World, n: int, known: Sequence[str]) -> None:
        """A page names a friend for this capability, or does not although it could help: either says something of how
        many forces are strong on the question, and how many weak. That no other force is named says nothing, because
        nobody is told which others have agreed to help."""
        block, everyone = self.blocks[n], self._group(world, n, ALL)
        pages = [(own, friend) for own in known for friend in self.releases[n].friends.get(own, ())]
        for own, friend in [] if block.sensitive else pages:
            if friend.force not in known or not {own, friend.force} <= self.bands[n].keys():
                continue
            record = self._record(friend.force, n)
            counted = [
                [world.count(everyone, partial(_at_one_of, n, place, levels)) for levels in (STRONG, WEAK)]
                for place in self._weak(own, n)
                if record[place][0] in STRONG
            ]
            if block.part in friend.capabilities:
                world.one_of([(strong, LEAST_FORCES) for strong, _ in counted])
                world.one_of([(weak, LEAST_FORCES) for _, weak in counted])
            else:
                for each in counted:
                    world.one_of([(-many, 1 - LEAST_FORCES) for many in each])


#: Why something can be too alike: nearly all forces are like that; or, if not `common`, hardly any is.
Test = tuple[Holds, bool]


def _tests_of(question: int, minimum: int | None) -> list[Test]:
    alike = [(at(question, level), True) for level in LEVELS]
    return alike if minimum is None else [*alike, (meets(question), False), (fails(question), False)]


def _of_release(n: int, what: Callable[[Any], Any], history: History) -> Any:
    """Something about the record for one release."""
    return what(history[n])


def _has(n: int, item: Callable[[Record], object], value: object, history: History) -> bool:
    return bool(_of_release(n, item, history) == value)


def _differs(n: int, item: Callable[[Record], object], value: object, history: History) -> bool:
    return not _has(n, item, value, history)


def _at_one_of(n: int, place: int, levels: Collection[int], history: History) -> bool:
    return bool(_of_release(n, partial(level_at, place), history) in levels)


def _moved(direction: str, history: History) -> bool:
    before, after = (capability_level(record) if record else NOT_APPLICABLE for record in history[:2])
    return level_moved(_level(before), _level(after), unproved=False) == direction


def _level(level: int) -> int | None:
    return level if level >= 0 else None


def _bands(material: Material) -> dict[str, list[int]]:
    groups = [group for group in material.groups if group.kind != "all"] or [*material.groups]
    return {group.id: material.members(group) for group in groups}


def _named(material: Material) -> set[int]:
    return {place for place, force in enumerate(material.forces) if force in material.named}


# --- without a solver --------------------------------------------------------------------------------------------


def certain(material: Material, minimums: Mapping[str, int | None], look: Callable[[Material], object]) -> list[str]:
    """The same without a solver: what somebody who knows two forces may be certain of, because no small change of the
    nation leaves what is published as it is. `look` gives what is published of a nation. The small changes: two forces
    that nobody knows exchange their answers to a block or to a question, or one of them answers otherwise. A nation
    that differs in more is not tried, so this can name too much, and never too little."""
    seen, found = look(material), list[str]()
    for block in blocks_of(material, minimums):
        open_to_all = set() if block.sensitive else _named(material)
        for band, members in _bands(material).items():
            there = [place for place in members if place in block.asked and place not in open_to_all]
            for name, item in block.items():
                values = {place: item(block.record(place)) for place in there}
                for value in set(values.values()):
                    odd = [place for place, its in values.items() if its != value]
                    if len(odd) > 2 or len(there) == len(odd):
                        continue
                    elsewhere = [place for place in block.asked if place not in there]
                    known = {*odd, *elsewhere[: 2 - len(odd)]} | open_to_all
                    if not any(look(each) == seen for each in _other_nations(block, there, known, item, value)):
                        found.append(f"{name} is {value} for all of {band}")
    return found


def _other_nations(
    block: Block, there: Sequence[int], known: set[int], item: Callable[[Record], object], value: object
) -> Iterator[Material]:
    """Nations in which a force that is `there` has another value, and the forces that are known have their own."""
    unknown = [place for place in there if place not in known]
    others = [place for place in block.asked if place not in known and item(block.record(place)) != value]
    possible = product(*(possible_answers(Question(minimum)) for minimum in block.minimums))
    records = [record for record in possible if item(record) != value]
    for place in unknown:
        for other in others:
            yield _with_records(block, {place: block.record(other), other: block.record(place)})
    for place in unknown:
        for record in records:
            yield _with_records(block, {place: record})
    for place in unknown:
        for other in [each for each in block.asked if each not in known]:
            mine, its = block.record(place), block.record(other)
            for n in range(len(block.names)):
                new = (*mine[:n], its[n], *mine[n + 1 :])
                if item(new) != value:
                    yield _with_records(block, {place: new, other: (*its[:n], mine[n], *its[n + 1 :])})


def _with_records(block: Block, records: Mapping[int, Record]) -> Material:
    """The nation with other answers to a block at these places."""
    material, names = block.material, block.names
    questions = {name: [*column] for name, column in material.questions.items()}
    standards = {name: [*column] for name, column in material.standards.items()}
    for place, record in records.items():
        for name, (level, status) in zip(names, record, strict=True):
            questions[name][place] = level
            if name in standards:
                standards[name][place] = status
    capabilities = {
        part.id: [lowest([questions[name][n] for name in part.under]) for n in range(len(material.forces))]
        for part in material.parts
    }
    return material._replace(questions=questions, standards=standards, capabilities=capabilities)
