"""A folder of files as it comes: from mail, shared drives and other operating systems.

There is one way to walk a folder, and one list of what systems and programs leave behind. No link is followed out of
the folder, nothing is unpacked onto the disk, and every entry is named once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from maturity.errors import MaturityError, Problem
from maturity.files import is_system_file, system_reason

#: What sync programs write into the name of a second file when two people changed one: OneDrive adds the computer's
#: name, the others say so in words.
_CONFLICT = re.compile(
    r"conflicted copy|conflict(?:ed)?[ _-]copy|case conflict|sync-conflict|\bin conflict\b|[-_ (]conflict\b"
    r"|-(?:LAPTOP|DESKTOP|PC|WIN|WS)-?[0-9A-Z]{3,12}(?=\.|-| |$)",
    re.IGNORECASE,
)

#: A file; a link out of the folder, to a folder or to nowhere; a folder that cannot be opened; or what a system left.
Kind: TypeAlias = Literal["file", "link", "unreadable", "left_behind"]


class Entry(NamedTuple):
    """A place in a folder: its path below it, with `/`, where it is, what it is, and why it cannot be opened."""

    file: str
    path: str
    kind: Kind = "file"
    why: str = ""


@contextmanager
def as_one_problem(where: str) -> Iterator[None]:
    """Around the reading of one file, so that no single file stops a folder: whatever goes wrong becomes a Problem of
    this file. With MATURITY_STRICT, as in the tests, what nobody foresaw is raised as it is."""
    try:
        yield
    except MaturityError:
        raise
    except Exception as error:
        if os.environ.get("MATURITY_STRICT"):
            raise
        what = f"this program failed while reading it ({type(error).__name__})"
        fix = "ask for the file again, and send this one to the people who look after this program"
        raise MaturityError([Problem(where, what, fix)]) from error


def is_conflict_copy(name: str) -> bool:
    """Whether a sync program gave this name to a second version of a file."""
    return _CONFLICT.search(name) is not None


def walk_folder(folder: str | Path) -> Iterator[Entry]:
    """Every entry below a folder, by name; what a system left is one entry, a folder of it too. Raises MaturityError
    when the folder itself cannot be opened."""
    root = Path(folder).resolve()
    waiting = [Entry("", str(folder))]
    while waiting:
        here = waiting.pop()
        try:
            inside = sorted(os.scandir(here.path), key=lambda entry: entry.name)
        except OSError as error:
            if not here.file:
                what = f"it cannot be opened ({system_reason(error)})"
                raise MaturityError([Problem(str(folder), what, "check that you may read it")]) from None
            yield here._replace(kind="unreadable", why=system_reason(error))
            continue
        for entry in inside:
            place = Entry(f"{here.file}/{entry.name}" if here.file else entry.name, entry.path)
            if is_system_file(entry.name):
                yield place._replace(kind="left_behind")
            elif entry.is_symlink() and not _inside(entry.path, root):
                yield place._replace(kind="link")
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(place)
            else:
                yield place


def count_files(folder: str | Path) -> int:
    """About how many entries there are, to say how far the reading of them is."""
    return sum(len(files) for _, _, files in os.walk(folder))


def _inside(path: str, root: Path) -> bool:
    try:
        real = Path(path).resolve()
        return real.is_file() and real.is_relative_to(root)
    except (OSError, RuntimeError):  # a link to itself
        return False
