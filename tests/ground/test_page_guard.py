"""The fixture `troubles` must see what it is there to see, or every browser test would pass for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import OpenPage

CASES = {
    "request": ('<img src="http://127.0.0.1:9/a.png" alt="">', "request to http://127.0.0.1:9/a.png"),
    "missing file": ('<script src="missing.js"></script>', "net::ERR_FILE_NOT_FOUND"),
    "script error": ("<script>throw new Error('broken on purpose')</script>", "script: Error: broken on purpose"),
    "console error": ("<script>console.error('said on purpose')</script>", "console: said on purpose"),
    "refused by policy": (
        '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'"><script>1</script>',
        "console: Executing inline script violates",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_trouble_is_seen(case: str, open_page: OpenPage, troubles: list[str], tmp_path: Path) -> None:
    body, expected = CASES[case]
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><title>A page</title>{body}", encoding="utf-8")
    open_page().goto(file.as_uri())
    assert any(expected in trouble for trouble in troubles), troubles
    troubles.clear()


def test_quiet_page_is_quiet(open_page: OpenPage, troubles: list[str], tmp_path: Path) -> None:
    (tmp_path / "beside.js").write_text("document.title = 'Read'", encoding="utf-8")
    file = tmp_path / "page.html"
    file.write_text('<!doctype html><title>A page</title><script src="beside.js"></script>', encoding="utf-8")
    page = open_page()
    page.goto(file.as_uri())
    assert page.title() == "Read"
    assert troubles == []
