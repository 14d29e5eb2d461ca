"""Python and JavaScript give the same bytes: for every case, for thousands of generated ones, and in a real browser."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from maturity.records import canonical
from maturity.render.form import shapes_script
from maturity.scoring.engine import score
from tests.support import javascript
from tests.support.engine_cases import cases
from tests.support.strategies import assessments, bundles

EXAMPLES, EACH = 250, 8  # 2,000 generated assessments

ids = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
whole = st.integers(-(2**53) + 1, 2**53 - 1)
records = st.recursive(
    st.none() | st.booleans() | whole | texts,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(ids, parts, max_size=4),
    max_leaves=12,
)


def test_same_bytes_for_every_case() -> None:
    expected = [canonical(score(case.bundle, case.assessment)) for case in cases()]
    found = javascript.score_all((case.bundle, [case.assessment]) for case in cases())
    for case, python, script in zip(cases(), expected, found, strict=True):
        assert python == script, case.name


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.data())
def test_same_bytes_for_generated_assessments(data: st.DataObject) -> None:
    bundle = data.draw(bundles())
    drawn = data.draw(st.lists(assessments(bundle), min_size=EACH, max_size=EACH))
    expected = [canonical(score(bundle, assessment)) for assessment in drawn]
    assert javascript.score_all([(bundle, drawn)]) == expected


@settings(max_examples=100, deadline=None)
@given(st.lists(records, min_size=5, max_size=5))
def test_same_spelling_of_any_record(values: list[object]) -> None:
    assert javascript.canonical(values) == [canonical(value) for value in values]


@pytest.mark.parametrize("value", ["1.5", "9007199254740993", "undefined", "NaN", "[,1]", "{a: undefined}", "() => 1"])
def test_what_is_no_record_is_refused_in_javascript(value: str) -> None:
    found = javascript.engine().eval(f"try {{ Maturity.engine.canonical({value}) }} catch (error) {{ error.name }}")
    assert found == "TypeError"


@pytest.mark.browser
def test_same_bytes_in_a_browser_from_a_file(page: Page, tmp_path: Path) -> None:
    jobs = [[case.bundle, [case.assessment]] for case in cases()]
    for name in ("advice.js", "engine.js"):
        shutil.copy(javascript.ENGINE.with_name(name), tmp_path / name)
    (tmp_path / "jobs.js").write_text(f"var jobs = {json.dumps(jobs)};", encoding="utf-8")
    file = tmp_path / "page.html"
    files = ("advice.js", "engine.js", "jobs.js")
    scripts = f"<script>{shapes_script()}</script>" + "".join(f'<script src="{name}"></script>' for name in files)
    file.write_text(f'<!doctype html><meta charset="utf-8"><title>Twins</title>{scripts}', encoding="utf-8")
    page.goto(file.as_uri())
    expected = [canonical(score(case.bundle, case.assessment)) for case in cases()]
    assert page.evaluate(f"({javascript.SCORE_ALL})(jobs)") == expected
