// A workbook (XLSX) as its sheets with the values of their cells, within bounds, and without a library: a zip of XML, of
// which the browser unpacks and parses each part. What is not right in it is refused whole. Nothing is worked out.
Maturity.spreadsheet = (function () {
  "use strict";
  const LARGEST_PART = 4 * 2 ** 20, LARGEST = 64 * 2 ** 20, MOST_PARTS = 500; // as in disguise.py
  const MOST_ROWS = 5000, DAY = 864e5;
  // The numbers of the formats for dates that every program has, and what is no format in the others.
  const BUILT_IN = /^(1[4-9]|2[0-2]|4[5-7])$/, QUOTED = /".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]/g;

  // Why a workbook is not read: `refused` is the name of a sentence.
  /** @param {string} refused */
  const refusal = (refused) => Object.assign(new Error(refused), { refused });

  // --- the zip --------------------------------------------------------------------------------------------------

  // What is in a zip: the bytes of each part, by its name. Only what the list at its end names is looked at.
  /** @param {ArrayBuffer} buffer */
  async function partsOf(buffer) {
    const data = new DataView(buffer), last = Math.max(0, buffer.byteLength - 65557);
    let at = buffer.byteLength - 22, total = 0;
    while (data.getUint32(at, true) !== 0x06054b50) if ((at -= 1) < last) throw refusal("damaged");
    const count = data.getUint16(at + 10, true), parts = new Map();
    if (count > MOST_PARTS) throw refusal("too_much");
    at = data.getUint32(at + 16, true);
    for (let n = 0; n < count; n += 1) {
      const [method, sum, packed, size] = [data.getUint16(at + 10, true), ...[16, 20, 24].map((each) => data.getUint32(at + each, true))];
      const [nameLength, extra, comment] = [28, 30, 32].map((each) => data.getUint16(at + each, true)), from = data.getUint32(at + 42, true);
      const name = new TextDecoder().decode(new Uint8Array(buffer, at + 46, nameLength));
      if (data.getUint32(at, true) !== 0x02014b50 || data.getUint16(at + 8, true) & 1 || parts.has(name)) throw refusal("damaged");
      if (size > LARGEST_PART || (total += size) > LARGEST) throw refusal("too_much");
      const start = from + 30 + data.getUint16(from + 26, true) + data.getUint16(from + 28, true);
      const bytes = new Uint8Array(buffer, start, packed), content = method === 8 ? await inflated(bytes) : method === 0 ? bytes : undefined;
      if (content?.length !== size || checksum(content) !== sum) throw refusal("damaged");
      parts.set(name, content);
      at += 46 + nameLength + extra + comment;
    }
    return parts;
  }

  // Unpacked bytes. However small the packed ones are, it stops after as many as a part may have.
  /** @param {Uint8Array<ArrayBuffer>} bytes */
  async function inflated(bytes) {
    const chunks = [], reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    let size = 0;
    for (let { value } = await reader.read(); value; { value } = await reader.read()) {
      chunks.push(value);
      if ((size += value.length) <= LARGEST_PART) continue;
      reader.cancel().catch(() => undefined);
      throw refusal("too_much");
    }
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  }

  // CRC-32, by which a zip shows damage.
  /** @param {Uint8Array} bytes */
  function checksum(bytes) {
    const table = Array.from({ length: 256 }, (_, n) => Array.from({ length: 8 }).reduce((/** @type {number} */ sum) => (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0), n));
    let sum = -1;
    for (const byte of bytes) sum = (sum >>> 8) ^ table[(sum ^ byte) & 255];
    return ~sum >>> 0;
  }

  // --- the XML --------------------------------------------------------------------------------------------------

  // A part as a document. One with a document type is refused: with definitions in it a small file can become a huge one.
  /** @param {Uint8Array} bytes */
  function parsed(bytes) {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (text.includes("<!DOCTYPE") || text.includes("\0")) throw refusal("damaged");
    const found = new DOMParser().parseFromString(text, "application/xml");
    if (all(found, "parsererror").length) throw refusal("damaged");
    return found;
  }

  /** @param {Document | Element} node @param {string} name */
  const all = (node, name) => [...node.getElementsByTagNameNS("*", name)];
  /** @param {Element} node @param {string} name */
  const inside = (node, name) => [...node.children].filter((each) => each.localName === name);
  /** @param {Element} node @param {string} name */
  const attribute = (node, name) => node.getAttribute(name) ?? "";

  // A text, which may be in pieces of different looks; how it is spoken does not belong to it.
  /** @param {Element} node */
  function textOf(node) {
    const runs = inside(node, "r").map((run) => inside(run, "t")[0]?.textContent ?? "");
    return [...inside(node, "t").map((each) => each.textContent), ...runs].join("").replaceAll("x005F_", ""); // as openpyxl
  }

  // The styles that show a number as a date.
  /** @param {Document | undefined} styles */
  function dateStyles(styles) {
    if (!styles) return new Set();
    const formats = new Map(all(styles, "numFmt").map((each) => [attribute(each, "numFmtId"), attribute(each, "formatCode")]));
    /** @param {string} id */
    const isDate = (id) => (formats.has(id) ? /(?<![_\\])[dmhys]/i.test((formats.get(id) ?? "").split(";")[0].replace(QUOTED, "")) : BUILT_IN.test(id));
    const used = all(styles, "cellXfs").flatMap((each) => inside(each, "xf"));
    return new Set(used.flatMap((each, n) => (isDate(attribute(each, "numFmtId")) ? [String(n)] : [])));
  }

  // --- the sheets -----------------------------------------------------------------------------------------------

  // The sheets of a workbook in their order: their names, merged cells, and rows of cells by the numbers of their columns.
  /** @param {ArrayBuffer} buffer @returns {Promise<Spreadsheet[]>} */
  async function read(buffer) {
    const parts = await partsOf(buffer);
    const documents = new Map([...parts].filter(([name]) => /\.(xml|rels)$/.test(name) && !name.startsWith("customXml/")).map(([name, bytes]) => [name, parsed(bytes)]));
    const book = documents.get("xl/workbook.xml"), links = documents.get("xl/_rels/workbook.xml.rels"), strings = documents.get("xl/sharedStrings.xml");
    if (!book || !links) throw refusal("damaged");
    const texts = strings ? all(strings, "si").map(textOf) : [], dates = dateStyles(documents.get("xl/styles.xml"));
    const is1904 = ["1", "true"].includes(attribute(all(book, "workbookPr")[0] ?? book.documentElement, "date1904"));
    const sheets = all(links, "Relationship").filter((each) => attribute(each, "Type").endsWith("/worksheet"));
    const targets = new Map(sheets.map((each) => [attribute(each, "Id"), attribute(each, "Target").replace(/^(?!\/)/, "/xl/").slice(1)]));
    return all(book, "sheet").flatMap((each) => {
      const id = [...each.attributes].find(({ prefix, localName }) => prefix && localName === "id")?.value ?? "";
      const sheet = documents.get(targets.get(id) ?? "");
      return sheet ? [{ name: attribute(each, "name"), merged: all(sheet, "mergeCell").map((area) => attribute(area, "ref")), rows: rowsOf(sheet, { texts, dates, is1904 }) }] : [];
    });
  }

  // Places that are not written follow from the one before.
  /** @param {Document} sheet @param {{ texts: string[], dates: Set<unknown>, is1904: boolean }} book */
  function rowsOf(sheet, book) {
    const rows = new Map();
    let number = 0;
    for (const row of all(sheet, "row")) {
      number = Number(attribute(row, "r")) || number + 1;
      if (number > MOST_ROWS) continue;
      let column = 0;
      const cells = new Map();
      for (const cell of inside(row, "c")) {
        const letters = /^[A-Z]{1,3}/.exec(attribute(cell, "r"))?.[0];
        column = letters ? [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) : column + 1;
        cells.set(column, valueOf(cell, book));
      }
      rows.set(number, cells);
    }
    return rows;
  }

  // The value of a cell as somebody would type it, and what keeps it from being read.
  /** @param {Element} cell @param {{ texts: string[], dates: Set<unknown>, is1904: boolean }} book @returns {SheetValue} */
  function valueOf(cell, { texts, dates, is1904 }) {
    const kind = attribute(cell, "t") || "n", formula = inside(cell, "f")[0], [value = ""] = inside(cell, "v").map((each) => each.textContent);
    if (formula) return { text: `=${formula.textContent}`, trouble: "formula" };
    const isDay = kind === "n" && value && dates.has(attribute(cell, "s"));
    const text = kind === "inlineStr" ? inside(cell, "is").map(textOf)[0] ?? "" : !value ? "" : kind === "s" ? texts[Number(value)]
      : kind === "b" ? (Number(value) ? "TRUE" : "FALSE") : isDay ? dayText(Number(value), is1904) : kind === "n" ? numberText(value) : value;
    if (text === undefined) throw refusal("damaged");
    return { text: text.replaceAll("_x000D_", "\r"), trouble: kind === "e" || text === "#VALUE!" && isDay ? "error" : "" };
  }

  /** @param {string} value */
  function numberText(value) {
    const number = Number(value);
    if (Number.isNaN(number)) throw refusal("damaged");
    return Number.isInteger(number) ? String(BigInt(number)) : String(number);
  }

  // The day that a number is shown as; with the time where there is one. Spreadsheets count a day that 1900 did not have.
  /** @param {number} value @param {boolean} is1904 */
  function dayText(value, is1904) {
    const days = value + (is1904 ? -24107 : value > 0 && value < 60 ? -25568 : -25569), moment = new Date(Math.round(days * DAY));
    const year = moment.getUTCFullYear();
    if (!(year > 0 && year < 10000)) return "#VALUE!";
    const [day, time] = moment.toISOString().split(/[TZ]/);
    return value >= 0 && value < 1 ? time.slice(0, 8) : Number.isInteger(value) ? day : `${day}T${time.slice(0, 8)}`;
  }

  return { read };
})();
