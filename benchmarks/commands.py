"""How long the commands take to start, against Python itself doing nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import ROOT, Row, maturity, medians, run

ROUNDS = 25


def rows(_: Path) -> Iterator[Row]:
    """`maturity score` of one file and `maturity --version`."""
    file = min((ROOT / "examples").rglob("*.assessment.json"))
    taken = medians(
        {
            "python": lambda: void([sys.executable, "-c", "pass"]),
            "version": lambda: void([maturity(), "--version"]),
            "score": lambda: void([maturity(), "score", file]),
        },
        ROUNDS,
    )
    for name, shown, aim in (("score", "maturity score FILE", 12), ("version", "maturity --version", 5)):
        detail = f"{taken[name] * 1000:.0f} ms against {taken['python'] * 1000:.0f} ms for python -c pass"
        yield Row(shown, taken[name] / taken["python"], aim, "×", detail)


def void(command: list[str | Path]) -> None:
    """Runs a command for its time alone."""
    run(command)
