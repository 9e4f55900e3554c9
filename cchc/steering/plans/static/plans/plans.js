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
