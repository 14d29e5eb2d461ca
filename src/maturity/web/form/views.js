// What several people said at one place (a question or a field), side by side: each view, a small
// picture of the spread, and the way to settle it. Shown in the question itself and in the meeting.
Maturity.views = (function () {
  "use strict";
  const M = Maturity;
  const ANSWERS = "answers.";
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { texts } = M.edition;
  const { element, piece, tell } = M.dom;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`meeting.${key}`, values);
  /** @param {any} record @param {string} name */
  const has = (record, name) => record !== undefined && Object.hasOwn(record, name);
  /** @param {string} place */
  const idOf = (place) => (place.startsWith(ANSWERS) ? place.slice(ANSWERS.length) : undefined);

  // --- what is there --------------------------------------------------------------------------------------------

  // The work at one place alone, as an assessment.
  /** @param {Host} given @param {string} place */
  function only({ edition, work }, place) {
    const id = idOf(place), answers = has(work.answers, id) ? { [id]: work.answers[id] } : {};
    return M.work.finish(edition, { ...work, answers }).assessment;
  }

  // What was said at a place and agreed on it, the state that counts, and whether it clashes.
  /** @param {Host} host @param {string} place */
  function at(host, place) {
    const assessment = only(host, place), id = idOf(place);
    const found = (id ? assessment.answers[id] : assessment.differs?.[place]) ?? {};
    const clash = M.merge.clashes(assessment).some((each) => each.place === place);
    return { place, clash, said: found.said ?? [], agreed: found.agreed ?? [], state: id ? M.merge.answerState(found) : {} };
  }

  // The same work with one place settled. Nothing else in it changes, not even what is unfinished.
  /** @param {Host} host @param {string} place @param {Fact} state @param {string} reason */
  function settled(host, place, state, reason) {
    const { work, role } = host, id = idOf(place);
    const made = M.merge.settle(only(host, place), place, state, reason, role || null, M.work.now());
    if (id) return answered(work, id, made);
    const next = { ...work, differs: made.differs }, [start, name] = place.split(".");
    if (start === "marking") next.marking = made.marking;
    else if (start === "about") next.about = { ...work.about, [name]: made.about[name] };
    else next.actions = made.actions;
    return next;
  }

  // The work with the answer to one question from an assessment. Its evidence stays, even what is unfinished.
  /** @param {Work} work @param {string} id @param {any} fields */
  function answered(work, id, { answers }) {
    const { evidence } = work.answers[id] ?? {};
    return { ...work, answers: { ...work.answers, [id]: { ...answers[id], ...(evidence ? { evidence } : {}) } } };
  }

  // The same work with the later answer of each role that gave more than one at some places. What was there before is
  // kept as an earlier version.
  /** @param {Host} host @param {string[]} places */
  async function later(host, places) {
    await host.keeper.versions.snapshot("later");
    host.changed(places.reduce((work, place) => answered(work, idOf(place), M.merge.withLaterAnswers(only({ ...host, work }, place))), host.work));
  }

  // Whether a role disagrees with nobody but itself.
  /** @param {any} given */
  function alone({ said, agreed }) {
    const roles = new Set(said.filter((view) => has(view, "level") || has(view, "not_applicable")).map((view) => view.role));
    return !agreed.length && roles.size === 1 && !roles.has(undefined);
  }

  // --- in words -------------------------------------------------------------------------------------------------

  // What people call a place: its code and question, or the name of the field.
  /** @param {string} place */
  function named(place) {
    const id = idOf(place), [start, name, field] = place.split(".");
    /** @param {string} selector */
    const label = (selector) => document.querySelector(selector)?.textContent.trim();
    if (id) return texts.questions[id].code;
    if (start === "marking") return label('label[for="m-marking"]');
    if (start === "about") return label(`label[for="a-${name}"]`) ?? label(`[data-condition="${name}"] legend`);
    return word("action", { name: texts.interventions[name].name, field: word(`action_${field}`) });
  }

  /** @param {any} given */
  const roleOf = ({ role }) => texts.roles[role] ?? word("no_role");

  /** @param {any} given */
  function when({ at }) {
    const { date, time } = M.question.moment(at);
    return date ? M.phrases.word("meeting.when", { date, time }) : "";
  }

  // A state in words: "3 Consistent", "Don't know", or what stands in a field.
  /** @param {any} x */
  function stateText(x) {
    if (M.work.STATES.some((state) => has(x, state))) return M.labels.state(x);
    if (typeof x.value === "boolean") return M.phrases.word(x.value ? "say.condition_yes" : "say.condition_no");
    return has(x, "value") ? valueText(x.value) : word("remark");
  }

  // A role, a day, a decision on an action, or what somebody wrote.
  /** @param {any} value */
  function valueText(value) {
    if (Object.hasOwn(texts.roles, value)) return texts.roles[value];
    if (M.work.isDate(value)) return M.labels.date(value);
    const decision = M.shapes.action.decision.choices.includes(value) && byId("m-piece-action")?.content.querySelector(`input[value="${value}"] + span`);
    return decision ? decision.textContent : value;
  }

  // The people are A, B, … Z, AA: on a row of levels a number would be taken for a level.
  /** @param {number} n */
  const letter = (n) => (n ? letter(Math.floor((n - 1) / 26)) + String.fromCharCode(65 + ((n - 1) % 26)) : "");

  // "Settled on 2 In place, because …", with who and when.
  /** @param {any} agreed */
  function agreedText(agreed) {
    const by = [has(agreed, "role") ? roleOf(agreed) : "", when(agreed)].filter(Boolean).join(", ");
    return [word("settled_on", { state: stateText(agreed), reason: agreed.reason }), by && `(${by})`].filter(Boolean).join(" ");
  }

  // "Communications lead gave more than one answer: 1 Starting (…), then 2 In place (…)."
  /** @param {any} given */
  function twiceText({ role, said }) {
    const list = said.map((view) => [stateText(view), when(view) && `(${when(view)})`].filter(Boolean).join(" "));
    return word("twice", { role: texts.roles[role] ?? role, list: list.join(word("then")) });
  }

  /** @param {any[]} agreed */
  const lastFirst = (agreed) => [...agreed].sort((a, b) => (b.round ?? 1) - (a.round ?? 1));

  // What the whole comes to, in a sentence.
  /** @param {any} given */
  function summary({ said, agreed, clash, gap }) {
    if (!clash && agreed.length) return agreedText(lastFirst(agreed)[0]);
    if (!clash) return counted(said);
    const levels = said.filter((view) => has(view, "level")).map((view) => view.level);
    const apart = gap ?? (levels.length > 1 ? Math.max(...levels) - Math.min(...levels) : 0);
    return (agreed.length ? `${word("again")} ` : "") + (apart ? word("apart", { n: apart }) : word("differ"));
  }

  // How many spoke, and what their answers come to: a don't know gives way to those who know.
  /** @param {any[]} said */
  function counted(said) {
    const n = new Set(said.map((view, n) => view.role ?? n)).size, state = M.merge.answerState({ said });
    return Object.keys(state).length ? word("several", { n, state: stateText(state) }) : word("remarks", { n });
  }

  // --- on the page ----------------------------------------------------------------------------------------------

  // Draws one place: the sentence, the picture, the views in the order of their levels, and what was agreed before.
  /** @param {Fact} item @param {Host} host */
  function draw(item, host) {
    const made = piece("several");
    /** @param {any} view */
    const rank = (view) => (has(view, "level") ? view.level : 9);
    const said = [...item.said].sort((a, b) => rank(a) - rank(b) || roleOf(a).localeCompare(roleOf(b)));
    made.dataset.place = item.place;
    made.classList.toggle("m-clash", item.clash);
    tell(made, ".m-several-head", summary(item));
    made.querySelector(".m-views").replaceChildren(...said.map((view) => drawView(item.place, view)));
    spread(made.querySelector(".m-spread"), said);
    const before = lastFirst(item.agreed).slice(item.clash ? 0 : 1);
    made.querySelector(".m-agreed").replaceChildren(...before.map((each) => element("li", word("before", { text: agreedText(each) }))));
    choices(made.querySelector("select"), item);
    const twice = M.merge.repeatedAnswers(only(host, item.place)), fixed = M.work.fixed(host.work);
    made.querySelector(".m-twice").replaceChildren(...twice.map((each) => element("p", twiceText(each))));
    made.querySelector(".m-later").hidden = fixed || !twice.some((each) => each.later);
    made.querySelector(".m-settle").hidden = fixed;
    for (const [tag, name] of [["select", "state"], ["textarea", "reason"]]) made.querySelector(tag).dataset.typed = `${typed(item.place)}${name}`;
    M.unrecorded.show(made, host);
    return made;
  }

  /** @param {string} place @param {any} view */
  function drawView(place, view) {
    const made = element("li");
    const parts = [["b", place.startsWith(ANSWERS) ? roleOf(view) : ""], ["span", stateText(view), "m-view-state"], ["span", view.not_applicable ?? "", "m-view-words"],
      ["q", view.comment ?? "", "m-view-comment"], ["small", when(view)]];
    made.append(...parts.filter(([, text]) => text).flatMap(([tag, text, name]) => [element(tag, text, name), " "]));
    return made;
  }

  // A row of levels with the letter of each view on the level that it has. The list beside it says the same in words.
  /** @param {Place} row @param {any[]} said */
  function spread(row, said) {
    row.hidden = said.filter((view) => has(view, "level")).length < 1 || said.length < 2;
    if (row.hidden) return;
    const cells = [...Object.keys(texts.scale).map(Number), undefined].map((level) => {
      const cell = element("span"), here = said.map((view, n) => [view, n + 1]).filter(([view]) => view.level === level);
      cell.append(...here.map(([, n]) => element("i", letter(n))), element("b", level ?? "–"));
      return here.length || level !== undefined ? cell : "";
    });
    row.replaceChildren(...cells);
  }

  // What can be agreed on: every choice of the question, or every value that somebody wrote in the field.
  /** @param {Place} select @param {any} fields */
  function choices(select, { place, said }) {
    const id = idOf(place);
    const values = id ? [...document.querySelectorAll(`#q-${id} .m-choices input`)].map((each) => each.value) : said.map((view) => JSON.stringify(view.value));
    /** @param {string} value */
    const option = (value) => new Option(id ? stateText(stateFrom(place, value)) : stateText({ value: JSON.parse(value) }), value);
    select.append(...values.map(option));
  }

  /** @param {string} place @param {any} value @param {string} [reason] */
  function stateFrom(place, value, reason = "") {
    if (!idOf(place)) return { value: JSON.parse(value) };
    if (value === "dont_know") return { dont_know: true };
    return value === "not_applicable" ? { not_applicable: reason } : { level: Number(value) };
  }

  // In a question: shown when several have spoken, taken away when they have not.
  /** @param {Place} fieldset @param {Host} host */
  function question(fieldset, host) {
    const id = fieldset.id.slice(2), answer = host.work.answers[id];
    const old = fieldset.querySelector(".m-several");
    if (!old && !answer?.said && !answer?.agreed) return;
    old?.remove();
    const item = at(host, ANSWERS + id);
    if (item.said.length > 1 || item.agreed.length) fieldset.querySelector(".m-more").before(draw(item, host));
  }

  // Under the fields in which people wrote different things.
  /** @param {Place} form @param {Host} host */
  function fields(form, host) {
    for (const each of form.querySelectorAll("#p-about .m-several")) each.remove();
    for (const place of Object.keys(host.work.differs ?? {})) {
      const [start, name] = place.split("."), selector = start === "marking" ? "#m-marking" : `#a-${name}, [data-condition="${name}"]`;
      const under = start === "actions" ? null : form.querySelector(selector)?.closest(".m-field");
      under?.after(draw(at(host, place), host));
    }
  }

  // What the names begin with by which a choice and a reason are kept that are not recorded yet.
  /** @param {string} place */
  const typed = (place) => `settle.${place}.`;

  // Whether somebody has begun to settle a place.
  /** @param {Host} host @param {string} place */
  const begun = (host, place) => M.unrecorded.begun(host, typed(place));

  // Whether those who answered a question clash.
  /** @param {any} given */
  function clash({ said = [], agreed = [] }) {
    const stands = Object.keys(M.merge.answerState({ said, agreed })).length > 0;
    return !stands && said.some((view) => has(view, "level") || has(view, "not_applicable"));
  }

  // Records what was agreed in a block. Gives the place, or nothing while something is missing.
  /** @param {Place} block @param {Host} host */
  function settle(block, host) {
    const { place } = block.dataset, value = block.querySelector("select").value;
    const reason = block.querySelector("textarea"), wrong = !value ? "choose" : M.work.filled(reason.value) ? "" : "reason_needed";
    block.querySelector(".m-settle-wrong").textContent = wrong && word(wrong);
    if (wrong) return void (value ? reason : block.querySelector("select")).focus();
    M.unrecorded.forget(host, typed(place));
    host.changed(settled(host, place, stateFrom(place, value, reason.value), reason.value));
    return place;
  }

  return { settled, question, fields, clash, draw, settle, begun, later, alone, twiceText, named, stateText, agreedText, summary, lastFirst, idOf };
})();
