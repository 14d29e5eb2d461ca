"""Names of files that the national team's commands write: safe in every file system, and each used once."""

from __future__ import annotations


def slug(text: str) -> str:
    """Text as a part of a file's name."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower()).strip("-") or "period"


def unused_name(name: str, used: set[str]) -> str:
    """The name, with a number where it is taken."""
    number, free = 2, name
    while free in used:
        number, free = number + 1, f"{name}-{number}"
    return free
