"""The packs that were given out: to which role, with what, and which are back. The list is kept with the draft and
is in nothing that somebody else gets."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect
from pypdf import PdfReader

from maturity.records import Bundle
from maturity.render.phrases import word
from tests.form.conftest import Form
from tests.form.returns import levels, whole
from tests.form.test_share import HELPS, LEAD, SPONSOR, carried, download, merge, staged
from tests.form.test_share import opened as other_page
from tests.site.test_accessibility import overflow_of, violations_of

pytestmark = pytest.mark.browser

NOW = "2026-11-20T10:00:00Z"
DUE = "2026-12-01"


def row(form: Form, role: str) -> Locator:
    return form.page.locator(f'.m-sent-table tbody[data-role="{role}"]')


@pytest.fixture
def given(form: Form) -> Form:
    """On 20 November two packs are given out, due on 1 December."""
    form.page.clock.set_fixed_time(NOW)
    form.about("kent-police", "2026")
    form.go("Save and share")
    assert not form.page.locator(".m-sent").is_visible()
    assert form.page.get_by_label("Ask for packs back by").input_value() == "2026-11-27", "a week from now"
    form.page.get_by_label("Ask for packs back by").fill(DUE)
    for role in (LEAD, HELPS):
        download(form, role, "Save pack")
    return form


def load(form: Form, record: Any, name: str = "return.json") -> None:
    """Opens a file in place of the work."""
    form.load(name, json.dumps(record))
    form.page.get_by_role("dialog").get_by_role("button", name="Open the file").click()
    form.page.get_by_text(f"{name} is open").wait_for()
    form.go("Save and share")


def test_row_says_when_which_questions_and_what_became_of_it(given: Form) -> None:
    said = row(given, LEAD).inner_text()
    assert "Information security" in said and "20 November 2026" in said and "Still out" in said
    assert "7 questions: PI3.2, PI4.1, PI4.2" in said
    assert row(given, LEAD).get_by_label("Due back").input_value() == DUE
    row(given, HELPS).get_by_role("button", name="Mark as back").click()
    assert "Back on 20 November 2026" in row(given, HELPS).inner_text()
    summary = given.page.locator(".m-sent-sum")
    assert summary.inner_text() == "Given out to 2 roles: 1 back and 1 still out."
    given.page.clock.set_fixed_time("2026-12-04T10:00:00Z")
    given.reload()
    expect(row(given, LEAD)).to_contain_text("Overdue by 3 days")
    assert summary.inner_text() == "Given out to 2 roles: 1 back and 1 overdue."
    row(given, LEAD).get_by_label("Due back").fill("2026-12-05")
    expect(row(given, LEAD)).to_contain_text("Still out")


def test_message_has_the_file_the_day_and_the_questions_and_then_reminds(given: Form) -> None:
    given.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    row(given, LEAD).get_by_text("Message to send with it").click()
    text = row(given, LEAD).locator("textarea").input_value()
    subject = "Police social media maturity: your questions for Kent Police, 2026"
    assert row(given, LEAD).get_by_label("Subject").input_value() == subject
    row(given, LEAD).get_by_role("button", name="Copy the subject").click()
    row(given, LEAD).get_by_text("Copied. Paste it into your email.").wait_for()
    assert given.page.evaluate("navigator.clipboard.readText()") == subject
    assert text.startswith("OFFICIAL\n\nThe attached file, ") and "Account security (PI4.1, PI4.2)" in text
    assert "kent-police-2026-pack-information-security.html" in text and "by 1 December 2026" in text
    assert "The answers to PI4.1, PI4.2 are security-sensitive" in text
    row(given, LEAD).get_by_role("button", name="Copy the message").click()
    expect(row(given, LEAD).get_by_text("Copied. Paste it into your email.")).to_have_count(2)
    assert given.page.evaluate("navigator.clipboard.readText()") == text
    row(given, HELPS).get_by_label("Due back").fill("2026-11-19")
    row(given, HELPS).get_by_text("Reminder to send").click()
    reminder = row(given, HELPS).locator("textarea").input_value()
    assert row(given, HELPS).get_by_label("Subject").input_value() == f"Reminder: {subject}"
    assert "was due back on 19 November 2026" in reminder and "security-sensitive" not in reminder


def test_packs_that_came_back_elsewhere_are_back_here_too(given: Form, bundle: Bundle) -> None:
    """A coordinator who had merged them on another computer was told by the first one that all were still out."""
    access = {"level": 1, "role": LEAD}
    load(given, whole(bundle, answers=levels(bundle, pi_account_access=access)))
    expect(row(given, LEAD)).to_contain_text("Back on 20 November 2026")
    expect(row(given, HELPS)).to_contain_text("Still out")


def test_a_plain_file_says_that_the_list_is_not_in_it(given: Form, open_form: Callable[..., Form]) -> None:
    """Whoever moved to another computer with it found “No pack given out yet”, and might have sent every pack again."""
    given.answer("pi-sponsor", 2)
    with given.page.expect_download() as saved:
        given.page.locator(".m-bar").get_by_role("button", name="Save to a file").click()
    name, text = saved.value.suggested_filename, saved.value.path().read_text(encoding="utf-8")
    assert "The list of packs you have given out is not in this file." in given.notice(), "before anyone moves"
    with given.page.expect_download() as copy:
        given.page.locator("#m-notices").get_by_role("button", name="Save a copy of this page").click()
    assert copy.value.suggested_filename.endswith(".html")
    elsewhere = open_form()
    elsewhere.load(name, text)
    said = "If you gave out packs on another computer, the list of them is not in this file."
    elsewhere.page.get_by_text(said).wait_for()
    assert "Choose your role at the top. A file does not say who has opened it." in elsewhere.notice()
    elsewhere.go("Save and share")
    assert "Nothing given out from this browser yet." in elsewhere.page.locator(".m-sent-note").inner_text()
    assert not elsewhere.page.get_by_role("button", name="Bring packs back").is_visible(), "there is none to bring"
    elsewhere.page.locator("#m-role").select_option(LEAD)
    elsewhere.go("Actions")
    elsewhere.go("Save and share")
    own = elsewhere.page.locator(f'#p-share .m-roles tr[data-role="{LEAD}"]')
    assert "A pack is only for someone else in this role" in own.inner_text()


def test_list_can_be_kept_elsewhere(given: Form) -> None:
    """In Excel, or in an email."""
    given.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    given.page.get_by_role("button", name="Copy this list").click()
    given.page.get_by_text("Copied, with the questions of each pack.").wait_for()
    rows = [line.split("\t") for line in given.page.evaluate("navigator.clipboard.readText()").split("\r\n")]
    assert rows[0] == ["Role", "Given out", "Due back", "State", "Questions"]
    assert rows[1][1:4] == ["2026-11-20", "2026-12-01", "Still out"] and len(rows) == 3


def test_packs_that_are_merged_are_back(given: Form, open_page: Callable[..., Page], tmp_path: Path) -> None:
    """Two come back at once, by the main button: a copy of the page, and a plain file under the name that a browser
    gives to the second of one name. A third comes back as it went out, with no answer in it, and is still out."""
    given.page.locator('#p-share tr[data-role="legal"]').get_by_role("button", name="Save pack").click()
    backs = {}
    parts = (
        (LEAD, "Save the pack with your answers", "pi-account-access"),
        (HELPS, "Save only the answers", "dc-personal-use"),
        ("legal", "Save the pack with your answers", ""),
    )
    for role, what, answered in parts:
        pack = other_page(open_page, tmp_path, *download(given, role, "Save pack"))
        if answered:
            pack.question(answered).get_by_role("radio").nth(1).check()
        pack.go("Save and share")
        name, text = download(pack, "", what)
        backs[name.replace(".", " (1).", 1)] = text
    with given.page.expect_file_chooser() as chooser:
        given.page.get_by_role("button", name="Bring packs back").click()
    picked: list[FilePayload] = [
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in backs.items()
    ]
    chooser.value.set_files(picked)
    staged(given)
    assert "Still out: Legal services." in merge(given)
    assert [("Back on 20" in row(given, role).inner_text()) for role in (LEAD, HELPS, "legal")] == [True, True, False]
    given.page.get_by_role("button", name="Undo the merge").click()
    given.page.get_by_text("The merge is undone. The merged work is kept").wait_for()
    for role in (LEAD, HELPS, "legal"):
        expect(row(given, role)).to_contain_text("Still out")
    given.load("again.html", backs[next(name for name in backs if name.endswith(".html"))])
    given.page.get_by_role("dialog").locator(".m-button-main").click()
    merge(given)
    assert "The merge is undone." not in given.notice()


def test_a_later_pack_of_one_role_is_said_to_be_newer(
    given: Form, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    pack = other_page(open_page, tmp_path, *download(given, LEAD, "Save pack"))
    pack.page.clock.set_fixed_time("2026-11-21T10:00:00Z")
    pack.answer("pi-account-access", 1)
    pack.go("Save and share")
    assert "Not answered: PI3.2, PI4.2, " in pack.page.locator(".m-pack-text").inner_text()
    first = download(pack, "", "Save the pack with your answers")[1]
    pack.page.clock.set_fixed_time("2026-11-23T10:00:00Z")
    pack.answer("pi-account-access", 2)
    pack.go("Save and share")
    later = download(pack, "", "Save the pack with your answers")[1]
    assert "It is not sent yet. It has security-sensitive answers in it" in pack.notice()
    with given.page.expect_file_chooser() as chooser:
        given.page.get_by_role("button", name="Bring packs back").click()
    picked: list[FilePayload] = [
        {"name": name, "mimeType": "text/html", "buffer": text.encode()}
        for name, text in (("a.html", first), ("b.html", later))
    ]
    chooser.value.set_files(picked)
    said = staged(given)
    assert "It is newer than a.html: 1 answer differs. Last answer: 23 November 2026 at 10:00." in said
    assert said.count("newer") == 1


def test_nothing_moves_under_the_pointer_when_packs_are_saved(given: Form) -> None:
    """The row once grew, so that a second click hit another role."""
    rows = given.page.locator(".m-roles tbody tr:visible")

    def places() -> list[float]:
        return [round(box["y"]) for each in rows.all() if (box := each.bounding_box())]

    button = rows.nth(3).get_by_role("button", name="Save pack")
    button.scroll_into_view_if_needed()
    before = places()
    with given.page.expect_download():
        button.click()
    assert "Saved. Look in your downloads." in rows.nth(3).inner_text()
    assert places() == before
    given.reload()
    expect(rows.nth(3)).to_contain_text("Given out on 20 November 2026")


def test_way_to_the_message_is_beside_the_pack(given: Form) -> None:
    given.page.locator(f'.m-roles tr[data-role="{LEAD}"]').get_by_role("button", name="Message").click()
    assert row(given, LEAD).locator("textarea").is_visible()
    row(given, LEAD).get_by_role("button", name="Mark as back").click()
    assert not given.page.locator(f'.m-roles tr[data-role="{LEAD}"]').get_by_role("button", name="Message").is_visible()


def test_workbook_is_at_hand_beside_the_form_and_not_in_a_copy_elsewhere(given: Form, tmp_path: Path) -> None:
    assert given.page.get_by_role("link", name="Get the workbook").get_attribute("href") == "assessment.xlsx"
    copy = tmp_path / "kent-police.html"
    copy.write_bytes(given.path.read_bytes())
    given.path = copy
    given.open()
    given.go("Save and share")
    assert "assessment.xlsx" in given.page.locator("#p-share").inner_text()
    assert not given.page.get_by_role("link", name="Get the workbook").is_visible()


def test_who_answers_in_excel_is_on_the_list_too(given: Form, bundle: Bundle) -> None:
    add = given.page.get_by_role("button", name="Add to the list")
    add.click()
    given.page.locator(".m-workbook-said", has_text="Choose a role").wait_for()
    given.page.get_by_label("Someone answers in Excel or on paper").select_option(label="Legal services")
    add.click()
    expect(row(given, "legal")).to_contain_text("Still out")
    assert "Given out to 3 roles" in given.page.locator(".m-sent-sum").inner_text()
    row(given, "legal").get_by_text("Message to send with it").click()
    message = row(given, "legal").locator("textarea").input_value()
    for key in ("about", "role"):
        assert f"“{word(f'workbook.{key}')}”" in message, "as in the workbook"
    assert "The attached workbook, assessment.xlsx, has all the questions." in message and "1 December 2026" in message


@pytest.mark.parametrize("shown", [True, False])
def test_pack_says_when_it_is_due_and_whether_others_have_answered(
    given: Form, bundle: Bundle, open_page: Callable[..., Page], tmp_path: Path, shown: bool
) -> None:
    """A pack with answers in it once looked as if there were nothing to do."""
    load(given, whole(bundle))
    if shown:
        given.page.get_by_label("Show the answers given so far").check()
    name, text = download(given, LEAD, "Save pack")
    pack = other_page(open_page, tmp_path, name, text)
    lead = pack.page.locator("#m-pack-lead").inner_text()
    assert lead.endswith("Please send it back by 1 December 2026.")
    assert ("7 questions already have an answer from someone else. Read each one" in lead) is shown
    back, _ = pack.save()
    assert back == f"kent-police-2026-pack-{LEAD}-answered.assessment.json", "not the name under which it was sent"


def test_list_is_in_nothing_that_others_get(given: Form, bundle: Bundle) -> None:
    """Not in a saved assessment, a pack, a critical friend's pack or the copy for who signs; and once the draft is
    cleared, nowhere."""
    load(given, whole(bundle))
    assert row(given, LEAD).count()
    pack = download(given, SPONSOR, "Save pack")[1]
    assert carried(pack)["beside"]["due"] == DUE, "a pack knows its own day"
    texts = [given.save()[1], pack.replace(DUE, "")]
    for panel, button in (("Sign-off", "copy-to-sign"), ("Critical friend", "friend-pack")):
        given.go(panel)
        with given.page.expect_download() as got:
            given.page.locator(f'[data-do="{button}"]').click()
        texts.append(Path(got.value.path()).read_text(encoding="utf-8"))
    for text in texts[1:]:
        assert not [name for name in carried(text)["beside"] if name.startswith("here.")]
    for text in texts:
        assert DUE not in text, "the day by which the packs are due"
    given.page.get_by_role("button", name="Clear the draft").click()
    given.page.get_by_role("dialog").get_by_role("button", name="Clear everything").click()
    given.about("kent-police", "2026")
    given.go("Save and share")
    assert not given.page.locator(".m-sent").is_visible()


def test_list_goes_with_a_copy_of_the_page(given: Form, open_page: Callable[..., Page], tmp_path: Path) -> None:
    """A coordinator who changes computers once lost it."""
    row(given, HELPS).get_by_role("button", name="Mark as back").click()
    name, text = download(given, "", "Save a copy of this page")
    there = other_page(open_page, tmp_path, name, text)
    there.page.clock.set_fixed_time(NOW)
    there.go("Save and share")
    assert there.page.locator(".m-sent-sum").inner_text() == "Given out to 2 roles: 1 back and 1 still out."
    assert row(there, LEAD).get_by_label("Due back").input_value() == DUE


def test_pack_that_is_back_says_what_its_role_left_out(given: Form) -> None:
    assert "No answer from them" not in row(given, HELPS).inner_text(), "while it is out"
    given.page.locator("#m-role").select_option(HELPS)
    given.answer("dc-personal-use", 2)
    given.go("Save and share")
    row(given, HELPS).get_by_role("button", name="Mark as back").click()
    asked, left = row(given, HELPS).locator(".m-sent-ids").inner_text().split(" No answer from them to ")
    codes = asked.removesuffix(".").split(": ")[1].split(", ")
    mine = given.page.evaluate("Maturity.labels.code('dc-personal-use')")
    assert left == f"{len(codes) - 1}: {', '.join(code for code in codes if code != mine)}."


def test_list_survives_a_reload_and_shows_in_a_second_window(given: Form) -> None:
    given.reload()
    expect(row(given, LEAD)).to_contain_text("20 November 2026")
    page = given.page.context.new_page()
    page.clock.set_fixed_time(NOW)
    second = Form(page, given.path)
    second.go("Save and share")
    expect(row(second, LEAD)).to_contain_text("Still out")
    row(second, LEAD).get_by_role("button", name="Mark as back").click()
    row(given, HELPS).get_by_role("button", name="Mark as back").click()
    for window in (given, second):
        for role in (LEAD, HELPS):
            expect(row(window, role)).to_contain_text("Back on 20 November 2026")
        assert "two windows" not in window.notice()


def test_list_stays_with_its_force_and_period(given: Form, bundle: Bundle) -> None:
    """A file of the same force changes the answers and not what was given out; another force's work has no list."""
    for name, force, there in (("a", "kent-police", True), ("b", "essex-police", False), ("c", "kent-police", False)):
        load(given, whole(bundle, force=force), f"{name}.json")
        expect(given.page.locator(".m-sent")).to_be_visible(visible=there)
    versions = given.page.locator("#m-versions li", has_text="Kent Police").filter(has_text="Before a file was opened.")
    versions.first.get_by_role("button", name="Go back").click()
    expect(row(given, LEAD)).to_contain_text("Still out")


def test_row_is_removed_and_comes_back(given: Form) -> None:
    row(given, LEAD).get_by_role("button", name="Remove from this list").click()
    assert not row(given, LEAD).count()
    undo = given.page.locator(".m-sent-said").get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    undo.click()
    expect(row(given, LEAD)).to_contain_text("Still out")


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (320, "dark")])
def test_list_is_accessible_and_fits(open_form: Callable[..., Form], bundle: Bundle, width: int, scheme: str) -> None:
    look = {"viewport": {"width": width, "height": 768}, "color_scheme": scheme}
    form = open_form(bypass_csp=True, **look)
    opened_here = json.dumps(whole(bundle))
    form.load("return.assessment.json", opened_here)
    form.page.locator('.m-notice[data-kind="file"]').get_by_text("is open").wait_for()
    form.open("#p-share")
    for role in (LEAD, HELPS):
        download(form, role, "Save pack")
    row(form, LEAD).get_by_label("Due back").fill("2025-12-01")
    row(form, LEAD).locator("summary").click()
    assert (violations_of(form.page), overflow_of(form.page)) == ([], [])


def test_list_goes_to_paper_without_its_buttons_and_messages(given: Form) -> None:
    row(given, LEAD).locator("summary").click()
    sheets = PdfReader(io.BytesIO(given.page.pdf(prefer_css_page_size=True))).pages
    said = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
    assert "What you have given out" in said and "7 questions: PI3.2" in said and "1 December 2026" in said
    assert "Subject:" not in said and "Mark as back" not in said and "Bring packs back" not in said
