"""A questionnaire from its folder: every file read, checked alone and together, and every problem said at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from maturity import model
from maturity.errors import MaturityError, Problem
from maturity.source import Tree, read_tree

P = TypeVar("P", bound=model.Part)

#: Each file beside the themes', without `.yml`, and its type. The names are also the fields of Questionnaire.
FILES: dict[str, type[model.Part]] = {
    "edition": model.Edition,
    "standards": model.Standards,
    "interventions": model.Interventions,
    "forces": model.Forces,
    "sources": model.Sources,
    "changes": model.Changes,
    "examples": model.Examples,
}


def load_questionnaire(folder: Path) -> model.Questionnaire:
    """Read and check a questionnaire. Raises MaturityError with every problem of all its files."""
    problems: list[Problem] = []
    parts: dict[str, Any] = {}
    for name, kind in FILES.items():
        parts[name] = _part(read_tree(folder / f"{name}.yml"), kind, problems)
    names = parts["edition"].themes if parts["edition"] else ()
    themes: list[Any] = [_part(read_tree(folder / f"{name}.yml"), model.Theme, problems) for name in names]
    if problems:
        raise MaturityError(problems)
    return model.Questionnaire(themes=tuple(themes), **parts)


def _part(tree: Tree, kind: type[P], problems: list[Problem]) -> P | None:
    problems += tree.problems
    if not tree.whole:
        return None
    try:
        return kind.model_validate_json(json.dumps(tree.data))
    except ValidationError as error:
        for e in error.errors():
            problems.append(Problem(tree.place(e["loc"]), e["msg"], "mend it"))
        return None
