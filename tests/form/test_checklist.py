"""Every answer in one list: what it shows, the filters, the way to a question and back, and what stays off paper."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from maturity.assessment.merge import settle
from maturity.records import Bundle
from tests.form.conftest import Form
from tests.form.returns import levels, opened, unsign, whole
from tests.form.test_share import LEAD, download
from tests.form.test_share import opened as other_page
from tests.site.test_accessibility import overflow_of, violations_of

pytestmark = pytest.mark.browser

PANEL = "Check your answers"


def row(form: Form, id: str) -> str:
    return " ".join(form.page.locator(f"#row-{id}").inner_text().split())


def rows(form: Form) -> list[str]:
    """The questions that are shown."""
    shown = form.page.locator(".m-check-table tbody tr:not(.m-check-group, [data-about]):visible")
    return [id.removeprefix("row-") for id in shown.evaluate_all("all => all.map((each) => each.id)")]


def show(form: Form, kind: str) -> list[str]:
    form.page.locator(".m-check-kinds label", has_text=kind).click()
    return rows(form)


@pytest.fixture
def mixed(form: Form, bundle: Bundle) -> Form:
    """Of each kind one: with evidence, without, below and at its minimum, don't know, not answered, and two views."""
    evidence = [{"title": "Minutes"}, {"title": "Terms"}]
    views = [{"level": 1, "role": "legal"}, {"level": 3, "role": "psd"}]
    answers = levels(
        bundle, 0, pi_sponsor={"level": 3, "evidence": evidence, "role": "comms-lead"}, pi_funding={"level": 1},
        pi_cover={"level": 2}, dc_duties={"dont_know": True}, pi_policy={"said": views},
        fi_youth_voice={"not_applicable": "No schools here"},
    )  # fmt: skip
    del answers["mi-training-results"]
    opened(form, whole(bundle, answers=answers), PANEL)
    return form


def test_each_row_has_the_code_the_question_the_answer_and_the_evidence(mixed: Form) -> None:
    assert len(rows(mixed)) == 47
    assert row(mixed, "pi-sponsor").startswith("PI1.1 How far does a chief officer answer")
    assert row(mixed, "pi-sponsor").endswith("3 Consistent As Communications lead 2 Change PI1.1")
    proof = "Name evidence. Until then the minimum standard is not shown."
    assert row(mixed, "pi-cover").endswith(f"2 In place {proof} 0 Change PI2.1")
    roles = "As Legal services and Professional standards"
    assert row(mixed, "pi-policy").endswith(f"Different answers {roles} – Change PI3.1")
    assert "Not applicable No schools here" in row(mixed, "fi-youth-voice")
    assert row(mixed, "mi-training-results").endswith("no answer – Answer MI5.1")
    assert "Kent Police" in row(mixed, "about-force")


def test_filters_show_what_they_say_and_count_it(mixed: Form) -> None:
    shown = mixed.page.locator(".m-check-shown")
    assert show(mixed, "Not answered") == ["mi-training-results"], "where people differ there are answers"
    assert shown.inner_text() == "Showing 1 of 47 questions."
    assert show(mixed, "Different answers") == ["pi-policy"]
    assert show(mixed, "Don't know") == ["dc-duties"]
    assert show(mixed, "Level 1 or above, no evidence (2)") == ["pi-funding", "pi-cover"]
    assert show(mixed, "Minimum standard not shown (1)") == ["pi-cover"]
    mixed.page.get_by_label("Questions for").select_option(label="Analyst")
    assert rows(mixed) == [] and shown.inner_text() == "No questions match."
    assert len(show(mixed, "Everything")) == 13 and "mi-training-results" in rows(mixed)
    assert not mixed.page.locator(".m-check-kinds label", has_text="Changed since it was signed").is_visible()


def test_link_leads_to_the_question_and_back_to_the_same_row(mixed: Form) -> None:
    """By keyboard alone, and even where the row is not of the chosen kind any more."""
    show(mixed, "Don't know")
    mixed.page.locator("#row-dc-duties a").focus()
    mixed.page.keyboard.press("Enter")
    question = mixed.page.locator("#q-dc-duties")
    expect(question).to_be_focused()
    question.locator("label", has=mixed.page.locator('input[value="1"]')).click()
    back = question.get_by_role("link", name="Back to “Check your answers”")
    back.focus()
    mixed.page.keyboard.press("Enter")
    expect(mixed.page.locator("#row-dc-duties")).to_be_focused()
    assert "1 Starting" in row(mixed, "dc-duties") and rows(mixed) == ["dc-duties"]
    show(mixed, "Everything")
    assert show(mixed, "Don't know") == []
    show(mixed, "Everything")
    mixed.page.locator("#row-about-period a").click()
    mixed.page.locator("#p-about").get_by_role("link", name="Back to “Check your answers”").click()
    expect(mixed.page.locator("#row-about-period")).to_be_focused()


def test_what_changed_since_the_file_was_opened_and_since_it_was_signed(form: Form, bundle: Bundle) -> None:
    signed = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}
    opened(form, whole(bundle, sign_off=signed), PANEL)
    assert row(form, "pi-sponsor").endswith("View PI1.1")
    assert show(form, "Changed since it was opened (0)") == []
    unsign(form)
    form.answer("pi-sponsor", 4)
    form.question("pi-cover").get_by_label("Comment").fill("Since May")
    form.reload()
    form.go(PANEL)
    assert show(form, "Changed since it was opened (2)") == ["pi-sponsor", "pi-cover"]
    assert show(form, "Changed since it was signed (2)") == ["pi-sponsor", "pi-cover"]
    assert "Since return.assessment.json was opened: was 2 In place" in row(form, "pi-sponsor")
    assert "Since it was signed: same level, different words or evidence" in row(form, "pi-cover")
    assert "here." not in form.save()[1]


def test_what_the_meeting_agreed_is_nobodys_answer(form: Form, bundle: Bundle) -> None:
    views = [{"level": 1, "role": "legal"}, {"level": 3, "role": "psd"}]
    clash = whole(bundle, answers=levels(bundle, pi_policy={"said": views}))
    settled = settle(clash, "answers.pi-policy", {"level": 2}, "The policy is out", "comms-lead", None)
    opened(form, settled, PANEL)
    proof = "Name evidence. Until then the minimum standard is not shown."
    assert row(form, "pi-policy").endswith(f"2 In place Agreed in the meeting {proof} 0 Change PI3.1")


def test_whole_file_opens_where_its_answers_are_and_a_new_answer_is_no_change(form: Form, bundle: Bundle) -> None:
    """A whole return opens at the list, a signed one at its signature. Of what had no answer nothing was before."""
    answers = levels(bundle)
    del answers["pi-sponsor"]
    form.load("part.json", json.dumps(whole(bundle, answers=answers)))
    form.page.get_by_text("part.json is open").wait_for()
    assert form.page.locator("#p-start").is_visible()
    form.answer("pi-sponsor", 2)
    form.go(PANEL)
    assert show(form, "Changed since it was opened (1)") == ["pi-sponsor"]
    assert "part.json" not in row(form, "pi-sponsor")
    signed = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}
    for fields, panel in (({}, "#p-checklist"), ({"sign_off": signed}, "#p-sign")):
        form.go("Before you start")
        form.load("whole.json", json.dumps(whole(bundle, **fields)))
        form.page.get_by_role("dialog").get_by_role("button", name="Open the file").click()
        expect(form.page.locator(panel)).to_be_visible()


def test_pack_lists_its_own_questions_before_it_is_sent_back(
    form: Form, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    form.about("kent-police", "2026")
    form.go("Save and share")
    pack = other_page(open_page, tmp_path, *download(form, LEAD, "Save pack"))
    pack.answer("pi-account-access", 1)
    pack.go(PANEL)
    assert len(rows(pack)) == 7 and "1 Starting" in row(pack, "pi-account-access")
    assert not pack.page.get_by_label("Questions for").is_visible()
    for kind in ("Different answers", "Changed since it was opened"):  # of one person's answers, all of them new
        assert not pack.page.locator(".m-check-kinds label", has_text=kind).is_visible()
    assert not pack.page.locator("#row-about-force").is_visible()
    pack.follow(pack.page.locator(".m-next"))
    assert pack.page.locator("#p-share").is_visible()


def paper(form: Form) -> str:
    reader = PdfReader(io.BytesIO(form.page.pdf(prefer_css_page_size=True)))
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


def test_paper_has_the_list_and_not_the_sensitive_answers_nor_how_many_there_are(form: Form, bundle: Bundle) -> None:
    answers = levels(bundle, pi_account_access={"dont_know": True}, pi_funding={"dont_know": True})
    opened(form, whole(bundle, answers=answers), PANEL)
    said = paper(form)
    assert "PI1.2 How is the work" in said and "PI4.1 How" not in said
    assert "Left out here, because an answer could help someone who means harm: PI4.1, PI4.2." in said
    assert show(form, "Don't know (2)") == ["pi-funding", "pi-account-access"]
    said = paper(form)
    assert "Only: Don't know." in said and "PI1.2" in said and "PI4.1 How" not in said
    assert "(2)" not in said and "Showing 2" not in said
    form.page.locator("#p-checklist").get_by_label("Print security-sensitive answers too").check()
    assert "PI4.1 How" in paper(form)


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (320, "dark")])
def test_list_is_accessible_and_fits(open_form: Callable[..., Form], bundle: Bundle, width: int, scheme: str) -> None:
    look = {"viewport": {"width": width, "height": 768}, "color_scheme": scheme}
    form = open_form(bypass_csp=True, **look)
    form.load("return.assessment.json", json.dumps(whole(bundle)))
    form.page.locator('.m-notice[data-kind="file"]').get_by_text("is open").wait_for()
    form.open("#p-checklist")
    assert (violations_of(form.page), overflow_of(form.page)) == ([], [])
