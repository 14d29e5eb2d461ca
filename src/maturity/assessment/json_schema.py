"""JSON Schemas of the questionnaire's files and of an assessment, for editors to complete and check as you type."""

from __future__ import annotations

import inspect
import json
import re
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from maturity.assessment.shapes import record_schema
from maturity.questionnaire import model
from maturity.questionnaire.loader import FILES
from maturity.records import Assessment

#: The name of each schema's file, without `.schema.json`, and what it describes.
SCHEMAS: dict[str, type[model.QuestionnairePart]] = FILES | {
    "theme": model.Theme,
    "publishing": model.Publishing,
    "own-forces": model.OwnForces,
}
_COMMENT = re.compile(r"((?:^    #: .*\n)+)^    (\w+):", re.MULTILINE)


def schemas() -> dict[str, str]:
    """The text of each schema by file name."""
    found = {"assessment": _Untitled().generate(record_schema(Assessment))}
    for name, kind in SCHEMAS.items():
        found[name] = kind.model_json_schema()
        _add_descriptions(found[name], kind)
    return {f"{name}.schema.json": _schema_text(name, schema) for name, schema in found.items()}


def _schema_text(name: str, schema: dict[str, Any]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": name}
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _add_descriptions(schema: dict[str, Any], kind: type[model.QuestionnairePart]) -> None:
    """Carry the `#:` comment above a field into the schema, so that an editor shows it."""
    for name, definition in {kind.__name__: schema, **schema.get("$defs", {})}.items():
        for comment, field in _COMMENT.findall(inspect.getsource(getattr(model, name))):
            said = " ".join(line.strip().removeprefix("#: ") for line in comment.splitlines())
            definition["properties"][field]["description"] = said


class _Untitled(GenerateJsonSchema):
    """Names of fields are title enough."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False
