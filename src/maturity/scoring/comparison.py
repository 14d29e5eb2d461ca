"""Several forces' profiles side by side: alphabetical by name, period by period.

Pure. Nothing here ranks, averages or picks out a highest or a lowest: self-assessments are not precise enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from maturity.questionnaire.periods import period_key
from maturity.records import Bundle, ComparedForce, ComparedResult, Comparison, Profile, Range


def compare(
    bundle: Bundle,
    profiles: Iterable[Profile],
    names: Mapping[str, str],
    invented: Collection[str] = (),
    groups: Sequence[tuple[str, str, Collection[str]]] = (),
    hidden: Collection[str] = (),
) -> Comparison:
    """Every force in every period, the latest period first. `names` gives names by id, and `invented` the ids of forces
    that are made up. Of each group: the kind, the name, and the ids of its forces. `hidden` capabilities are left out.
    """
    by_force: dict[str, dict[str, Profile]] = {}
    for one in profiles:
        by_force.setdefault(one["force"], {})[one["period"]] = one
    periods = sorted({period for each in by_force.values() for period in each}, key=period_key, reverse=True)
    order = sorted(by_force, key=lambda force: (names.get(force, force).casefold(), force))
    forces: list[ComparedForce] = [
        {
            "name": names.get(force, force),
            "invented": force in invented,
            "results": [_result(by_force[force].get(period), hidden) for period in periods],
        }
        for force in order
    ]
    return {
        "top": bundle["top"],
        "periods": periods,
        "forces": forces,
        "groups": [
            {"kind": kind, "name": name, "forces": [n for n, force in enumerate(order) if force in its]}
            for kind, name, its in groups
        ],
    }


def _result(profile: Profile | None, hidden: Collection[str]) -> ComparedResult | None:
    if profile is None:
        return None
    levels: dict[str, Range | None] = {}
    for theme in profile["themes"]:
        levels[theme["id"]] = theme["level"]
        levels |= {part["id"]: part["level"] for part in theme["capabilities"] if part["id"] not in hidden}
    return {
        "whole": profile["signed"] and profile["complete"],
        "signed": profile["signed"],
        "levels": levels,
        "met": profile["standards_met"],
    }


def sensitive_ids(bundle: Bundle) -> set[str]:
    """Ids of the sensitive questions, and of the capabilities and themes that have one: with these an answer to it
    could be worked out."""
    found: set[str] = set()
    for theme in bundle["themes"]:
        for capability in theme["capabilities"]:
            if hidden := {question["id"] for question in capability["questions"] if question["sensitive"]}:
                found |= {theme["id"], capability["id"]} | hidden
    return found
