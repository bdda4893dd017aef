// Fields of a notice in its words: where they stand and what their chips say.
import assert from "node:assert/strict";
import test from "node:test";
import { chipOf, fieldsIn, namesGiven, written } from "../src/scripts/notice/fields.js";

const FIELDS = [{ name: "due_date", label: "Last day to pay" }, { name: ".amount", label: "amount", list: "charges" }, { name: "charges", label: "charges" }];

test("every field is found where it stands", () => {
  const found = fieldsIn("Pay {{ amount }} by {{due_date|date}}.\n{% if x %}{{ a }}");
  assert.deepEqual(found.map((one) => one.inside), ["amount", "due_date|date", "a"]);
  assert.deepEqual([found[0].from, found[0].to], [4, 16]);
  assert.deepEqual(fieldsIn("{{ }} {{"), [{ from: 0, to: 5, inside: "" }]);
});

test("a chip says the label, and that more is done with the value", () => {
  assert.deepEqual(chipOf("due_date", FIELDS), { label: "Last day to pay", isKnown: true });
  assert.deepEqual(chipOf('due_date | default("x")', FIELDS), { label: "Last day to pay…", isKnown: true });
  assert.deepEqual(chipOf("charge.amount", FIELDS), { label: "amount", isKnown: true });
});

test("a chip tells a name that nothing declares", () => {
  assert.deepEqual(chipOf("dou_date", FIELDS), { label: "dou date", isKnown: false });
  assert.equal(chipOf("a + b", FIELDS).isKnown, true);
});

test("names of loops and of set are known", () => {
  assert.deepEqual([...namesGiven("{% for row in rows %}{%- set rest = 1 %}{% if x %}")], ["row", "rest"]);
});

test("a field is written as templates have it", () => assert.equal(written("due_date"), "{{ due_date }}"));
