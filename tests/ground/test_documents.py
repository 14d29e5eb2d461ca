"""The documents hold together: README, Makefile, --help and pyproject say the same, and nothing names a machine."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from maturity.cli.main import main
from tests import ROOT

README = ROOT / "README.md"
COMMANDS = ROOT / "docs" / "commands.md"
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)
#: Code between backticks or in a fenced block.
CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")
#: Home and temporary folders, and folders that only one machine has.
MACHINE_PATH = re.compile(r"(?<![\w.$~*-])/(?:root|home|Users|tmp|work|opt|mnt)/[\w.]|[A-Z]:\\\\?Users\\")
#: Where packages are fetched from: each machine has its own settings for that.
REGISTRY = re.compile(
    r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|yarnpkg|jsdelivr|unpkg|cdnjs|debian)\b"
    r"|--(?:extra-)?index-url[ =]|--find-links[ =]|\bresolved\b.*https?://"
)


def commands() -> dict[str, click.Command]:
    assert isinstance(main, click.Group)
    return dict(main.commands)


def code_of(document: Path) -> str:
    found = CODE.finditer(document.read_text(encoding="utf-8"))
    return "\n".join(match[1] or match[2] for match in found)


def kept_files() -> list[Path]:
    """Every file that is, or would be, in the repository."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def documents() -> list[Path]:
    """Markdown that is read as it is. The questionnaire's becomes pages, whose links the site's own tests follow."""
    prose = [path for path in kept_files() if path.suffix == ".md"]
    return [path for path in prose if not path.is_relative_to(ROOT / "questionnaire")]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in kept_files()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if (match := pattern.search(line))
    ]


def test_the_page_of_commands_names_every_command_and_no_other() -> None:
    named = set(re.findall(r"\bmaturity ([a-z]+)\b", code_of(COMMANDS)))
    assert named == set(commands())
    assert set(re.findall(r"\bmaturity ([a-z]+)\b", code_of(README))) <= named


def test_documents_name_the_targets_of_make_and_no_other() -> None:
    targets = set(TARGET.findall(text_of(ROOT / "Makefile"))) - {"help"}
    assert set(re.findall(r"\bmake ([a-z]+)\b", code_of(COMMANDS))) == targets
    assert {"site", "test"} <= set(re.findall(r"\bmake ([a-z]+)\b", code_of(README))) <= targets


def test_make_help_names_every_target() -> None:
    text = text_of(ROOT / "Makefile")
    helped = set(re.findall(r'@echo "make ([a-z]+) ', text))
    assert helped == set(TARGET.findall(text)) - {"help"}


def test_plain_commands_of_readme_are_those_of_make() -> None:
    """For people without make: each step of the environment's set-up stands in the README as well."""
    readme = code_of(README)
    for step in ("-m venv .venv", "install --require-hashes -r requirements.lock", "--no-build-isolation -e ."):
        assert step in readme
        assert step in text_of(ROOT / "Makefile").replace("--quiet --disable-pip-version-check ", "")


@pytest.mark.parametrize("name", sorted(commands()))
def test_help_of_a_command_is_complete(name: str) -> None:
    command = commands()[name]
    assert command.help, f"{name} has no help"
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts[0]} has no help"


@pytest.mark.parametrize("name", sorted(commands()))
def test_help_is_shown(name: str) -> None:
    shown = CliRunner().invoke(main, [name, "--help"], prog_name="maturity")
    assert shown.exit_code == 0
    assert shown.stderr == ""
    assert f"{name} [OPTIONS]" in shown.stdout


@pytest.mark.parametrize("document", [README, COMMANDS], ids=lambda path: path.name)
def test_options_that_are_shown_exist(document: Path) -> None:
    for line in code_of(document).splitlines():
        match = re.search(r"\bmaturity ([a-z]+)\b(.*)", line)
        if match and match[1] in commands():
            known = {spelling for parameter in commands()[match[1]].params for spelling in parameter.opts}
            used = set(re.findall(r"(?<!\S)--?[a-z][\w-]*", match[2].split("#")[0]))
            assert used <= known | {"--help"}, line


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_files_lead_somewhere(document: Path) -> None:
    targets = {match[1] for match in LINK.finditer(text_of(document))}
    relative = {target for target in targets if not re.match(r"[a-z]+:", target)}
    assert {target for target in relative if not (document.parent / target).exists()} == set()


def test_names_in_the_glossary_are_names_in_the_code() -> None:
    package = ROOT / "src" / "maturity"
    code = " ".join(text_of(path) for path in kept_files() if path.is_relative_to(package))
    names = re.findall(r"`([\w.-]+)`", text_of(ROOT / "docs" / "glossary.md"))
    assert len(names) > 30
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", code)] == []


def test_python_version_is_said_the_same_everywhere() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    least = project["project"]["requires-python"].removeprefix(">=")
    assert f"Python {least}" in text_of(README)
    assert f"Python {least}" in text_of(ROOT / "Makefile")
    assert project["tool"]["ruff"]["target-version"] == "py" + least.replace(".", "")


def test_every_package_of_the_lock_has_a_hash() -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", text_of(ROOT / "requirements.lock"))
    pins = [block for block in blocks if "==" in block]
    assert len(pins) > 20
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_lock_has_what_pyproject_asks_for() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=!~ \[]", requirement)[0].lower() for requirement in asked}
    locked = set(re.findall(r"^([a-z0-9-]+)==", text_of(ROOT / "requirements.lock"), re.MULTILINE))
    assert names <= locked


def test_nothing_names_a_machine() -> None:
    assert places(MACHINE_PATH) == []


def test_nothing_names_a_package_registry() -> None:
    assert places(REGISTRY) == []


#: A path with one of these endings, as documents and comments name files of ours.
NAMED_FILE = re.compile(r"(?<![\w/.-])((?:[\w-]+/)*[\w-]+\.(?:py|js|css|html|yml))\b")


def named_files() -> list[tuple[str, str]]:
    """Files that the tour and the scripts' comments name, with where."""
    tour = ROOT / "docs" / "tour.md"
    found = [("docs/tour.md", name) for name in NAMED_FILE.findall(code_of(tour))]
    for script in sorted((ROOT / "src" / "maturity" / "web").rglob("*.js")):
        comments = re.findall(r"^\s*//.*", script.read_text(encoding="utf-8"), re.MULTILINE)
        found += [(script.name, name) for line in comments for name in NAMED_FILE.findall(line)]
    return found


def test_files_that_the_tour_and_comments_name_exist() -> None:
    paths = [str(path.relative_to(ROOT)) for place in ("src", "questionnaire") for path in (ROOT / place).rglob("*.*")]
    missing = [
        (where, name) for where, name in named_files() if not any(f"/{path}".endswith(f"/{name}") for path in paths)
    ]
    assert missing == []
