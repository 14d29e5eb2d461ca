"""A workbook that came back, in the form: read as Python reads it, opened as any file, and merged."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page

from maturity.assessment.files import answers_in, read_answers
from maturity.errors import MaturityError
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import Bundle
from maturity.render.form import render_form
from maturity.render.workbook import workbook
from maturity.scoring.engine import score
from tests import ROOT, TESTS, TINY
from tests.form.conftest import Form
from tests.form.test_share import LEAD, choose, download, merge, staged
from tests.render.test_workbook import assessments
from tests.support.workbooks import CASES, PACKAGES, saved, treated

pytestmark = pytest.mark.browser

Q = load_questionnaire(TINY)
BUNDLE = compile_bundle(Q)
GOOD = json.loads((TESTS / "broken" / "good.assessment.json").read_text(encoding="utf-8"))
READ = """async (packed) => {
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  const { problems, record } = await Maturity.reader.readBytes(bytes.buffer, Maturity.edition);
  return { problems, record };
}"""


def made(assessment: Any) -> bytes:
    return workbook(Lookup(Q), BUNDLE, assessment, score(BUNDLE, assessment))


@pytest.fixture(scope="module")
def tiny(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The form of the small questionnaire, open all the time."""
    path = tmp_path_factory.mktemp("tiny") / "assessment.html"
    path.write_text(render_form(Q, BUNDLE), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    yield page
    page.close()


def in_form(page: Page, data: bytes) -> Any:
    return page.evaluate(READ, base64.b64encode(data).decode())


def in_python(data: bytes, bundle: Bundle = BUNDLE) -> tuple[Any, list[str], list[str]]:
    """The assessment; the problems with the workbook itself, in the form's way; or the cells with wrong answers."""
    try:
        found = answers_in(data, "a")
    except MaturityError as error:
        said = [str(each).removeprefix("a: ") for each in error.problems]
        whole = [each.where == "a" for each in error.problems]
        return None, [f"the file: {one}" if is_whole else one for one, is_whole in zip(said, whole, strict=True)], []
    try:
        return read_answers(found, "a", bundle), [], []
    except MaturityError as error:
        return None, [], [each.where.removeprefix("a: ") for each in error.problems]


def compared(page: Page, data: bytes) -> None:
    """The form reads a workbook as Python does: the same assessment, the same words, or a problem at the same cells."""
    record, problems, cells = in_python(data)
    found = in_form(page, data)
    assert found.get("record") == record
    if cells:
        assert len(found["problems"]) == len(cells)
        assert all(said.startswith(f"{cell}: ") for said, cell in zip(found["problems"], cells, strict=True)), found
    else:
        assert found["problems"] == problems


# --- as Python reads it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_what_people_do_to_a_workbook(case: dict[str, Any], tiny: Page) -> None:
    compared(tiny, treated(made(GOOD), case))


#: What Python says in the words of a zip, and the form in those of a workbook.
AS_ZIP = ("cut short", "one bit", "a bomb that lies", "very many parts")


@pytest.mark.parametrize("name", PACKAGES)
def test_a_damaged_package_is_refused(name: str, tiny: Page) -> None:
    data = PACKAGES[name](made(GOOD))
    if name not in AS_ZIP:
        compared(tiny, data)
        return
    (said,) = in_form(tiny, data)["problems"]
    assert said.startswith(("the file: this workbook is damaged", "the file: there is more in this workbook"))


def test_generated_assessments_come_back(tiny: Page) -> None:
    @settings(max_examples=16, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(assessments())
    def one(assessment: Any) -> None:
        compared(tiny, made(assessment))

    one()


def test_the_whole_questionnaire_comes_back(page: Page, form_file: Path, questionnaire: Any, bundle: Bundle) -> None:
    form = Form(page, form_file)
    folder = ROOT / "examples" / "nation"
    for file in sorted(folder.glob("*-2026.assessment.json"))[:6]:
        data = workbook(Lookup(questionnaire), bundle, json.loads(file.read_text(encoding="utf-8")))
        assert in_form(form.page, data)["record"] == in_python(data, bundle)[0]


# --- as any other file -----------------------------------------------------------------------------------------


def test_a_workbook_opens_as_a_file_does(form: Form, questionnaire: Any, bundle: Bundle) -> None:
    form.load("kent.xlsx", filled(questionnaire, bundle, {"pi-sponsor": 3}))
    form.page.get_by_text("kent.xlsx is open: Kent Police, 2026").wait_for()
    assert form.question("pi-sponsor").locator('input[value="3"]').is_checked()
    name, text = form.save()
    assert (name, json.loads(text)["answers"]["pi-sponsor"]["level"]) == ("kent-police-2026-draft.assessment.json", 3)


def test_workbooks_of_colleagues_come_together_and_mark_their_packs_back(
    form: Form, questionnaire: Any, bundle: Bundle
) -> None:
    form.about("kent-police", "2026")
    form.answer("pi-sponsor", 1)
    form.go("Save and share")
    download(form, LEAD, "Save pack")
    good, other = (filled(questionnaire, bundle, {"pi-account-access": level}) for level in (2, 3))
    book = load_workbook(io.BytesIO(other))
    sheet = next(each for each in book if any(cell.value == "pi-account-access" for cell in each["A"]))
    number = next(cell.row for cell in sheet["A"] if cell.value == "pi-account-access")
    column = next(cell.column for cell in sheet[1] if cell.value == "Your answer")
    sheet.cell(number, column).value = "nearly all"
    bad = f"'{sheet.title}'!{sheet.cell(number, column).coordinate} (PI4.1): `nearly all` is none of the answers"
    choose(form, {"security.xlsx": good, "bad.xlsx": saved(book)})
    said = staged(form)
    assert "security.xlsx 1 answer. 1 is new or changed. From: Information security." in said.replace("\n", " ")
    assert bad in said
    assert "1 file was merged. Nobody disagrees." in merge(form, "Merge 1 file with the work on this page")
    row = form.page.locator(f'.m-sent-table tbody[data-role="{LEAD}"]')
    assert "Back" in row.inner_text()
    answers = json.loads(form.save()[1])["answers"]
    assert [answers[id]["level"] for id in ("pi-sponsor", "pi-account-access")] == [1, 2]


def filled(questionnaire: Any, bundle: Bundle, levels: dict[str, int]) -> bytes:
    """A workbook of Kent's, with these answers of one role."""
    answers: Any = {id: {"level": level, "role": LEAD} for id, level in levels.items()}
    head = {"format": "maturity-assessment/2", "edition": bundle["edition"], "force": "kent-police", "period": "2026"}
    given: Any = {**head, "answers": answers}
    return workbook(Lookup(questionnaire), bundle, given)
