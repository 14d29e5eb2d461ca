"""What every command shares: how problems are printed, how output is written, and the options that several have.

Here and in the modules of commands is the only use of click.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from maturity.assessment.checks import period_flags
from maturity.assessment.files import read_bytes
from maturity.assessment.texts import clean_line
from maturity.errors import MaturityError, Problem
from maturity.files import system_reason
from maturity.json_reader import visible
from maturity.plaintext import conflict_problems, decode_utf8
from maturity.questionnaire.periods import parse_period, period_key
from maturity.records import PeriodKind
from maturity.render import output as outputs

Option = Callable[[Any], Any]


class CommandGroup(click.Group):
    """A group whose commands end bad input with its problems, never with a traceback."""

    def main(self, *arguments: Any, **named: Any) -> Any:
        _prepare_streams()
        try:
            try:
                return super().main(*arguments, **named)
            finally:
                sys.stdout.flush()
        except OSError as error:
            if error.filename is not None:
                raise  # this error is about a file, not about the output
            _abandon_output(error)
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MaturityError as error:
            print_problems(error.problems)
            ctx.exit(1)


class ClosedOutput(io.TextIOBase):
    """Stands in for an output that does not exist: every write fails."""

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def _prepare_streams() -> None:
    """Output in the form in which other programs take it, even where there is no output."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    if sys.stdout is None:
        os.open(os.devnull, os.O_WRONLY)  # else the next file that is opened would be taken for the output
        sys.stdout = ClosedOutput()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:  # data for other programs: UTF-8 and bare line ends, whatever the machine prefers
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _abandon_output(error: OSError) -> None:
    """After the output has failed. A reader who has seen enough gets no message; any other failure gets a sentence.
    What is not written yet is thrown away, or Python would complain about it at the end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno not in (errno.EPIPE, errno.EINVAL):
        fix = "free some disk space, or name a file with -o"
        with contextlib.suppress(OSError):
            print_problems([Problem("standard output", f"it cannot be written ({system_reason(error)})", fix)])


# --- printing ------------------------------------------------------------------------------------------------------


def printable(text: object) -> str:
    """A name or a sentence as it may be printed, without control characters."""
    return visible(str(text), 500)


def print_problems(problems: Iterable[Problem]) -> None:
    """Print problems on standard error, each on its line."""
    for problem in problems:
        click.echo(visible(str(problem), 5_000), err=True)


def print_note(text: str) -> None:
    """Print on standard error something worth knowing that is not a problem."""
    if text:
        click.echo(visible(text, 5_000), err=True)


# --- options -------------------------------------------------------------------------------------------------------

FOLDER = click.Path(path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])

questionnaire_option: Option = click.option(
    "-q",
    "--questionnaire",
    default="questionnaire",
    type=FOLDER,
    envvar="MATURITY_QUESTIONNAIRE",
    show_default=True,
    metavar="DIR",
    help="Folder of the questionnaire.",
)
config_option: Option = click.option(
    "-f", "--config", default="mkdocs.yml", show_default=True, metavar="FILE", help="The site's configuration."
)


def _iso_day(_: click.Context, __: click.Parameter, day: datetime | None) -> str | None:
    return day.date().isoformat() if day else None


day_option: Option = click.option(
    "--on",
    "day",
    type=DAY,
    metavar="DATE",
    default=lambda: datetime.now().date().isoformat(),
    callback=_iso_day,
    help="The day to use as today's date; today if not given.",
)
due_option: Option = click.option(
    "--due",
    type=DAY,
    metavar="DATE",
    callback=_iso_day,
    help="The day by which returns are due, for the reminders.",
)


def format_option(*kinds: str, text: str = "What to make.") -> Option:
    """The choice of a format; the first of the kinds is the default."""
    return click.option("--format", "kind", type=click.Choice(kinds), default=kinds[0], show_default=True, help=text)


def period_option(text: str) -> Option:
    return click.option("--period", metavar="PERIOD", help=text)


def output_option(required: bool = True, text: str = "File to write; - to print it.") -> Option:
    return click.option("-o", "--output", required=required, metavar="FILE", help=text)


def output_folder_option(text: str, required: bool = True) -> Option:
    def checked(_: click.Context, __: click.Parameter, folder: Path | None) -> Path | None:
        if folder == Path("-"):
            raise click.BadParameter("several files are written, so name a folder.")
        return folder

    return click.option("-o", "--output", required=required, type=FOLDER, metavar="DIR", help=text, callback=checked)


# --- output --------------------------------------------------------------------------------------------------------


def write(output: str | None, content: str | bytes, *inputs: str | Path | None) -> None:
    """Print, or write to a file that is none of the `inputs` and not inside one. A workbook is not printed on a
    terminal."""
    if output in (None, "-") and isinstance(content, bytes):
        if sys.stdout.isatty():
            raise click.UsageError("A workbook is for a file: name it with -o.")
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    if output in (None, "-") and isinstance(content, str):
        sys.stdout.writelines(content.splitlines(keepends=True))  # so that a reader who stops early is noticed
        return
    assert output is not None
    outputs.write_file(output, content, [each for each in inputs if each])
    click.echo(printable(output))


def write_answers(output: str | None, content: str | bytes, *inputs: str | Path | None) -> None:
    """The same for somebody's answers, which take the place of no other file: that may be the only copy of a return."""
    if output not in (None, "-") and (path := Path(output)).is_file() and path.read_bytes() != outputs.encode(content):
        what = "there is another file here, and it may be somebody's answers"
        raise MaturityError([Problem(output, what, "name a file that is not there yet, or move this one away")])
    write(output, content, *inputs)


def sources(questionnaire: Path) -> tuple[Path, Path]:
    """The folder of a questionnaire and that of the editions beside it: no command writes there."""
    return questionnaire, questionnaire.resolve().parent / "editions"


def new_folder(output: Path, command: str, *inputs: str | Path, keep: bool = False) -> AbstractContextManager[Path]:
    """A folder to fill, which takes the place of `output` once the command is done, and is apart from its `inputs`."""
    return outputs.new_folder(output, f"maturity {command}", inputs, lambda line: print_note(printable(line)), keep)


def put_files(folder: Path, contents: Mapping[str, str | bytes]) -> None:
    for name, content in contents.items():
        outputs.write_new(folder / name, content)


# --- what commands check -------------------------------------------------------------------------------------------


def check_configuration(config: str) -> None:
    """Name the file that decides how the site is made, because its plugins run. Raises MaturityError without one, and
    with one that is not UTF-8 text or has conflict markers in it, for which MkDocs has no message of its own."""
    if not Path(config).is_file():
        fix = "go to the folder that has it, or name it with -f"
        raise MaturityError([Problem(config, "there is no such file", fix)])
    text = decode_utf8(read_bytes(config), config)
    if problems := [text] if isinstance(text, Problem) else [*conflict_problems(text, config)]:
        raise MaturityError(problems)
    print_note(f"{printable(Path(config).resolve())} is the configuration of the site, and its plugins will run.")


def checked_period(period: str | None, known: Iterable[str], folder: str | Path, kind: PeriodKind) -> str | None:
    """The period that was asked for, if one was. `known`: the periods that files in the folder are for; `kind`: that of
    the edition's own periods. Raises MaturityError when it is not spelt as a period, and when there are files but none
    for it."""
    if period is None:
        return None
    wanted, periods = clean_line(period), sorted({each for each in known if parse_period(each)}, key=period_key)
    if wanted in periods:
        return wanted
    if wrong := [Problem("--period", what, str(fix)) for _, what, fix in period_flags((), wanted, kind)]:
        raise MaturityError(wrong)
    if periods:
        fix = f"name one that is there: {', '.join(periods[:20])}"
        raise MaturityError([Problem(str(folder), f"nothing in it is for the period {wanted}", fix)])
    return wanted
