// A gentle hint beside a text that may hold what it should not, such as a name or a phone number. What to look for is the
// edition's (`keep_out`). It never stands in the way, and its line is there before it is needed, so nothing moves.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  const { text } = M.dom;
  const FAR = 20000; // signs of a text that are looked at, so that typing stays quick
  const PLACES = ".m-evidence-item, .m-more, .m-field, .m-looked";
  const TEXTS = "textarea, input:not([type])";
  let patterns; // made once

  // What the texts hold that they should not, in the edition's words.
  function found(values) {
    patterns ??= M.edition.texts.keep_out.map(({ what, pattern }) => [what, new RegExp(pattern)]);
    return patterns.filter(([, pattern]) => values.some((value) => pattern.test(value.slice(0, FAR)))).map(([what]) => what);
  }

  // Brings the hint for a field up to date. Fields that share a place share its hint (the element of class m-look).
  function look(field) {
    const place = field.matches(TEXTS) && field.closest(PLACES);
    const hint = place && [...place.querySelectorAll(".m-look")].findLast((each) => each.closest(PLACES) === place);
    if (!hint) return;
    const values = [...place.querySelectorAll(TEXTS)].filter((each) => each.closest(PLACES) === place).map((each) => each.value);
    const list = found(values);
    const said = list.length ? M.words("say.look", { list: M.listed(list) }) : "";
    text(hint, said);
  }

  M.look = look;
})();
