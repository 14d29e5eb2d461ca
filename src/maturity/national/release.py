"""Releasing a period: its public figures are worked out once, and recorded before anything is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from maturity.editions.lineage import Editions
from maturity.errors import MaturityError, Problem
from maturity.json_reader import visible
from maturity.national.figures import PeriodReturns, all_invented, public_figures, returns_by_period
from maturity.national.intake import Intake
from maturity.national.publishing import policy_of
from maturity.national.release_record import (
    ReleaseRecord,
    late_returns,
    read_releases,
    record_of,
    released,
    too_close,
    write_record,
)
from maturity.national.return_summary import needs_attention
from maturity.national.selection import choose_files
from maturity.national.status_report import file_rows
from maturity.render.phrases import day, word


def release_period(
    editions: Editions,
    taken: Intake,
    place: Path,
    period: str,
    settings: object,
    on: str,
    folder: str,
    as_it_is: bool = False,
) -> tuple[list[ReleaseRecord], str]:
    """Every record there is now, and a sentence about this period. Records it if it has not been released. Raises
    MaturityError when a record is damaged, when the period cannot be released, and unless the folder is to be taken
    `as_it_is`, when something in it may still come to count."""
    returns = returns_by_period(editions, taken.counted, on)
    records = read_releases(place)
    if (before := released(records, period)) is not None:
        late = late_returns(before, returns[period].assessments) if period in returns else []
        about = {"period": period, "day": day(before["released"]), "n": len(late)}
        return records, word("release.before", **about)
    one = _releasable(editions, returns, records, period, settings, folder)
    if not as_it_is and (open_ends := [*_open_ends(editions, taken, one, period, on, folder)]):
        fix = "correct these first; when you are sure, type it again with --as-it-is"
        raise MaturityError([*open_ends, Problem(folder, word("release.once", period=visible(period, 80)), fix)])
    figures = public_figures(editions.today.q.forces, one.material, settings)
    choices = choose_files(taken.files)
    files = {force: choice.used.file for (force, when), choice in choices.items() if when == period}
    record = record_of(one.material, figures, one.assessments, files, on)
    write_record(place, record)
    values = {"period": period, "n": len(one.material.forces), "of": one.material.asked, "place": place}
    return [*records, record], word("release.done", **values)


def _open_ends(
    editions: Editions, taken: Intake, returns: PeriodReturns, period: str, on: str, folder: str
) -> Iterator[Problem]:
    """Files that somebody has to look at, unless they are of another period, and forces that still have time."""
    for row in file_rows(editions, taken.files):
        if needs_attention(row) and row["period"] in ("", period):
            yield Problem(f"{folder}/{visible(row['file'], 200)}", row["says"].rstrip("."), "see `maturity status`")
    for each in editions.today.q.extensions.extensions:
        if each.period == period and each.until >= on and each.force not in returns.material.forces:
            what = f"{each.force} has time until {day(each.until)}, and has not returned"
            yield Problem("extensions.yml", what, "wait for it, or remove the extension")


def _releasable(
    editions: Editions,
    returns: Mapping[str, PeriodReturns],
    records: list[ReleaseRecord],
    period: str,
    settings: object,
    folder: str,
) -> PeriodReturns:
    """The period's returns. Raises MaturityError when there are too few, when they are of invented forces, and when the
    period is too close to one that was released."""

    def refuse(what: str, fix: str) -> MaturityError:
        return MaturityError([Problem(folder, what, fix)])

    shown = visible(period, 80)
    one = returns.get(period)
    if one is None:
        raise refuse(f"it has no return for the period {shown}", "name another with --period")
    if all_invented(editions.today.q.forces, one.assessments):
        raise refuse("all of these forces are invented", "`maturity build` shows their figures without a release")
    if (near := too_close(records, period)) is not None:
        when = day(near["released"])
        what = f"{near['period']} was released on {when}, and {shown} begins less than nine months from it"
        raise refuse(what, "keep to that release: the figures of both together could give forces away")
    least, there = policy_of(settings).middles, len(one.material.forces)
    if there < least:
        what = f"there are only {there} complete, signed returns for {shown}, and figures need {least}"
        raise refuse(what, "wait for more: a period is released only once")
    return one
