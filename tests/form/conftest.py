"""The form as one file, opened with a double-click, and a driver that does what a person does: click, type, read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, TimeoutError

from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from maturity.records import Bundle
from maturity.render.form import render_form
from tests import ROOT


@pytest.fixture(scope="session")
def questionnaire() -> Questionnaire:
    return load_questionnaire(ROOT / "questionnaire")


@pytest.fixture(scope="session")
def bundle(questionnaire: Questionnaire) -> Bundle:
    return compile_bundle(questionnaire)


@pytest.fixture(scope="session")
def form_file(questionnaire: Questionnaire, bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / "assessment.html"
    path.write_text(render_form(questionnaire, bundle), encoding="utf-8")
    return path


#: The time in the name of a file that is not signed.
TIME = re.compile(r"-20\d\d-\d\d-\d\d-\d{4}(?=\.)")
#: Milliseconds after which somebody clicks again.
SOON = 3000


class Form:
    """A person at the form. Everything goes through what can be seen and clicked. A broken security policy is an
    error in the console, which the page's guard turns into a failure (see tests/conftest.py)."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.path = path
        self.open()

    def open(self, part: str = "") -> None:
        self.page.goto(self.path.as_uri() + part)
        self.wait()

    def reload(self) -> None:
        self.page.reload()
        self.wait()

    def wait(self) -> None:
        """Until the form has looked for a draft, and shown it."""
        self.page.locator("#m-form:not([inert]) #m-progress:not(:empty)").wait_for(state="attached")

    def go(self, name: str) -> None:
        """To a panel, through the contents."""
        self.follow(self.page.locator(".m-contents").get_by_role("link", name=name, exact=True))

    def follow(self, link: Locator) -> None:
        """Clicks a link to a panel; the browser tells the form of it only in its next turn."""
        place = self.page.locator(link.evaluate("link => link.hash"))
        link.click()
        try:
            place.wait_for(timeout=SOON)
        except TimeoutError:  # a notice came in the moment of the click, and the link was somewhere else
            link.click()
            place.wait_for()

    def about(self, force: str, period: str) -> None:
        self.go("About this assessment")
        self.page.get_by_label("Force", exact=True).select_option(force)
        self.page.get_by_label("Period", exact=True).fill(period)

    def question(self, id: str) -> Locator:
        """The question, with its capability shown."""
        place = self.page.locator(f"#q-{id}")
        if not place.is_visible():
            panel = place.locator("xpath=ancestor::section").get_attribute("id")
            self.follow(self.page.locator(f'.m-contents a[href="#{panel}"]'))
        return place

    def answer(self, id: str, value: int | str) -> Locator:
        """Clicks the words of a choice, as a person does."""
        place = self.question(id)
        place.locator("label", has=self.page.locator(f'input[value="{value}"]')).click()
        return place

    def evidence(self, id: str, n: int = 1, **fields: str) -> None:
        """Adds the nth piece of evidence to an answered question."""
        place = self.question(id)
        place.get_by_role("button", name="Add evidence").click()
        item = place.get_by_role("group", name=f"Evidence {n}")
        for label, value in fields.items():
            field = item.locator(f'[data-part="{label}"]')
            if label == "owner":
                field.select_option(value)
            else:
                field.fill(value)

    def save_undecided(self) -> str:
        """Saves to a file although a decision is begun and not recorded. Gives its text."""
        with self.page.expect_download() as download:
            self.page.locator(".m-bar").get_by_role("button", name="Save to a file").click()
            self.page.get_by_role("button", name="Save without the decision").click()
        self.page.get_by_text("Your decision is not in it, because it is not recorded.").wait_for()
        return Path(download.value.path()).read_text(encoding="utf-8")

    def save(self) -> tuple[str, str]:
        """Saves to a file, and says that it has arrived. Gives its name, without the time, and its text."""
        with self.page.expect_download() as download:
            self.page.locator(".m-bar").get_by_role("button", name="Save to a file").click()
        arrived = self.page.get_by_role("button", name="It is there", exact=True)
        if arrived.count():
            arrived.click()
        return TIME.sub("", download.value.suggested_filename), Path(download.value.path()).read_text(encoding="utf-8")

    def load(self, name: str, text: str | bytes) -> None:
        """Opens a file through the button and the browser's own file window."""
        data = text if isinstance(text, bytes) else text.encode()
        with self.page.expect_file_chooser() as chooser:
            self.page.locator(".m-bar").get_by_role("button", name="Open a file").click()
        chooser.value.set_files({"name": name, "mimeType": "application/json", "buffer": data})

    def key(self, part: str) -> str:
        """The name under which the browser keeps a part of the draft of this form at its place."""
        made = "`${new Maturity.journal.Journal(Maturity.edition).name}/${Maturity.journal.slotOf(location.pathname)}/`"
        return str(self.page.evaluate(made)) + part

    def notice(self) -> str:
        return self.page.locator("#m-notices").inner_text()

    def status(self) -> str:
        return self.page.locator(".m-saved").inner_text()

    def draft(self) -> Any:
        """What the browser keeps."""
        text = self.page.evaluate(
            "Object.entries(localStorage).filter(([k]) => k.endsWith('/draft')).map(([, v]) => v)[0] ?? null"
        )
        return None if text is None else json.loads(text)


@pytest.fixture
def form(page: Page, form_file: Path) -> Form:
    return Form(page, form_file)


@pytest.fixture
def open_form(open_page: Callable[..., Page], form_file: Path) -> Callable[..., Form]:
    """Opens the form in a browser profile of its own."""
    return lambda **options: Form(open_page(**options), form_file)
