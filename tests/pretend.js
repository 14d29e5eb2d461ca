// A browser that is only pretended, so that the form's own scripts run inside the test process: a document that takes
// everything and shows nothing, and what V8 lacks when it is alone.
(function () {
  "use strict";

  // Something that can be asked for anything, called and written to, and that nothing comes of.
  const nothing = new Proxy(function () {}, {
    get(_, name) {
      if (name === Symbol.toPrimitive) return () => "";
      if (name === Symbol.iterator) return function* () {};
      return { then: undefined, length: 0 }[name] ?? (name === "then" || name === "length" ? undefined : nothing);
    },
    set: () => true,
    apply: () => nothing,
    construct: () => nothing,
  });

  const script = () => ({
    get outerHTML() {
      return `<script type="${this.type}" id="${this.id}">${this.textContent}</script>`;
    },
  });
  const document = new Proxy({
    currentScript: { src: "" },
    documentElement: new Proxy({ lang: "en-GB" }, { get: (known, name) => known[name] ?? nothing }),
    createElement: (tag) => (tag === "script" ? script() : nothing),
    querySelectorAll: () => [],
  }, { get: (known, name) => known[name] ?? nothing });

  globalThis.TextEncoder = class {
    encode(text) {
      return { buffer: { byteLength: text.length, text } };
    }
  };
  globalThis.TextDecoder = class {
    decode({ text }) {
      return text;
    }
  };
  globalThis.structuredClone = (value) => JSON.parse(JSON.stringify(value));
  globalThis.queueMicrotask = (act) => Promise.resolve().then(act);
  globalThis.pretend = { nothing, document };
})();
