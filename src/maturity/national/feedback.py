"""What goes back to each force that returned: its own result beside its peer group's middle and spread, and what moved,
as a page and as a table.

Each is for one force alone. About other forces it contains only what is published.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from maturity.editions.lineage import Editions
from maturity.national.consent import consenting_forces
from maturity.national.critical_friends import MOST_FRIENDS, Friend, match_friends, shareable_capabilities, strengths_of
from maturity.national.disclosure.movement import Press
from maturity.national.file_names import slug, unused_name
from maturity.national.movement import movement_scorer
from maturity.national.published import GroupFigures, Movement, OwnComparison, PeriodFigures
from maturity.national.release import counted_forces, newest_returns, prepare_release
from maturity.national.statistics import Branch, Group, own_comparisons
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.model import Force, Questionnaire
from maturity.questionnaire.periods import period_key
from maturity.records import Assessment, Bundle, Profile
from maturity.render.csv_tables import csv_text
from maturity.render.phrases import word
from maturity.render.templates import environment
from maturity.scoring.engine import score

#: Files of src/maturity/web that the page needs beside its base.
STYLES = ("national.css",)


class Feedback(NamedTuple):
    """One force's. `beside`: its own levels and those of the group it is compared with. `hidden_groups`: its own peer
    groups that show nothing. `movement`: since its return before this one, if any. `helps`: whether it has agreed to
    help others, without which it has no `friends` that could help it."""

    assessment: Assessment
    profile: Profile
    name: str
    beside: OwnComparison
    hidden_groups: tuple[OwnComparison, ...]
    movement: Movement | None
    helps: bool
    friends: tuple[Friend, ...]


def feedback_for_forces(
    q: Questionnaire,
    bundle: Bundle,
    assessments: Sequence[Assessment],
    period: str | None = None,
    on: str | None = None,
    *,
    editions: Editions | None = None,
    release: Press | None = None,
) -> Iterator[Feedback]:
    """For each force the last complete, signed assessment (or that of `period`), in alphabetical order of names. Forces
    whose consent holds `on` that day (year-month-day) are told to each other as friends. `release` is what may be
    published of these assessments, if it is worked out already."""
    editions = editions or Editions(q, bundle)
    release = release or prepare_release(bundle, q.forces, assessments, editions=editions, on=on)
    counted = counted_forces(q.forces, assessments)
    names = {force.id: force.name for force in counted}
    figures = _groups_by_period(release)
    returned: dict[str, list[Assessment]] = {}
    for one in sorted(newest_returns(bundle, assessments, editions), key=lambda a: period_key(a["period"])):
        if one["period"] in figures and one["force"] in figures[one["period"]].returned:
            returned.setdefault(one["force"], []).append(one)
    by_id = {force.id: force for force in counted}
    agreed = consenting_forces(q.forces, "helps_others", on)
    willing = {force.id for force in counted if force.id in agreed and (force.ends or on or "") >= (on or "")}
    known: dict[str, dict[str, tuple[Friend, ...]]] = {}
    move = _MovementBetween(editions)
    for force in sorted(returned, key=lambda each: names[each].casefold()):
        years = returned[force]
        place = next((n for n in reversed(range(len(years))) if period in (None, years[n]["period"])), None)
        if place is None:
            continue
        assessment = years[place]
        when, version = assessment["period"], assessment["edition"]["version"]
        profile = score(editions.bundle(version), assessment)
        its, groups = figures[when].of(force)
        beside, instead_of = choose_group(own_comparisons(its, groups, profile), groups)
        moved = move(years[place - 1], assessment) if place else None
        if when not in known:
            all_years = returned.values() if willing else ()  # without friends nobody is scored again
            rules = editions.bundle(version)
            profiles = (score(rules, one) for years in all_years for one in years if one["period"] == when)
            known[when] = _friends_by_force(release, rules, by_id, willing, profiles)
        friends = known[when].get(force, ())
        yield Feedback(assessment, profile, names[force], beside, instead_of, moved, force in willing, friends)


class _PeriodGroups(NamedTuple):
    """A period's figures, who returned for it, and each force's groups with the figures of each."""

    tables: PeriodFigures
    returned: frozenset[str]
    groups: dict[str, list[tuple[Group, GroupFigures]]]

    def of(self, force: str) -> tuple[PeriodFigures, list[Group]]:
        """A period's figures of a force's own groups, and these groups."""
        mine = self.groups[force]
        return {**self.tables, "groups": [figures for _, figures in mine]}, [group for group, _ in mine]


def _groups_by_period(release: Press) -> dict[str, _PeriodGroups]:
    by_period: dict[str, _PeriodGroups] = {}
    for tables in release.tables()["periods"]:
        material = release.periods[tables["period"]].material
        groups: dict[str, list[tuple[Group, GroupFigures]]] = {}
        for group, figures in zip(material.groups, tables["groups"], strict=True):
            for force in group.members if group.centre is None else (group.centre,):
                groups.setdefault(force, []).append((group, figures))
        by_period[tables["period"]] = _PeriodGroups(tables, frozenset(material.forces), groups)
    return by_period


class _MovementBetween:
    """What moved in a force between two of its years, of whatever editions."""

    def __init__(self, editions: Editions) -> None:
        self.editions, self.known = editions, dict[tuple[str, str], Callable[[Assessment, Assessment], Movement]]()

    def __call__(self, first: Assessment, second: Assessment) -> Movement | None:
        """Nothing where the earlier year is of the newer edition: nobody can carry it back."""
        versions = first["edition"]["version"], second["edition"]["version"]
        step = self.editions.step(*versions)
        if step is None:
            return None
        if versions not in self.known:
            self.known[versions] = movement_scorer(step.earlier, step.later)
        return self.known[versions](step.carry_over(first), second)


def _friends_by_force(
    release: Press, bundle: Bundle, forces: Mapping[str, Force], willing: Collection[str], profiles: Iterable[Profile]
) -> dict[str, tuple[Friend, ...]]:
    """The friends of each force in one period, of those that are willing."""
    everyone = [strengths_of(each, forces[each["force"]], bundle["policy"]) for each in profiles]
    capabilities = [capability for theme in bundle["themes"] for capability in theme["capabilities"]]
    parts = [Branch(each["id"], tuple(question["id"] for question in each["questions"])) for each in capabilities]
    parts = shareable_capabilities(parts, everyone, willing, release.stands) if willing else []
    return match_friends([one for one in everyone if one.force in willing], parts)


def choose_group(
    rows: Sequence[OwnComparison], groups: Sequence[Group]
) -> tuple[OwnComparison, tuple[OwnComparison, ...]]:
    """The first peer group that shows something, one that is the force's own before the others, or else all forces; and
    the peer groups before it, which show nothing."""
    own = {group.id for group in groups if group.centre is not None}
    peers = sorted((row for row in rows if row["kind"] == "peer"), key=lambda row: row["group"] not in own)
    hidden: list[OwnComparison] = []
    for row in peers:
        if any(figure["middle"] is not None for figure in row["capabilities"]):
            return row, tuple(hidden)
        hidden.append(row)
    return next(row for row in rows if row["kind"] == "all"), tuple(hidden)


def feedback_html(q: Questionnaire, one: Feedback) -> Markup:
    """The page without its head."""
    template = environment().get_template("results/giveback.html")
    site = Lookup(q)
    invented = one.profile["force"] in {force.id for force in q.forces.invented}
    rows = {row["id"]: row for row in (*one.beside["themes"], *one.beside["capabilities"])}
    levels = {c["id"]: c["level"] for theme in one.profile["themes"] for c in theme["capabilities"]}
    levels |= {theme["id"]: theme["level"] for theme in one.profile["themes"]}
    nothing = {"middle": None, "hidden": one.beside["hidden"]}
    figures = {name: rows.get(name, nothing) for name in levels}
    facts = {"q": q, "site": site, "one": one, "figures": figures, "levels": levels, "invented": invented}
    return Markup(template.render(facts, share=MOST_FRIENDS, w=word))


def feedback_page(q: Questionnaire, one: Feedback) -> str:
    """One HTML file with its force's marking."""
    from maturity.render.form import BASE_STYLES, web
    from maturity.render.single_file import document

    title = word("giveback.title", force=one.name, period=one.profile["period"])
    return document(
        title, feedback_html(q, one), [], [web(name) for name in (*BASE_STYLES, *STYLES)], _marking_of(q, one)
    )


def _marking_of(q: Questionnaire, one: Feedback) -> str:
    return one.assessment.get("marking") or q.edition.marking


#: Of the table. `own`, `middle`, `low` and `high` are levels; `earlier` is the period since which something `moved`,
#: from level `before` to level `after`.
COLUMNS = (
    "force", "period", "marking", "part", "id", "code", "name", "own", "group", "middle", "low", "high", "hidden",
    "earlier", "before", "after", "moved", "status", "friend",
)  # fmt: skip


def feedback_csv(q: Questionnaire, one: Feedback) -> str:
    """The figures of the page as a table: a row for each theme, capability and standard, and one for each capability
    with which a friend could help."""
    about = {"force": one.profile["force"], "period": one.profile["period"], "marking": _marking_of(q, one)}
    return csv_text(COLUMNS, (about | row for row in _csv_rows(q, one)))


def _csv_rows(q: Questionnaire, one: Feedback) -> Iterator[dict[str, object]]:
    site = Lookup(q)
    moves = {row["id"]: row for row in (one.movement["capabilities"] if one.movement else ())}
    for part, figures in (("theme", one.beside["themes"]), ("capability", one.beside["capabilities"])):
        for row in figures:
            known = site.themes[row["id"]] if part == "theme" else site.capability[row["id"]]
            cells = {"part": part, "code": known.code, "name": known.name, "group": one.beside["group"], **row}
            if part == "capability" and one.movement and (move := moves.get(row["id"])):
                cells |= {"earlier": one.movement["earlier"]} | {key: move[key] for key in ("before", "after", "moved")}
            yield cells
    for standard in one.profile["standards"]:
        name = standard["question"]
        cells_of_part = {
            "code": site.place[name].question.code,
            "name": site.standards[name].text,
            "status": standard["status"],
        }
        yield {"part": "standard", "id": name, **cells_of_part}
    for friend in one.friends:
        for name in friend.capabilities:
            capability = site.capability[name]
            cells_of_part = {"code": capability.code, "name": capability.name, "friend": friend.name}
            yield {"part": "friend", "id": name, **cells_of_part}


class FeedbackFiles(NamedTuple):
    """What goes back to one force for a period: contents by file name."""

    period: str
    contents: dict[str, str]


def feedback_files(
    q: Questionnaire,
    bundle: Bundle,
    assessments: Sequence[Assessment],
    period: str | None = None,
    on: str | None = None,
    *,
    editions: Editions | None = None,
    release: Press | None = None,
) -> Iterator[FeedbackFiles]:
    """A page and a table for each force, one force at a time: there can be thousands. Each is in the words of its
    assessment's edition."""
    editions = editions or Editions(q, bundle)
    words = {
        version: old if old is q else old.model_copy(update={"forces": q.forces})
        for version, (old, _) in editions.rules.items()
    }
    names: set[str] = set()
    for one in feedback_for_forces(q, bundle, assessments, period, on, editions=editions, release=release):
        name = unused_name(f"{one.profile['force']}-{slug(one.profile['period'])}", names)
        names.add(name)
        edition = words[one.assessment["edition"]["version"]]
        yield FeedbackFiles(
            one.profile["period"],
            {f"{name}.html": feedback_page(edition, one), f"{name}.csv": feedback_csv(edition, one)},
        )
