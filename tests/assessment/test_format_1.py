"""Files of format 1 are read: by Python and by the form, to the same record or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from maturity.assessment.reader import OLD_FORMAT, check_of, read_assessment
from maturity.errors import MaturityError
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import ASSESSMENT_FORMAT, Bundle, canonical
from tests import TESTS, TINY
from tests.support import javascript

TABLE: Any = yaml.safe_load((TESTS / "cases" / "readers" / "format-1.yml").read_text(encoding="utf-8"))
#: Reads a text in the form. V8 alone has no SHA-256, so the check code of one record is given, and all others differ.
READ = """async (text, known, code) => {
  const { reader, work, engine, edition } = Maturity, { checkCode } = work;
  work.checkCode = async ({ check, ...bare }) => (engine.canonical(bare) === known ? code : "sha256:another");
  const { record, problems } = await reader.readBytes(new TextEncoder().encode(text).buffer, edition);
  work.checkCode = checkCode;
  return problems.length ? null : record;
}"""


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return compile_bundle(load_questionnaire(TINY))


def in_python(file: dict[str, Any], bundle: Bundle) -> Any:
    try:
        return read_assessment(json.dumps(file), "a.json", bundle)
    except MaturityError:
        return None


def in_form(file: dict[str, Any], checked: dict[str, Any] | None = None) -> Any:
    """`checked`: the record whose check code is known."""
    known = {name: said for name, said in (checked or file).items() if name != "check"}
    return javascript.ask(javascript.form(), READ, json.dumps(file), canonical(known), check_of(known))


@pytest.mark.parametrize("case", TABLE["cases"], ids=[case["why"] for case in TABLE["cases"]])
def test_file_of_format_1(case: Any, bundle: Bundle) -> None:
    file = {"format": OLD_FORMAT, **TABLE["head"], **case["given"]}
    expected = {"format": ASSESSMENT_FORMAT, **TABLE["head"], **case["becomes"]} if "becomes" in case else None
    assert in_python(file, bundle) == expected
    assert in_form(file) == expected
    if expected:  # and what it became is read as it is
        assert in_python(expected, bundle) == in_form(expected) == expected


def test_check_code_is_over_the_file_as_it_was_saved(bundle: Bundle) -> None:
    """A file that was changed since is refused; one that was not has the code of what it became."""
    file = {"format": OLD_FORMAT, **TABLE["head"], "actions": [{"intervention": "fridge-log", "owner": "host"}]}
    file["check"] = check_of(file)
    read = in_python(file, bundle)
    assert read["actions"] == in_form(file)["actions"] == [{"action": "fridge-log", "owner": "host"}]
    assert read["check"] == check_of(read) != file["check"]
    changed = file | {"actions": [{"intervention": "fridge-log", "owner": "cook"}]}
    assert in_python(changed, bundle) is None
    assert in_form(changed, file) is None


@pytest.mark.parametrize("action", ["f-fridge-1", "f-weighing-2", "p-keys-1", "p-keys", "fridge-log"])
def test_action_is_an_intervention_a_question_or_a_level_of_one(action: str, bundle: Bundle) -> None:
    """Whether or not there is a step to that level today."""
    file = {"format": ASSESSMENT_FORMAT, **TABLE["head"], "actions": [{"action": action, "done": "partly"}]}
    assert in_python(file, bundle) == in_form(file) == file


@pytest.mark.parametrize("action", ["f-fridges", "f-fridge-0", "f-fridge-3", "f-fridge-01", "f-compost-1", ""])
def test_action_that_cannot_be_is_refused(action: str, bundle: Bundle) -> None:
    file = {"format": ASSESSMENT_FORMAT, **TABLE["head"], "actions": [{"action": action}]}
    assert in_python(file, bundle) is in_form(file) is None
