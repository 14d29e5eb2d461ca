"""`python -m benchmarks [NAME…]` prints a table of times and ratios beside what each should be, all from one run.

Names: commands, site, form, forces, pages. `pages`, and the comparison with SurveyJS in `form`, need `npm ci` in
benchmarks/; without it `pages` is left out. Exit code 1 when an aim is missed. Needs a Unix system, for the figures of
memory.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import commands, forces, form, pages, site
from benchmarks.measure import MODULES, Row, machine

PARTS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "commands": commands.rows,
    "site": site.rows,
    "form": form.rows,
    "forces": forces.rows,
    "pages": pages.rows,
}


def line(row: Row) -> str:
    aim = "" if row.aim is None else f"≤ {row.aim:g}"
    verdict = "" if row.aim is None else "good" if row.good else "MISSED"
    return f"{row.what:<40} {row.value:>8.2f} {row.unit:<3} {aim:<7} {verdict:<7} {row.detail}"


def main(names: list[str]) -> int:
    """Runs the parts named, or all. Exit code 2 for a name that there is not."""
    if unknown := set(names) - set(PARTS):
        print(f"There is no benchmark {', '.join(sorted(unknown))}: choose from {', '.join(PARTS)}", file=sys.stderr)
        return 2
    print(machine(), flush=True)
    good = True
    for name in names or [each for each in PARTS if each != "pages" or MODULES.is_dir()]:
        with tempfile.TemporaryDirectory() as scratch:
            for row in PARTS[name](Path(scratch)):
                print(line(row), flush=True)
                good = good and row.good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
