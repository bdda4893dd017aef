// What is to be said of words, at the words: underlined by kind, told where the pointer rests or the reader goes with F8.
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, hoverTooltip, keymap, showTooltip, tooltips } from "@codemirror/view";

const SEVERITIES = ["error", "warning", "note", "advice"];
const setPlaces = StateEffect.define();
const tell = StateEffect.define();

const places = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) if (effect.is(setPlaces)) return drawn(effect.value, transaction.state.doc.length);
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

// The place that the reader went to; it is told until the words or the cursor change.
const told = StateField.define({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(tell)) return effect.value;
    return transaction.docChanged || transaction.selection ? null : value;
  },
  provide: (field) => showTooltip.from(field),
});

function drawn(items, length) {
  const marks = items
    .filter((one) => one.from < length && one.to > one.from)
    .map((one) => Decoration.mark({ class: `said said--${one.severity}`, item: one }).range(one.from, Math.min(one.to, length)));
  return Decoration.set(marks, true);
}

export function showPlaces(view, items) {
  view.dispatch({ effects: setPlaces.of(items) });
}

// What is said at a place, the gravest first: {from, to, item}.
export function saidAt(state, from, to = from) {
  const found = [];
  state.field(places).between(from, to, (start, end, mark) => { found.push({ from: start, to: end, item: mark.spec.item }); });
  return found.sort((one, other) => SEVERITIES.indexOf(one.item.severity) - SEVERITIES.indexOf(other.item.severity) || one.to - one.from - (other.to - other.from));
}

export function advice(words, announce) {
  const next = (view) => goOn(view, words, announce, 1);
  const before = (view) => goOn(view, words, announce, -1);
  return [
    // In the page, not in the editor: what scrolls around it would cut them off.
    tooltips({ parent: document.body }),
    places,
    told,
    hoverTooltip((view, place) => {
      const found = saidAt(view.state, place);
      return found.length ? tooltip(found, words) : null;
    }),
    keymap.of([{ key: "F8", run: next }, { key: "Shift-F8", run: before }]),
  ];
}

// Goes to a stretch of the words, and tells what is said of it.
export function goTo(view, from, to, words, announce) {
  const end = Math.min(to, view.state.doc.length);
  const start = Math.min(from, end);
  const found = saidAt(view.state, start, Math.max(start, end)).filter((one) => one.from <= start && one.to >= start);
  view.dispatch({ selection: { anchor: start, head: end }, scrollIntoView: true, effects: tell.of(found.length ? tooltip(found, words) : null) });
  view.focus();
  if (found.length) announce(found.map((one) => sentence(one.item, words)).join(" "));
}

function goOn(view, words, announce, way) {
  const all = saidAt(view.state, 0, view.state.doc.length).sort((one, other) => one.from - other.from);
  if (!all.length) return false;
  const place = view.state.selection.main.from;
  const isTold = view.state.field(told) !== null;
  const ahead = way > 0 ? all.find((one) => (isTold ? one.from > place : one.from >= place)) : all.findLast((one) => one.from < place);
  const wanted = ahead ?? (way > 0 ? all[0] : all.at(-1));
  goTo(view, wanted.from, wanted.to, words, announce);
  return true;
}

function sentence(item, words) {
  return `${words[item.severity]}: ${item.words ? `“${item.words}” ` : ""}${item.message}${item.hint ? `; ${item.hint}` : ""}.`;
}

function tooltip(found, words) {
  const pos = Math.max(...found.map((one) => one.from));
  return { pos, end: Math.min(...found.map((one) => one.to)), above: true, create: (view) => ({ dom: content(view, found, words) }) };
}

function content(view, found, words) {
  const box = document.createElement("div");
  box.className = "said-box";
  for (const { from, to, item } of found) {
    const part = document.createElement("div");
    part.className = `said-box__item said-box__item--${item.severity}`;
    const text = document.createElement("p");
    const kind = document.createElement("strong");
    kind.textContent = `${words[item.severity]}: `;
    text.append(kind, `${item.words ? `“${item.words}” ` : ""}${item.message}${item.replacement ? "" : item.hint ? `; ${item.hint}` : ""}`);
    part.append(text);
    if (item.replacement && view.state.sliceDoc(from, to) === item.words) part.append(replaceButton(view, from, to, item, words));
    const rule = document.createElement("code");
    rule.textContent = item.rule;
    part.append(rule);
    box.append(part);
  }
  return box;
}

function replaceButton(view, from, to, item, words) {
  const isCapital = /^\p{Lu}/u.test(item.words) && !/^\p{Lu}/u.test(item.replacement);
  const instead = isCapital ? item.replacement[0].toUpperCase() + item.replacement.slice(1) : item.replacement;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "said-box__replace";
  button.textContent = words.replace.replace("{words}", instead);
  button.addEventListener("click", () => {
    view.dispatch({ changes: { from, to, insert: instead }, selection: { anchor: from + instead.length }, userEvent: "input.complete" });
    view.focus();
  });
  return button;
}
