/* The theme's menu and search open by labels of hidden checkboxes, which a keyboard cannot reach. This makes buttons of
   them, keeps the closed menu out of the tab order, and closes it with Escape. */
"use strict";

(() => {
  const drawer = document.getElementById("__drawer");
  const sidebar = document.querySelector(".md-sidebar--primary");
  const narrow = window.matchMedia("(max-width: 76.234375em)");
  const opener = document.querySelector('.md-header label[for="__drawer"]');

  function asButton(label) {
    label.tabIndex = 0;
    label.setAttribute("role", "button");
    label.addEventListener("keydown", (event) => {
      if (event.key !== " ") return; // the theme itself clicks a label on Enter
      event.preventDefault();
      label.click();
    });
  }

  function show() {
    if (opener) opener.setAttribute("aria-expanded", String(drawer.checked));
    if (sidebar) sidebar.inert = narrow.matches && !drawer.checked;
  }

  for (const label of document.querySelectorAll('.md-header label[for="__drawer"], .md-header > nav > label[for="__search"]')) {
    asButton(label);
  }
  if (drawer) {
    drawer.addEventListener("change", () => {
      show();
      if (drawer.checked && sidebar) {
        const first = [...sidebar.querySelectorAll("a[href], label[tabindex]")].find((item) => item.checkVisibility());
        if (first) first.focus({ preventScroll: true });
      }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !drawer.checked) return;
      drawer.checked = false;
      show();
      if (opener) opener.focus();
    });
    narrow.addEventListener("change", show);
    show();
  }
})();
