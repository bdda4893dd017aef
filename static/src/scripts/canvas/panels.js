// The side of the canvas: the form of the chosen node, and the phone. Both are the server's, put in place by htmx.

export class Panels {
  constructor(canvas, host) {
    Object.assign(this, { canvas, host, tabs: [...host.querySelectorAll("[role=tab]")], shownNode: "" });
    this.inspector = host.querySelector("#inspector");
    this.phone = host.querySelector("#phone-panel");
    for (const tab of this.tabs) tab.addEventListener("click", () => this.open(tab));
    host.querySelector("[role=tablist]").addEventListener("keydown", (event) => this.#key(event));
    this.inspector.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.target.closest("dialog, [role=listbox]")) return;
      event.preventDefault();
      canvas.focusLast();
    });
  }

  open(tab, { focus = false } = {}) {
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

  // The form of a node; with the focus in it where one asked to edit.
  async inspect(id, { focus = false } = {}) {
    if (focus) this.open(this.tabs[0]);
    else if (!this.isInspecting) return;
    if (this.shownNode !== id) {
      this.shownNode = id;
      await this.#load(this.canvas.addresses.node(id), this.inspector);
    }
    if (focus && this.shownNode === id) this.#enter();
  }

  async addForm(query) {
    this.open(this.tabs[0]);
    this.shownNode = "";
    await this.#load(`${this.canvas.addresses.node("new")}?${new URLSearchParams(query)}`, this.inspector);
    this.#enter();
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
    target.setAttribute("aria-busy", "true");
    await window.htmx.ajax("GET", url.pathname + url.search, { target, swap: "innerHTML", headers: { "X-Canvas": "1" } });
    target.removeAttribute("aria-busy");
  }

  #enter() {
    const fields = "[autofocus], input:not([type=hidden], [disabled]), textarea, select, button, a[href]";
    this.inspector.querySelector(fields)?.focus();
  }
}

// The call that goes on in the phone: its nodes so far, and where it is now.
export function callOf(page, flow) {
  const trace = page.querySelector("#call-trace");
  const nodes = trace?.dataset.nodes?.split(",").map((one) => one.trim()).filter(Boolean) ?? [];
  return { nodes, now: trace && (trace.dataset.flow ?? flow) === flow ? trace.dataset.now ?? "" : "" };
}
