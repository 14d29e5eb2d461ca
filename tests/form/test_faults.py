"""Everything that can go wrong with storage, drafts and files, a row each: the work is kept or recovered, and a plain
sentence says so. (A browser that is killed: test_killed.py. Files that are wrong: test_keeping.py has each kind.)"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from maturity.assessment.texts import clean_record
from maturity.records import Bundle
from tests.form.conftest import Form

PATIENCE = 8_000  # milliseconds
NAME = "maturity/police-social-media/2026.2"
KEPT = re.compile(r"Kept in this browser at \d\d:\d\d\.")


@pytest.fixture
def short(open_form: Callable[..., Form]) -> Form:
    """A form whose waits end soon."""
    form = open_form()
    form.page.set_default_timeout(PATIENCE)
    return form


def begin(form: Form) -> None:
    form.about("kent-police", "2026")
    form.page.locator("#m-role").select_option("comms-lead")
    form.answer("pi-sponsor", 2)
    form.question("pi-sponsor").get_by_label("Comment").fill("Agreed in the room")
    form.answer("pi-funding", 3)


def seen(form: Form) -> dict[str, Any]:
    """What stands on the page, whichever panel is shown."""
    made: dict[str, Any] = form.page.evaluate(
        """() => ({force: document.querySelector("#m-force").value, ...Object.fromEntries(
            [...document.querySelectorAll(".m-question:has(.m-choices input:checked)")].map(q => [
                q.id.slice(2),
                [q.querySelector(".m-choices input:checked").value, q.querySelector('[data-part="comment"]').value],
            ]),
        )})"""
    )
    return made


BEGUN = {"force": "kent-police", "pi-sponsor": ["2", "Agreed in the room"], "pi-funding": ["3", ""]}
NOTHING = {"force": ""}


def leave(form: Form) -> None:
    """To a page without the form that has the same storage."""
    blank = form.path.with_name("blank.html")
    blank.write_text("<!doctype html><title>Blank</title>", encoding="utf-8")
    form.page.locator(".m-saved").get_by_text(KEPT).wait_for()
    form.page.goto(blank.as_uri())


def again(form: Form) -> str:
    """Opens the form once more. Gives what its notices say."""
    form.open()
    return form.notice()


# --- a browser that keeps little or nothing --------------------------------------------------------------------

NO_LOCAL = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});"
NO_DATABASE = "Object.defineProperty(window, 'indexedDB', {value: undefined});"
REFUSED = "Object.defineProperty(window, 'indexedDB', {get() { throw new DOMException('no', 'SecurityError'); }});"
FULL_LOCAL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
FULL_DATABASE = """IDBTransaction.prototype.commit = function () { this.abort(); };
const full = new DOMException("full", "QuotaExceededError");
Object.defineProperty(IDBTransaction.prototype, "error", {value: full});"""

#: What the browser does; whether the draft is there on the next visit; and what is said.
STORAGE: dict[str, tuple[str, bool, str]] = {
    "all denied": (
        NO_LOCAL + REFUSED,
        False,
        "This browser does not let this page keep a draft. You can carry on, but your work lasts only while this page "
        "is open. Save to a file often.",
    ),
    "no room at all": (
        FULL_LOCAL + FULL_DATABASE,
        False,
        "This browser has no room left for the draft. You can carry on, but your work lasts only while this page is "
        "open. Save to a file now.",
    ),
    "no database": (
        NO_DATABASE,
        True,
        "This browser is slow to write the draft to disk. You could lose the last minute after a crash. "
        "Save to a file often.",
    ),
    "a database with no room": (FULL_DATABASE, True, ""),
    "only a database": (NO_LOCAL, True, ""),
    "a database, and no more room beside it": (FULL_LOCAL, True, ""),
}


@pytest.mark.parametrize("name", STORAGE)
def test_storage_that_fails_ends_in_a_sentence_and_the_work_goes_on(short: Form, name: str) -> None:
    script, there, sentence = STORAGE[name]
    short.page.add_init_script(script)
    short.open()
    said = short.notice()
    begin(short)
    if sentence not in said:
        short.page.locator("#m-notices").get_by_text(sentence).wait_for()
    if there:
        short.page.locator(".m-saved").get_by_text(KEPT).wait_for()
    else:
        assert "Kept" not in short.status()
    short.page.on("dialog", lambda dialog: dialog.accept())
    assert json.loads(short.save()[1])["answers"]["pi-sponsor"]["comment"] == "Agreed in the room"
    short.page.goto("about:blank")
    said = again(short)
    assert seen(short) == (BEGUN if there else NOTHING)
    if there:
        assert "is back, as you left it." in said


def test_storage_wiped_between_visits_starts_empty_and_the_file_brings_it_all_back(short: Form) -> None:
    begin(short)
    name, text = short.save()
    leave(short)
    wipe(short.page)
    again(short)
    assert seen(short) == NOTHING
    assert short.status().split("\n") == ["Nothing to keep yet.", "Not yet saved to a file."]
    short.load(name, text)
    short.page.get_by_text(f"{name} is open: Kent Police, 2026, 2 of 47 questions answered.").wait_for()
    assert seen(short) == BEGUN


def test_storage_wiped_while_the_page_is_open_is_filled_again_with_everything(short: Form) -> None:
    begin(short)
    short.page.locator(".m-saved").get_by_text(KEPT).wait_for()
    short.page.evaluate(
        """name => new Promise(done => {
            localStorage.clear();
            const asked = indexedDB.open(name);
            asked.onsuccess = () => {
                const stores = [...asked.result.objectStoreNames], all = asked.result.transaction(stores, "readwrite");
                for (const store of stores) all.objectStore(store).clear();
                all.oncomplete = () => { asked.result.close(); done(); };
            };
        })""",
        NAME,
    )
    short.answer("pi-report-route", 1)
    short.page.wait_for_timeout(300)
    leave(short)
    assert "is back, as you left it." in again(short)
    assert seen(short) == BEGUN | {"pi-report-route": ["1", ""]}


def wipe(page: Page) -> None:
    page.evaluate(
        """name => new Promise(done => {
            localStorage.clear();
            indexedDB.deleteDatabase(name).onsuccess = () => done();
        })""",
        NAME,
    )


# --- drafts that are damaged ------------------------------------------------------------------------------------

#: Changes what a store of the journal holds, and what is beside it. `change` gets each record and gives it back.
CHANGE = """([name, store, change]) => new Promise(done => {
    const asked = indexedDB.open(name), make = eval(change);
    asked.onsuccess = () => {
        const all = asked.result.transaction(store, "readwrite"), cursor = all.objectStore(store).openCursor();
        cursor.onsuccess = () => {
            if (!cursor.result) return;
            const made = make(cursor.result.value);
            if (made === null) cursor.result.delete();
            else if (made !== cursor.result.value) cursor.result.update(made);
            cursor.result.continue();
        };
        all.oncomplete = () => { asked.result.close(); done(); };
    };
})"""
FLIP = "text => text.replace('Agreed in the', 'Agrfed in the')"
ENTRY_FLIPPED = f"each => ({{...each, text: ({FLIP})(each.text)}})"
FORGED = """each => ({...each, text: each.n % 2 ? '{"place":5}' : '{"place":"answers.pi-sponsor","value":"{"}'})"""
ENTRIES_CUT = "each => ({...each, text: each.text.slice(0, 20)})"
BESIDE_GONE = "localStorage.clear()"
DRAFTS = "Object.keys(localStorage).filter(key => key.endsWith('/draft'))"
BESIDE_CUT = f"{DRAFTS}.forEach(key => localStorage.setItem(key, localStorage.getItem(key).slice(0, -40)))"
BESIDE_FLIPPED = f"{DRAFTS}.forEach(key => localStorage.setItem(key, ({FLIP})(localStorage.getItem(key))))"

MENDED = (
    "Your draft is back. Part of what this browser kept was damaged, so check your last answers. The damaged part "
    "is kept, and you can save it."
)
EMPTY = (
    "The draft in this browser could not be read, so this page starts empty. Nothing has been deleted: "
    "the damaged draft "
    "is kept, and you can save it."
)
WITHOUT_COMMENT = BEGUN | {"pi-sponsor": ["2", ""]}

#: What happens to the journal, and to what is beside it; what is there then, what is said, and what was kept aside.
DAMAGE: dict[str, tuple[str, str, dict[str, Any], str, str]] = {
    "a bit of an entry": (ENTRY_FLIPPED, "", BEGUN, MENDED, "Agrfed"),
    "a bit of an entry, with nothing beside": (ENTRY_FLIPPED, BESIDE_GONE, WITHOUT_COMMENT, MENDED, "Agrfed"),
    "what is beside cut short": ("each => each", BESIDE_CUT, BEGUN, MENDED, "Agreed in the room"),
    "a bit of what is beside": ("each => each", BESIDE_FLIPPED, BEGUN, MENDED, "Agrfed"),
    "the whole journal": (ENTRIES_CUT, "", BEGUN, MENDED, '"tab"'),
    "entries that somebody forged": (FORGED, "", BEGUN, MENDED, '"place":5'),
    "the journal lost": ("each => null", "", BEGUN, "is back, as you left it.", ""),
    "everything": (ENTRIES_CUT, BESIDE_CUT, NOTHING, EMPTY, '"tab"'),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damaged_draft_is_recovered_as_far_as_it_goes_and_the_rest_kept_aside(short: Form, name: str) -> None:
    change, beside, there, sentence, part = DAMAGE[name]
    begin(short)
    short.page.wait_for_timeout(600)
    leave(short)
    short.page.evaluate(CHANGE, [NAME, "entries", change])
    if beside:
        short.page.evaluate(beside)
    said = again(short)
    assert sentence in said
    assert seen(short) == there
    if part:
        with short.page.expect_download() as download:
            short.page.get_by_role("button", name="Save the damaged draft").click()
        assert part in download.value.path().read_text(encoding="utf-8")
    short.answer("pi-report-route", 4)
    short.page.wait_for_timeout(300)
    leave(short)
    assert "damaged" not in again(short)  # said once
    assert seen(short)["pi-report-route"] == ["4", ""]


#: Changes an answer to and fro, so often that the journal gets whole versions.
TO_AND_FRO = """async () => {
    for (let n = 0; n < 100; n += 1) {
        document.querySelector(`#q-pi-funding input[value="${n % 2 ? 3 : 1}"]`).click();
        await new Promise(done => setTimeout(done, 15));
    }
}"""
COUNTED = "(() => { let n = 0; return text => (++n WHICH ? text.replace('Agreed in the', 'Agrfed in the') : text); })()"


@pytest.mark.parametrize("which", ["> 0", "> 1"])
def test_versions_damaged_the_ones_before_and_the_journal_stand_in(short: Form, which: str) -> None:
    begin(short)
    short.page.evaluate(TO_AND_FRO)
    short.page.wait_for_timeout(500)
    short.go("Save and share")
    assert short.page.locator("#m-versions").get_by_text("Kept while you worked.").count() >= 2
    leave(short)
    short.page.evaluate(CHANGE, [NAME, "texts", COUNTED.replace("WHICH", which)])
    short.page.evaluate(BESIDE_GONE)
    assert MENDED in again(short)
    assert seen(short) == BEGUN


def test_order_is_by_running_number_so_a_clock_set_back_loses_nothing(short: Form) -> None:
    begin(short)
    leave(short)
    back = "const Then = Date; Date = class extends Then { constructor(...a) { super(...(a.length ? a : [1e12])); } };"
    short.page.add_init_script(back + "Date.now = () => 1e12;")
    short.open()
    short.answer("pi-sponsor", 4)
    short.page.locator(".m-saved").get_by_text("Kept in this browser at").wait_for()
    short.page.goto("about:blank")
    short.open()
    assert seen(short) == BEGUN | {"pi-sponsor": ["4", "Agreed in the room"]}
    assert "9 September 2001" in short.notice()


#: Whether the journal has an entry of at least so many letters.
WRITTEN = """([name, letters]) => new Promise(done => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => {
        const all = asked.result.transaction("entries").objectStore("entries").getAll();
        all.onsuccess = () => { asked.result.close(); done(all.result.some(each => each.text.length > letters)); };
    };
})"""


def test_six_million_letters_are_kept_and_carried_though_no_file_takes_them(short: Form) -> None:
    short.page.set_default_timeout(30_000)
    begin(short)
    short.page.evaluate(
        """() => { const box = document.querySelector('#q-pi-funding [data-part="comment"]');
        box.value = "long,".repeat(1.2e6);
        box.dispatchEvent(new Event("input", { bubbles: true })); }"""
    )
    short.page.wait_for_function(WRITTEN, arg=[NAME, 6_000_000], polling=500)
    leave(short)
    again(short)
    assert len(seen(short)["pi-funding"][1]) == 6_000_000
    short.page.get_by_role("button", name="Save to a file").click()
    dialog = short.page.get_by_role("dialog")
    assert "PI1.2, comment: the text is too long" in dialog.inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    short.go("Save and share")
    with short.page.expect_download() as download:
        short.page.get_by_role("button", name="Save a copy of this page").click()
    assert download.value.path().stat().st_size > 6_000_000


# --- files that are damaged or hostile --------------------------------------------------------------------------

REFUSED_FILE = "was not opened. The work on this page is unchanged."
#: Reads a file cut at many places and with single bits turned. Gives how many were refused, each with a sentence.
TORN = """async text => {
    const bytes = new TextEncoder().encode(text), { edition } = Maturity;
    const refused = async made => (await Maturity.reader.readBytes(made.buffer, edition)).problems.length > 0;
    let cut = 0, turned = 0;
    for (let n = 0; n < 100; n += 1) {
        cut += await refused(bytes.slice(0, Math.floor(bytes.length * n / 100)));
        const other = bytes.slice(), at = Math.floor(bytes.length * (n + 0.5) / 100);
        other[at] ^= 1 << (n % 8);
        turned += await refused(other);
    }
    return [cut, turned];
}"""


def test_file_cut_short_or_with_a_bit_turned_is_always_refused(short: Form) -> None:
    begin(short)
    name, text = short.save()
    cut, turned = short.page.evaluate(TORN, text)
    assert (cut, turned) == (100, 100)
    short.load(name, text.replace("Agreed", "Agrfed"))
    short.page.get_by_role("alert").get_by_text(REFUSED_FILE).wait_for()
    assert "The check code does not match: something in the file changed after it was saved." in short.notice()
    assert seen(short) == BEGUN


HOSTILE = [
    "<script>window.hit = 1</script>",
    "</script><script>window.hit = 1</script>",
    "<img src=x onerror=window.hit=1>",
    "<svg onload=window.hit=1>",
    "\"><iframe srcdoc='<script>parent.hit=1</script>'>",
    "' onfocus=window.hit=1 autofocus x='",
    "javascript:window.hit=1",
    "<!--<script>-->",
    "{{constructor.constructor('window.hit=1')()}}",
    "${window.hit=1}",
    "</textarea><script>window.hit=1</script>",
    "</template></title></style><script>window.hit=1</script>",
    "&lt;script&gt;window.hit=1&lt;/script&gt;",
    "=HYPERLINK(\"x\",\"y\")",
    "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1",
    "\u202eevil\u202c", "\u2066hidden\u2069", "\u0000\u0007\u001b[31mred", "\u200b\ufeff\u00ad", "\u2028\u2029",
    "__proto__", "constructor", "\U0001f600 e\u0301",
]  # fmt: skip


@pytest.mark.parametrize("way", ["file", "copy"])
def test_hostile_text_in_every_field_stays_text(short: Form, bundle: Bundle, tmp_path: Path, way: str) -> None:
    """It comes back as it was given, but for signs that cannot be seen, which are taken out on the way in."""
    ids = [q["id"] for t in bundle["themes"] for c in t["capabilities"] for q in c["questions"] if not q["condition"]]
    assert len(ids) >= len(HOSTILE)
    answers = {
        id: {"level": 2, "comment": text, "evidence": [{"title": f"a{text}", "owner": text, "where": text}]}
        for id, text in zip(ids, HOSTILE, strict=False)
    }
    everything = " ".join(HOSTILE)
    about = dict.fromkeys(bundle["about"], everything)
    record: dict[str, Any] = {"force": "kent-police", "period": "2026", "about": about}
    said = [{"level": 1, "role": "legal", "comment": everything}, {"level": 3, "role": "psd", "comment": "Ours"}]
    heard = [{"level": 1, "role": "legal"}]
    answers[ids[-1]] = {"said": said, "agreed": [{"level": 3, "reason": everything, "over": heard}], "level": 3}
    dropped = {"action": bundle["interventions"][1], "decision": "drop", "reason": everything}
    done = {"action": bundle["interventions"][0], "owner": everything, "first_step": everything}
    decided = {"question": ids[0], "decision": "kept", "why": everything, "level": 2, "at": "2026-11-20T10:00:00Z"}
    rating = {"question": ids[0], "level": 1, "line": everything, "seen": [f"a{HOSTILE[0]}"]}
    more = {
        "actions": [done, dropped],
        "friend": [{"date": "2026-11-19", "ratings": [rating], "decided": [decided]}],
        "sign_off": {"role": "psd", "date": "2026-11-20", "decision": "sent-back", "note": everything},
    }
    record |= {"answers": answers, **more}
    if way == "file":
        file = {"format": "maturity-assessment/2", "edition": bundle["edition"], **record}
        short.load("hostile.json", json.dumps(file))
        short.page.get_by_text("hostile.json is open").wait_for()
    else:
        copy = tmp_path / "hostile.html"
        state = {"work": record | {"marking": "OFFICIAL"}, "beside": {}, "role": "", "panel": "p-start"}
        text = short.page.evaluate("state => Maturity.pageCopy.copyText(state)", state)
        copy.write_text(text, encoding="utf-8", newline="")
        short.path = copy
        short.open()
    for link in short.page.locator(".m-contents a").all():
        link.dispatch_event("click")
        short.page.evaluate("href => { location.hash = href; }", link.get_attribute("href"))
    given = clean_record(record)
    assert short.page.evaluate("typeof window.hit") == "undefined"
    assert saved(short) == (written(given["answers"]), given["about"])
    assert {name: json.loads(short.save()[1])[name] for name in more} == {name: given[name] for name in more}
    leave(short)
    short.open()
    assert short.page.evaluate("typeof window.hit") == "undefined"
    assert saved(short) == (written(given["answers"]), given["about"])


def written(value: Any) -> Any:
    """A value without the texts in which nothing stands."""
    if isinstance(value, list):
        return [written(each) for each in value]
    return {name: written(each) for name, each in value.items() if each != ""} if isinstance(value, dict) else value


def saved(form: Form) -> tuple[Any, Any]:
    """What a file has of the answers (without who and when) and about the force."""
    record = json.loads(form.save()[1])
    answers = {id: {k: v for k, v in each.items() if k not in ("role", "at")} for id, each in record["answers"].items()}
    return answers, record["about"]
