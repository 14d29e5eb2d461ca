"""Several editions: which one an assessment belongs to, and how years of different editions are compared.

Pure. An assessment counts under the rules that it was signed under, and its period is shown with that edition's words.
It is carried over to the newer edition only to see what moved, with its signature, for which nothing is published.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import NamedTuple, cast

from maturity.editions.upgrade import UpgradePath
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.model import Force, OwnForces, Questionnaire
from maturity.questionnaire.own_forces import with_own_forces
from maturity.records import Assessment, Bundle, BundleCapability, BundleQuestion, BundleTheme


class EditionRules(NamedTuple):
    """An edition: its words, and what scores by it."""

    q: Questionnaire
    bundle: Bundle


class EditionStep(NamedTuple):
    """From an edition to a newer one, or to itself (`path` is null). Both bundles use the newer ids."""

    earlier: Bundle
    later: Bundle
    path: UpgradePath | None

    def carry_over(self, assessment: Assessment) -> Assessment:
        """The earlier assessment under the newer ids, with the answers that mean the same. Its sign-off stays, because
        don't know is an answer in what was signed."""
        if self.path is None:
            return assessment
        newer = self.path.carry(without_signatures(assessment)).assessment
        if "sign_off" in assessment:
            newer["sign_off"] = assessment["sign_off"]
        return newer

    def not_carried(self, assessment: Assessment) -> tuple[tuple[str, str], ...]:
        """What of it could not be carried over: places and reasons."""
        if self.path is None:
            return ()
        whole = assessment if self.path.gone_roles else without_signatures(assessment)
        return tuple((each["place"], each["because"]) for each in self.path.carry(whole).kept)


def without_signatures(assessment: Assessment) -> Assessment:
    """The same without its signatures. To carry these over takes longer than everything else."""
    fields = {name: value for name, value in assessment.items() if name not in ("sign_off", "signed_before")}
    return cast(Assessment, fields)


def with_new_forces(old: Questionnaire, today: Questionnaire) -> Questionnaire:
    """An older edition with the forces that only today's has: the list may change at any time, and a force that is new
    in it may answer the older edition."""
    known = {force.id for force in (*old.forces.forces, *old.forces.invented)}
    conditions = {condition.id for condition in old.edition.conditions}

    def joined(name: str) -> tuple[Force, ...]:
        new = (force for force in getattr(today.forces, name) if force.id not in known)
        held = (f.model_copy(update={"conditions": tuple(c for c in f.conditions if c in conditions)}) for f in new)
        return (*getattr(old.forces, name), *held)

    lists = {name: joined(name) for name in ("forces", "invented")}
    return old.model_copy(update={"forces": old.forces.model_copy(update=lists)})


class Editions:
    """Editions by version, the oldest first; the last is `today`'s. The step between two is worked out once."""

    def __init__(self, q: Questionnaire, bundle: Bundle, before: Iterable[Questionnaire] = ()) -> None:
        self.today = EditionRules(q, bundle)
        dated = [with_new_forces(old, q) for old in before]
        self.rules = {old.edition.version: EditionRules(old, compile_bundle(old)) for old in dated}
        self.rules[q.edition.version] = self.today
        self.versions = [*self.rules]
        self._steps: dict[tuple[str, str], EditionStep] = {}

    def with_own_forces(self, own: OwnForces | None) -> Editions:
        """The same editions for a folder that brings its forces along."""
        brought = copy(self)
        brought.rules = {version: EditionRules(*with_own_forces(*rules, own)) for version, rules in self.rules.items()}
        brought.today = brought.rules[self.versions[-1]]
        brought._steps = {}
        return brought

    def bundle(self, version: str) -> Bundle:
        """What scores by an edition. Raises KeyError for one that is not here."""
        return self.rules[version].bundle

    def step(self, earlier: str, later: str) -> EditionStep | None:
        """What lies between two; nothing when the later one is the older edition."""
        if self.versions.index(earlier) > self.versions.index(later):
            return None
        if (earlier, later) not in self._steps:
            self._steps[earlier, later] = _step_between(self.rules[earlier], self.rules[later])
        return self._steps[earlier, later]


def _step_between(old: EditionRules, new: EditionRules) -> EditionStep:
    if old.q is new.q:
        return EditionStep(old.bundle, new.bundle, None)
    way = UpgradePath(old.q, new.q, new.bundle)
    return EditionStep(_with_newer_ids(old.bundle, way), new.bundle, way)


def _with_newer_ids(bundle: Bundle, way: UpgradePath) -> Bundle:
    """An edition's rules under newer ids, without questions that are gone or came together with others in one."""

    def name(kind: str, old: str) -> str:
        return way.to.get((kind, old)) or old

    asked = [to for (kind, _), to in way.to.items() if kind == "question"]
    themes: list[BundleTheme] = []
    for theme in bundle["themes"]:
        capabilities: list[BundleCapability] = []
        for part in theme["capabilities"]:
            questions: list[BundleQuestion] = []
            for each in part["questions"]:
                to, on = way.to["question", each["id"]], each["condition"]
                if to is not None and asked.count(to) == 1:
                    questions.append({**each, "id": to, "condition": on and name("condition", on)})
            if questions:
                capabilities.append({**part, "id": name("capability", part["id"]), "questions": questions})
        if capabilities:
            themes.append({**theme, "id": name("theme", theme["id"]), "capabilities": capabilities})
    forces = {force: [name("condition", on) for on in its] for force, its in bundle["forces"].items()}
    conditions = [name("condition", each) for each in bundle["conditions"]]
    return cast(Bundle, {**bundle, "themes": themes, "forces": forces, "conditions": conditions})
