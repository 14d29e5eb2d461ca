"""The invented examples are those that their script makes, and say of themselves that they are invented."""

from __future__ import annotations

import importlib.util
import json
import statistics
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from maturity.assessment.files import find_files, read_files
from maturity.cli.main import main
from maturity.editions.lineage import Editions
from maturity.national.figures import PublicPicture, public_picture, returns_by_period
from maturity.national.intake import load_editions
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import Assessment, Bundle
from maturity.scoring.engine import score
from maturity.site import pages
from maturity.site.build import load_site, plugin_of
from tests import ROOT
from tests.support.html import Seen

EXAMPLES = ROOT / "examples"
PRACTICE, NATION = EXAMPLES / "practice", EXAMPLES / "nation"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return compile_bundle(load_questionnaire(ROOT / "questionnaire"))


@pytest.fixture(scope="module")
def examples(bundle: Bundle) -> list[Assessment]:
    return read_files(find_files([PRACTICE])[0], bundle)


@pytest.fixture(scope="module")
def nation() -> Editions:
    return load_editions(ROOT / "questionnaire", NATION)


@pytest.fixture(scope="module")
def returns(nation: Editions) -> list[Assessment]:
    return read_files(find_files([NATION])[0], nation.today.bundle)


@pytest.mark.parametrize("name", ["practice", "nation"])
def test_script_gives_the_files_that_are_here(name: str, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location(f"make_{name}", EXAMPLES / f"make_{name}.py")
    assert spec is not None and spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    make.main(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    here = {path.name: path.read_bytes() for path in (EXAMPLES / name).iterdir()}
    assert made.keys() == here.keys()
    changed = sorted(name for name in made if made[name] != here[name])
    assert not changed, f"Make them again: python examples/make_{name}.py"


def test_every_invented_force_is_there_in_both_periods(examples: list[Assessment]) -> None:
    invented = {force.id for force in load_questionnaire(ROOT / "questionnaire").forces.invented}
    assert len(invented) == 12
    assert {(a["force"], a["period"]) for a in examples} == {(f, p) for f in invented for p in ("2025", "2026")}


def test_nothing_in_them_could_be_taken_for_real(examples: list[Assessment], returns: list[Assessment]) -> None:
    for assessment in (*examples, *returns):
        assert assessment["force"].startswith("example-")
        for answer in assessment["answers"].values():
            texts = [answer.get("comment", "Invented"), answer.get("not_applicable", "Invented")]
            assert all(text.startswith("Invented") for text in texts)
            assert all(piece["title"].endswith("(invented)") for piece in answer.get("evidence", []))


def test_they_have_something_of_everything(examples: list[Assessment], bundle: Bundle) -> None:
    profiles = [score(bundle, assessment) for assessment in examples]
    decisions = {a["sign_off"]["decision"] if "sign_off" in a else "part-done" for a in examples}
    assert decisions == {"signed", "signed-with-note", "sent-back", "part-done"}
    fields = {field for a in examples for answer in a["answers"].values() for field in answer}
    assert fields >= {"level", "dont_know", "not_applicable", "evidence", "comment"}
    assert {s["status"] for p in profiles for s in p["standards"]} >= {"met", "not_met", "not_shown", "open"}
    levels = {t["level"]["low"] for p in profiles for t in p["themes"] if t["level"] and p["complete"]}
    assert len(levels) >= 3
    assert any(p["unshown"] for p in profiles)
    assert {json.dumps(action["decision"]) for a in examples for action in a.get("actions", [])} >= {'"do"', '"drop"'}


# --- the nation --------------------------------------------------------------------------------------------------

TODAY = "2026-11-20"


@pytest.fixture(scope="module")
def picture(nation: Editions, returns: list[Assessment]) -> PublicPicture:
    return public_picture(nation, returns_by_period(nation, returns, TODAY))


@pytest.fixture(scope="module")
def texts(nation: Editions, returns: list[Assessment], picture: PublicPicture) -> dict[str, str]:
    q = load_questionnaire(ROOT / "questionnaire")
    made = pages.render_pages(q, compile_bundle(q), returns, returned=nation.today, on=TODAY, nation=picture)
    return {path: text for path, text in made.items() if path.startswith("results/")}


def test_three_bands_of_sixteen_over_three_periods(nation: Editions, picture: PublicPicture) -> None:
    forces = nation.today.q.forces
    assert not forces.forces and forces.division == "size"
    for one, returned in zip(picture.published["periods"], (44, 45, 44), strict=True):
        assert (one["returned"], one["asked"]) == (returned, 48)
    last = {force.id for force in forces.invented if force.ends is None}
    assert [len(last.intersection(group.members)) for group in forces.peer_groups] == [16, 16, 16]


def test_one_force_became_another_and_two_answer_together(nation: Editions, returns: list[Assessment]) -> None:
    (old,) = [force for force in nation.today.q.forces.invented if force.ends]
    periods = {force: {one["period"] for one in returns if one["force"] == force} for force in (old.id, old.became)}
    assert periods == {old.id: {"2024"}, old.became: {"2025", "2026"}}
    joint = [one for one in returns if "joint" in one]
    assert len(joint) == 6 and len({one["force"] for one in joint}) == 2


def test_answers_are_believable(nation: Editions, returns: list[Assessment]) -> None:
    """The middle of all answers rises slowly, and forces differ in all their answers together."""
    tendency: dict[str, dict[str, float]] = {}
    for one in returns:
        levels = [answer["level"] for answer in one["answers"].values() if "level" in answer]
        tendency.setdefault(one["period"], {})[one["force"]] = sum(levels) / len(levels)
    means = [sum(its.values()) / len(its) for its in tendency.values()]
    assert all(0.05 < later - before < 0.4 for before, later in pairwise(means))
    assert all(max(its.values()) - min(its.values()) > 1.5 for its in tendency.values())
    both = tendency["2025"].keys() & tendency["2026"].keys()
    assert correlation([(tendency["2025"][each], tendency["2026"][each]) for each in both]) > 0.9


def test_most_figures_are_shown_nationally_and_by_band(picture: PublicPicture) -> None:
    for one in picture.published["periods"]:
        everyone, *bands = one["groups"]
        assert len(bands) == 3
        assert shown(everyone["capabilities"]) >= 0.95 and shown(everyone["standards"]) >= 0.9
        assert all(shown(band["capabilities"]) >= 0.6 for band in bands)


def shown(cells: Any) -> float:
    return len([cell for cell in cells if cell["hidden"] is None]) / len(cells)


def test_status_says_who_is_missing() -> None:
    run = CliRunner().invoke(main, ["status", str(NATION), "--on", TODAY, "-q", str(ROOT / "questionnaire")])
    assert run.exit_code == 0
    assert "44 of 48 forces have returned." in run.stdout and "forces.yml" not in run.stdout


@pytest.mark.parametrize("command", ["score", "compare", "national", "giveback", "report", "impact"])
def test_commands_know_its_forces(command: str, tmp_path: Path) -> None:
    file = str(NATION / "example-heronsea-police-2026.assessment.json")
    out, q = tmp_path / "out", ROOT / "questionnaire"
    arguments = {
        "score": [file, "--format", "csv"],
        "report": [file, "-o", str(out)],
        "impact": [str(q / "standards.yml"), str(NATION)],
    }.get(command, [str(NATION), "-o", str(out)])
    run = CliRunner().invoke(main, [command, *arguments, "-q", str(q)])
    assert run.exit_code == 0, run.output
    assert "forces.yml" not in run.output


def test_site_has_pages_of_five_forces_and_figures_of_all(texts: dict[str, str], returns: list[Assessment]) -> None:
    profiles = {path for path in texts if path.startswith("results/example-")}
    assert len(profiles) == 15
    assert "The 5 forces below have agreed to be named" in texts["results/index.md"]
    assert texts["results/index.md"].count("<tr>") == 1 + 15
    compared = json.loads(texts["results/compare.md"].split('class="maturity-comparison">')[1].split("</script>")[0])
    assert len(compared["forces"]) == 49 and all(force["invented"] for force in compared["forces"])
    assert {"Peer groups by size", "Regions"} <= {group["kind"] for group in compared["groups"]}
    assert {"results/national.md", "results/national-2025.md", "results/national-2024.md"} <= set(texts)


@pytest.mark.parametrize("there", [True, False], ids=["with the setting", "without it"])
def test_one_setting_leaves_them_out(there: bool, tmp_path: Path) -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("docs_dir: ", f"docs_dir: {ROOT}/")
    text = text.replace("custom_dir: ", f"custom_dir: {ROOT}/").replace("watch: ", "# ")
    setting = "      assessments: examples/nation\n"
    assert setting in text
    own = tmp_path / "mkdocs.yml"
    own.write_text(text.replace(setting, setting.replace("examples", str(EXAMPLES)) if there else ""), encoding="utf-8")
    site = load_site(str(own), None, tmp_path / "site")
    plugin = plugin_of(site)
    plugin.on_config(site)
    made = {**plugin.pages, **pages.render_assets(plugin.q, plugin.bundle)}
    named = {path for path, text in made.items() if "heronsea" in text.lower()}
    profiles = {f"results/example-heronsea-police-{period}.md" for period in ("2024", "2025", "2026")}
    lists = {"results/index.md", "results/compare.md", "results/comparison.csv"}
    assert named == (lists | profiles if there else set())
    assert ("results/national.md" in made) == there


def test_every_page_and_table_says_invented(texts: dict[str, str]) -> None:
    for path, text in texts.items():
        if path.endswith(".md") and path != "results/side-by-side.md":
            assert "invented" in Seen(text).text.lower(), path
    assert json.loads(texts["results/datapackage.json"])["title"].startswith("National figures of invented forces")
    header, *rows = texts["results/periods.csv"].splitlines()
    assert "invented" in header and len(rows) == 3 and all(",true," in row for row in rows)


def correlation(pairs: list[tuple[float, float]]) -> float:
    first, second = zip(*pairs, strict=True)
    return statistics.correlation(first, second)
