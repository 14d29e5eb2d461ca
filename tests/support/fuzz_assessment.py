"""Generated assessment files, most of them broken: read, and when accepted also scored, written and read again."""

from __future__ import annotations

import copy
import json
import random
from functools import cache
from typing import Any

from maturity.assessment.reader import read_assessment, write_text
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import Bundle, canonical
from maturity.scoring.engine import score
from tests import TESTS, TINY

GOOD = (TESTS / "broken" / "good.assessment.json").read_bytes()

SIGNS = [
    b'"', b":", b",", b" :", b'\\"', b"\\", b"{", b"}", b"[", b"]", b"\n", b"\x00", b"\x1b[2J", b"\xff",
    b"\xef\xbb\xbf", b"NaN", b"-Infinity", b"1e999", b"-0", b"9" * 400, b"1.0", b"true", b"null", b'"level": 1,',
    b'"\\ud800"', b"/*x*/", b"[" * 300, b'{"a":' * 300, "\u202e".encode(), "é".encode(), "🙂".encode()[:3],
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 2, 10**20, 1.5, "", " ", "x", "\x00", "\x1b[31m", "\u202e", "\ud800", "=1+1",
    "2026-02-30", "2026-11-20", "2026-11-20T10:00:00Z", "f-fridge", "cook", "hill-kitchen", "sha256:0", [], {}, [[]],
    [{}], {"level": 1}, {"dont_know": True}, {"title": "x"}, {"": ""}, "x" * 3000,
]  # fmt: skip
NAMES = [
    "format", "edition", "force", "period", "marking", "about", "answers", "actions", "sign_off", "check", "level",
    "dont_know", "not_applicable", "evidence", "comment", "role", "at", "title", "date", "garden", "f-fridge", "p-keys",
    "said", "agreed", "differs", "", "__proto__", "\x1b", "lvel", "\ud800",
]  # fmt: skip


@cache
def bundle() -> Bundle:
    return compile_bundle(load_questionnaire(TINY))


def assessment(chance: random.Random) -> None:
    """One file: the good one spoilt in its bytes or in its values."""
    data = spoilt_bytes(chance) if chance.random() < 0.5 else spoilt_values(chance)
    read = read_assessment(data, "a.json", bundle())
    canonical(score(bundle(), read))
    again = read_assessment(write_text(read).encode(), "again.json", bundle())
    assert {**again, "check": ""} == {**read, "check": ""}, "writing lost something"


def spoilt_bytes(chance: random.Random) -> bytes:
    data = GOOD
    for _ in range(chance.choice([1, 1, 2, 5])):
        at, length = chance.randrange(len(data) + 1), chance.choice([0, 1, 1, 8, 60])
        match chance.randrange(4):
            case 0:
                data = data[:at] + data[at + length :]
            case 1:
                data = data[:at] + chance.choice(SIGNS) + data[at + length :]
            case 2:
                other = chance.randrange(len(data) + 1)
                data = data[:at] + data[other : other + length] + data[at:]
            case _:
                data = (
                    data[:at]
                    + bytes(chance.randrange(256) for _ in range(chance.choice([1, 2, 4])))
                    + data[at + length :]
                )
    return data


def spoilt_values(chance: random.Random) -> bytes:
    record = json.loads(GOOD)
    for _ in range(chance.choice([1, 1, 2, 4])):
        _spoil(chance, record)
    return json.dumps(record, indent=chance.choice([None, 2]), ensure_ascii=chance.random() < 0.5).encode(
        "utf-8", "surrogatepass"
    )


def _spoil(chance: random.Random, here: Any) -> None:
    """Change one thing somewhere inside."""
    while isinstance(here, dict | list) and here:
        key = chance.choice(list(here)) if isinstance(here, dict) else chance.randrange(len(here))
        if isinstance(here[key], dict | list) and here[key] and chance.random() < 0.8:
            here = here[key]
            continue
        match chance.randrange(4):
            case 0:
                del here[key]
            case 1 if isinstance(here, dict):
                here[chance.choice(NAMES)] = here.pop(key)
            case 2 if isinstance(here, dict):
                here[chance.choice(NAMES)] = copy.deepcopy(chance.choice(VALUES))
            case _:
                here[key] = copy.deepcopy(chance.choice(VALUES))
        return
