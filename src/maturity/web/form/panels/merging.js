// To bring the answers together: any number of files at once, what is in each, and what came of merging them.
Maturity.merging = (function () {
  "use strict";
  const M = Maturity;
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { texts } = M.edition;
  const { element, button, piece, setText, setTextIn } = M.dom;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`share.${key}`, values);
  const { pick, hasFileName: ready } = M.work;
  const UNKNOWN = "?"; // nobody can say who gave the answers of a file
  /** @param {string} name */
  const find = (name) => byId("p-share").querySelector(`.m-${name}`);

  /** @type {(() => void)[]} */
  let naming = []; // what gives answers without a role the one that is chosen for their file
  /** @type {Brought[]} */
  let waiting = []; // the files that are on show, as they were read

  // A file in an empty form is opened as it is. Otherwise the files wait here until somebody says what to do, with those
  // that were chosen before them; a file that is chosen again takes its own place.
  /** @param {File[]} chosen @param {Host} host @param {boolean} [bringing] */
  async function files(chosen, host, bringing) {
    if (chosen.length === 1 && await host.keeper.files.open(chosen[0], bringing) !== "merge") return;
    const found = await Promise.all(chosen.map((file) => read(host, file)));
    stage(host, [...waiting.filter((old) => old.record && !found.some((each) => each.name === old.name)), ...found]);
  }

  // A file as {name, record, start, problems, left}: a plain one, or a copy of the page with the answers inside.
  /** @param {Host} host @param {File} file */
  async function read(host, file) {
    const { name } = file;
    try {
      const buffer = await file.arrayBuffer(), state = /\.html?$/i.test(name) ? M.pageCopy.readCopy(new TextDecoder().decode(buffer)) : null;
      return state ? await readCopy(host, name, state) : { name, ...await M.reader.readBytes(buffer, host.edition) };
    } catch { // a file that cannot be got at, or one that no rule foresaw
      return { name, problems: [M.phrases.word("say.open_failed")] };
    }
  }

  /** @param {any} record */
  const bytesOf = (record) => new TextEncoder().encode(JSON.stringify(record)).buffer;

  // What is unfinished in a copy cannot be merged, and is named.
  /** @param {Host} given @param {string} name @param {any} fields */
  async function readCopy({ edition, keeper }, name, { work, beside, edition: from }) {
    const sound = M.reader.withoutProblems(work, edition, true);
    if (!sound) return { name, problems: [M.phrases.word("say.open_failed")] };
    const { assessment, left } = M.work.finish(edition, { ...M.work.blank(edition), ...sound.record });
    const { problems, record } = await M.reader.readBytes(bytesOf({ ...assessment, edition: from }), edition);
    const start = beside?.start && (await M.reader.readBytes(bytesOf(beside.start), edition)).record;
    const out = [...sound.dropped.map((each) => M.phrases.word("say.left_out", each)), ...left.map((each) => keeper.files.unfinishedText(each))];
    return { name, problems, record, start, pack: beside?.pack, left: out };
  }

  // What keeps a file from being merged with the others: each must be of the same force and period.
  /** @param {any} record @param {any} head */
  function mismatches(record, head) {
    const names = ["force", "period"].filter((name) => head[name] && record[name] !== head[name]);
    /** @param {string} name @param {string} value */
    const called = (name, value) => (name === "force" && M.labels.forceName(value)) || value;
    return names.map((name) => word(`other_${name}`, { theirs: called(name, record[name]), ours: called(name, head[name]) }));
  }

  // Shows the files that were picked, each with its problems, and asks what to do with the good ones.
  /** @param {Host} host @param {Brought[]} found */
  function stage(host, found) {
    waiting = found;
    const { edition, work } = host, empty = M.work.isEmpty(edition, work);
    const [first] = found.filter((each) => each.record);
    const head = !empty && ready(host.work) ? host.assessment() : first?.record ?? {};
    for (const each of found) if (each.record) each.problems = mismatches(each.record, head);
    const good = found.filter((each) => each.record && !each.problems.length);
    naming = [];
    find("staged-list").replaceChildren(...found.map((each) => stagedFile(host, each, good, good.includes(each) ? changedBy(host, each, empty) : undefined, empty)));
    showBases(host, good, head);
    showLater(host, good);
    const go = word(empty ? "merge_files" : "merge_work", { n: good.length });
    const start = () => {
      const open = [...find("staged-list").querySelectorAll(".m-whose")].find((each) => !each.querySelector("select").value);
      const later = find("staged-later"), isAsked = !later.hidden && !later.querySelector(":checked");
      if (!open && !isAsked) {
        naming.forEach((name) => name());
        return bring(host, good);
      }
      setText(find("later-problem"), isAsked ? word("later_needed") : "");
      if (!open) return later.querySelector("input").focus();
      setTextIn(open, ".m-whose-problem", word("whose_needed"));
      return open.querySelector("select").focus();
    };
    const buttons = [...(good.length ? [button(go, start, "main")] : []), button(M.phrases.word("say.cancel"), () => hide("staged"))];
    find("staged").querySelector(".m-actions").replaceChildren(...buttons);
    hide("merged");
    reveal(host, "staged");
  }

  // How many of some answers are not as they were.
  /** @param {any} was @param {any} is */
  const changedIn = (was, is) => Object.keys(is).filter((id) => !Object.hasOwn(was, id) || M.engine.canonical(was[id]) !== M.engine.canonical(is[id])).length;

  // How many answers merging a file would change. In an empty form: how many are not as they were when it was given out.
  /** @param {Host} host @param {Brought} file @param {boolean} empty */
  function changedBy(host, file, empty) {
    const { record, start } = file;
    if (empty) return start ? changedIn(start.answers, record.answers) : undefined;
    const { result } = mergedWork(host, [file], host.beside.start);
    return result.assessment ? changedIn(host.assessment().answers, result.assessment.answers) : undefined;
  }

  // That a file is a later one of the same pack as another, and how many answers differ.
  /** @param {Brought} file @param {Brought[]} good */
  function newerText({ record, pack }, good) {
    const older = good.find((other) => pack && other.pack === pack && other.record !== record && lastAnswer(other.record) < lastAnswer(record));
    return older ? word("newer", { name: older.name, n: changedIn(older.record.answers, record.answers) }) : "";
  }

  // When the last answer in a file was given, by anybody or by one role, by the clock of whoever gave it.
  /** @param {any} record @param {string} [role] @returns {string} */
  function lastAnswer(record, role) {
    const views = Object.values(record.answers).flatMap((each) => [each, ...(each.said ?? [])]);
    return views.filter((view) => !role || view.role === role).map(({ at }) => at ?? "").sort().at(-1) ?? "";
  }

  /** @param {any} record */
  const lastAnswerText = (record) => (lastAnswer(record) ? word("last_answer", M.question.dateAndTime(lastAnswer(record))) : "");

  // That a file has questions which are not on the page.
  /** @param {Host} host @param {any} record */
  function questionsText({ work }, { sign_off: asked }) {
    const isNew = asked?.decision === "sent-back" && ![work.sign_off, ...(work.signed_before ?? [])].some((each) => M.sign.isSameDecision(each, asked));
    return isNew ? word("asks", { role: M.labels.role(asked.role), date: M.labels.date(asked.date) }) : "";
  }

  // That the page has later answers of the role whose pack this is.
  /** @param {Host} host @param {Brought} file */
  function olderText(host, { record, pack }) {
    const [theirs, ours] = [record, host.assessment()].map((each) => lastAnswer(each, pack));
    return pack && theirs && theirs < ours ? word("older", { role: texts.roles[pack] }) : "";
  }

  // A file among those whose names say nothing of it: which of the others has the same answers and comes before it.
  /** @param {Brought} file @param {Brought[]} good */
  function twin({ record }, good) {
    const same = good.find((other) => M.engine.canonical(other.record?.answers) === M.engine.canonical(record?.answers));
    return same && same.record !== record ? same.name : "";
  }

  // Asks who gave the answers of a file that do not say it: one role for all of them.
  /** @param {Host} host @param {Brought} file @param {string[]} bare */
  function whoseField(host, file, bare) {
    const node = piece("whose"), select = node.querySelector("select");
    M.labels.roles(select);
    select.append(new Option(word("whose_unknown"), UNKNOWN));
    if (file.nameless) select.value = UNKNOWN;
    const [only, ...others] = [...new Set(Object.values(file.record.answers).flatMap((each) => each.role ?? []))];
    if (only && !others.length && !file.nameless) select.value = only;
    const name = () => {
      for (const id of bare) if (select.value && select.value !== UNKNOWN) file.record.answers[id] = { ...file.record.answers[id], role: select.value };
    };
    naming.push(name);
    select.onchange = () => {
      setTextIn(node, ".m-whose-problem", "");
      file.nameless = select.value === UNKNOWN;
      if (!select.value || file.nameless) return;
      name();
      stage(host, waiting);
    };
    return node;
  }

  /** @param {Host} host @param {Brought} given @param {Brought[]} good @param {number | undefined} n @param {boolean} empty */
  function stagedFile(host, given, good, n, empty) {
    const { name, record, problems, pack, left = [] } = given;
    const line = element("li"), ok = good.some((each) => each.name === name && each.record === record);
    const views = ok ? Object.values(record.answers).flatMap((each) => [each, ...(each.said ?? [])]) : [];
    const roles = [...new Set(views.map((each) => texts.roles[each.role]).filter(Boolean))].sort();
    const bare = ok ? Object.keys(record.answers).filter((id) => !record.answers[id].role && !record.answers[id].said) : [];
    const copy = ok ? twin({ name, record, problems }, good) : "";
    const kind = Object.hasOwn(texts.roles, pack ?? "") ? word("is_pack", { role: texts.roles[pack ?? ""] }) : "";
    const what = ok
      ? [kind, word("holds", { n: Object.keys(record.answers).length }), copy ? word("same_as", { name: copy }) : n === 0 && !empty ? word("known") : n === undefined ? "" : word("changed", { n }), newerText(given, good), empty ? "" : olderText(host, given), questionsText(host, record), lastAnswerText(record), roles.length ? word("by", { list: M.phrases.list(roles) }) : "", bare.length ? word("by_nobody", { n: bare.length, list: M.labels.codes(bare) }) : ""]
      : [word("bad", { n: problems.length })];
    line.append(element("b", name), ` ${what.filter(Boolean).join(" ")}`);
    const more = ok ? left : problems, list = element("ul");
    list.append(...more.slice(0, 20).map((each) => element("li", each)));
    if (more.length > 20) list.append(element("li", M.phrases.word("say.open_more", { n: more.length - 20 })));
    if (more.length) line.append(...(ok ? [element("p", word("left_out"))] : []), list);
    if (bare.length) line.append(whoseField(host, given, bare));
    return line;
  }

  /** @param {any} a @param {any} b */
  const sameHead = (a, b) => Boolean(a) && ["force", "period"].every((name) => a[name] === b[name]) && a.edition.version === b.edition.version;

  // For files that do not bring their start with them: what was handed out, or one of the files. Asked only where it
  // makes a difference.
  /** @param {Host} host @param {Brought[]} good @param {any} head */
  function showBases(host, good, head) {
    const bare = good.some((each) => !each.start), select = byId("m-base");
    select.replaceChildren(new Option(word("base_none"), ""), ...good.map((each, n) => new Option(each.name, String(n))));
    if (sameHead(host.beside.start, head)) select.prepend(new Option(word("base_handed"), "handed", true, true));
    /** @param {any} named */
    const outcome = (named) => M.engine.canonical(mergedWork(host, good, named).result.assessment ?? null);
    const none = bare ? outcome(undefined) : "";
    find("staged-base").hidden = !bare || [...select.options].every(({ value }) => outcome(namedStart(host, good, value)) === none);
    find("staged-base").open = select.value === ""; // nobody knows it yet
  }

  // Asks before a merge which answers count where a role would have given more than one, and their times say which is
  // the later. It depends on what the files started from.
  /** @param {Host} host @param {Brought[]} good */
  function showLater(host, good) {
    const place = find("staged-later"), list = good.length ? repeatedBy(host, mergedWork(host, good, namedStart(host, good)).result) : [];
    const isHere = list.every((each) => viewsAt(host, each.place).includes(M.engine.canonical(each.later)));
    for (const radio of place.querySelectorAll("input")) radio.checked = isHere && radio.value === "later"; // an older file changes nothing
    setText(find("later-problem"), "");
    place.hidden = !list.length;
    place.querySelector("ul").replaceChildren(...inOrder(host, list).map((each) => element("li", [lineOf(each.place, M.views.repeatedAnswerText(each)), each.later?.at ? "" : word("later_untimed")].filter(Boolean).join(" "))));
    byId("m-base").onchange = () => showLater(host, good);
  }

  // What is said at a place on the page, each view as a text.
  /** @param {Host} host @param {string} place */
  const viewsAt = (host, place) => [...(M.contributions.contributionsByPlace(host.assessment()).get(place)?.said.values() ?? [])].map(M.engine.canonical);

  // Where a merge makes one role give more than one answer, and it is clear which is the later: by the times, or where
  // those are not known, as in a workbook, because one of two is on the page already.
  /** @param {Host} host @param {MergeResult} result @returns {RepeatedAnswer[]} */
  function repeatedBy(host, result) {
    const before = M.merge.repeatedAnswers(host.assessment());
    const added = result.twice.filter((each) => !before.some((old) => old.place === each.place && old.role === each.role));
    return added.map((each) => {
      const there = viewsAt(host, each.place), brought = each.said.filter((view) => !there.includes(M.engine.canonical(view)));
      return { ...each, later: each.later ?? (each.said.length === 2 && brought.length === 1 ? brought[0] : null) };
    }).filter(({ later }) => later);
  }

  // The start of the files that do not bring their own, as it is chosen.
  /** @param {Host} host @param {Brought[]} good @param {string} [chosen] */
  function namedStart(host, good, chosen = byId("m-base").value) {
    return chosen === "handed" ? host.beside.start : good[Number(chosen || -1)]?.record;
  }

  // Shows a block from its heading on, under the bar, wherever on the page the person was.
  /** @param {Host} host @param {string} name */
  function reveal(host, name) {
    const show = () => requestAnimationFrame(() => {
      find(name).focus({ preventScroll: true });
      find(name).scrollIntoView({ block: "start" });
    });
    find(name).hidden = false;
    if (location.hash === "#p-share") return void show();
    addEventListener("hashchange", show, { once: true }); // after the panel was shown from its top
    host.go("p-share");
  }

  /** @param {string} name */
  function hide(name) {
    if (name === "staged") waiting = [];
    find(name).hidden = true;
  }

  // Merges the files with the work on the page, those with a start of their own against that start. The work as it was
  // is kept as a whole version first.
  /** @param {Host} host @param {Brought[]} good */
  async function bring(host, good) {
    const { edition } = host, { result, next, left } = mergedWork(host, good, namedStart(host, good));
    const later = find("staged-later").querySelector('[value="later"]').checked ? repeatedBy(host, result) : [];
    if (result.refused.length) return find("staged-list").prepend(element("li", word("refused", { list: result.refused.map((each) => each.field).join(", ") })));
    const before = await host.keeper.versions.snapshot("merged"), packs = M.tracker.packs(host);
    const differed = M.merge.clashes(host.assessment()).map((each) => each.place);
    M.notices.remove("file", "saved", "done"); // what they say was before the merge
    const work = M.sign.withOpenQuestions({ ...M.work.blank(edition), ...next });
    host.changed(M.views.withAnswers(host, work, later));
    hide("staged");
    M.tracker.cameBack(host, good);
    const now = host.assessment(), clashes = M.merge.clashes(now);
    const { open, settled } = M.merge.meeting(edition.bundle, now); // whoever has begun goes on with what is new
    if (settled.length || open.some((each) => M.views.isBegun(host, each.place))) M.meeting.openAt(clashes.map((each) => each.place).filter((place) => !differed.includes(place)));
    const aside = result.set_aside.filter((each) => !work.sign_off || M.engine.canonical(each) !== M.engine.canonical(work.sign_off));
    report(host, { ...result, set_aside: aside, clashes, twice: M.merge.repeatedAnswers(now) }, differed, later, good.length, [...left.map((each) => host.keeper.files.unfinishedText(each)), ...good.flatMap((each) => each.left ?? [])], good.some((each) => !each.start));
    offerUndo(host, before, packs);
    reveal(host, "merged");
    return undefined;
  }

  // The way back to the work as it was before the merge, and to the packs that were out then.
  /** @param {Host} host @param {any} before @param {[string, SentPack][]} packs */
  function offerUndo(host, before, packs) {
    const undo = async () => {
      hide("merged");
      await host.keeper.versions.back(before, word("merge_undone"), false);
      for (const [role, pack] of packs) M.tracker.keep(host, role, pack);
    };
    find("merged-undo").replaceChildren(...(before === undefined ? [] : [button(word("merge_undo"), undo)]));
  }

  // What the work and the files come to: {result, next (the work, unless they are refused), left (what is unfinished
  // and could not stay)}. `named`: the start of the files that do not bring their own.
  /** @param {Host} host @param {Brought[]} good @param {any} named */
  function mergedWork(host, good, named) {
    const { edition, work } = host;
    const { assessment: mine, left } = M.work.finish(edition, work);
    const own = M.work.isEmpty(edition, work) ? [] : [{ ...mine, ...(ready(host.work) ? {} : pick(good[0].record, ["force", "period"])) }];
    const result = mergedGroups(own, good.map((each) => ({ record: each.record, start: startOf(each, named) })));
    if (result.refused.length || !result.assessment) return { result, left };
    const { format, edition: _, check, ...next } = result.assessment;
    const clean = result.clean.filter((place) => !isUnchanged(mine, result.assessment, place));
    return { result: { ...result, clean }, next, left: keepUnfinished(work, next, left) };
  }

  // What a file started from. What it says differently of the force is left out of that, so that it does not replace what
  // the work says: both are kept until somebody settles it.
  /** @param {Brought} given @param {any} named */
  function startOf({ record, start }, named) {
    const from = start ?? named, { about: ours = {} } = from ?? {}, theirs = record.about ?? {};
    const same = Object.keys(ours).filter((name) => Object.hasOwn(theirs, name) && M.engine.canonical(theirs[name]) === M.engine.canonical(ours[name]));
    return from && { ...from, about: pick(ours, same) };
  }

  // Whether a place of the work is as it was before the merge.
  /** @param {any} before @param {any} after @param {string} place */
  function isUnchanged(before, after, place) {
    const [was, is] = [before, after].map((record) => place.split(".").reduce((value, part) => (Array.isArray(value) ? value.find(({ action }) => action === part) : value?.[part]), record));
    return was !== undefined && M.engine.canonical(was) === M.engine.canonical(is);
  }

  // Files that share a start are merged at once; the order of the groups, and what is clean, do not hang on who came first.
  /** @param {Assessment[]} own @param {{ record: Assessment, start?: Assessment }[]} given @returns {MergeResult} */
  function mergedGroups(own, given) {
    /** @type {Map<string, { start?: Assessment, files: Assessment[] }>} */
    const groups = new Map();
    for (const { record, start } of given) {
      const key = start ? M.engine.canonical(start) : "";
      groups.set(key, { start, files: [...(groups.get(key)?.files ?? []), record] });
    }
    /** @type {MergeResult} */
    const all = { assessment: own[0] ?? null, refused: [], clashes: [], twice: [], clean: [], taken_out: [], set_aside: [] };
    for (const key of [...groups.keys()].sort().reverse()) {
      const { start, files: some } = groups.get(key);
      const found = M.merge.merge([...(all.assessment ? [all.assessment] : []), ...some], start ?? null);
      if (found.refused.length) return found;
      all.clean.push(...found.clean);
      all.taken_out.push(...found.taken_out);
      all.set_aside.push(...found.set_aside);
      all.assessment = found.assessment;
    }
    const open = all.assessment ? M.merge.clashes(all.assessment).map((each) => each.place) : [];
    const twice = all.assessment ? M.merge.repeatedAnswers(all.assessment) : [];
    return { ...all, twice, clean: [...new Set(all.clean)].filter((place) => !open.includes(place)) };
  }

  // What was unfinished on the page stays there where nobody else answered. Gives what could not stay.
  /** @param {any} work @param {any} next @param {Left[]} left */
  function keepUnfinished(work, next, left) {
    return left.filter(({ id = "", what }) => {
      const was = work.answers[id];
      if (!was) return true;
      if (!next.answers[id]) next.answers[id] = was;
      else if (what === "title") next.answers[id].evidence = [...(next.answers[id].evidence ?? []), ...was.evidence.filter((/** @type {Evidence} */ piece) => !M.work.isFilled(piece.title))];
      else return true;
      return false;
    });
  }

  // --- what came of it ------------------------------------------------------------------------------------------

  // A place by its code and its question, so that nobody has to look the code up.
  /** @param {string} place */
  function placeName(place) {
    const id = M.views.questionIdOf(place), name = M.views.placeName(place);
    return id ? `${name} ${M.labels.questionText(id)}` : name;
  }

  // What is said of a place, after its name. A question ends in a mark of its own.
  /** @param {string} place @param {string} text */
  const lineOf = (place, text) => `${placeName(place)}${M.views.questionIdOf(place) ? "" : ":"} ${text}`;

  // Whether somebody's answer counts at a place where another role does not know.
  /** @param {Host} host @param {string} place */
  function countsOverUnknown({ work }, place) {
    const { said = [], agreed = [] } = work.answers[M.views.questionIdOf(place)] ?? {};
    return !agreed.length && said.some((view) => view.dont_know) && said.some((view) => M.work.isAnswered(view) && !view.dont_know);
  }

  // "Contact centre manager: 2 Managed"
  /** @param {any} view */
  const saidText = (view) => `${M.labels.role(view.role) || M.phrases.word("meeting.no_role")}: ${M.views.stateText(view)}`;

  // How people differ at a place: by levels, or in a field by what each wrote.
  /** @param {Clash} each */
  const differText = (each) => (M.views.questionIdOf(each.place) ? M.views.summary({ ...each, clash: true }) : each.said.map((view) => word("entry", { text: M.work.shortLine(M.views.stateText(view)) })).join(", "));

  // In the order of the questions, and what is no question after them.
  /** @template {{ place: string }} T @param {Host} host @param {T[]} all */
  function inOrder({ questions }, all) {
    const ids = [...questions.keys()], { questionIdOf } = M.views;
    const rank = (/** @type {T} */ { place }) => (questionIdOf(place) ? ids.indexOf(questionIdOf(place)) : ids.length);
    return [...all].sort((a, b) => rank(a) - rank(b));
  }

  // `differed`: where people differed before the merge. `later`: where only the later answer of a role counts, as somebody
  // chose before it.
  /** @param {Host} host @param {MergeResult} result @param {string[]} differed @param {RepeatedAnswer[]} later @param {number} n @param {string[]} kept @param {boolean} bare */
  function report(host, result, differed, later, n, kept, bare) {
    const { set_aside: aside } = result, clean = inOrder(host, result.clean.map((place) => ({ place })));
    const [clashes, twice, out] = [inOrder(host, result.clashes), inOrder(host, result.twice), inOrder(host, result.taken_out)];
    const differ = clashes.filter((each) => !M.views.isOneRole(each)), over = clean.filter(({ place }) => countsOverUnknown(host, place));
    const known = differ.filter(({ place }) => differed.includes(place)).length;
    const sentences = [...(differ.length ? [word("merged_clashes", { n: differ.length })] : []), ...(known ? [word(known === differ.length ? "merged_all_known" : "merged_known", { n: known })] : []), ...(twice.length ? [word("merged_twice", { n: twice.length })] : [])];
    find("merged-lead").textContent = [word("merged_lead", { n }), ...(sentences.length ? sentences : [word("merged_clean")]), M.tracker.stillOutText(host)].filter(Boolean).join(" ");
    /** @type {[string, string[]][]} */
    const parts = [
      ["clashes", differ.map((each) => lineOf(each.place, differText(each)))],
      ["twice", twice.map((each) => lineOf(each.place, M.views.repeatedAnswerText(each)))],
      ["later", inOrder(host, later).map((each) => lineOf(each.place, M.views.repeatedAnswerText(each)))],
      ["over", over.map(({ place }) => lineOf(place, (host.work.answers[M.views.questionIdOf(place)]?.said ?? []).map(saidText).join("; ")))],
      ["clean", clean.filter((each) => !over.includes(each) && !later.some(({ place }) => place === each.place)).map(({ place }) => placeName(place))],
      ["out", out.map(({ place, was }) => lineOf(place, was.title ?? [M.views.stateText(was), was.comment].filter(Boolean).join(", ")))],
      ["aside", aside.map((each) => word("aside_item", { role: M.labels.role(each.role), date: M.labels.date(each.date) }))],
      ["by", (host.assessment().kept ?? []).filter((each) => each.because === "not_asked" && result.assessment?.answers[each.place.slice(8)]).map((each) => placeName(each.place))],
      ["kept", kept],
    ];
    find("merged-parts").replaceChildren(...parts.filter(([, list]) => list.length).map(([key, list]) => foundList(key, list)));
    if (twice.length) find("found-twice").append(...(bare ? [element("p", word("twice_start"), "m-hint")] : []), ...offer(host, twice));
    find("merged").querySelector(".m-actions").hidden = !clashes.length;
    find("merged-asked").hidden = host.work.sign_off?.decision !== "sent-back";
  }

  // The later answers of roles that gave more than one, all at once: whoever has read the list decides.
  /** @param {Host} host @param {RepeatedAnswer[]} twice */
  function offer(host, twice) {
    const clear = twice.filter((each) => each.later);
    const take = async () => {
      await M.views.takeLaterAnswers(host, clear.map((each) => each.place));
      find("found-twice").replaceWith(element("p", word("later_done", { n: clear.length })));
      find("merged").querySelector(".m-actions").hidden = !M.merge.clashes(host.assessment()).length;
      find("merged").focus({ preventScroll: true });
    };
    return clear.length ? [button(word("later", { n: clear.length }), take)] : [];
  }

  /** @param {string} key @param {string[]} list */
  function foundList(key, list) {
    const node = piece("found");
    node.classList.add(`m-found-${key}`);
    setTextIn(node, "summary", word(`found_${key}`, { n: list.length }));
    node.querySelector("ul").append(...list.map((text) => element("li", text)));
    node.open = ["clashes", "twice", "later", "over", "out"].includes(key);
    return node;
  }

  return { read, mergedWork, files, mismatches, lastAnswer };
})();
