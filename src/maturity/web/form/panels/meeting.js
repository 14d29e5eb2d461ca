// The meeting: only what has to be talked about, one at a time, and at the end what was agreed and why.
Maturity.meeting = (function () {
  "use strict";
  const M = Maturity;
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { element, button, piece, setText, setTextIn } = M.dom;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`meeting.${key}`, values);
  // Minutes that a meeting usually takes, by the first reason; and how long it should be.
  /** @type {Record<string, number>} */
  const MINUTES = { clash: 4, gap: 6, dont_know: 2, no_evidence: 1 }, HOUR = 60;
  /** @param {MeetingItem} given */
  const minutes = ({ why }) => MINUTES[why.includes("gap") ? "gap" : why[0]];
  let shown = ""; // the place that is on the page
  let newest = /** @type {string[]} */ ([]); // where the last merge brought differences

  const root = () => byId("p-meeting");
  /** @param {string} name */
  const find = (name) => root().querySelector(`.m-${name}`);

  /** @param {Host} host */
  function show(host) {
    const { bundle } = host.edition, assessment = host.assessment(), { open, settled } = M.merge.meeting(bundle, assessment);
    const left = M.outlook.unanswered(bundle, host.work, M.merge.clashes(assessment));
    showCount(open, left);
    setText(find("meeting-recorded"), "");
    find("meeting-left").hidden = !left.length;
    M.redaction.redactable(find("meeting-left"), left, (n) => word("left", { n }), (ids) => M.redaction.codeLinks({ questions: "#q-" }, ids));
    const groups = grouped(open), items = [...groups.values()].flat();
    agenda(groups);
    find("meeting-items").replaceChildren(...items.map((item, n) => draw(host, item, n, items.length)));
    find("meeting-steps").hidden = open.length < 2;
    find("agreed-none").hidden = settled.length > 0;
    find("agreed-list").replaceChildren(...settled.map(settledLine));
    const first = items.find((item) => item.place === shown) ?? items.find((item) => newest.includes(item.place));
    showItem((first ?? items.find((item) => M.views.isBegun(host, item.place)) ?? items[0])?.place);
    root().onkeydown ??= (event) => keys(/** @type {any} */ (event));
  }

  // How many there are, and whether they fit into an hour.
  /** @param {MeetingItem[]} open @param {string[]} unanswered */
  function showCount(open, unanswered) {
    const total = open.reduce((sum, item) => sum + minutes(item), 0);
    let fit = 0, left = HOUR;
    for (const item of open) if ((left -= minutes(item)) >= 0) fit += 1;
    const long = total > HOUR ? ` ${word("too_long", { n: fit })}` : "";
    find("meeting-of").textContent = open.length ? word("of", { n: open.length, minutes: Math.max(5, Math.ceil(total / 5) * 5) }) + long : word(unanswered.length ? "nothing_yet" : "nothing");
  }

  // What there is to talk about, by why: the meeting goes through it in this order.
  /** @param {MeetingItem[]} open */
  function grouped(open) {
    /** @type {Map<string, MeetingItem[]>} */
    const groups = new Map();
    /** @param {MeetingItem} item */
    const group = ({ why, state }) => (why[0] === "dont_know" && !Object.hasOwn(state, "dont_know") && Object.keys(state).length ? "over" : why[0]);
    for (const item of open) groups.set(group(item), [...(groups.get(group(item)) ?? []), item]);
    return groups;
  }

  // Every group with its places, as a way to each.
  /** @param {Map<string, MeetingItem[]>} groups */
  function agenda(groups) {
    find("agenda").replaceChildren(...[...groups].map(([why, items]) => {
      const line = element("p"), list = element("span", [], "m-agenda-list");
      list.append(...items.map((item) => {
        const go = button(M.views.placeName(item.place));
        go.classList.add("m-button-quiet");
        Object.assign(go.dataset, { do: "meeting-go", place: item.place });
        return go;
      }));
      line.append(element("b", word(`group_${why}`, { n: items.length })), " ", list);
      return line;
    }));
  }

  // One thing to talk about. All of them are on the page, for paper shows them all.
  /** @param {Host} host @param {MeetingItem} item @param {number} n @param {number} of */
  function draw(host, item, n, of) {
    const node = piece("item");
    const id = M.views.questionIdOf(item.place), fieldset = id ? byId(`q-${id}`) : undefined;
    node.dataset.place = item.place;
    node.id = `item-${item.place}`;
    setTextIn(node, ".m-eyebrow", word("item", { n: n + 1, of }));
    setTextIn(node, "h3", fieldset ? fieldset.querySelector("legend").textContent.trim() : M.views.placeName(item.place));
    const why = item.why.filter((each) => (each !== "clash" || !item.why.includes("gap")) && (each !== "no_evidence" || !item.why.includes("clash")));
    setTextIn(node, ".m-item-why", [...why.map((each) => reason(each, item)), ...(item.standard ? [word("standard", { level: host.questions.get(id)?.minimum })] : []), silentText(host, id, item)].filter(Boolean).join(" "));
    const levels = fieldset ? [...fieldset.querySelectorAll(".m-choices label:not(.m-other) > span")] : [];
    node.querySelector(".m-item-levels").replaceChildren(...levels.map((each) => element("li", each.firstChild.textContent.trim())));
    const counting = fieldset?.querySelector(".m-counting"), place = node.querySelector(".m-item-counting");
    place.hidden = !counting;
    if (counting) place.replaceChildren(...counting.cloneNode(true).childNodes);
    const evidence = id ? host.work.answers[id]?.evidence ?? [] : [];
    node.querySelector(".m-item-evidence").replaceChildren(...evidence.map((piece) => {
      const { title, owner, date, where } = piece;
      const parts = [title, owner && word("evidence_owner", { role: M.labels.role(owner) || owner }), date && M.labels.date(date), where];
      return element("li", word("evidence", { text: parts.filter(M.work.isFilled).join(", ") }));
    }));
    const go = node.querySelector(".m-item-go");
    go.firstChild.href = id ? `#q-${id}` : "#p-about";
    go.hidden = !id;
    go.before(M.views.draw({ ...item, clash: item.why.includes("clash") }, host, true));
    return node;
  }

  // Of an answer that is not known: that the role which leads it has not been heard.
  /** @param {Host} host @param {string} id @param {MeetingItem} item */
  function silentText({ questions, work }, id, { why }) {
    const lead = questions.get(id)?.lead ?? "";
    return why.includes("dont_know") && !M.sheets.hasSpoken(work.answers[id], lead) ? word("lead_silent", { role: M.labels.role(lead) }) : "";
  }

  /** @param {string} why @param {any} fields */
  function reason(why, { gap, ...item }) {
    if (["clash", "gap"].includes(why) && M.views.isOneRole(item)) return word("why_twice");
    const { evidence_cap: cap } = M.edition.bundle.policy;
    return word(`why_${why}`, { n: gap, cap: cap === null ? "" : M.views.stateText({ level: cap }) });
  }

  /** @param {MeetingItem} item */
  function settledLine(item) {
    const node = element("li");
    node.dataset.place = item.place;
    const id = M.views.questionIdOf(item.place), name = element(id ? "a" : "b", M.views.placeName(item.place));
    if (id) name.href = `#q-${id}`; // where it can be changed
    node.append(name, ` ${M.views.settlementText(M.views.lastFirst(item.agreed)[0])}`);
    return node;
  }

  // The places where people have just come to differ: the meeting opens at the first of them.
  /** @param {string[]} places */
  function openAt(places) {
    newest = places;
    shown = "";
  }

  // Shows one of them.
  /** @param {string | undefined} place @param {boolean} [focus] */
  function showItem(place, focus = false) {
    shown = place ?? "";
    if (focus) setText(find("meeting-recorded"), ""); // somebody goes on
    for (const each of root().querySelectorAll(".m-item")) {
      each.hidden = each.dataset.place !== shown;
      if (!each.hidden && focus) each.focus();
    }
    for (const each of root().querySelectorAll("[data-place].m-button")) {
      if (each.dataset.place === shown) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
  }

  /** @param {number} by */
  function step(by) {
    const items = [...root().querySelectorAll(".m-item")], at = items.findIndex((each) => !each.hidden);
    if (items.length) showItem(items[(at + by + items.length) % items.length].dataset.place, true);
  }

  // Arrows turn the page, except where they move within a text or a list.
  /** @param {Happening} event */
  function keys(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, textarea, select")) return;
    event.preventDefault();
    step(by);
  }

  // Somebody wrote down what was agreed: in a question, under a field or here. That it is recorded is said at the place
  // of work. In the meeting the next one is shown under it.
  /** @param {Place} button @param {Host} host */
  function settle(button, host) {
    const block = button.closest(".m-several"), item = block.closest(".m-item"), beside = block.parentElement;
    const next = (item?.nextElementSibling ?? item?.previousElementSibling)?.dataset.place;
    const place = M.views.recordSettlement(block, host);
    if (!place) return;
    const text = word("recorded", { name: M.views.placeName(place) });
    const left = M.merge.meeting(host.edition.bundle, host.assessment()).open.find((each) => each.place === place);
    if (item) return showNext([next, place], place, left ? `${text} ${word("stays")} ${left.why.map((why) => reason(why, left)).join(" ")}` : text);
    const again = beside.querySelector(`.m-several[data-place="${place}"]`);
    return again && showRecorded(again.querySelector(".m-recorded"), text, again.querySelector(".m-several-head"));
  }

  // Says it where it can be seen, with the place to go on from under it.
  /** @param {Place} message @param {string} said @param {Place} head */
  function showRecorded(message, said, head) {
    setText(message, said);
    head.tabIndex = -1;
    head.focus({ preventScroll: true });
    M.navigation.scrollIntoSight(message);
  }

  // Somebody chose the later answer of a role that gave more than one. Where all is settled by that, the next one is shown.
  /** @param {Place} button @param {Host} host */
  async function later(button, host) {
    const block = button.closest(".m-several"), item = block.closest(".m-item"), beside = block.parentElement, { place } = block.dataset;
    const next = (item?.nextElementSibling ?? item?.previousElementSibling)?.dataset.place;
    await M.views.takeLaterAnswers(host, [place]);
    const text = word("later_recorded", { name: M.views.placeName(place) });
    if (item) return showNext([place, next], place, text);
    const again = beside.querySelector(`.m-several[data-place="${place}"]`);
    if (again) return showRecorded(again.querySelector(".m-recorded"), text, again.querySelector(".m-several-head"));
    M.notices.show("settled", text);
    const head = beside.querySelector("legend, .m-several-head");
    head.tabIndex = -1;
    return head.focus();
  }

  // In the meeting: what has been recorded, and what is shown under it now.
  /** @param {(string | undefined)[]} places @param {string} place @param {string} text */
  function showNext(places, place, text) {
    const now = places.find((each) => root().querySelector(`.m-item[data-place="${each}"]`));
    showItem(now);
    const on = now && now !== place ? ` ${word("on_to", { name: M.views.placeName(now) })}` : "";
    showRecorded(find("meeting-recorded"), text + on, root().querySelector(".m-item:not([hidden])") ?? byId("p-meeting-agreed"));
  }

  return {
    show,
    openAt,
    actions: {
      settle,
      later,
      "meeting-next": () => step(1),
      "meeting-previous": () => step(-1),
      /** @param {Place} button */
      "meeting-go": (button) => showItem(button.dataset.place, true),
    },
  };
})();
