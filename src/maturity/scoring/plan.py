"""The cheapest plan: the actions with the least effort that meet every minimum standard of a force.

An exact search. A plan must hold, for each standard that is not met, an action that takes its question on from where
the actions so far have brought it. So the search tries these, one standard after another, and leaves a branch as soon
as it cannot be cheaper than the best plan so far. What a branch still costs is at least this: each standard pays its
part of an action that can raise it, the action's cost shared among all the standards that it can raise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple, TypedDict

from maturity.records import AdvisedAction, Assessment, Bundle, BundleAction, Lift, Profile, Range, Tally
from maturity.scoring.advice import for_levels, level_of, place_by_standards, projected, raised
from maturity.scoring.engine import score
from maturity.scoring.findings import Finding, findings_of

PLAN_FORMAT: Final = "maturity-plan/1"
#: What a role that leads can give, in person-days, where nobody says otherwise: about three days in two weeks.
DAYS_A_QUARTER: Final = 20


class Cost(NamedTuple):
    """Compared in this order: most days, fewest days, how many actions."""

    high: int = 0
    low: int = 0
    actions: int = 0

    def plus(self, action: BundleAction) -> Cost:
        low, high = action["days"]
        return Cost(self.high + high, self.low + low, self.actions + 1)

    @property
    def days(self) -> tuple[int, int]:
        return self.low, self.high


class PlanEvidence(TypedDict):
    """A claim for which evidence is to be named, by the role that leads its question. If there is none, these actions
    and days come on top; no actions where those of the plan are enough. `supports`: actions of the plan that build on
    what is claimed."""

    question: str
    role: str
    actions: list[str]
    days: list[int]
    supports: list[str]


class Booking(TypedDict):
    """When an action begins and ends, in quarters from 1."""

    id: str
    begins: int
    ends: int


class Timetable(TypedDict):
    """A plan over quarters. `days_a_quarter`: what each role can give in one."""

    days_a_quarter: int
    actions: list[Booking]


class Outcome(TypedDict):
    """The profile as it would be with a plan done and evidence named. `themes`: each that has a level, with its level
    now and then. `complete`: no answer is open. `next`: the first actions that it would call for then."""

    standards_met: Tally
    themes: list[tuple[str, Range | None, Range]]
    complete: bool
    next: list[str]


class Plan(TypedDict):
    """`maturity-plan/1`. `days`, from least to most, are of all actions, in the order of the timetable. `evidence`,
    which costs nothing, is taken as named, and without any of it the plan takes `days_without_evidence`. `signed`:
    whether the answers are. `find_out`:
    standards that are planned for because nobody knew or answered. `sensitive`: security-sensitive questions of which
    it tells. `unreachable`: standards that no actions can meet; the plan is for the others. `next_best_days`: of the
    cheapest plan that leaves out at least one of the actions. Days are null where there is no such plan."""

    format: Literal["maturity-plan/1"]
    force: str
    period: str
    goal: Literal["standards"]
    signed: bool
    status: Literal["optimal", "impossible", "nothing-to-do"]
    days: list[int]
    evidence: list[PlanEvidence]
    days_without_evidence: list[int] | None
    find_out: list[str]
    actions: list[AdvisedAction]
    sensitive: list[str]
    unreachable: list[str]
    next_best_days: list[int] | None
    timetable: Timetable
    outcome: Outcome


class Task(NamedTuple):
    """What is to be planned: where each question that applies is, the level that each unmet standard asks for, and the
    actions that there are, by id. What an action needs and is done already is no need any more.
    `urgent`: questions whose standard cannot wait, so what meets it comes first in order."""

    levels: Mapping[str, int]
    goals: Mapping[str, int]
    actions: Mapping[str, BundleAction]
    urgent: frozenset[str] = frozenset()


def cheapest_plan(
    bundle: Bundle, assessment: Assessment, with_national: bool = False, days_a_quarter: int = DAYS_A_QUARTER
) -> Plan:
    """The plan for an assessment. What is open counts as its worst, and what is claimed as shown. `with_national`: the
    work of national bodies may be part of it, which costs the force nothing. `days_a_quarter`: what each role can
    give."""
    national = {action["id"] for action in bundle["actions"] if with_national and action["owner"] == "national"}
    task = task_of(bundle, assessment, national)
    highest = raised(task.levels, task.actions.values())
    unreachable = [key for key, minimum in task.goals.items() if highest[key] < minimum]
    task = task._replace(goals={key: minimum for key, minimum in task.goals.items() if key not in unreachable})
    chosen = search(task)
    assert chosen is not None  # all actions together reach every goal
    ordered = list(in_work_order(task, chosen))
    booked = timetable(ordered, task, days_a_quarter)
    place = {each["id"]: n for n, each in enumerate(booked["actions"])}
    ordered.sort(key=lambda action: place[action["id"]])
    others = [search(_without(task, key)) for key in chosen]
    next_best = min((cost_of(task, plan) for plan in others if plan is not None), default=None)
    findings, profile = findings_of(bundle, assessment), score(bundle, assessment)
    unshown = [f for f in findings if f.status == "not_shown"]
    evidence = [_without_evidence(task, f, chosen, _supported(bundle, f, ordered)) for f in unshown]
    unproved = _unproved(task, unshown)
    bare = search(unproved) if unshown else chosen
    told = {each["question"] for each in evidence} | {key for action in ordered for key in action["because"]}
    return {
        "format": PLAN_FORMAT,
        "force": assessment["force"],
        "period": assessment["period"],
        "goal": "standards",
        "signed": profile["signed"],
        "status": "impossible" if unreachable else "optimal" if ordered else "nothing-to-do",
        "days": [*cost_of(task, chosen).days],
        "evidence": evidence,
        "days_without_evidence": None if bare is None else [*cost_of(unproved, bare).days],
        "find_out": [f.question["id"] for f in findings if f.question["id"] in task.goals and f.state != "level"],
        "actions": ordered,
        "sensitive": [f.question["id"] for f in findings if f.question["sensitive"] and f.question["id"] in told],
        "unreachable": unreachable,
        "next_best_days": None if next_best is None else [*next_best.days],
        "timetable": booked,
        "outcome": _outcome(profile, score(bundle, projected(bundle, assessment, chosen, evidence=True))),
    }


def task_of(bundle: Bundle, assessment: Assessment, national: Collection[str] = ()) -> Task:
    """What is to be planned for an assessment, with the `national` actions that may be part of it."""
    found = [finding for finding in findings_of(bundle, assessment) if finding.state != "not_applicable"]
    levels = {f.question["id"]: level_of(f) for f in found}
    minimums = {f.question["id"]: f.question["minimum"] for f in found if f.question["minimum"] is not None}
    goals = {key: minimum for key, minimum in minimums.items() if levels[key] < minimum}
    done = {action["id"] for action in bundle["actions"] if _is_done(action, levels)}
    possible = [action for action in bundle["actions"] if action["owner"] != "national" or action["id"] in national]
    ours = [for_levels(action, levels) for action in possible]
    actions: dict[str, BundleAction] = {a["id"]: {**a, "needs": [n for n in a["needs"] if n not in done]} for a in ours}
    return Task(levels, goals, _possible(actions), frozenset(f.question["id"] for f in found if f.question["urgent"]))


def days_to_standards(task: Task) -> int:
    """The days, at most, of the least work that meets every goal that can be met."""
    highest = raised(task.levels, task.actions.values())
    goals = {key: minimum for key, minimum in task.goals.items() if highest[key] >= minimum}
    return cost_of(task, search(task._replace(goals=goals)) or ()).high


def cost_of(task: Task, plan: Collection[str]) -> Cost:
    """What a set of actions costs."""
    cost = Cost()
    for key in plan:
        cost = cost.plus(task.actions[key])
    return cost


def meets(task: Task, plan: Collection[str]) -> bool:
    """Whether a set of actions meets every goal, with all that must be done before them."""
    after = raised(task.levels, [task.actions[key] for key in plan])
    needs = {need for key in plan for need in task.actions[key]["needs"]}
    return needs <= {*plan} and all(after[key] >= minimum for key, minimum in task.goals.items())


def search(task: Task) -> frozenset[str] | None:
    """The cheapest set of actions that meets every goal; nothing where there is none."""
    best: tuple[Cost, frozenset[str]] | None = None
    raising = {
        goal: [a for a in task.actions.values() if any(each["question"] == goal for each in a["raises"])]
        for goal in task.goals
    }

    def branch(chosen: frozenset[str], cost: Cost, barred: frozenset[str]) -> None:
        nonlocal best
        after = raised(task.levels, [task.actions[key] for key in chosen])
        open_goals = [key for key, minimum in task.goals.items() if after[key] < minimum]
        if not open_goals:
            if best is None or cost < best[0]:
                best = (cost, chosen)
            return
        left = {key: a for key, a in task.actions.items() if key not in chosen and key not in barred}
        options = {
            goal: [a for a in raising[goal] if a["id"] in left and _takes(a, goal, after[goal])] for goal in open_goals
        }
        if best is not None and cost.high + _least(task, left, after, open_goals) > best[0].high:
            return
        goal = min(open_goals, key=lambda key: len(options[key]))
        tried = barred
        for action in sorted(options[goal], key=lambda a: (a["days"][1], a["days"][0], a["rank"])):
            added = _with_needs(action, task, chosen)
            if not added & tried:
                price = cost
                for key in added:
                    price = price.plus(task.actions[key])
                if best is None or price < best[0]:
                    branch(chosen | added, price, tried)
            tried |= {action["id"]}

    branch(frozenset(), Cost(), frozenset())
    return None if best is None else best[1]


def in_work_order(task: Task, plan: Collection[str]) -> Iterator[AdvisedAction]:
    """The actions of a plan with what each does, each after what must be done before it, and otherwise as in advice."""
    left, levels = {key: task.actions[key] for key in plan}, dict(task.levels)

    def lifts_of(action: BundleAction) -> list[Lift]:
        after = raised(levels, [action])
        return [{"question": key, "from": levels[key], "to": to} for key, to in after.items() if to > levels[key]]

    def closed_by(action: BundleAction) -> list[str]:
        after = raised(levels, [action])
        return [key for key, minimum in task.goals.items() if levels[key] < minimum <= after[key]]

    def place(action: BundleAction) -> tuple[Any, ...]:
        closes = {key: task.goals[key] for key in closed_by(action)}
        return place_by_standards(action, lifts_of(action), closes, task.urgent)

    while left:
        moving = [a for a in left.values() if any(_takes(a, key, level) for key, level in levels.items())]
        action = min(moving or left.values(), key=place)
        while waits := [left[key] for key in action["needs"] if key in left]:
            action = min(waits, key=place)
        del left[action["id"]]
        closes, lifts = closed_by(action), lifts_of(action)
        levels = raised(levels, [action])
        yield {
            "id": action["id"],
            "kind": action["kind"],
            "because": [lift["question"] for lift in lifts],
            "closes": closes,
            "lifts": lifts,
            "days": action["days"],
            "role": action["role"],
            "interventions": action["interventions"],
        }


def timetable(actions: Sequence[AdvisedAction], task: Task, days: int) -> Timetable:
    """When each action of a plan, in order of work, begins and ends, when each role can give this many days a quarter.
    A role does one action after another, and roles work side by side. What can begin soonest is booked next. An action
    waits for what must be done before it, and for an earlier one that raises the same question. A short one, of at most
    a quarter of the days, waits for the next quarter rather than run over its beginning. Upper ends count."""
    waits = {
        action["id"]: {before["id"] for before in actions[:n] if {*before["because"]} & {*action["because"]}}
        | {*task.actions[action["id"]]["needs"]}
        for n, action in enumerate(actions)
    }
    places = {action["id"]: n for n, action in enumerate(actions)}
    left, free, ended = list(actions), dict.fromkeys((action["role"] for action in actions), 0), dict[str, int]()
    booked: list[Booking] = []

    def start_of(action: AdvisedAction) -> int:
        soonest = max([free[action["role"]], *(ended[key] for key in waits[action["id"]])])
        over = soonest % days + action["days"][1] > days >= 4 * action["days"][1]
        return soonest + (-soonest % days if over else 0)

    while left:
        starts = {action["id"]: start_of(action) for action in left if waits[action["id"]] <= ended.keys()}
        action = next(action for action in left if starts.get(action["id"]) == min(starts.values()))
        left.remove(action)
        start = starts[action["id"]]
        end = free[action["role"]] = ended[action["id"]] = start + action["days"][1]
        begins = start // days + 1
        booked.append({"id": action["id"], "begins": begins, "ends": max(begins, -(-end // days))})
    booked.sort(key=lambda each: (each["begins"], places[each["id"]]))
    return {"days_a_quarter": days, "actions": booked}


def _outcome(profile: Profile, after: Profile) -> Outcome:
    now = {theme["id"]: theme["level"] for theme in profile["themes"]}
    return {
        "standards_met": after["standards_met"],
        "themes": [(theme["id"], now[theme["id"]], theme["level"]) for theme in after["themes"] if theme["level"]],
        "complete": after["complete"],
        "next": [action["id"] for action in after["advice"]["first"]],
    }


def _supported(bundle: Bundle, finding: Finding, planned: Sequence[AdvisedAction]) -> list[str]:
    """The planned actions that need one which counts as done because of this claim."""
    question, actions = finding.question["id"], {action["id"]: action for action in bundle["actions"]}
    done = {key for key, action in actions.items() if any(each["question"] == question for each in action["raises"])}
    done -= {action["id"] for action in planned}
    return [action["id"] for action in planned if done.intersection(actions[action["id"]]["needs"])]


def _without_evidence(task: Task, finding: Finding, chosen: Collection[str], supports: list[str]) -> PlanEvidence:
    """The claim, and what comes on top of the plan if it has no evidence: then its standard is not met either."""
    alone = _unproved(task._replace(goals={}), [finding])
    more = [name for name in search(alone) or () if name not in chosen]
    return {
        "question": finding.question["id"],
        "role": finding.question["lead"],
        "actions": sorted(more, key=lambda name: task.actions[name]["rank"]),
        "days": [*cost_of(alone, more).days],
        "supports": supports,
    }


def _unproved(task: Task, findings: Iterable[Finding]) -> Task:
    """The task if these claims do not hold: each is just below its standard."""
    minimums = {f.question["id"]: f.question["minimum"] or 0 for f in findings}
    below = {key: minimum - 1 for key, minimum in minimums.items()}
    return task._replace(levels={**task.levels, **below}, goals={**task.goals, **minimums})


# --- inside the search -------------------------------------------------------------------------------------------


def _is_done(action: BundleAction, levels: Mapping[str, int]) -> bool:
    """Whether an action has nothing left to raise: each of its questions is where it leads, or is not asked."""
    return all(levels.get(each["question"], each["to"]) >= each["to"] for each in action["raises"])


def _takes(action: BundleAction, question: str, level: int) -> bool:
    return any(each["question"] == question and each["from"] <= level < each["to"] for each in action["raises"])


def _possible(actions: Mapping[str, BundleAction]) -> dict[str, BundleAction]:
    """The actions that a force can do: all that must be done before them is there as well."""
    left = dict(actions)
    while lost := [key for key, action in left.items() if not {*action["needs"]} <= left.keys()]:
        for key in lost:
            del left[key]
    return left


def _with_needs(action: BundleAction, task: Task, chosen: frozenset[str]) -> frozenset[str]:
    """The action with everything that must be done before it and is not chosen yet."""
    added: set[str] = set()
    waiting = [action["id"]]
    while waiting:
        key = waiting.pop()
        if key not in added and key not in chosen:
            added.add(key)
            waiting += task.actions[key]["needs"]
    return frozenset(added)


def _least(task: Task, left: Mapping[str, BundleAction], after: Mapping[str, int], goals: list[str]) -> Fraction:
    """What the goals cost at least, in days. Infinite where one cannot be reached any more."""
    open_goals = {*goals}
    share: dict[str, Fraction] = {}
    for action in left.values():
        helps = {
            each["question"]
            for each in action["raises"]
            if each["question"] in open_goals and after[each["question"]] < each["to"]
        }
        for goal in helps:
            part = Fraction(action["days"][1], len(helps))
            share[goal] = min(share.get(goal, part), part)
    return sum((share.get(goal, Fraction(10**9)) for goal in goals), Fraction(0))


def _without(task: Task, key: str) -> Task:
    left = {name: action for name, action in task.actions.items() if name != key}
    return task._replace(actions=_possible(left))
