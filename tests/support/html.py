"""What tests ask of a page: its texts, its elements, its links and its anchors."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

import markdown  # type: ignore[import-untyped]

#: The extensions of mkdocs.yml that generated pages need.
EXTENSIONS = ["attr_list", "toc"]


class Element(NamedTuple):
    tag: str
    attributes: dict[str, str]


class Seen(HTMLParser):
    """Elements in order, and the text between them as a reader meets it. Scripts and styles are not text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = html
        self.elements: list[Element] = []
        self._pieces: list[str] = []
        self._quiet = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {key: value or "" for key, value in attrs}))
        self._quiet += tag in ("script", "style", "template")

    def handle_endtag(self, tag: str) -> None:
        self._quiet -= tag in ("script", "style", "template")

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self._pieces.append(data)

    @property
    def text(self) -> str:
        return flat(" ".join(self._pieces))

    @property
    def ids(self) -> list[str]:
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]

    @property
    def links(self) -> list[str]:
        """Where the page leads, and what it loads."""
        return [
            element.attributes[name]
            for element in self.elements
            for name in ("href", "src")
            if name in element.attributes
        ]


def flat(text: str) -> str:
    """Text with single spaces, so that line breaks of a file do not matter."""
    return re.sub(r"\s+", " ", text).strip()


def drawn(page: str) -> Seen:
    """A generated page as MkDocs' Markdown draws it, without the theme around it."""
    body = page.partition("\n---\n")[2]
    return Seen(markdown.markdown(body, extensions=EXTENSIONS))


def rows_of(html: str, caption: str) -> list[list[str]]:
    """Texts of the cells of the body of the table with this caption, row by row."""
    found = re.search(rf"<caption[^>]*>{re.escape(caption)}</caption>(.*?)</table>", html, re.DOTALL)
    assert found, caption
    body = found[1].partition("</thead>")[2]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    return [[Seen(cell).text for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]
