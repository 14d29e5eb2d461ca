"""The records that travel between machines: Bundle, Assessment, Profile and Comparison.

They are JSON objects, typed: both engines read and write exactly these, so a record needs no translation on its
way to a file, to JavaScript or back. Readers check them where they come in; inside they are
treated as unchangeable. An index is `[numerator, denominator]` in lowest terms on 0–100.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, Literal, NotRequired, TypeAlias, TypedDict, get_args

BUNDLE_FORMAT: Final = "maturity-bundle/2"
ASSESSMENT_FORMAT: Final = "maturity-assessment/2"
PROFILE_FORMAT: Final = "maturity-profile/2"


def canonical(record: Any) -> str:
    """The one spelling of a record that both engines agree on: keys sorted, no spaces, text as it is."""
    return _SPELL(record)


_SPELL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


class EditionRef(TypedDict):
    """Which edition. `fingerprint` is `sha256:` and 64 hex digits over the whole questionnaire."""

    id: str
    version: str
    fingerprint: NotRequired[str]


# --- Bundle: a questionnaire as the engine sees it -------------------------------------------------------------


class BundleQuestion(TypedDict):
    """`minimum` is the standard's level or null, and `urgent` whether it cannot wait;
    `condition` the id that switches the question on or null."""

    id: str
    weight: int
    minimum: int | None
    urgent: bool
    condition: str | None
    not_applicable: bool
    sensitive: bool
    meaning: int
    lead: str
    helpers: list[str]
    gives: list[str]


class BundleCapability(TypedDict):
    id: str
    weight: int
    questions: list[BundleQuestion]


class BundleTheme(TypedDict):
    id: str
    weight: int
    capabilities: list[BundleCapability]


class BundleGate(TypedDict):
    """Each condition may be null: then it is not tested."""

    share: list[int] | None
    lag: int | None
    standards_from: int | None


class Policy(TypedDict):
    """The scoring policy. `points` has one whole number for each level, lowest first."""

    evidence_cap: int | None
    dont_know: int
    points: list[int]
    gate: BundleGate | None
    overall: bool


_Window = TypedDict("_Window", {"from": int, "to": int})


class Lift(_Window):
    """A question that an action brings to the level `to`: in a bundle from any level of at least `from`, in a profile
    from the level that it has."""

    question: str


class BundleAction(TypedDict):
    """Something to do: a step of a force for one question, or a force's part of an intervention. What is owned
    nationally is not in a force's power and costs it nothing. `days` from least to most, and `part_way` the days of a
    force that is above the level at which it can first be taken; `needs` are actions that must be done before;
    `interventions` are those of the roadmap that it belongs to; `rank` is its place in the list."""

    id: str
    kind: Literal["step", "intervention"]
    owner: Literal["national", "both", "force"]
    raises: list[Lift]
    days: list[int]
    part_way: list[int] | None
    role: str | None
    needs: list[str]
    interventions: list[str]
    rank: int


class Bundle(TypedDict):
    """Everything that scoring needs, and nothing else. `interventions` are ids in the order of work:
    horizon, then what must come first, then id. `forces` gives each force's conditions. `period`: the kind of period
    that an assessment is for, which fixes its spelling."""

    format: Literal["maturity-bundle/2"]
    edition: EditionRef
    top: int
    period: PeriodKind
    policy: Policy
    conditions: list[str]
    about: list[str]
    roles: list[str]
    themes: list[BundleTheme]
    interventions: list[str]
    actions: list[BundleAction]
    forces: dict[str, list[str]]


def questions_of(bundle: Bundle) -> list[BundleQuestion]:
    """Every question, in the questionnaire's order."""
    return [q for theme in bundle["themes"] for capability in theme["capabilities"] for q in capability["questions"]]


# --- Assessment: one force's answers for one period ------------------------------------------------------------

#: How long the texts of an assessment may be, in characters. A cell of a spreadsheet holds 32,767, and a text has to
#: fit on paper and into a meeting. Nothing is cut: a reader refuses the text by its place, and the form counts while it
#: is typed.
LONGEST_TEXT = 5_000
#: For one line, such as the title of a piece of evidence.
LONGEST_LINE = 500

#: By the name of a field. `text` is for every field that is not named here.
LIMITS = {"text": LONGEST_TEXT, "title": LONGEST_LINE, "where": LONGEST_LINE, "seen": LONGEST_LINE}


def longest(field: str) -> int:
    """How many characters the text of a field may have."""
    return LIMITS.get(field, LONGEST_TEXT)


class Evidence(TypedDict):
    """Proof that exists somewhere else. `date` is year-month-day; `checked` says who looked at it."""

    title: str
    owner: NotRequired[str]
    date: NotRequired[str]
    where: NotRequired[str]
    checked: NotRequired[Literal["second-role", "critical-friend"]]


class Answered(TypedDict):
    """The state of an answer, with the reason why a question does not apply: one of these, or none while it is open."""

    level: NotRequired[int]
    dont_know: NotRequired[Literal[True]]
    not_applicable: NotRequired[str]


class View(Answered):
    """What one contributor said. A view with a comment and no state is a remark: it takes no side."""

    comment: NotRequired[str]
    role: NotRequired[str]
    at: NotRequired[str]


#: What an answer can be. A question without an answer is open, and so is one while contributors clash.
AnswerState: TypeAlias = Literal["level", "dont_know", "not_applicable", "open"]


class State(TypedDict):
    """What an answer comes to, without its words: one of these, or none while it is open."""

    level: NotRequired[int]
    dont_know: NotRequired[Literal[True]]
    not_applicable: NotRequired[Literal[True]]


#: The states that are a field of an answer.
STATES: Final[tuple[AnswerState, ...]] = get_args(AnswerState)[:-1]


def answer_state(answer: Mapping[str, object]) -> AnswerState:
    """Which state an answer, or anything with the fields of one, is in. Whoever treats the states differently asks this
    in a `match` that ends with `assert_never`, so that mypy finds all these places when there is a new state."""
    return next((state for state in STATES if state in answer), "open")


class Stance(State):
    """Which role took which side, whatever its words and whenever."""

    role: NotRequired[str]


class Agreed(Answered):
    """How an answer was settled, and why. `over`: the other sides that were heard. `round` (1 if absent) counts up
    when it is settled again."""

    reason: str
    role: NotRequired[str]
    at: NotRequired[str]
    round: NotRequired[int]
    over: list[Stance]


class Answer(Answered):
    """Exactly one of `level`, `dont_know` and `not_applicable`. A question with no answer is simply absent.

    Once several contributors have spoken, `said` has the view of each, `agreed` how it was settled, and the state is
    what these come to (`contributions.state_and_clash`): none while they clash, and then the question is open."""

    evidence: NotRequired[list[Evidence]]
    comment: NotRequired[str]
    role: NotRequired[str]
    at: NotRequired[str]
    said: NotRequired[list[View]]
    agreed: NotRequired[list[Agreed]]


class Value(TypedDict):
    """What one contributor wrote in a field that is no answer."""

    value: str | bool


class AgreedValue(TypedDict):
    """How such a field was settled, as in Agreed."""

    value: str | bool
    reason: str
    role: NotRequired[str]
    at: NotRequired[str]
    round: NotRequired[int]
    over: list[Value]


class Differing(TypedDict):
    said: list[Value]
    agreed: NotRequired[list[AgreedValue]]


class Action(TypedDict):
    """What a force decided about something to do. `action` is the id of a step or an intervention; or of a question,
    and then it is the target for its minimum standard, which is to be met `by` a day. `done`: whether it was done in
    the period after the one in which it was decided on."""

    action: str
    decision: NotRequired[Literal["do", "later", "drop"]]
    owner: NotRequired[str]
    by: NotRequired[str]
    first_step: NotRequired[str]
    resources: NotRequired[str]
    reason: NotRequired[str]
    done: NotRequired[Literal["yes", "partly", "no"]]


class Signed(State):
    """What an answer was when a sign-off was written: its state without its words, and how many pieces of evidence were
    named (0 if absent). `check`: the check code of everything said in it, which tells whether words have changed."""

    evidence: NotRequired[int]
    check: NotRequired[str]


class SignedAction(TypedDict):
    """What was decided of an action when a sign-off was written. `check`: the check code of everything said of it."""

    decision: NotRequired[Literal["do", "later", "drop"]]
    owner: NotRequired[str]
    by: NotRequired[str]
    check: str


class SignOff(TypedDict):
    """`signed` and `signed-with-note` fix the answers; `sent-back` does not, and its note asks the questions, to which
    `reply` is what the force answered.

    `answers`: what the answers were, for when the file's own have moved on. A question that is not in it had none.
    `actions`: what the actions were, by their ids."""

    role: str
    date: str
    decision: Literal["signed", "signed-with-note", "sent-back"]
    note: NotRequired[str]
    reply: NotRequired[str]
    answers: NotRequired[dict[str, Signed]]
    actions: NotRequired[dict[str, SignedAction]]


class Rating(TypedDict):
    """What a critical friend would have given, having seen evidence and not the force's own level. Don't know: the
    evidence did not show it. `seen`: titles of the evidence that was shown to her."""

    question: str
    level: NotRequired[int]
    dont_know: NotRequired[Literal[True]]
    line: NotRequired[str]
    seen: NotRequired[list[str]]


class Decided(TypedDict):
    """What the force made of a rating. The state is its own answer as it was when it decided."""

    question: str
    decision: Literal["kept", "changed"]
    why: str
    level: NotRequired[int]
    dont_know: NotRequired[Literal[True]]
    not_applicable: NotRequired[Literal[True]]
    role: NotRequired[str]
    at: NotRequired[str]


class Friend(TypedDict):
    """A critical friend's visit: her force and role, her ratings, and what the force decided on them. Its answers are
    never changed by it."""

    date: str
    force: NotRequired[str]
    role: NotRequired[str]
    ratings: list[Rating]
    decided: NotRequired[list[Decided]]


class Joint(TypedDict):
    """A question to which the force gives one answer together with another force. Both have it in their files."""

    question: str
    force: str


class Kept(TypedDict):
    """Something that an older file had and that could not be carried over from `edition` (a version). `place` is a path
    in that file, and one of the last six fields has what stood there. `because`: it was `retired`; its `meaning` or
    the `scale` changed; `several` came to one place; the question `must_apply` now, or is `not_asked`; the `role` is
    gone (the answer itself was carried over without it); it is no `choice` any more."""

    edition: str
    place: str
    because: Literal["retired", "meaning", "scale", "several", "must_apply", "not_asked", "role", "choice"]
    answer: NotRequired[Answer]
    action: NotRequired[Action]
    sign_off: NotRequired[SignOff]
    differing: NotRequired[Differing]
    friend: NotRequired[Friend]
    value: NotRequired[str | bool]


class Assessment(TypedDict):
    """A `*.assessment.json` file, with its fields in the order in which they are written. The required fields are few,
    so that a person can write one by hand.

    `differs`: fields (`marking`, `about.…`, `actions.<action>.…`) in which contributors wrote different things.
    `signed_before`: sign-offs of earlier versions, before something changed. `joint`: questions answered together with
    other forces. `friend`: critical friends' visits. `kept`: what could not be carried over from an older edition."""

    format: Literal["maturity-assessment/2"]
    edition: EditionRef
    force: str
    period: str
    marking: NotRequired[str]
    about: NotRequired[dict[str, str | bool]]
    answers: dict[str, Answer]
    actions: NotRequired[list[Action]]
    differs: NotRequired[dict[str, Differing]]
    joint: NotRequired[list[Joint]]
    friend: NotRequired[list[Friend]]
    kept: NotRequired[list[Kept]]
    signed_before: NotRequired[list[SignOff]]
    sign_off: NotRequired[SignOff]
    check: NotRequired[str]


# --- Merged: what becomes of several files --------------------------------------------------------------------


class Clash(TypedDict):
    """Contributors disagree and it is not settled. `place` is `answers.<question>` or a field's path. `gap` is between
    the highest and the lowest level that were said, null when fewer than two were. `agreed` is not empty when it was
    settled before and is open again."""

    place: str
    said: list[Any]
    agreed: list[Any]
    gap: int | None


class RepeatedAnswer(TypedDict):
    """One role gave more than one answer to a question. `said` is in the order of the times, and `later` is the last of
    them, null where the times do not tell."""

    place: str
    role: str
    said: list[Any]
    later: Any


class Removal(TypedDict):
    """Something of the common starting file that a contributor replaced or took out."""

    place: str
    was: Any


class MergeRefusal(TypedDict):
    """Why files cannot be merged: they differ in `edition`, `fingerprint`, `force` or `period`."""

    field: str
    values: list[Any]


class MergeResult(TypedDict):
    """`assessment` is null when the files were refused. `clean`: places in which files differed and nothing clashes.
    `set_aside`: sign-offs that no longer hold, because there is something that was not signed."""

    assessment: Assessment | None
    refused: list[MergeRefusal]
    clashes: list[Clash]
    twice: list[RepeatedAnswer]
    clean: list[str]
    taken_out: list[Removal]
    set_aside: list[SignOff]


class MeetingItem(TypedDict):
    """One thing to talk about. `why`: `clash`, `gap` (two levels or more), `dont_know`, `no_evidence`; none of them
    when it is settled. `state` has the level, don't know or not applicable that counts at present, if any does."""

    place: str
    why: list[str]
    standard: bool
    state: dict[str, Any]
    said: list[Any]
    agreed: list[Any]
    gap: int | None


class Meeting(TypedDict):
    """`open` in the order in which to take it, `settled` in the questionnaire's."""

    open: list[MeetingItem]
    settled: list[MeetingItem]


# --- Profile: what the engine makes of an assessment -----------------------------------------------------------


class Range(TypedDict):
    """A figure at its worst and at its best while something is open; equal when nothing is."""

    low: int
    high: int


class Tally(TypedDict):
    """Standards met, at worst and at best, of those that apply."""

    low: int
    high: int
    of: int


class Index(TypedDict):
    """`low` and `high` are exact fractions on 0–100; `shown` is each rounded half up, 0 and 100 only when exact."""

    low: Fraction
    high: Fraction
    shown: Range


class QuestionResult(TypedDict):
    """`state`: `level`, `dont_know`, `not_applicable` or `open` (absent). Hidden questions are not listed.
    `counted` is null only when not applicable; `evidence` is how many pieces are named."""

    id: str
    state: AnswerState
    claimed: int | None
    counted: Range | None
    evidence: int


class CapabilityReason(TypedDict):
    """The questions that hold the capability where it is, at worst and at best."""

    low: list[str]
    high: list[str]


class CapabilityResult(TypedDict):
    """`level` and `index` are null when no question of it applies; then it is left out of its theme."""

    id: str
    level: Range | None
    index: Index | None
    reason: CapabilityReason
    answered: int
    of: int
    questions: list[QuestionResult]


class ShareShortfall(TypedDict):
    """`have` capabilities reach the next level, `need` would be enough, `of` are scored; `short` names those below."""

    have: int
    need: int
    of: int
    short: list[str]


class ThemeObstacles(TypedDict):
    """What keeps a theme from `next`. Nothing does when `next` is null: it is at the top.
    `share` is null when that condition holds or is not tested; the lists name capabilities left too far behind,
    and the questions of the standards that are not met (empty when the condition holds or is not tested)."""

    next: int | None
    share: ShareShortfall | None
    behind: list[str]
    standards: list[str]


class ThemeReason(TypedDict):
    low: ThemeObstacles
    high: ThemeObstacles


class ThemeResult(TypedDict):
    """`level` and `reason` are null when the policy has no theme gate, or when nothing in the theme applies."""

    id: str
    level: Range | None
    index: Index | None
    reason: ThemeReason | None
    standards: Tally
    answered: int
    of: int
    capabilities: list[CapabilityResult]


class StandardResult(TypedDict):
    """`status`: `met`; `not_met`; `not_shown` (the level is claimed, no evidence is named); `open`; `not_applicable`.
    `reason`: `shown`, `below`, `dont_know`, `no_evidence`, `unanswered` or `not_applicable`."""

    question: str
    minimum: int
    status: Literal["met", "not_met", "not_shown", "open", "not_applicable"]
    reason: Literal["shown", "below", "dont_know", "no_evidence", "unanswered", "not_applicable"]


class EvidenceToName(TypedDict):
    """A level that is claimed while no evidence is named. `closes`: naming it meets a minimum standard."""

    question: str
    closes: bool


class AdvisedAction(TypedDict):
    """Something for the force to do. `because` are the answers that call for it, `closes` those of them whose minimum
    standard it meets, `lifts` what it brings each of them to. Ids are in the questionnaire's order."""

    id: str
    kind: Literal["step", "intervention"]
    because: list[str]
    closes: list[str]
    lifts: list[Lift]
    days: list[int]
    role: str | None
    interventions: list[str]


class NationalWork(TypedDict):
    """An intervention that is national work, the answers that it would raise, and the unmet standards among them."""

    intervention: str
    because: list[str]
    closes: list[str]


class Offer(TypedDict):
    """An intervention to which the force has something to give, because of these answers."""

    intervention: str
    because: list[str]


class Advice(TypedDict):
    """What a profile calls for: evidence to name, at most five actions to do first, the actions after them, what to ask
    for nationally, and what to offer others."""

    evidence: list[EvidenceToName]
    first: list[AdvisedAction]
    then: list[AdvisedAction]
    ask: list[NationalWork]
    offer: list[Offer]


class Profile(TypedDict):
    """One force's result for one period. `complete`: nothing is open. `unshown`: questions whose claim counts for
    less because no evidence is named. `overall` is null unless the policy asks for it."""

    format: Literal["maturity-profile/2"]
    edition: EditionRef
    force: str
    period: str
    signed: bool
    complete: bool
    roles: list[str]
    answered: int
    of: int
    unshown: list[str]
    themes: list[ThemeResult]
    overall: Index | None
    standards_met: Tally
    standards: list[StandardResult]
    advice: Advice


# --- Comparison: several profiles side by side, alphabetical, never ranked -------------------------------------


class ComparedResult(TypedDict):
    """One force in one period. `whole`: signed and complete. `levels` has a pair or null by the id of each theme and
    capability."""

    whole: bool
    signed: bool
    levels: dict[str, Range | None]
    met: Tally


class ComparedForce(TypedDict):
    """`results` has one for each of the comparison's periods, or null."""

    name: str
    invented: bool
    results: list[ComparedResult | None]


class ComparedGroup(TypedDict):
    """Forces of a region, a nation or a peer group, by their places in the comparison."""

    kind: str
    name: str
    forces: list[int]


class Comparison(TypedDict):
    """What the page of the comparison draws. Forces are in alphabetical order, and the latest period is first."""

    top: int
    periods: list[str]
    forces: list[ComparedForce]
    groups: list[ComparedGroup]


#: [numerator, denominator] in lowest terms; an index is one on 0–100.
Fraction: TypeAlias = list[int]


PeriodKind: TypeAlias = Literal["year", "financial-year", "quarter", "month"]
