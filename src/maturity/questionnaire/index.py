"""An index of a questionnaire for pages: where a question is, which answers call for an intervention, and so on.

Pure; built once for a site."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from maturity.questionnaire.bundle import work_order
from maturity.questionnaire.model import (
    Capability,
    Force,
    Intervention,
    Question,
    Questionnaire,
    Raise,
    Role,
    Source,
    Standard,
    Theme,
)

#: A working day of 7 hours and 24 minutes.
MINUTES_A_DAY = 444


class Place(NamedTuple):
    """A question and what it belongs to."""

    theme: Theme
    capability: Capability
    question: Question


class RoleShare(NamedTuple):
    """How many questions a role leads on and helps with."""

    role: Role
    leads: tuple[Place, ...]
    helps: tuple[Place, ...]


class Lookup:
    """Everything here keeps the questionnaire's own order."""

    def __init__(self, q: Questionnaire) -> None:
        self.q = q
        self.edition = q.edition
        self.places = tuple(Place(t, c, question) for t in q.themes for c in t.capabilities for question in c.questions)
        self.place = {place.question.id: place for place in self.places}
        self.themes: dict[str, Theme] = {theme.id: theme for theme in q.themes}
        self.capabilities: tuple[tuple[Theme, Capability], ...] = tuple(
            (t, c) for t in q.themes for c in t.capabilities
        )
        self.capability: dict[str, Capability] = {capability.id: capability for _, capability in self.capabilities}
        self.standards: dict[str, Standard] = {standard.question: standard for standard in q.standards.standards}
        self.interventions: dict[str, Intervention] = {item.id: item for item in q.interventions.interventions}
        self.order = tuple(self.interventions[key] for key in work_order(q))
        self.roles: dict[str, Role] = {role.id: role for role in q.edition.roles}
        self.gaps = {gap.id: gap for gap in q.edition.gaps}
        self.horizons = {step.id: step for step in q.edition.horizons}
        self.conditions = {condition.id: condition for condition in q.edition.conditions}
        self.sources: dict[str, Source] = {source.id: source for source in q.sources.sources}
        self.forces: dict[str, Force] = {force.id: force for force in q.everyone}
        self.invented = frozenset(force.id for force in q.forces.invented)
        self.top = len(q.edition.scale) - 1

    def raised_by(self, intervention: str) -> tuple[tuple[Place, Raise], ...]:
        """The questions that an intervention raises, in the order of the questionnaire."""
        raises = sorted(self.interventions[intervention].raises, key=lambda each: self._order[each.question])
        return tuple((self.places[self._order[each.question]], each) for each in raises)

    def raisers(self, question: str) -> tuple[tuple[Intervention, Raise], ...]:
        """The interventions that raise a question, in the order of work."""
        return tuple((item, each) for item in self.order for each in item.raises if each.question == question)

    def givers(self, intervention: str) -> tuple[Place, ...]:
        """The questions of which the highest level gives something to an intervention."""
        return tuple(place for place in self.places if intervention in place.question.gives)

    def callers(self, intervention: str) -> int:
        """How many questions an intervention raises."""
        return len({each.question for each in self.interventions[intervention].raises})

    @cached_property
    def _order(self) -> dict[str, int]:
        return {place.question.id: n for n, place in enumerate(self.places)}

    def before(self, intervention: str) -> tuple[Intervention, ...]:
        """The interventions that must come first."""
        return tuple(self.interventions[key] for key in self.interventions[intervention].after)

    def behind(self, intervention: str) -> tuple[Intervention, ...]:
        """The interventions that need this one first."""
        return tuple(item for item in self.order if intervention in item.after)

    def planned(self, horizon: str, theme: str) -> tuple[Intervention, ...]:
        """One cell of the roadmap, in the order of work."""
        return tuple(item for item in self.order if (item.horizon, item.theme) == (horizon, theme))

    def standards_of(self, theme: str) -> tuple[tuple[Place, Standard], ...]:
        """The minimum standards of a theme, in the order of its questions."""
        return tuple(
            (place, self.standards[place.question.id])
            for place in self.places
            if place.theme.id == theme and place.question.id in self.standards
        )

    def parts(self) -> tuple[RoleShare, ...]:
        """Each role's share of an assessment."""
        return tuple(
            RoleShare(
                role,
                tuple(place for place in self.places if place.question.lead == role.id),
                tuple(place for place in self.places if role.id in place.question.helpers),
            )
            for role in self.edition.roles
        )

    def hours(self, share: RoleShare) -> int:
        """About how many hours a role needs for its share, the meeting included."""
        return -(-self._minutes(share) // 60)

    def days(self) -> tuple[int, int]:
        """About how many person-days the whole assessment takes, as a range of a quarter either way."""
        burden = self.edition.burden
        total = sum(map(self._minutes, self.parts())) + (burden.coordinator if burden else 0)
        return round(total * 0.75 / MINUTES_A_DAY), round(total * 1.25 / MINUTES_A_DAY)

    def _minutes(self, share: RoleShare) -> int:
        burden = self.edition.burden
        if burden is None:
            return 0
        return len(share.leads) * burden.lead + len(share.helps) * burden.help + burden.meeting

    def citing(self, source: str) -> tuple[Place, ...]:
        """The questions that rest on a source."""
        return tuple(place for place in self.places if source in place.question.sources)

    def questions_in(self, theme: Theme) -> int:
        return sum(len(capability.questions) for capability in theme.capabilities)

    def step(self, level: int) -> int:
        """Which of the five tones of the palette a level has, whatever the length of the scale."""
        return level * 4 // self.top
