"""The toolkit as files to edit: a document (DOCX), a workbook (XLSX) or a table (CSV), each from its blocks.

The same item gives the same bytes on every day and machine. Nothing in a file can run: cells are texts.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache
from itertools import zip_longest
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run

from maturity.questionnaire.markdown import Block, Bullets, Heading, Line, Paragraph, Quote, Table, plain
from maturity.questionnaire.model import Edition
from maturity.questionnaire.toolkit import Toolkit, ToolkitItem, lines_of, sheets_of
from maturity.render.csv_tables import csv_text
from maturity.render.phrases import word
from maturity.render.sheets import (
    A4,
    FILL,
    LINE,
    MOMENT,
    TABLE_STYLE,
    book_bytes,
    dated,
    new_book,
    on_paper,
    row_height,
)

#: How the name of each kind of file ends.
ENDINGS = {"document": ".docx", "workbook": ".xlsx", "table": ".csv"}
_INK = RGBColor(0x1B, 0x2A, 0x4A)
#: The style of texts in a table.
_CELL = "Table Text"
_BOX = "\N{BALLOT BOX} "
#: Signs that fit on a line of a workbook's first sheet.
_PAGE = 90
#: Signs that a row of a table may have across a page, and a column of it at most: in a document, and on a sheet.
_ON_PAGE, _ON_SHEET = (92, 70), (170, 40)
#: A column that is to be filled in gets as much room as this, and more in a table of so few columns: that is a form.
_EMPTY, _TO_FILL_IN, _FORM_COLUMNS = 18, 45, 3
#: A table with more columns than this is printed on its side.
_MOST_UPRIGHT = 7
#: A table with no more rows than this is kept on one page.
_KEPT_WHOLE = 8
#: Points of type in tables and at the foot of a page, and the least height of a row to fill in.
_SMALL, _FOOT, _ROW = 10, 8, 18
#: A sheet that ends with an empty row has at least so many rows, since it may be filled in on paper.
_ROWS = 12


def toolkit_files(toolkit: Toolkit, edition: Edition) -> dict[str, bytes]:
    """Every file to edit, by name."""
    writers: dict[str, Callable[[ToolkitItem, Edition], bytes]]
    writers = {"document": _document, "workbook": _workbook, "table": _table}
    return {
        item.id + ENDINGS[item.head.file]: writers[item.head.file](item, edition)
        for item in toolkit.items
        if item.head.file in writers
    }


def _about(item: ToolkitItem, edition: Edition) -> list[str]:
    """Where a file comes from, and who must check it first."""
    verify = [word("toolkit.verify_file", who=item.head.verify)] if item.head.verify else []
    return [*verify, word("toolkit.from", edition=edition.title, owner=edition.owner)]


# --- DOCX ------------------------------------------------------------------------------------------------------


@cache  # while the site is served, most of them stay as they are
def _document(item: ToolkitItem, edition: Edition) -> bytes:
    document: Any = Document()
    _set_up(document, item, edition)
    _paragraph(document, "Heading 1").add_run(item.head.title)
    document.add_paragraph(item.head.summary).runs[0].bold = True
    for block, after in zip_longest(item.blocks, item.blocks[1:]):
        _add_block(document, block)
        if isinstance(block, Paragraph) and not isinstance(after, Paragraph | Heading | None):
            document.paragraphs[-1].paragraph_format.keep_with_next = True  # what leads to a list or a table
    _add_footer(document, " ".join(_about(item, edition)))
    out = io.BytesIO()
    document.save(out)
    return dated(out.getvalue())


def _set_up(document: Any, item: ToolkitItem, edition: Edition) -> None:
    core = document.core_properties
    core.title, core.subject, core.author = item.head.title, item.head.summary, edition.owner
    core.language, core.comments, core.last_modified_by = "en-GB", "", ""
    core.created = core.modified = MOMENT
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin, page.bottom_margin, page.footer_distance = Cm(1.6), Cm(1.8), Cm(0.8)
    if any(isinstance(block, Table) and len(block.head) > _MOST_UPRIGHT for block in item.blocks):
        page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, page.page_height, page.page_width
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        style = document.styles[name]
        style.font.name = "Arial"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(key), None)
        if name != "Normal":
            style.font.color.rgb = _INK
    document.styles["Normal"].font.size = Pt(11)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(0)
    cells = document.styles.add_style(_CELL, WD_STYLE_TYPE.PARAGRAPH)
    cells.base_style, cells.font.size = document.styles["Normal"], Pt(_SMALL)
    about = cells.paragraph_format
    about.space_before = about.space_after = Pt(1)
    about.line_spacing = 1
    _mark_quotes(document.styles["Quote"])
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _mark_quotes(style: Any) -> None:
    """Text to copy has a line beside it. Long texts in italics are hard to read."""
    style.font.italic = False
    style.font.color.rgb = None
    style.paragraph_format.left_indent = Cm(0.6)
    borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for key, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", str(_INK))):
        left.set(qn(f"w:{key}"), value)
    borders.append(left)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc")


def _add_footer(document: Any, about: str) -> None:
    """Where the document comes from; below, the number of the page and of all pages."""
    foot = document.sections[0].footer
    numbers = foot.add_paragraph()
    numbers.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for before, field in (("", "PAGE"), (" / ", "NUMPAGES")):
        numbers.add_run(before)
        code = OxmlElement("w:fldSimple")
        code.set(qn("w:instr"), field)
        numbers._p.append(code)
        code.append(numbers.add_run("1")._r)
    foot.paragraphs[0].add_run(about)
    for paragraph in foot.paragraphs:
        paragraph.paragraph_format.space_after = Pt(0)
        for run in paragraph._p.iter(qn("w:r")):
            Run(run, paragraph).font.size = Pt(_FOOT)


def _paragraph(place: Any, style: str) -> DocxParagraph:
    """A new paragraph in a style that the document has, which is not looked up again for each of them."""
    return _in_style(place.add_paragraph(), style)


def _in_style(paragraph: DocxParagraph, style: str) -> DocxParagraph:
    paragraph._p.style = style.replace(" ", "")  # the style's id
    return paragraph


def _add_block(document: Any, block: Block) -> None:
    match block:
        case Heading(rank, line):
            _paragraph(document, f"Heading {rank}").add_run(plain(line))
        case Paragraph(line):
            _write(document.add_paragraph(), line)
        case Quote(lines):
            for line in lines:
                _write(_paragraph(document, "Quote"), line)
        case Bullets(items, numbered):
            numbering = _new_numbering(document) if numbered else None
            for each in items:
                paragraph = _paragraph(document, _list_style(each.box, numbered))
                if each.box:
                    paragraph.add_run(_BOX)
                if numbering is not None:
                    paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = numbering
                _write(paragraph, each.line)
        case Table():
            _add_table(document, block)


def _list_style(box: bool, numbered: bool) -> str:
    return "List" if box else "List Number" if numbered else "List Bullet"


def _new_numbering(document: Any) -> int:
    """A numbering that begins at 1: by itself, every list of a document goes on where the last one ended."""
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(style).abstractNumId.val
    new = numbering.add_num(abstract)
    new.add_lvlOverride(0).add_startOverride(1)
    return int(new.numId)


def _add_table(document: Any, block: Table) -> None:
    table = document.add_table(rows=0, cols=len(block.head), style="Table Grid")
    table.autofit = False
    shares, across = _widths(block, *_ON_PAGE), document.sections[0].page_width - Cm(4)
    widths = [across * share // sum(shares) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for n, row in enumerate((block.head, *block.rows)):
        added = table.add_row()
        for cell, line, width in zip(added.cells, row, widths, strict=True):
            cell.width = width
            paragraph = _in_style(cell.paragraphs[0], _CELL)
            _write(paragraph, line, bold=n == 0)
            if n == 0 or n < len(block.rows) <= _KEPT_WHOLE:
                paragraph.paragraph_format.keep_with_next = True
        if not all(map(plain, row)):
            added.height = Pt(_ROW)
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    # the head is repeated on each page, and read out as a head
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(head)
    gap = document.add_paragraph().paragraph_format
    gap.space_after, gap.line_spacing_rule, gap.line_spacing = Pt(0), WD_LINE_SPACING.EXACTLY, Pt(8)


def _widths(table: Table, page: int, widest: int) -> list[int]:
    """How wide each column is, in signs: its longest word at least, and what else the page has goes to those that hold
    more."""
    columns = [[plain(cell) for cell in column] for column in zip(table.head, *table.rows, strict=True)]
    least = [max(len(word) for cell in cells for word in (cell.split() or [""])) + 4 for cells in columns]
    wanted = [min(max(map(len, cells)) + 3, widest) for cells in columns]
    room = _TO_FILL_IN if len(columns) <= _FORM_COLUMNS else _EMPTY
    wanted = [max(width, room) if "" in cells else width for width, cells in zip(wanted, columns, strict=True)]
    more = [max(width - word, 0) for width, word in zip(wanted, least, strict=True)]
    spare = min(max(page - sum(least), 0), sum(more))
    return [word + spare * extra // (sum(more) or 1) for word, extra in zip(least, more, strict=True)]


def _write(paragraph: DocxParagraph, line: Line, bold: bool = False) -> None:
    """A line with its styles. An address is written out, since the document may be printed."""
    for run in line:
        text = f"{run.text} ({run.link})" if run.link.startswith("https://") and run.link != run.text else run.text
        paragraph.add_run(text).bold = run.bold or bold or None


# --- XLSX ------------------------------------------------------------------------------------------------------


def _workbook(item: ToolkitItem, edition: Edition) -> bytes:
    out = io.BytesIO()
    book = new_book(out, item.head.title, item.head.summary, edition.owner)
    title = book.add_format({"bold": True, "font_size": 16, "font_name": "Arial", "text_wrap": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "font_name": "Arial"})
    strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "font_name": "Arial"})
    lined = {"text_wrap": True, "valign": "top", "font_name": "Arial", "border": 1, "border_color": "#8A94A6"}
    cell = book.add_format(lined)
    header = book.add_format({**lined, "bold": True, "bg_color": FILL})
    sheets = sheets_of(item.blocks)
    before = [plain(line) for block in _before_first_heading(item.blocks) for line in lines_of(block)]
    about = book.add_worksheet(word("toolkit.about"))
    about.set_column(0, 0, _PAGE)
    about.set_paper(A4)
    about.fit_to_pages(1, 0)
    lines = [(item.head.title, title), (item.head.summary, wrapped), *((text, wrapped) for text in before)]
    for sheet in sheets:
        lines += [(sheet.name, strong), *((plain(note), wrapped) for note in sheet.notes)]
    for n, (text, style) in enumerate([*lines, *((text, wrapped) for text in _about(item, edition))]):
        about.write_string(n, 0, text, style)
        about.set_row(n, row_height([text], [_PAGE]) + (LINE if style is title else 0))
    for number, sheet in enumerate(sheets, 1):
        page = book.add_worksheet(sheet.name)
        head = [plain(line) for line in sheet.table.head]
        rows = [[plain(line) for line in row] for row in sheet.table.rows]
        if rows and not any(rows[-1]):
            rows += [rows[-1]] * (_ROWS - len(rows))
        widths = _widths(sheet.table, *_ON_SHEET)
        for column, width in enumerate(widths):
            page.set_column(column, column, width, wrapped)
        for n, row in enumerate([head, *rows]):  # not every program finds the height of wrapped text by itself
            page.set_row(n, max(row_height(row, widths, bold=n == 0), _ROW))
        columns = [{"header": text, "header_format": header, "format": cell} for text in head]
        made = {"name": f"Table{number}", "columns": columns, "data": rows, "style": TABLE_STYLE}
        page.add_table(0, 0, max(len(rows), 1), len(head) - 1, made)
        page.freeze_panes(1, 0)
        on_paper(page, item.head.title, "")
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
    return book_bytes(book, out)


def _before_first_heading(blocks: Sequence[Block]) -> list[Block]:
    first = next((n for n, block in enumerate(blocks) if isinstance(block, Heading)), len(blocks))
    return list(blocks[:first])


# --- CSV -------------------------------------------------------------------------------------------------------


def _table(item: ToolkitItem, edition: Edition) -> bytes:
    table = next(block for block in item.blocks if isinstance(block, Table))
    columns = [plain(cell) for cell in table.head]
    rows = [dict(zip(columns, map(plain, row), strict=True)) for row in table.rows]
    return csv_text(columns, rows).encode()
