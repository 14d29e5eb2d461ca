// What several people said at one place (a question or a field), side by side: each view, a small
// picture of the spread, and the way to settle it. Shown in the question itself and in the meeting.
Maturity.views = (function () {
  "use strict";
  const M = Maturity;
  const ANSWERS = "answers.";
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { texts } = M.edition;
  const { element, button, piece, setTextIn } = M.dom;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`meeting.${key}`, values);
  /** @param {any} record @param {string} name */
  const has = (record, name) => record !== undefined && Object.hasOwn(record, name);
  // The question of a place, or nothing where it is a field.
  /** @param {string} place */
  const questionIdOf = (place) => (place.startsWith(ANSWERS) ? place.slice(ANSWERS.length) : "");

  // --- what is there --------------------------------------------------------------------------------------------

  // The work at one place alone, as an assessment.
  /** @param {Host} given @param {string} place */
  function assessmentAt({ edition, work }, place) {
    const id = questionIdOf(place), answers = has(work.answers, id) ? { [id]: work.answers[id] } : {};
    return M.work.finish(edition, { ...work, answers }).assessment;
  }

  // What was said at a place and agreed on it, the state that counts, and whether it clashes.
  /** @param {Host} host @param {string} place */
  function contributionsAt(host, place) {
    const assessment = assessmentAt(host, place), id = questionIdOf(place);
    /** @type {Fact} */
    const found = (id ? assessment.answers[id] : assessment.differs?.[place]) ?? {};
    const clash = M.merge.clashes(assessment).some((each) => each.place === place);
    return { place, clash, said: found.said ?? [], agreed: found.agreed ?? [], state: id ? M.merge.answerState(found) : {} };
  }

  // An answer as a file would have it: without a state while several differ.
  /** @param {Host} host @param {string} id @returns {any} */
  function answerNow(host, id) {
    const { [id]: answer } = host.work.answers;
    return answer?.said || answer?.agreed ? assessmentAt(host, ANSWERS + id).answers[id] ?? {} : answer;
  }

  // The same work with one place settled. Nothing else in it changes, not even what is unfinished.
  /** @param {Host} host @param {string} place @param {Fact} state @param {string} reason */
  function withSettlement(host, place, state, reason) {
    const { work, role } = host, id = questionIdOf(place);
    const result = M.merge.settle(assessmentAt(host, place), place, state, reason, role || null, M.work.now());
    if (id) return withAnswer(work, id, result);
    const next = { ...work, differs: result.differs }, [start, name] = place.split(".");
    if (start === "marking") next.marking = result.marking ?? "";
    else if (start === "about") next.about = { ...work.about, [name]: result.about?.[name] };
    else next.actions = result.actions;
    return next;
  }

  // The work with the answer to one question from an assessment. Its evidence stays, even what is unfinished.
  /** @param {Work} work @param {string} id @param {any} fields */
  function withAnswer(work, id, { answers }) {
    const { evidence } = work.answers[id] ?? {};
    return { ...work, answers: { ...work.answers, [id]: { ...answers[id], ...(evidence ? { evidence } : {}) } } };
  }

  // A work in which of each role that gave more than one answer the later one counts.
  /** @param {Host} host @param {Work} given @param {RepeatedAnswer[]} chosen */
  function withAnswers(host, given, chosen) {
    return chosen.reduce((work, { place, later }) => withAnswer(work, questionIdOf(place), M.merge.withOnlyView(assessmentAt({ ...host, work }, place), questionIdOf(place), later ?? {})), given);
  }

  // Takes the later answers at some places. What was there before is kept as an earlier version.
  /** @param {Host} host @param {string[]} places */
  async function takeLaterAnswers(host, places) {
    await host.keeper.versions.snapshot("later");
    host.changed(places.reduce((work, place) => withAnswer(work, questionIdOf(place), M.merge.withLaterAnswers(assessmentAt({ ...host, work }, place))), host.work));
  }

  // Whether a role disagrees with nobody but itself.
  /** @param {{ said: Fact[], agreed: Fact[] }} given */
  function isOneRole({ said, agreed }) {
    const roles = new Set(said.filter((view) => M.contributions.takesSide(view) && !has(view, "value")).map((view) => view.role));
    return !agreed.length && roles.size === 1 && !roles.has(undefined);
  }

  // --- in words -------------------------------------------------------------------------------------------------

  // What people call a place: its code and question, or the name of the field.
  /** @param {string} place */
  function placeName(place) {
    const id = questionIdOf(place), [start, name, field] = place.split(".");
    /** @param {string} selector */
    const label = (selector) => document.querySelector(selector)?.textContent.trim();
    if (id) return texts.questions[id].code;
    if (start === "marking") return label('label[for="m-marking"]');
    if (start === "about") return label(`label[for="a-${name}"]`) ?? label(`[data-condition="${name}"] legend`);
    if (Object.hasOwn(texts.questions, name)) return word("action_target", { code: texts.questions[name].code });
    return word("action", { name: M.labels.action(name), field: word(`action_${field}`) });
  }

  /** @param {any} given */
  const roleOf = ({ role }) => texts.roles[role] ?? word("no_role");

  /** @param {any} given */
  function timeText({ at }) {
    const { date, time } = M.question.dateAndTime(at);
    return date ? M.phrases.word("meeting.when", { date, time }) : "";
  }

  // A state in words: "3 Consistent", "Don't know", or what stands in a field.
  /** @param {any} x */
  function stateText(x) {
    if (M.work.STATES.some((state) => has(x, state))) return M.labels.stateText(x);
    if (typeof x.value === "boolean") return M.phrases.word(x.value ? "say.condition_yes" : "say.condition_no");
    return has(x, "value") ? valueText(x.value) : word("remark");
  }

  // A role, a day, a decision on an action, or what somebody wrote.
  /** @param {any} value */
  function valueText(value) {
    if (Object.hasOwn(texts.roles, value)) return texts.roles[value];
    if (M.work.isDate(value)) return M.labels.date(value);
    const decision = M.shapes.action.decision.choices?.includes(value) && byId("m-piece-action")?.content.querySelector(`input[value="${value}"] + span`);
    return decision ? decision.textContent : value;
  }

  // The people are A, B, … Z, AA: on a row of levels a number would be taken for a level.
  /** @param {number} n @returns {string} */
  const letter = (n) => (n ? letter(Math.floor((n - 1) / 26)) + String.fromCharCode(65 + ((n - 1) % 26)) : "");

  // "Settled on 2 In place, because …", with who and when.
  /** @param {any} agreed */
  function settlementText(agreed) {
    const by = [has(agreed, "role") ? roleOf(agreed) : "", timeText(agreed)].filter(Boolean).join(", ");
    return [word("settled_on", { state: stateText(agreed), reason: agreed.reason }), by && `(${by})`].filter(Boolean).join(" ");
  }

  // "Communications lead gave more than one answer: 1 Starting (…), then 2 In place (…)."
  /** @param {{ role: string, said: Fact[] }} given */
  function repeatedAnswerText({ role, said }) {
    const list = said.map((view) => [stateText(view), timeText(view) && `(${timeText(view)})`].filter(Boolean).join(" "));
    return word("twice", { role: texts.roles[role] ?? role, list: list.join(word("then")) });
  }

  /** @param {any[]} agreed */
  const lastFirst = (agreed) => [...agreed].sort((a, b) => (b.round ?? 1) - (a.round ?? 1));

  // What the whole comes to, in a sentence.
  /** @param {{ said: Fact[], agreed: Fact[], clash?: boolean, gap?: number | null }} given */
  function summary({ said, agreed, clash, gap }) {
    if (!clash && agreed.length) return settlementText(lastFirst(agreed)[0]);
    if (!clash) return countText(said);
    const levels = said.filter((view) => has(view, "level")).map((view) => view.level);
    const apart = gap ?? (levels.length > 1 ? Math.max(...levels) - Math.min(...levels) : 0);
    return (agreed.length ? `${word("again")} ` : "") + (apart ? word("apart", { n: apart }) : word("differ"));
  }

  // How many spoke, and what their answers come to: a don't know gives way to those who know.
  /** @param {any[]} said */
  function countText(said) {
    const n = new Set(said.map((view, n) => view.role ?? n)).size, state = M.merge.answerState({ said });
    return Object.keys(state).length ? word("several", { n, state: stateText(state) }) : word("remarks", { n });
  }

  // --- on the page ----------------------------------------------------------------------------------------------

  // Draws one place: the sentence, the picture, the views in the order of their levels, and what was agreed before.
  // `isOpen`: what is agreed on it is asked for; where people do not differ that is folded.
  /** @param {{ place: string, said: Fact[], agreed: Fact[], clash: boolean, gap?: number | null }} item @param {Host} host @param {boolean} [isOpen] */
  function draw(item, host, isOpen = item.clash) {
    const block = piece("several");
    /** @param {any} view */
    const rank = (view) => (has(view, "level") ? view.level : 9);
    const said = [...item.said].sort((a, b) => rank(a) - rank(b) || roleOf(a).localeCompare(roleOf(b)));
    block.dataset.place = item.place;
    block.classList.toggle("m-clash", item.clash);
    setTextIn(block, ".m-several-head", summary(item));
    const repeated = M.merge.repeatedAnswers(assessmentAt(host, item.place)), fixed = M.work.isSigned(host.work);
    block.querySelector(".m-views").replaceChildren(...said.map((view) => drawView(item.place, view, fixed ? undefined : () => removeComment(host, item.place, view))));
    spread(block.querySelector(".m-spread"), said);
    const before = lastFirst(item.agreed).slice(item.clash ? 0 : 1);
    block.querySelector(".m-agreed").replaceChildren(...before.map((each) => element("li", word("before", { text: settlementText(each) }))));
    addChoices(block.querySelector("select"), item);
    block.querySelector(".m-twice").replaceChildren(...repeated.map((each) => element("p", repeatedAnswerText(each))));
    block.querySelector(".m-later").hidden = fixed || !repeated.some((each) => each.later);
    const fold = block.querySelector(".m-settle-fold");
    fold.hidden = fixed;
    fold.open = isOpen || isBegun(host, item.place);
    fold.firstElementChild.hidden = isOpen;
    setTextIn(fold, "summary", word(item.agreed.length ? "settle_again" : "record"));
    for (const [tag, name] of [["select", "state"], ["textarea", "reason"]]) block.querySelector(tag).dataset.typed = `${draftName(item.place)}${name}`;
    M.unrecorded.show(block, host);
    return block;
  }

  // Takes out a comment that stands alone, because the answer with which it was given no longer counts.
  /** @param {Host} host @param {string} place @param {Fact} view */
  function removeComment(host, place, view) {
    const id = questionIdOf(place), { work } = host, { [id]: before } = work.answers;
    host.changed(withAnswer(work, id, M.merge.withoutView(assessmentAt(host, place), id, view)));
    /** @type {Button} */
    const undo = [M.phrases.word("say.undo"), () => host.changed({ ...host.work, answers: { ...host.work.answers, [id]: before } })];
    M.notices.show("undo", word("comment_removed", { name: placeName(place) }), { buttons: [undo], focus: true });
  }

  // One view. `remove` takes it out, which is offered for a comment that stands alone.
  /** @param {string} place @param {any} view @param {() => void} [remove] */
  function drawView(place, view, remove) {
    const node = element("li");
    const parts = [["b", place.startsWith(ANSWERS) ? roleOf(view) : ""], ["span", stateText(view), "m-view-state"], ["span", view.not_applicable ?? "", "m-view-words"],
      ["span", view.comment ?? "", "m-view-comment"], ["small", timeText(view)]];
    node.append(...parts.filter(([, text]) => text).flatMap(([tag, text, name]) => [element(tag, text, name), " "]));
    const isComment = questionIdOf(place) && !M.work.STATES.some((state) => has(view, state));
    if (remove && isComment) node.append(button(word("comment_remove"), remove, "quiet"));
    return node;
  }

  // A row of levels with the letter of each view on the level that it has. The list beside it says the same in words.
  /** @param {Place} row @param {any[]} said */
  function spread(row, said) {
    row.hidden = said.filter((view) => has(view, "level")).length < 1 || said.length < 2;
    if (row.hidden) return;
    const cells = [...Object.keys(texts.scale).map(Number), undefined].map((level) => {
      const cell = element("span"), here = said.map((view, n) => [view, n + 1]).filter(([view]) => view.level === level && M.work.STATES.some((state) => has(view, state)));
      cell.append(...here.map(([, n]) => element("i", letter(n))), element("b", level ?? "–"));
      return here.length || level !== undefined ? cell : "";
    });
    row.replaceChildren(...cells);
  }

  // What can be agreed on: every choice of the question, or every value that somebody wrote in the field.
  /** @param {Place} select @param {{ place: string, said: Fact[] }} fields */
  function addChoices(select, { place, said }) {
    const id = questionIdOf(place);
    const values = id ? [...document.querySelectorAll(`#q-${id} .m-choices input`)].map((each) => each.value) : said.map((view) => JSON.stringify(view.value));
    /** @param {string} value */
    const option = (value) => new Option(id ? stateText(stateFrom(place, value)) : stateText({ value: JSON.parse(value) }), value);
    select.append(...values.map(option));
  }

  /** @param {string} place @param {any} value @param {string} [reason] */
  function stateFrom(place, value, reason = "") {
    return questionIdOf(place) ? M.answers.stateFrom(value, reason) : { value: JSON.parse(value) };
  }

  // In a question: shown when several have spoken, taken away when they have not.
  /** @param {Place} fieldset @param {Host} host */
  function showInQuestion(fieldset, host) {
    const id = fieldset.id.slice(2), answer = host.work.answers[id];
    const old = fieldset.querySelector(".m-several");
    if (!old && !answer?.said && !answer?.agreed) return;
    old?.remove();
    const item = contributionsAt(host, ANSWERS + id);
    if (item.said.length > 1 || item.agreed.length) fieldset.querySelector(".m-more").before(draw(item, host));
  }

  // Under the fields in which people wrote different things.
  /** @param {Place} form @param {Host} host */
  function showUnderFields(form, host) {
    for (const each of form.querySelectorAll("#p-about .m-several")) each.remove();
    for (const place of Object.keys(host.work.differs ?? {})) {
      const [start, name] = place.split("."), selector = start === "marking" ? "#m-marking" : `#a-${name}, [data-condition="${name}"]`;
      const under = start === "actions" ? null : form.querySelector(selector)?.closest(".m-field");
      under?.after(draw(contributionsAt(host, place), host));
    }
  }

  // What the names begin with by which a choice and a reason are kept that are not recorded yet.
  /** @param {string} place */
  const draftName = (place) => `settle.${place}.`;

  // Whether somebody has begun to settle a place.
  /** @param {Host} host @param {string} place */
  const isBegun = (host, place) => M.unrecorded.isBegun(host, draftName(place));

  // Whether those who answered a question clash.
  /** @param {{ said?: any[], agreed?: any[] }} given */
  function isClash({ said = [], agreed = [] }) {
    const settled = Object.keys(M.merge.answerState({ said, agreed })).length > 0;
    return !settled && said.some(M.contributions.takesSide);
  }

  // Records what was agreed in a block. Gives the place, or nothing while something is missing.
  /** @param {Place} block @param {Host} host */
  function recordSettlement(block, host) {
    const { place } = block.dataset, value = block.querySelector("select").value;
    const reason = block.querySelector("textarea"), wrong = !value ? "choose" : M.work.isFilled(reason.value) ? "" : "reason_needed";
    block.querySelector(".m-settle-wrong").textContent = wrong && word(wrong);
    if (wrong) return void (value ? reason : block.querySelector("select")).focus();
    M.unrecorded.forget(host, draftName(place));
    host.changed(withSettlement(host, place, stateFrom(place, value, reason.value), reason.value));
    return place;
  }

  return { withSettlement, answerNow, showInQuestion, showUnderFields, isClash, draw, recordSettlement, isBegun, withAnswers, takeLaterAnswers, isOneRole, repeatedAnswerText, placeName, stateText, settlementText, summary, lastFirst, questionIdOf };
})();
