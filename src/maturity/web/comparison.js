// Forces side by side. The template has drawn the heads of the tables; this fills in their rows from the record beside
// them, for the group and the periods that are chosen. Forces stay in the record's order, which is alphabetical.
(function () {
  "use strict";
  const FEW = 3; // from so many forces on there is a middle
  /** @param {Place} root @param {string} name */
  const find = (root, name) => root.querySelector(`[data-fill="${name}"]`);
  /** @param {string} text @param {Values} values */
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

  /** @param {string} tag @param {any} [content] @param {string} [className] @returns {Place} */
  function element(tag, content, className) {
    const made = /** @type {Place} */ (document.createElement(tag));
    made.append(...[content ?? []].flat());
    if (className) made.className = className;
    return made;
  }

  /** @param {string} text */
  function rowHead(text) {
    const head = element("th", text);
    head.scope = "row";
    return head;
  }

  // Of levels that are settled, as `spread` in statistics.py: with a quarter of them rounded up to q, the q-th from
  // below, the lower middle one, and the q-th from above.
  /** @param {(ScoreRange | null | undefined)[]} pairs @param {number} top */
  function spread(pairs, top) {
    const there = pairs.flatMap((pair) => pair ?? []);
    const settled = there.filter(({ low, high }) => low === high).map(({ low }) => low).sort();
    const quarter = Math.ceil(settled.length / 4);
    return {
      counts: Array.from({ length: top + 1 }, (_, level) => settled.filter((each) => each === level).length),
      open: there.length - settled.length,
      middle: settled[Math.ceil(settled.length / 2) - 1],
      low: settled[quarter - 1],
      high: settled[settled.length - quarter],
    };
  }

  /** @param {Place} root */
  function begin(root) {
    /** @type {Comparison & { words: Record<string, string> }} */
    const record = JSON.parse(root.querySelector(".maturity-comparison").textContent);
    const { top, periods, forces, groups, words } = record;
    const [group, period, beside, force] = ["group", "period", "beside", "force"].map(
      (name) => /** @type {Place} */ (root.querySelector(`#m-compare-${name}`)),
    );
    const real = forces.some((each) => !each.invented);
    const step = (/** @type {number} */ level) => `m-step-${Math.floor((level * 4) / top)}`;

    // The chosen periods, the earlier first; and the forces of the group that have a result in one of them.
    const chosen = () =>
      [...new Set([period.value, beside.value || period.value].map(Number))].sort((a, b) => b - a);
    const members = () => (group.value ? groups[Number(group.value)].forces : [...forces.keys()]);
    const shown = () => members().filter((place) => chosen().some((when) => forces[place].results[when]));
    const counted = () => shown().filter((place) => !real || !forces[place].invented);

    // Of a few forces there are counts, but no middle and no spread: the middle of two would be one force's own level.
    /** @param {number} when @param {string} column */
    function figures(when, column) {
      const found = spread(counted().map((n) => forces[n].results[when]?.levels[column]), top);
      const settled = found.counts.reduce((sum, n) => sum + n, 0);
      return settled < FEW ? { ...found, middle: undefined, low: undefined, high: undefined } : found;
    }

    // A level on its tone; while it is open, on the tone of its worst, and marked as a range.
    /** @param {string} tag @param {ScoreRange | null | undefined} pair */
    function levelOf(tag, pair) {
      if (!pair) return element(tag, words.dash, "m-cell");
      const settled = pair.low === pair.high;
      const text = settled ? String(pair.low) : fill(words.range, { low: pair.low, high: pair.high });
      return element(tag, text, `m-cell ${step(pair.low)}${settled ? "" : " m-open"}`);
    }

    // One level where the periods agree; else the levels of both, the earlier first.
    /** @param {(ScoreRange | null | undefined)[]} pairs */
    function levelCell(pairs) {
      const texts = new Set(pairs.map((pair) => JSON.stringify(pair ?? null)));
      if (texts.size === 1) return levelOf("td", pairs[0]);
      const then = element("span", words.then, "m-unseen");
      return element("td", element("div", [levelOf("span", pairs[0]), then, levelOf("span", pairs[1])]), "m-split");
    }

    /** @param {number | undefined} level */
    const settledAt = (level) => (level === undefined ? null : { low: level, high: level });
    /** @param {{ low?: number, high?: number }} found */
    const half = ({ low, high }) =>
      low === undefined || high === undefined ? words.dash : low === high ? String(low) : fill(words.range, { low, high });

    // How many forces are at each level, as one bar.
    /** @param {number[]} counts */
    function bar(counts) {
      const parts = counts.flatMap((n, level) => {
        if (!n) return [];
        const part = element("span", String(n), `m-cell ${step(level)}`);
        part.style.flexGrow = String(n);
        part.title = fill(words.at_level, { n, level });
        part.append(element("span", ` ${part.title.replace(/^\d+ /, "")}, `, "m-unseen"));
        return [part];
      });
      return element("div", parts, "m-levels-bar");
    }

    // A box for each level: the middle, the spread, and one force's own level.
    /** @param {{ middle?: number, low?: number, high?: number }} found @param {number | undefined} own */
    function strip({ middle, low, high }, own) {
      const boxes = Array.from({ length: top + 1 }, (_, level) => {
        const inside = low !== undefined && high !== undefined && low <= level && level <= high;
        const look = level === middle ? "m-strip__middle" : inside ? "m-strip__half" : "";
        return element("i", "", level === own ? `${look} m-strip__own` : look);
      });
      const drawn = element("span", boxes, "m-strip");
      drawn.setAttribute("aria-hidden", "true");
      return drawn;
    }

    function drawThemes() {
      for (const body of root.querySelectorAll("[data-theme]")) {
        body.replaceChildren(
          ...chosen().map((when, n) => {
            const found = figures(when, String(body.dataset.theme));
            const head = n ? element("td") : rowHead(String(body.dataset.name));
            const middle = levelOf("td", settledAt(found.middle));
            return element("tr", [head, element("td", periods[when]), element("td", bar(found.counts), "m-drawn"), middle]);
          }),
        );
      }
    }

    const ROWS = 8; // drawn at once

    // The heat map: what draws its middle, and what draws its rows, some at a time.
    /** @returns {(() => void)[]} */
    function mapParts() {
      const columns = [...root.querySelectorAll("[data-column]")].map((head) => String(head.dataset.column));
      const ofTheme = [...root.querySelectorAll("[data-column]")].map((head) => head.matches(".m-of-theme"));
      /** @param {string} name @param {(column: string) => (ScoreRange | null | undefined)[]} levels @param {Place} last */
      const row = (name, levels, last) => {
        const cells = columns.map((column) => levelCell(levels(column)));
        cells.forEach((cell, n) => cell.classList.toggle("m-of-theme", ofTheme[n]));
        return element("tr", [rowHead(name), ...cells, last]);
      };
      const middle = () => find(root, "middle").replaceChildren(
        row(words.middle, (column) => chosen().map((when) => settledAt(figures(when, column).middle)), element("td")),
      );
      /** @param {number} place */
      const rowOf = (place) => {
        const results = chosen().map((when) => forces[place].results[when]);
        const last = results.filter((result) => result).at(-1);
        const met = last && last.met.of ? fill(words.of, { part: half(last.met), whole: last.met.of }) : words.dash;
        const tr = row(forces[place].name, (column) => results.map((one) => one?.levels[column]), element("td", met));
        if (last && !last.signed) tr.firstElementChild?.append("*", element("span", ` ${words.unsigned}`, "m-unseen"));
        tr.classList.toggle("m-chosen", String(place) === force.value);
        return tr;
      };
      const places = shown(), rows = find(root, "rows");
      rows.replaceChildren();
      const starts = [...places.keys()].filter((n) => n % ROWS === 0);
      return [middle, ...starts.map((n) => () => rows.append(...places.slice(n, n + ROWS).map(rowOf)))];
    }

    function drawOwn() {
      const one = force.value ? forces[Number(force.value)] : null;
      root.classList.toggle("m-without-own", !one);
      find(root, "own-none").hidden = Boolean(one);
      find(root, "own-title").textContent = one ? fill(words.own_of, { name: one.name }) : words.own_title;
      for (const tr of root.querySelectorAll("[data-beside]")) {
        const column = String(tr.dataset.beside);
        const pairs = chosen().map((when) => one?.results[when]?.levels[column]);
        const last = pairs.at(-1);
        const found = figures(chosen().at(-1) ?? 0, column);
        const own = levelCell(pairs);
        own.classList.add("m-own");
        tr.replaceChildren(
          tr.firstElementChild,
          element("td", strip(found, last && last.low === last.high ? last.low : undefined)),
          own,
          element("td", String(found.middle ?? words.dash)),
          element("td", half(found)),
        );
      }
    }

    function drawFigures() {
      for (const body of root.querySelectorAll("[data-counts]")) {
        body.replaceChildren(
          ...chosen().map((when) => {
            const found = figures(when, String(body.dataset.counts));
            const numbers = [...found.counts, found.open, found.middle ?? words.dash, half(found)];
            const cells = [periods[when], ...numbers].map((text) => element("td", String(text)));
            return element("tr", [rowHead(String(body.dataset.name)), ...cells]);
          }),
        );
      }
    }

    function say() {
      const [first, last] = [chosen()[0], chosen().at(-1) ?? 0];
      const name = group.selectedOptions[0].textContent;
      const both = first === last ? periods[last] : fill(words.beside, { period: periods[last], earlier: periods[first] });
      const there = counted().flatMap((place) => forces[place].results[last] ?? []);
      const whole = there.filter((result) => result.whole).length;
      const values = { n: whole, of: there.length, period: periods[last] };
      const lines = [fill(words.said, { group: name, forces: shown().length, periods: both }), fill(words.whole, values)];
      if (shown().length > counted().length) lines.push(words.invented);
      find(root, "said").textContent = lines.join(" ");
    }

    // The forces that can be chosen are those that are shown.
    function offer() {
      const before = force.value;
      const options = shown().map((place) => new Option(forces[place].name, String(place)));
      force.replaceChildren(force.options[0], ...options);
      force.value = options.some((option) => option.value === before) ? before : "";
    }

    /** @type {(() => void)[]} */
    let parts = []; // that are still to be drawn

    // What is seen first at once, and the rest part by part, so that the page answers meanwhile.
    function draw() {
      find(root, "split").hidden = chosen().length < 2;
      offer();
      drawThemes();
      say();
      parts = [...mapParts(), drawOwn, drawFigures];
      root.setAttribute("aria-busy", "true");
      setTimeout(drawNext);
    }

    function drawNext() {
      parts.shift()?.();
      if (parts.length) setTimeout(drawNext);
      else root.setAttribute("aria-busy", "false");
    }

    for (const kind of new Set(groups.map((each) => each.kind))) {
      const its = groups.flatMap((each, place) => (each.kind === kind ? new Option(each.name, String(place)) : []));
      const under = element("optgroup", its);
      under.setAttribute("label", kind);
      group.append(under);
    }
    for (const picker of [group, period, beside, force]) picker.addEventListener("change", draw);
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
