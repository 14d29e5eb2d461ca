"""The cases in `cases/*.yml`: how they are read, and how a profile is held against what one expects.

A file has a `rule` and a list of `cases`, each of which may overrule the file's other fields; or it is one case by
itself. Fields of a case:

- `name` and `why`: what it shows, and by which rule.
- `questionnaire`: `real` (questionnaire/), `first-draft` (drafts/2026.1/), `tiny` (tests/tiny/), or a small one written
  there: `themes` (theme -> capability -> questions), `policy` (what differs from section 8's), `top`, `weights`,
  `conditions`, `interventions`, `actions` (see `_action`).
- `force`, `period`, `about`; `signed`: false, true (signed) or a decision such as `sent-back`.
- `answers`: question -> a level with evidence (`3`), `3 without evidence`, `don't know`, `not applicable`, or the
  answer in full. What is not listed has no answer. `evidence`: the piece that all bare levels name.
- `expect`: only what is listed is compared. A range is written `0 to 1`, a tally `8 of 10`, an index exactly as
  `62.5` or `875/12` and beside it `shown`.
"""

from __future__ import annotations

import copy
import re
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple, cast

import yaml

from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import ASSESSMENT_FORMAT, BUNDLE_FORMAT, Assessment, Bundle, Profile
from tests import ROOT, TESTS, TINY

FOLDERS = {"real": ROOT / "questionnaire", "tiny": TINY, "first-draft": ROOT / "drafts" / "2026.1"}
#: Section 8's policy.
POLICY = {
    "evidence_cap": 2,
    "dont_know": 0,
    "points": [0, 1, 2, 3, 4],
    "gate": {"share": [3, 4], "lag": 1, "standards_from": 2},
    "overall": False,
}


class Case(NamedTuple):
    name: str
    why: str
    questionnaire: str | dict[str, Any]
    assessment: Assessment
    expect: dict[str, Any]
    golden: bool

    @property
    def bundle(self) -> Bundle:
        if isinstance(self.questionnaire, str):
            return compiled(self.questionnaire)
        return small_bundle(**copy.deepcopy(self.questionnaire))


@cache
def compiled(which: str) -> Bundle:
    return compile_bundle(load_questionnaire(FOLDERS[which]))


@cache
def cases() -> list[Case]:
    found = []
    for path in sorted((TESTS / "cases").glob("*.yml")):
        file = yaml.safe_load(path.read_text(encoding="utf-8"))
        shared = {key: value for key, value in file.items() if key not in ("cases", "rule")}
        found += [_case(shared | case, path.stem) for case in file.get("cases", [{}])]
    return found


def _case(fields: dict[str, Any], file: str) -> Case:
    evidence = fields.get("evidence", {"title": "A record", "owner": "owner"})
    assessment: dict[str, Any] = {
        "format": ASSESSMENT_FORMAT,
        "edition": {"id": "case", "version": "1"},
        "force": fields.get("force", "a-force"),
        "period": str(fields.get("period", "2026")),
        "about": fields.get("about", {}),
        "answers": {key: _answer(value, evidence) for key, value in fields["answers"].items()},
    }
    if fields.get("signed"):
        decision = "signed" if fields["signed"] is True else fields["signed"]
        assessment["sign_off"] = {"role": "sponsor", "date": "2026-11-20", "decision": decision}
    return Case(
        f"{file}: {fields['name']}",
        fields["why"],
        fields.get("questionnaire", "real"),
        cast(Assessment, assessment),
        fields["expect"],
        fields.get("golden", False),
    )


def _answer(value: Any, evidence: dict[str, str]) -> dict[str, Any]:
    if isinstance(value, int):
        return {"level": value, "evidence": [evidence]}
    if value == "don't know":
        return {"dont_know": True}
    if value == "not applicable":
        return {"not_applicable": "It cannot apply here"}
    if isinstance(value, str):
        match = re.fullmatch(r"(\d) without evidence", value)
        assert match, f"What does the answer `{value}` mean?"
        return {"level": int(match[1])}
    return {"evidence": [evidence]} | {key: part for key, part in value.items() if key != "why"}


# --- small questionnaires --------------------------------------------------------------------------------------


def small_bundle(
    themes: dict[str, Any],
    policy: dict[str, Any] | None = None,
    top: int = 4,
    weights: dict[str, int] | None = None,
    conditions: list[str] | None = None,
    forces: dict[str, list[str]] | None = None,
    interventions: list[str] | None = None,
    actions: list[dict[str, Any]] | None = None,
) -> Bundle:
    """A bundle from what a case writes down of it. A question is an id, or an id with what is special about it."""
    weigh = (weights or {}).get
    changes = policy or {}
    gate = changes.get("gate", {})
    merged = POLICY | changes | {"gate": None if gate is None else cast(dict[str, Any], POLICY["gate"]) | gate}
    return cast(
        Bundle,
        {
            "format": BUNDLE_FORMAT,
            "edition": {"id": "case", "version": "1"},
            "top": top,
            "period": "year",
            "policy": merged,
            "conditions": conditions or [],
            "about": [],
            "roles": ["owner"],
            "themes": [
                {
                    "id": theme,
                    "weight": weigh(theme, 1),
                    "capabilities": [
                        {
                            "id": name,
                            "weight": weigh(name, 1),
                            "questions": [_question(question, weigh) for question in questions],
                        }
                        for name, questions in capabilities.items()
                    ],
                }
                for theme, capabilities in themes.items()
            ],
            "interventions": interventions or [],
            "actions": [_action(each, rank) for rank, each in enumerate(actions or [], 1)],
            "forces": forces or {"a-force": []},
        },
    )


def _question(written: Any, weigh: Any) -> dict[str, Any]:
    fields = {"id": written} if isinstance(written, str) else written
    return {
        "id": fields["id"],
        "weight": weigh(fields["id"], 1),
        "minimum": fields.get("minimum"),
        "urgent": fields.get("urgent", False),
        "condition": fields.get("condition"),
        "not_applicable": True,
        "sensitive": False,
        "meaning": 1,
        "lead": "owner",
        "helpers": [],
        "gives": fields.get("gives", []),
    }


def _action(written: dict[str, Any], rank: int) -> dict[str, Any]:
    """An action as a case writes it: `raises` has a question's two levels, as in `{a: [0, 2]}`."""
    raises = [{"question": key, "from": low, "to": high} for key, (low, high) in written["raises"].items()]
    fields = {"kind": "step", "owner": "force", "days": [1, 2], "part_way": None, "role": None}
    fields |= {"needs": [], "interventions": []}
    return fields | written | {"raises": raises, "rank": rank}


# --- what a case expects ---------------------------------------------------------------------------------------


def differences(expected: dict[str, Any], profile: Profile) -> list[str]:
    """What the profile has otherwise than the case expects. Nothing when all that is listed is so."""
    assert expected, "A case must expect something"
    return list(_compare(expected, readable(profile), ""))


def _compare(expected: Any, found: Any, path: str) -> Any:
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, value in expected.items():
            yield from _compare(value, found.get(key, "no such thing"), f"{path}/{key}")
    elif isinstance(found, list) and found and isinstance(found[0], dict) and isinstance(expected, list):
        if len(expected) != len(found):
            yield f"{path}: expected {expected}, found {found}"
        for place, (one, other) in enumerate(zip(expected, found, strict=False)):
            yield from _compare(one, other, f"{path}/{place}")
    elif path.endswith("/index") and expected is not None and found is not None:
        if [Fraction(part) for part in str(expected).split(" to ")] != [Fraction(p) for p in found.split(" to ")]:
            yield f"{path}: expected {expected}, found {found}"
    elif expected != found:
        yield f"{path}: expected {expected!r}, found {found!r}"


def readable(profile: Profile) -> dict[str, Any]:
    """A profile in the words of the cases."""
    capabilities = [capability for theme in profile["themes"] for capability in theme["capabilities"]]
    return {
        **{key: profile[key] for key in ("signed", "complete", "unshown", "roles")},
        "answered": f"{profile['answered']} of {profile['of']}",
        "overall": None if profile["overall"] is None else _result(None, profile["overall"]),
        "standards_met": _tally(profile["standards_met"]),
        "standards": {s["question"]: f"{s['status']}, {s['reason']}".replace("_", " ") for s in profile["standards"]},
        "themes": {theme["id"]: _theme(theme) for theme in profile["themes"]},
        "capabilities": {
            c["id"]: _result(c["level"], c["index"])
            | {"because": c["reason"], "answered": f"{c['answered']} of {c['of']}"}
            for c in capabilities
        },
        "questions": {q["id"]: _counts(q) for capability in capabilities for q in capability["questions"]},
        "evidence": {q["id"]: q["evidence"] for capability in capabilities for q in capability["questions"]},
        "evidence_to_name": [f"{e['question']}{' closes' * e['closes']}" for e in profile["advice"]["evidence"]],
        "first": [_advised(action) for action in profile["advice"]["first"]],
        "order": [action["id"] for part in ("first", "then") for action in profile["advice"][part]],
        "ask": {each["intervention"]: each["because"] for each in profile["advice"]["ask"]},
        "ask_order": [each["intervention"] for each in profile["advice"]["ask"]],
        "offer": {each["intervention"]: each["because"] for each in profile["advice"]["offer"]},
    }


def _advised(action: Any) -> dict[str, Any]:
    lifts = {lift["question"]: f"{lift['from']} to {lift['to']}" for lift in action["lifts"]}
    return {"id": action["id"], "closes": action["closes"], "lifts": lifts}


def _theme(theme: Any) -> dict[str, Any]:
    reason = theme["reason"] or {"low": None, "high": None}
    return _result(theme["level"], theme["index"]) | {
        "standards": _tally(theme["standards"]),
        "answered": f"{theme['answered']} of {theme['of']}",
        "held": _held(reason["low"]) if reason["low"] == reason["high"] else "",
        "held_low": _held(reason["low"]),
        "held_high": _held(reason["high"]),
    }


def _held(held: Any) -> str | None:
    """`at 2: 3 of 5 reach it, 4 needed, short: …; left behind: …; standards: …`."""
    if held is None or held["next"] is None:
        return None
    parts = []
    if share := held["share"]:
        short = ", ".join(share["short"])
        parts.append(f"{share['have']} of {share['of']} reach it, {share['need']} needed, short: {short}")
    if held["behind"]:
        parts.append(f"left behind: {', '.join(held['behind'])}")
    if held["standards"]:
        parts.append(f"standards: {', '.join(held['standards'])}")
    return f"at {held['next']}: {'; '.join(parts)}"


def _result(level: Any, index: Any) -> dict[str, Any]:
    shown = index and _range(index["shown"])
    exact = index and [str(Fraction(*index[side])) for side in ("low", "high")]
    return {
        "level": level and _range(level),
        "index": exact and (exact[0] if exact[0] == exact[1] else " to ".join(exact)),
        "shown": shown,
    }


def _range(pair: Any) -> int | str:
    return pair["low"] if pair["low"] == pair["high"] else f"{pair['low']} to {pair['high']}"


def _tally(tally: Any) -> str:
    return f"{_range(tally)} of {tally['of']}"


def _counts(question: Any) -> str:
    """`3 counts as 2`, `don't know counts as 0 to 4` and the like."""
    words = {"level": str(question["claimed"]), "dont_know": "don't know", "not_applicable": "not applicable"}
    state = words.get(question["state"], "open")
    return state if question["counted"] is None else f"{state} counts as {_range(question['counted'])}"
