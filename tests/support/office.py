"""Answers in a workbook that LibreOffice has opened and saved: `python -m tests.support.office [--count N]`.

Needs LibreOffice, which the tests do without. Takes the examples in order, all of them unless told otherwise, and names
each of which something has changed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from maturity.assessment.files import answers_in, find_files, read_answers, read_files
from maturity.errors import MaturityError
from maturity.national.intake import load_editions
from maturity.questionnaire.index import Lookup
from maturity.render.workbook import workbook
from maturity.scoring.engine import score
from tests import ROOT
from tests.render.test_workbook import held

#: Workbooks that LibreOffice is given at once.
BATCH = 20


def saved_again(folder: Path) -> Path:
    """A folder with every workbook of this one, as LibreOffice saves it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        sys.exit("LibreOffice is not installed, and this needs it.")
    out = folder / "saved"
    books, profile = sorted(folder.glob("*.xlsx")), (folder / "profile").as_uri()
    for start in range(0, len(books), BATCH):
        convert = [office, "--headless", f"-env:UserInstallation={profile}", "--convert-to", "xlsx"]
        subprocess.run([*convert, "--outdir", out, *books[start : start + BATCH]], check=True, capture_output=True)
    return out


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int)
    count = parser.parse_args().count
    nation = ROOT / "examples" / "nation"
    edition = load_editions(ROOT / "questionnaire", nation).today
    bundle, site = edition.bundle, Lookup(edition.q)
    assessments, changed = read_files(find_files([nation])[0], bundle)[:count], 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for n, assessment in enumerate(assessments):
            book = workbook(site, bundle, assessment, score(bundle, assessment))
            (folder / f"{n:03}.xlsx").write_bytes(book)
        out = saved_again(folder)
        for n, assessment in enumerate(assessments):
            try:
                found: Any = read_answers(answers_in((out / f"{n:03}.xlsx").read_bytes(), "a.xlsx"), "a.xlsx", bundle)
            except MaturityError as problem:
                found = {}
                print(problem)
            if {key: value for key, value in found.items() if key not in ("format", "edition")} != held(assessment):
                changed += 1
                print(f"{assessment['force']}, {assessment['period']}: changed")
    print(f"{len(assessments)} workbooks, {changed} changed")
    sys.exit(1 if changed else 0)


if __name__ == "__main__":
    main()
