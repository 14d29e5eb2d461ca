"""What must hold between the files of a questionnaire: every id once, every reference to something that is there,
every list in order, every level within the scale. Pure. Whether the figures can be exact is checked in `compiler`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from maturity.errors import nearest
from maturity.model import Bands, Capability, Force, Part, Question, Questionnaire, Theme
from maturity.places import Flag, Path, capabilities, questions

#: Files that a theme cannot be named after.
RESERVED = ("edition", "standards", "interventions", "forces", "sources", "changes", "examples")


def check(q: Questionnaire, broken: Collection[str] = ()) -> list[Flag]:
    """Every rule between files that the questionnaire breaks, in no set order. Empty when it is sound.

    `broken` names files that could not be read and stand there empty: rules that need them are left out, so that
    what is missing is not taken for a mistake somewhere else.
    """
    flags: list[Flag] = []
    for rule, needs in _RULES:
        if not any(name in broken or (name == "themes" and set(q.edition.themes) & set(broken)) for name in needs):
            flags += rule(q)
    return [flag for flag in flags if flag[0][0] not in broken]


def _listed(file: str, name: str, items: Iterable[Part], attribute: str = "id") -> list[tuple[Path, str]]:
    return [((file, name, n, attribute), getattr(item, attribute)) for n, item in enumerate(items)]


def _twice(found: Iterable[tuple[Path, str]], kind: str) -> Iterator[Flag]:
    seen: dict[str, Path] = {}
    for path, value in found:
        if value in seen:
            where = "" if seen[value][0] == path[0] else f" (also in {seen[value][0]}.yml)"
            yield path, f"`{value}` is used for more than one {kind}{where}", "give each its own"
        seen.setdefault(value, path)


def _known(path: Path, value: str | None, known: Iterable[str], kind: str) -> Iterator[Flag]:
    options = list(known)
    if value is not None and value not in options:
        yield path, f"there is no {kind} `{value}`", nearest(value, options)


def _all_known(path: Path, values: Sequence[str], known: Iterable[str], kind: str) -> Iterator[Flag]:
    """Each of a list is known and there only once."""
    options = list(known)
    for n, value in enumerate(values):
        yield from _known((*path, n), value, options, kind)
        if value in values[:n]:
            yield (*path, n), f"`{value}` stands twice in this list", "take one out"


# --- ids ---------------------------------------------------------------------------------------------------------


def _ids(q: Questionnaire) -> Iterator[Flag]:
    """Themes, capabilities, questions and interventions share one set of ids: changes.yml and page addresses name
    them without saying which kind."""
    e = q.edition
    parts: list[tuple[Path, Theme | Capability | Question]] = [
        *(((file,), theme) for file, theme in zip(e.themes, q.themes, strict=True)),
        *capabilities(q),
        *questions(q),
    ]
    interventions = _listed("interventions", "interventions", q.interventions.interventions)
    ids = [((*path, "id"), part.id) for path, part in parts]
    yield from _twice([*ids, *interventions], "theme, capability, question or intervention")
    yield from _twice([((*path, "code"), part.code) for path, part in parts], "code")
    yield from _twice([(("edition", "themes", n), name) for n, name in enumerate(e.themes)], "theme's file")
    for n, name in enumerate(e.themes):
        if name in RESERVED:
            yield ("edition", "themes", n), f"a theme's file cannot be called `{name}`", "rename the file"
    yield from _twice(_listed("edition", "scale", e.scale, "name"), "level")
    yield from _twice(_listed("edition", "words", e.words, "term"), "word")
    for name, items in (("roles", e.roles), ("aims", e.aims), ("gaps", e.gaps)):
        yield from _twice(_listed("edition", name, items), name[:-1])
    for name, steps in (("horizons", e.horizons), ("efforts", e.efforts)):
        yield from _twice(_listed("edition", name, steps), name[:-1])
    about = [*_listed("edition", "conditions", e.conditions), *_listed("edition", "about", e.about)]
    yield from _twice(about, "condition or field about the force")
    yield from _twice(_listed("sources", "sources", q.sources.sources), "source")
    yield from _twice(_listed("examples", "examples", q.examples.examples), "example")
    forces = _listed("forces", "forces", q.forces.forces) + _listed("forces", "invented", q.forces.invented)
    yield from _twice(forces, "force")
    yield from _twice(_listed("forces", "peer_groups", q.forces.peer_groups), "peer group")


# --- edition.yml -------------------------------------------------------------------------------------------------


def _policy(q: Questionnaire) -> Iterator[Flag]:
    e, scoring = q.edition, q.edition.scoring
    top, here = len(e.scale) - 1, ("edition", "scoring")
    if (points := scoring.level_points) and len(points) != top + 1:
        yield (
            (*here, "level_points"),
            f"there are points for {len(points)} levels, and the scale has {top + 1}",
            "give each level its points, lowest first",
        )
    for n, point in enumerate(points[1:], 1):
        if point < points[n - 1]:
            yield (*here, "level_points", n), f"level {n} carries fewer points than level {n - 1}", "let points rise"
    if points and points[-1] == 0:
        yield (*here, "level_points"), "the top level carries no points", "give it some"
    yield from _within((*here, "evidence_cap"), scoring.evidence_cap, top)
    yield from _within((*here, "dont_know_counts_as"), scoring.dont_know_counts_as, top)
    yield from _bands(here, scoring.bands, top)
    if gate := scoring.theme_gate:
        if gate.share and gate.share[0] > gate.share[1]:
            yield (*here, "theme_gate", "share"), "the part is larger than the whole", "write it as [part, whole]"
        yield from _within((*here, "theme_gate", "lag"), gate.lag, top)
        yield from _within((*here, "theme_gate", "standards_from"), gate.standards_from, top)


def _bands(here: Path, bands: Bands, top: int) -> Iterator[Flag]:
    yield from _within((*here, "bands", "needs"), bands.needs, top)
    yield from _within((*here, "bands", "helps"), bands.helps, top)
    if bands.helps < bands.needs:
        yield (*here, "bands", "helps"), "`helps` is below `needs`", f"write {bands.needs} or more"


def _within(path: Path, level: int | None, top: int) -> Iterator[Flag]:
    if level is not None and level > top:
        yield path, f"there is no level {level}: the scale ends at {top}", f"write {top} or less"


def _facts(q: Questionnaire) -> Iterator[Flag]:
    sources = [source.id for source in q.sources.sources]
    for n, fact in enumerate(q.edition.facts):
        yield from _known(("edition", "facts", n, "source"), fact.source, sources, "source")
    for n, about in enumerate(q.edition.about):
        yield from _all_known(("edition", "about", n, "choices"), about.choices, about.choices, "choice")
    yield from _real(("edition", "published"), q.edition.published)


def _real(path: Path, day: str | None) -> Iterator[Flag]:
    """The pattern lets 30 February through."""
    try:
        date.fromisoformat(day or "2000-01-01")
    except ValueError:
        yield path, f"there is no such day as {day}", "write a real date as year-month-day"


# --- the themes' files -------------------------------------------------------------------------------------------


def _themes(q: Questionnaire) -> Iterator[Flag]:
    gaps = [gap.id for gap in q.edition.gaps]
    for path, capability in capabilities(q):
        yield from _all_known((*path, "gaps"), capability.gaps, gaps, "gap")
    for path, question in questions(q):
        yield from _question(q, path, question)


def _question(q: Questionnaire, path: Path, question: Question) -> Iterator[Flag]:
    e = q.edition
    roles = [role.id for role in e.roles]
    if (have := len(question.levels)) != (need := len(e.scale)):
        what = f"`{question.id}` has {have} level{'' if have == 1 else 's'}, and the scale has {need}"
        yield (*path, "levels"), what, "write one text for each level of the scale, lowest first"
    yield from _known((*path, "lead"), question.lead, roles, "role")
    yield from _all_known((*path, "helpers"), question.helpers, roles, "role")
    if question.lead in question.helpers:
        place = (*path, "helpers", question.helpers.index(question.lead))
        yield place, f"`{question.lead}` leads this question and cannot help with it too", "name another role"
    if not question.helpers and len(roles) > 1:
        what = f"nobody helps with `{question.id}`: one person would answer it alone"
        yield (*path, "lead"), what, "add `helpers` with at least one role"
    yield from _known((*path, "condition"), question.condition, [c.id for c in e.conditions], "condition")
    yield from _all_known((*path, "sources"), question.sources, [s.id for s in q.sources.sources], "source")
    known = [item.id for item in q.interventions.interventions]
    for band in ("needs", "helps", "gives"):
        called = getattr(question.calls_for, band)
        yield from _all_known((*path, "calls_for", band), called, known, "intervention")


# --- the other files ---------------------------------------------------------------------------------------------


def _standards(q: Questionnaire) -> Iterator[Flag]:
    known = [question.id for _, question in questions(q)]
    standards = _listed("standards", "standards", q.standards.standards, "question")
    yield from _twice(standards, "standard")
    for (path, question), standard in zip(standards, q.standards.standards, strict=True):
        yield from _known(path, question, known, "question")
        yield from _within((*path[:-1], "level"), standard.level, len(q.edition.scale) - 1)


def _interventions(q: Questionnaire) -> Iterator[Flag]:
    e, items = q.edition, q.interventions.interventions
    efforts, known = [step.id for step in e.efforts], [item.id for item in items]
    called = set(_called(q))
    for n, item in enumerate(items):
        here = ("interventions", "interventions", n)
        yield from _known((*here, "theme"), item.theme, [theme.id for theme in q.themes], "theme")
        yield from _known((*here, "horizon"), item.horizon, [step.id for step in e.horizons], "horizon")
        yield from _all_known((*here, "gaps"), item.gaps, [gap.id for gap in e.gaps], "gap")
        yield from _known((*here, "effort", "national"), item.effort.national, efforts, "effort")
        yield from _known((*here, "effort", "force"), item.effort.force, efforts, "effort")
        yield from _all_known((*here, "after"), item.after, known, "intervention")
        if item.id not in called:
            yield (*here, "id"), f"no answer calls for `{item.id}`", "name it in some question's `calls_for`"
    for cycle in _cycles({item.id: item.after for item in items}):
        place = ("interventions", "interventions", known.index(cycle[0]), "after")
        chain = " after ".join(f"`{name}`" for name in (*cycle, cycle[0]))
        yield place, f"these wait for each other: {chain}", "take one of them out of `after`"


def _called(q: Questionnaire) -> Iterator[str]:
    """Interventions in the bands that some level falls into."""
    bands, top = q.edition.scoring.bands, len(q.edition.scale) - 1
    for _, question in questions(q):
        yield from question.calls_for.needs
        if bands.helps > bands.needs:
            yield from question.calls_for.helps
        if bands.helps < top:
            yield from question.calls_for.gives


def _cycles(after: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Rings of names, each found once and named from its first member in the order given."""
    rings: list[list[str]] = []
    done: set[str] = set()
    for start in after:
        trail = {} if start in done else {start: iter(after[start])}
        while trail:
            name = next(reversed(trail))
            other = next(trail[name], None)
            if other is None:
                del trail[name]
                done.add(name)
            elif other in trail:
                names = list(trail)
                rings.append(names[names.index(other) :])
            elif other in after and other not in done:
                trail[other] = iter(after[other])
    return rings


def _forces(q: Questionnaire) -> Iterator[Flag]:
    everyone = [*q.forces.forces, *q.forces.invented]
    ids = [force.id for force in everyone]
    conditions = [condition.id for condition in q.edition.conditions]
    for name, forces in (("forces", q.forces.forces), ("invented", q.forces.invented)):
        for n, force in enumerate(forces):
            here = ("forces", name, n)
            yield from _all_known((*here, "conditions"), force.conditions, conditions, "condition")
            yield from _known((*here, "became"), force.became, ids, "force")
            yield from _dates(here, force)
    became = {force.id: (force.became,) if force.became else () for force in everyone}
    for ring in _cycles(became):
        place = next(path for path, name in _everyone(q) if name == ring[0])
        yield (*place[:-1], "became"), f"`{ring[0]}` becomes itself in the end", "correct `became`"
    for n, group in enumerate(q.forces.peer_groups):
        here = ("forces", "peer_groups", n)
        yield from _all_known((*here, "members"), group.members, ids, "force")
        yield from _known((*here, "centre"), group.centre, ids, "force")
        yield from _real((*here, "as_of"), group.as_of)


def _everyone(q: Questionnaire) -> list[tuple[Path, str]]:
    return _listed("forces", "forces", q.forces.forces) + _listed("forces", "invented", q.forces.invented)


def _dates(here: Path, force: Force) -> Iterator[Flag]:
    yield from _real((*here, "starts"), force.starts)
    yield from _real((*here, "ends"), force.ends)
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
    yield from _twice(ended, "change that ends it")
    for path, name in ended:
        if name in live:
            yield path, f"`{name}` is still in use, so it is not gone", "give what is there now another id"
    for n, change in enumerate(q.changes.changes):
        here = ("changes", "changes", n)
        if change.kind in ("reworded", "added"):
            yield from _known((*here, "id"), change.id, sorted(live | gone), "id")
        if change.kind == "renamed" and change.to is None:
            yield (*here, "kind"), f"`{change.id}` is renamed to nothing", "add `to` with the new id"
        if change.kind != "renamed" and change.to is not None:
            yield (*here, "to"), "only a renamed id has a `to`", "take it out, or write `kind: renamed`"
        yield from _known((*here, "to"), change.to, sorted(live | gone), "id")
    names = {change.id: (change.to,) for change in q.changes.changes if change.kind == "renamed" and change.to}
    for ring in _cycles(names):
        place = next(path for path, name in ended if name == ring[0])
        yield (*place[:-1], "to"), f"`{ring[0]}` is renamed to itself in the end", "correct `to`"


def _examples(q: Questionnaire) -> Iterator[Flag]:
    top = len(q.edition.scale) - 1
    asked = {theme.id: [x.id for c in theme.capabilities for x in c.questions] for theme in q.themes}
    for n, example in enumerate(q.examples.examples):
        here = ("examples", "examples", n)
        yield from _known((*here, "theme"), example.theme, asked, "theme")
        for question, answer in example.answers.items():
            place = (*here, "answers", question)
            if example.theme in asked:
                yield from _known(place, question, asked[example.theme], f"question in `{example.theme}` called")
            if isinstance(answer, int):
                yield from _within(place, answer, top)
            elif answer.dont_know == (answer.level is not None):
                yield place, "an answer is either a level or a don't know", "write `level` or `dont_know: true`"
            else:
                yield from _within((*place, "level"), answer.level, top)


#: Each rule and the files that it cannot do without; `themes` stands for every theme's file.
_RULES: tuple[tuple[Callable[[Questionnaire], Iterator[Flag]], tuple[str, ...]], ...] = (
    (_ids, ()),
    (_policy, ()),
    (_facts, ("sources",)),
    (_themes, ("sources", "interventions")),
    (_standards, ("themes",)),
    (_interventions, ("themes",)),
    (_forces, ()),
    (_changes, ("themes", "interventions")),
    (_examples, ("themes",)),
)
