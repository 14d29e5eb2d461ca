"""What the force will do: what its answers call for, decided one by one; and parts of a return, given away."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from maturity.assessment.reader import read_assessment
from maturity.records import Bundle
from maturity.scoring.advice import for_levels, projected
from maturity.scoring.engine import score
from tests.form.conftest import Form
from tests.form.returns import downloaded, example, levels, opened, whole
from tests.form.test_last_period import open_last

pytestmark = pytest.mark.browser

SENSITIVE = ["pi-account-access", "pi-account-recovery"]
SENSITIVE_STEPS = ["pi-account-access-2", "pi-account-access-3"]


def card(form: Form, action: str) -> Locator:
    return form.page.locator(f'.m-action[data-action="{action}"]')


def shown(form: Form) -> list[str]:
    """The actions on the page, in its order."""
    return [each.get_attribute("data-action") or "" for each in form.page.locator(".m-action").all()]


def called_for(bundle: Bundle, record: Any) -> list[str]:
    advice = score(bundle, record)["advice"]
    return [each["id"] for each in (*advice["first"], *advice["then"])]


# --- actions ---------------------------------------------------------------------------------------------------------


def test_answers_call_for_actions_and_each_is_decided(form: Form, bundle: Bundle) -> None:
    record = whole(bundle, answers=levels(bundle, level=1))
    opened(form, record, "Actions")
    called = called_for(bundle, record)
    assert shown(form) == called
    assert form.page.get_by_text(f"Decided: 0 of {len(called)}.").is_visible()

    first, second, third = (card(form, id) for id in called[:3])
    first.get_by_text("Do it", exact=True).click()
    first.get_by_label("Role that owns it").select_option("comms-lead")
    first.get_by_label("Due date").fill("2027-03-31")
    first.get_by_label("First step").fill("Ask Legal")
    first.get_by_label("What it needs").fill("Two days of the lawyer")
    second.get_by_text("Later", exact=True).click()
    third.get_by_text("Drop it", exact=True).click()
    reason = third.get_by_label("Why you are dropping it")
    assert reason.get_attribute("aria-invalid") == "true"
    reason.fill("Another force does it for us")
    assert reason.get_attribute("aria-invalid") == "false"
    assert form.page.get_by_text(f"Decided: 3 of {len(called)}.").is_visible()

    form.reload()
    assert card(form, called[0]).get_by_label("First step").input_value() == "Ask Legal"
    assert read_assessment(form.save()[1], "acts", bundle)["actions"] == [
        {"action": called[0], "decision": "do", "owner": "comms-lead", "by": "2027-03-31",
         "first_step": "Ask Legal", "resources": "Two days of the lawyer"},
        {"action": called[1], "decision": "later"},
        {"action": called[2], "decision": "drop", "reason": "Another force does it for us"},
    ]  # fmt: skip


def test_only_finished_themes_call_for_actions_and_any_can_be_chosen_by_hand(form: Form, bundle: Bundle) -> None:
    theme = bundle["themes"][0]
    inside = {q["id"] for c in theme["capabilities"] for q in c["questions"]}
    some = {id: answer for id, answer in levels(bundle, level=1).items() if id not in inside}
    opened(form, whole(bundle, answers=some), "Actions")
    seen = whole(bundle, answers=some)
    rest: Any = bundle | {"themes": bundle["themes"][1:]}
    assert shown(form) == called_for(rest, seen)
    assert form.page.get_by_text("More may follow when the last theme is complete.").is_visible()
    more = form.page.get_by_label("Add something else from the roadmap")
    name = more.locator("option").nth(1).inner_text()
    more.select_option(name)
    form.page.get_by_role("button", name="Add this action").click()
    added = form.page.locator(".m-action").filter(has=form.page.get_by_role("heading", name=name, exact=True))
    assert "The answers do not call for this. You added it" in added.inner_text()
    assert added.get_by_label("Do it").is_checked()
    assert json.loads(form.save()[1])["actions"][0]["decision"] == "do"


def test_every_decision_is_on_paper_with_what_it_lacks(form: Form, bundle: Bundle) -> None:
    """ "Do it" without an owner, and "Drop it", were once missing on paper; so was what had been decided in a list that
    was folded again."""
    opened(form, whole(bundle, answers=levels(bundle, level=1)), "Actions")
    open_to_paper = form.page.locator(".m-action").filter(has_not_text="PI4.")
    owned, bare, dropped, unsaid, folded = (open_to_paper.nth(n) for n in (0, 1, 2, 3, 9))
    form.page.locator("#m-plan-rest summary").click()
    for each, decision in ((owned, "Do it"), (bare, "Do it"), (dropped, "Drop it"), (unsaid, "Drop it")):
        each.get_by_text(decision, exact=True).click()
    owned.get_by_label("Role that owns it").select_option("comms-lead")
    dropped.get_by_label("Why you are dropping it").fill("Another force does it for us")
    folded.get_by_text("Later", exact=True).click()
    name = folded.locator("h3").inner_text()
    form.page.locator("#m-plan-rest summary").click()
    paper(form)
    shown = [each.inner_text() for each in form.page.locator(".m-action:visible").all()]
    assert len(shown) == 5 and name in shown[4]
    assert "Still missing: the due date." in shown[0] and "Communications lead" in shown[0]
    assert "Still missing: the role that owns it and the due date." in shown[1]
    assert "Another force does it for us" in shown[2]
    assert "Say why you are dropping it. Until then it counts as not decided." in shown[3]
    state = form.page.get_by_text("Decided: 4 of ").inner_text()
    assert "2 decided actions have no owner or no due date yet." in state


def test_printed_actions_say_whose_they_are_and_have_no_empty_boxes(form: Form, bundle: Bundle) -> None:
    opened(form, whole(bundle, answers=levels(bundle, level=1)), "Actions")
    paper(form)
    assert "Kent Police, 2026. Edition" in form.page.locator("#m-print-head:visible").inner_text()
    assert not form.page.locator(".m-target input:visible").count()
    screen(form)
    assert not form.page.locator("#m-print-head").is_visible()


def test_nothing_is_added_that_nobody_chose(form: Form, bundle: Bundle) -> None:
    opened(form, whole(bundle), "Actions")
    form.page.get_by_role("button", name="Add this action").click()
    assert "actions" not in json.loads(form.save()[1])


def test_dropping_needs_a_reason_and_a_day_that_lies_ahead(form: Form, bundle: Bundle) -> None:
    """ "Drop it" without a reason once counted as decided, and "Due date" took the year 2020. A plan that was made
    before that day is taken as it is."""
    record = whole(bundle, answers=levels(bundle, level=1))
    first, second, third = called_for(bundle, record)[:3]
    old = {"action": third, "decision": "do", "owner": "comms-lead", "by": "2020-01-31"}
    opened(form, record | {"actions": [old]}, "Actions")
    card(form, first).get_by_text("Drop it", exact=True).click()
    assert form.page.get_by_text("Decided: 1 of ").is_visible()
    card(form, second).get_by_text("Do it", exact=True).click()
    day = card(form, second).get_by_label("Due date")
    day.fill("2020-03-31")
    assert "31 March 2020 is in the past." in card(form, second).inner_text()
    assert day.get_attribute("aria-invalid") == "true"
    assert "is in the past" not in card(form, third).inner_text()
    assert json.loads(form.save()[1])["actions"] == [
        old, {"action": first, "decision": "drop"}, {"action": second, "decision": "do"}
    ]  # fmt: skip
    form.reload()
    form.page.locator("#m-form:not([inert])").wait_for()
    assert day.input_value() == "2020-03-31" and "is in the past" in card(form, second).inner_text()
    day.fill("2090-03-31")
    assert "is in the past" not in card(form, second).inner_text()
    assert json.loads(form.save()[1])["actions"][2]["by"] == "2090-03-31"


# --- targets, and last period's actions ------------------------------------------------------------------------------


def test_a_target_for_a_standard_is_kept_signed_and_looked_at_next_year(form: Form, bundle: Bundle) -> None:
    answers = levels(bundle, level=3)
    answers["pi-cover"] = answers["pi-policy"] = {"level": 1}
    answers["pi-sponsor"] = {"dont_know": True}  # it counts as not met once somebody signs
    opened(form, whole(bundle, answers=answers), "Actions")
    assert form.page.locator(".m-target").filter(has_text="PI1.1").get_by_label("PI1.1").is_visible()
    target = form.page.locator(".m-target").filter(has_text="PI2.1").get_by_label("PI2.1")
    target.fill("2027-03-31")
    other = form.page.locator(".m-target").filter(has_text="PI3.1").get_by_label("PI3.1")
    other.fill("2027-06-30")
    form.go("Sign-off")
    assert "by 31 March 2027" in form.page.locator('.m-sheets [data-fill="targets"]').inner_text()
    name, text = form.save()
    record = read_assessment(text, name, bundle)
    cover, policy = {"action": "pi-cover", "by": "2027-03-31"}, {"action": "pi-policy", "by": "2027-06-30"}
    assert record["actions"] == [cover, policy]
    form.go("Actions")
    other.fill("")
    assert json.loads(form.save()[1])["actions"] == [cover]


def test_target_dates_can_be_taken_from_the_actions(form: Form, bundle: Bundle) -> None:
    """One date for one standard: nobody has to enter it twice. One that is there already stays."""
    answers = levels(bundle, level=3)
    answers["pi-cover"] = answers["pi-policy"] = {"level": 1}
    opened(form, whole(bundle, answers=answers), "Actions")
    take = form.page.get_by_role("button", name="from the actions above")
    assert not take.is_visible()
    form.page.locator(".m-target").get_by_label("PI3.1").fill("2027-06-30")
    act = form.page.locator(".m-action").filter(has=form.page.locator(".m-closes", has_text="PI2.1")).first
    act.get_by_text("Do it", exact=True).click()
    act.get_by_label("Due date").fill("2027-02-01")
    assert take.inner_text() == "Take 1 date from the actions above"
    take.click()
    assert not take.is_visible()
    said = form.page.locator(".m-targets-said")
    assert said.inner_text().startswith("1 date is taken: PI2.1. Still without a date, because no action with a date")
    assert said.evaluate("place => place === document.activeElement")
    dates = {each["action"]: each.get("by") for each in json.loads(form.save()[1])["actions"]}
    assert (dates["pi-cover"], dates["pi-policy"]) == ("2027-02-01", "2027-06-30")
    act.get_by_label("Due date").fill("2027-03-01")
    assert form.page.locator(".m-target").get_by_label("PI2.1").input_value() == "2027-03-01", "it goes with the action"
    form.go("Sign-off")
    days = form.page.locator('.m-sheets [data-fill="targets"]')
    assert "(PI2.1) by 1 March 2027" in days.inner_text()
    form.answer("pi-cover", 2)
    form.evidence("pi-cover", title="Rota")
    form.go("Sign-off")
    assert "PI2.1" not in days.inner_text() and "PI3.1" in days.inner_text(), "what is met has no day on the pages"
    assert "No date for: PI1.1, " in days.inner_text()
    form.go("Actions")
    assert "It is met now" in form.page.locator(".m-target").filter(has_text="PI2.1").inner_text()


def test_the_step_that_is_advised_can_be_taken_as_it_is(form: Form, bundle: Bundle) -> None:
    """An empty box stood under a paragraph that was the first step already."""
    opened(form, whole(bundle, answers=levels(bundle, level=1)), "Actions")
    act = form.page.locator(".m-action").first
    act.get_by_text("Do it", exact=True).click()
    step = act.locator('[data-fill="first"]').inner_text()
    use = act.get_by_role("button", name="Use the step above")
    use.click()
    field = act.get_by_label("First step")
    assert field.input_value() == step and use.is_disabled(), "it writes over nothing"
    (action,) = json.loads(form.save()[1])["actions"]
    assert action["first_step"] == step
    form.go("Results")
    form.go("Actions")
    assert use.is_disabled()
    field.fill("")
    assert use.is_enabled()
    field.fill("Ring the force solicitor")
    assert use.is_disabled()


def test_next_year_asks_what_was_done_and_says_which_targets_were_kept(form: Form, bundle: Bundle) -> None:
    answers = levels(bundle, level=3)
    answers["pi-cover"] = answers["pi-policy"] = answers["pi-incident-posts"] = {"level": 1}
    planned = {"action": "pi-cover-2", "decision": "do", "by": "2027-02-01"}
    days = {"pi-cover": "2027-03-31", "pi-policy": "2086-06-30", "pi-incident-posts": "2026-10-31"}
    targets = [{"action": key, "by": day} for key, day in days.items()]
    last = whole(bundle, answers=answers, actions=[*targets, planned])
    met = answers | {"pi-cover": {"level": 2, "evidence": [{"title": "Rota"}]}}
    opened(form, whole(bundle, answers=met, period="2027"), "About this assessment")
    open_last(form, json.dumps(last))
    expect(form.page.locator("#m-last-state")).to_contain_text("2026")
    form.go("Results")
    moved = form.page.locator('#m-further [data-fill="moved"]')
    assert "Target for a minimum standard kept: PI2.1" in moved.inner_text()
    assert "Target for a minimum standard not kept: PI5.1" in moved.inner_text()
    assert "Target for a minimum standard still to come: PI3.1" in moved.inner_text()
    form.go("Actions")
    done = form.page.locator(".m-last-action")
    assert "Planned for 1 February 2027. Answers: PI2.1 from 1 to 2." in done.inner_text()
    done.get_by_text("Partly done", exact=True).click()
    assert json.loads(form.save()[1])["actions"] == [{"action": "pi-cover-2", "done": "partly"}]


# --- parts of a return -----------------------------------------------------------------------------------------------

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '","=1', "=cmd|' /C calc'!A0", "\u202eabc"]


def table(form: Form, what: str, which: str) -> tuple[str, list[list[str]]]:
    """One of the tables that can be saved: the file's name, and its cells."""
    form.page.get_by_label("What to include").select_option(what)
    form.page.get_by_label("Security-sensitive answers", exact=True).select_option(which)
    name, text = downloaded(form, "Save the table")
    assert text.startswith("\ufeff")
    return name, list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_table_keeps_security_sensitive_answers_out_unless_asked(form: Form, bundle: Bundle) -> None:
    opened(form, example("amberfold-police-2026"), "Save and share")
    name, rows = table(form, "all", "without")
    assert name == "example-amberfold-police-2026-draft-all-without-sensitive.csv"
    assert rows[0] == rows[-1] == ["OFFICIAL"]
    assert "freedom of information law" in rows[2][0] and "check code is not a signature" in rows[2][0]
    assert rows[3] == ["Left out, because an answer could help someone who means harm: PI4.1, PI4.2."]
    ids = [row[1] for row in rows[5:-1]]
    assert set(SENSITIVE) & set(ids) == set() and len(ids) == 45
    name, rows = table(form, "levels", "with")
    assert name.endswith("-levels-with-sensitive.csv")
    assert rows[3] == ["code", "id", "question", "answer", "level", "counted", "minimum", "standard"]
    assert [row[1] for row in rows if row[1:2] == ["pi-sponsor"]] and set(SENSITIVE) <= {row[1] for row in rows[4:-1]}
    _, rows = table(form, "words", "only")
    assert rows[3][3:] == ["comment", "evidence"]
    assert [row[1] for row in rows[4:-1]] == SENSITIVE


def test_a_table_tells_no_result_of_a_theme_that_is_not_complete(form: Form, bundle: Bundle) -> None:
    answers = levels(bundle, level=3)
    del answers["pi-funding"]
    opened(form, whole(bundle, answers=answers), "Save and share")
    _, rows = table(form, "levels", "with")
    found = {row[1]: row[4:] for row in rows[4:-1]}
    assert found["pi-sponsor"] == ["3", "", "2", ""]
    assert found["mi-post-purpose"] == ["3", "2", "2", "Not shown"]


def test_no_cell_runs_as_a_formula(form: Form, bundle: Bundle) -> None:
    ids = list(levels(bundle))
    written = dict(zip(ids, HOSTILE, strict=False))
    answers = {id: {"level": 1, "comment": text, "evidence": [{"title": text}]} for id, text in written.items()}
    opened(form, whole(bundle, answers=levels(bundle) | answers), "Save and share")
    _, rows = table(form, "all", "with")
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n")] == []
    # A text is taken in without spaces at its ends, so what stood behind a tab now comes first.
    assert {"'" + text.strip() for text in HOSTILE[:5]} <= set(cells) and HOSTILE[5] in cells


def test_paper_keeps_security_sensitive_answers_off_unless_asked(form: Form) -> None:
    opened(form, example("amberfold-police-2026"), "Results")
    row = form.page.locator('tr[data-standard="pi-account-access"]')
    account_security = form.page.locator('.m-picture tr[data-capability="account-security"]')
    assert row.is_visible() and account_security.is_visible()
    paper(form)
    assert not row.is_visible()
    results = form.page.locator("#p-results")
    assert results.get_by_text("Left out, because an answer could help someone who means harm: PI4.1").is_visible()
    theme = results.locator(".m-theme", has=account_security)
    assert "The row for PI4 Account security, and this theme's" in theme.inner_text()  # where it is missing
    assert "Left out here" in results.locator(".m-standards").inner_text()
    told = results.inner_text()
    for hole in (", ,", ": .", ": ,", ", .", "Minimum standards met\n"):
        assert hole not in told, hole
    assert all("PI4" not in line for line in told.splitlines() if not line.startswith("Left out"))
    assert not account_security.is_visible()
    assert not form.page.locator('.m-standing tr[data-capability="account-security"]').is_visible()
    name = "Protect the log-ins of every other account and tool"
    assert not form.page.locator(".m-profile .m-step").filter(has_text=name).is_visible()
    assert not form.page.locator("#m-if").is_visible()
    screen(form)
    form.page.locator("#p-results").get_by_label("Print security-sensitive answers too").check()
    paper(form)
    assert row.is_visible()
    assert not results.get_by_text("Left out, because").is_visible()
    assert "Minimum standards met\n" in results.inner_text()
    screen(form)
    form.go("Save and share")
    assert form.page.locator("#p-share").get_by_label("Print security-sensitive answers too").is_checked()


def test_printed_actions_do_not_tell_of_security_sensitive_answers(form: Form, bundle: Bundle) -> None:
    opened(form, whole(bundle, answers=levels(bundle, level=1)), "Actions")
    plan = form.page.locator("#p-actions")
    name = "Protect the log-ins of every other account and tool"
    plan.locator("#m-plan-rest summary").click()
    card(form, "pi-account-access-3").get_by_text("Later", exact=True).click()
    plan.locator('[data-target="pi-account-access"]').fill("2027-03-01")
    assert name in plan.inner_text() and "PI4.1" in plan.inner_text()
    paper(form)
    told = plan.inner_text()
    lines = [line for line in told.splitlines() if "PI4." in line]
    assert len(lines) == 1 and lines[0].startswith("Left out, because an answer could help") and name not in told
    screen(form)
    plan.get_by_label("Print security-sensitive answers too").check()
    paper(form)
    assert name in plan.inner_text() and "PI4.1 access to accounts" in plan.inner_text()


def paper(form: Form) -> None:
    form.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    form.page.emulate_media(media="print")


def screen(form: Form) -> None:
    form.page.emulate_media(media="screen")
    form.page.evaluate("dispatchEvent(new Event('afterprint'))")


# --- what if ---------------------------------------------------------------------------------------------------------


def test_what_is_ticked_is_projected_with_all_that_must_come_before(form: Form, bundle: Bundle) -> None:
    record = whole(bundle, answers=levels(bundle, level=1))
    opened(form, record, "Results")
    part = form.page.locator("#m-if")
    part.locator("details").evaluate("part => (part.open = true)")
    expect(part.get_by_text("Nothing is ticked.")).to_be_visible()
    boxes = {name: part.locator(f'input[value="{name}"]') for name in ("pi-account-list-2", *SENSITIVE_STEPS)}
    boxes["pi-account-access-3"].check()
    for box in boxes.values():
        expect(box).to_be_checked()
    now, after = score(bundle, record), score(bundle, projected(bundle, record, [*boxes]))
    assert after["standards_met"]["low"] == now["standards_met"]["low"] + 2
    cells = part.locator("tbody tr").first.locator("td")
    of = now["standards_met"]["of"]
    expect(cells).to_have_text([f"{each['standards_met']['low']} of {of}" for each in (now, after)])
    at = dict.fromkeys(record["answers"], 1)
    days = [for_levels(action, at)["days"] for action in bundle["actions"] if action["id"] in boxes]
    low, high = (sum(each[end] for each in days) for end in (0, 1))
    expect(part.locator('[data-fill="days"]')).to_contain_text(f"{low} to {high} days")
    boxes["pi-account-list-2"].uncheck()  # what needs it goes with it, and what it does not need stays
    expect(boxes["pi-account-access-3"]).not_to_be_checked()
    expect(boxes["pi-account-access-2"]).to_be_checked()


def test_what_came_since_somebody_decided_is_new(form: Form, bundle: Bundle) -> None:
    """A late answer may call for more. It was once among the others with nothing to tell it from them."""
    opened(form, whole(bundle, answers=levels(bundle, pi_policy={"level": 4})), "Actions")
    before = shown(form)
    expect(form.page.locator("#p-actions .m-new:visible")).to_have_count(0)
    card(form, before[0]).get_by_text("Later", exact=True).click()
    form.answer("pi-policy", 1)
    form.go("Actions")
    new = [id for id in shown(form) if id not in before]
    assert len(new) == 1 and form.page.get_by_text("1 is new since you last looked.").is_visible()
    form.page.locator("#m-plan-rest summary").click()
    assert [card(form, id).locator(".m-new").is_visible() for id in (*new, before[0])] == [*[True] * len(new), False]
    form.reload()
    form.go("Actions")
    expect(form.page.locator("#p-actions .m-new:visible")).to_have_count(0)
