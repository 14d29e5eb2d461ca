// What the force will do: the interventions that its answers call for, each to do, to do later or to drop with a reason;
// and others that it chooses by hand.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  M.parts = M.parts ?? {};
  const FIRST = 5; // that are open at once, and those that are decided
  const byId = (id) => document.getElementById(id);
  const { text } = M.dom;
  const say = (key, values) => M.words(`actions.${key}`, values);
  const find = (host, intervention) => host.work.actions?.find((each) => each.intervention === intervention);

  // The interventions that answers of finished themes call for, and those that are in the work already, in order.
  function planned(host) {
    const { bundle } = host.edition;
    const called = M.score(M.next.seen(bundle, host.work), host.assessment()).recommendations;
    const more = bundle.interventions.filter((id) => find(host, id) && called.every(({ intervention }) => intervention !== id));
    return [...called, ...more.map((intervention) => ({ intervention, because: [], closes_standards: [] }))];
  }

  function show(host) {
    const [first, rest] = byId("p-actions").querySelectorAll(".m-plan"), items = planned(host), fold = byId("m-plan-rest");
    const later = items.slice(FIRST).filter(({ intervention }) => !find(host, intervention));
    first.replaceChildren(...items.filter((each) => !later.includes(each)).map((item) => card(host, item)));
    rest.replaceChildren(...later.map((item) => card(host, item)));
    fold.hidden = !later.length;
    fold.firstElementChild.textContent = M.words("results.show_all", { n: later.length });
    byId("m-plan").disabled = M.state.fixed(host.work);
    const others = host.edition.bundle.interventions.filter((id) => items.every(({ intervention }) => intervention !== id));
    byId("m-plan-more").replaceChildren(...others.map((id) => new Option(M.edition.texts.interventions[id].name, id)));
    byId("m-plan-more").closest("p").hidden = !others.length;
    counted(host, items);
  }

  // How many are decided, or why there are none to decide on.
  function counted(host, items = planned(host)) {
    const { decided } = decisions(host), hidden = M.next.left(host.edition.bundle, host.work).size;
    const said = [say(items.length ? "state" : hidden ? "none_yet" : "none", { done: decided.length, n: items.length })];
    if (items.length && hidden) said.push(say("more_later", { n: hidden }));
    text(byId("m-plan-state"), said.join(" "));
  }

  // The actions by what was decided: all that are, and each kind.
  function decisions({ work }) {
    const all = work.actions ?? [], by = (decision) => all.filter((each) => each.decision === decision);
    return { decided: all.filter((each) => each.decision), do: by("do"), later: by("later"), drop: by("drop") };
  }

  function card(host, { intervention, because, closes_standards: closes }) {
    const { texts } = M.edition, { name, now, horizon, effort, owner } = texts.interventions[intervention];
    const made = M.pieces.copy("action", {
      name, now,
      because: because.length ? [] : say("by_hand"), closes: [],
      tags: [M.words("results.horizon", { name: texts.horizons[horizon] }), M.words("results.owner", { name: M.words(`results.owner_${owner}`) }),
        M.words("results.effort", { name: texts.efforts[effort] })].join(". "),
    });
    for (const [key, ids] of [["because", because], ["closes", closes]]) {
      if (ids.length) M.coded({}, made.querySelector(`[data-fill="${key}"]`), key, ids).hidden = false;
    }
    const action = find(host, intervention) ?? {};
    made.dataset.intervention = intervention;
    made.querySelector("[role]").setAttribute("aria-label", name);
    for (const radio of made.querySelectorAll("[type=radio]")) {
      radio.name = `action-${intervention}`;
      radio.checked = radio.value === (action.decision ?? "");
    }
    M.pieces.roles(made.querySelector("select"), action.owner);
    for (const field of made.querySelectorAll("[data-key]")) field.value = action[field.dataset.key] ?? "";
    fields(made, action);
    return made;
  }

  // The fields that go with a decision, and what they still lack.
  function fields(made, { decision = "", reason, by }) {
    made.dataset.decision = decision;
    text(made.querySelector(".m-by-words"), M.pieces.date(by)); // paper shows the day in words
    for (const each of made.querySelectorAll("[data-when]")) each.hidden = !each.dataset.when.split(" ").includes(decision);
    made.querySelector('[data-key="reason"]').setAttribute("aria-invalid", String(decision === "drop" && !M.state.filled(reason)));
  }

  // Changes an action in its place: nothing on the page moves while somebody types.
  function input(target, host, type) {
    const made = target.closest(".m-action"), radio = target.type === "radio";
    if (!made || radio !== (type === "change") && target.tagName !== "SELECT") return;
    const { intervention } = made.dataset, { key } = target.dataset;
    fields(made, write(host, intervention, radio ? "decision" : key, target.value));
    counted(host);
    host.keeper.changed(!radio);
  }

  // Puts a value into a field of an action, which is begun if there is none. Gives the action.
  function write(host, intervention, field, value) {
    if (!find(host, intervention)) host.work.actions = [...host.work.actions ?? [], { intervention }];
    const action = find(host, intervention);
    if (value) action[field] = value;
    else delete action[field];
    return action;
  }

  const actions = {
    "add-action": (_, host) => {
      const { value } = byId("m-plan-more");
      write(host, value, "decision", "do");
      host.changed();
      byId("p-actions").querySelector(`[data-intervention="${value}"] :checked`).focus();
    },
  };

  M.actions = { write };
  M.parts["p-actions"] = { show, input, actions, decisions };
})();
