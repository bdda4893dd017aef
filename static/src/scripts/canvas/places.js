// Where cards stand: the sections one under the other, what was moved where it was put, what is new where there is room.
// Pure. Places of a session are kept as if no section were folded; folding only shifts what is drawn.
import { heightOf } from "./model.js";

export const TITLE = 40;
export const SECTION_GAP = 48;
export const MARGIN = 16;

// The corner of each section when none is folded.
export function origins(model) {
  const found = new Map();
  let top = 0;
  for (const section of model.sections) {
    found.set(section.head, top + TITLE);
    top += TITLE + section.height + SECTION_GAP;
  }
  return found;
}

// Where everything stands on a fresh page.
export function layOut(model) {
  const corner = origins(model);
  const places = new Map();
  for (const section of model.sections) {
    for (const [id, [x, y]] of Object.entries(section.nodes)) {
      const moved = model.positions[id];
      places.set(id, { x: moved ? moved[0] : x, y: corner.get(section.head) + (moved ? moved[1] : y) });
    }
  }
  let bottom = [...corner.values()].at(-1) ?? 0;
  for (const [id, place] of places) bottom = Math.max(bottom, place.y + heightOf(model, id));
  let x = 0;
  for (const id of model.nodes.keys()) {
    if (places.has(id)) continue;
    // Nodes that could not be read stand below all others, where they can be seen and mended.
    places.set(id, { x, y: bottom + TITLE + SECTION_GAP });
    x += model.sizes.width + model.sizes.row_gap;
  }
  return places;
}

// Places after an edit: nothing moves unless somebody moved it; what is new stands near what leads to it.
export function settle(before, old, model) {
  const fresh = layOut(model);
  const places = new Map();
  for (const id of model.nodes.keys()) {
    const held = before.get(id);
    if (held && String(old.positions[id]) === String(model.positions[id])) places.set(id, held);
    else if (model.positions[id] || held) places.set(id, fresh.get(id));
  }
  for (const id of model.nodes.keys()) {
    if (!places.has(id)) places.set(id, roomFor(model, places, id, wanted(model, places, id) ?? fresh.get(id)));
  }
  return places;
}

function wanted(model, places, id) {
  const source = model.incoming.get(id).find((one) => places.has(one.from));
  if (!source) return null;
  const place = places.get(source.from);
  return { x: place.x + model.sizes.width + model.sizes.column_gap, y: place.y };
}

// The nearest place below (or above) where a card lies over no other.
export function roomFor(model, places, id, from) {
  const taken = [...places].filter(([other]) => other !== id).map(([other, place]) => ({ ...place, height: heightOf(model, other) }));
  const height = heightOf(model, id);
  const { width, row_gap: gap } = model.sizes;
  const isFree = (y) => taken.every((one) => Math.abs(one.x - from.x) >= width + gap / 2 || y + height + gap <= one.y || one.y + one.height + gap <= y);
  const candidates = [from.y, ...taken.map((one) => one.y + one.height + gap), ...taken.map((one) => one.y - height - gap)];
  const free = candidates.filter(isFree).sort((one, other) => Math.abs(one - from.y) - Math.abs(other - from.y));
  return { x: from.x, y: free[0] ?? from.y };
}

// How far up each section is drawn, since sections above it are folded.
export function shifts(model, folded) {
  const found = new Map();
  let shift = 0;
  for (const section of model.sections) {
    found.set(section.head, shift);
    if (folded.has(section.head)) shift += section.height + SECTION_GAP - MARGIN;
  }
  return found;
}

// What is drawn where: folded sections are left out.
export function drawn(model, places, folded) {
  const shift = shifts(model, folded);
  const found = new Map();
  for (const [id, place] of places) {
    const section = model.sectionOf.get(id);
    if (section && folded.has(section.head)) continue;
    found.set(id, { x: place.x, y: place.y - (section ? shift.get(section.head) : 0) });
  }
  return found;
}

// A place as it is kept in the file: from the corner of the node's section.
export function kept(model, id, place) {
  const section = model.sectionOf.get(id);
  return [Math.round(place.x), Math.round(place.y - (section ? origins(model).get(section.head) : 0))];
}

export function bounds(model, places) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [id, { x, y }] of places) {
    left = Math.min(left, x);
    top = Math.min(top, y - TITLE);
    right = Math.max(right, x + model.sizes.width);
    bottom = Math.max(bottom, y + heightOf(model, id));
  }
  return left === Infinity ? { x: 0, y: 0, width: 1, height: 1 } : { x: left, y: top, width: right - left, height: bottom - top };
}
