"""The shapes of the records in `records`, as a fast checker of JSON: which fields, of which type, which are required.

Pure. Built straight on pydantic-core: the checker is ready in a few milliseconds, gives back every object with its
fields in the order of its record, and reports every problem with its path.
"""

from __future__ import annotations

import re
from functools import cache
from inspect import getdoc
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

from pydantic_core import CoreSchema
from pydantic_core import core_schema as core

from maturity.errors import Nearest
from maturity.json_reader import visible
from maturity.records import longest

Path = tuple[str | int, ...]
#: Where, what is wrong, how to fix it.
Flag = tuple[Path, str, str | Nearest]


@cache
def record_fields(record: Any) -> dict[str, Any]:
    """Field names of a record type and their types, without NotRequired."""
    return {name: _without_not_required(hint) for name, hint in get_type_hints(record, include_extras=True).items()}


def required_fields(record: Any) -> list[str]:
    """The fields that a record of this type must have."""
    hints = get_type_hints(record, include_extras=True)
    return [name for name, hint in hints.items() if get_origin(hint) is not NotRequired]


def shape_description(*records: Any) -> dict[str, Any]:
    """Record types, and all that are inside them, as JSON for the browser. By a record's name (`sign_off` for SignOff)
    its fields in the file's order, each as {kind, of?, choices?, required?}.

    Kinds: text, number, yes (true or false), true, value (text or yes), choice, and record, list or map. `of` has the
    name of a record, or what is in a list or a map."""
    found: dict[str, Any] = {}
    for record in records:
        must = required_fields(record)
        kinds = {name: _field_description(kind, found) for name, kind in record_fields(record).items()}
        found[_record_name(record)] = {n: kind | ({"required": True} if n in must else {}) for n, kind in kinds.items()}
    return found


def _field_description(hint: Any, found: dict[str, Any]) -> dict[str, Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if is_typeddict(hint):
        found |= shape_description(hint)
        return {"kind": "record", "of": _record_name(hint)}
    if origin in (list, dict):
        return {"kind": "list" if origin is list else "map", "of": _field_description(inner[-1], found)}
    if origin is Literal:
        return {"kind": "true"} if inner == (True,) else {"kind": "choice", "choices": list(inner)}
    return {"kind": {str: "text", int: "number", bool: "yes", str | bool: "value"}[hint]}


def _record_name(record: Any) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", record.__name__).lower()


def flag_of_error(record: Any, error: Any) -> Flag:
    """One of the validator's errors in plain words, and how to fix it."""
    path, kind, given = tuple(error["loc"]), error["type"], error["input"]
    if kind == "missing":
        return path, f"`{path[-1]}` is missing", "add it"
    if kind == "extra_forbidden":
        name = str(path[-1])
        known = list(record_fields(_type_at(record, path[:-1])))
        return path, f"there is no field `{visible(name)}` here", Nearest(name, known)
    if kind == "literal_error":
        choices = get_args(_type_at(record, path))
        if choices != (True,):
            return path, f"{_quoted_value(given)} is not known here", Nearest(str(given)[:200], choices)
        if given is False:
            return path, "this can only be true", "write true, or remove it"
        kind = "bool_type"
    if kind == "string_too_long" and (long := length_problem(given, _field(path))):
        return path, *long
    what = f"this must be {_KINDS.get(kind, 'something else')}, not {_quoted_value(given)}"
    return path, what, _fix(kind, given)


_KINDS = {
    "string_type": "text in quotation marks",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list in [ ]",
    "dict_type": "an object in { }",
    "value_type": "text or true or false",
}


def _fix(kind: str, value: Any) -> str:
    """How to write a value of the wrong type, with the value itself where it is plain what was meant."""
    if value is None:
        return "remove it"
    if kind == "string_type" and isinstance(value, int) and len(str(value)) <= 40:
        return f'write "{_quoted_value(value)}", with the quotation marks'
    if kind == "int_type" and isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 5:
        return f"write {value} without quotation marks"
    return _FIXES.get(kind, "see how the same field is written elsewhere in the file")


_FIXES = {
    "string_type": "put it in quotation marks",
    "int_type": "write a whole number, such as 2, without quotation marks",
    "bool_type": "write true or false, without quotation marks",
    "list_type": "put the values between [ and ]",
    "dict_type": "put the values between { and }, each with its name",
}


def _field(path: Path) -> str:
    """The name of the field that a text is in, also in a list."""
    return str(next((step for step in reversed(path) if isinstance(step, str)), ""))


def _quoted_value(value: Any) -> str:
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


def _without_not_required(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is NotRequired else hint


def _type_at(record: Any, path: Path) -> Any:
    for step in path:
        record = record_fields(record)[str(step)] if is_typeddict(record) else get_args(record)[-1]
    return record


def record_schema(hint: Any, required: bool = True, field: str = "") -> CoreSchema:
    """The schema of a record type, or of a type in one, for pydantic-core. Without `required`, no field has to be
    there. `field`: the name that it has in a record, which says how long its text may be."""
    if is_typeddict(hint):
        named = get_type_hints(hint, include_extras=True)
        return core.typed_dict_schema(
            {
                name: core.typed_dict_field(
                    record_schema(_without_not_required(named[name]), required, name),
                    required=required and get_origin(named[name]) is not NotRequired,
                )
                for name in named
            },
            extra_behavior="forbid",
            strict=True,
            metadata={"pydantic_js_updates": {"description": getdoc(hint) if hint.__doc__ else hint.__name__}},
        )
    origin, inner = get_origin(hint), get_args(hint)
    if origin is list:
        return core.list_schema(record_schema(inner[0], required, field), strict=True)
    if origin is dict:
        return core.dict_schema(core.str_schema(strict=True), record_schema(inner[1], required, field), strict=True)
    if origin is Literal:
        return core.literal_schema(list(inner))
    text = core.str_schema(strict=True, max_length=longest(field))
    if hint is str:
        return text
    if hint == (str | bool):
        kinds: list[CoreSchema] = [text, core.bool_schema(strict=True)]
        return core.union_schema(kinds, custom_error_type="value_type", custom_error_message="text or true or false")  # type: ignore[arg-type]
    if hint is int:
        return core.int_schema(strict=True)
    return core.bool_schema(strict=True)


def length_problem(text: str, field: str = "text") -> tuple[str, str] | None:
    """What is wrong with a text that is too long, and how to correct it; nothing for one that fits."""
    if len(text) <= longest(field):
        return None
    what = f"this text has {len(text):,} characters, and at most {longest(field):,} fit"
    return what, "shorten it; put anything longer in a document, and name that as evidence"
