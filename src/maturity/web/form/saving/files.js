// The work's ways into files and out of them: the assessment's own file, and a copy of this page with the answers inside.
Maturity.files = (function () {
  "use strict";
  const M = Maturity;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`say.${key}`, values);
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { setText } = M.dom;
  const { now, hasFileName } = M.work;

  class Files {
    /** @param {Keeper} keeper */
    constructor(keeper) {
      this.keeper = keeper;
      this.draft = keeper.draft;
      this.host = keeper.host;
    }

    // --- to a file ----------------------------------------------------------------------------------------------

    // Saves a work, as a rule the one on the page, to an assessment's file.
    // `at`: when it was as it is, if that is not now.
    /** @param {any} [work] @param {string} [at] */
    async save(work = this.host.work, at = now()) {
      this.draft.flush();
      const { edition, beside } = this.host, own = work === this.host.work;
      if (own && beside.friend?.pack) return M.friend.send(this.host);
      const undecided = own ? await this.decisionPending() : "";
      if (undecided === "back") return;
      if (!hasFileName(work)) return this.showNeeds();
      const { assessment, left } = M.work.finish(edition, work);
      if (left.length && !await M.notices.ask(word("save_unfinished"), [], left.map((each) => this.unfinishedText(each)), word("save_anyway"))) return;
      const { text, checked } = await M.work.fileText(assessment);
      const { problems } = await M.reader.readBytes(new TextEncoder().encode(text).buffer, edition);
      if (problems.length) return M.notices.show("file", word("save_wrong"), { list: problems, alert: true });
      const name = this.fileName(assessment, undefined, undefined, at);
      this.download(name, text);
      const more = [...(checked ? [] : [word("saved_unchecked")]), ...(undecided ? [word("saved_undecided")] : [])];
      if (own) return this.noteOffered(name, left.length > 0, more);
      return M.notices.show("file", [word("downloaded", { name }), ...more].join(" "));
    }

    // An assessment of an older edition that this browser has, saved as it was: the finished parts.
    /** @param {any} edition @param {any} fields */
    async saveOlder(edition, { role, panel, file, beside, ...work }) {
      /** @param {any} answer */
      const pieces = (answer) => (answer.evidence ?? []).filter((/** @type {Evidence} */ { title }) => M.work.isFilled(title)).map(filledFields);
      const all = Object.entries(work.answers).filter(([, answer]) => M.work.isAnswered(answer) || answer.said?.length);
      const answers = Object.fromEntries(all.map(([id, answer]) => [id, { ...filledFields(answer), ...(answer.evidence ? { evidence: pieces(answer) } : {}) }]));
      /** @type {any} */
      const record = { format: "maturity-assessment/2", edition, ...filledFields(work), period: M.work.shortLine(work.period), about: filledFields(work.about), answers };
      const name = M.work.fileName(record);
      this.download(name, (await M.work.fileText(record)).text);
      M.notices.show("file", word("downloaded", { name }));
    }

    // The browser was given something to download. Whether that became a file only the person can say; once is enough.
    // `isToSign`: it is for the person who signs.
    /** @param {string} name @param {boolean} changed @param {string[]} [more] @param {boolean} [isToSign] */
    noteOffered(name, changed, more = [], isToSign = false) {
      const { sure } = this.draft.file;
      M.notices.remove("done"); // it asked for the file
      this.draft.file = { name, at: now(), changed, offered: !sure, sure };
      this.showFileState();
      this.draft.writeSoon(0);
      if (this.host.beside.pack) M.share.show(this.host); // it says when the pack was saved
      const { beside, role, work } = this.host, isDecided = role === M.edition.texts.edition.signs && work.sign_off;
      const sensitive = [...this.host.questions.values()].some((each) => each.sensitive && M.work.isAnswered(work.answers[each.id]));
      const next = beside.pack ? ["send_pack", "send_pack_care"] : isDecided ? ["send_decided", "send_decided_care"] : isToSign ? ["send_to_sign", "send_to_sign_care"] : undefined;
      const lacksPacks = !name.endsWith(".html") && !M.work.isSigned(work) && M.tracker.areOut(this.host);
      this.askWhether(false, [...(next ? [word(next[sensitive ? 1 : 0])] : []), ...(lacksPacks ? [word("saved_no_packs")] : []), ...more], lacksPacks ? [[word("save_page"), () => this.saveCopy()]] : []);
    }

    // Says where the last file is, and once asks whether it is there.
    /** @param {boolean} focus @param {string[]} [more] @param {Button[]} [also] */
    askWhether(focus, more = [], also = []) {
      const { name, offered } = this.draft.file, isCopy = /\.html$/.test(name);
      const key = offered ? (isCopy ? "offered_copy" : "offered_file") : isCopy ? "saved_copy" : "saved_file";
      /** @type {Button[]} */
      const buttons = offered ? [[word("offered_yes"), () => this.confirmed(), "main"]] : [];
      M.notices.remove("file");
      M.notices.show("saved", [word(key, { name }), ...more].join(" "), { buttons: [...buttons, ...also], focus });
    }

    // Whether a list of packs that were given out is among what is kept beside the work.
    /** @param {Beside} beside */
    hasPacks = (beside) => M.tracker.packs({ ...this.host, beside }).length > 0;

    confirmed() {
      Object.assign(this.draft.file, { offered: false, sure: true });
      M.notices.remove("saved"); // it asked to look for it
      this.showFileState();
      if (this.host.panel === "p-sign") M.sign.show(this.host); // it says which file to send
      document.querySelector('.m-bar [data-do="save"]')?.focus({ preventScroll: true }); // the button itself is gone
      this.draft.writeSoon(0);
    }

    // The name of a file. A pack's has the role in it, so that it is not taken for the whole, and that it has been
    // answered, so that it is not taken for the one that was sent out. Any other has its version, or what it is for. What
    // is not signed has the time in its name: nobody sends an older file of the same name.
    /** @param {any} work @param {string} [end] @param {string} [purpose] @param {string} [at] */
    fileName(work, end = ".assessment.json", purpose = "", at = now()) {
      const { pack } = this.host.beside, { fileStem, fileName, isSigned } = M.work, role = pack ? M.share.packEnd(pack) : "", time = `-${M.labels.timeForName(at)}`;
      if (!hasFileName(work)) return `assessment${role}${time}${end}`;
      if (pack) return `${fileStem(work)}${role}-answered${time}${end}`;
      if (purpose) return `${fileStem(work)}-${purpose}${time}${end}`;
      return fileName(work).replace(".assessment.json", isSigned(work) ? end : `${time}${end}`);
    }

    // Where somebody has begun to decide and has not recorded it: "back" to do so, or "without" to save without it.
    async decisionPending() {
      if (M.work.isSigned(this.host.work) || !["decision", "note"].some((name) => M.unrecorded.isBegun(this.host, `sign.${name}`))) return "";
      const text = M.phrases.word;
      const chosen = await M.notices.ask(text("sign.unrecorded"), [text("sign.unrecorded_text")], [], text("sign.unrecorded_go"), { other: text("sign.unrecorded_save") });
      if (chosen === true) this.host.go("m-sign-set");
      return chosen === "other" ? "without" : "back";
    }

    showNeeds() {
      const period = M.work.shortLine(this.host.work.period);
      const odd = period && M.validation.periodProblem("say.period_odd", period, this.host.edition.bundle.period);
      M.notices.show("needs", odd || word("save_needs"), { alert: true, buttons: [[word("save_go"), () => this.host.go("p-about")]] });
    }

    /** @param {string} name @param {boolean} changed */
    noteSaved(name, changed) {
      this.draft.file = { name, at: now(), changed, offered: false, sure: this.draft.file.sure };
      this.showFileState();
      this.draft.writeSoon(0);
    }

    // When and where the work was last saved to a file.
    showFileState() {
      const { name, at, changed, offered } = this.draft.file;
      byId("m-file-there").hidden = !offered || changed;
      const lacksPacks = Boolean(at) && !changed && !name.endsWith(".html") && M.tracker.areOut(this.host);
      const key = offered && !changed ? "file_offered" : lacksPacks ? "file_saved_no_packs" : !name ? "file_never" : at ? (changed ? "file_changed" : "file_saved") : changed ? "file_opened_changed" : "file_opened";
      setText(byId("m-file"), word(key, { time: M.question.timeText(at) }));
      setText(byId("m-file-named"), name && word("file_named", { name }));
    }

    /** @param {Left} given */
    unfinishedText({ id, where, what, n }) {
      const { questions, interventions } = M.edition.texts;
      return word(`unfinished_${what}`, { n, where, code: questions[id ?? ""]?.code ?? interventions[id ?? ""]?.name });
    }

    /** @param {string} name @param {string} text @param {string} [type] */
    download(name, text, type = "application/json") {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    }

    // A copy of this page with the answers inside, and with all that is unfinished.
    // `as`: whose it is to be, if not of whoever is at the page.
    /** @param {string} [as] */
    async saveCopy(as) {
      this.draft.flush();
      if (!M.pageCopy.can) return M.notices.show("file", word("copy_foreign"), { alert: true });
      const undecided = as === undefined ? await this.decisionPending() : "";
      if (undecided === "back") return undefined;
      const { work, beside, panel } = this.host, left = beside.pack ? M.work.finish(this.host.edition, work).left : [];
      if (left.length && !await M.notices.ask(word("pack_unfinished"), [], left.map((each) => this.unfinishedText(each)), word("pack_anyway"), { gone: true })) return undefined;
      const copy = M.pageCopy.uniqueName(), role = as ?? this.host.role;
      const name = this.fileName(work, ".html", as === undefined ? "" : "to-sign");
      this.download(name, M.pageCopy.copyText({ work, beside, role, panel }, copy, as === undefined && !beside.pack), "text/html");
      this.noteOffered(name, false, undecided ? [word("copied_undecided")] : [], as !== undefined);
      document.querySelector('.m-notice[data-kind="saved"]')?.scrollIntoView({ block: "nearest" }); // the button may be far below
      return this.keeper.versions.snapshot("copied", { copy });
    }

    // --- from a file --------------------------------------------------------------------------------------------

    // `bringing`: it is to be merged, if it can be and nobody's decision is in it.
    /** @param {{ name: string, arrayBuffer(): Promise<ArrayBuffer> }} file @param {boolean} [bringing] */
    async open(file, bringing) {
      this.draft.flush();
      const { edition } = this.host, { name } = file;
      let read;
      try {
        const buffer = await file.arrayBuffer(), copy = M.pageCopy.readCopy(new TextDecoder().decode(buffer));
        if (copy) return await this.openCopy(name, copy, bringing);
        read = await M.reader.readBytes(buffer, edition);
      } catch { // a file that cannot be got at, or one that no rule foresaw
        return M.notices.show("file", `${word("open_bad", { name })} ${word("open_failed")}`, { alert: true });
      }
      const { record, problems, rest, unchecked } = read;
      if (problems.length) {
        const head = `${word("open_bad", { name })} ${word("open_bad_list", { n: problems.length })}`;
        /** @type {Button[]} */
        const buttons = rest ? [[word("open_without"), () => this.take(name, rest.record, { unchecked, dropped: rest.dropped, whole: false })]] : [];
        return M.notices.show("file", head, { list: problems, alert: true, buttons });
      }
      return this.take(name, record, { unchecked, bringing });
    }

    // A copy of the page, opened in another one.
    /** @param {string} name @param {any} fields @param {boolean} [bringing] */
    async openCopy(name, { edition, work, beside, role, panel }, bringing) {
      const ours = this.host.edition.bundle.edition, values = { ...edition, ours: ours.id, our_version: ours.version };
      const draft = this.draft.isThisEdition(edition) && this.draft.checked({ ...work, beside, role, panel });
      const wrong = this.draft.isThisEdition(edition) ? word("open_failed") : M.phrases.word("read.edition", values);
      if (!draft) return M.notices.show("file", `${word("open_bad", { name })} ${wrong}`, { alert: true });
      return this.take(name, draft.work, { dropped: draft.dropped, beside: draft.beside, bringing, isOwn: !beside?.pack && role !== "" && role === this.host.role });
    }

    // Shows what was read from a file instead of the work on the page. Gives "merge" if the person wants to merge it with
    // the work, which is the main choice wherever it can be done. `unchecked`: nobody knows whether the file is as it was
    // written; `whole`: nothing was left out of it; `isOwn`: it is a copy of the page by the role that is at the page.
    /**
     * @param {string} name
     * @param {any} record
     * @param {{ unchecked?: boolean, dropped?: Dropped[], beside?: Beside, whole?: boolean, bringing?: boolean, isOwn?: boolean }} about
     */
    async take(name, record, { unchecked, dropped = [], beside = this.besideOf(record), whole = true, bringing, isOwn = false }) {
      const { edition } = this.host;
      if (M.friend.isVisit(record, this.host)) return M.friend.takeVisits(record, this.host);
      const { pack } = this.host.beside;
      if (pack && beside.pack && beside.pack !== pack) return M.notices.show("file", word("open_other_pack", { name, theirs: M.labels.role(beside.pack), ours: M.labels.role(pack) }), { alert: true });
      const isFresh = M.work.isEmpty(edition, this.host.work), askHow = isFresh ? "open" : await this.way(name, record, { whole, bringing, isOwn, isPack: Boolean(beside.pack) && !pack });
      if (askHow !== "open") return askHow;
      const { format, edition: from, check, ...work } = M.merge.withSetAside({ edition: edition.bundle.edition, ...record });
      const before = await this.keeper.versions.snapshot("opened"), earlier = this.host.work;
      M.unrecorded.forget(this.host); // it belongs to the work on the page, and is kept with that
      const file = { name, changed: dropped.length > 0 };
      const opened = { ...M.work.blank(edition), ...work };
      if (!beside.pack) this.host.panel = this.panelFor(opened);
      this.keeper.show({ work: opened, beside, role: this.host.role, file });
      M.checklist.opened(this.host, name);
      if (!isFresh) M.tracker.cameWith(this.host, earlier);
      this.draft.write();
      this.showFileState();
      const sentences = [word("open_done", { name, ...this.host.summary() }), ...(unchecked ? [word("open_unchecked")] : []), ...(isFresh && !beside.pack && !opened.sign_off && !this.hasPacks(beside) ? [word("open_no_packs")] : []), ...(this.host.role || opened.sign_off ? [] : [word("open_no_role")])];
      M.notices.remove("restored", "other", "saved"); // they were about other work
      M.notices.removeRead("draft");
      /** @type {Button[]} */
      const sign = !beside.pack && !opened.sign_off && this.isComplete(opened) ? [[word("open_sign"), () => this.host.go("p-sign"), "main"]] : [];
      M.notices.show("file", sentences.join(" "), { list: dropped.map((each) => word("left_out", each)), buttons: [...sign, ...this.keeper.versions.wayBack(before)], focus: true });
    }

    // What is beside a plain file: what is there now. Only a file with more than a pack's answers ends the pack.
    /** @param {any} record */
    besideOf(record) {
      const { beside } = this.host;
      if (!this.isMoreThanPack(record)) return beside;
      const { pack, start, due, ...rest } = beside;
      return rest;
    }

    // Whether this page is a pack, and a file has answers to other questions or what no pack has.
    /** @param {any} record */
    isMoreThanPack({ answers, sign_off: signed, signed_before: before, actions }) {
      const { beside: { pack }, questions } = this.host;
      if (!pack) return false;
      const others = [...questions.values()].filter((each) => Object.hasOwn(answers, each.id) && !M.share.isInPack(each, pack));
      return others.length > 0 || Boolean(signed ?? before ?? actions);
    }

    /** @param {Work} work */
    isComplete(work) {
      return !M.outlook.unansweredByTheme(this.host.edition.bundle, work).size;
    }

    // Where opened work is shown: at its decision, if there is one, and when it is whole at the list of its answers.
    /** @param {Work} work */
    panelFor(work) {
      const { panel } = this.host;
      if (work.sign_off) return "p-sign";
      return panel === "p-start" && this.isComplete(work) ? "p-checklist" : panel;
    }

    // What to do with a file while there is work on the page: "merge", "open", or nothing.
    /** @param {string} name @param {any} record @param {{ whole: boolean, bringing?: boolean, isOwn: boolean, isPack: boolean }} about */
    async way(name, record, { whole, bringing, isOwn, isPack }) {
      const { host } = this, { sign_off: signed } = record;
      const strange = whole ? M.merging.mismatches(record, host.assessment()) : [word("open_damaged")], can = !strange.length;
      if (bringing && can && !signed) return "merge";
      const differ = can ? this.replacedBy(record) : [], isLater = isOwn && differ.length > 0 && isLaterCopy(record, host.assessment());
      const covers = can && (!differ.length || isLater) && !isPack && Object.keys(host.work.answers).length > 0;
      const answers = isReply(record, host.work.sign_off), keeps = Boolean(signed) || answers || hasLaterDecision(record, host.assessment()) || this.isMoreThanPack(record);
      const isSentBack = signed?.decision === "sent-back", opensFirst = keeps ? !(isSentBack && differ.length) : covers;
      const said = [
        ...this.decisionTexts(record, answers),
        ...(covers && signed && !differ.length ? [word("open_covers")] : []),
        ...(keeps && differ.length ? [word(opensFirst ? "open_replaces" : "open_keeps", { list: M.phrases.list(differ) })] : []),
        ...((signed || answers) && can ? [] : this.answerTexts(record, strange, isLater ? "open_later" : covers ? "open_covers" : "open_can")), // else what is said of the decision says it
        ...this.lossTexts(),
      ];
      const merge = M.phrases.word("share.merge_one"), open = word("open_replace");
      /** @type {[string, { gone?: boolean, other?: string }]} */
      const ways = !can ? [open, { gone: true }] : opensFirst ? [open, { other: merge }] : [merge, { other: open }];
      const chosen = await M.notices.ask(word("open_ask", { name }), said, [], ...ways);
      if (!chosen) return undefined;
      return !can || opensFirst === (chosen !== "other") ? "open" : "merge";
    }

    // Whose decision is in a record, and what of the decisions here is not in it.
    /** @param {any} record @param {boolean} answers */
    decisionTexts(record, answers) {
      const { work } = this.host, { sign_off: signed } = record, asked = lastDecision(work), said = [];
      if (asked && !answers && !hasDecision(record, asked)) said.push(word("open_before", { role: M.labels.role(asked.role), date: M.labels.date(asked.date) }));
      else if (asked?.reply && !hasReply(record, asked)) said.push(word("open_no_reply", { date: M.labels.date(asked.date) }));
      if (signed && !M.sign.isSameDecision(signed, work.sign_off) && hasDecision(this.host.assessment(), signed)) said.push(word("open_older"));
      if (answers) said.push(word("open_replies"));
      const values = signed && { role: M.edition.texts.roles[signed.role] ?? signed.role, date: M.question.dateText(signed.date) };
      return signed ? [...said, word(signed.decision === "sent-back" ? "open_was_sent_back" : "open_was_signed", values)] : said;
    }

    // How many answers a record has, whether the page has later ones, and what merging would do: `how`, as a phrase.
    /** @param {any} record @param {string[]} strange @param {string} how */
    answerTexts(record, strange, how) {
      const n = M.merge.clashes(record).length, last = M.merging.lastAnswer(record), isOlder = last && last < M.merging.lastAnswer(this.host.assessment());
      return [
        [M.phrases.word("share.holds_it", { n: Object.keys(record.answers).length }), ...(n ? [M.phrases.word("share.holds_open", { n })] : [])].join(" "),
        ...(isOlder ? [word("open_last", M.question.dateAndTime(last))] : []),
        word(strange.length ? "open_cannot" : how, { why: strange.join(" ") }),
      ];
    }

    // Whether the work on the page is in a file, and how it can be had again once another is open.
    lossTexts() {
      const { journal, slot, file } = this.draft, saved = this.draft.risk() || (file.name && "saved");
      const isInMemory = !journal.db && journal.read(slot, "draft") === undefined;
      return [...(saved ? [word(`open_ask_${saved}`, { ...file, done: this.host.summary().done })] : []), word(isInMemory ? "open_keep_memory" : "open_keep")];
    }

    // What the page says and a record says otherwise, or not at all: answers by their codes, and the actions.
    /** @param {any} record */
    replacedBy(record) {
      const mine = this.host.assessment(), { canonical } = M.engine;
      const ids = Object.keys(mine.answers).filter((id) => canonical(mine.answers[id]) !== canonical(record.answers[id] ?? null));
      const codes = M.labels.codes([...this.host.questions.keys()].filter((id) => ids.includes(id)));
      /** @param {{ actions?: Action[] }} given */
      const inOrder = ({ actions: all = [] }) => canonical([...all].sort((a, b) => (a.action < b.action ? -1 : 1)));
      const actions = mine.actions?.length && inOrder(mine) !== inOrder(record);
      return [...(codes ? [codes] : []), ...(actions ? [M.phrases.word("actions.title")] : [])];
    }
  }

  /** @param {any} record @param {any} decision */
  const hasDecision = ({ sign_off: last, signed_before: before = [] }, decision) => [...before, last].some((each) => M.sign.isSameDecision(each, decision));

  // The last decision on some work, as far as its dates tell.
  /** @param {{ sign_off?: SignOff, signed_before?: SignOff[] }} work */
  const lastDecision = ({ sign_off: last, signed_before: before = [] }) => last ?? [...before].sort((a, b) => a.date.localeCompare(b.date)).at(-1);

  // Whether a record has what was answered to the questions of a decision.
  /** @param {any} record @param {SignOff} decision */
  const hasReply = ({ sign_off: last, signed_before: before = [] }, decision) => [...before, last].some((each) => M.sign.isSameDecision(each, decision) && each.reply === decision.reply);

  // Whether somebody decided on a record and answered what was asked, and the work does not have that.
  /** @param {any} record @param {any} work */
  const hasLaterDecision = ({ signed_before: before = [] }, work) => before.some((/** @type {any} */ each) => !hasDecision(work, each));

  // Whether a record is the same work at a later time: each answer of it is there, as it is or given again since. Who has
  // decided on actions here is asked.
  /** @param {any} record @param {any} mine */
  function isLaterCopy(record, mine) {
    const { canonical } = M.engine, { lastAnswer } = M.merging;
    /** @param {any} given @param {string} id */
    const at = ({ answers }, id) => lastAnswer({ answers: { [id]: answers[id] } });
    const isKept = Object.keys(mine.answers).every((id) => record.answers[id] && (canonical(record.answers[id]) === canonical(mine.answers[id]) || at(record, id) > at(mine, id)));
    return isKept && (!mine.actions?.length || canonical(mine.actions) === canonical(record.actions ?? []));
  }

  // Whether a record answers the questions with which the work on the page was sent back.
  /** @param {any} record @param {SignOff | undefined} asked */
  const isReply = ({ signed_before }, asked) => asked?.decision === "sent-back" && hasDecision({ signed_before }, asked);

  // The fields of a record that have something in them.
  /** @param {any} record */
  const filledFields = (record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== "" && value !== undefined));

  return { Files };
})();
