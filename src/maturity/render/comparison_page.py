"""The comparison as files: an HTML page that fills itself in, JSON, or CSV; and its body for the site's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from maturity.questionnaire.forces import forces_on
from maturity.questionnaire.model import Capability, Questionnaire
from maturity.records import Comparison, Profile
from maturity.render import csv_tables
from maturity.render.edition import ScoringEdition
from maturity.render.form import BASE_STYLES, web
from maturity.render.phrases import day, word
from maturity.render.single_file import document
from maturity.render.templates import environment
from maturity.scoring.comparison import compare, compare_periods, sensitive_ids, without_levels

#: Files of src/maturity/web that the page needs beside its base, in order.
SCRIPTS = ("comparison.js",)
STYLES = ("comparison.css",)
#: The file of the rows, where the page has only counts.
LEVELS_FILE = "comparison-levels.csv"
#: With more forces than this nobody reads a row for each: pages have counts, and the rows are in the CSV.
MOST_ROWS = 100


def comparison_files(
    kind: str,
    q: Questionnaire,
    edition: ScoringEdition,
    profiles: Sequence[Profile],
    markings: Sequence[str],
    period: str | None,
    everything: bool = False,
    on: str | None = None,
) -> dict[str, str]:
    """Contents by file name, as they are `on` a day. `q` has the forces of the profiles, and `markings` are those of
    the assessments. Without `everything`, no force has its levels of capabilities with a sensitive question."""
    bundle, texts = edition
    hidden = set() if everything else sensitive_ids(bundle)
    names, invented, gone = texts["forces"], texts["invented"], ended_forces(q, on)
    if kind == "html":
        comparisons = compare_periods(bundle, profiles, names, invented, gone)
        if period is not None:
            comparisons = [compare(bundle, profiles, names, invented, period)]
        files = {"comparison.html": comparison_page(q, comparisons, " / ".join(markings), everything)}
        if most_forces(comparisons) > MOST_ROWS:
            files[LEVELS_FILE] = csv_tables.comparison_csv(comparisons, texts, hidden)["levels"]
        return files
    one = compare(bundle, profiles, names, invented, period, gone)
    if kind == "json":
        return {"comparison.json": csv_tables.to_json(without_levels(one, hidden)) + "\n"}
    tables = csv_tables.comparison_csv([one], texts, hidden)
    return {f"comparison-{name}.csv": content for name, content in tables.items()}


def comparison_html(q: Questionnaire, comparisons: Sequence[Comparison], everything: bool = False) -> str:
    """The comparison without a page around it, as HTML. The first is shown; the others can be chosen. Without
    `everything` it says which capabilities have no level of any one force, and why."""
    top = len(q.edition.scale) - 1
    hidden = {} if everything else _sensitive_capabilities(q)
    many = most_forces(comparisons) if most_forces(comparisons) > MOST_ROWS else 0
    shown = [_page_record(without_levels(comparison, hidden), bool(many)) for comparison in comparisons]
    names = ", ".join(word("comparison.code_and_name", code=part.code, name=part.name) for part in hidden.values())
    template = environment().get_template("results/comparison.html")
    return Markup(
        template.render(
            comparisons=shown,
            many=many,
            levels_file=LEVELS_FILE,
            left_out=names,
            gated=q.edition.scoring.theme_gate is not None,
            themes=q.themes,
            questions={question.id: question for question in q.questions},
            standards={standard.question: standard for standard in q.standards.standards},
            scale=[
                {"level": level, "name": step.name, "step": level * 4 // top}
                for level, step in enumerate(q.edition.scale)
            ],
            groups={} if many else _group_choices(q, comparisons),
            w=word,
        )
    )


def ended_forces(q: Questionnaire, on: str | None) -> set[str]:
    """The forces that do not exist on a day."""
    everyone = (*q.forces.forces, *q.forces.invented)
    return {force.id for force in everyone} - {force.id for force in forces_on(everyone, on)}


def most_forces(comparisons: Sequence[Comparison]) -> int:
    """How many forces the largest of these has."""
    return max((len(comparison["forces"]) for comparison in comparisons), default=0)


def _page_record(comparison: Comparison, many: bool) -> dict[str, Any]:
    """The record for a page: with how many of its assessments are signed and complete, and no rows where there are too
    many of them."""
    rows = comparison["forces"]
    counted = [row for row in rows if not row["invented"]] or rows
    whole = len([row for row in counted if row["signed"] and row["complete"]])
    summary = {"whole": whole, "of": len(counted), "invented": any(row["invented"] for row in rows)}
    return {**comparison, "forces": [] if many else rows, "summary": summary}


def _sensitive_capabilities(q: Questionnaire) -> dict[str, Capability]:
    """The capabilities that have a sensitive question, by id."""
    return {part.id: part for part in q.capabilities if any(question.sensitive for question in part.questions)}


def comparison_page(q: Questionnaire, comparisons: Sequence[Comparison], marking: str, everything: bool = False) -> str:
    """The comparison as one HTML file."""
    styles = [web(name) for name in (*BASE_STYLES, *STYLES)]
    return document(
        word("comparison.title"),
        comparison_html(q, comparisons, everything),
        [web(name) for name in SCRIPTS],
        styles,
        marking,
    )


def _group_choices(q: Questionnaire, comparisons: Sequence[Comparison]) -> dict[str, list[tuple[str, list[str]]]]:
    """Regions and peer groups that some of the forces shown are in, each with those forces. A peer group is called by
    its name, where it is from and of when; the force that it belongs to is in it."""
    shown = {row["force"] for comparison in comparisons for row in comparison["forces"]}
    forces = [force for force in q.everyone if force.id in shown]
    regions: dict[str, list[str]] = {}
    for force in forces:
        regions.setdefault(force.region, []).append(force.id)
    peers = [
        (word("comparison.group", name=group.name, source=group.source, date=day(group.as_of)), members)
        for group in q.forces.peer_groups
        if (members := [force for force in (group.centre, *group.members) if force in shown])
    ]
    return {"region": sorted(regions.items()), "peer_group": sorted(peers)}
