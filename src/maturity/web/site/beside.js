// Assessments side by side, opened from disk by somebody who has been given them: a critical friend pair, or the years
// of one force. Nothing leaves the machine and nothing is kept. It never sorts by level and never adds levels up.
(function () {
  "use strict";
  const M = Maturity;
  const root = document.getElementById("m-beside");
  if (!root) return;

  const MOST = 8; // columns that can still be read
  const { bundle, texts } = M.edition;
  const { element } = M.dom;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`beside.${key}`, values);
  /** @param {string} name */
  const find = (name) => root.querySelector(`[data-fill="${name}"]`);
  const piece = () => document.importNode(root.querySelector('[data-piece="file"]').content, true).firstElementChild;
  const byName = new Intl.Collator(document.documentElement.lang || "en-GB", { numeric: true });
  const input = root.querySelector('input[type="file"]');
  const older = JSON.parse(root.querySelector(".m-older").textContent);
  const questions = M.work.questionsOf(bundle.themes).map(({ id }) => id);
  /** @type {any[]} */
  let files = [];
  let shared = new Set(questions); // ids of the questions that mean the same in the edition of every file

  // --- from disk ------------------------------------------------------------------------------------------------

  /** @param {File[]} chosen */
  async function open(chosen) {
    const problems = [];
    for (const file of chosen) {
      /** @type {any} */
      const { record, from, problems: found } = await read(file);
      const text = record && M.engine.canonical(record);
      if (found.length) problems.push(`${file.name}: ${found.join(" ")}`);
      else if (files.some((each) => each.text === text)) problems.push(word("twice", { name: file.name }));
      else if (files.length === MOST) problems.push(word("most", { name: file.name, n: MOST }));
      else files.push({ name: file.name, record, text, from, own: M.engine.score(from?.bundle ?? bundle, record), carried: carriedOver(record, from) });
    }
    find("problems").replaceChildren(...problems.map((each) => element("li", each)));
    show();
  }

  // A file of an older edition is judged by that one, which is in `from`.
  /** @param {File} file */
  async function read(file) {
    try {
      const buffer = await file.arrayBuffer(), from = editionOf(buffer);
      return { ...await M.reader.readBytes(buffer, from ?? M.edition), from };
    } catch { // a file that cannot be got at
      return { problems: [word("unread")] };
    }
  }

  // The older edition that a file says it is of.
  /** @param {ArrayBuffer} buffer */
  function editionOf(buffer) {
    try {
      const { id, version } = JSON.parse(new TextDecoder().decode(buffer)).edition;
      return older.find((/** @type {Edition} */ { bundle: { edition } }) => edition.id === id && edition.version === version);
    } catch { // no such file; reading it says what is wrong
      return undefined;
    }
  }

  // The answers that mean the same today, under the ids of today.
  /** @param {any} record @param {any} from */
  function carriedOver(record, from) {
    if (!from) return record;
    /** @param {Fact} fields @param {Record<string, string>} names */
    const renamed = (fields, names) => Object.fromEntries(Object.entries(fields ?? {}).filter(([id]) => Object.hasOwn(names, id)).map(([id, value]) => [names[id], value]));
    return { ...record, answers: renamed(record.answers, from.questions), about: renamed(record.about, from.conditions) };
  }

  // Scores every file by the rules of today, on the questions that mean the same in all their editions.
  function compare() {
    const kept = files.flatMap(({ from }) => (from ? [new Set(Object.values(from.questions))] : []));
    shared = new Set(questions.filter((id) => kept.every((each) => each.has(id))));
    const rules = kept.length ? M.movement.bundleOfQuestions(bundle, [...shared]) : bundle;
    for (const file of files) file.profile = M.engine.score(rules, file.carried);
    const list = [...new Set(files.map(FACTS.edition))].sort(byName.compare);
    find("editions").hidden = !kept.length;
    find("editions").textContent = word("editions", { list: M.phrases.list(list), version: bundle.edition.version, n: shared.size, of: questions.length });
  }

  /** @param {any} given */
  const force = ({ record, from }) => texts.forces[record.force] ?? from?.forces[record.force] ?? record.force;

  // Alphabetical, and the periods of one force in their order.
  /** @param {any} a @param {any} b */
  function inOrder(a, b) {
    return byName.compare(force(a), force(b)) || M.periods.comparePeriods(a.record.period, b.record.period) || byName.compare(a.name, b.name);
  }

  // --- onto the page --------------------------------------------------------------------------------------------

  function show() {
    files.sort(inOrder);
    compare();
    find("said").textContent = files.length ? word("opened", { n: files.length }) : "";
    find("files").replaceChildren(...files.map(fileLine));
    find("shown").hidden = files.length < 2;
    marking();
    if (files.length < 2) return find("said").append(files.length ? ` ${word("one_more")}` : "");
    for (const head of root.querySelectorAll("thead tr")) columns(head, files.map((each) => heading(each)), element("th", word("apart")));
    for (const row of root.querySelectorAll("tbody tr")) fill(row);
    const notes = M.differences.notes(bundle, files).map(([key, values]) => sentence(key, values));
    find("notes").hidden = !notes.length;
    find("notes-list").replaceChildren(...notes);
    return undefined;
  }

  /** @param {any} file */
  function fileLine(file) {
    const node = piece();
    node.querySelector("bdi").textContent = word("file", { name: file.name, force: force(file), period: file.record.period });
    node.querySelector("button").setAttribute("aria-label", word("close_file", { name: file.name }));
    node.querySelector("button").onclick = () => {
      files = files.filter((each) => each !== file);
      show();
      root.querySelector('[data-do="open"]').focus();
    };
    return node;
  }

  /** @param {any} file */
  function heading(file) {
    const node = element("th", force(file));
    const same = files.filter((each) => each.record.force === file.record.force);
    if (same.length > 1) node.append(element("span", file.record.period, "m-tags"));
    if (same.some((each) => each !== file && each.record.period === file.record.period)) node.append(element("span", file.name, "m-tags"));
    node.scope = "col";
    return node;
  }

  // Puts the cells of the files, and the last one, behind the head of a row.
  /** @param {Place} row @param {HTMLElement[]} cells @param {any} last */
  function columns(row, cells, last) {
    if (last.tagName === "TH") last.scope = "col";
    row.replaceChildren(row.firstElementChild, ...cells, last);
  }

  /** @param {Place} row */
  function fill(row) {
    const { fact, theme, capability, question, standard } = row.dataset;
    if (fact) return columns(row, files.map((each) => element("td", FACTS[fact](each))), element("td"));
    if (standard) {
      const last = shared.has(standard) ? differsText(files.map((each) => status(each, standard))) : word("not_shared");
      return columns(row, files.map((each) => statusCell(each, standard)), element("td", last));
    }
    const pairs = files.map((file) => M.differences.level(profileFor(file, question), { theme, capability, question }));
    const cells = pairs.map((pair, n) => (question ? answerCell(files[n], question, pair) : levelCell(pair)));
    return columns(row, cells, element("td", question && !shared.has(question) ? word("not_shared") : apartText(pairs)));
  }

  /** @type {Record<string, (file: any) => string>} */
  const FACTS = {
    /** @param {any} given */
    period: ({ record }) => record.period,
    /** @param {any} given */
    edition: ({ record }) => record.edition.version,
    /** @param {any} given */
    marking: ({ record, from }) => record.marking ?? from?.marking ?? texts.edition.marking,
    /** @param {any} given */
    answered: ({ own }) => word("of", { part: own.answered, whole: M.work.questionsOf(own.themes).length }),
    /** @param {any} given */
    signed: ({ own }) => word(own.signed ? "yes" : "no"),
    /** @param {any} given */
    met: ({ own: { standards_met: met } }) => (met.of ? word("of", { part: range(met), whole: met.of }) : word("dash")),
  };

  // A question that is not in every edition is shown where it is, and compared with nothing.
  /** @param {any} file @param {string} question */
  const profileFor = (file, question) => (question && !shared.has(question) && !file.from ? file.own : file.profile);
  /** @param {string} question */
  const absent = (question) => word(shared.has(question) ? "not_asked" : "other_edition");

  /** @param {ScoreRange} given */
  const range = ({ low, high }) => M.phrases.word(low === high ? "levels.one" : "levels.range", { level: low, low, high });

  /** @param {any} pair */
  function levelCell(pair) {
    if (!pair) return element("td", word("dash"), "m-cell");
    const node = element("td", "", `m-cell m-step-${Math.floor((pair.low * 4) / bundle.top)}${pair.low === pair.high ? "" : " m-open"}`);
    node.append(element("b", range(pair)), ` ${pair.low === pair.high ? texts.scale[pair.low] : word("open_level")}`);
    return node;
  }

  // An answer as it counts, and what was claimed where that is more.
  /** @param {any} file @param {string} question @param {any} pair */
  function answerCell(file, question, pair) {
    const found = M.differences.question(profileFor(file, question), question);
    if (!found) return element("td", absent(question), "m-cell");
    if (found.state !== "level") return element("td", word(`state_${found.state}`), "m-cell");
    const node = levelCell(pair);
    if (found.claimed !== null && found.claimed > pair.high) node.append(element("span", word("claimed", { level: found.claimed }), "m-tags"));
    return node;
  }

  /** @param {any} file @param {string} standard */
  const status = (file, standard) => profileFor(file, standard).standards.find((/** @type {StandardResult} */ each) => each.question === standard)?.status;

  /** @param {any} file @param {string} standard */
  function statusCell(file, standard) {
    const found = status(file, standard);
    return element("td", found ? M.phrases.word(`results.status_${found}`) : absent(standard), "m-cell");
  }

  /** @param {any[]} pairs */
  function apartText(pairs) {
    const n = M.differences.levelsApart(pairs);
    return n > 0 ? word("levels_apart", { n }) : "";
  }

  /** @param {any[]} all */
  const differsText = (all) => (new Set(all).size > 1 ? word("differs") : "");

  /** @param {string} key @param {any} fields */
  function sentence(key, { from, to, capabilities, n }) {
    /** @param {any} file */
    const name = (file) => word("who", { force: force(file), period: file.record.period });
    const list = M.phrases.list(capabilities.map((/** @type {string} */ id) => texts.capabilities[id].name));
    return element("li", word(key, { from: name(from), to: name(to), list, n }));
  }

  // All the markings, each once, at the top and the foot and on every printed page.
  function marking() {
    const all = [...new Set(files.map(FACTS.marking))].map((each) => M.work.shortLine(each));
    const shown = all.join(" / ") || texts.edition.marking;
    for (const place of document.querySelectorAll(".m-marking")) place.textContent = shown;
    const quoted = [...shown].map((sign) => (/[\w ]/.test(sign) ? sign : `\\${sign.codePointAt(0)?.toString(16)} `)).join("");
    document.documentElement.style.setProperty("--m-marking", `"${quoted}"`);
  }

  root.querySelector('[data-do="open"]').onclick = () => input.click();
  root.querySelector('[data-do="questions"]').onchange = ({ target }) => {
    for (const row of root.querySelectorAll("[data-question]")) row.hidden = !/** @type {Place} */ (target).checked;
  };
  input.onchange = async () => {
    await open([...input.files]);
    input.value = "";
  };
})();
