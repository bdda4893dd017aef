// What a mouse, a pen or fingers do on the canvas: pan, zoom, choose, move, connect. One listener each, on the stage.
import { way, portOf } from "./wires.js";

const STILL = 4;
const GRID = 4;
const LINE_HEIGHT = 16;

export class Pointer {
  constructor(canvas) {
    Object.assign(this, { canvas, fingers: new Map(), drag: null, isSpace: false, frame: 0 });
    const { stage } = canvas;
    const on = (name, act, options) => stage.addEventListener(name, act, options);
    on("wheel", (event) => this.wheel(event), { passive: false });
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", (event) => this.cancel(event));
    on("pointerover", (event) => this.over(event));
    on("dblclick", (event) => { if (cardOf(event)) canvas.edit(cardOf(event).dataset.id, { focus: true }); });
    on("contextmenu", (event) => { if (this.drag?.moved) event.preventDefault(); });
    document.addEventListener("keydown", (event) => { if (event.key === " " && stage.matches(":hover") && !cardOf(event)) this.isSpace = true; });
    document.addEventListener("keyup", (event) => { if (event.key === " ") this.isSpace = false; });
  }

  wheel(event) {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? LINE_HEIGHT : 1;
    const { viewport } = this.canvas;
    if (event.ctrlKey || event.metaKey) viewport.zoom(Math.exp((-event.deltaY * unit) / 300), viewport.toStage(event));
    else if (event.shiftKey && !event.deltaX) viewport.pan(-event.deltaY * unit, 0);
    else viewport.pan(-event.deltaX * unit, -event.deltaY * unit);
  }

  down(event) {
    if (event.button > 1 || event.target.closest(".fc-insert")) return;
    const { canvas } = this;
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.fingers.size === 2) {
      this.#give();
      this.drag = { kind: "pinch", ...this.#pinch() };
      return;
    }
    const card = cardOf(event);
    const start = { x: event.clientX, y: event.clientY, last: { x: event.clientX, y: event.clientY }, target: event.target, moved: false };
    if (this.isSpace || event.button === 1) this.drag = { kind: "pan", ...start };
    else if (canvas.canEdit && event.target.closest(".fc-port")) this.drag = { kind: "connect", ...start, from: card.dataset.id, index: Number(event.target.closest(".fc-exit").dataset.index), path: event.target.closest(".fc-exit").dataset.path };
    else if (card) this.drag = { kind: "card", ...start, id: card.dataset.id, isAdding: event.shiftKey || event.ctrlKey || event.metaKey };
    else this.drag = { kind: event.shiftKey ? "marquee" : "pan", ...start };
    if (event.button === 1 || !card) event.preventDefault();
    if (!card && event.pointerType !== "touch") canvas.focusLast();
  }

  move(event) {
    if (this.fingers.has(event.pointerId)) this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const { drag } = this;
    if (!drag) return;
    if (drag.kind !== "pinch" && !drag.moved) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < STILL) return;
      drag.moved = true;
      // Who may not move nodes moves the canvas by them.
      if (drag.kind === "card" && !this.canvas.canEdit) drag.kind = "pan";
      this.#begin(event);
    }
    drag.now = { x: event.clientX, y: event.clientY, target: event.target };
    if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.#follow(); });
  }

  #begin(event) {
    const { canvas, drag } = this;
    canvas.stage.setPointerCapture(event.pointerId);
    canvas.stage.classList.add(`is-${drag.kind}`);
    if (drag.kind === "card") {
      const ids = canvas.selected.has(drag.id) ? [...canvas.selected] : [drag.id];
      drag.places = new Map(ids.filter((id) => canvas.shown.has(id)).map((id) => [id, canvas.shown.get(id)]));
      for (const id of drag.places.keys()) canvas.view.cards.get(id).classList.add("is-moving");
    }
    if (drag.kind === "marquee") drag.box = canvas.view.world.appendChild(document.createElement("div"));
    if (drag.box) drag.box.className = "fc-marquee";
  }

  #follow() {
    const { canvas, drag } = this;
    if (!drag) return;
    const { viewport, view } = canvas;
    if (drag.kind === "pinch") {
      const now = this.#pinch();
      viewport.pan(now.x - drag.x, now.y - drag.y);
      viewport.zoom(now.spread / drag.spread, viewport.toStage({ clientX: now.x, clientY: now.y }));
      Object.assign(drag, now);
      return;
    }
    const { now } = drag;
    if (drag.kind === "pan") viewport.pan(now.x - drag.last.x, now.y - drag.last.y);
    drag.last = now;
    const delta = { x: (now.x - drag.x) / viewport.k, y: (now.y - drag.y) / viewport.k };
    if (drag.kind === "card") {
      for (const [id, from] of drag.places) canvas.shown.set(id, { x: snap(from.x + delta.x), y: snap(from.y + delta.y) });
      view.rerouteAround([...drag.places.keys()]);
    }
    if (drag.kind === "connect") {
      const at = viewport.toWorld({ clientX: now.x, clientY: now.y });
      view.draft.setAttribute("d", way(portOf(canvas.model, canvas.shown, drag.from, drag.index), at, 18).path);
      if (!view.draft.isConnected) view.lines.append(view.draft);
      this.#aim(this.#under(now)?.dataset.id);
    }
    if (drag.kind === "marquee") {
      const [one, other] = [viewport.toWorld({ clientX: drag.x, clientY: drag.y }), viewport.toWorld({ clientX: now.x, clientY: now.y })];
      drag.frame = { x: Math.min(one.x, other.x), y: Math.min(one.y, other.y), width: Math.abs(one.x - other.x), height: Math.abs(one.y - other.y) };
      drag.box.style.transform = `translate(${drag.frame.x}px, ${drag.frame.y}px)`;
      drag.box.style.width = `${drag.frame.width}px`;
      drag.box.style.height = `${drag.frame.height}px`;
    }
  }

  up(event) {
    this.fingers.delete(event.pointerId);
    const { drag, canvas } = this;
    if (!drag) return;
    if (drag.kind === "pinch") {
      if (!this.fingers.size) this.drag = null;
      return;
    }
    if (drag.moved) {
      drag.now = { x: event.clientX, y: event.clientY };
      this.#follow();
    }
    this.drag = null;
    this.#give(drag);
    if (drag.moved) this.#drop(drag, event);
    else this.#click(drag, event);
    if (drag.moved) canvas.stage.releasePointerCapture?.(event.pointerId);
  }

  #drop(drag, event) {
    const { canvas } = this;
    if (drag.kind === "card") canvas.moved([...drag.places.keys()]);
    if (drag.kind === "marquee") canvas.choose(canvas.within(drag.frame), { isAdding: true });
    if (drag.kind === "connect") {
      const to = this.#under({ x: event.clientX, y: event.clientY })?.dataset.id;
      if (to) canvas.connect(drag.from, drag.path, to);
      else canvas.askWhere(drag.from, drag.index);
    }
  }

  #click(drag, event) {
    const { canvas } = this;
    const chip = drag.target.closest?.(".fc-chip");
    const title = drag.target.closest?.(".fc-section");
    if (chip?.dataset.to) canvas.focus(chip.dataset.to);
    else if (chip?.dataset.flow) canvas.openFlow(chip.dataset.flow);
    else if (title) canvas.toggle(title.dataset.head);
    else if (drag.kind === "connect") canvas.askWhere(drag.from, drag.index);
    else if (drag.kind === "card" && drag.isAdding) canvas.choose([drag.id], { isAdding: true, isToggling: true });
    else if (drag.kind === "card") canvas.focus(drag.id);
    else if (event.button === 0) canvas.choose([]);
  }

  cancel(event) {
    this.fingers.delete(event.pointerId);
    const { drag, canvas } = this;
    this.drag = null;
    if (!drag) return;
    this.#give(drag);
    if (drag.kind === "card" && drag.moved) {
      for (const [id, place] of drag.places) canvas.shown.set(id, place);
      canvas.view.rerouteAround([...drag.places.keys()]);
    }
  }

  // A gesture is over, or becomes another one.
  #give(drag = this.drag) {
    if (!drag) return;
    this.canvas.stage.classList.remove(`is-${drag.kind}`);
    this.canvas.view.draft.remove();
    drag.box?.remove();
    this.#aim(null);
    for (const id of drag.places?.keys() ?? []) this.canvas.view.cards.get(id)?.classList.remove("is-moving");
  }

  #aim(id) {
    if (this.aimed === id) return;
    this.canvas.view.cards.get(this.aimed)?.classList.remove("is-aim");
    this.canvas.view.cards.get(id)?.classList.add("is-aim");
    this.aimed = id;
  }

  #under({ x, y }) {
    return document.elementsFromPoint(x, y).map((one) => one.closest?.(".fc-card")).find(Boolean);
  }

  #pinch() {
    const [one, other] = [...this.fingers.values()];
    return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, spread: Math.max(1, Math.hypot(one.x - other.x, one.y - other.y)) };
  }

  // Over a wire, a button offers to put a node in between.
  over(event) {
    const { view } = this.canvas;
    if (this.drag || event.target === view.insert || !this.canvas.canEdit) return;
    const wire = event.target.closest?.(".fc-wire[data-to]");
    if (!wire) {
      if (!event.target.closest?.(".fc-wires")) view.insert.hidden = true;
      return;
    }
    view.insert.hidden = false;
    view.insert.style.transform = `translate(${wire.middle.x}px, ${wire.middle.y}px)`;
    view.insert.onclick = () => {
      view.insert.hidden = true;
      const from = wire.parentNode.dataset.from;
      this.canvas.addAfter(from, this.canvas.model.nodes.get(from).exits[wire.dataset.index].path);
    };
  }
}

function cardOf(event) {
  return event.target.closest?.(".fc-card") ?? null;
}

function snap(value) {
  return Math.round(value / GRID) * GRID;
}
