"""Workbooks (XLSX): a new one, a table on a sheet of it, and its bytes, which are the same on every day and machine.

Nothing in a workbook can run: texts are written as texts, whatever they begin with, and there are no formulas.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import xlsxwriter

#: The date inside every file, so that building twice gives the same bytes.
MOMENT = datetime(2026, 1, 1)
FONT = "Arial"
#: The ground of a head.
FILL = "#E6ECF5"
TABLE_STYLE = "Table Style Light 9"
#: Excel's number of the paper.
A4 = 9
#: Points that a line is high.
LINE = 15
#: Columns of a table are between so many signs wide.
NARROWEST, WIDEST = 10, 60
#: Excel allows at most this many signs in a sheet's name, and none of these.
LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
#: The first day that spreadsheets can count to is at the beginning of 1900, and they count that year wrongly.
FIRST_DATE = date(1901, 1, 1)


class Sheet(NamedTuple):
    """A table for a sheet of its own: rows by the names of columns, under one row of headings. Whole numbers, yes and
    no, and dates (year-month-day) become what a spreadsheet can count and sort."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]


def new_book(out: io.BytesIO, title: str, subject: str, author: str) -> Any:
    """A workbook that is written into `out` when it is closed."""
    plain_texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, {"in_memory": True, **plain_texts})
    book.set_properties({"title": title, "subject": subject, "author": author, "created": MOMENT})
    return book


def book_bytes(book: Any, out: io.BytesIO) -> bytes:
    book.close()
    return dated(out.getvalue())


def dated(package: bytes) -> bytes:
    """The same package (XLSX or DOCX) with one date on everything in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            made.writestr(zipfile.ZipInfo(name, MOMENT.timetuple()[:6]), given.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tables_book(title: str, author: str, marking: str, sheets: Sequence[Sheet]) -> bytes:
    """Tables as a workbook, each on a sheet of its own, with the marking on every printed page."""
    out = io.BytesIO()
    book = new_book(out, title, title, author)
    for number, (name, sheet) in enumerate(zip(sheet_names([each.name for each in sheets]), sheets, strict=True), 1):
        add_table_sheet(book, name, number, sheet.columns, sheet.rows, title, marking)
    return book_bytes(book, out)


def add_table_sheet(
    book: Any,
    name: str,
    number: int,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    title: str,
    marking: str,
) -> Any:
    """A sheet with one table from its first cell: one row of headings, which stays in view and is repeated on paper.
    `number`: which table of the workbook it is."""
    sheet = book.add_worksheet(name)
    top = book.add_format({"font_name": FONT, "text_wrap": True, "valign": "top"})
    head = book.add_format({"font_name": FONT, "bold": True, "text_wrap": True, "bg_color": FILL, "bottom": 1})
    day = book.add_format({"font_name": FONT, "valign": "top", "num_format": "d mmmm yyyy", "align": "left"})
    written = [[_value(row.get(column)) for column in columns] for row in rows]
    widths = [_width([column, *(row[n] for row in written)]) for n, column in enumerate(columns)]
    table = {"columns": [{"header": column, "header_format": head} for column in columns], "style": TABLE_STYLE}
    sheet.add_table(0, 0, max(len(written), 1), len(columns) - 1, {"name": f"Table{number}", **table})
    for n, row in enumerate(written, 1):
        for m, value in enumerate(row):
            write_value(sheet, n, m, value, day if isinstance(value, date) else top)
        sheet.set_row(n, row_height([str(value) for value in row], widths))
    for m, width in enumerate(widths):
        sheet.set_column(m, m, width)
    sheet.freeze_panes(1, 0)
    on_paper(sheet, title, marking)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    return sheet


def write_value(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    """A value in the type that it has. A text stays a text."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)
    else:
        sheet.write_string(row, column, value, style)


def day_value(text: str) -> date | str:
    """A day that is written year-month-day, as a date; the text of one that spreadsheets cannot count to."""
    day = date.fromisoformat(text)
    return day if day >= FIRST_DATE else text


def on_paper(sheet: Any, title: str, marking: str) -> None:
    """A4 on its side, with the marking at the top and bottom of each page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    sheet.set_header(f"&L{header_text(title)}&R{header_text(marking)}")
    sheet.set_footer(f"&L&A&C{header_text(marking)}&R&P / &N")


def header_text(text: str) -> str:
    """A text as it can be in a header: on one line, short, and with no code in it."""
    return " ".join(text.split())[:80].replace("&", "&&")


def sheet_names(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Names as a workbook allows them: short, without some signs, and each only once."""
    used, found = {name.casefold() for name in taken}, []
    for name in names:
        plain = " ".join(_NOT_IN_NAMES.sub(" ", name).split()).strip("'")[:LONGEST_NAME].strip() or "-"
        n, tried = 1, plain
        while tried.casefold() in used:
            n += 1
            tried = f"{plain[: LONGEST_NAME - 4]} {n}"
        used.add(tried.casefold())
        found.append(tried)
    return found


def row_height(texts: Sequence[str], widths: Sequence[float], line: float = LINE) -> float:
    """Points that a row of wrapped texts needs, with a little to spare. Not every program finds it by itself."""
    most = max(_lines(text, width) for text, width in zip(texts, widths, strict=True))
    return min(line * most, 409)  # a row cannot be higher


def _lines(text: str, width: float) -> int:
    return sum(-(-len(part) * 6 // int(width * 5)) or 1 for part in text.split("\n"))


def _width(values: Sequence[Any]) -> int:
    longest = max(18 if isinstance(value, date) else len(str(value if value is not None else "")) for value in values)
    return min(max(longest + 3, NARROWEST), WIDEST)


def _value(value: Any) -> Any:
    """A value for a cell. A real day becomes a date."""
    if not isinstance(value, str):
        return value
    if _DATE.fullmatch(value):
        try:
            return day_value(value)
        except ValueError:
            return value
    return value
