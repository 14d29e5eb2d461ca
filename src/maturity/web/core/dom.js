// Small helpers for what is on the page, shared by the scripts of the form and of results.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  const byId = (id) => document.getElementById(id);

  // A new element with a text, or with nodes and texts.
  function element(tag, text, name) {
    const made = document.createElement(tag);
    made.append(...[text ?? []].flat());
    if (name) made.className = name;
    return made;
  }

  // A button that is plain, or looks like the `main` one of its kind, or is `quiet`.
  function button(label, act, look) {
    const made = element("button", label, look ? `m-button m-button-${look}` : "m-button");
    made.type = "button";
    made.onclick = act;
    return made;
  }

  // A copy of what a template holds, and of its one element.
  const pieces = (name) => document.importNode(byId(`m-piece-${name}`).content, true);
  const piece = (name) => pieces(name).firstElementChild;

  // Written only when it differs, so that nothing is laid out again for nothing.
  function text(target, value) {
    if (target.textContent !== value) target.textContent = value;
  }

  // The same for the part of an element that a selector finds.
  const tell = (root, selector, value) => text(root.querySelector(selector), value);

  M.dom = { element, button, pieces, piece, text, tell };
})();
