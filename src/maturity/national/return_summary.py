"""What is known of a folder of returns: of each file, of each force, and of all of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple, TypeAlias, TypedDict

from maturity.assessment.conditions import conditions_on, is_signed
from maturity.assessment.contributions import state_of
from maturity.records import Assessment, Bundle, EditionRef, canonical, questions_of

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
    """An assessment that was read, and what a folder's status needs of it. `date` of the sign-off and `latest` time of
    an answer (in universal time) are empty when there is none."""

    assessment: Assessment
    force: str
    period: str
    signed: bool
    date: str
    latest: str
    asked: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def version(self) -> str:
        """The edition that it is of."""
        return self.assessment["edition"]["version"]

    def answer_state(self, question: str) -> str:
        """The state of an answer."""
        return canonical(state_of(self.assessment["answers"].get(question, {})))


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
    """An assessment of an edition with what its answers come to."""
    asked, answers = asked_questions(bundle, assessment), assessment["answers"]
    signed = is_signed(assessment)
    return Summary(
        assessment,
        assessment["force"],
        assessment["period"],
        signed,
        assessment["sign_off"]["date"] if signed else "",
        max((_utc(answer["at"]) for answer in answers.values() if "at" in answer), default=""),
        asked,
        tuple(name for name in asked if not state_of(answers.get(name, {}))),
    )


def asked_questions(bundle: Bundle, assessment: Assessment) -> tuple[str, ...]:
    """Ids of the questions that a force is asked."""
    on = conditions_on(bundle, assessment)
    return tuple(q["id"] for q in questions_of(bundle) if q["condition"] is None or q["condition"] in on)


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
