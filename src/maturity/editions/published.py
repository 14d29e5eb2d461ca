"""Published editions in files: finding those there are, whether one is still what was published, and what changed
from one to another.

`questionnaire/` is what is worked on. Publishing (`publishing`) copies it to `editions/<version>/` beside it, with
`published.json`, the record of every word of that day. The copy may be corrected; the record stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

from maturity.assessment.checks import period_flags
from maturity.assessment.files import answers_in, read_answers, read_bytes
from maturity.assessment.texts import clean_line
from maturity.editions.diff import Diff, diff
from maturity.editions.explanations import Complaint, changed_since_publication, stale_standards, unexplained
from maturity.editions.upgrade import Upgraded, UpgradePath
from maturity.errors import MaturityError, Problem
from maturity.json_reader import parse_json, place_of, visible
from maturity.questionnaire import prose
from maturity.questionnaire.bundle import compile_bundle, fingerprint_of
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from maturity.questionnaire.toolkit import load_toolkit
from maturity.questionnaire.yaml_reader import read_tree

PUBLISHED_FORMAT: Final = "maturity-published/1"
#: Folder of the published editions, beside the questionnaire's.
EDITIONS: Final = "editions"
RECORD: Final = "published.json"
#: A version that can be the name of a folder and a part of an address.
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class Record(NamedTuple):
    """What `published.json` has: the fingerprint, the day, and the whole questionnaire as it was."""

    path: Path
    fingerprint: str
    questionnaire: Questionnaire


def load_publishable(folder: Path) -> Questionnaire:
    """A questionnaire that also keeps what was published, with pages that can be published. Raises MaturityError with
    every problem."""
    problems = prose.page_problems(folder)
    try:
        q = load_questionnaire(folder)
    except MaturityError as error:
        raise MaturityError([*error.problems, *problems]) from None
    problems += load_toolkit(folder, q)[1]
    if problems := [*problems, *frozen_problems(folder, q), *_stale_sentences(folder, q)]:
        raise MaturityError(problems)
    return q


def _stale_sentences(folder: Path, q: Questionnaire) -> list[Problem]:
    """What a draft's standards say, against the newest published edition. Pages show each beside its level."""
    try:
        older = [path for path in editions_of(folder) if path.name != q.edition.version]
        if q.edition.fingerprint or not older:
            return []
        return as_problems(
            stale_standards(read_record(older[-1] / RECORD).questionnaire, q), older[-1] / RECORD, folder
        )
    except MaturityError as error:
        return list(error.problems)


def editions_of(questionnaire: Path) -> list[Path]:
    """Folders of the published editions beside a questionnaire, by day and version. The questionnaire's own version
    is one of them once it is published."""
    return editions_in(named_alike(questionnaire, questionnaire.resolve().parent / EDITIONS))


def editions_in(folder: Path) -> list[Path]:
    """Folders of the published editions in a folder, by day and version. Raises MaturityError with every folder in it
    that is none: an edition never goes missing in silence."""
    inside = sorted(path for path in folder.glob("[!.]*") if path.is_dir())
    problems = [_missing_record(path) for path in inside if not (path / RECORD).is_file()]
    problems += [
        Problem(str(path), "publishing was stopped, so this edition is not in its place", "publish it again")
        for path in sorted(folder.glob(".*.maturity-old"))
        if not (folder / path.name[1:].removesuffix(".maturity-old")).exists()
    ]
    if problems:
        raise MaturityError(problems)
    return [
        record.path.parent for record in sorted((read_record(path / RECORD) for path in inside), key=_publication_order)
    ]


def _missing_record(folder: Path) -> Problem:
    if not any(folder.iterdir()):
        what = "this folder is empty: an earlier `maturity publish` was stopped"
        return Problem(str(folder), what, "delete it, and run `maturity publish` again")
    fix = f"put its {RECORD} back from your last copy, or remove the folder"
    return Problem(str(folder), f"there is no {RECORD} in it, so we cannot tell what was published", fix)


def load_published(folder: Path, questionnaire: str) -> list[Questionnaire]:
    """Every published edition in a folder, by day and version, each with its corrections. `questionnaire` is the id
    that they share.

    Raises MaturityError with all that has changed in any of them and is no correction.
    """
    editions: list[Questionnaire] = []
    problems: list[Problem] = []
    for path in editions_in(folder):
        try:
            q = load_questionnaire(path, words=False)
        except MaturityError as error:
            problems += error.problems
            continue
        problems += frozen_problems(path, q)
        if q.edition.id != questionnaire:
            what = f"this is an edition of `{q.edition.id}`, not of `{questionnaire}`"
            problems.append(Problem(str(path), what, "take it away"))
        elif q.edition.version != path.name:
            what = f"this is edition {q.edition.version}, and its folder is called {path.name[:40]}"
            problems.append(Problem(str(path), what, f"call the folder {q.edition.version}"))
        editions.append(q)
    if problems:
        raise MaturityError(problems)
    return editions


def _publication_order(record: Record) -> tuple[str, str]:
    edition = record.questionnaire.edition
    return edition.published or "", edition.version


def edition_folder(questionnaire: Path, version: str) -> Path:
    """Where the words of an edition are: the questionnaire itself, or the published one of that version.

    Raises MaturityError when it is in neither place.
    """
    if VERSION.fullmatch(version):
        folder = questionnaire.resolve().parent / EDITIONS / version
        if (folder / "edition.yml").is_file():
            return named_alike(questionnaire, folder)
    known = sorted(path.parent.name for path in (questionnaire.resolve().parent / EDITIONS).glob("*/edition.yml"))
    what = f"edition {visible(version, 40)} is not in {EDITIONS}/, which has {', '.join(known) or 'no edition'}"
    fix = "ask for the file in a known edition; or put the folder of its edition there, or name it with --old"
    raise MaturityError([Problem(str(questionnaire), what, fix)])


def named_alike(questionnaire: Path, folder: Path) -> Path:
    """The same folder named as the questionnaire was."""
    name = EDITIONS if folder.name == EDITIONS else f"{EDITIONS}/{folder.name}"
    near = questionnaire.parent / name
    return near if near.exists() and near.samefile(folder) else folder


# --- is it still what was published? ---------------------------------------------------------------------------


def frozen_problems(folder: Path, q: Questionnaire) -> list[Problem]:
    """What has changed since this edition was published and is no correction. Empty for a draft."""
    e, here = q.edition, str(folder / "edition.yml")
    record = find_record(folder, e.version)
    if record is None:
        if e.published and not e.fingerprint:
            what = f"edition {e.version} has a date of publication, but has not been published"
            return [Problem(here, what, "run `maturity publish`, or remove `published`")]
        if e.fingerprint and fingerprint_of(q) != e.fingerprint:
            what = f"this is not what was published as edition {e.version}, and its {RECORD} is not here"
            fix = f"put {EDITIONS}/{e.version}/{RECORD} back; in a new draft, remove `published` and `fingerprint`"
            return [Problem(here, what, fix)]
        return []
    if e.fingerprint != record.fingerprint:
        what = f"edition {e.version} is published, as {record.path} shows, but this copy does not have its fingerprint"
        fix = "give a new edition a new `version`; to correct the published one, put `published` and `fingerprint` back"
        return [Problem(here, what, fix)]
    return as_problems(changed_since_publication(record.questionnaire, q), record.path, folder)


def find_record(folder: Path, version: str) -> Record | None:
    """The record of a published edition, in its own folder or among the editions beside it."""
    places = [folder / RECORD]
    if VERSION.fullmatch(version):
        places.append(named_alike(folder, folder.resolve().parent / EDITIONS / version) / RECORD)
    return next((read_record(path) for path in places if path.is_file()), None)


def read_record(path: Path) -> Record:
    """What a `published.json` has. Raises MaturityError when it is damaged: then nothing can be held against it."""
    try:
        data: Any = json.loads(read_bytes(str(path)))
        fingerprint = data["edition"]["fingerprint"]
        questionnaire = Questionnaire.model_validate_json(json.dumps(data["said"]))
        whole = data["format"] == PUBLISHED_FORMAT and fingerprint_of(questionnaire) == fingerprint
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        what = "this record of what was published was damaged or changed"
        raise MaturityError(
            [Problem(str(path), what, "restore it from your last copy, or from another place that has it")]
        )
    return Record(path, fingerprint, questionnaire)


def as_problems(complaints: Iterable[Complaint], old: Path, new: Path) -> list[Problem]:
    """Complaints with their files and lines. `old` may be a record, which has no lines to speak of."""

    def where(complaint: Complaint) -> str:
        folder = old if complaint.old else new
        if not folder.is_dir():
            return str(folder)
        return read_tree(folder / f"{complaint.path[0]}.yml").place(complaint.path[1:])

    return list(dict.fromkeys(Problem(where(each), each.what, each.fix) for each in complaints))


# --- two editions side by side ---------------------------------------------------------------------------------


def diff_folders(old: Path, new: Path) -> Diff:
    """What changed between two editions. Raises MaturityError with everything that changes.yml does not explain, and
    when the two are one edition, or the newer is named first."""
    before, after = load_questionnaire(old, words=False), load_questionnaire(new, words=False)
    complaints = [*unexplained(before, after), *stale_standards(before, after)]
    if problems := [*as_problems(complaints, old, new), *_order_problems(before, after, old)]:
        raise MaturityError(problems)
    return diff(before, after)


def _order_problems(before: Questionnaire, after: Questionnaire, old: Path) -> list[Problem]:
    """An edition with no day of publication is a draft, and newer than any that has one."""
    first, second = before.edition, after.edition
    if first.version == second.version:
        return [Problem(str(old), f"both folders are edition {first.version}", "name another as the older one")]
    if second.published and (first.published or "9999") > second.published:
        what = f"edition {first.version} is the newer of the two"
        return [Problem(str(old), what, f"name edition {second.version} first")]
    return []


# --- an assessment carried over --------------------------------------------------------------------------------


def upgrade_file(path: str, questionnaire: Path, old: Path | None = None, period: str | None = None) -> Upgraded:
    """The assessment in a file carried over to the edition in `questionnaire`. `old` is the folder of its own edition;
    left out, it is looked for among the published ones. `period`: the period in the newer edition, if it is to be
    another one.

    Raises MaturityError with every problem of the file and of what changes.yml does not explain, and when the newer
    edition does not count such periods.
    """
    new = load_questionnaire(questionnaire, words=False)
    where = "standard input" if path == "-" else path
    found = answers_in(read_bytes(path), where)
    version = _claimed_version(found.text, where)
    if version == new.edition.version:
        what = f"the file is for edition {visible(version, 40)} already"
        raise MaturityError([Problem(where, what, "there is nothing to carry over")])
    folder = old or edition_folder(questionnaire, version)
    before = load_questionnaire(folder, words=False)
    assessment = read_answers(found, where, compile_bundle(before))
    problems = as_problems(unexplained(before, new), folder, questionnaire)
    if problems:
        raise MaturityError(problems)
    bundle = compile_bundle(new)
    if assessment["force"] not in bundle["forces"]:
        what = f"there is no force `{visible(assessment['force'])}` in edition {new.edition.version}"
        raise MaturityError(
            [Problem(place_of(where, ("force",)), what, "add it to forces.yml, with `ends` if it no longer exists")]
        )
    period = clean_line(period) if period is not None else assessment["period"]
    if wrong := [what for _, what, _ in period_flags((), period, bundle["period"])]:
        fix = "name the period in the newer edition with --period"
        raise MaturityError([Problem(place_of(where, ("period",)), wrong[0], fix)])
    return UpgradePath(before, new, bundle).carry({**assessment, "period": period})


def _claimed_version(data: bytes, where: str) -> str:
    """The edition that a file says it is of."""
    value, problems = parse_json(data, where)
    if value is None and problems:
        raise MaturityError(problems)
    edition = value.get("edition") if isinstance(value, dict) else None
    version = edition.get("version") if isinstance(edition, dict) else None
    if not isinstance(version, str):
        what = "this does not say which edition it belongs to"
        raise MaturityError([Problem(where, what, "give an assessment file")])
    return version
