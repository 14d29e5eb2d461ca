"""Written consent: a public site has a real force's name beside a result only where one holds, and then no more than
it covers. In both directions: what is covered is there, and whatever is missing, over or odd hides."""

from __future__ import annotations

from typing import Any

import pytest

from maturity.editions.lineage import Editions
from maturity.national.consent import consenting_forces, ever_named
from maturity.national.figures import public_figures, returns_by_period
from maturity.national.published import PeriodFigures
from maturity.national.release_record import record_of
from maturity.questionnaire.bundle import fingerprint
from maturity.questionnaire.model import Consent, Questionnaire
from maturity.records import Assessment, Bundle, canonical
from maturity.scoring.engine import score
from maturity.site import pages
from maturity.site.results import public_assessments
from tests.support.html import flat
from tests.support.returns import all_returned, returned

TODAY = "2026-11-20"
SECRET = "Canary-words"


def agreed(q: Questionnaire, *consents: dict[str, Any]) -> Questionnaire:
    usual = {"force": q.forces.forces[0].id, "allows": ("named_in_public",), "role": "chief", "date": "2026-01-01"}
    made = tuple(Consent.model_construct(**{**usual, **each}) for each in consents)
    return q.model_copy(update={"forces": q.forces.model_copy(update={"consents": made})})


#: What the consent says, the day of the build, and whether the force is named.
HOLDS = [
    ("given before", [{}], TODAY, True),
    ("given today", [{"date": TODAY}], TODAY, True),
    ("its last day", [{"until": TODAY}], TODAY, True),
    ("for both uses", [{"allows": ("helps_others", "named_in_public")}], TODAY, True),
    ("none", [], TODAY, False),
    ("given tomorrow", [{"date": "2026-11-21"}], TODAY, False),
    ("over since yesterday", [{"until": "2026-11-19"}], TODAY, False),
    ("to something else", [{"allows": ("helps_others",)}], TODAY, False),
    ("to nothing", [{"allows": ()}], TODAY, False),
    ("to everything, in a word nobody knows", [{"allows": ("all",)}], TODAY, False),
    ("by nobody", [{"role": ""}], TODAY, False),
    ("of another force", [{"force": "kent-police"}], TODAY, False),
    ("no day is known", [{}], None, False),
    ("a day in another order", [{}], "20/11/2026", False),
    ("a day that there is not", [{}], "2026-11-31", False),
]


@pytest.mark.parametrize(("consents", "on", "named"), [case[1:] for case in HOLDS], ids=[case[0] for case in HOLDS])
def test_when_a_consent_holds(
    q: Questionnaire, bundle: Bundle, consents: list[dict[str, Any]], on: str | None, named: bool
) -> None:
    force = q.forces.forces[0]
    asked = agreed(q, *consents)
    assert (force.id in consenting_forces(asked.forces, "named_in_public", on)) is named
    shown = public_assessments(asked, bundle, [returned(bundle, force.id, "2026")], on)
    assert [one["force"] for one in shown] == [force.id] * named


def with_words(bundle: Bundle, force: str, **more: Any) -> Assessment:
    """An assessment with a force's own words in every place that takes some."""
    one = returned(bundle, force, "2026", about={"main_accounts": SECRET}, **more)
    for answer in one["answers"].values():
        answer["comment"] = SECRET
        answer["evidence"] = [{"title": SECRET, "owner": SECRET, "where": SECRET}]
    one["sign_off"]["note"] = SECRET
    one["actions"] = [{"action": bundle["interventions"][0], "decision": "do", "first_step": SECRET}]
    return one


def texts(q: Questionnaire, bundle: Bundle, assessments: list[Assessment], on: str | None = TODAY) -> dict[str, str]:
    made = pages.render_pages(q, bundle, assessments, on=on)
    return {path: flat(text) for path, text in made.items() if path.startswith("results/")}


def test_public_site_names_the_one_that_agreed_and_no_other(q: Questionnaire, bundle: Bundle) -> None:
    first, second = q.forces.forces[:2]
    assessments = [with_words(bundle, first.id), with_words(bundle, second.id)]
    found = texts(agreed(q, {}), bundle, assessments)
    assert f"results/{first.id}-2026.md" in found
    assert first.name in found[pages.COMPARISON] and first.name in found[pages.RESULTS]
    assert not [path for path, text in found.items() if second.id in text or second.name in text]
    assert not [path for path, text in found.items() if SECRET in text]
    for day in (None, "2025-12-31"):
        hidden = texts(agreed(q, {}), bundle, assessments, day)
        assert not [path for path, text in hidden.items() if first.id in text or first.name in text]


def test_nothing_that_hangs_on_a_sensitive_question_is_in_public(q: Questionnaire, bundle: Bundle) -> None:
    """Whatever was answered to sensitive questions, the public site is the same."""
    force = q.forces.forces[0].id
    asked, made = agreed(q, {}), []
    sensitive = [
        question["id"]
        for theme in bundle["themes"]
        for capability in theme["capabilities"]
        for question in capability["questions"]
        if question["sensitive"]
    ]
    assert sensitive
    for level in (0, 4):
        one = returned(bundle, force, "2026")
        for name in sensitive:
            one["answers"][name] = {"level": level, "evidence": [{"title": "Seen"}]}
        made.append(texts(asked, bundle, [one]))
    assert made[0] == made[1]
    (public,) = public_assessments(asked, bundle, [returned(bundle, force, "2026")], TODAY)
    profile = score(bundle, public)
    held = {capability["id"]: capability for theme in profile["themes"] for capability in theme["capabilities"]}
    assert held["account-security"]["level"] == {"low": 0, "high": bundle["top"]}
    told = canonical(profile["advice"])
    assert profile["advice"]["first"] and not [name for name in sensitive if f'"{name}' in told]
    assert profile["signed"] and not profile["complete"]


def test_what_is_not_complete_is_not_shown(q: Questionnaire, bundle: Bundle) -> None:
    one = returned(bundle, q.forces.forces[0].id, "2026")
    one["answers"].popitem()
    assert public_assessments(agreed(q, {}), bundle, [one], TODAY) == []


def test_a_marking_is_the_force_s_own_words(q: Questionnaire, bundle: Bundle) -> None:
    force = q.forces.forces[0].id
    (public,) = public_assessments(agreed(q, {}), bundle, [returned(bundle, force, "2026", marking=SECRET)], TODAY)
    assert "marking" not in public
    found = texts(agreed(q, {}), bundle, [returned(bundle, force, "2026", marking=SECRET)])
    assert q.edition.marking in found[f"results/{force}-2026.md"]
    assert not [path for path, text in found.items() if SECRET in text]


@pytest.mark.parametrize("decision", ["sent-back", None])
def test_what_is_not_signed_is_not_shown(q: Questionnaire, bundle: Bundle, decision: str | None) -> None:
    one = returned(bundle, q.forces.forces[0].id, "2026")
    if decision:
        one["sign_off"]["decision"] = "sent-back"
    else:
        del one["sign_off"]
    assert public_assessments(agreed(q, {}), bundle, [one], TODAY) == []


def test_a_joint_answer_needs_the_consent_of_both(q: Questionnaire, bundle: Bundle) -> None:
    first, second = (force.id for force in q.forces.forces[:2])
    question = next(iter(returned(bundle, first, "2026")["answers"]))
    one = returned(bundle, first, "2026", joint=[{"question": question, "force": second}])
    assert public_assessments(agreed(q, {}), bundle, [one], TODAY) == []
    assert len(public_assessments(agreed(q, {}, {"force": second}), bundle, [one], TODAY)) == 1


def test_consents_are_no_part_of_what_an_edition_says(q: Questionnaire) -> None:
    assert fingerprint(agreed(q, {})) == fingerprint(q)


# --- who is named is known to all, so that the figures must do without them ----------------------------------------


def public(q: Questionnaire, bundle: Bundle, assessments: list[Assessment]) -> PeriodFigures:
    """The figures of the one period there is, as they may be published today."""
    (one,) = returns_by_period(Editions(q, bundle), assessments, TODAY).values()
    return public_figures(q.forces, one.material)


def test_figures_are_as_safe_as_if_the_named_forces_had_not_returned(q: Questionnaire, bundle: Bundle) -> None:
    """With ten left who are not named there are no counts: they would be the counts of those ten. All are counted."""
    forces = [force.id for force in q.forces.forces]
    returns = all_returned(bundle, forces, "2026")
    shown = {}
    for named in (37, 38, 42, 43):
        figures = public(agreed(q, *({"force": force} for force in forces[:named])), bundle, returns)
        rows = figures["groups"][0]["capabilities"]
        assert figures["returned"] == len(forces)
        assert {sum(row["counts"]) + (row["not_applicable"] or 0) for row in rows if row["counts"]} <= {len(forces)}
        shown[named] = (any(row["counts"] for row in rows), any(row["middle"] is not None for row in rows))
    assert shown == {37: (True, True), 38: (False, True), 42: (False, True), 43: (False, False)}


#: What stood in public once is still known; what never led to a page takes no protection away: consent, more of the
#: assessments (all are signed on 1 March 2026), whether the force counts as named.
KNOWN: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    ({}, {}, True),
    ({"until": "2026-06-01"}, {}, True),
    ({"until": "2026-02-01"}, {}, False),
    ({"date": "2027-01-01"}, {}, False),
    ({"allows": ["helps_others"]}, {}, False),
    ({}, {"joint": [{"question": "pi-sponsor", "force": "kent-police"}]}, False),
]


@pytest.mark.parametrize(("consent", "more", "named"), KNOWN)
def test_named_is_who_has_stood_in_public(
    q: Questionnaire, bundle: Bundle, consent: dict[str, Any], more: dict[str, Any], named: bool
) -> None:
    forces = [force.id for force in q.forces.forces if force.id != "kent-police"]
    assessments: list[Any] = [
        {**one, **more, "sign_off": {**one["sign_off"], "date": "2026-03-01"}}
        for one in all_returned(bundle, forces, "2026")
    ]
    now = agreed(q, *({"force": force, **consent} for force in forces[:30])).forces
    assert ever_named(now, assessments, TODAY, None) == ({*forces[:30]} if named else set())
    assert ever_named(now, assessments, None, None) == set()


def test_a_consent_that_came_after_the_edition_s_time_shows_nothing_of_it(q: Questionnaire, bundle: Bundle) -> None:
    forces = [force.id for force in q.forces.forces]
    assessments: list[Any] = [
        {**one, "sign_off": {**one["sign_off"], "date": "2025-03-01"}} for one in all_returned(bundle, forces, "2025")
    ]
    now = agreed(q, *({"force": force, "date": "2026-02-01"} for force in forces)).forces
    assert ever_named(now, assessments, TODAY, "2026-01-01") == set()
    assert ever_named(now, assessments, TODAY, "2026-03-01") == {*forces}


# --- rule 7: who is named later is named for periods that are not released yet -------------------------------------


def record(period: str, *named: str) -> Any:
    return {"period": period, "named": [*named]}


#: The records of releases, and the periods for which the two forces have pages. Both agree to be named today.
RELEASED: list[tuple[list[Any], str]] = [
    ([], "first-2025 first-2026 second-2025 second-2026"),
    ([record("2025")], "first-2026 second-2026"),
    ([record("2025", "first")], "first-2025 first-2026 second-2026"),
    ([record("2025", "first"), record("2026", "second")], "first-2025 second-2026"),
    ([record("2024")], "first-2025 first-2026 second-2025 second-2026"),
]


@pytest.mark.parametrize(("releases", "pages_of"), RELEASED)
def test_who_is_named_later_is_named_only_for_periods_not_released_yet(
    q: Questionnaire, bundle: Bundle, releases: list[Any], pages_of: str
) -> None:
    ids = dict(zip(("first", "second"), (force.id for force in q.forces.forces), strict=False))
    asked = agreed(q, *({"force": force} for force in ids.values()))
    known: list[Any] = [{**each, "named": [ids[name] for name in each["named"]]} for each in releases]
    returns = all_returned(bundle, ids.values(), "2025", "2026")
    shown = {(one["force"], one["period"]) for one in public_assessments(asked, bundle, returns, TODAY, known)}
    assert shown == {(ids[force], period) for force, period in (name.split("-") for name in pages_of.split())}
    found = pages.render_pages(asked, bundle, returns, on=TODAY, releases=known)
    there = {path for path in found if path.startswith("results/") and path.removesuffix(".md")[-1].isdigit()}
    assert there == {f"results/{force}-{period}.md" for force, period in shown}


def test_invented_forces_have_pages_whatever_was_released(q: Questionnaire, bundle: Bundle) -> None:
    (one,) = all_returned(bundle, [q.forces.invented[0].id], "2026")
    assert public_assessments(q, bundle, [one], TODAY, [record("2026")]) == [one]


def test_release_records_who_was_named_by_then(q: Questionnaire, bundle: Bundle) -> None:
    forces = [force.id for force in q.forces.forces[:20]]
    asked, returns = agreed(q, {"force": forces[3]}), all_returned(bundle, forces, "2026")
    (one,) = returns_by_period(Editions(asked, bundle), returns, TODAY).values()
    made = record_of(one.material, public_figures(asked.forces, one.material), returns, {}, TODAY)
    assert made["named"] == [forces[3]]
