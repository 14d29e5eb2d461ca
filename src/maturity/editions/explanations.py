"""Whether changes.yml explains what changed between two editions, or since an edition was published. Pure.

A question may be worded anew under its id only if changes.yml says so: `reworded`, with `meaning` counted up when an
answer means something else now. An id that is gone is `renamed` or `retired`, and a new one is `added`. After
publication nothing may change but a slip, which is `corrected`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

from maturity.editions.diff import changes_since, current_id, fields_between, meaning_moved
from maturity.editions.entities import (
    ADVICE,
    ANNOUNCED,
    KINDS,
    LIVING,
    TRACKED,
    Entity,
    entities_of,
    field_group,
    is_advice,
)
from maturity.questionnaire.model import Change, Questionnaire
from maturity.questionnaire.places import Path

_WORD = {"about": "field", "scoring": "scoring policy", "peer_group": "peer group"} | {
    kind: kind for kind in KINDS if kind not in ("about", "scoring", "peer_group")
}
_FIX = {
    "question": "add an entry `reworded` for it, and raise `meaning` by 1 if an answer now means something else; "
    "or retire the id and give the new question a new one",
    "standard": "add an entry `reworded` for its question, or change the level",
}


class Complaint(NamedTuple):
    """Something that changes.yml does not explain. `path` is a place in the `old` or in the newer edition."""

    old: bool
    path: Path
    what: str
    fix: str


def unexplained(old: Questionnaire, new: Questionnaire) -> list[Complaint]:
    """Everything that keeps the newer edition from following the older one. Empty when changes.yml explains it all."""
    if old.edition.id != new.edition.id:
        what = f"`{old.edition.id}` and `{new.edition.id}` are different questionnaires, not two editions of one"
        return [Complaint(False, ("edition", "id"), what, "name two editions of one questionnaire, the older first")]
    before, after, changes = entities_of(old), entities_of(new), changes_since(old, new)
    return [
        *_lost_entries(old, new),
        *_lost_ids(before, after, changes),
        *_unannounced(before, after, changes),
        *_unexplained_words(before, after, changes),
    ]


def _lost_entries(old: Questionnaire, new: Questionnaire) -> Iterator[Complaint]:
    """Entries stay for good, but for corrections of the older edition: those are its own, and can come after the newer
    one is frozen."""
    here = old.edition.version
    for n, change in enumerate(old.changes.changes):
        its_own = (change.kind, change.version) == ("corrected", here) and new.edition.version != here
        if change not in new.changes.changes and not its_own:
            what = f"edition {new.edition.version} no longer has this entry about `{change.id}`"
            fix = "entries are never deleted: copy it into the newer changes.yml, or name the older edition first"
            yield Complaint(True, ("changes", "changes", n), what, fix)


_Entities: TypeAlias = dict[tuple[str, str], Entity]


def _lost_ids(before: _Entities, after: _Entities, changes: list[Change]) -> Iterator[Complaint]:
    """Ids that are gone. A force that is gone takes its history with it, so it stays in the list with its end."""
    for (kind, name), thing in before.items():
        if kind == "force" and (kind, name) not in after and not thing.fields.get("invented"):
            what = f"the force `{name}` was removed, and its history with it"
            yield Complaint(True, (*thing.path, "id"), what, "keep it, with `ends`, and `became` if it became another")
        if kind not in TRACKED:
            continue
        to = current_id((kind, name), changes)
        if to is not None and (kind, to) not in after:
            fate = f"became `{to}`, which is no {_WORD[kind]}" if to != name else "is gone"
            what = f"the {_WORD[kind]} `{name}` {fate}, and changes.yml does not say why"
            yield Complaint(True, (*thing.path, "id"), what, "add an entry `renamed` or `retired` for it")


def _unannounced(before: _Entities, after: _Entities, changes: list[Change]) -> Iterator[Complaint]:
    announced = {change.id for change in changes if change.kind == "added"} | {change.to for change in changes}
    for (kind, name), thing in after.items():
        if kind in ANNOUNCED and (kind, name) not in before and name not in announced:
            what = f"the {_WORD[kind]} `{name}` is new, and changes.yml does not say so"
            yield Complaint(
                False, (*thing.path, "id"), what, "add an entry `added` for it, or `renamed` with its old id"
            )


def _unexplained_words(before: _Entities, after: _Entities, changes: list[Change]) -> Iterator[Complaint]:
    explained = {change.id for change in changes if change.kind in ("reworded", "corrected")}
    for (kind, name), was in before.items():
        to = current_id((kind, name), changes)
        now = after.get((kind, to or ""))
        if now is None:
            continue
        fields = [change["field"] for change in fields_between(was, now)]
        if kind == "question" and now.fields.get("meaning", 1) < was.fields.get("meaning", 1):
            what = f"`meaning` of `{now.id}` went down, so it would mean what it meant before"
            yield Complaint(False, (*now.path, "meaning"), what, f"write {was.fields.get('meaning', 1)} or more")
        elif kind == "question" and meaning_moved(was, now) and now.id not in explained:
            what = f"`meaning` of `{now.id}` went up, and changes.yml does not say why"
            yield Complaint(False, (*now.path, "meaning"), what, "add an entry `reworded` for it")
        elif now.id not in explained and (bound := _binding_fields(kind, fields)):
            what = f"{_quoted(bound)} of the {_WORD[kind]} `{now.id}` changed, and changes.yml does not explain it"
            yield Complaint(False, _field_path(now, bound[0]), what, _FIX.get(kind, "add an entry `reworded` for it"))


def _binding_fields(kind: str, fields: Collection[str]) -> list[str]:
    """Fields that need an explanation. A standard's text follows its level; by itself it is new words."""
    if kind == "standard":
        return [] if "level" in fields else [field for field in fields if field == "text"]
    return [field for field in fields if field_group(kind, field) == "words"]


def _field_path(thing: Entity, field: str) -> Path:
    return (*thing.path, *(int(step) if step.isdigit() else step for step in field.split(".")))


def _quoted(fields: Iterable[str]) -> str:
    return ", ".join(f"`{field}`" for field in fields)


def stale_standards(old: Questionnaire, new: Questionnaire) -> list[Complaint]:
    """Standards at another level with the sentence of the old one, by which a force would do too little or too much."""
    before, after, changes = entities_of(old), entities_of(new), changes_since(old, new)
    complaints = []
    for (kind, name), was in before.items():
        now = after.get((kind, current_id((kind, name), changes) or "")) if kind == "standard" else None
        if now is None or now.fields["text"] != was.fields["text"] or now.fields["level"] == was.fields["level"]:
            continue
        level, then = now.fields["level"], was.fields["level"]
        what = f"the standard `{now.id}` is at level {level} now, and its sentence is still the one for level {then}"
        fix = f"write `text` to say what level {level} of the question asks for"
        complaints.append(Complaint(False, (*now.path, "text"), what, fix))
    return complaints


# --- after publication -------------------------------------------------------------------------------------------


def changed_since_publication(published: Questionnaire, now: Questionnaire) -> list[Complaint]:
    """Everything in which an edition differs from what was published that is not a correction listed in changes.yml.
    The lists of forces and peer groups follow the world, so they are free. So is advice, but an intervention that
    assessments may name is not removed."""
    before, after = entities_of(published), entities_of(now)
    complaints = [*_lost_entries(published, now)]
    if (day := published.edition.published) != now.edition.published:
        what = f"edition {now.edition.version} was published on a different day"
        complaints.append(Complaint(False, ("edition", "published"), what, f"put it back: {day}"))
    listed = set()
    for n, change in enumerate(now.changes.changes):
        if change in published.changes.changes:
            continue
        if change.kind == "corrected" and change.version == now.edition.version:
            listed.add(change.id)
        else:
            what = f"this was added after edition {now.edition.version} was published, and is not a correction of it"
            complaints.append(Complaint(False, ("changes", "changes", n, "kind"), what, "move it to the next edition"))
    for key in [*before, *(key for key in after if key not in before)]:
        if key[0] not in LIVING:
            complaints += _changed_entity(before.get(key), after.get(key), listed, now)
    for kind in KINDS:
        ids = [[name for k, name in each if k == kind] for each in (before, after)]
        if kind not in (*LIVING, *ADVICE) and ids[0] != ids[1] and sorted(ids[0]) == sorted(ids[1]):
            first = next(name for was, name in zip(*ids, strict=True) if was != name)
            what = f"the order of these changed after edition {now.edition.version} was published"
            complaints.append(Complaint(False, after[kind, first].path, what, "put them back in their order"))
    return complaints


def _changed_entity(was: Entity | None, now: Entity | None, listed: set[str], q: Questionnaire) -> Iterator[Complaint]:
    version = q.edition.version
    if was is None or now is None:
        thing = was or now
        assert thing is not None
        if thing.kind == "step" or (thing.kind == "intervention" and now is not None):
            return
        how = "removed" if now is None else "added"
        what = f"the {_WORD[thing.kind]} `{thing.id}` was {how} after edition {version} was published"
        yield Complaint(now is None, thing.path, what, "keep that for the next edition")
        return
    name = now.id if now.kind in (*TRACKED, "standard") else q.edition.id
    for change in fields_between(was, now):
        if is_advice(now.kind, change["field"]):
            continue
        if field_group(now.kind, change["field"]) == "fact" or not _same_shape(change["was"], change["now"]):
            what = (
                f"`{change['field']}` of the {_WORD[now.kind]} `{now.id}` changed after edition {version} was published"
            )
            fix = "put it back; it can change in the next edition"
        elif _is_binding(now.kind, change["field"]) and _numbers(change["was"]) != _numbers(change["now"]):
            where = f"`{change['field']}` of the {_WORD[now.kind]} `{now.id}`"
            what = f"a number in {where} changed after edition {version} was published"
            fix = "put it back: a different number changes the meaning, so it must wait for the next edition"
        elif name not in listed:
            what = f"words of the {_WORD[now.kind]} `{now.id}` changed after edition {version} was published"
            fix = f"put them back; if you corrected an error, add an entry `corrected` for `{name}` to changes.yml"
        else:
            continue
        yield Complaint(False, _field_path(now, change["field"]), what, fix)


def _is_binding(kind: str, field: str) -> bool:
    """Whether an answer, or whether a standard is met, hangs on these words."""
    return (kind, field) == ("standard", "text") or (kind == "question" and field_group(kind, field) == "words")


def _numbers(text: Any) -> list[str]:
    return re.findall(r"\d+", str(text))


def _same_shape(was: Any, now: Any) -> bool:
    """Whether only words differ: text for text, and lists as long as they were."""
    if isinstance(was, list) and isinstance(now, list):
        return len(was) == len(now) and all(_same_shape(a, b) for a, b in zip(was, now, strict=True))
    if isinstance(was, dict) and isinstance(now, dict):
        return was.keys() == now.keys() and all(_same_shape(was[key], now[key]) for key in was)
    return was == now or (isinstance(was, str) and isinstance(now, str))
