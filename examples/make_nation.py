"""Makes the example nation: 48 invented forces in three bands of size, over three periods. Nothing in it is real.

`python examples/make_nation.py` writes their list and their assessments into `nation/` beside this script. The same
questionnaire gives the same bytes. One force ended in 2025 and became another, two forces answer one question together,
and not everyone has returned. The assessments are short: levels and the titles of evidence, without comments.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

from maturity.assessment.disguise import ENDING
from maturity.assessment.reader import write_text
from maturity.errors import MaturityError
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Question, Questionnaire
from maturity.records import ASSESSMENT_FORMAT, Answer, Assessment, SignOff
from maturity.render.output import write_file

SEED = 48
HERE = Path(__file__).resolve().parent
FORCES = "forces.yml"
#: For each period the first day of its two weeks of answering, and how much higher answers tend to be than at first.
PERIODS = {"2024": (date(2024, 9, 9), 0.0), "2025": (date(2025, 9, 8), 0.15), "2026": (date(2026, 9, 7), 0.3)}
#: How much higher or lower answers tend to be in the first theme, the second and so on.
THEMES = (0.2, 0.05, -0.15, -0.3)


class Band(NamedTuple):
    """A group of forces of about one size: how much higher their answers tend to be, and the places they are named
    after, each with a letter for its region and one for Police or Constabulary."""

    id: str
    name: str
    tendency: float
    places: str


BANDS = (
    Band(
        *("example-smaller-forces", "Smaller forces (invented)", -0.1),
        "Aldermoss nP, Birchallow eC, Carrowfen eP, Cwmarwen wP, Deepmarl sC, Emberlow mP, Gwelfan wP, Heronsea sP, "
        "Lapwingshire mC, Morwenog wP, Otterquay sP, Pellowby nP, Quernshire mP, Sablemoor nC, Tidewater Reach zP, "
        "Vixenmoor sP",
    ),
    Band(
        *("example-middle-sized-forces", "Middle-sized forces (invented)", 0.0),
        "Arrowfell nP, Ashquern mC, Calderwyke nP, Coldharrow eP, Cresswold mP, Dunmarrow sC, Elderquay eP, "
        "Glasswold mP, Hallowfen eC, Ivermarsh sP, Kingsmarl sP, Millowick nC, Penarlais wP, Rushwold eP, "
        "Silverfen eP, Wrenshire mC",
    ),
    Band(
        *("example-larger-forces", "Larger forces (invented)", 0.1),
        "Brindlemouth sP, Causewell nP, Danesquay eP, Farrowdale mP, Foxminster nC, Greenhallow sP, Harrowmist mP, "
        "Lindermark eP, Marrowstead nP, Oakenshire sC, Ravenwold mP, Skylarkshire eC, Stonequay nP, Thistleshire sP, "
        "Umberwick wP, Yewminster mC",
    ),
)
REGIONS = {
    **{"n": "Invented north", "m": "Invented midlands", "e": "Invented east", "s": "Invented south"},
    **{"w": "Invented west", "z": "Invented coast"},
}
#: The force that ended, its last day, and the one that it became the day after.
ENDED, LAST_DAY, BECAME = "Rushwold", date(2025, 3, 31), "Silverwold"
#: Forces that agreed to be named in public, and that may be named to those that they could help.
NAMED = ("Heronsea", "Quernshire", "Cresswold", "Kingsmarl", "Foxminster")
HELPFUL = (*NAMED, "Ashquern", "Calderwyke", "Danesquay", "Greenhallow", "Oakenshire", "Stonequay", "Yewminster")
#: Who has not sent anything, is not ready, has not signed, or got it back, in each period.
MISSING = {"2024": ("Emberlow", "Ivermarsh", "Sablemoor", "Umberwick"), "2025": ("Birchallow", "Ivermarsh")}
MISSING["2026"] = ("Sablemoor",)
PART_DONE, UNSIGNED = {"2026": "Ivermarsh"}, {"2026": "Lindermark"}
SENT_BACK = {"2025": "Causewell", "2026": "Deepmarl"}
#: Two forces that answer the first question of this capability together.
TOGETHER, SHARED = ("Danesquay", "Elderquay"), "testing-new-ideas"

TITLES = ("Board minutes", "Written procedure", "Yearly check", "Monthly report", "Register", "Training record", "Rota")
NOT_APPLICABLE = "Invented: no such work here."
SENT_BACK_NOTE = "Invented: please look again at the answers without evidence."


def main(folder: Path = HERE / "nation", questionnaire: Path = HERE.parent / "questionnaire") -> list[Path]:
    """Write all of it into the folder, and take away older assessments of forces that are gone. Gives the paths."""
    q = load_questionnaire(questionnaire)
    folder.mkdir(exist_ok=True)
    write_file(folder / FORCES, forces_text())
    written = []
    for period in PERIODS:
        for place, assessment in _assessments(q, period).items():
            path = folder / f"{force_id(place)}-{period}{ENDING}"
            write_file(path, write_text(assessment))
            written.append(path)
    for path in set(folder.glob(f"*{ENDING}")) - set(written):
        path.unlink()
    return [folder / FORCES, *written]


# --- the list of forces ------------------------------------------------------------------------------------------


def _places(band: Band) -> dict[str, str]:
    """The places of a band, each with its two letters."""
    return dict(each.rsplit(" ", 1) for each in band.places.split(", "))


def _everyone() -> dict[str, Band]:
    """Every place with its band, the one that came later as well."""
    found = {place: band for band in BANDS for place in _places(band)}
    return found | {BECAME: found[ENDED]}


def _letters(place: str) -> str:
    return _places(_everyone()[place])[ENDED if place == BECAME else place]


def _name(place: str) -> str:
    return f"{place} {'Police' if _letters(place)[1] == 'P' else 'Constabulary'}"


def force_id(place: str) -> str:
    """The id of the force of a place."""
    return f"example-{_name(place).lower().replace(' ', '-')}"


def _force(place: str) -> dict[str, Any]:
    region = _letters(place)[0]
    force: dict[str, Any] = {"id": force_id(place), "name": f"{_name(place)} (invented)"}
    force["kind"] = "special" if region == "z" else "territorial"
    force["nation"] = {"w": "Wales", "z": "Great Britain"}.get(region, "England")
    force["region"] = REGIONS[region]
    if region == "w":
        force["conditions"] = ["language-duties"]
    if place == ENDED:
        force |= {"ends": LAST_DAY.isoformat(), "became": force_id(BECAME)}
    if place == BECAME:
        force["starts"] = (LAST_DAY + timedelta(days=1)).isoformat()
    return force


def forces_text() -> str:
    """forces.yml of the nation."""
    groups = [
        {
            "id": band.id,
            "name": band.name,
            "kind": "size",
            "source": "Invented for the examples",
            "as_of": "2026-11-01",
            "members": sorted(force_id(place) for place, its in _everyone().items() if its is band),
        }
        for band in BANDS
    ]
    consents = [
        {
            "force": force_id(place),
            "allows": [*(["named_in_public"] if place in NAMED else []), "helps_others"],
            "role": "chief-officer-sponsor",
            "date": "2024-06-03",
        }
        for place in HELPFUL
    ]
    note = (
        "Nothing here is real. These invented forces are those of the assessments in this folder, in place of the "
        "questionnaire's own list."
    )
    forces = [_force(place) for place in sorted(_everyone())]
    record = {"note": note, "division": "size", "invented": forces, "peer_groups": groups, "consents": consents}
    head = "# Made by examples/make_nation.py; change it there.\n"
    return head + yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=120)


# --- the assessments ---------------------------------------------------------------------------------------------


def _assessments(q: Questionnaire, period: str) -> dict[str, Assessment]:
    """What every force that exists in a period has sent, by place."""
    day = PERIODS[period][0]
    gone = {BECAME if day <= LAST_DAY else ENDED, *MISSING[period]}
    made = {place: _assessment(q, place, period) for place in _everyone() if place not in gone}
    one, other = TOGETHER
    theme = next(each for theme in q.themes for each in theme.capabilities if each.id == SHARED)
    question = theme.questions[0].id
    made[other]["answers"][question] = made[one]["answers"][question]
    made[one]["joint"] = [{"question": question, "force": force_id(other)}]
    made[other]["joint"] = [{"question": question, "force": force_id(one)}]
    return made


def _assessment(q: Questionnaire, place: str, period: str) -> Assessment:
    answers = dict(_answers(q, place, period))
    if PART_DONE.get(period) == place:
        answers = dict(list(answers.items())[: len(answers) * 2 // 3])
    made: Assessment = {
        "format": ASSESSMENT_FORMAT,
        "edition": {"id": q.edition.id, "version": q.edition.version},
        "force": force_id(place),
        "period": period,
        "marking": q.edition.marking,
        "answers": answers,
    }
    if place not in (PART_DONE.get(period), UNSIGNED.get(period)):
        made["sign_off"] = _sign_off(q, place, period)
    return made


def _answers(q: Questionnaire, place: str, period: str) -> Iterator[tuple[str, Answer]]:
    """Each force has a level of its own, one for each theme around it, and one for each question around that. The force
    that another became goes on where that one ended."""
    band = _everyone()[place]
    nature = Random(f"{SEED} {ENDED if place == BECAME else place}")
    chance = Random(f"{SEED} {place} {period}")
    force = nature.gauss(1.65, 0.6) + band.tendency + PERIODS[period][1]
    care = nature.uniform(0.84, 0.98)
    conditions = _force(place).get("conditions", ())
    for theme, tendency in zip(q.themes, THEMES, strict=False):
        here = force + tendency + nature.gauss(0, 0.4)
        for question in (each for capability in theme.capabilities for each in capability.questions):
            latent = here + nature.gauss(0, 0.75) + chance.gauss(0, 0.3)
            if question.condition is None or question.condition in conditions:
                yield question.id, _answer(q, question, latent, care, chance, _letters(place)[0] == "z")


def _answer(q: Questionnaire, question: Question, latent: float, care: float, chance: Random, special: bool) -> Answer:
    if question.not_applicable is not None and special:
        return {"not_applicable": NOT_APPLICABLE}
    if chance.random() < 0.02:
        return {"dont_know": True}
    level = max(0, min(len(q.edition.scale) - 1, round(latent)))
    if level and chance.random() < care:
        return {"level": level, "evidence": [{"title": f"{chance.choice(TITLES)} (invented)"}]}
    return {"level": level}


def _sign_off(q: Questionnaire, place: str, period: str) -> SignOff:
    role = q.edition.signs or q.edition.roles[0].id
    day = (PERIODS[period][0] + timedelta(days=18)).isoformat()
    if SENT_BACK.get(period) == place:
        return {"role": role, "date": day, "decision": "sent-back", "note": SENT_BACK_NOTE}
    return {"role": role, "date": day, "decision": "signed"}


if __name__ == "__main__":
    try:
        print(f"{len(main())} files written to {HERE.name}/nation/")
    except MaturityError as error:
        sys.exit(str(error))
