"""Files in: what is found, and what is named and passed over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from maturity.assessment import files as store
from maturity.assessment.disguise import LARGEST_RETURN
from maturity.assessment.files import find_files, read_file, read_files
from maturity.errors import MaturityError
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import Bundle
from maturity.scoring.batch import score_files
from tests import TESTS, TINY

GOOD = TESTS / "broken" / "good.assessment.json"
WINDOWS = os.name == "nt"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return compile_bundle(load_questionnaire(TINY))


def put(path: Path, data: bytes = GOOD.read_bytes()) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def refusal(path: Path, bundle: Bundle) -> str:
    with pytest.raises(MaturityError) as caught:
        read_file(str(path), bundle)
    (problem,) = caught.value.problems
    return problem.what


# --- reading ---------------------------------------------------------------------------------------------------


def test_a_file_may_have_any_name_when_it_is_named(tmp_path: Path, bundle: Bundle) -> None:
    assert read_file(str(put(tmp_path / "return (2).txt")), bundle)["force"] == "hill-kitchen"


def test_what_cannot_be_read_is_refused_by_name(
    tmp_path: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refusal(tmp_path / "gone.json", bundle) == "it cannot be read (no such file or directory)"
    assert refusal(tmp_path, bundle) == "this is a folder, and a file is needed"
    assert refusal(tmp_path / "nul\0l", bundle) == "it cannot be read (embedded null byte)"
    monkeypatch.setattr(store, "LARGEST", 2**20)
    assert (
        refusal(put(tmp_path / "big.json", b" " * (2**20 + 1)), bundle)
        == "it is larger than 1 MB, too large for an assessment"
    )


@pytest.mark.skipif(WINDOWS, reason="Windows has no such files")
def test_a_device_or_a_pipe_is_not_read(tmp_path: Path, bundle: Bundle) -> None:
    """A pipe would be waited for, and a device has no end."""
    os.mkfifo(tmp_path / "pipe")
    for path in (Path("/dev/zero"), tmp_path / "pipe"):
        assert refusal(path, bundle) == "this is a pipe or a device, not an ordinary file"


def test_a_folder_gives_its_assessments_by_name_and_names_the_rest(tmp_path: Path) -> None:
    for name in ("b.assessment.json", "a.assessment.json", "deep/er/c.assessment.json", "B.assessment.json"):
        put(tmp_path / name)
    for name in ("hertfordshire.json", "x.assessment.json.bak", "y.assessment.json.txt"):  # by what is in them
        put(tmp_path / name)
    for name in ("README.md", "make.py", "comparison.json", "photo.jpg"):
        put(tmp_path / name, b"something else")
    for name in (".hidden.assessment.json", ".git/a.assessment.json", "~$a.assessment.json", "__MACOSX/._a.json"):
        put(tmp_path / name)
    put(tmp_path / "returns.7z", b"7z\xbc\xaf")
    put(tmp_path / "form.html", b"<!doctype html><select id=m-force>")
    put(tmp_path / "large.assessment.json", b" " * (LARGEST_RETURN + 1))
    files, problems = find_files([tmp_path])
    assert [Path(name).relative_to(tmp_path).as_posix() for name in files] == [
        "B.assessment.json",
        "a.assessment.json",
        "b.assessment.json",
        "hertfordshire.json",
        "x.assessment.json.bak",
        "y.assessment.json.txt",
        "deep/er/c.assessment.json",
    ]
    assert [(Path(problem.where).name, problem.what) for problem in problems] == [
        ("form.html", "this is a page of the form with no answers that can be read from it"),
        ("large.assessment.json", "it is larger than any assessment, so it was not read"),
        ("returns.7z", "this archive was not opened (only a zip can be opened here)"),
    ]


@pytest.mark.skipif(WINDOWS, reason="links need rights there")
def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = put(tmp_path / "outside" / "a.assessment.json")
    folder = put(tmp_path / "in" / "b.assessment.json").parent
    (folder / "out.assessment.json").symlink_to(outside)
    (folder / "all").symlink_to(outside.parent)
    (folder / "loop").symlink_to(folder)
    (folder / "gone.assessment.json").symlink_to(folder / "nothing")
    (folder / "inside.assessment.json").symlink_to(folder / "b.assessment.json")
    files, problems = find_files([folder])
    assert [Path(name).name for name in files] == ["b.assessment.json", "inside.assessment.json"]
    assert [Path(problem.where).name for problem in problems] == [
        *("all", "gone.assessment.json", "loop", "out.assessment.json"),
    ]
    assert {problem.what for problem in problems} == {
        "this link leads to a folder, to somewhere outside this folder or to nothing, so it was not followed"
    }


@pytest.mark.skipif(WINDOWS, reason="Windows has no such files")
def test_a_pipe_in_a_folder_does_not_stop_the_walk(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.assessment.json")
    files, (problem,) = find_files([tmp_path])
    assert files == [] and problem.what == "it cannot be read (it is a pipe or a device, not an ordinary file)"


def test_a_bad_file_is_named_and_the_others_go_on(tmp_path: Path, bundle: Bundle) -> None:
    put(tmp_path / "a.assessment.json")
    put(tmp_path / "b.assessment.json", b"{")
    put(tmp_path / "c.assessment.json")
    files, _ = find_files([tmp_path])
    results, (problem,) = score_files(files, bundle)
    assert [profile["force"] for _, profile in results] == ["hill-kitchen", "hill-kitchen"]
    assert problem.where == f"{files[1]}:1:2"
    with pytest.raises(MaturityError) as caught:
        read_files(find_files([tmp_path])[0], bundle)
    assert [problem.what for problem in caught.value.problems] == ["the text stops before its end"]


def test_many_files_come_back_in_order(tmp_path: Path, bundle: Bundle) -> None:
    for n in range(25):
        put(tmp_path / f"{n:02}.assessment.json", b"[]" if n == 7 else GOOD.read_bytes())
    files, _ = find_files([tmp_path])
    results, (problem,) = score_files(files, bundle)
    assert (len(results), problem.where) == (24, files[7])
