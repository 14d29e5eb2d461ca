// Under the results: what is still open and would settle most, what moved since last time, what one level either side of
// an answer would change, and how far the evidence is checked. Nothing here tells of a theme that is not complete.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  const MOST = 5; // open questions that are named as settling most
  const MOVES = ["up", "down", "not_shown", "open", "same"];
  const CHECKS = ["none", "named", "second", "friend"];
  const say = (key, values) => M.words(`next.${key}`, values);
  const byId = (id) => document.getElementById(id);
  const { texts } = M.edition;
  const { element, text } = M.dom;
  const { range } = M;
  const at = (name) => byId("m-further").querySelector(`[data-fill="${name}"]`);
  const put = (name, said) => text(at(name), said);
  const nameOf = (kind, id) => texts[kind][id].name;
  const codes = (ids) => M.codes({ questions: "#q-" }, ids);
  let page; // what the panel shows: the work, the bundle of what may be seen, the assessment

  // Items of a list: a sentence, or what says it for a number of things; ids; and links to them in the place of {list}.
  function list(name, items) {
    at(name).replaceChildren(...items.map(([said, ids = [], nodes = codes]) =>
      M.told(element("li"), ids, typeof said === "string" ? () => said : said, nodes)));
  }

  function show(host) {
    const { work, edition } = host, { bundle } = edition;
    const left = M.next.left(bundle, work), seen = M.next.seen(bundle, work);
    page = { host, bundle, left, seen, assessment: host.assessment() };
    open();
    moved();
    tipping();
    either();
    proof();
  }

  // --- still open -----------------------------------------------------------------------------------------------

  function open() {
    const { bundle, left, seen, assessment } = page;
    const found = M.next.settling(seen, assessment);
    const n = [...left.values()].flat().length;
    put("open", [say("left", { n }), ...(seen.themes.length ? [say("unknown", { n: found.length })] : [])].join(" "));
    const signed = M.state.fixed(page.host.work) ? M.state.inside(M.score(seen, assessment).themes) : [];
    const unknown = signed.filter(({ state }) => state === "dont_know").map(({ id }) => id);
    if (unknown.length) put("open", say("left", { n }));
    const settled = [(many) => say("unknown_signed", { n: many, level: bundle.policy.dont_know }), unknown];
    list("left", [
      ...(unknown.length ? [settled] : []),
      ...bundle.themes.filter(({ id }) => left.has(id))
        .map(({ id }) => [(many) => say("left_in", { name: nameOf("themes", id), n: many }), left.get(id)]),
    ]);
    at("settling").parentElement.hidden = !found.length;
    list("settling", found.slice(0, MOST).map((each) => {
      const values = { name: nameOf("themes", each.theme), level: each.level ? range(each.level) : "" };
      return [[say(`settles_${each.does}`, values), ...(each.standard ? [say("settles_standard")] : [])].join(" "), [each.question]];
    }));
  }

  // --- since last time ------------------------------------------------------------------------------------------

  function moved() {
    const { seen, assessment } = page, last = M.last.get();
    const found = last && seen.themes.length ? M.moved(seen, last, assessment) : undefined;
    const none = last ? "hidden" : "moved_none";
    const compared = found?.answers.filter((each) => each.moved !== "not_comparable").length;
    put("moved-lead", found ? say("moved_lead", { period: M.state.line(last.period), n: compared }) : say(none));
    at("moved-rows").parentElement.hidden = !found?.questions.length;
    list("moved", found ? sentences(found) : []);
    at("moved-rows").replaceChildren(...(found ? rows(found) : []));
  }

  // What a capability or theme did: one that is not settled at either end has not moved yet.
  const did = (found, row) => (found.open.includes(row.id) ? "open" : row.moved);

  function sentences(found) {
    const parts = [...found.themes.map((row) => [row, "themes"]), ...found.capabilities.map((row) => [row, "capabilities"])];
    const said = MOVES.slice(0, 4).flatMap((move) => {
      const named = (row, kind) => (move === "not_shown" ? changed(found, row, kind) : nameOf(kind, row.id));
      const there = new Map(parts.filter(([row]) => did(found, row) === move).map(([row, kind]) => [row.id, named(row, kind)]));
      return there.size ? [[say(`moved_${move}`), [...there.keys()], (ids) => [ids.map((id) => there.get(id)).join("; ")]]] : [];
    });
    const still = parts.every(([row, kind]) => did(found, row) === "same" && !(kind === "themes" && stepped(found, row)));
    if (still && parts.length) said.push([say("moved_nothing")]);
    for (const move of ["up", "down", "not_comparable"]) {
      const ids = found.answers.filter((each) => each.moved === move).map(({ id }) => id);
      if (ids.length) said.push([say(`answers_${move}`), ids]);
    }
    return said;
  }

  // A change that is not shown, with its direction.
  function changed(found, { id, before, after }, kind) {
    if (kind === "capabilities") return M.words("sign.from_to", { name: nameOf(kind, id), from: before, to: after });
    const { then, now } = found.levels.find((each) => each.id === id).index;
    return say("index_from_to", { name: nameOf(kind, id), from: range(then), to: range(now) });
  }

  // Which way the level of a theme went whose index moved too little to call.
  function stepped(found, { id }) {
    const { then, now } = found.levels.find((each) => each.id === id);
    return then && now && Math.sign(now.low - then.low);
  }

  function rows(found) {
    const capabilities = new Map(found.capabilities.map((row) => [row.id, row]));
    const levels = new Map(found.levels.map((row) => [row.id, row]));
    const profile = M.score(M.only(page.seen, found.questions), page.assessment);
    return profile.themes.flatMap((theme, n) => {
      const { then, now, index } = levels.get(theme.id);
      const themeCell = (level, points) => {
        if (!points) return say("nothing");
        return level ? say("theme_level", { level: range(level), index: range(points) }) : say("theme_index", { index: range(points) });
      };
      const head = row("themes", theme.id, themeCell(then, index.then), themeCell(now, index.now), themeMove(found, found.themes[n]));
      head.className = "m-moved-theme";
      return [head, ...theme.capabilities.map(({ id, level }) => {
        const each = capabilities.get(id), before = each.before === null ? say("nothing") : String(each.before);
        const move = did(found, each);
        return row("capabilities", id, before, level ? range(level) : say("nothing"), move);
      })];
    });
  }

  function themeMove(found, theme) {
    const move = did(found, theme), by = move === "same" && stepped(found, theme);
    return by ? (by > 0 ? "level_up" : "level_down") : move;
  }

  function row(kind, id, then, now, move) {
    const made = line(nameOf(kind, id), [["then", then], ["now", now], ["moved_column", say(`move_${move}`)]]);
    made.dataset[kind === "themes" ? "theme" : "capability"] = id;
    return made;
  }

  // A row of a table: its head, and cells with the label that each has on a narrow screen.
  function line(name, cells) {
    const head = element("th", name);
    head.scope = "row";
    return element("tr", [head, ...cells.map(([label, said]) => {
      const made = element("td", said);
      made.dataset.label = say(label);
      return made;
    })]);
  }

  // --- one level either side ------------------------------------------------------------------------------------

  function tipping() {
    const { seen, assessment } = page, { themes, standards } = M.next.tipping(seen, assessment);
    const side = (by) => (by < 0 ? "lower" : "higher");
    put("tipping-lead", say(!seen.themes.length ? "hidden" : themes.length + standards.length ? "tipping" : "tipping_none"));
    list("tipping", [
      ...themes.map((each) => [say(`tip_${side(each.by)}`, { name: nameOf("themes", each.id), level: range(each.to) }), each.questions]),
      ...standards.map((each) => [say(`tip_standard_${side(each.by)}`, { status: status(each.to) }), each.questions]),
    ]);
    choices();
  }

  // Every answer with a level in a theme whose result may be seen. The one that was picked stays picked.
  function choices() {
    const select = byId("m-either"), before = select.value;
    const { answers } = page.assessment;
    const there = M.state.inside(page.seen.themes)
      .filter(({ id }) => Object.hasOwn(answers, id) && Object.hasOwn(answers[id], "level"));
    select.replaceChildren(select.options[0], ...there.map(({ id }) => {
      const question = texts.questions[id];
      return new Option(`${question.code} ${question.text}`, id);
    }));
    select.value = there.some(({ id }) => id === before) ? before : "";
    select.parentElement.hidden = !there.length;
  }

  const status = (name) => M.words(`results.status_${name}`).toLocaleLowerCase(M.language());

  function either() {
    const id = byId("m-either").value, { seen, assessment } = page;
    const found = id ? M.next.either(seen, assessment, id) : null;
    const sides = found ? ["lower", "higher"].map((name) => {
      const change = found[name];
      const head = change ? say(`side_${name}`, { level: change.level, name: texts.scale[change.level] }) : say(`side_${name}_end`);
      return element("div", [element("h4", head), element("ul", change ? effects(change).map((said) => element("li", said)) : [])]);
    }) : [];
    at("either").replaceChildren(...sides);
  }

  // What a change comes to, in sentences.
  function effects({ level, counted, theme, capability, standard, added, dropped }) {
    const said = counted && counted.high < level ? [say("would_cap", { counted: range(counted) })] : [];
    for (const [change, kind] of [[theme, "themes"], [capability, "capabilities"]]) {
      if (change) said.push(say("would_level", { name: nameOf(kind, change.id), from: range(change.from), to: range(change.to) }));
    }
    if (standard) said.push(say("would_standard", { from: status(standard.from), to: status(standard.to) }));
    const names = (ids) => M.listed(ids.map((each) => nameOf("interventions", each)));
    if (added.length) said.push(say("would_call", { list: names(added) }));
    if (dropped.length) said.push(say("would_drop", { list: names(dropped) }));
    return said.length ? said : [say("would_nothing")];
  }

  // --- evidence -------------------------------------------------------------------------------------------------

  // How far the evidence of an answer is checked.
  function checkOf({ evidence = [] }) {
    const named = evidence.filter(({ title }) => M.state.filled(title));
    const by = (who) => named.some(({ checked }) => checked === who);
    return by("critical-friend") ? "friend" : by("second-role") ? "second" : named.length ? "named" : "none";
  }

  function proof() {
    const { seen, assessment } = page;
    put("proof-lead", say(seen.themes.length ? "proof_lead" : "hidden"));
    at("proof").parentElement.hidden = !seen.themes.length;
    at("proof").replaceChildren(...M.score(seen, assessment).themes.filter(({ of }) => of).map((theme) => {
      const given = M.state.inside([theme]).filter(({ state }) => state === "level");
      const checked = (name) => given.filter(({ id }) => checkOf(assessment.answers[id]) === name).length;
      return line(nameOf("themes", theme.id), CHECKS.map((name) => [`proof_${name}`, checked(name)]));
    }));
  }

  M.parts = M.parts ?? {};
  M.parts["p-results"] = {
    show,
    input(target, host, type) {
      if (target.id === "m-either" && type === "change") either();
    },
    actions: {},
  };
})();
