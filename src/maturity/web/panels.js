// One panel at a time, with the contents beside it, and how far each capability has got.
(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  const say = (key, values) => M.words(`say.${key}`, values);
  const byId = (id) => document.getElementById(id);

  // `host` has edition and work; `onShow` is told which panel is shown.
  class Panels {
    constructor(form, host, questions) {
      Object.assign(this, { form, host, questions, counts: new Map(), title: document.title, onShow: () => {} });
      this.all = [...form.querySelectorAll(".m-panel")];
      this.links = new Map([...form.querySelectorAll("a[data-capability]")].map((each) => [each.dataset.capability, each]));
    }

    // Shows the panel that holds an element, and puts the focus there.
    show(id, focus = true) {
      const target = byId(id);
      this.form.dataset.view = id === "p-contents" ? "contents" : "panel";
      if (id === "p-contents") return focusOn(byId("p-contents-h"));
      const panel = target?.closest(".m-panel");
      if (!panel) return;
      for (const each of this.all) each.hidden = each !== panel;
      rules(panel);
      this.mark(panel);
      this.steps(panel);
      const heading = panel.querySelector("h2");
      document.title = panel.id === "p-start" ? this.title : `${heading.textContent} – ${this.title}`;
      this.onShow(panel.id);
      if (focus) focusOn(target === panel ? heading : target);
    }

    mark(panel) {
      for (const link of this.form.querySelectorAll(".m-contents a")) {
        if (link.hash === `#${panel.id}`) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
      this.inSight(this.form.querySelector(".m-contents [aria-current]"));
    }

    // Scrolls the contents, but never the page.
    inSight(link) {
      const list = byId("p-contents");
      if (!link || list.scrollHeight <= list.clientHeight) return;
      const [place, frame] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
      if (place.top < frame.top || place.bottom > frame.bottom - 30) list.scrollTop += place.top - frame.top - frame.height / 3;
    }

    // The way back and on. Capabilities of which nothing is asked, and the words, are not on the way.
    steps(panel) {
      const way = this.all.filter((each) => each.id !== "p-words" && (!each.dataset.capability || this.count(each.dataset.capability).of));
      const at = way.indexOf(panel);
      this.panel = panel;
      this.finished();
      byId("m-steps").hidden = false;
      for (const [name, other] of [["m-previous", way[at - 1]], ["m-next", at < 0 ? undefined : way[at + 1]]]) {
        const link = byId("m-steps").querySelector(`.${name}`);
        link.hidden = !other;
        if (!other) continue;
        link.href = `#${other.id}`;
        link.querySelector("b").textContent = other.querySelector("h2").textContent;
      }
    }

    // --- progress -----------------------------------------------------------------------------------------------

    count(capability) {
      if (!this.counts.has(capability)) {
        const { edition, work } = this.host;
        const mine = [...this.questions.values()].filter((each) => each.capability === capability && M.state.asked(edition.bundle, work, each));
        const dealt = mine.filter(({ id }) => Object.hasOwn(work.answers, id) && M.state.dealt(work.answers[id]));
        this.counts.set(capability, { done: dealt.length, of: mine.length });
      }
      return this.counts.get(capability);
    }

    total(capabilities) {
      return capabilities.map((each) => this.count(each.id))
        .reduce((a, b) => ({ done: a.done + b.done, of: a.of + b.of }), { done: 0, of: 0 });
    }

    progressText() {
      const { done, of } = this.total(this.host.edition.bundle.themes.flatMap((theme) => theme.capabilities));
      return say("progress", { done, n: of });
    }

    // Says how far one capability has got, or all of them.
    progress(only) {
      const { text } = M.question;
      if (only) this.counts.delete(only);
      else this.counts.clear();
      for (const theme of this.host.edition.bundle.themes) {
        if (only && !theme.capabilities.some((each) => each.id === only)) continue;
        const place = this.form.querySelector(`.m-contents [data-theme="${theme.id}"] .m-theme-state`);
        const total = this.total(theme.capabilities), done = total.of > 0 && total.done === total.of;
        text(place, say(done ? "state_done" : "state_some", total));
        place.closest("section").querySelector(".m-theme-go").hidden = !done;
        for (const { id } of theme.capabilities) if (!only || id === only) state(this.links.get(id), this.count(id));
      }
      text(byId("m-progress"), this.progressText());
      this.finished();
    }

    // The way from a theme that is done to its result.
    finished() {
      const theme = this.host.edition.bundle.themes.find((each) => each.capabilities.some(({ id }) => id === this.panel?.dataset.capability));
      const total = theme && this.total(theme.capabilities);
      const link = byId("m-steps").querySelector(".m-result");
      link.hidden = !total || !total.of || total.done < total.of;
      if (link.hidden) return;
      link.href = `#r-${theme.id}`;
      M.question.text(link, say("theme_done", { name: M.edition.texts.themes[theme.id].name }));
    }
  }

  function state(link, { done, of }) {
    const name = !of ? "off" : done === of ? "done" : done ? "some" : "none";
    if (link.dataset.state !== name) link.dataset.state = name;
    M.question.text(link.querySelector(".m-state"), say(`state_${name}`, { done, of }));
  }

  // The rules stand above the questions: open the first time, then folded until somebody wants them.
  function rules(panel) {
    const place = byId("m-rules");
    const good = panel.querySelector(".m-good");
    place.hidden = !good;
    if (!good || good.nextElementSibling === place) return;
    if (place.parentElement.matches(".m-panel")) place.open = false;
    good.after(place);
  }

  function focusOn(element) {
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "start" });
  }

  M.Panels = Panels;
})();
