// A gentle hint beside a text: that it may hold what it should not, such as a name or a phone number, and that its room
// runs out. What to look for is the edition's (`keep_out`); how long a text may be is in records.py. The hint never gets
// in the way, nothing is cut, and its line is there before it is needed, so nothing moves.
Maturity.hints = (function () {
  "use strict";
  const M = Maturity;
  const { setText } = M.dom;
  const FAR = 20000; // signs of a text that are looked at, so that typing stays quick
  const PLACES = ".m-evidence-item, .m-more, .m-field, .m-looked";
  const TEXTS = "textarea, input:not([type])";
  const NEAR = 0.9; // the part of the room from which on it is said how much is left
  /** @type {[string, RegExp][] | undefined} */
  let patterns; // made once

  // What the texts hold that they should not, in the edition's words.
  /** @param {string[]} values */
  function kindsFound(values) {
    patterns ??= M.edition.texts.keep_out.map(({ what, pattern }) => [what, new RegExp(pattern)]);
    return patterns.filter(([, pattern]) => values.some((value) => pattern.test(value.slice(0, FAR)))).map(([what]) => what);
  }

  // How much room is left in a field, or by how much its text is too long; nothing while there is plenty.
  /** @param {Place} field */
  function roomText(field) {
    const { part, key, friend } = field.dataset, most = M.validation.longest(part ?? key ?? friend);
    const left = most - (field.value.length <= most * NEAR ? 0 : M.validation.characters(field.value));
    if (left < 0 || field.ariaInvalid) field.ariaInvalid = String(left < 0);
    if (left > most * (1 - NEAR)) return "";
    /** @param {number} n */
    const shown = (n) => n.toLocaleString("en-GB");
    const label = field.labels[0]?.querySelector("span") ?? field.labels[0];
    const values = { field: label?.textContent.trim() ?? "", most: shown(most) };
    return M.phrases.word(left < 0 ? "say.room_over" : "say.room_left", { ...values, n: Math.abs(left), count: shown(Math.abs(left)) });
  }

  // Brings the hint for a field up to date. Fields that share a place share its hint (the element of class m-look).
  /** @param {Place} field */
  function show(field) {
    const place = field.matches(TEXTS) && field.closest(PLACES);
    const hint = place && [...place.querySelectorAll(".m-look")].findLast((each) => each.closest(PLACES) === place);
    if (!hint) return;
    const fields = [...place.querySelectorAll(TEXTS)].filter((each) => each.closest(PLACES) === place);
    const list = kindsFound(fields.map((each) => each.value));
    const sentences = list.length ? [M.phrases.word("say.look", { list: M.phrases.list(list) })] : [];
    setText(hint, [...fields.map(roomText).filter(Boolean), ...sentences].join(" "));
  }

  return { show };
})();
