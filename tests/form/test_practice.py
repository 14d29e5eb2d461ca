"""Cases to practise on: offered before the work, rated with the mouse or with keys, and never a part of the work."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Calibration, Questionnaire
from maturity.render.form import render_form
from tests import ROOT
from tests.form.conftest import Form
from tests.form.hands import Keyboard, Mouse
from tests.form.test_states import LOOKS, fine

pytestmark = pytest.mark.browser

FORCE = "example-amberfold-police"
SEE = "See what was agreed and why"


def fold(form: Form) -> Locator:
    return form.page.locator(".m-practice > summary")


def cases(form: Form) -> Locator:
    return form.page.locator(".m-case")


@pytest.mark.parametrize("hands", [Mouse, Keyboard])
def test_two_cases_are_offered_and_three_more_behind_them(
    form: Form, questionnaire: Questionnaire, hands: type[Mouse]
) -> None:
    """Nobody has to open them, and what was agreed is folded away until somebody asks."""
    by, case = hands(form), questionnaire.calibration.cases[0]
    expect(fold(form)).to_have_text("Practise on 2 short cases")
    expect(form.page.get_by_role("link", name="Start", exact=True)).to_be_visible()
    assert [each.is_visible() for each in cases(form).all()] == [False] * 5
    by.press(fold(form))
    assert [each.is_visible() for each in cases(form).all()] == [True, True, False, False, False]
    first = cases(form).first
    question = next(each for each in questionnaire.questions if each.id == case.question)
    for text in (case.text, question.text, *question.levels, f"What counts. {question.counting}"):
        expect(first).to_contain_text(text)
    expect(first.get_by_text(case.why)).to_be_hidden()
    radio = first.locator(f'input[value="{case.level}"]')
    by.tick(radio)
    expect(radio).to_be_checked()
    by.press(first.get_by_text(SEE))
    expect(first.get_by_text(case.why)).to_be_visible()
    by.press(form.page.get_by_text("3 more cases"))
    assert [each.is_visible() for each in cases(form).all()] == [True] * 5


def test_a_case_is_no_part_of_the_work(form: Form) -> None:
    """Neither in the draft nor in the file nor on paper, and a reload forgets it."""
    form.about(FORCE, "2026")
    form.answer("pi-sponsor", 2)
    form.go("Before you start")
    before, progress = json.loads(form.save()[1]), form.page.locator("#m-progress").inner_text()
    draft = form.draft()
    fold(form).click()
    form.page.get_by_text("3 more cases").click()
    url = form.page.url
    for each in cases(form).all():
        for radio in each.get_by_role("radio").all():
            radio.check()
        each.get_by_role("radio").last.press("Enter")
    assert (form.page.url, form.page.locator("#m-progress").inner_text()) == (url, progress)
    assert form.draft() == draft and list(before["answers"]) == ["pi-sponsor"]
    assert json.loads(form.save()[1]) == before
    form.page.emulate_media(media="print")
    expect(form.page.locator(".m-practice")).to_be_hidden()
    form.page.evaluate("document.getElementById('m-form').dataset.print = 'all'")
    expect(form.page.locator(".m-practice")).to_be_hidden()
    form.page.emulate_media(media="screen")
    form.open()
    assert form.page.locator(".m-practice input:checked").count() == 0


@pytest.mark.parametrize("look", LOOKS)
def test_cases_are_accessible(look: str, open_form: Callable[..., Form]) -> None:
    form = open_form(bypass_csp=True, reduced_motion="reduce", **LOOKS[look])
    form.page.evaluate("location.hash = 'p-start'")
    fold(form).click()
    form.page.get_by_text("3 more cases").click()
    for each in cases(form).all():
        each.get_by_role("radio").nth(1).check()
        each.get_by_text(SEE).click()
        each.get_by_text("Help", exact=True).click()
    fine(form, "all cases are open, each with a level")


def test_another_edition_has_cases_of_its_own_or_none(page: Page, tmp_path: Path) -> None:
    tiny = load_questionnaire(ROOT / "tests" / "tiny")
    path = tmp_path / "tiny.html"
    path.write_text(render_form(tiny, compile_bundle(tiny)), encoding="utf-8")
    form = Form(page, path)
    fold(form).click()
    form.page.get_by_text("One more case").click()
    last, case = cases(form).last, tiny.calibration.cases[-1]
    labels = last.get_by_role("radio").evaluate_all("all => all.map(({ value }) => value)")
    assert labels == ["0", "1", "2", "dont_know"]
    expect(last).to_contain_text(case.text)
    last.get_by_text(SEE).click()
    expect(last).to_contain_text(f"Agreed: level 2, All. {case.why}")
    one = offered(tiny, {"cases": tiny.calibration.cases[:1]})
    assert "Practise on one short case" in one and "more case" not in one
    assert 'class="m-practice' not in offered(tiny, {}).replace(" data-m", "")


def offered(q: Questionnaire, content: dict[str, Any]) -> str:
    """The form of an edition with these cases."""
    return str(render_form(q.model_copy(update={"calibration": Calibration(**content)}), compile_bundle(q)))
