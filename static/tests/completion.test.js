import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { completionsAt } from "../src/scripts/editor/completion.js";
import { describe, schemasAt } from "../src/scripts/editor/schema.js";
import { keysByMap, readPlaces } from "../src/scripts/editor/yaml_path.js";

const read = (path) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"));
const FLOW = read("flows/schema/flow.schema.json");
const NOTICE = read("notices/schema/notice.schema.json");
const SETTINGS = read("flows/schema/workspace.schema.json");
const NAMES = { flows: { billing: "Billing" }, queues: { general: "+18005550100" }, services: { "member.state": "" }, calendars: { office: "" }, locales: { es: "español" } };

// A bar stands for the cursor.
const offered = (text, schema = FLOW, names = NAMES) => {
  const offset = text.indexOf("¦");
  return completionsAt(text.replace("¦", ""), offset, schema, names)?.options ?? [];
};
const labels = (...given) => offered(...given).map((one) => one.label);

const HEAD = "format: 1\nstart: begin\nvariables:\n  misses: {type: number}\nnodes:\n  begin:\n    type: play\n    next: menu\n";

test("the keys of a file that are not there yet", () => {
  const found = labels("format: 1\n¦");
  assert.ok(found.includes("title") && found.includes("nodes"));
  assert.ok(!found.includes("format"));
});

test("a node's keys are those of its type", () => {
  const menu = labels(`${HEAD}  menu:\n    type: menu\n    ¦`);
  assert.ok(menu.includes("choices"));
  assert.ok(!menu.includes("queue"));
  assert.deepEqual(labels(`${HEAD}  menu:\n    ¦`), ["type"]);
});

test("the types of nodes", () => assert.ok(labels(`${HEAD}  menu:\n    type: ¦`).includes("collect")));

test("nodes of this flow and other flows where a call goes on", () => {
  assert.deepEqual(labels(`${HEAD}  menu:\n    type: play\n    next: ¦`), ["begin", "menu", "flow:billing"]);
  assert.deepEqual(labels("start: ¦\nnodes:\n  one: {type: hangup}\n"), ["one", "flow:billing"]);
  assert.deepEqual(labels(`keys:\n  "9": ¦\n`), ["repeat", "back", "flow:billing"]);
});

test("nodes in brackets, and exits of a type", () => {
  const lookup = `${HEAD}  look:\n    type: lookup\n    service: member.state\n`;
  assert.ok(labels(`${lookup}    next: {¦`).includes("failed"));
  assert.ok(labels(`${lookup}    next: {ok: ¦`).includes("begin"));
  assert.deepEqual(labels(`${HEAD}  look:\n    type: lookup\n    service: ¦`), ["member.state"]);
});

test("queues, flows and variables by what the schema says is named", () => {
  assert.deepEqual(labels(`${HEAD}  q:\n    type: queue\n    queue: ¦`), ["general"]);
  assert.deepEqual(labels(`${HEAD}  s:\n    type: subflow\n    flow: ¦`), ["billing"]);
  assert.deepEqual(labels(`${HEAD}  c:\n    type: collect\n    into: ¦`), ["misses"]);
  assert.deepEqual(labels(`${HEAD}  h:\n    type: hours\n    calendar: ¦`), ["office"]);
  assert.deepEqual(labels("numbers:\n  main:\n    flow: ¦", SETTINGS), ["billing"]);
});

test("what stands for a map goes on in the line below", () => {
  const byLabel = Object.fromEntries(offered("format: 1\n¦").map((one) => [one.label, one.apply]));
  assert.equal(byLabel.title, "title: ");
  assert.equal(byLabel.nodes, "nodes:\n  ");
  assert.equal(byLabel.returns, "returns:\n  - ");
  assert.equal(offered(`${HEAD}  x: {¦`)[0].apply, "type: ");
});

test("words that YAML would read otherwise are quoted", () => {
  const found = offered(`${HEAD}  c:\n    type: collect\n    terminator: ¦`);
  assert.deepEqual(found.map((one) => one.apply), ['"#"', '"*"']);
});

test("channels and types of fields of a notice", () => {
  assert.ok(labels("channels: [¦", NOTICE).includes("letter"));
  assert.ok(labels("fields:\n  due: ¦", NOTICE).includes("date"));
});

test("nothing where nothing is known", () => assert.deepEqual(labels("title: ¦"), []));

test("a place is described by its record and type", () => {
  const text = `${HEAD}  menu:\n    type: menu\n`;
  const maps = keysByMap(readPlaces(text).entries);
  assert.match(describe(schemasAt(FLOW, ["nodes", "menu"], maps)).description, /menu|choices|caller/i);
  assert.deepEqual(describe(schemasAt(FLOW, ["nodes", "begin", "next"], maps)).types, ["string"]);
});
