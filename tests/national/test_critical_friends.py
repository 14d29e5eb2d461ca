"""Critical friends: a small case by hand, and what must hold for any forces whatever."""

from __future__ import annotations

import random
from collections.abc import Collection
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.editions.lineage import Editions
from maturity.national import feedback, figures
from maturity.national.critical_friends import (
    LEAST_FORCES,
    Friend,
    Strengths,
    match_friends,
    shareable_capabilities,
)
from maturity.national.statistics import Branch
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.model import Questionnaire
from maturity.records import Assessment, Bundle
from tests.support.html import Seen
from tests.support.returns import agreeing, all_returned

PARTS = [Branch("aim", ("a1", "a2")), Branch("reply", ("r1",)), Branch("safety", ("s1",)), Branch("youth", ("y1",))]
TODAY = "2026-11-20"


def stand(force: str, region: str, strong: str, weak: str) -> Strengths:
    return Strengths(force, force.title(), region, frozenset(strong.split()), frozenset(weak.split()))


def told(standings: Collection[Strengths], parts: list[Branch] = PARTS) -> dict[str, str]:
    """Each force's friend in one line: `bell: reply youth`."""
    found = match_friends(standings, parts)
    return {force: f"{friend.force}: {' '.join(friend.capabilities)}" for force, friend in found.items()}


#: Worked by hand. Ash and Bell can help each other with two capabilities each (two questions of one count once), Ash
#: and Cole with one, Bell and Dove with one; Ash and Elm cannot, being of one region; Fern is strong in one
#: capability only. Cole has one choice, which is Ash; then Dove can choose Bell or Elm, who gain as much with it.
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
        "ash": "cole: safety youth",
        "cole": "ash: aim",
        "dove": "elm: youth",
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


def bundle_of(*sensitive: str) -> Bundle:
    """The capabilities of `PARTS` in one theme."""
    listed = [
        {"id": part.id, "questions": [{"id": name, "sensitive": name in sensitive} for name in part.under]}
        for part in PARTS
    ]
    made: Any = {"themes": [{"id": "t", "capabilities": listed}]}
    bundle: Bundle = made
    return bundle


#: How many of everyone are strong on a2 and how many are weak there; whether forces may be matched on it.
ENOUGH = [(LEAST_FORCES, LEAST_FORCES, True), (LEAST_FORCES - 1, 9, False), (9, LEAST_FORCES - 1, False)]


@pytest.mark.parametrize(("strong", "weak", "may"), ENOUGH)
def test_on_a_question_few_are_strong_or_weak_on_nobody_is_matched(strong: int, weak: int, may: bool) -> None:
    everyone = [stand(f"s{n}", "north", "a2", "") for n in range(strong)]
    everyone += [stand(f"w{n}", "south", "", "a2") for n in range(weak)]
    found = {part.id: part.under for part in shareable_capabilities(bundle_of(), everyone)}
    assert found["aim"] == (("a2",) if may else ())


def test_a_capability_with_a_sensitive_question_is_never_named() -> None:
    everyone = [stand(f"f{n}", "north", "a1 r1 s1", "a2 y1") for n in range(LEAST_FORCES)]
    everyone += [stand(f"g{n}", "south", "a2 y1", "a1 r1 s1") for n in range(LEAST_FORCES)]
    found = {part.id: part.under for part in shareable_capabilities(bundle_of("a2"), everyone)}
    assert found == {"reply": ("r1",), "safety": ("s1",), "youth": ("y1",)}


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
    for force, friend in found.items():
        assert found[friend.force].force == force, "who helps is helped, and by nobody else"
        assert by[force].region != by[friend.force].region
        assert friend.capabilities
        for part in (part for part in PARTS if part.id in friend.capabilities):
            assert by[force].weak & by[friend.force].strong & {*part.under}
    mixed = [*standings]
    dice.shuffle(mixed)
    assert match_friends(mixed, PARTS) == found, "the order of the files does not matter"
    alone = [one for one in standings if one.force not in found]
    assert not [pair for pair in combinations(alone, 2) if told(pair)], "nobody is passed over for want of a look"


@pytest.mark.parametrize("size", [2, 8, 48])
def test_all_have_a_friend_where_all_could_be_matched(size: int) -> None:
    half = [
        stand(f"f{n:02}", f"r{n % 2}", "a1 r1" if n % 2 else "s1 y1", "s1 y1" if n % 2 else "a1 r1")
        for n in range(size)
    ]
    assert {*match_friends(half, PARTS)} == {one.force for one in half}


# --- on the page -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def assessments(q: Questionnaire, bundle: Bundle) -> list[Assessment]:
    return all_returned(bundle, [force.id for force in q.forces.forces], "2026")


def given_back(q: Questionnaire, assessments: list[Assessment], on: str | None = TODAY) -> list[feedback.Feedback]:
    editions = Editions(q, compile_bundle(q))
    returns = figures.returns_by_period(editions, assessments, on)
    picture = figures.public_picture(editions, returns)
    return list(feedback.feedback_for_forces(editions, picture, returns, on=on))


def named(q: Questionnaire, assessments: list[Assessment], on: str | None = TODAY) -> dict[str, Friend]:
    return {one.profile["force"]: one.friend for one in given_back(q, assessments, on) if one.friend}


def test_only_forces_that_agreed_are_named_and_told(q: Questionnaire, assessments: list[Assessment]) -> None:
    willing = [force.id for force in q.forces.forces[::2]]
    found = named(agreeing(q, willing), assessments)
    assert len(found) >= 4 and {friend.force for friend in found.values()} == {*found} <= {*willing}
    sensitive = {c.id for t in q.themes for c in t.capabilities if any(each.sensitive for each in c.questions)}
    assert sensitive and not sensitive & {name for friend in found.values() for name in friend.capabilities}


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
    q: Questionnaire, assessments: list[Assessment], consent: dict[str, str], on: str | None
) -> None:
    willing = [force.id for force in q.forces.forces]
    assert named(agreeing(q, willing, **consent), assessments, on) == {}


def test_a_force_that_has_ended_is_not_named(q: Questionnaire, assessments: list[Assessment]) -> None:
    everyone = agreeing(q, [force.id for force in q.forces.forces])
    ended = tuple(force.model_copy(update={"ends": "2026-06-30"}) for force in everyone.forces.forces[:24])
    later = everyone.model_copy(
        update={"forces": everyone.forces.model_copy(update={"forces": (*ended, *everyone.forces.forces[24:])})}
    )
    there = {friend.force for friend in named(later, assessments).values()}
    assert there and not there & {force.id for force in ended}


def test_page_names_the_friend_and_capabilities_and_no_level(q: Questionnaire, assessments: list[Assessment]) -> None:
    asked = agreeing(q, [force.id for force in q.forces.forces[::2]])
    for one in given_back(asked, assessments):
        html = feedback.feedback_page(asked, one)
        part = html.partition('id="friends"')[2].partition("<h2")[0]
        text = Seen(part).text
        names = {force.name for force in q.forces.forces if force.name in text and force.name != one.name}
        assert ({one.friend.name} if one.friend else set()) <= names
        table = Seen(part.partition("<tbody>")[2].partition("</tbody>")[0]).text
        assert not one.friend or not any(word.isdigit() for word in table.split())
        if not one.helps:
            assert "no written agreement" in text and not one.friend
