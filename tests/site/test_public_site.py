"""The site for everyone names no real force beside a result, and shows of the nation only what was released."""

from __future__ import annotations

import csv
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mkdocs.commands.build import build
from mkdocs.config import load_config

from benchmarks import population
from maturity.assessment.files import find_files, read_files
from maturity.assessment.reader import write_text
from maturity.cli.main import main
from maturity.editions.lineage import Editions
from maturity.errors import MaturityError
from maturity.national import intake
from maturity.national.figures import site_picture
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from maturity.records import Assessment
from maturity.site import pages
from maturity.site.build import load_site, plugin_of
from tests import ROOT, TINY
from tests.support import folders
from tests.support.html import Seen, flat
from tests.support.returns import all_returned, returned

CANARY = "Canary in a comment"
NAMES = ("hill-kitchen", "Hill Kitchen", CANARY, "MARKED FOR HILL")
#: Files of open data.
DATA = ("periods", "groups", "levels", "middles", "themes", "standards", "interventions", "hidden")


def site_of(
    folder: Path,
    assessments: list[Assessment],
    monkeypatch: pytest.MonkeyPatch,
    questionnaire: Path = TINY,
    **settings: Any,
) -> Path:
    """The site of the tiny questionnaire, or of another, built with these assessments."""
    (folder / "in").mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(assessments):
        (folder / "in" / f"{number}.assessment.json").write_text(write_text(one), encoding="utf-8")
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    monkeypatch.chdir(ROOT)
    config = load_config("mkdocs.yml", docs_dir=str(questionnaire), site_dir=str(folder / "site"))
    config.plugins["maturity"].config.update({"assessments": str(folder / "in"), **settings})
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    config.plugins.on_shutdown()
    return folder / "site"


def texts_of(site: Path) -> dict[str, str]:
    """Every file of the site, and of its zip, as text, and their names."""
    found = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    with zipfile.ZipFile(site / "offline.zip") as archive:
        found |= {f"offline.zip/{name}": archive.read(name) for name in archive.namelist()}
    del found["offline.zip"]
    return {path: f"{path}\n{data.decode('utf-8', 'replace')}" for path, data in found.items()}


def mentions(site: Path, *names: str) -> dict[tuple[str, str], int]:
    """How often each file of the site has each name, in any case."""
    counted = {
        (path, name): flat(text).lower().count(name.lower()) for path, text in texts_of(site).items() for name in names
    }
    return {key: count for key, count in counted.items() if count}


@pytest.fixture(scope="module")
def tiny() -> Questionnaire:
    return load_questionnaire(TINY, words=False)


@pytest.fixture
def mixed(tiny: Questionnaire) -> list[Assessment]:
    """A real force's assessment with a mark that nothing else has, and an invented one that it answered with."""
    bundle = compile_bundle(tiny)
    real = returned(bundle, "hill-kitchen", "2026", marking="MARKED FOR HILL")
    invented = returned(bundle, "example-kitchen", "2026")
    next(iter(real["answers"].values()))["comment"] = CANARY
    return [real, invented]


def test_public_site_has_no_force_beside_a_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mixed: list[Assessment]
) -> None:
    site = site_of(tmp_path / "with", mixed, monkeypatch, audience="public")
    without = site_of(tmp_path / "without", mixed[1:], monkeypatch, audience="public")
    assert mentions(site, *NAMES) == mentions(without, *NAMES)
    assert not [path for path, _ in mentions(site, *NAMES) if "results/" in path]
    assert (site / "results" / "example-kitchen-2026.html").exists()
    assert not (site / "results" / "national.html").exists(), "nothing of real forces was released"
    assert (without / "results" / "national.html").exists(), "invented forces need no release"


#: Only one word opens the site. Left out, misspelt or of another kind, it is public.
@pytest.mark.parametrize("audience", [None, "Restricted", "restricted ", ["restricted"], True])
def test_setting_that_is_not_understood_is_public(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mixed: list[Assessment], audience: Any
) -> None:
    monkeypatch.setattr("maturity.site.pages.render_assets", lambda q, bundle, toolkit: {})
    site = site_of(tmp_path, mixed, monkeypatch, audience=audience)
    assert (site / "results" / "example-kitchen-2026.html").exists()
    assert not [path for path, _ in mentions(site, *NAMES) if "results/" in path]
    assert not [path for path, name in mentions(site, *NAMES) if name in (CANARY, "MARKED FOR HILL")]


def test_setting_left_out_is_public() -> None:
    config = load_config(str(ROOT / "mkdocs.yml"))
    plugin = config.plugins["maturity"]
    assert plugin.load_config({})[0] == [] and plugin.config.audience is None


def test_restricted_site_has_the_forces_with_their_marking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mixed: list[Assessment]
) -> None:
    site = site_of(tmp_path, mixed, monkeypatch, audience="restricted")
    for name in ("hill-kitchen-2026.html", "compare.html", "index.html"):
        text = (site / "results" / name).read_text(encoding="utf-8")
        assert "Hill Kitchen" in text and text.count("MARKED FOR HILL") >= 2, name
    national = (site / "results" / "national.html").read_text(encoding="utf-8")
    assert "Hill Kitchen" not in national and "for the national team only, not for publication" in national
    assert not [name for name in DATA if (site / "results" / f"{name}.csv").exists()]


def periods_of(table: str) -> dict[str, tuple[str, int]]:
    """Each period's edition and how many returned, from the open data."""
    rows = csv.DictReader(table.removeprefix("\ufeff").splitlines())
    return {row["period"]: (row["edition"], int(row["returned"])) for row in rows}


def test_public_site_has_every_period_that_was_released_and_names_no_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those of older editions, and whatever returns there are now."""
    monkeypatch.setattr("maturity.site.plugin._today", lambda: population.DAY)
    returns, own = population.write(tmp_path, 12), tmp_path / "questionnaire"
    for period in ("2025", "2027"):
        given = [returns, "--period", period, "-o", tmp_path / "out", "-q", own, "--on", population.DAY]
        done = CliRunner().invoke(main, ["release", *map(str, given)], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    config = load_site("mkdocs.yml", own, tmp_path / "site")
    plugin = plugin_of(config)
    plugin.config.update({"assessments": str(returns), "audience": "public"})
    plugin.on_config(config)
    found = {path: text for path, text in plugin.pages.items() if path.startswith("results/")}
    assert {path for path in found if "national" in path} == {"results/national.md", "results/national-2025.md"}
    assert {f"results/{name}.csv" for name in DATA} <= {*found}
    records = [json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "releases").iterdir()]
    assert periods_of(found["results/periods.csv"]) == {
        each["period"]: (f"police-social-media {each['figures']['edition']['version']}", each["figures"]["returned"])
        for each in records
    }
    forces = load_questionnaire(own, words=False).forces.forces
    found.pop("results/side-by-side.md")  # it has every force's name, and no result
    assert not [(p, f.id) for p, text in found.items() for f in forces if f.id in text or f.name in text]


def test_restricted_site_has_the_team_s_figures_of_every_period(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maturity.site.plugin._today", lambda: population.DAY)
    returns = population.write(tmp_path, 12)
    config = load_site("mkdocs.yml", tmp_path / "questionnaire", tmp_path / "site")
    plugin = plugin_of(config)
    plugin.config.update({"assessments": str(returns), "audience": "restricted"})
    plugin.on_config(config)
    found = {path for path in plugin.pages if path.startswith("results/national")}
    assert found == {"results/national.md", "results/national-2026.md", "results/national-2025.md"}
    assert not {f"results/{name}.csv" for name in DATA} & {*plugin.pages}
    assert any(path.endswith("-2027.md") for path in plugin.pages)


def test_built_site_shows_what_was_released_and_names_no_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = folders.questionnaire(tmp_path)
    bundle = compile_bundle(load_questionnaire(own, words=False))
    returns = all_returned(bundle, folders.THERE, "2026")
    site_of(tmp_path / "before", returns, monkeypatch, own)
    given = [tmp_path / "before" / "in", "--period", "2026", "-o", tmp_path / "out", "-q", own, "--on", folders.DAY]
    done = CliRunner().invoke(main, ["release", *map(str, given)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    site = site_of(tmp_path / "after", [], monkeypatch, own)  # the record is enough
    assert not (tmp_path / "before" / "site" / "results" / "national.html").exists()
    assert "9 of 9 forces" in (site / "results" / "national.html").read_text(encoding="utf-8")
    texts = {path: text for path, text in texts_of(site).items() if "results/" in path and "side-by-side" not in path}
    assert not [(path, force) for path, text in texts.items() for force in folders.THERE if force in text]
    assert not [path for path in texts_of(site) if "releases" in path], "a record is never published itself"


def test_periods_of_two_editions_stop_a_public_site(tmp_path: Path) -> None:
    returns = population.write(tmp_path, 12)
    editions = intake.load_editions(tmp_path / "questionnaire")
    files = [str(next((returns / period).iterdir())) for period in ("2026", "2027")]
    text = Path(files[1]).read_text(encoding="utf-8").replace('"period": "2027"', '"period": "2026"')
    Path(files[1]).write_text(re.sub(r',\s*"check": "[^"]*"', "", text), encoding="utf-8")
    with pytest.raises(MaturityError, match="another file for 2026 is for edition 2026"):
        intake.read_assessments(files, editions, [], folders.DAY)


def test_public_site_of_real_forces_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mixed: list[Assessment]
) -> None:
    site = site_of(tmp_path, mixed[:1], monkeypatch, audience="public")
    names = {path.name for path in (site / "results").iterdir()}
    assert names == {"index.html", "side-by-side.html"}, "nothing was released"
    page = (site / "results" / "index.html").read_text(encoding="utf-8")
    assert "does not show the results of individual forces" in Seen(page).text


def test_an_answer_given_with_a_real_force_is_not_public(tiny: Questionnaire) -> None:
    bundle = compile_bundle(tiny)
    question = next(iter(returned(bundle, "example-kitchen", "2026")["answers"]))
    joint = returned(bundle, "example-kitchen", "2026", joint=[{"question": question, "force": "hill-kitchen"}])
    assert "results/example-kitchen-2026.md" not in pages.render_pages(tiny, bundle, [joint])
    assert "results/example-kitchen-2026.md" in pages.render_pages(tiny, bundle, [joint], restricted=True)


def test_committed_site_shows_its_invented_examples() -> None:
    q = load_questionnaire(ROOT / "questionnaire", words=False)
    bundle = compile_bundle(q)
    examples = read_files(find_files([ROOT / "examples" / "practice"])[0], bundle)
    nation = site_picture(Editions(q, bundle), examples, [], None, "2026-11-28", restricted=False)
    made = pages.render_pages(q, bundle, examples, nation=nation)
    assert {pages.RESULTS, pages.COMPARISON, pages.NATIONAL} <= set(made)
    assert len([path for path in made if path.startswith("results/example-")]) == len(examples)


def test_a_return_that_lies_in_the_questionnaire_s_folder_is_not_in_the_site(
    tiny: Questionnaire, mixed: list[Assessment], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "questionnaire"
    shutil.copytree(TINY, own)
    for name in ("one.assessment.json", "returns/two.json", "note.txt", "page.html"):
        (own / name).parent.mkdir(exist_ok=True)
        (own / name).write_text("CANARY", encoding="utf-8")
    site = site_of(tmp_path, mixed, monkeypatch, own)
    assert (site / "index.html").is_file()
    assert [path for path in site.rglob("*") if path.is_file() and b"CANARY" in path.read_bytes()] == []
