"""The comparison: as a page that fills itself in, and as one tidy table, in CSV or JSON."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from markupsafe import Markup

from maturity.questionnaire.model import Force, Questionnaire
from maturity.questionnaire.periods import period_key
from maturity.records import Assessment, Bundle, Profile
from maturity.render import csv_tables
from maturity.render.form import BASE_STYLES, web
from maturity.render.phrases import day, section, texts, word
from maturity.render.sheets import Sheet, tables_book
from maturity.render.single_file import document
from maturity.render.templates import environment
from maturity.scoring.comparison import compare, sensitive_ids

#: Files of src/maturity/web that the page needs beside its base, in order.
SCRIPTS = ("comparison.js",)
STYLES = ("national.css", "comparison.css")

Scored = tuple[Assessment, Profile]


def comparison_files(
    kind: str, q: Questionnaire, bundle: Bundle, scored: Sequence[Scored], marking: str, everything: bool = False
) -> dict[str, str]:
    """Contents by file name. `q` has the forces that these are of. Without `everything`, no force has its levels of
    capabilities with a sensitive question."""
    if kind == "html":
        body = comparison_html(q, bundle, [profile for _, profile in scored], everything)
        styles = [web(name) for name in (*BASE_STYLES, *STYLES)]
        text = document(word("comparison.title"), body, [web(name) for name in SCRIPTS], styles, marking)
    elif kind == "json":
        rows = comparison_rows(q, bundle, scored, everything)
        whole = ({column: row.get(column) for column in csv_tables.COMPARISON_COLUMNS} for row in rows)
        text = "[" + ",\n".join(map(csv_tables.to_json, whole)) + "]\n"
    else:
        text = comparison_csv(q, bundle, scored, everything)
    return {f"comparison.{kind}": text}


def comparison_csv(q: Questionnaire, bundle: Bundle, scored: Sequence[Scored], everything: bool = False) -> str:
    return csv_tables.csv_text(csv_tables.COMPARISON_COLUMNS, comparison_rows(q, bundle, scored, everything))


def comparison_book(
    q: Questionnaire, bundle: Bundle, scored: Sequence[Scored], marking: str, everything: bool = False
) -> bytes:
    """The same table as a workbook."""
    title, rows = word("comparison.title"), comparison_rows(q, bundle, scored, everything)
    return tables_book(title, q.edition.owner, marking, [Sheet(title, csv_tables.COMPARISON_COLUMNS, [*rows])])


def comparison_rows(
    q: Questionnaire, bundle: Bundle, scored: Sequence[Scored], everything: bool = False
) -> Iterator[dict[str, Any]]:
    """A row for each force, period, and theme, capability or standard: forces in alphabetical order, then periods."""
    words, forces = texts(q), {force.id: force for force in q.everyone}
    groups = [g for g in q.forces.peer_groups if q.forces.division and g.kind == q.forces.division and not g.centre]
    group = {force: each.name for each in groups for force in each.members}

    def order(one: Scored) -> Any:
        force = one[0]["force"]
        return words["forces"].get(force, force).casefold(), force, period_key(one[0]["period"])

    for assessment, profile in sorted(scored, key=order):
        name = assessment["force"]
        place = {"nation": forces[name].nation, "region": forces[name].region} if name in forces else {}
        for row in csv_tables.profile_rows(profile, assessment, bundle, words, everything):
            yield row | place | {"group": group.get(name)}


def comparison_html(
    q: Questionnaire, bundle: Bundle, profiles: Sequence[Profile], everything: bool = False, agreed: bool = False
) -> Markup:
    """The comparison without a page around it. Without `everything` it says which capabilities have no level of any one
    force, and why. `agreed`: the forces have agreed to be named in public."""
    top, hidden = len(q.edition.scale) - 1, set() if everything else sensitive_ids(bundle)
    names = {force.id: force.name for force in q.everyone}
    invented = {force.id for force in q.forces.invented}
    forces = {profile["force"] for profile in profiles}
    record = compare(bundle, profiles, names, invented, [*_groups(q, forces)], hidden)
    left_out = [part for part in q.capabilities if part.id in hidden]
    named = ", ".join(word("comparison.code_and_name", code=part.code, name=part.name) for part in left_out)
    facts = {
        "record": {**record, "words": section("comparison")["script"]},
        "about": "invented" if forces <= invented else "agreed" if agreed else "restricted",
        "left_out": named,
        "gated": q.edition.scoring.theme_gate is not None,
        "themes": [(theme, [part for part in theme.capabilities if part.id not in hidden]) for theme in q.themes],
        "scale": [(level, step.name, level * 4 // top) for level, step in enumerate(q.edition.scale)],
    }
    return Markup(environment().get_template("results/comparison.html").render(facts, w=word))


def _groups(q: Questionnaire, shown: Collection[str]) -> Iterator[tuple[str, str, Collection[str]]]:
    """Peer groups, nations, kinds and regions that some of the forces shown are in, but not all: of each its kind, its
    name and its forces. A peer group is called by its name, where it is from and of when; the force that it belongs to
    is in it."""
    for peer in q.forces.peer_groups:
        name = word("comparison.group", name=peer.name, source=peer.source, date=day(peer.as_of))
        yield from _some(shown, word("comparison.kind_peer", of=peer.kind), name, {*peer.members, peer.centre})
    kinds: dict[str, Callable[[Force], str]] = {
        "nation": lambda force: force.nation,
        "kind": lambda force: force.kind,
        "region": lambda force: force.region,
    }
    for kind, value in kinds.items():
        for name in sorted({value(force) for force in q.everyone}):
            its = {force.id for force in q.everyone if value(force) == name}
            yield from _some(shown, word(f"comparison.kind_{kind}"), name, its)


def _some(
    shown: Collection[str], kind: str, name: str, forces: Collection[str | None]
) -> Iterator[tuple[str, str, Collection[str]]]:
    its = {force for force in forces if force in shown}
    if its and len(its) < len(shown):
        yield kind, name, {force for force in its if force}
