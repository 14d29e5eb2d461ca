"""Advice on 48 invented forces, on one real document, and what would be with actions done."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.assessment.files import find_files, read_files
from maturity.national.intake import load_editions
from maturity.records import Assessment, Bundle, Profile, canonical
from maturity.scoring.advice import projected
from maturity.scoring.engine import score
from tests import ROOT
from tests.support import javascript
from tests.support.engine_cases import cases
from tests.support.golden_profiles import ADVICE, RENEW, advice_text, path_of
from tests.support.strategies import assessments, bundles

NATION = ROOT / "examples" / "nation"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return load_editions(ROOT / "questionnaire", NATION).today.bundle


@pytest.fixture(scope="module")
def profiles(bundle: Bundle) -> list[Profile]:
    """Of the last period of each force of the invented nation."""
    latest: dict[str, Assessment] = {}
    for one in sorted(read_files(find_files([NATION])[0], bundle), key=lambda each: each["period"]):
        latest[one["force"]] = one
    found = [score(bundle, one) for one in latest.values()]
    assert len(found) >= 48
    return found


def test_what_comes_first_is_the_forces_own_and_about_nothing_at_the_top(
    bundle: Bundle, profiles: list[Profile]
) -> None:
    owner = {action["id"]: action["owner"] for action in bundle["actions"]}
    for profile in profiles:
        first = profile["advice"]["first"]
        unmet = [each for each in profile["standards"] if (each["status"], each["reason"]) == ("not_met", "below")]
        assert len(first) <= 5 and (first or not unmet), profile["force"]
        claimed = {q["id"]: q["claimed"] for t in profile["themes"] for c in t["capabilities"] for q in c["questions"]}
        for action in first:
            assert owner[action["id"]] != "national"
            assert all((claimed[question] or 0) < bundle["top"] for question in action["because"])
        unmet_questions = {each["question"] for each in unmet}
        closing = [action for action in first if unmet_questions & {*action["because"]}]
        assert first[: len(closing)] == closing  # what leads to a standard is before what leads to none


def test_forces_are_not_all_told_the_same_first(profiles: list[Profile]) -> None:
    first = Counter(profile["advice"]["first"][0]["id"] for profile in profiles)
    assert max(first.values()) <= 12 and len(first) >= 12, first


def test_what_would_be_is_the_same_in_both_engines() -> None:
    jobs = [(case.bundle, case.assessment, [a["id"] for a in case.bundle["actions"]], True) for case in cases()]
    expected = [canonical(score(b, projected(b, a, taken, evidence))) for b, a, taken, evidence in jobs]
    assert javascript.score_projected(jobs) == expected


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_what_would_be_is_the_same_for_generated_assessments(data: st.DataObject) -> None:
    bundle = data.draw(bundles())
    ids = [action["id"] for action in bundle["actions"]]
    jobs = []
    for _ in range(4):
        taken = data.draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
        jobs.append((bundle, data.draw(assessments(bundle)), taken, data.draw(st.booleans())))
    expected = [canonical(score(b, projected(b, a, taken, evidence))) for b, a, taken, evidence in jobs]
    assert javascript.score_projected(jobs) == expected


def test_all_that_is_advised_lifts_what_it_says(bundle: Bundle, profiles: list[Profile]) -> None:
    """With everything done that is advised, each answer is at least where the advice says."""
    files = {one["force"] + one["period"]: one for one in read_files(find_files([NATION])[0], bundle)}
    for profile in profiles:
        order = [*profile["advice"]["first"], *profile["advice"]["then"]]
        reached = {lift["question"]: lift["to"] for action in order for lift in action["lifts"]}
        taken = [action["id"] for action in order]
        after = projected(bundle, files[profile["force"] + profile["period"]], taken)
        assert all(after["answers"][key].get("level", -1) >= level for key, level in reached.items()), profile["force"]


def test_hertfordshire_2018_is_advised_as_kept() -> None:
    """What one public document shows of one force, with its advice and its plan."""
    case = next(each for each in cases() if each.golden and path_of(each) == ADVICE.with_suffix(".json"))
    assert advice_text(case) == ADVICE.read_text(encoding="utf-8"), f"If that is meant: {RENEW}"
