// The wiring of the form: from events to answers, and from answers to the page. Loaded last.
(function () {
  "use strict";
  const M = Maturity;
  const form = document.getElementById("m-form");
  if (!form) return;

  const { edition } = M;
  const { bundle } = edition;
  const { texts } = M.edition;
  const { setText, setTextIn } = M.dom;
  // The panels beyond the questions, by their ids; and what has buttons and no panel of its own.
  /** @type {Record<string, Panel>} */
  const PANELS = { "p-share": M.share, "p-meeting": M.meeting, "p-checklist": M.checklist, "p-results": M.results, "p-actions": M.actions, "p-friend": M.friend, "p-sign": M.sign };
  /** @type {Panel[]} */
  const OTHERS = [M.lastPeriod, M.keeper, M.exports, M.joint, M.tracker];
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`say.${key}`, values);
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const questions = M.work.questionsById(bundle);
  const period = byId("m-period"), periodOdd = byId("m-period-odd");
  const fieldsets = new Map([...questions.keys()].map((id) => [id, byId(`q-${id}`)]));
  const answers = () => host.work.answers;
  /** @param {Question} question */
  const asked = (question) => M.work.isAsked(bundle, host.work, question);
  /** @param {string} id */
  const answerOf = (id) => M.work.answerOf(host.work, id);

  // What the keeper looks after.
  /** @type {Host} */
  const host = {
    edition,
    work: M.work.blank(edition),
    beside: {}, // what is kept with the work and goes into no file of it, such as last period's answers
    role: "",
    panel: "p-start",
    keeper: /** @type {any} */ (undefined), // made below, for it needs the host
    questions,
    /** @param {Work} work @param {string} role */
    replace(work, role) {
      host.work = work;
      host.role = Object.hasOwn(texts.roles, role) ? role : "";
      paint();
    },
    // What another window changed is shown, without disturbing somebody who types.
    /** @param {string[]} places */
    touched(places) {
      const ids = places.filter((place) => place.startsWith("answers.")).map((place) => place.slice(8)).filter((id) => fieldsets.has(id));
      const here = /** @type {Place | null} */ (document.activeElement), fieldset = here?.closest(".m-question");
      const fields = () => [...fieldset?.querySelectorAll("[data-part]") ?? []];
      const n = fields().findIndex((each) => each === here), caret = here?.selectionStart;
      paint(ids, !(PANELS[host.panel] && here?.matches(`#${host.panel} :is(input, select, textarea)`)));
      if (!fieldset || document.contains(here)) return;
      const again = fields()[n];
      again?.focus({ preventScroll: true });
      if (caret !== null && caret !== undefined) again?.setSelectionRange?.(caret, caret);
    },
    // A part of the form has changed the work: it is kept, and shown as it is now.
    /** @param {Work} [work] */
    changed(work = host.work) {
      M.notices.remove("undo"); // it was for the change before this one
      host.replace(work, host.role);
      host.keeper.changed();
    },
    // The questions that are asked of the force.
    asked() {
      return [...questions.values()].filter(asked);
    },
    assessment() {
      return M.work.finish(edition, host.work).assessment;
    },
    /** @param {string} id */
    go(id) {
      location.hash = id;
    },
    summary() {
      const force = byId("m-force").selectedOptions[0];
      return { force: force.value ? force.textContent : "", period: host.work.period, done: panels.progressText() };
    },
  };
  const keeper = new M.keeper.Keeper(host);
  host.keeper = keeper;
  const panels = new M.navigation.Panels(form, host, questions);
  const startText = byId("m-start").textContent;

  // Whether there is work to carry on with: in a pack, answers that it was not handed out with.
  function isBegun() {
    const { pack, start } = host.beside;
    if (!pack) return !M.work.isEmpty(edition, host.work);
    return M.engine.canonical(host.assessment().answers) !== M.engine.canonical(start?.answers ?? {});
  }

  // Shows the answers of questions. While the form opens, those in panels that are not seen wait: each is shown when its
  // panel is, on paper, or when there is nothing else to do.
  const waiting = /** @type {Set<string>} */ (new Set());
  /** @param {Iterable<string>} ids @param {boolean} [wait] */
  function paintQuestions(ids, wait) {
    for (const id of ids) {
      const fieldset = fieldsets.get(id);
      if (wait && fieldset.closest(".m-panel").hidden) {
        waiting.add(id);
        continue;
      }
      waiting.delete(id);
      M.question.paint(fieldset, answerOf(id), questions.get(id));
    }
  }

  function paintWaiting() {
    const [next] = waiting;
    if (next === undefined) return;
    paintQuestions([next]);
    setTimeout(paintWaiting);
  }

  // Brings a panel up to date that follows from the answers.
  /** @param {string} id */
  function refresh(id) {
    if (id === "p-results") showResults();
    if (id === "p-start") setText(byId("m-start"), isBegun() ? word("start_again") : startText);
    if (id === "p-start") byId("m-total").replaceChildren(...(host.work.force ? M.profile.askedSentences(host.asked().map((each) => each.id), M.labels.setAside(host)) : []));
    PANELS[id]?.show?.(host);
  }

  panels.onShow = (id) => {
    host.panel = id;
    if (id !== "p-about" && M.work.hasFileName(host.work)) M.notices.remove("next", "needs"); // they asked for the period
    if (keeper.draft.file.changed) M.notices.removeRead("saved", "file", "draft"); // it was true before that
    paintQuestions([...waiting].filter((each) => byId(id).contains(fieldsets.get(each))));
    refresh(id);
    for (const block of byId(id).querySelectorAll(".m-several")) M.unrecorded.show(block, host);
    if (id === "p-share") keeper.versions.list();
    keeper.draft.moved();
  };

  // --- results --------------------------------------------------------------------------------------------------

  // Whose assessment this is, and how far it has got.
  function headText() {
    const { force, period, done } = host.summary();
    return word("results_of", {
      force: force || word("results_of_nobody"),
      period: M.work.shortLine(period) || word("results_of_no_period"),
      version: bundle.edition.version,
      done,
    });
  }

  // Scored only when looked at. A theme with a question that nobody has answered stays hidden.
  function showResults() {
    const { assessment } = M.work.finish(edition, host.work);
    setText(byId("m-results-of"), headText());
    const left = M.outlook.unansweredByTheme(bundle, host.work);
    form.querySelector("#p-results .m-lead").hidden = !left.size;
    M.profile.fill(form.querySelector(".m-profile"), M.engine.score(bundle, assessment), left, M.labels.setAside(host));
  }

  // --- from the work to the page --------------------------------------------------------------------------------

  /** @param {Iterable<string>} [ids] @param {boolean} [all] */
  function paint(ids = fieldsets.keys(), all = true) {
    byId("m-role").value = host.role;
    showLeads();
    showRolePrompt();
    M.lastPeriod.refresh(host);
    for (const field of form.querySelectorAll("[data-field]")) field.value = /** @type {any} */ (host.work)[field.dataset.field];
    showPeriodProblem();
    for (const field of form.querySelectorAll("[data-about]")) showAbout(field);
    paintQuestions(ids, form.inert);
    showSigned();
    showConditions();
    showMarking();
    panels.progress();
    const { view } = form.dataset;
    if (all) panels.show(host.panel, false);
    if (view === "contents") form.dataset.view = view; // on a telephone the contents are a page of their own
  }

  // A text that is not one of the choices, from a file written by hand, is kept as a choice of its own.
  /** @param {Place} field */
  function showAbout(field) {
    const value = host.work.about[field.dataset.about] ?? "";
    field.value = value;
    M.hints.show(field);
    if (field.value === value || field.tagName !== "SELECT") return;
    field.append(new Option(value));
    field.value = value;
  }

  // Which questions the role leads that is answering.
  function showLeads() {
    for (const [id, question] of questions) M.question.showLead(fieldsets.get(id), question, host.role);
    panels.showLeads(host.role);
  }

  // The role is asked for as soon as there is an answer to put it to, and nothing is fixed.
  function showRolePrompt() {
    form.dataset.role = host.role || M.work.isSigned(host.work) || !Object.keys(answers()).length ? "" : "none";
  }

  // What the force answers, or what is usual for it; and the questions that hang on it.
  function showConditions() {
    for (const place of form.querySelectorAll("fieldset[data-condition]")) {
      const { condition } = place.dataset;
      const on = M.work.conditionHolds(bundle, host.work, condition);
      for (const radio of place.querySelectorAll("input")) radio.checked = radio.value === (on ? "yes" : "no");
      const usual = word(M.work.isUsual(bundle, host.work, condition) ? "condition_yes" : "condition_no");
      setTextIn(place, ".m-hint", host.work.force ? word("condition_default", { answer: usual }) : "");
    }
    for (const [id, question] of questions) if (question.condition !== null) fieldsets.get(id).hidden = !asked(question);
  }

  function showMarking() {
    const shown = M.work.shortLine(host.work.marking) || texts.edition.marking;
    for (const place of document.querySelectorAll("[data-m-marking], .m-marking:not(:has(*))")) setText(place, shown);
    const quoted = [...shown].map((sign) => (/[\w ]/.test(sign) ? sign : `\\${sign.codePointAt(0)?.toString(16)} `)).join("");
    document.documentElement.style.setProperty("--m-marking", `"${quoted}"`);
  }

  // The answers of a signed assessment are fixed until somebody takes the signature off.
  function showSigned() {
    const fixed = M.work.isSigned(host.work);
    for (const each of form.querySelectorAll(".m-question, .m-about-set")) each.disabled = fixed;
    M.sign.showSignature(host);
  }

  // --- from the page to the work --------------------------------------------------------------------------------

  // Changes an answer, and brings up to date what follows from it: nothing more. `answering` is false for somebody who
  // only adds to the evidence or checks it: the answer stays that of the role that gave it.
  /**
   * @param {Place} fieldset
   * @param {(answer: Answer) => unknown} act
   * @param {boolean} [typing]
   * @param {boolean} [answering]
   */
  function change(fieldset, act, typing, answering = true) {
    const id = fieldset.dataset.question;
    M.question.forgetUndo(fieldset);
    const answer = M.answers.ensureAnswer(host.work, id);
    act(answer);
    if (answering) M.answers.stamp(answer, host.role);
    M.question.refresh(fieldset, answer, questions.get(id));
    panels.progress(questions.get(id).capability);
    showRolePrompt();
    keeper.changed(typing);
  }

  // Somebody chooses. In a pack, which knows what it started from, what another role wrote beside its level stays with
  // that role's own answer.
  /** @param {Place} fieldset @param {string} value */
  function choose(fieldset, value) {
    const id = fieldset.dataset.question, before = structuredClone(answerOf(id)), { pack, start } = host.beside;
    if (!pack && before?.role && before.role !== host.role && M.work.isAnswered(before) && !before.said && !before.agreed) return chooseBeside(fieldset, value, before);
    const theirs = pack && before?.role !== host.role && before?.comment && before.comment === start?.answers[id]?.comment;
    change(fieldset, (answer) => {
      M.question.choose(fieldset, answer, value);
      if (theirs) M.question.dropComment(fieldset, answer);
    });
    if (theirs) M.question.offerUndo(fieldset, "comment_left", () => putBack(fieldset, before));
    return undefined;
  }

  // Somebody chooses where another role has answered. Both answers stay, as they would if two files were merged; who has
  // not said which role they are may be that one, so that the answer is replaced.
  /** @param {Place} fieldset @param {string} value @param {Answer} before */
  function chooseBeside(fieldset, value, before) {
    change(fieldset, (answer) => {
      if (host.role) M.answers.keepView(answer);
      M.question.choose(fieldset, answer, value);
      if (host.role) M.question.dropComment(fieldset, answer);
    });
    const isAgreed = Boolean(host.role) && M.work.isAnswered(M.views.answerNow(host, fieldset.dataset.question)); // both say the same
    if (!isAgreed) M.question.offerUndo(fieldset, host.role ? "both_kept" : "replaced", () => putBack(fieldset, before), { role: texts.roles[before.role ?? ""] });
  }

  // Somebody writes. The words of another role stay that role's, beside the new ones; whoever has not said which role they
  // are takes nobody's name away.
  /** @param {Place} fieldset @param {Place} target */
  function write(fieldset, target) {
    const before = answerOf(fieldset.dataset.question) ?? {}, { pack } = host.beside, isEvidence = Boolean(target.closest(".m-evidence-item"));
    const isOthers = !pack && !isEvidence && before.role && before.role !== host.role && M.work.isAnswered(before) && !before.said && !before.agreed;
    change(fieldset, (answer) => {
      if (isOthers && host.role) M.answers.speakBeside(answer);
      M.question.write(answer, target, host.role);
    }, true, !isEvidence && !(isOthers && !host.role));
  }

  /** @param {Place} fieldset */
  async function clearAnswer(fieldset) {
    const id = fieldset.dataset.question;
    const answer = answerOf(id);
    const more = answer.comment || answer.not_applicable || [answer.evidence, answer.said, answer.agreed].some((each) => each?.length);
    if (more && !await M.notices.ask(word("clear_answer_ask"), [word("clear_answer_text")], [], word("clear_answer_do"), { gone: true })) return;
    delete answers()[id];
    M.question.paint(fieldset, undefined, questions.get(id));
    panels.progress(questions.get(id).capability);
    showRolePrompt();
    keeper.changed();
    fieldset.querySelector(".m-choices input").focus();
    if (answer) M.question.offerUndo(fieldset, "answer_cleared", () => putBack(fieldset, answer));
  }

  // Removes a piece of evidence, and offers the way back where there was something in it.
  /** @param {Place} button */
  function removeEvidence(button) {
    const fieldset = button.closest(".m-question"), n = M.question.evidenceIndex(button);
    const before = structuredClone(answerOf(fieldset.dataset.question));
    change(fieldset, (answer) => M.question.removeEvidence(fieldset, answer, n), false, false);
    const isFilled = Object.values(before?.evidence?.[n] ?? {}).some(M.work.isFilled);
    if (isFilled) M.question.offerUndo(fieldset, "evidence_removed", () => putBack(fieldset, before));
  }

  // Gives a question the answer again that it had before something was removed.
  /** @param {Place} fieldset @param {Answer | undefined} answer */
  function putBack(fieldset, answer) {
    const id = fieldset.dataset.question;
    if (answer) answers()[id] = answer;
    M.question.paint(fieldset, answer, questions.get(id));
    panels.progress(questions.get(id).capability);
    showRolePrompt();
    keeper.changed();
    (fieldset.querySelector(".m-choices input:checked") ?? fieldset.querySelector(".m-choices input")).focus({ preventScroll: true });
  }

  /** @type {Record<string, (button: Place, host: Host) => unknown>} */
  const actions = {
    save: () => keeper.files.save().then(() => {
      showSigned();
      if (host.panel === "p-sign") M.sign.show(host);
    }),
    open: () => {
      bringing = false;
      byId("m-open").click();
    },
    bring: () => { // what is chosen now is to be merged
      bringing = true;
      byId("m-open").click();
    },
    clear: () => keeper.draft.clear(),
    print: () => {
      const rules = byId("m-rules"), { open } = rules;
      rules.open = true;
      form.dataset.print = "all";
      panels.all.forEach(({ id }) => refresh(id));
      globalThis.print();
      delete form.dataset.print;
      rules.open = open;
    },
    "print-results": () => globalThis.print(), // paper shows the panel that the screen shows
    /** @param {Place} button */
    "close-notice": (button) => button.closest(".m-notice").remove(),
    /** @param {Place} button */
    "clear-answer": (button) => clearAnswer(button.closest(".m-question")),
    /** @param {Place} button */
    "add-evidence": (button) => {
      const fieldset = button.closest(".m-question");
      change(fieldset, (answer) => M.question.addEvidence(fieldset, answer), false, false);
    },
    /** @param {Place} button */
    "use-again": (button) => {
      const fieldset = button.closest(".m-question");
      change(fieldset, (answer) => M.lastPeriod.useAgain(fieldset, answer, button), false, false);
    },
    /** @param {Place} button */
    "remove-evidence": removeEvidence,
  };

  for (const part of [...Object.values(PANELS), ...OTHERS]) Object.assign(actions, part.actions);

  // Choices count when they are made (change), texts while they are typed (input).
  /** @param {Happening} given */
  function onInput({ target, type }) {
    if (type === "input") M.hints.show(target);
    if (type === "input" && target.dataset.typed) M.unrecorded.keep(target, host);
    const part = PANELS[target.closest(".m-panel")?.id];
    if (part) return part.input?.(target, host, type);
    const radio = target.type === "radio";
    if (radio !== (type === "change")) return undefined;
    const fieldset = target.closest(".m-question");
    if (fieldset && radio) return choose(fieldset, target.value);
    const named = target.dataset.part;
    if (fieldset) return named && write(fieldset, target);
    if (target.id === "m-role") {
      host.role = target.value;
      showLeads();
    } else if (target.dataset.field) Object.assign(host.work, { [target.dataset.field]: target.value });
    else if (target.dataset.about) host.work.about[target.dataset.about] = target.value;
    else if (radio && target.closest("[data-condition]")) M.answers.setCondition(bundle, host.work, target.closest("[data-condition]").dataset.condition, target.value === "yes");
    else return undefined;
    if (radio || target.id === "m-force") {
      showConditions();
      showLeads();
      panels.progress();
    }
    if (target.id === "m-marking") showMarking();
    showRolePrompt();
    M.lastPeriod.refresh(host);
    return keeper.changed(!radio);
  }

  // Somebody has finished typing a text: it becomes what a file would have, as if it had been typed so.
  /** @param {Happening} given */
  function cleanTyped({ target }) {
    if (!target.matches('textarea, input:not([type]), input[type="text"]')) return;
    const cleaned = target.tagName === "TEXTAREA" ? M.texts.cleanText(target.value) : M.texts.cleanLine(target.value);
    if (cleaned === target.value) return;
    target.value = cleaned;
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Says that the period would be refused, and how it is written.
  function showPeriodProblem() {
    const odd = period.value && (M.validation.periodProblem("say.period_odd", period.value, bundle.period) || M.lastPeriod.periodProblem(host, period.value));
    setText(periodOdd, odd);
    period.setAttribute("aria-invalid", String(odd !== ""));
  }

  let bringing = false; // whether files are chosen to be brought together

  /** @param {Happening} given */
  async function onFile({ target }) {
    const files = [...target.files];
    if (files.length) await M.merging.files(files, host, bringing);
    bringing = false;
    target.value = "";
  }

  // Files that are dropped on the page are read like those that are chosen. The browser would leave the page for them.
  /** @param {Happening} event */
  function onDrop(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    if (event.type === "drop" && files.length) M.merging.files(files, host);
  }

  // --- beginning ------------------------------------------------------------------------------------------------

  form.addEventListener("change", cleanTyped, true); // before whoever else hears of it
  form.addEventListener("input", onInput);
  form.addEventListener("change", (event) => (event.target.id === "m-open" ? onFile(event) : onInput(event)));
  form.addEventListener("focusout", ({ target }) => {
    if (target.dataset?.part === "date") M.question.showDateHint(target, true, answerOf(target.closest(".m-question")?.dataset.question)?.at);
    if (target === period) showPeriodProblem();
  });
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-do]");
    if (button) actions[button.dataset.do](button, host);
    const link = target.closest('a[href^="#q-"], tr a[href="#p-about"]');
    if (link) M.navigation.offerWayBack(link);
  });
  // A link to where the address already is changes nothing, and still has to lead there.
  document.addEventListener("click", ({ target, defaultPrevented }) => {
    const link = /** @type {Place} */ (target).closest('a[href^="#"]');
    if (link && !defaultPrevented && link.hash === location.hash) panels.show(link.hash.slice(1));
  });
  for (const link of document.querySelectorAll(".m-skip")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      panels.skip();
    });
  }
  for (const type of ["dragover", "drop"]) addEventListener(type, onDrop);
  addEventListener("hashchange", () => {
    for (const each of form.querySelectorAll('.m-notice[role="status"]:not(:has(button + button), [data-kind="signed"])')) each.remove(); // read by now
    panels.show(location.hash.slice(1));
  });
  addEventListener("beforeprint", () => {
    paintQuestions([...waiting]); // before whoever writes fields out
    if (form.dataset.print !== "blank") setText(byId("m-print-head"), headText());
  }, true);
  addEventListener("pagehide", () => keeper.draft.flush());
  document.addEventListener("visibilitychange", () => {
    keeper.draft.flush();
    keeper.windows.catchUp();
  });
  addEventListener("beforeunload", (event) => {
    keeper.draft.flush();
    if (keeper.draft.risk() && !M.work.isEmpty(edition, host.work)) event.preventDefault();
  });
  // Nothing can be answered in the moment until the draft is there.
  async function begin() {
    form.inert = true;
    byId("m-no-script").remove();
    for (const each of panels.all) each.hidden = true;
    paint();
    const before = await keeper.draft.restore().finally(() => {
      form.inert = false;
      delete document.documentElement.dataset.mOpening;
    });
    const wanted = byId(location.hash.slice(1))?.closest(".m-panel") ? location.hash.slice(1) : before ?? "";
    panels.show(byId(wanted)?.closest(".m-panel") ? wanted : "p-start", Boolean(location.hash));
    keeper.live.resume();
    setTimeout(paintWaiting);
  }
  setTimeout(begin); // so that no part of the opening keeps the page from being drawn for long
})();
