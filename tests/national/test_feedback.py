"""What goes back to a force: its own result, its group's published figures, what moved, and nothing of anyone else."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from maturity.assessment.reader import write_text
from maturity.cli.main import main
from maturity.editions.lineage import Editions
from maturity.national import feedback
from maturity.national.figures import PeriodReturns, PublicPicture, public_figures, public_picture, returns_by_period
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import PeerGroup, Questionnaire
from maturity.records import Assessment, Bundle
from maturity.render.output import MARK
from tests import ROOT, TINY
from tests.support.hostile import hostile
from tests.support.html import Seen, rows_of
from tests.support.returns import all_returned, returned


@pytest.fixture(scope="module")
def q() -> Questionnaire:
    """The real questionnaire, with its forces in two groups of the division, one of which is small."""
    loaded = load_questionnaire(ROOT / "questionnaire", words=False)
    ids = [force.id for force in loaded.forces.forces]
    shared: dict[str, Any] = {"kind": "size", "source": "s", "as_of": "2026-01-01"}
    large = PeerGroup(id="large", name="Larger forces", members=tuple(ids[:24]), **shared)
    small = PeerGroup(id="small", name="Smaller forces", members=tuple(ids[24:]), **shared)
    groups = {"peer_groups": (large, small), "division": "size"}
    return loaded.model_copy(update={"forces": loaded.forces.model_copy(update=groups)})


@pytest.fixture(scope="module")
def bundle(q: Questionnaire) -> Bundle:
    return compile_bundle(q)


@pytest.fixture(scope="module")
def assessments(q: Questionnaire, bundle: Bundle) -> list[Assessment]:
    return all_returned(bundle, [force.id for force in q.forces.forces], "2025", "2026")


class Team(NamedTuple):
    """What a national team has: editions, returns, and what it has released of them."""

    editions: Editions
    assessments: list[Assessment]
    returns: Mapping[str, PeriodReturns]
    picture: PublicPicture

    def feedback(self, period: str | None = None) -> list[feedback.Feedback]:
        return list(feedback.feedback_for_forces(self.editions, self.assessments, self.picture, self.returns, period))


def team_of(q: Questionnaire, assessments: list[Assessment], *released: str) -> Team:
    editions = Editions(q, compile_bundle(q))
    returns = returns_by_period(editions, assessments)
    records: list[Any] = [
        {"period": period, "figures": public_figures(q.forces, returns[period].material)} for period in released
    ]
    return Team(editions, assessments, returns, public_picture(editions, returns, records))


@pytest.fixture(scope="module")
def team(q: Questionnaire, assessments: list[Assessment]) -> Team:
    return team_of(q, assessments, "2025", "2026")


@pytest.fixture(scope="module")
def made(team: Team) -> dict[str, feedback.Feedback]:
    return {one.profile["force"]: one for one in team.feedback()}


def test_every_force_that_returned_gets_its_last_in_alphabetical_order(
    q: Questionnaire, made: dict[str, feedback.Feedback]
) -> None:
    assert {*made} == {force.id for force in q.forces.forces}
    names = [one.name for one in made.values()]
    assert names == sorted(names, key=str.casefold)
    assert {one.profile["period"] for one in made.values()} == {"2026"}


def test_figures_of_others_are_the_released_ones(team: Team, made: dict[str, feedback.Feedback]) -> None:
    groups = {group["id"]: group for group in team.picture.published["periods"][1]["groups"]}
    for force, one in made.items():
        for each in one.groups:
            assert each["group"] == "all" or any(force in g.members for g in q_groups(team) if g.id == each["group"])
            released = {row["id"]: row for row in groups[each["group"]]["capabilities"]}
            for row in each["capabilities"]:
                its = released[row["id"]]
                assert (row["middle"], row["low"], row["high"]) == (its["middle"], its["low"], its["high"])


def q_groups(team: Team) -> tuple[PeerGroup, ...]:
    return team.editions.today.q.forces.peer_groups


#: How many forces of each group return; whether it is released; beside which groups a force of the first group is.
CHOICES = [
    (24, 24, True, ["large", "all"]),
    (24, 5, True, ["all"]),  # the smallest group decides for all
    (24, 24, False, []),
]


@pytest.mark.parametrize(("large", "small", "is_released", "beside"), CHOICES)
def test_its_group_comes_first_and_all_forces_last(
    q: Questionnaire, bundle: Bundle, large: int, small: int, is_released: bool, beside: list[str]
) -> None:
    first, second = (group.members for group in q.forces.peer_groups)
    returns = all_returned(bundle, [*first[:large], *second[:small]], "2026")
    found = team_of(q, returns, *(["2026"] if is_released else [])).feedback()
    one = next(each for each in found if each.profile["force"] == first[0])
    assert [each["group"] for each in one.groups] == beside


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
    one = next(each for each in made.values() if each.profile["recommendations"])
    first = Lookup(q).interventions[one.profile["recommendations"][0]["intervention"]]
    text = Seen(feedback.feedback_page(q, one).partition('id="next"')[2]).text
    assert text.index(first.now) < text.index(f"Part of: {first.name}")


def test_what_moved_is_the_forces_own_movement(q: Questionnaire, made: dict[str, feedback.Feedback]) -> None:
    one = next(iter(made.values()))
    assert one.movement and one.movement["earlier"] == "2025"
    changed = [row for row in one.movement["capabilities"] if row["moved"] != "same"]
    shown = rows_of(feedback.feedback_page(q, one), "Capabilities that changed")
    assert [row[1:3] for row in shown] == [[str(row["before"]), str(row["after"])] for row in changed]


def test_first_return_has_nothing_before_it(q: Questionnaire, bundle: Bundle) -> None:
    (one,) = team_of(q, [returned(bundle, q.forces.forces[0].id, "2026")]).feedback()
    text = Seen(feedback.feedback_page(q, one)).text
    assert one.movement is None and "no earlier complete, signed assessment" in text
    assert one.groups == ()


def test_only_complete_signed_assessments_get_one(q: Questionnaire, bundle: Bundle) -> None:
    force = q.forces.forces[0].id
    signed, unsigned, part = (returned(bundle, force, period) for period in ("2024", "2025", "2026"))
    del unsigned["sign_off"]
    part["answers"].popitem()
    own = team_of(q, [signed, unsigned, part])
    assert [one.profile["period"] for one in own.feedback()] == ["2024"]
    assert own.feedback("2025") == []


def test_page_of_hostile_words_is_harmless() -> None:
    q = hostile(load_questionnaire(TINY, words=False))
    bundle = compile_bundle(q)
    some = all_returned(
        bundle, [force.id for force in q.forces.forces], "2025", "2026 <script>globalThis.harm=1</script>"
    )
    found = team_of(q, some).feedback()
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
    beside = {group: 1 + n for n, group in enumerate(each["group"] for each in one.groups)}
    mine = [row for row in rows if row["part"] == "capability" and row["middle"]]
    assert {row["group"] for row in mine} == {*beside} and len(beside) == 2
    for row in mine:
        shown = levels[row["code"]]
        assert (shown[0], shown[beside[row["group"]]]) == (row["own"] or "–", row["middle"])
    assert one.movement
    changed = {row["id"]: str(row["after"]) for row in one.movement["capabilities"] if row["moved"] != "same"}
    told = {row["id"]: row["after"] for row in rows if row["moved"] not in ("", "same")}
    assert told == changed
    assert {row["force"] for row in rows} == {one.profile["force"]} and {row["marking"] for row in rows} == {"OFFICIAL"}
