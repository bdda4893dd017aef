// A flow as a list of shapes, for pictures that leave the studio: made from the graph, not from the page. Pure.
// A shape is { kind: "box" | "path" | "text" | "dot", ... } in pixels; texts name the box that they are cut off at.
import { COLOURS, familyOf, shapeOf } from "./icons.js";
import { heightOf, isWire } from "./model.js";
import { bounds, TITLE } from "./places.js";
import { portOf, routes } from "./wires.js";
import { labelOf } from "./words.js";

const EDGE = 32;
const INK = "#1b1b1b";
const SOFT = "#4a5056";
const LINE = "#71767a";
const LINK = "#005ea2";
const FAILURE = "#b50909";
const TITLE_SIZE = 16;

export function picture(model, places, words) {
  const frame = bounds(model, places);
  const shapes = [{ kind: "box", x: frame.x - EDGE, y: frame.y - EDGE, width: frame.width + 2 * EDGE, height: frame.height + 2 * EDGE, fill: "#fff" }];
  for (const section of model.sections) {
    const place = places.get(section.head);
    if (!place) continue;
    const text = section.head === model.graph.start ? words.begins : section.unreachable ? `${words.unreachable}: ${section.head}` : section.head;
    shapes.push({ kind: "text", x: place.x, y: place.y - TITLE / 2 + TITLE_SIZE / 2, width: model.sizes.width * 2, text, size: TITLE_SIZE, bold: true, fill: LINK });
  }
  for (const id of places.keys()) {
    for (const { path } of routes(model, places, id)) shapes.push({ kind: "path", path, stroke: LINE, width: 1.5, arrow: true });
  }
  for (const [id, place] of places) shapes.push(...card(model, places, model.nodes.get(id), place));
  return { x: frame.x - EDGE, y: frame.y - EDGE, width: frame.width + 2 * EDGE, height: frame.height + 2 * EDGE, title: model.graph.title, shapes };
}

function card(model, places, node, { x, y }) {
  const { width, head, row } = model.sizes;
  const colour = node.broken ? FAILURE : COLOURS[familyOf(node.type)];
  const type = node.title || node.type;
  const typeWidth = type.length * 7.5;
  const shapes = [
    { kind: "box", x, y, width, height: heightOf(model, node.id), radius: 4, fill: "#fff", stroke: LINE },
    { kind: "box", x, y, width, height: 4, radius: 2, fill: colour },
    { kind: "path", path: shapeOf(node.type), at: { x: x + 9, y: y + 10 }, scale: 0.9, stroke: colour, width: 1.4 },
    { kind: "text", x: x + 30, y: y + 22, width: width - typeWidth - 48, text: node.id, size: 13, bold: true, fill: INK, mono: true },
    { kind: "text", x: x + width - 10 - typeWidth, y: y + 22, width: typeWidth, text: type, size: 11, fill: colour, anchor: "end" },
  ];
  const said = node.text || (node.facts ?? []).map((fact) => fact.join(" ")).join(" · ");
  const direction = node.text ? node.dir ?? "ltr" : "ltr";
  if (said) shapes.push({ kind: "text", x: x + 10, y: y + 41, width: width - 20, text: said, size: 12, fill: SOFT, direction, lang: node.lang });
  node.exits.forEach((exit, index) => {
    const top = y + head + row * index;
    shapes.push({ kind: "path", path: `M${x} ${top}H${x + width}`, stroke: "#e3e6e9", width: 1 });
    const chip = !isWire(model, node.id, index);
    const label = labelOf(exit) + (exit.failure ? " !" : "");
    const labelWidth = Math.min(width * 0.5, Math.max(26, label.length * 7.8));
    shapes.push({ kind: "text", x: x + 10, y: top + 16, width: labelWidth, text: label, size: 12, bold: true, fill: exit.failure ? FAILURE : INK });
    const to = exit.flow ? `⧉ ${exit.flow}` : `${chip ? "↪ " : ""}${exit.to ?? ""}`;
    shapes.push({ kind: "text", x: x + 16 + labelWidth, y: top + 16, width: width - labelWidth - 30, text: to, size: 12, fill: exit.missing ? FAILURE : chip ? LINK : SOFT, mono: true });
    if (!chip) shapes.push({ kind: "dot", ...portOf(model, places, node.id, index), radius: 4, fill: "#fff", stroke: LINE });
  });
  return shapes;
}
