// The words of notices as text: fields, tags and headings are coloured, and headings are what an outline names.
import { Decoration, MatchDecorator, ViewPlugin } from "@codemirror/view";

const PARTS = new MatchDecorator({
  regexp: /\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|^#{1,6} .*$|^:::.*$/gm,
  decoration: (match) => Decoration.mark({ class: { "{{": "tok-field", "{%": "tok-tag", "{#": "tok-note", "::": "tok-tag" }[match[0].slice(0, 2)] ?? "tok-heading" }),
});

export const templateHelp = ViewPlugin.fromClass(
  class {
    constructor(view) { this.decorations = PARTS.createDeco(view); }
    update(update) { this.decorations = PARTS.updateDeco(update, this.decorations); }
  },
  { decorations: (one) => one.decorations },
);

export function headingsOf(text) {
  return text.split("\n").flatMap((line, index) => {
    const heading = /^#{1,6} (.*)$/.exec(line);
    return heading ? [{ name: heading[1].replace(/\s*\{#.*?#\}\s*$/, ""), line: index + 1 }] : [];
  });
}
