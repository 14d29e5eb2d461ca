// Contributions: an assessment taken apart into sets of views, evidence and settlements, and put together again. The twin
// of contributions.py: the same names in the same order, under the same cases. Pure.
//
// A place is a question (`answers.<id>`) or a field (`marking`, `about.<name>`, `actions.<intervention>.<name>`). Taking
// apart what was put together gives the same sets, which is what merge.js rests on. Facts are Maps from their canonical
// text: the same thing said twice is one thing.
Maturity.contributions = (function () {
  "use strict";
  const M = Maturity;
  const { canonical, answerState, unknownState } = M.engine;
  const FORMAT = "maturity-assessment/2";
  const [STATE, VALUE, VIEW, ACTION] = ["state", "value", "view", "action"].map((name) => Object.keys(M.shapes[name]));
  const STATES = [...STATE, ...VALUE];
  const ANSWERS = "answers.", ABOUT = "about.", ACTIONS = "actions.", MARKING = "marking";
  /** @type {"not_asked"} */
  const NOT_ASKED = "not_asked";

  // --- the state of a place -------------------------------------------------------------------------------------

  // The state at a place (nothing while there is none), and whether there is a clash.
  /** @param {Contributions} part @returns {[Fact, boolean]} */
  function stateAndClash(part) {
    const said = sortedFacts(part.said), agreed = sortedFacts(part.agreed);
    if (agreed.length) {
      const last = Math.max(...agreed.map(settlementRound));
      const final = agreed.filter((each) => settlementRound(each) === last);
      const chosen = side(final[0]);
      const others = [...said, ...agreed].filter((x) => takesSide(x) && side(x) !== chosen);
      const settled = final.every((each) => side(each) === chosen) && others.every((x) => final.some((each) => covers(each, x)));
      return settled ? [stateOf(final[0]), false] : [{}, true];
    }
    const sided = said.filter(takesSide);
    if (sided.some((view) => side(view) !== side(sided[0]))) return [{}, true];
    const counting = sided.length ? sided : said.filter(isState);
    return [counting.length ? stateOf(counting[0]) : {}, false];
  }

  // Whether a settlement took a view into account. An answer given after it is a new one, even if the same role gave the
  // same answer before.
  /** @param {Fact} agreement @param {Fact} x */
  function covers(agreement, x) {
    const after = has(agreement, "at") && !has(x, "over") && timeOf(x) > agreement.at;
    return !after && agreement.over.some((/** @type {Fact} */ each) => canonical(each) === canonical(stance(x)));
  }

  // Each role that gave more than one answer at a place, with its answers in the order of their times, and the later one
  // where the times tell.
  /** @param {Contributions} part */
  function repeatedAnswersAt(part) {
    if (part.agreed.size && !stateAndClash(part)[1]) return [];
    const said = sortedFacts(part.said).filter((view) => has(view, "role") && isState(view));
    const roles = [...new Set(said.map((view) => view.role))].sort();
    return roles.map((role) => ({ role, said: inTime(said.filter((view) => view.role === role)) }))
      .filter((each) => new Set(each.said.map(side)).size > 1).map((each) => ({ ...each, later: laterAnswer(each.said) }));
  }

  /** @param {Fact} view @returns {string} */
  const timeOf = (view) => lookUp(view, "at") ?? "";
  /** @param {Fact[]} said */
  const inTime = (said) => said.sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : Number(timeOf(a) > timeOf(b))));

  // The last of some answers in the order of their times, or null while a time is missing or two different answers have
  // the last one.
  /** @param {Fact[]} said */
  function laterAnswer(said) {
    const last = said.filter((view) => timeOf(view) === timeOf(said[said.length - 1]));
    return said.every((view) => has(view, "at")) && new Set(last.map(side)).size === 1 ? last[last.length - 1] : null;
  }

  /** @param {Fact} x */
  const stateOf = (x) => pick(x, STATES);
  /** @param {Fact} x */
  const isState = (x) => STATES.some((state) => has(x, state));

  /** @param {Fact} x */
  function sideOf(x) {
    const state = stateOf(x);
    if (has(state, "not_applicable")) state.not_applicable = true;
    return state;
  }

  // The state without its words: not applicable is the same side whatever the reason.
  /** @param {Fact} x */
  const side = (x) => canonical(sideOf(x));

  /** @param {Fact} x */
  const stance = (x) => (has(x, "role") && !has(x, "value") ? { ...sideOf(x), role: x.role } : sideOf(x));

  // Whether a view or a settlement takes a side. Who does not know takes none.
  /** @param {Fact} x @returns {boolean} */
  function takesSide(x) {
    const state = answerState(x);
    switch (state) {
      case "level": case "not_applicable": return true;
      case "dont_know": return false;
      case "open": return has(x, "value");
      default: return unknownState(state);
    }
  }

  /** @param {Fact} agreed @returns {number} */
  const settlementRound = (agreed) => lookUp(agreed, "round") ?? 1;
  /** @param {Contributions} part */
  const viewsAndSettlements = (part) => [...part.said.values(), ...part.agreed.values()];

  /** @param {Contributions} part */
  function levelGap(part) {
    const levels = [...part.said.values()].filter((view) => has(view, "level")).map((view) => view.level);
    return levels.length > 1 ? Math.max(...levels) - Math.min(...levels) : null;
  }

  // --- from an assessment to contributions ----------------------------------------------------------------------

  /** @returns {Contributions} */
  const noContributions = () => ({ said: new Map(), evidence: new Map(), agreed: new Map() });

  /** @param {Assessment} assessment @returns {Map<string, Contributions>} */
  function contributionsByPlace(assessment) {
    const parts = new Map(Object.entries(assessment.answers).map(([question, answer]) => [ANSWERS + question, contributionsTo(answer)]));
    for (const [place, { said, agreed = [] }] of Object.entries(lookUp(assessment, "differs") ?? {})) {
      parts.set(place, { ...noContributions(), said: factsOf(said), agreed: factsOf(agreed) });
    }
    const derived = new Map([...parts].filter(([place]) => !place.startsWith(ANSWERS)).map(([place, part]) => [place, canonical(fieldValue(place, part))]));
    for (const [place, value] of fields(assessment)) {
      if (derived.get(place) === canonical(value)) continue;
      const part = parts.get(place) ?? noContributions();
      part.said.set(canonical({ value }), { value });
      parts.set(place, part);
    }
    return new Map([...parts].filter(([, part]) => part.said.size || part.evidence.size || part.agreed.size));
  }

  // The same with the answers that were set aside: they still count as given, and merge like all others.
  /** @param {Assessment} assessment */
  function allContributions(assessment) {
    const parts = contributionsByPlace(assessment);
    for (const each of keptIn(assessment).filter((one) => isSetAside(one, assessment))) {
      const { said, evidence, agreed } = contributionsTo(each.answer ?? {}), part = parts.get(each.place) ?? noContributions();
      parts.set(each.place, {
        said: new Map([...part.said, ...said]),
        evidence: new Map([...part.evidence, ...evidence]),
        agreed: new Map([...part.agreed, ...agreed]),
      });
    }
    return parts;
  }

  // Whether this is an answer of the same edition, set aside because its question does not apply to the force.
  /** @param {Kept} kept @param {Assessment} assessment */
  function isSetAside(kept, assessment) {
    return kept.edition === assessment.edition.version && kept.because === NOT_ASKED && has(kept, "answer") && kept.place.startsWith(ANSWERS);
  }

  /** @param {Assessment} file @returns {Kept[]} */
  const keptIn = (file) => lookUp(file, "kept") ?? [];

  // An answer's own state, comment, role and time are a view, unless they only repeat what the views come to.
  /** @param {Answer} answer @returns {Contributions} */
  function contributionsTo(answer) {
    /** @param {string} name */
    const list = (name) => factsOf(lookUp(answer, name) ?? []);
    const part = { said: list("said"), evidence: list("evidence"), agreed: list("agreed") };
    const own = pick(answer, VIEW), key = canonical(own);
    const repeats = (part.said.size || part.agreed.size) && key === canonical(stateAndClash(part)[0]);
    if (Object.keys(own).length && !repeats) part.said.set(key, own);
    return part;
  }

  // Every field that is no answer, with its path.
  /** @param {Assessment} assessment */
  function fields(assessment) {
    /** @type {[string, any][]} */
    const found = has(assessment, "marking") ? [[MARKING, assessment.marking]] : [];
    for (const [name, value] of Object.entries(lookUp(assessment, "about") ?? {})) found.push([ABOUT + name, value]);
    for (const action of lookUp(assessment, "actions") ?? []) {
      for (const [name, value] of Object.entries(action)) found.push([`${ACTIONS}${action.action}.${name}`, value]);
    }
    return found;
  }

  // The sign-off of an assessment with what was answered under it.
  /** @param {Assessment & { sign_off: SignOff }} assessment @returns {SignOff} */
  function signOffWithAnswers(assessment) {
    const { sign_off: signOff } = assessment;
    if (has(signOff, "answers")) return signOff;
    const parts = [...contributionsByPlace(assessment)].sort(byText);
    const answers = parts.filter(([place]) => place.startsWith(ANSWERS)).map(([place, part]) => [place.slice(ANSWERS.length), signedAnswer(part)]);
    /** @type {Map<string, [string, Contributions][]>} */
    const said = new Map();
    for (const [place, part] of parts.filter(([place]) => place.startsWith(ACTIONS))) {
      const [, action, field] = place.slice(ACTIONS.length).match(/^(.*)\.([^.]*)$/s) ?? [];
      said.set(action, [...said.get(action) ?? [], [field, part]]);
    }
    const actions = [...said].map(([action, fields]) => [action, signedAction(fields)]);
    return { ...signOff, ...unlessEmpty("answers", Object.fromEntries(answers)), actions: Object.fromEntries(actions) };
  }

  /** @param {[string, Contributions][]} fields */
  function signedAction(fields) {
    const plain = fields.filter(([name]) => ["decision", "owner", "by"].includes(name)).map(([name, part]) => [name, fieldValue(ACTIONS + name, part)]);
    const texts = fields.map(([name, part]) => [name, canonicalText(part)]);
    return { ...Object.fromEntries(plain.filter(([, value]) => value !== null)), check: checkCode(canonical(texts)) };
  }

  /** @param {Contributions} part */
  function signedAnswer(part) {
    const proof = part.evidence.size ? { evidence: part.evidence.size } : {};
    return { ...stance(stateAndClash(part)[0]), ...proof, check: checkCode(canonicalText(part)) };
  }

  // Whether a text is the same, without the text: the CRC-32 of its units of 16 bits.
  /** @param {string} of */
  function checkCode(of) {
    let code = -1;
    for (let n = 0; n < of.length; n += 1) {
      code ^= of.charCodeAt(n);
      for (let bit = 0; bit < 16; bit += 1) code = (code >>> 1) ^ (code & 1 ? 0xedb88320 : 0);
    }
    return (~code >>> 0).toString(16).padStart(8, "0");
  }

  // --- and back ------------------------------------------------------------------------------------------------

  // The assessment with exactly these contributions. Its lists and fields are in alphabetical order.
  /** @param {Assessment[]} files @param {Map<string, Contributions>} parts @param {Facts} signedBefore @returns {Assessment} */
  function buildAssessment(files, parts, signedBefore) {
    const every = [...parts].sort(byText), ids = every.filter(([place]) => place.startsWith(ANSWERS));
    const others = every.filter(([place]) => !place.startsWith(ANSWERS));
    const plain = new Map(others.map(([place, part]) => /** @type {[string, any]} */ ([place, fieldValue(place, part)])).filter(([, value]) => value !== null));
    const several = others.filter(([, part]) => part.said.size > 1 || part.agreed.size);
    const about = [...plain].filter(([place]) => place.startsWith(ABOUT)).map(([place, value]) => [place.slice(ABOUT.length), value]);
    return {
      format: FORMAT,
      edition: Object.assign({}, ...files.map((file) => file.edition)),
      force: files[0].force,
      period: files[0].period,
      answers: Object.fromEntries(ids.map(([place, part]) => [place.slice(ANSWERS.length), answer(part)])),
      ...(plain.has(MARKING) ? { marking: plain.get(MARKING) } : {}),
      ...unlessEmpty("about", Object.fromEntries(about)),
      ...unlessEmpty("actions", actions(others.map(([place]) => place), plain)),
      ...unlessEmpty("differs", Object.fromEntries(several.map(([place, part]) => [place, views(part)]))),
      ...unlessEmpty("signed_before", sortedFacts(signedBefore)),
      ...unlessEmpty("joint", sortedFacts(factsOf(files.flatMap((file) => lookUp(file, "joint") ?? [])))),
      ...unlessEmpty("friend", visits(files.flatMap((file) => lookUp(file, "friend") ?? []))),
      ...unlessEmpty("kept", sortedFacts(factsOf(files.flatMap(carriedOver)))),
    };
  }

  /** @param {Assessment} file */
  const carriedOver = (file) => keptIn(file).filter((each) => !isSetAside(each, file));

  /** @param {Contributions} part */
  function answer(part) {
    const alone = part.said.size < 2 && !part.agreed.size;
    const state = alone ? sortedFacts(part.said)[0] : { ...stateAndClash(part)[0], ...views(part) };
    return { ...state, ...unlessEmpty("evidence", sortedFacts(part.evidence)) };
  }

  /** @param {Contributions} part */
  function views(part) {
    return { ...unlessEmpty("said", sortedFacts(part.said)), ...unlessEmpty("agreed", sortedFacts(part.agreed)) };
  }

  // The value of a field. If contributors gave different markings, all of them, so that none is missing on paper.
  /** @param {string} place @param {Contributions} part */
  function fieldValue(place, part) {
    const [state, clash] = stateAndClash(part);
    if (clash && place === MARKING) return sortedFacts(part.said).map((view) => view.value).join(" / ");
    return lookUp(state, "value") ?? null;
  }

  /** @param {string[]} places @param {Map<string, any>} plain */
  function actions(places, plain) {
    /** @type {Map<string, Fact>} */
    const found = new Map();
    for (const place of places.filter((each) => each.startsWith(ACTIONS))) {
      const end = place.lastIndexOf("."), id = place.slice(ACTIONS.length, end);
      const action = found.get(id) ?? { action: id };
      if (plain.has(place)) action[place.slice(end + 1)] = plain.get(place);
      found.set(id, action);
    }
    return [...found.values()].map((action) => pick(action, ACTION));
  }

  // Every visit once, with all decisions on its ratings.
  /** @param {Friend[]} friends */
  function visits(friends) {
    const found = new Map(), decisions = new Map();
    for (const { decided = [], ...visit } of friends) {
      const key = canonical(visit);
      found.set(key, visit);
      decisions.set(key, new Map([...(decisions.get(key) ?? []), ...factsOf(decided)]));
    }
    return [...found.keys()].sort().map((key) => ({ ...found.get(key), ...unlessEmpty("decided", sortedFacts(decisions.get(key))) }));
  }

  /** @param {string} name @param {object} value */
  const unlessEmpty = (name, value) => (Object.keys(value).length ? { [name]: value } : {});

  // --- sets of facts --------------------------------------------------------------------------------------------

  /** @param {any[]} found @returns {Facts} */
  const factsOf = (found) => new Map(found.map((fact) => [canonical(fact), fact]));
  /** @param {Facts} facts @param {Facts} others @returns {Facts} */
  const without = (facts, others) => new Map([...facts].filter(([key]) => !others.has(key)));
  /** @param {Contributions} part */
  const canonicalText = (part) => canonical([part.said, part.evidence, part.agreed].map(sortedFacts));
  /** @param {Facts} facts @returns {any[]} */
  const sortedFacts = (facts) => [...facts].sort(byText).map(([, fact]) => fact);
  /** @param {[string, any]} a @param {[string, any]} b */
  const byText = ([a], [b]) => (a < b ? -1 : Number(a > b));

  // --- fields of records ----------------------------------------------------------------------------------------

  /** @param {object} record @param {string} key */
  const has = (record, key) => Object.hasOwn(record, key);
  /** @param {Fact} record @param {string} key */
  const lookUp = (record, key) => (has(record, key) ? record[key] : undefined);
  /** @param {Fact} record @param {string[]} names @returns {Fact} */
  const pick = (record, names) => Object.fromEntries(names.filter((name) => has(record, name)).map((name) => [name, record[name]]));

  return {
    ANSWERS, ABOUT, NOT_ASKED,
    stateAndClash, repeatedAnswersAt, timeOf, isState, side, stance, takesSide, settlementRound, viewsAndSettlements, levelGap,
    noContributions, contributionsByPlace, allContributions, isSetAside, keptIn, contributionsTo, signOffWithAnswers,
    buildAssessment, unlessEmpty, factsOf, without, canonicalText, sortedFacts, byText, has, lookUp, pick, checkCode,
  };
})();
