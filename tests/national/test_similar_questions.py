"""Two questions that nine forces of ten answer alike are named to the national team, and to nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from maturity.assessment.reader import write_text
from maturity.cli.main import main
from maturity.national.similar_questions import LEAST_FORCES, SimilarPair, similar_pairs
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from tests import ROOT
from tests.support.returns import returned

REAL = ROOT / "questionnaire"


def column(same: int, of: int, none: int = 0) -> list[int]:
    """Levels that are 2 in so many forces of so many, and 3 in the others; and so many with none."""
    return [2] * same + [3] * (of - same) + [-1] * none


@pytest.mark.parametrize(
    ("same", "of", "named"),
    [(18, 20, True), (17, 20, False), (45, 50, True), (44, 50, False), (LEAST_FORCES - 1, LEAST_FORCES - 1, False)],
)
def test_nine_of_ten_forces_and_enough_of_them(same: int, of: int, named: bool) -> None:
    found = similar_pairs({"a": [2] * of + [1] * 5, "b": column(same, of, none=5)})
    assert found == ([SimilarPair("a", "b", same, of)] if named else [])


def test_the_pairs_that_agree_most_come_first() -> None:
    found = similar_pairs({"a": [2] * 20, "b": column(18, 20), "c": column(20, 20), "d": [0] * 20})
    assert [(pair.first, pair.second) for pair in found] == [("a", "c"), ("a", "b"), ("b", "c")]


def test_the_national_team_is_told(tmp_path: Path) -> None:
    q = load_questionnaire(REAL)
    bundle, folder = compile_bundle(q), tmp_path / "returns"
    folder.mkdir()
    for number, force in enumerate(q.forces.forces[:24]):
        one: Any = returned(bundle, force.id, "2026")
        one["answers"]["pi-funding"] = {"level": number % 3, "evidence": [{"title": "Seen"}]}
        one["answers"]["pi-sponsor"] = one["answers"]["pi-funding"]
        (folder / f"{force.id}.assessment.json").write_text(write_text(one), encoding="utf-8")
    done = CliRunner().invoke(main, ["national", str(folder), "-o", str(tmp_path / "out"), "-q", str(REAL)])
    assert done.exit_code == 0
    assert done.stderr.splitlines() == [
        "For the national team only, not for publication: in 2026 2 questions have the same level in 9 of 10 "
        "forces. If they ask the same thing, merge them in the next edition:",
        "  PI1.1 and PI1.2: 24 of 24 forces",
    ]
