"""The assessment form and a force's report, for the site's pages and as single files: the same templates for both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from markupsafe import Markup

from maturity.assessment.shapes import described
from maturity.questionnaire.bundle import by_name
from maturity.questionnaire.forces import exists
from maturity.questionnaire.model import Questionnaire
from maturity.records import Assessment, Bundle, Profile, State
from maturity.render.lean import lean, lean_words
from maturity.render.phrases import texts, word
from maturity.render.single_file import PAGE, SCRIPT, STYLE, copyable, document, smaller
from maturity.render.templates import environment, json_script

DOM = "dom.js"
#: Files of src/maturity/web, in the order in which a page must load them. `edition.js` (see `edition_script`) comes
#: before them. The site's own stylesheet stands in for base.css there.
SCRIPTS = (
    *(DOM, "carry.js", "engine.js", "merge.js", "view.js", "text.js", "period.js"),
    *("state.js", "drawn.js", "read.js", "work.js", "question.js"),
    *("panels.js", "notice.js", "journal.js", "keep.js", "windows.js", "files.js"),
    *("look.js", "typed.js", "moved.js", "next.js", "last.js", "results.js", "several.js", "share.js", "meeting.js"),
    *("pieces.js", "actions.js", "sheets.js", "sign.js", "friend.js", "exports.js", "joint.js", "paper.js"),
    "app.js",
)
STYLES = ("form.css", "results.css", "share.css", "sign.css")
#: Panels beyond the questions, in the order of the work: for each a template, its words and a script.
PARTS = ("share", "meeting", "results", "actions", "friend", "sign")
REPORT_SCRIPTS = (DOM, "view.js")
WHOLE = "whole.js"
BESIDE_SCRIPTS = (
    *(DOM, "engine.js", "merge.js", "view.js", "text.js", "period.js", "state.js", "read.js"),
    *("moved.js", "apart.js", "beside.js"),
)
BESIDE_STYLES = ("comparison.css", "beside.css")
REPORT_STYLES = ("results.css",)
BASE_STYLE = "base.css"
_BEGINNINGS = (
    '"use strict";',
    "const M = globalThis.Maturity = globalThis.Maturity || {};",
    "const byId = (id) => document.getElementById(id);",
    "const { texts } = M.edition;",
    "const say = (key, values) => M.words(`say.${key}`, values);",
)
#: What gives the helpers of dom.js to the other scripts.
_HELPERS = re.compile(r"^  (?:const \{ [\w, ]+ \} = M\.dom|M\.dom = \{.*\});\n", re.MULTILINE)
#: What scripts take from each other and from Object: in a single file they are variables, which get short names.
_SHARED = re.compile(
    r"\bM\.(state|pieces|keep|question|several|work|sign|actions|share|read|carry|next|friend|last|joint)\b(?! = M\b)"
)
_OBJECT = ("assign", "entries", "fromEntries", "hasOwn", "keys")
_ON_PAGE = ("forces", "invented", "about")


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
    """Scripts of the package as one, for a single file: what many of them begin with stands once."""
    helpers = web(DOM).partition("(function () {\n")[2].rpartition("})();")[0]
    text = _HELPERS.sub("", "\n".join([helpers, *(web(name) for name in names if name != DOM)]))
    for line in _BEGINNINGS:
        text = text.replace(f"  {line}\n", "")
    return smaller("\n".join(["(function () {", *_BEGINNINGS, *_variables(text), "})();"]), SCRIPT)


def _variables(text: str) -> list[str]:
    """The scripts with a variable for each thing that is on M in all of them, and what declares these first."""
    shared = sorted(set(_SHARED.findall(text)))
    text = _SHARED.sub(r"M_\1", text)
    for name in shared:
        text = text.replace(f"  M_{name} = {{", f"  M_{name} = M.{name} = {{")
    for name in _OBJECT:
        text = text.replace(f"Object.{name}(", f"Object_{name}(")
    objects = ", ".join(f"{name}: Object_{name}" for name in _OBJECT)
    declared = [f"let {', '.join(f'M_{name}' for name in shared)};"] if shared else []
    return [*declared, f"const {{ {objects} }} = Object;", text]


def small(name: str) -> str:
    """The same for a single file, without what is only for those who read the package."""
    return smaller(web(name), SCRIPT if name.endswith(".js") else STYLE)


def shapes_script() -> str:
    """The script that gives the others the shapes of an assessment and of all records in it, from `records`."""
    record = json_script(described(Assessment, State))
    return f"globalThis.Maturity = globalThis.Maturity || {{}};\nMaturity.shapes = {record};\n"


def edition_script(q: Questionnaire, bundle: Bundle) -> str:
    """The script that gives a page its edition: everything that scoring needs, every text that results need, and the
    shapes of records."""
    return _edition(bundle, texts(q))


def _lean_edition(q: Questionnaire, bundle: Bundle, on_page: Iterable[str]) -> str:
    """The same for a single file, without the texts that it has on its page anyway or never shows."""
    known = {name: value for name, value in texts(q).items() if name not in {*_ON_PAGE, *on_page}}
    known["standards"] = [value["name"] for value in known["standards"].values()]
    known["interventions"] = [[*known["interventions"][id].values()] for id in bundle["interventions"]]
    known["words"] = lean_words({name: value for name, value in known["words"].items() if name != "beside"})
    return _edition(lean(bundle, "questions" not in on_page), known)


def _edition(bundle: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    record = json_script({"bundle": bundle, "texts": known})
    return f"{shapes_script()}Maturity.edition = {record};\n"


def form_body(q: Questionnaire, bundle: Bundle) -> str:
    """The form without the page around it: HTML for the site's page and for the single file."""
    return _render("form/form.html", q, bundle)


def render_form(q: Questionnaire, bundle: Bundle) -> str:
    """The form as one file that opens with a double-click."""
    body = smaller(_render("form/form.html", q, bundle, single=True), PAGE)
    on_page = ("questions", "capabilities", "roles")
    return copyable(_page(q, bundle, q.edition.title, body, SCRIPTS, STYLES, q.edition.marking, on_page))


def report_body(
    q: Questionnaire,
    bundle: Bundle,
    profile: Profile,
    assessment: Assessment,
    question_link: str = "",
    intervention_link: str = "",
) -> str:
    """One force's report without the page around it. The links are the beginnings of addresses, to which an id is
    added; without them codes and names are plain text."""
    return _render(
        "results/report.html",
        q,
        bundle,
        profile=profile,
        assessment=assessment,
        question_link=question_link,
        intervention_link=intervention_link,
    )


def render_report(q: Questionnaire, bundle: Bundle, profile: Profile, assessment: Assessment) -> str:
    """One force's report as one file."""
    names = {force.id: force.name for force in (*q.forces.forces, *q.forces.invented)}
    title = word("report.title", force=names.get(profile["force"], profile["force"]), period=profile["period"])
    marking = assessment.get("marking") or q.edition.marking
    body = report_body(q, bundle, profile, assessment)
    return _page(q, bundle, title, body, REPORT_SCRIPTS, REPORT_STYLES, marking)


def beside_body(q: Questionnaire, bundle: Bundle, older: Sequence[Mapping[str, Any]] = ()) -> str:
    """What opens several assessments from disk and shows them side by side: HTML for the site's page. `older`: what it
    needs of older editions, as `nation.older` has it."""
    return _render("results/beside.html", q, bundle, older=older)


def _page(
    q: Questionnaire,
    bundle: Bundle,
    title: str,
    body: str,
    scripts: tuple[str, ...],
    styles: tuple[str, ...],
    marking: str,
    on_page: Iterable[str] = (),
) -> str:
    sources = [_lean_edition(q, bundle, on_page), joined((WHOLE, *scripts))]
    return document(title, body, sources, ["".join(small(name) for name in (BASE_STYLE, *styles))], marking)


def _render(template: str, q: Questionnaire, bundle: Bundle, **values: Any) -> Markup:
    env = environment()
    env.filters["named"] = lambda ids, names: [names[each] for each in ids]
    context = {"question_link": "#q-", "intervention_link": ""} | _context(q, bundle) | values
    return Markup(env.get_template(template).render(context))


def _context(q: Questionnaire, bundle: Bundle) -> dict[str, Any]:
    """What every template here may use."""
    capabilities = [capability for theme in q.themes for capability in theme.capabilities]
    standards = {standard.question: standard for standard in q.standards.standards}
    return {
        "q": q,
        "edition": q.edition,
        "scale": q.edition.scale,
        "policy": bundle["policy"],
        "panels": PARTS,
        "single": False,
        "themes": q.themes,
        "by_name": by_name,
        "exists": exists,
        "today": date.today().isoformat(),
        "questions": {question.id: question for capability in capabilities for question in capability.questions},
        "roles": {role.id: role.name for role in q.edition.roles},
        "conditions": {condition.id: condition for condition in q.edition.conditions},
        "standards": standards,
        "w": word,
    }
