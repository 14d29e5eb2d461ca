"""The pages of one edition: its framework, themes, standards, interventions and the rest of what it says. The site has
them once for each edition that it shows, each at its own address.

A page is a `.md` text, as `render.templates` describes; the rest are the files beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from jinja2 import Environment

from maturity.editions import standards_data
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.model import Library, Questionnaire
from maturity.questionnaire.toolkit import NO_TOOLKIT, Toolkit
from maturity.records import Bundle
from maturity.render.phrases import word
from maturity.render.templates import environment, front_matter, title_html
from maturity.site.worked_examples import worked_examples

ABOUT = ("framework", "evidence", "scoring", "words", "sources", "provenance")
INSPECTION = "inspection.md"
LIBRARY = "library.md"
PRACTICE = "practice.md"
STANDARDS, QUESTIONS, INTERVENTIONS = "standards.md", "questions.md", "interventions/index.md"
WHOLE_WIDTH = {"hide": ["navigation", "toc"]}
WIDE = {"hide": ["navigation"]}


def page_names(q: Questionnaire) -> dict[str, str]:
    """Every page of an edition by its path there, with its name."""
    return {
        "framework.md": word("site.nav.framework"),
        **{f"themes/{theme.id}.md": theme.name for theme in q.themes},
        QUESTIONS: word("site.nav.all_questions"),
        STANDARDS: word("site.nav.standards"),
        INTERVENTIONS: word("site.nav.interventions"),
        **{f"interventions/{item.id}.md": item.name for item in Lookup(q).order},
        **({PRACTICE: word("site.nav.practice")} if q.calibration.cases else {}),
        **({INSPECTION: word("site.nav.inspection")} if q.crosswalk.documents else {}),
        **{f"{name}.md": word(f"site.nav.{name}") for name in ABOUT[1:]},
    }


class PageWriter:
    """Draws templates into the pages of one edition, each with links that are right for its place in the tree.

    `under` is the edition's address: nothing for the one at the root, else a folder that ends in a slash. Only the
    pages at the root are in the navigation and found by search. `there`: pages that the current edition has too.
    `toolkit`: what questions and interventions link to.
    """

    def __init__(
        self,
        q: Questionnaire,
        bundle: Bundle,
        prose: Iterable[str] = (),
        under: str = "",
        there: Collection[str] = (),
        toolkit: Toolkit = NO_TOOLKIT,
    ) -> None:
        self.env: Environment = environment()
        self.q, self.bundle, self.under, self.there = q, bundle, under, there
        self.names = page_names(q)
        self.facts: dict[str, Any] = {
            "q": q,
            "edition": q.edition,
            "standards": q.standards,
            "interventions": q.interventions,
            "sources": q.sources,
            "site": Lookup(q),
            "fingerprint": bundle["edition"].get("fingerprint", ""),
            "prose": frozenset(prose),
            "toolkit": toolkit,
            "library": Library() if under else q.library,
            "w": word,
        }
        self.pages: dict[str, str] = {}

    def page(self, path: str, template: str, head: Mapping[str, Any] | None = None, **values: Any) -> None:
        """Adds the page `path` of the edition. `head` goes to the theme: what to hide, which scripts to load, which
        marking. In a template `to` leads to a page of the same edition, and `root` to one from the site's root."""
        up = "../" * path.count("/")
        out = up + "../" * self.under.count("/")
        facts = {"kind": template, **(self._apart(path) if self.under else {}), **(head or {})}
        links = {"to": lambda target: up + target, "root": lambda target: out + target}
        body = self.env.get_template(f"pages/{template}.md").render(self.facts | values, **links)
        self.pages[self.under + path] = front_matter(facts) + "\n" + body.strip() + "\n"

    def _apart(self, path: str) -> dict[str, Any]:
        """The head of a page that is not at the root."""
        head: dict[str, Any] = {"edition": self.q.edition.version, "search": {"exclude": True}}
        if path in self.there:
            head["same"] = path.removesuffix(".md") + ".html"
        if path in self.names:
            head["title"] = title_html(self.names[path])
        return head


def write_reference_pages(writer: PageWriter) -> dict[str, str]:
    """Adds every page of the edition. Gives the files beside them."""
    q, under = writer.q, writer.under
    apart = WIDE if under else None  # the navigation is that of the root
    for theme in q.themes:
        writer.page(f"themes/{theme.id}.md", "theme", WIDE, theme=theme)
    writer.page(QUESTIONS, "questions", apart)
    writer.page(STANDARDS, "standards", WIDE)
    if q.calibration.cases:
        writer.page(PRACTICE, "practice", apart)
    if q.crosswalk.documents:
        writer.page(INSPECTION, "inspection", apart)
    if writer.facts["library"].campaigns or writer.facts["library"].cases:
        writer.page(LIBRARY, "library")
    writer.page(INTERVENTIONS, "interventions", WHOLE_WIDTH)
    for item in writer.facts["site"].order:
        writer.page(f"interventions/{item.id}.md", "intervention", apart, item=item)
    writer.facts["worked"] = worked_examples(q, writer.bundle)
    for name in ABOUT:
        writer.page(f"{name}.md", name, apart)
    return {
        f"{under}standards.csv": standards_data.standards_csv(q),
        f"{under}standards.json": standards_data.standards_json(q, writer.bundle),
    }
