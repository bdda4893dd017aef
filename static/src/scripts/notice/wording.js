// Notices in the editor: fields as chips that are one character to the cursor, headings as such, tags and boxes quieter.
import { Compartment, RangeSetBuilder } from "@codemirror/state";
import { Decoration, EditorView, MatchDecorator, ViewPlugin, WidgetType } from "@codemirror/view";
import { chipOf, namesGiven } from "./fields.js";

class Chip extends WidgetType {
  constructor(label, isKnown, isBold, words) {
    super();
    Object.assign(this, { label, isKnown, isBold, words });
  }

  eq(other) {
    return other.label === this.label && other.isKnown === this.isKnown && other.isBold === this.isBold;
  }

  toDOM() {
    const chip = document.createElement("span");
    chip.className = this.isKnown ? "chip-field" : "chip-field chip-field--unknown";
    chip.classList.toggle("chip-field--bold", this.isBold);
    const name = document.createElement("bdi");
    name.textContent = this.label;
    chip.append(name);
    chip.setAttribute("role", "img");
    chip.setAttribute("aria-label", (this.isKnown ? this.words.chip : this.words.unknown).replace("{name}", this.label));
    return chip;
  }

  ignoreEvent() {
    return false;
  }
}

// `fields`: those of the page; `words`: its words for `chip` and `unknown`.
export function chips(fields, words) {
  const matcher = (given) => new MatchDecorator({
    // With the stars of a field that is bold by itself: the chip is bold, and no line ends between the two.
    regexp: /\*\*\{\{-?\s*([^{}\n]*?)\s*-?\}\}\*\*|\{\{-?\s*([^{}\n]*?)\s*-?\}\}/g,
    decoration: ([, bold, plain]) => {
      const inside = bold ?? plain;
      const { label, isKnown } = chipOf(inside, fields);
      return Decoration.replace({ widget: new Chip(label, isKnown || given.has(inside.split("|")[0].trim()), bold !== undefined, words) });
    },
  });
  return ViewPlugin.fromClass(class {
    constructor(view) {
      this.build(view);
    }

    build(view) {
      this.given = namesGiven(view.state.doc.toString());
      this.matcher = matcher(this.given);
      this.decorations = this.matcher.createDeco(view);
    }

    update(update) {
      if (!update.docChanged && !update.viewportChanged) return;
      const given = update.docChanged ? namesGiven(update.state.doc.toString()) : this.given;
      const isSame = given.size === this.given.size && [...given].every((one) => this.given.has(one));
      if (isSame) this.decorations = this.matcher.updateDeco(update, this.decorations);
      else this.build(update.view);
    }
  }, {
    decorations: (plugin) => plugin.decorations,
    provide: (plugin) => EditorView.atomicRanges.of((view) => view.plugin(plugin)?.decorations ?? Decoration.none),
  });
}

const LINES = [
  [/^#{1}\s/, "wording-h1"], [/^#{2}\s/, "wording-h2"], [/^#{3}\s/, "wording-h3"],
  [/^\s*:::/, "wording-box"], [/^\s*\{%[^{}]*%\}\s*$/, "wording-tag-line"], [/^\s*\|/, "wording-row"],
].map(([pattern, name]) => [pattern, Decoration.line({ class: name })]);
const PIECES = [
  [/\{%.*?%\}|\{#.*?#\}/g, Decoration.mark({ class: "wording-tag" })],
  [/\*\*[^*\n]+\*\*/g, Decoration.mark({ class: "wording-strong" })],
  [/^#{1,3} |\*\*/g, Decoration.mark({ class: "wording-mark" })],
];

export const markdown = ViewPlugin.fromClass(class {
  constructor(view) {
    this.decorations = paint(view);
  }

  update(update) {
    if (update.docChanged || update.viewportChanged) this.decorations = paint(update.view);
  }
}, { decorations: (plugin) => plugin.decorations });

function paint(view) {
  const builder = new RangeSetBuilder();
  for (const { from, to } of view.visibleRanges) {
    for (let place = from; place <= to;) {
      const line = view.state.doc.lineAt(place);
      for (const [pattern, look] of LINES) if (pattern.test(line.text)) builder.add(line.from, line.from, look);
      const found = PIECES.flatMap(([pattern, look]) => [...line.text.matchAll(pattern)].map((match) => [match.index, match[0].length, look]));
      found.sort((one, other) => one[0] - other[0]);
      for (const [start, length, look] of found) builder.add(line.from + start, line.from + start + length, look);
      place = line.to + 1;
    }
  }
  return builder.finish();
}

// Chips that can be switched off, to see and change what stands behind them.
export class ChipSwitch {
  constructor(fields, words) {
    this.place = new Compartment();
    this.chips = chips(fields, words);
    this.isOn = true;
  }

  get extension() {
    return this.place.of(this.chips);
  }

  toggle(view) {
    this.isOn = !this.isOn;
    view.dispatch({ effects: this.place.reconfigure(this.isOn ? this.chips : []) });
  }
}
