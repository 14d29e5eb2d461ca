// Small helpers for what is on the page, shared by the scripts of the form and of results.
Maturity.dom = (function () {
  "use strict";
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);

  // A new element with a text, or with nodes and texts.
  /** @param {string} tag @param {any} [text] @param {string} [name] @returns {Place} */
  function element(tag, text, name) {
    const node = /** @type {Place} */ (document.createElement(tag));
    node.append(...[text ?? []].flat());
    if (name) node.className = name;
    return node;
  }

  // A button that is plain, or looks like the `main` one of its kind, or is `quiet`.
  /** @param {string} label @param {(() => unknown) | null} [act] @param {string} [look] */
  function button(label, act, look) {
    const node = element("button", label, look ? `m-button m-button-${look}` : "m-button");
    node.type = "button";
    node.onclick = act ?? null;
    return node;
  }

  // A copy of what a template holds, and of its one element.
  /** @param {string} name */
  const pieces = (name) => document.importNode(byId(`m-piece-${name}`).content, true);
  /** @param {string} name */
  const piece = (name) => pieces(name).firstElementChild;

  // Written only when it differs, so that nothing is laid out again for nothing.
  /** @param {Element} target @param {string} value */
  function setText(target, value) {
    if (target.textContent !== value) target.textContent = value;
  }

  // The same for the part of an element that a selector finds.
  /** @param {Element} root @param {string} selector @param {string} value */
  const setTextIn = (root, selector, value) => setText(root.querySelector(selector), value);

  // A copy of a template's one element, with texts in its places. A place whose text is empty is hidden.
  /** @param {string} name @param {Values} [values] */
  function copy(name, values = {}) {
    const node = piece(name);
    fill(node, values);
    return node;
  }

  /** @param {ParentNode} root @param {Values} values */
  function fill(root, values) {
    for (const place of root.querySelectorAll("[data-fill]")) {
      if (!Object.hasOwn(values, place.dataset.fill)) continue;
      const value = values[place.dataset.fill];
      place.hidden = value === "" || value.length === 0;
      place.replaceChildren(...(Array.isArray(value) ? value : [value]));
    }
  }

  // The place of this name in an element, and its text.
  /** @param {Element} root @param {string} name @returns {Place} */
  const find = (root, name) => root.querySelector(`[data-fill="${name}"]`);
  /** @param {Element} root @param {string} name @param {string} said */
  const setFill = (root, name, said) => setText(find(root, name), said);

  // A copy of the one element of a template inside an element.
  /** @param {Element} root @param {string} name @returns {Place} */
  const pieceIn = (root, name) => document.importNode(root.querySelector(`[data-piece="${name}"]`).content, true).firstElementChild;

  return { element, button, pieces, piece, copy, fill, setText, setTextIn, find, setFill, pieceIn };
})();
