"""A profile as tables for a workbook: results, standards, advice and decisions, with words for people or names for
programs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from maturity.records import AdvisedAction, Assessment, Bundle, Profile
from maturity.render.csv_tables import PROFILE_COLUMNS, profile_head, profile_rows
from maturity.render.phrases import word
from maturity.render.sheets import FONT, Sheet, add_table_sheet, on_paper, protect, sheet_names, tables_book
from maturity.render.terminal import Names, reason_key
from maturity.scoring.batch import Result
from maturity.scoring.comparison import sensitive_ids
from maturity.scoring.plan import Plan

Texts = dict[str, Any]

#: What is advised, in order: evidence to name, what to do first, what then, what to ask for and what to offer.
ADVICE_COLUMNS = (
    "marking", "force", "name", "invented", "period", "edition", "when", "rank", "id", "action", "first_step",
    "role", "days_low", "days_high", "closes", "because",
)  # fmt: skip
#: What the force decided: to do, to do later, or to drop for a reason; and a day for a standard that is to be met.
DECIDED_COLUMNS = (
    "marking", "force", "name", "invented", "period", "edition", "kind", "id", "action", "decision", "owner", "by",
    "first_step", "resources", "reason", "done",
)  # fmt: skip
#: Of a plan. It begins and ends in a quarter, counted from 1.
PLAN_COLUMNS = (
    "force", "name", "period", "begins", "ends", "rank", "id", "action", "first_step", "role", "days_low", "days_high",
    "closes",
)  # fmt: skip


def profiles_book(results: Sequence[Result], bundle: Bundle, texts: Texts, sensitive: bool) -> bytes:
    """Profiles as a workbook for programs: the table that `score --format csv` gives, the advice, and the actions that
    were decided on. Unless they are asked for, sensitive questions are left out of all."""
    hidden = set() if sensitive else sensitive_ids(bundle)
    rows = [row for one, profile in results for row in profile_rows(profile, one, bundle, texts, sensitive)]
    advice = [
        {**profile_head(profile, one, texts), **row}
        for one, profile in results
        for row in advice_rows(profile, texts, hidden)
    ]
    decided = [
        {**profile_head(profile, one, texts), **row}
        for one, profile in results
        for row in decided_rows(one, bundle, texts, hidden)
    ]
    markings = {one.get("marking") or texts["edition"]["marking"] for one, _ in results}
    sheets = [
        Sheet(word("workbook.profile"), PROFILE_COLUMNS, rows),
        Sheet(word("workbook.advice"), ADVICE_COLUMNS, advice),
        Sheet(word("workbook.actions"), DECIDED_COLUMNS, decided, ("by",)),
    ]
    title, marking = texts["edition"]["title"], " / ".join(sorted(markings or {texts["edition"]["marking"]}))
    return tables_book(title, texts["edition"]["owner"], marking, sheets)


def plan_book(plan: Plan, assessment: Assessment, texts: Texts) -> bytes:
    """A plan as a workbook: its actions in order, with their quarters."""
    names = Names(texts)
    booked = {each["id"]: each for each in plan["timetable"]["actions"]}
    rows = [
        {**booked[item["id"]], **_action(item, names), "rank": n}
        for n, item in enumerate(plan["actions"], 1)
    ]
    head = {"force": plan["force"], "name": texts["forces"].get(plan["force"], plan["force"]), "period": plan["period"]}
    sheet = Sheet(word("workbook.plan"), PLAN_COLUMNS, [head | row for row in rows])
    marking = assessment.get("marking") or texts["edition"]["marking"]
    return tables_book(texts["edition"]["title"], texts["edition"]["owner"], marking, [sheet])


def _action(item: AdvisedAction, names: Names) -> dict[str, Any]:
    about, (low, high) = names.texts["actions"][item["id"]], item["days"]
    return {
        "action": about["name"],
        "first_step": about["first"],
        "role": names.texts["roles"].get(item["role"] or "", ""),
        "days_low": low,
        "days_high": high,
        "closes": names.codes(item["closes"]),
    }


def decided_rows(
    assessment: Assessment, bundle: Bundle, texts: Texts, hidden: Collection[str] = ()
) -> Iterator[dict[str, Any]]:
    """What a force decided about each action, in the order of its file, without those that are only about questions
    which are `hidden`. An action that the edition no longer has goes by its id."""
    names, raises = Names(texts), {each["id"]: {up["question"] for up in each["raises"]} for each in bundle["actions"]}
    for action in assessment.get("actions", ()):
        id, is_target = action["action"], action["action"] in texts["questions"]
        about = raises.get(id) or {id if is_target else id.rpartition("-")[0]}
        if about <= {*hidden}:
            continue
        kind = "target" if is_target else "intervention" if id in texts["interventions"] else "step"
        called = names.code(id) if is_target else texts["actions"].get(id, {}).get("name", id)
        owner = action.get("owner", "")
        yield {**action, "id": id, "action": called, "kind": kind, "owner": texts["roles"].get(owner, owner)}


def add_results(book: Any, profile: Profile, texts: Texts, chart: str, title: str, marking: str) -> None:
    """Adds the results to a workbook of answers: a sheet for each table, and after the first its `chart`."""
    sheets = results_sheets(profile, texts)
    names = sheet_names([each.name for each in sheets], [sheet.name for sheet in book.worksheets()])
    for number, (name, table) in enumerate(zip(names, sheets, strict=True), 101):
        add_table_sheet(book, number, table._replace(name=name), title, marking)
        if number == 101:
            on_paper(_add_chart(book, chart, name, profile, len(texts["scale"]) - 1), title, marking)


def _add_chart(book: Any, chart_name: str, name: str, profile: Profile, top: int) -> Any:
    """A sheet with bars of the capabilities' levels in the table of results: at worst, in front of at best."""
    sheet = book.add_worksheet(chart_name)
    first = 1 + len(profile["themes"])
    last = first + sum(len(theme["capabilities"]) for theme in profile["themes"]) - 1
    chart = book.add_chart({"type": "bar"})
    for column, key, look in (
        (
            4,
            "at_best",
            {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#5B6F95", "bg_color": "#FFFFFF"}},
        ),
        (3, "at_worst", {"fill": {"color": "#1B2A4A"}}),
    ):
        chart.add_series(
            {
                "name": word(f"workbook.{key}"),
                "categories": [name, first, 2, last, 2],
                "values": [name, first, column, last, column],
                "gap": 40,
                "overlap": 100,
                "border": {"color": "#1B2A4A"},
                **look,
            }
        )
    font = {"name": FONT, "size": 9}
    chart.set_title({"name": word("workbook.chart_title"), "name_font": {"name": FONT, "size": 12}})
    chart.set_x_axis({"min": 0, "max": top, "major_unit": 1, "num_font": font, "num_format": "0"})
    chart.set_y_axis({"reverse": True, "num_font": font})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_size({"width": 900, "height": 110 + 22 * (last - first + 1)})
    sheet.set_column(0, 0, 120)
    sheet.write_string(0, 0, word("workbook.chart_about", sheet=name))
    sheet.insert_chart(1, 0, chart, {"description": word("workbook.chart_alt", top=top), "object_position": 3})
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 1)
    protect(sheet)
    return sheet


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
    left out. A gap among the actions to do first would tell of it, so these then count as all others."""
    names, advice = Names(texts), profile["advice"]

    def codes(questions: Collection[str]) -> str:
        return names.codes([each for each in questions if each not in hidden])

    def row(when: str, id: str, because: Collection[str], closes: Collection[str]) -> dict[str, Any]:
        return {"when": when, "id": id, "because": codes(because), "closes": codes(closes)}

    rows: list[dict[str, Any]] = []
    for each in advice["evidence"]:
        question = each["question"]
        action = word("workbook.evidence_for", code=names.code(question))
        closes = [question] if each["closes"] else []
        rows.append(row("evidence", question, [question], closes) | {"action": action})
    first, then = (advice["first"], advice["then"]) if not hidden else ([], [*advice["first"], *advice["then"]])
    for when, actions in (("first", first), ("then", then)):
        for item in actions:
            rows.append(_action(item, names) | row(when, item["id"], item["because"], item["closes"]))
    for work in advice["ask"]:
        name = texts["interventions"][work["intervention"]]["name"]
        rows.append(row("ask", work["intervention"], work["because"], work["closes"]) | {"action": name})
    for offer in advice["offer"]:
        name = texts["interventions"][offer["intervention"]]["name"]
        rows.append(row("offer", offer["intervention"], offer["because"], ()) | {"action": name})
    shown = [one for one in rows if one["because"]]
    for when in ("evidence", "first", "then", "ask", "offer"):
        for n, one in enumerate((one for one in shown if one["when"] == when), 1):
            yield one | {"rank": n}


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
