"""Two ways to use the form, by mouse and by keyboard alone, with the same words for what a person does."""

from __future__ import annotations

import json
import os
from pathlib import Path

from playwright.sync_api import FilePayload, Locator

from tests.form.conftest import Form

#: How many questions the keyboard answers in a row before somebody with a mouse goes on.
BY_KEYS = int(os.environ.get("BY_KEYS", "2"))
FAR = 400  # presses of Tab after which there is no way

#: Whether the focus is there: on the element, or on a button of the same group of radio buttons.
THERE = """(wanted) => { const now = document.activeElement;
    return now === wanted || (wanted.type === "radio" && now.type === "radio" && now.name === wanted.name); }"""
NAME = "(element) => element.ariaLabel || element.name || element.id || element.innerText"
#: Which way the element lies from the focus.
KEY = """(wanted) => document.activeElement.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_FOLLOWING
    ? "Tab" : "Shift+Tab" """


class Mouse:
    """Clicks, and text that is put into fields."""

    def __init__(self, form: Form) -> None:
        self.form, self.page = form, form.page

    def press(self, place: Locator) -> None:
        place.click()

    def tick(self, radio: Locator) -> None:
        radio.locator("xpath=ancestor::label").click()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def date(self, field: Locator, day: str) -> None:
        field.fill(day)

    def pick(self, select: Locator, value: str) -> None:
        select.select_option(value)

    def go(self, name: str) -> None:
        self.follow(self.page.locator(".m-contents").get_by_role("link", name=name, exact=True))

    def follow(self, link: Locator) -> None:
        """Uses a link to a panel, which the browser shows only in its next turn."""
        panel = self.page.locator(link.evaluate("link => link.hash"))
        self.press(link)
        panel.wait_for()

    def answer(self, id: str, value: int | str) -> Locator:
        place = self.page.locator(f"#q-{id}")
        if not place.is_visible():
            panel = place.locator("xpath=ancestor::section").get_attribute("id")
            self.follow(self.page.locator(f'.m-contents a[href="#{panel}"]'))
        self.tick(place.locator(f'.m-choices input[value="{value}"]'))
        return place

    def answer_all(self, ids: list[str], value: int | str) -> None:
        for id in ids:
            self.answer(id, value)

    def files(self, button: Locator, files: dict[str, str]) -> None:
        """Picks files in the browser's own window."""
        with self.page.expect_file_chooser() as chooser:
            self.press(button)
        picked: list[FilePayload] = [
            {"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in files.items()
        ]
        chooser.value.set_files(picked)

    def download(self, button: Locator) -> tuple[str, str]:
        with self.page.expect_download() as got:
            self.press(button)
        return got.value.suggested_filename, Path(got.value.path()).read_text(encoding="utf-8")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name).locator("visible=true")


class Keyboard(Mouse):
    """Nothing but keys. `path` is the record: what the focus stopped at, in order."""

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        self.path: list[str] = []

    def to(self, place: Locator) -> None:
        wanted = place.element_handle()
        for _ in range(FAR):
            if self.page.evaluate(THERE, wanted):
                self.path.append(str(wanted.evaluate(NAME)))
                return
            self.page.keyboard.press(str(self.page.evaluate(KEY, wanted)).strip())
        raise AssertionError(f"no way by Tab to {place}")

    def answer_all(self, ids: list[str], value: int | str) -> None:
        """The first ones, as many as BY_KEYS says: the way from one to the next is the same in every panel."""
        super().answer_all(ids[:BY_KEYS], value)
        Mouse(self.form).answer_all(ids[BY_KEYS:], value)

    def press(self, place: Locator) -> None:
        self.to(place)
        self.page.keyboard.press("Enter")

    def tick(self, radio: Locator) -> None:
        """The arrows go round a group, and choose as they go."""
        self.to(radio)
        self.page.keyboard.press("Space")
        for _ in range(20):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no way by arrows to {radio}")

    def write(self, field: Locator, text: str) -> None:
        self.to(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def date(self, field: Locator, day: str) -> None:
        """Typed in the order in which this machine's browser writes dates."""
        year, month, number = day.split("-")
        self.to(field)
        for text in (number + month + year, month + number + year):
            for _ in range(3):  # back to the first of day, month and year
                self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.type(text)
            if field.input_value() == day:
                return
        raise AssertionError(f"no way to type {day}")

    def pick(self, select: Locator, value: str) -> None:
        self.to(select)
        self.page.keyboard.press("Home")
        options = json.loads(str(select.evaluate("(e) => JSON.stringify([...e.options].map((o) => o.value))")))
        for _ in options:
            if select.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        assert select.input_value() == value, f"no way by arrows to {value}"
