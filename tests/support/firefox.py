"""Firefox over Marionette, the protocol that it speaks itself: just what a journey through the form needs.

Playwright drives only a Firefox of its own making; people have the one that is on their machine.
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
from itertools import count
from pathlib import Path
from typing import Any

from tools import browser

PATIENCE = 60  # seconds until something that was done shows
START = 240  # seconds for Firefox to start, on a machine that has much else to do
#: Nothing is fetched, nothing is asked, and a download goes where the test looks.
SETTINGS: dict[str, str | int | bool] = {
    "app.update.auto": False,
    "app.normandy.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.download.folderList": 2,
    "browser.download.always_ask_before_handling_new_types": False,
    "browser.helperApps.neverAsk.saveToDisk": "application/json,text/html",
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "datareporting.policy.dataSubmissionEnabled": False,
    "marionette.port": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


class Firefox:
    """One running Firefox with a profile folder of its own, which outlives it."""

    def __init__(self, profile: Path, downloads: Path) -> None:
        program = browser.find_firefox()
        assert program, browser.HOW_TO_GET_FIREFOX
        profile.mkdir(exist_ok=True)
        settings = SETTINGS | {"browser.download.dir": str(downloads)}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in settings.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        self.port_file = profile / "MarionetteActivePort"
        self.port_file.unlink(missing_ok=True)
        command = [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile), "about:blank"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.numbers = count(1)
        self.socket = self._connect()
        try:
            self._receive()  # its greeting
            self.say("WebDriver:NewSession", strictFileInteractability=False)
        except (AssertionError, OSError):
            self.kill()
            raise

    def __enter__(self) -> Firefox:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.say("Marionette:Quit", flags=["eAttemptQuit"])
            self.process.wait(PATIENCE)
        finally:
            self.kill()

    def kill(self) -> None:
        """Ends it as a power cut would, as far as the program is concerned."""
        self.process.kill()
        self.process.wait(PATIENCE)
        self.socket.close()

    def go(self, path: Path, part: str = "") -> None:
        self.say("WebDriver:Navigate", url="about:blank")
        self.say("WebDriver:Navigate", url=path.as_uri() + part)
        self.wait("document.querySelector('#m-progress')?.textContent")

    def click(self, selector: str) -> None:
        self.say("WebDriver:ElementClick", id=self.find(selector))

    def type(self, selector: str, text: str) -> None:
        """Keys into a field; paths into a field for files."""
        self.say("WebDriver:ElementSendKeys", id=self.find(selector), text=text)

    def put(self, selector: str, value: str) -> None:
        """A value into a field or a list, as if somebody had chosen it."""
        there = f"const field = document.querySelector({json.dumps(selector)}); field.value = {json.dumps(value)};"
        events = "for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }));"
        self.script(f"(() => {{ {there} {events} return true; }})()")

    def text(self, selector: str) -> str:
        return str(self.say("WebDriver:GetElementText", id=self.find(selector))["value"])

    def script(self, expression: str) -> Any:
        """What a JavaScript expression comes to."""
        return self.say("WebDriver:ExecuteScript", script=f"return ({expression})", args=[])["value"]

    def wait(self, expression: str) -> Any:
        """Until a JavaScript expression holds; gives what it comes to."""
        until = time.monotonic() + PATIENCE
        while not (found := self.script(expression)):
            assert time.monotonic() < until, f"never true in Firefox: {expression}"
            time.sleep(0.05)
        return found

    def find(self, selector: str) -> str:
        found = self.say("WebDriver:FindElement", using="css selector", value=selector)["value"]
        return str(next(iter(found.values())))

    def say(self, command: str, **values: Any) -> Any:
        """One command and its answer. Raises AssertionError with what Firefox says is wrong."""
        text = json.dumps([0, next(self.numbers), command, values]).encode()
        self.socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, result = self._receive()
        assert error is None, f"{command} {values}: {error and error['message']}"
        return result

    def _connect(self) -> socket.socket:
        until = time.monotonic() + START
        while time.monotonic() < until:
            if self.port_file.exists() and (port := self.port_file.read_text(encoding="utf-8").strip()):
                return socket.create_connection(("127.0.0.1", int(port)), START)
            time.sleep(0.05)
        self.process.kill()
        self.process.wait(PATIENCE)
        raise AssertionError("Firefox did not start")

    def _receive(self) -> Any:
        size = b""
        while not size.endswith(b":"):
            size += self.socket.recv(1)
        left, parts = int(size[:-1]), []
        while left:
            parts.append(self.socket.recv(left))
            left -= len(parts[-1])
        return json.loads(b"".join(parts))
