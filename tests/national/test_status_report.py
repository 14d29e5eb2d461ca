"""A folder of returns: who has returned, what is missing, and what every file in it is."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from maturity.assessment.disguise import LARGEST_RETURN
from maturity.editions.lineage import Editions
from maturity.national import selection, status_report
from maturity.national.intake import read_folder
from maturity.national.return_summary import (
    NEED_ATTENTION,
    FileStatus,
    ForceStatus,
    ReturnFile,
    Status,
    Summary,
    forces_in_path,
)
from maturity.national.selection import folder_status, without_ended_forces
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Extension, Extensions, Questionnaire, Returns
from tests import TINY
from tests.support.hostile import EXPECTED, GOOD, fill
from tests.support.hostile import put as put_at

Q = load_questionnaire(TINY)
BUNDLE = compile_bundle(Q)
EDITIONS = Editions(Q, BUNDLE)
DAY = "2026-11-28"
Put = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "returns"
    made.mkdir()
    return made


@pytest.fixture
def put(folder: Path) -> Put:
    """Writes an assessment under a name, with some fields changed; None takes a field out."""

    def write(name: str, **fields: Any) -> None:
        put_at(folder / name, **fields)

    return write


def taken(folder: Path, on: str = DAY, period: str | None = None) -> Status:
    found = without_ended_forces(read_folder(folder, EDITIONS, on), (*Q.forces.forces, *Q.forces.invented), on)
    return folder_status(BUNDLE, Q.forces.forces, Q.forces.invented, found, on, period)


def force(found: Status, name: str) -> ForceStatus:
    return next(row for row in found["forces"] if row["force"] == name)


def files(found: Status) -> dict[str, tuple[str, str | None]]:
    return {row["file"]: (row["state"], row["instead"]) for row in found["files"]}


def signed(day: str, decision: str = "signed") -> dict[str, str]:
    return {"role": "host", "date": day, "decision": decision}


def one(level: int, at: str = "") -> dict[str, Any]:
    return {"f-fridge": {"level": level} | ({"at": at} if at else {})}


# --- which file counts -----------------------------------------------------------------------------------------

#: Two files of one force: the fields of a.json and of b.json; which counts, and by what.
NEWEST: list[Any] = [
    pytest.param({"sign_off": signed("2026-11-20")}, {"sign_off": signed("2026-11-21")}, "b", "sign_off", id="later"),
    pytest.param(
        {"sign_off": None, "answers": one(1, "2027-01-01T10:00:00Z")}, {}, "b", "sign_off", id="signed before unsigned"
    ),
    pytest.param(
        {"sign_off": signed("2027-01-01", "sent-back")}, {}, "b", "sign_off", id="sent back is not signed"
    ),
    pytest.param(
        {"sign_off": None, "answers": one(1, "2026-11-20T10:30:00+01:00")},
        {"sign_off": None, "answers": one(1, "2026-11-20T10:00:00Z")},
        "b", "latest", id="times in different zones",
    ),
    pytest.param(
        {"sign_off": None, "answers": one(1)},
        {"sign_off": None, "answers": {**one(1), "p-keys": {"level": 1}}},
        "b", "answered", id="more answers",
    ),
    pytest.param(
        {"sign_off": None, "answers": one(1)}, {"sign_off": None, "answers": one(2)}, "a", "name", id="nothing tells"
    ),
    pytest.param(
        {"sign_off": None, "answers": one(1, "0001-01-01T00:00:00+14:00")},
        {"sign_off": None, "answers": one(1, "9999-12-31T23:59:59-14:00")},
        "a", "latest", id="the ends of time: what lies ahead says nothing",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "counts", "by"), NEWEST)
def test_the_newest_file_of_a_force(a: Any, b: Any, counts: str, by: str, put: Put, folder: Path) -> None:
    put("a.json", **a)
    put("b.json", **b)
    other = {"a": "b", "b": "a"}[counts]
    found = taken(folder)
    row = force(found, "hill-kitchen")
    assert (row["file"], row["by"]) == (f"{counts}.json", by)
    state = "undecided" if by == "name" else "older"
    assert files(found) == {f"{counts}.json": ("used", None), f"{other}.json": (state, f"{counts}.json")}
    assert (row["beside"] if by == "name" else row["older"]) == [f"{other}.json"]


def test_a_date_of_the_file_itself_says_nothing(put: Put, folder: Path) -> None:
    put("a.json", sign_off=signed("2026-11-21"))
    put("b.json", sign_off=signed("2026-11-20"))
    os.utime(folder / "a.json", (0, 0))
    assert force(taken(folder), "hill-kitchen")["file"] == "a.json"


def test_the_same_twice(put: Put, folder: Path) -> None:
    put("a.json")
    put("mail/a (1).json")
    assert files(taken(folder)) == {"a.json": ("used", None), "mail/a (1).json": ("same", "a.json")}


def test_the_period_is_that_of_most_forces(put: Put, folder: Path) -> None:
    put("a.json", period="2026")
    put("b.json", period="2026", force="mill-kitchen")
    put("c.json", period="2099")
    found = taken(folder)
    assert found["period"] == "2026"
    assert files(found)["c.json"] == ("other_period", None)
    assert taken(folder, period="2099")["period"] == "2099"


@pytest.mark.parametrize(("forces", "doubtful"), [(5, set()), (6, {"20266"})])
def test_a_period_of_few_needs_a_look_where_another_has_many(forces: int, doubtful: set[str]) -> None:
    bare: Any = {"edition": {"version": "1"}, "answers": {}}

    def file(force: str, period: str) -> ReturnFile:
        its = Summary(bare | {"force": force, "period": period}, force, period, True, "", "", (), ())
        return ReturnFile(f"{force}-{period}", "used", its)

    found = [*(file(f"f{n}", "2026") for n in range(forces)), file("f0", "20266")]
    assert selection.doubtful_periods(found, 6) == doubtful
    chosen = selection.choose_files(found).values()
    rows = {row["file"]: row["state"] for row in selection.file_statuses(found, chosen, doubtful)}
    assert rows["f0-20266"] == ("doubtful_period" if doubtful else "used")
    assert (rows["f0-20266"] in NEED_ATTENTION) == bool(doubtful) and rows["f0-2026"] == "used"


# --- who has returned ------------------------------------------------------------------------------------------

ANSWERS = GOOD["answers"]
PART = {name: ANSWERS[name] for name in ("f-fridge", "p-keys")}
STATES: list[Any] = [
    pytest.param({}, "returned", 0, id="returned"),
    pytest.param({"sign_off": None}, "unsigned", 0, id="not signed"),
    pytest.param({"sign_off": signed("2026-11-20", "sent-back")}, "sent_back", 0, id="sent back"),
    pytest.param({"sign_off": None, "answers": PART}, "part", 4, id="part done"),
    pytest.param({"edition": {"id": "village-kitchen", "version": "0.9"}}, "other_edition", 6, id="another edition"),
    pytest.param({"check": "sha256:" + "0" * 64}, "unusable", 6, id="damaged"),
]


@pytest.mark.parametrize(("fields", "state", "missing"), STATES)
def test_where_a_force_stands(fields: Any, state: str, missing: int, put: Put, folder: Path) -> None:
    put("hill-kitchen.assessment.json", **fields)
    row = force(taken(folder), "hill-kitchen")
    assert (row["state"], len(row["missing"])) == (state, missing)
    assert row["answered"] + missing == row["of"] == 6


def test_a_force_with_no_file(folder: Path) -> None:
    row = force(taken(folder), "mill-kitchen")
    assert (row["state"], row["missing"]) == ("none", ["f-fridge", "f-allergies", "f-weighing", "p-leaflet", "p-keys"])


@pytest.mark.parametrize(
    ("on", "asked"),
    [
        ("2009-12-31", ["Mill Kitchen"]),
        ("2018-12-31", ["Mill Kitchen", "Old Mill Kitchen"]),
        ("2019-01-01", ["Hill Kitchen", "Mill Kitchen"]),
    ],
)
def test_forces_are_asked_while_they_are_there(on: str, asked: list[str], folder: Path) -> None:
    assert [row["name"] for row in taken(folder, on)["forces"]] == asked


def test_a_force_that_ended_keeps_its_history(put: Put, folder: Path) -> None:
    put("a.json", force="old-mill-kitchen", about={"garden": True})
    found = taken(folder)
    row = force(found, "old-mill-kitchen")
    assert (row["state"], row["ends"], row["became"]) == ("not_asked", "2018-12-31", "mill-kitchen")
    assert files(found) == {"a.json": ("ended", None)}
    assert force(found, "mill-kitchen")["before"] == ["old-mill-kitchen"]
    assert found["asked"] == 2


def test_invented_forces_are_asked_among_themselves(put: Put, folder: Path) -> None:
    put("a.json", force="example-kitchen")
    assert [row["force"] for row in taken(folder)["forces"]] == ["example-kitchen"]
    put("b.json")
    found = taken(folder)
    assert found["asked"] == 2
    rows = {row["force"]: row["says"] for row in status_report.with_sentences(found, Q)["forces"]}
    assert rows["example-kitchen"] == ["An invented force, so it is not counted with real ones."]


def test_joint_answers(put: Put, folder: Path) -> None:
    joint = [{"question": name, "force": "mill-kitchen"} for name in ("f-fridge", "p-keys")]
    put("hill.json", joint=joint)
    put("mill.json", force="mill-kitchen", sign_off=None, about=None, answers={"f-fridge": {"level": 0}})
    row = force(taken(folder), "mill-kitchen")
    assert row["joint"] == [{"question": "p-keys", "force": "hill-kitchen"}]
    assert row["differ"] == [{"question": "f-fridge", "force": "hill-kitchen"}]


# --- a hostile folder ------------------------------------------------------------------------------------------


@pytest.fixture
def hostile(folder: Path, tmp_path: Path) -> Path:
    """Everything that should not be in it, beside one good file."""
    return fill(folder, tmp_path)


def test_every_entry_is_accounted_for_by_name(hostile: Path) -> None:
    found = taken(hostile)
    assert {row["file"]: row["state"] for row in found["files"]} == EXPECTED
    assert [row["state"] for row in found["forces"]] == ["returned", "unusable"]
    mill = force(found, "mill-kitchen")
    assert mill["beside"] == ["cut mill-kitchen.assessment.json", "kitchens/mill-kitchen-2026.assessment.json"]


class Text(HTMLParser):
    """Which elements a page has, and no attribute that could run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name == "src"]


@pytest.mark.parametrize("kind", ["table", "csv", "json", "html"])
def test_nothing_of_it_runs_or_escapes(kind: str, hostile: Path) -> None:
    made = status_report.formatted_status(kind, status_report.with_sentences(taken(hostile), Q, "2026-11-30"), "PUBLIC")
    assert "\x1b" not in made
    for file in EXPECTED:
        name = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in file)
        if kind == "table" and len(name) < 60:
            assert name in made
    if kind == "html":
        page = Text()
        page.feed(made)
        assert "script" not in page.tags
        assert "&lt;script&gt;" in made
    if kind == "csv":
        for row in csv.reader(io.StringIO(made.removeprefix("\ufeff"))):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
    if kind == "json":
        assert json.loads(made)["format"] == "maturity-status/1"


def test_a_large_file_is_not_even_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.json").write_bytes(b" " * (LARGEST_RETURN + 1))
    monkeypatch.setattr("maturity.assessment.files.read_bytes", lambda path: pytest.fail(f"{path} was read"))
    assert files(taken(folder)) == {"a.json": ("too_large", None)}


@pytest.mark.parametrize(
    ("file", "named"),
    [
        ("hill-kitchen-2026.assessment.json", {"hill-kitchen"}),
        ("Hill Kitchen return (final).json", {"hill-kitchen"}),
        ("old_mill_kitchen.json", {"old-mill-kitchen"}),
        ("hill-kitchen/mill kitchen.json", {"hill-kitchen", "mill-kitchen"}),
        ("millkitchen.json", set()),
        ("uphill-kitchen.json", set()),
    ],
)
def test_the_force_that_a_name_says(file: str, named: set[str]) -> None:
    assert forces_in_path(file, BUNDLE["forces"]) == named


# --- in words --------------------------------------------------------------------------------------------------

REMINDER = """\
Subject: Village kitchen check, 2026: Mill Kitchen

To the lead for this assessment at Mill Kitchen,

Thank you for your assessment for 2026, mill.json. 3 of 5 questions are answered.

Still missing:
- P1.1 How are households told about the next meal? (Host)
- P1.2: Hill Kitchen gave a joint answer for both of you. If you agree, give the same answer in your own file.
- The sign-off

Please send it by 30 November 2026.
If nobody knows an answer, choose “Don't know”. It counts as an answer.

Thank you, Kitchens network
"""


FILE = "hill-kitchen.assessment.json"
THANKS, OF = f"Thank you for your assessment for 2026, {FILE}.", f"Thank you for your file {FILE}."
SIGN = ["", "Still missing:", "- The sign-off"]
#: What a file is like, and what the reminder says between the greeting and the day; none where nothing is asked for.
REMINDERS: list[Any] = [
    pytest.param({}, None, id="returned"),
    pytest.param(
        {"sign_off": None},
        [f"{THANKS} Every question is answered. Only the sign-off is missing.", *SIGN],
        id="not signed",
    ),
    pytest.param(
        {"sign_off": signed("2026-11-20", "sent-back")},
        [
            f"{THANKS} It says that your sponsor sent it back, so we cannot count it yet.",
            *SIGN,
        ],
        id="sent back",
    ),
    pytest.param(
        {"sign_off": None, "answers": PART},
        [
            f"{THANKS} 2 of 6 questions are answered.",
            *SIGN[:2],
            "- F1.2 How are guests told what is in each dish? (Lead cook)",
            "- F2.1 How is food that is thrown away measured? (Treasurer)",
            "- F2.2 How much of what the garden grows is used? (Lead cook)",
            "- P1.1 How are households told about the next meal? (Host)",
            *SIGN[2:],
        ],
        id="part done",
    ),
    pytest.param(
        {"edition": {"id": "village-kitchen", "version": "0.9"}},
        [
            f"{OF} It says that it is for edition 0.9, which we do not know. Please open the form for "
            "edition 1.0 and save your answers there."
        ],
        id="unknown edition",
    ),
    pytest.param(
        {"check": "sha256:" + "0" * 64},
        [
            f"{OF} It was damaged when it was sent, or changed after it was saved. Please save it again "
            f"from the form, and "
            "send it as it is."
        ],
        id="damaged",
    ),
    pytest.param(None, ["We have not had your assessment for 2026 yet."], id="no file"),
]
DUE = "Please send it by 30 November 2026."
UNSURE = "If nobody knows an answer, choose “Don't know”. It counts as an answer."


@pytest.mark.parametrize(("fields", "lines"), REMINDERS)
def test_what_a_reminder_says(fields: Any, lines: list[str] | None, put: Put, folder: Path) -> None:
    if fields is not None:
        put("hill-kitchen.assessment.json", **fields)
    made = status_report.with_sentences(taken(folder, period="2026"), Q, "2026-11-30")
    row = next(row for row in made["forces"] if row["force"] == "hill-kitchen")
    if lines is None:
        assert row["reminder"] is None
        return
    subject = "Subject: Village kitchen check, 2026: Hill Kitchen"
    asked = [subject, "", "To the lead for this assessment at Hill Kitchen,", "", *lines, "", DUE]
    unsure = [UNSURE] if row["missing"] else []
    assert str(row["reminder"]).splitlines() == [*asked, *unsure, "", "Thank you, Kitchens network"]


def test_a_reminder_is_ready_to_copy(put: Put, folder: Path) -> None:
    put("hill.json", joint=[{"question": "p-keys", "force": "mill-kitchen"}])
    answers = {name: ANSWERS[name] for name in ("f-fridge", "f-allergies", "f-weighing")}
    put("mill.json", force="mill-kitchen", sign_off=None, about=None, answers=answers)
    made = status_report.with_sentences(taken(folder), Q, "2026-11-30")
    reminders = {row["force"]: row["reminder"] for row in made["forces"]}
    assert reminders == {"hill-kitchen": None, "mill-kitchen": REMINDER}
    assert made["summary"][:3] == ["1 of 2 forces has returned.", "As of 28 November 2026, edition 1.0.",
                                   "Due by 30 November 2026."]  # fmt: skip


def with_more_time(until: str) -> Questionnaire:
    more = Extension(force="mill-kitchen", period="2026", until=until, reason="Flood; agreed by the host")
    return Q.model_copy(update={"extensions": Extensions(extensions=(more,))})


def test_a_force_with_more_time_is_asked_for_its_own_day(folder: Path) -> None:
    q = with_more_time("2027-01-15")
    report = status_report.with_sentences(taken(folder, period="2026"), q, "2026-12-01")
    rows = {row["force"]: row for row in report["forces"]}
    assert "Please send it by 1 December 2026." in (rows["hill-kitchen"]["reminder"] or "")
    own = "Please send it by 15 January 2027: you have more time than the others."
    assert own in (rows["mill-kitchen"]["reminder"] or "")
    assert "It has more time: until 15 January 2027." in rows["mill-kitchen"]["says"]
    assert "Flood" not in json.dumps(report)  # the reason is the team's own
    # in another period it has none
    report = status_report.with_sentences(taken(folder, period="2025"), q, "2026-12-01")
    assert not any("more time" in (row["reminder"] or "") for row in report["forces"])


def test_a_reminder_after_the_day_says_so_and_where_to_send_the_return(put: Put, folder: Path) -> None:
    """It once asked for a day that was over, and named the folder that we keep files in."""
    put("2026/mill.json", force="mill-kitchen", sign_off=None)
    q = Q.model_copy(update={"edition": Q.edition.model_copy(update={"returns": Returns(to="the village hall")})})
    rows = status_report.with_sentences(taken(folder, period="2026"), q, "2026-11-15")["forces"]
    reminders = {row["force"]: row["reminder"] or "" for row in rows}
    for reminder in reminders.values():
        assert "It was due on 15 November 2026. Please send it as soon as you can" in reminder
        assert "Where to send it: the village hall." in reminder
    assert "your assessment for 2026, mill.json." in reminders["mill-kitchen"]


def test_a_workbook_is_told_how_to_be_signed(put: Put, folder: Path) -> None:
    put("mill.json", force="mill-kitchen", sign_off=None)
    files = [each._replace(file="mill.XLSX") for each in read_folder(folder, EDITIONS, DAY)]
    status = folder_status(BUNDLE, Q.forces.forces, Q.forces.invented, files, DAY, "2026")
    row = next(r for r in status_report.with_sentences(status, Q)["forces"] if r["force"] == "mill-kitchen")
    assert "An Excel workbook cannot be signed. Please open it in the form" in (row["reminder"] or "")


@pytest.mark.parametrize(
    ("until", "due", "says"),
    [
        (None, "2026-11-26", "2 forces are overdue."),
        (None, "2026-11-28", None),  # the day itself is not over
        ("2026-11-30", "2026-11-26", "1 force is overdue."),
        ("2026-11-27", "2026-11-26", "2 forces are overdue."),
        ("2026-11-27", None, "1 force is overdue."),
        ("2026-11-20", "2026-11-30", None),  # an extension never takes time away
    ],
)
def test_a_force_is_overdue_once_its_own_day_is_over(
    until: str | None, due: str | None, says: str | None, folder: Path
) -> None:
    q = with_more_time(until) if until else Q
    report = status_report.with_sentences(taken(folder, period="2026"), q, due)
    assert [line for line in report["summary"] if "overdue" in line] == [says] * (says is not None)


def test_force_that_has_returned_is_not_overdue(put: Put, folder: Path) -> None:
    put("hill.json")
    summary = status_report.with_sentences(taken(folder), Q, "2026-11-26")["summary"]
    assert "1 force is overdue." in summary


@pytest.mark.parametrize("until", ["2026-11-29", "2026-11-30"])
def test_an_extension_that_gives_no_more_time_is_said_and_does_not_count(until: str, folder: Path) -> None:
    report = status_report.with_sentences(taken(folder, period="2026"), with_more_time(until), "2026-11-30")
    row = next(row for row in report["forces"] if row["force"] == "mill-kitchen")
    assert "Please send it by 30 November 2026." in (row["reminder"] or "")
    day = f"{int(until[-2:])} November 2026"
    says = f"Its extension until {day} gives it no more time, because all have until 30 November 2026. "
    assert row["says"][1] == says + "Correct it in extensions.yml."


def test_two_files_of_one_force_are_explained(put: Put, folder: Path) -> None:
    put("a.json", sign_off=signed("2026-11-21"))
    put("b.json")
    made = status_report.with_sentences(taken(folder), Q)
    assert made["forces"][0]["says"] == [
        "Complete, and signed on 21 November 2026.",
        "We used this file because it has the latest sign-off.",
        "An older version is kept with it: b.json.",
    ]
    says = {row["file"]: row["says"] for row in made["files"]}
    assert says["b.json"] == "An older version of a.json, which we used for Hill Kitchen. Keep both."


def test_every_state_has_its_words(hostile: Path, put: Put, folder: Path) -> None:
    put("a.json", sign_off=signed("2026-11-19"))
    put("b.json", sign_off=None, force="mill-kitchen", answers=one(1))
    put("c.json", sign_off=None, force="mill-kitchen", answers=one(2))
    made = status_report.with_sentences(taken(folder), Q)
    rows: list[FileStatus] = list(made["files"])
    assert {row["state"] for row in rows} >= {"older", "undecided", "same", "archive", "link", "wrong"}
    assert all(row["says"] for row in made["files"])


def test_forces_are_in_alphabetical_order_never_by_how_late_they_are(put: Put, folder: Path) -> None:
    put("a.json", force="mill-kitchen")
    assert [row["name"] for row in taken(folder)["forces"]] == ["Hill Kitchen", "Mill Kitchen"]
    assert date.fromisoformat(DAY)


def test_every_reason_has_its_words_for_the_force() -> None:
    """Whatever a file is that cannot be used, its force is told: no reason is without a sentence."""
    for state in sorted(NEED_ATTENTION - {"undecided"} | {"other_period", "not_assessment", "ended"}):
        row: Any = {"file": "a.json", "state": state, "force": "hill-kitchen", "period": "2027", "version": "1",
                    "instead": None, "named": "", "follows": "", "signed": "", "doubts": [], "missing": [],
                    "problems": []}  # fmt: skip
        made = folder_status(BUNDLE, (), (), [], DAY, "2026")
        (line,) = status_report._why_refused(row, status_report._Sentences(Q, made, None, ["1.0"]))
        assert line.startswith("Thank you for your file a.json. ")
