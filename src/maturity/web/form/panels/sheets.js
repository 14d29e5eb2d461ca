// The content of the two pages for the person who signs, worked out from the answers. Said in the words of the results.
Maturity.sheets = (function () {
  "use strict";
  const M = Maturity;
  const { texts } = M.edition, { element } = M.dom, { code, codes, role, date, level } = M.labels;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`sign.${key}`, values);
  const WIDE = 2; // levels apart, as in merge.js
  const RISKS = 3;

  // A list that may be cut short on paper (see sign.js), with a place for how many are left out.
  /** @param {any[]} items */
  const listed = (items) => [...items, element("li", "", "m-rest")];

  /** @param {any} text */
  const item = (text) => element("li", text);
  /** @param {string} title @param {any[]} items */
  const titled = (title, items) => [element("h4", title), element("ul", listed(items))];

  // What something is called before its code, for those who do not know the codes.
  /** @param {string | undefined} name @param {string} id */
  const named = (name, id) => (name ? word("named", { name, code: code(id) }) : code(id));
  /** @param {{ question: string }} given */
  const ofStandard = ({ question }) => named(texts.standards[question].name, question);
  /** @param {any} given */
  const ofQuestion = ({ id, capability }) => named(texts.capabilities[capability].name, id);
  /** @param {any} text */
  const capital = (text) => text[0].toLocaleUpperCase(M.phrases.language()) + text.slice(1);

  // --- standards, themes and risks ------------------------------------------------------------------------------

  /** @param {SheetPage} page @param {StandardResult} each */
  function standard(page, each) {
    const { question, minimum, reason } = each, low = page.counted.get(question)?.low;
    return word(reason === "below" ? "standard_below" : "standard_why", {
      name: capital(ofStandard(each)), minimum, level: low, reason: M.phrases.word(`results.reason_${reason}`),
    });
  }

  // What a standard asks for, as the results say it.
  /** @param {any} given */
  const standardText = ({ question }) => document.querySelector(`tr[data-standard="${question}"] th`)?.lastChild.textContent.trim() ?? "";

  /** @param {SheetPage} page */
  function standards(page) {
    const { standards: all } = page.profile, by = (/** @type {string} */ status) => all.filter((each) => each.status === status);
    /** @param {string} status */
    const group = (status) => {
      const items = by(status);
      return items.length ? [element("p", [element("b", `${M.phrases.word(`results.status_${status}`)} (${items.length})`)]), element("ul", items.map((each) => item(standard(page, each))))] : "";
    };
    const names = by("met").map(ofStandard);
    return {
      not_met: group("not_met"), not_shown: group("not_shown"),
      list_met: word("list_met", { list: names.join("; ") || "–" }),
    };
  }

  // A theme with its level beside it, and under it its capabilities, each with its level as steps and as a number: they
  // need no colour and no key.
  /** @param {ThemeResult} given */
  function theme({ id, level: reached, standards: met, capabilities }) {
    const { themes, capabilities: names } = texts, { top } = M.edition.bundle;
    /** @param {number} low */
    const steps = (low) => {
      const drawn = element("i", "■".repeat(low) + "□".repeat(top - low));
      drawn.ariaHidden = "true";
      return drawn;
    };
    const parts = capabilities.flatMap((each) => (each.level ? [element("li", [element("span", names[each.id].name), " ", element("span", [steps(each.level.low), ` ${each.level.low}`])])] : []));
    const at = reached ? word("theme_level", { level: level(reached.low) }) : M.phrases.word("results.not_scored");
    const row = [element("b", `${themes[id].name}: ${at}`), " ", element("span", met.of ? word("met", { met: met.low, of: met.of }) : "")];
    return element("li", [element("p", row), element("ul", parts)]);
  }

  // What the whole comes to, before any list: standards, and the lowest theme.
  /** @param {Profile} given */
  function headline({ standards_met: met, themes, overall }) {
    const least = Math.min(...themes.flatMap((each) => (each.level ? [each.level.low] : [])));
    const list = themes.filter((each) => each.level?.low === least).map((each) => texts.themes[each.id].name);
    return [
      met.of ? M.phrases.word("results.standards_of", { met: met.low, of: met.of }) : "",
      list.length ? word("lowest", { level: level(least), list: M.phrases.list(list) }) : "",
      overall ? M.phrases.word("results.overall_is", { index: overall.shown.low }) : "",
    ].filter(Boolean).join(" ");
  }

  // The largest risks: standards not met, the furthest below first; then those not shown; then the lowest capabilities.
  /** @param {SheetPage} page */
  function risks(page) {
    const { standards: all, themes } = page.profile;
    /** @param {StandardResult} given */
    const short = ({ question, minimum }) => minimum - (page.counted.get(question)?.low ?? 0);
    const unmet = all.filter(({ status }) => status === "not_met").sort((a, b) => short(b) - short(a));
    const unshown = all.filter(({ status }) => status === "not_shown");
    const scored = themes.flatMap((each) => each.capabilities).flatMap(({ id, level: reached, index }) =>
      (reached && index ? [{ id, low: reached.low, index: index.low }] : []));
    scored.sort((a, b) => a.low - b.low || a.index[0] * b.index[1] - b.index[0] * a.index[1]);
    const lowest = scored.map(({ id, low }) => word("risk_low", { name: texts.capabilities[id].name, level: level(low) }));
    /** @param {any} each */
    const status = (each) => M.phrases.word(`results.status_${each.status}`).toLocaleLowerCase(M.phrases.language());
    /** @param {any} each */
    const risk = (each) => word("risk_standard", { text: standard(page, each), status: status(each), asks: standardText(each) });
    return [...[...unmet, ...unshown].map(risk), ...lowest].slice(0, RISKS);
  }

  // --- what people said -----------------------------------------------------------------------------------------

  /** @param {Host} host */
  function unknownText(host) {
    const open = host.asked().filter(({ id }) => Object.hasOwn(host.work.answers[id] ?? {}, "dont_know"));
    return open.map((each) => word("unknown", { name: ofQuestion(each), role: role(each.lead) })).join("; ");
  }

  // Whether a role has answered, alone or beside others.
  /** @param {any} answer @param {string} role */
  const hasSpoken = (answer, role) => [answer, ...(answer?.said ?? [])].some((view) => view?.role === role);

  // Roles that lead questions and answered none of them, each with how many.
  /** @param {Host} host */
  function silentText(host) {
    const led = new Map();
    for (const { id, lead } of host.asked()) led.set(lead, [...(led.get(lead) ?? []), host.work.answers[id] ?? {}]);
    /** @param {string} lead @param {any[]} answers */
    const isSilent = (lead, answers) => answers.every((each) => !hasSpoken(each, lead));
    const names = [...led].filter(([lead, answers]) => isSilent(lead, answers)).map(([lead, { length }]) => word("silent_role", { role: role(lead), n: length }));
    return names.length ? word("silent", { list: names.join(", ") }) : "";
  }

  // Answers on which contributors were far apart, who said what, and what was agreed.
  /** @param {Host} host */
  function disagreements(host) {
    const items = [];
    for (const each of host.asked()) {
      const { said = [], agreed = [] } = host.work.answers[each.id] ?? {}, levels = said.filter((view) => Object.hasOwn(view, "level"));
      const at = levels.map((view) => view.level ?? 0);
      if (!(Math.max(...at) - Math.min(...at) >= WIDE)) continue;
      const views = levels.map((view) => word("view", { level: view.level, role: role(view.role) || M.phrases.word("results.roles_none") }));
      const last = [...agreed].sort((a, b) => (a.round ?? 1) - (b.round ?? 1)).at(-1);
      const agreement = last ? word("agreed", { state: M.labels.stateText(last), reason: last.reason }) : "";
      items.push(item([`${word("apart", { name: ofQuestion(each), list: M.phrases.list(views) })} `, element("span", agreement, "m-clip")]));
    }
    return { differ: items.length ? listed(items) : "", agree: items.length ? "" : word("none") };
  }

  // What moved since last time, on the questions that both answer.
  /** @param {Host} host */
  function movementSince(host) {
    const last = M.lastPeriod.assessment();
    if (!last) return word("moved_unknown");
    const { capabilities, answers, earlier } = M.movement.between(host.edition.bundle, last, host.assessment());
    const both = answers.filter((each) => each.moved !== "not_comparable").length;
    /** @param {any} given */
    const fromTo = ({ id, before, after }) => word("from_to", { name: texts.capabilities[id].name, from: before, to: after });
    const lines = ["up", "down", "not_shown"].flatMap((way) => {
      const names = capabilities.filter((each) => each.moved === way).map(fromTo);
      return names.length ? [item(M.phrases.word(`next.moved_${way}`, { list: names.join("; ") }))] : [];
    });
    const same = word(both === answers.length ? "same_questions" : "shared_questions", { period: earlier, n: both, of: answers.length });
    return [element("p", `${same} ${lines.length ? "" : M.phrases.word("next.moved_nothing")}`), element("ul", lines)];
  }

  /** @param {Host} given */
  function friend({ work }) {
    const visits = (work.friend ?? []).map((visit) => item(M.friend.line(work, visit)));
    return visits.length ? titled(M.phrases.word("friend.title"), visits) : "";
  }

  /** @param {Host} host */
  function actions(host) {
    const { do: doing, later, drop } = M.actions.decisions(host);
    /** @param {any} given */
    const name = ({ action }) => M.labels.action(action);
    /** @param {any} each */
    const owned = (each) => ({ name: name(each), owner: M.work.shortLine(role(each.owner)) || word("no_owner"), by: each.by ? word("by", { date: date(each.by) }) : word("no_date") });
    /** @param {any} each */
    const putOff = (each) => (each.owner || each.by ? `${name(each)} ${word("action", owned(each))}` : name(each));
    const uncalled = M.actions.uncalled(host);
    const dated = [...doing].sort((a, b) => (a.by ?? "9").localeCompare(b.by ?? "9")); // first what is due first
    const rows = dated.map((each) => {
      const own = owned(each);
      const first = each.first_step ? [element("span", word("first_step", { text: each.first_step }), "m-clip")] : [];
      const needs = each.resources ? [" ", element("span", word("needs", { text: each.resources }), "m-clip")] : [];
      const called = uncalled.includes(each.action) ? `${word("not_called")} ` : "";
      return item([element("b", own.name), ` ${word("action", own)} ${called}`, ...first, ...needs]);
    });
    /** @param {any} each */
    const why = (each) => word("dropped", { name: name(each), reason: M.work.isFilled(each.reason) ? each.reason.replace(/[.\s]+$/, "") : word("no_reason") });
    const days = M.actions.targets(host).map(({ action, by }) => word("target", { name: named(texts.standards[action]?.name, action), date: date(by) }));
    const left = M.actions.undecided(host), rest = left > 0 ? word("undecided_rest", { n: left }) : "";
    const dateless = M.actions.unmetStandards(host).filter((id) => M.actions.targets(host).every(({ action }) => action !== id));
    return {
      targets: days.length ? [word("targets", { list: days.join("; ") }), dateless.length ? word("targets_none", { list: codes(dateless) }) : ""].filter(Boolean).join(" ") : "",
      do: rows.length ? listed(rows) : "",
      undecided: rows.length || later.length || drop.length ? rest : word("undecided"),
      later: later.length ? word("later", { list: later.map(putOff).join("; ") }) : "",
      drop: drop.length ? [element("span", word("drop", { list: drop.map(why).join("; ") }), "m-clip")] : "",
    };
  }

  /** @param {Host} given */
  function signature({ work }) {
    const { sign_off: signed } = work;
    const key = signed && word(`did_${signed.decision.replaceAll("-", "_")}`, { role: role(signed.role), date: date(signed.date) });
    return { signed: key ?? "", signed_note: [signed?.note, signed?.reply ? word("since_reply", { text: signed.reply }) : ""].filter(Boolean).join("\n") };
  }

  // The questions that were answered as not applicable.
  /** @param {any[]} all */
  const off = (all) => all.filter((each) => each.state === "not_applicable").map(({ id }) => id);

  // Which questions are not among those that count, and why, in sentences.
  /** @param {Host} host @param {any[]} all */
  function uncountedSentences(host, all) {
    const ids = off(all), { answers, joint = [] } = host.work;
    const list = ids.map((id) => word("not_counted", { code: codes([id]), reason: M.work.shortLine(answers[id]?.not_applicable ?? "").replace(/\.$/, "") })).join(", ");
    const shared = joint.map(({ question, force }) => M.phrases.word("share.joint", { code: codes([question]), force: M.labels.forceName(force) || force }));
    const sentences = M.profile.askedSentences(all.map(({ id }) => id), M.labels.setAside(host)).slice(1).map((each) => each.textContent);
    return [...sentences, ...(ids.length ? [M.phrases.word("results.total_not_applicable", { n: ids.length, list })] : []), ...(shared.length ? [word("joint", { list: shared.join("; ") })] : [])];
  }

  // All of it, by the places on the pages. What is not answered counts as it will once it is signed.
  /** @param {Host} host @param {any} since */
  function values(host, since) {
    const { bundle } = host.edition, assessment = host.assessment(), { force, period } = host.summary();
    /** @type {Assessment} */
    const as = M.work.isSigned(host.work) ? assessment : { ...assessment, sign_off: { role: bundle.roles[0], date: M.labels.today(), decision: "signed" } };
    const profile = M.outlook.figures(bundle, as), all = M.work.questionsOf(profile.themes);
    const nobody = unknownText(host), page = { profile, counted: new Map(all.map((each) => [each.id, each.counted])) };
    const sensitive = [...host.questions.values()].filter((each) => each.sensitive && Object.hasOwn(assessment.answers, each.id)).map(({ id }) => id);
    return {
      of: word("of", { force, period }),
      based: [word("based", { version: bundle.edition.version, answered: profile.answered + off(all).length, of: all.length, n: profile.roles.length }), ...uncountedSentences(host, all), ...M.work.isSigned(host.work) || !nobody ? [] : [word("as_signed", { level: bundle.policy.dont_know })]].join(" "),
      headline: headline(profile),
      sensitive: sensitive.length ? word("sensitive", { list: codes(sensitive) }) : "",
      ...standards(page),
      themes: profile.themes.filter((each) => each.of).map(theme),
      risks: risks(page).map(item),
      changed: since ? [...titled(since.title, since.items.map((/** @type {Place} */ each) => each.cloneNode(true))), ...since.talk.map((/** @type {string} */ text) => element("p", text, "m-clip"))] : "",
      moved: movementSince(host), unknown: nobody || word("none"), silent: silentText(host), ...disagreements(host), friend: friend(host), ...actions(host), ...signature(host),
    };
  }

  return { values, hasSpoken, ofQuestion };
})();
