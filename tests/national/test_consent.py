"""Written consent: a public site has a real force's name beside a result only where one holds, and then no more than
it covers. In both directions: what is covered is there, and whatever is missing, over or odd hides."""

from __future__ import annotations

from typing import Any

import pytest

from maturity.national import release
from maturity.national.consent import consenting_forces, ever_named
from maturity.national.disclosure.decisions import SAFE
from maturity.questionnaire.bundle import fingerprint
from maturity.questionnaire.model import Consent, Questionnaire
from maturity.records import Assessment, Bundle
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
    one["actions"] = [{"intervention": bundle["interventions"][0], "decision": "do", "first_step": SECRET}]
    return one


@pytest.fixture(autouse=True)
def no_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """The form has nothing to do with it, and takes its time."""
    monkeypatch.setattr("maturity.render.form.form_body", lambda q, bundle: "")


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
    assert not {*sensitive} & {name for row in profile["recommendations"] for name in row["because"]}
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


def test_an_older_version_is_not_shown(q: Questionnaire, bundle: Bundle) -> None:
    force = q.forces.forces[0].id
    old, new = (returned(bundle, force, "2026", seed) for seed in ("old", "new"))
    old["sign_off"]["date"] = "2026-01-01"
    for both in ([old, new], [new, old]):
        assert texts(agreed(q, {}), bundle, both) == texts(agreed(q, {}), bundle, [new])
        assert [name for name in texts(agreed(q, {}), bundle, both) if force in name] == [f"results/{force}-2026.md"]


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


def test_figures_are_as_safe_as_if_the_named_forces_had_not_returned(q: Questionnaire, bundle: Bundle) -> None:
    """With ten left who are not named there are no counts: they would be the counts of those ten."""
    forces = [force.id for force in q.forces.forces]
    for named, shows in ((37, "counts"), (38, "middles"), (43, "nothing")):
        asked = agreed(q, *({"force": force} for force in forces[:named]))
        published = release.published_figures(bundle, asked.forces, all_returned(bundle, forces, "2026"), on=TODAY)
        everyone = published["periods"][0]["groups"][0]
        assert (everyone["id"], everyone["shows"]) == ("all", shows), named
        assert everyone["forces"] == (len(forces) if shows != "nothing" else None)
        assert len(forces) - named - 1 >= SAFE.others or shows == "nothing"


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
    told, kept = (release.published_figures(bundle, each, assessments, on=TODAY) for each in (now, q.forces))
    assert (told != kept) == named


def test_a_consent_that_came_after_the_edition_s_time_shows_nothing_of_it(q: Questionnaire, bundle: Bundle) -> None:
    forces = [force.id for force in q.forces.forces]
    assessments: list[Any] = [
        {**one, "sign_off": {**one["sign_off"], "date": "2025-03-01"}} for one in all_returned(bundle, forces, "2025")
    ]
    now = agreed(q, *({"force": force, "date": "2026-02-01"} for force in forces)).forces
    assert ever_named(now, assessments, TODAY, "2026-01-01") == set()
    assert ever_named(now, assessments, TODAY, "2026-03-01") == {*forces}
