"""MkDocs around the pure pages: it reads the questionnaire once, hands the pages over, and packs the result.

Everything that a page says is made elsewhere, so that another site builder can take MkDocs' place.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mkdocs.commands.build import build
from mkdocs.config import config_options, load_config
from mkdocs.config.base import Config
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel

from maturity import offline, pages, store
from maturity.compiler import compile_bundle
from maturity.errors import MaturityError, Problem
from maturity.history import shelf
from maturity.history.briefing import day
from maturity.history.editions import EDITIONS, load_published, load_sound
from maturity.history.lineage import Editions
from maturity.markup import bytecode_cache, css_string, headings_alone, title_html, whole
from maturity.model import Questionnaire
from maturity.nation import opendata, status_text
from maturity.nation.collect import choose
from maturity.nation.intake import claim_only, lineage, read_each, taken
from maturity.nation.national import Nation, nation_of, press
from maturity.records import Assessment

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page


#: Pages of the theme whose links are from the root of a server, which a folder on a shared drive has not.
SERVER_ONLY = {"404.html", "sitemap.xml"}
#: What of the questionnaire's folder goes into the site as it is: prose and its pictures. Anything else that lies
#: there, such as somebody's return, stays out.
FOR_EVERYONE = {".md", ".svg", ".png", ".jpg", ".jpeg", ".webp"}
#: The one setting with which forces' own results are in the site.
RESTRICTED = "restricted"


class MaturityConfig(Config):  # type: ignore[no-untyped-call]
    """Options in mkdocs.yml."""

    #: Folder of the assessments to show, beside mkdocs.yml. Left out: none. In a `restricted` site it may be the folder
    #: as it came: what counts is shown, and the page of who has returned says what every file is.
    assessments = config_options.Optional(config_options.Type(str))
    #: Folder of the published editions, beside mkdocs.yml. Left out: `editions` beside the questionnaire, if any.
    editions = config_options.Optional(config_options.Type(str))
    #: Name of the zip of the whole site. Empty: none is made.
    offline = config_options.Type(str, default="offline.zip")
    #: Who the site is for. `restricted`: forces' own results and their comparison too. Anything else is `public`:
    #: forces that are not invented are only counted, in what may be published.
    audience = config_options.Optional(config_options.Type(object))
    #: Settings of what may be published, which can hide more and never less.
    disclosure = config_options.Optional(config_options.Type(object))


class Given(NamedTuple):
    """What a site shows in place of a folder of assessments: whole ones of today's edition that it may show, where
    every force stands, and the nation's figures."""

    assessments: list[Assessment]
    status: status_text.Worded | None = None
    nation: Nation | None = None


class MaturityPlugin(BasePlugin[MaturityConfig]):  # type: ignore[no-untyped-call]
    """`plugins: [maturity]` in mkdocs.yml. The questionnaire is the docs_dir."""

    given: Given | None = None

    def on_config(self, config: MkDocsConfig) -> None:
        """Reads everything. What is wrong with it ends the build, in the words of `maturity check`."""
        folder = _near(config.docs_dir)
        try:
            self.q = load_sound(folder)
            self.bundle = compile_bundle(self.q)
            self.editions = self._editions(config)
            given = self.given or self._given(config)
        except MaturityError as error:
            raise PluginError(str(error)) from error
        prose = {path.name: _title(path) for path in sorted(folder.glob("*.md"))}
        self.pages = pages.render_pages(
            self.q,
            self.bundle,
            given.assessments,
            prose,
            restricted=self.config.audience == RESTRICTED,
            settings=self.config.disclosure,
            editions=self.editions,
            status=given.status,
            on=_today(),
            nation=given.nation,
        )
        self._keep_apart(Path(config.site_dir))
        config.nav = pages.navigation(self.q, prose, self.pages)
        config.site_name = title_html(self.q.edition.title)
        config.site_description = title_html(self.q.edition.summary)
        config.theme.static_templates -= SERVER_ONLY

    def _keep_apart(self, site: Path) -> None:
        """Before the site's folder is emptied. Invented forces need no protection."""
        made = self.pages.get(f"results/{opendata.JSON}")
        if made is None or json.loads(made)["invented"]:
            return
        try:
            opendata.keep_apart(_near(site / "results"), {opendata.JSON: made})
        except MaturityError as error:
            raise PluginError(str(error)) from error

    def _given(self, config: MkDocsConfig) -> Given:
        """What the folder of assessments comes to, which may still be empty. For a public site all of it must be right;
        for a restricted one it is taken in as it is. A period of an older edition is in the nation's figures alone."""
        folder = self._folder(config, self.config.assessments)
        if folder is None:
            return Given([])
        place, version = self._editions_folder(config), self.q.edition.version
        # a draft need not explain itself as long as no file is of an edition before it
        restricted = self.config.audience == RESTRICTED
        files, problems = store.find([folder])
        older = self.editions if restricted or not claim_only(files, version) else []
        editions = lineage(self.q, older, place, _near(config.docs_dir))
        if not restricted:
            everything = read_each(files, editions, problems, _today())
            mine = [one for one in everything if one["edition"]["version"] == version]
            return Given(mine, None, self._nation(editions, everything))
        found, counted = taken(folder, editions, _today())
        used = (choice.used for choice in choose(found).values())
        today = [each.file for each in used if each.summary and each.summary.version == version]
        mine = [store.read_file(str(folder / file), self.bundle) for file in today]
        return Given(mine, status_text.standing(editions, found, _today()), self._nation(editions, counted))

    def _nation(self, editions: Editions, assessments: list[Assessment]) -> Nation | None:
        settings: Any = self.config.disclosure  # whatever the file says: what is not understood hides everything
        if not assessments:
            return None
        pressed = press(self.bundle, self.q.forces, assessments, settings, editions, _today())
        return nation_of(editions, assessments, pressed)

    def _editions(self, config: MkDocsConfig) -> list[Questionnaire]:
        """The published editions. The folder that they usually lie in need not be there."""
        folder = self._editions_folder(config)
        return load_published(folder, self.q.edition.id) if folder.is_dir() else []

    def _editions_folder(self, config: MkDocsConfig) -> Path:
        return self._folder(config, self.config.editions) or _near(Path(config.docs_dir).parent / EDITIONS)

    def _folder(self, config: MkDocsConfig, name: str | None) -> Path | None:
        """A folder that mkdocs.yml names. Raises MaturityError when it is not there."""
        if not name:
            return None
        folder = _near(Path(config.config_file_path).parent / name)
        if not folder.is_dir():
            fix = "make it, or mend its name in mkdocs.yml; take the line out for a site without it"
            raise MaturityError([Problem(str(folder), "there is no such folder", fix)])
        return folder

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        for file in [*files]:
            own = file.src_dir == config.docs_dir
            if file.src_uri in SERVER_ONLY or (own and Path(file.src_uri).suffix.lower() not in FOR_EVERYONE):
                files.remove(file)
        listed = set(_paths(config.nav))
        for path, text in {**self.pages, **pages.render_assets(self.q, self.bundle)}.items():
            inclusion = InclusionLevel.INCLUDED if path in listed else InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, path, content=text, inclusion=inclusion))
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """A result is found by the list of results, and a page of another edition by the list of editions: each belongs
        to the same part of the navigation as its list."""
        results, editions = (files.get_file_from_path(path) for path in (pages.RESULTS, shelf.EDITIONS))
        for file in files.documentation_pages():
            index = results if file.src_uri.startswith("results/") else editions
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
        env.filters |= {"css_string": css_string, "day": day}
        env.globals |= shelf.globals_of(shelf.shown(self.q, self.bundle, self.editions))
        return env

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        for folder in (self._folder(config, self.config.assessments), self._editions_folder(config)):
            if folder is not None and folder.is_dir():
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


def _today() -> str:
    return datetime.now().date().isoformat()


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


# --- a site without the command line of MkDocs -------------------------------------------------------------------


def load_site(config: str, questionnaire: Path, site: Path) -> MkDocsConfig:
    """What a configuration file says, with another questionnaire and folder to write into. Raises MaturityError."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    try:
        return load_config(config, docs_dir=str(questionnaire.resolve()), site_dir=str(site.resolve()), strict=True)
    except MkDocsException as error:
        raise MaturityError([Problem(config, str(error).rstrip("."), "mend it, or name another with -f")]) from None


def disclosure_of(config: str, questionnaire: Path) -> Any:
    """What a configuration file says under `disclosure`, whatever that is. Raises MaturityError."""
    return plugin_of(load_site(config, questionnaire, questionnaire.resolve().parent / "site")).config.disclosure


def plugin_of(config: MkDocsConfig) -> MaturityPlugin:
    """Ours. Raises MaturityError when the configuration has none."""
    found = config.plugins.get("maturity")
    if not isinstance(found, MaturityPlugin):
        what = "there is no `maturity` under `plugins`"
        raise MaturityError([Problem(str(config.config_file_path), what, "add it")])
    return found


def build_site(config: MkDocsConfig, given: Given) -> None:
    """The site with what is given, as `maturity build` makes it. Raises MaturityError when it cannot be made."""
    plugin_of(config).given = given
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    except MkDocsException as error:
        fix = "`maturity build` says more"
        raise MaturityError([Problem(str(config.config_file_path), f"the site was not made: {error}", fix)]) from None
    finally:
        config.plugins.on_shutdown()
