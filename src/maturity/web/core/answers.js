// What a person does to an answer and to what is asked, as changes of the work. Pure: the page calls it, and so do the
// tests that go through long sequences of such changes without a page.
Maturity.answers = (function () {
  "use strict";
  const M = Maturity;
  const { STATES } = M.work;

  // The answer to a question, begun if there is none.
  /** @param {{ answers: Record<string, Answer> }} given @param {string} id */
  const ensureAnswer = ({ answers }, id) => (Object.hasOwn(answers, id) ? answers[id] : (answers[id] = {}));

  // Notes who gives or changes an answer, and when.
  /** @param {Fact} answer @param {string} role */
  function stamp(answer, role) {
    if (role) answer.role = role;
    else delete answer.role;
    answer.at = M.work.now();
  }

  // The state that a choice of a question stands for.
  /** @param {string} value @param {string} [reason] @returns {Fact} */
  function stateFrom(value, reason = "") {
    if (/^\d+$/.test(value)) return { level: Number(value) };
    switch (value) {
      case "dont_know": return { dont_know: true };
      case "not_applicable": return { not_applicable: reason };
      default: throw new TypeError(`There is no rule for the choice ${value}`);
    }
  }

  // Takes one of the levels, don't know and not applicable for a state in place of another.
  /** @param {Fact} answer @param {string} value @param {string} reason */
  function choose(answer, value, reason) {
    for (const state of STATES) delete answer[state];
    Object.assign(answer, stateFrom(value, reason));
  }

  // Keeps what one role said as a view of its own, before another role says something else.
  /** @param {Fact} answer */
  function keepView(answer) {
    const names = [...STATES, "comment", "role", "at"], view = M.work.pick(answer, names);
    for (const name of names) delete answer[name];
    answer.said = [view];
  }

  // Keeps what one role said as a view of its own, before another role says the same in other words.
  /** @param {Fact} answer */
  function speakBeside(answer) {
    const same = M.work.pick(answer, [...STATES, "comment"]);
    keepView(answer);
    Object.assign(answer, same);
  }

  // Puts a text into the comment, the reason, or a field of the nth piece of evidence. Nobody chose who checked it: then
  // nothing says so.
  /** @param {Fact} answer @param {string} name @param {string} text @param {number} n */
  function write(answer, name, text, n) {
    if (name === "comment") answer.comment = text;
    else if (name === "reason") answer.not_applicable = text;
    else if (name === "checked" && !text) delete answer.evidence[n].checked;
    else answer.evidence[n][name] = text;
  }

  /** @param {Fact} answer @param {Evidence} [piece] */
  function addEvidence(answer, piece = { title: "" }) {
    (answer.evidence ??= []).push(piece);
  }

  /** @param {Fact} answer @param {number} n */
  function removeEvidence(answer, n) {
    answer.evidence.splice(n, 1);
  }

  // Says whether a condition holds. What is usual for a force is not written down, so that it still changes with the force.
  /** @param {Bundle} bundle @param {Work} work @param {string} id @param {boolean} on */
  function setCondition(bundle, work, id, on) {
    if (on === M.work.isUsual(bundle, work, id)) delete work.about[id];
    else work.about[id] = on;
  }

  return { ensureAnswer, stamp, stateFrom, choose, keepView, speakBeside, write, addEvidence, removeEvidence, setCondition };
})();
