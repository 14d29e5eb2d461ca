"""Assessments carried over to a newer edition: all that can be, and the rest kept where it can be found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maturity.assessment.reader import read_assessment, write_text
from maturity.editions import diff_text
from maturity.editions.publish import publish
from maturity.editions.published import upgrade_file
from maturity.editions.upgrade import Upgraded
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.render.edition import load_edition
from tests import TESTS
from tests.editions.test_publish import add_entries, dated, edit, here, next_edition, problems, tiny

__all__ = ["here"]
GOOD = TESTS / "broken" / "good.assessment.json"
Write = Callable[..., Path]


@pytest.fixture
def older(here: Path) -> Write:
    """Edition 1.0 published, edition 1.1 in `questionnaire`; writes an assessment of 1.0 with these fields changed."""
    publish(dated(tiny(Path("first/questionnaire"))))
    Path("first/editions").rename("editions")
    next_edition(Path("questionnaire"))

    def write(**fields: Any) -> Path:
        record = {**json.loads(GOOD.read_text(encoding="utf-8")), **fields}
        path = Path("older.json")
        path.write_text(json.dumps({key: value for key, value in record.items() if value is not None}))
        return path

    return write


def carried_over(path: Path) -> Upgraded:
    """Carried over, written, and read again: so it passes every check of the newer edition."""
    made = upgrade_file(str(path), Path("questionnaire"))
    bundle = compile_bundle(load_questionnaire(Path("questionnaire"), words=False))
    read = read_assessment(write_text(made.assessment), "new", bundle)
    assert {**read, "check": None} == {**made.assessment, "check": None}
    return made


def test_renames_are_followed_and_the_rest_is_kept(older: Write) -> None:
    made = carried_over(older())
    new, old = made.assessment, json.loads(GOOD.read_text(encoding="utf-8"))
    assert new["edition"]["version"] == "1.1"
    assert new["answers"]["p-locks"] == old["answers"]["p-keys"]
    assert new["answers"]["f-fridge"] == old["answers"]["f-fridge"]  # new words, same meaning
    assert "f-garden" not in new["answers"]
    assert made.kept == [
        {"edition": "1.0", "place": "answers.f-garden", "because": "meaning", "answer": old["answers"]["f-garden"]}
    ]
    assert made.unanswered == ["f-garden"]
    assert "sign_off" not in new
    answered = {"f-fridge": {"level": 2, "evidence": 1}, "f-allergies": {"not_applicable": True}}
    answered |= {"f-weighing": {"dont_know": True}, "p-leaflet": {"level": 0}, "p-locks": {"level": 1}}
    assert new["signed_before"] == [old["sign_off"] | {"answers": answered}]
    assert (new["about"], new["actions"]) == (old["about"], old["actions"])


TEXT = """\
Hill Kitchen, 2026: carried over from edition 1.0 to edition 1.1

1 thing could not be carried over. The file keeps it under `kept`.
  answers.f-garden: an answer now means something else, so answer it again
    It was: {"level": 1}
1 question now has no answer.
  F2.2 How much of what the garden grows is used? (f-garden)
The sign-off of 20 November 2026 is not valid for the new edition. The file keeps it under `signed_before`.
"""


def test_what_could_not_be_carried_is_said(older: Write) -> None:
    made = carried_over(older())
    assert diff_text.upgrade_text(made, load_edition(Path("questionnaire")).texts) == TEXT


def view(level: int, role: str) -> dict[str, Any]:
    return {"level": level, "role": role}


def test_roles_are_followed_wherever_they_stand(older: Write) -> None:
    settled = {
        "level": 1,
        "said": [view(0, "cook"), view(1, "treasurer")],
        "agreed": [{"level": 1, "reason": "Seen", "role": "treasurer", "over": [view(0, "cook")]}],
        "evidence": [{"title": "List", "owner": "treasurer"}],
    }
    answers = {"p-keys": settled, "p-leaflet": {"level": 0, "role": "treasurer"}}
    new = carried_over(older(answers=answers, sign_off=None)).assessment
    assert "treasurer" not in json.dumps(new)
    assert new["answers"]["p-locks"]["agreed"][0]["role"] == "bursar"
    assert new["answers"]["p-locks"]["evidence"] == [{"title": "List", "owner": "bursar"}]


def retire(*entries: dict[str, str], edits: list[list[str]]) -> None:
    edit(Path("questionnaire"), edits)
    add_entries(Path("questionnaire"), [{"kind": "retired", "note": "Gone.", **entry} for entry in entries], "1.1")


#: One more level below all others. The space keeps what was changed from being found again.
LOWEST = "        levels :\n          - Never.\n"

#: What the newer edition no longer has, the older file, and what is kept of it: place, why, and the field it is in.
KEPT: list[Any] = [
    pytest.param(
        [{"id": "meals-a-week"}],
        [["edition", "  - id: meals-a-week\n    label: Meals in a usual week\n", ""]],
        {"about": {"meals-a-week": "3", "garden": True}},
        [("about.meals-a-week", "retired", "value")],
        id="a field about the force",
    ),
    pytest.param(
        [],
        [["edition", "choices: [Hall, School, Church]", "choices: [School, Church]"]],
        {"about": {"building": "Hall", "garden": True}},
        [("about.building", "choice", "value")],
        id="a choice",
    ),
    pytest.param(
        [{"id": "leaflet-round"}],
        [
            ["interventions", "  - id: leaflet-round\n    name: A round of leaflets\n    theme: good-company\n"
             "    horizon: now\n    owner: force\n    gaps: [gap-lonely]\n    part: {role: cook, days: [60, 200]}\n"
             "    raises:\n      - {question: p-leaflet, levels: [0, 2], rests_on: judgement}\n"
             "      - {question: p-locks, levels: [0, 1], rests_on: judgement}\n    now: Share out the streets.\n", ""],
        ],
        {
            "actions": [{"action": "leaflet-round", "decision": "do"}],
            "differs": {"actions.leaflet-round.owner": {"said": [{"value": "a"}, {"value": "b"}]}},
        },
        [("actions.leaflet-round", "retired", "action"), ("actions.leaflet-round.owner", "retired", "differing")],
        id="an intervention",
    ),
    pytest.param(
        [{"id": "p-leaflet"}, {"id": "p-poster", "kind": "added", "note": "In its place."}],
        [
            ["people", "id: p-leaflet", "id: p-poster"],
            ["interventions", "question: p-leaflet", "question: p-poster"],
        ],
        {
            "actions": [{"action": "p-leaflet-2", "decision": "do"}],
            "differs": {"actions.p-leaflet-1.owner": {"said": [{"value": "a"}, {"value": "b"}]}},
        },
        [("actions.p-leaflet-2", "retired", "action"), ("actions.p-leaflet-1.owner", "retired", "differing")],
        id="a step of a question that is gone",
    ),
    pytest.param(
        [],
        [["food", "        not_applicable: Only when every dish is brought by the guests.\n", ""]],
        {"answers": {"f-allergies": {"not_applicable": "No dishes."}}},
        [("answers.f-allergies", "must_apply", "answer")],
        id="not applicable",
    ),
    pytest.param(
        [],
        [["people", "        sensitive: true\n", "        sensitive: true\n        condition: garden\n"]],
        {"about": {"garden": False}, "answers": {"p-keys": {"level": 1}}},
        [("answers.p-keys", "not_asked", "answer")],
        id="a condition",
    ),
    pytest.param(
        [],
        [
            ["edition", "  - name: All\n", "  - name: Most\n    meaning: Nearly all.\n  - name: All\n"],
            ["edition", "level_points: [0, 1, 4]", "level_points: [0, 1, 2, 4]"],
            *[[file, "        levels:\n", LOWEST] for file in ["food"] * 4 + ["people"] * 2],
        ],
        {
            "about": {"garden": False},
            "answers": {"p-leaflet": {"level": 1}, "p-keys": {"dont_know": True}},
            "actions": [{"action": "f-fridge-2"}, {"action": "fridge-log"}],
            "differs": {"actions.f-fridge-2.owner": {"said": [{"value": "a"}, {"value": "b"}]}},
        },
        [
            ("answers.p-leaflet", "scale", "answer"),
            ("actions.f-fridge-2", "scale", "action"),
            ("actions.f-fridge-2.owner", "scale", "differing"),
        ],
        id="the scale",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "edits", "fields", "kept"), KEPT)
def test_nothing_is_dropped(
    entries: list[dict[str, str]], edits: list[list[str]], fields: Any, kept: list[tuple[str, str, str]], older: Write
) -> None:
    retire(*entries, edits=edits)
    changed = {file for file, *_ in edits} & {"food", "people"}
    if changed or any("choices" in old for _, old, _ in edits):
        ids = ["f-allergies", "f-weighing", "p-leaflet", "p-locks", "building"]
        words = [{"kind": "reworded", "id": name, "note": "Plainer."} for name in ids]
        add_entries(Path("questionnaire"), words, "1.1")
    about = fields.get("about", {"garden": False})
    made = carried_over(older(**{"answers": {}, "actions": None, "sign_off": None, "about": about} | fields))
    assert [(each["place"], each["because"], list(each)[-1]) for each in made.kept] == kept
    assert made.assessment.get("kept", []) == made.kept


def test_two_answers_to_one_question_wait_for_a_person(older: Write) -> None:
    food = Path("questionnaire/food.yml")
    text = food.read_text(encoding="utf-8")
    start, end = text.index("      - id: f-allergies"), text.index("  - id: little-waste")
    food.write_text(text[:start] + text[end:], encoding="utf-8")
    edit(Path("questionnaire"), [["examples", "      f-allergies: 2\n", ""], ["crosswalk", "[f-allergies]", "[]"]])
    standards = Path("questionnaire/standards.yml")
    text = standards.read_text(encoding="utf-8")
    standards.write_text(text[: text.index("  - question: f-allergies")], encoding="utf-8")
    edit(Path("questionnaire"), [["interventions", "question: f-allergies", "question: f-fridge"]])
    add_entries(
        Path("questionnaire"), [{"kind": "renamed", "id": "f-allergies", "to": "f-fridge", "note": "One now."},
                                {"kind": "reworded", "id": "f-fridge", "note": "One of two."}], "1.1"
    )  # fmt: skip
    answers = {"f-fridge": {"level": 1}, "f-allergies": {"level": 2}}
    actions = [{"action": "f-fridge-2"}, {"action": "f-allergies-2"}, {"action": "f-allergies-1"}]
    made = carried_over(older(answers=answers, actions=actions, sign_off=None))
    assert made.assessment["answers"] == {}
    assert made.assessment["actions"] == [{"action": "f-fridge-1"}]
    assert [(each["place"], each["because"]) for each in made.kept] == [
        ("answers.f-fridge", "several"),
        ("answers.f-allergies", "several"),
        ("actions.f-fridge-2", "several"),
        ("actions.f-allergies-2", "several"),
    ]


def test_renames_are_followed_through_several_versions(older: Write) -> None:
    edit(
        Path("questionnaire"),
        [
            ["edition", "version: '1.1'", "version: '1.2'"],
            ["people", "id: p-locks", "id: p-doors"],
            ["interventions", "question: p-locks", "question: p-doors"],
        ],
    )
    add_entries(
        Path("questionnaire"), [{"kind": "renamed", "id": "p-locks", "to": "p-doors", "note": "Doors too."}], "1.2"
    )
    made = carried_over(older(actions=[{"action": "p-keys-2", "owner": "host"}], sign_off=None))
    assert made.assessment["edition"]["version"] == "1.2"
    assert made.assessment["answers"]["p-doors"] == {"level": 1}
    assert made.assessment["actions"] == [{"action": "p-doors-2", "owner": "host"}]


#: Of what was signed earlier and of what a critical friend said: f-garden means something else now, p-keys is p-locks.
SIGNED = {"role": "host", "date": "2025-11-20", "decision": "signed"}
VISIT = {"date": "2026-01-20", "force": "mill-kitchen", "role": "cook"}


@pytest.mark.parametrize(
    ("field", "earlier", "carried", "kept"),
    [
        pytest.param(
            "signed_before", SIGNED | {"answers": {"p-keys": {"level": 1}}},
            [SIGNED | {"answers": {"p-locks": {"level": 1}}}], [], id="what was signed",
        ),
        pytest.param(
            "signed_before", SIGNED | {"answers": {"p-keys": {"level": 1}, "f-garden": {"level": 2}}},
            [SIGNED | {"answers": {"p-locks": {"level": 1}}}], [("signed_before", "meaning", "sign_off")],
            id="what was signed of a question that means something else",
        ),
        pytest.param(
            "friend",
            VISIT | {"ratings": [{"question": "p-keys", "level": 0}],
                     "decided": [{"question": "p-keys", "decision": "kept", "why": "Seen", "level": 1}]},
            [VISIT | {"ratings": [{"question": "p-locks", "level": 0}],
                      "decided": [{"question": "p-locks", "decision": "kept", "why": "Seen", "level": 1}]}],
            [], id="a visit",
        ),
        pytest.param(
            "friend", VISIT | {"ratings": [{"question": "f-garden", "level": 0}]},
            [], [("friend", "meaning", "friend")], id="a visit about something else",
        ),
        pytest.param(
            "friend", VISIT | {"role": "treasurer", "ratings": [{"question": "p-keys", "seen": ["Log"], "level": 0}]},
            [VISIT | {"role": "bursar", "ratings": [{"question": "p-locks", "seen": ["Log"], "level": 0}]}],
            [], id="a role that has another name",
        ),
    ],
)  # fmt: skip
def test_what_was_signed_and_what_a_friend_said_is_carried_over(
    field: str, earlier: Any, carried: list[Any], kept: list[tuple[str, str, str]], older: Write
) -> None:
    made = carried_over(older(**{"answers": {}, "actions": None, "sign_off": None, field: [earlier]}))
    assert made.assessment[field] == carried  # type: ignore[literal-required]
    assert [(each["place"], each["because"], list(each)[-1]) for each in made.kept] == kept
    assert [list(each.values())[-1] for each in made.kept] == [earlier for _ in kept]


def test_what_was_kept_before_stays(older: Write) -> None:
    before = {"edition": "0.9", "place": "answers.f-compost", "because": "retired", "answer": {"level": 2}}
    joint = [{"question": "p-keys", "force": "mill-kitchen"}]
    made = carried_over(older(kept=[before], joint=joint))
    assert made.assessment["kept"][0] == before
    assert made.assessment["joint"] == [{"question": "p-locks", "force": "mill-kitchen"}]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (
            {"edition": {"id": "village-kitchen", "version": "1.1"}},
            "older.json: the file is for edition 1.1 already. Fix: there is nothing to carry over.",
        ),
        (
            {"edition": {"id": "village-kitchen", "version": "../../etc"}},
            "questionnaire: edition ../../etc is not in editions/, which has 1.0. Fix: ask for the file in a known "
            "edition; or put the folder of its edition there, or name it with --old.",
        ),
        ({"edition": None}, "older.json: this does not say which edition it belongs to. Fix: give an assessment file."),
        ({"force": "hil-kitchen"}, "older.json: force: there is no force `hil-kitchen`. Fix: write `hill-kitchen`, the "
         "nearest one known."),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_over_at_all(fields: Any, says: str, older: Write) -> None:
    assert problems(upgrade_file, str(older(**fields)), Path("questionnaire")) == [says]


def test_an_edition_that_does_not_explain_itself_carries_nothing(older: Write) -> None:
    edit(Path("questionnaire"), [["food", "It is weighed now and then.", "Often."]])
    assert problems(upgrade_file, str(older()), Path("questionnaire"))[0].startswith(
        "questionnaire/food.yml:58:13: `levels.1` of the question `f-weighing` changed, and changes.yml does not "
    )
