"""The national picture as a page: for the site, and as one file. It shows what is published and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from markupsafe import Markup

from maturity.editions.lineage import Editions
from maturity.national import open_data
from maturity.national.file_names import slug, unused_name
from maturity.national.published import BetweenFigures, GroupFigures, LevelFigures, PeriodFigures, Publication
from maturity.national.release import for_everyone
from maturity.national.statistics import ALL
from maturity.national.trend import trend_to
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.model import Questionnaire
from maturity.questionnaire.periods import period_key
from maturity.render.phrases import word
from maturity.render.templates import environment

#: Files of src/maturity/web that the page needs beside its base.
STYLES = ("national.css",)
LAYERS = ("themes", "capabilities", "questions")
#: The order of the kinds of groups on the page.
KINDS = ("peer", "nation", "kind", "region")
#: How many things are named in short.
MOST_NAMED = 5


def picture_html(
    q: Questionnaire,
    published: Publication,
    period: str,
    invented: bool,
    *,
    beside: str | None = None,
    words: Mapping[str, Questionnaire] = MappingProxyType({}),
) -> Markup:
    """One period without a page around it. `beside`: where the open data lies, if it does; other periods lie next to
    the page itself. `words`: questionnaires by version, for periods of other editions."""
    figures = next(one for one in published["periods"] if one["period"] == period)
    everyone = next(group for group in figures["groups"] if group["id"] == ALL)
    template = environment().get_template("results/national.html")
    site = Lookup(q)
    return Markup(
        template.render(
            q=q,
            site=site,
            figures=figures,
            everyone=everyone,
            short=headlines_of(q, everyone, movement_to(published, period)),
            shown=groups_in_order(figures, True),
            unshown=groups_in_order(figures, False),
            moves=movement_to(published, period),
            course=trend_to(q, published, period, words),
            invented=invented,
            beside=beside,
            folded=fold_rows,
            helped=partial(standards_helped, site),
            level_rows={row["id"]: row for key in LAYERS for row in _level_rows(everyone, key)},
            w=word,
        )
    )


def _level_rows(group: GroupFigures, key: str) -> list[LevelFigures]:
    rows: list[LevelFigures] = group[key]  # type: ignore[literal-required]
    return rows


class ForceShare(NamedTuple):
    """Something of the questionnaire, and how many forces of how many it holds for."""

    id: str
    forces: int
    of: int


class Headlines(NamedTuple):
    """The picture in a few figures, from what is shown alone; capabilities and standards, never forces. `weakest`: the
    capabilities in which the largest shares of forces are at a level that calls for interventions most; `met`: how
    many of so many standards more than half of the forces meet. `least_met` and `called`: the standards that the
    smallest shares meet, and the interventions that most call for. `rising`, `falling`: in how many capabilities more
    forces moved up than down, and the other way round; nothing where there is no movement to show."""

    weakest: list[ForceShare]
    met: ForceShare | None
    least_met: list[ForceShare]
    called: list[ForceShare]
    rising: int | None
    falling: int | None


def headlines_of(q: Questionnaire, everyone: GroupFigures, moved: Sequence[BetweenFigures]) -> Headlines:
    low, sensitive = q.edition.scoring.bands.needs + 1, _sensitive_ids(q)
    weak = [
        ForceShare(row["id"], sum(row["counts"][:low]), sum(row["counts"]))
        for row in everyone["capabilities"]
        if row["counts"] and sum(row["counts"]) and row["id"] not in sensitive
    ]
    met = [
        ForceShare(row["question"], row["met"], row["met"] + (row["not_met"] or 0) + (row["not_shown"] or 0))
        for row in everyone["standards"]
        if row["met"] is not None
    ]
    met = [each for each in met if each.of]
    called = [
        ForceShare(row["intervention"], row["forces"], everyone["forces"] or 0)
        for row in everyone["interventions"]
        if row["forces"]
    ]
    steps = [
        (row["up"], row["down"] or 0) for each in moved[:1] for row in each["capabilities"] if row["up"] is not None
    ]
    return Headlines(
        weakest=_largest_shares(weak),
        met=ForceShare("", len([each for each in met if 2 * each.forces > each.of]), len(met)) if met else None,
        least_met=_largest_shares(
            [each._replace(forces=each.of - each.forces) for each in met if each.id not in sensitive], 3
        ),
        called=_largest_shares(called),
        rising=len([1 for up, down in steps if up > down]) if steps else None,
        falling=len([1 for up, down in steps if up < down]) if steps else None,
    )


def _sensitive_ids(q: Questionnaire) -> set[str]:
    """Capabilities and questions that are in no headline, though their national figures are in the tables."""
    under = [capability for theme in q.themes for capability in theme.capabilities]
    return {
        name
        for capability in under
        if any(question.sensitive for question in capability.questions)
        for name in (capability.id, *(question.id for question in capability.questions))
    }


def _largest_shares(shares: Sequence[ForceShare], few: int = MOST_NAMED) -> list[ForceShare]:
    """The few with the largest shares and all that are equal to the last; equal ones in the questionnaire's order."""
    ordered = sorted((each for each in shares if each.forces), key=_fraction, reverse=True)
    return [each for each in ordered if _fraction(each) >= _fraction(ordered[:few][-1])]


def _fraction(counted: ForceShare) -> Fraction:
    return Fraction(counted.forces, counted.of)


class FoldedRows(NamedTuple):
    """The rows of a table; and the others, for which a line under it speaks, by why they are hidden."""

    rows: list[Mapping[str, Any]]
    others: dict[str, list[Mapping[str, Any]]]


def fold_rows(rows: Sequence[Mapping[str, Any]], shows: str) -> FoldedRows:
    """Where most rows would say no more than why they are hidden, they are not rows: the commonest reason comes first.
    `shows` is the field without which a row shows nothing."""
    hidden = [row for row in rows if row[shows] is None and row["hidden"]]
    if 2 * len(hidden) <= len(rows):
        return FoldedRows([*rows], {})
    others: dict[str, list[Mapping[str, Any]]] = {}
    for row in hidden:
        others.setdefault(row["hidden"], []).append(row)
    commonest = sorted(others, key=lambda reason: -len(others[reason]))
    return FoldedRows([row for row in rows if row not in hidden], {reason: others[reason] for reason in commonest})


def standards_helped(site: Lookup, intervention: str) -> list[str]:
    """The codes of the minimum standards that it helps to meet: answers below them call for it."""
    called = {
        place.question.id
        for band in site.called_for(intervention)
        for place in band.places
        if place.question.id in site.standards and min(band.levels) < site.standards[place.question.id].level
    }
    return [place.question.code for place in site.places if place.question.id in called]


def groups_in_order(figures: PeriodFigures, shown: bool) -> list[GroupFigures]:
    """Groups that show something, or nothing, by kind and then in alphabetical order. Never by result."""
    groups = [g for g in figures["groups"] if g["kind"] != "all" and (g["shows"] != "nothing") is shown]
    return sorted(groups, key=lambda g: (KINDS.index(g["kind"]), g["of"] or "", g["name"].casefold()))


def movement_to(published: Publication, period: str) -> list[BetweenFigures]:
    return [each for each in published["between"] if each["later"] == period]


def period_pages(published: Publication) -> dict[str, str]:
    """The name of each period's page without its ending, the latest period first."""
    periods = sorted((one["period"] for one in published["periods"]), key=period_key, reverse=True)
    files: dict[str, str] = {}
    for period in periods:
        files[period] = unused_name(f"national-{slug(period)}" if files else "national", set(files.values()))
    return files


def picture_page(
    q: Questionnaire,
    published: Publication,
    period: str,
    invented: bool,
    marking: str,
    words: Mapping[str, Questionnaire] = MappingProxyType({}),
) -> str:
    """One period as one HTML file. The open data lies beside it."""
    from maturity.render.form import BASE_STYLES, web
    from maturity.render.single_file import document

    styles = [web(name) for name in (*BASE_STYLES, *STYLES)]
    title = word("picture.title", period=period)
    return document(title, picture_html(q, published, period, invented, beside="", words=words), [], styles, marking)


def report_files(editions: Editions, whole: Publication, invented: bool) -> dict[str, str]:
    """The national report: a page for each period, in the words of the edition that it follows, and the open data
    beside them. Contents by file name."""
    published, today = for_everyone(whole), editions.today.q
    pages = period_pages(published)
    files: dict[str, str] = {}
    words = {version: rules.q for version, rules in editions.rules.items()}
    for one in published["periods"]:
        q, marking = words[one["edition"]["version"]], today.edition.marking
        files[f"{pages[one['period']]}.html"] = picture_page(q, published, one["period"], invented, marking, words)
    return files | open_data.open_data_files(today, published, invented, words)
