"""Finds a Chromium and a Firefox for the tests, and gets them where it can.

`python -m tools.browser` prints the browsers that the tests will use. When there is none it tries, in this order:
Debian's own package (only as root on a system with apt-get), for Chromium Playwright's download, and then says how to
get one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tools import packages

#: Browsers with Chromium's engine, by the names and places that their installers use.
COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
#: Chromium without a window, Debian's and Playwright's: the same engine, at a third of the work for each page.
SHELL_COMMANDS = ("chromium-headless-shell", "chrome-headless-shell")
FIREFOX_COMMANDS = ("firefox", "firefox-esr")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "{ProgramFiles}/Google/Chrome/Application/chrome.exe",
    "{ProgramFiles(x86)}/Google/Chrome/Application/chrome.exe",
    "{ProgramFiles(x86)}/Microsoft/Edge/Application/msedge.exe",
    "{ProgramFiles}/Microsoft/Edge/Application/msedge.exe",
)
FIREFOX_PLACES = (
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    "{ProgramFiles}/Mozilla Firefox/firefox.exe",
)
HOW_TO_GET_ONE = (
    "The browser tests need Chromium, Google Chrome or Microsoft Edge, and none was found. Install one of them "
    "(Debian and Ubuntu: `sudo apt-get install chromium`), or run `python -m playwright install chromium`, "
    "or set MATURITY_BROWSER to the program's path."
)
HOW_TO_GET_FIREFOX = (
    "Some tests need Firefox, and none was found. Install it (Debian: `sudo apt-get install firefox-esr`), or set "
    "MATURITY_FIREFOX to the program's path."
)
#: Debian's packages.
PACKAGES = {"chromium": "chromium", "shell": "chromium-headless-shell", "firefox": "firefox-esr"}
#: Keeps the browser from reaching out by itself: the tests count every request.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def find() -> str | None:
    """The path of an installed browser with Chromium's engine, or of Playwright's own, or None."""
    return _found("MATURITY_BROWSER", COMMANDS, PLACES) or _of_playwright()


def find_shell() -> str | None:
    """The path of a Chromium without a window, or else of the whole browser. MATURITY_BROWSER overrides both."""
    return os.environ.get("MATURITY_BROWSER") or next(filter(None, map(shutil.which, SHELL_COMMANDS)), None) or find()


def find_firefox() -> str | None:
    """The path of an installed Firefox, or None."""
    return _found("MATURITY_FIREFOX", FIREFOX_COMMANDS, FIREFOX_PLACES)


def _found(named: str, commands: Iterable[str], places: Iterable[str]) -> str | None:
    if os.environ.get(named):
        return os.environ[named]
    on_path = (shutil.which(command) for command in commands)
    there = (path for path in map(_filled, places) if path and Path(path).is_file())
    return next((path for path in (*on_path, *there) if path), None)


def flags() -> list[str]:
    """The command-line flags to start it with. Chromium refuses its sandbox to root."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*FLAGS, "--no-sandbox"] if root else list(FLAGS)


def _filled(place: str) -> str | None:
    try:
        return place.format_map(os.environ)
    except KeyError:
        return None


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def main() -> int:
    """Prints the browsers' paths. Exit code 1 when there is no Chromium to be had, or nothing to drive it with."""
    for need in (left := packages.missing([packages.DRIVER])):
        print(need)
    if left:
        return 1
    if find() is None:
        packages.install(PACKAGES["chromium"])
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if find_shell() == find():
        packages.install(PACKAGES["shell"])
    if find_firefox() is None:
        packages.install(PACKAGES["firefox"])
    chromium, firefox = find(), find_firefox()
    print(f"Browser for the tests: {chromium}" if chromium else HOW_TO_GET_ONE)
    if chromium:
        print(f"The same engine without a window, for most of them: {find_shell()}")
    print(f"Firefox for one of them: {firefox}" if firefox else HOW_TO_GET_FIREFOX)
    return 0 if chromium else 1


if __name__ == "__main__":
    sys.exit(main())
