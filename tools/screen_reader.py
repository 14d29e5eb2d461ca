"""What a real screen reader says of the form: Orca, with a whole Chromium in a window that nobody sees.

`python -m tools.screen_reader FORM.html` goes through the form by keyboard and prints what was pressed and what was
said. It needs Debian's orca, xvfb, openbox, xdotool, dbus-x11, at-spi2-core and chromium. The test of what is heard
(tests/form/test_heard.py) reads the accessibility tree instead, on any machine; this is the look at the real thing.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

DISPLAY = ":77"
#: Seconds until the desktop, Orca and the page are there, and until everything about one key has been said.
STARTS, OPENS, SAYS = 4, 9, 1.3
SAID = re.compile(r"SPEECH OUTPUT: '(.*?)'\s*(?:\{|$)", re.MULTILINE)
#: What Orca says about itself and about the key.
NOISE = {"Screen reader on.", "Focus mode", "Browse mode", "tab", "space", "return", "left shift", "left control"}

#: Where somebody opens the form, and what they do there: what it is, and the keys for it. A text in angle brackets is
#: typed. The browser keeps the draft from one to the next.
STEPS: dict[str, tuple[tuple[str, str], ...]] = {
    "": (
        ("Opens the form", ""),
        ("The skip link", "Tab"),
        ("Who answers", "Tab"),
        ("Chooses a role", "Down"),
        ("The buttons of the bar", "Tab Tab"),
        ("The contents", "Tab Tab Tab"),
        ("To “About this assessment”", "shift+Tab Return"),
        ("Its fields", "Tab Tab"),
        ("A period that is written wrongly", "<soon> Tab"),
        ("Put right", "shift+Tab ctrl+a <2026> Tab"),
    ),
    "#q-pi-policy": (
        ("Opens the form at a question", ""),
        ("Its first level", "Tab"),
        ("Chooses it", "space"),
        ("To the evidence", "Tab"),
        ("Adds a piece of evidence", "Return"),
        ("Its title and its owner", "<Policy> Tab"),
        ("To its date", "Tab"),
    ),
    "#p-sign": (
        ("Opens the form at “Sign-off”", ""),
        ("What keeps it from being signed, and the way there", "Tab Tab"),
    ),
}


def start(command: tuple[str, ...], seconds: float) -> subprocess.Popen[bytes]:
    """A process of the desktop. Gives it time to be there."""
    quiet = subprocess.DEVNULL
    started = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)
    time.sleep(seconds)
    return started


def desktop(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A screen, the bus of assistive technology, windows and the screen reader."""
    yield start(("Xvfb", DISPLAY, "-screen", "0", "1366x768x24"), 1)
    yield start(("/usr/libexec/at-spi-bus-launcher", "--launch-immediately"), 1)
    yield start(("openbox",), 1)
    yield start(("orca", "--debug", f"--debug-file={log}"), STARTS)


def browser(address: str, home: Path) -> subprocess.Popen[bytes]:
    """A whole Chromium without bars, at an address."""
    flags = ("--no-sandbox", "--no-first-run", "--disable-gpu", "--force-renderer-accessibility")
    window = ("--window-size=1366,768", "--window-position=0,0", f"--user-data-dir={home}/profile")
    return start(("chromium", *flags, *window, f"--app={address}"), OPENS)


def stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGKILL) -> None:
    """Ends a process with all that it started."""
    os.killpg(process.pid, how)
    process.wait()


def press(keys: str) -> None:
    """Presses keys and types texts, as xdotool names them."""
    for text, key in re.findall(r"<(.*?)>|(\S+)", keys):
        subprocess.run(["xdotool", "key", key] if key else ["xdotool", "type", "--delay", "60", text], check=True)
        time.sleep(SAYS)


def record(form: Path) -> Iterator[str]:
    """The run, line by line: each step with its keys, and under it what was said."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home, log = Path(folder), Path(folder) / "orca.log"
        (home / "run").mkdir(mode=0o700)
        os.environ.update(DISPLAY=DISPLAY, HOME=folder, XDG_RUNTIME_DIR=f"{folder}/run")
        started: list[subprocess.Popen[bytes]] = []
        try:
            started.extend(desktop(log))
            heard = 0
            for place, steps in STEPS.items():
                page = browser(form.resolve().as_uri() + place, home)
                for what, keys in steps:
                    press(keys)
                    text = log.read_text(encoding="utf-8", errors="replace")
                    yield f"{what}: {keys}" if keys else what
                    said = [line.strip() for line in SAID.findall(text[heard:])]
                    yield from (f"    {line}" for line in said if len(line) > 1 and line not in NOISE)
                    heard = len(text)
                stop(page, signal.SIGTERM)
        finally:
            for each in reversed(started):
                stop(each)


def main(arguments: list[str]) -> int:
    """Starts itself again in a message bus of its own, which Orca needs."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print("Usage: python -m tools.screen_reader FORM.html", file=sys.stderr)
        return 2
    if "DBUS_SESSION_BUS_ADDRESS" not in os.environ:
        again = [sys.executable, "-m", "tools.screen_reader", *arguments]
        return subprocess.run(["dbus-run-session", "--", *again], check=False).returncode
    for line in record(Path(arguments[0])):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
