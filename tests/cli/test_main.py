"""The commands as a person or a script meets them: exit codes, what is printed where, and no traceback."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from maturity.cli.main import main
from maturity.render.output import MARK
from tests import ROOT, TESTS, TINY

GOOD = TESTS / "broken" / "good.assessment.json"
START = [sys.executable, "-c", "from maturity.cli.main import main; main()"]
WINDOWS = os.name == "nt"


class Ran:
    """What a command did."""

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code, self.out, self.err = code, out.decode(), err.decode()
        assert "Traceback" not in self.err, self.err


Run = Callable[..., Ran]


SETTINGS = {"MATURITY_QUESTIONNAIRE": str(TINY), "COLUMNS": "200"}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `maturity …` in a folder of its own, on the tiny questionnaire, within this process."""

    def go(*arguments: object, given: bytes = b"", folder: Path = tmp_path, **environment: str) -> Ran:
        with contextlib.chdir(folder):
            runner = CliRunner(env=SETTINGS | environment)
            done = runner.invoke(main, [*map(str, arguments)], input=given, catch_exceptions=False)
        return Ran(done.exit_code, done.stdout_bytes, done.stderr_bytes)

    return go


@pytest.fixture
def start(tmp_path: Path) -> Run:
    """The same as a program of its own, where its streams or its start are what is looked at."""

    def go(*arguments: object, given: bytes = b"", folder: Path = tmp_path, **environment: str) -> Ran:
        known = os.environ | SETTINGS | environment
        command = [*START, *map(str, arguments)]
        done = subprocess.run(command, cwd=folder, env=known, input=given, capture_output=True, check=False)
        return Ran(done.returncode, done.stdout, done.stderr)

    return go


def copies(folder: Path, *names: str, **changes: str) -> Path:
    """Good assessments under these names, with old text replaced by new."""
    text = GOOD.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.assessment.json").write_text(text, encoding="utf-8")
    return folder


# --- check -----------------------------------------------------------------------------------------------------


def test_check_says_what_it_found(run: Run) -> None:
    done = run("check", TINY)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"No problems in {TINY}: edition 1.0, 2 themes, 3 capabilities, 6 questions,")


def test_check_of_the_questionnaire_is_what_it_looks_for_first(run: Run) -> None:
    done = run("check", folder=ROOT)
    assert (done.code, done.err) == (0, "")
    assert "48 questions" in done.out


def test_check_names_every_problem_on_a_line(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for path in TINY.glob("*.yml"):
        text = path.read_text(encoding="utf-8").replace("lead: cook", "lead: kook")
        (folder / path.name).write_text(text, encoding="utf-8")
    done = run("check", "mine")
    assert (done.code, done.out) == (1, "")
    lines = done.err.splitlines()
    assert len(lines) > 1
    assert all(line.startswith("mine/") and ". Fix: " in line for line in lines)


def test_check_of_no_folder(run: Run) -> None:
    done = run("check", "nowhere")
    assert done.code == 1
    assert done.err.startswith("nowhere: ")


# --- score -----------------------------------------------------------------------------------------------------


def test_score_prints_a_table(run: Run) -> None:
    done = run("score", GOOD)
    assert (done.code, done.err) == (0, "")
    assert "Hill Kitchen, 2026" in done.out
    assert "\x1b" not in done.out


def test_score_json_is_an_array_in_the_order_given(run: Run, tmp_path: Path) -> None:
    copies(tmp_path, "z")
    copies(tmp_path, "a", **{"hill-kitchen": "example-kitchen"})
    done = run("score", "z.assessment.json", "a.assessment.json", "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert [profile["force"] for profile in json.loads(done.out)] == ["hill-kitchen", "example-kitchen"]
    assert {profile["format"] for profile in json.loads(done.out)} == {"maturity-profile/2"}


def test_score_csv_reads_back(run: Run, tmp_path: Path) -> None:
    done = run("score", copies(tmp_path / "in", "a", "b"), "--format", "csv")
    rows = list(csv.DictReader(done.out.removeprefix("\ufeff").splitlines()))
    assert done.code == 0
    assert len({(row["part"], row["id"]) for row in rows}) * 2 == len(rows)


def test_score_of_many_files_is_a_line_for_each_and_then_what_is_wrong(run: Run, tmp_path: Path) -> None:
    folder = copies(tmp_path / "in", "a", "b")
    copies(folder, "c", **{"hill-kitchen": "example-kitchen"})
    (folder / "0.assessment.json").write_text("Dear all,")
    done = run("score", folder)
    assert done.code == 1
    assert done.out.count("\n") < 20
    assert [line.split("  ")[0] for line in done.out.splitlines() if "2026 " in line] == [
        "Hill Kitchen",
        "Hill Kitchen",
        "Example Kitchen (invented)",
    ]
    assert done.err == (
        f"{folder / '0.assessment.json'}: this is not an assessment file. "
        "Fix: give a file that the form saved; its name ends in .assessment.json.\n"
    )


def test_score_csv_says_what_it_leaves_out(run: Run) -> None:
    done = run("score", GOOD, "--format", "csv")
    assert done.code == 0
    assert done.err.startswith("Left out: P1, P1.2. The index of ")
    assert ",P1.2," not in done.out
    whole = run("score", GOOD, "--format", "csv", "--sensitive")
    assert (whole.code, whole.err) == (0, "")
    assert ",P1.2," in whole.out or ",P1," in whole.out


def test_score_reads_standard_input(start: Run) -> None:
    done = start("score", "-", "--format", "json", given=GOOD.read_bytes())
    assert json.loads(done.out)[0]["force"] == "hill-kitchen"
    bad = start("score", "-", given=b"{")
    assert (bad.code, bad.out) == (1, "")
    assert bad.err.startswith("standard input:1:2: the text stops before its end.")


def test_score_goes_on_after_a_bad_file(run: Run, tmp_path: Path) -> None:
    folder = copies(tmp_path / "in", "a", "c")
    (folder / "b.assessment.json").write_text("{}")
    (folder / "d.zip").write_text("")
    done = run("score", folder, "--format", "json")
    assert done.code == 1
    assert len(json.loads(done.out)) == 2
    assert [line.partition(": ")[0] for line in done.err.splitlines()] == [
        str(folder / "d.zip"),
        str(folder / "b.assessment.json"),
    ]


def test_score_of_nothing_but_bad_files_is_still_json(run: Run, tmp_path: Path) -> None:
    done = run("score", "gone.json", "--format", "json")
    assert (done.code, json.loads(done.out)) == (1, [])
    assert done.err.startswith("gone.json: it cannot be read")


def test_score_of_a_folder_without_any(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("score", "empty")
    assert (done.code, done.out) == (1, "")
    assert done.err == "empty: there is no *.assessment.json here. Fix: name the folder that has them.\n"


def test_what_a_file_holds_cannot_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    folder = copies(tmp_path / "in", "a", **{'"p-keys"': '"p-\\u001b[2J\\u202ekeys"'})
    done = run("score", folder)
    assert done.code == 1
    assert "\x1b" not in done.err + done.out
    assert "\u202e" not in done.err + done.out
    assert "there is no question `p-\\u001b[2J\\u202ekeys`" in done.err


@pytest.mark.skipif(WINDOWS, reason="no such names there")
def test_what_a_name_of_a_file_holds_cannot_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    folder = copies(tmp_path / "in", "a\x1b[31m\nb")
    (folder / os.fsdecode(b"\xff.assessment.json")).write_text("{")
    done = run("score", folder, "--format", "json")
    assert done.code == 1
    assert "\x1b" not in done.err
    assert len(done.err.splitlines()) == 1
    assert len(json.loads(done.out)) == 1


@pytest.mark.skipif(WINDOWS, reason="pipes close in another way there")
@pytest.mark.parametrize("kind", ["table", "json", "csv"])
def test_a_reader_that_stops_early_is_no_error(tmp_path: Path, kind: str) -> None:
    folder = copies(tmp_path / "in", *(f"{n:03}" for n in range(300)))
    known = {**os.environ, "MATURITY_QUESTIONNAIRE": str(TINY)}
    writer = subprocess.Popen(
        [*START, "score", str(folder), "--format", kind], env=known, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert writer.stdout is not None and writer.stderr is not None
    writer.stdout.read(10)
    writer.stdout.close()
    said = writer.stderr.read()
    writer.stderr.close()
    assert writer.wait() in (0, 1)
    assert said == b""


def test_numbers_of_files_do_not_change_what_is_printed(run: Run, tmp_path: Path) -> None:
    folder = copies(tmp_path / "in", *(f"{n:03}" for n in range(450)))
    done = run("score", folder, "--format", "json")
    assert done.code == 0
    assert len(json.loads(done.out)) == 450


# --- form, report, schema --------------------------------------------------------------------------------------


def test_form_as_a_file_and_printed(start: Run, tmp_path: Path) -> None:
    done = start("form", TINY, "-o", "form.html")
    assert (done.code, done.err, done.out) == (0, "", "form.html\n")
    page = (tmp_path / "form.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert start("form", TINY, "-o", "-").out == page
    assert start("form", "-o", "again.html").code == 0
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == page


def test_report_of_one_force(run: Run, tmp_path: Path) -> None:
    done = run("report", GOOD, "-o", "report.html")
    assert (done.code, done.err) == (0, "")
    assert "Hill Kitchen" in (tmp_path / "report.html").read_text(encoding="utf-8")
    folder = run("report", tmp_path, "-o", "report.html")
    assert folder.code == 1
    assert "this is a folder, and a file is needed" in folder.err


def test_what_cannot_be_written_is_said_and_leaves_no_trace(run: Run, tmp_path: Path) -> None:
    done = run("form", TINY, "-o", "nowhere/form.html")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("nowhere/form.html: it cannot be written")
    assert list(tmp_path.iterdir()) == []


def test_schema_writes_one_for_each_kind_of_file(run: Run, tmp_path: Path) -> None:
    done = run("schema", "-o", "schema")
    assert (done.code, done.err) == (0, "")
    names = sorted(path.name for path in (tmp_path / "schema").iterdir())
    assert "assessment.schema.json" in names
    assert [Path(line).name for line in sorted(done.out.splitlines())] == names


# --- compare ---------------------------------------------------------------------------------------------------


def test_compare_json_and_csv(run: Run, tmp_path: Path) -> None:
    folder = copies(tmp_path / "in", "a")
    copies(folder, "b", **{"hill-kitchen": "example-kitchen", '"2026"': '"2025"'})
    done = run("compare", folder, "--format", "json")
    assert done.code == 0
    assert done.err.startswith("Left out: P1, P1.2. The index of ")
    assert run("compare", folder, "--format", "json", "--sensitive").err == ""
    forces = {(row["name"], row["period"]) for row in json.loads(done.out)}
    assert forces == {("Example Kitchen (invented)", "2025"), ("Hill Kitchen", "2026")}
    only = json.loads(run("compare", folder, "--format", "json", "--period", "2025").out)
    assert {row["force"] for row in only} == {"example-kitchen"}
    assert run("compare", folder, "--format", "csv").out.startswith("\ufeffmarking,force,name,")


def test_compare_says_when_no_file_is_for_the_period(run: Run, tmp_path: Path) -> None:
    done = run("compare", copies(tmp_path / "in", "a"), "--period", "1999", "--format", "csv")
    assert (done.code, done.out) == (1, "")
    says = "nothing in it is for the period 1999. Fix: name one that is there: 2026.\n"
    assert done.err.endswith(says)


def test_compare_into_a_folder(run: Run, tmp_path: Path) -> None:
    folder = copies(tmp_path / "in", "a")
    for kind in ("html", "csv", "json"):
        assert run("compare", folder, "--format", kind, "-o", "out").code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        MARK,
        "comparison.csv",
        "comparison.html",
        "comparison.json",
    ]


@pytest.mark.parametrize(("period", "fix"), [("2026-27", "write 2026"), ("this one", "write it like the example")])
def test_a_period_that_is_asked_for_is_spelt_as_the_edition_spells_it(
    run: Run, tmp_path: Path, period: str, fix: str
) -> None:
    """No command takes `--period 2026-27` for a period that nobody has returned for."""
    folder = copies(tmp_path / "in", "a")
    for command in (["compare"], ["status"], ["giveback", "-o", str(tmp_path / "out")]):
        done = run(command[0], folder, *command[1:], "--period", period)
        says = f"--period: the period `{period}` is not a calendar year, such as 2026. Fix: {fix}.\n"
        assert (done.code, done.err) == (1, says)


def test_the_newest_of_a_force_and_period_is_compared_and_the_others_are_named(run: Run, tmp_path: Path) -> None:
    folder = copies(tmp_path / "in", "a", "b")
    copies(folder, "c", **{'"2026-11-20"': '"2026-11-19"'})
    done = run("compare", folder, "--format", "json")
    assert done.code == 0
    assert len({row["force"] for row in json.loads(done.out)}) == 1
    assert "b.assessment.json: It says the same as" in done.err
    assert "c.assessment.json: An older version of" in done.err


def test_nothing_to_compare(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.assessment.json").write_text("{")
    done = run("compare", "bad.assessment.json", "--format", "json")
    assert (done.code, done.out) == (1, "")
    assert "there is nothing to compare" in done.err


# --- what is written, and over what ----------------------------------------------------------------------------


#: Every command that writes a folder, and every one that writes a file, with what it needs before -o.
FOLDERS = {
    "build": ["build"],
    "round": ["round", "returns"],
    "national": ["national", "returns"],
    "release": ["release", "returns", "--period", "2026"],
    "giveback": ["giveback", "returns"],
    "compare": ["compare", "returns"],
}
FILES = {
    "form": ["form"],
    "score": ["score", "returns"],
    "workbook": ["workbook", "returns/a.assessment.json"],
    "report": ["report", "returns/a.assessment.json"],
    "merge": ["merge", "returns/a.assessment.json", "b.assessment.json"],
    "status": ["status", "returns"],
    "impact": ["impact", "draft.yml", "returns"],
    "diff": ["diff", "older", "questionnaire"],
    "upgrade": ["upgrade", "returns/a.assessment.json"],
}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """What a national team has in a folder, with documents of its own."""
    shutil.copytree(TINY, tmp_path / "questionnaire")
    shutil.copytree(TINY, tmp_path / "older")
    (tmp_path / "editions").mkdir()
    (tmp_path / "editions" / "README.md").write_text("Nothing yet.")
    edition = tmp_path / "older" / "edition.yml"
    edition.write_text(
        edition.read_text(encoding="utf-8").replace("version: '1.0'", "version: '0.9'"), encoding="utf-8"
    )
    shutil.copy(TINY / "standards.yml", tmp_path / "draft.yml")
    plugins = "plugins: [maturity: {assessments: returns}]"
    config = f"site_name: S\ndocs_dir: questionnaire\ntheme: {{name: material}}\n{plugins}\n"
    (tmp_path / "mkdocs.yml").write_text(config, encoding="utf-8")
    copies(tmp_path / "returns", "a")
    copies(tmp_path, "b")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "letter.docx").write_text("mine")
    (tmp_path / "link").symlink_to("documents")
    return tmp_path


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def here(work: Path, arguments: list[str], output: str) -> Result:
    """Runs a command in the folder, and holds everything that was in it against what is in it afterwards."""
    before = everything(work)
    with contextlib.chdir(work):
        done = CliRunner().invoke(main, [*arguments, "-o", output], catch_exceptions=False)
    assert everything(work) == before, f"{' '.join(arguments)} -o {output}"
    return done


@pytest.mark.parametrize("name", FOLDERS)
def test_no_command_writes_over_a_folder_that_it_did_not_make(name: str, work: Path) -> None:
    """Documents, through a link too, returns, editions, the questionnaire, and everything around and in them."""
    places = [
        "documents",
        "link",
        "returns",
        "editions",
        "questionnaire",
        "questionnaire/out",
        "returns/out",
        ".",
        "..",
    ]
    for place in places:
        done = here(work, FOLDERS[name], place)
        assert done.exit_code == 1 and done.stdout == "", (place, done.output)
        assert ". Fix: " in done.stderr and place in done.stderr, (place, done.stderr)


@pytest.mark.parametrize("name", FILES)
def test_no_command_writes_over_a_file_that_it_reads(name: str, work: Path) -> None:
    arguments = FILES[name]
    places = [each for each in arguments[1:] if Path(each).suffix] or ["questionnaire/edition.yml"]
    for place in [*places, *(f"{each}/new" for each in arguments[1:] if not Path(each).suffix)]:
        done = here(work, arguments, place)
        assert done.exit_code == 1 and done.stdout == "", (place, done.output)
    done = here(work, arguments, "documents")
    assert done.exit_code == 1 and ". Fix: " in done.stderr


@pytest.mark.parametrize("arguments", [["score", GOOD], ["diff", "older", "questionnaire"]], ids=["score", "diff"])
def test_data_goes_into_a_file_as_it_would_be_printed(arguments: list[str], work: Path) -> None:
    """In Windows PowerShell a `>` makes UTF-16 of it."""
    kind = ["--format", "json"]
    with contextlib.chdir(work):
        printed = CliRunner().invoke(main, [*map(str, arguments), *kind])
        written = CliRunner().invoke(main, [*map(str, arguments), *kind, "-o", "out.json"])
    assert (written.exit_code, written.stdout) == (0, "out.json\n")
    assert (work / "out.json").read_bytes().decode("utf-8") == printed.stdout


def test_schemas_go_among_other_files_and_nothing_else_changes(work: Path) -> None:
    with contextlib.chdir(work):
        for _ in range(2):
            done = CliRunner().invoke(main, ["schema", "-o", "documents"], catch_exceptions=False)
            assert done.exit_code == 0
    assert (work / "documents" / "letter.docx").read_text() == "mine"
    assert (work / "documents" / "publishing.schema.json").is_file()


@pytest.mark.skipif(WINDOWS, reason="there are no such files there")
@pytest.mark.parametrize("to", ["/dev/full", "closed"])
@pytest.mark.parametrize("arguments", ["--help", "score GOOD", "check TINY", "schema -o out"])
def test_an_output_that_takes_nothing_gets_a_sentence(arguments: str, to: str, tmp_path: Path) -> None:
    named = [each.replace("GOOD", str(GOOD)).replace("TINY", str(TINY)) for each in arguments.split()]
    close = (lambda: os.close(1)) if to == "closed" else None
    known = {**os.environ, "MATURITY_QUESTIONNAIRE": str(TINY)}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*START, *named],
            cwd=tmp_path,
            env=known,
            stdout=full,
            stderr=subprocess.PIPE,
            preexec_fn=close,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.decode().startswith("standard output: it cannot be written (")
    assert done.stderr.count(b"\n") == 1


# --- build, serve and usage ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["build", "serve"])
def test_without_a_site_to_build_it_is_said(run: Run, command: str) -> None:
    done = run(command)
    assert (done.code, done.out) == (1, "")
    assert done.err == "mkdocs.yml: there is no such file. Fix: go to the folder that has it, or name it with -f.\n"


WRONG: Sequence[Sequence[str]] = (
    ["nonsense"],
    ["score"],
    ["score", "x.json", "--format", "xml"],
    ["form"],
    ["compare"],
    ["report", "x.json"],
    ["schema"],
    ["check", "a", "b"],
    ["--nonsense"],
)


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_a_wrong_command_is_exit_2(run: Run, arguments: Sequence[str]) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Usage: " in done.err


def test_version(run: Run) -> None:
    from maturity import __version__

    assert run("--version").out == f"maturity, version {__version__}\n"
