"""A questionnaire ready for the commands that score: its bundle and its texts.

Working them out takes longer than scoring, so they are kept between runs in the user's cache folder, under a name that
changes with the questionnaire and with this package. MATURITY_CACHE names another folder; empty, nothing is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from maturity import __version__
from maturity.files import read_ordinary
from maturity.records import Bundle

KEEP = 8
#: Bytes of one file of a questionnaire, or of a kept edition.
LARGEST = 2**26


class Edition(NamedTuple):
    """`texts` is what scripts get too, names by id; its `words` are the whole words file."""

    bundle: Bundle
    texts: dict[str, Any]


def load_edition(folder: Path) -> Edition:
    """The questionnaire in a folder, compiled. Raises MaturityError with every problem of it."""
    kept = _place(folder)
    if kept is not None:
        with suppress(OSError, ValueError, KeyError, TypeError):
            record = json.loads(read_ordinary(kept, LARGEST))
            return Edition(record["bundle"], record["texts"])
    from maturity.questionnaire.bundle import compile_bundle
    from maturity.questionnaire.loader import load_questionnaire
    from maturity.render.phrases import load_words, texts

    questionnaire = load_questionnaire(folder)
    edition = Edition(compile_bundle(questionnaire), {**texts(questionnaire), "words": load_words()})
    if kept is not None:
        _keep(kept, json.dumps(edition._asdict(), ensure_ascii=False).encode())
    return edition


def _place(folder: Path) -> Path | None:
    """Where this very questionnaire, read by this very package, is kept. Nothing when that cannot be told."""
    named = os.environ.get("MATURITY_CACHE")
    if named == "":
        return None
    digest = hashlib.sha256(__version__.encode())
    try:
        for path in sorted(folder.iterdir()):
            if path.suffix in (".yml", ".yaml"):
                data = read_ordinary(path, LARGEST)
                digest.update(f"\0{path.name}\0{len(data)}\0".encode("utf-8", "replace") + data)
        for entry in sorted(os.scandir(Path(__file__).parent), key=lambda entry: entry.name):
            if entry.name.endswith((".py", ".yml")):
                about = entry.stat()
                digest.update(f"\0{entry.name}\0{about.st_size}\0{about.st_mtime_ns}".encode())
        name = f"edition-{digest.hexdigest()}.json"
        return (Path(named) if named else _own_folder()) / name
    except (OSError, RuntimeError):  # not readable, or no home folder
        return None


def _own_folder() -> Path:
    for variable in ("LOCALAPPDATA", "XDG_CACHE_HOME"):
        if base := os.environ.get(variable):
            return Path(base) / "maturity"
    return Path.home() / ".cache" / "maturity"


def _keep(kept: Path, data: bytes) -> None:
    """Best effort: without a cache everything works, only slower."""
    with suppress(OSError):
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=kept.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(part).replace(kept)
        older = sorted(kept.parent.glob("edition-*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in older[KEEP:]:
            path.unlink()
