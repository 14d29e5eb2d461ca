"""A progress display for long work on a terminal. On a pipe it prints nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

T = TypeVar("T")


class Progress:
    """A line for each piece of work, removed when all of it is done."""

    def __init__(self, stream: TextIO) -> None:
        self.bars: Bars | None = None
        if stream.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as Bars

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self.bars = Bars(*columns, console=Console(file=stream), transient=True)

    def __enter__(self) -> Progress:
        if self.bars is not None:
            self.bars.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self.bars is not None:
            self.bars.stop()

    @contextmanager
    def busy(self, what: str) -> Iterator[None]:
        """A line while something is done that cannot be counted."""
        if self.bars is None:
            yield
            return
        line = self.bars.add_task(what, total=None)
        yield
        self.bars.update(line, total=1, completed=1)

    def over(self, what: str, things: Iterable[T], total: int | None = None) -> Iterator[T]:
        """The same things, one by one, with a line that counts them."""
        if self.bars is None:
            yield from things
        else:
            yield from self.bars.track(things, total=total, description=what)
