"""The minimum standards as data, to go beside their page: CSV for a spreadsheet, JSON for a program."""

from __future__ import annotations

import json
from typing import Any, Literal, TypedDict

from maturity.editions.diff import Diff
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.model import Questionnaire, Standard
from maturity.records import Bundle
from maturity.render.csv_tables import csv_text, edition_text

STANDARDS_FORMAT = "maturity-standards/1"

#: Kinds whose notes say why a standard changed: it has its question's id.
WITH_NOTES = ("question", "standard")
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


def _standard_rows(q: Questionnaire) -> list[dict[str, Any]]:
    site = Lookup(q)
    rows: list[dict[str, Any]] = []
    for standard in q.standards.standards:
        theme, capability, question = site.place[standard.question]
        condition = site.conditions[question.condition].name if question.condition else ""
        rows.append(
            {
                "code": question.code,
                "question_id": question.id,
                "theme": theme.name,
                "capability": capability.name,
                "question": question.text,
                "level": standard.level,
                "level_name": q.edition.scale[standard.level].name,
                "standard": standard.text,
                "level_in_full": question.levels[standard.level],
                "reason": standard.reason,
                "applies_only_where": condition,
                "edition": edition_text(q.edition.id, q.edition.version),
                "published": q.edition.published or "",
            }
        )
    return rows


def standards_csv(q: Questionnaire) -> str:
    """One line for each standard."""
    return csv_text(COLUMNS, _standard_rows(q))


def standards_json(q: Questionnaire, bundle: Bundle) -> str:
    """The standards with the edition they belong to."""
    record = {
        "format": STANDARDS_FORMAT,
        "edition": {**bundle["edition"], "title": q.edition.title, "published": q.edition.published},
        "owner": q.edition.owner,
        "marking": q.edition.marking,
        "introduction": q.standards.introduction,
        "standards": [
            {key: row[key] for key in COLUMNS if key not in ("edition", "published")} for row in _standard_rows(q)
        ],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


class StandardChange(TypedDict):
    """One minimum standard that is not as it was. `was` and `now` are null where there is none. `notes` are from
    changes.yml."""

    question: str
    code: str
    was: Standard | None
    now: Standard | None
    how: Literal["raised", "lowered", "new", "dropped", "reworded"]
    notes: list[str]


def standards_changed(old: Questionnaire, new: Questionnaire, diff: Diff) -> list[StandardChange]:
    """What happened to the minimum standards from one edition to the next, in the order of the newer one; those that
    were dropped last."""
    before, after = Lookup(old), Lookup(new)
    about = {each["id"]: each["notes"] for each in diff["things"] if each["notes"] and each["kind"] in WITH_NOTES}
    rows: list[StandardChange] = []
    for each in diff["things"]:
        if each["kind"] != "standard":
            continue
        name = each["id"]
        was = None if each["how"] == "added" else before.standards[each.get("was_id", name)]
        now = None if each["how"] == "retired" else after.standards[name]
        rows.append(
            {
                "question": name,
                "code": each["code"] or "",
                "was": was,
                "now": now,
                "how": _kind_of_change(was.level if was else None, now.level if now else None),
                "notes": about.get(name, []),
            }
        )
    return rows


def _kind_of_change(was: int | None, now: int | None) -> Literal["raised", "lowered", "new", "dropped", "reworded"]:
    if was is None:
        return "new"
    if now is None:
        return "dropped"
    return "raised" if now > was else "lowered" if now < was else "reworded"
