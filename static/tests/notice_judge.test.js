// Asking about words while they are typed: one question at a time, the last words last.
import assert from "node:assert/strict";
import test from "node:test";
import { Judge } from "../src/scripts/notice/judge.js";

const settled = () => new Promise((done) => { setTimeout(done, 5); });

test("what was typed during a question is asked about next, and the older answer is not shown", async () => {
  const waiting = [];
  const shown = [];
  const judge = new Judge(() => new Promise((done) => { waiting.push(done); }), (answer) => { shown.push(answer); }, () => {});
  judge.now();
  judge.now();
  judge.now();
  assert.equal(waiting.length, 1);
  waiting[0]("old");
  await settled();
  assert.equal(waiting.length, 2);
  waiting[1]("new");
  await settled();
  assert.deepEqual(shown, ["new"]);
});

test("typing puts the question off", async () => {
  let asked = 0;
  const judge = new Judge(async () => { asked += 1; }, () => {}, () => {});
  judge.later(2);
  judge.later(2);
  judge.later(2);
  await new Promise((done) => { setTimeout(done, 30); });
  assert.equal(asked, 1);
});

test("an answer that stays away is told, and asked for again", async () => {
  const told = [];
  let count = 0;
  const judge = new Judge(async () => { count += 1; if (count === 1) throw new Error("away"); return 1; }, () => {}, (is) => told.push(is));
  await judge.now();
  assert.deepEqual(told, [true]);
  await judge.now();
  clearTimeout(judge.timer);
  assert.deepEqual(told, [true, false]);
});
