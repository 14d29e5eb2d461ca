"""Several editions side by side in one site: a list of them, the pages of each at an address of its own, and what
changed from each to the next. Pure: questionnaires in, texts out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

from maturity.editions import diff_text
from maturity.editions.diff import Diff, diff
from maturity.editions.entities import entities_of
from maturity.editions.explanations import unexplained
from maturity.editions.standards_data import standards_changed
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.model import Change, Questionnaire
from maturity.records import Bundle
from maturity.render import form
from maturity.render.csv_tables import to_json
from maturity.render.phrases import word
from maturity.render.templates import title_html
from maturity.render.workbook import workbook
from maturity.site.reference_pages import WHOLE_WIDTH, WIDE, PageWriter, page_names, write_reference_pages

EDITIONS, CHANGES = "editions.md", "changes.md"


class SiteEdition(NamedTuple):
    """One edition as the site shows it. `under` is its address: nothing at the root, else a folder with its slash.
    `state`: the `current` one is the last that was published; before it they are `older`, and after it a `draft`."""

    q: Questionnaire
    bundle: Bundle
    under: str
    state: Literal["draft", "current", "older"]

    @property
    def version(self) -> str:
        return self.q.edition.version

    @property
    def questions(self) -> int:
        return len(Lookup(self.q).places)

    def at(self, root: Callable[[str], str]) -> Callable[[str], str]:
        """Leads to a page of this edition, where `root` leads to one from the site's root."""
        return lambda target: root(self.under + target)

    def contents(self) -> list[tuple[str, str]]:
        """Its main pages, by path there, with their names."""
        leaves_out = tuple(f"interventions/{item.id}." for item in self.q.interventions.interventions)
        return [
            (path.removesuffix(".md") + ".html", name)
            for path, name in ({"index.md": word("site.nav.overview")} | page_names(self.q)).items()
            if not path.startswith(leaves_out)
        ]

    @property
    def corrections(self) -> list[tuple[str, Change]]:
        """What was corrected after publication: what it is called, and the entry in changes.yml."""
        called: dict[str, str] = {}
        for (_, name), each in entities_of(self.q).items():  # a question before its standard
            called.setdefault(name, f"{each.code or ''} {each.name}".strip())
        corrected = [
            each for each in self.q.changes.changes if (each.kind, each.version) == ("corrected", self.version)
        ]
        return [(called.get(each.id, each.id), each) for each in corrected]


def site_editions(q: Questionnaire, bundle: Bundle, published: Sequence[Questionnaire]) -> list[SiteEdition]:
    """The editions of a site by day and version, the draft last. `q` is at the root; of the `published` ones it takes
    the place of its own copy."""
    others = [each for each in published if each.edition.version != q.edition.version]
    order = sorted((q, *others), key=lambda each: (each.edition.published or "9", each.edition.version))
    last = max((n for n, each in enumerate(order) if each.edition.published), default=-1)
    return [
        SiteEdition(
            each,
            bundle if each is q else compile_bundle(each),
            "" if each is q else f"editions/{each.edition.version}/",
            "current" if n == last else "older" if n < last else "draft",
        )
        for n, each in enumerate(order)
    ]


def current_of(shelf: Sequence[SiteEdition]) -> SiteEdition | None:
    """The edition that is in force; none while nothing was published."""
    return next((each for each in shelf if each.state == "current"), None)


def write_editions(root: PageWriter, shelf: Sequence[SiteEdition]) -> dict[str, str]:
    """Adds the list of editions, every page of the published editions at an address that stays, and what changed
    between neighbours. `root` draws the pages at the root. Gives the files beside them."""
    current = current_of(shelf)
    there = frozenset(page_names(current.q)) if current else frozenset[str]()
    files: dict[str, str] = {}
    for n, each in enumerate(shelf):
        earlier, later = shelf[n - 1] if n else None, shelf[n + 1] if n + 1 < len(shelf) else None
        facts = {"here": each, "earlier": earlier, "later": later, "current": current}
        writers = [] if each.under else [root]
        if each.q.edition.published:
            writers.append(PageWriter(each.q, each.bundle, (), f"editions/{each.version}/", there))
        for writer in writers:
            writer.facts |= facts
            if writer.under:
                files |= write_reference_pages(writer)
                files[f"{writer.under}assessment.html"] = form.render_form(each.q, each.bundle)
                head = WHOLE_WIDTH | {"title": title_html(each.q.edition.title)}
                writer.page("index.md", "edition", head)
            if earlier:
                files |= _write_changes(writer, earlier, each)
            root.pages |= writer.pages
    root.page(EDITIONS, "editions", WIDE, shelf=shelf[::-1])
    return files


def workbooks(shelf: Sequence[SiteEdition]) -> dict[str, bytes]:
    """Empty workbooks to answer in, by path in the site: that of the questionnaire itself, and one for each published
    edition beside its form."""
    files: dict[str, bytes] = {}
    for each in shelf:
        made = workbook(Lookup(each.q), each.bundle)
        if not each.under:
            files["assessment.xlsx"] = made
        if each.q.edition.published:
            files[f"editions/{each.version}/assessment.xlsx"] = made
    return files


def _write_changes(writer: PageWriter, old: SiteEdition, new: SiteEdition) -> dict[str, str]:
    """The page that says what changed, and the same as data. While changes.yml does not explain it all, the page says
    what is missing, and nothing else: what is not explained may have changed its meaning."""
    title = word("diff.title", old=old.version, new=new.version)
    head = (WIDE if writer.under else {}) | {"title": title_html(title)}
    missing = unexplained(old.q, new.q)
    if missing:
        writer.page(CHANGES, "changes", head, title=title, missing=missing, told=None)
        return {}
    changed = diff(old.q, new.q)
    text = diff_text.describe_diff(changed)
    standards = standards_changed(old.q, new.q, changed)
    same = len(new.q.standards.standards) - len([row for row in standards if row["now"] is not None])
    writer.page(
        CHANGES,
        "changes",
        head,
        title=title,
        missing=[],
        told=text,
        standards=standards,
        same=same,
        links=_entity_links(changed, Lookup(new.q)),
    )
    return {f"{writer.under}changes.json": to_json(changed) + "\n"}


def _entity_links(changed: Diff, site: Lookup) -> dict[tuple[str, str], str]:
    """Where each changed thing is in the newer edition, by kind and id. What was removed is nowhere."""
    pages = {"intervention": "interventions/{}.html", "theme": "themes/{}.html", "gap": "framework.html#{}"}
    pages |= {"source": "sources.html#{}", "aim": "framework.html#{}"}
    links: dict[tuple[str, str], str] = {}
    for each in changed["things"]:
        kind, name = each["kind"], each["id"]
        if each["how"] == "retired":
            continue
        if kind in ("question", "step"):
            question = name if kind == "question" else name.rpartition("-")[0]
            links[kind, name] = f"themes/{site.place[question].theme.id}.html#{question}"
        elif kind == "capability":
            theme = next(theme.id for theme, capability in site.capabilities if capability.id == name)
            links[kind, name] = f"themes/{theme}.html#{name}"
        elif kind in pages:
            links[kind, name] = pages[kind].format(name)
    return links


def template_globals(shelf: Sequence[SiteEdition]) -> dict[str, Any]:
    """What the theme's templates need on every page: each edition by version, the one at the root, and the one in
    force."""
    return {
        "shelf": {each.version: each for each in shelf},
        "root_edition": next(each for each in shelf if not each.under),
        "current_edition": current_of(shelf),
    }
