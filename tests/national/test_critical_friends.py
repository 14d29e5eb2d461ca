"""Critical friends: a small case by hand, and what must hold for any forces whatever."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.national import feedback
from maturity.national.critical_friends import (
    CANDIDATES,
    MOST_FRIENDS,
    Friend,
    Strengths,
    match_friends,
    shareable_capabilities,
)
from maturity.national.statistics import Branch
from maturity.questionnaire.model import Questionnaire
from maturity.records import Assessment, Bundle
from tests.support.html import Seen
from tests.support.returns import agreeing, all_returned

PARTS = [Branch("aim", ("a1", "a2")), Branch("reply", ("r1",)), Branch("safety", ("s1",)), Branch("youth", ("y1",))]
TODAY = "2026-11-20"


def stand(force: str, region: str, strong: str, weak: str) -> Strengths:
    return Strengths(force, force.title(), region, frozenset(strong.split()), frozenset(weak.split()))


def told(standings: Collection[Strengths], parts: list[Branch] = PARTS) -> dict[str, str]:
    """Each force's friends in one line: `bell: reply youth; ...`."""
    return {
        force: "; ".join(f"{friend.force}: {' '.join(friend.capabilities)}" for friend in found)
        for force, found in match_friends(standings, parts).items()
    }


#: Worked by hand. Ash and Bell can help each other with two capabilities each (two questions of one count once), Ash
#: and Cole with one, Bell and Dove with one; Ash and Elm cannot, being of one region; Fern is strong in one
#: capability only. Cole and Dove have one choice each and Elm none, so Cole and Dove choose first.
SIX = [
    stand("ash", "north", "a1 a2 r1", "s1 y1"),
    stand("bell", "south", "s1 y1", "a1 a2 r1"),
    stand("cole", "south", "s1 y1", "a1"),
    stand("dove", "east", "a2 r1", "y1"),
    stand("elm", "north", "s1 y1", "a1 r1"),
    stand("fern", "west", "a1", "s1"),
]


def test_six_forces_by_hand() -> None:
    assert told(SIX) == {
        # Cole's one choice is Ash, and Dove can choose Bell or Elm, who gain as much with it: Bell comes first.
        "ash": "bell: safety youth; cole: safety youth",
        "bell": "ash: aim reply; dove: aim reply",
        "cole": "ash: aim",
        "dove": "bell: youth; elm: youth",
        "elm": "dove: reply",
    }


#: What changes; the standings; the pairs.
CASES = [
    ("both gain, and are of two regions", [SIX[0], SIX[1]], "ash bell"),
    ("one region", [SIX[0], SIX[4]], ""),
    ("only one of them would gain", [SIX[0], stand("bell", "south", "s1 y1", "")], ""),
    ("strong in one capability only: it would tell where the other is weak", [SIX[1], SIX[5]], ""),
    ("strong on two questions of one capability: the same", [stand("ash", "north", "a1 a2", "s1"), SIX[1]], ""),
    ("weak in a capability, and strong on another question of it", [stand("ash", "north", "a1 r1", "s1 a2"), SIX[1]],
     "ash bell"),
    ("nobody but itself", [SIX[0]], ""),
    ("nobody", [], ""),
]  # fmt: skip


@pytest.mark.parametrize(("standings", "pairs"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_who_is_matched(standings: list[Strengths], pairs: str) -> None:
    assert " ".join(told(standings)) == pairs


def test_a_capability_that_may_not_be_told_is_not_there() -> None:
    assert told(SIX[:2], PARTS[:3]) == {}  # Bell is strong in one capability of these only
    parts = [*PARTS[:1], *PARTS[2:]]
    assert told([stand("ash", "north", "a1 y1", "s1"), SIX[1]], parts) == {
        "ash": "bell: safety",
        "bell": "ash: aim",
    }


def test_what_may_be_told_is_asked_about_everyone_strong() -> None:
    asked: dict[str, list[str]] = {}

    def stands(capability: str, forces: Collection[str]) -> bool:
        asked[capability] = sorted(forces)
        return capability != "safety"

    many = [one._replace(force=f"{one.force}{n}") for one in SIX for n in range(3)]
    willing = [one.force for one in many if one.force.endswith("0")]
    found = shareable_capabilities(PARTS, many, willing, stands)
    # On the second question of aim only Bell is weak, and three of them are too few.
    assert found == [Branch("aim", ("a1",)), PARTS[1], PARTS[3]]
    assert asked == {
        "aim": ["ash0", "fern0"],
        "reply": ["ash0", "dove0"],
        "safety": ["bell0", "cole0", "elm0"],
        "youth": ["bell0", "cole0", "elm0"],
    }


def test_on_a_question_few_are_strong_or_weak_on_nobody_is_matched() -> None:
    """Elm alone is strong on youth, and all but it are weak there: that it is named would tell who is not."""
    others = [stand(f"f{n}", "east", "a1 r1", "s1 y1") for n in range(4)] + [
        stand(f"g{n}", "west", "s1", "a1 r1 y1") for n in range(4)
    ]
    everyone = [*others, stand("elm", "north", "s1 y1", "a1 r1")]
    willing = [one.force for one in everyone]
    found = shareable_capabilities(PARTS, everyone, willing, lambda capability, forces: True)
    assert [(part.id, part.under) for part in found] == [("aim", ("a1",)), ("reply", ("r1",)), ("safety", ("s1",))]


QUESTIONS = [question for part in PARTS for question in part.under]


@st.composite
def anyone(draw: st.DrawFn) -> list[Strengths]:
    levels = st.lists(st.sampled_from("swn"), min_size=len(QUESTIONS), max_size=len(QUESTIONS))
    made = []
    for n in range(draw(st.integers(0, 14))):
        given = draw(levels)
        picks = {kind: " ".join(q for q, k in zip(QUESTIONS, given, strict=True) if k == kind) for kind in "sw"}
        made.append(stand(f"f{n:02}", draw(st.sampled_from("abc")), picks["s"], picks["w"]))
    return made


@settings(max_examples=300, deadline=None)
@given(anyone(), st.randoms())
def test_what_holds_for_anyone(standings: list[Strengths], dice: random.Random) -> None:
    found = match_friends(standings, PARTS)
    by = {one.force: one for one in standings}
    pairs = {(force, friend.force) for force, each in found.items() for friend in each}
    assert pairs == {(b, a) for a, b in pairs}, "who helps is helped"
    named = Counter(other for _, other in pairs)
    assert all(count <= MOST_FRIENDS for count in named.values()), "work is shared out"
    for force, each in found.items():
        assert [friend.name for friend in each] == sorted(friend.name for friend in each)
        for friend in each:
            assert by[force].region != by[friend.force].region
            assert friend.capabilities
            for part in (part for part in PARTS if part.id in friend.capabilities):
                assert by[force].weak & by[friend.force].strong & {*part.under}
    mixed = [*standings]
    dice.shuffle(mixed)
    assert match_friends(mixed, PARTS) == found, "the order of the files does not matter"
    everyone = dict.fromkeys(by, 0) | named
    for one, other in ((a, b) for a in standings for b in standings if a.force < b.force):
        could = told([one, other]) != {}
        if could and (one.force, other.force) not in pairs:
            assert max(everyone[one.force], everyone[other.force]) == MOST_FRIENDS, (
                "nobody with time left is passed over"
            )


def test_nobody_has_a_second_friend_while_a_first_can_be_found() -> None:
    """All could be matched with all: then everyone is named as often as everyone else."""
    for size in (2, 8, 48):
        half = [
            stand(f"f{n:02}", f"r{n % 2}", "a1 r1" if n % 2 else "s1 y1", "s1 y1" if n % 2 else "a1 r1")
            for n in range(size)
        ]
        counts = Counter(friend.force for each in match_friends(half, PARTS).values() for friend in each)
        assert set(counts.values()) == {min(MOST_FRIENDS, size // 2)} and len(counts) == size


def test_cost_is_near_linear() -> None:
    parts = [Branch(f"c{n}", tuple(f"c{n}q{m}" for m in range(2))) for n in range(22)]
    questions = [question for part in parts for question in part.under]

    def took(size: int) -> float:
        dice = random.Random(size)
        there = [
            Strengths(f"f{n}", f"f{n}", f"r{n % 10}", *(frozenset(dice.sample(questions, k)) for k in (6, 20)))
            for n in range(size)
        ]
        start = time.process_time()
        assert len(match_friends(there, parts)) > size * 9 // 10
        return time.process_time() - start

    assert took(5 * CANDIDATES) < 12 * took(CANDIDATES) + 0.2  # each pair of all would take 25 times


# --- on the page -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def assessments(q: Questionnaire, bundle: Bundle) -> list[Assessment]:
    return all_returned(bundle, [force.id for force in q.forces.forces], "2026")


def named(
    q: Questionnaire, bundle: Bundle, assessments: list[Assessment], on: str | None = TODAY
) -> dict[str, tuple[Friend, ...]]:
    made = feedback.feedback_for_forces(q, bundle, assessments, on=on)
    return {one.profile["force"]: one.friends for one in made if one.friends}


def test_only_forces_that_agreed_are_named_and_told(
    q: Questionnaire, bundle: Bundle, assessments: list[Assessment]
) -> None:
    willing = [force.id for force in q.forces.forces[::2]]
    found = named(agreeing(q, willing), bundle, assessments)
    there = {friend.force for each in found.values() for friend in each}
    assert len(found) >= 4 and there == {*found} <= {*willing}
    sensitive = {c.id for t in q.themes for c in t.capabilities if any(each.sensitive for each in c.questions)}
    assert not sensitive & {name for each in found.values() for friend in each for name in friend.capabilities}


@pytest.mark.parametrize(
    ("consent", "on"),
    [
        ({}, None),
        ({"date": "2026-11-21"}, TODAY),
        ({"until": "2026-11-19"}, TODAY),
        ({}, "20/11/2026"),
        ({}, "2026-02-30"),
        ({}, "9999"),
    ],
)
def test_consent_that_does_not_hold_names_nobody(
    q: Questionnaire, bundle: Bundle, assessments: list[Assessment], consent: dict[str, str], on: str | None
) -> None:
    willing = [force.id for force in q.forces.forces]
    assert named(agreeing(q, willing, **consent), bundle, assessments, on) == {}


def test_a_force_that_has_ended_is_not_named(q: Questionnaire, bundle: Bundle, assessments: list[Assessment]) -> None:
    everyone = agreeing(q, [force.id for force in q.forces.forces])
    ended = tuple(force.model_copy(update={"ends": "2026-06-30"}) for force in everyone.forces.forces[:24])
    later = everyone.model_copy(
        update={"forces": everyone.forces.model_copy(update={"forces": (*ended, *everyone.forces.forces[24:])})}
    )
    there = {friend.force for each in named(later, bundle, assessments).values() for friend in each}
    assert there and not there & {force.id for force in ended}


def test_page_names_friends_and_capabilities_and_no_level(
    q: Questionnaire, bundle: Bundle, assessments: list[Assessment]
) -> None:
    asked = agreeing(q, [force.id for force in q.forces.forces[::2]])
    for one in feedback.feedback_for_forces(asked, bundle, assessments, on=TODAY):
        html = feedback.feedback_page(asked, one)
        part = html.partition('id="friends"')[2].partition("<h2")[0]
        text = Seen(part).text
        names = {force.name for force in q.forces.forces if force.name in text and force.name != one.name}
        assert {friend.name for friend in one.friends} <= names
        table = Seen(part.partition("<tbody>")[2].partition("</tbody>")[0]).text
        assert not one.friends or not any(word.isdigit() for word in table.split())
        if not one.helps:
            assert "has not agreed in writing" in text and not one.friends


def test_names_are_left_out_where_figures_would_not_stand(
    q: Questionnaire, bundle: Bundle, assessments: list[Assessment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maturity.national.disclosure.movement.Press.stands", lambda self, capability, forces: False)
    assert named(agreeing(q, [force.id for force in q.forces.forces]), bundle, assessments) == {}
