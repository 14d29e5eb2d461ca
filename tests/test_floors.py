"""The floors of the package: a module imports only from below, and each kind of work has its one place.

The table is the design. A new module is given its place here before anything else.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "maturity"

#: A module imports only from lower floors, and on its own floor only from those named before it.
FLOORS: list[list[str]] = [
    ["__init__", "errors", "exact", "plaintext", "jsontext", "texts", "period", "limits"],
    ["records", "model", "nation.published"],
    [
        *["explain", "places", "compiler", "rules", "wording", "lookup"],
        *["findings", "engine", "said", "merge", "worked", "compare"],
        *["nation.consent", "nation.returns", "shapes", "checks", "answers", "assessment"],
        *["history.things", "history.changes", "history.explained", "history.upgrade", "history.lineage"],
        *["nation.days", "nation.collected", "nation.collect", "history.impact"],
        *["nation.aggregate", "nation.arrangement", "nation.exchange", "nation.gates"],
        *["nation.ties", "nation.disclosure"],
        *["nation.movement", "nation.between", "nation.national", "nation.friends"],
        *["nation.older", "nation.periods", "nation.alike"],
    ],
    [
        *["files", "folders", "output"],
        *["progress", "source", "load", "disguise", "store", "prose", "schema", "words", "edition"],
        *["markup", "standalone", "lean", "form"],
        *["text", "table", "scores", "history.publication", "offline", "history.briefing", "comparison"],
        *["nation.opendata", "nation.picture", "nation.giveback", "nation.status_text"],
        *["reference", "history.shelf", "pages"],
        *["history.editions", "history.publishing", "nation.intake", "history.drafts", "history.impact_text"],
    ],
    ["plugin", "nation.rounds", "cli_common", "cli_merge", "cli_national", "cli"],
]
OPENS_FILES_FROM = 3
#: Packages from outside, and the only modules that may import them.
OUTSIDE = {
    "click": {"cli_common", "cli_merge", "cli_national", "cli"},
    "jinja2": {"markup", "form", "reference", "plugin"},
    "markupsafe": {"markup", "form", "pages", "comparison", "nation.giveback", "nation.picture", "nation.status_text"},
    "mkdocs": {"plugin"},
    "pydantic": {"model", "load", "schema"},
    "pydantic_core": {"shapes", "assessment"},
    "minify": {"standalone"},
    "rich": {"table", "progress"},
    "yaml": {"source"},
}
#: Modules with a twin in JavaScript import nothing of ours but this.
TWINS = {
    "engine": {"records", "exact", "findings"},
    "findings": {"records"},
    "said": {"records"},
    "merge": {"records", "said"},
    "exact": set[str](),
    "texts": set[str](),
    "period": set[str](),
    "records": {"exact", "period"},
}
#: Calls that open files, on a path or by themselves.
FILE_CALLS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "iterdir", "glob", "rglob"}
FILE_MODULES = {"importlib.resources", "os", "pathlib", "shutil", "tempfile"}

ORDER = [module for floor in FLOORS for module in floor]
FLOOR = {module: number for number, floor in enumerate(FLOORS) for module in floor}
#: Folders of the package with modules of their own, which carry the folder's name before theirs.
FOLDERS = ("history", "nation")
MODULES = sorted(
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    for path in PACKAGE.rglob("*.py")
    if path.parent == PACKAGE or path.name != "__init__.py"
)


def test_the_readme_has_every_module_on_its_floor() -> None:
    readme = (PACKAGE.parents[1] / "README.md").read_text(encoding="utf-8")
    rows = [line for line in readme.splitlines() if re.match(r"\| [0-4] \|", line)]
    for number, row in enumerate(rows):
        named = re.findall(r"`(?:nation/|history/)?([a-z_]+)/?`", row)
        there = [module.rpartition(".")[2] for module in FLOORS[number] if module != "__init__"]
        assert sorted(set(named) - set(FOLDERS)) == sorted(there), f"floor {number}"


def tree_of(module: str) -> ast.Module:
    return ast.parse((PACKAGE / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"), module)


def imports_of(tree: ast.AST) -> set[str]:
    """Full names of everything that is imported, wherever in the module: `maturity.records.Bundle`, `click`."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(part for part in ("maturity" if node.level else "", node.module) if part)
            names |= {f"{base}.{alias.name}" for alias in node.names}
    return names - {"__future__.annotations"}


def own_imports(module: str) -> set[str]:
    names = [name.split(".")[1:] for name in imports_of(tree_of(module)) if name.startswith("maturity.")]
    return {".".join(parts[: 2 if parts[0] in FOLDERS else 1]) for parts in names} - {"__version__"}


def outside_imports(module: str) -> set[str]:
    return {name.split(".")[0] for name in imports_of(tree_of(module))} - sys.stdlib_module_names - {"maturity"}


def calls_of(tree: ast.AST) -> set[str]:
    """Last names of everything that is called: `read_text` for `path.read_text()`."""
    functions = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in functions}


@pytest.mark.parametrize("module", MODULES)
def test_module_stands_on_a_floor(module: str) -> None:
    assert module in FLOOR, f"Give {module}.py its place in the table at the top of this test"


def test_table_names_no_module_that_is_gone() -> None:
    assert set(ORDER) <= set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_imports_come_from_below(module: str) -> None:
    below = set(ORDER[: ORDER.index(module)])
    assert own_imports(module) <= below, f"{module} imports {sorted(own_imports(module) - below)} from above it"


@pytest.mark.parametrize("module", TWINS)
def test_twins_import_only_the_records(module: str) -> None:
    assert own_imports(module) <= TWINS[module]
    assert outside_imports(module) == set()


@pytest.mark.parametrize("module", MODULES)
def test_packages_from_outside_have_their_place(module: str) -> None:
    wrong = {name for name in outside_imports(module) if module not in OUTSIDE.get(name, set())}
    assert not wrong, f"{module} imports {sorted(wrong)}, which the table does not allow there"


def test_packages_from_outside_are_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = " ".join(project["dependencies"]).lower().replace("pyyaml", "yaml").replace("-", "_")
    imported = {name for module in MODULES for name in outside_imports(module)} - {"markupsafe"}  # a part of jinja2
    assert {name for name in imported if name not in declared} == set()


@pytest.mark.parametrize("module", [module for module in ORDER if FLOOR[module] < OPENS_FILES_FROM])
def test_lower_floors_open_no_file(module: str) -> None:
    tree = tree_of(module)
    assert calls_of(tree) & FILE_CALLS == set()
    assert {
        name for name in imports_of(tree) if name in FILE_MODULES or name.rpartition(".")[0] in FILE_MODULES
    } == set()


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
    code = "import maturity, maturity.cli as cli; print(maturity.__file__, flush=True); cli.main()"
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
