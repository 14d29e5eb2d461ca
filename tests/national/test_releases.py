"""A period is released once: the record, what is refused, and what comes late."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from maturity.assessment.reader import write_text
from maturity.cli.main import main
from maturity.errors import MaturityError
from maturity.national.open_data import BOOK, PACKAGE, TABLES
from maturity.national.publishing import policy_of
from maturity.national.release_record import RELEASES, read_releases, too_close
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_publishing, load_questionnaire
from maturity.questionnaire.model import Questionnaire
from maturity.records import Bundle
from maturity.render.output import MARK
from tests import ROOT, TINY
from tests.support.html import flat
from tests.support.returns import all_returned
from tests.support.workbooks import parts_of

OPEN_DATA = {PACKAGE, BOOK, *(f"{name}.csv" for name in TABLES)}


class Team:
    """The national team: a questionnaire of its own, a folder of returns, and the command."""

    def __init__(self, folder: Path, q: Questionnaire, bundle: Bundle) -> None:
        self.folder, self.q, self.bundle = folder, q, bundle
        self.questionnaire, self.returns = folder / "questionnaire", folder / "returns"
        self.out = folder / "release"
        self.records = folder / RELEASES
        shutil.copytree(ROOT / "questionnaire", self.questionnaire)
        self.returns.mkdir()

    def receive(self, forces: int, *periods: str) -> None:
        for one in all_returned(self.bundle, [force.id for force in self.q.forces.forces[:forces]], *periods):
            name = f"{one['force']}-{one['period'].replace('/', '-')}.assessment.json"
            (self.returns / name).write_text(write_text(one), encoding="utf-8")

    def run(self, command: str, *more: str) -> Result:
        out = self.folder / command
        arguments = [command, str(self.returns), "-o", str(out), "-q", str(self.questionnaire), *more]
        return CliRunner().invoke(main, arguments, catch_exceptions=False)

    def release(self, period: str = "2026", day: str = "2026-11-20") -> Result:
        return self.run("release", "--period", period, "--on", day)

    def published(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.out.iterdir() if path.name != MARK}


@pytest.fixture
def team(tmp_path: Path, q: Questionnaire, bundle: Bundle) -> Team:
    return Team(tmp_path, q, bundle)


def test_release_writes_a_record_then_pages_and_open_data_that_name_no_force(team: Team) -> None:
    team.receive(14, "2026")
    run = team.release()
    assert (run.exit_code, run.stderr) == (0, "")
    assert "Released: 2026, with 14 of 48 forces." in run.stdout
    files = team.published()
    assert files.keys() == {"national.html", *OPEN_DATA}
    contents = [*files.values(), *parts_of(files[BOOK]).values()]
    named = [force for force in team.q.forces.forces if any(force.id.encode() in each for each in contents)]
    assert named == []
    (record,) = read_releases(team.records)
    assert (record["period"], record["released"], record["figures"]["returned"]) == ("2026", "2026-11-20", 14)
    assert [each["force"] for each in record["returns"]] == sorted(f.id for f in team.q.forces.forces[:14])
    assert record["returns"][0]["file"].startswith(record["returns"][0]["force"])


def test_second_release_makes_the_same_pages_and_says_what_came_late(team: Team) -> None:
    team.receive(20, "2026")
    assert team.release().exit_code == 0
    before, record = team.published(), (team.records / "2026.json").read_bytes()
    again = team.release(day="2026-12-01")
    assert "2026 was released on 20 November 2026. These are the same figures again." in again.stdout
    team.receive(31, "2026")
    late = team.release(day="2026-12-01")
    assert "11 returns have come, changed or been withdrawn since. `maturity national` counts" in late.stdout
    assert (again.exit_code, late.exit_code) == (0, 0)
    assert team.published() == before and (team.records / "2026.json").read_bytes() == record
    own = team.run("national")
    assert own.exit_code == 0
    assert "31 of 48 forces" in (team.folder / "national" / "national.html").read_text(encoding="utf-8")


def test_returns_that_are_withdrawn_after_the_release_are_told_as_late_ones_are(team: Team) -> None:
    team.receive(20, "2026")
    assert team.release().exit_code == 0
    before = team.published()
    for path in sorted(team.returns.rglob("*.json"))[:2]:
        path.unlink()
    again = team.release(day="2026-12-01")
    assert "2 returns have come, changed or been withdrawn since." in again.stdout
    assert team.published() == before


def test_who_returned_after_the_release_is_not_said_to_be_in_it(team: Team) -> None:
    team.receive(20, "2026")
    late = sorted(team.returns.rglob("*.json"))[3]
    text = late.read_text(encoding="utf-8")
    late.unlink()
    assert team.release().exit_code == 0
    late.write_text(text, encoding="utf-8")
    assert team.run("giveback").exit_code == 0
    pages = {path.name: flat(path.read_text(encoding="utf-8")) for path in (team.folder / "giveback").glob("*.html")}
    own = pages.pop(late.name.replace(".assessment.json", ".html"))
    assert "The figures for 2026 count the 19 forces that had returned when they were released." in own
    assert "returned later, so it is not one of them." in own and "including" not in own
    assert all("19 forces have returned for 2026, including" in page for page in pages.values()) and len(pages) == 19


def test_nothing_is_released_while_something_may_still_count(team: Team) -> None:
    """A release cannot be repeated, so it is not made past a file that nobody has looked at."""
    team.receive(14, "2026")
    (team.returns / "cut.json").write_text('{"format": "maturity-assessment/2",', encoding="utf-8")
    force = team.q.forces.forces[20].id
    more = f'extensions: [{{force: {force}, period: "2026", until: "2026-12-01", reason: A flood.}}]\n'
    (team.questionnaire / "extensions.yml").write_text(more, encoding="utf-8")
    stopped = team.release()
    assert stopped.exit_code == 1 and not team.records.exists() and not team.out.exists()
    lines = stopped.stderr.splitlines()
    assert f"{team.returns}/cut.json: It was cut short, or changed after it was saved." in lines[-3]
    assert lines[-2] == (
        f"extensions.yml: {force} has time until 1 December 2026, and has not returned. "
        "Fix: wait for it, or remove the extension."
    )
    assert "nothing was released, because 2026 can be released only once. Fix: correct these first; " in lines[-1]
    assert team.run("release", "--period", "2026", "--on", "2026-11-20", "--as-it-is").exit_code == 0
    assert "These are the same figures again." in team.release().stdout, "what is released is released"


def test_release_that_was_stopped_after_its_record_is_finished_by_the_next(team: Team) -> None:
    team.receive(14, "2026")
    assert team.release().exit_code == 0
    whole = team.published()
    shutil.rmtree(team.out)
    assert team.release().exit_code == 0 and team.published() == whole


REFUSED: dict[str, tuple[int, str, str]] = {
    "no return": (14, "2027", "it has no return for the period 2027. Fix: name another with --period."),
    "too few": (
        5,
        "2026",
        "there are only 5 complete, signed returns for 2026, and figures need 6. Fix: wait for more: ",
    ),
}


@pytest.mark.parametrize(("forces", "period", "says"), REFUSED.values(), ids=[*REFUSED])
def test_release_is_refused(team: Team, forces: int, period: str, says: str) -> None:
    team.receive(forces, "2026")
    run = team.release(period)
    assert run.exit_code == 1 and says in run.stderr
    assert not team.records.exists() and not team.out.exists()


def test_invented_forces_are_not_released(team: Team) -> None:
    for example in ("practice", "nation"):
        shutil.rmtree(team.returns)
        shutil.copytree(ROOT / "examples" / example, team.returns)
        run = team.release()
        assert run.exit_code == 1 and "all of these forces are invented" in run.stderr


def test_periods_that_begin_less_than_nine_months_apart_are_one() -> None:
    records: Any = [{"period": "2026 Q1", "released": "2026-05-01"}]
    near = {text: too_close(records, text) is not None for text in ("2025 Q2", "2025 Q3", "2026", "2026 Q3", "2026 Q4")}
    assert near == {"2025 Q2": False, "2025 Q3": True, "2026": True, "2026 Q3": True, "2026 Q4": False}
    assert too_close(records, "2026 Q1") is None


def test_setting_that_is_misspelt_stops_a_release(team: Team) -> None:
    """Otherwise the only release of the period would be one with everything hidden."""
    team.receive(14, "2026")
    (team.questionnaire / "publishing.yml").write_text("cuonts: 20\n", encoding="utf-8")
    run = team.release()
    assert run.exit_code == 1 and "publishing.yml:1:1: `cuonts` is not a field here" in run.stderr
    assert not team.records.exists() and not team.out.exists()


@pytest.mark.parametrize("command", ["release", "national", "giveback"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_text("{", encoding="utf-8"),
        lambda path: path.write_text(path.read_text().replace('"returned": 14', '"returned": 15'), encoding="utf-8"),
        lambda path: path.write_text("", encoding="utf-8"),
        lambda path: (path.unlink(), path.mkdir()),
    ],
    ids=["cut off", "changed by hand", "empty", "a folder"],
)
def test_damaged_record_stops_everything_that_reads_it(team: Team, damage: Any, command: str) -> None:
    team.receive(14, "2026")
    assert team.release().exit_code == 0
    before = team.published()
    damage(team.records / "2026.json")
    run = team.release() if command == "release" else team.run(command)
    assert run.exit_code == 1 and "2026.json: this" in run.stderr
    assert team.published() == before


def test_every_damaged_record_is_named_and_what_systems_leave_is_passed_over(tmp_path: Path) -> None:
    for name, text in {"2024.json": "{", "2025.json": "[]", "notes.txt": "", ".DS_Store": ""}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(MaturityError) as caught:
        read_releases(tmp_path)
    assert [Path(problem.where).name for problem in caught.value.problems] == ["2024.json", "2025.json", "notes.txt"]
    assert read_releases(tmp_path / "nowhere") == []


def test_record_is_put_back_and_everything_goes_on(team: Team) -> None:
    team.receive(14, "2026")
    assert team.release().exit_code == 0
    copy = (team.records / "2026.json").read_bytes()
    (team.records / "2026.json").write_text("{", encoding="utf-8")
    assert team.release().exit_code == 1
    (team.records / "2026.json").write_bytes(copy)
    assert team.release().exit_code == 0


def test_give_back_has_only_what_was_released_of_others(team: Team) -> None:
    """Before the release nothing of other forces; after it the figures of the record, late returns or not."""
    team.receive(14, "2026")
    table = team.folder / "giveback" / f"{team.q.forces.forces[0].id}-2026.csv"

    def given_back() -> str:
        assert team.run("giveback").exit_code == 0
        return table.read_text(encoding="utf-8")

    assert ",all," not in given_back()
    assert team.release().exit_code == 0
    after = given_back()
    assert ",all," in after
    team.receive(31, "2026")
    assert given_back() == after


def test_public_pages_have_every_period_that_was_released(team: Team) -> None:
    team.receive(14, "2025", "2026")
    assert team.release("2025").exit_code == 0 and team.release("2026").exit_code == 0
    files = team.published()
    assert {"national.html", "national-2025.html"} <= files.keys()
    package = json.loads(files[PACKAGE])
    assert package["title"].startswith("National figures: ")


# --- settings: rule 9 ------------------------------------------------------------------------------------------

#: What is in publishing.yml, and what is said of it. Whatever is not understood hides everything.
SETTINGS = [
    ("counts: 11\nmixed: 4\n", ""),
    ("counts: 3\n", "publishing.yml:1:9: `counts` is 3, and must be 11 or more"),
    ("count: 20\n", "publishing.yml:1:1: `count` is not a field here"),
    ("counts: many\n", "publishing.yml:1:9: `counts` must be a whole number"),
    ("counts: 11\ncounts: 12\n", "publishing.yml:2:1: "),
    ("- counts\n", "publishing.yml:1:1: "),
    ("", "publishing.yml: "),
]


@pytest.mark.parametrize(("text", "says"), SETTINGS, ids=[repr(text) for text, _ in SETTINGS])
def test_settings_are_read_strictly_and_check_names_what_is_wrong(text: str, says: str, tmp_path: Path) -> None:
    own = tmp_path / "questionnaire"
    shutil.copytree(TINY, own)
    (own / "publishing.yml").write_text(text, encoding="utf-8")
    run = CliRunner().invoke(main, ["check", str(own)])
    assert run.exit_code == bool(says) and says in run.stderr
    settings, problems = load_publishing(own)
    assert policy_of(settings).closed == (bool(says) and "or more" not in says)
    assert bool(problems) == bool(says)


def test_settings_are_no_part_of_an_edition(tmp_path: Path) -> None:
    own = tmp_path / "questionnaire"
    shutil.copytree(TINY, own)
    before = compile_bundle(load_questionnaire(own))
    (own / "publishing.yml").write_text("counts: 20\n", encoding="utf-8")
    assert compile_bundle(load_questionnaire(own)) == before


@pytest.mark.parametrize("command", ["national", "giveback", "impact", "status", "compare", "score"])
def test_commands_for_data_never_load_a_configuration_of_a_site(
    command: str, tmp_path: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A configuration can run code, and one may lie beside a questionnaire that somebody sent, or in this folder."""
    trap = "site_name: S\nplugins: [maturity]\nhooks: [hook.py]\nextra: {a: !!python/object/apply:os.mkdir [%s]}\n"
    for place in (tmp_path, tmp_path / "sent"):
        place.mkdir(exist_ok=True)
        (place / "mkdocs.yml").write_text(trap % (tmp_path / "ran"), encoding="utf-8")
        (place / "hook.py").write_text(f"import os; os.mkdir({str(tmp_path / 'ran')!r})", encoding="utf-8")
    shutil.copytree(TINY, tmp_path / "sent" / "questionnaire")
    shutil.copy(TINY.parent / "broken" / "good.assessment.json", tmp_path / "sent" / "a.assessment.json")
    (tmp_path / "in").mkdir()
    shutil.move(tmp_path / "sent" / "a.assessment.json", tmp_path / "in")
    monkeypatch.chdir(tmp_path)
    draft = ["sent/questionnaire/standards.yml"] if command == "impact" else []
    run = CliRunner().invoke(main, [command, *draft, "in", "-o", "out", "-q", "sent/questionnaire"])
    assert run.exit_code == 0, run.stderr
    assert not (tmp_path / "ran").exists() and (tmp_path / "out").exists()


def test_command_says_when_there_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    run = CliRunner().invoke(main, ["national", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q", str(TINY)])
    assert run.exit_code == 1 and "nothing to count" in run.stderr
