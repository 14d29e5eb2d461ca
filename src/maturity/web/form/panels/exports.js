// Parts of a return to give away: CSV of levels, of comments and evidence, or of both, and results on paper. Answers that
// could help someone who means harm are left out unless they are asked for, and every export says so.
Maturity.exports = (function () {
  "use strict";
  const M = Maturity;
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`exports.${key}`, values);
  const { code, codes, role, date, questionText } = M.labels;
  const { element } = M.dom;
  const sensitive = () => [...M.work.questionsById(M.edition.bundle).values()].filter((each) => each.sensitive);

  const CELL = 32767; // characters of a cell that Excel shows

  // --- CSV ------------------------------------------------------------------------------------------------------

  // A cell that a spreadsheet shows as text and never works out.
  /** @param {any} value */
  function cell(value) {
    const text = String(value ?? ""), safe = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
    return `"${safe.replaceAll('"', '""')}"`;
  }

  /** @param {any[][]} rows */
  const csv = (rows) => `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;

  /** @type {Record<string, string[]>} */
  const COLUMNS = {
    levels: ["answer", "level", "counted", "minimum", "standard"],
    words: ["comment", "evidence"],
  };

  /** @param {Question} given @param {Fact} answer @param {Profile} profile */
  function levels({ id, minimum }, answer, profile) {
    const found = M.work.questionsOf(profile.themes).find((each) => each.id === id);
    const standard = profile.standards.find(({ question }) => question === id);
    return [M.labels.stateText(answer), answer.level, found?.counted ? M.profile.rangeText(found.counted) : "", minimum, standard ? M.phrases.word(`results.status_${standard.status}`) : ""];
  }

  /** @param {Fact} answer */
  function wordsOf(answer) {
    const views = [answer, ...answer.said ?? [], ...(answer.agreed ?? []).map((/** @type {Agreed} */ { reason, role: who }) => ({ comment: reason, role: who }))];
    const comments = views.flatMap((view) => [view.not_applicable, view.comment]
      .filter((text) => M.work.isFilled(text))
      .map((text) => (view.role ? `${role(view.role)}: ${text}` : text)));
    const proof = (answer.evidence ?? []).map((/** @type {Evidence} */ piece) => [piece.title, role(piece.owner), date(piece.date), piece.where].filter(Boolean).join(", "));
    return [[...new Set(comments)].join("\n"), proof.join("\n")];
  }

  // The rows of an export: what it is, then a line for each question, between two lines with the marking.
  /** @param {Host} host @param {string} what @param {string} which */
  function rows(host, what, which) {
    const { edition, work } = host, assessment = host.assessment(), profile = M.outlook.figures(M.outlook.visibleBundle(edition.bundle, work), assessment); // a theme that is open shows no result
    const all = host.asked(), { force, period } = host.summary();
    const taken = all.filter((each) => which === "with" || each.sensitive === (which === "only")), out = all.filter((each) => each.sensitive && !taken.includes(each));
    const kinds = what === "all" ? ["levels", "words"] : [what], marking = M.work.shortLine(work.marking) || edition.texts.edition.marking;
    const lines = taken.map((each) => {
      const answer = assessment.answers[each.id] ?? {};
      const cells = kinds.flatMap((kind) => (kind === "levels" ? levels(each, answer, profile) : wordsOf(answer)));
      return [code(each.id), each.id, questionText(each.id), ...cells];
    });
    return [[marking], [word("title", { force, period, version: edition.bundle.edition.version })], [word("face")],
      ...(out.length ? [[word("left_out", { list: codes(out.map(({ id }) => id)) })]] : []),
      ["code", "id", "question", ...kinds.flatMap((kind) => COLUMNS[kind])], ...lines, [marking]];
  }

  /** @param {unknown} _ @param {Host} host */
  function save(_, host) {
    const [what, which] = ["what", "sensitive"].map((name) => byId(`m-export-${name}`).value);
    if (!M.work.hasFileName(host.work)) return host.keeper.files.showNeeds();
    const name = `${M.work.fileName(host.work).replace(".assessment.json", "")}-${what}-${which}-sensitive.csv`;
    const table = rows(host, what, which), long = table.filter((row) => row.some((value) => String(value ?? "").length > CELL)).map(([first]) => first);
    host.keeper.files.download(name, csv(table), "text/csv");
    return M.notices.show("file", [word("saved", { name }), ...(long.length ? [word("cell", { list: long.join(", ") })] : [])].join(" "));
  }

  // --- on paper -------------------------------------------------------------------------------------------------

  // Whether paper has the answers that are left out otherwise. One choice, wherever it is shown.
  /** @param {{ checked: boolean }} given */
  function choose({ checked }) {
    for (const each of document.querySelectorAll('[data-do="print-sensitive"]')) each.checked = checked;
  }

  /** @param {Set<string>} left */
  const redact = (left) => document.querySelectorAll(".m-redactable").forEach((each) => each.redact(left));

  // Where something that is left out would be: paper says under it what is missing there.
  /** @param {Place} left */
  function placeFor(left) {
    if (left.matches(".m-question:not(.m-rating)")) return left.querySelector(".m-choices");
    if (left.matches(".m-item")) return left.querySelector("h3");
    return left.closest("table, .m-agreed-list, .m-gaps, .m-ratings");
  }

  // Says under each place which answers are missing in it, and what else cannot be shown without them.
  /** @param {Map<Place, string[]>} missing */
  function noteMissing(missing) {
    for (const each of document.querySelectorAll(".m-left-out")) each.remove();
    const home = M.work.questionsById(M.edition.bundle), { texts } = M.edition;
    for (const [place, ids] of missing) {
      const rows = [...new Set(ids.map((id) => home.get(id).capability))].map((id) => `${texts.capabilities[id].code} ${texts.capabilities[id].name}`);
      const key = place.matches(".m-picture") ? "left_out_theme" : place.matches(".m-results-of, #m-plan-state") ? "left_out_all" : "left_out_here";
      place.after(element("p", word(key, { list: codes(ids), rows: M.phrases.list(rows) }), "m-left-out"));
    }
  }

  // Marks everything that tells of such an answer: the question's, its standard's and its capability's, and the theme's
  // figures from which they could be worked out. Sentences are told again without it.
  function hideSensitive() {
    const left = document.querySelector('[data-do="print-sensitive"]:checked') ? [] : sensitive();
    for (const each of document.querySelectorAll(".m-secret")) each.classList.remove("m-secret");
    const results = byId("p-results"), home = M.work.questionsById(M.edition.bundle), picked = byId("m-either").value;
    redact(new Set(left.flatMap(({ id }) => [id, home.get(id).capability, home.get(id).theme])));
    const all = left.map(({ id }) => id), missing = new Map(all.length ? [results.querySelector(".m-results-of"), byId("m-plan-state")].map((each) => [each, all]) : []);
    for (const { id } of left) {
      const { capability, theme } = home.get(id);
      const selectors = [
        `tr[data-standard="${id}"]`, `tr[data-capability="${capability}"]`, `tr[data-theme="${theme}"]`,
        `[data-theme="${theme}"] :is(.m-reasons, [data-fill="standards"], .m-index)`,
        "[data-figure=standards_met], [data-figure=overall]",
      ];
      if (id === picked) selectors.push(".m-either", '[data-fill="either"]');
      const talked = byId("p-meeting").querySelectorAll(`[data-place="answers.${id}"]`);
      const listed = byId("p-checklist").querySelectorAll(`[data-sensitive="${id}"]`);
      const rated = byId("p-friend").querySelectorAll(`.m-gap[data-question="${id}"], .m-rating[data-id="${id}"]`);
      for (const each of [byId(`q-${id}`), ...talked, ...listed, ...rated, ...results.querySelectorAll(selectors.join())]) {
        const place = placeFor(each);
        each.classList.add("m-secret");
        if (place) missing.set(place, [...new Set([...missing.get(place) ?? [], id])]);
      }
    }
    noteMissing(missing);
  }

  // Every visit begins with the answers left out: browsers bring choices back together with a page.
  function leaveOut() {
    for (const name of ["what", "sensitive"]) byId(`m-export-${name}`).selectedIndex = 0;
    choose({ checked: false });
  }

  addEventListener("pageshow", leaveOut);
  addEventListener("beforeprint", hideSensitive);
  addEventListener("afterprint", () => {
    redact(new Set());
    noteMissing(new Map());
  });
  return { actions: { export: save, "print-sensitive": choose } };
})();
