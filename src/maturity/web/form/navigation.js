// One panel at a time, with the contents beside it, and how far each capability has got.
Maturity.navigation = (function () {
  "use strict";
  const M = Maturity;
  /** @param {string} key @param {Values} [values] */
  const word = (key, values) => M.phrases.word(`say.${key}`, values);
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { texts } = M.edition;
  const { piece, setText, setTextIn } = M.dom;

  const PACK = ["#p-start", "#p-checklist", "#p-share", "#p-words"]; // what a pack shows beside its questions
  const FRIEND = ["#p-friend", "#p-words"]; // what a critical friend's pack shows: its questions are in the first

  // `host` has edition and work; `onShow` is told which panel is shown.
  class Panels {
    /** @param {Place} form @param {Host} host @param {Map<string, Question>} questions */
    constructor(form, host, questions) {
      this.form = form;
      this.host = host;
      this.questions = questions;
      /** @type {Map<string, { done: number, of: number, clashes: number }>} */
      this.counts = new Map();
      this.title = document.title;
      this.panel = /** @type {Place | undefined} */ (undefined);
      /** @type {(id: string) => void} */
      this.onShow = () => {};
      this.all = [...form.querySelectorAll(".m-panel")];
      this.links = new Map([...form.querySelectorAll("a[data-capability]")].map((each) => [each.dataset.capability, each]));
      this.homes = new Map([...this.links].map(([id, link]) => [id, link.closest("ol")]));
    }

    // --- packs --------------------------------------------------------------------------------------------------

    // The role whose pack this is, if it is one and its reader does not want to see everything.
    get role() {
      return this.host.whole ? undefined : this.host.beside.pack;
    }

    // The sitting of a critical friend whose pack this is, if it is one.
    get friend() {
      const friend = M.friend.soundSitting(this.host);
      return friend?.pack ? friend : undefined;
    }

    // Whether a question is asked of the force, and in a pack of its role.
    /** @param {Question} question */
    isMine(question) {
      const { edition, work } = this.host;
      const taken = !this.role || question.lead === this.role || question.helpers.includes(this.role);
      return taken && M.work.isAsked(edition.bundle, work, question);
    }

    /** @param {string} capability */
    leads(capability) {
      return [...this.questions.values()].some((each) => each.capability === capability && each.lead === this.role && this.isMine(each));
    }

    // Shows a pack's questions only, those that its role leads before those that it helps with, and nothing that is done
    // with all the answers together.
    showPack() {
      const { role, friend } = this, pack = friend ? "friend" : this.host.beside.pack ?? "", only = friend ? FRIEND : PACK;
      for (const question of this.questions.values()) byId(`q-${question.id}`).hidden = !this.isMine(question);
      if (this.form.dataset.pack === `${pack} ${role}` || (!pack && !this.form.dataset.pack)) return;
      if (pack) this.form.dataset.pack = `${pack} ${role}`;
      else delete this.form.dataset.pack;
      for (const [id, link] of this.links) {
        const list = role ? this.form.querySelector(`[data-pack="${this.leads(id) ? "lead" : "helps"}"]`) : this.homes.get(id);
        list.append(link.parentElement);
        link.parentElement.hidden = Boolean(role) && !this.count(id).of;
      }
      for (const panel of this.form.querySelectorAll(".m-capability")) this.order(panel, role);
      for (const each of this.form.querySelectorAll(".m-pack-set")) each.hidden = !pack || Boolean(friend) || (each.matches("div") && !role);
      for (const each of this.form.querySelectorAll(".m-contents section")) each.hidden = Boolean(role ?? friend);
      for (const each of this.form.querySelectorAll(".m-contents ul a")) each.parentElement.hidden = Boolean(pack) && !only.includes(each.hash);
      const [checklist, share] = ["#p-checklist", "#p-share"].map((hash) => this.form.querySelector(`.m-contents a[href="${hash}"]`).parentElement);
      if (pack) checklist.after(share); // who has a pack sends it back last
      for (const each of this.form.querySelectorAll("ol[data-pack]")) each.previousElementSibling.hidden = !each.querySelector("li:not([hidden])");
      setTextIn(this.form, '[data-do="pack-whole"]', M.phrases.word(role ? "share.whole" : "share.only"));
      if (friend) return;
      setText(byId("m-pack-lead"), pack ? M.share.packText(this.host, "start") : "");
      byId("m-pack-about").replaceChildren(...(pack ? M.checklist.about(this.host) : []).map(([label, text]) => M.dom.element("div", [M.dom.element("dt", label), M.dom.element("dd", text)])));
      byId("m-start").hash = pack ? this.panelsInOrder()[1].id : "p-about";
    }

    // The questions of a capability in their order, but in a pack those first that its role leads.
    /** @param {Place} panel @param {string | undefined} role */
    order(panel, role) {
      const sets = [...panel.querySelectorAll(".m-question")], ids = [...this.questions.keys()], end = document.createComment("");
      /** @param {Place} set */
      const rank = ({ dataset: { question: id } }) => ids.indexOf(id) + (role && this.questions.get(id)?.lead !== role ? ids.length : 0);
      const sorted = [...sets].sort((a, b) => rank(a) - rank(b));
      if (sorted.every((each, n) => each === sets[n])) return;
      sets[sets.length - 1].after(end);
      end.before(...sorted);
      end.remove();
    }

    // The panels on the way. Capabilities of which nothing is asked, and the words, are not among them.
    panelsInOrder() {
      const { pack } = this.host.beside;
      if (this.friend) return [];
      const all = this.all.filter((each) => each.id !== "p-words" && (!each.dataset.capability || this.count(each.dataset.capability).of));
      if (!pack) return all;
      /** @param {Place} each */
      const rank = (each) => (each.id === "p-share" ? 4 : each.id === "p-checklist" ? 3 : each.dataset.capability && !(this.role && this.leads(each.dataset.capability)) ? 2 : 1);
      return all.filter((each) => each.dataset.capability || PACK.includes(`#${each.id}`)).sort((a, b) => rank(a) - rank(b));
    }

    // To the work, past the bar and the contents: where a skip link leads.
    skip() {
      const shown = this.all.find((each) => !each.hidden);
      focusOn((shown ?? this.form).querySelector("h2"));
    }

    // Shows the panel that holds an element, and puts the focus there.
    /** @param {string} id @param {boolean} [focus] */
    show(id, focus = true) {
      const only = this.friend && !FRIEND.includes(`#${id}`) && id !== "p-contents";
      const target = byId(only ? "p-friend" : id);
      this.form.dataset.view = id === "p-contents" ? "contents" : "panel";
      if (id === "p-contents") return focusOn(byId("p-contents-h"));
      const panel = target?.closest(".m-panel");
      if (!panel) return;
      for (const each of this.all) each.hidden = each !== panel;
      placeRules(panel);
      this.markLink(panel);
      this.showSteps(panel);
      const heading = panel.querySelector("h2");
      document.title = panel.id === "p-start" ? this.title : `${heading.textContent} – ${this.title}`;
      this.onShow(panel.id);
      requestAnimationFrame(() => this.inSight(this.form.querySelector(".m-contents [aria-current]")));
      if (focus) focusOn(id === panel.id ? heading : byId(id) ?? heading); // a panel draws what is in it anew
    }

    /** @param {Place} panel */
    markLink(panel) {
      for (const link of this.form.querySelectorAll(".m-contents a")) {
        if (link.hash === `#${panel.id}`) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
    }

    // Scrolls the contents, but never the page.
    /** @param {Place} link */
    inSight(link) {
      const list = byId("p-contents");
      if (!link || list.scrollHeight <= list.clientHeight) return;
      const [place, frame] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
      if (place.top < frame.top || place.bottom > frame.bottom - 30) list.scrollTop += place.top - frame.top - frame.height / 3;
    }

    // The way back and on.
    /** @param {Place} panel */
    showSteps(panel) {
      const way = this.panelsInOrder(), at = way.indexOf(panel);
      this.panel = panel;
      this.showResultLink();
      byId("m-steps").hidden = false;
      for (const [name, other] of /** @type {[string, Place | undefined][]} */ ([["m-previous", way[at - 1]], ["m-next", at < 0 ? undefined : way[at + 1]]])) {
        const link = byId("m-steps").querySelector(`.${name}`);
        link.hidden = !other;
        if (!other) continue;
        link.href = `#${other.id}`;
        setTextIn(link, "b", other.querySelector("h2").textContent);
      }
    }

    // --- progress -----------------------------------------------------------------------------------------------

    /** @param {string} capability */
    count(capability) {
      if (!this.counts.has(capability)) {
        const { answers } = this.host.work;
        const mine = [...this.questions.values()].filter((each) => each.capability === capability && this.isMine(each));
        const given = mine.filter(({ id }) => Object.hasOwn(answers, id)).map(({ id }) => M.views.answerNow(this.host, id));
        const done = given.filter(M.work.isAnswered).length;
        const clashes = given.filter((each) => (each.said || each.agreed) && !M.work.isAnswered(each) && M.views.isClash(each)).length;
        this.counts.set(capability, { done, of: mine.length, clashes });
      }
      return this.counts.get(capability);
    }

    /** @param {{ id: string }[]} capabilities */
    total(capabilities) {
      return capabilities.map((each) => this.count(each.id))
        .reduce((a, b) => ({ done: a.done + b.done, of: a.of + b.of, clashes: a.clashes + b.clashes }), { done: 0, of: 0, clashes: 0 });
    }

    progressText() {
      if (this.friend) return M.friend.progress(this.friend);
      const { done, of, clashes } = this.total(this.host.edition.bundle.themes.flatMap((theme) => theme.capabilities));
      return [word("progress", { done, n: of }), ...(clashes ? [word("state_clash", { n: clashes })] : [])].join(", ");
    }

    // Says how far one capability has got, or all of them.
    /** @param {string} [only] */
    progress(only) {
      if (only) this.counts.delete(only);
      else this.counts.clear();
      if (!only) this.showPack();
      for (const each of this.questions.values()) if (!only || each.capability === only) M.views.showInQuestion(byId(`q-${each.id}`), this.host);
      if (!only) M.views.showUnderFields(this.form, this.host);
      for (const theme of this.host.edition.bundle.themes) {
        if (only && !theme.capabilities.some((each) => each.id === only)) continue;
        const place = this.form.querySelector(`.m-contents [data-theme="${theme.id}"] .m-theme-state`);
        const total = this.total(theme.capabilities), done = total.of > 0 && total.done === total.of;
        setText(place, word(done ? "state_done" : "state_some", total));
        place.closest("section").querySelector(".m-theme-go").hidden = !done || Boolean(this.host.beside.pack);
        for (const { id } of theme.capabilities) if (!only || id === only) state(this.links.get(id), this.count(id));
      }
      setText(byId("m-progress"), this.progressText());
      this.showResultLink();
    }

    // Under each capability, which of its questions a role leads. A pack has a list of them.
    /** @param {string} role */
    showLeads(role) {
      for (const [id, link] of this.links) {
        const mine = [...this.questions.values()].filter((each) => each.capability === id && each.lead === role && this.isMine(each)).map((each) => each.id);
        setTextIn(link, ".m-leads", mine.length && !this.role ? word("you_lead_some", { list: M.labels.codes(mine) }) : "");
      }
    }

    // The way from a theme that is done to its result.
    showResultLink() {
      const theme = this.host.edition.bundle.themes.find((each) => each.capabilities.some(({ id }) => id === this.panel?.dataset.capability));
      const total = theme && this.total(theme.capabilities);
      const link = byId("m-steps").querySelector(".m-result");
      link.hidden = !total || !total.of || total.done < total.of || Boolean(this.host.beside.pack);
      if (link.hidden || !theme) return;
      link.href = `#r-${theme.id}`;
      setText(link, word("theme_done", { name: texts.themes[theme.id].name }));
    }
  }

  /** @param {Place} link @param {{ done: number, of: number, clashes: number }} fields */
  function state(link, { done, of, clashes }) {
    const name = !of ? "off" : clashes ? "clash" : done === of ? "done" : done ? "some" : "none";
    if (link.dataset.state !== name) link.dataset.state = name;
    setTextIn(link, ".m-state", word(`state_${name}`, { done, of, n: clashes }));
  }

  // The rules are above the questions, folded until somebody wants them: the first thing to see is the question.
  /** @param {Place} panel */
  function placeRules(panel) {
    const place = byId("m-rules");
    const good = panel.querySelector(".m-good");
    place.hidden = !good;
    if (!good || good.nextElementSibling === place) return;
    place.open = false;
    good.after(place);
  }

  /** @param {Place} element */
  function focusOn(element) {
    const isField = element.matches("input, select, textarea");
    if (!isField) element.tabIndex = -1;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: isField ? "center" : "start" }); // a field with what is above it
    uncut();
  }

  // Where a link in another part of the form leads to a question, or from a list to the fields about the assessment:
  // under it, the way back.
  /** @param {Place} link */
  function offerWayBack(link) {
    const from = link.closest(".m-panel"), target = byId(link.hash.slice(1));
    if (!from || from.contains(target)) return;
    const back = document.querySelector(".m-way-back") ?? piece("way-back"), way = back.querySelector("a");
    way.href = `#${(link.closest("tr[id], .m-item[id]") ?? from).id}`;
    setText(way, word("way_back", { name: from.querySelector("h2").textContent }));
    target.append(back);
  }

  const barEnd = () => document.querySelector(".m-bar").getBoundingClientRect().bottom;

  // Scrolls until an element is right under the bar, which stays in sight while the page scrolls where there is room.
  /** @param {Place} element */
  function scrollIntoSight(element) {
    element.scrollIntoView({ block: "start" });
    const { top } = element.getBoundingClientRect();
    if (top < barEnd() + 8) scrollBy(0, top - barEnd() - 8);
  }

  // A notice is wholly seen under the bar, or wholly past.
  function uncut() {
    const under = barEnd();
    const cut = [...byId("m-notices").children].map((each) => each.getBoundingClientRect()).find(({ top, bottom }) => top < under && bottom > under);
    if (cut) scrollBy(0, cut.top - under - 8);
  }

  return { Panels, offerWayBack, scrollIntoSight };
})();
