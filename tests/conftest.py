"""Fixtures that the tests share: the built site, a browser, and pages that notice everything that goes wrong.

- `site`: folder of the whole site, built once for a run (also with several xdist workers).
- `open_page(**options)`: a new page in a browser profile of its own, with the options of Playwright's `new_context`.
- `page`: one such page, 1366 × 768.
- `troubles`: what went wrong in the test's pages so far. A test ends in failure while anything is in it; a test that
  provokes an error on purpose checks the list and clears it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests import ROOT
from tools import browser as browsers

# What no code foresaw ends a test, here and in every process that it starts: see folders.alone.
os.environ["MATURITY_STRICT"] = "1"

LOCAL = ("file:", "data:", "blob:", "about:")
PATIENCE = 300  # seconds that a worker waits for another to build the site

OpenPage = Callable[..., Page]

# Generated examples are the same in every run, however busy the machine is, so that no test depends on luck.
# For new ones: pytest --hypothesis-profile=default
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a browser or the built site is marked for it, so that `make quick` leaves it out."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)
        if "site" in fixtures:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window, or an installed Chromium, Chrome or Edge. Without one the test fails: it is never left
    out. With MATURITY_BROWSER set to a whole browser, the tests use that."""
    path = browsers.find_shell()
    if path is None:
        pytest.fail(browsers.HOW_TO_GET_ONE, pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=browsers.flags())
        yield started
        started.close()


@pytest.fixture
def troubles() -> Iterator[list[str]]:
    """Requests that left this machine, files that were missing, errors of scripts and of the console."""
    seen: list[str] = []
    yield seen
    assert not seen, "The page was not quiet:\n" + "\n".join(seen)


@pytest.fixture
def open_page(browser: Browser, troubles: list[str]) -> Iterator[OpenPage]:
    """Opens pages that write what goes wrong into `troubles`."""
    contexts: list[BrowserContext] = []

    def open_one(**options: Any) -> Page:
        context = browser.new_context(**({"viewport": {"width": 1366, "height": 768}} | options))
        contexts.append(context)
        watch(context, troubles)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page of the size of a common laptop."""
    return open_page()


def watch(context: BrowserContext, troubles: list[str]) -> None:
    """Notes each request that is not to a file beside the page, each missing file, each error."""

    def request(sent: Request) -> None:
        if not sent.url.startswith(LOCAL):
            troubles.append(f"request to {sent.url}")

    def failed(sent: Request) -> None:
        if sent.failure != "net::ERR_ABORTED":  # a download or a new page ends the request before it
            troubles.append(f"{sent.failure}: {sent.url}")

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            troubles.append(f"console: {message.text}")

    context.on("request", request)
    context.on("requestfailed", failed)
    context.on("console", console)
    context.on("weberror", lambda error: troubles.append(f"script: {error.error.stack or error.error}"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site's folder. The first worker that asks builds it; the others wait for it."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    claim, done, folder = shared / "site.claimed", shared / "site.done", shared / "site"
    try:
        claim.touch(exist_ok=False)
    except FileExistsError:
        _wait_for(done)
    else:
        done.with_suffix(".part").write_text(_build(folder), encoding="utf-8")
        done.with_suffix(".part").rename(done)
    problem = done.read_text(encoding="utf-8")
    if problem:
        pytest.fail(problem, pytrace=False)
    return folder


def _build(folder: Path) -> str:
    """Builds as `make site` does. Gives the command's output when it failed, else nothing."""
    command = [sys.executable, "-c", "from maturity.cli.main import main; main()", "build", "-o", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if built.returncode == 0 else f"The site was not built.\n{built.stdout}{built.stderr}"


def _wait_for(done: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done.exists():
        if time.monotonic() > deadline:
            pytest.fail(f"The site was not built within {PATIENCE} seconds", pytrace=False)
        time.sleep(0.2)
