"""A file in which several people have spoken, in the form: it opens, nothing is lost, and its mistakes are said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from maturity.assessment import write_text
from maturity.merge import merge, settle
from maturity.records import Assessment, Bundle
from tests.browser.conftest import Form

pytestmark = pytest.mark.browser

READ = """async (text) => {
  const { edition, read, state } = Maturity;
  const { record, problems } = await read.bytes(new TextEncoder().encode(text).buffer, edition);
  return { problems, file: record && state.finish(edition, { ...state.blank(edition), ...record }).assessment };
}"""


@pytest.fixture
def merged(bundle: Bundle) -> Assessment:
    """Two contributors: one clash that is open, one that is settled, a marking on which they differ."""
    head: Any = {
        "format": "maturity-assessment/1",
        "edition": bundle["edition"],
        "force": "kent-police",
        "period": "2026",
    }
    a = head | {
        "marking": "OFFICIAL",
        "answers": {
            "pi-sponsor": {"level": 1, "role": bundle["roles"][0], "comment": "Not in writing"},
            "pi-checking": {"level": 1, "role": bundle["roles"][0], "evidence": [{"title": "Rota"}]},
        },
    }
    b = head | {
        "marking": "OFFICIAL-SENSITIVE",
        "answers": {"pi-sponsor": {"level": 3}, "pi-checking": {"level": 2, "at": "2026-11-20T10:00:00Z"}},
        "signed_before": [{"role": bundle["roles"][0], "date": "2026-11-20", "decision": "signed"}],
        "joint": [{"question": "pi-sponsor", "force": "essex-police"}],
        "kept": [{"edition": "2025.1", "place": "answers.pi-old", "because": "retired", "answer": {"level": 2}}],
    }
    found = merge([a, b])["assessment"]
    assert found is not None
    return settle(found, "answers.pi-checking", {"level": 2}, "Since May", bundle["roles"][0], "2026-11-21T10:00:00Z")


def test_nothing_is_lost_on_the_way_through_the_form(page: Page, form_file: Any, merged: Assessment) -> None:
    form = Form(page, form_file)
    found = form.page.evaluate(READ, write_text(merged))
    assert found["problems"] == []
    assert found["file"] == merged


def test_mistakes_are_said(page: Page, form_file: Any, merged: Assessment) -> None:
    form = Form(page, form_file)
    raw: Any = json.loads(json.dumps(merged))
    raw["answers"]["pi-sponsor"]["level"] = 3
    raw["answers"]["pi-checking"]["agreed"][0]["reason"] = " "
    raw["answers"]["pi-checking"]["said"][0]["role"] = "nobody-known"
    raw["differs"]["about.nothing"] = raw["differs"].pop("marking")
    problems = form.page.evaluate(READ, json.dumps(raw))["problems"]
    for place in ("answers.pi-sponsor:", "agreed 1.reason:", "said 1.role:", "differs:"):
        assert [problem for problem in problems if place in problem], (place, problems)
    assert len(problems) == 4, problems
