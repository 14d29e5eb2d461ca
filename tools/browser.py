"""Finds a Chromium for the tests, and gets one where it can.

`python -m tools.browser` prints the browser that the tests will use. When there is none it tries, in this order:
Debian's own package (only as root on a system with apt-get), Playwright's download, and then says how to get one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

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
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "{ProgramFiles}/Google/Chrome/Application/chrome.exe",
    "{ProgramFiles(x86)}/Google/Chrome/Application/chrome.exe",
    "{ProgramFiles(x86)}/Microsoft/Edge/Application/msedge.exe",
    "{ProgramFiles}/Microsoft/Edge/Application/msedge.exe",
)
HOW_TO_GET_ONE = (
    "The browser tests need Chromium, Google Chrome or Microsoft Edge, and none was found. Install one of them "
    "(Debian and Ubuntu: `sudo apt-get install chromium`), or run `python -m playwright install chromium`, "
    "or set MATURITY_BROWSER to the program's path."
)
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
    """The path of an installed browser, or of Playwright's own, or None."""
    named = os.environ.get("MATURITY_BROWSER")
    if named:
        return named
    for command in COMMANDS:
        found = shutil.which(command)
        if found:
            return found
    for place in PLACES:
        path = _filled(place)
        if path and Path(path).is_file():
            return path
    return _of_playwright()


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


def _get() -> None:
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", *arguments], env=quiet, check=False, stdout=subprocess.DEVNULL)
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Prints the browser's path. Exit code 1 when there is none to be had."""
    if find() is None:
        _get()
    browser = find()
    print(f"Browser for the tests: {browser}" if browser else HOW_TO_GET_ONE)
    return 0 if browser else 1


if __name__ == "__main__":
    sys.exit(main())
