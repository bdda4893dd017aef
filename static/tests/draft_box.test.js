// Drafts outlive the page, tabs keep apart, and a storage that is full or holds nonsense is no fault of the page's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DraftBox, pauseBefore, sameFields } from "../src/scripts/draft_box.js";

function storage(begin = {}) {
  const held = new Map(Object.entries(begin));
  return {
    held,
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => held.set(key, value),
    removeItem: (key) => held.delete(key),
  };
}

test("what one visit typed is offered to the next, newest first", () => {
  const shared = storage();
  new DraftBox(shared, "a", () => 1).keep("form", "r1", [["text", "one"]]);
  new DraftBox(shared, "b", () => 2).keep("form", "r2", [["text", "two"]]);
  const box = new DraftBox(shared, "c", () => 3);
  assert.deepEqual(box.earlier("form").map((draft) => [draft.visit, draft.revision, draft.fields[0][1]]), [["b", "r2", "two"], ["a", "r1", "one"]]);
  assert.deepEqual(box.earlier("other"), []);
});

test("a visit has one draft of a form, and is not offered its own", () => {
  const shared = storage();
  const box = new DraftBox(shared, "a");
  box.keep("form", "r", [["text", "o"]]);
  box.keep("form", "r", [["text", "one"]]);
  assert.equal(box.all("form").length, 1);
  assert.deepEqual(box.earlier("form"), []);
  box.drop("form");
  assert.equal(shared.held.size, 0);
});

test("dropping takes the draft of one visit alone", () => {
  const shared = storage();
  new DraftBox(shared, "a").keep("form", "r", [["text", "one"]]);
  const box = new DraftBox(shared, "b");
  box.keep("form", "r", [["text", "two"]]);
  box.drop("form", "a");
  assert.deepEqual(box.all("form").map((draft) => draft.visit), ["b"]);
});

test("old drafts and too many of them are let go", () => {
  const shared = storage();
  for (let day = 0; day < 6; day += 1) new DraftBox(shared, String(day), () => day * 86400000 + 1).keep("form", "r", [["text", String(day)]]);
  assert.equal(new DraftBox(shared, "x", () => 6 * 86400000).all("form").length, 4);
  assert.equal(new DraftBox(shared, "x", () => 34 * 86400000).all("form").length, 2);
});

test("nonsense in the storage, and one that refuses", () => {
  for (const held of ["", "{", "null", "5", '[null, 1, {"fields": 3}]']) {
    assert.deepEqual(new DraftBox(storage({ "ivr_author draft form": held }), "a").all("form"), []);
  }
  const full = { ...storage(), setItem() { throw new Error("QuotaExceededError"); } };
  assert.equal(new DraftBox(full, "a").keep("form", "r", []), false);
});

test("fields and pauses", () => {
  assert.equal(sameFields([["a", "1"]], [["a", "1"]]), true);
  assert.equal(sameFields([["a", "1"]], [["a", "2"]]), false);
  assert.deepEqual([0, 1, 2, 3, 4, 9].map(pauseBefore), [1, 2, 4, 8, 10, 10]);
});
