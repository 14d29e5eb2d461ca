"""Workbooks (XLSX): a new one, a table on a sheet of it, and its bytes, which are the same on every day and machine.

Nothing in a workbook can run: texts are written as texts, whatever they begin with, and there are no formulas.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import xlsxwriter

#: The date inside every file, so that building twice gives the same bytes.
MOMENT = datetime(2026, 1, 1)
#: The font by which widths are counted too: every office program has it, or one of the same widths.
FONT, FONT_SIZE = "Arial", 10
#: The ground of a head.
FILL = "#E6ECF5"
TABLE_STYLE = "Table Style Light 9"
#: Excel's number of the paper.
A4 = 9
#: Points that a line is high; how many signs of usual text fit on ten of a column's width, and as many fewer of bold
#: text; and how many a line loses to its last word.
LINE, _FIT, _BOLD, _LOST = 13, 13, 1, 3
#: The line under each row, since not every program shows the style of a table.
_RULE = {"bottom": 1, "bottom_color": "#C6CEDB"}
#: Columns of a table are between so many signs wide. A heading may take this many lines.
NARROWEST, WIDEST, _HEADING_LINES = 8, 48, 3
#: Excel allows at most this many signs in a sheet's name, and none of these.
LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
#: The first day that spreadsheets can count to is at the beginning of 1900, and they count that year wrongly.
FIRST_DATE = date(1901, 1, 1)


class Sheet(NamedTuple):
    """A table for a sheet of its own: rows by the names of columns, under one row of headings. Whole numbers, yes and
    no, and in `dates` columns days (year-month-day) become what a spreadsheet can count and sort."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]
    dates: Collection[str] = ()


def new_book(out: io.BytesIO, title: str, subject: str, author: str) -> Any:
    """A workbook that is written into `out` when it is closed."""
    plain_texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    look = {"default_format_properties": {"font_name": FONT, "font_size": FONT_SIZE}}
    book = xlsxwriter.Workbook(out, {"in_memory": True, **plain_texts, **look})
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
        add_table_sheet(book, number, sheet._replace(name=name), title, marking)
    return book_bytes(book, out)


def add_table_sheet(book: Any, number: int, table: Sheet, title: str, marking: str) -> Any:
    """A sheet with one table from its first cell: one row of headings, which stays in view and is repeated on paper.
    `number`: which table of the workbook it is."""
    sheet, columns = book.add_worksheet(table.name), table.columns
    plain = {"font_name": FONT, "valign": "top", **_RULE}
    top = book.add_format(plain | {"text_wrap": True})
    head = book.add_format({"font_name": FONT, "bold": True, "text_wrap": True, "bg_color": FILL, "bottom": 1})
    day = book.add_format(plain | {"num_format": "d mmmm yyyy", "align": "left"})
    number_style = book.add_format(plain | {"align": "center"})
    written = [[_value(row.get(column), column in table.dates) for column in columns] for row in table.rows]
    widths = [_width(column, [row[n] for row in written]) for n, column in enumerate(columns)]
    heads = [{"header": column, "header_format": head} for column in columns]
    about = {"name": f"Table{number}", "columns": heads, "style": TABLE_STYLE}
    sheet.add_table(0, 0, max(len(written), 1), len(columns) - 1, about)
    # the columns in which a text may wrap, or one of no length
    long = [m for m, width in enumerate(widths) if any(len(str(row[m])) > _fit(width) for row in written)] or [0]
    for n, row in enumerate(written, 1):
        for m, value in enumerate(row):
            style = day if isinstance(value, date) else number_style if isinstance(value, int) else top
            write_value(sheet, n, m, value, style)
        sheet.set_row(n, row_height([str(row[m]) for m in long], [widths[m] for m in long]))
    sheet.set_row(0, row_height(columns, [width - 3 for width in widths], bold=True))
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


def protect(sheet: Any) -> None:
    """Only the cells to type in can be changed. There is no password: anyone can take the protection off."""
    allowed = ("format_cells", "format_columns", "format_rows", "autofilter", "sort", "select_locked_cells")
    sheet.protect("", dict.fromkeys(allowed, True))


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


def _fit(width: int, bold: bool = False) -> int:
    """Signs that fit on a line of a column."""
    return max(width, width * (_FIT - _BOLD * bold) // 10 - _LOST)


def row_height(texts: Sequence[str], widths: Sequence[int], bold: bool = False) -> int:
    """Points that a row of wrapped texts needs, with a little to spare. Not every program finds it by itself."""
    fits = [_fit(width, bold) for width in widths]
    lines = max(
        sum(-(-len(part) // fit) or 1 for part in text.split("\n"))
        for text, fit in zip(texts, fits, strict=True)
    )
    return min(LINE * lines + 5, 409)  # a row cannot be higher


def _width(heading: str, values: Sequence[Any]) -> int:
    """Signs that a column needs for its values, and for the longest word of its heading beside the filter's arrow."""
    needed = [18 if isinstance(value, date) else len(str(value if value is not None else "")) for value in values]
    words = max(map(len, heading.split()), default=0) + 3
    return min(max(*needed, words, len(heading) // _HEADING_LINES + 3, NARROWEST) + 1, WIDEST)


def _value(value: Any, is_day: bool) -> Any:
    try:
        return day_value(value) if is_day and value else value
    except ValueError:
        return value
