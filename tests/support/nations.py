"""Nations by hand and at random: what forces returned, as `Material`, with the levels and statuses that can be."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, TypeVar

from maturity.national.statistics import NOT_APPLICABLE, NOT_ASKED, Branch, Group, Material

T = TypeVar("T")
TOP = 4
#: With no evidence named, no more than this level counts.
CAP = 2


class Question(NamedTuple):
    """A question of a made-up capability: its minimum standard, if any, and who is asked what."""

    minimum: int | None = None
    sensitive: bool = False
    conditional: bool = False


#: A level with the status of the question's standard; without a standard the status is empty.
Answer = tuple[int, str]


def possible_answers(question: Question) -> list[Answer]:
    """Everything that a force can be at."""
    levels = range(TOP + 1)
    if question.minimum is None:
        return [(level, "") for level in (NOT_APPLICABLE, *levels)]
    found = [(NOT_APPLICABLE, "not_applicable")]
    for level in levels:
        reached = level >= question.minimum
        found.append((level, "met" if reached else "not_met"))
        if (reached and level <= CAP) or (not reached and level == CAP):
            found.append((level, "not_shown"))
    return found


def lowest(levels: Sequence[int]) -> int:
    """A capability's level."""
    return min((level for level in levels if level >= 0), default=NOT_APPLICABLE)


def nation_of(
    blocks: Mapping[str, Sequence[Question]],
    answers: Mapping[str, Sequence[Answer]],
    bands: Mapping[str, Sequence[int]],
    named: Sequence[int] = (),
) -> Material:
    """Material by hand. Questions are called `block.0`, `block.1` and so on; `answers` has one list for each, of all
    forces; `bands` list places of forces."""
    size = len(next(iter(answers.values())))
    forces = tuple(f"f{n:03}" for n in range(size))
    questions = {f"{block}.{n}": q for block, qs in blocks.items() for n, q in enumerate(qs)}
    under = {block: tuple(f"{block}.{n}" for n in range(len(qs))) for block, qs in blocks.items()}
    return Material(
        period="2026",
        edition={"id": "made", "version": "1"},
        top=TOP,
        asked=size,
        forces=forces,
        groups=(
            Group("all", "all", "all", None, None, frozenset(forces)),
            *(Group(name, name, "peer", "size", None, frozenset(forces[n] for n in at)) for name, at in bands.items()),
        ),
        parts=tuple(Branch(block, names) for block, names in under.items()),
        theme_parts=(Branch("theme", tuple(blocks)),),
        sensitive=frozenset(name for name, q in questions.items() if q.sensitive),
        conditional=frozenset(name for name, q in questions.items() if q.conditional),
        questions={name: [level for level, _ in answers[name]] for name in questions},
        capabilities={
            block: [lowest([answers[name][n][0] for name in names]) for n in range(size)]
            for block, names in under.items()
        },
        themes={"theme": [0] * size},
        standards={
            name: [status or "not_applicable" for _, status in answers[name]]
            for name, q in questions.items()
            if q.minimum is not None
        },
        called={},
        calls={"help": {name: frozenset((0, 1)) for name in questions}},
        named=frozenset(forces[n] for n in named),
    )


def levels(*runs: tuple[int, int]) -> list[Answer]:
    """Answers to a question without a standard: pairs of a level and how many forces are at it."""
    return [(level, "") for level, times in runs for _ in range(times)]


def statuses(*runs: tuple[int, str, int]) -> list[Answer]:
    """Answers to a question with a standard: level, status, and how many forces."""
    return [(level, status) for level, status, times in runs for _ in range(times)]


#: How many forces of a band differ from the rest: of bands with counts, and of smaller ones with middles alone.
STRAYS, STRAYS_OF_FEW = (0, 0, 1, 2, 3, 4, 5, 11), (2, 3, 4, 4, 5, 5, 6)


def random_nation(seed: int) -> Material:
    """A dangerous one: in most bands nearly all forces give the same answer, with a few that do not."""
    r = random.Random(seed)
    return _random_nation(r, [r.randint(11, 14) for _ in range(r.choice([2, 2, 3]))], STRAYS)


def random_small_nation(seed: int) -> Material:
    """A dangerous one with one or two bands of six to ten forces, so that all that they show is a middle."""
    r = random.Random(seed)
    return _random_nation(r, [r.randint(6, 10) for _ in range(r.choice([1, 2]))], STRAYS_OF_FEW)


def random_helping_nation(seed: int) -> Material:
    """Nearly all forces are high in everything, and each of a few is low in something, so that they can help each
    other. How many are low is near the least number for a page to say so."""
    r = random.Random(seed)
    sizes = [r.randint(11, 13), r.randint(11, 13)]
    bands = {"b0": range(sizes[0]), "b1": range(sizes[0], sum(sizes))}
    blocks = {name: [Question(r.choice([None, None, 1, 2, 3]))] for name in "abcd"}
    answers = {}
    for name, (question,) in blocks.items():
        can = possible_answers(question)
        high, low = [each for each in can if each[0] > CAP], [each for each in can if 0 <= each[0] < CAP]
        column, common = dict[int, Answer](), r.choice(high)
        for at in bands.values():
            odd = r.sample(at, r.choice([1, 2, 2, 3]))
            column |= {place: r.choice(low) if place in odd else common for place in at}
            common = r.choice(high)
        answers[f"{name}.0"] = [column[place] for place in range(sum(sizes))]
    return nation_of(blocks, answers, bands)


def _random_nation(r: random.Random, sizes: Sequence[int], strays: Sequence[int], conditional: bool = True) -> Material:
    size = sum(sizes)
    places = r.sample(range(size), size)
    bands = {f"b{n}": [places.pop() for _ in range(each)] for n, each in enumerate(sizes)}
    blocks = {
        name: [
            Question(r.choice([None, 1, 2, 3]), r.random() < 0.1, n > 0 and r.random() < 0.2)
            for n in range(r.choice([1, 2]))
        ]
        for name in "abc"[: r.randint(1, 3)]
    }
    answers: dict[str, list[Answer]] = {}
    for name, q in ((f"{block}.{n}", q) for block, qs in blocks.items() for n, q in enumerate(qs)):
        column = [(NOT_ASKED, "")] * size
        for at in bands.values():
            for place, answer in _nearly_alike(r, q, at, strays).items():
                column[place] = answer
        if q.conditional:
            column = [each if r.random() < 0.8 else (NOT_ASKED, "") for each in column]
        answers[name] = column
    return nation_of(blocks, answers, bands, r.sample(range(size), r.choice([0, 0, 0, 1, 2])))


def _nearly_alike(r: random.Random, question: Question, at: Sequence[int], strays: Sequence[int]) -> dict[int, Answer]:
    """The answers of one band, by place."""
    can = possible_answers(question)
    common, many = r.choice(can), r.choice(strays)
    odd = {*r.sample(at, min(many, len(at)))}
    return {place: r.choice(can) if place in odd else common for place in at}


def random_years(seed: int, periods: Sequence[str]) -> list[Material]:
    """The same forces in several periods, with one block of one question: each band stays as it is or answers anew, a
    few forces do not return, and whoever is named stays named."""
    r = random.Random(seed)
    question, sizes = Question(r.choice([None, None, 1, 2, 3])), [r.randint(11, 13) for _ in range(2)]
    bands = {"b0": range(sizes[0]), "b1": range(sizes[0], sum(sizes))}
    answers, named, found = dict[int, Answer](), set[int](), []
    for period in periods:
        for at in bands.values():
            if not answers.keys() >= {*at} or r.random() < 0.6:
                answers |= _nearly_alike(r, question, at, STRAYS)
        named |= {*r.sample(range(sum(sizes)), r.choice([0, 0, 1]))}
        column = [answers[place] for place in range(sum(sizes))]
        material = nation_of({"a": [question]}, {"a.0": column}, bands, [*named])._replace(period=period)
        away = r.sample(material.forces, r.choice([0, 1, 2, 3]))
        found.append(returned(material, {*material.forces} - {*away}))
    return found


def returned(material: Material, forces: Collection[str]) -> Material:
    """The same where only these forces returned."""
    places = [place for place, force in enumerate(material.forces) if force in forces]

    def some(columns: Mapping[str, list[T]]) -> dict[str, list[T]]:
        return {name: [column[place] for place in places] for name, column in columns.items()}

    return material._replace(
        forces=tuple(material.forces[place] for place in places),
        questions=some(material.questions),
        capabilities=some(material.capabilities),
        themes=some(material.themes),
        standards=some(material.standards),
    )
