"""An edition as a list of things that have a name and can change: what `changes` sets side by side. Pure.

The fields of a thing fall into three: `words` that whoever answers goes by, so that they bind; other `prose`; and
`facts`, which are figures, ids and switches. Every field of every file but changes.yml is in one thing or another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from maturity.questionnaire.bundle import step_id
from maturity.questionnaire.model import Intervention, Questionnaire, QuestionnairePart
from maturity.questionnaire.places import Path, capabilities, questions

#: Kinds in the order in which people want to read about them.
KINDS = (
    *("theme", "capability", "question", "standard", "intervention", "step", "scoring", "level", "term", "role"),
    *("condition", "about", "horizon", "gap", "aim", "force", "peer_group", "edition", "source", "example"),
)
#: Kinds whose ids travel in assessments, or that others refer to for good: changes.yml says what becomes of them.
TRACKED = ("theme", "capability", "question", "intervention", "role", "condition", "about")
#: Of these, kinds of which a new one is announced there too.
ANNOUNCED = ("theme", "capability", "question", "intervention")
#: Lists about the forces. They follow the world, so they may change after publication too.
LIVING = ("force", "peer_group")
#: Advice, and the fields of other kinds that are advice: it may get better after publication, since no figure and no
#: answer depends on it.
ADVICE = ("intervention", "step")
ADVICE_FIELDS = (("question", "gives"), ("edition", "interventions"))

#: Kinds that are a list of their own, in edition.yml or in the file of the list's name.
LISTS = {
    **{"intervention": "interventions", "source": "sources", "example": "examples", "role": "roles"},
    **{"condition": "conditions", "about": "about", "horizon": "horizons"},
    **{"gap": "gaps", "aim": "aims"},
}

#: Fields that name other things by their ids, and the kind of these.
REFERS = {
    **{"lead": "role", "helpers": "role", "signs": "role", "role": "role", "part.role": "role"},
    **{"gives": "intervention", "after": "intervention", "part.after": "intervention", "gaps": "gap"},
    **{"raises": "question", "rests_on": "question"},
    **{"sources": "source", "conditions": "condition", "became": "force", "centre": "force", "members": "force"},
    **{name: name for name in ("condition", "theme", "capability", "horizon")},
}

#: What binds, by kind.
WORDS: dict[str, tuple[str, ...]] = {
    "theme": ("name",),
    "capability": ("name",),
    "question": ("text", "counting", "levels", "guidance", "not_applicable"),
    "intervention": ("name",),
    "role": ("name",),
    "condition": ("name", "question"),
    "about": ("label", "choices"),
}
#: Texts that do not bind. Every other field is a fact.
PROSE: dict[str, tuple[str, ...]] = {
    "theme": ("help", "why"),
    "capability": ("good",),
    "question": ("why", "evidence", "critical_friend", "outside"),
    "standard": ("name", "text", "reason"),
    "intervention": (
        *("text", "now", "national_step", "needs", "success", "since", "note"),
        *("reading", "theme_alternative"),
    ),
    "step": ("name", "first"),
    "level": ("name", "meaning"),
    "term": ("meaning",),
    "about": ("help",),
    "horizon": ("name", "meaning"),
    "gap": ("name", "text"),
    "aim": ("name", "text", "means"),
    "edition": (
        *("title", "summary", "owner", "oversight", "marking", "scope", "rules", "vision", "facts", "takeaways"),
        *("wording", "keep_out", "standards", "interventions", "sources"),
    ),
    "source": ("kind", "title", "file", "date", "address", "seen", "trust"),
    "example": ("title", "tells"),
}


class Entity(NamedTuple):
    """`path` is where it is. `code` and `name` are for people; `fields` are plain values by name, with a name such
    as `levels.3` for one place in a ladder."""

    kind: str
    id: str
    path: Path
    code: str | None
    name: str
    fields: dict[str, Any]


def entities_of(q: Questionnaire) -> dict[tuple[str, str], Entity]:
    """Every thing of an edition by kind and id, in the order of `KINDS` and of its files."""
    entities = [
        *_theme_entities(q),
        *_standard_entities(q),
        *_list_entities(q),
        *_force_entities(q),
        *_edition_entities(q),
    ]
    entities.sort(key=lambda thing: KINDS.index(thing.kind))
    return {(thing.kind, thing.id): thing for thing in entities}


def field_group(kind: str, field: str) -> str:
    """Whether a field is one of the `words`, `prose`, or a `fact`."""
    name = field.partition(".")[0]
    return "words" if name in WORDS.get(kind, ()) else "prose" if name in PROSE.get(kind, ()) else "fact"


def is_advice(kind: str, field: str) -> bool:
    """Whether a field may change after publication, because it is advice."""
    return kind in ADVICE or (kind, field.partition(".")[0]) in ADVICE_FIELDS


def kind_named_in(field: str) -> str:
    """The kind of things that a field names by their ids; empty where it names none."""
    return REFERS.get(field) or REFERS.get(field.partition(".")[0], "")


def _entity(kind: str, part: QuestionnairePart, path: Path, without: Iterable[str] = (), **more: Any) -> Entity:
    fields = part.model_dump(mode="json", exclude_defaults=True, exclude={"id", *without}) | more
    name = fields.get("name") or fields.get("title") or fields.get("label") or fields.get("text") or ""
    identity = str(getattr(part, "id", ""))
    return Entity(kind, identity, path, fields.get("code"), str(name), dict(_flat(fields)))


def _flat(fields: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{above}{name}.")
        elif name == "levels":
            yield from ((f"{above}{name}.{level}", text) for level, text in enumerate(value))
        elif name in ("days", "part_way", "national_days"):
            yield above + name, _range(value)
        else:
            yield above + name, value


def _theme_entities(q: Questionnaire) -> Iterator[Entity]:
    """A capability names its theme and a question its capability, so that moving one is a change."""
    theme_of: dict[str, str] = {}
    for file, theme in zip(q.edition.themes, q.themes, strict=True):
        yield _entity("theme", theme, (file,), ("capabilities",), file=file)
        theme_of |= {capability.id: theme.id for capability in theme.capabilities}
    capability_of: dict[str, str] = {}
    for path, capability in capabilities(q):
        yield _entity("capability", capability, path, ("questions",), theme=theme_of[capability.id])
        capability_of |= {question.id: capability.id for question in capability.questions}
    for path, question in questions(q):
        yield _entity("question", question, path, ("cleared", "steps"), capability=capability_of[question.id])
        for n, step in enumerate(question.steps):
            thing = _entity("step", step, (*path, "steps", n))
            yield thing._replace(id=step_id(question, step), code=question.code)


def _standard_entities(q: Questionnaire) -> Iterator[Entity]:
    codes = {question.id: question.code for _, question in questions(q)}
    for n, standard in enumerate(q.standards.standards):
        thing = _entity("standard", standard, ("standards", "standards", n), ("question",))
        yield thing._replace(
            id=standard.question, code=codes.get(standard.question), name=standard.name or standard.text
        )


def _list_entities(q: Questionnaire) -> Iterator[Entity]:
    e = q.edition
    for kind, name in LISTS.items():
        file = "edition" if hasattr(e, name) else name
        for n, part in enumerate(getattr(getattr(q, file), name)):
            if isinstance(part, Intervention):
                yield _entity(kind, part, (file, name, n), ("raises",), **_raises(part))
            else:
                yield _entity(kind, part, (file, name, n))
    for n, level in enumerate(e.scale):
        yield _entity("level", level, ("edition", "scale", n))._replace(id=str(n), code=str(n))
    for n, term in enumerate(e.words):
        yield _entity("term", term, ("edition", "words", n), ("term",))._replace(id=term.term, name=term.term)


def _raises(item: Intervention) -> dict[str, Any]:
    """What an intervention raises, by question, and on what that rests."""
    fields: dict[str, dict[str, list[str]]] = {}
    for each in item.raises:
        fields.setdefault("raises", {}).setdefault(each.question, []).append(_range(each.levels))
        fields.setdefault("rests_on", {}).setdefault(each.question, []).append(each.rests_on)
    return fields


def _range(ends: Iterable[int]) -> str:
    return "–".join(str(end) for end in ends)


def _force_entities(q: Questionnaire) -> Iterator[Entity]:
    for name, forces in (("forces", q.forces.forces), ("invented", q.forces.invented)):
        for n, force in enumerate(forces):
            yield _entity("force", force, ("forces", name, n), (), **({"invented": True} if name == "invented" else {}))
    for n, group in enumerate(q.forces.peer_groups):
        yield _entity("peer_group", group, ("forces", "peer_groups", n))


def _edition_entities(q: Questionnaire) -> Iterator[Entity]:
    e = q.edition
    yield _entity("scoring", e.scoring, ("edition", "scoring"))._replace(id="scoring")
    listed = {"scale", "words", "scoring", *LISTS.values()}
    rest = {
        name: getattr(q, name).model_dump(mode="json", exclude_defaults=True, exclude={name})
        for name in ("standards", "interventions", "sources")
    }
    # What identifies an edition is not a change of it, and where to send returns is no part of it.
    own = ("version", "published", "fingerprint", "returns")
    yield _entity("edition", e, ("edition",), (*listed, *own), **rest)._replace(id=e.id)
