"""The commands of a national team, for a folder of returns: who has returned, what draft standards would mean, and what
may be published."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from maturity.assessment.folders import count_files
from maturity.cli import common
from maturity.editions.lineage import Editions
from maturity.errors import MaturityError
from maturity.national import (
    draft_standards_run,
    draft_standards_text,
    feedback,
    figures,
    intake,
    report,
    status_report,
)
from maturity.national.figures import PeriodReturns
from maturity.national.intake import Intake
from maturity.national.release import release_period
from maturity.national.release_record import read_releases, releases_folder
from maturity.national.return_summary import needs_attention
from maturity.national.similar_questions import similar_pairs
from maturity.progress import Progress
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.loader import load_publishing
from maturity.render.edition import load_edition
from maturity.render.phrases import word

#: How many pairs of similar questions are named.
MOST_PAIRS = 20

folder_argument = click.argument("folder", metavar="DIR", type=common.FOLDER)


@click.command(epilog="Example: maturity status returns/2026 --due 2026-11-30")
@folder_argument
@common.output_option(False, "File to write; printed if not given.")
@common.format_option("table", "csv", "json", "html", "xlsx", text="What to make. Each has the reminders too.")
@common.period_option("The period to report on; the latest with many files if not given.")
@common.day_option
@common.due_option
@common.questionnaire_option
def status(
    folder: Path, output: str | None, kind: str, period: str | None, day: str, due: str | None, questionnaire: Path
) -> None:
    """Say who has returned, what is missing, and what every file in DIR is. Exits with 1 if a file cannot be used."""
    editions, taken = _read_folder(folder, questionnaire, day)
    known = (each.summary.period if each.summary else each.period for each in taken.files)
    period = common.checked_period(period, known, folder, editions.today.bundle["period"])
    standing = status_report.report_of_folder(editions, taken.files, day, period, due)
    about = editions.today.q.edition
    text = (
        status_report.status_book(standing, about.owner, about.marking)
        if kind == "xlsx"
        else status_report.formatted_status(kind, standing, about.marking)
    )
    common.write(output, text, folder, *common.sources(questionnaire))
    sys.exit(1 if any(map(needs_attention, standing["files"])) else 0)


@click.command(epilog="Example: maturity impact draft-standards.yml returns/2026")
@click.argument("standards", metavar="STANDARDS.yml", type=common.FOLDER)
@folder_argument
@common.output_option(False, "File to write; printed if not given.")
@common.format_option("table", "csv", "json")
@common.period_option("The period to count; the latest with many files if not given.")
@common.day_option
@common.questionnaire_option
def impact(
    standards: Path,
    folder: Path,
    output: str | None,
    kind: str,
    period: str | None,
    day: str,
    questionnaire: Path,
) -> None:
    """Work out what draft minimum standards would mean for the forces whose files are in DIR. Exits with 1 if a file
    cannot be used."""
    edition = load_edition(questionnaire)
    period = common.checked_period(period, (), folder, edition.bundle["period"])
    held = draft_standards_run.impact_of_draft(standards, folder, questionnaire, period, day)
    text = draft_standards_text.formatted_impact(kind, held.impact, edition.texts, held.labels)
    common.write(output, text, standards, folder, *common.sources(questionnaire))
    _print_left_out(held.left_out, folder)
    if held.same:
        common.print_note(word("impact.as_today"))
    sys.exit(1 if held.needs_attention else 0)


@click.command()
@folder_argument
@common.output_folder_option("Folder to write the pages into.")
@common.day_option
@common.questionnaire_option
def national(folder: Path, output: Path, day: str, questionnaire: Path) -> None:
    """Make the national team's own report of the returns in DIR: a page for each period and all tables as a workbook,
    with nothing hidden. Not for publication. Exits with 1 if a file cannot be used."""
    with common.new_folder(output, "national", folder, *common.sources(questionnaire)) as new:
        editions, taken = _counted_folder(folder, questionnaire, day)
        returns = figures.returns_by_period(editions, taken.counted, day)
        picture = figures.team_picture(editions, returns, read_releases(releases_folder(questionnaire)))
        files = report.team_files(editions.today.q, picture)
        common.put_files(new, files)
    for name in files:
        click.echo(common.printable(output / name))
    _print_similar_questions(returns, editions)
    sys.exit(1 if _has_doubts(editions, taken) else 0)


@click.command(epilog="Example: maturity release returns --period 2026 -o public")
@folder_argument
@common.output_folder_option("Folder to write the public pages and the open data into.")
@click.option("--period", required=True, metavar="TEXT", help="The period to release. It can be released only once.")
@click.option(
    "--as-it-is", is_flag=True, help="Release although files in DIR need a look, or a force still has more time."
)
@common.day_option
@common.questionnaire_option
def release(folder: Path, output: Path, period: str, as_it_is: bool, day: str, questionnaire: Path) -> None:
    """Release the national figures of a period: work out what may be published of the returns in DIR, and record it in
    releases/ beside the questionnaire. If the period was released before, make the same pages again from its record.
    Exits with 1 if it cannot be released."""
    with common.new_folder(output, "release", folder, *common.sources(questionnaire)) as new:
        editions, taken = _counted_folder(folder, questionnaire, day)
        settings, problems = load_publishing(questionnaire)
        if problems:
            raise MaturityError(problems)
        place = releases_folder(questionnaire)
        records, line = release_period(editions, taken, place, period, settings, day, str(folder), as_it_is)
        picture = figures.public_picture(editions, {}, records)
        files = report.release_files(editions.today.q, picture)
        common.put_files(new, files)
    click.echo(common.printable(line))
    for name in files:
        click.echo(common.printable(output / name))


@click.command()
@folder_argument
@common.output_folder_option("Folder to write a page and its figures as a table into, for each force.")
@common.period_option("Only this period; each force's latest if not given.")
@common.day_option
@common.questionnaire_option
def giveback(folder: Path, output: Path, period: str | None, day: str, questionnaire: Path) -> None:
    """Make feedback for each force: its own result beside the figures that were released, and what has changed. Exits
    with 1 if a file cannot be used."""
    with common.new_folder(output, "giveback", folder, *common.sources(questionnaire)) as new:
        editions, taken = _counted_folder(folder, questionnaire, day)
        period = common.checked_period(
            period, (one["period"] for one in taken.counted), folder, editions.today.bundle["period"]
        )
        returns = figures.returns_by_period(editions, taken.counted, day)
        records = read_releases(releases_folder(questionnaire))
        picture = figures.public_picture(editions, returns, records, _settings(questionnaire))
        forces = 0
        for each in feedback.feedback_files(editions, picture, returns, period, day):
            common.put_files(new, each.contents)
            forces += 1
    key = "giveback" if period is None else "giveback_of"
    click.echo(common.printable(word(f"round.{key}", n=forces, place=output, period=period)))
    sys.exit(1 if _has_doubts(editions, taken) else 0)


@click.command("round", epilog="Example: maturity round returns -o round-2026")
@folder_argument
@common.output_folder_option("Folder to write everything into.")
@common.config_option
@common.day_option
@common.questionnaire_option
def round_(folder: Path, output: Path, config: str, day: str, questionnaire: Path) -> None:
    """Make everything from the returns in DIR: the site, the team's report, the feedback for each force, and who has
    returned. A return for an older edition counts under its own rules. Exits with 1 if a file cannot be used."""
    common.check_configuration(config)
    from maturity.site.round import make_round  # here, because loading MkDocs takes long

    with Progress(sys.stderr) as progress:
        summary = make_round(
            folder, output, questionnaire, config, progress, day, lambda line: common.print_note(common.printable(line))
        )
    for line in summary.lines:
        click.echo(common.printable(line))
    for line in summary.left_out:
        click.echo(common.printable(line), err=True)
    sys.exit(0 if summary.whole else 1)


def _settings(questionnaire: Path) -> Any:
    """The settings of what may be published; what is wrong with them goes to standard error."""
    settings, problems = load_publishing(questionnaire)
    common.print_problems(problems)
    return settings


def _read_folder(folder: Path, questionnaire: Path, day: str) -> tuple[Editions, Intake]:
    """A folder of returns, with a progress display on a terminal."""
    editions = intake.load_editions(questionnaire, folder)
    with Progress(sys.stderr) as progress:
        taken = intake.read_returns(
            folder, editions, day, lambda found: progress.over("Reading files", found, count_files(folder))
        )
    return editions, taken


def _counted_folder(folder: Path, questionnaire: Path, day: str) -> tuple[Editions, Intake]:
    """The same, where at least one return must count. Says how many do not."""
    editions, taken = _read_folder(folder, questionnaire, day)
    intake.require_counted(taken, folder)
    _print_left_out(taken.left_out, folder)
    return editions, taken


def _has_doubts(editions: Editions, taken: Intake) -> bool:
    """Whether somebody has to look at a file of the folder."""
    return any(map(needs_attention, status_report.file_rows(editions, taken.files)))


def _print_left_out(entries: int, folder: Path) -> None:
    if entries:
        place = common.printable(folder)
        subject = f"One entry of {place} is" if entries == 1 else f"{entries} entries of {place} are"
        click.echo(f"{subject} not counted; `maturity status` says why.", err=True)


def _print_similar_questions(returns: Mapping[str, PeriodReturns], editions: Editions) -> None:
    """Name the questions of the last period that may count one thing twice."""
    last = list(returns.values())[-1].material
    pairs, site = similar_pairs(last.questions), Lookup(editions.rules[last.edition["version"]].q)
    if not pairs:
        return
    click.echo(common.printable(word("similar.pairs", n=len(pairs), period=last.period)), err=True)
    for pair in pairs[:MOST_PAIRS]:
        first, second = (site.place[name].question.code for name in (pair.first, pair.second))
        click.echo(word("similar.pair", first=first, second=second, same=pair.same, of=pair.of), err=True)
    if len(pairs) > MOST_PAIRS:
        click.echo(word("similar.more", n=len(pairs) - MOST_PAIRS), err=True)


COMMANDS = (status, impact, national, release, giveback, round_)
