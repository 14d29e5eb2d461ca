"""What the command `score` prints, in each of its formats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from maturity.records import Bundle
from maturity.render import csv_tables, terminal
from maturity.render.edition import ScoringEdition
from maturity.render.phrases import word
from maturity.scoring import comparison
from maturity.scoring.batch import Result

#: From this many files on, the table has a line for each file instead of a page.
MANY = 4


def text(kind: str, results: Sequence[Result], files: int, edition: ScoringEdition, sensitive: bool) -> str:
    """The output for all results in one of the formats. `files`: how many files were read, usable or not."""
    if kind == "json":
        return "[" + ",\n".join(csv_tables.to_json(profile) for _, profile in results) + "]\n"
    if kind == "csv":
        rows = (
            row
            for assessment, profile in results
            for row in csv_tables.profile_rows(profile, assessment, *edition, sensitive)
        )
        return csv_tables.csv_text(csv_tables.PROFILE_COLUMNS, rows)
    return "\n".join(terminal.plain_text(page) for page in _pages(results, files, edition))


def draw(results: Sequence[Result], files: int, edition: ScoringEdition) -> None:
    """The table, on a terminal."""
    for number, page in enumerate(_pages(results, files, edition)):
        if number:
            click.echo()
        terminal.print_tables(page)


def _pages(results: Sequence[Result], files: int, edition: ScoringEdition) -> Iterator[Iterator[str | terminal.Table]]:
    bundle, texts = edition
    if files >= MANY:
        if results:
            yield terminal.profile_list(results, texts)
        return
    gate = bundle["policy"]["gate"]
    for assessment, profile in results:
        yield terminal.profile_parts(profile, assessment, texts, gate["lag"] if gate else None)


def left_out(command: str, bundle: Bundle, texts: dict[str, Any]) -> str:
    """What `score` or `compare` leaves out of an export because of sensitive questions, in words; may be empty."""
    hidden = comparison.sensitive_ids(bundle)
    parts = [*texts["capabilities"], *(texts["questions"] if command == "score" else ())]
    codes = {**texts["capabilities"], **texts["questions"]}
    named = ", ".join(codes[name]["code"] for name in parts if name in hidden)
    themes = ", ".join(texts["themes"][theme["id"]]["name"] for theme in bundle["themes"] if theme["id"] in hidden)
    key = "table.left_out" if command == "score" else "table.left_out_levels"
    return word(key, list=named, themes=themes) if named else ""
