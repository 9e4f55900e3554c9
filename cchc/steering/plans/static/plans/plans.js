// The button "In" prints the page on which it stands; without JavaScript it opens the whole list, to be printed.
"use strict";
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-prints]");
  if (!button) return;
  event.preventDefault();
  window.print();
});
if (new URLSearchParams(location.search).get("trang") === "het" && document.querySelector("[data-prints-whole]")) {
  window.addEventListener("load", () => window.print());
}

// On a phone the filters of a list fold, so that the list is within the first screen; those that are set stay open.
if (window.matchMedia("(max-width: 640px)").matches) {
  for (const one of document.querySelectorAll("details[data-folds]")) one.open = false;
}
