"""Whole profiles of the cases marked `golden`, so that a change anywhere in a result is seen and read; and one of them
with its advice and its plan, as a person reads it.

`python -m tests.support.golden_profiles` writes them again after a change that was meant.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from maturity.questionnaire.loader import load_questionnaire
from maturity.records import canonical
from maturity.render.phrases import texts
from maturity.render.plan_text import plan_parts
from maturity.render.terminal import plain_text, profile_parts
from maturity.scoring.engine import score
from maturity.scoring.plan import cheapest_plan
from tests import ROOT, TESTS
from tests.support.engine_cases import Case, cases

FOLDER = TESTS / "golden"
RENEW = "python -m tests.support.golden_profiles"
#: Its profile is golden too.
ADVICE = FOLDER / "hertfordshire-2018.txt"
WIDEST = 118


def path_of(case: Case) -> Path:
    return FOLDER / (re.sub(r"[^a-z0-9]+", "-", case.name.split(": ", 1)[1].lower()) + ".json")


def pretty(value: Any, indent: str = "") -> str:
    """JSON with each part on one line where it fits, so that a difference is small and in its place."""
    short = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(short) <= WIDEST or not isinstance(value, dict | list):
        return short
    deeper = indent + "  "
    if isinstance(value, list):
        return "[\n" + ",\n".join(deeper + pretty(item, deeper) for item in value) + f"\n{indent}]"
    return (
        "{\n"
        + ",\n".join(f"{deeper}{json.dumps(key)}: {pretty(item, deeper)}" for key, item in value.items())
        + f"\n{indent}}}"
    )


def text_of(case: Case) -> str:
    return pretty(json.loads(canonical(score(case.bundle, case.assessment)))) + "\n"


def advice_text(case: Case) -> str:
    """What the commands `score` and `plan` print of a case on the real questionnaire."""
    bundle, words = case.bundle, texts(load_questionnaire(ROOT / "questionnaire", words=False))
    plan = cheapest_plan(bundle, case.assessment)
    parts = profile_parts(score(bundle, case.assessment), case.assessment, words, 1)
    return plain_text(parts) + "\n" + plain_text(plan_parts(plan, case.assessment, words))


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.*"):
        old.unlink()
    for case in cases():
        if case.golden:
            path_of(case).write_text(text_of(case), encoding="utf-8", newline="\n")
            if path_of(case) == ADVICE.with_suffix(".json"):
                ADVICE.write_text(advice_text(case), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
