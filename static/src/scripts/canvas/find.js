// Finds nodes by their names, words, types and exits. Pure: names come before words, beginnings before the rest.

export function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase().replace(/[_\s]+/g, " ").trim();
}

// The ids of the nodes that hold every word that was typed, best first; all in their order where nothing was typed.
export function findNodes(nodes, typed) {
  const words = plain(typed).split(" ").filter(Boolean);
  if (!words.length) return nodes.map((node) => node.id);
  const found = [];
  nodes.forEach((node, order) => {
    const name = plain(node.id);
    const rest = plain([node.title ?? "", node.type, node.text ?? "", ...node.exits.map((exit) => exit.label), ...(node.facts ?? []).flat()].join(" "));
    if (!words.every((word) => name.includes(word) || rest.includes(word))) return;
    const all = words.join(" ");
    const rank = name === all ? 0 : name.startsWith(all) ? 1 : words.every((word) => name.includes(word)) ? 2 : 3;
    found.push({ id: node.id, rank, order });
  });
  return found.sort((one, other) => one.rank - other.rank || one.order - other.order).map((one) => one.id);
}
