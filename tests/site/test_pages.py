"""The site's pages as the pure function gives them: everything in the questionnaire is there, and nothing else is."""

from __future__ import annotations

import csv
import io
import json

import pytest

from maturity.assessment.files import find_files, read_files
from maturity.editions import standards_data
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.index import Lookup
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Calibration, Campaign, EvidenceCase, Questionnaire
from maturity.records import Assessment
from maturity.render.csv_tables import FORMULA_STARTS
from maturity.render.templates import css_string, front_matter, heading, inert, join_bodies, split_bodies, title_html
from maturity.site import pages
from maturity.site.results import results_of
from maturity.site.worked_examples import decimal, worked_examples
from tests import ROOT, TINY
from tests.support.hostile import HOSTILE, hostile
from tests.support.html import Seen, drawn, flat

FOLDERS = {"police": ROOT / "questionnaire", "tiny": TINY}


@pytest.fixture(scope="module", params=FOLDERS)
def q(request: pytest.FixtureRequest) -> Questionnaire:
    """Each of the two questionnaires: what holds for one must hold for any."""
    return load_questionnaire(FOLDERS[request.param], words=False)


@pytest.fixture(scope="module")
def texts(q: Questionnaire) -> dict[str, str]:
    return pages.render_pages(q, compile_bundle(q), [])


@pytest.fixture(scope="module")
def seen(texts: dict[str, str]) -> dict[str, Seen]:
    return {path: drawn(text) for path, text in texts.items() if path.endswith(".md")}


def missing(page: Seen, *wanted: str | None) -> list[str]:
    return [text for text in wanted if text is not None and flat(text) not in page.text]


def test_there_is_a_page_for_everything(q: Questionnaire, texts: dict[str, str]) -> None:
    assert set(texts) == {
        *("index.md", "questions.md", "standards.md", "standards.csv", "standards.json"),
        *("framework.md", "evidence.md", "scoring.md", "words.md", "sources.md", "results/index.md"),
        *("library.md", "practice.md"),
        *("interventions/index.md", "editions.md", "results/side-by-side.md", "provenance.md", "inspection.md"),
        *(f"themes/{theme.id}.md" for theme in q.themes),
        *(f"interventions/{item.id}.md" for item in q.interventions.interventions),
    }


def test_library_has_every_entry_in_full_and_says_which_are_invented(q: Questionnaire, seen: dict[str, Seen]) -> None:
    page = seen["library.md"]
    entries: list[Campaign | EvidenceCase] = [*q.library.campaigns, *q.library.cases]
    assert entries and {entry.id for entry in entries} <= set(page.ids)
    unseen = ("id", "strength")
    words = {text for entry in entries for key, text in entry if isinstance(text, str) and key not in unseen}
    assert missing(page, *words) == []
    assert page.text.count("Nothing in it happened.") == sum(entry.invented for entry in entries)
    shelves = (("campaigns", q.library.campaign_shelf), ("cases", q.library.case_shelf))
    for kind, shelf in shelves:
        assert shelf and f"../library.html#{kind}" in seen[f"interventions/{shelf.intervention}.md"].links


def test_theme_page_has_every_question_in_full(q: Questionnaire, seen: dict[str, Seen]) -> None:
    roles = {role.id: role.name for role in q.edition.roles}
    for theme in q.themes:
        page = seen[f"themes/{theme.id}.md"]
        assert not missing(page, theme.name, theme.help, theme.why, *q.edition.rules)
        for capability in theme.capabilities:
            assert not missing(page, capability.code, capability.name, capability.good)
            for question in capability.questions:
                assert page.ids.count(question.id) == 1
                texts = (question.code, question.text, question.why, question.counting, question.guidance)
                others = (question.critical_friend, question.not_applicable, question.outside, roles[question.lead])
                assert not missing(page, *texts, *others, *question.levels, *question.evidence)
                assert not missing(page, *(roles[role] for role in question.helpers))


def test_theme_page_marks_the_minimum_standard_on_its_level(q: Questionnaire, seen: dict[str, Seen]) -> None:
    for theme in q.themes:
        page = seen[f"themes/{theme.id}.md"]
        marked = {
            element.attributes["id"]
            for element in page.elements
            if "m-rung--minimum" in element.attributes.get("class", "").split()
        }
        here = {question.id for capability in theme.capabilities for question in capability.questions}
        standards = [standard for standard in q.standards.standards if standard.question in here]
        assert marked == {f"{standard.question}-level-{standard.level}" for standard in standards}
        assert not missing(page, *(standard.reason for standard in standards))


def test_theme_page_has_each_step_and_leads_to_the_interventions(q: Questionnaire, seen: dict[str, Seen]) -> None:
    """To those that raise a question, and those to which it gives."""
    for theme in q.themes:
        asked = [question for capability in theme.capabilities for question in capability.questions]
        ids = {question.id for question in asked}
        raised = {x.id for x in q.interventions.interventions if ids & {each.question for each in x.raises}}
        page = seen[f"themes/{theme.id}.md"]
        assert {f"../interventions/{each}.html" for each in raised | {g for x in asked for g in x.gives}} <= {
            *page.links
        }
        assert not missing(page, *(text for x in asked for step in x.steps for text in (step.name, step.first)))


def test_standards_page_has_every_standard_with_its_reason(q: Questionnaire, seen: dict[str, Seen]) -> None:
    page = seen["standards.md"]
    standards = q.standards
    assert not missing(page, standards.introduction, *standards.chosen_by, *standards.left_out)
    for standard in standards.standards:
        assert not missing(page, standard.text, standard.reason)
        assert page.ids.count(standard.question) == 1


@pytest.mark.parametrize(("published", "expected"), [(None, "draft"), ("2026-11-20", "20 November 2026")])
def test_standards_page_says_what_to_cite(published: str | None, expected: str) -> None:
    q = load_questionnaire(FOLDERS["tiny"], words=False)
    q = q.model_copy(update={"edition": q.edition.model_copy(update={"published": published})})
    bundle = compile_bundle(q)
    page = drawn(pages.render_pages(q, bundle, [])["standards.md"])
    assert not missing(page, expected, q.edition.owner, q.edition.title, bundle["edition"]["fingerprint"])


def test_roadmap_has_every_intervention_once_in_its_cell(q: Questionnaire) -> None:
    site = Lookup(q)
    cells = [site.planned(horizon.id, theme.id) for horizon in q.edition.horizons for theme in q.themes]
    assert sorted(item.id for cell in cells for item in cell) == sorted(site.interventions)


def test_intervention_page_says_it_all(q: Questionnaire, seen: dict[str, Seen]) -> None:
    for item in q.interventions.interventions:
        page = seen[f"interventions/{item.id}.md"]
        assert not missing(page, item.name, item.text, item.now, item.needs, item.since, item.note, *item.success)
        if step := item.national_step:
            assert not missing(page, step.deliverable, step.decision, step.paper)
        assert {f"{other}.html" for other in item.after} <= {link.rpartition("/")[2] for link in page.links}


def test_framework_and_evidence_pages_say_it_all(q: Questionnaire, seen: dict[str, Seen]) -> None:
    edition, framework, evidence = q.edition, seen["framework.md"], seen["evidence.md"]
    for part in edition.vision:
        assert not missing(framework, part.who, part.text)
    for aim in edition.aims:
        assert not missing(framework, aim.name, aim.text, aim.means)
    for gap in edition.gaps:
        assert not missing(framework, gap.name, gap.text)
        assert gap.id in framework.ids
    for fact in edition.facts:
        assert not missing(evidence, fact.text, fact.caution, *fact.items)
    assert not missing(evidence, *edition.takeaways)


def test_words_and_sources_pages_say_it_all(q: Questionnaire, seen: dict[str, Seen]) -> None:
    page = seen["words.md"]
    assert not q.edition.burden or "about 6 to 10 person-days" in page.text
    assert not missing(page, *(text for word in q.edition.words for text in (word.term, word.meaning)))
    assert not missing(page, *(text for level in q.edition.scale for text in (level.name, level.meaning)))
    assert not missing(page, *(role.name for role in q.edition.roles))
    for source in q.sources.sources:
        assert source.id in seen["sources.md"].ids
        assert not missing(seen["sources.md"], source.title, source.date, source.trust)
        assert not missing(seen["sources.md"], (source.address or "").removeprefix("https://"))
    unseen = [source for source in q.sources.sources if source.kind == "outside" and not source.seen]
    assert seen["sources.md"].text.count("Not checked.") == len(unseen)


def test_doubts_about_the_roadmap_are_on_one_page_alone(q: Questionnaire, seen: dict[str, Seen]) -> None:
    """Forces read the interventions; how the slides were read is for the national team."""
    page, others = seen["provenance.md"], [each for path, each in seen.items() if path != "provenance.md"]
    items, seeds = q.interventions.interventions, [source.file for source in q.sources.sources if source.file]
    sure = [f"{confidence} confidence" for item in items if (confidence := item.theme_confidence)]
    doubts = [*q.interventions.readings, *(item.reading for item in items if item.reading), *sure, *seeds]
    assert doubts and not missing(page, *doubts)
    assert not [text for text in doubts for other in others if not missing(other, text)]


def test_the_vision_is_no_quotation(seen: dict[str, Seen]) -> None:
    """It is in our own words."""
    assert not [tag for path in ("index.md", "framework.md") for tag, _ in seen[path].elements if tag == "blockquote"]


def test_inspection_page_leads_from_each_part_to_its_questions_and_standards(
    q: Questionnaire, seen: dict[str, Seen]
) -> None:
    page, held = seen["inspection.md"], {standard.question for standard in q.standards.standards}
    assert q.crosswalk.documents
    for document in q.crosswalk.documents:
        assert not missing(page, document.name)
        for part in document.parts:
            assert not missing(page, part.name, part.text)
            assert part.id in page.ids
            assert {f"questions.html#{name}" for name in part.questions} <= set(page.links)
            assert {f"standards.html#{name}" for name in part.questions if name in held} <= set(page.links)
    linked = {link.partition("#")[2] for link in page.links if link.startswith("standards.html#")}
    assert linked == held, "a standard that the page does not name"
    unseen = [part for document in q.crosswalk.documents for part in document.parts if not part.seen]
    assert page.text.count("Not checked") == len(unseen)


def test_practice_page_has_every_case_and_folds_away_what_was_agreed(q: Questionnaire, seen: dict[str, Seen]) -> None:
    page, scale = seen["practice.md"], q.edition.scale
    assert q.calibration.cases and {case.id for case in q.calibration.cases} <= set(page.ids)
    for case in q.calibration.cases:
        question = next(each for each in q.questions if each.id == case.question)
        agreed = f"Agreed: level {case.level}, {scale[case.level].name}."
        assert missing(page, case.text, question.text, *question.levels, agreed, case.why, case.mistake) == []
    assert [tag for tag, _ in page.elements].count("details") == len(q.calibration.cases)
    assert "practice.html" in seen["index.md"].links and "practice.html" in seen["questions.md"].links


def test_practice_page_is_in_each_edition_that_has_cases_and_in_no_other() -> None:
    q = load_questionnaire(FOLDERS["tiny"], words=False)
    older = q.edition.model_copy(update={"version": "0.9", "published": "2025-11-20"})
    others = [q.model_copy(update={"edition": older, "calibration": Calibration()})]
    texts = pages.render_pages(q, compile_bundle(q), [], editions=others)
    assert [path for path in texts if path.endswith("practice.md")] == ["practice.md"]
    assert "practice.html" not in texts["editions/0.9/questions.md"]
    none = others[0]
    assert "practice" not in str(pages.navigation(none, {}))
    assert "practice.html" not in pages.render_pages(none, compile_bundle(none), [])["index.md"]


def test_questions_and_standards_keep_their_addresses_in_every_edition() -> None:
    """From the day it is published an edition has an address of its own, whether or not it is also at the root."""
    q = load_questionnaire(FOLDERS["tiny"], words=False)
    published = q.model_copy(update={"edition": q.edition.model_copy(update={"published": "2026-11-20"})})
    older = q.edition.model_copy(update={"version": "0.9", "published": "2025-11-20"})
    others = [q.model_copy(update={"edition": older})]
    texts = pages.render_pages(published, compile_bundle(published), [], editions=others)
    for under in ("", "editions/0.9/", f"editions/{q.edition.version}/"):
        page = {name: drawn(texts[f"{under}{name}.md"]) for name in ("questions", "standards", "inspection")}
        assert {question.id for question in q.questions} <= set(page["questions"].ids)
        assert {standard.question for standard in q.standards.standards} <= set(page["standards"].ids)
        assert f"{under}assessment.html" in texts or not under
    draft = pages.render_pages(q, compile_bundle(q), [], editions=others)
    assert not [path for path in draft if path.startswith(f"editions/{q.edition.version}/")]


def test_anchors_are_unique(seen: dict[str, Seen]) -> None:
    for path, page in seen.items():
        assert sorted(set(page.ids)) == sorted(page.ids), path


def test_headings_reach_the_table_of_contents(q: Questionnaire, texts: dict[str, str]) -> None:
    for theme in q.themes:
        lines = [line for line in texts[f"themes/{theme.id}.md"].splitlines() if line.startswith("#")]
        inside = [capability.id for capability in theme.capabilities]
        inside += [question.id for capability in theme.capabilities for question in capability.questions]
        assert {line.rpartition("{#")[2].rstrip("}") for line in lines} == {theme.id, *inside}


# --- scoring ---------------------------------------------------------------------------------------------------


def test_worked_examples_are_the_engines(q: Questionnaire) -> None:
    worked = worked_examples(q, compile_bundle(q))
    assert [case.example.id for case in worked] == [example.id for example in q.examples.examples]
    for case in worked:
        assert case.result["id"] == case.example.theme
        assert len(case.rows) == len(case.theme.capabilities)


def test_worked_example_by_hand() -> None:
    """The plain case of the scoring rules: indexes 62.5, 37.5, 50, 25 and 0; theme index 35, level 1."""
    q = load_questionnaire(FOLDERS["police"], words=False)
    case = worked_examples(q, compile_bundle(q))[0]
    assert [row.exact for row in case.rows] == [("62.5",), ("37.5",), ("50",), ("25",), ("0",)]
    assert (case.exact, case.shown, case.result["level"]) == (("35",), {"low": 35, "high": 35}, {"low": 1, "high": 1})
    (stop,) = case.stops
    assert (stop.reached, stop.next, stop.share and (stop.share["have"], stop.share["need"])) == (1, 2, (2, 4))


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        ([40, 1], "40"),
        ([125, 2], "62.5"),
        ([1, 8], "0.125"),
        ([875, 12], "875 ÷ 12"),
        ([1, 16], "1 ÷ 16"),
        ([0, 1], "0"),
    ],
)
def test_fractions_are_exact(fraction: list[int], text: str) -> None:
    assert decimal(fraction) == text


def test_scoring_page_follows_the_policy(q: Questionnaire, seen: dict[str, Seen]) -> None:
    page, policy = seen["scoring.md"], q.edition.scoring
    assert ("No theme level" in page.text) == (policy.theme_gate is None)
    assert ("No overall score" in page.text) == (not policy.overall_index)
    assert ("with no evidence named counts as" in page.text) == (policy.evidence_cap is not None)


# --- results ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def examples() -> list[Assessment]:
    q = load_questionnaire(FOLDERS["police"], words=False)
    return read_files(find_files([ROOT / "examples" / "practice"])[0], compile_bundle(q))


def test_results_are_in_the_order_of_names(examples: list[Assessment]) -> None:
    q = load_questionnaire(FOLDERS["police"], words=False)
    found = results_of(q, compile_bundle(q), examples[::-1])
    keys = [(item.name.casefold(), -int(item.period)) for item in found]
    assert keys == sorted(keys)
    assert len({item.file for item in found}) == len(examples)


def test_two_assessments_of_one_force_and_period_keep_their_own_pages(examples: list[Assessment]) -> None:
    q = load_questionnaire(FOLDERS["police"], words=False)
    strange: Assessment = {**examples[0], "period": "../2026/27"}
    files = [item.file for item in results_of(q, compile_bundle(q), [strange, strange])]
    assert len(set(files)) == 2
    assert all(name.replace("-", "").isalnum() for name in files)


def test_every_result_page_says_what_it_is(examples: list[Assessment]) -> None:
    q = load_questionnaire(FOLDERS["police"], words=False)
    bundle = compile_bundle(q)
    texts = pages.render_pages(q, bundle, examples)
    for item in results_of(q, bundle, examples):
        text = texts[f"results/{item.file}.md"]
        page = drawn(text)
        assert "ranking" in page.text
        assert not item.invented or "invented" in page.text.lower()
        assert f'marking: "{item.assessment.get("marking", q.edition.marking)}"' in text
    assert "alphabetical" in drawn(texts["results/index.md"]).text


# --- escaping --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def harmless() -> dict[str, Seen]:
    """The pages of a questionnaire whose every text is hostile."""
    q = hostile(load_questionnaire(FOLDERS["tiny"], words=False))
    about = {"version": "0.9", "published": "2025-11-20"}
    fewer = q.standards.model_copy(update={"standards": q.standards.standards[:1]})
    older = q.model_copy(update={"edition": q.edition.model_copy(update=about), "standards": fewer})
    texts = pages.render_pages(q, compile_bundle(q), [], editions=[older])
    return {path: drawn(text) for path, text in texts.items() if path.endswith(".md")}


def test_hostile_text_stays_text(harmless: dict[str, Seen]) -> None:
    for path, page in harmless.items():
        for tag, attributes in page.elements:
            assert tag not in ("img", "iframe", "object"), path
            assert not any(name.startswith("on") for name in attributes), path
            assert "javascript:" not in attributes.get("href", "") and "f" not in attributes.get("class", "").split()
        assert str(1111 * 1111) not in page.text, path


def test_hostile_text_is_shown_as_it_stands(harmless: dict[str, Seen]) -> None:
    quotes_nothing = {"results/index.md"}
    assert [path for path, page in harmless.items() if flat(HOSTILE) not in page.text] == list(quotes_nothing)


def test_hostile_title_is_escaped_once() -> None:
    name = title_html("A & <b>\n</title>")
    assert name == "A &amp; &lt;b&gt; &lt;/title&gt;"
    assert title_html(name) == name or "&amp;amp;" not in str(name)


@pytest.mark.parametrize("text", ["plain", "a\n\n# b", "{#x}", "***", "\x00\u202e", "1. a", "- a", "&amp;", "~~~"])
def test_heading_is_one_line_of_inert_text(text: str) -> None:
    page = drawn("---\n\n---\n" + heading(2, text, "anchor"))
    assert [element.tag for element in page.elements] == ["h2"]
    assert page.ids == ["anchor"]


def test_markdown_need_not_read_what_it_leaves_alone(texts: dict[str, str]) -> None:
    """Headings alone, with the bodies put back after, give what Markdown makes of the whole page."""
    for path, text in texts.items():
        if path.endswith(".md"):
            head, _, page = text.partition("\n---\n")
            headings, bodies = split_bodies(page)
            short, long = drawn(f"{head}\n---\n{headings}"), drawn(text)
            put_back = Seen(join_bodies(short.source, bodies))
            assert put_back.text == long.text and put_back.elements == long.elements, path


def test_inert_text_keeps_its_letters() -> None:
    assert inert("Ŵyl, 3") == "Ŵyl, 3"
    assert inert("*") == "&#42;"


def test_css_string_cannot_end() -> None:
    text = css_string('"}</style><script>')
    assert not set('"}<>') & set(text)


def test_head_of_a_page_cannot_be_ended_by_its_values() -> None:
    head = front_matter({"title": "a\n---\nb\x85\ud800"})
    assert head.count("\n---") == 1
    head.encode()


# --- standards as data -----------------------------------------------------------------------------------------


def test_csv_has_every_standard(q: Questionnaire, texts: dict[str, str]) -> None:
    assert texts["standards.csv"].startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(texts["standards.csv"].removeprefix("\ufeff"))))
    assert [(row["question_id"], int(row["level"]), row["standard"], row["reason"]) for row in rows] == [
        (standard.question, standard.level, standard.text, standard.reason) for standard in q.standards.standards
    ]


def test_csv_has_no_formula() -> None:
    q = hostile(load_questionnaire(FOLDERS["tiny"], words=False))
    rows = csv.reader(io.StringIO(standards_data.standards_csv(q).removeprefix("\ufeff")))
    cells = [cell for row in rows for cell in row]
    assert any(HOSTILE in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)]


def test_json_has_every_standard_and_the_edition(q: Questionnaire, texts: dict[str, str]) -> None:
    record = json.loads(texts["standards.json"])
    assert record["format"] == standards_data.STANDARDS_FORMAT
    assert record["edition"]["fingerprint"] == compile_bundle(q)["edition"]["fingerprint"]
    assert [row["question_id"] for row in record["standards"]] == [item.question for item in q.standards.standards]
