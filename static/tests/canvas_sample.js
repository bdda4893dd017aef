// A small flow as the server gives it, for the tests of the canvas: a menu of two choices, both to a goodbye.

const exit = (path, label, to, more = {}) => ({ path, label, to, flow: null, failure: false, condition: "", missing: false, ...more });

export function sample() {
  return {
    flow: "billing",
    title: "Billing <&> more",
    revision: "r1",
    start: "begin",
    locale: "en",
    direction: "ltr",
    nodes: [
      { id: "begin", type: "assign", title: "assign", text: "", facts: [["set misses", "0"]], exits: [exit("next", "next", "menu")], problems: [] },
      {
        id: "menu", type: "menu", title: "menu", text: "What would you like to pay?", lang: "en", dir: "ltr", facts: [], problems: [],
        exits: [exit("choice/1/next", "key 1", "pay"), exit("choice/2/next", "key 2", "help"), exit("on_failure", "on failure", "goodbye", { failure: true }), exit("choice/9/next", "key 9", "main", { flow: "main" })],
      },
      { id: "pay", type: "play", title: "play", text: "Thank you.", lang: "en", dir: "ltr", facts: [], exits: [exit("next", "next", "goodbye")], problems: [] },
      { id: "help", type: "queue", title: "queue", text: "", facts: [["queue", "reps"]], exits: [exit("next/full", "full", "goodbye")], problems: [] },
      { id: "goodbye", type: "hangup", title: "hangup", text: "Adiós.", lang: "es", dir: "ltr", facts: [], exits: [], problems: [] },
    ],
    keys: {},
    layout: {
      sizes: { width: 240, head: 52, row: 24, column_gap: 96, row_gap: 28 },
      sections: [
        { head: "begin", width: 912, height: 180, unreachable: false, nodes: { begin: [0, 0], menu: [336, 0], pay: [672, 0], help: [672, 104] } },
        { head: "goodbye", width: 240, height: 52, unreachable: false, nodes: { goodbye: [0, 0] } },
      ],
      parents: { menu: "begin", pay: "menu", help: "menu" },
    },
    positions: {},
  };
}
