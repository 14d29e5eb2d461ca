"""The workbook: what is in it, that it comes back as it went out, and what is said about one that somebody spoiled."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from maturity.assessment.files import answers_in, read_answers
from maturity.assessment.reader import read_assessment
from maturity.assessment.texts import clean_line, clean_text
from maturity.assessment.workbook import KEY
from maturity.errors import MaturityError
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from maturity.records import ASSESSMENT_FORMAT, Assessment, answer_state
from maturity.render.phrases import texts
from maturity.render.result_tables import profiles_book
from maturity.render.workbook import left_out, workbook
from maturity.scoring.engine import score
from tests import ROOT, TESTS, TINY
from tests.support import fuzz
from tests.support.hostile import HOSTILE, hostile
from tests.support.workbooks import CASES, PACKAGES, saved, treated

GOOD = json.loads((TESTS / "broken" / "good.assessment.json").read_text(encoding="utf-8"))
Q = load_questionnaire(TINY)
BUNDLE = compile_bundle(Q)
NATION = ROOT / "questionnaire"


def made(assessment: Assessment | None, role: str | None = None, q: Questionnaire = Q) -> bytes:
    bundle = compile_bundle(q)
    profile = score(bundle, assessment) if assessment and not role else None
    return workbook(Lookup(q), bundle, assessment, profile, role)


def read(data: bytes) -> Assessment:
    return read_answers(answers_in(data, "a.xlsx"), "a.xlsx", BUNDLE)


def held(assessment: Assessment) -> Any:
    """What a workbook can hold of an assessment: its answers, what it says about the force, and its marking. The reason
    why a question does not apply and a comment stand in one cell."""
    part: Any = {name: assessment[name] for name in ("force", "period", "marking", "about") if name in assessment}
    part["answers"] = {}
    for key, answer in assessment["answers"].items():
        one: Any = {name: value for name, value in answer.items() if name not in ("said", "agreed") and value != []}
        if "not_applicable" in one and "comment" in one:
            one["not_applicable"] = "\n\n".join([one["not_applicable"], one.pop("comment")]).strip()
        if answer_state(answer) != "open":
            part["answers"][key] = one
    return part


def came_back(assessment: Assessment) -> Any:
    found: Any = read(made(assessment))
    assert found["edition"] == BUNDLE["edition"]
    return {name: value for name, value in found.items() if name not in ("format", "edition")}


# --- out and back ----------------------------------------------------------------------------------------------


def test_good_assessment_comes_back() -> None:
    assert came_back(GOOD) == held(GOOD)


def lines(most: int) -> st.SearchStrategy[str]:
    return st.text(max_size=most).map(clean_line).filter(bool)


def paragraphs(most: int) -> st.SearchStrategy[str]:
    return st.text(max_size=most).map(clean_text).filter(bool)


ODD = st.sampled_from(
    ["=1+1", "@x", "+x", "-1", "'quoted", "0", "1.50", "TRUE", "2026-03-01", "1/2", "_x0041_", "#REF!", "a\nb"]
)
LINES = (lines(60) | ODD.map(clean_line)).filter(lambda text: "x005F_" not in text)
PARAGRAPHS = (paragraphs(200) | ODD).filter(lambda text: "x005F_" not in text)
DAYS = st.dates().map(lambda day: day.isoformat())
ROLES = st.sampled_from([role.id for role in Q.edition.roles])
TIMES = st.sampled_from(["2026-11-20T10:00:00Z", "2026-11-21T09:30:00+01:00"])
EVIDENCE = st.fixed_dictionaries(
    {"title": LINES},
    optional={
        "owner": ROLES | LINES,
        "date": DAYS,
        "where": LINES,
        "checked": st.sampled_from(["second-role", "critical-friend"]),
    },
)
STATES = st.one_of(
    st.integers(0, BUNDLE["top"]).map(lambda level: {"level": level}),
    st.just({"dont_know": True}),
)


@st.composite
def assessments(draw: st.DrawFn) -> Any:
    answers: dict[str, Any] = {}
    for place in Lookup(Q).places:
        if draw(st.booleans()):
            state: dict[str, Any] = draw(STATES)
            if place.question.not_applicable and draw(st.booleans()):
                state = {"not_applicable": draw(PARAGRAPHS)}
            more = {"comment": PARAGRAPHS, "role": ROLES, "at": TIMES, "evidence": st.lists(EVIDENCE, max_size=5)}
            answers[place.question.id] = {**state, **draw(st.fixed_dictionaries({}, optional=more))}
    about = st.fixed_dictionaries(
        {"garden": st.just(True)}, optional={"building": PARAGRAPHS, "meals-a-week": PARAGRAPHS}
    )
    head = st.fixed_dictionaries({}, optional={"marking": st.sampled_from(["PUBLIC", "=OFFICIAL", "Über & <alles>"])})
    return {
        "format": ASSESSMENT_FORMAT,
        "edition": BUNDLE["edition"],
        "force": draw(st.sampled_from(["hill-kitchen", "mill-kitchen"])),
        "period": "2026",
        **draw(head),
        "about": draw(about),
        "answers": answers,
    }


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(assessments())
def test_generated_assessments_come_back(assessment: Any) -> None:
    assert came_back(read_assessment(json.dumps(assessment), "a.json", BUNDLE)) == held(assessment)


def test_whole_assessments_of_the_example_nation_come_back() -> None:
    q = load_questionnaire(NATION)
    bundle = compile_bundle(q)
    answers = {place.question.id: {"level": 3, "evidence": [{"title": "Log"}]} for place in Lookup(q).places}
    given: Any = {
        "format": ASSESSMENT_FORMAT,
        "edition": bundle["edition"],
        "force": "hertfordshire-constabulary",
        "period": "2026",
        "about": {"language-duties": True},
        "answers": answers,
    }
    data = workbook(Lookup(q), bundle, given, score(bundle, given))
    assert read_answers(answers_in(data, "a.xlsx"), "a.xlsx", bundle) == given


def test_an_answer_that_was_changed_has_no_time() -> None:
    book = load_workbook(io.BytesIO(made(GOOD)))
    assert read(saved(book))["answers"]["f-fridge"]["at"] == "2026-11-20T10:00:00Z"
    book["Good food"]["G2"] = "1 Some"
    assert "at" not in read(saved(book))["answers"]["f-fridge"]


def filled_in(data: bytes) -> bytes:
    """An empty workbook with a few answers."""
    book = load_workbook(io.BytesIO(data))
    book["About"]["C2"], book["About"]["C3"] = "Mill Kitchen", "2026"
    book["Good food"]["G2"], book["Good food"]["I2"] = "2 All", "Host"
    return saved(book)


def test_an_empty_workbook_can_be_filled_in() -> None:
    found = read(filled_in(made(None)))
    assert (found["force"], found["answers"]) == ("mill-kitchen", {"f-fridge": {"level": 2, "role": "host"}})


def test_more_evidence_than_usual_has_columns_of_its_own() -> None:
    pieces = [{"title": f"Log {n}"} for n in range(7)]
    many: Any = {**GOOD, "answers": {"f-fridge": {"level": 2, "evidence": pieces}}}
    assert came_back(many)["answers"]["f-fridge"]["evidence"] == pieces


def test_of_a_role_it_has_its_questions_and_its_own_answers() -> None:
    found = read(made(GOOD, "cook"))
    asked = {q["id"] for q in _questions() if "cook" in (q["lead"], *q["helpers"])}
    assert found["answers"] == {"f-fridge": GOOD["answers"]["f-fridge"]}
    rows = _ids(made(GOOD, "cook"))
    assert set(rows) == asked
    assert 0 < len(asked) < len(_questions())


def test_what_a_workbook_cannot_hold_is_named() -> None:
    views = {"said": [{"level": 1, "role": "cook"}, {"level": 1, "role": "host"}], "level": 1}
    clash = {"said": [{"level": 1, "role": "cook"}, {"level": 2, "role": "host"}]}
    several: Any = {
        **GOOD,
        "answers": {"f-fridge": views, "p-keys": clash},
        "friend": [{"date": "2026-01-01", "ratings": []}],
    }
    said = left_out(several)
    for part in ("several people on 1 question", "1 question that people still differ over", "actions", "the sign-off"):
        assert part in said
    assert "what a critical friend said" in said
    nothing: Any = {**several, "answers": {}, "actions": [], "friend": [], "sign_off": {}}
    assert left_out(nothing) == ""
    assert read(made(several))["answers"] == {"f-fridge": {"level": 1}}


# --- what people do to it --------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_what_people_do_to_a_workbook(case: dict[str, Any]) -> None:
    data = treated(made(GOOD), case)
    if "says" not in case:
        assert held(read(data)) == held(GOOD)
        return
    with pytest.raises(MaturityError) as caught:
        read(data)
    assert [str(problem) for problem in caught.value.problems] == case["says"]


def test_a_workbook_of_another_edition_or_other_words_is_refused() -> None:
    other = Q.model_copy(update={"edition": Q.edition.model_copy(update={"version": "0.9"})})
    with pytest.raises(MaturityError, match=r"the file is for edition 0\.9, and this is edition 1\.0"):
        read(filled_in(made(None, q=other)))
    words = Q.model_copy(update={"edition": Q.edition.model_copy(update={"rules": ("Other words.",)})})
    with pytest.raises(MaturityError, match=r"with different wording of edition 1\.0"):
        read(filled_in(made(None, q=words)))


def test_generated_damage_is_accepted_or_refused_and_nothing_else() -> None:
    """A few of the runs that `python -m tests.support.fuzz` does by the hundred thousand."""
    results = Counter(fuzz.run("workbook", 20, number) for number in range(60))
    assert results["accepted"] > 5
    assert results["refused"] > 20


def test_the_key_is_where_the_table_of_cases_takes_it_to_be() -> None:
    sheet = load_workbook(io.BytesIO(made(GOOD)))[KEY]
    assert [sheet["A51"].value, sheet["B53"].value, sheet["B54"].value] == ["format", "version", "fingerprint"]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_damaged_package_is_refused(name: str) -> None:
    with pytest.raises(MaturityError) as caught:
        read(PACKAGES[name](made(GOOD)))
    assert len(caught.value.problems) == 1


def test_other_workbooks_and_encrypted_ones_are_refused_in_words() -> None:
    with pytest.raises(MaturityError, match="this workbook is not for an assessment"):
        read(saved(Workbook()))
    with pytest.raises(MaturityError, match="an old Office file, or one with a password"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


# --- what is in it ---------------------------------------------------------------------------------------------


def _questions() -> Any:
    return [q for theme in BUNDLE["themes"] for capability in theme["capabilities"] for q in capability["questions"]]


def _ids(data: bytes) -> list[str]:
    book = load_workbook(io.BytesIO(data))
    return [str(row[1]) for row in book[KEY].iter_rows(values_only=True) if row[0] == "row.answers"]


def _parts(data: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            yield name, package.read(name).decode("utf-8", "replace")


def test_the_same_bytes_each_time() -> None:
    assert made(GOOD) == made(GOOD)
    assert made(None) == made(None)


def test_every_question_is_there_with_all_its_levels() -> None:
    book = load_workbook(io.BytesIO(made(None)))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    for question in Q.questions:
        assert any(question.text in cell for cell in cells)
        assert set(question.levels) <= cells


def test_every_answer_has_its_drop_down_and_only_inputs_are_open() -> None:
    book = load_workbook(io.BytesIO(made(None)))
    key = book[KEY]
    lists = {}
    for sheet in (book["Good food"], book["Good company"]):
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert sheet.freeze_panes == "D2"
        for number in range(2, sheet.max_row + 1):
            rules = [rule for rule in sheet.data_validations.dataValidation if f"G{number}" in rule.sqref]
            assert len(rules) == 1
            first, last = (int(part) for part in rules[0].formula1.replace("$C$", "").rpartition("!")[2].split(":"))
            lists[sheet[f"A{number}"].value] = [key[f"C{n}"].value for n in range(first, last + 1)]
            for column in "ABCDEF":
                assert sheet[f"{column}{number}"].protection.locked
            for column in "GHIJKLM":
                assert not sheet[f"{column}{number}"].protection.locked
    every = ["0 Not yet", "1 Some", "2 All", "Don't know"]
    for question in _questions():
        assert lists[question["id"]] == every + ["Not applicable"] * question["not_applicable"]


def test_nothing_in_it_can_run() -> None:
    spoiled = hostile(Q)
    assessment: Any = {
        **GOOD,
        "marking": "=1+1",
        "about": {"garden": True, "building": HOSTILE},
        "answers": {
            "f-fridge": {
                "level": 1,
                "comment": HOSTILE,
                "evidence": [{"title": HOSTILE, "owner": "=2", "where": "@3"}],
            },
        },
    }
    bundle = compile_bundle(spoiled)
    profile = score(bundle, assessment)
    books = [
        workbook(Lookup(spoiled), bundle, assessment, profile),
        profiles_book([(assessment, profile)], bundle, texts(spoiled), sensitive=True),
    ]
    for data in books:
        for name, text in _parts(data):
            assert "<f>" not in text
            assert "<f " not in text
            assert "vba" not in name.lower()
            assert "<hyperlink " not in text
        book = load_workbook(io.BytesIO(data))
        assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    found = read_answers(answers_in(books[0], "a.xlsx"), "a.xlsx", bundle)
    assert found["answers"]["f-fridge"]["comment"] == clean_text(HOSTILE)
    assert found["answers"]["f-fridge"]["evidence"] == [{"title": HOSTILE, "owner": "=2", "where": "@3"}]


def test_results_are_values_of_the_engine_with_a_chart_that_is_described() -> None:
    data = made(GOOD)
    book = load_workbook(io.BytesIO(data), data_only=True)
    profile = score(BUNDLE, GOOD)
    rows = [[cell.value for cell in row] for row in book["Results"].iter_rows(min_row=2)]
    levels = {row[1]: (row[3], row[4]) for row in rows if row[0] == "Capability"}
    codes = {capability.id: capability.code for capability in Q.capabilities}
    wanted = {
        codes[each["id"]]: (each["level"]["low"], each["level"]["high"])
        for theme in profile["themes"]
        for each in theme["capabilities"]
        if each["level"]
    }
    assert levels == wanted
    drawings = [text for name, text in _parts(data) if name.startswith("xl/drawings/drawing")]
    assert len(drawings) == 1
    assert 'descr="Bar chart of the level of each capability' in drawings[0]


def test_tables_have_one_row_of_headings_first_types_and_real_tables() -> None:
    profile = score(BUNDLE, GOOD)
    book = load_workbook(io.BytesIO(profiles_book([(GOOD, profile)], BUNDLE, texts(Q), sensitive=False)))
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert [table.ref for table in sheet.tables.values()] == [sheet.dimensions]
    rows = list(book["Profiles"].iter_rows(values_only=True))
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["signed"], first["invented"], first["answered"], first["period"]) == (True, False, 3, "2026")
    assert "p-keys" not in {row[9] for row in rows}  # it is sensitive


def test_advice_without_sensitive_questions_gives_none_of_them_away() -> None:
    """Whatever the answer to a sensitive question is, what is left of the advice has the same rows."""
    sides: list[Any] = [{**GOOD, "answers": GOOD["answers"] | {"p-keys": {"level": level}}} for level in (0, 2)]
    low, high = sides
    tables = []
    for each in (low, high):
        data = profiles_book([(each, score(BUNDLE, each))], BUNDLE, texts(Q), sensitive=False)
        rows = list(load_workbook(io.BytesIO(data))["What to do"].iter_rows(values_only=True))
        assert all("P1.2" not in str(cell) for row in rows for cell in row)
        tables.append(rows)
    assert tables[0] == tables[1]
    everything = profiles_book([(low, score(BUNDLE, low))], BUNDLE, texts(Q), sensitive=True)
    assert "first" in {
        row[6] for row in load_workbook(io.BytesIO(everything))["What to do"].iter_rows(values_only=True)
    }


def test_the_action_plan_is_a_table_with_days_and_without_sensitive_questions() -> None:
    actions: Any = [
        {"action": "f-fridge-2", "decision": "do", "owner": "cook", "by": "2026-12-01", "first_step": "=Buy"}
        | {"done": "no"},
        {"action": "fridge-log", "decision": "drop", "reason": "Too dear"},
        {"action": "p-keys", "by": "2027-03-31"},
    ]
    one: Any = {**GOOD, "actions": actions}
    tables = {}
    for sensitive in (True, False):
        data = profiles_book([(one, score(BUNDLE, one))], BUNDLE, texts(Q), sensitive=sensitive)
        head, *rows = load_workbook(io.BytesIO(data))["Action plan"].iter_rows(values_only=True)
        tables[sensitive] = [dict(zip(head, row, strict=True)) for row in rows]
    step, item, target = tables[True]
    assert (step["kind"], step["owner"], step["by"], step["first_step"], step["done"]) == (
        "step", "Lead cook", datetime(2026, 12, 1), "=Buy", "no",
    )  # fmt: skip
    assert (item["kind"], item["decision"], item["reason"]) == ("intervention", "drop", "Too dear")
    assert (target["kind"], target["action"], target["by"]) == ("target", "P1.2", datetime(2027, 3, 31))
    assert [row["id"] for row in tables[False]] == ["f-fridge-2", "fridge-log"]
