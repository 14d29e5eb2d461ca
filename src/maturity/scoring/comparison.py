"""Several forces' profiles side by side: alphabetical by name, with counts and middle values.

Pure. Nothing here ranks, averages or picks out a highest or a lowest: self-assessments are not precise enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from maturity.questionnaire.periods import period_key
from maturity.records import (
    COMPARISON_FORMAT,
    Bundle,
    ComparedForce,
    Comparison,
    LevelCounts,
    Profile,
    Range,
    StandardCounts,
    questions_of,
)


def compare(
    bundle: Bundle,
    profiles: Iterable[Profile],
    names: Mapping[str, str],
    invented: Collection[str] = (),
    period: str | None = None,
    gone: Collection[str] = (),
) -> Comparison:
    """The forces that have a profile for `period`; without one, each force's latest. `names` gives names by id,
    `invented` the ids of forces that are made up, and `gone` those that do not exist on the day of looking: they have
    no row where each force's latest is meant. Invented forces have rows, but are not counted with real ones."""
    chosen = _chosen(profiles, period)
    if period is None:
        chosen = [one for one in chosen if one["force"] not in gone]
    rows = [_row(one, names, invented) for one in chosen]
    counted = _counted(chosen, invented)
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
            _counts(name, [_levels(one)[n] for one in counted], bundle["top"]) for n, name in enumerate(capabilities)
        ],
        "theme_counts": [
            _counts(name, [one["themes"][n]["level"] for one in counted], bundle["top"])
            for n, name in enumerate(themes)
        ],
        "standard_counts": _standards(bundle, counted),
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


def without_levels(comparison: Comparison, hidden: Collection[str]) -> Comparison:
    """The same with no level of these capabilities for any one force. Counts over all forces stay."""
    forces: list[ComparedForce] = []
    for row in comparison["forces"]:
        pairs = zip(comparison["capabilities"], row["levels"], strict=True)
        forces.append({**row, "levels": [None if name in hidden else level for name, level in pairs]})
    return {**comparison, "forces": forces}


def compare_periods(
    bundle: Bundle,
    profiles: Iterable[Profile],
    names: Mapping[str, str],
    invented: Collection[str] = (),
    gone: Collection[str] = (),
) -> list[Comparison]:
    """Each force's latest profile first; then, if there are several periods, each of them, the latest first."""
    known = [*profiles]
    periods = sorted({one["period"] for one in known}, key=period_key, reverse=True)
    choices: list[str | None] = [*periods] if len(periods) == 1 else [None, *periods]
    return [compare(bundle, known, names, invented, choice, gone) for choice in choices]


def _chosen(profiles: Iterable[Profile], period: str | None) -> list[Profile]:
    """One profile for each force: that for the period, or its latest."""
    chosen: dict[str, Profile] = {}
    for one in profiles:
        if period is not None and one["period"] != period:
            continue
        before = chosen.get(one["force"])
        if before is None or period_key(before["period"]) < period_key(one["period"]):
            chosen[one["force"]] = one
    return list(chosen.values())


def _counted(profiles: Sequence[Profile], invented: Collection[str]) -> Sequence[Profile]:
    """Real forces; invented ones where there are no others."""
    return [one for one in profiles if one["force"] not in invented] or profiles


def _levels(profile: Profile) -> list[Range | None]:
    return [capability["level"] for theme in profile["themes"] for capability in theme["capabilities"]]


def _row(one: Profile, names: Mapping[str, str], invented: Collection[str]) -> ComparedForce:
    return {
        "force": one["force"],
        "name": names.get(one["force"], one["force"]),
        "invented": one["force"] in invented,
        "period": one["period"],
        "signed": one["signed"],
        "complete": one["complete"],
        "levels": _levels(one),
        "theme_levels": [theme["level"] for theme in one["themes"]],
        "standards_met": one["standards_met"],
    }


def _counts(name: str, levels: Iterable[Range | None], top: int) -> LevelCounts:
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
    """How many forces have each status, for each standard in the questionnaire's order. A question that is not
    asked of a force does not apply to it."""
    found: dict[str, list[str]] = {q["id"]: [] for q in questions_of(bundle) if q["minimum"] is not None}
    for one in profiles:
        for standard in one["standards"]:
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
