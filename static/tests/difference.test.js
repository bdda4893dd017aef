import assert from "node:assert/strict";
import { test } from "node:test";
import { difference } from "../src/scripts/editor/difference.js";

const applied = (before, change) => before.slice(0, change.from) + change.insert + before.slice(change.to);

test("equal texts differ nowhere", () => assert.equal(difference("a\nb", "a\nb"), null));

test("only the stretch that differs is changed", () => {
  assert.deepEqual(difference("one two three", "one 2 three"), { from: 4, to: 7, insert: "2" });
});

for (const [before, after] of [["", "a"], ["aa", "a"], ["a", "aa"], ["abab", "ab"], ["abc", ""], ["x", "y"]]) {
  test(`from “${before}” to “${after}”`, () => assert.equal(applied(before, difference(before, after)), after));
}
