"""The small checks that the rules of an assessment are made of: known ids, one state to an answer, real dates.

Pure. Missing fields are not judged.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from maturity.assessment.conditions import BLANK
from maturity.assessment.shapes import Flag, Path
from maturity.errors import Nearest
from maturity.json_reader import visible
from maturity.questionnaire.periods import KINDS, intended_period, is_period
from maturity.records import STATES, Bundle, BundleQuestion, PeriodKind, questions_of

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOUR = "([01][0-9]|2[0-3]):[0-5][0-9]"
_TIME = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_HOUR}(:[0-5][0-9](\.[0-9]{{1,6}})?)?(Z|[+-]{_HOUR})")

#: The largest whole number that both engines count exactly.
LARGEST = 2**53 - 1


def action_ids(bundle: Bundle) -> list[str]:
    """Every id that an action may have: an intervention's, a question's (for a target), or a question's with a level.
    Which steps there are today does not matter, since they may change while the edition stays."""
    ids, levels = [question["id"] for question in questions_of(bundle)], range(1, bundle["top"] + 1)
    return [*bundle["interventions"], *ids, *(f"{key}-{level}" for key in ids for level in levels)]


class KnownIds(NamedTuple):
    """The ids that a bundle knows, ready to be looked up."""

    bundle: Bundle
    questions: dict[str, BundleQuestion]
    actions: list[str]

    @classmethod
    def of(cls, bundle: Bundle) -> KnownIds:
        questions = {question["id"]: question for question in questions_of(bundle)}
        return cls(bundle, questions, action_ids(bundle))


def author_flags(path: Path, said: Any, known: KnownIds) -> Iterator[Flag]:
    """A role that there is, and a real time."""
    yield from known_id_flags((*path, "role"), said.get("role"), known.bundle["roles"], "role")
    if "at" in said and not _is_real(said["at"], _TIME, datetime):
        what = f"`{visible(said['at'], 40)}` is not a date with a time"
        yield (*path, "at"), what, "write it like 2026-11-20T10:00:00Z"


def state_flags(path: Path, answer: Any, question: BundleQuestion, top: int, optional: bool = False) -> Iterator[Flag]:
    """As `single_state_flags`, and whether this question may be not applicable, for what reason."""
    yield from single_state_flags(path, answer, top, optional)
    if "not_applicable" in answer:
        yield from _not_applicable((*path, "not_applicable"), answer["not_applicable"], question)


def single_state_flags(path: Path, answer: Any, top: int, optional: bool = False) -> Iterator[Flag]:
    """Exactly one of a level, don't know and not applicable (`optional`: or none); and a level that there is."""
    states = [state for state in STATES if state in answer]
    if not states and not optional:
        yield path, "there is no answer here", "give a level, or remove the question"
    elif len(states) > 1:
        named = " and ".join(f"`{state}`" for state in states)
        yield path, f"there is more than one answer here: {named}", "keep one of them"
    level: int = answer.get("level", 0)
    if not 0 <= level <= top:
        what = f"there is no level {visible(str(level), 20)}"
        yield (*path, "level"), what, f"write a level from 0 to {top}"


def _not_applicable(path: Path, reason: str, question: BundleQuestion) -> Iterator[Flag]:
    if not question["not_applicable"]:
        yield path, "this question applies to every force", "give a level or `dont_know`, or remove the answer"
    elif not reason.strip(BLANK):
        yield path, "there is no reason here why the question does not apply", "write the reason"


def known_id_flags(path: Path, value: str | None, known: Collection[str], kind: str) -> Iterator[Flag]:
    if value is not None and value not in known:
        yield path, f"there is no {kind} `{visible(value)}`", Nearest(value, known)


def period_flags(path: Path, text: str, kind: PeriodKind) -> Iterator[Flag]:
    """A period, spelt as this edition spells it; with the right spelling where it is clear which one was meant."""
    if not is_period(text, kind):
        right = intended_period(text, kind)
        fix = f"write {right}" if right else "write it like the example"
        yield path, f"the period `{visible(text, 40)}` is not {KINDS[kind]}", fix


def date_flags(path: Path, value: str | None) -> Iterator[Flag]:
    if value is not None and not _is_real(value, _DATE, date):
        yield path, f"`{visible(value, 40)}` is not a date", "write a real date as year-month-day, such as 2026-11-20"


def _is_real(text: str, pattern: re.Pattern[str], kind: type[date]) -> bool:
    """Whether a text is spelt as a date or a time, and is one of the calendar."""
    if pattern.fullmatch(text) is None:
        return False
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True
