"""The check of wording: each rule on sentences that break it and on sentences that look as if they did."""

from __future__ import annotations

from typing import Any

import pytest

from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire, Wording
from maturity.questionnaire.wording import RULES, reading_grade, wording_flags
from tests import TINY

WORDING = Wording(
    double=("and", "or", "as well as"),
    opinion=("feel", "committed to"),
    praise=("robust", "best practice"),
    names=("Acme", "Police and Fire Board"),
    secrets=("password", "PIN"),
    longest_sentence=25,
    highest_grade=9,
)


@pytest.fixture(scope="module")
def tiny() -> Questionnaire:
    return load_questionnaire(TINY)


def flags(tiny: Questionnaire, wording: Wording = WORDING, **fields: Any) -> list[tuple[str, str]]:
    """(rule or message, place in the question) of all that is said of the first question with these fields."""
    theme = tiny.themes[0]
    capability = theme.capabilities[0]
    question = capability.questions[0].model_copy(update=fields)
    capability = capability.model_copy(update={"questions": (question,)})
    theme = theme.model_copy(update={"capabilities": (capability,)})
    edition = tiny.edition.model_copy(update={"wording": wording, "themes": ("food",)})
    found = wording_flags(tiny.model_copy(update={"edition": edition, "themes": (theme,)}))
    return [(_rule(what), ".".join(map(str, path[5:]))) for path, what, _ in found]


def _rule(what: str) -> str:
    """The rule that a message names at its end, or the message."""
    return what.rpartition("(rule `")[2].removesuffix("`)")


def levels(*texts: str) -> tuple[str, ...]:
    return texts + ("Nobody does.", "It is done now.", "It is done every day.")[len(texts) :]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"text": "Who cooks and cleans?"}, [("double", "text")]),
        ({"text": "Who cooks, AND who cleans?"}, [("double", "text")]),
        ({"text": "Who cooks as\nwell as cleans?"}, [("double", "text")]),
        ({"text": "Who orders the sand for the band?"}, []),  # only whole words
        ({"why": "Cooks and hosts tire."}, []),  # only where the rule looks
        ({"text": "Do cooks feel safe?"}, [("opinion", "text")]),
        ({"levels": levels("No one.", "Staff are committed to it.")}, [("opinion", "levels.1")]),
        ({"levels": levels("No one.", "A robust list.")}, [("praise", "levels.1")]),
        ({"text": "How robust is it?"}, []),
        ({"levels": levels("No one.", "Best  practice is met.")}, [("praise", "levels.1")]),
        ({"why": "Acme's tool says so."}, [("names", "why")]),
        ({"why": "The Police and Fire Board asks."}, [("names", "why")]),
        ({"guidance": "Acme's tool counts."}, []),  # names belong in guidance
        ({"evidence": ("The list", "The password")}, [("secrets", "evidence.1")]),
        ({"evidence": ("The log of openings",)}, []),
        ({"text": "Who spins the wheel?"}, []),
        ({"why": " ".join(["word"] * 25) + "."}, []),
        ({"why": " ".join(["word"] * 26) + "."}, [("long-sentence", "why")]),
        ({"counting": " ".join(["word"] * 26)}, [("long-sentence", "counting")]),
        ({"why": ("One two three. " * 20).strip()}, []),  # many short ones
        ({"levels": levels("No one.", "Some do.", "It is done well.")}, [("no-period", "levels.2")]),
        ({"levels": levels("No one.", "Some do.", "It is done by 3 people.")}, []),
        ({"levels": levels("No one.", "Some do.", "It is done weekly.")}, []),
        ({"levels": levels("No one.", "Some do.", "Nobody is alone or stone cold.")}, [("no-period", "levels.2")]),
    ],
    ids=str,
)
def test_rule(tiny: Questionnaire, fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert flags(tiny, **fields) == expected


def test_hard_words_are_hard_to_read(tiny: Questionnaire) -> None:
    hard = "Which organisational communication capabilities necessitate multidisciplinary collaboration?"
    found = flags(tiny, text=hard, levels=levels("Institutional unavailability.", "Considerable interoperability."))
    assert found == [("hard-to-read", "text")]


def test_upper_half_of_a_longer_scale_starts_above_the_middle(tiny: Questionnaire) -> None:
    five = ("None.", "It starts.", "It is there.", "It is checked.", "It is changed.")
    found = flags(tiny.model_copy(update={"edition": tiny.edition.model_copy(update={"scale": five})}), levels=five)
    assert found == [("no-period", "levels.3"), ("no-period", "levels.4")]


def test_levels_that_say_the_same(tiny: Questionnaire) -> None:
    (found,) = flags(tiny, levels=("Nobody does it.", "nobody does it", "It is done daily."))
    assert found == ("level 1 says the same as level 0", "levels.1")


def test_a_minimum_standard_that_a_document_alone_meets(tiny: Questionnaire) -> None:
    """The first question's minimum is level 1."""
    assert flags(tiny, proof=("document", "practice")) == [("document-alone", "proof.0")]
    assert flags(tiny, proof=("practice", "document")) == flags(tiny) == []
    assert flags(tiny, proof=("document", "practice"), cleared={"document-alone": "The log is the law."}) == []
    bare = tiny.model_copy(update={"standards": tiny.standards.model_copy(update={"standards": ()})})
    assert flags(bare, proof=("document", "document")) == []


# --- clearances ------------------------------------------------------------------------------------------------


def test_clearance_with_a_reason_silences_its_rule_only(tiny: Questionnaire) -> None:
    cleared = {"double": "One log has both."}
    assert flags(tiny, text="Who feels and cooks?", cleared=cleared) == []
    assert flags(tiny, text="Who does feel and cook?", cleared=cleared) == [("opinion", "text")]


def test_clearance_that_clears_nothing_is_a_problem(tiny: Questionnaire) -> None:
    found = flags(tiny, text="Who cooks?", cleared={"double": "One log has both."})
    assert found == [("`f-fridge` clears `double`, and nothing breaks that rule", "cleared.double")]


def test_clearance_of_no_rule_is_a_problem(tiny: Questionnaire) -> None:
    found = flags(tiny, cleared={"hard-to-reed": "It is."})
    assert found == [("there is no wording rule `hard-to-reed`", "cleared.hard-to-reed")]


def test_edition_without_word_lists_has_only_the_rules_that_need_none(tiny: Questionnaire) -> None:
    text = "Do you feel and believe " + "very " * 30 + "glad?"
    bad = levels("No one.", "A robust list.", "Best.")
    assert flags(tiny, Wording(counted=()), text=text, levels=bad) == []
    assert {rule for rule, _ in flags(tiny, text=text, levels=bad)} > {"double", "opinion", "praise", "no-period"}


def test_each_rule_is_tried_above() -> None:
    tried = {"double", "opinion", "praise", "names", "secrets", "long-sentence", "hard-to-read", "no-period",
             "document-alone"}  # fmt: skip
    assert tried == set(RULES)


@pytest.mark.parametrize(
    ("text", "lowest", "highest"),
    [
        ("", 0, 0),
        ("The cat sat on the mat. The dog ran.", 0, 1),
        ("People come back when the food is safe. They tell their friends about it.", 1, 5),
        ("Institutional accountability necessitates comprehensive organisational documentation.", 18, 60),
    ],
)
def test_reading_grade_is_about_right(text: str, lowest: int, highest: int) -> None:
    assert lowest <= reading_grade(text) <= highest


def test_place_leads_from_the_file_to_the_text(tiny: Questionnaire) -> None:
    edition = tiny.edition.model_copy(update={"wording": Wording(praise=("card",))})
    found = wording_flags(tiny.model_copy(update={"edition": edition}))
    assert [path for path, _, _ in found] == [("food", "capabilities", 0, "questions", 1, "levels", 2)]
