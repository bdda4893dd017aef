// The keys that work everywhere, apart from the page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { nextIndex } from "../src/scripts/find.js";
import { isTyping, singleKeysOn } from "../src/scripts/shortcuts.js";

test("arrows walk through what was found, and back to the field", () => {
  assert.equal(nextIndex("ArrowDown", -1, 3), 0);
  assert.equal(nextIndex("ArrowDown", 2, 3), 2);
  assert.equal(nextIndex("ArrowUp", 0, 3), -1);
  assert.equal(nextIndex("ArrowUp", -1, 3), -2);
  assert.equal(nextIndex("ArrowDown", -1, 0), -1);
});

test("single keys can be switched off", () => {
  assert.equal(singleKeysOn({ documentElement: { dataset: {} } }), true);
  assert.equal(singleKeysOn({ documentElement: { dataset: { keys: "off" } } }), false);
});

test("one types in fields and editors only", () => {
  const inside = (found) => ({ closest: () => (found ? {} : null) });
  assert.equal(isTyping(inside(true)), true);
  assert.equal(isTyping(inside(false)), false);
  assert.equal(isTyping(null), false);
});
