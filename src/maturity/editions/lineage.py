"""Several editions side by side: of which one an assessment is, and how a year of one is set beside a year of a newer.

Pure. An assessment counts under the rules that it was signed under, and its period is shown with that edition's words.
It is carried over to the newer edition only to see what moved, with its signature, for which nothing is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, cast

from maturity.editions.upgrade import Way
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.model import Questionnaire
from maturity.records import Assessment, Bundle, BundleCapability, BundleQuestion, BundleTheme


class Rules(NamedTuple):
    """An edition: its words, and what scores by it."""

    q: Questionnaire
    bundle: Bundle


class Step(NamedTuple):
    """From an edition to a newer one, or to itself (`way` is null). Both bundles use the newer ids. `was`: kinds and
    ids that had another id before, and that."""

    earlier: Bundle
    later: Bundle
    was: Mapping[tuple[str, str], str]
    way: Way | None

    def carried(self, assessment: Assessment) -> Assessment:
        """The earlier assessment under the newer ids, with the answers that mean the same. Its sign-off stays, because
        don't know is an answer in what was signed."""
        if self.way is None:
            return assessment
        made = self.way.carry(unsigned(assessment)).assessment
        if "sign_off" in assessment:
            made["sign_off"] = assessment["sign_off"]
        return made

    def kept(self, assessment: Assessment) -> tuple[tuple[str, str], ...]:
        """What of it could not be carried over: places and reasons."""
        if self.way is None:
            return ()
        whole = assessment if self.way.gone_roles else unsigned(assessment)
        return tuple((each["place"], each["because"]) for each in self.way.carry(whole).kept)


def unsigned(assessment: Assessment) -> Assessment:
    """The same without its signatures. To carry these over takes longer than everything else."""
    fields = {name: value for name, value in assessment.items() if name not in ("sign_off", "signed_before")}
    return cast(Assessment, fields)


class Editions:
    """Editions by version, the oldest first; the last is `today`'s. What lies between two is worked out once."""

    def __init__(self, q: Questionnaire, bundle: Bundle, before: Iterable[Questionnaire] = ()) -> None:
        self.today = Rules(q, bundle)
        self.rules = {old.edition.version: Rules(old, compile_bundle(old)) for old in before}
        self.rules[q.edition.version] = self.today
        self.versions = [*self.rules]
        self._steps: dict[tuple[str, str], Step] = {}

    def bundle(self, version: str) -> Bundle:
        """What scores by an edition. Raises KeyError for one that is not here."""
        return self.rules[version].bundle

    def step(self, earlier: str, later: str) -> Step | None:
        """What lies between two; nothing when the later one is the older edition."""
        if self.versions.index(earlier) > self.versions.index(later):
            return None
        if (earlier, later) not in self._steps:
            self._steps[earlier, later] = _step(self.rules[earlier], self.rules[later])
        return self._steps[earlier, later]


def _step(old: Rules, new: Rules) -> Step:
    if old.q is new.q:
        return Step(old.bundle, new.bundle, {}, None)
    way = Way(old.q, new.q, new.bundle)
    found = [(kind, name, to) for (kind, name), to in way.to.items() if to is not None]
    was = {(kind, to): name for kind, name, to in found if name != to}
    return Step(_renamed(old.bundle, way), new.bundle, was, way)


def _renamed(bundle: Bundle, way: Way) -> Bundle:
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
