"""What changed between two editions, in words that a board can read. Words come from `phrases`.

`describe_diff` gives the page's data: sentences in sections. `diff_as_text` is the same as plain text.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, TypedDict

from maturity.assessment.validation import CARRIED_OVER_FIELDS
from maturity.editions.diff import Changed, Counts, Diff, FieldChange
from maturity.editions.entities import kind_named_in
from maturity.editions.upgrade import Upgraded
from maturity.json_reader import visible
from maturity.render.csv_tables import to_json
from maturity.render.phrases import day, section, word
from maturity.render.terminal import WIDTH

HOWS = ("added", "retired", "renamed", "changed", "same")


class Item(TypedDict):
    """One thing that changed: a line, why, and each field that differs. `id` is null for what is gone."""

    id: str | None
    line: str
    why: list[str]
    details: list[str]


class Section(TypedDict):
    """All that changed of one kind, such as `question`. `counts` says how many, in words."""

    kind: str
    title: str
    counts: str
    items: list[Item]


class DiffText(TypedDict):
    title: str
    summary: list[str]
    sections: list[Section]


def describe_diff(diff: Diff) -> DiffText:
    """What changed, as sentences. They contain texts of the questionnaire, which a page must escape."""
    old, new = diff["old"], diff["new"]
    draft = word("diff.draft")
    dates = {"old_date": day(old["published"], draft), "new_date": day(new["published"], draft)}
    key = "dates_draft" if old["published"] and not new["published"] else "dates"
    summary = [word(f"diff.{key}", old=old["version"], new=new["version"], **dates)]
    if not diff["things"]:
        summary.append(word("diff.nothing"))
    same, of = diff["comparable"], diff["questions"]
    key = "all_comparable" if same == of else "comparable" if same else "none_comparable"
    summary.append(word(f"diff.{key}", n=same, of=of))
    by_kind: dict[str, list[Changed]] = {}
    for thing in diff["things"]:
        by_kind.setdefault(thing["kind"], []).append(thing)
    counts = {each["kind"]: each for each in diff["counts"]}
    return {
        "title": word("diff.title", old=old["version"], new=new["version"]),
        "summary": summary,
        "sections": [_section(kind, each, counts[kind], diff["names"]) for kind, each in by_kind.items()],
    }


#: What things are called, by kind and id.
_Names: TypeAlias = dict[str, dict[str, str]]


def _section(kind: str, changed: Iterable[Changed], counts: Counts, names: _Names) -> Section:
    title = word(f"diff.kinds.{kind}")
    some = [word(f"diff.{how}", n=counts[how]) for how in HOWS if counts[how]]  # type: ignore[literal-required]
    return {
        "kind": kind,
        "title": title,
        "counts": word("diff.counts", kind=title, list=", ".join(some)),
        "items": [_item(each, names) for each in changed],
    }


def _item(thing: Changed, names: _Names) -> Item:
    name = " ".join(part for part in (thing["code"], thing["name"]) if part) or word(f"diff.kinds.{thing['kind']}")
    level = next((field for field in thing["fields"] if field["field"] == "level"), None)
    how: str = thing["how"]
    values: dict[str, Any] = {"name": name, "id": thing["id"], "was": thing.get("was_id", "")}
    if thing["kind"] == "standard" and level and how == "changed":
        how = "raised" if level["now"] > level["was"] else "lowered"
        values |= {"was": level["was"], "now": level["now"]}
    elif thing["meaning"] == "moved":
        how = "moved"
    elif thing["words"] and thing["kind"] == "question" and how == "changed":
        how = "reworded"
    in_line = {"raised": "level", "lowered": "level", "moved": "meaning"}.get(how)  # the line says it already
    fields = [field for field in thing["fields"] if field["field"] != in_line]
    return {
        "id": None if how == "retired" else thing["id"],
        "line": word(f"diff.how.{how}", **values),
        "why": [word("diff.why", note=note) for note in thing["notes"]],
        "details": [_field(thing["kind"], field, names) for field in fields],
    }


def _field(kind: str, change: FieldChange, names: _Names) -> str:
    name, _, step = change["field"].partition(".")
    known = section("diff")["fields"]
    keys = (f"{kind}.{name}", change["field"], name)
    label = next((known[each] for each in keys if each in known), change["field"])
    called = names.get(kind_named_in(change["field"]), {})
    field = label.replace("{step}", called.get(step, step))
    was, now = change["was"], change["now"]
    if isinstance(was or [], list) and isinstance(now or [], list):
        gone, new = _only_in_first(was or [], now or []), _only_in_first(now or [], was or [])
        key = "parts_both" if gone and new else "parts_new" if new else "parts_gone" if gone else "parts_order"
        return word(f"diff.{key}", field=field, was=_value_text(gone, called), now=_value_text(new, called))
    key = "field_new" if was is None else "field_gone" if now is None else "field"
    return word(f"diff.{key}", field=field, was=_value_text(was, called), now=_value_text(now, called))


def _only_in_first(some: list[Any], others: list[Any]) -> list[Any]:
    return [each for each in some if each not in others]


def _value_text(value: Any, called: dict[str, str]) -> str:
    if isinstance(value, bool):
        return word("diff.yes" if value else "diff.no")
    if isinstance(value, list):
        return word("diff.between").join(word("diff.quoted", value=_value_text(each, called)) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_value_text(each, called)}" for name, each in value.items())
    return called.get(str(value), str(value)) if value is not None else ""


def diff_as_text(diff: Diff) -> str:
    """The same as plain text of at most 120 characters a line."""
    return "\n".join(_text_lines(describe_diff(diff))) + "\n"


def _text_lines(text: DiffText) -> Iterator[str]:
    yield visible(text["title"], 200)
    yield ""
    for sentence in text["summary"]:
        yield from _wrapped(sentence, "")
    for kind in text["sections"]:
        yield ""
        yield from _wrapped(kind["counts"], "")
        for item in kind["items"]:
            yield ""
            yield from _wrapped(item["line"], "  ")
            for detail in (*item["why"], *item["details"]):
                yield from _wrapped(detail, "    ")


def upgrade_text(upgraded: Upgraded, texts: dict[str, Any]) -> str:
    """What happened to an assessment that was carried over: what was set aside and why, and what is open now. `texts`
    are those of the newer edition."""
    assessment, set_aside, sign_off, unanswered, old = upgraded
    name = texts["forces"].get(assessment["force"], assessment["force"])
    title = {"force": name, "period": assessment["period"], "old": old, "new": assessment["edition"]["version"]}
    lines = [word("upgrade.title", **title), ""]
    lines.append(word("upgrade.kept", n=len(set_aside)) if set_aside else word("upgrade.whole"))
    for each in set_aside:
        because = word(f"upgrade.because.{each['because']}")
        lines.append("  " + word("upgrade.at", place=each["place"], because=because))
        what = next(each[field] for field in CARRIED_OVER_FIELDS if field in each)  # type: ignore[literal-required]
        lines.append("    " + word("upgrade.value", value=visible(to_json(what), 300)))
    if unanswered:
        lines.append(word("upgrade.still_open", n=len(unanswered)))
        codes = texts["questions"]
        lines += [f"  {codes[each]['code']} {codes[each]['text']} ({each})" for each in unanswered]
    if sign_off:
        lines.append(word("upgrade.sign_off", date=day(sign_off["date"])))
    return "\n".join(visible(line, 5_000) for line in lines) + "\n"


def _wrapped(sentence: str, indent: str) -> list[str]:
    return textwrap.wrap(visible(sentence, 5_000), WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")
