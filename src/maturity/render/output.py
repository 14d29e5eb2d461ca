"""Writing: a file or a folder is made beside its place and then exchanged for what is there. Killed at any moment, or
on a full disk, a command leaves the old one whole, at its place or beside it, and the next run puts it back.

A folder is written over only if it is empty, or if it carries our mark and holds only the files that the mark lists.
Nothing is written over what a command reads, inside it or around it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from maturity.errors import MaturityError, Problem
from maturity.files import read_ordinary, system_reason

#: The file that says which command made a folder, and lists what it made.
MARK: Final = ".maturity-output"
FORMAT: Final = "maturity-output/1"
#: What operating systems leave in any folder that is looked at.
LITTER: Final = {".DS_Store", "Thumbs.db", "desktop.ini"}
#: Bytes of a mark, at most. One of a site of 5,000 forces has about one million.
_LARGEST_MARK = 2**25
#: A name that is longer than this, in bytes, has no room for what is put before and after it.
_LONGEST_NAME = 200
_MOVE = "move or delete it, or name another folder with -o"

Notify = Callable[[str], object]
#: Says why a folder that is not empty may not be written over; nothing if it may.
Refusal = Callable[[Path], str]
Input = str | Path


# --- a file -----------------------------------------------------------------------------------------------------


def write_file(path: Input, content: str | bytes, inputs: Iterable[Input] = ()) -> None:
    """Write a file whole or not at all. `inputs` are the files and folders that the content was made from.

    Raises MaturityError when it would be written over one of these or into one of them, or cannot be written.
    """
    target = Path(path).resolve()
    refuse_overlap(path, target, inputs)
    try:
        mode = target.stat().st_mode if target.exists() else None
        if mode is not None and not stat.S_ISREG(mode):
            what = "this is a folder" if stat.S_ISDIR(mode) else "this is a pipe or a device, not an ordinary file"
            raise MaturityError([Problem(str(path), what, "name a file to write, or - to print")])
        with only_writer(path, target):
            _replace(target, encode(content), mode)
    except OSError as error:
        raise _write_problem(path, error) from None


def encode(content: str | bytes) -> bytes:
    """Text as UTF-8. What has no place in it, such as half a character in a file's name, is spelt out."""
    return content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content


def _replace(target: Path, data: bytes, mode: int | None) -> None:
    new = sibling(target, "new")
    try:
        write_new(new, data)
        if mode is not None:
            new.chmod(stat.S_IMODE(mode))
        new.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise


def write_new(path: Path, content: str | bytes) -> None:
    """Write a file in a folder that is still being made. Raises OSError."""
    path.unlink(missing_ok=True)
    with path.open("xb") as file:
        file.write(encode(content))
        file.flush()
        os.fsync(file.fileno())


# --- a folder ---------------------------------------------------------------------------------------------------


@contextmanager
def new_folder(
    path: Input,
    command: str,
    inputs: Iterable[Input] = (),
    say: Notify = lambda line: None,
    keep: bool = False,
    refusal: Refusal | None = None,
) -> Iterator[Path]:
    """An empty folder to fill, which takes the place of `path` once it is whole. `command` is what makes it, as it is
    typed. With `keep` the new folder starts with the files that the old one has. `refusal` replaces the mark where
    something else shows what a folder is. `say` is told what was put back after a run that was stopped.

    Raises MaturityError, and leaves the old folder as it was, when it may not be written over or when writing fails.
    """
    target = Path(path).resolve()
    inputs = list(inputs)
    refuse_overlap(path, target, inputs)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with only_writer(path, target):
            may = refusal or (lambda folder: _refusal(folder, command))
            _recover(path, target, may, say)
            _check_replaceable(path, target, may)
            new = sibling(target, "new")
            try:
                _start_new(new, target, keep)
                yield new
                if refusal is None:
                    write_new(new / MARK, _mark_text(new, command))
                _check_replaceable(path, target, may)  # again, because making it took its time
                _exchange(new, target)
            finally:
                shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        raise _write_problem(path, error) from None


def _start_new(new: Path, target: Path, keep: bool) -> None:
    if keep and target.is_dir():
        shutil.copytree(target, new, ignore=shutil.ignore_patterns(MARK, *LITTER))
    else:
        new.mkdir()


def _exchange(new: Path, target: Path) -> None:
    """Between the two renames the old folder is beside its place. Whatever stops it there, `_recover` undoes it."""
    old = sibling(target, "old")
    if target.exists():
        new.chmod(stat.S_IMODE(target.stat().st_mode))
    if not target.exists() or _is_empty(target):
        _delete_empty(target)
        new.rename(target)
        return
    target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _recover(path: Input, target: Path, refusal: Refusal, say: Notify) -> None:
    """After a run that was stopped: the old folder goes back to its place, and what was not finished is deleted."""
    old, new = sibling(target, "old"), sibling(target, "new")
    if old.is_dir() and (not target.exists() or _is_empty(target)):
        _delete_empty(target)
        old.rename(target)
        say(f"{path}: an earlier run was stopped while it replaced this folder. The old folder is back in its place.")
    elif old.is_dir() and target.is_dir() and not refusal(target):
        shutil.rmtree(old)  # the new one is whole and in its place
    if new.is_dir():
        shutil.rmtree(new)
        say(f"{path}: an earlier run was stopped before it had finished. Its unfinished output was deleted.")


def _check_replaceable(path: Input, target: Path, refusal: Refusal) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise MaturityError([Problem(str(path), "this is a file, and a folder is needed", "name a folder with -o")])
    here = Path.cwd()
    if here == target or here.is_relative_to(target):
        what = "this is the folder that you are in, so it cannot be replaced"
        raise MaturityError([Problem(str(path), what, "name a folder inside it with -o, or go to another one")])
    if not os.access(target, os.W_OK):
        raise PermissionError(13, "permission denied", str(target))
    if not _is_empty(target) and (why := refusal(target)):
        raise MaturityError([Problem(str(path), why, _MOVE)])


def _refusal(folder: Path, command: str) -> str:
    listed = _read_mark(folder)
    if listed is None:
        return f"`{command}` did not make this folder, or an older version made it, so it stays as it is"
    if listed[0] != command:
        return f"this folder was made by `{listed[0]}`, so `{command}` does not write over it"
    if others := sorted(_file_paths(folder) - set(listed[1])):
        names = ", ".join(others[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else "")
        return f"there are files in this folder that `{command}` did not make ({names}), so it stays as it is"
    return ""


def _read_mark(folder: Path) -> tuple[str, list[str]] | None:
    """The command that made a folder, and the files that it made. Nothing if there is no mark, or not one of ours."""
    try:
        data = json.loads(read_ordinary(folder / MARK, _LARGEST_MARK))
        if data["format"] == FORMAT:
            return str(data["command"]), [str(file) for file in data["files"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    return None


def _mark_text(folder: Path, command: str) -> str:
    about = f"Made by `{command}`, which writes over this folder. Keep your own files elsewhere."
    record = {"format": FORMAT, "about": about, "command": command, "files": sorted(_file_paths(folder))}
    return json.dumps(record, indent=1, ensure_ascii=True) + "\n"


def _file_paths(folder: Path) -> set[str]:
    """Everything in a folder that is not a folder itself, by path. A link counts as a file, wherever it leads."""
    paths: set[str] = set()
    for place, folders, files in os.walk(folder):
        here = Path(place)
        links = [name for name in folders if (here / name).is_symlink()]
        paths |= {(here / name).relative_to(folder).as_posix() for name in (*files, *links) if name not in LITTER}
    return paths - {MARK}


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and {entry.name for entry in os.scandir(folder)} <= LITTER


def _delete_empty(folder: Path) -> None:
    """Delete a folder that is empty but for litter, if there is one."""
    if folder.is_dir():
        for entry in os.scandir(folder):
            Path(entry).unlink()
        folder.rmdir()


# --- what both need ---------------------------------------------------------------------------------------------


def sibling(target: Path, kind: str) -> Path:
    """Where the new one is made (`new`), the old one waits (`old`), and who is writing shows (`lock`)."""
    name = target.name
    if len(name.encode("utf-8", "surrogateescape")) > _LONGEST_NAME:
        name = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    return target.parent / f".{name}.maturity-{kind}"


def refuse_overlap(path: Input, target: Path, inputs: Iterable[Input]) -> None:
    """Raises MaturityError when `target` is one of the inputs, lies in one, or holds one. Links are looked through."""
    for source in inputs:
        place = Path(source).resolve()
        if str(source) != "-" and (_is_within(target, place) or _is_within(place, target)):
            what = f"this is, contains or is inside {source}, which it is made from"
            raise MaturityError([Problem(str(path), what, "give another name with -o")])


def _is_within(inner: Path, outer: Path) -> bool:
    """Whether one path is another or lies below it, whatever the names: by what the system says is the same."""
    if inner == outer or inner.is_relative_to(outer):
        return True
    if not outer.exists():
        return False
    return any(each.exists() and each.samefile(outer) for each in (inner, *inner.parents))


@contextmanager
def only_writer(path: Input, target: Path) -> Iterator[None]:
    """One writer at a time. The system frees the lock of a command that was killed. Raises MaturityError."""
    place = sibling(target, "lock")
    while True:
        try:
            handle = os.open(place, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        except OSError as error:
            raise _write_problem(path, error) from None
        if not _lock(handle):
            os.close(handle)
            what = "another `maturity` command is writing it now"
            raise MaturityError([Problem(str(path), what, "wait until it has finished, and run this again")])
        if place.exists() and os.path.samestat(place.stat(), os.fstat(handle)):
            break
        os.close(handle)  # the one before has just deleted it
    try:
        yield
    finally:
        if os.name == "nt":
            os.close(handle)  # a file that is open cannot be deleted there
        with contextlib.suppress(OSError):
            place.unlink()
        if os.name != "nt":
            os.close(handle)


def _lock(handle: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _write_problem(path: Input, error: OSError) -> MaturityError:
    fix = "check that the folder is there, that you may write to it, and that no other program has the file open"
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        fix = "free some disk space, and run this again"
    return MaturityError([Problem(str(path), f"it cannot be written ({system_reason(error)})", fix)])
