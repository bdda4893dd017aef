// The keys of the canvas. Single letters do something only while a node has the focus, and can be switched off.
import { follow, nextWith, problemsOf } from "./model.js";
import { singleKeysOn } from "../shortcuts.js";

const STEP = 16;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function listenForKeys(canvas) {
  canvas.stage.addEventListener("keydown", (event) => {
    const id = event.target.closest?.(".fc-card")?.dataset.id ?? canvas.view.reachable;
    if (actOn(canvas, event, id)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  // Undo is where one works, not only on the canvas; while typing, it is the field's own.
  canvas.room.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.target.closest("input, textarea, select, dialog, .cm-editor")) return;
    if (history(canvas, event)) event.preventDefault();
  });
}

function history(canvas, event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
  if (!canvas.canEdit) return false;
  const key = event.key.toLowerCase();
  if (key === "z") event.shiftKey ? canvas.edits.redo() : canvas.edits.undo();
  else if (key === "y") canvas.edits.redo();
  else return false;
  return true;
}

function actOn(canvas, event, id) {
  if (history(canvas, event)) return true;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") {
    canvas.choose([...canvas.shown.keys()]);
    return true;
  }
  if (event.ctrlKey || event.metaKey || !id) return false;
  if (ARROWS[event.key]) return arrow(canvas, event, id);
  if (event.altKey) return false;
  const letter = event.key.toLowerCase();
  const act = NAMED[event.key] ?? (singleKeysOn() ? LETTERS[letter] : undefined);
  if (!act || (!canvas.canEdit && (EDITING.has(event.key) || EDITING.has(letter)))) return false;
  act(canvas, id);
  return true;
}

function arrow(canvas, event, id) {
  const [across, down] = ARROWS[event.key];
  if (event.altKey && canvas.canEdit) canvas.nudge(across * STEP, down * STEP);
  else canvas.focus(follow(canvas.model, canvas.shown, id, event.key), { isAdding: event.shiftKey });
  return true;
}

const toProblem = (step) => (canvas, id) => {
  const found = nextWith(canvas.model, id, step, (node) => problemsOf(node).length > 0);
  if (found) canvas.focus(found);
  else canvas.say(canvas.words.no_problems);
};

// What only who may change the flow does.
const EDITING = new Set(["Delete", "Backspace", "F2", "c", "n", "d"]);

const NAMED = {
  Home: (canvas, id) => canvas.focus(follow(canvas.model, canvas.shown, id, "Home")),
  Enter: (canvas, id) => canvas.edit(id, { focus: true }),
  Escape: (canvas) => canvas.choose([]),
  Delete: (canvas, id) => canvas.askRemove(id),
  Backspace: (canvas, id) => canvas.askRemove(id),
  F2: (canvas, id) => canvas.askRename(id),
};

const LETTERS = {
  c: (canvas, id) => canvas.askWhere(id),
  n: (canvas, id) => canvas.askAddAfter(id),
  d: (canvas, id) => canvas.duplicate(id),
  "+": (canvas) => canvas.viewport.zoom(1.2),
  "=": (canvas) => canvas.viewport.zoom(1.2),
  "-": (canvas) => canvas.viewport.zoom(1 / 1.2),
  0: (canvas) => canvas.fit(),
  1: (canvas) => canvas.zoomTo(1),
  "/": (canvas) => canvas.outline.find(),
  "[": toProblem(-1),
  "]": toProblem(1),
};
