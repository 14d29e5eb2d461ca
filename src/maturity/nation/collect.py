"""What a folder of returns comes to: which file counts for each force, who has returned, and what is missing. Pure.

Which of several files is the newest is never told by the clock of the machine that looks, nor by a file's own date. A
signed file comes before an unsigned one, and a later sign-off before an earlier one; then the latest time at which an
answer was given, by the clock of the force; then the number of answers. Where nothing tells two files apart the first
by name counts, and both are named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from maturity.model import Force
from maturity.nation.collected import (
    NOTHING,
    STATUS_FORMAT,
    By,
    Choice,
    FileState,
    FileStatus,
    ForceState,
    ForceStatus,
    Found,
    Status,
    Summary,
    asked_of,
)
from maturity.period import in_order, spelt
from maturity.records import ASSESSMENT_FORMAT, Assessment, Bundle, EditionRef

# --- several files of one force ----------------------------------------------------------------------------------


def _newness(summary: Summary) -> tuple[str, str, int]:
    return summary.date, summary.latest, len(summary.asked) - len(summary.missing)


_BY: tuple[By, ...] = ("sign_off", "latest", "answered")


def choose(found: Iterable[Found]) -> dict[tuple[str, str], Choice]:
    """Which file counts for each force and period. Takes files with a summary only."""
    groups: dict[tuple[str, str], list[tuple[Found, Summary]]] = {}
    for each in found:
        if each.summary is not None:
            groups.setdefault((each.summary.force, each.summary.period), []).append((each, each.summary))
    return {key: _choice(group) for key, group in groups.items()}


def _choice(group: Sequence[tuple[Found, Summary]]) -> Choice:
    in_turn = sorted(group, key=lambda pair: pair[0].file)
    in_turn.sort(key=lambda pair: _newness(pair[1]), reverse=True)
    (used, first), *rest = in_turn
    same = tuple(each for each, its in rest if its.digest == first.digest)
    others = [(each, its) for each, its in rest if its.digest != first.digest]
    undecided = tuple(each for each, its in others if _newness(its) == _newness(first))
    older = tuple(each for each, its in others if _newness(its) != _newness(first))
    by: By | None = None
    if undecided:
        by = "name"
    elif others:
        by = next(name for name, a, b in zip(_BY, _newness(first), _newness(others[0][1]), strict=True) if a != b)
    return Choice(used, by, older, same, undecided)


def in_step(found: Iterable[Found], versions: Sequence[str]) -> list[Found]:
    """Every period follows one edition: that which most forces signed for it, of equals the newest. A file of another
    edition does not count for the period. `versions` are those there are, the oldest first."""
    there = list(found)
    counted: dict[str, dict[str, set[str]]] = {}
    signed: dict[str, dict[str, set[str]]] = {}
    for its in (each.summary for each in there if each.summary is not None):
        for counts in (counted, signed) if its.signed else (counted,):
            counts.setdefault(its.period, {}).setdefault(its.version, set()).add(its.force)
    follows = {
        period: max(some := signed.get(period, by), key=lambda version: (len(some[version]), versions.index(version)))
        for period, by in counted.items()
    }
    return [_out_of_step(each, each.summary, follows) if each.summary is not None else each for each in there]


def _out_of_step(found: Found, its: Summary, follows: Mapping[str, str]) -> Found:
    if follows[its.period] == its.version:
        return found
    found = found._replace(state="other_edition", summary=None, follows=follows[its.period])
    return found._replace(force=its.force, period=its.period, version=its.version)


def version_of(found: Iterable[Found], period: str | None) -> str | None:
    """The edition that a period follows, once all files are `in_step`; nothing when it has no file."""
    there = (each.summary for each in found if each.summary is not None)
    return next((its.version for its in there if its.period == period), None)


def likely_period(found: Iterable[Found]) -> str | None:
    """The latest period that many forces have files for: more than half as many as have for any other."""
    pairs = {(each.summary.force, each.summary.period) for each in found if each.summary is not None}
    counted = Counter(period for _, period in pairs)
    most = max(counted.values(), default=0)
    return max((period for period, count in counted.items() if 2 * count > most), key=in_order, default=None)


def told_periods(returned: Mapping[str, int], others: int) -> set[str]:
    """The periods that the national picture has, of how many forces returned for each: those with more than `others`,
    or that with the most where none has so many. What is not spelt as a period is not told until many have typed it."""
    most = max(returned.values(), default=0)
    if most > others:
        return {period for period, n in returned.items() if n > others}
    return {period for period, n in returned.items() if n == most and spelt(period)}


def doubtful_periods(found: Iterable[Found], others: int) -> set[str]:
    """Periods that are in no national picture, where there is one with more than `others` forces."""
    there = [each.summary for each in found if each.summary is not None]
    returned = {its.period: 0 for its in there}
    for period in {(its.force, its.period): its.period for its in there if its.signed and not its.missing}.values():
        returned[period] += 1
    if max(returned.values(), default=0) <= others:
        return set()
    return set(returned) - told_periods(returned, others)


# --- the folder --------------------------------------------------------------------------------------------------


class _Folder(NamedTuple):
    """What a force's row needs, by force: its file, files that claim to be its, joint answers that others gave for it
    (the force, the question and its state), and the forces that became it."""

    bundle: Bundle
    chosen: dict[str, Choice]
    claims: dict[str, list[Found]]
    given: dict[str, list[tuple[str, str, str]]]
    before: dict[str, list[str]]


def status(
    bundle: Bundle,
    forces: Sequence[Force],
    invented: Sequence[Force],
    found: Sequence[Found],
    on: str,
    period: str | None = None,
    doubtful: Collection[str] = (),
) -> Status:
    """Where every force and every file stands. `on` is a day (year-month-day): forces that ended before it or start
    after it are not asked. Invented forces are asked only in a folder that has nothing but theirs. `doubtful`: periods
    of which every file needs a look, but for the one that is asked for."""
    period = period or likely_period(found)
    chosen = {force: choice for (force, when), choice in choose(found).items() if when == period}
    ids = {force.id for force in invented}
    there = {each.summary.force for each in found if each.summary}
    exercise = bool(there) and there <= ids
    asked = {force.id: force for force in (invented if exercise else forces) if _exists(force, on)}
    extra = [force for force in (*forces, *invented) if force.id in there and force.id not in asked]
    current = [each for each in found if each.summary is not None or period is None or each.period in ("", period)]
    folder = _folder(bundle, chosen, current, (*forces, *invented))
    rows = [
        _row(force, force.id in asked, force.id in ids, folder)
        for force in sorted((*asked.values(), *extra), key=lambda force: (force.name.casefold(), force.id))
    ]
    return {
        "format": STATUS_FORMAT,
        "edition": {"id": bundle["edition"]["id"], "version": bundle["edition"]["version"]},
        "period": period,
        "on": on,
        "asked": len(asked),
        "counts": dict(Counter(row["state"] for row in rows)),
        "forces": rows,
        "files": files_of(found, chosen.values(), {*doubtful} - {period}),
    }


def _exists(force: Force, on: str) -> bool:
    return (force.starts or "") <= on and (force.ends is None or force.ends >= on)


def _folder(bundle: Bundle, chosen: dict[str, Choice], found: Iterable[Found], everyone: Iterable[Force]) -> _Folder:
    folder = _Folder(bundle, chosen, {}, {}, {})
    for each in found:
        for force in {each.force, each.named} - {""} if each.summary is None else ():
            folder.claims.setdefault(force, []).append(each)
    for force, choice in sorted(chosen.items()):
        its = choice.used.summary
        for joint in its.joint if its else ():
            said = its.said(joint["question"]) if its else NOTHING
            if said != NOTHING:
                folder.given.setdefault(joint["force"], []).append((force, joint["question"], said))
    for other in everyone:
        if other.became:
            folder.before.setdefault(other.became, []).append(other.id)
    return folder


def _row(force: Force, asked: bool, invented: bool, folder: _Folder) -> ForceStatus:
    choice = folder.chosen.get(force.id)
    its = choice.used.summary if choice else None
    questions = its.asked if its else asked_of(folder.bundle, _blank(force.id))
    missing = its.missing if its else questions
    given = folder.given.get(force.id, [])
    claims = folder.claims.get(force.id, [])
    return {
        "force": force.id,
        "name": force.name,
        "invented": invented,
        "state": _state(its, asked, claims, missing),
        "file": choice.used.file if choice else None,
        "by": choice.by if choice else None,
        "older": [each.file for each in choice.older] if choice else [],
        "beside": [each.file for each in (*(choice.undecided if choice else ()), *claims)],
        "signed": its.date if its and its.signed else None,
        "answered": len(questions) - len(missing),
        "of": len(questions),
        "missing": list(missing),
        "joint": [{"question": name, "force": other} for other, name, _ in given if name in missing],
        "differ": [
            {"question": name, "force": other}
            for other, name, said in given
            if its is not None and its.said(name) not in (said, NOTHING)
        ],
        "ends": force.ends,
        "became": force.became,
        "before": folder.before.get(force.id, []),
    }


def _blank(force: str) -> Assessment:
    edition: EditionRef = {"id": "", "version": ""}
    return {"format": ASSESSMENT_FORMAT, "edition": edition, "force": force, "period": "", "answers": {}}


def _state(its: Summary | None, asked: bool, claims: Sequence[Found], missing: Sequence[str]) -> ForceState:
    if its is not None and its.signed:
        return "returned"
    if not asked:
        return "not_asked"
    if its is not None:
        return "sent_back" if its.sent_back else "part" if missing else "unsigned"
    if any(each.state == "other_edition" for each in claims):
        return "other_edition"
    return "unusable" if claims else "none"


def files_of(found: Iterable[Found], chosen: Iterable[Choice], doubtful: Collection[str] = ()) -> list[FileStatus]:
    """Every entry, and how it stands to those that were chosen. `doubtful`: periods of which each file needs a look."""
    states: dict[str, tuple[FileState, str | None]] = {}
    for choice in chosen:
        used = choice.used.file
        states[used] = ("used", None)
        states |= {each.file: ("older", used) for each in choice.older}
        states |= {each.file: ("same", used) for each in choice.same}
        states |= {each.file: ("undecided", used) for each in choice.undecided}
    rows: list[FileStatus] = []
    for each in sorted(found, key=lambda each: each.file):
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
                "problems": list(each.problems[:20]),
            }
        )
    return rows
