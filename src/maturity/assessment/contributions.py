"""Contributions: an assessment taken apart into sets of views, evidence and settlements, and put together again.

A place is a question (`answers.<id>`) or a field (`marking`, `about.<name>`, `actions.<intervention>.<name>`). Taking
apart what was put together gives the same sets, which `merge` rests on. Its twin is `web/core/contributions.js`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, assert_never, cast

from maturity.records import (
    ASSESSMENT_FORMAT,
    Action,
    Answer,
    Assessment,
    Kept,
    SignOff,
    State,
    Value,
    View,
    answer_state,
    canonical,
)

#: Things said, by their canonical text: the same thing said twice is one thing.
Facts: TypeAlias = dict[str, Any]

STATES = (*State.__annotations__, *Value.__annotations__)
VIEW = tuple(View.__annotations__)
ACTION = tuple(Action.__annotations__)
ANSWERS, ABOUT, ACTIONS, MARKING = "answers.", "about.", "actions.", "marking"
NOT_ASKED = "not_asked"


class Contributions(NamedTuple):
    """Everything that contributors gave for one question or one field."""

    said: Facts
    evidence: Facts
    agreed: Facts


ContributionsByPlace: TypeAlias = dict[str, Contributions]


# --- the state of a place ------------------------------------------------------------------------------------------


def state_and_clash(part: Contributions) -> tuple[dict[str, Any], bool]:
    """The state at a place (nothing while there is none), and whether there is a clash.

    Settled: the last agreement holds while everyone who differs from it was heard, and nobody answered otherwise after
    it. Without an agreement, all who take a side must take the same. A don't know takes none, so it gives way to
    those who know.
    """
    said, agreed = sorted_facts(part.said), sorted_facts(part.agreed)
    if agreed:
        last = max(settlement_round(each) for each in agreed)
        final = [each for each in agreed if settlement_round(each) == last]
        chosen = side(final[0])
        others = [x for x in [*said, *agreed] if takes_side(x) and side(x) != chosen]
        same = all(side(each) == chosen for each in final)
        settled = same and all(any(_covers(each, other) for each in final) for other in others)
        return (state_of(final[0]), False) if settled else ({}, True)
    sided = [view for view in said if takes_side(view)]
    if any(side(view) != side(sided[0]) for view in sided):
        return {}, True
    counting = sided or [view for view in said if state_of(view)]
    return (state_of(counting[0]) if counting else {}), False


def _covers(agreement: Any, x: Any) -> bool:
    """Whether a settlement took a view into account. An answer given after it is a new one, even if the same
    role gave the same answer before."""
    after = "at" in agreement and "over" not in x and x.get("at", "") > agreement["at"]
    return not after and canonical(stance(x)) in {canonical(each) for each in agreement["over"]}


def repeated_answers_at(part: Contributions) -> list[dict[str, Any]]:
    """Each role that gave more than one answer at a place, with its answers in the order of their times, and the later
    one where the times tell. Nothing once a meeting has settled the place; answers without a role may be of several
    people."""
    if part.agreed and not state_and_clash(part)[1]:
        return []
    by_role: dict[str, list[Any]] = {}
    for view in sorted(sorted_facts(part.said), key=lambda view: view.get("at", "")):
        if "role" in view and state_of(view):
            by_role.setdefault(view["role"], []).append(view)
    several = {role: said for role, said in by_role.items() if len({side(view) for view in said}) > 1}
    return [
        {"role": role, "said": several[role], "later": _later_answer(several[role])} for role in sorted_texts(several)
    ]


def _later_answer(said: Sequence[Any]) -> Any:
    """The last of some answers in the order of their times, or nothing while a time is missing or two different answers
    have the last one."""
    last = [view for view in said if view.get("at") == said[-1].get("at")]
    told = all("at" in view for view in said) and len({side(view) for view in last}) == 1
    return last[-1] if told else None


def state_of(x: Mapping[str, Any]) -> dict[str, Any]:
    return {key: x[key] for key in STATES if key in x}


def side(x: Mapping[str, Any]) -> str:
    """The state without its words: not applicable is the same side whatever the reason."""
    return canonical({key: True if key == "not_applicable" else value for key, value in state_of(x).items()})


def stance(x: Mapping[str, Any]) -> dict[str, Any]:
    stance = {key: True if key == "not_applicable" else value for key, value in state_of(x).items()}
    return stance | ({"role": x["role"]} if "role" in x and "value" not in x else {})


def takes_side(x: Mapping[str, Any]) -> bool:
    """Whether a view or a settlement takes a side. Who does not know takes none."""
    state = answer_state(x)
    match state:
        case "level" | "not_applicable":
            return True
        case "dont_know":
            return False
        case "open":
            return "value" in x
        case _:
            assert_never(state)


def settlement_round(agreed: Mapping[str, Any]) -> int:
    return cast(int, agreed.get("round", 1))


def views_and_settlements(part: Contributions) -> list[Any]:
    return [*part.said.values(), *part.agreed.values()]


def level_gap(part: Contributions) -> int | None:
    levels = [view["level"] for view in part.said.values() if "level" in view]
    return max(levels) - min(levels) if len(levels) > 1 else None


# --- from an assessment to contributions --------------------------------------------------------------------------


def no_contributions() -> Contributions:
    return Contributions({}, {}, {})


def contributions_by_place(assessment: Assessment) -> ContributionsByPlace:
    parts = {ANSWERS + question: contributions_to(answer) for question, answer in assessment["answers"].items()}
    for place, differing in assessment.get("differs", {}).items():
        parts[place] = Contributions(facts_of(differing["said"]), {}, facts_of(differing.get("agreed", ())))
    derived = {place: field_value(place, part) for place, part in parts.items() if not place.startswith(ANSWERS)}
    for place, value in _fields(assessment):
        if place not in derived or canonical(derived[place]) != canonical(value):
            parts.setdefault(place, no_contributions()).said.update(facts_of([{"value": value}]))
    return {place: part for place, part in parts.items() if any(part)}


def all_contributions(assessment: Assessment) -> ContributionsByPlace:
    """The same with the answers that were set aside: they still count as given, and merge like all others."""
    parts = contributions_by_place(assessment)
    for kept in assessment.get("kept", ()):
        if is_set_aside(kept, assessment):
            said, evidence, agreed = contributions_to(kept["answer"])
            part = parts.get(kept["place"], no_contributions())
            parts[kept["place"]] = Contributions(part.said | said, part.evidence | evidence, part.agreed | agreed)
    return parts


def is_set_aside(kept: Kept, assessment: Assessment) -> bool:
    """Whether this is an answer of the same edition, set aside because its question does not apply to the force."""
    here = kept.get("edition") == assessment.get("edition", {}).get("version")
    return here and kept.get("because") == NOT_ASKED and "answer" in kept and kept.get("place", "").startswith(ANSWERS)


def contributions_to(answer: Answer) -> Contributions:
    """An answer's own state, comment, role and time are a view, unless they only repeat what the views come to."""
    part = Contributions(
        facts_of(answer.get("said", ())), facts_of(answer.get("evidence", ())), facts_of(answer.get("agreed", ()))
    )
    own = {key: answer[key] for key in VIEW if key in answer}  # type: ignore[literal-required]
    if own and not ((part.said or part.agreed) and canonical(own) == canonical(state_and_clash(part)[0])):
        part.said.update(facts_of([own]))
    return part


def _fields(assessment: Assessment) -> list[tuple[str, Any]]:
    """Every field that is no answer, with its path."""
    fields: list[tuple[str, Any]] = [(MARKING, assessment["marking"])] if "marking" in assessment else []
    fields += [(ABOUT + name, value) for name, value in assessment.get("about", {}).items()]
    for action in assessment.get("actions", ()):
        fields += [(f"{ACTIONS}{action['action']}.{name}", value) for name, value in action.items()]
    return fields


def sign_off_with_answers(assessment: Assessment) -> SignOff:
    """The sign-off of an assessment with what was answered under it."""
    sign_off, parts = assessment["sign_off"], contributions_by_place(assessment)
    if "answers" in sign_off:
        return sign_off
    answers = {p.removeprefix(ANSWERS): _signed_answer(part) for p, part in parts.items() if p.startswith(ANSWERS)}
    said: dict[str, dict[str, Contributions]] = {}
    for place in sorted_texts(parts):
        if place.startswith(ACTIONS):
            action, _, field = place.removeprefix(ACTIONS).rpartition(".")
            said.setdefault(action, {})[field] = parts[place]
    actions = {action: _signed_action(fields) for action, fields in said.items()}
    return cast(SignOff, {**sign_off, **_unless_empty("answers", answers), "actions": actions})


def _signed_answer(part: Contributions) -> dict[str, Any]:
    proof = {"evidence": len(part.evidence)} if part.evidence else {}
    return stance(state_and_clash(part)[0]) | proof | {"check": check_code(canonical_text(part))}


def _signed_action(fields: Mapping[str, Contributions]) -> dict[str, Any]:
    plain = {name: field_value(ACTIONS + name, fields[name]) for name in ("decision", "owner", "by") if name in fields}
    texts = [[name, canonical_text(part)] for name, part in fields.items()]
    return {k: value for k, value in plain.items() if value is not None} | {"check": check_code(canonical(texts))}


def check_code(text: str) -> str:
    """Whether a text is the same, without the text: the CRC-32 of its units of 16 bits."""
    return f"{zlib.crc32(text.encode('utf-16-le', 'surrogatepass')):08x}"


# --- and back ----------------------------------------------------------------------------------------------------


def build_assessment(files: Sequence[Assessment], parts: ContributionsByPlace, signed_before: Facts) -> Assessment:
    """The assessment with exactly these contributions. Its lists and fields are in alphabetical order."""
    ids = [place for place in sorted_texts(parts) if place.startswith(ANSWERS)]
    fields = [place for place in sorted_texts(parts) if not place.startswith(ANSWERS)]
    plain = {place: value for place in fields if (value := field_value(place, parts[place])) is not None}
    several = [place for place in fields if len(parts[place].said) > 1 or parts[place].agreed]
    kept = [each for file in files for each in file.get("kept", ()) if not is_set_aside(each, file)]
    edition = files[0]["edition"] | {k: v for file in files for k, v in file["edition"].items()}
    return cast(
        Assessment,
        {
            "format": ASSESSMENT_FORMAT,
            "edition": edition,
            "force": files[0]["force"],
            "period": files[0]["period"],
            "answers": {place.removeprefix(ANSWERS): _answer(parts[place]) for place in ids},
            **({MARKING: plain[MARKING]} if MARKING in plain else {}),
            **_unless_empty(
                "about", {p.removeprefix(ABOUT): value for p, value in plain.items() if p.startswith(ABOUT)}
            ),
            **_unless_empty("actions", _actions(fields, plain)),
            **_unless_empty("differs", {place: _views(parts[place]) for place in several}),
            **_unless_empty("signed_before", sorted_facts(signed_before)),
            **_unless_empty("joint", sorted_facts(facts_of(each for file in files for each in file.get("joint", ())))),
            **_unless_empty("friend", _visits(each for file in files for each in file.get("friend", ()))),
            **_unless_empty("kept", sorted_facts(facts_of(kept))),
        },
    )


def _answer(part: Contributions) -> dict[str, Any]:
    alone = len(part.said) < 2 and not part.agreed
    state = dict(*part.said.values()) if alone else state_and_clash(part)[0] | _views(part)
    return state | _unless_empty("evidence", sorted_facts(part.evidence))


def _views(part: Contributions) -> dict[str, Any]:
    return _unless_empty("said", sorted_facts(part.said)) | _unless_empty("agreed", sorted_facts(part.agreed))


def field_value(place: str, part: Contributions) -> Any:
    """The value of a field. If contributors gave different markings, all of them, so that none is missing on paper."""
    state, clash = state_and_clash(part)
    if clash and place == MARKING:
        return " / ".join(view["value"] for view in sorted_facts(part.said))
    return state.get("value")


def _actions(places: Iterable[str], plain: dict[str, Any]) -> list[dict[str, Any]]:
    actions: dict[str, dict[str, Any]] = {}
    for place in places:
        if place.startswith(ACTIONS):
            key, _, name = place.removeprefix(ACTIONS).rpartition(".")
            action = actions.setdefault(key, {"action": key})
            action |= {name: plain[place]} if place in plain else {}
    return [{name: action[name] for name in ACTION if name in action} for action in actions.values()]


def _visits(friends: Iterable[Any]) -> list[dict[str, Any]]:
    """Every visit once, with all decisions on its ratings."""
    visits: Facts = {}
    decided: dict[str, Facts] = {}
    for friend in friends:
        visit = {name: value for name, value in friend.items() if name != "decided"}
        visits |= facts_of([visit])
        decided.setdefault(canonical(visit), {}).update(facts_of(friend.get("decided", ())))
    return [visits[key] | _unless_empty("decided", sorted_facts(decided[key])) for key in sorted_texts(visits)]


def _unless_empty(name: str, value: Any) -> dict[str, Any]:
    return {name: value} if value else {}


# --- sets of facts -----------------------------------------------------------------------------------------------


def facts_of(found: Iterable[Any]) -> Facts:
    return {canonical(fact): fact for fact in found}


def canonical_text(part: Contributions) -> str:
    return canonical([sorted_facts(facts) for facts in part])


def sorted_facts(facts: Facts) -> list[Any]:
    return [facts[key] for key in sorted_texts(facts)]


def sorted_texts(texts: Iterable[str]) -> list[str]:
    """In the order that JavaScript sorts text in."""
    return sorted(texts, key=lambda text: text.encode("utf-16-be", "surrogatepass"))
