// The work's ways into files and out of them: the assessment's own file, a copy of this page with the answers inside, and
// where the browser can, a file that every change goes into. Loaded after keep.js and windows.js.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  const { notice, ask, Shared } = M.keep;
  const say = (key, values) => M.words(`say.${key}`, values);
  const byId = (id) => document.getElementById(id);
  const { text, piece, tell } = M.dom;
  const { now, named } = M.state;
  const AFTER = 1000; // milliseconds from a change to the file that it goes into
  const WRITE = { mode: "readwrite" };
  const WRONG = { NotAllowedError: "live_denied", SecurityError: "live_denied", NotFoundError: "live_gone" };

  // Looks after one piece of work: its draft (see Draft and Shared) and its files.
  class Keeper extends Shared {
    // --- to a file ----------------------------------------------------------------------------------------------

    // Saves a work, as a rule the one on the page, to an assessment's file.
    async save(work = this.host.work) {
      this.flush();
      const { edition, beside } = this.host, own = work === this.host.work;
      if (own && beside.friend?.pack) return M.friend.send(this.host);
      if (!named(work)) return this.needs();
      const { assessment, left } = M.state.finish(edition, work);
      if (left.length && !await ask(say("save_unfinished"), [], left.map((each) => this.unfinished(each)), say("save_anyway"))) return;
      const { text, checked } = await M.state.toText(assessment);
      const { problems } = await M.read.bytes(new TextEncoder().encode(text).buffer, edition);
      if (problems.length) return notice("file", say("save_wrong"), { list: problems, alert: true });
      const name = this.fileName(assessment);
      this.download(name, text);
      const more = checked ? [] : [say("saved_unchecked")];
      if (own) return this.offered(name, left.length > 0, ["offered_file", "saved_file"], more);
      return notice("file", [say("offered_file", { name }), ...more].join(" "));
    }

    // An assessment of an older edition that this browser has, saved as it was: the finished parts.
    async saveOlder(edition, { role, panel, file, beside, ...work }) {
      const pieces = (answer) => (answer.evidence ?? []).filter(({ title }) => M.state.filled(title)).map(kept);
      const all = Object.entries(work.answers).filter(([, answer]) => M.state.dealt(answer) || answer.said?.length);
      const answers = Object.fromEntries(all.map(([id, answer]) => [id, { ...kept(answer), ...(answer.evidence ? { evidence: pieces(answer) } : {}) }]));
      const record = { format: "maturity-assessment/1", edition, ...kept(work), period: M.state.line(work.period), about: kept(work.about), answers };
      const name = M.state.fileName(record);
      this.download(name, (await M.state.toText(record)).text);
      notice("file", say("offered_file", { name }));
    }

    // The browser was given something to download. Whether that became a file only the person can say; once is enough.
    offered(name, changed, keys, more = []) {
      const { sure } = this.file;
      this.file = { name, at: now(), changed, offered: !sure, sure };
      this.filed();
      this.soon(0);
      notice("file", [say(keys[Number(sure)], { name }), ...more].join(" "));
    }

    confirmed() {
      Object.assign(this.file, { offered: false, sure: true });
      this.filed();
      this.soon(0);
    }

    // The name of a file. A pack's has the role in it, so that it is not taken for the whole, and any other its version.
    fileName(work, end = ".assessment.json") {
      const { pack } = this.host.beside, { fileStem, fileName } = M.state, role = pack ? `-${pack}` : "";
      if (!named(work)) return `assessment${role}${end}`;
      return pack ? `${fileStem(work)}${role}${end}` : fileName(work).replace(".assessment.json", end);
    }

    needs() {
      const period = M.state.line(this.host.work.period);
      const odd = period && M.read.periodOdd("say.period_odd", period, this.host.edition.bundle.period);
      notice("file", odd || say("save_needs"), { alert: true, buttons: [[say("save_go"), () => this.host.go("p-about")]] });
    }

    saved(name, changed) {
      this.file = { name, at: now(), changed, offered: false, sure: this.file.sure };
      this.filed();
      this.soon(0);
    }

    // When and where the work was last saved to a file.
    filed() {
      const { name, at, changed, offered } = this.file;
      byId("m-file-there").hidden = !offered;
      const key = offered ? (changed ? "file_offered_changed" : "file_offered") : !name ? "file_never" : at ? (changed ? "file_changed" : "file_saved") : changed ? "file_opened_changed" : "file_opened";
      text(byId("m-file"), say(key, { name, time: M.question.clock(at) }));
    }

    unfinished({ id, where, what, n }) {
      const { questions, interventions } = M.edition.texts;
      return say(`unfinished_${what}`, { n, where, code: questions[id]?.code ?? interventions[id]?.name });
    }

    download(name, text, type = "application/json") {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    }

    // A copy of this page with the answers inside, and with all that is unfinished.
    async saveCopy() {
      this.flush();
      if (!M.carry.can) return notice("file", say("copy_foreign"), { alert: true });
      const { work, beside, role, panel } = this.host, copy = M.carry.unique();
      const name = this.fileName(work, ".html");
      this.download(name, M.carry.page({ work, beside, role, panel }, copy), "text/html");
      this.offered(name, false, ["offered_copy", "saved_copy"]);
      return this.snapshot("copied", { copy });
    }

    // --- from a file --------------------------------------------------------------------------------------------

    async open(file) {
      this.flush();
      const { edition } = this.host, { name } = file;
      let read;
      try {
        const buffer = await file.arrayBuffer(), copy = M.carry.read(new TextDecoder().decode(buffer));
        if (copy) return await this.openCopy(name, copy);
        read = await M.read.bytes(buffer, edition);
      } catch { // a file that cannot be got at, or one that no rule foresaw
        return notice("file", `${say("open_bad", { name })} ${say("open_failed")}`, { alert: true });
      }
      const { record, problems, rest, unchecked } = read;
      if (problems.length) {
        const head = `${say("open_bad", { name })} ${say("open_bad_list", { n: problems.length })}`;
        const buttons = rest ? [[say("open_without"), () => this.take(name, rest.record, unchecked, rest.dropped, undefined, false)]] : [];
        return notice("file", head, { list: problems, alert: true, buttons });
      }
      return this.take(name, record, unchecked);
    }

    // A copy of the page, opened in another one.
    async openCopy(name, { edition, work, beside, role, panel }) {
      const ours = this.host.edition.bundle.edition, values = { ...edition, ours: ours.id, our_version: ours.version };
      const draft = this.same(edition) && this.checked({ ...work, beside, role, panel });
      const wrong = this.same(edition) ? say("open_failed") : M.words("read.edition", values);
      if (!draft) return notice("file", `${say("open_bad", { name })} ${wrong}`, { alert: true });
      return this.take(name, draft.work, false, draft.dropped, draft.beside);
    }

    // Shows what was read from a file instead of the work on the page. Gives "merge" if the person wants to merge it with
    // the work, which is the main choice wherever it can be done.
    async take(name, record, unchecked, dropped = [], beside = this.host.beside, whole = true) {
      const { edition } = this.host;
      if (M.friend.isVisit(record, this.host)) return M.friend.take(record, this.host);
      const way = M.state.empty(edition, this.host.work) ? "open" : await this.way(name, record, whole);
      if (way !== "open") return way;
      const { format, edition: from, check, ...work } = M.takenUp({ edition: edition.bundle.edition, ...record });
      const before = await this.snapshot("opened");
      M.typed.forget(this.host); // it belongs to the work on the page, and is kept with that
      const file = { name, changed: dropped.length > 0 };
      this.show({ work: { ...M.state.blank(edition), ...work }, beside, role: this.host.role, file });
      this.write();
      this.filed();
      const said = [say("open_done", { name, ...this.host.summary() }), ...(unchecked ? [say("open_unchecked")] : [])];
      notice("file", said.join(" "), { list: dropped.map((each) => say("left_out", each)), buttons: this.wayBack(before), focus: true });
    }

    // What to do with a file while there is work on the page: "merge", "open", or nothing.
    async way(name, record, whole) {
      const { host, journal } = this, { done } = host.summary();
      const memory = !journal.db && journal.read(this.slot, "draft") === undefined;
      const strange = whole ? M.parts["p-share"].strange(record, host.assessment()) : [say("open_damaged")];
      const said = [say(strange.length ? "open_cannot" : "open_can", { why: strange.join(" ") }), say(this.unsafe() ? "open_ask_unsaved" : "open_ask_saved", { done }),
        say(memory ? "open_keep_memory" : "open_keep")];
      const ways = strange.length ? [say("open_replace"), { gone: true }] : [M.words("share.merge_one"), { other: say("open_replace") }];
      const chosen = await ask(say("open_ask", { name }), said, [], ...ways);
      return (strange.length ? { true: "open" } : { true: "merge", other: "open" })[chosen];
    }

    // --- a file that every change goes into ---------------------------------------------------------------------

    // Lets the person pick it. Whatever becomes of the work goes into it, so no version is in its name.
    async pick() {
      const { work } = this.host;
      if (!named(work)) return this.needs();
      const types = [{ description: say("live_type"), accept: { "application/json": [".json"] } }];
      try {
        await this.goOn(await globalThis.showSaveFilePicker({ suggestedName: `${M.state.fileStem(work)}.assessment.json`, types }));
      } catch (error) {
        if (error.name !== "AbortError") this.stopped("live_blocked", {}); // an AbortError: the person picked none
      }
      return undefined;
    }

    // Goes on with a file. `modified`: when it was last written here; what somebody else wrote since is not written over.
    async goOn(handle, modified) {
      this.live = undefined;
      try {
        if (handle.requestPermission && await handle.requestPermission(WRITE) !== "granted") return this.stopped("live_denied", handle);
      } catch {
        return this.stopped("live_denied", handle);
      }
      M.keep.unsaid("live");
      this.live = { handle, modified };
      return this.intoFile();
    }

    // After a restart: only this window, and only where the browser still allows it without asking.
    async resume() {
      const { handle, modified } = await this.journal.thing(this.slot, "file").catch(() => undefined) ?? {};
      if (!handle?.queryPermission || !await this.alone()) return;
      if (await handle.queryPermission(WRITE) === "granted") return void this.goOn(handle, modified);
      notice("live", say("live_resume", { name: handle.name }), { buttons: [[say("live_again"), () => this.goOn(handle, modified)]] });
    }

    // Whether no other window writes into the file.
    alone() {
      const name = this.journal.key(this.slot, "file"), { locks } = navigator;
      if (!locks) return true;
      return new Promise((done) => locks.request(name, { ifAvailable: true }, (lock) => {
        done(lock !== null);
        return lock && new Promise(() => {}); // held for as long as the page is open
      }).catch(() => done(true)));
    }

    changed(typing) {
      super.changed(typing);
      this.changes = (this.changes ?? 0) + 1;
      this.intoFileSoon();
    }

    intoFileSoon() {
      if (this.live) this.live.timer ??= setTimeout(() => this.intoFile(), AFTER);
    }

    // The file is whole at every moment: the browser puts what was written in its place at the end.
    async intoFile() {
      const { live, changes } = this;
      if (!live) return undefined; // it was given up in the meantime
      const { handle } = live;
      clearTimeout(live.timer);
      live.timer = undefined;
      if (live.busy) return this.intoFileSoon();
      live.busy = true;
      try {
        const { assessment, left } = M.state.finish(this.host.edition, this.host.work);
        if (!named(assessment)) return notice("live", say("live_waits", { name: handle.name }), { alert: true, focus: false });
        const { text } = await M.state.toText(assessment);
        const there = await handle.getFile();
        if (live.modified !== undefined && there.lastModified !== live.modified) return this.stopped("live_other", handle);
        const writer = await handle.createWritable();
        await writer.write(text);
        await writer.close();
        live.modified = (await handle.getFile()).lastModified;
        await this.journal.thing(this.slot, "file", { handle, modified: live.modified }).catch(() => undefined);
        if (this.live === live) this.saved(handle.name, this.changes !== changes || left.length > 0);
        this.list();
      } catch (error) {
        this.stopped(WRONG[error.name] ?? "live_failed", handle);
      } finally {
        live.busy = false;
      }
      return undefined;
    }

    // No more of it goes into the file; the work goes on.
    stopped(key, handle) {
      this.live = undefined;
      const again = [[say("live_again"), () => this.goOn(handle)], [say("live_pick"), () => this.pick()]];
      const buttons = handle.name ? again.slice(key === "live_other" ? 1 : 0) : [];
      notice("live", `${say(key, { name: handle.name })} ${say("live_goes_on")}`, { alert: true, focus: false, buttons });
      this.list();
    }

    emptied() {
      this.live = undefined;
      super.emptied();
    }

    show(draft) {
      const { work } = this.host;
      super.show(draft);
      this.leave(work);
    }

    // What another window changed goes into the file as well.
    adopt(mine, touched) {
      const { work } = this.host;
      super.adopt(mine, touched);
      this.leave(work);
      this.intoFileSoon();
    }

    // The work of another force or period does not go into the file of the one before.
    leave(before) {
      const { live, host: { work } } = this;
      if (!live || (before.force === work.force && before.period === work.period)) return;
      this.live = undefined;
      this.journal.thing(this.slot, "file", {}).catch(() => undefined);
      notice("live", say("live_left", { name: live.handle.name }), { focus: false, buttons: [[say("live_pick"), () => this.pick()]] });
      this.list();
    }

    // --- what is kept, in the panel that says so ----------------------------------------------------------------

    async list() {
      const place = byId("m-versions");
      const picks = Boolean(globalThis.showSaveFilePicker);
      byId("m-safe-h").hidden = !picks && !M.carry.single;
      document.querySelector(".m-live").hidden = !picks;
      text(byId("m-live-state"), this.live ? say("live_on", { name: this.live.handle.name }) : "");
      const versions = (await this.journal.versions().catch(() => [])).filter((each) => each.slot === this.slot);
      byId("m-versions-none").hidden = versions.length > 0;
      place.replaceChildren(...versions.map(({ key, at, why, force, period, n }) => {
        const made = piece("version");
        const name = M.pieces.forceName(force) || say("results_of_nobody");
        made.dataset.key = key;
        for (const each of made.querySelectorAll("button")) each.setAttribute("aria-describedby", `m-version-${key}`);
        made.querySelector(".m-version-when").id = `m-version-${key}`;
        tell(made, ".m-version-when", say("version", { ...M.question.moment(at), n }));
        tell(made, ".m-version-why", `${say(`why_${why || "routine"}`)} ${name}, ${period || "–"}.`);
        return made;
      }));
    }

    // The work in a version of the list, saved to a file.
    async version(key) {
      const draft = await this.read(key);
      if (draft) await this.save(draft.work);
    }
  }

  // The fields of a record that have something in them.
  const kept = (record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== "" && value !== undefined));

  const keyOf = (button) => {
    const { key } = button.closest("[data-key]").dataset;
    return /^\d+$/.test(key) ? Number(key) : key;
  };

  M.keep.Keeper = Keeper;
  M.parts = M.parts ?? {};
  M.parts.files = {
    show() {},
    actions: {
      "save-copy": (_, { keeper }) => keeper.saveCopy(),
      "file-there": (button, { keeper }) => {
        keeper.confirmed();
        button.closest(".m-bar").querySelector('[data-do="save"]').focus(); // the button itself is gone
      },
      "save-live": (_, { keeper }) => keeper.pick(),
      "version-back": (button, { keeper }) => keeper.back(keyOf(button)),
      "version-file": (button, { keeper }) => keeper.version(keyOf(button)),
    },
  };
})();
