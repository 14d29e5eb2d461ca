"""A profile as tables for a workbook: results, standards and advice, with words for people or names for programs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from maturity.records import Bundle, Profile
from maturity.render.csv_tables import PROFILE_COLUMNS, profile_head, profile_rows
from maturity.render.phrases import word
from maturity.render.sheets import Sheet, tables_book
from maturity.render.terminal import Names, reason_key
from maturity.scoring.batch import Result
from maturity.scoring.comparison import sensitive_ids

Texts = dict[str, Any]

#: What is advised, in order: evidence to name, what to do first, what then, what to ask for and what to offer.
ADVICE_COLUMNS = (
    "marking", "force", "name", "invented", "period", "edition", "when", "rank", "id", "action", "first_step",
    "role", "days_low", "days_high", "closes", "because",
)  # fmt: skip


def profiles_book(results: Sequence[Result], bundle: Bundle, texts: Texts, sensitive: bool) -> bytes:
    """Profiles as a workbook for programs: the table that `score --format csv` gives, and the advice. Unless they are
    asked for, sensitive questions are left out of both."""
    hidden = set() if sensitive else sensitive_ids(bundle)
    rows = [row for one, profile in results for row in profile_rows(profile, one, bundle, texts, sensitive)]
    advice = [
        {**profile_head(profile, one, texts), **row}
        for one, profile in results
        for row in advice_rows(profile, texts, hidden)
    ]
    markings = {one.get("marking") or texts["edition"]["marking"] for one, _ in results}
    sheets = [
        Sheet(word("workbook.profile"), PROFILE_COLUMNS, rows),
        Sheet(word("workbook.advice"), ADVICE_COLUMNS, advice),
    ]
    title, marking = texts["edition"]["title"], " / ".join(sorted(markings or {texts["edition"]["marking"]}))
    return tables_book(title, texts["edition"]["owner"], marking, sheets)


def results_sheets(profile: Profile, texts: Texts) -> list[Sheet]:
    """The whole profile in words: themes and then capabilities, standards, and what to do."""
    names = Names(texts)
    heads: tuple[str, ...] = ("part", "code", "name", "level_low", "level_high", "index_low", "index_high")
    heads += ("answered", "of", "met_low", "met_high", "met_of")
    results = Sheet(word("workbook.results"), _headings(heads), [*_in_words(heads, _results(profile, texts))])
    heads = ("code", "standard_text", "minimum", "status", "reason")
    standards = Sheet(word("workbook.standards"), _headings(heads), [*_in_words(heads, _standards(profile, names))])
    rows = [
        {**row, "when": word(f"workbook.whens.{row['when']}"), "lead": row.get("role")}
        for row in advice_rows(profile, texts)
    ]
    heads = ("when", "rank", "action", "first_step", "lead", "days_low", "days_high", "closes", "because")
    return [results, standards, Sheet(word("workbook.advice"), _headings(heads), [*_in_words(heads, rows)])]


def advice_rows(profile: Profile, texts: Texts, hidden: Collection[str] = ()) -> Iterator[dict[str, Any]]:
    """What a profile calls for, in order. Questions that are `hidden` are not named, and what only they call for is
    left out."""
    names, advice = Names(texts), profile["advice"]

    def codes(questions: Collection[str]) -> str:
        return names.codes([each for each in questions if each not in hidden])

    def row(when: str, rank: int, id: str, because: Collection[str], closes: Collection[str]) -> dict[str, Any]:
        return {"when": when, "rank": rank, "id": id, "because": codes(because), "closes": codes(closes)}

    rows: list[dict[str, Any]] = []
    for n, each in enumerate(advice["evidence"], 1):
        question = each["question"]
        action = word("workbook.evidence_for", code=names.code(question))
        closes = [question] if each["closes"] else []
        rows.append(row("evidence", n, question, [question], closes) | {"action": action})
    for when, actions in (("first", advice["first"]), ("then", advice["then"])):
        for n, item in enumerate(actions, 1):
            about, (low, high) = texts["actions"][item["id"]], item["days"]
            said = {"action": about["name"], "first_step": about["first"], "days_low": low, "days_high": high}
            role = texts["roles"].get(item["role"] or "", "")
            rows.append(row(when, n, item["id"], item["because"], item["closes"]) | said | {"role": role})
    for n, work in enumerate(advice["ask"], 1):
        name = texts["interventions"][work["intervention"]]["name"]
        rows.append(row("ask", n, work["intervention"], work["because"], work["closes"]) | {"action": name})
    for n, offer in enumerate(advice["offer"], 1):
        name = texts["interventions"][offer["intervention"]]["name"]
        rows.append(row("offer", n, offer["intervention"], offer["because"], ()) | {"action": name})
    yield from (each for each in rows if each["because"])


def _headings(keys: Collection[str]) -> list[str]:
    return [word(f"workbook.{key}") for key in keys]


def _in_words(keys: Collection[str], rows: Any) -> Iterator[dict[str, Any]]:
    """Rows by the headings of their columns."""
    for row in rows:
        yield {word(f"workbook.{key}"): row.get(key) for key in keys}


def _results(profile: Profile, texts: Texts) -> Iterator[dict[str, Any]]:
    for theme in profile["themes"]:
        met = theme["standards"]
        figures = {"met_low": met["low"], "met_high": met["high"], "met_of": met["of"]}
        yield _result("theme", theme, texts["themes"]) | figures
    for theme in profile["themes"]:
        for capability in theme["capabilities"]:
            yield _result("capability", capability, texts["capabilities"])


def _result(part: str, result: Any, names: Texts) -> dict[str, Any]:
    level, index = result["level"] or {}, (result["index"] or {}).get("shown", {})
    return {
        "part": word(f"workbook.parts.{part}"),
        "code": names[result["id"]]["code"],
        "name": names[result["id"]]["name"],
        "level_low": level.get("low"),
        "level_high": level.get("high"),
        "index_low": index.get("low"),
        "index_high": index.get("high"),
        "answered": result["answered"],
        "of": result["of"],
    }


def _standards(profile: Profile, names: Names) -> Iterator[dict[str, Any]]:
    for standard in profile["standards"]:
        yield {
            "code": names.code(standard["question"]),
            "standard_text": names.texts["standards"][standard["question"]]["text"],
            "minimum": standard["minimum"],
            "status": word(f"results.status_{standard['status']}"),
            "reason": word(f"results.reason_{reason_key(standard)}"),
        }
