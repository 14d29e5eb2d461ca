// One question on the page: shows an answer, and changes an answer as the person does. The part under the choices
// (evidence, reason, comment) is copied in when there is first an answer. Nothing above the place of work ever moves.
Maturity.question = (function () {
  "use strict";
  const M = Maturity;
  const { STATES } = M.work;
  const OLD = 2; // years after which evidence says little about today

  /** @param {Place} root @param {string} name */
  const part = (root, name) => root.querySelector(`[data-part="${name}"]`);
  const { texts } = M.edition;
  const { element, button, piece, pieces, setTextIn } = M.dom;
  /** @param {any} answer */
  const chosen = (answer) => (Object.hasOwn(answer, "level") ? String(answer.level) : STATES.find((state) => Object.hasOwn(answer, state)));

  // Made once: a formatter costs more than all else that an answer sets off.
  /** @param {Intl.DateTimeFormatOptions} options */
  const formatter = (options) => {
    /** @type {Intl.DateTimeFormat | undefined} */
    let format;
    const lang = document.documentElement.lang.replace(/^(en)?$/, "en-GB"); // the site's theme says no more than English
    return (/** @type {Date} */ time) => (format ??= new Intl.DateTimeFormat(lang, options)).format(time);
  };
  const day = formatter({ day: "numeric", month: "long", year: "numeric" });
  const hour = formatter({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

  // "20 November 2026" and "10:42", for a moment in UTC.
  /** @param {any} at */
  function dateAndTime(at) {
    const time = new Date(at);
    return Number.isNaN(time.getTime()) ? { date: "", time: "" } : { date: day(time), time: hour(time) };
  }

  // When that was, in a sentence that is read now: "10:42", and of another day "10:42 on 20 November 2026".
  /** @param {any} at */
  function timeText(at) {
    const { date, time } = dateAndTime(at);
    return date === day(new Date()) ? time : M.phrases.word("say.clock", { date, time });
  }

  // --- from the answer to the page ------------------------------------------------------------------------------

  // Shows an answer, or that there is none, from scratch.
  /** @param {Place} fieldset @param {any} answer @param {Question} question */
  function paint(fieldset, answer, question) {
    const value = answer ? chosen(answer) : undefined;
    for (const radio of fieldset.querySelectorAll(".m-choices input")) radio.checked = radio.value === value;
    const more = fieldset.querySelector(".m-more");
    forgetUndo(fieldset);
    more.replaceChildren();
    if (!answer) return void (more.hidden = true);
    showMore(more);
    part(more, "comment").value = answer.comment ?? "";
    part(more, "reason").value = answer.not_applicable ?? "";
    const list = more.querySelector(".m-evidence-list");
    for (const evidence of answer.evidence ?? []) list.append(evidenceItem(evidence, answer.at));
    numberEvidence(list);
    refresh(fieldset, answer, question);
    for (const field of more.querySelectorAll("textarea, .m-evidence-item [data-part=title]")) M.hints.show(field);
  }

  /** @param {Place} more */
  function showMore(more) {
    if (!more.firstElementChild) more.append(pieces("more"));
    more.hidden = false;
  }

  /** @param {Fact} evidence @param {any} [at] */
  function evidenceItem(evidence, at) {
    const node = piece("evidence");
    const { owner = "" } = evidence, select = part(node, "owner");
    if (owner && !Object.hasOwn(texts.roles, owner)) select.append(new Option(owner, owner)); // an owner need not be a role
    for (const field of node.querySelectorAll("[data-part]")) field.value = evidence[field.dataset.part] ?? "";
    showDateHint(part(node, "date"), true, at);
    return node;
  }

  // "20 November 2026", for a day as year-month-day.
  /** @param {string | undefined} date */
  const dateText = (date) => (date ? dateAndTime(`${date}T12:00:00`).date : "");

  // The day of a moment, where the reader is, as year-month-day.
  /** @param {any} time */
  function isoDate(time) {
    return Number.isNaN(time.getTime()) ? "" : new Date(time.getTime() - time.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  }

  // Whether a day lies more than so many years before the day of a moment. The anniversary itself does not.
  /** @param {any} value @param {any} at */
  const isOlder = (value, at) => value < `${String(at.slice(0, 4) - OLD).padStart(4, "0")}${at.slice(4)}`;

  // Beside a date: the day in words, for browsers show dates in their own order; and what is odd about it, on the day the
  // answer was given (`at`, else today). While the year is still being typed (`done` is false) nothing is.
  /** @param {Place} field @param {boolean} done @param {any} [at] */
  function showDateHint(field, done, at) {
    const { value, validity } = field;
    const likely = M.work.isLikelyDate(value);
    if (!done && !likely) return;
    const wrong = validity.badInput || (value !== "" && !likely);
    const today = isoDate(new Date()), sentences = likely ? [`${dateText(value)}.`] : [];
    if (wrong) sentences.push(M.phrases.word("say.date_wrong"));
    else if (likely && value > today) sentences.push(M.phrases.word("say.date_future"));
    else if (likely && isOlder(value, isoDate(new Date(at)) || today)) sentences.push(M.phrases.word("say.date_old"));
    field.setAttribute("aria-invalid", String(wrong));
    setTextIn(field.parentElement.parentElement, ".m-dated", sentences.join(" "));
  }

  /** @param {Place} list */
  function numberEvidence(list) {
    [...list.children].forEach((item, n) => {
      setTextIn(item, "legend", M.phrases.word("say.evidence_item", { n: n + 1 }));
    });
  }

  // Everything on the page that follows from the answer, but not the fields that people type in.
  /** @param {Place} fieldset @param {any} answer @param {Question} question */
  function refresh(fieldset, answer, question) {
    const more = fieldset.querySelector(".m-more");
    more.querySelector(".m-reason").hidden = !Object.hasOwn(answer, "not_applicable");
    more.querySelector(".m-reason-needed").hidden = M.work.isFilled(answer.not_applicable);
    M.lastPeriod.showBeside(more, answer, question.id);
    more.querySelector(".m-evidence").hidden = !Object.hasOwn(answer, "level") && !answer.evidence?.length;
    setTextIn(more, ".m-evidence-state", evidenceState(answer, question));
    const { date, time } = dateAndTime(answer.at);
    const role = texts.roles[answer.role];
    setTextIn(more, ".m-by-text", date || role ? M.phrases.word(!date ? "say.by_role" : role ? "say.by" : "say.by_nobody", { role, date, time }) : "");
  }

  // What of its owner, date and place a piece of evidence with a title does not say.
  /** @param {Answer} given */
  function lacking({ evidence = [] }) {
    const named = evidence.filter((each) => M.work.isFilled(each.title));
    return ["owner", "date", "where"].filter((name) => named.some((each) => !M.work.isFilled(/** @type {any} */ (each)[name])));
  }

  // What the evidence comes to: none, named, checked by a second role, checked by a critical friend; and what that makes
  // of the level that is claimed.
  /** @param {Answer} given @param {Question} question */
  function evidenceState({ level, evidence = [] }, { minimum }) {
    const named = evidence.filter((each) => M.work.isFilled(each.title));
    const lacks = lacking({ evidence });
    if (named.length) {
      const checked = [["second-role", "say.evidence_second"], ["critical-friend", "say.evidence_friend"]]
        .map(([by, key]) => /** @type {[number, string]} */ ([named.filter((each) => each.checked === by).length, key])).filter(([n]) => n);
      return [M.phrases.word("say.evidence_count", { n: named.length }), ...checked.map(([n, key]) => M.phrases.word(key, { n })),
        ...(lacks.length ? [M.phrases.word("say.evidence_lacks", { list: M.phrases.list(lacks.map((name) => M.phrases.word(`say.evidence_lacks_${name}`))) })] : [])].join(" ");
    }
    if (evidence.some((each) => Object.values(each).some(M.work.isFilled))) return M.phrases.word("say.evidence_untitled");
    const { evidence_cap: cap } = M.edition.bundle.policy;
    const capped = cap !== null && level !== undefined && level > cap;
    const sentences = [capped ? M.phrases.word("say.evidence_capped", { claimed: level, counted: cap }) : M.phrases.word("say.evidence_none")];
    if (minimum !== null && level !== undefined && level >= minimum) sentences.push(M.phrases.word("say.evidence_standard", { minimum }));
    return sentences.join(" ");
  }

  // --- from the page to the answer ------------------------------------------------------------------------------

  // A choice among the levels, don't know and not applicable.
  /** @param {Place} fieldset @param {any} answer @param {any} value */
  function choose(fieldset, answer, value) {
    showMore(fieldset.querySelector(".m-more"));
    M.answers.choose(answer, value, part(fieldset, "reason").value);
  }

  /** @param {Place} fieldset @param {any} answer */
  function dropComment(fieldset, answer) {
    delete answer.comment;
    part(fieldset, "comment").value = "";
  }

  // A change in one of the fields under the choices.
  /** @param {any} answer @param {Place} field @param {string} role */
  function write(answer, field, role) {
    const name = field.dataset.part;
    const n = field.closest(".m-evidence-item") ? evidenceIndex(field) : 0;
    M.answers.write(answer, name, field.value, n);
    if (name === "date") showDateHint(field, false);
    if (name === "checked") showCheckDoubt(answer, field, role);
    M.hints.show(field);
  }

  // Who says that a second role has checked a piece is neither the role that owns it nor the one that answered.
  /** @param {any} answer @param {Place} field @param {string} role */
  function showCheckDoubt(answer, field, role) {
    const piece = answer.evidence[evidenceIndex(field)];
    const why = !role ? "nobody" : role === piece.owner ? "owner" : role === answer.role ? "self" : "";
    const doubt = piece.checked === "second-role" && why;
    setTextIn(field.closest("p"), ".m-doubt", doubt ? M.phrases.word(`say.checked_${why}`, { role: texts.roles[role] }) : "");
  }

  // Which piece of evidence a field or button belongs to.
  /** @param {Place} field */
  function evidenceIndex(field) {
    const item = field.closest(".m-evidence-item");
    return [...item.parentElement.children].indexOf(item);
  }

  /** @param {Place} fieldset @param {any} answer @param {Evidence} [piece] */
  function addEvidence(fieldset, answer, piece = { title: "" }) {
    const list = fieldset.querySelector(".m-evidence-list");
    M.answers.addEvidence(answer, piece);
    list.append(evidenceItem(piece));
    numberEvidence(list);
    part(list.lastElementChild, "title").focus();
  }

  /** @param {Place} fieldset @param {any} answer @param {number} n */
  function removeEvidence(fieldset, answer, n) {
    const list = fieldset.querySelector(".m-evidence-list");
    M.answers.removeEvidence(answer, n);
    list.children[n].remove();
    numberEvidence(list);
    const next = list.children[n] ?? list.lastElementChild;
    (next?.querySelector('[data-do="remove-evidence"]') ?? fieldset.querySelector('[data-do="add-evidence"]')).focus();
  }

  // Says under a question what was removed from it, with the way back. The next change of the answer takes this away.
  /** @param {Place} fieldset @param {string} key @param {() => void} undo @param {Values} [values] */
  function offerUndo(fieldset, key, undo, values) {
    const line = element("p", "", "m-undo");
    line.setAttribute("role", "status");
    if (values) fieldset.querySelector(".m-choices").after(line); // it is about the choice
    else fieldset.append(line);
    line.append(M.phrases.word(`say.${key}`, values), " ", button(M.phrases.word("say.undo"), undo));
    line.scrollIntoView({ block: "nearest" });
  }

  // Says who leads a question, and what the role has to do with it that is answering.
  /** @param {Place} fieldset @param {Question} question @param {string} role */
  function showLead(fieldset, { lead, helpers }, role) {
    const key = role === lead ? "you_lead" : helpers.includes(role) ? "you_help" : "who_leads";
    setTextIn(fieldset, ".m-leads", M.phrases.word(`say.${key}`, { lead: texts.roles[lead] }));
  }

  /** @param {Place} fieldset */
  const forgetUndo = (fieldset) => fieldset.querySelector(".m-undo")?.remove();

  return { paint, showLead, offerUndo, forgetUndo, showDateHint, lacking, refresh, choose, dropComment, write, evidenceIndex, addEvidence, removeEvidence, dateAndTime, timeText, dateText, isoDate };
})();
