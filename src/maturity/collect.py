"""What a folder of returns comes to: which file counts for each force, who has returned, and what is missing. Pure.

Which of several files is the newest is never told by the clock of the machine that looks, nor by a file's own date. A
signed file comes before an unsigned one, and a later sign-off before an earlier one; then the latest time at which an
answer was given, by the clock of the force; then the number of answers. Where nothing tells two files apart the first
by name counts, and both are named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple, TypeAlias, TypedDict

from maturity.answers import STATES
from maturity.assessment import check_of
from maturity.compare import in_order
from maturity.findings import conditions_on, is_signed
from maturity.model import Force
from maturity.records import ASSESSMENT_FORMAT, Assessment, Bundle, EditionRef, Joint, canonical

STATUS_FORMAT: Final = "maturity-status/1"
#: States of files that somebody has to look at.
UNUSED: Final = frozenset(
    ("undecided", "other_edition", "other_questionnaire", "unknown_force", "name_doubt", "damaged", "wrong", "archive")
    + ("too_large", "link", "unreadable")
)
#: The state of an answer that has none.
NOTHING: Final = "{}"

#: `used`: it counts. `older`, `same`: beside the one that counts. `undecided`: nothing tells it from that one.
#: `other_period`; `other_edition`; `other_questionnaire`; `unknown_force`. `name_doubt`: its name says another force.
#: `damaged`: it is not whole. `wrong`: it is, with mistakes in it. The rest is no assessment, or was not read.
FileState: TypeAlias = Literal[
    "used", "older", "same", "undecided", "other_period", "other_edition", "other_questionnaire", "unknown_force",
    "name_doubt", "damaged", "wrong", "not_assessment", "archive", "too_large", "link", "unreadable",
]  # fmt: skip
#: `returned`: complete and signed. `not_asked`: the force does not exist on the day. `unusable`: only files that do not
#: count.
ForceState: TypeAlias = Literal[
    "returned", "unsigned", "sent_back", "part", "other_edition", "unusable", "none", "not_asked"
]
By: TypeAlias = Literal["sign_off", "latest", "answered", "name"]


class Summary(NamedTuple):
    """What matters of an assessment that was read. `date` of the sign-off and `latest` time of an answer (in universal
    time) are empty when there is none. `states`: that of each answer."""

    force: str
    period: str
    signed: bool
    sent_back: bool
    date: str
    latest: str
    asked: tuple[str, ...]
    missing: tuple[str, ...]
    joint: tuple[Joint, ...]
    states: dict[str, str]
    digest: str
    marking: str


class Found(NamedTuple):
    """One entry of the folder. With a `summary` it is an assessment with nothing wrong; without one `state` says why
    not, and `force`, `period` and `version` are what it claims, as far as that can be told. `named`: the force that its
    name says."""

    file: str
    state: FileState
    summary: Summary | None = None
    problems: tuple[str, ...] = ()
    force: str = ""
    period: str = ""
    version: str = ""
    named: str = ""


class Choice(NamedTuple):
    """The file that counts for a force and period, what set it before the next, and the others, the newest first."""

    used: Found
    by: By | None
    older: tuple[Found, ...]
    same: tuple[Found, ...]
    undecided: tuple[Found, ...]


class JointAnswer(TypedDict):
    question: str
    force: str


class ForceStatus(TypedDict):
    """One force. `older` files are kept beside `file`; `beside` are those that claim to be its and do not count.
    `joint`: missing answers that another force gave for both. `differ`: joint answers that are not the same in both
    files. `before`: forces that became this one."""

    force: str
    name: str
    invented: bool
    state: ForceState
    file: str | None
    by: By | None
    older: list[str]
    beside: list[str]
    signed: str | None
    answered: int
    of: int
    missing: list[str]
    joint: list[JointAnswer]
    differ: list[JointAnswer]
    ends: str | None
    became: str | None
    before: list[str]


class FileStatus(TypedDict):
    """One entry of the folder. `instead`: the file that counts in its place; `problems`: at most twenty."""

    file: str
    state: FileState
    force: str
    period: str
    version: str
    instead: str | None
    named: str
    problems: list[str]


class Status(TypedDict):
    """`period` is null when no file says one. `on`: the day for which forces are asked."""

    format: Literal["maturity-status/1"]
    edition: EditionRef
    period: str | None
    on: str
    asked: int
    counts: dict[str, int]
    forces: list[ForceStatus]
    files: list[FileStatus]


# --- one file ----------------------------------------------------------------------------------------------------


def summary(assessment: Assessment, bundle: Bundle) -> Summary:
    """What is needed of an assessment once it is read, so that the rest can be let go."""
    asked = asked_of(bundle, assessment)
    answers = assessment["answers"]
    given = {name for name, answer in answers.items() if any(state in answer for state in STATES)}
    joint = tuple(assessment.get("joint", ()))
    signed = is_signed(assessment)
    return Summary(
        force=assessment["force"],
        period=assessment["period"],
        signed=signed,
        sent_back="sign_off" in assessment and not signed,
        date=assessment["sign_off"]["date"] if signed else "",
        latest=max((_universal(answer["at"]) for answer in answers.values() if "at" in answer), default=""),
        asked=asked,
        missing=tuple(name for name in asked if name not in given),
        joint=joint,
        states={name: state_of(answer) for name, answer in answers.items()},
        digest=check_of(assessment),
        marking=assessment.get("marking", ""),
    )


def asked_of(bundle: Bundle, assessment: Assessment) -> tuple[str, ...]:
    """Ids of the questions that a force is asked."""
    on = conditions_on(bundle, assessment)
    return tuple(
        question["id"]
        for theme in bundle["themes"]
        for capability in theme["capabilities"]
        for question in capability["questions"]
        if question["condition"] is None or question["condition"] in on
    )


def state_of(answer: Mapping[str, Any]) -> str:
    return canonical({state: answer[state] for state in STATES if state in answer})


def _universal(at: str) -> str:
    """A time in universal time, so that times can be put in order as text."""
    moment = datetime.fromisoformat(at)
    try:
        return moment.astimezone(UTC).isoformat(timespec="microseconds")
    except OverflowError:  # at the ends of time, which no clock has seen
        return moment.replace(tzinfo=UTC).isoformat(timespec="microseconds")


def named_force(file: str, forces: Mapping[str, Any]) -> set[str]:
    """Ids of forces that a path names, however its words are joined. Of names inside each other the longer counts."""
    named: set[str] = set()
    for part in file.lower().split("/"):
        words = "".join(c if c.isascii() and c.isalnum() else " " for c in part).split()[:40]
        start = 0
        while start < len(words):
            ends = range(min(len(words), start + 10), start, -1)
            end = next((end for end in ends if "-".join(words[start:end]) in forces), None)
            if end is not None:
                named.add("-".join(words[start:end]))
            start = end or start + 1
    return named


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


def likely_period(found: Iterable[Found]) -> str | None:
    """The period that most forces have files for; of several the latest."""
    pairs = {(each.summary.force, each.summary.period) for each in found if each.summary is not None}
    counted = Counter(period for _, period in pairs)
    return max(counted, key=lambda period: (counted[period], in_order(period)), default=None)


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
) -> Status:
    """Where every force and every file stands. `on` is a day (year-month-day): forces that ended before it or start
    after it are not asked. Invented forces are asked only in a folder that has nothing but theirs."""
    period = period or likely_period(found)
    chosen = {force: choice for (force, when), choice in choose(found).items() if when == period}
    ids = {force.id for force in invented}
    there = {each.summary.force for each in found if each.summary}
    exercise = bool(there) and there <= ids
    asked = {force.id: force for force in (invented if exercise else forces) if _exists(force, on)}
    extra = [force for force in (*forces, *invented) if force.id in there and force.id not in asked]
    folder = _folder(bundle, chosen, found, (*forces, *invented))
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
        "files": _files(found, chosen, period),
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
            said = its.states.get(joint["question"], NOTHING) if its else NOTHING
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
    own = its.states if its else {}
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
            if own.get(name, NOTHING) not in (said, NOTHING)
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


def _files(found: Iterable[Found], chosen: Mapping[str, Choice], period: str | None) -> list[FileStatus]:
    states: dict[str, tuple[FileState, str | None]] = {}
    for choice in chosen.values():
        used = choice.used.file
        states[used] = ("used", None)
        states |= {each.file: ("older", used) for each in choice.older}
        states |= {each.file: ("same", used) for each in choice.same}
        states |= {each.file: ("undecided", used) for each in choice.undecided}
    rows: list[FileStatus] = []
    for each in sorted(found, key=lambda each: each.file):
        other: FileState = "other_period" if each.summary is not None else each.state
        state, instead = states.get(each.file, (other, None))
        rows.append(
            {
                "file": each.file,
                "state": state,
                "force": each.summary.force if each.summary else each.force,
                "period": each.summary.period if each.summary else each.period,
                "version": each.version,
                "instead": instead,
                "named": each.named,
                "problems": list(each.problems[:20]),
            }
        )
    return rows
