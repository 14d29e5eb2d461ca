"""What the benchmarks share: interleaved runs, a row of the table, and a description of the machine."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tools import browser

ROOT = Path(__file__).resolve().parent.parent
QUESTIONNAIRE = ROOT / "questionnaire"
#: What npm installs for the benchmarks: `npm ci` in benchmarks/.
MODULES = ROOT / "benchmarks" / "node_modules"


class Row(NamedTuple):
    """One line of the table. `value` may not be above `aim`, both in `unit`; without an aim it is only told.
    `detail` says what it was made from."""

    what: str
    value: float
    aim: float | None
    unit: str
    detail: str

    @property
    def good(self) -> bool:
        return self.aim is None or self.value <= self.aim


def medians(tasks: Mapping[str, Callable[[], None]], rounds: int) -> dict[str, float]:
    """Seconds that each task takes, the middle of `rounds`. All tasks run in turn in each round, so that whatever
    else the machine does falls on all of them; a first round, which warms the caches, is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds + 1):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            if number:
                seconds[name].append(time.perf_counter() - start)
    return {name: median(taken) for name, taken in seconds.items()}


def run(command: Sequence[str | Path], cwd: Path = ROOT) -> str:
    """Runs a program and gives what it printed. Raises CalledProcessError, with its errors shown, when it fails.

    Python keeps its bytecode there, as it does for whoever installs the package, whatever is set on this machine."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**env, "NO_MKDOCS_2_WARNING": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        done.check_returncode()
    return done.stdout


def maturity() -> Path:
    """The command as it is installed beside this Python."""
    return Path(sys.executable).with_name("maturity.exe" if os.name == "nt" else "maturity")


def machine() -> str:
    """Cores, system, Python and browser."""
    path = browser.find()
    shown = run([path, "--version"]).strip() if path else "no browser"
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, {shown}"
    )
