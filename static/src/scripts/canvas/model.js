// The graph as the server gave it, made quick to ask: who leads where, which exits are drawn as wires and which as
// chips. Pure: knows nothing of the page, and never changes what it was given.

export function readGraph(graph) {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const parents = new Map(Object.entries(graph.layout.parents ?? {}).filter(([id, parent]) => nodes.has(id) && nodes.has(parent)));
  const incoming = new Map(graph.nodes.map((node) => [node.id, []]));
  for (const node of graph.nodes) {
    node.exits.forEach((exit, index) => { if (!exit.flow) incoming.get(exit.to)?.push({ from: node.id, index }); });
  }
  const wires = new Map(graph.nodes.map((node) => [node.id, wiresOf(node, parents)]));
  const children = new Map(graph.nodes.map((node) => [node.id, [...new Set(wires.get(node.id).map((wire) => wire.to))]]));
  const sections = graph.layout.sections.map((section) => ({ ...section, ids: inOrder(section, children) }));
  const sectionOf = new Map(sections.flatMap((section) => section.ids.map((id) => [id, section])));
  return { graph, nodes, parents, children, incoming, wires, sections, sectionOf, sizes: graph.layout.sizes, positions: graph.positions ?? {} };
}

// A wire leads to a child of the tree, once; a second exit to the same child may join it where nothing lies between.
function wiresOf(node, parents) {
  const found = [];
  node.exits.forEach((exit, index) => {
    if (exit.flow || parents.get(exit.to) !== node.id) return;
    const known = found.some((wire) => wire.to === exit.to);
    if (!known || found.at(-1).to === exit.to) found.push({ from: node.id, index, to: exit.to });
  });
  return found;
}

// The nodes of a section as one reads them: each before those it leads to, exits in their order.
function inOrder(section, children) {
  const found = new Set();
  const waiting = [section.head];
  while (waiting.length) {
    const id = waiting.pop();
    if (!(id in section.nodes) || found.has(id)) continue;
    found.add(id);
    waiting.push(...(children.get(id) ?? []).toReversed());
  }
  return [...found, ...Object.keys(section.nodes).filter((id) => !found.has(id))];
}

export function heightOf(model, id) {
  return model.sizes.head + model.sizes.row * (model.nodes.get(id)?.exits.length ?? 0);
}

export function isWire(model, id, index) {
  return model.wires.get(id)?.some((wire) => wire.index === index) ?? false;
}

// Where the arrow keys lead: into the tree, back to the parent, to the sibling above or below, by places otherwise.
export function follow(model, places, id, key) {
  if (key === "Home") return model.nodes.has(model.graph.start) ? model.graph.start : id;
  if (key === "ArrowRight") {
    const exit = model.nodes.get(id).exits.find((one) => !one.flow && model.nodes.has(one.to));
    return model.children.get(id)[0] ?? exit?.to ?? id;
  }
  if (key === "ArrowLeft") return model.parents.get(id) ?? model.incoming.get(id)[0]?.from ?? id;
  return near(places, id, key === "ArrowUp" ? -1 : 1);
}

function near(places, id, direction) {
  const here = places.get(id);
  let best = id;
  let least = Infinity;
  for (const [other, place] of places) {
    const down = (place.y - here.y) * direction;
    if (other === id || down <= 0) continue;
    const distance = down + 3 * Math.abs(place.x - here.x);
    if (distance < least) [least, best] = [distance, other];
  }
  return best;
}

// The next node (or the one before) in reading order of which something is true; round from the end to the beginning.
export function nextWith(model, id, step, isWanted) {
  const order = model.sections.flatMap((section) => section.ids).concat([...model.nodes.keys()].filter((one) => !model.sectionOf.has(one)));
  const at = Math.max(0, order.indexOf(id));
  for (let count = 1; count <= order.length; count += 1) {
    const found = order[(at + step * count + order.length * count) % order.length];
    if (isWanted(model.nodes.get(found))) return found;
  }
  return null;
}

export function problemsOf(node) {
  const listed = node.problems ?? [];
  return listed.filter((one) => one.severity === "error" || one.severity === "warning");
}

// The graph as it will be once an exit leads elsewhere, so that it can be drawn before the server has answered.
export function reconnected(graph, id, path, to) {
  const nodes = graph.nodes.map((node) => {
    if (node.id !== id) return node;
    const exits = node.exits.map((exit) => (exit.path === path ? { ...exit, to, flow: null, missing: false } : exit));
    return { ...node, exits };
  });
  const still = new Map(nodes.map((node) => [node.id, new Set(node.exits.map((exit) => exit.to))]));
  const parents = Object.fromEntries(Object.entries(graph.layout.parents).filter(([child, parent]) => still.get(parent)?.has(child)));
  const incoming = nodes.filter((node) => node.exits.some((exit) => !exit.flow && exit.to === to)).map((node) => node.id);
  // Only one way leads there now: it stands beside that one, until the server says more.
  if (incoming.length === 1 && incoming[0] === id && to !== id && to !== graph.start) parents[to] = id;
  return { ...graph, nodes, layout: { ...graph.layout, parents } };
}
