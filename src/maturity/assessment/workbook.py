"""The workbook (XLSX) as a way to answer: what is in one that came back, as the text of an assessment file.

Pure: bytes in, text out. A workbook is recognised by a hidden sheet, the key, which says what the rest is: the edition,
the headings of the columns, the rows that there were, and what each choice of a drop-down stands for. So sheets may be
renamed, rows sorted and columns moved; what cannot be read for certain is refused, with its cell. Only the values of
cells are read: a formula is refused, and nothing is worked out.
"""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final, NamedTuple

from maturity.assessment.disguise import LARGEST_RETURN, ArchiveRefused, is_archive, is_document, zip_entries
from maturity.assessment.shapes import length_problem
from maturity.assessment.texts import clean_line, clean_text
from maturity.errors import MOST_PROBLEMS, MaturityError, Problem, nearest
from maturity.json_reader import path_text, visible
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
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})|(\d{4})-(\d{2})-(\d{2})")
_LEVEL = re.compile(r"(?:level )?(\d)", re.IGNORECASE)
#: How an encrypted office file begins, and one of the format before XLSX.
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_NEW_ONE = "take a fresh workbook, and copy the answers into it"


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
        what = "this is an old Excel file, or one with a password or an encrypting sensitivity label"
        return Problem(where, what, "save it as an Excel workbook (.xlsx) with no password and no encryption")
    if _key_state(data) == "missing":
        what = "this workbook is not for an assessment, or its hidden sheet is gone"
        return Problem(where, what, _NEW_ONE)
    return None


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
    damaged = Problem(where, "this workbook is damaged", "open it in Excel and save it again, or ask for it again")
    for name, content in zip_entries(data):
        read = name.endswith((".xml", ".rels")) and not name.startswith("customXml/")
        if read and (b"<!DOCTYPE" in content or b"\0" in content):
            raise MaturityError([damaged])  # with definitions in its XML a small file can become a huge one
        if len(content) > LARGEST_RETURN:
            what = "there is more in this workbook than in any assessment"
            raise MaturityError([Problem(where, what, _NEW_ONE)])
    from openpyxl import load_workbook  # here, because most runs read no workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that it does not know, and that are not read
            book = load_workbook(BytesIO(data), keep_links=False, rich_text=False)
        key = _Key(book[KEY])
        if key.format != WORKBOOK_FORMAT:
            what = f"this workbook is in a format that this program does not know ({visible(key.format)})"
            raise MaturityError([Problem(where, what, "use the newest version of this tool, or " + _NEW_ONE)])
        if not key.is_whole:
            what = "the hidden sheet of this workbook was changed or damaged"
            raise MaturityError([Problem(f"{where}: {KEY}", what, _NEW_ONE)])
        return book
    except MaturityError:
        raise
    except Exception as error:  # whatever a library makes of a damaged file
        raise MaturityError([damaged]) from error


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


class _Row(NamedTuple):
    """A row with an id, and where its columns are."""

    id: str
    sheet: Any
    number: int
    columns: dict[str, int]

    def cell(self, field: str) -> Any:
        return self.sheet.cell(self.number, self.columns[field])


class _Reading:
    """The answers so far, the cells they are from, and the problems."""

    def __init__(self, key: _Key, where: str) -> None:
        self.key, self.where = key, where
        self.problems: list[Problem] = []
        self.cells: dict[str, str] = {}
        self.seen: dict[str, str] = {}
        #: Whether the rows of some sheet could not be read.
        self.unread = False
        self.fields: dict[str, Any] = {}
        self.about: dict[str, str | bool] = {}
        self.answers: dict[str, Any] = {}
        self.choices, self.roles = key.keys("choice"), key.keys("role")

    # --- sheets and rows -------------------------------------------------------------------------------------------

    def read_sheet(self, sheet: Any) -> None:
        """The rows of a sheet with an id; nothing of a sheet that has none, such as that of results."""
        for kind in ("about", "answers"):
            found = self._columns(sheet, kind)
            if found is None:
                continue
            head, columns = found
            for area in sheet.merged_cells.ranges:
                fix = "unmerge them (Home, Merge & Center), and write each answer in its own cell"
                self._problem(sheet, str(area), "these cells are merged", fix)
                self.unread = True
            if self.unread:
                return
            for number in range(head + 1, min(sheet.max_row, _MOST_ROWS) + 1):
                self._row(sheet, number, columns, kind)

    def _columns(self, sheet: Any, kind: str) -> tuple[int, dict[str, int]] | None:
        """The row of the headings and the column of each field, wherever they are now. A heading that is gone is a
        problem."""
        headings = {_folded(text): field for field, text in self.key.texts(f"heading.{kind}").items()}
        first = _folded(self.key.texts(f"heading.{kind}")[ID])
        for row in sheet.iter_rows(max_row=min(sheet.max_row, _HEADING_WITHIN)):
            if not any(_folded(_plain(cell)) == first for cell in row):
                continue
            columns: dict[str, int] = {}
            for cell in row:
                columns.setdefault(headings.get(_folded(_plain(cell)), ""), cell.column)
            for text in (text for field, text in self.key.texts(f"heading.{kind}").items() if field not in columns):
                what = f"there is no column with the heading “{visible(text)}” here"
                self._problem(sheet, row[0].coordinate, what, f"write the heading back, or {_NEW_ONE}")
                self.unread = True
            return None if self.unread else (row[0].row, columns)
        return None

    def _row(self, sheet: Any, number: int, columns: dict[str, int], kind: str) -> None:
        row = _Row("", sheet, number, columns)
        id = _plain(row.cell(ID)).strip()
        inputs = [field for field in columns if field not in ("", ID, GIVEN)]
        if not id:
            if filled := [field for field in inputs if _plain(row.cell(field)).strip()]:
                what = "this row has no id in the hidden first column, so nobody knows which question it is about"
                self._problem(sheet, row.cell(filled[0]).coordinate, what, f"undo what removed it, or {_NEW_ONE}")
            return
        here = place(sheet, row.cell(ID).coordinate)
        if id not in self.key.rows.get(f"row.{kind}", {}):
            fix = nearest(id, self.key.rows.get(f"row.{kind}", {}))
            self._problem(sheet, row.cell(ID).coordinate, f"there is no `{visible(id)}` in this workbook", fix)
        elif id in self.seen:
            what = f"this row is there twice; it is also at {self.seen[id]}"
            self._problem(sheet, row.cell(ID).coordinate, what, "delete one of the two rows")
        else:
            self.seen[id] = here
            (self._about if kind == "about" else self._answer)(row._replace(id=id))

    # --- one row ---------------------------------------------------------------------------------------------------

    def _about(self, row: _Row) -> None:
        """A field of the assessment that is no answer."""
        cell, rest = row.cell(VALUE), self.key.rows["row.about"][row.id]
        kind = rest[2]
        text = clean_text(self._text(cell, row.sheet))
        name = row.id.removeprefix("about.")
        if kind == "force":
            self.cells["force"] = place(row.sheet, cell.coordinate)
            if not text:
                self._problem(row.sheet, cell.coordinate, "no force is chosen", "choose one from the list in this cell")
            else:
                self._known(row, VALUE, "force", text, self.fields)
        elif row.id in ("period", "marking"):
            self.cells[row.id] = place(row.sheet, cell.coordinate)
            if row.id == "period" and not text:
                fix = "write it like the example beside it"
                self._problem(row.sheet, cell.coordinate, "there is no period", fix)
            elif text:
                self.fields[row.id] = clean_line(text)
        elif text:
            self.cells[f"about.{name}"] = place(row.sheet, cell.coordinate)
            if kind == "yes":
                found: dict[str, str] = {}
                self._known(row, VALUE, "yes", text, found)
                if found:
                    self.about[name] = found["yes"] == "true"
            elif not self._too_long(row, VALUE, text, "about"):
                self.about[name] = text

    def _answer(self, row: _Row) -> None:
        """The answer to a question, if there is one."""
        here, start = ("answers", row.id), len(self.problems)
        self.cells[path_text(here)] = place(row.sheet, row.cell(CHOICE).coordinate)
        state = self._state(row)
        comment = clean_text(self._text(row.cell(COMMENT), row.sheet))
        role: dict[str, str] = {}
        if named := clean_line(self._text(row.cell(ROLE), row.sheet)):
            self._known(row, ROLE, "role", named, role)
        evidence = self._evidence(row)
        if state is None and len(self.problems) == start and (comment or evidence):
            what = "there is a comment or evidence in this row, but no answer"
            fix = "choose an answer in this cell, or empty the other cells of the row"
            self._problem(row.sheet, row.cell(CHOICE).coordinate, what, fix)
        if state is None or len(self.problems) > start:
            return
        answer: dict[str, Any] = {**state}
        if NOT_APPLICABLE in state:
            answer[NOT_APPLICABLE] = comment
            self.cells[path_text((*here, NOT_APPLICABLE))] = place(row.sheet, row.cell(COMMENT).coordinate)
        elif comment and not self._too_long(row, COMMENT, comment, COMMENT):
            answer["comment"] = comment
        at, _, code = _plain(row.cell(GIVEN)).partition(" ")
        same = bool(at) and given_text(at, state, comment, role.get("role", "")) == f"{at} {code}"
        self.answers[row.id] = {
            **answer,
            **({"evidence": evidence} if evidence else {}),
            **role,
            **({"at": at} if same else {}),
        }

    def _state(self, row: _Row) -> dict[str, Any] | None:
        """What was chosen: a level, don't know or not applicable; nothing while nothing is."""
        cell = row.cell(CHOICE)
        text = clean_line(self._text(cell, row.sheet))
        if not text:
            return None
        code = self.choices.get(_folded(text))
        if code is None and (level := _LEVEL.fullmatch(text)) and level[1] in self.choices.values():
            code = level[1]
        if code is None:
            what = f"`{visible(text, 60)}` is none of the answers to this question"
            self._problem(row.sheet, cell.coordinate, what, "choose one from the list in this cell")
            return None
        if code == NOT_APPLICABLE:
            if self.key.rows["row.answers"][row.id][2] != "yes":
                what = "“not applicable” cannot be chosen for this question, which applies to every force"
                self._problem(row.sheet, cell.coordinate, what, "choose a level or “don't know”")
                return None
            if not clean_text(_plain(row.cell(COMMENT))):
                what = "there is no reason here why the question does not apply"
                self._problem(row.sheet, row.cell(COMMENT).coordinate, what, "write the reason")
                return None
        return {code: True} if code in (DONT_KNOW, NOT_APPLICABLE) else {"level": int(code)}

    def _evidence(self, row: _Row) -> list[dict[str, str]]:
        """The pieces of evidence that are named, without gaps between them."""
        pieces: list[dict[str, str]] = []
        number = 1
        while evidence_field(number, "title") in row.columns:
            piece: dict[str, str] = {}
            before = len(self.problems)
            for name in EVIDENCE:
                if evidence_field(number, name) in row.columns:
                    self._evidence_field(row, evidence_field(number, name), name, piece)
            if piece and "title" not in piece and len(self.problems) == before:
                cell = row.cell(evidence_field(number, "title"))
                fix = "write the title, or empty the other cells of this evidence"
                self._problem(row.sheet, cell.coordinate, "this evidence has no title", fix)
            elif "title" in piece:
                for name in piece:
                    path = path_text(("answers", row.id, "evidence", len(pieces), name))
                    self.cells[path] = place(row.sheet, row.cell(evidence_field(number, name)).coordinate)
                pieces.append(piece)
            number += 1
        return pieces

    def _evidence_field(self, row: _Row, field: str, name: str, piece: dict[str, str]) -> None:
        cell = row.cell(field)
        if name == "date":
            if day := self._day(cell, row.sheet):
                piece[name] = day
            return
        text = clean_line(self._text(cell, row.sheet))
        if not text or self._too_long(row, field, text, name):
            return
        if name == "owner":  # usually one of the roles, but it need not be
            piece[name] = self.roles.get(_folded(text), text)
        elif name == "checked":
            self._known(row, field, "checked", text, piece)
        else:
            piece[name] = text

    def _known(self, row: _Row, field: str, kind: str, text: str, into: dict[str, str]) -> None:
        """One of the texts of a drop-down, as what it stands for."""
        keys = self.key.keys(kind)
        if _folded(text) in keys:
            into[kind] = keys[_folded(text)]
            return
        what = f"`{visible(text, 60)}` is not in the list of this cell"
        near = nearest(text, self.key.texts(kind).values())
        self._problem(row.sheet, row.cell(field).coordinate, what, near if "`" in near else "choose one from the list")

    # --- one cell --------------------------------------------------------------------------------------------------

    def _text(self, cell: Any, sheet: Any) -> str:
        """What is in a cell as text. A number is how it would be typed. A formula or a mistake of one is a problem."""
        if cell.data_type == "f":
            what = "there is a formula in this cell, and formulas are not read"
            fix = "write the answer itself; to keep what it shows, copy the cell and choose Paste Special, Values"
            self._problem(sheet, cell.coordinate, what, fix)
            return ""
        if cell.data_type == "e":
            what = f"this cell shows the error {visible(str(cell.value), 20)}"
            self._problem(sheet, cell.coordinate, what, "write the answer again")
            return ""
        return _plain(cell)

    def _day(self, cell: Any, sheet: Any) -> str:
        """A day as year-month-day, from a date or from what somebody typed; nothing for an empty cell."""
        text = clean_line(self._text(cell, sheet))
        if isinstance(cell.value, datetime):
            return cell.value.date().isoformat()
        if not text:
            return ""
        if found := _DAY.fullmatch(text):
            day, month, year, *iso = found.groups()
            try:
                return date(*map(int, iso if iso[0] else (year, month, day))).isoformat()
            except ValueError:
                pass
        fix = "write day/month/year, such as 20/11/2026"
        self._problem(sheet, cell.coordinate, f"`{visible(text, 40)}` is not a date", fix)
        return ""

    def _too_long(self, row: _Row, field: str, text: str, name: str) -> bool:
        long = length_problem(text, name)
        if long:
            self._problem(row.sheet, row.cell(field).coordinate, *long)
        return long is not None

    def _problem(self, sheet: Any, coordinate: str, what: str, fix: str) -> None:
        self.problems.append(Problem(f"{self.where}: {place(sheet, coordinate)}", what, fix))

    # --- everything ------------------------------------------------------------------------------------------------

    def result(self) -> WorkbookAnswers:
        """The text of the assessment. Raises MaturityError with every problem, also of rows that are gone."""
        self.problems += self._gone()
        if self.problems:
            raise MaturityError(self.problems[:MOST_PROBLEMS], len(self.problems))
        known = {name: text for name, text in self.key.texts("edition").items() if text}
        record = {"format": ASSESSMENT_FORMAT, "edition": known, **self.fields, "answers": {}}
        if self.about:
            record["about"] = {
                name: self.about[name]
                for name in (id.removeprefix("about.") for id in self.key.rows["row.about"])
                if name in self.about
            }
        record["answers"] = {id: self.answers[id] for id in self.key.rows["row.answers"] if id in self.answers}
        return WorkbookAnswers(json.dumps(record, ensure_ascii=False).encode(), self.cells)

    def _gone(self) -> Iterator[Problem]:
        """Rows that the workbook had and has no more."""
        for kind in ("about", "answers"):
            rows = self.key.rows.get(f"row.{kind}", {})
            gone = [f"{rest[0]} (sheet {rest[1]})" for id, rest in rows.items() if id not in self.seen]
            if gone and not self.unread:
                what = f"{'a row is' if len(gone) == 1 else f'{len(gone)} rows are'} gone: {', '.join(gone[:5])}"
                more = f", and {len(gone) - 5} more" if len(gone) > 5 else ""
                yield Problem(self.where, what + more, f"undo what removed it, or {_NEW_ONE}")


def place(sheet: Any, coordinate: str) -> str:
    """A cell as Excel writes it, which can be typed into its box for names to go there: 'A sheet'!B7."""
    name = visible(sheet.title, 60)
    return (
        f"{name}!{coordinate}" if re.fullmatch(r"\w+", name) else f"'{name.replace(chr(39), chr(39) * 2)}'!{coordinate}"
    )


def _plain(cell: Any) -> str:
    """The value of a cell as somebody would type it; of a formula its text."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _folded(text: str) -> str:
    """A text as two of them are compared: without case, and on one line."""
    return clean_line(text).casefold()
