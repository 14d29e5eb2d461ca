// What if: actions to tick, and what the result would be with them done. Nothing here is kept, and no answer changes.
Maturity.whatIf = (function () {
  "use strict";
  const M = Maturity;
  const { texts } = M.edition;
  const { element } = M.dom;
  const { rangeText } = M.profile;
  const EVIDENCE = "evidence"; // the tick for evidence, beside the ids of actions
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`next.if_${key}`, values);
  const root = () => document.getElementById("m-if");
  /** @param {string} name */
  const at = (name) => root().querySelector(`[data-fill="${name}"]`);
  /** @type {Set<string>} */
  let ticked = new Set();
  /** @type {{ bundle: Bundle, assessment: Assessment, now: Profile }} */
  let page;

  const advised = () => [...page.now.advice.first, ...page.now.advice.then];

  // `bundle` is what may be seen: the themes that are complete.
  /** @param {Bundle} bundle @param {Assessment} assessment */
  function show(bundle, assessment) {
    const now = M.engine.score(bundle, assessment), { evidence, first, then } = now.advice;
    page = { bundle, assessment, now };
    const ids = [...(evidence.length ? [EVIDENCE] : []), ...[...first, ...then].map(({ id }) => id)];
    ticked = new Set([...ticked].filter((id) => ids.includes(id)));
    const few = ids.slice(0, first.length + (evidence.length ? 1 : 0)), rest = ids.slice(few.length);
    root().hidden = !ids.length;
    /** @type {Place} */ (document.querySelector('a[href="#m-if-h"]')).hidden = !ids.length;
    at("first").replaceChildren(...few.map((id) => tick(id, evidence.length)));
    at("then").replaceChildren(...rest.map((id) => tick(id, 0)));
    at("then").parentElement.hidden = !rest.length;
    at("then").parentElement.querySelector("summary").textContent = M.phrases.word("actions.rest", { n: rest.length });
    showProjected();
  }

  /** @param {string} id @param {number} claims */
  function tick(id, claims) {
    const box = element("input"), days = advised().find((each) => each.id === id)?.days;
    box.type = "checkbox";
    box.value = id;
    box.checked = ticked.has(id);
    const name = id === EVIDENCE ? word("evidence", { n: claims }) : texts.actions[id].name;
    const said = days ? ` ${M.phrases.word(days[0] === days[1] ? "results.days" : "results.days_range", { n: days[1], low: days[0], high: days[1] })}` : "";
    return element("li", [element("label", [box, " ", name, element("span", said, "m-muted")])]);
  }

  // A tick takes what must be done before it along, and what needs an action goes with it.
  /** @param {Place} box */
  function input(box) {
    const boxes = [...root().querySelectorAll("input")], here = new Set(boxes.map(({ value }) => value));
    /** @param {string} id @returns {string[]} */
    const needs = (id) => (page.bundle.actions.find((each) => each.id === id)?.needs ?? []).filter((need) => here.has(need));
    /** @param {string} id */
    const take = (id) => {
      ticked.add(id);
      needs(id).filter((need) => !ticked.has(need)).forEach(take);
    };
    /** @param {string} id */
    const drop = (id) => {
      ticked.delete(id);
      [...ticked].filter((each) => needs(each).includes(id)).forEach(drop);
    };
    if (box.checked) take(box.value);
    else drop(box.value);
    for (const each of boxes) each.checked = ticked.has(each.value);
    showProjected();
  }

  function showProjected() {
    const { bundle, assessment, now } = page, some = ticked.size > 0;
    at("none").hidden = some;
    at("table").hidden = !some;
    if (!some) return at("rows").replaceChildren();
    const taken = [...ticked].filter((id) => id !== EVIDENCE);
    const then = M.outlook.figures(bundle, M.engine.projected(bundle, assessment, taken, ticked.has(EVIDENCE)));
    /** @param {Profile} profile */
    const capabilities = (profile) => profile.themes.flatMap((theme) => theme.capabilities);
    const after = new Map([...then.themes, ...capabilities(then)].map((each) => [each.id, each.level]));
    /** @param {ScoreRange | null | undefined} level */
    const said = (level) => (level ? rangeText(level) : M.phrases.word("next.nothing"));
    const moved = capabilities(now).filter(({ id, level }) => said(level) !== said(after.get(id)));
    const { standards_met: met } = now, { standards_met: projected } = then;
    const days = advised().filter(({ id }) => ticked.has(id)).map((each) => each.days);
    /** @param {0 | 1} end */
    const sum = (end) => days.reduce((total, each) => total + each[end], 0);
    at("days").textContent = word("days", { low: sum(0), high: sum(1), n: taken.length });
    at("rows").replaceChildren(
      line(M.phrases.word("results.standards_met"), M.phrases.word("results.standards_met_value", { met: rangeText(met), of: met.of }), M.phrases.word("results.standards_met_value", { met: rangeText(projected), of: projected.of })),
      ...now.themes.filter(({ level }) => level).map(({ id, level }) => line(texts.themes[id].name, said(level), said(after.get(id)))),
      ...moved.map(({ id, level }) => line(texts.capabilities[id].name, said(level), said(after.get(id)))),
    );
  }

  /** @param {string} name @param {string} now @param {string} then */
  function line(name, now, then) {
    const head = element("th", name), cells = [["now", now], ["projected", then]].map(([key, said]) => {
      const cell = element("td", said);
      cell.dataset.label = word(key);
      return cell;
    });
    head.scope = "row";
    const row = element("tr", [head, ...cells]);
    row.toggleAttribute("data-moved", now !== then);
    return row;
  }

  return { show, input };
})();
