// One node as a card: a button (type, name, first words) over its exits as rows. The rows are for eyes and pointers;
// whoever listens gets the same from the button's name, and the same ways of editing from keys and dialogs.
import { familyOf, shapeOf } from "./icons.js";
import { isWire, problemsOf } from "./model.js";
import { count, describe, fill, labelOf, untranslated } from "./words.js";

const NS = "http://www.w3.org/2000/svg";

export function element(tag, properties = {}, ...inside) {
  const { data, ...rest } = properties;
  const made = Object.assign(document.createElement(tag), rest);
  Object.assign(made.dataset, data);
  made.append(...inside);
  return made;
}

export function shape(tag, attributes = {}) {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

export function icon(type) {
  const drawn = shape("svg", { viewBox: "0 0 16 16", class: "fc-icon", "aria-hidden": "true" });
  drawn.append(shape("path", { d: shapeOf(type) }));
  return drawn;
}

// What a card shows, but for coverage; equal for two versions of a node that look the same.
export function looks(model, node) {
  return JSON.stringify([{ ...node, coverage: null }, model.wires.get(node.id).map((wire) => wire.index), model.sectionOf.get(node.id)?.unreachable, isHead(model, node)]);
}

// Whether a section has its name from this node.
function isHead(model, node) {
  return model.sectionOf.get(node.id)?.head === node.id;
}

export function makeCard(model, node, words, language) {
  const unreachable = model.sectionOf.get(node.id)?.unreachable ?? false;
  const head = element("button", { type: "button", className: "fc-card__head", id: `n-${node.id}`, tabIndex: -1 });
  const line = element("span", { className: "fc-card__line" }, icon(node.type), element("bdi", { className: "fc-card__id", textContent: node.id, translate: false }));
  line.append(element("span", { className: "fc-card__type", textContent: node.title || node.type }));
  head.append(line, secondLine(node, words));
  const card = element("li", { className: "fc-card", data: { id: node.id, type: node.type, family: familyOf(node.type) } }, head);
  card.classList.toggle("is-broken", Boolean(node.broken));
  card.classList.toggle("is-unreachable", unreachable);
  card.classList.toggle("is-head", isHead(model, node));
  const exits = element("span", { className: "fc-exits", ariaHidden: "true" });
  node.exits.forEach((exit, index) => exits.append(exitRow(model, node, exit, index, words)));
  card.append(exits, badges(node, words, language));
  return card;
}

function secondLine(node, words) {
  if (node.broken) return element("span", { className: "fc-card__words fc-card__words--broken", textContent: words.broken });
  if (node.text) return element("span", { className: "fc-card__words", textContent: node.text, lang: node.lang || "", dir: node.dir || "auto" });
  const facts = element("span", { className: "fc-card__words fc-card__words--facts" });
  for (const [label, value] of node.facts ?? []) facts.append(element("span", {}, `${label} `, element("bdi", { textContent: value })));
  return facts;
}

function exitRow(model, node, exit, index, words) {
  const wired = isWire(model, node.id, index);
  const row = element("span", { className: "fc-exit", data: { index: String(index), path: exit.path } });
  row.classList.toggle("fc-exit--failure", Boolean(exit.failure));
  row.classList.toggle("fc-exit--condition", Boolean(exit.condition));
  const label = element("b", { className: "fc-exit__label", title: labelOf(exit) }, element("bdi", { textContent: labelOf(exit) }));
  if (exit.failure) label.prepend(element("span", { className: "fc-exit__mark", textContent: "!", title: words.failure }));
  row.append(label);
  if (exit.flow) row.append(element("span", { className: "fc-chip fc-chip--flow", textContent: `⧉ ${exit.flow}`, data: { flow: exit.flow } }));
  else if (exit.missing || !model.nodes.has(exit.to)) row.append(element("span", { className: "fc-exit__to fc-exit__to--missing", textContent: exit.to ? fill(words.not_there, { to: exit.to }) : words.leads_nowhere }));
  else if (wired) row.append(element("span", { className: "fc-exit__to", textContent: exit.to }));
  else row.append(element("span", { className: "fc-chip", textContent: `↪ ${exit.to}`, data: { to: exit.to }, title: fill(words.go_to, { to: exit.to }) }));
  row.append(element("span", { className: wired ? "fc-port" : "fc-port fc-port--free", title: words.drag_port }));
  return row;
}

function badges(node, words, language) {
  const strip = element("span", { className: "fc-badges", ariaHidden: "true" });
  const serious = problemsOf(node);
  if (serious.length) {
    const worst = serious.some((one) => one.severity === "error") ? "error" : "warning";
    const text = count(words.problems, serious.length, language);
    strip.append(element("span", { className: `fc-badge fc-badge--${worst}`, textContent: text, title: serious.map((one) => one.message).join("\n") }));
  }
  const state = node.translation;
  if (state?.total) {
    const lacking = untranslated(node);
    const worst = state.missing ? "missing" : state.stale ? "stale" : state.fuzzy ? "fuzzy" : "done";
    const text = lacking ? count(words.to_translate, lacking, language) : words.translated;
    strip.append(element("span", { className: `fc-badge fc-badge--translation fc-badge--${worst}`, textContent: text }));
  }
  return strip;
}

// What call scripts reach is known later than the rest, and changes without the card being another one.
export function showCoverage(card, node, words, language) {
  const { coverage } = node;
  const isLost = card.classList.contains("is-unreachable");
  card.firstElementChild.setAttribute("aria-label", describe({ ...node, unreachable: isLost }, words, language));
  mark(card, coverage?.reached);
  for (const row of card.querySelectorAll(".fc-exit")) mark(row, coverage?.exits?.[row.dataset.path]);
  card.querySelector(".fc-badge--coverage")?.remove();
  if (!coverage) return;
  const [text, state] = coverage.reached ? [words.reached, "done"] : [words.not_reached, "stale"];
  card.querySelector(".fc-badges").append(element("span", { className: `fc-badge fc-badge--coverage fc-badge--${state}`, textContent: text }));
}

function mark(part, reached) {
  part.classList.toggle("is-covered", reached === true);
  part.classList.toggle("is-uncovered", reached === false);
}
