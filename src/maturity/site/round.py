"""A whole round from one folder: the site, the national team's report, what goes back to forces, and who has returned.

The folder is read once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from maturity.assessment.folders import count_files
from maturity.editions.lineage import Editions
from maturity.editions.published import EDITIONS
from maturity.national import feedback, status_report
from maturity.national import report as picture
from maturity.national.figures import (
    PeriodReturns,
    PublicPicture,
    TeamPicture,
    public_picture,
    returns_by_period,
    team_picture,
)
from maturity.national.intake import Intake, load_editions, read_returns, require_counted
from maturity.national.release_record import ReleaseRecord, read_releases, releases_folder
from maturity.national.return_summary import needs_attention
from maturity.national.status_report import FileRow, StatusReport
from maturity.progress import Progress
from maturity.questionnaire.loader import load_publishing
from maturity.records import Assessment
from maturity.render.csv_tables import csv_text, edition_text
from maturity.render.output import Notify, new_folder, write_new
from maturity.render.phrases import word
from maturity.site.build import build_site, load_site, plugin_of
from maturity.site.plugin import RESTRICTED, SiteContent
from maturity.site.results import named_in_public

#: Where things lie in the folder that is written.
SITE, REPORT, GIVEBACK, STATUS, CARRIED = "site", "national", "giveback", "status", "carried-over.csv"
CARRIED_COLUMNS = ("file", "force", "period", "edition", "place", "because")
#: So many entries that do not count are named at the end; the status names all.
MOST_NAMED = 20


class RoundSummary(NamedTuple):
    """What was made and what was left out, a line each. `whole`: nothing in the folder needs looking at."""

    lines: list[str]
    left_out: list[str]
    whole: bool


class Round(NamedTuple):
    """What everything is made from. `files`: every entry of the folder, and its state in its own period. `out` is
    the folder by the name that it will have, and `new` where it is made."""

    folder: Path
    out: Path
    new: Path
    editions: Editions
    intake: Intake
    returns: Mapping[str, PeriodReturns]
    records: list[ReleaseRecord]
    public: PublicPicture
    status: StatusReport
    files: list[FileRow]
    on: str


def make_round(
    folder: Path, out: Path, questionnaire: Path, config: str, show: Progress, on: str, say: Notify = lambda line: None
) -> RoundSummary:
    """Makes everything, as it is `on` a day, in place of what an earlier round made.

    Raises MaturityError, and leaves `out` as it was, when that is not the folder of an earlier round or is not apart
    from what is read; with what is wrong in the questionnaire, its editions, the records of releases or the
    configuration; when nothing in the folder counts; and when something cannot be written.
    """
    inputs = (folder, questionnaire, questionnaire.resolve().parent / EDITIONS, config)
    with new_folder(out, "maturity round", inputs, say) as new:
        return _fill_folder(folder, out, new, questionnaire, config, show, on)


def _fill_folder(
    folder: Path, out: Path, new: Path, questionnaire: Path, config: str, show: Progress, on: str
) -> RoundSummary:
    site = load_site(config, questionnaire, new / SITE)
    editions = load_editions(questionnaire, folder)
    intake = read_returns(folder, editions, on, lambda files: show.over(_word("reading"), files, count_files(folder)))
    require_counted(intake, folder)
    with show.busy(_word("counting")):
        settings, problems = load_publishing(questionnaire)
        returns = returns_by_period(editions, intake.counted, on)
        records = read_releases(releases_folder(questionnaire))
        public = public_picture(editions, returns, records, settings)
        team = team_picture(editions, returns, records)
    status = status_report.report_of_folder(editions, intake.files, on)
    every = status_report.file_rows(editions, intake.files)
    of = Round(folder, out, new, editions, intake, returns, records, public, status, every, on)
    lines = [_write_report(of, team), _write_status(of), *_write_feedback(of, show), *_write_carried(of)]
    restricted = plugin_of(site).config.audience == RESTRICTED
    shown = team if restricted else public if public.published["periods"] else None
    with show.busy(_word("building")):
        build_site(site, SiteContent(_site_assessments(of, restricted), editions.today, status, shown), out / SITE)
    lines.insert(0, _word("site", place=out / SITE / "index.html"))
    lines.append(_word("restricted" if restricted else "public"))
    lines += [_word("unreleased", period=one) for one in _unreleased(of)]
    left_out = [*map(str, problems), *_left_out_lines(of)]
    return RoundSummary(lines, left_out, not any(map(needs_attention, of.files)))


def _word(key: str, **values: object) -> str:
    return word(f"round.{key}", **values)


def _unreleased(of: Round) -> list[str]:
    """Periods of real forces of which nothing is public yet."""
    there = {record["period"] for record in of.records}
    return [] if of.public.invented else [period for period in of.returns if period not in there]


def _write_report(of: Round, team: TeamPicture) -> str:
    (of.new / REPORT).mkdir()
    for name, content in picture.team_files(of.editions.today.q, team).items():
        write_new(of.new / REPORT / name, content)
    return _word("report", n=len(team.periods), place=of.out / REPORT)


def _write_status(of: Round) -> str:
    marking = of.editions.today.q.edition.marking
    for kind in ("html", "csv", "json"):
        write_new(of.new / f"{STATUS}.{kind}", status_report.formatted_status(kind, of.status, marking))
    return _word("status", place=of.out / f"{STATUS}.html", summary=of.status["summary"][0])


def _write_feedback(of: Round, show: Progress) -> Iterator[str]:
    (of.new / GIVEBACK).mkdir()
    pages = feedback.feedback_files(of.editions, of.public, of.returns, on=of.on)
    period, written = of.status["status"]["period"], Counter[bool]()
    total = len({one["force"] for one in of.intake.counted})
    for each in show.over(_word("giving_back"), pages, total):
        for name, content in each.contents.items():
            write_new(of.new / GIVEBACK / name, content)
        written[each.period == period] += 1
    yield _word("giveback", n=written.total(), place=of.out / GIVEBACK)
    if written[False] and period:
        yield _word("giveback_other", n=written[False], period=period)


def _write_carried(of: Round) -> Iterator[str]:
    """What could not be carried over to today's edition, file by file; nothing where all files are of it."""
    today = of.editions.versions[-1]
    older = [(each, its) for each in of.intake.files if (its := each.summary) is not None and its.version != today]
    if not older:
        return
    rows = [
        {
            "file": each.file,
            "force": its.force,
            "period": its.period,
            "edition": edition_text(of.editions.today[0].edition.id, its.version),
            "place": place,
            "because": word(f"upgrade.because.{because}"),
        }
        for each, its in older
        for place, because in each.not_carried
    ]
    write_new(of.new / CARRIED, csv_text(CARRIED_COLUMNS, rows))
    for version, n in sorted(Counter(its.version for _, its in older).items()):
        yield _word("carried", n=n, old=version, new=today)
    yield _word("not_carried", n=len(rows), place=of.out / CARRIED) if rows else _word("all_carried")


def _site_assessments(of: Round, restricted: bool) -> list[Assessment]:
    """Assessments of today's edition that the site may show."""
    q = of.editions.today.q
    named = named_in_public(q, of.on)
    return [
        one
        for one in of.intake.counted
        if one["edition"]["version"] == q.edition.version and (restricted or one["force"] in named)
    ]


def _left_out_lines(of: Round) -> Iterator[str]:
    """Entries that do not count or are in doubt, and why: as many as anyone reads."""
    rows = [row for row in of.files if row["doubts"] or row["state"] not in ("used", "left_behind")]
    if rows:
        yield _word("left_out", n=len(rows), of=len(of.files))
        yield from (_word("entry", file=row["file"], says=row["says"]) for row in rows[:MOST_NAMED])
    if len(rows) > MOST_NAMED:
        yield _word("more", n=len(rows) - MOST_NAMED, place=of.out / f"{STATUS}.csv")
