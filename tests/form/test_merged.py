"""A file in which several people have spoken, in the form: it opens, nothing is lost, and its mistakes are said."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from maturity.assessment.merge import merge, settle
from maturity.assessment.reader import read_assessment, write_text
from maturity.records import Assessment, Bundle, canonical
from tests.form.conftest import Form

pytestmark = pytest.mark.browser

READ = """async (text) => {
  const { edition, reader, work } = Maturity;
  const { record, problems } = await reader.readBytes(new TextEncoder().encode(text).buffer, edition);
  return { problems, file: record && work.finish(edition, { ...work.blank(edition), ...record }).assessment };
}"""


@pytest.fixture
def merged(bundle: Bundle) -> Assessment:
    """Two contributors: one clash that is open, one that is settled, a marking on which they differ."""
    head: Any = {
        "format": "maturity-assessment/2",
        "edition": bundle["edition"],
        "force": "kent-police",
        "period": "2026",
    }
    a = head | {
        "marking": "OFFICIAL",
        "answers": {
            "pi-sponsor": {"level": 1, "role": bundle["roles"][0], "comment": "Not in writing"},
            "pi-cover": {"level": 1, "role": bundle["roles"][0], "evidence": [{"title": "Rota"}]},
        },
    }
    b = head | {
        "marking": "OFFICIAL-SENSITIVE",
        "answers": {"pi-sponsor": {"level": 3}, "pi-cover": {"level": 2, "at": "2026-11-20T10:00:00Z"}},
        "signed_before": [{"role": bundle["roles"][0], "date": "2026-11-20", "decision": "signed"}],
        "joint": [{"question": "pi-sponsor", "force": "essex-police"}],
        "kept": [{"edition": "2025.1", "place": "answers.pi-old", "because": "retired", "answer": {"level": 2}}],
    }
    found = merge([a, b])["assessment"]
    assert found is not None
    return settle(found, "answers.pi-cover", {"level": 2}, "Since May", bundle["roles"][0], "2026-11-21T10:00:00Z")


def test_nothing_is_lost_on_the_way_through_the_form(page: Page, form_file: Any, merged: Assessment) -> None:
    form = Form(page, form_file)
    found = form.page.evaluate(READ, write_text(merged))
    assert found["problems"] == []
    assert found["file"] == merged


def test_mistakes_are_said(page: Page, form_file: Any, merged: Assessment) -> None:
    form = Form(page, form_file)
    raw: Any = json.loads(json.dumps(merged))
    raw["answers"]["pi-sponsor"]["level"] = 3
    raw["answers"]["pi-cover"]["agreed"][0]["reason"] = " "
    raw["answers"]["pi-cover"]["said"][0]["role"] = "nobody-known"
    raw["differs"]["about.nothing"] = raw["differs"].pop("marking")
    problems = form.page.evaluate(READ, json.dumps(raw))["problems"]
    for place in ("answers.pi-sponsor:", "agreed 1.reason:", "said 1.role:", "differs:"):
        assert [problem for problem in problems if place in problem], (place, problems)
    assert len(problems) == 4, problems


A, B, AT = "comms-lead", "digital-contact", {"at": "2026-11-21T10:00:00Z"}
BOTH = [{"level": 2, "role": A}, {"level": 2, "role": B}]
AGREED = {"level": 2, "reason": "Since May", "over": [{"level": 3, "role": A}]}
OF_TWO = [{"level": 3, "role": A}, {"level": 2, "role": B}]

#: The answer as it was read, what somebody then wrote into it, and what is saved.
WRITTEN: dict[str, tuple[Any, Any, Any]] = {
    "another level": (
        {"level": 2, "said": BOTH},
        {"level": 3, "role": A} | AT,
        {"said": [{"level": 2, "role": B}, {"level": 3, "role": A} | AT]},
    ),
    "the other role": (
        {"said": OF_TWO},
        {"level": 3, "role": B} | AT,
        {"level": 3, "said": [{"level": 3, "role": B} | AT, {"level": 3, "role": A}]},
    ),
    "a third role": (
        {"level": 2, "said": BOTH},
        {"level": 1, "role": "legal"} | AT,
        {"said": [{"level": 1, "role": "legal"} | AT, *BOTH]},
    ),
    "no role": (
        {"level": 2, "said": [{"level": 2}, BOTH[0]]},
        {"level": 4} | AT,
        {"said": [BOTH[0], {"level": 4} | AT]},
    ),
    "only evidence": (
        {"level": 2, "said": BOTH},
        {"role": A, "evidence": [{"title": "Rota"}]} | AT,
        {"level": 2, "said": BOTH, "evidence": [{"title": "Rota"}]},
    ),
    "only evidence, in a clash": (
        {"said": OF_TWO},
        {"role": B, "evidence": [{"title": "Rota"}]} | AT,
        {"said": OF_TWO, "evidence": [{"title": "Rota"}]},
    ),
    "only a comment, in a clash": (
        {"said": OF_TWO},
        {"role": B, "comment": "Not at night"} | AT,
        {"said": [{"level": 3, "role": A}, {"level": 2, "role": B, "comment": "Not at night"} | AT]},
    ),
    "another level, where the same role had written": (
        {"said": [{"level": 3, "role": A, "comment": "From 2019"}, {"level": 1, "role": B}]},
        {"level": 1, "role": A} | AT,
        {
            "level": 1,
            "said": [{"comment": "From 2019", "role": A}, {"level": 1, "role": A} | AT, {"level": 1, "role": B}],
        },
    ),
    "another comment, where the same role had written": (
        {"said": [{"level": 3, "role": A, "comment": "From 2019"}, {"level": 1, "role": B}]},
        {"role": A, "comment": "And 2021"} | AT,
        {
            "said": [
                {"comment": "From 2019", "role": A},
                {"level": 1, "role": B},
                {"level": 3, "role": A, "comment": "And 2021"} | AT,
            ]
        },
    ),
    "no role, where two without one had written": (
        {"said": [{"level": 1, "comment": "Y"}, {"level": 3, "comment": "X"}]},
        {"level": 2} | AT,
        {"level": 2, "said": [{"comment": "X"}, {"comment": "Y"}, {"level": 2} | AT]},
    ),
    "what was agreed": (
        {"level": 2, "said": OF_TWO, "agreed": [AGREED]},
        {"level": 2, "role": A} | AT,
        {"level": 2, "said": OF_TWO, "agreed": [AGREED]},
    ),
    "against what was agreed": (
        {"level": 2, "said": OF_TWO, "agreed": [AGREED]},
        {"level": 4, "role": A} | AT,
        {"said": [OF_TWO[1], {"level": 4, "role": A} | AT], "agreed": [AGREED]},
    ),
    "what the meeting had heard, again after it": (
        {"level": 2, "said": OF_TWO, "agreed": [AGREED | {"at": "2026-11-21T09:00:00Z"}]},
        {"level": 3, "role": A} | AT,
        {"said": [OF_TWO[1], {"level": 3, "role": A} | AT], "agreed": [AGREED | {"at": "2026-11-21T09:00:00Z"}]},
    ),
}


@pytest.fixture(scope="module")
def made(bundle: Bundle) -> Callable[[Any], str]:
    head = {"format": "maturity-assessment/2", "edition": bundle["edition"], "force": "kent-police", "period": "2026"}
    return lambda answer: json.dumps(head | {"answers": {"pi-sponsor": answer}})


CHANGE = """async ([text, written]) => {
  const { edition, reader, work } = Maturity;
  const { record, problems } = await reader.readBytes(new TextEncoder().encode(text).buffer, edition);
  if (problems.length) return problems;
  Object.assign(record.answers["pi-sponsor"], written);
  return work.finish(edition, { ...work.blank(edition), ...record }).assessment.answers["pi-sponsor"];
}"""


def test_who_changes_their_mind_does_not_clash_with_themselves(
    page: Page, form_file: Any, bundle: Bundle, made: Callable[[Any], str]
) -> None:
    form = Form(page, form_file)
    for why, (read, written, expected) in WRITTEN.items():
        found = form.page.evaluate(CHANGE, [made(read), written])
        assert sorted(found.pop("said"), key=canonical) == sorted(expected["said"], key=canonical), why
        assert found == {name: value for name, value in expected.items() if name != "said"}, why
        read_assessment(made({**found, "said": expected["said"]}), why, bundle)
