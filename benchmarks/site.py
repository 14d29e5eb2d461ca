"""How long the site takes to build, against MkDocs Material with the same texts as plain pages."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import QUESTIONNAIRE, ROOT, Row, maturity, medians, run

ROUNDS = 5
#: Material as our own site uses it, without our plugin, overrides, styles and scripts.
PLAIN = {
    "site_name": "Plain pages",
    "use_directory_urls": False,
    "theme": {
        "name": "material",
        "font": False,
        "features": ["navigation.tabs", "navigation.indexes", "navigation.prune", "navigation.top", "toc.follow"],
    },
    "plugins": ["search", "offline"],
    "markdown_extensions": ["admonition", "attr_list", "tables", {"toc": {"permalink": "#", "toc_depth": 3}}],
}


def rows(scratch: Path) -> Iterator[Row]:
    """`maturity build`, with the form as one file and the zip, against `mkdocs build` of plain pages."""
    folder = scratch / "plain"
    number = write_plain(folder)
    plain: list[str | Path] = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", scratch / "plain-site"]
    taken = medians(
        {
            "plain": lambda: void(plain, folder),
            "ours": lambda: void([maturity(), "build", "-o", scratch / "site"], ROOT),
        },
        ROUNDS,
    )
    detail = f"{taken['ours']:.2f} s against {taken['plain']:.2f} s for {number} pages, zip and single file included"
    yield Row("build of the site", taken["ours"] / taken["plain"], 1.1, "×", detail)


def write_plain(folder: Path) -> int:
    """Writes every page that our plugin makes as a file, with the same navigation. Gives how many there are."""
    from mkdocs.config import load_config

    config = load_config(str(ROOT / "mkdocs.yml"))
    config.plugins.on_config(config)
    made = config.plugins["maturity"].pages  # type: ignore[attr-defined]
    docs = folder / "docs"
    docs.mkdir(parents=True)
    for page in QUESTIONNAIRE.glob("*.md"):
        shutil.copy(page, docs)
    for name, text in made.items():
        path = docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(json.dumps(PLAIN | {"nav": config.nav}), encoding="utf-8")
    return len(list(docs.rglob("*.md")))


def void(command: list[str | Path], folder: Path) -> None:
    """Runs a command for its time alone."""
    run(command, folder)
