"""Several forces' profiles side by side: alphabetical by name, with counts and middle values.

Pure. Nothing here ranks, averages or picks out a highest or a lowest: what a force says of itself does not bear it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from maturity.records import (
    COMPARISON_FORMAT,
    Bundle,
    ComparedForce,
    Comparison,
    LevelCounts,
    Pair,
    Profile,
    StandardCounts,
)


def compare(
    bundle: Bundle,
    profiles: Iterable[Profile],
    names: Mapping[str, str],
    invented: Collection[str] = (),
    period: str | None = None,
) -> Comparison:
    """The forces that have a profile for `period`; without one, each force's latest. `names` gives names by id, and
    `invented` the ids of forces that do not exist."""
    chosen = _chosen(profiles, period)
    rows = [_row(profile, names, invented) for profile in chosen]
    rows.sort(key=lambda row: (row["name"].casefold(), row["force"]))
    themes = [theme["id"] for theme in bundle["themes"]]
    capabilities = [capability["id"] for theme in bundle["themes"] for capability in theme["capabilities"]]
    return {
        "format": COMPARISON_FORMAT,
        "edition": {"id": bundle["edition"]["id"], "version": bundle["edition"]["version"]},
        "period": period,
        "capabilities": capabilities,
        "themes": themes,
        "forces": rows,
        "capability_counts": [
            _counts(name, [row["levels"][n] for row in rows], bundle["top"]) for n, name in enumerate(capabilities)
        ],
        "theme_counts": [
            _counts(name, [row["theme_levels"][n] for row in rows], bundle["top"]) for n, name in enumerate(themes)
        ],
        "standard_counts": _standards(bundle, chosen),
    }


def sensitive(bundle: Bundle) -> set[str]:
    """Ids of the sensitive questions, and of the capabilities and themes that have one: with these an answer to it
    could be worked out."""
    found: set[str] = set()
    for theme in bundle["themes"]:
        for capability in theme["capabilities"]:
            if hidden := {question["id"] for question in capability["questions"] if question["sensitive"]}:
                found |= {theme["id"], capability["id"]} | hidden
    return found


def without(comparison: Comparison, hidden: Collection[str]) -> Comparison:
    """The same with no level of these capabilities for any one force. Counts over all forces stay."""
    forces: list[ComparedForce] = []
    for row in comparison["forces"]:
        pairs = zip(comparison["capabilities"], row["levels"], strict=True)
        forces.append({**row, "levels": [None if name in hidden else level for name, level in pairs]})
    return {**comparison, "forces": forces}


def compare_periods(
    bundle: Bundle, profiles: Sequence[Profile], names: Mapping[str, str], invented: Collection[str] = ()
) -> list[Comparison]:
    """Each force's latest profile first; then, if there are several periods, each of them, the latest first."""
    there = sorted({profile["period"] for profile in profiles}, key=in_order, reverse=True)
    choices: list[str | None] = [*there] if len(there) == 1 else [None, *there]
    return [compare(bundle, profiles, names, invented, choice) for choice in choices]


def in_order(period: str) -> list[tuple[int, str]]:
    """A key by which periods follow each other: numbers in them by their size, the rest as text."""
    parts: list[str] = re.findall(r"[0-9]+|[^0-9]+", period)
    return [(int(part), "") if part[0] in "0123456789" else (-1, part) for part in parts]


def _chosen(profiles: Iterable[Profile], period: str | None) -> list[Profile]:
    chosen: dict[str, Profile] = {}
    for profile in profiles:
        if period is not None and profile["period"] != period:
            continue
        before = chosen.get(profile["force"])
        if before is None or in_order(before["period"]) < in_order(profile["period"]):
            chosen[profile["force"]] = profile
    return list(chosen.values())


def _row(profile: Profile, names: Mapping[str, str], invented: Collection[str]) -> ComparedForce:
    force = profile["force"]
    return {
        "force": force,
        "name": names.get(force, force),
        "invented": force in invented,
        "period": profile["period"],
        "signed": profile["signed"],
        "complete": profile["complete"],
        "levels": [capability["level"] for theme in profile["themes"] for capability in theme["capabilities"]],
        "theme_levels": [theme["level"] for theme in profile["themes"]],
        "standards_met": profile["standards_met"],
    }


def _counts(name: str, levels: Iterable[Pair | None], top: int) -> LevelCounts:
    """Only levels that are settled are counted; the middle of an even number is the lower of the two, a real level."""
    there = [level for level in levels if level is not None]
    settled = sorted(level["low"] for level in there if level["low"] == level["high"])
    return {
        "id": name,
        "counts": [settled.count(level) for level in range(top + 1)],
        "open": len(there) - len(settled),
        "middle": settled[(len(settled) - 1) // 2] if settled else None,
    }


def _standards(bundle: Bundle, profiles: Sequence[Profile]) -> list[StandardCounts]:
    """How many stand where, for each standard in the questionnaire's order. A question that is not asked of a force
    does not apply to it."""
    asked = [
        question["id"]
        for theme in bundle["themes"]
        for capability in theme["capabilities"]
        for question in capability["questions"]
        if question["minimum"] is not None
    ]
    found: dict[str, list[str]] = {name: [] for name in asked}
    for profile in profiles:
        for standard in profile["standards"]:
            found[standard["question"]].append(standard["status"])
    return [
        {
            "question": name,
            "met": statuses.count("met"),
            "not_met": statuses.count("not_met"),
            "not_shown": statuses.count("not_shown"),
            "open": statuses.count("open"),
            "not_applicable": statuses.count("not_applicable") + len(profiles) - len(statuses),
        }
        for name, statuses in found.items()
    ]
