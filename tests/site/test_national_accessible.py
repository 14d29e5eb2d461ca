"""The national picture and what goes back to a force, with every kind of figure in them, are accessible and valid."""

from __future__ import annotations

from pathlib import Path

import pytest

from maturity.national import feedback, release, report
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from tests import ROOT
from tests.conftest import OpenPage
from tests.site.test_accessibility import none_of, nu_messages, problems_at_every_size
from tests.support.returns import agreeing, all_returned


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages as single files: with all figures, with few, with none."""
    folder = tmp_path_factory.mktemp("site") / "site"
    folder.mkdir()
    loaded = load_questionnaire(ROOT / "questionnaire", words=False)
    q = agreeing(loaded, [force.id for force in loaded.forces.forces[::2]])
    bundle = compile_bundle(q)
    for returned in (41, 9, 3):
        forces = [force.id for force in q.forces.forces[:returned]]
        assessments = all_returned(bundle, forces, "2025", "2026")
        published = release.for_everyone(release.published_figures(bundle, q.forces, assessments))
        page = report.picture_page(q, published, "2026", False, q.edition.marking)
        (folder / f"picture-{returned}.html").write_text(page, encoding="utf-8")
        made = list(feedback.feedback_for_forces(q, bundle, assessments, on="2026-11-20"))
        one = next((each for each in made if each.friends), made[0])
        assert bool(one.friends) is (returned == 41)
        (folder / f"giveback-{returned}.html").write_text(feedback.feedback_page(q, one), encoding="utf-8")
    return folder


def test_pages_are_accessible_and_fit_a_telephone(folder: Path, open_page: OpenPage) -> None:
    problems = []
    for path in sorted(folder.iterdir()):
        problems += [f"{path.name}: {found}" for found in problems_at_every_size(open_page, path)]
    none_of(problems)


def test_pages_are_valid(folder: Path) -> None:
    none_of(list(nu_messages(folder)))
