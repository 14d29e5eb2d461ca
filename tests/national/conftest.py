"""The police questionnaire, without its wording checked, for the tests of many forces."""

from __future__ import annotations

import pytest

from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from maturity.records import Bundle
from tests import ROOT


@pytest.fixture(scope="session")
def q() -> Questionnaire:
    return load_questionnaire(ROOT / "questionnaire", words=False)


@pytest.fixture(scope="session")
def bundle(q: Questionnaire) -> Bundle:
    return compile_bundle(q)
