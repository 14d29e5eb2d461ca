"""A questionnaire ready for the commands that score: its bundle and its texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.own_forces import own_forces, with_own_forces
from maturity.records import Bundle
from maturity.render.phrases import texts


class ScoringEdition(NamedTuple):
    """`texts` is what scripts get too, names by id."""

    bundle: Bundle
    texts: dict[str, Any]


def load_edition(folder: Path, *places: str | Path) -> ScoringEdition:
    """The questionnaire in a folder, compiled, with the forces that the `places` of assessments bring along. Raises
    MaturityError with every problem of it."""
    q = load_questionnaire(folder)
    q, bundle = with_own_forces(q, compile_bundle(q), own_forces(q, *places))
    return ScoringEdition(bundle, texts(q))
