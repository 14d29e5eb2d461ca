// The edition of a single file, made whole again: `lean.py` wrote it in few bytes, and what stands on the page anyway is
// taken from there.
(function () {
  "use strict";
  const { bundle, texts } = globalThis.Maturity.edition;
  const INTERVENTION = ["name", "horizon", "owner", "effort", "now"];

  const all = (selector) => [...document.querySelectorAll(selector)];
  const record = (names, values) => Object.fromEntries(names.map((name, n) => [name, values[n]]));
  const idOf = (element) => element.id.slice(2);

  // What stands on the page by the ids there: of each element inside, its code and the text after it.
  function onPage(elements, inner, name) {
    const named = (each) => ({ code: each.firstElementChild.textContent, [name]: each.lastChild.textContent.trim() });
    return record(elements.map(idOf), elements.map((each) => named(each.querySelector(inner))));
  }

  const capabilities = all(".m-capability"), questions = all(".m-capability fieldset");
  texts.capabilities ??= onPage(capabilities, "h2", "name");
  texts.questions ??= onPage(questions, "legend", "text");
  texts.roles ??= Object.fromEntries(all("#m-role [value]:not([value=''])").map((each) => [each.value, each.textContent]));
  texts.standards = record(all("tr[data-standard]").map((each) => each.dataset.standard), texts.standards.map((name) => ({ name })));
  texts.interventions = record(bundle.interventions, texts.interventions.map((values) => record(INTERVENTION, values)));
  texts.words = worded(texts.words);
  bundle.roles = Object.keys(texts.roles);
  bundle.themes = bundle.themes.map(([id, weight, parts]) => ({ id, weight, capabilities: parts.map(capability) }));

  function worded(text) {
    if (Array.isArray(text)) return { one: text[0] + text[1] + text[3], other: text[0] + text[2] + text[3] };
    return typeof text === "string" ? text : Object.fromEntries(Object.entries(text).map(([key, value]) => [key, worded(value)]));
  }

  // An id that is left out is the next one on the page.
  function capability([id, weight, parts]) {
    return { id: id || idOf(capabilities.shift()), weight, questions: parts.map(question) };
  }

  function question([id, weight, minimum, condition, notApplicable, sensitive, meaning, lead, helpers, ...bands]) {
    const [needs, helps, gives] = bands.map((places) => places.map((place) => bundle.interventions[place]));
    return {
      id: id || idOf(questions.shift()), weight, minimum, condition, not_applicable: Boolean(notApplicable), sensitive: Boolean(sensitive),
      meaning, lead: bundle.roles[lead], helpers: helpers.map((place) => bundle.roles[place]), calls_for: { needs, helps, gives },
    };
  }
})();
