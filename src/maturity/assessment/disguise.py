"""Returns that come as something else: as UTF-16, in a zip, or inside a saved copy of the form.

Everything happens in memory and within bounds: nothing is unpacked onto the disk, and no name in an archive is used to
write anything.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final

from maturity.json_reader import encoding_of
from maturity.records import ASSESSMENT_FORMAT

ENDING: Final = ".assessment.json"
#: Bytes. A return is some ten thousand; with the longest comments some hundred thousand.
LARGEST_RETURN: Final = 4 * 2**20
#: Bounds of a zip: bytes as it comes, bytes unpacked, and entries.
LARGEST_ARCHIVE, LARGEST_UNPACKED, MOST_ENTRIES = 32 * 2**20, 64 * 2**20, 500

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
#: The first bytes of files that hold other files.
_ARCHIVES = (*_ZIP, b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
#: What an office document has inside, which is a zip too.
_DOCUMENTS = {"[Content_Types].xml", "mimetype"}
_FORMAT = b"maturity-assessment"
#: A copy of the form as the form writes it (web/form/saving/page_copy.js): the page, its answers, its scripts.
_COPY = re.compile(
    r'<!doctype html>\n<html[ >].*<script type="application/json" id="m-carried">([^<]*)</script>\n'
    r"<script[ >].*</script>\n</body></html>\n",
    re.DOTALL,
)
_FORM = re.compile(rb'id="?m-force\b')


def is_archive(data: bytes) -> bool:
    """Whether these are the first bytes of a zip or another archive."""
    return data.startswith(_ARCHIVES)


def looks_like_assessment(name: str, data: bytes) -> bool:
    """Whether a file claims, by its name or its content, to be an assessment."""
    return name.lower().endswith(ENDING) or _FORMAT in data


def as_utf8(data: bytes) -> bytes:
    """The same text as UTF-8, where its first bytes say that it is UTF-16."""
    name = encoding_of(data)
    if name != "utf-16":
        return data
    try:
        return data.decode(name).encode()
    except UnicodeError:
        return data


def is_form_page(data: bytes) -> bool:
    """Whether this is a page of the form, however it was saved."""
    return data.lstrip()[:1] == b"<" and _FORM.search(data) is not None


def answers_in_form_copy(data: bytes) -> bytes | None:
    """The answers in a copy of the form, as an assessment file has them; nothing when the page is not exactly what the
    form writes. A page that the browser saved may show other answers than it carries."""
    try:
        found = _COPY.fullmatch(data.decode())
        state: Any = json.loads(found[1]) if found else None
        if not isinstance(state, dict) or state.get("format") != "maturity-carried/1":
            return None
        work, edition = state["work"], state["edition"]
        known = {name: edition[name] for name in ("id", "version", "fingerprint") if name in edition}
        return json.dumps({"format": ASSESSMENT_FORMAT, "edition": known, **work}).encode()
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


class ArchiveRefused(Exception):
    """An archive that is not opened, and why."""


def zip_entries(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What is in a zip, by name. Raises Shut, before anything is given, for an archive that is too large, is not a zip,
    is encrypted, is damaged, or whose names are not plain."""
    if not data.startswith(_ZIP):
        raise ArchiveRefused("only a zip can be opened here")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            _check_bounds(entries)
            made = [(each.filename, _content(archive, each)) for each in entries]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise ArchiveRefused("it is damaged, encrypted or of an unknown kind") from error
    yield from sorted(made)


def _check_bounds(entries: list[zipfile.ZipInfo]) -> None:
    names = [each.filename for each in entries]
    if len(entries) > MOST_ENTRIES:
        raise ArchiveRefused(f"it has more than {MOST_ENTRIES} files")
    if sum(each.file_size for each in entries) > LARGEST_UNPACKED:
        raise ArchiveRefused(f"it unpacks to more than {LARGEST_UNPACKED // 2**20} MB")
    if len({*names}) < len(names) or any({"", ".", ".."} & {*re.split(r"[/\\]", name)} for name in names):
        raise ArchiveRefused("a name in it appears twice, or points outside it")
    if any(each.flag_bits & 1 for each in entries):
        raise ArchiveRefused("it has a password")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What an entry holds, up to one byte more than a return may have."""
    with archive.open(entry) as file:
        return file.read(LARGEST_RETURN + 1)


def is_document(names: list[str]) -> bool:
    """Whether a zip of these names is an office document."""
    return not _DOCUMENTS.isdisjoint(names)
