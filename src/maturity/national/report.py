"""The national picture as a page, for the site and as one file: what is published, or the national team's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import groupby
from typing import Any, Final, NamedTuple, TypeAlias

from markupsafe import Markup

from maturity.national import open_data
from maturity.national.figures import PublicPicture, TeamPicture
from maturity.national.file_names import slug, unused_name
from maturity.national.published import (
    CalledFigures,
    GroupFigures,
    PeriodFigures,
    TeamGroupFigures,
    TeamPeriodFigures,
)
from maturity.national.statistics import highest_low_level
from maturity.national.trend import TrendPeriod, trend_to
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.model import Questionnaire
from maturity.questionnaire.periods import period_key
from maturity.render.phrases import actions_text, day, section, word
from maturity.render.templates import environment

AnyPicture: TypeAlias = PublicPicture | TeamPicture
AnyPeriod: TypeAlias = PeriodFigures | TeamPeriodFigures

#: Files of src/maturity/web that the page needs beside its base.
STYLES = ("national.css",)
#: The order of the kinds of groups on the page.
KINDS = ("peer", "nation", "kind", "region")
#: How many things are named in short, and how many groups a table has room for.
MOST_NAMED = 5
MOST_GROUPS = 10


def picture_html(picture: AnyPicture, period: str, beside: str | None = None) -> Markup:
    """One period without a page around it. `beside`: where the open data is, if there is any; other periods are next to
    the page itself."""
    periods: Sequence[AnyPeriod] = periods_of(picture)
    figures = next(one for one in periods if one["period"] == period)
    q, everyone = picture.words[figures["edition"]["version"]], figures["groups"][0]
    site, short = Lookup(q), headlines_of(q, everyone)
    facts = {
        "q": q,
        "site": site,
        "figures": figures,
        "everyone": everyone,
        "groups": [*group_tables(figures)],
        "short": short,
        "opening": opening_sentences(site, figures, short),
        "course": trend_to(q, [_trend_period(one) for one in periods], period, picture.words),
        "invented": picture.invented,
        "beside": beside,
        "tables": section("open_data")["tables"],
        "book": open_data.BOOK,
        "rules": section("picture")["rules"],
    }
    facts |= _team_facts(picture, period) if isinstance(picture, TeamPicture) else _NO_TEAM
    tools = {"by_id": by_id, "folded": fold_rows, "helped": partial(standards_helped, site)}
    tools["actions"] = actions_text(q)
    tools |= {"by_need": called_by_need, "segments": segments, "told": told_counts, "reasons": reasons_listed}
    return Markup(environment().get_template("results/national.html").render(facts | tools, w=word, day=day))


#: What only the national team's own picture has.
_NO_TEAM: Final[Mapping[str, Any]] = {"team": False, "moves": [], "released": None, "needs": None}


def _team_facts(picture: TeamPicture, period: str) -> dict[str, Any]:
    moves = [each for each in picture.between if each["later"] == period]
    return {"team": True, "moves": moves, "released": picture.released.get(period), "needs": picture.needs[period]}


def periods_of(picture: AnyPicture) -> Sequence[AnyPeriod]:
    return picture.periods if isinstance(picture, TeamPicture) else picture.published["periods"]


def _trend_period(one: AnyPeriod) -> TrendPeriod:
    version, everyone = one["edition"]["version"], one["groups"][0]
    shown = everyone["capabilities"], everyone["standards"]
    return TrendPeriod(one["period"], version, one["returned"], one["asked"], *shown)


class Share(NamedTuple):
    """Something of the questionnaire, and how many of how many forces or answers it holds for."""

    id: str
    n: int
    of: int


class Headlines(NamedTuple):
    """The picture in a few figures, from what is shown alone; capabilities and standards, never forces. `weakest`: the
    capabilities in which the largest shares of forces are at a level that calls for interventions most; `met`: how
    many of so many standards more than half of the forces meet. `least_met`: the standards that the smallest shares
    meet. `called`: the interventions that the largest shares of answers call for. `commonest`: themes by the level
    that is the commonest in their capabilities, of equal ones the lower."""

    weakest: list[Share]
    met: Share | None
    least_met: list[Share]
    called: list[Share]
    commonest: dict[int, list[str]]


def headlines_of(q: Questionnaire, everyone: GroupFigures) -> Headlines:
    low, sensitive = highest_low_level(len(q.edition.scale) - 1) + 1, _sensitive_ids(q)
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
        commonest=_commonest_levels(everyone),
    )


def _commonest_levels(everyone: GroupFigures) -> dict[int, list[str]]:
    themes: dict[int, list[str]] = {}
    for row in everyone["themes"]:
        if row["counts"] and any(row["counts"]):
            themes.setdefault(row["counts"].index(max(row["counts"])), []).append(row["id"])
    return dict(sorted(themes.items(), reverse=True))


def _sensitive_ids(q: Questionnaire) -> set[str]:
    """Capabilities and questions that are in no headline, though their national figures are in the tables."""
    return {
        name
        for capability in q.capabilities
        if any(question.sensitive for question in capability.questions)
        for name in (capability.id, *(question.id for question in capability.questions))
    }


def _largest_shares(shares: Sequence[Share], few: int = MOST_NAMED) -> list[Share]:
    """The few with the largest shares and all that are equal to the last; equal ones in the questionnaire's order."""
    ordered = sorted((each for each in shares if each.n), key=_fraction, reverse=True)
    return [each for each in ordered if _fraction(each) >= _fraction(ordered[:few][-1])]


def _fraction(share: Share) -> Fraction:
    return Fraction(share.n, share.of)


#: How many of the weakest capabilities the opening names, where no other is as weak.
MOST_OPENING: Final = 2


def opening_sentences(site: Lookup, figures: AnyPeriod, short: Headlines) -> list[str]:
    """The picture in a few sentences, from what is shown alone. The first says how many forces returned."""
    about = {"n": figures["returned"], "of": figures["asked"], "period": figures["period"]}
    sentences = [word("picture.opening.returned", **about)]
    if short.commonest:
        levels = [_commonest_text(site, level, themes) for level, themes in short.commonest.items()]
        sentences.append(word("picture.opening.commonest", levels=listed(levels, "picture.opening.then")))
    if short.met:
        sentences.append(word("picture.opening.met", n=short.met.n, of=short.met.of))
        for each in _standing_out(short.least_met, 1):
            share = _of(each._replace(n=each.of - each.n))
            sentences.append(word("picture.opening.least_met", name=_standard_name(site, each.id), share=share))
    if weak := _standing_out(short.weakest, MOST_OPENING):
        lowest = word("picture.levels_to", n=highest_low_level(site.top))
        shares = [f"{site.capability[each.id].name} ({_of(each)})" for each in weak]
        sentences.append(word("picture.opening.weakest", levels=lowest, list=listed(shares)))
    if len(sentences) == 1:
        middles = any(row["middle"] is not None for row in figures["groups"][0]["capabilities"])
        sentences.append(word("picture.opening.middles" if middles else "picture.opening.nothing"))
    return sentences


def _commonest_text(site: Lookup, level: int, themes: Sequence[str]) -> str:
    every = len(themes) == len(site.themes)
    names = word("picture.opening.every_theme") if every else listed([site.themes[name].name for name in themes])
    return word("picture.opening.level_in", level=site.edition.scale[level].name, themes=names)


def _standard_name(site: Lookup, question: str) -> str:
    return site.standards[question].name or site.standards[question].text


def _standing_out(shares: Sequence[Share], few: int) -> Sequence[Share]:
    """The first few, without those to which one that is not named is equal."""
    first, rest = shares[:few], shares[few:]
    return [each for each in first if not rest or _fraction(each) > _fraction(rest[0])]


def called_by_need(group: TeamGroupFigures) -> list[CalledFigures]:
    """The interventions that most forces' answers call for first; of equal ones those that most answers call for."""
    order = {row["intervention"]: place for place, row in enumerate(group["interventions"])}
    return sorted(group["called"], key=lambda row: (-row["forces"], order[row["intervention"]]))


def by_id(rows: Iterable[Mapping[str, Any]], name: str = "id") -> dict[str, Mapping[str, Any]]:
    return {row[name]: row for row in rows}


def _of(share: Share) -> str:
    return word("picture.n_of", n=share.n, of=share.of)


def listed(texts: Sequence[str], last: str = "picture.and") -> str:
    """Texts as a list in a sentence; `last` is the key of what joins the last two."""
    *first, end = texts
    return word(last, first=", ".join(first), last=end) if first else end


def reasons_listed(reasons: Iterable[str]) -> str:
    """Why something is hidden, in a sentence."""
    return listed([word(f"picture.reason.{reason}") for reason in reasons], "picture.or")


class Segment(NamedTuple):
    """A part of a stacked bar: the level, how many of the forces, from where and how wide in per cent of the bar, and
    whether its number fits into it."""

    level: int
    n: int
    start: float
    width: float
    fits: bool

    @property
    def centre(self) -> float:
        return self.start + self.width / 2


#: How wide a segment must be for each digit, in per cent of the bar.
_DIGIT: Final = 2.5


def segments(counts: Sequence[int]) -> list[Segment]:
    """The bar of these counts, from the lowest level on. Levels without a force have no part in it."""
    of, found, before = sum(counts), list[Segment](), 0
    for level, n in enumerate(counts):
        if n:
            width = 100 * n / of
            found.append(Segment(level, n, 100 * before / of, width, width >= _DIGIT * len(str(n))))
        before += n
    return found


def told_counts(counts: Sequence[int]) -> str:
    """The bar in words, for those who cannot see it."""
    return ", ".join(word("picture.at_level", n=n, level=level) for level, n in enumerate(counts) if n)


class FoldedRows(NamedTuple):
    """The rows of a table that show something; and the others, for which a line under it speaks, by why they are
    hidden, the commonest reason first."""

    rows: list[Mapping[str, Any]]
    others: dict[str, list[Mapping[str, Any]]]


def fold_rows(rows: Sequence[Mapping[str, Any]], shows: str) -> FoldedRows:
    """`shows` is the field without which a row shows nothing."""
    hidden = [row for row in rows if row[shows] is None and row["hidden"]]
    others: dict[str, list[Mapping[str, Any]]] = {}
    for row in hidden:
        others.setdefault(row["hidden"], []).append(row)
    commonest = sorted(others, key=lambda reason: -len(others[reason]))
    return FoldedRows([row for row in rows if row not in hidden], {reason: others[reason] for reason in commonest})


def standards_helped(site: Lookup, intervention: str) -> list[str]:
    """The codes of the minimum standards that it helps to meet: it raises answers from below them."""
    raised = site.raised_by(intervention)
    below = [
        place
        for place, each in raised
        if (held := site.standards.get(place.question.id)) and each.levels[0] < held.level
    ]
    return list(dict.fromkeys(place.question.code for place in below))


def groups_in_order(figures: AnyPeriod) -> list[GroupFigures]:
    """By kind and then in alphabetical order. Never by result."""
    groups = [group for group in figures["groups"] if group["kind"] != "all"]
    return sorted(groups, key=lambda g: (KINDS.index(g["kind"]), g["of"] or "", g["name"].casefold()))


class GroupTable(NamedTuple):
    """Groups of one kind that are in one table."""

    title: str
    groups: list[GroupFigures]


def group_tables(figures: AnyPeriod) -> Iterator[GroupTable]:
    """The groups of each kind, in order. Where a table has no room for all, there are several."""
    for (kind, of), its in groupby(groups_in_order(figures), key=lambda group: (group["kind"], group["of"])):
        whole, name = [*its], word(f"picture.of_kind.{kind}")
        title = word("picture.groups_title", kind=word("picture.groups_of", kind=name, of=of) if of else name)
        for n in range(0, len(whole), MOST_GROUPS):
            some = whole[n : n + MOST_GROUPS]
            part = {"title": title, "first": some[0]["name"], "last": some[-1]["name"]}
            yield GroupTable(title if len(some) == len(whole) else word("picture.groups_part", **part), some)


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


def team_files(q: Questionnaire, picture: TeamPicture) -> dict[str, str | bytes]:
    """The national team's own report: a page for each period, and all tables as a workbook. Contents by file name."""
    marking = team_marking(q)
    return {**picture_pages(picture, marking), open_data.BOOK: open_data.national_book(q, picture, marking)}


def release_files(q: Questionnaire, picture: PublicPicture) -> dict[str, str | bytes]:
    """Everything that is published: a page for each period, and the open data beside them. Contents by file name."""
    marking = q.edition.marking
    book = {open_data.BOOK: open_data.national_book(q, picture, marking)}
    return {**picture_pages(picture, marking, ""), **open_data.open_data_files(q, picture), **book}
