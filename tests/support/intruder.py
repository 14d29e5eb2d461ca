"""An intruder who holds everything published about a population of forces at once.

The intruder knows who is in which group and who returned, the answers of one force or of two, and with them what goes
back to these forces: the figures of their own groups, and the friends that they are told. It knows every published
table, of questions, standards, capabilities, themes, interventions and the movement of capabilities and themes; where
the last period was published before, when fewer had returned, both publications, and who had returned by then; and of
forces that are named in public all but their answers to sensitive questions. (Both years follow the same rules here, so
no count of changed rules says anything; joint answers are in no published table.) It knows nothing of how figures were
chosen. It sets up one system of whole-number relations, for all groups, tables and periods together, and narrows every
count until nothing moves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import product
from math import lcm
from typing import Any, NamedTuple

from maturity.national.disclosure.decisions import SAFE, prepared
from maturity.national.published import GroupFigures, LevelFigures, MovementFigures, Publication
from maturity.national.statistics import NOT_APPLICABLE, NOT_ASKED, Branch, Material
from maturity.records import Bundle
from tests.support.populations import CAP, PERIODS, TOP, Population

#: A count that is looked for: period, table, piece of the population, value.
Var = tuple[str, str, int, int]
NEEDS, HELPS = 1, 2
#: The last period as it was published before.
EARLY = f"{PERIODS[1]} early"
UNMET = ("not_met", "not_shown")


class Told(NamedTuple):
    """What one force is told of a friend, and what follows: the friend is strong on one of some questions, on which the
    first is weak; and weak on one of some others, on which the first is strong."""

    friend: str
    capability: str
    strong_on: tuple[str, ...]
    weak_on: tuple[str, ...]


class System:
    """Whole-number unknowns between bounds, and sums of them between bounds."""

    def __init__(self) -> None:
        self.low: dict[Var, int] = {}
        self.high: dict[Var, int] = {}
        self.sums: list[tuple[list[tuple[Var, int]], int, int]] = []

    def relate(self, parts: Iterable[tuple[Var, int]], low: int, high: int) -> None:
        together: Counter[Var] = Counter()
        for var, sign in parts:
            together[var] += sign
        self.sums.append(([(var, sign) for var, sign in together.items() if sign], low, high))

    def narrow(self) -> None:
        """Narrows until nothing moves."""
        places: dict[Var, list[int]] = {}
        for n, (parts, _, _) in enumerate(self.sums):
            for var, _ in parts:
                places.setdefault(var, []).append(n)
        waiting = dict.fromkeys(range(len(self.sums)))
        while waiting:
            n = next(iter(waiting))
            del waiting[n]
            for var in self._narrow(*self.sums[n]):
                waiting.update(dict.fromkeys(places[var]))

    def _narrow(self, parts: list[tuple[Var, int]], least: int, most: int) -> list[Var]:
        """Narrows by one sum; gives the unknowns that moved."""
        low, high = self.low, self.high
        down = sum([s * (low[v] if s > 0 else high[v]) for v, s in parts])
        up = sum([s * (high[v] if s > 0 else low[v]) for v, s in parts])
        assert down <= most and up >= least, "The published figures contradict each other"
        if down >= least and up <= most:
            return []
        moved = []
        for v, s in parts:
            more, less = (most - down) // abs(s), (up - least) // abs(s)
            new_low = max(low[v], high[v] - (less if s > 0 else more))
            new_high = min(high[v], low[v] + (more if s > 0 else less))
            if new_high < high[v] or new_low > low[v]:
                raised, lowered = new_low - low[v], high[v] - new_high
                down += s * raised if s > 0 else -s * lowered
                up -= s * lowered if s > 0 else -s * raised
                low[v], high[v] = new_low, new_high
                moved.append(v)
        return moved


def attack(
    population: Population,
    publication: Publication,
    known: Sequence[str],
    told: Sequence[Told] = (),
    before: tuple[Population, Publication] | None = None,
) -> list[str]:
    """Everything protected that the intruder recovers, in words. `told`: the friends of those who are known, in the
    last period. `before`: what was published when fewer had returned for it."""
    materials = [prepared(one, SAFE) for one in population.materials]
    periods = [*publication["periods"]]
    if before:
        materials.append(prepared(before[0].materials[-1], SAFE)._replace(period=EARLY))
        periods.append(before[1]["periods"][-1])
    shown = [group for period in periods for group in period["groups"] if group["shows"] != "nothing"]
    shown_ids = sorted({group["id"] for group in shown})
    members = {group.id: group.members for group in population.groups}
    returned = [set(one.forces) for one in materials]
    pieces: dict[tuple[Any, ...], list[str]] = {}
    for force in sorted(members["all"]):
        if force not in known:
            key = (
                force if force in {each.friend for each in told} or force in population.named else "",
                tuple(force in members[g] for g in shown_ids),
                tuple(force in there for there in returned),
                *(
                    tuple(
                        one.questions[q][one.forces.index(force)] == NOT_ASKED if force in there else None
                        for q in one.questions
                    )
                    for one, there in zip(materials, returned, strict=True)
                ),
            )
            pieces.setdefault(key, []).append(force)
    system, listed = System(), list(pieces.values())
    for one, period, there in zip(materials, periods, returned, strict=True):
        _period(system, one, period["groups"], members, [[f for f in p if f in there] for p in listed], known)
    _movement(system, publication, materials[:2], listed, known)
    if before:
        _movement(system, before[1], [materials[0], materials[2]], listed, known)
        _same(system, materials[1], materials[2], listed)
    _friends(system, materials[1], listed, told)
    _named(system, materials, listed, population.named)
    system.narrow()
    open_to_all = {
        (one.period, force, item)
        for one in materials
        for force in population.named
        for part in one.parts
        if not one.sensitive & {*part.under}
        for item in (part.id, *part.under, *one.themes)
    }
    own_word = {
        (when, each.friend, item)
        for when in (materials[1].period, EARLY)
        for each in told
        for item in (each.capability, *each.strong_on)
    }
    found = _told_forces(system, materials, listed, returned, open_to_all | own_word)
    for one, period, there in zip(materials, periods, returned, strict=True):
        found += _told_counts(system, one, period["groups"], members, listed, there, known)
    return found


def _values() -> range:
    return range(NOT_APPLICABLE, TOP + 1)


def _columns(one: Material) -> dict[str, list[int]]:
    return {**one.questions, **one.capabilities, **one.themes}


def _cum(period: str, item: str, pieces: Iterable[int], top: int, sign: int = 1) -> list[tuple[Var, int]]:
    """The unknowns that add up to how many are at levels up to `top`."""
    return [((period, item, p, level), sign) for p in pieces for level in range(top + 1)]


def _period(
    system: System,
    one: Material,
    groups: list[GroupFigures],
    members: dict[str, frozenset[str]],
    pieces: list[list[str]],
    known: Sequence[str],
) -> None:
    place = {force: n for n, force in enumerate(one.forces)}
    columns, when = _columns(one), one.period
    for item, column in columns.items():
        for p, forces in enumerate(pieces):
            asked = [force for force in forces if column[place[force]] != NOT_ASKED]
            for value in _values():
                system.low[when, item, p, value], system.high[when, item, p, value] = 0, len(asked)
            system.relate([((when, item, p, v), 1) for v in _values()], len(asked), len(asked))
    _weakest(system, one, pieces)
    _gated(system, one, pieces)
    _called(system, one, pieces)
    for group in groups:
        if group["shows"] == "nothing":
            continue
        inside = [p for p, forces in enumerate(pieces) if forces and forces[0] in members[group["id"]]]
        own = [place[force] for force in known if force in place and force in members[group["id"]]]
        for row in (*group["questions"], *group["capabilities"], *group["themes"]):
            levels = [columns[row["id"]][n] for n in own]
            _row(system, when, row, inside, levels, sum(len(pieces[p]) for p in inside) + len(own))
        _standards(system, one, group, inside, own)
        for called in group["interventions"]:
            if called["forces"] is not None:
                name = called["intervention"]
                left = called["forces"] - len([n for n in own if one.called[name][n]])
                system.relate([((when, f"called {name}", p, 0), 1) for p in inside], left, left)


def _standards(system: System, one: Material, group: GroupFigures, inside: list[int], own: list[int]) -> None:
    when = one.period
    for standard in group["standards"]:
        if standard["hidden"] is None:
            q = next(q for q in _bundle_questions if q["id"] == standard["question"])
            minimum = q["minimum"]
            short = (standard["not_met"] or 0) + ((standard["not_shown"] or 0) if minimum > CAP else 0)
            mine_short = len([n for n in own if 0 <= one.questions[q["id"]][n] < minimum])
            system.relate(_cum(when, q["id"], inside, minimum - 1), short - mine_short, short - mine_short)
            unmet = (standard["not_met"] or 0) + (standard["not_shown"] or 0)
            left = unmet - len([n for n in own if one.standards[q["id"]][n] in UNMET])
            system.relate([((when, f"unmet {q['id']}", p, 0), 1) for p in inside], left, left)


def _weakest(system: System, one: Material, pieces: list[list[str]]) -> None:
    """A capability is where the weakest of its published questions is."""
    place, when = {force: n for n, force in enumerate(one.forces)}, one.period
    for part in one.parts:
        for p, forces in enumerate(pieces):
            rules = [q for q in part.under if forces and one.questions[q][place[forces[0]]] != NOT_ASKED]
            rules = [q for q in rules if _published(one, q)]
            for top in range(TOP):
                mine = _cum(when, part.id, [p], top)
                for q in rules:
                    system.relate([*mine, *_cum(when, q, [p], top, -1)], 0, len(forces))
                system.relate([*mine, *[x for q in rules for x in _cum(when, q, [p], top, -1)]], -99, 0)


def _gated(system: System, one: Material, pieces: list[list[str]]) -> None:
    """How a theme follows from its capabilities and standards; the gate is public. Three quarters of the capabilities
    have to have reached a level, none may be more than one below, and from the second on no standard may be unmet."""
    when, standards = one.period, [q for q in _bundle_questions if q["minimum"] is not None]
    for q, (p, forces) in product(standards, enumerate(pieces)):
        var = (when, f"unmet {q['id']}", p, 0)
        system.low[var], system.high[var] = 0, len(forces)
        system.relate([(var, 1), *_cum(when, q["id"], [p], q["minimum"] - 1, -1)], 0, len(forces))
    if any(not _published(one, q) for q in one.questions):
        return  # capabilities as they are published are not those that the theme is made of
    for theme, (p, forces), top in product(one.theme_parts, enumerate(pieces), range(TOP)):
        unmet = [((when, f"unmet {q['id']}", p, 0), -1) for q in standards] if top else []
        _step(system, when, theme, p, len(forces), top, unmet)


def _step(system: System, when: str, theme: Branch, p: int, size: int, top: int, unmet: list[tuple[Var, int]]) -> None:
    """Who is up to `top` in a theme, and who above it."""
    mine, of = _cum(when, theme.id, [p], top), len(theme.under)
    spare = of - -(-3 * of // 4)
    low = [_cum(when, capability, [p], top, -1) for capability in theme.under]
    for capability, up_to in zip(theme.under, low, strict=True):
        held = _cum(when, capability, [p], top - 1, -1) if spare else up_to
        system.relate([*mine, *held], 0, size)
    for each in unmet:
        system.relate([*mine, each], 0, size)
    together = [part for up_to in low for part in up_to]
    system.relate([*mine, *together, *unmet], -999, 0)
    system.relate([*[(var, (of - spare) * sign) for var, sign in mine], *together], -spare * size, 9999)


def _called(system: System, one: Material, pieces: list[list[str]]) -> None:
    """Which answers call for an intervention is public: one at least has called, and who has such an answer calls."""
    when = one.period
    for name in one.called:
        for p, forces in enumerate(pieces):
            var = (when, f"called {name}", p, 0)
            system.low[var], system.high[var] = 0, len(forces)
            all_calling: list[tuple[Var, int]] = []
            for q in _bundle_questions:
                levels = [
                    *(range(NEEDS + 1) if name in q["calls_for"]["needs"] else ()),
                    *(range(NEEDS + 1, HELPS + 1) if name in q["calls_for"]["helps"] else ()),
                ]
                calling = [((when, q["id"], p, level), -1) for level in levels]
                system.relate([(var, 1), *calling], 0, len(forces))
                all_calling += calling
            system.relate([(var, 1), *all_calling], -999, 0)


def _friends(system: System, one: Material, pieces: list[list[str]], told: Sequence[Told]) -> None:
    """A friend is strong on some question where who is told is weak; and weak on some where that one is strong."""
    for each in told:
        p = next(p for p, forces in enumerate(pieces) if forces == [each.friend])
        strong = [((one.period, q, p, level), 1) for q in each.strong_on for level in range(CAP + 1, TOP + 1)]
        weak = [((one.period, q, p, level), 1) for q in each.weak_on for level in range(NEEDS + 1)]
        system.relate(strong, 1, 999)
        system.relate(weak, 1, 999)


def _named(system: System, materials: list[Material], pieces: list[list[str]], named: Collection[str]) -> None:
    for one in materials:
        for part in one.parts:
            for item in (part.id, *part.under) if not one.sensitive & {*part.under} else ():
                for p, forces in enumerate(pieces):
                    if forces[0] in named and forces[0] in one.forces:
                        level = _columns(one)[item][one.forces.index(forces[0])]
                        if level != NOT_ASKED:
                            system.low[one.period, item, p, level] = 1


_bundle_questions: list[Any] = []


def _published(one: Material, question: str) -> bool:
    column, named = one.questions[question], one.in_public()
    asked = [level != NOT_ASKED for n, level in enumerate(column) if n not in named]
    return NOT_ASKED not in column or min(asked.count(True), asked.count(False)) > SAFE.others_for_counts


def _row(system: System, when: str, row: LevelFigures, inside: list[int], own: list[int], size: int) -> None:
    item = row["id"]
    if row["counts"] is not None:
        for value, count in zip(_values(), [row["not_applicable"] or 0, *row["counts"]], strict=True):
            left = count - own.count(value)
            system.relate([((when, item, p, value), 1) for p in inside], left, left)
        return
    may_not_apply = any(q["not_applicable"] for q in _bundle_questions if q["id"].startswith(item))
    if may_not_apply:
        return  # how many there are is not known
    quarter, middle = -(-size // 4), (size + 1) // 2
    for level, rank in ((row["low"], quarter), (row["middle"], middle), (row["high"], size + 1 - quarter)):
        if level is not None:
            reached = _cum(when, item, inside, level)
            below = _cum(when, item, inside, level - 1)
            system.relate(reached, rank - len([v for v in own if v <= level]), 99)
            system.relate(below, -99, rank - 1 - len([v for v in own if v < level]))


def _same(system: System, late: Material, soon: Material, pieces: list[list[str]]) -> None:
    """Whoever had returned by then answered then as now."""
    for p, forces in enumerate(pieces):
        for q, value in product(late.questions, _values()) if forces[0] in soon.forces else ():
            system.relate([((late.period, q, p, value), 1), ((soon.period, q, p, value), -1)], 0, 0)


def _movement(
    system: System, publication: Publication, materials: list[Material], pieces: list[list[str]], known: Sequence[str]
) -> None:
    """In all that are in both years, no more can have come above a level than are said to have moved up."""
    first, last = (one.period for one in materials)
    for between in publication["between"]:
        for moved in between["themes"]:
            _theme_movement(system, moved, materials, pieces, known)
        both = set(materials[0].forces) & set(materials[1].forces)
        inside = [p for p, forces in enumerate(pieces) if forces[0] in both]
        for row in between["capabilities"]:
            if row["hidden"] is not None or any(q["not_applicable"] for q in _bundle_questions):
                continue
            if any(not _published(one, q) for one in materials for q in one.questions if q.startswith(row["id"])):
                continue
            unsure = row["not_shown"] or 0
            for top in range(TOP):
                own = 0
                for one, sign in zip(materials, (1, -1), strict=True):
                    column = one.capabilities[row["id"]]
                    own += sign * len([f for f in known if f in both and column[one.forces.index(f)] <= top])
                earlier = _cum(first, row["id"], inside, top)
                later = _cum(last, row["id"], inside, top, -1)
                most, least = (row["up"] or 0) + unsure, -(row["down"] or 0) - unsure
                system.relate([*earlier, *later], least - own, most - own)


def _theme_movement(
    system: System, row: MovementFigures, materials: list[Material], pieces: list[list[str]], known: Sequence[str]
) -> None:
    """An index is the mean over capabilities of the mean over questions, on 0 to 100. In a theme that moved up it rose
    by ten at least, and by 100 at most; in one that is the same by less than ten either way. So the sum of all indexes
    went from the one year to the other by an amount between two bounds."""
    parts, both = materials[1].parts, set(materials[0].forces) & set(materials[1].forces)
    if row["hidden"] is not None or any(q["not_applicable"] for q in _bundle_questions):
        return
    if any(NOT_ASKED in column for one in materials for column in one.questions.values()):
        return
    whole = lcm(*(len(part.under) for part in parts))
    weights = {q: whole // len(part.under) for part in parts for q in part.under}
    full = TOP * whole * len(parts)  # an index of 100
    up, down, same, unsure = (row[name] or 0 for name in ("up", "down", "same", "not_shown"))
    step = full // 10  # rounded down, so no bound is too narrow
    low, high = step * up - full * (down + unsure) - (step + 1) * same, full * (up + unsure) - step * down
    high += (step + 1) * same
    sums: list[tuple[Var, int]] = []
    for one, sign in zip(materials, (-1, 1), strict=True):
        place = {force: n for n, force in enumerate(one.forces)}
        own = sum(w * one.questions[q][place[f]] for q, w in weights.items() for f in known if f in both)
        low, high = low - sign * own, high - sign * own
        inside = [p for p, forces in enumerate(pieces) if forces[0] in both]
        levels = product(weights.items(), inside, range(1, TOP + 1))
        sums += [((one.period, q, p, level), sign * w * level) for (q, w), p, level in levels]
    system.relate(sums, low, high)


def _told_forces(
    system: System,
    materials: list[Material],
    pieces: list[list[str]],
    returned: list[set[str]],
    open_to_all: Collection[tuple[str, str, str]],
) -> list[str]:
    found = []
    for one, there in zip(materials, returned, strict=True):
        for item, column in _columns(one).items():
            for p, forces in enumerate(pieces):
                can = [v for v in _values() if system.high[one.period, item, p, v] > 0]
                asked = forces[0] in there and column[one.forces.index(forces[0])] != NOT_ASKED
                if asked and len(can) == 1 and (one.period, forces[0], item) not in open_to_all:
                    found.append(f"{one.period} {item}: {' '.join(forces)} at {can[0]}")
    return found


def _told_counts(
    system: System,
    material: Material,
    groups: list[GroupFigures],
    members: dict[str, frozenset[str]],
    pieces: list[list[str]],
    there: set[str],
    known: Sequence[str],
) -> list[str]:
    """Counts of 1 or 2 in a group of fewer than ten, or in what is left of groups, that are known exactly."""
    hidden = [p for p, forces in enumerate(pieces) if forces[0] in there and forces[0] not in material.named]
    sets = {g["id"]: [p for p in hidden if pieces[p][0] in members[g["id"]]] for g in groups}
    shown = sorted(g["id"] for g in groups if g["shows"] != "nothing")
    wanted = {name: inside for name, inside in sets.items() if name in shown}
    wanted |= {
        f"{one} less {other}": [p for p in sets[one] if p not in sets[other]] for one in shown for other in shown
    }
    found = []
    for name, inside in wanted.items():
        size = sum(len(pieces[p]) for p in inside) + len(known) - 1  # as one of those who are known sees it
        if not 3 <= size < 10:
            continue
        for item in _columns(material):
            for value in range(TOP + 1):
                low = sum(system.low[material.period, item, p, value] for p in inside)
                high = sum(system.high[material.period, item, p, value] for p in inside)
                if low == high and 1 <= low <= 2:
                    found.append(
                        f"{material.period} {item}: {low} at {value} in {name} of {size}, knowing {' '.join(known)}"
                    )
    return found


def use(bundle: Bundle) -> None:
    """Tells the intruder the questionnaire, which is public."""
    _bundle_questions[:] = [q for t in bundle["themes"] for c in t["capabilities"] for q in c["questions"]]
