"""Agreement of several people: hand-worked figures, what always holds, and the command in each of its formats."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from maturity.cli.main import main
from maturity.render.agreement_page import decimal, sentences
from maturity.scoring.agreement import Agreement, Figures, agreement, figures
from tests import TINY
from tests.support.html import Seen
from tests.support.small_edition import assessment, bundle_of, question

LEVELS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=12)


@pytest.mark.parametrize(
    ("ones", "others", "wanted"),
    [
        ("", "", Figures(0, 0, 0, None)),
        ("222", "222", Figures(3, 3, 3, None)),  # nobody's levels differ: no kappa
        ("0123", "0123", Figures(4, 4, 4, Fraction(1))),
        ("04", "40", Figures(2, 0, 0, Fraction(-1))),
        ("0022", "0202", Figures(4, 2, 2, Fraction(0))),  # as chance would have it
        # seen: 0 + 0 + 1 + 0. By chance, each of 0 1 2 3 against each of 0 1 3 3: 19 + 9 + 7 + 13
        ("0123", "0133", Figures(4, 3, 4, 1 - Fraction(4 * 1, 48))),
        ("0.2", "01.", Figures(1, 1, 1, None)),  # only one question with two levels
    ],
)
def test_figures_of_two_people(ones: str, others: str, wanted: Figures) -> None:
    pairs = [None if "." in pair else (int(pair[0]), int(pair[1])) for pair in zip(ones, others, strict=True)]
    assert figures(pairs) == wanted


@given(LEVELS)
def test_kappa_is_one_exactly_where_all_agree_and_the_same_from_both_sides(pairs: list[tuple[int, int]]) -> None:
    found = figures(pairs)
    assert found.kappa == figures([(other, one) for one, other in pairs]).kappa
    spread = len({level for pair in pairs for level in pair}) > 1
    assert (found.kappa == 1) == (spread and found.exact == found.pairs)
    assert found.kappa is None or -1 <= found.kappa <= 1
    assert found.exact <= found.near <= found.pairs == len(pairs)


def trial(*people: Mapping[str, int | str]) -> Agreement:
    names = ["a", "b", "c"]
    bundle = bundle_of([[question(name) for name in names]])

    def answer(state: int | str) -> dict[str, Any]:
        return {"level": state} if isinstance(state, int) else {state: True if state == "dont_know" else "No such duty"}

    answered = [{name: answer(state) for name, state in each.items()} for each in people]
    return agreement(bundle, [assessment(f"f{n}", "2026", answers) for n, answers in enumerate(answered)])


def test_three_people() -> None:
    found = trial({"a": 0, "b": 2, "c": "dont_know"}, {"a": 0, "b": 3, "c": 1}, {"a": 1, "b": 3, "c": "not_applicable"})
    assert [(its.pairs, its.exact, its.near) for _, its in found.between] == [(2, 1, 2), (2, 0, 2), (2, 1, 2)]
    assert (found.overall.pairs, found.overall.exact, found.overall.near) == (6, 2, 6)
    kappas = [its.kappa for _, its in found.between]
    assert found.overall.kappa == sum(kappa for kappa in kappas if kappa is not None) / 3
    assert [each.apart for each in found.questions] == [1, 1, None]
    assert (found.dont_know, found.not_applicable, found.open) == (1, 1, 0)


def test_question_that_nobody_answered_is_left_out() -> None:
    found = trial({"a": 1}, {"b": 1})
    assert [each.question for each in found.questions] == ["a", "b"] and found.open == 2
    assert found.overall == Figures(0, 0, 0, None)


def test_the_largest_differences_come_first() -> None:
    found = trial({"a": "dont_know", "b": 1, "c": 0}, {"a": 1, "b": 1, "c": 2})
    assert [(each.question, each.apart) for each in found.questions] == [("c", 2), ("b", 0), ("a", None)]


def test_sentence_says_when_some_pairs_have_no_kappa() -> None:
    same, other = {"a": 1, "b": 1}, {"a": 0, "b": 2}
    said = [*sentences(trial(same, same, other))]
    assert said[1].startswith("Weighted kappa, mean of 2 of 3 pairs of people: 0.00. The levels of the other pairs")
    said = [*sentences(trial(same, same, {"a": 1, "b": "dont_know", "c": 1}, {"c": 0, "a": 1, "b": "dont_know"}))]
    assert said[1].startswith("Weighted kappa: 0.00. Only 1 of 6 pairs of people has one.")


def test_without_two_levels_there_is_nothing_to_say_of_kappa() -> None:
    assert [*sentences(trial({"a": 1}, {"b": 1}))] == [
        "No question has two levels to compare.",
        "Counted apart: don't know 0 (0.0 %), not applicable 0 (0.0 %), no answer 2 (50.0 %).",
    ]


@pytest.mark.parametrize(
    ("kappa", "shown"),
    [(Fraction(1), "1"), (Fraction(999, 1000), "0.99"), (Fraction(1, 3), "0.33"), (Fraction(-1, 2), "-0.50")],
)
def test_only_full_agreement_is_shown_as_one(kappa: Fraction, shown: str) -> None:
    assert decimal(kappa) == shown


# --- the command -----------------------------------------------------------------------------------------------------


def person(
    folder: Path, name: str, answers: Mapping[str, Any], force: str = "hill-kitchen", period: str = "2026"
) -> str:
    content = {
        "format": "maturity-assessment/2",
        "edition": {"id": "village-kitchen", "version": "1.0"},
        "force": force,
        "period": period,
        "answers": answers,
    }
    path = folder / f"{name}.assessment.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    one = person(tmp_path, "ann", {"f-fridge": {"level": 1}, "f-allergies": {"level": 2}})
    other = person(tmp_path, "bob", {"f-fridge": {"level": 2}, "f-allergies": {"dont_know": True}})
    return [one, other]


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["agreement", *arguments, "-q", str(TINY)])
    return done.exit_code, done.stdout, done.stderr


def test_table_has_the_figures_in_words(files: list[str]) -> None:
    code, out, _ = run(*files)
    assert code == 0
    assert "1 pair of levels: 0 (0.0 %) the same, 1 (100.0 %) the same or one apart." in out
    assert "Weighted kappa: 0.00." in out
    assert "Take care: with fewer than 30 pairs, a few answers decide these figures." in out
    assert "Counted apart: don't know 1 (25.0 %), not applicable 0 (0.0 %), no answer 0 (0.0 %)." in out


def test_csv_json_and_page_have_every_answer(files: list[str]) -> None:
    rows = [*csv.DictReader(io.StringIO(run(*files, "--format", "csv")[1].removeprefix("\ufeff")))]
    ones, others = (f"answer: {file}" for file in files)
    assert [(row["question"], row["apart"], row[ones], row[others]) for row in rows] == [
        ("f-fridge", "1", "1", "2"), ("f-allergies", "", "2", "dont_know"),
    ]  # fmt: skip
    record = json.loads(run(*files, "--format", "json")[1])
    assert record["files"] == files and (record["dont_know"], record["asked"]) == (1, 4)
    assert record["questions"][1]["answers"] == [2, "dont_know"] and record["overall"]["pairs"] == 1
    page = Seen(run(*files, "--format", "html")[1])
    assert "Agreement of 2 people" in page.text and "Don't know" in page.text


def test_full_agreement_is_no_mistake_but_may_be_a_copy(files: list[str], tmp_path: Path) -> None:
    twin = tmp_path / "twin.assessment.json"
    twin.write_bytes(Path(files[0]).read_bytes())
    code, out, err = run(files[0], str(twin))
    assert code == 0 and "Weighted kappa: 1." in out
    assert "Two of the files have exactly the same in them." in err


def test_file_of_another_edition_is_refused(files: list[str]) -> None:
    other = Path(files[1])
    other.write_text(other.read_text().replace('"version": "1.0"', '"version": "0.9"'), encoding="utf-8")
    code, out, err = run(*files)
    assert (code, out) == (1, "") and f"{other}: edition.version: the file is for edition 0.9" in err


@pytest.mark.parametrize(
    ("case", "says"),
    [({"force": "mill-kitchen"}, "Mill Kitchen, 2026"), ({"period": "2025"}, "Hill Kitchen, 2025")],
)
def test_people_who_answered_for_different_cases_are_not_compared(
    case: dict[str, str], says: str, files: list[str], tmp_path: Path
) -> None:
    other = person(tmp_path, "cal", {"f-fridge": {"level": 1}}, **case)
    code, out, err = run(*files, other)
    assert (code, out) == (1, "")
    assert err.startswith(f"{other}: this file is for {says}, and the first one is for Hill Kitchen, 2026. Fix: ")


def test_what_cannot_be_compared_is_said(files: list[str], tmp_path: Path) -> None:
    code, _, err = run(files[0])
    assert code == 2 and "Name at least two files, each with one person's answers for the same case." in err
    code, _, err = run(files[0], files[0], files[1])
    assert code == 1
    assert f"{files[0]}: this file is named twice. Fix: give each person's own file once." in err
    broken = person(tmp_path, "cal", {"f-fridg": {"level": 1}})
    code, out, err = run(files[0], broken)
    assert (code, out) == (1, "") and "answers.f-fridg: there is no question" in err
