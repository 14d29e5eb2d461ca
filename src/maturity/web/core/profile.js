// Results on the page. The templates have drawn everything; this fills it in from a profile, in the form and in a
// report: text by textContent, pictures by moving their marks. It never builds HTML from text.
Maturity.profile = (function () {
  "use strict";
  const M = Maturity;
  const { texts } = M.edition;
  const { element, setTextIn, find, setFill, pieceIn } = M.dom;
  const { word, list, language } = M.phrases;
  const { codeLinks, redactable, redactableCodes } = M.redaction;

  // --- small helpers --------------------------------------------------------------------------------------------

  /** @param {{ capabilities: any[] }} part */
  const inside = (part) => part.capabilities.flatMap((each) => each.questions);
  /** @param {any} a @param {any} b */
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  /** @param {ScoreRange} given */
  const rangeText = ({ low, high }) =>
    (low === high ? word("levels.one", { level: low }) : word("levels.range", { low, high }));
  /** @param {ScoreRange} given */
  const rangeNames = ({ low, high }) => {
    const { scale } = texts;
    return low === high ? scale[low] : word("levels.range", { low: scale[low], high: scale[high] });
  };

  // --- at a glance ----------------------------------------------------------------------------------------------

  /** @param {ResultsPage} page */
  function figures(page) {
    const { profile, shown } = page;
    const all = shown.length === profile.themes.length;
    const rows = all ? [] : [["waiting", word("results.waiting_value", { shown: shown.length, of: profile.themes.length })]];
    const falls = !profile.signed && M.edition.bundle.policy.dont_know === 0 && shown.flatMap(inside).every(({ state }) => state !== "open");
    if (shown.length) rows.push(["standards_met", tallyText(sum(shown.map((theme) => theme.standards)), falls)]);
    const levels = shown.map((theme) => theme.level).filter((level) => level !== null);
    if (all && levels.length) {
      const lowest = { low: Math.min(...levels.map((l) => l.low)), high: Math.min(...levels.map((l) => l.high)) };
      rows.push(["lowest", word("results.lowest_value", { level: rangeText(lowest), name: rangeNames(lowest) })]);
    }
    if (all && profile.overall) rows.push(["overall", rangeText(profile.overall.shown)]);
    rows.push(["based_on", word("results.based_on_value", { answered: profile.answered, n: profile.themes.flatMap(inside).length })]);
    rows.push(["roles", profile.roles.length ? String(profile.roles.length) : word("results.roles_none")]);
    rows.push(["sign", word(profile.signed ? "results.signed" : "results.unsigned")]);
    find(page.root, "figures").replaceChildren(...rows.map(([key, value]) => {
      const row = element("div");
      row.dataset.figure = key;
      row.append(element("dt", word(`results.${key}`)), element("dd", value));
      return row;
    }));
  }

  // Which questions a profile is about, and why others are not: not asked, not applicable, not known or not answered.
  /** @param {ResultsPage} page */
  function total(page) {
    const { profile, aside } = page, all = profile.themes.flatMap(inside);
    const open = ["not_applicable", ...(profile.signed ? [] : ["dont_know", "open"])];
    find(page.root, "total").replaceChildren(...askedSentences(all.map(({ id }) => id), aside, page), ...open.flatMap((state) => {
      const ids = all.filter((each) => each.state === state).map(({ id }) => id);
      return ids.length ? [totalSentence(page, state, ids, { level: M.edition.bundle.policy.dont_know })] : [];
    }));
  }

  /** @param {{ questions?: string }} page @param {string} key @param {string[]} ids @param {Values} [values] */
  const totalSentence = (page, key, ids, values) => redactable(element("p"), ids, (n) => word(`results.total_${key}`, { n, ...values }), (here) => codeLinks(page, here));

  // How many questions of the edition are asked of a force, in sentences, with the reason for each that is not. `aside`:
  // those that were answered and are not asked any more.
  /** @param {string[]} ids @param {string[]} [aside] @param {{ questions?: string }} [page] */
  function askedSentences(ids, aside = [], page = {}) {
    const all = M.edition.bundle.themes.flatMap(inside), off = all.filter(({ id }) => !ids.includes(id));
    const groups = [...new Set(off.map(({ condition }) => condition))].map((condition) => [condition, off.filter((each) => each.condition === condition).map(({ id }) => id)]);
    return [
      element("p", word(off.length ? "results.total_some" : "results.total_all", { n: ids.length, of: all.length })),
      ...groups.map(([condition, some]) => totalSentence(page, "not_asked", some, { name: texts.conditions[condition] })),
      ...(aside.length ? [totalSentence(page, "aside", aside)] : []),
    ];
  }

  /** @param {Tally[]} tallies */
  function sum(tallies) {
    return tallies.reduce((a, b) => ({ low: a.low + b.low, high: a.high + b.high, of: a.of + b.of }), { low: 0, high: 0, of: 0 });
  }

  // `falls`: what is open is only not known, and counts as the lowest once it is signed.
  /** @param {Tally} tally @param {boolean} [falls] */
  function tallyText(tally, falls) {
    const values = { met: rangeText(tally), of: tally.of, low: tally.low };
    if (!tally.of) return word("results.standards_none");
    return tally.low < tally.high && falls ? word("results.standards_met_signed", values) : word("results.standards_met_value", values);
  }

  // --- a theme --------------------------------------------------------------------------------------------------

  /** @param {ResultsPage} page @param {ThemeResult} result */
  function theme(page, result) {
    const root = page.root.querySelector(`[data-theme="${result.id}"]`);
    const visible = page.shown.includes(result);
    const none = result.of === 0;
    const [hidden, shown] = [root.querySelector(".m-theme-hidden"), root.querySelector(".m-theme-shown")];
    hidden.hidden = visible && !none;
    shown.hidden = !visible || none;
    if (!visible || none) return showHidden(page, result, hidden, none);
    if (result.level && result.reason) {
      setFill(root, "level", word("results.level", { level: rangeText(result.level) }));
      setFill(root, "words", rangeNames(result.level));
      find(root, "reasons").replaceChildren(...reasons(page, result.level, result.reason).map((said) => element("p", said)));
    }
    setFill(root, "standards", result.standards.of ? word("results.standards_of", { met: rangeText(result.standards), of: result.standards.of }) : "");
    setFill(root, "based", word("results.based", { answered: result.answered, of: inside(result).length }));
    setFill(root, "index", word("results.index", { index: result.index ? rangeText(result.index.shown) : "–" }));
    for (const capability of result.capabilities) row(page, root, capability);
    notes(page, root, result);
  }

  // What is shown in place of a result that is not shown yet.
  /** @param {ResultsPage} page @param {ThemeResult} result @param {Place} hidden @param {boolean} none */
  function showHidden(page, result, hidden, none) {
    const left = page.left.get(result.id) ?? [];
    setFill(hidden, "hidden", none ? word("results.nothing_applies") : word("results.hidden", { n: left.length }));
    const go = find(hidden, "go");
    go.hidden = none || !left.length || !page.questions;
    if (!go.hidden) go.href = page.questions + left[0];
  }

  /** @param {ResultsPage} page @param {ScoreRange} level @param {ThemeReason} reason */
  function reasons(page, level, reason) {
    const low = obstaclesText(page, level.low, reason.low);
    if (same(level.low, level.high)) return [low]; // what is open changes nothing about it
    return [`${word("results.worst")} ${low}`, `${word("results.best")} ${obstaclesText(page, level.high, reason.high)}`];
  }

  // Why a theme is at this level, in words, with each reason on a line.
  /** @param {ResultsPage} page @param {number} level @param {ThemeObstacles} reason */
  function obstaclesText(page, level, reason) {
    if (reason.next === null) return word("results.top", { level });
    const { share, behind, standards, next } = reason;
    const listed = list(standards.map((id) => word("results.standard_status", {
      name: texts.standards[id].name ?? texts.questions[id].code,
      status: word(`results.status_${page.status.get(id)}`).toLocaleLowerCase(language()),
    })));
    if (standards.length && !share && !behind.length) return word("results.held_standards", { level, n: standards.length, list: listed });
    /** @param {string} id */
    const name = (id) => texts.capabilities[id].name;
    const parts = [word("results.held", { level })];
    if (share) {
      const { need, of, have, short } = share;
      parts.push(word("results.by_share", { next, need, of, n: have, list: list(short.map(name)) }));
    }
    if (behind.length) parts.push(word("results.by_behind", { next, least: next - (M.edition.bundle.policy.gate?.lag ?? 0), n: behind.length, list: list(behind.map(name)) }));
    if (standards.length) parts.push(word("results.by_standards", { n: standards.length, list: listed }));
    return parts.join("\n");
  }

  /** @param {ResultsPage} page @param {Place} root @param {CapabilityResult} fields @param {"capability" | "standing"} [kind] */
  function row(page, root, { id, level, index, answered, questions }, kind = "capability") {
    const line = root.querySelector(`tr[data-capability="${id}"]`) ?? capabilityRow(page, root, id, kind);
    const { name } = texts.capabilities[id];
    find(line, "level").toggleAttribute("data-range", level !== null && level.low !== level.high);
    find(line, "level").replaceChildren(...(level ? [element("b", rangeText(level)), " ", element("span", rangeNames(level), "m-level-name")] : [word("results.not_scored")]));
    if (kind === "capability") {
      setFill(line, "index", index ? rangeText(index.shown) : "–");
      setFill(line, "answered", word("results.answered_value", { answered, of: questions.length }));
    }
    const track = line.querySelector(".m-track");
    const minimums = [...track.querySelectorAll("[data-minimum]")];
    const sentences = [level ? word("results.picture_level", { name, level: rangeText(level), words: rangeNames(level) }) : word("results.picture_none", { name })];
    for (const mark of minimums) {
      const minimum = Number(mark.dataset.minimum);
      const bound = page.profile.standards.filter((each) => each.minimum === minimum && page.home.get(each.question) === id);
      const applying = bound.filter((each) => each.status !== "not_applicable");
      mark.toggleAttribute("data-off", !applying.length);
      mark.toggleAttribute("data-met", applying.every((each) => each.status === "met"));
      const unshown = applying.some((each) => each.status === "not_shown") && applying.every((each) => ["met", "not_shown"].includes(each.status));
      mark.toggleAttribute("data-unshown", unshown);
      const is = mark.hasAttribute("data-met") ? "met" : unshown ? "unshown" : "unmet";
      if (applying.length) sentences.push(word(`results.picture_${is}`, { level: minimum }));
    }
    moveMarks(track, level, sentences.join(" "));
  }

  // A capability's row, with a mark for each level that is a minimum standard in it.
  /** @param {ResultsPage} page @param {Place} root @param {string} id @param {"capability" | "standing"} kind */
  function capabilityRow(page, root, id, kind) {
    const node = pieceIn(page.root, kind), { code, name } = texts.capabilities[id];
    node.dataset.capability = id;
    if (kind === "capability") setTextIn(node, ".m-code", code);
    node.querySelector("th").append(" ", name);
    const track = node.querySelector(".m-track"), mark = track.querySelector(".m-minimum");
    const questions = M.edition.bundle.themes.flatMap((theme) => theme.capabilities).filter((each) => each.id === id).flatMap((each) => each.questions);
    const minimums = new Set(questions.map((each) => each.minimum).filter((minimum) => minimum !== null));
    mark.replaceWith(...[...minimums].sort().map((minimum) => {
      const one = mark.cloneNode(true);
      one.dataset.minimum = String(minimum);
      one.setAttribute("transform", `translate(${minimum * Number(track.dataset.step)} 0)`);
      return one;
    }));
    (root.querySelector(".m-picture tbody") ?? root).append(node);
    return node;
  }

  // Puts the marks where they belong: the level, or the two ends of its range.
  /** @param {Place} track @param {ScoreRange | null} level @param {string} label */
  function moveMarks(track, level, label) {
    /** @param {any} value */
    const position = (value) => Number(track.dataset.left) + value * Number(track.dataset.step);
    const { low, high } = level ?? { low: 0, high: 0 };
    track.classList.toggle("m-track-none", level === null);
    track.classList.toggle("m-track-one", low === high);
    /** @type {[string, string, number][]} */
    const marks = [["low", "cx", low], ["high", "cx", high], ["range", "x1", low], ["range", "x2", high]];
    for (const [mark, name, value] of marks) {
      track.querySelector(`.m-${mark}`).setAttribute(name, String(position(value)));
    }
    track.setAttribute("aria-label", label);
  }

  // Under the picture: claims that count for less, don't knows, what does not apply.
  /** @param {ResultsPage} page @param {Place} root @param {ThemeResult} result */
  function notes(page, root, result) {
    const questions = inside(result);
    const claims = questions.filter((each) => page.profile.unshown.includes(each.id));
    root.querySelector(".m-claims").hidden = !claims.length;
    find(root, "claims").replaceChildren(...claims.map(({ id, claimed, counted }) => redactableCodes(page, element("li"), "claim", [id], { claimed, counted: rangeText(counted) })));
    for (const [name, state] of [["dont-knows", "dont_know"], ["not-applicables", "not_applicable"]]) {
      const ids = questions.filter((each) => each.state === state).map((each) => each.id);
      root.querySelector(`.m-${name}`).hidden = !ids.length;
      redactable(find(root, name), ids, () => "{list}", (here) => codeLinks(page, here));
    }
  }

  // --- standards, and what to do --------------------------------------------------------------------------------

  /** @param {ResultsPage} page */
  function standards(page) {
    const table = page.root.querySelector(".m-standards-table");
    if (!table) return; // an edition without standards
    const shown = page.profile.standards.filter(({ question }) => page.visible.has(question));
    const results = new Map(shown.map((each) => [each.question, each]));
    const rest = page.profile.standards.length - shown.length;
    table.hidden = !shown.length;
    find(page.root, "standards-rest").hidden = !rest;
    setFill(page.root, "standards-rest", word("results.standards_rest", { n: rest }));
    for (const line of table.querySelectorAll("tr[data-standard]")) {
      const result = results.get(line.dataset.standard);
      line.hidden = result === undefined; // not asked of this force, or of a theme that is hidden
      if (!result) continue;
      if (!line.querySelector("td")) {
        line.append(...pieceIn(page.root, "standard").children);
        line.firstElementChild.prepend(...codeLinks(page, [result.question]), " ");
      }
      setTextIn(line, ".m-least", word("results.minimum_value", { level: result.minimum, name: texts.scale[result.minimum] }));
      const { status, reason } = result;
      line.dataset.status = status;
      setTextIn(line, ".m-status", word(`results.status_${status}`));
      const fixed = reason === "dont_know" && status !== "open"; // a signature closes what was open
      setTextIn(line, ".m-because", word(fixed ? "results.reason_dont_know_signed" : `results.reason_${reason}`));
    }
  }

  // Where the force stands, on one page: each capability's level.
  /** @param {ResultsPage} page */
  function standing(page) {
    for (const result of page.profile.themes) {
      const root = page.root.querySelector(`[data-standing="${result.id}"]`), visible = page.shown.includes(result) && result.of > 0;
      const { level } = result;
      find(root, "theme-level").toggleAttribute("data-range", Boolean(level && level.low !== level.high));
      find(root, "theme-level").replaceChildren(...(visible && level ? [rangeText(level), " ", element("span", rangeNames(level), "m-level-name")] : [visible ? "" : word("results.standing_hidden")]));
      if (visible) for (const capability of result.capabilities) row(page, root, capability, "standing");
      else for (const line of root.querySelectorAll("tr[data-capability]")) line.remove();
    }
  }

  // --- all of it ------------------------------------------------------------------------------------------------

  // Fills in a profile. `left` gives, for each theme that is to stay hidden, the ids of the questions not answered, and
  // `aside` the questions that were answered and are not asked any more.
  /** @param {Place} root @param {Profile} profile @param {Map<string, string[]>} [left] @param {string[]} [aside] */
  function fill(root, profile, left = new Map(), aside = []) {
    const capabilities = M.edition.bundle.themes.flatMap((each) => each.capabilities);
    const home = new Map(capabilities.flatMap((each) => each.questions.map(({ id }) => [id, each.id])));
    const shown = profile.themes.filter((each) => !left.has(each.id));
    const visible = new Set(shown.flatMap(inside).map(({ id }) => id));
    const { questions, interventions, tools } = root.dataset;
    const status = new Map(profile.standards.map((each) => [each.question, each.status]));
    const page = { root, profile, left, aside, home, shown, visible, status, questions, interventions, tools };
    figures(page);
    standing(page);
    M.recommended.show(page);
    total(page);
    for (const head of root.querySelectorAll(".m-picture thead:empty")) head.append(pieceIn(page.root, "heads"));
    for (const each of profile.themes) theme(page, each);
    standards(page);
    root.dataset.filled = "";
  }

  // A page of results brings its profile with it, beside the element to fill.
  function fillPage() {
    for (const script of document.querySelectorAll("script.maturity-profile")) {
      fill(script.parentElement.querySelector(".m-profile"), JSON.parse(script.textContent));
    }
  }

  // Paper shows what to do first and the plan in full, whatever is folded on the screen.
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll(".m-do-first details, details:has(> .m-plan-page)")) /** @type {HTMLDetailsElement} */ (fold).open = true;
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", fillPage);
  else fillPage();
  return { rangeText, askedSentences, fill };
})();
