"""Hostile folders of returns: every entry is named once, and every count of forces is the same wherever it is told.

A few in each run; a hundred by `make folders`, or with FOLDERS=100.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from maturity.cli.main import main
from maturity.national.publishing import SAFE
from maturity.national.release_record import read_releases
from maturity.national.return_summary import NEED_ATTENTION
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.site import round
from maturity.site.build import load_site, plugin_of
from tests import ROOT
from tests.support.folders import DAY, PERIOD, THERE, Made, fill, questionnaire
from tests.support.html import flat

SEEDS = range(int(os.environ.get("FOLDERS", "12")))


def shown(name: str) -> str:
    """A name as it is told: what cannot be seen is spelt out."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in name)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return questionnaire(tmp_path_factory.mktemp("words"))


@pytest.fixture(params=SEEDS)
def made(request: pytest.FixtureRequest, words: Path, tmp_path: Path) -> Made:
    return fill(tmp_path / "returns", compile_bundle(load_questionnaire(words)), request.param)


def run(words: Path, *arguments: str | Path) -> Any:
    command = [*map(str, arguments), "-q", str(words), "--on", DAY]
    return CliRunner().invoke(main, command, catch_exceptions=False)


def test_every_entry_is_named_once_and_every_count_is_the_same(
    made: Made, words: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Any] = []
    monkeypatch.setattr(round, "build_site", lambda site, given, target: built.append(given))
    monkeypatch.setattr("maturity.site.plugin._today", lambda: DAY)
    out = tmp_path / "out"
    told = run(words, "status", made.folder, "--format", "json", "--period", PERIOD)
    status = json.loads(told.stdout)
    rows = {row["file"]: row for row in status["files"]}
    assert sorted(row["file"] for row in status["files"]) == sorted(made.entries)
    assert {n: rows[n]["state"] for n, state in made.entries.items() if state} == {
        name: state for name, state in made.entries.items() if state
    }
    back = {row["force"] for row in status["forces"] if row["state"] == "returned"}
    assert back == made.returned and status["counts"].get("returned", 0) == len(back)
    assert {row["force"] for row in status["forces"] if row["state"] != "not_asked"} == {*THERE}
    assert status["asked"] == len(THERE)

    look = any(row["state"] in NEED_ATTENTION or row["doubts"] for row in status["files"])
    config = str(ROOT / "mkdocs.yml")
    national = run(words, "national", made.folder, "-o", out / "national")
    giveback = run(words, "giveback", made.folder, "-o", out / "giveback", "--period", PERIOD)
    compare = run(words, "compare", made.folder, "--format", "json", "--period", PERIOD)
    whole = run(words, "round", made.folder, "-o", out / "round", "-f", config)
    impact = run(words, "impact", words / "standards.yml", made.folder, "--period", PERIOD)
    codes = {done.exit_code for done in (told, national, giveback, compare, whole, impact)}
    assert codes == {1 if look else 0}

    counted = f"{len(back)} of {len(THERE)} forces"
    for place in (out / "national", out / "round" / "national"):
        assert not back or any(counted in flat(page.read_text()) for page in place.glob("national*.html"))
    assert built[0].nation is None  # nothing was released
    assert len([*(out / "giveback").glob("*.html")]) == len(back)
    side_by_side = [row for row in json.loads(compare.stdout) if row["signed"] and row["complete"]]
    assert {row["force"] for row in side_by_side} == back
    table = csv.DictReader(io.StringIO((out / "round" / "status.csv").read_text(encoding="utf-8-sig")))
    named = [row["file"].removeprefix("'") for row in table if row["part"] == "file"]  # the mark before a formula
    assert sorted(named) == sorted(map(shown, made.entries))

    site = load_site(config, words, tmp_path / "site")
    plugin = plugin_of(site)
    plugin.config.update({"assessments": str(made.folder), "audience": "restricted"})
    plugin.on_config(site)
    pages = [text for path, text in plugin.pages.items() if path.startswith("results/national")]
    assert not back or any(counted in flat(text) for text in pages)


def test_release_counts_the_same_or_leaves_nothing(made: Made, words: Path, tmp_path: Path) -> None:
    own = tmp_path / "own" / "questionnaire"
    shutil.copytree(words, own)
    release: list[str | Path] = ["release", made.folder, "--period", PERIOD, "-o", tmp_path / "out"]
    if NEED_ATTENTION & {*made.entries.values()}:
        assert run(own, *release).exit_code == 1 and not (own.parent / "releases").exists()
    done = run(own, *release, "--as-it-is")
    if len(made.returned) < SAFE.middles:
        assert done.exit_code == 1 and not (tmp_path / "out").exists() and not (own.parent / "releases").exists()
        return
    assert done.exit_code == 0, done.output
    (record,) = read_releases(own.parent / "releases")
    assert {each["force"] for each in record["returns"]} == made.returned
    assert (record["figures"]["returned"], record["figures"]["asked"]) == (len(made.returned), len(THERE))
    assert {each["file"] for each in record["returns"]} <= {*made.entries}
