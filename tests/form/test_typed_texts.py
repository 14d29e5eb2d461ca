"""Texts and periods as somebody types them, and as they are once the field is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from maturity.assessment.reader import read_assessment, write_text
from maturity.records import Bundle
from tests.form.conftest import Form
from tests.form.returns import whole

pytestmark = pytest.mark.browser


def test_a_text_is_as_it_will_be_read_once_the_field_is_left(form: Form, bundle: Bundle) -> None:
    """A last space stays while a sentence is typed. When the field is left, the page shows what the file will say."""
    form.about("kent-police", " 2026 ")
    question = form.answer("pi-sponsor", 2)
    comment = question.get_by_label("Comment")
    comment.press_sequentially("We do. ")
    assert comment.input_value() == "We do. "
    comment.press_sequentially("So  far\u00a0it is. ")
    assert comment.input_value() == "We do. So  far\u00a0it is. "
    form.evidence("pi-sponsor", title=" A  rota\u200b ")
    title = question.get_by_label("Title of the document")
    title.blur()
    assert (comment.input_value(), title.input_value()) == ("We do. So  far it is.", "A rota")
    name, saved = form.save()
    assert name.startswith("kent-police-2026")
    record = read_assessment(saved, name, bundle)
    assert record["answers"]["pi-sponsor"]["comment"] == "We do. So  far it is."
    assert record["answers"]["pi-sponsor"]["evidence"][0]["title"] == "A rota"
    assert write_text(record) == saved


def test_a_period_is_spelt_as_the_edition_spells_it(form: Form) -> None:
    """The error comes when the field is left, with the right spelling, and goes when it is put right. Until then there
    is no file."""
    form.about("kent-police", "2026-27")
    field, odd = form.page.get_by_label("Period", exact=True), form.page.locator("#m-period-odd")
    assert odd.inner_text() == ""
    field.blur()
    assert odd.inner_text() == "“2026-27” is not a calendar year, such as 2026. Write 2026."
    assert field.get_attribute("aria-invalid") == "true"
    form.page.get_by_role("button", name="Save to a file").first.click()
    assert "“2026-27” is not a calendar year, such as 2026. Write 2026." in form.notice()
    field.fill("2026")
    field.blur()
    assert (odd.inner_text(), field.get_attribute("aria-invalid")) == ("", "false")
    assert form.save()[0].startswith("kent-police-2026")


def test_files_that_differ_only_in_what_cannot_be_seen_are_merged_in_silence(
    form: Form, bundle: Bundle, tmp_path: Path
) -> None:
    """The same answer saved on a Mac and on Windows, one of them for the period "2026 ": nothing clashes."""
    answers = [
        {"pi-sponsor": {"level": 2, "role": "comms-lead", "comment": text, "evidence": [{"title": title}]}}
        for text, title in (("Na\u00efve,\nbut true", "A rota"), ("Nai\u0308ve,\r\nbut true ", "A\u00a0rota "))
    ]
    files = [tmp_path / f"{n}.assessment.json" for n in range(2)]
    for file, answer, period in zip(files, answers, ("2026", "2026 "), strict=True):
        file.write_bytes(write_text(whole(bundle, answers=answer, period=period)).encode())
    given = [file.read_bytes().decode() for file in files]
    found = form.page.evaluate(
        """async (texts) => {
          const read = (text) => Maturity.reader.readBytes(new TextEncoder().encode(text).buffer, Maturity.edition);
          const records = (await Promise.all(texts.map(read))).map(({ record }) => record);
          const { refused, clashes, assessment } = Maturity.merge.merge(records);
          return [refused, clashes, assessment.answers["pi-sponsor"].said ?? [], assessment.period];
        }""",
        given,
    )
    assert found == [[], [], [], "2026"]
