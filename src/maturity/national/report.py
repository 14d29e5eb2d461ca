"""The national picture as a page, for the site and as one file: what is published, or the national team's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from markupsafe import Markup

from maturity.national import open_data
from maturity.national.figures import PublicPicture, TeamPicture
from maturity.national.file_names import slug, unused_name
from maturity.national.published import GroupFigures, PeriodFigures, TeamPeriodFigures
from maturity.national.trend import TrendPeriod, trend_to
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.model import Questionnaire
from maturity.questionnaire.periods import period_key
from maturity.render.phrases import word
from maturity.render.templates import environment

AnyPicture: TypeAlias = PublicPicture | TeamPicture
AnyPeriod: TypeAlias = PeriodFigures | TeamPeriodFigures

#: Files of src/maturity/web that the page needs beside its base.
STYLES = ("national.css",)
#: The order of the kinds of groups on the page.
KINDS = ("peer", "nation", "kind", "region")
#: How many things are named in short.
MOST_NAMED = 5


def picture_html(picture: AnyPicture, period: str, beside: str | None = None) -> Markup:
    """One period without a page around it. `beside`: where the open data lies, if it does; other periods lie next to
    the page itself."""
    periods: Sequence[AnyPeriod] = periods_of(picture)
    figures = next(one for one in periods if one["period"] == period)
    q, everyone = picture.words[figures["edition"]["version"]], figures["groups"][0]
    site, team = Lookup(q), isinstance(picture, TeamPicture)
    moves = [each for each in picture.between if each["later"] == period] if isinstance(picture, TeamPicture) else []
    template = environment().get_template("results/national.html")
    return Markup(
        template.render(
            q=q,
            site=site,
            figures=figures,
            everyone=everyone,
            groups=groups_in_order(figures),
            short=headlines_of(q, everyone),
            moves=moves,
            course=trend_to(q, [_trend_period(one) for one in periods], period, picture.words),
            invented=picture.invented,
            team=team,
            released=picture.released.get(period) if isinstance(picture, TeamPicture) else None,
            beside=beside,
            folded=fold_rows,
            helped=partial(standards_helped, site),
            w=word,
        )
    )


def periods_of(picture: AnyPicture) -> Sequence[AnyPeriod]:
    return picture.periods if isinstance(picture, TeamPicture) else picture.published["periods"]


def _trend_period(one: AnyPeriod) -> TrendPeriod:
    version, everyone = one["edition"]["version"], one["groups"][0]
    return TrendPeriod(one["period"], version, one["returned"], one["asked"], everyone["capabilities"])


class Share(NamedTuple):
    """Something of the questionnaire, and how many of how many forces or answers it holds for."""

    id: str
    n: int
    of: int


class Headlines(NamedTuple):
    """The picture in a few figures, from what is shown alone; capabilities and standards, never forces. `weakest`: the
    capabilities in which the largest shares of forces are at a level that calls for interventions most; `met`: how
    many of so many standards more than half of the forces meet. `least_met`: the standards that the smallest shares
    meet. `called`: the interventions that the largest shares of answers call for."""

    weakest: list[Share]
    met: Share | None
    least_met: list[Share]
    called: list[Share]


def headlines_of(q: Questionnaire, everyone: GroupFigures) -> Headlines:
    low, sensitive = q.edition.scoring.bands.needs + 1, _sensitive_ids(q)
    weak = [
        Share(row["id"], sum(row["counts"][:low]), sum(row["counts"]))
        for row in everyone["capabilities"]
        if row["counts"] and sum(row["counts"]) and row["id"] not in sensitive
    ]
    met = [
        Share(row["question"], row["met"], row["met"] + (row["not_met"] or 0) + (row["not_shown"] or 0))
        for row in everyone["standards"]
        if row["met"] is not None
    ]
    met = [each for each in met if each.of]
    called = [
        Share(row["intervention"], row["answers"], row["of"] or 0)
        for row in everyone["interventions"]
        if row["answers"]
    ]
    return Headlines(
        weakest=_largest_shares(weak),
        met=Share("", len([each for each in met if 2 * each.n > each.of]), len(met)) if met else None,
        least_met=_largest_shares([each._replace(n=each.of - each.n) for each in met if each.id not in sensitive], 3),
        called=_largest_shares(called),
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


def _largest_shares(shares: Sequence[Share], few: int = MOST_NAMED) -> list[Share]:
    """The few with the largest shares and all that are equal to the last; equal ones in the questionnaire's order."""
    ordered = sorted((each for each in shares if each.n), key=_fraction, reverse=True)
    return [each for each in ordered if _fraction(each) >= _fraction(ordered[:few][-1])]


def _fraction(share: Share) -> Fraction:
    return Fraction(share.n, share.of)


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


def groups_in_order(figures: AnyPeriod) -> list[GroupFigures]:
    """By kind and then in alphabetical order. Never by result."""
    groups = [group for group in figures["groups"] if group["kind"] != "all"]
    return sorted(groups, key=lambda g: (KINDS.index(g["kind"]), g["of"] or "", g["name"].casefold()))


def period_pages(periods: Iterable[AnyPeriod]) -> dict[str, str]:
    """The name of each period's page without its ending, the latest period first."""
    files: dict[str, str] = {}
    for period in sorted((one["period"] for one in periods), key=period_key, reverse=True):
        files[period] = unused_name(f"national-{slug(period)}" if files else "national", set(files.values()))
    return files


def picture_page(picture: AnyPicture, period: str, marking: str, beside: str | None) -> str:
    """One period as one HTML file."""
    from maturity.render.form import BASE_STYLES, web
    from maturity.render.single_file import document

    styles = [web(name) for name in (*BASE_STYLES, *STYLES)]
    title = word("picture.team_title" if isinstance(picture, TeamPicture) else "picture.title", period=period)
    return document(title, picture_html(picture, period, beside), [], styles, marking)


def team_marking(q: Questionnaire) -> str:
    """What is printed on every page of the national team's own report."""
    return word("picture.team_marking", marking=q.edition.marking)


def picture_pages(picture: AnyPicture, marking: str, beside: str | None = None) -> dict[str, str]:
    """A page for each period, in the words of the edition that it follows. Contents by file name."""
    pages = period_pages(periods_of(picture))
    return {f"{file}.html": picture_page(picture, period, marking, beside) for period, file in pages.items()}


def release_files(q: Questionnaire, picture: PublicPicture) -> dict[str, str]:
    """Everything that is published: a page for each period, and the open data beside them. Contents by file name."""
    return picture_pages(picture, q.edition.marking, "") | open_data.open_data_files(q, picture)
