// The counter's page without a mouse: finds as one types, attaches files by themselves. The page works without it.
"use strict";
(() => {
  const form = () => document.getElementById("intake");
  const at = (id) => document.getElementById(id);
  const composing = (event) => event.isComposing || event.keyCode === 229; // Telex, VNI: the word is not done yet
  const find = (what) => {
    const place = form() && form().querySelector(`[data-find="${what}"]`);
    if (place) window.htmx.trigger(place, "find");
  };

  // == 1 The person: looked up when the number is whole, or left ==
  let asked = "";
  function findPerson() {
    const number = at("number").value.replace(/[\s.]/g, "");
    if (!number || number === asked) return;
    asked = number;
    find("person");
  }

  // == 2 The procedure: a combobox over the words typed ==
  let timer = 0;
  let turn = 0;
  const options = () => [...at("options").querySelectorAll("[role=option]")];
  const current = () => at("options").querySelector("[aria-selected=true]");
  function open(shown) {
    at("options").hidden = !shown;
    at("words").setAttribute("aria-expanded", String(shown));
    if (!shown) at("words").removeAttribute("aria-activedescendant");
  }
  function mark(option) {
    options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    if (!option) return;
    at("words").setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
  async function look() {
    const words = at("words").value.trim();
    if (!words) { open(false); return; }
    const mine = ++turn;
    const query = new URLSearchParams({ words, counter: form().elements.namedItem("counter").value });
    try {
      const answer = await fetch(`${form().dataset.options}?${query}`, { credentials: "same-origin" });
      if (!answer.ok || mine !== turn || document.activeElement !== at("words")) return;
      at("options").innerHTML = await answer.text();
    } catch (lost) {
      return; // the words stay; the next letter asks again
    }
    open(true);
    mark(options()[0]);
  }
  function carried(name) {
    let input = form().querySelector(`input[type=hidden][name=${name}]`);
    if (!input) {
      input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      form().append(input);
    }
    return input;
  }
  function pick(option) {
    turn += 1;
    window.clearTimeout(timer);
    const name = option.querySelector("b").textContent;
    document.querySelectorAll("#chosen input[type=radio][name=rules]").forEach((radio) => radio.remove());
    carried("rules").value = option.dataset.rules;
    carried("chosen").value = at("words").value = name;
    open(false);
    find("procedure");
  }
  function unpick() {
    if (!carried("rules").value) return;
    carried("rules").value = "";
    carried("chosen").value = "";
  }
  async function pickBest() {
    window.clearTimeout(timer);
    if (at("options").hidden) await look();
    const option = current();
    if (option) pick(option);
  }

  // == 3 Papers: one tick for all, files by themselves ==
  const ticks = () => [...form().querySelectorAll("input.tick[name^='in-']")];
  function attach(place, files) {
    [...files].forEach((file) => send(place, file));
  }
  async function send(place, file) {
    const list = place.querySelector(".files");
    const line = document.createElement("li");
    line.className = "small";
    line.textContent = `${form().dataset.saidGoing}: ${file.name}`;
    list.append(line);
    const told = new FormData();
    ["csrfmiddlewaretoken", "counter", "rules"].forEach((name) => {
      const field = form().elements.namedItem(name);
      told.append(name, field ? field.value : "");
    });
    told.append("key", place.dataset.drop);
    told.append("file", file);
    try {
      const answer = await fetch(form().dataset.attach, { method: "POST", body: told, credentials: "same-origin" });
      const words = await answer.text();
      if (answer.ok) {
        line.outerHTML = words;
        place.querySelector(".tick").checked = true;
        return;
      }
      complain(line, answer.status === 422 ? words : document.body.dataset.saidRefused);
    } catch (lost) {
      complain(line, form().dataset.saidLost.replace("%(name)s", file.name), () => { line.remove(); send(place, file); });
    }
  }
  function complain(line, words, again) {
    line.className = "error";
    line.textContent = "";
    const what = document.createElement(again ? "button" : "span");
    what.textContent = words;
    if (again) {
      what.type = "button";
      what.className = "btn btn--sm";
      what.addEventListener("click", again);
    }
    line.setAttribute("role", "alert");
    line.append(what);
  }

  // == Keys: none while a word is being composed ==
  document.addEventListener("keydown", (event) => {
    if (!form() || composing(event)) return;
    const field = event.target;
    if (event.key === "Enter" && event.ctrlKey && at("take")) {
      event.preventDefault();
      at("take").click(); // htmx sends along the button that was clicked
    } else if (event.key === "F2") {
      event.preventDefault();
      at("number").focus();
      at("number").select();
    } else if (field.id === "words") {
      comboKey(event);
    } else if (event.key === "Enter" && field.form === form() && field.matches("input:not([type=file])")) {
      event.preventDefault();
      if (field.id === "number") findPerson();
      next(field);
    }
  });
  function comboKey(event) {
    const all = at("options").hidden ? [] : options();
    const place = all.indexOf(current());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!all.length) look();
      else mark(all[(place + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    } else if (event.key === "Escape") {
      open(false);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!carried("rules").value) pickBest();
      else next(at("words"));
    } else if (event.key === "Tab" && !event.shiftKey && !carried("rules").value && !at("options").hidden && current()) {
      pick(current());
    }
  }
  function next(field) {
    const all = [...form().querySelectorAll("input, select, textarea, summary, button")].filter(
      (one) => one.type !== "hidden" && one.tabIndex >= 0 && one.checkVisibility(),
    );
    const follower = all[all.indexOf(field) + 1];
    if (follower) follower.focus();
  }

  document.addEventListener("input", (event) => {
    if (!form() || event.target.form !== form() || event.isComposing) return;
    const field = event.target;
    if (field.id === "number" && /^\d{12}$/.test(field.value.replace(/[\s.]/g, ""))) findPerson();
    if (field.id === "words") {
      unpick();
      window.clearTimeout(timer);
      timer = window.setTimeout(look, 120);
    }
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target.id === "words") {
      unpick();
      window.clearTimeout(timer);
      timer = window.setTimeout(look, 120);
    }
  });
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!form() || field.form !== form()) return;
    if (field.id === "number") findPerson();
    if (field.dataset.refresh) find(field.dataset.refresh);
    if (field.matches("#chosen input[type=radio][name=rules]")) find("procedure");
    if (field.id === "papers_all") ticks().forEach((tick) => { tick.checked = field.checked; });
    if (field.matches("input.tick[name^='in-']") && at("papers_all")) {
      at("papers_all").checked = ticks().every((tick) => tick.checked);
    }
    if (field.type === "file" && field.files.length) {
      attach(field.closest("[data-drop]"), field.files);
      field.value = "";
    }
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest("#options [role=option]");
    if (option) pick(option);
  });
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("#options")) event.preventDefault(); // the box keeps the focus
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.id === "words" && !(event.relatedTarget && event.relatedTarget.closest("#options"))) open(false);
  });
  ["dragover", "dragleave", "drop"].forEach((name) => document.addEventListener(name, (event) => {
    const place = event.target.closest && event.target.closest("[data-drop]");
    if (form() && name !== "dragleave" && [...(event.dataTransfer.types || [])].includes("Files")) event.preventDefault();
    if (!place) return;
    place.classList.toggle("over", name === "dragover");
    if (name === "drop") attach(place, event.dataTransfer.files);
  }));

  // == What is typed while an answer is on its way stays, though the answer knows nothing of it ==
  const state = () => new Map([...form().elements].filter((one) => one.id && one.type !== "file").map(
    (one) => [one.id, one.type === "checkbox" || one.type === "radio" ? one.checked : one.value],
  ));
  const sent = new WeakMap();
  let typed = new Map();
  let left = ""; // the part in which one is when its answer replaces it
  const finder = (event) => {
    const place = event.detail.requestConfig ? event.detail.requestConfig.elt : event.detail.elt;
    return form() && place && place.dataset && place.dataset.find ? place : null;
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    const place = finder(event);
    if (place) sent.set(event.detail.xhr, state());
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const before = finder(event) && sent.get(event.detail.xhr);
    if (!before) return;
    const part = document.activeElement && document.activeElement.closest("#person, #chosen, #papers");
    left = part ? part.id : "";
    typed = new Map([...state()].filter(([id, value]) => before.has(id) && before.get(id) !== value));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!finder(event)) return;
    typed.forEach((value, id) => {
      const field = at(id);
      if (!field) return;
      if (typeof value === "boolean") field.checked = value;
      else field.value = value;
      const folded = field.closest("details");
      if (folded) folded.open = true;
    });
    typed = new Map();
    if (left && document.activeElement === document.body) {
      const all = [...at(left).querySelectorAll("summary, input, a, button")];
      const heir = all.find((one) => one.type !== "hidden" && one.checkVisibility());
      if (heir) heir.focus();
    }
  });

  // == On arrival: files go by themselves, so the form is a light one; the paper of what was just done opens ==
  function arrive() {
    if (!form()) return;
    form().setAttribute("enctype", "application/x-www-form-urlencoded");
    at("look").tabIndex = -1;
    const words = at("words");
    words.setAttribute("role", "combobox");
    words.setAttribute("aria-autocomplete", "list");
    words.setAttribute("aria-controls", "options");
    words.setAttribute("aria-expanded", "false");
    asked = at("number").value.replace(/[\s.]/g, "");
    const done = document.querySelector("#done[data-print]");
    if (done) {
      window.open(done.dataset.print, "_blank");
      done.removeAttribute("data-print");
    }
  }
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target && event.detail.target.id === "main") {
      arrive();
      const first = document.querySelector("#intake [autofocus]");
      if (first) first.focus();
    }
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", arrive);
  else arrive();
})();
