"""A whole round by one command: from made-up returns of 48 forces over three periods and two editions, and from a
folder full of things that should not be in it."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from benchmarks import population
from maturity.cli.main import main
from maturity.editions.lineage import Editions
from maturity.national import selection, status_report
from maturity.national.open_data import BOOK
from maturity.national.return_summary import NEED_ATTENTION, ReturnFile, Summary
from maturity.progress import Progress
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.render.output import MARK
from maturity.site.build import load_site, plugin_of
from tests import ROOT, TINY
from tests.support.hostile import EXPECTED, SECRET, fill, put
from tests.support.html import Seen, rows_of

CONFIG = str(ROOT / "mkdocs.yml")


class Done(NamedTuple):
    code: int
    out: str
    err: str
    folder: Path

    def read(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def table(self, path: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.read(path).removeprefix("\ufeff"))))


def run(out: Path, *arguments: str | Path) -> Done:
    done = CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)
    return Done(done.exit_code, done.stdout, done.stderr, out)


# --- 48 forces, three periods, two editions ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = tmp_path_factory.mktemp("round")
    returns, out = population.write(folder), folder / "out"
    return run(out, "round", returns, "-o", out, "-f", CONFIG, "-q", folder / "questionnaire", "--on", population.DAY)


def test_one_command_makes_everything(made: Done) -> None:
    assert (made.code, made.err) == (0, f"{CONFIG} is the configuration of the site, and its plugins will run.\n")
    assert {path.name for path in made.folder.iterdir()} == {
        *("site", "national", "giveback", "carried-over.csv"),
        *("status.html", "status.csv", "status.json", MARK),
    }
    assert len([*(made.folder / "giveback").glob("*.html")]) == len([*(made.folder / "giveback").glob("*.csv")]) == 48
    pages = {"national.html", "national-2026.html", "national-2025.html", BOOK}
    assert {path.name for path in (made.folder / "national").iterdir()} == pages
    assert {"index.html", "assessment.html", "offline.zip"} <= {path.name for path in (made.folder / "site").iterdir()}
    assert "41 of 48 forces have returned." in made.out
    assert "48 pages to give back, each with its figures as a table, one for the last return of each force" in made.out
    assert "7 of them are for another period than 2027." in made.out
    assert "You may publish the site. Everything else is for the national team, or for one force alone." in made.out


def test_nothing_of_real_forces_is_public_before_a_release(made: Done) -> None:
    for period in ("2025", "2026", "2027"):
        assert f"No figures for {period} are public yet: `maturity release` makes them." in made.out
    assert not [*(made.folder / "site" / "results").glob("national*")]
    for page in (made.folder / "national").glob("*.html"):
        assert page.read_text(encoding="utf-8").count("for the national team only, not for publication") >= 2


def test_released_figures_are_in_the_next_round_s_site_and_in_what_goes_back(made: Done, tmp_path: Path) -> None:
    """The round reads the record, whatever has come since, and never makes one."""
    here = made.folder.parent
    given = ("--period", "2026", "-o", tmp_path / "public", "-q", here / "questionnaire", "--on", population.DAY)
    assert run(tmp_path, "release", here / "returns", *given).code == 0
    out = tmp_path / "out"
    try:
        more = ("-o", out, "-f", CONFIG, "-q", here / "questionnaire", "--on", population.DAY)
        next_round = run(out, "round", here / "returns", *more)
        assert [path.name for path in (here / "releases").iterdir()] == ["2026.json"]
    finally:
        shutil.rmtree(here / "releases")
    assert next_round.code == 0
    names = {path.name for path in (tmp_path / "public").glob("*.csv")}
    for name in names:
        assert next_round.read(f"site/results/{name}") == (tmp_path / "public" / name).read_text(encoding="utf-8")
    (row,) = next_round.table("site/results/periods.csv")
    assert (row["period"], row["edition"], row["returned"]) == ("2026", "police-social-media 2026.1", "44")
    asked = {row["id"] for row in next_round.table("site/results/middles.csv") if row["part"] == "question"}
    old, new = population.RENAMED
    assert old in asked and not {new, population.ADDED} & asked
    assert "2026 are public yet" not in next_round.out and "No figures for 2027 are public yet" in next_round.out
    back = next_round.table("giveback/dorset-police-2026.csv")
    assert [row for row in back if row["group"] == "all" and row["middle"]], "its last return is for 2026"


def test_movement_is_on_questions_that_mean_the_same(made: Done) -> None:
    page = made.read("giveback/essex-police-2027.html")
    assert "on the 45 questions that are the same in both" in Seen(page).text  # without the one on language duties
    means = " ".join(row[3] for row in rows_of(page, "Capabilities that changed"))
    assert "By the earlier rules it was level 2. That part is not progress." in means


def test_what_could_not_be_carried_over_is_listed(made: Done) -> None:
    rows = made.table("carried-over.csv")
    assert {row["edition"] for row in rows} == {"police-social-media 2026.1"}
    older = {row["file"] for row in rows}
    assert {(row["place"], row["because"].partition(",")[0]) for row in rows} == {
        (f"answers.{population.RETIRED}", "this is no longer in the questionnaire"),
        (f"answers.{population.MOVED}", "an answer now means something else"),
    }
    assert (len(rows), len(older)) == (172, 86)
    assert f"{len(older)} files are for edition 2026.1." in made.out


def test_site_names_no_real_force_beside_a_result(made: Done) -> None:
    forces = load_questionnaire(ROOT / "questionnaire", words=False).forces.forces
    pages = [*(made.folder / "site" / "results").iterdir()]
    assert "side-by-side.html" in {path.name for path in pages}  # it has every force's name, and no result
    for path in (path for path in pages if path.name != "side-by-side.html"):
        text = path.read_text(encoding="utf-8")
        assert not [force.id for force in forces if force.id in text or force.name in text], path.name


def test_every_file_is_in_the_status(made: Done) -> None:
    rows = made.table("status.csv")
    files = {row["file"]: row["state"] for row in rows if row["part"] == "file"}
    assert len(files) == len([*(made.folder.parent / "returns").rglob("*.json")])
    assert {name.split("/")[0]: state for name, state in files.items()} == {
        "2025": "other_period",
        "2026": "other_period",
        "2027": "used",
    }


# --- which edition a period follows --------------------------------------------------------------------------------

#: Files as force, edition and whether it is signed, all of one period; and which of them count.
STEPS: list[Any] = [
    ("a:1:yes b:1:yes", "a b"),
    ("a:1:yes b:1:yes c:2:yes", "a b"),  # one that came early does not make the others old
    ("a:1:yes b:2:yes", "b"),
    ("a:1:yes b:2:no c:2:no", "a"),  # what is signed says more than what is not
    ("a:1:no b:1:no c:2:no", "a b"),
    ("a:1:yes a:2:no b:1:yes", "a b"),
]


@pytest.mark.parametrize(("files", "counted"), STEPS)
def test_a_period_follows_the_edition_that_most_forces_signed(files: str, counted: str) -> None:
    found = []
    for force, version, signed in (each.split(":") for each in files.split()):
        bare: Any = {"edition": {"version": version}, "answers": {}}
        its = Summary(bare | {"force": force}, force, "2027", signed == "yes", "", "", (), ())
        found.append(ReturnFile(f"{force}{version}", "used", its))
    stepped = selection.follow_editions(found, ["1", "2"])
    assert [each.file[0] for each in stepped if each.summary] == counted.split()
    assert {each.state for each in stepped if each.summary is None} <= {"other_edition"}


def test_nobody_carries_back(tmp_path: Path) -> None:
    population.write(tmp_path, 12)
    old, new = (load_questionnaire(tmp_path / "editions" / each, words=False) for each in ("2026.1", "2027.1"))
    editions = Editions(new, compile_bundle(new), [old])
    assert editions.step("2027.1", "2026.1") is None
    for version, follows, says in (("2027.1", "2026.1", "It cannot be carried back"), ("2026.1", "2027.1", "upgrade`")):
        other = ReturnFile("a", "other_edition", force="a", period="2026", version=version, follows=follows)
        (row,) = status_report.file_rows(editions, [other])
        assert says in row["says"] and f"in edition {follows}" in row["says"]


# --- a folder that nobody would want -------------------------------------------------------------------------------


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    (tmp_path / "returns").mkdir()
    return fill(tmp_path / "returns", tmp_path)


def shown(name: str) -> str:
    """A name as it is told: what cannot be seen is spelt out."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in name)


#: Every command that reads a folder, with its exit code on this one.
COMMANDS = [
    (["status", "IN", "-o", "OUT/status.html", "--format", "html"], 1),
    (["status", "IN", "-o", "OUT/status.csv", "--format", "csv"], 1),
    (["national", "IN", "-o", "OUT"], 1),
    (["giveback", "IN", "-o", "OUT"], 1),
    (["compare", "IN", "-o", "OUT"], 1),
    (["compare", "IN", "-o", "OUT", "--format", "csv"], 1),
    (["round", "IN", "-o", "OUT", "-f", CONFIG], 1),
]


@pytest.mark.parametrize(("arguments", "code"), COMMANDS, ids=[" ".join(each) for each, _ in COMMANDS])
def test_nothing_of_it_runs_or_escapes(arguments: list[str], code: int, hostile: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    before = {path for path in tmp_path.rglob("*") if out not in path.parents}
    named = [each.replace("IN", str(hostile)).replace("OUT", str(out)) for each in arguments]
    done = run(out, *named, "-q", TINY)
    assert done.code == code
    assert {path for path in tmp_path.rglob("*") if out not in path.parents} == before
    assert "\x1b" not in done.out + done.err and "\u202e" not in done.out + done.err
    files = [path for path in out.rglob("*") if path.is_file() and path.suffix in (".html", ".csv", ".json")]
    assert files
    for path in files:
        assert path.resolve().is_relative_to(out) and not path.is_symlink()
        text = path.read_text(encoding="utf-8")
        assert SECRET not in text
        if path.suffix == ".html":
            harmless(text)
        elif path.suffix == ".csv":
            cells = [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) for cell in row]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        else:
            json.loads(text)


def harmless(page: str) -> None:
    """No element that came from a file, and no attribute that could run."""
    seen = Seen(page)
    assert not [name for _, attributes in seen.elements for name in attributes if name.startswith("on")]
    assert not [e for e in seen.elements if e.tag == "img" and e.attributes.get("src") == "x"]
    assert "alert(1)</script>" not in page.replace("<\\/", "").replace("&lt;", "")


def test_every_entry_is_named_by_each_command_that_says_what_it_left_out(hostile: Path, tmp_path: Path) -> None:
    made = run(tmp_path / "out", "round", hostile, "-o", tmp_path / "out", "-f", CONFIG, "-q", TINY)
    states = {row["file"]: row["state"] for row in made.table("status.csv") if row["part"] == "file"}
    assert {shown(name): state for name, state in EXPECTED.items()} == states
    some = [state for state in EXPECTED.values() if state not in ("used", "left_behind")]
    assert f"Left out or to be checked, {len(some)} of {len(EXPECTED)} entries:" in made.err
    compared = run(tmp_path, "compare", hostile, "--format", "json", "-q", TINY)
    for name, state in EXPECTED.items():
        if state in NEED_ATTENTION:
            assert shown(name) in compared.err, name
    assert {row["force"] for row in json.loads(compared.out)} == {"hill-kitchen"}
    drafted = run(tmp_path, "impact", TINY / "standards.yml", hostile, "-q", TINY, "--format", "json")
    assert f"{len(EXPECTED) - 2} entries of {hostile} are not counted; `maturity status` says why." in drafted.err
    assert json.loads(drafted.out)["forces"] == 1


def test_an_empty_folder_makes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "returns").mkdir()
    done = run(out, "round", tmp_path / "returns", "-o", out, "-f", CONFIG, "-q", TINY)
    assert (done.code, done.out) == (1, "") and "there is nothing to count" in done.err
    assert not out.exists()


def test_a_round_leaves_nothing_to_the_next_site_of_the_process(made: Done, tmp_path: Path) -> None:
    """MkDocs keeps one plugin for all of them."""
    plugin = plugin_of(load_site(CONFIG, TINY, tmp_path / "site"))
    assert made.code == 0
    assert (plugin.given, plugin.target, plugin.problems) == (None, None, ())


@pytest.mark.parametrize("config", ["none.yml", "plain.yml"])
def test_a_configuration_that_is_none_is_refused(config: str, tmp_path: Path) -> None:
    (tmp_path / "plain.yml").write_text("site_name: Plain\n")
    (tmp_path / "returns").mkdir()
    done = run(tmp_path, "round", tmp_path / "returns", "-o", tmp_path / "out", "-f", tmp_path / config, "-q", TINY)
    assert done.code == 1 and config in done.err and not (tmp_path / "out").exists()


def test_a_restricted_site_has_the_forces_and_says_so(hostile: Path, tmp_path: Path) -> None:
    config = tmp_path / "restricted.yml"
    text = Path(CONFIG).read_text(encoding="utf-8").replace("audience: public", "audience: restricted")
    text = text.replace("custom_dir: ", f"custom_dir: {ROOT}/").replace("watch: [src/maturity, site_overrides]", "")
    config.write_text(text, encoding="utf-8")
    made = run(tmp_path / "out", "round", hostile, "-o", tmp_path / "out", "-f", config, "-q", TINY)
    assert "The site is restricted and names forces. You may publish nothing of this." in made.out
    results = {path.name for path in (tmp_path / "out" / "site" / "results").iterdir()}
    assert {"hill-kitchen-2026.html", "compare.html", "status.html"} <= results
    for path in (tmp_path / "out" / "site" / "results").glob("*.html"):
        harmless(path.read_text(encoding="utf-8"))


#: Where the returns, what is made and the questionnaire lie, so that making it would harm one of the others.
HARMFUL = [
    ("site", ".", "work/questionnaire"),
    ("site/2026", ".", "work/questionnaire"),
    ("in", "in", "work/questionnaire"),
    ("in", "in/out", "work/questionnaire"),
    ("in", ".", "site/questionnaire"),
    ("in", "work/questionnaire", "work/questionnaire"),
    ("in", "work/editions", "work/questionnaire"),
]


@pytest.mark.parametrize(("returns", "out", "questionnaire"), HARMFUL)
def test_what_it_is_made_from_is_never_written_over(returns: str, out: str, questionnaire: str, tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / questionnaire)
    put(tmp_path / returns / "hill-kitchen.assessment.json")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    given = (tmp_path / returns, "-o", tmp_path / out, "-f", CONFIG, "-q", tmp_path / questionnaire)
    done = run(tmp_path, "round", *given)
    assert (done.code, done.out) == (1, "") and "which it is made from" in done.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_second_round_with_one_more_return_counts_it_in_the_team_s_report_alone(tmp_path: Path) -> None:
    returns, out = tmp_path / "returns", tmp_path / "out"
    put(returns / "hill-kitchen.assessment.json")
    arguments = ("round", returns, "-o", out, "-f", CONFIG, "-q", TINY)
    assert run(out, *arguments).code == 0
    assert "1 of 2 forces" in Seen((out / "national" / "national.html").read_text(encoding="utf-8")).text
    put(returns / "mill-kitchen.assessment.json", force="mill-kitchen")
    assert run(out, *arguments).code == 0
    assert "2 of 2 forces" in Seen((out / "national" / "national.html").read_text(encoding="utf-8")).text
    assert not (out / "site" / "results" / "national.html").exists()
    (out / "notes.txt").write_text("mine")
    assert "did not make (notes.txt)" in run(out, *arguments).err


def test_a_period_that_no_file_is_for_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "hill-kitchen.assessment.json")
    done = run(tmp_path, "status", tmp_path, "--period", "2062", "-q", TINY)
    assert (done.code, done.out) == (1, "") and "name one that is there: 2026" in done.err
    assert run(tmp_path, "status", tmp_path, "--period", "2026", "-q", TINY).code == 0


# --- how far it is -------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "shows"), [(Terminal(), True), (io.StringIO(), False)], ids=["terminal", "pipe"])
def test_progress_is_for_terminals_alone(stream: io.StringIO, shows: bool) -> None:
    with Progress(stream) as show:
        assert list(show.over("Reading files", iter("abc"), 3)) == ["a", "b", "c"]
        with show.busy("Counting"):
            pass
    assert ("Reading files" in stream.getvalue()) == shows
    assert bool(stream.getvalue()) == shows


def test_a_round_says_how_far_it_is_in_the_order_of_its_steps(hostile: Path, tmp_path: Path) -> None:
    """On a terminal, beside what it says on standard output, which stays fit for a pipe."""
    ours, theirs = pty.openpty()
    arguments = ["round", hostile, "-o", tmp_path / "out", "-f", CONFIG, "-q", TINY]
    command = [sys.executable, "-c", "from maturity.cli.main import main; main()", *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, text=True) as started:
        os.close(theirs)
        told = b""
        with contextlib.suppress(OSError):  # the other end is closed
            while more := os.read(ours, 4096):
                told += more
        out = started.stdout.read() if started.stdout else ""
    os.close(ours)
    names = ("Reading files", "Counting", "Pages for forces", "Building the site")
    steps = [told.decode().find(name) for name in names]
    assert -1 not in steps and steps == sorted(steps), told.decode()
    assert "\x1b" not in out and "\r" not in out and "You may publish the site." in out
