"""Folders of returns as nobody would want them, at random from a seed: names, encodings, copies, times, wrong periods,
forces that ended, what systems and sync programs leave behind, and returns that come as something else.

`python -m tests.support.folders SEED DIR` writes one to look at.
"""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import Bundle
from tests import TINY
from tests.support.returns import returned

#: The period that is collected, and the day on which everything is looked at.
PERIOD, DAY = "2026", "2026-11-28"
#: Forces beside those of the small questionnaire: two ended in March and became one, and one begins next year.
MORE = [
    *({"id": f"kitchen-{name}"} for name in ("ash", "beech", "cedar", "elm", "fir", "hazel")),
    {"id": "kitchen-oak", "ends": "2026-03-31", "became": "kitchen-yew"},
    {"id": "kitchen-pine", "ends": "2026-03-31", "became": "kitchen-yew"},
    {"id": "kitchen-yew", "starts": "2026-04-01"},
    {"id": "kitchen-sorrel", "starts": "2027-01-01"},
]
#: Ids of the forces that exist on the day, and of those that do not.
THERE = ["hill-kitchen", "mill-kitchen", *(each["id"] for each in MORE[:6]), "kitchen-yew"]
NOT_THERE = ["old-mill-kitchen", "kitchen-oak", "kitchen-pine", "kitchen-sorrel"]


class Made(NamedTuple):
    """A folder: every entry that has to be named, with what it is said to be where that is certain, else an empty text;
    and the forces that have returned."""

    folder: Path
    entries: dict[str, str]
    returned: set[str]


def questionnaire(place: Path) -> Path:
    """The small questionnaire with more forces."""
    made = Path(shutil.copytree(TINY, place / "questionnaire"))
    lines = [
        "\n".join(
            [
                f"  - id: {force['id']}",
                f"    name: {force['id'].replace('-', ' ').title()}",
                "    kind: hall",
                "    nation: Uplands",
                "    region: North",
                *(f"    {name}: {force[name]}" for name in ("starts", "ends", "became") if name in force),
            ]
        )
        for force in MORE
    ]
    path = made / "forces.yml"
    path.write_text(path.read_text().replace("invented:", "\n".join([*lines, "invented:"])), encoding="utf-8")
    return made


class Maker:
    """Writes entries, and remembers what each is."""

    def __init__(self, folder: Path, bundle: Bundle, dice: random.Random) -> None:
        self.folder, self.bundle, self.dice = folder, bundle, dice
        self.entries: dict[str, str] = {}
        self.number = 0

    def name(self, force: str, ending: str = ".assessment.json") -> str:
        """A name that nothing else has, as people and programs make them."""
        self.number += 1
        n = self.number
        shapes = [
            f"{force}-{n}{ending}",
            f"{force.replace('-', ' ').title()} ({n}){ending}",
            f"RE FW returns/{force} final {n}{ending}",
            unicodedata.normalize("NFD", f"Café réturns/{n}{ending}"),
            f"=1+1 {n}{ending}",
            f"mail {n}/a b/{n}{ending}",
            f"ŵ-{n}{ending}",
        ]
        return self.dice.choice(shapes)

    def put(self, name: str, data: bytes | str, state: str = "") -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        self.entries[name] = state

    def record(self, sender: str, **fields: Any) -> dict[str, Any]:
        made: Any = returned(self.bundle, sender, PERIOD, f"{self.dice.random()}")
        return {name: value for name, value in {**made, **fields}.items() if value is not None}

    def signed(self, force: str, day: str = "2026-11-20") -> dict[str, Any]:
        return self.record(force, sign_off={"role": self.bundle["roles"][0], "date": day, "decision": "signed"})


def zipped(contents: dict[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return file.getvalue()


def copy_of_form(record: dict[str, Any]) -> str:
    """A copy of the form with answers, as web/form/saving/page_copy.js writes it, without the rest of the page."""
    work = {name: value for name, value in record.items() if name not in ("format", "edition")}
    state = {"format": "maturity-carried/1", "edition": record["edition"], "copy": "a1", "work": work}
    carried = json.dumps({**state, "beside": None, "role": "", "panel": "p-start"}).replace("<", "\\u003c")
    return (
        '<!doctype html>\n<html lang="en"><head><title>Form</title></head>\n<body>\n<select id="m-force"></select>\n'
        f'<script type="application/json" id="m-carried">{carried}</script>\n<script>"maturity-assessment/2"</script>\n'
        "</body></html>\n"
    )


# --- what one force sends: whether it has returned ----------------------------------------------------------------


def _plain(make: Maker, force: str) -> bool:
    make.put(make.name(force), json.dumps(make.signed(force)), "used")
    return True


def _bom(make: Maker, force: str) -> bool:
    make.put(make.name(force), b"\xef\xbb\xbf" + json.dumps(make.signed(force), indent=2).encode(), "used")
    return True


def _utf_16(make: Maker, force: str) -> bool:
    text = json.dumps(make.signed(force), indent=2).replace("\n", "\r\n")
    make.put(make.name(force, ".json"), text.encode("utf-16"), "used")
    return True


def _in_zip(make: Maker, force: str) -> bool:
    name, inside = make.name(force, ".zip"), f"{force}/Final.assessment.json"
    text = json.dumps(make.signed(force))
    make.put(name, zipped({inside: text, f"__MACOSX/{force}/._Final.assessment.json": "\0", "note.txt": "Hello"}))
    del make.entries[name]
    make.entries |= {f"{name}/{inside}": "used", f"{name}/__MACOSX": "left_behind"}
    make.entries[f"{name}/note.txt"] = "not_assessment"
    return True


def _saved_page(make: Maker, force: str) -> bool:
    make.put(make.name(force, ".html"), copy_of_form(make.signed(force)), "used")
    return True


def _two_versions(make: Maker, force: str) -> bool:
    make.put(make.name(force), json.dumps(make.signed(force, "2026-11-19")), "older")
    make.put(make.name(force), json.dumps(make.signed(force, "2026-11-20")), "used")
    return True


def _the_same_twice(make: Maker, force: str) -> bool:
    text = json.dumps(make.signed(force))
    make.put(make.name(force), text)
    make.put(make.name(force), text)
    return True


def _conflict_copy(make: Maker, force: str) -> bool:
    make.put(f"{force}.assessment.json", json.dumps(make.signed(force, "2026-11-20")), "used")
    copy = make.dice.choice(["-LAPTOP-7F3K", " (conflicted copy 2026-11-20)", ".sync-conflict-20261120-101010-AB"])
    make.put(f"{force}{copy}.assessment.json", json.dumps(make.signed(force, "2026-11-18")), "older")
    return True


def _signed_ahead(make: Maker, force: str) -> bool:
    make.put(make.name(force), json.dumps(make.signed(force, "2062-09-25")), "older")
    make.put(make.name(force), json.dumps(make.signed(force, "2026-10-30")), "used")
    return True


def _unsigned(make: Maker, force: str) -> bool:
    make.put(make.name(force), json.dumps(make.record(force, sign_off=None)), "used")
    return False


def _unanswered(make: Maker, force: str) -> bool:
    record = make.signed(force)
    record["answers"].popitem()
    make.put(make.name(force), json.dumps(record), "wrong")
    return False


def _beyond_counting(make: Maker, force: str) -> bool:
    text = json.dumps({**make.signed(force), "check": "sha256:" + "0" * 64})
    number = make.dice.choice(["1e400", "9" * 309, "-1e999"])
    make.put(make.name(force), text.replace('"level": ', f'"level": {number}, "levle": ', 1))
    return False


def _cut(make: Maker, force: str) -> bool:
    text = json.dumps(make.signed(force))
    make.put(make.name(force), text[: len(text) // 2], "damaged")
    return False


def _other_edition(make: Maker, force: str) -> bool:
    edition = {"id": make.bundle["edition"]["id"], "version": "0.9"}
    make.put(make.name(force), json.dumps(make.record(force, edition=edition)), "unknown_edition")
    return False


def _wrong_period(make: Maker, force: str) -> bool:
    make.put(make.name(force), json.dumps(make.record(force, period=make.dice.choice(["2027/28", "2062", "2026/27"]))))
    return False


def _before(make: Maker, force: str) -> bool:
    make.put(make.name(force), json.dumps(make.record(force, period="2025")))
    return False


def _name_doubt(make: Maker, force: str) -> bool:
    other = "mill-kitchen" if force == "hill-kitchen" else "hill-kitchen"
    make.number += 1
    make.put(f"{make.number} {other}.assessment.json", json.dumps(make.signed(force)), "name_doubt")
    return False


def _nothing(make: Maker, force: str) -> bool:
    return False


SENDS: list[Callable[[Maker, str], bool]] = [
    *(_plain, _plain, _bom, _utf_16, _in_zip, _saved_page, _two_versions, _the_same_twice, _conflict_copy),
    *(_signed_ahead, _unsigned, _unanswered, _beyond_counting, _cut, _other_edition, _wrong_period, _before),
    *(_name_doubt, _nothing),
]


# --- what lies about ----------------------------------------------------------------------------------------------

LEFT = [
    *(".DS_Store", "._hill-kitchen.assessment.json", "desktop.ini", "Thumbs.db", "~$returns.docx", ".~lock.x.odt#"),
    *("hill-kitchen.assessment.json.tmp", "deep/.hidden.assessment.json", "deep/Desktop.ini"),
]
LEFT_FOLDERS = [".git", "__MACOSX", "deep/__MACOSX", ".stfolder"]


def _odds(make: Maker) -> None:
    """What does not come from a force, some of it."""
    good = json.dumps(make.signed("hill-kitchen"))
    large = b" " * (5 * 2**20)
    odds: list[tuple[str, bytes | str, str]] = [
        *((name, good, "left_behind") for name in LEFT),
        ("notes.md", "# Notes", "not_assessment"),
        ("photo.png", b"\x89PNG\r\n\0\0", "not_assessment"),
        ("list.docx", zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<b/>"}), "not_assessment"),
        ("old.7z", b"7z\xbc\xaf\x27\x1c" + b"\0" * 50, "archive"),
        ("broken.zip", b"PK\x03\x04" + b"\0" * 100, "archive"),
        ("out.zip", zipped({"../../evil.assessment.json": good}), "archive"),
        ("many.zip", zipped({f"{n}.txt": "x" for n in range(600)}), "archive"),
        ("blank form.html", "<!doctype html>\n<html><select id=m-force></select></html>", "saved_page"),
        ("large.assessment.json", large, "too_large"),
        ("nobody.json", json.dumps(make.record("hill-kitchen", force="no-kitchen")), "unknown_force"),
        ("deep/[[[.assessment.json", "[" * 5000, "damaged"),
        (os.fsdecode(b"latin-\xff\xfe.txt"), "x", "not_assessment"),
    ]
    for name, data, state in make.dice.sample(odds, len(odds) // 2):
        make.put(name, data, state)
    for name in make.dice.sample(LEFT_FOLDERS, 2):
        make.put(f"{name}/hill-kitchen.assessment.json", good)
        del make.entries[f"{name}/hill-kitchen.assessment.json"]
        make.entries[name] = "left_behind"
    if make.dice.random() < 0.5:
        make.put("nest.zip", zipped({"inner.zip": zipped({"a.assessment.json": good}), "bomb.assessment.json": large}))
        del make.entries["nest.zip"]
        make.entries |= {"nest.zip/inner.zip": "archive", "nest.zip/bomb.assessment.json": "too_large"}
    if make.dice.random() < 0.5:
        (make.folder / "loop").symlink_to(make.folder)
        os.mkfifo(make.folder / "pipe.assessment.json")
        make.entries |= {"loop": "link", "pipe.assessment.json": "unreadable"}


def fill(folder: Path, bundle: Bundle, seed: int) -> Made:
    """One folder. The same seed makes the same one."""
    dice = random.Random(seed)
    make = Maker(folder, bundle, dice)
    folder.mkdir(parents=True)
    there = {force for force in THERE if dice.choice(SENDS)(make, force)}
    for force in dice.sample(NOT_THERE, 2):
        make.put(make.name(force), json.dumps(make.signed(force)), "ended")
    _odds(make)
    return Made(folder, make.entries, there)


if __name__ == "__main__":
    seed, place = sys.argv[1:]
    there = questionnaire(Path(place))
    made = fill(Path(place) / "returns", compile_bundle(load_questionnaire(there)), int(seed))
    print(json.dumps(made.entries, indent=2))
