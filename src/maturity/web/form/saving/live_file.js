// A file that every change goes into, where the browser can write one.
Maturity.liveFile = (function () {
  "use strict";
  const M = Maturity;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`say.${key}`, values);
  const { hasFileName } = M.work;
  const AFTER = 1000; // milliseconds from a change to the file that it goes into
  const WRITE = { mode: "readwrite" };
  /** @type {Record<string, string>} */
  const WRONG = { NotAllowedError: "live_denied", SecurityError: "live_denied", NotFoundError: "live_gone" };

  class LiveFile {
    /** @param {Keeper} keeper */
    constructor(keeper) {
      this.keeper = keeper;
      this.draft = keeper.draft;
      this.host = keeper.host;
      this.file = /** @type {any} */ (undefined); // {handle, modified, timer, busy}, while there is one
      this.changes = 0;
    }

    // Lets the person pick it. Whatever becomes of the work goes into it, so no version is in its name.
    async pick() {
      const { work } = this.host;
      if (!hasFileName(work)) return this.keeper.files.showNeeds();
      const types = [{ description: word("live_type"), accept: { "application/json": [".json"] } }];
      try {
        await this.continueWith(await globalThis.showSaveFilePicker({ suggestedName: `${M.work.fileStem(work)}.assessment.json`, types }));
      } catch (/** @type {any} */ error) {
        if (error.name !== "AbortError") this.stop("live_blocked", {}); // an AbortError: the person picked none
      }
      return undefined;
    }

    // Goes on with a file. `modified`: when it was last written here; what somebody else wrote since is not written over.
    /** @param {any} handle @param {number} [modified] */
    async continueWith(handle, modified) {
      this.file = undefined;
      try {
        if (handle.requestPermission && await handle.requestPermission(WRITE) !== "granted") return this.stop("live_denied", handle);
      } catch {
        return this.stop("live_denied", handle);
      }
      M.notices.remove("live");
      this.file = { handle, modified };
      return this.write();
    }

    // After a restart: only this window, and only where the browser still allows it without asking.
    async resume() {
      const { handle, modified } = await this.draft.journal.thing(this.draft.slot, "file").catch(() => undefined) ?? {};
      if (!handle?.queryPermission || !await this.isAlone()) return;
      if (await handle.queryPermission(WRITE) === "granted") return void this.continueWith(handle, modified);
      M.notices.show("live", word("live_resume", { name: handle.name }), { buttons: [[word("live_again"), () => this.continueWith(handle, modified)]] });
    }

    // Whether no other window writes into the file.
    isAlone() {
      const name = this.draft.journal.key(this.draft.slot, "file"), { locks } = navigator;
      if (!locks) return true;
      return new Promise((done) => locks.request(name, { ifAvailable: true }, (lock) => {
        done(lock !== null);
        return lock && new Promise(() => {}); // held for as long as the page is open
      }).catch(() => done(true)));
    }

    changed() {
      this.changes += 1;
      this.soon();
    }

    soon() {
      if (this.file) this.file.timer ??= setTimeout(() => this.write(), AFTER);
    }

    // The file is whole at every moment: the browser puts what was written in its place at the end.
    async write() {
      const { file: live, changes } = this;
      if (!live) return undefined; // it was given up in the meantime
      const { handle } = live;
      clearTimeout(live.timer);
      live.timer = undefined;
      if (live.busy) return this.soon();
      live.busy = true;
      try {
        const { assessment, left } = M.work.finish(this.host.edition, this.host.work);
        if (!hasFileName(assessment)) return M.notices.show("live", word("live_waits", { name: handle.name }), { alert: true, focus: false });
        const { text } = await M.work.fileText(assessment);
        const onDisk = await handle.getFile();
        if (live.modified !== undefined && onDisk.lastModified !== live.modified) return this.stop("live_other", handle);
        const writer = await handle.createWritable();
        await writer.write(text);
        await writer.close();
        live.modified = (await handle.getFile()).lastModified;
        await this.draft.journal.thing(this.draft.slot, "file", { handle, modified: live.modified }).catch(() => undefined);
        if (this.file === live) this.keeper.files.noteSaved(handle.name, this.changes !== changes || left.length > 0);
        this.keeper.versions.list();
      } catch (/** @type {any} */ error) {
        this.stop(WRONG[error.name] ?? "live_failed", handle);
      } finally {
        live.busy = false;
      }
      return undefined;
    }

    // No more of it goes into the file; the work goes on.
    /** @param {string} key @param {any} handle */
    stop(key, handle) {
      this.file = undefined;
      /** @type {Button[]} */
      const again = [[word("live_again"), () => this.continueWith(handle)], [word("live_pick"), () => this.pick()]];
      /** @type {Button[]} */
      const buttons = handle.name ? again.slice(key === "live_other" ? 1 : 0) : [];
      M.notices.show("live", `${word(key, { name: handle.name })} ${word("live_goes_on")}`, { alert: true, focus: false, buttons });
      this.keeper.versions.list();
    }

    // The work of another force or period does not go into the file of the one before.
    /** @param {Work} before */
    leave(before) {
      const { file: live, host: { work } } = this;
      if (!live || (before.force === work.force && before.period === work.period)) return;
      this.file = undefined;
      this.draft.journal.thing(this.draft.slot, "file", {}).catch(() => undefined);
      M.notices.show("live", word("live_left", { name: live.handle.name }), { focus: false, buttons: [[word("live_pick"), () => this.pick()]] });
      this.keeper.versions.list();
    }
  }

  return { LiveFile };
})();
