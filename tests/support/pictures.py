"""Pictures to look at: `python -m tests.support.pictures SITE OUT` for a site that was built.

One page of each kind, the largest, and every panel of the form, on its page in the site and as a single file, empty and
with an invented force's return in it. Each on a laptop in light and in dark, on a telephone, and as it goes to paper.
Nothing judges them but the person who looks.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests import ROOT
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


#: A whole return to fill the form with.
RETURN = max((ROOT / "examples" / "practice").glob("*.assessment.json"), key=lambda path: path.stat().st_size)
#: What is worth a look before anything is answered, and with a return in the form.
EMPTY = ("p-start", "p-about", "p-share", "p-results")
FILLED = ("p-contents", "p-words", "p-share", "p-meeting", "p-results", "p-actions", "p-friend", "p-sign")


def take(started: Browser, site: Path, out: Path, only: str = "") -> Iterator[Path]:
    """Takes all pictures whose name has `only` in it, and gives the file of each."""
    for look, (window, medium) in LOOKS.items():
        page = started.new_context(**window, reduced_motion="reduce").new_page()
        page.emulate_media(media=medium)  # type: ignore[arg-type]
        for kind, path in samples(site).items():
            name = f"{kind.replace(' ', '-')}-{look}"
            if only in name:
                page.goto(path.as_uri())
                yield taken(page, out, name)
    for look, (window, medium) in LOOKS.items():
        if medium == "screen" and only in f"form-panels-{look}":
            page = started.new_context(**window, reduced_motion="reduce").new_page()
            yield from panels(page, site / "assessment.html", out, "form", look)


def panels(page: Page, form: Path, out: Path, name: str, look: str) -> Iterator[Path]:
    """Every panel of the form, empty and with a return in it."""
    page.goto(form.as_uri())
    page.locator("#m-form:not([inert]) #m-progress:not(:empty)").wait_for(state="attached")
    question = str(page.locator(".m-capability").first.get_attribute("id"))
    for state, steps in {"empty": EMPTY, "filled": FILLED}.items():
        if state == "filled":
            page.locator("#m-open").set_input_files(RETURN)
            page.locator(".m-notice").first.wait_for()
        for step in (*steps, question):
            page.evaluate("step => { location.hash = step }", step)
            yield taken(page, out, f"{name}-{state}-{step}-{look}")


def taken(page: Page, out: Path, name: str) -> Path:
    page.wait_for_timeout(300)
    file = out / f"{name}.png"
    page.screenshot(path=file, full_page=True)
    return file


def main(arguments: list[str] | None = None) -> int:
    options = argparse.ArgumentParser(prog="python -m tests.support.pictures", description=__doc__.partition("\n")[0])
    options.add_argument("site", type=Path, help="folder of a site that was built")
    options.add_argument("out", type=Path, help="folder for the pictures")
    options.add_argument("--only", default="", help="only pictures with this in their name")
    given = options.parse_args(arguments)
    if not pages_of(given.site):
        print(f"{given.site}: there is no page in it. Fix: build the site first, with `make site`.", file=sys.stderr)
        return 1
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser.find(), args=browser.flags())
        for file in take(started, given.site.resolve(), given.out, given.only):
            print(file)
        started.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
