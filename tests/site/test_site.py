"""The built site: the same bytes twice, every link leads somewhere, nothing is fetched, and it works from a folder."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner
from mkdocs.commands.build import build
from mkdocs.config import load_config

from maturity.cli.main import main
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.loader import load_questionnaire
from maturity.render.output import MARK
from maturity.site import offline_zip, plugin
from tests import ROOT, TINY
from tests.conftest import PATIENCE, OpenPage
from tests.support.hostile import HOSTILE, hostile
from tests.support.html import Seen, flat
from tests.support.pictures import main as pictures
from tests.support.pictures import samples
from tests.support.site_kinds import KINDS, SOMETIMES, sample_of


def files_in(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def files(site: Path) -> dict[str, bytes]:
    return files_in(site)


@pytest.fixture(scope="module")
def seen(files: dict[str, bytes]) -> dict[str, Seen]:
    """Pages that the site itself made, by path. The form as one file has tests of its own."""
    return {path: Seen(data.decode()) for path, data in files.items() if path.endswith(".html")}


def run_mkdocs(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def built(folder: Path, site: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site of another questionnaire, with nothing else changed and no assessments."""
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    monkeypatch.chdir(ROOT)
    config = load_config("mkdocs.yml", docs_dir=str(folder), site_dir=str(site))
    config.plugins["maturity"].config["assessments"] = None
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    config.plugins.on_shutdown()
    return site


def test_second_build_has_the_same_bytes(files: dict[str, bytes], tmp_path: Path) -> None:
    again = run_mkdocs("--site-dir", str(tmp_path / "again"))
    assert again.returncode == 0, again.stdout + again.stderr
    digest = {path: hashlib.sha256(data).hexdigest() for path, data in files.items() if path != MARK}
    assert {path: hashlib.sha256(data).hexdigest() for path, data in files_in(tmp_path / "again").items()} == digest


# --- links ------------------------------------------------------------------------------------------------------


def dead_links(seen: dict[str, Seen], there: set[str]) -> list[str]:
    """Links of pages to files that are not there, or to anchors that their pages do not have."""
    anchors = {path: set(page.ids) for path, page in seen.items()}
    dead = []
    for path, page in seen.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or not (parts.path or parts.fragment):
                continue
            target = path
            if parts.path:
                joined = os.path.normpath(PurePosixPath(path).parent / unquote(parts.path))
                target = "index.html" if joined == "." else Path(joined).as_posix()
            if target not in there or (parts.fragment and unquote(parts.fragment) not in anchors.get(target, set())):
                dead.append(f"{path}: {link}")
    return dead


def test_every_link_leads_somewhere(seen: dict[str, Seen], files: dict[str, bytes]) -> None:
    assert dead_links(seen, set(files)) == []


def test_dead_links_are_seen() -> None:
    page = Seen('<a href="b.html">b</a><a href="#no">c</a><a href="a.html#yes">d</a><p id="yes">')
    assert dead_links({"a.html": page}, {"a.html"}) == ["a.html: b.html", "a.html: #no"]


def test_nothing_points_away_from_the_site(seen: dict[str, Seen], files: dict[str, bytes]) -> None:
    away = re.compile(r"^(https?:)?//|^(javascript|data):", re.IGNORECASE)
    links = {path: page.links for path, page in seen.items() if path != "assessment.html"}
    assert [f"{path}: {link}" for path, found in links.items() for link in found if away.match(link)] == []
    own = [path for path in files if path.startswith("assets/maturity/") and path.endswith((".css", ".js"))]
    assert own and not [path for path in own if re.search(rb"https?://(?!www\.w3\.org/)", files[path])]


def test_scripts_and_styles_are_files_of_the_site(seen: dict[str, Seen], files: dict[str, bytes]) -> None:
    for path, page in seen.items():
        loaded = [e.attributes["src"] for e in page.elements if e.tag == "script" and "src" in e.attributes]
        assert path == "assessment.html" or any(link.endswith("iframe-worker.js") for link in loaded), path
    assert {"assets/maturity/edition.js", "assets/maturity/side-by-side.js", "assets/maturity/site.css"} <= set(files)


def test_no_page_needs_a_server(files: dict[str, bytes]) -> None:
    assert not {"404.html", "sitemap.xml", "sitemap.xml.gz"} & set(files)
    assert not [path for path in files if path.endswith((".yml", ".schema.json", ".md"))]


# --- what a page may do ------------------------------------------------------------------------------------------


def test_every_page_says_what_it_may_load(seen: dict[str, Seen]) -> None:
    """Nothing from elsewhere, no script or style in the page but those of the theme, and no style in an attribute."""
    for path, page in seen.items():
        (policy,) = [e.attributes["content"] for e in page.elements if e.attributes.get("http-equiv")]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy, path
        assert not [e for e in page.elements if "style" in e.attributes], path
        inline = re.findall(r"<(script|style)(?: data-m)?>(.*?)</\1>", page.source, re.DOTALL)
        hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for _, text in inline]
        assert inline and all(f"'sha256-{each}'" in policy for each in hashes), path


def test_every_kind_of_page_works_under_its_policy(site: Path, open_page: OpenPage, troubles: list[str]) -> None:
    """Whatever a policy forbids is an error in the console. What it forbids does not run."""
    page = open_page()
    for kind in KINDS:
        page.goto(sample_of(site, kind).as_uri())
    page.goto((site / "index.html").as_uri())
    assert not troubles
    add = "() => { const s = document.createElement('script'); s.textContent = 'harm = 1'; document.body.append(s); }"
    page.evaluate(add)
    assert page.evaluate("typeof harm") == "undefined"
    assert len(troubles) == 1 and "Content Security Policy" in troubles.pop()


def test_search_and_pages_work_from_a_server_too(site: Path, open_page: OpenPage, troubles: list[str]) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        here = f"http://127.0.0.1:{server.server_port}/"
        page = open_page()
        page.goto(here + "assessment.html#q-pi-sponsor")
        page.locator("#q-pi-sponsor .m-choices label").nth(2).click()
        page.locator("#m-kept", has_text="Kept in this browser").wait_for()
        for path in ("results/compare.html", "index.html"):
            page.goto(here + path)
        page.locator(".md-search__input").press_sequentially("evidence")
        page.locator(".md-search-result__item a").first.wait_for(timeout=60_000)
        page.close()
        server.shutdown()
    assert [trouble for trouble in troubles if not trouble.startswith(f"request to {here}")] == []
    troubles.clear()


# --- what every page says ---------------------------------------------------------------------------------------


def test_navigation_is_in_order(seen: dict[str, Seen]) -> None:
    (tabs,) = re.findall(r'<nav class="md-tabs".*?</nav>', seen["index.html"].source, re.DOTALL)
    assert Seen(tabs).text == "Home The assessment Questions Standards Interventions Results About"


def test_every_page_carries_its_marking_twice(seen: dict[str, Seen]) -> None:
    marking = load_questionnaire(ROOT / "questionnaire", words=False).edition.marking
    for path, page in seen.items():
        marked = re.findall(r'<p class="m-marking[^"]*"[^>]*>(.*?)</p>', page.source)
        if path != "assessment.html":
            assert len(marked) == 2 and marked[0] == marked[1] and marking in marked[0], path
            assert f'@top-center{{content:var(--m-marking,"{marking}' in page.source, path


def test_draft_says_so(seen: dict[str, Seen]) -> None:
    edition = load_questionnaire(ROOT / "questionnaire", words=False).edition
    for path, page in seen.items():
        assert path == "assessment.html" or ("has not been published" in page.text) == (edition.published is None), path


def test_results_are_marked_for_what_they_are(seen: dict[str, Seen]) -> None:
    results = {path: page for path, page in seen.items() if path.startswith("results/")}
    assert len(results) > 20
    for path, page in results.items():
        assert path.endswith("using-results.html") or "ranking" in page.text, path
        empty = path == "results/side-by-side.html"  # until somebody opens files in it
        assert empty or "invented" in page.text.lower(), path


# --- the zip ----------------------------------------------------------------------------------------------------


def test_zip_is_the_whole_site_and_stands_alone(site: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(site / "offline.zip") as archive:
        names = archive.namelist()
        inside = {name: archive.read(name) for name in names}
        assert {entry.date_time for entry in archive.infolist()} == {archive.infolist()[0].date_time}
    assert names[0] == offline_zip.START, "what tells how to begin comes first"
    assert b"open index.html in your browser" in inside.pop(names.pop(0))
    assert names == sorted(set(files) - {"offline.zip", MARK})
    pages = {name: Seen(data.decode()) for name, data in inside.items() if name.endswith(".html")}
    assert dead_links(pages, set(names)) == []
    changed = [name for name in names if inside[name] != files[name]]
    assert changed and all(name.endswith(".html") for name in changed)


def test_what_lies_hidden_in_the_folder_of_the_site_does_not_go_into_the_zip(tmp_path: Path) -> None:
    for name in ("index.html", ".htpasswd", ".git/config", "results/.draft/a.json", "results/a.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    with zipfile.ZipFile(offline_zip.write_zip(tmp_path, "offline.zip", None, "Start\nhere")) as archive:
        assert archive.namelist() == [offline_zip.START, "index.html", "results/a.json"]
        assert archive.read(offline_zip.START) == b"Start\r\nhere"


# --- in a browser -----------------------------------------------------------------------------------------------


def test_menu_works_by_keyboard_alone(site: Path, open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844})
    page.goto((site / "interventions" / "common-metrics.html").as_uri())
    opener = page.get_by_role("button", name="Navigation")
    focused = "document.activeElement.closest('.md-sidebar') !== null"
    for _ in range(12):
        page.keyboard.press("Tab")
        assert not page.evaluate(focused), "the closed menu is in the tab order"
    opener.focus()
    page.keyboard.press("Enter")
    assert opener.get_attribute("aria-expanded") == "true"
    assert page.evaluate(focused)
    page.keyboard.press("Enter")  # the name of the list leads back to the list above it
    page.keyboard.press("Escape")
    assert opener.get_attribute("aria-expanded") == "false"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Navigation"


def test_colours_follow_the_toggle_and_stay(site: Path, open_page: OpenPage) -> None:
    page = open_page(color_scheme="light")
    page.goto((site / "index.html").as_uri())
    scheme = "document.body.dataset.mdColorScheme"
    assert page.evaluate(scheme) == "default"
    page.locator('label[title="Switch to dark colours"]').click()
    assert page.evaluate(scheme) == "slate"
    page.goto((site / "standards.html").as_uri())
    assert page.evaluate(scheme) == "slate"


def test_hostile_site_is_harmless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_page: OpenPage) -> None:
    q = hostile(load_questionnaire(TINY, words=False))
    monkeypatch.setattr(plugin, "load_publishable", lambda folder: q)
    site = built(TINY, tmp_path / "site", monkeypatch)
    page = open_page()
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("typeof globalThis.harm") == "undefined", path.name
        assert page.locator("img:not([alt=logo])").count() == 0, path.name
        if path.name != "assessment.html":
            assert flat(HOSTILE) in flat(page.title()), path.name
    page.goto((site / "index.html").as_uri())
    page.locator(".md-search__input").press_sequentially("raw")
    page.locator(".md-search-result__item a").first.wait_for(timeout=20_000)
    assert page.evaluate("typeof globalThis.harm") == "undefined"


# --- a configuration of one's own --------------------------------------------------------------------------------


OWN = """\
site_name: Kitchens
docs_dir: questionnaire
theme: {name: material}
plugins: [maturity, search]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A questionnaire elsewhere with the shortest configuration, as whoever installed the package writes it."""
    shutil.copytree(TINY, tmp_path / "questionnaire")
    (tmp_path / "mkdocs.yml").write_text(OWN, encoding="utf-8")
    return tmp_path


def test_with_the_shortest_configuration_the_site_is_styled_and_asks_for_nothing(
    own: Path, open_page: OpenPage
) -> None:
    with contextlib.chdir(own):
        done = CliRunner().invoke(main, ["build"], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    assert f"{own / 'mkdocs.yml'} is the configuration of the site" in done.stderr
    files = files_in(own / "site")
    pages = {path: Seen(data.decode()) for path, data in files.items() if path.endswith(".html")}
    for path, page in pages.items():
        if path != "assessment.html":
            assert "assets/maturity/site.css" in page.source and "iframe-worker.js" in page.source, path
            assert 'class="m-marking"' in page.source, path
        assert not [link for link in page.links if re.match(r"(https?:)?//", link)], path
        assert not re.search(r"unpkg|googleapis|gstatic", page.source), path
    page_ = open_page()
    page_.goto((own / "site" / "index.html").as_uri())
    page_.locator(".md-search__input").press_sequentially("fridge")
    page_.locator(".md-search-result__item a").first.wait_for(timeout=60_000)


WRONG = [
    ("plugins: [maturity, search]", "plugins: [maturity: {disclosure: {others: 20}}]", "write it in publishing.yml"),
    ("theme: {name: material}", "theme: {name: readthedocs}", "the site is made for the theme `material`"),
    ("docs_dir: questionnaire", "docs_dir: nowhere", "nowhere' isn't an existing directory"),
]


@pytest.mark.parametrize(("old", "new", "says"), WRONG, ids=[new for _, new, _ in WRONG])
def test_a_configuration_that_is_wrong_makes_no_site(old: str, new: str, says: str, own: Path) -> None:
    """A setting that hid something is never passed over in silence."""
    (own / "mkdocs.yml").write_text(OWN.replace(old, new), encoding="utf-8")
    with contextlib.chdir(own):
        done = CliRunner().invoke(main, ["build"], catch_exceptions=False)
    assert done.exit_code == 1 and says in done.stderr and ". Fix: " in done.stderr
    assert {path.name for path in own.iterdir()} == {"questionnaire", "mkdocs.yml"}


@pytest.mark.skipif(os.name == "nt", reason="there are no such files there")
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_page_that_has_no_end_is_named(kind: str, own: Path) -> None:
    page = own / "questionnaire" / "page.md"
    os.mkfifo(page) if kind == "pipe" else page.symlink_to("/dev/zero")
    with contextlib.chdir(own):
        done = CliRunner().invoke(main, ["build"], catch_exceptions=False)
    assert done.exit_code == 1 and "questionnaire/page.md: this is a pipe or a device" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="processes end in another way there")
def test_while_it_is_served_a_mistake_is_shown_and_everything_ends_at_the_end(own: Path) -> None:
    """The page says what is wrong, the next good save brings it back, and whoever ends the command frees the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from maturity.cli.main import main; main()", "serve", "-a", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    file = own / "questionnaire" / "forces.yml"
    good = file.read_text(encoding="utf-8")
    try:
        assert "Kitchen" in shown_until(port, 200)
        file.write_text(good + "oops: [", encoding="utf-8")
        wrong = shown_until(port, 503)
        assert "questionnaire/forces.yml:" in wrong and "livereload" in wrong and ". Fix: " in wrong
        file.write_text(good, encoding="utf-8")
        assert "livereload" in shown_until(port, 200)
    finally:
        server.terminate()
        ended = server.wait(60)
    assert ended == 0
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


def shown_until(port: int, status: int) -> str:
    """The first page, once it comes with this status."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, http.client.HTTPException):
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            asking.request("GET", "/index.html")
            answer = asking.getresponse()
            text = answer.read().decode()
            asking.close()
            if answer.status == status:
                return text
        time.sleep(0.2)
    raise AssertionError(f"no page with status {status}")


# --- other questionnaires ----------------------------------------------------------------------------------------


def test_tiny_questionnaire_is_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = files_in(built(TINY, tmp_path / "site", monkeypatch))
    pages = {path: Seen(data.decode()) for path, data in files.items() if path.endswith(".html")}
    q = load_questionnaire(TINY, words=False)
    assert dead_links(pages, set(files)) == []
    assert {f"themes/{theme.id}.html" for theme in q.themes} <= set(pages)
    assert all(q.edition.title in page.text and "olice" not in page.text for page in pages.values())
    record = json.loads(files["standards.json"])
    assert record["edition"]["fingerprint"] == compile_bundle(q)["edition"]["fingerprint"]


def test_broken_questionnaire_ends_the_build_in_the_words_of_check(tmp_path: Path) -> None:
    folder = tmp_path / "questionnaire"
    folder.mkdir()
    for path in TINY.glob("*.yml"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "people.yml").write_text("id: no\nid: again\n", encoding="utf-8")
    config = tmp_path / "mkdocs.yml"
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    text = re.sub(r"^watch: .*$", "", text, flags=re.MULTILINE)
    config.write_text(text.replace("site_overrides", str(ROOT / "site_overrides")), encoding="utf-8")
    building = run_mkdocs("--config-file", str(config), "--site-dir", str(tmp_path / "site"))
    relative = os.path.relpath(folder, ROOT)
    checking = subprocess.run(
        [sys.executable, "-c", "from maturity.cli.main import main; main()", "check", relative],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    problems = [line for line in (checking.stdout + checking.stderr).splitlines() if " Fix: " in line]
    assert building.returncode != 0 and problems
    assert all(line in building.stdout + building.stderr for line in problems)
    assert "Traceback" not in building.stderr


def test_pictures_can_be_taken_of_every_kind_of_page(site: Path) -> None:
    assert set(samples(site)) - set(SOMETIMES) == set(KINDS)
    assert pictures(["nowhere", "out"]) == 1  # nothing is taken, and no folder is made
    assert not Path("out").exists()
