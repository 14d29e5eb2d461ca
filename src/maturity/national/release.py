"""Releasing a period: its public figures are worked out once, and recorded before anything is published."""

from __future__ import annotations

from collections.abc import Mapping
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
from maturity.national.selection import choose_files
from maturity.render.phrases import day, word


def release_period(
    editions: Editions, taken: Intake, place: Path, period: str, settings: object, on: str, folder: str
) -> tuple[list[ReleaseRecord], str]:
    """Every record there is now, and a sentence about this period. Records it if it has not been released. Raises
    MaturityError when a record is damaged, and when the period cannot be released."""
    returns = returns_by_period(editions, taken.counted, on)
    records = read_releases(place)
    if (before := released(records, period)) is not None:
        late = late_returns(before, returns[period].assessments) if period in returns else []
        about = {"period": period, "day": day(before["released"]), "n": len(late)}
        return records, word("release.before", **about)
    one = _releasable(editions, returns, records, period, settings, folder)
    figures = public_figures(editions.today.q.forces, one.material, settings)
    choices = choose_files(taken.files)
    files = {force: choice.used.file for (force, when), choice in choices.items() if when == period}
    record = record_of(one.material, figures, one.assessments, files, on)
    write_record(place, record)
    values = {"period": period, "n": len(one.material.forces), "of": one.material.asked, "place": place}
    return [*records, record], word("release.done", **values)


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
