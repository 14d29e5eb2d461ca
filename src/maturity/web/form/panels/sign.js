// Sign-off: two pages that say what the person who signs has to know, and the signature. Signing fixes the answers; what
// changes later is shown beside what was signed.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  M.parts = M.parts ?? {};
  const { made, codes, role, date, state } = M.pieces;
  const { fixed, answerOf, named: ready } = M.state;
  const byId = (id) => document.getElementById(id);
  const find = (name) => byId("p-sign").querySelector(`.m-${name}`);
  const say = (key, values) => M.words(`sign.${key}`, values);
  const HIGHEST = 11, MIDDLE = 8, LOWEST = 6.5; // sizes of the text on paper, in points
  const FEWEST = 3; // of a list that is cut short

  // --- what keeps it from being signed --------------------------------------------------------------------------

  function waiting(host) {
    const { work, edition } = host, clashes = M.clashes(host.assessment());
    const open = M.next.unanswered(edition.bundle, work, clashes);
    const said = [];
    if (!ready(work)) said.push(link(M.words("say.save_needs"), "p-about"));
    if (open.length) said.push(M.told(made("li"), open, (n) => say("wait_open", { n }), (ids) => M.codes({ questions: "#q-" }, ids)));
    if (clashes.length) said.push(link(say("wait_clash", { n: clashes.length, list: clashes.map(({ place }) => named(place)).join(", ") }), "p-meeting"));
    return said;
  }

  function named(place) {
    const id = place.replace(/^answers\./, "");
    return Object.hasOwn(M.edition.texts.questions, id) ? M.pieces.code(id) : place;
  }

  function link(text, id) {
    const go = made("a", text);
    go.href = `#${id}`;
    return made("li", [go]);
  }

  // --- showing --------------------------------------------------------------------------------------------------

  function show(host) {
    const { work } = host, wait = waiting(host), { sign_off: signed } = work, back = signed && !fixed(work);
    find("sign-wait").hidden = !wait.length;
    find("sign-asked").hidden = !back;
    byId("m-sign-set").hidden = fixed(work);
    for (const radio of byId("m-sign-set").querySelectorAll("[type=radio]")) radio.disabled = wait.length > 0 && radio.value !== "sent-back";
    M.pieces.roles(byId("m-sign-role"));
    byId("m-sign-date").max = M.pieces.today();
    M.typed.show(byId("m-sign-set"), host, { "sign.role": M.edition.texts.edition.signs, "sign.date": M.pieces.today() });
    const ready = !wait.length || fixed(work), sheets = find("sheets"), since = changes(host);
    sheets.hidden = !ready;
    find("sheet-lines").hidden = fixed(work);
    find("sign-changed").hidden = !since;
    M.pieces.fill(byId("p-sign"), {
      wait,
      ...(back ? { asked: say("asked", { role: role(signed.role), date: date(signed.date) }), note: signed.note ?? "" } : {}),
      ...(since ? { since: since.title, changes: since.items } : {}),
      ...(ready ? M.sheets(host, since) : {}),
    });
    if (ready) fit(sheets);
  }

  // What is not as it was when it was last signed or sent back, question by question.
  function changes(host) {
    const { work } = host;
    const before = [...work.signed_before ?? [], ...(work.sign_off && !fixed(work) ? [work.sign_off] : [])].filter((each) => each.answers);
    const last = before.sort((a, b) => a.date.localeCompare(b.date)).at(-1);
    if (!last) return null;
    const items = [], now = M.signedAs({ ...host.assessment(), sign_off: {} });
    for (const { id } of host.asked()) {
      const was = answerOf(last, id) ?? {}, is = answerOf(work, id) ?? {};
      const proof = [was.evidence ?? 0, (is.evidence ?? []).filter(({ title }) => M.state.filled(title)).length];
      const from = state(was), to = state(is);
      if (from !== to) items.push(made("li", say("was_is", { code: M.pieces.code(id), from, to })));
      else if (proof[0] !== proof[1]) items.push(made("li", say("proof_was_is", { code: M.pieces.code(id), from: proof[0], to: proof[1] })));
      else if (was.check && was.check !== now.answers?.[id]?.check) items.push(made("li", say("words_changed", { code: M.pieces.code(id) })));
    }
    if (last.actions && last.actions !== now.actions) items.push(made("li", say("actions_changed")));
    const key = last.decision === "sent-back" ? "since_back" : "since";
    return { items, title: say(items.length ? key : `${key}_none`, { n: items.length, role: role(last.role), date: date(last.date) }) };
  }

  // The pages are set in the largest type in which each of them fits one sheet. Before it gets too small to read, long
  // texts and then long lists are cut short, and paper says so. Measured on a copy that is as wide as the paper.
  function fit(sheets) {
    const copy = sheets.cloneNode(true), over = (sheet) => sheet.scrollHeight > sheet.clientHeight + 1, full = () => [...copy.children].find(over);
    copy.classList.add("m-measured", "m-on-paper");
    sheets.after(copy);
    let size = HIGHEST;
    const set = (to) => [copy, sheets].forEach((each) => each.style.setProperty("--m-sheet-size", `${to}pt`));
    for (const clipped of [false, true]) {
      if (clipped && !full()) break;
      [copy, sheets].forEach((each) => each.classList.toggle("m-clipped", clipped));
      for (set(size = HIGHEST); size > MIDDLE && full(); set(size)) size -= .25;
    }
    while (full() && shorten(copy, sheets, full()));
    for (; size > LOWEST && full(); set(size)) size -= .25;
    copy.remove();
  }

  // Leaves one item out of the longest list of a sheet, on the copy and on the page. False when none is long.
  function shorten(copy, sheets, sheet) {
    const all = (root) => [...root.querySelectorAll("ul, ol")].filter((list) => list.querySelector(".m-rest"));
    const left = (list) => list.querySelectorAll("li:not(.m-extra, .m-rest)");
    const longest = all(sheet).sort((a, b) => left(b).length - left(a).length)[0];
    if (!longest || left(longest).length <= FEWEST) return false;
    for (const list of [longest, all(sheets)[all(copy).indexOf(longest)]]) {
      [...left(list)].at(-1).classList.add("m-extra");
      list.querySelector(".m-rest").textContent = M.words("results.others", { n: list.querySelectorAll(".m-extra").length });
    }
    return true;
  }

  for (const [when, on] of [["beforeprint", true], ["afterprint", false]]) {
    addEventListener(when, () => find("sheets").classList.toggle("m-on-paper", on));
  }

  // --- signing --------------------------------------------------------------------------------------------------

  function input(target) {
    if (target.name === "m-sign-decision") find("sign-problem").textContent = "";
  }

  // What keeps a decision from being recorded, as a sentence.
  function problem({ decision, who, day, note }) {
    if (!decision) return say("pick");
    if (!who) return say("needs_role");
    if (!M.state.likely(day)) return say("needs_date");
    if (day > M.pieces.today()) return say("date_ahead", { today: date(M.pieces.today()) });
    return decision !== "signed" && !M.state.filled(note) ? say("needs_note") : "";
  }

  async function sign(_, host) {
    const decision = byId("m-sign-set").querySelector("input:checked:enabled")?.value;
    const [who, day, note] = ["role", "date", "note"].map((name) => byId(`m-sign-${name}`).value);
    const wrong = problem({ decision, who, day, note });
    find("sign-problem").textContent = wrong;
    if (wrong) return;
    const chosen = byId("m-sign-set").querySelector("input:checked").nextSibling.textContent;
    const ask = decision === "sent-back" ? [] : [
      say(M.state.filled(note) ? "ask_note" : "ask_bare", { decision: chosen, note }),
      say("ask", { role: role(who), date: date(day) }),
      byId("m-no-signature").textContent,
    ];
    if (ask.length && !await M.keep.ask(say("title"), ask, [], say("record"))) return;
    await host.keeper.snapshot("sign");
    M.typed.forget(host, "sign.");
    host.changed(signedOff(host, { role: who, date: day, decision, ...(M.state.filled(note) ? { note } : {}) }));
    if (decision === "sent-back") return void M.keep.notice("done", say("done_back"), { focus: true });
    M.keep.unsaid("done");
    tell(host, true);
  }

  // Says who signed; and while no file has the signature, what comes next.
  function tell(host, focus) {
    const { sign_off: signed } = host.work, bar = document.querySelector('[data-do="save"]');
    if (!fixed(host.work)) return M.keep.unsaid("signed");
    const next = host.keeper.file.changed ? [[bar.textContent, () => bar.click(), "main"]] : [];
    const said = [say("did_signed", { role: role(signed.role), date: date(signed.date) }), M.words("say.open_signed"), next.length ? say("done") : ""];
    return M.keep.notice("signed", said.join(" "), { focus, buttons: [...next, [say("off"), () => unsign(host), "quiet"]] });
  }

  // Takes the signature off, if that is meant. Who signed what is kept.
  async function unsign(host) {
    const { sign_off: signed } = host.work, who = say("did_signed", { role: role(signed.role), date: date(signed.date) });
    if (!await M.keep.ask(say("off_ask"), [who, say("off_text")], [], say("off_do"), { gone: true })) return tell(host, true);
    host.changed(unsigned(host));
    return M.keep.notice("done", say("off_done"), { focus: true });
  }

  // The work with a sign-off. One that is sent back says what the answers were, for they go on.
  function signedOff(host, signed) {
    const before = past(host);
    if (signed.decision === "sent-back") Object.assign(signed, { answers: {}, ...M.signedAs({ ...host.assessment(), sign_off: signed }) });
    return { ...host.work, ...before, sign_off: signed };
  }

  // The work without its sign-off, which stays among the earlier ones.
  function unsigned(host) {
    const { sign_off, ...work } = host.work;
    return { ...work, ...past(host) };
  }

  // Earlier signatures, with the present one among them.
  function past(host) {
    const { signed_before: before = [], sign_off: signed } = host.work;
    const all = signed ? [...before, M.signedAs(host.assessment())] : before;
    return all.length ? { signed_before: [...new Map(all.map((each) => [M.canonical(each), each])).values()] } : {};
  }

  // Everything that was asked has been answered: what was asked stays among the earlier signatures.
  function answered(_, host) {
    host.changed(unsigned(host));
  }

  M.sign = { waiting, signedOff, unsigned };
  M.parts["p-sign"] = { show, input, tell, actions: { sign, answered } };
})();
