"""What goes back to each force that returned: its own result beside its peer group's middle and spread, and what moved.

Each file is for its force alone. Of others it has nothing but what is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from maturity.aggregate import Group, Part, against
from maturity.between import Press
from maturity.briefing import national
from maturity.compare import in_order
from maturity.consent import consenting
from maturity.engine import scorer
from maturity.friends import Friend, matched, standing, tellable
from maturity.lookup import Lookup
from maturity.markup import environment
from maturity.model import Force, Questionnaire
from maturity.movement import mover
from maturity.national import counted_forces, groups_by_period, newest, press
from maturity.published import Against, Movement
from maturity.records import Assessment, Bundle, Profile
from maturity.returns import slug, unused

#: Files of src/maturity/web that the page needs beside base.css.
STYLES = ("national.css",)


class Giveback(NamedTuple):
    """One force's. `beside`: the group whose figures stand beside its own. `instead_of`: peer groups of its own that
    show nothing. `moved`: since its last return before, if there is one. `helps`: whether it has agreed to help others,
    without which it has no `friends` that could help it."""

    assessment: Assessment
    profile: Profile
    name: str
    beside: Against
    instead_of: tuple[Against, ...]
    moved: Movement | None
    helps: bool
    friends: tuple[Friend, ...]


def givebacks(
    q: Questionnaire,
    bundle: Bundle,
    assessments: Sequence[Assessment],
    period: str | None = None,
    on: str | None = None,
) -> Iterator[Giveback]:
    """For each force the last complete, signed assessment (or that of `period`), in alphabetical order of names. Forces
    whose consent holds `on` that day (year-month-day) are told to each other as friends."""
    counted = counted_forces(q.forces, assessments)
    names, score = {force.id: force.name for force in counted}, scorer(bundle)
    pressed = press(bundle, q.forces, assessments)
    figures = {each["period"]: each for each in pressed.tables()["periods"]}
    groups, move = groups_by_period(q.forces, counted, figures), mover(bundle, bundle)
    asked = {period: group.members for period, found in groups.items() for group in found if group.kind == "all"}
    returned: dict[str, list[tuple[Assessment, Profile]]] = {}
    for one in sorted(newest(bundle, assessments), key=lambda a: in_order(a["period"])):
        profile = score(one)
        if profile["signed"] and profile["complete"] and one["force"] in asked.get(one["period"], ()):
            returned.setdefault(one["force"], []).append((one, profile))
    willing = [force for force in counted if force.id in consenting(q.forces, "helps_others", on)]
    there = {force.id: force for force in willing if on is not None and (force.ends or on) >= on}
    known: dict[str, dict[str, tuple[Friend, ...]]] = {}
    for force in sorted(returned, key=lambda each: names[each].casefold()):
        years = returned[force]
        place = next((n for n in reversed(range(len(years))) if period in (None, years[n][0]["period"])), None)
        if place is None:
            continue
        assessment, profile = years[place]
        when = assessment["period"]
        beside, instead_of = choose_group(against(figures[when], groups[when], profile), groups[when])
        moved = move(years[place - 1][0], assessment) if place else None
        if when not in known:
            profiles = [year for all_years in returned.values() for one, year in all_years if one["period"] == when]
            known[when] = _matched(pressed, bundle, there, profiles)
        friends = known[when].get(force, ())
        yield Giveback(assessment, profile, names[force], beside, instead_of, moved, force in there, friends)


def _matched(
    pressed: Press, bundle: Bundle, there: Mapping[str, Force], profiles: Iterable[Profile]
) -> dict[str, tuple[Friend, ...]]:
    """The friends of each force in one period, of the forces in `there`."""
    standings = [standing(each, there[each["force"]], bundle["policy"]) for each in profiles if each["force"] in there]
    capabilities = [capability for theme in bundle["themes"] for capability in theme["capabilities"]]
    parts = [Part(each["id"], tuple(question["id"] for question in each["questions"])) for each in capabilities]
    return matched(standings, tellable(parts, standings, pressed.stands))


def choose_group(rows: Sequence[Against], groups: Sequence[Group]) -> tuple[Against, tuple[Against, ...]]:
    """The first peer group that shows something, one that is the force's own before the others, or else all forces; and
    the peer groups before it, which show nothing."""
    own = {group.id for group in groups if group.centre is not None}
    peers = sorted((row for row in rows if row["kind"] == "peer"), key=lambda row: row["group"] not in own)
    hidden: list[Against] = []
    for row in peers:
        if any(figure["middle"] is not None for figure in row["capabilities"]):
            return row, tuple(hidden)
        hidden.append(row)
    return next(row for row in rows if row["kind"] == "all"), tuple(hidden)


def body(q: Questionnaire, one: Giveback) -> Markup:
    """The page without its head."""
    template = environment().get_template("results/giveback.html")
    site = Lookup(q)
    invented = one.profile["force"] in {force.id for force in q.forces.invented}
    there = {row["id"]: row for row in (*one.beside["themes"], *one.beside["capabilities"])}
    levels = {c["id"]: c["level"] for theme in one.profile["themes"] for c in theme["capabilities"]}
    levels |= {theme["id"]: theme["level"] for theme in one.profile["themes"]}
    nothing = {"middle": None, "hidden": one.beside["hidden"]}
    figures = {name: there.get(name, nothing) for name in levels}
    return Markup(
        template.render(q=q, site=site, one=one, figures=figures, levels=levels, invented=invented, w=national().word)
    )


def render(q: Questionnaire, one: Giveback) -> str:
    """One HTML file with its force's marking."""
    from maturity.form import BASE_STYLE, small
    from maturity.standalone import document

    title = national().word("giveback.title", force=one.name, period=one.profile["period"])
    marking = one.assessment.get("marking") or q.edition.marking
    return document(title, body(q, one), [], [small(name) for name in (BASE_STYLE, *STYLES)], marking)


def files(
    q: Questionnaire,
    bundle: Bundle,
    assessments: Sequence[Assessment],
    period: str | None = None,
    on: str | None = None,
) -> Iterator[tuple[str, str]]:
    """Names and contents, one at a time: there can be thousands."""
    taken: set[str] = set()
    for one in givebacks(q, bundle, assessments, period, on):
        name = unused(f"{one.profile['force']}-{slug(one.profile['period'])}", taken)
        taken.add(name)
        yield f"{name}.html", render(q, one)
