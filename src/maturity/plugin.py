"""MkDocs around the pure pages: it reads the questionnaire once, hands the pages over, and packs the result.

Everything that a page says is made elsewhere, so that another site builder can take MkDocs' place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel

from maturity import offline, pages, store
from maturity.compiler import compile_bundle
from maturity.editions import load_sound
from maturity.errors import MaturityError
from maturity.markup import bytecode_cache, css_string, headings_alone, title_html, whole
from maturity.records import Assessment

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page


#: Pages of the theme whose links are from the root of a server, which a folder on a shared drive has not.
SERVER_ONLY = {"404.html", "sitemap.xml"}
#: The one setting with which forces' own results are in the site.
RESTRICTED = "restricted"


class MaturityConfig(Config):  # type: ignore[no-untyped-call]
    """Options in mkdocs.yml."""

    #: Folder of the assessments to show, beside mkdocs.yml. Left out: none.
    assessments = config_options.Optional(config_options.Type(str))
    #: Name of the zip of the whole site. Empty: none is made.
    offline = config_options.Type(str, default="offline.zip")
    #: Who the site is for. `restricted`: forces' own results and their comparison too. Anything else is `public`:
    #: forces that are not invented are only counted, in what may be published.
    audience = config_options.Optional(config_options.Type(object))
    #: Settings of what may be published, which can hide more and never less.
    disclosure = config_options.Optional(config_options.Type(object))


class MaturityPlugin(BasePlugin[MaturityConfig]):  # type: ignore[no-untyped-call]
    """`plugins: [maturity]` in mkdocs.yml. The questionnaire is the docs_dir."""

    def on_config(self, config: MkDocsConfig) -> None:
        """Reads everything. What is wrong with it ends the build, in the words of `maturity check`."""
        folder = _near(config.docs_dir)
        try:
            self.q = load_sound(folder)
            self.bundle = compile_bundle(self.q)
            self.assessments = self._assessments(config)
        except MaturityError as error:
            raise PluginError(str(error)) from error
        prose = {path.name: _title(path) for path in sorted(folder.glob("*.md"))}
        self.pages = pages.render_pages(
            self.q,
            self.bundle,
            self.assessments,
            prose,
            restricted=self.config.audience == RESTRICTED,
            settings=self.config.disclosure,
        )
        config.nav = pages.navigation(self.q, prose, self.pages)
        config.site_name = title_html(self.q.edition.title)
        config.site_description = title_html(self.q.edition.summary)
        config.theme.static_templates -= SERVER_ONLY

    def _assessments(self, config: MkDocsConfig) -> list[Assessment]:
        """Everything in the folder of assessments, which may still be empty."""
        folder = self._folder(config)
        if folder is None or not any(folder.rglob("*" + store.ENDING)):
            return []
        return store.walk([folder], self.bundle)

    def _folder(self, config: MkDocsConfig) -> Path | None:
        if not self.config.assessments:
            return None
        return _near(Path(config.config_file_path).parent / self.config.assessments)

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        for name in SERVER_ONLY:
            if found := files.get_file_from_path(name):
                files.remove(found)
        listed = set(_paths(config.nav))
        for path, text in {**self.pages, **pages.render_assets(self.q, self.bundle)}.items():
            inclusion = InclusionLevel.INCLUDED if path in listed else InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, path, content=text, inclusion=inclusion))
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """A result is found by the list of results, so it belongs to the same part of the navigation."""
        index = files.get_file_from_path(pages.RESULTS)
        for file in files.documentation_pages():
            if index and index.page and file.page and file.inclusion is InclusionLevel.NOT_IN_NAV:
                file.page.parent = index.page.parent
        return nav

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Of a generated page Markdown reads the headings alone: it would go through everything else in vain."""
        if page.file.src_uri not in self.pages:
            return markdown
        headings, self.bodies = headings_alone(markdown)
        return headings

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        if page.file.src_uri not in self.pages:
            return html
        html = whole(html, self.bodies)
        page.present_anchor_ids = set(re.findall(r'\bid="([^"]+)"', html))
        return html

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """The theme's templates are compiled once a machine, and know the edition."""
        env.bytecode_cache = bytecode_cache()
        env.filters["css_string"] = css_string
        env.globals["edition"] = self.q.edition
        return env

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        folder = self._folder(config)
        if folder is not None:
            server.watch(str(folder))
        return server

    @event_priority(-200)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Last of all, when every other plugin has written its files."""
        if self.config.offline:
            offline.pack(Path(config.site_dir), self.config.offline, self.q.edition.published)


def _near(path: str | Path) -> Path:
    """A path as a person in the current folder would write it."""
    return Path(os.path.relpath(path))


def _title(path: Path) -> str:
    """The first heading of a prose page, which is its name in the navigation."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((line[2:].strip() for line in lines if line.startswith("# ")), path.stem.replace("-", " ").capitalize())


def _paths(nav: Any) -> Iterator[str]:
    """Every page that a navigation names."""
    for entry in nav:
        for place in entry.values():
            if isinstance(place, str):
                yield place
            else:
                yield from _paths(place)
