// The canvas of a flow: holds the graph, what is chosen and folded, and lets pointer, keys, outline and panels act on it.
import { Acts } from "./acts.js";
import { Dialogs } from "./dialogs.js";
import { Edits } from "./edits.js";
import { listenForKeys } from "./keys.js";
import { readGraph } from "./model.js";
import { Outline } from "./outline.js";
import { callOf, Panels } from "./panels.js";
import { bounds, drawn, layOut, settle, shifts, TITLE } from "./places.js";
import { Pointer } from "./pointer.js";
import { View } from "./view.js";
import { Viewport } from "./viewport.js";
import { count, fill } from "./words.js";

const INSPECT_AFTER = 180;
// As long as one needs to read a sentence twice.
const TOLD_FOR = 8000;
const UNFOLD_AFTER = 350;
const COVER_AFTER = 1200;

export class Canvas extends Acts {
  constructor(room, graph) {
    super();
    this.room = room;
    this.words = JSON.parse(room.dataset.words);
    this.addresses = addressesOf(room);
    this.canEdit = Boolean(this.addresses.edit);
    this.flow = graph.flow;
    this.language = document.documentElement.lang || "en";
    this.locale = new URLSearchParams(location.search).get("locale") ?? "";
    this.stage = room.querySelector("#fc-stage");
    this.live = room.querySelector("#fc-live");
    this.selected = new Set();
    this.store = `canvas:${graph.flow}`;
    this.folded = new Set(readList(`${this.store}:folded`));
    this.model = readGraph(graph);
    this.places = layOut(this.model);
    this.view = new View(this.stage, this.words, this.language);
    this.viewport = new Viewport(this.stage, this.view.world, (viewport) => this.#zoomed(viewport));
    const handlers = {
      accept: (changed, info) => this.accept(changed, info),
      rollback: () => this.rollback(),
      refuse: (faults, node, insist) => this.refuse(faults, node, insist),
      conflict: (url, why) => this.conflict(url, why),
      say: (words) => this.say(words),
      changed: () => this.#editsChanged(),
    };
    this.edits = new Edits({ addresses: this.addresses, words: this.words, key: `${this.store}:edits`, revision: graph.revision, handlers });
    this.outline = new Outline(this, room.querySelector("#fc-outline"));
    this.panels = new Panels(this, room.querySelector("#fc-side"));
    this.dialogs = new Dialogs(room, this.words);
    this.pointer = new Pointer(this);
    listenForKeys(this);
    this.stage.addEventListener("focusin", (event) => this.#focused(event.target.closest(".fc-card")?.dataset.id));
    // A screen reader's own click has no pointer to it.
    this.stage.addEventListener("click", (event) => { if (event.detail === 0 && event.target.closest(".fc-card__head")) this.edit(event.target.closest(".fc-card").dataset.id, { focus: true }); });
    this.draw();
    this.viewport.draw();
    this.#editsChanged();
    this.#coverSoon();
  }

  draw() {
    this.folded = new Set([...this.folded].filter((head) => this.model.sections.some((section) => section.head === head)));
    this.shown = drawn(this.model, this.places, this.folded);
    const shift = shifts(this.model, this.folded);
    this.view.corners = new Map([...this.folded].map((head) => [head, { x: this.places.get(head).x, y: this.places.get(head).y - shift.get(head) }]));
    this.selected = new Set([...this.selected].filter((id) => this.shown.has(id)));
    this.view.show(this.model, this.shown, this.folded);
    this.view.showJumps(this.view.focused);
    this.view.select(this.selected);
    this.outline.show(this.model, this.folded);
    this.room.querySelector("#fc-count").textContent = count(this.words.count, this.model.nodes.size, this.language);
    this.showCall();
  }

  // --- what the server says ---

  accept(graph, { rename = null, message = "" } = {}) {
    this.ahead = null;
    rename ??= renamed(this.model, graph);
    if (rename && this.places.has(rename[0])) {
      this.places.set(rename[1], this.places.get(rename[0]));
      this.places.delete(rename[0]);
      if (this.view.focused === rename[0]) this.view.focused = rename[1];
    }
    const before = new Set(this.model.nodes.keys());
    // Until it is known anew, what call scripts reached before stands.
    for (const node of graph.nodes) node.coverage ??= this.model.nodes.get(node.id)?.coverage ?? null;
    const old = this.settled ?? this.model;
    this.settled = null;
    this.model = readGraph(graph);
    this.places = this.isTidying ? layOut(this.model) : settle(this.places, old, this.model);
    this.isTidying = false;
    this.panels.keepUp(old, this.model, this.edits.revision, graph.revision);
    this.edits.revision = graph.revision;
    this.#coverSoon();
    const held = this.view.focused ?? this.view.reachable;
    const hadFocus = this.room.contains(document.activeElement);
    this.draw();
    if (message) this.say(message);
    if (held && !this.model.nodes.has(held)) {
      const next = [this.fallback, old.parents.get(held), this.model.graph.start].find((id) => this.model.nodes.has(id));
      if (next && hadFocus) this.focus(next);
    }
    this.fallback = null;
    return [...this.model.nodes.keys()].filter((id) => !before.has(id));
  }

  // The graph anew, after something else than this canvas has changed it, or in another language.
  async reload() {
    const address = new URL(this.addresses.graph, document.baseURI);
    if (this.locale) address.searchParams.set("locale", this.locale);
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    if (!response.ok) return [];
    return this.accept(await response.json());
  }

  // What call scripts reach takes the server a while after an edit, so it is asked for apart.
  async cover() {
    clearTimeout(this.covering);
    const { revision } = this.edits;
    const address = new URL(this.addresses.graph, document.baseURI);
    address.searchParams.set("coverage", "1");
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    const graph = response.ok ? await response.json() : null;
    if (!graph || graph.revision !== revision || this.edits.revision !== revision) return;
    const found = new Map(graph.nodes.map((node) => [node.id, node.coverage]));
    const nodes = this.model.graph.nodes.map((node) => ({ ...node, coverage: found.get(node.id) ?? null }));
    this.model = readGraph({ ...this.model.graph, nodes });
    this.draw();
    const known = nodes.filter((node) => node.coverage);
    const told = this.room.querySelector("#fc-covered");
    told.hidden = !known.length;
    told.textContent = fill(this.words.covered_of, { reached: known.filter((node) => node.coverage.reached).length, all: nodes.length });
  }

  #coverSoon() {
    clearTimeout(this.covering);
    this.covering = setTimeout(() => this.cover().catch(() => {}), COVER_AFTER);
  }

  // What was drawn ahead of the server's answer is drawn as it was.
  rollback() {
    this.isTidying = false;
    if (!this.ahead) return;
    ({ model: this.model, places: this.places } = this.ahead);
    this.ahead = null;
    this.settled = null;
    this.draw();
  }

  refuse(faults, node, insist = null) {
    const told = faults.map((fault) => [fault.message, fault.hint].filter(Boolean).join(" – ")).join("; ");
    const text = insist ? `${this.words.breaks} ${faults.map((fault) => fault.path).filter(Boolean).join(", ")} – ${told}` : told;
    this.say(`${this.words.not_saved} ${text}`);
    this.#notice(text, node);
    this.insist = insist;
    this.room.querySelector("#fc-notice [data-insist]").hidden = !insist;
  }

  conflict(url, why = "") {
    const told = `${why} ${this.words.conflict}`.trim();
    this.say(told);
    this.#notice(told, "", url);
  }

  #notice(text, node, url = "") {
    const notice = this.room.querySelector("#fc-notice");
    notice.querySelector("[data-text]").textContent = node ? `${node}: ${text}` : text;
    notice.querySelector("[data-both]").hidden = !url;
    if (url) notice.querySelector("[data-both]").href = url;
    notice.querySelector("[data-reload]").hidden = !url;
    notice.querySelector("[data-insist]").hidden = true;
    notice.hidden = false;
    for (const [id, card] of this.view.cards) card.classList.toggle("is-refused", id === node);
  }

  hideNotice() {
    this.room.querySelector("#fc-notice").hidden = true;
    for (const card of this.view.cards.values()) card.classList.remove("is-refused");
  }

  // --- where one is ---

  focus(id, { isAdding = false, from = "" } = {}) {
    if (!this.model.nodes.has(id)) return;
    const section = this.model.sectionOf.get(id);
    if (section && this.folded.has(section.head)) this.toggle(section.head);
    this.view.makeReachable(id);
    this.viewport.reveal(this.view.boxOf(id));
    if (isAdding) this.choose([this.view.focused ?? id, id], { isAdding: true });
    else if (this.selected.size) this.choose([]);
    if (from === "outline") this.#focused(id);
    else this.view.headOf(id).focus({ preventScroll: true });
    this.#inspectSoon(id, { isChosen: true });
  }

  focusLast() {
    const id = this.view.reachable;
    if (id && this.shown.has(id)) this.view.headOf(id).focus({ preventScroll: true });
  }

  #focused(id) {
    if (!id || !this.shown.has(id)) return;
    this.view.makeReachable(id);
    for (const [other, card] of this.view.cards) card.classList.toggle("is-current", other === id);
    this.view.showJumps(id);
    this.outline.mark(id);
    if (this.view.isRestoring) return;
    if (this.view.headOf(id).matches(":focus-visible")) this.viewport.reveal(this.view.boxOf(id));
    this.#inspectSoon(id);
  }

  // Not at once: whoever goes on with the arrows, or clicks twice, should not see the canvas change its width in between.
  #inspectSoon(id, { isChosen = false } = {}) {
    clearTimeout(this.inspecting);
    this.inspecting = setTimeout(() => {
      if (isChosen && !this.panels.isKeptFolded) this.panels.unfold();
      this.panels.inspect(id);
    }, this.panels.isFolded ? UNFOLD_AFTER : INSPECT_AFTER);
  }

  revealChosen() {
    const id = this.view.focused;
    if (id && this.shown.has(id)) this.viewport.reveal(this.view.boxOf(id));
  }

  choose(ids, { isAdding = false, isToggling = false } = {}) {
    const chosen = new Set(isAdding ? this.selected : []);
    for (const id of ids) isToggling && chosen.has(id) ? chosen.delete(id) : chosen.add(id);
    const told = chosen.size || this.selected.size;
    this.selected = chosen;
    this.view.select(chosen);
    if (told) this.say(count(this.words.chosen, chosen.size, this.language));
  }

  within({ x, y, width, height }) {
    return [...this.shown.keys()].filter((id) => {
      const box = this.view.boxOf(id);
      return box.x < x + width && x < box.x + box.width && box.y < y + height && y < box.y + box.height;
    });
  }

  toggle(head) {
    this.folded.has(head) ? this.folded.delete(head) : this.folded.add(head);
    writeList(`${this.store}:folded`, [...this.folded]);
    this.draw();
    const section = this.model.sections.find((one) => one.head === head);
    this.say(fill(this.folded.has(head) ? this.words.folded : this.words.unfolded, { node: head, num: section?.ids.length ?? 0 }));
  }

  fit() {
    const box = bounds(this.model, this.shown);
    for (const { x, y } of this.view.corners.values()) box.height = Math.max(box.height, y + TITLE - box.y), box.x = Math.min(box.x, x);
    this.viewport.fit(box);
  }

  zoomTo(k) {
    this.viewport.zoom(k / this.viewport.k);
    const id = this.view.reachable;
    if (id && this.shown.has(id)) this.viewport.reveal(this.view.boxOf(id));
  }

  say(words) {
    this.live.textContent = "";
    requestAnimationFrame(() => { this.live.textContent = words; });
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => { this.live.textContent = ""; }, TOLD_FOR);
  }

  // --- overlays ---

  showCall() {
    const { nodes, now } = callOf(document, this.flow);
    this.view.light(nodes, now);
    this.room.querySelector("#fc-side").classList.toggle("is-calling", nodes.length > 0);
    if (now && now !== this.wasNow && this.shown.has(now)) this.viewport.reveal(this.view.boxOf(now));
    this.wasNow = now;
  }

  #zoomed({ k }) {
    this.room.querySelector("#fc-zoom").textContent = `${Math.round(k * 100)} %`;
  }

  #editsChanged() {
    const edits = this.edits;
    if (!edits) return;
    const set = (id, entry, words) => {
      const button = this.room.querySelector(id);
      if (!button) return;
      button.setAttribute("aria-disabled", String(!entry));
      button.title = entry?.message ? `${words} ${entry.message}` : words;
    };
    set("#fc-undo", edits.history.undoable, this.words.undo);
    set("#fc-redo", edits.history.redoable, this.words.redo);
    this.room.classList.toggle("is-saving", edits.waiting > 0);
  }

  openFlow(flow) {
    location.assign(this.addresses.flow(flow) + location.search);
  }
}

// One name went and one came: as when a rename is undone.
function renamed(model, graph) {
  const ids = new Set(graph.nodes.map((node) => node.id));
  const gone = [...model.nodes.keys()].filter((id) => !ids.has(id));
  const come = [...ids].filter((id) => !model.nodes.has(id));
  return gone.length === 1 && come.length === 1 ? [gone[0], come[0]] : null;
}

function addressesOf({ dataset }) {
  const put = (pattern) => (name) => pattern.replace("NAME", encodeURIComponent(name));
  return { graph: dataset.graph, edit: dataset.edit, undo: dataset.undo, redo: dataset.redo, node: put(dataset.node), flow: put(dataset.flow) };
}

function readList(key) {
  try {
    const held = JSON.parse(sessionStorage.getItem(key) ?? "[]");
    return Array.isArray(held) ? held : [];
  } catch {
    return [];
  }
}

function writeList(key, list) {
  try {
    sessionStorage.setItem(key, JSON.stringify(list));
  } catch {
    // Without a store, folding lasts as long as the page.
  }
}
