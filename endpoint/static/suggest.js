// Suggestions as you type: makes comboboxes (ARIA 1.2) of the search boxes. Without this file they are plain forms.
"use strict";

const PAUSE = 120; // milliseconds without a key before the server is asked
const LEAST = 1; // characters

class Suggestions {
  constructor(input) {
    this.input = input;
    this.options = [];
    this.active = -1;
    this.asked = null;
    this.known = new Map();
    this.list = this.makeList();
    this.status = this.makeStatus();
    this.describe();
    this.listen();
  }

  makeList() {
    const list = document.createElement("ul");
    list.id = `${this.input.id}-suggestions`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", this.input.dataset.names);
    list.hidden = true;
    this.input.parentElement.append(list);
    return list;
  }

  makeStatus() {
    const status = document.createElement("span");
    status.className = "unseen";
    status.setAttribute("role", "status");
    this.input.parentElement.append(status);
    return status;
  }

  describe() {
    const states = {
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-controls": this.list.id,
      "aria-expanded": "false",
    };
    for (const [name, value] of Object.entries(states)) this.input.setAttribute(name, value);
  }

  listen() {
    this.input.addEventListener("input", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.input.form.addEventListener("submit", () => this.close());
    // A press would take the focus from the box, and so close the list before the click is done.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(this.options.indexOf(option));
    });
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const text = this.input.value.trim();
    if (this.asked) this.asked.abort();
    if (text.length < LEAST) return this.close();
    if (this.known.has(text)) return this.show(...this.known.get(text));
    this.asked = new AbortController();
    try {
      const address = `${this.input.dataset.suggest}?q=${encodeURIComponent(text)}`;
      const answer = await fetch(address, { signal: this.asked.signal });
      if (!answer.ok) return this.close();
      const [, names, kinds] = await answer.json();
      this.known.set(text, [names, kinds]);
      if (this.input.value.trim() === text && document.activeElement === this.input) this.show(names, kinds);
    } catch (error) {
      if (error.name !== "AbortError") this.close(); // the box goes on as a plain form
    }
  }

  show(names, kinds) {
    this.options = names.map((name, index) => this.option(name, kinds[index], index));
    this.list.replaceChildren(...this.options);
    this.mark(-1);
    this.list.hidden = names.length === 0;
    this.input.setAttribute("aria-expanded", String(names.length > 0));
    this.status.textContent = names.length ? this.input.dataset.counted.replace("#", names.length) : "";
  }

  option(name, kind, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const text = document.createElement("span");
    text.textContent = name;
    const tag = document.createElement("small");
    tag.textContent = ` ${kind}`;
    option.append(text, tag);
    option.dataset.name = name;
    return option;
  }

  close() {
    clearTimeout(this.timer);
    if (this.asked) this.asked.abort();
    this.show([], []);
  }

  mark(index) {
    if (this.options[this.active]) this.options[this.active].setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.options[index];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  choose(index) {
    this.input.value = this.options[index].dataset.name;
    this.close();
    this.input.form.requestSubmit();
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return; // an input method has its own use of the keys
    const open = !this.list.hidden;
    const count = this.options.length;
    if (event.key === "ArrowDown" && !open) this.ask();
    else if (event.key === "ArrowDown") this.mark(this.active + 1 < count ? this.active + 1 : -1);
    else if (event.key === "ArrowUp" && open) this.mark(this.active < 0 ? count - 1 : this.active - 1);
    else if (event.key === "Enter" && open && this.active >= 0) this.choose(this.active);
    else if (event.key === "Escape" && open) this.close();
    else return;
    event.preventDefault();
  }
}

for (const input of document.querySelectorAll("input[data-suggest]")) new Suggestions(input);
