"""Sequences of what people do with the form, gone through inside the test process by the form's own scripts.

What can be done and what must hold after each step is in `sequences.js`; here are the ways to make sequences, to run
them, and to judge with Python what was saved.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

import yaml
from hypothesis import strategies as st
from py_mini_racer import MiniRacer

from maturity.assessment.reader import read_assessment
from maturity.errors import MaturityError
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import Bundle
from maturity.render.form import edition_script, web
from tests import TESTS, TINY
from tests.support.javascript import settled

#: What a person does, and three numbers that choose among what there is.
Step: TypeAlias = tuple[str, int, int, int]
Sequence: TypeAlias = list[Step]

#: What a page says and asks goes into a list, and every question is answered with yes. A copy of the page is only what
#: it carries.
_SAYS = """(function () {
  const M = Maturity, { readCopy, carriedState, uniqueName } = M.pageCopy;
  M.noticed = [];
  const notice = (kind, text, more = {}) => void M.noticed.push({ kind, text, ...more });
  M.notices = { show: notice, remove() {}, removeRead() {}, sayInstead() {}, ask: async () => true };
  const copyText = (state, copy = uniqueName()) => {
    const record = { format: "maturity-carried/1", edition: M.edition.bundle.edition, copy, ...state };
    const text = JSON.stringify(record).replaceAll("<", "\\\\u003c");
    return `<script type="application/json" id="m-carried">${text}</script>`;
  };
  M.pageCopy = { isSingleFile: true, can: true, copyText, readCopy, carriedState, uniqueName };
})();"""
SCRIPTS = (
    *("page_copy.js", "dom.js", "phrases.js", "advice.js", "engine.js", "contributions.js", "merge.js"),
    *("texts.js", "periods.js", "work.js", "validation.js", "spreadsheet.js", "workbook.js", "reader.js"),
    *("answers.js", "movement.js", "outlook.js"),
    *("redaction.js", "recommended.js", "profile.js", "unrecorded.js", "question.js"),
    *("labels.js", "views.js", "", "places.js", "journal.js", "draft.js", "windows.js", "versions.js", "files.js"),
    *("live_file.js", "keeper.js", "share.js", "merging.js", "tracker.js", "checklist.js", "actions.js"),
    *("sign.js", "friend.js", "joint.js"),
)


class Form:
    """The form in a V8 of its own. `changes`: by a script's name what is to be replaced in its text, and by what."""

    def __init__(self, changes: Mapping[str, tuple[str, str]] | None = None) -> None:
        questionnaire = load_questionnaire(TINY)
        self.bundle: Bundle = compile_bundle(questionnaire)
        self.racer = MiniRacer()
        for name in ("pretend.js", "sequences.js"):
            self.racer.eval((TESTS / "support" / name).read_text(encoding="utf-8"))
        self.racer.eval(edition_script(questionnaire, self.bundle))
        scripts = [_changed(name, changes or {}) if name else _SAYS for name in SCRIPTS]
        self.racer.eval(f"var go = sequences.with({json.dumps(scripts)}, Maturity)")
        self.names: list[str] = json.loads(str(self.racer.eval("JSON.stringify(sequences.names)")))
        self.read: set[str] = set()

    def problems(self, sequence: Sequence) -> list[str]:
        """What differs after some step, and what Python does not read as the form wrote it."""
        result = settled(self.racer, f"go({json.dumps(sequence)})")
        if "at" in result:
            return [f"after step {result['at'] + 1}, {sequence[result['at']]}:", *result["found"]]
        return [problem for text in result["texts"] for problem in self._unread(text)]

    def _unread(self, text: str) -> list[str]:
        """Whether Python reads a file of the form as it is."""
        if text in self.read:
            return []
        self.read.add(text)
        try:
            record = read_assessment(text, "saved.assessment.json", self.bundle)
        except MaturityError as error:
            return ["Python refuses a saved file:", *map(str, error.problems), text]
        return [] if record == json.loads(text) else ["Python reads something else:", text]


def _changed(name: str, changes: Mapping[str, tuple[str, str]]) -> str:
    text = web(name)
    old, new = changes.get(name, ("", ""))
    assert old in text, f"{name} has no {old!r} to put a fault in the place of"
    return text.replace(old, new) if old else text


@cache
def form() -> Form:
    return Form()


#: What leads somewhere only after other things is tried more often.
OFTEN = (
    *("choose", "choose", "choose", "evidence", "comment", "everything", "pack out", "pack in", "pack in", "bring"),
    *("bring", "bring", "settle", "settle", "action", "visit", "decide", "sign"),
)


def sequences(names: list[str], length: int = 30) -> st.SearchStrategy[Sequence]:
    """Sequences of that length. The simplest step is `nothing`, so that a sequence that fails gets simpler by it."""
    small = st.integers(0, 11)
    steps = st.tuples(st.sampled_from(["nothing", *names, *OFTEN]), small, small, small)
    begin = st.tuples(st.sampled_from(["begin", "begin", "begin", "nothing"]), small, small, small)
    return st.tuples(begin, st.lists(steps, min_size=length - 1, max_size=length - 1)).map(lambda t: [t[0], *t[1]])


def case_of(sequence: Sequence, problems: list[str], folder: Path) -> Path:
    """Writes a sequence as a case, for people to give it a name and a reason. Steps in which nothing is done are left
    out, and what the page says is cut short."""
    steps = [list(step) for step in sequence if step[0] != "nothing"]
    case = {"why": "\n".join(problem[:400] for problem in problems), "steps": steps}
    path = folder / "found.yml"
    path.write_text(yaml.safe_dump(case, sort_keys=False, default_flow_style=None, width=120), encoding="utf-8")
    return path
