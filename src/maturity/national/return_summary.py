"""What is known of a folder of returns: of each file, of each force, and of all of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from sys import intern
from typing import Any, Final, Literal, NamedTuple, TypeAlias, TypedDict, cast

from maturity.assessment.checks import STATES
from maturity.assessment.conditions import BLANK, conditions_on, is_signed
from maturity.assessment.reader import check_of
from maturity.records import Answer, Assessment, Bundle, EditionRef, Joint, canonical, questions_of

STATUS_FORMAT: Final = "maturity-status/1"
#: States of files that somebody has to look at.
NEED_ATTENTION: Final = frozenset(
    (
        *("undecided", "other_edition", "other_questionnaire", "unknown_force", "name_doubt", "damaged", "wrong"),
        *("archive", "too_large", "link", "unreadable", "doubtful_period", "unknown_edition", "saved_page"),
    )
)
#: The state of an answer that has none.
NO_ANSWER: Final = "{}"

#: `used`: it counts. `older`, `same`: beside the one that counts. `undecided`: nothing tells it from that one.
#: `doubtful_period`: it counts for a period of so few forces that it is in no national picture, while another is.
#: `other_period`; `other_edition`; `other_questionnaire`; `unknown_force`. `name_doubt`: its name says another force.
#: `damaged`: it is not whole. `wrong`: it is, with mistakes in it. `unknown_edition`: of an edition that nobody has.
#: `ended`: its force does not exist on the day of its period. `left_behind`: by an operating system or a program.
#: `saved_page`: of the form, with no answers that can be read from it. The rest is not an assessment, or was not read.
FileState: TypeAlias = Literal[
    "used", "older", "same", "undecided", "other_period", "other_edition", "other_questionnaire", "unknown_force",
    "name_doubt", "damaged", "wrong", "not_assessment", "archive", "too_large", "link", "unreadable",
    "doubtful_period", "unknown_edition", "ended", "left_behind", "saved_page",
]  # fmt: skip
#: `returned`: complete and signed. `not_asked`: the force does not exist on the day. `unusable`: only files that do not
#: count.
ForceState: TypeAlias = Literal[
    "returned", "unsigned", "sent_back", "part", "other_edition", "unusable", "other_period", "none", "not_asked"
]
#: `sure`: the other file is dated after the day. `original`: the other is a copy that a sync program made.
By: TypeAlias = Literal["sure", "sign_off", "latest", "answered", "original", "name"]
#: What somebody should look at in a file that can be used: it is signed, or answered, after the day; or its name says
#: that a sync program made it.
Doubt: TypeAlias = Literal["signed_ahead", "answered_ahead", "sync_copy"]


class Summary(NamedTuple):
    """What matters of an assessment that was read. `date` of the sign-off and `latest` time of an answer (in universal
    time) are empty when there is none. `scorable` is the part of the assessment that scoring needs."""

    force: str
    period: str
    signed: bool
    sent_back: bool
    date: str
    latest: str
    asked: tuple[str, ...]
    missing: tuple[str, ...]
    joint: tuple[Joint, ...]
    scorable: Assessment
    digest: str
    marking: str

    @property
    def version(self) -> str:
        """The edition that it is of."""
        return self.scorable["edition"]["version"]

    def answer_state(self, question: str) -> str:
        """The state of an answer."""
        answer = self.scorable["answers"].get(question)
        return NO_ANSWER if answer is None else state_text(answer)


class ReturnFile(NamedTuple):
    """One entry of the folder. With a `summary` it is an assessment with nothing wrong; without one `state` says why
    not, and `force`, `period` and `version` are what it claims, as far as that can be told. `named`: the force that its
    name says. `follows`: the edition of its period, where it is of another. `not_carried`: what cannot be carried over
    from its older edition to today's, as places and reasons. `missing`: questions without an answer in a file that is
    signed and so cannot be used."""

    file: str
    state: FileState
    summary: Summary | None = None
    problems: tuple[str, ...] = ()
    force: str = ""
    period: str = ""
    version: str = ""
    named: str = ""
    follows: str = ""
    not_carried: tuple[tuple[str, str], ...] = ()
    doubts: tuple[Doubt, ...] = ()
    missing: tuple[str, ...] = ()


class Choice(NamedTuple):
    """The file that counts for a force and period, what set it before the next, and the others, the newest first."""

    used: ReturnFile
    by: By | None
    older: tuple[ReturnFile, ...]
    same: tuple[ReturnFile, ...]
    undecided: tuple[ReturnFile, ...]


class JointAnswer(TypedDict):
    question: str
    force: str


class ForceStatus(TypedDict):
    """One force. `older` files are kept beside `file`; `beside` are those that claim to be its and do not count, and
    `refused` is what is known of those of them that cannot be used. `doubts` are those of `file`.
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
    refused: list[FileStatus]
    doubts: list[Doubt]
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
    """One entry of the folder. `instead`: the file that counts in its place; `follows`: the edition of its period,
    where the file is of another; `signed`: the date of its sign-off, if it has one; `problems`: at most twenty."""

    file: str
    state: FileState
    force: str
    period: str
    version: str
    instead: str | None
    named: str
    follows: str
    signed: str
    doubts: list[Doubt]
    missing: list[str]
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


def needs_attention(row: FileStatus) -> bool:
    """Whether somebody has to look at a file."""
    return row["state"] in NEED_ATTENTION or bool(row["doubts"])


# --- one file ----------------------------------------------------------------------------------------------------


def summarise(assessment: Assessment, bundle: Bundle) -> Summary:
    """The part of an assessment that is needed once it is read. The rest need not stay in memory."""
    asked = asked_questions(bundle, assessment)
    answers = assessment["answers"]
    answered = {name for name, answer in answers.items() if any(state in answer for state in STATES)}
    joint = tuple(assessment.get("joint", ()))
    signed = is_signed(assessment)
    return Summary(
        force=assessment["force"],
        period=assessment["period"],
        signed=signed,
        sent_back="sign_off" in assessment and not signed,
        date=assessment["sign_off"]["date"] if signed else "",
        latest=max((_utc(answer["at"]) for answer in answers.values() if "at" in answer), default=""),
        asked=asked,
        missing=tuple(name for name in asked if name not in answered),
        joint=joint,
        scorable=for_scoring(assessment),
        digest=check_of(assessment),
        marking=assessment.get("marking", ""),
    )


def asked_questions(bundle: Bundle, assessment: Assessment) -> tuple[str, ...]:
    """Ids of the questions that a force is asked."""
    on = conditions_on(bundle, assessment)
    return tuple(q["id"] for q in questions_of(bundle) if q["condition"] is None or q["condition"] in on)


def for_scoring(assessment: Assessment) -> Assessment:
    """The assessment without words: no comment, no evidence but how many pieces are named. It scores as the whole does,
    for all but the roles of several contributors, and is a tenth of its size: equal answers are one object."""
    edition = assessment["edition"]
    kept_fields: dict[str, Any] = {
        "format": assessment["format"],
        "edition": _shared_edition(edition["id"], edition["version"]),
        "force": assessment["force"],
        "period": intern(assessment["period"]),
        "answers": {
            intern(name): _shared_answer(_evidence_count(answer), *[answer.get(field) for field in _STATED])
            for name, answer in assessment["answers"].items()
        },
    }
    for field in ("marking", "about", "sign_off", "joint"):
        if field in assessment:
            kept_fields[field] = assessment[field]
    return cast(Assessment, kept_fields)


#: What scoring needs of an answer, beside its evidence.
_STATED: Final = (*STATES, "role")


def _evidence_count(answer: Answer) -> int:
    return len([1 for piece in answer.get("evidence", ()) if piece["title"].strip(BLANK)])


@lru_cache(maxsize=20_000)
def _shared_answer(named: int, *stated: object) -> Answer:
    answer: Any = {field: value for field, value in zip(_STATED, stated, strict=True) if value is not None}
    if named:
        answer["evidence"] = [{"title": "-"}] * named
    shared: Answer = answer
    return shared


@lru_cache(maxsize=100)
def _shared_edition(name: str, version: str) -> EditionRef:
    return {"id": name, "version": version}


def state_text(answer: Mapping[str, Any]) -> str:
    return canonical({state: answer[state] for state in STATES if state in answer})


def _utc(at: str) -> str:
    """A time in universal time, so that times can be put in order as text."""
    moment = datetime.fromisoformat(at)
    try:
        return moment.astimezone(UTC).isoformat(timespec="microseconds")
    except OverflowError:  # at the first or last representable time
        return moment.replace(tzinfo=UTC).isoformat(timespec="microseconds")


def forces_in_path(file: str, forces: Mapping[str, Any]) -> set[str]:
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
