"""What is said before a signed return is sent: where to, which file, what it holds, and what happens next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from maturity.questionnaire.bundle import compile_bundle, fingerprint_of
from maturity.questionnaire.model import Questionnaire, Returns
from maturity.records import Bundle
from maturity.render.form import render_form
from tests.form.conftest import Form
from tests.form.returns import opened, unsign, whole
from tests.site.test_accessibility import overflow_of, violations_of

pytestmark = pytest.mark.browser

SIGNED = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}
NAME = "kent-police-2026-version-1-signed-2026-11-20.assessment.json"


def signed(bundle: Bundle, **fields: Any) -> Any:
    return whole(bundle, sign_off=SIGNED, **fields)


def test_signed_return_says_where_it_goes_and_saves_under_the_name_it_says(form: Form, bundle: Bundle) -> None:
    opened(form, whole(bundle), "Sign-off")
    send = form.page.locator(".m-send")
    assert not send.is_visible()
    form.load("signed.json", json.dumps(signed(bundle)))
    form.page.get_by_role("dialog").get_by_role("button", name="Open the file").click()
    expect(send).to_be_visible()
    said = send.inner_text()
    assert "National programme team" in said and NAME in said and "It is marked OFFICIAL." in said
    assert "It has security-sensitive answers in it (PI4.1, PI4.2)" in said
    assert "You have this file already. Send it as it is." not in said, "it was opened under another name"
    assert "We check that the file is complete" in said
    with form.page.expect_download() as download:
        send.get_by_role("button", name="Save to a file").click()
    assert download.value.suggested_filename == NAME
    form.page.get_by_role("button", name="It is there", exact=True).click()
    expect(send).to_contain_text("You have this file already. Send it as it is.")
    unsign(form)
    expect(send).not_to_be_visible()


def test_address_is_data_and_no_part_of_the_edition(
    page: Page, questionnaire: Questionnaire, bundle: Bundle, tmp_path: Path
) -> None:
    where = Returns(to="returns@example.org", note="By 31 January. Ask us before you send what is sensitive.")
    edition = questionnaire.edition.model_copy(update={"returns": where})
    changed = questionnaire.model_copy(update={"edition": edition})
    assert fingerprint_of(changed) == fingerprint_of(questionnaire)
    (tmp_path / "form.html").write_text(render_form(changed, compile_bundle(changed)), encoding="utf-8")
    form = Form(page, tmp_path / "form.html")
    opened(form, signed(bundle), "Sign-off")
    said = form.page.locator(".m-send").inner_text()
    assert "returns@example.org" in said and "By 31 January." in said
    assert "does not have their address" not in said


@pytest.mark.parametrize("width", [1366, 320])
def test_it_is_accessible_and_fits(form_file: Path, open_page: Any, bundle: Bundle, width: int) -> None:
    form = Form(open_page(bypass_csp=True, viewport={"width": width, "height": 768}), form_file)
    form.load("return.assessment.json", json.dumps(signed(bundle)))
    form.page.locator('.m-notice[data-kind="file"]').get_by_text("is open").wait_for()
    form.open("#p-sign")
    assert form.page.locator(".m-send").is_visible()
    assert (violations_of(form.page), overflow_of(form.page)) == ([], [])
