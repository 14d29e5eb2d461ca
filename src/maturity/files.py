"""Files on disk: an ordinary file is read up to a size; a pipe or a device is never read.

Files that systems and programs make for themselves are recognised by their names.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from io import FileIO
from pathlib import Path

#: Without O_NONBLOCK, opening a pipe waits for its other end.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
#: Names that operating systems, office programs, sync programs and version control give to what is only for themselves.
_LEFT_BEHIND = re.compile(
    r"\..*|__macosx|__pycache__|desktop\.ini|thumbs\.db|ehthumbs\.db|icon\r|\$recycle\.bin|system volume information"
    r"|lost\+found|@eadir|#recycle|~\$.*|~wrl.*|.*\.(tmp|temp|part|partial|crdownload|swp|swo|pyc)|.*~",
    re.IGNORECASE,
)


class NotAnOrdinaryFile(OSError):
    """The path names a pipe, a device or a socket."""


def read_ordinary(path: str | Path, most: int) -> bytes:
    """The bytes of an ordinary file: all of them, or one more than `most` of a file that is larger.

    Raises OSError when it cannot be read: NotOrdinary for a pipe or a device, IsADirectoryError for a folder.
    """
    with FileIO(os.open(path, _FLAGS)) as file:
        about = os.fstat(file.fileno())
        if stat.S_ISDIR(about.st_mode):
            raise IsADirectoryError(errno.EISDIR, "this is a folder", str(path))
        if not stat.S_ISREG(about.st_mode):
            raise NotAnOrdinaryFile(errno.EINVAL, "this is a pipe or a device, not an ordinary file", str(path))
        return file.readall() if about.st_size <= most else file.read(most + 1)


def system_reason(error: Exception) -> str:
    """The system's reason for a failure, worded to go inside a sentence."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:1].lower() + text[1:]


def is_system_file(name: str) -> bool:
    """Whether a file or folder of this name belongs to an operating system or a program, and is ignored."""
    return _LEFT_BEHIND.fullmatch(name) is not None
