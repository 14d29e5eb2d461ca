"""The command `maturity` and all its commands, which are thin: each reads, calls one thing and writes.

Exit 0 when all is well, 1 when something given was wrong, 2 when the command itself was. Problems go to standard error
and data to standard output, with no control character from any file.
"""

from __future__ import annotations

import click

from maturity import __version__
from maturity.cli import edition, force, merge, national
from maturity.cli.common import CommandGroup


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="maturity")
def main() -> None:
    """A maturity self-assessment: its questionnaire, its form, and the results."""


for command in (*edition.COMMANDS, *force.COMMANDS, merge.merge, *national.COMMANDS):
    main.add_command(command)
