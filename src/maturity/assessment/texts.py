"""Text on the way in: two texts that look alike are one text. Pure; `web/core/texts.js` is its twin.

The characters are listed here, because languages and their versions differ over what is a space and what composes.
Order: compose (NFC); every space to a plain one, every line end to `\\n`; take out what cannot be seen; compose again;
trim the ends, of each line too. A line of text has single spaces and no line break. Joiners stay between characters
that they join (Arabic, Indian and South-East Asian scripts, emoji), and so do the selectors and tags of emoji.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

#: Fields of an assessment that hold one line, and those that hold text with line breaks. All others hold ids, dates,
#: numbers and codes, and are never changed. `kept`: a value that an older edition had.
LINES: Final = ("period", "marking", "title", "owner", "where", "seen")
TEXTS: Final = ("about", "comment", "not_applicable", "reason", "first_step", "note", "reply", "line", "why", "kept")
#: Records inside a field that say something about that same field.
_INSIDE = ("value", "said", "agreed", "over")

#: Characters whose composition has long been settled. Those of newer scripts are left as they were typed.
_COMPOSED = (
    "\u0000-\u0377\u0384-\u052f\u0591-\u06ff\u0900-\u0d7f\u1100-\u11ff\u1e00-\u1fff\u2000-\u20bf\u2100-\u2bff"
    "\u3000-\u30ff\uac00-\ud7a3\uf900-\ufad9\ufb1d-\ufb4e"
)
_SPACES = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BREAKS = "\r\u000b\u000c\u0085\u2028\u2029"
#: Controls, soft hyphens, zero-width spaces, marks of direction, fillers and the like.
_UNSEEN = (
    "\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
)
_TAGS, _JOINERS, _SELECTORS = "\U000e0000-\U000e007f", "\u200c\u200d", "\ufe00-\ufe0f\U000e0100-\U000e01ef"
#: What joiners join, and what selectors and the tags of a flag follow.
_JOINED = "\u0600-\u109f\u1780-\u18af\u2190-\u2bff\U0001f000-\U0001faff"
_SELECTED, _FLAG = "\u0600-\u1fff\u2010-\ufdff\ufe10-\U000dffff", "\U0001f3f4"

_RUN = re.compile(f"[{_COMPOSED}]+")
_ODD = re.compile(f"[{_SPACES}{_BREAKS}{_UNSEEN}{_TAGS}{_JOINERS}{_SELECTORS}]")
_STEPS = (
    (re.compile("\r\n|[\r\u000b\u000c\u0085\u2028\u2029]"), "\n"),
    (re.compile(f"[{_SPACES}]"), " "),
    (re.compile(f"[{_UNSEEN}]"), ""),
    (re.compile(f"({_FLAG}[\U000e0020-\U000e007e]+\U000e007f)|[{_TAGS}]"), r"\1"),
    (re.compile(f"(?<![{_SELECTED}])[{_SELECTORS}]"), ""),
    (re.compile(f"(?<![{_JOINED}\ufe0f])[{_JOINERS}]|[{_JOINERS}](?![{_JOINED}])"), ""),
)
_LINE_ENDS = re.compile(" +(?=\n)")
_GAPS = re.compile("[ \n]+")


def clean_text(given: str) -> str:
    """A text as everybody would have typed it. Inner line breaks and inner spaces stay."""
    made = _visible_text(given) if _ODD.search(given) or not given.isascii() else given
    return _LINE_ENDS.sub("", made).strip(" \n")


def clean_line(given: str) -> str:
    """The same as one line with single spaces."""
    return _GAPS.sub(" ", clean_text(given))


def _visible_text(given: str) -> str:
    made = _composed(given)
    for odd, instead in _STEPS:
        made = odd.sub(instead, made)
    return _composed(made)


def _composed(given: str) -> str:
    return _RUN.sub(lambda run: unicodedata.normalize("NFC", run[0]), given)


def clean_record(record: Any) -> Any:
    """A copy of an assessment, or of what claims to be one, with every text in it as it should be."""
    if not isinstance(record, dict):
        return record
    return {field: _clean_field(value, field) for field, value in record.items()}


def _clean_field(value: Any, field: str) -> Any:
    if not isinstance(value, dict) or field not in ("about", "differs"):
        return _clean_value(value, field)
    return {place: _clean_value(each, field if field == "about" else _field_at(place)) for place, each in value.items()}


def _field_at(place: str) -> str:
    """The field that a place such as `actions.<id>.owner` or `about.<name>` ends in."""
    return "about" if place.startswith("about.") else place.rpartition(".")[2]


def _clean_value(value: Any, field: str) -> Any:
    if isinstance(value, str):
        return clean_line(value) if field in LINES else clean_text(value) if field in TEXTS else value
    if isinstance(value, list):
        return [_clean_value(each, field) for each in value]
    if isinstance(value, dict):
        return {name: _clean_value(each, field if name in _INSIDE else name) for name, each in value.items()}
    return value
