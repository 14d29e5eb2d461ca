// To hand the questions out: packs for roles, and prints. merging.js brings the answers together again.
Maturity.share = (function () {
  "use strict";
  const M = Maturity;
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { texts } = M.edition;
  const { piece, setTextIn } = M.dom;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`share.${key}`, values);
  const { pick, hasFileName: ready } = M.work;
  /** @param {string} name */
  const find = (name) => byId("p-share").querySelector(`.m-${name}`);
  /** @param {Question} question @param {string} role */
  const isLead = (question, role) => question.lead === role;
  /** @param {Question} question @param {string} role */
  const isInPack = (question, role) => isLead(question, role) || question.helpers.includes(role);

  // --- packs ----------------------------------------------------------------------------------------------------

  /** @param {string[]} given */
  function roleRow([id, name]) {
    const row = piece("role");
    row.dataset.role = id;
    setTextIn(row, ".m-role-name", name);
    for (const each of row.querySelectorAll(".m-unseen")) each.textContent = `: ${name}`;
    return row;
  }

  /** @param {Host} host */
  function show(host) {
    const { pack } = host.beside;
    for (const each of byId("p-share").querySelectorAll("[data-for]")) each.hidden = (each.dataset.for === "pack") !== Boolean(pack);
    if (pack) find("pack-text").textContent = packText(host, "send");
    find("share-needs").hidden = ready(host.work);
    find("workbook").hidden = !M.recommended.IS_IN_SITE;
    M.joint.show(host);
    const table = byId("p-share").querySelector(".m-roles tbody");
    if (!table.firstElementChild) table.append(...Object.entries(texts.roles).map(roleRow));
    for (const row of table.children) {
      const mine = host.asked().filter((each) => isInPack(each, row.dataset.role)), led = mine.filter((each) => isLead(each, row.dataset.role));
      const done = mine.filter(({ id }) => [host.work.answers[id], ...(host.work.answers[id]?.said ?? [])].some(M.work.isAnswered));
      row.hidden = !mine.length;
      row.querySelector(".m-role-own").hidden = row.dataset.role !== host.role;
      [led.length, mine.length - led.length, word("done", { done: done.length, of: mine.length })].forEach((value, n) => (row.cells[n + 1].textContent = value));
    }
    M.tracker.show(host);
  }

  // What a pack says of itself: on its first page, and where it is sent back.
  /** @param {Host} host @param {string} key */
  function packText(host, key) {
    const { pack = "", due, start } = host.beside, { force, period } = host.summary(), { file } = host.keeper.draft;
    const mine = host.asked().filter((each) => isInPack(each, pack));
    /** @param {any} answers */
    const answered = (answers) => mine.filter(({ id }) => M.work.isAnswered(answers[id]));
    const open = mine.filter((each) => !answered(host.work.answers).includes(each));
    const others = answered(start?.answers ?? {}).filter(({ id }) => start.answers[id].role !== pack).length;
    return [
      word(`pack_${key}`, { role: texts.roles[pack], force, period, n: mine.length, done: answered(host.work.answers).length }),
      others && key === "start" ? word("pack_others", { n: others }) : "",
      key === "send" && open.length ? word("pack_open", { n: open.length, list: M.labels.codes(open.map(({ id }) => id)) }) : "",
      key === "send" && file.at ? word("pack_again", { time: M.question.timeText(file.at) }) : "",
      due ? word("pack_due", { date: M.labels.date(due) }) : "",
    ].filter(Boolean).join(" ");
  }

  // A role's part of the work. What it started from goes with it, so that only what the role changed counts as changed.
  // What others answered is not in it unless that is chosen: whoever sees a number first stays near it.
  /** @param {Place} button @param {Host} host */
  function save(button, host) {
    if (!ready(host.work)) return host.keeper.files.showNeeds();
    const row = button.closest("tr"), { role } = row.dataset, { name, ids, page, text } = packFor(role, host, byId("m-shown").checked);
    if (M.pageCopy.can) host.keeper.files.download(name, page, "text/html");
    else host.keeper.files.download(name, text);
    host.keeper.draft.moved();
    M.tracker.given(host, role, name, ids);
    setTextIn(row, ".m-role-said", word("pack_saved"));
    row.querySelector(".m-role-said").scrollIntoView({ block: "nearest" });
  }

  // What the name of a role's pack has after the force and the period.
  /** @param {string} role */
  const packEnd = (role) => `-pack-${M.work.slug(M.labels.role(role))}`;

  // The questions that a role leads or helps with.
  /** @param {Host} host @param {string} role */
  const idsFor = (host, role) => host.asked().filter((each) => isInPack(each, role)).map((each) => each.id);

  // A role's part of the work: as a copy of the page, and where there can be none as a plain file. What was handed out is
  // kept beside the work, for a pack that comes back as a plain file. `shown`: whether others' answers are in it.
  /** @param {string} role @param {Host} host @param {boolean} [shown] */
  function packFor(role, host, shown = false) {
    const { work, beside } = host, whole = host.assessment(), head = ["force", "period", "marking", "about"];
    const ids = idsFor(host, role);
    const given = pick(whole.answers, ids), answers = shown ? given : ownOf(given, role);
    const start = { ...pick(whole, ["format", "edition", ...head]), answers };
    beside.start = { ...start, answers: { ...beside.start?.answers, ...withoutEvidence(answers) } };
    const name = `${M.work.fileStem(whole)}${packEnd(role)}${M.pageCopy.can ? ".html" : ".assessment.json"}`;
    const own = { ...pick(work, head), answers: shown ? pick(work.answers, ids) : answers };
    const page = M.pageCopy.can ? M.pageCopy.copyText({ work: own, beside: { pack: role, start, due: M.tracker.dueDay(host) }, role, panel: "p-start" }) : "";
    return { name, ids, page, text: `${JSON.stringify(start, null, 2)}\n` };
  }

  // Of some answers, what a role said itself.
  /** @param {Record<string, Answer>} answers @param {string} role */
  function ownOf(answers, role) {
    return Object.fromEntries(Object.entries(answers).map(([id, answer]) => [id, ownIn(answer, role)]).filter(([, answer]) => answer));
  }

  /** @param {any} given @param {string} role */
  function ownIn({ said, agreed, ...answer }, role) {
    if (!said && !agreed) return answer.role === role ? answer : undefined;
    const mine = (said ?? []).filter((/** @type {View} */ view) => view.role === role);
    return mine.length > 1 ? { ...M.merge.answerState({ said: mine }), said: mine } : mine[0];
  }

  // Answers without their evidence, as the start for plain files: not every role was given the same, and whoever never
  // had a piece of evidence does not take it out.
  /** @param {Record<string, Answer>} answers */
  function withoutEvidence(answers) {
    return Object.fromEntries(Object.entries(answers).map(([id, { evidence, ...answer }]) => [id, answer]));
  }

  // --- on paper -------------------------------------------------------------------------------------------------

  // The questions without answers: all that are asked, or those of a role.
  /** @param {Host} host @param {string} [role] */
  function printQuestions(host, role) {
    const { force, period } = host.summary(), form = byId("m-form");
    const mine = new Set(host.asked().filter((each) => !role || isInPack(each, role)).map((each) => each.id));
    const off = [...host.questions.keys()].filter((id) => !mine.has(id)).map((id) => byId(`q-${id}`));
    const empty = [...form.querySelectorAll(".m-capability")].filter((each) => [...each.querySelectorAll(".m-question")].every((q) => off.includes(q)));
    for (const each of [...off, ...empty]) each.classList.add("m-off");
    const whose = role ? `${texts.roles[role]}. ` : "";
    const gap = word("paper_gap"), { version } = M.edition.bundle.edition;
    byId("m-print-head").textContent = whose + word("paper", { n: mine.size, force: force || gap, period: M.work.shortLine(period) || gap, version });
    const rules = byId("m-rules"), { open } = rules;
    byId("m-print-head").after(rules);
    rules.open = true;
    form.dataset.print = "blank";
    globalThis.print();
    delete form.dataset.print;
    rules.open = open;
    for (const each of [...off, ...empty]) each.classList.remove("m-off");
  }

  // Browsers tick a box again when somebody comes back to the page; what leaves it is chosen anew each time.
  addEventListener("pageshow", () => (byId("m-shown").checked = false));
  /** @param {Place} button */
  const roleOf = (button) => button.closest("tr").dataset.role;
  return {
    packFor,
    packEnd,
    idsFor,
    show,
    packText,
    isInPack,
    /** @param {Place} target @param {Host} host */
    input: (target, host) => M.tracker.input(target, host),
    actions: {
      "save-pack": save,
      /** @param {Place} button @param {Host} host */
      "print-pack": (button, host) => printQuestions(host, roleOf(button)),
      /** @param {Place} button @param {Host} host */
      "print-blank": (button, host) => printQuestions(host),
      /** @param {Place} button @param {Host} host */
      "pack-whole": (button, host) => {
        host.whole = !host.whole;
        host.replace(host.work, host.role);
        const panel = byId(host.panel);
        if (!panel.dataset.capability || panel.querySelector(".m-question:not([hidden])")) return;
        host.panel = "p-start"; // of the capability that was shown, the pack has no question
        host.replace(host.work, host.role);
      },
    },
  };
})();
