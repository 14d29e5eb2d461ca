"""Answers that two forces give together, said in the form and read by whoever collects the files."""

from __future__ import annotations

import json

import pytest

from maturity.assessment.reader import read_assessment
from maturity.records import Bundle
from tests.form.conftest import Form
from tests.form.returns import opened, whole

pytestmark = pytest.mark.browser


def test_an_answer_can_be_given_with_another_force(form: Form, bundle: Bundle) -> None:
    """Two forces of one team: whom it was given with stands in the file, for the national team to see."""
    opened(form, whole(bundle), "Save and share")
    part = form.page.locator("#m-joint-set")
    part.get_by_role("button", name="Mark as a joint answer").click()
    assert "joint" not in json.loads(form.save()[1]), "nothing was chosen"
    offered = part.get_by_label("The other force").locator("option").all_inner_texts()
    assert "Essex Police" in offered and "Kent Police" not in offered
    for id, other in (("pi-sponsor", "essex-police"), ("pi-funding", "essex-police"), ("pi-sponsor", "essex-police")):
        part.get_by_label("Question").select_option(id)
        part.get_by_label("The other force").select_option(other)
        part.get_by_role("button", name="Mark as a joint answer").click()
    listed = form.page.locator("#m-joint li")
    assert [text.split("\n")[0] for text in listed.all_inner_texts()] == [
        "PI1.2, with Essex Police Remove",
        "PI1.1, with Essex Police Remove",
    ]
    form.reload()
    form.go("Save and share")
    listed.get_by_role("button", name="Remove: PI1.2, with Essex Police").click()
    assert listed.count() == 1
    made = read_assessment(form.save()[1], "joint", bundle)
    assert made["joint"] == [{"question": "pi-sponsor", "force": "essex-police"}]
    listed.get_by_role("button", name="Remove: PI1.1, with Essex Police").click()
    assert "joint" not in json.loads(form.save()[1])


def test_what_was_given_with_another_force_is_fixed_once_it_is_signed(form: Form, bundle: Bundle) -> None:
    signed = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}
    record = whole(bundle, joint=[{"question": "pi-sponsor", "force": "essex-police"}], sign_off=signed)
    opened(form, record, "Save and share")
    assert form.page.locator("#m-joint-add, [data-do='joint-add']").is_disabled()
    assert form.page.locator("#m-joint li button").is_disabled()
