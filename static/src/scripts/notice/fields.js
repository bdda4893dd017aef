// Where the fields of a notice stand in its words, and what they are called there: knows nothing of editors or pages.

const FIELD = /\{\{-?\s*([^{}]*?)\s*-?\}\}/g;
const NAME = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?$/;

// Every `{{ }}` of a text: where it begins and ends, and what stands inside.
export function fieldsIn(text) {
  return [...text.matchAll(FIELD)].map((match) => ({ from: match.index, to: match.index + match[0].length, inside: match[1] }));
}

// What a chip says: the field's label, with `…` where more is done with the value; `isKnown` is false for a name that
// nothing declares. `fields` are those of the page: {name, label}, columns of lists as `.name`.
export function chipOf(inside, fields) {
  const [path, ...filters] = inside.split("|").map((part) => part.trim());
  if (!NAME.test(path)) return { label: inside, isKnown: true };
  const column = path.includes(".") ? path.slice(path.indexOf(".")) : "";
  const found = fields.find((one) => one.name === path) ?? fields.find((one) => column && one.name === column);
  const more = filters.length ? "…" : "";
  if (found) return { label: found.label + more, isKnown: true };
  // What a loop or `set` names has no label, and only the studio knows whether it is declared.
  return { label: path.replaceAll("_", " ").replace(".", ": ") + more, isKnown: Boolean(column) || fields.some((one) => one.name === path) };
}

// The names that `{% set %}` and `{% for %}` give in a text.
export function namesGiven(text) {
  return new Set([...text.matchAll(/\{%-?\s*(?:set|for)\s+([A-Za-z_]\w*)/g)].map((match) => match[1]));
}

// What is written to have a field filled in.
export function written(name) {
  return `{{ ${name} }}`;
}
