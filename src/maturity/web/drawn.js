// From a questionnaire to read to one to fill in: the list of levels under each question becomes its choices. The page
// holds every text once, and can be read and printed where scripts do not run.
(function () {
  "use strict";
  const piece = (name) => document.importNode(document.getElementById(`m-piece-${name}`).content, true);

  function choice(name, value, text, label = "choice") {
    const made = piece(label).firstElementChild;
    Object.assign(made.querySelector("input"), { name, value });
    if (text) made.querySelector("span").prepend(text, " ");
    return made;
  }

  for (const section of document.querySelectorAll(".m-capability")) {
    const heading = section.querySelector("h2");
    section.dataset.capability = section.id.slice(2);
    heading.id = `${section.id}-h`;
    section.setAttribute("aria-labelledby", heading.id);
  }
  const names = [...(document.getElementById("m-piece-names")?.content.children ?? [])];
  for (const fieldset of document.querySelectorAll(".m-question")) {
    const id = fieldset.dataset.question = fieldset.id.slice(2);
    const list = fieldset.querySelector(".m-levels"), reason = fieldset.querySelector(".m-reason-why");
    const made = document.createElement("div"), more = document.createElement("div");
    made.className = "m-choices";
    more.className = "m-more";
    [...list.children].forEach((item, level) => {
      const label = choice(id, String(level), item.textContent);
      label.querySelector("small").textContent = names[level].textContent;
      made.append(label);
    });
    made.append(choice(id, "dont_know", "", "dont-know"));
    if (reason) {
      const label = choice(id, "not_applicable", "", "not-applicable");
      label.querySelector("small").textContent = reason.textContent;
      made.append(label);
      reason.remove();
    }
    list.replaceWith(made, more);
    fieldset.append(piece("paper"));
  }
})();
