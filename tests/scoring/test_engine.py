"""The engine under the cases in `cases/*.yml`, in Python and in JavaScript, and under whole profiles in `golden/`."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from maturity.scoring.engine import score
from maturity.scoring.fractions import mean, reduced, rounded
from tests.support.engine_cases import Case, cases, differences
from tests.support.golden_profiles import ADVICE, RENEW, path_of, text_of
from tests.support.javascript import score_all

BY_NAME = {case.name: case for case in cases()}
GOLDEN = [case for case in cases() if case.golden]


@pytest.mark.parametrize("language", ["python", "javascript"])
@pytest.mark.parametrize("name", BY_NAME)
def test_case(name: str, language: str) -> None:
    case = BY_NAME[name]
    if language == "python":
        profile = score(case.bundle, case.assessment)
    else:
        profile = json.loads(score_all([(case.bundle, [case.assessment])])[0])
    assert not differences(case.expect, profile), case.why


def test_cases_have_names_of_their_own_and_say_why() -> None:
    names = Counter(case.name for case in cases())
    assert [name for name, count in names.items() if count > 1] == []
    assert [case.name for case in cases() if not case.why.strip()] == []


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case.name)
def test_whole_profile(case: Case) -> None:
    path = path_of(case)
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    assert text_of(case) == kept, f"{path.name} is otherwise than kept. If that is meant: {RENEW}"


def test_no_golden_file_without_its_case() -> None:
    kept = {path.name for path in path_of(GOLDEN[0]).parent.iterdir()}
    assert kept == {ADVICE.name, *(path_of(case).name for case in GOLDEN)}, f"If that is meant: {RENEW}"


def test_a_case_that_is_wrong_is_seen() -> None:
    """`differences` must be able to fail, in each kind of figure."""
    case = BY_NAME["section-8-examples: example 3, before sign-off"]
    profile = score(case.bundle, case.assessment)
    wrong: list[dict[str, object]] = [
        {"signed": True},
        {"answered": "9 of 48"},
        {"unshown": []},
        {"themes": {"foster-innovation": {"level": 1}}},
        {"themes": {"foster-innovation": {"index": "35 to 56"}}},
        {"themes": {"no-such-theme": {"level": 1}}},
        {"standards": {"fi-under-18s": "not met, below"}},
        {"questions": {"fi-scan": "3 counts as 3"}},
        {"recommendations": []},
    ]
    for expected in wrong:
        assert differences(expected, profile), expected


SHOWN = {(0, 1): 0, (1, 1000): 1, (1, 2): 1, (149, 100): 1, (3, 2): 2, (5, 2): 3, (199, 2): 99, (9999, 100): 99}


@pytest.mark.parametrize(("index", "expected"), [*SHOWN.items(), ((100, 1), 100)])
def test_shown(index: tuple[int, int], expected: int) -> None:
    assert rounded(list(index)) == expected


def test_fractions_are_in_lowest_terms() -> None:
    assert reduced(0, 12) == [0, 1]
    assert reduced(300, 8) == [75, 2]
    assert mean([(1, [75, 2]), (1, [125, 2])]) == [50, 1]
    assert mean([(1, [100, 3]), (2, [50, 1])]) == [400, 9]
