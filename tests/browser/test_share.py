"""Sharing the questions out and bringing the answers together again: packs, prints, and any number of files at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import FilePayload, Page

from maturity.assessment import read_assessment
from maturity.cli import main
from maturity.model import Questionnaire
from maturity.records import Bundle
from tests.browser.conftest import ROOT, Form
from tests.browser.returns import sheets
from tests.test_accessibility import overflow_of, violations_of

pytestmark = pytest.mark.browser

LEAD, HELPS = "information-security", "psd"


def of_role(questionnaire: Questionnaire, role: str) -> list[str]:
    questions = [q for theme in questionnaire.themes for c in theme.capabilities for q in c.questions]
    return [q.id for q in questions if (role == q.lead or role in q.helpers) and not q.condition]


def download(form: Form, role: str, button: str) -> tuple[str, str]:
    """What a button of the panel gives. Without a role: one that stands alone."""
    place = form.page.locator(f'#p-share tr[data-role="{role}"]') if role else form.page.locator("#p-share")
    with form.page.expect_download() as got:
        place.get_by_role("button", name=button).click()
    return got.value.suggested_filename, Path(got.value.path()).read_text(encoding="utf-8")


def choose(form: Form, files: dict[str, str]) -> None:
    """Picks files in the browser's own window, all at once."""
    form.go("Save and share")
    with form.page.expect_file_chooser() as chooser:
        form.page.get_by_role("button", name="Choose files").click()
    picked: list[FilePayload] = [
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in files.items()
    ]
    chooser.value.set_files(picked)


def staged(form: Form) -> str:
    form.page.locator(".m-staged").wait_for()
    return form.page.locator(".m-staged").inner_text()


def merge(form: Form, name: str = "Merge") -> str:
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
    form.answer("pi-access-control", 1)
    return form


def opened(open_page: Callable[..., Page], tmp_path: Path, name: str, text: str) -> Form:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return Form(open_page(), tmp_path / name)


def test_pack_shows_its_role_what_to_do_and_nothing_else(
    lead: Form, open_page: Callable[..., Page], tmp_path: Path, questionnaire: Questionnaire
) -> None:
    lead.go("Save and share")
    ids = of_role(questionnaire, LEAD)
    row = lead.page.locator(f'#p-share tr[data-role="{LEAD}"]')
    assert f"1 of {len(ids)}" in row.inner_text()
    name, text = download(lead, LEAD, "Save pack")
    assert name == f"kent-police-2026-{LEAD}.html"

    pack = opened(open_page, tmp_path, name, text)
    page = pack.page
    assert f"1 of {len(ids)} questions dealt with" in page.locator("#m-progress").inner_text()
    start = page.locator("#m-pack-lead").inner_text()
    assert "Information security" in start and "send the pack back" in start and start.count(". ") == 2
    assert page.locator("#m-role").input_value() == LEAD
    for gone in ("Results", "Sign-off", "The meeting", "About this assessment"):
        assert not page.locator(".m-contents").get_by_role("link", name=gone, exact=True).is_visible()
    heads = page.locator(".m-contents h3:visible").all_inner_texts()
    assert heads == ["You lead", "You can help with", "Send it back"]
    seen = []
    pack.follow(page.locator("#m-start"))
    while "Save and share" not in (page.locator(".m-panel:visible h2").inner_text()):
        shown = page.locator(".m-panel:visible .m-question:visible")
        seen += [id[2:] for id in shown.evaluate_all("all => all.map((each) => each.id)")]
        pack.follow(page.locator(".m-next"))
    assert sorted(seen) == sorted(ids)
    assert page.get_by_role("button", name="Save the pack with your answers").is_visible()

    page.get_by_role("button", name="Show all questions").click()
    assert "of 48 questions" in page.locator("#m-progress").inner_text()
    page.get_by_role("button", name="Show only the questions of this pack").click()
    assert f"of {len(ids)} questions" in page.locator("#m-progress").inner_text()


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (320, "dark")])
def test_pack_is_accessible_and_fits(
    lead: Form, open_page: Callable[..., Page], tmp_path: Path, width: int, scheme: str
) -> None:
    lead.go("Save and share")
    (tmp_path / "pack.html").write_text(download(lead, LEAD, "Save pack")[1], encoding="utf-8")
    look = {"viewport": {"width": width, "height": 768}, "color_scheme": scheme}
    pack = Form(open_page(bypass_csp=True, **look), tmp_path / "pack.html")
    for part in ("", "#q-pi-access-control", "#p-share", "#p-contents"):
        pack.open(part)
        assert (part, violations_of(pack.page), overflow_of(pack.page)) == (part, [], [])


def test_pack_has_no_answers_to_other_questions(lead: Form) -> None:
    lead.answer("pi-funding", 4)
    lead.question("pi-funding").get_by_label("Comment").fill("Only the sponsor should read this")
    lead.go("Save and share")
    for role, there in ((LEAD, False), ("chief-officer-sponsor", True)):
        _, text = download(lead, role, "Save pack")
        assert ("Only the sponsor should read this" in text) == there, role


def test_packs_come_back_and_are_merged_as_the_command_merges_them(
    lead: Form, open_page: Callable[..., Page], tmp_path: Path, bundle: Bundle
) -> None:
    """Two roles answer the same questions otherwise, one as a copy of the page and one as a plain file."""
    lead.answer("pi-policy", 2)
    _, start = lead.save()
    lead.go("Save and share")
    packs = {role: download(lead, role, "Save pack") for role in (LEAD, HELPS)}

    security = opened(open_page, tmp_path, *packs[LEAD])
    security.answer("pi-access-control", 3)
    security.evidence("pi-access-control", 1, title="Log of access")
    security.answer("pi-takeover-plan", 2)
    security.go("Save and share")
    _, copy = download(security, "", "Save the pack with your answers")
    plain, first = download(security, "", "Save only the answers")
    assert security.save()[0] == plain == f"kent-police-2026-{LEAD}.assessment.json"
    psd = opened(open_page, tmp_path, *packs[HELPS])
    psd.answer("pi-policy", 4)
    psd.go("Save and share")
    _, second = download(psd, "", "Save only the answers")

    lead.answer("pi-funding", 1)
    _, mine = lead.save()
    choose(lead, {"security.html": copy, "psd.assessment.json": second})
    said = staged(lead)
    assert "Pack: Information security." in said and "From: Information security." in said
    assert lead.page.locator("#m-base").input_value() == "handed"
    report = merge(lead, "Merge 2 files with the work on this page")
    assert "2 files were merged. Nobody disagrees." in report
    name, text = lead.save()
    merged = read_assessment(text, name, bundle)
    assert merged["answers"]["pi-access-control"]["level"] == 3
    assert merged["answers"]["pi-policy"]["level"] == 4
    assert merged["answers"]["pi-funding"]["level"] == 1

    files = {"start": start, "mine": mine, "first": first, "second": second}
    for file, content in files.items():
        (tmp_path / f"{file}.json").write_text(content, encoding="utf-8")
    made = command(tmp_path, ["mine", "first", "second"], "start")
    assert json.dumps(made["answers"], sort_keys=True) == json.dumps(merged["answers"], sort_keys=True)


def file(bundle: Bundle, **more: Any) -> str:
    head = {"format": "maturity-assessment/1", "edition": bundle["edition"], "force": "kent-police", "period": "2026"}
    return json.dumps(head | {"answers": {}} | more)


def test_without_a_start_everything_counts_and_with_one_only_the_changes(form: Form, bundle: Bundle) -> None:
    old = {"pi-policy": {"level": 1, "role": "comms-lead"}}
    files = {
        "start.json": file(bundle, answers=old),
        "legal.json": file(bundle, answers={"pi-policy": {"level": 3, "role": "legal"}}),
        "psd.json": file(bundle, answers=old | {"dc-abuse": {"dont_know": True, "role": "psd"}}),
    }
    for base, said in (("", "In one place people differ"), ("start.json", "Nobody disagrees")):
        choose(form, files)
        assert "Merge the 3 files" in staged(form) or "with the work" in staged(form)
        form.page.locator("#m-base").select_option(label=base or "None, or not known")
        assert said in merge(form)
        state = form.page.locator('.m-contents a[href="#c-pi-3"] .m-state, .m-contents [data-capability] .m-state')
        assert ("1 to settle" in " ".join(state.all_inner_texts())) == (not base)
        form.page.get_by_role("button", name="Clear the draft").click()
        form.page.get_by_role("dialog").get_by_role("button", name="Clear it all").click()


def test_bad_files_are_named_and_the_good_ones_still_merge(lead: Form, bundle: Bundle) -> None:
    lead.question("pi-access-control").get_by_label("Comment").fill("Being written down")
    choose(
        lead,
        {
            "good.json": file(bundle, answers={"pi-access-control": {"level": 4, "role": "information-security"}}),
            "cut.json": file(bundle)[:-20],
            "essex.json": file(bundle, force="essex-police"),
            "odd.json": file(bundle, answers={"pi-policy": {"level": 9}}),
            "page.html": "<!doctype html><p>Not a form",
        },
    )
    said = staged(lead)
    assert "It is of Essex Police, and not of Kent Police." in said
    assert said.count("It cannot be merged") == 4
    assert "PI3.1" in said
    assert "In one place people differ" in merge(lead, "Merge 1 file with the work on this page")
    name, text = lead.save()
    said_by = read_assessment(text, name, bundle)["answers"]["pi-access-control"]["said"]
    assert [view.get("comment") for view in said_by] == ["Being written down", None]


def test_one_file_is_opened_or_merged_as_its_reader_says(lead: Form, bundle: Bundle) -> None:
    lead.load("other.json", file(bundle, answers={"pi-policy": {"level": 2}}))
    lead.page.get_by_role("dialog").get_by_role("button", name="Merge it with the work").click()
    assert "other.json 1 answer." in staged(lead)
    merge(lead)
    lead.page.get_by_text("Before files were merged.").wait_for()  # the work as it was, among the earlier versions
    name, text = lead.save()
    assert set(read_assessment(text, name, bundle)["answers"]) == {"pi-access-control", "pi-policy"}


def test_what_is_unfinished_or_not_asked_stays(lead: Form, bundle: Bundle) -> None:
    """Not applicable with no reason, a piece of evidence with no title, an answer whose question goes."""
    lead.answer("fi-youth-voice", "not_applicable")
    lead.evidence("pi-access-control", 1, where="Cupboard")
    lead.go("About this assessment")
    lead.page.get_by_role("group", name="Welsh").get_by_text("Yes").click()
    lead.answer("pi-welsh", 2)
    choose(lead, {"off.json": file(bundle, about={"welsh-duties": False})})
    lead.page.get_by_role("dialog").get_by_role("button", name="Merge it with the work").click()
    merge(lead)
    place = lead.question("fi-youth-voice")
    assert place.locator('input[value="not_applicable"]').is_checked()
    assert lead.question("pi-access-control").locator('[data-part="where"]').input_value() == "Cupboard"
    assert lead.question("pi-welsh").locator('input[value="2"]').is_checked()  # people differ over the condition


def test_signature_is_set_aside_when_answers_change(form: Form, bundle: Bundle, questionnaire: Questionnaire) -> None:
    ids = [q.id for theme in questionnaire.themes for c in theme.capabilities for q in c.questions if not q.condition]
    answers = {id: {"level": 2} for id in ids}
    sign_off = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}
    signed = file(bundle, answers=answers, sign_off=sign_off)
    choose(form, {"a.json": signed, "b.json": file(bundle, answers={"pi-policy": {"level": 4, "role": "psd"}})})
    report = merge(form)
    for said in ("Signatures that no longer hold, kept with the work: 1", "Chief officer sponsor, 20 November 2026"):
        assert said in report
    name, text = form.save()
    assert "sign_off" not in (made := read_assessment(text, name, bundle))
    assert made["signed_before"][0]["date"] == "2026-11-20"


def test_page_of_the_site_gives_a_plain_file_and_says_where_packs_come_from(page: Page, site: Path) -> None:
    form = Form(page, site / "form.html")
    form.about("kent-police", "2026")
    form.answer("pi-access-control", 1)
    form.answer("pi-funding", 2)
    form.go("Save and share")
    assert "assessment.html, which lies beside this page" in page.locator("#p-share").inner_text()
    assert (site / "assessment.html").exists()
    name, text = download(form, LEAD, "Save pack")
    assert name == f"kent-police-2026-{LEAD}.assessment.json"
    assert set(json.loads(text)["answers"]) == {"pi-access-control"}


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
        assert len(printed["ids"]) == (len(of_role(questionnaire, role)) if role else 48)


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
    assert sheets(form.page.pdf(prefer_css_page_size=True)) <= 26


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
    copy = lead.page.evaluate("Maturity.carry.page({ work: { answers: {} }, beside: {}, role: '', panel: '' })")
    kept = " was not opened. The work on this page is as it was. "
    older = copy.replace('"version":"2026.1"', '"version":"2025.1"')
    lead.load("older.html", older)
    said = "edition: it is for police-social-media 2025.1, and this form is police-social-media 2026.1. Fix: open it in"
    lead.page.get_by_text("older.html" + kept + said).wait_for()
