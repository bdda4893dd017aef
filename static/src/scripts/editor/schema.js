// What a JSON Schema says of a place in a text: which keys and values may stand there. Knows nothing of editors.
import { nameOf } from "./yaml_path.js";

// The schemas that a value at a path may be of. `maps`: the keys of each map, by which conditions (a node's type) are
// decided; branches that cannot be told apart are all given.
export function schemasAt(root, path, maps) {
  let found = spread(root, root, [], maps);
  for (const [depth, key] of path.entries()) {
    const below = found.flatMap((one) => step(one, key));
    found = unique(below.flatMap((one) => spread(one, root, path.slice(0, depth + 1), maps)));
  }
  return found;
}

// The keys that may stand in a map: [{name, schema, required}], each once; the first schema that says something tells.
export function keysOf(schemas, root, path, maps) {
  const known = new Map();
  for (const one of schemas) {
    for (const [name, schema] of Object.entries(one.properties ?? {})) {
      const held = known.get(name);
      const full = spread(schema, root, [...path, name], maps);
      known.set(name, { name, schemas: unique([...(held?.schemas ?? []), ...full]), required: Boolean(held?.required || one.required?.includes(name)) });
    }
  }
  return [...known.values()];
}

// What may stand as a value: {values: [...], names: [kinds]}.
export function valuesOf(schemas) {
  const values = [];
  const names = [];
  for (const one of schemas) {
    if (one.enum) values.push(...one.enum);
    if ("const" in one) values.push(one.const);
    if ([].concat(one.type ?? []).includes("boolean") && one.type === "boolean") values.push(true, false);
    if (one["x-names"]) names.push(one["x-names"]);
  }
  return { values: [...new Set(values)], names: [...new Set(names)] };
}

// The types, the description and the values of a place: {types, description, values}.
export function describe(schemas) {
  const types = unique(schemas.flatMap((one) => one.type ?? (one.properties ? "object" : [])));
  const description = schemas.find((one) => one.description)?.description ?? "";
  return { types, description, values: valuesOf(schemas).values };
}

export const isMap = (schemas) => schemas.some((one) => one.type === "object" || one.properties);
export const isList = (schemas) => schemas.some((one) => one.type === "array");
export const isScalar = (schemas) => schemas.some((one) => !["object", "array", undefined].includes(one.type) || one.enum || "const" in one);

function step(schema, key) {
  if (typeof key === "number") return schema.items ? [schema.items] : [];
  if (schema.properties && Object.hasOwn(schema.properties, key)) return [schema.properties[key]];
  const patterns = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) => new RegExp(pattern, "u").test(key));
  if (patterns.length) return patterns.map(([, one]) => one);
  return typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [];
}

function spread(schema, root, path, maps, depth = 0) {
  if (typeof schema !== "object" || depth > 20) return [];
  const more = [];
  if (schema.$ref) more.push(resolve(schema.$ref, root));
  for (const word of ["oneOf", "anyOf", "allOf"]) more.push(...(schema[word] ?? []));
  if (schema.if) more.push(holds(schema.if, maps.get(nameOf(path)) ?? {}) ? schema.then : schema.else);
  return [schema, ...more.filter(Boolean).flatMap((one) => spread(one, root, path, maps, depth + 1))];
}

function holds(condition, map) {
  const tests = Object.entries(condition.properties ?? {});
  return tests.every(([key, test]) => (Object.hasOwn(map, key) ? !("const" in test) || String(test.const) === String(map[key]) : !condition.required?.includes(key)));
}

function resolve(reference, root) {
  return reference.replace(/^#\//, "").split("/").reduce((at, part) => at?.[part], root);
}

const unique = (list) => [...new Set(list)];
