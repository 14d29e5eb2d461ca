"""Workbooks that LibreOffice has opened and saved still have every answer."""

from __future__ import annotations

import pytest

from tests.support.office import changed_in_office


@pytest.mark.slow
def test_workbooks_come_back_from_libreoffice_as_they_were() -> None:
    """`make office` takes all the examples, and more."""
    assert changed_in_office(20) == (20, [])
