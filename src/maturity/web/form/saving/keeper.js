// Looks after one piece of work: its draft in this browser, its other windows, its earlier versions and its files.
Maturity.keeper = (function () {
  "use strict";
  const M = Maturity;

  class Keeper {
    /** @param {Host} host */
    constructor(host) {
      this.host = host;
      /** @type {InstanceType<typeof M.draft.Draft>} */
      this.draft = new M.draft.Draft(this);
      /** @type {InstanceType<typeof M.windows.Windows>} */
      this.windows = new M.windows.Windows(this);
      /** @type {InstanceType<typeof M.versions.Versions>} */
      this.versions = new M.versions.Versions(this);
      /** @type {InstanceType<typeof M.files.Files>} */
      this.files = new M.files.Files(this);
      /** @type {InstanceType<typeof M.liveFile.LiveFile>} */
      this.live = new M.liveFile.LiveFile(this);
    }

    // Something changed: it is kept at once, or soon while somebody types.
    /** @param {boolean} [typing] */
    changed(typing) {
      this.draft.changed(typing);
      this.live.changed();
    }

    // Shows other work in place of the work on the page.
    /** @param {any} draft */
    show(draft) {
      const { work } = this.host;
      M.notices.remove("undo", "done"); // they were for the other work
      this.draft.show(draft);
      this.live.leave(work);
    }

    // What another window changed has been taken over: it goes into the file as well.
    /** @param {Work} before */
    adopted(before) {
      this.live.leave(before);
      this.live.soon();
    }

    // The draft has been cleared, here or in another window.
    emptied() {
      this.live.file = undefined;
      this.draft.emptied();
    }
  }

  /** @param {Place} button */
  const keyOf = (button) => {
    const { key } = button.closest("[data-key]").dataset;
    return /^\d+$/.test(key) ? Number(key) : key;
  };

  const actions = {
    /** @param {unknown} _ @param {Host} host */
    "save-copy": (_, { keeper }) => keeper.files.saveCopy(),
    /** @param {unknown} _ @param {Host} host */
    "file-there": (_, { keeper }) => keeper.files.askWhether(true),
    /** @param {unknown} _ @param {Host} host */
    "save-live": (_, { keeper }) => keeper.live.pick(),
    /** @param {Place} button @param {Host} host */
    "version-back": (button, { keeper }) => keeper.versions.back(keyOf(button)),
    /** @param {Place} button @param {Host} host */
    "version-file": (button, { keeper }) => keeper.versions.save(keyOf(button)),
  };

  return { Keeper, actions };
})();
