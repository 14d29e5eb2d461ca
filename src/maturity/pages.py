"""Every page of the site that comes from data, as a pure function: questionnaire and assessments in, texts out.

MkDocs only lays the result out (`plugin`). A page is a `.md` text that `markup` describes; the rest are the files
beside it. `navigation` gives the pages their order and their names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from maturity import briefing, comparison, form, national, opendata, picture, publication
from maturity.compare import compare_periods
from maturity.lookup import Lookup
from maturity.markup import environment, front_matter, title_html
from maturity.model import Questionnaire
from maturity.records import Assessment, Bundle
from maturity.returns import Return, in_public, returns_of
from maturity.words import word
from maturity.worked import worked_examples

#: Folder of the site's own scripts and styles.
ASSETS = "assets/maturity/"
#: Files of src/maturity/web that only the site needs, by their name in the site. The search of the theme looks for
#: "iframe-worker" in the name of its stand-in for workers.
SITE_FILES = {"site.css": "site.css", "site.js": "site.js", "iframe-worker.js": "worker.js"}
ABOUT = ("framework", "evidence", "scoring", "words", "sources")
RESULTS = "results/index.md"
COMPARISON = "results/compare.md"
NATIONAL = "results/national.md"
WHOLE_WIDTH = {"hide": ["navigation", "toc"]}
#: Prose pages that belong to another part of the navigation than the last.
PROSE_HOMES = {"getting-started.md": "assessment", "using-results.md": "results"}

Nav = list[Any]


class Writer:
    """Draws templates into pages, each with links that are right for its place in the tree."""

    def __init__(self, q: Questionnaire, bundle: Bundle, prose: Iterable[str]) -> None:
        self.env: Environment = environment()
        self.facts: dict[str, Any] = {
            "q": q,
            "edition": q.edition,
            "standards": q.standards,
            "interventions": q.interventions,
            "sources": q.sources,
            "site": Lookup(q),
            "fingerprint": bundle["edition"].get("fingerprint", ""),
            "prose": frozenset(prose),
            "w": word,
        }
        self.pages: dict[str, str] = {}

    def page(self, path: str, template: str, head: Mapping[str, Any] | None = None, **values: Any) -> None:
        """Adds the page `path`. `head` goes to the theme: what to hide, which scripts to load, which marking."""
        up = "../" * path.count("/")
        body = self.env.get_template(f"pages/{template}.md").render(self.facts | values, to=lambda target: up + target)
        facts = {"kind": template, **(head or {})}
        self.pages[path] = front_matter(facts) + "\n" + body.strip() + "\n"


def render_pages(
    q: Questionnaire,
    bundle: Bundle,
    assessments: Sequence[Assessment],
    prose: Iterable[str] = (),
    *,
    restricted: bool = False,
    settings: Any = None,
) -> dict[str, str]:
    """Texts of the site by path. `prose` names the pages that lie ready-made in the questionnaire's folder.

    Unless it is `restricted`, forces that are not invented have no page, and are counted in what is published only.
    `settings` are those of `disclosure.policy_of`."""
    site = Lookup(q)
    writer = Writer(q, bundle, prose)
    wide = {"hide": ["navigation"]}
    writer.page("index.md", "home", WHOLE_WIDTH)
    head = WHOLE_WIDTH | _extras(form.STYLES, ("edition.js", *form.SCRIPTS))
    writer.page("form.md", "form", head, body=Markup(form.form_body(q, bundle)))
    for theme in q.themes:
        writer.page(f"themes/{theme.id}.md", "theme", wide, theme=theme)
    writer.page("questions.md", "questions")
    writer.page("standards.md", "standards", wide)
    writer.page("interventions/index.md", "interventions", WHOLE_WIDTH)
    for item in site.order:
        writer.page(f"interventions/{item.id}.md", "intervention", item=item)
    shown = assessments if restricted else in_public(q, assessments)
    _results(writer, q, bundle, returns_of(q, bundle, shown), bool(assessments))
    files = _national(writer, q, bundle, assessments, settings) if assessments else {}
    writer.facts["worked"] = worked_examples(q, bundle)
    for name in ABOUT:
        writer.page(f"{name}.md", name)
    return {
        **writer.pages,
        **files,
        "standards.csv": publication.standards_csv(q),
        "standards.json": publication.standards_json(q, bundle),
    }


def render_assets(q: Questionnaire, bundle: Bundle) -> dict[str, str]:
    """Scripts, styles and the form as one file, by path in the site."""
    names = [*form.SCRIPTS, *form.STYLES, *form.REPORT_SCRIPTS, *form.REPORT_STYLES]
    sources = {name: name for name in (*names, *comparison.SCRIPTS, *comparison.STYLES, *picture.STYLES)}
    files = {ASSETS + name: form.web(source) for name, source in (sources | SITE_FILES).items()}
    return {
        **files,
        ASSETS + "edition.js": form.edition_script(q, bundle),
        "assessment.html": form.render_form(q, bundle),
    }


def navigation(q: Questionnaire, prose: Mapping[str, str], made: Collection[str] = ()) -> Nav:
    """MkDocs' `nav`. `prose` gives the title of each ready-made page, and `made` the paths of the others. Every name is
    HTML, escaped once, here.

    The results themselves, of which there can be hundreds, are found by their list.
    """

    def section(name: str, pages: Nav) -> dict[str, Nav]:
        ready = [_entry(prose[path], path) for path in sorted(prose) if PROSE_HOMES.get(path, "about") == name]
        return {title_html(word(f"site.nav.{name}")): pages + ready}

    def page(name: str, path: str) -> dict[str, str]:
        return _entry(word(f"site.nav.{name}"), path)

    themes = [_entry(theme.name, f"themes/{theme.id}.md") for theme in q.themes]
    interventions = [_entry(item.name, f"interventions/{item.id}.md") for item in Lookup(q).order]
    kinds = {"results": RESULTS, "national": NATIONAL, "compare": COMPARISON}
    results = [page(name, path) for name, path in kinds.items() if path == RESULTS or path in made]
    return [
        page("home", "index.md"),
        section("assessment", [page("form", "form.md")]),
        section("questions", [*themes, page("all_questions", "questions.md")]),
        page("standards", "standards.md"),
        section("interventions", [page("interventions", "interventions/index.md"), *interventions]),
        section("results", results),
        section("about", [page(name, f"{name}.md") for name in ABOUT]),
    ]


def _entry(name: str, path: str) -> dict[str, str]:
    return {title_html(name): path}


def _national(
    writer: Writer, q: Questionnaire, bundle: Bundle, assessments: Sequence[Assessment], settings: Any
) -> dict[str, str]:
    """A page of the national picture for each period; gives the open data that lies beside them."""
    published = national.for_everyone(national.publication(bundle, q.forces, assessments, settings))
    invented = national.counted_forces(q.forces, assessments) is q.forces.invented
    for period, file in picture.names(published).items():
        title = briefing.national().word("picture.title", period=period)
        body = picture.body(q, published, period, invented, beside="")
        others = [each for each in picture.names(published).items() if each[0] != period]
        head = {"title": title_html(title)} | WHOLE_WIDTH | _extras(picture.STYLES, ())
        writer.page(f"results/{file}.md", "national", head, title=title, others=others, body=body)
    return {f"results/{name}": text for name, text in opendata.files(q, published, invented).items()}


def _results(writer: Writer, q: Questionnaire, bundle: Bundle, found: Sequence[Return], some: bool) -> None:
    """The list of results, the comparison, and a page for each result. Nothing where there are none but the list.
    `some`: there are assessments, shown or not."""
    invented = frozenset(force.id for force in q.forces.invented)
    some_invented = any(item.invented for item in found)
    head = {"marking": markings(q, found)} if found else {}
    writer.page(RESULTS, "results", head, returns=found, invented=some_invented, some=some)
    if found:
        names = {item.profile["force"]: item.name for item in found}
        compared = compare_periods(bundle, [item.profile for item in found], names, invented)
        head = {"marking": markings(q, found)} | _extras(comparison.STYLES, comparison.SCRIPTS)
        body = comparison.body(q, compared)
        writer.page(COMPARISON, "compare", head | WHOLE_WIDTH, body=Markup(body))
    for item in found:
        links = ("../questions.html#", "../interventions/index.html#")
        head = {"marking": item.assessment.get("marking", q.edition.marking)}
        head["title"] = title_html(f"{item.name}, {item.period}")
        head |= _extras(form.REPORT_STYLES, ("edition.js", *form.REPORT_SCRIPTS))
        body = form.report_body(q, bundle, item.profile, item.assessment, *links)
        writer.page(f"results/{item.file}.md", "result", head, item=item, body=Markup(body))


def markings(q: Questionnaire, found: Sequence[Return]) -> str:
    """The markings of all the assessments on one page, each once."""
    return " / ".join(dict.fromkeys(item.assessment.get("marking", q.edition.marking) for item in found))


def _extras(styles: Iterable[str], scripts: Iterable[str]) -> dict[str, Any]:
    """What the theme loads on this page beside its own. Such a page draws itself, so search has nothing to find."""
    return {
        "styles": [ASSETS + name for name in styles],
        "scripts": [ASSETS + name for name in scripts],
        "search": {"exclude": True},
    }
