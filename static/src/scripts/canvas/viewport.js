// The window onto the canvas: how far it was scrolled and zoomed, as one transform. Below 45 % cards show names only;
// where those could not be read any more, it is a map: sections have names, menus, and the card that one points at.

const FAR = 0.45;
const MAP = 0.27;
// Of a name on the map, on the screen.
const MAP_LETTERS_REM = 0.8125;
const SMALLEST = 0.06;
const LARGEST = 2;

export class Viewport {
  constructor(stage, world, changed) {
    Object.assign(this, { stage, world, changed, x: 24, y: 16, k: 1, asked: false, letters: "" });
  }

  // At most once a frame, however many events ask for it.
  apply() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => { this.asked = false; this.draw(); });
  }

  draw() {
    this.world.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.k})`;
    const zoom = this.k < FAR ? "far" : "near";
    if (this.stage.dataset.zoom !== zoom) this.stage.dataset.zoom = zoom;
    // Names grow as the cards shrink, in steps: each step lays all cards out anew.
    const isMap = this.k < MAP;
    this.stage.toggleAttribute("data-map", isMap);
    const letters = zoom === "far" ? String(isMap ? Math.round((4 * MAP_LETTERS_REM) / this.k) / 4 : Math.max(1, Math.round(4.8 / this.k) / 8)) : "";
    if (letters !== this.letters) {
      this.letters = letters;
      this.world.style.setProperty("--letters", `${letters || 1}rem`);
    }
    this.stage.style.backgroundPosition = `${this.x}px ${this.y}px`;
    this.changed(this);
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.apply();
  }

  zoom(factor, at = { x: this.stage.clientWidth / 2, y: this.stage.clientHeight / 2 }) {
    const k = Math.min(LARGEST, Math.max(SMALLEST, this.k * factor));
    this.x = at.x - ((at.x - this.x) * k) / this.k;
    this.y = at.y - ((at.y - this.y) * k) / this.k;
    this.k = k;
    this.apply();
  }

  fit({ x, y, width, height }) {
    const edge = 24;
    this.k = Math.min(1, Math.max(SMALLEST, Math.min((this.stage.clientWidth - 2 * edge) / width, (this.stage.clientHeight - 2 * edge) / height)));
    this.x = edge - x * this.k;
    this.y = edge - y * this.k;
    this.apply();
  }

  // Bring a box into view: not at all where it is whole, by the least that is needed where a part of it is seen.
  reveal({ x, y, width, height }) {
    const edge = 40;
    this.x += least(this.x + x * this.k, width * this.k, this.stage.clientWidth, edge);
    this.y += least(this.y + y * this.k, height * this.k, this.stage.clientHeight, edge);
    this.apply();
  }

  // From the place of a pointer to a place on the canvas.
  toWorld(event) {
    const at = this.toStage(event);
    return { x: (at.x - this.x) / this.k, y: (at.y - this.y) / this.k };
  }

  toStage(event) {
    const frame = this.stage.getBoundingClientRect();
    return { x: event.clientX - frame.x, y: event.clientY - frame.y };
  }
}

function least(start, length, room, edge) {
  // From far away, into the middle: what is around it is seen too.
  if (start + length < 0 || start > room) return Math.max(edge, (room - length) / 2) - start;
  if (start < edge || length > room - 2 * edge) return edge - start;
  return Math.min(0, room - edge - start - length);
}
