"""Rules that every edition of the police questionnaire keeps, whatever its words are. What is asked, and of whom, is in
the YAML alone: a test that repeated it would fail at each edit of the national team and find no mistake."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from maturity.errors import MaturityError
from maturity.questionnaire.bundle import compile_bundle, step_id
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import (
    Capability,
    ExampleAnswer,
    Part,
    Question,
    Questionnaire,
    Step,
    WorkedExample,
)
from maturity.questionnaire.rules import rule_flags
from maturity.questionnaire.toolkit import load_toolkit
from maturity.records import ASSESSMENT_FORMAT, Answer, Assessment
from maturity.scoring.advice import raised
from maturity.scoring.engine import score
from tests import ROOT

FOLDER = ROOT / "questionnaire"
#: The themes, with how many capabilities and questions this edition has in each.
SIZES = {"PI": (6, 16), "DC": (6, 16), "MI": (5, 8), "FI": (5, 8)}
#: A force is asked at most so many.
MOST = 48
#: How many interventions the roadmap has at each horizon, in the order of time.
ROADMAP = {"first": 8, "next": 11, "later": 3}
GAPS = 5
STANDARDS = 19
#: Standards that a document alone can meet, each with a reason.
DOCUMENT_ALONE = 10
#: The forces that may be asked, by kind and nation.
FORCES = {
    ("territorial", "England"): 39,
    ("territorial", "Wales"): 4,
    ("territorial", "Scotland"): 1,
    ("territorial", "Northern Ireland"): 1,
}
SPECIAL = 3


@pytest.fixture(scope="module")
def q() -> Questionnaire:
    return load_questionnaire(FOLDER)


def capabilities(q: Questionnaire) -> Iterator[Capability]:
    for theme in q.themes:
        yield from theme.capabilities


def questions(q: Questionnaire) -> list[Question]:
    return [question for capability in capabilities(q) for question in capability.questions]


def once(ids: Iterable[str]) -> bool:
    return max(Counter(ids).values()) == 1


# --- cases for calibration ---


def test_calibration_cases_are_short_made_up_and_of_every_theme(q: Questionnaire) -> None:
    """Nobody takes one for a judgement on a real force, and no sensitive question is answered in one."""
    cases = q.calibration.cases
    themes = {question.id: theme.id for theme in q.themes for c in theme.capabilities for question in c.questions}
    assert len(cases) == 5 and {themes[case.question] for case in cases} == {theme.id for theme in q.themes}
    apart = {each.id for each in questions(q) if each.sensitive or each.condition}
    assert not {case.question for case in cases} & apart
    assert [case.id for case in cases if not 80 <= len(case.text.split()) <= 140] == []
    assert len({case.level for case in cases}) > 3, "levels that cannot be guessed"
    for case in cases:
        named = f"{case.text} {case.why} {case.mistake}"
        assert [force.name for force in q.forces.forces if force.name in named] == []
        assert any(force.name.removesuffix(" (invented)") in case.text for force in q.forces.invented)


# --- themes, capabilities, questions ---------------------------------------------------------------------------


def test_the_counts_are_right(q: Questionnaire) -> None:
    found = {t.code: (len(t.capabilities), sum(len(c.questions) for c in t.capabilities)) for t in q.themes}
    assert found == SIZES
    assert len(questions(q)) <= MOST


def test_no_id_is_used_twice(q: Questionnaire) -> None:
    """Not even for things of two kinds, so that a link has one place to lead to."""
    interventions = [each.id for each in q.interventions.interventions]
    assert once([*(t.id for t in q.themes), *(c.id for c in capabilities(q)), *(x.id for x in questions(q))])
    assert once([*interventions, *(gap.id for gap in q.edition.gaps)])
    assert once(force.id for force in (*q.forces.forces, *q.forces.invented))


def test_every_capability_has_its_questions_in_the_order_of_their_codes(q: Questionnaire) -> None:
    for theme in q.themes:
        assert [c.code for c in theme.capabilities] == [f"{theme.code}{n + 1}" for n in range(len(theme.capabilities))]
    for capability in capabilities(q):
        expected = [f"{capability.code}.{n}" for n in range(1, len(capability.questions) + 1)]
        assert [question.code for question in capability.questions] == expected


def test_every_question_has_five_levels_and_says_why_it_is_asked(q: Questionnaire) -> None:
    assert len(q.edition.scale) == 5
    for question in questions(q):
        assert len(question.levels) == 5, question.id
        assert len(set(question.levels)) == 5, f"{question.id}: two levels say the same"
        assert question.evidence, f"{question.id}: no evidence to point to"
        assert question.critical_friend, f"{question.id}: nothing for a critical friend to try"


def test_one_role_leads_each_question_and_another_must_agree(q: Questionnaire) -> None:
    roles = {role.id for role in q.edition.roles}
    taking_part = {role for question in questions(q) for role in (question.lead, *question.helpers)}
    assert taking_part == roles, "a role that answers nothing has no pack"
    for question in questions(q):
        assert question.helpers, f"{question.id}: its lead would answer alone"
        assert question.lead not in question.helpers, f"{question.id}: its lead is its own helper"
        assert {*question.helpers} <= roles, question.id


def test_what_is_not_asked_everywhere_or_not_shown_is_little_and_known(q: Questionnaire) -> None:
    conditions = {condition for force in q.forces.forces for condition in force.conditions}
    held = {standard.question for standard in q.standards.standards}
    for question in questions(q):
        assert not question.condition or question.condition in conditions, f"{question.id}: no force is asked it"
        assert not question.sensitive or question.lead == "information-security", question.id
    assert sum(question.sensitive for question in questions(q)) == 2
    assert sum(bool(question.not_applicable) for question in questions(q)) == 3
    assert [x.id for x in questions(q) if x.not_applicable and x.id in held] == ["pi-other-ways"], "a standard left out"
    assert sum(bool(question.condition) for question in questions(q)) == 1


def test_each_standard_names_a_level_of_its_question_and_a_reason_of_its_own(q: Questionnaire) -> None:
    standards, by = q.standards.standards, {question.id: question for question in questions(q)}
    assert len(standards) == STANDARDS and once(standard.question for standard in standards)
    for standard in standards:
        assert 1 <= standard.level < len(by[standard.question].levels), standard.question
    assert once(standard.reason for standard in standards)


def test_every_question_says_what_shows_each_level(q: Questionnaire) -> None:
    for question in questions(q):
        assert len(question.proof) == len(question.levels) - 1, question.id
    by = {question.id: question for question in questions(q)}
    papers = [x.question for x in q.standards.standards if by[x.question].proof[x.level - 1] == "document"]
    assert len(papers) == DOCUMENT_ALONE
    assert f"A document alone can meet {DOCUMENT_ALONE} of" in q.standards.introduction
    assert once(by[each].cleared["document-alone"] for each in papers)


def test_the_page_on_standards_counts_them_rightly(q: Questionnaire) -> None:
    said = q.standards.introduction
    theme = {question.id: theme.name for theme in q.themes for c in theme.capabilities for question in c.questions}
    for name, count in Counter(theme[standard.question] for standard in q.standards.standards).items():
        assert f"{count} in {name}" in said, name
    assert str(len(q.standards.standards)) in said


def test_every_capability_closes_a_gap_and_every_gap_has_one(q: Questionnaire) -> None:
    gaps = {gap.id for gap in q.edition.gaps}
    assert len(gaps) == GAPS
    assert all(capability.gaps for capability in capabilities(q))
    assert {gap for capability in capabilities(q) for gap in capability.gaps} == gaps


# --- the roadmap -----------------------------------------------------------------------------------------------


def test_every_intervention_of_the_roadmap_is_there(q: Questionnaire) -> None:
    found = q.interventions.interventions
    assert Counter(item.horizon for item in found) == ROADMAP
    assert {item.theme for item in found} == {theme.id for theme in q.themes}
    assert {item.owner for item in found} == {"national", "both"}


def test_interventions_are_complete(q: Questionnaire) -> None:
    gaps = {gap.id for gap in q.edition.gaps}
    for item in q.interventions.interventions:
        assert item.gaps and {*item.gaps} <= gaps, item.id
        assert item.needs and item.since and len(item.success) >= 2, item.id
        assert item.theme_confidence and item.horizon_confidence, item.id
        assert item.theme_confidence == "high" or item.theme_alternative, f"{item.id}: unsure, with no alternative"
    assert {gap for item in q.interventions.interventions for gap in item.gaps} == gaps


def test_what_must_come_first_does_or_the_page_says_that_it_is_the_wrong_way_round(q: Questionnaire) -> None:
    """The roadmap places the job descriptions before what they need."""
    by, when = {item.id: item for item in q.interventions.interventions}, [*ROADMAP]
    pairs = [(item, by[id]) for item in by.values() for id in item.after]
    late = {item.id for item, first in pairs if when.index(first.horizon) > when.index(item.horizon)}
    assert late and all("wrong way round" in (by[id].note or "") for id in late)
    for item in by.values():
        before, seen = [*item.after], set[str]()
        while before:
            seen.add(id := before.pop())
            before += [each for each in by[id].after if each not in seen]
        assert item.id not in seen, f"{item.id} has to come before itself"


def test_every_intervention_raises_something_and_every_question_is_raised(q: Questionnaire) -> None:
    raised = {each.question for item in q.interventions.interventions for each in item.raises}
    assert raised == {question.id for question in questions(q)}
    assert [item.id for item in q.interventions.interventions if not item.raises] == []


# --- steps -----------------------------------------------------------------------------------------------------


def test_every_question_has_a_step_to_its_standard_and_one_to_the_level_after_it(q: Questionnaire) -> None:
    """The first step is always to level 2, even where the standard is higher."""
    minimums = {standard.question: standard.level for standard in q.standards.standards}
    for question in questions(q):
        last = minimums.get(question.id, 2) + 1
        assert [step.to for step in question.steps] == [*range(2, last + 1)], question.id


def test_every_step_to_level_2_says_what_is_left_of_it_at_level_1(q: Questionnaire) -> None:
    steps = {step_id(question, step): step for question in questions(q) for step in question.steps if step.to == 2}
    assert len(steps) == len(questions(q))
    assert [key for key, step in steps.items() if not step.part_way] == []


def test_every_step_and_every_part_has_somebody_and_something_to_use(q: Questionnaire) -> None:
    tools, roles = load_toolkit(FOLDER, q)[0].ids, {role.id for role in q.edition.roles}
    work: dict[str, Step | Part] = {
        step_id(question, step): step for question in questions(q) for step in question.steps
    }
    parts: dict[str, Step | Part] = {item.id: item.part for item in q.interventions.interventions if item.part}
    assert {item.id for item in q.interventions.interventions if item.owner == "both"} == {*parts}
    for key, each in (*work.items(), *parts.items()):
        assert each.role in roles, key
        assert each.tool is None or each.tool in tools, f"{key}: its item of the toolkit is not there"
        assert each.days[1] > 0 and each.days[0] <= each.days[1], key
    assert once(step.name for question in questions(q) for step in question.steps)


def test_every_standard_can_be_met_by_what_is_in_a_force_s_power(q: Questionnaire) -> None:
    """From nothing, with no national work done."""
    bundle = compile_bundle(q)
    ours = [action for action in bundle["actions"] if action["owner"] != "national"]
    levels = raised({question.id: 0 for question in questions(q)}, ours)
    assert [x.question for x in q.standards.standards if levels[x.question] < x.level] == []


# --- edition, forces, sources ----------------------------------------------------------------------------------


def test_edition_has_its_lists(q: Questionnaire) -> None:
    edition = q.edition
    assert re.fullmatch(r"\d{4}\.\d+", edition.version) and edition.marking
    assert edition.aims and edition.vision and edition.takeaways and edition.facts
    assert all(fact.caution for fact in edition.facts), "a fact from outside says how far to trust it"


def test_each_level_includes_those_below_it_and_the_rules_say_so(q: Questionnaire) -> None:
    assert "Each level includes all those below it." in q.edition.rules[0]


def test_a_part_is_not_true_until_it_is_shown(q: Questionnaire) -> None:
    assert any("not true until someone shows it, at every level" in rule for rule in q.edition.rules)
    assert any("Its title, its date or its use does not show what it says." in rule for rule in q.edition.rules)


def test_level_0_is_not_for_what_nobody_can_say(q: Questionnaire) -> None:
    """That is “don't know”."""
    nobody = re.compile(r"(no one|nobody) (can say|knows)", re.IGNORECASE)
    assert not nobody.search(q.edition.scale[0].meaning)
    assert [question.id for question in questions(q) if nobody.search(question.levels[0])] == []


def test_a_level_4_that_asks_for_a_change_takes_a_note_instead(q: Questionnaire) -> None:
    """A force whose checks found nothing to change is not held back for it."""
    asks = re.compile(r"as a result|because of (it|what)|changed the (plan|process)|was stopped")
    for question in questions(q):
        if asks.search(question.levels[-1]):
            assert "a dated note says why not" in question.levels[-1], question.id


def test_forces_are_all_there(q: Questionnaire) -> None:
    forces = q.forces.forces
    territorial = [force for force in forces if force.kind == "territorial"]
    assert Counter((force.kind, force.nation) for force in territorial) == FORCES
    assert len(forces) - len(territorial) == SPECIAL
    assert once(force.name for force in forces)
    held = {force.id for force in territorial if force.nation in ("Wales", "Scotland")}
    assert {force.id for force in forces if "language-duties" in force.conditions} == held


def test_invented_forces_cannot_be_taken_for_real_ones(q: Questionnaire) -> None:
    invented = q.forces.invented
    assert len(invented) == 12
    for force in invented:
        assert force.id.startswith("example-") and force.name.endswith(" (invented)"), force.id
        assert force.region.startswith("Invented "), force.id
    assert len({force.region for force in invented}) == 4
    assert sum("language-duties" in force.conditions for force in invented) == 2
    assert Counter(force.kind for force in invented) == {"territorial": 11, "special": 1}
    real = {word for force in q.forces.forces for word in re.findall(r"\w+", force.name)} - {"Police", "Constabulary"}
    assert not real & {word for force in invented for word in re.findall(r"\w+", force.name)}


def test_peer_groups_mix_no_real_force_with_invented_ones(q: Questionnaire) -> None:
    invented = {force.id for force in q.forces.invented}
    for group in q.forces.peer_groups:
        assert set(group.members) <= invented or not set(group.members) & invented, group.id


def test_every_seed_is_used_and_has_its_file(q: Questionnaire) -> None:
    seeds = {source.id: source for source in q.sources.sources if source.kind == "seed"}
    assert seeds
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


def test_what_was_not_seen_says_so(q: Questionnaire) -> None:
    outside = [source for source in q.sources.sources if source.kind == "outside"]
    for source in outside:
        said = source.trust or ""
        assert source.seen or "ot seen" in said or "Known law" in said, source.id
        assert not source.seen or "professional knowledge" not in said, source.id
    assert sum(bool(source.seen) for source in outside) >= 30


BODIES = ["APP", "HMICFRS", "PEEL", "NCSC", "GCS", "RESIST", "NPCC", "Oscar Kilo", "Home Office Counting Rules",
          "Home Office Crime Recording Rules", "Welsh Language Standards", "Code of Ethics", "Police Digital Service",
          "Independent", "LBC", "FutureComms", "Evaluation Cycle", "Local Government Association"]  # fmt: skip


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


def test_worked_examples_are_of_one_theme_and_come_to_figures(q: Questionnaire) -> None:
    """What they come to is worked out by hand in tests/cases/section-8-examples.yml."""
    bundle = compile_bundle(q)
    theme_of = {question.id: theme.id for theme in q.themes for c in theme.capabilities for question in c.questions}
    assert q.examples.examples and once(example.id for example in q.examples.examples)
    for example in q.examples.examples:
        assert {theme_of[id] for id in example.answers} == {example.theme}, example.id
        themes = score(bundle, assessment_of(q, example))["themes"]
        (theme,) = (theme for theme in themes if theme["id"] == example.theme)
        assert theme["index"] and theme["level"], example.id


@pytest.mark.parametrize("put", ["question: pi-polcy", "question: pi-policy\n    level: two #"])
def test_one_mistake_in_the_standards_makes_no_reason_look_needless(put: str, tmp_path: Path) -> None:
    """Ten messages once told authors to remove reasons that they needed."""
    folder = tmp_path / "questionnaire"
    shutil.copytree(ROOT / "questionnaire", folder)
    path = folder / "standards.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("question: pi-policy", put, 1), encoding="utf-8")
    with pytest.raises(MaturityError) as caught:
        load_questionnaire(folder)
    assert not [each for each in caught.value.problems if "nothing breaks that rule" in each.what]
    assert [each for each in caught.value.problems if each.where.startswith(str(path))]


def test_many_forces_in_no_group_are_one_message() -> None:
    """One real force in a group once brought a line for each of the 47 others."""
    q = load_questionnaire(FOLDER, words=False)
    groups = [each for each in q.forces.peer_groups if each.kind == q.forces.division]
    one = groups[0].model_copy(update={"members": (*groups[0].members, q.forces.forces[0].id)})
    forces = q.forces.model_copy(update={"peer_groups": (one, *groups[1:])})
    said = [what for path, what, _ in rule_flags(q.model_copy(update={"forces": forces})) if path[-1] == "division"]
    name = q.forces.forces[1].id
    assert said == [f"`{name}` and {len(q.forces.forces) - 2} other forces are in no group of the kind `size`"]
