"""Every step that destroys something can be undone: where it was done, and at once."""

from __future__ import annotations

import json
import re

import pytest

from maturity.records import Bundle
from tests.form.conftest import Form
from tests.form.returns import opened, unsign, whole

pytestmark = pytest.mark.browser


def answers(form: Form) -> dict[str, object]:
    saved: dict[str, object] = json.loads(form.save()[1])["answers"]
    return saved


def test_removed_evidence_and_a_cleared_answer_come_back_as_they_were(form: Form) -> None:
    form.about("kent-police", "2026")
    place = form.answer("pi-sponsor", 3)
    form.evidence("pi-sponsor", title="Minutes", owner="comms-lead", date="2026-03-01", where="Board folder")
    place.get_by_label("Comment").fill("Since May")
    before = answers(form)
    place.get_by_role("button", name="Remove this evidence").click()
    undo = place.get_by_role("status").filter(has_text="The evidence is removed.").get_by_role("button", name="Undo")
    undo.click()
    assert answers(form) == before
    place.get_by_role("button", name="Clear this answer").click()
    form.page.get_by_role("dialog").get_by_role("button", name="Clear the answer").click()
    assert answers(form) == {}
    undo = place.get_by_role("status").filter(has_text="The answer is cleared.").get_by_role("button", name="Undo")
    undo.click()
    assert place.locator("input:focus").get_attribute("value") == "3"
    assert answers(form) == before


def test_undo_goes_with_the_next_change_so_that_it_takes_nothing_with_it(form: Form) -> None:
    place = form.answer("pi-sponsor", 3)
    form.evidence("pi-sponsor", title="Minutes")
    place.get_by_role("button", name="Remove this evidence").click()
    assert place.get_by_role("button", name="Undo").is_visible()
    place.get_by_label("Comment").fill("Since May")
    assert not place.get_by_role("button", name="Undo").count()
    place.get_by_role("button", name="Add evidence").click()
    place.get_by_role("button", name="Remove this evidence").click()
    assert not place.get_by_role("button", name="Undo").count(), "an empty piece is nothing to bring back"


def test_a_cleared_draft_comes_back_until_the_page_is_closed(form: Form) -> None:
    form.about("kent-police", "2026")
    form.answer("pi-sponsor", 2)
    for undo in (True, False):
        form.page.get_by_role("button", name="Clear the draft").click()
        form.page.get_by_role("dialog").get_by_role("button", name="Clear everything").click()
        form.page.get_by_text("You can undo this until you close").wait_for()
        if undo:
            form.page.get_by_role("button", name="Undo").click()
            form.page.get_by_text("Your draft is back").wait_for()
            form.page.wait_for_function("Maturity.journal && document.getElementById('m-kept').dataset.at")
        form.reload()
        form.page.locator("#m-form:not([inert])").wait_for()
        assert form.page.locator("#m-force").input_value() == ("kent-police" if undo else "")
        chosen = form.page.locator("#q-pi-sponsor .m-choices input:checked")
        assert chosen.count() == int(undo)


def test_a_removed_signature_comes_back(form: Form, bundle: Bundle) -> None:
    signed = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}
    opened(form, whole(bundle, sign_off=signed), "Sign-off")
    unsign(form)
    form.page.get_by_role("button", name="Go back to the earlier work").click()
    form.page.get_by_text("The earlier version is back.").wait_for()
    saved = json.loads(form.save()[1])
    assert saved["sign_off"] == signed and "signed_before" not in saved


def test_going_back_asks_once_something_has_changed_since(form: Form, bundle: Bundle) -> None:
    """The button stays on the page. Pressed after an hour's work, it took that off the page without a question."""
    form.about("kent-police", "2026")
    form.answer("pi-sponsor", 1)
    form.load("other.json", json.dumps(whole(bundle, answers={"pi-sponsor": {"level": 4}})))
    form.page.get_by_role("dialog").get_by_role("button", name="Open the file in place of this work").click()
    form.page.get_by_text("other.json is open").wait_for()
    form.answer("pi-funding", 2)
    form.page.get_by_role("button", name="Go back to the earlier work").click()
    dialog = form.page.get_by_role("dialog")
    assert "You have changed something since." in dialog.inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    assert set(answers(form)) == {"pi-sponsor", "pi-funding"}, "it is all still there"


def test_a_version_is_saved_under_its_own_time_and_says_that_it_is_signed(form: Form, bundle: Bundle) -> None:
    signed = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}
    form.page.clock.set_fixed_time("2026-11-21T10:00:00Z")
    opened(form, whole(bundle, answers={"pi-sponsor": {"level": 1}}), "About this assessment")
    form.load("signed.json", json.dumps(whole(bundle, sign_off=signed)))
    form.page.get_by_role("dialog").get_by_role("button", name="Open the file in place of this work").click()
    form.page.get_by_text("signed.json is open").wait_for()
    unsign(form)
    form.page.clock.set_fixed_time("2027-03-01T10:00:00Z")
    form.go("Save and share")
    versions = form.page.locator("#m-versions li")
    versions.first.wait_for()
    signs = [("Signed." in each) for each in versions.all_inner_texts()]
    assert signs[0] and not signs[-1]
    with form.page.expect_download() as download:
        versions.last.get_by_role("button", name="Save this version to a file").click()
    assert re.fullmatch(r"kent-police-2026-draft-2026-11-21-\d{4}\.assessment\.json", download.value.suggested_filename)


def test_a_merge_is_undone_with_one_button(form: Form, bundle: Bundle) -> None:
    opened(form, whole(bundle, answers={"pi-sponsor": {"level": 1}}), "Save and share")
    other = whole(bundle, answers={"pi-sponsor": {"level": 4}, "pi-funding": {"level": 2}})
    form.load("other.assessment.json", json.dumps(other))
    form.page.get_by_role("dialog").get_by_role("button", name="Merge it").click()
    form.page.get_by_label("Who gave the answers that name no role?").select_option(label="Nobody knows")
    form.page.locator(".m-staged").get_by_role("button", name="Merge 1 file").click()
    form.page.locator(".m-merged").get_by_role("button", name="Undo the merge").click()
    form.page.get_by_text("The merge is undone.").wait_for()
    assert answers(form) == {"pi-sponsor": {"level": 1}}
    assert not form.page.locator(".m-merged").is_visible()
