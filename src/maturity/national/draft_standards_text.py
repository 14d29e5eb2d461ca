"""The impact of draft standards as a table, CSV and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maturity.json_reader import visible
from maturity.national.draft_standards import Impact
from maturity.render.csv_tables import csv_text, edition_text, to_json
from maturity.render.phrases import word
from maturity.render.terminal import Table, plain_text

COLUMNS = (
    "edition", "period", "id", "code", "label", "level", "present", "change", "forces", "met", "not_met", "not_shown",
    "open", "not_applicable", "unknown", "newly",
)  # fmt: skip

Texts = dict[str, Any]


def formatted_impact(kind: str, impact: Impact, texts: Texts, labels: Mapping[str, str]) -> str:
    """As `table`, `csv` or `json`. `texts` are the edition's, and `labels` the draft's words for each minimum."""
    if kind == "json":
        return to_json(impact) + "\n"
    return impact_csv(impact, texts, labels) if kind == "csv" else impact_table(impact, texts, labels)


def impact_csv(impact: Impact, texts: Texts, labels: Mapping[str, str]) -> str:
    """One row for each proposed minimum; `short_1` and so on count forces that are so many levels below it. A cell is
    empty where a figure has no meaning."""
    deepest = max((row["level"] for row in impact["standards"]), default=0)
    columns = [*COLUMNS, *(f"short_{gap}" for gap in range(1, deepest + 1))]
    rows = []
    for row in impact["standards"]:
        figures = {name: value for name, value in row.items() if name in COLUMNS and value is not None}
        short = {f"short_{gap}": count for gap, count in enumerate(row["short"], 1)}
        code = texts["questions"][row["question"]]["code"]
        edition = edition_text(impact["edition"]["id"], impact["edition"]["version"])
        about = {"edition": edition, "period": impact["period"] or "", "id": row["question"]}
        forces = {"forces": impact["forces"]}
        rows.append({**about, "code": code, "label": labels[row["question"]], **forces, **figures, **short})
    return csv_text(columns, rows)


def impact_table(impact: Impact, texts: Texts, labels: Mapping[str, str]) -> str:
    period = visible(impact["period"] or word("impact.latest"))
    values = {"version": impact["edition"]["version"], "period": period, "n": impact["forces"]}
    about = word("impact.about", **values, signed=impact["signed"])
    parts: list[str | Table] = [
        word("impact.title"),
        about,
        word("impact.face"),
        _standards_table(impact, texts, labels),
    ]
    if impact["dropped"]:
        codes = ", ".join(texts["questions"][name]["code"] for name in impact["dropped"])
        parts.append(word("impact.dropped", list=codes))
    parts.append(_themes_table(impact, texts))
    return plain_text(iter(parts))


def _standards_table(impact: Impact, texts: Texts, labels: Mapping[str, str]) -> Table:
    head = [word(f"impact.{name}") for name in ("standard", "level", "today", "change", *_FIGURES)]
    rows = []
    for row in impact["standards"]:
        code = texts["questions"][row["question"]]["code"]
        today = word("impact.none") if row["present"] is None else str(row["present"])
        figures: dict[str, Any] = dict(row)
        cells = [_figure_text(figures[name]) for name in _FIGURES]
        label = f"{code} {labels[row['question']]}"
        rows.append([visible(label, 60), str(row["level"]), today, word(f"impact.{row['change']}"), *cells])
    return Table("", head, rows)


_FIGURES = ("met", "not_met", "not_shown", "open", "not_applicable", "short", "unknown", "newly")


def _figure_text(value: Any) -> str:
    return ", ".join(map(str, value)) or word("impact.none") if isinstance(value, list) else str(value)


def _themes_table(impact: Impact, texts: Texts) -> Table:
    head = [word(f"impact.{name}") for name in ("theme", "lower", "higher", "stay", "open")]
    rows = [
        [texts["themes"][row["id"]]["name"], *(str(row[name]) for name in ("lower", "higher", "same", "open"))]
        for row in impact["themes"]
    ]
    return Table(word("impact.themes"), head, rows)
