"""Commands that write, killed at random moments, and as soon as they are seen to write: whatever they were doing, a
whole output is there afterwards, old or new, at its place or beside it, and the next run puts it back.

    python -m tests.support.kills --runs 100
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

from maturity.editions.publish import BESIDE
from maturity.editions.published import read_record
from maturity.national.release_record import read_releases
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.render.output import MARK, sibling
from tests import TINY
from tests.support.folders import THERE, questionnaire
from tests.support.returns import returned

GOOD = TINY.parent / "broken" / "good.assessment.json"
CONFIG = """\
site_name: Kitchens
docs_dir: questionnaire
theme: {name: material}
plugins: [maturity: {assessments: returns}, search]
"""
START = [sys.executable, "-c", "from maturity.cli.main import main; main()"]


class Case(NamedTuple):
    """A command, what it writes, and whether that is whole."""

    arguments: tuple[str, ...]
    output: str
    whole: Callable[[Path], bool]


def listed(folder: Path) -> bool:
    """Whether every file that the mark lists is there, and no file is cut."""
    files = json.loads((folder / MARK).read_text(encoding="utf-8"))["files"]
    paths = [folder / file for file in files]
    zips = [path for path in paths if path.suffix == ".zip"]
    pages = [path for path in paths if path.suffix == ".html"]
    return (
        bool(pages)
        and all(path.is_file() for path in paths)
        and all(zipfile.ZipFile(path).testzip() is None for path in zips)
        and all(path.read_text(encoding="utf-8").rstrip().endswith("</html>") for path in pages)
    )


def frozen(folder: Path) -> bool:
    """Whether a published edition is whole: its record, and every file of the questionnaire."""
    names = {path.name for path in TINY.glob("*.yml")} - {*BESIDE}
    read_record(folder / "published.json")
    lines = (folder / "edition.yml").read_text(encoding="utf-8").splitlines()
    once = sum(line.startswith("fingerprint:") for line in lines) == 1
    return once and names <= {path.name for path in folder.iterdir()}


def merged(file: Path) -> bool:
    return bool(json.loads(file.read_text(encoding="utf-8"))["force"] == "hill-kitchen")


def released(folder: Path) -> bool:
    """Whether the public pages are whole, and the record from which they can be made again is there."""
    (record,) = read_releases(folder.parent / "releases")
    return record["period"] == "2026" and listed(folder) and (folder / "datapackage.json").is_file()


#: The last line of the file that publishing writes a line into.
END = (TINY / "edition.yml").read_text(encoding="utf-8").rstrip().splitlines()[-1]
RETURN = "returns/hill-kitchen.assessment.json"
CASES = {
    "build": Case(("build", "-o", "site"), "site", listed),
    "round": Case(("round", "returns", "-o", "round-1"), "round-1", listed),
    "release": Case(("release", "returns", "--period", "2026", "-o", "public"), "public", released),
    "publish": Case(("publish",), "editions/1.0", frozen),
    "merge": Case(("merge", RETURN, "other.json", "-o", "both.json"), "both.json", merged),
}


def scene(folder: Path, published: bool) -> None:
    """A tiny questionnaire, with a day of publication or without, enough returns to release, and a configuration."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    questionnaire(folder)
    edition = folder / "questionnaire" / "edition.yml"
    text = edition.read_text(encoding="utf-8")
    text = text if not published else text.replace("owner: ", 'published: "2026-11-20"\nowner: ', 1)
    edition.write_text(text, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    (folder / "returns").mkdir()
    for name in (RETURN, "other.json"):
        shutil.copy(GOOD, folder / name)
    bundle = compile_bundle(load_questionnaire(folder / "questionnaire", words=False))
    for force in THERE[1:]:
        text = json.dumps(returned(bundle, force, "2026"))
        (folder / "returns" / f"{force}.assessment.json").write_text(text, encoding="utf-8")


def start(case: Case, folder: Path) -> subprocess.Popen[str]:
    known = {**os.environ}
    known.pop("MATURITY_QUESTIONNAIRE", None)
    pipe = subprocess.PIPE
    return subprocess.Popen([*START, *case.arguments], cwd=folder, env=known, stdout=pipe, stderr=pipe, text=True)


def finish(case: Case, folder: Path) -> str:
    """A run to its end. Gives what it said; fails unless it made a whole output and left nothing beside it."""
    run = start(case, folder)
    _, said = run.communicate()
    target = folder / case.output
    assert run.returncode == 0, said
    assert case.whole(target), "the output is not whole"
    assert not beside_it(target), f"left beside it: {beside_it(target)}"
    return said


def beside_it(target: Path) -> list[str]:
    """Names of what a run has begun to write, or has put aside."""
    folder = target.parent
    return [path.name for path in folder.iterdir() if ".maturity-" in path.name] if folder.is_dir() else []


def kill(case: Case, folder: Path, after: float | None, there: bool) -> list[str]:
    """Kill a run so many seconds after its start, or without `after` as soon as it is seen to write, and hold what it
    left against the promise. `there`: whether there was an output before. Gives what is beside the output now."""
    target = folder / case.output
    run = start(case, folder)
    if after is None:
        while run.poll() is None and not beside_it(target):
            pass
    else:
        time.sleep(after)
    run.kill()
    run.communicate()
    old = sibling(target, "old")
    found = [place for place in (target, old) if place.exists()]
    assert not there or found, "the output is gone"
    assert not found or any(_whole(case, place) for place in found), "no whole output"
    edition = (folder / "questionnaire" / "edition.yml").read_text(encoding="utf-8")
    assert edition.count("fingerprint:") <= 1 and edition.rstrip().endswith(END), "edition.yml is not whole"
    return beside_it(target)


def _whole(case: Case, place: Path) -> bool:
    try:
        return case.whole(place)
    except (OSError, ValueError):
        return False


def kills(name: str, folder: Path, runs: int, random: Random, each: bool) -> int:
    """Kill a command so many times. With `each` a run to its end follows each kill, and every other kill is of a run
    that finds no output; else only the last. Gives how many were in the middle of their writing."""
    case, stopped = CASES[name], 0
    scene(folder, name == "publish")
    began = time.monotonic()
    finish(case, folder)
    usual = time.monotonic() - began
    for number in range(runs):
        there = not each or number % 2 == 0
        if not there:
            scene(folder, name == "publish")
        after = random.uniform(0.3, 1.05) * usual if number % 4 < 2 else None
        left = kill(case, folder, after, there)
        stopped += bool(left)
        away = any(name.endswith("-old") for name in left) and not (folder / case.output).exists()
        if each or number == runs - 1:
            said = finish(case, folder)
            assert not away or "is back in its place" in said, "nothing was said of what was put back"
    return stopped


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    print(f"seed {given.seed}")
    for name in CASES:
        with tempfile.TemporaryDirectory() as folder:
            stopped = kills(name, Path(folder) / "work", given.runs, Random(given.seed), each=True)
        print(f"{name}: killed {given.runs} times, {stopped} while it wrote; a whole output was there each time")


if __name__ == "__main__":
    main()
