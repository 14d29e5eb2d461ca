// The edition of a single file, made whole again: `lean.py` wrote the bundle in few bytes, and names that stand on the
// page anyway are taken from there.
(function () {
  "use strict";
  const { bundle, texts } = globalThis.Maturity.edition;

  function question([id, weight, minimum, condition, notApplicable, sensitive, meaning, lead, helpers, ...bands]) {
    const [needs, helps, gives] = bands.map((places) => places.map((place) => bundle.interventions[place]));
    return {
      id, weight, minimum, condition, not_applicable: Boolean(notApplicable), sensitive: Boolean(sensitive), meaning,
      lead: bundle.roles[lead], helpers: helpers.map((place) => bundle.roles[place]), calls_for: { needs, helps, gives },
    };
  }

  function worded(text) {
    if (Array.isArray(text)) return { one: text[0] + text[1] + text[3], other: text[0] + text[2] + text[3] };
    return typeof text === "string" ? text : Object.fromEntries(Object.entries(text).map(([key, value]) => [key, worded(value)]));
  }

  texts.words = worded(texts.words);

  const INTERVENTION = ["name", "horizon", "owner", "effort", "now"];
  for (const [id, values] of Object.entries(texts.interventions)) {
    texts.interventions[id] = Object.fromEntries(INTERVENTION.map((name, n) => [name, values[n]]));
  }

  bundle.themes = bundle.themes.map(([id, weight, capabilities]) => ({
    id, weight, capabilities: capabilities.map(([name, share, questions]) => ({ id: name, weight: share, questions: questions.map(question) })),
  }));

  // What an element with a code says: {code, name}.
  function named(element) {
    return { code: element.firstElementChild.textContent, name: element.lastChild.textContent.trim() };
  }

  const all = (selector, inner) => Object.fromEntries([...document.querySelectorAll(selector)].map((each) => [each.id.slice(2), named(each.querySelector(inner))]));
  texts.capabilities ??= all(".m-capability", "h2");
  texts.questions ??= Object.fromEntries(Object.entries(all(".m-capability fieldset", "legend")).map(([id, { code, name }]) => [id, { code, text: name }]));
})();
