// What must hold in an assessment, and every problem found at once. The rules are those of validation.py and checks.py, in
// the form's own words: they name the place, what is wrong and how to fix it.
Maturity.validation = (function () {
  "use strict";
  const M = Maturity;
  const LISTED = 100; // problems that are worded
  const { STATES } = M.work;
  const { shapes } = M; // of all records, by their names (shapes.py)
  const KEPT = Object.keys(shapes.kept).filter((name) => !shapes.kept[name].required); // of these there is one
  const LONE = /\p{Surrogate}/u; // half a character, which UTF-8 cannot have

  // --- small tests ----------------------------------------------------------------------------------------------

  /** @param {any} value */
  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  /** @param {any} value */
  const isText = (value) => typeof value === "string";
  /** @param {any} value */
  const isYes = (value) => typeof value === "boolean";
  /** @type {Record<string, (value: any) => boolean>} */
  const KINDS = {
    text: isText,
    choice: isText,
    record: isObject,
    map: isObject,
    /** @param {any} value */
    list: (value) => Array.isArray(value),
    /** @param {any} value */
    true: (value) => value === true,
    yes: isYes,
    number: () => true, // judged by itself, with its own words
    /** @param {any} value */
    value: (value) => isText(value) || isYes(value),
  };
  /** @type {Record<string, string>} */
  const CALLED = { choice: "text", record: "object", map: "object" }; // the word for a kind that has none of its own

  /** @param {any} text */
  function isTime(text) {
    const [, date, ...hours] = /^(\d{4}-\d\d-\d\d)T(\d\d):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-](\d\d):[0-5]\d)$/.exec(text) ?? [];
    return date !== undefined && M.work.isDate(date) && hours.every((hour = "0") => Number(hour) < 24);
  }

  // How many letters differ between two words, or a large number when they are nothing like each other.
  /** @param {string} a @param {string} b @returns {number} */
  function distance(a, b) {
    if (Math.abs(a.length - b.length) > 4 || a.length > 80) return 99;
    let row = [...b].map((_, n) => n + 1);
    [...a].forEach((letter, i) => {
      let corner = i, before = i + 1;
      row = [...b].map((other, n) => {
        const here = Math.min(before + 1, row[n] + 1, corner + (letter === other ? 0 : 1));
        corner = row[n];
        return (before = here);
      });
    });
    return row.at(-1) ?? a.length;
  }

  // An id without what it shares with another at both ends, such as `-police`: that says nothing.
  /** @param {string} id @param {string} other */
  function withoutShared(id, other) {
    const mine = id.split("-"), theirs = other.split("-");
    while (mine.length && mine[0] === theirs[0]) [mine, theirs].forEach((each) => each.shift());
    while (mine.length && mine.at(-1) === theirs.at(-1)) [mine, theirs].forEach((each) => each.pop());
    return mine.join("-");
  }

  /** @param {any} name @param {string[]} known */
  function nearest(name, known) {
    const [best] = known.map((each) => /** @type {[number, string]} */ ([distance(name, each), each])).sort((x, y) => x[0] - y[0]);
    return best && best[0] <= Math.max(2, Math.floor(withoutShared(String(name), best[1]).length / 3)) ? best[1] : undefined;
  }

  // How many characters a text may have, by the field that it is in.
  /** @param {string} field */
  function longest(field) {
    const { limits } = M.edition.texts;
    return Object.hasOwn(limits, field) ? limits[field] : limits.text;
  }

  // How many characters a text has. One of two halves counts once, as in Python.
  /** @param {any} text */
  const characters = (text) => text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);

  // How many characters a text has more than its field may have.
  /** @param {any} text @param {string} field */
  function excess(text, field) {
    return text.length > longest(field) ? Math.max(0, characters(text) - longest(field)) : 0;
  }

  // Text from a file as it may be shown: short, and with nothing in it that cannot be seen.
  /** @param {any} text */
  const shortText = (text) => M.work.shortLine(String(text)).slice(0, 60);

  // What keeps a text from being a period, as a text under a key or, where it is clear which period was meant, under that
  // key with _right; empty when nothing does.
  /** @param {string} key @param {any} text @param {PeriodKind} kind @param {string} [where] */
  function periodProblem(key, text, kind, where) {
    const right = M.periods.intendedPeriod(text, kind), name = M.phrases.word(`read.period_${kind.replace("-", "_")}`);
    return M.periods.isPeriod(text, kind) ? "" : M.phrases.word(`${key}${right ? "_right" : ""}`, { where, period: shortText(text), kind: name, right });
  }

  // A place in a file with the code of its question before it, by which people know it.
  /** @param {string} where */
  function placeWithCode(where) {
    const [start, id] = where.split(".");
    const known = start === "answers" && Object.hasOwn(M.edition.texts.questions, id);
    return known ? `${M.edition.texts.questions[id].code}, ${where}` : where;
  }

  // The same for people: "PI1.1, evidence 1, where it is kept".
  /** @param {string} where */
  function placeText(where) {
    const [code, rest] = placeWithCode(where).split(", answers."), { fields } = M.edition.texts.words.read;
    return rest ? [code, ...rest.split(".").slice(1).map((part) => (Object.hasOwn(fields, part) ? fields[part] : part))].join(", ") : where;
  }

  // --- the validation -------------------------------------------------------------------------------------------

  class Validation {
    /** @param {Edition} edition @param {boolean} draft @param {number} [near] @param {Map<string, string>} [cells] */
    constructor(edition, draft, near = 0, cells = new Map()) {
      this.bundle = edition.bundle;
      this.near = near; // unknown names whose nearest one is still looked for
      this.cells = cells; // of a workbook, by their places
      this.draft = draft; // may be unfinished: judged is what it is made of, and not how that goes together
      /** @type {string[]} */
      this.problems = [];
      /** @type {ProblemPlace[]} */
      this.places = []; // of each problem, to leave just that out
      this.questions = M.work.questionsById(edition.bundle);
    }

    /** @param {string} key @param {string} where @param {Values} [values] */
    report(key, where, values = {}) {
      const worded = this.problems.length < LISTED; // the others are only counted
      this.problems.push(worded ? M.phrases.word(`read.${key}`, { where: this.placeName(where), ...values }) : "");
      this.places.push([where, values.raw]);
    }

    // What a place is called: its cell, or that of what it is part of, or the place with its code.
    /** @param {string} where */
    placeName(where) {
      for (let path = where; path; path = path.replace(/(^|[. ])[^. ]*$/, "")) if (this.cells.has(path)) return this.cells.get(path);
      return where ? placeWithCode(where) : M.phrases.word("read.whole");
    }

    /** @param {string} where @param {any} value @param {string} kind @param {string} [field] */
    kind(where, value, kind, field = "") {
      if (!KINDS[kind](value)) this.report("kind", where, { kind: M.phrases.word(`read.kind_${CALLED[kind] ?? kind}`) });
      else if (isText(value) && !this.draft) this.text(where, value, field);
      return KINDS[kind](value);
    }

    // A text of whole characters, and no longer than its field may be. A draft may have others.
    /** @param {string} where @param {any} value @param {string} field */
    text(where, value, field) {
      const more = excess(value, field);
      if (LONE.test(value)) this.report("half", where);
      /** @param {number} n */
      const figure = (n) => n.toLocaleString("en-GB");
      if (more) this.report("long", where, { n: figure(more + longest(field)), most: figure(longest(field)) });
    }

    // The fields of a record: none unknown, none of another kind, none missing. Gives only what can be looked at further.
    /** @param {string} where @param {any} record @param {string} shape */
    fields(where, record, shape) {
      /** @type {Fact} */
      const sound = {};
      const fields = shapes[shape];
      if (!this.kind(where, record, "record")) return sound;
      for (const [name, value] of Object.entries(record)) {
        const inside = where ? `${where}.${shortText(name)}` : shortText(name);
        if (!Object.hasOwn(fields, name)) this.unknown("field", where, name, Object.keys(fields));
        else if (this.kind(inside, value, fields[name].kind, name)) sound[name] = value;
      }
      for (const [name, { required, choices }] of Object.entries(fields)) {
        if (required && !this.draft && !Object.hasOwn(record, name)) this.report("missing", where, { name });
        if (choices) this.choice(`${where}.${name}`, sound[name], choices);
      }
      return sound;
    }

    /** @param {string} what @param {string} where @param {any} name @param {string[]} known */
    unknown(what, where, name, known) {
      const near = this.near > 0 ? nearest(name, known) : undefined;
      this.near -= 1;
      this.report(near ? `unknown_${what}_near` : `unknown_${what}`, where, { name: shortText(name), near, raw: name });
    }

    /** @param {string} where @param {any} name @param {string[]} known */
    id(where, name, known) {
      if (name !== undefined && !known.includes(name)) this.unknown("id", where, name, known);
    }

    /** @param {string} where @param {any} name @param {string[]} choices */
    choice(where, name, choices) {
      if (name !== undefined && !choices.includes(name)) this.report("choice", where, { name: shortText(name), choices: choices.join(", ") });
    }

    /** @param {string} where @param {any} text */
    date(where, text) {
      if (text !== undefined && !this.draft && !M.work.isDate(text)) this.report("date", where); // a year may still be typed
    }

    // A period, spelt as the edition spells it.
    /** @param {any} text */
    period(text) {
      const odd = periodProblem("read.period", text, this.bundle.period, this.placeName("period"));
      if (odd) this.problems.push(odd);
      if (odd) this.places.push(["period"]);
    }

    // Looks at each of a list, by its place: "actions 1".
    /** @param {string} where @param {any[]} list @param {(where: string, one: any) => unknown} look */
    each(where, list, look) {
      list.forEach((one, n) => look(`${where} ${n + 1}`, one));
    }

    // A text that has to say something once it is there; not in a draft yet.
    /** @param {string} where @param {any} text */
    filled(where, text) {
      if (text !== undefined && !this.draft && !M.work.isFilled(text)) this.report("empty", where);
    }

    /** @param {any} record */
    file(record) {
      const { edition, force, period, marking, about = {}, answers = {}, actions = [], sign_off, differs = {}, signed_before: before = [], joint = [], friend = [], kept = [] } = this.fields("", record, "assessment");
      if (edition) this.edition(this.fields("edition", edition, "edition_ref"));
      if (force !== undefined && !(this.draft && force === "")) this.id("force", force, Object.keys(this.bundle.forces));
      if (period !== undefined && !this.draft) this.period(period);
      if (marking !== undefined && !this.draft) {
        const longest = Object.hasOwn(differs, "marking") ? 1000 : 80; // all the markings that differ
        if (!marking.trim() || [...marking].length > longest || !M.work.isVisible(marking)) this.report("one_line", "marking");
      }
      this.about(about);
      for (const [id, answer] of Object.entries(answers)) this.answer(id, answer, record);
      this.each("actions", actions, (where, one) => this.action(where, one));
      if (sign_off) this.signOff(sign_off, answers, record);
      this.each("signed_before", before, (where, one) => this.signature(where, one));
      for (const [place, differing] of Object.entries(differs)) this.differing(place, differing);
      this.each("joint", joint, (where, one) => this.joint(where, one, force));
      this.each("friend", friend, (where, one) => this.friend(where, one));
      this.each("kept", kept, (where, one) => this.kept(where, one));
    }

    // A critical friend's visit: one state to a rating, one reason to a decision.
    /** @param {string} where @param {any} record */
    friend(where, record) {
      const { date, force, role, ratings = [], decided = [] } = this.fields(where, record, "friend");
      this.date(`${where}.date`, date);
      this.id(`${where}.force`, force, Object.keys(this.bundle.forces));
      this.id(`${where}.role`, role, this.bundle.roles);
      this.each(`${where}.ratings`, ratings, (place, one) => this.rating(place, one, "rating"));
      this.each(`${where}.decided`, decided, (place, one) => this.rating(place, one, "decided"));
    }

    /** @param {string} where @param {any} record @param {string} shape */
    rating(where, record, shape) {
      const { question, why, role, at, seen = [], ...state } = this.fields(where, record, shape);
      this.id(`${where}.question`, question, [...this.questions.keys()]);
      this.state(where, record, state, shape === "decided");
      this.roleAndTime(where, role, at);
      this.texts(where, seen);
      this.filled(`${where}.why`, why);
    }

    /** @param {string} where @param {any[]} seen */
    texts(where, seen) {
      this.each(`${where}.seen`, seen, (place, one) => this.kind(place, one, "text", "seen"));
    }

    // What an answer once was, without its words.
    /** @param {string} where @param {any} record @param {Fact} fact @param {boolean} optional */
    state(where, record, { level, evidence }, optional) {
      if (!isObject(record)) return;
      const states = STATES.filter((state) => Object.hasOwn(record, state));
      if (states.length > 1 || (!states.length && !optional)) this.report("state", where);
      const { top } = this.bundle;
      if (level !== undefined && !(Number.isInteger(level) && level >= 0 && level <= top)) this.report("level", `${where}.level`, { top });
      if (evidence !== undefined && !(Number.isSafeInteger(evidence) && evidence >= 0)) this.report("number", `${where}.evidence`);
    }

    // A question that is answered together with another force.
    /** @param {string} where @param {any} record @param {any} ours */
    joint(where, record, ours) {
      const { question, force } = this.fields(where, record, "joint");
      this.id(`${where}.question`, question, [...this.questions.keys()]);
      this.id(`${where}.force`, force, Object.keys(this.bundle.forces));
      if (force !== undefined && force === ours && !this.draft) this.report("other_force", `${where}.force`);
    }

    // What was kept from an older edition. Ids in it are those of that edition, so only its shape can be judged.
    /** @param {string} where @param {any} record */
    kept(where, record) {
      const kept = this.fields(where, record, "kept"), { because, answer } = kept;
      if (isObject(record) && KEPT.filter((name) => Object.hasOwn(record, name)).length !== 1) this.report("kept_one", where, { list: KEPT.join(", ") });
      if (answer && because === "not_asked" && record.edition === this.bundle.edition.version && `${record.place}`.startsWith("answers.")) {
        return this.answer(record.place.slice(8), answer, undefined, `${where}.answer`); // counts again once it is asked
      }
      for (const [name, value] of Object.entries(kept)) this.inside(`${where}.${name}`, value, shapes.kept[name]);
    }

    // A record and those inside it, with nothing looked up.
    /** @param {string} where @param {any} record @param {string} shape */
    shape(where, record, shape) {
      for (const [name, value] of Object.entries(this.fields(where, record, shape))) this.inside(`${where}.${name}`, value, shapes[shape][name]);
    }

    /** @param {string} where @param {any} value @param {Shape} fields */
    inside(where, value, { kind, of }) {
      if (kind === "record") this.shape(where, value, of);
      else if (kind === "number" && !Number.isSafeInteger(value)) this.report("number", where);
      else if (kind === "list") this.each(where, value, (place, one) => this.kind(place, one, of.kind) && this.inside(place, one, of));
      else if (kind === "map") for (const [name, one] of Object.entries(value)) this.inside(`${where}.${shortText(name)}`, one, of);
    }

    /** @param {Fact} given */
    edition({ id, version, fingerprint }) {
      const ours = this.bundle.edition;
      if ((id !== undefined && id !== ours.id) || (version !== undefined && version !== ours.version)) {
        this.report("edition", "", { id: shortText(id ?? ""), version: shortText(version ?? ""), ours: ours.id, our_version: ours.version });
      } else if (fingerprint !== undefined && fingerprint !== ours.fingerprint) this.report("fingerprint", "");
    }

    /** @param {Fact} about */
    about(about) {
      const { conditions, about: fields } = this.bundle;
      for (const [name, value] of Object.entries(about)) {
        if (conditions.includes(name)) this.kind(`about.${name}`, value, "yes");
        else if (fields.includes(name)) this.kind(`about.${name}`, value, "text");
        else this.unknown("id", "about", name, [...conditions, ...fields]);
      }
    }

    /** @param {string} id @param {any} record @param {any} file @param {string} [where] */
    answer(id, record, file, where = `answers.${id}`) {
      const question = this.questions.get(id);
      if (!question) return this.unknown("id", file ? "answers" : where, id, [...this.questions.keys()]);
      const before = this.problems.length;
      const fields = this.fields(where, record, "answer");
      if (!isObject(record)) return;
      const { evidence = [], said = [], agreed = [] } = fields;
      const several = said.length + agreed.length > 0; // while contributors clash an answer has no state
      this.view(where, record, fields, question, several);
      this.each(`${where}.evidence`, evidence, (inside, piece) => this.evidence(inside, piece));
      this.each(`${where}.said`, said, (inside, one) => {
        const view = this.fields(inside, one, "view");
        this.view(inside, one, view, question, Object.hasOwn(view, "comment"));
      });
      this.each(`${where}.agreed`, agreed, (inside, one) => {
        const agreement = this.fields(inside, one, "agreed");
        this.view(inside, one, agreement, question, false);
        this.agreement(inside, agreement, "stance");
      });
      const state = M.work.pick(fields, STATES);
      // In a draft, what somebody wrote last is kept beside what was said before, until `finish` puts it among that.
      if (several && !this.draft && this.problems.length === before && M.engine.canonical(state) !== M.engine.canonical(M.merge.answerState({ said, agreed }))) this.report("came_to", where);
      if (!this.draft && file && this.questionsKnown(file) && !this.isAsked(file, question)) this.report("not_asked", where, { condition: question.condition });
    }

    // What somebody answered: one state, or none where that is allowed; by which role and when.
    /**
     * @param {string} where
     * @param {any} record
     * @param {Fact} fact
     * @param {Question} question
     * @param {boolean} optional
     */
    view(where, record, { level, not_applicable: reason, role, at }, question, optional) {
      if (!isObject(record)) return;
      this.state(where, record, { level }, this.draft || optional);
      if (reason !== undefined && !question.not_applicable) this.report("not_allowed", where);
      else this.filled(`${where}.not_applicable`, reason);
      this.roleAndTime(where, role, at);
    }

    /** @param {string} where @param {any} role @param {any} at */
    roleAndTime(where, role, at) {
      this.id(`${where}.role`, role, this.bundle.roles);
      if (at !== undefined && !isTime(at)) this.report("time", `${where}.at`);
    }

    /** @param {string} where @param {Fact} fact @param {string} shape */
    agreement(where, { reason, round, over = [] }, shape) {
      if (reason !== undefined && !M.work.isFilled(reason)) this.report("empty", `${where}.reason`);
      if (round !== undefined && !(Number.isSafeInteger(round) && round > 0)) this.report("round", `${where}.round`);
      this.each(`${where}.over`, over, (place, one) => this.shape(place, one, shape));
    }

    // A field in which contributors differ.
    /** @param {string} place @param {any} record */
    differing(place, record) {
      const { conditions, about } = this.bundle;
      const known = ["marking", ...[...conditions, ...about].map((name) => `about.${name}`),
        ...M.work.actionIds(this.bundle).flatMap((id) => Object.keys(shapes.action).map((name) => `actions.${id}.${name}`))];
      if (!known.includes(place)) this.unknown("id", "differs", place, known);
      const kind = conditions.some((name) => place === `about.${name}`) ? "yes" : "text";
      const where = `differs.${shortText(place)}`, { said = [], agreed = [] } = this.fields(where, record, "differing");
      /** @param {string} inside @param {Fact} each */
      const value = (inside, each) => each.value === undefined || this.kind(`${inside}.value`, each.value, kind);
      this.each(`${where}.said`, said, (inside, one) => value(inside, this.fields(inside, one, "value")));
      this.each(`${where}.agreed`, agreed, (inside, one) => {
        const fields = this.fields(inside, one, "agreed_value");
        value(inside, fields);
        this.roleAndTime(inside, fields.role, fields.at);
        this.agreement(inside, fields, "value");
      });
    }

    // Whether it can be told which questions are asked.
    /** @param {any} file */
    questionsKnown(file) {
      return Object.hasOwn(this.bundle.forces, file.force) && (file.about === undefined || isObject(file.about));
    }

    // While contributors differ over a condition, what hangs on it is asked.
    /** @param {any} file @param {Question} question */
    isAsked(file, question) {
      const { about = {}, differs } = file, { condition } = question;
      const doubt = isObject(differs) && Object.hasOwn(differs, `about.${condition}`) && !Object.hasOwn(about, condition ?? "");
      return doubt || M.work.isAsked(this.bundle, file, question);
    }

    /** @param {string} where @param {any} record */
    evidence(where, record) {
      const { title, date } = this.fields(where, record, "evidence");
      this.filled(`${where}.title`, title);
      this.date(`${where}.date`, date);
    }

    /** @param {string} where @param {any} record */
    action(where, record) {
      const { action, by } = this.fields(where, record, "action");
      this.id(`${where}.action`, action, M.work.actionIds(this.bundle));
      this.date(`${where}.by`, by);
    }

    /** @param {string} where @param {any} record */
    signature(where, record) {
      const fields = this.fields(where, record, "sign_off");
      this.id(`${where}.role`, fields.role, this.bundle.roles);
      this.date(`${where}.date`, fields.date);
      for (const [id, each] of Object.entries(fields.answers ?? {})) {
        const inside = `${where}.answers.${shortText(id)}`;
        if (!this.questions.has(id)) this.unknown("id", `${where}.answers`, id, [...this.questions.keys()]);
        this.state(inside, each, this.fields(inside, each, "signed"), true); // none while contributors clashed
      }
      const actions = M.work.actionIds(this.bundle);
      for (const [id, each] of Object.entries(fields.actions ?? {})) {
        const inside = `${where}.actions.${shortText(id)}`;
        if (!actions.includes(id)) this.unknown("id", `${where}.actions`, id, actions);
        this.date(`${inside}.by`, this.fields(inside, each, "signed_action").by);
      }
      return fields;
    }

    /** @param {any} record @param {any} answers @param {any} file */
    signOff(record, answers, file) {
      const { decision } = this.signature("sign_off", record);
      if (this.draft || decision === "sent-back" || !this.questionsKnown(file)) return;
      /** @param {string} id */
      const decided = (id) => Object.hasOwn(answers, id) && isObject(answers[id]) && STATES.some((state) => Object.hasOwn(answers[id], state));
      const absent = [...this.questions].filter(([id, question]) => this.isAsked(file, question) && !decided(id));
      if (absent.length) this.report("signed_open", "sign_off", { n: absent.length, list: absent.map(([id]) => id).join(", ") });
    }
  }

  return { Validation, isObject, shortText, placeText, periodProblem, longest, excess, characters };
})();
