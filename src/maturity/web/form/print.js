// Fields on paper. A field of one line shows only what fits into it, and a tall one cannot run over two sheets. So for as
// long as the page is printed the whole text of each filled field is beside it, in its place.
(function () {
  "use strict";
  const M = Maturity;
  const { element } = M.dom;
  const FIELDS = ":is(input:not([type=radio], [type=checkbox], [type=file]), select, textarea)";

  // What a reader of the field sees in it: the words of a choice, a day in words, or the text.
  /** @param {Place} given */
  function fieldText({ type, value, selectedOptions }) {
    if (selectedOptions) return value && selectedOptions[0].text;
    return type === "date" ? M.labels.date(value) : value;
  }

  function writeTexts() {
    for (const field of document.querySelectorAll(`.m-form ${FIELDS}`)) {
      const text = fieldText(field);
      if (text.trim()) field.after(element("bdi", text, "m-written"));
    }
  }

  function removeTexts() {
    for (const each of document.querySelectorAll(".m-written")) each.remove();
  }

  addEventListener("beforeprint", () => {
    removeTexts(); // from a print that never ended
    writeTexts();
  });
  addEventListener("afterprint", removeTexts);
})();
