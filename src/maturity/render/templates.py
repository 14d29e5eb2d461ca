"""The Jinja environment of the site's pages, and the little that is between hostile text and Markdown.

A page is Markdown for MkDocs: headings in Markdown, so that they reach the table of contents, and everything else as
raw HTML, which Markdown leaves alone. Autoescape makes the HTML safe; `heading` makes the headings safe.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from maturity import __version__

#: Stands before each heading. Text cannot forge it, because in text `<` is always escaped.
_BEFORE_HEADING = "<!--heading-->"
_BODY_MARK = re.compile(r"<!--body ([0-9]+)-->")


def bytecode_cache() -> FileSystemBytecodeCache | None:
    """Where compiled templates are kept between runs: the user's own temporary folder, or nowhere if there is none."""
    with suppress(RuntimeError, OSError):
        return FileSystemBytecodeCache(pattern=f"__maturity_{__version__}_%s.cache")
    return None


@cache
def environment() -> Environment:
    """Templates of the package, compiled once. A name that nobody set is an error, never an empty place on a page."""
    env = Environment(
        loader=PackageLoader("maturity", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.do"],
        bytecode_cache=bytecode_cache(),
        auto_reload=False,
    )
    env.globals["heading"] = heading
    env.filters["json_script"] = json_script
    env.filters["title_html"] = title_html
    return env


def inert(text: str) -> str:
    """Text that neither Markdown nor HTML can read as anything but text: all but letters, digits, commas and single
    spaces become character references."""
    flat = " ".join(printable(text).split())
    return "".join(c if c.isalnum() or c in " ," else f"&#{ord(c)};" for c in flat)


def heading(rank: int, text: str, anchor: str, code: str = "") -> Markup:
    """A Markdown heading with an anchor of its own; `code` comes before it as a label."""
    label = f'<span class="m-code">{inert(code)}</span> ' if code else ""
    return Markup(f"\n\n{_BEFORE_HEADING}\n\n{'#' * rank} {label}{inert(text)} {{#{anchor}}}\n\n")


def split_bodies(page: str) -> tuple[str, list[str]]:
    """A page for Markdown, which need not read what it would leave alone: the bodies are taken out, and numbered
    comments take their place. `join_bodies` puts them back."""
    bodies: list[str] = []

    def parts() -> Iterator[str]:
        first, *rest = page.split(_BEFORE_HEADING)
        for line, body in [("", first), *(part.lstrip().partition("\n")[::2] for part in rest)]:
            yield f"{line}\n\n{_body_mark(len(bodies))}\n\n"
            bodies.append(body.strip())

    return "".join(parts()), bodies


def join_bodies(html: str, bodies: Sequence[str]) -> str:
    """The page with its bodies in their places again."""
    return _BODY_MARK.sub(lambda found: bodies[int(found[1])], html)


def _body_mark(number: int) -> str:
    return f"<!--body {number}-->"


def printable(text: str) -> str:
    """Text without control characters, which neither YAML, HTML nor a terminal should be given."""
    return "".join(c if c.isprintable() or c in "\n\t " else "\N{REPLACEMENT CHARACTER}" for c in text)


def title_html(text: str) -> Markup:
    """A name for MkDocs' navigation, which prints names as they are: escaped here, once, and marked as such."""
    return escape(" ".join(printable(text).split()))


def json_script(record: Any) -> Markup:
    """JSON for a <script> element: nothing in it can end the element."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def front_matter(facts: dict[str, Any]) -> str:
    """The head of a page for MkDocs. Written as JSON, which YAML can read."""
    lines = [f"{key}: {json.dumps(_without_controls(value), ensure_ascii=False)}" for key, value in facts.items()]
    return "\n".join(["---", *lines, "---", ""])


def _without_controls(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(printable(value).split())
    if isinstance(value, list):
        return [_without_controls(item) for item in value]
    return value


def css_string(text: str) -> Markup:
    """Text as the inside of a CSS string: every sign that is not a letter or digit is written as its number."""
    return Markup("".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in printable(text)))
