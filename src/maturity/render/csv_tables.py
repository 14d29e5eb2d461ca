"""Profiles and comparisons as text: a table for people, CSV for spreadsheets, JSON for programs.

Everything printed may come from a file, so control characters are spelled out for terminals, and a cell that a
spreadsheet would run gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from maturity.json_reader import visible
from maturity.records import Assessment, Bundle, Profile
from maturity.scoring.comparison import sensitive_ids

#: A cell that begins with one of these is read as a formula by spreadsheets. The last four are the full-width signs of
#: East Asian keyboards, which are read like the others. The form writes CSV too: panels/exports.js has the same list.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
#: Tells spreadsheets that the CSV is UTF-8.
BYTE_ORDER_MARK = "\ufeff"

PROFILE_COLUMNS = (
    "marking", "force", "name", "invented", "period", "edition", "signed", "complete", "part", "id", "code", "label",
    "level_low", "level_high", "index_low", "index_high", "answered", "of", "met_low", "met_high", "met_of", "minimum",
    "status", "reason",
)  # fmt: skip
#: Of the comparison: a row of a profile, and where its force belongs. `group` is its group in the division by which
#: national figures are published.
COMPARISON_COLUMNS = (*PROFILE_COLUMNS, "nation", "region", "group")

Texts = dict[str, Any]


# --- JSON ------------------------------------------------------------------------------------------------------


def to_json(record: Any) -> str:
    """A record as one line of JSON, in the order of its fields."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


# --- CSV -------------------------------------------------------------------------------------------------------


def csv_text(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
    """Rows as CSV that is safe to open in a spreadsheet, and has types that programs know: true, false, or nothing."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
    out.write(BYTE_ORDER_MARK)
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def edition_text(name: str, version: str) -> str:
    """An edition in a table. With the version alone, spreadsheets and pandas make 2026.1 of 2026.10."""
    return f"{name} {version}"


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return value
    clean = visible(value, 10_000)
    return "'" + clean if value.startswith(FORMULA_STARTS) else clean


def profile_head(profile: Profile, assessment: Assessment, texts: Texts) -> dict[str, Any]:
    """What every row about a profile begins with."""
    force = profile["force"]
    return {
        "marking": assessment.get("marking", texts["edition"]["marking"]),
        "force": force,
        "name": texts["forces"].get(force, force),
        "invented": force in texts["invented"],
        "period": profile["period"],
        "edition": edition_text(profile["edition"]["id"], profile["edition"]["version"]),
        "signed": profile["signed"],
        "complete": profile["complete"],
    }


def profile_rows(
    profile: Profile, assessment: Assessment, bundle: Bundle, texts: Texts, sensitive: bool = False
) -> Iterator[dict[str, Any]]:
    """One row for each theme, capability and standard of a profile. Unless they are asked for, standards of sensitive
    questions are left out, with the capabilities these are in, and with the index of their theme and its count of
    standards, from which they could be worked out: a list of them says how forces could be attacked."""
    base = profile_head(profile, assessment, texts)
    hidden = set() if sensitive else sensitive_ids(bundle)
    for theme in profile["themes"]:
        met = theme["standards"]
        figures: dict[str, Any] = {"met_low": met["low"], "met_high": met["high"], "met_of": met["of"]}
        if theme["id"] in hidden:
            figures = {"index_low": None, "index_high": None}
        yield base | _result_cells("theme", theme, texts["themes"]) | figures
        for capability in theme["capabilities"]:
            if capability["id"] not in hidden:
                yield base | _result_cells("capability", capability, texts["capabilities"])
    for standard in profile["standards"]:
        name = standard["question"]
        if name not in hidden:
            label = texts["standards"][name]["text"]
            code = texts["questions"][name]["code"]
            about = {"minimum": standard["minimum"], "status": standard["status"], "reason": standard["reason"]}
            yield base | {"part": "standard", "id": name, "code": code, "label": label} | about


def _result_cells(kind: str, result: Any, names: Texts) -> dict[str, Any]:
    level, index = result["level"], result["index"]
    name = names[result["id"]]
    return {
        "part": kind,
        "id": result["id"],
        "code": name["code"],
        "label": name["name"],
        "level_low": level["low"] if level else None,
        "level_high": level["high"] if level else None,
        "index_low": index["shown"]["low"] if index else None,
        "index_high": index["shown"]["high"] if index else None,
        "answered": result["answered"],
        "of": result["of"],
    }
