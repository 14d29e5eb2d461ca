"""The open data as analysts get it: a valid data package, and two of their tasks done from it alone."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from maturity.editions.lineage import Editions
from maturity.national import figures
from maturity.national.open_data import PACKAGE, TABLES, national_book, open_data_files
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import PeerGroup, Questionnaire
from maturity.records import Bundle
from tests import TINY
from tests.support.hostile import hostile
from tests.support.returns import all_returned

BANDS = ("larger", "middle", "smaller")


@pytest.fixture(scope="module")
def editions(q: Questionnaire, bundle: Bundle) -> Editions:
    """The police questionnaire with its forces in three bands."""
    everyone = [force.id for force in q.forces.forces]
    bands = tuple(
        PeerGroup(
            id=name, name=f"{name} forces".capitalize(), kind="size", source="s", as_of="2026-01-01",
            members=tuple(everyone[n::3]),
        )
        for n, name in enumerate(BANDS)
    )  # fmt: skip
    return Editions(q.model_copy(update={"forces": q.forces.model_copy(update={"peer_groups": bands})}), bundle)


@pytest.fixture(scope="module")
def picture(editions: Editions) -> figures.PublicPicture:
    """Two periods that were released, with 44 forces each."""
    q, bundle = editions.today
    returns = figures.returns_by_period(
        editions, all_returned(bundle, [force.id for force in q.forces.forces[:44]], "2025", "2026")
    )
    periods = [figures.public_figures(q.forces, one.material) for one in returns.values()]
    return figures.PublicPicture(figures.publication(periods), False, figures.words_by_version(editions))


@pytest.fixture(scope="module")
def files(editions: Editions, picture: figures.PublicPicture) -> dict[str, str]:
    return open_data_files(editions.today.q, picture)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_package_is_valid(files: dict[str, str], tmp_path: Path) -> None:
    """As the Frictionless package says: types, required columns, and keys that are there once and lead somewhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries that it uses
        import frictionless
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    report = frictionless.validate(str(tmp_path / PACKAGE))
    assert report.flatten(["taskNumber", "type", "note"]) == []
    assert report.stats["tasks"] == len(files) - 1
    damaged = (tmp_path / "standards.csv").read_text(encoding="utf-8").replace(",met,", ",met,x", 1)
    (tmp_path / "standards.csv").write_text(damaged, encoding="utf-8", newline="")
    assert not frictionless.validate(str(tmp_path / PACKAGE)).valid


def test_every_column_has_a_meaning(files: dict[str, str]) -> None:
    package = json.loads(files[PACKAGE])
    for resource in package["resources"]:
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert [*table(files[resource["path"]])[0]] == [*fields], resource["name"]
        assert all(field["description"] for field in fields.values())
        assert {*resource["schema"]["primaryKey"]} <= fields.keys()


def test_tables_have_the_published_figures(files: dict[str, str], picture: figures.PublicPicture) -> None:
    """And nothing else: what is hidden has no row but one that says why."""
    levels: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in table(files["levels.csv"]):
        levels[row["period"], row["group"], row["part"], row["id"]].append(int(row["forces"]))
    hidden = {
        tuple(row[key] for key in ("period", "group", "part", "id")): row["hidden"]
        for row in table(files["hidden.csv"])
    }
    standards = {
        tuple(row[key] for key in ("period", "group", "id", "status")): int(row["forces"])
        for row in table(files["standards.csv"])
    }
    shown = 0
    for one in picture.published["periods"]:
        for group in one["groups"]:
            at = one["period"], group["id"]
            for part, key in (("question", "questions"), ("capability", "capabilities")):
                rows: Any = group[key]  # type: ignore[literal-required]
                for row in rows:
                    assert levels.pop((*at, part, row["id"]), None) == row["counts"]
                    assert hidden.pop((*at, part, row["id"]), None) == row["hidden"]
                    shown += row["counts"] is not None
            for standard in group["standards"]:
                assert standards.pop((*at, standard["question"], "met"), None) == standard["met"]
                assert hidden.pop((*at, "standard", standard["question"]), None) == standard["hidden"]
    assert shown > 200 and not levels and not hidden


def test_analyst_finds_the_share_that_meets_each_standard_by_band_and_period(
    files: dict[str, str], picture: figures.PublicPicture
) -> None:
    counted: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for row in table(files["standards.csv"]):
        counted[row["period"], row["group"], row["id"]][row["status"]] = int(row["forces"])
    share = {
        key: its["met"] / (its["met"] + its["not_met"] + its["not_shown"])
        for key, its in counted.items()
        if key[1] in BANDS
    }
    expected = {
        (one["period"], group["id"], row["question"]): row["met"]
        / ((row["met"] or 0) + (row["not_met"] or 0) + (row["not_shown"] or 0))
        for one in picture.published["periods"]
        for group in one["groups"][1:]
        for row in group["standards"]
        if row["met"] is not None
    }
    assert share == expected and {period for period, _, _ in share} == {"2025", "2026"} and len(share) > 20


def test_analyst_finds_the_capabilities_whose_middle_moved(
    files: dict[str, str], picture: figures.PublicPicture
) -> None:
    middles: dict[str, dict[str, int]] = defaultdict(dict)
    for row in table(files["middles.csv"]):
        if row["group"] == "all" and row["part"] == "capability":
            middles[row["id"]][row["period"]] = int(row["middle"])
    moved = {name for name, by_period in middles.items() if by_period.get("2025") != by_period.get("2026")}
    first, second = (one["groups"][0]["capabilities"] for one in picture.published["periods"])
    assert moved == {a["id"] for a, b in zip(first, second, strict=True) if a["middle"] != b["middle"]} and moved


def test_text_stays_text_in_a_spreadsheet() -> None:
    q = hostile(load_questionnaire(TINY, words=False))
    editions = Editions(q, compile_bundle(q))
    forces = [force.id for force in q.forces.invented]
    returns = figures.returns_by_period(editions, all_returned(editions.today.bundle, forces, "2026"))
    files = open_data_files(q, figures.public_picture(editions, returns))
    cells = [cell for name, text in files.items() if name != PACKAGE for row in table(text) for cell in row.values()]
    assert any("harm" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert json.loads(files[PACKAGE])["title"].startswith("National figures of invented forces")


def test_the_workbook_has_the_same_tables(
    files: dict[str, str], editions: Editions, picture: figures.PublicPicture
) -> None:
    book = load_workbook(io.BytesIO(national_book(editions.today.q, picture, "OFFICIAL")))
    rows = {name: table(files[f"{name}.csv"]) for name in TABLES}
    named = [name for name in TABLES if rows[name]]
    assert book.sheetnames == ["About", *named, "Columns"]
    for name in named:
        sheet = book[name]
        assert (sheet.freeze_panes, [each.ref for each in sheet.tables.values()]) == ("A2", [sheet.dimensions])
        head, *found = sheet.iter_rows(values_only=True)
        written = [
            {key: "" if value is None else str(value) for key, value in zip(head, row, strict=True)}
            for row in found
        ]
        for row in rows[name]:
            row |= {"invented": row["invented"].capitalize()} if "invented" in row else {}
        assert written == rows[name]
    assert {(row[0], row[1]) for row in book["Columns"].iter_rows(min_row=2, values_only=True)} == {
        (name, column) for name in named for column in TABLES[name].columns
    }
