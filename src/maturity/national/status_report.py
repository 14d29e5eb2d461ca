"""Who has returned, in words: as a table, CSV, JSON and a page, with a reminder for each force that has not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypedDict

from maturity.editions.lineage import Editions
from maturity.json_reader import visible
from maturity.national.publishing import SAFE
from maturity.national.return_summary import FileStatus, ForceStatus, ReturnFile, Status, needs_attention
from maturity.national.selection import (
    choose_files,
    doubtful_periods,
    edition_followed,
    file_statuses,
    folder_status,
    likely_period,
)
from maturity.questionnaire.model import Questionnaire
from maturity.render.csv_tables import csv_text, to_json
from maturity.render.phrases import day, word
from maturity.render.sheets import Sheet, tables_book
from maturity.render.terminal import Table, plain_text

#: The state of a force when its files cannot be used.
UNUSABLE_STATES = ("other_edition", "unusable", "other_period")
#: How a mistake in an answer begins: with the question's id, and what of the answer it is in.
_ANSWER = re.compile(r"answers\.([a-z][a-z0-9-]*)[^: ]*: ")

_ID = re.compile(r"`([a-z][a-z0-9-]*)`")

#: Files of src/maturity/web that the page needs beside its base.
STYLES = ("status.css",)
#: With more forces than this nobody reads a row for each, or a page: there are counts, and the rows are in a table.
MOST_ROWS = 100
COLUMNS = (
    "part", "name", "id", "state", "answered", "of", "signed", "file", "missing", "instead", "says", "reminder",
)  # fmt: skip


class ForceRow(ForceStatus):
    """`says` what is known in sentences; `reminder` is null where there is nothing to ask for."""

    says: list[str]
    reminder: str | None


class FileRow(FileStatus):
    says: str


class StatusReport(TypedDict):
    """A status with its sentences. Its JSON is `maturity-status/1` too, with these fields added."""

    status: Status
    title: str
    summary: list[str]
    forces: list[ForceRow]
    files: list[FileRow]


class _Sentences:
    """Looks up what people call things."""

    def __init__(self, q: Questionnaire, status: Status, due: str | None, versions: Sequence[str]) -> None:
        self.q, self.status, self.due, self.versions = q, status, due, versions
        self.forces = {force.id: force.name for force in (*q.forces.forces, *q.forces.invented)}
        roles = {role.id: role.name for role in q.edition.roles}
        self.code = {each.id: each.code for each in q.questions}
        self.asks = {
            each.id: {"code": each.code, "text": each.text, "role": roles.get(each.lead, each.lead)}
            for each in q.questions
        }
        self.period = visible(status["period"] or "", 80)
        period = status["period"]
        extensions = {each.force: each.until for each in q.extensions.extensions if each.period == period}
        #: The day of each force that has more time than the others.
        self.more_time = {force: until for force, until in extensions.items() if not due or until > due}
        #: Extensions that give no more time, because their day is not after that of all.
        self.no_more_time = {force: until for force, until in extensions.items() if force not in self.more_time}

    def due_of(self, force: str) -> str | None:
        """The day by which a force is asked for its return, if there is one: its own, or that of all."""
        return self.more_time.get(force, self.due)

    def is_overdue(self, row: ForceStatus) -> bool:
        """Whether the day of a force is over, and it has not returned."""
        due = self.due_of(row["force"])
        return _is_awaited(row) and due is not None and due < self.status["on"]

    def word(self, key: str, **values: object) -> str:
        return word(f"status.{key}", **values)

    def force(self, name: str) -> str:
        return self.forces.get(name, name)

    def mistake(self, problem: str) -> str:
        """A mistake in a file, with the codes of questions in place of their ids."""
        start = _ANSWER.match(problem)
        if start and start[1] in self.code:
            problem = f"{self.code[start[1]]}: {problem[start.end() :]}"
        problem = problem.removeprefix("sign_off: ")
        return _ID.sub(lambda each: self.code.get(each[1], each[0]), problem)

    def files(self, files: Iterable[str]) -> str:
        return ", ".join(visible(file, 200) for file in files)


def report_of_folder(
    editions: Editions, files: Sequence[ReturnFile], on: str, period: str | None = None, due: str | None = None
) -> StatusReport:
    """The state of every force and file `on` a day, in words, under the edition that the period follows. Which forces
    there are, and which have more time, today's edition says."""
    period = period or likely_period(files)
    today = editions.today.q
    q, bundle = editions.rules[edition_followed(files, period) or today.edition.version]
    q = q.model_copy(update={"forces": today.forces, "extensions": today.extensions})
    forces, doubtful = today.forces, doubtful_periods(files, SAFE.middles)
    record = folder_status(bundle, forces.forces, forces.invented, files, on, period, doubtful)
    return with_sentences(record, q, due, editions.versions)


def file_rows(editions: Editions, files: Sequence[ReturnFile]) -> list[FileRow]:
    """Every entry, with its state in its own period."""
    published = [version for version in editions.versions if editions.rules[version].q.edition.published]
    q, bundle = editions.rules[(published or editions.versions)[-1]]  # nobody is asked for a file of a draft
    q = q.model_copy(update={"forces": editions.today.q.forces})
    names = _Sentences(q, folder_status(bundle, (), (), [], "", ""), None, editions.versions)
    rows = file_statuses(files, choose_files(files).values(), doubtful_periods(files, SAFE.middles))
    return [{**row, "says": _file_sentence(row, names)} for row in rows]


def with_sentences(
    status: Status, q: Questionnaire, due: str | None = None, versions: Sequence[str] = ()
) -> StatusReport:
    """A status with its sentences. `due`: the day (year-month-day) by which returns are asked for. `versions`: the
    editions that there are, the oldest first."""
    names = _Sentences(q, status, due, versions)
    returned = status["counts"].get("returned", 0)
    overdue = sum(map(names.is_overdue, status["forces"]))
    summary = [
        names.word("returned", n=returned, of=status["asked"]),
        names.word("on", on=day(status["on"]), version=status["edition"]["version"]),
        *([names.word("due", due=day(due))] if due else []),
        *([names.word("overdue", n=overdue)] if overdue else []),
        names.word("face"),
    ]
    return {
        "status": status,
        "title": names.word("title", period=names.period) if names.period else names.word("no_period"),
        "summary": summary,
        "forces": [
            {**row, "says": _force_sentences(row, names), "reminder": _reminder(row, names)} for row in status["forces"]
        ],
        "files": [{**row, "says": _file_sentence(row, names)} for row in status["files"]],
    }


# --- sentences ---------------------------------------------------------------------------------------------------


def _state_key(row: ForceStatus) -> str:
    if row["state"] == "not_asked" and row["invented"]:
        return "invented"
    return "sent_back_part" if row["state"] == "sent_back" and row["missing"] else row["state"]


def _force_sentences(row: ForceStatus, names: _Sentences) -> list[str]:
    lines = [names.word(f"says.{_state_key(row)}", n=len(row["missing"]), date=day(row["signed"]))]
    lines += _more_time(row, names)
    if row["ends"]:
        lines.append(names.word("says.ended", date=day(row["ends"])))
    if row["became"]:
        lines.append(names.word("says.became", force=names.force(row["became"])))
    if row["before"]:
        lines.append(names.word("says.before", list=", ".join(map(names.force, row["before"]))))
    if row["by"]:
        lines.append(names.word(f"says.by.{row['by']}"))
    lines += [names.word(f"doubt.{doubt}", date=day(row["signed"])) for doubt in row["doubts"]]
    if row["older"]:
        lines.append(names.word("says.older", n=len(row["older"]), list=names.files(row["older"])))
    refused = {each["file"]: each for each in row["refused"]}
    if undecided := [file for file in row["beside"] if file not in refused]:
        lines.append(names.word("says.beside", list=names.files(undecided)))
    for file, each in refused.items():
        lines.append(names.word("says.refused", file=names.files([file]), says=_file_sentence(each, names)))
    if row["joint"]:
        forces = ", ".join(dict.fromkeys(names.force(each["force"]) for each in row["joint"]))
        lines.append(names.word("says.joint", n=len(row["joint"]), forces=forces))
    if row["differ"]:
        codes = ", ".join(f"{names.code[each['question']]} ({names.force(each['force'])})" for each in row["differ"])
        lines.append(names.word("says.differ", list=codes))
    return lines


def _is_awaited(row: ForceStatus) -> bool:
    return row["state"] not in ("returned", "not_asked")


def _more_time(row: ForceStatus, names: _Sentences) -> Iterator[str]:
    for key, days in (("extended", names.more_time), ("not_extended", names.no_more_time)):
        if _is_awaited(row) and (until := days.get(row["force"])):
            yield names.word(f"says.{key}", date=day(until), due=day(names.due))


def _file_values(row: FileStatus, names: _Sentences) -> dict[str, object]:
    """What sentences about a file may name."""
    return {
        "file": visible(row["file"], 200),
        "force": names.force(row["force"]) or "?",
        "id": visible(row["force"]),
        "period": visible(row["period"]),
        "asked": names.period,
        "version": visible(row["version"], 40),
        "ours": row["follows"] or names.status["edition"]["version"],
        "known": ", ".join(names.versions),
        "instead": visible(row["instead"] or "", 200),
        "named": names.force(row["named"]),
        "n": len(row["missing"]),
    }


def _file_sentence(row: FileStatus, names: _Sentences) -> str:
    mistakes = row["problems"][:3] if row["state"] in ("damaged", "wrong", "unreadable", "archive") else []
    known = names.versions if row["follows"] else ()
    newer = row["version"] in known and known.index(row["version"]) > known.index(row["follows"])
    key = "newer_edition" if newer else row["state"]  # nobody carries back
    doubts = [names.word(f"doubt.{doubt}", date=day(row["signed"])) for doubt in row["doubts"]]
    sentences = [f"{names.mistake(mistake)}." for mistake in mistakes]
    return " ".join([names.word(f"file_says.{key}", **_file_values(row, names)), *sentences, *doubts])


def _reminder(row: ForceStatus, names: _Sentences) -> str | None:
    """What to write to a force: what is missing, by question and by the role that leads on it."""
    state = row["state"]
    ahead = "signed_ahead" in row["doubts"]
    if state == "not_asked" or (state == "returned" and not row["differ"] and not ahead):
        return None
    force, edition = names.force(row["force"]), names.q.edition
    period = names.period or edition.version
    file = _own_name(row["file"] or "")
    lines = [names.word("reminder.subject", title=edition.title, period=period, force=force), ""]
    lines += [names.word("reminder.greeting", force=force), ""]
    refused = row["refused"] if state in UNUSABLE_STATES else []
    for each in refused:
        lines += _why_refused(each, names)
    if ahead:
        lines.append(names.word("reminder.signed_ahead", period=period, file=file, date=day(row["signed"])))
    if state != "returned" and not refused:
        figures = {"answered": row["answered"], "of": row["of"], "version": edition.version}
        lines.append(names.word(f"reminder.{state}", period=period, file=file, **figures))
    if state in ("unsigned", "part") and file.lower().endswith(".xlsx"):
        lines.append(names.word("reminder.workbook"))
    lines += _still_missing(row, names)
    if (due := names.due_of(row["force"])) and state != "returned":
        key = "overdue" if names.is_overdue(row) else "due_extended" if row["force"] in names.more_time else "due"
        lines += ["", names.word(f"reminder.{key}", due=day(due))]
    if edition.returns:
        lines.append(names.word("reminder.to", to=edition.returns.to))
    if row["missing"] and state != "other_period":
        lines.append(names.word("reminder.unsure"))
    return "\n".join([*lines, "", names.word("reminder.closing", owner=edition.owner)]) + "\n"


def _own_name(file: str) -> str:
    """A file as the force knows it: without the folders that we keep it in."""
    return visible(file.rpartition("/")[2], 200)


def _why_refused(row: FileStatus, names: _Sentences) -> Iterator[str]:
    """Why a file cannot be used, to the force that sent it, and what is wrong in it."""
    unanswered = row["state"] == "wrong" and row["missing"]
    other = row["state"] in ("doubtful_period", "ended")
    key = "unanswered" if unanswered else "other_period" if other else row["state"]
    yield names.word(f"reminder.refused.{key}", **{**_file_values(row, names), "file": _own_name(row["file"])})
    if row["state"] != "wrong":
        return
    yield from (names.word("reminder.question", **names.asks[each]) for each in row["missing"] if each in names.asks)
    mistakes = [each for each in row["problems"] if not (unanswered and each.startswith("sign_off: it is signed"))]
    yield from (names.word("reminder.mistake", mistake=names.mistake(each)) for each in mistakes)


def _still_missing(row: ForceStatus, names: _Sentences) -> Iterator[str]:
    if row["state"] in (*UNUSABLE_STATES, "none"):
        return
    if row["state"] == "returned" and not row["differ"]:
        return
    joint = {each["question"]: each["force"] for each in row["joint"]}
    lines = [names.word("reminder.question", **names.asks[each]) for each in row["missing"] if each not in joint]
    lines += [names.word("reminder.joint", code=names.code[q], force=names.force(f)) for q, f in joint.items()]
    lines += [
        names.word("reminder.differ", code=names.code[each["question"]], force=names.force(each["force"]))
        for each in row["differ"]
    ]
    if row["state"] != "returned":
        lines.append(names.word("reminder.sign_off"))
    yield from ("", names.word("reminder.missing"), *lines)


# --- formats -----------------------------------------------------------------------------------------------------


def formatted_status(kind: str, report: StatusReport, marking: str) -> str:
    """The status as `table`, `csv`, `json` or `html`, with the marking at the top where it has one."""
    if kind == "html":
        return status_page(report, marking)
    return {"csv": status_csv, "json": status_json}.get(kind, status_table)(report)


def status_table(report: StatusReport) -> str:
    """For a terminal or a mail: forces, then every file, then the reminders."""
    head = [word(f"status.{name}") for name in ("force", "state", "answered", "what")]
    forces = [
        [
            row["name"],
            word(f"status.force_state.{row['state']}"),
            word("status.of", part=row["answered"], whole=row["of"]),
            " ".join(row["says"]),
        ]
        for row in report["forces"]
    ]
    others = [row for row in report["files"] if row["state"] == "other_period" and not needs_attention(row)]
    files = [
        [visible(row["file"], 80), word(f"status.file_state.{row['state']}"), visible(row["says"], 500)]
        for row in report["files"]
        if row not in others
    ]
    periods = Counter(visible(row["period"], 80) for row in others)
    counted = [word("status.other_files", period=period, n=n) for period, n in sorted(periods.items())]
    parts: list[str | Table] = [report["title"], *report["summary"], Table(word("status.forces"), head, forces)]
    head = [word(f"status.{name}") for name in ("file", "state", "what")]
    parts += [Table(word("status.files"), head, files)] if files else [] if others else [word("status.no_files")]
    parts += counted
    reminders = [row["reminder"] for row in report["forces"] if row["reminder"]]
    text = plain_text(iter(parts))
    return text + "".join(f"\n{'-' * 60}\n{reminder}" for reminder in reminders)


def status_csv(report: StatusReport) -> str:
    """One row for each force, then one for each file."""
    forces = (row | {"reminder": row["reminder"].replace("\n", " / ")} for row in _force_cells(report))
    return csv_text(COLUMNS, (*forces, *_file_cells(report)))


def status_book(report: StatusReport, owner: str, marking: str) -> bytes:
    """The same as a workbook: a sheet of forces and one of files."""
    forces = [name for name in COLUMNS if name not in ("part", "instead")]
    files = ["id", "state", "file", "instead", "says"]
    sheets = [
        Sheet(word("status.forces"), forces, [*_force_cells(report)], dates=("signed",)),
        Sheet(word("status.files"), files, [*_file_cells(report)]),
    ]
    return tables_book(report["title"], owner, marking, sheets)


def _force_cells(report: StatusReport) -> Iterator[dict[str, Any]]:
    for row in report["forces"]:
        yield {
            "part": "force",
            "name": row["name"],
            "id": row["force"],
            "state": row["state"],
            "answered": row["answered"],
            "of": row["of"],
            "signed": row["signed"] or "",
            "file": row["file"] or "",
            "missing": " ".join(row["missing"]),
            "says": " ".join(row["says"]),
            "reminder": row["reminder"] or "",
        }


def _file_cells(report: StatusReport) -> Iterator[dict[str, Any]]:
    for row in report["files"]:
        yield {
            "part": "file",
            "id": row["force"],
            "state": row["state"],
            "file": row["file"],
            "instead": row["instead"] or "",
            "says": row["says"],
        }


def status_json(report: StatusReport) -> str:
    return to_json({**report["status"], "forces": report["forces"], "files": report["files"]}) + "\n"


def status_html(report: StatusReport) -> str:
    """The status without a page around it, as HTML. Where there are too many forces to read a row for each, it counts
    them, and names only files that somebody has to look at: the CSV has everything."""
    from markupsafe import Markup

    from maturity.render.templates import environment

    many = len(report["forces"]) > MOST_ROWS
    template = environment().get_template("results/status.html")
    look = [row for row in report["files"] if needs_attention(row)]
    return Markup(template.render(report=report, many=many, look=look, w=word, visible=visible))


def status_page(report: StatusReport, marking: str) -> str:
    """One HTML file that needs nothing else."""
    from maturity.render.form import BASE_STYLES, web
    from maturity.render.single_file import document

    return document(report["title"], status_html(report), [], [web(name) for name in (*BASE_STYLES, *STYLES)], marking)
