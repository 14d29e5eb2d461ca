"""What happens to workbooks on their way: what people do to one in a spreadsheet (tests/broken/workbooks.yml), and
packages that are damaged, or made to do harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import yaml
from openpyxl import load_workbook

from tests import TESTS

CASES: list[dict[str, Any]] = yaml.safe_load((TESTS / "broken" / "workbooks.yml").read_text(encoding="utf-8"))


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(book: Any, place: str) -> Any:
    sheet, _, cell = place.rpartition("!")
    return book[sheet][cell]


def _set(book: Any, cells: dict[str, Any]) -> None:
    for place, value in cells.items():
        cell = _cell(book, place)
        cell.value = "x" * value["long"] if isinstance(value, dict) else value


def _formula(book: Any, cells: dict[str, str]) -> None:
    _set(book, cells)
    assert all(_cell(book, place).data_type == "f" for place in cells)


def _rename(book: Any, names: dict[str, str]) -> None:
    for old, new in names.items():
        book[old].title = new


def _merge(book: Any, area: str) -> None:
    sheet, _, cells = area.rpartition("!")
    book[sheet].merge_cells(cells)


def _sort(book: Any, by: dict[str, Any]) -> None:
    sheet = book[by["sheet"]]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    column = ord(by["by"]) - ord("A")
    rows.sort(key=lambda row: str(row[column]), reverse=by.get("reverse", False))
    for row, values in zip(sheet.iter_rows(min_row=2), rows, strict=True):
        for cell, value in zip(row, values, strict=True):
            cell.value = value


def _insert(book: Any, where: dict[str, Any]) -> None:
    sheet = book[where["sheet"]]
    if "rows" in where:
        sheet.insert_rows(1, where["rows"])
    else:
        sheet.insert_cols(where["column"])


def _move(book: Any, cells: dict[str, str]) -> None:
    for old, new in cells.items():
        _cell(book, new).value, _cell(book, old).value = _cell(book, old).value, None


DOING: dict[str, Callable[[Any, Any], object]] = {
    "set": _set,
    "formula": _formula,
    "rename": _rename,
    "merge": _merge,
    "sort": _sort,
    "insert": _insert,
    "move": _move,
    "delete": lambda book, row: book[row["sheet"]].delete_rows(row["row"]),
    "copy": lambda book, name: book.copy_worksheet(book[name]),
    "remove": lambda book, name: book.remove(book[name]),
    "add": lambda book, name: book.create_sheet(name).append(["Question", "Your answer"]),
}


def treated(data: bytes, case: dict[str, Any]) -> bytes:
    """A workbook with what a case of the table does to it."""
    book = load_workbook(io.BytesIO(data))
    for step in case["do"]:
        for name, what in step.items():
            DOING[name](book, what)
    return saved(book)


# --- packages --------------------------------------------------------------------------------------------------

STRINGS, SHEET = "xl/sharedStrings.xml", "xl/worksheets/sheet2.xml"


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _with(name: str, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """A package with one part changed."""

    def made(data: bytes) -> bytes:
        parts = parts_of(data)
        return packed(parts | {name: change(parts[name])})

    return made


def _entities(count: int) -> Callable[[bytes], bytes]:
    inner = b"".join(b'<!ENTITY a%d "&a%d;&a%d;">' % (n + 1, n, n) for n in range(count))
    return lambda _: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "a">' + inner + b"]><x>&a%d;</x>" % count


def _without(name: str) -> Callable[[bytes], bytes]:
    return lambda data: packed({each: content for each, content in parts_of(data).items() if each != name})


def _flipped(data: bytes) -> bytes:
    """One bit of a packed sheet is another."""
    at = data.index(b"xl/worksheets/sheet2.xml") + 400
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _lying(data: bytes) -> bytes:
    """A part that unpacks to more than the list of parts says."""
    large = packed(parts_of(data) | {"xl/media/image1.png": b"0" * 9_000_000})
    return large.replace((9_000_000).to_bytes(4, "little"), (9_000).to_bytes(4, "little"))


#: Packages that are refused, by what is wrong with them.
PACKAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut short": lambda data: data[: len(data) // 2],
    "one bit": _flipped,
    "entities in the texts": _with(STRINGS, _entities(1)),
    "very many entities in the texts": _with(STRINGS, _entities(200)),
    "entities in a sheet": _with(SHEET, _entities(30)),
    "an entity from elsewhere": _with(SHEET, lambda _: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'),
    "a bomb in a sheet": _with(SHEET, lambda xml: xml + b" " * 5_000_000),
    "a bomb in a picture": lambda data: packed(parts_of(data) | {"xl/media/image1.png": b"0" * 9_000_000}),
    "a bomb that lies": _lying,
    "very many parts": lambda data: packed(parts_of(data) | {f"xl/x{n}.xml": b"<x/>" for n in range(600)}),
    "a sheet that is no XML": _with(SHEET, lambda xml: xml[:-40]),
    "a sheet in another encoding": _with(SHEET, lambda xml: xml.decode().encode("utf-16")),
    "a text that there is not": _with(SHEET, lambda xml: xml.replace(b"<v>", b"<v>99", 1)),
    "no links": _without("xl/_rels/workbook.xml.rels"),
    "no texts": _without(STRINGS),
}
