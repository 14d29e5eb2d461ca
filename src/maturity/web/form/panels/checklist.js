// Every answer in one list: what it says, how much evidence it names, what is to be looked at again, and the way to the
// question and back to the same row.
Maturity.checklist = (function () {
  "use strict";
  const M = Maturity;
  const { texts, bundle } = M.edition;
  const { element, piece, setText, setTextIn } = M.dom;
  const { code, stateText } = M.labels;
  const OPENED = `${M.pageCopy.HERE}opened`, ALL = "all";
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  /** @param {string} name */
  const find = (name) => byId("p-checklist").querySelector(`.m-check-${name}`);
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`checklist.${key}`, values);
  /** @param {string} id */
  const rowId = (id) => `row-${id}`;

  let stays = ""; // the row that somebody left to change its answer: it is there when they come back, whatever is shown

  // --- what is known of each answer -----------------------------------------------------------------------------

  // The questions that the list has: all that are asked, or in a pack those of its role.
  /** @param {Host} host */
  function asked(host) {
    const { pack } = host.beside;
    return host.asked().filter((each) => !pack || host.whole || M.share.isInPack(each, pack));
  }

  // What the answers were when the file was opened; undefined when none was. It comes out of the browser's storage.
  /** @param {Host} host */
  function openedFile({ beside }) {
    const kept = beside[OPENED];
    return typeof kept?.name === "string" && M.validation.isObject(kept.answers) ? kept : undefined;
  }

  // Keeps what the answers are now, as those of a file that was just opened.
  /** @param {Host} host @param {string} name */
  function opened(host, name) {
    host.beside[OPENED] = { name, answers: {}, ...M.sign.answersNow(host) };
  }

  // Everything that the list says of an answer, by the question's id.
  /** @param {Host} host @returns {Map<string, CheckedAnswer>} */
  function facts(host) {
    const { work } = host, last = M.sign.lastDecision(host), file = openedFile(host);
    const signed = last ? M.sign.changedAnswers(host, last) : new Map(), since = file ? M.sign.changedAnswers(host, file) : new Map();
    const { standards } = M.engine.score(bundle, host.assessment());
    const notShown = new Set(standards.filter(({ status }) => status === "not_shown").map(({ question }) => question));
    return new Map(asked(host).map((question) => {
      const { id } = question, answer = (M.work.answerOf(work, id) && M.views.answerNow(host, id)) ?? {}, isAnswered = M.work.isAnswered(answer), isLevel = isAnswered && Object.hasOwn(answer, "level");
      const proof = (answer.evidence ?? []).filter((/** @type {Evidence} */ { title }) => M.work.isFilled(title)).length;
      const clash = !isAnswered && Boolean(answer.said ?? answer.agreed) && M.views.isClash(answer);
      const kinds = {
        all: true, open: !isAnswered && !clash, clash, dont_know: isAnswered && Object.hasOwn(answer, "dont_know"),
        no_evidence: isLevel && answer.level > 0 && !proof, lacking: isLevel && M.question.lacking(answer).length > 0, not_shown: notShown.has(id), signed: signed.has(id), opened: since.has(id),
      };
      const changes = [
        ...(signed.has(id) ? [word(last?.decision === "sent-back" ? "sent_back" : "signed", { text: changeText(signed.get(id)) })] : []),
        ...(since.has(id) && wasAnswered(since.get(id)) ? [word("opened", { name: file.name, text: changeText(since.get(id)) })] : []),
      ];
      return [id, { question, answer, proof: isLevel ? proof : undefined, kinds, changes }];
    }));
  }

  /** @param {{ key: string, from?: any }} change */
  const changeText = ({ key, from }) => word(key === "was_is" ? "was" : key === "proof_was_is" ? "was_proof" : "words", { from });

  // That there was no answer goes without saying.
  /** @param {{ key: string, from?: any }} change */
  const wasAnswered = ({ key, from }) => key !== "was_is" || from !== stateText();

  // --- showing --------------------------------------------------------------------------------------------------

  /** @param {Host} host */
  function show(host) {
    if (!find("table").querySelector("tbody")) build(host);
    const all = facts(host), isSigned = M.work.isSigned(host.work), isPart = Boolean(host.beside.pack) && !host.whole;
    for (const id of host.questions.keys()) if (all.has(id)) fillRow(byId(rowId(id)), /** @type {CheckedAnswer} */ (all.get(id)), isSigned);
    for (const row of find("table").querySelectorAll("[data-about]")) {
      setTextIn(row, ".m-check-answer", aboutText(host, row.dataset.about) || word("none"));
      setTextIn(row, "a span", word(isSigned ? "view" : "change"));
    }
    find("role").hidden = isPart;
    const back = M.sign.lastDecision(host)?.decision === "sent-back";
    setText(choice("signed").querySelector(".m-check-kind"), word(back ? "show_sent_back" : "show_signed"));
    choice("signed").hidden = !M.sign.lastDecision(host);
    choice("opened").hidden = isPart || !openedFile(host);
    choice("clash").hidden = isPart; // of one role there is one answer
    filter(host, all);
  }

  /** @param {string} kind */
  const choice = (kind) => find("kinds").querySelector(`[value="${kind}"]`).closest("label");

  // Shows the rows of the kind and the role that are chosen, and how many there are of each kind.
  /** @param {Host} host @param {Map<string, CheckedAnswer>} all */
  function filter(host, all) {
    const role = find("role").hidden ? "" : byId("m-check-role").value;
    if (find("kinds").querySelector("label[hidden] :checked")) find("kinds").querySelector(`[value="${ALL}"]`).checked = true;
    const kind = find("kinds").querySelector(":checked").value, mine = [...all.values()].filter(({ question }) => !role || M.share.isInPack(question, role));
    const shown = new Set(mine.filter(({ kinds }) => kinds[kind]).map(({ question }) => question.id));
    for (const radio of find("kinds").querySelectorAll("input")) setText(radio.closest("label").querySelector(".m-check-n"), `(${mine.filter(({ kinds }) => kinds[radio.value]).length})`);
    for (const id of host.questions.keys()) byId(rowId(id)).hidden = !shown.has(id) && !(id === stays && all.has(id));
    const isWhole = kind === ALL && !role;
    for (const group of find("table").querySelectorAll("tbody")) group.hidden = group.matches(":has([data-about])") ? !isWhole || Boolean(host.beside.pack) : !group.querySelector("tr:not(.m-check-group, [hidden])");
    find("table").hidden = !isWhole && ![...find("table").querySelectorAll("tbody")].some((each) => !each.hidden);
    const isMore = all.has(stays) && !shown.has(stays);
    setText(find("shown"), [shown.size || isMore ? word("shown", { n: shown.size, of: all.size }) : word("nothing"), isMore ? word("and_one") : ""].filter(Boolean).join(" "));
    const names = [...(kind === ALL ? [] : [choice(kind).querySelector(".m-check-kind").textContent]), ...(role ? [texts.roles[role]] : [])];
    setText(find("paper"), names.length ? word("paper", { list: names.join(", ") }) : "");
  }

  /** @param {Place} row @param {CheckedAnswer} given @param {boolean} isSigned */
  function fillRow(row, { answer, proof, kinds, changes }, isSigned) {
    const reason = M.work.isFilled(answer.not_applicable) ? answer.not_applicable : "";
    const notes = [reason, byText(answer), kinds.not_shown ? word(kinds.no_evidence ? "no_evidence" : "not_shown") : "", ...changes];
    setTextIn(row, ".m-check-answer", kinds.clash ? word("clash") : stateText(kinds.open ? {} : answer));
    const go = isSigned ? "view" : kinds.open ? "answer_it" : "change";
    row.querySelector(".m-check-notes").replaceChildren(...notes.filter(Boolean).map((text) => element("span", text)));
    setTextIn(row, ".m-check-proof", String(proof ?? "–"));
    setTextIn(row, "a span", word(go));
    row.dataset.state = kinds.open || kinds.clash ? "open" : "";
  }

  // Which role answered, which roles did where several have, or that it was agreed in the meeting.
  /** @param {any} answer */
  function byText(answer) {
    if (answer.agreed?.length && M.work.isAnswered(answer)) return word("agreed");
    const roles = [...new Set([answer, ...(answer.said ?? [])].map(({ role }) => texts.roles[role]).filter(Boolean))];
    return roles.length ? word("as", { role: M.phrases.list(roles) }) : "";
  }

  // --- the rows -------------------------------------------------------------------------------------------------

  /** @param {Host} host */
  function build(host) {
    const rows = ["force", "period", "marking", ...bundle.conditions, ...bundle.about].map((name) => {
      const row = newRow(`about-${name}`, "", aboutLabel(name), "p-about");
      row.dataset.about = name;
      return row;
    });
    find("table").append(group(word("about"), rows), ...bundle.themes.map((theme) => {
      const mine = M.work.questionsOf([theme]).map(({ id }) => {
        const row = newRow(id, code(id), M.labels.questionText(id), `q-${id}`);
        if (host.questions.get(id)?.sensitive) row.dataset.sensitive = id;
        return row;
      });
      return group(texts.themes[theme.id].name, mine);
    }));
  }

  /** @param {string} title @param {Place[]} all */
  function group(title, all) {
    const body = piece("check-group");
    setTextIn(body, "th", title);
    body.append(...all);
    return body;
  }

  /** @param {string} id @param {string} name @param {string} text @param {string} to */
  function newRow(id, name, text, to) {
    const row = piece("check-row"), link = row.querySelector("a");
    row.id = rowId(id);
    setTextIn(row, ".m-code", name);
    setTextIn(row, ".m-check-text", text);
    link.href = `#${to}`;
    setTextIn(link, ".m-unseen", name || text);
    return row;
  }

  /** @param {string} name */
  const fieldOf = (name) => byId(["force", "period", "marking"].includes(name) ? `m-${name}` : `a-${name}`);

  // What the form calls a field about the assessment as a whole.
  /** @param {string} name */
  const aboutLabel = (name) => fieldOf(name)?.labels[0].textContent.trim() ?? texts.conditions[name];

  // What is said about the assessment as a whole, each with what the form calls it. The force and the period are apart.
  /** @param {Host} host */
  function about(host) {
    return ["marking", ...bundle.conditions, ...bundle.about].map((name) => [aboutLabel(name), aboutText(host, name)]).filter(([, text]) => M.work.isFilled(text));
  }

  // What a field about the assessment as a whole says.
  /** @param {Host} host @param {string} name */
  function aboutText({ work, summary }, name) {
    if (name === "force") return summary().force;
    if (Object.hasOwn(texts.conditions, name)) return M.phrases.word(M.work.conditionHolds(bundle, work, name) ? "say.condition_yes" : "say.condition_no");
    return String((name === "period" ? work.period : name === "marking" ? work.marking : work.about[name]) ?? "");
  }

  // --- there and back -------------------------------------------------------------------------------------------

  // Somebody follows the link of a row, and comes back to it.
  /** @param {Place} link */
  const change = (link) => (stays = link.closest("tr").id.slice(rowId("").length));

  /** @param {Place} target @param {Host} host @param {string} type */
  function input(target, host, type) {
    if (type !== "change") return;
    stays = "";
    filter(host, facts(host));
  }

  // Browsers bring choices back together with a page. This list begins with everything.
  addEventListener("pageshow", () => {
    byId("m-check-role").value = "";
    find("kinds").querySelector(`[value="${ALL}"]`).checked = true;
  });

  return { show, opened, about, input, actions: { "check-change": change } };
})();
