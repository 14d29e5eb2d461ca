"""What matters next, and what moved: the pure functions of the form, inside the test process."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from py_mini_racer import MiniRacer

from maturity.national.movement import movement_scorer
from maturity.records import canonical
from tests import TESTS
from tests.support.engine_cases import Case, _case
from tests.support.javascript import scripts
from tests.support.strategies import assessments, bundles

CASES = TESTS / "cases" / "next"
DO_ALL = """(jobs) => jobs.map(([name, given]) => {
  const does = name.split(".").reduce((at, part) => at[part], Maturity);
  return Maturity.engine.canonical(does(...given));
})"""


@cache
def _racer() -> MiniRacer:
    racer = scripts("advice.js", "engine.js", "movement.js", "work.js", "outlook.js")
    racer.eval(f"var doAll = (text) => JSON.stringify(({DO_ALL})(JSON.parse(text)))")
    return racer


def ask(name: str, *given: Any) -> Any:
    """What a function of the form gives."""
    (text,) = json.loads(str(_racer().call("doAll", json.dumps([[name, given]]))))
    return json.loads(text)


def table(name: str) -> list[Any]:
    file = yaml.safe_load((CASES / f"{name}.yml").read_text(encoding="utf-8"))
    shared = {key: value for key, value in file.items() if key != "cases"}
    return [pytest.param(shared | case, id=case["name"]) for case in file["cases"]]


def case(fields: dict[str, Any]) -> Case:
    return _case({"why": "", "expect": {}} | fields, "next")


@pytest.mark.parametrize("fields", table("settling"))
def test_what_would_settle_most(fields: dict[str, Any]) -> None:
    given = case(fields)
    found = ask("outlook.settlingQuestions", given.bundle, given.assessment)
    said = [{each["question"]: each["does"]} | ({"standard": True} if each["standard"] else {}) for each in found]
    assert said == fields["open"]


def spelled(pair: dict[str, int]) -> str:
    low, high = pair["low"], pair["high"]
    return str(low) if low == high else f"{low} to {high}"


def side(change: dict[str, Any] | None) -> Any:
    """A change as the table writes it."""
    if change is None:
        return "end"
    said: dict[str, Any] = {}
    for name in ("capability", "theme"):
        if change[name]:
            said[name] = f"{spelled(change[name]['from'])} to {spelled(change[name]['to'])}"
    if change["standard"]:
        said["standard"] = f"{change['standard']['from']} to {change['standard']['to']}"
    return said or "nothing"


@pytest.mark.parametrize("fields", table("either"))
def test_one_level_either_side(fields: dict[str, Any]) -> None:
    given = case(fields)
    found = ask("outlook.neighbouringLevels", given.bundle, given.assessment, fields["of"])
    found = found or {"lower": None, "higher": None}
    assert {name: side(found[name]) for name in ("lower", "higher")} == {n: fields[n] for n in ("lower", "higher")}


@pytest.mark.parametrize("fields", table("tipping"))
def test_what_hangs_on_one_level(fields: dict[str, Any]) -> None:
    given = case(fields)
    found = ask("outlook.tippingAnswers", given.bundle, given.assessment)
    step = {-1: "lower", 1: "higher"}
    themes = {f"{each['id']} {spelled(each['to'])}, {step[each['by']]}": each["questions"] for each in found["themes"]}
    assert themes == fields["themes"]
    standards = {f"{each['to']}, {step[each['by']]}": each["questions"] for each in found["standards"]}
    assert standards == fields["standards"]


# --- what moved ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", table("moved"))
def test_what_moved_since_last_period(fields: dict[str, Any]) -> None:
    now = case(fields)
    last = case(fields | {"answers": fields["last"], "period": "2025", "about": {}}).assessment
    found = ask("movement.between", now.bundle, last, now.assessment)
    assert {each["id"]: each["moved"] for each in found["answers"]} == fields["moved"]
    levels = {each["id"]: f"{spelled(each['then'])} then {spelled(each['now'])}" for each in found["levels"]}
    assert levels == fields["levels"]
    assert found["open"] == fields["open"]


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_movement_is_the_same_in_both_languages(data: st.DataObject) -> None:
    bundle = data.draw(bundles())
    last, now = data.draw(assessments(bundle)), data.draw(assessments(bundle))
    found = ask("movement.between", bundle, last, now)
    ours = movement_scorer(bundle, bundle)(last, now)
    assert canonical({name: found[name] for name in ours}) == canonical(ours)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_an_answer_never_leaves_the_range_that_was_shown(data: st.DataObject) -> None:
    """What settles most is honest: whatever the answer, the theme's level stays within what was shown before it."""
    bundle = data.draw(bundles())
    for each in ask("outlook.settlingQuestions", bundle, data.draw(assessments(bundle))):
        shown = each["level"]
        assert shown is None or all(shown["low"] <= x["low"] <= x["high"] <= shown["high"] for x in each["after"])
