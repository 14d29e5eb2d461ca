// The packs that were given out: to which role, when, with which questions, when they are due, and whether they are back.
// Kept with the draft in this browser, each role's pack in a place of its own, so that two windows do not disturb each
// other. The coordinator's own copy of the page takes it along; no file, pack or copy for somebody else does
// (`M.pageCopy.HERE`).
Maturity.tracker = (function () {
  "use strict";
  const M = Maturity;
  const { texts } = M.edition;
  const { button, piece, setText, setTextIn } = M.dom;
  const WORKBOOK = "assessment.xlsx"; // the workbook beside the form, which is no role's own
  const PLACE = `${M.pageCopy.HERE}sent.`, DAYS = 7; // days until a pack is due, unless somebody says otherwise
  const BEFORE = `${M.pageCopy.HERE}before`; // the roles that had a pack in the period before
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  /** @param {string} name */
  const find = (name) => byId("p-share").querySelector(`.m-${name}`);
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`tracker.${key}`, values);
  const { date: dateText, today } = M.labels;

  // --- what is kept ---------------------------------------------------------------------------------------------

  // Every pack that was given out, by its role, in the order of the roles. What comes out of the browser's storage may be
  // damaged.
  /** @param {Host} host @returns {[string, SentPack][]} */
  function packs({ beside, questions }) {
    /** @param {any} each */
    const isSound = (each) => typeof each?.name === "string" && Array.isArray(each.ids) && [each.day, each.due, each.back ?? each.day].every(M.work.isDate);
    return Object.keys(texts.roles).map((role) => /** @type {[string, any]} */ ([role, beside[PLACE + role]])).filter(([, each]) => isSound(each))
      .map(([role, each]) => [role, { ...each, ids: each.ids.filter((/** @type {string} */ id) => questions.has(id)) }]);
  }

  // Keeps what is said of a role's pack, or with nothing to say forgets it. The work itself has not changed.
  /** @param {Host} host @param {string} role @param {SentPack | undefined} pack */
  function keep(host, role, pack) {
    if (pack) host.beside[PLACE + role] = pack;
    else delete host.beside[PLACE + role];
    host.keeper.draft.writeSoon(0);
    host.keeper.files.showFileState(); // a saved file does not have the list
    show(host);
  }

  /** @param {Host} host @param {string} role @param {string} name @param {string[]} ids */
  function given(host, role, name, ids) {
    keep(host, role, { name, ids, day: today(), due: dueDay(host) });
  }

  // The packs among the files that were just merged are back. A plain file is known by its name, which has the role in it,
  // and a workbook by the one role that is named in it. One in which nobody has answered anything is the pack as it went out.
  /** @param {Host} host @param {Brought[]} files */
  function cameBack(host, files) {
    const same = (/** @type {any} */ a, /** @type {any} */ b) => JSON.stringify(a) === JSON.stringify(b);
    const answered = files.filter(({ record, start }) => !same(record.answers, start?.answers ?? {}));
    for (const [role, pack] of packs(host)) {
      const stem = pack.name.replace(/\.(html|assessment\.json)$/, "");
      /** @param {Brought} file */
      const isNamed = ({ name }) => pack.name !== WORKBOOK && name.startsWith(stem) && !/[\w-]/.test(name.slice(stem.length).replace(/^-answered(-[\d-]+)?/, "")[0] ?? "");
      /** @param {Brought} file */
      const isAllBy = ({ name, record }) => /\.xlsx$/i.test(name) && [...new Set(Object.values(record.answers).flatMap((each) => each.role ?? []))].join() === role;
      if (answered.some((file) => (file.pack ? file.pack === role : isNamed(file) || isAllBy(file)))) keep(host, role, { ...pack, back: today() });
    }
  }

  // Other work is shown now, with answers of roles that had given none before: their packs have come back in it.
  /** @param {Host} host @param {Work} before */
  function cameWith(host, before) {
    for (const [role, pack] of packs(host)) {
      /** @param {Work} work */
      const answered = (work) => pack.ids.filter((id) => hasAnswered(work.answers[id], role)).length;
      if (!pack.back && answered(host.work) > answered(before)) keep(host, role, { ...pack, back: today() });
    }
  }

  // Whether a role has answered, alone or beside others.
  /** @param {any} answer @param {string} role */
  const hasAnswered = (answer, role) => [answer, ...(answer?.said ?? [])].some((view) => view?.role === role && M.work.isAnswered(view));

  // What is kept beside other work that is shown now. The list of packs says what happened, whatever the answers are: it
  // stays as long as the work is for the same force and period.
  /** @param {Host} host @param {Work} work @param {Beside} beside @returns {Beside} */
  function besideFor(host, work, beside) {
    /** @param {Beside} from @param {boolean} sent */
    const part = (from, sent) => Object.fromEntries(Object.entries(from).filter(([place]) => place.startsWith(PLACE) === sent));
    const isSame = Boolean(work.force) && ["force", "period"].every((name) => /** @type {any} */ (work)[name] === /** @type {any} */ (host.work)[name]);
    const kept = beside === host.beside ? {} : part(beside, true); // a plain file brings none
    return { ...part(beside, false), ...kept, ...(isSame ? part(host.beside, true) : {}) };
  }

  // What is kept for the next period: which roles had a pack in this one.
  /** @param {Host} host */
  const forNextPeriod = (host) => ({ [BEFORE]: packs(host).map(([role]) => role) });

  // Whether a role had a pack in the period before this one, as long as that period's assessment is beside this one's.
  /** @param {Host} host @param {string} role */
  const hadPackBefore = ({ beside }, role) => Boolean(M.lastPeriod.assessment()) && Array.isArray(beside[BEFORE]) && beside[BEFORE].includes(role);

  // --- dates ----------------------------------------------------------------------------------------------------

  /** @param {string} day @param {number} n */
  const daysAfter = (day, n) => new Date(Date.parse(`${day}T00:00:00Z`) + n * 864e5).toISOString().slice(0, 10);
  /** @param {SentPack} pack */
  const isOverdue = ({ back, due }) => !back && due < today();

  // The day by which the next pack is asked for: as somebody chose, as the last pack, or in a week.
  /** @param {Host} host */
  function dueDay(host) {
    const { value } = byId("m-due"), last = packs(host).map(([, { due }]) => due).sort().at(-1) ?? "";
    return M.work.isLikelyDate(value) ? value : last >= today() ? last : daysAfter(today(), DAYS);
  }

  /** @param {SentPack} pack */
  function stateText(pack) {
    if (pack.back) return word("back", { date: dateText(pack.back) });
    const late = Math.round((Date.parse(today()) - Date.parse(pack.due)) / 864e5);
    return late > 0 ? word("overdue", { n: late }) : word(late ? "waiting" : "due_today");
  }

  // --- the message ----------------------------------------------------------------------------------------------

  // What to write to the role: with the pack, and once it is overdue as a reminder.
  /** @param {Host} host @param {string} role @param {SentPack} pack */
  function messageText(host, role, pack) {
    const { force, period } = host.summary(), { title, marking } = texts.edition, { name, ids, due } = pack, n = ids.length;
    const key = isOverdue(pack) ? "reminder" : name === WORKBOOK ? "workbook" : name.endsWith(".html") ? "page" : "plain";
    const sensitive = ids.filter((id) => host.questions.get(id)?.sensitive);
    return [
      word(`message_${key}`, {
        title, force, period, name, marking: M.work.shortLine(host.work.marking) || marking, due: dateText(due),
        list: topicsText(host, ids), role: texts.roles[role], questions_of: word("questions_of", { n, role: texts.roles[role] }),
      }),
      ...(sensitive.length ? [word("message_sensitive", { list: M.labels.codes(sensitive) })] : []),
      word("message_care"),
    ].join("\n\n");
  }

  // "Account security (PI4.1, PI4.2)": what the questions are about, for whoever does not know the codes.
  /** @param {Host} host @param {string[]} ids */
  function topicsText({ questions }, ids) {
    /** @type {Map<string, string[]>} */
    const topics = new Map();
    for (const [id, { capability }] of questions) if (ids.includes(id)) topics.set(capability, [...(topics.get(capability) ?? []), id]);
    return [...topics].map(([id, mine]) => word("topic", { name: texts.capabilities[id].name, list: M.labels.codes(mine) })).join(", ");
  }

  /** @param {Place} pressed */
  async function copy(pressed) {
    const part = pressed.closest(".m-to-copy"), field = part.querySelector("textarea, input"), said = part.querySelector(".m-sent-copied");
    field.focus();
    field.select();
    setText(said, "");
    const done = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    setText(said, word(done ? "copied" : "copy_failed"));
    if (done) pressed.focus();
  }

  // The list as a table, for whoever keeps it elsewhere too.
  /** @param {unknown} _ @param {Host} host */
  async function copyList(_, host) {
    const heads = ["role", "given", "due_back", "state"].map((key) => word(key));
    const rows = packs(host).map(([role, pack]) => [texts.roles[role], pack.day, pack.due, stateText(pack), M.labels.codes(pack.ids)]);
    const text = [[...heads, word("list_questions")], ...rows].map((row) => row.join("\t")).join("\r\n");
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    setText(find("sent-listed"), word(done ? "list_copied" : "list_failed"));
  }

  // --- on the page ----------------------------------------------------------------------------------------------

  /** @param {Host} host */
  function show(host) {
    const all = packs(host), due = byId("m-due"), table = find("sent-table");
    if (due !== document.activeElement && !due.value) due.value = dueDay(host);
    find("sent-bring").hidden = !all.length;
    find("sent-none").hidden = all.length > 0;
    find("sent-see").hidden = find("sent").hidden = !all.length;
    if (!byId("m-workbook-role").length) M.labels.roles(byId("m-workbook-role"));
    setText(find("sent-sum"), all.length ? word("summary", { n: all.length, list: countsText(all.map(([, pack]) => pack)) }) : word("summary_none"));
    for (const row of byId("p-share").querySelectorAll(".m-roles tbody tr")) showLine(row, host, all.find(([role]) => role === row.dataset.role)?.[1]);
    for (const row of table.querySelectorAll("tbody")) if (!all.some(([role]) => role === row.dataset.role)) row.remove();
    all.forEach(([role, pack], n) => {
      const row = table.querySelector(`tbody[data-role="${role}"]`) ?? newRow(role), there = table.querySelectorAll("tbody")[n];
      if (row !== there) table.insertBefore(row, there ?? null);
      fill(row, host, role, pack);
    });
  }

  // Beside a role that can have a pack: what became of it, in a few words, and the way to its message.
  /** @param {Place} row @param {Host} host @param {SentPack | undefined} pack */
  function showLine(row, host, pack) {
    setTextIn(row, ".m-role-said", pack ? (pack.back ? stateText(pack) : word("given_on", { date: dateText(pack.day) })) : "");
    row.querySelector('[data-do="to-message"]').hidden = !pack || Boolean(pack.back);
    row.querySelector(".m-role-before").hidden = !hadPackBefore(host, row.dataset.role);
  }

  /** @param {string} role */
  function newRow(role) {
    const row = piece("sent");
    row.dataset.role = role;
    for (const each of row.querySelectorAll(".m-unseen")) each.textContent = `: ${texts.roles[role]}`;
    row.querySelector("input").ariaLabel = `${word("due_back")}: ${texts.roles[role]}`;
    row.querySelector("textarea").ariaLabel = `${word("message_text")}: ${texts.roles[role]}`;
    row.querySelector(".m-subject").ariaLabel = `${word("subject")}: ${texts.roles[role]}`;
    return row;
  }

  /** @param {Place} row @param {Host} host @param {string} role @param {SentPack} pack */
  function fill(row, host, role, pack) {
    const { ids, day, due, back } = pack, field = row.querySelector("input");
    row.dataset.state = back ? "back" : isOverdue(pack) ? "overdue" : "out";
    setTextIn(row, ".m-sent-role", texts.roles[role]);
    const silent = unanswered(host, role, pack), said = silent.length ? word("no_answer_to", { n: silent.length, list: M.labels.codes(silent) }) : "";
    setTextIn(row, ".m-sent-ids", [word("questions", { n: ids.length, list: M.labels.codes(ids) }), said].filter(Boolean).join(" "));
    setTextIn(row, ".m-sent-day", dateText(day));
    setTextIn(row, ".m-sent-state", stateText(pack));
    if (field !== document.activeElement) field.value = due;
    setTextIn(row, '[data-do="pack-back"] span', word(back ? "mark_out" : "mark_back"));
    row.querySelector("details").hidden = Boolean(back);
    setTextIn(row, "summary span", word(isOverdue(pack) ? "reminder" : "message"));
    const text = messageText(host, role, pack), area = row.querySelector("textarea"), { force, period } = host.summary();
    row.querySelector(".m-subject").value = word(isOverdue(pack) ? "subject_reminder" : "subject_pack", { title: texts.edition.title, force, period });
    if (area.value !== text) area.value = text;
  }

  // The questions of a pack that is back to which its role has said nothing.
  /** @param {Host} host @param {string} role @param {SentPack} pack */
  function unanswered({ work }, role, { ids, back }) {
    return back ? ids.filter((id) => !hasAnswered(work.answers[id], role)) : [];
  }

  // "2 back, 1 still out and 1 overdue"
  /** @param {SentPack[]} all */
  function countsText(all) {
    const back = all.filter((each) => each.back).length, overdue = all.filter(isOverdue).length;
    /** @type {[string, number][]} */
    const counts = [["back", back], ["waiting", all.length - back - overdue], ["overdue", overdue]];
    return M.phrases.list(counts.filter(([, n]) => n).map(([key, n]) => word(`count_${key}`, { n })));
  }

  // Whether a pack is still out: then the list of packs matters.
  /** @param {Host} host */
  const areOut = (host) => packs(host).some(([, { back }]) => !back);

  // Which packs are still out, in a sentence; nothing when all are back.
  /** @param {Host} host */
  function stillOutText(host) {
    const out = packs(host).filter(([, { back }]) => !back).map(([role]) => texts.roles[role]);
    return out.length ? word("still_out", { list: M.phrases.list(out) }) : "";
  }

  // Somebody agreed another day with a role.
  /** @param {Place} target @param {Host} host */
  function input(target, host) {
    const { role } = target.closest("[data-role]")?.dataset ?? {}, pack = packs(host).find(([other]) => other === role)?.[1];
    if (target.dataset.sent === "due" && pack && M.work.isLikelyDate(target.value)) keep(host, role, { ...pack, due: target.value });
  }

  /** @param {Place} pressed @param {Host} host @returns {[string, SentPack]} */
  function packAt(pressed, host) {
    const { role } = pressed.closest("[data-role]").dataset;
    return [role, /** @type {SentPack} */ (packs(host).find(([other]) => other === role)?.[1])];
  }

  const actions = {
    /** @param {Place} pressed @param {Host} host */
    "pack-back": (pressed, host) => {
      const [role, { back, ...pack }] = packAt(pressed, host);
      keep(host, role, back ? pack : { ...pack, back: today() });
    },
    /** @param {Place} pressed @param {Host} host */
    "pack-remove": (pressed, host) => {
      const [role, pack] = packAt(pressed, host), said = find("sent-said");
      const undo = button(M.phrases.word("say.undo"), () => {
        said.replaceChildren();
        keep(host, role, pack);
        find("sent").querySelector(`[data-role="${role}"] button`).focus();
      });
      keep(host, role, undefined);
      said.replaceChildren(word("removed", { role: texts.roles[role] }), " ", undo);
      undo.focus();
    },
    /** @param {unknown} _ @param {Host} host */
    "workbook-given": (_, host) => {
      const { value: role } = byId("m-workbook-role"), said = find("workbook-said");
      if (!role) return setText(said, M.phrases.word("say.choose_role"));
      given(host, role, WORKBOOK, M.share.idsFor(host, role));
      return setText(said, word("workbook_done", { role: texts.roles[role] }));
    },
    // The message to send, wherever its pack was made.
    /** @param {Place} pressed */
    "to-message": (pressed) => {
      const { role } = pressed.closest("[data-role]").dataset, row = find("sent").querySelector(`tbody[data-role="${role}"]`);
      row.querySelector("details").open = true;
      row.querySelector("summary").focus();
      M.navigation.scrollIntoSight(row);
    },
    "copy-message": copy,
    "copy-list": copyList,
  };

  return { packs, keep, given, cameBack, cameWith, areOut, forNextPeriod, besideFor, stillOutText, dueDay, show, input, actions };
})();
