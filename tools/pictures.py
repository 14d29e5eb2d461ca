"""The pictures of the README, from a site that was built: `python -m tools.pictures site docs/pictures`.

One is of a question in the form, with the answers of an invented force; the other is of another's result.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from maturity.render.phrases import word
from tools import browser

RETURN = Path("examples") / "practice" / "example-amberfold-police-2026.assessment.json"
RESULT = "example-heronsea-police-2026"
QUESTION = "#q-pi-sponsor"
WINDOW = {"width": 1100, "height": 780}


def form(page: Page, site: Path, assessment: Path) -> None:
    """Opens the form with the assessment in it, at a question."""
    page.goto((site / "assessment.html").as_uri())
    page.set_input_files("#m-open", assessment)
    panel = page.locator(QUESTION).locator("xpath=ancestor::section").get_attribute("id")
    page.locator(f'.m-contents a[href="#{panel}"]').click()
    page.get_by_role("button", name=word("say.close")).first.click()
    page.get_by_text(word("form.rules"), exact=True).locator("visible=true").click()
    page.evaluate("scrollTo(0, 0)")


def result(page: Page, site: Path, _: Path) -> None:
    """Opens the page of the force's result, at the levels of its themes."""
    page.goto((site / "results" / f"{RESULT}.html").as_uri())
    page.locator(".m-theme").first.scroll_into_view_if_needed()


def take(started: Browser, site: Path, assessment: Path, out: Path) -> None:
    for shown in (form, result):
        page = started.new_context(viewport=WINDOW, color_scheme="light", reduced_motion="reduce").new_page()  # type: ignore[arg-type]
        shown(page, site, assessment)
        page.wait_for_timeout(300)
        page.screenshot(path=out / f"{shown.__name__}.png")


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tools.pictures", description=__doc__.partition("\n")[0])
    options.add_argument("site", type=Path, help="folder of a site that was built")
    options.add_argument("out", type=Path, help="folder for the pictures")
    options.add_argument("--assessment", type=Path, default=RETURN, help="the answers in the form")
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser.find(), args=browser.flags())
        take(started, given.site.resolve(), given.assessment, given.out)


if __name__ == "__main__":
    main()
