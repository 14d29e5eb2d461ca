"""Scoring a great many assessment files, against only reading their bytes."""

from __future__ import annotations

import json
import random
import resource
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import QUESTIONNAIRE, Row, medians, run
from maturity.assessment.files import score_each
from maturity.assessment.reader import write_text
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import ASSESSMENT_FORMAT, Answer, Assessment, Bundle, Profile

FILES = 100_000
DIFFERENT = 2_000  # texts; each is written many times, for what is measured does not remember a text
PROCESSES = 2
ROUNDS = 3
SIZE = 6_200  # bytes of a file, on average


def rows(scratch: Path) -> Iterator[Row]:
    """Time and memory, both with two processes and with everything that reading checks."""
    folder = scratch / "returns"
    bundle = compile_bundle(load_questionnaire(QUESTIONNAIRE))
    (scratch / "bundle.json").write_text(json.dumps(bundle), encoding="utf-8")
    total = write_files(folder, bundle)
    peaks: list[int] = []

    def scored() -> None:
        report = json.loads(run([sys.executable, "-m", "benchmarks.files", "score", folder]))
        assert report["files"] == FILES, report
        peaks.append(report["peak"])

    taken = medians({"read": lambda: only_read(folder), "score": scored}, ROUNDS)
    detail = (
        f"{taken['score']:.1f} s with {PROCESSES} processes against {taken['read']:.1f} s for "
        f"{FILES:,} files of {total / FILES / 1000:.1f} kB"
    )
    yield Row("scoring against reading", taken["score"] / taken["read"], 5, "×", detail)
    yield Row("memory for that", max(peaks) / 2**20, 500, "MB", "the largest of each process, added up")


def only_read(folder: Path) -> None:
    run([sys.executable, "-m", "benchmarks.files", "read", folder])


def paths_in(folder: str) -> list[str]:
    return sorted(path.as_posix() for path in Path(folder).iterdir())


# --- the files -------------------------------------------------------------------------------------------------


def write_files(folder: Path, bundle: Bundle) -> int:
    """Writes the files, each with an answer to every question but a few. Gives their bytes in all."""
    folder.mkdir()
    chance = random.Random(20_260_101)
    texts = [text_of(chance, bundle) for _ in range(DIFFERENT)]
    for number in range(FILES):
        (folder / f"{number:06}.assessment.json").write_bytes(texts[number % DIFFERENT])
    return sum(len(texts[number % DIFFERENT]) for number in range(FILES))


def text_of(chance: random.Random, bundle: Bundle) -> bytes:
    """An assessment as a force would send it, with comments that bring it to the size of a real one."""
    assessment: Assessment = {
        "format": ASSESSMENT_FORMAT,
        "edition": bundle["edition"],
        "force": chance.choice(list(bundle["forces"])),
        "period": "2026",
        "marking": "OFFICIAL",
        "answers": {},
    }
    questions = [
        question for theme in bundle["themes"] for part in theme["capabilities"] for question in part["questions"]
    ]
    for question in questions:
        if question["condition"] is None:
            assessment["answers"][question["id"]] = answer_to(chance, question["lead"], bundle["top"])
    spare = SIZE - len(write_text(assessment).encode())
    answers = list(assessment["answers"].values())[::4]
    for answer in answers:
        answer["comment"] = ("Agreed with the district leads. " * 20)[: max(spare // len(answers) - 24, 10)].strip()
    return write_text(assessment).encode()


def answer_to(chance: random.Random, role: str, top: int) -> Answer:
    if chance.random() < 0.06:
        return {"dont_know": True, "role": role}
    answer: Answer = {"level": chance.randint(0, top), "role": role}
    if chance.random() < 0.1:
        answer["evidence"] = [
            {"title": "Minutes of the board", "owner": role, "date": "2026-03-01", "where": "Shared drive"}
        ]
    return answer


# --- what the measured processes do ----------------------------------------------------------------------------


def levels(_: Assessment, profile: Profile) -> list[int | None]:
    """What is kept of a profile: one figure for each theme, as a count over forces would need."""
    return [theme["level"]["low"] if theme["level"] else None for theme in profile["themes"]]


def score_all(folder: str) -> dict[str, Any]:
    bundle = json.loads(Path(folder).with_name("bundle.json").read_text(encoding="utf-8"))
    counts: Counter[tuple[int | None, ...]] = Counter()
    for path, found, problems in score_each(paths_in(folder), bundle, levels, processes=PROCESSES):
        assert found is not None, (path, problems)
        counts[tuple(found)] += 1
    own, other = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    unit = 1 if sys.platform == "darwin" else 1024
    return {"files": counts.total(), "peak": (own + PROCESSES * other) * unit}


def read_all(folder: str) -> dict[str, Any]:
    total = 0
    for path in paths_in(folder):
        with open(path, "rb") as file:  # noqa: PTH123  the plainest way there is
            total += len(file.read())
    return {"bytes": total}


if __name__ == "__main__":
    work = {"score": score_all, "read": read_all}[sys.argv[1]]
    print(json.dumps(work(sys.argv[2])))
