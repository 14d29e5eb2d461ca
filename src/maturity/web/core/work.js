// What a person does to an answer and to what is asked, as changes of the work. Pure: the page calls it, and so do the
// tests that go through long sequences of such changes without a page.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  const { STATES } = M.state;

  // The answer to a question, begun if there is none.
  const answerOf = ({ answers }, id) => (Object.hasOwn(answers, id) ? answers[id] : (answers[id] = {}));

  // Notes who gives or changes an answer, and when.
  function stamp(answer, role) {
    if (role) answer.role = role;
    else delete answer.role;
    answer.at = M.state.now();
  }

  // Takes one of the levels, don't know and not applicable for a state in place of another.
  function choose(answer, value, reason) {
    for (const state of STATES) delete answer[state];
    if (value === "dont_know") answer.dont_know = true;
    else if (value === "not_applicable") answer.not_applicable = reason;
    else answer.level = Number(value);
  }

  // Puts a text into the comment, the reason, or a field of the nth piece of evidence. Nobody chose who checked it: then
  // nothing says so.
  function write(answer, name, text, n) {
    if (name === "comment") answer.comment = text;
    else if (name === "reason") answer.not_applicable = text;
    else if (name === "checked" && !text) delete answer.evidence[n].checked;
    else answer.evidence[n][name] = text;
  }

  function addEvidence(answer, piece = { title: "" }) {
    (answer.evidence ??= []).push(piece);
  }

  function removeEvidence(answer, n) {
    answer.evidence.splice(n, 1);
  }

  // Says whether a condition holds. What is usual for a force is not written down, so that it still changes with the force.
  function condition(bundle, work, id, on) {
    if (on === M.state.usual(bundle, work, id)) delete work.about[id];
    else work.about[id] = on;
  }

  M.work = { answerOf, stamp, choose, write, addEvidence, removeEvidence, condition };
})();
