"""Assessment files side by side, opened from disk in the site: two forces, the years of one, and bad files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from maturity.assessment.reader import write_text
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from tests import ROOT
from tests.site.test_accessibility import overflow_of, violations_of
from tests.site.test_edition_pages import TODAY, world
from tests.support.returns import returned

__all__ = ["world"]

EXAMPLES = ROOT / "examples" / "practice"
AMBERFOLD = EXAMPLES / "example-amberfold-police-2026.assessment.json"
BEFORE = EXAMPLES / "example-amberfold-police-2025.assessment.json"
FENWATER = EXAMPLES / "example-fenwater-police-2026.assessment.json"


@pytest.fixture
def beside(page: Page, site: Path) -> Page:
    page.goto((site / "results" / "side-by-side.html").as_uri())
    return page


def open_files(page: Page, *paths: Path) -> None:
    said = page.locator("[data-fill=said]").inner_text() + page.locator("[data-fill=problems]").inner_text()
    page.locator("#m-beside input[type=file]").set_input_files(list(paths))
    page.wait_for_function(
        "said => document.querySelector('[data-fill=said]').innerText"
        " + document.querySelector('[data-fill=problems]').innerText !== said",
        arg=said,
    )


def row(page: Page, kind: str, id: str) -> list[str]:
    cells = page.locator(f'#m-beside tr[data-{kind}="{id}"]').locator("th, td").all_inner_texts()
    return [" ".join(text.split()) for text in cells[1:]]


def test_one_file_asks_for_another(beside: Page) -> None:
    open_files(beside, AMBERFOLD)
    assert beside.get_by_text("1 file is open. Open one more to see them side by side.").is_visible()
    assert not beside.get_by_role("table").first.is_visible()


def test_forces_stand_in_alphabetical_order_with_what_each_is_further_on_in(beside: Page) -> None:
    open_files(beside, FENWATER, AMBERFOLD)
    heads = beside.locator(".m-beside-table").first.locator("thead th").all_inner_texts()
    assert heads == ["Theme and capability", "Amberfold Police (invented)", "Fenwater Police (invented)", "Apart"]
    assert row(beside, "capability", "policy-and-accounts") == ["1 Starting", "3 Consistent", "2 levels"]
    assert row(beside, "capability", "conversation")[-1] == "", "what is open is never said to be apart"
    notes = beside.locator("[data-fill=notes-list] li").all_inner_texts()
    assert notes == [
        "Fenwater Police (invented) (2026) is further on than Amberfold Police (invented) (2026) in Leadership and "
        "money, Equal standing with other contact channels, Policy and control of accounts, Account security, and 3 "
        "more."
    ]


def test_years_of_one_force_say_what_moved(beside: Page) -> None:
    open_files(beside, AMBERFOLD, BEFORE)
    heads = beside.locator(".m-beside-table").first.locator("thead th").all_inner_texts()
    assert [" ".join(head.split()) for head in heads[1:3]] == [
        "Amberfold Police (invented) 2025",
        "Amberfold Police (invented) 2026",
    ]
    notes = beside.locator("[data-fill=notes-list] li").all_inner_texts()
    years = "From Amberfold Police (invented) (2025) to Amberfold Police (invented) (2026)"
    assert notes[0] == f"{years} these went down: Training, Measures and reporting, and Testing new ideas."
    assert "these went up: Policy and control of accounts, Account security" in notes[1]


def test_questions_show_what_was_claimed_beside_what_counts(beside: Page, tmp_path: Path) -> None:
    claimed = changed(
        tmp_path, AMBERFOLD, answers={"pi-sponsor": {"level": 4}}, sign_off=None, marking="TWICE & <MARKED>"
    )
    open_files(beside, claimed, FENWATER)
    assert not beside.locator('tr[data-question="pi-sponsor"]').is_visible()
    beside.get_by_label("Show every question").check()
    assert row(beside, "question", "pi-sponsor")[0] == "2 In place claimed 4"
    assert row(beside, "fact", "marking") == ["TWICE & <MARKED>", "OFFICIAL", ""]
    assert {text.strip() for text in beside.locator(".m-marking").all_inner_texts()} == {"TWICE & <MARKED> / OFFICIAL"}


def test_a_file_is_closed_again(beside: Page) -> None:
    open_files(beside, AMBERFOLD, FENWATER, BEFORE)
    beside.get_by_role("button", name=f"Close {BEFORE.name}").click()
    assert beside.get_by_text("2 files are open.").is_visible()
    assert beside.locator(".m-beside-table").first.locator("thead th").count() == 4


def test_bad_files_are_named_each_with_its_problem_and_nothing_executes(beside: Page, tmp_path: Path) -> None:
    cut = tmp_path / "cut.assessment.json"
    cut.write_bytes(AMBERFOLD.read_bytes()[:900])
    other = changed(
        tmp_path, AMBERFOLD, name="other.assessment.json", edition={"id": "police-social-media", "version": "2031.1"}
    )
    hostile = changed(
        tmp_path, AMBERFOLD, name="hostile.assessment.json", marking="<img src=x onerror=alert(1)>", sign_off=None
    )
    open_files(beside, cut, other, AMBERFOLD, hostile)
    problems = beside.locator("[data-fill=problems] li").all_inner_texts()
    assert [text.split(":")[0] for text in problems] == ["cut.assessment.json", "other.assessment.json"]
    assert "The file is not complete" in problems[0]
    assert "2031.1" in problems[1]
    assert beside.locator("#m-beside img").count() == 0
    assert "<img src=x onerror=alert(1)>" in " ".join(row(beside, "fact", "marking"))
    open_files(beside, AMBERFOLD)
    assert beside.locator("[data-fill=problems] li").all_inner_texts() == [f"{AMBERFOLD.name} is open already."]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_with_files_is_accessible(open_page: Any, site: Path, scheme: str) -> None:
    page = open_page(color_scheme=scheme, viewport={"width": 1366, "height": 768}, bypass_csp=True)
    page.goto((site / "results" / "side-by-side.html").as_uri())
    open_files(page, AMBERFOLD, FENWATER, BEFORE)
    page.get_by_label("Show every question").check()
    assert violations_of(page) + overflow_of(page) == []


# --- the years of one force, of several editions -----------------------------------------------------------------


@pytest.fixture(scope="module")
def years(world: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Files of one kitchen: of editions 1.0 and 1.1, and of the draft of 1.2, in which the site is written."""
    folder = tmp_path_factory.mktemp("years")
    said = {
        "1.0": {"f-fridge": 0, "f-allergies": 1, "f-weighing": 1, "f-garden": 2, "p-leaflet": 1, "p-keys": 2},
        "1.1": {"f-fridge": 1, "f-allergies": 1, "f-weighing": 1, "f-garden": 0, "p-leaflet": 1, "p-locks": 1},
        TODAY: {"f-fridge": 2, "f-allergies": 1, "f-weighing": 1, "f-garden": 1, "p-leaflet": 1, "p-locks": 1},
    }
    made = {}
    for year, (version, levels) in enumerate(said.items(), 2024):
        place = world / "questionnaire" if version == TODAY else world / "editions" / version
        bundle = compile_bundle(load_questionnaire(place))
        answers = {name: {"level": level, "evidence": [{"title": "Seen"}]} for name, level in levels.items()}
        record = returned(bundle, "hill-kitchen", str(year), about={"garden": True}, answers=answers)
        made[version] = folder / f"{year}.assessment.json"
        made[version].write_text(write_text(record), encoding="utf-8")
    return made


def test_years_of_several_editions_stand_on_what_means_the_same(
    page: Page, world: Path, years: dict[str, Path]
) -> None:
    page.goto((world / "site" / "results" / "side-by-side.html").as_uri())
    assert page.get_by_text("You can also open files for editions 1.0, 1.1.").is_visible()
    open_files(page, years[TODAY], years["1.0"])
    assert page.get_by_text(
        "These files are for editions 1.0 and 1.2. All are shown under the rules of edition 1.2. Only the 5 of its "
        "6 questions that mean the same in every edition are used"
    ).is_visible()
    page.get_by_label("Show every question").check()
    assert row(page, "fact", "edition") == ["1.0", TODAY, ""]
    assert row(page, "fact", "answered") == ["6 of 6", "6 of 6", ""]
    assert row(page, "question", "f-fridge") == ["0 Not yet", "2 All", "2 levels"]
    assert row(page, "question", "p-locks") == ["2 All", "1 Some", "1 level"], "it was p-keys"
    assert row(page, "question", "f-garden") == ["Different in this edition", "1 Some", "Not in every edition"]
    assert row(page, "capability", "safe-food") == ["0 Not yet", "1 Some", "1 level"]
    notes = page.locator("[data-fill=notes-list] li").all_inner_texts()
    assert notes == ["From Hill Kitchen (2024) to Hill Kitchen (2026) these went up: Safe food."]
    open_files(page, years["1.1"])
    assert row(page, "fact", "edition") == ["1.0", "1.1", TODAY, ""]
    page.get_by_role("button", name=f"Close {years['1.0'].name}").click()
    assert row(page, "question", "f-garden") == ["0 Not yet", "1 Some", "1 level"], "the same in 1.1 and 1.2"


def test_a_file_of_an_older_edition_is_judged_by_its_own(
    page: Page, world: Path, years: dict[str, Path], tmp_path: Path
) -> None:
    page.goto((world / "site" / "results" / "side-by-side.html").as_uri())
    wrong = changed(tmp_path, years["1.0"], answers={"p-locks": {"level": 1}})
    open_files(page, years[TODAY], wrong)
    (problem,) = page.locator("[data-fill=problems] li").all_inner_texts()
    assert problem.startswith("changed.assessment.json") and "p-locks" in problem


def changed(
    folder: Path, path: Path, name: str = "changed.assessment.json", answers: Any = None, **fields: Any
) -> Path:
    """A copy of a file with other fields; None takes one out. It has no check, as one written by hand."""
    record = json.loads(path.read_text(encoding="utf-8")) | fields
    record["answers"] |= answers or {}
    made = {key: value for key, value in record.items() if value is not None and key != "check"}
    written = folder / name
    written.write_text(json.dumps(made), encoding="utf-8")
    return written
