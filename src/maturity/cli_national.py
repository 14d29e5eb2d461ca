"""The commands of a national team: publish an edition, say what changed, carry assessments over, collect them, and
work out what a draft standard would do. Thin, like those in `cli`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from maturity.cli_common import shown


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


COMMANDS = (publish, diff)
