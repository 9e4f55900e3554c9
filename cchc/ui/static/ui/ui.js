// Spares reloads and repairs small things; every page works without it. No eval, no inline code: the CSP forbids both.
"use strict";
(() => {
  const said = (name) => document.body.dataset[name] || "";
  const each = (root, selector, act) => {
    if (root.matches && root.matches(selector)) act(root);
    root.querySelectorAll(selector).forEach(act);
  };

  // == Announce: one polite region, there from load; a sentence said twice is heard twice ==
  function announce(text) {
    const live = document.getElementById("live");
    if (!live || !text) return;
    live.textContent = "";
    window.setTimeout(() => { live.textContent = text; }, 60);
  }
  document.addEventListener("announce", (event) => announce(event.detail && (event.detail.value || event.detail)));

  // == What went wrong on the way, on the page and not in a toast; what was typed stays ==
  function complain(title, code) {
    const main = document.getElementById("main");
    let box = document.getElementById("trouble");
    if (!box) {
      box = document.createElement("div");
      box.id = "trouble";
      box.className = "error-summary";
      box.setAttribute("role", "alert");
      box.tabIndex = -1;
      main.prepend(box);
    }
    const heading = document.createElement("h2");
    heading.textContent = title;
    box.replaceChildren(heading);
    if (code) {
      const line = document.createElement("p");
      line.textContent = code;
      box.append(line);
    }
    box.focus();
  }
  document.addEventListener("htmx:sendError", () => complain(said("saidFailed")));
  document.addEventListener("htmx:timeout", () => complain(said("saidFailed")));
  document.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText || "", "text/html");
    const title = page.querySelector("#main h1");
    const code = page.querySelector("#main .code");
    complain(title ? title.textContent.trim() : said("saidRefused"), code ? code.parentElement.textContent.trim() : "");
  });

  // == Focus: an error summary takes it; after a swap the new heading, or the heir of what was pressed ==
  function takeFocus(root) {
    const box = root.querySelector("[data-takes-focus]:not(.gallery *)");  // those of the gallery are samples
    if (box) box.focus();
    return Boolean(box);
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.target;
    if (!target || !target.isConnected) {
      const main = document.getElementById("main");
      if (main) arrive(main);
      return;
    }
    arrive(target);
  });
  function arrive(root) {
    ready(root);
    each(root, "[data-announce]", (words) => announce(words.textContent.trim()));
    if (takeFocus(root)) return;
    if (document.activeElement && document.activeElement !== document.body) return;
    const heading = root.querySelector("h1, h2");
    const heir = heading || root;
    if (!heir.hasAttribute("tabindex")) heir.setAttribute("tabindex", "-1");
    heir.focus({ preventScroll: root.id !== "main" });
  }

  // == Dialogs: a link to a page that asks the same; where the dialog is on this page, it opens instead ==
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (!dialog || !dialog.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      dialog.returnsTo = opener;
      dialog.showModal();
      const first = dialog.querySelector("input:not([type=hidden]), select, textarea, footer .btn");
      if (first) first.focus();
      return;
    }
    const closer = event.target.closest("[data-dialog-close]");
    const open = closer && closer.closest("dialog");
    if (open && !open.classList.contains("static")) {
      event.preventDefault();
      open.close();
    }
  });
  document.addEventListener("close", (event) => {
    const opener = event.target.returnsTo;
    if (opener && opener.isConnected) opener.focus();
  }, true);

  // == Sent once: a second press while the first is on its way does nothing ==
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-again") || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button) button.setAttribute("aria-disabled", "true");
    announce(said("saidSending"));
    window.setTimeout(() => release(form), 15000);
  });
  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest && event.detail.elt.closest("form");
    if (form) release(form);
  });

  // == Autosave: <form data-autosave="URL"> sends what it holds when a field is left; [data-saved] says when ==
  const waiting = new WeakMap();
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || !form.dataset.autosave || event.target.type === "file") return;
    window.clearTimeout(waiting.get(form));
    waiting.set(form, window.setTimeout(() => save(form), 300));
  });
  async function save(form) {
    const fields = new FormData(form);
    [...fields].forEach(([name, value]) => { if (value instanceof File) fields.delete(name); });
    const words = form.querySelector("[data-saved]");
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: new URLSearchParams(fields), credentials: "same-origin",
        headers: { "X-Autosave": "1", Accept: "application/json" },
      });
      const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
      if (!answer.ok) throw new Error(told.words || said("saidRefused"));
      if (told.words && words) words.textContent = told.words;
      if (told.version) {
        const version = form.elements.namedItem("version");
        if (version) version.value = told.version;
      }
    } catch (trouble) {
      const text = trouble instanceof TypeError ? said("saidFailed") : trouble.message;
      if (words) words.textContent = text;
      announce(text);
    }
  }

  // == The small things, on load and in whatever is swapped in ==
  function ready(root) {
    each(root, "[data-copy]", (button) => { if (navigator.clipboard) button.hidden = false; });
    each(root, "[data-zoom], [data-turn]", (button) => { button.hidden = false; });
    each(root, "[data-date-field]", dateField);
    each(root, "[data-pick-all]", sayPicked);
    each(root, "[data-passing]", (toast) => window.setTimeout(() => toast.remove(), 8000));
    each(root, "dialog[data-dialog-modal]", (dialog) => { if (!dialog.open) dialog.showModal(); });
    unbroken(root);
  }

  // == "X-quang" is one word: a line does not end after its hyphen; the text, and a copy of it, stay as they are ==
  const ONE_LETTER = /(?<![\p{L}\p{N}-])\p{L}-\p{L}+/gu;
  function unbroken(root) {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (text) => (
      text.data.includes("-") && text.data.search(ONE_LETTER) >= 0
        && !text.parentElement.closest(".one-word, title, script, style, textarea, option, svg, code")
        ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT));
    const found = [];
    while (texts.nextNode()) found.push(texts.currentNode);
    for (const text of found) {
      const pieces = document.createDocumentFragment();
      let end = 0;
      for (const word of text.data.matchAll(ONE_LETTER)) {
        const span = document.createElement("span");
        span.className = "one-word";
        span.textContent = word[0];
        pieces.append(text.data.slice(end, word.index), span);
        end = word.index + word[0].length;
      }
      pieces.append(text.data.slice(end));
      text.replaceWith(pieces);
    }
  }
  document.addEventListener("click", async (event) => {
    const copier = event.target.closest("[data-copy]");
    if (copier) {
      await navigator.clipboard.writeText(copier.dataset.copy);
      announce(said("saidCopied"));
      const label = copier.lastChild;
      copier.dataset.done = "1";
      if (label) window.setTimeout(() => delete copier.dataset.done, 2000);
    }
    const viewer = event.target.closest("[data-zoom], [data-turn]");
    if (viewer) turn(viewer);
  });
  function turn(button) {
    const canvas = button.closest(".paper-viewer").querySelector(".canvas");
    const now = { zoom: Number(canvas.dataset.zoomed || 0), turn: Number(canvas.dataset.turned || 0) };
    if (button.dataset.zoom) now.zoom = Math.min(2, Math.max(0, now.zoom + Number(button.dataset.zoom)));
    else now.turn = (now.turn + 1) % 4;
    canvas.dataset.zoomed = now.zoom;
    canvas.dataset.turned = now.turn;
    canvas.className = `canvas zoom-${now.zoom} turn-${now.turn}`;
  }

  // A date is typed as text, day first; the browser's calendar only helps to choose one.
  function dateField(box) {
    const text = box.querySelector("input");
    if (!text || box.querySelector("button") || !("showPicker" in HTMLInputElement.prototype)) return;
    const picker = document.createElement("input");
    picker.type = "date";
    picker.tabIndex = -1;
    picker.className = "date-picker";
    picker.setAttribute("aria-hidden", "true");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.setAttribute("aria-label", box.dataset.saidPick || "");
    button.append(drawnCalendar());
    button.addEventListener("click", () => {
      const typed = text.value.match(/^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$/);
      if (typed) picker.value = `${typed[3]}-${typed[2].padStart(2, "0")}-${typed[1].padStart(2, "0")}`;
      picker.showPicker();
    });
    picker.addEventListener("change", () => {
      const [year, month, day] = picker.value.split("-");
      if (!day) return;
      text.value = `${day}/${month}/${year}`;
      text.dispatchEvent(new Event("change", { bubbles: true }));
      text.focus();
    });
    box.append(picker, button);
  }
  function drawnCalendar() {
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("class", "icon");
    icon.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${document.body.dataset.icons}#i-calendar`);
    icon.append(use);
    return icon;
  }

  const ticksOf = (table) => [...table.querySelectorAll("tbody .tick")];
  const sayPicked = (all) => {
    const ticks = ticksOf(all.closest("table"));
    all.checked = ticks.length > 0 && ticks.every((tick) => tick.checked);
    all.indeterminate = !all.checked && ticks.some((tick) => tick.checked);
  };
  document.addEventListener("change", (event) => {
    const table = event.target.closest("table");
    const all = table && table.querySelector("[data-pick-all]");
    if (!all) return;
    if (event.target === all) ticksOf(table).forEach((tick) => { tick.checked = all.checked; });
    else sayPicked(all);
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll(".me-menu details[open], details.me-menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll(".me-menu details[open], details.me-menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  window.addEventListener("beforeprint", () => {
    const two = (number) => String(number).padStart(2, "0");
    const now = new Date();
    const words = `${two(now.getDate())}/${two(now.getMonth() + 1)}/${now.getFullYear()} ${two(now.getHours())}:${two(now.getMinutes())}`;
    document.querySelectorAll("[data-print-moment]").forEach((place) => { place.textContent = words; });
  });

  const begin = () => {
    ready(document);
    takeFocus(document);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
