// Sign-off: two pages that say what the person who signs has to know, and the signature. Signing fixes the answers; what
// changes later is shown beside what was signed.
Maturity.sign = (function () {
  "use strict";
  const M = Maturity;
  const { element } = M.dom;
  const { role, date, stateText } = M.labels;
  const { isSigned, answerOf, hasFileName: ready } = M.work;
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  /** @param {string} name */
  const find = (name) => byId("p-sign").querySelector(`.m-${name}`);
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`sign.${key}`, values);
  const HIGHEST = 11, MIDDLE = 8, LOWEST = 6.5; // sizes of the text on paper, in points
  const TO_SIGN = `${M.pageCopy.HERE}to_sign`; // the copy that was saved last for whoever signs: its name, and of what
  const FEWEST = 3; // of a list that is cut short
  /** @type {SignOff | undefined} */
  let asking; // the questions that were asked on this very page: whoever asks them does not answer them

  // --- what keeps it from being signed --------------------------------------------------------------------------

  /** @param {Host} host */
  function obstacles(host) {
    const { work, edition } = host, clashes = M.merge.clashes(host.assessment());
    const open = M.outlook.unanswered(edition.bundle, work, clashes);
    const items = [];
    if (!ready(work)) items.push(link(M.phrases.word("say.save_needs"), "p-about"));
    if (open.length) items.push(M.redaction.redactable(element("li"), open, (n) => word("wait_open", { n }), (ids) => M.redaction.codeLinks({ questions: "#q-" }, ids)));
    if (clashes.length) items.push(link(word("wait_clash", { n: clashes.length, list: clashes.map(({ place }) => placeName(place)).join(", ") }), "p-meeting"));
    return items;
  }

  /** @param {string} place */
  function placeName(place) {
    const id = place.replace(/^answers\./, "");
    return Object.hasOwn(M.edition.texts.questions, id) ? M.labels.code(id) : place;
  }

  /** @param {string} text @param {string} id */
  function link(text, id) {
    const go = element("a", text);
    go.href = `#${id}`;
    return element("li", [go]);
  }

  // --- showing --------------------------------------------------------------------------------------------------

  /** @param {Host} host */
  function show(host) {
    const { work } = host, wait = obstacles(host), { sign_off: signed } = work, back = signed && !isSigned(work);
    find("sign-wait").hidden = !wait.length;
    find("sign-asked").hidden = !back;
    byId("m-sign-set").hidden = find("sign-go").hidden = isSigned(work);
    for (const radio of byId("m-sign-set").querySelectorAll("[type=radio]")) radio.disabled = wait.length > 0 && radio.value !== "sent-back";
    M.labels.roles(byId("m-sign-role"));
    byId("m-sign-date").max = M.labels.today();
    const reply = byId("m-sign-reply");
    if (reply !== document.activeElement) reply.value = signed?.reply ?? "";
    M.unrecorded.show(byId("m-sign-set"), host, { "sign.role": M.edition.texts.edition.signs, "sign.date": M.labels.today() });
    const ready = !wait.length || isSigned(work), sheets = find("sheets"), since = changes(host);
    sheets.hidden = !ready;
    find("sheet-lines").hidden = isSigned(work);
    const talks = Boolean(since?.talk.length) && !isSigned(work);
    find("sign-talk").hidden = !talks;
    find("sign-changed").hidden = !since || talks; // there it is said first
    const isTheirs = host.role === M.edition.texts.edition.signs; // the person who signs is at the page
    find("lead").hidden = isSigned(work) || !ready;
    find("sign-print").hidden = !ready; // there are no pages yet
    find("sign-reply").hidden = signed === asking || isTheirs;
    find("sign-away").hidden = isSigned(work) || isTheirs;
    find("send-owner").hidden = isTheirs;
    M.dom.setText(byId("p-send"), word(isTheirs ? "send_signer" : "send"));
    for (const each of find("send").querySelectorAll("[data-not-signer]")) each.hidden = isTheirs;
    find("send").hidden = !isSigned(work) || Boolean(host.beside.pack);
    M.dom.fill(byId("p-sign"), {
      wait, unasked: unaskedText(host), copied: isSigned(work) ? "" : awayText(host),
      ...(back ? { asked: word("asked", { role: role(signed.role), date: date(signed.date) }), note: signed.note ?? "" } : {}),
      ...(since ? { since: since.title, changes: since.items, talk: [...since.talk.map((/** @type {string} */ text) => element("p", text)), element("p", word(since.items.length ? "since_listed" : "since_said", { text: since.title })), element("ul", since.items.map((/** @type {Place} */ each) => each.cloneNode(true)))] } : {}),
      ...(ready ? M.sheets.values(host, since) : {}),
      ...(isSigned(work) ? sendValues(host) : {}),
    });
    find("sign-away").querySelector("details").hidden = wait.length > 0 || !savedName(host) || awayText(host) !== "";
    find("sign-away").querySelector("textarea").value = messageText(host);
    find("subject").value = word("subject", { title: M.edition.texts.edition.title, ...host.summary() });
    if (ready) fit(sheets);
  }

  // The name of what was saved last for whoever signs, if anything was.
  /** @param {Host} host @returns {string} */
  function savedName({ beside }) {
    const { name } = beside[TO_SIGN] ?? {};
    return M.work.isFilled(name) ? name : "";
  }

  // That the work has changed since a copy was saved for whoever signs.
  /** @param {Host} host */
  function awayText(host) {
    const { name, of } = host.beside[TO_SIGN] ?? {};
    return M.work.isFilled(name) && of !== statedText(host) ? word("copy_older", { name }) : "";
  }

  // All that somebody signs, as a short text that differs when anything of it does.
  /** @param {Host} host */
  const statedText = (host) => M.contributions.checkCode(M.engine.canonical(M.work.pick(host.assessment(), ["answers", "actions", "about", "marking"])));

  // The message to the person who signs, with the name of the file that was saved last.
  /** @param {Host} host */
  function messageText(host) {
    const { title, marking } = M.edition.texts.edition, { force, period } = host.summary(), last = lastDecision(host);
    const asked = last?.decision === "sent-back" && last !== host.work.sign_off ? word("message_again", { date: date(last.date) }) : "";
    return word("message_text", {
      title, force, period, marking: M.work.shortLine(host.work.marking) || marking, name: savedName(host), asked: asked && `${asked}\n\n`,
    });
  }

  // That whoever signs leads questions and has answered none of them: the pages will say so.
  /** @param {Host} host */
  function unaskedText(host) {
    const { signs } = M.edition.texts.edition, led = host.asked().filter(({ lead }) => lead === signs), { answers } = host.work;
    const isSilent = led.length > 0 && led.every(({ id }) => !M.sheets.hasSpoken(answers[id], signs));
    return isSilent ? word("unasked", { role: role(signs), list: M.labels.codes(led.map(({ id }) => id)) }) : "";
  }

  // What to know before the return is sent: the name of its file, and what it holds.
  /** @param {Host} host */
  function sendValues(host) {
    const { work } = host, sensitive = host.asked().filter((each) => each.sensitive && answerOf(work, each.id));
    return {
      file: M.work.fileName(host.assessment()),
      have: hasFile(host) ? word("send_have") : "",
      marked: word("send_marked", { marking: M.work.shortLine(work.marking) || M.edition.texts.edition.marking }),
      sensitive_sent: sensitive.length ? word("send_sensitive", { list: M.labels.codes(sensitive.map(({ id }) => id)) }) : "",
    };
  }

  // Whether somebody has the very file that is to be sent, because it was opened, or saved and found.
  /** @param {Host} host */
  function hasFile(host) {
    const { name, changed, offered } = host.keeper.draft.file;
    return name === M.work.fileName(host.assessment()) && !changed && !offered;
  }

  // When it was last signed or sent back, with what the answers were then; undefined when it never was.
  /** @param {Host} host @returns {SignOff | undefined} */
  function lastDecision({ work }) {
    const before = [...work.signed_before ?? [], ...(work.sign_off && !isSigned(work) ? [work.sign_off] : [])].filter((each) => each.answers);
    return before.sort((a, b) => a.date.localeCompare(b.date)).at(-1);
  }

  // What the answers are now, as a sign-off would keep them.
  /** @param {Host} host */
  const answersNow = (host) => M.contributions.signOffWithAnswers(/** @type {any} */ ({ ...host.assessment(), sign_off: {} }));

  // The answers that are not as they were, by the question: what changed, and from what to what.
  /** @param {Host} host @param {any} last @returns {Map<string, { key: string, from?: any, to?: any }>} */
  function changedAnswers(host, last) {
    const found = new Map(), now = answersNow(host);
    for (const { id } of host.asked()) {
      const was = answerOf(last, id) ?? {}, is = answerOf(host.work, id) ?? {};
      const proof = [was.evidence ?? 0, (is.evidence ?? []).filter((/** @type {Evidence} */ { title }) => M.work.isFilled(title)).length];
      const from = stateText(was), to = stateText(is);
      if (from !== to) found.set(id, { key: "was_is", from, to });
      else if (proof[0] !== proof[1]) found.set(id, { key: "proof_was_is", from: proof[0], to: proof[1] });
      else if (was.check && was.check !== now.answers?.[id]?.check) found.set(id, { key: "words_changed" });
    }
    return found;
  }

  // The actions that are not as they were, each as a line of text. A sign-off of an older file may not say what they were.
  /** @param {Host} host @param {SignOff} last */
  function changedActions(host, { actions: was }) {
    const is = answersNow(host).actions ?? {}, ids = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is)])];
    const { standards } = M.edition.texts;
    /** @param {string} id */
    const line = (id) => {
      const isTarget = Object.hasOwn(standards, id), name = isTarget ? standards[id].name : M.labels.action(id);
      const from = was?.[id], to = is[id];
      if (!from) return word(isTarget ? "target_new" : "action_new", { name, date: dayText(to.by) });
      if (!to) return word(isTarget ? "target_gone" : "action_gone", { name });
      const day = from.by === to.by ? "" : word("was_is_by", { from: dayText(from.by), to: dayText(to.by) });
      const owner = from.owner === to.owner ? "" : word("was_is_owner", { from: ownerText(from.owner), to: ownerText(to.owner) });
      const decision = from.decision === to.decision ? "" : word("was_is_decision", { from: decisionText(from.decision), to: decisionText(to.decision) });
      const words = hasSameWords(host, id, from) ? "" : word("was_is_words");
      return word(isTarget ? "target_changed" : "action_changed", { name, list: [decision, owner, day, words].filter(Boolean).join("; ") });
    };
    return !was ? [] : ids.filter((id) => was[id]?.check !== is[id]?.check).map(line);
  }

  // Whether an action says the same as then in all but its decision, owner and day.
  /** @param {Host} host @param {string} id @param {any} then */
  function hasSameWords(host, id, then) {
    const now = host.assessment(), { decision, owner, by, ...words } = now.actions?.find(({ action }) => action === id) ?? { action: id };
    const action = { ...words, ...M.work.pick(then, ["decision", "owner", "by"].filter((name) => Object.hasOwn(then, name))) };
    const { actions = {} } = M.contributions.signOffWithAnswers(/** @type {any} */ ({ ...now, actions: [action], sign_off: {} }));
    return actions[id]?.check === then.check;
  }

  /** @param {string} [owner] */
  const ownerText = (owner) => (owner ? role(owner) || owner : word("none_yet"));
  /** @param {string} [day] */
  const dayText = (day) => (day ? date(day) : word("none_yet"));
  /** @param {string} [decision] */
  const decisionText = (decision) => M.phrases.word(`actions.decision_${decision ?? "none"}`);

  // What is not as it was when it was last signed or sent back, question by question. Of what has just been sent back
  // nothing is said: nobody has had the time to change it.
  /** @param {Host} host */
  function changes(host) {
    const last = lastDecision(host);
    if (!last) return null;
    const open = M.merge.clashes(host.assessment()).map(({ place }) => place);
    const items = [...changedAnswers(host, last)].map(([id, { key, ...values }]) => {
      const text = word(key, { code: M.sheets.ofQuestion(host.questions.get(id)), ...values });
      return element("li", open.includes(`answers.${id}`) ? word("not_settled", { text }) : text);
    });
    items.push(...changedActions(host, last).map((text) => element("li", text)));
    if (!items.length && last === host.work.sign_off) return null;
    const key = last.decision === "sent-back" ? "since_back" : "since";
    const talk = last.decision === "sent-back" && last !== host.work.sign_off ? [["note", last.note], ["reply", last.reply]].filter(([, text]) => M.work.isFilled(text)).map(([name, text]) => word(`since_${name}`, { text })) : [];
    return { items, talk, title: word(items.length ? key : `${key}_none`, { n: items.length, role: role(last.role), date: date(last.date) }) };
  }

  // The pages are set in the largest type in which each of them fits one sheet. Before it gets too small to read, long
  // texts and then long lists are cut short, and paper says so. Measured on a copy that is as wide as the paper.
  /** @param {Place} sheets */
  function fit(sheets) {
    const copy = sheets.cloneNode(true), over = (/** @type {Place} */ sheet) => sheet.scrollHeight > sheet.clientHeight + 1, full = () => [...copy.children].find(over);
    copy.classList.add("m-measured", "m-on-paper");
    sheets.after(copy);
    let size = HIGHEST;
    /** @param {number} to */
    const set = (to) => [copy, sheets].forEach((each) => each.style.setProperty("--m-sheet-size", `${to}pt`));
    for (const clipped of [false, true]) {
      if (clipped && !full()) break;
      [copy, sheets].forEach((each) => each.classList.toggle("m-clipped", clipped));
      for (set(size = HIGHEST); size > MIDDLE && full(); set(size)) size -= .25;
    }
    for (let sheet = full(); sheet && shorten(copy, sheets, sheet);) sheet = full();
    for (; size > LOWEST && full(); set(size)) size -= .25;
    copy.remove();
  }

  // Leaves one item out of the longest list of a sheet, on the copy and on the page. False when none is long.
  /** @param {Place} copy @param {Place} sheets @param {Place} sheet */
  function shorten(copy, sheets, sheet) {
    /** @param {Place} root */
    const all = (root) => [...root.querySelectorAll("ul, ol")].filter((list) => list.querySelector(".m-rest"));
    /** @param {Place} list */
    const left = (list) => list.querySelectorAll("li:not(.m-extra, .m-rest)");
    const longest = all(sheet).sort((a, b) => left(b).length - left(a).length)[0];
    if (!longest || left(longest).length <= FEWEST) return false;
    for (const list of [longest, all(sheets)[all(copy).indexOf(longest)]]) {
      [...left(list)].at(-1)?.classList.add("m-extra");
      list.querySelector(".m-rest").textContent = M.phrases.word("results.others", { n: list.querySelectorAll(".m-extra").length });
    }
    return true;
  }

  for (const [when, on] of /** @type {[string, boolean][]} */ ([["beforeprint", true], ["afterprint", false]])) {
    addEventListener(when, () => find("sheets").classList.toggle("m-on-paper", on));
  }

  // --- signing --------------------------------------------------------------------------------------------------

  // What is written in answer to the questions belongs to the sign-off that asks them, and is in the file at once.
  /** @param {Place} target @param {Host} host */
  function input(target, host) {
    if (target.name === "m-sign-decision") find("sign-problem").textContent = "";
    if (target.id !== "m-sign-reply" || !host.work.sign_off) return;
    find("reply-problem").textContent = "";
    host.work.sign_off.reply = target.value;
    host.keeper.changed(true);
  }

  // What keeps a decision from being recorded, as a sentence.
  /** @param {{ decision?: string, who: string, day: string, note: string }} given */
  function problem({ decision, who, day, note }) {
    if (!decision) return word("pick");
    if (!who) return word("needs_role");
    if (!M.work.isLikelyDate(day)) return word("needs_date");
    if (day > M.labels.today()) return word("date_ahead", { today: date(M.labels.today()) });
    return decision !== "signed" && !M.work.isFilled(note) ? word("needs_note") : "";
  }

  /** @param {unknown} _ @param {Host} host */
  async function sign(_, host) {
    const decision = byId("m-sign-set").querySelector("input:checked:enabled")?.value;
    const [who, day, note] = ["role", "date", "note"].map((name) => byId(`m-sign-${name}`).value);
    const wrong = problem({ decision, who, day, note });
    find("sign-problem").textContent = wrong;
    if (wrong) return;
    const chosen = byId("m-sign-set").querySelector("input:checked").nextSibling.textContent;
    const { sign_off: open } = host.work, unanswered = open && !isSigned(host.work) && !M.work.isFilled(open.reply);
    const isBack = decision === "sent-back";
    const ask = [
      ...(unanswered && !isBack ? [word("ask_unanswered", { date: date(open.date) })] : []),
      word(M.work.isFilled(note) ? "ask_note" : "ask_bare", { decision: chosen, note }),
      word(isBack ? "ask_back" : "ask", { role: role(who), date: date(day) }),
      ...(isBack ? [] : [byId("m-no-signature").textContent]),
    ];
    if (!await M.notices.ask(word("title"), ask, [], chosen)) return;
    await host.keeper.versions.snapshot("sign");
    M.unrecorded.forget(host, "sign.");
    /** @type {any} */
    const made = { role: who, date: day, decision, ...(M.work.isFilled(note) ? { note } : {}) }, { sign_off: now } = host.work;
    if (now && Object.keys(made).every((name) => made[name] === /** @type {any} */ (now)[name])) return show(host); // a double click
    host.changed(withSignOff(host, made));
    M.notices.removeRead("draft"); // what was there when the page was opened
    if (isBack) {
      asking = host.work.sign_off;
      find("sign-reply").hidden = true;
      return showSignature(host, true);
    }
    M.notices.remove("done", "file", "saved", "restored", "other"); // what was before the signature
    showSignature(host, true);
  }

  // The bar's button that saves to a file, for a notice.
  /** @returns {Button} */
  function saveButton() {
    const save = document.querySelector('[data-do="save"]');
    return [save.textContent, () => save.click(), "main"];
  }

  // Says who signed; and while no file has the decision, what comes next. Whoever asked questions is told, for the others
  // answer them.
  /** @param {Host} host @param {boolean} [focus] @returns {void} */
  function showSignature(host, focus) {
    const { sign_off: signed } = host.work;
    if (!signed || !isSigned(host.work)) {
      M.notices.remove("signed");
      find("sign-off").hidden = true;
      if (host.role === M.edition.texts.edition.signs && M.unrecorded.isBegun(host, "sign.decision")) {
        return M.notices.show("signed", word("unrecorded"), { buttons: [[word("unrecorded_go"), () => host.go("m-sign-set"), "main"]] });
      }
      const isAsked = signed && (signed === asking || host.role === M.edition.texts.edition.signs);
      return isAsked && host.keeper.draft.file.changed ? M.notices.show("done", word("done_back"), { focus, buttons: [saveButton()] }) : undefined;
    }
    const next = host.keeper.draft.file.changed ? [saveButton()] : [];
    find("sign-off").hidden = false;
    const values = { role: role(signed.role), date: date(signed.date) };
    const did = M.work.isFilled(signed.note) ? `${word("did_signed_with_note", values)} “${signed.note}”` : word("did_signed", values);
    const sentences = [did, M.phrases.word("say.open_signed"), next.length ? word("done") : ""];
    return M.notices.show("signed", sentences.join(" "), { focus, buttons: next });
  }

  // Takes the signature off, if that is meant. Who signed what is kept.
  /** @param {Host} host */
  async function unsign(host) {
    const { sign_off: signed } = host.work;
    if (!signed) return undefined;
    const who = word("did_signed", { role: role(signed.role), date: date(signed.date) });
    if (!await M.notices.ask(word("off_ask"), [who, word("off_text")], [], word("off_do"), { gone: true })) return showSignature(host, true);
    const before = await host.keeper.versions.snapshot("unsign");
    host.changed(withoutSignOff(host));
    return M.notices.show("done", word("off_done"), { focus: true, buttons: host.keeper.versions.wayBack(before) });
  }

  // The work with a sign-off. One that is sent back says what the answers were, for they go on.
  /** @param {Host} host @param {SignOff} signed */
  function withSignOff(host, signed) {
    const before = earlierSignOffs(host);
    if (signed.decision === "sent-back") Object.assign(signed, { answers: {}, ...M.contributions.signOffWithAnswers({ ...host.assessment(), sign_off: signed }) });
    return { ...host.work, ...before, sign_off: signed };
  }

  // The work without its sign-off, which stays among the earlier ones.
  /** @param {Host} host */
  function withoutSignOff(host) {
    const { sign_off, ...work } = host.work;
    return { ...work, ...earlierSignOffs(host) };
  }

  // Whether two sign-offs are one decision, whatever was answered to it since.
  /** @param {any} one @param {any} other */
  const isSameDecision = (one, other) => ["role", "date", "note"].every((name) => one?.[name] === other?.[name]);

  // The work with the questions as its present decision with which it was sent back, if nobody has answered them or
  // signed since. A merge sets every decision aside; questions do not end with the answers to which they were asked.
  /** @param {Work} work @returns {Work} */
  function withOpenQuestions(work) {
    const { signed_before: before = [], sign_off: now } = work, sent = before.filter((each) => each.decision === "sent-back");
    const asked = [...sent].sort((a, b) => a.date.localeCompare(b.date)).at(-1);
    const isOver = (/** @type {SignOff} */ each) => (asked && isSameDecision(each, asked) ? M.work.isFilled(each.reply) : asked && isSigned({ sign_off: each }) && each.date >= asked.date);
    if (now || !asked || before.some(isOver)) return work;
    const rest = before.filter((each) => !isSameDecision(each, asked)), { signed_before: _, ...open } = work;
    return { ...open, sign_off: asked, ...(rest.length ? { signed_before: rest } : {}) };
  }

  // Earlier signatures, with the present one among them.
  /** @param {Host} host */
  function earlierSignOffs(host) {
    const { signed_before: before = [] } = host.work, assessment = host.assessment(), { sign_off } = assessment;
    const all = sign_off ? [...before, M.contributions.signOffWithAnswers({ ...assessment, sign_off })] : before;
    return all.length ? { signed_before: [...new Map(all.map((each) => [M.engine.canonical(each), each])).values()] } : {};
  }

  // Everything that was asked has been answered: what was asked stays among the earlier signatures.
  /** @param {unknown} _ @param {Host} host */
  function answered(_, host) {
    const { sign_off: asked, signed_before: before } = host.work, empty = !M.work.isFilled(asked?.reply);
    find("reply-problem").textContent = empty ? word("needs_reply") : "";
    if (empty) return byId("m-sign-reply").focus();
    const undo = () => {
      const { signed_before: _, ...work } = host.work;
      host.changed({ ...work, sign_off: asked, ...(before ? { signed_before: before } : {}) });
      M.notices.remove("done");
      byId("m-sign-reply").focus();
    };
    host.changed(withoutSignOff(host));
    /** @type {Button} */
    const send = [word("copy"), () => actions["copy-to-sign"](undefined, host), "main"], waits = obstacles(host).length > 0;
    const text = word(waits ? "asked_waits" : "asked_answered", { role: role(asked?.role) });
    return M.notices.show("done", text, { focus: true, buttons: [...(waits ? [] : [send]), [M.phrases.word("say.undo"), undo, "quiet"]] });
  }

  // Saves a copy of the page in which the person who signs finds it as their own. One that cannot be signed is rarely meant.
  /** @param {Host} host */
  async function copyToSign(host) {
    const wait = obstacles(host).map((each) => each.textContent ?? "");
    if (wait.length && !await M.notices.ask(word("copy_wait"), [word("copy_wait_text")], wait, word("copy_anyway"), { gone: true })) return;
    await host.keeper.files.saveCopy(M.edition.texts.edition.signs);
    host.beside[TO_SIGN] = { name: host.keeper.draft.file.name, of: statedText(host) };
    host.keeper.draft.writeSoon(0);
    show(host);
  }

  const actions = {
    sign,
    answered,
    /** @param {unknown} _ @param {Host} host */
    unsign: (_, host) => unsign(host),
    /** @param {unknown} _ @param {Host} host */
    "copy-to-sign": (_, host) => copyToSign(host),
  };

  return { show, input, lastDecision, answersNow, changedAnswers, showSignature, obstacles, withSignOff, withoutSignOff, withOpenQuestions, isSameDecision, actions };
})();
