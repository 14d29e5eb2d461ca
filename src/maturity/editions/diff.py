"""What changed between two editions. Pure. `explanations` says whether changes.yml explains it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, NotRequired, TypeAlias, TypedDict

from maturity.editions.entities import KINDS, REFERS, TRACKED, Entity, entities_of, field_group, kind_named_in
from maturity.questionnaire.bundle import fingerprint
from maturity.questionnaire.model import Change, Questionnaire
from maturity.records import EditionRef

DIFF_FORMAT: Final = "maturity-diff/1"


class DiffEdition(EditionRef):
    title: str
    published: str | None


class FieldChange(TypedDict):
    """`field` as in the YAML, with a place in a ladder after a dot: `levels.3`. Null where it is not there."""

    field: str
    was: Any
    now: Any


class Changed(TypedDict):
    """One thing that is not as it was. `was_id` is the old id of a renamed one; `words` says whether those changed that
    an answer goes by; `meaning` is null for what is no question, or is not in both; `notes` are from changes.yml."""

    kind: str
    id: str
    was_id: NotRequired[str]
    code: str | None
    name: str
    how: Literal["added", "retired", "renamed", "changed"]
    words: bool
    meaning: Literal["same", "moved"] | None
    notes: list[str]
    fields: list[FieldChange]


class Counts(TypedDict):
    kind: str
    added: int
    retired: int
    renamed: int
    changed: int
    same: int


class Diff(TypedDict):
    """`things` in the order of the newer edition, with what is gone at the end of its kind. `questions` counts those of
    the newer edition, and `comparable` those of them that years can be compared on. `names`: what is called how, by
    kind and id, of everything that fields name by its id."""

    format: Literal["maturity-diff/1"]
    old: DiffEdition
    new: DiffEdition
    questions: int
    comparable: int
    counts: list[Counts]
    things: list[Changed]
    names: dict[str, dict[str, str]]


#: Kind and id in the older edition, and the id in the newer one; null when it is gone.
NewIds: TypeAlias = dict[tuple[str, str], str | None]


def changes_since(old: Questionnaire, new: Questionnaire) -> list[Change]:
    """What changes.yml says happened after the older edition."""
    return [change for change in new.changes.changes if change not in old.changes.changes]


def new_ids(old: Questionnaire, new: Questionnaire) -> NewIds:
    """Where each thing of the older edition is in the newer one, through any number of renames."""
    now = entities_of(new)
    changes = changes_since(old, new)
    return {
        key: name if (key[0], name or "") in now else None
        for key in entities_of(old)
        for name in [current_id(key, changes)]
    }


def current_id(key: tuple[str, str], changes: Sequence[Change]) -> str | None:
    """The id that a thing goes by after these entries; null when it is retired."""
    kind, name = key
    if kind == "step":  # it goes by its question
        question, _, level = name.rpartition("-")
        moved = current_id(("question", question), changes)
        return moved and f"{moved}-{level}"
    if kind not in TRACKED and kind != "standard":
        return name
    renamed = {change.id: change.to for change in changes if change.kind == "renamed"}
    retired = {change.id for change in changes if change.kind == "retired"}
    while name in renamed and (to := renamed[name]) is not None:
        name = to
    return None if name in retired else name


def meaning_moved(was: Entity, now: Entity) -> bool:
    """Whether an answer to this question means something else now."""
    return bool(was.fields.get("meaning", 1) != now.fields.get("meaning", 1))


def diff(old: Questionnaire, new: Questionnaire) -> Diff:
    """Everything that changed from one edition to the other. A standard has its question's id, and changes.yml one
    entry for both: its notes are the question's where that changed, and otherwise the standard's."""
    before, after, to = entities_of(old), entities_of(new), new_ids(old, new)
    came_from: dict[tuple[str, str], Entity] = {}
    for key, name in to.items():
        if name is not None:
            came_from.setdefault((key[0], name), _with_new_ids(before[key], to))
    changes = changes_since(old, new)
    found: list[Changed] = []
    counts: list[Counts] = []
    for kind in KINDS:
        mine = [thing for key, thing in after.items() if key[0] == kind]
        made = [_changed(came_from.get((kind, thing.id)), thing, changes) for thing in mine]
        gone = [key for key in to if key[0] == kind and _is_gone(before[key], to, came_from)]
        made += [_record(before[key], "retired", changes) for key in gone]
        changed = [each for each in made if each is not None]
        if kind == "standard":
            with_notes = {each["id"] for each in found if each["kind"] == "question"}
            changed = [each | {"notes": []} if each["id"] in with_notes else each for each in changed]
        found += changed
        counts.append(_counts_of(kind, changed, len(mine)))
    shared = [
        thing
        for key, thing in after.items()
        if key[0] == "question" and key in came_from and not meaning_moved(came_from[key], thing)
    ]
    return {
        "format": DIFF_FORMAT,
        "old": _diff_edition(old),
        "new": _diff_edition(new),
        "questions": len([key for key in after if key[0] == "question"]),
        "comparable": len(shared),
        "counts": [each for each in counts if any(value for value in each.values() if isinstance(value, int))],
        "things": found,
        "names": _names_of(found, before, after),
    }


def _names_of(changed: Iterable[Changed], *editions: dict[tuple[str, str], Entity]) -> dict[str, dict[str, str]]:
    """Names of what the fields refer to: those of the newer edition, else those of the older one."""
    names: dict[str, dict[str, str]] = {}
    for field in (field for each in changed for field in each["fields"]):
        kind = kind_named_in(field["field"])
        for value in (field["was"], field["now"], field["field"].partition(".")[2]):
            for name in value if isinstance(value, list) else [value]:
                for things_there in editions if isinstance(name, str) else ():
                    if thing := things_there.get((kind, name)):
                        names.setdefault(kind, {})[name] = thing.name
    return names


def _is_gone(was: Entity, to: NewIds, came_from: dict[tuple[str, str], Entity]) -> bool:
    """Whether it is no longer in the newer edition, or shares its new id with an older entity."""
    name = to[was.kind, was.id]
    return name is None or came_from[was.kind, name].id != was.id


def _with_new_ids(thing: Entity, to: NewIds) -> Entity:
    """The same thing, with what it refers to under their new ids: their own entries say that they have new names."""

    def name(kind: str, value: Any) -> Any:
        if isinstance(value, list):
            return [name(kind, each) for each in value]
        return to.get((kind, value)) or value if isinstance(value, str) else value

    def renamed(field: str, kind: str) -> str:
        start, dot, step = field.partition(".")
        return field if field in REFERS else f"{start}{dot}{to.get((kind, step)) or step}"

    named = {field: kind_named_in(field) for field in thing.fields}
    fields = {
        renamed(field, kind): name(kind, thing.fields[field]) if kind else thing.fields[field]
        for field, kind in named.items()
    }
    return thing._replace(fields=fields)


def _diff_edition(q: Questionnaire) -> DiffEdition:
    e = q.edition
    return {
        "id": e.id,
        "version": e.version,
        "fingerprint": fingerprint(q),
        "title": e.title,
        "published": e.published,
    }


def _counts_of(kind: str, changed: Iterable[Changed], entities: int) -> Counts:
    hows = [each["how"] for each in changed]
    same = entities - len(hows) + hows.count("retired")
    return {
        "kind": kind,
        "added": hows.count("added"),
        "retired": hows.count("retired"),
        "renamed": hows.count("renamed"),
        "changed": hows.count("changed"),
        "same": same,
    }


def _changed(was: Entity | None, now: Entity, changes: list[Change]) -> Changed | None:
    if was is None:
        return _record(now, "added", changes)
    fields = fields_between(was, now)
    if was.id == now.id and not fields:
        return None
    record = _record(now, "changed" if was.id == now.id else "renamed", changes, fields)
    if was.id != now.id:
        record["was_id"] = was.id
        record["notes"] = [*_notes(was.id, changes), *record["notes"]]
    if now.kind == "question":
        record["meaning"] = "moved" if meaning_moved(was, now) else "same"
    return record


def _record(
    thing: Entity,
    how: Literal["added", "retired", "renamed", "changed"],
    changes: list[Change],
    fields: list[FieldChange] | None = None,
) -> Changed:
    fields = fields or []
    return {
        "kind": thing.kind,
        "id": thing.id,
        "code": thing.code,
        "name": thing.name,
        "how": how,
        "words": any(field_group(thing.kind, field["field"]) == "words" for field in fields),
        "meaning": None,
        "notes": _notes(thing.id, changes) if thing.kind in (*TRACKED, "standard") else [],
        "fields": fields,
    }


def _notes(name: str, changes: Iterable[Change]) -> list[str]:
    return [change.note for change in changes if change.id == name]


def fields_between(was: Entity, now: Entity) -> list[FieldChange]:
    """The fields that differ, in the order of the newer edition."""
    names = [*now.fields, *(name for name in was.fields if name not in now.fields)]
    return [
        {"field": name, "was": was.fields.get(name), "now": now.fields.get(name)}
        for name in names
        if was.fields.get(name) != now.fields.get(name)
    ]
