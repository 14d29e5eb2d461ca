"""The commands. Thin: each reads, calls one thing and writes. What is heavy is imported inside the command.

Exit 0 when all is well, 1 when something given was wrong, 2 when the command itself was. Problems go to standard error
and data to standard output, with no control character from any file.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TextIO

import click

from maturity import __version__
from maturity.cli.common import (
    Careful,
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
from maturity.errors import MaturityError, Problem

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from maturity.records import Assessment, Profile
    from maturity.render.edition import Edition
    from maturity.scoring.batch import Outcome
    from maturity.scoring.comparison import Line

#: From this many files on a terminal shows how far it is.
SHOW_PROGRESS = 400


@click.group(cls=Careful, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="maturity")
def main() -> None:
    """A maturity self-assessment: its questionnaire, its form, and what the answers come to."""


main.later = ("maturity.cli.merge", "maturity.cli.national")


@main.command(epilog="Example: maturity check questionnaire")
@click.argument("folder", metavar="[DIR]", default="questionnaire")
def check(folder: str) -> None:
    """Say everything that is wrong in a questionnaire, and what has changed since it was published."""
    from maturity.editions.published import load_sound
    from maturity.questionnaire.loader import publishing

    _, problems = publishing(path_of(folder))
    try:
        q = load_sound(path_of(folder))
    except MaturityError as error:
        raise MaturityError([*error.problems, *problems]) from None
    if problems:
        raise MaturityError(problems)
    capabilities = [capability for theme in q.themes for capability in theme.capabilities]
    questions = sum(len(capability.questions) for capability in capabilities)
    click.echo(
        f"No problem in {shown(folder)}: edition {q.edition.version}, {len(q.themes)} themes, "
        f"{len(capabilities)} capabilities, {questions} questions, {len(q.standards.standards)} minimum standards, "
        f"{len(q.interventions.interventions)} interventions."
    )


@main.command(epilog="Example: maturity build -o public")
@click.option("-f", "--config", default="mkdocs.yml", show_default=True, metavar="FILE", help="What the site is like.")
@output_option(False, "DIR", "Folder to write the site into; `site` beside the configuration if not given.")
def build(config: str, output: str | None) -> None:
    """Make the website, the form as one file, and the whole site as a zip."""
    whose_configuration(config)
    from maturity.site import plugin

    site = path_of(output) if output else path_of(config).parent / "site"
    loaded = plugin.load_site(config, None, site)
    with new_folder(str(site), "build", *map(str, plugin.plugin_of(loaded).reads(loaded))) as new:
        loaded.site_dir = str(new)
        plugin.build_site(loaded, None, site)
    click.echo(f"Open {site / 'index.html'} in a browser.")
    for name, what in (("assessment.html", "The form as one file"), ("offline.zip", "The whole site as a zip")):
        if (site / name).exists():
            click.echo(f"{what}: {site / name}")


@main.command(epilog="Example: maturity serve --address 127.0.0.1:8080")
@click.option("-f", "--config", default="mkdocs.yml", show_default=True, metavar="FILE", help="What the site is like.")
@click.option("-a", "--address", default="127.0.0.1:8000", show_default=True, help="Address and port to serve at.")
def serve(config: str, address: str) -> None:
    """Show the website at a local address, made anew with each change."""
    whose_configuration(config)
    from maturity.site.plugin import serve_site

    serve_site(config, address)


@main.command(epilog="Example: maturity form -o assessment.html")
@click.argument("folder", metavar="[DIR]", default="questionnaire", envvar="MATURITY_QUESTIONNAIRE")
@output_option()
def form(folder: str, output: str) -> None:
    """Make the assessment form of a questionnaire as one HTML file."""
    from maturity.questionnaire.bundle import compile_bundle
    from maturity.questionnaire.loader import load_questionnaire
    from maturity.render.form import render_form

    q = load_questionnaire(path_of(folder))
    write(output, render_form(q, compile_bundle(q)), *sources(folder))


@main.command(epilog="Example: maturity score returns/2026 --format csv -o results.csv")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@output_option(False, text="File to write; printed if not given.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="table for people: all of it for up to three files, a line each for more; json has one whole profile for each "
    "file, in order; csv one row for each theme, capability and standard.",
)
@click.option("--sensitive", is_flag=True, help="Let the csv have sensitive questions, and what hangs on them, too.")
@questionnaire_option
def score(files: tuple[str, ...], output: str | None, kind: str, sensitive: bool, questionnaire: str) -> None:
    """Say what assessments come to. A FILE may be a folder of *.assessment.json, or - for standard input."""
    from io import StringIO

    from maturity.cli import score_output
    from maturity.render.edition import load_edition

    edition = load_edition(path_of(questionnaire))
    printed = output in (None, "-")
    drawn = kind == "table" and printed and sys.stdout.isatty()
    to: TextIO = sys.stdout if printed else StringIO()
    paths, failed = _found(files)
    if kind == "table" and len(paths) >= score_output.MANY:
        failed = _lines(paths, edition, drawn, to) or failed
    else:
        failed = _whole(paths, edition, kind, sensitive, drawn, to) or failed
    if isinstance(to, StringIO):
        write(output, to.getvalue(), *files, *sources(questionnaire))
    if kind == "csv" and not sensitive:
        note(score_output.left_out("score", edition.bundle, edition.texts))
    sys.exit(1 if failed else 0)


def _whole(paths: list[str], edition: Edition, kind: str, sensitive: bool, drawn: bool, to: TextIO) -> bool:
    """Write all of each file that can be used, and tell what is wrong with the others. Whether any of them was."""
    from maturity.cli import score_output

    failed = False
    make = score_output.maker(kind, edition.bundle, edition.texts, sensitive, drawn)
    opening, between, closing = score_output.FRAMES[kind]
    to.write(opening)
    first = True
    for _, made, problems in _each(paths, edition, make):
        tell(problems)
        failed = failed or bool(problems)
        if made is None:
            continue
        to.write("" if first else between)
        first = False
        if drawn:
            score_output.draw(made, *edition)
        else:
            to.write(made)
    to.write(closing)
    return failed


@main.command(epilog="Example: maturity report ours.assessment.json -o report.html")
@click.argument("file", metavar="FILE")
@output_option()
@questionnaire_option
def report(file: str, output: str, questionnaire: str) -> None:
    """Make one force's report as one HTML file."""
    from maturity.assessment.files import read_file
    from maturity.questionnaire.bundle import compile_bundle
    from maturity.questionnaire.loader import load_questionnaire
    from maturity.render.form import render_report
    from maturity.scoring.engine import score

    q = load_questionnaire(path_of(questionnaire))
    bundle = compile_bundle(q)
    assessment = read_file(file, bundle)
    write(output, render_report(q, bundle, score(bundle, assessment), assessment), file, *sources(questionnaire))


@main.command(epilog="Example: maturity compare returns/2026 -o comparison")
@click.argument("folders", metavar="DIR...", nargs=-1, required=True)
@output_option(
    False,
    "DIR",
    "Folder to write into: comparison.html, comparison.json, or comparison-levels.csv, comparison-counts.csv and "
    "comparison-standards.csv. Without it, it is printed.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["html", "csv", "json"]),
    default="html",
    show_default=True,
    help="What to make. A printed csv has the levels only.",
)
@click.option("--period", metavar="PERIOD", help="Only this period; each force's latest if not given.")
@click.option("--sensitive", is_flag=True, help="Let each force have its level of sensitive capabilities too.")
@on_option
@questionnaire_option
def compare(
    folders: tuple[str, ...],
    output: str | None,
    kind: str,
    period: str | None,
    sensitive: bool,
    on: datetime | None,
    questionnaire: str,
) -> None:
    """Show forces side by side: alphabetical, never ranked."""
    if kind == "html" and output is None and sys.stdout.isatty():
        raise click.UsageError("HTML is for a file: give a folder with -o, or choose --format csv or json.")
    from maturity.cli import score_output
    from maturity.render import comparison_page
    from maturity.render.edition import load_edition
    from maturity.render.output import put

    edition = load_edition(path_of(questionnaire))
    day = day_text(on)
    profiles, markings, failed = _compared(folders, path_of(questionnaire), day)
    if not profiles:
        raise MaturityError([Problem(" ".join(folders), "there is nothing to compare", "name other files or folders")])
    there = (each.period for each in profiles)
    period = period_there(period, there, " ".join(folders), edition.bundle["period"])
    made = comparison_page.files(
        kind, path_of(questionnaire), edition, profiles, sorted(markings), period, sensitive, day
    )
    if output is None:
        sys.stdout.write(next(iter(made.values())))
    else:
        with new_folder(output, "compare", *folders, *sources(questionnaire), keep=True) as folder:
            for name, content in made.items():
                put(folder / name, content)
        for name in made:
            click.echo(shown(str(path_of(output) / name)))
    if not sensitive:
        note(score_output.left_out("compare", edition.bundle, edition.texts))
    sys.exit(1 if failed else 0)


@main.command(epilog="Example: maturity schema -o questionnaire/schema")
@output_option(True, "DIR", "Folder to write them into.")
def schema(output: str) -> None:
    """Write the JSON Schemas of the questionnaire's files and of an assessment, for editors. Everything else in DIR
    stays as it is."""
    from maturity.questionnaire.json_schema import schemas

    path_of(output).mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        write(str(path_of(output) / name), text)


# --- what several commands do --------------------------------------------------------------------------------------


def _found(named: tuple[str, ...]) -> tuple[list[str], bool]:
    """The files that are meant, and whether something else was found among them, which is told."""
    from maturity.assessment.disguise import ENDING
    from maturity.assessment.files import find

    paths, problems = find(named)
    if not paths and not problems:
        problems = [Problem(" ".join(named), f"there is no *{ENDING} here", "name the folder that has them")]
    tell(problems)
    return paths, bool(problems)


def _each(paths: list[str], edition: Edition, make: Callable[[Assessment, Profile], Any]) -> Iterator[Outcome[Any]]:
    from maturity.scoring.batch import score_each

    outcomes = score_each(paths, edition.bundle, make)
    if len(paths) < SHOW_PROGRESS or not sys.stderr.isatty():
        yield from outcomes
        return
    with click.progressbar(outcomes, length=len(paths), file=sys.stderr) as bar:
        yield from bar


def _lines(paths: list[str], edition: Edition, drawn: bool, to: TextIO) -> bool:
    """Write a line for each file that can be used, then tell what is wrong with the others. Whether any of them was."""
    from maturity.cli import score_output

    made: list[tuple[str, list[str]]] = []
    wrong: list[Problem] = []
    for _, one, problems in _each(paths, edition, score_output.maker("lines", *edition, False, drawn)):
        wrong += problems
        if one is not None:
            made.append(one)
    if made:
        to.write(score_output.lines(made, edition.texts, drawn))
        to.flush()
    tell(wrong)
    return bool(wrong)


def _compared(named: tuple[str, ...], questionnaire: Path, on: str) -> tuple[list[Line], set[str], bool]:
    """What is compared: the newest file of each force and period, of today's edition. Their markings, and whether some
    file cannot be used. Every other file is named, with why it is not compared."""
    from maturity.assessment.folders import count
    from maturity.national import intake
    from maturity.national.return_summary import needs_look
    from maturity.national.selection import choose
    from maturity.national.status_report import every_file
    from maturity.progress import Progress
    from maturity.scoring.comparison import line
    from maturity.scoring.engine import score

    editions = intake.editions_for(questionnaire)
    q, bundle = editions.today
    with Progress(sys.stderr) as show:
        read = intake.take_all(named, bundle, editions, on)
        total = sum(count(path_of(name)) for name in named)
        found = intake.settled(show.over("Reading files", read, total), editions, on)
    used = [its for _, choice in sorted(choose(found).items()) if (its := choice.used.summary) is not None]
    today = [its for its in used if its.version == q.edition.version]
    rows = every_file(editions, found)
    for row in rows:
        if row["doubts"] or row["state"] not in ("used", "not_assessment", "left_behind"):
            note(shown(f"{row['file']}: {row['says']}"))
    if len(used) > len(today):
        note(f"Forces are compared within one edition, {q.edition.version}: files of older ones are left out.")
    markings = {its.marking or q.edition.marking for its in today}
    return [line(score(bundle, its.bare)) for its in today], markings, any(map(needs_look, rows))
