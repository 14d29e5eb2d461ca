"""The result for a folder of returns: which file counts for each force, who has returned, and what is missing. Pure.

The newest of several files is never decided by the clock of this machine, nor by a file's own date. A
signed file comes before an unsigned one, and a later sign-off before an earlier one (one that is dated after the day of
looking says nothing, and comes after all others); then the latest time at which an
answer was given, by the clock of the force; then the number of answers. Where nothing tells two files apart, one that a
sync program named comes after the others, and of those the first by name counts; both are named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from maturity.assessment.reader import check_of
from maturity.national.return_summary import (
    NO_ANSWER,
    STATUS_FORMAT,
    By,
    Choice,
    FileState,
    FileStatus,
    ForceState,
    ForceStatus,
    ReturnFile,
    Status,
    Summary,
    asked_questions,
)
from maturity.questionnaire.forces import day_in_period, exists_on, forces_on
from maturity.questionnaire.model import Force
from maturity.questionnaire.periods import period_key
from maturity.records import ASSESSMENT_FORMAT, Assessment, Bundle, EditionRef

# --- several files of one force ----------------------------------------------------------------------------------


def _newness(file: ReturnFile, summary: Summary) -> tuple[bool, bool, str, str, int]:
    """A date after the day says that a file is signed, and nothing about when."""
    signed_ahead, answered_ahead = "signed_ahead" in file.doubts, "answered_ahead" in file.doubts
    date, latest = "" if signed_ahead else summary.date, "" if answered_ahead else summary.latest
    return summary.signed, not signed_ahead, date, latest, len(summary.asked) - len(summary.missing)


_BY: tuple[By, ...] = ("sign_off", "sure", "sign_off", "latest", "answered")


def choose_files(files: Iterable[ReturnFile]) -> dict[tuple[str, str], Choice]:
    """Which file counts for each force and period. Takes files with a summary only."""
    groups: dict[tuple[str, str], list[tuple[ReturnFile, Summary]]] = {}
    for each in files:
        if each.summary is not None:
            groups.setdefault((each.summary.force, each.summary.period), []).append((each, each.summary))
    return {key: _choice(group) for key, group in groups.items()}


def _choice(group: Sequence[tuple[ReturnFile, Summary]]) -> Choice:
    in_turn = sorted(group, key=lambda pair: (_is_sync_copy(pair[0]), pair[0].file))
    in_turn.sort(key=lambda pair: _newness(*pair), reverse=True)
    (used, first), *rest = in_turn
    digest = check_of(first.assessment)
    same = tuple(each for each, its in rest if check_of(its.assessment) == digest)
    others = [(each, its) for each, its in rest if each not in same]
    best = _newness(used, first)
    undecided = tuple(each for each, its in others if _newness(each, its) == best)
    older = tuple(each for each, its in others if _newness(each, its) != best)
    by: By | None = None
    if undecided:
        by = "original" if _is_sync_copy(used) != _is_sync_copy(undecided[0]) else "name"
    elif others:
        by = next(name for name, a, b in zip(_BY, best, _newness(*others[0]), strict=True) if a != b)
    return Choice(used, by, older, same, undecided)


def _is_sync_copy(file: ReturnFile) -> bool:
    return "sync_copy" in file.doubts


def follow_editions(files: Iterable[ReturnFile], versions: Sequence[str]) -> list[ReturnFile]:
    """Every period follows one edition: that which most forces signed for it, of equals the newest. A file of another
    edition does not count for the period. `versions` are those there are, the oldest first."""
    there = list(files)
    counted: dict[str, dict[str, set[str]]] = {}
    signed: dict[str, dict[str, set[str]]] = {}
    for its in (each.summary for each in there if each.summary is not None):
        for counts in (counted, signed) if its.signed else (counted,):
            counts.setdefault(its.period, {}).setdefault(its.version, set()).add(its.force)
    follows = {
        period: max(some := signed.get(period, by), key=lambda version: (len(some[version]), versions.index(version)))
        for period, by in counted.items()
    }
    return [_of_other_edition(each, each.summary, follows) if each.summary is not None else each for each in there]


def _of_other_edition(file: ReturnFile, its: Summary, follows: Mapping[str, str]) -> ReturnFile:
    if follows[its.period] == its.version:
        return file
    file = file._replace(state="other_edition", summary=None, follows=follows[its.period])
    return file._replace(force=its.force, period=its.period, version=its.version)


def without_ended_forces(files: Iterable[ReturnFile], forces: Iterable[Force], on: str) -> list[ReturnFile]:
    """A file counts only when its force exists on the day of its period, as that is seen `on` a day."""
    known = {force.id: force for force in forces}
    return [_of_ended_force(each, each.summary, known, on) if each.summary is not None else each for each in files]


def _of_ended_force(file: ReturnFile, its: Summary, known: Mapping[str, Force], on: str) -> ReturnFile:
    force, day = known.get(its.force), day_in_period(its.period, on)
    if force is None or day is None or exists_on(force, day):
        return file
    return file._replace(state="ended", summary=None, force=its.force, period=its.period, version=its.version)


def edition_followed(files: Iterable[ReturnFile], period: str | None) -> str | None:
    """The edition that a period follows, after `follow_editions`; None if it has no file."""
    there = (each.summary for each in files if each.summary is not None)
    return next((its.version for its in there if its.period == period), None)


def likely_period(files: Iterable[ReturnFile]) -> str | None:
    """The latest period that many forces have files for: more than half as many as have for any other."""
    pairs = {(each.summary.force, each.summary.period) for each in files if each.summary is not None}
    counted = Counter(period for _, period in pairs)
    most = max(counted.values(), default=0)
    return max((period for period, count in counted.items() if 2 * count > most), key=period_key, default=None)


def doubtful_periods(files: Iterable[ReturnFile], least: int) -> set[str]:
    """Periods for which fewer than `least` forces have returned, where as many have for another: somebody may have
    typed them wrongly."""
    there = [each.summary for each in files if each.summary is not None]
    returned = {its.period: 0 for its in there}
    for period in {(its.force, its.period): its.period for its in there if its.signed and not its.missing}.values():
        returned[period] += 1
    if max(returned.values(), default=0) < least:
        return set()
    return {period for period, forces in returned.items() if forces < least}


# --- the folder --------------------------------------------------------------------------------------------------


class _Folder(NamedTuple):
    """What a force's row needs, by force: its file, files that claim to be its, joint answers that others gave for it
    (the force, the question and its state), and the forces that became it."""

    bundle: Bundle
    chosen: dict[str, Choice]
    claims: dict[str, list[ReturnFile]]
    joint_answers: dict[str, list[tuple[str, str, str]]]
    before: dict[str, list[str]]
    files: Mapping[str, FileStatus]


def folder_status(
    bundle: Bundle,
    forces: Sequence[Force],
    invented: Sequence[Force],
    files: Sequence[ReturnFile],
    on: str,
    period: str | None = None,
    doubtful: Collection[str] = (),
) -> Status:
    """The state of every force and every file `on` a day (year-month-day). The forces that exist on the day of the
    period are asked (`forces.day_of`), and only they are counted. Invented forces are asked only in a folder that has
    nothing but theirs. `doubtful`: periods of which every file needs a look, but for the one that is asked for."""
    period = period or likely_period(files)
    chosen = {force: choice for (force, when), choice in choose_files(files).items() if when == period}
    ids = {force.id for force in invented}
    there = {each.summary.force for each in files if each.summary}
    exercise = bool(there) and there <= ids
    day = day_in_period(period, on) if period else on
    asked = {force.id: force for force in forces_on(invented if exercise else forces, day)}
    there |= {each.force for each in files if each.state == "ended" and period in (None, each.period)}
    extra = [force for force in (*forces, *invented) if force.id in there and force.id not in asked]
    statuses = file_statuses(files, chosen.values(), {*doubtful} - {period})
    latest = max((each for each in (period, likely_period(files)) if each), key=period_key, default="")
    current = [each for each in files if _may_be_meant(each, period, latest, doubtful)]
    folder = _folder(bundle, chosen, current, (*forces, *invented), {row["file"]: row for row in statuses})
    rows = [
        _force_status(force, force.id in asked, force.id in ids, folder)
        for force in sorted((*asked.values(), *extra), key=lambda force: (force.name.casefold(), force.id))
    ]
    return {
        "format": STATUS_FORMAT,
        "edition": {"id": bundle["edition"]["id"], "version": bundle["edition"]["version"]},
        "period": period,
        "on": on,
        "asked": len(asked),
        "counts": dict(Counter(row["state"] for row in rows if row["force"] in asked)),
        "forces": rows,
        "files": statuses,
    }


def _may_be_meant(file: ReturnFile, period: str | None, latest: str, doubtful: Collection[str]) -> bool:
    """Whether a file that does not count for a period may be meant for it: it says so, or says no period, or one that
    is wrong, that hardly anyone has, or that is after the latest."""
    if file.state == "left_behind":
        return False
    when = file.summary.period if file.summary else file.period
    if period is None or when in ("", period):
        return file.summary is None
    mistaken = any(problem.startswith("period: ") for problem in file.problems)
    return mistaken or when in doubtful or period_key(when) > period_key(latest)


def _folder(
    bundle: Bundle,
    chosen: dict[str, Choice],
    claims: Iterable[ReturnFile],
    everyone: Iterable[Force],
    files: Mapping[str, FileStatus],
) -> _Folder:
    folder = _Folder(bundle, chosen, {}, {}, {}, files)
    for each in claims:
        for force in sorted({each.summary.force if each.summary else each.force, each.named} - {""}):
            folder.claims.setdefault(force, []).append(each)
    for force, choice in sorted(chosen.items()):
        its = choice.used.summary
        for joint in its.assessment.get("joint", ()) if its else ():
            state = its.answer_state(joint["question"]) if its else NO_ANSWER
            if state != NO_ANSWER:
                folder.joint_answers.setdefault(joint["force"], []).append((force, joint["question"], state))
    for other in everyone:
        if other.became:
            folder.before.setdefault(other.became, []).append(other.id)
    return folder


def _force_status(force: Force, asked: bool, invented: bool, folder: _Folder) -> ForceStatus:
    choice = folder.chosen.get(force.id)
    its = choice.used.summary if choice else None
    questions = its.asked if its else asked_questions(folder.bundle, _empty_assessment(force.id))
    missing = its.missing if its else questions
    joint_answers = folder.joint_answers.get(force.id, [])
    claims = folder.claims.get(force.id, [])
    return {
        "force": force.id,
        "name": force.name,
        "invented": invented,
        "state": _force_state(its, asked, claims, missing),
        "file": choice.used.file if choice else None,
        "by": choice.by if choice else None,
        "older": [each.file for each in choice.older] if choice else [],
        "beside": [each.file for each in (*(choice.undecided if choice else ()), *claims)],
        "refused": [folder.files[each.file] for each in claims],
        "doubts": [*choice.used.doubts] if choice else [],
        "signed": its.date if its and its.signed else None,
        "answered": len(questions) - len(missing),
        "of": len(questions),
        "missing": list(missing),
        "joint": [{"question": name, "force": other} for other, name, _ in joint_answers if name in missing],
        "differ": [
            {"question": name, "force": other}
            for other, name, said in joint_answers
            if its is not None and its.answer_state(name) not in (said, NO_ANSWER)
        ],
        "ends": force.ends,
        "became": force.became,
        "before": folder.before.get(force.id, []),
    }


def _empty_assessment(force: str) -> Assessment:
    edition: EditionRef = {"id": "", "version": ""}
    return {"format": ASSESSMENT_FORMAT, "edition": edition, "force": force, "period": "", "answers": {}}


def _force_state(its: Summary | None, asked: bool, claims: Sequence[ReturnFile], missing: Sequence[str]) -> ForceState:
    if not asked:
        return "not_asked"
    if its is not None:
        if its.signed:
            return "returned"
        return "sent_back" if "sign_off" in its.assessment else "part" if missing else "unsigned"
    if any(each.state in ("other_edition", "unknown_edition") for each in claims):
        return "other_edition"
    if claims and all(each.summary is not None for each in claims):
        return "other_period"
    return "unusable" if claims else "none"


def file_statuses(
    files: Iterable[ReturnFile], chosen: Iterable[Choice], doubtful: Collection[str] = ()
) -> list[FileStatus]:
    """Every entry, and its state beside those that were chosen. `doubtful`: periods of which each file needs a look."""
    states: dict[str, tuple[FileState, str | None]] = {}
    for choice in chosen:
        used = choice.used.file
        states[used] = ("used", None)
        states |= {each.file: ("older", used) for each in choice.older}
        states |= {each.file: ("same", used) for each in choice.same}
        states |= {each.file: ("undecided", used) for each in choice.undecided}
    rows: list[FileStatus] = []
    for each in sorted(files, key=lambda each: each.file):
        other: FileState = "other_period" if each.summary is not None else each.state
        state, instead = states.get(each.file, (other, None))
        if each.summary is not None and each.summary.period in doubtful:
            state, instead = "doubtful_period", None
        rows.append(
            {
                "file": each.file,
                "state": state,
                "force": each.summary.force if each.summary else each.force,
                "period": each.summary.period if each.summary else each.period,
                "version": each.version,
                "instead": instead,
                "named": each.named,
                "follows": each.follows,
                "signed": each.summary.date if each.summary else "",
                "doubts": [*each.doubts],
                "missing": [*each.missing],
                "problems": list(each.problems[:20]),
            }
        )
    return rows
