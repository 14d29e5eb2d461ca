"""Strict YAML: what a value stands for, what is refused, and where everything lies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from maturity.errors import MaturityError
from maturity.questionnaire.yaml_reader import DEEPEST, LARGEST, parse_yaml, read_yaml


def data(text: str) -> Any:
    tree = parse_yaml(text.encode(), "x.yml")
    assert tree.problems == []
    return tree.data


def said(raw: bytes | str) -> list[str]:
    tree = parse_yaml(raw if isinstance(raw, bytes) else raw.encode(), "x.yml")
    return [f"{problem.where}: {problem.what}" for problem in tree.problems]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True), ("false", False), ("null", None), ("~", None), ("", None),
        ("0", 0), ("42", 42), ("-7", -7), ("1.5", 1.5), ("-0.25", -0.25),
        # what other readers turn into something else stays the text it is
        ("no", "no"), ("on", "on"), ("Yes", "Yes"), ("True", "True"), ("NULL", "NULL"),
        ("010", "010"), ("0x10", "0x10"), ("1_000", "1_000"), ("+1", "+1"), ("1:30", "1:30"), ("1e3", "1e3"),
        (".5", ".5"), (".inf", ".inf"), (".nan", ".nan"), ("2026-11-20", "2026-11-20"), ("<<", "<<"), ("=", "="),
        # quotes always make a text
        ("'1'", "1"), ('"true"', "true"), ("''", ""), ("|\n  no\n", "no\n"), (">-\n  a\n  b\n", "a b"),
    ],
)  # fmt: skip
def test_a_value_is_what_it_looks_like(written: str, value: Any) -> None:
    got = data(f"a: {written}\n")["a"]
    assert (got, type(got)) == (value, type(value))


def test_lists_and_fields_nest() -> None:
    assert data("a:\n- b: [1, {c: d}]\n-\n  - x\n") == {"a": [{"b": [1, {"c": "d"}]}, ["x"]]}


def test_byte_order_mark_and_windows_lines_are_harmless() -> None:
    tree = parse_yaml("\ufeffa: 1\r\nb: 2\r\n".encode(), "x.yml")
    assert (tree.data, tree.place(("b",))) == ({"a": 1, "b": 2}, "x.yml:2:4")


def test_line_and_column_of_everything() -> None:
    tree = parse_yaml(b"# top\nthemes:\n  - id: caf\xc3\xa9\n    levels: [one, two]\n", "x.yml")
    assert tree.values == {
        (): (2, 1),
        ("themes",): (3, 3),
        ("themes", 0): (3, 5),
        ("themes", 0, "id"): (3, 9),
        ("themes", 0, "levels"): (4, 13),
        ("themes", 0, "levels", 0): (4, 14),
        ("themes", 0, "levels", 1): (4, 19),
    }
    assert tree.keys[("themes", 0, "levels")] == (4, 5)


@pytest.mark.parametrize(
    ("loc", "key", "place"),
    [
        (("themes", 0, "levels", 1), False, "x.yml:3:19"),
        (("themes", 0, "levels"), True, "x.yml:3:5"),
        (("themes", 0, "missing", "deep"), False, "x.yml:2:5"),
        (("nothing",), True, "x.yml:1:1"),
    ],
)
def test_place_of_what_has_no_position_is_that_around_it(loc: tuple[str | int, ...], key: bool, place: str) -> None:
    tree = parse_yaml(b"themes:\n  - id: a\n    levels: [one, two]\n", "x.yml")
    assert tree.place(loc, key) == place


@pytest.mark.parametrize(
    ("raw", "messages"),
    [
        ("a: 1\nb: 2\na: 3\n", ["x.yml:3:1: `a` appears twice (first on line 1)"]),
        ("a: &x 1\nb: *x\n", [
            "x.yml:1:4: `&x` names a part for reuse",
            "x.yml:2:4: `*x` repeats something by reference",
        ]),
        ("*x : 1\n", ["x.yml:1:1: `*x` repeats something by reference"]),
        ("a: !!python/object:os.system {}\n", ["x.yml:1:4: `!!python/object:os.system` is a YAML tag"]),
        ("a: ! b\n", ["x.yml:1:4: `!` is a YAML tag"]),
        ("1: a\n", ["x.yml:1:1: a name before a colon must be text, and this is 1"]),
        ("a: {null: b}\n", ["x.yml:1:5: a name before a colon must be text, and this is null"]),
        ("? [a, [b]]\n: c\nd: e\nd: f\n", [
            "x.yml:1:3: a name before a colon must be one word of text",
            "x.yml:4:1: `d` appears twice (first on line 3)",
        ]),
        ("a: 1\n---\nb: 2\n", ["x.yml:2:1: a second document starts here"]),
        ("a: 1234567890123456\n", ["x.yml:1:4: the number is too long to be kept exactly"]),
        ("k" * 101 + ": 1\n", [
            "x.yml:1:1: a name before a colon is too long, or has a line end or an invisible character",
        ]),
        ('"a\\0": 1\n', ["x.yml:1:1: the text has an invisible character (U+0000)"]),
        ("a: !%E2%80%AEx b\n", ["x.yml:1:4: `!\\u202ex` is a YAML tag"]),
        (b"a: \xff\n", ["x.yml:1:4: the file is not UTF-8 text here (it may be in Windows-1252, with `ÿ`)"]),
        (b"a: b\x00c\n", ["x.yml:1:5: there is an invisible character (U+0000)"]),
        ('a: "b\\0c"\n', ["x.yml:1:4: the text has an invisible character (U+0000)"]),
        ('a: "b\\ud800"\n', ["x.yml:1:8: this is not YAML (found invalid Unicode character escape code)"]),
        ("é: é \u00fc".encode("utf-16"), ["x.yml:1:1: the file is in UTF-16, and has to be in UTF-8"]),
        ("aaa: bbb".encode("utf-16-le"), ["x.yml:1:1: the file is in UTF-16, and has to be in UTF-8"]),
        ("a: é".encode() + b" \xe9", [
            "x.yml:1:6: the file is not UTF-8 text here (it may be in Windows-1252, with `é`)",
        ]),
        ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> theirs\n", [
            "x.yml:2:1: `<<<<<<<` is a conflict marker: git left two versions of this part here",
            "x.yml:6:1: `>>>>>>>` is a conflict marker: git left two versions of this part here",
        ]),
        ("", ["x.yml: the file is empty"]),
        (" \n\n", ["x.yml: the file is empty"]),
        ("# only this\n", ["x.yml: the file is empty"]),
        ("%YAML 9.9\n---\na: 1\n", ["x.yml:1:1: this is not YAML (found incompatible YAML document)"]),
        (b"a" * (LARGEST + 1), ["x.yml: the file is larger than 5 MB"]),
    ],
    ids=lambda value: repr(value)[:30] if isinstance(value, str | bytes) else "",
)  # fmt: skip
def test_refused(raw: bytes | str, messages: list[str]) -> None:
    assert said(raw) == messages


NARROW = "which YAML does not read as a space"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\nb: 2\u00a0\n", "2:5"),
        ("a:\u00a02\n", "1:3"),
        ("\u00a0 a: 2\n", "1:1"),
        ("a:\n  -\u00a0b\n", "2:4"),
        ("a:\n  - \u00a0b\n", "2:5"),
        ("a:\n  - b:\u00a01\n", "2:7"),
        ("a: 2\u00a0 \r\n", "1:5"),
    ],
)
def test_space_that_only_looks_like_one_is_named_where_it_changes_the_meaning(text: str, place: str) -> None:
    """`level: 2` with a no-break space after the 2 is a text for YAML, and looks like a number to everybody."""
    assert said(text) == [f"x.yml:{place}: there is a no-break space (U+00A0) here, {NARROW}"]


def test_no_break_space_inside_a_text_is_left_alone() -> None:
    assert data("a: 27\u00a0000 people\n") == {"a": "27\u00a0000 people"}


@pytest.mark.parametrize(
    ("text", "place", "rest"),
    [
        ("a: item #1 of 3\n", "1:9", "#1 of 3"),
        ("a: Team #3\n", "1:9", "#3"),
        ("a: renamed  # or retired\n", "1:13", "# or retired"),
        ("a: How often do\n  you use #1?\n", "2:11", "#1?"),
        ("a: How often do\n  you use #1\n  of the list?\n", "2:11", "#1"),
        ("a: #1 in the list\n", "1:4", "#1 in the list"),
        ("a:\n- #hashtags\n", "2:3", "#hashtags"),
        ("a: [x, y #1\n  ]\n", "1:10", "#1"),
    ],
)
def test_comment_that_may_be_the_rest_of_a_text_is_refused(text: str, place: str, rest: str) -> None:
    """YAML reads `item #1 of 3` as `item`: half of a question would be gone and nobody told."""
    assert said(text) == [f"x.yml:{place}: ` #` starts a comment, so the text ends before `{rest}`"]


@pytest.mark.parametrize(
    "line",
    [
        "a: 2 # two", "a: -1.5 # c", "a: true # c", "a: 2026-11-20 # c", "a: 'x #1' # c", 'a: "x" # c', "a: [x, y] # c",
        "a: {b: c} # c", "a: | # c\n  item #1", "a: # c\n  b: 1", "# c\na: 1", "a: C#, x#1",
    ],
)  # fmt: skip
def test_comment_where_nothing_can_be_lost_is_allowed(line: str) -> None:
    assert said(f"{line}\n") == []


def test_number_is_kept_as_it_was_written() -> None:
    assert parse_yaml(b"a: 2026.10\nb: [1, 2.0]\nc: true\n", "x.yml").written == {
        ("a",): "2026.10",
        ("b", 0): "1",
        ("b", 1): "2.0",
    }


@pytest.mark.parametrize("start", ["[", "{a: ", "- ", "? "])
def test_depth_is_refused_before_it_can_hurt(start: str) -> None:
    """Half a million of them: the parser's own composer would take the process with it."""
    text = "a:\n  " + start * 500_000
    assert [line.split(": ", 1)[1] for line in said(text)][-1:] == [
        f"there are more than {DEEPEST} levels of lists inside lists"
    ]


def test_depth_in_use_is_far_from_the_limit() -> None:
    assert data("[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)) is not None


def test_several_mistakes_are_all_said_and_the_rest_is_kept() -> None:
    tree = parse_yaml(b"a: 1\na: 2\nb: &x y\nc: *x\nd: [e, *x]\n", "x.yml")
    assert len(tree.problems) == 4
    assert tree.data == {"a": 1, "b": "y", "c": None, "d": ["e", None]}
    assert tree.refused == {("c",), ("d", 1)}


def test_mistake_in_syntax_comes_after_what_was_found_before_it() -> None:
    tree = parse_yaml(b"a: 1\na: 2\nb: [c\n", "x.yml")
    assert (len(tree.problems), tree.whole) == (2, False)


def test_reading_a_file_raises_all_its_problems(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text("a: 1\na: 2\na: 3\n", encoding="utf-8")
    with pytest.raises(MaturityError) as caught:
        read_yaml(path)
    assert [problem.where for problem in caught.value.problems] == [f"{path}:2:1", f"{path}:3:1"]


@pytest.mark.parametrize(("name", "what"), [("gone.yml", "the file is not there"), (".", "cannot be read")])
def test_unreadable_file_is_a_problem_not_a_traceback(name: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(MaturityError, match=what):
        read_yaml(tmp_path / name)
