"""The national figures as tables, one kind of row in each: open data with a data package that describes them, and a
workbook.

The package is a Frictionless one (specs.frictionlessdata.io): types, keys and what each column means, in
`datapackage.json`. A figure that is hidden has no row among the figures, and one in `hidden.csv` that says why.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, TypeAlias

from maturity.national.figures import PublicPicture, TeamPicture
from maturity.national.published import (
    AGGREGATE_FORMAT,
    GroupFigures,
    LevelFigures,
    PeriodFigures,
    TeamPeriodFigures,
)
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.model import Questionnaire
from maturity.render.csv_tables import csv_text, edition_text
from maturity.render.phrases import section, word
from maturity.render.sheets import Sheet, tables_book

#: The file that describes the others.
PACKAGE: Final = "datapackage.json"
#: All tables in one file.
BOOK: Final = "national-figures.xlsx"
Row: TypeAlias = dict[str, Any]

#: Columns that are no texts.
_INTEGERS: Final = frozenset(
    ("returned", "asked", "forces", "level", "not_applicable", "middle", "low", "high", "answers", "of_answers",
     "questions", "of_questions", "capabilities", "of_capabilities", "minimum")
)  # fmt: skip
_GROUP: Final = ("period", "group")
_ITEM: Final = ("part", "id", "code", "label")


class Table(NamedTuple):
    """One file: its columns, and the key by which each row is found."""

    columns: tuple[str, ...]
    key: tuple[str, ...]


TABLES: Final[dict[str, Table]] = {
    "periods": Table(("period", "edition", "invented", "returned", "asked"), ("period",)),
    "groups": Table((*_GROUP, "name", "forces"), _GROUP),
    "levels": Table((*_GROUP, *_ITEM, "level", "forces"), (*_GROUP, "part", "id", "level")),
    "middles": Table((*_GROUP, *_ITEM, "not_applicable", "middle", "low", "high"), (*_GROUP, "part", "id")),
    "themes": Table(
        (*_GROUP, "id", "code", "label", "level", "forces", "capabilities", "of_capabilities"),
        (*_GROUP, "id", "level"),
    ),
    "standards": Table((*_GROUP, "id", "code", "label", "minimum", "status", "forces"), (*_GROUP, "id", "status")),
    "interventions": Table(
        (*_GROUP, "id", "label", "answers", "of_answers", "questions", "of_questions"), (*_GROUP, "id")
    ),
    "hidden": Table((*_GROUP, *_ITEM, "hidden"), (*_GROUP, "part", "id")),
}


def open_data_files(q: Questionnaire, picture: PublicPicture) -> dict[str, str]:
    """Contents by file name."""
    rows = _rows(picture)
    files = {f"{name}.csv": csv_text(table.columns, rows[name]) for name, table in TABLES.items()}
    return files | {PACKAGE: json.dumps(_package(q, picture), ensure_ascii=False, indent=2) + "\n"}


def national_book(q: Questionnaire, picture: PublicPicture | TeamPicture, marking: str) -> bytes:
    """A workbook of the tables that have rows, each on a sheet of its own, after what they are and before what their
    columns mean. The national team's own has nothing hidden."""
    rows, words = _rows(picture), section("open_data")
    heads, key = words["book"], "_team" if isinstance(picture, TeamPicture) else "_invented" if picture.invented else ""
    title = word(f"open_data.title{key.replace('_team', '')}", edition=q.edition.title)
    table_column, name_column, meaning_column = heads["table"], heads["columns"], heads["meaning"]
    filled = {name: table for name, table in TABLES.items() if rows[name]}
    means = [
        {table_column: name, name_column: column, meaning_column: meaning[column]}
        for name, table in filled.items()
        for meaning in [words["columns"] | words["columns_of"].get(name, {})]
        for column in table.columns
    ]
    sheets = [
        Sheet(heads["about"], [title], [{title: word(f"open_data.description{key}")}]),
        *(Sheet(name, table.columns, rows[name]) for name, table in filled.items()),
        Sheet(heads["columns"], [table_column, name_column, meaning_column], means),
    ]
    return tables_book(title, q.edition.owner, marking, sheets)


def _rows(picture: PublicPicture | TeamPicture) -> dict[str, list[Row]]:
    """The rows of every table."""
    periods = picture.periods if isinstance(picture, TeamPicture) else picture.published["periods"]
    sites = {version: Lookup(words) for version, words in picture.words.items()}
    rows: dict[str, list[Row]] = {"periods": [_period_row(one, picture.invented) for one in periods]}
    for name, rows_of_group in _ROWS.items():
        rows[name] = [
            {"period": one["period"], "group": group["id"]} | row
            for one in periods
            for group in one["groups"]
            for row in rows_of_group(group, sites[one["edition"]["version"]])
        ]
    return rows


def _period_row(one: PeriodFigures | TeamPeriodFigures, invented: bool) -> Row:
    edition = edition_text(one["edition"]["id"], one["edition"]["version"])
    about = {"period": one["period"], "edition": edition, "invented": invented}
    return about | {"returned": one["returned"], "asked": one["asked"]}


def _group_rows(group: GroupFigures, site: Lookup) -> Iterator[Row]:
    yield {"name": word("picture.all") if group["kind"] == "all" else group["name"], "forces": group["forces"]}


def _levels_of(group: GroupFigures) -> Iterator[tuple[str, LevelFigures]]:
    yield from (("question", row) for row in group["questions"])
    yield from (("capability", row) for row in group["capabilities"])


def _level_rows(group: GroupFigures, site: Lookup) -> Iterator[Row]:
    for part, row in _levels_of(group):
        for level, forces in enumerate(row["counts"] or ()):
            yield _item(part, row["id"], site) | {"level": level, "forces": forces}


def _spread_rows(group: GroupFigures, site: Lookup) -> Iterator[Row]:
    for part, row in _levels_of(group):
        if row["middle"] is not None or row["counts"] is not None:
            yield _item(part, row["id"], site) | {
                name: row[name] for name in ("not_applicable", "middle", "low", "high")
            }


def _theme_rows(group: GroupFigures, site: Lookup) -> Iterator[Row]:
    for row in group["themes"]:
        for level, forces in enumerate(row["counts"] or ()):
            about = {"id": row["id"], "code": site.themes[row["id"]].code, "label": site.themes[row["id"]].name}
            shown = {"capabilities": row["capabilities"], "of_capabilities": row["of"]}
            yield about | {"level": level, "forces": forces} | shown


def _standard_rows(group: GroupFigures, site: Lookup) -> Iterator[Row]:
    for row in group["standards"]:
        name, standard = row["question"], site.standards[row["question"]]
        about = {"id": name, "code": site.place[name].question.code, "label": standard.text, "minimum": standard.level}
        for status in ("met", "not_met", "not_shown", "not_applicable") if row["hidden"] is None else ():
            yield about | {"status": status, "forces": row[status]}


def _intervention_rows(group: GroupFigures, site: Lookup) -> Iterator[Row]:
    for row in group["interventions"]:
        if row["answers"] is not None:
            about = {"id": row["intervention"], "label": site.interventions[row["intervention"]].name}
            counted = {"answers": row["answers"], "of_answers": row["of"]}
            yield about | counted | {"questions": row["questions"], "of_questions": row["of_questions"]}


def _hidden_rows(group: GroupFigures, site: Lookup) -> Iterator[Row]:
    for part, row in _levels_of(group):
        if row["hidden"]:
            yield _item(part, row["id"], site) | {"hidden": row["hidden"]}
    for standard in group["standards"]:
        if standard["hidden"]:
            yield _item("standard", standard["question"], site) | {"hidden": standard["hidden"]}


def _item(part: str, name: str, site: Lookup) -> Row:
    """The row's id, with its code and name in the edition."""
    if part == "capability":
        return {"part": part, "id": name, "code": site.capability[name].code, "label": site.capability[name].name}
    question = site.place[name].question
    label = site.standards[name].text if part == "standard" else question.text
    return {"part": part, "id": name, "code": question.code, "label": label}


#: What makes the rows of one group of one period, by table.
_ROWS: Final[dict[str, Callable[[GroupFigures, Lookup], Iterator[Row]]]] = {
    "groups": _group_rows,
    "levels": _level_rows,
    "middles": _spread_rows,
    "themes": _theme_rows,
    "standards": _standard_rows,
    "interventions": _intervention_rows,
    "hidden": _hidden_rows,
}


# --- the package -----------------------------------------------------------------------------------------------


def _package(q: Questionnaire, picture: PublicPicture) -> dict[str, Any]:
    invented = "_invented" if picture.invented else ""
    return {
        "name": "national-figures",
        "title": word(f"open_data.title{invented}", edition=q.edition.title),
        "description": word(f"open_data.description{invented}"),
        "version": AGGREGATE_FORMAT,
        "resources": [_resource(name, table) for name, table in TABLES.items()],
    }


def _resource(name: str, table: Table) -> dict[str, Any]:
    words = section("open_data")
    means = words["columns"] | words["columns_of"].get(name, {})
    schema: dict[str, Any] = {
        "fields": [_field(column, means[column]) for column in table.columns],
        "primaryKey": [*table.key],
    }
    if name != "periods":
        schema["foreignKeys"] = [_foreign_key(["period"], "periods")]
    if name not in ("periods", "groups"):
        schema["foreignKeys"].append(_foreign_key([*_GROUP], "groups"))
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": words["tables"][name],
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "schema": schema,
    }


def _field(name: str, description: str) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": "string", "description": description}
    if name in _INTEGERS:
        field["type"] = "integer"
    if name == "invented":
        field["type"] = "boolean"
    return field


def _foreign_key(fields: list[str], resource: str) -> dict[str, Any]:
    return {"fields": fields, "reference": {"resource": resource, "fields": fields}}
