// What the panels call things: questions by their codes, roles, forces and dates by their names, and what an answer says.
Maturity.labels = (function () {
  "use strict";
  const M = Maturity;
  const { texts } = M.edition;
  /** @param {any} id */
  const byId = (id) => document.getElementById(id);

  /** @param {any} id */
  const code = (id) => texts.questions[id].code;
  /** @param {string[]} ids */
  const codes = (ids) => ids.map(code).join(", ");
  // What an action is called. A step that the edition no longer has is called by its question.
  /** @param {string} id */
  const action = (id) => texts.actions[id]?.name ?? M.phrases.word("actions.step_gone", { code: texts.questions[id.replace(/-\d+$/, "")]?.code ?? id, level: Number(id.match(/\d+$/)?.[0]) });
  /** @param {any} id */
  const role = (id) => texts.roles[id] ?? id ?? "";
  const date = M.question.dateText;
  const today = () => M.question.isoDate(new Date()); // where the reader is
  /** @param {any} id */
  const questionText = (id) => byId(`q-${id}`).querySelector("legend").lastChild.textContent.trim();
  /** @param {number} n */
  const level = (n) => M.phrases.word("sign.level", { level: n, name: texts.scale[n] });
  // Questions that were answered and are not asked any more, so that their answers are set aside.
  /** @param {Host} host */
  const setAside = (host) => (host.assessment().kept ?? []).filter(({ because, place }) => because === "not_asked" && place.startsWith("answers."))
    .map(({ place }) => place.slice(8)).filter((id) => host.questions.has(id));

  /** @param {any} id */
  const forceName = (id) => [...byId("m-force").options].find((each) => each.value === id && id)?.textContent ?? "";

  // The roles to choose from, as in the bar. A text that is none of them, from a file, is one more choice.
  /** @param {Place} select @param {string} [value] */
  function roles(select, value = "") {
    select.replaceChildren(...[...byId("m-role").options].map((each) => new Option(each.value ? each.textContent : M.phrases.word("say.choose_role"), each.value)));
    if (value && !Object.hasOwn(texts.roles, value)) select.append(new Option(value, value));
    select.value = value;
  }

  // What an answer says, without its words: its level with its name, don't know, not applicable, or that there is none.
  /** @param {Fact} [answer] */
  function stateText(answer = {}) {
    if (Object.hasOwn(answer, "level")) return level(answer.level);
    const found = M.work.STATES.find((each) => Object.hasOwn(answer, each));
    return M.phrases.word(`sign.${found ?? "no_answer"}`);
  }

  // A moment as a part of a file's name: "2026-11-20-0905".
  /** @param {string} at */
  function timeForName(at) {
    const time = new Date(at);
    return [M.question.isoDate(time), time.toTimeString().slice(0, 5).replace(":", "")].join("-");
  }

  return { timeForName, code, codes, action, role, date, today, questionText, level, setAside, forceName, roles, stateText };
})();
