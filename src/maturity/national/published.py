"""The records that may leave the national team: aggregates after disclosure control, format `maturity-aggregate/1`.

A figure is a number, or null with a reason in `hidden` beside it. Only `disclosure.movement.publish` makes a
`Publication`. `DICTIONARY` says what each field means; it goes with every CSV and JSON that carries these records."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, TypedDict

from maturity.records import EditionRef, Fraction

AGGREGATE_FORMAT: Final = "maturity-aggregate/1"

#: Why a figure is not there. `too_few`: fewer than five other forces. `overlap`: with another group's figures it would
#: give forces away. `small_group`: no counts, and nothing but capabilities, for a group that is not large enough, or
#: that cannot be kept apart from others. `protected`: somebody's answer could be worked out from it. `security`: the
#: question is security-sensitive, so that only the national figure is shown. `settings`: the settings are not right.
Hidden: TypeAlias = Literal["too_few", "overlap", "small_group", "protected", "security", "settings"]
#: What a group shows. `middles`: the middle and spread of capabilities, and no counts.
Shows: TypeAlias = Literal["counts", "middles", "nothing"]
GroupKind: TypeAlias = Literal["all", "peer", "nation", "kind", "region"]


class LevelFigures(TypedDict):
    """Where forces stand on a question, a capability or a theme. `counts`: forces at each level, lowest first.
    `middle`: the lower middle value. At least half of the forces are from `low` to `high`, both included."""

    id: str
    counts: list[int] | None
    not_applicable: int | None
    middle: int | None
    low: int | None
    high: int | None
    hidden: Hidden | None


class StandardFigures(TypedDict):
    """How many forces stand where on a minimum standard. `not_applicable` includes those that are not asked."""

    question: str
    met: int | None
    not_met: int | None
    not_shown: int | None
    not_applicable: int | None
    hidden: Hidden | None


class InterventionFigures(TypedDict):
    """How many forces' answers call for an intervention."""

    intervention: str
    forces: int | None
    hidden: Hidden | None


class GroupFigures(TypedDict):
    """All figures of one group. `of` is the kind of peer group; `forces` how many assessments are counted, null where
    nothing is shown. Interventions: most called for first, equal ones by id; those that are hidden last."""

    id: str
    name: str
    kind: GroupKind
    of: str | None
    centre: str | None
    shows: Shows
    forces: int | None
    hidden: Hidden | None
    questions: list[LevelFigures]
    capabilities: list[LevelFigures]
    themes: list[LevelFigures]
    standards: list[StandardFigures]
    interventions: list[InterventionFigures]


class PeriodFigures(TypedDict):
    """One period. `returned` complete, signed assessments of the `asked` forces that there are."""

    period: str
    edition: EditionRef
    returned: int
    asked: int
    groups: list[GroupFigures]


class MovementFigures(TypedDict):
    """How many forces moved. `not_shown`: changed, but no evidence is named. `rules`: forces whose earlier answers come
    to another level under the later rules, which is no movement."""

    id: str
    up: int | None
    down: int | None
    same: int | None
    not_shown: int | None
    rules: int | None
    hidden: Hidden | None


class BetweenFigures(TypedDict):
    """From one period to another, over all `forces` that are in both, on the `questions` that both editions share."""

    earlier: str
    later: str
    forces: int | None
    questions: int
    capabilities: list[MovementFigures]
    themes: list[MovementFigures]
    hidden: Hidden | None


class Publication(TypedDict):
    """Everything that is published, together: what is safe was decided over all of it."""

    format: Literal["maturity-aggregate/1"]
    periods: list[PeriodFigures]
    between: list[BetweenFigures]


class OwnFigure(TypedDict):
    """A force's own level beside a group's figures; null where it has none, or they are hidden."""

    id: str
    own: int | None
    middle: int | None
    low: int | None
    high: int | None
    hidden: Hidden | None


class OwnComparison(TypedDict):
    """A force beside one of its groups."""

    group: str
    name: str
    kind: GroupKind
    forces: int | None
    hidden: Hidden | None
    questions: list[OwnFigure]
    capabilities: list[OwnFigure]
    themes: list[OwnFigure]


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


#: Field of a published row -> what it means. For people who open the data without the site.
DICTIONARY: Final[dict[str, str]] = {
    "format": "The name and version of this format.",
    "period": "The period that the assessments are for, as the forces wrote it.",
    "edition": "The edition of the questionnaire that the figures follow. In a table, its id and its version as one "
    "text, so that no program reads the version as a number.",
    "returned": "How many forces sent a complete, signed assessment for the period.",
    "asked": "How many forces there are that could have sent one.",
    "group": "The id of the group of forces. The group named all has every force that returned.",
    "name": "The group's name.",
    "kind": "What makes it a group: all, peer (a peer group), nation, kind (of force) or region.",
    "of": "For a peer group, the kind of peer group.",
    "centre": "For a peer group that belongs to one force, that force. It is counted in the group.",
    "shows": "counts: all figures. middles: the middle and spread of capabilities only. nothing: no figure.",
    "forces": "How many assessments are counted; for an intervention, how many of them call for it.",
    "id": "The id of the question, capability or theme.",
    "counts": "How many forces are at each level, lowest level first. In a table: one column for each level.",
    "not_applicable": "How many forces the question, or every question of the capability, does not apply to.",
    "middle": "The middle level when the forces' levels are put in order; the lower of two middle ones.",
    "low": "At least half of the forces are from this level to the level in high, both included.",
    "high": "At least half of the forces are from the level in low to this level, both included.",
    "question": "The id of the question that the minimum standard belongs to.",
    "met": "Forces that reach the minimum and name evidence.",
    "not_met": "Forces below the minimum.",
    "not_shown": "Forces that claim the minimum, or a move, and name no evidence for it.",
    "intervention": "The id of the intervention.",
    "earlier": "The earlier of two periods.",
    "later": "The later of two periods.",
    "questions": "How many questions are the same in both editions. Movement is worked out on these only.",
    "up": "Forces that moved up, with evidence named for every changed answer.",
    "down": "Forces that moved down, with evidence named for every changed answer.",
    "same": "Forces that did not move.",
    "rules": "Forces whose earlier answers come to another level under the later rules. That is not movement.",
    "hidden": "Why a figure is empty: too_few, overlap, small_group, protected, security or settings.",
}
