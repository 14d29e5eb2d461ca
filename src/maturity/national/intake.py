"""A folder of returns as they come from mail and shared drives: every entry of it accounted for, none trusted.

Nothing is unpacked onto the disk, no link is followed out of the folder, and a file too large to be an assessment is
not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from maturity.assessment.disguise import as_utf8
from maturity.assessment.files import AnswerText, EntryContent, answers_in, entry_contents, read_answers, read_bytes
from maturity.assessment.folders import Entry, as_one_problem, is_conflict_copy, walk_folder
from maturity.editions.explanations import unexplained
from maturity.editions.lineage import Editions
from maturity.editions.published import EDITIONS, as_problems, load_published
from maturity.errors import MaturityError, Problem
from maturity.json_reader import parse_json, visible
from maturity.national.return_summary import Doubt, FileState, ReturnFile, asked_questions, forces_in_path, summarise
from maturity.national.selection import choose_files, follow_editions, without_ended_forces
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from maturity.questionnaire.own_forces import OWN_FORCES, is_own_list, own_forces
from maturity.records import Assessment, Bundle

_FORMAT = b"maturity-assessment"
_FORCE = re.compile(rb'"force"\s*:\s*"([a-z][a-z0-9-]{0,79})"')
#: More problems of one file than anyone reads.
MOST_PROBLEMS = 20


#: Where a file says which edition it is of. It only chooses what the file is held against.
_VERSION = re.compile(rb'"edition"\s*:\s*\{[^{}]*?"version"\s*:\s*"([^"\\]{1,80})"')


#: What looks on while entries come, to show how far it is.
Watch: TypeAlias = Callable[[Iterable[ReturnFile]], Iterable[ReturnFile]]


class Intake(NamedTuple):
    """A folder of returns: every entry of it, and what counts, one for each force and period."""

    files: list[ReturnFile]
    counted: list[Assessment]

    @property
    def left_out(self) -> int:
        """How many entries do not count, but for what systems left behind."""
        return sum(each.state != "left_behind" for each in self.files) - len(self.counted)


def load_editions(questionnaire: Path, *places: str | Path) -> Editions:
    """The questionnaire in a folder and the published editions before it, beside it, with the forces that the `places`
    of the returns bring along. Raises MaturityError with what is wrong in any of them, and with what changes.yml does
    not explain."""
    q = load_questionnaire(questionnaire, words=False)
    folder = questionnaire.resolve().parent / EDITIONS
    published = load_published(folder, q.edition.id) if folder.is_dir() else []
    return editions_up_to(q, published, folder, questionnaire).with_own_forces(own_forces(q, *places))


def editions_up_to(q: Questionnaire, published: Sequence[Questionnaire], folder: Path, questionnaire: Path) -> Editions:
    """A questionnaire and those of the `published` editions, in `folder`, that are before it. Raises MaturityError
    with what changes.yml does not explain."""
    versions = [old.edition.version for old in published]
    before = published[: versions.index(q.edition.version)] if q.edition.version in versions else published
    problems = [
        problem
        for old in before
        for problem in as_problems(unexplained(old, q), folder / old.edition.version, questionnaire)
    ]
    if problems:
        raise MaturityError(problems)
    return Editions(q, compile_bundle(q), before)


def read_returns(folder: Path, editions: Editions, on: str, watch: Watch = iter) -> Intake:
    """A folder taken in as it is `on` a day, with files of older editions as well. Raises MaturityError when it
    cannot be opened."""
    files = apply_period_rules(watch(read_folder(folder, editions, on)), editions, on)
    return Intake(files, _counted(files))


def _counted(files: Iterable[ReturnFile]) -> list[Assessment]:
    chosen = sorted(choose_files(files).items())
    return [choice.used.summary.assessment for _, choice in chosen if choice.used.summary is not None]


def apply_period_rules(files: Iterable[ReturnFile], editions: Editions, on: str) -> list[ReturnFile]:
    """The same, once all are known: each period follows one edition, and only forces that exist in it count."""
    forces = editions.today.q.forces
    return without_ended_forces(follow_editions(files, editions.versions), (*forces.forces, *forces.invented), on)


def require_counted(intake: Intake, folder: Path) -> Intake:
    """The same. Raises MaturityError when there is nothing in it that counts."""
    if not intake.counted:
        fix = "name the folder that has the returns, or see with `maturity status` why none of its files counts"
        raise MaturityError([Problem(str(folder), "there is nothing to count", fix)])
    return intake


def read_folder(folder: Path, editions: Editions, on: str) -> Iterator[ReturnFile]:
    """Every entry below a folder, but for a list of forces of its own, by name, as what it is. Each file is held
    against its own edition, or today's if that is not among `editions`. What is dated after the day `on` is in doubt.
    Raises MaturityError when the folder cannot be opened."""
    if not folder.is_dir():
        raise MaturityError([Problem(str(folder), "there is no such folder", "name the folder that has the returns")])
    for entry in walk_folder(folder):
        if entry.file != OWN_FORCES or not is_own_list(Path(entry.path)):
            yield from read_entry(entry, editions, on)


def read_places(places: Iterable[str], editions: Editions, on: str) -> Iterator[ReturnFile]:
    """Every file of these, and every entry below these folders."""
    for place in places:
        if Path(place).is_dir():
            for file in read_folder(Path(place), editions, on):
                yield file._replace(file=f"{place.rstrip('/')}/{file.file}")
        else:
            yield from read_entry(Entry(place, place), editions, on)


def read_entry(entry: Entry, editions: Editions, on: str) -> Iterator[ReturnFile]:
    """One entry, or everything in a zip: an assessment with nothing wrong, or why it is none."""
    for held in entry_contents(entry):
        named = forces_in_path(held.file, editions.today.bundle["forces"])
        name = next(iter(named)) if len(named) == 1 else ""
        try:
            with as_one_problem(held.file):
                yield _return_file(held, editions, named, name, on)
        except MaturityError as error:
            problems = tuple(f"{problem.what}" for problem in error.problems)
            yield ReturnFile(held.file, "unreadable", problems=problems, named=name)


def _return_file(held: EntryContent, editions: Editions, named: set[str], name: str, on: str) -> ReturnFile:
    if held.state == "assessment":
        file = _read_return(held.file, held.data, editions, named, name)
        return file._replace(doubts=tuple(_doubts_about(file, on)))
    return ReturnFile(held.file, held.state, problems=(held.why,) if held.why else (), named=name)


def _doubts_about(file: ReturnFile, on: str) -> Iterator[Doubt]:
    """What somebody should look at in a file that can be used."""
    if file.summary is not None:
        if file.summary.date > on:
            yield "signed_ahead"
        tomorrow = date.fromisoformat(on) + timedelta(days=1)  # for other time zones
        if file.summary.latest[:10] > tomorrow.isoformat():
            yield "answered_ahead"
    if is_conflict_copy(file.file.rpartition("/")[2]):
        yield "sync_copy"


def read_assessments(
    paths: Iterable[str], editions: Editions, problems_before: Iterable[Problem], on: str
) -> list[Assessment]:
    """The assessments in these files, each of whichever edition it is: the newest for each force and period. Raises
    MaturityError with every problem of all, those found before, periods that files of several editions are for, and
    signatures that are dated after the day `on`."""
    files: list[ReturnFile] = []
    problems = [*problems_before]
    follows: dict[str, str] = {}
    for path in paths:
        try:
            with as_one_problem(path):
                found = _utf8_answers(path)
                bundle = editions.bundle(_claimed_edition(found.text, editions) or editions.versions[-1])
                one = read_answers(found, path, bundle)
        except MaturityError as error:
            problems += error.problems
            continue
        if (signed := one.get("sign_off", {}).get("date", "")) > on:
            what = f"it is signed on {signed}, a date in the future"
            problems.append(Problem(path, what, "ask the force for the right date"))
        version = one["edition"]["version"]
        if (other := follows.setdefault(one["period"], version)) != version:
            period = visible(one["period"], 80)
            what = f"it is for edition {version}, and another file for {period} is for edition {other}"
            problems.append(Problem(path, what, "carry the older one over with `maturity upgrade`"))
        files.append(ReturnFile(path, "used", summarise(one, bundle)))
    if problems:
        raise MaturityError(problems)
    return _counted(files)


def all_claim_edition(paths: Iterable[str], version: str) -> bool:
    """Whether no file says that it is of another edition. Files that cannot be read say nothing."""
    for path in paths:
        with suppress(MaturityError):
            if (claim := _VERSION.search(_utf8_answers(path).text)) and claim[1] != version.encode():
                return False
    return True


def _utf8_answers(path: str) -> AnswerText:
    found = answers_in(read_bytes(path), path)
    return found._replace(text=as_utf8(found.text))


def _claimed_edition(data: bytes, editions: Editions) -> str | None:
    """The edition that a file says it is of, if it is one of these."""
    version = claim[1].decode("utf-8", "replace") if (claim := _VERSION.search(data)) else None
    return version if version in editions.rules else None


def _read_return(file: str, data: bytes, editions: Editions, named: set[str], name: str) -> ReturnFile:
    try:
        found = answers_in(data, file)
    except MaturityError as error:  # a workbook, for it says what it is
        return ReturnFile(file, "wrong", problems=_problem_texts(file, error), named=name)
    version = _claimed_edition(found.text, editions) or editions.versions[-1]
    bundle, step = editions.bundle(version), editions.step(version, editions.versions[-1])
    try:
        assessment = read_answers(found, file, bundle)
        its = summarise(assessment, bundle)
    except MaturityError as error:
        return _refused_return(file, found.text, bundle, error, name, editions.versions)
    if named and its.force not in named:
        return ReturnFile(file, "name_doubt", force=its.force, period=its.period, named=sorted(named)[0])
    return ReturnFile(file, "used", its, named=name, not_carried=step.not_carried(assessment) if step else ())


def _refused_return(
    file: str, data: bytes, bundle: Bundle, error: MaturityError, name: str, versions: Collection[str]
) -> ReturnFile:
    """Why an assessment was not taken, and what it claims to be. `versions`: the editions that there are."""
    problems = error.problems
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
    value: Any = parse_json(data, file)[0]
    claims = value if isinstance(value, dict) else {}
    edition = claims.get("edition")
    version = edition.get("version") if isinstance(edition, dict) else None
    force = claims.get("force")
    if state == "damaged" and not force and (claim := _FORCE.search(data)):
        force = claim[1].decode()
    if state == "wrong" and isinstance(force, str) and force not in bundle["forces"]:
        state = "unknown_force"
    if state == "other_edition" and version not in versions:
        state = "unknown_edition"
    missing = _unanswered(claims, bundle) if ": sign_off" in places and state == "wrong" else ()
    claimed = _short_text(force), _short_text(claims.get("period")), _short_text(version)
    return ReturnFile(file, state, None, _problem_texts(file, error), *claimed, name, missing=missing)


def _problem_texts(file: str, error: MaturityError) -> tuple[str, ...]:
    """Each problem with its place in the file. Of very many, the last text says how many more there are."""
    texts = [
        f"{problem.where.removeprefix(file).lstrip(': ')}: {problem.what}".lstrip(": ") for problem in error.problems
    ]
    if len(texts) <= MOST_PROBLEMS:
        return tuple(texts)
    return (*texts[: MOST_PROBLEMS - 1], f"and {error.count - MOST_PROBLEMS + 1} more")


def _unanswered(claims: Any, bundle: Bundle) -> tuple[str, ...]:
    """Questions without an answer in what is signed, as far as it can be read."""
    answers, about = claims.get("answers"), claims.get("about", {})
    if not isinstance(answers, dict) or not isinstance(about, dict):
        return ()
    return tuple(name for name in asked_questions(bundle, claims) if name not in answers)


def _short_text(value: Any) -> str:
    return visible(value, 80) if isinstance(value, str) else ""
