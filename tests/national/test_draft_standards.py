"""What draft minimum standards would mean: counted by hand for four kitchens. It is for the national team alone."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from benchmarks import population
from maturity.national import draft_standards_run, draft_standards_text
from maturity.national.figures import returns_by_period
from maturity.national.intake import load_editions, read_returns
from maturity.render.edition import load_edition
from tests import ROOT, TINY
from tests.editions.test_publish import problems

REAL = ROOT / "questionnaire"
SHOWN = [{"title": "Log"}]
NOTHING = (
    "there is nothing to count. Fix: name the folder that has the returns, and with -q the edition that they follow."
)


def standards(path: Path, *rows: tuple[str, int]) -> Path:
    lines = [f"  - {{question: {name}, level: {level}, text: Do it., reason: It matters.}}" for name, level in rows]
    path.write_text("introduction: A draft.\nstandards:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def kitchen(folder: Path, force: str, answer: dict[str, Any] | None, signed: bool = False) -> None:
    answers = {"f-fridge": answer} if answer else {}
    if signed:
        for name in ("f-fridge", "f-allergies", "f-weighing", "f-garden", "p-leaflet", "p-keys"):
            answers.setdefault(name, {"level": 2, "evidence": SHOWN})
    record = {
        "format": "maturity-assessment/2",
        "edition": {"id": "village-kitchen", "version": "1.0"},
        "force": force,
        "period": "2026",
        "about": {"garden": True},
        "answers": answers,
    } | ({"sign_off": {"role": "host", "date": "2026-11-20", "decision": "signed"}} if signed else {})
    folder.mkdir(exist_ok=True)
    (folder / f"{force}.assessment.json").write_text(json.dumps(record), encoding="utf-8")


def kitchens(folder: Path) -> Path:
    """The tiny questionnaire, but that none of its kitchens has ended."""
    shutil.copytree(TINY, folder)
    forces = folder / "forces.yml"
    text = forces.read_text(encoding="utf-8").replace("    ends: 2018-12-31\n    became: mill-kitchen\n", "")
    forces.write_text(text, encoding="utf-8")
    return folder


def four(folder: Path) -> Path:
    kitchen(folder, "hill-kitchen", {"level": 1, "evidence": SHOWN}, signed=True)
    kitchen(folder, "mill-kitchen", {"level": 2})
    kitchen(folder, "old-mill-kitchen", {"dont_know": True}, signed=True)
    kitchen(folder, "example-kitchen", {"level": 2})
    return folder


def test_counted_by_hand(tmp_path: Path) -> None:
    """The fridge: level 1 with evidence, level 2 without, a signed don't know. Asked for: level 2. The
    fourth kitchen is invented, and not counted with real ones."""
    draft = standards(tmp_path / "draft.yml", ("f-fridge", 2), ("p-keys", 1))
    made: Any = draft_standards_run.impact_of_draft(draft, four(tmp_path / "in"), kitchens(tmp_path / "tiny")).impact
    assert (made["format"], made["period"], made["forces"], made["signed"]) == ("maturity-impact/1", "2026", 3, 2)
    assert made["standards"][0] == {
        "question": "f-fridge", "level": 2, "present": 1, "change": "raised",
        "met": 0, "not_met": 2, "not_shown": 1, "open": 0, "not_applicable": 0,
        "short": [1, 0], "unknown": 1, "newly": 1,
    }  # fmt: skip
    keys = made["standards"][1]
    assert (keys["present"], keys["change"], keys["met"], keys["open"], keys["newly"]) == (None, "new", 2, 1, 0)
    assert made["dropped"] == ["f-allergies"]


def test_every_force_is_counted_once_for_each_minimum() -> None:
    examples = REAL.parent / "examples" / "practice"
    made: Any = draft_standards_run.impact_of_draft(REAL / "standards.yml", examples, REAL).impact
    for row in made["standards"]:
        assert row["change"] == "same"
        assert row["newly"] == 0
        assert sum(row[name] for name in ("met", "not_met", "not_shown", "open", "not_applicable")) == made["forces"]
        assert sum(row["short"]) + row["unknown"] == row["not_met"]
    assert all((theme["lower"], theme["higher"]) == (0, 0) for theme in made["themes"])


def test_higher_minimums_are_met_by_no_more_forces(tmp_path: Path) -> None:
    text = (REAL / "standards.yml").read_text(encoding="utf-8")
    draft = tmp_path / "standards.yml"
    draft.write_text(text.replace("level: 2\n", "level: 3\n"), encoding="utf-8")
    examples = REAL.parent / "examples" / "practice"
    now: Any = draft_standards_run.impact_of_draft(REAL / "standards.yml", examples, REAL).impact
    then: Any = draft_standards_run.impact_of_draft(draft, examples, REAL).impact
    for before, after in zip(now["standards"], then["standards"], strict=True):
        assert before["met"] - after["met"] == after["newly"] >= 0
    assert all(theme["higher"] == 0 for theme in then["themes"])


def test_periods_of_several_editions_count_as_in_the_national_picture(tmp_path: Path) -> None:
    """The impact counts unsigned assessments as well, the national figures do not."""
    returns, questionnaire = population.write(tmp_path, 14), tmp_path / "questionnaire"
    draft = questionnaire / "standards.yml"
    editions = load_editions(questionnaire)
    years = returns_by_period(editions, read_returns(returns, editions, population.DAY).counted, population.DAY)
    made: Any = draft_standards_run.impact_of_draft(draft, returns, questionnaire, "2027", population.DAY).impact
    assert (made["forces"], made["signed"]) == (len(years["2027"].assessments), len(years["2027"].material.forces))
    (problem,) = problems(draft_standards_run.impact_of_draft, draft, returns, questionnaire, "2026", population.DAY)
    assert problem == f"{returns}: {NOTHING}"


# --- formats and mistakes --------------------------------------------------------------------------------------

#: Cells of the rows of the table, by how their lines begin.
TABLE = {
    "Edition": "Edition 1.0, 2026: 3 forces, 2 signed.",
    "Not for": "Not for publication. It shows small numbers.",
    "Minimum": "Minimum|Level|Today|Change|Meet it|Do not meet it|Not shown|Open|Does not apply|Short "
    "by 1, 2, …|Don't know|"
    "Meet today's but not this",
    "F1.1": "F1.1 Do it.|2|1|raised|0|2|1|0|0|1, 0|1|1",
    "Removed": "Removed: F1.2.",
}


def test_as_a_table_and_csv(tmp_path: Path) -> None:
    draft = standards(tmp_path / "draft.yml", ("f-fridge", 2))
    held = draft_standards_run.impact_of_draft(draft, four(tmp_path / "in"), kitchens(tmp_path / "tiny"))
    texts = load_edition(TINY).texts
    table = draft_standards_text.formatted_impact("table", held.impact, texts, held.labels)
    lines = [re.sub(" {2,}", "|", line) for line in table.splitlines()]
    for start, line in TABLE.items():
        assert [each for each in lines if each.startswith(start)] == [line]
    head, row = (
        draft_standards_text.formatted_impact("csv", held.impact, texts, held.labels)
        .removeprefix("\ufeff")
        .splitlines()
    )
    cells = dict(zip(head.split(","), row.split(","), strict=True))
    assert (cells["id"], cells["not_met"], cells["short_1"], cells["newly"]) == ("f-fridge", "2", "1", "1")


def test_trial_of_a_level_is_told_in_the_words_of_that_level(tmp_path: Path) -> None:
    """Only the number was changed to see what would happen: the sentence beside it was still that of the old level."""
    draft = tmp_path / "draft.yml"
    text = (TINY / "standards.yml").read_text(encoding="utf-8")
    draft.write_text(text.replace("level: 1", "level: 2", 1), encoding="utf-8")
    labels = draft_standards_run.impact_of_draft(draft, four(tmp_path / "in"), TINY).labels
    assert labels["f-fridge"] == "It was written down on every cooking day in the last 12 months."
    assert labels["f-allergies"] == "A card stands beside every dish."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("f-fridge", "there is no level 9: the scale ends at 2. Fix: write 2 or less."),
        ("f-frigde", "there is no question `f-frigde`. Fix: write `f-fridge`, the nearest one known."),
    ],
)
def test_mistakes_of_the_draft_are_said_in_its_own_file(text: str, says: str, tmp_path: Path) -> None:
    draft = standards(tmp_path / "draft.yml", (text, 9 if text == "f-fridge" else 1))
    (problem,) = problems(draft_standards_run.impact_of_draft, draft, four(tmp_path / "in"), TINY)
    assert problem.startswith(f"{draft}:3:")
    assert problem.endswith(says)


def test_nothing_to_count(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    draft = standards(tmp_path / "draft.yml", ("f-fridge", 2))
    assert problems(draft_standards_run.impact_of_draft, draft, tmp_path / "in", TINY) == [
        f"{tmp_path / 'in'}: {NOTHING}"
    ]
