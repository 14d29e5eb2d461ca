"""The minimum standards as data, to go beside their page: CSV for a spreadsheet, JSON for a program."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from maturity.lookup import Lookup
from maturity.model import Questionnaire
from maturity.records import Bundle

STANDARDS_FORMAT = "maturity-standards/1"

#: A cell that begins with one of these is read as a formula by spreadsheets.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

COLUMNS = (
    "code",
    "question_id",
    "theme",
    "capability",
    "question",
    "level",
    "level_name",
    "standard",
    "level_in_full",
    "reason",
    "applies_only_where",
    "edition",
    "published",
)


def _rows(q: Questionnaire) -> list[dict[str, Any]]:
    site = Lookup(q)
    rows: list[dict[str, Any]] = []
    for standard in q.standards.standards:
        theme, capability, question = site.place[standard.question]
        condition = site.conditions[question.condition].name if question.condition else ""
        values = (
            question.code,
            question.id,
            theme.name,
            capability.name,
            question.text,
            standard.level,
            q.edition.scale[standard.level].name,
            standard.text,
            question.levels[standard.level],
            standard.reason,
            condition,
            q.edition.version,
            q.edition.published or "",
        )
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return rows


def standards_csv(q: Questionnaire) -> str:
    """One line for each standard. A byte order mark tells spreadsheets that it is UTF-8."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(q):
        writer.writerow({key: _cell(value) for key, value in row.items()})
    return "\ufeff" + out.getvalue()


def _cell(value: Any) -> Any:
    """Text that a spreadsheet will not run."""
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def standards_json(q: Questionnaire, bundle: Bundle) -> str:
    """The standards with the edition they belong to."""
    record = {
        "format": STANDARDS_FORMAT,
        "edition": {**bundle["edition"], "title": q.edition.title, "published": q.edition.published},
        "owner": q.edition.owner,
        "marking": q.edition.marking,
        "introduction": q.standards.introduction,
        "standards": [{key: row[key] for key in COLUMNS if key not in ("edition", "published")} for row in _rows(q)],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
