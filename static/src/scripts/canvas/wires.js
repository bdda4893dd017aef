// The ways of wires from the port of an exit to the head of a card: across, along a lane between the columns, across.
// Pure. Wires that go up take lanes from the inside out, those that go down from the outside in, so that none cross.

const RADIUS = 6;
const NEAREST = 14;
const LANE = 8;

export function portOf(model, places, id, index) {
  const place = places.get(id);
  const { width, head, row } = model.sizes;
  return { x: place.x + width, y: place.y + head + row * (index + 0.5) };
}

export function headOf(model, places, id) {
  const place = places.get(id);
  return { x: place.x, y: place.y + model.sizes.head / 2 };
}

// The paths of all wires that leave a node, as { index, to, path, middle }.
export function routes(model, places, id) {
  const wires = (model.wires.get(id) ?? []).filter((wire) => places.has(wire.to) && places.has(id));
  const ends = wires.map((wire) => ({ ...wire, from: portOf(model, places, id, wire.index), at: headOf(model, places, wire.to) }));
  const up = ends.filter((one) => one.at.y < one.from.y);
  const down = ends.filter((one) => one.at.y >= one.from.y).reverse();
  const step = Math.min(LANE, (model.sizes.column_gap - 3 * NEAREST) / Math.max(1, up.length, down.length));
  return ends.map((one) => {
    const lane = NEAREST + step * Math.max(up.indexOf(one), down.indexOf(one));
    return { index: one.index, to: one.to, ...way(one.from, one.at, lane) };
  });
}

// A wire that is no part of the tree, shown while its node is chosen.
export function jumpRoute(model, places, id, index, to) {
  return way(portOf(model, places, id, index), headOf(model, places, to), NEAREST * 1.5);
}

export function way(from, at, lane) {
  if (at.x - from.x >= lane + NEAREST / 2) {
    if (Math.abs(from.y - at.y) < 1) return { path: `M${from.x} ${from.y}H${at.x}`, middle: { x: (from.x + at.x) / 2, y: from.y } };
    const x = from.x + lane;
    return { path: polyline([from, { x, y: from.y }, { x, y: at.y }, at]), middle: { x: (x + at.x) / 2, y: at.y } };
  }
  // The target stands above, below or behind: out, half way up or down between the two, back, and in.
  const [out, back] = [from.x + lane, at.x - NEAREST * 1.5];
  const y = (from.y + at.y) / 2;
  const points = [from, { x: out, y: from.y }, { x: out, y }, { x: back, y }, { x: back, y: at.y }, at];
  return { path: polyline(points), middle: { x: (out + back) / 2, y } };
}

export function polyline(points) {
  let path = `M${round(points[0].x)} ${round(points[0].y)}`;
  for (let index = 1; index < points.length - 1; index += 1) {
    const [before, here, after] = points.slice(index - 1, index + 2);
    const radius = Math.min(RADIUS, distance(before, here) / 2, distance(here, after) / 2);
    const enter = toward(here, before, radius);
    const leave = toward(here, after, radius);
    path += `L${round(enter.x)} ${round(enter.y)}Q${round(here.x)} ${round(here.y)} ${round(leave.x)} ${round(leave.y)}`;
  }
  const last = points.at(-1);
  return `${path}L${round(last.x)} ${round(last.y)}`;
}

function toward(from, to, length) {
  const whole = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}

function distance(one, other) {
  return Math.abs(one.x - other.x) + Math.abs(one.y - other.y);
}

function round(value) {
  return Math.round(value * 10) / 10;
}
