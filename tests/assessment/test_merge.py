"""Merging: cases that a person can check, and laws that must hold for whatever is merged, in Python and JavaScript."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from click.testing import CliRunner

from maturity.assessment import merge as merging
from maturity.assessment.contributions import (
    all_contributions,
    contributions_by_place,
    contributions_to,
    no_contributions,
    sign_off_with_answers,
    state_and_clash,
    state_of,
    takes_side,
)
from maturity.assessment.merge import (
    add_view,
    clashes,
    merge,
    repeated_answers,
    set_aside_unasked,
    settle,
    with_later_answers,
)
from maturity.assessment.reader import read_assessment, write_text
from maturity.cli.main import main
from maturity.errors import MaturityError
from maturity.records import ASSESSMENT_FORMAT, Assessment, Clash, canonical
from tests import TESTS
from tests.support.engine_cases import compiled, small_bundle
from tests.support.merging import Force, in_javascript

#: Sets of files by their numbers, so that a run never depends on luck. Each merges three files in eight ways, in both
#: languages: 4,800 merges. For more of them: MERGES=100000 pytest tests/assessment/test_merge.py
SETS = int(os.environ.get("MERGES", "600"))
BATCH = 60
#: One question of the generated files is asked only on the coast.
PLAN = {"id": "plan", "condition": "coast"}
HARBOUR = small_bundle({"t": {"c": ["rota", PLAN]}}, conditions=["coast"], forces={"f": []})

FILES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in TESTS.glob("cases/merge/*.yml")}
CASES = {
    f"{name}: {case['name']}": {key: value for key, value in file.items() if key != "cases"} | case
    for name, file in sorted(FILES.items())
    for case in file["cases"]
}
HEAD = {"format": ASSESSMENT_FORMAT, "edition": {"id": "case", "version": "1"}, "force": "a-force", "period": "2026"}


def in_python(name: str, given: list[Any]) -> Any:
    return getattr(merging, name)(*given)


def by_javascript(name: str, given: list[Any]) -> Any:
    return json.loads(in_javascript([(name, given)])[0])


@pytest.mark.parametrize("language", [in_python, by_javascript])
@pytest.mark.parametrize("name", CASES)
def test_case(name: str, language: Any) -> None:
    case = CASES[name]
    base = HEAD | case["base"] if "base" in case else None
    merged = language("merge", [[HEAD | file for file in case["files"]], base])
    _compare(case, merged, case.get("expect", {}), language)
    assessment = merged["assessment"]
    for step in case.get("then", ()):
        if "settle" in step:
            s = step["settle"]
            given = [assessment, s["place"], s["state"], s["reason"], s.get("role"), s.get("at")]
            merged = {"assessment": language("settle", given)}
        elif "later" in step:
            merged = {"assessment": language("with_later_answers", [assessment])}
        elif "say" in step:
            merged = {"assessment": language("add_view", [assessment, step["say"]["question"], step["say"]["view"]])}
        else:
            merged = language("merge", [[assessment, HEAD | step["merge"]]])
        assessment = merged["assessment"]
        _compare(case, merged, step.get("expect", {}), language)


def _compare(case: Any, merged: Any, expect: Any, language: Any) -> None:
    """Hold what was merged against each thing that a case expects of it."""
    assessment = merged["assessment"]
    for key, expected in expect.items():
        if key == "clashes":
            found: Any = {clash["place"]: clash["gap"] for clash in language("clashes", [assessment])}
        elif key == "refused":
            assert assessment is None
            found = [refused["field"] for refused in merged["refused"]]
        elif key == "meeting":
            meeting = by_javascript("meeting", [small_bundle(**case["questionnaire"]), assessment])
            found = {which: [_line(item) for item in items] for which, items in meeting.items()}
        elif key == "as_asked":
            asked = language("set_aside_unasked", [small_bundle(**case["questionnaire"]), assessment])
            found = {part: asked.get(part) for part in expected}
        elif key in merged:
            found = merged[key]
        else:
            found = assessment.get(key)
        assert _sets(found) == _sets(expected), f"{key}, {case['why']}"


def _line(item: Any) -> str:
    standard = ["standard"] if item["standard"] else []
    gap = [f"gap {item['gap']}"] if item["gap"] is not None else []
    return f"{item['place']}: {', '.join([*item['why'], *standard, *gap])}"


def _sets(value: Any) -> Any:
    """A case need not know the order of what was said: only that of a meeting counts, which is text."""
    if isinstance(value, dict):
        return {key: _sets(item) for key, item in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return sorted((_sets(item) for item in value), key=canonical)
    return value


def test_every_case_says_why() -> None:
    assert [name for name, case in CASES.items() if not case["why"].strip() or not case["rule"].strip()] == []


# --- laws --------------------------------------------------------------------------------------------------------


def merged(files: list[Assessment], base: Assessment | None) -> Assessment:
    found = merge(files, base)["assessment"]
    assert found is not None
    return found


def some_files(seed: int) -> tuple[Assessment, list[Assessment]]:
    """A starting file and three that came of it. Some were merged and settled already."""
    force = Force(seed)
    start = force.start()
    if seed % 3 == 0:
        start = merged([start, force.file(start)], None)
    a, b, c = (force.file(start) for _ in range(3))
    if seed % 2 == 0:
        a = settled(merged([a, force.file(start)], None), force)
    if seed % 4 == 0:
        b = settled(merged([a, b], start), force)
    return start, [a, b, c]


def settled(assessment: Assessment, force: Force) -> Assessment:
    found = clashes(assessment)
    if not found or force.random.random() < 0.3:
        return assessment
    state = state_of(claimed(found[0])[0])
    return settle(assessment, found[0]["place"], state, "Because", force.random.choice(["owner", None]), None)


def claimed(clash: Clash) -> list[Any]:
    """What can be agreed on: a clash has at least one view or agreement that claims something."""
    return [each for each in [*clash["said"], *clash["agreed"]] if takes_side(each)]


def said_in(assessment: Assessment) -> set[str]:
    """Everything that a person wrote into a file, with its place."""
    found = set()
    for place, part in all_contributions(assessment).items():
        found |= {f"{place} {key}" for facts in part for key in facts}
    found |= {canonical(sign_off) for sign_off in assessment.get("signed_before", ())}
    found |= {canonical(sign_off_with_answers(assessment))} if "sign_off" in assessment else set()
    for friend in assessment.get("friend", ()):
        found |= {canonical([friend["ratings"], each]) for each in (None, *friend.get("decided", ()))}
    return found


@pytest.mark.parametrize("first", range(0, SETS, BATCH))
def test_laws_hold_and_twins_agree(first: int) -> None:
    jobs: list[tuple[str, list[Any]]] = []
    expected: list[str] = []

    def merged(files: list[Assessment], base: Assessment | None) -> Assessment:
        """By Python now, and by JavaScript in the end: what both report is to be the same."""
        found = merge(files, base)
        jobs.append(("merge", [files, base]))
        expected.append(canonical(found))
        assert found["assessment"] is not None
        return found["assessment"]

    for n in range(first, first + BATCH):
        start, files = some_files(n)
        a, b, c = files
        base = start if n % 2 else None
        result = merged(files, base)
        text = canonical(result)
        where = f"set {n}, {'with' if base else 'without'} a common start"
        assert canonical(merged([c, a, b], base)) == text, f"in any order: {where}"
        assert canonical(merged([merged([a, b], base), c], base)) == text, f"first two, then the third: {where}"
        assert canonical(merged([a, merged([b, c], base)], base)) == text, f"last two first: {where}"
        assert canonical(merged([result, result], base)) == text, f"with itself: {where}"
        assert canonical(merged([result, b], base)) == text, f"what is in it already: {where}"
        if base is None:
            assert set().union(*map(said_in, files)) == said_in(result), f"nothing is missing or made up: {where}"
        else:
            _nothing_new_is_missing(files, base, result, where)
            _nobody_speaks_for_another(files, base, result, where)
        for answer in result["answers"].values():
            assert state_of(answer) == state_and_clash(contributions_to(answer))[0], where
        put_by = [set_aside_unasked(HARBOUR, file) for file in files]
        assert _unsigned(merged(put_by, base)) == _unsigned(result), f"with answers put by: {where}"
        assert said_in(set_aside_unasked(HARBOUR, result)) == said_in(result), where
        jobs.append(("set_aside_unasked", [HARBOUR, result]))
        expected.append(canonical(set_aside_unasked(HARBOUR, result)))
        for clash in clashes(result)[:1]:
            given = [result, clash["place"], state_of(claimed(clash)[-1]), "Why £", "owner", None]
            after = settle(*given)  # type: ignore[arg-type]
            assert clash["place"] not in {other["place"] for other in clashes(after)}, where
            assert said_in(result) <= said_in(after), where
            jobs.append(("settle", given))
            expected.append(canonical(after))
        after = with_later_answers(result)
        assert not [each for each in repeated_answers(after) if each["later"]], where
        for each in repeated_answers(result):
            said = contributions_by_place(after).get(each["place"], no_contributions()).said.values()
            if each["later"]:
                assert [view for view in said if view.get("role") == each["role"]] == [each["later"]], where
        jobs.append(("with_later_answers", [result]))
        expected.append(canonical(after))
        for question, answer in list(result["answers"].items())[:2]:
            spoken = [*answer.get("said", ()), answer]
            view: Any = {"level": n % 3, "comment": "Now", **({"role": r} if (r := spoken[0].get("role")) else {})}
            after = add_view(result, question, view)
            assert texts_of(result, question) <= texts_of(after, question), where
            jobs.append(("add_view", [result, question, view]))
            expected.append(canonical(after))
    assert in_javascript(jobs) == expected


def texts_of(assessment: Assessment, question: str) -> set[str]:
    """What contributors wrote on a question."""
    part = contributions_by_place(assessment)[f"answers.{question}"]
    return {text for view in part.said.values() for key, text in view.items() if key in ("comment", "not_applicable")}


def _unsigned(assessment: Assessment) -> str:
    """Without its signatures, which have their own say on what was answered."""
    return canonical({key: value for key, value in assessment.items() if not key.startswith("sign")})


def _nothing_new_is_missing(files: list[Assessment], base: Assessment, result: Assessment, where: str) -> None:
    """Everything that a contributor added is in the result as it was said: reasons and comments too, whatever others
    said at the same place."""
    parts, start = contributions_by_place(result), contributions_by_place(base)
    for file in files:
        for place, part in contributions_by_place(file).items():
            for before, said, after in zip(start.get(place, no_contributions()), part, parts[place], strict=True):
                assert set(said) - set(before) <= set(after), where


def _nobody_speaks_for_another(files: list[Assessment], base: Assessment, result: Assessment, where: str) -> None:
    """What a role said at the start is in the result, unless that same role says something else now. What is gone is
    told."""
    parts, told = contributions_by_place(result), {canonical(each) for each in merge(files, base)["taken_out"]}
    for place, part in contributions_by_place(base).items():
        for key, old in part.said.items():
            if key not in parts[place].said:
                new = [contributions_by_place(file).get(place, no_contributions()).said for file in files]
                own = [
                    v
                    for said in new
                    for k, v in said.items()
                    if k not in part.said and v.get("role") == old.get("role")
                ]
                assert any(state_of(view) if state_of(old) else "comment" in view for view in own), where
                assert canonical({"place": place, "was": old}) in told, where


def test_every_set_of_files_is_made() -> None:
    """The generator never fails, and no file of a set shares anything with another, or with itself."""
    for number in range(3_000):
        force = Force(number)
        start = force.start()
        for file in (start, force.file(start), force.file(start)):
            lists = [answer["evidence"] for answer in file["answers"].values() if "evidence" in answer]
            assert all(lists) and len({id(each) for each in lists}) == len(lists), number


def test_laws_are_tested_on_files_that_differ() -> None:
    """The generated files have clashes, changes that merge, things taken out and sign-offs that fall."""
    seen = {"clashes": 0, "twice": 0, "clean": 0, "taken_out": 0, "set_aside": 0}
    again = 0
    for seed in range(200):
        start, files = some_files(seed)
        found = merge(files, start)
        for key in seen:
            seen[key] += bool(cast(Any, found)[key])
        again += any(clash["agreed"] for clash in found["clashes"])
    assert min(seen.values()) >= 20, seen
    assert again >= 2


def test_a_merged_file_can_be_read_again() -> None:
    """Everything that a merge writes is a good assessment file: clashes, settled or not, and the set-aside sign-off."""
    good = (TESTS / "broken" / "good.assessment.json").read_bytes()
    bundle = compiled("tiny")
    a = read_assessment(good, "a.json", bundle)
    changes: list[tuple[bytes, bytes]] = [
        (b'"level": 1', b'"level": 2, "role": "host"'),
        (b'"garden": true', b'"garden": false'),
        (b'"marking": "PUBLIC"', b'"marking": "' + b"M" * 80 + b'"'),
        (b'"decision": "do"', b'"decision": "later"'),
        (b'"title": "Fridge log"', b'"title": "Log"'),
        (b'"comment": "Checked', b'"comment": "Not checked'),
    ]
    text = good
    for old, new in changes:
        text = text.replace(old, new, 1)
    text = text.replace(b'"f-garden": {\n      "level": 2, "role": "host"\n    },', b"", 1)
    text = text.replace(
        b',\n  "sign_off": {\n    "role": "host",\n    "date": "2026-11-20",\n    "decision": "signed"\n  }', b""
    )
    found = merge([a, read_assessment(text, "b.json", bundle)])
    places = ["about.garden", "actions.fridge-log.decision", "marking"]
    result = found["assessment"]
    assert result is not None and [clash["place"] for clash in found["clashes"]] == places
    assert read_assessment(write_text(result), "merged.json", bundle) | {"check": ""} == result | {"check": ""}
    for place, value in zip(places, (True, "do", "PUBLIC"), strict=True):
        result = settle(result, place, {"value": value}, "We asked", "host", "2026-11-20T10:00:00Z")
        assert read_assessment(write_text(result), "settled.json", bundle) | {"check": ""} == result | {"check": ""}
    assert not clashes(result)
    assert result["signed_before"] == [sign_off_with_answers(a)]


def test_command_puts_by_an_answer_to_what_is_not_asked_any_more(tmp_path: Path) -> None:
    """Both readers take the file, and an answer that was put by is judged like any other: it can count again."""
    tests = TESTS
    start = json.loads((tests / "broken" / "good.assessment.json").read_text("utf-8"))
    start = {k: v for k, v in start.items() if k not in ("sign_off", "check")} | {"about": {"garden": True}}
    others = {k: v for k, v in start["answers"].items() if k != "f-garden"}
    start["answers"] = start["answers"] | {"f-garden": {"level": 1, "role": "host"}}
    off = start | {"about": {"garden": False}, "answers": others}
    more = start | {"answers": start["answers"] | {"f-garden": {"level": 2, "role": "host", "comment": "Herbs"}}}
    for name, file in (("start", start), ("off", off), ("more", more)):
        (tmp_path / f"{name}.json").write_text(json.dumps(file), "utf-8")
    given = ["merge", *(str(tmp_path / f"{name}.json") for name in ("off", "more")), "-q", str(tests / "tiny")]
    done = CliRunner().invoke(main, [*given, "--base", str(tmp_path / "start.json"), "-o", str(tmp_path / "out.json")])
    assert done.exit_code == 0, done.stderr
    assert "answers.f-garden no longer applies to this force, so its answer was set aside." in done.stderr
    made = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert made["kept"][0]["answer"]["comment"] == "Herbs" and "f-garden" not in made["answers"]
    bundle = compiled("tiny")
    assert read_assessment(json.dumps(made), "out.json", bundle) == made
    made["kept"][0]["answer"]["level"] = 9
    with pytest.raises(MaturityError, match="kept"):
        read_assessment(json.dumps({k: v for k, v in made.items() if k != "check"}), "out.json", bundle)


# --- the command -------------------------------------------------------------------------------------------------


def test_command(tmp_path: Path) -> None:
    """It writes one file, names every clash, and ends with 1 while there is one."""
    tests = TESTS
    start = json.loads((tests / "broken" / "good.assessment.json").read_text("utf-8"))
    start["answers"]["p-keys"]["role"] = "host"
    files = {"start": start}
    answers = {
        "a": {"level": 2, "role": "host"},
        "b": {"level": 0, "role": "cook", "at": "2026-11-03T09:00:00Z"},
        "later": {"level": 1, "role": "cook", "at": "2026-11-04T09:00:00Z"},
    }
    for name, answer in answers.items():
        files[name] = {key: value for key, value in start.items() if key != "sign_off"}
        files[name]["answers"] = start["answers"] | {"p-keys": answer}
    files["other"] = start | {"period": "2025"}
    for name, file in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(file), "utf-8")

    def run(*names: str) -> Any:
        paths = [name if name.startswith("-") else str(tmp_path / f"{name}.json") for name in names]
        return CliRunner().invoke(main, ["merge", *paths, "-q", str(tests / "tiny"), "-o", str(tmp_path / "out.json")])

    done = run("a", "b", "--base", "start")
    assert done.exit_code == 1
    both = "level 0 (cook, 2026-11-03T09:00:00Z); level 2 (host)"
    assert f"answers.p-keys: contributors disagree (2 levels apart): {both}. Fix:" in done.stderr
    assert "sign-off of 2026-11-20 (host) was set aside" in done.stderr
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["answers"]["p-keys"]["said"]
    whole = (tmp_path / "out.json").read_text("utf-8")
    done = run("b", "later")
    assert done.exit_code == 1 and "it may be somebody's answers" in done.stderr
    assert (tmp_path / "out.json").read_text("utf-8") == whole
    (tmp_path / "out.json").unlink()
    done = run("b", "later")
    assert done.exit_code == 1
    both = "level 0 (cook, 2026-11-03T09:00:00Z); level 1 (cook, 2026-11-04T09:00:00Z)"
    assert (
        f"answers.p-keys: one role, cook, gave more than one answer: {both}. Fix: keep the later one, " in done.stderr
    )
    assert "name the file that both answers started from with --base" in done.stderr
    assert "disagree" not in done.stderr
    for given in (["b", "later", "--base", "b"], ["b", "later", "--later"]):
        (tmp_path / "out.json").unlink()
        done = run(*given)
        assert done.exit_code == 0, done.stderr
        assert json.loads((tmp_path / "out.json").read_text("utf-8"))["answers"]["p-keys"]["level"] == 1
    (tmp_path / "out.json").unlink()
    done = run("a", "start", "--base", "start")
    assert done.exit_code == 0, done.stderr
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["answers"]["p-keys"]["level"] == 2
    (tmp_path / "out.json").unlink()
    done = run("a", "other")
    assert done.exit_code == 1
    assert "these files differ in their period (2025, 2026)" in done.stderr
    assert not (tmp_path / "out.json").exists()
