"""Copies of the tiny questionnaire, whole or with one thing spoilt, for several tests."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from tests import TESTS, TINY

CASES: list[dict[str, Any]] = yaml.safe_load((TESTS / "broken" / "questionnaires.yml").read_text(encoding="utf-8"))


def copy_tiny(to: Path, **texts: tuple[str, str]) -> Path:
    """The tiny questionnaire in a folder of its own, with (old text, new text) replaced in the files named."""
    folder = to / "tiny"
    shutil.copytree(TINY, folder)
    for file, (old, new) in texts.items():
        replace(folder / f"{file}.yml", old, new.encode())
    return folder


def replace(path: Path, old: str, new: bytes) -> None:
    """Replace the first place where a text stands; it must be there."""
    raw = path.read_bytes()
    assert old.encode() in raw, f"{path.name} has no {old!r}"
    path.write_bytes(raw.replace(old.encode(), new, 1))


def spoil(folder: Path, case: dict[str, Any]) -> None:
    """Make the mistake that a row of the table describes."""
    path = folder / case["file"]
    new = bytes.fromhex(case["hex"]) if "hex" in case else case.get("put", "").encode()
    if "find" in case:
        replace(path, case["find"], new)
    elif "put" in case:
        path.write_bytes(new)
    else:
        path.unlink()
