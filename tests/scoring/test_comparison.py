"""The comparison: alphabetical, counts and lower middles, and nothing that ranks."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from maturity.questionnaire.periods import period_key
from maturity.records import Bundle, Profile
from maturity.render import comparison_page, terminal
from maturity.render import csv_tables as text
from maturity.render.form import web
from maturity.scoring import comparison as module
from maturity.scoring.comparison import compare, compare_periods
from maturity.scoring.engine import score
from tests import TINY

NAMES = {"hill-kitchen": "Hill Kitchen", "mill-kitchen": "Mill Kitchen", "old-mill-kitchen": "Årstad Kitchen"}


@pytest.fixture(scope="module")
def tiny() -> Questionnaire:
    return load_questionnaire(TINY)


@pytest.fixture(scope="module")
def bundle(tiny: Questionnaire) -> Bundle:
    return compile_bundle(tiny)


def profile(bundle: Bundle, force: str, period: str = "2026", signed: bool = False, **levels: Any) -> Profile:
    """A profile from levels by question id (with _ for -); `None` for don't know. A level has evidence."""
    answers: dict[str, Any] = {}
    for name, level in levels.items():
        given = {"dont_know": True} if level is None else {"level": level, "evidence": [{"title": "x"}]}
        answers[name.replace("_", "-")] = given
    record: Any = {"edition": bundle["edition"], "force": force, "period": period, "answers": answers}
    if signed:
        record["sign_off"] = {"role": "host", "date": "2026-11-20", "decision": "signed"}
    return score(bundle, record)


def everything(level: int) -> dict[str, Any]:
    return dict.fromkeys(("f_fridge", "f_allergies", "f_weighing", "f_garden", "p_leaflet", "p_keys"), level)


# --- the record ------------------------------------------------------------------------------------------------


def test_forces_are_in_the_order_of_their_names_whatever_their_results(bundle: Bundle) -> None:
    profiles = [
        profile(bundle, "mill-kitchen", **everything(2)),
        profile(bundle, "hill-kitchen", **everything(0)),
        profile(bundle, "example-kitchen", **everything(1)),
    ]
    names = {**NAMES, "example-kitchen": "allotment kitchen"}
    made = compare(bundle, profiles, names, ["example-kitchen"])
    assert [(row["name"], row["invented"]) for row in made["forces"]] == [
        ("allotment kitchen", True),
        ("Hill Kitchen", False),
        ("Mill Kitchen", False),
    ]


def test_the_middle_of_an_even_number_is_the_lower_one(bundle: Bundle) -> None:
    forces = ("hill-kitchen", "mill-kitchen", "old-mill-kitchen", "example-kitchen")
    profiles = [profile(bundle, force, **everything(level)) for force, level in zip(forces, (0, 1, 2, 2), strict=True)]
    counts = {row["id"]: row for row in compare(bundle, profiles, NAMES)["capability_counts"]}
    assert counts["safe-food"] == {"id": "safe-food", "counts": [1, 1, 2], "open": 0, "middle": 1}


def test_open_levels_are_counted_apart(bundle: Bundle) -> None:
    profiles = [
        profile(bundle, "hill-kitchen", f_fridge=1),
        profile(bundle, "mill-kitchen", f_fridge=2, f_allergies=2),
    ]
    made = compare(bundle, profiles, NAMES)
    counts = made["capability_counts"][0]
    assert counts == {"id": "safe-food", "counts": [0, 0, 1], "open": 1, "middle": 2}
    assert made["forces"][0]["levels"][0] == {"low": 0, "high": 1}
    everyone_open = compare(bundle, profiles[:1], NAMES)["capability_counts"][0]
    assert everyone_open == {"id": "safe-food", "counts": [0, 0, 0], "open": 1, "middle": None}


def test_each_forces_latest_or_one_period(bundle: Bundle) -> None:
    profiles = [
        profile(bundle, "hill-kitchen", "2026", **everything(1)),
        profile(bundle, "hill-kitchen", "2025", **everything(0)),
        profile(bundle, "mill-kitchen", "2025", **everything(0)),
    ]
    latest, newer, older = compare_periods(bundle, profiles, NAMES)
    assert [row["period"] for row in latest["forces"]] == ["2026", "2025"]
    assert [latest["period"], newer["period"], older["period"]] == [None, "2026", "2025"]
    assert [row["force"] for row in newer["forces"]] == ["hill-kitchen"]
    assert [row["force"] for row in older["forces"]] == ["hill-kitchen", "mill-kitchen"]


def test_a_force_that_ended_has_no_row_where_the_latest_of_each_is_meant(bundle: Bundle) -> None:
    profiles = [
        profile(bundle, "old-mill-kitchen", "2025", **everything(0)),
        profile(bundle, "mill-kitchen", "2026", **everything(2)),
    ]
    latest, newer, older = compare_periods(bundle, profiles, NAMES, gone={"old-mill-kitchen"})
    assert [row["force"] for row in latest["forces"]] == ["mill-kitchen"]
    assert latest["capability_counts"][0]["counts"] == [0, 0, 1]
    assert [[row["force"] for row in each["forces"]] for each in (newer, older)] == [
        ["mill-kitchen"],
        ["old-mill-kitchen"],
    ]


def test_invented_forces_have_rows_and_are_not_counted_with_real_ones(bundle: Bundle) -> None:
    real, other = profile(bundle, "hill-kitchen", **everything(1)), profile(bundle, "example-kitchen", **everything(2))
    both = compare(bundle, [real, other], NAMES, ["example-kitchen"])
    assert [row["force"] for row in both["forces"]] == ["example-kitchen", "hill-kitchen"]
    assert both["capability_counts"][0]["counts"] == [0, 1, 0]
    assert both["standard_counts"][0]["met"] == 1
    alone = compare(bundle, [other], NAMES, ["example-kitchen"])
    assert alone["capability_counts"][0]["counts"] == [0, 0, 1]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("2025", "2026"), ("2025/26", "2026/27"), ("2026 Q2", "2026 Q4"), ("2026-04", "2026-10"), ("trial", "2025")],
)
def test_periods_follow_each_other(earlier: str, later: str) -> None:
    assert period_key(earlier) < period_key(later)


def test_standards_of_questions_that_are_not_asked_do_not_apply(bundle: Bundle) -> None:
    profiles = [
        profile(bundle, "hill-kitchen", f_fridge=1, f_allergies=None),
        profile(bundle, "mill-kitchen", signed=True, f_fridge=0, f_allergies=None),
    ]
    counts = {row["question"]: row for row in compare(bundle, profiles, NAMES)["standard_counts"]}
    fridge = counts["f-fridge"]
    assert (fridge["met"], fridge["not_met"], fridge["open"]) == (1, 1, 0)
    for row in counts.values():
        assert sum(value for key, value in row.items() if isinstance(value, int)) == len(profiles)


def test_no_function_ranks_or_averages() -> None:
    names = {name for name, _ in inspect.getmembers(module, inspect.isfunction)}
    assert not [name for name in names if re.search("rank|best|worst|mean|average|top|score", name)]
    assert not re.search(r"\bmean\b|\bstatistics\b|\bmax\(|\bmin\(", inspect.getsource(module))


# --- as text ---------------------------------------------------------------------------------------------------

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\r\n=1", "\n=1", "＝1+1", "＋1", "－1", "＠SUM(A1)"]


@pytest.mark.parametrize("value", HOSTILE)
def test_no_cell_is_a_formula(value: str) -> None:
    line = text.csv_text(["a"], [{"a": value}]).partition("\r\n")[2]
    assert line.strip('"').startswith("'")
    assert "\n=" not in line
    assert "\t" not in line


def test_the_form_marks_the_same_cells() -> None:
    """The form writes CSV by itself. Whatever a cell starts with, both languages mark it, or neither does."""
    written = re.search(r"/(\^\[.+?\])/\.test\(text\)", web("exports.js"))
    assert written is not None
    starts = re.compile(written[1])
    assert [chr(n) for n in range(0x10000) if starts.match(chr(n))] == sorted(text.FORMULA_STARTS)


def test_edition_of_a_table_is_no_number_for_any_program() -> None:
    """pandas, Excel and Power BI read 2026.10 as the number 2026.1, which is another edition."""
    with pytest.raises(ValueError):
        float(text.edition_text("kitchens", "2026.10"))
    assert text.edition_text("kitchens", "2026.10").endswith(" 2026.10")


def test_figures_stay_figures_and_truths_are_words() -> None:
    assert text.csv_text(["a", "b", "c", "d"], [{"a": 0, "b": True, "c": False}]).endswith("\r\n0,yes,no,\r\n")


def test_three_tables_of_the_comparison(tiny: Questionnaire, bundle: Bundle) -> None:
    from maturity.render.phrases import texts

    profiles = [profile(bundle, "hill-kitchen", **everything(1)), profile(bundle, "mill-kitchen", f_fridge=1)]
    tables = text.comparison_csv([compare(bundle, profiles, NAMES)], texts(tiny))
    assert list(tables) == ["levels", "counts", "standards"]
    lines = tables["levels"].removeprefix("\ufeff").splitlines()
    assert lines[0].startswith("force,name,invented,period")
    assert "hill-kitchen,Hill Kitchen,no,2026,no,yes,capability,safe-food,F1,Safe food,1,1" in lines
    assert "mill-kitchen,Mill Kitchen,no,2026,no,no,capability,safe-food,F1,Safe food,0,1" in lines
    assert "latest,capability,safe-food,F1,Safe food,open,1" in tables["counts"].splitlines()
    assert [line.rpartition(",met,")[2] for line in tables["standards"].splitlines() if ",met," in line] == ["2", "0"]


# --- sensitive questions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["html", "json", "csv"])
@pytest.mark.parametrize("everything_asked_for", [False, True], ids=["routine", "everything"])
def test_no_force_has_its_level_where_a_question_is_sensitive(
    tiny: Questionnaire, bundle: Bundle, kind: str, everything_asked_for: bool
) -> None:
    """Who keeps keys badly is for nobody to read in a list. How many do is a figure over all forces, and stays."""
    from maturity.render.edition import ScoringEdition
    from maturity.render.phrases import texts

    profiles = [profile(bundle, "hill-kitchen", **everything(1)), profile(bundle, "mill-kitchen", **everything(2))]
    edition = ScoringEdition(bundle, texts(tiny))
    made = comparison_page.comparison_files(kind, tiny, edition, profiles, [], None, everything_asked_for)
    if kind == "csv":
        levels, counts = made["comparison-levels.csv"], made["comparison-counts.csv"]
        assert (",capability,everyone-hears," in levels) == everything_asked_for
        assert ",capability,safe-food," in levels
        assert "latest,capability,everyone-hears,P1,Everyone hears,2,1" in counts
        return
    text = next(iter(made.values()))
    if kind == "html":
        found = re.search(r'class="maturity-comparison">(.*?)</script>', text, re.DOTALL)
        assert found is not None
        assert ("Left out for each force" in text) == (not everything_asked_for)
        text = json.dumps(json.loads(found[1])[0])
    record = json.loads(text)
    place = record["capabilities"].index("everyone-hears")
    shown = [row["levels"][place] is not None for row in record["forces"]]
    assert shown == [everything_asked_for] * 2
    assert all(row["levels"][0] for row in record["forces"])
    assert sum(record["capability_counts"][place]["counts"]) == 2


# --- on a page -------------------------------------------------------------------------------------------------


def page_of(tiny: Questionnaire, bundle: Bundle, folder: Path) -> str:
    profiles = [
        profile(bundle, "mill-kitchen", "2026", **{k: v for k, v in everything(2).items() if k != "f_garden"}),
        profile(bundle, "hill-kitchen", "2026", f_fridge=1),
        profile(bundle, "hill-kitchen", "2025", signed=True, **everything(0)),
        profile(bundle, "example-kitchen", "2025", **everything(1)),
    ]
    names = {**NAMES, "example-kitchen": "</script><script>alert(1)</script>"}
    made = compare_periods(bundle, profiles, names, ["example-kitchen"])
    (folder / "c.html").write_text(comparison_page.comparison_page(tiny, made, "PUBLIC <b>"), encoding="utf-8")
    return (folder / "c.html").as_uri()


def rows(page: Page) -> list[list[str]]:
    return [
        [" ".join(cell.split()) for cell in row.locator("th, td").all_inner_texts()]
        for row in page.locator(".m-heat tbody tr").all()
    ]


@pytest.mark.browser
def test_page_shows_levels_ranges_and_counts(page: Page, tiny: Questionnaire, bundle: Bundle, tmp_path: Path) -> None:
    page.goto(page_of(tiny, bundle, tmp_path))
    shown = rows(page)
    assert [row[0].split(" 20")[0] for row in shown] == [
        "</script><script>alert(1)</script>",
        "Hill Kitchen",
        "Mill Kitchen",
    ]
    assert shown[1][1] == "0–1"
    assert page.locator(".m-heat td.m-open").count() > 0
    counts = page.locator('[data-capability="safe-food"] td').all_inner_texts()
    assert counts == ["0", "0", "1", "1", "2"]
    assert page.locator('[data-fill="few"]').is_visible()
    assert page.locator('[data-fill="complete"]').inner_text().startswith("0 of 2")


@pytest.mark.browser
def test_a_period_can_be_chosen_and_rows_hidden(
    page: Page, tiny: Questionnaire, bundle: Bundle, tmp_path: Path
) -> None:
    page.goto(page_of(tiny, bundle, tmp_path))
    page.get_by_label("Period").select_option("2025")
    assert [row[0].split(" not")[0] for row in rows(page)] == ["</script><script>alert(1)</script>", "Hill Kitchen"]
    before = page.locator(".m-counts").first.inner_text()
    page.get_by_label("Show").select_option("Kitchens in halls (The network's list, 1 January 2026)")
    assert [row[0] for row in rows(page)] == ["Hill Kitchen"]
    assert page.locator(".m-counts").first.inner_text() == before
    assert page.get_by_role("status").inner_text() == "Forces shown: 1."


def test_groups_of_one_name_stay_two_and_have_the_force_that_they_belong_to(
    tiny: Questionnaire, bundle: Bundle
) -> None:
    (halls,) = tiny.forces.peer_groups
    around = halls.model_copy(update={"id": "around", "centre": "hill-kitchen", "members": ("mill-kitchen",)})
    other = halls.model_copy(update={"id": "nobody", "members": ("old-mill-kitchen",)})
    forces = tiny.forces.model_copy(update={"peer_groups": (halls, around, other)})
    q = tiny.model_copy(update={"forces": forces})
    made = compare(bundle, [profile(bundle, force) for force in ("hill-kitchen", "mill-kitchen")], NAMES)
    offered = re.findall(
        r'<option value="([^"]+)">(Kitchens in halls[^<]*)', comparison_page.comparison_html(q, [made])
    )
    called = "Kitchens in halls (The network&#39;s list, 1 January 2026)"
    assert offered == [("hill-kitchen mill-kitchen", called)] * 2


@pytest.mark.browser
def test_heat_map_scrolls_by_keyboard_and_prints_its_colours(
    page: Page, tiny: Questionnaire, bundle: Bundle, tmp_path: Path
) -> None:
    page.goto(page_of(tiny, bundle, tmp_path))
    region = page.get_by_role("region", name="Table of levels, scrolls sideways")
    region.focus()
    assert region.evaluate("element => element === document.activeElement")
    heads = page.locator(".m-heat thead th").evaluate_all("heads => heads.map(head => head.scope)")
    assert set(heads) == {"col", "colgroup"}
    cell = page.locator(".m-heat td.m-step-4").first
    assert cell.evaluate("cell => getComputedStyle(cell).printColorAdjust") == "exact"
    assert page.locator(".m-marking").first.inner_text() == "PUBLIC <b>"


def test_record_is_json_that_reads_back(bundle: Bundle) -> None:
    made = compare(bundle, [profile(bundle, "hill-kitchen", f_fridge=1)], NAMES)
    assert json.loads(text.to_json(made)) == made
    assert terminal.WIDTH > 80


# --- more forces than anyone reads -------------------------------------------------------------------------------


@pytest.mark.browser
def test_many_forces_are_counted_and_not_listed(
    page: Page, tiny: Questionnaire, bundle: Bundle, tmp_path: Path
) -> None:
    """Counts with shades take the place of rows, and say where the rows are."""
    ids = [f"made-{n:03}" for n in range(comparison_page.MOST_ROWS + 1)]
    profiles = [profile(bundle, force, **everything(n % 3)) for n, force in enumerate(ids)]
    made = compare_periods(bundle, profiles, {})
    (tmp_path / "c.html").write_text(comparison_page.comparison_page(tiny, made, "PUBLIC"), encoding="utf-8")
    assert not [force for force in ids if force in (tmp_path / "c.html").read_text(encoding="utf-8")]
    page.goto((tmp_path / "c.html").as_uri())
    assert page.locator(".m-heat").count() == 0
    assert "There are 101 forces here" in page.locator(".m-comparison").inner_text()
    cells = page.locator('[data-capability="safe-food"] td')
    assert cells.all_inner_texts() == ["34", "34", "33", "0", "1"]
    assert [cells.nth(n).get_attribute("class") for n in (0, 3)] == ["m-cell m-step-1", "m-cell m-step-0"]


def test_as_many_forces_as_can_be_read_have_a_row_each(tiny: Questionnaire, bundle: Bundle) -> None:
    profiles = [profile(bundle, f"made-{n:03}", **everything(1)) for n in range(comparison_page.MOST_ROWS)]
    body = comparison_page.comparison_html(tiny, compare_periods(bundle, profiles, {}))
    assert "made-099" in body and "m-heat" in body


def test_a_row_for_each_of_many_is_in_the_csv(tiny: Questionnaire, bundle: Bundle) -> None:
    from maturity.render.edition import ScoringEdition
    from maturity.render.phrases import texts

    ids = [f"made-{n:03}" for n in range(comparison_page.MOST_ROWS + 1)]
    profiles = [profile(bundle, force, **everything(1)) for force in ids]
    made = comparison_page.comparison_files("html", tiny, ScoringEdition(bundle, texts(tiny)), profiles, [], None)
    assert list(made) == ["comparison.html", comparison_page.LEVELS_FILE]
    assert {line.split(",")[0] for line in made[comparison_page.LEVELS_FILE].splitlines()[1:]} == {*ids}
