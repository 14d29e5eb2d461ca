"""The types of the records for those who check the scripts: `python -m tools.script_types` writes them into `.tools/`.

TypeScript reads them beside `src/maturity/web/types.d.ts` (`make test` runs it). They come from `maturity.records`, so
that no list of fields is written a second time.
"""

from __future__ import annotations

import types
from pathlib import Path
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from maturity import records

FOLDER = Path(__file__).resolve().parent.parent / ".tools"
#: Stands in for the page's first script (`edition_script` in form.py), which every site generates for its edition.
EDITION = """var Maturity = {};
/** @type {Edition} */
Maturity.edition = JSON.parse("");
/** @type {Record<string, Record<string, Shape>>} */
Maturity.shapes = JSON.parse("");
"""
#: A browser has a `Range` of its own.
_NAMES = {"Range": "ScoreRange"}
_PLAIN: dict[Any, str] = {str: "string", int: "number", bool: "boolean", type(None): "null", Any: "any"}


def declarations() -> str:
    """An interface for each record, with its fields in their order."""
    found = [value for value in vars(records).values() if is_typeddict(value)]
    return "\n".join([*map(_interface, found), f"type PeriodKind = {_type(records.PeriodKind)};", ""])


def _interface(record: Any) -> str:
    hints = get_type_hints(record, include_extras=True)
    optional = {name: "?" if get_origin(hint) is NotRequired else "" for name, hint in hints.items()}
    lines = [f"  {name}{optional[name]}: {_type(hint)};" for name, hint in hints.items()]
    return "\n".join([f"interface {_type(record)} {{", *lines, "}", ""])


def _type(hint: Any) -> str:
    origin, inner = get_origin(hint), get_args(hint)
    if is_typeddict(hint):
        return _NAMES.get(hint.__name__, str(hint.__name__))
    if origin is NotRequired:
        return _type(inner[0])
    if origin is list:
        return f"Array<{_type(inner[0])}>"
    if origin is dict:
        return f"Record<string, {_type(inner[1])}>"
    if origin is Literal:
        return " | ".join("true" if each is True else f'"{each}"' for each in inner)
    if origin in (Union, types.UnionType):
        return " | ".join(_type(each) for each in inner)
    return _PLAIN[hint]


def main() -> None:
    """Writes the files."""
    FOLDER.mkdir(exist_ok=True)
    FOLDER.joinpath("records.d.ts").write_text(declarations(), encoding="utf-8")
    FOLDER.joinpath("edition.js").write_text(EDITION, encoding="utf-8")


if __name__ == "__main__":
    main()
