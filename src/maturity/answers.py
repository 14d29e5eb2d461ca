"""What must hold inside an assessment once its shape is right: known ids, one state to an answer, real dates, and a
sign-off only when everything asked is answered.

Pure. Every rule can be applied to a record with fields missing: what is not there is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from maturity.errors import nearest
from maturity.findings import BLANK, conditions_on
from maturity.jsontext import has_odd, visible
from maturity.records import Answer, Assessment, Bundle, BundleQuestion, canonical
from maturity.said import ABOUT, ACTION, ACTIONS, MARKING, Part, facts_of, standing, state_of
from maturity.shapes import Flag, Path

STATES = ("level", "dont_know", "not_applicable")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOUR = "([01][0-9]|2[0-3]):[0-5][0-9]"
_TIME = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_HOUR}(:[0-5][0-9](\.[0-9]{{1,6}})?)?(Z|[+-]{_HOUR})")


#: The largest whole number that both engines count exactly.
LARGEST = 2**53 - 1

#: Fields of what was kept from an older edition, of which it has one.
KEPT = ("answer", "action", "sign_off", "differing", "value")


class Known(NamedTuple):
    """The ids that a bundle knows, ready to be looked up."""

    bundle: Bundle
    questions: dict[str, BundleQuestion]
    roles: frozenset[str]

    @classmethod
    def of(cls, bundle: Bundle) -> Known:
        questions = {
            question["id"]: question
            for theme in bundle["themes"]
            for capability in theme["capabilities"]
            for question in capability["questions"]
        }
        return cls(bundle, questions, frozenset(bundle["roles"]))


def problems_in(assessment: Assessment, known: Known) -> list[Flag]:
    """Everything that does not hold, in the order of the file. Empty when the assessment can be scored."""
    flags: list[Flag] = []
    flags += _head(assessment, known)
    flags += _about(assessment, known)
    on = _conditions_on(assessment, known)
    for key, answer in assessment.get("answers", {}).items():
        question = known.questions.get(key)
        if question is None:
            flags.append((("answers", key), f"there is no question `{visible(key)}`", nearest(key, known.questions)))
        elif not _plain(answer, question, known, on):
            flags += _answer(("answers", key), answer, question, known, on)
    for n, action in enumerate(assessment.get("actions", ())):
        flags += _action(("actions", n), action, known)
    if "sign_off" in assessment:
        flags += _sign_off(assessment, known, on)
    for place, differing in assessment.get("differs", {}).items():
        flags += _differing(place, differing, known)
    for n, sign_off in enumerate(assessment.get("signed_before", ())):
        flags += _signature(("signed_before", n), sign_off, known)
    for n, joint in enumerate(assessment.get("joint", ())):
        flags += _joint(("joint", n), joint, assessment.get("force"), known)
    for n, kept in enumerate(assessment.get("kept", ())):
        flags += _kept(("kept", n), kept)
    return flags


def _conditions_on(assessment: Assessment, known: Known) -> set[str] | None:
    """The conditions that hold. Nothing when an unknown force or a wrong value, which are named, keep it in doubt."""
    about = assessment.get("about", {})
    if assessment.get("force") not in known.bundle["forces"]:
        return None
    if any(not isinstance(about.get(condition, True), bool) for condition in known.bundle["conditions"]):
        return None
    # While contributors differ over a condition nothing is out of place for its sake.
    differing = {place.removeprefix(ABOUT) for place in assessment.get("differs", ())} - set(about)
    return conditions_on(known.bundle, assessment) | (differing & set(known.bundle["conditions"]))


def _head(assessment: Assessment, known: Known) -> Iterator[Flag]:
    ours = known.bundle["edition"]
    theirs = assessment.get("edition", {}).get("fingerprint")
    if theirs is not None and theirs != ours.get("fingerprint"):
        what = f"the file was filled in with other wording of edition {ours['version']} than this questionnaire has"
        fix = "use the questionnaire it was filled in with; if only wording differs, take `fingerprint` out"
        yield ("edition", "fingerprint"), what, fix
    if "force" in assessment:
        yield from _one_of(("force",), assessment["force"], known.bundle["forces"], "force")
    for field in ("period", "marking"):
        text = assessment.get(field)
        longest = 80 if field not in assessment.get("differs", ()) else 1_000  # all the markings that differ
        if isinstance(text, str) and (not text.strip() or len(text) > longest or has_odd(text)):
            what = "this must be one line of text that can be seen, of at most 80 characters"
            yield (field,), what, "write it again"


def _about(assessment: Assessment, known: Known) -> Iterator[Flag]:
    bundle = known.bundle
    for key, value in assessment.get("about", {}).items():
        path: Path = ("about", key)
        if key in bundle["conditions"]:
            if not isinstance(value, bool):
                yield path, "this must be true or false", "write true or false without quotation marks"
        elif key not in bundle["about"]:
            known_fields = [*bundle["conditions"], *bundle["about"]]
            yield path, f"there is no field `{visible(key)}` about a force", nearest(key, known_fields)
        elif not isinstance(value, str):
            yield path, "this must be text in quotation marks", "put it in quotation marks"


def _plain(answer: Answer, question: BundleQuestion, known: Known, on: set[str] | None) -> bool:
    """Whether this is the usual answer, a level and nothing wrong: the quick way for nearly all of them."""
    if not 0 <= answer.get("level", -1) <= known.bundle["top"] or "dont_know" in answer or "not_applicable" in answer:
        return False
    if question["condition"] is not None and (on is None or question["condition"] not in on):
        return False
    if "said" in answer or "agreed" in answer or ("role" in answer and answer["role"] not in known.roles):
        return False
    if "at" in answer and not _real_time(answer["at"]):
        return False
    for piece in answer.get("evidence", ()):
        if not piece.get("title", "").strip(BLANK) or ("date" in piece and not _real_date(piece["date"])):
            return False
    return True


def _answer(path: Path, answer: Answer, question: BundleQuestion, known: Known, on: set[str] | None) -> Iterator[Flag]:
    condition = question["condition"]
    if condition is not None and on is not None and condition not in on:
        fix = f'take the answer out, or write "{condition}": true in `about`'
        yield path, "this question is not asked of this force", fix
    several = bool(answer.get("said") or answer.get("agreed"))
    yield from _state(path, answer, question, known.bundle["top"], optional=several)  # while contributors clash
    yield from _by_whom(path, answer, known)
    if several:
        yield from _contributors(path, answer, question, known)
    for n, piece in enumerate(answer.get("evidence", ())):
        if not piece.get("title", "title").strip(BLANK):
            yield (*path, "evidence", n, "title"), "this evidence has no title", "write the title, or take it out"
        yield from _date((*path, "evidence", n, "date"), piece.get("date"))


def _contributors(path: Path, answer: Answer, question: BundleQuestion, known: Known) -> Iterator[Flag]:
    """What each of several contributors said, what they agreed, and that the answer is what these come to."""
    top = known.bundle["top"]
    for n, view in enumerate(answer.get("said", ())):
        yield from _state((*path, "said", n), view, question, top, optional="comment" in view)
        yield from _by_whom((*path, "said", n), view, known)
    for n, agreed in enumerate(answer.get("agreed", ())):
        yield from _state((*path, "agreed", n), agreed, question, top)
        yield from _by_whom((*path, "agreed", n), agreed, known)
        yield from _agreement((*path, "agreed", n), agreed)
    if all("over" in agreed for agreed in answer.get("agreed", ())):
        part = Part(facts_of(answer.get("said", ())), {}, facts_of(answer.get("agreed", ())))
        if canonical(state_of(answer)) != canonical(standing(part)[0]):
            what = "this is not what its contributors came to"
            yield path, what, "settle it in the form, or take `said` and `agreed` out"


def _agreement(path: Path, agreed: Any) -> Iterator[Flag]:
    """Why it was settled, when in the order of settlings, and the sides that were heard."""
    if not agreed.get("reason", "reason").strip(BLANK):
        yield (*path, "reason"), "there is no reason here", "write why this was agreed"
    if not 0 < agreed.get("round", 1) <= LARGEST:
        yield (*path, "round"), "rounds are counted from 1", "write a whole number from 1, or take it out"
    for n, stance in enumerate(agreed.get("over", ())):
        yield from _true((*path, "over", n), stance)


def _true(path: Path, stance: Any) -> Iterator[Flag]:
    for state in ("dont_know", "not_applicable"):
        if stance.get(state) is False:
            yield (*path, state), "this can only be true", "write true, or take it out"


def _differing(place: str, differing: Any, known: Known) -> Iterator[Flag]:
    """A field in which contributors differ: one that there is, with values of the right kind."""
    path: Path = ("differs", place)
    conditions = [ABOUT + condition for condition in known.bundle["conditions"]]
    fields = [MARKING, *conditions, *(ABOUT + name for name in known.bundle["about"])]
    action, _, name = place.removeprefix(ACTIONS).rpartition(".")
    acting = place.startswith(ACTIONS) and name in ACTION and action in known.bundle["interventions"]
    if place not in fields and not acting:
        yield path, f"there is no field `{visible(place)}`", nearest(place, fields)
    kind: type = bool if place in conditions else str
    kind_text, fix = "text in quotation marks", "put it in quotation marks"
    if kind is bool:
        kind_text, fix = "true or false", "write true or false, without quotation marks"
    for field in ("said", "agreed"):
        for n, each in enumerate(differing.get(field, ())):
            yield from _by_whom((*path, field, n), each, known)
            yield from _agreement((*path, field, n), each) if field == "agreed" else ()
            if not isinstance(each.get("value", kind()), kind):
                yield (*path, field, n, "value"), f"this must be {kind_text}", fix


def _joint(path: Path, joint: Any, force: str | None, known: Known) -> Iterator[Flag]:
    if "question" in joint:
        yield from _one_of((*path, "question"), joint["question"], known.questions, "question")
    if "force" in joint:
        yield from _one_of((*path, "force"), joint["force"], known.bundle["forces"], "force")
        if joint["force"] == force:
            yield (*path, "force"), "a force answers together with another one", "name the other force"


def _kept(path: Path, kept: Any) -> Iterator[Flag]:
    """Ids in it are those of an older edition, so only its shape can be judged."""
    there = [field for field in KEPT if field in kept]
    if len(there) != 1:
        yield path, "what was kept must be one thing", f"keep one of {', '.join(f'`{field}`' for field in KEPT)}"
    if not isinstance(kept.get("value", ""), str | bool):
        yield (*path, "value"), "this must be text or true or false", "put it in quotation marks"
    answer = kept.get("answer", {})
    yield from _claim((*path, "answer"), answer)
    for field in ("said", "agreed"):
        for n, each in enumerate(answer.get(field, ())):
            yield from _claim((*path, "answer", field, n), each)
            for m, stance in enumerate(each.get("over", ())):
                yield from _true((*path, "answer", field, n, "over", m), stance)


def _claim(path: Path, said: Any) -> Iterator[Flag]:
    if not said.get("dont_know", True):
        yield (*path, "dont_know"), "this can only be true", "write true, or take it out"


def _by_whom(path: Path, said: Any, known: Known) -> Iterator[Flag]:
    if "role" in said:
        yield from _one_of((*path, "role"), said["role"], known.bundle["roles"], "role")
    if "at" in said and not _real_time(said["at"]):
        what = f"`{visible(said['at'], 40)}` is not a date with a time"
        yield (*path, "at"), what, "write it like 2026-11-20T10:00:00Z"


def _state(path: Path, answer: Any, question: BundleQuestion, top: int, optional: bool = False) -> Iterator[Flag]:
    """Exactly one of a level, don't know and not applicable (`optional`: or none); and that one right."""
    states = [state for state in STATES if state in answer]
    if not states and not optional:
        yield path, "there is no answer here", "give a level, or take the question out"
    elif len(states) > 1:
        named = " and ".join(f"`{state}`" for state in states)
        yield path, f"there is more than one answer here: {named}", "keep one of them"
    level: int = answer.get("level", 0)
    if not 0 <= level <= top:
        what = f"there is no level {visible(str(level), 20)}"
        yield (*path, "level"), what, f"write a level from 0 to {top}"
    if not answer.get("dont_know", True):
        yield (*path, "dont_know"), "this can only be true", "write true, or take it out"
    if "not_applicable" in answer:
        yield from _not_applicable((*path, "not_applicable"), answer["not_applicable"], question)


def _not_applicable(path: Path, reason: str, question: BundleQuestion) -> Iterator[Flag]:
    if not question["not_applicable"]:
        yield path, "this question applies to every force", "give a level or `dont_know`, or take the answer out"
    elif not reason.strip(BLANK):
        yield path, "there is no reason here why the question does not apply", "write the reason"


def _action(path: Path, action: Any, known: Known) -> Iterator[Flag]:
    if "intervention" in action:
        name = action["intervention"]
        yield from _one_of((*path, "intervention"), name, known.bundle["interventions"], "intervention")
    yield from _date((*path, "by"), action.get("by"))


def _sign_off(assessment: Assessment, known: Known, on: set[str] | None) -> Iterator[Flag]:
    sign_off = assessment["sign_off"]
    yield from _signature(("sign_off",), sign_off, known)
    if on is None or "answers" not in assessment or sign_off.get("decision") in (None, "sent-back"):
        return
    asked = [key for key, question in known.questions.items() if question["condition"] in (None, *on)]
    answers = assessment["answers"]
    absent = [f"`{key}`" for key in asked if key not in answers or _undecided(answers[key])]
    if absent:
        what = f"it is signed, but {len(absent)} of {len(asked)} questions have no answer: {', '.join(absent)}"
        yield ("sign_off",), what, "answer them (don't know is an answer), or take `sign_off` out"


def _signature(path: Path, sign_off: Any, known: Known) -> Iterator[Flag]:
    if "role" in sign_off:
        yield from _one_of((*path, "role"), sign_off["role"], known.bundle["roles"], "role")
    yield from _date((*path, "date"), sign_off.get("date"))


def _undecided(answer: Answer) -> bool:
    """Whether contributors still clash: then the answer has no state."""
    return ("said" in answer or "agreed" in answer) and not any(state in answer for state in STATES)


def _one_of(path: Path, value: str, known: Any, kind: str) -> Iterator[Flag]:
    if value not in known:
        yield path, f"there is no {kind} `{visible(value)}`", nearest(value, known)


def _date(path: Path, value: str | None) -> Iterator[Flag]:
    if value is not None and not _real_date(value):
        yield path, f"`{visible(value, 40)}` is not a date", "write a real date as year-month-day, such as 2026-11-20"


def _real_date(text: str) -> bool:
    return len(text) == 10 and _is_date(text)


def _real_time(text: str) -> bool:
    return len(text) <= 32 and _is_time(text)


@lru_cache(maxsize=4096)
def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None and _parses(date.fromisoformat, text)


@lru_cache(maxsize=4096)
def _is_time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None and _parses(datetime.fromisoformat, text)


def _parses(read: Any, text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
