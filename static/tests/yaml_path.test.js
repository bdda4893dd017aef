import assert from "node:assert/strict";
import { test } from "node:test";
import { entryAt, indentAfter, placeAt, readPlaces } from "../src/scripts/editor/yaml_path.js";

// A bar stands for the cursor; what follows it is not typed yet.
const at = (text) => {
  const offset = text.indexOf("¦");
  const place = placeAt(text.replace("¦", ""), offset);
  return place && [place.path.join("/"), place.at, place.key, place.typed];
};

const FLOW = "format: 1\nnodes:\n  begin:\n    type: play\n    next: menu\n  menu:\n    type: menu\n    choices:\n      - key: \"1\"\n        next: begin\n";

for (const [name, text, expected] of [
  ["the first key of a file", "¦", ["", "key", null, ""]],
  ["a key that is begun", "format: 1\nti¦", ["", "key", null, "ti"]],
  ["a value", "start: be¦", ["", "value", "start", "be"]],
  ["a value that is not begun", "start: ¦", ["", "value", "start", ""]],
  ["nothing right behind the colon", "start:¦", null],
  ["a key of a map below", "nodes:\n  begin:\n    ¦", ["nodes/begin", "key", null, ""]],
  ["a key beside others", `${FLOW.slice(0, FLOW.indexOf("    next"))}    ne¦`, ["nodes/begin", "key", null, "ne"]],
  ["a key further out", `${FLOW}  ¦`, ["nodes", "key", null, ""]],
  ["a key at the margin", `${FLOW}¦`, ["", "key", null, ""]],
  ["an item", "returns:\n  - fo¦", ["returns", "item", 0, "fo"]],
  ["the second item", "returns:\n  - a\n  - ¦", ["returns", "item", 1, ""]],
  ["an item at its key's column", "returns:\n- a\n- b¦", ["returns", "item", 1, "b"]],
  ["a key in an item", "choices:\n  - key: \"1\"\n    ne¦", ["choices/0", "key", null, "ne"]],
  ["a value in an item", "choices:\n  - key: \"1\"\n    next: x¦", ["choices/0", "value", "next", "x"]],
  ["a value in brackets", "next: {ok: a, failed: be¦", ["next", "value", "failed", "be"]],
  ["a value in brackets that is not begun", "next: {ok: ¦", ["next", "value", "ok", ""]],
  ["a key in brackets", "next: {ok: a, fa¦", ["next", "key", null, "fa"]],
  ["the first key in brackets", "next: {¦", ["next", "key", null, ""]],
  ["an item in brackets", "returns: [a, b¦", ["returns", "item", 1, "b"]],
  ["a map in a list in brackets", "branches: [{if: \"a: b, c\", next: n¦", ["branches/0", "value", "next", "n"]],
  ["brackets over lines", "next: {ok: a,\n  failed: ¦", ["next", "value", "failed", ""]],
  ["a reference to a flow in brackets", "next: {ok: flow:bi¦", ["next", "value", "ok", "flow:bi"]],
  ["no place in a comment", "a: 1\n# st¦", null],
  ["no place in a block of text", "notes: |\n  type: ¦", null],
  ["after a block of text", "notes: |\n  words\nti¦", ["", "key", null, "ti"]],
  ["after brackets", "keys: {\"0\": a}\nst¦", ["", "key", null, "st"]],
  ["a quoted key", "keys:\n  \"0\": pe¦", ["keys", "value", "0", "pe"]],
  ["lists in lists", "a:\n  - - x: 1\n      y: ¦", ["a/0/0", "value", "y", ""]],
  ["words in Arabic", "title: مرحبا\nde¦", ["", "key", null, "de"]],
  ["a colon inside words", "title: Hello: wor¦", ["", "value", "title", "Hello: wor"]],
]) {
  test(name, () => assert.deepEqual(at(text), expected));
}

test("entries know their path, value and line", () => {
  const { entries } = readPlaces(FLOW);
  const found = entries.filter((one) => one.key === "next").map((one) => [one.path.join("/"), one.value, one.line]);
  assert.deepEqual(found, [["nodes/begin", "menu", 5], ["nodes/menu/choices/0", "begin", 10]]);
});

test("the entry at an offset is that of its key or of its value", () => {
  const { entries } = readPlaces(FLOW);
  assert.equal(entryAt(entries, FLOW.indexOf("play") + 1).key, "type");
  assert.equal(entryAt(entries, FLOW.indexOf("choices") + 2).key, "choices");
});

for (const [line, column] of [["", 0], ["a: 1", 0], ["nodes:", 2], ["  begin:", 4], ["    next: x", 4], ["  - key: \"1\"", 4], ["  - a:", 6], ["notes: |", 2], ["a: # why", 2], ["# so:", 0], ["text: Hello: you", 0]]) {
  test(`after “${line}” a line begins at ${column}`, () => assert.equal(indentAfter(line), column));
}

test("whatever is typed, reading ends without a failure", () => {
  const odd = ["{", "}", "[", "]}", "- - -", "a: [", "a: 'b", "? x", "\"", "a: {b: [c", ":", "- :", "a: \"\\", "a:\n\t b", "{a: {b: }}", "[,,]", "'"];
  for (const text of [...odd, ...odd.map((one) => `x:\n  - ${one}\ny: 1\n${one}`)]) {
    for (let offset = 0; offset <= text.length; offset += 1) placeAt(text, offset);
  }
});
