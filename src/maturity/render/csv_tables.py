"""Profiles and comparisons as text: a table for people, CSV for spreadsheets, JSON for programs.

Everything printed may come from a file, so control characters are spelled out for terminals, and a cell that a
spreadsheet would run gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from maturity.json_reader import visible
from maturity.records import Assessment, Bundle, Comparison, LevelCounts, Profile, Range
from maturity.scoring import comparison as compare

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
_OF_A_FORCE = ("force", "name", "invented", "period", "signed", "complete")
LEVEL_COLUMNS = (*_OF_A_FORCE, "part", "id", "code", "label", "level_low", "level_high")
COUNT_COLUMNS = ("period", "part", "id", "code", "label", "level", "forces")
STANDARD_COLUMNS = ("period", "id", "code", "label", "status", "forces")
STATUSES = ("met", "not_met", "not_shown", "open", "not_applicable")

Texts = dict[str, Any]


# --- JSON ------------------------------------------------------------------------------------------------------


def to_json(record: Any) -> str:
    """A record as one line of JSON, in the order of its fields."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


# --- CSV -------------------------------------------------------------------------------------------------------


def csv_text(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
    """Rows as CSV that is safe to open in a spreadsheet. True and false are written as yes and no."""
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
        return "yes" if value else "no"
    if not isinstance(value, str):
        return value
    clean = visible(value, 10_000)
    return "'" + clean if value.startswith(FORMULA_STARTS) else clean


def profile_rows(
    profile: Profile, assessment: Assessment, bundle: Bundle, texts: Texts, sensitive: bool = False
) -> Iterator[dict[str, Any]]:
    """One row for each theme, capability and standard of a profile. Unless they are asked for, standards of sensitive
    questions are left out, with the capabilities these are in, and with the index of their theme and its count of
    standards, from which they could be worked out: a list of them says how forces could be attacked."""
    force = profile["force"]
    base = {
        "marking": assessment.get("marking", texts["edition"]["marking"]),
        "force": force,
        "name": texts["forces"].get(force, force),
        "invented": force in texts["invented"],
        "period": profile["period"],
        "edition": edition_text(profile["edition"]["id"], profile["edition"]["version"]),
        "signed": profile["signed"],
        "complete": profile["complete"],
    }
    hidden = set() if sensitive else compare.sensitive_ids(bundle)
    for theme in profile["themes"]:
        met = theme["standards"]
        figures: dict[str, Any] = {"met_low": met["low"], "met_high": met["high"], "met_of": met["of"]}
        if theme["id"] in hidden:
            figures = {"index_low": "", "index_high": ""}
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
        "level_low": level["low"] if level else "",
        "level_high": level["high"] if level else "",
        "index_low": index["shown"]["low"] if index else "",
        "index_high": index["shown"]["high"] if index else "",
        "answered": result["answered"],
        "of": result["of"],
    }


def comparison_csv(comparisons: Sequence[Comparison], texts: Texts, hidden: Collection[str] = ()) -> dict[str, str]:
    """Three tables by name: each force's `levels`, the `counts` at each level, and the `standards`. The first has
    every force and period once, without the `hidden` capabilities; the other two a block for each choice of period."""
    return {
        "levels": csv_text(LEVEL_COLUMNS, _level_rows(comparisons, texts, hidden)),
        "counts": csv_text(COUNT_COLUMNS, (row for each in comparisons for row in _count_rows(each, texts))),
        "standards": csv_text(STANDARD_COLUMNS, (row for each in comparisons for row in _standard_rows(each, texts))),
    }


def _level_rows(comparisons: Sequence[Comparison], texts: Texts, hidden: Collection[str]) -> Iterator[dict[str, Any]]:
    seen: set[tuple[str, str]] = set()
    for comparison in comparisons:
        for force in comparison["forces"]:
            if (key := (force["force"], force["period"])) in seen:
                continue
            seen.add(key)
            base = {name: force[name] for name in _OF_A_FORCE}  # type: ignore[literal-required]
            for part, ids, levels in (
                ("theme", comparison["themes"], force["theme_levels"]),
                ("capability", comparison["capabilities"], force["levels"]),
            ):
                for name, level in zip(ids, levels, strict=True):
                    if part == "capability" and name in hidden:
                        continue
                    yield base | _label_cells(part, name, texts) | _pair_cells(level)


def _pair_cells(level: Range | None) -> dict[str, Any]:
    return {"level_low": level["low"], "level_high": level["high"]} if level else {}


def _label_cells(part: str, name: str, texts: Texts) -> dict[str, str]:
    known = texts["themes" if part == "theme" else "capabilities"][name]
    return {"part": part, "id": name, "code": known["code"], "label": known["name"]}


def _count_rows(comparison: Comparison, texts: Texts) -> Iterator[dict[str, Any]]:
    period = {"period": comparison["period"] or "latest"}
    groups: list[tuple[str, list[LevelCounts]]] = [
        ("theme", comparison["theme_counts"]),
        ("capability", comparison["capability_counts"]),
    ]
    for part, counted in groups:
        for counts in counted:
            base = period | _label_cells(part, counts["id"], texts)
            for level, forces in enumerate(counts["counts"]):
                yield base | {"level": level, "forces": forces}
            yield base | {"level": "open", "forces": counts["open"]}


def _standard_rows(comparison: Comparison, texts: Texts) -> Iterator[dict[str, Any]]:
    for counts in comparison["standard_counts"]:
        name = counts["question"]
        base = {
            "period": comparison["period"] or "latest",
            "id": name,
            "code": texts["questions"][name]["code"],
            "label": texts["standards"][name]["text"],
        }
        for status in STATUSES:
            yield base | {"status": status, "forces": counts[status]}  # type: ignore[literal-required]
