"""The invented examples are those that their script makes, and say of themselves that they are invented."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from maturity.assessment.files import find_files, read_files
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import Assessment, Bundle
from maturity.scoring.engine import score
from tests import ROOT

EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return compile_bundle(load_questionnaire(ROOT / "questionnaire"))


@pytest.fixture(scope="module")
def examples(bundle: Bundle) -> list[Assessment]:
    return read_files(find_files([EXAMPLES])[0], bundle)


def test_script_gives_the_files_that_are_here(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_examples", EXAMPLES / "make.py")
    assert spec is not None and spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    make.main(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    here = {path.name: path.read_bytes() for path in EXAMPLES.glob("*.assessment.json")}
    assert made.keys() == here.keys()
    changed = sorted(name for name in made if made[name] != here[name])
    assert not changed, "Make them again: python examples/make.py"


def test_every_invented_force_is_there_in_both_periods(examples: list[Assessment]) -> None:
    invented = {force.id for force in load_questionnaire(ROOT / "questionnaire").forces.invented}
    assert len(invented) == 12
    assert {(a["force"], a["period"]) for a in examples} == {(f, p) for f in invented for p in ("2025", "2026")}


def test_nothing_in_them_could_be_taken_for_real(examples: list[Assessment]) -> None:
    for assessment in examples:
        assert assessment["force"].startswith("example-")
        for answer in assessment["answers"].values():
            texts = [answer.get("comment", "Invented"), answer.get("not_applicable", "Invented")]
            assert all(text.startswith("Invented") for text in texts)
            assert all(piece["title"].endswith("(invented)") for piece in answer.get("evidence", []))


def test_they_have_something_of_everything(examples: list[Assessment], bundle: Bundle) -> None:
    profiles = [score(bundle, assessment) for assessment in examples]
    decisions = {a["sign_off"]["decision"] if "sign_off" in a else "part-done" for a in examples}
    assert decisions == {"signed", "signed-with-note", "sent-back", "part-done"}
    fields = {field for a in examples for answer in a["answers"].values() for field in answer}
    assert fields >= {"level", "dont_know", "not_applicable", "evidence", "comment"}
    assert {s["status"] for p in profiles for s in p["standards"]} >= {"met", "not_met", "not_shown", "open"}
    levels = {t["level"]["low"] for p in profiles for t in p["themes"] if t["level"] and p["complete"]}
    assert len(levels) >= 3
    assert any(p["unshown"] for p in profiles)
    assert {json.dumps(action["decision"]) for a in examples for action in a.get("actions", [])} >= {'"do"', '"drop"'}
