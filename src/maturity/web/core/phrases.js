// The words on screen: texts of the words file with names and numbers filled in.
Maturity.phrases = (function () {
  "use strict";
  const { texts } = Maturity.edition;
  const LONGEST = 4; // names in one sentence

  const language = () => document.documentElement.lang || "en-GB";
  let rules; // made once, for it is costly
  /** @param {number} n */
  const plural = (n) => (rules ??= new Intl.PluralRules(language())).select(n);

  // The text under a dotted key of the words file, with {names} filled in. A plural is picked by `n`.
  /** @param {string} key @param {Values} [values] */
  function word(key, values = {}) {
    let entry = texts.words;
    for (const part of key.split(".")) entry = entry[part];
    if (typeof entry === "object") entry = (values.n === 0 ? entry.zero : entry[plural(values.n)]) ?? entry.other;
    return entry.replace(/\{(\w+)\}/g, (/** @type {string} */ whole, /** @type {string} */ name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
  }

  // "a, b and c", cut short when it is long.
  /** @param {string[]} names */
  function list(names) {
    const rest = names.length - LONGEST;
    const shortened = rest > 1 ? [...names.slice(0, LONGEST), word("results.others", { n: rest })] : names;
    return new Intl.ListFormat(language(), { type: "conjunction" }).format(shortened);
  }

  return { word, list, language };
})();
