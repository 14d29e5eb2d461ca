"""Whole returns for the parts that follow the questions, and what they are opened with."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from maturity.records import Bundle, questions_of
from tests import ROOT
from tests.form.conftest import Form

#: The files of the invented forces, by force and period.
EXAMPLES = {
    path.name.removeprefix("example-").removesuffix(".assessment.json"): path
    for path in sorted((ROOT / "examples" / "practice").glob("*.assessment.json"))
}


def example(name: str, **changed: Any) -> Any:
    """An invented force's return, not signed and with no check code; a field that is None is taken out."""
    record = json.loads(EXAMPLES[name].read_text(encoding="utf-8"))
    record |= {"sign_off": None, "check": None} | changed
    return {field: value for field, value in record.items() if value is not None}


def levels(bundle: Bundle, level: int = 2, **answers: Any) -> dict[str, Any]:
    """An answer for each question that every force is asked."""
    asked = [q["id"] for q in questions_of(bundle) if q["condition"] is None]
    return {id: {"level": level} for id in asked} | {id.replace("_", "-"): answer for id, answer in answers.items()}


def whole(bundle: Bundle, **fields: Any) -> Any:
    """A return of Kent in which everything is answered."""
    head = {"format": "maturity-assessment/2", "edition": bundle["edition"], "force": "kent-police", "period": "2026"}
    return head | {"marking": "OFFICIAL", "answers": levels(bundle)} | fields


def opened(form: Form, record: Any, part: str) -> None:
    """Opens a return and goes to one of the parts."""
    form.load("return.assessment.json", json.dumps(record))
    form.page.locator(".m-notice").get_by_text("is open").wait_for()
    form.go(part)


#: The moment at which signatures of the tests are made: none of them is dated later.
NOW = "2026-12-05T10:00:00Z"


def unsign(form: Form) -> None:
    """Takes the signature off, and says so when asked."""
    form.page.evaluate("location.hash = '#p-sign'")  # where its button is
    form.page.get_by_role("button", name="Remove the signature and make changes").click()
    form.page.get_by_role("dialog").get_by_role("button", name="Remove the signature", exact=True).click()
    form.page.get_by_text("The signature is removed.").wait_for()


def downloaded(form: Form, button: str) -> tuple[str, str]:
    """What a button of the shown panel downloads: its name and its text."""
    with form.page.expect_download() as download:
        form.page.locator(".m-panel:visible").get_by_role("button", name=button, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes().decode("utf-8")


def sheets(pdf: bytes) -> int:
    """How many sheets a PDF of Chromium has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
