"""The toolkit: things to use, one Markdown file for each in the folder `toolkit` beside the questionnaire's files.

Each file says at its head what it is and what it serves. The toolkit is no part of an edition: it may change at any
time, and there need not be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field

from maturity.errors import Nearest, Problem
from maturity.files import is_system_file, read_ordinary, system_reason
from maturity.plaintext import decode_utf8
from maturity.questionnaire.loader import checked_part
from maturity.questionnaire.markdown import Block, Bullets, Heading, Line, Paragraph, Quote, Table, plain, read_blocks
from maturity.questionnaire.model import Id, Questionnaire, QuestionnairePart, Text
from maturity.questionnaire.rules import tool_flags
from maturity.questionnaire.yaml_reader import Tree, parse_yaml, place_in_file, read_tree

FOLDER = "toolkit"
#: Bytes of one file.
LARGEST = 200_000
#: Spreadsheets take no longer name for a sheet, and none of these signs in it.
LONGEST_SHEET = 31
_NOT_IN_SHEET = re.compile(r"[\[\]:*?/\\']")
_HEAD = re.compile(r"(---\r?\n.*?^)---[ \t]*\r?\n", re.DOTALL | re.MULTILINE)
_ITEM_NAME = re.compile(r"[a-z][a-z0-9-]{0,79}\Z")
_FIX_HEAD = "begin it with a line `---`, then title, summary and the rest, then another line `---`"


class ToolkitHead(QuestionnairePart):
    """What stands at the head of a file: what it is, who uses it and what it serves."""

    title: Text
    #: One sentence: what it is, who uses it and when.
    summary: Text
    #: The roles that use it.
    roles: tuple[Id, ...] = Field(min_length=1)
    #: The first is the one that it belongs to.
    interventions: tuple[Id, ...] = Field(min_length=1)
    questions: tuple[Id, ...] = ()
    #: As a file to edit: a document (DOCX), a workbook (XLSX) or a table (CSV). A page is there to copy from.
    file: Literal["document", "workbook", "table", "page"]
    #: Who must check it before it is used.
    verify: Text | None = None


class ToolkitItem(NamedTuple):
    """Something to use. `id` is its file's name."""

    id: str
    head: ToolkitHead
    blocks: tuple[Block, ...]


class Sheet(NamedTuple):
    """A sheet of a workbook: its name, what it is for, and its one table."""

    name: str
    notes: tuple[Line, ...]
    table: Table


class Toolkit(NamedTuple):
    """Every item, by title."""

    items: tuple[ToolkitItem, ...] = ()

    @property
    def ids(self) -> dict[str, ToolkitItem]:
        return {item.id: item for item in self.items}

    def of_theme(self, q: Questionnaire, theme: str) -> list[ToolkitItem]:
        """The items whose first intervention belongs to a theme."""
        themes = {each.id: each.theme for each in q.interventions.interventions}
        return [item for item in self.items if themes[item.head.interventions[0]] == theme]

    def for_question(self, question: str) -> list[ToolkitItem]:
        """What serves it, and first the items that name it first."""
        here = [item for item in self.items if question in item.head.questions]
        return sorted(here, key=lambda item: item.head.questions.index(question))

    def for_intervention(self, intervention: str) -> list[ToolkitItem]:
        return [item for item in self.items if intervention in item.head.interventions]


#: Of a questionnaire without one.
NO_TOOLKIT = Toolkit()


def load_toolkit(folder: Path, q: Questionnaire) -> tuple[Toolkit, list[Problem]]:
    """The toolkit of a questionnaire's folder, and everything that is wrong with it. Where there is one, it has each
    item that the questionnaire's steps and interventions name."""
    found: dict[str, ToolkitItem] = {}
    problems: list[Problem] = []
    paths = sorted(path for path in (folder / FOLDER).glob("*") if not is_system_file(path.name))
    names = {path.stem for path in paths}
    for path in paths:
        item, wrong = _read_item(path, q, names)
        problems += wrong
        if item is not None:
            found[item.id] = item
    if paths:
        problems += _lost_tools(folder, q, names)
    return Toolkit(tuple(sorted(found.values(), key=lambda item: item.head.title.casefold()))), problems


def sheets_of(blocks: Sequence[Block]) -> list[Sheet]:
    """The sheets of a workbook: one for each heading of rank 2, with the sentences between it and its table."""
    sheets: list[Sheet] = []
    name, notes = "", list[Line]()
    for block in blocks:
        if isinstance(block, Heading):
            name, notes = plain(block.line), []
        elif isinstance(block, Table):
            sheets.append(Sheet(name, tuple(notes), block))
        else:
            notes += lines_of(block)
    return sheets


def lines_of(block: Block) -> list[Line]:
    """Every line of text in a block, in order."""
    match block:
        case Heading(line=line) | Paragraph(line=line):
            return [line]
        case Quote(lines=lines):
            return list(lines)
        case Bullets(items=items):
            return [item.line for item in items]
        case Table(head=head, rows=rows):
            return [*head, *(cell for row in rows for cell in row)]


def _read_item(path: Path, q: Questionnaire, names: set[str]) -> tuple[ToolkitItem | None, list[Problem]]:
    where = str(path)
    if path.suffix != ".md" or not _ITEM_NAME.match(path.stem):
        fix = "name it with small letters, digits and hyphens, and .md at the end; or move it elsewhere"
        return None, [Problem(where, "this is not the name of a file of the toolkit", fix)]
    try:
        raw = read_ordinary(path, LARGEST)
    except OSError as error:
        what = f"it cannot be read ({system_reason(error)})"
        return None, [Problem(where, what, "check what it is, and that you may read it")]
    if len(raw) > LARGEST:
        return None, [Problem(where, f"it is larger than {LARGEST // 1000} kB", "make two items of it")]
    text = decode_utf8(raw, where)
    if isinstance(text, Problem):
        return None, [text]
    match = _HEAD.match(text)
    if match is None:
        return None, [Problem(place_in_file(where, 1, 1), "it does not say what it is", _FIX_HEAD)]
    tree = parse_yaml(match[1].encode(), where)
    head, wrong = checked_part(tree, ToolkitHead)
    blocks, refused = read_blocks(text[match.end() :], where, text[: match.end()].count("\n") + 1)
    problems = [*tree.problems, *wrong, *refused]
    if not isinstance(head, ToolkitHead) or problems:
        return None, problems
    item = ToolkitItem(path.stem, head, blocks)
    return item, [*_unknown_ids(item, tree, q), *_wrong_shape(item, where), *_lost_links(item, where, names)]


def _unknown_ids(item: ToolkitItem, tree: Tree, q: Questionnaire) -> Iterator[Problem]:
    known = {
        "roles": {role.id for role in q.edition.roles},
        "interventions": {each.id for each in q.interventions.interventions},
        "questions": {question.id for question in q.questions},
    }
    for field, ids in known.items():
        for n, key in enumerate(getattr(item.head, field)):
            if key not in ids:
                what = f"there is no {field.removesuffix('s')} `{key}`"
                yield Problem(tree.place((field, n)), what, str(Nearest(key, ids)))


def _lost_tools(folder: Path, q: Questionnaire, names: set[str]) -> Iterator[Problem]:
    for path, what, fix in tool_flags(q, sorted(names)):
        yield Problem(read_tree(folder / f"{path[0]}.yml").place(path[1:]), what, fix)


def _wrong_shape(item: ToolkitItem, where: str) -> Iterator[Problem]:
    """What a kind of file cannot hold."""
    tables = sum(isinstance(block, Table) for block in item.blocks)
    if item.head.file == "table" and tables != 1:
        yield Problem(
            where, f"it is one table to edit, and has {tables} of them", "write `file: workbook`, or one table"
        )
    if item.head.file != "workbook":
        return
    sheets = sheets_of(item.blocks)
    headings = [plain(block.line) for block in item.blocks if isinstance(block, Heading)]
    if headings != [sheet.name for sheet in sheets]:
        yield Problem(where, "a workbook needs exactly one table below each of its headings", "make one sheet of each")
    for name in headings:
        if len(name) > LONGEST_SHEET or _NOT_IN_SHEET.search(name):
            what = f"“{name}” cannot be the name of a sheet"
            yield Problem(where, what, f"write at most {LONGEST_SHEET} signs, and none of [ ] : * ? / \\ '")


def _lost_links(item: ToolkitItem, where: str, names: set[str]) -> Iterator[Problem]:
    for link in {run.link for block in item.blocks for line in lines_of(block) for run in line} - {""}:
        if link.startswith("https://") or (link.endswith(".md") and link[:-3] in names):
            continue
        fix = "link to another file of the toolkit, as in access-list.md, or to an address that begins with https://"
        yield Problem(where, f"its link `{link}` leads nowhere", fix)
