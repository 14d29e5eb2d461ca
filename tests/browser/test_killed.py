"""The browser is killed in mid-word, again and again: what was chosen is there, and what was typed a second before."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error

from maturity.records import Bundle
from tests.browser.killing import Killable, type_until_killed

KILLS = 50
LONGEST = 2.5  # seconds from the choice to the kill
LOST = 1.0  # seconds of typing that may be missing
READY = "#m-form:not([inert]) #m-progress:not(:empty)"
#: What stands on the page, by question: the level and the comment.
SEEN = """() => Object.fromEntries(
    [...document.querySelectorAll(".m-question:has(.m-choices input:checked)")].map(q => [
        q.id.slice(2),
        [q.querySelector(".m-choices input:checked").value, q.querySelector('[data-part="comment"]').value],
    ]),
)"""
GO = "id => { location.hash = document.getElementById(`q-${id}`).closest('.m-panel').id; }"


def test_fifty_kills_lose_at_most_a_second_of_typing_and_no_answer(
    browser: Browser, form_file: Path, bundle: Bundle, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A browser is started 51 times, which takes a minute or two, and on a busy machine five."""
    chance = random.Random(2026)
    ids = [q["id"] for t in bundle["themes"] for c in t["capabilities"] for q in c["questions"] if not q["condition"]]
    victim = Killable(tmp_path / "profile", browser)
    request.addfinalizer(victim.kill)
    expected: dict[str, tuple[str, str]] = {}  # the least that must be there, by question: its level and its comment
    for kill in range(KILLS + 1):
        page = victim.open(form_file.as_uri())
        page.locator(READY).wait_for(state="attached")
        seen = page.evaluate(SEEN)
        for id, (level, comment) in expected.items():
            assert seen[id][0] == level, (kill, id)
            assert seen[id][1].startswith(comment), (kill, id)
        assert page.locator(".m-notice-alert").count() == 0, kill
        if kill == KILLS:
            victim.kill()
            assert len(expected) > KILLS * 0.8 and any(len(comment) > 10 for _, comment in expected.values())
            return
        id, level = ids[kill % len(ids)], str(kill % 5)
        page.evaluate(GO, id)
        timer = victim.kill_after(LONGEST * chance.random() + 0.05)
        try:
            page.locator(f'#q-{id} input[value="{level}"]').click()
            expected[id] = (level, "")
            box = page.locator(f'#q-{id} [data-part="comment"]')
            box.fill("")
            box.focus()
            typed = type_until_killed(page, f"Kill {kill}: " + "somebody writes down what was agreed " * 20)
        except Error:
            typed = []
        timer.join()
        early = [text for at, text in typed if at < victim.killed_at - LOST]
        if id in expected:
            expected[id] = (level, early[-1] if early else "")
