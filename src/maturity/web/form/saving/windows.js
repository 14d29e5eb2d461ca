// Several windows on the same draft: what is changed in one shows in the others, question by question.
Maturity.windows = (function () {
  "use strict";
  const M = Maturity;
  const { toPlaces, fromPlaces, setPlace } = M.places;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`say.${key}`, values);
  const OWN = ["role", "panel"]; // places that each window has for itself
  const UNFILED = [["beside.typed.", "two_typed"], [`beside.${M.pageCopy.HERE}sent.`, "two_sent"]]; // places that go into no file
  const UNSAID = ["file", ...["opened", "actions", "to_sign"].map((name) => `beside.${M.pageCopy.HERE}${name}`)]; // places of which the later one is right
  const LONG = { entries: 40, size: 2e6 }; // a journal that a whole version should replace

  // What people call a place that was changed in two windows.
  /** @param {string} place */
  function clashText(place) {
    const [, key] = UNFILED.find(([start]) => place.startsWith(start)) ?? [];
    return key ? word(key) : M.validation.placeText(place);
  }

  class Windows {
    /** @param {Keeper} keeper */
    constructor(keeper) {
      this.keeper = keeper;
      this.draft = keeper.draft;
      this.host = keeper.host;
      this.channel = /** @type {BroadcastChannel | undefined} */ (undefined);
    }

    listen() {
      const { journal } = this.draft;
      journal.onlost = () => this.draft.lost();
      if (globalThis.BroadcastChannel) {
        this.channel = new BroadcastChannel(journal.name);
        this.channel.onmessage = ({ data }) => {
          if (data.slot === this.draft.slot) return data.cleared ? this.keeper.emptied() : this.catchUp();
          return undefined;
        };
      }
      addEventListener("storage", ({ key, newValue }) => {
        if (journal.db || key !== journal.key(this.draft.slot, "draft")) return;
        const { record } = M.journal.opened(newValue ?? "");
        if (!record) return;
        const { beside, role, panel, file, work, tab, last = [] } = record, places = toPlaces({ ...work, beside, role, panel, file });
        this.absorb(last.map((/** @type {string} */ place) => ({ n: 0, seen: 0, tab, place, value: places.get(place) })));
      });
    }

    // Reads what has been written since, here and elsewhere.
    async catchUp() {
      if (!this.draft.journal.db) return;
      this.absorb(await this.draft.journal.since(this.draft.slot, this.draft.seen).catch(() => []));
      if (this.draft.entries < LONG.entries && this.draft.size < LONG.size) return;
      Object.assign(this.draft, { entries: 0, size: 0 });
      if (![...this.draft.base.values()].includes(null)) await this.keeper.versions.keep("", fromPlaces(this.draft.base), { upto: this.draft.seen });
    }

    // Changes from all windows in their one order. The later one counts. Where one was made without knowing the other,
    // the earlier is kept as a version, and both windows say so.
    /** @param {any[]} entries */
    absorb(entries) {
      const mine = toPlaces(this.draft.state()), open = new Set(this.draft.changes(mine).map(([place]) => place));
      const known = this.draft.seen; // another reading may have been faster
      const last = new Map(), lost = new Map(), overwritten = new Set(), touched = new Map();
      for (const { n, tab, seen, place, value } of entries.filter((each) => !each.n || each.n > known)) {
        this.draft.seen = Math.max(this.draft.seen, n);
        if (OWN.includes(place) || place === undefined) continue;
        const before = last.get(place), own = tab === this.draft.tab;
        if (own && before && !before.own && before.n > seen && before.value !== value) lost.set(place, before.value);
        if (!own && this.draft.mine.get(place) > seen && mine.get(place) !== value) overwritten.add(place);
        if (own) this.draft.mine.set(place, n);
        last.set(place, { n, own, value });
      }
      for (const [place, { n, own, value }] of last) {
        if (own) continue;
        const coming = this.draft.fresh.has(place); // one from here is on its way, and will be the later one
        if (!coming) setPlace(this.draft.base, place, value);
        if (!coming && !open.has(place)) touched.set(place, value);
        else if (mine.get(place) !== value) {
          if (!coming) this.draft.over.set(place, n - 1);
          lost.set(place, value);
        }
      }
      const before = this.host.work;
      this.adopt(mine, touched);
      this.keeper.adopted(before);
      for (const [place, value] of lost) {
        const other = new Map(mine);
        setPlace(other, place, value);
        this.keeper.versions.keep("two", fromPlaces(other), {});
      }
      const clashed = [...lost.keys(), ...overwritten].filter((place) => !UNSAID.includes(place));
      if (clashed.length) M.notices.show("two", word("two_windows", { list: [...new Set(clashed.map(clashText))].join(", ") }), { alert: true, focus: false });
      if (this.draft.over.size && this.draft.journal.db) this.draft.writeSoon(0);
    }

    // Shows what another window changed, unless it could not be read again.
    /** @param {Map<string, any>} mine @param {Map<string, any>} touched */
    adopt(mine, touched) {
      const { beside, role, panel, file, ...changed } = fromPlaces([...touched].filter(([, value]) => value !== undefined));
      if (!touched.size || M.reader.draftProblems(changed, this.host.edition).length) return;
      for (const [place, value] of touched) setPlace(mine, place, value);
      const { beside: others, role: mineRole, panel: minePanel, file: theirs, ...work } = fromPlaces(mine);
      Object.assign(this.host, { work, beside: others });
      this.draft.file = theirs;
      this.host.touched([...touched.keys()]);
      this.keeper.files.showFileState();
    }
  }

  return { Windows };
})();
