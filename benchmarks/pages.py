"""Lighthouse on a served site: one page of each kind, on its slow telephone. Needs `npm ci` in benchmarks/.

The server compresses, as GitHub and GitLab Pages do. A row has the points that are missing to 100.
"""

from __future__ import annotations

import gzip
import json
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import MODULES, Row, maturity, run
from tests.support.site_kinds import KINDS, sample_of
from tools import browser

ROUNDS = 5
#: Points that each may lack.
AIMS = {"performance": 10, "accessibility": 0, "best-practices": 0}
COMPRESSED = {".html", ".js", ".css", ".svg", ".json"}


class Handler(SimpleHTTPRequestHandler):
    """Files of a folder, compressed."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if not file.is_file():
            self.send_error(404)
            return
        data = file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Cache-Control", "max-age=600")
        if file.suffix in COMPRESSED:
            data = gzip.compress(data, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing is printed for each file."""


def rows(scratch: Path) -> Iterator[Row]:
    """What Lighthouse misses on each kind of page: the median of its runs."""
    site = scratch / "site"
    run([maturity(), "build", "-o", site])
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for kind in KINDS:
        page = sample_of(site, kind).relative_to(site).as_posix()
        reports = [report(f"http://127.0.0.1:{server.server_port}/{page}") for _ in range(ROUNDS)]
        for category, aim in AIMS.items():
            missing = [100 - 100 * each["categories"][category]["score"] for each in reports]
            told = ", ".join(f"{shown} {figure(reports, audit)}" for audit, shown in FIGURES.items())
            detail = told if category == "performance" else page
            yield Row(f"{kind}, {category}", median(missing), aim, "pt", detail)
    server.shutdown()


FIGURES = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest paint",
    "total-blocking-time": "blocked",
    "cumulative-layout-shift": "shift",
}


def figure(reports: list[dict[str, Any]], audit: str) -> str:
    return f"{median(each['audits'][audit]['numericValue'] for each in reports):.3g}"


def report(address: str) -> dict[str, Any]:
    """What Lighthouse says of a page."""
    os.environ["CHROME_PATH"] = browser.find() or ""
    command: list[str | Path] = ["node", MODULES / "lighthouse" / "cli" / "index.js", address]
    command += ["--quiet", "--output=json", f"--only-categories={','.join(AIMS)}"]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
    found: dict[str, Any] = json.loads(run(command))
    return found
