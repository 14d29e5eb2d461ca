"""The site at a local address, made again after each change. While it cannot be made, its pages say why."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import MkDocsException

from maturity.errors import MaturityError, Problem
from maturity.files import system_reason
from maturity.render.phrases import word
from maturity.render.templates import environment

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer


class WarningHandler(logging.Handler):
    """What MkDocs warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def mkdocs_warnings() -> Iterator[list[str]]:
    """What MkDocs warns of in the meantime, a line each."""
    handler, logger = WarningHandler(), logging.getLogger("mkdocs")
    logger.addHandler(handler)
    try:
        yield handler.lines
    finally:
        logger.removeHandler(handler)


def show_problems(server: LiveReloadServer) -> None:
    """While the site cannot be made, every page says why instead, and the next good save brings the site back. MkDocs
    itself would leave the browser waiting."""
    make, usual = server.builder, server.serve_request
    wrong: list[str] = []

    def builder() -> None:
        with mkdocs_warnings() as lines:
            try:
                make()
                wrong.clear()
            except (Exception, SystemExit) as error:
                wrong[:] = lines or [str(error)]

    def serve(environ: Any, start_response: Any) -> Any:
        path = str(environ["PATH_INFO"])
        if not wrong or path.startswith("/livereload/") or not path.endswith(("/", ".html")):
            return usual(environ, start_response)
        page = environment().get_template("pages/problems.html").render(lines="\n".join(wrong).splitlines(), w=word)
        start_response("503 Service Unavailable", [("Content-Type", "text/html; charset=utf-8")])
        live: bytes = server._inject_js_into_html(page.encode(), server._visible_epoch)  # type: ignore[no-untyped-call]
        return [live]

    server.builder = builder
    server.set_app(serve)


def serve_site(config: str, address: str) -> None:
    """Serve the site until the process is told to end. Raises MaturityError when it cannot be made at first, or the
    address is not free."""
    from mkdocs.commands.serve import serve

    def end(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    logger = logging.getLogger("mkdocs")
    logger.setLevel(logging.INFO)
    teller = logging.StreamHandler()
    teller.setFormatter(logging.Formatter("%(message)s"))
    logger.addHandler(teller)
    try:
        serve(config, dev_addr=address)
    except MkDocsException as error:
        raise MaturityError([Problem(config, f"the site cannot be shown: {error}", "see the messages above")]) from None
    except OSError as error:
        fix = "name another address with -a"
        raise MaturityError([Problem(address, f"it cannot be served here ({system_reason(error)})", fix)]) from None
