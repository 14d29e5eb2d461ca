"""The rooms of the package: one direction of imports, twins that stand alone, and a whole that works elsewhere.

The direction itself is in pyproject.toml, under `importlinter`.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests import ROOT

PACKAGE = ROOT / "src" / "maturity"
#: The most modules that may be beside the packages.
GROUND = 6
#: Modules with a twin in JavaScript, and all that they may import of ours.
TWINS = {
    "scoring.engine": {"records", "scoring.fractions", "scoring.findings", "scoring.advice", "assessment.conditions"},
    "scoring.advice": {"records", "scoring.findings", "assessment.conditions"},
    "scoring.findings": {"records", "assessment.conditions"},
    "scoring.fractions": {"records"},
    "assessment.conditions": {"records"},
    "assessment.contributions": {"records", "assessment.shapes"},
    "assessment.merge": {"assessment.conditions", "records", "assessment.contributions"},
    "assessment.texts": set[str](),
    "questionnaire.periods": {"records"},
    "records": set[str](),
}


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    command += ["--config", str(root / "pyproject.toml"), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_imports_go_in_one_direction() -> None:
    found = lint(ROOT)
    assert found.returncode == 0, found.stdout


def test_an_import_that_is_turned_round_is_found(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "src" / "maturity", ignore=shutil.ignore_patterns("web", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    records = tmp_path / "src" / "maturity" / "records.py"
    records.write_text(records.read_text(encoding="utf-8") + "\nimport maturity.scoring.engine\n", encoding="utf-8")
    found = lint(tmp_path)
    assert found.returncode == 1
    assert "maturity.records -> maturity.scoring.engine" in found.stdout


def test_few_modules_are_beside_the_packages() -> None:
    assert len([path for path in PACKAGE.glob("*.py") if path.name != "__init__.py"]) <= GROUND


def imports_of(path: Path) -> set[str]:
    """Full names of everything that is imported, wherever in the module: `maturity.records`, `click`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("module", TWINS)
def test_twins_import_only_the_records(module: str) -> None:
    names = imports_of(PACKAGE / f"{module.replace('.', '/')}.py")
    ours = {name.removeprefix("maturity.") for name in names if name.startswith("maturity.")}
    assert ours <= TWINS[module]
    assert {name.split(".")[0] for name in names} - sys.stdlib_module_names <= {"maturity"}


def test_packages_from_outside_are_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = " ".join(project["dependencies"]).lower().replace("pyyaml", "yaml").replace("-", "_")
    found = {name.split(".")[0] for path in PACKAGE.rglob("*.py") for name in imports_of(path)}
    outside = found - sys.stdlib_module_names - {"maturity", "markupsafe"}  # markupsafe is a part of jinja2
    assert {name for name in outside if name not in declared} == set()


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as a wheel would put it somewhere else: away from this folder, with only what it carries."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "lib")
    return folder / "lib"


def test_installed_elsewhere_it_works(installed: Path, tmp_path: Path) -> None:
    form = tmp_path / "form.html"
    code = "import maturity, maturity.cli.main as cli; print(maturity.__file__, flush=True); cli.main()"
    run = subprocess.run(
        [sys.executable, "-c", code, "form", str(ROOT / "questionnaire"), "-o", str(form)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert Path(run.stdout.splitlines()[0]).is_relative_to(installed)
    assert form.stat().st_size > 50_000
    assert (installed / "maturity" / "theme" / "main.html").is_file()  # the look of the site is in it too
