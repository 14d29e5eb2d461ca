"""The commands of a national team: publish an edition, say what changed, carry assessments over, collect them, and
work out what a draft standard would do. Thin, like those in `cli`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from maturity.cli_common import output_option, questionnaire_option, shown, write


@click.command()
@click.argument("folder", metavar="[DIR]", default="questionnaire")
def publish(folder: str) -> None:
    """Freeze an edition: copy it to editions/ beside it, with the record of what it said."""
    from maturity.editions import publish

    click.echo(f"Published as {shown(str(publish(Path(folder))))}")


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--format", "kind", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to print."
)
def diff(old: str, new: str, kind: str) -> None:
    """Say what changed between two editions, the older first. Each is the folder of a questionnaire."""
    from maturity import briefing
    from maturity.editions import diff_folders
    from maturity.text import to_json

    found = diff_folders(Path(old), Path(new))
    sys.stdout.write(to_json(found) + "\n" if kind == "json" else briefing.text(found))


@click.command()
@click.argument("file", metavar="FILE")
@output_option(False, text="File to write; the newer file is printed if not given.")
@click.option(
    "--old", metavar="DIR", help="Folder of the edition that FILE is of; looked for in editions/ if not given."
)
@questionnaire_option
def upgrade(file: str, output: str | None, old: str | None, questionnaire: str) -> None:
    """Carry an assessment over to a newer edition, and say what could not be. FILE stays as it is."""
    from maturity import briefing
    from maturity.assessment import write_text
    from maturity.edition import load_edition
    from maturity.editions import upgrade_file

    if output and output != "-" and Path(output).exists() and Path(file).exists() and Path(output).samefile(file):
        raise click.UsageError("FILE stays as it is: give another name with -o.")
    made = upgrade_file(file, Path(questionnaire), Path(old) if old else None)
    write(output or "-", write_text(made.assessment))
    click.echo(
        briefing.upgraded_text(made, load_edition(Path(questionnaire)).texts), err=output in (None, "-"), nl=False
    )


COMMANDS = (publish, diff, upgrade)
