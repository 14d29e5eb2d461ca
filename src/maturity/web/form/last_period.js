// Last period's assessment: opened once, kept with the draft and in no file of this one, and shown beside a question
// only when this period's answer has been chosen.
Maturity.lastPeriod = (function () {
  "use strict";
  const M = Maturity;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`last.${key}`, values);
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { piece, pieces, setText, setTextIn } = M.dom;
  /** @param {Answer} answer */
  const chosen = (answer) => M.work.STATES.find((state) => Object.hasOwn(answer, state));
  /** @type {Assessment | undefined} */
  let last; // the assessment of last period, while there is one that can be used
  /** @type {{ record?: any, sound?: boolean, key?: string }} */
  let from = {}; // what was kept, and for which force and period it was looked at

  // Why an assessment cannot be used as last period's, as a sentence; nothing when it can.
  /** @param {Host} given @param {any} record */
  function refusal({ work }, record) {
    if (!M.work.hasFileName(work)) return word("first");
    /** @param {string} force */
    const name = (force) => M.labels.forceName(force) || force;
    if (record.force !== work.force) return word("other_force", { theirs: name(record.force), ours: name(work.force) });
    if (M.periods.comparePeriods(record.period, M.work.shortLine(work.period)) >= 0) return word("not_earlier", { theirs: M.work.shortLine(record.period), ours: M.work.shortLine(work.period) });
    return "";
  }

  // Why a period cannot be that of this assessment, as a sentence: last period's is beside it, and is not before it.
  /** @param {Host} host @param {string} period */
  function periodProblem({ beside: { last: record } }, period) {
    if (!from.sound || from.record !== record) return "";
    const isLater = M.periods.comparePeriods(record.period, M.work.shortLine(period)) < 0;
    return isLater ? "" : word("period_used", { theirs: M.work.shortLine(record.period) });
  }

  // Takes up what is kept beside the work, as often as something changes that it hangs on.
  /** @param {Host} host */
  function refresh(host) {
    const { beside, work, edition } = host;
    const key = `${work.force} ${work.period}`;
    if (from.record === beside.last && from.key === key) return offerAbout(host);
    if (from.record !== beside.last) from = { record: beside.last, sound: beside.last && isSound(beside.last, edition) };
    from.key = key;
    const why = from.sound ? refusal(host, beside.last) : "";
    last = from.sound && !why ? beside.last : undefined;
    const n = last ? Object.keys(last.answers).length : 0;
    setText(byId("m-last-state"), last ? word("used_now", { n, period: M.work.shortLine(last.period) }) : from.sound ? word(M.work.hasFileName(work) ? "unused" : "waits", { why }) : "");
    if (last) M.notices.sayInstead("next", word("next_ready"));
    byId("m-last-set").querySelector('[data-do="drop-last"]').hidden = !beside.last;
    offerAbout(host);
    for (const each of document.querySelectorAll(".m-question")) {
      const { question } = each.dataset, more = each.querySelector(".m-more");
      if (Object.hasOwn(work.answers, question) && more.firstElementChild) showBeside(more, work.answers[question], question);
    }
  }

  // What was said about the force last period, and is not said for this one yet.
  /** @param {Host} host */
  const unsaid = ({ work }) => Object.entries(last?.about ?? {}).filter(([id]) => [undefined, ""].includes(/** @type {any} */ (work.about)[id]));

  // Offers to take over what was said about the force, as long as there is something.
  /** @param {Host} host */
  function offerAbout(host) {
    const button = byId("m-last-set").querySelector('[data-do="use-about"]'), n = unsaid(host).length;
    button.hidden = !n || M.work.isSigned(host.work);
    setText(button, n ? word("about", { n, period: M.work.shortLine(last?.period ?? "") }) : "");
  }

  // What comes out of the browser's storage is looked at as a file is.
  /** @param {any} record @param {Edition} edition */
  function isSound(record, edition) {
    const left = M.reader.withoutProblems(record, edition, false);
    return left !== undefined && left.dropped.length === 0;
  }

  // --- opening it -----------------------------------------------------------------------------------------------

  /** @param {Host} host @param {File} file */
  async function open(host, file) {
    /** @param {string} why @param {string[]} [list] */
    const alert = (why, list = []) => M.notices.show("last", `${word("bad", { name: file.name })} ${why}`, { list, alert: true });
    const { edition } = host, ours = edition.texts.edition;
    let read, theirs;
    try {
      const buffer = await file.arrayBuffer();
      theirs = editionOf(buffer);
      read = await M.reader.readBytes(buffer, edition);
    } catch { // a file that cannot be got at, or one that no rule foresaw
      return alert(M.phrases.word("say.open_failed"));
    }
    if (read.problems.length && theirs.id === ours.id && theirs.version !== ours.version) {
      return alert(word("older", { version: M.work.shortLine(String(theirs.version)), ours: ours.version, owner: ours.owner }));
    }
    if (read.problems.length) return alert(M.phrases.word("say.open_bad_list", { n: read.problems.length }), read.problems);
    const why = refusal(host, read.record);
    if (why) return alert(why);
    M.notices.remove("last");
    host.beside.last = read.record;
    keep(host);
  }

  /** @param {Host} host */
  function keep(host) {
    refresh(host);
    host.keeper.draft.moved();
  }

  /** @param {ArrayBuffer} buffer */
  function editionOf(buffer) {
    try {
      return JSON.parse(new TextDecoder().decode(buffer)).edition ?? {};
    } catch {
      return {};
    }
  }

  // --- beside a question ----------------------------------------------------------------------------------------

  // Shows last period's answer under the choices, or takes it away where nothing is chosen.
  /** @param {Place} more @param {Answer} answer @param {string} id */
  function showBeside(more, answer, id) {
    const place = more.querySelector(".m-then");
    if (!place) return;
    const then = last && chosen(answer) && M.work.answerOf(last, id);
    place.hidden = !then;
    if (!then) return place.replaceChildren();
    if (!place.firstElementChild) fill(place, then);
    const used = (answer.evidence ?? []).map(evidenceKey);
    namedEvidence(then).forEach((each, n) => {
      const item = place.querySelectorAll("li")[n], there = used.includes(evidenceKey(each));
      item.querySelector("button").hidden = there || !Object.hasOwn(answer, "level");
      item.querySelector("em").hidden = !there;
    });
  }

  /** @param {Answer} given */
  const namedEvidence = ({ evidence = [] }) => evidence.filter(({ title }) => M.work.isFilled(title));
  /** @param {Evidence} given */
  const evidenceKey = ({ title, where = "", date = "" }) => M.engine.canonical([title, where, date]);

  /** @param {Place} place @param {Answer} then */
  function fill(place, then) {
    place.append(pieces("then"));
    const state = chosen(then), { level = 0 } = then, period = M.work.shortLine(last?.period ?? "");
    const what = state === "level" ? `${level}, ${M.edition.texts.scale[level]}` : word(state ?? "unanswered");
    const none = state === "level" && !namedEvidence(then).length;
    setTextIn(place, "p", `${word("then", { period, what })}${none ? ` ${word("no_evidence")}` : ""}`);
    setTextIn(place, ".m-then-comment", [then.comment, then.not_applicable].filter(M.work.isFilled).map((text) => word("comment", { text })).join(" "));
    place.querySelector("ul").append(...namedEvidence(then).map((each) => {
      const item = piece("again");
      const day = M.question.dateText(each.date);
      setTextIn(item, "span", day ? word("piece", { title: each.title, day }) : each.title);
      item.querySelector("button").setAttribute("aria-label", word("again_of", { title: each.title }));
      return item;
    }));
  }

  // Takes a piece of last period's evidence up into an answer, as it was. That somebody checked it then is left behind.
  /** @param {Place} fieldset @param {Answer} answer @param {Place} button */
  function useAgain(fieldset, answer, button) {
    const item = button.closest("li"), n = [...item.parentElement.children].indexOf(item);
    const { checked, ...found } = namedEvidence(last?.answers[fieldset.dataset.question] ?? {})[n];
    M.question.addEvidence(fieldset, answer, found);
  }

  // --- the next period ------------------------------------------------------------------------------------------

  // Begins the assessment of the next period with this one beside it, as last period's. The work of this period stays
  // as an earlier version.
  /** @param {Host} host */
  async function startNext(host) {
    const { keeper, work, role } = host, record = host.assessment(), risk = keeper.draft.risk();
    const sentences = [word("next_text", { period: M.work.shortLine(work.period) }), ...(risk ? [word(`next_${risk}`, keeper.draft.file)] : [])];
    const chosen = await M.notices.ask(word("next"), sentences, [], word("next_do"), risk === "unsaved" ? { other: M.phrases.word("say.save_first") } : {});
    if (chosen === "other") await keeper.files.save();
    if (chosen !== true) return;
    const before = await keeper.versions.snapshot("next");
    const { force, marking, about } = work, beside = { last: record, ...M.tracker.forNextPeriod(host) };
    keeper.show({ work: { ...M.work.blank(host.edition), force, marking, about: structuredClone(about) }, beside, role });
    keeper.draft.write();
    keeper.files.showFileState();
    M.notices.remove("file", "saved", "restored", "signed", "done"); // they were about last period
    M.notices.show("next", word("next_begun"), { buttons: keeper.versions.wayBack(before) });
    host.go("m-period"); // which has to be entered first
  }

  const actions = {
    /** @param {unknown} _ @param {Host} host */
    "next-period": (_, host) => startNext(host),
    /** @param {Place} button @param {Host} host */
    "open-last": (button, host) => {
      const input = byId("m-last");
      input.onchange = async () => {
        const [file] = input.files;
        if (file) await open(host, file);
        input.value = "";
      };
      input.click();
    },
    /** @param {Place} button @param {Host} host */
    "use-about": (button, host) => {
      const { about } = host.work, found = unsaid(host);
      host.changed({ ...host.work, about: { ...about, ...Object.fromEntries(found) } });
      M.notices.show("undo", word("about_used", { n: found.length }), { focus: true, buttons: [[M.phrases.word("say.undo"), () => host.changed({ ...host.work, about })]] });
    },
    /** @param {Place} button @param {Host} host */
    "drop-last": (button, host) => {
      const { last: dropped } = host.beside, focus = () => byId("m-last").parentElement.querySelector("button").focus();
      delete host.beside.last;
      keep(host);
      focus();
      M.notices.show("undo", word("dropped"), { buttons: [[M.phrases.word("say.undo"), () => {
        host.beside.last = dropped;
        keep(host);
        focus();
      }]] });
    },
  };
  return { refresh, periodProblem, showBeside, useAgain, assessment: () => last, actions };
})();
