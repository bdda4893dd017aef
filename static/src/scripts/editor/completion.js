// What can be typed at a place of a file, from its schema and from the names that there are. Knows nothing of editors.
import { isList, isMap, isScalar, keysOf, schemasAt, valuesOf } from "./schema.js";
import { keysByMap, nameOf, placeAt, readPlaces } from "./yaml_path.js";

const NEEDS_QUOTES = /^$|^[\s&*!|>'"%@`#,[\]{}?-]|[:#]\s|\s#|:$|^(?:true|false|null|~|yes|no|on|off|[-+]?[\d.]+)$/i;

// Everything that fits at an offset: {from, options: [{label, apply, kind, detail, info, boost}]}, or null.
export function completionsAt(text, offset, root, names = {}) {
  const place = placeAt(text, offset);
  if (!place) return null;
  const { entries } = readPlaces(text);
  const maps = keysByMap(entries);
  const whole = place.at === "key" ? place.path : [...place.path, place.key];
  const schemas = schemasAt(root, whole, maps);
  const options = [];
  if (place.at === "key") options.push(...keyOptions(schemas, root, whole, maps, place));
  else options.push(...valueOptions(schemas, { ...ownNames(entries), ...names }));
  if (place.at === "item" && isMap(schemas)) options.push(...keyOptions(schemas, root, whole, maps, place));
  return options.length ? { from: place.from, options } : null;
}

// The names that a file itself gives: nodes, variables and returns of a flow.
export function ownNames(entries) {
  const typed = (name) => Object.fromEntries(entries.filter((one) => nameOf(one.path) === name).map((one) => [one.key, one.value]));
  const nodes = {};
  for (const one of entries) {
    if (one.path.length === 1 && one.path[0] === "nodes") nodes[one.key] ??= "";
    if (one.path.length === 2 && one.path[0] === "nodes" && one.key === "type") nodes[one.path[1]] = one.value;
  }
  const returns = Object.fromEntries(entries.filter((one) => nameOf(one.path) === '["returns"]' && one.value).map((one) => [one.value, ""]));
  return { nodes, variables: typed('["variables"]'), returns };
}

function keyOptions(schemas, root, path, maps, place) {
  const there = maps.get(nameOf(path)) ?? {};
  const known = keysOf(schemas, root, path, maps).filter((one) => !Object.hasOwn(there, one.name));
  return known.map((one) => ({
    label: one.name,
    apply: `${one.name}:${place.inline ? " " : tailOf(one.schemas, place.column)}`,
    kind: "property",
    required: one.required,
    schemas: one.schemas,
    boost: one.required ? 1 : 0,
  }));
}

// A key of a map or a list goes on in the line below, further in.
function tailOf(schemas, column) {
  const indent = `\n${" ".repeat(column + 2)}`;
  if (isScalar(schemas)) return " ";
  if (isMap(schemas)) return indent;
  return isList(schemas) ? `${indent}- ` : " ";
}

function valueOptions(schemas, names) {
  const { values, names: kinds } = valuesOf(schemas);
  const options = values.map((value) => ({ label: String(value), apply: typeof value === "string" ? written(value) : String(value), kind: "enum" }));
  for (const kind of kinds) {
    for (const [label, detail] of Object.entries(named(kind, names))) options.push({ label, apply: written(label), kind: "name", detail: detail || "" });
  }
  return options;
}

function named(kind, names) {
  if (kind !== "nodes" && kind !== "actions") return names[kind] ?? {};
  const flows = Object.fromEntries(Object.entries(names.flows ?? {}).map(([name, title]) => [`flow:${name}`, title]));
  return { ...(kind === "actions" ? { repeat: "", back: "" } : {}), ...names.nodes, ...flows };
}

const written = (value) => (NEEDS_QUOTES.test(value) ? JSON.stringify(value) : value);
