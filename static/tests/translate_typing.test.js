import assert from "node:assert/strict";
import { test } from "node:test";
import { actOf, putIn } from "../src/scripts/translate/typing.js";

test("a piece stands where the cursor was, in place of what was chosen", () => {
  assert.deepEqual(putIn("Son .", 4, 4, "{amount}"), { words: "Son {amount}.", cursor: 12 });
  assert.deepEqual(putIn("Son mucho.", 4, 9, "{amount}"), { words: "Son {amount}.", cursor: 12 });
});

test("keys mean what the list of shortcuts says", () => {
  const names = ["amount", "day"];
  assert.deepEqual(actOf({ key: "Enter", ctrlKey: true }, names), { act: "save" });
  assert.deepEqual(actOf({ key: "Enter", metaKey: true }, names), { act: "save" });
  assert.deepEqual(actOf({ key: "PageDown", altKey: true }, names), { act: "after" });
  assert.deepEqual(actOf({ key: "PageUp", altKey: true }, names), { act: "before" });
  assert.deepEqual(actOf({ key: "™", code: "Digit2", altKey: true }, names), { act: "insert", name: "day" });
  assert.deepEqual(actOf({ key: "0", code: "Digit0", altKey: true }, names), { act: "copy" });
});

test("a key that is typed, or the browser's, is left alone", () => {
  for (const event of [
    { key: "Enter" }, { key: "1", code: "Digit1" }, { key: "3", code: "Digit3", altKey: true },
    { key: "PageDown", ctrlKey: true }, { key: "1", code: "Digit1", altKey: true, ctrlKey: true },
    { key: "Enter", ctrlKey: true, shiftKey: true },
  ]) assert.equal(actOf(event, ["a", "b"]), undefined, JSON.stringify(event));
});
