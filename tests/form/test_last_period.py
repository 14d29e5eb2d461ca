"""Last period's assessment beside this one: opened, refused where it cannot stand there, seen only once an answer is
chosen, its evidence used again, and what moved since."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from maturity.assessment.reader import write_text
from maturity.national.movement import movement_scorer
from maturity.questionnaire.model import Questionnaire
from maturity.records import Assessment, Bundle
from tests.form.conftest import Form
from tests.form.returns import whole
from tests.form.test_results_open import ids, level, load, made
from tests.site.test_accessibility import overflow_of, violations_of

PIECE = {"title": "Minutes of March", "owner": "psd", "date": "2025-03-01", "where": "Intranet"}


@pytest.fixture
def last(bundle: Bundle) -> Assessment:
    """Last period: the third theme at 2, with the first question at 1 and checked evidence for it."""
    answers = {id: level(2) for id in ids(bundle, 2)}
    answers["pi-sponsor"] = level(1, evidence=[PIECE | {"checked": "second-role"}, {"title": "Rota"}])
    answers["pi-funding"] = {"dont_know": True}
    return made(bundle, answers, period="2025")


def open_last(form: Form, text: str, name: str = "last.json") -> None:
    form.go("About this assessment")
    with form.page.expect_file_chooser() as chooser:
        form.page.get_by_role("button", name="Open last period's file").click()
    chooser.value.set_files({"name": name, "mimeType": "application/json", "buffer": text.encode()})


def in_use(form: Form) -> None:
    form.page.get_by_text("In use: 2025, with").wait_for()


def test_last_answer_shows_only_once_this_one_is_chosen(form: Form, last: Assessment) -> None:
    form.about("kent-police", "2026")
    open_last(form, write_text(last))
    in_use(form)
    place = form.question("pi-sponsor")
    assert "2025" not in place.inner_html() and "Minutes of March" not in form.page.locator("main").inner_html()

    form.answer("pi-sponsor", 2)
    then = place.locator(".m-then")
    assert then.locator(".m-then-level").inner_text() == "Last time (2025): 1, Starting."
    assert "Minutes of March, 1 March 2025" in then.inner_text()
    form.answer("pi-funding", "dont_know")
    assert form.page.locator("#q-pi-funding .m-then").inner_text() == "Last time (2025): don't know."
    assert form.answer("pi-cover", 2).locator(".m-then").is_hidden()  # it had no answer

    form.question("pi-sponsor").get_by_role("button", name="Clear this answer").click()
    assert "Minutes of March" not in form.page.locator("main").inner_html()


def test_evidence_is_used_again_one_by_one_with_its_date(form: Form, last: Assessment) -> None:
    form.about("kent-police", "2026")
    open_last(form, write_text(last))
    in_use(form)
    place = form.answer("pi-sponsor", 2)
    again = place.get_by_role("button", name="Use this evidence again: Minutes of March")
    again.click()
    assert place.get_by_label("Title of the document or record").input_value() == "Minutes of March"
    assert again.is_hidden() and place.locator(".m-then").get_by_text("In use").count() == 2
    assert place.locator(".m-then").get_by_text("In use").first.is_visible()

    answer = json.loads(form.save()[1])["answers"]["pi-sponsor"]
    assert answer["evidence"] == [PIECE]  # its check was last period's
    place.get_by_role("button", name="Remove").click()
    assert again.is_visible()
    file = json.loads(form.save()[1])
    assert "last" not in file and "Rota" not in json.dumps(file)


def test_it_is_kept_with_the_draft_and_can_be_put_away(form: Form, last: Assessment) -> None:
    form.about("kent-police", "2026")
    open_last(form, write_text(last))
    in_use(form)
    form.answer("pi-sponsor", 2)
    form.page.wait_for_function("() => document.getElementById('m-kept').textContent.startsWith('Kept')")
    form.open()
    place = form.question("pi-sponsor")
    assert place.locator(".m-then-level").inner_text() == "Last time (2025): 1, Starting."

    form.about("essex-police", "2026")
    state = form.page.locator("#m-last-state")
    assert "Last period's file is not used. It is for Kent Police" in state.inner_text()
    assert "Minutes of March" not in form.page.locator("main").inner_html()
    form.about("kent-police", "2026")
    assert state.inner_text().startswith("In use")
    form.page.get_by_role("button", name="Stop using this file").click()
    assert state.inner_text() == ""
    assert "Minutes of March" not in form.page.locator("main").inner_html()


def test_a_file_that_cannot_be_last_periods_is_refused_with_its_reason(form: Form, last: Assessment) -> None:
    """Each change to the file, and what the form then says. None of them is taken up."""
    older = dict(last) | {"edition": {"id": last["edition"]["id"], "version": "2025.1"}}
    form.go("About this assessment")
    alert = form.page.get_by_role("alert")
    open_last(form, write_text(last))
    alert.get_by_text("First choose the force and enter the period, above.").wait_for()
    form.about("kent-police", "2026")
    rows: list[tuple[str, str]] = [
        (write_text(last | {"force": "essex-police"}), "It is for Essex Police, and this assessment is for Kent"),
        (write_text(last | {"period": "2026"}), "It is for 2026, which is not before 2026."),
        (write_text(last | {"period": "2026-27"}), "“2026-27” is not a calendar year, such as 2026. Fix: write 2026."),
        (json.dumps(older), "It was made with edition 2025.1, and this form is 2026.2. Ask the national team"),
        (write_text(last)[:-40], "There is 1 problem in it:"),
    ]
    for text, said in rows:
        open_last(form, text)
        alert.get_by_text(said).wait_for()
        assert form.page.locator("#m-last-state").inner_text() == ""


def test_what_moved_is_what_movement_says(
    form: Form, last: Assessment, bundle: Bundle, questionnaire: Questionnaire
) -> None:
    """The third theme is complete: one capability rises with its evidence, another falls without. The first theme is
    not, and nothing of it is told."""
    third = questionnaire.themes[2]
    up, down = third.capabilities[0], third.capabilities[1]
    answers: dict[str, Any] = {id: level(2) for id in ids(bundle, 2)}
    answers |= {question.id: level(3) for question in up.questions}
    answers[down.questions[0].id] = {"level": 1}
    answers["pi-sponsor"] = level(4)
    now = made(bundle, answers)
    load(form, now)
    open_last(form, write_text(last))
    in_use(form)
    form.go("Results")
    movement = movement_scorer(bundle, bundle)(last, now)
    moved = {row["id"]: row["moved"] for row in movement["capabilities"]}
    assert (moved[up.id], moved[down.id]) == ("up", "not_shown")

    said = form.page.locator('#m-further [data-fill="moved"]').inner_text()
    assert f"Up: {up.name}." in said
    assert f"Changed, but no evidence is named for a changed answer: {down.name} from 2 to 1." in said
    assert "Lower answers: " in said
    lines = [line.split("\t") for line in form.page.locator("#m-further .m-moved tbody").inner_text().split("\n")]
    rows = {line[0]: line[1:] for line in lines}
    assert rows[up.name] == ["2", "3", "Up"]
    assert rows[down.name] == ["2", "1", "Changed, no evidence named"]
    assert rows[third.name] == ["Level 2, index 50", "Level 2, index 53", "The same"]
    assert len(rows) == 1 + len(third.capabilities)
    assert questionnaire.themes[0].capabilities[0].name not in form.page.locator("#m-further .m-moved").inner_text()


@pytest.mark.parametrize(
    ("width", "scheme", "forced"), [(320, "light", "none"), (683, "dark", "none"), (1366, "light", "active")]
)
def test_it_is_accessible_and_narrow_enough(
    open_form: Callable[..., Form], last: Assessment, bundle: Bundle, width: int, scheme: str, forced: str
) -> None:
    """At 320 pixels, at twice the size on a common laptop, and in a person's own colours: the panel with the file,
    an answered question with last period's answer and a hint, and everything under the results."""
    size = {"width": width, "height": 800}
    form = open_form(viewport=size, color_scheme=scheme, forced_colors=forced, bypass_csp=True)
    answers: dict[str, Any] = {id: level(3) for id in ids(bundle, 2)}
    load(form, made(bundle, answers | {"mi-post-purpose": {"dont_know": True}, "pi-sponsor": level(3)}))
    show(form, "p-about")
    with form.page.expect_file_chooser() as chooser:
        form.page.get_by_role("button", name="Open last period's file").click()
    chooser.value.set_files({"name": "last.json", "mimeType": "application/json", "buffer": write_text(last).encode()})
    in_use(form)
    seen = {"about": violations_of(form.page) + overflow_of(form.page)}
    show(form, "q-pi-sponsor")
    form.page.locator("#q-pi-sponsor").get_by_label("Comment").fill("PC Smith, 020 7946 0958, smith@force.example")
    seen["question"] = violations_of(form.page) + overflow_of(form.page)
    show(form, "p-results")
    form.page.get_by_label("See this for one question").select_option(index=1)
    seen["results"] = violations_of(form.page) + overflow_of(form.page)
    assert seen == {"about": [], "question": [], "results": []}


def show(form: Form, id: str) -> None:
    form.page.evaluate("id => location.hash = id", id)
    form.page.locator(f"#{id}").wait_for()


def test_what_was_said_about_the_force_is_taken_over_where_nothing_is_said_yet(form: Form, last: Assessment) -> None:
    last["about"] = {"language-duties": False, "main-accounts": "Three", "contact-role": "One inbox"}
    form.about("kent-police", "2026")
    form.page.locator("#a-main-accounts").fill("Four")
    open_last(form, write_text(last))
    in_use(form)
    form.page.get_by_role("button", name="Use the 2 details about the force from 2025").click()
    assert form.page.locator("#a-contact-role").input_value() == "One inbox"
    assert form.page.locator("#a-main-accounts").input_value() == "Four"
    assert not form.page.locator('[data-do="use-about"]').is_visible()
    assert json.loads(form.save()[1])["about"] == {**last["about"], "main-accounts": "Four"}
    form.go("About this assessment")
    form.page.get_by_role("button", name="Undo").click()
    assert form.page.locator("#a-contact-role").input_value() == ""
    form.page.get_by_role("button", name="Use the 2 details").wait_for()


def test_the_next_period_starts_from_a_signed_return(form: Form, bundle: Bundle) -> None:
    """With the facts about the force, last period's answers, actions and who had a pack; and the return is kept."""
    signed = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}
    planned = [{"action": "pi-cover-2", "decision": "do"}, {"action": "pi-policy-2", "decision": "later"}]
    about = {"main-accounts": "Force page", "language-duties": False}
    form.about("kent-police", "2026")
    form.go("Save and share")
    with form.page.expect_download():
        form.page.locator('#p-share tr[data-role="legal"]').get_by_role("button", name="Save pack").click()
    return_2026 = whole(bundle, about=about, actions=planned, marking="OFFICIAL-SENSITIVE", sign_off=signed)
    form.load("signed.json", json.dumps(return_2026))
    form.page.get_by_role("dialog").locator(".m-button-main").click()
    form.page.get_by_text("signed.json is open").wait_for()
    form.go("Sign-off")
    form.page.get_by_role("button", name="Start the next period").click()
    form.page.get_by_role("dialog").get_by_role("button", name="Start the next period").click()
    period = form.page.get_by_label("Period", exact=True)
    expect(period).to_have_value("")
    expect(period).to_be_focused()
    assert period.get_attribute("tabindex") is None, "the keyboard comes back to it"
    bar, field = form.page.locator(".m-bar").bounding_box(), period.bounding_box()
    assert bar and field and bar["y"] + bar["height"] < field["y"], "not under the bar"
    assert form.page.get_by_label("Force", exact=True).bounding_box()["y"] > bar["y"] + bar["height"]  # type: ignore[index]
    assert form.page.locator("#a-main-accounts").input_value() == "Force page"
    assert form.page.locator("#m-marking").input_value() == "OFFICIAL-SENSITIVE"
    assert "Last period's file is ready." in form.page.locator("#m-last-state").inner_text()
    asks = form.page.locator('.m-notice[data-kind="next"]')
    expect(asks).to_contain_text("Enter the new period")
    assert "signed.json is open" not in form.notice(), "it was about last period"
    period.fill("2026")
    period.press("Tab")
    expect(form.page.locator("#m-period-odd")).to_contain_text("2026 is last period. Enter a later one")
    period.fill("2027")
    period.press("Tab")
    expect(form.page.locator("#m-period-odd")).to_be_empty()
    expect(asks).to_have_count(1)  # nothing moves under the mouse on its way to the next part
    expect(asks).not_to_contain_text("Enter the new period")
    expect(form.page.locator("#m-last-state")).to_contain_text("In use: 2026, with")
    assert form.answer("pi-sponsor", 2).locator(".m-then-level").inner_text().startswith("Last time (2026): 2")
    expect(asks).to_have_count(0)
    form.go("Actions")
    last_actions = form.page.locator(".m-last-action")
    assert "Put off until later." in last_actions.nth(1).inner_text() and last_actions.count() == 2
    form.go("Save and share")
    row = form.page.locator('#p-share tr[data-role="legal"]')
    assert "Had a pack last period" in row.inner_text() and not form.page.locator(".m-sent").is_visible()
    assert "Had a pack" not in form.page.locator('#p-share tr[data-role="psd"]').inner_text()
    form.go("About this assessment")
    form.page.get_by_role("button", name="Stop using this file").click()
    form.go("Save and share")
    assert "Had a pack" not in row.inner_text()
    file = json.loads(form.save()[1])
    assert set(file["answers"]) == {"pi-sponsor"} and file["about"] == about and "sign_off" not in file
    assert "legal" not in json.dumps(file)
    version = form.page.locator("#m-versions li", has_text="Before the next period was started.")
    with form.page.expect_download() as got:
        version.get_by_role("button", name="Save").click()
    kept = json.loads(Path(got.value.path()).read_text(encoding="utf-8"))
    assert kept["sign_off"] == signed and len(kept["answers"]) == len(return_2026["answers"])
