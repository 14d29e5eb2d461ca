"""How far several people agree who answered for the same case: the trial of a questionnaire before it is published.

Only levels are compared. Who does not know, or says that a question does not apply, is counted apart.
Source of weighted kappa: Cohen (1968), with weights that grow with the square of the distance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple, assert_never

from maturity.records import Answer, Assessment, Bundle, answer_state, questions_of

#: With fewer levels to compare than this, kappa depends on a few answers.
FEW = 30

Pair = tuple[int, int]


class Figures(NamedTuple):
    """Over pairs of levels on the same question: how many there are, how many are the same, how many are the same or
    one apart; and kappa, from -1 to 1, where 1 is full agreement and 0 what chance gives. There is no kappa where
    somebody's levels are all the same as everybody's."""

    pairs: int
    exact: int
    near: int
    kappa: Fraction | None


class QuestionAgreement(NamedTuple):
    """A question with what each person answered: a level, `dont_know`, `not_applicable`, or nothing. `apart`: how many
    levels lie between the lowest and the highest; nothing where fewer than two gave one."""

    question: str
    answers: tuple[int | str | None, ...]
    apart: int | None


class Agreement(NamedTuple):
    """The whole trial. `between` has each two people, by their place. The kappa of `overall` is the mean over those of
    them that have one. `questions`: the largest differences first, and else in the order of the questionnaire. `asked`:
    every question for every person, and how many of these are no level."""

    overall: Figures
    between: tuple[tuple[Pair, Figures], ...]
    questions: tuple[QuestionAgreement, ...]
    asked: int
    dont_know: int
    not_applicable: int
    open: int


def agreement(bundle: Bundle, assessments: Sequence[Assessment]) -> Agreement:
    """How far at least two assessments of one case agree. Questions that nobody answered are left out."""
    questions = [
        _question(question["id"], [each["answers"].get(question["id"]) for each in assessments])
        for question in questions_of(bundle)
    ]
    questions = [each for each in questions if any(answer is not None for answer in each.answers)]
    questions.sort(key=lambda each: -1 if each.apart is None else each.apart, reverse=True)
    between = [
        ((one, other), figures([_levels(each.answers[one], each.answers[other]) for each in questions]))
        for one, other in combinations(range(len(assessments)), 2)
    ]
    kappas = [its.kappa for _, its in between if its.kappa is not None]
    overall = Figures(
        sum(its.pairs for _, its in between),
        sum(its.exact for _, its in between),
        sum(its.near for _, its in between),
        sum(kappas, Fraction(0)) / len(kappas) if kappas else None,
    )
    states = Counter(answer for each in questions for answer in each.answers if not isinstance(answer, int))
    return Agreement(
        overall,
        tuple(between),
        tuple(questions),
        len(questions) * len(assessments),
        states["dont_know"],
        states["not_applicable"],
        states[None],
    )


def figures(answers: Sequence[Pair | None]) -> Figures:
    """The figures of two people's levels, question by question; nothing stands for a question that one of them gave no
    level."""
    pairs = [pair for pair in answers if pair is not None]
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    seen = sum((one - other) ** 2 for one, other in pairs)
    chance = sum((a - b) ** 2 * n * m for a, n in ones.items() for b, m in others.items())
    return Figures(
        len(pairs),
        sum(one == other for one, other in pairs),
        sum(abs(one - other) <= 1 for one, other in pairs),
        1 - Fraction(len(pairs) * seen, chance) if chance else None,
    )


def _question(name: str, answers: Sequence[Answer | None]) -> QuestionAgreement:
    states = tuple(_state(answer) for answer in answers)
    levels = [state for state in states if isinstance(state, int)]
    return QuestionAgreement(name, states, max(levels) - min(levels) if len(levels) > 1 else None)


def _state(answer: Answer | None) -> int | str | None:
    if answer is None:
        return None
    state = answer_state(answer)
    match state:
        case "level":
            return answer["level"]
        case "dont_know" | "not_applicable":
            return state
        case "open":
            return None
        case _:
            assert_never(state)


def _levels(one: int | str | None, other: int | str | None) -> Pair | None:
    return (one, other) if isinstance(one, int) and isinstance(other, int) else None
