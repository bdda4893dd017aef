// The address that is asked for changes follows what the page itself saved.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withRevision } from "../src/scripts/changes.js";

test("the revision is replaced and the path stays", () => {
  const address = withRevision("/changes?path=flows%2Fa%20b.yaml&revision=1", "2");
  const asked = new URLSearchParams(address.split("?")[1]);
  assert.equal(address.split("?")[0], "/changes");
  assert.deepEqual([asked.get("path"), asked.get("revision")], ["flows/a b.yaml", "2"]);
});
