"""Assessment files: what is refused and in which words, what is kept, and how one is written."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

import pytest
import yaml

from maturity.assessment.reader import read_assessment, write_text
from maturity.errors import MaturityError
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import Bundle, canonical
from tests import TESTS, TINY
from tests.support import fuzz

GOOD = (TESTS / "broken" / "good.assessment.json").read_bytes()
CASES: list[dict[str, Any]] = yaml.safe_load((TESTS / "broken" / "assessments.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return compile_bundle(load_questionnaire(TINY))


def spoilt(case: dict[str, Any]) -> bytes:
    """The good file with the mistake of one row of the table."""
    unit, times = case.get("then", ("", 0))
    put = bytes.fromhex(case["hex"]) if "hex" in case else (case.get("put", "") + unit * times).encode()
    if "find" not in case:
        return put
    old = case["find"].encode()
    assert old in GOOD, f"the good file has no {case['find']!r}"
    return GOOD[: GOOD.index(old)] if case.get("cut") else GOOD.replace(old, put, 1)


def problems_of(data: bytes | str, bundle: Bundle) -> list[str]:
    with pytest.raises(MaturityError) as caught:
        read_assessment(data, "a.json", bundle)
    return [str(problem) for problem in caught.value.problems]


# --- what is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_one_mistake_is_said_in_these_words(case: dict[str, Any], bundle: Bundle) -> None:
    assert problems_of(spoilt(case), bundle) == case["says"]


def test_table_has_one_row_for_each_mistake() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) >= 25


def test_every_mistake_of_a_file_is_said_at_once(bundle: Bundle) -> None:
    record = json.loads(GOOD)
    record["force"] = "mil-kitchen"
    record["answers"]["f-fridge"]["level"] = 7
    record["answers"]["p-keyz"] = {"level": 1}
    record["actions"][0]["by"] = "soon"
    places = [problem.partition(". Fix:")[0] for problem in problems_of(json.dumps(record), bundle)]
    assert places == [
        "a.json: force: there is no force `mil-kitchen`",
        "a.json: answers.f-fridge.level: there is no level 7",
        "a.json: answers.p-keyz: there is no question `p-keyz`",
        "a.json: actions#1.by: `soon` is not a date",
    ]


def test_an_absent_answer_is_no_mistake_before_the_signature_and_when_sent_back(bundle: Bundle) -> None:
    record = json.loads(GOOD)
    del record["answers"]["p-keys"]
    record["sign_off"]["decision"] = "sent-back"
    assert "p-keys" not in read_assessment(json.dumps(record), "a.json", bundle)["answers"]
    del record["sign_off"]
    assert "p-keys" not in read_assessment(json.dumps(record), "a.json", bundle)["answers"]


# --- what is kept ----------------------------------------------------------------------------------------------


def test_least_that_a_person_has_to_write(bundle: Bundle) -> None:
    text = """{"format": "maturity-assessment/2", "edition": {"id": "village-kitchen", "version": "1.0"},
        "force": "mill-kitchen", "period": "2026", "answers": {"f-fridge": {"level": 1}}}"""
    assert read_assessment(text, "a.json", bundle) == json.loads(text)


@pytest.mark.parametrize(
    "comment",
    [
        "=1+1 <script>alert(1)</script> ${x} %s {{ 7 * 7 }}",
        'quotes " and \\" and ": and \\\\',
        ": at the start, and : in between\n: and on a new line",
        "🙂 Llongyfarchiadau ŵ",
        "x" * 5_000,
    ],
    ids=["code", "quotes", "colons", "letters", "ten million letters"],
)
def test_free_text_is_kept_to_the_last_sign(comment: str, bundle: Bundle) -> None:
    record = json.loads(GOOD)
    record["answers"]["f-fridge"]["comment"] = comment
    assert read_assessment(write_text(record).encode(), "a.json", bundle)["answers"]["f-fridge"]["comment"] == comment


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(bundle: Bundle) -> None:
    data = b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n")
    assert read_assessment(data, "a.json", bundle) == json.loads(GOOD)


def test_answers_stay_in_the_order_of_the_file(bundle: Bundle) -> None:
    assert list(read_assessment(GOOD, "a.json", bundle)["answers"]) == list(json.loads(GOOD)["answers"])


# --- how it is written -----------------------------------------------------------------------------------------


def test_written_file_is_readable_and_in_order(bundle: Bundle) -> None:
    shuffled = {key: json.loads(GOOD)[key] for key in sorted(json.loads(GOOD))}
    text = write_text(shuffled)  # type: ignore[arg-type]
    lines = text.splitlines()
    assert lines[1] == '  "format": "maturity-assessment/2",'
    assert lines[-2].startswith('  "check": "sha256:')
    assert text.endswith("}\n")
    bare = "".join(line + "\n" for line in lines[:-2]).rstrip("\n").rstrip(",") + "\n}\n"
    assert bare.encode() == GOOD
    again = read_assessment(text, "a.json", bundle)
    assert write_text(again) == text


def test_check_is_over_the_canonical_record(bundle: Bundle) -> None:
    record = json.loads(write_text(json.loads(GOOD)))
    check = record.pop("check")
    assert check == "sha256:" + hashlib.sha256(canonical(record).encode()).hexdigest()


def test_layout_may_change_but_no_sign_of_the_content(bundle: Bundle) -> None:
    text = write_text(json.loads(GOOD))
    assert read_assessment(json.dumps(json.loads(text)), "a.json", bundle)["period"] == "2026"
    (problem,) = problems_of(text.replace("Fridge log", "Fridge lag"), bundle)
    assert problem.startswith("a.json: check: the file was changed or damaged after it was saved.")


def test_generated_files_are_accepted_or_refused_and_nothing_else() -> None:
    """A few of the runs that `python -m tests.support.fuzz` does by the hundred thousand."""
    results = Counter(fuzz.run("assessment", 20, number) for number in range(600))
    assert results["accepted"] > 20
    assert results["refused"] > 200
