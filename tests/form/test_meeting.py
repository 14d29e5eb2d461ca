"""The meeting: what people said side by side, settled with a reason, in the question and in the meeting alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from maturity.assessment.merge import clashes, merge, settle
from maturity.assessment.reader import read_assessment
from maturity.records import Assessment, Bundle, canonical
from tests.form.conftest import Form
from tests.form.returns import levels, opened, whole
from tests.site.test_accessibility import overflow_of, violations_of

pytestmark = pytest.mark.browser

AT = "2026-11-1{}T10:00:00Z"


def files(bundle: Bundle) -> dict[str, Assessment]:
    """Three contributors: a clash of three, one of a level, one who did not know, one claim with nothing to show for
    it, and two markings."""
    head: Any = {"format": "maturity-assessment/2", "edition": bundle["edition"], "force": "kent-police"}
    head |= {"period": "2026"}
    return {
        "comms.json": head
        | {
            "marking": "OFFICIAL",
            "answers": {
                "pi-policy": {"level": 1, "role": "comms-lead", "at": AT.format(2), "comment": "From 2019"},
                "pi-sponsor": {"level": 2, "role": "comms-lead"},
                "dc-harmful-comments": {"dont_know": True, "role": "comms-lead"},
                "mi-measures": {"level": 4, "role": "comms-lead"},
            },
        },
        "legal.json": head
        | {
            "marking": "OFFICIAL-SENSITIVE",
            "answers": {
                "pi-policy": {"level": 3, "role": "legal", "evidence": [{"title": "Policy of May"}]},
                "pi-sponsor": {"level": 1, "role": "legal"},
            },
        },
        "psd.json": head | {"answers": {"pi-policy": {"level": 4, "role": "psd", "comment": "We check every month"}}},
    }


def choose(form: Form, bundle: Bundle) -> None:
    """The three files, in the browser's own window."""
    if not form.page.locator("#p-share").is_visible():
        form.open("#p-share")
    with form.page.expect_file_chooser() as chooser:
        form.page.get_by_role("button", name="Choose files").click()
    picked: list[FilePayload] = [
        {"name": name, "mimeType": "application/json", "buffer": json.dumps(record).encode()}
        for name, record in files(bundle).items()
    ]
    chooser.value.set_files(picked)
    form.page.locator(".m-staged").wait_for()


@pytest.fixture
def merged(form: Form, bundle: Bundle) -> Form:
    """The form after the three files were merged in it."""
    choose(form, bundle)
    form.page.get_by_role("button", name="Merge the 3 files").click()
    form.page.get_by_role("link", name="Go to the meeting").click()
    form.page.locator("#m-role").select_option("comms-lead")
    return form


def item(form: Form) -> Any:
    return form.page.locator(".m-item:visible")


def record(place: Any, choice: str, why: str) -> None:
    place.get_by_label("What was agreed").select_option(choice)
    place.get_by_label("Why").fill(why)
    place.get_by_role("button", name="Record what was agreed").click()


def test_item_says_what_counts_and_where_the_evidence_is(form: Form, bundle: Bundle) -> None:
    """People argue about exactly that."""
    piece = {"title": "List", "owner": "legal", "date": "2026-03-01", "where": "Shelf"}
    answers = levels(bundle, mi_campaign_aims={"dont_know": True, "evidence": [piece]})
    opened(form, whole(bundle, answers=answers), "The meeting")
    said = item(form).inner_text()
    assert "What counts. Count the counted campaigns" in said
    assert "Evidence: List, owned by Legal services, 1 March 2026, Shelf" in said


def test_only_what_is_open_in_order_one_at_a_time(merged: Form) -> None:
    page = merged.page
    assert "5 things to discuss, in about 20 minutes." in page.locator(".m-meeting-of").inner_text()
    assert page.locator(".m-agenda p").all_inner_texts() == [
        "Different answers (3): PI3.1PI1.1Protective marking",
        "Not known (1): DC4.2",
        "High level with no evidence (1): MI3.1",
    ]
    heads = []
    for _ in range(5):
        heads.append(item(merged).locator("h3").inner_text()[:5])
        item(merged).press("ArrowRight")
    assert heads == ["PI3.1", "PI1.1", "Prote", "DC4.2", "MI3.1"]
    assert item(merged).locator("h3").inner_text().startswith("PI3.1")  # round again
    page.get_by_role("button", name="Previous item", exact=True).click()
    assert "The level is above 2 In place" in item(merged).inner_text()
    page.locator(".m-agenda").get_by_role("button", name="DC4.2").click()
    assert "Someone answered “don't know”. " in item(merged).inner_text()
    assert ", who leads this question, has not answered it." in item(merged).inner_text()
    page.locator(".m-agenda").get_by_role("button", name="PI3.1").click()
    assert "The minimum standard is level 2." in item(merged).inner_text()


def test_views_stand_side_by_side_with_words_role_and_time(merged: Form) -> None:
    views = item(merged).locator(".m-views li").all_inner_texts()
    assert [view.split("\n")[0] for view in views] == [
        "Communications lead 1 Starting",
        "Legal services 3 Consistent",
        "Professional standards 4 Leading",
    ]
    assert "From 2019" in views[0] and "12 November 2026 at 10:00" in views[0]
    rungs = item(merged).locator(".m-item-levels li").all_inner_texts()
    assert len(rungs) == 5 and "Some written rules exist" in rungs[1]
    row = item(merged).locator(".m-spread > span").all_inner_texts()
    assert [cell.replace("\n", " ") for cell in row] == ["0", "A 1", "2", "B 3", "C 4"]
    assert "Evidence: Policy of May" in item(merged).inner_text()
    assert "These answers differ by 3 levels." in item(merged).inner_text()


def test_a_clash_of_three_is_settled_with_a_reason_and_python_says_the_same(merged: Form, bundle: Bundle) -> None:
    page, place = merged.page, item(merged)
    place.get_by_role("button", name="Record what was agreed").click()
    assert "Choose what was agreed." in place.inner_text()
    place.get_by_label("What was agreed").select_option("3")
    place.get_by_role("button", name="Record what was agreed").click()
    assert "Write why." in place.inner_text()
    record(place, "3", "The policy of May is in force.")
    assert item(merged).locator("h3").inner_text().startswith("PI1.1")  # the next one
    assert page.evaluate("document.activeElement.className") == "m-item"
    agreed = page.locator(".m-agreed-list li").inner_text()
    assert agreed.startswith("PI3.1 Settled on 3 Consistent, because: The policy of May is in force. (Communications")
    merged.answer("dc-duties", 2)  # on to something else, and back
    question = merged.question("pi-policy")
    assert question.locator('input[value="3"]').is_checked()
    assert "Settled on 3 Consistent" in question.locator(".m-several").inner_text()

    name, text = merged.save()
    made = read_assessment(text, name, bundle)
    whole = merge(list(files(bundle).values()))["assessment"]
    assert whole is not None
    (after,) = made["answers"]["pi-policy"]["agreed"]
    whole = settle(whole, "answers.pi-policy", {"level": 3}, after["reason"], "comms-lead", after["at"])
    del made["answers"]["dc-duties"]
    assert canonical(made["answers"]) == canonical(whole["answers"])
    assert [each["place"] for each in clashes(made)] == ["answers.pi-sponsor", "marking"]


def test_settled_again_and_open_again(merged: Form, bundle: Bundle) -> None:
    question = merged.question("pi-sponsor")
    record(question.locator(".m-several"), "1", "Not in writing.")
    assert "Settled on 1 Starting, because: Not in writing." in question.inner_text()
    assert merged.page.evaluate("document.activeElement.className") == "m-several-head"
    assert not question.get_by_label("What was agreed").is_visible(), "nothing is left to do"
    question.get_by_text("Agree something else").click()
    record(question.locator(".m-several"), "2", "It is in writing after all.")
    assert "Settled on 2 In place" in question.locator(".m-several-head").inner_text()
    assert "Before that: Settled on 1 Starting" in question.inner_text()
    merged.answer("pi-sponsor", 4)  # somebody sees it otherwise now
    assert "open again" in question.locator(".m-several-head").inner_text()
    name, text = merged.save()
    answer = read_assessment(text, name, bundle)["answers"]["pi-sponsor"]
    assert [each.get("round", 1) for each in answer["agreed"]] == [1, 2] and "level" not in answer


def test_other_fields_are_settled_too(merged: Form, bundle: Bundle) -> None:
    page = merged.page
    page.locator(".m-agenda").get_by_role("button", name="Protective marking").click()
    assert "OFFICIAL / OFFICIAL-SENSITIVE" in page.locator("[data-m-marking]").first.inner_text()
    item(merged).get_by_label("What was agreed").select_option(label="OFFICIAL-SENSITIVE")
    item(merged).get_by_label("Why").fill("It says who has access.")
    item(merged).get_by_role("button", name="Record what was agreed").click()
    assert page.locator("[data-m-marking]").first.inner_text() == "OFFICIAL-SENSITIVE"
    merged.go("About this assessment")
    assert "because: It says who has access." in page.locator("#p-about .m-several").inner_text()
    name, text = merged.save()
    assert read_assessment(text, name, bundle)["marking"] == "OFFICIAL-SENSITIVE"


def test_an_action_on_which_people_differ(form: Form, bundle: Bundle) -> None:
    head = next(iter(files(bundle).values()))
    id = bundle["interventions"][0]
    one, two = ({**head, "answers": {}, "actions": [{"action": id, "decision": each}]} for each in ("do", "drop"))
    form.load("both.json", json.dumps(merge([one, two])["assessment"]))  # type: ignore[list-item]
    form.page.get_by_text("both.json is open").wait_for()
    form.go("The meeting")
    assert item(form).locator("h3").inner_text().endswith(": decision")
    assert item(form).locator(".m-view-state").all_inner_texts() == ["Do it", "Drop it"]
    record(item(form), '"drop"', "No money before spring.")
    assert "Settled on Drop it, because: No money before spring." in form.page.locator(".m-agreed-list").inner_text()
    name, text = form.save()
    assert read_assessment(text, name, bundle)["actions"] == [{"action": id, "decision": "drop"}]


def test_an_answer_over_another_roles_is_kept_beside_it(form: Form, bundle: Bundle) -> None:
    """A coordinator chose another level than a colleague had. The colleague's was gone without a word, and the comment
    stood under the coordinator's role. Only a merge kept both."""
    theirs = {"level": 2, "comment": "Hide and report", "role": "legal", "at": AT.format(3)}
    opened(form, whole(bundle, answers=levels(bundle, pi_policy=theirs)), "About this assessment")
    form.page.locator("#m-role").select_option("comms-lead")
    place = form.answer("pi-policy", 2)
    assert not place.locator(".m-undo").count(), "they agree"
    assert json.loads(form.save()[1])["answers"]["pi-policy"] == theirs
    form.answer("pi-policy", 1)
    said = place.locator(".m-undo").inner_text()
    assert said.startswith("Legal services has answered this. Both answers are kept until you settle which one counts")
    first, second = place.locator(".m-views li").all_inner_texts()
    assert first.startswith("Communications lead 1 Starting") and second.startswith("Legal services 2 In place")
    answer = json.loads(form.save()[1])["answers"]["pi-policy"]
    assert "level" not in answer and theirs in answer["said"]
    assert [(view["role"], view["level"]) for view in answer["said"] if view != theirs] == [("comms-lead", 1)]
    state = form.page.locator('.m-contents a[data-state="clash"]')
    assert "1 to settle" in state.inner_text()
    form.go("Check your answers")
    assert "Different answers" in form.page.locator("#row-pi-policy").inner_text()
    form.question("pi-policy").get_by_role("button", name="Undo").click()
    assert json.loads(form.save()[1])["answers"]["pi-policy"] == theirs
    # Who has not said which role they are may be that role.
    form.page.locator("#m-role").select_option("")
    form.answer("pi-policy", 3)
    assert "This replaces the answer of Legal services." in place.locator(".m-undo").inner_text()
    place.get_by_role("button", name="Undo").click()
    assert json.loads(form.save()[1])["answers"]["pi-policy"] == theirs


def in_file(form: Form) -> list[str]:
    return sorted(map(canonical, json.loads(form.save()[1])["answers"]["pi-policy"]["said"]))


def test_a_comment_left_alone_can_be_taken_out_and_put_back(form: Form, bundle: Bundle) -> None:
    """The comment of an answer that no longer counts stays beside the next one. The only way to be rid of it once was
    to clear what everybody had said."""
    left = {"comment": "From 2019", "role": "comms-lead"}
    said = [left, {"level": 3, "role": "legal"}, {"level": 2, "role": "psd"}]
    opened(form, whole(bundle, answers=levels(bundle, pi_policy={"said": said})), "About this assessment")
    views = form.question("pi-policy").locator(".m-views li")
    assert views.count() == 3
    assert [each.get_by_role("button").count() for each in views.all()] == [0, 0, 1], "only what stands alone"
    views.get_by_role("button", name="Remove the comment").click()
    form.page.get_by_text("PI3.1: the comment is removed.").wait_for()
    assert in_file(form) == sorted(map(canonical, said[1:]))
    form.page.get_by_role("button", name="Undo", exact=True).click()
    assert views.count() == 3
    assert in_file(form) == sorted(map(canonical, said))


def test_clearing_what_several_said_asks_first(merged: Form) -> None:
    clear = merged.question("pi-sponsor").get_by_role("button", name="Clear this answer")
    clear.click()
    dialog = merged.page.get_by_role("dialog")
    assert "This deletes the answer, its comment and its evidence." in dialog.inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    assert len(json.loads(merged.save()[1])["answers"]["pi-sponsor"]["said"]) == 2
    clear.click()
    dialog.get_by_role("button", name="Clear the answer").click()
    assert "pi-sponsor" not in json.loads(merged.save()[1])["answers"]


def test_a_choice_and_a_reason_are_kept_until_they_are_recorded(merged: Form) -> None:
    """Choose what was agreed, type why, look at the question, come back, reload: both were once empty."""
    page, place = merged.page, item(merged)

    def kept(where: Any) -> list[str]:
        return [where.get_by_label(label).input_value() for label in ("What was agreed", "Why")]

    place.get_by_label("What was agreed").select_option("3")
    place.get_by_label("Why").fill("The policy of May")
    place.get_by_role("link", name="Go to the question").click()
    expect(page.locator("#q-pi-policy .m-settle").get_by_label("What was agreed")).to_have_value("3")
    assert kept(page.locator("#q-pi-policy .m-settle")) == ["3", "The policy of May"]
    page.locator("#q-pi-policy .m-settle").get_by_label("Why").fill("The policy of May is in force.")
    page.get_by_role("link", name="Back to “The meeting”").click()
    expect(place).to_be_focused()
    assert kept(place) == ["3", "The policy of May is in force."]
    page.reload()
    page.locator("#m-form:not([inert])").wait_for()
    assert kept(place) == ["3", "The policy of May is in force."]
    assert "is in force" not in merged.save()[1]
    place.get_by_role("button", name="Record what was agreed").click()
    assert kept(page.locator('.m-item[data-place="answers.pi-policy"], .m-item:visible').first) == ["", ""]
    assert "is in force" in merged.save()[1]


def test_after_another_merge_it_opens_at_what_is_new(merged: Form, bundle: Bundle) -> None:
    """Not at what somebody had begun to settle before it, which waits as it was."""
    item(merged).get_by_label("Why").fill("The policy of May")
    assert item(merged).get_attribute("data-place") == "answers.pi-policy"
    late = files(bundle)["legal.json"] | {"answers": {"mi-measures": {"level": 1, "role": "psd"}}}
    merged.load("late.json", json.dumps(late))
    merged.page.get_by_role("button", name="See what is in it, then merge it").click()
    merged.page.get_by_role("button", name="Merge 1 file with the work on this page").click()
    merged.page.get_by_role("link", name="Go to the meeting").click()
    expect(item(merged)).to_have_attribute("data-place", "answers.mi-measures")
    merged.page.locator(".m-agenda").get_by_role("button", name="PI3.1").click()
    assert item(merged).get_by_label("Why").input_value() == "The policy of May"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_after_recording_the_message_and_the_next_heading_are_in_view(
    open_form: Callable[..., Form], bundle: Bundle, width: int, height: int
) -> None:
    """The next heading was once scrolled off under the bar, and the message was at the top of a long page."""
    form = open_form(viewport={"width": width, "height": height})
    given = files(bundle)
    form.load("both.json", json.dumps(merge(list(given.values()))["assessment"]))
    form.page.locator('.m-notice[data-kind="file"]').wait_for()
    form.page.evaluate("location.hash = 'p-meeting'")
    record(item(form), "3", "The policy of May is in force.")
    said = form.page.get_by_text("PI3.1: what you agreed is recorded. Next: PI1.1.")
    bar = form.page.locator(".m-bar").bounding_box() or {"y": 0, "height": 0}
    for place in (said, item(form).locator("h3")):
        box = place.bounding_box()
        assert box and max(0, bar["y"] + bar["height"]) <= box["y"] and box["y"] + box["height"] <= height


def test_it_goes_through_the_list_as_it_is_printed_and_passes_nothing_over(form: Form, bundle: Bundle) -> None:
    """A chair who read ahead prepared the wrong question; and one that was settled on a high level came up again at
    once, as if nothing had been recorded, and twelve others were passed over after it."""
    head: Any = {key: value for key, value in files(bundle)["psd.json"].items() if key != "answers"}
    unknown = {"dont_know": True, "role": "psd"}
    psd = {"pi-policy": {"level": 1, "role": "psd"}, "pi-funding": unknown, "pi-cover": unknown}
    legal = {id: {"level": level, "role": "legal"} for id, level in {"pi-policy": 3, "pi-funding": 1}.items()}
    given = [head | {"answers": psd}, head | {"answers": legal | {"pi-sponsor": {"dont_know": True, "role": "legal"}}}]
    form.load("both.json", json.dumps(merge(given)["assessment"]))
    form.page.locator('.m-notice[data-kind="file"]').wait_for()
    form.go("The meeting")
    listed = form.page.locator(".m-agenda .m-agenda-list button").all_inner_texts()
    heads = [text[:5] for text in form.page.locator(".m-item h3").all_text_contents()]
    assert heads == listed == ["PI3.1", "PI1.1", "PI2.1", "PI1.2"], "what nobody knows, together"
    record(item(form), "3", "The policy of May is in force.")
    said = form.page.locator(".m-meeting-recorded").inner_text()
    assert said.startswith("PI3.1: what you agreed is recorded. It stays on the list. The level is above 2 In place")
    assert said.endswith("Next: PI1.1.")
    assert item(form).locator("h3").inner_text().startswith("PI1.1")


def test_nothing_to_settle_is_said_and_what_is_not_answered_is_named(form: Form, bundle: Bundle) -> None:
    """45 of 47 are answered and nothing has to be settled. That is not "nothing is open": the two are named."""
    answers = levels(bundle)
    del answers["pi-sponsor"], answers["mi-measures"]
    opened(form, whole(bundle, answers=answers), "The meeting")
    assert form.page.locator(".m-meeting-of").inner_text() == "There is nothing to settle in a meeting yet."
    left = form.page.locator(".m-meeting-left")
    assert left.inner_text() == "2 questions are not answered yet: PI1.1, MI3.1"
    left.get_by_role("link", name="MI3.1").click()
    form.page.locator("#q-mi-measures").get_by_text("Don't know").click()
    form.answer("pi-sponsor", 2)
    form.go("The meeting")
    assert not left.is_visible()
    assert not form.page.get_by_role("button", name="Next item", exact=True).is_visible()


def test_clashes_show_in_the_contents_and_keep_it_from_being_signed(merged: Form) -> None:
    states = merged.page.locator(".m-contents .m-state").all_inner_texts()
    assert states.count("1 to settle") == 2
    merged.go("Sign-off")
    assert "different answers to settle" in merged.page.locator("#p-sign").inner_text()


def test_paper_has_all_of_it_and_room_to_write(merged: Form) -> None:
    page = merged.page
    record(item(merged), "3", "The policy of May is in force.")
    page.emulate_media(media="print")
    assert page.locator(".m-item:visible").count() == 4
    assert page.locator(".m-paper-agreed:visible").count() == 2
    assert not page.locator("#p-meeting button:visible, #p-meeting select:visible").count()
    assert "The policy of May is in force." in page.locator(".m-agreed-list").inner_text()


def test_sensitive_answers_stay_off_paper_unless_asked_for(form: Form, bundle: Bundle) -> None:
    head = next(iter(files(bundle).values()))
    given = ({**head, "answers": {"pi-account-access": {"level": level}}} for level in (0, 4))
    form.load("both.json", json.dumps(merge(list(given))["assessment"]))  # type: ignore[arg-type]
    form.page.get_by_text("both.json is open").wait_for()
    views = form.page.locator("#p-meeting .m-several")
    form.go("The meeting")
    for asked in (False, True):
        if asked:
            form.go("Save and share")
            form.page.locator("#p-share").get_by_label("Print security-sensitive answers").check()
            form.go("The meeting")
        form.page.emulate_media(media="print")
        form.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert views.is_visible() == asked
        form.page.emulate_media(media="screen")
        assert views.is_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (320, "dark")])
def test_every_state_is_accessible_and_fits(
    open_form: Callable[..., Form], bundle: Bundle, width: int, scheme: str
) -> None:
    form = open_form(bypass_csp=True, viewport={"width": width, "height": 768}, color_scheme=scheme)
    page = form.page

    def fine(state: str) -> None:
        assert (state, violations_of(page), overflow_of(page)) == (state, [], [])

    choose(form, bundle)
    fine("files waiting")
    page.get_by_role("button", name="Merge the 3 files").click()
    page.locator(".m-merged").wait_for()
    fine("what came of it")
    page.get_by_role("link", name="Go to the meeting").click()
    page.locator("#p-meeting").wait_for()  # a link shows its panel in the browser's next turn
    fine("the meeting")
    record(item(form), "3", "In force since May.")
    fine("something agreed")
    form.open("#q-pi-sponsor")
    fine("a clash in its question")
    form.open("#q-pi-policy")
    fine("settled in its question")
    form.open("#p-about")
    fine("a clash in a field")


#: Don't knows, and what is said of the hour: each is counted as two minutes.
HOURS = {1: "1 thing to discuss, in about 5 minutes.", 30: "30 things to discuss, in about 60 minutes.",
         31: "31 things to discuss, in about 65 minutes. That is more than an hour. Only the first 30 fit. Settle "
             "the rest before the meeting, by asking people."}  # fmt: skip


@pytest.mark.parametrize("n", HOURS)
def test_what_does_not_fit_into_an_hour_is_said(form: Form, bundle: Bundle, n: int) -> None:
    answers = levels(bundle)
    answers |= {id: {"dont_know": True} for id in [*answers][:n]}
    opened(form, whole(bundle, answers=answers), "The meeting")
    assert form.page.locator(".m-meeting-of").inner_text() == HOURS[n]
