"""JSON Schemas of the questionnaire's files and of an assessment, for editors to complete and check as you type."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

from pydantic import BaseModel

from maturity.questionnaire import model
from maturity.questionnaire.loader import FILES
from maturity.records import Assessment, longest

#: The name of each schema's file, without `.schema.json`, and what it describes.
SCHEMAS: dict[str, Any] = FILES | {
    "theme": model.Theme,
    "publishing": model.Publishing,
    "assessment": Assessment,
}
_PLAIN = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}
_COMMENT = re.compile(r"((?:^    #: .*\n)+)^    (\w+):", re.MULTILINE)


def schemas() -> dict[str, str]:
    """The text of each schema by file name."""
    return {f"{name}.schema.json": _schema_text(name, kind) for name, kind in SCHEMAS.items()}


def _schema_text(name: str, kind: Any) -> str:
    if is_typeddict(kind):
        schema = _record_schema(kind)
    else:
        schema = kind.model_json_schema()
        _add_descriptions(schema, kind)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": name}
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _add_descriptions(schema: dict[str, Any], kind: type[BaseModel]) -> None:
    """Carry the `#:` comment above a field into the schema, so that an editor shows it."""
    parts = {part.__name__: part for part in _parts(kind)}
    for name, definition in {kind.__name__: schema, **schema.get("$defs", {})}.items():
        for comment, field in _COMMENT.findall(inspect.getsource(parts[name])):
            said = " ".join(line.strip().removeprefix("#: ") for line in comment.splitlines())
            definition["properties"][field]["description"] = said


def _parts(kind: Any) -> Iterator[type[BaseModel]]:
    """A type of part and every type of part inside it."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        for field in kind.model_fields.values():
            yield from _parts(field.annotation)
    for argument in get_args(kind):
        yield from _parts(argument)


def _record_schema(kind: Any, field: str = "") -> dict[str, Any]:
    """The schema of a record's type. pydantic takes a TypedDict only from Python 3.12."""
    if is_typeddict(kind):
        hints = get_type_hints(kind, include_extras=True)
        return {
            "type": "object",
            "description": inspect.getdoc(kind) if kind.__doc__ else kind.__name__,
            "properties": {name: _record_schema(hint, name) for name, hint in hints.items()},
            "required": [name for name, hint in hints.items() if get_origin(hint) is not NotRequired],
            "additionalProperties": False,
        }
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is NotRequired:
        return _record_schema(arguments[0], field)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is UnionType:
        return {"anyOf": [_record_schema(argument, field) for argument in arguments]}
    if origin is list:
        return {"type": "array", "items": _record_schema(arguments[0], field)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _record_schema(arguments[1], field)}
    if kind is str:
        return {"type": "string", "maxLength": longest(field)}
    return {"type": _PLAIN[kind]}
