// The wiring of the form: one panel at a time, progress, and events to answers. Loaded last.
(function () {
  "use strict";
  const M = globalThis.Maturity;
  const form = document.getElementById("m-form");
  if (!form) return;

  const { edition } = M;
  const { bundle } = edition;
  const { text } = M.question;
  const say = (key, values) => M.words(`say.${key}`, values);
  const byId = (id) => document.getElementById(id);
  const questions = M.state.questions(bundle);
  const fieldsets = new Map([...form.querySelectorAll("fieldset[data-question]")].map((each) => [each.dataset.question, each]));
  const links = new Map([...form.querySelectorAll("a[data-capability]")].map((each) => [each.dataset.capability, each]));
  const panels = [...form.querySelectorAll(".m-panel")];
  const path = panels.filter((panel) => panel.id !== "p-words");
  const title = document.title;
  const answers = () => host.work.answers;
  const answerOf = (id) => (Object.hasOwn(answers(), id) ? answers()[id] : undefined);

  // What the keeper looks after.
  const host = {
    edition,
    work: M.state.blank(edition),
    role: "",
    panel: "p-start",
    replace(work, role) {
      host.work = work;
      host.role = Object.hasOwn(edition.texts.roles, role) ? role : "";
      paint();
    },
    go(id) {
      location.hash = id;
    },
    summary() {
      const force = byId("m-force").selectedOptions[0];
      return { force: force.value ? force.textContent : "", period: host.work.period, done: progressText() };
    },
  };
  const keeper = new M.keep.Keeper(host);

  // --- one panel at a time --------------------------------------------------------------------------------------

  // Shows the panel that holds the element, and puts the focus there.
  function show(id, focus = true) {
    const target = byId(id);
    form.dataset.view = id === "p-contents" ? "contents" : "panel";
    if (id === "p-contents") return focusOn(byId("p-contents-h"));
    const panel = target?.closest(".m-panel");
    if (!panel) return;
    host.panel = panel.id;
    for (const each of panels) each.hidden = each !== panel;
    byId("m-rules").hidden = !panel.dataset.capability;
    rules(panel);
    for (const link of form.querySelectorAll(".m-contents a")) {
      if (link.hash === `#${panel.id}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    steps(panel);
    const heading = panel.querySelector("h2");
    document.title = panel.id === "p-start" ? title : `${heading.textContent} – ${title}`;
    if (panel.id === "p-results") results();
    keeper.moved();
    if (focus) focusOn(target === panel ? heading : target);
  }

  // The rules stand above the questions: open the first time, then folded until somebody wants them.
  function rules(panel) {
    const place = byId("m-rules");
    const good = panel.querySelector(".m-good");
    if (!good || good.nextElementSibling === place) return;
    if (place.parentElement.matches(".m-panel")) place.open = false;
    good.after(place);
  }

  function focusOn(element) {
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "start" });
  }

  function steps(panel) {
    const asked = path.filter((each) => !each.dataset.capability || count(each.dataset.capability).of);
    const at = asked.indexOf(panel);
    byId("m-steps").hidden = false;
    for (const [name, other] of [["m-previous", asked[at - 1]], ["m-next", at < 0 ? undefined : asked[at + 1]]]) {
      const link = byId("m-steps").querySelector(`.${name}`);
      link.hidden = !other;
      if (!other) continue;
      link.href = `#${other.id}`;
      link.querySelector("b").textContent = other.querySelector("h2").textContent;
    }
  }

  // --- progress -------------------------------------------------------------------------------------------------

  const counts = new Map();
  const asked = (question) => M.state.asked(bundle, host.work, question);

  function count(capability) {
    if (!counts.has(capability)) {
      const mine = [...questions.values()].filter((each) => each.capability === capability && asked(each));
      counts.set(capability, { done: mine.filter((each) => M.state.dealt(answerOf(each.id))).length, of: mine.length });
    }
    return counts.get(capability);
  }

  function total(capabilities) {
    return capabilities.map((each) => count(each.id)).reduce((a, b) => ({ done: a.done + b.done, of: a.of + b.of }), { done: 0, of: 0 });
  }

  function progressText() {
    const { done, of } = total(bundle.themes.flatMap((theme) => theme.capabilities));
    return say("progress", { done, n: of });
  }

  // Says how far one capability has got, or all of them.
  function progress(only) {
    if (only) counts.delete(only);
    else counts.clear();
    for (const theme of bundle.themes) {
      if (only && !theme.capabilities.some((each) => each.id === only)) continue;
      const { done, of } = total(theme.capabilities);
      text(form.querySelector(`.m-contents [data-theme="${theme.id}"] .m-theme-state`), say("state_some", { done, of }));
      for (const { id } of theme.capabilities) if (!only || id === only) state(links.get(id), count(id));
    }
    text(byId("m-progress"), progressText());
  }

  function state(link, { done, of }) {
    const name = !of ? "off" : done === of ? "done" : done ? "some" : "none";
    link.dataset.state = name;
    text(link.querySelector(".m-state"), say(`state_${name}`, { done, of }));
  }

  // --- results --------------------------------------------------------------------------------------------------

  // Scored only when looked at. A theme with a question that nobody has dealt with stays hidden.
  function results() {
    const { assessment } = M.state.finish(edition, host.work);
    const left = new Map();
    for (const [id, question] of questions) {
      if (!asked(question) || M.state.dealt(answerOf(id))) continue;
      left.set(question.theme, [...(left.get(question.theme) ?? []), id]);
    }
    M.fill(form.querySelector(".m-profile"), M.score(bundle, assessment), left);
  }

  // --- from the work to the page --------------------------------------------------------------------------------

  function paint() {
    byId("m-role").value = host.role;
    for (const field of form.querySelectorAll("[data-field]")) field.value = host.work[field.dataset.field];
    for (const field of form.querySelectorAll("[data-about]")) about(field);
    for (const [id, fieldset] of fieldsets) M.question.paint(fieldset, answerOf(id), questions.get(id));
    signed();
    conditions();
    marking();
    progress();
    show(host.panel, false);
  }

  // A text that is not one of the choices, from a file written by hand, is kept as a choice of its own.
  function about(field) {
    const value = host.work.about[field.dataset.about] ?? "";
    field.value = value;
    if (field.value === value || field.tagName !== "SELECT") return;
    field.append(new Option(value));
    field.value = value;
  }

  // What the force answers, or what is usual for it; and the questions that hang on it.
  function conditions() {
    for (const place of form.querySelectorAll("fieldset[data-condition]")) {
      const { condition } = place.dataset;
      const on = M.state.holds(bundle, host.work, condition);
      for (const radio of place.querySelectorAll("input")) radio.checked = radio.value === (on ? "yes" : "no");
      const usual = say(M.state.usual(bundle, host.work, condition) ? "condition_yes" : "condition_no");
      text(place.querySelector(".m-hint"), host.work.force ? say("condition_default", { answer: usual }) : "");
    }
    for (const [id, question] of questions) if (question.condition !== null) fieldsets.get(id).hidden = !asked(question);
  }

  function marking() {
    const shown = M.state.line(host.work.marking) || edition.texts.edition.marking;
    for (const place of document.querySelectorAll("[data-m-marking]")) text(place, shown);
    const quoted = [...shown].map((sign) => (/[\w ]/.test(sign) ? sign : `\\${sign.codePointAt(0).toString(16)} `)).join("");
    document.documentElement.style.setProperty("--m-marking", `"${quoted}"`);
  }

  // The answers of a signed assessment are fixed until somebody takes the signature off.
  function signed() {
    const fixed = host.work.sign_off !== undefined && host.work.sign_off.decision !== "sent-back";
    for (const each of form.querySelectorAll(".m-question, .m-about-set")) each.disabled = fixed;
    if (fixed) M.keep.notice("signed", say("open_signed"), { buttons: [[say("open_signed_change"), unsign]] });
    else byId("m-notices").querySelector('[data-kind="signed"]')?.remove();
  }

  function unsign() {
    const { sign_off, ...work } = host.work;
    host.replace(work, host.role);
    keeper.changed();
    M.keep.notice("done", say("open_unsigned"), { focus: true });
  }

  // --- from the page to the work --------------------------------------------------------------------------------

  // Changes an answer, and brings up to date what follows from it: nothing more.
  function change(fieldset, act, typing) {
    const id = fieldset.dataset.question;
    const answer = answerOf(id) ?? (answers()[id] = {});
    act(answer);
    if (host.role) answer.role = host.role;
    else delete answer.role;
    answer.at = `${new Date().toISOString().slice(0, 19)}Z`;
    M.question.refresh(fieldset, answer, questions.get(id));
    progress(questions.get(id).capability);
    keeper.changed(typing);
  }

  async function clearAnswer(fieldset) {
    const id = fieldset.dataset.question;
    const answer = answerOf(id);
    const more = answer.comment || answer.not_applicable || answer.evidence?.length;
    if (more && !await M.keep.ask(say("clear_answer_ask"), [say("clear_answer_text")], [], say("clear_answer_do"))) return;
    delete answers()[id];
    M.question.paint(fieldset, undefined, questions.get(id));
    progress(questions.get(id).capability);
    keeper.changed();
    fieldset.querySelector(".m-choices input").focus();
  }

  const actions = {
    save: () => keeper.save(),
    open: () => byId("m-open").click(),
    clear: () => keeper.clear(),
    print: () => globalThis.print(),
    "print-results": () => {
      form.dataset.print = "results";
      globalThis.print();
      delete form.dataset.print;
    },
    "close-notice": (button) => button.closest(".m-notice").remove(),
    "clear-answer": (button) => clearAnswer(button.closest(".m-question")),
    "add-evidence": (button) => {
      const fieldset = button.closest(".m-question");
      change(fieldset, (answer) => M.question.addEvidence(fieldset, answer));
    },
    "remove-evidence": (button) => {
      const fieldset = button.closest(".m-question");
      change(fieldset, (answer) => M.question.removeEvidence(fieldset, answer, M.question.place(button)));
    },
  };

  // Choices count when they are made (change), texts while they are typed (input).
  function onInput({ target, type }) {
    const radio = target.type === "radio";
    if (radio !== (type === "change")) return undefined;
    const fieldset = target.closest(".m-question");
    if (fieldset && radio) return change(fieldset, (answer) => M.question.choose(fieldset, answer, target.value));
    if (fieldset) return target.dataset.part && change(fieldset, (answer) => M.question.type(answer, target), true);
    if (target.id === "m-role") host.role = target.value;
    else if (target.dataset.field) host.work[target.dataset.field] = target.value;
    else if (target.dataset.about) host.work.about[target.dataset.about] = target.value;
    else if (radio) condition(target.closest("[data-condition]").dataset.condition, target.value === "yes");
    else return undefined;
    if (radio || target.id === "m-force") {
      conditions();
      progress();
    }
    if (target.id === "m-marking") marking();
    return keeper.changed(!radio);
  }

  // What is usual for a force is not written down, so that it can still change with the force.
  function condition(id, on) {
    if (on === M.state.usual(bundle, host.work, id)) delete host.work.about[id];
    else host.work.about[id] = on;
  }

  async function onFile({ target }) {
    const [file] = target.files;
    if (file) await keeper.open(file);
    target.value = "";
  }

  // --- beginning ------------------------------------------------------------------------------------------------

  form.addEventListener("input", onInput);
  form.addEventListener("change", (event) => (event.target.id === "m-open" ? onFile(event) : onInput(event)));
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-do]");
    if (button) actions[button.dataset.do](button);
  });
  addEventListener("hashchange", () => show(location.hash.slice(1)));
  addEventListener("pagehide", () => keeper.flush());
  document.addEventListener("visibilitychange", () => keeper.flush());
  addEventListener("beforeunload", (event) => {
    keeper.flush();
    if (keeper.file.changed && !M.state.empty(edition, host.work)) event.preventDefault();
  });
  addEventListener("storage", ({ key }) => {
    if (key === keeper.drafts.name && !form.querySelector('[data-kind="elsewhere"]')) M.keep.notice("elsewhere", say("draft_elsewhere"), { alert: true, focus: false });
  });

  paint();
  const before = keeper.restore();
  const wanted = byId(location.hash.slice(1))?.closest(".m-panel") ? location.hash.slice(1) : before;
  show(byId(wanted)?.closest(".m-panel") ? wanted : "p-start", Boolean(location.hash));
  if (before) text(byId("m-start"), say("start_again"));
})();
