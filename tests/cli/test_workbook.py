"""Commands that make a workbook, and those that read one as they read any assessment."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from maturity.cli.main import main
from tests import TESTS, TINY

GOOD = TESTS / "broken" / "good.assessment.json"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], prog_name="maturity")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The good assessment as a workbook."""
    made = tmp_path / "hill-kitchen.xlsx"
    result = run("workbook", "-q", TINY, GOOD, "-o", made)
    assert (result.exit_code, result.stdout) == (0, f"{made}\n")
    assert result.stderr.startswith("Not in the workbook: actions; the sign-off. Keep the file")
    return made


def answers(text: str) -> Any:
    return json.loads(text)["answers"]


def test_a_workbook_scores_like_the_file_it_came_from(book: Path) -> None:
    from_file, from_book = (
        json.loads(run("score", "-q", TINY, "--format", "json", file).stdout)[0] for file in (GOOD, book)
    )
    assert from_book["signed"] is False
    assert from_book["themes"][1] == from_file["themes"][1]
    assert run("score", "-q", TINY, book).exit_code == 0
    assert run("report", "-q", TINY, book, "-o", book.with_suffix(".html")).exit_code == 0


def test_every_role_has_a_workbook_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    assert run("workbook", "-q", TINY, "--role", "host", "-o", tmp_path / "host.xlsx").exit_code == 0
    refused = run("workbook", "-q", TINY, "--role", "hots", "-o", tmp_path / "x.xlsx")
    assert refused.exit_code == 1
    assert refused.stderr == "--role: there is no role `hots`. Fix: write `host`, the nearest one known.\n"


def test_merging_adds_the_answers_and_loses_nothing(book: Path, tmp_path: Path) -> None:
    spoiled = load_workbook(book)
    spoiled["Good company"]["G3"] = "2 All"
    spoiled["Good company"]["I3"] = "Host"
    spoiled.save(book)
    both = tmp_path / "both.assessment.json"
    result = run("merge", "-q", TINY, GOOD, book, "--base", GOOD, "-o", both)
    merged = json.loads(both.read_text(encoding="utf-8"))
    assert merged["actions"] == json.loads(GOOD.read_text(encoding="utf-8"))["actions"]
    assert len(merged["signed_before"]) == 1
    assert merged["answers"]["f-fridge"] == answers(GOOD.read_text(encoding="utf-8"))["f-fridge"]
    assert {"level": 2, "role": "host"} in merged["answers"]["p-keys"]["said"]
    assert result.exit_code == 1  # the two answers to one question differ, and a meeting settles it


def test_a_workbook_that_did_not_change_merges_without_a_clash(book: Path, tmp_path: Path) -> None:
    both = tmp_path / "both.assessment.json"
    assert run("merge", "-q", TINY, GOOD, book, "-o", both).exit_code == 0
    assert answers(both.read_text(encoding="utf-8")) == answers(GOOD.read_text(encoding="utf-8"))


def test_a_folder_of_returns_has_workbooks_also_in_a_zip(book: Path, tmp_path: Path) -> None:
    folder = tmp_path / "returns"
    folder.mkdir()
    data = book.read_bytes()
    with zipfile.ZipFile(folder / "sent.zip", "w") as package:
        package.writestr("mill/hill-kitchen.xlsx", data)
    spoiled = load_workbook(io.BytesIO(data))
    spoiled["Good food"]["G2"] = "lots"
    spoiled.save(folder / "hill-kitchen spoiled.xlsx")
    result = run("status", "-q", TINY, folder, "--format", "json", "--on", "2026-12-01")
    files = {row["file"]: row for row in json.loads(result.stdout)["files"]}
    assert files["sent.zip/mill/hill-kitchen.xlsx"]["state"] == "used"
    spoilt = files["hill-kitchen spoiled.xlsx"]
    assert spoilt["state"] == "wrong"
    assert "'Good food'!G2 (F1.1): `lots` is none of the answers to this question" in spoilt["says"]
    scored = run("score", "-q", TINY, folder, "--format", "json")
    assert len(json.loads(scored.stdout)) == 1
    assert "'Good food'!G2" in scored.stderr


def test_results_as_workbooks(tmp_path: Path) -> None:
    folder = tmp_path / "returns"
    folder.mkdir()
    (folder / GOOD.name).write_bytes(GOOD.read_bytes())
    on = ("--on", "2026-12-01")
    commands: dict[str, tuple[str | Path, ...]] = {
        "Profiles": ("score", folder, "-o", tmp_path / "score.xlsx"),
        "Plan": ("plan", GOOD, "--days-a-quarter", "20", "-o", tmp_path / "plan.xlsx"),
        "Forces": ("status", folder, *on, "-o", tmp_path / "status.xlsx"),
        "Comparison": ("compare", folder, *on, "-o", tmp_path / "compared"),
    }
    made = (
        tmp_path / "score.xlsx",
        tmp_path / "plan.xlsx",
        tmp_path / "status.xlsx",
        tmp_path / "compared" / "comparison.xlsx",
    )
    for (sheet, command), file in zip(commands.items(), made, strict=True):
        assert run(*command, "-q", TINY, "--format", "xlsx").exit_code == 0
        first = file.read_bytes()
        assert run(*command, "-q", TINY, "--format", "xlsx").exit_code == 0
        assert file.read_bytes() == first
        names = load_workbook(file).sheetnames
        assert names[0] == sheet, names


def test_a_workbook_is_printed_as_bytes() -> None:
    result = run("workbook", "-q", TINY, "-o", "-")
    assert result.stdout_bytes.startswith(b"PK")
