// The draft of one piece of work, kept in the browser: taken up when the page opens, and written down with each change.
// Every failure ends in a plain sentence and with the work still on the page. How it is stored is in journal.js.
Maturity.draft = (function () {
  "use strict";
  const M = Maturity;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`say.${key}`, values);
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { setText } = M.dom;
  const { now } = M.work;
  const { toPlaces, fromPlaces, changedPlaces, setPlace } = M.places;
  const FORMAT = "maturity-draft/1";
  const OFFERED = 3; // pieces of other work at once

  // `keeper` has the host, which has edition, work, beside, role, panel and replace(work, role), which shows another work.
  class Draft {
    /** @param {Keeper} keeper */
    constructor(keeper) {
      this.keeper = keeper;
      this.host = keeper.host;
      this.journal = new M.journal.Journal(this.host.edition);
      this.slot = "";
      this.tab = M.pageCopy.uniqueName();
      this.count = 0; // of this window's writings
      this.timer = 0;
      this.due = 0;
      this.asked = false; // whether it is to be written in a moment
      this.damaged = ""; // what was put aside
      this.writing = /** @type {Promise<unknown> | undefined} */ (undefined);
      this.file = noFile();
      this.base = /** @type {Map<string, any>} */ (new Map()); // places as they are written down
      this.fresh = /** @type {Map<string, number>} */ (new Map()); // places that are on their way
      this.mine = /** @type {Map<string, number>} */ (new Map()); // running number of this window's last change to a place
      this.over = /** @type {Map<string, number>} */ (new Map()); // changes elsewhere that one here is made over
      this.seen = 0;
      this.begun = false;
      this.entries = 0;
      this.size = 0;
    }

    // As if nothing had been kept yet.
    forget() {
      Object.assign(this, { file: noFile(), base: new Map(), fresh: new Map(), mine: new Map(), over: new Map() });
      Object.assign(this, { seen: 0, begun: false, entries: 0, size: 0 });
    }

    state() {
      const { work, beside, role, panel } = this.host;
      return { ...work, beside, role, panel, file: this.file };
    }

    // What has to be written down. What a blank form has is no change as long as nobody wrote it: a window that was opened
    // a moment ago would undo the first choice of another.
    /** @param {Map<string, string>} places */
    changes(places) {
      const blank = toPlaces(M.work.blank(this.host.edition));
      return changedPlaces(this.base, places).filter(([place, value]) => this.base.has(place) || value !== blank.get(place));
    }

    // --- taking up what is there --------------------------------------------------------------------------------

    // Takes up the draft that is there, or what this page carries. Gives its panel, if any.
    /** @returns {Promise<string | undefined>} */
    async restore() {
      const { journal } = this, carried = M.pageCopy.carriedState();
      await journal.open();
      this.slot = M.journal.slotOf(location.pathname);
      if (carried) this.slot = (await journal.versions()).find((each) => each.copy === carried.copy)?.slot ?? carried.copy;
      const denied = journal.read(this.slot, "draft") === undefined;
      if (!journal.db) M.notices.show("storage", word(denied ? "storage_denied" : "storage_late"), { alert: denied, focus: false });
      const { base, seen, begun, wrong, places, damaged, at } = await this.stored(this.slot);
      Object.assign(this, { base: journal.db ? base : places, seen, begun });
      this.keeper.windows.listen();
      if (!places.size && !damaged.length) return carried ? this.carried(carried) : this.offerOthers().then(() => undefined, () => undefined);
      const draft = places.size ? this.checked(fromPlaces(places)) : undefined;
      if (damaged.length || !draft || draft.dropped.length) this.setDamagedAside(damaged.length ? damaged : [JSON.stringify(fromPlaces(places))]);
      if (damaged.length && journal.db) await journal.takeOut(wrong).catch(() => undefined);
      if (!draft) return void this.report("draft_damaged", {}, { alert: true });
      this.keeper.show(draft);
      this.status(at);
      if (draft.dropped.length) this.report("draft_partly", { n: draft.dropped.length }, { list: draft.dropped.map((each) => word("left_out", each)), alert: true });
      else if (damaged.length) this.report("draft_mended", {}, { alert: true });
      else M.notices.show("restored", word("restored", M.question.dateAndTime(at)));
      this.writeSoon(0); // what only the second copy had
      return String(draft.panel ?? "");
    }

    // What there is of a piece of work: {base (as the journal has it), seen, begun, wrong, places, damaged, at}.
    /** @param {string} slot @param {Journal} [journal] */
    async stored(slot, journal = this.journal) {
      const second = journal.read(slot, "draft");
      /** @type {any} */
      let first = { base: new Map(), seen: 0, begun: false, own: () => 0, damaged: [], wrong: {}, at: "" };
      try {
        if (journal.db) first = await journal.load(slot);
      } catch {
        journal.db = null; // a database that opens and cannot be read
      }
      return combined(first, second);
    }

    // A draft without its wrong parts, {work, beside, role, panel, file, dropped}; undefined when it is none at all.
    /** @param {any} given */
    checked({ beside = {}, role, panel, file, ...work }) {
      const { edition } = this.host;
      const left = M.reader.withoutProblems({ ...M.work.blank(edition), ...work }, edition, true), more = M.reader.soundBeside(beside, edition);
      if (!left) return undefined;
      return { work: { ...M.work.blank(edition), ...left.record }, beside: more.record, role, panel, file, dropped: [...left.dropped, ...more.dropped] };
    }

    /** @param {any} given */
    show({ work, beside, role, file }) {
      const sure = this.file.sure || file?.sure === true, offered = file?.offered === true;
      this.file = { name: String(file?.name ?? ""), at: String(file?.at ?? ""), changed: file?.changed === true, offered, sure };
      this.host.beside = M.tracker.besideFor(this.host, work, beside);
      this.host.replace(work, String(role ?? ""));
    }

    // The first time that a copy of the page is opened here, what it carries is shown. Other work that this browser has
    // stays where it is, and as an earlier version it is here as well.
    /** @param {any} state */
    async carried(state) {
      const { edition, work, beside, role, panel } = state;
      const draft = this.isThisEdition(edition) ? this.checked({ ...work, beside, role, panel }) : undefined;
      const keepOtherWork = await this.other();
      if (!draft || draft.dropped.length) this.setDamagedAside([JSON.stringify(state)]);
      if (!draft) return void this.report("carried_damaged", {}, { alert: true, buttons: this.keeper.versions.wayBack(keepOtherWork) });
      this.keeper.show({ ...draft, file: { name: ownFileName() } });
      M.checklist.opened(this.host, ownFileName());
      this.writeSoon(0);
      const list = draft.dropped.map((each) => word("left_out", each)), values = { n: list.length, ...this.host.summary() };
      const landing = this.host.beside.pack ? "" : this.keeper.files.panelFor(this.host.work);
      const isToSign = this.host.role === M.edition.texts.edition.signs && !this.host.beside.pack; // whoever signs has work in no other copy
      const key = keepOtherWork ? (isToSign ? "carried_again" : "carried_beside") : "carried";
      this.report(list.length ? "draft_partly" : key, values, { list, alert: list.length > 0, buttons: isToSign ? [] : this.keeper.versions.wayBack(keepOtherWork) });
      return String(draft.panel === "p-share" && landing ? landing : draft.panel ?? "");
    }

    /** @param {any} edition */
    isThisEdition(edition) {
      const { id, version } = this.host.edition.bundle.edition;
      return edition?.id === id && edition.version === version;
    }

    // Other work that a journal has, the last first: {places, at, place, work}.
    /** @param {Journal} [journal] */
    async otherWork(journal = this.journal) {
      const slots = [...await journal.slots().catch(() => new Map())].filter(([slot]) => journal !== this.journal || slot !== this.slot);
      const found = await Promise.all(slots.map(async ([slot, place]) => ({ place, ...await this.stored(slot, journal) })));
      return found.filter(({ places }) => places.size).map((each) => ({ ...each, work: fromPlaces(each.places) }))
        .filter(({ work }) => Object.keys(work.answers).length || work.force || work.period).sort((a, b) => (a.at < b.at ? 1 : -1));
    }

    // Keeps a version of the last other work that this browser has. Gives its key.
    async other() {
      const [last] = await this.otherWork();
      const draft = last && this.checked(last.work);
      if (!draft || M.work.isEmpty(this.host.edition, draft.work)) return undefined;
      return this.keeper.versions.keep("other", last.work, { at: last.at });
    }

    // Where this form has no work yet: what this browser has from the same form in another place, which may have been
    // this one before it was moved, and under other editions.
    async offerOthers() {
      const found = (await this.otherWork()).filter(({ work }) => !work.beside?.pack).slice(0, OFFERED), name = (/** @type {any} */ { force }) => M.labels.forceName(force) || word("results_of_nobody");
      /** @param {any} given */
      const about = ({ work, at, place }) => ({ force: name(work), period: work.period || "–", n: Object.keys(work.answers).length, place: shortPlace(place), ...M.question.dateAndTime(at) });
      if (found.length) {
        const list = found.map((each) => word(each.place ? "other_line" : "other_line_old", about(each)));
        /** @type {Button[]} */
        const buttons = found.map((each) => [word("other_open", about(each)), () => this.takeOther(each.work)]);
        M.notices.show("other", word("other_work", { place: shortPlace(location.pathname) }), { list, buttons, focus: false });
      }
      for (const journal of await this.journal.others()) {
        for (const { work } of (await this.otherWork(journal)).slice(0, 1)) this.offerEdition(journal.name.split("/").pop() ?? "", work, name(work));
        journal.db?.close();
      }
    }

    // Goes on here with a copy of work from another place.
    /** @param {any} given */
    async takeOther(given) {
      const draft = this.checked(given);
      if (!draft) return M.notices.show("file", word("version_damaged"), { alert: true });
      const before = await this.keeper.versions.snapshot("other"); // nothing, unless somebody began here meanwhile
      this.keeper.show(draft);
      this.write();
      return M.notices.show("file", word("other_taken", this.host.summary()), { list: draft.dropped.map((each) => word("left_out", each)), buttons: this.keeper.versions.wayBack(before), focus: true });
    }

    /** @param {string} version @param {any} work @param {string} force */
    offerEdition(version, work, force) {
      const { id, version: ours, owner } = this.host.edition.texts.edition, n = Object.keys(work.answers).length;
      const sentences = [word("edition_work", { version, n, force, period: work.period || "–" }), word("edition_how", { version, ours, owner })];
      /** @type {Button} */
      const save = [word("edition_save"), () => this.keeper.files.saveOlder({ id, version }, work)];
      M.notices.show(`edition-${version}`, sentences.join(" "), { buttons: M.work.hasFileName(work) ? [save] : [], focus: false });
    }

    // What was kept, as it was, before anything is written over it.
    /** @param {string[]} texts */
    setDamagedAside(texts) {
      this.damaged = texts.join("\n");
      this.journal.write(this.slot, "damaged", this.damaged);
      this.journal.thing(this.slot, "damaged", this.damaged).catch(() => undefined);
    }

    // A notice about the draft, with the way to what was kept aside.
    /** @param {string} key @param {Values} values @param {any} fields */
    report(key, values, { buttons = [], ...rest }) {
      const save = [word("draft_save_damaged"), () => this.keeper.files.download("damaged-draft.json", this.damaged)];
      M.notices.show("draft", word(key, values), { focus: false, ...rest, buttons: this.damaged ? [save, ...buttons] : buttons });
    }

    // --- writing it down ----------------------------------------------------------------------------------------

    // Something changed: it is kept at once, or soon while somebody types.
    /** @param {boolean} [typing] */
    changed(typing) {
      if (!this.file.changed) M.notices.sayInstead("saved", word("saved_older", this.file), true);
      this.file.changed = true;
      if (typing) return this.writeSoon(200);
      if (!this.asked) queueMicrotask(() => this.write());
      this.asked = true;
      return undefined;
    }

    // Another panel is shown: the draft remembers it, so that work goes on where it stopped.
    moved() {
      if (!M.work.isEmpty(this.host.edition, this.host.work)) this.writeSoon(400);
    }

    // Never later than asked for before, so that somebody who types on and on is kept up with.
    /** @param {number} milliseconds */
    writeSoon(milliseconds) {
      const due = performance.now() + milliseconds;
      if (this.timer && this.due <= due) return;
      clearTimeout(this.timer);
      this.due = due;
      this.timer = setTimeout(() => this.write(), milliseconds);
    }

    // Before the page goes away.
    flush() {
      if (this.timer) this.write();
    }

    // Writes down what changed: first where it can be written while the page goes away, then in the journal.
    write() {
      clearTimeout(this.timer);
      Object.assign(this, { timer: 0, asked: false });
      const { journal, slot, tab } = this, at = now(), state = this.state(), places = toPlaces(state);
      const changes = this.changes(places);
      if (!changes.length) return undefined;
      const count = this.count += 1;
      for (const [place] of changes) this.fresh.set(place, count);
      const { beside, role, panel, file, ...work } = state;
      const record = { format: FORMAT, at, file, role, panel, work, beside, tab, count, fresh: [...this.fresh.keys()], last: changes.map(([place]) => place) };
      const second = journal.write(slot, "draft", M.journal.sealed(record));
      this.base = places;
      if (!journal.db) return this.reportKept(second, at);
      const entries = changes.map(([place, value]) => ({ tab, count, seen: this.over.get(place) ?? this.seen, at, place, value }));
      this.over.clear();
      this.writing = journal.append(slot, entries, this.begun).then((done) => this.afterWriting(done, count, entries, at), (error) => {
        for (const { place } of entries) this.base.set(place, null); // to be written again
        this.reportKept(second === "kept" ? "late" : error?.name === "QuotaExceededError" ? "full" : "denied", at);
      });
      if (second !== "kept") this.writing.then(() => journal.remove(slot, "draft")); // an old copy is worse than none
      return undefined;
    }

    /** @param {boolean} done @param {number} count @param {any[]} entries @param {string} at */
    afterWriting(done, count, entries, at) {
      this.begun = done;
      if (!done) { // somebody emptied the browser's storage: everything is written down again
        Object.assign(this, { base: new Map(), mine: new Map(), seen: 0 });
        return this.writeSoon(0);
      }
      for (const [place, last] of this.fresh) if (last <= count) this.fresh.delete(place);
      this.entries += entries.length;
      this.size += entries.reduce((sum, { value = "" }) => sum + value.length, 0);
      this.keeper.windows.channel?.postMessage({ slot: this.slot });
      this.reportKept("kept", at);
      return this.keeper.windows.catchUp();
    }

    // The browser closed or deleted its storage under the open page. Nothing is said to be kept until all of it is
    // written down again.
    lost() {
      const [place] = this.base.keys();
      if (place === undefined) return;
      this.base.set(place, null);
      this.status("");
      this.writeSoon(0);
    }

    /** @param {string} result @param {string} at */
    reportKept(result, at) {
      if (result !== "kept") M.notices.show("storage", word(`storage_${result}`), { alert: result !== "late", focus: false });
      else if (this.journal.db) byId("m-notices").querySelector('[data-kind="storage"]:not(:has(button + button))')?.remove();
      this.status(["kept", "late"].includes(result) ? at : "", M.reader.draftProblems(this.host.work, this.host.edition));
    }

    // `wrong`: places that would not be read again.
    /** @param {string} at @param {string[]} [wrong] */
    status(at, wrong = []) {
      const kept = wrong.length ? "saved_partly" : "saved";
      byId("m-kept").dataset.at = at; // all that was done before this moment is kept
      setText(byId("m-kept"), at ? word(kept, { time: M.question.timeText(at), list: wrong.slice(0, 3).join("; ") }) : "");
      this.keeper.files.showFileState();
    }

    // Why the work would be lost with this browser, as a part of the names of texts: it has changed since it went into a
    // file, or was offered as one that nobody has seen yet. Nothing when it would not.
    risk() {
      return this.file.changed ? "unsaved" : this.file.offered ? "offered" : "";
    }

    async clear() {
      const risk = this.risk(), sentences = [word("clear_text"), ...(risk ? [word(`clear_${risk}`, this.file)] : [])];
      const agreed = await M.notices.ask(word("clear_ask"), sentences, [], word("clear_do"), { other: risk ? word("save_first") : "", gone: true });
      if (agreed === "other") await this.keeper.files.save();
      if (agreed !== true) return;
      clearTimeout(this.timer);
      this.timer = 0;
      await this.writing;
      await this.journal.clear(this.slot).catch(() => undefined);
      this.keeper.windows.channel?.postMessage({ slot: this.slot, cleared: true });
      this.keeper.emptied();
    }

    // The draft has been cleared, here or in another window. Until this page is closed it can be had again.
    emptied() {
      const { work, beside, role } = this.host, before = { work, beside, role, file: this.file };
      const isEmpty = M.work.isEmpty(this.host.edition, work);
      clearTimeout(this.timer);
      this.timer = 0;
      this.forget();
      this.damaged = "";
      this.host.beside = {};
      this.host.replace(M.work.blank(this.host.edition), "");
      this.base = toPlaces(this.state());
      this.status("");
      setText(byId("m-kept"), word("nothing_yet"));
      const sentences = [word("clear_done"), ...(isEmpty ? [] : [word("clear_undo")])];
      M.notices.show("done", sentences.join(" "), { focus: true, buttons: isEmpty ? [] : [[word("undo"), () => this.uncleared(before)]] });
    }

    // Brings a cleared draft back. What was done since is kept as a version.
    /** @param {any} before */
    async uncleared(before) {
      const key = await this.keeper.versions.snapshot("back");
      this.keeper.show(before);
      this.write();
      M.notices.show("file", word("clear_undone"), { focus: true, buttons: this.keeper.versions.wayBack(key) });
    }
  }

  // The work has been in no file yet.
  /** @returns {Filed} */
  const noFile = () => ({ name: "", at: "", changed: false, offered: false, sure: false });

  // What the journal and the second copy of a draft come to.
  /** @param {any} first @param {string | null | undefined} text */
  function combined(first, text) {
    const { record, sound } = text ? M.journal.opened(text) : {}, second = placesOf(record);
    const result = { ...first, places: new Map(first.base), damaged: [...first.damaged] };
    if (text && (!sound || !second)) result.damaged.push(text);
    if (!second) return result;
    if (!first.base.size) return { ...result, places: second, at: record.at };
    const last = first.own(record.tab), newer = sound && record.count > last ? record.fresh ?? [] : [];
    for (const place of newer) setPlace(result.places, place, second.get(place));
    const better = sound && record.count >= last; // where the journal is damaged
    if (first.damaged.length) for (const [place, value] of second) if (better || !result.places.has(place)) result.places.set(place, value);
    return newer.length ? { ...result, at: record.at } : result;
  }

  /** @param {any} record */
  function placesOf(record) {
    try {
      const { format, work, beside = {}, role, panel, file } = record;
      return format === FORMAT && work ? toPlaces({ ...work, beside, role, panel, file }) : undefined;
    } catch {
      return undefined;
    }
  }

  // The end of a place, by which people know it.
  /** @param {string} place */
  function shortPlace(place) {
    const end = place.split("/").slice(-2).join("/");
    try {
      return decodeURIComponent(end);
    } catch {
      return end;
    }
  }

  // This page's own file.
  function ownFileName() {
    const name = location.pathname.split("/").pop() ?? "";
    try {
      return decodeURIComponent(name);
    } catch {
      return name;
    }
  }

  return { Draft };
})();
