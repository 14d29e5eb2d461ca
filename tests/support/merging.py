"""Generated files to merge, and merge.js inside the test process."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any, cast

from py_mini_racer import MiniRacer

from maturity.records import ASSESSMENT_FORMAT, Assessment
from tests.support.javascript import scripts

#: Takes a list of [function's name in Python, arguments] and gives the canonical text of each result.
DO_ALL = """(jobs) => jobs.map(([name, given]) => {
  const twin = name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
  return Maturity.engine.canonical(Maturity.merge[twin](...given));
})"""

QUESTIONS = ("constructor", "rota", "plan")
ROLES = ("owner", "legal", "helper", None)
#: Text that two languages could sort, spell or cut differently.
TEXTS = ("", "First", "Second, “quoted” £", "\U0001f331 grows", "\uffee late", '"\\\n\u2028', "<b>")
TIMES = ("2026-11-02T09:00:00Z", "2026-11-03T09:00:00Z", None)
SIGN_OFFS = (
    {"role": "owner", "date": "2026-11-20", "decision": "signed"},
    {"role": "owner", "date": "2026-11-21", "decision": "sent-back", "note": "Why 3?"},
)


@cache
def _racer() -> MiniRacer:
    racer = scripts("advice.js", "engine.js", "contributions.js", "merge.js")
    racer.eval(f"var doAll = (text) => JSON.stringify(({DO_ALL})(JSON.parse(text)))")
    return racer


def in_javascript(jobs: list[tuple[str, list[Any]]]) -> list[str]:
    """The canonical text of what the twin of each function of merge.py gives."""
    return cast(list[str], json.loads(str(_racer().call("doAll", json.dumps(jobs)))))


class Force:
    """Files as contributors might send them: a starting file, copies of it with changes, and packs of few questions."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def start(self) -> Assessment:
        return self.changed({"format": ASSESSMENT_FORMAT, "edition": {"id": "e", "version": "1"}, "force": "f",
                             "period": "2026", "answers": {}}, 4)  # fmt: skip

    def file(self, start: Assessment) -> Assessment:
        file = deepcopy(start)
        if self.random.random() < 0.2:  # a pack: nothing but some answers
            file["answers"] = {key: file["answers"][key] for key in file["answers"] if self.random.random() < 0.5}
            file.pop("about", None)
        return self.changed(file, self.random.choice((0, 1, 2, 5)))

    def changed(self, file: Assessment, changes: int) -> Assessment:
        raw = cast(Any, file)
        raw.pop("sign_off", None)
        for _ in range(changes):
            self.random.choice((self.answer, self.answer, self.answer, self.comment, self.evidence, self.field))(raw)
        if self.random.random() < 0.15:
            raw["sign_off"] = self.random.choice(SIGN_OFFS)
        if self.random.random() < 0.1:
            raw["signed_before"] = [self.random.choice(SIGN_OFFS)]
        if self.random.random() < 0.1:
            visit = {"date": "2026-11-20", "ratings": [{"question": "rota", "level": self.random.randrange(3)}]}
            decided = {"question": "rota", "decision": "kept", "why": self.random.choice(TEXTS)}
            raw["friend"] = [self.random.choice((visit, visit | {"decided": [decided]}))]
        if self.random.random() < 0.1:
            raw["edition"] = raw["edition"] | {"fingerprint": "sha256:0"}
        return file

    def view(self) -> dict[str, Any]:
        random = self.random
        view = random.choice(({"level": random.randrange(5)}, {"level": random.randrange(5)}, {"level": 2},
                              {"dont_know": True}, {"not_applicable": random.choice(TEXTS)}))  # fmt: skip
        stamps = {"comment": random.choice((*TEXTS, None, None)), "role": random.choice(ROLES)}
        stamps["at"] = random.choice(TIMES)
        return view | {key: value for key, value in stamps.items() if value is not None}

    def answer(self, raw: Any) -> None:
        old = raw["answers"].get(self.random.choice(QUESTIONS), {})
        evidence = {"evidence": deepcopy(old["evidence"])} if "evidence" in old else {}
        raw["answers"][self.random.choice(QUESTIONS)] = self.view() | evidence

    def comment(self, raw: Any) -> None:
        for answer in raw["answers"].values():
            if "said" not in answer:
                answer["comment"] = self.random.choice(TEXTS)
                return

    def evidence(self, raw: Any) -> None:
        for answer in raw["answers"].values():
            if "evidence" in answer and self.random.random() < 0.3:
                answer["evidence"].pop()
            else:
                answer.setdefault("evidence", []).append({"title": self.random.choice(TEXTS)})
            if not answer["evidence"]:
                del answer["evidence"]
            return

    def field(self, raw: Any) -> None:
        random = self.random
        which = random.randrange(4)
        if which == 0:
            raw["marking"] = random.choice(("OFFICIAL", "OFFICIAL-SENSITIVE", "OFFICIAL: £"))
        elif which == 1:
            raw.setdefault("about", {})[random.choice(("coast", "main_accounts"))] = random.choice((True, False, "Two"))
        else:
            name = random.choice(("train", "test-kit"))
            actions = raw.setdefault("actions", [])
            if all(action["action"] != name for action in actions):
                actions.append({"action": name})
            action = next(action for action in actions if action["action"] == name)
            action[random.choice(("owner", "first_step"))] = random.choice(TEXTS)
