"""What a national team meets in a folder of returns, case by case, on the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from maturity import errors
from maturity.assessment.folders import is_conflict_copy
from maturity.assessment.reader import read_assessment, write_text
from maturity.cli.main import main
from maturity.editions.publish import publish
from maturity.errors import MaturityError
from maturity.files import is_system_file
from maturity.national import intake, status_report
from maturity.national.figures import returns_by_period, team_picture
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.forces import day_in_period
from maturity.questionnaire.loader import load_questionnaire
from tests import TINY
from tests.conftest import OpenPage
from tests.support.folders import copy_of_form, questionnaire, zipped
from tests.support.hostile import GOOD, put
from tests.support.returns import returned

Q = load_questionnaire(TINY)
BUNDLE = compile_bundle(Q)
DAY = "2026-11-28"
NAME = "hill-kitchen.assessment.json"


def run(*arguments: object, on: str = DAY) -> Any:
    command = [*map(str, arguments), "-q", str(TINY), *(["--on", on] if arguments[0] != "score" else [])]
    return CliRunner().invoke(main, command, catch_exceptions=False)


def status(folder: Path, *more: str, on: str = DAY) -> Any:
    return json.loads(run("status", folder, "--format", "json", *more, on=on).stdout)


def row_of(made: Any, force: str = "hill-kitchen") -> Any:
    return next(row for row in made["forces"] if row["force"] == force)


def signed(day: str) -> dict[str, str]:
    return {"role": "host", "date": day, "decision": "signed"}


# --- names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *("._a.assessment.json", "__MACOSX", ".DS_Store", "desktop.ini", "Desktop.ini", "Thumbs.db", "~$a.docx"),
        *(".~lock.a.odt#", "a.assessment.json.tmp", "a.TMP", ".git", "$RECYCLE.BIN", "System Volume Information"),
        *(".stfolder", "@eaDir", "lost+found", "a.json~", "a.crdownload", "__pycache__"),
    ],
)
def test_what_systems_and_programs_leave_behind_is_known_by_name(name: str) -> None:
    assert is_system_file(name)


@pytest.mark.parametrize("name", [NAME, "tmp.assessment.json", "a.bak", "git.json", "Icon.json", "notes.txt"])
def test_what_a_person_put_there_is_not_passed_over(name: str) -> None:
    assert not is_system_file(name)


@pytest.mark.parametrize(
    ("name", "conflict"),
    [
        ("hill-LAPTOP-7F3K.assessment.json", True),
        ("hill-DESKTOP-AB12CD3.assessment.json", True),
        ("hill (conflicted copy 2026-11-20).assessment.json", True),
        ("hill (Anna's conflicted copy).json", True),
        ("hill.sync-conflict-20261120-101010-ABCDEFG.assessment.json", True),
        ("hill (Case Conflict).json", True),
        ("hill-kitchen-2026.assessment.json", False),
        ("conflict-management-kitchen.assessment.json", False),
        ("hill (1).assessment.json", False),
    ],
)
def test_copies_that_sync_programs_make_are_known_by_name(name: str, conflict: bool) -> None:
    assert is_conflict_copy(name) == conflict


def test_a_conflict_copy_is_named_and_has_to_be_looked_at(tmp_path: Path) -> None:
    """OneDrive kept two versions of one return. The newer counts, and both are read; the copy is pointed out."""
    put(tmp_path / NAME, sign_off=signed("2026-11-18"))
    put(tmp_path / "hill-kitchen-LAPTOP-7F3K.assessment.json", sign_off=signed("2026-11-20"))
    done = run("status", tmp_path, "--format", "json")
    assert done.exit_code == 1
    says = {row["file"]: row["says"] for row in json.loads(done.stdout)["files"]}
    assert "a sync program made it" in says["hill-kitchen-LAPTOP-7F3K.assessment.json"]
    assert "sync program" not in says[NAME]


def test_a_conflict_copy_does_not_count_before_the_file_it_was_made_of(tmp_path: Path) -> None:
    """Nothing tells the two apart, and `-LAPTOP` comes before `.assessment` by name: the copy had counted."""
    put(tmp_path / NAME, answers={"f-fridge": {"level": 2}}, sign_off=None)
    put(tmp_path / "hill-kitchen-LAPTOP-7F3K.assessment.json", answers={"f-fridge": {"level": 1}}, sign_off=None)
    found = json.loads(run("status", tmp_path, "--format", "json").stdout)
    row = next(row for row in found["forces"] if row["force"] == "hill-kitchen")
    assert (row["file"], row["by"]) == (NAME, "original")
    assert "We used this file because a sync program made the other one." in " ".join(row["says"])


def test_what_a_mac_leaves_changes_no_exit_code(tmp_path: Path) -> None:
    """The same folder through every command that reads one: what is left behind is no problem in any."""
    put(tmp_path / "in" / NAME)
    for name in ("._hill-kitchen.assessment.json", "__MACOSX/._x.json", ".DS_Store", "Thumbs.db", "~$x.docx"):
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"\0\5\26\7")
    for command in (
        ["score", tmp_path / "in"],
        ["compare", tmp_path / "in", "--format", "json"],
        ["status", tmp_path / "in"],
        ["national", tmp_path / "in", "-o", tmp_path / "national"],
        ["giveback", tmp_path / "in", "-o", tmp_path / "giveback"],
        ["impact", TINY / "standards.yml", tmp_path / "in"],
    ):
        done = run(*command)
        assert (done.exit_code, "MACOSX" in done.stderr, "._" in done.stderr) == (0, False, False), command


# --- disguises ----------------------------------------------------------------------------------------------------

TEXT = json.dumps(GOOD, indent=2)
DISGUISES: list[Any] = [
    pytest.param("a.json", TEXT.encode("utf-16"), id="UTF-16, as Notepad saves it"),
    pytest.param("a.json", b"\xfe\xff" + TEXT.encode("utf-16-be"), id="UTF-16, the other way round"),
    pytest.param("a.json", b"\xef\xbb\xbf" + TEXT.encode(), id="UTF-8 with a mark"),
    pytest.param("a.zip/hill.assessment.json", zipped({"hill.assessment.json": TEXT}), id="zip"),
    pytest.param("a.html", copy_of_form(GOOD).encode(), id="copy of the form"),
]


@pytest.mark.parametrize(("name", "data"), DISGUISES)
def test_a_return_in_disguise_is_read(name: str, data: bytes, tmp_path: Path) -> None:
    """It counts as the same return does that comes as it should; and every way to read one file reads it."""
    (tmp_path / name.split("/")[0]).write_bytes(data)
    made = status(tmp_path)
    assert {row["file"]: row["state"] for row in made["files"]} == {name: "used"}
    assert row_of(made)["state"] == "returned"
    for place in (tmp_path, tmp_path / name):
        done = run("score", place, "--format", "json")
        assert done.exit_code == 0 and json.loads(done.stdout)[0]["force"] == "hill-kitchen"


@pytest.mark.parametrize(
    "page",
    [
        copy_of_form(GOOD).replace("<!doctype html>", "<!DOCTYPE html>\n<!-- saved from url=(0022)file:///a.html -->"),
        copy_of_form({**GOOD, "answers": {"f-fridge": {"evidence": 1}}}).replace("m-carried", "m-carry"),
        '<!doctype html><select id=m-force></select><script>"maturity-assessment/2"</script>',
    ],
    ids=["saved by the browser", "without answers", "blank form"],
)
def test_a_page_whose_answers_cannot_be_read_exactly_is_named_for_what_it_is(page: str, tmp_path: Path) -> None:
    """A browser saves what is shown, with the answers of an older copy inside. It must not count as a return."""
    (tmp_path / "hill-kitchen.html").write_text(page, encoding="utf-8")
    made = status(tmp_path, "--period", "2026")
    assert [row["state"] for row in made["files"]] == ["saved_page"]
    assert "page of the form" in row_of(made)["reminder"] and "choose “Save to a file”" in row_of(made)["reminder"]
    assert run("score", tmp_path).exit_code == 1


# --- days ---------------------------------------------------------------------------------------------------------


def test_a_signature_after_today_never_wins_unsaid(tmp_path: Path) -> None:
    """The first file was signed 2062 by a slip; the corrected one in 2026. The corrected one counts, and it is said."""
    put(tmp_path / "a.json", sign_off=signed("2062-09-25"))
    alone = status(tmp_path)
    assert row_of(alone)["state"] == "returned" and "25 September 2062" in row_of(alone)["reminder"]
    put(tmp_path / "b.json", sign_off=signed("2026-10-30"), comment=None)
    done = run("status", tmp_path, "--format", "json")
    row = row_of(json.loads(done.stdout))
    assert (done.exit_code, row["file"], row["by"]) == (1, "b.json", "sure")
    assert "the other one is signed on a date in the future" in " ".join(row["says"])
    says = {each["file"]: each["says"] for each in json.loads(done.stdout)["files"]}
    assert "signed on a date in the future, 25 September 2062" in says["a.json"]


@pytest.mark.parametrize(
    ("period", "on", "day"),
    [
        ("2026", "2026-11-28", "2026-11-28"),
        ("2025", "2026-11-28", "2025-12-31"),
        ("2027", "2026-11-28", "2027-01-01"),
        ("2025/26", "2026-11-28", "2026-03-31"),
        ("2026-27", "2026-11-28", "2026-11-28"),
        ("2026", None, "2026-12-31"),
        ("First round", "2026-11-28", "2026-11-28"),
        ("First round", None, None),
    ],
)
def test_a_period_is_looked_at_on_one_day(period: str, on: str | None, day: str | None) -> None:
    assert day_in_period(period, on) == day


def test_more_forces_than_there_are_cannot_return(tmp_path: Path) -> None:
    """A force ended during the year and returned before; its successor returned too: 2 of 2, not 3 of 2."""
    words = tmp_path / "words"
    words.mkdir()
    for path in TINY.iterdir():
        if path.is_file():
            text = path.read_text(encoding="utf-8").replace("ends: 2018-12-31", "ends: 2026-03-31")
            (words / path.name).write_text(text, encoding="utf-8")
    bundle = compile_bundle(load_questionnaire(words))
    for force in ("hill-kitchen", "mill-kitchen", "old-mill-kitchen"):
        path = tmp_path / "in" / f"{force}.assessment.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(returned(bundle, force, "2026")))
    command = ["status", str(tmp_path / "in"), "--format", "json", "-q", str(words), "--on", DAY]
    made = json.loads(CliRunner().invoke(main, command, catch_exceptions=False).stdout)
    assert (made["counts"], made["asked"]) == ({"returned": 2}, 2)
    assert row_of(made, "old-mill-kitchen")["state"] == "not_asked"
    editions = intake.load_editions(words)
    (one,) = returns_by_period(editions, intake.read_returns(tmp_path / "in", editions, DAY).counted, DAY).values()
    assert (one.material.forces, one.material.asked) == (("hill-kitchen", "mill-kitchen"), 2)


def test_two_periods_without_a_force_in_common(tmp_path: Path) -> None:
    """A pilot year, and then other forces. Both have pages, and no force is in both."""
    for force, period in (("hill-kitchen", "2025"), ("mill-kitchen", "2026")):
        path = tmp_path / "in" / f"{force}.assessment.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(returned(BUNDLE, force, period)))
    editions = intake.load_editions(TINY)
    returns = returns_by_period(editions, intake.read_returns(tmp_path / "in", editions, DAY).counted, DAY)
    assert [*returns] == ["2025", "2026"] and team_picture(editions, returns).between == []
    assert run("national", tmp_path / "in", "-o", tmp_path / "national").exit_code == 0
    assert {path.name for path in (tmp_path / "national").glob("*.html")} == {"national.html", "national-2025.html"}
    assert run("giveback", tmp_path / "in", "-o", tmp_path / "giveback").exit_code == 0
    assert len([*(tmp_path / "giveback").glob("*.html")]) == 2


# --- reasons ------------------------------------------------------------------------------------------------------

LESS = {name: answer for name, answer in GOOD["answers"].items() if name not in ("p-keys", "f-fridge")}
REASONS: list[Any] = [
    pytest.param(
        {"answers": LESS},
        ["signed, but 2 questions have no answer", "- F1.1 ", "- P1.2 "],
        ["it is signed, but 2 of 6 questions have no answer"],
        id="signed with questions open",
    ),
    pytest.param(
        {"edition": {"id": "village-kitchen", "version": "2025.9"}},
        ["for edition 2025.9, which we do not know", "open the form for edition 1.0"],
        ["edition 2025.9, which we do not know. We know 1.0."],
        id="an edition that nobody has",
    ),
    pytest.param(
        {"answers": {**GOOD["answers"], "f-fridge": {"level": 9}}},
        ["it has mistakes in it", "- F1.1: there is no level 9"],
        ["F1.1: there is no level 9"],
        id="a mistake in an answer",
    ),
    pytest.param({"check": "sha256:" + "0" * 64}, ["when it was sent"], ["changed after it was saved"], id="damaged"),
    pytest.param({"force": "hil-kitchen"}, ["a force that we do not know, hil-kitchen"], ["`hil-kitchen`"], id="force"),
    pytest.param(
        {"period": "2027"},
        ["It is for the period 2027, and we are asking for 2026"],
        ["2027"],
        id="another period",
    ),
    pytest.param(
        {"period": "2027/28"},
        ["the period `2027/28` is not a calendar year, such as 2026"],
        ["2027/28"],
        id="a period of another kind",
    ),
    pytest.param(
        {"period": "2027", "answers": LESS},
        ["2 questions have no answer"],
        ["it is signed, but 2 of 6 questions"],
        id="another period and refused",
    ),
]


@pytest.mark.parametrize(("fields", "reminded", "said"), REASONS)
def test_row_and_reminder_say_why_a_file_cannot_be_used(
    fields: Any, reminded: list[str], said: list[str], tmp_path: Path
) -> None:
    """Whatever the reason: the force is never told that nothing came, nor that its file cannot be used as it came."""
    put(tmp_path / "in" / NAME, **fields)
    words = questionnaire(tmp_path)
    bundle = compile_bundle(load_questionnaire(words))
    for force in ("mill-kitchen", "kitchen-ash", "kitchen-elm"):
        for period in ("2025", "2026"):
            text = json.dumps(returned(bundle, force, period))
            (tmp_path / "in" / f"{force}-{period}.assessment.json").write_text(text)
    command = ["status", str(tmp_path / "in"), "--format", "json", "-q", str(words), "--on", DAY]
    row = row_of(json.loads(CliRunner().invoke(main, command, catch_exceptions=False).stdout))
    assert row["state"] not in ("none", "returned")
    for part in reminded:
        assert part in row["reminder"], row["reminder"]
    assert NAME in row["reminder"] and "as it came" not in row["reminder"] and "upgrade" not in row["reminder"]
    says = " ".join(row["says"])
    assert NAME in says
    for part in said:
        assert part in says, says
    if "2025.9" in str(fields):
        assert "upgrade" not in says


# --- one bad file -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["1e400", "9" * 309, "-1e999", "1E+400"])
def test_a_number_beyond_counting_is_refused_by_name_and_the_rest_is_done(number: str, tmp_path: Path) -> None:
    checked = {**GOOD, "check": "sha256:" + "0" * 64}
    (tmp_path / "a.assessment.json").write_text(json.dumps(checked).replace('"level": 0', f'"level": {number}'))
    put(tmp_path / NAME)
    for command in (["score", tmp_path], ["compare", tmp_path, "--format", "json"], ["status", tmp_path]):
        done = run(*command)
        assert done.exit_code == 1 and "a.assessment.json" in done.stdout + done.stderr
    assert row_of(status(tmp_path))["file"] == NAME


@pytest.mark.parametrize("command", ["status", "score", "compare"])
def test_what_nobody_foresaw_in_one_file_does_not_stop_a_folder(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And in the tests it does, so that nothing like it stays hidden."""
    put(tmp_path / "a.assessment.json", marking="BOOM")
    put(tmp_path / NAME)

    def failing(data: bytes, where: str, bundle: Any) -> Any:
        if b"BOOM" in data:
            raise ZeroDivisionError
        return read_assessment(data, where, bundle)

    monkeypatch.setattr("maturity.assessment.files.read_assessment", failing)
    with pytest.raises(ZeroDivisionError):
        run(command, tmp_path, *([] if command == "score" else ["--format", "json"]))
    monkeypatch.delenv("MATURITY_STRICT")
    done = run(command, tmp_path, "--format", "json")
    told = done.stdout + done.stderr
    assert done.exit_code == 1 and "hill-kitchen" in done.stdout
    assert "a.assessment.json" in told and "this program failed while reading it (ZeroDivisionError)" in told


@pytest.mark.parametrize(
    "many",
    [
        lambda n: {**GOOD, "answers": {f"f-frigde-{each}": {"level": 1} for each in range(n)}},
        lambda n: {**GOOD, **{f"answres-{each}": 1 for each in range(n)}},
        lambda n: {**GOOD, "answers": {"f-fridge": {f"levle-{each}": 1 for each in range(n)}}},
    ],
    ids=["unknown questions", "unknown fields", "unknown fields of an answer"],
)
def test_thousands_of_mistakes_are_counted_and_few_are_looked_into(many: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearest names are looked for a hundred times at most, and problems beyond a hundred are counted."""
    looked: list[str] = []
    nearest = errors.nearest

    def counted(word: str, known: Any) -> str:
        looked.append(word)
        return nearest(word, known)

    monkeypatch.setattr(errors, "nearest", counted)
    with pytest.raises(MaturityError) as caught:
        read_assessment(json.dumps(many(3_000)).encode(), "a.json", BUNDLE)
    assert len(looked) <= 100 and len(caught.value.problems) == 101 and caught.value.count >= 3_000
    assert re.fullmatch(r"there are \d+ more mistakes", caught.value.problems[-1].what)


# --- on paper -----------------------------------------------------------------------------------------------------


def test_on_paper_every_reminder_and_every_file_is_there(tmp_path: Path, open_page: OpenPage) -> None:
    """The status page says that each force has a reminder. On paper nothing can be unfolded."""
    put(tmp_path / "in" / NAME)
    put(tmp_path / "in" / "2025.json", period="2025")
    (tmp_path / "in" / ".DS_Store").write_bytes(b"x")
    run("status", tmp_path / "in", "--format", "html", "-o", tmp_path / "status.html")
    page = open_page()
    page.goto((tmp_path / "status.html").as_uri())
    assert not page.locator(".m-letter").is_visible()
    page.emulate_media(media="print")
    shown = page.locator("body").inner_text()
    for text in ("We have not had your assessment for 2026 yet.", NAME, "2025.json", ".DS_Store", "Mill Kitchen"):
        assert text in shown
    assert page.locator("details:visible").count() == 0


# --- forces and editions ------------------------------------------------------------------------------------------


def test_a_force_that_is_new_in_the_list_answers_the_edition_in_force(tmp_path: Path) -> None:
    """While the next edition is a draft, the published one has a list of its own, which the force is not on."""
    (tmp_path / "in").mkdir()
    words = published_then_drafted(tmp_path)
    forces = words / "forces.yml"
    about = "name: New kitchen, kind: hall, nation: Uplands, region: South, conditions: [garden]"
    new = f"forces:\n  - {{id: new-kitchen, {about}}}"
    forces.write_text(forces.read_text(encoding="utf-8").replace("forces:", new, 1), encoding="utf-8")
    bundle = compile_bundle(load_questionnaire(tmp_path / "editions" / "1.0"))
    theirs: Any = {**returned(bundle, "hill-kitchen", "2026"), "force": "new-kitchen"}
    (tmp_path / "in" / "new.assessment.json").write_text(write_text(theirs), encoding="utf-8")
    other = {**theirs, "force": "hill-kitchen", "edition": {"id": "village-kitchen", "version": "0.7"}}
    (tmp_path / "in" / "old.assessment.json").write_text(json.dumps(other), encoding="utf-8")
    command = ["status", str(tmp_path / "in"), "--format", "json", "-q", str(words), "--on", DAY]
    made = json.loads(CliRunner().invoke(main, command, catch_exceptions=False).stdout)
    assert row_of(made, "new-kitchen")["state"] == "returned"
    editions = intake.load_editions(words)
    files = intake.read_returns(tmp_path / "in", editions, DAY).files
    rows = {row["file"]: row["says"] for row in status_report.file_rows(editions, files)}
    assert "Ask for it in edition 1.0." in rows["old.assessment.json"], "and not in the draft"


def published_then_drafted(folder: Path) -> Path:
    """A questionnaire whose edition 1.0 is published and whose 1.1 is a draft."""
    words = questionnaire(folder)
    edition = words / "edition.yml"
    text = edition.read_text(encoding="utf-8")
    edition.write_text(text.replace("owner: ", 'published: "2026-11-01"\nowner: ', 1), encoding="utf-8")
    publish(words)
    edition.write_text(text.replace("version: '1.0'", "version: '1.1'"), encoding="utf-8")
    return words
