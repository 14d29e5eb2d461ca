"""What is published as open data: one table, the same as JSON, and a dictionary that says what each field means."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from maturity.assessment.files import read_bytes
from maturity.errors import MaturityError, Problem
from maturity.national.disclosure.decisions import SAFE
from maturity.national.published import DICTIONARY, BetweenFigures, GroupFigures, PeriodFigures, Publication
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.model import Questionnaire
from maturity.render.csv_tables import csv_text, edition_text, to_json
from maturity.render.phrases import section, word

#: The files, by what is in them.
CSV, JSON, MEANINGS = "aggregate.csv", "aggregate.json", "aggregate-dictionary.csv"
_FIRST = (
    "period", "edition", "invented", "returned", "asked", "group", "name", "kind", "of", "shows", "part", "id", "code",
    "label", "forces",
)  # fmt: skip
_LAST = (
    "not_applicable", "middle", "low", "high", "met", "not_met", "not_shown", "earlier", "later", "questions", "up",
    "down", "same", "rules", "hidden",
)  # fmt: skip
#: What the rows of a group are called in the table.
_PARTS = {"themes": "theme", "capabilities": "capability", "questions": "question"}

Row = dict[str, Any]


#: Questionnaires by version, for periods of older editions.
EditionWords: TypeAlias = Mapping[str, Questionnaire]


def open_data_files(
    q: Questionnaire, published: Publication, invented: bool, older: EditionWords = MappingProxyType({})
) -> dict[str, str]:
    """Contents by file name. `invented`: the figures are of forces that do not exist."""
    known = {**older, q.edition.version: q}
    top = max(len(each.edition.scale) for each in known.values()) - 1
    return {
        CSV: open_data_csv(known, published, invented, top),
        JSON: to_json({**published, "invented": invented}) + "\n",
        MEANINGS: csv_text(("field", "meaning"), ({"field": k, "meaning": v} for k, v in dictionary(top).items())),
    }


def periods_too_close(before: str, now: str, others: int = SAFE.others_for_counts) -> list[str]:
    """Periods, and pairs of periods with movement, whose figures were made before, differ now, and are not of at least
    so many and one more returns more or fewer, in every group that both show: one taken from the other would give away
    who came late, or what somebody put right. Takes the JSON of then and of now. Figures of invented forces give
    nobody away.

    Raises ValueError when the earlier one is no such file."""
    try:
        then = json.loads(before)
        earlier, later = {} if then["invented"] else _figures_by_size(then), _figures_by_size(json.loads(now))
    except (KeyError, TypeError) as error:
        raise ValueError(error) from error
    return [
        name
        for name, groups in later.items()
        if any(
            figures != earlier[name][group][1] and abs(size - earlier[name][group][0]) <= others
            for group, (size, figures) in groups.items()
            if group in earlier.get(name, ())
        )
    ]


def _figures_by_size(publication: Any) -> dict[str, dict[str, tuple[int, Any]]]:
    """Of how many forces each period is, each of its groups, and each movement, with the figures."""
    periods = {
        one["period"]: {"": (one["returned"], one)}
        | {each["id"]: (each["forces"], each) for each in one["groups"] if each["forces"] is not None}
        for one in publication["periods"]
    }
    moved = {
        f"{each['earlier']} to {each['later']}": {"": (each["forces"], each)}
        for each in publication["between"]
        if each["forces"] is not None
    }
    return {**periods, **moved}


def refuse_close_figures(folder: Path, files: Mapping[str, str]) -> None:
    """Nothing is written into `folder` that gives somebody away beside what an earlier run left there. `made`: contents
    by file name. Raises MaturityError with the periods of which the figures are too near."""
    before = folder / JSON
    if not before.exists():
        return
    try:
        near = periods_too_close(read_bytes(str(before)).decode("utf-8"), files[JSON])
    except (ValueError, MaturityError):
        what = "this is not what an earlier run made, so nothing can be held against it"
        raise MaturityError([Problem(str(before), what, "move it away")]) from None
    if near:
        what = f"figures for {', '.join(near)} are here already, and of nearly the same returns"
        fix = "keep those: who has both could tell what is new. If they never left your hands, delete them first"
        raise MaturityError([Problem(str(before), what, fix)])


def column_names(top: int) -> list[str]:
    return [*_FIRST, *(f"level_{level}" for level in range(top + 1)), *_LAST]


def dictionary(top: int) -> dict[str, str]:
    """What every column and every key of the JSON means."""
    own: dict[str, str] = section("open_data")
    levels = {f"level_{level}": word("open_data.level", level=level) for level in range(top + 1)}
    return {**DICTIONARY, **{name: text for name, text in own.items() if name != "level"}, **levels}


def open_data_csv(known: EditionWords, published: Publication, invented: bool, top: int) -> str:
    """One row for each figure of each group and period. A cell is empty where it has no meaning, or is hidden."""
    sites = {version: Lookup(q) for version, q in known.items()}
    version = {one["period"]: one["edition"]["version"] for one in published["periods"]}
    rows = [row for one in published["periods"] for row in _period_rows(one, sites[version[one["period"]]])]
    rows += [row for each in published["between"] for row in _movement_rows(each, sites[version[each["later"]]])]
    cells = ({"invented": invented} | {key: value for key, value in row.items() if value is not None} for row in rows)
    return csv_text(column_names(top), cells)


def _period_rows(one: PeriodFigures, site: Lookup) -> Iterator[Row]:
    base = {"period": one["period"], "edition": edition_text(one["edition"]["id"], one["edition"]["version"])}
    for group in one["groups"]:
        of_group = base | {"group": group["id"], "name": group["name"], "kind": group["kind"], "of": group["of"]}
        about = {"returned": one["returned"], "asked": one["asked"]} if group["kind"] == "all" else {}
        counted = {"forces": group["forces"], "shows": group["shows"], "hidden": group["hidden"]}
        yield of_group | about | {"part": "group"} | counted
        for row in _figure_rows(group, site):
            yield of_group | row


def _figure_rows(group: GroupFigures, site: Lookup) -> Iterator[Row]:
    for key, part in _PARTS.items():
        for row in group[key]:  # type: ignore[literal-required]
            levels = {f"level_{level}": count for level, count in enumerate(row["counts"] or ())}
            figures = {name: row[name] for name in ("not_applicable", "middle", "low", "high", "hidden")}
            yield _id_cells(part, row["id"], site) | levels | figures
    for standard in group["standards"]:
        figures = {name: value for name, value in standard.items() if name != "question"}
        yield _id_cells("standard", standard["question"], site) | figures
    for called in group["interventions"]:
        counted = {"forces": called["forces"], "hidden": called["hidden"]}
        yield _id_cells("intervention", called["intervention"], site) | counted


def _movement_rows(each: BetweenFigures, site: Lookup) -> Iterator[Row]:
    base = {"earlier": each["earlier"], "later": each["later"], "questions": each["questions"]}
    yield base | {"part": "movement", "forces": each["forces"], "hidden": each["hidden"]}
    for part, rows in (("theme", each["themes"]), ("capability", each["capabilities"])):
        for row in rows:
            yield base | _id_cells(part, row["id"], site) | {**row} | {"part": f"movement_{part}"}


def _id_cells(part: str, name: str, site: Lookup) -> Row:
    """The row's id, with its code and name in the edition."""
    if part == "intervention":
        return {"part": part, "id": name, "label": site.interventions[name].name}
    if part in ("question", "standard"):
        question = site.place[name].question
        label = site.standards[name].text if part == "standard" else question.text
        return {"part": part, "id": name, "code": question.code, "label": label}
    known = site.themes[name] if part == "theme" else site.capability[name]
    return {"part": part, "id": name, "code": known.code, "label": known.name}
