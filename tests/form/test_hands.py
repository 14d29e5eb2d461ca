"""What people bring: keyboards, small screens, paper, and hostile text."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from maturity.assessment import texts
from maturity.assessment.reader import read_assessment
from maturity.records import Bundle
from maturity.render.phrases import word
from tests import TINY
from tests.form.conftest import Form

HOSTILE = [
    "<script>window.hit = 1</script>",
    '"><img src=x onerror="window.hit = 1">',
    "'; window.hit = 1; //",
    "javascript:window.hit=1",
    "</textarea><svg onload=window.hit=1>",
    "{{constructor.constructor('window.hit=1')()}}",
    '=HYPERLINK("http://example.invalid")',
    "abc\u202edef\u2066ghi",
    "--><!--</script>",
    "%s ${7*7} \\u003cscript\\u003e",
]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))


def test_one_capability_by_keyboard_alone(form: Form) -> None:
    keys = form.page.keyboard
    page = form.page
    page.goto(form.path.as_uri())
    keys.press("Tab")
    assert "Skip to the content" in focused(page)
    while 'href="#c-leadership-and-money"' not in focused(page):
        keys.press("Tab")
    keys.press("Enter")
    page.locator("h2:focus").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "PI1 Leadership and money"

    def tab_to(part: str) -> None:
        for _ in range(30):
            keys.press("Tab")
            if part in focused(page):
                return
        pytest.fail(f"No way by Tab to {part}; the focus is on {focused(page)}")

    tab_to('name="pi-sponsor"')
    keys.press("Space")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    assert form.page.locator("#q-pi-sponsor input:checked").get_attribute("value") == "2"
    tab_to("Add evidence")
    keys.press("Enter")
    assert 'data-part="title"' in focused(page)  # the new piece's first field has the focus
    keys.type("List of duties")
    tab_to('data-part="owner"')
    keys.type("Leg")
    tab_to('data-part="where"')
    keys.type("Intranet")
    tab_to('data-part="comment"')
    keys.type("Looked at together")
    tab_to('name="pi-funding"')
    keys.press("Space")
    tab_to('class="m-next"')
    keys.press("Enter")
    page.locator("h2:focus", has_text="PI2").wait_for()
    assert form.page.locator('a[data-capability="leadership-and-money"] .m-state').inner_text() == "Done"
    page.locator(".m-saved", has_text="Kept in this browser").wait_for()
    answer = form.draft()["work"]["answers"]["pi-sponsor"]
    assert answer["evidence"] == [{"title": "List of duties", "owner": "legal", "where": "Intranet"}]
    assert answer["comment"] == "Looked at together"


def test_focus_goes_on_after_removing_evidence(form: Form) -> None:
    form.answer("pi-sponsor", 2)
    for n, title in enumerate(("One", "Two", "Three"), start=1):
        form.evidence("pi-sponsor", n, title=title)
    remove = form.question("pi-sponsor").get_by_role("button", name="Remove")
    remove.nth(1).press("Enter")
    titles = form.page.locator('[data-part="title"]')
    assert titles.evaluate_all("all => all.map(each => each.value)") == ["One", "Three"]
    assert form.page.locator(".m-evidence-item legend").all_inner_texts() == ["Evidence 1", "Evidence 2"]
    assert "remove-evidence" in focused(form.page)
    for _ in range(2):
        form.page.keyboard.press("Enter")
    assert "add-evidence" in focused(form.page)
    assert titles.count() == 0


def test_a_text_grows_and_nothing_above_it_moves_while_typing(form: Form) -> None:
    form.answer("pi-sponsor", 4)
    form.evidence("pi-sponsor", title="")
    field = form.question("pi-sponsor").get_by_label("Title of the document")
    before = field.bounding_box()
    for letter in "Minutes":
        field.press(letter)
        assert field.bounding_box() == before
    comment = form.question("pi-sponsor").get_by_label("Comment")
    comment.scroll_into_view_if_needed()
    before = comment.bounding_box()
    comment.press_sequentially("A long comment. " * 20)
    after = comment.bounding_box()
    assert before and after and after["height"] > before["height"]
    assert after | {"height": before["height"]} == before
    assert comment.evaluate("field => field.scrollHeight <= field.clientHeight"), "all of it is seen"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text_everywhere(form: Form, bundle: Bundle, text: str) -> None:
    form.about("kent-police", "2026")
    form.page.get_by_label("Protective marking").fill(text)
    for field in form.page.locator("textarea[data-about]").all():
        field.fill(text)
    form.answer("pi-sponsor", 3)
    form.evidence("pi-sponsor", title=text, where=text)
    form.question("pi-sponsor").get_by_label("Comment").fill(text)
    form.answer("fi-youth-voice", "not_applicable").get_by_label("Why it does not apply").fill(text)
    form.go("Results")
    name, saved = form.save()
    assessment = read_assessment(saved, name, bundle)
    shown = texts.clean_text(text)  # what turns the direction of writing is taken out
    assert assessment["answers"]["pi-sponsor"]["comment"] == shown
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    form.reload()
    form.load(name, saved)
    form.page.get_by_role("button", name="Open the file").click()
    form.page.get_by_text(f"{name} is open").wait_for()
    assert form.question("pi-sponsor").get_by_label("Comment").input_value() == shown
    assert form.page.evaluate("window.hit") is None
    assert form.page.locator("img, svg svg, main script:not([type])").count() == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_file_is_refused_in_inert_words(form: Form, bundle: Bundle, text: str) -> None:
    record: dict[str, Any] = {
        "format": "maturity-assessment/2", "edition": bundle["edition"], "force": text, "period": "2026", text: text,
        "answers": {text: {"level": 1}, "pi-sponsor": {"level": 1, text: 1, "role": text, "at": text}},
    }  # fmt: skip
    form.load(f"{text.replace('/', '')}.json", json.dumps(record))
    form.page.get_by_role("alert").wait_for()
    assert form.page.locator("#m-notices li").count() >= 5
    assert "\u202e" not in form.page.locator("#m-notices ul").inner_text()
    assert form.page.evaluate("window.hit") is None
    assert form.page.locator("#m-notices :not(div, p, ul, li, button)").count() == 0


@pytest.mark.parametrize("width", [320, 390, 683, 1366])
def test_every_panel_fits_the_screen(open_form: Callable[..., Form], width: int) -> None:
    form = open_form(viewport={"width": width, "height": 700})
    form.page.evaluate("document.querySelector('#q-pi-sponsor input').click()")
    form.page.evaluate("document.querySelector('[data-do=add-evidence]').click()")
    for panel in ["p-start", "p-about", "p-words", "p-results", "p-contents", "c-leadership-and-money"]:
        form.page.evaluate("id => { location.hash = id; }", panel)
        form.page.wait_for_timeout(30)
        assert form.page.evaluate("document.documentElement.scrollWidth") <= width, panel


def test_paper_shows_every_question_and_the_marking_on_each_page(form: Form) -> None:
    form.go("About this assessment")
    form.page.get_by_label("Protective marking").fill('OFFICIAL-SENSITIVE "1"')
    assert form.page.locator("[data-m-marking]").all_inner_texts() == ['OFFICIAL-SENSITIVE "1"'] * 2
    form.page.evaluate("window.print = () => { window.printed = document.getElementById('m-form').dataset.print; }")
    form.page.get_by_role("button", name="Print everything").click()
    assert form.page.evaluate("window.printed") == "all"
    form.page.emulate_media(media="print")
    assert form.page.locator(".m-panel:visible").count() == 1  # without that button, what is on the screen
    form.page.evaluate("document.getElementById('m-form').dataset.print = 'all'")
    assert form.page.locator(".m-question:visible").count() == 47
    assert form.page.locator(".m-paper:visible").count() == 47
    assert not form.page.locator(".m-bar").is_visible()
    assert form.page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--m-marking')") == (
        '"OFFICIAL\\2d SENSITIVE \\22 1\\22 "'
    )


def test_without_scripts_the_questions_can_be_read(open_page: Callable[..., Page], form: Form) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(form.path.as_uri())
    assert page.get_by_text("JavaScript, which is switched off or").is_visible()
    assert page.locator(".m-capability fieldset:visible").count() == 48


def test_policy_lets_nothing_else_run(form: Form, troubles: list[str]) -> None:
    form.page.evaluate(
        """() => {
        const add = (tag, act) => { const made = document.createElement(tag); act(made); document.body.append(made); };
        add("script", made => { made.textContent = "window.hit = 1"; });
        add("img", made => { made.src = "https://example.invalid/x.png"; });
        add("p", made => made.setAttribute("style", "color: red"));
        return fetch("https://example.invalid/").catch(() => 0);
        }"""
    )
    assert form.page.evaluate("window.hit") is None
    form.page.wait_for_timeout(100)
    refused = " ".join(trouble for trouble in troubles if "Content Security Policy" in trouble)
    for directive in ("script-src", "img-src", "style-src", "connect-src"):
        assert directive in refused
    troubles.clear()


def test_another_questionnaire_needs_no_change(open_page: Callable[..., Page], tmp_path: Any) -> None:
    from maturity.questionnaire.bundle import compile_bundle
    from maturity.questionnaire.loader import load_questionnaire
    from maturity.render.form import render_form

    tiny = load_questionnaire(TINY)
    path = tmp_path / "tiny.html"
    path.write_text(render_form(tiny, compile_bundle(tiny)), encoding="utf-8")
    form = Form(open_page(), path)
    questions = [q for theme in tiny.themes for c in theme.capabilities for q in c.questions if q.condition is None]
    for question in questions:
        form.answer(question.id, len(tiny.edition.scale) - 1)
    form.go("Results")
    text = form.page.locator(".m-profile").inner_text()
    assert "Index over all themes" in text and "100" in text
    assert "Lowest theme level" not in text
    assert form.page.locator(".m-theme-shown:visible").count() == len(tiny.themes)


#: The parts in which people write freely.
WRITING = {"p-about", "p-actions", "p-friend", "p-meeting", "p-sign"}


def test_wherever_people_write_freely_they_are_warned(form: Form) -> None:
    form.answer("pi-sponsor", 2)
    assert form.page.locator("#q-pi-sponsor").get_by_text(word("form.warn")).is_visible()
    homes = form.page.locator(".m-panel:not(.m-capability):has(textarea)").evaluate_all("all => all.map(({id}) => id)")
    assert set(homes) <= WRITING
    for panel in sorted(WRITING):
        form.page.evaluate("panel => { location.hash = panel }", panel)
        form.page.locator(f"#{panel}").wait_for()
        warnings = form.page.locator(f"#{panel}").get_by_text(word("form.warn")).all()
        assert warnings, panel
        # a critical friend sees it as soon as something is rated
        assert any(each.is_visible() for each in warnings) or panel == "p-friend"
