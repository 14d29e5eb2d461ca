"""Sign-off: two pages whatever is on them, what keeps it from being signed, and what a later version shows."""

from __future__ import annotations

import json
import re
from typing import Any, cast

import pytest
from playwright.sync_api import expect

from maturity.assessment.contributions import sign_off_with_answers
from maturity.assessment.merge import merge
from maturity.assessment.reader import read_assessment
from maturity.records import Bundle, questions_of
from tests.form.conftest import Form
from tests.form.returns import EXAMPLES, NOW, downloaded, example, levels, opened, sheets, unsign, whole

pytestmark = pytest.mark.browser

SPONSOR = "Chief officer sponsor"
LONG = "A sentence that somebody wrote with care, and that is far longer than anyone asked for. "


def pack(form: Form) -> str:
    """The text of the two pages, one line for each item."""
    return form.page.locator(".m-sheets").inner_text()


def decide(form: Form, decision: str, note: str = "", role: str = SPONSOR, date: str = "2026-11-20") -> None:
    form.page.clock.set_fixed_time(NOW)
    part = form.page.locator("#m-sign-set")
    part.get_by_text(decision, exact=True).click()
    part.get_by_label("Role of the person who decides").select_option(role)
    part.get_by_label("Date", exact=True).fill(date)
    part.get_by_label("Note, or questions").fill(note)
    part.get_by_role("button", name="Record the decision").click()


def agree(form: Form) -> None:
    confirm(form)
    form.page.get_by_text("Save the assessment to a file now, and send that file.").wait_for()


def confirm(form: Form) -> None:
    form.page.locator("#m-dialog .m-button-main").click()


def send_back(form: Form, note: str) -> None:
    decide(form, "Send back with questions", note)
    confirm(form)
    form.page.get_by_text("Your questions are recorded").wait_for()


def test_message_to_who_signs_names_the_file_and_what_to_do(form: Form, bundle: Bundle) -> None:
    opened(form, whole(bundle), "Sign-off")
    place = form.page.locator("#p-sign .m-message")
    name, copy = downloaded(form, "Save a copy for the person who signs")
    place.locator("summary").click()
    place.get_by_role("button", name="Copy the message").click()
    expect(place.get_by_role("status").last).not_to_be_empty()
    assert place.get_by_label("Subject").input_value().endswith("for your decision, Kent Police, 2026")
    assert re.fullmatch(r"kent-police-2026-to-sign-\d{4}-\d\d-\d\d-\d{4}\.html", name), "no other copy has this name"
    assert "It has security-sensitive answers in it, so send it to the person who signs only" in form.notice()
    expect(place.get_by_label("Message", exact=True)).to_have_value(re.compile(f"The attached file, {name}, is"))
    theirs = form.page.evaluate("text => Maturity.pageCopy.readCopy(text)", copy)
    assert (theirs["panel"], theirs["role"]) == ("p-sign", "chief-officer-sponsor")
    assert len(theirs["work"]["answers"]) == 47
    decide(form, "Sign")
    agree(form)
    expect(place).to_be_hidden()


def test_taking_the_signature_off_is_not_beside_saving_it(form: Form, bundle: Bundle) -> None:
    """On a telephone the two buttons were a thumb's width apart."""
    opened(form, whole(bundle), "Sign-off")
    decide(form, "Sign")
    agree(form)
    off = form.page.get_by_role("button", name="Remove the signature and make changes")
    sheets_end = form.page.locator(".m-sheets").bounding_box()
    below = off.bounding_box()
    assert sheets_end and below and below["y"] >= sheets_end["y"] + sheets_end["height"], "after the pages"
    form.save()
    assert "To change one, remove the signature at the end of “Sign-off”." in form.notice()
    unsign(form)
    expect(off).to_be_hidden()


def test_a_copy_that_is_out_is_said_to_be_older(form: Form, bundle: Bundle) -> None:
    """Evidence was added while the sponsor had the copy, and nothing said that it was not in it."""
    opened(form, whole(bundle), "Sign-off")
    message = form.page.locator("#p-sign .m-message")
    expect(message).to_be_hidden()  # with no file to send, there is nothing to write
    name, _ = downloaded(form, "Save a copy for the person who signs")
    copied = form.page.locator('[data-fill="copied"]')
    assert copied.inner_text() == ""
    expect(message).to_be_visible()
    form.evidence("pi-sponsor", title="Minutes")
    form.go("Sign-off")
    assert copied.inner_text().startswith(f"You have changed something since you saved {name}.")
    downloaded(form, "Save a copy for the person who signs")
    expect(copied).to_have_text("")


def test_a_copy_that_cannot_be_signed_is_not_sent_unsaid(form: Form, bundle: Bundle) -> None:
    """An answer of another role was changed to meet the question, and the sponsor got a copy with two answers."""
    asked = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "sent-back", "note": "Why?"}
    answers = levels(bundle, pi_sponsor={"level": 2, "role": "legal"})
    opened(form, whole(bundle, answers=answers, sign_off=asked), "Sign-off")
    form.page.locator("#m-role").select_option("comms-lead")
    form.answer("pi-sponsor", 1)
    form.go("Sign-off")
    form.page.get_by_label("Answer to these questions").fill("It is a 1.")
    form.page.get_by_role("button", name="Mark these questions as answered").click()
    assert "The assessment cannot be signed yet, and what it waits for is below." in form.notice()
    form.page.get_by_role("button", name="Save a copy for the person who signs").click()
    dialog = form.page.locator("#m-dialog")
    assert "1 place still has different answers to settle: PI1.1" in dialog.inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    expect(form.page.locator("#p-sign .m-message")).to_be_hidden()  # nothing was saved


def test_a_sponsor_who_was_not_asked_is_named_before_the_copy_is_made(form: Form, bundle: Bundle) -> None:
    opened(form, whole(bundle), "Sign-off")
    said = form.page.locator('[data-fill="unasked"]')
    assert said.inner_text().startswith("Chief officer sponsor leads PI1.1, PI1.2 and has not answered, and the pages")
    form.page.locator("#m-role").select_option("chief-officer-sponsor")
    form.answer("pi-sponsor", 1)
    form.page.locator("#m-role").select_option("comms-lead")
    form.go("Sign-off")
    assert said.inner_text() == ""


# --- two pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["amberfold-police-2026", "gwynmor-police-2026", "brackenshire-constabulary-2026"])
def test_an_example_fills_two_pages(name: str, form: Form) -> None:
    opened(form, example(name), "Sign-off")
    assert sheets(form.page.pdf(prefer_css_page_size=True)) == 2
    assert "Self-assessed, not validated, not a ranking." in pack(form)


def test_what_was_not_decided_is_said_and_paper_has_room_for_the_decision(form: Form, bundle: Bundle) -> None:
    opened(form, whole(bundle), "Sign-off")
    said = pack(form)
    assert "No action has been decided yet." in said and "“Don't know” counts" not in said
    assert "Decision" not in said  # on the screen it is made below
    form.page.emulate_media(media="print")
    form.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert form.page.locator(".m-sheet-lines span").all_inner_texts() == [
        "Sign", "Sign with a note", "Send back with questions",
    ]  # fmt: skip
    assert form.page.locator(".m-sheet-line").all_inner_texts() == [
        "Role of the person who decides", "Date", "Note, or questions",
    ]  # fmt: skip
    assert form.page.locator(".m-sheet-lines").is_visible()


def worst(bundle: Bundle) -> Any:
    """Everything that can be long is: nothing met, everybody apart, each action with a story, a note without an end."""
    roles = bundle["roles"]
    said = [{"level": 0, "role": roles[0]}, {"level": 1, "role": roles[1]}, {"level": 4, "role": roles[2]}]
    agreed = [{"level": 1, "reason": LONG * 3, "over": [{"level": v["level"], "role": v["role"]} for v in said[::2]]}]
    apart = {"level": 1, "said": said, "agreed": agreed}
    answers: dict[str, Any] = {id: apart if n % 2 else {"dont_know": True} for n, id in enumerate(levels(bundle))}
    visit = {"force": "avon-and-somerset-police", "role": roles[0]}
    rated = [{"question": "pi-sponsor", "level": 0, "line": LONG * 9}]
    signed = {"role": roles[0], "decision": "signed-with-note", "note": LONG * 40}
    before = {"answers": {id: {"level": 4, "evidence": 3} for id in answers}}
    acts = [{"action": id, "decision": "do", "owner": LONG, "by": "2027-03-31", "first_step": LONG * 20}
            for id in bundle["interventions"][:15]]  # fmt: skip
    dropped = [{"action": id, "decision": "drop", "reason": LONG * 20} for id in bundle["interventions"][15:]]
    return whole(
        bundle, answers=answers, marking="OFFICIAL-SENSITIVE " * 4,
        actions=[*acts, *dropped], friend=[{"date": f"2026-0{n}-01", "ratings": rated, **visit} for n in range(1, 10)],
        signed_before=[signed | {"date": "2026-01-31"} | before], sign_off=signed | {"date": "2026-11-20"},
    )  # fmt: skip


def test_the_worst_return_fills_two_pages_too(form: Form, bundle: Bundle) -> None:
    opened(form, worst(bundle), "Sign-off")
    assert sheets(form.page.pdf(prefer_css_page_size=True)) == 2
    assert form.page.locator(".m-sheet .m-rest", has_text="more").count() >= 3
    assert form.page.locator(".m-sign-changed li:visible").count() == 47  # on the screen all are shown


def test_what_stands_on_the_pages(form: Form, bundle: Bundle) -> None:
    """Standards by how they stand, the risks by the rule, who did not know, who disagreed, and what will be done."""
    apart = merge([whole(bundle, answers=levels(bundle, pi_sponsor={"level": level, "role": role}))
                   for level, role in ((1, "comms-lead"), (4, "digital-contact"))])["assessment"]  # fmt: skip
    assert apart is not None
    agreed = {"level": 1, "reason": "No written duty", "over": [{"level": 4, "role": "digital-contact"}]}
    answers = levels(
        bundle, level=3, pi_cover={"level": 0}, pi_account_access={"level": 2},
        mi_training_results={"dont_know": True}, pi_policy={"level": 3, "evidence": [{"title": "Policy"}]},
        pi_sponsor=cast(Any, apart["answers"]["pi-sponsor"]) | {"level": 1, "agreed": [agreed]},
    )  # fmt: skip
    doing = {"decision": "do", "owner": "comms-lead", "by": "2027-03-31", "first_step": "Ask Legal"}
    dropped = {"decision": "drop", "reason": "Next year"}
    acts = [{"action": "minimum-standards", **doing}, {"action": "common-metrics", **dropped}]
    opened(form, whole(bundle, answers=answers, actions=acts), "Sign-off")
    said = pack(form)
    for line in (
        "For sign-off: Kent Police, 2026",
        "This has security-sensitive answers in it (PI4.1, PI4.2)",
        "Daily checks of accounts (PI2.1): at level 0, minimum 2",
        "A plan for a taken-over account (PI4.2): minimum 2. Level reached, but no evidence is named",
        "Met: a current policy (PI3.1).",
        "Leadership and money (PI1.1): 1 (Communications lead) and 4 (Digital contact manager). ",
        "Agreed: 1 Starting. No written duty",
        " (Communications lead, by 31 March 2027)",
        "First step: Ask Legal",
        "at level 0, minimum 2. Standard (not met): ",
        "Dropped: ",
        " (Next year).",
        "This page records a role and a date. That is not a signature in law",
    ):
        assert line in said, f"{line}\n---\n{said}"
    assert "“Don't know” counts as 0 here, as it will after sign-off." in said
    assert "Minimum standards met: 1 of 18. Lowest theme level: 1 Starting, in " in said
    row = form.page.locator(".m-sheet-themes > li").first.inner_text().split("\n")
    assert row[0].startswith("Prioritise & Integrate: level 1 Starting")
    assert "Account security ■■□□ 2" in " ".join(each.strip() for each in row)
    risks = form.page.locator('[data-fill="risks"] li').all_inner_texts()
    assert [risk.split(":")[0] for risk in risks] == [
        "Daily checks of accounts (PI2.1)", "A chief officer who owns it (PI1.1)", "Access to accounts (PI4.1)",
    ]  # fmt: skip


def test_what_moved_since_last_time_and_whether_the_questions_were_the_same(form: Form) -> None:
    opened(form, example("amberfold-police-2026"), "Sign-off")
    assert "Not shown, because last period's file is not open." in pack(form)
    form.go("About this assessment")
    with form.page.expect_file_chooser() as chooser:
        form.page.get_by_role("button", name="Open last period's file").click()
    chooser.value.set_files(EXAMPLES["amberfold-police-2025"])
    form.page.locator("#m-last-state", has_text="2025").wait_for()
    form.go("Sign-off")
    said = pack(form)
    assert "Compared with 2025, on the 45 of 47 questions that were given a level both times." in said
    assert "Up: " in said and "from 0 to 1" in said
    assert sheets(form.page.pdf(prefer_css_page_size=True)) == 2


# --- signing ---------------------------------------------------------------------------------------------------------


def test_it_cannot_be_signed_while_something_is_open(form: Form, bundle: Bundle) -> None:
    one, other = (whole(bundle, answers={"pi-sponsor": {"level": n}}) for n in (1, 2))
    opened(form, merge([one, other])["assessment"], "Sign-off")
    wait = form.page.locator(".m-sign-wait")
    assert "46 questions are not answered: PI1.2" in wait.inner_text()
    assert "1 place still has different answers to settle: PI1.1" in wait.inner_text()
    assert not form.page.locator(".m-sheets").is_visible()
    assert form.page.get_by_text("Sign", exact=True).locator("xpath=preceding-sibling::input").is_disabled()
    assert form.page.get_by_text("Send back with questions").locator("xpath=preceding-sibling::input").is_enabled()
    wait.get_by_role("link").first.click()
    expect(form.page.locator("#q-pi-funding")).to_be_visible()


def test_the_editions_signer_is_offered_and_no_date_after_today(form: Form, bundle: Bundle) -> None:
    """The form once offered the role that was typing, and took a signature of the year 2030."""
    form.page.locator("#m-role").select_option("comms-lead")
    opened(form, whole(bundle), "Sign-off")
    assert form.page.get_by_label("Role of the person who decides").input_value() == "chief-officer-sponsor"
    decide(form, "Sign", date="2030-01-01")
    problem = form.page.locator(".m-sign-problem")
    assert problem.inner_text().startswith("The date cannot be later than today, 5 December 2026.")
    assert "sign_off" not in json.loads(form.save_undecided())
    decide(form, "Sign", date=NOW[:10])
    agree(form)


def test_one_click_does_not_take_the_signature_off(form: Form, bundle: Bundle) -> None:
    """It once did, with everything that the signature held."""
    signed = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}
    opened(form, whole(bundle, sign_off=signed), "Sign-off")
    form.page.get_by_role("button", name="Remove the signature and make changes").click()
    dialog = form.page.get_by_role("dialog")
    assert "Signed by Chief officer sponsor, 20 November 2026." in dialog.inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    assert json.loads(form.save()[1])["sign_off"] == signed
    unsign(form)
    assert "sign_off" not in json.loads(form.save()[1])


def test_what_is_filled_in_before_signing_is_kept(form: Form, bundle: Bundle) -> None:
    """The decision, the role, the date and the note were once gone after a reload, and went on to other work."""
    opened(form, whole(bundle), "Sign-off")
    decide(form, "Sign with a note", "With a look at the rota.", role="comms-lead", date="2026-11-19")
    form.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    fields = form.page.locator("#m-sign-set")
    kept = ["signed-with-note", "comms-lead", "2026-11-19", "With a look at the rota."]

    def shown() -> list[str]:
        values = "set => [...set.querySelectorAll('input:checked, select, [type=date], textarea')].map((e) => e.value)"
        return cast(list[str], fields.evaluate(values))

    form.go("Results")
    form.go("Sign-off")
    assert shown() == kept
    form.reload()
    form.page.locator("#m-form:not([inert])").wait_for()
    form.go("Sign-off")
    assert shown() == kept
    assert "With a look" not in form.save_undecided()
    form.load("return.assessment.json", json.dumps(whole(bundle, force="essex-police")))
    form.page.get_by_role("button", name="Open the file").click()
    form.page.locator('.m-notice[data-kind="file"]').get_by_text("is open: Essex").wait_for()
    form.go("Sign-off")
    assert shown() == ["chief-officer-sponsor", NOW[:10], ""]


def test_signing_fixes_the_answers_and_a_later_version_shows_what_changed(form: Form, bundle: Bundle) -> None:
    opened(form, whole(bundle), "Sign-off")
    decide(form, "Sign", role="")
    assert form.page.get_by_role("alert").get_by_text("Choose the role of the person who decides.").is_visible()
    decide(form, "Sign with a note")
    assert form.page.get_by_role("alert").get_by_text("Write the note").is_visible()
    decide(form, "Sign")
    agree(form)
    said = form.page.locator(".m-notice:focus")
    assert said.inner_text().startswith(f"Signed by {SPONSOR}, 20 November 2026. The answers are locked. To change")
    assert form.page.locator('.m-notice:not([data-kind="file"])').count() == 1
    with form.page.expect_download():
        said.get_by_role("button", name="Save to a file").click()
    form.page.get_by_text("Save the assessment to a file now").wait_for(state="detached")
    assert f"Signed by {SPONSOR}, 20 November 2026." in pack(form)
    assert form.question("pi-sponsor").locator("input").first.is_disabled()
    form.go("Actions")
    assert form.page.locator("#m-plan-more").is_disabled()
    signed = read_assessment(form.save()[1], "signed", bundle)
    assert signed["sign_off"] == {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}

    unsign(form)
    form.answer("pi-sponsor", 4)
    form.evidence("pi-cover", title="Rota")
    form.go("Sign-off")
    assert form.page.get_by_role("heading", name=f"Since {SPONSOR} signed on 20 November 2026, 2 things").count() == 2
    shown = form.page.locator(".m-sign-changed li").all_inner_texts()
    assert shown == [
        "Leadership and money (PI1.1): was 2 In place, is 4 Leading",
        "Equal standing with other contact channels (PI2.1): pieces of evidence were 0, are 1",
    ]
    assert "(PI1.1): was 2 In place, is 4 Leading" in pack(form)
    decide(form, "Sign with a note", "With a look at the rota in May.", date="2026-12-01")
    agree(form)
    again = read_assessment(form.save()[1], "again", bundle)
    assert again["sign_off"]["decision"] == "signed-with-note"
    assert again["signed_before"] == [sign_off_with_answers(signed)]
    assert again["signed_before"][0]["answers"]["pi-sponsor"]["level"] == 2
    assert "With a look at the rota in May." in pack(form)


def test_a_later_version_shows_other_words_too(form: Form, bundle: Bundle) -> None:
    """Levels and counts of evidence stay; a comment, the title of a piece of evidence and an action do not."""
    answers = levels(bundle, pi_cover={"level": 2, "evidence": [{"title": "Rota"}]})
    signed = {"sign_off": {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}}
    opened(form, whole(bundle, answers=answers, **signed), "Sign-off")
    unsign(form)
    form.go("Sign-off")
    nothing = f"No change is known since {SPONSOR} signed on 20 November 2026"
    assert form.page.get_by_role("heading", name=nothing).count() == 2
    form.evidence("pi-cover", title="Duty rota")
    form.question("pi-sponsor").get_by_label("Comment").fill("Since May")
    form.go("Actions")
    first = form.page.locator(".m-action").first
    first.get_by_text("Later", exact=True).click()
    name = first.locator("h3").inner_text()
    form.go("Sign-off")
    assert form.page.locator(".m-sign-changed li").all_inner_texts() == [
        "Leadership and money (PI1.1): same level, different words or evidence",
        "Equal standing with other contact channels (PI2.1): same level, different words or evidence",
        f"New action: {name}",
    ]
    send_back(form, "By when?")
    form.go("Actions")
    first.get_by_label("Due date").fill("2027-02-01")
    first.get_by_text("Do it", exact=True).click()
    form.go("Sign-off")
    lines = form.page.locator(".m-sign-changed li").all_inner_texts()
    assert lines == [f"{name}: was “Later”, is “Do it”; date was none, is 1 February 2027"]
    form.go("Actions")
    first.get_by_label("Role that owns it").select_option("comms-lead")
    form.go("Sign-off")
    changed = form.page.locator(".m-sign-changed li")
    expect(changed).to_contain_text("owner was none, is Communications lead; date was none")
    form.go("Actions")
    first.get_by_label("First step").fill("Ask for the rota")
    form.go("Sign-off")
    assert changed.inner_text().endswith("is 1 February 2027; its texts were changed")


def test_signing_takes_away_the_message_that_it_was_sent_back(form: Form, bundle: Bundle) -> None:
    opened(form, whole(bundle), "Sign-off")
    decide(form, "Send back with questions", "Why is PI1.1 a 2?")
    expect(form.page.locator("#m-dialog")).to_contain_text(f"{SPONSOR}, 20 November 2026. The answers stay open")
    expect(form.page.locator("#m-dialog .m-button-main")).to_have_text("Send back with questions")
    confirm(form)
    form.page.get_by_text("Your questions are recorded, and stay here").wait_for()
    assert "has changed since" not in form.page.locator("#p-sign").inner_text(), "nobody has had the time"
    send_back(form, "Why is PI1.1 a 2?")  # the same once more was once recorded twice
    expect(form.page.locator("#m-sign-note")).to_have_value("")
    assert "signed_before" not in json.loads(form.save()[1])
    decide(form, "Sign")
    agree(form)
    form.page.locator('.m-notice[data-kind="signed"]').wait_for()
    assert "Sent back." not in form.notice()


def test_who_asked_is_still_told_to_save_after_a_restart(form: Form, bundle: Bundle) -> None:
    opened(form, whole(bundle), "Sign-off")
    form.page.locator("#m-role").select_option("chief-officer-sponsor")
    form.go("Sign-off")
    send_back(form, "Why is PI1.1 a 2?")
    said = form.page.locator('.m-notice[data-kind="done"]')
    said.get_by_text("Your questions are recorded").wait_for()
    form.reload()
    expect(said).to_contain_text("Your questions are recorded")
    with form.page.expect_download():
        said.get_by_role("button", name="Save to a file").click()
    expect(said).to_have_count(0)
    form.reload()
    form.page.get_by_text("Sent back by").first.wait_for()
    assert said.count() == 0


def test_a_decision_that_is_not_recorded_is_not_saved_past(form: Form, bundle: Bundle) -> None:
    """A sponsor chose and wrote, closed the page in the confirmation, and later saved and sent an unsigned file."""
    opened(form, whole(bundle), "Sign-off")
    form.page.locator("#m-role").select_option("chief-officer-sponsor")
    form.go("Sign-off")
    decide(form, "Sign with a note", "With a look at the rota.")
    form.page.locator("#m-dialog").wait_for()
    form.reload()
    said = form.page.locator('.m-notice[data-kind="signed"]')
    expect(said).to_contain_text("Your decision is not recorded yet.")
    form.page.locator(".m-bar").get_by_role("button", name="Save to a file").click()
    dialog = form.page.locator("#m-dialog")
    assert "A file that you save now does not have it." in dialog.inner_text()
    dialog.get_by_role("button", name="Go to the decision").click()
    expect(form.page.locator("#m-sign-note")).to_have_value("With a look at the rota.")
    form.page.locator("#m-sign-set").get_by_role("button", name="Record the decision").click()
    agree(form)
    assert json.loads(form.save()[1])["sign_off"]["note"] == "With a look at the rota."


def test_an_older_copy_is_not_signed_without_a_word(form: Form, bundle: Bundle) -> None:
    """A sponsor once signed the copy that he had sent back, and the coordinator took his file for the newer one."""
    opened(form, whole(bundle), "Sign-off")
    send_back(form, "Why is PI1.1 a 2?")
    asked = form.save()[1]
    decide(form, "Sign")
    dialog = form.page.locator("#m-dialog")
    assert "The questions of 20 November 2026 have no answer in this copy." in dialog.inner_text()
    agree(form)
    signed = form.save()[1]
    unsign(form)
    form.reload()
    form.load("asked.json", asked)
    dialog.get_by_role("button", name="Open the file").click()
    form.page.get_by_text("asked.json is open").wait_for()
    form.go("Sign-off")
    form.page.get_by_label("Answer to these questions").fill("It is a 1 now.")
    form.page.get_by_role("button", name="Mark these questions as answered").click()
    form.load("signed.json", signed)
    expect(dialog).to_contain_text("The answer to the questions of 20 November 2026 is not in it")


def test_pages_count_as_the_contents_do_and_name_what_is_not_applicable_or_joint(form: Form, bundle: Bundle) -> None:
    """They said 46 of 47 where the contents said 47, and of an answer given with another force they said nothing."""
    answers = levels(bundle, fi_youth_voice={"not_applicable": "Guards sites, and serves no general public."})
    joint = [{"question": "pi-sponsor", "force": "essex-police"}]
    opened(form, whole(bundle, answers=answers, joint=joint), "Sign-off")
    assert "47 of 47 questions answered" in form.page.locator("#m-progress").inner_text()
    said = pack(form)
    assert "47 of 47 questions answered" in said
    assert "Not applicable, so not counted: FI3.1 (Guards sites, and serves no general public)." in said
    assert "Answered jointly: PI1.1, with Essex Police." in said


def test_an_action_that_the_answers_no_longer_call_for_is_named(form: Form, bundle: Bundle) -> None:
    acts = [{"action": "pi-cover-2", "decision": "do", "owner": "comms-lead", "by": "2027-03-31"}]
    opened(form, whole(bundle, answers=levels(bundle, level=3), actions=acts), "Sign-off")
    assert "by 31 March 2027) The answers do not call for it." in pack(form)


def test_pages_name_roles_that_answered_nothing_of_what_they_lead(form: Form, bundle: Bundle) -> None:
    leads = {q["id"]: q["lead"] for q in questions_of(bundle)}
    answers = levels(bundle)
    for name, answer in answers.items():
        answer["role"] = "comms-lead" if leads[name] == "legal" else leads[name]
    opened(form, whole(bundle, answers=answers), "Sign-off")
    assert "Roles that answered none of the questions that they lead: Legal services (1)." in pack(form)


def test_what_was_sent_back_stays_until_it_is_answered(form: Form, bundle: Bundle) -> None:
    opened(form, whole(bundle), "Sign-off")
    decide(form, "Send back with questions")
    assert form.page.get_by_role("alert").get_by_text("Write the note, or the questions.").is_visible()
    send_back(form, "Why is PI1.1 a 2?")
    assert not form.page.get_by_label("Answer to these questions").is_visible(), "whoever asks does not answer"
    assert form.save()[0] == "kent-police-2026-questions.assessment.json"
    assert "Your questions are recorded" not in form.notice()
    form.answer("pi-sponsor", 1)
    form.reload()
    form.go("Sign-off")
    asked = form.page.locator(".m-sign-asked")
    assert "Why is PI1.1 a 2?" in asked.inner_text()
    assert "(PI1.1): was 2 In place, is 1 Starting" in form.page.locator(".m-sign-changed").inner_text()
    back = json.loads(form.save()[1])
    assert back["sign_off"]["answers"]["pi-sponsor"]["level"] == 2
    done = asked.get_by_role("button", name="Mark these questions as answered")
    done.click()
    assert "Write the answer first." in asked.get_by_role("alert").inner_text(), "it was once marked with nothing said"
    asked.get_by_label("Answer to these questions").fill("The sponsor left in May.")
    expect(asked.get_by_role("alert")).to_be_empty()
    expect(form.page.locator(".m-sheet-sign")).to_contain_text("Why is PI1.1 a 2?")
    back = json.loads(form.save()[1])
    assert back["sign_off"]["reply"] == "The sponsor left in May.", "in the file before it is marked as answered"
    form.reload()
    form.go("Sign-off")
    assert asked.get_by_label("Answer to these questions").input_value() == "The sponsor left in May."
    done.click()
    assert not asked.is_visible()
    form.page.locator(".m-notice").get_by_role("button", name="Undo").click()
    assert json.loads(form.save()[1])["sign_off"] == back["sign_off"]
    done.click()
    assert "Send the assessment to Chief officer sponsor again." in form.notice()
    after = read_assessment(form.save()[1], "after", bundle)
    assert "sign_off" not in after
    assert after["signed_before"] == [back["sign_off"]]
    page = form.page.locator(".m-sheet").nth(1).inner_text()
    assert "The questions: Why is PI1.1 a 2?" in page and "The answer to them: The sponsor left in May." in page
