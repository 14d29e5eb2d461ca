"""Disclosure control: which figures may be published. `between.publish` is the way to them.

What is hidden and why, in the words of the page about it:

1. Figures of a group need five other forces with a complete, signed assessment; counts need ten others. So a count of
   one or two in a group of fewer than ten is never shown, and neither is any other count there, nought and all
   included: a full count tells everyone's level, and a nought rules it out.
2. Groups overlap, and one table taken from another is a table again. A group shows counts only if every set of forces
   that can be had so is as large as that. The groups are taken in a fixed order, by who returned and never by what
   they answered. A group that does not pass shows no more than the middle and spread of its capabilities, and only if
   it shares no force with another group that does. The rest show nothing.
3. Then the answers are looked at, one capability and its questions at a time. A figure stays only if each force, on
   each question, has at least four others with a different answer that could change places with it while every figure
   published stays the same. So a force that knows its own answers, even together with a second one, cannot tell
   anyone else's. Where that fails for one group, the tables go from all groups of its kind: a later kind before an
   earlier one, all questions of the capability before the capability itself, and the table of all forces last.
   So what is missing does not say which group was too alike, and cannot be filled in from the tables that stay. A
   middle and spread must pass too, the spread going first, and the group must be mixed in itself.
   Nor may a force's level in a theme follow from what is shown of its capabilities and standards (`gates`). A theme,
   and an intervention that answers in several capabilities call for, tie these together: they are shown only if forces
   can still change places while these stay the same too (`ties`).
4. Security-sensitive questions, and what hangs on them, have figures of all forces only.
5. A question that too few forces are asked is not shown, and is left out of the published figures of its capability
   and its theme. An intervention that it can call for is not shown.
6. Forces whose results stand under their names in public are known to everyone. They count in the figures, and in
   nothing of the above: there must be enough others without them. What has stood there once is known for good.
7. A setting can hide more, never less. A setting that is not understood hides everything.

The reason given with a hidden figure never tells which level was too common.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from maturity.national.disclosure.groups import SAFE as SAFE
from maturity.national.disclosure.groups import Policy as Policy
from maturity.national.disclosure.groups import arrange
from maturity.national.disclosure.groups import policy_of as policy_of
from maturity.national.disclosure.inferable_themes import Seen, told
from maturity.national.disclosure.linked_figures import Tied, rows_of, theme_level
from maturity.national.disclosure.swaps import NOTHING, Block, Shown, free, settle, stands
from maturity.national.published import Hidden, Shows
from maturity.national.statistics import (
    ALL,
    NOT_APPLICABLE,
    NOT_ASKED,
    Branch,
    Decisions,
    HiddenReasons,
    Layer,
    Material,
)

STATUSES = ("met", "not_met", "not_shown", "not_applicable")


def prepared(material: Material, policy: Policy) -> Material:
    """With capabilities and themes as far as their published questions go: questions that too few are asked are left
    out."""
    capabilities, without = dict(material.capabilities), dict[str, set[str]]()
    for part in material.parts:
        rare = without[part.id] = _rare(material, part, policy)
        if rare:
            columns = [material.questions[name] for name in part.under if name not in rare]
            capabilities[part.id] = [
                min((column[n] for column in columns if column[n] >= 0), default=NOT_APPLICABLE)
                for n in range(len(material.forces))
            ]
    made = material._replace(capabilities=capabilities)
    return made._replace(themes={part.id: _theme_column(made, part, without) for part in made.theme_parts})


def _theme_column(material: Material, theme: Branch, rare: Mapping[str, set[str]]) -> list[int]:
    """The theme's levels without the questions that are left out."""
    if material.gate is None or not any(rare[name] for name in theme.under):
        return material.themes[theme.id]
    under = {part.id: part.under for part in material.parts}
    columns = [
        rows_of(material, name, [question for question in under[name] if question not in rare[name]])
        for name in theme.under
    ]
    return [theme_level(material.gate, rows, material.top) for rows in zip(*columns, strict=True)]


def _rare(material: Material, part: Branch, policy: Policy) -> set[str]:
    """Questions of a capability that some forces are asked and some are not, and too few are one or the other."""
    few, named = policy.others_for_counts, material.in_public()
    asked = {
        name: [level != NOT_ASKED for n, level in enumerate(material.questions[name]) if n not in named]
        for name in part.under
    }
    rare = {name for name, there in asked.items() if min(there.count(True), there.count(False)) <= few}
    return {name for name in rare if NOT_ASKED in material.questions[name]}


def _statuses(material: Material, question: str) -> list[int]:
    """How each force stands on a standard, as numbers, and who is not asked."""
    asked = zip(material.standards[question], material.questions[question], strict=True)
    return [NOT_ASKED if level == NOT_ASKED else STATUSES.index(status) for status, level in asked]


# --- which figures: from the answers ---------------------------------------------------------------------------


class Decided(Decisions):
    """The decisions for one period."""

    def __init__(self, material: Material, policy: Policy) -> None:
        self.arrangement = arrange(material, policy)
        self.material, self.policy = material, policy
        self.named = material.in_public()
        counts = self.arrangement.counts
        self.masks = [0] * len(material.forces)
        for slot, members in enumerate(counts):
            for n in members:
                self.masks[n] |= 1 << slot
        self.whole = next((1 << slot for slot, members in enumerate(counts) if len(members) == len(material.forces)), 0)
        self.every = (1 << len(counts)) - 1
        self.steps = self._steps()
        self.rare = {name for part in material.parts for name in _rare(material, part, policy)}
        self.shown = {part.id: self._block(part) for part in material.parts}
        self.hanging = {part.id for part in material.parts if self._sensitive(part)}
        self.under_theme = {part.id: part.under for part in material.theme_parts}
        for theme in material.theme_parts:
            self._untell(theme)
        self.part_of = {name: part for part in material.parts for name in part.under}
        self.themes = {part.id: self._theme(part) for part in material.theme_parts}
        self.calls = {name: self._called(name) for name in material.called}
        for theme in material.theme_parts:
            self._untie(theme)

    def _block(self, part: Branch) -> Shown:
        return settle(self._figures(part), self._most(part), self.policy.known, self.policy.small)

    def _sensitive(self, part: Branch) -> bool:
        return any(name in self.material.sensitive for name in part.under)

    def _most(self, part: Branch) -> int:
        return self.whole if self._sensitive(part) else self.every

    def _figures(self, part: Branch) -> Block:
        material, sensitive = self.material, self._sensitive(part)
        named = [name for name in part.under if name not in self.rare]
        return Block(
            levels=material.capabilities[part.id],
            questions=[material.questions[name] for name in named],
            statuses=[_statuses(material, name) for name in named if name in material.standards],
            masks=self.masks,
            steps=self.steps,
            whole=self.whole,
            middles=[] if sensitive else self.arrangement.middles,
            top=material.top,
            least=self.policy.others + 1,
            named=frozenset() if sensitive else self.named,
        )

    def stands(self, capability: str, told: Collection[str]) -> bool:
        """Whether the capability's figures still give nobody away if everyone knew its answers of the forces in `told`.
        Never for one with a sensitive question."""
        part = next((part for part in self.material.parts if part.id == capability), None)
        if part is None or self._sensitive(part):
            return False
        places = [n for n, force in enumerate(self.material.forces) if force in told]
        return stands(self._figures(part), self.shown[capability], self.policy.known, self.policy.small, places)

    def _untell(self, theme: Branch) -> None:
        """Where forces' levels in the theme would follow from what its capabilities show: these are shown of all forces
        only; and if that is not enough, not at all."""
        for most in (self.whole, 0):
            if not self._theme_told(theme):
                return
            for name in theme.under:
                shown = self.shown[name]
                self.shown[name] = (
                    Shown(shown.capability & most, shown.questions & most, frozenset(), frozenset())
                    if shown.capability & most
                    else NOTHING
                )

    def _theme_told(self, theme: Branch) -> bool:
        material = self.material
        if material.gate is None:
            return False
        under = {part.id: part.under for part in material.parts}
        seen = [
            Seen(
                [mask & self.shown[name].capability for mask in self.masks],
                [mask & self.shown[name].questions for mask in self.masks],
                material.capabilities[name],
                [
                    [None if status == 3 or status < 0 else status > 0 for status in _statuses(material, question)]
                    for question in under[name]
                    if question in material.standards and question not in self.rare
                ],
            )
            for name in theme.under
        ]
        forces = [n for n in range(len(material.forces)) if n not in self.named]
        return told(material.gate, seen, forces, material.top, self.policy.known)

    def _theme(self, part: Branch) -> int:
        """The groups that show the theme: those that show all its capabilities, and are mixed."""
        shown = self.every
        for capability in part.under:
            shown &= self.shown[capability].capability
        return self._mixed(shown, self.material.themes[part.id])

    def _called(self, name: str) -> int:
        """The groups that show how many forces an intervention is called for: those that show all the questions that
        can call for it, and are mixed. Nationally it is enough that either holds."""
        callers, shown = self.material.callers[name], self.every
        if any(question in self.rare for question in callers):
            return 0
        for question in callers:
            shown &= self.shown[self.part_of[question].id].questions
        column = [int(called) for called in self.material.called[name]]
        return self._mixed(shown, column) | (shown & self.whole) | self._mixed(self.whole, column)

    def _untie(self, theme: Branch) -> None:
        """Where forces could not change places any more: without what several capabilities call for; and if that is not
        enough, without the theme."""
        group = [-1] * len(self.masks)
        for number, members in enumerate(self.arrangement.middles):
            for n in members:
                group[n] = number
        tied = Tied(self.material, theme, self.shown, self.rare, list(zip(self.masks, group, strict=True)))
        parts = [part for part in self.material.parts if part.id in theme.under and self.shown[part.id] != NOTHING]
        for part in parts:
            for _ in range(2):
                called = self._tying(part)
                if not (called or self.themes[theme.id]) or self._free(part, theme, tied, called):
                    break
                self.calls |= dict.fromkeys(called, 0)
                if not called:
                    self.themes[theme.id] = 0

    def _tying(self, part: Branch) -> frozenset[str]:
        """Interventions that are shown, and that answers to this capability and to others can call for."""
        return frozenset(
            name
            for name, callers in self.material.callers.items()
            if self.calls[name] and callers.intersection(part.under) and not callers <= {*part.under}
        )

    def _free(self, part: Branch, theme: Branch, tied: Tied, called: frozenset[str]) -> bool:
        if called and not self.material.calls:
            return False
        shows = bool(self.themes[theme.id])

        def kept(one: int, other: int) -> bool:
            return tied.kept(part.id, one, other, shows, called) or tied.whole(one, other, called)

        return free(self._figures(part), self.shown[part.id], self.policy.known, kept)

    def _mixed(self, shown: int, column: Sequence[int]) -> int:
        """The longest step of the groups that leaves every set of forces that can be had from them mixed."""
        need = self.policy.known + 2
        for step in reversed(self.steps):
            atoms: dict[int, Counter[int]] = {}
            for n, (mask, value) in enumerate(zip(self.masks, column, strict=True)):
                if n not in self.named:
                    atoms.setdefault(mask & shown & step, Counter())[value] += 1
            if all(counted.total() - max(counted.values()) >= need for counted in atoms.values()):
                return shown & step
        return 0

    def _steps(self) -> list[int]:
        """Sets with counts: all forces, then with one more kind of group at each step. A kind is shown as a whole, so
        that which of its groups are shown says nothing of which is too alike."""
        kinds: dict[tuple[str, str | None], int] = {}
        for group in self.material.groups:
            place = self.arrangement.places[group.id]
            bit = 1 << place.slot if place.shows == "counts" else 0
            kinds[group.kind, group.of] = kinds.get((group.kind, group.of), 0) | bit
        steps = list[int]()
        for bits in kinds.values():
            steps.append(bits | (steps[-1] if steps else 0))
        return steps

    # What `tabulate` asks.

    def group(self, group: str) -> tuple[Shows, Hidden | None]:
        place = self.arrangement.places[group]
        return place.shows, place.hidden

    def levels(self, group: str, layer: Layer, item: str) -> HiddenReasons:
        place = self.arrangement.places[group]
        if place.shows == "middles" and layer == "capabilities":
            shown, reason = self.shown[item], self._security(group, {item}) or "protected"
            middle = None if place.slot in shown.middles else reason
            return HiddenReasons(
                "small_group" if middle is None else reason, middle, None if place.slot in shown.spreads else reason
            )
        if place.shows != "counts":
            found = place.hidden
        elif layer == "questions" and item in self.rare:
            found = "too_few"
        elif layer == "questions":
            part = self.part_of[item].id
            found = self._why(group, {part}, self.shown[part].questions >> place.slot)
        elif layer == "capabilities":
            found = self._why(group, {item}, self.shown[item].capability >> place.slot)
        else:
            found = self._why(group, self.under_theme[item], self.themes[item] >> place.slot)
        return HiddenReasons(found, found, found)

    def standard(self, group: str, question: str) -> Hidden | None:
        return self.levels(group, "questions", question).counts

    def intervention(self, group: str, intervention: str) -> Hidden | None:
        place = self.arrangement.places[group]
        if place.shows != "counts":
            return place.hidden
        parts = {self.part_of[question].id for question in self.material.callers[intervention]}
        return self._why(group, parts, self.calls[intervention] >> place.slot)

    def _why(self, group: str, capabilities: Collection[str], shown: int) -> Hidden | None:
        return self._security(group, capabilities) or (None if shown & 1 else "protected")

    def _security(self, group: str, capabilities: Collection[str]) -> Hidden | None:
        """The reason, where it is known before any answer is: a sensitive question, and not the group of all forces,
        even where another has the very same members."""
        national = group == ALL and self.arrangement.places[group].shows == "counts"
        return "security" if not national and self.hanging.intersection(capabilities) else None


def decide(material: Material, policy: Policy = SAFE) -> Decided:
    """What may be shown of material that is `prepared`."""
    return Decided(material, policy)
