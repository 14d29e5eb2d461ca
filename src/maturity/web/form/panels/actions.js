// What the force will do: the interventions that its answers call for, each to do, to do later or to drop with a reason;
// and others that it chooses by hand.
Maturity.actions = (function () {
  "use strict";
  const M = Maturity;
  const FIRST = 5; // that are open at once, and those that are decided
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { text } = M.dom;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`actions.${key}`, values);
  /** @param {Host} host @param {string} intervention */
  const find = (host, intervention) => host.work.actions?.find((each) => each.intervention === intervention);

  // The interventions that answers of finished themes call for, and those that are in the work already, in order.
  /** @param {Host} host */
  function planned(host) {
    const { bundle } = host.edition;
    const called = M.engine.score(M.outlook.seen(bundle, host.work), host.assessment()).recommendations;
    const more = bundle.interventions.filter((id) => find(host, id) && called.every(({ intervention }) => intervention !== id));
    return [...called, ...more.map((intervention) => ({ intervention, because: [], closes_standards: [] }))];
  }

  /** @param {Host} host */
  function show(host) {
    const [first, rest] = byId("p-actions").querySelectorAll(".m-plan"), items = planned(host);
    const later = items.slice(FIRST).filter(({ intervention }) => !find(host, intervention));
    first.replaceChildren(...items.filter((each) => !later.includes(each)).map((item) => card(host, item)));
    rest.replaceChildren(...later.map((item) => card(host, item)));
    gather();
    byId("m-plan").disabled = M.work.fixed(host.work);
    const others = host.edition.bundle.interventions.filter((id) => items.every(({ intervention }) => intervention !== id));
    byId("m-plan-more").replaceChildren(...others.map((id) => new Option(M.edition.texts.interventions[id].name, id)));
    byId("m-plan-more").closest("p").hidden = !others.length;
    counted(host, items);
  }

  // Moves what has been decided further down to the first list. A list that is folded is not on paper.
  function gather() {
    const [first, rest] = byId("p-actions").querySelectorAll(".m-plan"), fold = byId("m-plan-rest");
    first.append(...rest.querySelectorAll('.m-action:not([data-decision=""])'));
    fold.hidden = !rest.children.length;
    fold.firstElementChild.textContent = M.phrases.word("results.show_all", { n: rest.children.length });
  }

  addEventListener("beforeprint", gather);

  // How many are decided, or why there are none to decide on.
  /** @param {Host} host @param {any[]} [items] */
  function counted(host, items = planned(host)) {
    const { decided } = decisions(host), hidden = M.outlook.left(host.edition.bundle, host.work).size;
    const said = [word(items.length ? "state" : hidden ? "none_yet" : "none", { done: decided.length, n: items.length })];
    if (items.length && hidden) said.push(word("more_later", { n: hidden }));
    text(byId("m-plan-state"), said.join(" "));
  }

  // The actions by what was decided: all that are, and each kind. Dropping one without a reason decides nothing yet.
  /** @param {Host} given */
  function decisions({ work }) {
    const all = work.actions ?? [], by = (decision) => all.filter((each) => each.decision === decision);
    /** @param {any} given */
    const done = ({ decision, reason }) => decision && (decision !== "drop" || M.work.filled(reason));
    return { decided: all.filter(done), do: by("do"), later: by("later"), drop: by("drop") };
  }

  // What an action still lacks, as a sentence.
  /** @param {Fact} given */
  function lacks({ decision, owner, by, reason }) {
    if (decision === "drop" && !M.work.filled(reason)) return word("needs_reason");
    const missing = decision === "do" ? [["no_owner", owner], ["no_by", by]].filter(([, value]) => !value).map(([key]) => word(key)) : [];
    return missing.length ? word("lacks", { list: M.phrases.list(missing) }) : "";
  }

  // Why a day is not taken as the one by which an action is to be done, as a sentence. Nothing for the year that is just
  // being typed, and nothing for the day that a plan already has, however old.
  /** @param {Place} field @param {Fact} fact */
  function refused(field, { by }) {
    const { value } = field;
    if (!value || value === by || due(value)) return "";
    if (M.work.likely(value)) return word("by_past", { date: M.labels.date(value) });
    return document.activeElement === field ? "" : M.phrases.word("sign.needs_date");
  }

  /** @param {string} day */
  const due = (day) => M.work.likely(day) && day >= M.labels.today();

  /**
   * @param {Host} host
   * @param {Recommendation | { intervention: string, because: string[], closes_standards: string[] }} recommendation
   */
  function card(host, { intervention, because, closes_standards: closes }) {
    const { texts } = M.edition, { name, now, horizon, effort, owner } = texts.interventions[intervention];
    const made = M.dom.copy("action", {
      name, now,
      because: because.length ? [] : word("by_hand"), closes: [],
      tags: [M.phrases.word("results.horizon", { name: texts.horizons[horizon] }), M.phrases.word("results.owner", { name: M.phrases.word(`results.owner_${owner}`) }),
        M.phrases.word("results.effort", { name: texts.efforts[effort] })].join(". "),
    });
    for (const [key, ids] of /** @type {[string, string[]][]} */ ([["because", because], ["closes", closes]])) {
      if (ids.length) M.profile.coded({}, made.querySelector(`[data-fill="${key}"]`), key, ids).hidden = false;
    }
    /** @type {Fact} */
    const action = find(host, intervention) ?? {};
    made.dataset.intervention = intervention;
    made.querySelector("[role]").setAttribute("aria-label", name);
    for (const radio of made.querySelectorAll("[type=radio]")) {
      radio.name = `action-${intervention}`;
      radio.checked = radio.value === (action.decision ?? "");
    }
    M.labels.roles(made.querySelector("select"), action.owner);
    for (const field of made.querySelectorAll("[data-key]")) field.value = action[field.dataset.key] ?? "";
    const by = made.querySelector('[data-key="by"]');
    by.dataset.typed = `actions.${intervention}.by`;
    by.min = M.labels.today();
    by.onblur = () => fields(made, find(host, intervention) ?? {});
    M.unrecorded.show(by.parentElement, host, { [by.dataset.typed]: action.by });
    fields(made, action);
    return made;
  }

  // The fields that go with a decision, and what they still lack.
  /** @param {Place} made @param {Fact} action */
  function fields(made, action) {
    const { decision = "", reason } = action, by = made.querySelector('[data-key="by"]'), wrong = refused(by, action);
    made.dataset.decision = decision;
    text(made.querySelector(".m-lacks"), lacks(action));
    text(made.querySelector(".m-by-wrong"), wrong);
    for (const each of made.querySelectorAll("[data-when]")) each.hidden = !each.dataset.when.split(" ").includes(decision);
    made.querySelector('[data-key="reason"]').setAttribute("aria-invalid", String(decision === "drop" && !M.work.filled(reason)));
    by.setAttribute("aria-invalid", String(wrong !== ""));
  }

  // Changes an action in its place: nothing on the page moves while somebody types.
  /** @param {Place} target @param {Host} host @param {string} type */
  function input(target, host, type) {
    const made = target.closest(".m-action"), radio = target.type === "radio";
    if (!made || radio !== (type === "change") && target.tagName !== "SELECT") return;
    const { intervention } = made.dataset, { key } = target.dataset;
    const typed = key === "by" && !due(target.value) ? "" : target.value;
    const action = write(host, intervention, radio ? "decision" : key, typed);
    if (action.by) M.unrecorded.forget(host, `actions.${intervention}.by`);
    fields(made, action);
    counted(host);
    host.keeper.changed(!radio);
  }

  // Puts a value into a field of an action, which is begun if there is none. Gives the action.
  /** @param {Host} host @param {string} intervention @param {string} field @param {string} value */
  function write(host, intervention, field, value) {
    if (!find(host, intervention)) host.work.actions = [...host.work.actions ?? [], { intervention }];
    const action = find(host, intervention);
    if (value) action[field] = value;
    else delete action[field];
    return action;
  }

  const actions = {
    /** @param {unknown} _ @param {Host} host */
    "add-action": (_, host) => {
      const { value } = byId("m-plan-more");
      write(host, value, "decision", "do");
      host.changed();
      byId("p-actions").querySelector(`[data-intervention="${value}"] :checked`).focus();
    },
  };

  return { write, show, input, actions, decisions };
})();
