"""Publishing: an edition is frozen, with a copy and the record of every word of that day, or corrected afterwards."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from maturity import prose
from maturity.compiler import fingerprint_of, said
from maturity.errors import MaturityError, Problem
from maturity.history.editions import (
    EDITIONS,
    PUBLISHED_FORMAT,
    RECORD,
    VERSION,
    editions_of,
    frozen_problems,
    near,
    placed,
    read_record,
)
from maturity.history.explained import unexplained, unsaid
from maturity.load import load_questionnaire
from maturity.model import Questionnaire
from maturity.store import make_folder, write_atomic

#: The page on use and misuse.
USE = "using-results.md"
_DATE_LINE = re.compile(r"^published:[^\r\n]*(\r?\n|\Z)", re.MULTILINE)


def publish(folder: Path) -> Path:
    """Freeze an edition, or bring its corrections to the published copy. Gives the copy's folder.

    Raises MaturityError when it has no date or no page on the use of results, breaks a rule, does not explain what
    changed since an earlier edition, or has changed since it was published.
    """
    q = load_questionnaire(folder)
    e, here = q.edition, str(folder / "edition.yml")
    if not e.published:
        fix = "add the line `published: \"2026-11-20\"`, with the day on which you freeze it, and run this again"
        raise MaturityError([Problem(here, "the day of publication is missing", fix)])
    if not VERSION.fullmatch(e.version):
        fix = "write it with letters, digits, dots and hyphens, as in 2026.1"
        raise MaturityError([Problem(here, f"`{e.version[:40]}` cannot be the name of a folder", fix)])
    target = _target(folder, e.version)
    record = read_record(target / RECORD) if (target / RECORD).is_file() else None
    fingerprint = fingerprint_of(said(q)) if record is None else record.fingerprint
    problems = [*_page_on_use(folder), *_against_older(folder, q)] if record is None else []
    problems += prose.problems(folder)
    if e.fingerprint or record:
        problems += frozen_problems(folder, q if e.fingerprint else _with(q, fingerprint))
    if record:
        problems += _corrected_there(target, q, here)
    if problems:
        raise MaturityError(problems)
    if not e.fingerprint:
        _write_fingerprint(folder / "edition.yml", fingerprint)
    if record is None:  # before the copy: if that fails, the same command goes on from there
        edition = {"id": e.id, "version": e.version, "fingerprint": fingerprint}
        content = {"format": PUBLISHED_FORMAT, "edition": edition, "published": e.published, "said": said(q)}
        write_atomic(make_folder(str(target)) / RECORD, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    _copy(folder, target)
    return folder if target == folder.resolve() else near(folder, target)


def _target(folder: Path, version: str) -> Path:
    """Where the copy goes. One that is published in its place among the editions is itself the copy, corrected."""
    there = folder.resolve()
    if there.parent.name == EDITIONS and (there / RECORD).is_file():
        return there
    return make_folder(str(there.parent / EDITIONS)) / version


def _page_on_use(folder: Path) -> Iterator[Problem]:
    """No edition goes out without saying what its results are for, and what they are not."""
    page = folder / USE
    if not page.is_file() or not page.read_text(encoding="utf-8", errors="replace").strip():
        fix = "write one page: the purpose, who sees what, what it will not be used for, how errors are put right"
        yield Problem(str(page), "the page on how results are used, and how not, is missing", fix)


def _against_older(folder: Path, q: Questionnaire) -> Iterator[Problem]:
    for path in editions_of(folder):
        older = read_record(path / RECORD).questionnaire
        if older.edition.version != q.edition.version:
            yield from placed([*unexplained(older, q), *unsaid(older, q)], path / RECORD, folder)


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
