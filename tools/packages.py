"""Debian packages that the tests need beside a browser, and how to get them elsewhere.

`python -m tools.packages` installs what is missing, as root on a system with apt-get, and says what it could not get.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import NamedTuple


class Need(NamedTuple):
    """Something that the tests call: Debian's package, what it is for, and whether this machine has it."""

    package: str
    purpose: str
    present: Callable[[], bool]

    def __str__(self) -> str:
        return (
            f"{self.package} is missing. {self.purpose} Install it "
            f"(Debian and Ubuntu: `sudo apt-get install {self.package}`)."
        )


def _has_git() -> bool:
    return shutil.which("git") is not None


def _has_office() -> bool:
    return any(shutil.which(name) for name in ("soffice", "libreoffice"))


def _driver_starts() -> bool:
    """Playwright's driver is a Node that comes with it; it needs a library that the smallest Debian leaves out."""
    from playwright._impl._driver import compute_driver_executable

    try:
        return subprocess.run([compute_driver_executable()[0], "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


GIT = Need("git", "The tests ask it which files belong to the project.", _has_git)
OFFICE = Need("libreoffice-calc", "The tests look at workbooks that it has opened and saved.", _has_office)
DRIVER = Need("libatomic1", "Playwright, which drives the browsers, does not start without it.", _driver_starts)


def missing(needs: Iterable[Need]) -> list[Need]:
    """What this machine still does not have, after it was installed where that can be done."""
    for need in (found := [need for need in needs if not need.present()]):
        install(need.package)
    return [need for need in found if not need.present()]


def install(package: str) -> None:
    """Debian's package, for root on a system with apt-get. Does nothing on other systems."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
            subprocess.run(["apt-get", *arguments], env=quiet, check=False, stdout=subprocess.DEVNULL)


def main() -> int:
    """Says what is still missing. Exit code 1 when anything is."""
    left = missing((GIT, OFFICE, DRIVER))
    for need in left:
        print(need)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
