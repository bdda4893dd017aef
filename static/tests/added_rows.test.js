// Which row a button has added.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rowBefore } from "../src/scripts/added_rows.js";

test("the last row of the list that was added to", () => {
  const [one, other] = [{ id: "text 2" }, { id: "choice 5" }];
  const buttons = [{ value: "prompt", previousElementSibling: one }, { value: "choices", previousElementSibling: other }];
  assert.equal(rowBefore(buttons, "choices"), other);
  assert.equal(rowBefore(buttons, "gone"), null);
});
