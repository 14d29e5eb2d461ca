"""Sequences of what people do, on the page itself in a real browser, opened from a disk. After every step a reload
shows what the page showed. At the end another browser opens the saved file and shows it too, and Python reads it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from maturity.assessment.merge import merge
from maturity.assessment.reader import read_assessment
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import ASSESSMENT_FORMAT, Bundle
from maturity.render.form import render_form
from maturity.render.phrases import word
from tests import TINY
from tests.form.conftest import Form

pytestmark = pytest.mark.browser

HANDS = Path(__file__).with_name("sequences_in_browser.js").read_text(encoding="utf-8")
PAGES, STEPS = int(os.environ.get("PAGES", "2")), int(os.environ.get("STEPS", "15"))
READY = "#m-form:not([inert]) #m-progress:not(:empty)"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Bundle]:
    questionnaire = load_questionnaire(TINY)
    bundle = compile_bundle(questionnaire)
    path = tmp_path_factory.mktemp("tiny") / "assessment.html"
    path.write_text(render_form(questionnaire, bundle), encoding="utf-8")
    return path, bundle


def of_two_roles(bundle: Bundle) -> str:
    """A merged file: on one question two roles agree, on another they clash, on the rest only one has spoken."""
    head: Any = {"format": ASSESSMENT_FORMAT, "edition": bundle["edition"], "force": "hill-kitchen", "period": "2026"}
    first = {"f-fridge": {"level": 1, "role": "cook"}, "f-weighing": {"level": 0, "role": "cook", "comment": "Seldom"}}
    second = {"f-fridge": {"level": 1, "role": "host"}, "f-weighing": {"level": 2, "role": "host"}}
    return json.dumps(merge([head | {"answers": first}, head | {"answers": second}])["assessment"])


class Hands:
    """A person at the form, with sequences.js in the page after every reload."""

    def __init__(self, form: Form) -> None:
        self.page = form.page
        self.ready()

    def ready(self) -> None:
        self.page.locator(READY).wait_for(state="attached")
        self.page.evaluate(HANDS)

    def shown(self, wanted: Any = None) -> Any:
        """What the page shows. Just after it opens, panels that are not seen are still being drawn: with `wanted`, it
        has five seconds to show that."""
        for _ in range(50):
            found = self.page.evaluate("hands.shown()")
            if wanted is None or found == wanted:
                break
            self.page.wait_for_timeout(100)
        return found

    def open(self, text: str) -> None:
        self.page.locator("#m-open").set_input_files(
            {"name": "a.assessment.json", "mimeType": "application/json", "buffer": text.encode()}
        )
        self.page.locator('[data-kind="file"]').wait_for()

    def reload(self) -> None:
        self.page.reload()
        self.ready()

    def save(self) -> tuple[str, bool]:
        """The text of the saved file, and whether it has everything that is on the page."""
        with self.page.expect_download() as download:
            self.page.locator('.m-bar [data-do="save"]').click()
            undecided = self.page.get_by_role("button", name=word("sign.unrecorded_save"))
            anyway = self.page.get_by_role("button", name=word("say.save_anyway"))
            self.page.wait_for_timeout(100)
            if undecided.is_visible():
                undecided.click()
                self.page.wait_for_timeout(100)
            if unfinished := anyway.is_visible():
                anyway.click()
        return Path(download.value.path()).read_text(encoding="utf-8"), not unfinished


@pytest.mark.parametrize("seed", range(PAGES))
def test_nothing_differs_after_any_sequence(
    open_page: Callable[..., Any], tiny: tuple[Path, Bundle], seed: int
) -> None:
    path, bundle = tiny
    random = Random(seed)
    hands = Hands(Form(open_page(), path))
    hands.open(of_two_roles(bundle))
    names: list[str] = hands.page.evaluate("hands.names")
    for n in range(STEPS):
        step = (random.choice([*names, "choose", "choose", "settle"]), f"words {n}", *random.choices(range(12), k=2))
        hands.page.evaluate("step => hands.act(...step)", step)
        before = hands.shown()
        hands.reload()
        assert hands.shown(before) == before, f"seed {seed}, step {n}: {step}"
        assert word("say.draft_partly.other").split("{")[0] not in hands.page.locator("#m-notices").inner_text()
    text, whole = hands.save()
    read_assessment(text, "saved.assessment.json", bundle)
    other = Hands(Form(open_page(), path))
    other.open(text)
    if whole:
        wanted = hands.shown()
        assert other.shown(wanted) == wanted, f"seed {seed}"
