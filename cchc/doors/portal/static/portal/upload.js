// Files go up one by one as soon as they are chosen; the page works without this, with a form for each paper.
"use strict";
(() => {
  const sprite = () => (document.querySelector("svg.icon use") || { getAttribute: () => "" }).getAttribute("href").split("#")[0];
  const announce = (text) => document.dispatchEvent(new CustomEvent("announce", { detail: text }));
  const two = (number) => number.toLocaleString("vi", { maximumFractionDigits: 1 });
  const size = (bytes) => (bytes >= 1000 * 1024 ? `${two(bytes / 1048576)}\u00a0MB` : `${Math.max(1, Math.round(bytes / 1024))}\u00a0KB`);

  function icon(name) {
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    drawn.setAttribute("class", "icon");
    drawn.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${sprite()}#i-${name}`);
    drawn.append(use);
    return drawn;
  }

  function begin(list) {
    const said = list.dataset;
    const waiting = [];
    let running = false;
    const words = (text, name, bytes) => text.replace("NAME", name).replace("SIZE", bytes ? size(bytes) : "").replace("MOST", size(Number(said.most)));

    // == One file: its row, what it says, what may be done ==
    function row(file, key) {
      const box = document.createElement("div");
      const name = document.createElement("span");
      const acts = document.createElement("span");
      const state = document.createElement("span");
      box.className = "file-row";
      name.className = "name";
      name.textContent = file.name;
      acts.className = "acts";
      state.className = "state";
      box.append(icon("clock"), name, acts, state);
      const one = { file, key, box, acts, state, request: null };
      place(key).querySelector("[data-pending]").append(box);
      return one;
    }
    const place = (key) => list.querySelector(`[data-paper="${CSS.escape(key)}"]`);
    function act(one, label, does) {
      const button = document.createElement("button");
      const whose = document.createElement("span");
      button.type = "button";
      button.textContent = label;
      whose.className = "visually-hidden";
      whose.textContent = ` ${said.saidFile} ${one.file.name}`;
      button.append(whose);
      button.addEventListener("click", does);
      one.acts.append(button);
    }
    function show(one, drawn, text) {
      one.box.querySelector("svg.icon").replaceWith(icon(drawn));
      one.state.textContent = text;
      one.acts.replaceChildren();
    }
    function verdict(key, text, tone, drawn) {
      const shown = place(key).querySelector("[data-verdict]");
      if (!shown) return;
      shown.className = `verdict tone-${tone}`;
      shown.replaceChildren(icon(drawn), document.createTextNode(text));
    }
    function fail(one, text, again) {
      one.box.classList.add("file-row--failed");
      show(one, again ? "wifi-off" : "file-off", text);
      if (one.bar) one.bar.remove();
      if (again) act(one, said.saidAgain, () => retry(one));
      act(one, said.saidRemove, () => drop(one));
      verdict(one.key, said.saidFailed, "red", "alert-triangle");
      announce(text);
    }
    function retry(one) {
      one.box.classList.remove("file-row--failed");
      waiting.push(one);
      wait(one);
      next();
    }
    function wait(one) {
      show(one, "clock", said.saidWaiting);
      act(one, said.saidRemove, () => drop(one));
    }
    function drop(one) {
      const place = waiting.indexOf(one);
      if (place >= 0) waiting.splice(place, 1);
      if (one.request) one.request.abort();
      const paper = one.box.closest("[data-paper]");
      one.box.remove();
      settle(paper);
      const choose = paper && paper.querySelector("[data-choose]");
      if (choose) choose.focus();
    }

    // What the server said of the paper holds again once no file of it is on its way or failed.
    function settle(paper) {
      const shown = paper && paper.querySelector("[data-verdict]");
      if (shown && paper.said && !paper.querySelector("[data-pending]").children.length) shown.replaceWith(paper.said.cloneNode(true));
    }

    // == One at a time, so that a weak line carries one file and not ten halves ==
    function next() {
      if (running || !waiting.length) return;
      running = true;
      send(waiting.shift());
    }
    function over() {
      running = false;
      next();
    }
    function send(one) {
      const request = new XMLHttpRequest();
      const fields = new FormData();
      const origin = place(one.key).querySelector("[data-upload]");
      one.request = request;
      fields.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
      fields.append("key", one.key);
      fields.append("file", one.file, one.file.name);
      show(one, "upload", "");
      one.bar = document.createElement("progress");
      one.bar.className = "bar";
      one.bar.max = 100;
      one.bar.value = 0;
      one.bar.setAttribute("aria-label", `${said.saidUploading} ${one.file.name}`);
      one.state.before(one.bar);
      act(one, said.saidStop, () => drop(one));
      verdict(one.key, said.saidUploading, "blue", "upload");
      request.upload.addEventListener("progress", (event) => {
        const share = event.lengthComputable ? Math.floor((event.loaded / event.total) * 100) : 0;
        one.bar.value = share;
        one.state.textContent = `${size((one.file.size * share) / 100)} ${said.saidOf} ${size(one.file.size)}, ${share}%`;
      });
      request.addEventListener("load", () => { answered(one, request); over(); });
      request.addEventListener("error", () => { fail(one, words(said.saidLost, one.file.name), true); over(); });
      request.addEventListener("timeout", () => { fail(one, words(said.saidLost, one.file.name), true); over(); });
      request.addEventListener("abort", over);
      request.open("POST", origin.dataset.upload);
      request.setRequestHeader("X-Upload", "1");
      request.setRequestHeader("Accept", "application/json");
      request.timeout = 300000;
      request.send(fields);
    }
    function answered(one, request) {
      let told = {};
      try { told = JSON.parse(request.responseText); } catch { told = {}; }
      if (told.error) return fail(one, told.error, request.status !== 422);
      if (request.status !== 200 || !(told.html || told.row)) return fail(one, words(said.saidBroken, one.file.name), true);
      one.box.remove();
      announce(words(said.saidDone, one.file.name));
      if (told.row) return keep(one.key, told.row);
      const old = place(one.key);
      const pending = old.querySelector("[data-pending]");
      const fresh = new DOMParser().parseFromString(told.html, "text/html").querySelector("li");
      fresh.querySelector("[data-pending]").replaceWith(pending);
      old.replaceWith(fresh);
      ready(fresh);
      const have = document.querySelector("[data-have]");
      if (have) have.textContent = told.have;
      const saved = document.querySelector("[data-saved]");
      if (saved) saved.textContent = told.words;
    }
    function keep(key, html) {
      const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
      place(key).querySelector("[data-kept]").append(fresh);
      const told = place(key).querySelector(":scope > .error");
      if (told) told.remove();
    }
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-unkeep]");
      if (!button) return;
      event.preventDefault();
      button.closest(".file-row").remove();
    });

    // == Choosing: two buttons on a phone, one and a place to drop on a desk ==
    function take(key, files) {
      for (const file of files) {
        const one = row(file, key);
        if (file.size > Number(said.most)) fail(one, words(said.saidHeavy, file.name, file.size), false);
        else { waiting.push(one); wait(one); }
      }
      next();
    }
    function choose(key, camera) {
      const input = document.createElement("input");
      input.type = "file";
      input.accept = camera ? "image/*" : ".pdf,.jpg,.jpeg,.png,.heic,.heif";
      input.multiple = !camera;
      if (camera) input.setAttribute("capture", "environment");
      input.addEventListener("change", () => take(key, input.files));
      input.click();
    }
    function ready(paper) {
      const origin = paper.querySelector("[data-upload]");
      if (!origin) return;
      const key = paper.dataset.paper;
      const shown = paper.querySelector("[data-verdict]");
      if (shown) paper.said = shown.cloneNode(true);
      origin.querySelector("[data-plain]").hidden = true;
      origin.querySelector("[data-plain]").style.display = "none";
      origin.querySelector("[data-live]").hidden = false;
      origin.querySelector("[data-choose]").addEventListener("click", () => choose(key, false));
      origin.querySelector("[data-camera]").addEventListener("click", () => choose(key, true));
      paper.addEventListener("dragover", (event) => { event.preventDefault(); paper.classList.add("is-over"); });
      paper.addEventListener("dragleave", () => paper.classList.remove("is-over"));
      paper.addEventListener("drop", (event) => {
        event.preventDefault();
        paper.classList.remove("is-over");
        take(key, event.dataTransfer.files);
      });
    }
    list.querySelectorAll("[data-paper]").forEach(ready);
    window.addEventListener("beforeunload", (event) => { if (running || waiting.length) event.preventDefault(); });
  }

  const start = () => document.querySelectorAll("[data-uploads]").forEach(begin);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
