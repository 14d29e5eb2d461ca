"""How long the commands take to start, and how that compares with Python itself doing nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import ROOT, Row, maturity, medians, run

ROUNDS = 25


def rows(_: Path) -> Iterator[Row]:
    """`maturity score` of one file and `maturity --version`."""
    file = min((ROOT / "examples" / "practice").rglob("*.assessment.json"))
    taken = medians(
        {
            "python": lambda: void([sys.executable, "-c", "pass"]),
            "version": lambda: void([maturity(), "--version"]),
            "score": lambda: void([maturity(), "score", file]),
        },
        ROUNDS,
    )
    for name, shown in (("score", "maturity score FILE"), ("version", "maturity --version")):
        detail = f"{taken[name] / taken['python']:.1f} × python -c pass, median of {ROUNDS}"
        yield Row(shown, taken[name] * 1000, 1000 if name == "score" else None, "ms", detail)


def void(command: list[str | Path]) -> None:
    """Runs a command for its time alone."""
    run(command)
