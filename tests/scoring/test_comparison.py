"""The comparison: alphabetical, period by period, and nothing that ranks."""

from __future__ import annotations

import csv
import inspect
import io
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from maturity.national.statistics import spread
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from maturity.questionnaire.periods import period_key
from maturity.records import Bundle, Profile
from maturity.render import comparison_page
from maturity.render import csv_tables as text
from maturity.render.form import web
from maturity.scoring import comparison as module
from maturity.scoring.comparison import compare
from maturity.scoring.engine import score
from tests import ROOT, TINY

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


def test_each_force_has_a_result_or_none_for_each_period_the_latest_first(bundle: Bundle) -> None:
    profiles = [
        profile(bundle, "hill-kitchen", "2026", f_fridge=1),
        profile(bundle, "hill-kitchen", "2025", signed=True, **everything(0)),
        profile(bundle, "mill-kitchen", "2025", **everything(0)),
    ]
    made = compare(bundle, profiles, NAMES)
    assert made["periods"] == ["2026", "2025"]
    (newer, older), (nothing, _) = (row["results"] for row in made["forces"])
    assert newer and older and nothing is None
    assert newer["levels"]["safe-food"] == {"low": 0, "high": 1}
    assert [(one["signed"], one["whole"]) for one in (newer, older)] == [(False, False), (True, True)]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("2025", "2026"), ("2025/26", "2026/27"), ("2026 Q2", "2026 Q4"), ("2026-04", "2026-10"), ("trial", "2025")],
)
def test_periods_follow_each_other(earlier: str, later: str) -> None:
    assert period_key(earlier) < period_key(later)


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


def test_figures_stay_figures_and_truths_are_true_or_false() -> None:
    assert text.csv_text(["a", "b", "c", "d"], [{"a": 0, "b": True, "c": False}]).endswith("\r\n0,true,false,\r\n")


# --- one tidy table ------------------------------------------------------------------------------------------------


def scored(bundle: Bundle, *profiles: Profile) -> list[comparison_page.Scored]:
    """With the assessments that they could be of, as far as the table needs them."""
    whole: Any = {"format": "maturity-assessment/2", "edition": bundle["edition"], "answers": {}}
    return [(whole | {"force": one["force"], "period": one["period"]}, one) for one in profiles]


def columns_that_are_stated() -> dict[str, str]:
    """The type of each column of the comparison, as docs/commands.md states it."""
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8").partition("## The table of a comparison")[2]
    lines = text.partition("## Make")[0].splitlines()
    rows = [line.split("|")[1:3] for line in lines if line.startswith("| `")]
    return {name: kind.strip() for names, kind in rows for name in re.findall("`(.*?)`", names)}


TRUTHS = {"true": True, "false": False}
READ: dict[str, Callable[[str], Any]] = {"text": str, "whole number": int, "true or false": TRUTHS.__getitem__}


def test_table_has_the_columns_and_types_that_are_stated(tiny: Questionnaire, bundle: Bundle) -> None:
    """A row for each force, period and measure; each cell is empty or of its column's type; JSON has the same."""
    profiles = [
        profile(bundle, "mill-kitchen", f_fridge=1),
        *(profile(bundle, "hill-kitchen", period, signed=True, **everything(1)) for period in ("2026", "2025")),
    ]
    stated = columns_that_are_stated()
    whole = scored(bundle, *profiles)
    table = comparison_page.comparison_files("csv", tiny, bundle, whole, "")["comparison.csv"]
    rows = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))
    assert rows.fieldnames == [*stated]
    typed = [{name: READ[stated[name]](cell) if cell else None for name, cell in row.items()} for row in rows]
    assert typed == json.loads(comparison_page.comparison_files("json", tiny, bundle, whole, "")["comparison.json"])
    assert len({(row["force"], row["period"], row["part"], row["id"]) for row in typed}) == len(typed)
    order = [(row["name"], row["period"]) for row in typed]
    assert [*dict.fromkeys(order)] == [("Hill Kitchen", "2025"), ("Hill Kitchen", "2026"), ("Mill Kitchen", "2026")]
    (food,) = [row for row in typed if (row["force"], row["id"]) == ("mill-kitchen", "safe-food")]
    assert (food["level_low"], food["level_high"], food["signed"], food["region"]) == (0, 1, False, "South")
    assert {row["status"] for row in typed if row["part"] == "standard"} >= {"met", "open"}


def test_group_of_the_table_is_that_of_the_division(tiny: Questionnaire, bundle: Bundle) -> None:
    one = profile(bundle, "hill-kitchen", **everything(1))
    (halls,) = tiny.forces.peer_groups
    for division, expected in ((None, None), (halls.kind, halls.name)):
        q = tiny.model_copy(update={"forces": tiny.forces.model_copy(update={"division": division})})
        rows = comparison_page.comparison_rows(q, bundle, scored(bundle, one))
        assert {row["group"] for row in rows} == {expected}


# --- sensitive questions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["html", "json", "csv"])
@pytest.mark.parametrize("asked_for", [False, True], ids=["routine", "everything"])
def test_no_force_has_its_level_where_a_question_is_sensitive(
    tiny: Questionnaire, bundle: Bundle, kind: str, asked_for: bool
) -> None:
    """Who keeps keys badly is for nobody to read in a list."""
    whole = scored(bundle, profile(bundle, "hill-kitchen", **everything(1)))
    (made,) = comparison_page.comparison_files(kind, tiny, bundle, whole, "", asked_for).values()
    assert "safe-food" in made
    assert ("everyone-hears" in made) == asked_for
    if kind == "html":
        assert ("Left out for each force" in made) != asked_for


# --- on a page -------------------------------------------------------------------------------------------------


def page_of(tiny: Questionnaire, bundle: Bundle, folder: Path) -> str:
    profiles = [
        profile(bundle, "mill-kitchen", "2026", **{k: v for k, v in everything(2).items() if k != "f_garden"}),
        profile(bundle, "hill-kitchen", "2026", f_fridge=1),
        profile(bundle, "hill-kitchen", "2025", signed=True, **everything(0)),
        profile(bundle, "example-kitchen", "2025", **everything(1)),
    ]
    (example,) = tiny.forces.invented
    hostile = example.model_copy(update={"name": "</script><script>alert(1)</script>"})
    q = tiny.model_copy(update={"forces": tiny.forces.model_copy(update={"invented": (hostile,)})})
    made = comparison_page.comparison_files("html", q, bundle, scored(bundle, *profiles), "PUBLIC <b>")
    (folder / "c.html").write_text(made["comparison.html"], encoding="utf-8")
    return (folder / "c.html").as_uri()


HALLS = "Kitchens in halls (The network's list, 1 January 2026)"


def drawn(page: Page) -> None:
    """The page is drawn part by part."""
    page.locator('.m-comparison[aria-busy="false"]').wait_for()


def rows(page: Page, table: str) -> list[list[str]]:
    drawn(page)
    return [
        [" ".join(cell.split()) for cell in row.locator("th, td").all_text_contents()]
        for row in page.locator(f"{table} tr").all()
    ]


def names(found: list[list[str]]) -> list[str]:
    """The forces of these rows, without the star of an assessment that is not signed."""
    return [row[0].partition("*")[0] for row in found]


@pytest.mark.browser
def test_two_periods_are_in_one_cell_where_they_differ(
    page: Page, tiny: Questionnaire, bundle: Bundle, tmp_path: Path
) -> None:
    page.goto(page_of(tiny, bundle, tmp_path))
    found = rows(page, '[data-fill="rows"]')
    assert names(found) == ["</script><script>alert(1)</script>", "Hill Kitchen", "Mill Kitchen"]
    columns = page.locator("[data-column]").evaluate_all("all => all.map(each => each.dataset.column)")
    place = columns.index("safe-food") + 1
    assert [row[place] for row in found] == ["1, then –", "0, then 0–1", "–, then 2"]
    page.get_by_label("Other period").select_option("None")
    assert [row[place] for row in rows(page, '[data-fill="rows"]')] == ["0–1", "2"]
    assert page.get_by_role("status").inner_text() == (
        "All forces (2), 2026. 0 of 2 assessments for 2026 are signed and complete."
    )
    assert page.locator(".m-marking").first.inner_text() == "PUBLIC <b>"


@pytest.mark.browser
def test_choosing_a_group_shows_only_it(page: Page, tiny: Questionnaire, bundle: Bundle, tmp_path: Path) -> None:
    page.goto(page_of(tiny, bundle, tmp_path))
    counts = '[data-counts="safe-food"]'
    assert rows(page, counts) == [
        ["F1 Safe food", "2025", "1", "0", "0", "0", "–", "–"],
        ["F1 Safe food", "2026", "0", "0", "1", "1", "–", "–"],
    ]
    page.get_by_label("Forces", exact=True).select_option("North")
    assert names(rows(page, '[data-fill="rows"]')) == ["</script><script>alert(1)</script>", "Hill Kitchen"]
    assert page.get_by_label("One force", exact=True).locator("option").count() == 3
    assert rows(page, counts)[1][2:] == ["0", "0", "0", "1", "–", "–"]
    assert page.get_by_role("status").inner_text() == (
        "North (2), 2026 beside 2025. 0 of 1 assessments for 2026 are signed and complete. "
        "Invented forces are not counted with real ones."
    )


@pytest.mark.browser
def test_a_force_is_shown_beside_the_middle_of_its_group(
    page: Page, tiny: Questionnaire, bundle: Bundle, tmp_path: Path
) -> None:
    page.goto(page_of(tiny, bundle, tmp_path))
    row = page.locator('[data-beside="safe-food"]')
    assert row.locator(".m-own").is_hidden()
    page.get_by_label("One force", exact=True).select_option("Mill Kitchen")
    drawn(page)
    assert page.get_by_role("heading", name="Mill Kitchen beside these forces").is_visible()
    assert [" ".join(cell.split()) for cell in row.locator("td").all_text_contents()] == ["", "–, then 2", "–", "–"]
    assert row.locator("i").evaluate_all("all => all.map(i => i.className.trim())")[-1] == "m-strip__own"
    assert page.locator(".m-chosen th").inner_text().startswith("Mill Kitchen")


@pytest.mark.browser
@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 8, 11, 48])
def test_spread_is_that_of_the_national_figures(
    page: Page, tiny: Questionnaire, bundle: Bundle, tmp_path: Path, size: int
) -> None:
    """The script works out a middle and a spread for the group that is chosen: the same as `spread` does. Of
    one or two forces it shows none: that would be what one of them said."""
    r = random.Random(size)
    levels = [r.randrange(3) for _ in range(size)]
    whole = scored(bundle, *(profile(bundle, f"made-{n}", **everything(level)) for n, level in enumerate(levels)))
    made = comparison_page.comparison_files("html", tiny, bundle, whole, "PUBLIC")
    (tmp_path / "c.html").write_text(made["comparison.html"], encoding="utf-8")
    page.goto((tmp_path / "c.html").as_uri())
    found = spread(levels)
    assert found is not None
    half = str(found.low) if found.low == found.high else f"{found.low}–{found.high}"
    counts = [str(levels.count(level)) for level in range(3)]
    shown = [str(found.middle), half] if size > 2 else ["–", "–"]
    assert rows(page, '[data-counts="safe-food"]')[0][2:] == [*counts, "0", *shown]
    assert page.locator('[data-beside="safe-food"] .m-strip__middle').count() == (size > 2)


def groups_offered(page: str) -> list[tuple[str, list[int]]]:
    found = re.search(r'class="maturity-comparison">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return [(each["name"], each["forces"]) for each in json.loads(found[1])["groups"]]


def test_groups_of_one_name_stay_two_and_have_the_force_that_they_belong_to(
    tiny: Questionnaire, bundle: Bundle
) -> None:
    (halls,) = tiny.forces.peer_groups
    around = halls.model_copy(update={"id": "around", "centre": "hill-kitchen", "members": ("mill-kitchen",)})
    other = halls.model_copy(update={"id": "nobody", "members": ("old-mill-kitchen",)})
    forces = tiny.forces.model_copy(update={"peer_groups": (halls, around, other)})
    q = tiny.model_copy(update={"forces": forces})
    profiles = [profile(bundle, force) for force in ("hill-kitchen", "mill-kitchen", "example-kitchen")]
    offered = groups_offered(comparison_page.comparison_html(q, bundle, profiles))
    assert [its for name, its in offered if name == HALLS] == [[1, 2], [1, 2]]


@pytest.mark.parametrize(
    ("forces", "agreed", "says"),
    [
        (["example-kitchen"], False, "These forces are invented."),
        (["example-kitchen"], True, "These forces are invented."),
        (["example-kitchen", "hill-kitchen"], False, "not for publication"),
        (["hill-kitchen"], True, "have agreed to be named"),
    ],
)
def test_page_says_for_whom_it_is(
    tiny: Questionnaire, bundle: Bundle, forces: list[str], agreed: bool, says: str
) -> None:
    page = comparison_page.comparison_html(tiny, bundle, [profile(bundle, force) for force in forces], agreed=agreed)
    sentences = ["These forces are invented.", "not for publication", "have agreed to be named"]
    assert [each for each in sentences if each in page] == [says]


@pytest.mark.browser
def test_heat_map_scrolls_by_keyboard_and_prints_its_colours(
    page: Page, tiny: Questionnaire, bundle: Bundle, tmp_path: Path
) -> None:
    page.goto(page_of(tiny, bundle, tmp_path))
    region = page.get_by_role("region", name="Table of levels, scrolls both ways")
    region.focus()
    assert region.evaluate("element => element === document.activeElement")
    heads = page.locator(".m-heat thead th").evaluate_all("heads => heads.map(head => head.scope)")
    assert set(heads) == {"col", "colgroup"}
    cell = page.locator(".m-heat .m-step-4").first
    assert cell.evaluate("cell => getComputedStyle(cell).printColorAdjust") == "exact"
