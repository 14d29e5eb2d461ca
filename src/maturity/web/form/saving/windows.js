// Several windows on the same draft: what is changed in one shows in the others, question by question.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  const { notice, Draft } = M.keep;
  const { flat, built, between, put } = M.state;
  const say = (key, values) => M.words(`say.${key}`, values);
  const OWN = ["role", "panel"]; // places that each window has for itself
  const LONG = { entries: 40, size: 2e6 }; // a journal that a whole version should stand in for

  class Shared extends Draft {
    listen() {
      const { journal } = this;
      journal.onlost = () => this.lost();
      if (globalThis.BroadcastChannel) {
        this.channel = new BroadcastChannel(journal.name);
        this.channel.onmessage = ({ data }) => {
          if (data.slot === this.slot) return data.cleared ? this.emptied() : this.catchUp();
          return undefined;
        };
      }
      addEventListener("storage", ({ key, newValue }) => {
        if (journal.db || key !== journal.key(this.slot, "draft")) return;
        const { record } = M.journal.opened(newValue ?? "");
        if (!record) return;
        const { beside, role, panel, file, work, tab, last = [] } = record, places = flat({ ...work, beside, role, panel, file });
        this.absorb(last.map((place) => ({ n: 0, seen: 0, tab, place, value: places.get(place) })));
      });
    }

    // Reads what has been written since, here and elsewhere.
    async catchUp() {
      if (!this.journal.db) return;
      this.absorb(await this.journal.since(this.slot, this.seen).catch(() => []));
      if (this.entries < LONG.entries && this.size < LONG.size) return;
      Object.assign(this, { entries: 0, size: 0 });
      if (![...this.base.values()].includes(null)) await this.keepVersion("", built(this.base), { upto: this.seen });
    }

    // Changes from all windows in their one order. The later one stands. Where one was made without knowing the other,
    // the earlier is kept as a version, and both windows say so.
    absorb(entries) {
      const mine = flat(this.state()), open = new Set(between(this.base, mine).map(([place]) => place));
      const known = this.seen; // another reading may have been faster
      const last = new Map(), lost = new Map(), told = new Set(), touched = new Map();
      for (const { n, tab, seen, place, value } of entries.filter((each) => !each.n || each.n > known)) {
        this.seen = Math.max(this.seen, n);
        if (OWN.includes(place) || place === undefined) continue;
        const before = last.get(place), own = tab === this.tab;
        if (own && before && !before.own && before.n > seen && before.value !== value) lost.set(place, before.value);
        if (!own && this.mine.get(place) > seen && mine.get(place) !== value) told.add(place);
        if (own) this.mine.set(place, n);
        last.set(place, { n, own, value });
      }
      for (const [place, { n, own, value }] of last) {
        if (own) continue;
        const coming = this.fresh.has(place); // one from here is on its way, and will be the later one
        if (!coming) put(this.base, place, value);
        if (!coming && !open.has(place)) touched.set(place, value);
        else if (mine.get(place) !== value) {
          if (!coming) this.over.set(place, n - 1);
          lost.set(place, value);
        }
      }
      this.adopt(mine, touched);
      for (const [place, value] of lost) {
        const other = new Map(mine);
        put(other, place, value);
        this.keepVersion("two", built(other), {});
      }
      const clashed = [...lost.keys(), ...told].filter((place) => place !== "file");
      if (clashed.length) notice("two", say("two_windows", { list: [...new Set(clashed.map((place) => (place.startsWith("beside.typed.") ? say("two_typed") : M.read.spoken(place))))].join(", ") }), { alert: true, focus: false });
      if (this.over.size && this.journal.db) this.soon(0);
    }

    // Shows what another window changed, unless it could not be read again.
    adopt(mine, touched) {
      const { beside, role, panel, file, ...changed } = built([...touched].filter(([, value]) => value !== undefined));
      if (!touched.size || M.read.draft(changed, this.host.edition).length) return;
      for (const [place, value] of touched) put(mine, place, value);
      const { beside: others, role: mineRole, panel: minePanel, file: theirs, ...work } = built(mine);
      Object.assign(this.host, { work, beside: others });
      this.file = theirs;
      this.host.touched([...touched.keys()]);
      this.filed();
    }
  }

  M.keep.Shared = Shared;
})();
