"""People go through sequences, not through features. After every step of any sequence, what the page shows is what a
reload shows, what the saved file shows when it is opened again, and what Python reads from it. Nothing that somebody
wrote is lost unless they removed it themselves.

`make sequences` goes through 5,000 sequences of 30 steps; a test run goes through a few. A sequence that fails is
written to `cases/sequences/found.yml` in its simplest form. Give it a name and a reason, and it is a case.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from tests import TESTS
from tests.support.sequences import Form, Sequence, case_of, form, sequences

FOLDER = TESTS / "cases" / "sequences"
CASES = sorted(FOLDER.glob("*.yml"))
RUNS = int(os.environ.get("SEQUENCES", "60"))
QUIET = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False)

LOST = "a draft is refused in which a new answer is beside what was agreed"
DROPPED = "a sign-off loses the check code of its actions"
#: Faults that the form once had, by what is to be replaced in its scripts, and by what.
FAULTS = {
    LOST: {
        "validation.js": ("if (several && !this.draft && ", "if (several && "),
    },
    "a sign-off is refused that was written while contributors disagreed": {
        "validation.js": ('this.fields(inside, each, "signed"), true)', 'this.fields(inside, each, "signed"), false)'),
    },
    "an answer that was cleared in another window is not taken away": {
        "windows.js": ("fromPlaces([...touched].filter(([, value]) => value !== undefined))", "fromPlaces(touched)"),
    },
    DROPPED: {
        "work.js": ("filledFields(work.sign_off)", 'filledFields({ ...work.sign_off, actions: "" })'),
    },
}


@settings(QUIET, max_examples=RUNS)
@given(data=st.data())
def test_nothing_differs_after_any_sequence(data: st.DataObject) -> None:
    sequence = data.draw(sequences(form().names))
    if problems := form().problems(sequence):
        raise AssertionError("\n".join([f"written to {case_of(sequence, problems, FOLDER)}", *problems]))


def steps_of(path: Path) -> Sequence:
    case: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [tuple(step) for step in case["steps"]]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_sequences_in_which_something_differed_once(path: Path) -> None:
    assert form().problems(steps_of(path)) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_case_fails_when_its_fault_is_put_back(fault: str) -> None:
    faulty = Form(FAULTS[fault])
    assert [path.stem for path in CASES if faulty.problems(steps_of(path))] != []


@pytest.mark.parametrize("fault", [LOST, DROPPED])
def test_a_fault_that_is_put_back_is_found_by_generated_sequences(fault: str) -> None:
    """The worst faults of old are put back into the form's scripts: one of the first sequences shows each of them."""
    faulty = Form(FAULTS[fault])
    first = settings(QUIET, max_examples=1000, phases=[Phase.generate])
    found = find(sequences(faulty.names), lambda sequence: bool(faulty.problems(sequence)), settings=first)
    assert form().problems(found) == []
