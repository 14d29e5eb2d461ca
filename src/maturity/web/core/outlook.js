// What matters next while the work is open: which questions are left, which open answers would settle most, and what
// one level either side of an answer would change. Pure. All but `left` take a bundle of the questions whose results may
// be seen (`M.movement.bundleOfQuestions`), so that nothing they give can tell of a result that is still hidden.
Maturity.outlook = (function () {
  "use strict";
  const M = Maturity;
  const PROOF = [{ title: "?" }]; // an answer that is still to come is thought of with its evidence

  /** @param {ScoreRange | null} range */
  const width = (range) => (range ? range.high - range.low : 0);
  /** @param {any} a @param {any} b */
  const same = (a, b) => M.engine.canonical(a) === M.engine.canonical(b);

  // The questions of each theme that nobody has answered yet, by theme. A theme that is not in it shows its result.
  /** @param {Bundle} bundle @param {Work} work */
  function unansweredByTheme(bundle, work) {
    const found = new Map();
    for (const [id, question] of M.work.questionsById(bundle)) {
      const answer = M.work.answerOf(work, id);
      if (!M.work.isAsked(bundle, work, question) || M.work.isAnswered(answer)) continue;
      found.set(question.theme, [...(found.get(question.theme) ?? []), id]);
    }
    return found;
  }

  // The questions that nobody has answered: those that are left, but for those on which contributors disagree.
  /** @param {Bundle} bundle @param {Work} work @param {Clash[]} clashes */
  function unanswered(bundle, work, clashes) {
    const places = clashes.map(({ place }) => place);
    return [...unansweredByTheme(bundle, work).values()].flat().filter((id) => !places.includes(`answers.${id}`));
  }

  // The part of a bundle whose results may be seen.
  /** @param {Bundle} bundle @param {Work} work */
  function visibleBundle(bundle, work) {
    const hidden = unansweredByTheme(bundle, work);
    return M.movement.bundleOfQuestions(bundle, M.work.questionsOf(bundle.themes.filter(({ id }) => !hidden.has(id))).map(({ id }) => id));
  }

  // Figures alone, without advice, which nobody looks at here and which takes most of the time.
  /** @param {Bundle} bundle @param {Assessment} assessment */
  const figures = (bundle, assessment) => M.engine.score({ ...bundle, actions: [] }, assessment);

  /** @param {Assessment} assessment @param {string} id @param {Fact} answer */
  function withAnswer(assessment, id, answer) {
    return { ...assessment, answers: { ...assessment.answers, [id]: answer } };
  }

  // --- what would settle most -----------------------------------------------------------------------------------

  // Open questions whose answers would narrow the result, most first: theme levels, then indexes, then standards.
  // `level` is the theme's now and `after` what it would be for each answer; `does` says what that comes to: "known"
  // and "closer" whatever the answer is, "may" for some answers, "index" when only the index is narrowed.
  /** @param {Bundle} bundle @param {Assessment} assessment */
  function settlingQuestions(bundle, assessment) {
    const found = figures(bundle, assessment).themes.flatMap((result) => {
      const part = { ...bundle, themes: bundle.themes.filter(({ id }) => id === result.id) };
      const open = new Set(M.work.questionsOf([result]).filter(({ counted }) => width(counted) > 0).map(({ id }) => id));
      return M.work.questionsOf(part.themes).filter(({ id }) => open.has(id)).map((question) => effectOfAnswer(part, assessment, result, question));
    });
    found.sort((a, b) => b.levels - a.levels || narrowerFirst(b.index, a.index) || Number(b.standard) - Number(a.standard));
    return found.map(({ levels, index, ...each }) => each);
  }

  /** @param {Bundle} part @param {Assessment} assessment @param {ThemeResult} result @param {BundleQuestion} fields */
  function effectOfAnswer(part, assessment, result, { id, minimum }) {
    const after = Array.from({ length: part.top + 1 }, (_, level) =>
      figures(part, withAnswer(assessment, id, { level, evidence: PROOF })).themes[0]);
    const gains = after.map(({ level }) => width(result.level) - width(level));
    const all = gains.every((gain) => gain > 0), some = gains.some((gain) => gain > 0);
    const known = all && after.every(({ level }) => width(level) === 0);
    return {
      question: id, theme: result.id, level: result.level, after: after.map(({ level }) => level), standard: minimum !== null,
      does: known ? "known" : all ? "closer" : some ? "may" : "index",
      levels: gains.reduce((total, gain) => total + gain, 0),
      index: [span(result.index), span(after[0].index)], // an answer narrows the index alike, whatever its level
    };
  }

  // How far apart the ends of an index are, as an exact fraction of numbers of any size.
  /** @param {any} given */
  function span({ low, high }) {
    const [[a, b], [c, d]] = [low, high].map((each) => each.map(BigInt));
    return [c * b - a * d, b * d];
  }

  // Whether the first narrows more than the second, as a sign to sort by.
  /** @param {any[]} first @param {any[]} second */
  function narrowerFirst(first, second) {
    const [[a, b], [c, d]] = [first, second].map(([[n, m], [o, p]]) => [n * p - o * m, m * p]);
    return Number(a * d > c * b) - Number(a * d < c * b);
  }

  // --- one level either side ------------------------------------------------------------------------------------

  // What one level lower and one level higher would change, each null where the scale ends: `counted`, and what goes
  // from one thing to another in the theme, the capability and the standard (null where it stays). The evidence stays
  // as it is. Null without a level.
  /** @param {Bundle} bundle @param {Assessment} assessment @param {string} id @param {Profile} [before] */
  function neighbouringLevels(bundle, assessment, id, before = figures(bundle, assessment)) {
    const answer = M.work.answerOf(assessment, id) ?? {};
    if (!Object.hasOwn(answer, "level") || !place(before, id)) return null; // or it is not asked
    /** @param {number} level */
    const other = (level) => {
      if (level < 0 || level > bundle.top) return null;
      return { level, ...changes(id, before, figures(bundle, withAnswer(assessment, id, { ...answer, level }))) };
    };
    return { lower: other(answer.level - 1), higher: other(answer.level + 1) };
  }

  /** @param {string} id @param {Profile} before @param {Profile} after */
  function changes(id, before, after) {
    const old = place(before, id), now = place(after, id);
    if (!old || !now) return null;
    /** @param {"theme" | "capability" | "question"} name @param {(place: QuestionPlace) => any} what */
    const from = (name, what) => (same(what(old), what(now)) ? null : { id: old[name].id, from: what(old), to: what(now) });
    return {
      counted: now.question.counted,
      theme: from("theme", ({ theme }) => theme.level),
      capability: from("capability", ({ capability }) => capability.level),
      standard: from("question", ({ status }) => status),
    };
  }

  /** @param {Profile} profile @param {string} id @returns {QuestionPlace | null} */
  function place(profile, id) {
    const status = profile.standards.find(({ question }) => question === id)?.status ?? null;
    const places = profile.themes.flatMap((theme) => theme.capabilities.flatMap((capability) =>
      capability.questions.map((question) => ({ theme, capability, question, status }))));
    return places.find(({ question }) => question.id === id) ?? null;
  }

  // Answers on which something hangs: those of which one level lower (`by` -1) or higher (1) changes a theme's level or
  // a minimum standard, gathered by what it would become.
  /** @param {Bundle} bundle @param {Assessment} assessment */
  function tippingAnswers(bundle, assessment) {
    const themes = new Map(), standards = new Map();
    /** @param {Map<string, any>} into @param {string} key @param {Fact} what @param {string} id */
    const gather = (into, key, what, id) => {
      if (!into.has(key)) into.set(key, { ...what, questions: [] });
      into.get(key).questions.push(id);
    };
    for (const theme of bundle.themes) {
      const part = { ...bundle, themes: [theme] }, before = figures(part, assessment);
      for (const { id } of M.work.questionsOf(part.themes)) {
        const sides = neighbouringLevels(part, assessment, id, before);
        for (const [by, change] of /** @type {[number, any][]} */ ([[-1, sides?.lower], [1, sides?.higher]])) {
          if (change?.theme) gather(themes, `${theme.id} ${by} ${M.engine.canonical(change.theme.to)}`, { ...change.theme, by }, id);
          if (change?.standard) gather(standards, `${by} ${change.standard.to}`, { by, to: change.standard.to }, id);
        }
      }
    }
    return { themes: [...themes.values()], standards: [...standards.values()] };
  }

  return { unansweredByTheme, unanswered, visibleBundle, settlingQuestions, figures, neighbouringLevels, tippingAnswers };
})();
