"""Building the site without the command line of MkDocs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from maturity.errors import MaturityError, Problem
from maturity.site.plugin import MaturityPlugin, SiteContent
from maturity.site.serve import mkdocs_warnings

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


def load_site(config: str, questionnaire: Path | None, site: Path) -> MkDocsConfig:
    """What a configuration file says, with another questionnaire, if one is given, and folder to write into. Its
    plugins run: never load one that nobody named. Raises MaturityError."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    docs = str(questionnaire.resolve()) if questionnaire else None
    try:
        with mkdocs_warnings() as lines:
            loaded = load_config(config, docs_dir=docs, strict=True)
    except MkDocsException as error:
        fix = "correct it, or name another with -f"
        sentences = (" ".join(line.split()).rstrip(".") for line in lines or [str(error)])
        raise MaturityError([Problem(config, line, fix) for line in sentences]) from None
    loaded.site_dir = str(site.resolve())
    return loaded


def plugin_of(config: MkDocsConfig) -> MaturityPlugin:
    """Ours. Raises MaturityError when the configuration has none."""
    plugin = config.plugins.get("maturity")
    if not isinstance(plugin, MaturityPlugin):
        what = "there is no `maturity` under `plugins`"
        raise MaturityError([Problem(str(config.config_file_path), what, "add it")])
    return plugin


def build_site(config: MkDocsConfig, content: SiteContent | None, target: Path) -> None:
    """The site in the folder of the configuration, from which it will be moved to `target`, with what is given in place
    of a folder of assessments. Raises MaturityError when it cannot be made."""
    plugin = plugin_of(config)
    plugin.given, plugin.target = content, target
    config.plugins.on_startup(command="build", dirty=False)
    try:
        with mkdocs_warnings() as lines:
            build(config)
    except MkDocsException as error:
        where = str(config.config_file_path)
        problems = plugin.problems or [Problem(where, line, "correct it, and run this again") for line in lines]
        raise MaturityError(problems or [Problem(where, str(error), "correct it, and run this again")]) from None
    finally:
        config.plugins.on_shutdown()
        # MkDocs keeps one plugin for all the sites of a process
        plugin.given, plugin.target, plugin.problems = None, None, ()
