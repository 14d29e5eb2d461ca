"""What moved between two assessments of a force: on shared questions only, and real change apart from changed rules.

A question is shared when its id and `meaning` are the same in both editions, and it is asked in both years. The earlier
answers are scored three ways: under the earlier rules (`then`), under the later rules (`before`), both on the shared
questions; and the later answers under the later rules (`after`). From `then` to `before` the rules changed; from
`before` to `after` the force did. Pure; exact fractions. Source: the edition's page "How scoring works".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from maturity.aggregate import NOT_APPLICABLE, NOT_ASKED, Levels, capability_levels, question_levels
from maturity.engine import scorer
from maturity.exact import Fraction
from maturity.published import IndexMove, LevelMove, Movement
from maturity.records import (
    Assessment,
    Bundle,
    BundleCapability,
    BundleQuestion,
    BundleTheme,
    Profile,
    QuestionResult,
    ThemeResult,
)

#: How far a theme's index must move, on 0–100.
THRESHOLD: Final[Fraction] = [10, 1]
Moved: TypeAlias = Literal["up", "down", "same", "not_shown"]


def shared_questions(earlier: Bundle, later: Bundle) -> list[str]:
    """Ids of the questions that both editions have with the same meaning, in the later edition's order."""
    meanings = {question["id"]: question["meaning"] for question in _questions(earlier)}
    return [q["id"] for q in _questions(later) if meanings.get(q["id"]) == q["meaning"]]


def only(bundle: Bundle, questions: Iterable[str]) -> Bundle:
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


def mover(
    earlier: Bundle, later: Bundle, threshold: Fraction = THRESHOLD
) -> Callable[[Assessment, Assessment], Movement]:
    """What works out the movement of any force from its assessment of one edition and of the other."""
    shared = shared_questions(earlier, later)
    known: dict[tuple[str, ...], tuple[Callable[[Assessment], Profile], Callable[[Assessment], Profile]]] = {}

    def scorers(questions: Sequence[str]) -> tuple[Callable[[Assessment], Profile], Callable[[Assessment], Profile]]:
        key = tuple(questions)
        if key not in known:
            known[key] = scorer(only(earlier, key)), scorer(only(later, key))
        return known[key]

    def movement(first: Assessment, second: Assessment) -> Movement:
        old, new = scorers(shared)
        asked = set(_results(old(first))) & set(_results(new(first))) & set(_results(new(second)))
        both = [name for name in shared if name in asked]
        old, new = scorers(both)
        return _movement(old(first), new(first), new(second), both, threshold)

    return movement


def _questions(bundle: Bundle) -> list[BundleQuestion]:
    return [q for theme in bundle["themes"] for capability in theme["capabilities"] for q in capability["questions"]]


def _results(profile: Profile) -> dict[str, QuestionResult]:
    there = [capability for theme in profile["themes"] for capability in theme["capabilities"]]
    return {question["id"]: question for capability in there for question in capability["questions"]}


def _movement(then: Profile, before: Profile, after: Profile, questions: list[str], threshold: Fraction) -> Movement:
    old, new = _results(before), _results(after)
    changed = [name for name in questions if old[name]["counted"] != new[name]["counted"]]
    unproved = [name for name in changed if not new[name]["evidence"]]
    was = {c["id"]: c["level"] for theme in then["themes"] for c in theme["capabilities"]}
    levels: list[LevelMove] = []
    themes: list[IndexMove] = []
    then_themes = {theme["id"]: theme for theme in then["themes"]}
    for one, other in zip(before["themes"], after["themes"], strict=True):
        for first, second in zip(one["capabilities"], other["capabilities"], strict=True):
            of = [question["id"] for question in second["questions"]]
            start, end = first["level"], second["level"]
            here, bare = [q for q in changed if q in of], [q for q in unproved if q in of]
            former = was.get(first["id"])
            levels.append(
                {
                    "id": first["id"],
                    "then": former["low"] if former else None,
                    "before": start["low"] if start else None,
                    "after": end["low"] if end else None,
                    "changed": here,
                    "no_evidence": bare,
                    "moved": level_moved(start["low"] if start else None, end["low"] if end else None, bool(bare)),
                }
            )
        themes.append(_theme(then_themes.get(one["id"]), one, other, changed, unproved, threshold))
    return {
        "force": after["force"],
        "earlier": before["period"],
        "later": after["period"],
        "questions": questions,
        "capabilities": levels,
        "themes": themes,
    }


def _theme(
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


def level_moved(before: int | None, after: int | None, unproved: bool) -> Moved:
    """Movement of a capability: its level changed, and evidence is named for every changed answer."""
    if before is None or after is None or before == after:
        return "same"
    return "not_shown" if unproved else "up" if after > before else "down"


def index_moved(before: Fraction | None, after: Fraction | None, unproved: bool, threshold: Fraction) -> Moved:
    """Movement of a theme: its index moved by the threshold or more, and evidence is named for every changed answer."""
    if before is None or after is None:
        return "same"
    by = after[0] * before[1] - before[0] * after[1]  # over before[1] * after[1]
    if abs(by) * threshold[1] < threshold[0] * before[1] * after[1] or by == 0:
        return "same"
    return "not_shown" if unproved else "up" if by > 0 else "down"


# --- over forces -----------------------------------------------------------------------------------------------


class Side(NamedTuple):
    """A force's year on the shared questions of a capability: levels, evidence named, and the capability's level under
    its own year's rules. Levels are under the later rules; a mark stands for not applicable or not asked."""

    levels: tuple[int, ...]
    evidence: tuple[bool, ...]
    then: int


def side_moved(before: Side, after: Side) -> tuple[Moved, bool]:
    """How a capability moved, and whether changed rules alone gave the earlier answers another level. Questions
    that are not asked in one of the years are left out of both."""
    both = [n for n in range(len(before.levels)) if before.levels[n] != NOT_ASKED and after.levels[n] != NOT_ASKED]
    unproved = any(before.levels[n] != after.levels[n] and not after.evidence[n] for n in both)
    first = min((before.levels[n] for n in both if before.levels[n] >= 0), default=None)
    last = min((after.levels[n] for n in both if after.levels[n] >= 0), default=None)
    return level_moved(first, last, unproved), before.then != (NOT_APPLICABLE if first is None else first)


class Crossing(NamedTuple):
    """The years of every force on the shared questions, by capability and force; and how themes moved in those that
    have both. What `between` publishes counts from; never published as it is."""

    earlier: str
    later: str
    questions: int
    parts: dict[str, tuple[str, ...]]
    before: dict[str, dict[str, Side]]
    after: dict[str, dict[str, Side]]
    themes: dict[str, dict[str, Moved]]
    theme_parts: dict[str, tuple[str, ...]]


def crossing(
    earlier: Bundle,
    later: Bundle,
    firsts: Iterable[Assessment],
    seconds: Iterable[Assessment],
    threshold: Fraction = THRESHOLD,
) -> Crossing:
    """From the assessments of one period to those of the next: complete and signed ones, one for each force. There is
    at least one of each."""
    shared = shared_questions(earlier, later)
    first, second = {a["force"]: a for a in firsts}, {a["force"]: a for a in seconds}
    rules, bundle, move = scorer(only(earlier, shared)), only(later, shared), mover(earlier, later, threshold)
    score = scorer(bundle)
    before = {force: (score(one), capability_levels(rules(one))) for force, one in first.items()}
    after = {force: (score(one), Levels()) for force, one in second.items()}
    moved = {force: move(one, second[force])["themes"] for force, one in first.items() if force in second}
    capabilities = {c["id"]: [q["id"] for q in c["questions"]] for t in bundle["themes"] for c in t["capabilities"]}
    return Crossing(
        earlier=next(iter(first.values()))["period"],
        later=next(iter(second.values()))["period"],
        questions=len(shared),
        parts={name: tuple(of) for name, of in capabilities.items()},
        before={
            name: {f: _side(name, of, *scored) for f, scored in before.items()} for name, of in capabilities.items()
        },
        after={name: {f: _side(name, of, *scored) for f, scored in after.items()} for name, of in capabilities.items()},
        themes={
            theme["id"]: {f: row["moved"] for f, rows in moved.items() for row in rows if row["id"] == theme["id"]}
            for theme in bundle["themes"]
        },
        theme_parts={t["id"]: tuple(c["id"] for c in t["capabilities"]) for t in bundle["themes"]},
    )


def _side(capability: str, questions: Sequence[str], profile: Profile, then: Levels) -> Side:
    levels, named = question_levels(profile), {name: q["evidence"] > 0 for name, q in _results(profile).items()}
    return Side(
        tuple([levels.get(name, NOT_ASKED) for name in questions]),
        tuple([named.get(name, False) for name in questions]),
        then.get(capability, NOT_APPLICABLE),
    )
