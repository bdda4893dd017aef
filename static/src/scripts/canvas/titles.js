// The title of a section: its name, which folds it, and at the start of the flow what callers can do at any time.
import { element } from "./card.js";
import { count } from "./words.js";

export function sectionTitle({ model, words, language }, section, isFolded) {
  const isStart = section.head === model.graph.start;
  const fold = element("button", { type: "button", className: "fc-section", tabIndex: -1, data: { head: section.head } });
  fold.setAttribute("aria-expanded", String(!isFolded));
  fold.append(element("span", { className: "fc-section__name", textContent: isStart ? words.begins : section.head }));
  if (isFolded) fold.append(element("span", { className: "fc-section__count", textContent: count(words.count, section.ids.length, language) }));
  const inside = [fold];
  if (section.unreachable) inside.push(element("span", { className: "fc-section__lost", textContent: words.unreachable }));
  if (isStart && !isFolded) inside.push(...always(model, words));
  return inside;
}

function always(model, words) {
  const { keys = {}, on_failure: failure } = model.graph;
  const chips = Object.entries(keys).map(([key, action]) => way(model, key, action.to, words[action.built_in]));
  if (failure) chips.push(way(model, words.on_failure, failure));
  return chips.length ? [element("span", { className: "fc-always" }, words.always, ...chips)] : [];
}

function way(model, label, to, built_in) {
  const made = element("span", { className: "fc-always__way" }, element("b", { textContent: label }));
  if (built_in) made.append(built_in);
  else if (model.nodes.has(to)) made.append(element("span", { className: "fc-chip", textContent: `↪ ${to}`, data: { to } }));
  else made.append(to);
  return made;
}
