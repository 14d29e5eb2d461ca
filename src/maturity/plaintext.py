"""Text files: their bytes as text, and the conflict markers that git leaves where it could not merge two versions.

Pure. Places are counted as editors count them: lines and characters from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from maturity.errors import Problem

SAVE_AS_UTF8 = "save it again with the encoding UTF-8 (in Notepad: Save as, Encoding)"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
#: The lines that git puts around two versions. The line of equals signs between them can also be a heading's.
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: .*)?\r?$", re.MULTILINE)


def decode_utf8(raw: bytes, where: str) -> str | Problem:
    """The text of a file in UTF-8, or a Problem with the place where it stops being UTF-8."""
    if raw.startswith(_UTF16) or 3 * raw.count(0, 0, 1000) > len(raw[:1000]):
        return Problem(f"{where}:1:1", "the file is in UTF-16, and has to be in UTF-8", SAVE_AS_UTF8)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = raw[: error.start].decode("utf-8-sig")
        what = "the file is not UTF-8 text here"
        letter = raw[error.start : error.start + 1].decode("cp1252", "ignore")
        if letter and letter.isprintable():
            what += f" (it may be in Windows-1252, with `{letter}`)"
        return Problem(position_of(where, good, len(good)), what, SAVE_AS_UTF8)


def conflict_problems(text: str, where: str) -> Iterator[Problem]:
    """A Problem for each conflict marker in a text."""
    for found in _CONFLICT.finditer(text):
        what = f"`{found[0][:7]}` is a conflict marker: git left two versions of this part here"
        fix = "keep the right version, and delete the lines git added (<<<<<<<, |||||||, ======= and >>>>>>>)"
        yield Problem(position_of(where, text, found.start()), what, fix)


def position_of(where: str, text: str, position: int) -> str:
    """`file:line:column` of a position in a text."""
    return f"{where}:{text.count(chr(10), 0, position) + 1}:{position - text.rfind(chr(10), 0, position)}"
