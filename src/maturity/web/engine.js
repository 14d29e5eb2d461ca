// Scoring: one assessment in, one profile out. `engine.py` is the same in Python, under the same cases.
//
// Four steps, each a function: an answer becomes a finding (what was claimed, what counts, how its standard stands);
// findings become capabilities; capabilities become a theme; everything together calls for interventions.
// Whatever is open is worked out twice, at its worst (`low`) and at its best (`high`).
// Whole numbers and exact fractions only. Read it beside engine.py: same names, same order.
(function () {
  "use strict";

  const PROFILE_FORMAT = "maturity-profile/1";

  // The profile of a checked assessment. Questions switched off for the force are left out everywhere.
  function score(bundle, assessment) {
    const { policy, top } = bundle;
    const signed = isSigned(assessment);
    const on = conditionsOn(bundle, assessment);
    const answers = assessment.answers;
    const themes = [];
    const findings = [];
    for (const theme of bundle.themes) {
      const found = theme.capabilities.map((capability) =>
        capability.questions
          .filter((question) => question.condition === null || on.includes(question.condition))
          .map((question) => findingOf(question, lookUp(answers, question.id), policy, top, signed)));
      themes.push(themeOf(theme, found, policy, top));
      findings.push(...found.flat());
    }
    const applying = findings.filter(applies);
    const called = calledBy(findings, policy);
    return {
      format: PROFILE_FORMAT,
      edition: { id: bundle.edition.id, version: bundle.edition.version },
      force: assessment.force,
      period: assessment.period,
      signed,
      complete: applying.every(settled),
      roles: rolesOf(findings, answers),
      answered: applying.filter(settled).length,
      of: applying.length,
      unshown: ids(findings.filter((f) => f.claimed !== null && f.high < f.claimed)),
      themes,
      overall: policy.overall ? meanOf(bundle.themes.map((theme, i) => [theme.weight, themes[i].index])) : null,
      standards_met: tally(findings),
      standards: findings.filter((f) => f.status !== null).map(standardOf),
      recommendations: recommendations(bundle, called),
      contributions: contributions(bundle, called),
    };
  }

  // Whether the answers are fixed. An assessment that was sent back is not signed.
  function isSigned(assessment) {
    return Object.hasOwn(assessment, "sign_off") && assessment.sign_off.decision !== "sent-back";
  }

  // The conditions that hold: the force's own default, unless `about` switches one on or off.
  function conditionsOn(bundle, assessment) {
    const byDefault = lookUp(bundle.forces, assessment.force) ?? [];
    const about = lookUp(assessment, "about") ?? {};
    return bundle.conditions.filter((condition) =>
      Object.hasOwn(about, condition) ? about[condition] === true : byDefault.includes(condition));
  }

  function rolesOf(findings, answers) {
    const roles = new Set();
    for (const { question } of findings) {
      const role = lookUp(lookUp(answers, question.id) ?? {}, "role");
      if (role !== undefined) roles.add(role);
    }
    return [...roles].sort();
  }

  // --- step 1: an answer ---------------------------------------------------------------------------------------

  function findingOf(question, answer, policy, top, signed) {
    let claimed = null, evidence = 0, state = "open", low = 0, high = top;
    if (answer === undefined) {
      // Open.
    } else if (Object.hasOwn(answer, "level")) {
      state = "level";
      claimed = answer.level;
      evidence = (lookUp(answer, "evidence") ?? []).filter((piece) => piece.title.trim() !== "").length;
      const cap = policy.evidence_cap;
      low = high = cap !== null && claimed > cap && evidence === 0 ? cap : claimed;
    } else if (Object.hasOwn(answer, "not_applicable")) {
      state = "not_applicable";
    } else {
      state = "dont_know";
      if (signed) low = high = policy.dont_know;
    }
    const [status, why] = stands(question.minimum, state, claimed, evidence, signed);
    return { question, state, claimed, low, high, evidence, status, why };
  }

  function applies(finding) {
    return finding.state !== "not_applicable";
  }

  // Whether the answer has one counted level, so that it can call for something.
  function settled(finding) {
    return finding.state === "level" || (finding.state === "dont_know" && finding.low === finding.high);
  }

  // How the minimum standard of a question stands, and why. Nothing where the question has none.
  function stands(minimum, state, claimed, evidence, signed) {
    if (minimum === null) return [null, null];
    if (state === "not_applicable") return ["not_applicable", "not_applicable"];
    if (state === "dont_know") return [signed ? "not_met" : "open", "dont_know"];
    if (claimed === null) return ["open", "unanswered"];
    if (claimed < minimum) return ["not_met", "below"];
    return evidence > 0 ? ["met", "shown"] : ["not_shown", "no_evidence"];
  }

  function standardOf(finding) {
    const { id, minimum } = finding.question;
    return { question: id, minimum, status: finding.status, reason: finding.why };
  }

  function tally(findings) {
    const count = (status) => findings.filter((f) => f.status === status).length;
    const of = findings.filter((f) => f.status !== null && f.status !== "not_applicable").length;
    return { low: count("met"), high: count("met") + count("open"), of };
  }

  // --- step 2: a capability ------------------------------------------------------------------------------------

  function capabilityOf(capability, findings, policy) {
    const applying = findings.filter(applies);
    let level = null, index = null, weakest = [[], []];
    if (applying.length > 0) {
      const low = Math.min(...applying.map((f) => f.low)), high = Math.min(...applying.map((f) => f.high));
      level = pair(low, high);
      weakest = [ids(applying.filter((f) => f.low === low)), ids(applying.filter((f) => f.high === high))];
      const points = policy.points;
      const most = points.at(-1) * sum(applying.map((f) => f.question.weight));
      index = indexOf(
        reduced(100 * sum(applying.map((f) => f.question.weight * points[f.low])), most),
        reduced(100 * sum(applying.map((f) => f.question.weight * points[f.high])), most));
    }
    return {
      id: capability.id,
      level,
      index,
      reason: { low: weakest[0], high: weakest[1] },
      answered: applying.filter(settled).length,
      of: applying.length,
      questions: findings.map(questionOf),
    };
  }

  function questionOf(finding) {
    return {
      id: finding.question.id,
      state: finding.state,
      claimed: finding.claimed,
      counted: applies(finding) ? pair(finding.low, finding.high) : null,
      evidence: finding.evidence,
    };
  }

  // --- step 3: a theme -----------------------------------------------------------------------------------------

  function themeOf(theme, found, policy, top) {
    const results = theme.capabilities.map((capability, i) => capabilityOf(capability, found[i], policy));
    const findings = found.flat();
    const scored = results.filter((result) => result.level !== null).map((result) => [result.id, result.level]);
    const [level, reason] = themeLevel(policy.gate, scored, findings, top);
    return {
      id: theme.id,
      level,
      index: meanOf(theme.capabilities.map((capability, i) => [capability.weight, results[i].index])),
      reason,
      standards: tally(findings),
      answered: sum(results.map((result) => result.answered)),
      of: sum(results.map((result) => result.of)),
      capabilities: results,
    };
  }

  // The gate passed at worst and at best. An open standard is unmet at worst and met at best.
  function themeLevel(gate, scored, findings, top) {
    if (gate === null || scored.length === 0) return [null, null];
    const unmet = ids(findings.filter((f) => ["not_met", "not_shown"].includes(f.status)));
    const unmetOrOpen = ids(findings.filter((f) => ["not_met", "not_shown", "open"].includes(f.status)));
    const [low, heldLow] = passed(gate, scored.map(([id, level]) => [id, level.low]), unmetOrOpen, top);
    const [high, heldHigh] = passed(gate, scored.map(([id, level]) => [id, level.high]), unmet, top);
    return [pair(low, high), { low: heldLow, high: heldHigh }];
  }

  // The highest level that passes every condition, testing 1, 2, 3 … in turn; and what failed after it.
  function passed(gate, levels, unmet, top) {
    for (let step = 1; step <= top; step += 1) {
      const share = shareOf(gate.share, levels, step);
      const behind = gate.lag === null ? [] : levels.filter(([, level]) => level < step - gate.lag).map(([id]) => id);
      const standards = gate.standards_from !== null && step >= gate.standards_from ? unmet : [];
      if (share !== null || behind.length > 0 || standards.length > 0) {
        return [step - 1, { next: step, share, behind, standards }];
      }
    }
    return [top, { next: null, share: null, behind: [], standards: [] }];
  }

  // What is missing for enough capabilities to have reached `step`; nothing when enough have.
  function shareOf(share, levels, step) {
    if (share === null) return null;
    const [part, whole] = share;
    const short = levels.filter(([, level]) => level < step).map(([id]) => id);
    const have = levels.length - short.length;
    if (whole * have >= part * levels.length) return null;
    const need = divide(part * levels.length + whole - 1, whole);
    return { have, need, of: levels.length, short };
  }

  // --- step 4: what the answers call for -----------------------------------------------------------------------

  // For each intervention: the findings that need or would be helped by it, and those that can give to it.
  function calledBy(findings, policy) {
    const called = new Map();
    const entry = (id) => called.get(id) ?? called.set(id, { because: [], gives: [] }).get(id);
    for (const finding of findings.filter(settled)) {
      const calls = finding.question.calls_for;
      if (finding.low > policy.helps) {
        for (const id of calls.gives) entry(id).gives.push(finding);
      } else {
        for (const id of finding.low <= policy.needs ? calls.needs : calls.helps) entry(id).because.push(finding);
      }
    }
    return called;
  }

  // By unmet standards closed, then answers helped, then the order of work that the bundle lists.
  function recommendations(bundle, called) {
    const wanted = [];
    for (const intervention of bundle.interventions) {
      const because = called.has(intervention) ? called.get(intervention).because : [];
      if (because.length > 0) {
        const closes = ids(because.filter((f) => f.status === "not_met"));
        wanted.push({ intervention, because: ids(because), closes_standards: closes, rank: 0 });
      }
    }
    wanted.sort((a, b) =>
      b.closes_standards.length - a.closes_standards.length || b.because.length - a.because.length);
    wanted.forEach((recommendation, place) => { recommendation.rank = place + 1; });
    return wanted;
  }

  function contributions(bundle, called) {
    return bundle.interventions
      .filter((id) => called.has(id) && called.get(id).gives.length > 0)
      .map((intervention) => ({ intervention, because: ids(called.get(intervention).gives) }));
  }

  // --- figures -------------------------------------------------------------------------------------------------

  function pair(low, high) {
    return { low, high };
  }

  function indexOf(low, high) {
    return { low, high, shown: pair(shown(low), shown(high)) };
  }

  // The weighted mean of the indexes that there are; nothing when there is none.
  function meanOf(parts) {
    const there = parts.filter(([, index]) => index !== null);
    if (there.length === 0) return null;
    return indexOf(
      mean(there.map(([weight, index]) => [weight, index.low])),
      mean(there.map(([weight, index]) => [weight, index.high])));
  }

  function ids(findings) {
    return findings.map((finding) => finding.question.id);
  }

  function sum(numbers) {
    return numbers.reduce((total, number) => total + number, 0);
  }

  // An own field, or undefined. Ids come from files, so nothing may be found on a prototype.
  function lookUp(record, key) {
    return Object.hasOwn(record, key) ? record[key] : undefined;
  }

  // --- exact.py ------------------------------------------------------------------------------------------------

  // The whole part of a quotient, both from 0 up. The remainder is taken off first, so the division is exact.
  function divide(numerator, denominator) {
    return (numerator - (numerator % denominator)) / denominator;
  }

  function gcd(a, b) {
    return b === 0 ? a : gcd(b, a % b);
  }

  // The fraction in lowest terms.
  function reduced(numerator, denominator) {
    const common = gcd(numerator, denominator);
    return [divide(numerator, common), divide(denominator, common)];
  }

  // The weighted mean of [weight, fraction] pairs, of which there is at least one.
  function mean(parts) {
    const common = parts.reduce((lcm, [, [, d]]) => divide(lcm, gcd(lcm, d)) * d, 1);
    const total = sum(parts.map(([weight, [n, d]]) => weight * n * divide(common, d)));
    return reduced(total, common * sum(parts.map(([weight]) => weight)));
  }

  // An index as people see it: rounded half up, but 0 and 100 only when it is exactly that.
  function shown([numerator, denominator]) {
    const rounded = divide(2 * numerator + denominator, 2 * denominator);
    if (rounded === 0 && numerator > 0) return 1;
    return rounded === 100 && numerator < 100 * denominator ? 99 : rounded;
  }

  // --- records.canonical ---------------------------------------------------------------------------------------

  // The one spelling of a record that both engines agree on: keys sorted, no spaces, text as it is.
  function canonical(value) {
    if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
    if (Number.isSafeInteger(value)) return String(value);
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (typeof value !== "object") throw new TypeError(`A record cannot hold ${String(value)}`);
    const fields = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${fields.join(",")}}`;
  }

  globalThis.Maturity = Object.assign(globalThis.Maturity || {}, { score, canonical });
})();
