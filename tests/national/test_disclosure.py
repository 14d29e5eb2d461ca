"""What may be published gives nobody's answers away: explicit cases, every world of small ones, and an intruder."""

from __future__ import annotations

import json
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement, islice, product
from typing import Any

import pytest

from maturity.national import open_data
from maturity.national.critical_friends import Strengths, match_friends, shareable_capabilities
from maturity.national.disclosure import decisions, swaps
from maturity.national.disclosure import groups as arrangement
from maturity.national.disclosure.decisions import SAFE, Policy, policy_of
from maturity.national.disclosure.movement import Press, publish
from maturity.national.published import AGGREGATE_FORMAT, LevelFigures, Publication
from maturity.national.statistics import NOT_ASKED, Branch, Group, Material, groups_of, tabulate
from maturity.questionnaire.model import Force, PeerGroup
from maturity.records import canonical
from tests.support.intruder import NEEDS, Told, attack, use
from tests.support.populations import CAP, PERIODS, TOP, Population, early, population

#: How many random populations the intruder attacks. `make attack` takes the whole thousand.
POPULATIONS, AT_ONCE = int(os.environ.get("POPULATIONS", "100")), 25
MIXED = [0, 1, 1, 2, 2, 3]
COUNTS, SPREAD, MIDDLE = "counts counts", "small_group spread", "small_group middle"
HIDDEN = "protected protected"


def made(
    columns: Mapping[str, Sequence[int]],
    groups: Mapping[str, Sequence[int]],
    sensitive: Sequence[str] = (),
    period: str = "1",
) -> Material:
    """Material by hand: one capability for each question, with no standards. Groups list places of forces."""
    size = len(next(iter(columns.values())))
    forces = tuple(f"f{n:03}" for n in range(size))
    everything = {"all": range(size), **groups}
    return Material(
        period=period,
        edition={"id": "made", "version": "1"},
        top=TOP,
        asked=size,
        forces=forces,
        groups=tuple(
            Group(name, name, "all" if name == "all" else "peer", None, None, frozenset(forces[n] for n in places))
            for name, places in everything.items()
        ),
        parts=tuple(Branch(f"c-{name}", (name,)) for name in columns),
        theme_parts=(),
        sensitive=frozenset(sensitive),
        questions={name: list(values) for name, values in columns.items()},
        capabilities={f"c-{name}": [max(-1, value) for value in values] for name, values in columns.items()},
        themes={},
        standards={},
        called={},
        callers={},
    )


def look(row: LevelFigures) -> str:
    if row["counts"]:
        return "counts"
    return "spread" if row["low"] is not None else "middle" if row["middle"] is not None else str(row["hidden"])


def seen(material: Material, policy: Policy = SAFE) -> dict[str, str]:
    """What each group shows of the first question and its capability: `counts`, `spread`, `middle`, or the reason."""
    found = {}
    for group in publish([material], policy=policy)["periods"][0]["groups"]:
        rows = [*group["questions"][:1], *group["capabilities"][:1]]
        figures = [look(row) for row in rows]
        found[group["id"]] = " ".join(figures) or str(group["hidden"])
    return found


# --- explicit cases --------------------------------------------------------------------------------------------

#: What it shows; levels; groups; what is seen of the question and of its capability: of all forces, then of each group.
CASES: list[tuple[str, Sequence[int], dict[str, Sequence[int]], list[str]]] = [
    ("five forces have four others: nothing", [0, 1, 2, 3, 4], {}, ["too_few"]),
    ("ten forces: a middle and spread, no counts", [1] * 5 + [2] * 5, {}, [SPREAD]),
    ("eleven forces: counts", [*MIXED, 0, 1, 2, 3, 4], {}, [COUNTS]),
    ("all but three alike: they could be two who talk, and one more", [2] * 9 + [0, 1, 3], {}, [HIDDEN]),
    ("all but four alike", [2] * 8 + [0, 1, 3, 4], {}, [COUNTS]),
    ("a group, the rest of which is seven: no counts", MIXED * 5, {"g": range(23)}, [COUNTS, SPREAD]),
    ("a group, the rest of which is eleven: counts", MIXED * 4, {"g": range(13)}, [COUNTS, COUNTS]),
    ("the rest is all alike: the group would tell it", [*MIXED * 4, *[2] * 12], {"g": range(24)}, [COUNTS, HIDDEN]),
    ("small groups that share a force", MIXED * 5, {"g": range(8), "h": range(7, 15)}, [COUNTS, MIDDLE, "overlap"]),
    ("the same forces twice", MIXED * 4, {"g": range(13), "h": range(13)}, [COUNTS, COUNTS, COUNTS]),
]


@pytest.mark.parametrize(
    ("levels", "groups", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_case(levels: Sequence[int], groups: dict[str, Sequence[int]], expected: list[str]) -> None:
    assert list(seen(made({"q": levels}, groups)).values()) == expected


def test_one_sibling_alike_takes_all_its_kind_with_it() -> None:
    """Three bands make up the whole. If only the one that is all alike were hidden, it could be had by subtraction."""
    bands = {"a": range(12), "b": range(12, 24), "c": range(24, 37)}
    shown = seen(made({"q": [1] * 12 + MIXED * 4 + [3]}, bands))
    assert shown == {"all": "counts counts"} | dict.fromkeys("abc", "protected protected")


def test_security_sensitive_questions_have_figures_of_all_forces_only() -> None:
    assert seen(made({"q": MIXED * 4}, {"g": range(12)}, ["q"])) == {"all": "counts counts", "g": "security security"}
    assert seen(made({"q": MIXED * 4}, {"g": range(8)}, ["q"])) == {"all": "counts counts", "g": "small_group security"}


GATE: Any = {"share": [3, 4], "lag": 1, "standards_from": 2}


def test_a_theme_that_would_tell_answers_together_with_its_capabilities_is_hidden() -> None:
    """In the group everyone has 3 or 4 in b, and in a there are only 0 and 3: if nobody's theme were shown to be at 3,
    all of the group would be at 0 in a, and all others at 3."""
    a, b = [0] * 12 + [3] * 12, [3] * 6 + [4] * 6 + [0] * 4 + [1] * 4 + [2] * 4
    material = made({"a": a, "b": b}, {"g": range(12)})
    tied = material._replace(
        theme_parts=(Branch("t", ("c-a", "c-b")),),
        themes={"t": [min(one, other + 1, other if other < one else one) for one, other in zip(a, b, strict=True)]},
        gate=GATE,
    )
    (everyone, group) = publish([tied])["periods"][0]["groups"]
    assert [row["hidden"] for row in everyone["capabilities"]] == [None, None]
    assert [row["hidden"] for row in group["capabilities"]] == ["protected", None]
    assert [row["hidden"] for row in (*everyone["themes"], *group["themes"])] == ["protected"] * 2


def test_what_several_capabilities_call_for_is_hidden_where_it_would_tell_answers() -> None:
    """Who is low in p calls for it, and who is low in q. In the group nobody is low in q, which is shown; everyone
    calls: so all of the group are low in p, of which only the national figures are shown."""
    p, q = [0] * 12 + [3] * 12, [3] * 6 + [4] * 6 + [0] * 6 + [1] * 6
    material = made({"p": p, "q": q}, {"g": range(12)})
    low = tuple(
        {name: frozenset(["low"]) for name, level in (("p", one), ("q", other)) if level < 2}
        for one, other in zip(p, q, strict=True)
    )
    theme = material._replace(
        theme_parts=(Branch("t", ("c-p", "c-q")),),
        themes={"t": [0] * 24},
        called={"low": [True] * 24},
        callers={"low": frozenset("pq")},
        calls=low,
        gate=GATE,
    )
    groups = publish([theme])["periods"][0]["groups"]
    assert [row["hidden"] for group in groups for row in group["capabilities"]] == [None, None, "protected", None]
    assert [row["hidden"] for group in groups for row in group["interventions"]] == ["protected"] * 2


@pytest.mark.parametrize("levels", [[4, 4, 4, 4], [4, 4, 0, 0], [4, 0, 0, 0], [0, 0, 0, 0]])
def test_a_question_that_few_are_asked_is_part_of_no_figure(levels: list[int]) -> None:
    """Neither of its capability's and theme's, nor of what it calls for; and the others say the same whatever it is."""
    few, standing = [NOT_ASKED] * 36 + levels, [1, 2, 3, 4] * 10
    capability = [*standing[:36], *map(min, standing[36:], levels)]
    statuses = ["not_applicable"] * 36 + ["met" if level else "not_met" for level in levels]
    material = made({"q": standing, "r": standing[::-1]}, {})._replace(
        parts=(Branch("c-q", ("q", "few")), Branch("c-r", ("r",))),
        questions={"q": standing, "few": few, "r": standing[::-1]},
        capabilities={"c-q": capability, "c-r": standing[::-1]},
        theme_parts=(Branch("t", ("c-q", "c-r")),),
        themes={"t": [min(level, 1 if low == 0 else 4) for level, low in zip(capability, few, strict=True)]},
        standards={"few": statuses},
        called={"low": [low == 0 for low in few]},
        callers={"low": frozenset(["few"])},
        calls=tuple({"few": frozenset(["low"])} if low == 0 else {} for low in few),
        gate=GATE,
    )
    (group,) = publish([material])["periods"][0]["groups"]
    assert [row["counts"] for row in group["capabilities"]] == [[0, 10, 10, 10, 10]] * 2
    assert [row["counts"] for row in group["themes"]] == [[0, 20, 20, 0, 0]]
    assert [(row["forces"], row["hidden"]) for row in group["interventions"]] == [(None, "protected")]


def test_a_question_that_few_are_asked_is_left_out_of_its_capability() -> None:
    few = [NOT_ASKED] * 20 + [0, 0, 0, 0]
    material = made({"q": MIXED * 4}, {})
    material = material._replace(
        parts=(Branch("c-q", ("q", "few")),),
        questions={"q": MIXED * 4, "few": few},
        capabilities={"c-q": [*(MIXED * 4)[:20], 0, 0, 0, 0]},
    )
    (group,) = publish([material])["periods"][0]["groups"]
    assert [(row["id"], row["hidden"]) for row in group["questions"]] == [("q", None), ("few", "too_few")]
    assert group["capabilities"][0]["counts"] == [4, 8, 8, 4, 0]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (None, SAFE),
        ({}, SAFE),
        ({"others": 8}, SAFE._replace(others=8)),
        ({"others": 12}, SAFE._replace(others=12, others_for_counts=12)),
        ({"others": 2}, SAFE),
        ({"others_for_counts": 0, "known": -1, "small": 0}, SAFE),
        ({"others": "5"}, SAFE._replace(closed=True)),
        ({"others": True}, SAFE._replace(closed=True)),
        ({"others": 5.0}, SAFE._replace(closed=True)),
        ({"other": 5}, SAFE._replace(closed=True)),
        ({"closed": False}, SAFE._replace(closed=True)),
        ([5], SAFE._replace(closed=True)),
    ],
)
def test_settings_only_ever_hide_more(settings: Any, expected: Policy) -> None:
    assert policy_of(settings) == expected


def test_settings_not_understood_hide_everything() -> None:
    publication = publish([made({"q": MIXED * 4}, {"g": range(12)})], policy=policy_of({"others": "many"}))
    assert [(group["shows"], group["hidden"]) for group in publication["periods"][0]["groups"]] == [
        ("nothing", "settings")
    ] * 2
    assert canonical(publication).count('"counts"') == 0


def test_a_stricter_setting_never_shows_more() -> None:
    for seed in range(20):
        there = population(seed)
        loose, strict = (figures(publish(there.materials, (), policy)) for policy in (SAFE, SAFE._replace(others=8)))
        assert strict <= loose


def figures(publication: Publication) -> set[tuple[str, str, str]]:
    return {
        (period["period"], group["id"], row["id"])
        for period in publication["periods"]
        for group in period["groups"]
        for row in (*group["questions"], *group["capabilities"])
        if row["counts"] is not None
    }


def test_a_group_of_one_force_counts_that_force_in() -> None:
    forces = [Force(id=f"f{n}", name=f"F{n}", kind="k", nation="n", region="r") for n in range(7)]
    peer = PeerGroup(
        id="g", name="G", kind="msg", source="s", as_of="2026-01-01", centre="f0", members=("f1", "f2", "gone")
    )
    group = next(group for group in groups_of(forces, [peer]) if group.id == "g")
    assert group.members == {"f0", "f1", "f2"}


# --- every world of small cases, against somebody who knows the program ----------------------------------------


def worlds(pieces: Sequence[int], levels: int) -> Iterator[tuple[Counter[int], ...]]:
    """Every way in which pieces of so many forces can stand, as counts."""
    ways = [[Counter(way) for way in combinations_with_replacement(range(levels), size)] for size in pieces]
    yield from product(*ways)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pieces", "levels", "shown"),
    [
        pytest.param([7], 5, [], id="seven forces"),
        pytest.param([9], 5, [], id="nine forces"),
        pytest.param([12], 3, [], id="twelve forces with counts"),
        pytest.param([6, 6], 3, [[0]], id="twelve with counts, six of them a group"),
        pytest.param([7, 8], 2, [[0], [1]], id="two small groups that make up the whole"),
        pytest.param([11, 11], 2, [[0]], id="two halves with counts"),
        pytest.param([11, 11, 11], 2, [[0], [1], [2]], id="three thirds with counts"),
        pytest.param([6, 6, 11], 2, [[0], [1], [0, 1]], id="small groups in a large one"),
    ],
)
def test_every_world(pieces: list[int], levels: int, shown: list[list[int]]) -> None:
    """For every state of the forces, all other states that would publish the very same: nobody who knows the program,
    and one force's level or two, can tell another's level, or a count of 1 or 2 in a group of fewer than ten."""
    starts = [sum(pieces[:n]) for n in range(len(pieces))]
    groups = {
        f"g{n}": [place for p in group for place in range(starts[p], starts[p] + pieces[p])]
        for n, group in enumerate(shown)
    }
    alike: dict[str, list[tuple[Counter[int], ...]]] = defaultdict(list)
    for world in worlds(pieces, levels):
        column = [level for piece in world for level in sorted(piece.elements())]
        alike[canonical(publish([made({"q": column}, groups)])["periods"])].append(world)
    assert len(alike) > 1
    for same in alike.values():
        for known in knowings(pieces, levels):
            left = [rest for world in same if (rest := without(world, known)) is not None]
            for piece in range(len(pieces)):
                told = {frozenset(level for level, count in rest[piece].items() if count) for rest in left}
                alone = len(told) == 1 and len(next(iter(told))) == 1
                assert not alone, f"Knowing {known}, piece {piece} is told in {same}"
            if len(known) < 2:
                for group in [*shown, list(range(len(pieces)))]:
                    if sum(pieces[p] for p in group) - len(known) < 10:
                        no_small_count(left, group, levels, known)


#: A policy with smaller numbers, so that every world of two tables tied together can be looked at.
SMALL = Policy(others=2, others_for_counts=3, known=1, small=0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "inside", "unmet"),
    [
        pytest.param(9, None, False, id="nine forces"),
        pytest.param(9, None, True, id="nine forces, whose standard nobody meets"),
        pytest.param(8, 4, False, id="eight forces, four of them a group with counts"),
        pytest.param(8, 4, True, id="the same, and a standard that nobody meets"),
    ],
)
def test_every_world_of_a_theme(size: int, inside: int | None, unmet: bool) -> None:
    """Two capabilities, a theme that ties them together, and an intervention that low answers to either call for: for
    every state of the forces, all others that would publish the very same. Nobody who knows one force can tell
    another's level in either capability, or in the theme."""
    pieces = [size] if inside is None else [inside, size - inside]
    kinds = list(product((1, 3), (0, 2)))
    alike: dict[str, list[tuple[Counter[int], ...]]] = defaultdict(list)
    for world in worlds(pieces, len(kinds)):
        rows = [kinds[kind] for piece in world for kind in sorted(piece.elements())]
        alike[canonical(publish([tied(rows, inside, unmet)], policy=SMALL)["periods"])].append(world)
    assert len(alike) > 1
    told = [(same, known) for same in alike.values() for known in knowings(pieces, len(kinds)) if len(known) < 2
            if is_told(same, known, kinds, unmet)]  # fmt: skip
    assert told == []


def tied(rows: Sequence[tuple[int, int]], inside: int | None, unmet: bool) -> Material:
    """A material of two capabilities in one theme. `unmet`: a standard that asks for more than anyone has."""
    groups = {} if inside is None else {"g": range(inside)}
    plain = made({"p": [one for one, _ in rows], "q": [other for _, other in rows]}, groups)
    return plain._replace(
        theme_parts=(Branch("t", ("c-p", "c-q")),),
        themes={"t": [theme_of(row, unmet) for row in rows]},
        standards={"p": ["not_met"] * len(rows)} if unmet else {},
        called={"low": [min(row) < 2 for row in rows]},
        callers={"low": frozenset("pq")},
        gate=GATE,
    )


def theme_of(row: tuple[int, int], unmet: bool) -> int:
    return min(*row, 1) if unmet else min(row)


def is_told(
    same: Sequence[tuple[Counter[int], ...]],
    known: Sequence[tuple[int, int]],
    kinds: Sequence[tuple[int, int]],
    unmet: bool,
) -> bool:
    left = [rest for world in same if (rest := without(world, known)) is not None]
    for piece in range(len(same[0])) if left else ():
        there = {kinds[kind] for rest in left for kind, count in rest[piece].items() if count}
        if any(len({view(row) for row in there}) == 1 for view in (first, last, lambda row: theme_of(row, unmet))):
            return True
    return False


def first(row: tuple[int, int]) -> int:
    return row[0]


def last(row: tuple[int, int]) -> int:
    return row[1]


def knowings(pieces: Sequence[int], levels: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """What an intruder may know: the piece and level of no force, of one, of two."""
    one = list(product(range(len(pieces)), range(levels)))
    yield ()
    yield from ((each,) for each in one)
    yield from combinations_with_replacement(one, 2)


def without(world: tuple[Counter[int], ...], known: Sequence[tuple[int, int]]) -> list[Counter[int]] | None:
    """The world without the forces that are known; nothing when they cannot be in it."""
    left = [Counter(piece) for piece in world]
    for piece, level in known:
        left[piece][level] -= 1
    return left if all(count >= 0 for piece in left for count in piece.values()) else None


def no_small_count(left: list[list[Counter[int]]], group: Sequence[int], levels: int, known: object) -> None:
    for level in range(levels):
        counts = {sum(rest[p][level] for p in group) for rest in left}
        assert counts not in ({1}, {2}), f"Knowing {known}, {counts} at {level} in {group}"


# --- the intruder ----------------------------------------------------------------------------------------------


def usual(seed: int) -> Population:
    """One in five is calm, and every other of these has no groups: there forces can help each other."""
    there = population(seed, calm=seed % 5 == 4)
    if seed % 10 != 4:
        return there
    alone = [one._replace(groups=one.groups[:1]) for one in there.materials]
    return there._replace(groups=there.groups[:1], materials=alone)


def recovered(seed: int, there: Population) -> list[str]:
    """What an intruder finds who is one force or two. In one population of three some forces are named in public, and
    in one of two some help each other."""
    use(there.bundle)
    dice, everyone = random.Random(seed), sorted(there.groups[0].members)
    known = dice.sample(everyone, 1 + seed % 2)
    if seed % 3 == 0:
        named = frozenset(dice.sample(everyone, dice.randint(1, 1 + len(everyone) // 3)))
        materials = [one._replace(named=named) for one in there.materials]
        there = there._replace(named=named, materials=materials)
    press = Press(there.materials, there.crossings)
    told = friends_of(press, there.materials[-1], known, dice) if dice.random() < 0.8 else []
    return attack(there, press.tables(), known, told, published_before(seed, there))


def published_before(seed: int, there: Population) -> tuple[Population, Publication] | None:
    """What was published of the last period when eleven or more forces had not returned, if it may be published again
    now that they have."""
    came = [one["force"] for one in there.files[PERIODS[1]]]
    if len(came) < 18:
        return None
    dice = random.Random(f"before {seed}")
    then = early(there, dice.sample(came, dice.randint(7, len(came) - 11)))
    tables = Press(then.materials, then.crossings).tables()
    first, now = ({**each, "invented": False} for each in (tables, Press(there.materials, there.crossings).tables()))
    return None if open_data.periods_too_close(json.dumps(first), json.dumps(now)) else (then, tables)


def friends_of(press: Press, last: Material, known: Sequence[str], dice: random.Random) -> list[Told]:
    """What those who are known are told of forces that help others, and what follows from it."""
    everyone = [
        Strengths(
            force,
            force,
            dice.choice("abc"),
            frozenset(name for name, column in last.questions.items() if column[n] > CAP),
            frozenset(name for name, column in last.questions.items() if 0 <= column[n] <= NEEDS),
        )
        for n, force in enumerate(last.forces)
    ]
    willing = {force for force in last.forces if force in known or dice.random() < 0.4}
    parts = shareable_capabilities(last.parts, everyone, willing, press.stands)
    by = {one.force: one for one in everyone}
    found = match_friends([one for one in everyone if one.force in willing], parts)
    return [
        Told(
            friend.force,
            part.id,
            tuple(sorted({*part.under} & by[force].weak)),
            tuple(sorted({name for each in parts for name in each.under} & by[force].strong)),
        )
        for force in known
        for friend in found.get(force, ())
        for part in parts
        if part.id in friend.capabilities and friend.force not in known
    ]


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, POPULATIONS, AT_ONCE))
def test_the_intruder_recovers_nothing(start: int) -> None:
    found = {seed: told for seed in range(start, start + AT_ONCE) if (told := recovered(seed, usual(seed)))}
    assert found == {}


#: What the populations must hold, and how often at least.
ENOUGH = {"friends": 3, "before": 3, "moved": 3, "themes": 15, "interventions": 15}


@pytest.mark.slow
def test_there_are_populations_of_every_kind() -> None:
    """With friends who are told, forces named in public, theme tables, interventions and the movement of themes that
    are shown, and periods that were published twice."""
    kinds: Counter[str] = Counter()
    for seed in range(100):
        if all(kinds[kind] >= least for kind, least in ENOUGH.items()):
            break
        there = usual(seed)
        press, dice = Press(there.materials, there.crossings), random.Random(seed)
        kinds["friends"] += bool(friends_of(press, there.materials[-1], sorted(there.groups[0].members)[:2], dice))
        kinds["before"] += published_before(seed, there) is not None
        kinds["moved"] += any(row["up"] is not None for each in press.tables()["between"] for row in each["themes"])
        for group in press.tables()["periods"][-1]["groups"]:
            kinds["themes"] += any(row["counts"] is not None for row in group["themes"])
            kinds["interventions"] += any(row["forces"] is not None for row in group["interventions"])
    assert all(kinds[kind] >= least for kind, least in ENOUGH.items()), kinds


def alone(block: swaps.Block, groups: int, known: int, small: int) -> swaps.Shown:
    """Each table looked at by itself, and nothing filled in from others: what complementary hiding is there to mend."""
    shown = [0, 0]
    for slot in range(groups.bit_length()):
        inside = [n for n, mask in enumerate(block.masks) if mask >> slot & groups >> slot & 1]
        mixed = [mixed_enough([column[n] for n in inside], known + 2) for column in (block.levels, *block.questions)]
        shown[0] |= mixed[0] << slot if inside else 0
        shown[1] |= all(mixed) << slot if inside else 0
    middles = [n for n, members in enumerate(block.middles) if mixed_enough([block.levels[f] for f in members], 1)]
    return swaps.Shown(shown[0], shown[1], frozenset(middles), frozenset(middles))


def mixed_enough(values: Sequence[int], need: int) -> bool:
    counted = Counter(value for value in values if value != NOT_ASKED)
    return not counted or counted.total() - max(counted.values()) >= need


def test_the_intruder_finds_a_theme_that_follows_from_its_capabilities(monkeypatch: pytest.MonkeyPatch) -> None:
    assert recovered(175, usual(175)) == []
    monkeypatch.setattr(decisions.Decided, "_untell", lambda self, theme: None)
    assert recovered(175, usual(175))[0].startswith("2025 t: ")


@pytest.mark.slow
def test_the_intruder_finds_what_two_publications_tell_of_who_came_late() -> None:
    found = 0
    for seed in range(4, 100, 10):
        if found == 3:
            break
        there = usual(seed)
        came = [one["force"] for one in there.files[PERIODS[1]]]
        then = early(there, came[:-1])
        use(there.bundle)
        late = Press(there.materials, there.crossings).tables()
        soon = Press(then.materials, then.crossings).tables()
        found += any(came[-1] in told for told in attack(there, late, came[:1], (), (then, soon)))
    assert found == 3


@pytest.mark.slow
def test_the_intruder_finds_what_complementary_hiding_hides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "settle", alone)
    monkeypatch.setattr(decisions.Decided, "_untell", lambda self, theme: None)
    monkeypatch.setattr(arrangement, "_apart", lambda members, atoms, sizes, others: len(members) > others)
    found = (seed for seed in range(0, 80, 2) if recovered(seed, population(seed, calm=True)))
    assert len([*islice(found, 5)]) == 5


@pytest.mark.slow
def test_the_intruder_finds_what_the_look_at_answers_hides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions.Decided, "_untell", lambda self, theme: None)
    monkeypatch.setattr(
        decisions,
        "settle",
        lambda block, groups, known, small: swaps.Shown(groups, groups, frozenset(), frozenset()),
    )
    found = (seed for seed in range(0, 60, 2) if recovered(seed, population(seed)))
    assert len([*islice(found, 8)]) == 8


def test_what_is_published_is_only_figures_and_reasons() -> None:
    """No force is named beside a figure, and the tables of the national team differ from what is published."""
    there = population(7)
    publication = publish(there.materials, there.crossings)
    assert publication["format"] == AGGREGATE_FORMAT
    plain = {"id": "", "name": "", "centre": ""}
    figures_only = [{**group, **plain} for period in publication["periods"] for group in period["groups"]]
    assert not any(f'"{force}"' in canonical(figures_only) for force in there.groups[0].members)
    assert tabulate(there.materials[0]) != publication["periods"][0]
