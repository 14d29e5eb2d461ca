"""The toolkit: what is wrong with a file is said with its line, and what is right reaches every kind of file whole."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from maturity.editions.published import load_publishable
from maturity.errors import MaturityError
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.markdown import Heading, Table, plain
from maturity.questionnaire.model import Questionnaire
from maturity.questionnaire.toolkit import Toolkit, lines_of, load_toolkit
from maturity.render.toolkit_files import toolkit_files
from maturity.site import pages
from tests import ROOT
from tests.support.broken_questionnaires import copy_tiny, replace
from tests.support.html import drawn

HEAD = """---
title: Fridge card
summary: What to write on the fridge. The cook fills it in each day.
roles: [cook]
interventions: [fridge-log]
file: {file}
---
"""
BODY = """
Fill it in **every** day. See [the log](log.md).

## Morning

1. Read the scale.
2. Write it down.

- [ ] Door shut
- Light off

> Dear cook, the fridge was {warm}.

### Figures

| Hour | Degrees |
|---|---|
| =1+1 | -4 |
| Example: 9 | |
"""


def toolkit_folder(folder: Path, **files: str) -> Path:
    made = copy_tiny(folder)
    (made / "toolkit").mkdir()
    for name, text in files.items():
        (made / "toolkit" / f"{name}.md").write_text(text, encoding="utf-8")
    return made


def loaded(folder: Path) -> tuple[Questionnaire, Toolkit, list[str]]:
    q = load_questionnaire(folder)
    toolkit, problems = load_toolkit(folder, q)
    return q, toolkit, [str(problem).replace(f"{folder}/toolkit/", "") for problem in problems]


def item(file: str = "document", body: str = BODY, **changes: str) -> str:
    head = HEAD.format(file=file)
    for old, new in changes.items():
        assert f"\n{old}:" in head
        head = "\n".join(f"{old}: {new}" if line.startswith(f"{old}:") else line for line in head.split("\n"))
    return head + body


ONLY = (
    "is not used in the toolkit. Fix: use only headings (## and ###), paragraphs, lists, tables, **bold**, links and > "
    "for text to copy."
)
SHEET = "\nKeep it.\n\n## Cold\n\nEach day.\n\n| Day | Sum |\n|---|---|\n| 1 | =1+1 |\n"
LOG = item("table", "\n| Day | Degrees |\n|---|---|\n| =1 | +2 |\n", title="Log")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Fill it in.\n", "a.md:1:1: it does not say what it is. Fix: begin it with a line `---`, then title, summary "
         "and the rest, then another line `---`."),
        (item(roles="[cok]"), "a.md:4:9: there is no role `cok`. Fix: write `cook`, the nearest one known."),
        (item(interventions="[fridge-lock]"),
         "a.md:5:17: there is no intervention `fridge-lock`. Fix: write `fridge-log`, the nearest one known."),
        (item(interventions="[]"), "a.md:5:16: `interventions` has 0 entries, and needs at least 1. Fix: add more."),
        (item(file="slides"), "a.md:6:7: `file` cannot be `slides`. Fix: write one of `document`, `workbook`, `table`, "
         "`page`."),
        (item(body="\n# Big\n"), f"a.md:9:1: a heading of rank 1 {ONLY}"),
        (item(body="\n## A\n\n- one\n  - two\n"), f"a.md:12:1: Markdown of the kind “bullet list” {ONLY}"),
        (item(body="\n![a picture](a.png)\n"), f"a.md:9:1: Markdown of the kind “image” {ONLY}"),
        (item(body="\n[lost](lots.md)\n"), "a.md: its link `lots.md` leads nowhere. Fix: link to another file of the "
         "toolkit, as in access-list.md, or to an address that begins with https://."),
        (item(body="\n[run](javascript:alert(1))\n"), None),
        (item("table", "\nNo table.\n"),
         "a.md: it is one table to edit, and has 0 of them. Fix: write `file: workbook`, or one table."),
        (item("workbook", "\n## One\n\nNo table.\n"),
         "a.md: a workbook needs exactly one table below each of its headings. Fix: make one sheet of each."),
        (item("workbook", "\n## Who may, and who may not?\n\n| A |\n|---|\n| 1 |\n"),
         "a.md: “Who may, and who may not?” cannot be the name of a sheet. Fix: write at most 31 signs, and none of "
         "[ ] : * ? / \\ '."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(text: str, problem: str | None, tmp_path: Path) -> None:
    _, _, problems = loaded(toolkit_folder(tmp_path, a=text, log=LOG))
    assert problems == ([] if problem is None else [problem])


def test_item_that_a_step_or_an_intervention_names_is_there(tmp_path: Path) -> None:
    """Where there is a toolkit. One that is broken is there all the same: what is wrong with it is said once."""
    folder = toolkit_folder(tmp_path, a=item(file="slides"), log=LOG)
    replace(folder / "food.yml", "days: [0, 1], role: cook", b"days: [0, 1], role: cook, tool: lok")
    replace(folder / "food.yml", "days: [1, 3], role: cook", b"days: [1, 3], role: cook, tool: a")
    replace(folder / "interventions.yml", "days: [60, 200]}", b"days: [60, 200], tool: leaflet}")
    q, _, problems = loaded(folder)
    assert [each.replace(f"{folder}/", "") for each in problems[1:]] == [
        "food.yml:29:121: there is no item of the toolkit `lok`. Fix: write `log`, the nearest one known.",
        "interventions.yml:60:47: there is no item of the toolkit `leaflet`. Fix: write one of `a`, `log`.",
    ]
    with pytest.raises(MaturityError, match="there is no item of the toolkit `lok`"):
        load_publishable(folder)
    shutil.rmtree(folder / "toolkit")
    assert load_toolkit(folder, q) == (Toolkit(), [])


def test_name_of_a_file_is_an_id(tmp_path: Path) -> None:
    folder = toolkit_folder(tmp_path, log=LOG)
    (folder / "toolkit" / "Notes.txt").write_text("later", encoding="utf-8")
    assert loaded(folder)[2] == [
        "Notes.txt: this is not the name of a file of the toolkit. Fix: name it with small letters, digits and "
        "hyphens, and .md at the end; or move it elsewhere."
    ]


@pytest.fixture
def made(tmp_path: Path) -> dict[str, bytes]:
    book = item("workbook", SHEET, title="Book")
    q, toolkit, problems = loaded(toolkit_folder(tmp_path, card=item(), log=LOG, book=book))
    assert not problems
    files = toolkit_files(toolkit, q.edition)
    assert files == toolkit_files(toolkit, q.edition)  # the same bytes each time
    return files


def test_every_file_is_dated_alike(made: dict[str, bytes]) -> None:
    for name in ("card.docx", "book.xlsx"):
        with zipfile.ZipFile(io.BytesIO(made[name])) as package:
            assert {entry.date_time for entry in package.infolist()} == {(2026, 1, 1, 0, 0, 0)}


def test_document_has_every_word_and_is_accessible(made: dict[str, bytes]) -> None:
    document = Document(io.BytesIO(made["card.docx"]))
    texts = [(paragraph.style.name if paragraph.style else "", paragraph.text) for paragraph in document.paragraphs]
    assert [each for each in texts if each[1]] == [
        ("Heading 1", "Fridge card"),
        ("Normal", "What to write on the fridge. The cook fills it in each day."),
        ("Normal", "Fill it in every day. See the log."),
        ("Heading 2", "Morning"),
        ("List Number", "Read the scale."),
        ("List Number", "Write it down."),
        ("List", "☐ Door shut"),
        ("List Bullet", "Light off"),
        ("Quote", "Dear cook, the fridge was {warm}."),
        ("Heading 3", "Figures"),
    ]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Hour", "Degrees"], ["=1+1", "-4"], ["Example: 9", ""],
    ]  # fmt: skip
    assert table.rows[0]._tr.trPr is not None and table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert (document.core_properties.title, document.core_properties.language) == ("Fridge card", "en-GB")


def test_document_prints_well(tmp_path: Path) -> None:
    """No word is broken in a narrow column, no row between two pages, and each page has its number."""
    long = "a sentence that goes on for longer than any line of a page " * 3
    wide = f"\nFill it in:\n\n| Thermometer | Seen | Notes |\n|---|---|---|\n| {long} | Sometimes | |\n"
    many = "\n| " + " | ".join("ABCDEFGH") + " |\n" + "|---" * 8 + "|\n" + "| 1 " * 8 + "|\n"
    q, toolkit, problems = loaded(toolkit_folder(tmp_path, card=item(body=wide), log=item(body=many)))
    assert not problems
    files = toolkit_files(toolkit, q.edition)
    document: Any = Document(io.BytesIO(files["card.docx"]))
    (table,) = document.tables
    for column in table.columns:
        word = max(len(word) for cell in column.cells for word in (cell.text.split() or [""]))
        assert column.width.cm > 0.2 * word + 0.38, "no room for its longest word and the cell's margins"
    assert table.columns[2].width.cm > 3, "there is room to write"
    assert all(row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    lead = next(each for each in document.paragraphs if each.text == "Fill it in:")
    assert lead.paragraph_format.keep_with_next and table.cell(0, 0).paragraphs[0].paragraph_format.keep_with_next
    footer = document.sections[0].footer._element
    assert [field.get(qn("w:instr")) for field in footer.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    pages = [Document(io.BytesIO(files[name])).sections[0] for name in ("card.docx", "log.docx")]
    sides = [(int(page.page_width or 0), int(page.page_height or 0)) for page in pages]
    assert sides[0][0] < sides[0][1] and sides[1][0] > sides[1][1], "a table of eight columns lies on its side"


def test_sheet_is_legible_on_paper_and_has_rows_to_fill_in(tmp_path: Path) -> None:
    head = " | ".join(f"Heading {n} of a table with many columns" for n in range(14))
    body = f"\nKeep it.\n\n- Each day\n\n## Cold\n\n| {head} |\n" + "|---" * 14 + "|\n" + "| " * 14 + "|\n"
    q, toolkit, problems = loaded(toolkit_folder(tmp_path, book=item("workbook", body)))
    assert not problems
    book = load_workbook(io.BytesIO(toolkit_files(toolkit, q.edition)["book.xlsx"]))
    sheet: Any = book["Cold"]
    assert sheet.tables["Table1"].ref == "A1:N13", "the empty row is there twelve times"
    assert sum(sheet.column_dimensions[letter].width for letter in "ABCDEFGHIJKLMN") < 190, "of about 130 at full size"
    assert all(cell.border.left.style == "thin" for cell in sheet[5]), "the lines are printed"
    assert sheet.print_title_rows == "$1:$1"
    assert "Each day" in [row[0].value for row in book["About this workbook"].iter_rows()]


def test_each_numbered_list_begins_at_one(tmp_path: Path) -> None:
    body = "\n1. a\n2. b\n\nThen\n\n1. c\n2. d\n"
    q, toolkit, _ = loaded(toolkit_folder(tmp_path, card=item(body=body)))
    document: Any = Document(io.BytesIO(toolkit_files(toolkit, q.edition)["card.docx"]))
    numbers = [each._p.pPr.numPr.numId.val for each in document.paragraphs if each.text in ("a", "b", "c", "d")]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


def test_workbook_has_a_sheet_for_each_table_and_no_formula(made: dict[str, bytes]) -> None:
    book = load_workbook(io.BytesIO(made["book.xlsx"]))
    assert book.sheetnames == ["About this workbook", "Cold"]
    sheet = book["Cold"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["Day", "Sum"], ["1", "=1+1"]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert sheet.freeze_panes == "A2" and [*sheet.tables] == ["Table1"]
    about = [row[0].value for row in book["About this workbook"].iter_rows()]
    assert about[:5] == ["Book", about[1], "Keep it.", "Cold", "Each day."]


def test_table_has_nothing_that_a_spreadsheet_runs(made: dict[str, bytes]) -> None:
    rows = [*csv.reader(io.StringIO(made["log.csv"].decode("utf-8-sig")))]
    assert rows == [["Day", "Degrees"], ["'=1", "'+2"]]


def test_hostile_item_is_only_text(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script> & \"'{{ 7 * 7 }}"
    body = f"\n## {hostile}\n\n{hostile}\n\n| {hostile} |\n|---|\n| <b>x</b> |\n"
    q, toolkit, problems = loaded(toolkit_folder(tmp_path, card=item(body=body)))
    assert not problems
    texts = pages.render_pages(q, compile_bundle(q), [], toolkit=toolkit)
    assert "<script" not in texts["toolkit/card.md"] and "<b>x</b>" not in texts["toolkit/card.md"]
    assert "<b>x</b>" in drawn(texts["toolkit/card.md"]).text


# --- the police toolkit ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def police() -> tuple[Questionnaire, Toolkit]:
    q = load_questionnaire(ROOT / "questionnaire", words=False)
    toolkit, problems = load_toolkit(ROOT / "questionnaire", q)
    assert not problems
    return q, toolkit


def test_page_has_every_word_of_its_item(police: tuple[Questionnaire, Toolkit]) -> None:
    q, toolkit = police
    texts = pages.render_pages(q, compile_bundle(q), [], toolkit=toolkit)
    for each in toolkit.items:
        page = drawn(texts[f"toolkit/{each.id}.md"])
        words = [plain(line) for block in each.blocks for line in lines_of(block)]
        shown = "".join(page.text.split())
        assert not [text for text in words if "".join(text.split()) not in shown], each.id


def test_item_is_linked_from_all_that_it_serves(police: tuple[Questionnaire, Toolkit]) -> None:
    q, toolkit = police
    texts = pages.render_pages(q, compile_bundle(q), [], toolkit=toolkit)
    page = {
        question.id: f"themes/{theme.id}.md"
        for theme in q.themes
        for capability in theme.capabilities
        for question in capability.questions
    }
    for each in toolkit.items:
        serving = {page[key] for key in each.head.questions}
        serving |= {f"interventions/{key}.md" for key in each.head.interventions}
        assert not [name for name in serving if f"toolkit/{each.id}.html" not in texts[name]], each.id


def test_every_question_has_a_step_with_something_to_use(police: tuple[Questionnaire, Toolkit]) -> None:
    """And what a step or an intervention points to says that it serves it."""
    q, toolkit = police
    heads = {key: each.head for key, each in toolkit.ids.items()}
    assert [each.id for each in q.questions if not any(step.tool for step in each.steps)] == []
    steps = [(each.id, step.tool) for each in q.questions for step in each.steps if step.tool]
    assert [pair for pair in steps if pair[0] not in heads[pair[1]].questions] == []


def test_every_table_has_heads_and_no_rank_of_heading_is_left_out(police: tuple[Questionnaire, Toolkit]) -> None:
    for each in police[1].items:
        tables = [block for block in each.blocks if isinstance(block, Table)]
        assert all(plain(cell).strip() for table in tables for cell in table.head), each.id
        ranks = [1, *(block.rank for block in each.blocks if isinstance(block, Heading))]
        assert all(after - before <= 1 for before, after in pairwise(ranks)), each.id


def test_every_intervention_has_something_to_use(police: tuple[Questionnaire, Toolkit]) -> None:
    q, toolkit = police
    assert [each.id for each in q.interventions.interventions if not toolkit.for_intervention(each.id)] == []


def test_first_horizon_and_every_standard_have_a_file_to_edit(police: tuple[Questionnaire, Toolkit]) -> None:
    """A page to copy from is enough for the others."""
    q, toolkit = police
    files = [each.head for each in toolkit.items if each.head.file != "page"]
    first = [each.id for each in q.interventions.interventions if each.horizon == "first"]
    assert [each for each in first if not any(each in head.interventions for head in files)] == []
    asked = [standard.question for standard in q.standards.standards]
    assert [each for each in asked if not any(each in head.questions for head in files)] == []
