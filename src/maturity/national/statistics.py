"""Aggregates over complete, signed assessments: counts, lower middle values and spreads, group by group.

Pure. `material` gathers what is counted, force by force; `tabulate` turns it into tables in which nothing is hidden.
These are for the national team alone: what may leave it is made by `publishing.publish`. Nothing here ranks, averages
or names a highest or lowest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

from maturity.national.published import (
    CalledFigures,
    GroupFigures,
    GroupKind,
    Hidden,
    InterventionFigures,
    LevelFigures,
    OwnComparison,
    StandardFigures,
    TeamGroupFigures,
    TeamPeriodFigures,
    ThemeFigures,
)
from maturity.questionnaire.model import Force, PeerGroup
from maturity.records import Bundle, EditionRef, Profile, questions_of

#: In place of a level: the question, or all of the capability, does not apply; the question is not asked of the force.
NOT_APPLICABLE, NOT_ASKED = -1, -2
ALL = "all"
Levels: TypeAlias = dict[str, int]


class Group(NamedTuple):
    """A group of forces as the questionnaire gives it: all members, whether they returned or not."""

    id: str
    name: str
    kind: GroupKind
    of: str | None
    centre: str | None
    members: frozenset[str]


class Branch(NamedTuple):
    """A capability and its questions, or a theme and its capabilities."""

    id: str
    under: tuple[str, ...]


class Material(NamedTuple):
    """What the assessments of one period come to, force by force, in the order of `forces`. Never published as it is.

    `questions`, `capabilities` and `themes` hold a level, or one of the two marks above, for each force; `standards`
    a status; `called` whether its answers call for the intervention. `calls` are the levels of each question at which
    an answer calls for an intervention. `conditional` questions are not asked of every force. `named`: forces whose
    answers appear under their name in public, but for capabilities with a sensitive question."""

    period: str
    edition: EditionRef
    top: int
    asked: int
    forces: tuple[str, ...]
    groups: tuple[Group, ...]
    parts: tuple[Branch, ...]
    theme_parts: tuple[Branch, ...]
    sensitive: frozenset[str]
    conditional: frozenset[str]
    questions: dict[str, list[int]]
    capabilities: dict[str, list[int]]
    themes: dict[str, list[int]]
    standards: dict[str, list[str]]
    called: dict[str, list[bool]]
    calls: dict[str, dict[str, frozenset[int]]]
    named: frozenset[str] = frozenset()

    def members(self, group: Group) -> list[int]:
        """Places in `forces` of the group's members that returned."""
        return [place for place, force in enumerate(self.forces) if force in group.members]


class Spread(NamedTuple):
    """Real levels: the lower middle value, and two between which, both included, at least half of the values lie."""

    low: int
    middle: int
    high: int


class Shown(NamedTuple):
    """Which figures of a group are shown: why a question (with its standard) or a capability is hidden, where it is;
    and why there are middles only, if so. Questions that are `left_out` are in no sum."""

    questions: Mapping[str, Hidden] = {}
    capabilities: Mapping[str, Hidden] = {}
    counts: Hidden | None = None
    left_out: frozenset[str] = frozenset()


EVERYTHING: Final = Shown()


def spread(values: Iterable[int]) -> Spread | None:
    """Of levels, with marks left out; nothing when there are none. With `n` values in order and a quarter of n rounded
    up to `q`, they are the q-th from below, the lower middle one, and the q-th from above."""
    levels = sorted(value for value in values if value >= 0)
    if not levels:
        return None
    quarter = -(-len(levels) // 4)
    return Spread(levels[quarter - 1], levels[(len(levels) - 1) // 2], levels[-quarter])


def groups_of(forces: Sequence[Force], peer_groups: Sequence[PeerGroup] = ()) -> list[Group]:
    """Every group: all forces; peer groups of several forces; nation; kind; peer groups of one force, with that force
    in them; region."""
    ids = frozenset(force.id for force in forces)
    peers = [
        Group(peer.id, peer.name, "peer", peer.kind, peer.centre, ids & {*peer.members, peer.centre})
        for peer in peer_groups
    ]
    return [
        Group(ALL, ALL, "all", None, None, ids),
        *[peer for peer in peers if peer.centre is None],
        *_groups_by(forces, "nation", lambda force: force.nation),
        *_groups_by(forces, "kind", lambda force: force.kind),
        *[peer for peer in peers if peer.centre is not None and peer.centre in ids],
        *_groups_by(forces, "region", lambda force: force.region),
    ]


def _groups_by(forces: Sequence[Force], kind: GroupKind, what: Callable[[Force], str]) -> list[Group]:
    members: dict[str, set[str]] = {}
    for force in forces:
        members.setdefault(what(force), set()).add(force.id)
    return [Group(f"{kind}:{name}", name, kind, None, None, frozenset(members[name])) for name in sorted(members)]


def material(bundle: Bundle, profiles: Iterable[Profile], groups: Sequence[Group], period: str) -> Material:
    """What is counted for `period`: complete, signed assessments of the forces in the group of all forces, one each
    (the last one given)."""
    everyone = next(group for group in groups if group.kind == "all").members
    chosen = {
        p["force"]: p
        for p in profiles
        if p["period"] == period and p["signed"] and p["complete"] and p["force"] in everyone
    }
    forces = tuple(sorted(chosen))
    rows = [chosen[force] for force in forces]
    capabilities = [capability for theme in bundle["themes"] for capability in theme["capabilities"]]
    asked = [question for capability in capabilities for question in capability["questions"]]
    themes = [theme_levels(row) for row in rows]
    held = [capability_levels(row) for row in rows]
    answers = [question_levels(row) for row in rows]
    statuses = [{standard["question"]: standard["status"] for standard in row["standards"]} for row in rows]
    calls = {name: _calling_levels(bundle, name) for name in bundle["interventions"]}
    return Material(
        period=period,
        edition={"id": bundle["edition"]["id"], "version": bundle["edition"]["version"]},
        top=bundle["top"],
        asked=len(everyone),
        forces=forces,
        groups=tuple(groups),
        parts=tuple(Branch(c["id"], tuple(q["id"] for q in c["questions"])) for c in capabilities),
        theme_parts=tuple(Branch(t["id"], tuple(c["id"] for c in t["capabilities"])) for t in bundle["themes"]),
        sensitive=frozenset(question["id"] for question in asked if question["sensitive"]),
        conditional=frozenset(question["id"] for question in asked if question["condition"] is not None),
        questions={q["id"]: [row.get(q["id"], NOT_ASKED) for row in answers] for q in asked},
        capabilities={c["id"]: [row[c["id"]] for row in held] for c in capabilities},
        themes={t["id"]: [row[t["id"]] for row in themes] for t in bundle["themes"]},
        standards={
            q["id"]: [row.get(q["id"], "not_applicable") for row in statuses] for q in asked if q["minimum"] is not None
        },
        called={
            name: [any(row.get(question) in at for question, at in levels.items()) for row in answers]
            for name, levels in calls.items()
        },
        calls=calls,
    )


def _calling_levels(bundle: Bundle, intervention: str) -> dict[str, frozenset[int]]:
    """The levels of each question at which an answer calls for an intervention: those that it raises."""
    action = next(action for action in bundle["actions"] if action["id"] == intervention)
    levels: dict[str, frozenset[int]] = {}
    for each in action["raises"]:
        levels[each["question"]] = levels.get(each["question"], frozenset()) | {*range(each["from"], each["to"])}
    return {question["id"]: levels[question["id"]] for question in questions_of(bundle) if question["id"] in levels}


def highest_low_level(top: int) -> int:
    """The highest level of the lower half of a scale: 1 on a scale up to 4."""
    return (top - 1) // 2


def theme_levels(profile: Profile) -> Levels:
    """The level, or the mark that it does not apply, of each theme of a complete profile."""
    return {t["id"]: NOT_APPLICABLE if t["level"] is None else t["level"]["low"] for t in profile["themes"]}


def capability_levels(profile: Profile) -> Levels:
    """The level, or the mark that it does not apply, of each capability of a complete profile."""
    capabilities = [capability for theme in profile["themes"] for capability in theme["capabilities"]]
    return {c["id"]: NOT_APPLICABLE if c["level"] is None else c["level"]["low"] for c in capabilities}


def question_levels(profile: Profile) -> Levels:
    """The level, or the mark that it does not apply, of each question of a complete profile."""
    questions = [
        q for theme in profile["themes"] for capability in theme["capabilities"] for q in capability["questions"]
    ]
    return {q["id"]: NOT_APPLICABLE if q["counted"] is None else q["counted"]["low"] for q in questions}


# --- tables ----------------------------------------------------------------------------------------------------


def tabulate(material: Material) -> TeamPeriodFigures:
    """Every table of the period, for the national team: nothing is hidden."""
    return {
        "period": material.period,
        "edition": material.edition,
        "returned": len(material.forces),
        "asked": material.asked,
        "groups": [_team_figures(material, group) for group in material.groups],
    }


def _team_figures(material: Material, group: Group) -> TeamGroupFigures:
    members = material.members(group)
    called = [(name, sum(column[n] for n in members)) for name, column in material.called.items()]
    return {
        **group_figures(material, group),
        "theme_levels": [
            level_figures(name, [column[n] for n in members], material.top) for name, column in material.themes.items()
        ],
        "called": [
            CalledFigures(intervention=name, forces=forces)
            for name, forces in sorted(called, key=lambda row: (-row[1], row[0]))
        ],
    }


def group_figures(material: Material, group: Group, shown: Shown = EVERYTHING) -> GroupFigures:
    """The figures of one group, without what is hidden."""
    members = material.members(group)

    def rows(columns: Mapping[str, list[int]], hidden: Mapping[str, Hidden]) -> list[LevelFigures]:
        return [
            level_figures(name, [column[n] for n in members], material.top, hidden.get(name), shown.counts)
            for name, column in columns.items()
        ]

    questions, capabilities = rows(material.questions, shown.questions), rows(material.capabilities, shown.capabilities)
    return {
        "id": group.id,
        "name": group.name,
        "kind": group.kind,
        "of": group.of,
        "forces": len(members),
        "questions": questions,
        "capabilities": capabilities,
        "themes": [_theme_sum(theme, capabilities, material.top) for theme in material.theme_parts],
        "standards": [
            standard_figures(name, [column[n] for n in members], shown.questions.get(name) or shown.counts)
            for name, column in material.standards.items()
        ],
        "interventions": _intervention_sums(material, questions, shown.left_out),
    }


def level_figures(
    name: str, values: Sequence[int], top: int, hidden: Hidden | None = None, no_counts: Hidden | None = None
) -> LevelFigures:
    """Counts, middle and spread of levels. With `hidden` none of them is shown, with `no_counts` the counts are not. A
    force that is not asked is not in any of them."""
    levels = None if hidden else spread(values)
    counted = not (hidden or no_counts)
    return {
        "id": name,
        "counts": [values.count(level) for level in range(top + 1)] if counted else None,
        "not_applicable": values.count(NOT_APPLICABLE) if counted else None,
        "middle": levels.middle if levels else None,
        "low": levels.low if levels else None,
        "high": levels.high if levels else None,
        "hidden": hidden or no_counts,
    }


def standard_figures(name: str, statuses: Sequence[str], hidden: Hidden | None = None) -> StandardFigures:
    """How many forces have each result on a standard."""

    def count(status: str) -> int | None:
        return statuses.count(status) if hidden is None else None

    return {
        "question": name,
        "met": count("met"),
        "not_met": count("not_met"),
        "not_shown": count("not_shown"),
        "not_applicable": count("not_applicable"),
        "hidden": hidden,
    }


def _theme_sum(theme: Branch, capabilities: Iterable[LevelFigures], top: int) -> ThemeFigures:
    """The level counts of its capabilities that are shown, added up."""
    rows = [row for row in capabilities if row["id"] in theme.under]
    counts = [row["counts"] for row in rows if row["counts"] is not None]
    return {
        "id": theme.id,
        "counts": [sum(each[level] for each in counts) for level in range(top + 1)] if counts else None,
        "not_applicable": sum(row["not_applicable"] or 0 for row in rows) if counts else None,
        "capabilities": len(counts),
        "of": len(rows),
        "hidden": None if counts else next((row["hidden"] for row in rows if row["hidden"]), None),
    }


def _intervention_sums(
    material: Material, questions: Iterable[LevelFigures], left_out: frozenset[str]
) -> list[InterventionFigures]:
    """How many answers call for each intervention, over the questions that are shown: the largest shares first."""
    rows = {row["id"]: row for row in questions}
    sums = [_intervention_sum(name, calls, rows, left_out) for name, calls in material.calls.items()]
    return sorted(sums, key=lambda row: (row["answers"] is None, -_share(row), row["intervention"]))


def _share(row: InterventionFigures) -> Fraction:
    return Fraction(row["answers"] or 0, row["of"] or 1)


def _intervention_sum(
    name: str, calls: Mapping[str, frozenset[int]], rows: Mapping[str, LevelFigures], left_out: frozenset[str]
) -> InterventionFigures:
    shown = [(at, counts) for q, at in calls.items() if q not in left_out and (counts := rows[q]["counts"]) is not None]
    return {
        "intervention": name,
        "answers": sum(counts[level] for at, counts in shown for level in at) if shown else None,
        "of": sum(sum(counts) for _, counts in shown) if shown else None,
        "questions": len(shown),
        "of_questions": len(calls),
        "hidden": None if shown else next((rows[q]["hidden"] for q in calls if rows[q]["hidden"]), None),
    }


def own_comparison(group: GroupFigures, profile: Profile) -> OwnComparison:
    """A force's own levels beside the middle and spread of a group, as far as they are in its figures."""
    own = capability_levels(profile)
    return {
        "group": group["id"],
        "name": group["name"],
        "kind": group["kind"],
        "forces": group["forces"],
        "capabilities": [
            {
                "id": row["id"],
                "own": own[row["id"]] if own.get(row["id"], NOT_ASKED) >= 0 else None,
                "middle": row["middle"],
                "low": row["low"],
                "high": row["high"],
                "hidden": row["hidden"] if row["middle"] is None else None,
            }
            for row in group["capabilities"]
        ],
    }
