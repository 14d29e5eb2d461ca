// The workbook (XLSX) as a way to answer: what is in one that came back, as an assessment. The same as workbook.py of
// the package assessment, where the rules are explained, in the same words and under the same cases.
Maturity.workbook = (function () {
  "use strict";
  const M = Maturity;
  const KEY = "maturity-workbook", FORMAT = "maturity-workbook/1", COLUMNS = 5;
  const EVIDENCE = Object.keys(M.shapes.evidence), LISTS = ["choice", "role", "checked", "force", "yes"];
  const HEADING_WITHIN = 20, SHOWN = 60, NAMED = 5;
  const DAY = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$|^(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]+)?$/;
  const { cleanText, cleanLine } = M.texts;
  /** @type {SheetValue} */
  const NOTHING = { text: "", trouble: "" };

  // A text as two of them are compared: without case, and on one line.
  /** @param {string} text */
  const folded = (text) => cleanLine(text).toLowerCase();

  // Text from a file as it may be shown.
  /** @param {string} text */
  function visible(text) {
    const signs = [...text], cut = signs.length > SHOWN ? [...signs.slice(0, SHOWN - 1), "…"] : signs;
    return cut.join("").replace(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
  }

  // A cell as Excel writes it: 'A sheet'!B7.
  /** @param {string} sheet @param {string} cell */
  function place(sheet, cell) {
    const name = visible(sheet);
    return `${/^\w+$/.test(name) ? name : `'${name.replaceAll("'", "''")}'`}!${cell}`;
  }

  /** @param {number} column @returns {string} */
  const letters = (column) => (column > 26 ? letters(Math.floor((column - 1) / 26)) : "") + String.fromCharCode(65 + (column - 1) % 26);

  // Whether these bytes are a workbook, or what used to be one and may have a password.
  /** @param {ArrayBuffer} buffer */
  const isWorkbook = (buffer) => /^(?:PK\x03\x04[^]*xl\/workbook\.xml|ÐÏ\x11à)/.test(new TextDecoder("latin1").decode(buffer));

  // The first signs of the hash of a value, or nothing where the browser cannot work one out.
  /** @param {unknown} value */
  async function hashOf(value) {
    if (!globalThis.crypto?.subtle) return undefined;
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(M.engine.canonical(value)));
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // The answers in a workbook: {record, cells}, where `cells` has the cell of each place in the record; or the problems.
  /** @param {ArrayBuffer} buffer @returns {Promise<{ problems: string[], record?: any, cells?: Map<string, string> }>} */
  async function read(buffer) {
    /** @param {string} key @param {string} [cell] @param {Values} [values] */
    const problem = (key, cell, values) => `${cell ?? M.phrases.word("read.whole")}: ${M.phrases.word(`from_workbook.${key}`, values)}`;
    if (new Uint8Array(buffer)[0] === 0xd0) return { problems: [problem("locked")] };
    if (!("DecompressionStream" in globalThis)) return { problems: [problem("old_browser")] };
    try {
      const sheets = await M.spreadsheet.read(buffer), hidden = sheets.find((each) => each.name === KEY);
      if (!hidden) return { problems: [problem("other")] };
      const key = new Key(hidden), format = [...key.rows("format").keys()][0] ?? "";
      if (format !== FORMAT) return { problems: [problem("newer", undefined, { format: visible(format) })] };
      const check = await hashOf(key.listed);
      if (check && !key.rows("check").has(check)) return { problems: [problem("changed", KEY)] };
      const reading = new WorkbookReading(key, problem);
      for (const sheet of sheets) if (sheet !== hidden) reading.sheet(sheet);
      return await reading.result();
    } catch (error) {
      return { problems: [problem(/** @type {any} */ (error)?.refused ?? "damaged")] };
    }
  }

  // The hidden sheet: rows of a kind, a key and a text, of which some have more.
  class Key {
    /** @param {Spreadsheet} sheet */
    constructor(sheet) {
      /** @type {Map<string, Map<string, string[]>>} */
      this.kinds = new Map();
      /** @type {string[][]} */
      this.listed = [];
      for (const row of sheet.rows.values()) {
        const [kind, key, ...rest] = Array.from({ length: COLUMNS }, (_, n) => (row.get(n + 1) ?? NOTHING).text);
        if (!this.kinds.has(kind)) this.kinds.set(kind, new Map());
        this.kinds.get(kind)?.set(key, rest);
        if (kind && kind !== "check") this.listed.push([kind, key, ...rest].map(cleanLine));
      }
    }

    /** @param {string} kind */
    rows(kind) {
      return this.kinds.get(kind) ?? new Map();
    }

    // The keys of a kind, by how their texts are compared.
    /** @param {string} kind @returns {Map<string, string>} */
    keys(kind) {
      return new Map([...this.rows(kind)].map(([key, [text]]) => [folded(text), key]));
    }
  }

  class WorkbookReading {
    /** @param {Key} key @param {(key: string, cell?: string, values?: Values) => string} problem */
    constructor(key, problem) {
      this.key = key;
      this.problem = problem;
      this.lists = Object.fromEntries(LISTS.map((kind) => [kind, key.keys(kind)]));
      /** @type {string[]} */
      this.problems = [];
      /** @type {Map<string, string>} */
      this.cells = new Map();
      /** @type {Map<string, string>} */
      this.seen = new Map();
      this.unread = false; // whether the rows of some sheet could not be read
      /** @type {Fact} */
      this.fields = {};
      /** @type {Fact} */
      this.about = {};
      /** @type {Fact} */
      this.answers = {};
    }

    /** @param {string} key @param {string} cell @param {Values} [values] */
    say(key, cell, values) {
      this.problems.push(this.problem(key, cell, values));
    }

    // --- sheets and rows ----------------------------------------------------------------------------------------

    /** @param {Spreadsheet} sheet */
    sheet(sheet) {
      for (const kind of ["about", "answers"]) {
        const { head, columns } = this.columns(sheet, kind), merged = head ? sheet.merged : [];
        for (const area of merged) this.say("merged", place(sheet.name, area));
        if (merged.length || (head && !columns.size)) this.unread = true;
        else if (head) {
          for (const [number, row] of sheet.rows) {
            /** @param {[string, number]} field @returns {[string, SheetCell]} */
            const cell = ([field, column]) => [field, { ...(row.get(column) ?? NOTHING), at: place(sheet.name, letters(column) + number) }];
            if (number > head) this.row(kind, new Map([...columns].map(cell)));
          }
        }
      }
    }

    // The row of the headings, and which column each field has now: none where a heading is gone.
    /** @param {Spreadsheet} sheet @param {string} kind */
    columns({ name, rows }, kind) {
      const headings = this.key.keys(`heading.${kind}`), texts = this.key.rows(`heading.${kind}`);
      for (const [number, row] of rows) {
        /** @type {Map<string, number>} */
        const columns = new Map();
        for (const [column, { text }] of [...row].sort(([a], [b]) => b - a)) columns.set(headings.get(folded(text)) ?? "", column);
        if (number > HEADING_WITHIN || !columns.has("id")) continue;
        const gone = [...texts].filter(([field]) => !columns.has(field));
        for (const [, [text]] of gone) this.say("heading", place(name, `A${number}`), { heading: visible(text) });
        return { head: number, columns: new Map(gone.length ? [] : [...texts.keys()].map((field) => [field, columns.get(field) ?? 0])) };
      }
      return { head: 0, columns: new Map() };
    }

    /** @param {string} kind @param {Map<string, SheetCell>} row */
    row(kind, row) {
      const first = /** @type {SheetCell} */ (row.get("id")), id = first.text.trim(), known = this.key.rows(`row.${kind}`).get(id);
      const filled = [...row].find(([field, { text }]) => !["id", "given"].includes(field) && text.trim());
      if (!id) return filled && this.say("no_id", filled[1].at);
      if (!known) return this.say("other_id", first.at, { id: visible(id) });
      if (this.seen.has(id)) return this.say("twice", first.at, { cell: this.seen.get(id) });
      this.seen.set(id, first.at);
      if (kind === "about") return this.ofForce(id, known[2], /** @type {SheetCell} */ (row.get("value")));
      for (const each of row.values()) each.at += ` (${known[0]})`; // a cell alone says little
      return this.answer(id, known, (field) => row.get(field) ?? { ...NOTHING, at: "" });
    }

    // --- one row ------------------------------------------------------------------------------------------------

    // A field of the assessment that is no answer.
    /** @param {string} id @param {string} kind @param {SheetCell} cell */
    ofForce(id, kind, cell) {
      const text = this.text(cell), name = id.replace(/^about\./, "");
      this.cells.set(id, cell.at);
      if (!text) {
        if (["force", "period"].includes(id) && !cell.trouble) this.say(`no_${id}`, cell.at);
      } else if (["period", "marking"].includes(id)) this.fields[id] = cleanLine(text);
      else if (!["force", "yes"].includes(kind)) this.about[name] = text;
      else {
        const found = this.listed(cell, kind);
        if (found && kind === "force") this.fields[id] = found;
        else if (found) this.about[name] = found === "true";
      }
    }

    /** @param {string} id @param {string[]} known @param {(field: string) => SheetCell} cell */
    answer(id, [, , mayNotApply], cell) {
      const start = this.problems.length, path = `answers.${id}`, state = this.state(cell("choice"), mayNotApply === "yes");
      const comment = this.text(cell("comment")), role = this.listed(cell("role"), "role"), evidence = this.evidence(path, cell);
      if (!state && this.problems.length === start && (comment || evidence.length)) this.say("no_answer", cell("choice").at);
      if (!state || this.problems.length > start) return;
      const words = Object.hasOwn(state, "not_applicable") ? "not_applicable" : "comment";
      this.cells.set(path, cell("choice").at).set(`${path}.${words}`, cell("comment").at);
      const answer = { ...state, ...(comment || state[words] ? { [words]: comment } : {}), ...(evidence.length ? { evidence } : {}), ...(role ? { role } : {}) };
      this.answers[id] = { answer, given: cell("given").text, made: [state, comment, role] };
    }

    // What was chosen; nothing while nothing is.
    /** @param {SheetCell} cell @param {boolean} mayNotApply @returns {Fact | undefined} */
    state(cell, mayNotApply) {
      const text = cleanLine(this.text(cell)), { choice } = this.lists;
      if (!text) return undefined;
      const code = choice.get(folded(text)) ?? /^(?:level )?(\d)$/i.exec(text)?.[1] ?? "";
      if (![...choice.values()].includes(code)) this.say("other_answer", cell.at, { text: visible(text) });
      else if (code === "not_applicable" && !mayNotApply) this.say("not_allowed", cell.at);
      else return /^\d/.test(code) ? { level: Number(code) } : { [code]: true };
      return undefined;
    }

    // The pieces of evidence that are named, without gaps between them.
    /** @param {string} path @param {(field: string) => SheetCell} cell */
    evidence(path, cell) {
      /** @type {Fact[]} */
      const pieces = [];
      for (let n = 1; cell(`evidence.${n}.title`).at; n += 1) {
        const start = this.problems.length, title = cell(`evidence.${n}.title`);
        const texts = EVIDENCE.map((name) => [name, this.evidenceText(name, cell(`evidence.${n}.${name}`))]).filter(([, text]) => text);
        const piece = Object.fromEntries(texts);
        if (piece.title) {
          pieces.push(piece);
          for (const [name] of texts) this.cells.set(`${path}.evidence ${pieces.length}.${name}`, cell(`evidence.${n}.${name}`).at);
        } else if (texts.length && this.problems.length === start) this.say("no_title", title.at);
      }
      return pieces;
    }

    /** @param {string} name @param {SheetCell} cell */
    evidenceText(name, cell) {
      if (name === "date") return this.day(cell);
      if (name === "checked") return this.listed(cell, name);
      const text = cleanLine(this.text(cell)); // an owner is usually one of the roles, but need not be
      return (name === "owner" && this.lists.role.get(folded(text))) || text;
    }

    // --- one cell -----------------------------------------------------------------------------------------------

    /** @param {SheetCell} cell */
    text({ at, text, trouble }) {
      if (trouble) this.say(trouble, at, { text: visible(text) });
      return trouble ? "" : cleanText(text);
    }

    // What one of the texts of a drop-down stands for.
    /** @param {SheetCell} cell @param {string} kind */
    listed(cell, kind) {
      const text = cleanLine(this.text(cell)), found = this.lists[kind].get(folded(text));
      if (text && found === undefined) this.say("not_listed", cell.at, { text: visible(text) });
      return found ?? "";
    }

    /** @param {SheetCell} cell */
    day(cell) {
      const text = cleanLine(this.text(cell)), [, day = "", month = "", year = "", ...iso] = DAY.exec(text) ?? [];
      const found = iso[0] ? iso.slice(0, 3).join("-") : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
      if (M.work.isDate(found)) return found;
      if (text) this.say("not_a_date", cell.at, { text: visible(text) });
      return "";
    }

    // --- everything ---------------------------------------------------------------------------------------------

    async result() {
      for (const kind of this.unread ? [] : ["about", "answers"]) {
        const gone = [...this.key.rows(`row.${kind}`)].filter(([id]) => !this.seen.has(id)), n = gone.length;
        const list = gone.slice(0, NAMED).map(([, [name, sheet]]) => M.phrases.word("from_workbook.gone_item", { name, sheet })).join(", ");
        if (n) this.problems.push(this.problem("gone", undefined, { n, list: n > NAMED ? M.phrases.word("from_workbook.gone_more", { list, n: n - NAMED }) : list }));
      }
      if (this.problems.length) return { problems: this.problems };
      const answers = await Promise.all([...this.key.rows("row.answers").keys()].filter((id) => Object.hasOwn(this.answers, id)).map(async (id) => {
        const { answer, given, made } = this.answers[id], [at, code] = given.split(" ");
        const isSame = code && (await hashOf(made))?.slice(0, 16) === code; // then it is known when it was answered
        return [id, isSame ? { ...answer, at } : answer];
      }));
      const edition = Object.fromEntries([...this.key.rows("edition")].map(([name, [text]]) => [name, text]).filter(([, text]) => text));
      const about = Object.keys(this.about).length ? { about: this.about } : {};
      return { problems: [], record: { format: "maturity-assessment/2", edition, ...this.fields, ...about, answers: Object.fromEntries(answers) }, cells: this.cells };
    }
  }

  return { isWorkbook, read };
})();
