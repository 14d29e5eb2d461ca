"""An assessment file: read with every problem found at once, and written so that a person can read it in Notepad.

Pure: the bytes come from `store` and go back to it. Reading takes a fast path that can only say yes; whatever it does
not accept is read again, slowly, to say what is wrong. Both apply the same rules.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from functools import cache
from typing import Any, get_args, is_typeddict

from pydantic_core import SchemaValidator, ValidationError, to_json

from maturity.assessment.checks import Known
from maturity.assessment.shapes import Flag, Path, checker, fields, flag
from maturity.assessment.texts import SURE, normal
from maturity.assessment.validation import problems_in
from maturity.errors import MOST, MaturityError, Problem
from maturity.json_reader import parse, place, visible
from maturity.records import ASSESSMENT_FORMAT, Assessment, Bundle, canonical


def read_assessment(text: bytes | str, where: str, bundle: Bundle) -> Assessment:
    """The assessment in a file's text. `where` is the file's name for messages.

    Texts come in as `texts` has them: what only looks the same becomes the same. The `check` is over what the file
    says, so it is looked at before. Nothing else is changed, and nothing is dropped.
    Raises MaturityError with every problem: of the text, of the fields, of the ids and of what does not go together.
    """
    known = _known(bundle)
    record = _quick(text)
    if record is not None and not _refused(record, known):
        return record
    return _exact(text, where, known)


def write_text(assessment: Assessment) -> str:
    """The text of an assessment's file: fields in the order of the records, two-space indent, a fresh `check`, a last
    newline."""
    bare = {key: value for key, value in assessment.items() if key != "check"}
    ordered = _in_order(bare, Assessment)
    ordered["check"] = check_of(assessment)
    return json.dumps(ordered, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def check_of(record: Any) -> str:
    """`sha256:` over the canonical record without its `check`. Finds accidental damage; anyone can make a new one,
    so it is no signature."""
    bare = {key: value for key, value in record.items() if key != "check"}
    return _sha(canonical(bare).encode("utf-8", "replace"))


# --- the fast path ---------------------------------------------------------------------------------------------


@cache
def _checker(required: bool = True) -> SchemaValidator:
    return checker(Assessment, required=required)


@cache
def _quick_checker() -> SchemaValidator:
    """Lets through only records whose texts are surely as they should be."""
    return checker(Assessment, patterns=SURE)


_last: list[Known] = []


def _known(bundle: Bundle) -> Known:
    """What the bundle knows, worked out once while the same bundle is used for file after file."""
    if not _last or _last[0].bundle is not bundle:
        _last[:] = [Known.of(bundle)]
    return _last[0]


def _quick(text: bytes | str) -> Assessment | None:
    """The record, if its shape and texts are right and no key can have stood in the text twice; None when in doubt."""
    try:
        data = text if isinstance(text, bytes) else text.encode()
        record: Assessment = _quick_checker().validate_json(data)
    except ValueError:
        return None
    return record if _keys_once(data, record) else None


def _refused(record: Assessment, known: Known) -> bool:
    return _wrong_check(record) or bool(_edition_flags(record["edition"], known)) or bool(problems_in(record, known))


def _keys_once(data: bytes, record: Assessment) -> bool:
    """Whether there are as many keys in the text as in the record. Each `":` in the text is the end of a key once a
    colon never follows a space, a line break or a quotation mark inside a string."""
    if any(doubt in data for doubt in (b'\\":', b" :", b"\n:", b"\t:", b"\r:")):
        return False
    count = len(record) + len(record["answers"])
    count += sum(_keys(value) for key, value in record.items() if key != "answers")
    for answer in record["answers"].values():
        count += len(answer)
        for piece in answer.get("evidence", ()):
            count += len(piece)
        if "said" in answer or "agreed" in answer:
            count += _keys(answer.get("said", [])) + _keys(answer.get("agreed", []))
    return data.count(b'":') == count


def _keys(value: Any) -> int:
    """How many keys there are in a value, however deep."""
    if type(value) is dict:
        return len(value) + sum(map(_keys, value.values()))
    return sum(map(_keys, value)) if type(value) is list else 0


def _wrong_check(record: Assessment) -> bool:
    """Whether a `check` is there and does not fit. The checker gave the fields in alphabetical order already."""
    if "check" not in record:
        return False
    bare: dict[str, Any] = {key: value for key, value in record.items() if key != "check"}
    bare["answers"] = dict(sorted(record["answers"].items()))
    if "about" in bare:
        bare["about"] = dict(sorted(record["about"].items()))
    return _sha(to_json(bare)) != record["check"]


def _sha(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


# --- the exact path --------------------------------------------------------------------------------------------


def _exact(text: bytes | str, where: str, known: Known) -> Assessment:
    value, problems = parse(text, where)
    if value is None and _something_else(text):
        raise MaturityError([Problem(where, "this is not an assessment file", _GIVE)])
    if value is None and problems:
        raise MaturityError(problems)
    flags = _format_flags(value) or _all_flags(value, known)
    told = tuple(problem.where for problem in problems[:MOST])
    more = max(0, len(problems) - MOST)
    del problems[MOST:]
    for path, what, fix in flags:
        here = place(where, path)
        if any(each == here or each.startswith((f"{here}.", f"{here}#")) for each in told):
            continue
        if len(problems) < MOST:
            problems.append(Problem(here, what, str(fix)))
        else:
            more += 1
    count = len(problems) + more
    if more:
        problems.append(Problem(where, f"there are {more} more mistakes", "fix these first, or ask for the file again"))
    if problems:
        raise MaturityError(problems, count)
    record: Assessment = _checker().validate_python(normal(value))
    return {**record, "check": check_of(record)} if "check" in record else record


_GIVE = "give a file that the form saved; its name ends in .assessment.json"


def _something_else(text: bytes | str) -> bool:
    """Whether a text begins like nothing that was ever an assessment: prose, a web page, a Word file. One that is
    empty or begins with a mark of Windows' other encodings may have been one."""
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return start not in (b"", b"{", b"[", b"\xff", b"\xfe", b"\x00")


def _format_flags(value: Any) -> list[Flag]:
    """What keeps the file from being read as an assessment of this format at all."""
    if not isinstance(value, dict):
        fix = f'it must be an object in {{ }} with "format": "{ASSESSMENT_FORMAT}"'
        return [((), "this is not an assessment", fix)]
    name = value.get("format")
    if name == ASSESSMENT_FORMAT:
        return []
    if name is None:
        return [(("format",), "`format` is missing", f'add "format": "{ASSESSMENT_FORMAT}" if this is an assessment')]
    kind, _, version = str(name).partition("/")
    ours, _, current = ASSESSMENT_FORMAT.partition("/")
    if kind == ours and version.isascii() and version.isdigit():
        age = "newer" if int(version[:9]) > int(current) else "older"
        what = f"the file is in format {visible(version, 12)}, {age} than format {current}, which is read here"
        fix = "use a newer version of this tool" if age == "newer" else "save it again with the form of this edition"
        return [(("format",), what, fix)]
    return [(("format",), f"this is not an assessment but `{visible(str(name), 40)}`", _GIVE)]


def _all_flags(value: dict[str, Any], known: Known) -> list[Flag]:
    if other := _edition_flags(value.get("edition"), known):
        return other
    flags: list[Flag] = []
    if isinstance(value.get("check"), str) and check_of(value) != value["check"]:
        what = "the file was changed or damaged after it was saved"
        fix = "ask for the file again; if it was changed on purpose, take `check` out (it is no signature)"
        flags.append((("check",), what, fix))
    value = normal(value)
    shape = _shape_flags(value)
    flags += shape
    wrong = [path for path, _, _ in shape]
    rest = _without(value, wrong) if shape else value
    # What is only so because something of the wrong shape was set aside, which is named already.
    follows = {path[:length] for path in wrong for length in range(len(path) + 1)}
    if any(path[:1] == ("answers",) for path in wrong):
        follows.add(("sign_off",))
    with suppress(ValidationError):  # too broken for the rules to make sense; its shape is named already
        found = problems_in(_checker(False).validate_python(rest), known)
        flags += [each for each in found if each[0] not in follows]
    return flags


def _shape_flags(value: Any) -> list[Flag]:
    try:
        _checker().validate_python(value)
    except ValidationError as error:
        return [flag(Assessment, each) for each in error.errors(include_url=False)]
    return []


def _edition_flags(edition: Any, known: Known) -> list[Flag]:
    """An assessment of another edition: nothing else about it can be judged here."""
    ours = known.bundle["edition"]
    if not isinstance(edition, dict):
        return []
    name, version = edition.get("id"), edition.get("version")
    if isinstance(name, str) and name != ours["id"]:
        what = f"the file belongs to the questionnaire `{visible(name)}`, and this one is `{ours['id']}`"
        return [(("edition", "id"), what, "use the questionnaire that it belongs to")]
    if isinstance(version, str) and version != ours["version"]:
        what = f"the file is of edition {visible(version, 40)}, and this is edition {ours['version']}"
        named = visible(version, 40)
        fix = f"if editions/ has edition {named}, carry the file over with `maturity upgrade`; if not, ask for it anew"
        return [(("edition", "version"), what, fix)]
    return []


def _without(value: Any, paths: list[Path]) -> Any:
    """A copy without the values at these paths. In a list an empty object takes the place, so that numbers hold."""
    inner: dict[str | int, list[Path]] = {}
    for path in paths:
        if path:
            inner.setdefault(path[0], []).append(path[1:])
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if () not in inner.get(key, ())}
        return {key: _without(item, inner[key]) if key in inner else item for key, item in kept.items()}
    if isinstance(value, list):
        emptied = [{} if () in inner.get(n, []) else item for n, item in enumerate(value)]
        return [_without(item, inner.get(n, [])) if n in inner else item for n, item in enumerate(emptied)]
    return value


# --- writing ---------------------------------------------------------------------------------------------------


def _in_order(value: Any, kind: Any) -> Any:
    """A value with the fields of every object in the order of its record type."""
    if is_typeddict(kind):
        return {key: _in_order(value[key], inner) for key, inner in fields(kind).items() if key in value}
    if isinstance(value, list):
        return [_in_order(item, get_args(kind)[0]) for item in value]
    if isinstance(value, dict):
        return {key: _in_order(item, get_args(kind)[1]) for key, item in value.items()}
    return value
