"""The key of a workbook: its hidden sheet, from which the drop-downs take their texts and by which it is read back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from maturity.assessment.workbook import DONT_KNOW, KEY, NOT_APPLICABLE, WORKBOOK_FORMAT, key_check
from maturity.questionnaire.index import Lookup
from maturity.records import Bundle
from maturity.render.phrases import word
from maturity.render.sheets import protect

#: Spreadsheets show at most this much of a hint, and of its title.
_LONGEST_HINT, _LONGEST_TITLE = 255, 32


class KeyRow(NamedTuple):
    """What of, which, its text, and up to two more."""

    kind: str
    key: str
    text: str = ""
    sheet: str = ""
    more: str = ""


class Cells(NamedTuple):
    """Cells of one column of a sheet."""

    sheet: Any
    column: int
    first: int
    last: int


class WorkbookKey:
    """The rows of the key. `named` has what the drop-downs show, by kind and by what it stands for."""

    def __init__(self, site: Lookup, bundle: Bundle) -> None:
        self.named = _labels(site, bundle)
        self.rows = [KeyRow(kind, key, text) for kind, named in self.named.items() for key, text in named.items()]
        self.edition = bundle["edition"]

    def add(self, kind: str, key: str, text: str = "", sheet: str = "", more: str = "") -> None:
        self.rows.append(KeyRow(kind, key, text, sheet, more))

    def drop_down(
        self,
        cells: Cells,
        kind: str,
        wrong: str,
        hint: tuple[str, str] | None = None,
        strict: bool = True,
        without_last: bool = False,
    ) -> None:
        """A drop-down with the texts of a kind, which are in the key already. `wrong`: what is said about another text,
        which may be kept all the same unless it is `strict`. `hint`: a title and a text."""
        kinds = [row.kind for row in self.rows]
        first = kinds.index(kind) + 1
        last = first + kinds.count(kind) - 1 - without_last
        rule = {
            "validate": "list",
            "source": f"='{KEY}'!$C${first}:$C${last}",
            "error_title": word("workbook.wrong_title"),
            "error_message": wrong,
            "error_type": "stop" if strict else "warning",
            **(hint_of(*hint) if hint else {}),
        }
        cells.sheet.data_validation(cells.first, cells.column, cells.last, cells.column, rule)

    def write(self, book: Any) -> None:
        """Adds the hidden sheet, as the last one."""
        known = [KeyRow("edition", name, text) for name, text in self.edition.items() if isinstance(text, str)]
        rows = [*self.rows, KeyRow("format", WORKBOOK_FORMAT), *known]
        sheet = book.add_worksheet(KEY)
        for n, row in enumerate([*rows, KeyRow("check", key_check(rows))]):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(n, column, text)
        sheet.very_hidden()
        protect(sheet)


def hint_of(title: str, text: str) -> dict[str, str]:
    """What a program shows, or reads aloud, when somebody comes to a cell."""
    return {"input_title": title[:_LONGEST_TITLE], "input_message": text[:_LONGEST_HINT]}


def force_name(site: Lookup, force: str) -> str:
    return site.forces[force].name if force in site.forces else force


def _labels(site: Lookup, bundle: Bundle) -> dict[str, dict[str, str]]:
    """No two of a kind are alike. Not applicable is the last choice, because most questions do not have it."""
    levels = [(str(n), word("question.level", level=n, name=level.name)) for n, level in enumerate(site.edition.scale)]
    others = [(DONT_KNOW, word("question.dont_know")), (NOT_APPLICABLE, word("question.not_applicable"))]
    checked = {"second-role": "checked_second", "critical-friend": "checked_friend"}
    forces = [(force, force_name(site, force)) for force in bundle["forces"]]
    return {
        "force": _distinct(sorted(forces, key=lambda pair: (pair[0] in site.invented, pair[1].casefold()))),
        "role": _distinct([(role.id, role.name) for role in site.edition.roles]),
        "choice": _distinct([*levels, *others]),
        "yes": _distinct([("true", word("workbook.yes")), ("false", word("workbook.no"))]),
        "checked": _distinct([(key, word(f"question.{name}")) for key, name in checked.items()]),
    }


def _distinct(named: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Names by id. One that is there already has its id after it, so that it can be found again."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for key, name in named:
        text = name if name.casefold() not in used else f"{name} ({key})"
        used.add(text.casefold())
        found[key] = text
    return found
