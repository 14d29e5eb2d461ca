"""Published editions in files: freezing one, finding those there are, and whether one is still what was published.

`questionnaire/` is what is worked on. Publishing copies it to `editions/<version>/` beside it, with `published.json`,
the record of every word of that day. The copy may be corrected; the record stays as it is.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from maturity.assessment import read_assessment
from maturity.changes import Diff, diff
from maturity.compiler import compile_bundle, fingerprint_of, said
from maturity.errors import MaturityError, Problem
from maturity.explained import Complaint, uncorrected, unexplained
from maturity.jsontext import parse, place, visible
from maturity.load import load_questionnaire
from maturity.model import Questionnaire
from maturity.source import read_tree
from maturity.store import make_folder, read_bytes, write_atomic
from maturity.upgrade import Upgraded, upgrade

PUBLISHED_FORMAT: Final = "maturity-published/1"
#: Folder of the published editions, beside the questionnaire's.
EDITIONS: Final = "editions"
RECORD: Final = "published.json"
#: A version that can be the name of a folder and a part of an address.
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_DATE_LINE = re.compile(r"^published:[^\r\n]*(\r?\n|\Z)", re.MULTILINE)


class Record(NamedTuple):
    """What `published.json` has: the fingerprint, the day, and the whole questionnaire as it was."""

    path: Path
    fingerprint: str
    questionnaire: Questionnaire


def load_sound(folder: Path) -> Questionnaire:
    """A questionnaire that also keeps what was published. Raises MaturityError with every problem."""
    q = load_questionnaire(folder)
    if problems := frozen_problems(folder, q):
        raise MaturityError(problems)
    return q


def editions_of(questionnaire: Path) -> list[Path]:
    """Folders of the published editions beside a questionnaire, by day and version. The questionnaire's own version
    is one of them once it is published."""
    found = sorted((questionnaire.resolve().parent / EDITIONS).glob(f"*/{RECORD}"))
    return [record.path.parent for record in sorted(map(read_record, found), key=_by_day)]


def _by_day(record: Record) -> tuple[str, str]:
    edition = record.questionnaire.edition
    return edition.published or "", edition.version


def edition_folder(questionnaire: Path, version: str) -> Path:
    """Where the words of an edition are: the questionnaire itself, or the published one of that version.

    Raises MaturityError when it is in neither place.
    """
    if _VERSION.fullmatch(version):
        folder = questionnaire.resolve().parent / EDITIONS / version
        if (folder / "edition.yml").is_file():
            return _near(questionnaire, folder)
    what = f"edition {version[:40]} is not in {EDITIONS}/"
    fix = f"put its folder there, as {EDITIONS}/ and its version, or name it with --old"
    raise MaturityError([Problem(str(questionnaire), what, fix)])


def _near(questionnaire: Path, folder: Path) -> Path:
    """The same folder named as the questionnaire was."""
    near = questionnaire.parent / EDITIONS / folder.name
    return near if near.exists() else folder


# --- is it still what was published? ---------------------------------------------------------------------------


def frozen_problems(folder: Path, q: Questionnaire) -> list[Problem]:
    """What has changed since this edition was published and is no correction. Empty for a draft."""
    e, here = q.edition, str(folder / "edition.yml")
    record = find_record(folder, e.version)
    if record is None:
        if e.published and not e.fingerprint:
            what = f"edition {e.version} has a date of publication, and nothing has been published"
            return [Problem(here, what, "run `maturity publish`, or take `published` out")]
        if e.fingerprint and fingerprint_of(said(q)) != e.fingerprint:
            what = f"this is not what was published as edition {e.version}, and {RECORD} of that day is not here"
            return [Problem(here, what, f"put {EDITIONS}/{e.version}/{RECORD} back; in a new draft take both out")]
        return []
    if e.fingerprint != record.fingerprint:
        what = f"edition {e.version} is published, as {record.path} shows, and this has not its fingerprint"
        fix = "give a new edition a new `version`; to correct the published one, put `published` and `fingerprint` back"
        return [Problem(here, what, fix)]
    return placed(uncorrected(record.questionnaire, q), record.path, folder)


def find_record(folder: Path, version: str) -> Record | None:
    """The record of a published edition, in its own folder or among the editions beside it."""
    places = [folder / RECORD]
    if _VERSION.fullmatch(version):
        places.append(_near(folder, folder.resolve().parent / EDITIONS / version) / RECORD)
    return next((read_record(path) for path in places if path.is_file()), None)


def read_record(path: Path) -> Record:
    """What a `published.json` has. Raises MaturityError when it is damaged: then nothing can be held against it."""
    try:
        data: Any = json.loads(read_bytes(str(path)))
        record, fingerprint = data["said"], data["edition"]["fingerprint"]
        whole = data["format"] == PUBLISHED_FORMAT and fingerprint_of(record) == fingerprint
        questionnaire = Questionnaire.model_validate_json(json.dumps(record)) if whole else None
    except (ValueError, KeyError, TypeError):
        questionnaire = None
    if questionnaire is None:
        what = "this record of what was published is damaged, or was changed"
        raise MaturityError(
            [Problem(str(path), what, "take it from your last copy, or from another place that has it")]
        )
    return Record(path, fingerprint, questionnaire)


def placed(complaints: Iterable[Complaint], old: Path, new: Path) -> list[Problem]:
    """Complaints with their files and lines. `old` may be a record, which has no lines to speak of."""

    def where(complaint: Complaint) -> str:
        folder = old if complaint.old else new
        if not folder.is_dir():
            return str(folder)
        return read_tree(folder / f"{complaint.path[0]}.yml").place(complaint.path[1:])

    return list(dict.fromkeys(Problem(where(each), each.what, each.fix) for each in complaints))


# --- publishing ------------------------------------------------------------------------------------------------


def publish(folder: Path) -> Path:
    """Freeze an edition, or bring its corrections to the published copy. Gives the copy's folder.

    Raises MaturityError when it has no date, breaks a rule, does not explain what changed since an earlier edition, or
    has changed since it was published.
    """
    q = load_questionnaire(folder)
    e, here = q.edition, str(folder / "edition.yml")
    if not e.published:
        fix = "add the line `published: \"2026-11-20\"`, with the day on which you freeze it, and run this again"
        raise MaturityError([Problem(here, "the day of publication is missing", fix)])
    if not _VERSION.fullmatch(e.version):
        fix = "write it with letters, digits, dots and hyphens, as in 2026.1"
        raise MaturityError([Problem(here, f"`{e.version[:40]}` cannot be the name of a folder", fix)])
    target = make_folder(str(folder.resolve().parent / EDITIONS)) / e.version
    record = read_record(target / RECORD) if (target / RECORD).is_file() else None
    fingerprint = fingerprint_of(said(q)) if record is None else record.fingerprint
    problems = list(_against_older(folder, q)) if record is None else []
    if e.fingerprint or record:
        problems += frozen_problems(folder, q if e.fingerprint else _with(q, fingerprint))
    if record:
        problems += _corrected_there(target, q, here)
    if problems:
        raise MaturityError(problems)
    if not e.fingerprint:
        _write_fingerprint(folder / "edition.yml", fingerprint)
    _copy(folder, target)
    if record is None:
        edition = {"id": e.id, "version": e.version, "fingerprint": fingerprint}
        content = {"format": PUBLISHED_FORMAT, "edition": edition, "published": e.published, "said": said(q)}
        write_atomic(target / RECORD, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return _near(folder, target)


def _against_older(folder: Path, q: Questionnaire) -> Iterator[Problem]:
    for path in editions_of(folder):
        older = read_record(path / RECORD).questionnaire
        if older.edition.version != q.edition.version:
            yield from placed(unexplained(older, q), path / RECORD, folder)


def _corrected_there(target: Path, q: Questionnaire, here: str) -> Iterator[Problem]:
    """Corrections made in the published copy itself, which a copy of the questionnaire would undo."""
    if target.joinpath("edition.yml").is_file():
        for change in load_questionnaire(target, words=False).changes.changes:
            if change not in q.changes.changes:
                what = f"the published copy has a correction of `{change.id}` that is not here"
                yield Problem(here, what, "make the same correction here, with its entry in changes.yml")


def _with(q: Questionnaire, fingerprint: str) -> Questionnaire:
    return q.model_copy(update={"edition": q.edition.model_copy(update={"fingerprint": fingerprint})})


def _write_fingerprint(path: Path, fingerprint: str) -> None:
    """A line of its own under the date. Everything else in the file stays as its author wrote it."""
    text = path.read_bytes().decode("utf-8-sig")
    line = _DATE_LINE.search(text)
    if line is None:
        fix = f"add this line yourself, and run it again: fingerprint: {fingerprint}"
        raise MaturityError([Problem(str(path), "`published` does not stand on a line of its own", fix)])
    end = line[1] or "\n"
    before = text[: line.end()] + ("" if line[1] else end)
    write_atomic(path, f"{before}fingerprint: {fingerprint}{end}{text[line.end() :]}")


def _copy(folder: Path, target: Path) -> None:
    """Everything but the record, which stays."""
    if folder.resolve() == target.resolve():
        return
    try:
        shutil.copytree(folder, target, ignore=shutil.ignore_patterns(".*", RECORD), dirs_exist_ok=True)
        for path in target.glob("*.y*ml"):
            if not (folder / path.name).exists():
                path.unlink()
    except (OSError, shutil.Error) as error:
        fix = "check that you may write there, and run it again"
        raise MaturityError([Problem(str(target), f"the copy failed ({error})", fix)]) from None


# --- two editions side by side ---------------------------------------------------------------------------------


def diff_folders(old: Path, new: Path) -> Diff:
    """What changed between two editions. Raises MaturityError with everything that changes.yml does not explain."""
    before, after = load_questionnaire(old, words=False), load_questionnaire(new, words=False)
    if problems := placed(unexplained(before, after), old, new):
        raise MaturityError(problems)
    return diff(before, after)


# --- an assessment carried over --------------------------------------------------------------------------------


def upgrade_file(path: str, questionnaire: Path, old: Path | None = None) -> Upgraded:
    """The assessment in a file carried over to the edition in `questionnaire`. `old` is the folder of its own edition;
    left out, it is looked for among the published ones.

    Raises MaturityError with every problem of the file and of what changes.yml does not explain.
    """
    new = load_questionnaire(questionnaire, words=False)
    data = read_bytes(path)
    where = "standard input" if path == "-" else path
    version = _version_of(data, where)
    if version == new.edition.version:
        what = f"the file is of edition {visible(version, 40)} already"
        raise MaturityError([Problem(where, what, "there is nothing to carry over")])
    folder = old or edition_folder(questionnaire, version)
    before = load_questionnaire(folder, words=False)
    assessment = read_assessment(data, where, compile_bundle(before))
    problems = placed(unexplained(before, new), folder, questionnaire)
    if problems:
        raise MaturityError(problems)
    bundle = compile_bundle(new)
    if assessment["force"] not in bundle["forces"]:
        what = f"there is no force `{visible(assessment['force'])}` in edition {new.edition.version}"
        raise MaturityError(
            [Problem(place(where, ("force",)), what, "add it to forces.yml, with `ends` if it is gone")]
        )
    return upgrade(assessment, before, new, bundle)


def _version_of(data: bytes, where: str) -> str:
    """The edition that a file says it is of."""
    value, problems = parse(data, where)
    if value is None and problems:
        raise MaturityError(problems)
    edition = value.get("edition") if isinstance(value, dict) else None
    version = edition.get("version") if isinstance(edition, dict) else None
    if not isinstance(version, str):
        what = "this does not say which edition it is of"
        raise MaturityError([Problem(where, what, "give an assessment file")])
    return version
