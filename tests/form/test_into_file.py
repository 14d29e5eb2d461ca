"""A file that the person picks once, and that every change goes into; and whatever can go wrong with it.

The browser's own window for picking a file cannot be driven, so a file made of the same functions stands in for it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.form.conftest import Form

PATIENCE = 8_000  # milliseconds
FILE = """
globalThis.disk = { text: "", modified: 1, permission: "granted", fails: "" };
const fail = name => { throw new DOMException("no", name); };
globalThis.showSaveFilePicker = async ({ suggestedName }) => ({
    name: suggestedName,
    requestPermission: async () => disk.permission,
    getFile: async () => (disk.fails === "NotFoundError" ? fail(disk.fails) : { lastModified: disk.modified }),
    createWritable: async () => {
        if (disk.fails) fail(disk.fails);
        let text = "";
        return { write: async more => { text += more; }, close: async () => { disk.text = text; disk.modified += 1; } };
    },
});
"""
BLOCKED = "globalThis.showSaveFilePicker = async () => { throw new DOMException('policy', 'SecurityError'); };"
GOES_ON = " You can carry on. Your work is kept in this browser."

#: What becomes of the file, and what is said.
LOST = {
    "permission lost": (
        "NotAllowedError",
        "This browser no longer lets this page write to kent-police-2026.assessment.json.",
    ),
    "file gone": ("NotFoundError", "kent-police-2026.assessment.json is no longer where it was."),
    "drive full": ("QuotaExceededError", "This page could not write to kent-police-2026.assessment.json."),
}


@pytest.fixture
def form(open_form: Callable[..., Form]) -> Form:
    made = open_form()
    made.page.set_default_timeout(PATIENCE)
    made.page.add_init_script(FILE)
    made.open()
    return made


SAVED = "Saved to a file at"


def pick(form: Form) -> None:
    form.about("kent-police", "2026")
    form.answer("pi-sponsor", 2)
    form.go("Save and share")
    form.page.get_by_role("button", name="Save every change to a file").click()
    said = "Every change is saved to kent-police-2026.assessment.json."
    form.page.locator("#m-live-state", has_text=said).wait_for()
    form.page.locator("#m-file", has_text=SAVED).wait_for()


def in_file(form: Form) -> dict[str, int]:
    text = form.page.evaluate("disk.text")
    return {id: each["level"] for id, each in json.loads(text)["answers"].items()} if text else {}


def test_every_change_goes_into_the_file_that_was_picked_once(form: Form) -> None:
    pick(form)
    assert in_file(form) == {"pi-sponsor": 2}
    form.answer("pi-funding", 3)
    form.page.locator("#m-file", has_text="Not saved since").wait_for()
    form.page.locator("#m-file", has_text=SAVED).wait_for()
    assert in_file(form) == {"pi-sponsor": 2, "pi-funding": 3}


@pytest.mark.parametrize("name", LOST)
def test_file_that_cannot_be_written_ends_in_a_sentence_and_can_be_tried_again(form: Form, name: str) -> None:
    error, sentence = LOST[name]
    pick(form)
    form.page.evaluate("name => { disk.fails = name; }", error)
    form.answer("pi-funding", 3)
    form.page.get_by_role("alert").get_by_text(sentence + GOES_ON).wait_for()
    assert "Kept in this browser at" in form.status() and "Not saved since" in form.status()
    assert in_file(form) == {"pi-sponsor": 2}
    form.page.evaluate("disk.fails = ''")
    form.page.get_by_role("button", name="Carry on saving to it").click()
    form.page.locator("#m-file", has_text=SAVED).wait_for()
    assert in_file(form) == {"pi-sponsor": 2, "pi-funding": 3}


def test_file_that_somebody_else_changed_is_not_written_over(form: Form) -> None:
    pick(form)
    form.page.evaluate("disk.text = 'theirs'; disk.modified = 99;")
    form.answer("pi-funding", 3)
    form.page.get_by_text("so this page has not overwritten it.").wait_for()
    assert form.page.evaluate("disk.text") == "theirs"


def test_work_of_another_force_does_not_go_into_the_file(form: Form) -> None:
    pick(form)
    theirs = json.loads(form.page.evaluate("disk.text")) | {"force": "essex-police", "check": None}
    theirs = {name: value for name, value in theirs.items() if value is not None}
    form.load("essex.assessment.json", json.dumps(theirs))
    form.page.get_by_role("dialog").get_by_role("button", name="Open the file").click()
    said = "Changes are no longer saved to kent-police-2026.assessment.json, because it has other work in it."
    form.page.get_by_text(said).wait_for()
    form.answer("pi-funding", 3)
    form.page.wait_for_timeout(1_500)  # longer than a change takes to go into the file
    written = json.loads(form.page.evaluate("disk.text"))
    assert (written["force"], list(written["answers"])) == ("kent-police", ["pi-sponsor"])
    form.page.get_by_role("button", name="Choose another file").click()
    form.go("Save and share")
    said = "Every change is saved to essex-police-2026.assessment.json."
    form.page.locator("#m-live-state", has_text=said).wait_for()


def test_browser_that_blocks_it_says_so(open_form: Callable[..., Form]) -> None:
    form = open_form()
    form.page.add_init_script(BLOCKED)
    form.open()
    form.about("kent-police", "2026")
    form.go("Save and share")
    form.page.get_by_role("button", name="Save every change to a file").click()
    form.page.get_by_text(
        "This browser, or whoever manages it, does not let this page write files. Use “Save to a file” instead."
    ).wait_for()


def test_it_is_not_offered_where_the_browser_cannot(open_form: Callable[..., Form]) -> None:
    form = open_form()
    form.page.add_init_script("delete globalThis.showSaveFilePicker; delete Window.prototype.showSaveFilePicker;")
    form.open()
    form.go("Save and share")
    assert not form.page.get_by_role("button", name="Save every change to a file").is_visible()
    assert form.page.get_by_role("button", name="Save a copy of this page").is_visible()


def test_after_a_restart_it_goes_on_with_the_same_file(form: Form) -> None:
    """What the browser gives back for a file it knows is stood in for as well."""
    pick(form)
    form.page.wait_for_timeout(300)
    given = "async function (slot, name, value) { return name === 'file' ? globalThis.again : undefined; }"
    again = "globalThis.again = { handle: { ...handle, queryPermission: async () => disk.asks }, modified: 1 };"
    form.page.add_init_script(
        f"showSaveFilePicker({{suggestedName: 'return.json'}}).then(handle => {{ disk.asks = 'prompt'; {again} }});"
        f"addEventListener('DOMContentLoaded', () => {{ Maturity.journal.Journal.prototype.thing = {given}; }});"
    )
    form.page.on("dialog", lambda dialog: dialog.accept())
    form.open()
    form.page.get_by_text("Until this page was closed, every change was saved to return.json.").wait_for()
    form.page.get_by_role("button", name="Carry on saving to it").click()
    form.answer("pi-report-route", 1)
    for _ in range(PATIENCE // 100):  # the file has been saved once already, so the notice says nothing
        if len(in_file(form)) > 1:
            break
        form.page.wait_for_timeout(100)
    form.page.locator("#m-file", has_text=SAVED).wait_for()
    assert in_file(form) == {"pi-sponsor": 2, "pi-report-route": 1}


def test_what_another_window_changes_goes_into_the_file_too(form: Form) -> None:
    pick(form)
    other = Form(form.page.context.new_page(), form.path)
    other.page.set_default_timeout(PATIENCE)
    other.open()
    other.answer("pi-funding", 3)
    form.page.wait_for_function("() => disk.text.includes('pi-funding')", timeout=PATIENCE)
    assert in_file(form) == {"pi-sponsor": 2, "pi-funding": 3}
    form.page.locator("#m-file", has_text=SAVED).wait_for()
