"""The form in Firefox, from file://: begun, left, gone on with, saved, killed, and opened again on another machine."""

from __future__ import annotations

import json
import time
from pathlib import Path

from maturity.assessment import read_assessment
from maturity.records import Bundle
from tests.firefox import Firefox

ANSWERS = {"pi-sponsor": 3, "pi-funding": 1, "pi-reply-time": 2}
TYPED = "Board minute of March, with the duty in it"


def open_form(firefox: Firefox, form_file: Path) -> None:
    """Opens the form and waits until it has looked for a draft."""
    firefox.go(form_file)
    firefox.wait("!document.querySelector('#m-form').inert && document.querySelector('#m-progress').textContent")


def answer(firefox: Firefox, id: str, value: int | str) -> None:
    panel = firefox.script(f"document.getElementById('q-{id}').closest('.m-panel').id")
    firefox.click(f'.m-contents a[href="#{panel}"]')
    firefox.click(f'#q-{id} label:has(input[value="{value}"])')


def chosen(firefox: Firefox) -> dict[str, str]:
    found = firefox.script(
        "Object.fromEntries([...document.querySelectorAll('.m-question input[type=radio]:checked')]"
        ".map((each) => [each.name, each.value]))"
    )
    return {str(id): str(value) for id, value in found.items()}


def begin(firefox: Firefox, form_file: Path) -> None:
    open_form(firefox, form_file)
    firefox.click('.m-contents a[href="#p-about"]')
    firefox.script("document.querySelector('#m-force').value = 'example-amberfold-police'")
    firefox.script("document.querySelector('#m-force').dispatchEvent(new Event('input', {bubbles: true}))")
    firefox.type("#m-period", "2026")
    for id, value in ANSWERS.items():
        answer(firefox, id, value)
    answer(firefox, "pi-sponsor", ANSWERS["pi-sponsor"])
    firefox.click('#q-pi-sponsor [data-do="add-evidence"]')
    firefox.type('#q-pi-sponsor [data-part="title"]', TYPED)
    firefox.wait("/in this browser/.test(document.querySelector('#m-kept').textContent)")


def test_work_in_firefox_is_kept_saved_and_opened_again(form_file: Path, bundle: Bundle, tmp_path: Path) -> None:
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    with Firefox(tmp_path / "first", downloads) as firefox:
        begin(firefox, form_file)
        open_form(firefox, form_file)
        assert chosen(firefox) == {id: str(value) for id, value in ANSWERS.items()}, "after leaving and coming back"
        firefox.click('[data-do="save"]')
        saved = wait_for_file(downloads)
        assert firefox.script("document.querySelectorAll('[data-kind=problem]').length") == 0
    made = read_assessment(saved.read_bytes(), saved.name, bundle)
    assert {id: each["level"] for id, each in made["answers"].items()} == ANSWERS
    assert [piece["title"] for piece in made["answers"]["pi-sponsor"]["evidence"]] == [TYPED]
    with Firefox(tmp_path / "second", downloads) as firefox:
        open_form(firefox, form_file)
        assert chosen(firefox) == {}, "another machine knows nothing of it"
        firefox.type("#m-open", str(saved))
        firefox.wait("document.querySelectorAll('.m-question input[type=radio]:checked').length")
        assert chosen(firefox) == {id: str(value) for id, value in ANSWERS.items()}


def test_killed_firefox_has_every_answer(form_file: Path, tmp_path: Path) -> None:
    firefox = Firefox(tmp_path / "profile", tmp_path)
    begin(firefox, form_file)
    time.sleep(1)  # a second of typing may be lost, and no more
    firefox.kill()
    with Firefox(tmp_path / "profile", tmp_path) as again:
        open_form(again, form_file)
        again.wait("document.querySelectorAll('.m-question input[type=radio]:checked').length")
        assert chosen(again) == {id: str(value) for id, value in ANSWERS.items()}
        assert again.script("document.querySelector('#q-pi-sponsor [data-part=title]').value") == TYPED


def wait_for_file(folder: Path) -> Path:
    """The one whole file that was downloaded there."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        found = [path for path in folder.glob("*.assessment.json") if path.stat().st_size]
        if found and not list(folder.glob("*.part")):
            json.loads(found[0].read_text(encoding="utf-8"))
            return found[0]
        time.sleep(0.05)
    raise AssertionError("nothing was saved")
