"""Two weeks of one force, from the first day to the next period: four contributors, packs, clashes, the meeting, what
to do, signing, a change after it, and last period's file in the next. Once by mouse and once by keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from maturity.assessment.merge import clashes
from maturity.assessment.reader import read_assessment
from maturity.questionnaire.model import Questionnaire
from maturity.records import Assessment, Bundle, questions_of
from maturity.scoring.engine import score
from tests.form.conftest import Form
from tests.form.hands import BY_KEYS, Keyboard, Mouse
from tests.form.returns import NOW, sheets
from tests.form.test_share import of_role

pytestmark = pytest.mark.browser

#: Who answers a pack, at which level, and how it comes back.
PACKS = {"information-security": 3, "psd": 1, "legal": 2}
AS_A_PAGE = "psd"
FORCE, PERIOD = "kent-police", "2026"
Hands = Callable[[Form], Mouse]


class Story:
    """The people of one force, each with a browser of their own, and the files that go from one to the other."""

    def __init__(self, hands: Hands, open_page: Callable[..., Page], form_file: Path, folder: Path) -> None:
        self.hands, self.open_page, self.form_file, self.folder = hands, open_page, form_file, folder
        self.people: list[Mouse] = []

    def sit(self, name: str = "", text: str = "") -> Mouse:
        """Somebody at a computer where the form, or a page that was sent, is opened for the first time."""
        path = self.folder / name if text else self.form_file
        if text:
            path.write_text(text, encoding="utf-8")
        page = self.open_page(locale="en-GB", viewport={"width": 1366, "height": 768})
        self.people.append(self.hands(Form(page, path)))
        return self.people[-1]

    def path(self) -> list[str]:
        """Everything that the focus stopped at, in order, when there were nothing but keys."""
        return [stop for one in self.people if isinstance(one, Keyboard) for stop in one.path]

    def begin(self, period: str = PERIOD) -> Mouse:
        head = self.sit()
        head.go("About this assessment")
        head.pick(head.page.locator("#m-force"), FORCE)
        head.write(head.page.locator("#m-period"), period)
        head.pick(head.page.locator("#m-role"), "comms-lead")
        return head

    def pack(self, head: Mouse, role: str) -> tuple[str, str]:
        head.go("Save and share")
        row = head.page.locator(f'#p-share tr[data-role="{role}"]')
        return head.download(row.get_by_role("button", name="Save pack"))

    def contribute(self, role: str, level: int, ids: list[str], name: str, text: str) -> tuple[str, str]:
        """Answers a pack, over two days, and sends it back: the page itself, or the plain file."""
        hands = self.sit(name, text)
        hands.answer_all(ids[:-1], level)
        hands.page.wait_for_function("() => /Kept in this browser/.test(document.querySelector('.m-saved').innerText)")
        hands.form.open()  # the computer was started again over night
        place = hands.answer(ids[-1], level)
        hands.press(place.get_by_role("button", name="Add evidence"))
        hands.write(place.locator('[data-part="title"]'), f"Record of {role}")
        hands.write(place.locator('[data-part="comment"]'), f"Said by {role}")
        hands.go("Save and share")
        words = "Save the pack with your answers" if role == AS_A_PAGE else "Save only the answers"
        back, made = hands.download(hands.button(words))
        return f"{role}-{back}", made

    def meet(self, head: Mouse) -> int:
        """Settles every clash with a reason, and gives how many there were."""
        head.go("The meeting")
        settled = 0
        while head.page.locator(".m-agenda").get_by_text("Different answers").count():
            item = head.page.locator(".m-item:visible")
            head.pick(item.get_by_label("What was agreed"), "2")
            head.write(item.get_by_label("Why"), "Agreed after both had seen the record.")
            head.press(item.get_by_role("button", name="Record what was agreed"))
            settled += 1
        return settled

    def sign(self, head: Mouse, decision: str, note: str, day: str) -> None:
        head.page.clock.set_fixed_time(NOW)
        head.go("Sign-off")
        part = head.page.locator("#m-sign-set")
        head.tick(part.get_by_label(decision, exact=True))
        head.pick(part.get_by_label("Role of the person who decides"), "chief-officer-sponsor")
        head.date(part.get_by_label("Date", exact=True), day)
        head.write(part.get_by_label("Note, or questions"), note)
        head.press(part.get_by_role("button", name="Record the decision"))
        head.press(head.page.locator("#m-dialog .m-button-main"))
        head.page.get_by_text("Save the assessment to a file now, and send that file.").wait_for()

    def save(self, hands: Mouse, bundle: Bundle) -> tuple[Assessment, str]:
        name, text = hands.download(hands.page.locator(".m-bar").get_by_role("button", name="Save to a file"))
        return read_assessment(text, name, bundle), text


@pytest.mark.parametrize("hands", [Mouse, Keyboard])
def test_two_weeks_and_the_next_period(
    hands: Hands,
    open_page: Callable[..., Page],
    form_file: Path,
    questionnaire: Questionnaire,
    bundle: Bundle,
    tmp_path: Path,
) -> None:
    story = Story(hands, open_page, form_file, tmp_path)
    ids = {role: of_role(questionnaire, role) for role in PACKS}
    asked = [question["id"] for question in questions_of(bundle) if question["condition"] is None]
    shared = {id for role in PACKS for id in ids[role]}

    # Day 1: one answer, and three packs go out. Days 2 to 7: they are answered, by four people in all.
    head = story.begin()
    packs = {role: story.pack(head, role) for role in PACKS}
    back = dict(story.contribute(role, level, ids[role], *packs[role]) for role, level in PACKS.items())
    own = [id for id in asked if id not in shared]
    head.answer_all(own[:-1], 2)
    head.answer(own[-1], "dont_know")

    # Day 8: everything comes together, and nothing of it is missing.
    head.go("Save and share")
    head.files(head.button("Choose files"), back)
    head.press(head.page.locator(".m-staged").get_by_role("button", name="Merge"))
    head.page.locator(".m-merged").wait_for()
    merged, _ = story.save(head, bundle)
    open_now = clashes(merged)
    assert len(open_now) > 1
    for role, level in PACKS.items():
        for id in ids[role]:
            answer = merged["answers"][id]
            said = [view.get("level") for view in answer.get("said", []) if view.get("role") == role]
            assert level in (said or [answer.get("level")]), f"{role} on {id}"
    text = json.dumps(merged)
    for role in PACKS:
        assert f"Record of {role}" in text and f"Said by {role}" in text

    # Days 9 to 12: the meeting, the result, and what to do.
    assert story.meet(head) == len(open_now)
    head.go("Results")
    draft, _ = story.save(head, bundle)
    assert clashes(draft) == []
    levels = [theme["level"] for theme in score(bundle, draft)["themes"]]
    shown = head.page.locator("#p-results .m-theme-level b").all_inner_texts()
    assert shown == [f"Level {each['low']}" if each["low"] == each["high"] else f"Level {each['low']} to {each['high']}"
                     for each in levels if each]  # fmt: skip
    head.go("Actions")
    card = head.page.locator(".m-action").first
    head.tick(card.get_by_label("Do it", exact=True))
    head.write(card.get_by_label("First step"), "Ask the board in March")

    # Days 13 and 14: two pages, a signature, and one file.
    story.sign(head, "Sign", "", "2026-11-20")
    assert sheets(head.page.pdf(prefer_css_page_size=True)) == 2
    signed, sent = story.save(head, bundle)
    assert signed["sign_off"]["decision"] == "signed" and "check" in json.loads(sent)
    assert signed["actions"][0]["first_step"] == "Ask the board in March"

    # A week later, on another computer: something changes after the signature.
    later = story.sit()
    open_file = later.page.locator(".m-bar").get_by_role("button", name="Open a file")
    later.files(open_file, {"return.assessment.json": sent})
    later.go("Sign-off")
    later.press(later.button("Remove the signature and make changes"))
    later.press(later.page.locator("#m-dialog").get_by_role("button", name="Remove the signature", exact=True))
    later.answer("pi-sponsor", 3)
    story.sign(later, "Sign with a note", "The duty was written down.", "2026-12-01")
    assert "(PI1.1): was 2 In place, is 3 Consistent" in later.page.locator(".m-sheets").inner_text()
    again, final = story.save(later, bundle)
    assert again["signed_before"][0]["date"] == "2026-11-20"

    # The next period, with last period's file beside it.
    after = story.begin("2027")
    after.go("About this assessment")
    after.files(after.button("Open last period's file"), {"return.assessment.json": final})
    after.page.get_by_text(f"In use: {PERIOD}").wait_for()
    assert "Last time" not in after.page.locator("#q-pi-sponsor").inner_html()
    place = after.answer("pi-sponsor", 4)
    assert place.locator(".m-then-level").inner_text() == f"Last time ({PERIOD}): 3, Consistent. No evidence was named."

    # By keyboard the way through all of it is on record, and nothing was left out of it.
    if hands is Keyboard:
        (tmp_path / "keyboard.txt").write_text("\n".join(story.path()), encoding="utf-8")
        stops = (tmp_path / "keyboard.txt").read_text(encoding="utf-8").splitlines()
        by_keys = [id for each in (own, *ids.values()) for id in (*each[:-1][:BY_KEYS], each[-1])]
        assert [id for id in by_keys if not any(stop.endswith(id) for stop in stops)] == []
        assert {"m-force", "m-period", "m-role", "Save pack"} <= set(stops), sorted(set(stops))[:50]
