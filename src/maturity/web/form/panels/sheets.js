// What stands on the two pages for the person who signs, worked out from the answers. Said in the words of the results.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  const { texts } = M.edition, { made, code, codes, role, date, level } = M.pieces;
  const say = (key, values) => M.words(`sign.${key}`, values);
  const WIDE = 2; // levels apart, as in merge.js
  const RISKS = 3;

  // A list that may be cut short on paper (see sign.js), with a place for how many are left out.
  const listed = (items) => [...items, made("li", "", "m-rest")];

  const item = (text) => made("li", text);
  const titled = (title, items) => [made("h4", title), made("ul", listed(items))];

  // What something is called before its code, for those who do not know the codes.
  const named = (name, id) => (name ? say("named", { name, code: code(id) }) : code(id));
  const ofStandard = ({ question }) => named(texts.standards[question].name, question);
  const ofQuestion = ({ id, capability }) => named(texts.capabilities[capability].name, id);
  const capital = (text) => text[0].toLocaleUpperCase(M.language()) + text.slice(1);

  // --- standards, themes and risks ------------------------------------------------------------------------------

  function standard(page, each) {
    const { question, minimum, reason } = each, { low } = page.counted.get(question);
    return say(reason === "below" ? "standard_below" : "standard_why", {
      name: capital(ofStandard(each)), minimum, level: low, reason: M.words(`results.reason_${reason}`),
    });
  }

  // What a standard asks for, as it stands in the results.
  const asks = ({ question }) => document.querySelector(`tr[data-standard="${question}"] th`)?.lastChild.textContent.trim() ?? "";

  function standards(page) {
    const { standards: all } = page.profile, by = (status) => all.filter((each) => each.status === status);
    const group = (status) => {
      const items = by(status);
      return items.length ? [made("p", [made("b", `${M.words(`results.status_${status}`)} (${items.length})`)]), made("ul", items.map((each) => item(standard(page, each))))] : "";
    };
    const names = by("met").map(ofStandard);
    return {
      not_met: group("not_met"), not_shown: group("not_shown"),
      list_met: say("list_met", { list: names.join("; ") || "–" }),
    };
  }

  // A row for a theme, and in it its capabilities, each with its level as steps: they need no colour and no key.
  function theme({ id, level: reached, standards: met, capabilities }) {
    const { themes, capabilities: names } = texts, { top } = M.edition.bundle;
    const steps = (low) => {
      const drawn = made("i", "■".repeat(low) + "□".repeat(top - low));
      drawn.ariaHidden = true;
      return drawn;
    };
    const parts = capabilities.filter((each) => each.level).map((each) => made("li", [steps(each.level.low), ` ${each.level.low} ${names[each.id].name}`]));
    const at = reached ? level(reached.low) : M.words("results.not_scored");
    const row = [made("b", themes[id].name), " ", made("b", at), " ", made("span", met.of ? say("met", { met: met.low, of: met.of }) : "")];
    return made("li", [made("p", row), made("ul", parts)]);
  }

  // What the whole comes to, before any list: standards, and the lowest theme.
  function headline({ standards_met: met, themes, overall }) {
    const levels = themes.filter((each) => each.level), least = Math.min(...levels.map((each) => each.level.low));
    const list = levels.filter((each) => each.level.low === least).map((each) => texts.themes[each.id].name);
    return [
      met.of ? M.words("results.standards_of", { met: met.low, of: met.of }) : "",
      list.length ? say("lowest", { level: level(least), list: M.listed(list) }) : "",
      overall ? M.words("results.overall_is", { index: overall.shown.low }) : "",
    ].filter(Boolean).join(" ");
  }

  // The largest risks: standards not met, the furthest below first; then those not shown; then the lowest capabilities.
  function risks(page) {
    const { standards: all, themes } = page.profile;
    const short = ({ question, minimum }) => minimum - page.counted.get(question).low;
    const unmet = all.filter(({ status }) => status === "not_met").sort((a, b) => short(b) - short(a));
    const unshown = all.filter(({ status }) => status === "not_shown");
    const low = themes.flatMap((each) => each.capabilities).filter((each) => each.level);
    low.sort((a, b) => a.level.low - b.level.low || a.index.low[0] * b.index.low[1] - b.index.low[0] * a.index.low[1]);
    const lowest = low.map((each) => say("risk_low", { name: texts.capabilities[each.id].name, level: level(each.level.low) }));
    const status = (each) => M.words(`results.status_${each.status}`).toLocaleLowerCase(M.language());
    const risk = (each) => say("risk_standard", { text: standard(page, each), status: status(each), asks: asks(each) });
    return [...[...unmet, ...unshown].map(risk), ...lowest].slice(0, RISKS);
  }

  // --- what people said -----------------------------------------------------------------------------------------

  function unknown(host) {
    const by = new Map();
    for (const each of host.asked()) {
      const { id, lead } = each;
      if (Object.hasOwn(host.work.answers[id] ?? {}, "dont_know")) by.set(lead, [...(by.get(lead) ?? []), ofQuestion(each)]);
    }
    return [...by].map(([lead, names]) => say("unknown", { role: role(lead), list: names.join(", ") })).join("; ");
  }

  // Answers on which contributors were far apart, who said what, and what was agreed.
  function differ(host) {
    const items = [];
    for (const each of host.asked()) {
      const { said = [], agreed = [] } = host.work.answers[each.id] ?? {}, levels = said.filter((view) => Object.hasOwn(view, "level"));
      const at = levels.map((view) => view.level);
      if (!(Math.max(...at) - Math.min(...at) >= WIDE)) continue;
      const views = levels.map((view) => say("view", { level: view.level, role: role(view.role) || M.words("results.roles_none") }));
      const last = [...agreed].sort((a, b) => (a.round ?? 1) - (b.round ?? 1)).at(-1);
      const agreement = last ? say("agreed", { state: M.pieces.state(last), reason: last.reason }) : "";
      items.push(item([`${say("apart", { name: ofQuestion(each), list: M.listed(views) })} `, made("span", agreement, "m-clip")]));
    }
    return { differ: items.length ? listed(items) : "", agree: items.length ? "" : say("none") };
  }

  // What moved since last time, on the questions that both answer.
  function moved(host) {
    const last = M.last.get();
    if (!last) return say("moved_unknown");
    const { capabilities, answers, earlier } = M.moved(host.edition.bundle, last, host.assessment());
    const both = answers.filter((each) => each.moved !== "not_comparable").length;
    const fromTo = ({ id, before, after }) => say("from_to", { name: texts.capabilities[id].name, from: before, to: after });
    const lines = ["up", "down", "not_shown"].flatMap((way) => {
      const names = capabilities.filter((each) => each.moved === way).map(fromTo);
      return names.length ? [item(M.words(`next.moved_${way}`, { list: names.join("; ") }))] : [];
    });
    const same = say(both === answers.length ? "same_questions" : "shared_questions", { period: earlier, n: both, of: answers.length });
    return [made("p", `${same} ${lines.length ? "" : M.words("next.moved_nothing")}`), made("ul", lines)];
  }

  function friend({ work }) {
    const visits = (work.friend ?? []).map((visit) => item(M.friend.line(work, visit)));
    return visits.length ? titled(M.words("friend.title"), visits) : "";
  }

  function actions(host) {
    const { do: doing, later, drop } = M.parts["p-actions"].decisions(host), { interventions } = texts;
    const name = ({ intervention }) => interventions[intervention].name;
    const rows = doing.map((each) => {
      const own = { name: name(each), owner: M.state.line(role(each.owner)) || say("no_owner"), by: each.by ? say("by", { date: date(each.by) }) : say("no_date") };
      return item(each.first_step ? [made("b", each.first_step, "m-clip"), " ", say("action", own)] : [made("b", own.name), ": ", own.owner, ", ", own.by]);
    });
    const why = (each) => say("dropped", { name: name(each), reason: M.state.filled(each.reason) ? each.reason : say("no_reason") });
    return {
      do: rows.length ? listed(rows) : "",
      undecided: rows.length || later.length || drop.length ? "" : say("undecided"),
      later: later.length ? say("later", { list: later.map(name).join("; ") }) : "",
      drop: drop.length ? [made("span", say("drop", { list: drop.map(why).join("; ") }), "m-clip")] : "",
    };
  }

  function signature({ work }) {
    const { sign_off: signed } = work;
    const key = signed && say(`did_${signed.decision.replaceAll("-", "_")}`, { role: role(signed.role), date: date(signed.date) });
    return { signed: key ?? "", signed_note: signed?.note ?? "" };
  }

  // Which questions are not among those answered, and why, in sentences.
  function uncounted(host, all) {
    const off = all.filter((each) => each.state === "not_applicable").map(({ id }) => id), list = codes(off);
    const said = M.asked(all.map(({ id }) => id), M.pieces.aside(host)).slice(1).map((each) => each.textContent);
    return [...said, ...(off.length ? [M.words("results.total_not_applicable", { n: off.length, list })] : [])];
  }

  // All of it, by the places on the pages. What is not answered counts as it will once it is signed.
  function sheets(host, since) {
    const { bundle } = host.edition, assessment = host.assessment(), { force, period } = host.summary();
    const as = M.state.fixed(host.work) ? assessment : { ...assessment, sign_off: { role: bundle.roles[0], date: M.pieces.today(), decision: "signed" } };
    const profile = M.score(bundle, as), all = M.state.inside(profile.themes);
    const nobody = unknown(host), page = { profile, counted: new Map(all.map((each) => [each.id, each.counted])) };
    const sensitive = [...host.questions.values()].filter((each) => each.sensitive && Object.hasOwn(assessment.answers, each.id)).map(({ id }) => id);
    return {
      of: say("of", { force, period }),
      based: [say("based", { version: bundle.edition.version, answered: profile.answered, of: all.length, n: profile.roles.length }), ...uncounted(host, all), ...M.state.fixed(host.work) || !nobody ? [] : [say("as_signed", { level: bundle.policy.dont_know })]].join(" "),
      headline: headline(profile),
      sensitive: sensitive.length ? say("sensitive", { list: codes(sensitive) }) : "",
      ...standards(page),
      themes: profile.themes.filter((each) => each.of).map(theme),
      risks: risks(page).map(item),
      changed: since ? titled(since.title, since.items.map((each) => each.cloneNode(true))) : "",
      moved: moved(host), unknown: nobody || say("none"), ...differ(host), friend: friend(host), ...actions(host), ...signature(host),
    };
  }

  M.sheets = sheets;
})();
