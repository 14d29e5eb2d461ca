"""Damaged workbooks: bytes of the package, of a part of it, or the values of cells; read, and scored when accepted."""

from __future__ import annotations

import io
import random
import zipfile
from functools import cache

from openpyxl import load_workbook

from maturity.assessment.files import answers_in, read_answers
from maturity.assessment.workbook import KEY
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.loader import load_questionnaire
from maturity.render.workbook import workbook as write_workbook
from maturity.scoring.engine import score
from tests import TINY
from tests.support.fuzz_assessment import GOOD, SIGNS, VALUES, bundle


@cache
def good() -> bytes:
    """The good assessment as a workbook."""
    text = answers_in(GOOD, "a.json")
    return write_workbook(Lookup(load_questionnaire(TINY)), bundle(), read_answers(text, "a.json", bundle()))


@cache
def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(good())) as package:
        return {name: package.read(name) for name in package.namelist()}


def workbook(chance: random.Random) -> None:
    """One damaged workbook."""
    data = chance.choice([_damaged_package, _damaged_part, _damaged_part, _odd_cells])(chance)
    score(bundle(), read_answers(answers_in(data, "a.xlsx"), "a.xlsx", bundle()))


def _damaged(chance: random.Random, raw: bytes) -> bytes:
    n, length = chance.randrange(len(raw) + 1), chance.choice([1, 1, 4, 40, 400])
    put = chance.choice(
        [b"", bytes(chance.randrange(256) for _ in range(8)), raw[n : n + length] * 2, chance.choice(SIGNS)]
    )
    return raw[:n] + put + raw[n + length :]


def _damaged_package(chance: random.Random) -> bytes:
    return _damaged(chance, good())


def _damaged_part(chance: random.Random) -> bytes:
    names = [
        name for name in parts() if "sheet" in name.lower() or name.endswith((".rels", "workbook.xml", "styles.xml"))
    ]
    name = chance.choice(names)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for each, content in parts().items():
            package.writestr(each, _damaged(chance, content) if each == name else content)
    return out.getvalue()


def _odd_cells(chance: random.Random) -> bytes:
    book = load_workbook(io.BytesIO(good()))
    for _ in range(chance.randrange(1, 6)):
        sheet = book[chance.choice([*book.sheetnames, KEY, "About", "Good food"])]
        cell = sheet.cell(chance.randrange(1, sheet.max_row + 2), chance.randrange(1, sheet.max_column + 2))
        value = chance.choice(VALUES)
        if isinstance(value, str) and not value.isprintable():
            continue  # openpyxl does not write it
        if value is None or isinstance(value, str | int | float):
            cell.value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
