// A browser that is only pretended, so that the form's own scripts run inside the test process: a document that takes
// everything and shows nothing; storage, clocks and channels that work as a browser's do; and what V8 lacks when it is
// alone. `pretend.page` opens a page in it: the scripts run anew, with nothing but storage to remember by.
(function () {
  "use strict";

  // Something that can be asked for anything, called and written to, and that nothing comes of.
  const nothing = new Proxy(function () {}, {
    get(_, name) {
      if (name === Symbol.toPrimitive) return () => "";
      if (name === Symbol.iterator) return function* () {};
      if (name === "then") return undefined;
      return name === "length" ? 0 : nothing;
    },
    set: () => true,
    apply: () => nothing,
    construct: () => nothing,
  });
  const among = (known) => new Proxy(known, { get: (_, name) => (name in known ? known[name] : nothing), set: () => true });

  function documentOf(carried) {
    return among({
      currentScript: { src: "" },
      documentElement: among({ lang: "en-GB" }),
      getElementById: (id) => (id !== "m-carried" ? nothing : carried ? { textContent: carried } : null),
      querySelectorAll: () => [],
    });
  }

  // --- storage --------------------------------------------------------------------------------------------------

  const copy = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

  // One browser profile: what its pages share.
  class Profile {
    constructor() {
      Object.assign(this, { texts: new Map(), databases: new Map(), channels: new Set() });
    }
  }

  function localStorageOf({ texts }) {
    return {
      getItem: (key) => texts.get(key) ?? null,
      setItem: (key, text) => void texts.set(key, String(text)),
      removeItem: (key) => void texts.delete(key),
    };
  }

  // A range of keys, as IDBKeyRange has it. A key by itself is a range of one.
  const within = (key, { lower, upper, lowerOpen, upperOpen }) =>
    (lower === undefined || (lowerOpen ? key > lower : key >= lower)) && (upper === undefined || (upperOpen ? key < upper : key <= upper));
  const rangeOf = (wanted) => (wanted === undefined ? {} : typeof wanted === "object" ? wanted : { lower: wanted, upper: wanted });
  const IDBKeyRange = {
    lowerBound: (lower, lowerOpen = false) => ({ lower, lowerOpen }),
    bound: (lower, upper, lowerOpen = false, upperOpen = false) => ({ lower, upper, lowerOpen, upperOpen }),
  };

  // A store: rows by their keys. Keys are numbers, counted up, or texts.
  const keysOf = (store) => [...store.rows.keys()].sort((a, b) => (a < b ? -1 : 1));
  const rowsOf = (store, wanted, field) => keysOf(store).filter((key) => within(field ? store.rows.get(key)[field] : key, rangeOf(wanted)));

  // What can be asked of a store in a transaction. Every request is answered in its turn.
  function storeOf(store, ask) {
    const add = (value, key = store.keyPath ? value[store.keyPath] ?? (store.last += 1) : store.last += 1) => ask(() => {
      store.rows.set(key, { ...copy(typeof value === "object" ? value : { value }), ...(store.keyPath ? { [store.keyPath]: key } : {}) });
      return key;
    });
    const read = (key) => {
      const row = copy(store.rows.get(key));
      return row && Object.keys(row).join() === "value" ? row.value : row;
    };
    return {
      add,
      put: add,
      get: (key) => ask(() => read(key)),
      getAll: (wanted) => ask(() => rowsOf(store, wanted).map(read)),
      getAllKeys: (wanted) => ask(() => rowsOf(store, wanted)),
      delete: (wanted) => ask(() => void rowsOf(store, wanted).forEach((key) => store.rows.delete(key))),
      clear: () => ask(() => void store.rows.clear()),
      index: (field) => ({
        getAll: (wanted) => ask(() => rowsOf(store, wanted, field).map(read)),
        openKeyCursor: (wanted) => cursorOf(rowsOf(store, wanted, field), ask),
      }),
    };
  }

  function cursorOf(keys, ask) {
    let n = 0;
    const request = ask(() => (n < keys.length ? { primaryKey: keys[n], continue: () => ask(() => undefined, again) } : null));
    const again = () => {
      n += 1;
      request.result = n < keys.length ? { ...request.result, primaryKey: keys[n] } : null;
      request.onsuccess?.();
    };
    return request;
  }

  // A transaction answers all its requests at once, in one turn of its own.
  function transactionOf(stores) {
    const asked = [], transaction = { commit() {} };
    const ask = (act, then) => {
      const request = {};
      asked.push(() => {
        request.result = act();
        if (then) then();
        else request.onsuccess?.({ target: request });
      });
      return request;
    };
    transaction.objectStore = (name) => ({ ...storeOf(stores.get(name), ask), transaction });
    queueMicrotask(() => {
      while (asked.length) asked.shift()();
      transaction.oncomplete?.();
    });
    return transaction;
  }

  function indexedDBOf({ databases }) {
    const open = (name) => {
      const request = {}, isNew = !databases.has(name);
      if (isNew) databases.set(name, new Map());
      const stores = databases.get(name);
      request.result = {
        objectStoreNames: { contains: (store) => stores.has(store) },
        createObjectStore(store, { keyPath } = {}) {
          stores.set(store, { keyPath, last: 0, rows: new Map() });
          return { createIndex() {} };
        },
        transaction: () => transactionOf(stores),
        close() {},
      };
      queueMicrotask(() => {
        if (isNew) request.onupgradeneeded?.({ target: request });
        request.onsuccess?.({ target: request });
      });
      return request;
    };
    return { open };
  }

  // A clock that stands until it is told to go on.
  class Clock {
    constructor() {
      Object.assign(this, { time: 0, last: 0, waiting: new Map() });
    }

    set(act, after = 0) {
      this.waiting.set(this.last += 1, [this.time + after, act]);
      return this.last;
    }

    // Everything that was to happen within this time happens, in its order, and what comes of it.
    async pass(milliseconds) {
      const end = this.time + milliseconds;
      for (;;) {
        await settled();
        const due = [...this.waiting].filter(([, [when]]) => when <= end).sort(([a, [one]], [b, [other]]) => one - other || a - b)[0];
        if (!due) break;
        this.waiting.delete(due[0]);
        this.time = Math.max(this.time, due[1][0]);
        due[1][1]();
      }
      this.time = end;
    }
  }

  // Everything that waits for nothing but its turn has had it.
  async function settled() {
    for (let n = 0; n < 60; n += 1) await undefined;
  }

  // --- pages ----------------------------------------------------------------------------------------------------

  // The bytes of a text, which is plain ASCII here.
  const bufferOf = (text) => ({ byteLength: text.length, text, slice: (from, to) => [...text.slice(from, to)].map((sign) => sign.charCodeAt(0)) });
  globalThis.TextEncoder = class {
    encode(text) {
      return { buffer: bufferOf(text) };
    }
  };
  globalThis.TextDecoder = class {
    decode({ text }) {
      return text;
    }
  };
  globalThis.structuredClone = copy;
  globalThis.queueMicrotask = (act) => Promise.resolve().then(act);
  let drawn = 0;
  const crypto = { getRandomValues: (values) => values.map(() => (drawn += 1)) };

  const NAMES = ["Maturity", "globalThis", "document", "localStorage", "indexedDB", "IDBKeyRange", "BroadcastChannel", "location", "navigator", "crypto",
    "performance", "setTimeout", "clearTimeout", "addEventListener", "removeEventListener", "requestAnimationFrame", "CSS", "Option", "URL", "Blob"];

  // How to open pages with these scripts. `start` is what the first of them find: {edition, shapes}.
  function browser(scripts, start) {
    const run = new Function(...NAMES, `${scripts.join("\n")}\nreturn Maturity;`);
    // A page in a profile, with what it carries, if it is a copy. One that only looks hears of nothing that others do.
    return (profile, { carried = "", looks = false } = {}) => {
      const clock = new Clock(), document = documentOf(carried);
      class Channel {
        constructor() {
          if (!looks) profile.channels.add(this);
        }

        postMessage(data) {
          for (const other of profile.channels) if (other !== this) queueMicrotask(() => profile.channels.has(other) && other.onmessage?.({ data: copy(data) }));
        }
      }
      const world = { Maturity: { ...start }, document, BroadcastChannel: Channel };
      const location = { hash: "", pathname: "/assessment.html" }, ignore = () => {};
      const M = run(world.Maturity, world, document, localStorageOf(profile), indexedDBOf(profile), IDBKeyRange, Channel, location, {}, crypto,
        { now: () => clock.time }, (act, after) => clock.set(act, after), (id) => clock.waiting.delete(id), ignore, ignore, ignore, nothing, nothing, nothing, nothing);
      return { M, clock, profile };
    };
  }

  globalThis.document = documentOf("");
  globalThis.pretend = { bufferOf, nothing, Profile, browser };
})();
