"""The workbook (XLSX) as a way to answer: what is in one that came back, as the text of an assessment file.

Pure: bytes in, text out. A workbook is recognised by a hidden sheet, the key, which says what the rest is: the edition,
the headings of the columns, the rows that there were, and what each choice of a drop-down stands for. So sheets may be
renamed, rows sorted and columns moved; what cannot be read for certain is refused, with its cell. Only the values of
cells are read: a formula is refused, and nothing is worked out. `web/core/workbook.js` is its twin.
"""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from io import BytesIO
from itertools import count
from typing import Any, Final, NamedTuple

from maturity.assessment.disguise import LARGEST_RETURN, ArchiveRefused, is_archive, is_document, zip_entries
from maturity.assessment.texts import clean_line, clean_text
from maturity.errors import MOST_PROBLEMS, MaturityError, Problem
from maturity.json_reader import path_text, visible
from maturity.questionnaire.screen_texts import word
from maturity.records import ASSESSMENT_FORMAT, Evidence, canonical

WORKBOOK_FORMAT: Final = "maturity-workbook/1"
#: The name of the hidden sheet.
KEY: Final = "maturity-workbook"
#: How many columns it has: a kind, a key, a text, and up to two more.
KEY_COLUMNS: Final = 5
#: The fields of a piece of evidence, in the order of their columns.
EVIDENCE: Final = tuple(Evidence.__annotations__)
#: The fields of a row about one question, and the key of its row.
ID, CHOICE, ROLE, COMMENT, GIVEN = "id", "choice", "role", "comment", "given"
VALUE: Final = "value"
#: What the choices that are not levels are called in the key.
DONT_KNOW, NOT_APPLICABLE = "dont_know", "not_applicable"

_NAME = re.compile(rf'name="{KEY}"'.encode())
_MOST_ROWS, _HEADING_WITHIN = 5_000, 20
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})|(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]+)?")
_LEVEL = re.compile(r"(?:level )?(\d)", re.IGNORECASE)
#: How an encrypted office file begins, and one of the format before XLSX.
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
#: Signs of a cell that a message repeats.
_SHOWN = 60
#: Rows that are gone, as many as are named.
_NAMED = 5


class WorkbookAnswers(NamedTuple):
    """The answers of a workbook as an assessment file has them, and the cell of each, by its path in such a file."""

    text: bytes
    cells: dict[str, str]


def evidence_field(number: int, name: str) -> str:
    """What the column of a field of the first, second, … piece of evidence is called in the key."""
    return f"evidence.{number}.{name}"


def given_text(at: str, state: Mapping[str, Any], comment: str, role: str) -> str:
    """What a row remembers of the answer that it was made with: the time of it, and a code by which to see whether it
    is still the same. An answer that was changed in the workbook has no time, since nobody knows it."""
    return f"{at} {hashlib.sha256(canonical([dict(state), comment, role]).encode()).hexdigest()[:16]}"


def key_check(rows: Iterable[Sequence[str]]) -> str:
    """A code of all other rows of the key, by which to see that nobody has changed it. It is no signature."""
    plain = [[clean_line(cell) for cell in row] for row in rows]
    return hashlib.sha256(canonical(plain).encode()).hexdigest()


def is_workbook(data: bytes) -> bool:
    """Whether this is an office document with the key of a workbook in it."""
    return _key_state(data) == "there"


def workbook_problem(data: bytes, where: str) -> Problem | None:
    """Why a file that looks like a workbook is none of ours, in words; nothing for what is something else."""
    if data.startswith(_OLD_OFFICE):
        return _problem("locked", where)
    return _problem("other", where) if _key_state(data) == "missing" else None


def _problem(key: str, where: str, **values: object) -> Problem:
    """What is wrong, in the words that the form has for it too."""
    what, _, fix = word(f"from_workbook.{key}", **values).rpartition(". Fix: ")
    return Problem(where, what, fix.removesuffix("."))


def _key_state(data: bytes) -> str:
    """Whether a workbook has its key: `there` or `missing`; empty for what is no workbook at all."""
    if not is_archive(data):
        return ""
    try:
        inside = dict(zip_entries(data))
    except ArchiveRefused:
        return ""
    if not is_document([*inside]) or "xl/workbook.xml" not in inside:
        return ""
    return "there" if _NAME.search(inside["xl/workbook.xml"]) else "missing"


def answers_in_workbook(data: bytes, where: str) -> WorkbookAnswers:
    """The answers in a workbook. Raises MaturityError with every problem, each with its cell."""
    book = _opened(data, where)
    reading = _Reading(_Key(book[KEY]), where)
    for sheet in book.worksheets:
        if sheet.title != KEY:
            reading.read_sheet(sheet)
    return reading.result()


def _opened(data: bytes, where: str) -> Any:
    """The workbook. Raises MaturityError for one that is damaged, or that only pretends to be one."""
    for name, content in zip_entries(data):
        read = name.endswith((".xml", ".rels")) and not name.startswith("customXml/")
        if read and (b"<!DOCTYPE" in content or b"\0" in content):
            # with definitions in its XML a small file can become a huge one
            raise MaturityError([_problem("damaged", where)])
        if len(content) > LARGEST_RETURN:
            raise MaturityError([_problem("too_much", where)])
    from openpyxl import load_workbook  # here, because most runs read no workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that it does not know, and that are not read
            book = load_workbook(BytesIO(data), keep_links=False, rich_text=False)
        key = _Key(book[KEY])
        if key.format != WORKBOOK_FORMAT:
            raise MaturityError([_problem("newer", where, format=visible(key.format, _SHOWN))])
        if not key.is_whole:
            raise MaturityError([_problem("changed", f"{where}: {KEY}")])
        return book
    except MaturityError:
        raise
    except Exception as error:  # whatever a library makes of a damaged file
        raise MaturityError([_problem("damaged", where)]) from error


class _Key:
    """The hidden sheet: rows of a kind, a key and a text, of which some have more."""

    def __init__(self, sheet: Any) -> None:
        self.rows: dict[str, dict[str, list[str]]] = {}
        listed = []
        for row in sheet.iter_rows(values_only=True, max_col=KEY_COLUMNS, max_row=_MOST_ROWS):
            kind, key, *rest = ["" if value is None else str(value) for value in row]
            self.rows.setdefault(kind, {})[key] = rest
            if kind not in ("", "check"):
                listed.append([kind, key, *rest])
        self.is_whole = self.rows.get("check", {}).keys() == {key_check(listed)}

    @property
    def format(self) -> str:
        return next(iter(self.rows.get("format", {})), "")

    def texts(self, kind: str) -> dict[str, str]:
        """The texts of a kind, by key."""
        return {key: rest[0] for key, rest in self.rows.get(kind, {}).items()}

    def keys(self, kind: str) -> dict[str, str]:
        """The keys of a kind, by how their texts are compared."""
        return {_folded(text): key for key, text in self.texts(kind).items()}


class _Cell(NamedTuple):
    """A cell: where it is, its value as somebody would type it, and the message that it cannot be read."""

    at: str
    text: str
    trouble: str


class _Reading:
    """The answers so far, the cells they are from, and the problems."""

    def __init__(self, key: _Key, where: str) -> None:
        self.key, self.where = key, where
        self.lists = {kind: key.keys(kind) for kind in ("choice", "role", "checked", "force", "yes")}
        self.problems: list[Problem] = []
        self.cells: dict[str, str] = {}
        self.seen: dict[str, str] = {}
        #: Whether the rows of some sheet could not be read.
        self.unread = False
        self.fields: dict[str, Any] = {}
        self.about: dict[str, str | bool] = {}
        self.answers: dict[str, Any] = {}

    def say(self, key: str, at: str, **values: object) -> None:
        self.problems.append(_problem(key, f"{self.where}: {at}", **values))

    # --- sheets and rows -------------------------------------------------------------------------------------------

    def read_sheet(self, sheet: Any) -> None:
        """The rows of a sheet with an id; nothing of a sheet that has none, such as that of results."""
        for kind in ("about", "answers"):
            head, columns = self._columns(sheet, kind)
            merged = sheet.merged_cells.ranges if head else ()
            for area in merged:
                self.say("merged", place(sheet.title, str(area)))
            if merged or (head and not columns):
                self.unread = True
            elif head:
                for number in range(head + 1, min(sheet.max_row, _MOST_ROWS) + 1):
                    cells = {field: sheet.cell(number, column) for field, column in columns.items()}
                    self._row(kind, {field: _read(sheet.title, cell) for field, cell in cells.items()})

    def _columns(self, sheet: Any, kind: str) -> tuple[int, dict[str, int]]:
        """The row of the headings, 0 on a sheet without them, and which column each field has now: none where a heading
        is gone."""
        headings, texts = self.key.keys(f"heading.{kind}"), self.key.texts(f"heading.{kind}")
        for row in sheet.iter_rows(max_row=min(sheet.max_row, _HEADING_WITHIN)):
            fields = [headings.get(_folded(_plain(cell)), "") for cell in row]
            if ID not in fields:
                continue
            gone = [text for field, text in texts.items() if field not in fields]
            for text in gone:
                self.say("heading", place(sheet.title, row[0].coordinate), heading=visible(text, _SHOWN))
            return row[0].row, {} if gone else {field: fields.index(field) + 1 for field in texts}
        return 0, {}

    def _row(self, kind: str, row: Mapping[str, _Cell]) -> None:
        id, known = row[ID].text.strip(), self.key.rows.get(f"row.{kind}", {})
        if not id:
            filled = [cell for field, cell in row.items() if field not in (ID, GIVEN) and cell.text.strip()]
            if filled:
                self.say("no_id", filled[0].at)
        elif id not in known:
            self.say("other_id", row[ID].at, id=visible(id, _SHOWN))
        elif id in self.seen:
            self.say("twice", row[ID].at, cell=self.seen[id])
        else:
            self.seen[id] = row[ID].at
            (self._about if kind == "about" else self._answer)(id, known[id], row)

    # --- one row ---------------------------------------------------------------------------------------------------

    def _about(self, id: str, known: Sequence[str], row: Mapping[str, _Cell]) -> None:
        """A field of the assessment that is no answer."""
        cell, name, kind = row[VALUE], id.removeprefix("about."), known[2]
        text = self._text(cell)
        self.cells[id] = cell.at
        if not text:
            if id in ("force", "period") and not cell.trouble:
                self.say(f"no_{id}", cell.at)
        elif id in ("period", "marking"):
            self.fields[id] = clean_line(text)
        elif kind not in ("force", "yes"):
            self.about[name] = text
        elif found := self._listed(cell, kind):
            if kind == "force":
                self.fields[id] = found
            else:
                self.about[name] = found == "true"

    def _answer(self, id: str, known: Sequence[str], row: Mapping[str, _Cell]) -> None:
        """The answer to a question, if there is one."""
        code, _, may_not_apply = known[:3]
        # a cell alone says little to whoever is told of it
        row = {field: cell._replace(at=f"{cell.at} ({code})") for field, cell in row.items()}
        path, start = ("answers", id), len(self.problems)
        state = self._state(row[CHOICE], may_not_apply == "yes")
        comment, role = self._text(row[COMMENT]), self._listed(row[ROLE], "role")
        evidence = self._evidence(path, row)
        if state is None and len(self.problems) == start and (comment or evidence):
            self.say("no_answer", row[CHOICE].at)
        if state is None or len(self.problems) > start:
            return
        words = NOT_APPLICABLE if NOT_APPLICABLE in state else "comment"
        self.cells |= {path_text(path): row[CHOICE].at, path_text((*path, words)): row[COMMENT].at}
        at, _, check = row[GIVEN].text.partition(" ")
        is_same = given_text(at, state, comment, role) == f"{at} {check}"
        more = {words: comment, "evidence": evidence, "role": role, "at": at if is_same else ""}
        self.answers[id] = state | {name: value for name, value in more.items() if value or name in state}

    def _state(self, cell: _Cell, may_not_apply: bool) -> dict[str, Any] | None:
        """What was chosen: a level, don't know or not applicable; nothing while nothing is."""
        text = clean_line(self._text(cell))
        if not text:
            return None
        level = _LEVEL.fullmatch(text)
        code = self.lists["choice"].get(_folded(text)) or (level[1] if level else "")
        if code not in self.lists["choice"].values():
            self.say("other_answer", cell.at, text=visible(text, _SHOWN))
        elif code == NOT_APPLICABLE and not may_not_apply:
            self.say("not_allowed", cell.at)
        else:
            return {code: True} if code in (DONT_KNOW, NOT_APPLICABLE) else {"level": int(code)}
        return None

    def _evidence(self, path: tuple[str, str], row: Mapping[str, _Cell]) -> list[dict[str, str]]:
        """The pieces of evidence that are named, without gaps between them."""
        pieces: list[dict[str, str]] = []
        for number in count(1):
            cells = {name: row[field] for name in EVIDENCE if (field := evidence_field(number, name)) in row}
            if "title" not in cells:
                break
            start = len(self.problems)
            piece = {name: text for name, cell in cells.items() if (text := self._evidence_text(name, cell))}
            if "title" in piece:
                self.cells |= {path_text((*path, "evidence", len(pieces), name)): cells[name].at for name in piece}
                pieces.append(piece)
            elif piece and len(self.problems) == start:
                self.say("no_title", cells["title"].at)
        return pieces

    def _evidence_text(self, name: str, cell: _Cell) -> str:
        if name == "date":
            return self._day(cell)
        if name == "checked":
            return self._listed(cell, name)
        text = clean_line(self._text(cell))  # an owner is usually one of the roles, but need not be
        return self.lists["role"].get(_folded(text), text) if name == "owner" else text

    # --- one cell --------------------------------------------------------------------------------------------------

    def _text(self, cell: _Cell) -> str:
        """What is in a cell. A formula or a mistake of one is a problem."""
        if cell.trouble:
            self.say(cell.trouble, cell.at, text=visible(cell.text, _SHOWN))
        return "" if cell.trouble else clean_text(cell.text)

    def _listed(self, cell: _Cell, kind: str) -> str:
        """What one of the texts of a drop-down stands for."""
        text = clean_line(self._text(cell))
        if text and _folded(text) not in self.lists[kind]:
            self.say("not_listed", cell.at, text=visible(text, _SHOWN))
        return self.lists[kind].get(_folded(text), "")

    def _day(self, cell: _Cell) -> str:
        """A day as year-month-day, from a date or from what somebody typed; nothing for an empty cell."""
        text = clean_line(self._text(cell))
        if found := _DAY.fullmatch(text):
            day, month, year, *iso = found.groups()
            with suppress(ValueError):
                return date(*map(int, iso if iso[0] else (year, month, day))).isoformat()
        if text:
            self.say("not_a_date", cell.at, text=visible(text, _SHOWN))
        return ""

    # --- everything ------------------------------------------------------------------------------------------------

    def result(self) -> WorkbookAnswers:
        """The text of the assessment. Raises MaturityError with every problem, also of rows that are gone."""
        for kind in () if self.unread else ("about", "answers"):
            rows = self.key.rows.get(f"row.{kind}", {})
            gone = [rest for id, rest in rows.items() if id not in self.seen]
            if gone:
                items = (word("from_workbook.gone_item", name=name, sheet=sheet) for name, sheet, _ in gone[:_NAMED])
                listed, more = ", ".join(items), len(gone) - _NAMED
                listed = word("from_workbook.gone_more", list=listed, n=more) if more > 0 else listed
                self.problems.append(_problem("gone", self.where, n=len(gone), list=listed))
        if self.problems:
            raise MaturityError(self.problems[:MOST_PROBLEMS], len(self.problems))
        known = {name: text for name, text in self.key.texts("edition").items() if text}
        record = {"format": ASSESSMENT_FORMAT, "edition": known, **self.fields}
        if self.about:
            record["about"] = self.about
        record["answers"] = {id: self.answers[id] for id in self.key.rows["row.answers"] if id in self.answers}
        return WorkbookAnswers(json.dumps(record, ensure_ascii=False).encode(), self.cells)


def place(sheet: str, coordinate: str) -> str:
    """A cell as Excel writes it, which can be typed into its box for names to go there: 'A sheet'!B7."""
    name = visible(sheet, _SHOWN)
    quoted = name if re.fullmatch(r"\w+", name, re.ASCII) else "'" + name.replace("'", "''") + "'"
    return f"{quoted}!{coordinate}"


def _read(sheet: str, cell: Any) -> _Cell:
    trouble = {"f": "formula", "e": "error"}.get(cell.data_type, "")
    return _Cell(place(sheet, cell.coordinate), _plain(cell), trouble)


def _plain(cell: Any) -> str:
    """The value of a cell as somebody would type it; of a formula its text. Excel writes a line end from elsewhere as
    _x000D_."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("_x000D_", "\r")


def _folded(text: str) -> str:
    """A text as two of them are compared: without case, and on one line."""
    return clean_line(text).lower()
