"""Places in a questionnaire, so that a rule can say where something is without knowing about files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from maturity.model import Capability, Question, Questionnaire

#: The file's name without `.yml`, then the keys and list positions in it.
Path: TypeAlias = tuple[str | int, ...]
#: Where, what is wrong, how to mend it.
Flag: TypeAlias = tuple[Path, str, str]


def capabilities(q: Questionnaire) -> Iterator[tuple[Path, Capability]]:
    """Every capability with its place, in the questionnaire's order."""
    for file, theme in zip(q.edition.themes, q.themes, strict=True):
        for n, capability in enumerate(theme.capabilities):
            yield (file, "capabilities", n), capability


def questions(q: Questionnaire) -> Iterator[tuple[Path, Question]]:
    """Every question with its place, in the questionnaire's order."""
    for path, capability in capabilities(q):
        for n, question in enumerate(capability.questions):
            yield (*path, "questions", n), question
