// Sentences that name questions, and that are told again without those whose answers are to stay off paper.
Maturity.redaction = (function () {
  "use strict";
  const M = Maturity;
  const { texts } = M.edition;
  const { element } = M.dom;
  const { word } = M.phrases;

  // Codes of questions, as links where the page has somewhere to go.
  /** @param {{ questions?: string }} page @param {string[]} ids */
  function codeLinks(page, ids) {
    return ids.flatMap((id, n) => {
      const { code } = texts.questions[id];
      const link = element(page.questions ? "a" : "span", code, "m-code");
      if (page.questions) link.href = page.questions + id;
      return n ? [", ", link] : [link];
    });
  }

  // Codes of questions by the role that leads them, whom a reader has to ask.
  /** @param {{ questions?: string }} page @param {string[]} ids */
  function codesByLead(page, ids) {
    const lead = (/** @type {string} */ id) => texts.questions[id].lead;
    return [...new Set(ids.map(lead))].flatMap((role, n) =>
      [...(n ? ["; "] : []), ...codeLinks(page, ids.filter((id) => lead(id) === role)), ` (${texts.roles[role]})`]);
  }

  // A sentence with elements in the place of {list}.
  /** @param {Place} target @param {string} said @param {any[]} nodes */
  function sentence(target, said, nodes) {
    const [before, after = ""] = said.split("{list}");
    target.replaceChildren(before, ...nodes, after);
    return target;
  }

  // The same, and told again without what is to stay off paper: `say` gives the sentence for a number of things, `nodes`
  // the things themselves. With nothing left to tell it is a secret as a whole.
  /**
   * @param {Place} target
   * @param {string[]} ids
   * @param {(n: number) => string} say
   * @param {(ids: string[]) => any[]} nodes
   */
  function redactable(target, ids, say, nodes) {
    target.classList.add("m-redactable");
    target.redact = (left) => {
      const here = ids.filter((id) => !left.has(id));
      sentence(target, here.length || !ids.length ? say(here.length) : "", nodes(here));
      target.classList.toggle("m-secret", ids.length > here.length && !here.length);
    };
    target.redact(new Set());
    return target;
  }

  /** @param {{ questions?: string }} page @param {Place} target @param {string} key @param {string[]} ids @param {Values} [values] */
  const redactableCodes = (page, target, key, ids, values) => redactable(target, ids, (n) => word(`results.${key}`, { n, ...values }), (here) => codeLinks(page, here));

  // Something whose name alone would tell of answers that are to stay off paper: without them it is off it as well.
  /** @param {Place} node @param {string[]} ids */
  function offPaper(node, ids) {
    node.classList.add("m-redactable");
    node.redact = (left) => node.classList.toggle("m-secret", ids.length > 0 && ids.every((id) => left.has(id)));
    return node;
  }

  return { codeLinks, codesByLead, sentence, redactable, redactableCodes, offPaper };
})();
