"""One HTML file that needs nothing else and may do nothing else: its own scripts and styles, allowed by hashes."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser

from maturity.render.phrases import word
from maturity.render.templates import css_string, environment

#: What is inside the theme's own scripts and styles.
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_INLINE_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
#: What could end a <script> or a <style> before its time, or open a comment in it.
_ENDS = re.compile(r"</(script|style)|<!--", re.IGNORECASE)


#: The start tag of an element, and elements whose text is no HTML.
_TAG = re.compile(r"<([a-z][a-z0-9]*)(?=[\s>])", re.IGNORECASE)
_RAW = re.compile(r"(<(script|style)\b[^>]*>)(.*?)(?=</\2>)", re.IGNORECASE | re.DOTALL)
#: Browsers add these where they are left out.
IMPLIED = ("tbody", "colgroup")


def document(
    title: str, body_html: str, scripts: list[str], styles: list[str], marking: str, first_scripts: Sequence[str] = ()
) -> str:
    """A whole page. `body_html` is HTML already; scripts and styles are source text, in order; `title` and `marking`
    are plain text, and are at the top of the page; the marking also at its foot and on every printed page.
    `first_scripts` run before the page is drawn.

    Raises ValueError when a script or a style holds text that would end its element.
    """
    own = f':root {{ --m-marking: "{css_string(marking)}"; }}'
    styles = [*styles, own]
    for source in (*first_scripts, *scripts, *styles):
        if found := _ENDS.search(source):
            raise ValueError(f"a script or style cannot hold {found[0]!r}")
    sources = {"script-src": _hashes([*first_scripts, *scripts]), "style-src": _hashes(styles), "img-src": "data:"}
    template = environment().get_template("form/document.html")
    return template.render(
        title=title,
        body=body_html,
        scripts=scripts,
        first_scripts=first_scripts,
        styles=styles,
        marking=marking,
        policy=policy(sources),
        w=word,
    )


def copyable(page: str) -> str:
    """A page that can make a copy of itself as it was published, whatever a browser extension adds (`page_copy.js`).

    Each element carries a mark, and the head a sum over all of them with the names of their attributes: what has no
    mark is left out of a copy, and a copy with another sum is not made."""
    raw: list[str] = []

    def aside(found: re.Match[str]) -> str:
        raw.append(found[3])
        return f"{found[1]}\0{len(raw) - 1}\0"

    marked = _TAG.sub(r"<\1 data-m", _RAW.sub(aside, page))
    page = re.sub("\0([0-9]+)\0", lambda found: raw[int(found[1])], marked)
    reader = _Elements()
    reader.feed(page)
    names = " ".join(sorted(reader.names))
    return page.replace("</head>", f'<meta name="m-published" content="{reader.sum()} {names}">\n</head>', 1)


class _Elements(HTMLParser):
    """The elements of a page in their order, with attributes and texts: what its sum is over."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {name for name, _ in attrs}
        if tag not in IMPLIED:
            self.parts += [f"<{tag}", *sorted(f"{name}={value or ''}" for name, value in attrs), ">"]

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def sum(self) -> str:
        """FNV-1a over the UTF-16 units of everything but white space, as `journal.js` has it."""
        text = re.sub("[ \t\n\r\f]", "", "".join(self.parts))
        units, found = text.encode("utf-16-le"), 2166136261
        for n in range(0, len(units), 2):
            found = (found ^ (units[n] | units[n + 1] << 8)) * 16777619 & 0xFFFFFFFF
        return str(found)


def site_policy(scripts: str, styles: str, live: bool = False) -> str:
    """The policy of a page of the site: files of the site itself, and the theme's own scripts and styles that are in
    the page, given as HTML. A folder on a disk is no origin, so `file:` stands for the site there. `live`: a page that
    is shown while it is worked on has a script in it that changes each time."""
    own = "'self' file:"
    inline = _hashes(_INLINE_SCRIPT.findall(scripts)) if not live else "'unsafe-inline'"
    return policy(
        {
            "script-src": f"{own} {inline}",
            "style-src": f"{own} {_hashes(_INLINE_STYLE.findall(styles))}",
            "img-src": f"{own} data:",
            "worker-src": "'self'",
            "connect-src": "'self'",
        }
    )


def policy(allowed: dict[str, str]) -> str:
    """A content security policy: nothing but what is allowed."""
    least = dict.fromkeys(("default-src", "connect-src", "base-uri", "form-action"), "'none'")
    return "; ".join(f"{name} {value}" for name, value in (least | allowed).items())


def _hashes(sources: Iterable[str]) -> str:
    found = [base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() for source in sources]
    return " ".join(f"'sha256-{value}'" for value in found) or "'none'"
