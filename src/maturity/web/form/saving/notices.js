// What the form says about the work: notices at the top of it, and questions before something big.
Maturity.notices = (function () {
  "use strict";
  const M = Maturity;
  const MOST = 20; // problems listed at once
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`say.${key}`, values);
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { element, button, piece, setTextIn } = M.dom;

  // A message at the top of the form. `kind` replaces an earlier one of its kind; problems are announced at once.
  /**
   * @param {string} kind
   * @param {string} text
   * @param {{ list?: string[], buttons?: Button[], alert?: boolean, focus?: boolean }} [fields]
   */
  function show(kind, text, { list = [], buttons = [], alert = false, focus = alert } = {}) {
    remove(kind);
    const notice = piece("notice");
    notice.dataset.kind = kind;
    notice.setAttribute("role", alert ? "alert" : "status");
    notice.classList.toggle("m-notice-alert", alert);
    setTextIn(notice, ".m-notice-text", text);
    notice.querySelector(".m-notice-list").replaceChildren(...items(list));
    notice.querySelector(".m-notice-buttons").prepend(...buttons.map(([label, act, look]) => button(label, () => {
      notice.remove();
      act();
    }, look)));
    byId("m-notices").append(notice);
    if (!focus) return;
    notice.tabIndex = -1;
    notice.focus();
  }

  // Takes messages away.
  /** @param {string[]} kinds */
  function remove(...kinds) {
    for (const kind of kinds) byId("m-notices").querySelector(`[data-kind="${kind}"]`)?.remove();
  }

  // Takes messages away that nobody has to act on: no problem is among them.
  /** @param {string[]} kinds */
  function removeRead(...kinds) {
    for (const kind of kinds) byId("m-notices").querySelector(`[data-kind="${kind}"][role="status"]`)?.remove();
  }

  // Says something else in a message whose time has passed. It stays as large as it was: somebody may be about to click
  // under it. `unasked`: what it asked is no question any more.
  /** @param {string} kind @param {string} text @param {boolean} [unasked] */
  function sayInstead(kind, text, unasked) {
    const notice = byId("m-notices").querySelector(`[data-kind="${kind}"]`);
    if (!notice) return;
    notice.style.minHeight = `${notice.offsetHeight}px`;
    setTextIn(notice, ".m-notice-text", text);
    if (unasked) notice.querySelector(".m-button-main")?.remove();
  }

  /** @param {string[]} list */
  function items(list) {
    const rest = list.length - MOST;
    const texts = rest > 0 ? [...list.slice(0, MOST), word("open_more", { n: rest })] : list;
    return texts.map((text) => element("li", text));
  }

  // Asks before something that cannot simply be taken back. True when the person agrees, "other" for the other way.
  // Where something would be gone, the main button is the one that keeps it.
  /**
   * @param {string} heading
   * @param {string[]} paragraphs
   * @param {string[]} list
   * @param {string} agree
   * @param {{ other?: string, gone?: boolean }} [fields]
   */
  function ask(heading, paragraphs, list, agree, { other, gone } = {}) {
    const dialog = byId("m-dialog");
    byId("m-dialog-h").textContent = heading;
    dialog.querySelector(".m-dialog-text").replaceChildren(...paragraphs.map((text) => element("p", text)));
    dialog.querySelector(".m-dialog-list").replaceChildren(...items(list));
    return new Promise((done) => {
      let agreed = /** @type {boolean | string} */ (false);
      dialog.querySelector(".m-dialog-buttons").replaceChildren(
        button(agree, () => {
          agreed = true;
          dialog.close();
        }, gone ? "" : "main"),
        ...(other ? [button(other, () => {
          agreed = "other";
          dialog.close();
        })] : []),
        button(word("cancel"), () => dialog.close(), gone ? "main" : ""),
      );
      dialog.onclose = () => done(agreed);
      dialog.showModal();
    });
  }

  return { show, remove, removeRead, sayInstead, ask };
})();
