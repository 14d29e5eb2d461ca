"""What the national team looks at, made from 48 made-up forces: on a telephone and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page

from benchmarks import population
from maturity.cli.main import main
from tests import ROOT
from tests.conftest import OpenPage
from tests.site.test_accessibility import none_of, overflow_of, violations_of


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round with a restricted site after the last period was released, and the comparison as a file."""
    folder = tmp_path_factory.mktemp("restricted")
    returns, questionnaire = population.write(folder), folder / "questionnaire"
    config = folder / "restricted.yml"
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("audience: public", "audience: restricted")
    text = text.replace("custom_dir: ", f"custom_dir: {ROOT}/").replace("watch: [src/maturity, site_overrides]", "")
    config.write_text(text, encoding="utf-8")
    of_last = ["--period", "2027", "-q", questionnaire, "--on", population.DAY]
    for command in (
        ["release", returns, "-o", folder / "released", *of_last],
        ["round", returns, "-o", folder / "out", "-f", config, "-q", questionnaire, "--on", population.DAY],
        ["compare", returns, "-o", folder / "compared", "-q", questionnaire, "--on", population.DAY],
    ):
        done = CliRunner().invoke(main, [str(each) for each in command], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    return folder


# --- the comparison ----------------------------------------------------------------------------------------------

#: Where the comparison stands in a site, and as a file.
COMPARISONS = ["out/site/results/compare.html", "compared/comparison.html"]
#: Words and numbers of a table that stand on more than one line.
BROKEN = """table => [...table.querySelectorAll("td, thead th")].flatMap(cell => {
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), broken = [];
    while (walk.nextNode()) for (const found of walk.currentNode.data.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(walk.currentNode, found.index);
        range.setEnd(walk.currentNode, found.index + found[0].length);
        if (new Set([...range.getClientRects()].map(box => box.top)).size > 1) broken.push(found[0]);
    }
    return broken;
})"""


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("path", COMPARISONS)
def test_comparison_fits_a_telephone_and_breaks_no_number(
    world: Path, open_page: OpenPage, path: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 720})
    page.goto((world / path).as_uri())
    none_of(overflow_of(page) + violations_of(page))
    page.locator(".m-comparison summary").click()
    page.locator('.m-comparison[aria-busy="false"]').wait_for()
    for table in page.locator(".m-counts, .m-heat").all():
        assert table.evaluate(BROKEN) == []
    heights = page.locator(".m-heat tbody tr").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert len(heights) > 40 and max(heights) < 60


@pytest.mark.parametrize("path", COMPARISONS)
def test_comparison_fits_a_laptop_and_a_sheet(world: Path, open_page: OpenPage, path: str) -> None:
    """No force's name makes its row tall, and no column is cut off."""
    for width, height, medium, tallest in ((1366, 768, "screen", 40), (690, 975, "print", 30)):
        page = open_page(viewport={"width": width, "height": height})
        page.goto((world / path).as_uri())
        page.emulate_media(media=medium)  # type: ignore[arg-type]
        page.locator('.m-comparison[aria-busy="false"]').wait_for()
        heights = page.locator(".m-heat tbody tr").evaluate_all("rows => rows.map(row => row.offsetHeight)")
        assert max(heights) <= tallest
        assert page.locator(".m-heat-scroll").evaluate("e => e.scrollWidth - e.clientWidth") <= 0
        assert page.locator(".m-comparison > .m-note").count() == 1
        assert "not for publication" in page.locator(".m-comparison > .m-note").inner_text()


# --- the report and what goes back -------------------------------------------------------------------------------


def sheets(page: Page) -> int:
    """On how many sheets a page is printed."""
    return page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")


def test_what_goes_back_to_a_force_takes_three_sheets_with_its_plan(world: Path, page: Page) -> None:
    page.goto((world / "out/giveback/kent-police-2027.html").as_uri())
    assert sheets(page) == 3


def test_report_has_its_first_sheet_for_the_glance_and_leaves_no_head_behind(world: Path, page: Page) -> None:
    page.goto((world / "out/national/national.html").as_uri())
    page.emulate_media(media="print")
    style = "(element, name) => getComputedStyle(element)[name]"
    assert page.locator(".m-glance + *").evaluate(style, "breakBefore") == "page"
    first = page.locator(".m-figures thead + tbody > tr:first-child")
    assert {*first.evaluate_all("rows => rows.map(row => getComputedStyle(row).breakBefore)")} == {"avoid"}
    assert sheets(page) < 12


def test_own_level_is_in_the_picture_and_stands_there_on_a_telephone(world: Path, open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 720})
    page.goto((world / "out/giveback/kent-police-2027.html").as_uri())
    row = page.locator("tbody tr", has_text="Policy and control of accounts")
    assert row.locator(".m-strip i").evaluate_all("all => all.findIndex(i => i.matches('.m-strip__own'))") == 3
    assert "above the middle" in row.inner_text()
    box, region = row.locator(".m-against").bounding_box(), page.locator(".m-scroll").first.bounding_box()
    assert box and region and box["x"] + box["width"] <= region["x"] + region["width"]


# --- who has returned --------------------------------------------------------------------------------------------


def test_who_has_returned_begins_with_whom_to_chase_and_names_every_file(world: Path, page: Page) -> None:
    page.goto((world / "out/status.html").as_uri())
    assert page.locator("h2").all_inner_texts() == ["To chase", "Forces", "Files in the folder"]
    assert "7 to chase: 3 nothing yet, 4 not signed." in page.locator("#chase + p").inner_text()
    names = page.locator("#chase ~ details:has(textarea) summary").all_inner_texts()
    assert names == sorted(names, key=str.casefold) and len(names) == 7 and "Dorset Police Nothing yet" in names
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height < 4000
    shut = page.locator("details:not(:has(textarea)) summary").all_inner_texts()
    assert shut[1:] == ["Another period, 2025: 42 files", "Another period, 2026: 44 files"]
    files = {path.relative_to(world / "returns").as_posix() for path in (world / "returns").rglob("*.json")}
    there = page.locator(":is(table.m-files tbody th, ul.m-files li):not(.m-unfold *)").all_text_contents()
    assert sorted(there) == sorted(files) and len(files) == 131


def test_who_has_returned_breaks_no_head_and_no_number(world: Path, page: Page) -> None:
    page.goto((world / "out/status.html").as_uri())
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 900})  # as wide as a sheet between its margins
    assert page.locator(".m-status .m-table").first.evaluate(BROKEN) == []
