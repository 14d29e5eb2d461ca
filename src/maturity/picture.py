"""The national picture as a page: for the site, and as one file. It shows what is published and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from maturity import opendata
from maturity.aggregate import ALL
from maturity.briefing import national
from maturity.compare import in_order
from maturity.lineage import Editions
from maturity.lookup import Lookup
from maturity.markup import environment
from maturity.model import Questionnaire
from maturity.national import for_everyone
from maturity.published import BetweenFigures, GroupFigures, LevelFigures, PeriodFigures, Publication
from maturity.returns import slug, unused

#: Files of src/maturity/web that the page needs beside base.css.
STYLES = ("national.css",)
LAYERS = ("themes", "capabilities", "questions")
#: The order of the kinds of groups on the page.
KINDS = ("peer", "nation", "kind", "region")


def body(q: Questionnaire, published: Publication, period: str, invented: bool, *, beside: str | None = None) -> Markup:
    """One period without a page around it. `beside`: where the open data lies, if it does; other periods lie next to
    the page itself."""
    figures = next(one for one in published["periods"] if one["period"] == period)
    everyone = next(group for group in figures["groups"] if group["id"] == ALL)
    template = environment().get_template("results/national.html")
    return Markup(
        template.render(
            q=q,
            site=Lookup(q),
            figures=figures,
            everyone=everyone,
            lowest=lowest(everyone["capabilities"]),
            shown=by_name(figures, True),
            unshown=by_name(figures, False),
            moves=moves(published, period),
            invented=invented,
            beside=beside,
            level_rows={row["id"]: row for key in LAYERS for row in _rows(everyone, key)},
            w=national().word,
        )
    )


def _rows(group: GroupFigures, key: str) -> list[LevelFigures]:
    rows: list[LevelFigures] = group[key]  # type: ignore[literal-required]
    return rows


def lowest(rows: Sequence[LevelFigures]) -> tuple[int, list[str]] | None:
    """The lowest middle level that is shown, and the capabilities that have it, in the questionnaire's order."""
    middles = {row["id"]: row["middle"] for row in rows if row["middle"] is not None}
    if not middles:
        return None
    least = min(middles.values())
    return least, [name for name, middle in middles.items() if middle == least]


def by_name(figures: PeriodFigures, shown: bool) -> list[GroupFigures]:
    """Groups that show something, or nothing, by kind and then in alphabetical order. Never by result."""
    there = [g for g in figures["groups"] if g["kind"] != "all" and (g["shows"] != "nothing") is shown]
    return sorted(there, key=lambda g: (KINDS.index(g["kind"]), g["of"] or "", g["name"].casefold()))


def moves(published: Publication, period: str) -> list[BetweenFigures]:
    return [each for each in published["between"] if each["later"] == period]


def names(published: Publication) -> dict[str, str]:
    """The name of each period's page without its ending, the latest period first."""
    periods = sorted((one["period"] for one in published["periods"]), key=in_order, reverse=True)
    files: dict[str, str] = {}
    for period in periods:
        files[period] = unused(f"national-{slug(period)}" if files else "national", set(files.values()))
    return files


def render(q: Questionnaire, published: Publication, period: str, invented: bool, marking: str) -> str:
    """One period as one HTML file. The open data lies beside it."""
    from maturity.form import BASE_STYLE, small
    from maturity.standalone import document

    styles = [small(name) for name in (BASE_STYLE, *STYLES)]
    title = national().word("picture.title", period=period)
    return document(title, body(q, published, period, invented, beside=""), [], styles, marking)


def report(editions: Editions, whole: Publication, invented: bool) -> dict[str, str]:
    """The national report: a page for each period, in the words of the edition that it follows, and the open data
    beside them. Contents by file name."""
    published, today = for_everyone(whole), editions.today.q
    pages = names(published)
    made: dict[str, str] = {}
    for one in published["periods"]:
        q = editions.rules[one["edition"]["version"]].q
        made[f"{pages[one['period']]}.html"] = render(q, published, one["period"], invented, today.edition.marking)
    older = {version: rules.q for version, rules in editions.rules.items()}
    return made | opendata.files(today, published, invented, older)
