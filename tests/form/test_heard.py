"""What a screen reader is given of the form, from the browser's accessibility tree, as texts to read and compare.

`RENEW=1 pytest tests/form/test_heard.py` writes them anew: read the difference as somebody would hear it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest

from maturity.records import Bundle
from tests import ROOT
from tests.form.conftest import Form
from tests.form.returns import levels, opened, whole
from tests.support.heard import heard

pytestmark = pytest.mark.browser

#: The day and the time at which the test runs.
DAY = r"20\d\d-\d\d-\d\d|\d{1,2} [A-Z][a-z]+ 20\d\d at \d\d:\d\d"
FOLDER = ROOT / "tests" / "form" / "heard"


def about(form: Form, bundle: Bundle) -> str:
    """A period that cannot be: what is wrong is tied to its field."""
    form.about("kent-police", "soon")
    form.page.get_by_label("Period", exact=True).blur()
    return "#p-about .m-about-set"


def question(form: Form, bundle: Bundle) -> str:
    """Level 3 is chosen, and no evidence is named yet."""
    form.question("pi-sponsor").get_by_role("radio").nth(3).check()
    return "#q-pi-sponsor"


def dropped(form: Form, bundle: Bundle) -> str:
    """An action is dropped without a reason."""
    opened(form, whole(bundle, answers=levels(bundle, level=1)), "Actions")
    card = form.page.locator(".m-action").first
    card.get_by_text("Drop it", exact=True).click()
    return ".m-action"


def unsigned(form: Form, bundle: Bundle) -> str:
    """Something is sent back without saying why."""
    opened(form, whole(bundle), "Sign-off")
    form.page.get_by_role("radio", name="Send back with questions").check()
    form.page.get_by_role("button", name="Record the decision").click()
    return "#m-sign-set"


@pytest.mark.parametrize("scene", [about, question, dropped, unsigned], ids=lambda scene: scene.__name__)
def test_what_is_heard(form: Form, bundle: Bundle, scene: Callable[[Form, Bundle], str]) -> None:
    text = re.sub(DAY, "DAY", heard(form.page, scene(form, bundle)))
    path = FOLDER / f"{scene.__name__}.txt"
    if os.environ.get("RENEW"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")
