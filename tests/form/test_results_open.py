"""While the work is open: ranges, what would settle most, one level either side, how far evidence is checked, hints.
Nothing tells of a theme that is not complete, and nothing moves while somebody types."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from playwright.sync_api import expect

from maturity.assessment.reader import write_text
from maturity.questionnaire.model import Questionnaire
from maturity.records import Assessment, Bundle, Range
from maturity.scoring.engine import score
from tests import TESTS
from tests.form.conftest import Form
from tests.form.returns import levels, opened, whole

PIECE = {"title": "A record", "owner": "comms-lead", "date": "2026-03-01"}
HINTS: list[dict[str, Any]] = yaml.safe_load((TESTS / "cases/next/hints.yml").read_text(encoding="utf-8"))


def level(n: int, **more: Any) -> dict[str, Any]:
    return {"level": n, "evidence": [PIECE]} | more


def made(bundle: Bundle, answers: dict[str, Any], **more: Any) -> Assessment:
    record: Any = {
        "format": "maturity-assessment/2",
        "edition": bundle["edition"],
        "force": "kent-police",
        "period": "2026",
        "answers": answers,
    }
    return record | more  # type: ignore[no-any-return]


def load(form: Form, assessment: Assessment) -> None:
    form.load("work.json", write_text(assessment))
    form.page.get_by_text("work.json is open").wait_for()


def ids(bundle: Bundle, theme: int) -> list[str]:
    return [q["id"] for c in bundle["themes"][theme]["capabilities"] for q in c["questions"] if not q["condition"]]


def shown(pair: Range) -> str:
    return str(pair["low"]) if pair["low"] == pair["high"] else f"{pair['low']} to {pair['high']}"


@pytest.fixture
def one_theme(bundle: Bundle) -> Assessment:
    """The third theme is complete at 2, with two answers that are don't know; of the first, one is answered."""
    third = ids(bundle, 2)
    answers: dict[str, Any] = {id: level(2) for id in third}
    answers[third[0]] = answers[third[4]] = {"dont_know": True}
    answers[ids(bundle, 0)[0]] = level(4)
    return made(bundle, answers)


def test_nothing_tells_of_a_theme_that_is_not_complete(
    form: Form, bundle: Bundle, questionnaire: Questionnaire
) -> None:
    """Every question of the first theme but one is answered at the top."""
    first = ids(bundle, 0)
    load(form, made(bundle, {id: level(4) for id in first[:-1]}))
    form.go("Results")
    further = form.page.locator("#m-further").inner_text()
    assert f"{questionnaire.themes[0].name}, 1 left: " in further
    assert further.count("Shown when the first theme is complete.") == 2
    for word in ("level lower", "would", "Level 4", "index", "Checked by"):
        assert word not in further, word
    assert not form.page.locator("#m-either").is_visible()


def test_ranges_are_shown_for_all_that_is_open(form: Form, bundle: Bundle, one_theme: Assessment) -> None:
    load(form, one_theme)
    form.go("Results")
    theme = score(bundle, one_theme)["themes"][2]
    assert theme["level"] and theme["index"]
    place = form.page.locator(f'.m-profile [data-theme="{theme["id"]}"]')
    assert place.locator('.m-theme-level [data-fill="level"]').inner_text() == f"Level {shown(theme['level'])}"
    notes = place.locator(".m-theme-notes").inner_text()
    assert f"Index {shown(theme['index']['shown'])}" in notes
    tally = theme["standards"]
    assert f"Minimum standards met: {shown({'low': tally['low'], 'high': tally['high']})} of {tally['of']}." in notes
    assert theme["level"]["low"] < theme["level"]["high"] and theme["standards"]["low"] < theme["standards"]["high"]
    for capability in theme["capabilities"]:
        assert capability["level"] and capability["index"]
        row = place.locator(f'tr[data-capability="{capability["id"]}"]')
        assert row.locator('[data-fill="level"] b').inner_text() == shown(capability["level"])
        assert row.locator('[data-fill="index"]').inner_text() == shown(capability["index"]["shown"])


def test_what_would_settle_most_leads_to_the_question(form: Form, one_theme: Assessment, bundle: Bundle) -> None:
    load(form, one_theme)
    form.go("Results")
    text = form.page.locator('[data-fill="open"]').inner_text()
    assert text.endswith("In complete themes 2 answers are “don't know”, so some figures are a range from low to high. "
                         "Once signed, each counts as level 0.")  # fmt: skip
    lines = form.page.locator('[data-fill="settling"] li')
    assert lines.count() == 2
    first = lines.first.inner_text()
    assert first.startswith("Answer MI1.1: the level of ") and first.endswith("Its minimum standard would be settled.")
    lines.first.get_by_role("link", name="MI1.1").click()
    expect(form.page.locator(f"#q-{ids(bundle, 2)[0]}")).to_be_visible()


def test_one_level_either_side_in_sentences(form: Form, bundle: Bundle, questionnaire: Questionnaire) -> None:
    third = ids(bundle, 2)
    load(form, made(bundle, {id: level(2) for id in third}))
    form.go("Results")
    name = questionnaire.themes[2].name
    tips = form.page.locator('[data-fill="tipping"] li').all_inner_texts()
    assert f"One level lower here would put {name} at level 1: MI1.1" in tips
    assert "One level lower here, and the minimum standard would be not met: MI1.1" in tips
    form.page.get_by_label("See this for one question").select_option(third[0])
    said = form.page.locator('[data-fill="either"]').inner_text()
    assert "One level lower: 1, Starting" in said
    assert f"{name} would go from level 2 to level 1." in said
    assert "Its minimum standard would go from met to not met." in said
    assert "One level higher: 3, Consistent\nNothing else would change." in said


# --- evidence --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "date", "warned"),
    [
        ("2026-11-20T12:00:00Z", "2024-11-20", False),
        ("2026-11-20T12:00:00Z", "2024-11-19", True),
        ("2020-02-29T12:00:00Z", "2018-03-01", False),
        ("2020-02-29T12:00:00Z", "2018-02-28", True),
        ("2018-06-01T12:00:00Z", "2017-01-01", False),
    ],
)
def test_old_evidence_is_told_to_the_day_of_the_answer(form: Form, at: str, date: str, warned: bool) -> None:
    """More than 24 months before the day that the answer is for: an old file is not scolded for the years since."""
    found = form.page.evaluate(
        """([at, date]) => {
          const place = document.querySelector('#q-pi-sponsor');
          const answer = { level: 2, at, evidence: [{ title: "A", date }] };
          Maturity.question.paint(place, answer, { id: "pi-sponsor", minimum: null });
          return place.querySelector(".m-dated").textContent;
        }""",
        [at, date],
    )
    assert ("24 months" in found) is warned


def test_evidence_goes_through_its_four_states(form: Form, bundle: Bundle) -> None:
    role = form.page.locator("#m-role")
    role.select_option("comms-lead")
    state = form.answer("pi-sponsor", 3).locator(".m-evidence-state")
    assert state.inner_text().startswith("Level 3 counts as 2 until evidence is named.")
    form.evidence("pi-sponsor", title="Minutes", owner="psd", date="2026-03-01", where="Shelf")
    assert state.inner_text() == "1 piece named."
    checked = form.page.locator("#q-pi-sponsor").get_by_label("Checked by")
    doubt = form.page.locator("#q-pi-sponsor .m-doubt")

    checked.select_option("second-role")
    assert "gave this answer." in doubt.inner_text()
    checked.select_option("")
    role.select_option("psd")
    checked.select_option("second-role")
    assert "owns this evidence." in doubt.inner_text()
    checked.select_option("")
    role.select_option("legal")
    checked.select_option("second-role")
    assert doubt.inner_text() == ""
    assert state.inner_text() == "1 piece named. 1 checked by a second role."

    form.about("kent-police", "2026")
    answer = json.loads(form.save()[1])["answers"]["pi-sponsor"]
    assert answer["evidence"][0]["checked"] == "second-role"
    assert answer["role"] == "comms-lead"  # who checks does not answer
    form.question("pi-sponsor").get_by_label("Checked by").select_option("critical-friend")
    assert state.inner_text() == "1 piece named. 1 checked by a critical friend."


def test_evidence_that_another_role_names_leaves_the_answer_whose_it_is(form: Form) -> None:
    form.about("kent-police", "2026")
    form.page.locator("#m-role").select_option("comms-lead")
    form.answer("pi-sponsor", 3)
    before = json.loads(form.save()[1])["answers"]["pi-sponsor"]
    form.page.locator("#m-role").select_option("psd")
    form.evidence("pi-sponsor", title="Minutes", owner="psd", date="2026-03-01")
    form.evidence("pi-sponsor", 2, title="Rota")
    form.question("pi-sponsor").get_by_role("button", name="Remove").last.click()
    evidence = {"title": "Minutes", "owner": "psd", "date": "2026-03-01"}
    assert json.loads(form.save()[1])["answers"]["pi-sponsor"] == before | {"evidence": [evidence]}
    form.answer("pi-sponsor", 2)
    said = json.loads(form.save()[1])["answers"]["pi-sponsor"]["said"]
    assert sorted(view["role"] for view in said) == ["comms-lead", "psd"], "both are kept"


def test_results_count_how_far_evidence_is_checked(form: Form, bundle: Bundle) -> None:
    third = ids(bundle, 2)
    answers = {id: level(2) for id in third}
    answers[third[0]] = {"level": 3}
    answers[third[1]] = level(2, evidence=[PIECE | {"checked": "second-role"}])
    answers[third[2]] = level(2, evidence=[PIECE, PIECE | {"checked": "critical-friend", "title": "B"}])
    load(form, made(bundle, answers))
    form.go("Results")
    row = form.page.locator('[data-fill="proof"] tr')
    assert row.locator("td").all_inner_texts() == ["1", str(len(third) - 3), "1", "1"]
    assert "level 3 counts as 2, because no evidence is named." in form.page.locator(".m-claims:visible").inner_text()


# --- hints -----------------------------------------------------------------------------------------------------


def test_hints_at_what_texts_should_not_hold(form: Form) -> None:
    """Each text of the table, typed as a whole into the comment."""
    comment = form.answer("pi-sponsor", 1).get_by_label("Comment")
    hint = form.page.locator("#q-pi-sponsor .m-more > .m-look")
    wrong = []
    for row in HINTS:
        comment.fill(row["text"])
        said = hint.inner_text()
        listed = " and ".join(row["hints"])
        warning = f"This may contain {listed}. Write roles, not names, and leave out case details."
        if said != (warning if listed else ""):
            wrong.append((row["text"], said))
    assert wrong == []


TOPS = """() => [...document.querySelectorAll('#q-pi-sponsor :is(input, select, textarea, button, legend, summary)')]
  .map((each) => each.getBoundingClientRect().top)"""


@pytest.mark.parametrize("width", [1366, 320])
def test_nothing_moves_while_somebody_types(open_form: Any, width: int) -> None:
    form = open_form(viewport={"width": width, "height": 900})
    form.open("#q-pi-sponsor")
    place = form.page.locator("#q-pi-sponsor")
    place.locator("label", has=form.page.locator('input[value="3"]')).click()
    place.get_by_role("button", name="Add evidence").click()
    title = place.get_by_label("Title of the document or record")
    title.focus()
    before = form.page.evaluate(TOPS)
    title.press_sequentially("PC Smith")
    comment = place.get_by_label("Comment")
    assert place.locator(".m-evidence-item .m-look").inner_text() != ""
    assert form.page.evaluate(TOPS) == pytest.approx(before, abs=0.9)  # less than a pixel is rounding
    comment.focus()
    field = comment.bounding_box()
    comment.press_sequentially("Ring 020 7946 0958")
    assert comment.bounding_box() == field


def test_one_total_of_questions_with_the_reason_for_each_left_out(form: Form, bundle: Bundle) -> None:
    """Three pages once had three totals (48, 47 and 46), and none said why."""
    railway = {"not_applicable": "We are railway police"}
    answers = levels(bundle, fi_youth_voice=railway, pi_funding={"dont_know": True})
    opened(form, whole(bundle, answers=answers), "Before you start")
    asked = "This force is asked 47 of the 48 questions in this edition."
    only = "Not asked, because only forces with Welsh, Gaelic or Irish language duties are asked: PI6.3."
    off, unknown = "Not applicable, so not counted: FI3.1.", (
        "“Don't know”, so not settled yet: PI1.2. Once signed, it counts as level 0, "
        "so figures that are a range fall to the lower one."
    )
    assert form.page.locator("#m-total p").all_inner_texts() == [asked, only]
    assert "47 of 47" in form.page.locator("#m-progress").inner_text()
    form.go("Results")
    assert form.page.locator('[data-figure="based_on"] dd').inner_text() == "45 of 47"
    assert form.page.locator("#p-results .m-total p").all_inner_texts() == [asked, only, off, unknown]
    based = form.page.locator('#p-results [data-fill="based"]').all_inner_texts()
    assert sum(int(each.split(" of ")[1].split()[0]) for each in based) == 47
    form.go("Sign-off")
    face = form.page.locator(".m-sheet-face").inner_text()
    assert "47 of 47 questions answered" in face and only in face
    assert off.replace("FI3.1", "FI3.1 (We are railway police)") in face
