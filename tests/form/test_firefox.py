"""The form in Firefox, from file://: begun, left, gone on with, saved, killed, and opened again on another machine."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from maturity.assessment.merge import clashes
from maturity.assessment.reader import read_assessment
from maturity.questionnaire.model import Questionnaire
from maturity.records import Assessment, Bundle, questions_of
from tests.form.test_share import of_role
from tests.support.firefox import Firefox

pytestmark = pytest.mark.browser

ANSWERS = {"pi-sponsor": 3, "pi-funding": 1, "pi-answer-time": 2}
TODAY = time.strftime("%Y-%m-%d")  # a signature cannot be dated later
TYPED = "Board minute of March, with the duty in it"


def open_form(firefox: Firefox, form_file: Path) -> None:
    """Opens the form and waits until it has looked for a draft."""
    firefox.go(form_file)
    firefox.wait("!document.querySelector('#m-form').inert && document.querySelector('#m-progress').textContent")


def panel(firefox: Firefox, id: str) -> None:
    """Goes there by the contents, and waits until it is shown: the page follows its address a moment later."""
    firefox.click(f'.m-contents a[href="#{id}"]')
    firefox.wait(f"document.getElementById('{id}').checkVisibility()")


def answer(firefox: Firefox, id: str, value: int | str) -> None:
    panel(firefox, firefox.script(f"document.getElementById('q-{id}').closest('.m-panel').id"))
    firefox.click(f'#q-{id} label:has(input[value="{value}"])')


def chosen(firefox: Firefox) -> dict[str, str]:
    found = firefox.script(
        "Object.fromEntries([...document.querySelectorAll('.m-question input[type=radio]:checked')]"
        ".map((each) => [each.name, each.value]))"
    )
    return {str(id): str(value) for id, value in found.items()}


def begin(firefox: Firefox, form_file: Path) -> None:
    open_form(firefox, form_file)
    panel(firefox, "p-about")
    firefox.put("#m-force", "example-amberfold-police")
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
        found = [path for path in folder.iterdir() if path.suffix in (".json", ".html") and path.stat().st_size]
        if found and not list(folder.glob("*.part")):
            return found[0]
        time.sleep(0.05)
    raise AssertionError("nothing was saved")


# --- two weeks, and the next period ------------------------------------------------------------------------------

#: Who answers a pack, at which level, and how it comes back.
PACKS = {"information-security": 3, "psd": 1, "legal": 2}
AS_A_PAGE = "psd"


class Force:
    """One force's people, each at a computer of their own: Firefox with a new profile."""

    def __init__(self, form_file: Path, folder: Path) -> None:
        self.form_file, self.folder, self.people = form_file, folder, 0

    def sit(self) -> Firefox:
        self.people += 1
        self.downloads = self.folder / f"downloads-{self.people}"
        self.downloads.mkdir()
        return Firefox(self.folder / f"profile-{self.people}", self.downloads)

    def save(self, firefox: Firefox, button: str, name: str) -> Path:
        """What a button saves, under another name: nothing else is left among the downloads."""
        for old in self.downloads.iterdir():
            old.unlink()
        firefox.click(button)
        saved = wait_for_file(self.downloads)
        return saved.rename(self.folder / f"{name}{saved.suffix}")

    def begin(self, firefox: Firefox, period: str) -> None:
        open_form(firefox, self.form_file)
        panel(firefox, "p-about")
        firefox.put("#m-force", "kent-police")
        firefox.type("#m-period", period)
        firefox.put("#m-role", "comms-lead")

    def contribute(self, role: str, level: int, ids: list[str], pack: Path) -> Path:
        with self.sit() as firefox:
            open_form(firefox, pack)
            for id in ids:
                answer(firefox, id, level)
            firefox.click(f'#q-{ids[-1]} [data-do="add-evidence"]')
            firefox.type(f'#q-{ids[-1]} [data-part="title"]', f"Record of {role}")
            firefox.type(f'#q-{ids[-1]} [data-part="comment"]', f"Said by {role}")
            panel(firefox, "p-share")
            what = "save-copy" if role == AS_A_PAGE else "save"
            return self.save(firefox, f'#p-share [data-for="pack"] [data-do="{what}"]', f"{role}-back")

    def sign(self, firefox: Firefox, decision: str, note: str, day: str) -> None:
        panel(firefox, "p-sign")
        firefox.click(f'#m-sign-set label:has([value="{decision}"])')
        firefox.put("#m-sign-role", "chief-officer-sponsor")
        firefox.put("#m-sign-date", day)
        firefox.put("#m-sign-note", note)
        firefox.click('#m-sign-set [data-do="sign"]')
        firefox.wait("document.querySelector('#m-dialog').open")
        firefox.click("#m-dialog .m-button-main")
        firefox.wait("document.querySelector('.m-notice[data-kind=signed]')")


def meet(firefox: Firefox) -> int:
    """Settles every clash with a reason, and gives how many there were."""
    panel(firefox, "p-meeting")
    settled = 0
    while firefox.script("document.querySelector('.m-agenda').innerText.includes('Different answers')"):
        firefox.put(".m-item:not([hidden]) .m-settle select", "2")
        firefox.put(".m-item:not([hidden]) .m-settle textarea", "Agreed after both had seen the record.")
        firefox.click('.m-item:not([hidden]) [data-do="settle"]')
        settled += 1
        assert settled < 50
    return settled


def test_two_weeks_in_firefox_and_the_next_period(
    form_file: Path, questionnaire: Questionnaire, bundle: Bundle, tmp_path: Path
) -> None:
    """Four people, packs, a merge, the meeting, a signature, a change after it, and last period's file."""
    force = Force(form_file, tmp_path)
    ids = {role: of_role(questionnaire, role) for role in PACKS}
    asked = [question["id"] for question in questions_of(bundle) if question["condition"] is None]
    with force.sit() as head:
        force.begin(head, "2026")
        panel(head, "p-share")
        button = '#p-share tr[data-role="{}"] [data-do="save-pack"]'
        packs = {role: force.save(head, button.format(role), role) for role in PACKS}
        for id in set(asked) - {id for role in PACKS for id in ids[role]}:
            answer(head, id, 2)
        downloads = force.downloads
        back = [force.contribute(role, level, ids[role], packs[role]) for role, level in PACKS.items()]
        force.downloads = downloads

        panel(head, "p-share")
        head.type("#m-open", "\n".join(str(path) for path in back))
        head.wait("document.querySelector('.m-staged').checkVisibility()")
        head.click(".m-staged .m-actions .m-button-main")
        head.wait("document.querySelector('.m-merged').checkVisibility()")
        merged = read(force.save(head, '.m-bar [data-do="save"]', "merged"), bundle)
        assert len(clashes(merged)) > 1
        assert all(f"{what} {role}" in json.dumps(merged) for role in PACKS for what in ("Record of", "Said by"))

        assert meet(head) == len(clashes(merged))
        force.sign(head, "signed", "", TODAY)
        sent = force.save(head, '.m-bar [data-do="save"]', "signed")
        assert read(sent, bundle)["sign_off"]["decision"] == "signed"

    with force.sit() as later:
        open_form(later, form_file)
        later.type("#m-open", str(sent))
        later.wait("document.querySelector('.m-notice[data-kind=signed]')")
        later.click('[data-do="unsign"]')
        later.click("#m-dialog .m-dialog-buttons button")
        answer(later, "pi-sponsor", 3)
        force.sign(later, "signed-with-note", "The duty was written down.", TODAY)
        said = later.script("document.querySelector('.m-sheets').innerText")
        assert "(PI1.1): was 2 In place, is 3 Consistent" in said
        final = force.save(later, '.m-bar [data-do="save"]', "final")
        assert read(final, bundle)["signed_before"][0]["date"] == TODAY

    with force.sit() as after:
        force.begin(after, "2027")
        after.click('[data-do="open-last"]')
        after.type("#m-last", str(final))
        after.wait("document.querySelector('#m-last-state').textContent.includes('In use: 2026')")
        answer(after, "pi-sponsor", 4)
        said = after.wait("document.querySelector('#q-pi-sponsor .m-then p')?.innerText")
        assert said == "Last time (2026): 3, Consistent. No evidence was named."


def read(path: Path, bundle: Bundle) -> Assessment:
    return read_assessment(path.read_bytes(), path.name, bundle)
