"""The page for coordinators names what is on the screen: whoever follows it finds each name in the form."""

from __future__ import annotations

import re
from typing import Any

import yaml

from tests import ROOT

LOCALE = ROOT / "src" / "maturity" / "locale" / "en"


def sayings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in sayings(item)]
    return [text for item in value for text in sayings(item)] if isinstance(value, list) else [str(value)]


def test_getting_started_names_what_the_form_shows() -> None:
    page = " ".join((ROOT / "questionnaire" / "getting-started.md").read_text(encoding="utf-8").split())
    named = set(re.findall("“([^”]+)”", page))
    shown = {text for path in LOCALE.glob("*.yml") for text in sayings(yaml.safe_load(path.read_text("utf-8")))}
    assert len(named) > 15
    assert sorted(named - shown) == []
