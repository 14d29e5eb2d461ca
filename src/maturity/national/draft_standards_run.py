"""A draft of the minimum standards held against a folder of returns."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from maturity.editions.lineage import Editions
from maturity.errors import MaturityError, Problem
from maturity.national.draft_standards import Impact, impact_on_forces
from maturity.national.figures import counted_forces
from maturity.national.intake import read_returns
from maturity.national.return_summary import needs_attention
from maturity.national.selection import choose_files, file_statuses, likely_period
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire, Standard
from maturity.questionnaire.own_forces import own_forces, with_own_forces
from maturity.scoring.engine import score

#: Files that a draft of this edition is not about, and with which nothing need be wrong.
OTHER_EDITIONS = ("other_edition", "unknown_edition")


class DraftImpact(NamedTuple):
    """The impact, the words of each proposed minimum, how many files of the folder do not count, whether somebody has
    to look at one, and whether the draft asks for what the standards ask already."""

    impact: Impact
    labels: dict[str, str]
    left_out: int
    needs_attention: bool
    same: bool


def impact_of_draft(
    standards: Path,
    folder: Path,
    questionnaire: Path,
    period: str | None = None,
    on: str = "",
) -> DraftImpact:
    """Compare a draft with the newest file of each force for a period (by default the one that most files are for).

    Invented forces count only where there are no others. The folder is read as it is `on` a day, today if not given.
    Raises MaturityError with everything that is wrong in the draft, and if no file of its edition counts."""
    q = load_questionnaire(questionnaire, words=False)
    draft = load_questionnaire(questionnaire, words=False, standards=standards)
    own = own_forces(q, folder)
    editions = Editions(q, compile_bundle(q)).with_own_forces(own)
    q, bundle = editions.today
    draft, other = with_own_forces(draft, compile_bundle(draft), own)
    on = on or date.today().isoformat()
    files, counted = read_returns(folder, editions, on)
    period = period or likely_period(files)
    ids = {force.id for force in counted_forces(q.forces, counted)}
    used = [one for one in counted if one["period"] == period and one["force"] in ids]
    if not used:
        fix = "name the folder that has the returns, and with -q the edition that they follow"
        raise MaturityError([Problem(str(folder), "there is nothing to count", fix)])
    impact = impact_on_forces(bundle, other, [(score(bundle, one), score(other, one)) for one in used], period)
    rows = file_statuses(files, choose_files(files).values())
    look = any(
        needs_attention(row) for row in rows if row["period"] in ("", period) and row["state"] not in OTHER_EDITIONS
    )
    left_out = sum(each.state != "left_behind" for each in files) - len(used)
    same = all(row["change"] == "same" for row in impact["standards"]) and not impact["dropped"]
    return DraftImpact(impact, _labels(q, draft), left_out, look, same)


def _labels(q: Questionnaire, draft: Questionnaire) -> dict[str, str]:
    """The words for each proposed minimum. A draft that tries another level under the old sentence has the words of the
    question for that level."""
    site, present = Lookup(draft), {standard.question: standard for standard in q.standards.standards}

    def words(new: Standard) -> str:
        old = present.get(new.question, new)
        same = old.level == new.level or old.text != new.text
        return new.text if same else site.place[new.question].question.levels[new.level]

    return {new.question: new.name or words(new) for new in draft.standards.standards}
