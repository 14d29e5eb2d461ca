"""Several files of one assessment become one. `web/merge.js` is the same in JavaScript, under the same cases.

A file is a set of things said: views on questions and values of fields, evidence, and how clashes were settled.
Merging is set algebra on these, place by place, so it does not matter in which order or how often files are merged:
without a common starting file everything is kept; with one, everything new is kept, and a view that was there before
stays until the same role says something else. A role speaks for itself alone, so two roles with two answers always
disagree. A file without an answer (a pack has only some questions) never deletes one. What is said is never weighed by
its time: clocks are not trusted. See docs/decisions/a-role-speaks-for-itself.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from maturity.assessment.contributions import (
    ABOUT,
    ANSWERS,
    NOT_ASKED,
    Facts,
    Part,
    Parts,
    assembled,
    claims,
    empty,
    facts_of,
    gap_of,
    in_order,
    ordered,
    part_of,
    parts_of,
    put_by,
    round_of,
    side,
    signed_as,
    spoken,
    stance,
    standing,
    state_of,
    taken_apart,
    text_of,
    twice_of,
)
from maturity.records import (
    Answer,
    Assessment,
    Bundle,
    Clash,
    Meeting,
    MeetingItem,
    Merged,
    Refused,
    TakenOut,
    Twice,
    View,
    canonical,
    questions_of,
)

#: From this many levels apart contributors see different things.
WIDE_GAP = 2
#: A title of nothing but these names no evidence, as in engine.
BLANK = " \t\n\r\u00a0\u200b\ufeff"
#: What a meeting takes first.
RANK = {"clash": 0, "dont_know": 1, "no_evidence": 2}


def merge(files: Sequence[Assessment], base: Assessment | None = None) -> Merged:
    """One assessment of any number of files (at least one), and everything that a person should know about it.

    `base` is the file from which all of them started, if there is one. Files of another edition, force or period are
    refused. A sign-off holds for exactly what was signed: it stays only when all files are the same file, but for what
    critical friends said.
    """
    refused = _refused([*files, base] if base else files)
    if refused:
        return _merged(None, refused=refused)
    given, start = [taken_apart(file) for file in files], taken_apart(base) if base else {}
    places = in_order({place for parts in [*given, start] for place in parts})
    parts = {place: _joined([g.get(place, empty()) for g in given], start.get(place, empty())) for place in places}
    every = [*files, base] if base else files
    before = facts_of(sign_off for file in every for sign_off in file.get("signed_before", ()))
    signed = facts_of(signed_as(file) for file in every if "sign_off" in file)
    result = assembled(every, parts, before)
    if (
        "sign_off" in files[0]
        and len({_spelt(file) for file in files}) == 1
        and _spelt(files[0]) == _signed_text(result | {"sign_off": files[0]["sign_off"]})
    ):
        result["sign_off"] = files[0]["sign_off"]
        signed = {}
    else:
        result = assembled(every, parts, before | signed)
    found = clashes(result)
    open_places = {clash["place"] for clash in found}
    differing = [place for place in places if len({text_of(g.get(place, empty())) for g in given}) > 1]
    return _merged(
        result,
        clashes=found,
        twice=twice(result),
        clean=[place for place in differing if place not in open_places],
        taken_out=[item for place in places for item in _taken_out(place, start.get(place, empty()), parts[place])],
        set_aside=ordered({key: sign_off for key, sign_off in signed.items() if key not in before}),
    )


def clashes(assessment: Assessment) -> list[Clash]:
    """Every place where contributors disagree and it is not settled, in alphabetical order of the places."""
    parts = parts_of(assessment)
    return [_clash(place, parts[place]) for place in in_order(parts) if standing(parts[place])[1]]


def twice(assessment: Assessment) -> list[Twice]:
    """Every question to which one role gave more than one answer, and nobody has settled it. Earlier and later files of
    one role do this when they are merged without the file that both started from."""
    parts = parts_of(assessment)
    return [cast(Twice, {"place": place, **each}) for place in in_order(parts) for each in twice_of(parts[place])]


def later(assessment: Assessment) -> Assessment:
    """The assessment with the later answer of each role that gave more than one, where their times tell which it is.
    For a person who has looked at both and chosen; what was written in the earlier answer stays, as a remark."""
    for each in twice(assessment):
        if each["later"] is not None:
            assessment = say(assessment, each["place"].removeprefix(ANSWERS), each["later"])
    return assessment


def stands(answer: Answer) -> dict[str, Any]:
    """The state that the views and agreements of an answer come to: one of `level`, `dont_know` and `not_applicable`,
    or nothing while they clash."""
    return standing(part_of(answer))[0]


def settle(
    assessment: Assessment, place: str, state: Mapping[str, Any], reason: str, role: str | None, at: str | None
) -> Assessment:
    """The assessment with one place settled: `answers.<question>` with a level, don't know or not applicable, or a
    field with its `value`. Everything said so far is kept, and counts as heard. A sign-off is set aside."""
    parts = taken_apart(assessment)
    part = parts.get(place, empty())
    over = facts_of(stance(x) for x in spoken(part) if claims(x) and side(x) != side(state))
    agreed = {**state, "reason": reason, "over": ordered(over)}
    # A clock that is fast dates an answer after the meeting that heard it.
    at = at and max([at, *(view["at"] for view in part.said.values() if "at" in view)])
    agreed |= {key: text for key, text in (("role", role), ("at", at)) if text is not None}
    if part.agreed:
        agreed["round"] = 1 + max(round_of(each) for each in part.agreed.values())
    parts[place] = part._replace(agreed=part.agreed | facts_of([agreed]))
    return _changed(assessment, parts)


def say(assessment: Assessment, question: str, view: View) -> Assessment:
    """The assessment with one more view on a question, in place of what the same role said on it before. What that role
    wrote stays, as a remark."""
    parts = taken_apart(assessment)
    part = parts.get(ANSWERS + question, empty())
    others = {key: other for key, other in part.said.items() if other.get("role") != view.get("role")}
    written = [each for key, other in part.said.items() if key not in others for each in _written(other, view)]
    parts[ANSWERS + question] = part._replace(said=others | facts_of([view, *written]))
    return _changed(assessment, parts)


def as_asked(bundle: Bundle, assessment: Assessment) -> Assessment:
    """The assessment with each answer to a question that its force is not asked put by under `kept`, as a file has it,
    and those that are asked again among its answers. While contributors differ over a condition all of it is asked.

    Needed after every change of a condition: an answer that somebody gave is never dropped for it."""
    parts = taken_apart(assessment)
    about, edition = assessment.get("about", {}), assessment["edition"]["version"]
    doubt = {place.removeprefix(ABOUT) for place in assessment.get("differs", {})} - set(about)
    on = doubt | {each for each in bundle["forces"].get(assessment["force"], []) if each not in about}
    on |= {each for each in bundle["conditions"] if about.get(each) is True}
    off = {ANSWERS + q["id"] for q in questions_of(bundle) if q["condition"] not in (None, *on)}
    if not off & set(parts) and not any(put_by(each, assessment) for each in assessment.get("kept", ())):
        return assessment
    made = assembled([assessment], parts, facts_of(assessment.get("signed_before", ())))
    gone = {place: made["answers"].pop(place.removeprefix(ANSWERS)) for place in sorted(off & set(parts))}
    kept = [{"edition": edition, "place": place, "because": NOT_ASKED, "answer": gone[place]} for place in gone]
    if kept:
        made["kept"] = ordered(facts_of([*made.get("kept", ()), *kept]))
    return {**made, "sign_off": assessment["sign_off"]} if "sign_off" in assessment else made


def meeting(bundle: Bundle, assessment: Assessment) -> Meeting:
    """What a meeting has to talk about, and what is settled already. First clashes, then don't knows, then claims above
    what counts without evidence; in each, questions with a minimum standard first, then the wider gap."""
    parts = parts_of(assessment)
    questions = [
        q for theme in bundle["themes"] for capability in theme["capabilities"] for q in capability["questions"]
    ]
    standards = {ANSWERS + q["id"] for q in questions if q["minimum"] is not None}
    asked = [ANSWERS + q["id"] for q in questions]
    places = [place for place in asked if place in parts]
    places += [place for place in in_order(parts) if not place.startswith(ANSWERS)]
    items = [_item(place, parts[place], place in standards, bundle["policy"]["evidence_cap"]) for place in places]
    to_do = [item for item in items if item["why"]]
    to_do.sort(key=lambda item: (RANK[item["why"][0]], not item["standard"], -(item["gap"] or 0)))
    settled = [item for item in items if item["agreed"] and "clash" not in item["why"]]
    return {"open": to_do, "settled": settled}


def _changed(assessment: Assessment, parts: Parts) -> Assessment:
    before = [*assessment.get("signed_before", ()), *([signed_as(assessment)] if "sign_off" in assessment else [])]
    return assembled([assessment], parts, facts_of(before))


def _written(before: View, view: View) -> list[View]:
    """What somebody wrote in a view that another takes the place of, and did not write again."""
    by = {key: value for key, value in before.items() if key in ("role", "at")}
    now = (view.get("not_applicable"), view.get("comment"))
    texts = [before[key] for key in ("not_applicable", "comment") if key in before]
    return [cast(View, {"comment": text, **by}) for text in texts if text not in now]


def _clash(place: str, part: Part) -> Clash:
    return {"place": place, "said": ordered(part.said), "agreed": ordered(part.agreed), "gap": gap_of(part)}


def _item(place: str, part: Part, standard: bool, cap: int | None) -> MeetingItem:
    state, clash = standing(part)
    gap = gap_of(part)
    why = ["clash"] if clash else []
    if clash and gap is not None and gap >= WIDE_GAP:
        why.append("gap")
    if not (part.agreed and not clash) and any("dont_know" in view for view in part.said.values()):
        why.append("dont_know")
    claimed = [state] if "level" in state else list(part.said.values()) if clash else []
    shown = any(piece["title"].strip(BLANK) for piece in part.evidence.values())
    if cap is not None and not shown and any(each.get("level", 0) > cap for each in claimed):
        why.append("no_evidence")
    return {"why": why, "standard": standard, "state": state, **_clash(place, part)}


# --- the algebra -------------------------------------------------------------------------------------------------


def _joined(given: list[Part], base: Part) -> Part:
    """Everything new, and of what was there before all that no file has replaced: a view by another view of the same
    role (see `_replaced`), evidence by a file that speaks on the question and no longer has it. What was agreed is
    never taken out."""
    said = _kept([(p, p.said) for p in given], base.said, lambda part, old: _replaced(part, old, base))
    evidence = _kept([(p, p.evidence) for p in given], base.evidence, lambda part, _: bool(spoken(part)))
    agreed = _kept([(p, p.agreed) for p in given], base.agreed, lambda *_: False)
    return Part(said, evidence, agreed)


def _replaced(part: Part, old: Any, base: Part) -> bool:
    """Whether the role that said something at the start says something else now: another state, or for a remark
    another comment."""
    new = [view for key, view in part.said.items() if key not in base.said and view.get("role") == old.get("role")]
    return any(state_of(view) if state_of(old) else "comment" in view for view in new)


def _kept(given: list[tuple[Part, Facts]], base: Facts, against: Callable[[Part, Any], bool]) -> Facts:
    kept = {}
    for key, fact in base.items():
        if not any(key not in facts and against(part, fact) for part, facts in given):
            kept[key] = fact
    for _, facts in given:
        kept |= {key: fact for key, fact in facts.items() if key not in base}
    return kept


def _taken_out(place: str, before: Part, after: Part) -> list[TakenOut]:
    gone = [*ordered({key: fact for key, fact in before.said.items() if key not in after.said})]
    gone += ordered({key: fact for key, fact in before.evidence.items() if key not in after.evidence})
    return [{"place": place, "was": fact} for fact in gone]


def _refused(files: Sequence[Assessment]) -> list[Refused]:
    editions = [{"id": file["edition"]["id"], "version": file["edition"]["version"]} for file in files]
    prints = [file["edition"]["fingerprint"] for file in files if "fingerprint" in file["edition"]]
    said = {
        "edition": facts_of(editions),
        "fingerprint": facts_of(prints),
        "force": facts_of(file["force"] for file in files),
        "period": facts_of(file["period"] for file in files),
    }
    return [{"field": field, "values": ordered(values)} for field, values in said.items() if len(values) > 1]


def _spelt(file: Assessment) -> str:
    """What a file says and how it is signed, however it is written."""
    said = assembled([file], taken_apart(file), facts_of(file.get("signed_before", ())))
    return _signed_text({**said, **({"sign_off": file["sign_off"]} if "sign_off" in file else {})})


def _signed_text(file: Mapping[str, Any]) -> str:
    """What a sign-off is for: everything but what critical friends said."""
    return canonical({name: value for name, value in file.items() if name != "friend"})


def _merged(assessment: Assessment | None, **found: Any) -> Merged:
    empty: dict[str, Any] = {"refused": [], "clashes": [], "twice": [], "clean": [], "taken_out": [], "set_aside": []}
    return cast(Merged, {"assessment": assessment, **empty, **found})
