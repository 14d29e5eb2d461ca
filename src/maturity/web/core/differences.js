// What can be said of profiles that are side by side. Pure. Only settled differences count: while something is open, two
// levels differ when even the best of one is below the worst of the other.
Maturity.differences = (function () {
  "use strict";

  // The level of a theme, a capability or a question in a profile, or null where there is none.
  /** @param {Profile} profile @param {{ theme?: string, capability?: string, question?: string }} fields */
  function level(profile, { theme, capability, question: id }) {
    if (id) return question(profile, id)?.counted ?? null;
    if (theme) return profile.themes.find((each) => each.id === theme)?.level ?? null;
    return profile.themes.flatMap((each) => each.capabilities).find((each) => each.id === capability)?.level ?? null;
  }

  /** @param {Profile} profile @param {string} id */
  function question(profile, id) {
    return profile.themes.flatMap((each) => each.capabilities).flatMap((each) => each.questions).find((each) => each.id === id);
  }

  // How many levels lie between the lowest and the highest, at least.
  /** @param {(ScoreRange | null)[]} pairs */
  function levelsApart(pairs) {
    const ranges = pairs.filter((pair) => pair !== null);
    if (ranges.length < 2) return 0;
    return Math.max(0, Math.max(...ranges.map((pair) => pair.low)) - Math.min(...ranges.map((pair) => pair.high)));
  }

  // Sentences as [key, {from, to, capabilities, n}]: for two forces where each is further on than the other in its last
  // file, and for the years of one force what moved from each to the next. Files are in their order on the page.
  /** @param {Bundle} bundle @param {any[]} files */
  function notes(bundle, files) {
    /** @type {any[]} */
    const found = [];
    /** @param {any} file */
    const isLast = (file) => files.findLast((each) => each.record.force === file.record.force) === file;
    files.forEach((from, at) => {
      const next = files[at + 1];
      for (const to of files.slice(at + 1)) {
        if (from.record.force !== to.record.force) found.push(...([from, to].every(isLast) ? [["further", from, to], ["further", to, from]] : []));
        else if (to === next) found.push(["down", from, to], ["up", from, to]);
      }
    });
    return found.map(([key, from, to]) => [key, { from, to, capabilities: key === "up" ? capabilitiesAhead(bundle, to, from) : capabilitiesAhead(bundle, from, to) }])
      .filter(([, { capabilities }]) => capabilities.length)
      .map(([key, values]) => [key, { ...values, n: values.capabilities.length }]);
  }

  // The capabilities in which one profile is above another.
  /** @param {Bundle} bundle @param {any} one @param {any} other */
  function capabilitiesAhead(bundle, one, other) {
    return bundle.themes.flatMap((theme) => theme.capabilities).map((each) => each.id).filter((capability) => {
      const [a, b] = [one, other].map(({ profile }) => level(profile, { capability }));
      return a !== null && b !== null && a.low > b.high;
    });
  }

  return { level, question, levelsApart, notes };
})();
