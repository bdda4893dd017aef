// The keys of the room Recordings, apart from the page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { actOf } from "../src/scripts/recordings/keys.js";

const free = { typing: false, single: true };

test("keys go through texts and take what was brought", () => {
  assert.equal(actOf({ key: "PageDown", altKey: true }, free), "after");
  assert.equal(actOf({ key: "PageUp", altKey: true }, free), "before");
  assert.equal(actOf({ key: "Enter", ctrlKey: true }, { typing: true, single: false }), "keep");
  assert.equal(actOf({ key: "PageDown" }, free), undefined);
});

test("P plays, but not while one types, with a modifier, or where single keys are off", () => {
  assert.equal(actOf({ key: "p" }, free), "listen");
  assert.equal(actOf({ key: "P", shiftKey: true }, free), "listen");
  assert.equal(actOf({ key: "p" }, { ...free, typing: true }), undefined);
  assert.equal(actOf({ key: "p" }, { ...free, single: false }), undefined);
  assert.equal(actOf({ key: "p", ctrlKey: true }, free), undefined);
});
