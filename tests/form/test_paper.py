"""Paper: the protective marking on every sheet, and what fits on one, read out of the PDF itself."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader
from pypdf.generic import ArrayObject

from maturity.assessment.reader import read_assessment
from maturity.questionnaire.model import Questionnaire
from maturity.records import LONGEST_LINE, LONGEST_TEXT, Bundle
from maturity.render.form import render_report
from maturity.render.phrases import word
from maturity.scoring.engine import score
from tests.form.conftest import Form
from tests.form.returns import EXAMPLES, example, levels, opened, whole

pytestmark = pytest.mark.browser

MARKING = 'OFFICIAL-SENSITIVE "1" \\ é'
#: What is on the screen, and how it goes to paper: as it is, or as a button makes it.
PRINTED = {
    "sign-off": ("p-sign", ""),
    "results": ("p-results", ""),
    "actions": ("p-actions", ""),
    "the meeting": ("p-meeting", ""),
    "critical friend": ("p-friend", ""),
    "one capability": ("c-leadership-and-money", ""),
    "everything": ("p-about", "all"),
    "the blank set": ("p-share", "blank"),
}


def lines_of(page: Page) -> list[list[str]]:
    """The lines of each sheet, from top to bottom."""
    reader = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    return [[" ".join(line.split()) for line in sheet.extract_text().splitlines()] for sheet in reader.pages]


def check(sheets: list[list[str]]) -> None:
    """What stands in the margins of a sheet comes first in its text."""
    for number, lines in enumerate(sheets, 1):
        assert sum(line.count(MARKING) for line in lines[:3]) == 2, f"sheet {number} of {len(sheets)}: {lines}"


@pytest.mark.parametrize("what", PRINTED)
def test_every_sheet_of_the_form_has_it_twice(form: Form, what: str) -> None:
    panel, button = PRINTED[what]
    record = example("amberfold-police-2026", marking=MARKING)
    form.load("return.assessment.json", json.dumps(record))
    form.page.locator('.m-notice[data-kind="file"]').get_by_text("is open").wait_for()
    form.page.evaluate("panel => { location.hash = panel }", panel)
    form.page.locator(f"#{panel}").wait_for()
    form.page.evaluate("print => { document.getElementById('m-form').dataset.print = print }", button)
    sheets = lines_of(form.page)
    assert len(sheets) >= (20 if button else 1)
    check(sheets)


LONG = "A title that goes on and on, with the board, the day and the minute in it. " * 12


@pytest.mark.parametrize(("panel", "button"), [("c-leadership-and-money", ""), ("p-about", "all"), ("p-about", "")])
def test_no_field_is_cut(form: Form, bundle: Bundle, panel: str, button: str) -> None:
    """What is in a field of one line, or in a tall one, was once cut where the field ended. The longest text that fits
    a file is whole on paper, its ends and all, however it is printed."""
    line = LONG[: LONGEST_LINE - 4]
    piece = {"title": f"{line}END1", "where": f"{line}END2", "owner": "equality-language", "date": "2026-03-01"}
    words = (LONGEST_TEXT - 4) // len("Word ")
    answer = {"level": 2, "comment": "Word " * words + "END3", "evidence": [piece]}
    about = {"main-accounts": f"{LONG}END4"}
    record = whole(bundle, answers={"pi-sponsor": answer}, about=about)
    form.load("return.assessment.json", json.dumps(record))
    form.page.locator('.m-notice[data-kind="file"]').get_by_text("is open").wait_for()
    form.page.evaluate("panel => { location.hash = panel }", panel)
    form.page.locator(f"#{panel}").wait_for()
    form.page.evaluate("print => { document.getElementById('m-form').dataset.print = print }", button)
    if not button:
        form.page.evaluate("delete document.getElementById('m-form').dataset.print")
    text = " ".join(line for sheet in lines_of(form.page) for line in sheet)
    ends = {"c-leadership-and-money": {1, 2, 3}, "p-about": {1, 2, 3, 4} if button else {4}}[panel]
    assert {n for n in range(1, 5) if f"END{n}" in text} == ends
    if 1 in ends:
        assert text.count("Word") >= words and "1 March 2026" in text and "Equality, accessibility or language" in text
    assert form.page.locator(".m-written").count() == 0  # on the screen there are the fields again


def test_every_sheet_of_a_report_has_it_twice(
    page: Page, questionnaire: Questionnaire, bundle: Bundle, tmp_path: Path
) -> None:
    text = EXAMPLES["amberfold-police-2026"].read_text(encoding="utf-8")
    record = read_assessment(text, "example", bundle)
    record["marking"] = MARKING
    report = tmp_path / "report.html"
    report.write_text(render_report(questionnaire, bundle, score(bundle, record), record), encoding="utf-8")
    page.goto(report.as_uri())
    sheets = lines_of(page)
    assert len(sheets) > 1
    check(sheets)


@pytest.mark.parametrize(
    ("answer", "plan"),
    [
        pytest.param({"level": 0}, 2, id="nothing in place"),
        pytest.param({"level": 3}, 1, id="no evidence"),
        pytest.param({"dont_know": True}, 2, id="nobody knew"),
        pytest.param({"level": 4, "evidence": [{"title": "Log"}]}, 1, id="everything in place"),
    ],
)
def test_summary_of_a_report_is_one_sheet_and_its_plan_at_most_two(
    page: Page, questionnaire: Questionnaire, bundle: Bundle, tmp_path: Path, answer: Any, plan: int
) -> None:
    record = whole(bundle, answers=dict.fromkeys(levels(bundle), answer))
    report = tmp_path / "report.html"
    report.write_text(render_report(questionnaire, bundle, score(bundle, record), record), encoding="utf-8")
    page.goto(report.as_uri())
    sheets = lines_of(page)
    heads = [number for number, lines in enumerate(sheets) if word("plan.heading") in lines]
    themes = next(number for number, lines in enumerate(sheets) if questionnaire.themes[0].name in lines and number)
    assert heads == [1] and themes <= 1 + plan, sheets[:3]


def check_tags(reader: PdfReader) -> None:
    """What a screen reader needs of a PDF: its language and title, and tags in order, with no step between headings
    left out and a heading for each column."""
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] in ("en-GB", "en") and root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None and reader.metadata.title
    tags = list(tags_of(root["/StructTreeRoot"]["/K"]))
    levels = [int(tag[2:]) for tag in tags if re.fullmatch(r"/H\d", tag)]
    assert levels and levels[0] == 1, levels
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    tables = "".join(tag for tag in tags if tag in ("/Table", "/TH", "/TD")).split("/Table")[1:]
    assert all(table.startswith("/TH") for table in tables), tables


def tags_of(node: Any) -> Iterator[str]:
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from tags_of(each)
    elif isinstance(node, dict) and "/S" in node:
        yield node["/S"]
        yield from tags_of(node.get("/K", ArrayObject()))


@pytest.mark.parametrize("what", PRINTED)
def test_what_the_form_prints_is_tagged(form: Form, what: str) -> None:
    panel, button = PRINTED[what]
    opened(form, example("amberfold-police-2026"), "Results")
    form.page.evaluate("panel => { location.hash = panel }", panel)
    form.page.locator(f"#{panel}").wait_for()
    form.page.evaluate("print => { document.getElementById('m-form').dataset.print = print }", button)
    check_tags(PdfReader(io.BytesIO(form.page.pdf(prefer_css_page_size=True, tagged=True))))


def test_a_report_on_paper_is_tagged(
    page: Page, questionnaire: Questionnaire, bundle: Bundle, tmp_path: Path
) -> None:
    record = example("amberfold-police-2026")
    report = tmp_path / "report.html"
    report.write_text(render_report(questionnaire, bundle, score(bundle, record), record), encoding="utf-8")
    page.goto(report.as_uri())
    check_tags(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, tagged=True))))


@pytest.mark.parametrize("where", ["results/national.html", "results/compare.html"])
def test_the_national_picture_and_the_comparison_on_paper_are_tagged(page: Page, site: Path, where: str) -> None:
    page.goto((site / where).as_uri())
    page.locator("tbody tr").first.wait_for(state="attached")
    if "compare" in where:
        page.locator('.m-comparison[aria-busy="false"]').wait_for()
    check_tags(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, tagged=True))))
