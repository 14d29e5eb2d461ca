// A copy of this page with the answers inside: one file to carry, to send, or to hand out as a pack.
// The page is read once, before any script changes it, and so this script comes first. A copy is the same page, with the
// same scripts under the same security policy, and one more element of plain data, which nothing executes.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  const FORMAT = "maturity-carried/1", ID = "m-carried";
  const CARRIED = /<script type="application\/json" id="m-carried">([^<]*)<\/script>/g;
  const can = !document.currentScript.src; // a page of the site is more than one file

  const tag = (element) => element.cloneNode(false).outerHTML.replace(/<\/\w+>$/, ""); // its start tag
  const isScript = (element) => element.localName === "script";
  const parts = (test) => [...document.body.children].filter(test).map((each) => each.outerHTML).join("\n");
  const top = can ? `<!doctype html>\n${tag(document.documentElement)}${document.head.outerHTML}\n${tag(document.body)}` : "";
  const body = can ? parts((each) => !isScript(each)) : "";

  // A name that nothing else has, also where the page came without encryption.
  const unique = () => [...crypto.getRandomValues(new Uint32Array(4))].map((each) => each.toString(36)).join("");

  // The text of a copy of this page that carries a state: {work, beside, role, panel}. Each copy has a name of its own,
  // by which a draft knows the one that it goes on from.
  function page(state, copy = unique()) {
    const place = document.createElement("script");
    place.type = "application/json";
    place.id = ID;
    const record = { format: FORMAT, edition: M.edition.bundle.edition, copy, ...state };
    place.textContent = JSON.stringify(record).replace(/</g, "\\u003c");
    return `${top}\n${body}\n${place.outerHTML}\n${parts((each) => isScript(each) && each.id !== ID)}\n</body></html>\n`;
  }

  // What the text of a copy carries, unchecked: {edition, copy, work, beside, role, panel}. Null when it is no copy.
  const read = (text) => parsed([...text.matchAll(CARRIED)].at(-1)?.[1] ?? "");

  function parsed(text) {
    try {
      const state = JSON.parse(text);
      return state.format === FORMAT && /^\w+$/.test(state.copy) && state.work !== null && typeof state.work === "object" ? state : null;
    } catch {
      return null;
    }
  }

  // What this very page carries, or null.
  const carried = () => parsed(document.getElementById(ID)?.textContent ?? "");

  M.carry = { can, page, read, carried, unique };
})();
