"""An edition of one theme and a few questions, as the engine reads it, and assessments for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maturity.records import Assessment, Bundle, BundleAction
from tests.support.nations import CAP, TOP


def question(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "weight": 1,
        "minimum": None,
        "urgent": False,
        "condition": None,
        "not_applicable": False,
        "sensitive": False,
        "meaning": 1,
        "lead": "lead",
        "helpers": [],
        "gives": [],
        **more,
    }


def intervention(name: str, rank: int, raised: Sequence[str]) -> BundleAction:
    """National work that raises these questions from anywhere up to the cap."""
    return {
        "id": name,
        "kind": "intervention",
        "owner": "national",
        "raises": [{"question": each, "from": 0, "to": CAP + 1} for each in raised],
        "days": [0, 0],
        "part_way": None,
        "role": None,
        "needs": [],
        "interventions": [name],
        "rank": rank,
    }


def bundle_of(capabilities: Sequence[Sequence[dict[str, Any]]], conditions: Sequence[str] = ()) -> Bundle:
    """One theme, with these capabilities. The intervention `a` raises every question, `b` none."""
    listed = [{"id": f"c{n}", "weight": 1, "questions": [*each]} for n, each in enumerate(capabilities)]
    made: Any = {
        "format": "maturity-bundle/2",
        "edition": {"id": "made", "version": "1"},
        "top": TOP,
        "period": "year",
        "policy": {
            "evidence_cap": CAP,
            "dont_know": 0,
            "points": list(range(TOP + 1)),
            "gate": {"share": [3, 4], "lag": 1, "standards_from": 2},
            "overall": False,
        },
        "conditions": [*conditions],
        "about": [],
        "roles": ["lead"],
        "themes": [{"id": "t", "weight": 1, "capabilities": listed}],
        "interventions": ["a", "b"],
        "actions": [intervention("a", 1, [q["id"] for each in capabilities for q in each]), intervention("b", 2, [])],
        "forces": {},
    }
    bundle: Bundle = made
    return bundle


def assessment(force: str, period: str, answers: dict[str, Any], about: dict[str, Any] | None = None) -> Assessment:
    made: Any = {
        "format": "maturity-assessment/2",
        "edition": {"id": "made", "version": "1"},
        "force": force,
        "period": period,
        "answers": answers,
        "about": about or {},
        "sign_off": {"role": "lead", "date": "2026-11-20", "decision": "signed"},
    }
    whole: Assessment = made
    return whole
