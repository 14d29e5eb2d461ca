// Answers that two forces give together: which question, and with whom. The national team's `maturity status` reads them.
Maturity.joint = (function () {
  "use strict";
  const M = Maturity;
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { element, button } = M.dom;
  const { code, questionText, forceName } = M.labels;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`share.${key}`, values);
  /** @param {Joint} a @param {Joint} b */
  const same = (a, b) => a.question === b.question && a.force === b.force;

  /** @param {Host} host */
  function show(host) {
    const { joint = [], force } = host.work;
    const fixed = byId("m-joint-set").disabled = M.work.isSigned(host.work);
    options(host, "question", host.asked().map(({ id }) => new Option(`${code(id)} ${questionText(id)}`, id)));
    options(host, "force", [...byId("m-force").options].filter(({ value, disabled }) => value && value !== force && !disabled).map((each) => new Option(each.text, each.value)));
    byId("m-joint").replaceChildren(...joint.map((each) => {
      const text = word("joint", { code: code(each.question), force: forceName(each.force) });
      const out = button(word("joint_out"), () => remove(host, each, text), "quiet");
      out.disabled = fixed;
      out.ariaLabel = `${out.textContent}: ${text}`;
      return element("li", [text, " ", out]);
    }));
  }

  // What can be chosen, with what was chosen before.
  /** @param {Host} host @param {string} name @param {any[]} list */
  function options(host, name, list) {
    const select = byId(`m-joint-${name}`);
    select.replaceChildren(select.options[0], ...list);
    M.unrecorded.show(select.parentElement, host);
  }

  // Removes a joint answer, with the way back.
  /** @param {Host} host @param {any} entry @param {string} text */
  function remove(host, entry, text) {
    const { joint = [] } = host.work;
    setJoint(host, joint.filter((other) => !same(entry, other)));
    M.notices.show("undo", word("joint_removed", { text }), { buttons: [[M.phrases.word("say.undo"), () => setJoint(host, joint)]] });
  }

  /** @param {Host} host @param {any[]} list */
  function setJoint(host, list) {
    const { joint, ...work } = host.work;
    host.changed(list.length ? { ...work, joint: list } : work);
    byId("m-joint-question").focus();
  }

  /** @param {unknown} _ @param {Host} host */
  function add(_, host) {
    const [question, force] = ["question", "force"].map((name) => byId(`m-joint-${name}`).value), entry = { question, force };
    const { joint = [] } = host.work;
    if (!question || !force) return;
    M.unrecorded.forget(host, "joint.");
    setJoint(host, [...joint.filter((each) => !same(each, entry)), entry]);
  }

  return { show, actions: { "joint-add": add } };
})();
