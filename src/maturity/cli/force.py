"""The commands for forces' assessments: score them, make a report, compare them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from maturity.assessment.disguise import ENDING
from maturity.assessment.files import find_files, read_file, read_files
from maturity.assessment.folders import count_files
from maturity.cli import common, score_output
from maturity.editions.lineage import Editions
from maturity.errors import MaturityError, Problem, nearest
from maturity.json_reader import visible
from maturity.national import intake
from maturity.national.return_summary import needs_attention
from maturity.national.selection import choose_files
from maturity.national.status_report import file_rows
from maturity.progress import Progress
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.own_forces import own_forces, with_own_forces
from maturity.questionnaire.toolkit import load_toolkit
from maturity.records import Assessment
from maturity.render import agreement_page, comparison_page
from maturity.render.csv_tables import to_json
from maturity.render.edition import load_edition
from maturity.render.form import render_report
from maturity.render.phrases import texts, word
from maturity.render.plan_text import plan_parts
from maturity.render.result_tables import plan_book, profiles_book
from maturity.render.terminal import plain_text, print_tables
from maturity.render.workbook import left_out
from maturity.render.workbook import workbook as write_workbook
from maturity.scoring.agreement import agreement as measure_agreement
from maturity.scoring.batch import score_files
from maturity.scoring.engine import score as score_assessment
from maturity.scoring.plan import DAYS_A_QUARTER, cheapest_plan


@click.command(epilog="Example: maturity score returns/2026 --format csv -o results.csv")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@common.output_option(False, "File to write; printed if not given.")
@common.format_option(
    "table",
    "json",
    "csv",
    "xlsx",
    text="table is for people: up to three files in full, or one line each if there are more. json has one whole "
    "profile for each file, in order. csv and xlsx have one row for each theme, capability and standard; xlsx has "
    "the advice too.",
)
@click.option("--sensitive", is_flag=True, help="Include sensitive questions and what depends on them in csv and xlsx.")
@common.questionnaire_option
def score(files: tuple[str, ...], output: str | None, kind: str, sensitive: bool, questionnaire: Path) -> None:
    """Work out the results of assessments. A FILE may be a folder of *.assessment.json, or - for standard input."""
    edition = load_edition(questionnaire, *files)
    paths, unread = find_files(files)
    if not paths and not unread:
        unread = [Problem(" ".join(files), f"there is no *{ENDING} here", "name the folder that has them")]
    common.print_problems(unread)
    with Progress(sys.stderr) as progress:
        results, wrong = score_files(progress.over("Reading files", paths, len(paths)), edition.bundle)
    if kind == "table" and output in (None, "-") and sys.stdout.isatty():
        score_output.draw(results, len(paths), edition)
    else:
        text = (
            profiles_book(results, *edition, sensitive)
            if kind == "xlsx"
            else score_output.text(kind, results, len(paths), edition, sensitive)
        )
        common.write(output, text, *files, *common.sources(questionnaire))
    sys.stdout.flush()
    common.print_problems(wrong)
    if kind in ("csv", "xlsx") and not sensitive:
        common.print_note(score_output.left_out("score", *edition))
    sys.exit(1 if unread or wrong else 0)


@click.command(epilog="Example: maturity plan ours.assessment.json --days-a-quarter 20")
@click.argument("file", metavar="FILE")
@click.option(
    "--days-a-quarter",
    type=click.IntRange(1, 10_000),
    default=DAYS_A_QUARTER,
    show_default=True,
    help="Person-days that each role can give in a quarter, for the timetable.",
)
@click.option("--with-national", is_flag=True, help="As if the national work that helps were done.")
@common.output_option(False, "File to write; printed if not given.")
@common.format_option(
    "table", "json", "xlsx", text="table is for people; json is one plan, see maturity-plan/1; xlsx has its actions."
)
@common.questionnaire_option
def plan(
    file: str, days_a_quarter: int, with_national: bool, output: str | None, kind: str, questionnaire: Path
) -> None:
    """Find the least work with which a force meets every minimum standard."""
    bundle, names = load_edition(questionnaire, file)
    assessment = read_file(file, bundle)
    found = cheapest_plan(bundle, assessment, with_national, days_a_quarter)
    parts = list(plan_parts(found, assessment, names))
    if kind == "table" and output in (None, "-") and sys.stdout.isatty():
        print_tables(iter(parts))
    elif kind == "xlsx":
        made = plan_book(found, assessment, names)
        common.write(output, made, file, *common.sources(questionnaire))
    else:
        text = to_json(found) + "\n" if kind == "json" else plain_text(iter(parts))
        common.write(output, text, file, *common.sources(questionnaire))


@click.command(epilog="Example: maturity report ours.assessment.json -o report.html")
@click.argument("file", metavar="FILE")
@common.output_option()
@common.questionnaire_option
def report(file: str, output: str, questionnaire: Path) -> None:
    """Make one force's report as one HTML file."""
    q = load_questionnaire(questionnaire)
    q, bundle = with_own_forces(q, compile_bundle(q), own_forces(q, file))
    assessment = read_file(file, bundle)
    toolkit = load_toolkit(questionnaire, q)[0]
    page = render_report(q, bundle, score_assessment(bundle, assessment), assessment, toolkit)
    common.write(output, page, file, *common.sources(questionnaire))


@click.command(epilog="Example: maturity workbook ours.assessment.json -o ours.xlsx")
@click.argument("file", metavar="[FILE]", required=False)
@common.output_option()
@click.option("--role", metavar="ROLE", help="Only this role's questions and answers, such as comms-lead.")
@common.questionnaire_option
def workbook(file: str | None, output: str, role: str | None, questionnaire: Path) -> None:
    """Make a workbook (XLSX) to answer in: empty, or with the answers of FILE and its results.

    A workbook holds answers, evidence and comments. What several people said, what a meeting agreed, actions and
    sign-off stay in FILE: merge the workbook with it to add its answers. Every command that reads an assessment reads
    a workbook too.
    """
    q = load_questionnaire(questionnaire)
    q, bundle = with_own_forces(q, compile_bundle(q), own_forces(q, file) if file else None)
    if role is not None and role not in bundle["roles"]:
        raise MaturityError([Problem("--role", word("workbook.no_role", role=role), nearest(role, bundle["roles"]))])
    assessment = read_file(file, bundle) if file else None
    profile = score_assessment(bundle, assessment) if assessment and role is None else None
    made = write_workbook(Lookup(q), bundle, assessment, profile, role)
    common.write_answers(output, made, file, *common.sources(questionnaire))
    if assessment:
        common.print_note(left_out(assessment))


@click.command(
    epilog="Example: maturity agreement ann.assessment.json bob.assessment.json --format html -o agreement.html"
)
@click.argument("files", metavar="FILE FILE...", nargs=-1, required=True)
@common.output_option(False, "File to write; printed if not given.")
@common.format_option("table", "json", "csv", "html")
@common.questionnaire_option
def agreement(files: tuple[str, ...], output: str | None, kind: str, questionnaire: Path) -> None:
    """Say how far several people agree who answered for the same case, for the trial of a questionnaire."""
    if len(files) < 2:
        raise click.UsageError(word("agreement.one_file"))
    bundle, names = load_edition(questionnaire, *files)
    places = [Path(file).resolve() for file in files]
    same = [n for n, place in enumerate(places) if place in places[:n]]
    if same:
        fix = word("agreement.same_file.fix")
        raise MaturityError([Problem(files[n], word("agreement.same_file.what"), fix) for n in same])
    read = read_files(files, bundle)
    _require_one_case(files, read, names)
    if len({to_json(each) for each in read}) < len(read):
        common.print_note(word("agreement.equal"))
    found = measure_agreement(bundle, read)
    shown = [common.printable(file) for file in files]
    if kind == "html":
        marking = " / ".join(sorted({each.get("marking") or names["edition"]["marking"] for each in read}))
        text = agreement_page.agreement_page(found, shown, names, marking)
    elif kind == "json":
        text = agreement_page.agreement_json(found, shown)
    elif kind == "csv":
        text = agreement_page.agreement_csv(found, shown, names)
    else:
        text = plain_text(agreement_page.agreement_parts(found, shown, names))
    common.write(output, text, *files, *common.sources(questionnaire))


def _require_one_case(files: Sequence[str], read: Sequence[Assessment], names: dict[str, Any]) -> None:
    """Raises MaturityError for each file that is for another force or period than the first."""

    def case(each: Assessment) -> str:
        return f"{names['forces'][each['force']]}, {visible(each['period'])}"

    first, fix = case(read[0]), word("agreement.other_case.fix")
    problems = [
        Problem(file, word("agreement.other_case.what", case=case(each), first=first), fix)
        for file, each in zip(files, read, strict=True)
        if case(each) != first
    ]
    if problems:
        raise MaturityError(problems)


@click.command(epilog="Example: maturity compare returns/2026 -o comparison")
@click.argument("folders", metavar="DIR...", nargs=-1, required=True)
@common.output_folder_option(
    "Folder to write the comparison into, as comparison.html, .csv, .json or .xlsx. Without it, it is printed.",
    required=False,
)
@common.format_option(
    "html",
    "csv",
    "json",
    "xlsx",
    text="What to make. csv, json and xlsx have one row for each force, period, and theme, capability or standard.",
)
@common.period_option("Only this period; every one if not given.")
@click.option("--sensitive", is_flag=True, help="Include each force's level of sensitive capabilities.")
@common.day_option
@common.questionnaire_option
def compare(
    folders: tuple[str, ...],
    output: Path | None,
    kind: str,
    period: str | None,
    sensitive: bool,
    day: str,
    questionnaire: Path,
) -> None:
    """Show forces side by side, in alphabetical order and never ranked."""
    if kind == "html" and output is None and sys.stdout.isatty():
        raise click.UsageError("HTML is for a file: give a folder with -o, or choose --format csv or json.")
    editions = intake.load_editions(questionnaire, *folders)
    q, bundle = editions.today
    scored, failed = _newest_scored(folders, editions, day)
    if not scored:
        raise MaturityError([Problem(" ".join(folders), "there is nothing to compare", "name other files or folders")])
    period = common.checked_period(period, (one["period"] for one, _ in scored), " ".join(folders), bundle["period"])
    scored = [each for each in scored if period in (None, each[0]["period"])]
    markings = sorted({one.get("marking") or q.edition.marking for one, _ in scored})
    marking = " / ".join(markings)
    files: Mapping[str, str | bytes] = (
        {"comparison.xlsx": comparison_page.comparison_book(q, bundle, scored, marking, sensitive)}
        if kind == "xlsx"
        else comparison_page.comparison_files(kind, q, bundle, scored, marking, sensitive)
    )
    if output is None:
        common.write(None, next(iter(files.values())))
    else:
        with common.new_folder(output, "compare", *folders, *common.sources(questionnaire), keep=True) as folder:
            common.put_files(folder, files)
        for name in files:
            click.echo(common.printable(output / name))
    if not sensitive:
        common.print_note(score_output.left_out("compare" if kind == "html" else "score", bundle, texts(q)))
    sys.exit(1 if failed else 0)


def _newest_scored(names: tuple[str, ...], editions: Editions, day: str) -> tuple[list[comparison_page.Scored], bool]:
    """The newest file for each force and period in today's edition, with its profile; and whether some file cannot be
    used. Every other file is named, with the reason why it is not compared."""
    q, bundle = editions.today
    with Progress(sys.stderr) as progress:
        read = intake.read_places(names, editions, day)
        total = sum(count_files(Path(name)) for name in names)
        found = intake.apply_period_rules(progress.over("Reading files", read, total), editions, day)
    used = [its for _, choice in sorted(choose_files(found).items()) if (its := choice.used.summary) is not None]
    today = [its for its in used if its.version == q.edition.version]
    rows = file_rows(editions, found)
    for row in rows:
        if row["doubts"] or row["state"] not in ("used", "not_assessment", "left_behind"):
            common.print_note(common.printable(f"{row['file']}: {row['says']}"))
    if len(used) > len(today):
        only = q.edition.version
        common.print_note(f"Forces are compared within one edition, {only}: files of older ones are left out.")
    scored = [(its.assessment, score_assessment(bundle, its.assessment)) for its in today]
    return scored, any(map(needs_attention, rows))


COMMANDS = (score, plan, report, workbook, compare, agreement)
