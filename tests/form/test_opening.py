"""The form opens at once and stays still, and the first thing to see is what is to be done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import ROOT
from tests.conftest import OpenPage
from tests.form.conftest import Form

PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1366, "height": 768}
SIZES = pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
#: A whole return.
RETURN = max((ROOT / "examples" / "practice").glob("*.json"), key=lambda path: path.stat().st_size)
#: Adds up how far what is seen moves by itself.
WATCH = """globalThis.shift = 0;
new PerformanceObserver(list => { for (const each of list.getEntries()) shift += each.value; })
    .observe({type: "layout-shift", buffered: true});"""
READY = "#m-form:not([inert]) #m-progress:not(:empty)"


def slow(page: Page) -> None:
    """As on a laptop of a quarter of this machine's speed: what is drawn in between is seen."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})


@SIZES
@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_nothing_moves_while_the_form_opens(
    open_page: OpenPage, form_file: Path, size: dict[str, int], filled: bool
) -> None:
    page = open_page(viewport=size)
    page.add_init_script(WATCH)
    if filled:
        page.goto(form_file.as_uri())
        page.locator(READY).wait_for(state="attached")
        page.locator("#m-open").set_input_files(RETURN)
        page.locator(".m-notice").first.wait_for()
        page.evaluate("location.hash = 'p-results'")
        page.locator("#p-results").wait_for()
        page.wait_for_timeout(800)  # until the draft remembers the panel
    slow(page)
    page.goto("about:blank")
    page.goto(form_file.as_uri())
    page.locator("#p-results" if filled else "#p-start").wait_for()
    page.wait_for_timeout(800)
    assert page.evaluate("shift") == 0


def test_layout_shift_is_seen(open_page: OpenPage, form_file: Path) -> None:
    page = open_page(viewport=PHONE)
    page.add_init_script(WATCH)
    page.goto(form_file.as_uri())
    page.locator(READY).wait_for(state="attached")
    page.evaluate("document.querySelector('.m-bar').style.paddingTop = '200px'")
    page.wait_for_timeout(800)
    assert page.evaluate("shift") > 0


@SIZES
def test_the_first_screen_of_a_capability_has_its_first_question(open_form: Any, size: dict[str, int]) -> None:
    form: Form = open_form(viewport=size)
    first = str(form.page.locator(".m-capability").first.get_attribute("id"))
    form.page.evaluate("id => { location.hash = id }", first)
    question = form.page.locator(f"#{first} .m-question").first
    question.wait_for()
    for part in (question.locator("legend"), question.locator(".m-choices label").nth(1)):
        box = part.bounding_box()
        assert box and box["y"] > 0 and box["y"] + box["height"] < size["height"]
    rules = form.page.locator("#m-rules")
    assert rules.evaluate("rules => rules.open") is False
    rules.locator("summary").click()
    assert rules.locator("li").first.is_visible()


@SIZES
def test_the_skip_link_goes_to_the_work(open_form: Any, size: dict[str, int]) -> None:
    form: Form = open_form(viewport=size)
    form.page.evaluate("location.hash = 'p-about'")
    form.page.locator("#p-about").wait_for()
    form.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    form.page.locator(".m-skip").focus()
    assert form.page.locator(".m-skip").is_visible()
    form.page.keyboard.press("Enter")
    assert form.page.evaluate("document.activeElement.id") == "p-about-h"
    form.page.keyboard.press("Tab")
    assert form.page.evaluate("document.activeElement.id") == "m-force"


def test_where_a_script_fails_the_form_can_be_read(
    open_page: OpenPage, form_file: Path, tmp_path: Path, troubles: list[str]
) -> None:
    broken = tmp_path / "form.html"
    text = form_file.read_text(encoding="utf-8")
    broken.write_text(text.replace("Maturity.edition = ", "Maturity.edition.nothing.there = ", 1), encoding="utf-8")
    page = open_page()
    page.goto(broken.as_uri())
    assert page.locator("#m-no-script").is_visible() and page.locator(".m-capability").last.is_visible()
    assert troubles
    troubles.clear()
