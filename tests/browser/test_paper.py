"""The protective marking on paper: at the head and at the foot of every sheet, read out of the PDF itself."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from maturity.assessment import read_assessment
from maturity.engine import score
from maturity.form import render_report
from maturity.model import Questionnaire
from maturity.records import Bundle
from tests.browser.conftest import Form
from tests.browser.returns import EXAMPLES, example

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
