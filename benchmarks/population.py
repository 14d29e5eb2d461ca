"""A whole round of made returns: any number of forces over three periods and two editions. Nothing in it is real.

`write(folder)` makes `questionnaire/`, the newer edition; `editions/`, with both as they were published; and
`returns/`, as a national team would have collected them. The same questionnaire and number of forces give the same
bytes.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

from maturity.assessment.reader import write_text
from maturity.editions.publish import publish
from maturity.national.return_summary import asked_questions
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import Answer, Assessment, Bundle, Evidence, questions_of

QUESTIONNAIRE = Path(__file__).resolve().parent.parent / "questionnaire"
SEED = 2027
OLD, NEW = "2026.1", "2027.1"
#: A day on which all of it is there.
DAY = "2027-12-20"
#: For each period the edition that it follows, the day of its first sign-off, how much higher answers tend to be, and
#: of how many forces one has not signed.
PERIODS = {
    "2025": (OLD, date(2025, 10, 6), 0.0, 8),
    "2026": (OLD, date(2026, 10, 5), 0.2, 12),
    "2027": (NEW, date(2027, 10, 4), 0.4, 7),
}
#: What is different in the newer edition, so that each way of change is there once.
RETIRED, ADDED, RENAMED, REWORDED, MOVED, RAISED = (
    "dc-words", "dc-examples", ("dc-shared-tool", "dc-tools"), "dc-duties", "dc-topics", "dc-trained-first",
)  # fmt: skip
CHANGES = [
    {"kind": "retired", "id": RETIRED, "note": "Forces could not tell it from the question before it."},
    {"kind": "added", "id": ADDED, "note": "Forces asked for it in the first round."},
    {"kind": "renamed", "id": RENAMED[0], "to": RENAMED[1], "note": "It is about every tool, and always was."},
    {"kind": "reworded", "id": REWORDED, "note": "Plainer words, with the same meaning."},
    {"kind": "reworded", "id": MOVED, "note": "It asks for more than it did, so years cannot be compared on it."},
]
COMMENT = "Made up: agreed in the meeting of all roles, and true for the main accounts. "


def write(folder: Path, forces: int = 48) -> Path:
    """Writes everything. Gives the folder of the returns."""
    newer, older = folder / "questionnaire", folder / "older"
    # without what names questions that the newer edition has not
    shutil.copytree(QUESTIONNAIRE, newer, ignore=shutil.ignore_patterns("crosswalk.yml", "calibration.yml", "toolkit"))
    page = newer / "getting-started.md"  # it leads to the practice cases, which are not there either
    page.write_text(page.read_text(encoding="utf-8").replace("(practice.md)", "(index.md)"), encoding="utf-8")
    (newer / "changes.yml").write_text("changes: []\n", encoding="utf-8")
    _change(newer / "edition.yml", lambda data: _dated(data, OLD, "2025-06-02"))
    _change(newer / "forces.yml", lambda data: _forces(data, forces))
    publish(newer)
    newer.rename(older)
    shutil.copytree(older, newer)
    _newer(newer)
    publish(newer)
    shutil.rmtree(older)
    editions = {version: load_questionnaire(folder / "editions" / version, words=False) for version in (OLD, NEW)}
    bundles = {version: compile_bundle(q) for version, q in editions.items()}
    returns = folder / "returns"
    for period in PERIODS:
        (returns / period).mkdir(parents=True)
    for path, text in texts(bundles, forces):
        (returns / path).write_bytes(text)
    return returns


def texts(bundles: dict[str, Bundle], forces: int) -> Iterator[tuple[str, bytes]]:
    """The files by name: every force that has sent something, for every period."""
    for number, force in enumerate(list(bundles[NEW]["forces"])[:forces]):
        nature = Random(f"{SEED} {force}")
        usual = {q["id"]: nature.gauss(1.6, 1.2) for q in questions_of(bundles[OLD])}
        usual |= {RENAMED[1]: usual[RENAMED[0]]}
        for period, (version, day, growth, late) in PERIODS.items():
            chance = Random(f"{SEED} {force} {period}")
            made = _assessment(Maker(bundles[version], force, period, chance, usual, growth))
            if (number + 3) % late:
                signed = (day + timedelta(days=number % 14)).isoformat()
                made["sign_off"] = {"role": bundles[version]["roles"][0], "date": signed, "decision": "signed"}
            elif number % 2:
                continue
            yield f"{period}/{force}.assessment.json", write_text(made).encode()


class Maker(NamedTuple):
    bundle: Bundle
    force: str
    period: str
    chance: Random
    usual: dict[str, float]
    growth: float


def _assessment(of: Maker) -> Assessment:
    made: Assessment = {
        "format": "maturity-assessment/2",
        "edition": of.bundle["edition"],
        "force": of.force,
        "period": of.period,
        "marking": "OFFICIAL",
        "about": {},
        "answers": {},
    }
    lead = {question["id"]: question["lead"] for question in questions_of(of.bundle)}
    for name in asked_questions(of.bundle, made):
        made["answers"][name] = _answer(of, of.usual.get(name, 1.5), lead[name])
    return made


def _answer(of: Maker, usual: float, role: str) -> Answer:
    at = f"{of.period}-09-{of.chance.randint(10, 28)}T10:{of.chance.randint(10, 59)}:00Z"
    answer: Answer = {"role": role, "at": at}
    if of.chance.random() < 0.04:
        answer["dont_know"] = True
        return answer
    answer["level"] = max(0, min(of.bundle["top"], round(usual + of.growth + of.chance.gauss(0, 0.3))))
    if of.chance.random() < 0.9:
        piece: Evidence = {"title": "Monthly report", "owner": role, "date": f"{of.period}-03-01", "where": "Drive"}
        answer["evidence"] = [piece]
    if of.chance.random() < 0.25:
        answer["comment"] = COMMENT * of.chance.randint(1, 3)
    return answer


# --- the two editions ------------------------------------------------------------------------------------------


def _change(path: Path, change: Any) -> None:
    """A file of the questionnaire, changed as data."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data)
    text = yaml.dump(data, Dumper=_Whole, allow_unicode=True, sort_keys=False, width=1000)
    path.write_text(text, encoding="utf-8")


class _Whole(yaml.SafeDumper):
    """Writes everything in full each time."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dated(edition: dict[str, Any], version: str, day: str) -> None:
    edition.pop("fingerprint", None)
    edition |= {"version": version, "published": day}
    edition["scoring"] = {**edition.get("scoring", {}), "evidence_cap": 2 if version == OLD else 1}


def _forces(data: dict[str, Any], number: int) -> None:
    """The forces there are and as many made ones as are missing, each with most similar ones, in two bands of size."""
    real = data["forces"][:number]
    missing = range(len(real), number)
    more = [{**real[n % len(real)], "id": f"made-force-{n:04}", "name": f"Made Force {n:04}"} for n in missing]
    data["forces"] = [*real, *more]
    ids = [force["id"] for force in data["forces"]]
    shared = {"source": "Made up", "as_of": "2025-01-01"}
    bands = [
        {"id": f"band-{n + 1}", "name": f"Size band {n + 1} (made up)", "kind": "size", **shared, "members": ids[n::2]}
        for n in range(2)
    ]
    near = [step * 5 for step in range(1, 8) if step * 5 < number]
    alike = [
        {"id": f"like-{force}", "name": f"Most similar to {force}", "kind": "similar", **shared, "centre": force,
         "members": [ids[(n + step) % len(ids)] for step in near]}
        for n, force in enumerate(ids)
    ]  # fmt: skip
    data["peer_groups"] += [*bands, *alike]


def _newer(folder: Path) -> None:
    _change(folder / "edition.yml", lambda data: _dated(data, NEW, "2027-06-01"))
    _change(folder / "capability.yml", _questions)
    _change(folder / "interventions.yml", _raises)
    _change(folder / "standards.yml", _raised)
    _change(folder / "changes.yml", lambda data: data["changes"].extend({"version": NEW, **each} for each in CHANGES))


def _questions(theme: dict[str, Any]) -> None:
    for capability in theme["capabilities"]:
        for question in capability["questions"]:
            if question["id"] == RETIRED:
                question |= {"id": ADDED, "text": "How are good examples of posts kept for others to use?"}
            elif question["id"] == RENAMED[0]:
                question["id"] = RENAMED[1]
            elif question["id"] == REWORDED:
                question["why"] += " This holds for small teams too."
                question["text"] = question["text"].replace("How far is", "How well is", 1)
            elif question["id"] == MOVED:
                question["meaning"] = 2
                question["levels"][2] += " It has been tried on ten people."
            elif question["id"] == RAISED:
                question.pop("cleared")  # a document alone no longer meets its standard


def _raises(data: dict[str, Any]) -> None:
    """What raised the questions that have other ids raises them still."""
    ids = {RETIRED: ADDED, RENAMED[0]: RENAMED[1]}
    for each in (each for item in data["interventions"] for each in item["raises"]):
        each["question"] = ids.get(each["question"], each["question"])


def _raised(data: dict[str, Any]) -> None:
    for standard in data["standards"]:
        if standard["question"] == RAISED:
            standard |= {"level": 3, "text": f"{standard['text']} It is checked at set times."}
