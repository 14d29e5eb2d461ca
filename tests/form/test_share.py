"""Sharing the questions out and bringing the answers together again: packs, prints, and any number of files at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import FilePayload, Page, expect

from maturity.assessment.reader import read_assessment
from maturity.cli.main import main
from maturity.questionnaire.model import Questionnaire
from maturity.records import Action, Bundle
from tests import ROOT
from tests.form.conftest import TIME, Form
from tests.form.returns import sheets, whole
from tests.site.test_accessibility import overflow_of, violations_of

pytestmark = pytest.mark.browser

LEAD, HELPS, SPONSOR = "information-security", "psd", "chief-officer-sponsor"


def of_role(questionnaire: Questionnaire, role: str) -> list[str]:
    questions = [q for theme in questionnaire.themes for c in theme.capabilities for q in c.questions]
    return [q.id for q in questions if (role == q.lead or role in q.helpers) and not q.condition]


def download(form: Form, role: str, button: str) -> tuple[str, str]:
    """What a button of the panel gives. Without a role: one that stands alone."""
    place = form.page.locator(f'#p-share tr[data-role="{role}"]') if role else form.page.locator("#p-share")
    with form.page.expect_download() as got:
        place.get_by_role("button", name=button).click()
    return got.value.suggested_filename, Path(got.value.path()).read_text(encoding="utf-8")


def choose(form: Form, files: Mapping[str, str | bytes]) -> None:
    """Picks files in the browser's own window, all at once."""
    form.go("Save and share")
    with form.page.expect_file_chooser() as chooser:
        form.page.get_by_role("button", name="Choose files").click()
    picked: list[FilePayload] = [
        {"name": name, "mimeType": "text/plain", "buffer": text if isinstance(text, bytes) else text.encode()}
        for name, text in files.items()
    ]
    chooser.value.set_files(picked)


def staged(form: Form) -> str:
    form.page.locator(".m-staged").wait_for()
    return form.page.locator(".m-staged").inner_text()


def merge(form: Form, name: str = "Merge") -> str:
    staged(form)
    for select in form.page.get_by_label("Who gave the answers that name no role?").all():
        select.select_option("?")
    for both in form.page.get_by_text("Keep both for the meeting").all():
        if both.is_visible():
            both.click()
    form.page.locator(".m-staged").get_by_role("button", name=name).click()
    form.page.locator(".m-merged").wait_for()
    for each in form.page.locator(".m-merged summary").all():
        if each.locator("xpath=..").get_attribute("open") is None:
            each.click()
    return form.page.locator(".m-merged").inner_text()


@pytest.fixture
def lead(form: Form) -> Form:
    """The work of whoever leads: one answer in each pack."""
    form.about("kent-police", "2026")
    form.page.locator("#m-role").select_option("comms-lead")
    form.answer("pi-account-access", 1)
    return form


def opened(open_page: Callable[..., Page], tmp_path: Path, name: str, text: str) -> Form:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return Form(open_page(), tmp_path / name)


def test_pack_shows_its_role_what_to_do_and_nothing_else(
    lead: Form, open_page: Callable[..., Page], tmp_path: Path, questionnaire: Questionnaire
) -> None:
    lead.go("Save and share")
    lead.page.get_by_label("Show the answers given so far in each pack").check()
    ids = of_role(questionnaire, LEAD)
    row = lead.page.locator(f'#p-share tr[data-role="{LEAD}"]')
    assert f"1 of {len(ids)}" in row.inner_text()
    name, text = download(lead, LEAD, "Save pack")
    assert name == f"kent-police-2026-pack-{LEAD}.html"

    pack = opened(open_page, tmp_path, name, text)
    page = pack.page
    assert page.locator("#m-start").inner_text() == "Start"
    assert page.locator("#m-start").evaluate("link => link.hash") == "#c-account-security", "where the role leads"
    assert f"1 of {len(ids)} questions answered" in page.locator("#m-progress").inner_text()
    start = page.locator("#m-pack-lead").inner_text()
    assert "Information security" in start and "send the pack back" in start
    assert "1 question already has an answer from someone else" in start
    assert page.locator("#m-role").input_value() == LEAD
    for gone in ("Results", "Sign-off", "The meeting", "About this assessment"):
        assert not page.locator(".m-contents").get_by_role("link", name=gone, exact=True).is_visible()
    heads = page.locator(".m-contents h3:visible").all_inner_texts()
    assert heads == ["Where you lead a question", "Where you can help", "Send it back"]
    seen = []
    pack.follow(page.locator("#m-start"))
    while "Save and share" not in (page.locator(".m-panel:visible h2").inner_text()):
        shown = page.locator(".m-panel:visible .m-question:visible")
        seen += [id[2:] for id in shown.evaluate_all("all => all.map((each) => each.id)")]
        pack.follow(page.locator(".m-next"))
    assert sorted(seen) == sorted(ids)
    assert page.get_by_role("button", name="Save the pack with your answers").is_visible()

    page.get_by_role("button", name="Show all questions").click()
    assert "of 47 questions" in page.locator("#m-progress").inner_text()
    page.get_by_role("button", name="Show only this pack's questions").click()
    assert f"of {len(ids)} questions" in page.locator("#m-progress").inner_text()


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (320, "dark")])
def test_pack_is_accessible_and_fits(
    lead: Form, open_page: Callable[..., Page], tmp_path: Path, width: int, scheme: str
) -> None:
    lead.go("Save and share")
    (tmp_path / "pack.html").write_text(download(lead, LEAD, "Save pack")[1], encoding="utf-8")
    look = {"viewport": {"width": width, "height": 768}, "color_scheme": scheme}
    pack = Form(open_page(bypass_csp=True, **look), tmp_path / "pack.html")
    for part in ("", "#q-pi-account-access", "#p-share", "#p-contents"):
        pack.open(part)
        assert (part, violations_of(pack.page), overflow_of(pack.page)) == (part, [], [])


def test_pack_on_a_telephone_never_stops_at_an_empty_page(
    lead: Form, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    """Somebody looks at all questions, goes to one that is not the role's, and turns back to the pack's own."""
    lead.go("About this assessment")
    lead.page.locator("#a-main-accounts").fill("The force's page on three platforms")
    lead.go("Save and share")
    pack = opened(open_page, tmp_path, *download(lead, LEAD, "Save pack"))
    assert "The force's page on three platforms" in pack.page.locator("#p-start").inner_text()
    assert "Protective marking\nOFFICIAL" in pack.page.locator("#p-start").inner_text()
    pack.page.set_viewport_size({"width": 390, "height": 844})
    contents, turn = pack.page.locator("#p-contents"), pack.page.locator('[data-do="pack-whole"]')
    pack.open("#p-contents")
    turn.click()
    expect(contents).to_be_visible()
    contents.locator('[data-capability="leadership-and-money"]').click()
    pack.page.locator("#q-pi-sponsor").wait_for()
    pack.page.locator(".m-to-contents").click()
    turn.click()
    expect(contents).to_be_visible()
    contents.get_by_role("link", name="Before you start").click()
    expect(pack.page.locator("#p-start")).to_be_visible()


def carried(text: str) -> Any:
    """What a copy of the page carries."""
    (state,) = re.findall('<script type="application/json" id="m-carried">(.*?)</script>', text)
    return json.loads(state)


def test_pack_has_no_answers_to_other_questions(lead: Form) -> None:
    """Even where the coordinator shows the answers, only those to the role's own questions are in its pack."""
    lead.answer("pi-funding", 4)
    lead.question("pi-funding").get_by_label("Comment").fill("Only the sponsor should read this")
    lead.go("Save and share")
    for shown in (False, True):
        lead.page.get_by_label("Show the answers given so far in each pack").set_checked(shown)
        for role, there in ((LEAD, False), (SPONSOR, True)):
            _, text = download(lead, role, "Save pack")
            assert ("Only the sponsor should read this" in text) == (there and shown), role


def test_pack_shows_a_role_its_own_answers_and_nobody_elses(lead: Form, bundle: Bundle) -> None:
    """Whoever sees a number first stays near it. Off whenever the page is opened; the role's own answers are always
    there, also those to questions on which others have spoken."""
    mine, theirs = {"level": 2, "role": SPONSOR, "comment": "Mine"}, {"level": 4, "role": "legal", "comment": "Theirs"}
    answers = {
        "pi-sponsor": {"said": [mine, theirs], "evidence": [{"title": "Minutes"}]},
        "pi-funding": mine | {"evidence": [{"title": "Budget"}]},
        "dc-duties": theirs,
    }
    lead.load("work.json", file(bundle, answers=answers))
    lead.page.get_by_role("dialog").get_by_role("button", name="Open the file in place of this work").click()
    lead.page.get_by_text("work.json is open").wait_for()
    lead.go("Save and share")
    lead.page.get_by_label("Show the answers given so far in each pack").check()
    lead.reload()
    lead.page.locator("#p-share").wait_for()
    assert not lead.page.get_by_label("Show the answers given so far in each pack").is_checked()
    state = carried(download(lead, SPONSOR, "Save pack")[1])
    expected = {"pi-sponsor": mine, "pi-funding": mine | {"evidence": [{"title": "Budget"}]}}
    assert state["work"]["answers"] == state["beside"]["start"]["answers"] == expected


@pytest.mark.parametrize("shown", [False, True])
def test_another_level_from_another_role_goes_to_the_meeting(
    lead: Form, open_page: Callable[..., Page], tmp_path: Path, bundle: Bundle, shown: bool
) -> None:
    """The coordinator answers 3 with evidence and gives out packs; the chief officer makes it 2, with the coordinator's
    answer in sight or not. Both answers are kept, people differ, and the evidence is under neither of them alone."""
    lead.answer("pi-sponsor", 3)
    lead.evidence("pi-sponsor", title="Terms of reference")
    lead.go("Save and share")
    lead.page.get_by_label("Show the answers given so far in each pack").set_checked(shown)
    chief = opened(open_page, tmp_path, *download(lead, SPONSOR, "Save pack"))
    assert chief.question("pi-sponsor").locator('input[value="3"]').is_checked() == shown
    chief.answer("pi-sponsor", 2)
    chief.go("Save and share")
    _, back = download(chief, "", "Save the pack with your answers")
    lead.load("back.html", back)
    lead.page.get_by_role("dialog").get_by_role("button", name="Merge it").click()
    assert "People gave different answers in 1 place." in merge(lead)
    name, text = lead.save()
    answer = read_assessment(text, name, bundle)["answers"]["pi-sponsor"]
    assert sorted((view["level"], view["role"]) for view in answer["said"]) == [(2, SPONSOR), (3, "comms-lead")]
    assert "level" not in answer and answer["evidence"] == [{"title": "Terms of reference"}]
    choose(lead, {"psd.json": file(bundle, answers={"dc-personal-use": {"level": 2, "role": "psd"}})})
    assert "It was there before this merge." in merge(lead)
    lead.go("The meeting")
    item = lead.page.locator(".m-item:visible").inner_text()
    assert "People gave different answers." in item and "Evidence: Terms of reference" in item


def test_packs_come_back_and_are_merged_as_the_command_merges_them(
    lead: Form, open_page: Callable[..., Page], tmp_path: Path, bundle: Bundle
) -> None:
    """Two roles answer the same questions otherwise, one as a copy of the page and one as a plain file."""
    lead.answer("pi-policy", 2)
    _, start = lead.save()
    lead.go("Save and share")
    lead.page.get_by_label("Show the answers given so far in each pack").check()
    packs = {role: download(lead, role, "Save pack") for role in (LEAD, HELPS)}

    security = opened(open_page, tmp_path, *packs[LEAD])
    security.answer("pi-account-access", 3)
    security.evidence("pi-account-access", 1, title="Log of access")
    security.answer("pi-account-recovery", 2)
    security.go("Save and share")
    _, copy = download(security, "", "Save the pack with your answers")
    plain, first = download(security, "", "Save only the answers")
    assert security.save()[0] == TIME.sub("", plain) == f"kent-police-2026-pack-{LEAD}-answered.assessment.json"
    psd = opened(open_page, tmp_path, *packs[HELPS])
    psd.answer("pi-policy", 4)
    psd.go("Save and share")
    _, second = download(psd, "", "Save only the answers")

    lead.answer("pi-funding", 1)
    lead.answer("pi-policy", 4)  # thought better of it
    _, mine = lead.save()
    choose(lead, {"security.html": copy, "psd.assessment.json": second})
    said = staged(lead)
    assert "Pack: Information security." in said and "From: Information security." in said
    assert lead.page.locator("#m-base").input_value() == "handed"
    report = merge(lead, "Merge 2 files with the work on this page")
    assert "2 files were merged. People gave different answers in 1 place." in report
    clean = lead.page.locator(".m-found-clean li").all_inner_texts()
    assert [text.split()[0] for text in clean] == ["PI3.1", "PI4.2"], "in the order of the questions"
    out = lead.page.locator(".m-found-out li").inner_text()
    assert out.startswith("PI3.1 ") and out.endswith("? 2 In place"), "with the question, so that no code is looked up"
    assert "1" in report.partition("Replaced or removed since the packs were given out: 1")[2]
    name, text = lead.save()
    merged = read_assessment(text, name, bundle)
    assert [view["level"] for view in merged["answers"]["pi-account-access"]["said"]] == [1, 3]
    assert merged["answers"]["pi-policy"]["level"] == 4
    assert merged["answers"]["pi-funding"]["level"] == 1
    files = {"start": start, "mine": mine, "first": first, "second": second}
    for file, content in files.items():
        (tmp_path / f"{file}.json").write_text(content, encoding="utf-8")
    made = command(tmp_path, ["mine", "first", "second"], "start")
    assert json.dumps(made["answers"], sort_keys=True) == json.dumps(merged["answers"], sort_keys=True)


def file(bundle: Bundle, **more: Any) -> str:
    head = {"format": "maturity-assessment/2", "edition": bundle["edition"], "force": "kent-police", "period": "2026"}
    return json.dumps(head | {"answers": {}} | more)


def test_without_a_start_everything_counts_and_with_one_only_the_changes(form: Form, bundle: Bundle) -> None:
    """An earlier and a later file of one role: a choice without the file that both started from, a change with it."""
    old = {"pi-policy": {"level": 1, "role": "comms-lead", "at": "2026-11-03T09:00:00Z"}}
    files = {
        "start.json": file(bundle, answers=old),
        "later.json": file(
            bundle, answers={"pi-policy": {"level": 3, "role": "comms-lead", "at": "2026-11-04T09:00:00Z"}}
        ),
        "psd.json": file(bundle, answers=old | {"dc-harmful-comments": {"dont_know": True, "role": "psd"}}),
    }
    for base, said in (("", "In 1 place a role gave more than one answer."), ("start.json", "Nobody disagrees")):
        choose(form, files)
        assert "Merge the 3 files" in staged(form) or "with the work" in staged(form)
        form.page.locator("#m-base").select_option(label=base or "None, or I don't know")
        assert said in merge(form)
        state = form.page.locator('.m-contents a[href="#c-pi-3"] .m-state, .m-contents [data-capability] .m-state')
        assert ("1 to settle" in " ".join(state.all_inner_texts())) == (not base)
        form.page.get_by_role("button", name="Clear the draft").click()
        form.page.get_by_role("dialog").get_by_role("button", name="Clear everything").click()


def test_later_answer_of_a_role_is_offered_and_a_person_chooses(form: Form, bundle: Bundle) -> None:
    """One role's two files: the form says that one role said both and which is later. It changes nothing by itself."""
    both = [{"level": level, "role": HELPS, "at": f"2026-11-0{level}T09:00:00Z"} for level in (1, 3)]
    questions = ("pi-policy", "pi-sponsor")
    old, new = (file(bundle, answers=dict.fromkeys(questions, view)) for view in both)
    choose(form, {"new.json": new, "old.json": old})
    report = merge(form)
    role = "Professional standards gave more than one answer: "
    assert report.count(f"{role}1 Starting (1 November 2026 at 09:00), then 3 Consistent (3 November") == 2
    assert "different answers" not in report and "Which file did the others start from?" in report
    assert all("level" not in answer for answer in json.loads(form.save()[1])["answers"].values())
    form.page.get_by_role("link", name="Go to the meeting").click()
    item = form.page.locator(".m-item:visible")
    assert "One role gave more than one answer." in item.inner_text() and role in item.inner_text()
    item.get_by_role("button", name="Use the later answer").click()
    form.page.get_by_text("PI1.1: the later answer counts, and the earlier level is gone.").wait_for()
    assert form.page.evaluate("document.activeElement.className") == "m-item"
    assert item.locator("h3").inner_text().startswith("PI1.1")  # 3 is claimed now, with no evidence
    assert "more than one answer" not in item.inner_text()
    form.go("Save and share")
    form.page.get_by_text("Before later answers were chosen.").wait_for()
    form.page.locator(".m-merged").get_by_role("button", name="Use the 2 later answers").click()
    form.page.get_by_text("The 2 later answers count.").wait_for()
    name, text = form.save()
    assert read_assessment(text, name, bundle)["answers"] == dict.fromkeys(questions, both[1])


def test_which_answer_counts_is_asked_before_the_merge(form: Form, bundle: Bundle) -> None:
    """A role sends its pack again with corrections. Nobody has to find out after the merge that both answers are there,
    and nothing is merged before somebody has chosen."""
    old, new = (
        file(bundle, answers={"pi-policy": {"level": level, "role": HELPS, "at": f"2026-11-0{level}T09:00:00Z"}})
        for level in (1, 3)
    )
    choose(form, {"old.json": old, "new.json": new})
    ask = form.page.get_by_role("group", name="A role has given two answers. Which one counts?")
    line = "PI3.1 How complete are the written rules for staff who speak for the force online? Professional standards"
    assert f"{line} gave more than one answer: 1 Starting (1 November 2026" in ask.inner_text()
    form.page.locator("#m-base").select_option(label="old.json")
    assert not ask.is_visible(), "with the file they started from, it is a change"
    form.page.locator("#m-base").select_option(label="None, or I don't know")
    go = form.page.locator(".m-staged").get_by_role("button", name="Merge the 2 files")
    go.click()
    assert "Choose which answer counts." in staged(form)
    assert ask.get_by_label("The later answer").evaluate("radio => radio === document.activeElement")
    form.page.get_by_text("The later answer", exact=True).click()
    go.click()
    report = form.page.locator(".m-merged")
    report.get_by_text("The later answer of a role counts, as you chose: 1").wait_for()
    assert "Nobody disagrees." in report.inner_text() and f"{line} gave more than one" in report.inner_text()
    kept = {"pi-policy": {"level": 3, "role": HELPS, "at": "2026-11-03T09:00:00Z"}}
    assert json.loads(form.save()[1])["answers"] == kept
    # A third answer is asked about in the same way, and undoing the merge gives back what there was.
    third = {"level": 2, "role": HELPS, "at": "2026-11-05T09:00:00Z"}
    choose(form, {"third.json": file(bundle, answers={"pi-policy": third})})
    ask.wait_for()
    assert ask.locator(":checked").count() == 0, "it is asked again"
    form.page.get_by_text("The later answer", exact=True).click()
    form.page.locator(".m-staged").get_by_role("button", name="Merge").click()
    report.get_by_text("as you chose: 1").wait_for()
    assert json.loads(form.save()[1])["answers"] == {"pi-policy": third}
    report.get_by_role("button", name="Undo the merge").click()
    form.page.get_by_text("The merge is undone.").wait_for()
    assert json.loads(form.save()[1])["answers"] == kept
    # An older file changes nothing as long as nobody says otherwise.
    choose(form, {"old.json": old})
    ask.wait_for()
    assert ask.get_by_label("The later answer").is_checked()
    form.page.locator(".m-staged").get_by_role("button", name="Merge").click()
    report.get_by_text("as you chose: 1").wait_for()
    assert json.loads(form.save()[1])["answers"] == kept


def test_which_answer_counts_is_asked_where_no_times_are_known(form: Form, bundle: Bundle) -> None:
    """A corrected workbook: its answers have no times, so it was taken for a second answer with no way to choose."""
    old, new = (file(bundle, answers={"pi-policy": {"level": level, "role": HELPS}}) for level in (1, 3))
    form.load("old.json", old)
    form.page.get_by_text("old.json is open").wait_for()
    choose(form, {"new.json": new})
    ask = form.page.get_by_role("group", name="A role has given two answers. Which one counts?")
    assert "Its times are not known, so the answer in the file counts as the later one." in ask.inner_text()
    form.page.get_by_text("The later answer", exact=True).click()
    form.page.locator(".m-staged").get_by_role("button", name="Merge").click()
    form.page.locator(".m-merged").get_by_text("as you chose: 1").wait_for()
    assert json.loads(form.save()[1])["answers"] == {"pi-policy": {"level": 3, "role": HELPS}}


def test_bad_files_are_named_and_the_good_ones_still_merge(lead: Form, bundle: Bundle) -> None:
    lead.question("pi-account-access").get_by_label("Comment").fill("Being written down")
    choose(
        lead,
        {
            "good.json": file(bundle, answers={"pi-account-access": {"level": 4, "role": "information-security"}}),
            "cut.json": file(bundle)[:-20],
            "essex.json": file(bundle, force="essex-police"),
            "odd.json": file(bundle, answers={"pi-policy": {"level": 9}}),
            "page.html": "<!doctype html><p>Not a form",
        },
    )
    said = staged(lead)
    assert "It is for Essex Police, not for Kent Police." in said
    assert said.count("You cannot merge it") == 4
    assert "PI3.1" in said
    assert "People gave different answers in 1 place" in merge(lead, "Merge 1 file with the work on this page")
    name, text = lead.save()
    said_by = read_assessment(text, name, bundle)["answers"]["pi-account-access"]["said"]
    assert [view.get("comment") for view in said_by] == ["Being written down", None]


def test_files_chosen_one_after_the_other_wait_together(lead: Form, bundle: Bundle) -> None:
    """Packs come back one by one. A file that is chosen later takes no other off the list, only its own older self."""
    first = {"pi-policy": {"level": 2, "role": "psd"}}
    second = {"pi-cover": {"level": 3, "role": "digital-contact"}}
    for name, answers in (("one.json", {}), ("one.json", first), ("two.json", second)):
        choose(lead, {name: file(bundle, answers=answers)})
        lead.page.locator(".m-staged b").get_by_text(name).wait_for()
    assert staged(lead).count("one.json 1 answer.") == 1
    assert "2 files were merged." in merge(lead, "Merge 2 files with the work on this page")
    name, text = lead.save()
    assert set(read_assessment(text, name, bundle)["answers"]) == {"pi-account-access", "pi-policy", "pi-cover"}


DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  for (const type of ["dragover", "drop"]) {
    const event = new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true });
    if (document.querySelector("#p-about, h1").dispatchEvent(event)) throw new Error("The browser would open it.");
  }
}"""


def given(form: Form, way: str, name: str, text: str) -> Any:
    """One file, on each way into the form. Gives the question that is asked."""
    if way == "drop":
        form.page.evaluate(DROP, [name, text])
    elif way == "choose":
        choose(form, {name: text})
    else:
        form.load(name, text)
    dialog = form.page.get_by_role("dialog")
    dialog.wait_for()
    return dialog


@pytest.mark.parametrize("way", ["open", "drop"])
def test_one_file_is_merged_by_the_main_button(lead: Form, bundle: Bundle, way: str) -> None:
    """One pack that comes back while there is work: merging is the main choice on every way in. Opening it instead of
    the work is the other one."""
    dialog = given(lead, way, "other.json", file(bundle, answers={"pi-policy": {"level": 2}}))
    assert dialog.locator("button").all_inner_texts() == [
        "See what is in it, then merge it",
        "Open the file in place of this work",
        "Cancel",
    ]
    main = dialog.locator(".m-button-main")
    assert main.inner_text() == "See what is in it, then merge it"
    main.click()
    assert "other.json 1 answer." in staged(lead)
    merge(lead)
    lead.page.get_by_text("Before files were merged.").wait_for()  # the work as it was, among the earlier versions
    name, text = lead.save()
    assert set(read_assessment(text, name, bundle)["answers"]) == {"pi-account-access", "pi-policy"}


def test_what_is_brought_together_is_not_asked_about(lead: Form, bundle: Bundle) -> None:
    """Who chose to bring packs together was once asked whether to open the one that came instead of the work."""
    choose(lead, {"other.json": file(bundle, answers={"pi-policy": {"level": 2}})})
    assert "other.json 1 answer." in staged(lead)
    merge(lead)
    assert set(json.loads(lead.save()[1])["answers"]) == {"pi-account-access", "pi-policy"}


def test_file_with_a_decision_is_asked_about_even_when_it_is_brought(lead: Form, bundle: Bundle) -> None:
    back = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "sent-back", "note": "Who covers?"}
    dialog = given(lead, "choose", "back.json", file(bundle, sign_off=back, answers={"pi-policy": {"level": 2}}))
    assert "It was sent back with questions" in dialog.inner_text()


def test_answer_to_questions_is_opened_by_the_main_button(form: Form, bundle: Bundle) -> None:
    """Whoever asked still has the questions on the page; merging would set the answer to them aside."""
    asked = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "sent-back", "note": "Who covers?"}
    form.load("asked.json", json.dumps(whole(bundle, sign_off=asked)))
    form.page.get_by_text("asked.json is open").wait_for()
    reply = whole(bundle, signed_before=[asked | {"reply": "The desk.", "answers": {}}])
    dialog = given(form, "open", "reply.json", json.dumps(reply))
    assert "It has the answer to your questions." in dialog.inner_text()
    dialog.locator(".m-button-main").click()
    form.go("Sign-off")
    assert "The answer to them: The desk." in form.page.locator(".m-sheet").nth(1).inner_text()
    assert form.page.locator(".m-sign-talk").inner_text().split("\n\n")[:3] == [
        "The questions: Who covers?",
        "The answer to them: The desk.",
        "Since Chief officer sponsor sent this back on 20 November 2026, 47 things changed:",
    ]
    expect(form.page.locator(".m-sign-changed")).to_be_hidden()  # it is said once


def test_late_pack_is_merged_into_work_with_actions(form: Form, bundle: Bundle) -> None:
    """Every field of an action has a name in the report. Without one it once stopped, and gave no way back."""
    acts = [
        {"action": "pi-cover-2", "decision": "do", "owner": "comms-lead", "by": "2027-03-01", "first_step": "Write"},
        {"action": "pi-policy-3", "decision": "drop", "reason": "Not now", "resources": "Two days", "done": "no"},
        {"action": "pi-cover", "by": "2027-03-01"},
    ]
    mine = whole(bundle, actions=acts)
    form.load("mine.json", json.dumps(mine))
    form.page.get_by_text("mine.json is open").wait_for()
    theirs = whole(bundle, actions=[{"action": "pi-cover-2", "decision": "later", "owner": "legal"}])
    theirs["answers"]["pi-policy"] = {"level": 3, "role": "legal"}
    choose(form, {"late.json": json.dumps(theirs)})
    merge(form)
    found = form.page.locator(".m-merged").inner_text()
    assert "PI3.1 " in found and "Check accounts every day, weekends included: action" not in found
    names = form.page.evaluate(
        "(names) => names.map((name) => Maturity.views.placeName(`actions.pi-cover-2.${name}`))",
        list(Action.__annotations__),
    )
    assert len({*names}) == len(Action.__annotations__)
    assert form.page.evaluate("Maturity.views.placeName('actions.pi-cover.by')") == "Target date for PI2.1"
    form.page.get_by_role("button", name="Undo the merge").click()
    form.page.get_by_text("The merge is undone.").wait_for()
    back = json.loads(form.save()[1])
    assert sorted(back["actions"], key=str) == sorted(acts, key=str) and back["answers"] == mine["answers"]


def test_a_whole_file_ends_the_pack_and_a_packs_own_does_not(
    lead: Form, bundle: Bundle, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    """A sponsor who had a pack once opened the whole return in it, and saw the pack's questions only."""
    lead.go("Save and share")
    pack = opened(open_page, tmp_path, *download(lead, LEAD, "Save pack"))
    pack.answer("pi-account-access", 3)
    name, text = pack.save()
    pack.load(name, text)
    pack.page.get_by_role("dialog").get_by_role("button", name="Open the file in place of this work").click()
    pack.page.get_by_text(f"{name} is open").wait_for()
    assert not pack.page.locator(".m-contents").get_by_role("link", name="Sign-off").is_visible()
    pack.load("whole.json", json.dumps(whole(bundle)))
    pack.page.get_by_role("dialog").locator(".m-button-main").get_by_text("Open the file in place of this work").click()
    pack.page.get_by_role("button", name="Go to the two pages to sign").click()
    pack.page.locator("#p-sign").wait_for()
    assert "47 of 47" in pack.page.locator("#m-progress").inner_text()
    pack.reload()
    expect(pack.page.locator(".m-contents").get_by_role("link", name="Sign-off")).to_be_visible()


def test_pack_with_evidence_without_a_title_is_not_sent_unsaid(
    lead: Form, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    """Evidence without a title cannot be merged, and whoever named it is the one who can complete it."""
    lead.go("Save and share")
    pack = opened(open_page, tmp_path, *download(lead, LEAD, "Save pack"))
    pack.answer("pi-account-access", 2)
    pack.evidence("pi-account-access", where="The log")
    pack.go("Save and share")
    pack.page.get_by_role("button", name="Save the pack with your answers").click()
    dialog = pack.page.locator("#m-dialog")
    assert "PI4.1: a piece of evidence has no title" in dialog.inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    pack.question("pi-account-access").locator('[data-part="title"]').fill("Access log")
    pack.go("Save and share")
    assert "Access log" in download(pack, "", "Save the pack with your answers")[1]


def test_later_copy_of_the_page_is_opened_by_the_main_button(
    lead: Form, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    """Work that came home from another computer was once to be merged with what it had been."""
    lead.go("Save and share")
    copy = "Save a copy of this page with the answers inside"
    there = opened(open_page, tmp_path, *download(lead, "", copy))
    there.answer("pi-account-access", 2)
    there.answer("pi-policy", 2)
    there.go("Save and share")
    back = download(there, "", copy)
    dialog = given(lead, "open", *back)
    assert "It is a later copy of the work on this page" in dialog.inner_text()
    dialog.locator(".m-button-main").click()
    lead.page.locator(".m-notice").get_by_text("is open").wait_for()
    assert {id: answer["level"] for id, answer in json.loads(lead.save()[1])["answers"].items()} == {
        "pi-account-access": 2,
        "pi-policy": 2,
    }


@pytest.mark.parametrize("role", ["comms-lead", ""])
def test_words_of_another_role_stay_that_roles(form: Form, bundle: Bundle, role: str) -> None:
    """A few words after somebody's comment once made the whole answer the typist's, or nobody's."""
    theirs = {"level": 2, "role": "legal", "comment": "Of March."}
    form.load("a.json", file(bundle, answers={"pi-policy": theirs}))
    form.page.get_by_text("a.json is open").wait_for()
    form.page.locator("#m-role").select_option(role)
    form.question("pi-policy").locator('[data-part="comment"]').fill("Of March. Seen.")
    answer = json.loads(form.save()[1])["answers"]["pi-policy"]
    said = answer.get("said", [answer])
    words = {view["role"]: view["comment"] for view in said}
    assert words == ({"legal": "Of March.", role: "Of March. Seen."} if role else {"legal": "Of March. Seen."})
    assert answer["level"] == 2


def test_another_roles_pack_is_not_opened_in_a_pack(
    lead: Form, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    """The draft of one was once put in place of the other's."""
    lead.go("Save and share")
    pack = opened(open_page, tmp_path, *download(lead, LEAD, "Save pack"))
    name, other = download(lead, HELPS, "Save pack")
    pack.answer("pi-account-access", 3)
    pack.load(name, other)
    notice = pack.page.get_by_role("alert").filter(has_text=f"{name} was not opened: it is the pack for")
    assert "this page is the pack for Information security" in notice.inner_text()
    pack.reload()
    assert json.loads(pack.save()[1])["answers"]["pi-account-access"]["level"] == 3


def test_what_a_colleague_says_of_the_force_replaces_nothing(form: Form, bundle: Bundle) -> None:
    """Who filled in the facts about the force in a file of their own once replaced the coordinator's."""
    form.load("mine.json", file(bundle, about={"main-accounts": "Four accounts"}, answers={"pi-policy": {"level": 2}}))
    form.page.get_by_text("mine.json is open").wait_for()
    form.go("Save and share")
    download(form, LEAD, "Save pack")
    theirs = {"main-accounts": "Three accounts", "language-duties": True}
    choose(form, {"theirs.json": file(bundle, about=theirs, answers={"pi-sponsor": {"level": 2}})})
    assert "1 answer names no role: PI1.1." in staged(form)
    assert "Main accounts: “Four accounts”, “Three accounts”" in merge(form)
    saved = json.loads(form.save()[1])
    assert "about.main-accounts" in saved["differs"] and saved["about"] == {"language-duties": True}
    choose(form, {"theirs.json": file(bundle, about=theirs, answers={"pi-sponsor": {"level": 2}})})
    assert "All of them are in the work on this page already." in staged(form)


def test_whose_answers_they_are_can_be_said_for_a_whole_file(form: Form, bundle: Bundle) -> None:
    """Who answers in Excel often forgets the column for it."""
    form.load("mine.json", file(bundle, answers={"pi-policy": {"level": 2, "role": "legal"}}))
    theirs = {"pi-sponsor": {"level": 2}, "pi-cover": {"level": 1}, "pi-policy": {"level": 3, "role": "psd"}}
    choose(form, {"a.json": file(bundle, answers=theirs), "a (1).json": file(bundle, answers=theirs)})
    assert "2 answers name no role: PI1.1, PI2.1." in staged(form)
    copy = form.page.locator(".m-staged-list > li").filter(has_text="a (1).json")
    assert "Its answers are the same as in a.json." in copy.inner_text()
    assert "Last answer" not in staged(form)
    whose = form.page.get_by_label("Who gave the answers that name no role?")
    for each in whose.all():
        expect(each).to_have_value("psd")  # the one role in the file is proposed
        each.select_option("")
    form.page.locator(".m-staged").get_by_role("button", name="Merge").click()
    form.page.get_by_role("alert").get_by_text("Choose the role, so that the meeting knows whose answers").wait_for()
    assert not form.page.locator(".m-merged").is_visible()
    last = form.page.get_by_label("Who gave the answers that name no role?").last
    last.select_option(label="Nobody knows")
    form.page.get_by_label("Who gave the answers that name no role?").first.select_option(LEAD)
    expect(last).to_have_value("?")
    last.select_option(LEAD)
    assert "From: Information security and Professional standards." in staged(form)
    assert "no role" not in staged(form)
    merge(form)
    answers = json.loads(form.save()[1])["answers"]
    assert [answers[name]["role"] for name in ("pi-sponsor", "pi-cover")] == [LEAD, LEAD]
    assert {view["role"] for view in answers["pi-policy"]["said"]} == {"legal", "psd"}


def test_an_answer_beside_a_dont_know_is_said(form: Form, bundle: Bundle) -> None:
    """It counts, so no meeting asks; and nobody should find that out later."""
    form.load("mine.json", file(bundle, answers={"pi-policy": {"dont_know": True, "role": "legal"}}))
    theirs = {"pi-policy": {"level": 3, "role": "psd"}, "pi-sponsor": {"level": 1, "role": "psd"}}
    choose(form, {"theirs.json": file(bundle, answers=theirs)})
    staged(form)
    form.page.locator(".m-staged").get_by_role("button", name="Merge").click()
    over = form.page.locator(".m-found-over")
    assert "Legal services: Don't know; Professional standards: 3 Consistent" in over.locator("li").inner_text()
    assert "PI3.1" in over.inner_text() and "so the answer of another counts: 1" in over.inner_text()
    assert form.page.locator(".m-found-clean li").all_text_contents() != []
    assert "PI3.1" not in "".join(form.page.locator(".m-found-clean li").all_text_contents())


def test_in_a_pack_the_words_of_another_role_stay_with_its_answer(
    lead: Form, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    """Who only changed the level once came back with the other role's comment under their own name."""
    lead.question("pi-account-access").locator('[data-part="comment"]').fill("Checked in May")
    lead.go("Save and share")
    lead.page.get_by_label("Show the answers given so far in each pack").check()
    pack = opened(open_page, tmp_path, *download(lead, LEAD, "Save pack"))
    question = pack.answer("pi-account-access", 3)
    assert question.locator('[data-part="comment"]').input_value() == ""
    assert "pi-account-access" in (saved := json.loads(pack.save()[1])["answers"])
    assert "comment" not in saved["pi-account-access"]
    question.get_by_role("button", name="Undo").click()
    assert json.loads(pack.save()[1])["answers"]["pi-account-access"]["comment"] == "Checked in May"


def test_file_from_before_the_questions_says_so(form: Form, bundle: Bundle) -> None:
    """And one with an answer to questions is opened by the main button, whatever is on the page."""
    asked = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "sent-back", "note": "Who covers?"}
    form.load("asked.json", json.dumps(whole(bundle, sign_off=asked)))
    form.page.get_by_text("asked.json is open").wait_for()
    dialog = given(form, "open", "draft.json", json.dumps(whole(bundle)))
    assert "The decision of Chief officer sponsor, 20 November 2026, that is recorded here is not in it." in (
        dialog.inner_text()
    )
    dialog.get_by_role("button", name="Open the file in place of this work").click()
    form.page.get_by_text("draft.json is open").wait_for()
    reply = whole(bundle, signed_before=[asked | {"reply": "The desk.", "answers": {}}])
    dialog = given(form, "open", "reply.json", json.dumps(reply))
    assert dialog.locator(".m-button-main").inner_text() == "Open the file in place of this work"


def test_file_that_was_sent_back_is_opened_where_the_page_has_nothing_more(lead: Form, bundle: Bundle) -> None:
    dialog = given(lead, "open", "back.json", sent_back(lead, bundle))
    assert "It was sent back with questions: Chief officer sponsor, 20 November 2026." in dialog.inner_text()
    assert dialog.locator(".m-button-main").inner_text() == "Open the file in place of this work"
    dialog.locator(".m-button-main").click()
    expect(lead.page.locator("#p-sign")).to_contain_text("Who covers Sundays?")


def sent_back(form: Form, bundle: Bundle) -> str:
    """What is on the page, sent back with a question."""
    asked = {"decision": "sent-back", "note": "Who covers Sundays?"}
    signed = {"role": "chief-officer-sponsor", "date": "2026-11-20", **asked}
    return json.dumps(json.loads(form.save()[1]) | {"check": None, "sign_off": signed}).replace('"check": null, ', "")


@pytest.mark.parametrize("way", ["merge", "open, then merge"])
def test_what_changed_while_a_file_was_away_stays_and_so_do_the_questions(
    lead: Form, bundle: Bundle, way: str
) -> None:
    """Evidence was named while the sponsor had the copy. Opening her questions took it off the page without a word, and
    merging them took away the place for the answer."""
    back = sent_back(lead, bundle)
    lead.evidence("pi-account-access", title="Access list")
    lead.answer("pi-policy", 2)
    lead.go("Actions")
    dialog = given(lead, "open", "back.json", back)
    said = dialog.inner_text()
    assert "The work on this page says something else, or more, in: PI3.1, PI4.1. Merging keeps both." in said
    main = dialog.locator(".m-button-main")
    assert main.inner_text() == "See what is in it, then merge it"
    if way == "merge":
        main.click()
        assert "It has questions from Chief officer sponsor, 20 November 2026." in staged(lead)
    else:
        dialog.get_by_role("button", name="Cancel").click()
        newer = lead.save()[1]
        given(lead, "open", "back.json", back).get_by_role("button", name="Open the file in place").click()
        lead.page.get_by_text("back.json is open").wait_for()
        choose(lead, {"newer.json": newer})
    report = merge(lead)
    assert "no longer apply" not in report, "questions do not end because answers have changed"
    assert "The questions of the person who signs are not answered yet. Go to the questions" in report
    saved = json.loads(lead.save()[1])
    assert saved["answers"]["pi-account-access"]["evidence"] == [{"title": "Access list"}]
    assert saved["answers"]["pi-policy"]["level"] == 2
    assert saved["sign_off"]["note"] == "Who covers Sundays?" and "signed_before" not in saved
    lead.go("Sign-off")
    lead.page.get_by_label("Answer to these questions").fill("The desk.")
    lead.page.get_by_role("button", name="Mark these questions as answered").click()
    lead.page.get_by_text("The questions are marked as answered.").wait_for()
    (kept,) = json.loads(lead.save()[1])["signed_before"]
    assert kept["reply"] == "The desk."
    dialog = given(lead, "open", "back.json", back)
    assert "The answer to the questions of 20 November 2026 is not in it" in dialog.inner_text()
    dialog.get_by_role("button", name="See what is in it, then merge it").click()
    merge(lead)
    assert "sign_off" not in json.loads(lead.save()[1]), "what is answered is not asked again"


def test_before_a_signed_file_is_opened_it_says_what_is_not_in_it(lead: Form, bundle: Bundle) -> None:
    signed = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}
    dialog = given(lead, "open", "signed.json", json.dumps(whole(bundle, sign_off=signed)))
    said = dialog.inner_text()
    assert "It is signed: Chief officer sponsor, 20 November 2026." in said
    assert "says something else, or more, in: PI4.1. If you open the file, that is only under" in said
    assert dialog.locator(".m-button-main").inner_text() == "Open the file in place of this work"


def test_one_file_that_cannot_be_merged_says_why_and_replaces_nothing_by_the_main_button(
    lead: Form, bundle: Bundle
) -> None:
    """A pack of another period, and a file with a wrong answer that is opened without it."""
    dialog = given(lead, "choose", "last.json", file(bundle, period="2025", answers={"pi-policy": {"level": 2}}))
    assert "It is for the period 2025, not for 2026." in dialog.inner_text()
    assert dialog.locator("button").all_inner_texts() == ["Open the file in place of this work", "Cancel"]
    dialog.locator(".m-button-main").click()
    lead.load("wrong.json", file(bundle, answers={"pi-policy": {"level": 2}, "pi-funding": {"level": 9}}))
    lead.page.get_by_role("button", name="Open it without these").click()
    assert "Some parts of it cannot be read." in dialog.inner_text()
    dialog.locator(".m-button-main").click()
    name, text = lead.save()
    assert set(read_assessment(text, name, bundle)["answers"]) == {"pi-account-access"}


#: Whether all of an element is on the screen, below the bar where that stays in place.
SEEN = """(selector) => {
  const bar = document.querySelector(".m-bar"), box = document.querySelector(selector).getBoundingClientRect();
  const top = getComputedStyle(bar).position === "sticky" ? bar.getBoundingClientRect().bottom : 0;
  return box.height > 0 && box.top >= top && box.bottom <= innerHeight;
}"""


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_what_came_of_it_is_in_view(lead: Form, bundle: Bundle, size: tuple[int, int]) -> None:
    """After saving a pack, the message is on the screen; after choosing and merging files, the heading is."""
    other = file(bundle, answers={"pi-account-access": {"level": 3, "role": LEAD}})
    lead.page.set_viewport_size({"width": size[0], "height": size[1]})
    lead.open("#p-share")
    for role in ("chief-officer-sponsor", HELPS, "youth-lead"):
        row = f'#p-share tr[data-role="{role}"]'
        with lead.page.expect_download():
            lead.page.locator(row).get_by_role("button", name="Save pack").click()
        assert "Saved. Look in your downloads." in lead.page.locator(f"{row} .m-role-said").inner_text()
        assert lead.page.evaluate(SEEN, f"{row} .m-role-said"), role
    with lead.page.expect_file_chooser() as chooser:
        lead.page.get_by_role("button", name="Choose files").click()
    chooser.value.set_files({"name": "other.json", "mimeType": "text/plain", "buffer": other.encode()})
    staged(lead)
    lead.page.wait_for_function(SEEN, arg=".m-staged h3")
    lead.page.locator(".m-staged .m-button-main").click()
    lead.page.locator(".m-merged").wait_for()
    lead.page.wait_for_function(SEEN, arg=".m-merged h3")
    lead.page.wait_for_function(SEEN, arg=".m-merged-lead")
    lead.open("#p-words")
    lead.load("other.json", other)  # from another place of the form
    lead.page.get_by_role("dialog").locator(".m-button-main").click()
    lead.page.wait_for_function(SEEN, arg=".m-staged h3")


def test_what_is_unfinished_or_not_asked_stays(lead: Form, bundle: Bundle) -> None:
    """Not applicable with no reason, a piece of evidence with no title, an answer whose question goes."""
    lead.answer("fi-youth-voice", "not_applicable")
    lead.evidence("pi-account-access", 1, where="Cupboard")
    lead.go("About this assessment")
    lead.page.get_by_role("group", name="Welsh").get_by_text("Yes").click()
    lead.answer("pi-language-duties", 2)
    choose(lead, {"off.json": file(bundle, about={"language-duties": False})})
    merge(lead)
    place = lead.question("fi-youth-voice")
    assert place.locator('input[value="not_applicable"]').is_checked()
    assert lead.question("pi-account-access").locator('[data-part="where"]').input_value() == "Cupboard"
    # people differ over the condition
    assert lead.question("pi-language-duties").locator('input[value="2"]').is_checked()


def test_signature_is_set_aside_when_answers_change(form: Form, bundle: Bundle, questionnaire: Questionnaire) -> None:
    ids = [q.id for theme in questionnaire.themes for c in theme.capabilities for q in c.questions if not q.condition]
    answers = {id: {"level": 2} for id in ids}
    sign_off = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}
    signed = file(bundle, answers=answers, sign_off=sign_off)
    choose(form, {"a.json": signed, "b.json": file(bundle, answers={"pi-policy": {"level": 4, "role": "psd"}})})
    report = merge(form)
    aside = "Decisions that no longer apply, because answers have changed. They are kept with the work: 1"
    for said in (aside, "Chief officer sponsor, 20 November 2026"):
        assert said in report
    name, text = form.save()
    assert "sign_off" not in (made := read_assessment(text, name, bundle))
    assert made["signed_before"][0]["date"] == "2026-11-20"


PRINTED = """() => {
  const seen = (each) => each.checkVisibility();
  const ids = [...document.querySelectorAll(".m-question")].filter(seen).map((each) => each.id.slice(2));
  const never = ".m-panel:not(.m-capability), .m-more, .m-several, .m-form button";
  const others = [...document.querySelectorAll(never)].filter(seen).map((each) => each.id || each.className);
  return { ids, others, head: document.getElementById("m-print-head").innerText };
}"""


def test_blank_questions_and_those_of_a_role_on_paper(lead: Form, questionnaire: Questionnaire) -> None:
    page = lead.page
    lead.go("Save and share")
    page.emulate_media(media="print")
    page.evaluate(f"globalThis.print = () => {{ globalThis.printed = ({PRINTED})(); }}")
    for role in ("", LEAD):  # paper has no buttons, so a click on one is sent to it
        row = f'tr[data-role="{role}"] [data-do="print-pack"]' if role else '[data-do="print-blank"]'
        page.locator(f"#p-share {row}").dispatch_event("click")
        printed = page.evaluate("printed")
        assert printed["others"] == []
        assert ("Information security" in printed["head"]) == bool(role)
        assert "Force: Kent Police · Period: 2026 ·" in printed["head"]
        assert len(printed["ids"]) == (len(of_role(questionnaire, role)) if role else 47)


#: Instead of a printer: the page stays as it goes to paper.
STAYS = "setTimeout(() => { document.getElementById('m-form').dataset.print = 'blank'; })"


def test_paper_has_lines_to_write_on_and_keeps_questions_whole(form: Form) -> None:
    form.go("Save and share")
    assert sheets(form.page.pdf(prefer_css_page_size=True)) == 1  # the roles, and nothing that only a screen can do
    form.page.evaluate(f"void (globalThis.print = () => {STAYS})")
    form.page.locator('[data-do="print-blank"]').click()
    form.page.emulate_media(media="print")
    assert re.search("Force: __+ · Period: __+ · Edition", form.page.locator("#m-print-head").inner_text())
    assert form.page.locator("#q-pi-sponsor").evaluate("each => getComputedStyle(each).breakInside") == "avoid"
    assert sheets(form.page.pdf(prefer_css_page_size=True)) <= 28


def test_the_first_panel_is_one_sheet(form: Form) -> None:
    assert sheets(form.page.pdf(prefer_css_page_size=True)) == 1


def command(folder: Path, files: list[str], base: str = "") -> Any:
    given = ["merge", *(str(folder / f"{file}.json") for file in files), "-q", str(ROOT / "questionnaire")]
    out = folder / "out.json"
    start = ["--base", str(folder / f"{base}.json")] if base else []
    done = CliRunner().invoke(main, [*given, *start, "-o", str(out)])
    assert done.exit_code in (0, 1), done.stderr
    return json.loads(out.read_text(encoding="utf-8"))


def test_copy_of_another_edition_is_named_with_what_to_do(lead: Form) -> None:
    copy = lead.page.evaluate("Maturity.pageCopy.copyText({ work: { answers: {} }, beside: {}, role: '', panel: '' })")
    kept = " was not opened. The work on this page is unchanged. "
    older = copy.replace('"version":"2026.2"', '"version":"2025.1"')
    lead.load("older.html", older)
    said = "edition: it is for police-social-media 2025.1, and this form is police-social-media 2026.2. Fix: open it in"
    lead.page.get_by_text("older.html" + kept + said).wait_for()
