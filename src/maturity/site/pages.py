"""Every page of the site that comes from data, as a pure function: questionnaire and assessments in, texts out.

MkDocs only lays the result out (`plugin`). `reference_pages` has the pages of one edition, `edition_pages` those of
the others, and this module the rest. `navigation` gives the pages their order and their names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any

from markupsafe import Markup

from maturity.editions.lineage import EditionRules
from maturity.national import open_data, report, status_report
from maturity.national.figures import PublicPicture
from maturity.national.release_record import ReleaseRecord
from maturity.national.report import AnyPicture
from maturity.national.status_report import MOST_ROWS
from maturity.questionnaire.model import Questionnaire
from maturity.questionnaire.toolkit import NO_TOOLKIT, Toolkit
from maturity.records import Assessment, Bundle
from maturity.render import comparison_page, form
from maturity.render.phrases import word
from maturity.render.templates import title_html
from maturity.scoring.engine import score
from maturity.site.edition_pages import CHANGES, EDITIONS, site_editions, write_editions
from maturity.site.older_editions import older_editions
from maturity.site.reference_pages import (
    ABOUT,
    INSPECTION,
    INTERVENTIONS,
    LIBRARY,
    PRACTICE,
    QUESTIONS,
    STANDARDS,
    WHOLE_WIDTH,
    PageWriter,
    page_names,
    write_reference_pages,
)
from maturity.site.results import Result, public_assessments, results_of, results_with_page
from maturity.site.toolkit_pages import TOOLKIT, write_toolkit

#: Folder of the site's own scripts and styles.
ASSETS = "assets/maturity/"
#: What pages load, each joined from these of src/maturity/web: a page asks for few files. The search of the theme looks
#: for "iframe-worker" in the name of its stand-in for workers.
SITE_FILES = {
    "site.css": ("theme.css", "material.css", "pages.css"),
    "home.css": ("home.css",),
    "site.js": ("site.js",),
    "iframe-worker.js": ("worker.js",),
    "side-by-side.js": form.BESIDE_SCRIPTS,
    "side-by-side.css": form.BESIDE_STYLES,
    "result.js": form.REPORT_SCRIPTS,
    "result.css": form.REPORT_STYLES,
    "comparison.js": comparison_page.SCRIPTS,
    "comparison.css": comparison_page.STYLES,
    "national.css": report.STYLES,
    "status.css": status_report.STYLES,
}
#: The form as one file. The site has no other: work that is begun in one page is not in another.
FORM = "assessment.html"
RESULTS = "results/index.md"
COMPARISON = "results/compare.md"
NATIONAL = "results/national.md"
STATUS = "results/status.md"
BESIDE = "results/side-by-side.md"
#: Prose pages that belong to another part of the navigation than the last.
PROSE_HOMES = {"getting-started.md": "assessment", "using-results.md": "results"}

Nav = list[Any]


def render_pages(
    q: Questionnaire,
    bundle: Bundle,
    assessments: Sequence[Assessment],
    prose: Iterable[str] = (),
    *,
    returned: EditionRules | None = None,
    restricted: bool = False,
    editions: Sequence[Questionnaire] = (),
    status: status_report.StatusReport | None = None,
    on: str | None = None,
    nation: AnyPicture | None = None,
    releases: Sequence[ReleaseRecord] = (),
    toolkit: Toolkit = NO_TOOLKIT,
) -> dict[str, str]:
    """Texts of the site by path. `prose` names the pages that lie ready-made in the questionnaire's folder, and
    `returned` is the edition with the forces that the assessments are of, where these bring a list of their own along.

    Unless it is `restricted`, forces that are not invented have no page but with a consent that holds `on` that day
    (year-month-day), and are otherwise counted in what is published only; nor is there a page of who has returned.
    `editions` are those that were published, and `releases` the records of the national figures."""
    writer = PageWriter(q, bundle, prose, toolkit=toolkit)
    shelf = site_editions(q, bundle, editions)
    files = write_editions(writer, shelf)
    write_toolkit(writer, toolkit)
    writer.page("index.md", "home", WHOLE_WIDTH | {"styles": [ASSETS + "home.css"]})
    files |= write_reference_pages(writer)
    shows_status = restricted and status is not None
    head = WHOLE_WIDTH | _head_assets("side-by-side.css", "edition.js", "side-by-side.js")
    before = [each.q for each in takewhile(lambda each: each.under, shelf)]
    writer.page(BESIDE, "beside", head, body=Markup(form.beside_body(q, bundle, older_editions(q, bundle, before))))
    q, bundle = returned or (q, bundle)
    shown = assessments if restricted else public_assessments(q, bundle, assessments, on, releases)
    results = results_of(q, bundle, shown)
    files |= _write_results(writer, q, bundle, results, restricted, bool(assessments or nation), shows_status, on)
    if nation is not None:
        files |= _write_national(writer, q, nation)
    if restricted and status is not None:
        head = {"marking": markings(q, results)} if results else {}
        head |= {"title": title_html(status["title"])} | WHOLE_WIDTH | _head_assets("status.css")
        writer.page(STATUS, "status", head, title=status["title"], body=status_report.status_html(status))
    return writer.pages | files


def render_assets(q: Questionnaire, bundle: Bundle, toolkit: Toolkit = NO_TOOLKIT) -> dict[str, str]:
    """Scripts, styles and the form as one file, by path in the site."""
    return {
        **{ASSETS + name: form.joined(sources) for name, sources in SITE_FILES.items()},
        ASSETS + "edition.js": form.edition_script(q, bundle, toolkit),
        FORM: form.render_form(q, bundle, toolkit),
    }


def navigation(q: Questionnaire, prose: Mapping[str, str], generated: Collection[str] = ()) -> Nav:
    """MkDocs' `nav`. `prose` gives the title of each ready-made page, and `made` the paths of the others. Every name is
    HTML, escaped once, here.

    The results themselves, of which there can be hundreds, are found by their list.
    """

    def section(name: str, pages: Nav) -> dict[str, Nav]:
        return {title_html(word(f"site.nav.{name}")): pages}

    def ready(name: str) -> Nav:
        return [_nav_entry(prose[path], path) for path in sorted(prose) if PROSE_HOMES.get(path, "about") == name]

    def page(name: str, path: str) -> dict[str, str]:
        return _nav_entry(word(f"site.nav.{name}"), path)

    def all_of(folder: str) -> Nav:
        there = {path: name for path, name in page_names(q).items() if path != INTERVENTIONS}
        return [_nav_entry(name, path) for path, name in there.items() if path.startswith(folder)]

    kinds = {"results": RESULTS, "status": STATUS, "national": NATIONAL, "compare": COMPARISON, "beside": BESIDE}
    results = [page(name, path) for name, path in kinds.items() if path == RESULTS or path in generated]
    inspection = [page("inspection", INSPECTION)] if INSPECTION in page_names(q) else []
    practice = [page("practice", PRACTICE)] if PRACTICE in page_names(q) else []
    beside = {"toolkit": TOOLKIT, "library": LIBRARY}
    tools = [page(name, path) for name, path in beside.items() if path in generated]
    history = [page(name, path) for name, path in (("editions", EDITIONS), ("changes", CHANGES)) if path in generated]
    return [
        page("home", "index.md"),
        section("assessment", [*ready("assessment"), page("form", FORM), *practice]),
        section("questions", [*all_of("themes/"), page("all_questions", QUESTIONS)]),
        page("standards", STANDARDS),
        section("interventions", [page("interventions", INTERVENTIONS), *tools, *all_of("interventions/")]),
        section("results", results + ready("results")),
        section("about", [*inspection, *(page(name, f"{name}.md") for name in ABOUT), *history, *ready("about")]),
    ]


def _nav_entry(name: str, path: str) -> dict[str, str]:
    return {title_html(name): path}


def _write_national(writer: PageWriter, q: Questionnaire, nation: AnyPicture) -> dict[str, str]:
    """A page of the national picture for each period, in the words of its edition; gives the open data that lies beside
    them. The national team's own has none."""
    pages = report.period_pages(report.periods_of(nation))
    public = isinstance(nation, PublicPicture)
    for period, file in pages.items():
        title = word("picture.title" if public else "picture.team_title", period=period)
        body = report.picture_html(nation, period, "" if public else None)
        others = [each for each in pages.items() if each[0] != period]
        head = {"title": title_html(title)} | WHOLE_WIDTH | _head_assets("national.css")
        head |= {} if public else {"marking": report.team_marking(q)}
        writer.page(f"results/{file}.md", "national", head, title=title, others=others, body=body)
    data = open_data.open_data_files(q, nation) if isinstance(nation, PublicPicture) else {}
    return {f"results/{name}": text for name, text in data.items()}


def _write_results(
    writer: PageWriter,
    q: Questionnaire,
    bundle: Bundle,
    results: Sequence[Result],
    restricted: bool,
    some: bool,
    status: bool,
    on: str | None,
) -> dict[str, str]:
    """The list of results, the comparison, and a page for each result. Nothing where there are none but the list; and
    where there are too many forces, no page for each. Gives the table beside the comparison. `some`: there are
    assessments, shown or not. `status`: there is a page of who has returned."""
    some_invented = any(item.invented for item in results)
    head = {"marking": markings(q, results)} if results else {}
    forces = len({item.profile["force"] for item in results})
    many = forces if forces > MOST_ROWS else 0
    paged = () if many else results if restricted else results_with_page(q, results, on)
    about = {"invented": some_invented, "some": some, "status": status, "many": many, "paged": paged}
    writer.page(RESULTS, "results", head, returns=results, **about)
    files: dict[str, str] = {}
    if results:
        scored = [(item.assessment, item.profile) for item in results]
        head |= _head_assets("comparison.css", "comparison.js")
        compared = comparison_page.comparison_html(q, bundle, [item.profile for item in results], agreed=not restricted)
        writer.page(COMPARISON, "compare", head | WHOLE_WIDTH, body=compared)
        files["results/comparison.csv"] = comparison_page.comparison_csv(q, bundle, scored)
    for item in paged:
        links = ("../questions.html#", "../interventions/index.html#", "../toolkit/")
        head = {"marking": item.assessment.get("marking", q.edition.marking)}
        head["title"] = title_html(f"{item.name}, {item.period}")
        head |= WHOLE_WIDTH | _head_assets("result.css", "edition.js", "result.js")
        profile = score(bundle, item.assessment)  # with its advice
        body = form.report_body(q, bundle, profile, item.assessment, *links)
        writer.page(f"results/{item.file}.md", "result", head, item=item, restricted=restricted, body=Markup(body))
    return files


def markings(q: Questionnaire, results: Sequence[Result]) -> str:
    """The markings of all the assessments on one page, each once."""
    return " / ".join(dict.fromkeys(item.assessment.get("marking", q.edition.marking) for item in results))


def _head_assets(style: str, *scripts: str) -> dict[str, Any]:
    """What the theme loads on this page beside its own. Such a page draws itself, so search has nothing to find."""
    return {
        "styles": [ASSETS + style],
        "scripts": [ASSETS + name for name in scripts],
        "search": {"exclude": True},
    }
