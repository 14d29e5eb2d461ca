"""The impact of draft standards as a table, CSV and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maturity.json_reader import visible
from maturity.national.draft_standards import Impact, PublishedImpact
from maturity.render.csv_tables import csv_text, edition_text, to_json
from maturity.render.phrases import word
from maturity.render.terminal import Table, plain

COLUMNS = (
    "edition", "period", "id", "code", "label", "level", "present", "change", "forces", "met", "not_met", "not_shown",
    "open", "not_applicable", "unknown", "newly", "reach", "hidden",
)  # fmt: skip

Texts = dict[str, Any]


def made_as(kind: str, made: Impact | PublishedImpact, texts: Texts, labels: Mapping[str, str]) -> str:
    """As `table`, `csv` or `json`. `texts` are the edition's, and `labels` the draft's words for each minimum."""
    if kind == "json":
        return to_json(made) + "\n"
    return as_csv(made, texts, labels) if kind == "csv" else as_table(made, texts, labels)


def as_csv(made: Impact | PublishedImpact, texts: Texts, labels: Mapping[str, str]) -> str:
    """One row for each proposed minimum; `short_1` and so on count forces that are so many levels below it. A cell is
    empty where a figure is hidden or has no meaning."""
    deepest = max((row["level"] for row in made["standards"]), default=0)
    columns = [*COLUMNS, *(f"short_{gap}" for gap in range(1, deepest + 1))]
    rows = []
    for row in made["standards"]:
        figures = {name: value for name, value in row.items() if name in COLUMNS and value is not None}
        short = {f"short_{gap}": count for gap, count in enumerate(row["short"] or (), 1)}
        code = texts["questions"][row["question"]]["code"]
        edition = edition_text(made["edition"]["id"], made["edition"]["version"])
        about = {"edition": edition, "period": made["period"] or "", "id": row["question"]}
        forces = {} if made["forces"] is None else {"forces": made["forces"]}
        rows.append({**about, "code": code, "label": labels[row["question"]], **forces, **figures, **short})
    return csv_text(columns, rows)


def as_table(made: Impact | PublishedImpact, texts: Texts, labels: Mapping[str, str]) -> str:
    period = visible(made["period"] or word("impact.latest"))
    values = {"version": made["edition"]["version"], "period": period, "n": made["forces"]}
    parts: list[str | Table] = [word("impact.title")]
    public = "published" in made
    if public:
        parts.append(
            word("impact.about_published" if made["forces"] is not None else "impact.about_hidden", **values)
        )
    else:
        parts.append(word("impact.about", **values, signed=made["signed"]))  # type: ignore[typeddict-item]
    parts.append(word("impact.published" if public else "impact.face"))
    parts.append(_standards(made, texts, labels))
    if made["dropped"]:
        codes = ", ".join(texts["questions"][name]["code"] for name in made["dropped"])
        parts.append(word("impact.dropped", list=codes))
    if not public:
        parts.append(_themes(made, texts))  # type: ignore[arg-type]
    return plain(iter(parts))


def _standards(made: Impact | PublishedImpact, texts: Texts, labels: Mapping[str, str]) -> Table:
    names = ("reach", "short", "not_applicable") if "published" in made else _OWN
    head = [word(f"impact.{name}") for name in ("standard", "level", "today", "change", *names)]
    rows = []
    for row in made["standards"]:
        code = texts["questions"][row["question"]]["code"]
        today = word("impact.none") if row["present"] is None else str(row["present"])
        figures: dict[str, Any] = dict(row)
        hidden = figures.get("hidden")
        cells = [word("impact.hidden") if hidden else _cell(figures[name]) for name in names]
        label = f"{code} {labels[row['question']]}"
        rows.append([visible(label, 60), str(row["level"]), today, word(f"impact.{row['change']}"), *cells])
    return Table("", head, rows)


_OWN = ("met", "not_met", "not_shown", "open", "not_applicable", "short", "unknown", "newly")


def _cell(value: Any) -> str:
    return ", ".join(map(str, value)) or word("impact.none") if isinstance(value, list) else str(value)


def _themes(made: Impact, texts: Texts) -> Table:
    head = [word(f"impact.{name}") for name in ("theme", "lower", "higher", "stay", "open")]
    rows = [
        [texts["themes"][row["id"]]["name"], *(str(row[name]) for name in ("lower", "higher", "same", "open"))]
        for row in made["themes"]
    ]
    return Table(word("impact.themes"), head, rows)
