// The list at the side: sections with their nodes, found by "/", folded, walked with the arrow keys as a tree.
import { element, icon } from "./card.js";
import { findNodes } from "./find.js";
import { problemsOf } from "./model.js";
import { count } from "./words.js";

const DEEPEST = 4;

export class Outline {
  constructor(canvas, host) {
    Object.assign(this, { canvas, host, tree: host.querySelector("#fc-tree"), field: host.querySelector("#fc-find"), told: host.querySelector("#fc-found"), items: new Map() });
    this.tree.setAttribute("role", "tree");
    this.field.addEventListener("input", () => this.#filter());
    this.field.addEventListener("keydown", (event) => this.#fieldKey(event));
    this.tree.addEventListener("click", (event) => this.#click(event));
    this.tree.addEventListener("keydown", (event) => this.#treeKey(event));
  }

  show(model, folded) {
    this.model = model;
    const hadFocus = this.tree.contains(document.activeElement) ? this.current : null;
    this.items.clear();
    this.tree.replaceChildren();
    for (const section of model.sections) {
      const isFolded = folded.has(section.head);
      for (const id of section.ids) {
        if (id !== section.head && isFolded) continue;
        this.#add(section, id, isFolded);
      }
    }
    for (const id of model.nodes.keys()) if (!model.sectionOf.has(id)) this.#add(null, id, false);
    this.#mark(this.items.has(this.current) ? this.current : this.items.keys().next().value);
    if (this.field.value) this.#filter();
    if (hadFocus) this.items.get(hadFocus)?.focus();
  }

  #add(section, id, isFolded) {
    const { model, canvas } = this;
    const isHead = section?.head === id;
    const item = element("li", { className: "fc-item", tabIndex: -1, role: "treeitem", data: { id } });
    item.setAttribute("aria-level", String(isHead || !section ? 1 : 1 + this.#depth(section, id)));
    item.classList.toggle("fc-item--head", isHead);
    if (isHead && section.ids.length > 1) {
      item.setAttribute("aria-expanded", String(!isFolded));
      item.append(element("span", { className: "fc-item__fold", ariaHidden: "true" }));
    }
    item.append(icon(model.nodes.get(id).type), element("bdi", { className: "fc-item__name", textContent: id }));
    if (section?.unreachable && isHead) item.append(element("span", { className: "fc-item__lost", textContent: canvas.words.unreachable }));
    const ids = isHead && isFolded ? section.ids : [id];
    const serious = ids.flatMap((one) => problemsOf(model.nodes.get(one)));
    if (serious.length) {
      const worst = serious.some((one) => one.severity === "error") ? "error" : "warning";
      const mark = element("span", { className: `fc-item__problems fc-item__problems--${worst}`, textContent: `${serious.length}` });
      mark.append(element("span", { className: "usa-sr-only", textContent: count(canvas.words.problems, serious.length, canvas.language).replace(/^\S+/, "") }));
      item.append(mark);
    }
    if (isHead && section.ids.length > 1) item.append(element("span", { className: "fc-item__count", textContent: String(section.ids.length) }));
    this.items.set(id, item);
    this.tree.append(item);
  }

  #depth(section, id) {
    let depth = 0;
    for (let at = id; at && at !== section.head && depth < DEEPEST; at = this.model.parents.get(at)) {
      const siblings = this.model.children.get(this.model.parents.get(at))?.length ?? 0;
      if (siblings > 1 || this.model.parents.get(at) === section.head) depth += 1;
    }
    return Math.max(1, depth);
  }

  find() {
    this.field.focus();
    this.field.select();
  }

  #filter() {
    const typed = this.field.value.trim();
    const found = findNodes([...this.model.nodes.values()], typed);
    const kept = new Set(found);
    for (const [id, item] of this.items) item.hidden = Boolean(typed) && !kept.has(id);
    this.best = typed ? found[0] : null;
    this.told.textContent = typed ? count(this.canvas.words.found, found.length, this.canvas.language) : "";
    this.canvas.stage.classList.toggle("is-finding", Boolean(typed));
    for (const [id, card] of this.canvas.view.cards) card.classList.toggle("is-found", Boolean(typed) && kept.has(id));
  }

  #fieldKey(event) {
    if (event.key === "Enter" && this.best) this.canvas.focus(this.best);
    else if (event.key === "ArrowDown") this.#visible()[0]?.focus();
    else if (event.key === "Escape" && this.field.value) {
      this.field.value = "";
      this.#filter();
    } else if (event.key === "Escape") this.canvas.focusLast();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #visible() {
    return [...this.items.values()].filter((item) => !item.hidden);
  }

  #click(event) {
    const item = event.target.closest(".fc-item");
    if (!item) return;
    if (event.target.closest(".fc-item__fold")) this.canvas.toggle(item.dataset.id);
    else this.canvas.focus(item.dataset.id, { from: "outline" });
  }

  #treeKey(event) {
    const item = event.target.closest(".fc-item");
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    const { id } = item.dataset;
    const shown = this.#visible();
    const at = shown.indexOf(item);
    const expanded = item.getAttribute("aria-expanded");
    const step = { ArrowDown: shown[at + 1], ArrowUp: shown[at - 1] ?? this.field, Home: shown[0], End: shown.at(-1) }[event.key];
    if (step) step.focus();
    else if (event.key === "Enter") this.canvas.focus(id);
    else if (event.key === " ") this.canvas.focus(id, { from: "outline" });
    else if ((event.key === "ArrowLeft" && expanded === "true") || (event.key === "ArrowRight" && expanded === "false")) this.canvas.toggle(id);
    else if (event.key === "ArrowLeft") this.items.get(this.model.sectionOf.get(id)?.head)?.focus();
    else return;
    event.preventDefault();
    if (step && step !== this.field) this.#mark(step.dataset.id);
  }

  // The node that is chosen on the canvas is marked here, too.
  mark(id) {
    const section = this.model.sectionOf.get(id);
    this.#mark(this.items.has(id) ? id : section?.head);
    const item = this.items.get(this.current);
    if (!item || this.host.clientHeight === 0) return;
    const [top, bottom] = [item.offsetTop - this.tree.offsetTop, item.offsetTop - this.tree.offsetTop + item.offsetHeight];
    if (top < this.tree.scrollTop) this.tree.scrollTop = top - item.offsetHeight;
    else if (bottom > this.tree.scrollTop + this.tree.clientHeight) this.tree.scrollTop = bottom - this.tree.clientHeight + item.offsetHeight;
  }

  #mark(id) {
    const before = this.items.get(this.current);
    if (before) {
      before.tabIndex = -1;
      before.removeAttribute("aria-selected");
    }
    this.current = id;
    const item = this.items.get(id);
    if (!item) return;
    item.tabIndex = 0;
    item.setAttribute("aria-selected", "true");
  }
}
