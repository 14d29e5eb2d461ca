// The work on a form, and its way into a file. The work is an assessment that may be unfinished: a force not picked
// yet, "not applicable" with no reason, a piece of evidence with no title. Pure: nothing here touches the page.
Maturity.work = (function () {
  "use strict";
  const M = Maturity;
  const FORMAT = "maturity-assessment/2";
  const { shapes } = M; // of all records, by their names (shapes.py)
  const { STATES } = M.engine, VIEW = Object.keys(shapes.view);
  // Characters that cannot be seen, or that turn the direction of what can be.
  const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/;

  const BLANK = " \t\n\r\u00a0\u200b\ufeff"; // as in engine.js: a text of nothing but these is none

  // Nothing answered yet.
  /** @param {Edition} edition */
  function blank(edition) {
    return { force: "", period: "", marking: edition.texts.edition.marking, about: {}, answers: {} };
  }

  // Whether there is anything in it that somebody would miss.
  /** @param {Edition} edition @param {any} work */
  function isEmpty(edition, work) {
    const { force, period, about, answers } = work;
    return !force && !period && !Object.keys(about).length && !Object.keys(answers).length
      && work.marking === edition.texts.edition.marking;
  }

  // Every question with where it belongs, by id, in the questionnaire's order.
  /** @param {Bundle} bundle */
  function questionsById(bundle) {
    /** @param {BundleTheme} theme @param {BundleCapability} capability */
    const placed = (theme, capability) => capability.questions.map((each) => /** @type {[string, Question]} */ ([each.id, { ...each, capability: capability.id, theme: theme.id }]));
    return new Map(bundle.themes.flatMap((theme) => theme.capabilities.flatMap((capability) => placed(theme, capability))));
  }

  // The questions of some themes of a bundle, or their results in a profile.
  /** @type {<Q>(themes: { capabilities: { questions: Q[] }[] }[]) => Q[]} */
  const questionsOf = (themes) => themes.flatMap((theme) => theme.capabilities).flatMap((capability) => capability.questions);

  // Whether a condition holds: what the force says, or else what is usual for it.
  /** @param {Bundle} bundle @param {any} work @param {string} condition */
  function conditionHolds(bundle, work, condition) {
    const { about = {} } = work;
    return Object.hasOwn(about, condition) ? about[condition] === true : isUsual(bundle, work, condition);
  }

  /** @param {Bundle} bundle @param {any} work @param {string} condition */
  function isUsual(bundle, work, condition) {
    return Object.hasOwn(bundle.forces, work.force) && bundle.forces[work.force].includes(condition);
  }

  /** @param {Bundle} bundle @param {any} work @param {any} fields */
  const isAsked = (bundle, work, { condition }) => condition === null || isDoubtful(work, condition) || conditionHolds(bundle, work, condition);

  // Whether contributors differ over a condition. Until it is settled what hangs on it is asked.
  /** @param {Fact} given @param {string} condition */
  function isDoubtful({ about = {}, differs = {} }, condition) {
    return Object.hasOwn(differs, `about.${condition}`) && !Object.hasOwn(about, condition);
  }

  /** @param {any} answer @param {string} state */
  const has = (answer, state) => answer !== undefined && Object.hasOwn(answer, state);
  /** @param {any} text */
  const isFilled = (text) => typeof text === "string" && [...text].some((sign) => !BLANK.includes(sign));
  /** @param {string} text */
  const isVisible = (text) => text.search(UNSEEN) < 0; // whether every sign in it is

  // The answer to a question in a work or an assessment, if there is one.
  /** @param {any} given @param {string} id */
  const answerOf = ({ answers }, id) => (Object.hasOwn(answers, id) ? answers[id] : undefined);

  // Whether a file can have a name: it is for a force and a period of this edition's kind.
  /** @param {any} given */
  const hasFileName = ({ force, period }) => Boolean(force && M.periods.isPeriod(shortLine(period), M.edition.bundle.period));

  // Whether the answers are fixed by a signature.
  /** @param {{ sign_off?: SignOff }} given */
  const isSigned = ({ sign_off: signed }) => signed !== undefined && signed.decision !== "sent-back";

  // This moment, in UTC, to the second.
  const now = () => `${new Date().toISOString().slice(0, 19)}Z`;

  // Whether a question is answered: by a level, by “don't know”, or by “not applicable” with its reason.
  /** @param {any} answer */
  function isAnswered(answer) {
    const state = M.engine.answerState(answer ?? {});
    switch (state) {
      case "level": case "dont_know": return true;
      case "not_applicable": return isFilled(answer.not_applicable);
      case "open": return false;
      default: return M.engine.unknownState(state);
    }
  }

  // Whether several contributors have spoken. While they clash the answer has no state, and is kept all the same.
  /** @param {any} answer */
  const hasSeveralViews = (answer) => Boolean(answer?.said?.length || answer?.agreed?.length);

  /** @param {string} text */
  function isDate(text) {
    const date = /^(?!0000)\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(NaN);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  }

  // A date as somebody means one: no other century by a slip of the hand, such as the year 25 or 92025.
  /** @param {string} text */
  const isLikelyDate = (text) => isDate(text) && text >= "1990" && text < "2100";

  // --- to a file ------------------------------------------------------------------------------------------------

  // The finished part of the work as an assessment, and what a file cannot carry yet, as {id, what, n} or {where, what, n}.
  /** @param {Edition} edition @param {Work} work @returns {{ assessment: Assessment, left: Left[] }} */
  function finish(edition, work) {
    const { bundle } = edition;
    /** @type {{ left: Left[], answers: Record<string, Answer>, aside: Kept[] }} */
    const { left, answers, aside } = { left: [], answers: {}, aside: [] }; // aside: their questions do not apply to the force
    for (const [id, question] of questionsById(bundle)) {
      const answer = answerOf(work, id);
      if (answer === undefined) continue;
      if (!isAnswered(answer) && !hasSeveralViews(answer)) left.push({ id, what: "reason" });
      else if (isAsked(bundle, work, question)) answers[id] = finishedAnswer(id, answer, left);
      else aside.push({ edition: bundle.edition.version, place: `answers.${id}`, because: "not_asked", answer: finishedAnswer(id, answer, left) });
    }
    /** @type {Fact} */
    const about = {};
    for (const id of [...bundle.conditions, ...bundle.about]) {
      if (Object.hasOwn(work.about, id) && work.about[id] !== "") about[id] = work.about[id];
    }
    const { id, version, fingerprint } = bundle.edition;
    /** @type {any} */
    const assessment = { format: FORMAT, edition: { id, version, fingerprint }, force: work.force, period: shortLine(work.period) };
    const marking = has(work.differs, "marking") ? work.marking : shortLine(work.marking) || blank(edition).marking; // all that differ, in full
    if (marking) assessment.marking = marking;
    if (Object.keys(about).length) assessment.about = about;
    assessment.answers = answers;
    if (work.actions) assessment.actions = work.actions.map((action) => finishedAction(action, left));
    if (work.differs) assessment.differs = work.differs;
    /** @type {{ joint: Joint[], ours: Joint[] }} */
    const { joint, ours } = { joint: [], ours: [] }; // ours: where the force itself was chosen after it had been named as the other one
    for (const each of work.joint ?? []) (each.force === work.force ? ours : joint).push(each);
    left.push(...ours.map(({ question: id }) => ({ id, what: "joint" })));
    if (joint.length) assessment.joint = joint;
    if (work.friend?.length) assessment.friend = work.friend.map(finishedVisit);
    if (work.kept || aside.length) assessment.kept = [...(work.kept ?? []), ...aside];
    if (work.signed_before) assessment.signed_before = work.signed_before;
    if (work.sign_off) assessment.sign_off = filledFields(work.sign_off);
    const whole = wellFormed(inOrder(assessment, { kind: "record", of: "assessment" }));
    return withoutLongTexts(edition, M.texts.cleanRecord(whole), left); // the last word typed may have a space after it
  }

  // Every id that an action may have, as `action_ids` in checks.py.
  /** @param {Bundle} bundle */
  const actionIds = (bundle) => [...bundle.interventions, ...questionsOf(bundle.themes).flatMap(({ id }) => [id, ...Array.from({ length: bundle.top }, (_, n) => `${id}-${n + 1}`)])];

  // An action with the day it is to be done by, once that is one.
  /** @param {any} given @param {Left[]} left */
  function finishedAction({ by = "", ...action }, left) {
    if (by && !isLikelyDate(by)) left.push({ id: action.action, what: "by" });
    return filledFields({ ...action, by: isLikelyDate(by) ? by : "" });
  }

  // Without the texts that are too long for a file. What cannot be there without one of them stays out with it.
  /** @param {Edition} edition @param {any} assessment @param {Left[]} left */
  function withoutLongTexts(edition, assessment, left) {
    const sound = hasLongText(assessment) ? M.reader.withoutProblems(assessment, edition, false) : undefined;
    if (!sound) return { assessment, left };
    const { record, dropped } = sound;
    for (const answer of Object.values(record.answers)) if (answer.evidence?.length === 0) delete answer.evidence;
    return { assessment: record, left: [...left, ...dropped.map(({ id, where }) => ({ id, where, what: "long" }))] };
  }

  // Whether there is a text in a value that is too long for a field of its name.
  /** @param {any} value @param {string} [field] @returns {boolean} */
  function hasLongText(value, field = "") {
    if (typeof value === "string") return M.validation.excess(value, field) > 0;
    if (Array.isArray(value)) return value.some((each) => hasLongText(each, field));
    return value !== null && typeof value === "object" && Object.entries(value).some(([name, each]) => hasLongText(each, name));
  }

  // A critical friend's visit without what is not decided yet: a decision has a reason.
  /** @param {Friend} given @returns {Friend} */
  function finishedVisit({ decided = [], ...visit }) {
    const decisions = decided.filter((each) => isFilled(each.why));
    return decisions.length ? { ...visit, decided: decisions } : visit;
  }

  /** @param {string} id @param {any} answer @param {Left[]} left */
  function finishedAnswer(id, answer, left) {
    /** @type {Fact[]} */
    const pieces = (answer.evidence ?? []).map(filledFields);
    const titled = pieces.filter((piece) => isFilled(piece.title));
    pieces.forEach((piece, n) => {
      if (piece.date === undefined || isLikelyDate(piece.date)) return;
      delete piece.date;
      if (isFilled(piece.title)) left.push({ id, what: "date", n: n + 1 });
    });
    const lost = pieces.filter((piece) => !isFilled(piece.title) && Object.keys(piece).length);
    if (lost.length) left.push({ id, what: "title", n: lost.length });
    const result = filledFields({ ...answer, evidence: titled });
    if (!titled.length) delete result.evidence;
    if (!result.comment) delete result.comment;
    return hasSeveralViews(result) ? mergedAnswer(id, result) : result;
  }

  // What was written into an answer on which several have spoken takes the place of what the same role said before,
  // beside the views of the others. A state that only repeats what these came to is no view of its own.
  /** @param {string} id @param {any} answer */
  function mergedAnswer(id, answer) {
    const rest = pick(answer, ["evidence", "said", "agreed"]);
    /** @type {any} */
    const alone = { edition: { id: "", version: "" }, force: "", period: "", answers: { [id]: rest } };
    const own = pick(answer, VIEW);
    if (has(own, "not_applicable") && !isFilled(own.not_applicable)) delete own.not_applicable;
    const state = M.engine.canonical(pick(own, STATES));
    const repeats = state === "{}" || state === M.engine.canonical(M.merge.answerState(rest));
    if (repeats && !has(own, "comment")) return M.merge.merge([alone]).assessment?.answers[id];
    const before = (rest.said ?? []).find((/** @type {View} */ view) => view.role === own.role && STATES.some((state) => has(view, state))) ?? {};
    return M.merge.addView(alone, id, state === "{}" ? { ...pick(before, STATES), ...own } : own).answers[id];
  }

  /** @param {any} record @param {string[]} fields @returns {any} */
  function pick(record, fields) {
    return Object.fromEntries(fields.filter((field) => Object.hasOwn(record, field)).map((field) => [field, record[field]]));
  }

  // A record without its empty texts.
  /** @param {any} record @returns {any} */
  function filledFields(record) {
    return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ""));
  }

  // A value with the fields of every record in the file's order. A field that its record does not have stays, at the end,
  // and the reader refuses it.
  /** @param {any} value @param {Shape} fields @returns {any} */
  function inOrder(value, { kind, of }) {
    if (kind === "list") return value.map((/** @type {any} */ each) => inOrder(each, of));
    if (kind !== "map" && kind !== "record") return value;
    const shape = kind === "record" ? shapes[of] : {}, names = Object.keys(shape).filter((name) => Object.hasOwn(value, name));
    const all = [...new Set([...names, ...Object.keys(value)])];
    return Object.fromEntries(all.map((name) => [name, inOrder(value[name], kind === "map" ? of : shape[name] ?? {})]));
  }

  // One line of text that can be seen.
  /** @param {string} text */
  function shortLine(text) {
    return M.texts.cleanLine(text).slice(0, 80).trim();
  }

  // Half a character cannot be written in UTF-8: the replacement character takes its place.
  /** @param {any} value @returns {any} */
  function wellFormed(value) {
    if (typeof value === "string") return value.toWellFormed ? value.toWellFormed() : value;
    if (Array.isArray(value)) return value.map(wellFormed);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, wellFormed(item)]));
  }

  // The check code of a record, or null where the browser cannot work one out. Finds accidental damage; no signature.
  /** @param {any} record */
  async function checkCode(record) {
    const { check, ...bare } = record;
    if (!globalThis.crypto?.subtle) return null;
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(M.engine.canonical(bare)));
    return `sha256:${[...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  }

  // The text of an assessment's file: two-space indent, fields in their order, the check last.
  /** @param {any} assessment */
  async function fileText(assessment) {
    const check = await checkCode(assessment);
    return { text: `${JSON.stringify(check ? { ...assessment, check } : assessment, null, 2)}\n`, checked: check !== null };
  }

  // What the names of all files for one force and period begin with.
  /** @param {any} given */
  function fileStem({ force, period }) {
    return `${force}-${slug(period) || "period"}`;
  }

  // A text as part of a file's name.
  /** @param {string} text */
  function slug(text) {
    return text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  }

  // The name of the file of a work: version 1 is what was signed first, with the day of the signature, and until then it
  // is a draft, or has the questions with which it was sent back, or their answer. After that each change makes a draft
  // of the next version.
  /** @param {{ force: string, period: string, sign_off?: SignOff, signed_before?: SignOff[] }} work */
  function fileName(work) {
    const { signed_before: before = [] } = work, n = before.filter((each) => isSigned({ sign_off: each })).length + 1;
    const [last] = [...before].sort((a, b) => b.date.localeCompare(a.date)), asked = last?.decision === "sent-back";
    const draft = work.sign_off ? "questions" : asked ? "answered" : "draft";
    const version = isSigned(work) ? `version-${n}-signed-${work.sign_off?.date}` : n > 1 ? `version-${n}-${draft}` : draft;
    return `${fileStem(work)}-${version}.assessment.json`;
  }

  return { STATES, pick, answerOf, hasFileName, isSigned, now, blank, isEmpty, isDate, isLikelyDate, questionsById, questionsOf, actionIds, conditionHolds, isUsual, isAsked, isAnswered, isFilled, isVisible, finish, shortLine, checkCode, fileText, fileStem, slug, fileName };
})();
