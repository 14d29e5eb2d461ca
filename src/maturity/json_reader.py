"""JSON from outside, read exactly: whatever the standard reader silently drops or accepts becomes a Problem.

Pure. A file that is whole gives its value; one that is broken gives its problems, with line and column where the
text itself is at fault and with the path where a value is.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from typing import Any

from maturity.errors import Problem
from maturity.plaintext import conflict_problems, position_of

#: More than any record needs, and far below what exhausts a reader.
DEEPEST = 20

_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_ODD = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
_LONE = re.compile("[\ud800-\udfff]")


def visible(text: str, longest: int = 80) -> str:
    """Text from a file as it may be printed: control, invisible and direction characters spelled out, long text cut."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return cut if cut.isprintable() else "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)


def has_unseen(text: str) -> bool:
    """Whether a text has a character that cannot be seen, or that changes how others are seen."""
    return _ODD.search(text) is not None


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys appeared more than once."""

    twice: tuple[str, ...] = ()


class _Constant(str):
    """NaN, Infinity or -Infinity, which are not JSON; or a number that is too large for any field, as it is written."""


class Number(float):
    """A number that is not whole. Messages show it as it was written."""

    def __new__(cls, written: str) -> Number:
        self = super().__new__(cls, written)
        self.written = written
        return self

    written: str

    def __str__(self) -> str:
        return self.written


def parse_json(data: bytes | str, where: str) -> tuple[Any, list[Problem]]:
    """The value, and everything wrong with the text. With problems of the text itself the value is None."""
    text, problem = _decode(data, where)
    if text is None:
        return None, [problem] if problem else []
    try:
        if (place := _too_deep(text)) is not None:
            return None, [
                Problem(position_of(where, text, place), f"more than {DEEPEST} brackets are open at once", _AGAIN)
            ]
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_Constant, parse_int=_whole, parse_float=_number
        )
    except json.JSONDecodeError as error:
        return None, [next(conflict_problems(text, where), None) or _broken(text, error, where)]
    problems: list[Problem] = []
    _walk(value, (), where, problems)
    return value, problems


_AGAIN = "ask for the file again, or correct it by hand if you changed it"


def path_text(path: tuple[str | int, ...]) -> str:
    """A place in a record: names joined by dots, and `#2` for the second of a list."""
    text = ""
    for step in path:
        text += f"#{step + 1}" if isinstance(step, int) else ("." if text else "") + visible(step)
    return text


def place_of(where: str, path: tuple[str | int, ...]) -> str:
    """A file and a place in it, for a Problem."""
    return f"{where}: {path_text(path)}" if path else where


#: What the first bytes say of a file's encoding: UTF-8, or UTF-16 as Windows writes it.
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def encoding_of(data: bytes) -> str:
    """The encoding that a file's first bytes say it has; UTF-8 where they say nothing."""
    return next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")


def _decode(data: bytes | str, where: str) -> tuple[str | None, Problem | None]:
    if isinstance(data, str):
        return data.removeprefix("\ufeff"), None
    try:
        return data.decode(encoding_of(data)), None
    except UnicodeDecodeError as error:
        good = data[: error.start].decode(encoding_of(data), "replace")
        what = "the text is not UTF-8"
        fix = "save the file again with the encoding UTF-8 (in Notepad: Save as, Encoding)"
        return None, Problem(position_of(where, good, len(good)), what, fix)


def _too_deep(text: str) -> int | None:
    """Where the brackets outside strings are too deep; None when they are not."""
    depth = position = 0
    for found in _BRACKET.finditer(text):
        mark = found[0][0]
        position = found.start()
        if mark in "[{":
            depth += 1
            if depth > DEEPEST:
                return position
        elif mark in "]}":
            depth -= 1
    return None


_BRACKET = re.compile(_STRING.pattern + r"|[\[\]{}]", re.DOTALL)


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice: dict[str, None] = {}
        for key, _ in pairs:
            if key in seen:
                twice[key] = None
            seen.add(key)
        found.twice = tuple(twice)
    return found


def _whole(digits: str) -> int | float | _Constant:
    """Python refuses to read numbers of thousands of digits; no record holds one that is not exact as a float."""
    return int(digits) if len(digits) < 16 else _number(digits)


def _number(written: str) -> float | _Constant:
    """A number that is too large to be counted with stays text, so that nothing works with infinity."""
    number = Number(written)
    return number if math.isfinite(number) else _Constant(written)


#: The standard reader's messages, by how they begin, in plain words.
_REASONS = {
    "Expecting property name": "a name in quotation marks is expected here",
    "Expecting value": "a value is expected here",
    "Expecting ',' delimiter": "a comma or a closing bracket is expected here",
    "Expecting ':' delimiter": "a colon is expected here",
    "Extra data": "there is more text after the end",
    "Invalid control character": "there is a line break or a tab inside quotation marks here",
    "Invalid \\": "this backslash is followed by a character that is not allowed there",
    "Unterminated string": "these quotation marks are not closed",
}


def _broken(text: str, error: json.JSONDecodeError, where: str) -> Problem:
    """Where the text stops being JSON, and why. Newer versions of Python point at a comma too many itself, older ones
    at what follows it."""
    position = error.pos
    if error.msg.startswith("Illegal trailing comma"):
        position += len(text[position + 1 :]) - len(text[position + 1 :].lstrip()) + 1
    if not text.strip():
        reason = "the file is empty"
    elif position >= len(text.rstrip()):
        reason = "the text stops before its end"
    elif text[position] in "}]" and text[:position].rstrip().endswith(","):
        reason = "there is an extra comma before this"
    else:
        reason = next((words for start, words in _REASONS.items() if error.msg.startswith(start)), "this is not JSON")
    return Problem(position_of(where, text, position), reason, _AGAIN)


def _walk(value: Any, path: tuple[str | int, ...], where: str, problems: list[Problem]) -> None:
    """Keys that appear twice, values that are not numbers, and halves of characters, at any depth."""
    if isinstance(value, _Object):
        for key in value.twice:
            what = "this appears in the file twice"
            problems.append(Problem(place_of(where, (*path, key)), what, "remove one of them"))
        for key, item in value.items():
            _walk(item, (*path, key), where, problems)
            if _LONE.search(key):
                problems.append(Problem(place_of(where, (*path, key)), "this name is damaged", "write it again"))
    elif isinstance(value, list):
        for n, item in enumerate(value):
            _walk(item, (*path, n), where, problems)
    elif isinstance(value, _Constant):
        large = value.lstrip("-")[:1].isdigit()
        what = "this number is too large" if large else f"{value} is not a JSON value"
        problems.append(Problem(place_of(where, path), what, "write a whole number"))
    elif isinstance(value, str) and _LONE.search(value):
        problems.append(Problem(place_of(where, path), "one character here is damaged", "write that word again"))
