import assert from "node:assert/strict";
import { test } from "node:test";
import { columnOffset, countWords, fixOf, rangeOf } from "../src/scripts/editor/diagnostics.js";

function documentOf(text) {
  const lines = text.split("\n");
  const starts = lines.map((_, index) => lines.slice(0, index).join("\n").length + (index ? 1 : 0));
  return { lines: lines.length, line: (number) => ({ from: starts[number - 1], to: starts[number - 1] + lines[number - 1].length, text: lines[number - 1] }) };
}

const fault = (line, column, endLine, endColumn, more = {}) => ({ line, column, end_line: endLine, end_column: endColumn, message: "", hint: "", severity: "error", ...more });

test("columns count characters, offsets count UTF-16 units", () => {
  assert.equal(columnOffset("a😀b", 3), 3);
  assert.equal(columnOffset("مرحبا", 3), 2);
  assert.equal(columnOffset("ab", 99), 2);
});

for (const [name, text, one, expected] of [
  ["a word", "ab cd", fault(1, 4, 1, 6), [3, 5]],
  ["a stretch of several lines ends with the first", "ab\ncd\nef", fault(2, 1, 3, 3), [3, 5]],
  ["an empty stretch is a character", "abc", fault(1, 2, 1, 2), [1, 2]],
  ["the end of a line is its last character", "abc", fault(1, 4, 1, 4), [2, 3]],
  ["an empty line is a place", "a\n\nb", fault(2, 1, 2, 1), [2, 2]],
  ["a line past the end is the last", "a\nb", fault(9, 9, 9, 9), [2, 3]],
]) {
  test(name, () => {
    const { from, to } = rangeOf(documentOf(text), one);
    assert.deepEqual([from, to], expected);
  });
}

test("a hint of one name is a fix, within the stretch", () => {
  const one = fault(1, 1, 1, 1, { message: "flow `billing` has no node `meun`", hint: "did you mean `menu`?" });
  assert.deepEqual(fixOf(one, '"meun"'), { from: 1, to: 5, insert: "menu" });
  assert.equal(fixOf({ ...one, hint: "known: `a`, `b`" }, "meun"), null);
  assert.equal(fixOf(one, "something else"), null);
  assert.deepEqual(fixOf({ ...one, hint: "did you mean `menu`? (a flow is a file)" }, "flow:meun"), { from: 5, to: 9, insert: "menu" });
});

test("counts are told in words", () => {
  const words = { error: ["1 error", "{num} errors"], warning: ["1 warning", "{num} warnings"], note: ["1 note", "{num} notes"] };
  const faults = [fault(1, 1, 1, 1), fault(1, 1, 1, 1), fault(1, 1, 1, 1, { severity: "note" })];
  assert.deepEqual(countWords(faults, words), ["2 errors", "1 note"]);
  assert.deepEqual(countWords([], words), []);
});
