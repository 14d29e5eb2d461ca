"""The national picture and what goes back to a force, with every kind of figure in them, are accessible and valid."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from maturity.editions.lineage import Editions
from maturity.national import feedback, figures, report
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from tests import ROOT
from tests.conftest import OpenPage
from tests.site.test_accessibility import none_of, nu_messages, overflow_of, problems_at_every_size
from tests.support.returns import agreeing, all_returned, in_bands

DAY = "2026-12-01"


@pytest.fixture(scope="module")
def editions() -> Editions:
    q = in_bands(load_questionnaire(ROOT / "questionnaire", words=False))
    q = agreeing(q, [force.id for force in q.forces.forces[::2]])
    return Editions(q, compile_bundle(q))


@pytest.fixture(scope="module")
def folder(editions: Editions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages as single files: with all figures, with few, with none; the team's own; and what goes back, before a
    release as well."""
    folder = tmp_path_factory.mktemp("site") / "site"
    folder.mkdir()
    for returned in (41, 9, 3):
        for name, page in pages(editions, returned):
            (folder / f"{name}-{returned}.html").write_text(page, encoding="utf-8")
    return folder


def pages(editions: Editions, returned: int) -> Iterator[tuple[str, str]]:
    q, forces = editions.today.q, [force.id for force in editions.today.q.forces.forces[:returned]]
    assessments = all_returned(editions.today.bundle, forces, "2025", "2026")
    returns = figures.returns_by_period(editions, assessments, DAY)
    periods = [figures.public_figures(q.forces, one.material) for one in returns.values()]
    public = figures.PublicPicture(figures.publication(periods), False, figures.words_by_version(editions))
    yield "picture", report.picture_page(public, "2026", q.edition.marking, "")
    made = list(feedback.feedback_for_forces(editions, public, returns, on=DAY))
    one = next((each for each in made if each.friend), made[0])
    assert bool(one.friend) is (returned == 41) and len(one.groups) == (2 if returned == 41 else 1)
    if returned == 41:
        yield "giveback", feedback.feedback_page(q, one)
        yield "before", feedback.feedback_page(q, one._replace(groups=()))
        team = figures.team_picture(editions, returns)
        yield "team", report.picture_page(team, "2026", report.team_marking(q), None)


def test_pages_are_accessible_and_fit_a_telephone(folder: Path, open_page: OpenPage) -> None:
    problems = []
    for path in sorted(folder.iterdir()):
        problems += [f"{path.name}: {found}" for found in problems_at_every_size(open_page, path)]
    none_of(problems)


def test_pages_are_valid(folder: Path) -> None:
    none_of(list(nu_messages(folder)))


def test_what_is_folded_away_is_accessible_too(folder: Path, open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 320, "height": 720})
    page.goto((folder / "picture-41.html").as_uri())
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    none_of(overflow_of(page))
    regions = page.locator(".m-scroll")
    assert regions.count() > 12
    assert {each.get_attribute("tabindex") for each in regions.all()} == {"0"}


def test_the_page_at_a_glance_is_one_sheet(folder: Path, open_page: OpenPage) -> None:
    page = open_page()
    page.goto((folder / "picture-41.html").as_uri())
    page.emulate_media(media="print")
    page.evaluate("for (const each of document.querySelectorAll('.m-glance ~ *')) each.remove()")
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1


def test_bars_are_drawn_as_wide_as_their_shares(folder: Path, open_page: OpenPage) -> None:
    page = open_page()
    page.goto((folder / "picture-41.html").as_uri())
    for bar in page.locator(".m-glance .m-chart tbody tr:not(.m-of-theme) .m-bar:not(.m-bar-share)").all():
        told = bar.locator("xpath=following-sibling::span").text_content() or ""
        counts = [int(each.split(" at level ")[0]) for each in told.split(", ")]
        widths = bar.locator("rect").evaluate_all("all => all.map(each => each.getBBox().width)")
        assert sum(counts) == 41
        shares = [width / sum(widths) for width in widths]
        assert shares == pytest.approx([count / 41 for count in counts], abs=0.01)
        numbers = bar.locator("text").all_text_contents()
        assert numbers == [str(count) for count in counts if count > 1]
