// Wires that do not cross, and pictures that leave the studio: whole, well-formed, right to left where words are.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shapeOf } from "../src/scripts/canvas/icons.js";
import { readGraph } from "../src/scripts/canvas/model.js";
import { picture } from "../src/scripts/canvas/picture.js";
import { layOut } from "../src/scripts/canvas/places.js";
import { escape, shorten, toSvg } from "../src/scripts/canvas/svg.js";
import { polyline, routes, way } from "../src/scripts/canvas/wires.js";
import { sample } from "./canvas_sample.js";

const WORDS = { begins: "A call begins", unreachable: "no call gets here" };

// A fan of exits to children beside it, as the layout places them.
function fan(skip, count) {
  const exits = Array.from({ length: skip + count }, (_, index) => ({ path: `e${index}`, label: `${index}`, to: index < skip ? "root" : `c${index}`, flow: null }));
  const children = exits.slice(skip).map((exit) => exit.to);
  const nodes = { root: [0, 0] };
  children.forEach((id, index) => { nodes[id] = [336, index * 104]; });
  return readGraph({
    start: "root",
    nodes: [{ id: "root", type: "menu", exits }, ...children.map((id) => ({ id, type: "play", exits: [{ path: "next", label: "next", to: "root", flow: null }] }))],
    layout: { sizes: sample().layout.sizes, sections: [{ head: "root", width: 576, height: 1000, nodes }], parents: Object.fromEntries(children.map((id) => [id, "root"])) },
  });
}

function corners(path) {
  const points = [];
  for (const [, command, rest] of path.matchAll(/([MLQHV])([^MLQHV]*)/g)) {
    const numbers = rest.trim().split(/\s+/).map(Number);
    if (command === "H") points.push([numbers[0], points.at(-1)[1]]);
    else points.push(numbers.slice(-2));
  }
  return points;
}

function crosses([a, b], [c, d]) {
  const side = (p, q, r) => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

test("wires of one node never cross, whether they go up or down", () => {
  for (const [skip, number] of [[0, 2], [0, 9], [5, 4], [9, 3], [8, 12]]) {
    const model = fan(skip, number);
    const lines = routes(model, layOut(model), "root").map((one) => corners(one.path));
    assert.equal(lines.length, number);
    const pieces = lines.map((points) => points.slice(1).map((point, index) => [points[index], point]));
    for (let one = 0; one < pieces.length; one += 1) {
      for (let other = one + 1; other < pieces.length; other += 1) {
        for (const a of pieces[one]) for (const b of pieces[other]) assert.ok(!crosses(a, b), `${skip}+${number}: ${one} crosses ${other}`);
      }
    }
  }
});

test("a wire stays between its columns, and is straight where it can be", () => {
  assert.equal(way({ x: 0, y: 10 }, { x: 96, y: 10 }, 14).path, "M0 10H96");
  const xs = corners(way({ x: 0, y: 10 }, { x: 96, y: 200 }, 30).path).map(([x]) => x);
  assert.ok(Math.min(...xs) === 0 && Math.max(...xs) === 96);
});

test("a wire to a card behind goes round, and ends at its head", () => {
  const points = corners(way({ x: 500, y: 10 }, { x: 100, y: 300 }, 14).path);
  assert.deepEqual(points.at(-1), [100, 300]);
  assert.ok(Math.max(...points.map(([x]) => x)) > 500);
  assert.ok(Math.min(...points.map(([x]) => x)) < 100);
  assert.equal(polyline([{ x: 0, y: 0 }, { x: 5, y: 0 }]), "M0 0L5 0");
});

test("a wire of a folded target is not drawn", () => {
  const model = readGraph(sample());
  const places = layOut(model);
  places.delete("help");
  assert.deepEqual(routes(model, places, "menu").map((one) => one.to), ["pay"]);
});

test("the SVG holds every node, its words and its wires, and is well-formed", () => {
  const model = readGraph(sample());
  const svg = toSvg(picture(model, layOut(model), WORDS));
  for (const text of ["Billing &lt;&amp;&gt; more", ">menu<", ">Thank you.<", "A call begins", "↪ goodbye", "⧉ main", "on failure !"]) assert.ok(svg.includes(text), text);
  assert.equal(svg.match(/marker-end/g).length, 3);
  assert.ok(!/NaN|undefined|null/.test(svg));
  const open = [...svg.matchAll(/<([a-z]+)[^>]*?(\/?)>/g)].filter(([, , closed]) => !closed).map(([, name]) => name).sort();
  const close = [...svg.matchAll(/<\/([a-z]+)>/g)].map(([, name]) => name).sort();
  assert.deepEqual(open, close);
});

test("words from right to left begin at the right edge", () => {
  const graph = sample();
  Object.assign(graph.nodes[2], { text: "شكرا لك", lang: "ar", dir: "rtl" });
  const model = readGraph(graph);
  const svg = toSvg(picture(model, layOut(model), WORDS));
  assert.match(svg, /<text x="220"[^>]*direction="rtl" xml:lang="ar"[^>]*>شكرا لك</);
});

test("no text breaks out of the picture", () => {
  assert.equal(escape('<script>"&\u0000\ud800'), "&lt;script&gt;&quot;&amp;");
  const graph = sample();
  graph.nodes[2].text = '</text><script>alert("x")</script>';
  const model = readGraph(graph);
  assert.ok(!toSvg(picture(model, layOut(model), WORDS)).includes("<script"));
});

test("long texts are cut, wide scripts earlier", () => {
  assert.equal(shorten({ text: "short", width: 200, size: 12 }), "short");
  const latin = shorten({ text: "x".repeat(200), width: 200, size: 12 });
  const wide = shorten({ text: "电".repeat(200), width: 200, size: 12 });
  assert.ok(latin.endsWith("…") && wide.endsWith("…") && wide.length < latin.length);
});

test("every type has a shape, known or not", () => {
  for (const type of ["play", "menu", "return", "no_such_type", ""]) assert.match(shapeOf(type), /^M/);
});
