// Whole versions of the work: kept before something big, listed, gone back to and saved to files.
Maturity.versions = (function () {
  "use strict";
  const M = Maturity;
  /** @param {any} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`say.${key}`, values);
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { piece, setText, setTextIn } = M.dom;
  const { isAnswered, now } = M.work;

  class Versions {
    /** @param {Keeper} keeper */
    constructor(keeper) {
      this.keeper = keeper;
      this.draft = keeper.draft;
      this.host = keeper.host;
    }

    // Keeps the work as it is now, before something big. What is still to be written down is written first: the draft goes
    // on from what it has written, and what is only in the version would not be known to be gone later. `why` names a
    // text, say.why_…. Gives the version's key.
    /** @param {string} why @param {any} [more] */
    snapshot(why, more = {}) {
      if (M.work.isEmpty(this.host.edition, this.host.work)) return Promise.resolve();
      this.draft.write();
      return this.keep(why, this.draft.state(), { upto: this.draft.seen, ...more });
    }

    /** @param {string} why @param {any} draft @param {any} more */
    async keep(why, draft, more) {
      const { journal, slot, tab, count } = this.draft, { force, period, answers } = draft;
      const about = { at: now(), why, force, period, signed: M.work.isSigned(draft), n: Object.values(answers).filter(isAnswered).length };
      return journal.keep(slot, { tab, count, draft }, { ...about, ...more }).catch(() => undefined); // the work matters more
    }

    // The draft in a version.
    /** @param {any} key */
    async read(key) {
      const { record } = M.journal.opened(await this.draft.journal.text(key).catch(() => "") ?? ""), draft = record && this.draft.checked(record.draft);
      if (!draft) M.notices.show("file", word("version_damaged"), { alert: true });
      return draft;
    }

    // Goes back to a version. The work as it is becomes a version itself, so that this can be taken back as well.
    /** @param {any} key @param {string} [said] @param {boolean} [again] whether the way back is offered too */
    async back(key, said = word("version_back"), again = true) {
      const draft = await this.read(key);
      if (!draft) return undefined;
      const before = await this.snapshot("back");
      this.keeper.show({ ...draft, role: this.host.role, file: { ...draft.file, changed: true } });
      this.draft.write();
      M.notices.show("file", said, { focus: true, buttons: again ? this.wayBack(before) : [] });
      return undefined;
    }

    // The button that brings back the work as it was before something big.
    /** @param {any} key @returns {Button[]} */
    wayBack(key) {
      const { work } = this.host, was = JSON.stringify(work);
      const back = async () => {
        if (JSON.stringify(this.host.work) === was) return this.back(key);
        const version = (await this.draft.journal.versions().catch(() => [])).find((each) => each.key === key);
        const which = version ? [word("undo_which", { ...M.question.dateAndTime(version.at), n: version.n })] : [];
        return await M.notices.ask(word("undo_ask"), [...which, word("undo_text")], [], word("open_undo")) ? this.back(key) : undefined;
      };
      return key === undefined ? [] : [[word("open_undo"), back]];
    }

    // --- on the page --------------------------------------------------------------------------------------------

    async list() {
      const place = byId("m-versions");
      const picks = Boolean(globalThis.showSaveFilePicker);
      document.querySelector(".m-live").hidden = !picks;
      setText(byId("m-live-state"), this.keeper.live.file ? word("live_on", { name: this.keeper.live.file.handle.name }) : "");
      const versions = (await this.draft.journal.versions().catch(() => [])).filter((each) => each.slot === this.draft.slot);
      byId("m-versions-none").hidden = versions.length > 0;
      place.replaceChildren(...versions.map(({ key, at, why, force, period, signed, n }) => {
        const node = piece("version");
        const name = M.labels.forceName(force) || word("results_of_nobody");
        node.dataset.key = key;
        for (const each of node.querySelectorAll("button")) each.setAttribute("aria-describedby", `m-version-${key}`);
        node.querySelector(".m-version-when").id = `m-version-${key}`;
        setTextIn(node, ".m-version-when", word("version", { ...M.question.dateAndTime(at), n }));
        setTextIn(node, ".m-version-why", [word(`why_${why || "routine"}`), `${name}, ${period || "–"}.`, signed === true ? word("version_signed") : ""].filter(Boolean).join(" "));
        return node;
      }));
    }

    // The work in a version of the list, saved to a file with its own time in the name.
    /** @param {any} key */
    async save(key) {
      const draft = await this.read(key), { at } = (await this.draft.journal.versions()).find((each) => each.key === key) ?? {};
      if (draft) await this.keeper.files.save(draft.work, at);
    }
  }

  return { Versions };
})();
