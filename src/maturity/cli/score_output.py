"""What the command `score` prints of each assessment, in each of its formats.

The functions that make it are at the top of a module, so that other processes can be given them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from maturity.records import Assessment, Bundle, Profile
from maturity.render import csv_tables, terminal
from maturity.render.phrases import word
from maturity.scoring import comparison

Texts = dict[str, Any]

#: From this many files on the table has one line for each, and not a page.
MANY = 4

#: For each format: what comes first, what comes between two files, and what comes last.
FRAMES = {
    "table": ("", "\n", ""),
    "json": ("[", ",\n", "]\n"),
    "csv": (csv_tables.csv_text(csv_tables.PROFILE_COLUMNS, ()), "", ""),
}


def maker(
    kind: str, bundle: Bundle, texts: Texts, sensitive: bool, drawn: bool
) -> Callable[[Assessment, Profile], Any]:
    """What makes the output of one file. With `drawn` the records themselves come back, for `draw`."""
    if kind == "json":
        return _json
    if kind == "lines":
        return partial(terminal.line, texts=texts)
    if kind == "csv":
        return partial(_csv, bundle=bundle, texts=texts, sensitive=sensitive)
    return _both if drawn else partial(_plain, texts=texts, lag=_lag(bundle))


def draw(made: tuple[Assessment, Profile], bundle: Bundle, texts: Texts) -> None:
    """One profile on the terminal."""
    assessment, profile = made
    terminal.on_terminal(terminal.pages(profile, assessment, texts, _lag(bundle)))


def lines(made: Sequence[tuple[str, list[str]]], texts: Texts, drawn: bool) -> str:
    """Many profiles with a line for each, between two lines with their markings. With `drawn` it is on the terminal
    already, and nothing comes back."""
    parts = terminal.many(made, texts)
    if not drawn:
        return terminal.plain(parts)
    terminal.on_terminal(parts)
    return ""


def left_out(kind: str, bundle: Bundle, texts: Texts) -> str:
    """What an export, `score` or `compare`, leaves out for the sake of sensitive questions, in words; may be empty."""
    hidden = comparison.sensitive(bundle)
    parts = [*texts["capabilities"], *(texts["questions"] if kind == "score" else ())]
    codes = {**texts["capabilities"], **texts["questions"]}
    named = ", ".join(codes[name]["code"] for name in parts if name in hidden)
    themes = ", ".join(texts["themes"][theme["id"]]["name"] for theme in bundle["themes"] if theme["id"] in hidden)
    key = "table.left_out" if kind == "score" else "table.left_out_levels"
    return word(key, list=named, themes=themes) if named else ""


def _json(_: Assessment, profile: Profile) -> str:
    return csv_tables.to_json(profile)


def _csv(assessment: Assessment, profile: Profile, bundle: Bundle, texts: Texts, sensitive: bool) -> str:
    rows = csv_tables.profile_rows(profile, assessment, bundle, texts, sensitive)
    return csv_tables.csv_text(csv_tables.PROFILE_COLUMNS, rows, head=False)


def _lag(bundle: Bundle) -> int | None:
    gate = bundle["policy"]["gate"]
    return gate["lag"] if gate else None


def _plain(assessment: Assessment, profile: Profile, texts: Texts, lag: int | None) -> str:
    return terminal.plain(terminal.pages(profile, assessment, texts, lag))


def _both(assessment: Assessment, profile: Profile) -> tuple[Assessment, Profile]:
    return assessment, profile
