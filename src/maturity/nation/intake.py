"""A folder of returns as they come from mail and shared drives: every entry of it accounted for, none trusted.

Nothing is unpacked, no link is followed out of the folder, and a file too large to be an assessment is not read.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from maturity.assessment import read_assessment
from maturity.compiler import compile_bundle
from maturity.errors import MaturityError, Problem
from maturity.history.editions import EDITIONS, load_published, placed
from maturity.history.explained import unexplained
from maturity.history.lineage import Editions, Step
from maturity.jsontext import parse, visible
from maturity.load import load_questionnaire
from maturity.model import Questionnaire
from maturity.nation.collect import choose, in_step
from maturity.nation.collected import FileState, Found, named_force, summary
from maturity.records import Assessment, Bundle
from maturity.store import ENDING, read_bytes

#: Bytes. A return is some ten thousand; with the longest comments some hundred thousand.
LARGEST_RETURN = 4 * 2**20
#: The first bytes of files that hold other files, and endings of such.
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_FORMAT = b"maturity-assessment"
_FORCE = re.compile(rb'"force"\s*:\s*"([a-z][a-z0-9-]{0,79})"')
#: More problems of one file than anyone reads.
MOST = 20


#: Where a file says which edition it is of. It only chooses what the file is held against.
_VERSION = re.compile(rb'"edition"\s*:\s*\{[^{}]*?"version"\s*:\s*"([^"\\]{1,80})"')


#: What looks on while entries come, to show how far it is.
Watch: TypeAlias = Callable[[Iterable[Found]], Iterable[Found]]


class Entry(NamedTuple):
    """A place in the folder: its path below it, with `/`, and where it is."""

    file: str
    path: str


class Taken(NamedTuple):
    """A folder of returns: every entry of it, and what counts, one for each force and period, without words."""

    found: list[Found]
    counted: list[Assessment]

    @property
    def left_out(self) -> int:
        """How many entries do not count."""
        return len(self.found) - len(self.counted)


def editions_for(questionnaire: Path) -> Editions:
    """The questionnaire in a folder and the published editions before it, beside it. Raises MaturityError with what
    is wrong in any of them, and with what changes.yml does not explain."""
    q = load_questionnaire(questionnaire, words=False)
    folder = questionnaire.resolve().parent / EDITIONS
    return lineage(q, load_published(folder, q.edition.id) if folder.is_dir() else [], folder, questionnaire)


def lineage(q: Questionnaire, published: Sequence[Questionnaire], folder: Path, questionnaire: Path) -> Editions:
    """A questionnaire and those of the `published` editions, in `folder`, that are before it. Raises MaturityError
    with what changes.yml does not explain."""
    versions = [old.edition.version for old in published]
    before = published[: versions.index(q.edition.version)] if q.edition.version in versions else published
    problems = [
        problem
        for old in before
        for problem in placed(unexplained(old, q), folder / old.edition.version, questionnaire)
    ]
    if problems:
        raise MaturityError(problems)
    return Editions(q, compile_bundle(q), before)


def taken(folder: Path, editions: Editions, watch: Watch = iter) -> Taken:
    """A folder taken in, with files of older editions as well. Raises MaturityError when it cannot be opened."""
    found = in_step(watch(take_in(folder, editions.today.bundle, editions)), editions.versions)
    chosen = sorted(choose(found).items())
    return Taken(found, [choice.used.summary.bare for _, choice in chosen if choice.used.summary is not None])


def entries(folder: Path) -> int:
    """About how many entries there are, to say how far the reading of them is."""
    return sum(len(files) for _, _, files in os.walk(folder))


def needed(taken: Taken, folder: Path) -> Taken:
    """The same. Raises MaturityError when there is nothing in it that counts."""
    if not taken.counted:
        raise MaturityError([Problem(str(folder), "there is nothing to count", "name the folder that has the returns")])
    return taken


def take_in(folder: Path, bundle: Bundle, editions: Editions | None = None) -> Iterator[Found]:
    """Every entry below a folder, by name, as what it is. Files are held against `bundle`, or those of an older
    edition against that, if it is among `editions`. Raises MaturityError when the folder cannot be opened."""
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
                yield look_at(place, bundle, editions)


def _inside(path: str, root: Path) -> bool:
    try:
        real = Path(path).resolve()
        return real.is_file() and real.is_relative_to(root)
    except (OSError, RuntimeError):  # a link to itself
        return False


def take_all(places: Iterable[str], bundle: Bundle, editions: Editions | None = None) -> Iterator[Found]:
    """Every file of these, and every entry below these folders."""
    for place in places:
        if Path(place).is_dir():
            for found in take_in(Path(place), bundle, editions):
                yield found._replace(file=f"{place.rstrip('/')}/{found.file}")
        else:
            yield look_at(Entry(place, place), bundle, editions)


def look_at(entry: Entry, bundle: Bundle, editions: Editions | None = None) -> Found:
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
    return _read(entry.file, data, bundle, editions, named, name)


def read_each(paths: Iterable[str], editions: Editions, found_before: Iterable[Problem] = ()) -> list[Assessment]:
    """The assessments in these files, each of whichever edition it is. Raises MaturityError with every problem of all,
    those found before, and periods that files of several editions are for."""
    found: list[Assessment] = []
    problems = [*found_before]
    follows: dict[str, str] = {}
    for path in paths:
        try:
            data = read_bytes(path)
            one = read_assessment(data, path, editions.bundle(_claimed(data, editions) or editions.versions[-1]))
        except MaturityError as error:
            problems += error.problems
            continue
        version = one["edition"]["version"]
        if (other := follows.setdefault(one["period"], version)) != version:
            what = f"it is of edition {version}, and another file for {visible(one['period'], 80)} of edition {other}"
            problems.append(Problem(path, what, "carry the older one over with `maturity upgrade`"))
        found.append(one)
    if problems:
        raise MaturityError(problems)
    return found


def claim_only(paths: Iterable[str], version: str) -> bool:
    """Whether no file says that it is of another edition. Files that cannot be read say nothing."""
    for path in paths:
        with suppress(MaturityError):
            if (found := _VERSION.search(read_bytes(path))) and found[1] != version.encode():
                return False
    return True


def _claimed(data: bytes, editions: Editions) -> str | None:
    """The edition that a file says it is of, if it is one of these."""
    version = found[1].decode("utf-8", "replace") if (found := _VERSION.search(data)) else None
    return version if version in editions.rules else None


def _read(file: str, data: bytes, bundle: Bundle, editions: Editions | None, named: set[str], name: str) -> Found:
    step: Step | None = None
    if editions is not None and (version := _claimed(data, editions)):
        bundle, step = editions.bundle(version), editions.step(version, editions.versions[-1])
    try:
        assessment = read_assessment(data, file, bundle)
        its = summary(assessment, bundle)
    except MaturityError as error:
        return _refused(file, data, bundle, error.problems, name)
    if named and its.force not in named:
        return Found(file, "name_doubt", force=its.force, period=its.period, named=sorted(named)[0])
    return Found(file, "used", its, named=name, kept=step.kept(assessment) if step else ())


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
