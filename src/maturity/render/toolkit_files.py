"""The toolkit as files to edit: a document (DOCX), a workbook (XLSX) or a table (CSV), each from its blocks.

The same item gives the same bytes on every day and machine. Nothing in a file can run: cells are texts.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph

from maturity.questionnaire.markdown import Block, Bullets, Heading, Line, Paragraph, Quote, Table, plain
from maturity.questionnaire.model import Edition
from maturity.questionnaire.toolkit import Toolkit, ToolkitItem, sheets_of
from maturity.render.csv_tables import csv_text
from maturity.render.phrases import word
from maturity.render.sheets import A4, FILL, LINE, MOMENT, TABLE_STYLE, book_bytes, dated, new_book, row_height

#: How the name of each kind of file ends.
ENDINGS = {"document": ".docx", "workbook": ".xlsx", "table": ".csv"}
_INK = RGBColor(0x1B, 0x2A, 0x4A)
_BOX = "\N{BALLOT BOX} "
#: Columns are between so many signs wide.
_NARROWEST, _WIDEST = 10, 40
#: Signs that fit on a line of a workbook's first sheet.
_PAGE = 90
#: A table with more columns than this is printed on its side.
_MOST_UPRIGHT = 5


def toolkit_files(toolkit: Toolkit, edition: Edition) -> dict[str, bytes]:
    """Every file to edit, by name."""
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


def _document(item: ToolkitItem, edition: Edition) -> bytes:
    document: Any = Document()
    _set_up(document, item, edition)
    document.add_heading(item.head.title, 1)
    document.add_paragraph(item.head.summary).runs[0].bold = True
    for block in item.blocks:
        _add_block(document, block)
    document.sections[0].footer.paragraphs[0].text = " ".join(_about(item, edition))
    out = io.BytesIO()
    document.save(out)
    return dated(out.getvalue())


def _set_up(document: Any, item: ToolkitItem, edition: Edition) -> None:
    about = document.core_properties
    about.title, about.subject, about.author = item.head.title, item.head.summary, edition.owner
    about.language, about.comments, about.last_modified_by = "en-GB", "", ""
    about.created = about.modified = MOMENT
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
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
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _add_block(document: Any, block: Block) -> None:
    match block:
        case Heading(rank, line):
            document.add_heading(plain(line), rank)
        case Paragraph(line):
            _write(document.add_paragraph(), line)
        case Quote(lines):
            for line in lines:
                _write(document.add_paragraph(style="Quote"), line)
        case Bullets(items, numbered):
            numbering = _new_numbering(document) if numbered else None
            for each in items:
                paragraph = document.add_paragraph(_BOX if each.box else "", style=_list_style(each.box, numbered))
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
    for n, row in enumerate((block.head, *block.rows)):
        cells = table.add_row().cells
        for cell, line in zip(cells, row, strict=True):
            _write(cell.paragraphs[0], line, bold=n == 0)
    widths = _widths(block)
    across = document.sections[0].page_width - Cm(4)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = across * width // sum(widths)
        for cell in column.cells:
            cell.width = column.width
    # the head is repeated on each page, and read out as a head
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(head)
    document.add_paragraph()


def _widths(table: Table) -> list[int]:
    """How wide each column is, in signs, by what is in it."""
    columns = zip(table.head, *table.rows, strict=True)
    return [min(max(max(len(plain(cell)) for cell in cells) + 3, _NARROWEST), _WIDEST) for cells in columns]


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
    header = book.add_format({"bold": True, "text_wrap": True, "font_name": "Arial", "bg_color": FILL, "bottom": 1})
    sheets = sheets_of(item.blocks)
    before = [plain(block.line) for block in _before_first_heading(item.blocks) if isinstance(block, Paragraph)]
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
        head = [plain(cell) for cell in sheet.table.head]
        rows = [[plain(cell) for cell in row] for row in sheet.table.rows]
        widths = _widths(sheet.table)
        for column, width in enumerate(widths):
            page.set_column(column, column, width, wrapped)
        for n, row in enumerate(rows, 1):  # not every program finds the height of wrapped text by itself
            page.set_row(n, row_height(row, widths))
        columns = [{"header": text, "header_format": header} for text in head]
        made = {"name": f"Table{number}", "columns": columns, "data": rows, "style": TABLE_STYLE}
        page.add_table(0, 0, max(len(rows), 1), len(head) - 1, made)
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(A4)
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
