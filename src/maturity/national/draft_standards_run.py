"""A draft of the minimum standards held against a folder of returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from maturity.assessment.files import read_file
from maturity.editions.lineage import Editions
from maturity.errors import MaturityError, Problem
from maturity.json_reader import visible
from maturity.national.draft_standards import Impact, PublishedImpact, impact, impact_published
from maturity.national.intake import editions_for, taken
from maturity.national.published import LevelFigures, Publication
from maturity.national.release import counted_forces, for_everyone, press
from maturity.national.return_summary import needs_look
from maturity.national.selection import choose, files_of, likely_period, version_of
from maturity.national.statistics import ALL
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire, Standard
from maturity.records import Assessment, Bundle, Profile
from maturity.scoring.engine import score

#: Files that a draft of this edition is not about, and with which nothing need be wrong.
OLDER = ("other_edition", "unknown_edition")


class Held(NamedTuple):
    """The impact, the words of each proposed minimum, how many files of the folder do not count, and whether somebody
    has to look at one."""

    made: Impact | PublishedImpact
    labels: dict[str, str]
    left_out: int
    look: bool


def hold(
    standards: Path,
    folder: Path,
    questionnaire: Path,
    period: str | None = None,
    public: bool = False,
    settings: Mapping[str, object] | None = None,
    on: str = "",
) -> Held:
    """Hold a draft against the newest file of each force for a period (the one that most files are for); invented
    forces count only where there are no others. The folder is taken as it stands `on` a day, today if not given.
    `public`: only what follows from the published figures, under the
    `settings` and on the day of `national.press`. Raises MaturityError with everything that is wrong in the draft, and
    when in public that period follows another edition."""
    q = load_questionnaire(questionnaire, words=False)
    draft = load_questionnaire(questionnaire, words=False, standards=standards)
    bundle, other = compile_bundle(q), compile_bundle(draft)
    editions = editions_for(questionnaire) if public else Editions(q, bundle)
    on = on or date.today().isoformat()
    found, counted = taken(folder, editions, on)
    period = period or likely_period(found)
    if (version := version_of(found, period)) not in (None, bundle["edition"]["version"]):
        what = f"the period {visible(period or '', 80)} follows edition {version}, and the draft is of another"
        raise MaturityError([Problem(str(folder), what, "name another with --period, or give that edition with -q")])
    ids = {force.id for force in counted_forces(q.forces, counted)}
    chosen = sorted(choose(found).items())
    used = [choice.used.file for (force, when), choice in chosen if when == period and force in ids]
    if period is None or not used:
        raise MaturityError([Problem(str(folder), "there is nothing to count", "name the folder that has the returns")])
    labels = _labels(q, draft)
    made: Impact | PublishedImpact
    if public:
        whole = for_everyone(press(bundle, q.forces, counted, settings, editions, on).tables())
        made = _published(bundle, other, whole, period)
    else:
        assessments = (read_file(str(folder / file), bundle) for file in used)
        made = impact(bundle, other, _both(bundle, other, assessments), period)
    rows = files_of(found, choose(found).values())
    look = any(needs_look(row) for row in rows if row["period"] in ("", period) and row["state"] not in OLDER)
    return Held(made, labels, sum(each.state != "left_behind" for each in found) - len(used), look)


def _labels(q: Questionnaire, draft: Questionnaire) -> dict[str, str]:
    """The words for each proposed minimum. A draft that tries another level under the old sentence has the words of the
    question for that level."""
    site, present = Lookup(draft), {standard.question: standard for standard in q.standards.standards}

    def words(new: Standard) -> str:
        old = present.get(new.question, new)
        same = old.level == new.level or old.text != new.text
        return new.text if same else site.place[new.question].question.levels[new.level]

    return {new.question: new.name or words(new) for new in draft.standards.standards}


def _both(bundle: Bundle, other: Bundle, assessments: Iterable[Assessment]) -> list[tuple[Profile, Profile]]:
    return [(score(bundle, assessment), score(other, assessment)) for assessment in assessments]


def _published(bundle: Bundle, other: Bundle, whole: Publication, period: str) -> PublishedImpact:
    """From the very figures of the national picture. Any others beside them, of one force more or less, would give that
    force away."""
    groups = [
        group for one in whole["periods"] if one["period"] == period for group in one["groups"] if group["id"] == ALL
    ]
    counts = {row["id"]: _shown(row) for group in groups for row in group["questions"]}
    return impact_published(bundle, other, counts, next((group["forces"] for group in groups), None), period)


def _shown(row: LevelFigures) -> tuple[list[int], int] | str:
    if row["counts"] is None or row["not_applicable"] is None:
        return row["hidden"] or "not_published"
    return row["counts"], row["not_applicable"]
