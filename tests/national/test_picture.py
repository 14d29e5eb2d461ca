"""The national picture as a page: what it shows is what is published, what it does not show has its reason, and the
national team's own says that it is."""

from __future__ import annotations

import re
from typing import Any

import pytest

from maturity.editions.lineage import Editions
from maturity.national import figures, open_data, report
from maturity.national.figures import PublicPicture, TeamPicture
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from tests import TINY
from tests.support.hostile import hostile
from tests.support.html import Seen, rows_of
from tests.support.returns import all_returned, in_bands

DAY = "2026-12-01"


def pictures(q: Questionnaire, forces: int, *periods: str) -> tuple[PublicPicture, TeamPicture]:
    """The two pictures of the returns of so many real forces."""
    editions = Editions(q, compile_bundle(q))
    ids = [force.id for force in q.forces.forces[:forces]]
    returns = figures.returns_by_period(editions, all_returned(editions.today.bundle, ids, *periods), DAY)
    made = [figures.public_figures(q.forces, one.material) for one in returns.values()]
    public = PublicPicture(figures.publication(made), False, figures.words_by_version(editions))
    return public, figures.team_picture(editions, returns)


@pytest.fixture(scope="module")
def banded(q: Questionnaire) -> Questionnaire:
    return in_bands(q)


@pytest.fixture(scope="module")
def both(banded: Questionnaire) -> tuple[PublicPicture, TeamPicture]:
    """Two periods of which 41 real forces have returned."""
    return pictures(banded, 41, "2025", "2026")


@pytest.fixture(scope="module")
def public(both: tuple[PublicPicture, TeamPicture]) -> PublicPicture:
    return both[0]


@pytest.fixture(scope="module")
def team(both: tuple[PublicPicture, TeamPicture]) -> TeamPicture:
    return both[1]


@pytest.fixture(scope="module")
def html(public: PublicPicture) -> str:
    return report.picture_html(public, "2026", "")


@pytest.fixture(scope="module")
def team_html(team: TeamPicture) -> str:
    return report.picture_html(team, "2026")


def told(counts: list[int]) -> str:
    return ", ".join(f"{n} at level {level}" for level, n in enumerate(counts) if n)


# --- the figures ---------------------------------------------------------------------------------------------------


def test_chart_draws_the_published_levels(q: Questionnaire, public: PublicPicture, html: str) -> None:
    now, before = (one["groups"][0]["capabilities"] for one in reversed(public.published["periods"]))
    rows = {row[0].split(" ")[0]: row[1:] for row in rows_of(html, "Forces at each level")}
    codes = {c.id: c.code for theme in q.themes for c in theme.capabilities}
    shown = [row for row in now if row["counts"]]
    assert len(shown) > 15
    earlier = {row["id"]: "–" if row["middle"] is None else str(row["middle"]) for row in before}
    for row in shown:
        bar, *middles = rows.pop(codes[row["id"]])
        assert bar.endswith(told(row["counts"] or [])) and middles == [str(row["middle"]), earlier[row["id"]]]
    assert {*rows} == {theme.code for theme in q.themes}


def test_standards_and_interventions_are_the_published_ones(q: Questionnaire, public: PublicPicture, html: str) -> None:
    everyone = public.published["periods"][1]["groups"][0]
    standards = [row for row in everyone["standards"] if row["met"] is not None]
    of = [(row["met"] or 0) + (row["not_met"] or 0) + (row["not_shown"] or 0) for row in standards]
    drawn = rows_of(html, "Minimum standards met")
    assert [row[-2] for row in drawn] == [f"{row['met']} of {n}" for row, n in zip(standards, of, strict=True)]
    then = {row["question"]: row["met"] for row in public.published["periods"][0]["groups"][0]["standards"]}
    before = [then[row["question"]] for row in standards]
    assert [row[-1].partition(" ")[0] for row in drawn] == ["–" if met is None else str(met) for met in before]
    numbers = rows_of(html, "How many forces meet each standard")
    names = ("met", "not_met", "not_shown", "not_applicable")
    for cells, row in zip(numbers, standards, strict=True):
        assert cells[1:] == [str(dict(row)[name]) for name in names]
    called = rows_of(html, "Interventions")
    for its, cells in zip(everyone["interventions"], called, strict=True):
        part = "" if its["questions"] == its["of_questions"] else f"of its {its['of_questions']} "
        ending = "s" if part or its["questions"] != 1 else ""
        assert cells[1] == f"{its['answers']} of {its['of']} answers to {its['questions']} {part}question{ending}"
    assert [row[0] for row in rows_of(html, "What would help most")] == [row[0] for row in called[:5]]


def test_themes_are_sums_and_say_of_how_many_capabilities(public: PublicPicture, html: str) -> None:
    themes = public.published["periods"][1]["groups"][0]["themes"]
    for row, cells in zip(themes, rows_of(html, "Themes, in numbers"), strict=True):
        counts = [str(n) for n in row["counts"] or ()]
        assert cells[1:] == [*counts, str(row["not_applicable"]), f"{row['capabilities']} of {row['of']}"]


def test_groups_are_beside_the_nation(public: PublicPicture, html: str) -> None:
    everyone, *bands = public.published["periods"][1]["groups"]
    rows = rows_of(html, "Middle level of each capability: peer groups by size")
    shown = [n for n, row in enumerate(bands[0]["capabilities"]) if row["middle"] is not None]
    assert shown and len(rows) == len(shown)
    for n, cells in zip(shown, rows, strict=True):
        middles = [group["capabilities"][n]["middle"] for group in (everyone, *bands)]
        assert [cell.split(" ")[0] for cell in cells[1:]] == [str(middle) for middle in middles]


def test_periods_are_side_by_side_with_their_returns(public: PublicPicture, html: str) -> None:
    rows = [row for row in rows_of(html, "Middle level of each capability, period by period") if len(row) > 1]
    for n, cells in enumerate(rows):
        for one, cell in zip(public.published["periods"], cells[1:], strict=True):
            middle = one["groups"][0]["capabilities"][n]["middle"]
            assert cell.split(" ")[0] == ("Hidden" if middle is None else str(middle))
    assert Seen(html).text.count("41 of 48 forces") == 3
    first = report.picture_html(public, "2025", "")
    assert 'id="periods"' not in first


# --- what is said in short -----------------------------------------------------------------------------------------


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
    "themes": [
        level_row("prioritise-integrate", 25, 16, 13, 6, 0),
        level_row("develop-capability", 0, 3, 3, 0, 0),
        level_row("foster-innovation"),
    ],
    "standards": [
        {"question": "pi-sponsor", "met": 10, "not_met": 1, "not_shown": 1},
        {"question": "pi-cover", "met": 6, "not_met": 6, "not_shown": 0},
        {"question": "pi-account-access", "met": 0, "not_met": 12, "not_shown": 0},
        {"question": "pi-report-route", "met": None, "not_met": None, "not_shown": None},
    ],
    "interventions": [
        {"intervention": "a", "answers": 12, "of": 12},
        {"intervention": "b", "answers": 3, "of": 24},
        {"intervention": "c", "answers": None, "of": None},
    ],
}


def test_picture_in_short_by_hand(q: Questionnaire) -> None:
    short = report.headlines_of(q, SHORT)
    assert [(each.id, each.n, each.of) for each in short.weakest] == [
        ("leadership-and-money", 9, 12),
        ("parity-as-a-contact-channel", 8, 12),
        ("policy-and-accounts", 6, 12),
        ("incidents-and-false-claims", 6, 12),
    ]
    assert short.met == ("", 1, 3)  # half is not more than half
    assert [(each.id, each.n) for each in short.least_met] == [("pi-cover", 6), ("pi-sponsor", 2)]
    assert [(each.id, each.n) for each in short.called] == [("a", 12), ("b", 3)]
    assert short.commonest == {1: ["develop-capability"], 0: ["prioritise-integrate"]}  # of equal ones the lower


def test_equal_ones_are_all_listed(q: Questionnaire) -> None:
    rows = [{"intervention": f"i{n}", "answers": 7, "of": 9} for n in range(9)]
    assert len(report.headlines_of(q, SHORT | {"interventions": rows}).called) == 9


def test_opening_says_the_picture_in_sentences(q: Questionnaire) -> None:
    made: Any = {"period": "2026", "returned": 12, "asked": 13, "groups": [SHORT]}
    assert report.opening_sentences(Lookup(q), made, report.headlines_of(q, SHORT)) == [
        "12 of 13 forces returned for 2026.",
        "The commonest level of capabilities is “Starting” in Develop Capability, and “Not started” in Prioritise & "
        "Integrate.",
        "More than half of the forces meet 1 of the 3 minimum standards shown here.",
        "Security-sensitive questions aside, the one that fewest meet is “daily checks of accounts” (6 of 12).",
        "Security-sensitive questions aside, forces at level 0 or 1 are most common in Leadership and money (9 of 12) "
        "and Equal standing with other contact channels (8 of 12).",
    ]


def test_opening_names_none_of_several_equal_ones(q: Questionnaire) -> None:
    rows = [level_row(c.id, 0, 5, 7, 0, 0) for theme in q.themes for c in theme.capabilities]
    everyone = SHORT | {"capabilities": rows}
    made: Any = {"period": "2026", "returned": 12, "asked": 12, "groups": [everyone]}
    text = " ".join(report.opening_sentences(Lookup(q), made, report.headlines_of(q, everyone)))
    assert "are most common in" not in text


@pytest.mark.parametrize(
    ("forces", "says"), [(9, "We can show only middle levels."), (4, "We cannot show any figures.")]
)
def test_opening_says_when_little_can_be_shown(banded: Questionnaire, forces: int, says: str) -> None:
    public, _ = pictures(banded, forces, "2026")
    html = report.picture_html(public, "2026", "")
    assert f"{forces} of 48 forces returned for 2026. {says}" in Seen(html).text
    assert ("m-strip" in html) == (forces == 9) and "<rect" not in html
    if forces == 9:
        assert "Only middle levels are shown, because too few forces have answered." in Seen(html).text
    else:
        assert 'class="m-number"' not in html


def test_sensitive_capabilities_are_in_no_opening(q: Questionnaire, html: str) -> None:
    opening = html.partition('class="m-opening"')[2].partition("</p>")[0]
    sensitive = [c for t in q.themes for c in t.capabilities if any(each.sensitive for each in c.questions)]
    assert sensitive and not [c.name for c in sensitive if c.name in opening]
    assert "We know nothing about the other 7 forces." in Seen(html).text


# --- bars ----------------------------------------------------------------------------------------------------------


def test_segments_fill_the_bar_without_a_gap() -> None:
    made = report.segments([3, 0, 36, 1, 0])
    assert [(each.level, each.n, each.start, each.width) for each in made] == [
        (0, 3, 0.0, 7.5),
        (2, 36, 7.5, 90.0),
        (3, 1, 97.5, 2.5),
    ]
    assert [each.fits for each in report.segments([1, 99])] == [False, True]
    assert report.segments([0, 0]) == []


def test_no_style_is_in_the_page(html: str, team_html: str) -> None:
    """The content security policy would not follow it."""
    assert " style=" not in html and " style=" not in team_html


# --- what is hidden ------------------------------------------------------------------------------------------------


def test_rows_that_are_hidden_become_one_line_for_each_reason() -> None:
    shown, *hidden = [
        {"id": "a", "met": 1, "hidden": None},
        {"id": "b", "met": None, "hidden": "security"},
        *({"id": name, "met": None, "hidden": "too_alike"} for name in "cd"),
    ]
    assert report.fold_rows([shown, *hidden], "met") == ([shown], {"too_alike": hidden[1:], "security": hidden[:1]})
    assert report.fold_rows([shown], "met") == ([shown], {})


def test_what_a_table_has_not_got_is_named_under_it(q: Questionnaire, public: PublicPicture, html: str) -> None:
    everyone = public.published["periods"][1]["groups"][0]
    site = Lookup(q)
    lines = [Seen(line).text for line in re.findall(r'<p class="m-hid">.*?</p>', html, re.DOTALL)]
    hidden = [row["question"] for row in everyone["standards"] if row["hidden"] == "too_few"]
    assert hidden, "Welsh is asked of few"
    names = ", ".join(f"{site.place[name].question.code} {site.standards[name].name}" for name in hidden)
    assert f"Not shown, because too few forces have answered: {names}." in lines
    assert "Not shown, because a question is security-sensitive: PI4 Account security." in lines


def test_rules_are_told_in_plain_words_in_the_public_picture_alone(html: str, team_html: str) -> None:
    part = html.partition('id="hidden"')[2]
    assert part.count("<li>") == 9 and part.count("<dt>") == 4
    assert 'id="hidden"' not in team_html and 'href="#hidden"' not in team_html


def test_links_lead_somewhere(html: str, team_html: str) -> None:
    for page in (html, team_html):
        seen = Seen(page)
        assert len(seen.ids) == len({*seen.ids})
        assert {link[1:] for link in seen.links if link.startswith("#")} <= {*seen.ids}
    files = {*(f"{name}.csv" for name in ("periods", *open_data.TABLES)), open_data.PACKAGE, open_data.BOOK}
    assert {link for link in Seen(html).links if not link.startswith("#")} == files
    assert 'id="data"' not in team_html


# --- the national team's own ---------------------------------------------------------------------------------------


def test_the_teams_own_says_that_it_is_and_whether_it_is_released(team: TeamPicture, team_html: str) -> None:
    text = Seen(team_html).text
    assert "For the national team only." in text and "This is a draft." in text
    late = team._replace(released={"2026": ("2026-12-03", 2)})
    text = Seen(report.picture_html(late, "2026")).text
    assert "released on 3 December 2026. 2 returns have come, changed or been withdrawn since." in text
    assert "draft" not in text
    page = report.picture_page(team, "2026", "OFFICIAL – for the national team only", None)
    assert Seen(page).text.count("OFFICIAL – for the national team only") >= 2


def test_the_teams_own_shows_themes_and_movement_of_forces(q: Questionnaire, team: TeamPicture, team_html: str) -> None:
    everyone = team.periods[1]["groups"][0]
    rows = {row[0].split(" ")[0]: row for row in rows_of(team_html, "Forces at each level")}
    for theme, figure in zip(q.themes, everyone["theme_levels"], strict=True):
        assert rows[theme.code][1].endswith(told(figure["counts"] or [])) and rows[theme.code][2] == str(
            figure["middle"]
        )
    (between,) = team.between
    moved = {row["id"]: row for row in (*between["themes"], *between["capabilities"])}
    codes = {theme.code: theme.id for theme in q.themes} | {
        c.code: c.id for theme in q.themes for c in theme.capabilities
    }
    for cells in rows_of(team_html, "Forces that changed from 2025 to 2026"):
        its = moved.pop(codes[cells[0].split(" ")[0]])
        assert cells[1:] == [str(dict(its)[name]) for name in ("up", "down", "same", "not_shown", "rules")]
    assert moved == {}


def test_the_teams_own_has_interventions_in_order_of_need(team: TeamPicture, team_html: str) -> None:
    rows = rows_of(team_html, "All interventions, in order of need")
    forces = [int(row[1].split(" ")[0]) for row in rows]
    assert forces == sorted(forces, reverse=True) and len(rows) == len(team.periods[1]["groups"][0]["called"])


def test_the_teams_own_has_every_group(team: TeamPicture, team_html: str) -> None:
    text = Seen(team_html).text
    for group in [group for group in team.periods[1]["groups"][1:] if group["forces"]]:
        assert f"{group['name'][0].upper()}{group['name'][1:]}: all the figures" in text


def test_most_called_for_says_what_each_helps_with(q: Questionnaire) -> None:
    site = Lookup(q)
    for item in site.order:
        for question in site.places:
            code, standard = question.question.code, site.standards.get(question.question.id)
            lows = [each.levels[0] for each in item.raises if each.question == question.question.id]
            helped = standard is not None and any(low < standard.level for low in lows)
            assert (code in report.standards_helped(site, item.id)) == helped


# --- every page ----------------------------------------------------------------------------------------------------


def test_tables_have_captions_and_headers(html: str, team_html: str) -> None:
    for page in (html, team_html):
        tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
        assert len(tables) > 12
        for each in tables:
            assert each.count("<caption") == 1 and '<th scope="row' in each
            assert not re.search(r"<th(?![^>]*scope=)[ >]", each)


def test_groups_are_in_alphabetical_order_and_in_tables_with_room(team: TeamPicture) -> None:
    groups = report.groups_in_order(team.periods[1])
    for kind in report.KINDS:
        names = [group["name"] for group in groups if group["kind"] == kind]
        assert names == sorted(names, key=str.casefold)
    tables = [*report.group_tables(team.periods[1])]
    assert [group for table in tables for group in table.groups] == groups
    assert max(len(table.groups) for table in tables) <= report.MOST_GROUPS
    assert len({table.title for table in tables}) == len(tables)


def test_page_of_hostile_words_is_harmless() -> None:
    q = hostile(load_questionnaire(TINY, words=False))
    period = "2026 <script>globalThis.harm=1</script>"
    for picture in pictures(q, len(q.forces.forces), "2025", period):
        made: Any = picture
        for page in report.picture_pages(made, "MARKED <b>", "").values():
            assert not [tag for tag, _ in Seen(page).elements if tag in ("img", "script", "b")]
            assert "<script>globalThis.harm=1</script>" in Seen(page).text
