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
NOISE = {"Screen reader on.", "Focus mode", "Browse mode", "tab", "space", "return", "h", "down", "Chromium frame."}

#: What somebody does, and the keys for it. A text in angle brackets is typed.
STEPS: tuple[tuple[str, str], ...] = (
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
)


def processes(form: Path, home: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The desktop, the screen reader and the browser, each started when the one before is there."""
    chromium = ("chromium", "--no-sandbox", "--no-first-run", "--disable-gpu", "--force-renderer-accessibility")
    window = ("--window-size=1366,768", "--window-position=0,0", f"--user-data-dir={home}/profile")
    for command, seconds in (
        (("Xvfb", DISPLAY, "-screen", "0", "1366x768x24"), 1),
        (("/usr/libexec/at-spi-bus-launcher", "--launch-immediately"), 1),
        (("openbox",), 1),
        (("orca", "--debug", f"--debug-file={log}"), STARTS),
        ((*chromium, *window, f"--app={form.resolve().as_uri()}"), OPENS),
    ):
        yield subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(seconds)


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
        started = []
        try:
            started.extend(processes(form, home, log))
            heard = 0
            for what, keys in STEPS:
                press(keys)
                text = log.read_text(encoding="utf-8", errors="replace")
                yield f"{what}: {keys}" if keys else what
                said = [line.strip() for line in SAID.findall(text[heard:])]
                yield from (f"    {line}" for line in said if line and line not in NOISE)
                heard = len(text)
        finally:
            for each in reversed(started):
                os.killpg(each.pid, signal.SIGKILL)


def main(arguments: list[str]) -> int:
    """Starts itself again in a message bus of its own, which Orca needs."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print("Usage: python -m tools.screen_reader FORM.html", file=sys.stderr)
        return 2
    if "DBUS_SESSION_BUS_ADDRESS" not in os.environ:
        return subprocess.run(["dbus-run-session", "--", sys.executable, "-m", "tools.screen_reader", *arguments]).returncode
    for line in record(Path(arguments[0])):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
