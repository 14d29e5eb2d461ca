"""A site of several editions: each at its own address, what changed from one to the next, and what may not change."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from maturity.assessment.reader import write_text
from maturity.editions.diff import diff
from maturity.editions.publish import publish
from maturity.editions.published import RECORD, load_published
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.model import Questionnaire
from maturity.site import pages
from tests import ROOT, TINY
from tests.conftest import OpenPage
from tests.editions.test_publish import RAISED, add_entries, dated, edit, next_edition, problems, tiny
from tests.site.test_accessibility import NARROW, WIDE, none_of, nu_messages, overflow_of, show, violations_of
from tests.site.test_site import dead_links, files_in
from tests.support.html import Seen, drawn
from tests.support.returns import returned
from tests.support.site_kinds import SOMETIMES, kinds_of, pages_of

TODAY = "1.2"
REWORDED = [["food", "A card stood beside every dish", "A card stood beside each dish"]]


def history(folder: Path) -> Path:
    """Editions 1.0 (published, then corrected) and 1.1 (in force), and a draft of 1.2. Gives the draft's folder."""
    here = folder / "questionnaire"
    publish(dated(tiny(here), "2025-11-03"))
    edit(folder / "editions" / "1.0", [["food", "Warm food makes people ill.", "Warm food can make people ill."]])
    slip = {"kind": "corrected", "id": "f-fridge", "note": "A word was missing."}
    add_entries(folder / "editions" / "1.0", [slip], "1.0")
    shutil.rmtree(here)
    standards = next_edition(here) / "standards.yml"
    text = standards.read_text(encoding="utf-8").replace("f-allergies", "p-leaflet").replace("level: 2", "level: 1", 2)
    edit(here, [["crosswalk", "[f-allergies]", "[f-allergies, p-leaflet]"]])
    standards.write_text(text.replace("level: 1", "level: 2", 1), encoding="utf-8")
    publish(dated(here, "2026-10-01"))
    text = (here / "edition.yml").read_text(encoding="utf-8").replace("version: '1.1'", f"version: '{TODAY}'")
    (here / "edition.yml").write_text(re.sub(r"(?m)^(published|fingerprint): .*\n", "", text), encoding="utf-8")
    edit(here, [*([file, new, old] for file, old, new in RAISED), *REWORDED])
    add_entries(here, [{"kind": "reworded", "id": "f-allergies", "note": "Shorter."}], TODAY)
    return here


def config_of(questionnaire: Path, site: Path, **settings: Any) -> MkDocsConfig:
    config = load_config(str(ROOT / "mkdocs.yml"), docs_dir=str(questionnaire), site_dir=str(site))
    config.plugins["maturity"].config.update({"assessments": None} | settings)
    return config


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the three editions, a folder of returns of which one cannot be used, and the restricted site."""
    folder = tmp_path_factory.mktemp("world")
    questionnaire = history(folder)
    bundle = compile_bundle(load_questionnaire(questionnaire))
    (folder / "returns").mkdir()
    one = returned(bundle, "hill-kitchen", "2026", marking="MARKED FOR HILL")
    (folder / "returns" / "hill.assessment.json").write_text(write_text(one), encoding="utf-8")
    (folder / "returns" / "<b>cut.assessment.json").write_text('{"format": "maturity-assessment/2",', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        config = config_of(questionnaire, folder / "site", assessments=str(folder / "returns"), audience="restricted")
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        config.plugins.on_shutdown()
    return folder


@pytest.fixture(scope="module")
def files(world: Path) -> dict[str, bytes]:
    return files_in(world / "site")


@pytest.fixture(scope="module")
def seen(files: dict[str, bytes]) -> dict[str, Seen]:
    return {path: Seen(data.decode()) for path, data in files.items() if path.endswith(".html")}


@pytest.fixture(scope="module")
def published(world: Path) -> list[Questionnaire]:
    return load_published(world / "editions", "village-kitchen")


# --- addresses -------------------------------------------------------------------------------------------------


def test_each_edition_has_its_own_address(files: dict[str, bytes], published: list[Questionnaire]) -> None:
    for q in published:
        under = f"editions/{q.edition.version}/"
        record = json.loads(files[f"{under}standards.json"])
        assert record["edition"]["fingerprint"] == q.edition.fingerprint
        rows = csv.DictReader(io.StringIO(files[f"{under}standards.csv"].decode("utf-8-sig")))
        assert [(row["question_id"], int(row["level"])) for row in rows] == [
            (each.question, each.level) for each in q.standards.standards
        ]
        form = files[f"{under}assessment.html"].decode()
        assert str(q.edition.fingerprint) in form and f'"version":"{q.edition.version}"' in form
        theme = Seen(files[f"{under}themes/{q.themes[0].id}.html"].decode())
        assert q.themes[0].capabilities[0].questions[0].text in theme.text
    assert json.loads(files["standards.json"])["edition"]["version"] == TODAY
    assert not [path for path in files if path.startswith(f"editions/{TODAY}/")]


def test_every_link_leads_somewhere(seen: dict[str, Seen], files: dict[str, bytes]) -> None:
    assert dead_links(seen, set(files)) == []


@pytest.mark.parametrize(
    ("page", "says", "leads_to"),
    [
        ("editions/1.0/standards.html",
         "An older edition. This page is from edition 1.0, published on 3 November 2025.",
         "../1.1/standards.html"),
        ("editions/1.1/standards.html", "In force. This page is from edition 1.1, published on 1 October 2026.",
         "../../index.html"),
        ("standards.html", "Draft. Edition 1.2 has not been published.", "editions/1.1/index.html"),
    ],
)  # fmt: skip
def test_every_page_says_how_its_edition_stands(seen: dict[str, Seen], page: str, says: str, leads_to: str) -> None:
    under = page.removesuffix("standards.html")
    mine = {path for path in seen if path.startswith(under) and (under or not path.startswith("editions/"))}
    assert len(mine) > 10
    for path in mine:
        assert says in seen[path].text or path.endswith("assessment.html"), path
    notice = seen[page].source.partition('<p class="m-draft">')[2].partition("</p>")[0]
    assert f'href="{leads_to}"' in notice


def test_home_of_a_draft_leads_to_the_edition_in_force(seen: dict[str, Seen]) -> None:
    hero = Seen(seen["index.html"].source.partition('<p class="m-actions">')[2].partition("</p>")[0])
    assert hero.links[:2] == ["editions/1.1/index.html", "assessment.html"]
    assert "Try the draft form" in hero.text


def test_other_editions_are_in_no_menu_and_not_found_by_search(files: dict[str, bytes], seen: dict[str, Seen]) -> None:
    index = json.loads(files["search/search_index.json"])
    assert index["docs"] and not [each for each in index["docs"] if each["location"].startswith("editions/")]
    for path, page in seen.items():
        menus = re.findall(r'<nav class="md-(?:nav--primary|tabs)[^>]*>.*?</nav>', page.source, re.DOTALL)
        assert not [link for menu in menus for link in Seen(menu).links if re.search(r"editions/1|^1\.", link)], path


def test_list_has_every_edition_with_its_state_and_corrections(
    seen: dict[str, Seen], published: list[Questionnaire]
) -> None:
    text = seen["editions.html"].text
    order = [text.index(f"Open edition {version}") for version in (TODAY, "1.1", "1.0")]
    assert order == sorted(order)
    for q in published:
        assert str(q.edition.fingerprint) in text
    for part in ("Draft", "Published, in force", "Published, replaced by a later edition", "3 November 2025"):
        assert part in text
    assert "F1.1 How often is the fridge temperature written down? : A word was missing." in text
    assert "A word was missing." in seen["editions/1.0/index.html"].text


def test_one_edition_alone_has_a_list_too() -> None:
    q = load_questionnaire(TINY, words=False)
    made = pages.render_pages(q, compile_bundle(q), [])
    assert not [path for path in made if path.startswith(("editions/", "changes"))]
    assert "Draft" in drawn(made["editions.md"]).text


# --- what changed ----------------------------------------------------------------------------------------------


def rows_of(page: Seen) -> list[list[str]]:
    """The table of minimum standards, as text."""
    body = page.source.partition("<tbody>")[2].partition("</tbody>")[0]
    return [[Seen(cell).text for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row)] for row in body.split("<tr")[1:]]


@pytest.mark.parametrize(
    ("page", "summary", "rows"),
    [
        (
            "editions/1.1/changes.html",
            "1 raised, 1 new, 1 removed, 0 unchanged.",
            [["F1.1", "Raised", "Level 1.", "Level 2."], ["P1.1", "New", "No minimum", "Level 1."],
             ["F1.2", "Removed", "Level 2.", "No minimum"]],
        ),
        ("changes.html", "1 lowered, 1 unchanged.", [["F1.1", "Lowered", "Level 2.", "Level 1."]]),
    ],
)  # fmt: skip
def test_standards_that_changed_have_a_table(
    seen: dict[str, Seen], page: str, summary: str, rows: list[list[str]]
) -> None:
    assert summary in seen[page].text
    made = rows_of(seen[page])
    assert [[cell[: len(want)] for cell, want in zip(row, wanted, strict=False)] for row, wanted in
            zip(made, rows, strict=True)] == rows  # fmt: skip


def test_what_changed_is_said_in_words_and_as_data(
    files: dict[str, bytes], seen: dict[str, Seen], world: Path, published: list[Questionnaire]
) -> None:
    old, new = published
    assert json.loads(files["editions/1.1/changes.json"]) == diff(old, new)
    assert json.loads(files["changes.json"]) == diff(new, load_questionnaire(world / "questionnaire"))
    text = seen["editions/1.1/changes.html"].text
    for part in ("5 of 6 questions mean the same", "an answer now means something else", "new id p-locks"):
        assert part in text
    assert "Edition 1.1 was published on 1 October 2026. Edition 1.2 is a draft." in seen["changes.html"].text


def test_both_standards_pages_lead_to_what_changed(seen: dict[str, Seen]) -> None:
    assert "../../editions/1.1/changes.html#standard" in seen["editions/1.0/standards.html"].links
    assert {"changes.html#standard", "../../changes.html#standard"} <= set(seen["editions/1.1/standards.html"].links)
    assert "changes.html#standard" in seen["standards.html"].links


def test_what_is_not_explained_is_not_shown(world: Path, published: list[Questionnaire]) -> None:
    q = load_questionnaire(world / "questionnaire", words=False)
    q = q.model_copy(update={"changes": published[-1].changes})
    made = pages.render_pages(q, compile_bundle(q), [], editions=published)
    page = drawn(made["changes.md"])
    assert "`levels.2` of the question `f-allergies` changed, and changes.yml does not explain it." in page.text
    assert "each dish" not in page.text and "changes.json" not in {*made, *page.links}


# --- frozen ----------------------------------------------------------------------------------------------------


def refusal(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edits: Any, **settings: Any) -> str:
    """What the build says of a copy of the three editions in which `edits` changed something."""
    for name in ("questionnaire", "editions"):
        shutil.copytree(world / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    edits(tmp_path)
    config = config_of(tmp_path / "questionnaire", tmp_path / "site", **settings)
    with pytest.raises(PluginError) as raised:
        config.plugins["maturity"].on_config(config)
    return str(raised.value)


def changed(file: str, old: str, new: str) -> Any:
    return lambda folder: edit(folder, [[file, old, new]])


BROKEN = {
    "a word of a published edition": (
        changed("editions/1.0/food", "weighed now and then", "weighed at times"),
        "editions/1.0/food.yml:{place}: words of the question `f-weighing` changed after edition 1.0 was published. "
        "Fix: put them back; if you corrected an error, add an entry `corrected` for `f-weighing` to changes.yml.",
    ),
    "a standard of a published edition": (
        changed("editions/1.0/standards", "level: 1", "level: 2"),
        "editions/1.0/standards.yml:{place}: `level` of the standard `f-fridge` changed after edition 1.0 was "
        "published. Fix: put it back; it can change in the next edition.",
    ),
    "its record": (
        lambda folder: (folder / "editions" / "1.0" / RECORD).unlink(),
        "editions/1.0: there is no published.json in it, so we cannot tell what was published. Fix: put its "
        "published.json back from your last copy, or remove the folder.",
    ),
    "the name of its folder": (
        lambda folder: (folder / "editions" / "1.0").rename(folder / "editions" / "first"),
        "editions/first: this is edition 1.0, and its folder is called first. Fix: call the folder 1.0.",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_build_refuses_a_change_of(what: str, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edits, says = BROKEN[what]
    said = refusal(world, tmp_path, monkeypatch, edits)
    assert re.fullmatch(re.escape(says).replace(r"\{place\}", r"\d+:\d+"), said)


@pytest.mark.parametrize("setting", ["assessments", "editions"])
def test_folder_that_is_named_must_be_there(
    setting: str, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = refusal(world, tmp_path, monkeypatch, lambda folder: None, **{setting: str(tmp_path / "nowhere")})
    assert said == (
        "nowhere: there is no such folder. Fix: make it, or correct its name in mkdocs.yml; "
        "remove the line for a site without it."
    )


def test_a_correction_of_an_older_edition_needs_nothing_from_the_newer(published: list[Questionnaire]) -> None:
    """1.0 was corrected, and 1.1 was frozen without the entry: what changed between them is still told."""
    old, new = published
    assert [each.kind for each in old.changes.changes if each not in new.changes.changes] == ["corrected"]


def test_publishing_that_was_cut_short_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    dated(tiny(Path("questionnaire")))
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copytree", lambda *a, **k: (_ for _ in ()).throw(OSError("the disk is full")))
        assert "the disk is full" in problems(publish, Path("questionnaire"))[0]
    assert publish(Path("questionnaire")) == Path("editions/1.0")
    assert (tmp_path / "editions" / "1.0" / "food.yml").is_file()


# --- who has returned ------------------------------------------------------------------------------------------


def test_restricted_site_says_who_has_returned_and_what_every_file_is(seen: dict[str, Seen]) -> None:
    text = seen["results/status.html"].text
    assert "1 of 2 forces has returned." in text and "do not publish it" in text
    assert "MARKED FOR HILL" in text
    assert "<b>cut.assessment.json Damaged" in text
    assert "Mill Kitchen Nothing yet" in text and "Subject: " in seen["results/status.html"].source
    assert "results/hill-kitchen-2026.html" in seen
    assert "status.html" in seen["results/index.html"].links


@pytest.mark.parametrize("audience", ["public", None, "Restricted", True])
def test_any_other_site_has_no_such_page_and_names_no_force_beside_a_result(
    audience: Any, world: Path, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(world / "returns" / "hill.assessment.json", tmp_path / "in")
    config = config_of(world / "questionnaire", tmp_path / "site", assessments=str(tmp_path / "in"), audience=audience)
    plugin: Any = config.plugins["maturity"]
    plugin.on_config(config)
    results = {path: text for path, text in plugin.pages.items() if path.startswith("results/")}
    results.pop("results/side-by-side.md")  # the form's own list of forces, with nobody's answers
    assert "results/index.md" in results and "results/status.md" not in results
    assert not [path for path, text in results.items() if "Hill Kitchen" in text or "hill-kitchen" in text]


# --- every new kind of page --------------------------------------------------------------------------------------


#: What only such a site has. The other pages of an edition are drawn as those at the root are.
NEW = ("editions", "an edition", "what changed", "standards of another edition", "who has returned")


def samples(site: Path) -> Iterator[Path]:
    """The largest page of each new kind."""
    for kind in NEW:
        found = [site / page for page in pages_of(site) if kinds_of(page) == [kind]]
        assert found, kind
        yield max(found, key=lambda path: (path.stat().st_size, path.name))


def test_every_page_is_of_one_kind(world: Path) -> None:
    kinds = {page: kinds_of(page) for page in pages_of(world / "site")}
    assert {page: found for page, found in kinds.items() if len(found) != 1} == {}
    assert set(SOMETIMES) <= {found[0] for found in kinds.values()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit_a_telephone(scheme: str, world: Path, open_page: OpenPage) -> None:
    page = open_page(color_scheme=scheme, viewport=WIDE, reduced_motion="reduce")
    found = []
    for path in samples(world / "site"):
        name = path.relative_to(world / "site").as_posix()
        page.set_viewport_size(WIDE)
        show(page, path, scheme)
        if path.name == "status.html":
            page.locator(".m-fold summary").first.click()
        found += [f"{name}: {each}" for each in violations_of(page)]
        page.set_viewport_size(NARROW)
        found += [f"{name}, narrow: {each}" for each in violations_of(page) + overflow_of(page)]
    none_of(found)


def test_no_page_of_another_edition_is_wider_than_a_telephone(world: Path, open_page: OpenPage) -> None:
    page = open_page(viewport=NARROW)
    wide = []
    for path in sorted((world / "site" / "editions" / "1.0").rglob("*.html")):
        page.goto(path.as_uri())
        wide += [f"{path.name}: {found}" for found in overflow_of(page)]
    none_of(wide)


def test_pages_are_valid(world: Path) -> None:
    none_of(list(nu_messages(*samples(world / "site"), *(world / "site" / "editions" / "1.0" / "themes").iterdir())))
