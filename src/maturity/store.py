"""Assessments from files and folders.

A file that cannot be read is named and the others go on. `-` is standard input.
"""

from __future__ import annotations

import gc
import os
import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from maturity.assessment import read_assessment
from maturity.engine import scorer
from maturity.errors import MaturityError, Problem
from maturity.files import NotOrdinary, read_ordinary, reason
from maturity.records import Assessment, Bundle, Profile

if TYPE_CHECKING:
    from concurrent.futures import Future

ENDING = ".assessment.json"
#: Bytes. An assessment is some ten thousand; this leaves room for the longest comments.
LARGEST = 64 * 2**20
#: From this many files on a second process pays for its start.
MANY = 400
CHUNK = 100

#: Files that may lie in a folder of assessments without being mentioned: notes, scripts, and what `compare` wrote.
_QUIET = re.compile(r".*\.(md|py|pyc|txt)|comparison(-[a-z]+)?\.(html|json|csv)")

T = TypeVar("T")
#: What comes of one file: what was made of it, or what is wrong with it.
Outcome = tuple[str, T | None, tuple[Problem, ...]]


def read_bytes(path: str) -> bytes:
    """What is in a file, or on standard input for `-`. Raises MaturityError when it cannot be read or is too large."""
    try:
        data = sys.stdin.buffer.read(LARGEST + 1) if path == "-" else read_ordinary(path, LARGEST)
    except IsADirectoryError:
        fix = "name one file in it"
        raise MaturityError([Problem(path, "this is a folder, and a file is needed", fix)]) from None
    except NotOrdinary as error:
        fix = "name an ordinary file, or - for standard input"
        raise MaturityError([Problem(path, reason(error), fix)]) from None
    except (OSError, ValueError) as error:
        raise MaturityError(
            [Problem(path, f"it cannot be read ({reason(error)})", "check its name and who may read it")]
        ) from None
    if len(data) > LARGEST:
        what = f"it is larger than {LARGEST // 2**20} MB, which no assessment is"
        raise MaturityError([Problem(path, what, "check that it is the right file")])
    return data


def read_file(path: str, bundle: Bundle) -> Assessment:
    """The assessment in a file. Raises MaturityError with every problem of it."""
    return read_assessment(read_bytes(path), "standard input" if path == "-" else path, bundle)


def find(paths: Iterable[str | Path]) -> tuple[list[str], list[Problem]]:
    """The assessment files that are meant: files as they are named, and everything in folders that ends in
    `.assessment.json`, by name. Whatever else looks like an assessment, or leads out of its folder, is a Problem."""
    files: list[str] = []
    problems: list[Problem] = []
    for path in map(str, paths):
        if path != "-" and Path(path).is_dir():
            _folder(path, Path(path).resolve(), files, problems)
        else:
            files.append(path)
    return files, problems


def walk(paths: Iterable[str | Path], bundle: Bundle) -> list[Assessment]:
    """Every assessment in these files and folders, by name. Raises MaturityError with every problem of all of them."""
    files, problems = find(paths)
    return read_files(files, bundle, problems)


def read_files(paths: Iterable[str], bundle: Bundle, found_before: Iterable[Problem] = ()) -> list[Assessment]:
    """The assessments in these files. Raises MaturityError with every problem of all, and those found before."""
    found: list[Assessment] = []
    problems = [*found_before]
    for path in paths:
        try:
            found.append(read_file(path, bundle))
        except MaturityError as error:
            problems += error.problems
    if problems:
        raise MaturityError(problems)
    return found


def _folder(folder: str, root: Path, files: list[str], problems: list[Problem]) -> None:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        problems.append(Problem(folder, f"it cannot be opened ({reason(error)})", "check who may read it"))
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        if entry.is_symlink() and not _inside(entry.path, root):
            problems.append(
                Problem(entry.path, "this link leads out of the folder and was not followed", "copy the file")
            )
        elif entry.is_symlink() and not entry.is_file():
            fix = "name the folder itself, or copy the files"
            problems.append(Problem(entry.path, "this link leads to a folder and was not followed", fix))
        elif entry.is_dir(follow_symlinks=False):
            _folder(entry.path, root, files, problems)
        elif entry.name.endswith(ENDING) and entry.is_file():
            files.append(entry.path)
        elif not quiet(entry.name):
            fix = f"if it is an assessment, unpack it or let its name end in {ENDING}"
            problems.append(Problem(entry.path, "this file was not read", fix))


def quiet(name: str) -> bool:
    """Whether a file of this name may lie in a folder of assessments without being mentioned."""
    return bool(name.startswith(".") or (ENDING not in name.lower() and _QUIET.fullmatch(name)))


def _inside(path: str, root: Path) -> bool:
    real = Path(path).resolve()
    return real.exists() and real.is_relative_to(root)


# --- many files ------------------------------------------------------------------------------------------------


def score_each(
    paths: Sequence[str], bundle: Bundle, make: Callable[[Assessment, Profile], T], processes: int = 2
) -> Iterator[Outcome[T]]:
    """For each file in order: its name, what `make` makes of the assessment and its profile, and its problems.

    From some hundred files on they are shared out to processes, so `make` must be a function at the top of a module
    (or a partial of one), and what it gives should be small. Never more than a few hundred results are waiting.
    """
    if len(paths) < MANY or processes < 2:
        score = scorer(bundle)
        for path in paths:
            yield _outcome(path, bundle, score, make)
        return
    from concurrent.futures import ProcessPoolExecutor

    chunks = (paths[start : start + CHUNK] for start in range(0, len(paths), CHUNK))
    pool = ProcessPoolExecutor(processes, initializer=_start, initargs=(bundle, make))
    waiting: deque[Future[list[Outcome[T]]]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_chunk, chunk))
            if len(waiting) > 2 * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _outcome(
    path: str, bundle: Bundle, score: Callable[[Assessment], Profile], make: Callable[[Assessment, Profile], T]
) -> Outcome[T]:
    try:
        assessment = read_file(path, bundle)
    except MaturityError as error:
        return path, None, error.problems
    return path, make(assessment, score(assessment)), ()


_shared: list[Any] = []


def _start(bundle: Bundle, make: Any) -> None:
    """A process takes what all its files share once."""
    _shared[:] = [bundle, scorer(bundle), make]
    gc.freeze()


def _chunk(paths: Sequence[str]) -> list[Outcome[Any]]:
    return [_outcome(path, *_shared) for path in paths]
