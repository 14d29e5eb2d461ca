"""Aggregates over complete, signed assessments: counts, lower middle values and spreads, group by group.

Pure. `material` gathers what is counted, force by force; `tabulate` turns it into tables. The tables are for
publication only when `disclosure.movement.publish` has made them. Nothing here ranks, averages or names a highest or
lowest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from maturity.national.published import (
    GroupFigures,
    GroupKind,
    Hidden,
    InterventionFigures,
    LevelFigures,
    OwnComparison,
    OwnFigure,
    PeriodFigures,
    Shows,
    StandardFigures,
)
from maturity.questionnaire.model import Force, PeerGroup
from maturity.records import Bundle, BundleGate, EditionRef, Profile

#: In place of a level: the question, or all of the capability, does not apply; the question is not asked of the force.
NOT_APPLICABLE, NOT_ASKED = -1, -2
ALL = "all"
Layer: TypeAlias = Literal["questions", "capabilities", "themes"]
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
    """A capability and what is under it, or a theme and its capabilities."""

    id: str
    under: tuple[str, ...]


class Material(NamedTuple):
    """What the assessments of one period come to, force by force, in the order of `forces`. Never published as it is.

    `questions`, `capabilities` and `themes` hold a level, or one of the two marks above, for each force; `standards`
    a status; `called` whether its answers call for the intervention, and `callers` which questions can. `named`:
    forces whose answers stand under their name in public, but for capabilities with a sensitive question.
    `gate`: the rule by which a theme's level follows. `calls`: for each force which interventions its answers to a
    question call for."""

    period: str
    edition: EditionRef
    top: int
    asked: int
    forces: tuple[str, ...]
    groups: tuple[Group, ...]
    parts: tuple[Branch, ...]
    theme_parts: tuple[Branch, ...]
    sensitive: frozenset[str]
    questions: dict[str, list[int]]
    capabilities: dict[str, list[int]]
    themes: dict[str, list[int]]
    standards: dict[str, list[str]]
    called: dict[str, list[bool]]
    callers: dict[str, frozenset[str]]
    named: frozenset[str] = frozenset()
    gate: BundleGate | None = None
    calls: tuple[Mapping[str, frozenset[str]], ...] = ()

    def members(self, group: Group) -> list[int]:
        """Places in `forces` of the group's members that returned."""
        return [place for place, force in enumerate(self.forces) if force in group.members]

    def in_public(self) -> frozenset[int]:
        """Places of the forces that everyone knows."""
        return frozenset(place for place, force in enumerate(self.forces) if force in self.named)


class Spread(NamedTuple):
    """Real levels: the lower middle value, and two between which, both included, at least half of the values lie."""

    low: int
    middle: int
    high: int


class HiddenReasons(NamedTuple):
    """Why a row's counts, its middle and its spread are hidden; null for what is shown."""

    counts: Hidden | None = None
    middle: Hidden | None = None
    spread: Hidden | None = None


NOTHING_HIDDEN = HiddenReasons()


class Decisions:
    """What may be shown, as questions that `tabulate` asks: a reason to hide, or nothing. This one hides nothing: it is
    for the national team's own, restricted pages. `disclosure` has the one for publication."""

    def group(self, group: str) -> tuple[Shows, Hidden | None]:
        return "counts", None

    def levels(self, group: str, layer: Layer, item: str) -> HiddenReasons:
        return NOTHING_HIDDEN

    def standard(self, group: str, question: str) -> Hidden | None:
        return None

    def intervention(self, group: str, intervention: str) -> Hidden | None:
        return None


def spread(values: Iterable[int]) -> Spread | None:
    """Of levels, with marks left out; nothing when there are none. With `n` values in order and a quarter of n rounded
    up to `q`, they are the q-th from below, the lower middle one, and the q-th from above."""
    levels = sorted(value for value in values if value >= 0)
    if not levels:
        return None
    quarter = -(-len(levels) // 4)
    return Spread(levels[quarter - 1], levels[(len(levels) - 1) // 2], levels[-quarter])


def groups_of(forces: Sequence[Force], peer_groups: Sequence[PeerGroup] = ()) -> list[Group]:
    """Every group, in the order in which they are considered for publication: all forces; peer groups of several
    forces; nation; kind; peer groups of one force, with that force in them; region. A group that comes first
    can keep a later one from being shown, so the most useful come first."""
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
    called = [{recommended["intervention"] for recommended in row["recommendations"]} for row in rows]
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
        questions={q["id"]: [row.get(q["id"], NOT_ASKED) for row in answers] for q in asked},
        capabilities={c["id"]: [row[c["id"]] for row in held] for c in capabilities},
        themes={t["id"]: [row[t["id"]] for row in themes] for t in bundle["themes"]},
        standards={
            q["id"]: [row.get(q["id"], "not_applicable") for row in statuses] for q in asked if q["minimum"] is not None
        },
        called={name: [name in row for row in called] for name in bundle["interventions"]},
        callers={
            name: frozenset(q["id"] for q in asked if name in (*q["calls_for"]["needs"], *q["calls_for"]["helps"]))
            for name in bundle["interventions"]
        },
        gate=bundle["policy"]["gate"],
        calls=tuple(calls_of(row) for row in rows),
    )


def calls_of(profile: Profile) -> dict[str, frozenset[str]]:
    """Which interventions each answer of a profile calls for."""
    called: dict[str, set[str]] = {}
    for each in profile["recommendations"]:
        for question in each["because"]:
            called.setdefault(question, set()).add(each["intervention"])
    return {question: frozenset(names) for question, names in called.items()}


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


def tabulate(material: Material, decisions: Decisions | None = None) -> PeriodFigures:
    """Every table of the period, with what `decisions` hides left out. Without any, everything is in them."""
    decisions = decisions or Decisions()
    return {
        "period": material.period,
        "edition": material.edition,
        "returned": len(material.forces),
        "asked": material.asked,
        "groups": [_group_figures(material, group, decisions) for group in material.groups],
    }


def _group_figures(material: Material, group: Group, decisions: Decisions) -> GroupFigures:
    shows, hidden = decisions.group(group.id)
    members = material.members(group) if shows != "nothing" else []

    def levels(layer: Layer, columns: Mapping[str, list[int]]) -> list[LevelFigures]:
        if shows == "nothing":
            return []
        return [
            level_figures(name, [column[n] for n in members], material.top, decisions.levels(group.id, layer, name))
            for name, column in columns.items()
        ]

    return {
        "id": group.id,
        "name": group.name,
        "kind": group.kind,
        "of": group.of,
        "centre": group.centre,
        "shows": shows,
        "forces": len(members) if shows != "nothing" else None,
        "hidden": hidden,
        "questions": levels("questions", material.questions),
        "capabilities": levels("capabilities", material.capabilities),
        "themes": levels("themes", material.themes),
        "standards": [
            standard_figures(name, [column[n] for n in members], decisions.standard(group.id, name))
            for name, column in material.standards.items()
            if shows != "nothing"
        ],
        "interventions": _intervention_figures(material, members, lambda name: decisions.intervention(group.id, name)),
    }


def level_figures(name: str, values: Sequence[int], top: int, hiding: HiddenReasons = NOTHING_HIDDEN) -> LevelFigures:
    """Counts, middle and spread of levels; without what there is a reason to hide. A force that is not asked is not
    in any of them."""
    levels = spread(values)
    middle, ends = levels if hiding.middle is None else None, levels if hiding.spread is None else None
    return {
        "id": name,
        "counts": [values.count(level) for level in range(top + 1)] if hiding.counts is None else None,
        "not_applicable": values.count(NOT_APPLICABLE) if hiding.counts is None else None,
        "middle": middle.middle if middle else None,
        "low": ends.low if ends else None,
        "high": ends.high if ends else None,
        "hidden": hiding.counts or hiding.middle or hiding.spread,
    }


def standard_figures(name: str, statuses: Sequence[str], hidden: Hidden | None = None) -> StandardFigures:
    """How many forces stand where on a standard."""

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


def _intervention_figures(
    material: Material, members: Sequence[int], hide: Callable[[str], Hidden | None]
) -> list[InterventionFigures]:
    rows: list[InterventionFigures] = []
    for name, column in material.called.items() if members else ():
        hidden = hide(name)
        count = len([n for n in members if column[n]]) if hidden is None else None
        rows.append({"intervention": name, "forces": count, "hidden": hidden})
    return sorted(rows, key=lambda row: (row["forces"] is None, -(row["forces"] or 0), row["intervention"]))


def own_comparisons(figures: PeriodFigures, groups: Iterable[Group], profile: Profile) -> list[OwnComparison]:
    """A force beside each of its groups: its own levels, and the group's middle and spread as far as they are in
    `figures`. A group that belongs to another force is not one of its own. In the order of the groups."""
    own = {**question_levels(profile), **capability_levels(profile), **theme_levels(profile)}
    force = profile["force"]
    own_groups = {group.id for group in groups if force in group.members and group.centre in (None, force)}
    return [_own_comparison(group, own) for group in figures["groups"] if group["id"] in own_groups]


def _own_comparison(group: GroupFigures, own: Levels) -> OwnComparison:
    def beside(rows: Iterable[LevelFigures]) -> list[OwnFigure]:
        return [
            {
                "id": row["id"],
                "own": own[row["id"]] if own.get(row["id"], NOT_ASKED) >= 0 else None,
                "middle": row["middle"],
                "low": row["low"],
                "high": row["high"],
                "hidden": row["hidden"] if row["middle"] is None else None,
            }
            for row in rows
        ]

    return {
        "group": group["id"],
        "name": group["name"],
        "kind": group["kind"],
        "forces": group["forces"],
        "hidden": group["hidden"],
        "questions": beside(group["questions"]),
        "capabilities": beside(group["capabilities"]),
        "themes": beside(group["themes"]),
    }
