"""Random populations of forces: questionnaires, overlapping groups, and two years of assessments, scored."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from maturity.national.movement import MovementMaterial, movement_material
from maturity.national.statistics import Group, Material, material
from maturity.records import Assessment, Bundle
from maturity.scoring.engine import score

TOP = 4
CAP = 2
PERIODS = ("2025", "2026")


class Population(NamedTuple):
    bundle: Bundle
    groups: list[Group]
    materials: list[Material]
    crossings: list[MovementMaterial]
    named: frozenset[str] = frozenset()
    files: Mapping[str, list[Assessment]] = {}


def question(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "weight": 1,
        "minimum": None,
        "condition": None,
        "not_applicable": False,
        "sensitive": False,
        "meaning": 1,
        "lead": "lead",
        "helpers": [],
        "calls_for": {"needs": ["a"], "helps": ["a"], "gives": []},
        **more,
    }


def bundle_of(capabilities: Sequence[Sequence[dict[str, Any]]], conditions: Sequence[str] = ()) -> Bundle:
    """One theme, with these capabilities."""
    listed = [{"id": f"c{n}", "weight": 1, "questions": [*each]} for n, each in enumerate(capabilities)]
    made: Any = {
        "format": "maturity-bundle/1",
        "edition": {"id": "made", "version": "1"},
        "top": TOP,
        "period": "year",
        "policy": {
            "evidence_cap": CAP,
            "dont_know": 0,
            "points": list(range(TOP + 1)),
            "gate": {"share": [3, 4], "lag": 1, "standards_from": 2},
            "needs": 1,
            "helps": 2,
            "overall": False,
        },
        "conditions": [*conditions],
        "about": [],
        "roles": ["lead"],
        "themes": [{"id": "t", "weight": 1, "capabilities": listed}],
        "interventions": ["a", "b"],
        "forces": {},
    }
    bundle: Bundle = made
    return bundle


def assessment(force: str, period: str, answers: dict[str, Any], about: dict[str, Any] | None = None) -> Assessment:
    made: Any = {
        "format": "maturity-assessment/1",
        "edition": {"id": "made", "version": "1"},
        "force": force,
        "period": period,
        "answers": answers,
        "about": about or {},
        "sign_off": {"role": "lead", "date": "2026-11-20", "decision": "signed"},
    }
    whole: Assessment = made
    return whole


def population(seed: int, calm: bool = False) -> Population:
    """6 to 60 forces in overlapping groups, most of them alike, so that small counts are common. A calm one has
    at least 20, all at random levels, and more capabilities of one question, so that little needs to be hidden."""
    r = random.Random(seed)
    forces = [f"f{n:02}" for n in range(r.randint(20 if calm else 6, 60))]
    capabilities = [
        [
            question(
                f"c{c}q{n}",
                minimum=r.choice([None, 1, 2, 3, 4]),
                sensitive=r.random() < 0.1,
                not_applicable=r.random() < 0.2,
                condition="coast" if n and r.random() < 0.2 else None,
                calls_for={"needs": some(r, "ab"), "helps": some(r, "ab"), "gives": []},
            )
            for n in range(1 if calm else r.randint(1, 3))
        ]
        for c in range(r.randint(3, 6) if calm else r.randint(1, 3))
    ]
    bundle = bundle_of(capabilities, ["coast"])
    alike = {
        q["id"]: (r.randint(0, TOP), 0.0 if calm else r.choice([0.0, 0.3, 0.6, 0.8, 0.9, 0.95]))
        for c in capabilities
        for q in c
    }
    coast = {force: r.random() < r.choice([0.1, 0.5, 0.9]) for force in forces}
    groups = _groups(r, forces)
    files: dict[str, list[Assessment]] = {}
    answers: dict[str, dict[str, Any]] = {}
    for period in PERIODS:
        share = r.choice([0.8, 0.95, 1])
        files[period] = []
        for force in forces:
            if r.random() > share:
                continue
            stay = answers.get(force, {})
            now = {
                q["id"]: stay[q["id"]] if q["id"] in stay and r.random() < 0.6 else _answer(r, q, *alike[q["id"]])
                for c in capabilities
                for q in c
                if q["condition"] is None or coast[force]
            }
            answers[force] = now
            files[period].append(assessment(force, period, now, {"coast": coast[force]}))
    materials = [material(bundle, [score(bundle, one) for one in files[period]], groups, period) for period in PERIODS]
    crossings = [movement_material(bundle, bundle, files[PERIODS[0]], files[PERIODS[1]])] if all(files.values()) else []
    return Population(bundle, groups, materials, crossings, files=files)


def early(there: Population, forces: Collection[str]) -> Population:
    """The same when only these forces had returned for the last period."""
    first, last = PERIODS
    files = {**there.files, last: [one for one in there.files[last] if one["force"] in forces]}
    now = material(there.bundle, [score(there.bundle, one) for one in files[last]], there.groups, last)
    crossings = (
        [movement_material(there.bundle, there.bundle, files[first], files[last])] if all(files.values()) else []
    )
    materials = [there.materials[0], now._replace(named=there.named)]
    return there._replace(materials=materials, crossings=crossings, files=files)


def some(r: random.Random, of: str) -> list[str]:
    return [each for each in of if r.random() < 0.6]


def _answer(r: random.Random, question: dict[str, Any], common: int, share: float) -> dict[str, Any]:
    if question["not_applicable"] and r.random() < 0.1:
        return {"not_applicable": "We have none."}
    level = common if r.random() < share else r.randint(0, TOP)
    return {"level": level, "evidence": [{"title": "Log"}] if r.random() < 0.8 else []}


def _groups(r: random.Random, forces: list[str]) -> list[Group]:
    groups = [Group("all", "all", "all", None, None, frozenset(forces))]
    for kind in range(r.randint(0, 3)):
        bands, mixed = r.randint(2, 6), r.sample(forces, len(forces))
        groups += [Group(f"k{kind}-{n}", "", "peer", "size", None, frozenset(mixed[n::bands])) for n in range(bands)]
    for n in range(r.randint(0, 4)):
        members = frozenset(r.sample(forces, r.randint(1, len(forces))))
        groups.append(Group(f"r{n}", "", "region", None, None, members))
    for n in range(r.randint(0, 2)):
        few = r.sample(forces, r.randint(1, min(12, len(forces) - 1)))
        groups.append(Group(f"but{n}", "", "nation", None, None, frozenset(forces) - {*few}))
    for force in r.sample(forces, r.randint(0, 6)):
        members = frozenset({force, *r.sample(forces, min(len(forces), 8))})
        groups.append(Group(f"own-{force}", "", "peer", "most-similar", force, members))
    return groups
