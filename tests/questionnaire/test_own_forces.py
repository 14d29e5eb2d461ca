"""A list of forces that a folder of returns brings along: read as strictly as a questionnaire, and never real."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from maturity.errors import MaturityError
from maturity.national.intake import load_editions, read_returns
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.own_forces import own_forces
from tests import TESTS, TINY
from tests.support.hostile import put

Q = load_questionnaire(TINY)
GOOD = """\
note: Two kitchens that do not exist.
division: size
invented:
  - id: moon-kitchen
    name: Moon Kitchen (invented)
    kind: large
    nation: Leftland
    region: Moon
  - id: star-kitchen
    name: Star Kitchen (invented)
    kind: large
    nation: Leftland
    region: Sky
peer_groups:
  - id: everyone
    name: Everyone (invented)
    kind: size
    source: Invented
    as_of: '2026-01-01'
    members: [moon-kitchen, star-kitchen]
consents:
  - force: moon-kitchen
    allows: [named_in_public]
    role: host
    date: '2026-01-01'
"""
CASES: list[dict[str, Any]] = yaml.safe_load((TESTS / "broken" / "own-forces.yml").read_text(encoding="utf-8"))


def problems_of(folder: Path, text: str) -> list[str]:
    (folder / "forces.yml").write_text(text, encoding="utf-8")
    with pytest.raises(MaturityError) as caught:
        own_forces(Q, folder)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_one_mistake_gets_exactly_this_message(case: dict[str, Any], tmp_path: Path) -> None:
    text = case["put"]
    if "find" in case:
        assert case["find"] in GOOD
        text = GOOD.replace(case["find"], case["put"])
    assert problems_of(tmp_path, text) == case["says"]


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("region: Moon", "regoin: Moon").replace("role: host", "role: ''")
    assert len(problems_of(tmp_path, text)) == 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Returns of the two kitchens, and one of a real one."""
    made = tmp_path / "returns"
    for force in ("moon-kitchen", "star-kitchen", "hill-kitchen"):
        put(made / f"{force}.assessment.json", force=force)
    (made / "forces.yml").write_text(GOOD, encoding="utf-8")
    return made


def test_own_forces_stand_in_place_of_the_editions(folder: Path) -> None:
    editions = load_editions(TINY, folder)
    q, bundle = editions.today
    assert (q.forces.forces, [force.id for force in q.forces.invented]) == ((), ["moon-kitchen", "star-kitchen"])
    assert [group.id for group in q.forces.peer_groups] == ["everyone"] and q.forces.division == "size"
    assert [consent.force for consent in q.forces.consents] == ["moon-kitchen"]
    assert {**bundle, "forces": {}} == {**compile_bundle(Q), "forces": {}}
    assert q.model_copy(update={"forces": Q.forces}) == Q


def test_more_time_is_for_the_editions_own_forces(folder: Path, tmp_path: Path) -> None:
    """Such an extension once stopped every command on the examples: the folder does not know the force."""
    edition = shutil.copytree(TINY, tmp_path / "questionnaire")
    line = "extensions: [{force: hill-kitchen, period: '2026', until: '2027-01-31', reason: Flood}]\n"
    (edition / "extensions.yml").write_text(line, encoding="utf-8")
    assert load_editions(edition).today.q.extensions.extensions
    assert load_editions(edition, folder).today.q == load_editions(TINY, folder).today.q


def test_no_real_return_is_among_them(folder: Path) -> None:
    taken = read_returns(folder, load_editions(TINY, folder), "2026-11-20")
    states = {each.file: each.state for each in taken.files}
    assert states == {
        "hill-kitchen.assessment.json": "unknown_force",
        "moon-kitchen.assessment.json": "used",
        "star-kitchen.assessment.json": "used",
    }


def test_file_is_of_the_nation_of_its_folder(folder: Path) -> None:
    file = folder / "moon-kitchen.assessment.json"
    assert own_forces(Q, file) is not None and own_forces(Q, file) == own_forces(Q, folder, file)
    assert own_forces(Q, folder.parent, "-", folder.parent / "gone.json") is None


def test_one_command_reads_one_nation(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "forces.yml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(MaturityError) as caught:
        own_forces(Q, folder, other)
    said = f"{other}/forces.yml: {folder}/forces.yml is a list of forces too, and one command reads one nation."
    assert str(caught.value) == f"{said} Fix: name one of the two folders."


def test_a_questionnaire_and_a_link_are_no_such_list(tmp_path: Path) -> None:
    assert own_forces(Q, TINY) is None
    (tmp_path / "forces.yml").symlink_to(TINY / "forces.yml")
    assert own_forces(Q, tmp_path) is None
    found = read_returns(tmp_path, load_editions(TINY, tmp_path), "2026-11-20")
    assert [(each.file, each.state) for each in found.files] == [("forces.yml", "link")]
