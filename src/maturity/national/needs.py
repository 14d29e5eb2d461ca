"""What would help most over all forces: which of their own actions meet most minimum standards, and how much of the
forces' work each national intervention would save. For the national team alone, never published. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from maturity.records import Assessment, Bundle
from maturity.scoring.engine import score
from maturity.scoring.plan import days_to_standards, task_of


class ActionNeed(NamedTuple):
    """An action that is in forces' advice: in how many forces it meets a minimum standard, how many standards it meets
    there, and in how many it comes first."""

    action: str
    forces: int
    standards: int
    first: int


class NationalSaving(NamedTuple):
    """An intervention that is national work: in how many forces it lessens the work to every minimum standard, and by
    how many days in all. Upper ends count."""

    intervention: str
    forces: int
    saved: int


class Needs(NamedTuple):
    """Both lists, the largest first. What would change nothing is left out."""

    forces: int
    actions: list[ActionNeed]
    national: list[NationalSaving]


def needs_of(bundle: Bundle, assessments: Iterable[Assessment]) -> Needs:
    """Of the assessments that count for one period."""
    forces, standards, first = Counter[str](), Counter[str](), Counter[str]()
    saved, helped = Counter[str](), Counter[str]()
    national = {a["id"]: {r["question"] for r in a["raises"]} for a in bundle["actions"] if a["owner"] == "national"}
    everyone = list(assessments)
    for one in everyone:
        advice = score(bundle, one)["advice"]
        for item in [*advice["first"], *advice["then"]]:
            if item["closes"]:
                forces[item["id"]] += 1
                standards[item["id"]] += len(item["closes"])
        first.update(item["id"] for item in advice["first"][:1])
        task = task_of(bundle, one)
        alone = days_to_standards(task)
        for name in (key for key, raised in national.items() if raised & task.goals.keys()):
            less = alone - days_to_standards(task_of(bundle, one, {name}))
            if less > 0:
                saved[name] += less
                helped[name] += 1
    order = [action["id"] for action in bundle["actions"]]
    actions = [ActionNeed(key, forces[key], standards[key], first[key]) for key in order if forces[key]]
    savings = [NationalSaving(key, helped[key], saved[key]) for key in national if helped[key]]
    actions.sort(key=lambda each: (-each.standards, -each.forces))
    savings.sort(key=lambda each: (-each.saved, -each.forces))
    return Needs(len(everyone), actions, savings)
