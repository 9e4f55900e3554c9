// Menus close by themselves, and the button of a hand-over names who is chosen. Every page works without it.
"use strict";
(() => {
  const menus = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  const name = (button) => {
    const list = document.getElementById(button.dataset.names);
    if (!list || list.tagName !== "SELECT") return;
    const chosen = list.selectedOptions[0];
    const who = chosen && chosen.value ? chosen.textContent.trim().split(/,| · /)[0] : "";
    button.textContent = who ? `${button.dataset.named} ${who}` : button.dataset.unnamed;
  };
  const reach = () => {
    const current = document.querySelector(".verdict-list .current");
    const list = current && current.parentElement;
    if (list && list.scrollHeight > list.clientHeight) list.scrollTop = current.offsetTop - list.clientHeight / 3;
  };
  const start = () => {
    reach();
    for (const button of document.querySelectorAll("[data-names]")) {
      name(button);
      document.getElementById(button.dataset.names)?.addEventListener("change", () => name(button));
    }
  };
  start();
  document.addEventListener("htmx:afterSettle", start);
})();
