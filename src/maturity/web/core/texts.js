// Text on the way in: two texts that look alike are one text. The same as texts.py, where the rules are explained, under
// the same cases. Pure.
Maturity.texts = (function () {
  "use strict";
  const LINES = ["period", "marking", "title", "owner", "where", "seen"];
  const TEXTS = ["about", "comment", "not_applicable", "reason", "first_step", "note", "reply", "line", "why", "kept"];
  const INSIDE = ["value", "said", "agreed", "over"]; // records that say something about the field they are in

  const SPACES = "\\t\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000";
  const UNSEEN = "\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u00ad\\u034f\\u061c\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb";
  const JOINERS = "\\u200c\\u200d", SELECTORS = "\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}";
  const JOINED = "\\u0600-\\u109f\\u1780-\\u18af\\u2190-\\u2bff\\u{1f000}-\\u{1faff}", SELECTED = "\\u0600-\\u1fff\\u2010-\\ufdff\\ufe10-\\u{dffff}";
  /** @param {string} pattern */
  const all = (pattern) => new RegExp(pattern, "gu");
  const RUN = all("[\\u0000-\\u0377\\u0384-\\u052f\\u0591-\\u06ff\\u0900-\\u0d7f\\u1100-\\u11ff\\u1e00-\\u1fff\\u2000-\\u20bf\\u2100-\\u2bff\\u3000-\\u30ff\\uac00-\\ud7a3\\uf900-\\ufad9\\ufb1d-\\ufb4e]+");
  /** @type {[RegExp, string][]} */
  const STEPS = [
    [all("\\r\\n|[\\r\\u000b\\u000c\\u0085\\u2028\\u2029]"), "\n"],
    [all(`[${SPACES}]`), " "],
    [all(`[${UNSEEN}]`), ""],
    [all("(\\u{1f3f4}[\\u{e0020}-\\u{e007e}]+\\u{e007f})|[\\u{e0000}-\\u{e007f}]"), "$1"],
    [all(`(?<![${SELECTED}])[${SELECTORS}]`), ""],
    [all(`(?<![${JOINED}\\ufe0f])[${JOINERS}]|[${JOINERS}](?![${JOINED}])`), ""],
  ];

  /** @param {string} given */
  const composed = (given) => given.replace(RUN, (run) => run.normalize("NFC"));
  /** @param {string} given */
  const visibleText = (given) => composed(STEPS.reduce((result, [odd, instead]) => result.replace(odd, instead), composed(given)));

  // A text as everybody would have typed it. Inner line breaks and inner spaces stay.
  /** @param {string} given */
  const cleanText = (given) => visibleText(given).replace(/ +(?=\n)/g, "").replace(/^[ \n]+|[ \n]+$/g, "");

  // The same as one line with single spaces.
  /** @param {string} given */
  const cleanLine = (given) => cleanText(given).replace(/[ \n]+/g, " ");

  /** @param {any} value */
  const isObject = (value) => value !== null && typeof value === "object";
  /** @param {any} record @param {(value: any, name: string) => any} change */
  const mapped = (record, change) => Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));

  // A copy of an assessment, or of what claims to be one, with every text in it as it should be.
  /** @param {any} record */
  function cleanRecord(record) {
    return isObject(record) && !Array.isArray(record) ? mapped(record, cleanField) : record;
  }

  /** @param {any} value @param {string} field */
  function cleanField(value, field) {
    if (!["about", "differs"].includes(field) || !isObject(value) || Array.isArray(value)) return cleanValue(value, field);
    return mapped(value, (each, place) => cleanValue(each, field === "about" ? field : fieldAt(place)));
  }

  // The field that a place such as actions.<id>.owner or about.<name> ends in.
  /** @param {string} place */
  const fieldAt = (place) => (place.startsWith("about.") ? "about" : place.slice(place.lastIndexOf(".") + 1));

  /** @param {any} value @param {string} field @returns {any} */
  function cleanValue(value, field) {
    if (typeof value === "string") return LINES.includes(field) ? cleanLine(value) : TEXTS.includes(field) ? cleanText(value) : value;
    if (Array.isArray(value)) return value.map((each) => cleanValue(each, field));
    return isObject(value) ? mapped(value, (each, name) => cleanValue(each, INSIDE.includes(name) ? field : name)) : value;
  }

  return { cleanText, cleanLine, cleanRecord };
})();
