"""From a questionnaire to a bundle: what each file becomes, the order of work, and figures that stay exact."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from maturity.errors import MaturityError
from maturity.questionnaire.bundle import compile_bundle, exactness_flags, fingerprint, work_order
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from maturity.records import canonical
from tests import ROOT, TINY
from tests.support.broken_questionnaires import copy_tiny, replace
from tests.support.engine_cases import POLICY

QUESTIONNAIRE = ROOT / "questionnaire"
INTERVENTIONS = ("recipe-swap", "shared-scales", "fridge-log", "dish-cards", "leaflet-round")


@pytest.fixture(scope="module")
def tiny() -> Questionnaire:
    return load_questionnaire(TINY)


def test_bundle_of_the_tiny_questionnaire(tiny: Questionnaire) -> None:
    bundle = compile_bundle(tiny)
    assert bundle["format"] == "maturity-bundle/2"
    assert bundle["edition"] == {"id": "village-kitchen", "version": "1.0", "fingerprint": fingerprint(tiny)}
    assert bundle["top"] == 2
    assert bundle["policy"] == {
        "evidence_cap": None,
        "dont_know": 0,
        "points": [0, 1, 3],
        "gate": None,
        "overall": True,
    }
    assert (bundle["conditions"], bundle["about"]) == (["garden"], ["meals-a-week", "building"])
    assert bundle["roles"] == ["cook", "treasurer", "host"]
    assert [(theme["id"], theme["weight"]) for theme in bundle["themes"]] == [("good-food", 2), ("good-company", 1)]
    assert bundle["forces"] == {
        "hill-kitchen": ["garden"],
        "mill-kitchen": [],
        "old-mill-kitchen": [],
        "example-kitchen": [],
    }
    questions = {question["id"]: question for question in bundle["themes"][0]["capabilities"][1]["questions"]}
    assert questions["f-garden"] == {
        "id": "f-garden",
        "weight": 2,
        "minimum": None,
        "urgent": False,
        "condition": "garden",
        "not_applicable": False,
        "sensitive": False,
        "meaning": 2,
        "lead": "cook",
        "helpers": ["host"],
        "gives": [],
    }
    safe = bundle["themes"][0]["capabilities"][0]
    assert (safe["id"], safe["weight"]) == ("safe-food", 3)
    assert [(x["minimum"], x["not_applicable"]) for x in safe["questions"]] == [(1, False), (2, True)]


def test_bundle_has_each_step_and_each_intervention_as_an_action(tiny: Questionnaire) -> None:
    """A step is taken from the step before; national work costs a force nothing; ranks follow the order of work."""
    actions = compile_bundle(tiny)["actions"]
    found = [
        (action["id"], action["owner"], action["days"], action["needs"], action["interventions"]) for action in actions
    ]
    assert found == [
        ("f-fridge-1", "force", [0, 1], [], ["fridge-log"]),
        ("f-fridge-2", "force", [2, 4], ["f-fridge-1"], ["fridge-log"]),
        ("f-allergies-2", "force", [1, 3], [], ["dish-cards"]),
        ("fridge-log", "national", [0, 0], [], ["fridge-log"]),
        ("dish-cards", "force", [1, 10], [], ["dish-cards"]),
        ("leaflet-round", "force", [60, 200], [], ["leaflet-round"]),
        ("shared-scales", "both", [1, 10], [], ["shared-scales"]),
        ("recipe-swap", "national", [0, 0], [], ["recipe-swap"]),
    ]
    assert [action["rank"] for action in actions] == [*range(1, 9)]
    raised = {action["id"]: [(x["question"], x["from"], x["to"]) for x in action["raises"]] for action in actions}
    assert raised["f-fridge-2"] == [("f-fridge", 1, 2)]
    assert raised["leaflet-round"] == [("p-leaflet", 0, 2), ("p-keys", 0, 1)]


def test_step_belongs_to_the_interventions_that_raise_the_same_levels(tmp_path: Path) -> None:
    """Where none does, to all that raise its question."""
    new = ("question: f-weighing, levels: [0, 2]", "question: f-fridge, levels: [0, 1]")
    bundle = compile_bundle(load_questionnaire(copy_tiny(tmp_path, interventions=new)))
    belongs = {action["id"]: action["interventions"] for action in bundle["actions"]}
    assert (belongs["f-fridge-1"], belongs["f-fridge-2"]) == (["fridge-log", "shared-scales"], ["fridge-log"])


def test_policy_of_the_real_questionnaire_is_the_recommended_one() -> None:
    bundle = compile_bundle(load_questionnaire(QUESTIONNAIRE))
    assert bundle["policy"] == POLICY


def test_bundle_is_plain_json(tiny: Questionnaire) -> None:
    """Lists, not tuples: the same bytes must come back from the other engine."""
    bundle = compile_bundle(tiny)
    assert json.loads(canonical(bundle)) == bundle


# --- order of work ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "order"),
    [
        # horizon first; in one horizon what must come first; then rank; then id
        (None, "fridge-log dish-cards leaflet-round shared-scales recipe-swap"),
        # nothing to wait for: by id alone
        (("after: [fridge-log]\n  - id: leaflet", "after: []\n  - id: leaflet"),
         "dish-cards fridge-log leaflet-round shared-scales recipe-swap"),
        # a rank comes before none, and what must come first before any rank
        (("id: leaflet-round\n", "id: leaflet-round\n    rank: 7\n"),
         "leaflet-round fridge-log dish-cards shared-scales recipe-swap"),
        (("id: dish-cards\n", "id: dish-cards\n    rank: 1\n"),
         "fridge-log dish-cards leaflet-round shared-scales recipe-swap"),
        # waiting for something of a later horizon does not move it there
        (("after: [fridge-log]\n  - id: leaflet", "after: [recipe-swap]\n  - id: leaflet"),
         "dish-cards fridge-log leaflet-round shared-scales recipe-swap"),
        # a chain within one horizon, against the order of ids
        (("now: Fold a sheet of card.\n    after: [fridge-log]", "now: Fold.\n    after: [leaflet-round]"),
         "fridge-log leaflet-round dish-cards shared-scales recipe-swap"),
    ],
)  # fmt: skip
def test_order_of_work(change: tuple[str, str] | None, order: str, tmp_path: Path) -> None:
    folder = copy_tiny(tmp_path, **({"interventions": change} if change else {}))
    assert work_order(load_questionnaire(folder)) == order.split()


def test_prerequisites_of_the_real_roadmap_come_first_within_their_horizon() -> None:
    q = load_questionnaire(QUESTIONNAIRE)
    order = work_order(q)
    items = {item.id: item for item in q.interventions.interventions}
    horizons = [step.id for step in q.edition.horizons]
    assert sorted(order) == sorted(items)
    assert [items[name].rank for name in order] == [*range(1, len(items) + 1)], "ranks say another order"
    assert [horizons.index(items[name].horizon) for name in order] == sorted(
        horizons.index(item.horizon) for item in items.values()
    )
    for item in items.values():
        for first in item.after:
            if items[first].horizon == item.horizon:
                assert order.index(first) < order.index(item.id), f"{first} must come before {item.id}"


# --- fingerprint -----------------------------------------------------------------------------------------------


def test_fingerprint_is_that_of_the_content(tiny: Questionnaire, tmp_path: Path) -> None:
    """Advice is left out, so that better advice turns no return away."""
    same = copy_tiny(
        tmp_path / "same",
        food=("why: People come", "# a comment\nwhy:   People come"),
        people=("gives: [recipe-swap]", "weight: 1"),
        interventions=("now: Share out the streets.", "now: Ask who walks most."),
    )
    replace(same / "food.yml", "days: [2, 4], role: host, after: [f-fridge-1]", b"days: [3, 4], role: cook")
    other = copy_tiny(tmp_path / "other", food=("why: People come back", "why: People come again"))
    assert fingerprint(tiny) == fingerprint(load_questionnaire(same))
    assert fingerprint(tiny) != fingerprint(load_questionnaire(other))
    dated = tiny.model_copy(update={"edition": tiny.edition.model_copy(update={"published": "2026-11-20"})})
    assert fingerprint(tiny) == fingerprint(dated), "what was filled in before publication is of the edition"
    assert fingerprint(tiny).startswith("sha256:") and len(fingerprint(tiny)) == 7 + 64


# --- figures that stay exact -----------------------------------------------------------------------------------


def weighted(folder: Path, weights: list[int]) -> Path:
    """The tiny questionnaire with these weights for its capabilities' only questions, in a theme of their own."""
    head = "id: good-company\ncode: P\nname: Company\nhelp: Help.\nwhy: Why.\ncapabilities:\n"
    levels = "[No one, Some, All 10]"
    gives = "gives: [recipe-swap]"
    parts = [
        f"  - {{id: c-{n}, code: C{n}, name: Part {n}, good: Good., questions: [{{id: q-{n}, code: C{n}.1, text: Who?, "
        f"why: Why., levels: {levels}, lead: host, helpers: [cook], weight: 1, {gives}}}, {{id: r-{n}, "
        f"code: C{n}.2, text: Who?, why: Why., levels: {levels}, lead: host, helpers: [cook], weight: {weight}}}]}}\n"
        for n, weight in enumerate(weights)
    ]
    (folder / "people.yml").write_text(head + "".join(parts), encoding="utf-8")
    replace(folder / "edition.yml", "overall_index: true", b"overall_index: false")
    for old, new in (("question: p-leaflet", b"question: q-0"), ("question: p-keys", b"question: r-0")):
        replace(folder / "interventions.yml", old, new)
    return folder


@pytest.mark.parametrize(
    ("weights", "fine"),
    [
        ([1, 1, 1, 1], True),
        ([1, 3, 7, 15, 31, 63], True),  # sums 2, 4, 8 … share their factors
        ([996, 990, 982, 976], True),  # primes: 201 × 4 capabilities × 3 points × 997 × 991 × 983 × 977 < 2^53
        ([996, 990, 982, 976, 970], False),  # and × 971 beyond it
    ],
)
def test_weights_with_which_figures_cannot_be_exact_are_refused(weights: list[int], fine: bool, tmp_path: Path) -> None:
    folder = weighted(copy_tiny(tmp_path), weights)
    if fine:
        load_questionnaire(folder)
    else:
        with pytest.raises(MaturityError) as caught:
            load_questionnaire(folder)
        (problem,) = caught.value.problems
        assert problem.where.endswith("people.yml:7:3")
        assert "beyond 2^53" in problem.what


def test_overall_index_needs_more_than_its_themes(tmp_path: Path) -> None:
    """Each theme is within the limit by itself; both over one denominator are not."""
    folder = weighted(copy_tiny(tmp_path), [996, 990, 982])
    food = folder / "food.yml"
    food.write_text(food.read_text(encoding="utf-8").replace("    weight: 3\n", "    weight: 906\n"), encoding="utf-8")
    replace(food, "        weight: 2\n", b"        weight: 970\n")
    load_questionnaire(folder)
    replace(folder / "edition.yml", "overall_index: false", b"overall_index: true")
    with pytest.raises(MaturityError, match=r"edition\.yml:69:18: an exact index over all themes needs"):
        load_questionnaire(folder)


def test_check_has_nothing_to_say_of_sound_weights(tiny: Questionnaire) -> None:
    assert list(exactness_flags(tiny)) == []
