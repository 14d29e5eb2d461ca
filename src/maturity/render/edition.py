"""A questionnaire ready for the commands that score: its bundle and its texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import Bundle
from maturity.render.phrases import texts


class ScoringEdition(NamedTuple):
    """`texts` is what scripts get too, names by id."""

    bundle: Bundle
    texts: dict[str, Any]


def load_edition(folder: Path) -> ScoringEdition:
    """The questionnaire in a folder, compiled. Raises MaturityError with every problem of it."""
    questionnaire = load_questionnaire(folder)
    return ScoringEdition(compile_bundle(questionnaire), texts(questionnaire))
