"""The pages that authors write themselves: what is wrong with them is said with its place, before anything is made."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from maturity.cli.main import main
from maturity.questionnaire.prose import page_problems, page_titles
from tests.support.broken_questionnaires import copy_tiny

PAGE = "# Getting started\n\nOpen the form.\n\nAnswer what you know.\n\nAsk others for the rest.\n"
UTF_8 = "save it again with the encoding UTF-8 (in Notepad: Save as, Encoding)"
OTHER = "# Questions people ask\n\nWho sees it?\n"


def said(folder: Path) -> list[str]:
    return [str(problem).replace(f"{folder}/", "").replace(str(folder), "") for problem in page_problems(folder)]


def written(folder: Path, **pages: str | bytes) -> Path:
    for name, text in pages.items():
        (folder / f"{name}.md").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.mark.parametrize(
    ("raw", "what", "fix"),
    [
        ("# Café\n\nA “page”\n".encode("cp1252"),
         "a.md:1:6: the file is not UTF-8 text here (it may be in Windows-1252, with `é`)", UTF_8),
        (PAGE.encode("utf-16"), "a.md:1:1: the file is in UTF-16, and has to be in UTF-8", UTF_8),
        (b"# A\n\n<<<<<<< HEAD\nOne.\n=======\nTwo.\n",
         "a.md:3:1: `<<<<<<<` is a conflict marker: git left two versions of this part here",
         "keep the right version, and delete the lines git added (<<<<<<<, |||||||, ======= and >>>>>>>)"),
    ],
    ids=["Windows-1252", "UTF-16", "conflict"],
)  # fmt: skip
def test_page_that_cannot_be_published_is_named_with_line_and_column(
    raw: bytes, what: str, fix: str, tmp_path: Path
) -> None:
    assert said(written(tmp_path, a=raw)) == [f"{what}. Fix: {fix}."]


def test_check_says_it_too_together_with_what_is_wrong_in_the_data(tmp_path: Path) -> None:
    """`check` said that all was well, and then the build ended in 45 lines that named no file."""
    folder = written(copy_tiny(tmp_path, forces=("kind: hall", "kin: hall")), start="# Caf\u00e9\n".encode("cp1252"))
    done = CliRunner().invoke(main, ["check", str(folder)])
    assert done.exit_code == 1
    assert "forces.yml:6:5" in done.stderr and "start.md:1:6: the file is not UTF-8 text here" in done.stderr


def test_heading_underlined_with_equals_signs_is_no_conflict(tmp_path: Path) -> None:
    assert said(written(tmp_path, a="Heading\n=======\n\n    <<<<<<< shown as code\n")) == []


COPIES = [
    "start-LAPTOP-7F3K", "start-DESKTOP-AB12CDE", "start-PC01", "start-HQ-PC", "start (1)", "start 2", "start - Copy",
    "start - Copy (2)", "start copy", "start copy 2", "Copy of start", "start (conflicted copy 2026-11-20)",
    "start (Mary's conflicted copy 2026-11-20)", "start (conflicted copy 2026-11-20 101500)", "start [Conflict]",
    "start.sync-conflict-20261120-101500-ABCDEFG", "start_LOCAL_4711", "start (In Konflikt stehende Kopie)",
]  # fmt: skip


@pytest.mark.parametrize("name", COPIES)
def test_copy_that_a_program_kept_is_named_and_not_published(name: str, tmp_path: Path) -> None:
    """It would stand in the menu and in the search beside the page, with yesterday's words."""
    changed = PAGE.replace("Answer what you know.", "Guess the rest.")
    (message,) = said(written(tmp_path, **{"start": PAGE, name: changed}))
    assert message.startswith(
        f"{name}.md: its name says that this is a copy of start.md, which a program kept because two"
    )


@pytest.mark.parametrize(
    ("page", "other"),
    [("start", "start-FAQ"), ("start", "start-2026"), ("start", "start-UK-GDPR-2016"), ("start", "start 2"),
     ("start", "start-again"), ("start", "copyright"), ("elsewhere", "start - Copy"),
     ("elsewhere", "start-LAPTOP-7F3K")],
)  # fmt: skip
def test_page_of_its_own_is_no_copy(page: str, other: str, tmp_path: Path) -> None:
    """Its name is like that of a copy; but it says something else, or there is no page of which it could be one."""
    assert said(written(tmp_path, **{page: PAGE, other: OTHER})) == []


def test_copies_in_folders_are_found_and_hidden_files_are_not_pages(tmp_path: Path) -> None:
    inside = tmp_path / "more"
    inside.mkdir()
    written(inside, **{"start": PAGE, "start - Copy": PAGE})
    written(inside, **{"._start": b"\x00\x05\x16\x07"})
    assert [line.partition(":")[0] for line in said(tmp_path)] == ["more/start - Copy.md"]


def test_two_pages_with_one_title_cannot_be_told_apart_in_the_menu(tmp_path: Path) -> None:
    assert said(written(tmp_path, a=PAGE, b="# GETTING  started\n\nSomething else.\n")) == [
        "b.md: two pages are called “GETTING  started”: this one and a.md. Fix: give one of them another first heading."
    ]


def test_titles_are_first_headings(tmp_path: Path) -> None:
    written(tmp_path, start="\ufeff# Begin here\r\n\r\n# Not this\r\n", **{"no-heading": "Text."})
    assert page_titles(tmp_path) == {"no-heading.md": "No heading", "start.md": "Begin here"}


def test_what_programs_leave_in_the_folder_is_no_part_of_the_questionnaire(tmp_path: Path) -> None:
    """The folder had come over a memory stick: `check` told its owner to name `._forces` as a theme, and that Word's
    note about an open page had to be saved in UTF-8."""
    folder = copy_tiny(tmp_path)
    for name in ("._forces.yml", "~$forces.yml", "._start.md", "~$start.md", "__MACOSX/._start.md", "forces.yml~"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"\x00\x05\x16\x07\xff")
    done = CliRunner().invoke(main, ["check", str(folder)])
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize(
    ("raw", "place"),
    [(b"site_name: A\n<<<<<<< HEAD\n", "2:1: `<<<<<<<` is a conflict marker"),
     ("site_name: Caf\u00e9\n".encode("cp1252"), "1:15: the file is not UTF-8 text here")],
    ids=["conflict", "Windows-1252"],
)  # fmt: skip
def test_configuration_that_is_no_sound_text_is_refused_at_its_place(raw: bytes, place: str, tmp_path: Path) -> None:
    """MkDocs says "could not find expected ':'", or ends in a traceback."""
    config = tmp_path / "mkdocs.yml"
    config.write_bytes(raw)
    done = CliRunner().invoke(main, ["build", "-f", str(config)])
    assert done.exit_code == 1
    assert done.stderr.startswith(f"{config}:{place}")
