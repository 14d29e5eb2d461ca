"""What tries to be something else than it is: a questionnaire whose every free text is HTML, Markdown, a template and a
formula; and a folder of returns with everything in it that should not be there."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

from maturity.questionnaire.model import Questionnaire
from tests import TESTS

HOSTILE = (
    "=1+1 <img src=x onerror=globalThis.harm=1> </script><script>globalThis.harm=1</script></title></style>"
    " | * _a_ **b** [c](javascript:globalThis.harm=1) `d` # {#e .f onclick=g} {{ 1111 * 1111 }}"
    " {% raw %} \" ' & &lt; \\ ]]>"
)
#: Ids, dates and words that the shapes allow no choice in.
FIXED = re.compile(r"[a-z][a-z0-9-]*|\d{4}-\d{2}-\d{2}")


def hostile(q: Questionnaire) -> Questionnaire:
    """The questionnaire with `HOSTILE` in the place of each free text."""
    return Questionnaire.model_validate(_spoil(q.model_dump(mode="python")))


def _spoil(value: Any) -> Any:
    if isinstance(value, str):
        return value if FIXED.fullmatch(value) else HOSTILE
    if isinstance(value, dict):
        return {key: _spoil(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(_spoil(item) for item in value)
    return value


# --- a folder ----------------------------------------------------------------------------------------------------

GOOD = json.loads((TESTS / "broken" / "good.assessment.json").read_text(encoding="utf-8"))
BOMB = "[" * 100_000
NAMED = '<script>alert(1)</script>=cmd|"/c calc"!A1\u202e\x1b[31m'
MARKED = "=1+1 <img src=x onerror=alert(1)>"
SECRET = "a file beside the folder, which nobody named"


def put(path: Path, **fields: Any) -> None:
    """Writes the good assessment with some fields changed; None takes a field out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    record = {key: value for key, value in {**GOOD, **fields}.items() if value is not None}
    path.write_text(json.dumps(record), encoding="utf-8")


#: Every entry of the folder, and what it is.
EXPECTED = {
    "hill-kitchen.assessment.json": "used",
    "inside.json": "same",
    "kitchens/mill-kitchen-2026.assessment.json": "name_doubt",
    "stranger.json": "unknown_force",
    "other.json": "unknown_edition",
    "foreign.json": "other_questionnaire",
    "changed.json": "damaged",
    "mistakes.json": "wrong",
    "hostile.json": "unknown_force",
    f"{NAMED.replace('/', '')}.json": "wrong",
    "cut mill-kitchen.assessment.json": "damaged",
    "empty.assessment.json": "damaged",
    "deep.assessment.json": "damaged",
    "latin.assessment.json": "damaged",
    "returns.zip": "archive",
    "zip.assessment.json": "archive",
    "picture.png": "not_assessment",
    "notes.txt": "not_assessment",
    ".hidden": "left_behind",
    "large.assessment.json": "too_large",
    "out.assessment.json": "link",
    "gone.assessment.json": "link",
    "ring": "link",
    "up": "link",
    "pipe.assessment.json": "unreadable",
    os.fsdecode(b"\xff\xfe.txt"): "not_assessment",
}


def fill(folder: Path, outside: Path) -> Path:
    """Everything that should not be in a folder of returns, beside one good file. `outside` is where links lead to."""
    put(folder / "hill-kitchen.assessment.json", marking=MARKED)
    put(folder / "kitchens/mill-kitchen-2026.assessment.json")  # another force's file under this name
    put(folder / "stranger.json", force="no-kitchen")
    put(folder / "other.json", edition={"id": "village-kitchen", "version": "0.9"})
    put(folder / "foreign.json", edition={"id": "town-hall", "version": "1.0"})
    put(folder / "changed.json", check="sha256:" + "0" * 64)
    put(folder / "mistakes.json", answers={"f-fridge": {"level": 9}, "f-frigde": {"level": 1}})
    put(folder / "hostile.json", period="2026", comment=NAMED, force=NAMED, **{NAMED: 1})
    put(folder / f"{NAMED.replace('/', '')}.json", period=NAMED[:9])
    whole = (folder / "hill-kitchen.assessment.json").read_text()
    (folder / "cut mill-kitchen.assessment.json").write_text(whole[: len(whole) // 2])
    (folder / "empty.assessment.json").write_text("")
    (folder / "deep.assessment.json").write_text(BOMB)
    (folder / "latin.assessment.json").write_bytes(
        '{"format": "maturity-assessment/2", "force": "Café"}'.encode("latin-1")
    )
    (folder / "returns.zip").write_bytes(b"PK\x03\x04" + b"\0" * 100)
    (folder / "zip.assessment.json").write_bytes(b"PK\x03\x04" + b"\0" * 100)
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\0\0")
    (folder / "notes.txt").write_text("Call them on Monday.")
    (folder / ".hidden").write_text("x")
    with (folder / "large.assessment.json").open("wb") as file:
        file.truncate(50 * 2**20)
    secret = outside / "secret.assessment.json"
    shutil.copy(folder / "hill-kitchen.assessment.json", secret)
    secret.write_text(secret.read_text().replace(json.dumps(MARKED), f'"{SECRET}"'))
    (folder / "out.assessment.json").symlink_to(secret)
    (folder / "gone.assessment.json").symlink_to(folder / "nowhere")
    (folder / "ring").symlink_to(folder / "ring")
    (folder / "up").symlink_to(folder)
    (folder / "inside.json").symlink_to(folder / "hill-kitchen.assessment.json")
    os.mkfifo(folder / "pipe.assessment.json")
    (folder / os.fsdecode(b"\xff\xfe.txt")).write_text("x")
    return folder
