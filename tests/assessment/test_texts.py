"""Texts that look alike are one text, by the same rule in Python and in the form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.assessment import texts
from maturity.assessment.merge import merge
from maturity.assessment.reader import check_of, read_assessment, write_text
from maturity.errors import MaturityError
from maturity.records import Bundle
from maturity.render.edition import load_edition
from tests import ROOT, TESTS
from tests.support import javascript

CASES: Any = yaml.safe_load((TESTS / "cases" / "readers" / "texts.yml").read_text(encoding="utf-8"))["cases"]
SCRIPTS = ("texts.js",)

#: Characters that some step is about, and some that are there to stand beside them.
ODD = (
    "\t\n\r\x0b\x0c\x85\u2028\u2029 \xa0\u1680\u2003\u202f\u3000\x00\x1b\x7f\xad\u034f\u061c\u180e\u200b\u200c\u200d"
    "\u200e\u202e\u2060\u2066\ufeff\ufff9\u3164\uffa0\ufe0f\ufe00\U000e0100\U000e0001\U000e0067\U000e007f\U0001f3f4"
    "ae1Kk\xe9\u0301\u0302\u0323\u0338=\u2260\u212a\u0627\u0653\u0646\u0915\u093c\u094d\u0958\u0937\u1112\u1161\u11ab"
    "\u2640\u2764\U0001f46e\U0001f3fd\U0001f525\u0897\u1dc4\U00011382\U000113c9\u2adc\uf900\ufb1d"
)
strings = st.text(st.sampled_from(ODD) | st.characters(), max_size=16)


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return load_edition(ROOT / "questionnaire").bundle


def file_of(bundle: Bundle, **fields: Any) -> dict[str, Any]:
    """A small file of ours, as a person could write it."""
    edition = {"id": bundle["edition"]["id"], "version": bundle["edition"]["version"]}
    start = {"format": "maturity-assessment/2", "edition": edition, "force": "kent-police", "period": "2026"}
    answer = {"level": 2, "role": "comms-lead", "comment": "Na\u00efve,\nbut true", "evidence": [{"title": "A rota"}]}
    return {**start, "answers": {"pi-sponsor": answer}, **fields}


def read(record: Any, bundle: Bundle) -> Any:
    return read_assessment(json.dumps(record), "a.json", bundle)


# --- the rule --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_text_as_it_comes_in(case: dict[str, str]) -> None:
    """Trailing spaces, NFD, line ends, no-break spaces and characters that cannot be seen make no other text."""
    one_line = case.get("line", case["text"])
    assert texts.clean_text(case["given"]) == case["text"]
    assert texts.clean_line(case["given"]) == one_line
    assert javascript.each(SCRIPTS, "texts.cleanText", [[case["given"]]]) == [case["text"]]
    assert javascript.each(SCRIPTS, "texts.cleanLine", [[case["given"]]]) == [one_line]


@settings(max_examples=200, deadline=None)
@given(st.lists(strings, min_size=10, max_size=10))
def test_both_languages_take_a_text_alike_and_once_is_enough(given: list[str]) -> None:
    """2,000 texts full of odd characters come out alike in both languages, and a second time changes nothing."""
    for name, rule in (("texts.cleanText", texts.clean_text), ("texts.cleanLine", texts.clean_line)):
        made = [rule(each) for each in given]
        assert javascript.each(SCRIPTS, name, [[each] for each in given]) == made
        assert [rule(each) for each in made] == made


def test_every_character_alone_and_before_an_accent_is_taken_alike() -> None:
    """Python and the browser know different versions of Unicode: what is composed is listed, so that it is the same."""
    points = [chr(n) for n in range(0x11_0000) if not 0xD800 <= n < 0xE000]
    given = ["".join(f"a{c}\u0323\u0301 {c}{c}\u0308" for c in points[n : n + 500]) for n in range(0, len(points), 500)]
    assert javascript.each(SCRIPTS, "texts.cleanText", [[each] for each in given]) == [
        texts.clean_text(each) for each in given
    ]


# --- on records ------------------------------------------------------------------------------------------------

ODDLY = {
    "period": " 2026\u200b ",
    "marking": "OFFICIAL \u202e",
    "about": {"contact-role": "Press\r\ndesk ", "language-duties": True},
    "answers": {
        "about": {"level": 1, "role": "id \u200b"},
        "pi-sponsor": {
            "not_applicable": "No\u00a0one ",
            "evidence": [{"title": " A  rota", "owner": "lead ", "where": "here\nand there", "date": "2026-01-01 "}],
            "said": [{"level": 2, "comment": "e\u0301 \n", "role": "comms-lead "}],
            "agreed": [{"level": 2, "reason": "yes ", "over": [{"level": 1, "role": "x "}]}],
        },
    },
    "actions": [{"action": "a ", "owner": " b  c", "first_step": "d\r", "reason": " e"}],
    "differs": {
        "marking": {"said": [{"value": "A  B "}]},
        "about.contact-role": {"said": [{"value": "A  B "}], "agreed": [{"value": "C ", "reason": "d ", "over": []}]},
        "actions.a.owner": {"said": [{"value": "A  B "}]},
    },
    "sign_off": {"role": "r ", "note": "n\t", "answers": {"note": {"level": 1, "check": "c "}}},
    "friend": [{"ratings": [{"question": "q ", "line": "l ", "seen": [" A  rota"]}], "decided": [{"why": "w "}]}],
    "kept": [{"edition": "1 ", "place": "p ", "value": "v "}, {"answer": {"comment": "c "}}],
    "nonsense": ["x ", 1, None, {"comment": "y "}],
    "joint": "z ",
}
EVENLY = {
    "period": "2026",
    "marking": "OFFICIAL",
    "about": {"contact-role": "Press\ndesk", "language-duties": True},
    "answers": {
        "about": {"level": 1, "role": "id \u200b"},
        "pi-sponsor": {
            "not_applicable": "No one",
            "evidence": [{"title": "A rota", "owner": "lead", "where": "here and there", "date": "2026-01-01 "}],
            "said": [{"level": 2, "comment": "\u00e9", "role": "comms-lead "}],
            "agreed": [{"level": 2, "reason": "yes", "over": [{"level": 1, "role": "x "}]}],
        },
    },
    "actions": [{"action": "a ", "owner": "b c", "first_step": "d", "reason": "e"}],
    "differs": {
        "marking": {"said": [{"value": "A B"}]},
        "about.contact-role": {"said": [{"value": "A  B"}], "agreed": [{"value": "C", "reason": "d", "over": []}]},
        "actions.a.owner": {"said": [{"value": "A B"}]},
    },
    "sign_off": {"role": "r ", "note": "n", "answers": {"note": {"level": 1, "check": "c "}}},
    "friend": [{"ratings": [{"question": "q ", "line": "l", "seen": ["A rota"]}], "decided": [{"why": "w"}]}],
    "kept": [{"edition": "1 ", "place": "p ", "value": "v"}, {"answer": {"comment": "c"}}],
    "nonsense": ["x ", 1, None, {"comment": "y"}],
    "joint": "z ",
}


def test_texts_of_a_record_are_taken_and_ids_and_dates_are_not() -> None:
    """Every text in every kind of record, whatever its shape; an id with a space after it stays wrong."""
    assert texts.clean_record(ODDLY) == EVENLY
    assert javascript.each(SCRIPTS, "texts.cleanRecord", [[ODDLY], [EVENLY], [None], [[ODDLY]], ["x "]]) == [
        *(EVENLY, EVENLY, None, [ODDLY], "x "),
    ]


def test_files_that_differ_only_so_are_one_answer(bundle: Bundle) -> None:
    """One role saves on a Mac, the other on Windows: no clash of two texts that look the same, nothing twice."""
    rota = {"title": "A\u00a0rota "}
    answer = {"level": 2, "role": "comms-lead", "comment": "Nai\u0308ve,\r\nbut true ", "evidence": [rota]}
    ours, theirs = file_of(bundle), file_of(bundle, period="2026 ", answers={"pi-sponsor": answer})
    merged = merge([read(ours, bundle), read(theirs, bundle)])
    assert (merged["refused"], merged["clashes"]) == ([], [])
    assert merged["assessment"] is not None
    assert merged["assessment"]["answers"] == ours["answers"]
    assert merged["assessment"]["period"] == "2026"


def test_the_check_is_over_what_the_file_says(bundle: Bundle) -> None:
    """A file of an earlier tool with a last space is whole; one that lost that space on its way is damaged."""
    record = file_of(bundle, marking="OFFICIAL ")
    taken = read({**record, "check": check_of(record)}, bundle)
    assert taken["marking"] == "OFFICIAL"
    assert read_assessment(write_text(taken), "a.json", bundle) == taken
    with pytest.raises(MaturityError, match="changed or damaged"):
        read({**file_of(bundle, marking="OFFICIAL"), "check": check_of(record)}, bundle)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "examples" / "practice").glob("*.json")), ids=lambda path: path.name[8:-16]
)
def test_a_file_that_was_in_order_stays_the_same_bytes(path: Path, bundle: Bundle) -> None:
    text = path.read_text(encoding="utf-8")
    assert write_text(read_assessment(text, path.name, bundle)) == text
    assert texts.clean_record(json.loads(text)) == json.loads(text)


def test_a_title_of_nothing_to_be_seen_is_refused(bundle: Bundle) -> None:
    answer = {"level": 2, "evidence": [{"title": "\u2003\u200b"}]}
    with pytest.raises(MaturityError, match="this evidence has no title"):
        read(file_of(bundle, answers={"pi-sponsor": answer}), bundle)
