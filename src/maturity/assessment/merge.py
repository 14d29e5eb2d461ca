"""Several files of one assessment become one. `web/core/merge.js` is the same in JavaScript, under the same cases.

A file is a set of contributions: views on questions, values of fields, evidence, and settlements of clashes.
Merging is set algebra on these, place by place, so it does not matter in which order or how often files are merged:
without a common starting file everything is kept; with one, everything new is kept, and a view that was there before
stays until the same role says something else. A role speaks for itself alone, so two roles with two answers always
disagree. A file without an answer (a pack has only some questions) never deletes one. What is said is never weighed by
its time: clocks are not trusted. See docs/decisions/a-role-speaks-for-itself.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from maturity.assessment.conditions import possible_conditions
from maturity.assessment.contributions import (
    ANSWERS,
    NOT_ASKED,
    Contributions,
    ContributionsByPlace,
    Facts,
    all_contributions,
    build_assessment,
    canonical_text,
    contributions_by_place,
    facts_of,
    is_set_aside,
    level_gap,
    no_contributions,
    repeated_answers_at,
    settlement_round,
    side,
    sign_off_with_answers,
    sorted_facts,
    sorted_texts,
    stance,
    state_and_clash,
    state_of,
    takes_side,
    views_and_settlements,
)
from maturity.records import (
    Assessment,
    Bundle,
    Clash,
    MergeRefusal,
    MergeResult,
    Removal,
    RepeatedAnswer,
    View,
    canonical,
    questions_of,
)


def merge(files: Sequence[Assessment], base: Assessment | None = None) -> MergeResult:
    """One assessment of any number of files (at least one), and everything that a person should know about it.

    `base` is the file from which all of them started, if there is one. Files of another edition, force or period are
    refused. A sign-off holds for exactly what was signed: it stays only when all files are the same file, but for what
    critical friends said.
    """
    refused = _refusals([*files, base] if base else files)
    if refused:
        return _result(None, refused=refused)
    given, start = [all_contributions(file) for file in files], all_contributions(base) if base else {}
    places = sorted_texts({place for parts in [*given, start] for place in parts})
    parts = {
        place: _merged_contributions(
            [g.get(place, no_contributions()) for g in given], start.get(place, no_contributions())
        )
        for place in places
    }
    every = [*files, base] if base else files
    before = facts_of(sign_off for file in every for sign_off in file.get("signed_before", ()))
    signed = facts_of(sign_off_with_answers(file) for file in every if "sign_off" in file)
    result = build_assessment(every, parts, before)
    if (
        "sign_off" in files[0]
        and len({_file_text(file) for file in files}) == 1
        and _file_text(files[0]) == _signed_text(result | {"sign_off": files[0]["sign_off"]})
    ):
        result["sign_off"] = files[0]["sign_off"]
        signed = {}
    else:
        result = build_assessment(every, parts, before | signed)
    found = clashes(result)
    open_places = {clash["place"] for clash in found}
    differing = [
        place for place in places if len({canonical_text(g.get(place, no_contributions())) for g in given}) > 1
    ]
    return _result(
        result,
        clashes=found,
        twice=repeated_answers(result),
        clean=[place for place in differing if place not in open_places],
        taken_out=[
            item for place in places for item in _removals(place, start.get(place, no_contributions()), parts[place])
        ],
        set_aside=sorted_facts({key: sign_off for key, sign_off in signed.items() if key not in before}),
    )


def clashes(assessment: Assessment) -> list[Clash]:
    """Every place where contributors disagree and it is not settled, in alphabetical order of the places."""
    parts = contributions_by_place(assessment)
    return [_clash(place, parts[place]) for place in sorted_texts(parts) if state_and_clash(parts[place])[1]]


def repeated_answers(assessment: Assessment) -> list[RepeatedAnswer]:
    """Every question to which one role gave more than one answer, and nobody has settled it. Earlier and later files of
    one role do this when they are merged without the file that both started from."""
    parts = contributions_by_place(assessment)
    return [
        cast(RepeatedAnswer, {"place": place, **each})
        for place in sorted_texts(parts)
        for each in repeated_answers_at(parts[place])
    ]


def with_later_answers(assessment: Assessment) -> Assessment:
    """The assessment with the later answer of each role that gave more than one, where their times tell which it is.
    For a person who has looked at both and chosen: what was written in the earlier answer goes with it."""
    parts = all_contributions(assessment)
    for each in repeated_answers(assessment):
        if each["later"] is not None:
            part = parts[each["place"]]
            others = {key: other for key, other in part.said.items() if other.get("role") != each["role"]}
            parts[each["place"]] = part._replace(said=others | facts_of([each["later"]]))
    return _with_contributions(assessment, parts)


def settle(
    assessment: Assessment, place: str, state: Mapping[str, Any], reason: str, role: str | None, at: str | None
) -> Assessment:
    """The assessment with one place settled: `answers.<question>` with a level, don't know or not applicable, or a
    field with its `value`. Everything said so far is kept, and counts as heard. A sign-off is set aside."""
    parts = all_contributions(assessment)
    part = parts.get(place, no_contributions())
    over = facts_of(stance(x) for x in views_and_settlements(part) if takes_side(x) and side(x) != side(state))
    agreed = {**state, "reason": reason, "over": sorted_facts(over)}
    # A clock that is fast dates an answer after the meeting that heard it.
    at = at and max([at, *(view["at"] for view in part.said.values() if "at" in view)])
    agreed |= {key: text for key, text in (("role", role), ("at", at)) if text is not None}
    if part.agreed:
        agreed["round"] = 1 + max(settlement_round(each) for each in part.agreed.values())
    parts[place] = part._replace(agreed=part.agreed | facts_of([agreed]))
    return _with_contributions(assessment, parts)


def add_view(assessment: Assessment, question: str, view: View) -> Assessment:
    """The assessment with one more view on a question, which replaces the same role's earlier view. What that role
    wrote stays, as a remark."""
    parts = all_contributions(assessment)
    part = parts.get(ANSWERS + question, no_contributions())
    others = {key: other for key, other in part.said.items() if other.get("role") != view.get("role")}
    written = [each for key, other in part.said.items() if key not in others for each in _remarks_of(other, view)]
    parts[ANSWERS + question] = part._replace(said=others | facts_of([view, *written]))
    return _with_contributions(assessment, parts)


def set_aside_unasked(bundle: Bundle, assessment: Assessment) -> Assessment:
    """The assessment with answers to questions that do not apply to its force set aside under `kept`, as in a file, and
    those that apply again moved back among its answers. While contributors differ over a condition all of it is asked.

    Needed after every change of a condition: an answer that somebody gave is never dropped for it."""
    parts = all_contributions(assessment)
    edition, on = assessment["edition"]["version"], possible_conditions(bundle, assessment)
    off = {ANSWERS + q["id"] for q in questions_of(bundle) if q["condition"] not in (None, *on)}
    if not off & set(parts) and not any(is_set_aside(each, assessment) for each in assessment.get("kept", ())):
        return assessment
    made = build_assessment([assessment], parts, facts_of(assessment.get("signed_before", ())))
    gone = {place: made["answers"].pop(place.removeprefix(ANSWERS)) for place in sorted(off & set(parts))}
    kept = [{"edition": edition, "place": place, "because": NOT_ASKED, "answer": gone[place]} for place in gone]
    if kept:
        made["kept"] = sorted_facts(facts_of([*made.get("kept", ()), *kept]))
    return {**made, "sign_off": assessment["sign_off"]} if "sign_off" in assessment else made


def _with_contributions(assessment: Assessment, parts: ContributionsByPlace) -> Assessment:
    before = [
        *assessment.get("signed_before", ()),
        *([sign_off_with_answers(assessment)] if "sign_off" in assessment else []),
    ]
    return build_assessment([assessment], parts, facts_of(before))


def _remarks_of(before: View, view: View) -> list[View]:
    """What somebody wrote in a view that another takes the place of, and did not write again."""
    by = {key: value for key, value in before.items() if key in ("role", "at")}
    now = (view.get("not_applicable"), view.get("comment"))
    texts = [before[key] for key in ("not_applicable", "comment") if key in before]
    return [cast(View, {"comment": text, **by}) for text in texts if text not in now]


def _clash(place: str, part: Contributions) -> Clash:
    return {
        "place": place,
        "said": sorted_facts(part.said),
        "agreed": sorted_facts(part.agreed),
        "gap": level_gap(part),
    }


# --- the algebra -------------------------------------------------------------------------------------------------


def _merged_contributions(given: list[Contributions], base: Contributions) -> Contributions:
    """Everything new, and of what was there before all that no file has replaced: a view by another view of the same
    role (see `_is_replaced`), evidence by a file that speaks on the question and no longer has it. What was agreed is
    never taken out."""
    said = _merged_facts([(p, p.said) for p in given], base.said, lambda part, old: _is_replaced(part, old, base))
    evidence = _merged_facts(
        [(p, p.evidence) for p in given], base.evidence, lambda part, _: bool(views_and_settlements(part))
    )
    agreed = _merged_facts([(p, p.agreed) for p in given], base.agreed, lambda *_: False)
    return Contributions(said, evidence, agreed)


def _is_replaced(part: Contributions, old: Any, base: Contributions) -> bool:
    """Whether the role that said something at the start says something else now: another state, or for a remark
    another comment."""
    new = [view for key, view in part.said.items() if key not in base.said and view.get("role") == old.get("role")]
    return any(state_of(view) if state_of(old) else "comment" in view for view in new)


def _merged_facts(
    given: list[tuple[Contributions, Facts]], base: Facts, against: Callable[[Contributions, Any], bool]
) -> Facts:
    kept = {}
    for key, fact in base.items():
        if not any(key not in facts and against(part, fact) for part, facts in given):
            kept[key] = fact
    for _, facts in given:
        kept |= {key: fact for key, fact in facts.items() if key not in base}
    return kept


def _removals(place: str, before: Contributions, after: Contributions) -> list[Removal]:
    gone = [*sorted_facts({key: fact for key, fact in before.said.items() if key not in after.said})]
    gone += sorted_facts({key: fact for key, fact in before.evidence.items() if key not in after.evidence})
    return [{"place": place, "was": fact} for fact in gone]


def _refusals(files: Sequence[Assessment]) -> list[MergeRefusal]:
    editions = [{"id": file["edition"]["id"], "version": file["edition"]["version"]} for file in files]
    prints = [file["edition"]["fingerprint"] for file in files if "fingerprint" in file["edition"]]
    said = {
        "edition": facts_of(editions),
        "fingerprint": facts_of(prints),
        "force": facts_of(file["force"] for file in files),
        "period": facts_of(file["period"] for file in files),
    }
    return [{"field": field, "values": sorted_facts(values)} for field, values in said.items() if len(values) > 1]


def _file_text(file: Assessment) -> str:
    """The canonical text of a file and its sign-off, however the file is written."""
    said = build_assessment([file], all_contributions(file), facts_of(file.get("signed_before", ())))
    return _signed_text({**said, **({"sign_off": file["sign_off"]} if "sign_off" in file else {})})


def _signed_text(file: Mapping[str, Any]) -> str:
    """What a sign-off is for: everything but what critical friends said."""
    return canonical({name: value for name, value in file.items() if name != "friend"})


def _result(assessment: Assessment | None, **found: Any) -> MergeResult:
    empty: dict[str, Any] = {"refused": [], "clashes": [], "twice": [], "clean": [], "taken_out": [], "set_aside": []}
    return cast(MergeResult, {"assessment": assessment, **empty, **found})
