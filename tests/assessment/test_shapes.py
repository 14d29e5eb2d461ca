"""The shapes of records are written once, in `records`: every field of every record goes through the form's own reader
and writer and through Python's, and a field that no record has is refused by both."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from itertools import cycle
from typing import Any, get_args

import pytest

from maturity.assessment.reader import read_assessment, write_text
from maturity.assessment.shapes import shape_description
from maturity.errors import MaturityError
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import (
    ASSESSMENT_FORMAT,
    STATES,
    Answer,
    AnswerState,
    Assessment,
    Bundle,
    State,
    answer_state,
    canonical,
)
from tests import TINY
from tests.support import javascript

SHAPES = shape_description(Assessment, State)
QUESTIONS = ("f-fridge", "f-allergies", "f-weighing")
#: What can stand in a field of this name. A list is gone through, again and again.
SOUND: dict[str, Any] = {
    "id": "village-kitchen", "fingerprint": None, "version": "1.0", "edition": "0.9", "period": "2026",
    "force": "mill-kitchen", "role": "host", "owner": "treasurer", "action": "fridge-log",
    "question": "f-allergies", "date": "2026-11-20", "by": "2027-03-01", "at": "2026-11-20T10:00:00Z",
    "place": "answers.f-old", "level": 1, "round": 2, "evidence": 3, "check": "0a1b2c3d",
    "marking": "PUBLIC",
}  # fmt: skip
READ = """async (text) => {
  const { edition, places, reader, work } = Maturity;
  const { record, problems } = await reader.readBytes(new TextEncoder().encode(text).buffer, edition);
  if (problems.length) return { problems };
  const { format, edition: from, check, ...rest } = record, draft = { ...work.blank(edition), ...rest };
  const { beside, ...kept } = places.fromPlaces(places.toPlaces(draft));
  const { record: taken, dropped } = reader.withoutProblems(kept, edition, true);
  const { assessment, left } = work.finish(edition, taken);
  return { problems, dropped, left, text: (await work.fileText(assessment)).text };
}"""


class Filled:
    """Records with every field filled. Where only one of several fields may be there, one record for each."""

    def __init__(self) -> None:
        self.choices: dict[tuple[str, ...], Iterator[str]] = {}

    def value(self, name: str, field: dict[str, Any]) -> Any:
        kind, of = field["kind"], field.get("of", {})
        if kind == "record":
            return self.records(of)[0]
        if kind in ("list", "map"):
            inner = self.records(of["of"]) if of["kind"] == "record" else [self.value(name, of)]
            return inner if kind == "list" else dict(zip(QUESTIONS, inner, strict=False))
        if kind == "choice":
            choices = tuple(field["choices"])
            return next(self.choices.setdefault(choices, cycle(choices)))
        return {"true": True, "yes": True}.get(kind, SOUND.get(name, f"The {name}"))

    def records(self, shape: str) -> list[dict[str, Any]]:
        fields = SHAPES[shape]
        either = [name for name in fields if name in STATES]
        if shape == "kept":
            either = [name for name in fields if not fields[name].get("required")]
        made: list[dict[str, Any]] = []
        for kept in either or [""]:
            names = [name for name in fields if name not in either or name == kept]
            made.append({name: self.value(name, fields[name]) for name in names})
        return made


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return compile_bundle(load_questionnaire(TINY))


@pytest.fixture(scope="module")
def full(bundle: Bundle) -> Assessment:
    """An assessment in which every field of every record is filled at least once."""
    filled = Filled()
    record: dict[str, Any] = {name: filled.value(name, field) for name, field in SHAPES["assessment"].items()}
    del record["check"]
    record["edition"] = bundle["edition"]
    record["force"] = "hill-kitchen"
    record["about"] = {"garden": True, "building": "Church"}
    level, unknown, never = (picked(each, out=("said", "agreed")) for each in filled.records("answer"))
    # While several contributors clash there is no state. A question that applies to everybody has no "not applicable".
    clash = picked(filled.records("answer")[0], out=(*STATES, "comment", "role", "at"))
    for name in ("said", "agreed"):
        clash[name] = sorted((each for each in clash[name] if "not_applicable" not in each), key=canonical)
    record["answers"] = {"f-fridge": level, "f-allergies": never, "f-weighing": unknown, "p-leaflet": clash}
    record["differs"] = {"marking": filled.records("differing")[0]}
    record["sign_off"]["decision"] = "sent-back"
    return record  # type: ignore[return-value]


def picked(record: dict[str, Any], out: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in out}


def records_in(value: Any, field: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every record with the name of its shape."""
    if field["kind"] == "record":
        yield field["of"], value
        for name, inner in value.items():
            yield from records_in(inner, SHAPES[field["of"]].get(name, {"kind": "text"}))
    elif field["kind"] in ("list", "map"):
        for each in value if field["kind"] == "list" else value.values():
            yield from records_in(each, field["of"])


def all_in(assessment: Any) -> list[tuple[str, dict[str, Any]]]:
    return list(records_in(assessment, {"kind": "record", "of": "assessment"}))


def in_form(text: str) -> Any:
    return javascript.ask(javascript.form(), READ, text)


def refused(text: str, bundle: Bundle) -> bool:
    try:
        read_assessment(text, "a.json", bundle)
    except MaturityError:
        return True
    return False


def test_every_state_is_a_field_of_an_answer_or_open() -> None:
    assert get_args(AnswerState) == (*State.__annotations__, "open")
    assert [answer_state({name: 1}) for name in STATES] == [*STATES] and answer_state({"comment": ""}) == "open"


def test_every_field_of_every_record_is_in_it(full: Assessment) -> None:
    there = {(shape, name) for shape, record in all_in(full) for name in record}
    wanted = {(shape, name) for shape, fields in SHAPES.items() for name in fields}
    assert wanted - there == {("assessment", "check"), *(("state", name) for name in STATES)}


def test_every_field_survives_both_readers_and_both_writers(full: Assessment, bundle: Bundle) -> None:
    """Opened in the form, kept as a draft, read from there and saved again, it is what Python reads and writes: the
    same fields in the same order. A sign-off that was sent back keeps the check code of its actions."""
    found = in_form(write_text(full))
    assert found["problems"] == []
    assert (found["dropped"], found["left"]) == ([], [])
    assert found["text"] == write_text(full).replace(check_line(write_text(full)), "")
    assert write_text(read_assessment(found["text"], "a.json", bundle)) == write_text(full)


def check_line(text: str) -> str:
    """What Python adds to a text: the check code, which V8 alone cannot work out."""
    start = text.rindex(',\n  "check"')
    return text[start : text.index("\n}", start)]


@pytest.mark.parametrize("shape", sorted(set(SHAPES) - {"state"}))
def test_an_unknown_field_and_one_that_is_missing_are_refused(full: Assessment, bundle: Bundle, shape: str) -> None:
    def changed(change: Any) -> None:
        copy = deepcopy(full)
        change(next(record for name, record in all_in(copy) if name == shape))
        text = json.dumps(copy)
        assert in_form(text)["problems"]
        assert refused(text, bundle)

    changed(lambda record: record.update(unheard_of="x"))
    for name, field in SHAPES[shape].items():
        if field.get("required"):
            changed(lambda record, name=name: record.pop(name))


ANSWERS: dict[str, Answer] = {
    "both said the same": {"level": 1, "said": [{"level": 1, "role": "cook"}, {"level": 1, "role": "host"}]},
    "a meeting settled it": {
        "level": 1,
        "said": [{"level": 1, "role": "cook"}, {"level": 2, "role": "host"}],
        "agreed": [{"level": 1, "reason": "Since May", "over": [{"level": 2, "role": "host"}]}],
    },
}
CHANGE = """async (text, id, written) => {
  const { edition, reader, work } = Maturity;
  const { record } = await reader.readBytes(new TextEncoder().encode(text).buffer, edition);
  Object.assign(record.answers[id], written);
  const { dropped } = reader.withoutProblems(record, edition, true);
  const { assessment } = work.finish(edition, { ...work.blank(edition), ...record });
  return { dropped, answer: assessment.answers[id] };
}"""


@pytest.mark.parametrize("why", ANSWERS)
def test_a_changed_answer_that_was_agreed_is_whole_after_a_reload(bundle: Bundle, why: str) -> None:
    """Somebody opens a merged file and changes the level of a question that two roles had agreed on, or that a meeting
    settled. The draft has the new level beside what was said before; reading the draft drops nothing of it."""
    record = {"format": ASSESSMENT_FORMAT, "edition": bundle["edition"], "force": "mill-kitchen", "period": "2026"}
    text = json.dumps(record | {"answers": {"f-fridge": ANSWERS[why]}})
    written = {"level": 0, "role": "cook", "at": "2026-11-20T10:00:00Z"}
    found = javascript.ask(javascript.form(), CHANGE, text, "f-fridge", written)
    assert found["dropped"] == []
    said = found["answer"]["said"]
    assert written in said
    assert [view for view in said if view["role"] == "host"] == ANSWERS[why]["said"][1:]
