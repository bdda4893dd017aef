// A shape for each type of node, so that colour is never the only sign. Paths in a box of 16 by 16; pure.

const FAMILIES = {
  offer: ["menu", "language"],
  ask: ["collect", "voicemail"],
  decide: ["branch", "hours", "assign"],
  do: ["lookup", "send", "callback"],
  end: ["queue", "transfer", "hangup"],
  other: ["subflow", "return"],
};

// For pictures that leave the studio: always on white paper, as the tokens have them in the light.
export const COLOURS = { say: "#005ea2", offer: "#6b52a3", ask: "#a24a00", decide: "#7a591a", do: "#00687d", end: "#3d4551", other: "#1e6b34" };

const SHAPES = {
  play: "M2 6v4h3l4 3V3L5 6zM11 5q2 3 0 6M13 3q3.500 5 0 10",
  bulletin: "M2 6v4h2l1 4h2l-1-4h1l6 3V3L7 6z",
  menu: "M2 2h3v3H2zM7 2h3v3H7zM12 2h2v3h-2zM2 7h3v3H2zM7 7h3v3H7zM12 7h2v3h-2zM7 12h3v3H7z",
  language: "M8 1.500a6.500 6.500 0 1 0 .01 0zM2 8h12M8 2q-5 6 0 12M8 2q5 6 0 12",
  collect: "M1 4h14v8H1zM4 6.500v3M7 6.500v3M10 9.500h3",
  voicemail: "M4.500 5a3 3 0 1 0 .01 0zM11.500 5a3 3 0 1 0 .01 0zM4.500 11h7",
  branch: "M8 1l7 7-7 7-7-7z",
  hours: "M8 1.500a6.500 6.500 0 1 0 .01 0zM8 4v4l3 2",
  assign: "M2 5.500h12M2 10.500h12",
  lookup: "M7 2a5 5 0 1 0 .01 0zM10.500 10.500L15 15",
  send: "M1 3h14v10H1zM1 3l7 6 7-6",
  callback: "M12 2v5H7M12 7A5.500 5.500 0 1 0 13 11",
  queue: "M4 3a1.500 1.500 0 1 0 .01 0zM8 3a1.500 1.500 0 1 0 .01 0zM12 3a1.500 1.500 0 1 0 .01 0zM2 13q0-5 2-5t2 5M6 13q0-5 2-5t2 5M10 13q0-5 2-5t2 5",
  transfer: "M1 8h12M9 4l4 4-4 4",
  hangup: "M1.500 10q6.500-6 13 0l-2 2.500-3-1.500V9h-3v2l-3 1.500z",
  subflow: "M2 2h12v12H2zM5 5h6v6H5z",
  return: "M6 3L2 7l4 4M2 7h8q4 0 4 5",
  other: "M3 3h10v10H3z",
};

export function familyOf(type) {
  return Object.keys(FAMILIES).find((family) => FAMILIES[family].includes(type)) ?? "say";
}

export function shapeOf(type) {
  return SHAPES[type] ?? SHAPES.other;
}
