// From a questionnaire to read to one to fill in: the list of levels under each question becomes its choices, and what
// every question has is added. The page holds every text once, and can be read and printed without scripts.
(function () {
  "use strict";
  const M = Maturity;
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { texts } = M.edition;
  const { element, piece, pieces, setTextIn } = M.dom;
  if (!byId("m-form")) return;

  const { bundle } = M.edition;
  const levelNames = [...pieces("names").children].map((each) => each.textContent);

  /** @param {Place} section @param {string} theme */
  function prepareCapability(section, theme) {
    const heading = section.querySelector("h2");
    section.dataset.capability = section.id.slice(2);
    heading.id = `${section.id}-h`;
    heading.firstElementChild.className = "m-code";
    section.setAttribute("aria-labelledby", heading.id);
    section.prepend(piece("eyebrow"));
    section.firstElementChild.textContent = `${texts.themes[theme].code} ${texts.themes[theme].name}`;
    section.querySelector(".m-good").prepend(piece("good"), " ");
  }

  /** @param {string} name @param {string} value @param {string} label */
  function choice(name, value, label) {
    const node = piece(label);
    Object.assign(node.querySelector("input"), { name, value });
    return node;
  }

  // The text of a part that is taken out of the question, or undefined.
  /** @param {Place} fieldset @param {string} name */
  function takeText(fieldset, name) {
    const part = fieldset.querySelector(`.m-${name}`);
    part?.remove();
    return part?.textContent;
  }

  /** @param {Place} fieldset @param {string} id */
  function addChoices(fieldset, id) {
    const node = element("div", [], "m-choices"), list = fieldset.querySelector("ol"), reason = takeText(fieldset, "reason-why");
    for (const state of M.engine.STATES) node.append(...choicesOf(state));
    list.replaceWith(node, element("div", [], "m-more"));

    /** @param {Exclude<AnswerState, "open">} state @returns {Place[]} */
    function choicesOf(state) {
      switch (state) {
        case "level": return [...list.children].map(levelChoice);
        case "dont_know": return [choice(id, state, "dont-know")];
        case "not_applicable": return reason ? [withText(choice(id, state, "not-applicable"), reason)] : [];
        default: return M.engine.unknownState(state);
      }
    }

    /** @param {Place} item @param {number} level */
    function levelChoice(item, level) {
      const label = choice(id, String(level), "choice");
      label.querySelector("span").prepend(item.textContent, " ");
      return withText(label, levelNames[level]);
    }

    /** @param {Place} label @param {string} text */
    function withText(label, text) {
      setTextIn(label, "small", text);
      return label;
    }
  }

  /** @param {Place} fieldset @param {Question} question */
  function addHelp(fieldset, { helpers, minimum }) {
    const node = piece("help"), least = takeText(fieldset, "least");
    const content = {
      guidance: takeText(fieldset, "guidance"),
      who: helpers.length ? `${helpers.map((role) => texts.roles[role]).join(", ")}.` : undefined,
      ideas: takeText(fieldset, "ideas"),
      tools: takeText(fieldset, "tools"),
      least: least && M.phrases.word("say.standard_level", { level: minimum, name: texts.scale[minimum ?? 0], reason: least }),
    };
    for (const [name, text] of Object.entries(content)) {
      const place = node.querySelector(`[data-help="${name}"]`);
      if (text) place.append(" ", text);
      else place.remove();
    }
    if (node.querySelector("p")) fieldset.append(node);
  }

  // A capability's entry in the contents.
  /** @param {BundleCapability} given */
  function entry({ id }) {
    const node = piece("entry"), link = node.firstElementChild;
    const { code, name } = texts.capabilities[id];
    link.href = `#c-${id}`;
    link.dataset.capability = id;
    setTextIn(link, ".m-code", code);
    setTextIn(link, ".m-name", name);
    return node;
  }

  for (const { id, capabilities } of bundle.themes) {
    for (const each of capabilities) prepareCapability(byId(`c-${each.id}`), id);
    document.querySelector(`.m-contents [data-theme="${id}"] ol`).append(...capabilities.map(entry));
  }
  const owner = byId("m-piece-evidence").content.querySelector('[data-part="owner"]');
  owner.append(...Object.entries(texts.roles).map(([id, name]) => new Option(name, id)));
  for (const question of M.work.questionsById(bundle).values()) {
    const fieldset = byId(`q-${question.id}`);
    fieldset.dataset.question = question.id;
    fieldset.className = "m-question";
    fieldset.querySelector("legend b").className = "m-code";
    const why = fieldset.querySelector("p");
    why.className = "m-why";
    why.textContent += " ";
    why.append(element("span", M.phrases.word("say.who_leads", { lead: texts.roles[question.lead] }), "m-leads"));
    fieldset.querySelector(".m-counting")?.prepend(piece("counting"), " ");
    addChoices(fieldset, question.id);
    addHelp(fieldset, question);
    fieldset.append(piece("paper"));
  }
})();
