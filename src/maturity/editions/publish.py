"""Publishing: an edition is frozen, with a copy and the record of every word of that day, or corrected afterwards."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from maturity.assessment.files import LARGEST
from maturity.editions.explanations import stale_standards, unexplained
from maturity.editions.published import (
    EDITIONS,
    PUBLISHED_FORMAT,
    RECORD,
    VERSION,
    Record,
    as_problems,
    editions_of,
    frozen_problems,
    named_alike,
    read_record,
)
from maturity.errors import MaturityError, Problem
from maturity.files import is_system_file, read_ordinary, system_reason
from maturity.questionnaire import prose
from maturity.questionnaire.bundle import contents, fingerprint_of
from maturity.questionnaire.loader import PUBLISHING, load_questionnaire
from maturity.questionnaire.model import Questionnaire
from maturity.questionnaire.toolkit import FOLDER as TOOLKIT
from maturity.render.output import Notify, new_folder, only_writer, write_file, write_new

#: What is beside an edition and not in its copy. The crosswalk and the calibration cases are in it: they are for the
#: questions of their own edition.
BESIDE = (PUBLISHING, TOOLKIT, "library.yml", "extensions.yml")
#: The page on use and misuse.
USE_PAGE = "using-results.md"
_DATE_LINE = re.compile(r"^published:[^\r\n]*(\r?\n|\Z)", re.MULTILINE)


def publish(folder: Path, say: Notify = lambda line: None) -> Path:
    """Freeze an edition, or bring its corrections to the published copy. Gives the copy's folder.

    Raises MaturityError when it has no date or no page on the use of results, breaks a rule, does not explain what
    changed since an earlier edition, or has changed since it was published.
    """
    resolved = folder.resolve()
    if resolved.parent.name == EDITIONS and (resolved / RECORD).is_file():  # published in its place: itself the copy
        with only_writer(resolved.parent, resolved.parent):
            _checked_edition(folder, resolved)
        return folder
    editions = resolved.parent / EDITIONS
    with only_writer(editions, editions):
        version = _require_name_and_day(load_questionnaire(folder), folder / "edition.yml").edition.version
        target = editions / version
        with new_folder(target, "maturity publish", [folder], say, keep=True, refusal=_not_published) as new:
            q, record, fingerprint = _checked_edition(folder, target)
            edition = folder / "edition.yml"
            text = None if q.edition.fingerprint else _fingerprint_line_added(edition, fingerprint)
            _copy(folder, new)
            if record is None:
                write_new(new / RECORD, _record_text(q, fingerprint))
            if text is not None:
                write_new(new / edition.name, text)
        if text is not None:  # after the copy: if this fails, the same command goes on from there
            write_file(edition, text)
    return named_alike(folder, target)


def _require_name_and_day(q: Questionnaire, here: Path) -> Questionnaire:
    """The same. Raises MaturityError without a day, or a version that can be the name of a folder."""
    if not q.edition.published:
        fix = 'add the line `published: "2026-11-20"`, with the date of publication, and run this again'
        raise MaturityError([Problem(str(here), "the day of publication is missing", fix)])
    if not VERSION.fullmatch(q.edition.version):
        fix = "write it with letters, digits, dots and hyphens, as in 2026.1"
        raise MaturityError([Problem(str(here), f"`{q.edition.version[:40]}` cannot be the name of a folder", fix)])
    return q


def _checked_edition(folder: Path, target: Path) -> tuple[Questionnaire, Record | None, str]:
    """The questionnaire, its record if it was published before, and its fingerprint. Raises MaturityError."""
    here = folder / "edition.yml"
    q = _require_name_and_day(load_questionnaire(folder), here)
    record = read_record(target / RECORD) if (target / RECORD).is_file() else None
    fingerprint = fingerprint_of(q) if record is None else record.fingerprint
    problems = [*_use_page_problems(folder), *_unexplained_changes(folder, q)] if record is None else []
    problems += prose.page_problems(folder)
    if q.edition.fingerprint or record:
        problems += frozen_problems(folder, q if q.edition.fingerprint else _with_fingerprint(q, fingerprint))
    if record:
        problems += _corrections_in_copy(target, q, str(here))
    if problems:
        raise MaturityError(problems)
    return q, record, fingerprint


def _not_published(folder: Path) -> str:
    return "" if (folder / RECORD).is_file() else f"there is no {RECORD} in it, so it is not a published edition"


def _record_text(q: Questionnaire, fingerprint: str) -> str:
    edition = {"id": q.edition.id, "version": q.edition.version, "fingerprint": fingerprint}
    content = {"format": PUBLISHED_FORMAT, "edition": edition, "published": q.edition.published, "said": contents(q)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _use_page_problems(folder: Path) -> Iterator[Problem]:
    """No edition goes out without saying what its results are for, and what they are not."""
    page = folder / USE_PAGE
    if not page.is_file() or not read_ordinary(page, LARGEST).strip():
        fix = "write one page: the purpose, who sees what, what it will not be used for, how errors are corrected"
        yield Problem(str(page), "the page on how to use results, and how not to, is missing", fix)


def _unexplained_changes(folder: Path, q: Questionnaire) -> Iterator[Problem]:
    for path in editions_of(folder):
        older = read_record(path / RECORD).questionnaire
        if older.edition.version != q.edition.version:
            yield from as_problems([*unexplained(older, q), *stale_standards(older, q)], path / RECORD, folder)


def _corrections_in_copy(target: Path, q: Questionnaire, here: str) -> Iterator[Problem]:
    """Corrections made in the published copy itself, which a copy of the questionnaire would undo."""
    if target.joinpath("edition.yml").is_file():
        for change in load_questionnaire(target, words=False).changes.changes:
            if change not in q.changes.changes:
                what = f"the published copy has a correction of `{change.id}` that is not here"
                yield Problem(here, what, "make the same correction here, with its entry in changes.yml")


def _with_fingerprint(q: Questionnaire, fingerprint: str) -> Questionnaire:
    return q.model_copy(update={"edition": q.edition.model_copy(update={"fingerprint": fingerprint})})


def _fingerprint_line_added(path: Path, fingerprint: str) -> str:
    """The file with a line of its own under the date. Everything else stays as its author wrote it."""
    text = read_ordinary(path, LARGEST).decode("utf-8-sig")
    line = _DATE_LINE.search(text)
    if line is None:
        fix = f"add this line yourself, and run it again: fingerprint: {fingerprint}"
        raise MaturityError([Problem(str(path), "`published` is not on a line of its own", fix)])
    end = line[1] or "\n"
    before = text[: line.end()] + ("" if line[1] else end)
    return f"{before}fingerprint: {fingerprint}{end}{text[line.end() :]}"


def _copy(folder: Path, new: Path) -> None:
    """Everything but the record, which stays, what is only beside an edition, and what systems and programs leave
    behind. Data files that are not in the questionnaire any more are left out."""

    def left_out(_: str, names: list[str]) -> list[str]:
        return [name for name in names if name in (RECORD, *BESIDE) or is_system_file(name)]

    shutil.copytree(folder, new, ignore=left_out, copy_function=_copy_ordinary, dirs_exist_ok=True)
    for path in new.glob("*.y*ml"):
        if path.name in BESIDE or not (folder / path.name).exists():
            path.unlink()


def _copy_ordinary(source: str, target: str) -> None:
    try:
        data = read_ordinary(source, LARGEST)
        if len(data) > LARGEST:
            what = f"it is larger than {LARGEST // 2**20} MB, and cannot be a part of an edition"
            raise MaturityError([Problem(source, what, "move it elsewhere")])
        write_new(Path(target), data)
    except OSError as error:
        what = f"it cannot be copied ({system_reason(error)})"
        raise MaturityError([Problem(source, what, "correct this, and run it again")]) from None
