// A critical friend: ten answers are picked, she rates each from its evidence before she sees the force's own level, and
// then both are shown side by side. What she says changes no answer: the force decides, and the record keeps both.
// Her visit travels as an assessment with no answers, so that it opens and merges like any other file.
Maturity.friend = (function () {
  "use strict";
  const M = Maturity;
  const { element, copy, setText } = M.dom;
  const { code, codes, role, date, questionText, stateText, forceName } = M.labels;
  const PICKED = 10;
  const { STATES, pick, answerOf } = M.work;
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  /** @param {string} name */
  const find = (name) => byId("p-friend").querySelector(`.m-${name}`);
  /** @param {string} name */
  const buttonOf = (name) => byId("p-friend").querySelector(`[data-do="friend-${name}"]`);
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`friend.${key}`, values);
  /** @param {any} record @param {string} name */
  const has = (record, name) => Object.hasOwn(record ?? {}, name);

  // --- picking --------------------------------------------------------------------------------------------------

  // A number from a text, the same wherever it is worked out (FNV-1a).
  /** @param {string} text */
  function hash(text) {
    let number = 0x811c9dc5;
    for (const sign of text) number = Math.imul(number ^ (sign.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    return number;
  }

  // Ten questions with a level: the answers at the highest level, those one below, minimum standards, and then any; in
  // each of these by chance, but the same every time for one edition, force and period. In the questionnaire's order,
  // so that their place says nothing about their level.
  /** @param {Bundle} bundle @param {Assessment} assessment @param {number} [most] */
  function pickQuestions(bundle, assessment, most = PICKED) {
    const { edition: { fingerprint = "" }, force, period, answers } = assessment;
    /** @param {any} given */
    const chance = ({ id }) => hash(`${fingerprint} ${force} ${period} ${id}`);
    /** @param {Question} given */
    const rank = ({ id, minimum }) => {
      const { level = 0 } = answers[id];
      return level > bundle.top - 2 ? bundle.top - level : minimum === null ? 3 : 2;
    };
    const all = [...M.work.questionsById(bundle).values()].filter((each) => M.work.isAsked(bundle, assessment, each) && has(answers[each.id], "level"));
    const taken = [...all].sort((a, b) => rank(a) - rank(b) || chance(a) - chance(b) || (a.id < b.id ? -1 : 1)).slice(0, most);
    return all.filter((each) => taken.includes(each)).map(({ id }) => id);
  }

  // What a critical friend is given: questions and titles of evidence, and nothing that tells a level.
  /** @param {Host} host */
  function sitting(host) {
    const assessment = host.assessment();
    /** @param {string} id */
    const shown = (id) => (assessment.answers[id].evidence ?? []).map(({ checked, ...piece }) => piece);
    return { questions: pickQuestions(host.edition.bundle, assessment).map((id) => ({ id, evidence: shown(id) })), ratings: {} };
  }

  // --- the force's side -----------------------------------------------------------------------------------------

  /** @param {Host} host */
  function show(host) {
    const friend = soundSitting(host), shown = Boolean(friend);
    find("friend-start").hidden = shown;
    find("friend-sitting").hidden = !shown;
    return friend ? showSitting(host, friend) : showStart(host);
  }

  // A sitting as it was kept. What comes out of a file or out of the browser's storage may be damaged.
  /** @param {Host} given */
  function soundSitting({ beside, questions }) {
    const { friend } = beside;
    if (!Array.isArray(friend?.questions)) return undefined;
    friend.questions = friend.questions.filter((each) => questions.has(each?.id) && Array.isArray(each.evidence));
    if (typeof friend.ratings !== "object" || !friend.ratings) friend.ratings = {};
    return friend;
  }

  /** @param {Host} host */
  function showStart(host) {
    const { bundle } = host.edition, left = [...M.outlook.unansweredByTheme(bundle, host.work).values()].flat(), ids = left.length ? [] : pickQuestions(bundle, host.assessment());
    M.redaction.redactable(byId("m-friend-picked"), left, (n) => (n ? word("not_yet", { n }) : word("picked", { n: ids.length })), (some) => M.redaction.codeLinks({ questions: "#q-" }, some));
    find("friend-picks").replaceChildren(...ids.map((id) => element("li", `${code(id)} ${questionText(id)}`)));
    for (const name of ["pack", "here"]) buttonOf(name).disabled = !ids.length || (name === "pack" && !M.pageCopy.can);
    find("visits").replaceChildren(...(host.work.friend ?? []).map((visit, n) => visitCard(host, visit, n)));
  }

  // The force's own answer as it was when it decided on a rating, or as it is.
  /** @param {Work} work @param {Friend} visit @param {string} question */
  const ownAnswer = (work, visit, question) => visit.decided?.find((each) => each.question === question) ?? answerOf(work, question) ?? {};
  /** @param {Work} work @param {Friend} visit @param {any} rating */
  const agrees = (work, visit, rating) => stateText(ownAnswer(work, visit, rating.question)) === stateText(rating);
  /** @param {any} given */
  const whose = ({ force, role: who }) => [forceName(force), role(who)].filter(Boolean).join(", ") || word("somebody");

  /** @param {Friend} visit */
  const visitTitle = (visit) => word("visit", { who: whose(visit), date: date(visit.date) });

  /** @param {Work} work @param {Friend} visit */
  function visitSummary(work, visit) {
    const { ratings, decided = [] } = visit, same = ratings.filter((each) => agrees(work, visit, each)).length;
    const changed = decided.filter((each) => each.decision === "changed").map((each) => each.question);
    return word("sum", { same, n: ratings.length }) + (changed.length ? ` ${word("sum_changed", { list: codes(changed) })}` : "");
  }

  /** @param {Host} host @param {Friend} visit @param {number} place */
  function visitCard(host, visit, place) {
    const gaps = visit.ratings.map((rating) => gapCard(host, visit, rating, place));
    const root = copy("visit", { title: visitTitle(visit), sum: visitSummary(host.work, visit), gaps });
    const button = root.querySelector("[data-do]");
    button.value = String(place);
    button.hidden = M.work.isSigned(host.work) || !uncheckedEvidence(host, visit).length;
    return root;
  }

  /** @param {Host} host @param {Friend} visit @param {any} rating @param {number} place */
  function gapCard(host, visit, rating, place) {
    const { question: id } = rating, same = agrees(host.work, visit, rating), ours = ownAnswer(host.work, visit, id);
    const root = copy("gap", { question: `${code(id)} ${questionText(id)}`, ours: stateText(ours), hers: stateText(rating).replace(M.phrases.word("sign.dont_know"), word("not_seen")),
      line: rating.line ?? "", agree: same ? word("agree") : "" });
    root.querySelector("a").href = root.querySelector(".m-gap-go a").href = `#q-${id}`;
    root.querySelector(".m-gap-decide").hidden = same;
    const decided = visit.decided?.find((each) => each.question === id);
    root.dataset.visit = String(place);
    root.dataset.question = id;
    for (const radio of root.querySelectorAll("[type=radio]")) {
      radio.name = `friend-${place}-${id}`;
      radio.checked = radio.value === decided?.decision;
    }
    root.querySelector("textarea").value = decided?.why ?? "";
    showDecision(root, decided);
    return root;
  }

  /** @param {Place} root @param {any} decided */
  function showDecision(root, decided) {
    root.querySelector(".m-gap-why").hidden = !decided;
    root.querySelector(".m-gap-go").hidden = decided?.decision !== "changed";
    root.querySelector("textarea").setAttribute("aria-invalid", String(Boolean(decided) && !M.work.isFilled(decided.why)));
  }

  /** @param {Host} host @param {string} place */
  const visitAt = ({ work }, place) => (work.friend ?? [])[Number(place)];

  // The force decides on a gap: to keep its answer or to change it, and why. Its answer as it was is kept with that.
  /** @param {Place} target @param {Host} host */
  function decide(target, host) {
    const root = target.closest(".m-gap"), { visit, question } = root.dataset, radio = target.type === "radio";
    showDecision(root, decision(host, visitAt(host, visit), question, target.value, radio));
    host.keeper.changed(!radio);
  }

  // What the force made of a rating, with a decision or, where it is not `decides`, the reason that it wrote.
  /**
   * @param {Host} host
   * @param {Friend} visit
   * @param {string} question
   * @param {string} value
   * @param {boolean} decides
   */
  function decision(host, visit, question, value, decides) {
    const was = pick(ownAnswer(host.work, visit, question), STATES);
    if (has(was, "not_applicable")) was.not_applicable = true;
    visit.decided ??= [];
    /** @type {any} */
    let decided = visit.decided.find((each) => each.question === question);
    if (!decided) visit.decided.push(decided = /** @type {Decided} */ ({ question, decision: value, why: "" }));
    if (decides) {
      Object.assign(decided, { decision: value, at: M.work.now() }, was, host.role ? { role: host.role } : {});
    } else decided.why = value;
    return decided;
  }

  // Pieces of evidence that she saw and that do not say so yet.
  /** @param {Host} given @param {Friend} visit */
  const uncheckedEvidence = ({ work }, visit) => visit.ratings.flatMap(({ question, seen = [] }) =>
    (work.answers[question]?.evidence ?? []).filter((piece) => seen.includes(piece.title) && piece.checked !== "critical-friend"));

  // --- her side -------------------------------------------------------------------------------------------------

  /** @param {Host} host @param {Sitting} friend */
  function showSitting(host, friend) {
    const { force, period } = host.summary();
    setText(byId("m-friend-lead"), word("sitting", { force, period, n: friend.questions.length }));
    byId("m-friend-force").replaceChildren(...[...byId("m-force").children].map((each) => each.cloneNode(true)));
    byId("m-friend-force").value = friend.force ?? "";
    M.labels.roles(byId("m-friend-role"), friend.role);
    find("ratings").replaceChildren(...friend.questions.map((each) => ratingCard(host, friend, each)));
    buttonOf("done").textContent = word(friend.pack ? "send" : "finish");
    buttonOf("stop").hidden = Boolean(friend.pack);
    showProgress(friend);
  }

  /** @param {Sitting} given */
  const ratedQuestions = ({ questions, ratings }) => questions.filter(({ id }) => STATES.some((each) => has(ratings[id], each)));
  /** @param {Sitting} friend */
  const progress = (friend) => M.phrases.word("say.progress", { done: ratedQuestions(friend).length, n: friend.questions.length });

  /** @param {Sitting} friend */
  function showProgress(friend) {
    for (const id of ["m-friend-state", ...(friend.pack ? ["m-progress"] : [])]) setText(byId(id), progress(friend));
    buttonOf("done").disabled = !ratedQuestions(friend).length;
  }

  /** @param {Host} host @param {Sitting} friend @param {{ id: string, evidence: Evidence[] }} fields */
  function ratingCard(host, friend, { id, evidence }) {
    const given = friend.ratings[id] ?? {}, root = copy("rating", { text: `${code(id)} ${questionText(id)}`, no_evidence: evidence.length ? "" : M.phrases.word("say.evidence_none"),
      evidence: evidence.map((piece) => evidenceSeen(piece, given)) });
    root.dataset.id = id;
    const choices = [...byId(`q-${id}`).querySelectorAll(".m-choices > label")].filter((each) => each.querySelector("input").value !== "not_applicable");
    root.querySelector(".m-choices").append(...choices.map((each) => {
      const label = each.cloneNode(true), radio = label.querySelector("input");
      radio.name = `friend-${id}`;
      radio.disabled = false;
      radio.checked = radio.value === String(given.level ?? (given.dont_know ? "dont_know" : ""));
      if (radio.value === "dont_know") label.querySelector("span").textContent = word("not_seen");
      return label;
    }));
    root.querySelector("textarea").value = given.line ?? "";
    const notes = byId(`q-${id}`).querySelectorAll(":scope > :is(.m-warn, .m-counting)");
    root.querySelector(".m-friend-evidence").before(...[...notes].map((each) => each.cloneNode(true)));
    return root;
  }

  /** @param {Evidence} piece @param {any} given */
  function evidenceSeen(piece, given) {
    const box = Object.assign(element("input"), { type: "checkbox", value: piece.title, checked: (given.seen ?? []).includes(piece.title) });
    const about = [role(piece.owner), date(piece.date), piece.where].filter(Boolean).join(", ");
    return element("li", [element("label", [box, ` ${word("saw", { title: piece.title })}`]), about ? element("small", ` ${about}`) : ""]);
  }

  /** @param {Place} target @param {Host} host @param {string} type */
  function input(target, host, type) {
    const choice = ["radio", "checkbox"].includes(target.type);
    if (choice !== (type === "change") && target.tagName !== "SELECT") return;
    if (target.closest(".m-gap")) return void decide(target, host);
    const { friend } = host.beside, { id } = target.closest(".m-rating")?.dataset ?? {}, { friend: key } = target.dataset;
    if (!friend) return;
    const given = id ? friend.ratings[id] ??= {} : friend;
    if (target.type === "radio") {
      for (const each of STATES) delete given[each];
      Object.assign(given, M.answers.stateFrom(target.value));
    } else if (target.type === "checkbox") given.seen = [...target.closest("ul").querySelectorAll(":checked")].map((each) => each.value);
    else given[key] = target.value;
    showProgress(friend);
    host.keeper.changed(!choice);
  }

  // What she said, as it goes into a file.
  /** @param {Sitting} friend @returns {any} */
  function record(friend) {
    const { force, role: who, ratings } = friend;
    const rated = ratedQuestions(friend).map(({ id: question }) => {
      const { level, dont_know: unknown, line, seen: titles = [] } = ratings[question];
      return { question, ...(unknown ? { dont_know: true } : { level }), ...(M.work.isFilled(line) ? { line } : {}), ...(titles.length ? { seen: titles } : {}) };
    });
    return { date: M.labels.today(), ...(force ? { force } : {}), ...(who ? { role: who } : {}), ratings: rated };
  }

  // --- what the buttons do --------------------------------------------------------------------------------------

  /** @param {Host} host @param {string} end */
  const name = (host, end) => `${M.work.fileStem(host.work)}${end}`;

  // The ratings of a pack, in a file to send back. Whatever saves the pack saves them.
  /** @param {Host} host */
  async function send(host) {
    const visit = record(host.beside.friend ?? { questions: [], ratings: {} }), file = name(host, "-critical-friend.assessment.json");
    if (!visit.ratings.length) return M.notices.show("file", word("none"), { alert: true });
    const { text } = await M.work.fileText({ ...host.assessment(), answers: {}, friend: [visit] });
    host.keeper.files.download(file, text);
    host.keeper.files.noteSaved(file, false);
    return M.notices.show("file", word("sent", { name: file }));
  }

  const actions = {
    /** @param {unknown} _ @param {Host} host */
    "friend-pack": (_, host) => {
      if (!M.work.hasFileName(host.work)) return host.keeper.files.showNeeds();
      const { force, period, marking } = host.work, beside = { friend: { ...sitting(host), pack: true } };
      const work = { force, period, marking, about: {}, answers: {} };
      const page = M.pageCopy.copyText({ work, beside, role: "", panel: "p-friend" });
      host.keeper.files.download(name(host, "-critical-friend.html"), page, "text/html");
      return M.notices.show("file", word("pack_done", { name: name(host, "-critical-friend.html") }));
    },
    /** @param {unknown} _ @param {Host} host */
    "friend-here": (_, host) => {
      host.beside.friend = sitting(host);
      host.changed();
      byId("p-friend-h").focus();
    },
    /** @param {unknown} _ @param {Host} host */
    "friend-stop": async (_, host) => {
      if (!await M.notices.ask(word("stop"), [word("stop_text")], [], word("stop"), { gone: true })) return;
      const { friend } = host.beside;
      delete host.beside.friend;
      host.changed();
      M.notices.show("undo", word("stopped"), { focus: true, buttons: [[M.phrases.word("say.undo"), () => {
        host.beside.friend = friend;
        host.changed();
        byId("p-friend-h").focus();
      }]] });
    },
    /** @param {unknown} _ @param {Host} host */
    "friend-done": async (_, host) => {
      const { friend } = host.beside;
      if (!friend) return undefined;
      if (friend.pack) return send(host);
      delete host.beside.friend;
      return takeVisits({ friend: [record(friend)] }, host);
    },
    /** @param {Place} button @param {Host} host */
    "friend-seen": (button, host) => {
      for (const piece of uncheckedEvidence(host, visitAt(host, button.value))) piece.checked = "critical-friend";
      host.changed();
    },
  };

  // Whether a file holds a visit to the force at hand and nothing else.
  /** @param {any} given @param {Host} host */
  const isVisit = ({ force, period, answers, friend }, { work }) =>
    Boolean(friend) && !Object.keys(answers).length && force === work.force && period === M.work.shortLine(work.period);

  // The work with more visits in it.
  /** @param {Host} host @param {Friend[]} friend */
  function withVisits(host, friend) {
    const files = [host.work.friend ?? [], friend].map((each) => ({ ...host.assessment(), answers: {}, friend: each }));
    return { ...host.work, friend: M.merge.merge(files).assessment?.friend };
  }

  // Takes visits from a file (or from a sitting here) into the work. Its answers stay as they are.
  /** @param {{ friend?: Friend[] }} given @param {Host} host */
  function takeVisits({ friend = [] }, host) {
    host.changed(withVisits(host, friend));
    const done = () => M.notices.show("file", word("taken", { n: friend.reduce((sum, { ratings }) => sum + ratings.length, 0) }), { focus: true });
    if (location.hash === "#p-friend") return done();
    addEventListener("hashchange", done, { once: true }); // going elsewhere takes notices away
    return host.go("p-friend");
  }

  /** @param {Work} work @param {Friend} visit */
  const line = (work, visit) => `${visitTitle(visit)}: ${visitSummary(work, visit)}`;

  return { show, input, actions, sitting, record, decision, withVisits, pickQuestions, isVisit, takeVisits, send, soundSitting, progress, line };
})();
