// A copy of this page with the answers inside: one file to carry, to send, or to hand out as a pack.
// The page is taken as it is before any script changes it, and so this script comes first. A copy is the same page, with
// the same scripts under the same security policy, and one more element of plain data, which nothing executes. What a
// browser extension added is left out: it has none of the marks that the published page carries (`copyable` in
// single_file.py), and where the rest does not come to the published sum there is no copy.
Maturity.pageCopy = (function () {
  "use strict";
  const M = Maturity;
  const FORMAT = "maturity-carried/1", ID = "m-carried", MARK = "data-m";
  const HERE = "here."; // what the names of places beside the work begin with that are the coordinator's own
  const CARRIED = /<script type="application\/json" id="m-carried">([^<]*)<\/script>/g;
  const IMPLIED = ["tbody", "colgroup"]; // elements that a browser adds where they are left out
  const taken = document.documentElement.cloneNode(true);
  /** @type {Place | null | undefined} */
  let original; // the published page again, null where it cannot be had

  // Every node below another one, in order, also in templates.
  /** @param {any} node @returns {Generator<any>} */
  function* below(node) {
    for (const each of [...(node.localName === "template" ? node.content : node).childNodes]) {
      yield each;
      yield* below(each);
    }
  }

  // The page as it was published.
  function published() {
    if (original !== undefined) return original;
    const head = taken.querySelector('meta[name="m-published"]'), [sum, ...names] = head?.content.split(" ") ?? [];
    head?.remove();
    for (const each of [taken, ...below(taken)]) clean(each, names);
    original = sum === sumOf(taken) ? taken : null;
    if (original) original.querySelector("head").append(head);
    return original;
  }

  // Takes out what was not published. Of an element that was put around published ones, these stay.
  /** @param {any} node @param {string[]} names */
  function clean(node, names) {
    const isElement = node.nodeType === Node.ELEMENT_NODE;
    if (isElement && (node.hasAttribute(MARK) || IMPLIED.includes(node.localName))) {
      for (const { name } of [...node.attributes]) if (!names.includes(name.toLowerCase())) node.removeAttribute(name);
    } else if (isElement && node.querySelector(`[${MARK}]`)) node.replaceWith(...node.childNodes);
    else if (node.nodeType !== Node.TEXT_NODE) node.remove();
  }

  // The sum over elements, attributes and texts that `copyable` puts into the page.
  /** @param {any} root */
  function sumOf(root) {
    /** @param {Element} given */
    const tag = ({ localName, attributes }) => `<${localName.toLowerCase()}${[...attributes].map(({ name, value }) => `${name.toLowerCase()}=${value}`).sort().join("")}>`;
    const parts = [root, ...below(root)].map((each) => (each.nodeType === Node.TEXT_NODE ? each.data : IMPLIED.includes(each.localName) ? "" : tag(each)));
    const text = parts.join("").replace(/[ \t\n\r\f]/g, "");
    let sum = 2166136261;
    for (let n = 0; n < text.length; n += 1) sum = Math.imul(sum ^ text.charCodeAt(n), 16777619);
    return String(sum >>> 0);
  }

  // A name that nothing else has, also where the page came without encryption.
  const uniqueName = () => [...crypto.getRandomValues(new Uint32Array(4))].map((each) => each.toString(36)).join("");

  // The text of a copy of this page that carries a state: {work, beside, role, panel}. Each copy has a name of its own,
  // by which a draft knows the one that it goes on from. `own`: it is for whoever is at the page, who goes on with it
  // elsewhere; others do not get what is the coordinator's own.
  /** @param {any} state @param {string} [copy] @param {boolean} [own] */
  function copyText(state, copy = uniqueName(), own = false) {
    const place = document.createElement("script"), root = /** @type {Place} */ (published()).cloneNode(true);
    place.type = "application/json";
    place.id = ID;
    const beside = Object.fromEntries(Object.entries(state.beside).filter(([name]) => own || !name.startsWith(HERE)));
    const record = { format: FORMAT, edition: M.edition.bundle.edition, copy, ...state, beside };
    place.textContent = JSON.stringify(record).replace(/</g, "\\u003c");
    root.querySelector("body > script").before(place);
    return `<!doctype html>\n${root.outerHTML}\n`;
  }

  // What the text of a copy carries, unchecked: {edition, copy, work, beside, role, panel}. Null when it is no copy.
  /** @param {string} text */
  const readCopy = (text) => parsed([...text.matchAll(CARRIED)].at(-1)?.[1] ?? "");

  /** @param {string} text */
  function parsed(text) {
    try {
      const state = JSON.parse(text);
      return state.format === FORMAT && /^\w+$/.test(state.copy) && state.work !== null && typeof state.work === "object" ? state : null;
    } catch {
      return null;
    }
  }

  // What this very page carries, or null.
  const carriedState = () => parsed(document.getElementById(ID)?.textContent ?? "");

  return { HERE, copyText, readCopy, carriedState, uniqueName, get can() { return published() !== null; } };
})();
