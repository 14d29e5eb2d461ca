"""An intruder who works out everything that follows from what is published, with a solver for whole numbers.

The intruder knows who returned and which band each force is in, the complete answers of two forces and of those that
are named in public, every published figure, and the rules: where a figure is hidden, that says something too. Forces of
a band that nobody knows can change places, so it asks of each band: is there any nation with these figures in which
some force of the band has another value? If there is none, the value is certain for all of the band.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any

import highspy

from maturity.national.published import GroupFigures, PeriodFigures
from maturity.national.publishing import Policy
from maturity.national.statistics import NOT_APPLICABLE, NOT_ASKED, Material
from tests.support.nations import TOP, Answer, Question, lowest, possible_answers

#: What one force answered to the questions of a block (or of several): level and status of each.
Record = tuple[Answer, ...]
Holds = Callable[[Record], bool]
LEVELS = range(NOT_APPLICABLE, TOP + 1)


class World:
    """How many forces of each band have each record: whole numbers that all figures hold together."""

    def __init__(self, records: Sequence[Record], sizes: Mapping[str, int]) -> None:
        self.records, self.size = records, sum(sizes.values())
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.silent()
        self.number = {
            (band, n): self.solver.addIntegral(0, size) for band, size in sizes.items() for n in range(len(records))
        }
        for band, size in sizes.items():
            self.solver.addConstr(self.count([band], lambda record: True) == size)

    def count(self, bands: Sequence[str], holds: Holds) -> Any:
        """How many forces of these bands have a record like that."""
        return self.solver.qsum(
            self.number[band, n] for band in bands for n, record in enumerate(self.records) if holds(record)
        )

    def figure(self, bands: Sequence[str], holds: Holds, number: int) -> None:
        """A published count."""
        self.solver.addConstr(self.count(bands, holds) == number)

    def one_of(self, least: Sequence[tuple[Any, int]]) -> None:
        """At least one of these counts is at least so large."""
        choices = [self.solver.addBinary() for _ in least]
        for choice, (counted, number) in zip(choices, least, strict=True):
            self.solver.addConstr(counted - (number + self.size) * choice >= -self.size)
        self.solver.addConstr(self.solver.qsum(choices) >= 1)

    def can_be(self, band: str, holds: Holds) -> bool:
        """Whether some nation with all of these figures has a force in the band with a record like that."""
        self.solver.maximize(self.count([band], holds))
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


def capability_at(level: int) -> Holds:
    return lambda record: lowest([each for each, _ in record]) == level


class Block:
    """One capability of a nation as the intruder sees it: its questions, and a record for each force."""

    def __init__(self, material: Material, names: Sequence[str], minimums: Mapping[str, int | None], part: str) -> None:
        self.material, self.names, self.part = material, names, part
        self.minimums = [minimums[name] for name in names]
        self.sensitive = any(name in material.sensitive for name in names)
        self.asked = [n for n in range(len(material.forces)) if material.questions[names[0]][n] != NOT_ASKED]

    def record(self, place: int) -> Record:
        return tuple(
            (self.material.questions[name][place], self._status(name, minimum, place))
            for name, minimum in zip(self.names, self.minimums, strict=True)
        )

    def _status(self, name: str, minimum: int | None, place: int) -> str:
        return "" if minimum is None else self.material.standards[name][place]

    def items(self) -> Iterator[tuple[str, Callable[[Record], object]]]:
        """What is protected of a force: its level, whether it meets the standard, and the capability's level."""
        for n, (name, minimum) in enumerate(zip(self.names, self.minimums, strict=True)):
            yield f"level of {name}", partial(level_at, n)
            if minimum is not None:
                yield f"standard of {name}", meets(n)
        if self.part:
            yield f"level of {self.part}", lambda record: lowest([level for level, _ in record])


def blocks_of(material: Material, minimums: Mapping[str, int | None]) -> list[Block]:
    """Each capability; and by itself each question that not every force is asked, which is in no other figure."""
    found = []
    for part in material.parts:
        names = [name for name in part.under if name not in material.conditional]
        found += [Block(material, names, minimums, part.id)] if names else []
        found += [Block(material, [name], minimums, "") for name in part.under if name in material.conditional]
    return found


def attack(material: Material, figures: PeriodFigures, minimums: Mapping[str, int | None], policy: Policy) -> list[str]:
    """Everything that somebody who knows two forces can be certain of, in words."""
    return [found for block in blocks_of(material, minimums) for found in _attack_block(block, figures, policy)]


def _attack_block(block: Block, figures: PeriodFigures, policy: Policy) -> Iterator[str]:
    bands = _bands(block.material)
    open_to_all = set() if block.sensitive else _named(block.material)
    for band, members in bands.items():
        there = [place for place in members if place in block.asked and place not in open_to_all]
        for name, item in block.items():
            values = {place: item(block.record(place)) for place in there}
            for value in set(values.values()):
                odd = [place for place, its in values.items() if its != value]
                if len(odd) > 2 or len(there) - len(odd) < 1:
                    continue
                known = (*odd, *[place for place in block.asked if place not in there])[:2]
                world = world_of(block, figures, bands, {*known} | open_to_all, policy)
                if not world.can_be(band, partial(_differs, item, value)):
                    yield f"{name} is {value} for all of {band}, knowing {[block.material.forces[n] for n in known]}"


def _differs(item: Callable[[Record], object], value: object, record: Record) -> bool:
    return item(record) != value


def _bands(material: Material) -> dict[str, list[int]]:
    groups = [group for group in material.groups if group.kind != "all"] or [*material.groups]
    return {group.id: material.members(group) for group in groups}


def _named(material: Material) -> set[int]:
    return {place for place, force in enumerate(material.forces) if force in material.named}


def world_of(
    block: Block, figures: PeriodFigures, bands: Mapping[str, Sequence[int]], known: set[int], policy: Policy
) -> World:
    """All nations with these figures, of one block, without the forces that are known."""
    possible = [possible_answers(Question(minimum)) for minimum in block.minimums]
    sizes = {band: len([n for n in at if n in block.asked and n not in known]) for band, at in bands.items()}
    world = World([*product(*possible)], sizes)
    by_id = {group["id"]: group for group in figures["groups"]}
    everyone = {"all": [*bands]} | {band: [band] for band in bands}
    for group, its in everyone.items():
        if group in by_id:
            held = [n for band in its for n in bands[band] if n in block.asked and n in known]
            _published(world, block, by_id[group], its, [block.record(n) for n in held])
    _hidden(world, block, by_id, everyone, known, bands, policy)
    return world


def _published(world: World, block: Block, group: GroupFigures, bands: list[str], known: Sequence[Record]) -> None:
    """Every count of a group, without the forces that are known."""

    def figure(holds: Holds, number: int) -> None:
        world.figure(bands, holds, number - len([record for record in known if holds(record)]))

    rows = {row["id"]: row for row in (*group["questions"], *group["capabilities"])}
    standards = {row["question"]: row for row in group["standards"]}
    for n, name in enumerate(block.names):
        if (counts := rows[name]["counts"]) is not None:
            for level, number in zip(LEVELS, (rows[name]["not_applicable"] or 0, *counts), strict=True):
                figure(at(n, level), number)
        if name in standards and standards[name]["met"] is not None:
            for status in ("met", "not_met", "not_shown"):
                figure(with_status(n, status), standards[name][status] or 0)
    if block.part and (counts := rows[block.part]["counts"]) is not None:
        for level, number in zip(LEVELS, (rows[block.part]["not_applicable"] or 0, *counts), strict=True):
            figure(capability_at(level), number)


def _hidden(
    world: World,
    block: Block,
    groups: Mapping[str, GroupFigures],
    everyone: Mapping[str, list[str]],
    known: set[int],
    bands: Mapping[str, Sequence[int]],
    policy: Policy,
) -> None:
    """What it says that a figure is hidden because forces are too alike. (Where the tests left out named forces that
    are not known here, since a question is sensitive, nothing is made of it.)"""
    named = _named(block.material)
    if block.sensitive and named:
        return

    def too_alike(group: str, tests: Sequence[Test]) -> list[tuple[Any, int]]:
        its = [n for band in everyone[group] for n in bands[band] if n in block.asked and n not in named]
        mine, few, options = [block.record(n) for n in its if n in known], policy.mixed - 1, []
        for holds, common in tests:
            counted = world.count(everyone[group], holds) + len([1 for record in mine if holds(record)])
            options.append((counted, len(its) - few) if common else (-counted, -few))
        return options

    national = {row["id"]: row["hidden"] for row in (*groups["all"]["questions"], *groups["all"]["capabilities"])}
    tests = {name: _tests_of(n, block.minimums[n]) for n, name in enumerate(block.names)}
    for name in block.names:
        if national[name] == "too_alike":
            world.one_of(too_alike("all", tests[name]))
    if not block.part:
        return
    capability: list[Test] = [(capability_at(level), True) for level in LEVELS]
    held = [name for name, minimum in zip(block.names, block.minimums, strict=True) if minimum is not None]
    if national[block.part] == "too_alike" and all(national[name] is None for name in held):
        world.one_of(too_alike("all", capability))
    by_band = [
        row["hidden"]
        for group in groups.values()
        for row in group["capabilities"]
        if group["kind"] != "all" and row["id"] == block.part
    ]
    if "too_alike" in by_band:
        every = [*capability, *(test for name in block.names for test in tests[name])]
        world.one_of([option for band in bands for option in too_alike(band, every)])


#: Why something can be too alike: nearly all forces are like that; or, if not `common`, hardly any is.
Test = tuple[Holds, bool]


def _tests_of(question: int, minimum: int | None) -> list[Test]:
    alike = [(at(question, level), True) for level in LEVELS]
    return alike if minimum is None else [*alike, (meets(question), False), (fails(question), False)]


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
