// What can be said of profiles that stand side by side. Pure. Only settled differences count: while something is open, two
// levels differ when even the best of one is below the worst of the other.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};

  // The level of a theme, a capability or a question in a profile, or null where there is none.
  function level(profile, { theme, capability, question }) {
    if (question) return find(profile, question)?.counted ?? null;
    if (theme) return profile.themes.find((each) => each.id === theme)?.level ?? null;
    return profile.themes.flatMap((each) => each.capabilities).find((each) => each.id === capability)?.level ?? null;
  }

  function find(profile, question) {
    return profile.themes.flatMap((each) => each.capabilities).flatMap((each) => each.questions).find((each) => each.id === question);
  }

  // How many levels lie between the lowest and the highest, at least.
  function apart(pairs) {
    const there = pairs.filter((pair) => pair !== null);
    if (there.length < 2) return 0;
    return Math.max(0, Math.max(...there.map((pair) => pair.low)) - Math.min(...there.map((pair) => pair.high)));
  }

  // Sentences as [key, {from, to, capabilities, n}]: for two forces where each is further on than the other in its last
  // file, and for the years of one force what moved from each to the next. Files are in their order on the page.
  function notes(bundle, files) {
    const found = [], isLast = (file) => files.findLast((each) => each.record.force === file.record.force) === file;
    files.forEach((from, at) => {
      const next = files[at + 1];
      for (const to of files.slice(at + 1)) {
        if (from.record.force !== to.record.force) found.push(...([from, to].every(isLast) ? [["further", from, to], ["further", to, from]] : []));
        else if (to === next) found.push(["down", from, to], ["up", from, to]);
      }
    });
    return found.map(([key, from, to]) => [key, { from, to, capabilities: ahead(bundle, ...(key === "up" ? [to, from] : [from, to])) }])
      .filter(([, { capabilities }]) => capabilities.length)
      .map(([key, values]) => [key, { ...values, n: values.capabilities.length }]);
  }

  // The capabilities in which one profile is above another.
  function ahead(bundle, one, other) {
    return bundle.themes.flatMap((theme) => theme.capabilities).map((each) => each.id).filter((capability) => {
      const [a, b] = [one, other].map(({ profile }) => level(profile, { capability }));
      return a !== null && b !== null && a.low > b.high;
    });
  }

  Object.assign(M, { besideLevel: level, besideQuestion: find, besideApart: apart, besideNotes: notes });
})();
