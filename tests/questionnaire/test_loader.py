"""Loading a questionnaire: a good one gives what its files say; a bad one gives every problem, each in its place."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from maturity.assessment.json_schema import schemas
from maturity.cli.main import main
from maturity.errors import MaturityError
from maturity.national.publishing import policy_of
from maturity.questionnaire.loader import FILES, OPTIONAL, PUBLISHING, load_publishing, load_questionnaire
from maturity.questionnaire.places import spelling_flags
from tests import ROOT, TINY
from tests.support import fuzz
from tests.support.broken_questionnaires import CASES, copy_tiny, spoil

QUESTIONNAIRE = ROOT / "questionnaire"


def problems_of(folder: Path) -> list[str]:
    """What loading says, with the folder left out."""
    with pytest.raises(MaturityError) as caught:
        load_questionnaire(folder)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_one_mistake_gets_exactly_this_message(case: dict[str, Any], tmp_path: Path) -> None:
    folder = copy_tiny(tmp_path)
    spoil(folder, case)
    assert problems_of(folder) == case["says"]


def test_table_is_long_enough_and_has_every_case_once() -> None:
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names) >= 100


def test_good_questionnaire_gives_what_its_files_say() -> None:
    q = load_questionnaire(TINY)
    assert [theme.id for theme in q.themes] == ["good-food", "good-company"]
    fridge = q.themes[0].capabilities[0].questions[0]
    assert (fridge.text, fridge.weight, fridge.helpers) == (
        "How often is the fridge temperature written down?", 2, ("host",)
    )  # fmt: skip
    assert q.edition.wording.highest_grade == 9
    assert q.forces.forces[0].starts == "2019-01-01"


def test_all_problems_of_all_files_at_once_by_file_and_line(tmp_path: Path) -> None:
    folder = copy_tiny(
        tmp_path,
        people=("lead: host", "lead: hosts"),  # between files
        food=("weight: 3", "weight: 3\n    weight: 4"),  # as YAML
        forces=("region: South", "regoin: South"),  # shape
        standards=("level: 1", "level: 9"),  # between files
        interventions=("horizon: now", "horizon: noww"),
    )
    assert problems_of(folder) == [
        "food.yml:15:5: `weight` appears twice (first on line 14). Fix: keep one of the two.",
        "forces.yml:11:5: `region` of `mill-kitchen` is missing. Fix: add `region: …`.",
        "forces.yml:15:5: `regoin` is not a field here. Fix: write `region`, the nearest one known.",
        "interventions.yml:34:14: there is no horizon `noww`. Fix: write `now`, the nearest one known.",
        "people.yml:26:15: there is no role `hosts`. Fix: write `host`, the nearest one known.",
        "standards.yml:9:12: there is no level 9: the scale ends at 2. Fix: write 2 or less.",
    ]


def test_broken_edition_does_not_hide_the_themes(tmp_path: Path) -> None:
    folder = copy_tiny(tmp_path, edition=("id: village-kitchen", "id: [village"), food=("weight: 3", "weight: x"))
    said = problems_of(folder)
    assert [line.split(":")[0] for line in said] == ["edition.yml", "food.yml"]


def test_broken_file_is_not_taken_for_mistakes_elsewhere(tmp_path: Path) -> None:
    """With no interventions to be read, neither `gives` nor `after` can be wrong; with no themes, neither can
    standards, nor what an intervention raises or comes after."""
    folder = copy_tiny(
        tmp_path, interventions=("introduction:", "intro:"), food=("name: Good food", "title: Good food")
    )
    assert [line.split(":")[0] for line in problems_of(folder)] == ["food.yml"] * 2 + ["interventions.yml"] * 2


def test_many_mistakes_in_one_file_are_all_said(tmp_path: Path) -> None:
    folder = copy_tiny(tmp_path)
    path = folder / "food.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("lead: cook", "lead: &c cook"), encoding="utf-8")
    said = problems_of(folder)
    assert [line.split(":")[1] for line in said] == ["26", "41", "71"]


@pytest.mark.parametrize("missing", ["nowhere", "edition.yml"])
def test_folder_that_is_not_there_is_one_problem(missing: str, tmp_path: Path) -> None:
    (tmp_path / "edition.yml").write_text("id: x", encoding="utf-8")
    with pytest.raises(MaturityError, match="there is no such folder"):
        load_questionnaire(tmp_path / missing)


def test_folder_with_nothing_in_it_names_every_file(tmp_path: Path) -> None:
    assert problems_of(tmp_path) == sorted(
        f"{name}.yml: the file is not there. Fix: put it there: a questionnaire always has a file with this name, "
        "even if its list is empty."
        for name in FILES
        if name not in OPTIONAL
    )


def test_place_is_shown_as_the_folder_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_tiny(tmp_path, food=("weight: 3", "weight: 0"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MaturityError) as caught:
        load_questionnaire(Path("tiny"))
    assert caught.value.problems[0].where == str(Path("tiny/food.yml")) + ":14:13"


@pytest.mark.parametrize(
    ("first", "others"),
    [
        ("North East", ["North West"] * 3), ("East", ["West"] * 3), ("Area 2", ["Area 1"] * 5),
        ("Class B", ["Class A"] * 3),
        ("Northern", ["Southern"] * 3), ("Hill", ["Mill"]),
    ],
)  # fmt: skip
def test_values_that_only_look_alike_are_not_taken_for_typing_errors(first: str, others: list[str]) -> None:
    found = [(("forces", n), name) for n, name in enumerate([first, *others])]
    assert list(spelling_flags(found, (), "region", "regions")) == []


@pytest.mark.parametrize("slip", ["Englnad", "Englad", "Engalnd", "Englamd", "england", "England ", "Englandd"])
def test_typing_errors_that_are_found(slip: str) -> None:
    found = [(("forces", n), name) for n, name in enumerate([slip, "England", "England"])]
    ((path, _, fix),) = spelling_flags(found, (), "nation", "nations")
    assert (path, fix.split(",")[0]) == (("forces", 0), "write `England`")


# --- schemas for editors ---------------------------------------------------------------------------------------


def test_committed_schemas_are_those_of_the_types() -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in (QUESTIONNAIRE / "schema").iterdir()}
    assert committed == schemas(), "run `maturity schema -o questionnaire/schema`"


@pytest.mark.parametrize("path", sorted([*QUESTIONNAIRE.glob("*.yml"), *TINY.glob("*.yml")]), ids=str)
def test_first_line_names_the_schema_of_the_file(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    name = path.stem if path.name == PUBLISHING or path.stem in FILES else "theme"
    assert first.startswith("# yaml-language-server: $schema=")
    named = (path.parent / first.partition("=")[2]).resolve()
    assert named == QUESTIONNAIRE / "schema" / f"{name}.schema.json"
    assert named.is_file()


def test_schema_says_what_a_field_is_for() -> None:
    assert "no evidence named counts as this" in schemas()["edition.schema.json"]


# --- generated input -------------------------------------------------------------------------------------------


def test_generated_questionnaires_are_refused_in_words_or_accepted() -> None:
    """A few of the runs that `python -m tests.support.fuzz` does by the hundred thousand."""
    results = Counter(fuzz.run("questionnaire", 20, number) for number in range(400))
    assert results["refused"] > 200
    assert results["accepted"] > 10


#: What is in publishing.yml, and what is said of it. Whatever is not understood hides everything.
SETTINGS = [
    ("counts: 11\nmiddles: 6\nmixed: 4\n", "", False),
    ("counts: 20\n", "", False),
    ("counts: 10\n", "publishing.yml:1:9: `counts` is 10, and must be 11 or more. Fix: write 11 or more.", False),
    ("mixed: 3\n", "publishing.yml:1:8: `mixed` is 3, and must be 4 or more. Fix: write 4 or more.", False),
    ("others: 20\n", "publishing.yml:1:1: `others` is not a field here", True),
    ("mixed: many\n", "publishing.yml:1:8: `mixed` must be a whole number", True),
    ("counts: 11\ncounts: 20\n", "publishing.yml:2:1: `counts` appears twice", True),
    ("- counts\n", "publishing.yml:1:1: ", True),
    ("", "publishing.yml: ", True),
]


@pytest.mark.parametrize(("text", "says", "closed"), SETTINGS, ids=[repr(text) for text, *_ in SETTINGS])
def test_settings_are_read_strictly(text: str, says: str, closed: bool, tmp_path: Path) -> None:
    folder = copy_tiny(tmp_path)
    (folder / "publishing.yml").write_text(text, encoding="utf-8")
    settings, problems = load_publishing(folder)
    said = "".join(str(each).replace(f"{folder}/", "") for each in problems)
    assert says in said and bool(problems) == bool(says)
    assert policy_of(settings).closed is closed
    assert (CliRunner().invoke(main, ["check", str(folder)]).exit_code == 1) == bool(says)


def test_settings_may_be_left_out() -> None:
    assert load_publishing(TINY) == (None, [])


def test_published_edition_has_the_publishing_settings_of_the_questionnaire(tmp_path: Path) -> None:
    """With `-q editions/1.0`, settings that hide more must still hold."""
    for name in ("questionnaire", "editions/1.0"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "questionnaire" / PUBLISHING).write_text("counts: 20\n", encoding="utf-8")
    assert load_publishing(tmp_path / "editions" / "1.0") == ({"counts": 20}, [])
