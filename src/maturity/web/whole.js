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

  bundle.themes = bundle.themes.map(([id, weight, capabilities]) => ({
    id, weight, capabilities: capabilities.map(([name, share, questions]) => ({ id: name, weight: share, questions: questions.map(question) })),
  }));

  // What an element with a code says: {code, name}.
  function named(element) {
    const code = element.querySelector(".m-code");
    return { code: code.textContent, name: element.textContent.slice(element.textContent.indexOf(code.textContent) + code.textContent.length).trim() };
  }

  const all = (selector, inner) => Object.fromEntries([...document.querySelectorAll(selector)].map((each) => [each.id.slice(2), named(each.querySelector(inner))]));
  texts.capabilities ??= all(".m-capability", "h2");
  texts.questions ??= Object.fromEntries(Object.entries(all(".m-question", "legend")).map(([id, { code, name }]) => [id, { code, text: name }]));
})();
