"""The JavaScript engine inside the test process, in V8 and without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from py_mini_racer import MiniRacer

from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import Assessment, Bundle
from maturity.render.form import edition_script, shapes_script, web
from tests import ROOT, TESTS, TINY

ENGINE = ROOT / "src" / "maturity" / "web" / "core" / "engine.js"
#: Takes a list of [bundle, [assessment, …]] and gives each profile's canonical text, in order.
SCORE_ALL = """(jobs) => jobs.flatMap(([bundle, assessments]) =>
  assessments.map((assessment) => Maturity.engine.canonical(Maturity.engine.score(bundle, assessment))))"""

Job = tuple[Bundle, Sequence[Assessment]]


def scripts(*names: str) -> MiniRacer:
    """A V8 of its own with the shapes of records and these scripts of the package."""
    racer = MiniRacer()
    racer.eval(shapes_script())
    for name in names:
        racer.eval(web(name))
    return racer


@cache
def form(folder: Path = TINY) -> MiniRacer:
    """A V8 with the form's ways to read, to write and to merge, for the questionnaire in a folder."""
    racer = MiniRacer()
    questionnaire = load_questionnaire(folder)
    racer.eval((TESTS / "support" / "pretend.js").read_text(encoding="utf-8"))
    racer.eval(edition_script(questionnaire, compile_bundle(questionnaire)))
    scripts = "phrases advice engine contributions merge texts periods work validation spreadsheet workbook reader"
    for name in [*scripts.split(), "places"]:
        racer.eval(web(f"{name}.js"))
    return racer


def ask(racer: MiniRacer, function: str, *given: object) -> Any:
    """What a function of JavaScript, which may be asynchronous, gives for these values."""
    return settled(racer, f"Promise.resolve(({function})(...JSON.parse({json.dumps(json.dumps(given))})))")


def settled(racer: MiniRacer, promise: str) -> Any:
    """What a promise comes to that waits for nothing outside of V8: by the end of a call its turn has come.

    V8's own way to wait needs a thread without an event loop, and tests in a browser leave one behind."""
    done = "(found) => (settled = JSON.stringify(found ?? null))"
    failed = "(error) => (settled = JSON.stringify(String(error?.stack)))"
    racer.eval(f"var settled = undefined; void {promise}.then({done}, {failed});")
    return json.loads(str(racer.eval("settled")))


@cache
def engine() -> MiniRacer:
    racer = scripts("advice.js", "engine.js")
    racer.eval(f"var scoreAll = (text) => JSON.stringify(({SCORE_ALL})(JSON.parse(text)))")
    racer.eval("var spellAll = (text) => JSON.stringify(JSON.parse(text).map(Maturity.engine.canonical))")
    return racer


def score_projected(jobs: Iterable[tuple[Bundle, Assessment, list[str], bool]]) -> list[str]:
    """The canonical text of every profile as it would be with these actions done, by engine.js."""
    does = (
        "(text) => JSON.stringify(JSON.parse(text).map(([bundle, one, taken, evidence]) => Maturity.engine.canonical("
        "Maturity.engine.score(bundle, Maturity.engine.projected(bundle, one, taken, evidence)))))"
    )
    return cast(list[str], json.loads(str(engine().eval(f"({does})({json.dumps(json.dumps(list(jobs)))})"))))


def score_all(jobs: Iterable[Job]) -> list[str]:
    """The canonical text of every profile, by engine.js."""
    text = json.dumps([[bundle, list(assessments)] for bundle, assessments in jobs])
    return cast(list[str], json.loads(str(engine().call("scoreAll", text))))


@cache
def _callable(*names: str) -> MiniRacer:
    racer = scripts(*names)
    racer.eval(
        "var each = (text) => { const [name, all] = JSON.parse(text);"
        ' const does = name.split(".").reduce((at, part) => at[part], Maturity);'
        " return JSON.stringify(all.map((given) => does(...given))); }"
    )
    return racer


def each(names: tuple[str, ...], function: str, given: Iterable[Sequence[Any]]) -> list[Any]:
    """What a function of these scripts, such as `text.line`, gives for each list of arguments; null for undefined."""
    return cast(list[Any], json.loads(str(_callable(*names).call("each", json.dumps([function, [*given]])))))


def canonical(records: Sequence[object]) -> list[str]:
    """What `Maturity.engine.canonical` makes of each record."""
    return cast(list[str], json.loads(str(engine().call("spellAll", json.dumps(records)))))
