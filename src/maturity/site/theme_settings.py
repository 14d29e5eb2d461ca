"""The settings of MkDocs and of its theme that make every site look alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.theme import Theme

from maturity.errors import MaturityError, Problem
from maturity.questionnaire.loader import PUBLISHING
from maturity.questionnaire.yaml_reader import read_yaml
from maturity.site import pages

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

#: This package's own folder, with the theme.
PACKAGE = Path(__file__).parent.parent


def apply_theme(config: MkDocsConfig, moved: bool) -> None:
    """The theme's folder of this package comes after the owner's and before Material's, and what the configuration
    does not say is as in theme.yml. Nothing is ever fetched from elsewhere. `moved`: there are settings in it that have
    moved. Raises MaturityError."""
    where = str(config.config_file_path)
    if moved:
        what = "`disclosure` is no longer read from here, and without it more could be published"
        fix = f"write it in {PUBLISHING}, beside edition.yml, and remove it here"
        raise MaturityError([Problem(where, what, fix)])
    if config.theme.name != "material":
        what = f"the site is made for the theme `material`, and not for `{config.theme.name}`"
        raise MaturityError([Problem(where, what, "write `theme: {name: material}`")])
    usual = read_yaml(PACKAGE / "theme.yml").data
    plain = Theme("material")
    for name, value in usual["theme"].items():
        if config.theme.get(name) == plain.get(name):
            config.theme[name] = value
    config.theme["font"] = False
    if str(PACKAGE / "theme") not in config.theme.dirs:
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(PACKAGE / "theme"))
    config.use_directory_urls = False
    config.extra["generator"] = False
    config.extra["polyfills"] = [pages.ASSETS + "iframe-worker.js"]
    config.extra_css = [*dict.fromkeys([pages.ASSETS + "site.css", *config.extra_css])]
    config.markdown_extensions = [*dict.fromkeys([*config.markdown_extensions, *usual["markdown_extensions"]])]
    config.mdx_configs.setdefault("toc", usual["toc"])
