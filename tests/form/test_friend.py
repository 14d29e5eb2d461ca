"""The critical friend: which answers are picked, that the pack tells no level, that the record keeps both."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page

from maturity.assessment.reader import read_assessment
from maturity.records import Bundle, questions_of
from tests import TESTS
from tests.form.conftest import Form
from tests.form.returns import downloaded, levels, opened, whole
from tests.site.test_accessibility import overflow_of, violations_of

pytestmark = pytest.mark.browser

PICKS: Any = yaml.safe_load((TESTS / "cases/friend/picks.yml").read_text(encoding="utf-8"))
PICK = "(given) => Maturity.friend.pickQuestions(Maturity.edition.bundle, ...given)"


def picked(form: Form, bundle: Bundle, answers: Any, most: int, **fields: Any) -> list[str]:
    found: list[str] = form.page.evaluate(PICK, [whole(bundle, **({"answers": answers} | fields)), most])
    return found


@pytest.mark.parametrize("case", PICKS, ids=lambda case: case["why"])
def test_what_is_picked(case: Any, form: Form, bundle: Bundle) -> None:
    answers = {id: {"level": x} if isinstance(x, int) else x for id, x in case["answers"].items()}
    found = picked(form, bundle, answers, case["most"])
    assert found[: len(case["picked"])] == case["picked"] if "picked" in case else True
    assert len(found) == case.get("n", len(case.get("picked", found)))
    assert set(case.get("never", [])) & set(found) == set()
    assert set(case.get("always", [])) <= set(found)


def test_chance_is_the_same_every_time_and_another_for_another_year(form: Form, bundle: Bundle) -> None:
    answers = levels(bundle, level=1)
    first = picked(form, bundle, answers, 10)
    assert first == picked(form, bundle, dict(reversed(answers.items())), 10)
    assert first != picked(form, bundle, answers, 10, period="2027")
    assert first != picked(form, bundle, answers, 10, force="essex-police")
    order = [q["id"] for t in bundle["themes"] for c in t["capabilities"] for q in c["questions"]]
    assert first == sorted(first, key=order.index), "their place tells nothing about their level"


SECRET = "Between us: this is a weak 4"


def force(bundle: Bundle) -> Any:
    """A force with two strong claims, evidence for one, a comment that tells, and contributors who did not agree."""
    evidence = [{"title": "Duties", "where": "Intranet"}]
    strong = {"level": 4, "comment": SECRET, "role": "comms-lead", "evidence": evidence}
    said = [{"level": 3, "role": "comms-lead"}, {"level": 1, "role": "digital-contact"}]
    agreed = [{"level": 3, "reason": SECRET, "over": [{"level": 1, "role": "digital-contact"}]}]
    policy = {"level": 3, "said": said, "agreed": agreed}
    return whole(bundle, answers=levels(bundle, pi_sponsor=strong, pi_policy=policy))


def rate(form: Form, id: str, level: str, line: str = "") -> None:
    place = form.page.locator(f'.m-rating[data-id="{id}"]')
    place.locator("label", has=form.page.locator(f'input[value="{level}"]')).click()
    place.get_by_label("Why, in one line").fill(line)


def test_pack_tells_no_level_and_the_record_keeps_both(form: Form, bundle: Bundle, tmp_path: Path) -> None:
    opened(form, force(bundle), "Critical friend")
    name, text = downloaded(form, "Save the critical friend's pack")
    assert name == "kent-police-2026-critical-friend.html"
    assert f"It should be in your downloads as {name}. Check that it is there" in form.notice()
    carried = form.page.evaluate("text => Maturity.pageCopy.readCopy(text)", text)
    assert SECRET not in text and '"level"' not in json.dumps(carried) and "comms-lead" not in json.dumps(carried)
    given = [each["id"] for each in carried["beside"]["friend"]["questions"]]
    assert len(given) == 10 and {"pi-sponsor", "pi-policy"} <= set(given)
    unshown = next(id for id in given if id not in ("pi-sponsor", "pi-policy"))

    pack = tmp_path / name
    pack.write_text(text, encoding="utf-8")
    friend = Form(form.page.context.new_page(), pack)
    friend.page.get_by_text("Rate 10 answers from Kent Police, 2026.").wait_for()
    contents = friend.page.locator(".m-contents")
    assert contents.locator("a:visible").all_inner_texts() == ["Critical friend", "What the words mean"]
    assert contents.locator("#m-progress").inner_text() == "0 of 10 questions answered"
    secret = {q["id"] for q in questions_of(bundle) if q["sensitive"]}
    assert friend.page.locator(".m-rating .m-warn").count() == len(secret & set(given))
    for gone in ("#p-results", "#p-about", f"#q-{unshown}"):
        friend.page.goto(friend.path.as_uri() + gone)
        assert friend.page.locator(".m-panel:visible h2").all_inner_texts() == ["Critical friend"]
    assert not friend.page.locator("#m-role").is_visible()
    friend.page.get_by_role("button", name="Save to a file").click()
    assert "You have not rated anything yet" in friend.notice()
    friend.page.get_by_label("Your force").select_option("essex-police")
    friend.page.get_by_label("Your role").select_option("comms-lead")
    friend.page.get_by_label("I saw this: Duties").check()
    rate(friend, "pi-sponsor", "2", "The duties are not in writing")
    rate(friend, "pi-policy", "3")
    rate(friend, unshown, "dont_know", "Nothing was shown")
    friend.reload()
    friend.page.locator("#m-friend-state").get_by_text("3 of 10 questions answered").wait_for()
    assert contents.locator("#m-progress").inner_text() == "3 of 10 questions answered"
    saved, same = friend.save()
    assert saved == "kent-police-2026-critical-friend.assessment.json"
    name, text = downloaded(friend, "Save my ratings, to send back")
    assert (name, json.loads(text)["friend"]) == (saved, json.loads(same)["friend"])
    assert f"It should be in your downloads as {name}. Check that it is there" in friend.notice()
    visit = read_assessment(text, name, bundle)
    assert visit["answers"] == {}
    assert sorted(visit["friend"][0]["ratings"], key=lambda each: given.index(each["question"]))[0] == {
        "question": "pi-sponsor", "level": 2, "line": "The duties are not in writing", "seen": ["Duties"],
    }  # fmt: skip
    assert {"question": unshown, "dont_know": True, "line": "Nothing was shown"} in visit["friend"][0]["ratings"]
    friend.page.close()

    form.load("visit.assessment.json", json.dumps(visit))
    form.page.locator(".m-visit:visible").wait_for()
    form.page.get_by_text("3 ratings are here.").wait_for()
    assert form.page.evaluate("document.activeElement.dataset.kind") == "file"
    assert form.page.locator(".m-visit h3").evaluate("each => each.getBoundingClientRect().top < innerHeight / 2")
    shown = form.page.locator(".m-visit")
    assert "Essex Police, Communications lead" in shown.inner_text()
    assert "The same answer for 1 of 3." in shown.inner_text()
    gap = shown.locator('[data-question="pi-sponsor"]')
    assert "4 Leading" in gap.inner_text() and "2 In place" in gap.inner_text()
    gap.get_by_text("Change our answer").click()
    gap.get_by_label("Why, in one line").fill("The friend is right")
    other = shown.locator(f'[data-question="{unshown}"]')
    other.get_by_text("Keep our answer").click()
    other.get_by_label("Why, in one line").fill("The rota was in another office")
    shown.get_by_role("button", name="Mark the evidence they saw").click()
    form.answer("pi-sponsor", 2)
    record = read_assessment(form.save()[1], "record", bundle)
    assert record["answers"]["pi-sponsor"]["level"] == 2
    assert record["answers"]["pi-sponsor"]["evidence"][0]["checked"] == "critical-friend"
    decided = {each["question"]: each for each in record["friend"][0]["decided"]}
    assert {**decided["pi-sponsor"], "at": ""} == {
        "question": "pi-sponsor", "decision": "changed", "why": "The friend is right", "level": 4, "at": "",
    }  # fmt: skip
    assert decided[unshown]["decision"] == "kept"
    assert record["friend"][0]["ratings"] == visit["friend"][0]["ratings"]
    form.go("Sign-off")
    assert "Essex Police, Communications lead" in form.page.locator(".m-sheets").inner_text()
    sheets = form.page.locator(".m-sheets").inner_text()
    assert "The same answer for 1 of 3. The force changed its answer to PI1.1." in sheets


def test_on_one_computer_it_is_blind_too(form: Form, bundle: Bundle) -> None:
    opened(form, force(bundle), "Critical friend")
    form.page.get_by_role("button", name="Rate on this computer without seeing the levels").click()
    sitting = form.page.locator(".m-friend-sitting")
    assert SECRET not in sitting.inner_text()
    assert sitting.locator(":checked").count() == sitting.locator("option:checked").count()
    rate(form, "pi-sponsor", "4")
    sitting.get_by_role("button", name="Finish, and show both answers").click()
    form.page.get_by_text("The same answer for 1 of 1.").wait_for()
    assert "friend" in json.loads(form.save()[1])


def test_nothing_is_picked_before_everything_is_answered(form: Form, bundle: Bundle) -> None:
    answers = levels(bundle)
    del answers["pi-sponsor"]
    opened(form, whole(bundle, answers=answers), "Critical friend")
    waiting = "The answers to rate are chosen once every question is answered. 1 question is left: "
    assert form.page.get_by_text(waiting).is_visible()
    assert form.page.get_by_role("button", name="Save the critical friend's pack").is_disabled()


def test_a_pack_needs_force_and_period(form: Form) -> None:
    form.page.evaluate("""for (const each of document.querySelectorAll('.m-question input[value="2"]')) each.click()""")
    form.go("Critical friend")
    form.page.get_by_role("button", name="Save the critical friend's pack").click()
    form.page.get_by_text("Choose the force and enter the period first: a file needs both.").wait_for()


def test_today_is_the_day_where_the_reader_is(open_form: Callable[..., Form]) -> None:
    form = open_form(timezone_id="Europe/London")
    form.page.clock.set_fixed_time("2026-07-01T23:30:00Z")  # half past midnight in summer
    assert form.page.evaluate("Maturity.labels.today()") == "2026-07-02"


def test_a_notice_is_never_cut_by_the_bar(form: Form, bundle: Bundle) -> None:
    """It is wholly seen, or wholly past, whatever panel one goes to."""
    form.page.set_viewport_size({"width": 1366, "height": 768})
    at = "2026-11-20"
    signed = {"decision": "signed", "role": "chief-officer-sponsor", "date": at}
    form.load("signed.json", json.dumps(whole(bundle, sign_off=signed)))
    form.page.locator('.m-notice[data-kind="signed"]').wait_for()
    for name in ("Sign-off", "Critical friend", "Results", "Save and share"):
        form.go(name)
        form.page.locator(".m-panel:visible h2", has_text=name).wait_for()
        bar, notice = (form.page.locator(each).bounding_box() for each in (".m-bar", '.m-notice[data-kind="signed"]'))
        assert bar and notice
        under = bar["y"] + bar["height"]
        assert notice["y"] >= under or notice["y"] + notice["height"] <= under, name


def test_paper_keeps_security_sensitive_ratings_off_unless_asked(form: Form, bundle: Bundle) -> None:
    secret, other = "pi-account-access", "pi-sponsor"
    ratings = [{"question": id, "level": 4, "line": "Seen"} for id in (secret, other)]
    opened(form, whole(bundle, friend=[{"date": "2026-09-01", "ratings": ratings}]), "Critical friend")
    gaps = [form.page.locator(f'.m-gap[data-question="{id}"]') for id in (secret, other)]
    assert [gap.is_visible() for gap in gaps] == [True, True]
    for asked in (False, True):
        form.page.locator('[data-do="print-sensitive"]').first.evaluate("(box, on) => { box.checked = on; }", asked)
        form.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        form.page.emulate_media(media="print")
        assert [gap.is_visible() for gap in gaps] == [asked, True]
        form.page.emulate_media(media="screen")
        form.page.evaluate("dispatchEvent(new Event('afterprint'))")


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (320, "dark")])
def test_every_state_is_accessible_and_fits(
    open_form: Callable[..., Form], bundle: Bundle, tmp_path: Path, width: int, scheme: str
) -> None:
    form = open_form(bypass_csp=True, viewport={"width": width, "height": 768}, color_scheme=scheme)

    def fine(state: str, page: Page) -> None:
        assert (state, violations_of(page), overflow_of(page)) == (state, [], [])

    form.load("return.json", json.dumps(force(bundle)))
    form.page.get_by_text("return.json is open").wait_for()
    form.page.evaluate("location.hash = 'p-friend'")
    (tmp_path / "pack.html").write_text(downloaded(form, "Save the critical friend's pack")[1], encoding="utf-8")
    fine("a pack was saved", form.page)
    form.page.get_by_role("button", name="Rate on this computer without seeing the levels").click()
    rate(form, "pi-sponsor", "2", "Not in writing")
    fine("rating", form.page)
    form.page.get_by_role("button", name="Show both").click()
    form.page.locator(".m-visit:visible").wait_for()
    form.page.get_by_text("Keep our answer").first.click()
    fine("both are shown", form.page)
    pack = Form(form.page.context.new_page(), tmp_path / "pack.html")
    pack.page.locator(".m-rating").first.wait_for()
    fine("the pack", pack.page)
