// What somebody has typed or chosen and not recorded yet, such as the reason for what a meeting agreed. It is kept in the
// draft, goes into no file, and is put back whenever its field is drawn again. A field takes part when its `data-typed`
// gives the name that it is kept by. Each is a place of its own in the draft, so that two windows do not disturb each other.
Maturity.unrecorded = (function () {
  "use strict";
  const PLACE = "typed."; // what the names of these places begin with, beside the work

  // What is kept for a name, or undefined. What comes out of the browser's storage may be damaged.
  /** @param {Host} given @param {string} name */
  function textFor({ beside }, name) {
    const kept = Object.hasOwn(beside, PLACE + name) ? beside[PLACE + name] : undefined;
    return typeof kept === "string" ? kept : undefined;
  }

  // Keeps what is in a field now. The work itself has not changed.
  /** @param {Place} given @param {Host} host */
  function keep({ dataset, value }, { beside, keeper }) {
    beside[PLACE + dataset.typed] = value;
    keeper.draft.writeSoon(200);
  }

  // Whether something is kept whose name begins like this.
  /** @param {Host} host @param {string} start */
  const isBegun = (host, start) => Object.keys(host.beside).some((place) => place.startsWith(PLACE + start) && host.beside[place]);

  // Shows what is kept in the fields of a part of the page, and in the others what is usual there, by name.
  /** @param {Place} root @param {Host} host @param {Values} [usual] */
  function show(root, host, usual = {}) {
    for (const field of root.querySelectorAll("[data-typed]")) {
      const { typed: name } = field.dataset, value = textFor(host, name) ?? usual[name] ?? "";
      if (field.type === "radio") field.checked = field.value === value;
      else if (field.value !== value) field.value = value;
    }
  }

  // Forgets everything whose name begins like this: it has been recorded, or belongs to other work.
  /** @param {Host} given @param {string} [start] */
  function forget({ beside }, start = "") {
    for (const place of Object.keys(beside)) if (place.startsWith(PLACE + start)) delete beside[place];
  }

  return { keep, isBegun, show, forget };
})();
