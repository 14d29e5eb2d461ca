"""What goes back to a force: its own result, its group's published figures, what moved, and nothing of anyone else."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from maturity.assessment.reader import write_text
from maturity.cli.main import main
from maturity.editions.lineage import Editions
from maturity.national import feedback, figures
from maturity.national.figures import PublicPicture
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from maturity.records import Assessment, Bundle
from maturity.render.output import MARK
from maturity.render.phrases import actions_text
from tests import ROOT, TINY
from tests.support.hostile import hostile
from tests.support.html import Seen, rows_of
from tests.support.returns import all_returned, in_bands, returned


@pytest.fixture(scope="module")
def q() -> Questionnaire:
    """The real questionnaire, with its forces in three bands."""
    return in_bands(load_questionnaire(ROOT / "questionnaire", words=False))


@pytest.fixture(scope="module")
def bundle(q: Questionnaire) -> Bundle:
    return compile_bundle(q)


@pytest.fixture(scope="module")
def assessments(q: Questionnaire, bundle: Bundle) -> list[Assessment]:
    return all_returned(bundle, [force.id for force in q.forces.forces], "2025", "2026")


def public_picture(q: Questionnaire, assessments: list[Assessment]) -> PublicPicture:
    """What is published when every period is released."""
    editions = Editions(q, compile_bundle(q))
    returns = figures.returns_by_period(editions, assessments)
    made = [figures.public_figures(q.forces, one.material) for one in returns.values()]
    return PublicPicture(figures.publication(made), False, figures.words_by_version(editions))


def feedback_of(
    q: Questionnaire, assessments: list[Assessment], period: str | None = None, released: bool = True
) -> list[feedback.Feedback]:
    editions, picture = Editions(q, compile_bundle(q)), public_picture(q, assessments if released else [])
    returns = figures.returns_by_period(editions, assessments)
    return list(feedback.feedback_for_forces(editions, picture, returns, period))


@pytest.fixture(scope="module")
def made(q: Questionnaire, assessments: list[Assessment]) -> dict[str, feedback.Feedback]:
    return {one.profile["force"]: one for one in feedback_of(q, assessments)}


def test_every_force_that_returned_gets_its_last_in_alphabetical_order(
    q: Questionnaire, made: dict[str, feedback.Feedback]
) -> None:
    assert {*made} == {force.id for force in q.forces.forces}
    names = [one.name for one in made.values()]
    assert names == sorted(names, key=str.casefold)
    assert {one.profile["period"] for one in made.values()} == {"2026"}


def test_figures_of_others_are_published_ones(
    q: Questionnaire, assessments: list[Assessment], made: dict[str, feedback.Feedback]
) -> None:
    groups = {group["id"]: group for group in public_picture(q, assessments).published["periods"][1]["groups"]}
    for one in made.values():
        own, everyone = one.groups
        assert everyone["group"] == "all" and own["group"].startswith("band-")
        for its in one.groups:
            published = {row["id"]: row for row in groups[its["group"]]["capabilities"]}
            for row in its["capabilities"]:
                same = published[row["id"]]
                assert (row["middle"], row["low"], row["high"]) == (same["middle"], same["low"], same["high"])


def test_page_has_both_middles_and_says_what_is_not_shown(q: Questionnaire, made: dict[str, feedback.Feedback]) -> None:
    one = next(iter(made.values()))
    html = feedback.feedback_page(q, one)
    rows = {row[0].split(" ")[0]: row for row in rows_of(html, "Levels for 2026")}
    own, everyone = ({row["id"]: row for row in group["capabilities"]} for group in one.groups)
    site = Lookup(q)
    for name, row in everyone.items():
        cells = rows[site.capability[name].code]
        middles = [own[name]["middle"], row["middle"]]
        assert cells[2:4] == ["–" if middle is None else str(middle) for middle in middles]
    hidden = [row for row in own.values() if row["hidden"] == "security"]
    assert hidden and f"{one.groups[0]['name']}. Not shown, because a question is security-sensitive: PI4." in flat(
        html
    )


def flat(html: str) -> str:
    return Seen(html).text


def test_strip_has_the_own_level_the_groups_middle_and_all_forces(
    q: Questionnaire, made: dict[str, feedback.Feedback]
) -> None:
    one = next(iter(made.values()))
    html = feedback.feedback_page(q, one).partition("<tbody>")[2]
    own, everyone = ({row["id"]: row for row in group["capabilities"]} for group in one.groups)
    strips = re.findall(r'<span class="m-strip".*?</span>', html)
    drawn = [name for name, row in everyone.items() if row["middle"] is not None]
    for name, strip in zip(drawn, strips, strict=True):
        marks = {
            mark: [n for n, step in enumerate(re.findall(r'<i class="(.*?)">', strip)) if mark in step.split()]
            for mark in ("m-strip__own", "m-strip__middle", "m-strip__group")
        }
        levels = everyone[name]["own"], everyone[name]["middle"], own[name]["middle"]
        assert [*marks.values()] == [[] if level is None else [level] for level in levels]


def test_before_a_release_there_are_own_levels_alone(
    q: Questionnaire, assessments: list[Assessment], made: dict[str, feedback.Feedback]
) -> None:
    one = feedback_of(q, assessments, released=False)[0]
    html = feedback.feedback_page(q, one)
    assert one.groups == () and "m-strip" not in html.partition("<main")[2]
    assert "We will add other forces' figures here once the figures for 2026 are released." in Seen(html).text
    assert {len(row) for row in rows_of(html, "Levels for 2026")} == {2}
    assert one.profile == made[one.profile["force"]].profile


def test_page_has_own_levels_and_names_no_other_force(q: Questionnaire, made: dict[str, feedback.Feedback]) -> None:
    for force, one in [*made.items()][::8]:
        html = feedback.feedback_page(q, one)
        others = [f for f in q.forces.forces if f.id != force and f.name not in one.name]
        assert not [f.id for f in others if f.id in html or f.name in Seen(html).text]
        codes = {row[0].split(" ")[0]: row[1] for row in rows_of(html, "Levels for 2026")}
        for theme in one.profile["themes"]:
            for capability in theme["capabilities"]:
                code = next(c.code for t in q.themes for c in t.capabilities if c.id == capability["id"])
                assert codes[code] == ("–" if capability["level"] is None else str(capability["level"]["low"]))


def test_what_to_do_next_is_what_the_force_can_do_itself(q: Questionnaire, made: dict[str, feedback.Feedback]) -> None:
    one = next(each for each in made.values() if len(each.profile["advice"]["first"]) > 1)
    text, said = Seen(feedback.feedback_page(q, one).partition('id="next"')[2]).text, actions_text(q)
    advised = one.profile["advice"]["first"]
    places = [text.index(f"{said[each['id']]['name']}. {said[each['id']]['first']}") for each in advised]
    assert places == sorted(places)
    belongs = [Lookup(q).interventions[name].name for name in advised[0]["interventions"]]
    assert not [name for name in belongs if name not in text[places[0] : places[1]]]


def test_what_moved_is_the_forces_own_movement(q: Questionnaire, made: dict[str, feedback.Feedback]) -> None:
    one = next(iter(made.values()))
    assert one.movement and one.movement["earlier"] == "2025"
    changed = [row for row in one.movement["capabilities"] if row["moved"] != "same"]
    shown = rows_of(feedback.feedback_page(q, one), "Capabilities that changed")
    assert [row[1:3] for row in shown] == [[str(row["before"]), str(row["after"])] for row in changed]


def test_first_return_has_nothing_before_it(q: Questionnaire, bundle: Bundle) -> None:
    (one,) = feedback_of(q, [returned(bundle, q.forces.forces[0].id, "2026")])
    text = Seen(feedback.feedback_page(q, one)).text
    assert one.movement is None and "no earlier complete, signed assessment" in text
    assert "All forces. Not shown, because too few forces have answered: PI1, PI2" in text


def test_only_complete_signed_assessments_get_one(q: Questionnaire, bundle: Bundle) -> None:
    force = q.forces.forces[0].id
    signed, unsigned, part = (returned(bundle, force, period) for period in ("2024", "2025", "2026"))
    del unsigned["sign_off"]
    part["answers"].popitem()
    found = feedback_of(q, [signed, unsigned, part])
    assert [one.profile["period"] for one in found] == ["2024"]
    assert feedback_of(q, [signed, unsigned, part], "2025") == []


def test_page_of_hostile_words_is_harmless() -> None:
    q = hostile(load_questionnaire(TINY, words=False))
    bundle = compile_bundle(q)
    some = all_returned(
        bundle, [force.id for force in q.forces.forces], "2025", "2026 <script>globalThis.harm=1</script>"
    )
    found = feedback_of(q, some)
    assert len(found) == 3
    for one in found:
        seen = Seen(feedback.feedback_page(q, one))
        assert not [tag for tag, _ in seen.elements if tag in ("img", "script", "b")]


def test_command_writes_one_file_for_each_force(tmp_path: Path) -> None:
    q = load_questionnaire(ROOT / "questionnaire", words=False)
    bundle = compile_bundle(q)
    forces = [force.id for force in q.forces.forces[:7]]
    (tmp_path / "in").mkdir()
    for one in all_returned(bundle, forces, "2025", "2026"):
        one["marking"] = "OFFICIAL-SENSITIVE"
        (tmp_path / "in" / f"{one['force']}-{one['period']}.assessment.json").write_text(write_text(one))
    arguments = ["giveback", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q", str(ROOT / "questionnaire")]
    run = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert run.exit_code == 0, run.output
    assert run.stdout.startswith("7 pages to give back") and "the last return of each force" in run.stdout
    names = {f"{force}-2026.{ending}" for force in forces for ending in ("html", "csv")}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {*names, MARK}
    for path in (tmp_path / "out").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert len(re.findall("OFFICIAL-SENSITIVE", text)) >= 2
        assert "Skip to the content" in text and "the form" not in Seen(text).text
        assert "script-src 'none'" in Seen(text).source or "script-src &#39;none&#39;" in text
    earlier = CliRunner().invoke(main, [*arguments, "--period", "2025"], catch_exceptions=False)
    assert "one for each force that returned for 2025" in earlier.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {MARK, *(n.replace("2026", "2025") for n in names)}
    unknown = CliRunner().invoke(main, [*arguments, "--period", "1999"])
    assert (unknown.exit_code, unknown.stdout) == (1, "") and "2025, 2026" in unknown.stderr


def test_table_has_the_figures_of_the_page(q: Questionnaire, made: dict[str, feedback.Feedback]) -> None:
    one = next(iter(made.values()))
    rows = list(csv.DictReader(io.StringIO(feedback.feedback_csv(q, one).removeprefix("\ufeff"))))
    levels = {row[0].split(" ")[0]: row[1:4] for row in rows_of(feedback.feedback_page(q, one), "Levels for 2026")}
    for row in rows:
        if row["part"] == "theme":
            assert levels[row["code"]][0] == row["own"]
        if row["part"] == "capability":
            place = 2 if row["group"] == "all" else 1
            assert [levels[row["code"]][n] for n in (0, place)] == [row["own"] or "–", row["middle"] or "–"]
    assert {row["group"] for row in rows if row["part"] == "capability"} == {"all", one.groups[0]["group"]}
    assert one.movement
    changed = {row["id"]: str(row["after"]) for row in one.movement["capabilities"] if row["moved"] != "same"}
    told = {row["id"]: row["after"] for row in rows if row["moved"] not in ("", "same")}
    assert told == changed
    assert {row["force"] for row in rows} == {one.profile["force"]} and {row["marking"] for row in rows} == {"OFFICIAL"}
