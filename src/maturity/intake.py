"""A folder of returns as they come from mail and shared drives: every entry of it accounted for, none trusted.

Nothing is unpacked, no link is followed out of the folder, and a file too large to be an assessment is not read.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from maturity.assessment import read_assessment
from maturity.collected import FileState, Found, named_force, summary
from maturity.errors import MaturityError, Problem
from maturity.jsontext import parse, visible
from maturity.national import newest
from maturity.records import Assessment, Bundle
from maturity.store import ENDING, read_bytes, read_file

#: Bytes. A return is some ten thousand; with the longest comments some hundred thousand.
LARGEST_RETURN = 4 * 2**20
#: The first bytes of files that hold other files, and endings of such.
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_FORMAT = b"maturity-assessment"
_FORCE = re.compile(rb'"force"\s*:\s*"([a-z][a-z0-9-]{0,79})"')
#: More problems of one file than anyone reads.
MOST = 20


class Entry(NamedTuple):
    """A place in the folder: its path below it, with `/`, and where it is."""

    file: str
    path: str


def take_in(folder: Path, bundle: Bundle) -> Iterator[Found]:
    """Every entry below a folder, by name, as what it is. Raises MaturityError when the folder cannot be opened."""
    if not folder.is_dir():
        raise MaturityError([Problem(str(folder), "there is no such folder", "name the folder that has the returns")])
    root = folder.resolve()
    waiting = [Entry("", str(folder))]
    while waiting:
        here = waiting.pop()
        try:
            inside = sorted(os.scandir(here.path), key=lambda entry: entry.name)
        except OSError as error:
            if not here.file:
                what = f"it cannot be opened ({_why(error)})"
                raise MaturityError([Problem(str(folder), what, "check who may read it")]) from None
            yield Found(here.file, "unreadable", problems=(_why(error),))
            continue
        for entry in inside:
            place = Entry(f"{here.file}/{entry.name}" if here.file else entry.name, entry.path)
            if entry.is_symlink() and not _inside(entry.path, root):
                yield Found(place.file, "link")
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(place)
            else:
                yield look_at(place, bundle)


def usable(folder: Path, bundle: Bundle) -> tuple[list[Assessment], int]:
    """The newest assessment of each force and period in a folder of returns, and how many entries do not count.
    Raises MaturityError when there is none."""
    found = list(take_in(folder, bundle))
    chosen = newest(bundle, (read_file(str(folder / each.file), bundle) for each in found if each.summary is not None))
    if not chosen:
        raise MaturityError([Problem(str(folder), "there is nothing to count", "name the folder that has the returns")])
    return chosen, len(found) - len(chosen)


def _inside(path: str, root: Path) -> bool:
    try:
        real = Path(path).resolve()
        return real.is_file() and real.is_relative_to(root)
    except (OSError, RuntimeError):  # a link to itself
        return False


def look_at(entry: Entry, bundle: Bundle) -> Found:
    """One file: an assessment with nothing wrong, or why it is none."""
    named = named_force(entry.file, bundle["forces"])
    name = next(iter(named)) if len(named) == 1 else ""
    try:
        about = Path(entry.path).stat()
        if not stat.S_ISREG(about.st_mode):
            return Found(entry.file, "not_assessment", named=name)
        if about.st_size > LARGEST_RETURN:
            return Found(entry.file, "too_large", named=name)
        data = read_bytes(entry.path)
    except OSError as error:
        return Found(entry.file, "unreadable", problems=(_why(error),), named=name)
    except MaturityError as error:
        return Found(entry.file, "unreadable", problems=tuple(each.what for each in error.problems), named=name)
    if data.startswith(_ARCHIVES) or (b"\0" in data[:1024] and not entry.file.lower().endswith(ENDING)):
        return Found(entry.file, "archive" if data.startswith(_ARCHIVES) else "not_assessment", named=name)
    if not entry.file.lower().endswith(ENDING) and _FORMAT not in data:
        return Found(entry.file, "not_assessment", named=name)
    return _read(entry.file, data, bundle, named, name)


def _read(file: str, data: bytes, bundle: Bundle, named: set[str], name: str) -> Found:
    try:
        its = summary(read_assessment(data, file, bundle), bundle)
    except MaturityError as error:
        return _refused(file, data, bundle, error.problems, name)
    if named and its.force not in named:
        return Found(file, "name_doubt", force=its.force, period=its.period, named=sorted(named)[0])
    return Found(file, "used", its, named=name)


def _refused(file: str, data: bytes, bundle: Bundle, problems: tuple[Problem, ...], name: str) -> Found:
    """Why an assessment was not taken, and what it claims to be."""
    places = [problem.where.removeprefix(file) for problem in problems]
    state: FileState = "wrong"
    if any(re.fullmatch(r":\d+:\d+", place) for place in places) or ": check" in places:
        state = "damaged"
    elif ": edition.id" in places:
        state = "other_questionnaire"
    elif ": edition.version" in places:
        state = "other_edition"
    elif "" in places or ": format" in places:
        state = "not_assessment" if _FORMAT not in data else "wrong"
    value: Any = parse(data, file)[0]
    claims = value if isinstance(value, dict) else {}
    edition = claims.get("edition")
    version = edition.get("version") if isinstance(edition, dict) else None
    force = claims.get("force")
    if state == "damaged" and not force and (found := _FORCE.search(data)):
        force = found[1].decode()
    if state == "wrong" and isinstance(force, str) and force not in bundle["forces"]:
        state = "unknown_force"
    told = [f"{problem.where.removeprefix(file).lstrip(': ')}: {problem.what}".lstrip(": ") for problem in problems]
    if len(told) > MOST:
        told = [*told[: MOST - 1], f"and {len(told) - MOST + 1} more"]
    return Found(file, state, None, tuple(told), _text(force), _text(claims.get("period")), _text(version), name)


def _text(value: Any) -> str:
    return visible(value, 80) if isinstance(value, str) else ""


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
