"""A browser that can be killed: all of its processes at once, with no time to put anything in order."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, Error, Page

from tools import browser as browsers

PATIENCE = 30  # seconds for a browser to start


class Killable:
    """A browser on a profile folder of its own, which stays when the browser is killed."""

    def __init__(self, profile: Path, engine: Browser) -> None:
        self.profile = profile
        self.engine = engine.browser_type
        self.killed_at = 0.0

    def open(self, url: str) -> Page:
        """Starts the browser on the same folder again, and opens the page."""
        port = self.profile / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        named = [f"--user-data-dir={self.profile}", "--remote-debugging-port=0", "--headless=new"]
        command = [browsers.find() or "", *browsers.flags(), *named, "--no-default-browser-check", "about:blank"]
        self.process = subprocess.Popen(
            command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + PATIENCE
        while not (port.exists() and port.read_text().count("\n")):
            assert time.monotonic() < deadline, "the browser did not start"
            time.sleep(0.02)
        browser = self.engine.connect_over_cdp(f"http://127.0.0.1:{port.read_text().split()[0]}")
        page = browser.contexts[0].pages[0]
        page.set_default_timeout(10_000)
        page.goto(url)
        return page

    def kill(self) -> None:
        """Every process of the browser, in the same moment."""
        self.killed_at = time.monotonic()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_after(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self.kill)
        timer.start()
        return timer


def type_until_killed(page: Page, letters: str) -> list[tuple[float, str]]:
    """Types on and on. Gives what had been typed at each moment, until the browser went away."""
    typed, text = [], ""
    try:
        for letter in letters:
            page.keyboard.type(letter)
            text += letter
            typed.append((time.monotonic(), text))
    except Error:
        pass
    return typed
