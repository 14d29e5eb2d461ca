"""The name that the form gives to the file of an assessment, and what the national intake makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from maturity.national.return_summary import forces_in_path
from tests.form.test_next import ask

SIGNED = {"role": "chief-officer-sponsor", "date": "2026-11-20", "decision": "signed"}
NOTED = SIGNED | {"date": "2026-11-27", "decision": "signed-with-note", "note": "With a look at the rota."}
BACK = SIGNED | {"date": "2026-11-10", "decision": "sent-back", "note": "Why is PI1.1 a 2?"}
#: What was decided about the answers, earlier and now, and the end of the name.
VERSIONS: dict[str, tuple[list[Any], Any, str]] = {
    "nothing is signed": ([], None, "draft"),
    "sent back": ([], BACK, "questions"),
    "sent back, and the questions are answered": ([BACK], None, "answered"),
    "signed": ([], SIGNED, "version-1-signed-2026-11-20"),
    "sent back, then signed": ([BACK], SIGNED, "version-1-signed-2026-11-20"),
    "changed after the signature": ([SIGNED], None, "version-2-draft"),
    "sent back, signed, then changed": ([SIGNED, BACK], None, "version-2-draft"),
    "signed again": ([SIGNED], NOTED, "version-2-signed-2026-11-27"),
    "changed once more, and sent back": ([SIGNED, NOTED], BACK, "version-3-questions"),
}


@pytest.mark.parametrize("what", VERSIONS)
def test_a_draft_and_each_signed_version_have_names_of_their_own(what: str) -> None:
    """The draft, version 1 and version 2 once had one name, so that one was taken for the other. The force is still
    found in each name."""
    before, now, end = VERSIONS[what]
    work = {"force": "kent-police", "period": "2026/27", "signed_before": before} | ({"sign_off": now} if now else {})
    name = ask("work.fileName", work)
    assert name == f"kent-police-2026-27-{end}.assessment.json"
    assert forces_in_path(name, {"kent-police": [], "kent": []}) == {"kent-police"}
