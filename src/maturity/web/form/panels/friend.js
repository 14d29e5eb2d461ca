// A critical friend: ten answers are picked, she rates each from its evidence before she sees the force's own level, and
// then both stand side by side. What she says changes no answer: the force decides, and the record keeps both.
// Her visit travels as an assessment with no answers, so that it opens and merges like any other file.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  M.parts = M.parts ?? {};
  const { text } = M.dom;
  const { made, copy, code, codes, role, date, legend, state, forceName } = M.pieces;
  const PICKED = 10;
  const { STATES, picked, answerOf } = M.state;
  const byId = (id) => document.getElementById(id);
  const find = (name) => byId("p-friend").querySelector(`.m-${name}`);
  const buttonOf = (name) => byId("p-friend").querySelector(`[data-do="friend-${name}"]`);
  const say = (key, values) => M.words(`friend.${key}`, values);
  const has = (record, name) => Object.hasOwn(record ?? {}, name);

  // --- picking --------------------------------------------------------------------------------------------------

  // A number from a text, the same wherever it is worked out (FNV-1a).
  function hash(text) {
    let number = 0x811c9dc5;
    for (const sign of text) number = Math.imul(number ^ sign.codePointAt(0), 0x01000193) >>> 0;
    return number;
  }

  // Ten questions with a level: the answers at the highest level, those one below, minimum standards, and then any; in
  // each of these by chance, but the same every time for one edition, force and period. In the questionnaire's order,
  // so that their place says nothing about their level.
  function picks(bundle, assessment, most = PICKED) {
    const { edition: { fingerprint = "" }, force, period, answers } = assessment;
    const chance = ({ id }) => hash(`${fingerprint} ${force} ${period} ${id}`);
    const rank = ({ id, minimum }) => (answers[id].level > bundle.top - 2 ? bundle.top - answers[id].level : minimum === null ? 3 : 2);
    const all = [...M.state.questions(bundle).values()].filter((each) => M.state.asked(bundle, assessment, each) && has(answers[each.id], "level"));
    const taken = [...all].sort((a, b) => rank(a) - rank(b) || chance(a) - chance(b) || (a.id < b.id ? -1 : 1)).slice(0, most);
    return all.filter((each) => taken.includes(each)).map(({ id }) => id);
  }

  // What a critical friend is given: questions and titles of evidence, and nothing that tells a level.
  function sitting(host) {
    const assessment = host.assessment();
    const shown = (id) => (assessment.answers[id].evidence ?? []).map(({ checked, ...piece }) => piece);
    return { questions: picks(host.edition.bundle, assessment).map((id) => ({ id, evidence: shown(id) })), ratings: {} };
  }

  // --- the force's side -----------------------------------------------------------------------------------------

  function show(host) {
    const friend = sound(host), shown = Boolean(friend);
    find("friend-start").hidden = shown;
    find("friend-sitting").hidden = !shown;
    return shown ? sit(host, friend) : start(host);
  }

  // A sitting as it was kept. What comes out of a file or out of the browser's storage may be damaged.
  function sound({ beside, questions }) {
    const { friend } = beside;
    if (!Array.isArray(friend?.questions)) return undefined;
    friend.questions = friend.questions.filter((each) => questions.has(each?.id) && Array.isArray(each.evidence));
    if (typeof friend.ratings !== "object" || !friend.ratings) friend.ratings = {};
    return friend;
  }

  function start(host) {
    const { bundle } = host.edition, left = [...M.next.left(bundle, host.work).values()].flat(), ids = left.length ? [] : picks(bundle, host.assessment());
    M.told(byId("m-friend-picked"), left, (n) => (n ? say("not_yet", { n }) : say("picked", { n: ids.length })), (some) => M.codes({ questions: "#q-" }, some));
    find("friend-picks").replaceChildren(...ids.map((id) => made("li", `${code(id)} ${legend(id)}`)));
    for (const name of ["pack", "here"]) buttonOf(name).disabled = !ids.length || (name === "pack" && !M.carry.can);
    find("visits").replaceChildren(...(host.work.friend ?? []).map((visit, n) => visited(host, visit, n)));
  }

  // The force's own answer as it was when it decided on a rating, or as it is.
  const own = (work, visit, question) => visit.decided?.find((each) => each.question === question) ?? answerOf(work, question) ?? {};
  const agrees = (work, visit, rating) => state(own(work, visit, rating.question)) === state(rating);
  const whose = ({ force, role: who }) => [forceName(force), role(who)].filter(Boolean).join(", ") || say("somebody");

  const titled = (visit) => say("visit", { who: whose(visit), date: date(visit.date) });

  function summed(work, visit) {
    const { ratings, decided = [] } = visit, same = ratings.filter((each) => agrees(work, visit, each)).length;
    const changed = decided.filter((each) => each.decision === "changed").map((each) => each.question);
    return say("sum", { same, n: ratings.length }) + (changed.length ? ` ${say("sum_changed", { list: codes(changed) })}` : "");
  }

  function visited(host, visit, place) {
    const gaps = visit.ratings.map((rating) => gap(host, visit, rating, place));
    const root = copy("visit", { title: titled(visit), sum: summed(host.work, visit), gaps });
    const button = root.querySelector("[data-do]");
    button.value = place;
    button.hidden = M.state.fixed(host.work) || !unseen(host, visit).length;
    return root;
  }

  function gap(host, visit, rating, place) {
    const { question: id } = rating, same = agrees(host.work, visit, rating), ours = own(host.work, visit, id);
    const root = copy("gap", { question: `${code(id)} ${legend(id)}`, ours: state(ours), hers: state(rating).replace(M.words("sign.dont_know"), say("not_seen")),
      line: rating.line ?? "", agree: same ? say("agree") : "" });
    root.querySelector("a").href = root.querySelector(".m-gap-go a").href = `#q-${id}`;
    root.querySelector(".m-gap-decide").hidden = same;
    const decided = visit.decided?.find((each) => each.question === id);
    root.dataset.visit = place;
    root.dataset.question = id;
    for (const radio of root.querySelectorAll("[type=radio]")) {
      radio.name = `friend-${place}-${id}`;
      radio.checked = radio.value === decided?.decision;
    }
    root.querySelector("textarea").value = decided?.why ?? "";
    decidedOn(root, decided);
    return root;
  }

  function decidedOn(root, decided) {
    root.querySelector(".m-gap-why").hidden = !decided;
    root.querySelector(".m-gap-go").hidden = decided?.decision !== "changed";
    root.querySelector("textarea").setAttribute("aria-invalid", String(Boolean(decided) && !M.state.filled(decided.why)));
  }

  // The force decides on a gap: to keep its answer or to change it, and why. Its answer as it was is kept with that.
  function decide(target, host) {
    const root = target.closest(".m-gap"), { visit, question } = root.dataset, radio = target.type === "radio";
    decidedOn(root, decision(host, host.work.friend[visit], question, target.value, radio));
    host.keeper.changed(!radio);
  }

  // What the force made of a rating, with a decision or, where it is not `decides`, the reason that it wrote.
  function decision(host, visit, question, value, decides) {
    const was = picked(own(host.work, visit, question), STATES);
    if (has(was, "not_applicable")) was.not_applicable = true;
    visit.decided ??= [];
    let decided = visit.decided.find((each) => each.question === question);
    if (!decided) visit.decided.push(decided = { question, decision: value, why: "" });
    if (decides) {
      Object.assign(decided, { decision: value, at: M.state.now() }, was, host.role ? { role: host.role } : {});
    } else decided.why = value;
    return decided;
  }

  // Pieces of evidence that she saw and that do not say so yet.
  const unseen = ({ work }, visit) => visit.ratings.flatMap(({ question, seen = [] }) =>
    (work.answers[question]?.evidence ?? []).filter((piece) => seen.includes(piece.title) && piece.checked !== "critical-friend"));

  // --- her side -------------------------------------------------------------------------------------------------

  function sit(host, friend) {
    const { force, period } = host.summary();
    text(byId("m-friend-lead"), say("sitting", { force, period, n: friend.questions.length }));
    byId("m-friend-force").replaceChildren(...[...byId("m-force").children].map((each) => each.cloneNode(true)));
    byId("m-friend-force").value = friend.force ?? "";
    M.pieces.roles(byId("m-friend-role"), friend.role);
    find("ratings").replaceChildren(...friend.questions.map((each) => rating(host, friend, each)));
    buttonOf("done").textContent = say(friend.pack ? "send" : "finish");
    buttonOf("stop").hidden = Boolean(friend.pack);
    progressed(friend);
  }

  const rated = ({ questions, ratings }) => questions.filter(({ id }) => STATES.some((each) => has(ratings[id], each)));
  const progress = (friend) => M.words("say.progress", { done: rated(friend).length, n: friend.questions.length });

  function progressed(friend) {
    for (const id of ["m-friend-state", ...(friend.pack ? ["m-progress"] : [])]) text(byId(id), progress(friend));
    buttonOf("done").disabled = !rated(friend).length;
  }

  function rating(host, friend, { id, evidence }) {
    const given = friend.ratings[id] ?? {}, root = copy("rating", { text: `${code(id)} ${legend(id)}`, no_evidence: evidence.length ? "" : M.words("say.evidence_none"),
      evidence: evidence.map((piece) => seen(piece, given)) });
    root.dataset.id = id;
    const choices = [...byId(`q-${id}`).querySelectorAll(".m-choices > label")].filter((each) => each.querySelector("input").value !== "not_applicable");
    root.querySelector(".m-choices").append(...choices.map((each) => {
      const label = each.cloneNode(true), radio = label.querySelector("input");
      radio.name = `friend-${id}`;
      radio.disabled = false;
      radio.checked = radio.value === String(given.level ?? (given.dont_know ? "dont_know" : ""));
      if (radio.value === "dont_know") label.querySelector("span").textContent = say("not_seen");
      return label;
    }));
    root.querySelector("textarea").value = given.line ?? "";
    const notes = byId(`q-${id}`).querySelectorAll(":scope > :is(.m-warn, .m-counting)");
    root.querySelector(".m-friend-evidence").before(...[...notes].map((each) => each.cloneNode(true)));
    return root;
  }

  function seen(piece, given) {
    const box = Object.assign(made("input"), { type: "checkbox", value: piece.title, checked: (given.seen ?? []).includes(piece.title) });
    const about = [role(piece.owner), date(piece.date), piece.where].filter(Boolean).join(", ");
    return made("li", [made("label", [box, ` ${say("saw", { title: piece.title })}`]), about ? made("small", ` ${about}`) : ""]);
  }

  function input(target, host, type) {
    const choice = ["radio", "checkbox"].includes(target.type);
    if (choice !== (type === "change") && target.tagName !== "SELECT") return;
    if (target.closest(".m-gap")) return void decide(target, host);
    const { friend } = host.beside, { id } = target.closest(".m-rating")?.dataset ?? {}, { friend: key } = target.dataset;
    if (!friend) return;
    const given = id ? friend.ratings[id] ??= {} : friend;
    if (target.type === "radio") {
      for (const each of STATES) delete given[each];
      Object.assign(given, target.value === "dont_know" ? { dont_know: true } : { level: Number(target.value) });
    } else if (target.type === "checkbox") given.seen = [...target.closest("ul").querySelectorAll(":checked")].map((each) => each.value);
    else given[key] = target.value;
    progressed(friend);
    host.keeper.changed(!choice);
  }

  // What she said, as it goes into a file.
  function record(friend) {
    const { force, role: who, ratings } = friend;
    const said = rated(friend).map(({ id: question }) => {
      const { level, dont_know: unknown, line, seen: titles = [] } = ratings[question];
      return { question, ...(unknown ? { dont_know: true } : { level }), ...(M.state.filled(line) ? { line } : {}), ...(titles.length ? { seen: titles } : {}) };
    });
    return { date: M.pieces.today(), ...(force ? { force } : {}), ...(who ? { role: who } : {}), ratings: said };
  }

  // --- what the buttons do --------------------------------------------------------------------------------------

  const name = (host, end) => `${M.state.fileStem(host.work)}${end}`;

  // The ratings of a pack, in a file to send back. Whatever saves the pack saves them.
  async function send(host) {
    const visit = record(host.beside.friend), file = name(host, "-critical-friend.assessment.json");
    if (!visit.ratings.length) return M.keep.notice("file", say("none"), { alert: true });
    const { text } = await M.state.toText({ ...host.assessment(), answers: {}, friend: [visit] });
    host.keeper.download(file, text);
    host.keeper.saved(file, false);
    return M.keep.notice("file", say("sent", { name: file }));
  }

  const actions = {
    "friend-pack": (_, host) => {
      if (!M.state.named(host.work)) return host.keeper.needs();
      const { force, period, marking } = host.work, beside = { friend: { ...sitting(host), pack: true } };
      const work = { force, period, marking, about: {}, answers: {} };
      const page = M.carry.page({ work, beside, role: "", panel: "p-friend" });
      host.keeper.download(name(host, "-critical-friend.html"), page, "text/html");
      return M.keep.notice("file", say("pack_done", { name: name(host, "-critical-friend.html") }));
    },
    "friend-here": (_, host) => {
      host.beside.friend = sitting(host);
      host.changed();
      byId("p-friend-h").focus();
    },
    "friend-stop": async (_, host) => {
      if (!await M.keep.ask(say("stop"), [say("stop_text")], [], say("stop"), { gone: true })) return;
      delete host.beside.friend;
      host.changed();
    },
    "friend-done": async (_, host) => {
      const { friend } = host.beside;
      if (friend.pack) return send(host);
      delete host.beside.friend;
      return take({ friend: [record(friend)] }, host);
    },
    "friend-seen": (button, host) => {
      for (const piece of unseen(host, host.work.friend[button.value])) piece.checked = "critical-friend";
      host.changed();
    },
  };

  // Whether a file holds a visit to the force at hand and nothing else.
  const isVisit = ({ force, period, answers, friend }, { work }) =>
    Boolean(friend) && !Object.keys(answers).length && force === work.force && period === M.state.line(work.period);

  // The work with more visits in it.
  function taken(host, friend) {
    const files = [host.work.friend ?? [], friend].map((each) => ({ ...host.assessment(), answers: {}, friend: each }));
    return { ...host.work, friend: M.merge(files).assessment.friend };
  }

  // Takes visits from a file (or from a sitting here) into the work. Its answers stay as they are.
  function take({ friend = [] }, host) {
    host.changed(taken(host, friend));
    const done = () => M.keep.notice("file", say("taken", { n: friend.reduce((sum, { ratings }) => sum + ratings.length, 0) }), { focus: true });
    if (location.hash === "#p-friend") return done();
    addEventListener("hashchange", done, { once: true }); // going elsewhere takes notices away
    return host.go("p-friend");
  }

  M.parts["p-friend"] = { show, input, actions };
  M.friend = { sitting, record, decision, taken, picks, isVisit, take, send, sound, progress, line: (work, visit) => `${titled(visit)}: ${summed(work, visit)}` };
})();
