"""The tests, in the rooms of the package that they test. What they share is in `support`; broken inputs, cases, whole
profiles and a small questionnaire are in the folders beside it."""

from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
#: A small questionnaire, of a village kitchen.
TINY = TESTS / "tiny"
