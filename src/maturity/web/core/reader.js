// An assessment from outside, a file or a draft. Nothing is dropped or corrected unless somebody asks for it.
Maturity.reader = (function () {
  "use strict";
  const M = Maturity;
  const { Validation, isObject, shortText, placeText } = M.validation;
  const LARGEST = 20; // MB
  const NEAR = 20; // unknown names whose nearest one is looked for
  const FORMAT = "maturity-assessment/2", OLD_FORMAT = "maturity-assessment/1";

  // Keys that appear twice in one object, which JSON.parse would drop silently. `text` is sound JSON.
  /** @param {any} text */
  function repeatedKeys(text) {
    /** @type {{ open: Set<string>[], found: string[] }} */
    const { open, found } = { open: [], found: [] };
    for (const [whole, colon] of text.matchAll(/"[^"\\]*(?:\\[^][^"\\]*)*"(\s*:)?|[{}[\]]/g)) {
      if (whole === "{" || whole === "[") open.push(new Set());
      else if (whole === "}" || whole === "]") open.pop();
      else if (colon) {
        const key = JSON.parse(whole.slice(0, -colon.length));
        const keys = open[open.length - 1];
        if (keys.has(key)) found.push(key);
        keys.add(key);
      }
    }
    return found;
  }

  // Whole numbers that are not written as such, which JSON.parse would not tell from one that is: 2.0 and 2e0.
  /** @param {any} text */
  function inexactNumbers(text) {
    return [...text.matchAll(/"[^"\\]*(?:\\[^][^"\\]*)*"|-?\d[\d.eE+-]*/g)].map(([whole]) => whole)
      .filter((whole) => !whole.startsWith('"') && /[.eE]/.test(whole) && Number.isInteger(Number(whole)));
  }

  // What else a file can be than an assessment, by how it begins: the name of the sentence that says so. Bytes are read
  // as signs of one byte each. A text in UTF-8 may begin with a mark of three.
  /** @type {[string, RegExp][]} */
  const OTHERS = [
    ["empty", /^(?:ï»¿)?\s*$/],
    ["pdf", /^%PDF/],
    ["word", /^PK\x03\x04[^]*?word\/document\.xml/],
    ["office", /^(?:PK\x03\x04[^]*?(?:ppt\/presentation\.xml|opendocument)|\{\\rtf)/],
    ["zip", /^PK(?:\x03\x04|\x05\x06)/],
    ["image", /^(?:.PNG|ÿØÿ|GIF8|BM[^]{4}\0\0|II\*\0|MM\0\*|RIFF[^]{4}WEBP|[^]{4}ftyp(?:heic|mif1|avif))/],
    ["utf16", /^(?:\{\0|\0\{)/],
    ["page", /^(?:ï»¿)?\s*<(?:!doctype html|html)/i],
    ["csv", /^(?:ï»¿)?"[^{]*"code","id","question",/],
    ["text", /^(?:ï»¿)?\s*[\w"'#(*+-]/],
  ];

  /** @param {ArrayBuffer} buffer */
  function otherKind(buffer) {
    const text = new TextDecoder("latin1").decode(buffer);
    return OTHERS.find(([, begins]) => begins.test(text))?.[0];
  }

  // The encoding that a file's first bytes say it has: UTF-8, or UTF-16 as Windows writes it.
  /** @param {ArrayBuffer} buffer */
  function encoding(buffer) {
    const [first, second] = new Uint8Array(buffer.slice(0, 2));
    if (first === 0xff && second === 0xfe) return "utf-16le";
    return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  }

  // A file's bytes as {record, problems, unchecked}. With problems there is no record; `rest` is what would be
  // left without them, where the file itself is whole.
  /** @param {ArrayBuffer} buffer @param {Edition} edition @returns {Promise<Reading>} */
  async function readBytes(buffer, edition) {
    const validation = new Validation(edition, false, NEAR);
    /** @param {string} key @param {Values} [values] */
    const fail = (key, values) => ({ problems: [...validation.problems, M.phrases.word(`read.${key}`, values)] });
    if (buffer.byteLength > LARGEST * 1e6) return fail("too_big", { size: LARGEST });
    if (M.workbook.isWorkbook(buffer)) return readWorkbook(buffer, edition);
    const other = otherKind(buffer);
    if (other) return fail(`another.${other}`, { instead: M.phrases.word("read.instead") });
    let text, record;
    try {
      text = new TextDecoder(encoding(buffer), { fatal: true }).decode(buffer);
    } catch {
      return fail("not_text");
    }
    try {
      record = JSON.parse(text);
    } catch {
      const marker = text.match(/^(?:<{7}|>{7}|\|{7})(?: .*)?\r?$/m);
      return marker ? fail("conflict", { line: text.slice(0, marker.index).split("\n").length }) : fail("not_json");
    }
    if (!isObject(record) || ![FORMAT, OLD_FORMAT].includes(record.format)) return fail("format");
    for (const name of repeatedKeys(text)) validation.report("twice", "", { name: shortText(name) });
    for (const name of inexactNumbers(text)) validation.report("inexact", "", { name: shortText(name) });
    const check = typeof record.check === "string" ? await M.work.checkCode(record).catch(() => "") : undefined;
    if (typeof check === "string" && check !== record.check) validation.report("check", "");
    return { ...judged(inThisFormat(record), validation, edition), unchecked: check === null }; // not before: the check is over what the file says
  }

  // A workbook that came back. What is wrong with an answer in it is said at its cell.
  /** @param {ArrayBuffer} buffer @param {Edition} edition @returns {Promise<Reading>} */
  async function readWorkbook(buffer, edition) {
    const { problems, record, cells } = await M.workbook.read(buffer);
    return record ? judged(record, new Validation(edition, false, NEAR, cells), edition) : { problems };
  }

  /** @param {any} given @param {any} validation @param {Edition} edition @returns {Reading} */
  function judged(given, validation, edition) {
    const record = M.texts.cleanRecord(given), isWhole = !validation.problems.length;
    validation.file(record);
    if (!validation.problems.length) return { problems: [], record };
    return { problems: validation.problems, rest: isWhole ? withoutProblems(record, edition, false) : undefined };
  }

  // A file of format 1 as one of this format: there an action was an intervention, under that name. Its sign-offs say
  // nothing of the actions any more, since what they said of them was under the old name.
  /** @param {any} record */
  function inThisFormat(record) {
    if (record.format !== OLD_FORMAT) return record;
    /** @param {any} given @param {(each: any) => any} change */
    const each = (given, change) => (Array.isArray(given) ? given.map((one) => (isObject(one) ? change(one) : one)) : given);
    /** @param {any} action */
    const renamed = (action) => (isObject(action) && !("action" in action) ? Object.fromEntries(Object.entries(action).map(([name, said]) => [name === "intervention" ? "action" : name, said])) : action);
    /** @param {any} given */
    const signed = (given) => { const { actions, ...rest } = given; return rest; };
    const found = { ...record, format: FORMAT };
    if ("actions" in found) found.actions = each(found.actions, renamed);
    if ("kept" in found) found.kept = each(found.kept, (one) => ("action" in one ? { ...one, action: renamed(one.action) } : one));
    if ("signed_before" in found) found.signed_before = each(found.signed_before, signed);
    if (isObject(found.sign_off)) found.sign_off = signed(found.sign_off);
    return found;
  }

  // --- leaving out what is wrong --------------------------------------------------------------------------------

  // What a place can begin with, the longest first: names may have a dot or a space in them.
  /** @param {string} where */
  const beginnings = (where) => [where, ...[...where.matchAll(/[. ]/g)].map(({ index }) => where.slice(0, index)).reverse()];

  // Takes the innermost thing at a place out of a record, as {where, text}; undefined when there is nothing to take out.
  /** @param {any} record @param {ProblemPlace} place @returns {Dropped | undefined} */
  function takeOut(record, [where, name]) {
    /** @type {any} */
    let owner;
    /** @type {any} */
    let key;
    let at = record, rest = where;
    while (rest && at !== null && typeof at === "object") {
      /** @type {any} */
      const next = Array.isArray(at) ? `${Number.parseInt(rest, 10)}` : beginnings(rest).find((each) => Object.hasOwn(at, each));
      if (next === undefined) break;
      [owner, key] = [at, Array.isArray(at) ? next - 1 : next];
      at = at[key];
      rest = rest.slice(next.length + 1);
    }
    if (isObject(at) && name !== undefined && Object.hasOwn(at, name)) [owner, key, at] = [at, name, at[name]];
    if (!owner) return undefined;
    if (Array.isArray(owner)) owner.splice(key, 1);
    else delete owner[key];
    const [part, id] = where.split(/[. ]/);
    return { where: placeText(where), ...(part === "answers" && id ? { id } : {}), text: shortText(typeof at === "string" ? at : JSON.stringify(at) ?? "") };
  }

  // A copy of a record without its wrong parts, and these: {record, dropped}. Undefined when it is wrong as a whole.
  // What is wrong in the same part of the file is taken out at once, the last first, so that numbers in lists hold. What
  // was only wrong for the sake of another part, or of something inside it, is judged again.
  /** @param {any} given @param {Edition} edition @param {boolean} isDraft @returns {{ record: any, dropped: Dropped[] } | undefined} */
  function withoutProblems(given, edition, isDraft) {
    const record = M.texts.cleanRecord(given);
    /** @type {Dropped[]} */
    const dropped = [];
    for (let n = 0; n < 1000; n += 1) {
      const validation = new Validation(edition, isDraft);
      validation.file(record);
      if (!validation.places.length) return { record, dropped };
      const places = innermostPlaces(validation.places), found = places.flatMap((place) => takeOut(record, place) ?? []);
      if (found.length < places.length) return undefined;
      dropped.push(...found.reverse());
    }
    return undefined;
  }

  // The places in the same part of a file as the first one, from the last to the first, without those that have another
  // one inside them.
  /** @param {ProblemPlace[]} places */
  function innermostPlaces(places) {
    /** @param {ProblemPlace} given */
    const path = ([where, name]) => (name === undefined ? where : [where, name].filter(Boolean).join("."));
    /** @param {ProblemPlace} place */
    const part = (place) => path(place).split(/[. ]/)[0], taken = new Set();
    return places.filter((each) => part(each) === part(places[0])).reverse().filter((each) => {
      const whole = path(each);
      if (taken.has(whole)) return false;
      for (let end = whole.length; end > 0; end = Math.max(whole.lastIndexOf(".", end - 1), whole.lastIndexOf(" ", end - 1))) taken.add(whole.slice(0, end));
      return true;
    });
  }

  // What prevents a draft from being continued unchanged: the places, for people. Empty when nothing does.
  /** @param {any} work @param {Edition} edition */
  function draftProblems(work, edition) {
    const validation = new Validation(edition, true);
    validation.file(work);
    return validation.places.map(([where]) => placeText(where));
  }

  // What a draft keeps beside the work, without its wrong parts: {record, dropped}. An assessment there may be of another
  // edition, and is judged by what this one knows.
  /** @param {any} given @param {Edition} edition */
  function soundBeside(given, edition) {
    const record = isObject(given) ? { ...given } : {}, dropped = [];
    for (const name of ["last", "start"].filter((each) => Object.hasOwn(record, each))) {
      const { edition: from, ...rest } = Object(record[name]), left = isObject(rest.answers) && withoutProblems(rest, edition, true);
      dropped.push(...(left ? left.dropped : [{ where: name, text: shortText(JSON.stringify(record[name])) }]));
      if (left) record[name] = { ...left.record, ...(from ? { edition: from } : {}) };
      else delete record[name];
    }
    if (Object.hasOwn(record, "pack") && !edition.bundle.roles.includes(record.pack)) {
      dropped.push({ where: "pack", text: shortText(record.pack) });
      delete record.pack;
    }
    if (Object.hasOwn(record, "due") && !M.work.isDate(record.due)) delete record.due;
    return { record, dropped };
  }

  return { readBytes, draftProblems, withoutProblems, soundBeside };
})();
