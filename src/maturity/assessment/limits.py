"""How long the texts of an assessment may be, in characters. The reader here and the form use the same numbers.

A cell of a spreadsheet holds 32,767 characters, and a text has to fit on paper and into a meeting. Nothing is cut at a
limit: the reader refuses the text by its place, and the form says how much room is left before it runs out.
"""

from __future__ import annotations

TEXT = 5_000
#: For one line, such as the title of a piece of evidence.
LINE = 500

#: By the name of a field. `text` is for every field that is not named here.
LIMITS = {"text": TEXT, "title": LINE, "where": LINE, "seen": LINE}


def most(field: str) -> int:
    """How many characters the text of a field may have."""
    return LIMITS.get(field, TEXT)


def too_long(text: str, field: str = "text") -> tuple[str, str] | None:
    """What is wrong with a text that is too long, and how to correct it; nothing for one that fits."""
    if len(text) <= most(field):
        return None
    what = f"this text has {len(text):,} characters, and at most {most(field):,} fit"
    return what, "shorten it; what is longer belongs in a document, named as evidence"
