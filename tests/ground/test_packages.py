"""A machine that lacks something the tests need is told what to install, and never shown a traceback."""

from __future__ import annotations

import pytest

from tools import browser, packages
from tools.packages import Need


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The packages that would be installed; this machine stays as it is."""
    names: list[str] = []
    monkeypatch.setattr(packages, "install", names.append)
    return names


def test_what_is_missing_is_installed_and_named_if_it_could_not_be(asked: list[str]) -> None:
    present = Need("git", "It is here.", lambda: True)
    absent = Need("libatomic1", "The driver needs it.", lambda: False)
    assert packages.missing([present, absent]) == [absent]
    assert asked == ["libatomic1"]
    assert str(absent) == (
        "libatomic1 is missing. The driver needs it. Install it (Debian and Ubuntu: `sudo apt-get install libatomic1`)."
    )


def test_driver_that_does_not_start_is_a_sentence_and_no_traceback(
    asked: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the smallest Debian a library is missing, and `python -m tools.browser` ended in a traceback."""
    monkeypatch.setattr(packages, "DRIVER", packages.DRIVER._replace(present=lambda: False))
    assert browser.main() == 1
    assert asked == ["libatomic1"]
    assert capsys.readouterr().out.startswith("libatomic1 is missing. Playwright")


def test_this_machine_has_what_the_tests_need() -> None:
    assert [need.package for need in (packages.GIT, packages.OFFICE, packages.DRIVER) if not need.present()] == []
