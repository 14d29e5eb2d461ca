"""A visit to the form: where it begins for a keyboard, and what of an earlier visit is not brought back."""

from __future__ import annotations

from maturity.records import Bundle, questions_of
from tests.form.conftest import Form

#: The controls that decide what leaves the page, with what each is set to.
LEAVING = """() => [
    ...[...document.querySelectorAll("#m-export-what, #m-export-sensitive")].map(each => each.value),
    ...[...document.querySelectorAll('[data-do="print-sensitive"], #m-shown')].map(each => each.checked),
]"""


def test_what_leaves_the_page_is_chosen_anew_on_every_visit(form: Form) -> None:
    """A22: “with” the security-sensitive answers, “print them too”, then Back or a reload: the browser brings the
    choices back, and the next CSV and the next print would have these answers in them."""
    at_first = form.page.evaluate(LEAVING)
    assert "without" in at_first and True not in at_first
    for leave in ("back", "reload", "kept whole"):
        form.go("Save and share")
        form.page.locator("#m-export-what").select_option("words")
        form.page.locator("#m-export-sensitive").select_option("with")
        form.page.locator('#p-share [data-do="print-sensitive"]').check()
        form.page.locator("#m-shown").check()
        if leave == "back":
            form.page.goto("about:blank")
            form.page.go_back()
        elif leave == "reload":
            form.reload()
        else:  # a browser that keeps the page as it is for Back
            form.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        form.page.locator("#m-form:not([inert])").wait_for()
        assert form.page.evaluate(LEAVING) == at_first, leave


def test_skip_link_leads_to_the_work(form: Form) -> None:
    """A12: the skip link led to the top of the form, with 39 stops of Tab between it and the first answer."""
    form.question("pi-sponsor")
    skip = form.page.locator(".m-skip")
    skip.focus()
    form.page.keyboard.press("Enter")
    assert form.page.evaluate("document.activeElement.matches('.m-panel:not([hidden]) h2')")
    stops = 0
    while not form.page.evaluate("document.activeElement.matches('.m-choices input')"):
        form.page.keyboard.press("Tab")
        stops += 1
        assert stops < 10


def test_a_role_sees_what_it_leads(form: Form, bundle: Bundle) -> None:
    """Whoever coordinates leads questions too, and once had to open each to find out which."""
    listed = form.page.locator(".m-contents .m-leads:not(:empty)")
    assert listed.count() == 0
    form.about("kent-police", "2026")
    led = [question for question in questions_of(bundle) if question["lead"] == "comms-lead"]
    asked = [each for each in led if each["condition"] is None]
    form.page.locator("#m-role").select_option("comms-lead")
    assert sum(len(text.split(",")) for text in listed.all_inner_texts()) == len(asked)
    first = form.question(asked[0]["id"]).locator(".m-why")
    assert first.inner_text().endswith("You lead this question.")
    other = next(each for each in questions_of(bundle) if "comms-lead" in each["helpers"])
    assert "You can help. Led by: " in form.question(other["id"]).locator(".m-why").inner_text()
    form.reload()
    assert sum(len(text.split(",")) for text in listed.all_inner_texts()) == len(asked), "as it was left"
    form.page.locator("#m-role").select_option("")
    assert listed.count() == 0
    assert first.inner_text().endswith("Led by: Communications lead.")
