"""What every command shares: how problems are told, how output is written, and the options that several have.

Here and in the modules of commands is the only use of click.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from maturity.errors import MaturityError, Problem

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from maturity.records import PeriodKind


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

    def main(self, *arguments: Any, **named: Any) -> Any:
        _streams()
        try:
            try:
                return super().main(*arguments, **named)
            finally:
                sys.stdout.flush()
        except OSError as error:
            if error.filename is not None:
                raise  # no matter of the output
            _let_go(error)
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MaturityError as error:
            tell(error.problems)
            ctx.exit(1)


class Closed(io.TextIOBase):
    """Stands for an output that is not there: whoever writes is told."""

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def _streams() -> None:
    """Output in the form in which other programs take it, also where there is none."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    if sys.stdout is None:
        os.open(os.devnull, os.O_WRONLY)  # else the next file that is opened would be taken for the output
        sys.stdout = Closed()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:  # data for other programs: UTF-8 and bare line ends, whatever the machine prefers
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _let_go(error: OSError) -> None:
    """The output takes no more. A reader who has seen enough is told nothing; anything else gets a sentence. What still
    waits to be written goes nowhere, or Python would complain about it at the end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno not in (errno.EPIPE, errno.EINVAL):
        from maturity.files import reason

        fix = "make room, or name a file with -o"
        with contextlib.suppress(OSError):
            tell([Problem("standard output", f"it cannot be written ({reason(error)})", fix)])


def path_of(name: str) -> Path:
    """A file or folder by the name that was given. Loading pathlib is a fifth of what `--version` takes."""
    from pathlib import Path

    return Path(name)


def tell(problems: Iterable[Problem]) -> None:
    """Print problems for people, each on its line."""
    from maturity.json_reader import visible

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
    def checked(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
        if value == "-" and metavar == "DIR":
            raise click.BadParameter("several files are written, so name a folder.")
        return value

    said = text or "File to write; - to print it."
    return click.option("-o", "--output", required=required, metavar=metavar, help=said, callback=checked)


def write(output: str | None, content: str, *inputs: str | None) -> None:
    """Print, or write to a file that is none of the `inputs` and not inside one."""
    if output in (None, "-"):
        sys.stdout.write(content)
        return
    from maturity.render.output import write_file

    write_file(output, content, [given for given in inputs if given])
    click.echo(shown(output))


def sources(questionnaire: str) -> tuple[str, str]:
    """The folder of a questionnaire and that of the editions beside it: nothing is ever written in them."""
    return questionnaire, str(path_of(questionnaire).resolve().parent / "editions")


def new_folder(output: str, command: str, *inputs: str, keep: bool = False) -> AbstractContextManager[Path]:
    """A folder to fill, which takes the place of `output` once the command is done, and is apart from its `inputs`."""
    from maturity.render import output as out

    return out.new_folder(output, f"maturity {command}", inputs, lambda line: note(shown(line)), keep)


def whose_configuration(config: str) -> None:
    """Say which file decides how the site is made, because its plugins run. Raises MaturityError without one, and with
    one that is not text in UTF-8 or has marks of a conflict in it, for which MkDocs has no words of its own."""
    if not path_of(config).is_file():
        fix = "go to the folder that has it, or name it with -f"
        raise MaturityError([Problem(config, "there is no such file", fix)])
    from maturity.assessment.files import read_bytes
    from maturity.plaintext import conflicts, decode

    text = decode(read_bytes(config), config)
    if problems := [text] if isinstance(text, Problem) else [*conflicts(text, config)]:
        raise MaturityError(problems)
    note(f"The site is made as {shown(str(path_of(config).resolve()))} says, with the plugins that it names.")


def shown(text: str) -> str:
    from maturity.json_reader import visible

    return visible(text, 500)


def period_there(period: str | None, there: Iterable[str], folder: str, kind: PeriodKind) -> str | None:
    """The period that was asked for, if one was. `there`: the periods that files in the folder are for; `kind`: that of
    the edition's own periods. Raises MaturityError when it is not spelt as a period, and when files are there and none
    is for it."""
    from maturity.assessment.checks import period_flags
    from maturity.assessment.texts import line
    from maturity.questionnaire.periods import in_order, spelt

    if period is None:
        return None
    wanted, known = line(period), sorted({each for each in there if spelt(each)}, key=in_order)
    if wanted in known:
        return wanted
    if wrong := [Problem("--period", what, str(fix)) for _, what, fix in period_flags((), wanted, kind)]:
        raise MaturityError(wrong)
    if known:
        fix = f"name one that is there: {', '.join(known[:20])}"
        raise MaturityError([Problem(folder, f"nothing in it is for the period {wanted}", fix)])
    return wanted
