// What the force will do: the actions that its answers call for, each to do, to do later or to drop with a reason; and
// interventions that it chooses by hand.
Maturity.actions = (function () {
  "use strict";
  const M = Maturity;
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { setText } = M.dom;
  const SEEN = `${M.pageCopy.HERE}actions`; // the actions that were there when somebody last looked
  const fresh = new Set(); // those that came since, as long as this page is open
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`actions.${key}`, values);
  /** @param {Host} host @param {string} id */
  const find = (host, id) => host.work.actions?.find((each) => each.action === id);
  /** @param {string} id @returns {AdvisedAction} */
  const byHand = (id) => ({ id, kind: "intervention", because: [], closes: [], lifts: [], days: [0, 0], role: null, interventions: [] });

  // An action under the id of a question is the target for its minimum standard.
  /** @param {Host} host @param {string} id */
  const isTarget = (host, id) => host.questions.has(id);
  // The target dates of minimum standards that are still to be met.
  /** @param {Host} host */
  function targets(host) {
    const unmet = unmetStandards(host);
    return (host.work.actions ?? []).filter(({ action, by }) => isTarget(host, action) && by && unmet.includes(action));
  }

  // The minimum standards of finished themes that are not met, or will not be once somebody signs.
  /** @param {Host} host */
  function unmetStandards(host) {
    const { standards } = M.outlook.figures(M.outlook.visibleBundle(host.edition.bundle, host.work), host.assessment());
    /** @param {StandardResult} given */
    const isUnmet = ({ question, status }) => ["not_met", "not_shown"].includes(status) || Object.hasOwn(host.work.answers[question] ?? {}, "dont_know");
    return standards.filter(isUnmet).map(({ question }) => question);
  }

  // What answers of finished themes call for, in order: first, then the rest with what is in the work already.
  /** @param {Host} host */
  function planned(host) {
    const { first, then } = M.engine.score(M.outlook.visibleBundle(host.edition.bundle, host.work), host.assessment()).advice;
    const called = new Set([...first, ...then].map(({ id }) => id));
    const own = (host.work.actions ?? []).filter((each) => !isTarget(host, each.action) && Object.keys(each).some((key) => !["action", "done"].includes(key)));
    const more = own.filter(({ action }) => !called.has(action)).map(({ action }) => byHand(action));
    return { first, rest: [...then, ...more], all: [...first, ...then, ...more] };
  }

  // Once something is decided, what has come since is new: a late answer may call for more. What comes out of the browser's
  // storage may be damaged.
  /** @param {Host} host @param {string[]} ids */
  function noteNew(host, ids) {
    const { beside, work: { force, period } } = host, of = `${force} ${period}`, seen = beside[SEEN];
    const isSame = seen?.of === of && Array.isArray(seen.ids);
    if (isSame) for (const id of ids) if (!seen.ids.includes(id)) fresh.add(id);
    if (!isSame) fresh.clear();
    if (!decisions(host).decided.length || (isSame && ids.every((id) => seen.ids.includes(id)))) return;
    beside[SEEN] = { of, ids: [...new Set([...(isSame ? seen.ids : []), ...ids])] };
    host.keeper.draft.writeSoon(0);
  }

  /** @param {Host} host */
  function show(host) {
    const [first, rest] = byId("p-actions").querySelectorAll(".m-plan"), items = planned(host);
    showCount(host, items.all);
    const later = items.rest.filter(({ id }) => !find(host, id));
    first.replaceChildren(...items.all.filter((each) => !later.includes(each)).map((item) => card(host, item)));
    rest.replaceChildren(...later.map((item) => card(host, item)));
    gather();
    byId("m-plan").disabled = M.work.isSigned(host.work);
    const others = host.edition.bundle.interventions.filter((id) => items.all.every((each) => each.id !== id));
    byId("m-plan-more").replaceChildren(new Option(word("add_pick"), ""), ...others.map((id) => new Option(M.labels.action(id), id)));
    byId("m-plan-more").closest("p").hidden = !others.length;
    showTargets(host);
    showLast(host);
  }

  // A day for each minimum standard that is not met, and for each that has one.
  /** @param {Host} host */
  function showTargets(host) {
    const place = byId("m-plan").querySelector(".m-targets"), { standards: names } = M.edition.texts, unmet = unmetStandards(host);
    const listed = [...host.questions.keys()].filter((id) => unmet.includes(id) || find(host, id)?.by);
    place.hidden = !listed.length;
    showFromActions(host, unmet);
    place.querySelector("ul").replaceChildren(...listed.map((question) => {
      const name = [M.labels.code(question), names[question]?.name ?? ""].join(" "), met = unmet.includes(question) ? "" : word("target_met");
      const node = M.dom.copy("target", { name, met }), field = node.querySelector("input");
      field.dataset.target = question;
      field.dataset.typed = `actions.${question}.by`;
      field.min = M.labels.today();
      field.value = find(host, question)?.by ?? "";
      field.onblur = () => setText(node.querySelector(".m-by-wrong"), dateProblem(field, find(host, question) ?? {}));
      M.unrecorded.show(node, host, { [field.dataset.typed]: find(host, question)?.by });
      return M.redaction.offPaper(node, [question]);
    }));
  }

  // The days by which standards without a target date are met once the actions for them are done, by the standard.
  /** @param {Host} host @param {string[]} open @returns {[string, string][]} */
  function daysOfActions(host, open) {
    const items = planned(host).all;
    const days = open.filter((id) => !find(host, id)?.by).map((id) => {
      const closing = items.filter(({ closes }) => closes.includes(id)).map((item) => find(host, item.id));
      return [id, closing.map((each) => (each?.decision === "do" || each?.decision === "later" ? each.by ?? "" : "")).sort().at(-1) ?? ""];
    });
    return /** @type {[string, string][]} */ (days.filter(([, by]) => isDue(by)));
  }

  /** @param {Host} host @param {string[]} open */
  function showFromActions(host, open) {
    const button = byId("m-plan").querySelector('[data-do="targets-from-actions"]'), n = daysOfActions(host, open).length;
    button.hidden = !n;
    setText(button, word("targets_from", { n }));
    button.dataset.ids = open.join(" ");
  }

  // What was to be done last period, whether it was, and what became of the answers.
  /** @param {Host} host */
  function showLast(host) {
    const place = byId("m-plan").querySelector(".m-last-actions"), last = M.lastPeriod.assessment();
    const decided = (last?.actions ?? []).filter(({ action, decision }) => ["do", "later"].includes(decision ?? "") && !isTarget(host, action));
    place.hidden = !decided.length;
    place.querySelector("ul").replaceChildren(...decided.map(({ action: id, by, decision, owner, first_step: step }) => {
      const ids = raisedBy(host, id), moved = ids.map((question) => word("answer_moved", {
        code: M.labels.code(question), then: levelText(last?.answers[question]), now: levelText(host.work.answers[question]),
      }));
      const node = M.dom.copy("last-action", {
        name: M.labels.action(id), planned: [...(decision === "later" ? [word("put_off")] : []), by ? word("planned", { date: M.labels.date(by) }) : word("planned_none"), ...(owner ? [word("planned_owner", { role: M.labels.role(owner) || owner })] : []), ...(M.work.isFilled(step) ? [word("planned_step", { text: step })] : [])].join(" "),
        moved: moved.length ? word("answers_moved", { list: M.phrases.list(moved) }) : "",
      });
      node.dataset.last = id;
      node.querySelector("[role]").setAttribute("aria-label", M.labels.action(id));
      for (const radio of node.querySelectorAll("input")) {
        radio.name = `done-${id}`;
        radio.checked = radio.value === (find(host, id)?.done ?? "");
      }
      return M.redaction.offPaper(node, ids);
    }));
  }

  // The questions that an action raises. A step that the edition no longer has is of its own question.
  /** @param {Host} host @param {string} id */
  const raisedBy = (host, id) => [...new Set(host.edition.bundle.actions.find((each) => each.id === id)?.raises.map(({ question }) => question)
    ?? [id.replace(/-\d+$/, "")].filter((each) => host.questions.has(each)))];

  /** @param {Answer | undefined} answer */
  const levelText = (answer) => (M.work.isAnswered(answer) ? String(answer?.level ?? M.labels.stateText(answer)) : word("answer_open"));

  // Moves what has been decided further down to the first list. A list that is folded is not on paper.
  function gather() {
    const [first, rest] = byId("p-actions").querySelectorAll(".m-plan"), fold = byId("m-plan-rest");
    first.append(...rest.querySelectorAll('.m-action:not([data-decision=""])'));
    fold.hidden = !rest.children.length;
    const n = rest.querySelectorAll("[data-meets]").length; // a minimum standard that is not met
    fold.firstElementChild.textContent = word("rest", { n: rest.children.length }) + (n ? word("rest_meets", { n }) : "");
  }

  addEventListener("beforeprint", gather);

  // How many are decided, or why there are none to decide on.
  /** @param {Host} host @param {any[]} [items] */
  function showCount(host, items = planned(host).all) {
    noteNew(host, items.map(({ id }) => id));
    const { decided } = decisions(host), lacking = decided.filter(missingText).length, hidden = M.outlook.unansweredByTheme(host.edition.bundle, host.work).size;
    const sentences = [word(items.length ? "state" : hidden ? "none_yet" : "none", { done: decided.length, n: items.length })];
    if (lacking) sentences.push(word("state_lacking", { n: lacking }));
    const news = items.filter(({ id }) => fresh.has(id) && !find(host, id)).length;
    if (news) sentences.push(word("new_since", { n: news }));
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

  // The ids of decided actions that the answers do not call for.
  /** @param {Host} host */
  const uncalled = (host) => planned(host).all.filter(({ because }) => !because.length).map(({ id }) => id);

  // How many actions are called for and not decided.
  /** @param {Host} host */
  const undecided = (host) => planned(host).all.length - decisions(host).decided.length;

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
    M.recommended.fillAction({}, node, item);
    if (!because.length) setText(node.querySelector('[data-fill="lifts"]'), word("by_hand"));
    setText(node.querySelector('[data-fill="text"]'), text ?? "");
    /** @type {Fact} */
    const action = find(host, id) ?? {};
    node.dataset.action = id;
    node.toggleAttribute("data-meets", item.closes.length > 0);
    node.querySelector(".m-tag").hidden = !fresh.has(id) || Boolean(find(host, id));
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
    node.querySelector('[data-do="use-first"]').hidden = !M.edition.texts.actions[id]?.first;
    showFields(node, action);
    return M.redaction.offPaper(node, raisedBy(host, id));
  }

  // The fields that go with a decision, and what they still lack.
  /** @param {Place} node @param {Fact} action */
  function showFields(node, action) {
    const { decision = "", reason } = action, by = node.querySelector('[data-key="by"]'), wrong = dateProblem(by, action);
    node.dataset.decision = decision;
    node.querySelector('[data-do="use-first"]').disabled = M.work.isFilled(action.first_step); // nothing is written over
    setText(node.querySelector(".m-lacks"), missingText(action));
    setText(node.querySelector(".m-by-wrong"), wrong);
    for (const each of node.querySelectorAll("[data-when]")) each.hidden = !each.dataset.when.split(" ").includes(decision);
    node.querySelector('[data-key="reason"]').setAttribute("aria-invalid", String(decision === "drop" && !M.work.isFilled(reason)));
    by.setAttribute("aria-invalid", String(wrong !== ""));
  }

  // Changes an action in its place: nothing on the page moves while somebody types.
  /** @param {Place} target @param {Host} host @param {string} type */
  function input(target, host, type) {
    const node = target.closest(".m-action"), radio = target.type === "radio", last = target.closest(".m-last-action");
    if (target.dataset.target && type !== "change") return writeTarget(target, host);
    if (last && type === "change") return keepAction(host, write(host, last.dataset.last, "done", target.value));
    if (!node || radio !== (type === "change") && target.tagName !== "SELECT") return;
    const { action: id } = node.dataset, { key } = target.dataset;
    const typed = key === "by" && !isDue(target.value) ? "" : target.value;
    const before = find(host, id)?.by, action = write(host, id, radio ? "decision" : key, typed);
    if (action.by) M.unrecorded.forget(host, `actions.${id}.by`);
    if (before && action.by) moveTargets(host, id, before, action.by);
    showFields(node, action);
    showCount(host);
    if (radio || key === "by") showTargets(host);
    host.keeper.changed(!radio);
  }

  // A target that has the day of the action that meets its standard goes with it to another day.
  /** @param {Host} host @param {string} id @param {string} from @param {string} to */
  function moveTargets(host, id, from, to) {
    const { closes = [] } = planned(host).all.find((each) => each.id === id) ?? {};
    for (const standard of closes) if (find(host, standard)?.by === from) write(host, standard, "by", to);
  }

  /** @param {Place} field @param {Host} host */
  function writeTarget(field, host) {
    setText(byId("p-actions").querySelector(".m-targets-said"), ""); // it was true before this
    const { target: id } = field.dataset, by = isDue(field.value) ? field.value : "";
    if (by) M.unrecorded.forget(host, `actions.${id}.by`);
    keepAction(host, write(host, id, "by", by));
  }

  // An action of which nothing is said any more is not kept.
  /** @param {Host} host @param {Fact} action */
  function keepAction(host, action) {
    if (Object.keys(action).length === 1) host.work.actions = host.work.actions?.filter((each) => each.action !== action.action);
    if (!host.work.actions?.length) delete host.work.actions;
    host.keeper.changed(true);
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
    // Where an action is to be done by a day, the standard that it meets is met by then.
    /** @param {Place} pressed @param {Host} host */
    "targets-from-actions": (pressed, host) => {
      const ids = pressed.dataset.ids.split(" "), taken = daysOfActions(host, ids);
      for (const [id, by] of taken) write(host, id, "by", by);
      host.changed();
      const left = ids.filter((id) => !find(host, id)?.by), said = byId("p-actions").querySelector(".m-targets-said");
      setText(said, [word("targets_taken", { n: taken.length, list: M.labels.codes(taken.map(([id]) => id)) }), ...(left.length ? [word("targets_left", { n: left.length, list: M.labels.codes(left) })] : [])].join(" "));
      said.focus({ preventScroll: true });
    },
    // The first step that the advice names, as the force's own: it can still be changed.
    /** @param {Place} pressed @param {Host} host */
    "use-first": (pressed, host) => {
      const node = pressed.closest(".m-action"), field = node.querySelector('[data-key="first_step"]');
      field.value = M.edition.texts.actions[node.dataset.action]?.first ?? "";
      write(host, node.dataset.action, "first_step", field.value);
      pressed.disabled = true;
      field.focus();
      host.keeper.changed();
    },
    /** @param {unknown} _ @param {Host} host */
    "add-action": (_, host) => {
      const { value } = byId("m-plan-more");
      if (!value) return byId("m-plan-more").focus();
      write(host, value, "decision", "do");
      host.changed();
      return byId("p-actions").querySelector(`[data-action="${value}"] :checked`).focus();
    },
  };

  return { write, show, input, actions, decisions, undecided, uncalled, targets, unmetStandards };
})();
