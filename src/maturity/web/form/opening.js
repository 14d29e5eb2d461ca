// Loaded before the page: while the form opens, nothing of it is drawn, for the other scripts make it anew (app.js says
// when it is open). Where they cannot run, or one of them fails, the page is there to read and print.
"use strict";

document.documentElement.dataset.mOpening = "";
addEventListener("error", () => document.documentElement.removeAttribute("data-m-opening"));
