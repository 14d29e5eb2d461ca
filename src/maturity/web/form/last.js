// Last period's assessment: opened once, kept with the draft and in no file of this one, and shown beside a question
// only when this period's answer has been chosen.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  const say = (key, values) => M.words(`last.${key}`, values);
  const byId = (id) => document.getElementById(id);
  const { piece, pieces, text, tell } = M.dom;
  const chosen = (answer) => M.state.STATES.find((state) => Object.hasOwn(answer, state));
  let last; // the assessment of last period, while there is one that can be used
  let from = {}; // what was kept, and for which force and period it was looked at

  // Why an assessment cannot stand as last period's, as a sentence; nothing when it can.
  function refused({ work }, record) {
    if (!M.state.named(work)) return say("first");
    const name = (force) => M.pieces.forceName(force) || force;
    if (record.force !== work.force) return say("other_force", { theirs: name(record.force), ours: name(work.force) });
    if (M.period.compare(record.period, M.state.line(work.period)) >= 0) return say("not_earlier", { theirs: M.state.line(record.period), ours: M.state.line(work.period) });
    return "";
  }

  // Takes up what is kept beside the work, as often as something changes that it hangs on.
  function use(host) {
    const { beside, work, edition } = host;
    const key = `${work.force} ${work.period}`;
    if (from.record === beside.last && from.key === key) return;
    if (from.record !== beside.last) from = { record: beside.last, sound: beside.last && sound(beside.last, edition) };
    from.key = key;
    const why = from.sound ? refused(host, beside.last) : "";
    last = from.sound && !why ? beside.last : undefined;
    const n = last ? Object.keys(last.answers).length : 0;
    text(byId("m-last-state"), last ? say("used_now", { n, period: M.state.line(last.period) }) : from.sound ? say("unused", { why }) : "");
    byId("m-last-set").querySelector('[data-do="drop-last"]').hidden = !beside.last;
    for (const each of document.querySelectorAll(".m-question")) {
      const { question } = each.dataset;
      if (Object.hasOwn(work.answers, question)) show(each.querySelector(".m-more"), work.answers[question], question);
    }
  }

  // What comes out of the browser's storage is looked at as a file is.
  function sound(record, edition) {
    const left = M.read.without(record, edition, false);
    return left !== undefined && left.dropped.length === 0;
  }

  // --- opening it -----------------------------------------------------------------------------------------------

  async function open(host, file) {
    const alert = (why, list = []) => M.keep.notice("last", `${say("bad", { name: file.name })} ${why}`, { list, alert: true });
    const { edition } = host, ours = edition.texts.edition;
    let read, theirs;
    try {
      const buffer = await file.arrayBuffer();
      theirs = editionOf(buffer);
      read = await M.read.bytes(buffer, edition);
    } catch { // a file that cannot be got at, or one that no rule foresaw
      return alert(M.words("say.open_failed"));
    }
    if (read.problems.length && theirs.id === ours.id && theirs.version !== ours.version) {
      return alert(say("older", { version: M.state.line(String(theirs.version)), ours: ours.version, owner: ours.owner }));
    }
    if (read.problems.length) return alert(M.words("say.open_bad_list", { n: read.problems.length }), read.problems);
    const why = refused(host, read.record);
    if (why) return alert(why);
    M.keep.unsaid("last");
    host.beside.last = read.record;
    kept(host);
  }

  function kept(host) {
    use(host);
    host.keeper.moved();
  }

  function editionOf(buffer) {
    try {
      return JSON.parse(new TextDecoder().decode(buffer)).edition ?? {};
    } catch {
      return {};
    }
  }

  // --- beside a question ----------------------------------------------------------------------------------------

  // Shows last period's answer under the choices, or takes it away where nothing is chosen.
  function show(more, answer, id) {
    const place = more.querySelector(".m-then");
    if (!place) return;
    const then = last && chosen(answer) && M.state.answerOf(last, id);
    place.hidden = !then;
    if (!then) return place.replaceChildren();
    if (!place.firstElementChild) fill(place, then);
    const used = (answer.evidence ?? []).map(same);
    titled(then).forEach((each, n) => {
      const item = place.querySelectorAll("li")[n], there = used.includes(same(each));
      item.querySelector("button").hidden = there || !Object.hasOwn(answer, "level");
      item.querySelector("em").hidden = !there;
    });
  }

  const titled = ({ evidence = [] }) => evidence.filter(({ title }) => M.state.filled(title));
  const same = ({ title, where = "", date = "" }) => M.canonical([title, where, date]);

  function fill(place, then) {
    place.append(pieces("then"));
    const state = chosen(then), { level } = then, period = M.state.line(last.period);
    const what = state === "level" ? `${level}, ${M.edition.texts.scale[level]}` : say(state ?? "unanswered");
    const none = state === "level" && !titled(then).length;
    tell(place, "p", `${say("then", { period, what })}${none ? ` ${say("no_evidence")}` : ""}`);
    place.querySelector("ul").append(...titled(then).map((each) => {
      const item = piece("again");
      const day = M.question.dayOf(each.date);
      tell(item, "span", day ? say("piece", { title: each.title, day }) : each.title);
      item.querySelector("button").setAttribute("aria-label", say("again_of", { title: each.title }));
      return item;
    }));
  }

  // Takes a piece of last period's evidence up into an answer, as it was. That somebody checked it then is left behind.
  function again(fieldset, answer, button) {
    const item = button.closest("li"), n = [...item.parentElement.children].indexOf(item);
    const { checked, ...found } = titled(last.answers[fieldset.dataset.question])[n];
    M.question.addEvidence(fieldset, answer, found);
  }

  M.last = { use, beside: show, again, get: () => last };
  const actions = {
    "open-last": (button, host) => {
      const input = byId("m-last");
      input.onchange = async () => {
        const [file] = input.files;
        if (file) await open(host, file);
        input.value = "";
      };
      input.click();
    },
    "drop-last": (button, host) => {
      delete host.beside.last;
      kept(host);
      byId("m-last").parentElement.querySelector("button").focus();
    },
  };
  M.parts = M.parts ?? {};
  M.parts["p-last"] = { show() {}, actions }; // it has no panel of its own
})();
