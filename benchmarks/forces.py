"""A whole round of 48 and of 500 forces, over three periods and two editions: time for each force, and memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import population
from benchmarks.measure import ROOT, Row, run
from maturity.progress import Progress
from maturity.site.round import make_round

FORCES = (48, 500)


def rows(scratch: Path) -> Iterator[Row]:
    """Seconds of the processor for a round with a public site, and the most memory that it takes."""
    for number in FORCES:
        folder = scratch / str(number)
        population.write(folder, number)
        done = json.loads(run([sys.executable, "-m", "benchmarks.forces", folder]))
        each = done["seconds"] / number
        yield Row(f"a round of {number:,} forces", done["seconds"], None, "s", f"{each * 1000:.0f} ms for each force")
        detail = f"{done['files']:,} files made, the largest {done['largest'] / 1e6:.1f} MB"
        yield Row("memory for that", done["peak"] / 2**20, None, "MB", detail)


def measured(folder: Path) -> dict[str, float]:
    """One round, in this process."""
    start, out = time.process_time(), folder / "out"
    show, config = Progress(sys.stderr), str(ROOT / "mkdocs.yml")
    made = make_round(folder / "returns", out, folder / "questionnaire", config, show, population.DAY)
    assert made.whole, made.left_out
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    sizes = [path.stat().st_size for path in out.rglob("*") if path.is_file()]
    return {"seconds": seconds, "peak": peak, "files": len(sizes), "largest": max(sizes)}


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]))))
