"""The commands of a national team: publish an edition, say what changed, carry assessments over, collect them, and
work out what a draft standard would do. Thin, like those in `cli`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from maturity.cli.common import (
    DAY,
    day_text,
    new_folder,
    note,
    on_option,
    output_option,
    path_of,
    period_there,
    questionnaire_option,
    shown,
    sources,
    tell,
    whose_configuration,
    write,
)

if TYPE_CHECKING:
    from datetime import datetime

    from maturity.editions.lineage import Editions
    from maturity.national.disclosure.movement import Press
    from maturity.national.intake import Taken


#: Pairs of questions that are named when many are alike.
MOST_PAIRS = 20


@click.command(epilog="Example: maturity publish")
@click.argument("folder", metavar="[DIR]", default="questionnaire")
def publish(folder: str) -> None:
    """Freeze an edition: copy it to editions/ beside it, with the record of what it said."""
    from maturity.editions.publish import publish

    made = publish(path_of(folder), lambda line: note(shown(line)))
    click.echo(f"Published as {shown(str(made))}")


@click.command(epilog="Example: maturity diff editions/2026.1 questionnaire -o changes.txt")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@output_option(False, text="File to write; printed if not given.")
@click.option(
    "--format", "kind", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to make."
)
def diff(old: str, new: str, output: str | None, kind: str) -> None:
    """Say what changed between two editions, the older first. Each is the folder of a questionnaire."""
    from maturity.editions import diff_text
    from maturity.editions.published import diff_folders
    from maturity.render.csv_tables import to_json

    found = diff_folders(path_of(old), path_of(new))
    write(output, to_json(found) + "\n" if kind == "json" else diff_text.text(found), old, new)


@click.command(epilog="Example: maturity upgrade ours.assessment.json -o ours-2027.assessment.json")
@click.argument("file", metavar="FILE")
@output_option(False, text="File to write; the newer file is printed if not given.")
@click.option(
    "--old", metavar="DIR", help="Folder of the edition that FILE is of; looked for in editions/ if not given."
)
@click.option("--period", metavar="PERIOD", help="The period in the newer edition, where it counts them otherwise.")
@questionnaire_option
def upgrade(file: str, output: str | None, old: str | None, period: str | None, questionnaire: str) -> None:
    """Carry an assessment over to a newer edition, and say what could not be. FILE stays as it is."""
    from maturity.assessment.reader import write_text
    from maturity.editions import diff_text
    from maturity.editions.published import upgrade_file
    from maturity.render.edition import load_edition

    made = upgrade_file(file, path_of(questionnaire), path_of(old) if old else None, period)
    write(output, write_text(made.assessment), file, old, *sources(questionnaire))
    click.echo(
        diff_text.upgraded_text(made, load_edition(path_of(questionnaire)).texts), err=output in (None, "-"), nl=False
    )


@click.command(epilog="Example: maturity status returns/2026 --due 2026-11-30")
@click.argument("folder", metavar="DIR")
@output_option(False, text="File to write; printed if not given.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["table", "csv", "json", "html"]),
    default="table",
    show_default=True,
    help="What to make. Each has the reminders too.",
)
@click.option("--period", metavar="PERIOD", help="The period asked for; the latest with many files if not given.")
@on_option
@click.option("--due", type=DAY, metavar="DATE", help="The day by which returns are asked for, for the reminders.")
@questionnaire_option
def status(
    folder: str,
    output: str | None,
    kind: str,
    period: str | None,
    on: datetime | None,
    due: datetime | None,
    questionnaire: str,
) -> None:
    """Say who has returned, what is missing, and what every file in DIR is. Ends with 1 if some file cannot be used."""
    from maturity.national import status_report
    from maturity.national.return_summary import needs_look

    day = day_text(on)
    editions, found = _taken(folder, questionnaire, day)
    there = (each.summary.period if each.summary else each.period for each in found.found)
    period = period_there(period, there, folder, editions.today.bundle["period"])
    made = status_report.standing(editions, found.found, day, period, due.date().isoformat() if due else None)
    text = status_report.made_as(kind, made, editions.today.q.edition.marking)
    write(output, text, folder, *sources(questionnaire))
    sys.exit(1 if any(map(needs_look, made["files"])) else 0)


@click.command(epilog="Example: maturity impact draft-standards.yml returns/2026")
@click.argument("standards", metavar="STANDARDS.yml")
@click.argument("folder", metavar="DIR")
@output_option(False, text="File to write; printed if not given.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="What to make.",
)
@click.option("--period", metavar="PERIOD", help="The period to count; the latest with many files if not given.")
@click.option("--publish", is_flag=True, help="Only what may be published: nothing that gives a force away.")
@on_option
@questionnaire_option
def impact(
    standards: str,
    folder: str,
    output: str | None,
    kind: str,
    period: str | None,
    publish: bool,
    on: datetime | None,
    questionnaire: str,
) -> None:
    """Say what draft minimum standards would mean for the forces whose files are in DIR. Ends with 1 if some file
    cannot be used."""
    from maturity.national import draft_standards_run, draft_standards_text
    from maturity.render.edition import load_edition

    edition = load_edition(path_of(questionnaire))
    period = period_there(period, (), folder, edition.bundle["period"])
    settings = _settings(questionnaire) if publish else None
    day = day_text(on)
    held = draft_standards_run.hold(
        path_of(standards), path_of(folder), path_of(questionnaire), period, publish, settings, day
    )
    text = draft_standards_text.made_as(kind, held.made, edition.texts, held.labels)
    write(output, text, standards, folder, *sources(questionnaire))
    if held.left_out:
        _tell_left_out(held.left_out, folder)
    sys.exit(1 if held.look else 0)


@click.command()
@click.argument("folder", metavar="DIR")
@output_option(True, "DIR", "Folder to write the pages and the open data into.")
@on_option
@questionnaire_option
def national(folder: str, output: str, on: datetime | None, questionnaire: str) -> None:
    """Show what may be published of the returns in DIR: a page for each period, and open data. Ends with 1 if some file
    cannot be used."""
    from maturity.national import open_data, report
    from maturity.national.release import all_invented, press
    from maturity.render.output import put

    day = day_text(on)
    with new_folder(output, "national", folder, *sources(questionnaire)) as place:
        editions, found = _needed(folder, questionnaire, day)
        q, bundle = editions.today
        pressed = press(bundle, q.forces, found.counted, _settings(questionnaire), editions, day)
        made = report.report(editions, pressed.tables(), all_invented(q.forces, found.counted))
        open_data.keep_apart(path_of(output), made)
        for name, content in made.items():
            put(place / name, content)
    for name in made:
        click.echo(shown(str(path_of(output) / name)))
    _tell_alike(pressed, editions)
    sys.exit(1 if _doubtful(editions, found) else 0)


@click.command()
@click.argument("folder", metavar="DIR")
@output_option(True, "DIR", "Folder to write a page and its figures as a table into, for each force.")
@click.option("--period", metavar="PERIOD", help="Only this period; each force's latest if not given.")
@on_option
@questionnaire_option
def giveback(folder: str, output: str, period: str | None, on: datetime | None, questionnaire: str) -> None:
    """Make what goes back to each force: its own result beside its peer group's, and what moved. Ends with 1 if some
    file cannot be used."""
    from maturity.national import feedback as page
    from maturity.national.release import press
    from maturity.render.output import put
    from maturity.render.phrases import word

    today = day_text(on)
    with new_folder(output, "giveback", folder, *sources(questionnaire)) as place:
        editions, found = _needed(folder, questionnaire, today)
        q, bundle = editions.today
        period = period_there(period, (one["period"] for one in found.counted), folder, bundle["period"])
        pressed = press(bundle, q.forces, found.counted, _settings(questionnaire), editions, today)
        made = 0
        for each in page.files(q, bundle, found.counted, period, today, editions=editions, pressed=pressed):
            for name, content in each.contents.items():
                put(place / name, content)
            made += 1
    key = "giveback" if period is None else "giveback_of"
    click.echo(shown(word(f"round.{key}", n=made, place=path_of(output), period=period)))
    sys.exit(1 if _doubtful(editions, found) else 0)


@click.command("round", epilog="Example: maturity round returns -o round-2026")
@click.argument("folder", metavar="DIR")
@output_option(True, "DIR", "Folder to write everything into.")
@click.option("-f", "--config", default="mkdocs.yml", show_default=True, metavar="FILE", help="What the site is like.")
@on_option
@questionnaire_option
def round_(folder: str, output: str, config: str, on: datetime | None, questionnaire: str) -> None:
    """Make everything from the returns in DIR: the site, the national report, what goes back to each force, and who has
    returned. Files of editions/ are taken as they are. Ends with 1 if some file cannot be used."""
    whose_configuration(config)
    from maturity.progress import Progress
    from maturity.site.round import make

    with Progress(sys.stderr) as show:
        places = (path_of(folder), path_of(output), path_of(questionnaire))
        made = make(*places, config, show, day_text(on), lambda line: note(shown(line)))
    for line in made.lines:
        click.echo(shown(line))
    for line in made.left_out:
        click.echo(shown(line), err=True)
    sys.exit(0 if made.whole else 1)


def _settings(questionnaire: str) -> Any:
    """The settings of what may be published, and a word on standard error when they are not understood."""
    from maturity.questionnaire.loader import publishing

    settings, problems = publishing(path_of(questionnaire))
    tell(problems)
    return settings


def _tell_alike(pressed: Press, editions: Editions) -> None:
    """Questions of the last period that may count one thing twice."""
    from maturity.national.similar_questions import alike
    from maturity.questionnaire.index import Lookup
    from maturity.render.phrases import word

    last = list(pressed.periods.values())[-1].material
    found, site = alike(last.questions), Lookup(editions.rules[last.edition["version"]].q)
    if not found:
        return
    click.echo(shown(word("similar.pairs", n=len(found), period=last.period)), err=True)
    for pair in found[:MOST_PAIRS]:
        first, second = (site.place[name].question.code for name in (pair.first, pair.second))
        click.echo(word("similar.pair", first=first, second=second, same=pair.same, of=pair.of), err=True)
    if len(found) > MOST_PAIRS:
        click.echo(word("similar.more", n=len(found) - MOST_PAIRS), err=True)


def _taken(folder: str, questionnaire: str, on: str) -> tuple[Editions, Taken]:
    """A folder of returns, with a progress display on a terminal."""
    from maturity.assessment.folders import count
    from maturity.national.intake import editions_for, taken
    from maturity.progress import Progress

    place = path_of(folder)
    editions = editions_for(path_of(questionnaire))
    with Progress(sys.stderr) as show:
        return editions, taken(place, editions, on, lambda found: show.over("Reading files", found, count(place)))


def _doubtful(editions: Editions, found: Taken) -> bool:
    """Whether somebody has to look at a file of the folder."""
    from maturity.national.return_summary import needs_look
    from maturity.national.status_report import every_file

    return any(map(needs_look, every_file(editions, found.found)))


def _needed(folder: str, questionnaire: str, on: str) -> tuple[Editions, Taken]:
    """The same, of which something must count. What does not is told."""
    from maturity.national.intake import needed

    editions, found = _taken(folder, questionnaire, on)
    needed(found, path_of(folder))
    if found.left_out:
        _tell_left_out(found.left_out, folder)
    return editions, found


def _tell_left_out(n: int, folder: str) -> None:
    told = f"One entry of {shown(folder)} is" if n == 1 else f"{n} entries of {shown(folder)} are"
    click.echo(f"{told} not counted; `maturity status` says why.", err=True)


COMMANDS = (publish, diff, upgrade, status, impact, national, giveback, round_)
