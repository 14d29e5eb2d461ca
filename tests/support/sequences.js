// What a person can do with the form, step after step, and what must hold after each of them. The steps go through the
// form's own scripts in pretended pages (pretend.js). A step is [name, a, b, c]: the numbers choose among what there is, so
// that any list of steps can be done, and a shorter one as well. A step that cannot be taken just now changes nothing.
(function () {
  "use strict";
  const PERIODS = ["2026", "2027"];
  const DATES = ["2026-11-20", "", "92025-01-01"];
  const MARKINGS = ["OFFICIAL", "", "PUBLIC"];
  const AWHILE = 1000; // milliseconds, in which everything that is typed is kept

  const pick = (list, n) => list[n % list.length];
  const file = (name, text) => ({ name, arrayBuffer: async () => pretend.bufferOf(text) });

  // --- a window -------------------------------------------------------------------------------------------------

  // A window of the form: its page, and what app.js would hold.
  function windowOf(page) {
    const { M } = page, { edition } = M, { bundle } = edition;
    const host = {
      edition,
      work: M.work.blank(edition),
      beside: {},
      role: "",
      panel: "p-start",
      questions: M.work.questionsById(bundle),
      replace(work, role) {
        host.work = work;
        host.role = Object.hasOwn(edition.texts.roles, role) ? role : "";
      },
      touched() {},
      changed(work = host.work) {
        host.replace(work, host.role);
        host.keeper.changed();
      },
      asked: () => [...host.questions.values()].filter((each) => M.work.isAsked(bundle, host.work, each)),
      assessment: () => M.work.finish(edition, host.work).assessment,
      go() {},
      summary: () => ({ force: host.work.force, period: host.work.period, done: "" }),
    };
    const made = { ...page, host, downloaded: undefined };
    host.keeper = new M.keeper.Keeper(host);
    host.keeper.files.download = (name, text) => (made.downloaded = { name, text });
    return made;
  }

  // Opens a window, which takes up what its profile has or what its page carries.
  async function opened(browser, profile, options) {
    const made = windowOf(browser(profile, options));
    await made.host.keeper.draft.restore();
    return made;
  }

  function closed({ profile, host }) {
    host.keeper.draft.flush();
    profile.channels.delete(host.keeper.windows.channel);
  }

  // --- the steps ------------------------------------------------------------------------------------------------

  const fixed = ({ M, host }) => M.work.isSigned(host.work);
  const idOf = ({ host }, n) => pick(host.asked(), n)?.id;
  const answerOf = ({ M, host }, n) => M.work.answerOf(host.work, idOf({ host }, n));

  // As app.js changes an answer.
  function change({ M, host }, id, act, answering = true) {
    const answer = M.answers.ensureAnswer(host.work, id);
    act(answer);
    if (answering) M.answers.stamp(answer, host.role);
    host.keeper.changed(true);
  }

  const ANSWERING = {
    choose(w, run, a, b) {
      const question = pick(w.host.asked(), a), { top } = w.host.edition.bundle;
      const values = [...Array(top + 1).keys(), "dont_know", ...(question.not_applicable ? ["not_applicable"] : [])];
      run.over(w.M.work.answerOf(w.host.work, question.id)?.not_applicable);
      change(w, question.id, (answer) => w.M.answers.choose(answer, pick(values, b), b % 2 ? run.text() : ""));
    },
    comment(w, run, a) {
      const answer = answerOf(w, a);
      if (answer) change(w, idOf(w, a), () => w.M.answers.write(answer, "comment", run.text(answer.comment)));
    },
    reason(w, run, a) {
      const answer = answerOf(w, a);
      if (answer?.not_applicable !== undefined) change(w, idOf(w, a), () => w.M.answers.write(answer, "reason", run.text(answer.not_applicable)));
    },
    evidence(w, run, a, b, c) {
      const answer = answerOf(w, a);
      if (answer?.level === undefined && !answer?.evidence?.length) return;
      change(w, idOf(w, a), () => {
        w.M.answers.addEvidence(answer);
        const n = answer.evidence.length - 1, put = (name, text) => w.M.answers.write(answer, name, text, n);
        if (b % 4) put("title", run.text());
        if (c % 2) put("where", run.text());
        if (c % 3) put("date", pick(DATES, b));
        if (b % 3) put("owner", pick(run.roles, c));
      });
    },
    "evidence change"(w, run, a, b, c) {
      const answer = answerOf(w, a), n = b % (answer?.evidence?.length || 1), piece = answer?.evidence?.[n];
      if (!piece) return;
      const name = pick(["title", "where", "date", "owner"], c), texts = { date: pick(DATES, b), owner: pick(["", ...run.roles], a) };
      change(w, idOf(w, a), () => w.M.answers.write(answer, name, texts[name] ?? run.text(piece[name]), n));
    },
    "evidence remove"(w, run, a, b) {
      const answer = answerOf(w, a);
      if (!answer?.evidence?.length) return;
      const n = b % answer.evidence.length;
      run.over(answer.evidence[n]);
      change(w, idOf(w, a), () => w.M.answers.removeEvidence(answer, n));
    },
    checked(w, run, a, b) {
      const answer = answerOf(w, a);
      if (!answer?.evidence?.length) return;
      change(w, idOf(w, a), () => w.M.answers.write(answer, "checked", pick(["second-role", "", "critical-friend"], b), b % answer.evidence.length), false);
    },
    clear(w, run, a) {
      const id = idOf(w, a);
      run.over(w.host.work.answers[id]);
      delete w.host.work.answers[id];
      w.host.keeper.changed();
    },
    everything(w, run, a, b) {
      for (const { id } of w.host.asked()) {
        if (w.M.work.isAnswered(w.host.work.answers[id])) continue;
        change(w, id, (answer) => {
          run.over(answer.not_applicable);
          w.M.answers.choose(answer, (a + b) % (w.host.edition.bundle.top + 1), "");
          w.M.answers.addEvidence(answer, { title: run.text() });
        });
      }
    },
    condition(w, run, a, b) {
      w.M.answers.setCondition(w.host.edition.bundle, w.host.work, pick(w.host.edition.bundle.conditions, a), b % 2 === 0);
      w.host.keeper.changed();
    },
    about(w, run, a) {
      const name = pick(w.host.edition.bundle.about, a), { about } = w.host.work;
      about[name] = run.text(about[name]);
      w.host.keeper.changed(true);
    },
    head(w, run, a, b, c) {
      const { work } = w.host;
      if (a % 3 === 0) work.force = pick(run.forces, b);
      else if (a % 3 === 1) work.period = pick(PERIODS, b);
      else work.marking = pick(MARKINGS, c);
      w.host.keeper.changed(true);
    },
    settle(w, run, a, b) {
      const { open, settled } = w.M.merge.meeting(w.host.edition.bundle, w.host.assessment()), item = pick([...open, ...settled], a);
      if (!item) return;
      const reason = run.text(), question = w.host.questions.get(item.place.slice("answers.".length));
      const states = [{ level: 0 }, { level: 1 }, { dont_know: true }, ...(question?.not_applicable ? [{ not_applicable: reason }] : [])];
      w.host.changed(w.M.views.withSettlement(w.host, item.place, question ? pick(states, b) : { value: pick(item.said, b).value }, reason));
    },
    action(w, run, a, b, c) {
      const id = pick(w.host.edition.bundle.interventions, a), name = pick(["decision", "owner", "by", "first_step", "reason"], b);
      const found = w.host.work.actions?.find((each) => each.intervention === id) ?? {};
      const values = { decision: pick(["do", "later", "drop", ""], c), owner: pick(["", ...run.roles], c), by: pick(DATES, c) };
      w.M.actions.write(w.host, id, name, values[name] ?? run.text(found[name]));
      w.host.keeper.changed(true);
    },
    joint(w, run, a, b) {
      const made = { question: idOf(w, a), force: pick(run.forces, b) }, { joint = [], ...work } = w.host.work;
      const others = joint.filter((each) => each.question !== made.question || each.force !== made.force);
      if (made.force === work.force) return;
      const list = others.length < joint.length ? others : [...joint, made]; // named once more, it is taken out
      w.host.changed(list.length ? { ...work, joint: list } : work);
    },
  };

  const STEPS = {
    nothing() {},
    begin(w, run, a, b) {
      if (!w.M.work.isEmpty(w.host.edition, w.host.work)) return;
      Object.assign(w.host.work, { force: pick(run.forces, a), period: pick(PERIODS, b) });
      w.host.role = pick(run.roles, a + b);
      w.host.keeper.changed();
    },
    role(w, run, a) {
      w.host.role = pick(["", ...run.roles], a);
      w.host.keeper.changed(true);
    },
    sign(w, run, a, b) {
      if (fixed(w)) return;
      const decision = w.M.sign.obstacles(w.host).length ? "sent-back" : pick(["signed", "sent-back", "signed-with-note"], a);
      const note = decision === "signed" ? {} : { note: run.text() };
      w.host.changed(w.M.sign.withSignOff(w.host, { role: pick(run.roles, b), date: "2026-11-20", decision, ...note }));
    },
    unsign(w) {
      if (w.host.work.sign_off) w.host.changed(w.M.sign.withoutSignOff(w.host));
    },
    visit(w, run, a, b) {
      const { friend } = w.M, sitting = friend.sitting(w.host);
      sitting.questions.forEach(({ id, evidence }, n) => {
        const state = (a + n) % 4 === 3 ? { dont_know: true } : { level: (a + n) % (w.host.edition.bundle.top + 1) };
        sitting.ratings[id] = { ...state, line: b % 2 ? run.text() : "", seen: evidence.map(({ title }) => title) };
      });
      Object.assign(sitting, { force: pick(["", ...run.forces], b), role: pick(["", ...run.roles], a) });
      if (sitting.questions.length) w.host.changed(friend.withVisits(w.host, [friend.record(sitting)]));
    },
    // What the force makes of a rating, and where it is to change its answer, it goes to the question and does so.
    decide(w, run, a, b, c) {
      const visit = pick(w.host.work.friend ?? [], a), rating = visit && pick(visit.ratings, b);
      if (!rating) return;
      const decision = pick(["changed", "kept"], c), old = visit.decided?.find((each) => each.question === rating.question);
      w.M.friend.decision(w.host, visit, rating.question, decision, true);
      if (c % 3) w.M.friend.decision(w.host, visit, rating.question, run.text(old?.why), false);
      w.host.keeper.changed();
      const n = w.host.asked().findIndex(({ id }) => id === rating.question);
      if (decision === "changed" && n >= 0 && !fixed(w)) ANSWERING.choose(w, run, n, b);
    },
    "pack out"(w, run, a, b) {
      if (!w.M.work.hasFileName(w.host.work)) return;
      const role = pick(run.roles, a), { page, text } = w.M.share.packFor(role, w.host, b % 2 === 1);
      run.packs.push({ role, page, text });
      w.host.keeper.draft.moved();
    },
    // A colleague works in a pack, or in a form of their own, and sends it back.
    async "pack in"(w, run, a, b, c) {
      const pack = b % 3 ? pick(run.packs, a) : undefined, carried = pack && run.browser.carried(pack.page);
      const other = await opened(run.browser, new pretend.Profile(), { carried });
      if (!pack) Object.assign(other.host.work, { force: w.host.work.force, period: w.host.work.period });
      if (!pack) other.host.role = pick(run.roles, b);
      const { choose, comment, evidence, clear, about, condition, action, head } = ANSWERING, inPack = [choose, comment, choose, evidence, clear];
      const acts = pack ? inPack : [...inPack, about, condition, action, head];
      for (const n of [a, b, c]) pick(acts, n + b)(other, run.alone, n + a, c, b);
      await other.clock.pass(AWHILE);
      if (!other.M.work.hasFileName(other.host.work)) return;
      if (c % 2) await other.host.keeper.files.saveCopy();
      else await other.host.keeper.files.save();
      run.files.push(other.downloaded);
    },
    async bring(w, run, a, b) {
      const { merging, work } = w.M, { host } = w;
      if (!run.files.length || !work.hasFileName(host.work)) return;
      const several = b % 3 ? [pick(run.files, a)] : run.files.slice(-2);
      const read = await Promise.all(several.map(({ name, text }) => merging.read(host, file(name, text))));
      const ours = (record) => record.force === host.work.force && record.period === work.shortLine(host.work.period);
      const good = read.filter(({ record, problems }) => record && !problems.length && ours(record));
      const same = host.beside.start?.force === host.work.force && host.beside.start?.period === work.shortLine(host.work.period);
      const { result, next, left } = merging.mergedWork(host, good, b % 2 && same ? host.beside.start : undefined);
      if (!good.length || result.refused.length) return;
      await host.keeper.versions.snapshot("merged");
      run.over(result.taken_out, left.map(({ id }) => host.work.answers[id]));
      host.changed({ ...work.blank(host.edition), ...next });
    },
    async save(w, run) {
      w.downloaded = undefined;
      await w.host.keeper.files.save();
      if (w.downloaded) run.files.push(w.downloaded);
    },
    async "save a copy"(w, run) {
      await w.host.keeper.files.saveCopy();
      run.files.push(w.downloaded);
    },
    async open(w, run, a) {
      const found = pick(run.files, a);
      if (!found) return;
      run.over(w.host.work); // it is among the earlier versions
      await w.host.keeper.files.open(file(found.name, found.text));
    },
    async "restore a version"(w, run, a) {
      const versions = (await w.host.keeper.draft.journal.versions()).filter(({ slot }) => slot === w.host.keeper.draft.slot);
      if (!versions.length) return;
      run.over(w.host.work);
      await w.host.keeper.versions.back(pick(versions, a).key);
    },
    async reload(w, run) {
      closed(w);
      run.windows[run.windows.indexOf(w)] = await opened(run.browser, w.profile);
    },
    async window(w, run) {
      if (run.windows.length < 2) run.windows.push(await opened(run.browser, w.profile));
      else closed(run.windows.pop());
    },
    // Two windows change one answer before either knows of the other.
    both(w, run, a, b, c) {
      for (const [n, each] of run.windows.entries()) {
        if (fixed(each)) continue;
        run.over(answerOf(each, a));
        ANSWERING.choose(each, run, a, b + n);
        if (c % 2) ANSWERING.comment(each, run, a);
      }
      run.anything = run.windows.length > 1;
    },
    // The next period is begun from an empty form, with the last one beside it.
    async "next period"(w, run) {
      const { host } = w, { force, period } = host.work;
      if (!w.M.work.hasFileName(host.work)) return;
      const last = host.assessment();
      run.over(host.work);
      await host.keeper.draft.clear();
      Object.assign(host.work, { force, period: PERIODS[(PERIODS.indexOf(period) + 1) % PERIODS.length] });
      host.beside.last = last;
      host.keeper.changed();
    },
  };
  for (const [name, act] of Object.entries(ANSWERING)) STEPS[name] = (w, run, ...numbers) => (fixed(w) ? undefined : act(w, run, ...numbers));

  // --- what must hold -------------------------------------------------------------------------------------------

  // Every text that somebody wrote, wherever it is.
  const written = (value) => new Set(JSON.stringify(value ?? null).match(/words-\d+/g));
  const missing = (from, to) => [...from].filter((each) => !to.has(each));

  // Every field with its value, in the parts of a work that no later answer takes the place of.
  function fields(value, name = "", into = new Set()) {
    if (value !== null && typeof value === "object") for (const [key, item] of Object.entries(value)) fields(item, Array.isArray(value) ? name : key, into);
    else if (value !== "" && value !== undefined) into.add(`${name}=${value}`);
    return into;
  }

  // What differs between the work on the page, what a reload shows, and what a file of it shows when it is opened again.
  // Gives the file's text with what was found.
  async function differences(w, run) {
    const { M, host } = w, { edition, work } = host, spell = (value) => M.engine.canonical(JSON.parse(JSON.stringify(value)));
    const found = [], again = windowOf(run.looking);
    run.looking.M.noticed.length = 0;
    await again.host.keeper.draft.restore();
    run.looking.clock.waiting.clear(); // it only looks
    for (const { text, alert } of again.M.noticed) if (alert) found.push(`a reload says: ${text}`);
    if (spell(again.host.work) !== spell(work) && !M.work.isEmpty(edition, work)) found.push("a reload shows something else", spell(work), spell(again.host.work));
    const { assessment, left } = M.work.finish(edition, work);
    if (!M.work.hasFileName(work)) return { found };
    const { text } = await M.work.fileText(assessment), read = await M.reader.readBytes((await file("", text).arrayBuffer()), edition);
    if (read.problems.length) return { found: [...found, "a saved file cannot be read again", ...read.problems] };
    const { format, edition: _, check, ...taken } = M.merge.withSetAside(read.record), next = { ...M.work.blank(edition), ...taken };
    const second = M.work.finish(edition, next);
    if (spell(second.assessment) !== spell(assessment) || second.left.length) found.push("a file that is opened again is saved as another one", spell(assessment), spell(second.assessment));
    const named = new Set(left.map(({ id }) => id));
    const open = Object.entries(work.answers).filter(([id]) => !named.has(id)).map(([, answer]) => answer);
    found.push(...missing(written(open), written(next)).map((each) => `the file does not have ${each}`));
    const finished = ({ answers, actions, joint, friend, marking, period, ...rest }) => rest;
    found.push(...missing(fields(finished(work)), fields(next)).map((each) => `the file does not have ${each}`));
    const visits = (work.friend ?? []).map(({ decided = [], ...visit }) => ({ ...visit, decided: decided.filter(({ why }) => M.work.isFilled(why)) }));
    const actions = (work.actions ?? []).map(({ by, ...action }) => action);
    found.push(...missing(fields([visits, actions]), fields([next.friend, next.actions])).map((each) => `the file does not have ${each}`));
    return { found, text };
  }

  // Goes through steps. Gives {at, found} of the first that something differs after, if any, and the texts of all files.
  async function sequence(browser, steps) {
    const run = { browser, windows: [await opened(browser, new pretend.Profile())], packs: [], files: [], gone: new Set(), anything: false };
    const [{ profile, host: { edition: { bundle } } }] = run.windows;
    run.looking = browser(profile, { looks: true }); // what a reload would show
    Object.assign(run, { roles: bundle.roles, forces: Object.keys(bundle.forces).slice(0, 2) });
    run.over = (...values) => written(values).forEach((each) => run.gone.add(each));
    // A text that nobody has written before, in place of another.
    let words = 0;
    const text = () => `words-${words += 1}`;
    run.text = (old) => {
      run.over(old);
      return text();
    };
    run.alone = { ...run, over() {}, text };
    const texts = new Set();
    for (const [at, [name, a, b, c]] of steps.entries()) {
      const before = new Set(run.windows.flatMap(({ host }) => [...written(host.work)]));
      Object.assign(run, { gone: new Set(), anything: false });
      try {
        await STEPS[name](run.windows[c % run.windows.length], run, a, b, c);
      } catch (error) {
        return { at, found: [`${name}: ${error.stack}`], texts: [...texts] };
      }
      for (const { clock } of [...run.windows, ...run.windows]) await clock.pass(AWHILE);
      const [first, second] = run.windows, { found, text } = await differences(first, run);
      const after = written(first.host.work);
      if (!run.anything) found.push(...missing(before, after).filter((each) => !run.gone.has(each)).map((each) => `${each} is gone`));
      if (second && JSON.stringify(sorted(first.host.work)) !== JSON.stringify(sorted(second.host.work))) found.push("two windows show different work");
      if (text) texts.add(text);
      if (found.length) return { at, found, texts: [...texts] };
    }
    return { texts: [...texts] };
  }

  const sorted = (value) => {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(sorted);
    return Object.fromEntries(Object.keys(value).sort().filter((key) => value[key] !== undefined).map((key) => [key, sorted(value[key])]));
  };

  globalThis.sequences = {
    names: Object.keys(STEPS),
    // A browser with these scripts, in which sequences can be gone through.
    with(scripts, start) {
      const browser = pretend.browser(scripts, start);
      browser.carried = (page) => page.match(/id="m-carried">([^<]*)</)?.[1];
      return (steps) => sequence(browser, steps);
    },
  };
})();
