// Several files of one assessment become one. `merge.py` is the same in Python, under the same cases.
//
// A file is a set of things said: views on questions and values of fields, evidence, and how clashes were settled.
// Merging is set algebra on these, place by place, so it does not matter in which order or how often files are merged.
// With a common starting file a view from it stays until the same role says something else.
// Read it beside said.py and merge.py: same names, same order. Things said are Maps from their canonical text.
Maturity.merge = (function () {
  "use strict";
  const M = Maturity;
  const FORMAT = "maturity-assessment/1";
  const [STATE, VALUE, VIEW, ACTION] = ["state", "value", "view", "action"].map((name) => Object.keys(M.shapes[name]));
  const STATES = [...STATE, ...VALUE];
  const ANSWERS = "answers.", ABOUT = "about.", ACTIONS = "actions.", MARKING = "marking", NOT_ASKED = "not_asked";
  const WIDE_GAP = 2;
  const BLANK = " \t\n\r\u00a0\u200b\ufeff";
  /** @type {Record<string, number>} */
  const RANK = { clash: 0, dont_know: 1, no_evidence: 2 };

  // One assessment of any number of files (at least one), and everything that a person should know about it.
  /** @param {Assessment[]} files @param {Assessment | null} [base] */
  function merge(files, base = null) {
    const every = base ? [...files, base] : files;
    const refused = refusedOf(every);
    if (refused.length) return merged(null, { refused });
    const given = files.map(takenApart), start = base ? takenApart(base) : new Map();
    const places = [...new Set([...given, start].flatMap((parts) => [...parts.keys()]))].sort();
    /** @param {Map<string, Part>} parts @param {string} place */
    const at = (parts, place) => parts.get(place) ?? empty();
    const parts = new Map(places.map((place) => [place, joined(given.map((each) => at(each, place)), at(start, place))]));
    const before = factsOf(every.flatMap(signedBefore));
    let signed = factsOf(every.filter((file) => has(file, "sign_off")).map(signedAs));
    let result = assembled(every, parts, before);
    const texts = new Set(files.map(textOf)), [first] = files;
    if (has(first, "sign_off") && texts.size === 1 && texts.has(signedText({ ...result, sign_off: first.sign_off }))) {
      result.sign_off = first.sign_off;
      signed = new Map();
    } else {
      result = assembled(every, parts, new Map([...before, ...signed]));
    }
    const found = clashes(result), open = found.map((clash) => clash.place);
    const differing = places.filter((place) => new Set(given.map((each) => text(at(each, place)))).size > 1);
    return merged(result, {
      clashes: found,
      twice: twice(result),
      clean: differing.filter((place) => !open.includes(place)),
      taken_out: places.flatMap((place) => takenOut(place, at(start, place), parts.get(place))),
      set_aside: ordered(without(signed, before)),
    });
  }

  // Every place where contributors disagree and it is not settled, in alphabetical order of the places.
  /** @param {Assessment} assessment */
  function clashes(assessment) {
    const parts = partsOf(assessment);
    return [...parts.keys()].sort().filter((place) => standing(parts.get(place))[1]).map((place) => clashOf(place, parts.get(place)));
  }

  // Every question to which one role gave more than one answer, and nobody has settled it.
  /** @param {Assessment} assessment */
  function twice(assessment) {
    const parts = partsOf(assessment);
    return [...parts.keys()].sort().flatMap((place) => twiceOf(parts.get(place)).map((each) => ({ place, ...each })));
  }

  // The assessment with the later answer of each role that gave more than one, where their times tell which it is.
  /** @param {Assessment} assessment */
  function later(assessment) {
    const told = twice(assessment).filter((each) => each.later !== null);
    return told.reduce((made, each) => addView(made, each.place.slice(ANSWERS.length), each.later), assessment);
  }

  // The state that the views and agreements of an answer come to, or nothing while they clash.
  /** @param {Answer} answer */
  function stands(answer) {
    return standing(partOf(answer))[0];
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
    const parts = takenApart(assessment), part = parts.get(place) ?? empty();
    const over = factsOf(spoken(part).filter((x) => claims(x) && side(x) !== side(state)).map(stance));
    /** @type {Fact} */
    const agreed = { ...state, reason, over: ordered(over) };
    if (role !== null) agreed.role = role;
    // A clock that is fast dates an answer after the meeting that heard it.
    if (at !== null) agreed.at = [at, ...[...part.said.values()].map(timeOf)].sort().at(-1);
    if (part.agreed.size) agreed.round = 1 + Math.max(...[...part.agreed.values()].map(roundOf));
    parts.set(place, { ...part, agreed: new Map([...part.agreed, ...factsOf([agreed])]) });
    return changed(assessment, parts);
  }

  // The assessment with one more view on a question, in place of what the same role said on it before. What that role
  // wrote stays, as a remark.
  /** @param {Assessment} assessment @param {string} question @param {Fact} view */
  function addView(assessment, question, view) {
    const parts = takenApart(assessment), part = parts.get(ANSWERS + question) ?? empty();
    /** @param {[string, any]} given */
    const same = ([, other]) => lookUp(other, "role") === lookUp(view, "role");
    const others = [...part.said].filter((each) => !same(each));
    const written = [...part.said].filter(same).flatMap(([, other]) => writtenIn(other, view));
    parts.set(ANSWERS + question, { ...part, said: new Map([...others, ...factsOf([view, ...written])]) });
    return changed(assessment, parts);
  }

  // What somebody wrote in a view that another takes the place of, and did not write again.
  /** @param {Fact} before @param {Fact} view */
  function writtenIn(before, view) {
    const now = [view.not_applicable, view.comment];
    const texts = Object.values(pick(before, ["not_applicable", "comment"])).filter((text) => !now.includes(text));
    return texts.map((comment) => ({ comment, ...pick(before, ["role", "at"]) }));
  }

  // The assessment with each answer to a question that its force is not asked put by under `kept`, as a file has it, and
  // those that are asked again among its answers. While contributors differ over a condition all of it is asked.
  /** @param {Bundle} bundle @param {Assessment} assessment */
  function asAsked(bundle, assessment) {
    const parts = takenApart(assessment), about = lookUp(assessment, "about") ?? {};
    const doubt = Object.keys(lookUp(assessment, "differs") ?? {}).map((place) => place.slice(ABOUT.length));
    const usual = lookUp(bundle.forces, assessment.force) ?? [];
    /** @param {string} name */
    const holds = (name) => (has(about, name) ? about[name] === true : doubt.includes(name) || usual.includes(name));
    const questions = bundle.themes.flatMap((theme) => theme.capabilities).flatMap((capability) => capability.questions);
    const off = questions.filter((q) => q.condition !== null && !holds(q.condition)).map((q) => ANSWERS + q.id).filter((place) => parts.has(place));
    return off.length || keptIn(assessment).some((each) => putBy(each, assessment)) ? put(assessment, parts, off) : assessment;
  }

  // The assessment in which the answers at some places are put by.
  /** @param {Assessment} assessment @param {Map<string, Part>} parts @param {string[]} off */
  function put(assessment, parts, off) {
    const { kept = [], ...made } = assembled([assessment], parts, factsOf(signedBefore(assessment)));
    for (const place of off) {
      const id = place.slice(ANSWERS.length);
      kept.push({ edition: assessment.edition.version, place, because: NOT_ASKED, answer: made.answers[id] });
      delete made.answers[id];
    }
    return { ...made, ...filled("kept", ordered(factsOf(kept))), ...pick(assessment, ["sign_off"]) };
  }

  // The assessment with every answer that was put by taken up again, as somebody works on it.
  /** @param {Assessment} assessment */
  function takenUp(assessment) {
    const { kept = [], ...rest } = assessment, by = kept.filter((each) => putBy(each, assessment)), answers = { ...assessment.answers };
    for (const { place, answer } of by) {
      const id = place.slice(ANSWERS.length), alone = !has(answers, id);
      answers[id] = alone ? answer : answerOf(takenApart(assessment).get(place));
    }
    const others = kept.filter((each) => !by.includes(each));
    return by.length ? { ...rest, answers, ...filled("kept", others) } : assessment;
  }

  // What a meeting has to talk about, in the order in which to take it, and what is settled already.
  /** @param {Bundle} bundle @param {Assessment} assessment @returns {Meeting} */
  function meeting(bundle, assessment) {
    const parts = partsOf(assessment);
    const questions = bundle.themes.flatMap((theme) => theme.capabilities).flatMap((capability) => capability.questions);
    const standards = questions.filter((q) => q.minimum !== null).map((q) => ANSWERS + q.id);
    const places = questions.map((q) => ANSWERS + q.id).filter((place) => parts.has(place));
    places.push(...[...parts.keys()].sort().filter((place) => !place.startsWith(ANSWERS)));
    const items = places.map((place) => item(place, parts.get(place), standards.includes(place), bundle.policy.evidence_cap));
    const open = items.filter((each) => each.why.length);
    open.sort((a, b) => RANK[a.why[0]] - RANK[b.why[0]] || Number(b.standard) - Number(a.standard) || (b.gap ?? 0) - (a.gap ?? 0));
    return { open, settled: items.filter((each) => each.agreed.length && !each.why.includes("clash")) };
  }

  // --- what things said come to --------------------------------------------------------------------------------

  // The state at a place (nothing while there is none), and whether there is a clash.
  /** @param {Part} part @returns {[Fact, boolean]} */
  function standing(part) {
    const said = ordered(part.said), agreed = ordered(part.agreed);
    if (agreed.length) {
      const last = Math.max(...agreed.map(roundOf));
      const final = agreed.filter((each) => roundOf(each) === last);
      const chosen = side(final[0]);
      const others = [...said, ...agreed].filter((x) => claims(x) && side(x) !== chosen);
      const settled = final.every((each) => side(each) === chosen) && others.every((x) => final.some((each) => hears(each, x)));
      return settled ? [stateOf(final[0]), false] : [{}, true];
    }
    const claimed = said.filter(claims);
    if (claimed.some((view) => side(view) !== side(claimed[0]))) return [{}, true];
    const counts = claimed.length ? claimed : said.filter((view) => has(view, "dont_know"));
    return [counts.length ? stateOf(counts[0]) : {}, false];
  }

  // Whether an agreement was made over what somebody said. An answer given after it is a new one, even if the same role
  // gave the same answer before.
  /** @param {Fact} agreement @param {any} x */
  function hears(agreement, x) {
    const after = has(agreement, "at") && !has(x, "over") && timeOf(x) > agreement.at;
    return !after && agreement.over.some((each) => M.engine.canonical(each) === M.engine.canonical(stance(x)));
  }

  // Each role that gave more than one answer at a place, with its answers in the order of their times, and the later one
  // where the times tell.
  /** @param {Part} part */
  function twiceOf(part) {
    if (part.agreed.size && !standing(part)[1]) return [];
    const said = ordered(part.said).filter((view) => has(view, "role") && isState(view));
    const roles = [...new Set(said.map((view) => view.role))].sort();
    return roles.map((role) => ({ role, said: inTime(said.filter((view) => view.role === role)) }))
      .filter((each) => new Set(each.said.map(side)).size > 1).map((each) => ({ ...each, later: laterOf(each.said) }));
  }

  /** @param {Fact} view */
  const timeOf = (view) => lookUp(view, "at") ?? "";
  /** @param {any[]} said */
  const inTime = (said) => said.sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : Number(timeOf(a) > timeOf(b))));

  // The last of some answers in the order of their times, or null while a time is missing or two different answers have
  // the last one.
  /** @param {any[]} said */
  function laterOf(said) {
    const last = said.filter((view) => timeOf(view) === timeOf(said.at(-1)));
    return said.every((view) => has(view, "at")) && new Set(last.map(side)).size === 1 ? last.at(-1) : null;
  }

  /** @param {any} x */
  function stateOf(x) {
    return pick(x, STATES);
  }

  /** @param {any} x */
  const isState = (x) => STATES.some((state) => has(x, state));

  // The state without its words: not applicable is the same side whatever the reason.
  /** @param {any} x */
  function sideOf(x) {
    const state = stateOf(x);
    if (has(state, "not_applicable")) state.not_applicable = true;
    return state;
  }

  /** @param {any} x */
  const side = (x) => M.engine.canonical(sideOf(x));

  /** @param {any} x */
  function stance(x) {
    return has(x, "role") && !has(x, "value") ? { ...sideOf(x), role: x.role } : sideOf(x);
  }

  /** @param {any} x */
  const claims = (x) => has(x, "level") || has(x, "not_applicable") || has(x, "value");
  /** @param {Fact} agreed */
  const roundOf = (agreed) => lookUp(agreed, "round") ?? 1;
  /** @param {Part} part */
  const spoken = (part) => [...part.said.values(), ...part.agreed.values()];

  /** @param {Part} part */
  function gapOf(part) {
    const levels = [...part.said.values()].filter((view) => has(view, "level")).map((view) => view.level);
    return levels.length > 1 ? Math.max(...levels) - Math.min(...levels) : null;
  }

  /** @param {string} place @param {Part} part */
  function clashOf(place, part) {
    return { place, said: ordered(part.said), agreed: ordered(part.agreed), gap: gapOf(part) };
  }

  /** @param {string} place @param {Part} part @param {boolean} standard @param {number | null} cap */
  function item(place, part, standard, cap) {
    const [state, clash] = standing(part), gap = gapOf(part), said = [...part.said.values()];
    const why = clash ? ["clash"] : [];
    if (clash && gap !== null && gap >= WIDE_GAP) why.push("gap");
    if (!(part.agreed.size && !clash) && said.some((view) => has(view, "dont_know"))) why.push("dont_know");
    const claimed = has(state, "level") ? [state] : clash ? said : [];
    const shown = [...part.evidence.values()].some((piece) => [...piece.title].some((letter) => !BLANK.includes(letter)));
    if (cap !== null && !shown && claimed.some((each) => (lookUp(each, "level") ?? 0) > cap)) why.push("no_evidence");
    return { why, standard, state, ...clashOf(place, part) };
  }

  // --- the algebra ---------------------------------------------------------------------------------------------

  // Everything new, and of what was there before all that no file has replaced: a view by another view of the same role,
  // evidence by a file that speaks on the question and no longer has it.
  /** @param {Part[]} given @param {Part} base */
  function joined(given, base) {
    const said = kept(given, "said", base, (part, old) => replaced(part, old, base));
    const evidence = kept(given, "evidence", base, (part) => spoken(part).length > 0);
    const agreed = kept(given, "agreed", base, () => false);
    return { said, evidence, agreed };
  }

  // Whether the role that said something at the start says something else now: another state, or for a remark another
  // comment.
  /** @param {Part} part @param {any} old @param {Part} base */
  function replaced(part, old, base) {
    const mine = [...without(part.said, base.said).values()].filter((view) => lookUp(view, "role") === lookUp(old, "role"));
    return mine.some((view) => (isState(old) ? isState(view) : has(view, "comment")));
  }

  /**
   * @param {Part[]} given
   * @param {"said" | "evidence" | "agreed"} kind
   * @param {Part} base
   * @param {(part: Part, fact: any) => boolean} against
   */
  function kept(given, kind, base, against) {
    const found = [...base[kind]].filter(([key, fact]) => !given.some((part) => !part[kind].has(key) && against(part, fact)));
    return new Map([...found, ...given.flatMap((part) => [...without(part[kind], base[kind])])]);
  }

  /** @param {string} place @param {Part} before @param {Part} after */
  function takenOut(place, before, after) {
    const gone = [...ordered(without(before.said, after.said)), ...ordered(without(before.evidence, after.evidence))];
    return gone.map((was) => ({ place, was }));
  }

  /** @param {Assessment[]} files */
  function refusedOf(files) {
    const said = {
      edition: files.map(({ edition: { id, version } }) => ({ id, version })),
      fingerprint: files.filter((file) => has(file.edition, "fingerprint")).map((file) => file.edition.fingerprint),
      force: files.map((file) => file.force),
      period: files.map((file) => file.period),
    };
    return Object.entries(said).map(([field, values]) => ({ field, values: ordered(factsOf(values)) })).filter(({ values }) => values.length > 1);
  }

  // What a file says and how it is signed, however it is written.
  /** @param {Assessment} file */
  function textOf(file) {
    return signedText({ ...assembled([file], takenApart(file), factsOf(signedBefore(file))), ...pick(file, ["sign_off"]) });
  }

  // What a sign-off is for: everything but what critical friends said.
  /** @param {any} given */
  function signedText({ friend, ...file }) {
    return M.engine.canonical(file);
  }

  /** @param {Assessment | null} assessment @param {Fact} found */
  function merged(assessment, found) {
    return { assessment, refused: [], clashes: [], twice: [], clean: [], taken_out: [], set_aside: [], ...found };
  }

  // --- from an assessment to things said -----------------------------------------------------------------------

  function empty() {
    return { said: new Map(), evidence: new Map(), agreed: new Map() };
  }

  /** @param {Assessment} assessment */
  function partsOf(assessment) {
    const parts = new Map(Object.entries(assessment.answers).map(([question, answer]) => [ANSWERS + question, partOf(answer)]));
    for (const [place, { said, agreed = [] }] of Object.entries(lookUp(assessment, "differs") ?? {})) {
      parts.set(place, { ...empty(), said: factsOf(said), agreed: factsOf(agreed) });
    }
    const derived = new Map([...parts].filter(([place]) => !place.startsWith(ANSWERS)).map(([place, part]) => [place, M.engine.canonical(fieldOf(place, part))]));
    for (const [place, value] of fieldsOf(assessment)) {
      if (derived.get(place) === M.engine.canonical(value)) continue;
      if (!parts.has(place)) parts.set(place, empty());
      parts.get(place).said.set(M.engine.canonical({ value }), { value });
    }
    return new Map([...parts].filter(([, part]) => part.said.size || part.evidence.size || part.agreed.size));
  }

  // The same with the answers that were put by: they are still said, and merge like all others.
  /** @param {Assessment} assessment */
  function takenApart(assessment) {
    const parts = partsOf(assessment);
    for (const each of keptIn(assessment).filter((one) => putBy(one, assessment))) {
      const { said, evidence, agreed } = partOf(each.answer), part = parts.get(each.place) ?? empty();
      parts.set(each.place, {
        said: new Map([...part.said, ...said]),
        evidence: new Map([...part.evidence, ...evidence]),
        agreed: new Map([...part.agreed, ...agreed]),
      });
    }
    return parts;
  }

  // Whether it is an answer of this very edition, put by because its question is not asked of the force.
  /** @param {Kept} kept @param {Assessment} assessment */
  function putBy(kept, assessment) {
    return kept.edition === assessment.edition.version && kept.because === NOT_ASKED && has(kept, "answer") && kept.place.startsWith(ANSWERS);
  }

  /** @param {Assessment} file */
  const keptIn = (file) => lookUp(file, "kept") ?? [];

  // An answer's own state, comment, role and time are a view, unless they only repeat what the views come to.
  /** @param {Answer} answer */
  function partOf(answer) {
    /** @param {string} name */
    const list = (name) => factsOf(lookUp(answer, name) ?? []);
    const part = { said: list("said"), evidence: list("evidence"), agreed: list("agreed") };
    const own = pick(answer, VIEW), key = M.engine.canonical(own);
    const repeats = (part.said.size || part.agreed.size) && key === M.engine.canonical(standing(part)[0]);
    if (Object.keys(own).length && !repeats) part.said.set(key, own);
    return part;
  }

  // Every field that is no answer, with its path.
  /** @param {Assessment} assessment */
  function fieldsOf(assessment) {
    const fields = has(assessment, "marking") ? [[MARKING, assessment.marking]] : [];
    for (const [name, value] of Object.entries(lookUp(assessment, "about") ?? {})) fields.push([ABOUT + name, value]);
    for (const action of lookUp(assessment, "actions") ?? []) {
      for (const [name, value] of Object.entries(action)) fields.push([`${ACTIONS}${action.intervention}.${name}`, value]);
    }
    return fields;
  }

  // The sign-off of an assessment with what was answered under it.
  /** @param {Assessment} assessment */
  function signedAs(assessment) {
    const { sign_off: signOff } = assessment;
    if (has(signOff, "answers")) return signOff;
    const parts = partsOf(assessment), at = (start) => [...parts.keys()].sort().filter((place) => place.startsWith(start));
    const answers = Object.fromEntries(at(ANSWERS).map((place) => [place.slice(ANSWERS.length), signed(parts.get(place))]));
    const actions = at(ACTIONS).map((place) => [place, text(parts.get(place))]);
    return { ...signOff, ...filled("answers", answers), actions: checkCode(M.engine.canonical(actions)) };
  }

  /** @param {Part} part */
  function signed(part) {
    const proof = part.evidence.size ? { evidence: part.evidence.size } : {};
    return { ...stance(standing(part)[0]), ...proof, check: checkCode(text(part)) };
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

  /** @param {Assessment} file */
  function signedBefore(file) {
    return lookUp(file, "signed_before") ?? [];
  }

  /** @param {Assessment} assessment @param {Map<string, Part>} parts */
  function changed(assessment, parts) {
    const before = has(assessment, "sign_off") ? [...signedBefore(assessment), signedAs(assessment)] : signedBefore(assessment);
    return assembled([assessment], parts, factsOf(before));
  }

  // The one assessment in which exactly this was said. Its lists and fields are in alphabetical order.
  /** @param {Assessment[]} files @param {Map<string, Part>} parts @param {Facts} before @returns {any} */
  function assembled(files, parts, before) {
    const places = [...parts.keys()].sort(), fields = places.filter((place) => !place.startsWith(ANSWERS));
    const values = fields.map((place) => /** @type {[string, any]} */ ([place, fieldOf(place, parts.get(place))]));
    const plain = new Map(values.filter(([, value]) => value !== null));
    const several = fields.filter((place) => parts.get(place).said.size > 1 || parts.get(place).agreed.size);
    /** @param {string[]} found @param {string} start @param {(place: string) => any} make */
    const record = (found, start, make) => Object.fromEntries(found.filter((place) => place.startsWith(start)).map((place) => [place.slice(start.length), make(place)]));
    return {
      format: FORMAT,
      edition: Object.assign({}, ...files.map((file) => file.edition)),
      force: files[0].force,
      period: files[0].period,
      answers: record(places, ANSWERS, (place) => answerOf(parts.get(place))),
      ...(plain.has(MARKING) ? { marking: plain.get(MARKING) } : {}),
      ...filled("about", record([...plain.keys()], ABOUT, (place) => plain.get(place))),
      ...filled("actions", actionsOf(fields, plain)),
      ...filled("differs", record(several, "", (place) => views(parts.get(place)))),
      ...filled("signed_before", ordered(before)),
      ...filled("joint", ordered(factsOf(files.flatMap((file) => lookUp(file, "joint") ?? [])))),
      ...filled("friend", friendsOf(files.flatMap((file) => lookUp(file, "friend") ?? []))),
      ...filled("kept", ordered(factsOf(files.flatMap((file) => keptIn(file).filter((each) => !putBy(each, file)))))),
    };
  }

  /** @param {Part} part */
  function answerOf(part) {
    const alone = part.said.size < 2 && !part.agreed.size;
    const state = alone ? ordered(part.said)[0] : { ...standing(part)[0], ...views(part) };
    return { ...state, ...filled("evidence", ordered(part.evidence)) };
  }

  /** @param {Part} part */
  function views(part) {
    return { ...filled("said", ordered(part.said)), ...filled("agreed", ordered(part.agreed)) };
  }

  // What stands in a field. Different markings stand there all of them, so that none is missing on paper.
  /** @param {string} place @param {Part} part */
  function fieldOf(place, part) {
    const [state, clash] = standing(part);
    if (clash && place === MARKING) return ordered(part.said).map((view) => view.value).join(" / ");
    return lookUp(state, "value") ?? null;
  }

  /** @param {string[]} places @param {Map<string, any>} plain */
  function actionsOf(places, plain) {
    const actions = new Map();
    for (const place of places.filter((each) => each.startsWith(ACTIONS))) {
      const end = place.lastIndexOf("."), intervention = place.slice(ACTIONS.length, end);
      if (!actions.has(intervention)) actions.set(intervention, { intervention });
      if (plain.has(place)) actions.get(intervention)[place.slice(end + 1)] = plain.get(place);
    }
    return [...actions.values()].map((action) => pick(action, ACTION));
  }

  // Every visit once, with all that was decided on what was said there.
  /** @param {Friend[]} friends */
  function friendsOf(friends) {
    const visits = new Map(), decided = new Map();
    for (const { decided: made = [], ...visit } of friends) {
      const key = M.engine.canonical(visit);
      visits.set(key, visit);
      decided.set(key, new Map([...(decided.get(key) ?? []), ...factsOf(made)]));
    }
    return [...visits.keys()].sort().map((key) => ({ ...visits.get(key), ...filled("decided", ordered(decided.get(key))) }));
  }

  /** @param {string} name @param {any} value */
  function filled(name, value) {
    return Object.keys(value).length ? { [name]: value } : {};
  }

  // --- sets of things said -------------------------------------------------------------------------------------

  /** @param {any[]} found */
  function factsOf(found) {
    return new Map(found.map((fact) => [M.engine.canonical(fact), fact]));
  }

  /** @param {Facts} facts @param {Facts} others */
  function without(facts, others) {
    return new Map([...facts].filter(([key]) => !others.has(key)));
  }

  /** @param {Part} part */
  function text(part) {
    return M.engine.canonical([part.said, part.evidence, part.agreed].map(ordered));
  }

  /** @param {Facts} facts */
  function ordered(facts) {
    return [...facts.keys()].sort().map((key) => facts.get(key));
  }

  /** @param {any} record @param {string} key */
  function has(record, key) {
    return Object.hasOwn(record, key);
  }

  /** @param {any} record @param {string} key */
  function lookUp(record, key) {
    return has(record, key) ? record[key] : undefined;
  }

  /** @param {any} record @param {string[]} names */
  function pick(record, names) {
    return Object.fromEntries(names.filter((name) => has(record, name)).map((name) => [name, record[name]]));
  }

  return { merge, clashes, twice, later, stands, settle, addView, meeting, signedAs, asAsked, takenUp };
})();
