// Small helpers of the parts that follow the questions: copies of templates, names of things, and what an answer says.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  const { texts } = M.edition;
  const byId = (id) => document.getElementById(id);
  const { element, piece } = M.dom;

  // A copy of a template's one element, with texts in its places. A place whose text is empty is hidden.
  function copy(name, values = {}) {
    const made = piece(name);
    fill(made, values);
    return made;
  }

  function fill(root, values) {
    for (const place of root.querySelectorAll("[data-fill]")) {
      if (!Object.hasOwn(values, place.dataset.fill)) continue;
      const value = values[place.dataset.fill];
      place.hidden = value === "" || value.length === 0;
      place.replaceChildren(...(Array.isArray(value) ? value : [value]));
    }
  }

  const code = (id) => texts.questions[id].code;
  const codes = (ids) => ids.map(code).join(", ");
  const role = (id) => texts.roles[id] ?? id ?? "";
  const date = M.question.dayOf;
  const today = () => M.question.isoOf(new Date()); // where the reader is
  const legend = (id) => byId(`q-${id}`).querySelector("legend").lastChild.textContent.trim();
  const level = (n) => M.words("sign.level", { level: n, name: texts.scale[n] });
  // Questions that were answered and are not asked any more, so that their answers are set aside.
  const aside = (host) => (host.assessment().kept ?? []).filter(({ because, place }) => because === "not_asked" && place.startsWith("answers."))
    .map(({ place }) => place.slice(8)).filter((id) => host.questions.has(id));

  const forceName = (id) => [...byId("m-force").options].find((each) => each.value === id && id)?.textContent ?? "";

  // The roles to choose from, as in the bar. A text that is none of them, from a file, is one more choice.
  function roles(select, value = "") {
    select.replaceChildren(...[...byId("m-role").options].map((each) => new Option(each.textContent, each.value)));
    if (value && !Object.hasOwn(texts.roles, value)) select.append(new Option(value, value));
    select.value = value;
  }

  // What an answer says, without its words: its level with its name, don't know, not applicable, or that there is none.
  function state(answer = {}) {
    if (Object.hasOwn(answer, "level")) return level(answer.level);
    const found = M.state.STATES.find((each) => Object.hasOwn(answer, each));
    return M.words(`sign.${found ?? "no_answer"}`);
  }

  M.pieces = { made: element, copy, fill, code, codes, role, date, today, legend, level, aside, forceName, roles, state };
})();
