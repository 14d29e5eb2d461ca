"""The national picture: who is counted, what leaves the national team, and that a public site names no real force."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from benchmarks import population
from maturity.assessment.files import find_files, read_files
from maturity.assessment.reader import write_text
from maturity.cli.main import main
from maturity.errors import MaturityError
from maturity.national import intake, open_data, release, report
from maturity.national.disclosure.decisions import policy_of
from maturity.national.published import Publication
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.forces import day_in_period, forces_on
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.loader import load_publishing, load_questionnaire
from maturity.questionnaire.model import Force, PeerGroup, Questionnaire
from maturity.records import Assessment, Bundle
from maturity.render.output import MARK
from maturity.site import pages
from maturity.site.build import load_site, plugin_of
from tests import ROOT, TINY
from tests.support.hostile import hostile
from tests.support.html import Seen, flat
from tests.support.returns import all_returned, returned

CANARY = "Canary in a comment"


@pytest.fixture(scope="module")
def published(q: Questionnaire, bundle: Bundle) -> Publication:
    """Two periods of which 41 real forces have returned."""
    forces = [force.id for force in q.forces.forces[:41]]
    return release.for_everyone(
        release.published_figures(bundle, q.forces, all_returned(bundle, forces, "2025", "2026"))
    )


# --- who is counted ----------------------------------------------------------------------------------------------

#: The name of a period, and which forces exist on its last day: one until the end of 2024, one from 2026 on, one
#: always.
PERIODS = [
    ("2024", "old always"),
    ("2025", "always"),
    ("2026", "new always"),
    ("2024/25", "always"),
    ("2025/26", "new always"),
    ("2023/24", "old always"),
    ("2024 Q4", "old always"),
    ("2026-04", "new always"),
    ("First round", "old new always"),
]


@pytest.mark.parametrize(("period", "there"), PERIODS)
def test_forces_of_a_period_are_those_that_exist_in_it(period: str, there: str) -> None:
    shared: Any = {"kind": "k", "nation": "N", "region": "R"}
    forces = [
        Force(id="old", name="Old", ends="2024-12-31", **shared),
        Force(id="new", name="New", starts="2026-01-01", **shared),
        Force(id="always", name="Always", **shared),
    ]
    assert " ".join(force.id for force in forces_on(forces, day_in_period(period, None))) == there


def test_invented_forces_count_only_where_there_are_no_others(q: Questionnaire, bundle: Bundle) -> None:
    invented, real = ([force.id for force in forces] for forces in (q.forces.invented, q.forces.forces))
    examples, others = all_returned(bundle, invented, "2026"), all_returned(bundle, real[:3], "2026")
    for assessments, returned_, asked in (
        (examples, 12, 12),
        (examples + others, 3, len(real)),
        (others, 3, len(real)),
    ):
        (one,) = release.published_figures(bundle, q.forces, assessments)["periods"]
        assert (one["returned"], one["asked"]) == (returned_, asked)


def test_newest_of_a_force_and_period_counts_once(bundle: Bundle, q: Questionnaire) -> None:
    force = q.forces.forces[0].id
    early, late = (returned(bundle, force, "2026", seed) for seed in ("early", "late"))
    early["sign_off"]["date"] = "2026-01-01"
    assert release.newest_returns(bundle, [late, early]) == release.newest_returns(bundle, [early, late]) == [late]
    assert release.published_figures(bundle, q.forces, [late, early])["periods"][0]["returned"] == 1


def test_movement_is_between_the_last_two_periods(bundle: Bundle, q: Questionnaire) -> None:
    forces = [force.id for force in q.forces.forces[:12]]
    between = release.published_figures(bundle, q.forces, all_returned(bundle, forces, "2024", "2025", "2026"))[
        "between"
    ]
    assert [(each["earlier"], each["later"], each["forces"]) for each in between] == [("2025", "2026", 12)]
    assert release.published_figures(bundle, q.forces, all_returned(bundle, forces, "2026"))["between"] == []


@pytest.mark.parametrize(("earlier", "later"), [("2025-10", "2026-04"), ("2026 Q4", "2027 Q1"), ("2025/26", "2026")])
def test_movement_goes_from_the_earlier_period_to_the_later(
    bundle: Bundle, q: Questionnaire, earlier: str, later: str
) -> None:
    """October 2025 was told as coming after April 2026, and the fourth quarter after the first of the next year."""
    forces = [force.id for force in q.forces.forces[:12]]
    returns = all_returned(bundle, forces, later, earlier)
    published = release.published_figures(bundle, q.forces, returns)
    assert [(each["earlier"], each["later"]) for each in published["between"]] == [(earlier, later)]
    assert [*report.period_pages(published)] == [later, earlier]


def test_a_force_is_asked_for_a_period_if_it_exists_on_the_day_on_which_that_is_looked_at() -> None:
    """A force that ended in February 2026, looked at in January: asked for what begins before it ended."""
    force = Force(id="old", name="Old", kind="territorial", nation="England", region="East", ends="2026-02-28")
    periods = ("2026", "2026/27", "2026 Q1", "2026-03")
    asked = {text: bool(forces_on([force], day_in_period(text, "2026-01-15"))) for text in periods}
    assert asked == {"2026": True, "2026/27": False, "2026 Q1": True, "2026-03": False}


def test_a_mistyped_period_is_no_part_of_the_picture(bundle: Bundle, q: Questionnaire) -> None:
    """It would be the page of the last period, under the force's own words, and nothing would have moved."""
    forces = [force.id for force in q.forces.forces[:30]]
    slip = returned(bundle, forces[0], "20266 our own words")
    right, wrong = (
        release.for_everyone(release.published_figures(bundle, q.forces, [*all_returned(bundle, forces, *two), *more]))
        for two, more in ((("2025", "2026"), []), (("2025", "2026"), [slip]))
    )
    assert right == wrong
    assert [*report.period_pages(wrong)] == ["2026", "2025"] and wrong["between"][0]["later"] == "2026"
    whole = release.published_figures(bundle, q.forces, [*all_returned(bundle, forces, "2026"), slip])
    assert [one["period"] for one in whole["periods"]] == ["20266 our own words", "2026"]  # for giving back


def test_a_group_of_one_force_is_not_for_everyone(q: Questionnaire, bundle: Bundle) -> None:
    real = [force.id for force in q.forces.forces]
    own = PeerGroup(
        id="own", name="Like one", kind="msg", source="s", as_of="2026-01-01", centre=real[0], members=tuple(real[1:9])
    )
    forces = q.forces.model_copy(update={"peer_groups": (own,)})
    whole = release.published_figures(bundle, forces, all_returned(bundle, real, "2026"))
    assert "own" in [group["id"] for group in whole["periods"][0]["groups"]]
    assert "own" not in [group["id"] for group in release.for_everyone(whole)["periods"][0]["groups"]]


@pytest.mark.parametrize("settings", ["on", 3, ["others"], {"others": "5"}, {"unknown": 1}])
def test_settings_that_are_not_understood_hide_everything(q: Questionnaire, bundle: Bundle, settings: Any) -> None:
    real = [force.id for force in q.forces.forces]
    files = pages.render_pages(q, bundle, all_returned(bundle, real, "2026"), settings=settings)
    (one,) = json.loads(files["results/aggregate.json"])["periods"]
    assert {group["shows"] for group in one["groups"]} == {"nothing"}
    assert {group["hidden"] for group in one["groups"]} == {"settings"}


def test_sensitive_questions_have_national_figures_only_everywhere(
    q: Questionnaire, bundle: Bundle, published: Publication
) -> None:
    """In every table, the page and the open data; with all groups, those of single forces too."""
    capabilities = [capability for theme in q.themes for capability in theme.capabilities]
    sensitive = {question.id for c in capabilities for question in c.questions if question.sensitive}
    sensitive |= {c.id for c in capabilities if sensitive & {question.id for question in c.questions}}
    callers = {
        name
        for theme in bundle["themes"]
        for capability in theme["capabilities"]
        for question in capability["questions"]
        if question["id"] in sensitive
        for name in (*question["calls_for"]["needs"], *question["calls_for"]["helps"])
    }
    themes = {theme.id for theme in q.themes if sensitive & {c.id for c in theme.capabilities}}
    hidden = sensitive | callers | themes
    rows = table(open_data.open_data_files(q, published, False)[open_data.CSV])
    figures = [name for name in rows[0] if name.startswith("level_")] + ["middle", "low", "high", "met", "forces"]
    shown = [row for row in rows if row["id"] in hidden and row["group"] != "all" and any(row[f] for f in figures)]
    assert not [(row["group"], row["part"], row["id"]) for row in shown if not row["earlier"]]
    national_too = [row for row in rows if row["id"] in sensitive and row["group"] == "all" and row["level_0"]]
    assert national_too, "or else there is nothing to see here"
    assert any(row["group"] != "all" and row["level_0"] for row in rows)


# --- open data ---------------------------------------------------------------------------------------------------


def keys_of(record: Any) -> Iterator[str]:
    for value in record.values() if isinstance(record, dict) else record if isinstance(record, list) else ():
        yield from keys_of(value)
    if isinstance(record, dict):
        yield from record


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_dictionary_has_every_column_and_every_key(q: Questionnaire, published: Publication) -> None:
    files = open_data.open_data_files(q, published, False)
    known = {row["field"] for row in table(files[open_data.MEANINGS]) if row["meaning"]}
    assert {*table(files[open_data.CSV])[0]} == {*open_data.column_names(len(q.edition.scale) - 1)}
    assert {*table(files[open_data.CSV])[0], *keys_of(json.loads(files[open_data.JSON]))} <= known


def test_json_is_what_is_published_and_csv_has_the_same_figures(q: Questionnaire, published: Publication) -> None:
    files = open_data.open_data_files(q, published, False)
    assert json.loads(files[open_data.JSON]) == {**published, "invented": False}
    rows = {
        (row["period"], row["group"], row["part"], row["id"]): row
        for row in table(files[open_data.CSV])
        if not row["earlier"]
    }
    for one in published["periods"]:
        for group in one["groups"]:
            for question in group["questions"]:
                row = rows[one["period"], group["id"], "question", question["id"]]
                counts = [str(count) for count in question["counts"] or ()] or [""] * len(q.edition.scale)
                assert [row[f"level_{n}"] for n in range(len(counts))] == counts
                assert row["hidden"] == (question["hidden"] or "")
            for standard in group["standards"]:
                row = rows[one["period"], group["id"], "standard", standard["question"]]
                assert row["met"] == ("" if standard["met"] is None else str(standard["met"]))
    assert {row["part"] for row in table(files[open_data.CSV]) if row["earlier"]} == {
        "movement",
        "movement_theme",
        "movement_capability",
    }


def test_open_data_is_safe_in_a_spreadsheet() -> None:
    q = hostile(load_questionnaire(TINY, words=False))
    bundle = compile_bundle(q)
    real = [force.id for force in q.forces.forces]
    files = open_data.open_data_files(
        q, release.published_figures(bundle, q.forces, all_returned(bundle, real, "2026")), False
    )
    cells = [cell for row in table(files[open_data.CSV]) for cell in row.values()]
    assert any("harm" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


# --- the page ----------------------------------------------------------------------------------------------------


def rows_of(html: str, caption: str) -> list[list[str]]:
    """Texts of the cells of a table's body, row by row."""
    found = re.search(rf"<caption>{re.escape(caption)}</caption>(.*?)</table>", html, re.DOTALL)
    assert found, caption
    body = found[1].partition("</thead>")[2]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    return [[Seen(cell).text for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


def test_page_shows_the_published_figures(q: Questionnaire, published: Publication) -> None:
    html = report.picture_html(q, published, "2026", False)
    everyone = published["periods"][1]["groups"][0]
    assert "41 of 48 forces have sent a complete, signed assessment for 2026." in Seen(html).text
    shown = rows_of(html, "How many forces meet each standard")
    for row, standard in zip(shown, everyone["standards"], strict=True):
        figures = [standard[name] for name in ("met", "not_met", "not_shown", "not_applicable")]
        hidden = standard["hidden"] and ["Hidden : too few forces"]  # one is asked of few
        assert row[1:] == (hidden or [str(figure) for figure in figures])
    levels = {row["id"]: row for key in ("themes", "capabilities") for row in report._level_rows(everyone, key)}
    by_code = {row[0].split(" ")[0]: row for row in rows_of(html, "Levels of the forces, by capability")}
    codes = {theme.id: theme.code for theme in q.themes}
    codes |= {capability.id: capability.code for theme in q.themes for capability in theme.capabilities}
    for name, code in codes.items():
        level, (heading, *cells) = levels[name], by_code[code]
        if level["hidden"]:
            assert heading.endswith("Level of the theme hidden: someone could work out an answer from it") and not cells
            continue
        assert cells[0] == str(level["middle"]) and cells[3:-1] == [str(count) for count in level["counts"] or ()]
    moved = rows_of(html, "From 2025 to 2026, by capability")
    for cells, move in zip(moved, published["between"][0]["capabilities"], strict=True):
        if move["hidden"]:
            assert cells[1:] == ["Hidden : someone could work out an answer from it"]
        else:
            assert cells[1:4] == [str(move["up"]), str(move["down"]), str(move["same"])]
    first = report.picture_html(q, published, "2025", False)
    assert "shown between the last two periods that forces have returned" in first


def level_row(name: str, *counts: int) -> Any:
    return {"id": name, "counts": [*counts] if counts else None}


#: Made by hand. Of the first two capabilities 9 of 12 and 8 of 12 forces are at level 0 or 1, of two more 6 of 12;
#: account security is sensitive, and one is hidden.
SHORT: Any = {
    "forces": 12,
    "capabilities": [
        level_row("leadership-and-money", 4, 5, 3, 0, 0),
        level_row("parity-as-a-contact-channel", 0, 8, 4, 0, 0),
        level_row("policy-and-accounts", 3, 3, 6, 0, 0),
        level_row("account-security", 12, 0, 0, 0, 0),
        level_row("incidents-and-false-claims", 6, 0, 0, 6, 0),
        level_row("equal-access"),
    ],
    "standards": [
        {"question": "pi-sponsor", "met": 10, "not_met": 1, "not_shown": 1},
        {"question": "pi-checking", "met": 6, "not_met": 6, "not_shown": 0},
        {"question": "pi-access-control", "met": 0, "not_met": 12, "not_shown": 0},
        {"question": "pi-reports", "met": None, "not_met": None, "not_shown": None},
    ],
    "interventions": [
        {"intervention": "a", "forces": 12},
        {"intervention": "b", "forces": 3},
        {"intervention": "c", "forces": None},
    ],
}
MOVED: Any = [{"capabilities": [{"up": up, "down": down} for up, down in ((5, 1), (2, 3), (2, 2), (None, None))]}]


def test_picture_in_short_by_hand(q: Questionnaire) -> None:
    short = report.headlines_of(q, SHORT, MOVED)
    assert [(each.id, each.forces, each.of) for each in short.weakest] == [
        ("leadership-and-money", 9, 12),
        ("parity-as-a-contact-channel", 8, 12),
        ("policy-and-accounts", 6, 12),
        ("incidents-and-false-claims", 6, 12),
    ]
    assert short.met == ("", 1, 3)  # half is not more than half
    assert [(each.id, each.forces) for each in short.least_met] == [("pi-checking", 6), ("pi-sponsor", 2)]
    assert [(each.id, each.forces) for each in short.called] == [("a", 12), ("b", 3)]
    assert (short.rising, short.falling) == (1, 1)


def test_equal_ones_are_all_named_or_counted(q: Questionnaire) -> None:
    rows = [{"intervention": f"i{n}", "forces": 7} for n in range(9)]
    assert len(report.headlines_of(q, SHORT | {"interventions": rows}, []).called) == 9
    assert report.headlines_of(q, SHORT | {"interventions": rows}, []).rising is None


def test_page_says_it_in_short_with_contents(q: Questionnaire, published: Publication) -> None:
    html = report.picture_html(q, published, "2026", False, beside="")
    text = Seen(html).text
    assert "We know nothing about the other 7" in text and "Two periods are not a trend" in text
    part = html.partition('id="short"')[2].partition("</ul>")[0]
    sensitive = [c for t in q.themes for c in t.capabilities if any(each.sensitive for each in c.questions)]
    assert sensitive and not [c.name for c in sensitive if c.name in part]
    contents = re.findall(r'<li><a href="#([a-z]+)">', html.partition('id="contents"')[2].partition("</nav>")[0])
    assert len(contents) == 7 and all(f'<h2 id="{name}"' in html for name in contents)
    for name in (open_data.CSV, open_data.JSON, open_data.MEANINGS):
        assert f'href="{name}"' in html


def test_page_that_has_only_middle_levels_says_so(q: Questionnaire, bundle: Bundle) -> None:
    forces = [force.id for force in q.forces.forces[:9]]
    published = release.published_figures(bundle, q.forces, all_returned(bundle, forces, "2026"))
    text = Seen(report.picture_html(q, published, "2026", False)).text
    assert "Levels of the forces, by capability" in text
    assert "Only middle levels can be shown; counts are hidden" in text and "No figure of the forces" not in text


def test_rows_that_are_mostly_hidden_become_one_line() -> None:
    shown, *hidden = [
        {"id": "a", "up": 1, "hidden": None},
        {"id": "b", "up": None, "hidden": "security"},
        *({"id": name, "up": None, "hidden": "protected"} for name in "cd"),
    ]
    assert report.fold_rows([shown, *hidden], "up") == ([shown], {"protected": hidden[1:], "security": hidden[:1]})
    assert report.fold_rows([shown, shown, *hidden[1:]], "up") == ([shown, shown, *hidden[1:]], {})  # half is not most


def test_table_with_nothing_in_it_is_a_line_and_of_most_hidden_the_rest_is_counted(
    q: Questionnaire, published: Publication
) -> None:
    def rows(*figures: int | None) -> list[Any]:
        names = ("up", "down", "same", "not_shown", "rules")
        capabilities = [c for t in q.themes for c in t.capabilities]
        return [
            {"id": each.id, "hidden": None if n is not None else "protected"} | dict.fromkeys(names, n)
            for each, n in zip(capabilities, figures, strict=True)
        ]

    between = published["between"][0]
    for figures, says in (
        ([None] * 22, "All of these figures are hidden : someone could work out an answer from it"),
        ([3] + [None] * 21, "The other 21 are hidden : someone could work out an answer from it"),
    ):
        moved: Any = published | {"between": [between | {"capabilities": rows(*figures)}]}
        part = report.picture_html(q, moved, "2026", False).partition('id="movement"')[2].partition('id="periods"')[0]
        assert says in Seen(part).text and part.count("<td") == (5 if figures[0] else 0)


def test_most_called_for_says_what_each_helps_with(q: Questionnaire, published: Publication) -> None:
    site = Lookup(q)
    for item in site.order:
        for question in site.places:
            code, standard = question.question.code, site.standards.get(question.question.id)
            calls = question.question.calls_for
            below = q.edition.scoring.bands.needs < (standard.level - 1 if standard else -1)
            called = item.id in calls.needs or (below and item.id in calls.helps)
            assert (code in report.standards_helped(site, item.id)) == bool(standard and called)


def test_nothing_is_shown_where_nothing_is_published(q: Questionnaire, bundle: Bundle) -> None:
    forces = [force.id for force in q.forces.forces[:5]]
    published = release.published_figures(bundle, q.forces, all_returned(bundle, forces, "2026"))
    html = report.picture_html(q, published, "2026", False)
    assert Seen(html).text.count("All of these figures are hidden : too few forces") == 4
    assert 'class="m-number"' not in html and "m-strip" not in html


def test_tables_have_captions_and_headers(q: Questionnaire, published: Publication) -> None:
    html = report.picture_html(q, published, "2026", False)
    tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
    assert len(tables) > 8
    for each in tables:
        assert each.count("<caption>") == 1 and '<th scope="row"' in each
        assert not re.search(r"<th(?![^>]*scope=)[ >]", each)


def test_groups_are_in_alphabetical_order(published: Publication) -> None:
    for shown in (True, False):
        groups = report.groups_in_order(published["periods"][1], shown)
        for kind in report.KINDS:
            names = [group["name"] for group in groups if group["kind"] == kind]
            assert names == sorted(names, key=str.casefold)


def test_page_of_hostile_words_is_harmless() -> None:
    q = hostile(load_questionnaire(TINY, words=False))
    bundle = compile_bundle(q)
    some = all_returned(bundle, [force.id for force in q.forces.forces], "2026 <script>globalThis.harm=1</script>")
    published = release.published_figures(bundle, q.forces, some)
    seen = Seen(report.picture_page(q, published, published["periods"][0]["period"], False, "MARKED <b>"))
    assert not [tag for tag, _ in seen.elements if tag in ("img", "script", "b")]
    assert "<script>globalThis.harm=1</script>" in seen.text


# --- the command -------------------------------------------------------------------------------------------------


def test_command_writes_pages_and_data_that_name_no_force(tmp_path: Path, q: Questionnaire, bundle: Bundle) -> None:
    forces = q.forces.forces[:14]
    (tmp_path / "in").mkdir()
    for one in all_returned(bundle, [force.id for force in forces], "2025", "2026"):
        (tmp_path / "in" / f"{one['force']}-{one['period']}.assessment.json").write_text(write_text(one))
    (tmp_path / "in" / "broken.assessment.json").write_text("{")
    out = tmp_path / "out"
    arguments = ["national", str(tmp_path / "in"), "-o", str(out), "-q", str(ROOT / "questionnaire")]
    run = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert run.exit_code == 1 and "One entry of" in run.stderr
    assert {path.name for path in out.iterdir()} == {
        MARK,
        "national.html",
        "national-2025.html",
        *(open_data.CSV, open_data.JSON, open_data.MEANINGS),
    }
    for path in out.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not [force.id for force in forces if force.id in text or force.name in text], path.name
    assert "14 of 48 forces" in (out / "national.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["national", "giveback", "impact"])
def test_commands_hide_what_the_configuration_hides(command: str, tmp_path: Path, bundle: Bundle) -> None:
    (tmp_path / "in").mkdir()
    for one in all_returned(bundle, [*bundle["forces"]][:14], "2026"):
        (tmp_path / "in" / f"{one['force']}.assessment.json").write_text(write_text(one), encoding="utf-8")
    own, out = tmp_path / "questionnaire", tmp_path / "out"
    shutil.copytree(ROOT / "questionnaire", own)
    shown = []
    for number, setting in enumerate(("others: 5\n", "others: 20\n")):
        (own / "publishing.yml").write_text(setting, encoding="utf-8")
        more = ["-o", str(out / str(number)), "-q", str(own)]
        draft = [str(ROOT / "questionnaire" / "standards.yml")] if command == "impact" else []
        out.mkdir(exist_ok=True)
        more += ["--publish", "--format", "json"] if draft else []
        done = CliRunner().invoke(main, [command, *draft, str(tmp_path / "in"), *more], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        shown.append("".join(path.read_text(encoding="utf-8") for path in sorted(out.rglob("*")) if path.is_file()))
        shutil.rmtree(out)
    assert shown[0] != shown[1]


#: What is in publishing.yml, and what is said of it. Whatever is not understood hides everything.
SETTINGS = [
    ("others: 5\nknown: 2\n", ""),
    ("others: 3\n", "publishing.yml:1:9: `others` is 3, and must be 5 or more"),
    ("other: 20\n", "publishing.yml:1:1: `other` is not a field here"),
    ("others: many\n", "publishing.yml:1:9: `others` must be a whole number"),
    ("others: 5\nothers: 6\n", "publishing.yml:2:1: "),
    ("- others\n", "publishing.yml:1:1: "),
    ("", "publishing.yml: "),
]


@pytest.mark.parametrize(("text", "says"), SETTINGS, ids=[repr(text) for text, _ in SETTINGS])
def test_settings_are_read_strictly_and_check_names_what_is_wrong(text: str, says: str, tmp_path: Path) -> None:
    own = tmp_path / "questionnaire"
    shutil.copytree(TINY, own)
    (own / "publishing.yml").write_text(text, encoding="utf-8")
    run = CliRunner().invoke(main, ["check", str(own)])
    assert run.exit_code == bool(says) and says in run.stderr
    settings, problems = load_publishing(own)
    assert policy_of(settings).closed == (bool(says) and "or more" not in says)
    assert bool(problems) == bool(says)


def test_settings_are_no_part_of_an_edition(tmp_path: Path) -> None:
    own = tmp_path / "questionnaire"
    shutil.copytree(TINY, own)
    before = compile_bundle(load_questionnaire(own))
    (own / "publishing.yml").write_text("others: 20\n", encoding="utf-8")
    assert compile_bundle(load_questionnaire(own)) == before


@pytest.mark.parametrize("command", ["national", "giveback", "impact", "status", "compare", "score"])
def test_commands_for_data_never_load_a_configuration_of_a_site(
    command: str, tmp_path: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A configuration can run code, and one may lie beside a questionnaire that somebody sent, or in this folder."""
    trap = "site_name: S\nplugins: [maturity]\nhooks: [hook.py]\nextra: {a: !!python/object/apply:os.mkdir [%s]}\n"
    for place in (tmp_path, tmp_path / "sent"):
        place.mkdir(exist_ok=True)
        (place / "mkdocs.yml").write_text(trap % (tmp_path / "ran"), encoding="utf-8")
        (place / "hook.py").write_text(f"import os; os.mkdir({str(tmp_path / 'ran')!r})", encoding="utf-8")
    shutil.copytree(TINY, tmp_path / "sent" / "questionnaire")
    shutil.copy(TINY.parent / "broken" / "good.assessment.json", tmp_path / "sent" / "a.assessment.json")
    (tmp_path / "in").mkdir()
    shutil.move(tmp_path / "sent" / "a.assessment.json", tmp_path / "in")
    monkeypatch.chdir(tmp_path)
    draft = ["sent/questionnaire/standards.yml"] if command == "impact" else []
    more = ["--publish"] if draft else []
    run = CliRunner().invoke(main, [command, *draft, "in", "-o", "out", "-q", "sent/questionnaire", *more])
    assert run.exit_code == 0, run.stderr
    assert not (tmp_path / "ran").exists() and (tmp_path / "out").exists()


def test_command_makes_no_second_figures_that_are_nearly_the_first(
    tmp_path: Path, q: Questionnaire, bundle: Bundle
) -> None:
    """After one more return the difference would be that return."""
    forces = [force.id for force in q.forces.forces]

    def run(count: int) -> Any:
        (tmp_path / "in").mkdir(exist_ok=True)
        for one in all_returned(bundle, forces[:count], "2026"):
            (tmp_path / "in" / f"{one['force']}.assessment.json").write_text(write_text(one))
        arguments = ["national", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q", str(ROOT / "questionnaire")]
        return CliRunner().invoke(main, arguments)

    assert run(20).exit_code == 0
    before = (tmp_path / "out" / open_data.JSON).read_text(encoding="utf-8")
    assert run(20).exit_code == 0  # the same again
    late = run(21)
    assert late.exit_code == 1 and "figures for 2026 are here already" in late.stderr
    assert (tmp_path / "out" / open_data.JSON).read_text(encoding="utf-8") == before
    assert run(31).exit_code == 0  # eleven more, among which nobody can be told
    (tmp_path / "out" / open_data.JSON).write_text("{}")
    assert "nothing can be held against it" in run(31).stderr


def test_command_says_when_there_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    run = CliRunner().invoke(main, ["national", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q", str(TINY)])
    assert run.exit_code == 1 and "nothing to count" in run.stderr


def made_of(forces: int, group: int, moved: int, invented: bool = False) -> str:
    """What is looked at of a publication: one period with a group, and movement."""
    groups = [{"id": "all", "forces": forces, "rows": forces}, {"id": "g", "forces": group, "rows": group}]
    between = [{"earlier": "2025", "later": "2026", "forces": moved, "rows": moved}]
    period = {"period": "2026", "returned": forces, "groups": groups}
    return json.dumps({"invented": invented, "periods": [period], "between": between})


@pytest.mark.parametrize(
    ("forces", "group", "moved", "near"),
    [
        (24, 12, 20, []),
        (25, 12, 20, ["2026"]),
        (35, 12, 20, []),
        (35, 13, 20, ["2026"]),  # eleven came, and one of them to the group
        (35, 23, 20, []),
        (35, 23, 21, ["2025 to 2026"]),
        (35, 23, 31, []),
    ],
)
def test_figures_are_held_apart_in_every_group_and_in_movement(
    forces: int, group: int, moved: int, near: list[str]
) -> None:
    assert open_data.periods_too_close(made_of(24, 12, 20), made_of(forces, group, moved)) == near


def test_figures_of_invented_forces_stop_no_others() -> None:
    assert open_data.periods_too_close(made_of(24, 12, 20, invented=True), made_of(25, 12, 20)) == []
