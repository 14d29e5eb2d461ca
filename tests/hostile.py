"""A questionnaire whose every free text tries to be something else: HTML, Markdown, a template, a formula."""

from __future__ import annotations

import re
from typing import Any

from maturity.model import Questionnaire

HOSTILE = (
    "=1+1 <img src=x onerror=globalThis.harm=1> </script><script>globalThis.harm=1</script></title></style>"
    " | * _a_ **b** [c](javascript:globalThis.harm=1) `d` # {#e .f onclick=g} {{ 1111 * 1111 }}"
    " {% raw %} \" ' & &lt; \\ ]]>"
)
#: Ids, dates and words that the shapes allow no choice in.
FIXED = re.compile(r"[a-z][a-z0-9-]*|\d{4}-\d{2}-\d{2}")


def hostile(q: Questionnaire) -> Questionnaire:
    """The questionnaire with `HOSTILE` in the place of each free text."""
    return Questionnaire.model_validate(_spoil(q.model_dump(mode="python")))


def _spoil(value: Any) -> Any:
    if isinstance(value, str):
        return value if FIXED.fullmatch(value) else HOSTILE
    if isinstance(value, dict):
        return {key: _spoil(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(_spoil(item) for item in value)
    return value
