"""An assessment file: read with every problem found at once, and written so that a person can read it in Notepad.

Pure: bytes in, and text out.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from functools import cache
from typing import Any

from pydantic_core import SchemaValidator, ValidationError

from maturity.assessment.checks import KnownIds
from maturity.assessment.shapes import Flag, Path, flag_of_error, record_schema
from maturity.assessment.texts import clean_record
from maturity.assessment.validation import assessment_flags
from maturity.errors import MOST_PROBLEMS, MaturityError, Problem
from maturity.json_reader import parse_json, place_of, visible
from maturity.records import ASSESSMENT_FORMAT, Assessment, Bundle, canonical


def read_assessment(text: bytes | str, where: str, bundle: Bundle) -> Assessment:
    """The assessment in a file's text. `where` is the file's name for messages.

    Texts come in as `texts` has them: what only looks the same becomes the same. The `check` is over what the file
    says, so it is looked at before. Nothing else is changed, and nothing is dropped.
    Raises MaturityError with every problem: of the text, of the fields, of the ids and of what does not go together.
    """
    value, problems = parse_json(text, where)
    if value is None and _is_other_kind_of_file(text):
        raise MaturityError([Problem(where, "this is not an assessment file", _FIX_FILE)])
    if value is None and problems:
        raise MaturityError(problems)
    value = _in_this_format(value)
    flags = _format_flags(value) or _record_flags(value, KnownIds.of(bundle))
    _raise_problems(problems, flags, where)
    record: Assessment = _checker().validate_python(clean_record(value))
    return {**record, "check": check_of(record)} if "check" in record else record


def _raise_problems(problems: list[Problem], flags: list[Flag], where: str) -> None:
    """Raises MaturityError with the problems of the text and then those of the record, unless there are none. Of very
    many, the last one says how many more there are. A value with a problem in its text is named once."""
    named = tuple(problem.where for problem in problems[:MOST_PROBLEMS])
    places = [(place_of(where, path), what, fix) for path, what, fix in flags]
    news = [x for x in places if not any(each == x[0] or each.startswith((f"{x[0]}.", f"{x[0]}#")) for each in named)]
    count = len(problems) + len(news)
    found = problems[:MOST_PROBLEMS]
    found += [Problem(here, what, str(fix)) for here, what, fix in news[: MOST_PROBLEMS - len(found)]]
    if count > MOST_PROBLEMS:
        what = f"there are {count - MOST_PROBLEMS} more mistakes"
        found.append(Problem(where, what, "fix these first, or ask for the file again"))
    if found:
        raise MaturityError(found, count)


def write_text(assessment: Assessment) -> str:
    """The text of an assessment's file: fields in the order of the records, two-space indent, a fresh `check`, a last
    newline. Raises ValidationError when it is not an assessment by its shape."""
    ordered = _checker().validate_python({**assessment, "check": check_of(assessment)})
    return json.dumps(ordered, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def check_of(record: Any) -> str:
    """`sha256:` over the canonical record without its `check`. Finds accidental damage; anyone can make a new one,
    so it is no signature."""
    bare = {key: value for key, value in record.items() if key != "check"}
    return "sha256:" + hashlib.sha256(canonical(bare).encode("utf-8", "replace")).hexdigest()


@cache
def _checker(required: bool = True) -> SchemaValidator:
    return SchemaValidator(record_schema(Assessment, required))


#: The format before this one, which is read too.
OLD_FORMAT = "maturity-assessment/1"
_FIX_FILE = "give a file that the form saved; its name ends in .assessment.json"


def _is_other_kind_of_file(text: bytes | str) -> bool:
    """Whether a text begins like nothing that was ever an assessment: prose, a web page, a Word file. One that is
    empty or begins with a mark of Windows' other encodings may have been one."""
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return start not in (b"", b"{", b"[", b"\xff", b"\xfe", b"\x00")


def _in_this_format(value: Any) -> Any:
    """A file of format 1 as one of this format: there an action was an intervention, under that name. Its sign-offs say
    nothing of the actions any more, since what they said of them was under the old name."""
    if not isinstance(value, dict) or value.get("format") != OLD_FORMAT:
        return value
    new = {**value, "format": ASSESSMENT_FORMAT}
    for name, change in (("actions", _renamed), ("signed_before", _without_actions)):
        if isinstance(value.get(name), list):
            new[name] = [change(each) for each in value[name]]
    if "sign_off" in value:
        new["sign_off"] = _without_actions(value["sign_off"])
    if isinstance(value.get("kept"), list):
        new["kept"] = [
            each | {"action": _renamed(each["action"])} if isinstance(each, dict) and "action" in each else each
            for each in value["kept"]
        ]
    whole = isinstance(value.get("check"), str) and value["check"] == check_of(value)
    return {**new, "check": check_of(new)} if whole else new


def _renamed(action: Any) -> Any:
    if not isinstance(action, dict) or "action" in action:  # which format 1 does not have, so it is refused
        return action
    return {("action" if name == "intervention" else name): said for name, said in action.items()}


def _without_actions(signed: Any) -> Any:
    return {name: said for name, said in signed.items() if name != "actions"} if isinstance(signed, dict) else signed


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
        read = current if age == "newer" else OLD_FORMAT.partition("/")[2]
        what = f"the file is in format {visible(version, 12)}, {age} than format {read}, which this program reads"
        fix = "use a newer version of this tool" if age == "newer" else "save it again in the form for this edition"
        return [(("format",), what, fix)]
    return [(("format",), f"this is not an assessment but `{visible(str(name), 40)}`", _FIX_FILE)]


def _record_flags(value: dict[str, Any], known: KnownIds) -> list[Flag]:
    if other := _edition_flags(value.get("edition"), known):
        return other
    flags: list[Flag] = []
    if isinstance(value.get("check"), str) and check_of(value) != value["check"]:
        what = "the file was changed or damaged after it was saved"
        fix = "ask for the file again; if it was changed on purpose, remove `check` (it is not a signature)"
        flags.append((("check",), what, fix))
    value = clean_record(value)
    shape = _shape_flags(value)
    flags += shape
    wrong = [path for path, _, _ in shape]
    rest = _without(value, wrong) if shape else value
    # What is only so because something of the wrong shape was set aside, which is named already.
    follows = {path[:length] for path in wrong for length in range(len(path) + 1)}
    if any(path[:1] == ("answers",) for path in wrong):
        follows.add(("sign_off",))
    with suppress(ValidationError):  # too broken for the rules to make sense; its shape is named already
        found = assessment_flags(_checker(False).validate_python(rest), known)
        flags += [each for each in found if each[0] not in follows]
    return flags


def _shape_flags(value: Any) -> list[Flag]:
    try:
        _checker().validate_python(value)
    except ValidationError as error:
        return [flag_of_error(Assessment, each) for each in error.errors(include_url=False)]
    return []


def _edition_flags(edition: Any, known: KnownIds) -> list[Flag]:
    """An assessment of another edition: nothing else about it can be judged here."""
    ours = known.bundle["edition"]
    if not isinstance(edition, dict):
        return []
    name, version = edition.get("id"), edition.get("version")
    if isinstance(name, str) and name != ours["id"]:
        what = f"the file belongs to the questionnaire `{visible(name)}`, and this one is `{ours['id']}`"
        return [(("edition", "id"), what, "use the questionnaire that it belongs to")]
    if isinstance(version, str) and version != ours["version"]:
        what = f"the file is for edition {visible(version, 40)}, and this is edition {ours['version']}"
        named = visible(version, 40)
        fix = (
            f"if editions/ has edition {named}, name it with `-q editions/{named}`, or carry the file over with "
            "`maturity upgrade`; if not, ask for the file in this edition"
        )
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
