// What a person does with the form, done on the page itself: radio buttons and buttons are clicked, texts are put into
// fields. The numbers choose among what can be seen; what cannot be done just now changes nothing.
globalThis.hands = (() => {
  "use strict";
  const pick = (list, n) => list[n % list.length];
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const soon = () => new Promise((done) => setTimeout(done, 30));
  const usable = (field) => field && !field.matches(":disabled") && !field.closest("[hidden]");

  function put(field, value) {
    if (!field || field.matches(":disabled")) return;
    field.value = value;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  }

  function press(button) {
    if (button && !button.matches(":disabled")) button.click();
  }

  // Whatever is asked is agreed to. The form goes on when the browser says that the window is closed, which on a busy
  // machine can be long after the button was pressed.
  async function agree() {
    await soon();
    const dialog = document.querySelector("dialog[open]");
    if (!dialog) return;
    const closed = new Promise((done) => dialog.addEventListener("close", done, { once: true }));
    press(dialog.querySelector(".m-dialog-buttons button"));
    await closed;
    await soon();
  }

  async function go(id) {
    location.hash = id;
    await soon();
  }

  const question = (n) => pick(all(".m-capability .m-question").filter((each) => !each.hidden), n);
  const part = (root, name) => root.querySelector(`.m-more:not([hidden]) [data-part="${name}"]`);

  const steps = {
    choose: (text, a, b) => press(pick(all(".m-choices input", question(a)), b)),
    comment: (text, a) => put(part(question(a), "comment"), text),
    reason: (text, a) => usable(part(question(a), "reason")) && put(part(question(a), "reason"), text),
    evidence(text, a, b) {
      const place = question(a), add = place.querySelector('.m-more:not([hidden]) [data-do="add-evidence"]');
      if (!usable(add)) return;
      press(add);
      const item = all(".m-evidence-item", place).at(-1);
      if (b % 4) put(item.querySelector('[data-part="title"]'), text);
      if (b % 2) put(item.querySelector('[data-part="where"]'), text);
      if (b % 3) put(item.querySelector('[data-part="date"]'), "2026-11-20");
    },
    "evidence remove": (text, a, b) => press(pick(all('[data-do="remove-evidence"]', question(a)), b)),
    async clear(text, a) {
      press(question(a).querySelector('.m-more:not([hidden]) [data-do="clear-answer"]'));
      await agree();
    },
    role: (text, a) => put(byId("m-role"), pick([...byId("m-role").options], a).value),
    about: (text, a) => put(pick(all("textarea[data-about]"), a), text),
    condition: (text, a, b) => press(pick(all("fieldset[data-condition] input"), b)),
    marking: (text) => put(byId("m-marking"), text),
    async settle(text, a, b) {
      const block = pick(all(".m-capability .m-several").filter((each) => usable(each.querySelector("textarea"))), a);
      if (!block) return;
      const values = [...block.querySelector("select").options].map(({ value }) => value).filter(Boolean);
      put(block.querySelector("select"), pick(values, b));
      put(block.querySelector("textarea"), text);
      press(block.querySelector('[data-do="settle"]'));
      await soon();
    },
    async action(text, a, b) {
      await go("p-actions");
      const card = pick(all(".m-action"), a);
      if (!card) return;
      press(pick(all("[type=radio]", card), b));
      for (const box of all("textarea", card).filter(usable)) put(box, text);
    },
    async sign(text, a) {
      await go("p-sign");
      const set = byId("m-sign-set"), radio = all("[type=radio]", set).filter((each) => !each.matches(":disabled"));
      if (!usable(set) || !radio.length) return;
      press(pick(radio, a));
      put(byId("m-sign-role"), byId("m-sign-role").options[1].value);
      put(byId("m-sign-date"), "2026-11-20");
      put(byId("m-sign-note"), text);
      press(set.querySelector('[data-do="sign"]') ?? document.querySelector('[data-do="sign"]'));
      await agree();
    },
    async unsign() {
      press(all('[data-kind="signed"] button').at(-2));
      await agree();
    },
  };

  // What the page shows: everything that somebody said, and where. Where several have spoken, what each of them said
  // stands for what is chosen.
  function shown() {
    const fields = (root) => all("[data-part]", root).filter((each) => "value" in each).map((each) => `${each.dataset.part}: ${each.value}`);
    const answers = all(".m-capability .m-question").filter((each) => !each.hidden).map((each) => {
      const several = each.querySelector(".m-several"), evidence = all(".m-evidence-item", each).map(fields);
      if (several) return [each.id, evidence, several.querySelector(".m-views").textContent, several.querySelector(".m-several-head").textContent];
      const more = each.querySelector(".m-more");
      return [each.id, evidence, each.querySelector(".m-choices :checked")?.value ?? "", more.hidden ? [] : [part(each, "comment")?.value, part(each, "reason")?.value]];
    });
    const head = ["m-force", "m-period", "m-marking"].map((id) => byId(id).value);
    return { head, about: all("[data-about]").map(({ value }) => value), conditions: all("[data-condition] :checked").map(({ value }) => value), answers };
  }

  return { names: Object.keys(steps), shown, act: async (name, text, a, b) => void (await steps[name](text, a, b)) };
})();
