"""The rules by which national figures are published: a table of cases, an intruder with a solver, and every nation of
small worlds. Each weaker rule lets the intruder win."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations_with_replacement, product
from operator import eq
from typing import Any, cast

import pytest

from maturity.national import publishing
from maturity.national.critical_friends import Friend, Strengths, match_friends, shareable_capabilities
from maturity.national.published import GroupFigures, MovementFigures, PeriodFigures
from maturity.national.publishing import SAFE, Policy, policy_of, publish
from maturity.national.statistics import NOT_ASKED, Material, Shown, Spread, spread
from maturity.records import Bundle, canonical
from tests.support.intruder import STRONG, WEAK, Release, World, at, attack, capability_at, certain, fails, meets
from tests.support.nations import (
    Answer,
    Question,
    levels,
    lowest,
    nation_of,
    possible_answers,
    random_helping_nation,
    random_nation,
    random_small_nation,
    random_years,
    returned,
    statuses,
)

#: How many random nations the intruder attacks: as many again of small bands, a third as many over several periods, and
#: a third as many with pages that name friends.
#: `make attack` takes 300.
NATIONS = int(os.environ.get("NATIONS", "15"))
#: How many it attacks without a solver. `make attack` takes 5,000.
PLAIN_NATIONS = int(os.environ.get("PLAIN_NATIONS", "200"))
PLAIN, STANDARD = Question(), Question(minimum=2)
MIXED = levels((0, 3), (1, 4), (2, 4), (3, 2))
#: Thirteen forces, nine of which meet a standard at level 2.
HALF_MET = statuses((0, "not_met", 1), (1, "not_met", 3), (2, "met", 4), (3, "met", 5))


def one_block(answers: Sequence[Answer], question: Question = PLAIN, bands: int = 1, **more: Any) -> Material:
    """A capability of one question; forces go into as many bands of one size, in their order."""
    size = len(answers) // bands
    places = {f"b{n}": [*range(n * size, (n + 1) * size)] for n in range(bands)} if bands > 1 else {}
    return nation_of({"a": [question]}, {"a.0": answers}, places, **more)


def seen(figures: PeriodFigures) -> dict[str, str]:
    """What each group shows of the first question, its capability and its standard: counts, middle, or the reason."""
    return {group["id"]: " ".join(_looks(group)) for group in figures["groups"]}


def _looks(group: GroupFigures) -> Iterator[str]:
    for row in (*group["questions"][:1], *group["capabilities"][:1]):
        yield "counts" if row["counts"] else "middle" if row["middle"] is not None else str(row["hidden"])
    for standard in group["standards"][:1]:
        yield "met" if standard["met"] is not None else str(standard["hidden"])


FEW, ALIKE = "too_few too_few", "too_alike too_alike"
CASES: dict[str, tuple[Material, dict[str, str]]] = {
    "five forces: nothing": (one_block(levels((0, 2), (1, 2), (2, 1))), {"all": FEW}),
    "six forces: a middle": (one_block(levels((0, 2), (1, 2), (2, 2))), {"all": "middle middle"}),
    "ten forces: a middle": (one_block(levels((0, 5), (1, 5))), {"all": "middle middle"}),
    "eleven forces: counts": (one_block(levels((0, 7), (1, 4))), {"all": "counts counts"}),
    "all but three alike": (one_block(levels((0, 9), (1, 3))), {"all": ALIKE}),
    "not applicable is a value": (one_block(levels((0, 8), (-1, 4))), {"all": "counts counts"}),
    "a standard that nine of thirteen meet": (one_block(HALF_MET, STANDARD), {"all": "counts counts met"}),
    "a standard that all meet takes the levels with it": (
        one_block(statuses((2, "met", 6), (3, "met", 6)), STANDARD),
        {"all": "too_alike too_alike too_alike"},
    ),
    "not met and not shown together are not met": (
        one_block(statuses((1, "not_met", 2), (2, "not_shown", 2), (2, "met", 4), (3, "met", 4)), STANDARD),
        {"all": "counts counts met"},
    ),
    "ten forces show no standard": (
        one_block(statuses((1, "not_met", 5), (2, "met", 5)), STANDARD),
        {"all": "middle middle too_few"},
    ),
    "two bands of eleven": (
        one_block(levels((0, 7), (1, 4), (3, 4), (4, 7)), bands=2),
        {"all": "counts counts", "b0": "counts counts", "b1": "counts counts"},
    ),
    "one band too alike: no band shows it": (
        one_block(levels((0, 7), (1, 4), (4, 11)), bands=2),
        {"all": "counts counts", "b0": ALIKE, "b1": ALIKE},
    ),
    "bands of nine: the middle": (
        one_block(levels((0, 5), (1, 4), (2, 5), (3, 4)), bands=2),
        {"all": "counts counts", "b0": "middle middle", "b1": "middle middle"},
    ),
    "bands of five: nothing": (
        one_block(levels((0, 3), (1, 2), (2, 3), (3, 2)), bands=2),
        {"all": "middle middle", "b0": FEW, "b1": FEW},
    ),
    "security-sensitive: nationally only": (
        one_block(levels((0, 7), (1, 4), (3, 4), (4, 7)), Question(sensitive=True), bands=2),
        {"all": "counts counts", "b0": "security security", "b1": "security security"},
    ),
    "named forces are left out of the tests": (
        one_block(levels((0, 9), (1, 4)), named=[11, 12]),
        {"all": ALIKE},
    ),
    "named forces are counted": (one_block(levels((0, 9), (1, 6)), named=[13, 14]), {"all": "counts counts"}),
}


@pytest.mark.parametrize(("material", "expected"), CASES.values(), ids=[*CASES])
def test_case(material: Material, expected: dict[str, str]) -> None:
    assert seen(publish(material)) == expected


def test_smallest_band_decides_for_all() -> None:
    answers = levels((0, 8), (1, 8), (2, 8), (3, 6))
    material = nation_of({"a": [PLAIN]}, {"a.0": answers}, {"large": range(20), "small": range(20, 30)})
    assert seen(publish(material)) == {"all": "counts counts", "large": "middle middle", "small": "middle middle"}


def test_bands_that_are_no_division_show_nothing() -> None:
    answers = levels((0, 8), (1, 8), (2, 8))
    for bands in ({"a": range(13), "b": range(12, 24)}, {"a": range(12), "b": range(12, 23)}):
        assert [*seen(publish(nation_of({"a": [PLAIN]}, {"a.0": answers}, bands)))] == ["all"]


def test_question_that_few_are_asked_is_in_no_other_figure() -> None:
    """Twenty of 24 forces are asked: the question is shown over those, and left out of its capability and of sums."""
    conditional = [*levels((0, 10), (4, 10)), *[(NOT_ASKED, "")] * 4]
    blocks = {"a": [PLAIN, Question(conditional=True)]}
    answers = {"a.0": levels((3, 12), (4, 12)), "a.1": conditional}
    figures = publish(nation_of(blocks, answers, {"b0": range(12), "b1": range(12, 24)}))
    nation, *bands = figures["groups"]
    assert [row["counts"] for row in nation["questions"]] == [[0, 0, 0, 12, 12], [10, 0, 0, 0, 10]]
    assert nation["capabilities"][0]["counts"] == [0, 0, 0, 12, 12]
    assert [(row["answers"], row["of"], row["questions"], row["of_questions"]) for row in nation["interventions"]] == [
        (0, 24, 1, 2)
    ]
    assert [[row["hidden"] for row in band["questions"]] for band in bands] == [["too_alike", "too_few"]] * 2


def test_named_force_is_not_taken_out_where_its_answers_are_not_public() -> None:
    """Twelve forces, four of which differ, and a named one. Without the named one in the test, a figure that is shown
    would say that its answer to a security-sensitive question is not one of those of the four."""
    same, other = (
        publish(one_block(levels(*runs), Question(sensitive=True), named=[12]))
        for runs in ([(2, 8), (1, 4), (2, 1)], [(2, 9), (1, 3), (1, 1)])
    )
    assert same == other and seen(same) == {"all": "counts counts"}


def test_sums_are_of_what_is_shown() -> None:
    """The theme and the intervention are over the capability that is shown, and say how many of them that is."""
    blocks = {"a": [PLAIN], "b": [PLAIN]}
    figures = publish(nation_of(blocks, {"a.0": MIXED, "b.0": levels((1, 13))}, {}))
    (nation,) = figures["groups"]
    assert nation["themes"] == [
        {"id": "theme", "counts": [3, 4, 4, 2, 0], "not_applicable": 0, "capabilities": 1, "of": 2, "hidden": None}
    ]
    assert nation["interventions"] == [
        {"intervention": "help", "answers": 7, "of": 13, "questions": 1, "of_questions": 2, "hidden": None}
    ]


# --- settings: rule 9 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (None, SAFE),
        ({}, SAFE),
        ({"counts": 20}, SAFE._replace(counts=20)),
        ({"counts": 3, "middles": 1, "mixed": 0}, SAFE),
        ({"middles": 15}, SAFE._replace(middles=15, counts=15)),
        ({"mixed": 5}, SAFE._replace(mixed=5)),
        ({"cuonts": 20}, SAFE._replace(closed=True)),
        ({"counts": "20"}, SAFE._replace(closed=True)),
        ({"counts": True}, SAFE._replace(closed=True)),
        (["counts"], SAFE._replace(closed=True)),
        ("counts", SAFE._replace(closed=True)),
    ],
)
def test_settings_hide_more_and_never_less(settings: object, expected: Policy) -> None:
    assert policy_of(settings) == expected


def test_settings_that_are_not_understood_hide_everything() -> None:
    figures = publish(one_block(levels((0, 7), (1, 4), (3, 4), (4, 7)), bands=2), policy_of({"cuonts": 11}))
    assert {*seen(figures).values()} == {"settings settings"}


# --- the intruder ----------------------------------------------------------------------------------------------


def attack_as_released(*materials: Material, movement: Sequence[MovementFigures] = ()) -> list[str]:
    releases = [Release(each, publish(each)) for each in materials]
    return attack(releases, minimums_of(*materials), SAFE, movement)


def minimums_of(*materials: Material) -> Mapping[str, int | None]:
    """Each question's minimum, which is public: told from the statuses that it can have."""
    return {
        name: _minimum(materials, name) if name in materials[0].standards else None for name in materials[0].questions
    }


def _minimum(materials: Sequence[Material], name: str) -> int:
    """The lowest minimum with which all statuses agree."""
    pairs = {pair for each in materials for pair in zip(each.questions[name], each.standards[name], strict=True)}
    for minimum in (1, 2, 3):
        if pairs <= {*possible_answers(Question(minimum)), (NOT_ASKED, "not_applicable")}:
            return minimum
    raise AssertionError(name)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(NATIONS))
def test_intruder_is_certain_of_nothing(seed: int) -> None:
    assert attack_as_released(random_nation(seed)) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(NATIONS))
def test_intruder_is_certain_of_nothing_where_bands_show_middles(seed: int) -> None:
    assert attack_as_released(random_small_nation(seed)) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(NATIONS // 3))
def test_intruder_is_certain_of_nothing_over_several_periods(seed: int) -> None:
    """Two periods in one model; in one nation of eight three of them."""
    years = random_years(seed, ["2025", "2026", "2027"][: 3 if seed % 8 == 4 else 2])
    assert attack_as_released(*years) == []


@pytest.mark.slow
def test_intruder_without_a_solver_is_certain_of_nothing() -> None:
    """Other nations than those above: where nearly all forces agree, a small change makes another nation that publishes
    the same. Of about one nation in a thousand no small change does; there the solver decides."""
    found, doubtful = {}, []
    for seed in range(10_000, 10_000 + PLAIN_NATIONS):
        material = random_nation(seed)
        minimums = minimums_of(material)
        if certain(material, minimums, lambda each: canonical(publish(each))):
            doubtful.append(seed)
            if certainties := attack_as_released(material):
                found[seed] = certainties
    print(f"{PLAIN_NATIONS} nations, {len(doubtful)} of them for the solver: {doubtful}")
    assert found == {} and len(doubtful) <= 1 + PLAIN_NATIONS // 200


def test_intruder_without_a_solver_wins_when_a_rule_is_weaker(monkeypatch: pytest.MonkeyPatch) -> None:
    material, _, _ = weaker_capability(monkeypatch)
    minimums = minimums_of(material)
    assert certain(material, minimums, lambda each: canonical(publish(each)))
    monkeypatch.undo()
    assert certain(material, minimums, lambda each: canonical(publish(each))) == []


#: A nation, what is released of it under a weaker rule, and the policy that decided so.
Weakened = tuple[Material, Release, Policy]


def weaker_capability(monkeypatch: pytest.MonkeyPatch) -> Weakened:
    """Capability 3 × 4 and 4 × 7: all are above 2, where evidence is named, so all meet the hidden standard."""
    material = one_block(statuses((3, "met", 4), (4, "met", 7)), STANDARD)
    monkeypatch.setattr(
        publishing,
        "_capability_hidden",
        lambda material, part, forces, questions, policy: (
            None if publishing.levels_mixed(material.capabilities[part.id], forces, policy) else "too_alike"
        ),
    )
    return material, Release(material, publish(material)), SAFE


def item_by_item(material: Material, groups: Any, policy: Policy) -> Shown:
    """A weaker rule 4: by group each figure is shown if it is mixed in every group."""
    places = [[n for n, f in enumerate(material.forces) if f in group.members] for group in groups]

    def hidden(columns: Mapping[str, Sequence[int]]) -> Any:
        return {
            name: "too_alike"
            for name, column in columns.items()
            if not all(publishing.levels_mixed(column, forces, policy) for forces in places)
        }

    counts = publishing._no_counts(min(map(len, places)), policy)
    return Shown(hidden(material.questions), hidden(material.capabilities), counts)


def weaker_block(monkeypatch: pytest.MonkeyPatch) -> Weakened:
    """Two bands of eleven: by band the capability is at 3 and 4 in one and at 0 and 1 in the other, and nationally a
    question is at 4 × 11, 1 × 6 and 0 × 5: so all of the first band are at 4."""
    answers = {
        "a.0": levels((4, 11), (1, 6), (0, 5)),
        "a.1": levels((3, 5), (4, 6), (0, 5), (1, 6)),
    }
    material = nation_of({"a": [PLAIN, PLAIN]}, answers, {"b0": range(11), "b1": range(11, 22)})

    monkeypatch.setattr(publishing, "_groups_shown", item_by_item)
    return material, Release(material, publish(material)), SAFE


def weaker_standard(monkeypatch: pytest.MonkeyPatch) -> Weakened:
    """ "Met 0" counts as mixed, through not met and not shown: nobody meets it, and all the world knows."""
    material = one_block(statuses((1, "not_met", 6), (2, "not_shown", 6)), STANDARD)
    monkeypatch.setattr(
        publishing,
        "standard_mixed",
        lambda found, forces, policy: publishing.levels_mixed(
            [["met", "not_met", "not_shown", "not_applicable"].index(each) for each in found], forces, policy
        ),
    )
    return material, Release(material, publish(material)), SAFE


def weaker_known(monkeypatch: pytest.MonkeyPatch) -> Weakened:
    """Three must differ in place of four: by band it is hidden, so in a band at most two differ. Two of the first band
    know that it is they: with a third the band would be shown."""
    answers = levels((2, 10), (0, 1), (1, 1), (0, 5), (1, 5), (3, 4))
    material = nation_of({"a": [PLAIN]}, {"a.0": answers}, {"b0": range(12), "b1": range(12, 26)})
    policy = Policy(mixed=3)
    return material, Release(material, publish(material, policy)), policy


def weaker_block_of_middles(monkeypatch: pytest.MonkeyPatch) -> Weakened:
    """Two bands of eight: of the first at least seven have the capability at 3 or more, and one of it knows that it is
    not one of them. Nationally a question is at 0, 1 and 4: so all others of the band are at 4."""
    answers = {
        "a.0": levels((1, 1), (4, 7), (0, 4), (1, 4)),
        "a.1": levels((0, 1), (3, 3), (4, 4), (0, 4), (1, 4)),
    }
    material = nation_of({"a": [PLAIN, PLAIN]}, answers, {"b0": range(8), "b1": range(8, 16)})
    monkeypatch.setattr(publishing, "_groups_shown", item_by_item)
    return material, Release(material, publish(material)), SAFE


def weaker_known_of_middles(monkeypatch: pytest.MonkeyPatch) -> Weakened:
    """Two must differ in place of four. The middle and its spread are 2, so in a band of eight one force at most is
    below and one above: those two know it."""
    material = one_block(levels((0, 1), (2, 6), (4, 1), (1, 4), (3, 4)), bands=2)
    policy = Policy(mixed=2)
    return material, Release(material, publish(material, policy)), policy


def weaker_naming(monkeypatch: pytest.MonkeyPatch) -> Weakened:
    """Four differ; two of them are named after the release, and the other two know their own answers."""
    material = one_block(levels((2, 8), (0, 2), (1, 2)))
    return material, Release(material, publish(material), frozenset(material.forces[8:10])), SAFE


WEAKER = (
    weaker_capability,
    weaker_block,
    weaker_block_of_middles,
    weaker_standard,
    weaker_known,
    weaker_known_of_middles,
    weaker_naming,
)


@pytest.mark.parametrize("weaken", WEAKER, ids=lambda weaken: weaken.__name__)
def test_intruder_wins_when_a_rule_is_weaker(weaken: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    material, release, policy = weaken(monkeypatch)
    found = attack([release], minimums_of(material), policy)
    print(weaken.__doc__, *found, sep="\n")
    assert found
    monkeypatch.undo()
    assert attack_as_released(material._replace(named=release.named_since)) == []


def two_blocks() -> World:
    """All nations of two bands of 12 forces, with two questions in two capabilities."""
    records = [*product(possible_answers(PLAIN), repeat=2)]
    return World({"b0": (12, records), "b1": (12, records)})


def show(world: World, bands: Sequence[str], question: int, counts: Mapping[int, int]) -> None:
    for level in range(-1, 5):
        world.figure(bands, at(question, level), counts.get(level, 0))


def test_theme_of_the_nation_beside_capabilities_by_band_would_tell() -> None:
    """One capability by band, 3 and 4 in the first, 0 and 1 in the second; the other nationally, 4 × 12, 1 × 6, 0 × 6.
    That twelve forces are at 3 or more in the theme says that all of the first band are at 4 in the other."""
    world, alone = two_blocks(), two_blocks()
    for each in (world, alone):
        show(each, ["b0"], 0, {3: 6, 4: 6})
        show(each, ["b1"], 0, {0: 6, 1: 6})
        show(each, ["b0", "b1"], 1, {4: 12, 1: 6, 0: 6})
    world.figure(["b0", "b1"], lambda record: lowest([level for level, _ in record]) >= 3, 12)
    assert not world.can_be("b0", lambda record: record[1][0] != 4)
    assert alone.can_be("b0", lambda record: record[1][0] != 4)


def test_forces_that_an_intervention_is_called_for_beside_questions_by_band_would_tell() -> None:
    """Answers at 0 or 1 call for it. By band nobody is so low in one question; 12 forces call for it, as many as are
    at 0 in the other question, and all of the first band do."""
    world, alone = two_blocks(), two_blocks()
    for each in (world, alone):
        show(each, ["b0"], 0, {3: 6, 4: 6})
        show(each, ["b1"], 0, {0: 6, 1: 6})
        show(each, ["b0", "b1"], 1, {0: 12, 3: 6, 4: 6})
    world.figure(["b0", "b1"], lambda record: min(record[0][0], record[1][0]) <= 1, 24)
    assert not world.can_be("b0", lambda record: record[1][0] != 0)
    assert alone.can_be("b0", lambda record: record[1][0] != 0)


# --- several releases ------------------------------------------------------------------------------------------


def test_movement_would_tell() -> None:
    """In the first period half of the forces are at 1 and half at 3, and no band is shown. That twelve went up and
    twelve down, to what the bands show a year later, says which half is which band."""
    first = one_block(levels((1, 12), (3, 12)), bands=2)._replace(period="2025")
    second = one_block(levels((2, 6), (3, 6), (0, 6), (1, 6)), bands=2)
    moved: MovementFigures = {"id": "a", "up": 12, "down": 12, "same": 0, "not_shown": 0, "rules": 0}
    found = attack_as_released(first, second, movement=[moved])
    assert any("for 2025 is 1 in all of b0" in each for each in found)
    assert attack_as_released(first, second) == []


#: Forty-one forces, of which the last eleven agree.
FORTY_ONE = one_block(levels((0, 10), (1, 10), (2, 21)))
THIRTY = returned(FORTY_ONE, FORTY_ONE.forces[:30])


@pytest.mark.parametrize(
    ("first", "second", "tells"), [("2026", "2026", True), ("2026 Q1", "2026 Q3", True), ("2026 Q1", "2027 Q1", False)]
)
def test_second_release_within_nine_months_would_tell(first: str, second: str, tells: bool) -> None:
    """Thirty returned, then 41. Where answers are still the same, one release taken from the other says that the eleven
    are all at 2."""
    releases = [THIRTY._replace(period=first), FORTY_ONE._replace(period=second)]
    assert bool(attack_as_released(*releases)) == tells
    assert not any(attack_as_released(each) for each in releases)


def test_figures_of_forces_in_both_periods_would_tell() -> None:
    """Beside the figures of 41 forces those of the thirty that returned a year before."""
    before = THIRTY._replace(period="2025")
    assert attack_as_released(before, FORTY_ONE, THIRTY)
    assert attack_as_released(before, FORTY_ONE) == []


# --- pages that go back to forces ------------------------------------------------------------------------------


def friends_in(material: Material) -> dict[str, list[Friend]]:
    """The friend that each force's own page names, where all have agreed to help and regions are bands."""
    region = {force: group.id for group in material.groups for force in group.members if group.kind != "all"}
    everyone = [
        Strengths(
            force,
            force,
            region[force],
            frozenset(name for name, column in material.questions.items() if column[place] in STRONG),
            frozenset(name for name, column in material.questions.items() if column[place] in WEAK),
        )
        for place, force in enumerate(material.forces)
    ]
    parts = [
        {"id": part.id, "questions": [{"id": name, "sensitive": name in material.sensitive} for name in part.under]}
        for part in material.parts
    ]
    shareable = shareable_capabilities(cast(Bundle, {"themes": [{"capabilities": parts}]}), everyone)
    return {force: [friend] for force, friend in match_friends(everyone, shareable).items()}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(NATIONS // 3))
def test_intruder_with_its_own_page_is_certain_of_nothing(seed: int) -> None:
    material = random_helping_nation(seed)
    release = Release(material, publish(material), friends=friends_in(material))
    assert attack([release], minimums_of(material), SAFE) == []


def test_random_nations_have_friends() -> None:
    assert len([seed for seed in range(5) if friends_in(random_helping_nation(seed))]) > 1


def test_page_that_names_two_friends_would_tell() -> None:
    """Nationally nobody is at 3 in the question: a second force that could help with it is at 4."""
    answers = levels((0, 6), (2, 6), (4, 6), (2, 6))
    material = nation_of({"a": [PLAIN]}, {"a.0": answers}, {"b0": range(12), "b1": range(12, 24)})
    first, second = (Friend(material.forces[place], "", ("a",)) for place in (12, 13))
    one = Release(material, publish(material), friends={material.forces[0]: [first]})
    found = attack([one._replace(friends={material.forces[0]: [first, second]})], minimums_of(material), SAFE)
    assert any("level of a.0 for 2026 is 4" in each for each in found)
    assert attack([one], minimums_of(material), SAFE) == []


def test_intruder_reads_a_middle_and_its_spread_exactly() -> None:
    """Of five forces: each level is possible exactly where it is in some nation with that spread."""
    nations = [*combinations_with_replacement(range(-1, 5), 5)]
    possible: dict[Spread | None, set[int]] = defaultdict(set)
    for nation in nations:
        possible[spread(nation)].update(nation)
    for found, its in possible.items():
        if found is not None:
            world = World({"all": (5, [*range(-1, 5)])})
            world.spread(["all"], lambda level: level, found)
            assert {level for level in range(-1, 5) if world.can_be("all", partial(eq, level))} == its


# --- every nation of small worlds ------------------------------------------------------------------------------

#: The proof does not rest on how many forces returned, so small worlds need no eleven.
SMALL = Policy(counts=1, middles=1)
WORLDS: dict[str, tuple[Question, Sequence[Answer], int]] = {
    "two bands of six, three levels": (PLAIN, levels((0, 1), (1, 1), (2, 1)), 6),
    "two bands of five, with a standard": (
        STANDARD,
        statuses((1, "not_met", 1), (2, "not_shown", 1), (2, "met", 1), (3, "met", 1)),
        5,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("question", "can", "size"), WORLDS.values(), ids=[*WORLDS])
def test_nobody_is_certain_in_any_small_world(question: Question, can: Sequence[Answer], size: int) -> None:
    assert certain_in_small_worlds(question, can, size, SMALL) == []


def certain_in_small_worlds(question: Question, can: Sequence[Answer], size: int, policy: Policy) -> list[str]:
    """Nations that publish the same are one to the intruder, who knows two forces of them: what all that agree with
    these two say of the others is certain."""
    each_band = [*combinations_with_replacement(can, size)]
    alike: dict[str, list[tuple[tuple[Answer, ...], ...]]] = defaultdict(list)
    for nation in product(each_band, repeat=2):
        material = one_block([answer for band in nation for answer in band], question, bands=2)
        alike[canonical(publish(material, policy))].append(nation)
    found = []
    for nations in alike.values():
        rest: dict[Any, list[set[Answer]]] = {}
        for nation in nations:
            for known, left in _without_two(nation):
                sides = rest.setdefault(known, [set() for _ in nation])
                for side, answers in zip(sides, left, strict=True):
                    side.update(answers)
        for known, sides in rest.items():
            found += [f"{known}: {side}" for side in sides if len({level for level, _ in side}) == 1]
            if question.minimum is not None:
                found += [f"{known}: {side}" for side in sides if len({status == "met" for _, status in side}) == 1]
    return found


def _without_two(nation: tuple[tuple[Answer, ...], ...]) -> Iterator[tuple[Any, list[list[Answer]]]]:
    """Every two forces that somebody may know, each with its band, and what the others answered, band by band."""
    forces = sorted({(band, answer) for band, answers in enumerate(nation) for answer in answers})
    for pair in combinations_with_replacement(forces, 2):
        left = [[*answers] for answers in nation]
        try:
            for band, answer in pair:
                left[band].remove(answer)
        except ValueError:
            continue  # there is only one such force
        yield pair, left


def test_capability_at_counts_the_lowest_level() -> None:
    assert capability_at(1)(((3, ""), (1, ""))) and not capability_at(3)(((3, ""), (1, "")))
    assert meets(0)(((2, "met"),)) and fails(0)(((2, "not_shown"),))
