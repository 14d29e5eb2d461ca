"""What every command shares: how problems are told, how output is written, and the options that several have.

Here and in the modules of commands is the only use of click.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from maturity.errors import MaturityError, Problem

if TYPE_CHECKING:
    from pathlib import Path


class Careful(click.Group):
    """A group whose commands end bad input with its problems, never with a traceback. The commands of the modules in
    `later` are there only once one of them, or the list of all, is asked for: a short command starts fast."""

    later: tuple[str, ...] = ()

    def list_commands(self, ctx: click.Context) -> list[str]:
        from importlib import import_module

        for module in self.later:
            for command in import_module(module).COMMANDS:
                self.add_command(command)
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.commands:
            self.list_commands(ctx)
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                if stream.isatty():
                    stream.reconfigure(errors="backslashreplace")
                else:  # data for other programs: UTF-8 and bare line ends, whatever the machine prefers
                    stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        try:
            return super().invoke(ctx)
        except MaturityError as error:
            tell(error.problems)
            ctx.exit(1)


def path_of(name: str) -> Path:
    """A file or folder by the name that was given. Loading pathlib is a fifth of what `--version` takes."""
    from pathlib import Path

    return Path(name)


def tell(problems: Iterable[Problem]) -> None:
    """Print problems for people, each on its line."""
    from maturity.jsontext import visible

    for problem in problems:
        click.echo(visible(str(problem), 5_000), err=True)


def note(text: str) -> None:
    """Say something that is worth knowing and is no problem."""
    if text:
        click.echo(text, err=True)


def questionnaire_option(command: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "-q",
        "--questionnaire",
        default="questionnaire",
        envvar="MATURITY_QUESTIONNAIRE",
        show_default=True,
        metavar="DIR",
        help="Folder of the questionnaire.",
    )(command)


#: A day as an option of a command.
DAY = click.DateTime(["%Y-%m-%d"])


def on_option(command: Callable[..., None]) -> Callable[..., None]:
    text = "The day on which the folder and the forces are looked at; today if not given."
    return click.option("--on", type=DAY, metavar="DATE", help=text)(command)


def day_text(day: Any) -> str:
    """A day that was given as an option, as year-month-day; today if none was."""
    from datetime import datetime

    return str((day or datetime.now()).date().isoformat())


def output_option(required: bool = True, metavar: str = "FILE", text: str = "") -> Callable[[Any], Any]:
    return click.option(
        "-o", "--output", required=required, metavar=metavar, help=text or "File to write; - to print it."
    )


def write(output: str, content: str) -> None:
    if output == "-":
        sys.stdout.write(content)
        return
    from maturity.store import write_atomic

    write_atomic(output, content)
    click.echo(shown(output))


def shown(text: str) -> str:
    from maturity.jsontext import visible

    return visible(text, 500)


def period_there(period: str | None, there: Iterable[str], folder: str) -> None:
    """Raises MaturityError when something is in the folder and nothing of it is for the period."""
    from maturity.compare import in_order

    periods = sorted({*there} - {""}, key=in_order)
    if periods and period not in (None, *periods):
        fix = f"name one that is there: {', '.join(periods[:20])}"
        raise MaturityError([Problem(folder, f"nothing in it is for the period {period}", fix)])
