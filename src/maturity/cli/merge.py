"""The command that makes one assessment of several files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, assert_never

import click

from maturity.assessment import merge as merging
from maturity.assessment.contributions import is_set_aside, takes_side
from maturity.assessment.files import read_files
from maturity.assessment.reader import write_text
from maturity.cli import common
from maturity.errors import MaturityError, Problem
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.records import Assessment, Clash, MergeResult, RepeatedAnswer, answer_state


@click.command(epilog="Example: maturity merge cook.assessment.json host.assessment.json -o both.assessment.json")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--base", metavar="FILE", help="The file that everyone started from, if there is one.")
@click.option("--later", is_flag=True, help="Where one role gave two answers, keep the later one.")
@common.output_option()
@common.questionnaire_option
def merge(files: tuple[str, ...], base: str | None, later: bool, output: str, questionnaire: Path) -> None:
    """Make one assessment from several people's files. Exits with 1 if they disagree about anything.

    Nothing is dropped: where people disagree, the file keeps every answer. If two roles answer differently, they
    disagree, even if one of them started from the other's answer.
    """
    bundle = compile_bundle(load_questionnaire(questionnaire))
    read = read_files([*files, *([base] if base else [])], bundle)
    start = read.pop() if base else None
    merged = merging.merge(read, start)
    if merged["assessment"] is None:
        raise MaturityError(_refused(merged, " ".join(files)))
    chosen = merging.with_later_answers(merged["assessment"]) if later else merged["assessment"]
    made = merging.set_aside_unasked(bundle, chosen)
    clashes, twice = merging.clashes(made), merging.repeated_answers(made)
    common.write_answers(output, write_text(made), *files, base, *common.sources(questionnaire))
    where = "standard output" if output == "-" else output
    common.print_problems(_repeated_problem(where, each) for each in twice)
    common.print_problems(_clash_problem(where, clash) for clash in clashes if not _is_one_role(clash))
    for line in (*_notes(merged), *_set_aside_notes(made)):
        common.print_note(line)
    sys.exit(1 if clashes else 0)


def _refused(merged: MergeResult, where: str) -> Iterator[Problem]:
    for refused in merged["refused"]:
        values = ", ".join(value if isinstance(value, str) else value["version"] for value in refused["values"])
        what = f"these files differ in their {refused['field']} ({values}), so they are not the same assessment"
        yield Problem(where, what, "merge the files of one force, period and edition")


def _is_one_role(clash: Clash) -> bool:
    """Whether one role disagrees with nobody but itself."""
    roles = [view.get("role") for view in clash["said"] if takes_side(view)]
    return not clash["agreed"] and roles[0] is not None and len(set(roles)) == 1


def _repeated_problem(where: str, twice: RepeatedAnswer) -> Problem:
    answers = "; ".join(_view_text(view) for view in twice["said"])
    choose = (
        "choose one in the form"
        if twice["later"] is None
        else f"keep the later one, {_view_text(twice['later'])}, with --later"
    )
    fix = f"{choose}; or name the file that both answers started from with --base, so that only changes count"
    return Problem(
        f"{where}: {twice['place']}", f"one role, {twice['role']}, gave more than one answer: {answers}", fix
    )


def _clash_problem(where: str, clash: Clash) -> Problem:
    said = "; ".join(_view_text(view) for view in clash["said"])
    gap = f" ({clash['gap']} levels apart)" if clash["gap"] and clash["gap"] > 1 else ""
    again = ", and what was agreed before is now open again" if clash["agreed"] else ""
    fix = "discuss it, and write down what you agree and why"
    return Problem(f"{where}: {clash['place']}", f"contributors disagree{gap}{again}: {said}", fix)


def _view_text(view: Any) -> str:
    if "value" in view:
        return {True: "true", False: "false"}.get(view["value"], f"“{view['value']}”")
    role, at = view.get("role", "no role given"), view.get("at")
    return f"{_state_text(view)} ({role}{f', {at}' if at else ''})"


def _state_text(view: Any) -> str:
    state = answer_state(view)
    match state:
        case "level":
            return f"level {view['level']}"
        case "dont_know":
            return "don't know"
        case "not_applicable":
            return "not applicable"
        case "open":
            return "a comment"
        case _:
            assert_never(state)


def _notes(merged: MergeResult) -> Iterator[str]:
    for sign_off in merged["set_aside"]:
        yield (
            f"The sign-off of {sign_off['date']} ({sign_off['role']}) was set aside, because the answers are not "
            "exactly what was signed. The file keeps it under signed_before."
        )
    for item in merged["taken_out"]:
        was = item["was"].get("title") if "title" in item["was"] else _view_text(item["was"])
        yield f"{item['place']}: somebody replaced or removed what the starting file had: {was}"


def _set_aside_notes(assessment: Assessment) -> Iterator[str]:
    for kept in assessment.get("kept", ()):
        if is_set_aside(kept, assessment):
            yield (
                f"{kept['place']} no longer applies to this force, so its answer was set aside. "
                "The file keeps it under kept."
            )
