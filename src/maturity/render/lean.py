"""An edition in fewer bytes, for a single file: what repeats stands once. `web/whole.js` undoes it.

Only a form's and a report's own page read this: what travels between machines is the bundle itself.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from maturity.records import Bundle, BundleCapability, BundleQuestion


def lean(bundle: Bundle, ids: bool) -> dict[str, Any]:
    """The bundle with each theme as [id, weight, capabilities], each capability as [id, weight, questions], and each
    question as its values in the order of `_row`. Roles and interventions are places in the lists of their ids; roles
    themselves are left out. Without `ids` those of capabilities and questions are 0: the page has them in order."""
    roles = {id: place for place, id in enumerate(bundle["roles"])}
    interventions = {id: place for place, id in enumerate(bundle["interventions"])}

    def capability(each: BundleCapability) -> list[Any]:
        rows = [_row(question, roles, interventions) for question in each["questions"]]
        return [each["id"], each["weight"], rows] if ids else [0, each["weight"], [[0, *row[1:]] for row in rows]]

    themes = [[each["id"], each["weight"], [capability(c) for c in each["capabilities"]]] for each in bundle["themes"]]
    return {**{name: value for name, value in bundle.items() if name != "roles"}, "themes": themes}


def _row(question: BundleQuestion, roles: dict[str, int], interventions: dict[str, int]) -> list[Any]:
    calls = question["calls_for"]
    return [
        question["id"],
        question["weight"],
        question["minimum"],
        question["condition"],
        int(question["not_applicable"]),
        int(question["sensitive"]),
        question["meaning"],
        roles[question["lead"]],
        [roles[id] for id in question["helpers"]],
        *([interventions[id] for id in ids] for ids in (calls["needs"], calls["helps"], calls["gives"])),
    ]


def lean_words(words: Any) -> Any:
    """Words with each plural of two forms as [what both begin with, the middle of `one`, that of `other`, what both end
    with]."""
    if not isinstance(words, dict):
        return words
    if words.keys() != {"one", "other"}:
        return {name: lean_words(value) for name, value in words.items()}
    one, other = str(words["one"]), str(words["other"])
    start = _alike(one, other)
    end = _alike(one[len(start) :][::-1], other[len(start) :][::-1])[::-1]
    return [start, one[len(start) : len(one) - len(end)], other[len(start) : len(other) - len(end)], end]


def _alike(one: str, other: str) -> str:
    """What both texts begin with."""
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
