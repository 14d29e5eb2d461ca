// What moved between two assessments of a force, of one edition: the twin of movement.py, whose `movement_scorer` for that edition
// and itself gives the same. Read it beside that; the reasons are there. What only the form wants comes after it.
Maturity.movement = (function () {
  "use strict";
  const M = Maturity;
  const THRESHOLD = [10, 1]; // how far a theme's index must move, on 0–100

  /** @param {any} range */
  const low = (range) => range?.low ?? null;
  /** @param {ScoreRange | null} range */
  const wide = (range) => range !== null && range.low !== range.high;

  // The bundle with these questions alone; capabilities and themes that have none left are gone.
  /** @param {Bundle} bundle @param {string[]} questions */
  function bundleOfQuestions(bundle, questions) {
    const keep = new Set(questions);
    /** @param {BundleCapability} capability */
    const remaining = (capability) => ({ ...capability, questions: capability.questions.filter(({ id }) => keep.has(id)) });
    const themes = bundle.themes.map((theme) => ({ ...theme, capabilities: theme.capabilities.map(remaining).filter((each) => each.questions.length) }));
    return { ...bundle, themes: themes.filter((each) => each.capabilities.length) };
  }

  // Questions that have an answer, by id.
  /** @param {Profile} profile */
  function answeredQuestions(profile) {
    return new Map(M.work.questionsOf(profile.themes).filter(({ state }) => state !== "open").map((each) => [each.id, each]));
  }

  // Movement of a capability: its level changed, and evidence is named for every changed answer.
  /** @param {number | null} before @param {number | null} after @param {boolean} unproved @returns {Direction} */
  function levelMoved(before, after, unproved) {
    if (before === null || after === null || before === after) return "same";
    return unproved ? "not_shown" : after > before ? "up" : "down";
  }

  // Movement of a theme: its index moved by the threshold or more, and evidence is named for every changed answer.
  /** @param {Fraction | null} before @param {Fraction | null} after @param {boolean} unproved @returns {Direction} */
  function indexMoved(before, after, unproved) {
    if (before === null || after === null) return "same";
    const by = after[0] * before[1] - before[0] * after[1]; // over before[1] * after[1]
    if (Math.abs(by) * THRESHOLD[1] < THRESHOLD[0] * before[1] * after[1] || by === 0) return "same";
    return unproved ? "not_shown" : by > 0 ? "up" : "down";
  }

  // From `last` to `now`, on the `questions` that both answer. Beyond what movement.py gives: `levels` of the themes
  // then and now with their indexes as shown, on these questions; `open`, the ids of capabilities and themes of which one end is not settled yet;
  // and `answers`, every question that is asked in either, as "up", "down", "same" or "not_comparable".
  /** @param {Bundle} bundle @param {Assessment} last @param {Assessment} now @returns {Movements} */
  function between(bundle, last, now) {
    const [first, second] = [M.engine.score(bundle, last), M.engine.score(bundle, now)];
    const [then, today] = [answeredQuestions(first), answeredQuestions(second)];
    const questions = [...then.keys()].filter((id) => today.has(id));
    const rules = bundleOfQuestions(bundle, questions);
    const [before, after] = [M.engine.score(rules, last), M.engine.score(rules, now)];
    const [old, young] = [answeredQuestions(before), answeredQuestions(after)];
    /** @param {string} id */
    const differ = (id) => M.engine.canonical(old.get(id).counted) !== M.engine.canonical(young.get(id).counted);
    const changed = questions.filter(differ), unproved = changed.filter((id) => !young.get(id).evidence);
    /** @type {Pick<Movements, "capabilities" | "themes" | "levels" | "open">} */
    const { capabilities, themes, levels, open } = { capabilities: [], themes: [], levels: [], open: [] };
    before.themes.forEach((one, n) => {
      const other = after.themes[n];
      one.capabilities.forEach((each, place) => {
        const ids = each.questions.map(({ id }) => id), [start, end] = [each.level, other.capabilities[place].level];
        capabilities.push(movement(each.id, low(start), low(end), ids, levelMoved));
        if (wide(start) || wide(end)) open.push(each.id);
      });
      const ids = M.work.questionsOf([one]).map(({ id }) => id);
      themes.push(movement(one.id, low(one.index), low(other.index), ids, indexMoved));
      levels.push({ id: one.id, then: one.level, now: other.level, index: { then: one.index?.shown ?? null, now: other.index?.shown ?? null } });
      if ([one, other].some((each) => wide(each.level) || (each.index && wide(each.index.shown)))) open.push(one.id);
    });
    return { force: now.force, earlier: last.period, later: now.period, questions, capabilities, themes, levels, open, answers: answers() };

    /**
     * @param {string} id
     * @param {any} start
     * @param {any} end
     * @param {string[]} ids
     * @param {(before: any, after: any, unproved: boolean) => Direction} judge
     * @returns {MovementRow}
     */
    function movement(id, start, end, ids, judge) {
      /** @param {string[]} list */
      const mine = (list) => list.filter((each) => ids.includes(each));
      const bare = mine(unproved);
      return { id, then: start, before: start, after: end, changed: mine(changed), no_evidence: bare, moved: judge(start, end, bare.length > 0) };
    }

    function answers() {
      const asked = new Set(M.work.questionsOf([...first.themes, ...second.themes]).map(({ id }) => id));
      return M.work.questionsOf(bundle.themes).filter(({ id }) => asked.has(id)).map(({ id }) => compared(id, then.get(id) ?? null, today.get(id) ?? null));
    }
  }

  // One question then and now, by the level that counts.
  /** @param {string} id @param {QuestionResult | null} then @param {QuestionResult | null} now @returns {ComparedAnswer} */
  function compared(id, then, now) {
    if (then?.state !== "level" || now?.state !== "level" || !then.counted || !now.counted) return { id, then, now, moved: "not_comparable" };
    const by = now.counted.low - then.counted.low;
    return { id, then, now, moved: by > 0 ? "up" : by < 0 ? "down" : "same" };
  }

  return { between, bundleOfQuestions };
})();
