"""Who is counted, the national team's own figures, and what a site shows of them."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from maturity.editions.lineage import Editions
from maturity.errors import MaturityError
from maturity.national import figures, intake, report
from maturity.questionnaire.forces import day_in_period, forces_on
from maturity.questionnaire.model import Force, PeerGroup, Questionnaire
from maturity.records import Assessment, Bundle
from tests.support.returns import all_returned, returned


@pytest.fixture(scope="module")
def editions(q: Questionnaire, bundle: Bundle) -> Editions:
    return Editions(q, bundle)


def real(q: Questionnaire, n: int) -> list[str]:
    return [force.id for force in q.forces.forces[:n]]


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


def test_a_force_is_asked_for_a_period_if_it_exists_on_the_day_on_which_that_is_looked_at() -> None:
    """A force that ended in February 2026, looked at in January: asked for what begins before it ended."""
    force = Force(id="old", name="Old", kind="territorial", nation="England", region="East", ends="2026-02-28")
    periods = ("2026", "2026/27", "2026 Q1", "2026-03")
    asked = {text: bool(forces_on([force], day_in_period(text, "2026-01-15"))) for text in periods}
    assert asked == {"2026": True, "2026/27": False, "2026 Q1": True, "2026-03": False}


def test_invented_forces_count_only_where_there_are_no_others(editions: Editions) -> None:
    q, bundle = editions.today
    examples = all_returned(bundle, [force.id for force in q.forces.invented], "2026")
    others = all_returned(bundle, real(q, 3), "2026")
    for assessments, there, asked in ((examples, 12, 12), (examples + others, 3, 48), (others, 3, 48)):
        (one,) = figures.returns_by_period(editions, assessments).values()
        assert (len(one.material.forces), one.material.asked) == (there, asked)


def test_newest_of_a_force_and_period_counts_once(editions: Editions, tmp_path: Path) -> None:
    q, bundle = editions.today
    early, late = (returned(bundle, q.forces.forces[0].id, "2026", seed) for seed in ("early", "late"))
    early["sign_off"]["date"] = "2026-01-01"
    paths = [tmp_path / "early.json", tmp_path / "late.json"]
    for path, one in zip(paths, (early, late), strict=True):
        path.write_text(json.dumps(one), encoding="utf-8")
    for files in (paths, paths[::-1]):
        assert intake.read_assessments(map(str, files), editions, [], "2026-12-31") == [late]


@pytest.mark.parametrize(
    "periods",
    [("2025", "2026"), ("2024", "2025", "2026"), ("2025-10", "2026-04"), ("2026 Q4", "2027 Q1"), ("2025/26", "2026")],
    ids=" ".join,
)
def test_periods_and_movement_are_in_order_of_time(editions: Editions, periods: tuple[str, ...]) -> None:
    """October 2025 was told as coming after April 2026, and the fourth quarter after the first of the next year."""
    q, bundle = editions.today
    returns = figures.returns_by_period(editions, all_returned(bundle, real(q, 12), *reversed(periods)))
    picture = figures.team_picture(editions, returns)
    assert [one["period"] for one in picture.periods] == [*periods]
    assert [(each["earlier"], each["later"]) for each in picture.between] == [*pairwise(periods)]
    assert {each["forces"] for each in picture.between} == {12}
    assert [*report.period_pages(picture.periods)] == [*reversed(periods)]


def test_team_s_figures_hide_nothing_and_have_every_group(editions: Editions) -> None:
    q, bundle = editions.today
    own = PeerGroup(
        id="own", name="Like one", kind="msg", source="s", as_of="2026-01-01", centre=real(q, 1)[0],
        members=tuple(real(q, 9)[1:]),
    )  # fmt: skip
    forces = q.forces.model_copy(update={"peer_groups": (*q.forces.peer_groups, own)})
    there = Editions(q.model_copy(update={"forces": forces}), bundle)
    picture = figures.team_picture(there, figures.returns_by_period(there, all_returned(bundle, real(q, 14), "2026")))
    groups = {group["id"]: group for group in picture.periods[0]["groups"]}
    assert {"all", "own", "nation:England", "kind:territorial", "region:London"} <= groups.keys()
    for group in groups.values():
        rows = (*group["questions"], *group["capabilities"], *group["theme_levels"])
        assert all(row["hidden"] is None and row["counts"] is not None for row in rows)
        assert all(called["forces"] <= group["forces"] for called in group["called"])


def test_public_figures_are_by_the_division_alone(editions: Editions) -> None:
    """With invented forces, whose figures need no release: all forces, and the groups by size."""
    q, bundle = editions.today
    assessments = all_returned(bundle, [force.id for force in q.forces.invented], "2025", "2026")
    picture = figures.public_picture(editions, figures.returns_by_period(editions, assessments))
    assert picture.invented
    for one in picture.published["periods"]:
        assert [group["id"] for group in one["groups"]] == ["all", "example-smaller-forces", "example-larger-forces"]


def test_public_site_has_no_figures_of_real_forces_before_a_release(editions: Editions) -> None:
    q, bundle = editions.today
    assessments = all_returned(bundle, real(q, 41), "2026")

    def picture(restricted: bool, given: list[Assessment] = assessments) -> Any:
        return figures.site_picture(editions, given, [], None, "2026-11-01", restricted)

    assert picture(restricted=False) is None
    assert isinstance(picture(restricted=True), figures.TeamPicture)
    assert picture(restricted=True, given=[]) is None


def test_released_period_is_in_the_words_of_its_edition(editions: Editions) -> None:
    """Those of a published edition that no file of the folder is of; without it, nothing is made."""
    q, bundle = editions.today
    returns = figures.returns_by_period(editions, all_returned(bundle, real(q, 14), "2025"))
    made = figures.public_figures(q.forces, returns["2025"].material)
    figures_then = made | {"edition": {"id": q.edition.id, "version": "2025.1"}}
    record: Any = {"period": "2025", "returns": [], "figures": figures_then}
    old = q.model_copy(update={"edition": q.edition.model_copy(update={"version": "2025.1"})})
    picture = figures.public_picture(editions, {}, [record], older=[old])
    assert picture.words["2025.1"] is old
    with pytest.raises(MaturityError) as caught:
        figures.public_picture(editions, {}, [record])
    assert [*map(str, caught.value.problems)] == [
        "releases/2025.json: 2025 was released for edition 2025.1, which is not in editions/. "
        "Fix: put the folder of that edition back."
    ]


def test_most_of_a_nation_is_shown(editions: Editions) -> None:
    """Forty-four correlated returns: at least 95 % of the cells of questions, standards and capabilities."""
    q, bundle = editions.today
    one = figures.returns_by_period(editions, all_returned(bundle, real(q, 44), "2026"))["2026"]
    nation = figures.public_figures(q.forces, one.material)["groups"][0]
    rows = (*nation["questions"], *nation["standards"], *nation["capabilities"])
    hidden = [row for row in rows if row["hidden"]]
    assert len(hidden) <= 0.05 * len(rows), hidden
    assert all(theme["counts"] for theme in nation["themes"])
    assert all(called["answers"] is not None for called in nation["interventions"] if called["of_questions"])


@pytest.mark.parametrize(("returns", "share"), [(44, 0.6), (12, 0)])
def test_three_bands_of_sixteen_show_most_capabilities(editions: Editions, returns: int, share: float) -> None:
    """Of 44 returns. Of 12 no band has six forces, and one reason is given for all."""
    q, bundle = editions.today
    everyone = real(q, 48)
    bands = tuple(
        PeerGroup(
            id=f"band-{n}", name=f"Band {n}", kind="size", source="s", as_of="2026-01-01",
            members=tuple(everyone[n::3]),
        )
        for n in range(3)
    )  # fmt: skip
    there = Editions(q.model_copy(update={"forces": q.forces.model_copy(update={"peer_groups": bands})}), bundle)
    one = figures.returns_by_period(there, all_returned(bundle, everyone[:returns], "2026"))["2026"]
    groups = figures.public_figures(there.today.q.forces, one.material)["groups"][1:]
    rows = [row for group in groups for row in group["capabilities"]]
    assert len(groups) == 3
    assert len([row for row in rows if row["counts"]]) >= share * len(rows)
    assert {row["hidden"] for row in rows} <= {None, "security", "too_few" if returns == 12 else "too_alike"}
