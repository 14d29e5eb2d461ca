"""What is not there until something happens: signing and what changed since, and every kind of notice. In each state
axe finds nothing and nothing sticks out, on a laptop, on a telephone, and in a machine's own colours."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from maturity.records import Bundle
from tests.form.conftest import Form
from tests.form.returns import levels, unsign, whole
from tests.form.test_faults import STORAGE
from tests.form.test_sign import SPONSOR, agree, decide, send_back
from tests.site.test_accessibility import overflow_of, violations_of

pytestmark = pytest.mark.browser

SIGNED = {"sign_off": {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}}
LOOKS: dict[str, dict[str, Any]] = {
    "laptop, dark": {"viewport": {"width": 1366, "height": 768}, "color_scheme": "dark"},
    "telephone": {"viewport": {"width": 320, "height": 720}, "color_scheme": "light"},
    "own colours": {"viewport": {"width": 683, "height": 600}, "forced_colors": "active"},
}


@pytest.fixture(params=LOOKS)
def form(request: pytest.FixtureRequest, open_form: Callable[..., Form]) -> Form:
    return open_form(bypass_csp=True, reduced_motion="reduce", **LOOKS[request.param])


def to(form: Form, step: str) -> None:
    """To a step of the form, as a link leads there: on a telephone the list of them is folded away."""
    form.page.evaluate("step => { location.hash = step }", step)
    form.page.locator(f"#{step}").wait_for()


def answer(form: Form, id: str, level: int) -> None:
    to(form, f"q-{id}")
    form.answer(id, level)


def open_return(form: Form, record: Any, step: str) -> None:
    form.load("return.assessment.json", json.dumps(record))
    form.page.locator('.m-notice[data-kind="file"]').get_by_text("is open").wait_for()
    to(form, step)


def fine(form: Form, state: str) -> None:
    assert (state, violations_of(form.page), overflow_of(form.page)) == (state, [], [])


def test_signing(form: Form, bundle: Bundle) -> None:
    part = whole(bundle)
    del part["answers"]["pi-sponsor"]
    open_return(form, part, "p-sign")
    form.page.locator(".m-sign-wait").wait_for()
    fine(form, "something is missing")
    answer(form, "pi-sponsor", 2)
    to(form, "p-sign")
    decide(form, "Sign", role="")
    form.page.get_by_text("Choose the role of the person who decides.").wait_for()
    fine(form, "a role is missing")
    decide(form, "Sign")
    form.page.locator("#m-dialog").wait_for()
    fine(form, "asked whether it is right")
    agree(form)
    fine(form, "signed")
    to(form, "p-actions")
    fine(form, "actions that are fixed")


def test_after_signing(form: Form, bundle: Bundle) -> None:
    open_return(form, whole(bundle, **SIGNED), "p-sign")
    unsign(form)
    fine(form, "the signature is off")
    answer(form, "pi-sponsor", 4)
    to(form, "p-sign")
    form.page.get_by_text(f"Since {SPONSOR} signed").first.wait_for()
    fine(form, "changed since")
    send_back(form, "Why is PI1.1 a 4?")
    fine(form, "sent back")
    answer(form, "pi-sponsor", 3)
    to(form, "p-sign")
    fine(form, "changed since it was sent back")


def test_files_that_cannot_be_used(form: Form, bundle: Bundle) -> None:
    form.load("cut.json", json.dumps(whole(bundle))[:900])
    form.page.get_by_role("alert").first.wait_for()
    fine(form, "not a whole file")
    wrong = whole(bundle, answers=levels(bundle) | {"pi-sponser": {"level": 2}}, period=7)
    form.load("wrong.json", json.dumps(wrong))
    form.page.locator(".m-notice").get_by_text("pi-sponser").first.wait_for()
    fine(form, "some of it is wrong")
    open_return(form, whole(bundle), "p-about")
    form.load("other.json", json.dumps(whole(bundle, force="essex-police")))
    form.page.locator("#m-dialog, .m-staged, .m-notice").locator("visible=true").first.wait_for()
    fine(form, "work of another force")


@pytest.mark.parametrize("damage", ["{", '{"answers": {"pi-sponsor": {"level": 9}}}'], ids=["unreadable", "in part"])
def test_a_damaged_draft(form: Form, damage: str) -> None:
    answer(form, "pi-sponsor", 2)
    key = form.key("draft")
    form.page.wait_for_function("key => localStorage.getItem(key)", arg=key)
    blank = form.path.with_name("blank.html")
    blank.write_text("<!doctype html><title>Blank</title>", encoding="utf-8")
    form.page.goto(blank.as_uri())  # the form itself would write everything again
    form.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, damage])
    form.page.evaluate("indexedDB.databases().then((all) => all.map((each) => indexedDB.deleteDatabase(each.name)))")
    form.open()
    form.page.locator(".m-notice").first.wait_for()
    fine(form, "damaged")


def test_storage_that_is_full(form: Form) -> None:
    script, _, sentence = STORAGE["no room at all"]
    form.page.add_init_script(script)
    form.open()
    answer(form, "pi-sponsor", 2)
    form.page.locator("#m-notices").get_by_text(sentence).wait_for()
    fine(form, "nothing can be kept")


def test_two_windows(form: Form) -> None:
    other = Form(form.page.context.new_page(), form.path)
    answer(form, "pi-sponsor", 2)
    other.page.wait_for_function("document.querySelector('#q-pi-sponsor input[value=\"2\"]').checked")
    for each, state in ((form, "the one"), (other, "the other")):
        fine(each, state)
