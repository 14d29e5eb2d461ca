"""The little Markdown of the toolkit as plain blocks, from which a page, a document or a workbook is made.

Headings of two ranks, paragraphs, lists of one depth, tables with a head, text to copy, bold and links. Whatever else
Markdown can do is refused with its line, because not every kind of file could show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from maturity.errors import Problem
from maturity.questionnaire.yaml_reader import place_in_file

#: How an item of a list begins that is to be ticked off.
_BOX = "[ ] "
_ALLOWED = "use only headings (## and ###), paragraphs, lists, tables, **bold**, links and > for text to copy"


class Run(NamedTuple):
    """A piece of text in one style. `link`: an address, or the file name of another item of the toolkit."""

    text: str
    bold: bool = False
    link: str = ""


Line = tuple[Run, ...]


class Heading(NamedTuple):
    """`rank` is 2 or 3."""

    rank: int
    line: Line


class Paragraph(NamedTuple):
    line: Line


class Quote(NamedTuple):
    """Text to copy, by paragraph."""

    lines: tuple[Line, ...]


class Item(NamedTuple):
    """`box`: it is there to be ticked off."""

    line: Line
    box: bool


class Bullets(NamedTuple):
    items: tuple[Item, ...]
    numbered: bool


class Table(NamedTuple):
    """Every row is as long as the head."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


Block = Heading | Paragraph | Quote | Bullets | Table


def plain(line: Line) -> str:
    """A line without its styles."""
    return "".join(run.text for run in line)


@cache  # a build reads the toolkit twice: to check it, and to write it
def read_blocks(text: str, where: str, first: int) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """The blocks of a text whose first line is line `first` of the file `where`, and what is refused in it."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)
    reader = _Reader(tokens, where, first)
    return tuple(reader.blocks()), tuple(reader.problems)


class _Reader:
    """Walks through the tokens of a text once."""

    def __init__(self, tokens: Sequence[Token], where: str, first: int) -> None:
        self.tokens = iter(tokens)
        self.where, self.first = where, first
        self.problems: list[Problem] = []

    def blocks(self) -> Iterator[Block]:
        for token in self.tokens:
            if token.type == "heading_open" and token.tag in ("h2", "h3"):
                yield Heading(int(token.tag[1]), self._line())
            elif token.type == "paragraph_open":
                yield Paragraph(self._line())
            elif token.type == "blockquote_open":
                yield Quote(tuple(self._lines(token, "blockquote_close")))
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                yield self._list(token)
            elif token.type == "table_open":
                yield self._table()
            elif token.nesting >= 0 and token.type != "inline":  # the text of what was refused
                self._refuse(token)

    def _list(self, opening: Token) -> Bullets:
        items = []
        for line in self._lines(opening, opening.type.replace("open", "close")):
            box = bool(line) and line[0].text.startswith(_BOX)
            items.append(Item((line[0]._replace(text=line[0].text[len(_BOX) :]), *line[1:]) if box else line, box))
        return Bullets(tuple(items), opening.type.startswith("ordered"))

    def _table(self) -> Table:
        rows: list[list[Line]] = []
        for token in self.tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._runs(token))
        head, *body = map(tuple, rows)
        return Table(head, tuple(body))

    def _lines(self, opening: Token, end: str) -> Iterator[Line]:
        """The paragraphs up to a closing token. Nothing else may be in there."""
        for token in self.tokens:
            if token.type == end and token.level == opening.level:
                return
            if token.type == "inline":
                yield self._runs(token)
            elif token.nesting >= 0 and token.type not in ("paragraph_open", "list_item_open"):
                self._refuse(token)

    def _line(self) -> Line:
        line = self._runs(next(self.tokens))
        next(self.tokens)  # the end of the paragraph or heading
        return line

    def _runs(self, inline: Token) -> Line:
        runs: list[Run] = []
        bold, link = False, ""
        for token in inline.children or []:
            if token.type in ("text", "text_special"):
                runs.append(Run(token.content, bold, link))
            elif token.type in ("softbreak", "hardbreak"):
                runs.append(Run(" ", bold, link))
            elif token.type in ("strong_open", "strong_close"):
                bold = token.type == "strong_open"
            elif token.type in ("link_open", "link_close"):
                link = str(token.attrs.get("href", ""))
            else:
                self._refuse(inline, token.type)
        return tuple(run for run in runs if run.text)

    def _refuse(self, token: Token, kind: str = "") -> None:
        line = self.first + (token.map[0] if token.map else 0)
        name = (kind or token.type).removesuffix("_open").replace("_", " ")
        what = f"a heading of rank {token.tag[1:]}" if name == "heading" else f"Markdown of the kind “{name}”"
        self.problems.append(
            Problem(place_in_file(self.where, line, 1), f"{what} is not used in the toolkit", _ALLOWED)
        )
