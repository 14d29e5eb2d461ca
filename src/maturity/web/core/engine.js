// Scoring: one assessment in, one profile out. The twin of findings.py, engine.py, fractions.py and records.canonical:
// nearly the same names in the same order, held together by the same cases. Read it beside them: they give the reasons.
// Ids come from files, so fields are looked up as an object's own. Whole numbers only: `divide` has the one division.
Maturity.engine = (function () {
  "use strict";

  const PROFILE_FORMAT = "maturity-profile/2";
  // The states that are a field of an answer.
  const STATES = /** @type {Exclude<AnswerState, "open">[]} */ (Object.keys(Maturity.shapes.state));
  // A title of nothing but these names no evidence. The list is ours because languages differ over what is a space.
  const BLANK = " \t\n\r\u00a0\u200b\ufeff";

  // --- findings.py: step 1, an answer --------------------------------------------------------------------------

  /** @param {Assessment} assessment */
  function isSigned(assessment) {
    return Object.hasOwn(assessment, "sign_off") && assessment.sign_off?.decision !== "sent-back";
  }

  /** @param {Bundle} bundle @param {Assessment} assessment */
  function conditionsOn(bundle, assessment) {
    const byDefault = own(bundle.forces, assessment.force, []);
    const about = own(assessment, "about", {});
    return bundle.conditions.filter((condition) => own(about, condition, byDefault.includes(condition)) === true);
  }

  /** @param {BundleQuestion} question @param {Answer | null} answer @param {string[]} on @returns {Claim | null} */
  function claimOf(question, answer, on) {
    if (question.condition !== null && !on.includes(question.condition)) return null;
    if (answer === null) return ["open", null, 0];
    const state = answerState(answer);
    if (state !== "level") return [state, null, 0];
    const named = own(answer, "evidence", []).filter((/** @type {Evidence} */ piece) => [...piece.title].some((c) => !BLANK.includes(c)));
    return [state, answer.level ?? null, named.length];
  }

  /**
   * @param {BundleQuestion} question
   * @param {Claim} given
   * @param {Policy} policy
   * @param {number} top
   * @param {boolean} signed
   * @returns {Finding}
   */
  function findingOf(question, given, policy, top, signed) {
    const [state, claimed, evidence] = given;
    const settled = state === "level" || (state === "dont_know" && signed);
    let low = 0, high = top;
    if (claimed !== null) {
      const cap = policy.evidence_cap;
      low = high = cap !== null && claimed > cap && evidence === 0 ? cap : claimed;
    } else if (settled) {
      low = high = policy.dont_know;
    }
    const [status, why] = standardStatus(question.minimum, given, signed);
    return { question, state, claimed, evidence, low, high, settled, status, why };
  }

  /** @param {number | null} minimum @param {Claim} claim @param {boolean} signed @returns {[Finding["status"], Finding["why"]]} */
  function standardStatus(minimum, [state, claimed, evidence], signed) {
    if (minimum === null) return [null, null];
    switch (state) {
      case "not_applicable": return ["not_applicable", "not_applicable"];
      case "dont_know": return [signed ? "not_met" : "open", "dont_know"];
      case "open": return ["open", "unanswered"];
      case "level":
        if (claimed === null || claimed < minimum) return ["not_met", "below"];
        return evidence > 0 ? ["met", "shown"] : ["not_shown", "no_evidence"];
      default: return unknownState(state);
    }
  }

  /** @param {Finding[]} findings @returns {StandardResult[]} */
  function standardsOf(findings) {
    return findings.flatMap(({ question: { id, minimum }, status, why }) =>
      (minimum === null || status === null || why === null ? [] : [{ question: id, minimum, status, reason: why }]));
  }

  /** @param {StandardResult[]} standards */
  function tally(standards) {
    /** @param {string} status */
    const count = (status) => standards.filter((standard) => standard.status === status).length;
    const met = count("met");
    return { low: met, high: met + count("open"), of: standards.length - count("not_applicable") };
  }

  // --- engine.py -----------------------------------------------------------------------------------------------

  // The profile of a checked assessment. Questions switched off for the force are left out everywhere.
  /** @param {Bundle} bundle @param {Assessment} assessment @returns {Profile} */
  function score(bundle, assessment) {
    const signed = isSigned(assessment), on = conditionsOn(bundle, assessment), answers = assessment.answers;
    /** @param {BundleCapability} capability */
    const scored = (capability) => {
      const given = capability.questions.map((question) => claimOf(question, own(answers, question.id, null), on));
      return capabilityOf(capability, given, bundle.policy, bundle.top, signed);
    };
    return profileOf(bundle, assessment, bundle.themes.map((theme) => theme.capabilities.map(scored)));
  }

  // The assessment as it would be with these actions done; with `evidence`, and with evidence for all that is claimed.
  /** @param {Bundle} bundle @param {Assessment} assessment @param {string[]} taken @param {boolean} [evidence] */
  function projected(bundle, assessment, taken, evidence = false) {
    const signed = isSigned(assessment), on = conditionsOn(bundle, assessment);
    const found = bundle.themes.flatMap((theme) => theme.capabilities).flatMap((capability) => capability.questions).flatMap((question) => {
      const claim = claimOf(question, own(assessment.answers, question.id, null), on);
      return claim === null ? [] : [findingOf(question, claim, bundle.policy, bundle.top, signed)];
    });
    return Maturity.advice.projected(found, bundle, assessment, taken, evidence);
  }

  /** @param {Bundle} bundle @param {Assessment} assessment @param {CapabilityScore[][]} scores @returns {Profile} */
  function profileOf(bundle, assessment, scores) {
    const { gate } = bundle.policy, { top } = bundle;
    const themes = bundle.themes.map((theme, place) => themeOf(theme, scores[place], gate, top));
    const everything = scores.flat();
    const standards = everything.flatMap((scored) => scored.standards);
    const answered = sum(themes.map((theme) => theme.answered)), of = sum(themes.map((theme) => theme.of));
    const weights = bundle.themes.map((theme) => theme.weight), indexes = themes.map((theme) => theme.index);
    return {
      format: PROFILE_FORMAT,
      edition: { id: bundle.edition.id, version: bundle.edition.version },
      force: assessment.force,
      period: assessment.period,
      signed: isSigned(assessment),
      complete: answered === of,
      roles: rolesOf(assessment.answers, everything),
      answered,
      of,
      unshown: everything.flatMap((scored) => scored.unshown),
      themes,
      overall: bundle.policy.overall ? meanOf(weights, indexes) : null,
      standards_met: tally(standards),
      standards,
      advice: Maturity.advice.advice(bundle, everything.map((scored) => scored.findings), themes),
    };
  }

  /** @param {Record<string, Answer>} answers @param {CapabilityScore[]} everything */
  function rolesOf(answers, everything) {
    const asked = everything.flatMap((scored) => scored.result.questions.map((question) => question.id));
    const views = asked.map((id) => own(answers, id, {})).flatMap((answer) => [answer, ...own(answer, "said", [])]);
    const roles = views.map((view) => own(view, "role", null)).filter((role) => role !== null);
    return [...new Set(roles)].sort();
  }

  // --- step 2: a capability ------------------------------------------------------------------------------------

  /**
   * @param {BundleCapability} capability
   * @param {(Claim | null)[]} given
   * @param {Policy} policy
   * @param {number} top
   * @param {boolean} signed
   * @returns {CapabilityScore}
   */
  function capabilityOf(capability, given, policy, top, signed) {
    const findings = capability.questions.flatMap((question, place) => {
      const claim = given[place];
      return claim === null ? [] : [findingOf(question, claim, policy, top, signed)];
    });
    const applying = findings.filter((f) => f.state !== "not_applicable");
    const lows = applying.map((f) => f.low), highs = applying.map((f) => f.high);
    const weights = applying.map((f) => f.question.weight);
    const low = Math.min(...lows), high = Math.min(...highs), any = applying.length > 0;
    const result = {
      id: capability.id,
      level: any ? rangeOf(low, high) : null,
      index: any ? indexOf(pointsOf(policy, weights, lows), pointsOf(policy, weights, highs)) : null,
      reason: {
        low: applying.filter((f) => f.low === low).map((f) => f.question.id),
        high: applying.filter((f) => f.high === high).map((f) => f.question.id),
      },
      answered: applying.filter((f) => f.settled).length,
      of: applying.length,
      questions: findings.map(questionOf),
    };
    const unshown = findings.filter((f) => f.claimed !== null && f.low < f.claimed).map((f) => f.question.id);
    return { result, standards: standardsOf(findings), unshown, findings };
  }

  /** @param {Policy} policy @param {number[]} weights @param {number[]} levels */
  function pointsOf(policy, weights, levels) {
    const points = policy.points;
    const got = sum(weights.map((weight, place) => weight * points[levels[place]]));
    return reduced(100 * got, points[points.length - 1] * sum(weights));
  }

  /** @param {Finding} finding */
  function questionOf(finding) {
    const { question, state, claimed, evidence, low, high } = finding;
    return { id: question.id, state, claimed, counted: state === "not_applicable" ? null : rangeOf(low, high), evidence };
  }

  // --- step 3: a theme -----------------------------------------------------------------------------------------

  /**
   * @param {BundleTheme} theme
   * @param {CapabilityScore[]} scored
   * @param {BundleGate | null} gate
   * @param {number} top
   * @returns {ThemeResult}
   */
  function themeOf(theme, scored, gate, top) {
    const results = scored.map((capability) => capability.result);
    const standards = scored.flatMap((capability) => capability.standards);
    const [level, reason] = themeLevel(gate, results, standards, top);
    return {
      id: theme.id,
      level,
      index: meanOf(theme.capabilities.map((capability) => capability.weight), results.map((result) => result.index)),
      reason,
      standards: tally(standards),
      answered: sum(results.map((result) => result.answered)),
      of: sum(results.map((result) => result.of)),
      capabilities: results,
    };
  }

  /**
   * @param {BundleGate | null} gate
   * @param {CapabilityResult[]} results
   * @param {StandardResult[]} standards
   * @param {number} top
   * @returns {[ScoreRange, ThemeReason] | [null, null]}
   */
  function themeLevel(gate, results, standards, top) {
    /** @type {[string, ScoreRange][]} */
    const levels = results.flatMap((result) => (result.level === null ? [] : [[result.id, result.level]]));
    if (gate === null || levels.length === 0) return [null, null];
    /** @param {string[]} statuses */
    const named = (statuses) => standards.filter((s) => statuses.includes(s.status)).map((s) => s.question);
    const unmet = named(["not_met", "not_shown"]);
    const unmetOrOpen = named(["not_met", "not_shown", "open"]);
    const [low, heldLow] = gateOf(gate, levels.map(([id, level]) => [id, level.low]), unmetOrOpen, top);
    const [high, heldHigh] = gateOf(gate, levels.map(([id, level]) => [id, level.high]), unmet, top);
    return [rangeOf(low, high), { low: heldLow, high: heldHigh }];
  }

  /**
   * @param {BundleGate} gate
   * @param {[string, number][]} levels
   * @param {string[]} unmet
   * @param {number} top
   * @returns {[number, ThemeObstacles]}
   */
  function gateOf(gate, levels, unmet, top) {
    const { lag, standards_from: standardsFrom } = gate;
    for (let step = 1; step <= top; step += 1) {
      const share = shareOf(gate.share, levels, step);
      const behind = lag === null ? [] : levels.filter(([, level]) => level < step - lag).map(([id]) => id);
      const standards = standardsFrom !== null && step >= standardsFrom ? unmet : [];
      if (share !== null || behind.length > 0 || standards.length > 0) {
        return [step - 1, { next: step, share, behind, standards }];
      }
    }
    return [top, { next: null, share: null, behind: [], standards: [] }];
  }

  /** @param {number[] | null} share @param {[string, number][]} levels @param {number} step */
  function shareOf(share, levels, step) {
    if (share === null) return null;
    const [part, whole] = share;
    const short = levels.filter(([, level]) => level < step).map(([id]) => id);
    const of = levels.length, have = of - short.length;
    if (whole * have >= part * of) return null;
    return { have, need: divide(part * of + whole - 1, whole), of, short };
  }

  // --- figures -------------------------------------------------------------------------------------------------

  /** @param {number} low @param {number} high */
  const rangeOf = (low, high) => ({ low, high });
  /** @param {Fraction} low @param {Fraction} high */
  const indexOf = (low, high) => ({ low, high, shown: rangeOf(rounded(low), rounded(high)) });

  /** @param {number[]} weights @param {(Index | null)[]} indexes */
  function meanOf(weights, indexes) {
    /** @type {[number, Index][]} */
    const scored = weights.flatMap((weight, place) => (indexes[place] === null ? [] : [[weight, indexes[place]]]));
    if (scored.length === 0) return null;
    const low = mean(scored.map(([weight, index]) => [weight, index.low]));
    const high = mean(scored.map(([weight, index]) => [weight, index.high]));
    return indexOf(low, high);
  }

  // --- fractions.py ------------------------------------------------------------------------------------------------

  /** @param {number} numerator @param {number} denominator */
  function reduced(numerator, denominator) {
    const common = gcd(numerator, denominator);
    return [divide(numerator, common), divide(denominator, common)];
  }

  /** @param {[number, number[]][]} parts */
  function mean(parts) {
    const common = parts.reduce((least, [, [, d]]) => divide(least, gcd(least, d)) * d, 1);
    const total = sum(parts.map(([weight, [n, d]]) => weight * n * divide(common, d)));
    return reduced(total, common * sum(parts.map(([weight]) => weight)));
  }

  /** @param {number[]} given */
  function rounded([numerator, denominator]) {
    const rounded = divide(2 * numerator + denominator, 2 * denominator);
    if (rounded === 0 && numerator > 0) return 1;
    return rounded === 100 && numerator < 100 * denominator ? 99 : rounded;
  }

  // --- records.canonical ---------------------------------------------------------------------------------------

  /** @param {any} value @returns {string} */
  function canonical(value) {
    if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
    if (Number.isSafeInteger(value)) return String(value);
    if (Array.isArray(value)) return `[${Array.from(value, canonical).join(",")}]`;
    if (typeof value !== "object") throw new TypeError(`A record cannot hold ${String(value)}`);
    const fields = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${fields.join(",")}}`;
  }

  // Which state an answer, or anything with the fields of one, is in. A question without an answer is open, and so is one
  // while contributors clash.
  /** @param {object} answer @returns {AnswerState} */
  function answerState(answer) {
    return STATES.find((state) => Object.hasOwn(answer, state)) ?? "open";
  }

  // The default of every `switch` over the states: TypeScript finds these places when there is a new state, and so does
  // every test that comes past one.
  /** @param {never} state @returns {never} */
  function unknownState(state) {
    throw new TypeError(`There is no rule for the state ${String(state)}`);
  }

  // --- what Python has of its own ------------------------------------------------------------------------------

  /** @param {any} record @param {string} key @param {any} otherwise @returns {any} */
  const own = (record, key, otherwise) => (Object.hasOwn(record, key) ? record[key] : otherwise);
  /** @param {number[]} numbers */
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  /** @type {(a: number, b: number) => number} */
  const gcd = (a, b) => (b === 0 ? a : gcd(b, a % b));
  // The whole part of a quotient of two numbers from 0 up. The remainder goes first, so that nothing is rounded.
  /** @param {number} numerator @param {number} denominator */
  const divide = (numerator, denominator) => (numerator - (numerator % denominator)) / denominator;

  return { score, projected, canonical, STATES, answerState, unknownState };
})();
