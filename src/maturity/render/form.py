"""The assessment form, as one file, and a force's report, as one file and in a page of the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from markupsafe import Markup

from maturity.assessment.shapes import shape_description
from maturity.questionnaire.bundle import alphabetical
from maturity.questionnaire.forces import exists_on
from maturity.questionnaire.model import Questionnaire
from maturity.questionnaire.toolkit import NO_TOOLKIT, Toolkit
from maturity.records import Assessment, Bundle, Profile, State
from maturity.render.phrases import script_words, texts, word
from maturity.render.plan_text import plan_html
from maturity.render.single_file import copyable, document
from maturity.render.templates import environment, json_script
from maturity.scoring.plan import cheapest_plan

#: Files of src/maturity/web, in the order in which a page must load them. `edition.js` (see `edition_script`) comes
#: before them.
SCRIPTS = (
    *("page_copy.js", "dom.js", "phrases.js", "advice.js", "engine.js", "contributions.js", "merge.js"),
    *("texts.js", "periods.js", "work.js", "validation.js", "spreadsheet.js", "workbook.js", "reader.js"),
    *("answers.js", "movement.js", "outlook.js"),
    *("redaction.js", "recommended.js", "profile.js", "choices.js", "hints.js", "unrecorded.js"),
    *("question.js", "labels.js", "views.js"),
    *("last_period.js", "notices.js", "places.js", "journal.js", "draft.js", "windows.js", "versions.js", "files.js"),
    *("live_file.js", "keeper.js", "navigation.js", "share.js", "merging.js", "tracker.js", "joint.js", "meeting.js"),
    *("checklist.js", "what_if.js", "results.js", "actions.js", "friend.js", "sheets.js", "sign.js"),
    *("exports.js", "print.js", "app.js"),
)
#: Loaded before the form is drawn.
FIRST_SCRIPTS = ("opening.js",)
STYLES = (
    *("form.css", "several.css", "profile.css", "share.css", "tracker.css", "message.css", "meeting.css"),
    *("checklist.css", "actions.css", "friend.css", "sign.css", "exports.css"),
)
#: Panels beyond the questions, in the order of the work: for each a template, its words and a script.
PANELS = ("share", "meeting", "checklist", "results", "actions", "friend", "sign")
REPORT_SCRIPTS = ("dom.js", "phrases.js", "redaction.js", "recommended.js", "profile.js")
BESIDE_SCRIPTS = (
    *("dom.js", "phrases.js", "advice.js", "engine.js", "contributions.js", "merge.js", "texts.js"),
    *("periods.js", "work.js", "validation.js", "spreadsheet.js", "workbook.js", "reader.js"),
    *("movement.js", "differences.js", "beside.js"),
)
BESIDE_STYLES = ("comparison.css", "beside.css")
REPORT_STYLES = ("profile.css",)
#: Styles of every page that is one file. The site has its own in their place.
BASE_STYLES = ("theme.css", "document.css")


def web(name: str) -> str:
    """The source of a script or style of the package, in whichever folder of `web` it is: no two have one name."""
    return _sources()[name].read_text(encoding="utf-8")


@cache
def _sources() -> dict[str, Traversable]:
    """Every script and style of the package, by its name."""

    def below(folder: Traversable) -> Iterator[tuple[str, Traversable]]:
        for entry in folder.iterdir():
            yield from below(entry) if entry.is_dir() else [(entry.name, entry)]

    return dict(below(resources.files("maturity").joinpath("web")))


def joined(names: Iterable[str]) -> str:
    """Scripts or styles of the package as one text, in the order given."""
    return "\n".join(web(name) for name in names)


def shapes_script() -> str:
    """The script that gives the others the shapes of an assessment and of all records in it, from `records`."""
    record = json_script(shape_description(Assessment, State))
    return f"var Maturity = {{}};\nMaturity.shapes = {record};\n"


def edition_script(q: Questionnaire, bundle: Bundle, toolkit: Toolkit = NO_TOOLKIT) -> str:
    """The script that gives a page its edition: everything that scoring needs, every text that results need, and the
    shapes of records."""
    tools = {item.id: item.head.title for item in toolkit.items}
    record = json_script({"bundle": bundle, "texts": texts(q) | {"tools": tools, "words": script_words()}})
    return f"{shapes_script()}Maturity.edition = {record};\n"


def render_form(q: Questionnaire, bundle: Bundle, toolkit: Toolkit = NO_TOOLKIT) -> str:
    """The form as one file that opens with a double-click."""
    body = _render("form/form.html", q, bundle, toolkit=toolkit)
    first = [web(name) for name in FIRST_SCRIPTS]
    return copyable(_page(q, bundle, q.edition.title, body, SCRIPTS, STYLES, q.edition.marking, toolkit, first))


def report_body(
    q: Questionnaire,
    bundle: Bundle,
    profile: Profile,
    assessment: Assessment,
    question_link: str = "",
    intervention_link: str = "",
    tool_link: str = "",
) -> str:
    """One force's report without the page around it. The links are the beginnings of addresses, to which an id is
    added; without them codes and names are plain text."""
    plan = plan_html(q, cheapest_plan(bundle, assessment))
    return _render(
        "results/report.html",
        q,
        bundle,
        profile=profile,
        assessment=assessment,
        question_link=question_link,
        intervention_link=intervention_link,
        tool_link=tool_link,
        plan=plan,
    )


def render_report(
    q: Questionnaire, bundle: Bundle, profile: Profile, assessment: Assessment, toolkit: Toolkit = NO_TOOLKIT
) -> str:
    """One force's report as one file."""
    names = {force.id: force.name for force in q.everyone}
    title = word("report.title", force=names.get(profile["force"], profile["force"]), period=profile["period"])
    marking = assessment.get("marking") or q.edition.marking
    body = report_body(q, bundle, profile, assessment)
    return _page(q, bundle, title, body, REPORT_SCRIPTS, REPORT_STYLES, marking, toolkit)


def beside_body(q: Questionnaire, bundle: Bundle, older: Sequence[Mapping[str, Any]] = ()) -> str:
    """What opens several assessments from disk and shows them side by side: HTML for the site's page. `older`: what it
    needs of older editions, as `older_editions` has it."""
    return _render("results/beside.html", q, bundle, older=older)


def _page(
    q: Questionnaire,
    bundle: Bundle,
    title: str,
    body: str,
    scripts: tuple[str, ...],
    styles: tuple[str, ...],
    marking: str,
    toolkit: Toolkit = NO_TOOLKIT,
    first_scripts: Sequence[str] = (),
) -> str:
    sources = [edition_script(q, bundle, toolkit), joined(scripts)]
    return document(title, body, sources, [joined((*BASE_STYLES, *styles))], marking, first_scripts)


def _render(template: str, q: Questionnaire, bundle: Bundle, **values: Any) -> Markup:
    env = environment()
    env.filters["named"] = lambda ids, names: [names[each] for each in ids]
    links = {"question_link": "#q-", "intervention_link": "", "tool_link": ""}
    context = links | {"plan": ""} | _context(q, bundle) | values
    return Markup(env.get_template(template).render(context))


def _context(q: Questionnaire, bundle: Bundle) -> dict[str, Any]:
    """What every template here may use."""
    return {
        "q": q,
        "edition": q.edition,
        "scale": q.edition.scale,
        "policy": bundle["policy"],
        "panels": PANELS,
        "themes": q.themes,
        "by_name": alphabetical,
        "exists": exists_on,
        "today": date.today().isoformat(),
        "questions": {question.id: question for question in q.questions},
        "roles": {role.id: role.name for role in q.edition.roles},
        "conditions": {condition.id: condition for condition in q.edition.conditions},
        "standards": {standard.question: standard for standard in q.standards.standards},
        "w": word,
    }
