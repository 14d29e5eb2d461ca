"""A command that is killed leaves a whole output. `make kills` does this a hundred times each."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.support.kills import CASES, finish, kills, scene, start

pytestmark = pytest.mark.slow

#: How often each command is killed: those that build a site take seconds for each.
KILLS = {"build": 2, "round": 2, "release": 4, "publish": 5, "merge": 5}


@pytest.mark.parametrize("name", CASES)
def test_killed_at_any_moment_a_whole_output_is_there(name: str, tmp_path: Path) -> None:
    """Old or new, at its place or beside it; and the next run puts it back."""
    kills(name, tmp_path / "work", KILLS[name], Random(name), each=False)


def test_parallel_publishing_is_one_at_a_time(tmp_path: Path) -> None:
    """One of several publishes, and those that come meanwhile say so. The fingerprint is written once."""
    work, case = tmp_path / "work", CASES["publish"]
    scene(work, published=True)
    runs = [start(case, work) for _ in range(4)]
    ends = [(run.communicate()[1], run.returncode) for run in runs]
    assert 0 in [code for _, code in ends]
    assert all(code == 0 or "another `maturity` command is writing it now" in said for said, code in ends), ends
    edition = (work / "questionnaire" / "edition.yml").read_text(encoding="utf-8")
    assert edition.count("fingerprint:") == 1
    finish(case, work)
