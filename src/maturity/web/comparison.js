// Forces side by side. The template has drawn the heads of the tables; this fills in their rows from the records beside
// them, in the order in which they come, which is alphabetical. It never sorts and never adds up levels.
(function () {
  "use strict";
  const FEW = 5; // signed and complete assessments, below which totals say too much about single forces
  /** @type {("met" | "not_met" | "not_shown" | "open" | "not_applicable")[]} */
  const STATUSES = ["met", "not_met", "not_shown", "open", "not_applicable"];

  /** @param {Place} root @param {string} name */
  const find = (root, name) => root.querySelector(`[data-fill="${name}"]`);
  /** @param {string} text @param {Values} values */
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

  /** @param {string} text @param {string} [className] */
  function cell(text, className) {
    const td = document.createElement("td");
    td.textContent = text;
    if (className) td.className = className;
    return td;
  }

  /** @param {any} words @param {ScoreRange} pair */
  const range = (words, pair) => (pair.low === pair.high ? String(pair.low) : fill(words.range, pair));

  // A level on its tone; while it is open, on the tone of its worst, and marked as a range.
  /** @param {any} words @param {ScoreRange | null} pair @param {boolean} ofTheme */
  function levelCell(words, pair, ofTheme) {
    const td = cell(pair ? range(words, pair) : words.dash, "m-cell");
    if (ofTheme) td.classList.add("m-of-theme");
    if (!pair) return td;
    td.classList.add(`m-step-${Math.floor((pair.low * 4) / Number(words.top))}`);
    if (pair.low !== pair.high) td.classList.add("m-open");
    return td;
  }

  /** @param {Place} root @param {Comparison} record @param {ComparedForce} force @param {number[][]} places */
  function row(root, record, force, places) {
    const words = root.dataset;
    const tr = root.querySelector('[data-piece="row"]').content.firstElementChild.cloneNode(true);
    tr.dataset.force = force.force;
    find(tr, "name").textContent = force.name;
    const period = find(tr, "period");
    if (record.period === null) period.textContent = force.period;
    else period.remove();
    if (force.signed) find(tr, "unsigned").remove();
    force.theme_levels.forEach((level, theme) => {
      if ("gated" in words) tr.append(levelCell(words, level, true));
      for (const place of places[theme]) tr.append(levelCell(words, force.levels[place], false));
    });
    const met = force.standards_met;
    const text = met.of ? fill(words.of, { part: range(words, met), whole: met.of }) : words.dash;
    tr.append(cell(text, "m-cell"));
    return tr;
  }

  // For each theme the places of its capabilities in the record's list, as the head of the table groups them.
  /** @param {Place} root */
  function groups(root) {
    let next = 0;
    return [...root.querySelectorAll(".m-counts tbody")]
      .map((body) => [...body.querySelectorAll("[data-capability]")].map(() => next++))
      .filter((places) => places.length);
  }

  // A count on the tone of its part of all forces, where the counts stand for the rows.
  /** @param {number} count @param {number} of @param {boolean} toned */
  function countCell(count, of, toned) {
    return cell(String(count), toned && of ? `m-cell m-step-${Math.floor((count * 4) / of)}` : "");
  }

  /** @param {Place} root @param {string} kind @param {any} record */
  function counts(root, kind, record) {
    const { dash, many } = root.dataset;
    for (const found of record) {
      const tr = root.querySelector(`[data-${kind}="${CSS.escape(found.id)}"]`);
      const middle = found.middle === null ? dash : found.middle;
      const there = [...found.counts, found.open];
      const of = there.reduce((sum, count) => sum + count, 0);
      const toned = many !== undefined;
      tr.replaceChildren(tr.firstElementChild, ...there.map((n) => countCell(n, of, toned)), cell(String(middle)));
    }
  }

  /** @param {Place} root @param {Comparison & { summary: any }} record @param {string[] | null | false | ""} only */
  function show(root, record, only) {
    const rows = record.forces.filter((force) => !only || only.includes(force.force));
    if (!("many" in root.dataset)) {
      const places = groups(root);
      find(root, "rows").replaceChildren(...rows.map((force) => row(root, record, force, places)));
    }
    if ("gated" in root.dataset) counts(root, "theme", record.theme_counts);
    counts(root, "capability", record.capability_counts);
    for (const found of record.standard_counts) {
      const tr = root.querySelector(`[data-standard="${CSS.escape(found.question)}"]`);
      tr.replaceChildren(tr.firstElementChild, ...STATUSES.map((status) => cell(String(found[status]))));
    }
    const { whole, of, invented } = record.summary;
    find(root, "complete").textContent = fill(root.dataset.complete, { n: whole, of });
    find(root, "few").hidden = whole >= FEW;
    find(root, "invented").hidden = !invented;
    return rows.length || of;
  }

  /** @param {Place} root */
  function begin(root) {
    const records = JSON.parse(root.querySelector(".maturity-comparison").textContent);
    if (!records.length) return;
    const period = root.querySelector("#m-compare-period");
    const group = root.querySelector("#m-compare-show");
    const draw = () => show(root, records[period.selectedIndex], group && group.value && group.value.split(" "));
    const announce = () => { find(root, "said").textContent = fill(root.dataset.showing, { n: draw() }); };
    period.addEventListener("change", announce);
    if (group) group.addEventListener("change", announce);
    draw();
  }

  // The margins of printed pages repeat the marking; a style can only take it from here.
  function marking() {
    const place = document.querySelector("[data-m-marking]");
    if (!place) return;
    const quoted = place.textContent.replace(/[^ \p{L}\p{N}]/gu, (sign) => `\\${sign.codePointAt(0)?.toString(16)} `);
    document.documentElement.style.setProperty("--m-marking", `"${quoted}"`);
  }

  const start = () => document.querySelectorAll(".m-comparison").forEach(begin);
  marking();
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
