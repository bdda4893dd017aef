// The pure parts of the canvas: which exits are wires, where arrow keys lead, where cards stand, what can be undone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findNodes } from "../src/scripts/canvas/find.js";
import { History } from "../src/scripts/canvas/history.js";
import { follow, heightOf, isWire, nextWith, problemsOf, readGraph, reconnected } from "../src/scripts/canvas/model.js";
import { bounds, drawn, kept, layOut, MARGIN, origins, roomFor, SECTION_GAP, settle, TITLE } from "../src/scripts/canvas/places.js";
import { count, describe, fill } from "../src/scripts/canvas/words.js";
import { sample } from "./canvas_sample.js";

test("an exit to a child of the tree is a wire, once; all others are chips", () => {
  const model = readGraph(sample());
  assert.deepEqual(["0", "1", "2", "3"].map((index) => isWire(model, "menu", Number(index))), [true, true, false, false]);
  assert.deepEqual(model.children.get("menu"), ["pay", "help"]);
  assert.equal(isWire(model, "pay", 0), false, "goodbye is reached several ways");
});

test("exits one after the other may share a wire, others cross what lies between", () => {
  const graph = sample();
  const menu = graph.nodes.find((node) => node.id === "menu");
  menu.exits = ["pay", "pay", "help", "pay"].map((to, index) => ({ path: `choice/${index}/next`, label: `key ${index}`, to, flow: null }));
  const model = readGraph(graph);
  assert.deepEqual(model.wires.get("menu").map((wire) => wire.index), [0, 1, 2]);
});

test("arrow keys follow exits, parents and neighbours", () => {
  const model = readGraph(sample());
  const places = layOut(model);
  assert.equal(follow(model, places, "begin", "ArrowRight"), "menu");
  assert.equal(follow(model, places, "pay", "ArrowLeft"), "menu");
  assert.equal(follow(model, places, "pay", "ArrowDown"), "help");
  assert.equal(follow(model, places, "help", "ArrowUp"), "pay");
  assert.equal(follow(model, places, "pay", "ArrowRight"), "goodbye", "an exit that is no wire can be followed, too");
  assert.equal(follow(model, places, "goodbye", "ArrowRight"), "goodbye");
  assert.equal(follow(model, places, "goodbye", "Home"), "begin");
});

test("problems are gone through in reading order, round and round", () => {
  const graph = sample();
  graph.nodes.find((node) => node.id === "help").problems = [{ severity: "warning" }];
  graph.nodes.find((node) => node.id === "pay").problems = [{ severity: "note" }];
  graph.nodes.find((node) => node.id === "goodbye").problems = [{ severity: "error" }];
  const model = readGraph(graph);
  const wanted = (node) => problemsOf(node).length > 0;
  assert.equal(nextWith(model, "begin", 1, wanted), "help");
  assert.equal(nextWith(model, "help", 1, wanted), "goodbye");
  assert.equal(nextWith(model, "goodbye", 1, wanted), "help");
  assert.equal(nextWith(model, "begin", -1, wanted), "goodbye");
  assert.equal(nextWith(model, "begin", 1, () => false), null);
});

test("sections stand one under the other, moved nodes where they were put", () => {
  const graph = { ...sample(), positions: { help: [700, -8] } };
  const model = readGraph(graph);
  const places = layOut(model);
  assert.deepEqual(places.get("begin"), { x: 0, y: TITLE });
  const second = TITLE + model.sections[0].height + SECTION_GAP + TITLE;
  assert.deepEqual(places.get("goodbye"), { x: 0, y: second });
  assert.deepEqual(places.get("help"), { x: 700, y: TITLE - 8 });
  assert.deepEqual(kept(model, "help", places.get("help")), [700, -8]);
  assert.equal(origins(model).get("goodbye"), second);
});

test("a folded section is left out, and what follows moves up", () => {
  const model = readGraph(sample());
  const places = layOut(model);
  const shown = drawn(model, places, new Set(["begin"]));
  assert.deepEqual([...shown.keys()], ["goodbye"]);
  assert.equal(shown.get("goodbye").y, TITLE + MARGIN + TITLE);
});

test("an edit moves nothing that was there; what is new gets a free place beside its source", () => {
  const old = readGraph(sample());
  const before = layOut(old);
  before.set("pay", { x: 5, y: 999 });
  const graph = sample();
  graph.nodes.push({ id: "extra", type: "play", exits: [], problems: [] });
  graph.nodes.find((node) => node.id === "begin").exits[0].to = "extra";
  graph.layout.sections = [{ head: "begin", width: 240, height: 76, nodes: { begin: [0, 0], extra: [336, 0] } }, ...["menu", "pay", "help", "goodbye"].map((head) => ({ head, width: 240, height: 300, nodes: { [head]: [0, 0] } }))];
  graph.layout.parents = { extra: "begin" };
  const model = readGraph(graph);
  const places = settle(before, old, model);
  for (const id of ["begin", "menu", "pay", "help", "goodbye"]) assert.deepEqual(places.get(id), before.get(id));
  assert.equal(places.get("extra").x, before.get("begin").x + 336);
  for (const [id, place] of places) {
    if (id === "extra" || place.x !== places.get("extra").x) continue;
    const [above, below] = [place, places.get("extra")].sort((one, other) => one.y - other.y);
    assert.ok(below.y >= above.y + heightOf(model, above === place ? id : "extra"), `extra lies over ${id}`);
  }
});

test("a move that is undone takes the node back", () => {
  const old = readGraph({ ...sample(), positions: { help: [700, 0] } });
  const model = readGraph(sample());
  const places = settle(layOut(old), old, model);
  assert.deepEqual(places.get("help"), layOut(model).get("help"));
});

test("room is found below or above, never over another card", () => {
  const model = readGraph(sample());
  const places = layOut(model);
  places.delete("help");
  const found = roomFor(model, places, "help", places.get("pay"));
  assert.equal(found.x, places.get("pay").x);
  assert.ok(found.y >= places.get("pay").y + heightOf(model, "pay"));
  assert.ok(bounds(model, places).width > 0);
});

test("a connection can be drawn before it is saved, without touching the graph it is based on", () => {
  const graph = sample();
  const text = JSON.stringify(graph);
  const changed = reconnected(graph, "menu", "choice/1/next", "goodbye");
  assert.equal(JSON.stringify(graph), text);
  const model = readGraph(changed);
  assert.equal(model.nodes.get("menu").exits[0].to, "goodbye");
  assert.equal(model.parents.has("pay"), false, "nothing leads to it now");
});

test("edits are undone and done again in their order", () => {
  const history = new History();
  history.add("a", "Connect");
  history.add("b", "Rename");
  assert.equal(history.undoable.commit, "b");
  history.undone("b2");
  assert.equal(history.undoable.commit, "a");
  assert.deepEqual(history.redoable, { commit: "b2", message: "Rename" });
  history.redone("b3");
  assert.equal(history.undoable.commit, "b3");
  history.undone("b4");
  history.add("c", "Add");
  assert.equal(history.redoable, null, "a new edit forgets what was undone");
  assert.deepEqual(new History(JSON.parse(JSON.stringify(history))).past, history.past);
});

test("a stored history that is none is an empty one", () => {
  for (const stored of [null, 3, "x", {}, { past: 1 }, { past: [1], future: [null] }]) assert.equal(new History(stored).undoable, null);
  const history = new History();
  history.add(null, "no git");
  assert.equal(history.undoable, null);
});

test("nodes are found by name first, then by their words, whatever accents they have", () => {
  const { nodes } = sample();
  assert.deepEqual(findNodes(nodes, "  "), nodes.map((node) => node.id));
  assert.deepEqual(findNodes(nodes, "PAY"), ["pay", "menu"]);
  assert.deepEqual(findNodes(nodes, "adios"), ["goodbye"]);
  assert.deepEqual(findNodes(nodes, "play thank"), ["pay"]);
  assert.deepEqual(findNodes(nodes, "zzz"), []);
});

test("a node's name says its type, where its exits lead, and what is wrong", () => {
  const words = { goes_to: "{label} goes to {to}", goes_to_flow: "{label} goes to the flow {to}", ends: "no way onward", problems: ["{num} problem", "{num} problems"] };
  const [, menu] = sample().nodes;
  const name = describe({ ...menu, problems: [{ severity: "error" }, { severity: "warning" }, { severity: "note" }] }, words, "en");
  assert.match(name, /^menu menu\. What would you like to pay\?\. key 1 goes to pay; .*key 9 goes to the flow main\. 2 problems$/);
  assert.equal(describe({ id: "end", type: "hangup", exits: [] }, words, "en"), "hangup end. no way onward");
  assert.equal(fill("{a} {b}", { a: 1 }), "1 {b}");
  assert.equal(count(["{num} nodo", "{num} nodos"], 1, "es"), "1 nodo");
});
