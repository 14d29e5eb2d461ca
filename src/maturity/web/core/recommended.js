// Recommended interventions, as results show them: evidence to name, what to do first, then the rest; what to ask for
// nationally and what to offer. advice.js chose them; this says them. The templates have drawn the places.
Maturity.recommended = (function () {
  "use strict";
  const M = Maturity;
  const { texts } = M.edition;
  const { element, find, setFill, pieceIn } = M.dom;
  const { word, language } = M.phrases;
  const { codeLinks, codesByLead, sentence, redactable, redactableCodes, offPaper } = M.redaction;
  const IS_IN_SITE = /\/assessment\.html$/.test(globalThis.location?.pathname ?? ""); // beside the toolkit; copies have other names
  const MOST_UNMET = 6; // minimum standards that are named on the first page

  /** @param {{ capabilities: any[] }} part */
  const inside = (part) => part.capabilities.flatMap((each) => each.questions);

  // Evidence to name, what to do first, then the rest; what to ask for nationally and what to offer. Nothing is told of a
  // theme that is hidden.
  /** @param {ResultsPage} page */
  function show(page) {
    const { evidence, first, then, ask, offer } = seenAdvice(page);
    const claims = evidence.filter(({ closes }) => closes).map(({ question }) => question);
    const others = evidence.filter(({ closes }) => !closes).map(({ question }) => question);
    const unknown = page.shown.flatMap(inside).filter((each) => each.state === "dont_know").map((each) => each.id);
    const open = new Set(page.profile.standards.filter(({ status }) => status !== "met").map(({ question }) => question));
    const asked = unknown.filter((id) => open.has(id));
    /** @type {[string, string[]][]} */
    const small = [["first_evidence", claims], ["first_claims", others], ["first_ask_standards", asked], ["first_ask", unknown.filter((id) => !asked.includes(id))]];
    const given = small.filter(([, ids]) => ids.length);
    fillList(page, "evidence", ".m-name-evidence", given.map(([key, ids]) =>
      redactable(element("li"), ids, (n) => word(`results.${key}`, { n }), (here) => (key === "first_claims" ? codeLinks : codesByLead)(page, here))));
    fillList(page, "first", ".m-do-first", first.map((item) => actionItem(page, item)));
    const needed = then.filter(({ because }) => because.some((id) => open.has(id)));
    fillList(page, "then", "#m-then", then.length ? [...thenNodes(page, needed), ...byTheme(page, then.filter((item) => !needed.includes(item)))] : []);
    fillList(page, "ask", "#m-ask", ask.map((item) => interventionItem(page, "ask_because", item)));
    fillList(page, "offer", "#m-offer", offer.map((item) => interventionItem(page, "offer_because", item)));
    const counts = { then: then.length, ask: ask.length, offer: offer.length };
    for (const [name, n] of Object.entries(counts)) setFill(page.root, `${name}-count`, n ? word(`results.${name}_count`, { n }) : "");
    find(page.root, "more").replaceChildren(...Object.entries(counts).filter(([, n]) => n).map(([name, n]) => moreLink(page, name, n)));
    const lead = !page.shown.length ? "hidden" : first.length || given.length ? "" : "none";
    setFill(page.root, "advice-lead", lead ? word(`results.advice_${lead}`) : "");
    find(page.root, "index-note").hidden = !page.shown.length;
    unmet(page);
  }

  /** @param {ResultsPage} page @returns {Advice} */
  function seenAdvice({ profile, visible }) {
    const { evidence, first, then, ask, offer } = profile.advice;
    /** @param {{ because: string[] }} given */
    const seen = ({ because }) => because.some((id) => visible.has(id));
    const order = [...first, ...then].filter(seen);
    return {
      evidence: evidence.filter(({ question }) => visible.has(question)),
      first: order.slice(0, first.length),
      then: order.slice(first.length),
      ask: ask.filter(seen),
      offer: offer.filter(seen),
    };
  }

  /** @param {ResultsPage} page @param {string} name @param {string} around @param {Place[]} items */
  function fillList(page, name, around, items) {
    page.root.querySelector(around).hidden = !items.length;
    find(page.root, name).replaceChildren(...items);
  }

  // Of the rest of the actions those for minimum standards, and then how the others are to be read.
  /** @param {ResultsPage} page @param {AdvisedAction[]} needed */
  const thenNodes = (page, needed) => [
    ...(needed.length ? [element("h4", word("results.then_standards")), element("ol", needed.map((item) => actionItem(page, item)), "m-steps-list")] : []),
    element("p", word("results.then_lead"), "m-hint"),
  ];

  // Actions under the theme of the first answer that calls for them.
  /** @param {ResultsPage} page @param {AdvisedAction[]} actions */
  function byTheme(page, actions) {
    return page.profile.themes.flatMap((theme) => {
      const ids = new Set(inside(theme).map(({ id }) => id)), some = actions.filter(({ because: [first] }) => ids.has(first));
      if (!some.length) return [];
      return [element("h4", texts.themes[theme.id].name), element("ol", some.map((item) => actionItem(page, item)), "m-steps-list")];
    });
  }

  /** @param {ResultsPage} page @param {AdvisedAction} item */
  function actionItem(page, item) {
    const node = pieceIn(page.root, "action");
    fillAction(page, node, item);
    node.querySelector("details").open = !matchMedia("(max-width: 46em)").matches; // a telephone shows the five at a glance
    return offPaper(node, item.because);
  }

  // What an action is, what to do first, what it would do, whose work it is, and where it belongs.
  /** @param {{ questions?: string, interventions?: string, tools?: string }} page @param {Place} node @param {AdvisedAction} item */
  function fillAction(page, node, { id, because, closes, lifts, days, role, interventions }) {
    const { name, first, tool } = texts.actions[id] ?? {}, title = tool && texts.tools?.[tool];
    setFill(node, "name", name ?? M.labels.action(id));
    setFill(node, "first", first ?? "");
    const others = because.filter((each) => !closes.includes(each));
    /** @type {[string, string, string[]][]} */
    const told = [["closes", "action_closes", closes], ["lifts", closes.length ? "action_raises_too" : "action_raises", others]];
    for (const [place, key, ids] of told) {
      if (ids.length) redactable(find(node, place), ids, (n) => word(`results.${key}`, { n }), (here) => liftNodes(page, lifts.filter(({ question }) => here.includes(question))));
    }
    setFill(node, "work", role ? word("results.action_work", { role: texts.roles[role] ?? role, days: daysText(days) }) : "");
    // Where there is no link, where it is in the kit. The form stays open beside what it leads to.
    if (title) sentence(find(node, "tool"), word("results.action_tool"), [page.tools ? link(page.tools, `${tool}.html`, title) : IS_IN_SITE ? Object.assign(link("toolkit/", `${tool}.html`, title), { target: "_blank", rel: "noopener" }) : `${title} (toolkit/${tool}.html)`]);

    const names = interventions.map((each) => link(page.interventions, each, texts.interventions[each].name));
    if (names.length) sentence(find(node, "belongs"), word("results.action_belongs", { n: names.length }), names.flatMap((each, n) => (n ? ["; ", each] : [each])));
  }

  /** @param {{ questions?: string }} page @param {Lift[]} lifts */
  const liftNodes = (page, lifts) => lifts.flatMap(({ question, from, to }, n) =>
    [...(n ? [", "] : []), ...codeLinks(page, [question]), ` ${word("results.from_to", { from, to })}`]);

  /** @param {number[]} days */
  const daysText = ([low, high]) => (low === high ? word("results.days", { n: high }) : word("results.days_range", { low, high }));

  // A name, as a link where the page has somewhere to go.
  /** @param {string | undefined} base @param {string} to @param {string} name */
  function link(base, to, name) {
    const node = element(base ? "a" : "span", name);
    if (base) node.href = base + to;
    return node;
  }

  /** @param {ResultsPage} page @param {string} key @param {{ intervention: string, because: string[], closes?: string[] }} item */
  function interventionItem(page, key, { intervention, because, closes = [] }) {
    const node = element("li"), said = element("span");
    node.append(link(page.interventions, intervention, texts.interventions[intervention].name), " ", redactableCodes(page, said, key, because));
    if (closes.length) node.append(" ", redactableCodes(page, element("span"), "ask_closes", closes));
    return node;
  }

  // A link to a part that is folded: it opens it.
  /** @param {ResultsPage} page @param {string} name @param {number} n */
  function moreLink(page, name, n) {
    const item = element("li"), there = page.root.querySelector(`#m-${name}`), button = element("button", word(`results.more_${name}`, { n }), "m-link");
    button.type = "button";
    button.onclick = () => {
      const fold = there.querySelector("details");
      fold.open = true;
      fold.querySelector("summary").focus();
      there.scrollIntoView();
    };
    item.append(button);
    return item;
  }

  // The minimum standards that are not met, with why.
  /** @param {ResultsPage} page */
  function unmet(page) {
    if (!find(page.root, "unmet")) return;
    const all = page.profile.standards.filter(({ question, status }) => page.visible.has(question) && ["not_met", "not_shown"].includes(status));
    const some = all.length > MOST_UNMET + 1 ? all.slice(0, MOST_UNMET) : all;
    const rest = all.length > some.length ? [element("li", word("results.unmet_more", { n: all.length - some.length }), "m-unmet-more")] : [];
    fillList(page, "unmet", ".m-unmet", [...some.map(({ question, status }) => {
      const item = redactable(element("li"), [question], () => word("results.unmet_item", { name: texts.standards[question].name ?? "", status: word(`results.status_${status}`).toLocaleLowerCase(language()) }), (here) => codeLinks(page, here));
      item.dataset.status = status;
      return item;
    }), ...rest]);
  }

  return { IS_IN_SITE, show, fillAction };
})();
