"""A questionnaire from its folder: every file is read and checked, alone and together, and every problem reported."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from maturity.errors import MaturityError, Problem
from maturity.files import is_system_file
from maturity.questionnaire import bundle, model, rules, wording
from maturity.questionnaire.messages import explain_errors
from maturity.questionnaire.yaml_reader import Tree, read_tree

#: Each file beside the themes', without `.yml`, and its type.
FILES: dict[str, Any] = {
    name: field.annotation for name, field in model.Questionnaire.model_fields.items() if name != "themes"
}
#: Files that need not be there.
OPTIONAL = {name for name, field in model.Questionnaire.model_fields.items() if not field.is_required()}
#: The file of the settings for publishing, which is no part of an edition and need not be there.
PUBLISHING = "publishing.yml"
#: Replaces settings that cannot be read: with it nothing is published.
UNREADABLE = "unreadable"
#: How to fix a missing file.
_FIX_FILE = "put it there: a questionnaire always has a file with this name, even if its list is empty"
_FIX_THEME = "write this theme's file, or remove its name from `themes` in edition.yml"
_ID = re.compile(r"[a-z][a-z0-9-]{0,79}\Z")
_PLACE = re.compile(r"(.*?)(?::(\d+):(\d+))?\Z", re.DOTALL)


def load_questionnaire(folder: Path, words: bool = True, standards: Path | None = None) -> model.Questionnaire:
    """Read and check a questionnaire. Raises MaturityError with every problem of all its files, by file and line.
    `words`: whether the wording check runs too. `standards`: a draft to read in place of its standards.yml.

    A file that is broken in itself does not hide what is wrong in the others; only rules that need it are left out.
    """
    if not folder.is_dir():
        raise MaturityError([Problem(str(folder), "there is no such folder", "name the folder that holds edition.yml")])
    files = {name: folder / f"{name}.yml" for name in FILES}
    needed = {name: path for name, path in files.items() if name not in OPTIONAL or path.exists() or path.is_symlink()}
    trees = {name: read_tree(path, absent=_FIX_FILE) for name, path in needed.items()}
    # While edition.yml does not say which the themes are, whatever else is there is taken for one.
    there = {path.stem for path in folder.glob("*.yml") if not is_system_file(path.name)} - {
        *FILES,
        Path(PUBLISHING).stem,
    }
    themes = theme_files(trees["edition"]) or sorted(there)
    trees |= {name: read_tree(folder / f"{name}.yml", absent=_FIX_THEME) for name in themes if name not in FILES}
    if standards is not None:
        trees["standards"] = read_tree(standards)
        trees.pop("crosswalk", None)  # it is written for the standards that there are
    return build_questionnaire(trees, list(_unknown_files(folder, themes)), words)


def load_publishing(folder: Path) -> tuple[Any, list[Problem]]:
    """The settings for publishing, as `publishing.policy_of` takes them, and what is wrong with them. Settings that are
    not understood hide everything, so a command can go on with them. A published edition has none of its own: those of
    the questionnaire beside its folder `editions` hold."""
    own = folder.resolve().parent
    path = (own.parent / "questionnaire" if own.name == "editions" else folder) / PUBLISHING
    if not path.exists() and not path.is_symlink():
        return None, []
    tree = read_tree(path)
    if tree.problems:
        return UNREADABLE, tree.problems
    return tree.data, checked_part(tree, model.Publishing)[1]


def build_questionnaire(trees: dict[str, Tree], problems: list[Problem], words: bool = True) -> model.Questionnaire:
    """A questionnaire from its files as read, by name without `.yml`. `problems` are those found so far.

    Raises MaturityError with them and all others.
    """
    problems = problems + [problem for tree in trees.values() for problem in tree.problems]
    parts: dict[str, Any] = {}
    for name, tree in trees.items():
        parts[name], found = checked_part(tree, FILES.get(name, model.Theme))
        problems += found
    broken = {name for name, tree in trees.items() if parts[name] is None or tree.refused}
    questionnaire = _whole_questionnaire(parts)
    if questionnaire is not None:
        problems += _problems_between_files(questionnaire, trees, broken, words)
    if problems or questionnaire is None:
        raise MaturityError(sorted(set(problems), key=problem_order))
    return questionnaire


def theme_files(edition: Tree) -> list[str]:
    """The themes' files that edition.yml names, even with mistakes in it."""
    themes = edition.data.get("themes") if edition.whole and isinstance(edition.data, dict) else None
    return [name for name in themes if isinstance(name, str) and _ID.match(name)] if isinstance(themes, list) else []


def _unknown_files(folder: Path, themes: list[str]) -> Iterator[Problem]:
    """Files that look as if they belonged here."""
    known = {PUBLISHING, *(f"{name}.yml" for name in (*FILES, *themes))}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in (".yml", ".yaml") and path.name not in known and not is_system_file(path.name):
            fix = "name it under `themes` in edition.yml (without `.yml`), or move it elsewhere"
            yield Problem(str(path), "this file is not part of the questionnaire", fix)


def checked_part(
    tree: Tree, kind: type[model.QuestionnairePart]
) -> tuple[model.QuestionnairePart | None, list[Problem]]:
    """The file as its type, or nothing and why not. What was refused as YAML is not complained about again."""
    if not tree.whole:
        return None, []
    try:
        return kind.model_validate_json(json.dumps(tree.data)), []
    except ValidationError as error:
        return None, [
            Problem(tree.place(loc, key), what, fix)
            for loc, key, what, fix in explain_errors(error.errors(include_url=False), kind, tree.data, tree.written)
            if not any(loc[: len(refused)] == refused for refused in tree.refused)
        ]


def _whole_questionnaire(parts: dict[str, Any]) -> model.Questionnaire | None:
    """The whole questionnaire, with an empty part in place of each broken file; nothing without an edition."""
    if (edition := parts["edition"]) is None:
        return None
    nothing = model.Theme.model_construct(id="", code="", name="", capabilities=())
    themes = tuple(parts[name] if isinstance(parts[name], model.Theme) else nothing for name in edition.themes)
    files = {name: parts.get(name) or kind.model_construct() for name, kind in FILES.items()}
    return model.Questionnaire.model_construct(themes=themes, **files)


def _problems_between_files(
    q: model.Questionnaire, trees: dict[str, Tree], broken: set[str], words: bool
) -> Iterator[Problem]:
    """What is wrong between files, and with the words."""
    flags = rules.rule_flags(q, broken) + (wording.wording_flags(q, broken) if words else [])
    if not flags and not broken:
        flags += bundle.exactness_flags(q)
    for path, what, fix in flags:
        clearance = path[-2:-1] == ("cleared",)  # there it is the key that is wrong, not the reason behind it
        yield Problem(trees[str(path[0])].place(path[1:], clearance), what, fix)


def problem_order(problem: Problem) -> tuple[str, int, int, str]:
    match = _PLACE.match(problem.where)
    assert match is not None
    return match[1], int(match[2] or 0), int(match[3] or 0), problem.what
