"""The list of forces that a folder of returns may bring along, in a forces.yml of its own.

Such a folder is a nation of its own: all its forces are invented, and no real force is in it. So nothing in it can be
taken for a real return, and no real return can be taken for invented and shown without consent. What belongs to the
edition, its form and its fingerprint, keeps the edition's own list.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from maturity.errors import MaturityError, Problem
from maturity.json_reader import visible
from maturity.questionnaire import rules
from maturity.questionnaire.bundle import force_conditions
from maturity.questionnaire.loader import checked_part, problem_order
from maturity.questionnaire.model import Extensions, OwnForces, Questionnaire
from maturity.questionnaire.places import Flag, normalised_name
from maturity.questionnaire.yaml_reader import read_tree
from maturity.records import Bundle

#: The list beside the returns. A questionnaire has a file of this name too; what tells it apart is its edition.yml.
OWN_FORCES = "forces.yml"


def own_forces(q: Questionnaire, *places: str | Path) -> OwnForces | None:
    """The list that these folders, or the folders of these files, bring along; nothing where there is none. Raises
    MaturityError with every problem of it, and where there are several."""
    files = list(dict.fromkeys(path for place in places if (path := _list_beside(Path(place))) is not None))
    if len(files) > 1:
        what = f"{files[0]} is a list of forces too, and one command reads one nation"
        raise MaturityError([Problem(str(files[1]), what, "name one of the two folders")])
    return _read_list(q, files[0]) if files else None


def is_own_list(path: Path) -> bool:
    """Whether a file is the list of forces of the folder that it is in."""
    ours = path.name == OWN_FORCES and path.is_file() and not path.is_symlink()
    return ours and not path.with_name("edition.yml").exists()


def with_own_forces(q: Questionnaire, bundle: Bundle, own: OwnForces | None) -> tuple[Questionnaire, Bundle]:
    """An edition and what scores by it for a folder that brings its forces along. Its fingerprint stays."""
    if own is None:
        return q, bundle
    q = _brought(q, own)
    return q, {**bundle, "forces": force_conditions(q.forces)}


def _brought(q: Questionnaire, own: OwnForces) -> Questionnaire:
    """An edition with a folder's own forces in place of its own. More time is for forces of the edition, so none is
    left."""
    brought = {name: getattr(own, name) for name in ("division", "invented", "peer_groups", "consents")}
    forces = q.forces.model_copy(update={"forces": (), **brought})
    return q.model_copy(update={"forces": forces, "extensions": Extensions()})


def _list_beside(place: Path) -> Path | None:
    """The list in the folder, or in the one around it: each period's returns may have a folder of their own."""
    folder = place if place.is_dir() else place.parent
    return next((path for each in (folder, folder.parent) if is_own_list(path := each / OWN_FORCES)), None)


def _read_list(q: Questionnaire, path: Path) -> OwnForces:
    tree = read_tree(path)
    own, problems = checked_part(tree, OwnForces)
    problems = [*tree.problems, *problems]
    if isinstance(own, OwnForces) and not tree.refused:
        problems += [Problem(tree.place(where[1:]), what, fix) for where, what, fix in _flags(q, own)]
    if problems or not isinstance(own, OwnForces):
        raise MaturityError(sorted(set(problems), key=problem_order))
    return own


def _flags(q: Questionnaire, own: OwnForces) -> Iterator[Flag]:
    """What the rules for an edition's forces.yml say, and every name of a real force."""
    yield from rules.rule_flags(_brought(q, own))
    for field in ("id", "name"):
        real = {normalised_name(getattr(force, field)) for force in q.forces.forces}
        for n, force in enumerate(own.invented):
            value = " ".join(getattr(force, field).split())
            if normalised_name(value) in real:
                yield ("forces", "invented", n, field), f"`{visible(value)}` is a real force", "invent another"
