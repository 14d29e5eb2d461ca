"""A force's return, from the first click to the file and the results: the page, the file and Python say the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect

from maturity.assessment.reader import read_assessment, write_text
from maturity.questionnaire.model import Questionnaire
from maturity.records import Assessment, Bundle, Profile, Range, canonical
from maturity.render.form import render_report
from maturity.render.phrases import actions_text
from maturity.scoring.engine import score
from tests import TESTS
from tests.form.conftest import Form

CASE: dict[str, Any] = yaml.safe_load((TESTS / "cases/hertfordshire-2018.yml").read_text(encoding="utf-8"))
LEVELS: dict[str, int] = {id: answer["level"] for id, answer in CASE["answers"].items()}


def hertfordshire(bundle: Bundle) -> Assessment:
    return {
        "format": "maturity-assessment/2",
        "edition": bundle["edition"],
        "force": CASE["force"],
        "period": CASE["period"],
        "answers": {id: {"level": level} for id, level in LEVELS.items()},
    }


@pytest.fixture
def filled(form: Form) -> Form:
    """The nineteen answers that one document supports, given by clicks."""
    form.about(CASE["force"], CASE["period"])
    for id, level in LEVELS.items():
        form.answer(id, level)
    return form


def of_page(form: Form, text: str) -> Profile:
    """What the page's own engine makes of a file."""
    profile: Profile = form.page.evaluate(
        "text => Maturity.engine.score(Maturity.edition.bundle, JSON.parse(text))", text
    )
    return profile


def test_clicks_become_a_file_that_python_reads_and_scores_alike(filled: Form, bundle: Bundle) -> None:
    name, text = filled.save()

    assert name == "hertfordshire-constabulary-2018-draft.assessment.json"
    assessment = read_assessment(text, name, bundle)
    assert {id: answer["level"] for id, answer in assessment["answers"].items()} == LEVELS
    assert canonical(score(bundle, assessment)) == canonical(of_page(filled, text))
    golden = score(bundle, hertfordshire(bundle))
    assert canonical(score(bundle, assessment)) == canonical(golden)
    assert (golden["answered"], golden["of"]) == (19, 47)


def test_file_is_written_as_python_writes_it(filled: Form, bundle: Bundle) -> None:
    filled.page.locator("#m-role").select_option("comms-lead")
    filled.answer("pi-policy", 2)
    piece = {"title": "“Protocol” for öfficers \\ staff", "owner": "psd", "date": "2018-08-01", "where": "Intranet"}
    filled.evidence("pi-policy", 1, **piece)
    filled.evidence("pi-policy", 2, title="Minutes")
    filled.question("pi-policy").get_by_label("Comment").fill("First line\nsecond line")

    name, text = filled.save()

    assessment = read_assessment(text, name, bundle)
    assert write_text(assessment) == text
    answer = assessment["answers"]["pi-policy"]
    assert set(answer) == {"level", "evidence", "comment", "role", "at"}
    assert answer["role"] == "comms-lead"
    assert answer["evidence"][0] == piece
    assert answer["evidence"][1] == {"title": "Minutes"}
    assert "role" not in assessment["answers"]["pi-cover"]  # answered before a role was picked


def shown(pair: Range) -> str:
    return str(pair["low"]) if pair["low"] == pair["high"] else f"{pair['low']} to {pair['high']}"


def test_page_shows_the_profile_that_python_works_out(
    filled: Form, bundle: Bundle, questionnaire: Questionnaire
) -> None:
    """Every other question is answered "don't know", which before sign-off is as open as no answer: each theme is
    then shown, with the figures of the golden case."""
    ids = [q.id for theme in questionnaire.themes for c in theme.capabilities for q in c.questions]
    for id in ids:
        if id not in LEVELS and id != "pi-language-duties":
            filled.answer(id, "dont_know")
    name, text = filled.save()
    profile = score(bundle, read_assessment(text, name, bundle))
    golden = score(bundle, hertfordshire(bundle))

    filled.go("Results")

    page = filled.page
    assert "47 of 47 questions answered" in page.locator("#m-progress").inner_text()
    for theme, before in zip(profile["themes"], golden["themes"], strict=True):
        place = page.locator(f'.m-profile [data-theme="{theme["id"]}"]')
        assert (theme["level"], theme["index"]) == (before["level"], before["index"])
        assert theme["level"] is not None and theme["index"] is not None
        assert place.locator('.m-theme-level [data-fill="level"]').inner_text() == f"Level {shown(theme['level'])}"
        notes = place.locator(".m-theme-notes").inner_text()
        assert f"Index {shown(theme['index']['shown'])}" in notes
        assert f"{theme['answered']} of {theme['of']} questions have a level." in notes
        for capability in theme["capabilities"]:
            row = place.locator(f'tr[data-capability="{capability["id"]}"]')
            assert capability["level"] is not None
            assert row.locator('[data-fill="level"] b').inner_text() == shown(capability["level"])
            low, high = (float(row.locator(f".m-{end}").get_attribute("cx") or -1) for end in ("low", "high"))
            assert (low, high) == tuple(14 + 44 * capability["level"][end] for end in ("low", "high"))
            assert f"level {shown(capability['level'])}" in (row.locator(".m-track").get_attribute("aria-label") or "")
    words = {"met": "Met", "not_met": "Not met", "not_shown": "Not shown", "open": "Open"}
    statuses = page.locator(".m-standards-table tr[data-standard]:not([hidden])")
    assert statuses.count() == len(profile["standards"]) == 18
    for standard in profile["standards"]:
        row = page.locator(f'tr[data-standard="{standard["question"]}"] .m-status')
        assert row.inner_text() == words[standard["status"]]
    said = page.locator(".m-name-evidence li").all_inner_texts()
    standards, others = said[-2:]
    assert standards.startswith("Find out what nobody knew about PI")
    assert others.startswith("Find out what nobody knew: ")
    codes = [line.count(".") - 1 for line in (standards, others)]  # one each, and the full stop
    waiting = [each for each in profile["standards"] if each["status"] == "open"]
    assert codes == [len(waiting), 28 - len(waiting)]
    assert standards.endswith(f": {len(waiting)} minimum standards depend on it.")
    names, advice = actions_text(questionnaire), profile["advice"]
    assert len(advice["first"]) == 5
    first = page.locator(".m-do-first .m-step-name").all_inner_texts()
    assert first == [names[item["id"]]["name"] for item in advice["first"]]
    page.get_by_role("button", name=f"Then: {len(advice['then'])} more actions").click()
    then = page.locator("#m-then .m-step-name").all_inner_texts()
    assert sorted(then) == sorted(str(names[item["id"]]["name"]) for item in advice["then"])


def test_cheapest_step_comes_first_and_a_level_says_once_what_holds_it(
    form: Form, bundle: Bundle, questionnaire: Questionnaire
) -> None:
    """Every question at 3 with no evidence: every standard is claimed and not shown."""
    ids = [q.id for theme in questionnaire.themes for c in theme.capabilities for q in c.questions if not q.condition]
    answers: Any = {id: {"level": 3} for id in ids}
    form.load("all.json", write_text(hertfordshire(bundle) | {"answers": answers}))
    form.page.get_by_text("all.json is open").wait_for()
    assert form.page.locator(".m-contents .m-theme-go:visible").count() == 4
    form.go("Results")
    first, others = form.page.locator(".m-name-evidence li").all_inner_texts()
    assert others.endswith(": the level that you claim would count.")
    assert first.startswith("Name evidence for PI") and first.endswith(": 18 minimum standards would be met today.")
    reasons = form.page.locator('.m-theme [data-fill="reasons"] p').all_inner_texts()
    assert len(reasons) == 4
    assert "(not shown)" in " ".join(reasons) and "unmet" not in " ".join(reasons)
    assert not form.page.get_by_text("At worst:").is_visible()


def test_theme_stays_hidden_until_every_question_is_answered(form: Form, questionnaire: Questionnaire) -> None:
    theme = questionnaire.themes[2]
    ids = [q.id for c in theme.capabilities for q in c.questions]
    place = form.page.locator(f'.m-profile [data-theme="{theme.id}"]')
    for id in ids[:-1]:
        form.answer(id, 2)
    form.go("Results")
    assert "1 question is left" in place.inner_text()
    assert not place.locator(".m-theme-level").is_visible()
    assert form.page.locator("tr[data-standard]:visible").count() == 0
    assert form.page.get_by_text("18 standards are shown once their themes are complete.").is_visible()
    assert form.page.locator(".m-profile .m-step").count() == 0

    place.get_by_role("link", name="Go to the first unanswered question").click()
    expect(form.page.locator(f"#q-{ids[-1]}")).to_be_visible()
    form.answer(ids[-1], "dont_know")
    form.go("Results")
    assert place.locator(".m-theme-level").is_visible()
    assert form.page.locator(".m-profile .m-step").count() > 0
    others = form.page.locator(".m-profile .m-theme-level:visible")
    assert others.count() == 1


def test_claim_with_no_evidence_counts_for_less_and_says_so(form: Form, questionnaire: Questionnaire) -> None:
    for capability in questionnaire.themes[2].capabilities:
        for question in capability.questions:
            form.answer(question.id, 4)
    state = form.question("mi-post-purpose").locator(".m-evidence-state")
    assert "Level 4 counts as 2 until evidence is named." in state.inner_text()
    assert "the minimum standard (level 2) is “not shown”." in state.inner_text()
    form.go("Results")
    theme = form.page.locator(f'.m-profile [data-theme="{questionnaire.themes[2].id}"]')
    assert "MI1.1: level 4 counts as 2, because no evidence is named." in theme.inner_text()
    row = form.page.locator('tr[data-standard="mi-post-purpose"]')
    assert row.locator(".m-status").inner_text() == "Not shown"

    form.evidence("mi-post-purpose", title="Training slides")
    assert state.inner_text() == "1 piece named. Not given yet: owner, date and place."
    form.go("Results")
    assert row.locator(".m-status").inner_text() == "Met"
    assert "MI1.1: level 4 counts" not in theme.inner_text()


def test_conditional_question_follows_the_force_and_can_be_switched(form: Form, bundle: Bundle) -> None:
    total = form.page.locator("#m-progress")
    form.about("gwent-police", "2026")
    assert "of 48" in total.inner_text()
    form.answer("pi-language-duties", 2)
    form.about("kent-police", "2026")
    assert "0 of 47" in total.inner_text()
    name, text = form.save()
    saved = read_assessment(text, name, bundle)
    assert (saved["answers"], "about" in saved) == ({}, False)
    assert [(each["place"], each["because"]) for each in saved["kept"]] == [("answers.pi-language-duties", "not_asked")]
    form.load("kent.json", text)  # nothing is lost on the way through the file
    form.page.get_by_role("dialog").get_by_role("button", name="Open the file").click()
    form.page.get_by_text("kent.json is open").wait_for()

    form.go("About this assessment")
    form.page.get_by_role("group", name="Welsh").get_by_text("Yes").click()
    assert "1 of 48" in total.inner_text()
    name, text = form.save()
    assessment = read_assessment(text, name, bundle)
    assert assessment["about"] == {"language-duties": True}
    assert assessment["answers"]["pi-language-duties"]["level"] == 2


def test_not_applicable_needs_its_reason(form: Form, bundle: Bundle) -> None:
    form.about("kent-police", "2026")
    offered = form.page.locator('input[value="not_applicable"]').evaluate_all("all => all.map(each => each.name)")
    assert offered == ["pi-other-ways", "fi-youth-voice", "fi-special-interest"]
    id = offered[0]
    question = form.answer(id, "not_applicable")
    assert question.get_by_text("This question counts as not answered until you give a reason.").is_visible()
    assert "0 of 47" in form.page.locator("#m-progress").inner_text()
    question.get_by_label("Why it does not apply").fill("Nobody lives there")
    assert "1 of 47" in form.page.locator("#m-progress").inner_text()
    name, text = form.save()
    assert read_assessment(text, name, bundle)["answers"][id]["not_applicable"] == "Nobody lives there"


def test_report_shows_the_golden_profile_with_its_ranges(
    page: Page, questionnaire: Questionnaire, bundle: Bundle, tmp_path: Path
) -> None:
    golden = score(bundle, hertfordshire(bundle))
    path = tmp_path / "report.html"
    path.write_text(render_report(questionnaire, bundle, golden, hertfordshire(bundle)), encoding="utf-8")
    page.goto(path.as_uri())
    for theme in golden["themes"]:
        place = page.locator(f'.m-profile [data-theme="{theme["id"]}"]')
        assert theme["level"] is not None
        assert place.locator('.m-theme-level [data-fill="level"]').inner_text() == f"Level {shown(theme['level'])}"
        assert place.locator(".m-reasons").inner_text().startswith("At worst: Held at level 0.")
    met = golden["standards_met"]
    assert f"{shown({'low': met['low'], 'high': met['high']})} of 18" in page.locator(".m-figures").inner_text()
    advice = golden["advice"]
    assert page.locator(".m-profile .m-step").count() == len(advice["first"]) + len(advice["then"]) > 5
    assert page.locator(".m-profile a[href]").count() == 0  # a single report has no page to lead to
