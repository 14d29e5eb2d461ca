"""Assessments from files and folders.

A file that cannot be read is named and the others go on. `-` is standard input.
"""

from __future__ import annotations

import contextlib
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from maturity.assessment import folders
from maturity.assessment.disguise import (
    ENDING,
    LARGEST_ARCHIVE,
    LARGEST_RETURN,
    ArchiveRefused,
    answers_in_form_copy,
    as_utf8,
    is_archive,
    is_document,
    is_form_page,
    looks_like_assessment,
    zip_entries,
)
from maturity.assessment.folders import Entry, as_one_problem
from maturity.assessment.reader import read_assessment
from maturity.assessment.workbook import answers_in_workbook, is_workbook, workbook_problem
from maturity.errors import MaturityError, Problem
from maturity.files import NotAnOrdinaryFile, is_system_file, read_ordinary, system_reason
from maturity.records import Assessment, Bundle

#: Bytes. An assessment is some ten thousand; this leaves room for the longest comments.
LARGEST = 64 * 2**20
SAVE_AGAIN = f"ask for the file that the form saves; its name ends in {ENDING}"


def read_bytes(path: str) -> bytes:
    """What is in a file, or on standard input for `-`; a file in a zip is named as if the zip were a folder. Raises
    MaturityError when it cannot be read or is too large."""
    try:
        data = sys.stdin.buffer.read(LARGEST + 1) if path == "-" else read_ordinary(path, LARGEST)
    except IsADirectoryError:
        fix = "name one file in it"
        raise MaturityError([Problem(path, "this is a folder, and a file is needed", fix)]) from None
    except NotAnOrdinaryFile as error:
        fix = "name an ordinary file, or - for standard input"
        raise MaturityError([Problem(path, system_reason(error), fix)]) from None
    except (OSError, ValueError) as error:
        if isinstance(error, NotADirectoryError) and (inside := _in_archive(path)) is not None:
            return inside
        raise MaturityError(
            [Problem(path, f"it cannot be read ({system_reason(error)})", "check its name, and that you may read it")]
        ) from None
    if len(data) > LARGEST:
        what = f"it is larger than {LARGEST // 2**20} MB, too large for an assessment"
        raise MaturityError([Problem(path, what, "check that it is the right file")])
    return data


def _in_archive(path: str) -> bytes | None:
    """What is in a zip under the rest of a path; nothing where there is no such zip or name."""
    parts = path.split("/")
    for n in range(len(parts) - 1, 0, -1):
        archive = "/".join(parts[:n])
        if Path(archive).is_file():
            with contextlib.suppress(ArchiveRefused):
                return dict(zip_entries(read_bytes(archive))).get("/".join(parts[n:]))
            return None
    return None


class AnswerText(NamedTuple):
    """The text of an assessment as a file has it. `cells`: for one from a workbook, the cell of each place in it."""

    text: bytes
    cells: Mapping[str, str] = MappingProxyType({})


def read_file(path: str, bundle: Bundle) -> Assessment:
    """The assessment in a file, a workbook or a copy of the form. Raises MaturityError with every problem of it."""
    where = "standard input" if path == "-" else path
    with as_one_problem(where):
        return read_answers(answers_in(read_bytes(path), where), where, bundle)


def answers_in(data: bytes, where: str) -> AnswerText:
    """The text of an assessment: the bytes as they are, the answers in a workbook, or those in a copy of the form.
    Raises MaturityError for a workbook or a page of the form from which none can be read."""
    if is_workbook(data):
        return AnswerText(*answers_in_workbook(data, where))
    if problem := workbook_problem(data, where):
        raise MaturityError([problem])
    if not is_form_page(data):
        return AnswerText(data)
    copy = answers_in_form_copy(data)
    if copy is None:
        raise MaturityError([Problem(where, _PROBLEMS["saved_page"][0], SAVE_AGAIN)])
    return AnswerText(copy)


def read_answers(found: AnswerText, where: str, bundle: Bundle) -> Assessment:
    """The assessment in such a text. Raises MaturityError with every problem, for a workbook each at its cell."""
    try:
        return read_assessment(found.text, where, bundle)
    except MaturityError as error:
        if not found.cells:
            raise
        problems = (problem._replace(where=_at_cell(problem.where, where, found.cells)) for problem in error.problems)
        raise MaturityError(problems, error.count) from None


def _at_cell(place: str, where: str, cells: Mapping[str, str]) -> str:
    """A place with the cell of its path, or of the nearest one around it."""
    path = place.removeprefix(f"{where}: ")
    while path and path not in cells:
        path = re.sub(r"(^|[.#])[^.#]*$", "", path)
    return f"{where}: {cells[path]}" if path else place


def find_files(paths: Iterable[str | Path]) -> tuple[list[str], list[Problem]]:
    """The assessment files that are meant: files as they are named, and everything in folders that says it is an
    assessment, by name; one inside a zip is named as if the zip were a folder. What cannot be read is a Problem; what
    is something else, or was left behind by a system, is passed over."""
    files: list[str] = []
    problems: list[Problem] = []
    for path in map(str, paths):
        if path == "-" or not Path(path).is_dir():
            files.append(path)
            continue
        for entry in folders.walk_folder(path):
            for held in entry_contents(entry):
                if held.state == "assessment":
                    files.append(held.path)
                elif held.state in _PROBLEMS:
                    what, fix = _PROBLEMS[held.state]
                    problems.append(Problem(held.path, what.format(why=held.why), fix))
    return files, problems


#: The problem of an entry that might be an assessment and is not read.
_PROBLEMS = {
    "link": (
        "this link leads to a folder, to somewhere outside this folder or to nothing, so it was not followed",
        "copy the file",
    ),
    "unreadable": ("it cannot be read ({why})", "check that you may read it"),
    "too_large": ("it is larger than any assessment, so it was not read", "ask for the file again"),
    "archive": ("this archive was not opened ({why})", "unpack it, and check what comes out"),
    "saved_page": ("this is a page of the form with no answers that can be read from it", SAVE_AGAIN),
}


ContentState: TypeAlias = Literal[
    "assessment", "not_assessment", "archive", "too_large", "link", "unreadable", "left_behind", "saved_page"
]


class EntryContent(NamedTuple):
    """What an entry of a folder holds. `data` of what says that it is an assessment, as UTF-8 text or a workbook; for
    anything else `state` says what it is, and `why` it was not read."""

    file: str
    path: str
    state: ContentState
    data: bytes = b""
    why: str = ""


def entry_contents(entry: Entry) -> Iterator[EntryContent]:
    """What an entry holds: one thing, or everything in a zip."""
    if entry.kind != "file":
        yield EntryContent(entry.file, entry.path, entry.kind, why=entry.why)
        return
    try:
        about = Path(entry.path).stat()
        if not stat.S_ISREG(about.st_mode):
            why = "it is a pipe or a device, not an ordinary file"
            yield EntryContent(entry.file, entry.path, "unreadable", why=why)
        elif about.st_size > (LARGEST_ARCHIVE if entry.file.lower().endswith(".zip") else LARGEST_RETURN):
            yield EntryContent(entry.file, entry.path, "too_large")
        else:
            yield from _contents_of(entry, read_bytes(entry.path))
    except OSError as error:
        yield EntryContent(entry.file, entry.path, "unreadable", why=system_reason(error))
    except MaturityError as error:
        yield EntryContent(entry.file, entry.path, "unreadable", why="; ".join(each.what for each in error.problems))


def _contents_of(entry: Entry, data: bytes) -> Iterator[EntryContent]:
    if not is_archive(data) or is_workbook(data):
        yield _single_content(entry.file, entry.path, data)
        return
    try:
        inside = [*zip_entries(data)]
    except ArchiveRefused as shut:
        yield EntryContent(entry.file, entry.path, "archive", why=str(shut))
        return
    if not inside or is_document([name for name, _ in inside]):
        yield EntryContent(entry.file, entry.path, "not_assessment")
        return
    left: set[str] = set()
    for name, content in inside:
        parts = name.split("/")
        first = next((n for n, part in enumerate(parts, 1) if is_system_file(part)), 0)
        if not first:
            yield _single_content(f"{entry.file}/{name}", f"{entry.path}/{name}", content)
        elif (junk := "/".join(parts[:first])) not in left:
            left.add(junk)
            yield EntryContent(f"{entry.file}/{junk}", f"{entry.path}/{junk}", "left_behind")


def _single_content(file: str, path: str, data: bytes) -> EntryContent:
    """One file that is not a zip, or is one inside a zip, which is not opened."""
    if len(data) > LARGEST_RETURN:
        return EntryContent(file, path, "too_large")
    if is_workbook(data):
        return EntryContent(file, path, "assessment", data)
    if is_archive(data):
        return EntryContent(file, path, "archive", why="it is an archive inside an archive, or named as something else")
    if file.lower().endswith((".zip", ".7z", ".rar", ".gz")):
        return EntryContent(file, path, "archive", why="it is empty or damaged")
    data = as_utf8(data)
    if is_form_page(data):
        copy = answers_in_form_copy(data)
        return (
            EntryContent(file, path, "assessment", copy) if copy is not None else EntryContent(file, path, "saved_page")
        )
    if not looks_like_assessment(file, data) or (b"\0" in data[:1024] and not file.lower().endswith(ENDING)):
        return EntryContent(file, path, "not_assessment")
    return EntryContent(file, path, "assessment", data)


def read_files(paths: Iterable[str], bundle: Bundle) -> list[Assessment]:
    """The assessments in these files. Raises MaturityError with every problem of all."""
    found: list[Assessment] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            found.append(read_file(path, bundle))
        except MaturityError as error:
            problems += error.problems
    if problems:
        raise MaturityError(problems)
    return found
