"""Words on screen: the texts of `locale/en`, a file for each section."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from maturity.questionnaire.yaml_reader import read_yaml


@cache
def section(name: str) -> dict[str, Any]:
    """All texts of a section: the file of this name in `locale/en`. Raises KeyError when there is none."""
    file = resources.files("maturity").joinpath("locale", "en", f"{name}.yml")
    if not file.is_file():
        raise KeyError(name)
    with resources.as_file(file) as path:
        texts: dict[str, Any] = read_yaml(path).data
    return texts


def word(key: str, **values: object) -> str:
    """The text under a dotted key, which begins with its section. A plural is chosen by `n`, and {names} are filled in.
    Without values the text stays as it is written, for a script to fill in.

    Raises KeyError when there is no such text, or when a name in it has no value.
    """
    name, *path = key.split(".")
    text: Any = section(name)
    for part in path:
        text = text[part]
    if isinstance(text, dict):
        form = {0: "zero", 1: "one"}.get(values.get("n"), "other")  # type: ignore[call-overload]
        text = text.get(form, text["other"])
    return fill(text, values) if values else str(text)


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with a value for each {name}. It is filled in once: names inside a value stay as they are."""
    return re.sub(r"\{(\w+)\}", lambda gap: str(values[gap[1]]), text)
