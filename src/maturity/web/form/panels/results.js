// Under the results: what is still open and would settle most, what moved since last time, what one level either side of
// an answer would change, and how far the evidence is checked. Nothing here tells of a theme that is not complete.
Maturity.results = (function () {
  "use strict";
  const M = Maturity;
  const MOST = 5; // open questions that are named as settling most
  const MOVES = ["up", "down", "not_shown", "open", "same"];
  const CHECKS = ["none", "named", "second", "friend"];
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`next.${key}`, values);
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { texts } = M.edition;
  const { element, setText } = M.dom;
  const { rangeText } = M.profile;
  /** @param {string} name */
  const at = (name) => byId("m-further").querySelector(`[data-fill="${name}"]`);
  /** @param {string} name @param {string} said */
  const put = (name, said) => setText(at(name), said);
  /** @param {"themes" | "capabilities"} kind @param {string} id */
  const nameOf = (kind, id) => texts[kind][id].name;
  /** @param {string[]} ids */
  const codes = (ids) => M.redaction.codeLinks({ questions: "#q-" }, ids);
  /** @type {{ host: Host, bundle: Bundle, left: Map<string, string[]>, seen: Bundle, assessment: Assessment }} */
  let page; // what the panel shows: the work, the bundle of what may be seen, the assessment

  // Items of a list: a sentence, or what says it for a number of things; ids; and links to them in the place of {list}.
  /** @param {string} name @param {any[]} items */
  function list(name, items) {
    at(name).replaceChildren(...items.map(([said, ids = [], nodes = codes]) =>
      M.redaction.redactable(element("li"), ids, typeof said === "string" ? () => said : said, nodes)));
  }

  /** @param {Host} host */
  function show(host) {
    const { work, edition } = host, { bundle } = edition;
    const left = M.outlook.unansweredByTheme(bundle, work), seen = M.outlook.visibleBundle(bundle, work);
    page = { host, bundle, left, seen, assessment: host.assessment() };
    M.whatIf.show(seen, page.assessment);
    showOpen();
    showMoved();
    showTipping();
    showNeighbours();
    showEvidence();
  }

  // --- still open -----------------------------------------------------------------------------------------------

  function showOpen() {
    const { bundle, left, seen, assessment } = page;
    const found = M.outlook.settlingQuestions(seen, assessment);
    const n = [...left.values()].flat().length;
    put("open", [word("left", { n }), ...(seen.themes.length ? [word("unknown", { n: found.length, level: bundle.policy.dont_know })] : [])].join(" "));
    const signed = M.work.isSigned(page.host.work) ? M.work.questionsOf(M.outlook.figures(seen, assessment).themes) : [];
    const unknown = signed.filter(({ state }) => state === "dont_know").map(({ id }) => id);
    if (unknown.length) put("open", word("left", { n }));
    const settled = [(/** @type {number} */ many) => word("unknown_signed", { n: many, level: bundle.policy.dont_know }), unknown];
    list("left", [
      ...(unknown.length ? [settled] : []),
      ...bundle.themes.filter(({ id }) => left.has(id))
        .map(({ id }) => [(/** @type {number} */ many) => word("left_in", { name: nameOf("themes", id), n: many }), left.get(id)]),
    ]);
    at("settling").parentElement.hidden = !found.length;
    list("settling", found.slice(0, MOST).map((each) => {
      const values = { name: nameOf("themes", each.theme), level: each.level ? rangeText(each.level) : "" };
      return [[word(`settles_${each.does}`, values), ...(each.standard ? [word("settles_standard")] : [])].join(" "), [each.question]];
    }));
  }

  // --- since last time ------------------------------------------------------------------------------------------

  function showMoved() {
    const { seen, assessment } = page, last = M.lastPeriod.assessment();
    const found = last && seen.themes.length ? M.movement.between(seen, last, assessment) : undefined;
    const none = last ? "hidden" : "moved_none";
    const compared = found?.answers.filter((each) => each.moved !== "not_comparable").length;
    put("moved-lead", found ? word("moved_lead", { period: M.work.shortLine(last?.period ?? ""), n: compared }) : word(none));
    at("moved-rows").parentElement.hidden = !found?.questions.length;
    list("moved", found ? sentences(found) : []);
    at("moved-rows").replaceChildren(...(found ? rows(found) : []));
  }

  // What a capability or theme did: one that is not settled at either end has not moved yet.
  /** @param {Movements} found @param {MovementRow} row @returns {string} */
  const moveOf = (found, row) => (found.open.includes(row.id) ? "open" : row.moved);

  /** @param {Movements} found */
  function sentences(found) {
    /** @type {[MovementRow, "themes" | "capabilities"][]} */
    const parts = [...found.themes.map((row) => /** @type {[MovementRow, "themes"]} */ ([row, "themes"])), ...found.capabilities.map((row) => /** @type {[MovementRow, "capabilities"]} */ ([row, "capabilities"]))];
    /** @type {any[]} */
    const items = MOVES.slice(0, 4).flatMap((move) => {
      /** @param {MovementRow} row @param {"themes" | "capabilities"} kind */
      const named = (row, kind) => (move === "not_shown" ? changeText(found, row, kind) : nameOf(kind, row.id));
      const there = new Map(parts.filter(([row]) => moveOf(found, row) === move).map(([row, kind]) => [row.id, named(row, kind)]));
      return there.size ? [[word(`moved_${move}`), [...there.keys()], (/** @type {string[]} */ ids) => [ids.map((id) => there.get(id)).join("; ")]]] : [];
    });
    items.push(...targetSentences());
    const still = parts.every(([row, kind]) => moveOf(found, row) === "same" && !(kind === "themes" && levelStep(found, row)));
    if (still && parts.length) items.push([word("moved_nothing")]);
    for (const move of ["up", "down", "not_comparable"]) {
      const ids = found.answers.filter((each) => each.moved === move).map(({ id }) => id);
      if (ids.length) items.push([word(`answers_${move}`), ids]);
    }
    return items;
  }

  // Last period's targets: minimum standards that were to be met by now.
  function targetSentences() {
    const { standards } = M.outlook.figures(page.seen, page.assessment), status = new Map(standards.map((each) => [each.question, each.status]));
    const targets = (M.lastPeriod.assessment()?.actions ?? []).filter(({ action, by }) => by && status.has(action));
    const kept = targets.filter(({ action }) => status.get(action) === "met"), others = targets.filter((each) => !kept.includes(each));
    const today = M.question.isoDate(new Date()), missed = others.filter(({ by }) => (by ?? "") < today);
    /** @param {{ action: string }[]} some */
    const ids = (some) => some.map(({ action }) => action);
    /** @type {[string, string[]][]} */
    const sides = [["targets_kept", ids(kept)], ["targets_missed", ids(missed)], ["targets_to_come", ids(others.filter((each) => !missed.includes(each)))]];
    return sides.filter(([, some]) => some.length).map(([key, some]) => [word(key), some]);
  }

  // A change that is not shown, with its direction.
  /** @param {Movements} found @param {MovementRow} row @param {"themes" | "capabilities"} kind */
  function changeText(found, { id, before, after }, kind) {
    if (kind === "capabilities") return M.phrases.word("sign.from_to", { name: nameOf(kind, id), from: before, to: after });
    const { then = null, now = null } = found.levels.find((each) => each.id === id)?.index ?? {};
    return then && now ? word("index_from_to", { name: nameOf(kind, id), from: rangeText(then), to: rangeText(now) }) : nameOf(kind, id);
  }

  // Which way the level of a theme went whose index moved too little to call.
  /** @param {Movements} found @param {MovementRow} row */
  function levelStep(found, { id }) {
    const { then = null, now = null } = found.levels.find((each) => each.id === id) ?? {};
    return then && now ? Math.sign(now.low - then.low) : 0;
  }

  /** @param {Movements} found */
  function rows(found) {
    const capabilities = new Map(found.capabilities.map((row) => [row.id, row]));
    const levels = new Map(found.levels.map((row) => [row.id, row]));
    const profile = M.outlook.figures(M.movement.bundleOfQuestions(page.seen, found.questions), page.assessment);
    return profile.themes.flatMap((theme, n) => {
      const { then, now, index } = levels.get(theme.id);
      /** @param {any} level @param {any} points */
      const themeCell = (level, points) => {
        if (!points) return word("nothing");
        return level ? word("theme_level", { level: rangeText(level), index: rangeText(points) }) : word("theme_index", { index: rangeText(points) });
      };
      const head = row("themes", theme.id, themeCell(then, index.then), themeCell(now, index.now), themeMove(found, found.themes[n]));
      head.className = "m-moved-theme";
      return [head, ...theme.capabilities.map(({ id, level }) => {
        const each = capabilities.get(id), before = each.before === null ? word("nothing") : String(each.before);
        const move = moveOf(found, each);
        return row("capabilities", id, before, level ? rangeText(level) : word("nothing"), move);
      })];
    });
  }

  /** @param {Movements} found @param {MovementRow} theme */
  function themeMove(found, theme) {
    const move = moveOf(found, theme), by = move === "same" ? levelStep(found, theme) : 0;
    return by ? (by > 0 ? "level_up" : "level_down") : move;
  }

  /**
   * @param {"themes" | "capabilities"} kind
   * @param {string} id
   * @param {any} then
   * @param {any} now
   * @param {string} move
   */
  function row(kind, id, then, now, move) {
    const node = line(nameOf(kind, id), [["then", then], ["now", now], ["moved_column", word(`move_${move}`)]]);
    node.dataset[kind === "themes" ? "theme" : "capability"] = id;
    return node;
  }

  // A row of a table: its head, and cells with the label that each has on a narrow screen.
  /** @param {string} name @param {any[]} cells */
  function line(name, cells) {
    const head = element("th", name);
    head.scope = "row";
    return element("tr", [head, ...cells.map(([label, said]) => {
      const node = element("td", said);
      node.dataset.label = word(label);
      return node;
    })]);
  }

  // --- one level either side ------------------------------------------------------------------------------------

  function showTipping() {
    const { seen, assessment } = page, { themes, standards } = M.outlook.tippingAnswers(seen, assessment);
    /** @param {number} by */
    const side = (by) => (by < 0 ? "lower" : "higher");
    put("tipping-lead", word(!seen.themes.length ? "hidden" : themes.length + standards.length ? "tipping" : "tipping_none"));
    list("tipping", [
      ...themes.map((each) => [word(`tip_${side(each.by)}`, { name: nameOf("themes", each.id), level: rangeText(each.to) }), each.questions]),
      ...standards.map((each) => [each.to === "not_shown" && side(each.by) === "higher" ? word("tip_standard_shown") : word(`tip_standard_${side(each.by)}`, { status: status(each.to) }), each.questions]),
    ]);
    choices();
  }

  // Every answer with a level in a theme whose result may be seen. The one that was picked stays picked.
  function choices() {
    const select = byId("m-either"), before = select.value;
    const { answers } = page.assessment;
    const there = M.work.questionsOf(page.seen.themes)
      .filter(({ id }) => Object.hasOwn(answers, id) && Object.hasOwn(answers[id], "level"));
    select.replaceChildren(select.options[0], ...there.map(({ id }) => {
      const question = texts.questions[id];
      return new Option(`${question.code} ${question.text}`, id);
    }));
    select.value = there.some(({ id }) => id === before) ? before : "";
    select.parentElement.hidden = !there.length;
  }

  /** @param {string} name */
  const status = (name) => M.phrases.word(`results.status_${name}`).toLocaleLowerCase(M.phrases.language());

  function showNeighbours() {
    const id = byId("m-either").value, { seen, assessment } = page;
    const found = id ? M.outlook.neighbouringLevels(seen, assessment, id) : null;
    /** @type {[string, Neighbour | null][]} */
    const changes = found ? [["lower", found.lower], ["higher", found.higher]] : [];
    const sides = changes.map(([name, change]) => {
      const head = change ? word(`side_${name}`, { level: change.level, name: texts.scale[change.level] }) : word(`side_${name}_end`);
      return element("div", [element("h4", head), element("ul", change ? effects(change).map((said) => element("li", said)) : [])]);
    });
    at("either").replaceChildren(...sides);
  }

  // What a change comes to, in sentences.
  /** @param {Neighbour} given */
  function effects({ level, counted, theme, capability, standard }) {
    const sentences = counted && counted.high < level ? [word("would_cap", { counted: rangeText(counted) })] : [];
    for (const [change, kind] of /** @type {[any, "themes" | "capabilities"][]} */ ([[theme, "themes"], [capability, "capabilities"]])) {
      if (change) sentences.push(word("would_level", { name: nameOf(kind, change.id), from: rangeText(change.from), to: rangeText(change.to) }));
    }
    if (standard) sentences.push(word("would_standard", { from: status(standard.from), to: status(standard.to) }));
    return sentences.length ? sentences : [word("would_nothing")];
  }

  // --- evidence -------------------------------------------------------------------------------------------------

  // How far the evidence of an answer is checked.
  /** @param {Answer} given */
  function checkOf({ evidence = [] }) {
    const named = evidence.filter(({ title }) => M.work.isFilled(title));
    /** @param {string} who */
    const by = (who) => named.some(({ checked }) => checked === who);
    return by("critical-friend") ? "friend" : by("second-role") ? "second" : named.length ? "named" : "none";
  }

  function showEvidence() {
    const { seen, assessment } = page;
    put("proof-lead", word(seen.themes.length ? "proof_lead" : "hidden"));
    at("proof").parentElement.hidden = !seen.themes.length;
    at("proof").replaceChildren(...M.outlook.figures(seen, assessment).themes.filter(({ of }) => of).map((theme) => {
      const given = M.work.questionsOf([theme]).filter(({ state }) => state === "level");
      /** @param {string} name */
      const checked = (name) => given.filter(({ id }) => checkOf(assessment.answers[id]) === name).length;
      return line(nameOf("themes", theme.id), CHECKS.map((name) => [`proof_${name}`, checked(name)]));
    }));
  }

  return {
    show,
    /** @param {Place} target @param {Host} host @param {string} type */
    input(target, host, type) {
      if (target.id === "m-either" && type === "change") showNeighbours();
      if (type === "change" && target.closest("#m-if")) M.whatIf.input(target);
    },
    actions: {},
  };
})();
