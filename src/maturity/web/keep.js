// Keeping the work: the draft in the browser, the file, and what is said about both. Every failure ends in a plain
// sentence and with the work still on the page.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  const DRAFT = "maturity-draft/1";
  const MOST = 20; // problems listed at once
  const say = (key, values) => M.words(`say.${key}`, values);
  const byId = (id) => document.getElementById(id);
  const now = () => `${new Date().toISOString().slice(0, 19)}Z`;

  // --- what is said ---------------------------------------------------------------------------------------------

  // A message at the top of the form. `kind` replaces an earlier one of its kind; problems are announced at once.
  function notice(kind, text, { list = [], buttons = [], alert = false, focus = alert } = {}) {
    const place = byId("m-notices");
    place.querySelector(`[data-kind="${kind}"]`)?.remove();
    const made = document.importNode(byId("m-piece-notice").content, true).firstElementChild;
    made.dataset.kind = kind;
    made.setAttribute("role", alert ? "alert" : "status");
    made.classList.toggle("m-notice-alert", alert);
    made.querySelector(".m-notice-text").textContent = text;
    made.querySelector(".m-notice-list").replaceChildren(...items(list));
    made.querySelector(".m-notice-buttons").prepend(...buttons.map(([label, act]) => button(label, () => {
      made.remove();
      act();
    })));
    place.append(made);
    if (!focus) return;
    made.tabIndex = -1;
    made.focus();
  }

  function items(list) {
    const rest = list.length - MOST;
    const said = rest > 0 ? [...list.slice(0, MOST), say("open_more", { n: rest })] : list;
    return said.map((text) => {
      const made = document.createElement("li");
      made.textContent = text;
      return made;
    });
  }

  function button(label, act, main = false) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = main ? "m-button m-button-main" : "m-button";
    made.textContent = label;
    made.onclick = act;
    return made;
  }

  // Asks before something that cannot simply be taken back. True when the person agrees.
  function ask(heading, paragraphs, list, agree) {
    const dialog = byId("m-dialog");
    byId("m-dialog-h").textContent = heading;
    dialog.querySelector(".m-dialog-text").replaceChildren(...paragraphs.map((text) => {
      const made = document.createElement("p");
      made.textContent = text;
      return made;
    }));
    dialog.querySelector(".m-dialog-list").replaceChildren(...items(list));
    return new Promise((done) => {
      let agreed = false;
      dialog.querySelector(".m-dialog-buttons").replaceChildren(
        button(agree, () => {
          agreed = true;
          dialog.close();
        }, true),
        button(say("cancel"), () => dialog.close()),
      );
      dialog.onclose = () => done(agreed);
      dialog.showModal();
    });
  }

  // --- the draft ------------------------------------------------------------------------------------------------

  // Looks after one piece of work. `host` has edition, work, role, panel, and replace(work), which shows another work.
  class Keeper {
    constructor(host) {
      this.host = host;
      this.drafts = M.state.drafts(host.edition);
      this.file = { name: "", at: "", changed: false };
      this.timer = 0;
    }

    // Takes up the draft that is there. Gives its panel, if any.
    restore() {
      const text = this.drafts.read("draft");
      if (text === undefined) return void notice("storage", say("storage_denied"), { alert: true, focus: false });
      if (text === null) return undefined;
      const draft = this.parsed(text);
      if (!draft) return void this.damaged(text, say("draft_damaged"));
      this.file = { name: String(draft.file?.name ?? ""), at: String(draft.file?.at ?? ""), changed: draft.file?.changed === true };
      this.host.beside = draft.beside ?? {};
      this.host.replace(draft.work, String(draft.role ?? ""));
      this.status(draft.at);
      const before = this.parsed(this.drafts.read("before") ?? "");
      if (draft.dropped.length) this.damaged(text, say("draft_partly", { n: draft.dropped.length }), draft.dropped.map((each) => say("left_out", each)));
      else notice("restored", say("restored", M.question.moment(draft.at)), { buttons: this.wayBack(before) });
      return String(draft.panel ?? "");
    }

    // The button that brings back the work before the last file was opened, if there was any.
    wayBack(before) {
      if (!before || M.state.empty(this.host.edition, before.work)) return [];
      return [[say("open_undo"), () => this.undo(before)]];
    }

    parsed(text) {
      try {
        const draft = JSON.parse(text);
        const { edition } = this.host;
        const left = draft.format === DRAFT && M.read.without(draft.work, edition, true);
        return left ? { ...draft, work: { ...M.state.blank(edition), ...left.record }, dropped: left.dropped } : undefined;
      } catch {
        return undefined;
      }
    }

    // What was kept, as it was, before anything is written over it.
    damaged(text, said, list = []) {
      this.drafts.write("damaged", text);
      notice("damaged", said, {
        list, alert: true, focus: false, buttons: [[say("draft_save_damaged"), () => this.download("damaged-draft.json", text)]],
      });
    }

    // Something changed: it is kept at once, or when the typing pauses.
    changed(typing) {
      this.file.changed = true;
      this.soon(typing ? 400 : 0);
    }

    // Another panel is shown: the draft remembers it, so that work goes on where it stopped.
    moved() {
      if (!M.state.empty(this.host.edition, this.host.work)) this.soon(400);
    }

    soon(milliseconds) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.write(), milliseconds);
    }

    // Writes the draft now.
    write() {
      clearTimeout(this.timer);
      this.timer = 0;
      const { work, beside, role, panel } = this.host;
      const at = now();
      const result = this.drafts.write("draft", JSON.stringify({ format: DRAFT, at, file: this.file, role, panel, work, beside }));
      if (result !== "kept") notice("storage", say(`storage_${result}`), { alert: true, focus: false });
      else byId("m-notices").querySelector('[data-kind="storage"]:not(:has(button + button))')?.remove();
      this.status(result === "kept" ? at : "", M.read.draft(work, this.host.edition));
    }

    // Before the page goes away.
    flush() {
      if (this.timer) this.write();
    }

    // `wrong`: places that would not be read again.
    status(at, wrong = []) {
      const { text, moment } = M.question;
      const { name, changed } = this.file;
      const kept = wrong.length ? "saved_partly" : "saved";
      text(byId("m-kept"), at ? say(kept, { ...moment(at), list: wrong.slice(0, 3).join("; ") }) : "");
      const key = name ? (changed ? "file_changed" : "file_saved") : "file_never";
      text(byId("m-file"), say(key, { name, ...moment(this.file.at) }));
    }

    async clear() {
      const said = [say("clear_text"), ...(this.file.changed ? [say("clear_unsaved")] : [])];
      if (!await ask(say("clear_ask"), said, [], say("clear_do"))) return;
      clearTimeout(this.timer);
      for (const part of ["draft", "before", "damaged"]) this.drafts.remove(part);
      this.file = { name: "", at: "", changed: false };
      this.host.beside = {};
      this.host.replace(M.state.blank(this.host.edition), "");
      this.status("");
      M.question.text(byId("m-kept"), say("nothing_yet"));
      notice("done", say("clear_done"), { focus: true });
    }

    // --- to a file ----------------------------------------------------------------------------------------------

    async save() {
      this.flush();
      const { edition, work } = this.host;
      if (!work.force || !M.state.line(work.period)) {
        return notice("file", say("save_needs"), { alert: true, buttons: [[say("save_go"), () => this.host.go("p-about")]] });
      }
      const { assessment, left } = M.state.finish(edition, work);
      if (left.length && !await ask(say("save_unfinished"), [], left.map((each) => this.unfinished(each)), say("save_anyway"))) return;
      const { text, checked } = await M.state.toText(assessment);
      const { problems } = await M.read.bytes(new TextEncoder().encode(text).buffer, edition);
      if (problems.length) return notice("file", say("save_wrong"), { list: problems, alert: true });
      const name = M.state.fileName(assessment);
      this.download(name, text);
      this.file = { name, at: now(), changed: left.some((each) => each.what !== "hidden") };
      this.write();
      notice("file", [say("saved_file", { name }), ...(checked ? [] : [say("saved_unchecked")])].join(" "));
    }

    unfinished({ id, what, n }) {
      return say(`unfinished_${what}`, { n, code: M.edition.texts.questions[id].code });
    }

    download(name, text) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    }

    // --- from a file --------------------------------------------------------------------------------------------

    async open(file) {
      this.flush();
      const { edition } = this.host;
      let read;
      try {
        read = await M.read.bytes(await file.arrayBuffer(), edition);
      } catch { // a file that cannot be got at, or one that no rule foresaw
        return notice("file", `${say("open_bad", { name: file.name })} ${say("open_failed")}`, { alert: true });
      }
      const { record, problems, rest, unchecked } = read;
      if (problems.length) {
        const head = `${say("open_bad", { name: file.name })} ${say("open_bad_list", { n: problems.length })}`;
        const buttons = rest ? [[say("open_without"), () => this.take(file.name, rest.record, unchecked, rest.dropped)]] : [];
        return notice("file", head, { list: problems, alert: true, buttons });
      }
      await this.take(file.name, record, unchecked);
    }

    // Shows what was read from a file, in place of the work on the page.
    async take(name, record, unchecked, dropped = []) {
      const { edition } = this.host;
      if (!M.state.empty(edition, this.host.work) && !await this.agreed(name)) return;
      const { format, edition: from, check, ...work } = record;
      const before = { work: this.host.work, file: this.file };
      this.aside(before);
      this.file = { name, at: now(), changed: dropped.length > 0 };
      this.host.replace({ ...M.state.blank(edition), ...work }, this.host.role);
      this.write();
      const said = [say("open_done", { name, ...this.host.summary() }), ...(unchecked ? [say("open_unchecked")] : [])];
      notice("file", said.join(" "), { list: dropped.map((each) => say("left_out", each)), buttons: this.wayBack(before), focus: true });
    }

    agreed(name) {
      const { done } = this.host.summary();
      const said = [say(this.file.changed ? "open_ask_unsaved" : "open_ask_saved", { done }),
        say(this.drafts.read("draft") === undefined ? "open_keep_memory" : "open_keep")];
      return ask(say("open_ask", { name }), said, [], say("open_replace"));
    }

    aside(before) {
      this.drafts.write("before", JSON.stringify({ format: DRAFT, at: now(), ...before }));
    }

    // The earlier work and the present one change places, so that this can be taken back as well.
    undo({ work, file }) {
      this.aside({ work: this.host.work, file: this.file });
      this.file = file;
      this.host.replace(work, this.host.role);
      this.write();
      notice("file", say("open_undone"), { focus: true });
    }
  }

  M.keep = { Keeper, notice, ask };
})();
