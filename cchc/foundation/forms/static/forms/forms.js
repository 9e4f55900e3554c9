// Parts shown by condition, communes of a province, and lists that can be filtered. Forms work without any of it.
"use strict";
(() => {
  const fold = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
  const words = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  // Conditions: a part is asked when the answers beside it say so.
  const given = (form, name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
    .filter((one) => one.type !== "hidden" && !one.closest("[data-when][hidden]"))
    .filter((one) => !["radio", "checkbox"].includes(one.type) || one.checked)
    .map((one) => one.value.trim()).filter(Boolean);
  const plain = (value) => (/^[\d.\s]+$/.test(value) ? value.replace(/[.\s]/g, "") : value);
  const holds = (form, condition) => {
    const answers = given(form, condition.name).map(plain);
    if (!answers.length) return false;
    const met = answers.some((answer) => condition.values.includes(answer));
    return condition.how === "not" ? !met : met;
  };
  const conditions = (step) => {
    const form = step.closest("form") || step;
    for (const part of step.querySelectorAll("[data-when]")) {
      part.hidden = !JSON.parse(part.dataset.when).every((condition) => holds(form, condition));
    }
  };

  // Lists: an input that filters as one types, marks or no marks; the select beneath keeps the answer.
  let lists = 0;
  const combobox = (select) => {
    if (select.dataset.combobox === "on") return;
    select.dataset.combobox = "on";
    const box = document.createElement("div");
    const input = document.createElement("input");
    const list = document.createElement("ul");
    const id = select.id;
    let shown = [], at = -1;
    box.className = "combobox";
    list.className = "combobox-list";
    list.id = `combobox-${++lists}`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    for (const name of ["aria-describedby", "aria-invalid", "autocomplete"]) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    }
    input.className = select.className;
    input.type = "text";
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(name, value);
    select.before(box);
    box.append(input, list, select);
    select.hidden = true;
    select.id = `${id}-list`;
    input.id = id;
    const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
    if (label) list.setAttribute("aria-label", label.textContent.trim());
    const options = () => [...select.options].filter((option) => option.value);
    const said = () => (select.value ? select.selectedOptions[0].textContent : "");
    const sync = () => { input.value = said(); input.placeholder = select.options.length ? select.options[0].textContent : ""; };
    const close = () => { list.hidden = true; at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const point = (index) => {
      at = index;
      [...list.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === at)));
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    };
    const take = (option) => {
      const changed = select.value !== option.value;
      select.value = option.value;
      sync();
      close();
      if (changed) select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const open = (text) => {
      const asked = words(text);
      shown = options().filter((option) => { const have = words(option.textContent); return asked.every((word) => have.some((one) => one.startsWith(word))); });
      list.replaceChildren(...shown.map((option, n) => {
        const row = document.createElement("li");
        row.id = `${list.id}-${n}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        row.textContent = option.textContent;
        row.addEventListener("mousedown", (event) => { event.preventDefault(); take(option); });
        return row;
      }));
      list.hidden = !shown.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      point(text && shown.length ? 0 : -1);
    };
    input.addEventListener("focus", () => input.select());
    input.addEventListener("click", () => { if (list.hidden) open(""); });
    input.addEventListener("input", () => open(input.value));
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) return open("");
        const step = event.key === "ArrowDown" ? 1 : -1;
        point(Math.max(0, Math.min(shown.length - 1, at + step)));
      } else if (event.key === "Enter" && !list.hidden) {
        event.preventDefault();
        if (shown[at]) take(shown[at]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        sync();
        close();
      }
    });
    input.addEventListener("blur", () => {
      const typed = input.value.trim();
      if (!typed) {
        if (select.value) { select.value = ""; select.dispatchEvent(new Event("change", { bubbles: true })); }
      } else if (typed !== said()) {
        const same = options().filter((option) => fold(option.textContent) === fold(typed));
        const only = same.length === 1 ? same[0] : shown.length === 1 ? shown[0] : null;
        if (only) return take(only);
      }
      sync();
      close();
    });
    select.addEventListener("combobox:sync", sync);
    sync();
  };

  // Communes of the province that was chosen, without a reload.
  const wards = async (province) => {
    const select = province.closest("[data-address]").querySelector('select[name$="-ward"]');
    const first = select.options[0];
    let rows = [];
    if (province.value) {
      const answer = await fetch(province.dataset.wardsUrl.replace("/00", `/${encodeURIComponent(province.value)}`));
      if (!answer.ok) return;
      ({ rows, empty: first.textContent } = await answer.json());
    }
    const kept = select.value;
    select.replaceChildren(first, ...rows.map(([code, name]) => new Option(name, code)));
    select.value = rows.some(([code]) => code === kept) ? kept : "";
    select.dispatchEvent(new Event("combobox:sync"));
  };

  const start = (root) => {
    for (const step of root.querySelectorAll("[data-form-step]")) {
      if (step.dataset.formStep === "on") continue;
      step.dataset.formStep = "on";
      for (const note of step.querySelectorAll("[data-when-words]")) note.hidden = true;
      for (const select of step.querySelectorAll("select[data-combobox]")) combobox(select);
      for (const province of step.querySelectorAll("select[data-wards-url]")) {
        const refresh = province.closest("[data-address]").querySelector("[data-refresh]");
        if (refresh) refresh.hidden = true;
        province.addEventListener("change", () => wards(province));
      }
      step.addEventListener("change", () => conditions(step));
      step.addEventListener("input", () => conditions(step));
      conditions(step);
    }
  };
  document.addEventListener("htmx:load", (event) => start(event.target.parentElement || document));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => start(document));
  else start(document);
})();
