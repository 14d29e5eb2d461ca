"""Pictures of one page of each kind, to look at: `python -m tests.support.pictures site OUT` for a site that was built.

Each is taken on a laptop in light and in dark, on a telephone, and as it goes to paper. The largest page of a kind
stands for it. Nothing judges them but the person who looks.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.support.site_kinds import KINDS, SOMETIMES, kinds_of, pages_of, sample_of
from tools import browser

#: How each is taken: the window, and the medium that it is for.
LOOKS: dict[str, tuple[dict[str, Any], str]] = {
    "light": ({"viewport": {"width": 1366, "height": 768}, "color_scheme": "light"}, "screen"),
    "dark": ({"viewport": {"width": 1366, "height": 768}, "color_scheme": "dark"}, "screen"),
    "telephone": ({"viewport": {"width": 390, "height": 844}, "color_scheme": "light"}, "screen"),
    "paper": ({"viewport": {"width": 690, "height": 975}, "color_scheme": "light"}, "print"),
}


def samples(site: Path) -> dict[str, Path]:
    """One page of each kind that a site has, by the kind."""
    there = {kind for page in pages_of(site) for kind in kinds_of(page)}
    return {kind: sample_of(site, kind) for kind in (*KINDS, *SOMETIMES) if kind in there}


def take(started: Browser, site: Path, out: Path) -> Iterator[Path]:
    """Takes all pictures, and gives the file of each."""
    for look, (window, medium) in LOOKS.items():
        page = started.new_context(**window, reduced_motion="reduce").new_page()
        page.emulate_media(media=medium)  # type: ignore[arg-type]
        for kind, path in samples(site).items():
            page.goto(path.as_uri())
            page.wait_for_timeout(300)
            file = out / f"{kind.replace(' ', '-')}-{look}.png"
            page.screenshot(path=file, full_page=True)
            yield file


def main(arguments: list[str] | None = None) -> int:
    options = argparse.ArgumentParser(prog="python -m tests.support.pictures", description=__doc__.partition("\n")[0])
    options.add_argument("site", type=Path, help="folder of a site that was built")
    options.add_argument("out", type=Path, help="folder for the pictures")
    given = options.parse_args(arguments)
    if not pages_of(given.site):
        print(f"{given.site}: there is no page in it. Fix: build the site first, with `make site`.", file=sys.stderr)
        return 1
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser.find(), args=browser.flags())
        for file in take(started, given.site.resolve(), given.out):
            print(file)
        started.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
