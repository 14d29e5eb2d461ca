"""The hooks of MkDocs: they read the questionnaire once, hand the pages over, and pack the result.

Everything that a page says is made elsewhere, so that another site builder can take MkDocs' place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel

from maturity.assessment import files as store
from maturity.editions.lineage import EditionRules, Editions
from maturity.editions.published import EDITIONS, load_publishable, load_published
from maturity.errors import MaturityError, Problem
from maturity.files import is_system_file
from maturity.national import status_report
from maturity.national.figures import PublicPicture, site_picture
from maturity.national.intake import all_claim_edition, editions_up_to, read_assessments, read_returns
from maturity.national.open_data import BOOK, national_book
from maturity.national.release_record import read_releases, releases_folder
from maturity.national.report import AnyPicture
from maturity.questionnaire import prose
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_publishing
from maturity.questionnaire.model import Questionnaire
from maturity.questionnaire.own_forces import own_forces
from maturity.questionnaire.toolkit import load_toolkit
from maturity.records import Assessment
from maturity.render.phrases import day, word
from maturity.render.single_file import site_policy
from maturity.render.templates import bytecode_cache, css_string, join_bodies, split_bodies, title_html
from maturity.site import edition_pages, pages, toolkit_pages
from maturity.site import offline_zip as offline
from maturity.site.serve import show_problems
from maturity.site.theme_settings import apply_theme

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
    #: Settings for publishing were here once. They are in the questionnaire's publishing.yml now.
    disclosure = config_options.Optional(config_options.Type(object))


class SiteContent(NamedTuple):
    """What a site shows in place of a folder of assessments: whole ones of today's edition that it may show, that
    edition with the forces that they are of, the state of every force, and the nation's figures."""

    assessments: list[Assessment]
    edition: EditionRules | None = None
    status: status_report.StatusReport | None = None
    nation: AnyPicture | None = None


class MaturityPlugin(BasePlugin[MaturityConfig]):  # type: ignore[no-untyped-call]
    """`plugins: [maturity]` in mkdocs.yml. The questionnaire is the docs_dir."""

    given: SiteContent | None = None
    #: The folder that the site will have, where it is made in another first.
    target: Path | None = None
    live = False
    #: Why the site cannot be made.
    problems: Sequence[Problem] = ()

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self.live = command == "serve"

    @event_priority(200)
    def on_config(self, config: MkDocsConfig) -> None:
        """Reads everything. What is wrong with it ends the build, in the words of `maturity check`. Comes before other
        plugins, because the look of the site is set here too."""
        folder = _relative(config.docs_dir)
        try:
            apply_theme(config, self.config.disclosure is not None)
            self.q = load_publishable(folder)
            self.toolkit = load_toolkit(folder, self.q)[0]
            self.settings = load_publishing(folder)[0]
            _check_ordinary(folder)
            self.bundle = compile_bundle(self.q)
            self.editions = self._editions(config)
            self.releases = read_releases(releases_folder(folder))
            content = self.given or self._given(config)
        except MaturityError as error:
            self.problems = error.problems
            raise PluginError(str(error)) from error
        self.nation = content.nation
        written = prose.page_titles(folder)
        self.pages = pages.render_pages(
            self.q,
            self.bundle,
            content.assessments,
            written,
            returned=content.edition,
            restricted=self.config.audience == RESTRICTED,
            editions=self.editions,
            status=content.status,
            on=_today(),
            nation=content.nation,
            releases=self.releases,
            toolkit=self.toolkit,
        )
        config.nav = pages.navigation(self.q, written, self.pages)
        config.site_name = title_html(self.q.edition.title)
        config.site_description = title_html(self.q.edition.summary)
        config.theme.static_templates -= SERVER_ONLY

    def _given(self, config: MkDocsConfig) -> SiteContent:
        """What the folder of assessments comes to, which may still be empty. For a public site all of it must be right;
        for a restricted one it is taken in as it is. A period of an older edition is in the nation's figures alone."""
        folder = self._folder(config, self.config.assessments)
        if folder is None:
            editions = Editions(self.q, self.bundle, self.editions)
            return SiteContent([], nation=self._nation(editions, []) if self.releases else None)
        place, version = self._editions_folder(config), self.q.edition.version
        # a draft need not explain itself as long as no file is of an edition before it
        restricted = self.config.audience == RESTRICTED
        files, problems = store.find_files([folder])
        older = self.editions if restricted or not all_claim_edition(files, version) else []
        editions = editions_up_to(self.q, older, place, _relative(config.docs_dir))
        editions = editions.with_own_forces(own_forces(self.q, folder))
        status = None
        if restricted:
            returns, counted = read_returns(folder, editions, _today())
            status = status_report.report_of_folder(editions, returns, _today())
        else:
            counted = read_assessments(files, editions, problems, _today())
        shown = [one for one in counted if one["edition"]["version"] == version]
        return SiteContent(shown, editions.today, status, self._nation(editions, counted))

    def _nation(self, editions: Editions, assessments: list[Assessment]) -> AnyPicture | None:
        restricted = self.config.audience == RESTRICTED
        today, older = _today(), self.editions
        return site_picture(editions, assessments, self.releases, self.settings, today, restricted, older)

    def _editions(self, config: MkDocsConfig) -> list[Questionnaire]:
        """The published editions. The folder that they usually lie in need not be there."""
        folder = self._editions_folder(config)
        return load_published(folder, self.q.edition.id) if folder.is_dir() else []

    def _editions_folder(self, config: MkDocsConfig) -> Path:
        return self._folder(config, self.config.editions) or _relative(Path(config.docs_dir).parent / EDITIONS)

    def _folder(self, config: MkDocsConfig, name: str | None) -> Path | None:
        """A folder that mkdocs.yml names. Raises MaturityError when it is not there."""
        if not name:
            return None
        folder = _relative(Path(config.config_file_path).parent / name)
        if not folder.is_dir():
            fix = "make it, or correct its name in mkdocs.yml; remove the line for a site without it"
            raise MaturityError([Problem(str(folder), "there is no such folder", fix)])
        return folder

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        for file in [*files]:
            own = file.src_dir == config.docs_dir
            # a page of the toolkit is made from the file, and takes its place
            if file.src_uri in SERVER_ONLY or (own and (file.src_uri in self.pages or not _is_public(file.src_uri))):
                files.remove(file)
        listed = set(_nav_paths(config.nav))
        tools = toolkit_pages.files_to_edit(self.toolkit, self.q)
        assets = pages.render_assets(self.q, self.bundle, self.toolkit)
        books = edition_pages.workbooks(edition_pages.site_editions(self.q, self.bundle, self.editions))
        if isinstance(self.nation, PublicPicture):
            books[f"results/{BOOK}"] = national_book(self.q, self.nation, self.q.edition.marking)
        contents: dict[str, str | bytes] = {**self.pages, **assets, **tools, **books}
        for path, content in contents.items():
            inclusion = InclusionLevel.INCLUDED if path in listed else InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, path, content=content, inclusion=inclusion))
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """A result is found by the list of results, an item of the toolkit by the toolkit, and a page of another
        edition by the list of editions: each belongs to the same part of the navigation as its list."""
        lists = {Path(path).parts[0]: files.get_file_from_path(path) for path in (pages.RESULTS, toolkit_pages.TOOLKIT)}
        editions = files.get_file_from_path(edition_pages.EDITIONS)
        for file in files.documentation_pages():
            index = lists.get(Path(file.src_uri).parts[0], editions)
            if index and index.page and file.page and file.inclusion is InclusionLevel.NOT_IN_NAV:
                file.page.parent = index.page.parent
        return nav

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Of a generated page Markdown reads the headings alone: it would go through everything else in vain."""
        if page.file.src_uri not in self.pages:
            return markdown
        headings, self.bodies = split_bodies(markdown)
        return headings

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        if page.file.src_uri not in self.pages:
            return html
        html = join_bodies(html, self.bodies)
        page.present_anchor_ids = set(re.findall(r'\bid="([^"]+)"', html))
        return html

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """The theme's templates are compiled once a machine, and know the edition."""
        env.bytecode_cache = bytecode_cache()
        env.filters |= {"css_string": css_string, "day": day}
        env.globals["policy"] = partial(site_policy, live=self.live)
        env.globals |= edition_pages.template_globals(edition_pages.site_editions(self.q, self.bundle, self.editions))
        return env

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        for folder in (self._folder(config, self.config.assessments), self._editions_folder(config)):
            if folder is not None and folder.is_dir():
                server.watch(str(folder))
        show_problems(server)
        return server

    def reads(self, config: MkDocsConfig) -> list[Path]:
        """Files and folders that the site is made from. Raises MaturityError when one that is named is not there."""
        named = (config.config_file_path, config.docs_dir, config.theme.custom_dir)
        folders = [self._folder(config, self.config.assessments), self._editions_folder(config)]
        return [*(Path(each) for each in named if each), *(each for each in folders if each)]

    @event_priority(-200)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Last of all, when every other plugin has written its files. A page in a folder cannot ask for the index of
        the search, so it is a script as well."""
        index = Path(config.site_dir, "search", "search_index.json")
        if index.is_file():
            script = f"var __index = {index.read_text(encoding='utf-8')}"
            index.with_suffix(".js").write_text(script, encoding="utf-8")
        if self.config.offline:
            start, edition = word("site.zip_start", title=self.q.edition.title), self.q.edition
            offline.write_zip(Path(config.site_dir), self.config.offline, edition.published, start)


def _relative(path: str | Path) -> Path:
    """A path as a person in the current folder would write it."""
    return Path(os.path.relpath(path))


def _today() -> str:
    return datetime.now().date().isoformat()


def _is_public(name: str) -> bool:
    """Whether a file of the questionnaire's folder goes into the site as it is."""
    path = Path(name)
    return path.suffix.lower() in FOR_EVERYONE and not any(map(is_system_file, path.parts))


def _check_ordinary(folder: Path) -> None:
    """Raises MaturityError with every page and picture that is not an ordinary file, or is too large: MkDocs would
    wait for it, or fill the memory with it."""
    problems = []
    for path in sorted(each for each in folder.rglob("*") if each.suffix.lower() in FOR_EVERYONE):
        if path.is_file() and path.stat().st_size > store.LARGEST:
            what = f"it is larger than {store.LARGEST // 2**20} MB"
            problems.append(Problem(str(path), what, "make it smaller, or move it elsewhere"))
        elif path.exists() and not path.is_file() and not path.is_dir():
            problems.append(Problem(str(path), "this is a pipe or a device, not an ordinary file", "delete it"))
    if problems:
        raise MaturityError(problems)


def _nav_paths(nav: Any) -> Iterator[str]:
    """Every page that a navigation names."""
    for entry in nav:
        for place in entry.values():
            if isinstance(place, str):
                yield place
            else:
                yield from _nav_paths(place)
