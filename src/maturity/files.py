"""Files as a system has them: an ordinary one is read up to a size, a pipe or a device never.

What systems and programs leave behind for themselves is told by its name.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from io import FileIO
from pathlib import Path

#: Opening a pipe waits for its other end, unless it is told not to.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
#: Names that operating systems, office programs, sync programs and version control give to what is only for themselves.
_LEFT_BEHIND = re.compile(
    r"\..*|__macosx|__pycache__|desktop\.ini|thumbs\.db|ehthumbs\.db|icon\r|\$recycle\.bin|system volume information"
    r"|lost\+found|@eadir|#recycle|~\$.*|~wrl.*|.*\.(tmp|temp|part|partial|crdownload|swp|swo|pyc)|.*~",
    re.IGNORECASE,
)


class NotAnOrdinaryFile(OSError):
    """There is something of this name, and it is a pipe, a device or a socket."""


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
    """What the system says about a failure, to stand within a sentence."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:1].lower() + text[1:]


def is_system_file(name: str) -> bool:
    """Whether a file or folder of this name is only for an operating system or a program: it is passed over."""
    return _LEFT_BEHIND.fullmatch(name) is not None
