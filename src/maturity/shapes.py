"""The shapes of the records in `records`, as a fast checker of JSON: which fields, of which type, which are required.

Pure. Built straight on pydantic-core: the checker is ready in a few milliseconds, gives back every object with its
fields in alphabetical order (what `canonical` needs), and reports every problem with its path.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

from pydantic_core import CoreSchema, SchemaValidator
from pydantic_core import core_schema as core

from maturity.errors import Nearest
from maturity.jsontext import visible

Path = tuple[str | int, ...]
#: Where, what is wrong, how to fix it.
Flag = tuple[Path, str, str | Nearest]


def checker(record: Any, *, required: bool = True) -> SchemaValidator:
    """A checker of one record type. Without `required`, no field has to be there."""
    return SchemaValidator(_schema(record, required))


@cache
def fields(record: Any) -> dict[str, Any]:
    """Field names of a record type and their types, without NotRequired."""
    return {name: _bare(hint) for name, hint in get_type_hints(record, include_extras=True).items()}


def flag(record: Any, error: Any) -> Flag:
    """What one of the checker's errors says, in plain words, and how to mend it."""
    path, kind = tuple(error["loc"]), error["type"]
    if kind == "missing":
        return path, f"`{path[-1]}` is missing", "add it"
    if kind == "extra_forbidden":
        return path, f"there is no field `{visible(str(path[-1]))}` here", Nearest(str(path[-1]), _beside(record, path))
    if kind == "literal_error":
        known = get_args(_type_at(record, path))
        return path, f"{_value(error['input'])} is not known here", Nearest(str(error["input"])[:200], known)
    what = f"this must be {_KINDS.get(kind, 'something else')}, not {_value(error['input'])}"
    return path, what, _mended(kind, error["input"])


_KINDS = {
    "string_type": "text in quotation marks",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list in [ ]",
    "dict_type": "an object in { }",
    "value_type": "text or true or false",
}


def _mended(kind: str, value: Any) -> str:
    """How to write a value of the wrong type, with the value itself where it is plain what was meant."""
    if value is None:
        return "take it out"
    if kind == "string_type" and isinstance(value, int) and len(str(value)) <= 40:
        return f'write "{_value(value)}", with the quotation marks'
    if kind == "int_type" and isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 5:
        return f"write {value} without quotation marks"
    return _FIXES.get(kind, "look how the same field is written elsewhere in the file")


_FIXES = {
    "string_type": "put it in quotation marks",
    "int_type": "write a whole number, such as 2, without quotation marks",
    "bool_type": "write true or false, without quotation marks",
    "list_type": "put what belongs there between [ and ]",
    "dict_type": "put what belongs there between { and }, each with its name",
}


def _value(value: Any) -> str:
    """A value as a person would see it in the file, kept short."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, float) and abs(value) > 1e15:
        return "a number so large"
    return f"`{visible(str(value), 40)}`" if isinstance(value, str) else visible(str(value), 40)


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is NotRequired else hint


def _beside(record: Any, path: Path) -> list[str]:
    return list(fields(_type_at(record, path[:-1])))


def _type_at(record: Any, path: Path) -> Any:
    for step in path:
        record = fields(record)[str(step)] if is_typeddict(record) else get_args(record)[-1]
    return record


def _schema(hint: Any, required: bool) -> CoreSchema:
    if is_typeddict(hint):
        named = get_type_hints(hint, include_extras=True)
        return core.typed_dict_schema(
            {
                name: core.typed_dict_field(
                    _schema(_bare(named[name]), required),
                    required=required and get_origin(named[name]) is not NotRequired,
                )
                for name in sorted(named)
            },
            extra_behavior="forbid",
            strict=True,
        )
    origin, inner = get_origin(hint), get_args(hint)
    if origin is list:
        return core.list_schema(_schema(inner[0], required), strict=True)
    if origin is dict:
        return core.dict_schema(core.str_schema(strict=True), _schema(inner[1], required), strict=True)
    if origin is Literal and inner != (True,):
        return core.literal_schema(list(inner))
    if hint is str:
        return core.str_schema(strict=True)
    if hint == (str | bool):
        kinds: list[CoreSchema] = [core.str_schema(strict=True), core.bool_schema(strict=True)]
        return core.union_schema(kinds, custom_error_type="value_type", custom_error_message="text or true or false")  # type: ignore[arg-type]
    if hint is int:
        return core.int_schema(strict=True)
    return core.bool_schema(strict=True) if inner == (True,) else core.any_schema()
