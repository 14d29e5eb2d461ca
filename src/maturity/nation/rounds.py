"""A whole round from one folder: the site, the national report, what goes back to forces, and who has returned.

The folder is read once, and what counts is kept without its words. The few assessments that the site shows are read
again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from maturity.comparison import MANY
from maturity.errors import MaturityError, Problem
from maturity.folders import count
from maturity.history.briefing import national, stale
from maturity.history.editions import EDITIONS
from maturity.history.lineage import Editions
from maturity.nation import giveback, opendata, picture, status_text
from maturity.nation.between import Press
from maturity.nation.collect import choose
from maturity.nation.collected import needs_look
from maturity.nation.intake import Taken, editions_for, needed, taken
from maturity.nation.national import Nation, nation_of, press
from maturity.nation.returns import named_in_public
from maturity.nation.status_text import FileRow, Worded
from maturity.plugin import RESTRICTED, Given, build_site, load_site, plugin_of
from maturity.progress import Progress
from maturity.records import Assessment
from maturity.store import make_folder, read_file, strays, write_atomic
from maturity.text import csv_text

#: Where things lie in the folder that is written.
SITE, REPORT, GIVEBACK, STATUS, CARRIED = "site", "national", "giveback", "status", "carried-over.csv"
CARRIED_COLUMNS = ("file", "force", "period", "edition", "place", "because")
#: So many entries that do not count are named at the end; the status names all.
NAMED = 20


class Made(NamedTuple):
    """What was made and what was left out, a line each. `whole`: nothing in the folder needs looking at."""

    lines: list[str]
    left_out: list[str]
    whole: bool


class Round(NamedTuple):
    """What everything is made from. `files`: every entry of the folder, and how it stands in its own period. `written`
    grows with what is made, but for the site."""

    folder: Path
    out: Path
    editions: Editions
    taken: Taken
    pressed: Press
    standing: Worded
    files: list[FileRow]
    on: str
    written: set[Path]


def make(folder: Path, out: Path, questionnaire: Path, config: str, show: Progress, on: str) -> Made:
    """Makes everything, as it stands `on` a day. Raises MaturityError when `out` would harm what it is made from, with
    what is wrong in the questionnaire, its editions or the configuration, when nothing in the folder counts, when an
    earlier report in `out` is of nearly the same returns, and when something cannot be written. Before it writes, all
    but the last is known."""
    _apart(folder, out, questionnaire)
    site = load_site(config, questionnaire, out / SITE)
    settings: Any = plugin_of(site).config  # whatever the file says: what is not understood hides everything
    editions = editions_for(questionnaire)
    found = needed(taken(folder, editions, on, lambda f: show.over(_word("reading"), f, count(folder))), folder)
    with show.busy(_word("counting")):
        q, bundle = editions.today
        pressed = press(bundle, q.forces, found.counted, settings.disclosure, editions, on)
        nation = nation_of(editions, found.counted, pressed)
    standing = status_text.standing(editions, found.found, on)
    every = status_text.every_file(editions, found.found)
    of = Round(folder, out, editions, found, pressed, standing, every, on, set())
    report = picture.report(editions, nation.published, nation.invented)
    opendata.keep_apart(out / REPORT, report)
    make_folder(str(out))
    lines = [_report(of, nation, report), _status(of), *_giveback(of, show), *_carried(of)]
    restricted = settings.audience == RESTRICTED
    with show.busy(_word("building")):
        build_site(site, Given(_shown(of, restricted), standing, nation))
    lines.insert(0, _word("site", place=out / SITE / "index.html"))
    lines.append(_word("restricted" if restricted else "public"))
    return Made(lines, [*_left_out(of), *stale(_strays(of))], not any(map(needs_look, of.files)))


def _apart(folder: Path, out: Path, questionnaire: Path) -> None:
    """Making a site empties its folder first: nothing that the round is made from may be lost by it, and nothing is
    written among the returns."""
    site, work = (out / SITE).resolve(), questionnaire.resolve()
    kept = {"returns": folder.resolve(), "questionnaire": work, "published editions": work.parent / EDITIONS}
    problems = [
        Problem(
            str(out / SITE),
            f"the site cannot be made here: its folder is emptied first, and it is, holds or is in that of the {what}",
            "name another folder with -o",
        )
        for what, place in kept.items()
        if site.is_relative_to(place) or place.is_relative_to(site)
    ]
    if problems:
        raise MaturityError(problems)


def _word(key: str, **values: object) -> str:
    return national().word(f"round.{key}", **values)


def _put(of: Round, path: Path, content: str) -> None:
    write_atomic(path, content)
    of.written.add(path)


def _strays(of: Round) -> list[str]:
    """What an earlier round left, which looks as if it were of this one. The folder of the site is emptied."""
    return strays(of.out, of.written, CARRIED, f"{REPORT}/*", f"{GIVEBACK}/*")


def _report(of: Round, nation: Nation, made: Mapping[str, str]) -> str:
    place = make_folder(str(of.out / REPORT))
    for name, content in made.items():
        _put(of, place / name, content)
    return _word("report", n=len(nation.published["periods"]), place=place)


def _status(of: Round) -> str:
    marking = of.editions.today.q.edition.marking
    for kind in ("html", "csv", "json"):
        _put(of, of.out / f"{STATUS}.{kind}", status_text.made_as(kind, of.standing, marking))
    return _word("status", place=of.out / f"{STATUS}.html", summary=of.standing["summary"][0])


def _giveback(of: Round, show: Progress) -> Iterator[str]:
    place = make_folder(str(of.out / GIVEBACK))
    q, bundle = of.editions.today
    pages = giveback.files(q, bundle, of.taken.counted, on=of.on, editions=of.editions, pressed=of.pressed)
    period, made = of.standing["status"]["period"], Counter[bool]()
    total = len({one["force"] for one in of.taken.counted})
    for each in show.over(_word("giving_back"), pages, total):
        for name, content in each.contents.items():
            _put(of, place / name, content)
        made[each.period == period] += 1
    yield _word("giveback", n=made.total(), place=place)
    if made[False] and period:
        yield _word("giveback_other", n=made[False], period=period)


def _carried(of: Round) -> Iterator[str]:
    """What could not be carried over to today's edition, file by file; nothing where all files are of it."""
    today = of.editions.versions[-1]
    older = [(each, its) for each in of.taken.found if (its := each.summary) is not None and its.version != today]
    if not older:
        return
    rows = [
        {
            "file": each.file,
            "force": its.force,
            "period": its.period,
            "edition": its.version,
            "place": place,
            "because": national().word(f"upgrade.because.{because}"),
        }
        for each, its in older
        for place, because in each.kept
    ]
    _put(of, of.out / CARRIED, csv_text(CARRIED_COLUMNS, rows))
    for version, n in sorted(Counter(its.version for _, its in older).items()):
        yield _word("carried", n=n, old=version, new=today)
    yield _word("not_carried", n=len(rows), place=of.out / CARRIED) if rows else _word("all_carried")


def _shown(of: Round, restricted: bool) -> list[Assessment]:
    """Assessments of today's edition that the site may show, in full. Where there are too many forces to have a page
    each, they stay without words."""
    q, bundle = of.editions.today
    named = named_in_public(q, of.on)
    used = [choice.used for choice in choose(of.taken.found).values()]
    shown = [
        (each, its)
        for each in used
        if (its := each.summary) is not None
        and its.version == q.edition.version
        and (restricted or its.force in named)
    ]
    if len({its.force for _, its in shown}) > MANY:
        # who shares an answer says whether it may be shown
        return [{**its.bare, "joint": [*its.joint]} for _, its in shown]
    return [read_file(str(of.folder / each.file), bundle) for each, _ in shown]


def _left_out(of: Round) -> Iterator[str]:
    """Entries that do not count, and why: as many as anyone reads."""
    rows = [row for row in of.files if row["doubts"] or row["state"] not in ("used", "left_behind")]
    if rows:
        yield _word("left_out", n=len(rows), of=len(of.files))
        yield from (_word("entry", file=row["file"], says=row["says"]) for row in rows[:NAMED])
    if len(rows) > NAMED:
        yield _word("more", n=len(rows) - NAMED, place=of.out / f"{STATUS}.csv")
