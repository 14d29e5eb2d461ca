"""What goes back to each force that returned: its own result beside its peer group's middle and spread, and what moved,
as a page and as a table.

Each is for one force alone. About other forces it contains only what is published.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

from markupsafe import Markup

from maturity.editions.lineage import Editions
from maturity.national.consent import consenting_forces
from maturity.national.critical_friends import Friend, match_friends, shareable_capabilities, strengths_of
from maturity.national.figures import PeriodReturns, PublicPicture
from maturity.national.file_names import slug, unused_name
from maturity.national.movement import movement_scorer
from maturity.national.published import Movement, OwnComparison, PeriodFigures
from maturity.national.statistics import own_comparison
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.model import Force, Forces, Questionnaire
from maturity.records import Assessment, Bundle, Profile
from maturity.render.csv_tables import csv_text
from maturity.render.phrases import actions_text, word
from maturity.render.plan_text import plan_html
from maturity.render.templates import environment
from maturity.scoring import engine
from maturity.scoring.plan import Plan, cheapest_plan

#: Files of src/maturity/web that the page needs beside its base.
STYLES = ("national.css",)


class Feedback(NamedTuple):
    """One force's. `groups`: its own levels beside those of its group, where its group shows any, and of all forces;
    empty before the period's figures are released. `late`: it returned after that, and is not in them. `movement`:
    since its return before this one, if any. `helps`: whether it has agreed to help others, without which it has no
    `friend` that could help it. `plan`: the least work that meets every minimum standard."""

    assessment: Assessment
    profile: Profile
    name: str
    groups: tuple[OwnComparison, ...]
    late: bool
    movement: Movement | None
    helps: bool
    friend: Friend | None
    plan: Plan


def feedback_for_forces(
    editions: Editions,
    picture: PublicPicture,
    returns: Mapping[str, PeriodReturns],
    period: str | None = None,
    on: str | None = None,
) -> Iterator[Feedback]:
    """For each force the last complete, signed assessment (or that of `period`), in alphabetical order of names. Forces
    whose consent holds `on` that day (year-month-day) are told to each other as friends. About other forces there is
    nothing else in it but what is in the public `picture`."""
    forces = editions.today.q.forces
    by_id = {force.id: force for force in (*forces.forces, *forces.invented)}
    figures = {one["period"]: one for one in picture.published["periods"]}
    returned: dict[str, list[Assessment]] = {}
    for one in returns.values():
        for assessment in one.assessments:
            if assessment["force"] in one.material.forces:
                returned.setdefault(assessment["force"], []).append(assessment)
    agreed = consenting_forces(forces, "helps_others", on)
    willing = {name for name, force in by_id.items() if name in agreed and (force.ends or on or "") >= (on or "")}
    known: dict[str, dict[str, Friend]] = {}
    move = _MovementBetween(editions)
    for force in sorted(returned, key=lambda each: by_id[each].name.casefold()):
        years = returned[force]
        place = next((n for n in reversed(range(len(years))) if period in (None, years[n]["period"])), None)
        if place is None:
            continue
        assessment = years[place]
        when, rules = assessment["period"], editions.bundle(assessment["edition"]["version"])
        profile = engine.score(rules, assessment)
        if when not in known:
            known[when] = _friends_by_force(rules, by_id, willing, returns[when]) if willing else {}
        yield Feedback(
            assessment,
            profile,
            by_id[force].name,
            tuple(_own_comparisons(forces, figures.get(when), profile)),
            force not in picture.counted.get(when, [force]),
            move(years[place - 1], assessment) if place else None,
            force in willing,
            known[when].get(force),
            cheapest_plan(rules, assessment),
        )


def _own_comparisons(forces: Forces, figures: PeriodFigures | None, profile: Profile) -> Iterator[OwnComparison]:
    """The force beside its group of the division, where that shows anything, and beside all forces."""
    own = {each.id for each in forces.peer_groups if profile["force"] in each.members}
    for group in reversed(figures["groups"] if figures else ()):
        shows = any(row["middle"] is not None for row in group["capabilities"])
        if group["kind"] == "all" or (group["id"] in own and shows):
            yield own_comparison(group, profile)


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
    bundle: Bundle, forces: Mapping[str, Force], willing: Collection[str], returns: PeriodReturns
) -> dict[str, Friend]:
    """The friend of each force in one period, of those that are willing."""
    profiles = [engine.figures(bundle, one) for one in returns.assessments if one["force"] in returns.material.forces]
    everyone = [strengths_of(each, forces[each["force"]], bundle["policy"]) for each in profiles]
    parts = shareable_capabilities(bundle, everyone)
    return match_friends([one for one in everyone if one.force in willing], parts)


def feedback_html(q: Questionnaire, one: Feedback) -> Markup:
    """The page without its head."""
    template = environment().get_template("results/giveback.html")
    site = Lookup(q)
    invented = one.profile["force"] in {force.id for force in q.forces.invented}
    levels = {c["id"]: c["level"] for theme in one.profile["themes"] for c in theme["capabilities"]}
    levels |= {theme["id"]: theme["level"] for theme in one.profile["themes"]}
    figures = [{row["id"]: row for row in group["capabilities"]} for group in one.groups]
    facts = {
        "actions": actions_text(q),
        "plan": plan_html(q, one.plan),
        "q": q,
        "site": site,
        "one": one,
        "figures": figures,
        "levels": levels,
        "invented": invented,
    }
    return Markup(template.render(facts, w=word))


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
    for theme in one.profile["themes"]:
        name = theme["id"]
        own = {"own": theme["level"]["low"] if theme["level"] else None}
        yield {"part": "theme", "id": name, "code": site.themes[name].code, "name": site.themes[name].name, **own}
    for group in one.groups:
        for row in group["capabilities"]:
            known = site.capability[row["id"]]
            cells = {"part": "capability", "code": known.code, "name": known.name, "group": group["group"], **row}
            if one.movement and (move := moves.get(row["id"])):
                cells |= {"earlier": one.movement["earlier"]} | {key: move[key] for key in ("before", "after", "moved")}
            yield cells
    for standard in one.profile["standards"]:
        name = standard["question"]
        about = {"code": site.place[name].question.code, "name": site.standards[name].text}
        yield {"part": "standard", "id": name, "status": standard["status"], **about}
    for name in one.friend.capabilities if one.friend else ():
        about = {"code": site.capability[name].code, "name": site.capability[name].name}
        yield {"part": "friend", "id": name, "friend": one.friend.name if one.friend else "", **about}


class FeedbackFiles(NamedTuple):
    """What goes back to one force for a period: contents by file name."""

    period: str
    contents: dict[str, str]


def feedback_files(
    editions: Editions,
    picture: PublicPicture,
    returns: Mapping[str, PeriodReturns],
    period: str | None = None,
    on: str | None = None,
) -> Iterator[FeedbackFiles]:
    """A page and a table for each force, one force at a time. Each is in the words of its assessment's edition."""
    today = editions.today.q
    words = {
        version: old if old is today else old.model_copy(update={"forces": today.forces})
        for version, (old, _) in editions.rules.items()
    }
    names: set[str] = set()
    for one in feedback_for_forces(editions, picture, returns, period, on):
        name = unused_name(f"{one.profile['force']}-{slug(one.profile['period'])}", names)
        names.add(name)
        edition = words[one.assessment["edition"]["version"]]
        yield FeedbackFiles(
            one.profile["period"],
            {f"{name}.html": feedback_page(edition, one), f"{name}.csv": feedback_csv(edition, one)},
        )
