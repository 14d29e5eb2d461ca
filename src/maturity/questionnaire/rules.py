"""What must hold between the files of a questionnaire: every id once, every reference to something that exists,
every list in order, every level within the scale. Pure. Whether the figures can be exact is checked in `bundle`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from maturity.questionnaire.bundle import step_id
from maturity.questionnaire.model import Capability, Days, Force, Intervention, Question, Questionnaire, Theme
from maturity.questionnaire.periods import is_period
from maturity.questionnaire.places import (
    Flag,
    Path,
    capabilities,
    cycles,
    day_flags,
    duplicate_flags,
    level_flags,
    list_flags,
    located,
    questions,
    spelling_flags,
    unknown_flags,
)

#: The messages of rules that did not find an id.
_MISSES = re.compile(r"there is no [^`]+ `|`[^`]+` raises no question|no action brings `")
#: Lists of edition.yml whose names people see in the form or in results.
_NAMED = ("scale", "roles", "aims", "gaps", "horizons", "conditions")
#: Files that a theme cannot be named after.
RESERVED = frozenset(Questionnaire.model_fields) - {"themes"}


def rule_flags(q: Questionnaire, broken: Collection[str] = ()) -> list[Flag]:
    """Every rule between files that the questionnaire breaks, in no set order. Empty when it is sound.

    `broken` names files that could not be read and are empty here. Rules that need them are skipped, so that one
    mistake does not cause others.
    """
    flags: list[Flag] = []
    for rule, needs in _RULES:
        if not any(name in broken or (name == "themes" and set(q.edition.themes) & set(broken)) for name in needs):
            flags += rule(q)
    flags = [flag for flag in flags if flag[0][0] not in broken]
    if any(what.startswith("the id ") for _, what, _ in flags):
        # With an id used twice another one may have gone; what then looks for it is no mistake of its own.
        flags = [flag for flag in flags if not _MISSES.match(flag[1])]
    return flags


# --- ids ---------------------------------------------------------------------------------------------------------


def _ids(q: Questionnaire) -> Iterator[Flag]:
    """Themes, capabilities, questions, interventions and steps share one set of ids: changes.yml, assessments and page
    addresses name them without saying which kind. A step may come to any level while the edition stays."""
    e = q.edition
    parts: list[tuple[Path, Theme | Capability | Question]] = [
        *(((file,), theme) for file, theme in zip(e.themes, q.themes, strict=True)),
        *capabilities(q),
        *questions(q),
    ]
    interventions = located("interventions", "interventions", q.interventions.interventions)
    ids = [((*path, "id"), part.id) for path, part in parts]
    yield from duplicate_flags([*ids, *interventions], "id")
    steps = {f"{question.id}-{n}": question.id for question in q.questions for n in range(1, len(e.scale))}
    for path, name in (*ids, *interventions):
        if name in steps:
            yield path, f"`{name}` is the id of a step of `{steps[name]}`", "give it another id"
    yield from duplicate_flags([((*path, "code"), part.code) for path, part in parts], "code")
    yield from duplicate_flags(
        [(("edition", "themes", n), name) for n, name in enumerate(e.themes)], "file", "keep one"
    )
    for n, name in enumerate(e.themes):
        if name in RESERVED:
            yield ("edition", "themes", n), f"a theme's file cannot be called `{name}`", "rename the file"
    yield from duplicate_flags(located("edition", "words", e.words, "term"), "word")
    for name in ("roles", "aims", "gaps", "horizons"):
        yield from duplicate_flags(located("edition", name, getattr(e, name)), "id")
    about = [*located("edition", "conditions", e.conditions), *located("edition", "about", e.about)]
    yield from duplicate_flags(about, "id")
    yield from duplicate_flags(located("sources", "sources", q.sources.sources), "id")
    yield from duplicate_flags(located("examples", "examples", q.examples.examples), "id")
    forces = located("forces", "forces", q.forces.forces) + located("forces", "invented", q.forces.invented)
    yield from duplicate_flags(forces, "id")
    yield from duplicate_flags(located("forces", "peer_groups", q.forces.peer_groups), "id")


def _names(q: Questionnaire) -> Iterator[Flag]:
    """Names that people choose by. The group of a `centre` is shown to that force alone, so many can share a name."""
    e, f = q.edition, q.forces
    forces = located("forces", "forces", f.forces, "name") + located("forces", "invented", f.invented, "name")
    groups = located("forces", "peer_groups", f.peer_groups, "name")
    named: list[tuple[list[tuple[Path, str]], str]] = [
        *((located("edition", name, getattr(e, name), "name"), "name") for name in _NAMED),
        (located("edition", "about", e.about, "label"), "label"),
        ([((file, "name"), theme.name) for file, theme in zip(e.themes, q.themes, strict=True)], "theme's name"),
        ([((*path, "name"), capability.name) for path, capability in capabilities(q)], "capability's name"),
        (located("interventions", "interventions", q.interventions.interventions, "name"), "intervention's name"),
        (forces, "force's name"),
        ([each for each, group in zip(groups, f.peer_groups, strict=True) if not group.centre], "peer group's name"),
    ]
    for found, kind in named:
        yield from duplicate_flags(found, kind, "give each a name of its own")


# --- edition.yml -------------------------------------------------------------------------------------------------


def _policy(q: Questionnaire) -> Iterator[Flag]:
    e, scoring = q.edition, q.edition.scoring
    top, here = len(e.scale) - 1, ("edition", "scoring")
    yield from unknown_flags(("edition", "signs"), e.signs, [role.id for role in e.roles], "role")
    if (points := scoring.level_points) and len(points) != top + 1:
        yield (
            (*here, "level_points"),
            f"there are points for {len(points)} levels, and the scale has {top + 1}",
            "give each level its points, lowest first",
        )
    for n, point in enumerate(points[1:], 1):
        if point < points[n - 1]:
            yield (
                (*here, "level_points", n),
                f"level {n} has fewer points than level {n - 1}",
                "give higher levels more points",
            )
    if points and points[-1] == 0:
        yield (*here, "level_points"), "the top level has no points", "give it some"
    yield from level_flags((*here, "evidence_cap"), scoring.evidence_cap, top)
    yield from level_flags((*here, "dont_know_counts_as"), scoring.dont_know_counts_as, top)
    if gate := scoring.theme_gate:
        if gate.share and gate.share[0] > gate.share[1]:
            yield (*here, "theme_gate", "share"), "the part is larger than the whole", "write it as [part, whole]"
        yield from level_flags((*here, "theme_gate", "lag"), gate.lag, top)
        yield from level_flags((*here, "theme_gate", "standards_from"), gate.standards_from, top)


def _about(q: Questionnaire) -> Iterator[Flag]:
    for n, about in enumerate(q.edition.about):
        yield from list_flags(("edition", "about", n, "choices"), about.choices, about.choices, "choice")
    yield from day_flags(("edition", "published"), q.edition.published)
    if q.edition.fingerprint and not q.edition.published:
        what = "an edition with a fingerprint is published, and has a date"
        yield ("edition", "fingerprint"), what, "add `published`; in a new draft, remove the fingerprint"


# --- the themes' files -------------------------------------------------------------------------------------------


def _themes(q: Questionnaire) -> Iterator[Flag]:
    gaps = [gap.id for gap in q.edition.gaps]
    for path, capability in capabilities(q):
        yield from list_flags((*path, "gaps"), capability.gaps, gaps, "gap")
    for path, question in questions(q):
        yield from _question(q, path, question)


def _sources(q: Questionnaire) -> Iterator[Flag]:
    names = [source.id for source in q.sources.sources]
    for n, source in enumerate(q.sources.sources):
        yield from day_flags(("sources", "sources", n, "seen"), source.seen)
    for n, fact in enumerate(q.edition.facts):
        yield from unknown_flags(("edition", "facts", n, "source"), fact.source, names, "source")
    for path, question in questions(q):
        yield from list_flags((*path, "sources"), question.sources, names, "source")


def _gives(q: Questionnaire) -> Iterator[Flag]:
    names = [item.id for item in q.interventions.interventions]
    for path, question in questions(q):
        yield from list_flags((*path, "gives"), question.gives, names, "intervention")


def _question(q: Questionnaire, path: Path, question: Question) -> Iterator[Flag]:
    e = q.edition
    roles = [role.id for role in e.roles]
    if (have := len(question.levels)) != (need := len(e.scale)):
        what = f"`{question.id}` has {have} level{'' if have == 1 else 's'}, and the scale has {need}"
        yield (*path, "levels"), what, "write one text for each level of the scale, lowest first"
    if question.proof and len(question.proof) != need - 1:
        entries = f"{len(question.proof)} entr{'y' if len(question.proof) == 1 else 'ies'}"
        what = f"`proof` has {entries}, and the scale has {need - 1} levels from 1 up"
        yield (*path, "proof"), what, "write `document` or `practice` for each level from 1 up, lowest first"
    yield from unknown_flags((*path, "lead"), question.lead, roles, "role")
    yield from list_flags((*path, "helpers"), question.helpers, roles, "role")
    if question.lead in question.helpers:
        place = (*path, "helpers", question.helpers.index(question.lead))
        yield place, f"`{question.lead}` leads this question and cannot help with it too", "name another role"
    if not question.helpers and len(roles) > 1:
        what = f"nobody helps with `{question.id}`: one person would answer it alone"
        yield (*path, "lead"), what, "add `helpers` with at least one role"
    yield from unknown_flags((*path, "condition"), question.condition, [c.id for c in e.conditions], "condition")


# --- the other files ---------------------------------------------------------------------------------------------


def _standards(q: Questionnaire) -> Iterator[Flag]:
    names = [question.id for _, question in questions(q)]
    standards = located("standards", "standards", q.standards.standards, "question")
    yield from duplicate_flags(standards, "question", "keep one standard for each question")
    for (path, question), standard in zip(standards, q.standards.standards, strict=True):
        yield from unknown_flags(path, question, names, "question")
        yield from level_flags((*path[:-1], "level"), standard.level, len(q.edition.scale) - 1)


def _interventions(q: Questionnaire) -> Iterator[Flag]:
    e, items = q.edition, q.interventions.interventions
    names = [item.id for item in items]
    for n, item in enumerate(items):
        here = ("interventions", "interventions", n)
        yield from unknown_flags((*here, "theme"), item.theme, [theme.id for theme in q.themes], "theme")
        yield from unknown_flags((*here, "horizon"), item.horizon, [step.id for step in e.horizons], "horizon")
        yield from list_flags((*here, "gaps"), item.gaps, [gap.id for gap in e.gaps], "gap")
        yield from list_flags((*here, "after"), item.after, names, "intervention")
        if item.owner == "national" and item.national_step is None:
            what = f"`{item.id}` is national work, and nothing says what the national team does"
            yield (*here, "owner"), what, "add `national_step` with `deliverable`, `decision` and `paper`"
        if item.owner == "force" and item.national_step is not None:
            yield (*here, "national_step"), f"`{item.id}` is the work of forces alone", "remove it, or change `owner`"
        yield from _effects(q, here, item)
    ranks: list[tuple[Path, str]] = [
        (("interventions", "interventions", n, "rank"), str(item.rank)) for n, item in enumerate(items) if item.rank
    ]
    yield from duplicate_flags(ranks, "rank", "give each a rank of its own")
    for cycle in cycles({item.id: item.after for item in items}):
        place = ("interventions", "interventions", names.index(cycle[0]), "after")
        chain = " after ".join(f"`{name}`" for name in (*cycle, cycle[0]))
        yield place, f"these come after each other in a circle: {chain}", "remove one of them from `after`"


def _effects(q: Questionnaire, here: Path, item: Intervention) -> Iterator[Flag]:
    """What an intervention raises, and each force's part of it."""
    top, names = len(q.edition.scale) - 1, [question.id for question in q.questions]
    given = {key for question in q.questions for key in question.gives}
    if not item.raises and item.id not in given:
        what = f"`{item.id}` raises no question, and no question gives to it"
        yield (*here, "id"), what, "add `raises`, or name it in some question's `gives`"
    for n, each in enumerate(item.raises):
        place = (*here, "raises", n)
        yield from unknown_flags((*place, "question"), each.question, names, "question")
        yield from level_flags((*place, "levels", 1), each.levels[1], top)
        if each.levels[0] >= each.levels[1]:
            yield (*place, "levels"), f"this leads from level {each.levels[0]} to level {each.levels[1]}", _FIX_LEVELS
    yield from _days((*here, "national_days"), item.national_days)
    if item.national_days and item.owner == "force":
        yield (*here, "national_days"), f"`{item.id}` is the work of forces alone", "remove it, or change `owner`"
    if item.part is None and item.owner != "national":
        what = f"`{item.id}` is the work of forces too, and nothing says how much"
        yield (*here, "owner"), what, "add `part` with `role` and `days`, or write `owner: national`"
    if item.part is not None and item.owner == "national":
        what = f"`{item.id}` is national work, so a force has no part in it"
        yield (*here, "part"), what, "remove it, or write `owner: both`"
    if item.part is not None:
        roles = [role.id for role in q.edition.roles]
        yield from unknown_flags((*here, "part", "role"), item.part.role, roles, "role")
        yield from _days((*here, "part", "days"), item.part.days)


_FIX_LEVELS = "write the lowest level that it raises, then a higher one that it leads to"


def tool_flags(q: Questionnaire, tools: Collection[str]) -> Iterator[Flag]:
    """Items of the toolkit that a step or a force's part names and that are not there. The toolkit is read apart."""
    for path, question in questions(q):
        for n, step in enumerate(question.steps):
            yield from unknown_flags((*path, "steps", n, "tool"), step.tool, tools, "item of the toolkit")
    for n, item in enumerate(q.interventions.interventions):
        if item.part:
            place = ("interventions", "interventions", n, "part", "tool")
            yield from unknown_flags(place, item.part.tool, tools, "item of the toolkit")


def _days(path: Path, days: Days | None) -> Iterator[Flag]:
    if days is not None and days[0] > days[1]:
        yield path, f"{days[0]} to {days[1]} days is not a range", "write the lower number first"


def _steps(q: Questionnaire) -> Iterator[Flag]:
    """Steps lead upwards, to levels that there are."""
    top, roles = len(q.edition.scale) - 1, [role.id for role in q.edition.roles]
    for path, question in questions(q):
        before = 0
        for n, step in enumerate(question.steps):
            here = (*path, "steps", n)
            yield from level_flags((*here, "to"), step.to, top)
            if step.to <= before:
                yield (*here, "to"), f"the step before leads to level {before}", "put the steps in order of level"
            before = step.to
            yield from unknown_flags((*here, "role"), step.role, roles, "role")
            yield from _days((*here, "days"), step.days)
            yield from _days((*here, "part_way"), step.part_way)
            if step.part_way and any(part > whole for part, whole in zip(step.part_way, step.days, strict=True)):
                what = "a force that is part of the way has more to do than one that is not"
                yield (*here, "part_way"), what, "write at most the numbers of `days`"


def _order(q: Questionnaire) -> Iterator[Flag]:
    """What an action comes after can be done by a force, and before it. A step comes after the one below it, too."""
    after: dict[str, tuple[Path, tuple[str, ...]]] = {}
    below: dict[str, tuple[str, ...]] = {}
    for path, question in questions(q):
        steps = [step_id(question, step) for step in question.steps]
        for n, step in enumerate(question.steps):
            after[steps[n]] = ((*path, "steps", n, "after"), step.after)
            below[steps[n]] = tuple(steps[max(n - 1, 0) : n])
    for n, item in enumerate(q.interventions.interventions):
        if item.owner != "national":
            ours: Path = ("interventions", "interventions", n, "part", "after")
            after[item.id] = (ours, item.part.after if item.part else ())
    national = [item.id for item in q.interventions.interventions if item.owner == "national"]
    for place, values in after.values():
        yield from list_flags(place, values, [*after, *({*values} & {*national})], "action")
        for n, value in enumerate(values):
            if value in national:
                yield (*place, n), f"`{value}` is national work, which a force cannot do first", "remove it"
    for cycle in cycles({key: (*values, *below.get(key, ())) for key, (_, values) in after.items()}):
        pairs = zip(cycle, cycle[1:] + cycle[:1], strict=True)
        written = [after[name][0] for name, other in pairs if other in after[name][1]]
        if written:  # otherwise two steps lead to one level, which is said above
            chain = " after ".join(f"`{name}`" for name in (*cycle, cycle[0]))
            what = f"these come after each other in a circle: {chain}"
            yield written[0], what, "remove one of them from `after`"


def _reachable(q: Questionnaire) -> Iterator[Flag]:
    """Every minimum standard can be met from level 0 by actions, one after another."""
    raises: dict[str, list[tuple[int, int]]] = {question.id: [] for question in q.questions}
    for question in q.questions:
        tos = [step.to for step in question.steps]
        raises[question.id] += zip((0, *tos), tos, strict=False)
    for each in (each for item in q.interventions.interventions for each in item.raises):
        raises.setdefault(each.question, []).append(each.levels)
    if not any(raises.values()):  # an edition without advice
        return
    for n, standard in enumerate(q.standards.standards):
        level = 0
        for low, high in sorted(raises.get(standard.question, ()), key=lambda levels: levels[1]):
            level = max(level, high) if low <= level else level
        if level < standard.level < len(q.edition.scale) and standard.question in raises:
            what = f"no action brings `{standard.question}` to level {standard.level}"
            yield ("standards", "standards", n, "level"), what, "add a step to the question that leads to it"


def _forces(q: Questionnaire) -> Iterator[Flag]:
    if not q.everyone:
        fix = "add each force under `forces`, or one under `invented` to try the questionnaire out"
        yield ("forces", "forces"), "there is no force here, so nobody can answer", fix
    ids = [force.id for force in q.everyone]
    conditions = [condition.id for condition in q.edition.conditions]
    for name, forces in (("forces", q.forces.forces), ("invented", q.forces.invented)):
        for n, force in enumerate(forces):
            here = ("forces", name, n)
            yield from list_flags((*here, "conditions"), force.conditions, conditions, "condition")
            yield from unknown_flags((*here, "became"), force.became, ids, "force")
            yield from _dates(here, force)
    became = {force.id: (force.became,) if force.became else () for force in q.everyone}
    for ring in cycles(became):
        place = next(path for path, name in _located_forces(q) if name == ring[0])
        yield (*place[:-1], "became"), f"`{ring[0]}` becomes itself again", "correct `became`"
    for n, group in enumerate(q.forces.peer_groups):
        here = ("forces", "peer_groups", n)
        yield from list_flags((*here, "members"), group.members, ids, "force")
        yield from unknown_flags((*here, "centre"), group.centre, ids, "force")
        yield from day_flags((*here, "as_of"), group.as_of)
    yield from _division(q)


#: If more forces than this are in no group, the message gives their number and not each name.
MOST_NAMED = 5


def _division(q: Questionnaire) -> Iterator[Flag]:
    """Each force is in exactly one group of the division, real and invented ones apart: as soon as one of them is."""
    if (kind := q.forces.division) is None:
        return
    groups = [each for each in q.forces.peer_groups if each.kind == kind and each.centre is None]
    if not groups:
        yield ("forces", "division"), f"no peer group has the kind `{kind}`", "name a kind of `peer_groups`"
    for forces in (q.forces.forces, q.forces.invented):
        homes = {force.id: [each.id for each in groups if force.id in each.members] for force in forces}
        if not any(homes.values()):
            continue
        none = [name for name, its in homes.items() if not its]
        counted = len(none) > MOST_NAMED
        if counted:
            what = f"`{none[0]}` and {len(none) - 1} other forces are in no group of the kind `{kind}`"
            yield ("forces", "division"), what, "put each in exactly one"
        for name, its in homes.items():
            if len(its) > 1 or (not its and not counted):
                what = f"`{name}` is in {' and '.join(f'`{each}`' for each in its) or 'no group'}"
                yield ("forces", "division"), f"{what} of the kind `{kind}`", "put it in exactly one"


def _spelling(q: Questionnaire) -> Iterator[Flag]:
    """What forces are counted by: with a typing error, a force would be missing where it belongs."""
    f = q.forces
    for name in ("kind", "nation", "region"):
        found = located("forces", "forces", f.forces, name) + located("forces", "invented", f.invented, name)
        yield from spelling_flags(found, getattr(f, f"{name}s"), name, f"{name}s")
    yield from spelling_flags(
        located("forces", "peer_groups", f.peer_groups, "kind"), f.group_kinds, "kind", "group_kinds"
    )


def _consents(q: Questionnaire) -> Iterator[Flag]:
    ids, roles = [name for _, name in _located_forces(q)], [role.id for role in q.edition.roles]
    seen: set[tuple[str, str]] = set()
    for n, consent in enumerate(q.forces.consents):
        here = ("forces", "consents", n)
        yield from unknown_flags((*here, "force"), consent.force, ids, "force")
        yield from unknown_flags((*here, "role"), consent.role, roles, "role")
        yield from day_flags((*here, "date"), consent.date)
        yield from day_flags((*here, "until"), consent.until)
        if consent.until and consent.until < consent.date:
            what = f"the consent of `{consent.force}` ends before it is given"
            yield (*here, "until"), what, "correct one of the two dates"
        for m, use in enumerate(consent.allows):
            if (consent.force, use) in seen:
                what = f"the consent of `{consent.force}` to `{use}` appears twice"
                yield (*here, "allows", m), what, "keep the one that holds, so that taking it back takes it all back"
            seen.add((consent.force, use))


def _extensions(q: Questionnaire) -> Iterator[Flag]:
    ids = [name for _, name in _located_forces(q)]
    seen: set[tuple[str, str]] = set()
    for n, each in enumerate(q.extensions.extensions):
        here = ("extensions", "extensions", n)
        yield from unknown_flags((*here, "force"), each.force, ids, "force")
        yield from day_flags((*here, "until"), each.until)
        if not is_period(each.period, q.edition.periods.kind):
            fix = "write it as in an assessment of this edition"
            yield (*here, "period"), f"`{each.period[:40]}` is not a period of this edition", fix
        if (each.force, each.period) in seen:
            yield here, f"`{each.force}` has two extensions for {each.period}", "keep the one that holds"
        seen.add((each.force, each.period))


def _located_forces(q: Questionnaire) -> list[tuple[Path, str]]:
    return located("forces", "forces", q.forces.forces) + located("forces", "invented", q.forces.invented)


def _dates(here: Path, force: Force) -> Iterator[Flag]:
    yield from day_flags((*here, "starts"), force.starts)
    yield from day_flags((*here, "ends"), force.ends)
    if force.starts and force.ends and force.ends < force.starts:
        yield (*here, "ends"), f"`{force.id}` ends before it starts", "correct one of the two dates"
    if force.became and not force.ends:
        yield (*here, "became"), f"`{force.id}` became another force and has no end", "add `ends` with the date"


def _changes(q: Questionnaire) -> Iterator[Flag]:
    e = q.edition
    live = {theme.id for theme in q.themes} | {part.id for _, part in capabilities(q)}
    live |= {part.id for _, part in questions(q)} | {part.id for part in q.interventions.interventions}
    live |= {role.id for role in e.roles} | {part.id for part in e.conditions} | {part.id for part in e.about}
    gone = {change.id for change in q.changes.changes if change.kind in ("renamed", "retired")}
    ended = [
        (("changes", "changes", n, "id"), change.id)
        for n, change in enumerate(q.changes.changes)
        if change.kind in ("renamed", "retired")
    ]
    yield from duplicate_flags(ended, "id", "keep one of the changes")
    for path, name in ended:
        if name in live:
            yield path, f"`{name}` is still in use, so it was not removed", "give what uses it now another id"
    for n, change in enumerate(q.changes.changes):
        here = ("changes", "changes", n)
        if change.kind in ("reworded", "added", "corrected"):
            there = live | gone | ({e.id} if change.kind == "corrected" else set())
            yield from unknown_flags((*here, "id"), change.id, sorted(there), "id")
        if change.kind == "renamed" and change.to is None:
            yield (*here, "kind"), f"`{change.id}` is renamed to nothing", "add `to` with the new id"
        if change.kind != "renamed" and change.to is not None:
            yield (*here, "to"), "only a renamed id has a `to`", "remove it, or write `kind: renamed`"
        yield from unknown_flags((*here, "to"), change.to, sorted(live | gone), "id")
    names = {change.id: (change.to,) for change in q.changes.changes if change.kind == "renamed" and change.to}
    for ring in cycles(names):
        place = next(path for path, name in ended if name == ring[0])
        yield (*place[:-1], "to"), f"`{ring[0]}` is renamed back to itself", "correct `to`"


def _examples(q: Questionnaire) -> Iterator[Flag]:
    top = len(q.edition.scale) - 1
    asked = {theme.id: [x.id for c in theme.capabilities for x in c.questions] for theme in q.themes}
    for n, example in enumerate(q.examples.examples):
        here = ("examples", "examples", n)
        yield from unknown_flags((*here, "theme"), example.theme, asked, "theme")
        for question, answer in example.answers.items():
            place = (*here, "answers", question)
            if example.theme in asked:
                yield from unknown_flags(place, question, asked[example.theme], f"question in `{example.theme}` called")
            if isinstance(answer, int):
                yield from level_flags(place, answer, top)
            elif answer.dont_know == (answer.level is not None):
                yield place, "an answer is either a level or a don't know", "write `level` or `dont_know: true`"
            else:
                yield from level_flags((*place, "level"), answer.level, top)


def _crosswalk(q: Questionnaire) -> Iterator[Flag]:
    """Every question that is named exists, and every minimum standard is in a part or said to be in none."""
    crosswalk, here = q.crosswalk, ("crosswalk", "documents")
    names = [question.id for _, question in questions(q)]
    sources = [source.id for source in q.sources.sources]
    ids: list[tuple[Path, str]] = []
    served: set[str] = set()
    for n, document in enumerate(crosswalk.documents):
        ids.append(((*here, n, "id"), document.id))
        yield from unknown_flags((*here, n, "source"), document.source, sources, "source")
        for m, part in enumerate(document.parts):
            place = (*here, n, "parts", m)
            ids.append(((*place, "id"), part.id))
            yield from list_flags((*place, "questions"), part.questions, names, "question")
            yield from day_flags((*place, "seen"), part.seen)
            served |= set(part.questions)
    yield from duplicate_flags(ids, "id")
    none = ("crosswalk", "served_by_none")
    yield from list_flags(none, crosswalk.served_by_none, names, "question")
    for n, name in enumerate(crosswalk.served_by_none):
        if name in served:
            yield (*none, n), f"`{name}` is in a part as well", "remove it here"
    held = [standard.question for standard in q.standards.standards if standard.question in names]
    for name in held if crosswalk.documents else ():
        if name not in served and name not in crosswalk.served_by_none:
            what = f"`{name}` has a minimum standard, and no part names it"
            yield ("crosswalk", "documents"), what, "add it to the `questions` of a part, or to `served_by_none`"


def _calibration(q: Questionnaire) -> Iterator[Flag]:
    """Each case is for a question and a level that exist. A page shows a question's levels once, so it has one case."""
    cases, names = q.calibration.cases, [question.id for question in q.questions]
    asked = located("calibration", "cases", cases, "question")
    yield from duplicate_flags(located("calibration", "cases", cases), "id")
    yield from duplicate_flags(asked, "question", "keep one case for each question")
    for (path, question), case in zip(asked, cases, strict=True):
        yield from unknown_flags(path, question, names, "question")
        yield from level_flags((*path[:-1], "level"), case.level, len(q.edition.scale) - 1)


def _library(q: Questionnaire) -> Iterator[Flag]:
    """No two entries have one id, because each has an address of its own."""
    campaigns = [(("library", "campaigns", n, "id"), each.id) for n, each in enumerate(q.library.campaigns)]
    entries = campaigns + [(("library", "cases", n, "id"), each.id) for n, each in enumerate(q.library.cases)]
    yield from duplicate_flags(entries, "id")
    known = [each.id for each in q.interventions.interventions]
    for kind, shelf in (("campaign_shelf", q.library.campaign_shelf), ("case_shelf", q.library.case_shelf)):
        if shelf is not None:
            yield from unknown_flags(("library", kind, "intervention"), shelf.intervention, known, "intervention")


#: Each rule and the files that it cannot do without; `themes` stands for every theme's file.
_RULES: tuple[tuple[Callable[[Questionnaire], Iterator[Flag]], tuple[str, ...]], ...] = (
    (_ids, ()),
    (_names, ()),
    (_policy, ()),
    (_about, ()),
    (_themes, ()),
    (_sources, ("sources",)),
    (_gives, ("interventions",)),
    (_steps, ()),
    (_standards, ("themes",)),
    (_interventions, ("themes",)),
    (_order, ("themes", "interventions")),
    (_reachable, ("themes", "interventions")),
    (_forces, ()),
    (_spelling, ()),
    (_consents, ()),
    (_extensions, ("forces",)),
    (_changes, ("themes", "interventions")),
    (_examples, ("themes",)),
    (_crosswalk, ("themes", "standards", "sources")),
    (_calibration, ("themes",)),
    (_library, ("interventions",)),
)
