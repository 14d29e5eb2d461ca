"""The reader in Python and the reader in the form give the same verdict on the same file."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page

from maturity.assessment.reader import read_assessment
from maturity.errors import MaturityError
from maturity.records import Bundle
from tests.form.conftest import Form

pytestmark = pytest.mark.browser

TABLE = Path(__file__).parents[1] / "cases" / "readers" / "reading.yml"
CASES: Any = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
READ = """async (texts) => {
  const found = [];
  for (const text of texts) {
    const given = new TextEncoder().encode(text).buffer;
    const read = Maturity.reader.readBytes(given, Maturity.edition);
    found.push(await read.then(({ problems }) => problems, (error) => error.stack));
  }
  return found;
}"""


def owner_of(record: Any, path: str) -> tuple[Any, Any]:
    """What the field at a path stands in, and its name there. A `#` is a dot that belongs to a name."""
    *steps, last = [int(step) if step.isdigit() else step.replace("#", ".") for step in path.split(".")]
    for step in steps:
        record = record[step]
    return record, last


def text_of(case: Any, bundle: Bundle) -> str:
    """The file of a case, after its small change."""
    record = copy.deepcopy(CASES["file"])
    ours = bundle["edition"]
    record["edition"] = {"id": ours["id"], "version": ours["version"], "fingerprint": ours["fingerprint"]}
    for path, value in case.get("set", {}).items():
        owner, name = owner_of(record, path)
        owner[name] = value * case.get("times", 1) if isinstance(value, str) else value
    for path in case.get("out", ()):
        owner, name = owner_of(record, path)
        del owner[name]
    text = json.dumps(record, ensure_ascii=False)
    if "find" in case:
        assert case["find"] in text, case["why"]
        text = text.replace(case["find"], case["put"], 1)
    return text


def problems_in_python(text: str, bundle: Bundle) -> list[str]:
    try:
        read_assessment(text.encode(), "a.json", bundle)
    except MaturityError as error:
        return [str(problem) for problem in error.problems]
    return []


def test_both_readers_give_the_same_verdict(page: Page, form_file: Path, bundle: Bundle) -> None:
    rows = [(verdict, case) for verdict in ("accepted", "refused") for case in CASES[verdict]]
    texts = [text_of(case, bundle) for _, case in rows]
    in_form = Form(page, form_file).page.evaluate(READ, texts)
    wrong = []
    for (verdict, case), text, form in zip(rows, texts, in_form, strict=True):
        python = problems_in_python(text, bundle)
        if isinstance(form, str) or {bool(form), bool(python)} != {verdict == "refused"}:
            wrong.append({"case": case, "wanted": verdict, "python": python, "form": form})
    assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=True)
