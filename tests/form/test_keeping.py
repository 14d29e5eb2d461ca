"""Work is never lost, and never lost in silence: drafts, files, and everything that can be wrong with them."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any, cast

import pytest
from playwright.sync_api import Dialog, Locator, expect

from maturity.assessment.contributions import sign_off_with_answers
from maturity.assessment.reader import read_assessment, write_text
from maturity.records import Bundle
from tests.form.conftest import TIME, Form
from tests.form.returns import unsign


def begin(form: Form) -> None:
    form.about("kent-police", "2026")
    form.page.locator("#m-role").select_option("comms-lead")
    form.answer("pi-sponsor", 2)
    form.evidence("pi-sponsor", title="List of duties", owner="legal", date="2026-03-01", where="Intranet")
    form.question("pi-sponsor").get_by_label("Comment").fill("Agreed in the room")


def seen(form: Form) -> dict[str, Any]:
    """What stands in the fields of the first question."""
    question = form.question("pi-sponsor")
    return {
        "level": question.locator("input:checked").get_attribute("value"),
        "evidence": question.locator(".m-evidence-item [data-part]").evaluate_all("all => all.map(each => each.value)"),
        "comment": question.get_by_label("Comment").input_value(),
        "force": form.page.locator("#m-force").input_value(),
        "role": form.page.locator("#m-role").input_value(),
    }


BEGUN = {
    "level": "2",
    "evidence": ["List of duties", "legal", "2026-03-01", "", "Intranet"],
    "comment": "Agreed in the room",
    "force": "kent-police",
    "role": "comms-lead",
}


# --- drafts ----------------------------------------------------------------------------------------------------


def test_draft_survives_closing_and_opens_where_it_stopped(form: Form) -> None:
    begin(form)
    form.page.locator(".m-saved").get_by_text(re.compile(r"Kept in this browser at \d\d:\d\d\.")).wait_for()
    assert "Not yet saved to a file." in form.status()

    form.page.goto("about:blank")
    form.open()

    assert "is back, as you left it" in form.notice()
    assert form.page.get_by_role("heading", name="Leadership and money").is_visible()
    assert seen(form) == BEGUN


def test_last_letter_typed_is_kept_when_the_page_goes_away_at_once(form: Form) -> None:
    begin(form)
    form.question("pi-sponsor").get_by_label("Comment").press_sequentially("!")
    form.page.goto("about:blank")
    form.open()
    assert seen(form)["comment"] == "Agreed in the room!"


def test_unfinished_parts_stay_in_the_draft(form: Form) -> None:
    begin(form)
    form.evidence("pi-sponsor", 2, where="A place with no title")
    form.page.get_by_role("button", name="Save to a file").click()
    dialog = form.page.get_by_role("dialog")
    assert "PI1.1: a piece of evidence has no title" in dialog.inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    form.page.goto("about:blank")
    form.open()
    assert seen(form)["evidence"][-1] == "A place with no title"


def test_warns_before_leaving_only_while_there_are_changes_in_no_file(form: Form) -> None:
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    form.page.on("dialog", agree)
    begin(form)
    form.reload()
    assert asked == ["beforeunload"]
    form.save()
    assert "Saved to a file at" in form.status()
    form.go("Save and share")
    named = form.page.locator("#m-file-named").inner_text()
    said = r"This work was last saved to, or opened from, kent-police-2026-draft-[\d-]+\.assessment\.json\."
    assert re.fullmatch(said, named), named
    form.reload()
    assert asked == ["beforeunload"]


#: All records of all stores of the browser's database.
EVERYTHING = """() => new Promise(done => {
    const asked = indexedDB.open("maturity/police-social-media/2026.2");
    asked.onsuccess = async () => {
        const stores = [...asked.result.objectStoreNames], all = asked.result.transaction(stores);
        const found = stores.map(store => all.objectStore(store).getAll());
        all.oncomplete = () => { asked.result.close(); done(found.flatMap(each => each.result)); };
    };
})"""


def test_what_was_saved_on_another_day_says_the_day(form: Form) -> None:
    begin(form)
    form.save()
    form.page.goto("about:blank")  # or the clock of the page that is left would be changed while it still writes
    form.page.clock.set_fixed_time("2031-05-06T10:00:00Z")
    form.open()
    for what in ("Kept in this browser", "Saved to a file"):
        assert re.search(what + r" at \d\d:\d\d on \d+ \w+ 20\d\d\.", form.status()), form.status()
    assert not form.page.locator("#m-file").evaluate("each => each.scrollWidth > each.clientWidth"), "it is cut off"
    form.answer("pi-funding", 1)
    form.page.locator("#m-kept").get_by_text(re.compile(r"^Kept in this browser at \d\d:\d\d\.$")).wait_for()


def test_cleared_draft_is_gone(form: Form) -> None:
    begin(form)
    form.page.get_by_role("button", name="Clear the draft").click()
    dialog = form.page.get_by_role("dialog")
    assert "has not been saved to a file" in dialog.inner_text()
    assert dialog.locator(".m-button").all_inner_texts() == ["Clear everything", "Save to a file first", "Cancel"]
    assert dialog.locator(".m-button-main").all_inner_texts() == ["Cancel"]
    dialog.get_by_role("button", name="Cancel").click()
    assert seen(form) == BEGUN
    form.page.get_by_role("button", name="Clear the draft").click()
    dialog.get_by_role("button", name="Clear everything").click()
    form.page.get_by_text("The form is empty, and the draft has been deleted from this browser.").wait_for()
    form.open()
    assert form.page.locator(".m-question .m-choices input:checked").count() == 0
    assert form.page.evaluate("localStorage.length") == 0
    assert form.page.evaluate(EVERYTHING) == []


def test_start_page_says_carry_on_exactly_when_there_is_work(form: Form, bundle: Bundle) -> None:
    start = form.page.locator("#m-start")
    expect(start).to_have_text("Start")
    form.load("work.json", json.dumps(saved(bundle)))
    expect(start).to_have_text("Carry on")
    form.reload()
    expect(start).to_have_text("Carry on")
    form.page.get_by_role("button", name="Clear the draft").click()
    form.page.get_by_role("dialog").get_by_role("button", name="Clear everything").click()
    expect(start).to_have_text("Start")


def test_clearing_an_answer_asks_when_more_goes_with_it(form: Form) -> None:
    begin(form)
    clear = form.question("pi-sponsor").get_by_role("button", name="Clear this answer")
    clear.click()
    form.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert seen(form) == BEGUN
    clear.click()
    form.page.get_by_role("dialog").get_by_role("button", name="Clear the answer").click()
    expect(form.page.locator("#m-progress")).to_contain_text("0 of 47")
    form.answer("pi-funding", 1)
    form.question("pi-funding").get_by_role("button", name="Clear this answer").click()  # nothing else to lose
    assert form.page.locator(".m-question input:checked").count() == 0


@pytest.mark.parametrize("damage", ["{", "[]", "null", '{"format": "maturity-draft/1"}'])
def test_damaged_draft_is_kept_aside_and_offered(form: Form, damage: str) -> None:
    key = form.key("draft")
    form.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, damage])
    form.open()
    assert "could not be read" in form.notice()
    with form.page.expect_download() as download:
        form.page.get_by_role("button", name="Save the damaged draft").click()
    path = download.value.path()
    assert path.read_text(encoding="utf-8") == damage
    form.answer("pi-sponsor", 1)
    form.page.wait_for_timeout(100)
    assert form.draft()["work"]["answers"]["pi-sponsor"]["level"] == 1
    assert form.page.evaluate("key => localStorage.getItem(key)", form.key("damaged")) == damage


def wrong_draft(form: Form) -> str:
    """What the browser keeps, with a role and a question of no edition."""
    draft = form.draft()
    draft["work"]["answers"]["pi-sponsor"]["evidence"][0]["checked"] = "nobody"
    del draft["sum"]  # as if it had been written so
    draft["work"]["answers"]["pi-nobody"] = {"level": 1}
    return json.dumps(draft)


def test_draft_with_wrong_parts_comes_back_without_just_these(form: Form) -> None:
    begin(form)
    form.page.wait_for_timeout(600)
    text = wrong_draft(form)
    key = form.key("draft")
    name = "/".join(key.split("/")[:3])
    form.page.goto("about:blank")
    plant = f"indexedDB.deleteDatabase('{name}'); localStorage.setItem('{key}', {json.dumps(text)});"
    form.page.add_init_script(f"if (!window.name) {{ {plant} }} name = 'x';")
    form.open()
    said = form.notice()
    assert "2 parts of it could not be read and were left out" in said
    assert "Left out: PI1.1, evidence 1, checked: “nobody”" in said
    assert 'Left out: answers: “{"level":1}”' in said
    assert seen(form) == BEGUN
    with form.page.expect_download() as download:
        form.page.get_by_role("button", name="Save the damaged draft").click()
    aside = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert aside["answers"] == json.loads(text)["work"]["answers"]
    assert json.loads(form.save()[1])["answers"]["pi-sponsor"]["evidence"][0]["title"] == "List of duties"


@pytest.mark.parametrize("year", ["92025", "0025"])
def test_unlikely_date_is_flagged_and_never_gets_into_a_file(form: Form, bundle: Bundle, year: str) -> None:
    begin(form)
    date = form.question("pi-sponsor").locator('[data-part="date"]')
    assert date.get_attribute("max") == "2099-12-31"  # so the browser lets nobody type a fifth figure
    date.evaluate("(field, value) => { field.value = value; }", f"{year}-01-02")
    date.evaluate("field => field.dispatchEvent(new Event('input', { bubbles: true }))")
    date.focus()
    form.question("pi-sponsor").get_by_label("Comment").focus()
    beside = form.question("pi-sponsor").locator(".m-dated")
    assert "This date does not look right" in beside.inner_text()
    assert date.get_attribute("aria-invalid") == "true"
    form.page.wait_for_timeout(500)
    assert re.match(r"Kept in this browser at \d\d:\d\d\.", form.status())  # as it stands: a year may still be typed
    form.page.get_by_role("button", name="Save to a file").click()
    dialog = form.page.get_by_role("dialog")
    assert "PI1.1: the date of evidence 1 is not a real date" in dialog.inner_text()
    with form.page.expect_download() as download:
        dialog.get_by_role("button", name="Save the file without them").click()
    assessment = read_assessment(download.value.path().read_bytes(), "saved", bundle)
    assert "date" not in assessment["answers"]["pi-sponsor"]["evidence"][0]
    form.page.goto("about:blank")
    form.open()
    assert seen(form) == BEGUN | {"evidence": ["List of duties", "legal", f"{year}-01-02", "", "Intranet"]}


@pytest.mark.parametrize(
    ("date", "said"),
    [("2025-09-20", "20 September 2025."), ("2099-01-31", "in the future"), ("2001-01-31", "24 months before")],
)
def test_date_is_said_in_words(form: Form, date: str, said: str) -> None:
    begin(form)
    form.question("pi-sponsor").locator('[data-part="date"]').fill(date)
    assert said in form.question("pi-sponsor").locator(".m-dated").inner_text()


def test_file_that_could_not_be_opened_again_is_never_saved(form: Form) -> None:
    begin(form)
    form.page.evaluate('Maturity.work.fileText = async () => ({ text: \'{"format": "maturity-assessment/2"}\' })')
    form.page.get_by_role("button", name="Save to a file").click()
    form.page.get_by_text("The file was not saved, because it could not be opened again.").wait_for()
    assert "Not yet saved to a file." in form.status()


def test_bad_file_can_be_opened_without_what_is_wrong(form: Form, bundle: Bundle) -> None:
    given = {"pi-sponsor": {"level": 3, "evidence": [{"title": "Minutes", "date": "92025-01-02"}, {"titel": "B"}]}}
    form.load("bad.json", json.dumps(saved(bundle, answers=given)))
    form.page.get_by_role("button", name="Open it without these").click()
    form.page.get_by_text("bad.json is open").wait_for()
    assert "Left out: PI1.1, evidence 1, date: “92025-01-02”" in form.notice()
    assert seen(form)["evidence"] == ["Minutes", "", "", "", ""]
    assert "Changed since" in form.status()
    form.page.evaluate("document.querySelector('#m-notices').replaceChildren()")
    form.load("cut.json", "{")
    form.page.get_by_text("The file is not complete").wait_for()
    assert not form.page.get_by_role("button", name="Open it without these").is_visible()


# --- files -----------------------------------------------------------------------------------------------------


def saved(bundle: Bundle, **changes: Any) -> dict[str, Any]:
    text = write_text(
        {
            "format": "maturity-assessment/2",
            "edition": bundle["edition"],
            "force": "gwent-police",
            "period": "2025",
            "marking": "OFFICIAL",
            "answers": {
                "pi-sponsor": {"level": 3, "evidence": [{"title": "Minutes"}]},
                "pi-language-duties": {"dont_know": True},
            },
        }
    )
    record: dict[str, Any] = json.loads(text)
    if changes:
        record.pop("check")
    return record | changes


def test_file_is_opened_and_saved_again_byte_for_byte(form: Form, bundle: Bundle) -> None:
    record = saved(bundle)
    del record["check"]
    record["actions"] = [{"action": bundle["interventions"][0], "decision": "do", "by": "2027-03-31"}]
    record["answers"]["pi-sponsor"]["evidence"][0]["checked"] = "second-role"
    text = write_text(record)  # type: ignore[arg-type]
    form.load("gwent.assessment.json", text)
    form.page.get_by_text("gwent.assessment.json is open: Gwent Police, 2025, 2 of 48").wait_for()
    assert form.save() == ("gwent-police-2025-draft.assessment.json", text)


def test_opening_asks_first_and_the_earlier_work_can_come_back(form: Form, bundle: Bundle) -> None:
    begin(form)
    text = json.dumps(saved(bundle))
    form.load("other.json", text)
    dialog = form.page.get_by_role("dialog")
    assert "has changes that are not saved to a file" in dialog.inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    assert seen(form) == BEGUN
    form.load("other.json", text)
    dialog.get_by_role("button", name="Open the file").click()
    form.page.get_by_text("other.json is open").wait_for()
    assert seen(form)["level"] == "3"
    form.page.get_by_role("button", name="Go back to the earlier work").click()
    form.page.get_by_text("The earlier version is back.").wait_for()
    assert seen(form) == BEGUN


def test_a_file_with_all_of_the_work_and_more_is_opened_and_not_merged(form: Form, bundle: Bundle) -> None:
    """Whoever had gone on elsewhere had to guess whether to merge their own newer file."""
    form.about("kent-police", "2026")
    form.answer("pi-funding", 1)
    more = json.loads(form.save()[1])
    del more["check"]
    more["answers"]["pi-sponsor"] = {"level": 3}
    form.load("newer.json", json.dumps(more))
    dialog = form.page.get_by_role("dialog")
    assert "Every answer and action on this page is in it too." in dialog.inner_text()
    expect(dialog.locator(".m-button-main")).to_have_text("Open the file in place of this work")
    dialog.locator(".m-button-main").click()
    form.page.get_by_text("newer.json is open").wait_for()
    form.answer("pi-funding", 2)
    form.go("Results")
    assert "newer.json is open" not in form.notice(), "it was true before something changed"
    form.load("newer.json", json.dumps(more))
    assert "both answers are kept where they differ" in dialog.inner_text()
    expect(dialog.locator(".m-button-main")).to_contain_text("merge")


def test_earlier_work_can_come_back_even_after_the_page_was_closed(form: Form, bundle: Bundle) -> None:
    begin(form)
    form.load("other.json", json.dumps(saved(bundle)))
    form.page.get_by_role("dialog").get_by_role("button", name="Open the file").click()
    form.page.get_by_text("other.json is open").wait_for()
    form.page.goto("about:blank")
    form.open()
    assert seen(form)["level"] == "3"
    version(form, "Before a file was opened.").get_by_role("button", name="Go back to this version").click()
    form.page.get_by_text("The earlier version is back.").wait_for()
    assert seen(form) == BEGUN
    before = version(form, "Before going back to an earlier version.")
    before.get_by_role("button", name="Go back to this version").click()
    form.page.get_by_role("button", name="Go back to the earlier work").wait_for()
    assert seen(form)["level"] == "3"


def version(form: Form, why: str) -> Locator:
    """An earlier version in the list, by why it was kept."""
    form.go("Save and share")
    found = form.page.locator("#m-versions li", has_text=why)
    found.first.wait_for()
    return found.first


def test_earlier_version_can_be_saved_to_a_file(form: Form, bundle: Bundle) -> None:
    begin(form)
    form.load("other.json", json.dumps(saved(bundle)))
    form.page.get_by_role("dialog").get_by_role("button", name="Open the file").click()
    form.page.get_by_text("other.json is open").wait_for()
    line = version(form, "Before a file was opened.")
    assert re.fullmatch(r"\d+ \w+ 20\d\d at \d\d:\d\d, 1 answer\.", line.locator("strong").inner_text())
    assert "Kent Police, 2026." in line.inner_text()
    with form.page.expect_download() as download:
        line.get_by_role("button", name="Save this version to a file").click()
    record = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert record["force"] == "kent-police" and record["answers"]["pi-sponsor"]["comment"] == "Agreed in the room"
    assert seen(form)["level"] == "3"  # the work on the page is as it was


def test_clearing_can_save_to_a_file_first(form: Form) -> None:
    form.about("kent-police", "2026")
    form.page.get_by_role("button", name="Clear the draft").click()
    with form.page.expect_download() as download:
        form.page.get_by_role("dialog").get_by_role("button", name="Save to a file first").click()
    assert TIME.sub("", download.value.suggested_filename) == "kent-police-2026-draft.assessment.json"
    assert form.page.get_by_label("Period", exact=True).input_value() == "2026"  # nothing is cleared


def test_signed_file_is_fixed_until_the_signature_is_taken_off(form: Form, bundle: Bundle) -> None:
    given = {q["id"]: {"level": 2} for t in bundle["themes"] for c in t["capabilities"] for q in c["questions"]}
    sign_off = {"role": "chief-officer-sponsor", "date": "2026-01-31", "decision": "signed"}
    signed = saved(bundle, answers=given, sign_off=sign_off)
    form.load("signed.json", json.dumps(signed))
    form.page.get_by_text("Signed by Chief officer sponsor, 31 January 2026. The answers are locked.").wait_for()
    assert form.question("pi-sponsor").locator("input").first.is_disabled()
    assert json.loads(form.save()[1])["sign_off"] == sign_off
    unsign(form)
    form.answer("pi-sponsor", 4)
    changed_after = json.loads(form.save()[1])
    assert "sign_off" not in changed_after
    assert changed_after["signed_before"] == [sign_off_with_answers(cast(Any, signed))]
    was = changed_after["signed_before"][0]["answers"]
    assert {id: answer["level"] for id, answer in was.items()} == dict.fromkeys(given, 2)


def test_file_that_nobody_foresaw_is_refused_and_the_work_stays(form: Form, bundle: Bundle) -> None:
    begin(form)
    form.page.evaluate("() => { Maturity.reader.readBytes = () => { throw new TypeError('unforeseen'); }; }")
    form.load("odd.json", json.dumps(saved(bundle)))
    form.page.get_by_role("alert").get_by_text("odd.json was not opened. The work on this page").wait_for()
    assert seen(form) == BEGUN


Make = Callable[[dict[str, Any]], str | bytes]


def changed(**fields: Any) -> Make:
    """The saved file with other fields."""
    return lambda record: json.dumps(record | fields)


def answers(**given: Any) -> Make:
    """The saved file with other answers, whose names are written with _ for -."""
    return changed(answers={id.replace("_", "-"): answer for id, answer in given.items()})


EARLIER = {"id": "police-social-media", "version": "2025.1"}
OTHER_WORDS = {"id": "police-social-media", "version": "2026.2", "fingerprint": "sha256:" + "0" * 64}
SIGNED = {"role": "legal", "date": "2026-01-31", "decision": "signed"}
FALSE_DATE = [{"title": "A", "date": "2026-02-30"}]
WRONG_PIECES = [{"titel": "A"}, {"title": "B", "checked": "me"}]

#: What is wrong with a file: how it is made, and what the form must say.
BAD: dict[str, tuple[Make, list[str]]] = {
    "cut short": (lambda r: json.dumps(r)[:-40], ["The file is not complete"]),
    "a conflict that git left": (
        lambda r: "<<<<<<< HEAD\n" + json.dumps(r),
        ["Line 1 is a conflict marker: git left two versions"],
    ),
    "not text": (lambda r: b'{"format": "\xff\xfe"}', ["It is not a text file in UTF-8"]),
    "a list": (lambda r: "[]", ["not an assessment file"]),
    "a profile": (changed(format="maturity-profile/1"), ["not an assessment file"]),
    "damaged": (lambda r: json.dumps(r).replace("Minutes", "Minuets"), ["The check code does not match"]),
    "other edition": (changed(edition=EARLIER), ["for police-social-media 2025.1", "police-social-media 2026.2"]),
    "other wording": (changed(edition=OTHER_WORDS), ["other wording of the same edition"]),
    "unknown force": (changed(force="kent-polise"), ["“kent-polise” is not in this edition", "“kent-police”"]),
    "unknown field": (changed(anwsers={}), ["“anwsers” is not a field here", "“answers”"]),
    "unknown question": (answers(pi_sponser={"level": 1}), ["“pi-sponser” is not in this edition", "“pi-sponsor”"]),
    "missing": (lambda r: json.dumps({k: v for k, v in r.items() if k != "period"}), ["“period” is missing"]),
    "wrong kinds": (changed(period=2026, answers=[]), ["period: it should be text", "answers: it should be an object"]),
    "levels": (
        answers(pi_sponsor={"level": 5}, pi_funding={"level": "2"}, pi_report_route={"level": True}),
        ["answers.pi-sponsor.level", "answers.pi-funding.level", "answers.pi-report-route.level", "from 0 to 4"],
    ),
    "two states": (
        answers(pi_sponsor={"level": 1, "dont_know": True}, pi_funding={}),
        ["answers.pi-sponsor: an answer is one of", "answers.pi-funding: an answer is one of"],
    ),
    "not applicable": (
        answers(pi_sponsor={"not_applicable": "small"}, fi_youth_voice={"not_applicable": " "}),
        ["does not allow “not applicable”", "answers.fi-youth-voice.not_applicable: it is empty"],
    ),
    "not asked": (
        changed(force="kent-police"),
        ["answers.pi-language-duties: this question does not apply to this force", "“language-duties”"],
    ),
    "dates": (
        answers(pi_sponsor={"level": 1, "at": "today", "evidence": FALSE_DATE}),
        ["answers.pi-sponsor.at: this is not a time", "answers.pi-sponsor.evidence 1.date: this is not a real date"],
    ),
    "evidence": (
        answers(pi_sponsor={"level": 1, "evidence": WRONG_PIECES}),
        ["“titel” is not a field here", "did you mean “title”", "“title” is missing", "“me” is not one of"],
    ),
    "twice": (lambda r: json.dumps(r).replace('"force":', '"force": "", "force":'), ["“force” appears twice"]),
    "signed and open": (changed(sign_off=SIGNED), ["it is signed, but 46 questions have no answer"]),
    "too long": (
        answers(pi_sponsor={"level": 1, "comment": "c" * 66_000, "evidence": [{"title": "t" * 501}]}),
        ["PI1.1, answers.pi-sponsor.comment: this text has 66,000 characters, and the limit is 5,000", "has 501"],
    ),
    "prototype": (lambda r: json.dumps(r)[:-1] + ', "__proto__": {}}', ["“__proto__” is not a field here"]),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_refused_with_its_sentences_and_nothing_is_lost(form: Form, bundle: Bundle, name: str) -> None:
    make, sentences = BAD[name]
    begin(form)
    record = saved(bundle)
    if name not in ("damaged", "cut short"):
        record.pop("check")
    form.load("bad.json", make(record))
    notice = form.page.get_by_role("alert")
    notice.wait_for()
    said = notice.inner_text()
    assert "bad.json was not opened. The work on this page is unchanged." in said
    for sentence in sentences:
        assert sentence in said
    assert said.count("Fix:") == notice.locator("li").count()
    assert seen(form) == BEGUN


def test_hundreds_of_problems_are_counted_and_not_all_listed(form: Form, bundle: Bundle) -> None:
    given = {f"q-{n}": {"level": 1} for n in range(500)}
    form.load("bad.json", json.dumps(saved(bundle, answers=given)))
    notice = form.page.get_by_role("alert")
    notice.wait_for()
    assert "There are 500 problems in it" in notice.inner_text()
    assert notice.locator("li").count() == 21


def test_file_needs_force_and_period(form: Form) -> None:
    form.answer("pi-sponsor", 2)
    form.page.get_by_role("button", name="Save to a file").click()
    assert "Choose the force and enter the period first: a file needs both." in form.notice()
    form.page.get_by_role("button", name="Go to these fields").click()
    expect(form.page.locator("#m-force")).to_be_visible()


# --- what else a file can be -----------------------------------------------------------------------------------

OURS = '\ufeff"OFFICIAL"\r\n"Kent Police"\r\n"code","id","question","comment"\r\n"PI1.1","pi-sponsor","Who","{"\r\n'
INSTEAD = "open a saved assessment (.assessment.json), a pack (.html) or the workbook (.xlsx)."

#: Files that people open by mistake: their bytes, and what the form says that they are.
MISTAKEN: dict[str, tuple[bytes, str]] = {
    "print.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "This is a PDF"),
    "levels.csv": (OURS.encode(), "This is a table (CSV) that the form made for a spreadsheet."),
    "other.csv": (b"name,level\nA,2\n", "This is another kind of file, such as a letter or a table."),
    "empty.json": (b"", "The file is empty."),
    "blank.json": (b"\xef\xbb\xbf \r\n", "The file is empty."),
    "returns.zip": (b"PK\x03\x04\x14\0\0\0returns/kent.assessment.json", "This is a zip"),
    "letter.docx": (b"PK\x03\x04\x14\0[Content_Types].xml PK\x03\x04\xffword/document.xml", "This is a Word document."),
    "letter.rtf": (b"{\\rtf1\\ansi", "This is an office document."),
    "photo.png": (b"\x89PNG\r\n\x1a\n", "This is a picture."),
    "photo.jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "This is a picture."),
    "photo.heic": (b"\0\0\0\x18ftypheic", "This is a picture."),
    "unmarked.json": ('{"format": 1}'.encode("utf-16-le"), "This is text in UTF-16"),
    "powershell.json": ('{"format": 1}'.encode("utf-16-be"), "This is text in UTF-16"),
    "page.html": (b"<!doctype html><html><title>A</title></html>", "This is a web page with no answers in it."),
    "mail.txt": (b"Dear all,\nthe file comes tomorrow.\n", "This is another kind of file"),
}


def test_file_of_another_kind_is_named_with_what_to_open_instead(form: Form) -> None:
    """A21: a PDF, our own CSV or an empty file was “not a text file in UTF-8” or “The file is not complete”."""
    begin(form)
    for name, (data, sentence) in MISTAKEN.items():
        form.load(name, data)
        notice = form.page.get_by_role("alert").filter(has_text=f"{name} was not opened.")
        notice.wait_for()
        said = notice.inner_text()
        assert sentence in said and INSTEAD in said.replace("get it again, or ", ""), (name, said)
    assert seen(form) == BEGUN


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_file_that_a_windows_program_saved_in_its_own_encoding_opens(form: Form, encoding: str) -> None:
    """Its first bytes say which encoding it is, so nothing is guessed."""
    begin(form)
    name, text = form.save()
    form.question("pi-sponsor").get_by_label("Comment").fill("Other words")
    form.load(name, f"\ufeff{text}".encode(encoding))
    form.page.get_by_role("dialog").get_by_role("button", name="Open the file").click()
    form.page.get_by_text(f"{name} is open").wait_for()
    assert seen(form) == BEGUN


# --- texts that are too long -----------------------------------------------------------------------------------


def test_text_that_is_too_long_is_said_before_and_stays_whole_on_the_page(form: Form, bundle: Bundle) -> None:
    """A11: a comment of 66,000 characters was taken, and went over what a cell of a spreadsheet holds."""
    begin(form)
    question = form.question("pi-sponsor")
    box, hint = question.get_by_label("Comment"), question.locator(".m-more > .m-look")
    box.fill("é" * 4_400)
    assert hint.inner_text() == ""
    box.fill("é" * 4_600)
    assert hint.inner_text() == "Comment: 400 characters left of 5,000."
    box.fill("😀" * 5_000)
    assert hint.inner_text() == "Comment: 0 characters left of 5,000." and box.get_attribute("aria-invalid") != "true"
    box.fill("c" * 66_000)
    assert "Comment: 61,000 characters too many. Shorten it to 5,000." in hint.inner_text()
    assert box.get_attribute("aria-invalid") == "true"
    question.locator('[data-part="title"]').fill("t" * 501)
    beside = question.locator(".m-remove .m-look").inner_text()
    assert "Title of the document or record: 1 character too many." in beside
    form.page.get_by_role("button", name="Save to a file").click()
    dialog = form.page.get_by_role("dialog")
    assert "PI1.1, comment: the text is too long" in dialog.inner_text()
    assert "PI1.1, evidence 1, title: the text is too long" in dialog.inner_text()
    with form.page.expect_download() as download:
        dialog.get_by_role("button", name="Save the file without them").click()
    assessment = read_assessment(download.value.path().read_bytes(), "saved", bundle)
    assert {"comment", "evidence"} & set(assessment["answers"]["pi-sponsor"]) == set()
    form.page.wait_for_timeout(300)
    form.page.goto("about:blank")
    form.open()
    assert seen(form)["comment"] == "c" * 66_000
    assert "61,000 characters too many" in form.question("pi-sponsor").locator(".m-more > .m-look").inner_text()


def test_file_with_thousands_of_problems_is_read_in_a_moment(form: Form, bundle: Bundle) -> None:
    """D8: a file with 1,000 unknown answers kept the form busy for 23 seconds."""
    given: dict[str, Any] = {f"pi-sponsors-{n}": {"level": 1} for n in range(2_000)}
    given["pi-funding"] = {"level": 1, "evidence": [{"title": " ", "date": f"{n}"} for n in range(500)]}
    given["pi-sponsor"] = {"level": 2}
    form.load("bad.json", json.dumps(saved(bundle, answers=given)))
    begun = time.monotonic()
    notice = form.page.get_by_role("alert")
    notice.wait_for()
    assert time.monotonic() - begun < 5
    assert "There are 3000 problems in it" in notice.inner_text()
    assert "did you mean “pi-sponsor”" in notice.inner_text() and "and 2980 more." in notice.inner_text()
    form.page.get_by_role("button", name="Open it without these").click()
    form.page.get_by_text("bad.json is open").wait_for()
    assert seen(form)["level"] == "2"
