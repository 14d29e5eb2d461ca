"""Editions: what freezing one keeps, and what has to be explained between two of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from maturity.editions import diff_text
from maturity.editions.diff import diff
from maturity.editions.entities import LIVING, entities_of
from maturity.editions.explanations import changed_since_publication
from maturity.editions.publish import publish
from maturity.editions.published import RECORD, diff_folders, edition_folder, editions_of, load_publishable
from maturity.editions.standards_data import standards_changed
from maturity.errors import MaturityError
from maturity.national.release_record import releases_folder
from maturity.questionnaire.bundle import compile_bundle, contents, fingerprint
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Library, Questionnaire
from tests import ROOT, TESTS, TINY

CASES = TESTS / "cases" / "editions"
REAL = ROOT / "questionnaire"


def cases(name: str) -> list[Any]:
    rows: list[Any] = yaml.safe_load((CASES / f"{name}.yml").read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["name"]) for row in rows]


def edit(folder: Path, edits: list[list[str]]) -> None:
    """Replaces the first place where each old text stands; it must be there."""
    for file, old, new in edits:
        path = folder / f"{file}.yml"
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{path.name} has no {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


#: A standard at a higher level, with the sentence of that level.
RAISED = [["standards", "level: 1", "level: 2"], ["standards", "on some cooking days", "on every cooking day"]]


def add_entries(folder: Path, entries: list[dict[str, str]], version: str) -> None:
    with (folder / "changes.yml").open("a", encoding="utf-8") as file:
        for entry in entries:
            lines = {"version": f"'{version}'", **entry}.items()
            file.write("".join(f"{'  - ' if n == 0 else '    '}{k}: {v}\n" for n, (k, v) in enumerate(lines)))


def tiny(folder: Path) -> Path:
    shutil.copytree(TINY, folder)
    return folder


def dated(folder: Path, day: str = "2026-11-20") -> Path:
    edit(folder, [["edition", "owner: ", f"published: {day}\nowner: "]])
    return folder


def problems(call: Any, *arguments: Any) -> list[str]:
    try:
        call(*arguments)
    except MaturityError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- between two editions --------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", cases("explained"))
def test_everything_that_is_not_explained_is_said_at_once(case: Any, here: Path) -> None:
    old, new = tiny(Path("old")), tiny(Path("new"))
    for folder in (old, new):
        add_entries(folder, case.get("old", []), "1.0")
    edit(new, [["edition", "version: '1.0'", "version: '1.1'"], *case.get("edits", [])])
    add_entries(new, case.get("entries", []), "1.1")
    assert sorted(problems(diff_folders, old, new)) == sorted(case["says"])


def next_edition(folder: Path) -> Path:
    """Edition 1.1, in which a little of everything changed and all is explained."""
    edit(
        tiny(folder),
        [
            ["edition", "version: '1.0'", "version: '1.1'"],
            ["people", "id: p-keys", "id: p-locks"],
            ["edition", "id: treasurer", "id: bursar"],
            ["people", "lead: treasurer", "lead: bursar"],
            ["people", "helpers: [treasurer]", "helpers: [bursar]"],
            ["food", "lead: treasurer", "lead: bursar"],
            ["food", "How often is the fridge temperature", "How often is the temperature in the fridge"],
            ["food", "meaning: 2", "meaning: 3"],
            ["food", "A list shows where each of the last 10 crops went.", "A list shows where all crops went."],
            *RAISED,
            ["edition", "level_points: [0, 1, 3]", "level_points: [0, 1, 4]"],
            ["interventions", "question: p-keys", "question: p-locks"],
            ["interventions", "question: f-weighing, levels: [0, 2]", "question: f-weighing, levels: [0, 1]"],
            ["food", "first: Agree who looks., days: [2, 4]", "first: Agree who looks., days: [2, 5]"],
            ["forces", "region: South", "region: North"],
        ],
    )
    entries = [
        {"kind": "renamed", "id": "p-keys", "to": "p-locks", "note": "Locks matter more."},
        {"kind": "renamed", "id": "treasurer", "to": "bursar", "note": "As kitchens say."},
        {"kind": "reworded", "id": "f-fridge", "note": "Plainer."},
        {"kind": "reworded", "id": "f-garden", "note": "All crops count."},
    ]
    add_entries(folder, entries, "1.1")
    return folder


BOARD = """\
What changed from edition 1.0 to edition 1.1

Edition 1.0 was published on a date to be set, and edition 1.1 on a date to be set.
5 of 6 questions mean the same in both editions. Compare years on these questions only.

Questions: 1 with a new id, 2 changed, 3 unchanged.

  F1.1 How often is the temperature in the fridge written down?: new words, same meaning
    Why: Plainer.
    Words: “How often is the fridge temperature written down?” is now “How often is the temperature in the fridge
      written down?”

  F2.2 How much of what the garden grows is used?: an answer now means something else, so years cannot be compared on it
    Why: All crops count.
    Level 2: “A list shows where each of the last 10 crops went.” is now “A list shows where all crops went.”

  P1.2 Who holds a key to the store room?: new id p-locks, was p-keys
    Why: Locks matter more.

Minimum standards: 1 changed, 1 unchanged.

  F1.1 The fridge temperature is written down on every cooking day.: raised from level 1 to level 2
    Words: “The fridge temperature is written down on some cooking days.” is now “The fridge temperature is written down
      on every cooking day.”

Interventions: 1 changed, 4 unchanged.

  Scales that kitchens share: changed
    Levels raised of “How is food that is thrown away measured?”: “0–1” added, “0–2” removed

Steps: 1 changed, 2 unchanged.

  F1.1 Fill in the log each time: changed
    Days of work: “2–4” is now “2–5”

Scoring policy: 1 changed.

  Scoring policy: changed
    Points of the levels: “4” added, “3” removed

Roles: 1 with a new id, 2 unchanged.

  Treasurer: new id bursar, was treasurer
    Why: As kitchens say.

Forces: 1 changed, 3 unchanged.

  Mill Kitchen: changed
    Region: “South” is now “North”
"""


def test_what_changed_in_words_for_a_board(here: Path) -> None:
    tiny(Path("old"))
    found = diff_folders(Path("old"), next_edition(Path("new")))
    assert diff_text.diff_as_text(found) == BOARD


def test_what_changed_as_data(here: Path) -> None:
    tiny(Path("old"))
    found = diff_folders(Path("old"), next_edition(Path("new")))
    assert (found["format"], found["old"]["version"], found["new"]["version"]) == ("maturity-diff/1", "1.0", "1.1")
    assert (found["comparable"], found["questions"]) == (5, 6)
    garden = next(each for each in found["things"] if each["id"] == "f-garden")
    assert (garden["how"], garden["meaning"], garden["words"]) == ("changed", "moved", True)
    assert garden["fields"][0]["field"] == "levels.2"
    keys = next(each for each in found["things"] if each["id"] == "p-locks")
    assert (keys["how"], keys["was_id"], keys["fields"]) == ("renamed", "p-keys", [])
    assert next(each for each in found["counts"] if each["kind"] == "question") == {
        "kind": "question", "added": 0, "retired": 0, "renamed": 1, "changed": 2, "same": 3,
    }  # fmt: skip


def test_what_fields_name_by_its_id_is_called_by_its_name(here: Path) -> None:
    edits = [
        ["people", "helpers: [treasurer]", "helpers: [cook]"],
        ["people", "gives: [recipe-swap]", "gives: [fridge-log]"],
    ]
    edit(tiny(Path("new")), [*edits, ["edition", "version: '1.0'", "version: '1.1'"]])
    found = diff_folders(tiny(Path("old")), Path("new"))
    assert found["names"] == {
        "intervention": {"recipe-swap": "A yearly swap of recipes", "fridge-log": "A printed fridge log"},
        "role": {"treasurer": "Treasurer", "cook": "Lead cook"},
    }
    text = " ".join(diff_text.diff_as_text(found).split())
    assert "Who helps: “Lead cook” added, “Treasurer” removed" in text
    assert "at the highest level: “A printed fridge log” added, “A yearly swap of recipes” removed" in text


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_an_edition_is_not_published_without_its_page_on_use(text: str | None, here: Path) -> None:
    folder = dated(tiny(Path("questionnaire")))
    page = folder / "using-results.md"
    page.unlink() if text is None else page.write_text(text, encoding="utf-8")
    assert problems(publish, folder) == [
        "questionnaire/using-results.md: the page on how to use results, and how not to, is missing. Fix: write "
        "one page: the purpose, who sees what, what it will not be used for, how errors are corrected."
    ]
    assert not Path("editions/1.0").exists()


def test_why_a_standard_changed_is_said_where_its_question_did_not(here: Path) -> None:
    newer = tiny(Path("new"))
    edit(newer, [["edition", "version: '1.0'", "version: '1.1'"], *RAISED])
    add_entries(newer, [{"kind": "reworded", "id": "f-fridge", "note": "Every kitchen has a log now."}], "1.1")
    old, new = tiny(Path("old")), load_questionnaire(newer)
    found = diff_folders(old, newer)
    assert [(each["kind"], each["notes"]) for each in found["things"] if each["id"] == "f-fridge"] == [
        ("standard", ["Every kitchen has a log now."])
    ]
    (row,) = standards_changed(load_questionnaire(old), new, found)
    assert (row["how"], row["notes"]) == ("raised", ["Every kitchen has a log now."])
    assert "Why: Every kitchen has a log now." in diff_text.diff_as_text(found)


WITHOUT_ITS_SENTENCE = (
    "/standards.yml:10:11: the standard `f-fridge` is at level 2 now, and its sentence is still the one for level 1. "
    "Fix: write `text` to say what level 2 of the question asks for."
)


def test_standard_that_is_raised_needs_the_sentence_of_its_level(here: Path) -> None:
    """The page of changes said “Raised to level 2”, and then told what level 1 asks for. `check` asks for the sentence
    as soon as there is a published edition to hold the draft against; so do `diff` and `publish`."""
    questionnaire = Path("questionnaire")
    published(questionnaire)
    lines = (questionnaire / "edition.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    draft = "".join(line for line in lines if not line.startswith(("published:", "fingerprint:")))
    (questionnaire / "edition.yml").write_text(draft, encoding="utf-8")
    edit(questionnaire, [["edition", "version: '1.0'", "version: '1.1'"], *RAISED[:1]])
    assert problems(load_publishable, questionnaire) == [f"questionnaire{WITHOUT_ITS_SENTENCE}"]
    assert problems(lambda folder: diff_folders(Path("editions/1.0"), folder), questionnaire) == [
        f"questionnaire{WITHOUT_ITS_SENTENCE}"
    ]
    edit(questionnaire, RAISED[1:])
    assert problems(load_publishable, questionnaire) == []


def test_nothing_changed(here: Path) -> None:
    newer = tiny(Path("b"))
    edit(newer, [["edition", "version: '1.0'", "version: '1.1'"]])
    assert diff_text.diff_as_text(diff_folders(tiny(Path("a")), newer)).splitlines()[-2:] == [
        "Nothing changed.",
        "All 6 questions mean the same in both editions, so you can compare years on all of them.",
    ]


#: Version and day of publication of the older and the newer edition as they are named, and what is wrong with that.
TURNS = [
    (("1.0", "2026-11-20"), ("1.1", ""), ""),
    (("1.0", "2026-11-20"), ("1.1", "2027-11-20"), ""),
    (("1.1", ""), ("1.0", "2026-11-20"), "a: edition 1.1 is the newer of the two. Fix: name edition 1.0 first."),
    (
        *(("1.1", "2027-11-20"), ("1.0", "2026-11-20")),
        "a: edition 1.1 is the newer of the two. Fix: name edition 1.0 first.",
    ),
    (("1.0", ""), ("1.0", ""), "a: both folders are edition 1.0. Fix: name another as the older one."),
]


@pytest.mark.parametrize(("first", "second", "says"), TURNS)
def test_the_older_edition_is_named_first(first: Any, second: Any, says: str, here: Path) -> None:
    for name, (version, day) in (("a", first), ("b", second)):
        folder = dated(tiny(Path(name)), day) if day else tiny(Path(name))
        edit(folder, [["edition", "version: '1.0'", f"version: '{version}'"]])
    assert problems(diff_folders, Path("a"), Path("b")) == ([says] if says else [])


# --- nothing escapes -------------------------------------------------------------------------------------------

#: What identifies an edition, what follows the world, and what is for authors alone.
#: Where advice is, which may get better.
ADVICE = {"interventions", "steps", "gives"}
FREE = {("edition", "version"), ("edition", "published"), ("changes",), ("forces",)}


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*path, key))
    elif isinstance(value, list):
        for n, each in enumerate(value):
            yield from leaves(each, (*path, n))
    else:
        yield path


def with_other(record: Any, path: tuple[Any, ...]) -> Any:
    """A copy with another value at one place, of the same kind."""
    record = json.loads(json.dumps(record))
    inside = record
    for step in path[:-1]:
        inside = inside[step]
    was = inside[path[-1]]
    inside[path[-1]] = (not was) if isinstance(was, bool) else was + 1 if isinstance(was, int) else _other(was)
    return record


def _other(text: str) -> str:
    return {"low": "high", "high": "low", "national": "both", "both": "force", "force": "both", "outside": "seed"}.get(
        text, "2001-01-01" if text[:2] == "20" and len(text) == 10 else f"{text}x"
    )


@pytest.mark.parametrize("folder", [TINY, REAL], ids=["tiny", "real"])
def test_no_value_changes_without_being_seen(folder: Path) -> None:
    """Each value of a questionnaire in turn: what changed is in the diff, and after publication it is refused unless it
    is advice."""
    q = load_questionnaire(folder, words=False)
    record = contents(q)
    seen = 0
    paths = [path for path in leaves(record) if path[:2] not in FREE and path[:1] not in FREE and "cleared" not in path]
    for path in paths[:: 1 if folder == TINY else 37]:
        try:
            other = Questionnaire.model_validate_json(json.dumps(with_other(record, path)))
        except ValueError:
            continue
        renamed = path[0] == "interventions" and path[-1] == "id"
        assert bool(changed_since_publication(q, other)) == (renamed or not ADVICE & {*path}), path
        assert any(each["kind"] not in LIVING for each in diff(q, other)["things"]), path
        seen += 1
    assert seen > 80


def test_every_thing_has_a_place_that_is_there() -> None:
    q = load_questionnaire(TINY)
    assert {kind for kind, _ in entities_of(q)} >= {"question", "standard", "intervention", "force", "scoring", "term"}
    for thing in entities_of(q).values():
        assert thing.path[0] in (
            *q.edition.themes,
            "edition",
            "standards",
            "interventions",
            "forces",
            "sources",
            "examples",
        )


# --- publishing ------------------------------------------------------------------------------------------------


def published(folder: Path) -> str:
    """The tiny questionnaire in `questionnaire`, published. Gives its fingerprint."""
    publish(dated(tiny(folder)))
    return fingerprint(load_questionnaire(folder))


@pytest.mark.parametrize("case", cases("published"))
def test_after_publication_only_listed_corrections(case: Any, here: Path) -> None:
    folder = Path("questionnaire")
    known = published(folder)
    edit(folder, [[file, old.replace("FINGERPRINT", known), new] for file, old, new in case.get("edits", [])])
    add_entries(folder, case.get("entries", []), "1.0")
    assert sorted(problems(load_publishable, folder)) == sorted(case["says"])


def test_publishing_copies_and_keeps_the_record(here: Path) -> None:
    known = published(Path("questionnaire"))
    copy = Path("editions/1.0")
    record = json.loads((copy / RECORD).read_text(encoding="utf-8"))
    assert (record["format"], record["published"]) == ("maturity-published/1", "2026-11-20")
    assert record["edition"] == {"id": "village-kitchen", "version": "1.0", "fingerprint": known}
    q = load_publishable(Path("questionnaire"))
    assert q.library.campaigns and load_publishable(copy) == q.model_copy(update={"library": Library()})
    assert f"published: 2026-11-20\nfingerprint: {known}\nowner: " in Path("questionnaire/edition.yml").read_text()
    assert publish(Path("questionnaire")) == copy  # a second time changes nothing


def test_settings_for_publishing_figures_are_no_part_of_an_edition(here: Path) -> None:
    """They may change at any time. Records of releases are beside the editions, whichever of them is named."""
    folder = dated(tiny(Path("questionnaire")))
    before = fingerprint(load_questionnaire(folder))
    (folder / "publishing.yml").write_text("counts: 20\n", encoding="utf-8")
    assert fingerprint(load_questionnaire(folder)) == before
    copy = publish(folder)
    (copy / "publishing.yml").write_text("counts: 20\n", encoding="utf-8")  # as older versions of this program did
    (folder / "publishing.yml").write_text("counts: 30\n", encoding="utf-8")
    publish(folder)
    assert not (copy / "publishing.yml").exists() and (folder / "publishing.yml").exists()
    assert releases_folder(folder) == releases_folder(copy) == here / "releases"


def test_what_may_change_at_any_time_is_not_frozen_with_an_edition(here: Path) -> None:
    """Reasons for more time are the national team's own. The crosswalk and the calibration cases go along: they are for
    this edition's questions."""
    folder = dated(tiny(Path("questionnaire")))
    before = fingerprint(load_questionnaire(folder))
    line = "extensions: [{force: hill-kitchen, period: '2026', until: '2027-01-31', reason: Flood in May}]\n"
    (folder / "extensions.yml").write_text(line, encoding="utf-8")
    assert fingerprint(load_questionnaire(folder)) == before
    copy = publish(folder)
    texts = [path.read_text(encoding="utf-8") for path in copy.rglob("*") if path.is_file()]
    assert texts and not any("Flood in May" in text for text in texts)
    assert not (copy / "library.yml").exists() and not (copy / "extensions.yml").exists()
    edit(folder, [["crosswalk", "2026-03-01", "2026-11-21"], ["calibration", "Dale Kitchen", "Glen Kitchen"]])
    assert fingerprint(load_questionnaire(folder)) == before
    publish(folder)
    for name in ("crosswalk.yml", "calibration.yml"):
        assert (copy / name).read_bytes() == (folder / name).read_bytes()


def test_a_correction_keeps_the_fingerprint_so_files_stay_good(here: Path) -> None:
    known = published(Path("questionnaire"))
    edit(Path("questionnaire"), [["food", "Warm food makes people ill.", "Warm food can make people ill."]])
    add_entries(Path("questionnaire"), [{"kind": "corrected", "id": "f-fridge", "note": "A slip."}], "1.0")
    publish(Path("questionnaire"))
    assert compile_bundle(load_publishable(Path("questionnaire")))["edition"]["fingerprint"] == known
    assert "can make people ill" in Path("editions/1.0/food.yml").read_text(encoding="utf-8")
    assert json.loads(Path("editions/1.0", RECORD).read_text())["edition"]["fingerprint"] == known


def test_a_correction_in_the_copy_is_not_undone(here: Path) -> None:
    published(Path("questionnaire"))
    edit(Path("editions/1.0"), [["food", "Warm food makes people ill.", "Warm food can make people ill."]])
    add_entries(Path("editions/1.0"), [{"kind": "corrected", "id": "f-fridge", "note": "A slip."}], "1.0")
    assert problems(load_publishable, Path("editions/1.0")) == []
    assert problems(publish, Path("questionnaire")) == [
        "questionnaire/edition.yml: the published copy has a correction of `f-fridge` that is not here. Fix: make the "
        "same correction here, with its entry in changes.yml."
    ]


def test_an_edition_is_corrected_in_its_own_place(here: Path) -> None:
    published(Path("questionnaire"))
    edit(Path("editions/1.0"), [["food", "Warm food makes people ill.", "Warm food can make people ill."]])
    add_entries(Path("editions/1.0"), [{"kind": "corrected", "id": "f-fridge", "note": "A slip."}], "1.0")
    assert publish(Path("editions/1.0")) == Path("editions/1.0")
    assert [path.name for path in Path("editions").iterdir()] == ["1.0"]
    assert "can make people ill" in Path("editions/1.0/food.yml").read_text(encoding="utf-8")


def test_editions_lie_side_by_side(here: Path) -> None:
    published(Path("questionnaire"))
    shutil.rmtree("questionnaire")
    publish(dated(next_edition(Path("questionnaire")), "2027-11-20"))
    assert [path.name for path in editions_of(Path("questionnaire"))] == ["1.0", "1.1"]
    assert edition_folder(Path("questionnaire"), "1.0") == Path("editions/1.0")


def test_an_edition_that_does_not_explain_itself_is_not_published(here: Path) -> None:
    published(Path("questionnaire"))
    shutil.rmtree("questionnaire")
    folder = dated(tiny(Path("questionnaire")))
    edit(folder, [["edition", "version: '1.0'", "version: '1.1'"], ["food", "It is weighed now and then.", "Often."]])
    assert problems(publish, folder) == [
        "questionnaire/food.yml:58:13: `levels.1` of the question `f-weighing` changed, and changes.yml does not "
        "explain it. Fix: add an entry `reworded` for it, and raise `meaning` by 1 if an answer now means "
        "something else; or retire the id and give the new question a new one."
    ]
    assert not Path("editions/1.1").exists()


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        (
            [],
            "questionnaire/edition.yml: the day of publication is missing. Fix: add the line "
            '`published: "2026-11-20"`, with the date of publication, and run this again.',
        ),
        (
            [["edition", "owner: ", "published: 2026-11-20\nowner: "], ["edition", "'1.0'", "'../1'"]],
            "questionnaire/edition.yml: `../1` cannot be the name of a folder. Fix: write it with letters, digits, "
            "dots and hyphens, as in 2026.1.",
        ),
    ],
)
def test_what_keeps_an_edition_from_being_published(edits: list[list[str]], says: str, here: Path) -> None:
    edit(tiny(Path("questionnaire")), edits)
    assert problems(publish, Path("questionnaire")) == [says]
    assert sorted(path.name for path in here.rglob(RECORD)) == []


def test_a_damaged_record_is_not_taken_for_one(here: Path) -> None:
    published(Path("questionnaire"))
    record = Path("editions/1.0", RECORD)
    record.write_text(record.read_text(encoding="utf-8").replace("Warm food", "Cold food"), encoding="utf-8")
    assert problems(load_publishable, Path("questionnaire")) == [
        "editions/1.0/published.json: this record of what was published was damaged or changed. Fix: restore it "
        "from your last copy, or from another place that has it."
    ]


def test_without_its_record_an_edition_is_only_good_as_it_was(here: Path) -> None:
    published(Path("questionnaire"))
    shutil.rmtree("editions")
    assert problems(load_publishable, Path("questionnaire")) == []
    edit(Path("questionnaire"), [["standards", "level: 1", "level: 2"]])
    assert problems(load_publishable, Path("questionnaire")) == [
        "questionnaire/edition.yml: this is not what was published as edition 1.0, and its published.json is not "
        "here. Fix: put editions/1.0/published.json back; in a new draft, remove `published` and `fingerprint`."
    ]


# --- the commands ----------------------------------------------------------------------------------------------


def command(*arguments: str) -> tuple[int, str, str]:
    run = subprocess.run(
        [sys.executable, "-c", "from maturity.cli.main import main; main()", *arguments],
        env={**os.environ, "MATURITY_QUESTIONNAIRE": "questionnaire"},
        capture_output=True,
        check=False,
    )
    return run.returncode, run.stdout.decode(), run.stderr.decode()


def test_from_one_edition_to_the_next(here: Path) -> None:
    dated(tiny(Path("questionnaire")))
    code, out, err = command("check")
    assert (code, out) == (1, "")
    assert "run `maturity publish`" in err
    assert command("publish") == (0, "Published as editions/1.0, dated 2026-11-20\n", "")
    assert command("check")[0] == 0
    shutil.rmtree("questionnaire")
    next_edition(Path("questionnaire"))
    code, out, err = command("diff", "editions/1.0", "questionnaire")
    assert (code, out, err) == (
        0,
        BOARD.replace(
            "Edition 1.0 was published on a date to be set, and edition 1.1 on a date to be set.",
            "Edition 1.0 was published on 20 November 2026. Edition 1.1 is a draft.",
        ),
        "",
    )
    code, out, err = command("diff", "editions/1.0", "questionnaire", "--format", "json")
    assert (code, json.loads(out)["format"], err) == (0, "maturity-diff/1", "")
    code, out, err = command("diff", "questionnaire", "editions/1.0")
    assert (code, out) == (1, "")
    assert "or name the older edition first" in err
    Path("returns").mkdir()
    good = TESTS / "broken" / "good.assessment.json"
    shutil.copy(good, "returns/old.assessment.json")
    code, out, err = command("status", "returns", "--on", "2026-11-20", "--due", "2026-11-30")
    assert (code, err) == (0, "")
    assert "As of 20 November 2026, edition 1.0." in out
    code, out, err = command("upgrade", "returns/old.assessment.json")
    assert (code, json.loads(out)["edition"]["version"]) == (0, "1.1")
    assert "1 thing could not be carried over." in err
    code, out, err = command("upgrade", "returns/old.assessment.json", "-o", "returns/new.assessment.json")
    assert (code, err) == (0, "")
    assert out.startswith(
        "returns/new.assessment.json\nHill Kitchen, 2026: carried over from edition 1.0 to edition 1.1\n"
    )
    assert command("upgrade", "returns/old.assessment.json", "-o", "returns/old.assessment.json")[0] == 1
    assert json.loads(command("status", "returns", "--format", "json")[1])["counts"] == {"returned": 1, "none": 1}
    code, out, err = command("impact", "questionnaire/standards.yml", "returns")
    first, as_today = err.splitlines()
    assert (code, first) == (0, "One entry of returns is not counted; `maturity status` says why.")
    assert as_today.startswith("The draft asks for what the standards ask already. Copy standards.yml")
    assert "Edition 1.1, 2026: 1 force, 0 signed." in out


# --- publishing that was stopped ---------------------------------------------------------------------------------


def test_an_edition_that_was_moved_away_is_missed_and_put_back(here: Path) -> None:
    """Publishing was killed between taking the old copy away and putting the new one in its place."""
    publish(dated(tiny(Path("questionnaire"))))
    edition, away = Path("editions/1.0"), Path("editions/.1.0.maturity-old")
    before = {path.name: path.read_bytes() for path in edition.iterdir()}
    edition.rename(away)
    (missed,) = problems(editions_of, Path("questionnaire"))
    assert missed.startswith(str(away)) and missed.endswith("Fix: publish it again.")
    said: list[str] = []
    publish(Path("questionnaire"), said.append)
    assert "is back in its place" in said[0]
    assert {path.name: path.read_bytes() for path in edition.iterdir()} == before and not away.exists()


def test_killed_before_the_fingerprint_it_goes_on_from_there(here: Path) -> None:
    draft = dated(tiny(Path("questionnaire")))
    before = (draft / "edition.yml").read_bytes()
    publish(draft)
    after = (draft / "edition.yml").read_bytes()
    record = Path("editions/1.0", RECORD).read_bytes()
    (draft / "edition.yml").write_bytes(before)
    publish(draft)
    assert (draft / "edition.yml").read_bytes() == after and after.count(b"fingerprint:") == 1
    assert Path("editions/1.0", RECORD).read_bytes() == record


def test_an_empty_folder_of_an_edition_is_named_with_what_to_do(here: Path) -> None:
    """An older version made the folder before it had anything to put in."""
    draft = dated(tiny(Path("questionnaire")))
    Path("editions/1.0").mkdir(parents=True)
    (said,) = problems(publish, draft)
    assert said == (
        "editions/1.0: this folder is empty: an earlier `maturity publish` was stopped. Fix: delete it, and run "
        "`maturity publish` again."
    )
    Path("editions/1.0").rmdir()
    publish(draft)


def test_what_somebody_put_into_a_published_edition_stays(here: Path) -> None:
    draft = dated(tiny(Path("questionnaire")))
    publish(draft)
    Path("editions/1.0/notes.txt").write_text("mine")
    publish(draft)
    assert Path("editions/1.0/notes.txt").read_text() == "mine"
