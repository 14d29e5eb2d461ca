"""Reading ordinary files: a pipe, a device or a socket under the name of anything that is read is refused by name, at
once, by every reader."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from maturity.cli.main import main
from maturity.files import NotAnOrdinaryFile, read_ordinary
from tests import TINY

GOOD = TINY.parent / "broken" / "good.assessment.json"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no such files there")


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """Whatever waits for the other end of a pipe is ended."""

    def late(number: int, frame: object) -> None:
        raise TimeoutError("it waits")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def make(kind: str, path: Path) -> None:
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    shutil.copytree(TINY, tmp_path / "questionnaire")
    (tmp_path / "returns").mkdir()
    shutil.copy(GOOD, tmp_path / "returns" / "a.assessment.json")
    shutil.copy(TINY / "standards.yml", tmp_path / "draft.yml")
    return tmp_path


def run(work: Path, *arguments: str) -> Result:
    named = [str(work / each[1:]) if each.startswith("@") else each for each in arguments]
    return CliRunner().invoke(main, [*named, "-q", str(work / "questionnaire")], catch_exceptions=False)


def test_only_ordinary_files_are_read_and_never_more_than_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert [read_ordinary(tmp_path / "a", most) for most in (9, 5, 2)] == [b"12345", b"12345", b"123"]
    for kind in ("pipe", "device"):
        make(kind, tmp_path / kind)
        with pytest.raises(NotAnOrdinaryFile):
            read_ordinary(tmp_path / kind, 9)
    with pytest.raises(IsADirectoryError):
        read_ordinary(tmp_path, 9)


#: What is not an ordinary file, and the command that reads it.
READERS = [
    ("questionnaire/edition.yml", ["score", "@returns"]),
    ("questionnaire/forces.yml", ["status", "@returns"]),
    ("draft.yml", ["impact", "@draft.yml", "@returns"]),
    ("mine.json", ["score", "@mine.json"]),
    ("mine.json", ["report", "@mine.json", "-o", "-"]),
    ("mine.json", ["merge", "@mine.json", "@returns/a.assessment.json", "-o", "-"]),
    ("mine.json", ["upgrade", "@mine.json"]),
    ("returns/b.assessment.json", ["score", "@returns"]),
    ("returns/b.assessment.json", ["status", "@returns"]),
    ("returns/b.assessment.json", ["compare", "@returns", "--format", "json"]),
]


@pytest.mark.parametrize("kind", ["pipe", "device"])
@pytest.mark.parametrize(("path", "arguments"), READERS, ids=[f"{path} {each[0]}" for path, each in READERS])
def test_every_reader_refuses_it_by_name(path: str, arguments: list[str], kind: str, work: Path) -> None:
    make(kind, work / path)
    done = run(work, *arguments)
    assert done.exit_code == 1 or path.startswith("returns/")  # there what is no return is only named
    assert Path(path).name in done.output


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_settings_that_cannot_be_read_hide_everything_and_check_names_them(kind: str, work: Path) -> None:
    make(kind, work / "questionnaire" / "publishing.yml")
    checked = CliRunner().invoke(main, ["check", str(work / "questionnaire")], catch_exceptions=False)
    assert checked.exit_code == 1 and "publishing.yml: the file cannot be read (this is a pipe" in checked.stderr
    released = run(work, "release", "@returns", "--period", "2026", "-o", str(work / "out"))
    assert released.exit_code == 1 and "publishing.yml: the file cannot be read" in released.stderr
    assert not (work / "out").exists()
    back = run(work, "giveback", "@returns", "-o", str(work / "out"))
    assert back.exit_code == 0 and "publishing.yml: the file cannot be read" in back.stderr


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_questionnaire_with_such_a_file_is_not_published(kind: str, work: Path) -> None:
    path = work / "questionnaire" / "edition.yml"
    text = path.read_text(encoding="utf-8").replace("owner: ", 'published: "2026-11-20"\nowner: ', 1)
    path.write_text(text, encoding="utf-8")
    make(kind, work / "questionnaire" / "notes.txt")
    done = CliRunner().invoke(main, ["publish", str(work / "questionnaire")], catch_exceptions=False)
    assert done.exit_code == 1 and "notes.txt: it cannot be copied (this is a pipe or a device" in done.stderr
    assert [*(work / "editions").iterdir()] == [] and path.read_text(encoding="utf-8") == text
