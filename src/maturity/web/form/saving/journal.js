// Where drafts are kept. Storage only: what is written when, and what is said about it, is for draft.js.
//
// A draft is a set of places, such as force or answers.<id>, each with its whole value. A journal in IndexedDB, which
// writes to the disk at once, takes every change as it is made: whose it is, its running number, time, place and new
// value. From time to time a whole version is kept, so that the journal stays short. Order is by running number, which
// the database gives, and never by a clock. A second copy of the whole draft is in localStorage: it can be written
// while the page goes away, and it is all there is where IndexedDB is not. Browsers write it to the disk late.
// Each piece of work has a slot of its own: one for each place that a form is opened from, or for each copy (page_copy.js).
Maturity.journal = (function () {
  "use strict";
  const M = Maturity;
  const PATIENCE = 8000; // milliseconds, for a database that does not answer
  const MOST = 20, ROUTINE = 5, ROOM = 40e6; // versions, those kept for no special reason, their characters in all
  const BASES = 3; // versions from which the journal can be read again, in case some are damaged

  // --- texts ----------------------------------------------------------------------------------------------------

  // A record as text with a sum by which damage to it shows.
  /** @param {any} record */
  function sealed(record) {
    const text = JSON.stringify(record).slice(0, -1);
    return `${text},"sum":"${sumOf(text)}"}`;
  }

  // The record in a text, if any, and whether it is as it was written.
  /** @param {string} text */
  function opened(text) {
    try {
      const { sum, ...record } = JSON.parse(text);
      return { record, sound: sum === undefined || sum === sumOf(text.slice(0, text.lastIndexOf(',"sum":"'))) };
    } catch {
      return { sound: false };
    }
  }

  /** @param {string} text */
  function sumOf(text) {
    let sum = 2166136261;
    for (let n = 0; n < text.length; n += 1) sum = Math.imul(sum ^ text.charCodeAt(n), 16777619);
    return (sum >>> 0).toString(36);
  }

  // --- storage --------------------------------------------------------------------------------------------------

  class Journal {
    /** @param {{ texts: { edition: { id: string, version: string } } }} edition */
    constructor(edition) {
      const { id, version } = edition.texts.edition;
      this.name = `maturity/${id}/${version}`;
      this.db = /** @type {IDBDatabase | null} */ (null);
      this.opening = /** @type {Promise<unknown> | undefined} */ (undefined);
      this.onlost = /** @type {(() => void) | undefined} */ (undefined);
      this.closed = false; // whether the browser closed it under the open page
      this.memory = /** @type {Version[]} */ ([]); // versions, where there is no database
    }

    // Opens the database, or finds that there is none.
    open() {
      this.opening ??= this.connect().then((db) => Object.assign(this, { db, closed: false, opening: undefined }));
      return this.opening;
    }

    connect() {
      return new Promise((done) => {
        let late = false;
        const none = () => done(null);
        setTimeout(() => {
          late = true;
          none();
        }, PATIENCE);
        try {
          const request = indexedDB.open(this.name, 1);
          request.onupgradeneeded = () => create(request.result);
          request.onerror = none;
          request.onsuccess = () => {
            const db = request.result;
            if (late) return db.close(); // too late to be read: what is in it waits for the next visit
            db.onversionchange = () => this.lose(db); // somebody deletes it
            db.onclose = () => this.lose(db); // somebody emptied the browser's storage
            return done(db);
          };
        } catch {
          none();
        }
      });
    }

    // The database goes away under the open page. It is opened again as soon as it is needed.
    /** @param {IDBDatabase} db */
    lose(db) {
      db.close();
      if (this.db !== db) return;
      this.closed = true;
      this.onlost?.();
    }

    // One transaction. `work` gets a function that gives stores, and returns what reads the result at its end. It begins
    // at once, also while the page goes away.
    /**
     * @param {string[]} stores
     * @param {IDBTransactionMode} mode
     * @param {(store: (name: string) => IDBObjectStore) => any} work
     @returns {Promise<any>} */
    async run(stores, mode, work) {
      if (this.closed) await this.open();
      return new Promise((done, fail) => {
        const transaction = /** @type {IDBDatabase} */ (this.db).transaction(stores, mode, { durability: "strict" });
        const read = work((name) => transaction.objectStore(name));
        transaction.oncomplete = () => done(read?.());
        transaction.onabort = () => fail(transaction.error);
      });
    }

    // Everything sound about a piece of work: {base (its places), at, seen (the last running number), begun, own(tab) (the
    // last write of a window), damaged (texts), wrong (what takeOut then takes out)}.
    /** @param {string} slot */
    async load(slot) {
      /** @type {[JournalEntry[], Version[], string | undefined]} */
      const [entries, versions, begun] = await this.run(["entries", "versions", "things"], "readonly", (store) => {
        const found = ["entries", "versions"].map((name) => store(name).index("slot").getAll(slot));
        found.push(store("things").get(`${slot}/begun`));
        return () => found.map((each) => each.result);
      });
      /** @type {string[]} */
      const damaged = [];
      /** @type {{ entries: number[], versions: number[] }} */
      const wrong = { entries: [], versions: [] };
      /** @type {Map<string, number>} */
      const tabs = new Map();
      let base = new Map(), upto = 0, at = "";
      for (const version of versions.reverse().filter((each) => each.upto !== undefined)) {
        const text = await this.text(version.key), { record, sound } = opened(text), places = sound && placesOf(record);
        if (places) {
          [base, upto, at] = [places, version.upto ?? 0, version.at];
          tabs.set(record.tab, record.count);
          break;
        }
        damaged.push(String(text));
        wrong.versions.push(version.key);
      }
      for (const { n, text } of entries) {
        const { record, sound } = opened(text);
        if (sound && fits(record)) {
          tabs.set(record.tab, record.count);
          at = record.at;
          if (n > upto) M.places.setPlace(base, record.place, record.value);
        } else {
          damaged.push(String(text));
          wrong.entries.push(n);
        }
      }
      const seen = Math.max(upto, ...entries.map((each) => each.n));
      return { base, at, seen, begun: begun !== undefined, own: (/** @type {string} */ tab) => tabs.get(tab) ?? 0, damaged, wrong };
    }

    // Every piece of work that there is, with the place of its form where that is known.
    async slots() {
      const found = new Map(namesOf().flatMap((key) => {
        const [, slot] = key.startsWith(this.name) ? /^(?:\/(\w+))?\/draft$/.exec(key.slice(this.name.length)) ?? [] : [];
        return key === this.key("", "draft") || slot ? [[slot ?? "", ""]] : [];
      }));
      if (!this.db) return found;
      const begun = await this.run(["things"], "readonly", (store) => {
        const keys = store("things").getAllKeys(), values = store("things").getAll();
        return () => keys.result.map((key, n) => [key, values.result[n]]).filter(([key]) => key.endsWith("/begun"));
      });
      for (const [key, place] of begun) found.set(key.slice(0, -"/begun".length), typeof place === "string" ? place : "");
      return found;
    }

    // What this browser has of other editions of the same questionnaire: a journal for each.
    async others() {
      const start = this.name.slice(0, this.name.lastIndexOf("/") + 1), id = start.split("/")[1];
      const databases = await globalThis.indexedDB?.databases?.().catch(() => []) ?? [];
      const names = [...databases.map(({ name }) => name ?? ""), ...namesOf()].filter((name) => name.startsWith(start));
      const versions = new Set(names.map((name) => name.slice(start.length).split("/")[0]));
      versions.delete(this.name.slice(start.length));
      return Promise.all([...versions].sort().map(async (version) => {
        const made = new Journal({ texts: { edition: { id, version } } });
        if (databases.some(({ name }) => name === made.name)) await made.open();
        return made;
      }));
    }

    /** @param {{ entries: number[], versions: any[] }} given */
    takeOut({ entries, versions }) {
      return this.run(["entries", "versions", "texts"], "readwrite", (store) => {
        for (const n of entries) store("entries").delete(n);
        for (const key of versions) for (const name of ["versions", "texts"]) store(name).delete(key);
      });
    }

    // Writes changes down: [{tab, count, seen, at, place, value}], in one go that needs this page no more. Gives false when
    // the journal has been emptied since `begun`, so that all of the work has to be written.
    /** @param {string} slot @param {any[]} changes @param {boolean} begun */
    append(slot, changes, begun) {
      return this.run(["entries", "things"], "readwrite", (store) => {
        const [entries, things] = [store("entries"), store("things")], before = things.get(`${slot}/begun`);
        if (!begun) things.put(location.pathname, `${slot}/begun`);
        for (const change of changes) entries.add({ slot, text: sealed(change) });
        entries.transaction.commit?.();
        return () => !begun || before.result !== undefined;
      });
    }

    // What has been written since a running number, in order: [{n, tab, count, seen, at, place, value}].
    /** @param {string} slot @param {number} seen */
    async since(slot, seen) {
      /** @type {JournalEntry[]} */
      const found = await this.run(["entries"], "readonly", (store) => {
        const all = store("entries").getAll(IDBKeyRange.lowerBound(seen, true));
        return () => all.result;
      });
      return found.filter((each) => each.slot === slot).map(({ n, text }) => ({ n, ...opened(text).record }));
    }

    // --- versions -----------------------------------------------------------------------------------------------

    // Keeps a whole version. `about`: {at, why, done, copy?, upto?}; only with `upto` can the journal go on from it.
    // Gives its key. The oldest ones go.
    /** @param {string} slot @param {any} record @param {any} about */
    async keep(slot, record, about) {
      const text = sealed(record), version = { slot, size: text.length, ...about };
      if (!this.db) return this.keepHere({ ...version, text });
      const key = await this.run(["versions", "texts"], "readwrite", (store) => {
        const added = store("versions").add(version);
        added.onsuccess = () => store("texts").add(text, added.result);
        return () => added.result;
      });
      await this.prune(slot);
      return key;
    }

    /** @param {string} slot */
    async prune(slot) {
      const versions = (await this.versions()).filter((each) => each.slot === slot);
      const bases = versions.filter((each) => each.upto !== undefined);
      let room = ROOM, routine = 0;
      const spare = versions.filter(({ why, size }, n) => {
        room -= size;
        routine += why ? 0 : 1;
        return n >= BASES && (n >= MOST || room < 0 || (!why && routine > ROUTINE));
      });
      const end = bases[BASES - 1]?.upto ?? 0;
      await this.run(["entries", "versions", "texts"], "readwrite", (store) => {
        for (const { key } of spare) for (const name of ["versions", "texts"]) store(name).delete(key);
        shorten(store("entries"), slot, end);
      });
    }

    // Of every slot, the newest first.
    /** @returns {Promise<Version[]>} */
    async versions() {
      if (!this.db) return this.here();
      return this.run(["versions"], "readonly", (store) => {
        const all = store("versions").getAll();
        return () => all.result.reverse();
      });
    }

    /** @param {any} key */
    async text(key) {
      if (!this.db) return this.here().find((each) => each.key === key)?.text;
      return this.run(["texts"], "readonly", (store) => {
        const found = store("texts").get(key);
        return () => found.result;
      });
    }

    // Without a database: as many as there is room for, and at least while the page is open.
    /** @returns {Version[]} */
    here() {
      const { record } = opened(this.read("", "versions") ?? "");
      return Array.isArray(record?.versions) && record.versions.length >= this.memory.length ? record.versions : this.memory;
    }

    /** @param {any} version */
    keepHere(version) {
      const all = this.memory = [{ key: M.pageCopy.uniqueName(), ...version }, ...this.here()].slice(0, MOST);
      for (let most = all.length; most && this.write("", "versions", sealed({ versions: all.slice(0, most) })) === "full";) most -= 1;
      return all[0].key;
    }

    // --- single things, such as the file that work goes on in -----------------------------------------------------

    /** @param {string} slot @param {string} name @param {any} [value] */
    async thing(slot, name, value) {
      if (!this.db) return undefined;
      return this.run(["things"], value === undefined ? "readonly" : "readwrite", (store) => {
        const asked = value === undefined ? store("things").get(`${slot}/${name}`) : store("things").put(value, `${slot}/${name}`);
        return () => asked.result;
      });
    }

    // Everything about a piece of work goes.
    /** @param {string} slot */
    async clear(slot) {
      for (const part of ["draft", "damaged"]) this.remove(slot, part);
      this.memory = this.here().filter((each) => each.slot !== slot);
      if (this.memory.length) this.write("", "versions", sealed({ versions: this.memory }));
      else this.remove("", "versions");
      if (!this.db) return;
      const gone = (await this.versions()).filter((each) => each.slot === slot);
      await this.run(["entries", "versions", "texts", "things"], "readwrite", (store) => {
        for (const { key } of gone) for (const name of ["versions", "texts"]) store(name).delete(key);
        // "0" is the sign that comes after "/".
        store("things").delete(IDBKeyRange.bound(`${slot}/`, `${slot}0`, false, true));
        shorten(store("entries"), slot, Infinity);
      });
    }

    // --- localStorage -------------------------------------------------------------------------------------------

    /** @param {string} slot @param {string} part */
    key(slot, part) {
      return `${this.name}/${slot ? `${slot}/` : ""}${part}`;
    }

    // A text, null when there is none, undefined where storage is denied: the very look-up throws there.
    /** @param {string} slot @param {string} part */
    read(slot, part) {
      try {
        return localStorage.getItem(this.key(slot, part));
      } catch {
        return undefined;
      }
    }

    // Says how it went: "kept", "full" or "denied".
    /** @param {string} slot @param {string} part @param {string} text */
    write(slot, part, text) {
      try {
        localStorage.setItem(this.key(slot, part), text);
        return "kept";
      } catch (/** @type {any} */ error) {
        return error.name === "QuotaExceededError" ? "full" : "denied";
      }
    }

    /** @param {string} slot @param {string} part */
    remove(slot, part) {
      try {
        localStorage.removeItem(this.key(slot, part));
      } catch {
        // Nothing was kept there.
      }
    }
  }

  // The slot of the form that is opened from a place: the same for as long as it stays there.
  /** @param {string} place */
  const slotOf = (place) => `at${sumOf(place)}${sumOf([...place].reverse().join(""))}`;

  // The names of what a storage holds; none where it is denied.
  function namesOf() {
    try {
      return Object.keys(localStorage);
    } catch {
      return [];
    }
  }

  // Takes the entries of a piece of work up to a running number out.
  /** @param {IDBObjectStore} entries @param {string} slot @param {number} end */
  function shorten(entries, slot, end) {
    const cursor = entries.index("slot").openKeyCursor(slot);
    cursor.onsuccess = () => {
      const at = cursor.result;
      if (!at || Number(at.primaryKey) > end) return;
      entries.delete(at.primaryKey);
      at.continue();
    };
  }

  // Whether a change can be one. Any page on the same disk could have written it.
  /** @param {any} given */
  function fits({ place, value }) {
    return typeof place === "string" && (value === undefined || opened(`{"value":${value}}`).sound);
  }

  /** @param {any} given */
  function placesOf({ draft }) {
    try {
      return M.places.toPlaces(draft);
    } catch {
      return undefined;
    }
  }

  /** @param {IDBDatabase} db */
  function create(db) {
    db.createObjectStore("entries", { keyPath: "n", autoIncrement: true }).createIndex("slot", "slot");
    db.createObjectStore("versions", { keyPath: "key", autoIncrement: true }).createIndex("slot", "slot");
    db.createObjectStore("texts");
    db.createObjectStore("things");
  }

  return { Journal, sealed, opened, slotOf };
})();
