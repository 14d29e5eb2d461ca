"""The figures of many forces: what may leave the national team (format `maturity-aggregate/2`), and what is its own.

A figure is a number, or null with a reason in `hidden` beside it. Only `publishing.publish` makes a `PeriodFigures`,
and only a released one is put into a `Publication`. What begins with `Team` hides nothing and is never published."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, TypedDict

from maturity.records import EditionRef, Fraction

AGGREGATE_FORMAT: Final = "maturity-aggregate/2"

#: Why a figure is not there. `too_few`: not enough forces have returned. `too_alike`: forces' answers are so alike that
#: the figure could give one away. `security`: a question is security-sensitive, so there are national figures only.
#: `settings`: the settings for publishing are not understood.
Hidden: TypeAlias = Literal["too_few", "too_alike", "security", "settings"]
GroupKind: TypeAlias = Literal["all", "peer", "nation", "kind", "region"]


class LevelFigures(TypedDict):
    """The levels of forces on a question or a capability. `counts`: forces at each level, lowest first. `middle`: the
    lower middle value. At least half of the forces are from `low` to `high`, both included."""

    id: str
    counts: list[int] | None
    not_applicable: int | None
    middle: int | None
    low: int | None
    high: int | None
    hidden: Hidden | None


class StandardFigures(TypedDict):
    """How many forces have each result on a minimum standard. `not_applicable` includes those that are not asked."""

    question: str
    met: int | None
    not_met: int | None
    not_shown: int | None
    not_applicable: int | None
    hidden: Hidden | None


class ThemeFigures(TypedDict):
    """A theme: the `counts` of those of its capabilities that are shown (`capabilities` of `of`), added up."""

    id: str
    counts: list[int] | None
    not_applicable: int | None
    capabilities: int
    of: int
    hidden: Hidden | None


class InterventionFigures(TypedDict):
    """How many `answers`, `of` so many, call for an intervention: over those of its questions that are shown
    (`questions` of `of_questions`)."""

    intervention: str
    answers: int | None
    of: int | None
    questions: int
    of_questions: int
    hidden: Hidden | None


class GroupFigures(TypedDict):
    """All figures of one group. `of` is the kind of peer group; `forces`: how many returned. Interventions: the largest
    share of answers first, equal ones by id; those that are hidden last."""

    id: str
    name: str
    kind: GroupKind
    of: str | None
    forces: int
    questions: list[LevelFigures]
    capabilities: list[LevelFigures]
    themes: list[ThemeFigures]
    standards: list[StandardFigures]
    interventions: list[InterventionFigures]


class PeriodFigures(TypedDict):
    """One period, as it may be published. `returned`: complete, signed assessments of the `asked` forces there are."""

    period: str
    edition: EditionRef
    returned: int
    asked: int
    groups: list[GroupFigures]


class Publication(TypedDict):
    """Everything that is published."""

    format: Literal["maturity-aggregate/2"]
    periods: list[PeriodFigures]


# --- the national team's own -----------------------------------------------------------------------------------


class CalledFigures(TypedDict):
    """How many forces' answers call for an intervention."""

    intervention: str
    forces: int


class TeamGroupFigures(GroupFigures):
    """Nothing is hidden; and with it what joins capabilities: forces' levels in themes, and how many forces each
    intervention is called for, the most first."""

    theme_levels: list[LevelFigures]
    called: list[CalledFigures]


class TeamPeriodFigures(TypedDict):
    """One period for the national team."""

    period: str
    edition: EditionRef
    returned: int
    asked: int
    groups: list[TeamGroupFigures]


class MovementFigures(TypedDict):
    """How many forces moved. `not_shown`: changed, but no evidence is named. `rules`: forces whose earlier answers come
    to another level under the later rules, which is no movement."""

    id: str
    up: int
    down: int
    same: int
    not_shown: int
    rules: int


class BetweenFigures(TypedDict):
    """From one period to the next, over all `forces` that are in both, on the `questions` that both editions share."""

    earlier: str
    later: str
    forces: int
    questions: int
    capabilities: list[MovementFigures]
    themes: list[MovementFigures]


# --- one force beside a group -----------------------------------------------------------------------------------


class OwnFigure(TypedDict):
    """A force's own level beside a group's figures; null where it has none, or they are hidden."""

    id: str
    own: int | None
    middle: int | None
    low: int | None
    high: int | None
    hidden: Hidden | None


class OwnComparison(TypedDict):
    """A force beside a group."""

    group: str
    name: str
    kind: GroupKind
    forces: int
    capabilities: list[OwnFigure]


# --- movement of one force: for that force and those it shows it to, never published ---------------------------


class LevelMove(TypedDict):
    """A capability on the shared questions. `then`: the earlier answers under the earlier rules; `before`: the same
    answers under the later rules; `after`: the later answers. `moved` needs evidence for all of `changed`."""

    id: str
    then: int | None
    before: int | None
    after: int | None
    changed: list[str]
    no_evidence: list[str]
    moved: Literal["up", "down", "same", "not_shown"]


class IndexMove(TypedDict):
    """A theme on the shared questions, by its index: exact fractions on 0–100."""

    id: str
    then: Fraction | None
    before: Fraction | None
    after: Fraction | None
    changed: list[str]
    no_evidence: list[str]
    moved: Literal["up", "down", "same", "not_shown"]


class Movement(TypedDict):
    """What moved in a force between two of its assessments, on the `questions` that both editions share."""

    force: str
    earlier: str
    later: str
    questions: list[str]
    capabilities: list[LevelMove]
    themes: list[IndexMove]
