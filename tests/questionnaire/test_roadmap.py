"""The roadmap in the questionnaire against the national slides: nothing is lost, and everything has its name there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from tests import ROOT

#: What each box of the slide says, by horizon. The slide: Gavin Stephens and David Bailey, for the NPCC, 2018–19.
SLIDE = {
    "first": {
        "common-metrics": "Create a common set of metrics used by HMICFRS and project",
        "campaign-catalogue": "Build a national catalogue of evaluated campaign content",
        "minimum-standards": "Baseline and publish minimum standards",
        "gold-standard-job-descriptions":
            "Provide ‘gold standard’ portfolio of job descriptions for a social media function",
        "legal-publication-checklist": "Professionally verified checklist for legal content publication",
        "self-assessment-tool": "Build a Self-Assessment Tool for Forces to assess social media maturity",
        "managers-network": "Create national social media managers network",
        "children-young-people-expertise": "Create a specialist function/expertise for Children & Young People",
    },
    "next": {
        "target-operating-model": "Create high level Target Operating Model for local Forces",
        "critical-friend": "Build mechanisms to introduce a ‘critical friend’ function",
        "content-design-skills": "Create content design and creation skills offering",
        "high-impact-library": "Create evidence based ‘High Impact’ library",
        "best-practice-process-maps": "Build a set of ‘best practice’ process maps to support consistency",
        "appropriate-language": "Assess how to equip users to understand and use appropriate language",
        "futures-working-group": "Create a Futures Working Group to horizon scan activity of new channels",
        "management-platform-rfi": "Issue RFI for a social media management platform for policing",
        "digital-skills-academy": "Create a digital social media skills academy",
        "industry-secondments": "Secure funding/CSR support for incoming expertise secondments from industry",
        "transformation-funding-trial": "Secure Transformation Funding for trial of full social media capability",
    },
    "later": {
        "national-advisory-function": "Create a national advisory function",
        "national-analysis-insight": "Create a national analysis and insight function",
        "special-interest-campaigns": "Create a national advisory capability to inform ‘special interest’ campaigns",
    },
}  # fmt: skip
#: What each aim and each gap is about, in words that ours must have too.
AIMS = {
    "aim-national-framework": ("national framework", "contact", "social media"),
    "aim-local-model": ("model", "local need", "Single Online Home"),
    "aim-young-people": ("digital services", "children and young people", "consistently"),
}
GAPS = {
    "gap-unmet-need": ("expects", "are not getting"),
    "gap-parity": ("other main ways",),
    "gap-business-case": ("costs", "gives back", "go wrong"),
    "gap-skills-structures": ("skills", "best"),
    "gap-new-engagement": ("face-to-face", "confidence", "every kind of community"),
}


@pytest.fixture(scope="module")
def q() -> Questionnaire:
    return load_questionnaire(ROOT / "questionnaire", words=False)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def in_this_order(some: list[str], all_of_them: list[str]) -> bool:
    left: Iterator[str] = iter(all_of_them)
    return all(word in left for word in some)


def test_every_box_of_the_slide_is_there_with_its_horizon(q: Questionnaire) -> None:
    ours = {item.id: item.horizon for item in q.interventions.interventions}
    assert len(ours) == 22
    assert ours == {name: horizon for horizon, boxes in SLIDE.items() for name in boxes}


def test_every_intervention_has_its_name_on_the_slide(q: Questionnaire) -> None:
    """Words may be left out at either end, but none is another one, and no explanation stands in for the name."""
    box = {name: text for boxes in SLIDE.values() for name, text in boxes.items()}
    for item in q.interventions.interventions:
        assert len(words(item.name)) >= 3, item.id
        assert in_this_order(words(item.name), words(box[item.id])), item.id
        assert item.text and item.text != item.name, item.id


def test_the_network_comes_first_and_the_least_certain_does_not(q: Questionnaire) -> None:
    first = sorted((item.rank or 0, item.id) for item in q.interventions.interventions if item.horizon == "first")
    assert first[0][1] == "managers-network"
    assert first[-1][1] == "children-young-people-expertise"


def test_what_is_national_work_says_what_the_national_team_does(q: Questionnaire) -> None:
    steps = {item.id: item.national_step for item in q.interventions.interventions if item.national_step}
    assert set(steps) == {item.id for item in q.interventions.interventions if item.owner == "national"}
    assert len(steps) == 12
    assert len({text for step in steps.values() for text in (step.deliverable, step.decision, step.paper)}) == 36


def test_vision_aims_and_gaps_mean_what_the_slides_mean(q: Questionnaire) -> None:
    edition = q.edition
    assert {aim.id for aim in edition.aims} == set(AIMS)
    assert {gap.id for gap in edition.gaps} == set(GAPS)
    ours = {each.id: each.text for each in edition.aims} | {each.id: each.text for each in edition.gaps}
    for name, wanted in (AIMS | GAPS).items():
        assert [word for word in wanted if word not in ours[name]] == [], name
    assert "together we can tackle" in edition.vision[1].text
