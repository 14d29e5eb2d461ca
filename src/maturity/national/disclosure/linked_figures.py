"""What ties capabilities together: a theme's level follows from all of its capabilities, and an intervention may be
called for by answers in several.

The look at one capability lets two forces change places with their answers to it. Where a theme or such an intervention
is shown too, these must stay as they are for both of them; or the two change places with their answers to the whole
theme, where they are in the same tables of all of it. Pure, whole numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from maturity.national.disclosure.inferable_themes import reached
from maturity.national.disclosure.swaps import Shown
from maturity.national.statistics import NOT_APPLICABLE, NOT_ASKED, Branch, Material
from maturity.records import BundleGate

UNMET = ("not_met", "not_shown")


class Row(NamedTuple):
    """What one force's answers to a capability come to: its level, whether a standard in it is unmet, and what they
    call for."""

    level: int
    unmet: bool
    calls: frozenset[str]


class Tied:
    """The forces' rows in one theme, and what is shown that hangs on several of them. `rare`: questions that are not
    published, which are part of nothing here. `places`: for each force the sets with counts that it is in, as bits, and
    its group with a middle."""

    def __init__(
        self,
        material: Material,
        theme: Branch,
        shown: Mapping[str, Shown],
        rare: Collection[str],
        places: Sequence[tuple[int, int]],
    ) -> None:
        self.gate, self.top, self.under = material.gate, material.top, theme.under
        under = {part.id: [name for name in part.under if name not in rare] for part in material.parts}
        self.rows = {name: rows_of(material, name, under[name]) for name in theme.under}
        self.elsewhere = {
            n: frozenset[str]().union(
                *(calls for question, calls in each.items() if not any(question in under[c] for c in theme.under))
            )
            for n, each in enumerate(material.calls)
        }
        bits = 0
        for name in theme.under:
            bits |= shown[name].capability | shown[name].questions
        self.tables = [
            (mask & bits, group, *(material.questions[name][n] != NOT_ASKED for c in theme.under for name in under[c]))
            for n, (mask, group) in enumerate(places)
        ]

    def kept(self, capability: str, one: int, other: int, theme: bool, called: frozenset[str]) -> bool:
        """Whether the theme, if it is shown, and of `called` what is called for, stay as they are for two forces that
        change places with their answers to the capability."""
        return self._same(capability, one, other, theme, called) and self._same(capability, other, one, theme, called)

    def _same(self, capability: str, mine: int, theirs: int, theme: bool, called: frozenset[str]) -> bool:
        before = [self.rows[name][mine] for name in self.under]
        after = [self.rows[name][theirs if name == capability else mine] for name in self.under]
        if theme and (self.gate is None or self._level(before) != self._level(after)):
            return False
        return not called or (self._calls(mine, before) ^ self._calls(mine, after)).isdisjoint(called)

    def whole(self, one: int, other: int, called: frozenset[str]) -> bool:
        """The same for two forces that change places with their answers to the whole theme."""
        if self.tables[one] != self.tables[other]:
            return False
        mine, theirs = ([self.rows[name][n] for name in self.under] for n in (one, other))
        return not called or all(
            (self._calls(n, before) ^ self._calls(n, after)).isdisjoint(called)
            for n, before, after in ((one, mine, theirs), (other, theirs, mine))
        )

    def _level(self, rows: Sequence[Row]) -> int:
        assert self.gate is not None
        return theme_level(self.gate, rows, self.top)

    def _calls(self, force: int, rows: Sequence[Row]) -> frozenset[str]:
        return self.elsewhere.get(force, frozenset()).union(*(row.calls for row in rows))


def rows_of(material: Material, capability: str, questions: Sequence[str]) -> list[Row]:
    """Each force's row in a capability, as far as its `questions` go."""
    return [
        Row(
            level,
            any(material.standards[name][n] in UNMET for name in questions if name in material.standards),
            frozenset[str]().union(*(material.calls[n].get(name, frozenset()) for name in questions))
            if material.calls
            else frozenset(),
        )
        for n, level in enumerate(material.capabilities[capability])
    ]


def theme_level(gate: BundleGate, rows: Sequence[Row], top: int) -> int:
    """A theme's level, of the capabilities that apply."""
    levels = [row.level for row in rows if row.level >= 0]
    return reached(gate, levels, any(row.unmet for row in rows), top) if levels else NOT_APPLICABLE
