"""What the form says about the work is true: whose draft it shows, what is kept, what has become a file, and what else
this browser has."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.model import Questionnaire
from maturity.records import Bundle
from maturity.render.form import render_form
from tests.form.conftest import Form
from tests.form.returns import whole

PATIENCE = 12_000  # milliseconds
NAME = "maturity/police-social-media/2026.2"


@pytest.fixture
def first(open_form: Callable[..., Form]) -> Form:
    form = open_form()
    form.page.set_default_timeout(PATIENCE)
    return form


def beside(form: Form, path: Path) -> Form:
    """Another form, opened in the same browser."""
    page = form.page.context.new_page()
    page.set_default_timeout(PATIENCE)
    return Form(page, path)


def begin(form: Form, force: str = "kent-police", level: int = 2) -> None:
    form.about(force, "2026")
    form.answer("pi-sponsor", level)
    kept(form)


def kept(form: Form) -> None:
    form.page.locator("#m-kept", has_text="Kept in this browser at").wait_for()


def level(form: Form) -> str:
    return str(form.page.evaluate("document.querySelector('#q-pi-sponsor input:checked')?.value ?? ''"))


# --- the same form in two places -------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(form_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "Other force" / "assessment.html"
    path.parent.mkdir()
    shutil.copy(form_file, path)
    return path


def test_form_in_another_folder_has_a_draft_of_its_own(first: Form, elsewhere: Path) -> None:
    """A15: the blank form in two folders: the second showed the first one's draft, and both wrote to it."""
    begin(first)
    other = beside(first, elsewhere)
    assert level(other) == "" and other.page.locator("#m-force").input_value() == ""
    begin(other, "essex-police", 4)
    assert level(first) == "2" and first.page.locator("#m-force").input_value() == "kent-police"
    for form, force in ((first, "kent-police"), (other, "essex-police")):
        form.open()
        assert form.page.locator("#m-force").input_value() == force
    assert (level(first), level(other)) == ("2", "4")


def test_form_that_was_moved_offers_the_work_that_it_had(first: Form, elsewhere: Path) -> None:
    """A15: nothing is lost when the form is moved: its work is offered at the new place, and says where it is from."""
    begin(first)
    moved = beside(first, elsewhere)
    said = moved.notice()
    assert "This form (Other force/assessment.html) has no work in it yet." in said
    assert "Kent Police, 2026: 1 answer, last changed" in said
    assert f"in {first.path.parent.name}/assessment.html" in said
    moved.page.get_by_role("button", name="Continue here with Kent Police, 2026").click()
    moved.page.get_by_text("That work is now here").wait_for()
    assert level(moved) == "2"
    moved.answer("pi-sponsor", 4)
    kept(moved)
    moved.open()
    assert (level(moved), level(first)) == ("4", "2")
    assert "This browser also keeps work" not in moved.notice()


def test_work_from_elsewhere_is_never_put_over_other_work(first: Form, elsewhere: Path, bundle: Bundle) -> None:
    """The offer once stayed after a file was opened, and one tap replaced signed work without a question."""
    begin(first)
    moved = beside(first, elsewhere)
    moved.answer("pi-sponsor", 4)
    moved.page.get_by_role("button", name="Continue here with Kent Police, 2026").click()
    moved.page.get_by_text("That work is now here").wait_for()
    assert level(moved) == "2"
    moved.page.get_by_role("button", name="Go back to the earlier work").click()
    moved.page.get_by_text("The earlier version is back.").wait_for()
    assert level(moved) == "4"
    again = elsewhere.parent / "Third folder" / elsewhere.name
    again.parent.mkdir()
    shutil.copy(elsewhere, again)
    other = beside(first, again)
    assert "This browser also keeps work" in other.notice()
    other.load("whole.json", json.dumps(whole(bundle)))
    other.page.get_by_text("whole.json is open").wait_for()
    assert "This browser also keeps work" not in other.notice()


# --- storage that goes away under the open page ----------------------------------------------------------------

DELETE = """name => new Promise((done, fail) => {
    localStorage.clear();
    const asked = indexedDB.deleteDatabase(name);
    asked.onsuccess = () => done();
    asked.onerror = asked.onblocked = () => fail(new Error("not deleted"));
})"""
ENTRIES = """name => new Promise(done => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => {
        const all = asked.result.objectStoreNames.contains("entries")
            ? asked.result.transaction("entries").objectStore("entries").count() : { result: 0 };
        if (all.onsuccess === undefined) { asked.result.close(); return done(0); }
        all.onsuccess = () => { asked.result.close(); done(all.result); };
    };
})"""
GONE_FOR_GOOD = "() => { IDBFactory.prototype.open = () => { throw new DOMException('no', 'InvalidStateError'); }; }"


def blank(form: Form) -> Page:
    """A page without the form that has the same storage."""
    path = form.path.with_name("blank.html")
    path.write_text("<!doctype html><title>Blank</title>", encoding="utf-8")
    page = form.page.context.new_page()
    page.goto(path.as_uri())
    return page


def test_database_deleted_under_the_open_page_is_written_again(first: Form) -> None:
    """A16: another tab deletes the database: the form went on saying “Kept in this browser”, from a second copy alone.
    Here nothing is even typed after it."""
    begin(first)
    page = blank(first)
    page.evaluate(DELETE, NAME)
    kept(first)
    first.page.wait_for_timeout(300)
    assert page.evaluate(ENTRIES, NAME) > 0
    first.answer("pi-funding", 3)
    kept(first)
    page.evaluate("localStorage.clear()")
    first.open()
    assert level(first) == "2" and first.page.locator('#q-pi-funding input[value="3"]').is_checked()
    assert "two windows" not in first.notice()


def test_database_that_cannot_be_opened_again_is_said_at_once(first: Form) -> None:
    """A16: the browser takes its database away for good: that is said, and not only “Kept in this browser”."""
    begin(first)
    first.page.evaluate(GONE_FOR_GOOD)
    blank(first).evaluate(DELETE, NAME)
    first.page.get_by_text("This browser is slow to write the draft to disk.").wait_for()


# --- what has become a file ------------------------------------------------------------------------------------


def leaving(form: Form) -> bool:
    """Whether the form would warn somebody who leaves now."""
    script = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    return bool(form.page.evaluate(script))


def press(form: Form) -> None:
    with form.page.expect_download():
        form.page.locator(".m-bar").get_by_role("button", name="Save to a file").click()


def test_a_click_on_a_link_is_not_a_saved_file(first: Form) -> None:
    """A17: a preview pane where downloads do nothing: “Saved as …”, and the warning on leaving was gone."""
    begin(first)
    first.page.evaluate("HTMLAnchorElement.prototype.click = () => {}")
    first.page.locator(".m-bar").get_by_role("button", name="Save to a file").click()
    said = first.notice()
    assert "It should be in your downloads as kent-police-2026" in said and "Is it there?" in said
    assert "this page warns you when you close it" in said
    assert "Sent to downloads at" in first.status()
    assert "Saved" not in first.notice() + first.status()
    assert leaving(first)
    first.page.wait_for_timeout(300)
    first.page.goto("about:blank")
    first.open()
    assert leaving(first) and "Sent to downloads at" in first.status()
    first.page.get_by_role("button", name="Is it there?").click()
    assert "It should be in your downloads as kent-police-2026" in first.notice(), "with its name, for who looks for it"
    first.question("pi-funding")
    first.page.get_by_role("button", name="Is it there?").click()
    first.answer("pi-funding", 1)
    expect(first.page.get_by_role("button", name="Is it there?")).not_to_be_visible()  # it is not the newest any more
    assert "does not have your latest change. If it has been sent, save again and send that." in first.notice()
    assert not first.page.get_by_role("button", name="It is there", exact=True).is_visible()


def test_one_confirmation_is_enough(first: Form) -> None:
    """A17: where downloads work, one answer settles it for this form, also after a reload."""
    begin(first)
    press(first)
    first.page.get_by_role("button", name="It is there", exact=True).click()
    assert "Saved to a file at" in first.status() and not leaving(first)
    first.page.wait_for_timeout(300)
    first.open()
    first.answer("pi-funding", 3)
    assert leaving(first)
    press(first)
    assert not leaving(first) and first.page.get_by_role("button", name="It is there", exact=True).count() == 0
    assert "Saved as kent-police-2026" in first.notice()


def test_file_that_is_opened_again_was_saved(first: Form) -> None:
    """A17: opening the file shows that it is there."""
    begin(first)
    with first.page.expect_download() as download:
        first.page.locator(".m-bar").get_by_role("button", name="Save to a file").click()
    assert leaving(first)
    first.load("kent.assessment.json", download.value.path().read_bytes())
    first.page.get_by_role("dialog").get_by_role("button", name="Open the file").click()
    first.page.get_by_text("kent.assessment.json is open").wait_for()
    assert not leaving(first)


# --- another edition -------------------------------------------------------------------------------------------


def test_form_of_the_next_edition_says_what_this_browser_holds(
    first: Form, questionnaire: Questionnaire, tmp_path: Path
) -> None:
    """A24: 30 answers in the form of 2026.2, then the next edition's form in the same browser: nothing was said."""
    first.about("kent-police", "2026")
    always = "[...Maturity.work.questionsById(Maturity.edition.bundle).values()].filter(each => !each.condition)"
    ids = first.page.evaluate(f"{always}.slice(0, 30).map(({{ id }}) => id)")
    for id in ids:
        first.page.locator(f'#q-{id} input[value="1"]').evaluate("radio => radio.click()")
    kept(first)
    edition = questionnaire.edition.model_copy(update={"version": "2027.1"})
    following = questionnaire.model_copy(update={"edition": edition})
    path = tmp_path / "next.html"
    path.write_text(render_form(following, compile_bundle(following)), encoding="utf-8")
    other = beside(first, path)
    said = other.notice()
    assert "This browser holds an assessment for edition 2026.2 (30 answers): Kent Police, 2026." in said
    assert "open the form for edition 2026.2 in this browser" in said and "They will carry it over" in said
    with other.page.expect_download() as download:
        other.page.get_by_role("button", name="Save that work to a file").click()
    first.load("older.assessment.json", download.value.path().read_bytes())
    first.page.get_by_role("dialog").get_by_role("button", name="Open the file").click()
    first.page.get_by_text("older.assessment.json is open: Kent Police, 2026, 30 of 47").wait_for()
    assert json.loads(download.value.path().read_text(encoding="utf-8"))["edition"]["version"] == "2026.2"


# --- a copy of the page ----------------------------------------------------------------------------------------

#: What browser extensions do while a page loads, before its own script runs.
BEFORE = """new MutationObserver((_, watch) => {
    if (!document.querySelector("footer")) return;
    watch.disconnect();
    document.documentElement.setAttribute("data-theme-by", "extension");
    document.body.setAttribute("data-listening", "true");
    const add = (to, tag, text, id) => to.append(Object.assign(document.createElement(tag), { textContent: text, id }));
    add(document.head, "style", "body { outline: 1px solid red }", "ext-style");
    add(document.head, "script", "globalThis.extension = 1", "ext-head");
    add(document.body, "script", "globalThis.extension = 2", "ext-body");
    add(document.querySelector("#q-pi-sponsor"), "div", "Check your grammar", "ext-inside");
    add(document.querySelector("#m-piece-more").content, "ext-icon", "*", "ext-template");
    document.body.prepend(document.createComment("extension"));
    const round = document.createElement("ext-round"), panel = document.querySelector("#p-about");
    panel.before(round);
    round.append(panel);
}).observe(document, { childList: true, subtree: true });"""
#: And after it.
AFTER = """() => {
    const late = document.createElement("script");
    late.textContent = "globalThis.extension = 3";
    document.body.append(late, Object.assign(document.createElement("div"), { id: "ext-bubble" }));
    document.querySelector("h1").setAttribute("data-seen", "1");
}"""
CHANGED = """new MutationObserver((_, watch) => {
    const heading = document.querySelector("h1");
    if (!heading?.textContent) return;
    watch.disconnect();
    heading.textContent += " (translated)";
}).observe(document, { childList: true, subtree: true });"""


def copied(form: Form) -> str:
    """A copy of the page, without the answers that it carries."""
    form.go("Save and share")
    with form.page.expect_download() as download:
        form.page.get_by_role("button", name="Save a copy of this page").click()
    page, carried = download.value.path().read_text(encoding="utf-8"), '<script type="application/json" id="m-carried">'
    before, _, rest = page.partition(carried)
    assert rest, "the copy carries nothing"
    return before + rest.partition("</script>")[2]


def test_copy_is_the_page_as_published(open_form: Callable[..., Form], tmp_path: Path) -> None:
    """A23: what a browser extension had added while the page loaded was saved in the copy."""
    plain = open_form(bypass_csp=True)
    begin(plain)
    clean = copied(plain)
    form = open_form(bypass_csp=True)
    form.page.add_init_script(BEFORE)
    form.open()
    assert form.page.evaluate("globalThis.extension") == 2 and form.page.locator("ext-round #p-about").count()
    begin(form)
    form.page.evaluate(AFTER)
    assert copied(form) == clean
    copy = tmp_path / "copy.html"
    copy.write_text(clean, encoding="utf-8")
    plain.path = copy
    plain.open()
    begin(plain)
    assert copied(plain) == clean  # a copy of a copy is the page as well
    assert "data-listening" not in clean and "ext-" not in clean.replace("next-", "").replace("text-", "")


def test_no_copy_is_made_of_a_page_that_was_changed_itself(form: Form) -> None:
    """A23: where the page cannot be had as it was published, the form says so and saves nothing."""
    form.page.add_init_script(CHANGED)
    form.open()
    begin(form)
    form.go("Save and share")
    form.page.get_by_role("button", name="Save a copy of this page").click()
    form.page.get_by_text("The copy was not made. Something in this browser, such as an extension,").wait_for()
