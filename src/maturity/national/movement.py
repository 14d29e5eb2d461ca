"""What moved between two assessments of a force: on shared questions only, and real change apart from changed rules.

A question is shared when its id and `meaning` are the same in both editions, and it is asked in both years. The earlier
answers are scored three ways: under the earlier rules (`then`), under the later rules (`before`), both on the shared
questions; and the later answers under the later rules (`after`). From `then` to `before` the rules changed; from
`before` to `after` the force did. Pure; exact fractions. Source: the edition's page "How scoring works".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Literal, TypeAlias

from maturity.national.published import BetweenFigures, IndexMove, LevelMove, Movement, MovementFigures
from maturity.records import (
    Assessment,
    Bundle,
    BundleCapability,
    BundleTheme,
    Fraction,
    Profile,
    QuestionResult,
    ThemeResult,
    questions_of,
)
from maturity.scoring.engine import figures

#: How far a theme's index must move, on 0–100.
THRESHOLD: Final[Fraction] = [10, 1]
Direction: TypeAlias = Literal["up", "down", "same", "not_shown"]


def shared_questions(earlier: Bundle, later: Bundle) -> list[str]:
    """Ids of the questions that both editions have with the same meaning, in the later edition's order. Where there are
    more or fewer levels, no level means the same."""
    meanings = {question["id"]: question["meaning"] for question in questions_of(earlier)}
    same_scale = earlier["top"] == later["top"]
    return [q["id"] for q in questions_of(later) if same_scale and meanings.get(q["id"]) == q["meaning"]]


def bundle_of_questions(bundle: Bundle, questions: Iterable[str]) -> Bundle:
    """The bundle with these questions alone; capabilities and themes that have none left are gone."""
    keep, themes = set(questions), list[BundleTheme]()
    for theme in bundle["themes"]:
        capabilities: list[BundleCapability] = []
        for capability in theme["capabilities"]:
            left = [question for question in capability["questions"] if question["id"] in keep]
            if left:
                capabilities.append({"id": capability["id"], "weight": capability["weight"], "questions": left})
        if capabilities:
            themes.append({"id": theme["id"], "weight": theme["weight"], "capabilities": capabilities})
    return {**bundle, "themes": themes}


def movement_scorer(
    earlier: Bundle, later: Bundle, threshold: Fraction = THRESHOLD
) -> Callable[[Assessment, Assessment], Movement]:
    """What works out the movement of any force from its assessment of one edition and of the other."""
    shared = shared_questions(earlier, later)

    def profiles(questions: Sequence[str], first: Assessment, second: Assessment) -> tuple[Profile, Profile, Profile]:
        old, new = bundle_of_questions(earlier, questions), bundle_of_questions(later, questions)
        return figures(old, first), figures(new, first), figures(new, second)

    def movement(first: Assessment, second: Assessment) -> Movement:
        then, before, after = profiles(shared, first, second)
        asked = set(_answered_questions(then)) & set(_answered_questions(before)) & set(_answered_questions(after))
        both = [name for name in shared if name in asked]
        if both != shared:
            then, before, after = profiles(both, first, second)
        return _movement(then, before, after, both, threshold)

    return movement


def _answered_questions(profile: Profile) -> dict[str, QuestionResult]:
    """Questions that have an answer. One can be open in what was carried over from an older edition."""
    capabilities = [capability for theme in profile["themes"] for capability in theme["capabilities"]]
    return {q["id"]: q for capability in capabilities for q in capability["questions"] if q["state"] != "open"}


def _lowest_level(results: Mapping[str, QuestionResult], questions: Iterable[str]) -> int | None:
    """The level of a capability that has these questions; null where none of them applies."""
    return min((found["low"] for name in questions if (found := results[name]["counted"])), default=None)


def _movement(then: Profile, before: Profile, after: Profile, questions: list[str], threshold: Fraction) -> Movement:
    former, old, new = _answered_questions(then), _answered_questions(before), _answered_questions(after)
    changed = [name for name in questions if old[name]["counted"] != new[name]["counted"]]
    unproved = [name for name in changed if not new[name]["evidence"]]
    levels: list[LevelMove] = []
    themes: list[IndexMove] = []
    then_themes = {theme["id"]: theme for theme in then["themes"]}
    for one, other in zip(before["themes"], after["themes"], strict=True):
        for first, second in zip(one["capabilities"], other["capabilities"], strict=True):
            of = [question["id"] for question in second["questions"]]
            start, end = first["level"], second["level"]
            here, bare = [q for q in changed if q in of], [q for q in unproved if q in of]
            levels.append(
                {
                    "id": first["id"],
                    "then": _lowest_level(former, of),
                    "before": start["low"] if start else None,
                    "after": end["low"] if end else None,
                    "changed": here,
                    "no_evidence": bare,
                    "moved": level_moved(start["low"] if start else None, end["low"] if end else None, bool(bare)),
                }
            )
        themes.append(_theme_move(then_themes.get(one["id"]), one, other, changed, unproved, threshold))
    return {
        "force": after["force"],
        "earlier": before["period"],
        "later": after["period"],
        "questions": questions,
        "capabilities": levels,
        "themes": themes,
    }


def _theme_move(
    then: ThemeResult | None,
    before: ThemeResult,
    after: ThemeResult,
    changed: list[str],
    unproved: list[str],
    threshold: Fraction,
) -> IndexMove:
    of = {question["id"] for capability in after["capabilities"] for question in capability["questions"]}
    start = before["index"]["low"] if before["index"] else None
    end = after["index"]["low"] if after["index"] else None
    here, bare = [q for q in changed if q in of], [q for q in unproved if q in of]
    return {
        "id": after["id"],
        "then": then["index"]["low"] if then and then["index"] else None,
        "before": start,
        "after": end,
        "changed": here,
        "no_evidence": bare,
        "moved": index_moved(start, end, bool(bare), threshold),
    }


def level_moved(before: int | None, after: int | None, unproved: bool) -> Direction:
    """Movement of a capability: its level changed, and evidence is named for every changed answer."""
    if before is None or after is None or before == after:
        return "same"
    return "not_shown" if unproved else "up" if after > before else "down"


def index_moved(before: Fraction | None, after: Fraction | None, unproved: bool, threshold: Fraction) -> Direction:
    """Movement of a theme: its index moved by the threshold or more, and evidence is named for every changed answer."""
    if before is None or after is None:
        return "same"
    by = after[0] * before[1] - before[0] * after[1]  # over before[1] * after[1]
    if abs(by) * threshold[1] < threshold[0] * before[1] * after[1] or by == 0:
        return "same"
    return "not_shown" if unproved else "up" if by > 0 else "down"


# --- over forces -----------------------------------------------------------------------------------------------


def movement_of_forces(movements: Sequence[Movement]) -> BetweenFigures | None:
    """How many of the forces that returned for both periods moved; nothing where there is none."""
    if not movements:
        return None
    first = movements[0]
    return {
        "earlier": first["earlier"],
        "later": first["later"],
        "forces": len(movements),
        "questions": max(len(one["questions"]) for one in movements),
        "capabilities": _moves_by_id([row for one in movements for row in one["capabilities"]]),
        "themes": _moves_by_id([row for one in movements for row in one["themes"]]),
    }


def _moves_by_id(rows: Sequence[LevelMove | IndexMove]) -> list[MovementFigures]:
    by_id: dict[str, list[LevelMove | IndexMove]] = {}
    for row in rows:
        by_id.setdefault(row["id"], []).append(row)
    return [_moves_of(name, its) for name, its in by_id.items()]


def _moves_of(name: str, rows: Sequence[LevelMove | IndexMove]) -> MovementFigures:
    counted = Counter(row["moved"] for row in rows)
    return {
        "id": name,
        "up": counted["up"],
        "down": counted["down"],
        "same": counted["same"],
        "not_shown": counted["not_shown"],
        "rules": len([row for row in rows if row["then"] != row["before"]]),
    }
