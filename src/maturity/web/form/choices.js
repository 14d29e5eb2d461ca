// From a questionnaire to read to one to fill in: the list of levels under each question becomes its choices, and what
// stands in every question is added. The page holds every text once, and can be read and printed without scripts.
(function () {
  "use strict";
  const M = Maturity;
  /** @param {string} id */
  const byId = (id) => document.getElementById(id);
  const { texts } = M.edition;
  const { element, piece, pieces, tell } = M.dom;
  if (!byId("m-form")) return;

  const { bundle } = M.edition;
  const levelNames = [...pieces("names").children].map((each) => each.textContent);

  /** @param {Place} section @param {string} theme */
  function capability(section, theme) {
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
    const made = piece(label);
    Object.assign(made.querySelector("input"), { name, value });
    return made;
  }

  // The text of a part that is taken out of the question, or undefined.
  /** @param {Place} fieldset @param {string} name */
  function taken(fieldset, name) {
    const part = fieldset.querySelector(`.m-${name}`);
    part?.remove();
    return part?.textContent;
  }

  /** @param {Place} fieldset @param {string} id */
  function choices(fieldset, id) {
    const made = element("div", [], "m-choices"), list = fieldset.querySelector("ol"), reason = taken(fieldset, "reason-why");
    [...list.children].forEach((item, level) => {
      const label = choice(id, String(level), "choice");
      label.querySelector("span").prepend(item.textContent, " ");
      tell(label, "small", levelNames[level]);
      made.append(label);
    });
    made.append(choice(id, "dont_know", "dont-know"));
    if (reason) {
      made.append(choice(id, "not_applicable", "not-applicable"));
      tell(made.lastElementChild, "small", reason);
    }
    list.replaceWith(made, element("div", [], "m-more"));
  }

  /** @param {Place} fieldset @param {Question} question */
  function help(fieldset, { helpers, minimum }) {
    const made = piece("help"), least = taken(fieldset, "least");
    const said = {
      guidance: taken(fieldset, "guidance"),
      who: helpers.length ? `${helpers.map((role) => texts.roles[role]).join(", ")}.` : undefined,
      ideas: taken(fieldset, "ideas"),
      least: least && M.phrases.word("say.standard_level", { level: minimum, name: texts.scale[minimum], reason: least }),
    };
    for (const [name, text] of Object.entries(said)) {
      const place = made.querySelector(`[data-help="${name}"]`);
      if (text) place.append(" ", text);
      else place.remove();
    }
    if (made.querySelector("p")) fieldset.append(made);
  }

  // A capability's entry in the contents.
  /** @param {BundleCapability} given */
  function entry({ id }) {
    const made = piece("entry"), link = made.firstElementChild;
    const { code, name } = texts.capabilities[id];
    link.href = `#c-${id}`;
    link.dataset.capability = id;
    tell(link, ".m-code", code);
    tell(link, ".m-name", name);
    return made;
  }

  for (const { id, capabilities } of bundle.themes) {
    for (const each of capabilities) capability(byId(`c-${each.id}`), id);
    document.querySelector(`.m-contents [data-theme="${id}"] ol`).append(...capabilities.map(entry));
  }
  const owner = byId("m-piece-evidence").content.querySelector('[data-part="owner"]');
  owner.append(...Object.entries(texts.roles).map(([id, name]) => new Option(name, id)));
  for (const question of M.work.questions(bundle).values()) {
    const fieldset = byId(`q-${question.id}`);
    fieldset.dataset.question = question.id;
    fieldset.className = "m-question";
    fieldset.querySelector("legend b").className = "m-code";
    const why = fieldset.querySelector("p");
    why.className = "m-why";
    why.append(` ${M.phrases.word("say.who_leads", { lead: texts.roles[question.lead] })}`);
    fieldset.querySelector(".m-counting")?.prepend(piece("counting"), " ");
    choices(fieldset, question.id);
    help(fieldset, question);
    fieldset.append(piece("paper"));
  }
})();
