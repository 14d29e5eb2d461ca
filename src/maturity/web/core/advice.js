// Advice: what a force does next, and what its profile would be with actions done. The twin of advice.py, with nearly the
// same names in the same order. Read it beside that: it gives the reasons. The engine uses it, so it comes first.
Maturity.advice = (function () {
  "use strict";

  const MOST_FIRST = 5;

  /** @param {Bundle} bundle @param {Finding[][]} findings @param {ThemeResult[]} themes @returns {Advice} */
  function advice(bundle, findings, themes) {
    const capabilities = bundle.themes.flatMap((theme) => theme.capabilities), every = findings.flat();
    const home = new Map(findings.flatMap((part, n) => part.filter((f) => f.status === "not_met").map((f) => [f.question.id, capabilities[n].id])));
    const force = {
      levels: new Map(every.flatMap((f) => (f.claimed === null ? [] : [[f.question.id, f.claimed]]))),
      parts: new Map(capabilities.map(({ id }, n) => [id, new Map(findings[n].filter((f) => f.state !== "not_applicable").map((f) => [f.question.id, levelOf(f)]))])),
      minimums: new Map(every.filter((f) => f.status === "not_met").map((f) => [f.question.id, f.question.minimum ?? 0])),
      urgent: new Set(every.filter((f) => f.status === "not_met" && f.question.urgent).map((f) => f.question.id)),
      holding: holdingOf(themes, home),
    };
    const order = inOrder(bundle.actions.filter((action) => action.owner !== "national").map((action) => forLevels(action, force.levels)), force, every);
    const unshown = every.filter((f) => f.claimed !== null && (f.low < f.claimed || f.status === "not_shown"));
    return {
      evidence: [...unshown.filter((f) => f.status === "not_shown"), ...unshown.filter((f) => f.status !== "not_shown")]
        .map((f) => ({ question: f.question.id, closes: f.status === "not_shown" })),
      first: order.slice(0, MOST_FIRST),
      then: order.slice(MOST_FIRST),
      ask: nationalWork(bundle, force, every),
      offer: offers(bundle, every),
    };
  }

  /** @param {Finding} finding */
  const levelOf = (finding) => finding.claimed ?? finding.low;

  /** @param {BundleAction} action @param {Map<string, number>} levels @returns {BundleAction} */
  function forLevels(action, levels) {
    const { part_way: days, raises } = action;
    return days === null || raises.some(({ question, from }) => (levels.get(question) ?? 0) <= from) ? action : { ...action, days };
  }

  /** @param {Map<string, number>} levels @param {BundleAction[]} actions */
  function raised(levels, actions) {
    const after = new Map(levels), raises = actions.flatMap((action) => action.raises);
    for (let changed = true; changed;) {
      changed = false;
      for (const each of raises) {
        const level = after.get(each.question);
        if (level === undefined || level < each.from || level >= each.to) continue;
        after.set(each.question, each.to);
        changed = true;
      }
    }
    return after;
  }

  /** @param {Finding[]} found @param {Bundle} bundle @param {Assessment} assessment @param {string[]} taken @param {boolean} evidence @returns {Assessment} */
  function projected(found, bundle, assessment, taken, evidence) {
    const before = new Map(found.filter((f) => f.state !== "not_applicable").map((f) => [f.question.id, levelOf(f)]));
    const after = raised(before, bundle.actions.filter(({ id }) => taken.includes(id)));
    const shown = found.flatMap(({ question: { id }, claimed, evidence: pieces }) => {
      const level = after.get(id), named = evidence && claimed !== null && pieces === 0;
      return level !== undefined && (level > before.get(id) || named) ? [[id, { level, evidence: [{ title: "projected" }] }]] : [];
    });
    return { ...assessment, answers: { ...assessment.answers, ...Object.fromEntries(shown) } };
  }

  // --- the force's own actions -----------------------------------------------------------------------------------

  /** @param {BundleAction[]} actions @param {Standing} given @param {Finding[]} every */
  function inOrder(actions, given, every) {
    const places = placesOf(every), order = [];
    const effects = new Map(actions.map((action) => [action.id, effectOf(action, given)]));
    let force = given, left = actions;
    for (;;) {
      left = left.filter(({ id }) => effects.get(id).lifts.length > 0);
      if (!left.length) return order;
      /** @param {BundleAction[]} some */
      const best = (some) => some.reduce((a, b) => (comesBefore(b, effects.get(b.id), a, effects.get(a.id), force) ? b : a));
      let chosen = best(left);
      for (;;) {
        const { needs } = chosen, waits = left.filter(({ id }) => needs.includes(id));
        if (!waits.length) break;
        chosen = best(waits);
      }
      const { id } = chosen, effect = effects.get(id);
      left = left.filter((action) => action.id !== id);
      order.push(advised(chosen, effect, places));
      force = afterLifts(force, effect.lifts);
      const moved = effect.lifts.map(({ question }) => question);
      const near = new Set([...force.parts.values()].filter((part) => moved.some((question) => part.has(question))).flatMap((part) => [...part.keys()]));
      for (const action of left) { // what others do is as it was
        if (action.raises.some(({ question }) => near.has(question))) effects.set(action.id, effectOf(action, force));
      }
    }
  }

  /** @param {BundleAction} action @param {Standing} force @returns {Effect} */
  function effectOf(action, force) {
    const asked = action.raises.map(({ question }) => question).filter((id) => force.levels.has(id));
    const levels = new Map(asked.map((id) => [id, force.levels.get(id)])), after = raised(levels, [action]);
    const lifts = [...after].filter(([id, to]) => to > levels.get(id)).map(([question, to]) => ({ question, from: levels.get(question), to }));
    const closes = [...after].filter(([id, to]) => levels.get(id) < force.minimums.get(id) && force.minimums.get(id) <= to).map(([id]) => id);
    const to = new Map(lifts.map((lift) => [lift.question, lift.to]));
    /** @param {Iterable<number>} some */
    const lowest = (some) => { const all = [...some]; return all.length ? Math.min(...all) : 0; };
    const capabilities = [...force.parts].filter(([name, part]) => force.holding.has(name) && [...part.keys()].some((id) => to.has(id))
      && lowest([...part].map(([id, level]) => to.get(id) ?? level)) > lowest(part.values())).length;
    return { lifts, closes, capabilities };
  }

  // What meets minimum standards comes first, before all those that cannot wait; then what is furthest below its
  // standard; then by fewest days for each standard; then by capabilities lifted that hold a theme back; then by days. Of
  // a range the upper end counts.
  /** @param {BundleAction} a @param {Effect} one @param {BundleAction} b @param {Effect} other @param {Standing} force */
  function comesBefore(a, one, b, other, { urgent, minimums }) {
    const closes = one.closes.length, others = other.closes.length;
    if (!closes !== !others) return closes > 0;
    const [waitsNot, otherWaitsNot] = [one, other].map((effect) => effect.closes.some((id) => urgent.has(id)));
    if (waitsNot !== otherWaitsNot) return waitsNot;
    const [missing, otherMissing] = [one, other].map((effect) =>
      Math.max(...effect.lifts.filter(({ question }) => effect.closes.includes(question)).map(({ question, from }) => minimums.get(question) - from)));
    if (missing !== otherMissing) return missing > otherMissing;
    const [low, high] = a.days, [otherLow, otherHigh] = b.days;
    const by = high * others - otherHigh * closes || other.capabilities - one.capabilities || high - otherHigh || low - otherLow || a.rank - b.rank;
    return by < 0;
  }

  /** @param {Standing} force @param {Lift[]} lifts @returns {Standing} */
  function afterLifts(force, lifts) {
    const to = new Map(lifts.map((lift) => [lift.question, lift.to]));
    /** @param {Map<string, number>} levels */
    const lifted = (levels) => new Map([...levels].map(([id, level]) => [id, to.get(id) ?? level]));
    return { ...force, levels: lifted(force.levels), parts: new Map([...force.parts].map(([name, part]) => [name, lifted(part)])) };
  }

  /** @param {BundleAction} action @param {Effect} effect @param {Map<string, number>} places @returns {AdvisedAction} */
  function advised({ id, kind, days, role, interventions }, effect, places) {
    const lifts = [...effect.lifts].sort((a, b) => places.get(a.question) - places.get(b.question));
    const closes = [...effect.closes].sort((a, b) => places.get(a) - places.get(b));
    return { id, kind, because: lifts.map(({ question }) => question), closes, lifts, days, role, interventions };
  }

  /** @param {ThemeResult[]} themes @param {Map<string, string>} home */
  function holdingOf(themes, home) {
    return new Set(themes.flatMap(({ reason }) => {
      if (reason === null) return [];
      const { behind, share, standards } = reason.low;
      return [...behind, ...share?.short ?? [], ...standards.flatMap((id) => home.get(id) ?? [])];
    }));
  }

  /** @param {Finding[]} every */
  const placesOf = (every) => new Map(every.map((f, n) => [f.question.id, n]));

  // --- the work of others ----------------------------------------------------------------------------------------

  /** @param {Bundle} bundle @param {Standing} force @param {Finding[]} every @returns {NationalWork[]} */
  function nationalWork(bundle, force, every) {
    const places = placesOf(every);
    const found = bundle.actions.filter(({ owner }) => owner === "national").map((action) => advised(action, effectOf(action, force), places));
    return found.filter(({ lifts }) => lifts.length).map(({ id, because, closes }) => ({ intervention: id, because, closes }))
      .sort((a, b) => b.closes.length - a.closes.length || b.because.length - a.because.length);
  }

  /** @param {Bundle} bundle @param {Finding[]} every @returns {Offer[]} */
  function offers(bundle, every) {
    const strong = every.filter((f) => f.settled && f.low === bundle.top).map((f) => f.question);
    return bundle.interventions.map((intervention) => ({ intervention, because: strong.filter(({ gives }) => gives.includes(intervention)).map(({ id }) => id) }))
      .filter(({ because }) => because.length);
  }

  return { advice, projected };
})();
