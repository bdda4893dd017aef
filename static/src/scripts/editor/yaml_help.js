// Completion and hover of a YAML file in an editor, from its schema and the names of the workspace.
import { autocompletion } from "@codemirror/autocomplete";
import { yaml } from "@codemirror/lang-yaml";
import { indentService } from "@codemirror/language";
import { hoverTooltip } from "@codemirror/view";
import { completionsAt } from "./completion.js";
import { describe, keysOf, schemasAt } from "./schema.js";
import { entryAt, indentAfter, keysByMap, nameOf, readPlaces } from "./yaml_path.js";

const TYPES = { property: "property", enum: "enum", name: "variable" };

// `known`: {schema, names}, filled in when they have come, and `ready`, a promise of that; `words`: the page's.
export function yamlHelp(known, words) {
  const complete = async (context) => {
    await known.ready;
    if (!known.schema) return null;
    const text = context.state.doc.toString();
    const found = completionsAt(text, context.pos, known.schema, known.names);
    if (!found || (!context.explicit && !wasAskedFor(context, found))) return null;
    const options = found.options.map((one) => ({
      label: one.label,
      apply: one.apply,
      type: TYPES[one.kind],
      detail: one.required ? words.required : one.detail,
      boost: one.boost,
      info: one.schemas && (() => told(one.schemas, "", words)),
    }));
    return { from: found.from, options, validFor: /^[\w:.]*$/ };
  };
  const hover = hoverTooltip((view, pos) => {
    if (!known.schema) return null;
    const { entries } = readPlaces(view.state.doc.toString());
    const entry = entryAt(entries, pos);
    if (!entry) return null;
    const maps = keysByMap(entries);
    const around = schemasAt(known.schema, entry.path, maps);
    const schemas = schemasAt(known.schema, [...entry.path, entry.key], maps);
    if (!schemas.length) return null;
    const isRequired = keysOf(around, known.schema, entry.path, maps).some((one) => one.name === entry.key && one.required);
    const onKey = entry.from >= 0 && pos <= entry.to;
    return {
      pos: onKey ? entry.from : entry.valueFrom,
      end: onKey ? entry.to : entry.valueTo,
      above: true,
      create: () => ({ dom: told(schemas, String(entry.key), words, isRequired) }),
    };
  });
  const indent = indentService.of((context, pos) => indentAfter(context.lineAt(pos, -1).text));
  return [yaml(), indent, autocompletion({ override: [complete], icons: false }), hover];
}

// Unasked, only where one types a word or has just begun a value: never on every new line.
function wasAskedFor(context, found) {
  return context.pos > found.from || /[:{[,-] $/.test(context.state.sliceDoc(Math.max(0, context.pos - 2), context.pos));
}

function told(schemas, name, words, isRequired = false) {
  const { types, description, values } = describe(schemas);
  const box = document.createElement("div");
  box.className = "source-help";
  const line = (tag, text, className) => {
    const one = document.createElement(tag);
    one.textContent = text;
    if (className) one.className = className;
    box.append(one);
  };
  if (name) line("code", name, "source-help__name");
  const kinds = types.map((one) => words.a_type[one] ?? one).join(", ");
  if (kinds || isRequired) line("span", [kinds, isRequired ? words.required : ""].filter(Boolean).join(" · "), "source-help__type");
  if (description) line("p", description);
  if (values.length) line("p", `${words.one_of} ${values.slice(0, 30).join(", ")}`);
  return box;
}

// The places that an outline names: nodes of a flow, named calls of a script, else the keys at the margin.
export function placesOf(text, kind) {
  const { entries } = readPlaces(text);
  if (kind === "flow") {
    const nodes = entries.filter((one) => nameOf(one.path) === '["nodes"]');
    if (nodes.length) return nodes.map((one) => ({ name: one.key, line: one.line }));
  }
  if (kind === "calls") {
    const calls = entries.filter((one) => one.path.length === 2 && one.path[0] === "calls" && one.key === "name" && one.value);
    return calls.map((one) => ({ name: one.value, line: one.line }));
  }
  return entries.filter((one) => one.path.length === 0 && typeof one.key === "string").map((one) => ({ name: one.key, line: one.line }));
}
