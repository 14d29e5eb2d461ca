"""A browser that can be killed: all of its processes at once, with no time to put anything in order."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

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


#: Of one question: the moment, what stands in it now, and up to which moment the page says that all is kept.
SAID = """id => {
    const question = document.getElementById(`q-${id}`), comment = question.querySelector('[data-part="comment"]');
    return { at: Date.now(), level: question.querySelector(".m-choices input:checked")?.value ?? "",
             comment: comment?.value ?? "", kept: Date.parse(document.getElementById("m-kept").dataset.at) || 0 };
}"""


def watch_until_killed(page: Page, id: str, letters: str) -> list[dict[str, Any]]:
    """Types on and on. Gives what stood on the page and what it said at each moment, until the browser went away."""
    seen: list[dict[str, Any]] = []
    with suppress(Error):
        for letter in letters:
            seen.append(page.evaluate(SAID, id))
            page.keyboard.type(letter)
    return seen


def promised(seen: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The last state that the page has said to be kept."""
    said = max((each["kept"] for each in seen), default=0)
    return next((each for each in reversed(seen) if each["at"] < said), None)


def delays(seen: list[dict[str, Any]]) -> list[float]:
    """How long it took until each state was said to be kept, in milliseconds."""
    later = [(each["at"], next((one["at"] for one in seen if one["kept"] > each["at"]), None)) for each in seen]
    return [said - at for at, said in later if said is not None]
