"""The form and a report as HTML: words that fit, one file that needs nothing, and text that stays text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from markupsafe import escape

from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from maturity.records import Assessment, PeriodKind
from maturity.render import terminal
from maturity.render.form import edition_script, render_form, render_report
from maturity.render.phrases import texts
from maturity.render.single_file import document
from maturity.scoring.engine import score
from maturity.site.pages import render_pages
from tests import ROOT, TINY

PACKAGE = ROOT / "src" / "maturity"
HOSTILE = "</script><script>alert(1)</script>\"'&<!--"


@pytest.fixture(scope="module")
def q() -> Questionnaire:
    return load_questionnaire(ROOT / "questionnaire")


@pytest.fixture(scope="module")
def tiny() -> Questionnaire:
    return load_questionnaire(TINY)


class Page(HTMLParser):
    """What a parser makes of a page: its elements with their attributes, and the text inside scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.inside: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        tag = self.elements[-1][0] if self.elements else ""
        if tag in ("script", "style") and self.cdata_elem:
            self.inside.append((tag, data))

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if name in attributes]


def answered(q: Questionnaire, **more: Any) -> Assessment:
    edition = compile_bundle(q)["edition"]
    ids = [question.id for theme in q.themes for c in theme.capabilities for question in c.questions]
    record: dict[str, Any] = {
        "format": "maturity-assessment/2",
        "edition": edition,
        "force": (*q.forces.forces, *q.forces.invented)[0].id,
        "period": "2026",
        "answers": {id: {"level": 1} for id in ids},
    }
    return record | more  # type: ignore[return-value]


def test_scripts_get_every_name_but_no_level_text(q: Questionnaire) -> None:
    known = texts(q)
    ids = {question.id for theme in q.themes for c in theme.capabilities for question in c.questions}
    assert set(known["questions"]) == ids
    assert set(known["interventions"]) == {item.id for item in q.interventions.interventions}
    levels = {level for theme in q.themes for c in theme.capabilities for each in c.questions for level in each.levels}
    said = json.dumps(known, ensure_ascii=False)
    assert not [level for level in levels if level in said and level not in {s.text for s in q.standards.standards}]


# --- the form --------------------------------------------------------------------------------------------------


def test_form_has_every_question_with_every_level_and_nothing_twice(q: Questionnaire) -> None:
    html = render_form(q, compile_bundle(q)).replace(" data-m", "")
    for theme in q.themes:
        for capability in theme.capabilities:
            for question in capability.questions:
                part = html.split(f'<fieldset id="q-{question.id}">')[1].split("</fieldset>")[0]
                assert re.findall("<li>(.*)</li>", part) == [str(escape(level)) for level in question.levels]
                assert part.count("m-reason-why") == bool(question.not_applicable)


def test_level_texts_stand_once_in_the_single_file(q: Questionnaire) -> None:
    html = unescape(render_form(q, compile_bundle(q))).replace(" data-m", "")
    levels = [level for theme in q.themes for c in theme.capabilities for x in c.questions for level in x.levels]
    assert [level for level in levels if html.count(f"<li>{level}<") != levels.count(level)] == []


@pytest.mark.parametrize("questionnaire", ["q", "tiny"])
def test_ids_are_unique_and_everything_named_is_there(questionnaire: str, request: pytest.FixtureRequest) -> None:
    edition: Questionnaire = request.getfixturevalue(questionnaire)
    page = Page(render_form(edition, compile_bundle(edition)))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    named = " ".join(value for name in ("for", "aria-labelledby", "aria-describedby") for value in page.values(name))
    assert set(named.split()) - set(ids) == set()
    assert {link[1:] for link in page.values("href") if link.startswith("#")} - set(ids) == set()


@pytest.mark.parametrize("overall", [True, False])
def test_what_is_said_of_an_overall_score_follows_the_edition(tiny: Questionnaire, overall: bool) -> None:
    """An edition with an index over all themes: neither its form, nor its pages, nor a result in a terminal say that
    there is none; and the other way round."""
    scoring = tiny.edition.scoring.model_copy(update={"overall_index": overall})
    edition = tiny.model_copy(update={"edition": tiny.edition.model_copy(update={"scoring": scoring})})
    bundle = compile_bundle(edition)
    profile, assessment = scored(edition)
    known = texts(edition)
    printed = [each for each in terminal.profile_parts(profile, assessment, known, None) if isinstance(each, str)]
    assert any(each.startswith("Index over all themes:") for each in printed) == overall
    form, pages = render_form(edition, bundle), "".join(render_pages(edition, bundle, []).values())
    assert ("There is no overall score" in form) != overall
    assert ("An index over all themes is shown" in form) == overall
    assert ("no overall score" in pages.lower()) != overall


@pytest.mark.parametrize(
    ("kind", "example"), [("year", "2026"), ("financial-year", "2026/27"), ("quarter", "2026 Q4"), ("month", "2026-10")]
)
def test_the_form_asks_for_a_period_as_the_edition_counts_them(
    tiny: Questionnaire, kind: PeriodKind, example: str
) -> None:
    periods = tiny.edition.periods.model_copy(update={"kind": kind})
    edition = tiny.model_copy(update={"edition": tiny.edition.model_copy(update={"periods": periods})})
    bundle = compile_bundle(edition)
    assert bundle["period"] == kind
    hint = render_form(edition, bundle).split('id="m-period-hint">')[1].split("</span>")[0]
    assert hint.endswith(f"such as {example}.")


def test_single_file_allows_its_own_scripts_and_styles_and_nothing_else(q: Questionnaire) -> None:
    html = render_form(q, compile_bundle(q))
    page = Page(html)
    (policy,) = [a["content"] for tag, a in page.elements if tag == "meta" and "http-equiv" in a]
    assert policy.startswith("default-src 'none'; ") and "script-src 'sha256-" in policy
    for rule in ("connect-src 'none'", "base-uri 'none'", "form-action 'none'", "img-src data:"):
        assert rule in policy
    assert "unsafe" not in policy
    for tag, source in page.inside:
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy, f"{tag} {source[:60]}"
    handlers = [name for _, a in page.elements for name in a if name.startswith("on") or name in ("style", "src")]
    assert handlers == []
    assert {link for link in page.values("href") if not link.startswith("#")} == {"data:,", "assessment.xlsx"}
    assert re.findall(r"https?://(?!www\.w3\.org/)[^\s\"'<]+", html) == []


def test_document_refuses_what_would_end_its_own_script() -> None:
    with pytest.raises(ValueError, match="</script"):
        document("Title", "", ["'</script>'"], [], "OFFICIAL")


def test_hostile_words_of_a_questionnaire_stay_words(tiny: Questionnaire) -> None:
    theme = tiny.themes[0]
    first = theme.capabilities[0]
    question = first.questions[0].model_copy(update={"text": HOSTILE, "levels": (HOSTILE,) * 3, "why": HOSTILE})
    bad = first.model_copy(update={"name": HOSTILE, "questions": (question, *first.questions[1:])})
    changed = theme.model_copy(update={"name": HOSTILE, "capabilities": (bad, *theme.capabilities[1:])})
    edition = tiny.edition.model_copy(update={"title": HOSTILE, "marking": HOSTILE})
    hostile = tiny.model_copy(update={"themes": (changed, *tiny.themes[1:]), "edition": edition})
    bundle = compile_bundle(hostile)
    plain = compile_bundle(tiny)
    for html, before in (
        (render_form(hostile, bundle), render_form(tiny, plain)),
        (render_report(hostile, bundle, *scored(hostile)), render_report(tiny, plain, *scored(tiny))),
    ):
        assert HOSTILE not in html
        tags, expected = ([tag for tag, _ in Page(text).elements] for text in (html, before))
        assert tags.count("script") == expected.count("script") > 1
    assert HOSTILE not in edition_script(hostile, bundle)
    record = edition_script(hostile, bundle).split("Maturity.edition = ")[1].rstrip().rstrip(";")
    assert json.loads(record)["texts"]["themes"][theme.id]["name"] == HOSTILE


def scored(q: Questionnaire, **more: Any) -> tuple[Any, Assessment]:
    assessment = answered(q, **more)
    return score(compile_bundle(q), assessment), assessment


# --- reports ---------------------------------------------------------------------------------------------------


def test_report_carries_its_profile_and_what_the_force_said(q: Questionnaire) -> None:
    field = q.edition.about[0]
    profile, assessment = scored(q, about={field.id: HOSTILE}, marking="OFFICIAL-SENSITIVE")
    html = render_report(q, compile_bundle(q), profile, assessment)
    assert HOSTILE not in html
    record = re.findall(r'<script type="application/json" class="maturity-profile">(.*?)</script>', html, re.DOTALL)
    assert json.loads(record[0]) == profile
    assert "OFFICIAL-SENSITIVE" in html
    assert field.label in html


def test_report_links_to_where_the_site_says(q: Questionnaire) -> None:
    from maturity.render.form import report_body

    profile, assessment = scored(q)
    body = report_body(q, compile_bundle(q), profile, assessment, "../questions.html#", "../interventions/")
    assert 'data-questions="../questions.html#"' in body
    assert 'href="#q-' not in body


def test_form_offers_only_forces_that_exist() -> None:
    """One that ended is there for a file that has it, and cannot be chosen."""
    q = load_questionnaire(TINY)
    html = render_form(q, compile_bundle(q)).replace(" data-m", "")
    assert "hidden disabled>Old Mill Kitchen</option>" in html
    for name in ("Mill Kitchen", "Example Kitchen (invented)"):
        assert re.search(rf'<option value="[a-z-]+">{re.escape(name)}</option>', html)
