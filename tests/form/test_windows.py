"""Several windows, and several copies of the page: one work in all windows on it, and no two works in one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.form.conftest import Form

PATIENCE = 8_000  # milliseconds
NO_DATABASE = "Object.defineProperty(window, 'indexedDB', {value: undefined});"
CLASHED = (
    "PI1.1: changed in two windows at the same time. The later answer counts. The earlier one is kept under “Earlier "
    "versions” in “Save and share”."
)


@pytest.fixture
def first(open_form: Callable[..., Form]) -> Form:
    form = open_form()
    form.page.set_default_timeout(PATIENCE)
    return form


def second(form: Form, path: Path | None = None) -> Form:
    """Another window of the same browser."""
    page = form.page.context.new_page()
    page.set_default_timeout(PATIENCE)
    return Form(page, path or form.path)


def comment(form: Form, id: str = "pi-sponsor") -> str:
    return form.page.locator(f'#q-{id} [data-part="comment"]').input_value()


def chosen(form: Form, id: str, value: int) -> None:
    """Waits until a choice shows, whichever panel is shown."""
    form.page.locator(f'#q-{id} input[value="{value}"]:checked').wait_for(state="attached")


def copy_of(form: Form, name: str) -> Path:
    """Saves a copy of the page with the answers inside, as a file beside the form."""
    form.go("Save and share")
    with form.page.expect_download() as download:
        form.page.get_by_role("button", name="Save a copy of this page").click()
    path = form.path.with_name(name)
    path.write_bytes(download.value.path().read_bytes())
    return path


@pytest.mark.parametrize("storage", ["", NO_DATABASE])
def test_what_is_changed_in_one_window_shows_in_the_other(first: Form, storage: str) -> None:
    first.page.context.add_init_script(storage or "0")
    first.open()
    first.about("kent-police", "2026")
    other = second(first)
    chosen_before = first.answer("pi-sponsor", 2)
    chosen(other, "pi-sponsor", 2)
    other.answer("pi-funding", 3)
    chosen(first, "pi-funding", 3)
    box = chosen_before.get_by_label("Comment")
    box.press_sequentially("Agreed")
    for each in (first, other):  # the second was open before the first had written this down
        assert each.page.locator("#m-force").input_value() == "kent-police"
    other.page.wait_for_function(
        """() => document.querySelector('#q-pi-sponsor [data-part="comment"]').value === 'Agreed'"""
    )
    assert "two windows" not in first.notice() + other.notice()
    assert box.evaluate("box => document.activeElement === box && box.selectionStart") == 6
    first.page.goto("about:blank")
    other.page.goto("about:blank")
    first.open()
    assert comment(first) == "Agreed"
    chosen(first, "pi-funding", 3)


def test_both_windows_change_the_same_answer_and_nothing_is_lost(first: Form) -> None:
    first.about("kent-police", "2026")
    first.answer("pi-sponsor", 2)
    other = second(first)
    other.question("pi-sponsor").get_by_label("Comment").fill("From the second window")
    first.question("pi-sponsor").get_by_label("Comment").fill("From the first window")
    for form in (first, other):
        form.page.locator("#m-notices").get_by_text(CLASHED).wait_for()
    stands = comment(first)
    assert stands == comment(other) and stands.startswith("From the ")
    first.go("Save and share")
    kept = first.page.locator("#m-versions li", has_text="The earlier of two answers given in two windows.")
    kept.get_by_role("button", name="Go back to this version").first.click()
    first.page.get_by_text("The earlier version is back.").wait_for()
    assert {stands, comment(first)} == {"From the first window", "From the second window"}


def test_clearing_in_one_window_clears_the_other(first: Form) -> None:
    first.answer("pi-sponsor", 2)
    other = second(first)
    chosen(other, "pi-sponsor", 2)
    first.page.get_by_role("button", name="Clear the draft").click()
    first.page.get_by_role("button", name="Clear everything").click()
    other.page.get_by_text("The form is empty, and the draft has been deleted from this browser.").wait_for()
    assert other.page.locator(".m-question .m-choices input:checked").count() == 0


def test_two_windows_of_one_copy_are_one_work_and_another_copy_is_another(first: Form) -> None:
    first.about("kent-police", "2026")
    first.answer("pi-sponsor", 2)
    copy = copy_of(first, "one.html")
    blank = first
    blank.page.get_by_role("button", name="Clear the draft").click()
    blank.page.get_by_role("button", name="Clear everything").click()
    blank.answer("pi-sponsor", 4)
    one, two = second(blank, copy), second(blank, copy)
    chosen(one, "pi-sponsor", 2)
    one.answer("pi-funding", 1)
    chosen(two, "pi-funding", 1)
    assert blank.page.locator("#q-pi-funding .m-choices input:checked").count() == 0
    chosen(blank, "pi-sponsor", 4)


def test_copy_opens_with_what_it_carries_and_goes_on_from_there(open_form: Callable[..., Form], first: Form) -> None:
    first.about("kent-police", "2026")
    first.answer("pi-sponsor", 2)
    first.question("pi-sponsor").get_by_label("Comment").fill("</script><script>document.title = 'hit'</script>")
    first.evidence("pi-sponsor", where="A place, and no title yet")
    copy = copy_of(first, "carried.html")
    first.page.locator("#m-file", has_text="Sent to downloads at").wait_for()

    elsewhere = open_form()  # another computer
    elsewhere.path = copy
    elsewhere.open()
    assert "This page is for Kent Police, 2026, with 1 of 47 questions answered." in elsewhere.notice()
    assert "Opened from a file." in elsewhere.status()
    assert comment(elsewhere) == "</script><script>document.title = 'hit'</script>"
    assert elsewhere.page.locator('#q-pi-sponsor [data-part="where"]').input_value() == "A place, and no title yet"
    elsewhere.answer("pi-sponsor", 3)
    elsewhere.page.locator("#m-file", has_text="Changed since it was opened.").wait_for()
    elsewhere.page.wait_for_timeout(200)
    elsewhere.page.goto("about:blank")
    elsewhere.open()
    chosen(elsewhere, "pi-sponsor", 3)  # the draft goes on from this copy, and is newer
    assert "is back, as you left it." in elsewhere.notice()


def test_copy_opened_beside_other_work_loses_neither(first: Form, open_form: Callable[..., Form]) -> None:
    first.about("kent-police", "2026")
    first.answer("pi-sponsor", 2)
    copy = copy_of(first, "pack.html")
    other = open_form()
    other.about("gwent-police", "2026")
    other.answer("pi-sponsor", 4)
    other.page.wait_for_timeout(200)
    carried = second(other, copy)
    chosen(carried, "pi-sponsor", 2)
    assert "This browser also keeps an earlier copy or other work, unchanged." in carried.notice()
    carried.page.get_by_role("button", name="Go back to the earlier work").click()
    chosen(carried, "pi-sponsor", 4)
    assert carried.page.locator("#m-force").input_value() == "gwent-police"
    carried.page.get_by_role("button", name="Go back to the earlier work").click()
    chosen(carried, "pi-sponsor", 2)
