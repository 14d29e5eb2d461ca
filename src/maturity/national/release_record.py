"""The record of what was released: one file for each period, kept beside the editions and never published itself.

A period is released once: a second release, of a few more returns, would give those away. So public figures are worked
out by `maturity release` alone, which writes the record before the figures; the site and what goes back to forces read
it. Periods that begin less than nine months apart are one, because forces' answers are nearly the same in both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, TypedDict, cast

from maturity.assessment.conditions import is_signed
from maturity.assessment.files import read_bytes
from maturity.assessment.reader import check_of
from maturity.editions.published import EDITIONS
from maturity.errors import MaturityError, Problem
from maturity.files import is_system_file
from maturity.json_reader import parse_json
from maturity.national.file_names import slug
from maturity.national.published import PeriodFigures
from maturity.national.statistics import Material
from maturity.questionnaire.periods import parse_period, period_key
from maturity.records import STATES, Answer, Assessment, canonical
from maturity.render.csv_tables import to_json
from maturity.render.output import write_file

RECORD_FORMAT: Final = "maturity-release/1"
#: The folder of records, beside the questionnaire's.
RELEASES: Final = "releases"
#: Periods that begin fewer months apart than this are one.
MONTHS_APART: Final = 9


class ReleasedReturn(TypedDict):
    """A return that was counted: whose, from which file, and its fingerprint."""

    force: str
    file: str
    fingerprint: str


class ReleaseRecord(TypedDict):
    """One period's release: the day (year-month-day), the forces that were `named` in public by then, what was counted,
    and the figures. `check` is the fingerprint of all of that."""

    format: Literal["maturity-release/1"]
    period: str
    released: str
    named: list[str]
    returns: list[ReleasedReturn]
    figures: PeriodFigures
    check: str


def releases_folder(questionnaire: Path) -> Path:
    """Where the records of a questionnaire are: beside it, and beside `editions` for a published one."""
    folder = questionnaire.resolve().parent
    return (folder.parent if folder.name == EDITIONS else folder) / RELEASES


def read_releases(folder: Path) -> list[ReleaseRecord]:
    """Every record, in order of time; none where there is no folder. Raises MaturityError with everything in the folder
    that is not a whole record: figures that are there twice, or once more without it, could give forces away."""
    if not folder.is_dir():
        return []
    records, problems = list[ReleaseRecord](), list[Problem]()
    for path in sorted(each for each in folder.iterdir() if not is_system_file(each.name)):
        try:
            records.append(_read_record(path))
        except MaturityError as error:
            problems += error.problems
    if problems:
        raise MaturityError(problems)
    return sorted(records, key=lambda record: period_key(record["period"]))


def _read_record(path: Path) -> ReleaseRecord:
    if path.is_dir() or path.suffix != ".json":
        raise MaturityError([Problem(str(path), "this is not the record of a release", "move it elsewhere")])
    value, problems = parse_json(read_bytes(str(path)), str(path))
    record = value if isinstance(value, dict) and not problems else {}
    if record.get("format") != RECORD_FORMAT or record.get("check") != _fingerprint(record):
        what = "this record of a release is damaged or was changed by hand"
        fix = "put your copy of it back; without it a period could be released twice, so nothing is made from it"
        raise MaturityError([Problem(str(path), what, fix)])
    return cast(ReleaseRecord, record)


def _fingerprint(record: Mapping[str, object]) -> str:
    """Of everything in a record but the fingerprint itself."""
    rest = {name: value for name, value in record.items() if name != "check"}
    return hashlib.sha256(canonical(rest).encode()).hexdigest()


def record_of(
    material: Material, figures: PeriodFigures, assessments: Iterable[Assessment], files: Mapping[str, str], on: str
) -> ReleaseRecord:
    """The record of figures that are released `on` a day. `files`: the file of each force."""
    counted = {one["force"]: _return_fingerprint(one) for one in assessments}
    record = {
        "format": RECORD_FORMAT,
        "period": material.period,
        "released": on,
        "named": sorted(material.named),
        "returns": [
            {"force": force, "file": files.get(force, ""), "fingerprint": counted[force]} for force in material.forces
        ],
        "figures": figures,
    }
    return cast(ReleaseRecord, {**record, "check": _fingerprint(record)})


def _return_fingerprint(assessment: Assessment) -> str:
    """Of what counts in a return: everything but its words, and of evidence how many pieces are named."""
    fields = ("format", "force", "period", "marking", "about", "sign_off", "joint")
    counted: dict[str, object] = {name: value for name, value in assessment.items() if name in fields}
    counted["edition"] = {name: assessment["edition"][name] for name in ("id", "version")}
    counted["answers"] = {name: _counted_answer(answer) for name, answer in assessment["answers"].items()}
    return check_of(counted)


def _counted_answer(answer: Answer) -> dict[str, object]:
    counted = {name: value for name, value in answer.items() if name in (*STATES, "role")}
    evidence = answer.get("evidence")
    return counted | ({"evidence": [{"title": "-"}] * len(evidence)} if evidence else {})


def write_record(folder: Path, record: ReleaseRecord) -> None:
    """Raises MaturityError when it cannot be written, or when there is such a file."""
    path = folder / f"{slug(record['period'])}.json"
    if path.exists():
        what = f"there is a record here already, and not of the period {record['period']}"
        raise MaturityError([Problem(str(path), what, "give it the name of its own period")])
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        fix = "make the folder, or let this command write there"
        raise MaturityError([Problem(str(folder), f"it cannot be made: {error.strerror}", fix)]) from None
    write_file(path, to_json(record) + "\n")


def released(records: Sequence[ReleaseRecord], period: str) -> ReleaseRecord | None:
    """The record of a period, if it was released."""
    return next((record for record in records if record["period"] == period), None)


def too_close(records: Sequence[ReleaseRecord], period: str) -> ReleaseRecord | None:
    """The record of another period that counts as the same one, if there is one."""
    own = parse_period(period)
    if own is None:
        return None
    for record in records:
        other = parse_period(record["period"])
        if other is not None and record["period"] != period and abs(own.first - other.first) < MONTHS_APART:
            return record
    return None


def late_returns(record: ReleaseRecord, assessments: Iterable[Assessment]) -> list[str]:
    """Ids of the forces whose signed assessment for the period came after the release, is another one now, or is gone.
    """
    then = {each["force"]: each["fingerprint"] for each in record["returns"]}
    now = {one["force"]: _return_fingerprint(one) for one in assessments if is_signed(one)}
    return sorted(force for force in then.keys() | now.keys() if then.get(force) != now.get(force))
