// Several files of one assessment become one. The twin of merge.py: the same names in the same order, under the same
// cases. Pure.
//
// A file is a set of contributions: views on questions, values of fields, evidence, and settlements of clashes. Merging is
// set algebra on these, place by place, so it does not matter in which order or how often files are merged. With a common
// starting file a view from it stays until the same role says something else.
Maturity.merge = (function () {
  "use strict";
  const M = Maturity;
  const { canonical } = M.engine;
  const {
    ANSWERS, ABOUT, NOT_ASKED, stateAndClash, repeatedAnswersAt, timeOf, isState, side, stance, takesSide, settlementRound,
    viewsAndSettlements, levelGap, noContributions, contributionsByPlace, allContributions, isSetAside, keptIn,
    contributionsTo, signOffWithAnswers, buildAssessment, unlessEmpty, factsOf, without, canonicalText, sortedFacts, byText,
    has, lookUp, pick,
  } = M.contributions;
  const WIDE_GAP = 2; // from this many levels apart contributors see different things
  const BLANK = " \t\n\r\u00a0\u200b\ufeff"; // a title of nothing but these names no evidence, as in engine.js
  /** @type {Record<string, number>} */
  const RANK = { clash: 0, dont_know: 1, no_evidence: 2 }; // what a meeting takes first

  // One assessment of any number of files (at least one), and everything that a person should know about it. `base` is the
  // file from which all of them started, if there is one. Files of another edition, force or period are refused.
  /** @param {Assessment[]} files @param {Assessment | null} [base] @returns {MergeResult} */
  function merge(files, base = null) {
    const every = base ? [...files, base] : files;
    const refused = refusals(every);
    if (refused.length) return resultOf(null, { refused });
    const given = files.map(allContributions), start = base ? allContributions(base) : new Map();
    const places = [...new Set([...given, start].flatMap((parts) => [...parts.keys()]))].sort();
    /** @param {Map<string, Contributions>} parts @param {string} place */
    const at = (parts, place) => parts.get(place) ?? noContributions();
    const parts = new Map(places.map((place) => [place, mergedContributions(given.map((each) => at(each, place)), at(start, place))]));
    const before = factsOf(every.flatMap(signedBefore));
    let signed = factsOf(every.filter(isSigned).map(signOffWithAnswers));
    let result = buildAssessment(every, parts, before);
    const texts = new Set(files.map(fileText)), [first] = files;
    if (isSigned(first) && texts.size === 1 && texts.has(signedText({ ...result, sign_off: first.sign_off }))) {
      result.sign_off = first.sign_off;
      signed = new Map();
    } else {
      result = buildAssessment(every, parts, new Map([...before, ...signed]));
    }
    const found = clashes(result), open = found.map((clash) => clash.place);
    const differing = places.filter((place) => new Set(given.map((each) => canonicalText(at(each, place)))).size > 1);
    return resultOf(result, {
      clashes: found,
      twice: repeatedAnswers(result),
      clean: differing.filter((place) => !open.includes(place)),
      taken_out: places.flatMap((place) => removals(place, at(start, place), at(parts, place))),
      set_aside: sortedFacts(without(signed, before)),
    });
  }

  // Every place where contributors disagree and it is not settled, in alphabetical order of the places.
  /** @param {Assessment} assessment @returns {Clash[]} */
  function clashes(assessment) {
    return [...contributionsByPlace(assessment)].sort(byText).filter(([, part]) => stateAndClash(part)[1]).map(([place, part]) => clashOf(place, part));
  }

  // Every question to which one role gave more than one answer, and nobody has settled it.
  /** @param {Assessment} assessment @returns {RepeatedAnswer[]} */
  function repeatedAnswers(assessment) {
    return [...contributionsByPlace(assessment)].sort(byText).flatMap(([place, part]) => repeatedAnswersAt(part).map((each) => ({ place, ...each })));
  }

  // The assessment with the later answer of each role that gave more than one, where their times tell which it is.
  /** @param {Assessment} assessment */
  function withLaterAnswers(assessment) {
    const clear = repeatedAnswers(assessment).filter((each) => each.later !== null);
    return clear.reduce((result, each) => withOnlyView(result, each.place.slice(ANSWERS.length), each.later), assessment);
  }

  // The assessment with one view of a role on a question, in place of all that the role said before.
  /** @param {Assessment} assessment @param {string} question @param {any} view */
  function withOnlyView(assessment, question, view) {
    const parts = allContributions(assessment), part = parts.get(ANSWERS + question) ?? noContributions();
    const others = [...part.said].filter(([, other]) => lookUp(other, "role") !== lookUp(view, "role"));
    parts.set(ANSWERS + question, { ...part, said: new Map([...others, ...factsOf([view])]) });
    return withContributions(assessment, parts);
  }

  // The state that the views and agreements of an answer come to, or nothing while they clash.
  /** @param {Answer} answer */
  function answerState(answer) {
    return stateAndClash(contributionsTo(answer))[0];
  }

  // The assessment with one place settled. Everything said so far is kept, and counts as heard.
  /**
   * @param {Assessment} assessment
   * @param {string} place
   * @param {Fact} state
   * @param {string} reason
   * @param {string | null} [role]
   * @param {string | null} [at]
   */
  function settle(assessment, place, state, reason, role = null, at = null) {
    const parts = allContributions(assessment), part = parts.get(place) ?? noContributions();
    const over = factsOf(viewsAndSettlements(part).filter((x) => takesSide(x) && side(x) !== side(state)).map(stance));
    /** @type {Fact} */
    const agreed = { ...state, reason, over: sortedFacts(over) };
    if (role !== null) agreed.role = role;
    // A clock that is fast dates an answer after the meeting that heard it.
    if (at !== null) agreed.at = [at, ...[...part.said.values()].map(timeOf)].sort().at(-1);
    if (part.agreed.size) agreed.round = 1 + Math.max(...[...part.agreed.values()].map(settlementRound));
    parts.set(place, { ...part, agreed: new Map([...part.agreed, ...factsOf([agreed])]) });
    return withContributions(assessment, parts);
  }

  // The assessment with one more view on a question, which replaces the same role's earlier view. What that role wrote
  // stays, as a remark.
  /** @param {Assessment} assessment @param {string} question @param {Fact} view */
  function addView(assessment, question, view) {
    const parts = allContributions(assessment), part = parts.get(ANSWERS + question) ?? noContributions();
    /** @param {[string, Fact]} given */
    const same = ([, other]) => lookUp(other, "role") === lookUp(view, "role");
    const others = [...part.said].filter((each) => !same(each));
    const written = [...part.said].filter(same).flatMap(([, other]) => remarksOf(other, view));
    parts.set(ANSWERS + question, { ...part, said: new Map([...others, ...factsOf([view, ...written])]) });
    return withContributions(assessment, parts);
  }

  // The assessment without one of the views on a question. Only the form needs this.
  /** @param {Assessment} assessment @param {string} question @param {Fact} view */
  function withoutView(assessment, question, view) {
    const parts = allContributions(assessment), part = parts.get(ANSWERS + question) ?? noContributions();
    parts.set(ANSWERS + question, { ...part, said: without(part.said, factsOf([view])) });
    return withContributions(assessment, parts);
  }

  // The assessment with answers to questions that do not apply to its force set aside under `kept`, as in a file, and
  // those that apply again moved back among its answers. While contributors differ over a condition all of it is asked.
  /** @param {Bundle} bundle @param {Assessment} assessment @returns {Assessment} */
  function setAsideUnasked(bundle, assessment) {
    const parts = allContributions(assessment), about = lookUp(assessment, "about") ?? {};
    const doubt = Object.keys(lookUp(assessment, "differs") ?? {}).map((place) => place.slice(ABOUT.length));
    const usual = lookUp(bundle.forces, assessment.force) ?? [];
    /** @param {string} name */
    const holds = (name) => (has(about, name) ? about[name] === true : doubt.includes(name) || usual.includes(name));
    const questions = bundle.themes.flatMap((theme) => theme.capabilities).flatMap((capability) => capability.questions);
    const off = questions.filter((q) => q.condition !== null && !holds(q.condition)).map((q) => ANSWERS + q.id).filter((place) => parts.has(place));
    if (!off.length && !keptIn(assessment).some((each) => isSetAside(each, assessment))) return assessment;
    const { kept = [], ...rest } = buildAssessment([assessment], parts, factsOf(signedBefore(assessment)));
    for (const place of off) {
      const id = place.slice(ANSWERS.length);
      kept.push({ edition: assessment.edition.version, place, because: NOT_ASKED, answer: rest.answers[id] });
      delete rest.answers[id];
    }
    return { ...rest, ...unlessEmpty("kept", sortedFacts(factsOf(kept))), ...pick(assessment, ["sign_off"]) };
  }

  // The assessment with every answer that was set aside back among its answers, as somebody works on it. Only the form
  // needs this.
  /** @param {Assessment} assessment @returns {Assessment} */
  function withSetAside(assessment) {
    const { kept = [], ...rest } = assessment, aside = kept.filter((each) => isSetAside(each, assessment));
    if (!aside.length) return assessment;
    const whole = buildAssessment([assessment], allContributions(assessment), new Map()), answers = { ...assessment.answers };
    for (const { place, answer } of aside) {
      const id = place.slice(ANSWERS.length);
      answers[id] = has(answers, id) ? whole.answers[id] : answer ?? {};
    }
    return { ...rest, answers, ...unlessEmpty("kept", kept.filter((each) => !aside.includes(each))) };
  }

  // What a meeting has to talk about, in the order in which to take it, and what is settled already.
  /** @param {Bundle} bundle @param {Assessment} assessment @returns {Meeting} */
  function meeting(bundle, assessment) {
    const parts = contributionsByPlace(assessment);
    const questions = bundle.themes.flatMap((theme) => theme.capabilities).flatMap((capability) => capability.questions);
    const standards = questions.filter((q) => q.minimum !== null).map((q) => ANSWERS + q.id);
    const places = questions.map((q) => ANSWERS + q.id);
    places.push(...[...parts.keys()].sort().filter((place) => !place.startsWith(ANSWERS)));
    const items = places.flatMap((place) => {
      const part = parts.get(place);
      return part ? [meetingItem(place, part, standards.includes(place), bundle.policy.evidence_cap)] : [];
    });
    const open = items.filter((each) => each.why.length);
    open.sort((a, b) => RANK[a.why[0]] - RANK[b.why[0]] || Number(b.standard) - Number(a.standard) || (b.gap ?? 0) - (a.gap ?? 0));
    return { open, settled: items.filter((each) => each.agreed.length && !each.why.includes("clash")) };
  }

  /** @param {Assessment} file @returns {SignOff[]} */
  const signedBefore = (file) => lookUp(file, "signed_before") ?? [];
  /** @param {Assessment} file @returns {file is Assessment & { sign_off: SignOff }} */
  const isSigned = (file) => has(file, "sign_off");

  /** @param {Assessment} assessment @param {Map<string, Contributions>} parts */
  function withContributions(assessment, parts) {
    const before = [...signedBefore(assessment), ...[assessment].filter(isSigned).map(signOffWithAnswers)];
    return buildAssessment([assessment], parts, factsOf(before));
  }

  // What somebody wrote in a view that another takes the place of, and did not write again.
  /** @param {Fact} before @param {Fact} view */
  function remarksOf(before, view) {
    const now = [view.not_applicable, view.comment];
    const texts = Object.values(pick(before, ["not_applicable", "comment"])).filter((text) => !now.includes(text));
    return texts.map((comment) => ({ comment, ...pick(before, ["role", "at"]) }));
  }

  /** @param {string} place @param {Contributions} part */
  function clashOf(place, part) {
    return { place, said: sortedFacts(part.said), agreed: sortedFacts(part.agreed), gap: levelGap(part) };
  }

  /** @param {string} place @param {Contributions} part @param {boolean} standard @param {number | null} cap @returns {MeetingItem} */
  function meetingItem(place, part, standard, cap) {
    const [state, clash] = stateAndClash(part), gap = levelGap(part), said = [...part.said.values()];
    const why = clash ? ["clash"] : [];
    if (clash && gap !== null && gap >= WIDE_GAP) why.push("gap");
    if (!(part.agreed.size && !clash) && said.some((view) => has(view, "dont_know"))) why.push("dont_know");
    const claimed = has(state, "level") ? [state] : clash ? said : [];
    const named = [...part.evidence.values()].some((piece) => [...piece.title].some((letter) => !BLANK.includes(letter)));
    if (cap !== null && !named && claimed.some((each) => (lookUp(each, "level") ?? 0) > cap)) why.push("no_evidence");
    return { why, standard, state, ...clashOf(place, part) };
  }

  // --- the algebra ----------------------------------------------------------------------------------------------

  // Everything new, and of what was there before all that no file has replaced: a view by another view of the same role,
  // evidence by a file that speaks on the question and no longer has it. What was agreed is never taken out.
  /** @param {Contributions[]} given @param {Contributions} base @returns {Contributions} */
  function mergedContributions(given, base) {
    const said = mergedFacts(given, "said", base, (part, old) => isReplaced(part, old, base));
    const evidence = mergedFacts(given, "evidence", base, (part) => viewsAndSettlements(part).length > 0);
    const agreed = mergedFacts(given, "agreed", base, () => false);
    return { said, evidence, agreed };
  }

  // Whether the role that said something at the start says something else now: another state, or for a remark another
  // comment.
  /** @param {Contributions} part @param {Fact} old @param {Contributions} base */
  function isReplaced(part, old, base) {
    const mine = [...without(part.said, base.said).values()].filter((view) => lookUp(view, "role") === lookUp(old, "role"));
    return mine.some((view) => (isState(old) ? isState(view) : has(view, "comment")));
  }

  /**
   * @param {Contributions[]} given
   * @param {"said" | "evidence" | "agreed"} kind
   * @param {Contributions} base
   * @param {(part: Contributions, fact: Fact) => boolean} against
   */
  function mergedFacts(given, kind, base, against) {
    const found = [...base[kind]].filter(([key, fact]) => !given.some((part) => !part[kind].has(key) && against(part, fact)));
    return new Map([...found, ...given.flatMap((part) => [...without(part[kind], base[kind])])]);
  }

  /** @param {string} place @param {Contributions} before @param {Contributions} after */
  function removals(place, before, after) {
    const gone = [...sortedFacts(without(before.said, after.said)), ...sortedFacts(without(before.evidence, after.evidence))];
    return gone.map((was) => ({ place, was }));
  }

  /** @param {Assessment[]} files @returns {MergeRefusal[]} */
  function refusals(files) {
    const values = {
      edition: files.map(({ edition: { id, version } }) => ({ id, version })),
      fingerprint: files.filter((file) => has(file.edition, "fingerprint")).map((file) => file.edition.fingerprint),
      force: files.map((file) => file.force),
      period: files.map((file) => file.period),
    };
    return Object.entries(values).map(([field, all]) => ({ field, values: sortedFacts(factsOf(all)) })).filter((each) => each.values.length > 1);
  }

  // The canonical text of a file and its sign-off, however the file is written.
  /** @param {Assessment} file */
  function fileText(file) {
    return signedText({ ...buildAssessment([file], allContributions(file), factsOf(signedBefore(file))), ...pick(file, ["sign_off"]) });
  }

  // What a sign-off is for: everything but what critical friends said.
  /** @param {Assessment} given */
  function signedText({ friend, ...file }) {
    return canonical(file);
  }

  /** @param {Assessment | null} assessment @param {Partial<MergeResult>} found @returns {MergeResult} */
  function resultOf(assessment, found) {
    return { assessment, refused: [], clashes: [], twice: [], clean: [], taken_out: [], set_aside: [], ...found };
  }

  return { merge, clashes, repeatedAnswers, withLaterAnswers, withOnlyView, answerState, settle, addView, withoutView, setAsideUnasked, withSetAside, meeting };
})();
