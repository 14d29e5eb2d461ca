"""Holds the questionnaire in `questionnaire/` against what it must contain, as `questionnaire_tables` has it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Capability, ExampleAnswer, Question, Questionnaire, WorkedExample
from maturity.records import ASSESSMENT_FORMAT, Answer, Assessment, Range
from maturity.scoring.engine import score
from tests import ROOT
from tests.questionnaire.police_questionnaire import (
    AFTER,
    CALLS,
    EXAMPLES,
    FORCES,
    INTERVENTIONS,
    LEADS,
    STANDARDS,
    THEMES,
)

FOLDER = ROOT / "questionnaire"
SIZES = {"S": "small", "M": "medium", "L": "large"}
GAPS = ["gap-unmet-need", "gap-parity", "gap-business-case", "gap-skills-structures", "gap-new-engagement"]


@pytest.fixture(scope="module")
def q() -> Questionnaire:
    return load_questionnaire(FOLDER)


def capabilities(q: Questionnaire) -> Iterator[Capability]:
    for theme in q.themes:
        yield from theme.capabilities


def questions(q: Questionnaire) -> list[Question]:
    return [question for capability in capabilities(q) for question in capability.questions]


# --- themes, capabilities, questions ---------------------------------------------------------------------------


def test_themes_capabilities_and_questions_are_those_of_the_edition(q: Questionnaire) -> None:
    found = {
        theme.id: [
            (c.code, c.id, " ".join(g.removeprefix("gap-") for g in c.gaps), " ".join(x.id for x in c.questions))
            for c in theme.capabilities
        ]
        for theme in q.themes
    }
    assert found == THEMES
    assert [theme.code for theme in q.themes] == ["PI", "DC", "MI", "FI"]


def test_the_counts_are_right(q: Questionnaire) -> None:
    assert len(q.themes) == 4
    assert len(list(capabilities(q))) == 22
    assert len({question.id for question in questions(q)}) == len(questions(q)) == 49
    assert [sum(len(c.questions) for c in theme.capabilities) for theme in q.themes] == [15, 14, 10, 10]


def test_every_question_has_five_levels_and_says_why_it_is_asked(q: Questionnaire) -> None:
    assert len(q.edition.scale) == 5
    for question in questions(q):
        assert len(question.levels) == 5, question.id
        assert len(set(question.levels)) == 5, f"{question.id}: two levels say the same"
        assert question.evidence, f"{question.id}: no evidence to point to"
        assert question.critical_friend, f"{question.id}: nothing for a critical friend to try"


def test_codes_follow_their_place(q: Questionnaire) -> None:
    for capability in capabilities(q):
        expected = [f"{capability.code}.{n}" for n in range(1, len(capability.questions) + 1)]
        assert [question.code for question in capability.questions] == expected


def test_one_role_leads_each_question_and_another_must_agree(q: Questionnaire) -> None:
    assert [role.id for role in q.edition.roles] == list(LEADS)
    assert Counter(question.lead for question in questions(q)) == LEADS
    for question in questions(q):
        assert question.helpers, f"{question.id}: its lead would answer alone"
        assert question.lead not in question.helpers, f"{question.id}: its lead is its own helper"
        assert {question.lead, *question.helpers} <= set(LEADS), question.id


def test_only_the_right_questions_are_hidden_left_out_or_sensitive(q: Questionnaire) -> None:
    all_questions = questions(q)
    assert {x.id: x.condition for x in all_questions if x.condition} == {"pi-welsh": "welsh-duties"}
    assert {x.id for x in all_questions if x.not_applicable} == {"fi-youth-voice", "fi-special-interest"}
    assert {x.id for x in all_questions if x.sensitive} == {"pi-access-control", "pi-takeover-plan"}


def test_minimum_standards_have_their_levels_and_reasons(q: Questionnaire) -> None:
    standards = q.standards.standards
    assert {standard.question: standard.level for standard in standards} == STANDARDS
    assert len(standards) == len(STANDARDS) == 17
    assert len({standard.reason for standard in standards}) == 17


def test_every_capability_closes_a_gap_and_every_gap_has_one(q: Questionnaire) -> None:
    assert [gap.id for gap in q.edition.gaps] == GAPS
    assert all(capability.gaps for capability in capabilities(q))
    assert {gap for capability in capabilities(q) for gap in capability.gaps} == set(GAPS)


# --- the roadmap -----------------------------------------------------------------------------------------------


def test_interventions_are_those_of_the_roadmap(q: Questionnaire) -> None:
    codes = {theme.id: theme.code for theme in q.themes}
    found = {
        i.id: (codes[i.theme], i.horizon, i.owner, (i.effort.national, i.effort.force))
        for i in q.interventions.interventions
    }
    assert found == {
        key: (theme, horizon, owner, (SIZES[effort[0]], SIZES[effort[1]]))
        for key, (theme, horizon, owner, effort) in INTERVENTIONS.items()
    }
    assert len(q.interventions.interventions) == 22
    assert Counter(i.horizon for i in q.interventions.interventions) == {"first": 8, "next": 11, "later": 3}
    assert Counter(codes[i.theme] for i in q.interventions.interventions) == {"PI": 5, "DC": 9, "MI": 4, "FI": 4}
    assert Counter(i.owner for i in q.interventions.interventions) == {"national": 12, "both": 10}


def test_interventions_are_complete(q: Questionnaire) -> None:
    for item in q.interventions.interventions:
        assert item.gaps and set(item.gaps) <= set(GAPS), item.id
        assert item.needs and item.since and len(item.success) >= 2, item.id
        assert item.theme_confidence and item.horizon_confidence, item.id
        assert item.theme_confidence == "high" or item.theme_alternative, f"{item.id}: unsure, with no alternative"
    assert {gap for item in q.interventions.interventions for gap in item.gaps} == set(GAPS)


def test_what_must_come_first(q: Questionnaire) -> None:
    found = {i.id: " ".join(i.after) for i in q.interventions.interventions if i.after}
    assert found == AFTER


def test_the_page_says_that_job_descriptions_come_too_early(q: Questionnaire) -> None:
    notes = {i.id: i.note or "" for i in q.interventions.interventions}
    assert "wrong way round" in notes["gold-standard-job-descriptions"]
    assert "fine" in notes["gold-standard-job-descriptions"]


@pytest.mark.parametrize("intervention", CALLS)
def test_each_intervention_is_called_for_by_the_right_answers(q: Questionnaire, intervention: str) -> None:
    called = [
        " ".join(x.code for x in questions(q) if intervention in getattr(x.calls_for, band))
        for band in ("needs", "helps", "gives")
    ]
    assert tuple(called) == CALLS[intervention]
    assert any(called), "no answer calls for it"


# --- edition, forces, sources ----------------------------------------------------------------------------------


def test_edition_has_its_lists(q: Questionnaire) -> None:
    edition = q.edition
    assert (edition.id, edition.version, edition.marking) == ("police-social-media", "2026.1", "OFFICIAL")
    assert [aim.id for aim in edition.aims] == ["aim-national-framework", "aim-local-model", "aim-young-people"]
    assert [half.who for half in edition.vision] == ["The public", "The police"]
    assert len(edition.takeaways) == 6
    assert [len(fact.items) for fact in edition.facts if fact.items] == [10]
    assert all(fact.caution for fact in edition.facts)
    survey = edition.facts[0]
    assert "27,000" in survey.text and "004_d1087286b17f7d28.txt" in (survey.caution or "")


def test_each_level_includes_those_below_it_and_the_rules_say_so(q: Questionnaire) -> None:
    assert "Each level includes all those below it." in q.edition.rules[0]


def test_forces_are_the_listed_ones(q: Questionnaire) -> None:
    found: dict[str, list[str]] = {}
    for force in q.forces.forces:
        found.setdefault(force.region, []).append(force.id)
    assert {region: " ".join(ids) for region, ids in found.items()} == FORCES
    assert len(q.forces.forces) == 48
    territorial = [force for force in q.forces.forces if force.kind == "territorial"]
    assert Counter(force.nation for force in territorial) == {
        "England": 39,
        "Wales": 4,
        "Scotland": 1,
        "Northern Ireland": 1,
    }
    assert {f.id for f in q.forces.forces if "welsh-duties" in f.conditions} == set(FORCES["Wales"].split())


def test_invented_forces_cannot_be_taken_for_real_ones(q: Questionnaire) -> None:
    invented = q.forces.invented
    assert len(invented) == 12
    for force in invented:
        assert force.id.startswith("example-") and force.name.endswith(" (invented)"), force.id
        assert force.region.startswith("Invented "), force.id
    assert len({force.region for force in invented}) == 4
    assert sum("welsh-duties" in force.conditions for force in invented) == 2
    assert Counter(force.kind for force in invented) == {"territorial": 11, "special": 1}
    real = {word for force in q.forces.forces for word in re.findall(r"\w+", force.name)} - {"Police", "Constabulary"}
    assert not real & {word for force in invented for word in re.findall(r"\w+", force.name)}


def test_peer_groups_mix_no_real_force_with_invented_ones(q: Questionnaire) -> None:
    invented = {force.id for force in q.forces.invented}
    for group in q.forces.peer_groups:
        assert set(group.members) <= invented or not set(group.members) & invented, group.id


def test_every_seed_is_used_and_has_its_file(q: Questionnaire) -> None:
    seeds = {source.id: source for source in q.sources.sources if source.kind == "seed"}
    assert len(seeds) == 5
    assert all(source.file and source.date and source.trust for source in seeds.values())
    used = {source for question in questions(q) for source in question.sources}
    assert set(seeds) <= used
    for question in questions(q):
        assert question.sources or question.outside, f"{question.id}: no source at all"


def test_every_law_and_body_that_guidance_names_is_among_the_sources(q: Questionnaire) -> None:
    texts = [question.outside or "" for question in questions(q)]
    texts += [standard.reason for standard in q.standards.standards]
    texts += [f"{item.since} {item.note or ''}" for item in q.interventions.interventions]
    said = " ".join(texts)
    titles = " ".join(source.title for source in q.sources.sources)
    acts = set(re.findall(r"(?:\(?[A-Z]\w+\)? (?:of )?)+(?:Act|Measure) \d{4}", said))
    bodies = {name for name in BODIES if re.search(rf"\b{name}\b", said)}
    assert acts and bodies
    assert [name for name in sorted(acts | bodies) if name not in titles] == []


BODIES = ["APP", "HMICFRS", "PEEL", "NCSC", "GCS", "RESIST", "NPCC", "Oscar Kilo", "Home Office Counting Rules",
          "Welsh Language Standards", "Code of Ethics", "Police Digital Service", "Independent", "LBC",
          "FutureComms", "Evaluation Cycle", "Local Government Association"]  # fmt: skip


# --- prose -----------------------------------------------------------------------------------------------------


def test_the_page_on_use_and_misuse_says_what_it_must() -> None:
    page = " ".join((FOLDER / "using-results.md").read_text(encoding="utf-8").replace("\n> ", "\n").split())
    for promise in (
        "Self-assessed. Not validated. Not comparable as a ranking.",
        "It will not be used",
        "It ends",
        "Who sees what",
        "This may be released under freedom of information law. Write comments with that in mind.",
        "at least five *other* forces",
        "When something is wrong",
    ):
        assert promise in page, promise


def test_prose_promises_no_secrecy_and_fixes_no_number_of_forces() -> None:
    pages = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert pages
    for name, text in pages.items():
        assert not re.search(r"\bconfidential\b", text, re.IGNORECASE), f"{name}: no one can promise that"
        assert not re.search(r"\b(43|48|forty-(three|eight)) forces", text), f"{name}: the number is in forces.yml"


# --- worked examples -------------------------------------------------------------------------------------------


def assessment_of(q: Questionnaire, example: WorkedExample) -> Assessment:
    answers: dict[str, Answer] = {}
    for question, given in example.answers.items():
        given = ExampleAnswer(level=given) if isinstance(given, int) else given
        answer: Answer = {"dont_know": True} if given.dont_know else {"level": given.level or 0}
        if given.evidence:
            answer["evidence"] = [{"title": "Named"}]
        answers[question] = answer
    edition = q.edition
    record: Assessment = {
        "format": ASSESSMENT_FORMAT,
        "edition": {"id": edition.id, "version": edition.version},
        "force": "example-northmoor-police",
        "period": "example",
        "answers": answers,
    }
    if example.signed:
        record["sign_off"] = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}
    return record


def pair(figures: Range | None) -> tuple[int, int] | None:
    return figures and (figures["low"], figures["high"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_worked_examples_come_out_as_the_rules_say(q: Questionnaire, name: str) -> None:
    example = next(example for example in q.examples.examples if example.id == name)
    profile = score(compile_bundle(q), assessment_of(q, example))
    theme = next(theme for theme in profile["themes"] if theme["id"] == example.theme)
    level, shown, exact, met = EXAMPLES[name]
    assert theme["index"] is not None
    assert pair(theme["level"]) == level
    assert pair(theme["index"]["shown"]) == shown
    assert (theme["index"]["low"], theme["index"]["high"]) == exact
    assert (theme["standards"]["low"], theme["standards"]["high"]) == met


def test_no_worked_example_goes_untested(q: Questionnaire) -> None:
    assert [example.id for example in q.examples.examples] == list(EXAMPLES)
