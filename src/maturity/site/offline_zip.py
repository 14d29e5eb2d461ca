"""The whole site as one zip, to be put on a shared drive or sent: the same bytes for the same site."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

#: A zip cannot be dated earlier.
EARLIEST = "1980-01-01"
#: What whoever unpacks it sees first.
START = "0-START-HERE.txt"
#: What a page says about the zip itself. Inside the zip there is no zip, so nothing there may point to it.
_ABOUT_ITSELF = re.compile(rb"<!--zip-->.*?<!--/zip-->", re.DOTALL)


def write_zip(site: Path, name: str, published: str | None, start: str) -> Path:
    """Writes `name` into the folder `site`, with everything else in it, and a text that says where to start. Entries
    carry the edition's date.

    What is hidden (.git, say) is no part of a site: MkDocs makes none, and leaves what there is where it is."""
    target = site / name
    day = max(published or EARLIEST, EARLIEST)
    moment = (int(day[:4]), int(day[5:7]), int(day[8:10]), 0, 0, 0)
    paths = sorted(
        (path for path in site.rglob("*") if _is_site_file(path, site) and path != target), key=Path.as_posix
    )
    contents = {START: start.replace("\n", "\r\n").encode()}
    contents |= {path.relative_to(site).as_posix(): _zipped_bytes(path) for path in paths}
    with zipfile.ZipFile(target, "w") as archive:
        for inside, content in contents.items():
            entry = zipfile.ZipInfo(inside, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target


def _is_site_file(path: Path, site: Path) -> bool:
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(site).parts)


def _zipped_bytes(path: Path) -> bytes:
    contents = path.read_bytes()
    return _ABOUT_ITSELF.sub(b"", contents) if path.suffix == ".html" else contents
