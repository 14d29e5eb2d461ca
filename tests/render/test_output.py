"""Writing: what is there stays whole until the new one is, and nothing is written over that is not ours."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maturity.errors import MaturityError
from maturity.render.output import MARK, new_folder, sibling, write_file, write_new

WINDOWS = os.name == "nt"
OLD = {"a.html": "old", "deep/b.csv": "old"}
NEW = {"a.html": "new", "deep/c.csv": "new"}


def make(
    target: Path, files: dict[str, str], *inputs: Path, command: str = "maturity build", keep: bool = False
) -> list[str]:
    """Make a folder of these files, and give what was said."""
    said: list[str] = []
    with new_folder(target, command, inputs, said.append, keep) as new:
        for name, text in files.items():
            (new / name).parent.mkdir(exist_ok=True)
            write_new(new / name, text)
    return said


def texts(folder: Path) -> dict[str, str]:
    """The files of a folder but its mark, by path."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != MARK)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def fill(folder: Path, files: dict[str, str]) -> Path:
    """Somebody's own files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def refused(call: Callable[..., Any], *arguments: Any, **named: Any) -> str:
    with pytest.raises(MaturityError) as caught:
        call(*arguments, **named)
    (problem,) = caught.value.problems
    return str(problem).rstrip(".")


# --- a file -----------------------------------------------------------------------------------------------------


def test_what_is_written_is_whole_and_alone(tmp_path: Path) -> None:
    write_file(tmp_path / "a.html", "ŵ\n")
    assert (tmp_path / "a.html").read_bytes() == "ŵ\n".encode()
    write_file(tmp_path / "a.html", b"newer")
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]
    assert (tmp_path / "a.html").read_bytes() == b"newer"


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, {"a.html": "older"})
    monkeypatch.setattr(os, "fsync", full)
    said = refused(write_file, tmp_path / "a.html", b"newer")
    assert "a.html: it cannot be written (no space left on device). Fix: free some disk space" in said
    assert texts(tmp_path) == {"a.html": "older"}


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    assert "it cannot be written" in refused(write_file, tmp_path / "nowhere" / "a.html", b"")
    assert "this is a folder" in refused(write_file, tmp_path, b"")


@pytest.mark.skipif(WINDOWS, reason="Windows has no such files and rights")
def test_links_and_rights_stay_what_they_are(tmp_path: Path) -> None:
    real, link = fill(tmp_path, {"real": "older"}) / "real", tmp_path / "link"
    link.symlink_to(real)
    real.chmod(0o640)
    write_file(link, b"newer")
    assert link.is_symlink()
    assert real.read_bytes() == b"newer"
    assert real.stat().st_mode & 0o777 == 0o640
    write_file(tmp_path / "fresh", b"")
    fill(tmp_path, {"usual": ""})
    assert (tmp_path / "fresh").stat().st_mode & 0o777 == (tmp_path / "usual").stat().st_mode & 0o777


@pytest.mark.skipif(WINDOWS, reason="Windows has no such files")
def test_a_pipe_or_a_device_is_not_written_to(tmp_path: Path) -> None:
    """A pipe that nobody reads would be waited for."""
    os.mkfifo(tmp_path / "pipe")
    for path in ("/dev/null", "/dev/full", tmp_path / "pipe"):
        assert "this is a pipe or a device, not an ordinary file" in refused(write_file, path, b"x")
    assert Path("/dev/null").is_char_device()


def test_a_file_is_never_written_over_what_it_is_made_from(tmp_path: Path) -> None:
    """By its name, through a link, as a second name of the same file, or into a folder that is read."""
    ours = fill(tmp_path, {"ours.json": "ours", "returns/a.json": "a"})
    given: list[str | Path] = [ours / "ours.json", ours / "returns", "-"]
    (tmp_path / "link.json").symlink_to(tmp_path / "ours.json")
    os.link(tmp_path / "ours.json", tmp_path / "again.json")
    for name in ("ours.json", "returns/../ours.json", "link.json", "again.json", "returns/a.json", "returns/new.json"):
        assert "which it is made from. Fix: give another name with -o" in refused(write_file, ours / name, b"", given)
    write_file(ours / "other.json", b"x", given)
    assert (ours / "ours.json").read_text() == "ours" and (ours / "returns" / "a.json").read_text() == "a"


# --- a folder ---------------------------------------------------------------------------------------------------


def test_a_folder_of_ours_is_exchanged_whole(tmp_path: Path) -> None:
    target = tmp_path / "far" / "out"
    assert make(target, OLD) == [] and texts(target) == OLD
    assert make(target, NEW) == [] and texts(target) == NEW
    assert [path.name for path in target.parent.iterdir()] == ["out"]
    make(target, {"d": "more"}, keep=True)
    assert texts(target) == NEW | {"d": "more"}


def test_an_empty_folder_may_be_written_over(tmp_path: Path) -> None:
    fill(tmp_path / "out", {".DS_Store": "what a Mac leaves"})
    make(tmp_path / "out", NEW)
    assert texts(tmp_path / "out") == NEW


#: What is in a folder that is named with -o, and what is said of it.
OTHERS = [
    ({"letter.docx": "mine"}, "did not make this folder, or an older version made it"),
    ({"index.html": "a site of before"}, "did not make this folder, or an older version made it"),
    ({MARK: "{}", "letter.docx": "mine"}, "did not make this folder"),
    ({MARK: '{"format": "maturity-output/1", "command": 1, "files": 2}', "letter.docx": "mine"}, "did not make"),
]


@pytest.mark.parametrize(("there", "says"), OTHERS)
@pytest.mark.parametrize("link", [False, True], ids=["itself", "through a link"])
def test_a_folder_that_is_not_ours_is_never_written_over(
    there: dict[str, str], says: str, link: bool, tmp_path: Path
) -> None:
    target = fill(tmp_path / "mine", there)
    if link:
        (tmp_path / "link").symlink_to(target)
    said = refused(make, tmp_path / "link" if link else target, NEW)
    assert says in said and said.endswith("Fix: move or delete it, or name another folder with -o")
    assert texts(target) == {name: text for name, text in there.items() if name != MARK}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_what_somebody_put_into_a_folder_of_ours_is_named(tmp_path: Path) -> None:
    target = tmp_path / "out"
    make(target, OLD)
    fill(target, {"deep/notes.txt": "mine"})
    assert "did not make (deep/notes.txt)" in refused(make, target, NEW)
    (target / "deep" / "notes.txt").unlink()
    (target / "link").symlink_to(tmp_path)
    assert "did not make (link)" in refused(make, target, NEW)
    (target / "link").unlink()
    other = refused(make, target, NEW, command="maturity round")
    assert "made by `maturity build`, so `maturity round` does not" in other
    assert texts(target) == OLD


def test_what_somebody_puts_there_meanwhile_is_not_lost(tmp_path: Path) -> None:
    make(tmp_path / "out", OLD)
    with pytest.raises(MaturityError, match="meanwhile"), new_folder(tmp_path / "out", "maturity build") as new:
        write_new(new / "a.html", "new")
        fill(tmp_path / "out", {"meanwhile": "mine"})
    assert texts(tmp_path / "out") == OLD | {"meanwhile": "mine"}


def test_a_folder_is_apart_from_what_it_is_made_from(tmp_path: Path) -> None:
    """Neither it, nor around it, nor in it; and not the folder that one is in."""
    returns = fill(tmp_path / "work" / "returns", {"a.json": "a"})
    (tmp_path / "link").symlink_to(tmp_path / "work")
    for path in (returns, returns / "out", tmp_path / "work", tmp_path / "link", tmp_path / "link" / "returns"):
        assert "which it is made from" in refused(make, path, NEW, returns)
    assert texts(tmp_path / "work") == {"returns/a.json": "a"}


def test_the_folder_that_one_is_in_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "this is the folder that you are in" in refused(make, Path(), NEW)


def test_a_file_is_not_taken_for_a_folder(tmp_path: Path) -> None:
    assert "a folder is needed" in refused(make, fill(tmp_path, {"a": "mine"}) / "a", NEW)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_takes_nothing_leaves_the_old_folder(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full while the new one is made, or read-only from the start."""

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    make(tmp_path / "out", OLD)
    monkeypatch.setattr(os, "fsync" if number == errno.ENOSPC else "open", refuse)
    said = refused(make, tmp_path / "out", NEW)
    monkeypatch.undo()
    assert f"out: it cannot be written ({os.strerror(number).lower()})" in said
    assert [path.name for path in tmp_path.iterdir()] == ["out"] and texts(tmp_path / "out") == OLD


def test_a_failure_leaves_the_old_folder(tmp_path: Path) -> None:
    make(tmp_path / "out", OLD)
    with pytest.raises(KeyError), new_folder(tmp_path / "out", "maturity build") as new:
        write_new(new / "a.html", "half")
        raise KeyError
    assert texts(tmp_path / "out") == OLD and [path.name for path in tmp_path.iterdir()] == ["out"]


def test_one_at_a_time(tmp_path: Path) -> None:
    with new_folder(tmp_path / "out", "maturity build") as new:
        write_new(new / "a.html", "first")
        assert "another `maturity` command is writing it now" in refused(make, tmp_path / "out", NEW)
    assert texts(tmp_path / "out") == {"a.html": "first"}


# --- killed -----------------------------------------------------------------------------------------------------


def killed_before(step: int, work: Callable[[], object], folder: Path) -> bool:
    """Do the work in a process of its own that ends at once before its `step`-th change below a folder. Whether it was
    ended."""
    changes = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod"}
    done = 0

    def end(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal done
        if event in changes and (event != "open" or str(arguments[0]).startswith(str(folder))):
            done += 1
            if done == step:
                os._exit(9)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        child = os.fork()
    if child == 0:
        sys.addaudithook(end)
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.skipif(WINDOWS, reason="there are no such processes there")
def test_killed_between_any_two_steps_a_whole_folder_is_there_and_the_next_run_puts_it_back(tmp_path: Path) -> None:
    """The old one or the new one, at its place or beside it."""
    target = tmp_path / "out"
    step, moved = 1, 0
    while True:
        make(target, OLD)
        if not killed_before(step, lambda: make(target, NEW), tmp_path):
            break
        places = [each for each in (target, sibling(target, "old")) if each.exists()]
        assert any(texts(each) in (OLD, NEW) for each in places), f"nothing whole after step {step}"
        away = not target.exists()
        said = make(target, NEW)
        assert texts(target) == NEW, f"not made after step {step}"
        assert not away or "The old folder is back in its place" in said[0]
        moved += away
        assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]
        step += 1
    assert step > 15 and moved, "it was never stopped between the two renames"
    assert texts(target) == NEW


@pytest.mark.skipif(WINDOWS, reason="there are no such processes there")
def test_killed_between_any_two_steps_a_file_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "both.json"
    step = 1
    while True:
        write_file(target, "old")
        if not killed_before(step, lambda: write_file(target, "new"), tmp_path):
            break
        assert target.read_text() in ("old", "new")
        step += 1
    assert step > 3
    assert texts(tmp_path) == {"both.json": "new"}


def test_what_was_moved_away_is_not_deleted_for_somebody_elses_folder(tmp_path: Path) -> None:
    """Between a stopped run and the next, somebody put a folder of their own in its place."""
    target = tmp_path / "out"
    make(target, OLD)
    shutil.move(target, sibling(target, "old"))
    fill(target, {"mine": "mine"})
    refused(make, target, NEW)
    assert texts(sibling(target, "old")) == OLD and texts(target) == {"mine": "mine"}
