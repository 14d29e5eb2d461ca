"""Answers in a workbook that LibreOffice has opened and saved: `python -m tests.support.office [--count N]`.

Takes the examples in order, all of them unless told otherwise, and names each of which something has changed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any, cast

from maturity.assessment.files import answers_in, find_files, read_answers, read_files
from maturity.errors import MaturityError
from maturity.national.intake import load_editions
from maturity.questionnaire.index import Lookup
from maturity.records import Assessment
from maturity.render.workbook import workbook
from maturity.scoring.engine import score
from tests import ROOT
from tests.render.test_workbook import held
from tools.packages import OFFICE

#: Workbooks that LibreOffice is given at once.
BATCH = 20
#: What of an answer is its own.
PLAIN = ("level", "dont_know", "evidence", "comment", "role")


def saved_again(folder: Path) -> Path:
    """A folder with every workbook of this one, as LibreOffice saves it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        sys.exit(f"{OFFICE}")
    out = folder / "saved"
    books, profile = sorted(folder.glob("*.xlsx")), (folder / "profile").as_uri()
    for start in range(0, len(books), BATCH):
        convert = [office, "--headless", f"-env:UserInstallation={profile}", "--convert-to", "xlsx"]
        subprocess.run([*convert, "--outdir", out, *books[start : start + BATCH]], check=True, capture_output=True)
    return out


def shuffled(assessment: Assessment, seed: int) -> Assessment:
    """The same answers to other questions of the same force, without what a meeting or a signature made of them."""
    answers = {name: each for name, each in assessment["answers"].items() if "not_applicable" not in each}
    plain = [{key: value for key, value in each.items() if key in PLAIN} for each in answers.values()]
    Random(seed).shuffle(plain)
    bare = {key: value for key, value in assessment.items() if key in ("format", "edition", "force", "period", "about")}
    return cast(Assessment, {**bare, "answers": dict(zip(answers, plain, strict=True))})


def changed_in_office(count: int | None = None) -> tuple[int, list[str]]:
    """How many workbooks went through LibreOffice, and what to say of each that came back otherwise."""
    nation = ROOT / "examples" / "nation"
    edition = load_editions(ROOT / "questionnaire", nation).today
    bundle, site = edition.bundle, Lookup(edition.q)
    examples, changed = read_files(find_files([nation])[0], bundle), list[str]()
    more = range(max(0, (count or 0) - len(examples)))
    assessments = [*examples[:count], *(shuffled(examples[n % len(examples)], n) for n in more)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for n, assessment in enumerate(assessments):
            book = workbook(site, bundle, assessment, score(bundle, assessment))
            (folder / f"{n:03}.xlsx").write_bytes(book)
        out = saved_again(folder)
        for n, assessment in enumerate(assessments):
            name = f"{assessment['force']}, {assessment['period']}"
            try:
                found: Any = read_answers(answers_in((out / f"{n:03}.xlsx").read_bytes(), name), name, bundle)
            except MaturityError as problem:
                changed.append(str(problem))
                continue
            if {key: value for key, value in found.items() if key not in ("format", "edition")} != held(assessment):
                changed.append(f"{name}: changed")
    return len(assessments), changed


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int)
    n, changed = changed_in_office(parser.parse_args().count)
    print(*changed, f"{n} workbooks, {len(changed)} changed", sep="\n")
    sys.exit(1 if changed else 0)


if __name__ == "__main__":
    main()
