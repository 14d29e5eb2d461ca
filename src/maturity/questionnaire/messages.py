"""The YAML parser's and pydantic's findings in plain words, for people who have never heard of either. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, get_args

from maturity.errors import nearest
from maturity.json_reader import Number, visible
from maturity.questionnaire.model import QuestionnairePart

#: Where something is in a file: the keys and list positions that lead to it.
Loc = tuple[str | int, ...]

_FALSE = ("no", "off", "n", "f", "false")


def explain_errors(
    errors: Sequence[Any], model: type[QuestionnairePart], data: Any, written: Mapping[Loc, str] = MappingProxyType({})
) -> Iterator[tuple[Loc, bool, str, str]]:
    """Each finding as (where, whether the place is the key itself, what is wrong, how to correct it).

    `errors` is what `ValidationError.errors()` gives, `data` the plain values that were checked, and `written` its
    numbers as they are written in the file.
    """
    seen = set()
    for error in errors:
        loc, meant = _locate(error["loc"], data)
        if not meant or (loc, error["type"]) in seen or _miscounted(error):
            continue
        seen.add((loc, error["type"]))
        is_key = error["type"] == "extra_forbidden" or error["loc"][-1:] == ("[key]",)
        given = error["input"]
        if isinstance(given, int | float) and loc in written:
            given = Number(written[loc])
        what, fix = _odd_character(error, loc) or _message({**error, "input": given}, loc, model, data)
        yield loc, is_key, what, fix


def _miscounted(error: Mapping[str, Any]) -> bool:
    """pydantic does not count entries that are wrong in themselves, and then finds a list too short."""
    return bool(error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"])


def _locate(loc: Loc, data: Any) -> tuple[Loc, bool]:
    """A location without pydantic's own marks, and whether it is about the branch of a union that was meant: a set
    of fields is meant for the model, anything else for the plain type."""
    clean: list[str | int] = []
    here, meant = data, True
    for n, step in enumerate(loc):
        inside = step in here if isinstance(here, dict) else isinstance(here, list) and step in range(len(here))
        if inside:
            here = here[step]
        elif n < len(loc) - 1 or not _is_missing(here, step):
            if step != "[key]":
                meant = meant and isinstance(here, dict) == str(step)[:1].isupper()
            continue
        clean.append(step)
    return tuple(clean), meant


def _is_missing(here: Any, step: str | int) -> bool:
    """Whether a last step names something that is missing here, and not one branch of a union."""
    if isinstance(step, int):
        return isinstance(here, list)
    return isinstance(here, dict) and bool(re.match(r"[a-z_]+\Z", step))


def _message(error: Mapping[str, Any], loc: Loc, model: type[QuestionnairePart], data: Any) -> tuple[str, str]:
    kind, given, limits = error["type"], error["input"], error.get("ctx", {})
    name = _field_name(loc)
    if kind == "missing":
        return _missing(loc, data)
    if kind == "extra_forbidden":
        return f"`{loc[-1]}` is not a field here", nearest(str(loc[-1]), _fields(model, loc[:-1]))
    if given is None:
        return f"{name} is empty", "write a value, or remove the line"
    if kind in _TYPES:
        return _TYPES[kind](name, given)
    if kind == "string_pattern_mismatch":
        return _pattern(name, str(given), str(limits.get("pattern")))
    if kind in ("string_too_short", "string_too_long"):
        most = limits.get("max_length")
        return (f"{name} is longer than {most} characters", "shorten it") if most else (f"{name} is empty", "write it")
    if kind in ("too_short", "too_long"):
        few, have = kind == "too_short", len(given)
        bound = f"needs at least {limits['min_length']}" if few else f"can have at most {limits['max_length']}"
        entries = "1 entry" if have == 1 else f"{have} entries"
        return f"{name} has {entries}, and {bound}", "add more" if few else "remove some"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"{limits['ge']} or more" if "ge" in limits else f"{limits['le']} or less"
        return f"{name} is {given}, and must be {bound}", f"write {bound}"
    if kind == "literal_error":
        return f"{name} cannot be {_quoted(given)}", nearest(str(given), re.findall(r"'([^']*)'", limits["expected"]))
    return f"{name} is not right: {error['msg']}", "see how the same field is written elsewhere in the questionnaire"


#: Values of these kinds have letters, digits and signs of the keyboard only.
_PLAIN = ("int_type", "int_from_float", "bool_type", "literal_error", "string_pattern_mismatch")


def _odd_character(error: Mapping[str, Any], loc: Loc) -> tuple[str, str] | None:
    """What is wrong with a number, an id, a date or a word of a list that has a character from elsewhere in it."""
    given = error["input"]
    if error["type"] not in _PLAIN or not isinstance(given, str) or error.get("ctx", {}).get("pattern") == r"\S":
        return None
    odd = next((each for each in given if not each.isascii()), None)
    fix = "delete it" if odd and odd.isspace() else "type it again on the keyboard"
    return (f"{_field_name(loc)} has {character_name(odd)} in it", fix) if odd else None


def character_name(character: str) -> str:
    """A character by its name, for those that look like another or like nothing."""
    name = unicodedata.name(character, "character without a name").lower()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name} (U+{ord(character):04X})"


def _field_name(loc: Loc) -> str:
    """A value by its field's name."""
    if not loc:
        return "the file"
    if isinstance(loc[-1], str):
        return f"`{loc[-1]}`"
    fields = [step for step in loc if isinstance(step, str)]
    return f"entry {loc[-1] + 1} of `{fields[-1]}`" if fields else f"entry {loc[-1] + 1}"


def _missing(loc: Loc, data: Any) -> tuple[str, str]:
    here = data
    for step in loc[:-1]:
        here = here[step]
    owner = here.get("id") if isinstance(here, dict) else None
    of = f" of {_quoted(owner)}" if isinstance(owner, str) else ""
    if isinstance(loc[-1], int):
        return f"{_field_name(loc)} is missing", "add it"
    return f"`{loc[-1]}`{of} is missing", f"add `{loc[-1]}: …`"


def _quoted(value: Any) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str | int | float):
        return f"`{visible(' '.join(str(value).split()), 40)}`"
    return "a list" if isinstance(value, list) else "a set of fields"


def _text(name: str, given: Any) -> tuple[str, str]:
    if isinstance(given, dict):
        fix = "put it in quotes if it is text with a colon in it"
        return f"{name} must be text, and this is a set of fields", fix
    if isinstance(given, list):
        return f"{name} must be text, and this is a list", "write one text"
    kind = "true or false" if isinstance(given, bool) else "a number"
    return f"{name} must be text, and {_quoted(given)} without quotes is {kind}", "put it in quotes"


def _whole(name: str, given: Any) -> tuple[str, str]:
    what = f"{name} must be a whole number, and {_value_kind(given)} is not one"
    if isinstance(given, str) and (digits := re.fullmatch(r"\s*0*([0-9]+)\s*", given)):
        return what, f"write {digits[1]}, without quotes" if digits[1] == given else f"write {digits[1]}"
    return what, "write digits only"


def _true_or_false(name: str, given: Any) -> tuple[str, str]:
    fix = "write `true` or `false`"
    if isinstance(given, str):
        fix = "write `false`" if given.lower() in _FALSE else fix
        fix = "write `true`" if given.lower() in ("yes", "on", "y", "t", "true") else fix
    return f"{name} must be true or false, and {_quoted(given)} is neither", fix


def _list(name: str, given: Any) -> tuple[str, str]:
    return f"{name} must be a list, and this is {_value_kind(given)}", "put each entry on its own line after `- `"


def _set(name: str, given: Any) -> tuple[str, str]:
    return f"{name} must be a set of fields, and this is {_value_kind(given)}", "write each field as `name: value`"


def _value_kind(given: Any) -> str:
    if isinstance(given, dict | list):
        return _quoted(given)
    return "the text " + _quoted(given) if isinstance(given, str) else _quoted(given)


_TYPES = {
    "string_type": _text,
    "int_type": _whole,
    "int_from_float": _whole,
    "bool_type": _true_or_false,
    "tuple_type": _list,
    "list_type": _list,
    "model_type": _set,
    "dict_type": _set,
}


def _pattern(name: str, given: str, pattern: str) -> tuple[str, str]:
    if pattern == r"\S":
        return f"{name} is blank", "write something, or remove the line"
    if "d{4}" in pattern:
        return f"{name} is {_quoted(given)}, which is not year-month-day", "write it like 2026-11-20"
    what = f"{name} is {_quoted(given)}, which is not an id"
    return what, "use small letters, digits and hyphens, starting with a letter"


def _fields(model: type[QuestionnairePart], loc: Loc) -> list[str]:
    """The fields that are known at a location."""
    here: list[Any] = [model]
    for step in loc:
        if isinstance(step, str):
            fields = [kind.model_fields[step] for kind in here if step in kind.model_fields]
            # A set whose keys are ids has no field of that name: stay with what its values may be.
            here = [part for field in fields for part in _parts_in(field.annotation)] or here
    return [name for kind in here for name in kind.model_fields]


def _parts_in(annotation: Any) -> list[type[QuestionnairePart]]:
    if isinstance(annotation, type) and issubclass(annotation, QuestionnairePart):
        return [annotation]
    return [part for argument in get_args(annotation) for part in _parts_in(argument)]


# --- the parser ------------------------------------------------------------------------------------------------

_SYNTAX = (
    ("mapping values are not allowed", "there is a colon where YAML does not expect one",
     "put the text in quotes if it has a colon followed by a space, or correct the indentation"),
    ("could not find expected ':'", "a line here is neither `name: value` nor part of the text above it",
     "add the colon, or indent the line so that it belongs to the text above"),
    ("cannot start any token", "a value cannot start with this character (a tab, `@`, `%` or a back-quote)",
     "put the value in quotes, or use spaces in place of a tab"),
    ("found a tab character", "this line is indented with a tab", "use spaces"),
    ("found unexpected end of stream", "a quotation mark is opened and never closed", "close the quotation mark"),
    ("did not find expected '-' indicator", "this line does not line up with the list that it belongs to",
     "indent it like the other `- ` lines, or end the list first"),
    ("block sequence entries are not allowed", "a list cannot start here", "start the list on a new line"),
    ("did not find expected key", "this line does not line up with the ones above it, or a quotation mark is open",
     "correct the indentation or the quotation marks"),
    ("did not find expected ',' or", "a list or set in brackets is not closed or lacks a comma",
     "add the comma or the closing bracket"),
    ("unknown escape character", "a backslash in double quotes is followed by a letter that means nothing",
     "use single quotes, or write the backslash twice"),
)  # fmt: skip


def explain_syntax(said: str) -> tuple[str, str]:
    """What the YAML parser said, as what is wrong and how to fix it."""
    for needle, what, fix in _SYNTAX:
        if needle in said:
            return what, fix
    return f"this is not YAML ({visible(said)})", "correct the line or the one before it"
