// The side of the canvas: the form of the chosen node, and the phone. Both are the server's, put in place by htmx.
// Folded until a node is chosen or a call is made, so that the canvas has the room.

// No node has this name: the form of one that is yet to be made.
const NEW = "+";

export class Panels {
  constructor(canvas, host) {
    Object.assign(this, { canvas, host, tabs: [...host.querySelectorAll("[role=tab]")], shownNode: "", turns: new Map() });
    this.inspector = host.querySelector("#inspector");
    this.phone = host.querySelector("#phone-panel");
    for (const tab of this.tabs) tab.addEventListener("click", () => this.open(tab));
    host.querySelector("[role=tablist]").addEventListener("keydown", (event) => this.#key(event));
    host.querySelector("[data-fold]").addEventListener("click", () => this.fold());
    this.inspector.addEventListener("input", () => { this.isDirty = true; });
    this.inspector.addEventListener("click", (event) => this.#link(event));
    this.inspector.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.target.closest("dialog, [role=listbox]")) return;
      event.preventDefault();
      canvas.focusLast();
    });
  }

  get isFolded() {
    return this.host.classList.contains("is-folded");
  }

  // Folded by hand, it stays so until it is asked for.
  fold() {
    this.host.classList.add("is-folded");
    this.isKeptFolded = true;
    this.canvas.focusLast();
  }

  unfold() {
    if (!this.isFolded) return;
    this.host.classList.remove("is-folded");
    this.isKeptFolded = false;
    this.canvas.revealChosen();
  }

  open(tab, { focus = false } = {}) {
    this.unfold();
    for (const one of this.tabs) {
      const isOpen = one === tab;
      one.setAttribute("aria-selected", String(isOpen));
      one.tabIndex = isOpen ? 0 : -1;
      document.getElementById(one.getAttribute("aria-controls")).hidden = !isOpen;
    }
    if (focus) tab.focus();
    const [, phone] = this.tabs;
    if (tab === phone && !this.phone.dataset.loaded) {
      this.phone.dataset.loaded = "yes";
      this.#load(this.host.dataset.phone, this.phone);
    }
  }

  #key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = this.tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
    this.open(this.tabs[(at + step + this.tabs.length) % this.tabs.length], { focus: true });
  }

  get isInspecting() {
    return this.tabs[0].getAttribute("aria-selected") === "true";
  }

  // What the form offers as pages of their own is done here and now.
  #link(event) {
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const node = this.inspector.querySelector("[data-node]")?.dataset.node;
    const { pathname, searchParams } = new URL(link.href);
    const last = pathname.split("/").at(-1);
    if (link.matches("[data-close-form]")) {
      this.shownNode = "";
      this.canvas.focusLast();
      if (this.canvas.view.reachable) this.inspect(this.canvas.view.reachable);
    } else if (pathname === this.canvas.addresses.node("new")) this.addForm(searchParams);
    else if (node && last === "rename") this.canvas.askRename(node);
    else if (node && last === "remove") this.canvas.askRemove(node);
    else return;
    event.preventDefault();
  }

  // The canvas saved something: the form goes on from there, unless it shows what was changed and holds typed words.
  keepUp(before, after, from, to) {
    const field = this.inspector.querySelector("#node-form input[name=revision]");
    if (!field || field.value !== from) return;
    const id = this.shownNode;
    const same = JSON.stringify(before.nodes.get(id)) === JSON.stringify(after.nodes.get(id));
    if (id === NEW || same) {
      field.value = to;
      field.form.dataset.revision = to;
    } else if (after.nodes.has(id) && !this.isDirty) {
      this.shownNode = "";
      this.inspect(id);
    } else if (!after.nodes.has(id)) this.empty();
  }

  // The form of a node; with the focus in it where one asked to edit.
  async inspect(id, { focus = false } = {}) {
    if (focus) this.open(this.tabs[0]);
    else if (!this.isInspecting || this.isFolded) return;
    if (this.shownNode !== id) {
      this.shownNode = id;
      await this.#load(this.canvas.addresses.node(id), this.inspector);
    }
    if (focus && this.shownNode === id) requestAnimationFrame(() => this.#enter());
  }

  async addForm(query) {
    this.open(this.tabs[0]);
    this.shownNode = NEW;
    await this.#load(`${this.canvas.addresses.node("new")}?${new URLSearchParams(query)}`, this.inspector);
    if (this.shownNode === NEW) requestAnimationFrame(() => this.#enter());
  }

  empty() {
    this.shownNode = "";
    const words = document.createElement("p");
    words.className = "fc-side__empty";
    words.textContent = this.canvas.words.choose_node;
    this.inspector.replaceChildren(words);
  }

  async #load(address, target) {
    const url = new URL(address, document.baseURI);
    const { locale } = this.canvas;
    if (locale) url.searchParams.set("locale", locale);
    if (target === this.inspector) this.isDirty = false;
    const turn = (this.turns.get(target) ?? 0) + 1;
    this.turns.set(target, turn);
    target.setAttribute("aria-busy", "true");
    const html = await fetchPart(url);
    // Something else was asked for meanwhile: this answer comes too late.
    if (this.turns.get(target) !== turn) return false;
    target.removeAttribute("aria-busy");
    if (html === null) {
      const link = document.createElement("a");
      Object.assign(link, { href: url.href, textContent: this.canvas.words.open_page });
      target.replaceChildren(link);
      return false;
    }
    window.htmx.swap(target, html, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
    return true;
  }

  #enter() {
    const fields = "form :is(input:not([type=hidden], [disabled]), textarea, select):not([tabindex='-1'])";
    (this.inspector.querySelector("[autofocus]") ?? this.inspector.querySelector(fields) ?? this.inspector.querySelector("a[href]"))?.focus();
  }
}

async function fetchPart(url) {
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

// The call that goes on in the phone: its nodes so far, and where it is now.
export function callOf(page, flow) {
  const trace = page.querySelector("#call-trace");
  const nodes = trace?.dataset.nodes?.split(",").map((one) => one.trim()).filter(Boolean) ?? [];
  return { nodes, now: trace && (trace.dataset.flow ?? flow) === flow ? trace.dataset.now ?? "" : "" };
}
