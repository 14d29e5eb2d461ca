"""The questionnaire as its authors write it: one class for each thing in the YAML files, and one for each file.

Shapes only. What must hold between files (an id that exists, no cycle) is checked in `rules`; how the
words read is checked in `wording`. Source of the rules: the edition's own page "How scoring works".
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from maturity.records import PeriodKind

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=80)]
Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
Date = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="Year-month-day, such as 2026-11-20")]
Address = Annotated[str, Field(pattern=r"^https://[^\s\"'<>]+$", description="An address such as https://www.gov.uk")]
Fingerprint = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
Whole = Annotated[int, Field(ge=0, le=1000)]
Weight = Annotated[int, Field(ge=1, le=1000)]
#: Person-days of a piece of work, from least to most. An estimate.
Days = tuple[Whole, Whole]
#: What counts as a number or a period when an edition does not say.
COUNTED = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "dozen"),
    *("hundred", "once", "twice", "half", "third", "quarter", "share", "percentage", "number"),
    *("each", "every", "all", "both", "none", "minute", "minutes", "hour", "hours", "day", "days", "daily"),
    *("week", "weeks", "weekly", "month", "months", "monthly", "quarters", "quarterly", "year", "years", "yearly"),
)
Proof = Literal["document", "practice"]
Confidence = Literal["high", "medium-high", "medium", "low-medium", "low"]


class QuestionnairePart(BaseModel):
    """Base of every part of a questionnaire: it cannot change, and a field nobody knows is refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


# --- edition.yml -----------------------------------------------------------------------------------------------


class Level(QuestionnairePart):
    """One step of the scale. Its number is its place in the list, from 0."""

    name: Text
    meaning: Text


class Role(QuestionnairePart):
    """Somebody's part in the force, never a person's name."""

    id: Id
    name: Text


class Term(QuestionnairePart):
    """A word that the questions use in one exact sense."""

    term: Text
    meaning: Text


class Gap(QuestionnairePart):
    """A distance between the vision and today that the edition wants closed."""

    id: Id
    name: Text
    text: Text


class Aim(QuestionnairePart):
    """A project aim, and what it means for the people who answer."""

    id: Id
    name: Text
    text: Text
    means: Text


class Horizon(QuestionnairePart):
    """When an intervention comes, in an ordered list: first, next, later."""

    id: Id
    name: Text
    meaning: Text


class Condition(QuestionnairePart):
    """A fact about a force that switches some questions on. A force's default is in forces.yml."""

    id: Id
    name: Text
    question: Text


class AboutField(QuestionnairePart):
    """Something asked once about the force, never scored. No `choices` means free text."""

    id: Id
    label: Text
    help: Text | None = None
    choices: tuple[Text, ...] = ()


class Burden(QuestionnairePart):
    """What an assessment asks of a force, in minutes: for each question of its lead and of a helper, of each role for
    the meeting, and of the coordinator for everything else."""

    lead: Whole
    help: Whole
    meeting: Whole
    coordinator: Whole


class Fact(QuestionnairePart):
    """A figure from a source, with what must be said beside it whenever it is quoted."""

    text: Text
    source: Id
    #: A list that belongs to the figure.
    items: tuple[Text, ...] = ()
    caution: Text | None = None


class Vision(QuestionnairePart):
    """What it should be like, for each group of people: a heading and a sentence or two."""

    who: Text
    text: Text


class Gate(QuestionnairePart):
    """When a theme reaches level L, tested 1, 2, 3 … up to the first failure. Each condition can be left out."""

    #: [part, whole]: at least this share of the scored capabilities is at L or above.
    share: tuple[Weight, Weight] | None = None
    #: No scored capability is more than this many levels below L.
    lag: Whole | None = None
    #: From this level on, every minimum standard in the theme that applies must be met.
    standards_from: Weight | None = None


class Scoring(QuestionnairePart):
    """The scoring policy of an edition, as data."""

    #: A level above this with no evidence named counts as this. Left out: no cap.
    evidence_cap: Whole | None = None
    #: The level that a don't know counts as once the assessment is signed.
    dont_know_counts_as: Whole = 0
    #: Left out: a theme has an index but no level.
    theme_gate: Gate | None = None
    #: Points that each level carries in the index, lowest first. Left out: each level carries its own number.
    level_points: tuple[Whole, ...] = ()
    #: Whether there is an index over all themes.
    overall_index: bool = False


class Wording(QuestionnairePart):
    """Words that the edition does not want in its questions, by the rule they break. The check `wording` reads them."""

    double: tuple[Text, ...] = ()
    opinion: tuple[Text, ...] = ()
    praise: tuple[Text, ...] = ()
    names: tuple[Text, ...] = ()
    secrets: tuple[Text, ...] = ()
    #: Words that give a number, a count or a period. A level in the upper half of the scale has one of them, or a
    #: digit. An empty list switches the check off.
    counted: tuple[Text, ...] = COUNTED
    #: Most words in one sentence of a question or a level, and highest reading grade of a whole question.
    longest_sentence: Weight | None = None
    highest_grade: Weight | None = None


class KeepOut(QuestionnairePart):
    """Something that free text should not hold: what it is, as words to print, and a regular expression that finds it.
    The form hints at it while somebody types, and never gets in the way."""

    what: Text
    pattern: Text


class Periods(QuestionnairePart):
    """How the edition counts its periods, which fixes how one is spelt: 2026 (`year`), 2026/27 (`financial-year`),
    2026 Q4 (`quarter`, of the calendar year) or 2026-10 (`month`)."""

    kind: PeriodKind = "year"


class Returns(QuestionnairePart):
    """Where forces send their returns. It may change at any time, and is no part of what an edition asks."""

    #: An address, or a place such as a shared folder, as words to print.
    to: Text
    #: What else to know before sending, such as the last day, or how to send what is sensitive.
    note: Text | None = None


class Edition(QuestionnairePart):
    """edition.yml: what an edition is called, its scale, its lists and its policy."""

    id: Id
    version: Text
    title: Text
    #: One or two sentences for the home page.
    summary: Text
    #: Left out while it is a draft.
    published: Date | None = None
    #: Written by `maturity publish`: what the edition is known by from then on, through all corrections.
    fingerprint: Fingerprint | None = None
    #: Who publishes it, and the body that holds a force to account, as words to print.
    owner: Text
    oversight: Text
    #: The protective marking of the blank questionnaire, and the default marking of a completed assessment.
    marking: Text
    scope: Text
    #: What an assessment is for. Left out: a calendar year.
    periods: Periods = Periods()
    #: File names of the themes without `.yml`, in order.
    themes: tuple[Id, ...] = Field(min_length=1)
    scale: tuple[Level, ...] = Field(min_length=2, max_length=10)
    #: Printed above every question.
    rules: tuple[Text, ...] = ()
    words: tuple[Term, ...] = ()
    roles: tuple[Role, ...] = Field(min_length=1)
    #: The role that signs an assessment off, which the form offers first. Without it somebody chooses one.
    signs: Id | None = None
    #: Left out: the form says to send the return to the owner, and not where that is.
    returns: Returns | None = None
    #: Left out: the pages say nothing of the time that an assessment takes.
    burden: Burden | None = None
    vision: tuple[Vision, ...] = ()
    aims: tuple[Aim, ...] = ()
    gaps: tuple[Gap, ...] = ()
    facts: tuple[Fact, ...] = ()
    takeaways: tuple[Text, ...] = ()
    horizons: tuple[Horizon, ...] = ()
    conditions: tuple[Condition, ...] = ()
    about: tuple[AboutField, ...] = ()
    scoring: Scoring
    wording: Wording = Wording()
    keep_out: tuple[KeepOut, ...] = ()


# --- a theme's file --------------------------------------------------------------------------------------------


class Step(QuestionnairePart):
    """What a force can do alone, waiting for nobody, so that one question reaches a level. Its id is the question's
    with the level behind it, as in `pi-takeover-plan-2`. It is taken from any level between the step before and its
    own."""

    #: The level that it leads to.
    to: Weight
    name: Text
    #: What to do first, on Monday.
    first: Text
    days: Days
    #: Days for a force that is part of the way: above the level at which the step can first be taken.
    part_way: Days | None = None
    #: Who leads it.
    role: Id
    #: The item of the toolkit that serves it best.
    tool: Id | None = None
    #: Steps, or forces' parts of interventions, that must be done before it.
    after: tuple[Id, ...] = ()


class Question(QuestionnairePart):
    """One question and its ladder of levels."""

    id: Id
    code: Text
    text: Text
    why: Text
    #: The list that the levels count on, or a rule for counting; printed with the question.
    counting: Text | None = None
    #: One text for each level of the scale, lowest first. Each level includes all those below it.
    levels: tuple[Text, ...]
    #: What shows each level from 1 up: a document, such as a rule, a plan or a list; or practice, such as a record, a
    #: test or a count. Left out: nobody has said.
    proof: tuple[Proof, ...] = ()
    #: The usual equivalents, and what to do in a doubtful case.
    guidance: Text | None = None
    evidence: tuple[Text, ...] = ()
    lead: Id
    helpers: tuple[Id, ...] = ()
    #: For the minimum standard, or level 2 where there is none; then for the level after it.
    steps: tuple[Step, ...] = ()
    #: The interventions to which a force with the highest level has something to give.
    gives: tuple[Id, ...] = ()
    #: What a critical friend can try for herself.
    critical_friend: Text | None = None
    #: When "not applicable" may be chosen. Left out: never.
    not_applicable: Text | None = None
    #: Asked only of forces for which this condition holds.
    condition: Id | None = None
    #: The answer describes how a force could be attacked: kept out of routine exports.
    sensitive: bool = False
    weight: Weight = 1
    #: Counts up when the meaning changes but the id stays; years are compared only where it is the same.
    meaning: Weight = 1
    sources: tuple[Id, ...] = ()
    outside: Text | None = None
    #: Flags of the wording check that a person has looked at: the rule, and why it is right as it is.
    cleared: dict[Id, Text] = Field(default_factory=dict)


class Capability(QuestionnairePart):
    """Something a force can do, as strong as the weakest of its questions."""

    id: Id
    code: Text
    name: Text
    good: Text
    gaps: tuple[Id, ...] = ()
    weight: Weight = 1
    questions: tuple[Question, ...] = Field(min_length=1)


class Theme(QuestionnairePart):
    """A theme's file: `prioritise.yml` and the like."""

    id: Id
    code: Text
    name: Text
    #: What forces get help with, and why.
    help: Text
    why: Text
    weight: Weight = 1
    capabilities: tuple[Capability, ...] = Field(min_length=1)


# --- the other files -------------------------------------------------------------------------------------------


class Standard(QuestionnairePart):
    """A question's minimum level in this edition, and the reason for it."""

    question: Id
    level: Weight
    #: A few words that name it inside a sentence, such as "access to accounts". Left out: the question's code is used.
    name: Text | None = None
    #: The standard in one line.
    text: Text
    reason: Text
    #: It cannot wait, because people come to harm while it is not met, or because the others rest on it. What meets it
    #: comes first in the advice.
    urgent: bool = False


class Standards(QuestionnairePart):
    """standards.yml."""

    introduction: Text
    chosen_by: tuple[Text, ...] = ()
    left_out: tuple[Text, ...] = ()
    standards: tuple[Standard, ...] = ()


class Raise(QuestionnairePart):
    """What an intervention does for a question: a level from the first of `levels` up to below the second becomes the
    second."""

    question: Id
    levels: tuple[Whole, Weight]
    #: On what this rests: the roadmap says it, we judge it so, or somebody has seen it happen.
    rests_on: Literal["roadmap", "judgement", "observed"]


class Part(QuestionnairePart):
    """Each force's part of an intervention: what it is, if the intervention's name does not say that, who leads it, and
    its days of work. `now` says what to do first."""

    name: Text | None = None
    role: Id
    days: Days
    tool: Id | None = None
    #: Steps, or forces' parts of other interventions, that must be done before it.
    after: tuple[Id, ...] = ()


class NationalStep(QuestionnairePart):
    """What the national team does for an intervention of its own: what it makes, the decision that it needs for that,
    and the first paper to write."""

    deliverable: Text
    decision: Text
    paper: Text


class Intervention(QuestionnairePart):
    """Something from the roadmap that raises answers."""

    id: Id
    #: Its name on the roadmap.
    name: Text
    #: What it is, in one or two sentences.
    text: Text | None = None
    theme: Id
    theme_confidence: Confidence | None = None
    theme_alternative: Text | None = None
    horizon: Id
    horizon_confidence: Confidence | None = None
    #: Its place in the order of work. Left out: after those that have one, by id.
    rank: Weight | None = None
    owner: Literal["national", "both", "force"]
    gaps: tuple[Id, ...] = ()
    #: The national part, in person-days.
    national_days: Days | None = None
    part: Part | None = None
    #: The questions that it raises.
    raises: tuple[Raise, ...] = ()
    #: What a force can do now, without waiting for anyone national.
    now: Text
    #: The national team's part, where the work is national.
    national_step: NationalStep | None = None
    #: What must be there first, in words; and the interventions that come before this one.
    needs: Text | None = None
    after: tuple[Id, ...] = ()
    success: tuple[Text, ...] = ()
    #: What has happened since the roadmap was written (outside its sources; to be checked before publishing).
    since: Text | None = None
    note: Text | None = None
    #: What is unclear in the roadmap, and how it was read. For the national team.
    reading: Text | None = None


class Interventions(QuestionnairePart):
    """interventions.yml."""

    introduction: Text
    #: For forces: the order of work, and what overlaps.
    notes: tuple[Text, ...] = ()
    #: For the national team: how the roadmap was read.
    readings: tuple[Text, ...] = ()
    interventions: tuple[Intervention, ...] = ()


class Force(QuestionnairePart):
    """An organisation that answers."""

    id: Id
    name: Text
    kind: Id
    nation: Text
    region: Text
    #: Conditions that hold for it unless its assessment says otherwise.
    conditions: tuple[Id, ...] = ()
    starts: Date | None = None
    ends: Date | None = None
    became: Id | None = None


class PeerGroup(QuestionnairePart):
    """Forces that may fairly be looked at together. With `centre`, it is that force's own group and no one else's."""

    id: Id
    name: Text
    kind: Id
    source: Text
    as_of: Date
    centre: Id | None = None
    members: tuple[Id, ...]


class Consent(QuestionnairePart):
    """A force's written consent. Where there is none, or it has ended, the force is not named."""

    force: Id
    #: named_in_public: its results may appear under its name in a public site. helps_others: forces that it could help,
    #: and that could help it, may be told its name and with which capabilities.
    allows: tuple[Literal["named_in_public", "helps_others"], ...] = Field(min_length=1)
    #: The role that gave it, in writing.
    role: Id
    date: Date
    #: The last day on which it holds. Left out: until it is taken back.
    until: Date | None = None


class Extension(QuestionnairePart):
    """More time for one force: it may send its return of a period by another day than the others."""

    force: Id
    period: Text
    #: The last day.
    until: Date
    #: Why, and who agreed to it. For the national team only: no page and no published edition has it.
    reason: Text


class Extensions(QuestionnairePart):
    """extensions.yml, which may be left out: forces that have more time. It is no part of an edition, is never
    published, and may change at any time."""

    extensions: tuple[Extension, ...] = ()


class Forces(QuestionnairePart):
    """forces.yml. `invented` forces are for examples and training, and are labelled so wherever they are shown."""

    note: Text
    #: What a force can be, and what a peer group can go by. Any other value is refused. Without a list, a value is
    #: refused that looks like a typing error for one that is used more often.
    kinds: tuple[Id, ...] = ()
    nations: tuple[Text, ...] = ()
    regions: tuple[Text, ...] = ()
    group_kinds: tuple[Id, ...] = ()
    #: The kind of peer group by which national figures are published as well: each force is in one group of it.
    division: Id | None = None
    forces: tuple[Force, ...] = ()
    invented: tuple[Force, ...] = ()
    peer_groups: tuple[PeerGroup, ...] = ()
    consents: tuple[Consent, ...] = ()


class OwnForces(QuestionnairePart):
    """forces.yml in a folder of returns: the invented forces that these returns are of, in place of the edition's."""

    note: Text
    division: Id | None = None
    invented: tuple[Force, ...] = Field(min_length=1)
    peer_groups: tuple[PeerGroup, ...] = ()
    consents: tuple[Consent, ...] = ()


class Source(QuestionnairePart):
    """Where a fact comes from, and how far to trust it."""

    id: Id
    kind: Literal["seed", "outside", "reference"]
    title: Text
    #: The document's file name, for a seed.
    file: Text | None = None
    date: Text | None = None
    address: Address | None = None
    #: The day on which somebody last read it. Left out: not checked.
    seen: Date | None = None
    trust: Text | None = None


class Sources(QuestionnairePart):
    """sources.yml."""

    note: Text
    sources: tuple[Source, ...] = ()


class Change(QuestionnairePart):
    """What became of an id, so that an older assessment can be carried over.

    `reworded` goes with `meaning` counted up if an answer means something else now; if not, the words are new and the
    meaning is the same. `corrected` is a minor correction after publication that changes no meaning; what has no
    id of its own is corrected under the edition's."""

    #: The edition in which it changed.
    version: Text
    kind: Literal["renamed", "retired", "reworded", "added", "corrected"]
    id: Id
    #: The new id, when renamed.
    to: Id | None = None
    note: Text


class Changes(QuestionnairePart):
    """changes.yml."""

    changes: tuple[Change, ...] = ()


class ExampleAnswer(QuestionnairePart):
    """An answer in a worked example. A bare whole number in the YAML stands for that level with evidence named."""

    level: Whole | None = None
    evidence: bool = True
    dont_know: bool = False


class WorkedExample(QuestionnairePart):
    """A small case that the page on scoring works through with the engine itself. Only one theme is shown."""

    id: Id
    title: Text
    tells: Text
    theme: Id
    signed: bool = False
    answers: dict[Id, Whole | ExampleAnswer]


class Examples(QuestionnairePart):
    """examples.yml."""

    examples: tuple[WorkedExample, ...] = ()


class CrosswalkPart(QuestionnairePart):
    """A part of an inspection or of professional practice, and the questions that a force can answer it with."""

    id: Id
    #: A short name in our own words.
    name: Text
    #: What it asks of a force, in our own words.
    text: Text
    #: Where it is. Left out: where its document is.
    address: Address | None = None
    #: The day on which somebody last read it. Left out: not checked.
    seen: Date | None = None
    questions: tuple[Id, ...] = Field(min_length=1)


class CrosswalkDocument(QuestionnairePart):
    """A document with the parts that the questions serve. `source` is in sources.yml."""

    id: Id
    name: Text
    source: Id
    parts: tuple[CrosswalkPart, ...] = Field(min_length=1)


class Crosswalk(QuestionnairePart):
    """crosswalk.yml, which may be left out. It follows documents of others, so it is no part of an edition and may
    change at any time."""

    introduction: Text | None = None
    documents: tuple[CrosswalkDocument, ...] = ()
    #: Questions with a minimum standard that no part asks for.
    served_by_none: tuple[Id, ...] = ()


class CalibrationCase(QuestionnairePart):
    """A made-up case to practise on: what a force's papers say, and the level that was agreed for it."""

    id: Id
    question: Id
    #: The facts, as a paper or a note would have them.
    text: Text
    level: Whole
    #: How the agreed level was reached: what is shown, and which part of the level above is not.
    why: Text
    #: What is easily chosen instead, and why that is wrong.
    mistake: Text | None = None


class Calibration(QuestionnairePart):
    """calibration.yml, which may be left out: short cases that people rate before they start. No answer depends on
    them, so they are no part of an edition's fingerprint and may change at any time."""

    introduction: Text | None = None
    #: The form shows the first two at once.
    cases: tuple[CalibrationCase, ...] = ()


class Campaign(QuestionnairePart):
    """An entry of the catalogue: a campaign that was evaluated, whether it worked or not."""

    id: Id
    title: Text
    #: True for an entry that only shows what one looks like.
    invented: bool = False
    #: Who ran it, as words to print, and when.
    force: Text
    dates: Text
    #: The policing purpose, the aim, and who it was for.
    purpose: Text
    aim: Text
    audience: Text
    #: What was counted, with the figures before and after, and what it cost.
    measure: Text
    before: Text
    after: Text
    cost: Text
    result: Text
    #: What else could explain the result, and what did not work.
    other_causes: Text
    failed: Text
    #: What other forces may use again, until when, and whom to ask.
    rights: Text


class EvidenceCase(QuestionnairePart):
    """An entry of the library of evidence: one claim, and how strong its proof is."""

    id: Id
    title: Text
    invented: bool = False
    force: Text
    date: Text
    claim: Text
    #: One of the five lines of the form.
    strength: Literal["told", "counted-after", "before-and-after", "compared", "drawn-at-random"]
    #: Why it is that strong and no stronger.
    why: Text
    before: Text
    after: Text
    cost: Text
    other_causes: Text
    #: What it does not show, and where the full record is.
    limits: Text
    record: Text


class Shelf(QuestionnairePart):
    """What a kind of entry belongs to: the intervention that leads to it, and the toolkit's form to send one in."""

    intervention: Id
    form: Id


class Library(QuestionnairePart):
    """library.yml, which may be left out: the campaign catalogue and the library of evidence, one store with two kinds
    of entry. It grows all the time, so it is no part of an edition."""

    introduction: Text | None = None
    campaign_shelf: Shelf | None = None
    campaigns: tuple[Campaign, ...] = ()
    case_shelf: Shelf | None = None
    cases: tuple[EvidenceCase, ...] = ()


class Publishing(QuestionnairePart):
    """publishing.yml: what may be published of the returns. It can hide more than the rules do, and never less. It is
    no part of an edition, so it may change at any time."""

    #: How many forces counts need. Never fewer than 11.
    counts: Annotated[int, Field(ge=11)] = 11
    #: How many forces a middle and its spread need. Never fewer than 6.
    middles: Annotated[int, Field(ge=6)] = 6
    #: How many forces must differ from the commonest value. Never fewer than 4.
    mixed: Annotated[int, Field(ge=4)] = 4


class Questionnaire(QuestionnairePart):
    """A whole edition: every file of one folder."""

    edition: Edition
    themes: tuple[Theme, ...]
    standards: Standards
    interventions: Interventions
    forces: Forces
    sources: Sources
    changes: Changes
    examples: Examples
    crosswalk: Crosswalk = Crosswalk()
    calibration: Calibration = Calibration()
    library: Library = Library()
    extensions: Extensions = Extensions()

    @property
    def capabilities(self) -> list[Capability]:
        """Every capability, in order."""
        return [capability for theme in self.themes for capability in theme.capabilities]

    @property
    def questions(self) -> list[Question]:
        """Every question, in order."""
        return [question for capability in self.capabilities for question in capability.questions]

    @property
    def everyone(self) -> list[Force]:
        """Every force, the real ones first."""
        return [*self.forces.forces, *self.forces.invented]
