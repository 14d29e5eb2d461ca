"""From the first draft of the police questionnaire, which is kept in drafts/, to the edition that is worked on."""

from __future__ import annotations

import json
import runpy
from typing import Any

import pytest

from maturity.editions import diff_text
from maturity.editions.published import diff_folders, upgrade_file
from maturity.editions.upgrade import Upgraded
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from maturity.render.edition import load_edition
from tests import ROOT

FIRST, NOW = ROOT / "drafts" / "2026.1", ROOT / "questionnaire"
WELSH, ENGLISH = "example-gwynmor-police-2026", "example-saltmarch-police-2026"


@pytest.fixture(scope="module")
def drafts() -> tuple[Questionnaire, Questionnaire]:
    return load_questionnaire(FIRST, words=False), load_questionnaire(NOW, words=False)


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, Upgraded]]:
    """The practice assessments of the first draft, each with what became of it."""
    folder = tmp_path_factory.mktemp("first")
    make = runpy.run_path(str(ROOT / "examples" / "make_practice.py"))["main"]
    return {
        path.name.partition(".")[0]: (json.loads(path.read_text(encoding="utf-8")), upgrade_file(str(path), NOW, FIRST))
        for path in make(folder, FIRST)
    }


def changes(drafts: tuple[Questionnaire, Questionnaire], kind: str) -> dict[str, str | None]:
    first, now = drafts
    return {each.id: each.to for each in now.changes.changes if each.kind == kind and each not in first.changes.changes}


def test_an_answer_is_carried_over_or_kept_with_the_reason(
    drafts: tuple[Questionnaire, Questionnaire], carried: dict[str, tuple[Any, Upgraded]]
) -> None:
    retired, renamed = changes(drafts, "retired"), changes(drafts, "renamed")
    assert len(carried) == 24
    for old, made in carried.values():
        new = made.assessment
        assert {each["place"]: each["because"] for each in made.kept} == {
            f"answers.{id}": "retired" for id in old["answers"] if id in retired
        }
        for id, answer in old["answers"].items():
            if id not in retired:
                assert new["answers"][renamed.get(id) or id] == answer, id
        assert new.get("actions", []) == old.get("actions", [])


def test_what_is_to_be_answered_again_is_said(
    drafts: tuple[Questionnaire, Questionnaire], carried: dict[str, tuple[Any, Upgraded]]
) -> None:
    added = [*changes(drafts, "added")]
    asked = {question.id: question for question in drafts[1].questions}
    made = carried[ENGLISH][1]
    assert set(made.unanswered) >= set(added)
    said = diff_text.upgrade_text(made, load_edition(NOW).texts)
    for id in added:
        assert f"  {asked[id].code} {asked[id].text} ({id})\n" in said
    assert "The sign-off of 25 September 2026 is not valid for the new edition." in said


def test_the_answer_about_welsh_duties_stays(carried: dict[str, tuple[Any, Upgraded]]) -> None:
    old, made = carried[WELSH]
    assert old["about"]["welsh-duties"] is True and made.assessment["about"]["language-duties"] is True
    assert made.assessment["answers"]["pi-language-duties"] == old["answers"]["pi-welsh"]
    assert "pi-language-duties" not in carried[ENGLISH][1].unanswered, "this force has no such duties"


def test_every_change_is_explained_and_the_rest_can_be_compared(drafts: tuple[Questionnaire, Questionnaire]) -> None:
    found = diff_folders(FIRST, NOW)
    retired, first = changes(drafts, "retired"), [question.id for question in drafts[0].questions]
    assert found["comparable"] == len(first) - len([id for id in first if id in retired]) == 26
    assert all(each["meaning"] != "moved" for each in found["things"]), "what means something else has a new id"


def test_a_question_with_a_new_id_says_which_one_it_replaces(drafts: tuple[Questionnaire, Questionnaire]) -> None:
    first, now = drafts
    notes = {each.id: each.note for each in now.changes.changes if each.kind == "added"}
    replaced = [note.removeprefix("In place of ").removesuffix(".") for note in notes.values() if "place of" in note]
    assert set(replaced) <= {question.id for question in first.questions}
    codes = {question.id: question.code for question in first.questions}
    for question in now.questions:
        if (note := notes.get(question.id, "")).startswith("In place of "):
            assert codes[note[12:-1]] == question.code, question.id
