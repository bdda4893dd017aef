// The address that is asked for changes follows what the page itself saved, and nothing else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { afterEdit } from "../src/scripts/changes.js";

const ADDRESS = "/changes?path=flows%2Fa%20b.yaml&revision=1";

function read(address) {
  const asked = new URLSearchParams(address.split("?")[1]);
  return [address.split("?")[0], asked.get("path"), asked.get("revision")];
}

test("the revision is replaced and the path stays", () => {
  assert.deepEqual(read(afterEdit(ADDRESS, { revision: "2" })), ["/changes", "flows/a b.yaml", "2"]);
  assert.deepEqual(read(afterEdit(ADDRESS, { revision: "2", path: "flows/a b.yaml" }))[2], "2");
});

test("edits of other files, and events without a revision, change nothing", () => {
  for (const edit of [undefined, {}, { path: "flows/a b.yaml" }, { revision: "2", path: "ivr.yaml" }]) assert.equal(afterEdit(ADDRESS, edit), ADDRESS);
});
