// What the force will do: the actions that its answers call for, each to do, to do later or to drop with a reason; and
// interventions that it chooses by hand.
Maturity.actions = (function () {
  "use strict";
  const M = Maturity;
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { setText } = M.dom;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`actions.${key}`, values);
  /** @param {Host} host @param {string} id */
  const find = (host, id) => host.work.actions?.find((each) => each.action === id);
  /** @param {string} id @returns {AdvisedAction} */
  const byHand = (id) => ({ id, kind: "intervention", because: [], closes: [], lifts: [], days: [0, 0], role: null, interventions: [] });

  // What answers of finished themes call for, in order: first, then the rest with what is in the work already.
  /** @param {Host} host */
  function planned(host) {
    const { first, then } = M.engine.score(M.outlook.visibleBundle(host.edition.bundle, host.work), host.assessment()).advice;
    const called = new Set([...first, ...then].map(({ id }) => id));
    const more = (host.work.actions ?? []).filter(({ action }) => !called.has(action)).map(({ action }) => byHand(action));
    return { first, rest: [...then, ...more], all: [...first, ...then, ...more] };
  }

  /** @param {Host} host */
  function show(host) {
    const [first, rest] = byId("p-actions").querySelectorAll(".m-plan"), items = planned(host);
    const later = items.rest.filter(({ id }) => !find(host, id));
    first.replaceChildren(...items.all.filter((each) => !later.includes(each)).map((item) => card(host, item)));
    rest.replaceChildren(...later.map((item) => card(host, item)));
    gather();
    byId("m-plan").disabled = M.work.isSigned(host.work);
    const others = host.edition.bundle.interventions.filter((id) => items.all.every((each) => each.id !== id));
    byId("m-plan-more").replaceChildren(...others.map((id) => new Option(M.labels.action(id), id)));
    byId("m-plan-more").closest("p").hidden = !others.length;
    showCount(host, items.all);
  }

  // Moves what has been decided further down to the first list. A list that is folded is not on paper.
  function gather() {
    const [first, rest] = byId("p-actions").querySelectorAll(".m-plan"), fold = byId("m-plan-rest");
    first.append(...rest.querySelectorAll('.m-action:not([data-decision=""])'));
    fold.hidden = !rest.children.length;
    fold.firstElementChild.textContent = word("rest", { n: rest.children.length });
  }

  addEventListener("beforeprint", gather);

  // How many are decided, or why there are none to decide on.
  /** @param {Host} host @param {any[]} [items] */
  function showCount(host, items = planned(host).all) {
    const { decided } = decisions(host), hidden = M.outlook.unansweredByTheme(host.edition.bundle, host.work).size;
    const sentences = [word(items.length ? "state" : hidden ? "none_yet" : "none", { done: decided.length, n: items.length })];
    if (items.length && hidden) sentences.push(word("more_later", { n: hidden }));
    setText(byId("m-plan-state"), sentences.join(" "));
  }

  // The actions by what was decided: all that are, and each kind. Dropping one without a reason decides nothing yet.
  /** @param {Host} given */
  function decisions({ work }) {
    const all = work.actions ?? [], by = (/** @type {Action["decision"]} */ decision) => all.filter((each) => each.decision === decision);
    /** @param {any} given */
    const done = ({ decision, reason }) => decision && (decision !== "drop" || M.work.isFilled(reason));
    return { decided: all.filter(done), do: by("do"), later: by("later"), drop: by("drop") };
  }

  // What an action still lacks, as a sentence.
  /** @param {Fact} given */
  function missingText({ decision, owner, by, reason }) {
    if (decision === "drop" && !M.work.isFilled(reason)) return word("needs_reason");
    const missing = decision === "do" ? [["no_owner", owner], ["no_by", by]].filter(([, value]) => !value).map(([key]) => word(key)) : [];
    return missing.length ? word("lacks", { list: M.phrases.list(missing) }) : "";
  }

  // Why a day is not taken as the one by which an action is to be done, as a sentence. Nothing for the year that is just
  // being typed, and nothing for the day that a plan already has, however old.
  /** @param {Place} field @param {Fact} fact */
  function dateProblem(field, { by }) {
    const { value } = field;
    if (!value || value === by || isDue(value)) return "";
    if (M.work.isLikelyDate(value)) return word("by_past", { date: M.labels.date(value) });
    return document.activeElement === field ? "" : M.phrases.word("sign.needs_date");
  }

  /** @param {string} day */
  const isDue = (day) => M.work.isLikelyDate(day) && day >= M.labels.today();

  /** @param {Host} host @param {AdvisedAction} item */
  function card(host, item) {
    const { id, because } = item, node = M.dom.copy("action", {}), { text } = M.edition.texts.interventions[id] ?? {};
    M.profile.fillAction({}, node, item);
    if (!because.length) setText(node.querySelector('[data-fill="lifts"]'), word("by_hand"));
    setText(node.querySelector('[data-fill="text"]'), text ?? "");
    /** @type {Fact} */
    const action = find(host, id) ?? {};
    node.dataset.action = id;
    node.querySelector("[role]").setAttribute("aria-label", M.labels.action(id));
    for (const radio of node.querySelectorAll("[type=radio]")) {
      radio.name = `action-${id}`;
      radio.checked = radio.value === (action.decision ?? "");
    }
    M.labels.roles(node.querySelector("select"), action.owner);
    for (const field of node.querySelectorAll("[data-key]")) field.value = action[field.dataset.key] ?? "";
    const by = node.querySelector('[data-key="by"]');
    by.dataset.typed = `actions.${id}.by`;
    by.min = M.labels.today();
    by.onblur = () => showFields(node, find(host, id) ?? {});
    M.unrecorded.show(by.parentElement, host, { [by.dataset.typed]: action.by });
    showFields(node, action);
    return node;
  }

  // The fields that go with a decision, and what they still lack.
  /** @param {Place} node @param {Fact} action */
  function showFields(node, action) {
    const { decision = "", reason } = action, by = node.querySelector('[data-key="by"]'), wrong = dateProblem(by, action);
    node.dataset.decision = decision;
    setText(node.querySelector(".m-lacks"), missingText(action));
    setText(node.querySelector(".m-by-wrong"), wrong);
    for (const each of node.querySelectorAll("[data-when]")) each.hidden = !each.dataset.when.split(" ").includes(decision);
    node.querySelector('[data-key="reason"]').setAttribute("aria-invalid", String(decision === "drop" && !M.work.isFilled(reason)));
    by.setAttribute("aria-invalid", String(wrong !== ""));
  }

  // Changes an action in its place: nothing on the page moves while somebody types.
  /** @param {Place} target @param {Host} host @param {string} type */
  function input(target, host, type) {
    const node = target.closest(".m-action"), radio = target.type === "radio";
    if (!node || radio !== (type === "change") && target.tagName !== "SELECT") return;
    const { action: id } = node.dataset, { key } = target.dataset;
    const typed = key === "by" && !isDue(target.value) ? "" : target.value;
    const action = write(host, id, radio ? "decision" : key, typed);
    if (action.by) M.unrecorded.forget(host, `actions.${id}.by`);
    showFields(node, action);
    showCount(host);
    host.keeper.changed(!radio);
  }

  // Puts a value into a field of an action, which is begun if there is none. Gives the action.
  /** @param {Host} host @param {string} id @param {string} field @param {string} value @returns {Fact} */
  function write(host, id, field, value) {
    /** @type {Fact} */
    const action = find(host, id) ?? { action: id };
    if (!find(host, id)) host.work.actions = [...host.work.actions ?? [], /** @type {Action} */ (action)];
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
      byId("p-actions").querySelector(`[data-action="${value}"] :checked`).focus();
    },
  };

  return { write, show, input, actions, decisions };
})();
