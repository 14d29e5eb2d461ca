"""A profile as text: what a person reads in a terminal, and what a spreadsheet is given."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from maturity.cli import score_output
from maturity.records import Assessment, ThemeObstacles
from maturity.render import terminal
from maturity.render.edition import ScoringEdition, load_edition
from maturity.scoring.engine import score
from tests import ROOT


@pytest.fixture(scope="module")
def edition() -> ScoringEdition:
    return load_edition(ROOT / "questionnaire")


def an_assessment(edition: ScoringEdition, **changes: Any) -> Assessment:
    """Hertfordshire with every question at level 2 with evidence, but for the changes (question ids with _ for -)."""
    bundle = edition.bundle
    answers: dict[str, Any] = {
        question["id"]: {"level": 2, "evidence": [{"title": "Register"}]}
        for theme in bundle["themes"]
        for capability in theme["capabilities"]
        for question in capability["questions"]
        if question["condition"] is None
    }
    answers |= {name.replace("_", "-"): answer for name, answer in changes.items()}
    return {
        "format": "maturity-assessment/2",
        "edition": bundle["edition"],
        "force": "hertfordshire-constabulary",
        "period": "2026",
        "marking": "OFFICIAL-SENSITIVE",
        "answers": {name: answer for name, answer in answers.items() if answer is not None},
    }


def printed(edition: ScoringEdition, assessment: Assessment) -> str:
    return score_output.text("table", [(assessment, score(edition.bundle, assessment))], 1, edition, False)


# --- the table -------------------------------------------------------------------------------------------------


def test_page_begins_and_ends_with_the_marking(edition: ScoringEdition) -> None:
    lines = printed(edition, an_assessment(edition)).splitlines()
    assert lines[0] == lines[-1] == "OFFICIAL-SENSITIVE"
    assert lines[2] == "Hertfordshire Constabulary, 2026"


def test_without_a_marking_the_editions_own_is_printed(edition: ScoringEdition) -> None:
    assessment = an_assessment(edition)
    del assessment["marking"]
    assert printed(edition, assessment).splitlines()[0] == edition.texts["edition"]["marking"]


def test_reason_of_a_theme_is_said_in_words(edition: ScoringEdition) -> None:
    """Access to accounts has its minimum at level 3, so a force with 2 everywhere is held by that one standard."""
    text = " ".join(printed(edition, an_assessment(edition)).split())
    assert "Prioritise & Integrate: Held at level 1 by one minimum standard: PI4.1" in text
    assert "Minimum standards met:" in text


def test_open_answers_show_as_ranges(edition: ScoringEdition) -> None:
    page = printed(edition, an_assessment(edition, mi_post_purpose=None))
    line = next(line for line in page.splitlines() if line.startswith("Measure Impact "))
    assert "–" in line
    assert "7 of 8" in line


def test_claims_without_evidence_are_named(edition: ScoringEdition) -> None:
    page = printed(edition, an_assessment(edition, pi_sponsor={"level": 4}))
    assert "because no evidence is named: PI1.1" in page


def test_the_cheapest_steps_come_first(edition: ScoringEdition) -> None:
    """Evidence, then what nobody knew, then the advice in its order: what to do first, and how much more there is."""
    assessment = an_assessment(edition, pi_sponsor={"level": 2}, mi_post_purpose={"dont_know": True})
    lines, advice = printed(edition, assessment).splitlines(), score(edition.bundle, assessment)["advice"]
    named = "Name evidence for PI1.1 (Chief officer sponsor), if you have it: one minimum standard would be met today."
    first = lines.index(named)
    found = "Find out what nobody knew about MI1.1 (Communications lead): a minimum standard depends on it."
    assert lines[first + 2] == found
    names = [edition.texts["actions"][action["id"]]["name"] for action in advice["first"]]
    places = [
        next(n for n, line in enumerate(lines) if re.match(rf"{k} +{re.escape(name)}", line))
        for k, name in enumerate(names, 1)
    ]
    assert first + 2 < places[0] and places == [*range(places[0], places[0] + len(names))]
    assert any(str(len(advice["then"])) in line for line in lines[places[-1] :])
    asked = [edition.texts["interventions"][each["intervention"]]["name"] for each in advice["ask"]]
    assert [name for name in asked if any(name in line for line in lines[places[-1] :])] == asked[:5]


def test_a_dont_know_that_was_signed_is_told_apart(edition: ScoringEdition) -> None:
    assessment = an_assessment(edition, pi_sponsor={"dont_know": True})
    assert "Answered “don't know”\n" in printed(edition, assessment)
    assessment["sign_off"] = {"role": "sponsor", "date": "2026-11-20", "decision": "signed"}
    assert "Answered “don't know”, and signed\n" in printed(edition, assessment)


WORDS: dict[str, Any] = {
    "themes": {},
    "capabilities": {"c-one": {"code": "C1", "name": "One"}, "c-two": {"code": "C2", "name": "Two"}},
    "questions": {"q-one": {"code": "Q1"}},
    "standards": {"q-one": {"name": "locks", "text": "Every door is locked."}},
}
FREE: ThemeObstacles = {"next": None, "share": None, "behind": [], "standards": []}


def held(**parts: Any) -> ThemeObstacles:
    return {"next": 2, "share": None, "behind": [], "standards": [], **parts}  # type: ignore[typeddict-item]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (FREE, FREE, "Level 1, the highest."),
        (
            held(standards=["q-one"]),
            held(standards=["q-one"]),
            "Held at level 1 by one minimum standard: Q1 locks (not shown).",
        ),
        (
            held(behind=["c-two"]),
            held(behind=["c-two"]),
            "Held at level 1. Level 2 needs every capability at level 1 or above. Below it: C2 (Two).",
        ),
        (
            held(share={"have": 1, "need": 2, "of": 2, "short": ["c-one"]}),
            held(share={"have": 1, "need": 2, "of": 2, "short": ["c-one"]}),
            "Held at level 1. Level 2 needs 2 of 2 capabilities at that level, and 1 is. Below it: C1 (One).",
        ),
    ],
    ids=["nothing", "standard", "behind", "share"],
)
def test_reasons(low: ThemeObstacles, high: ThemeObstacles, said: str) -> None:
    names = terminal.Names(WORDS)
    assert terminal.theme_reason(low, high, {"low": 1, "high": 1}, names, {"q-one": "not_shown"}, 1) == said


def test_worst_and_best_are_told_apart() -> None:
    names = terminal.Names(WORDS)
    said = terminal.theme_reason(held(standards=["q-one"]), FREE, {"low": 1, "high": 4}, names, {"q-one": "open"}, 1)
    assert said.startswith("At worst: Held at level 1")
    assert said.endswith("At best: Level 4, the highest.")


def test_terminal_never_gets_a_control_character(edition: ScoringEdition, capsys: pytest.CaptureFixture[str]) -> None:
    assessment = an_assessment(edition)
    assessment["period"] = "20\x1b[2J26"
    assessment["marking"] = "OFF[red]ICIAL\u202e"
    terminal.print_tables(terminal.profile_parts(score(edition.bundle, assessment), assessment, edition.texts, 1))
    shown = capsys.readouterr().out
    assert "\x1b[2J" not in shown
    assert "\u202e" not in shown
    assert "OFF[red]ICIAL\\u202e" in shown
    assert "\\u001b[2J" in shown


# --- CSV -------------------------------------------------------------------------------------------------------


def rows(edition: ScoringEdition, sensitive: bool = False) -> list[dict[str, str]]:
    assessment = an_assessment(edition)
    whole = score_output.text("csv", [(assessment, score(edition.bundle, assessment))], 1, edition, sensitive)
    return list(csv.DictReader(io.StringIO(whole.removeprefix("\ufeff"))))


def test_csv_has_a_row_for_each_theme_capability_and_standard(edition: ScoringEdition) -> None:
    parts = [row["part"] for row in rows(edition, sensitive=True)]
    capabilities = sum(len(theme["capabilities"]) for theme in edition.bundle["themes"])
    assert parts.count("theme") == len(edition.bundle["themes"])
    assert parts.count("capability") == capabilities
    profile = score(edition.bundle, an_assessment(edition))
    assert parts.count("standard") == len(profile["standards"])
    assert {row["marking"] for row in rows(edition)} == {"OFFICIAL-SENSITIVE"}


def test_csv_says_its_edition_as_text(edition: ScoringEdition) -> None:
    """The version alone would be read as a number, and 2026.20 as 2026.2."""
    assert {row["edition"] for row in rows(edition)} == {"police-social-media 2026.2"}


def test_standards_of_sensitive_questions_are_left_out_of_routine_exports(edition: ScoringEdition) -> None:
    hidden = {"pi-account-access", "pi-account-recovery", "account-security"}
    assert not hidden & {row["id"] for row in rows(edition)}
    assert hidden <= {row["id"] for row in rows(edition, sensitive=True)} | {"pi-account-recovery"}


def test_what_is_left_out_cannot_be_worked_out_from_the_theme_either(edition: ScoringEdition) -> None:
    """With every other capability's index and every other standard in the file, the theme's would give them away."""
    blank = ("index_low", "index_high", "met_low", "met_high", "met_of")
    themes = {row["code"]: row for row in rows(edition) if row["part"] == "theme"}
    assert [themes["PI"][column] for column in blank] == [""] * 5
    assert themes["PI"]["level_low"] == "1"
    assert all(themes[code][column] for code in ("DC", "MI", "FI") for column in blank)
    whole = next(row for row in rows(edition, sensitive=True) if row["code"] == "PI")
    assert all(whole[column] for column in blank)


def test_an_export_says_exactly_what_it_leaves_out(edition: ScoringEdition) -> None:
    assert score_output.left_out("score", *edition).startswith(
        "Left out: PI4, PI4.1, PI4.2. The index of Prioritise & Integrate and its count of standards would "
    )
    assert score_output.left_out("compare", *edition).startswith("Left out for each force: PI4. ")
    plain = {**edition.bundle, "themes": edition.bundle["themes"][1:]}
    assert score_output.left_out("score", plain, edition.texts) == ""  # type: ignore[arg-type]
