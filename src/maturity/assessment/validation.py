"""What must hold inside an assessment once its shape is right: known ids, one state to an answer, real dates, and a
sign-off only when everything asked is answered.

Pure. Every rule can be applied to a record with fields missing: what is not there is not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from maturity.assessment.checks import (
    LARGEST,
    KnownIds,
    author_flags,
    date_flags,
    known_id_flags,
    period_flags,
    single_state_flags,
    state_flags,
)
from maturity.assessment.conditions import BLANK, possible_conditions
from maturity.assessment.contributions import (
    ABOUT,
    ACTION,
    ACTIONS,
    ANSWERS,
    MARKING,
    Contributions,
    facts_of,
    is_set_aside,
    state_and_clash,
    state_of,
)
from maturity.assessment.shapes import Flag, Path, length_problem, record_fields, required_fields
from maturity.errors import Nearest
from maturity.json_reader import has_unseen, visible
from maturity.records import STATES, Answer, Assessment, BundleQuestion, Kept, canonical

#: Fields of what was kept from an older edition, of which it has one.
CARRIED_OVER_FIELDS = tuple(name for name in record_fields(Kept) if name not in required_fields(Kept))


def assessment_flags(assessment: Assessment, known: KnownIds) -> list[Flag]:
    """Everything that does not hold, in the order of the file. Empty when the assessment can be scored."""
    flags: list[Flag] = []
    flags += _head(assessment, known)
    flags += _about(assessment, known)
    on = _conditions_on(assessment, known)
    for key, answer in assessment.get("answers", {}).items():
        question = known.questions.get(key)
        if question is None:
            flags.append((("answers", key), f"there is no question `{visible(key)}`", Nearest(key, known.questions)))
        else:
            flags += _answer(("answers", key), answer, question, known, on)
    flags += _flags_in_list(assessment, "actions", _action, known)
    if "sign_off" in assessment:
        flags += _sign_off(assessment, known, on)
    for place, differing in assessment.get("differs", {}).items():
        flags += _differing(place, differing, known)
    flags += _flags_in_list(assessment, "signed_before", _signature, known)
    for n, joint in enumerate(assessment.get("joint", ())):
        flags += _joint(("joint", n), joint, assessment.get("force"), known)
    flags += _flags_in_list(assessment, "friend", _friend, known)
    flags += _flags_in_list(assessment, "kept", _carried_over, known)
    return flags


def _flags_in_list(
    assessment: Any, field: str, judge: Callable[[Path, Any, KnownIds], Iterator[Flag]], known: KnownIds
) -> list[Flag]:
    return [flag for n, one in enumerate(assessment.get(field, ())) for flag in judge((field, n), one, known)]


def _conditions_on(assessment: Assessment, known: KnownIds) -> set[str] | None:
    """The conditions that hold. Nothing when an unknown force or a wrong value, which are named, keep it in doubt."""
    about = assessment.get("about", {})
    if assessment.get("force") not in known.bundle["forces"]:
        return None
    if any(not isinstance(about.get(condition, True), bool) for condition in known.bundle["conditions"]):
        return None
    return possible_conditions(known.bundle, assessment)  # in doubt, nothing is out of place


def _head(assessment: Assessment, known: KnownIds) -> Iterator[Flag]:
    ours = known.bundle["edition"]
    theirs = assessment.get("edition", {}).get("fingerprint")
    if theirs is not None and theirs != ours.get("fingerprint"):
        what = f"the file was filled in with different wording of edition {ours['version']} than this questionnaire has"
        fix = "use the questionnaire that it was filled in with; if only wording differs, remove `fingerprint`"
        yield ("edition", "fingerprint"), what, fix
    yield from known_id_flags(("force",), assessment.get("force"), known.bundle["forces"], "force")
    if "period" in assessment:
        yield from period_flags(("period",), assessment["period"], known.bundle["period"])
    marking = assessment.get("marking")
    longest = 80 if MARKING not in assessment.get("differs", ()) else 1_000  # all the markings that differ
    if marking is not None and (not marking.strip() or len(marking) > longest or has_unseen(marking)):
        what = "this must be one line of visible text, of at most 80 characters"
        yield (MARKING,), what, "write it again"


def _about(assessment: Assessment, known: KnownIds) -> Iterator[Flag]:
    bundle = known.bundle
    for key, value in assessment.get("about", {}).items():
        path: Path = ("about", key)
        if key in bundle["conditions"]:
            if not isinstance(value, bool):
                yield path, "this must be true or false", "write true or false without quotation marks"
        elif key not in bundle["about"]:
            known_fields = [*bundle["conditions"], *bundle["about"]]
            yield path, f"there is no field `{visible(key)}` about a force", Nearest(key, known_fields)
        elif not isinstance(value, str):
            yield path, "this must be text in quotation marks", "put it in quotation marks"
        else:
            yield from _length_flags(path, value)


def _length_flags(path: Path, value: str | bool) -> Iterator[Flag]:
    if isinstance(value, str) and (long := length_problem(value)):
        yield path, *long


def _value_length_flags(path: Path, differing: Any) -> Iterator[Flag]:
    """Texts that are too long among all that contributors wrote and agreed on in one field."""
    for field in ("said", "agreed"):
        for n, each in enumerate(differing.get(field, ())):
            yield from _length_flags((*path, field, n, "value"), each.get("value", ""))
            for m, other in enumerate(each.get("over", ())):
                yield from _length_flags((*path, field, n, "over", m, "value"), other.get("value", ""))


def _answer(
    path: Path, answer: Answer, question: BundleQuestion, known: KnownIds, on: set[str] | None
) -> Iterator[Flag]:
    condition = question["condition"]
    if condition is not None and on is not None and condition not in on:
        fix = f'remove the answer, or write "{condition}": true in `about`'
        yield path, "this question is not asked of this force", fix
    several = bool(answer.get("said") or answer.get("agreed"))
    yield from state_flags(path, answer, question, known.bundle["top"], optional=several)  # while contributors clash
    yield from author_flags(path, answer, known)
    if several:
        yield from _contributors(path, answer, question, known)
    for n, piece in enumerate(answer.get("evidence", ())):
        if not piece.get("title", "title").strip(BLANK):
            yield (
                (*path, "evidence", n, "title"),
                "this evidence has no title",
                "write the title, or remove this evidence",
            )
        yield from date_flags((*path, "evidence", n, "date"), piece.get("date"))


def _contributors(path: Path, answer: Answer, question: BundleQuestion, known: KnownIds) -> Iterator[Flag]:
    """What each of several contributors said, what they agreed, and that the answer is what these come to."""
    top = known.bundle["top"]
    for n, view in enumerate(answer.get("said", ())):
        yield from state_flags((*path, "said", n), view, question, top, optional="comment" in view)
        yield from author_flags((*path, "said", n), view, known)
    for n, agreed in enumerate(answer.get("agreed", ())):
        yield from state_flags((*path, "agreed", n), agreed, question, top)
        yield from author_flags((*path, "agreed", n), agreed, known)
        yield from _agreement((*path, "agreed", n), agreed)
    if all("over" in agreed for agreed in answer.get("agreed", ())):
        part = Contributions(facts_of(answer.get("said", ())), {}, facts_of(answer.get("agreed", ())))
        if canonical(state_of(answer)) != canonical(state_and_clash(part)[0]):
            what = "this does not match what its contributors answered"
            yield path, what, "settle it in the form, or remove `said` and `agreed`"


def _agreement(path: Path, agreed: Any) -> Iterator[Flag]:
    """Why it was settled, and when in the order of settlings."""
    if not agreed.get("reason", "reason").strip(BLANK):
        yield (*path, "reason"), "there is no reason here", "write why this was agreed"
    if not 0 < agreed.get("round", 1) <= LARGEST:
        yield (*path, "round"), "rounds are counted from 1", "write a whole number from 1, or remove it"


def _differing(place: str, differing: Any, known: KnownIds) -> Iterator[Flag]:
    """A field in which contributors differ: one that there is, with values of the right kind."""
    path: Path = ("differs", place)
    conditions = [ABOUT + condition for condition in known.bundle["conditions"]]
    fields = [MARKING, *conditions, *(ABOUT + name for name in known.bundle["about"])]
    action, _, name = place.removeprefix(ACTIONS).rpartition(".")
    acting = place.startswith(ACTIONS) and name in ACTION and action in known.actions
    if place not in fields and not acting:
        yield path, f"there is no field `{visible(place)}`", Nearest(place, fields)
    kind: type = bool if place in conditions else str
    kind_text, fix = "text in quotation marks", "put it in quotation marks"
    if kind is bool:
        kind_text, fix = "true or false", "write true or false, without quotation marks"
    for field in ("said", "agreed"):
        for n, each in enumerate(differing.get(field, ())):
            yield from author_flags((*path, field, n), each, known)
            yield from _agreement((*path, field, n), each) if field == "agreed" else ()
            if not isinstance(each.get("value", kind()), kind):
                yield (*path, field, n, "value"), f"this must be {kind_text}", fix
    yield from _value_length_flags(path, differing)


def _joint(path: Path, joint: Any, force: str | None, known: KnownIds) -> Iterator[Flag]:
    yield from known_id_flags((*path, "question"), joint.get("question"), known.questions, "question")
    yield from known_id_flags((*path, "force"), joint.get("force"), known.bundle["forces"], "force")
    if "force" in joint and joint["force"] == force:
        yield (*path, "force"), "a joint answer needs another force", "name the other force"


def _carried_over(path: Path, kept: Any, known: KnownIds) -> Iterator[Flag]:
    """Ids in it are those of an older edition, so only its shape can be judged; but an answer of this edition that was
    set aside must be right, for it counts again as soon as its question is asked."""
    there = [field for field in CARRIED_OVER_FIELDS if field in kept]
    if len(there) != 1:
        yield (
            path,
            "what was kept must be one value",
            f"keep one of {', '.join(f'`{field}`' for field in CARRIED_OVER_FIELDS)}",
        )
    if not isinstance(kept.get("value", ""), str | bool):
        yield (*path, "value"), "this must be text or true or false", "put it in quotation marks"
    yield from _length_flags((*path, "value"), kept.get("value", ""))
    yield from _value_length_flags((*path, "differing"), kept.get("differing", {}))
    if is_set_aside(kept, {"edition": known.bundle["edition"]}):  # type: ignore[typeddict-item]
        yield from _set_aside_answer(path, kept, known)


def _set_aside_answer(path: Path, kept: Any, known: KnownIds) -> Iterator[Flag]:
    id = kept["place"].removeprefix(ANSWERS)
    yield from known_id_flags((*path, "place"), id, known.questions, "question")
    if id in known.questions:
        yield from _answer((*path, "answer"), kept["answer"], known.questions[id], known, None)


def _action(path: Path, action: Any, known: KnownIds) -> Iterator[Flag]:
    yield from known_id_flags((*path, "action"), action.get("action"), known.actions, "action")
    yield from date_flags((*path, "by"), action.get("by"))


def _sign_off(assessment: Assessment, known: KnownIds, on: set[str] | None) -> Iterator[Flag]:
    sign_off = assessment["sign_off"]
    yield from _signature(("sign_off",), sign_off, known)
    if on is None or "answers" not in assessment or sign_off.get("decision") in (None, "sent-back"):
        return
    asked = [key for key, question in known.questions.items() if question["condition"] in (None, *on)]
    answers = assessment["answers"]
    absent = [f"`{key}`" for key in asked if key not in answers or _has_no_state(answers[key])]
    if absent:
        what = f"it is signed, but {len(absent)} of {len(asked)} questions have no answer: {', '.join(absent)}"
        yield ("sign_off",), what, "answer them (“don't know” is an answer), or remove `sign_off`"


def _signature(path: Path, sign_off: Any, known: KnownIds) -> Iterator[Flag]:
    yield from known_id_flags((*path, "role"), sign_off.get("role"), known.bundle["roles"], "role")
    yield from date_flags((*path, "date"), sign_off.get("date"))
    for key, signed in sign_off.get("answers", {}).items():
        inside = (*path, "answers", key)
        yield from known_id_flags(inside, key, known.questions, "question")
        yield from single_state_flags(inside, signed, known.bundle["top"], optional=True)  # while contributors clashed
        if not 0 <= signed.get("evidence", 0) <= LARGEST:
            yield (*inside, "evidence"), "pieces of evidence are counted from 0", "write a whole number, or remove it"
    for key, signed in sign_off.get("actions", {}).items():
        yield from known_id_flags((*path, "actions", key), key, known.actions, "action")
        yield from date_flags((*path, "actions", key, "by"), signed.get("by"))


def _friend(path: Path, friend: Any, known: KnownIds) -> Iterator[Flag]:
    """A critical friend's visit: one state to a rating, one reason to a decision."""
    yield from date_flags((*path, "date"), friend.get("date"))
    yield from known_id_flags((*path, "force"), friend.get("force"), known.bundle["forces"], "force")
    yield from known_id_flags((*path, "role"), friend.get("role"), known.bundle["roles"], "role")
    for field in ("ratings", "decided"):
        for n, each in enumerate(friend.get(field, ())):
            inside = (*path, field, n)
            yield from known_id_flags((*inside, "question"), each.get("question"), known.questions, "question")
            yield from single_state_flags(inside, each, known.bundle["top"], optional=field == "decided")
            yield from author_flags(inside, each, known)
            if not each.get("why", "why").strip(BLANK):
                yield (*inside, "why"), "there is no reason here", "write why this was decided"


def _has_no_state(answer: Answer) -> bool:
    """Whether contributors still clash: then the answer has no state."""
    return ("said" in answer or "agreed" in answer) and not any(state in answer for state in STATES)
