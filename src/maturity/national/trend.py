"""Each period's figures on one line, where the questions are the same. Pure.

It takes nothing from assessments: each figure is on its own period's page as well. Whether forces moved is another
matter, of those forces alone that are in both periods: `movement`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from maturity.editions.diff import meaning_moved, new_ids
from maturity.editions.entities import entities_of
from maturity.national.published import LevelFigures, StandardFigures
from maturity.questionnaire.model import Questionnaire
from maturity.questionnaire.periods import period_key

#: The last periods that a table has room for.
MOST_PERIODS: Final = 5


#: What was not the same in an earlier period.
Incomparable: TypeAlias = Literal["questions", "rules"]


class TrendPeriod(NamedTuple):
    """A period's capabilities and minimum standards over all forces, under its edition's `version`."""

    period: str
    version: str
    returned: int
    asked: int
    capabilities: Sequence[LevelFigures]
    standards: Sequence[StandardFigures] = ()


class Trend(NamedTuple):
    """Periods, the earliest first; for each capability its figures in each, or what was not the same then; and for each
    minimum standard that asked the same in the period before the last, its figures then."""

    periods: list[TrendPeriod]
    capabilities: dict[str, list[LevelFigures | Incomparable]]
    standards_before: dict[str, StandardFigures]


def trend_to(
    q: Questionnaire, all_periods: Sequence[TrendPeriod], period: str, words: Mapping[str, Questionnaire]
) -> Trend:
    """The periods up to this one, whose words are `q`'s. `words`: questionnaires by version."""
    in_turn = sorted(all_periods, key=lambda one: period_key(one.period))
    last = next(n for n, one in enumerate(in_turn) if one.period == period)
    periods = in_turn[max(0, last + 1 - MOST_PERIODS) : last + 1]
    rows: dict[str, list[LevelFigures | Incomparable]] = {c.id: [] for c in q.capabilities}
    for one in periods:
        old = q if one.version == q.edition.version else words[one.version]
        same, other = comparable_capabilities(old, q), rules_differ(old, q)
        figures = {row["id"]: row for row in one.capabilities}
        for name, figures_by_period in rows.items():
            figures_by_period.append("rules" if other else figures.get(same.get(name, ""), "questions"))
    return Trend(periods, rows, _standards_before(q, periods, words))


def _standards_before(
    q: Questionnaire, periods: Sequence[TrendPeriod], words: Mapping[str, Questionnaire]
) -> dict[str, StandardFigures]:
    """Figures of the period before the last, by the ids of now, of the standards that asked the same then."""
    if len(periods) < 2:
        return {}
    one = periods[-2]
    old = q if one.version == q.edition.version else words[one.version]
    if rules_differ(old, q):
        return {}
    same, levels = _same_questions(old, q), {each.question: each.level for each in q.standards.standards}
    before = {each.question: each.level for each in old.standards.standards}
    return {
        same[name]: row
        for row in one.standards
        if (name := row["question"]) in same and before[name] == levels.get(same[name])
    }


def _same_questions(old: Questionnaire, new: Questionnaire) -> dict[str, str]:
    """Questions of the older edition that mean the same in the newer one, with their ids there."""
    to, before, now = new_ids(old, new), entities_of(old), entities_of(new)
    came = [(name, at) for (kind, name), at in to.items() if kind == "question" and at is not None]
    return {name: at for name, at in came if not meaning_moved(before["question", name], now["question", at])}


def comparable_capabilities(old: Questionnaire, new: Questionnaire) -> dict[str, str]:
    """Capabilities of the newer edition that the older one has with the very same questions, and their ids there."""
    to, same = new_ids(old, new), _same_questions(old, new)
    asked = {c.id: sorted(each.id for each in c.questions) for c in new.capabilities}
    return {
        at: c.id
        for c in old.capabilities
        if (at := to["capability", c.id]) is not None
        and asked[at] == sorted(same.get(each.id, "") for each in c.questions)
    }


def rules_differ(old: Questionnaire, new: Questionnaire) -> bool:
    """Whether the same answers can come to other levels of a capability."""

    def rules(q: Questionnaire) -> tuple[int, int | None, int]:
        return len(q.edition.scale), q.edition.scoring.evidence_cap, q.edition.scoring.dont_know_counts_as

    return rules(old) != rules(new)
