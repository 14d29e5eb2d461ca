/* The theme opens its menu and its search by labels of hidden checkboxes, which a keyboard cannot reach. Here buttons
   do it; the closed menu is out of the tab order, and Escape closes it. */
"use strict";

(() => {
  const drawer = document.getElementById("__drawer");
  const sidebar = document.querySelector(".md-sidebar--primary");
  const narrow = window.matchMedia("(max-width: 76.234375em)");
  const opener = document.querySelector('.m-opener[data-opens="__drawer"]');

  for (const button of document.querySelectorAll(".m-opener")) {
    button.addEventListener("click", () => document.getElementById(button.dataset.opens).click());
  }
  if (!drawer || !sidebar || !opener) return;
  for (const back of sidebar.querySelectorAll('.md-nav .md-nav .md-nav__title[for], .md-nav__link[for="__toc"]')) {
    back.tabIndex = 0;
  }

  function show() {
    opener.setAttribute("aria-expanded", String(drawer.checked));
    sidebar.inert = narrow.matches && !drawer.checked;
  }

  drawer.addEventListener("change", () => {
    show();
    if (!drawer.checked) return;
    const first = [...sidebar.querySelectorAll("a[href], label[tabindex]")].find((item) =>
      item.checkVisibility({ visibilityProperty: true }));
    if (first) first.focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawer.checked) return;
    drawer.click();
    opener.focus();
  });
  narrow.addEventListener("change", show);
  show();
})();
