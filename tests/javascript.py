"""The JavaScript engine inside the test process, in V8 and without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from py_mini_racer import MiniRacer

from maturity.records import Assessment, Bundle

ENGINE = Path(__file__).parent.parent / "src" / "maturity" / "web" / "engine.js"
#: Takes a list of [bundle, [assessment, …]] and gives each profile's canonical text, in order.
SCORE_ALL = """(jobs) => jobs.flatMap(([bundle, assessments]) =>
  assessments.map((assessment) => Maturity.canonical(Maturity.score(bundle, assessment))))"""

Job = tuple[Bundle, Sequence[Assessment]]


@cache
def engine() -> MiniRacer:
    racer = MiniRacer()
    racer.eval(ENGINE.read_text(encoding="utf-8"))
    racer.eval(f"var scoreAll = (text) => JSON.stringify(({SCORE_ALL})(JSON.parse(text)))")
    racer.eval("var spellAll = (text) => JSON.stringify(JSON.parse(text).map(Maturity.canonical))")
    return racer


def score_all(jobs: Iterable[Job]) -> list[str]:
    """The canonical text of every profile, by engine.js."""
    text = json.dumps([[bundle, list(assessments)] for bundle, assessments in jobs])
    return cast(list[str], json.loads(str(engine().call("scoreAll", text))))


@cache
def _racer(*scripts: str) -> MiniRacer:
    racer = MiniRacer()
    for name in scripts:
        racer.eval(ENGINE.with_name(name).read_text(encoding="utf-8"))
    racer.eval(
        "var each = (text) => { const [name, all] = JSON.parse(text);"
        ' const does = name.split(".").reduce((at, part) => at[part], Maturity);'
        " return JSON.stringify(all.map((given) => does(...given))); }"
    )
    return racer


def each(scripts: tuple[str, ...], function: str, given: Iterable[Sequence[Any]]) -> list[Any]:
    """What a function of these scripts, such as `text.line`, gives for each list of arguments; null for undefined."""
    return cast(list[Any], json.loads(str(_racer(*scripts).call("each", json.dumps([function, [*given]])))))


def canonical(records: Sequence[object]) -> list[str]:
    """What `Maturity.canonical` makes of each record."""
    return cast(list[str], json.loads(str(engine().call("spellAll", json.dumps(records)))))
