// Answers that two forces give together: which question, and with whom. The national team's `maturity status` reads them.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  const byId = (id) => document.getElementById(id);
  const { element, button } = M.dom;
  const { code, legend, forceName } = M.pieces;
  const say = (key, values) => M.words(`share.${key}`, values);
  const same = (a, b) => a.question === b.question && a.force === b.force;

  function show(host) {
    const { joint = [], force } = host.work;
    const fixed = byId("m-joint-set").disabled = M.state.fixed(host.work);
    options(host, "question", host.asked().map(({ id }) => new Option(`${code(id)} ${legend(id)}`, id)));
    options(host, "force", [...byId("m-force").options].filter(({ value, disabled }) => value && value !== force && !disabled).map((each) => new Option(each.text, each.value)));
    byId("m-joint").replaceChildren(...joint.map((each) => {
      const said = say("joint", { code: code(each.question), force: forceName(each.force) });
      const out = button(say("joint_out"), () => set(host, joint.filter((other) => !same(each, other))), "quiet");
      out.disabled = fixed;
      out.ariaLabel = `${out.textContent}: ${said}`;
      return element("li", [said, " ", out]);
    }));
  }

  // What can be chosen, with what was chosen before.
  function options(host, name, list) {
    const select = byId(`m-joint-${name}`);
    select.replaceChildren(select.options[0], ...list);
    M.typed.show(select.parentElement, host);
  }

  function set(host, list) {
    const { joint, ...work } = host.work;
    host.changed(list.length ? { ...work, joint: list } : work);
    byId("m-joint-question").focus();
  }

  function add(_, host) {
    const [question, force] = ["question", "force"].map((name) => byId(`m-joint-${name}`).value), made = { question, force };
    const { joint = [] } = host.work;
    if (!question || !force) return;
    M.typed.forget(host, "joint.");
    set(host, [...joint.filter((each) => !same(each, made)), made]);
  }

  M.joint = { show };
  M.parts = M.parts ?? {};
  M.parts.joint = { actions: { "joint-add": add } };
})();
