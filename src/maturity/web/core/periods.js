// Periods: how an edition spells them, and their order in time. The same as periods.py, under the same cases. Pure.
Maturity.periods = (function () {
  "use strict";
  const APRIL = 4;
  const SPELT = /^((?:19|20)\d\d)(?:\/(\d\d)| Q([1-4])|-(0[1-9]|1[0-2]))?$/;
  const YEAR = /(?<!\d)(?:19|20)\d\d(?!\d)/g;
  const YEARS = /(?<!\d)((?:19|20)?\d\d)\D*(?:19|20)?(\d\d)(?!\d)/g; // two years: 2026-27, 26/27, 2026 to 2027, 202627
  const QUARTER = /q(?:uarter|tr)?[. ]?([1-4])(?!\d)|([1-4])(?:st|nd|rd|th)? ?(?:q(?![a-z0-9])|quarter|qtr)/;
  const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
  const MONTH_NAME = new RegExp(`(?<![a-z])(${MONTHS.join("|")})[a-z]*`);
  const MONTH_FIRST = /(?<!\d)(0?[1-9]|1[0-2])[-./ ]+(?:19|20)\d\d(?!\d)/;
  const MONTH_LAST = /(?<!\d)(?:19|20)\d\d[-./ ]*(1[0-2]|0?[1-9])(?!\d)/;

  // The period that a text is the right spelling of, as {kind, first, months}, with months counted from the year 0;
  // null when it is none of any kind.
  /** @param {string} text */
  function parsePeriod(text) {
    const [whole, year, to, quarter, month] = SPELT.exec(text) ?? [];
    const start = Number(year) * 12;
    if (!whole) return null;
    if (to) return Number(to) === (Number(year) + 1) % 100 ? { kind: "financial-year", first: start + APRIL - 1, months: 12 } : null;
    if (quarter) return { kind: "quarter", first: start + 3 * Number(quarter) - 3, months: 3 };
    return month ? { kind: "month", first: start + Number(month) - 1, months: 1 } : { kind: "year", first: start, months: 12 };
  }

  // Whether this is how an edition with periods of this kind writes one.
  /** @param {string} text @param {PeriodKind} kind */
  const isPeriod = (text, kind) => parsePeriod(text)?.kind === kind;

  // Below 0 when the first of two periods comes before the second in time, above 0 when it comes after it.
  /** @param {string} one @param {string} other */
  function comparePeriods(one, other) {
    const [a, b] = [one, other].map((text) => parsePeriod(text) ?? { first: -1, months: 0 });
    return a.first - b.first || a.months - b.months || (a.first < 0 ? Number(one > other) - Number(one < other) : 0);
  }

  // How a period of this kind is spelt that somebody wrote otherwise; null when it is not clear which they mean.
  /** @param {string} text @param {PeriodKind} kind */
  function intendedPeriod(text, kind) {
    const spelling = { year, "financial-year": financial, quarter, month }[kind](text.toLowerCase());
    return isPeriod(spelling, kind) ? spelling : null;
  }

  /** @param {string} low */
  const years = (low) => low.match(YEAR) ?? [];
  /** @param {string} low */
  const year = (low) => years(low)[0] ?? "";
  /** @param {number} n */
  const two = (n) => String(n).padStart(2, "0");

  /** @param {string} low */
  function financial(low) {
    const whole = years(low).map(Number), start = whole.find((each) => whole.includes(each + 1));
    if (start) return `${start}/${two((start + 1) % 100)}`;
    for (const [, from, to] of low.matchAll(YEARS)) {
      const first = from.length === 4 ? Number(from) : 2000 + Number(from);
      if ((first + 1) % 100 === Number(to)) return `${first}/${to}`;
    }
    return "";
  }

  /** @param {string} low */
  function quarter(low) {
    const found = QUARTER.exec(low);
    return found ? `${onlyYear(low)} Q${found[1] ?? found[2]}` : "";
  }

  /** @param {string} low */
  function month(low) {
    const named = MONTH_NAME.exec(low);
    if (named) return `${onlyYear(low)}-${two(MONTHS.indexOf(named[1]) + 1)}`;
    const numbered = MONTH_FIRST.exec(low) ?? MONTH_LAST.exec(low);
    return numbered ? `${/(?:19|20)\d\d/.exec(numbered[0])?.[0]}-${two(Number(numbered[1]))}` : "";
  }

  // The year in a text that names one only.
  /** @param {string} low */
  function onlyYear(low) {
    const found = new Set(years(low));
    return found.size === 1 ? [...found][0] : "";
  }

  return { parsePeriod, isPeriod, comparePeriods, intendedPeriod };
})();
