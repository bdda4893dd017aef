// Faults as one types: asked of the server, shown in the text, in the gutter, in a list below it, and read out politely.
import { forceLinting, linter, lintGutter, nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { keymap } from "@codemirror/view";
import { post } from "../post.js";
import { countWords, fixOf, rangeOf } from "./diagnostics.js";

const DELAY_MS = 200;
const AGAIN_MS = 3000;
const SEVERITIES = { error: "error", warning: "warning", note: "info" };

// `about`: {check, path}; `parts`: {list, count, status}, the elements of the page; `onFound` gets the faults.
export function problems(about, words, parts, onFound = () => {}) {
  let last = [];
  let waiting = 0;
  const check = async (view) => {
    const text = view.state.doc;
    try {
      const answer = await post(about.check, { path: about.path, text: text.toString() });
      if (!answer.ok) throw new Error(answer.statusText);
      const faults = await answer.json();
      if (view.state.doc !== text) return last;
      showList(view, faults, words, parts);
      onFound(faults);
      last = faults.map((one) => toDiagnostic(view, one, words));
    } catch {
      parts.status.textContent = words.unchecked;
      clearTimeout(waiting);
      waiting = setTimeout(() => forceLinting(view), AGAIN_MS);
    }
    return last.filter((one) => one.to <= view.state.doc.length);
  };
  const go = (step) => (view) => {
    if (!step(view)) return false;
    const { from } = view.state.selection.main;
    const found = last.filter((one) => one.from <= from && from <= one.to);
    parts.status.textContent = found.map((one) => one.message).join(" ");
    return true;
  };
  return [
    linter(check, { delay: DELAY_MS }),
    lintGutter(),
    keymap.of([{ key: "F8", run: go(nextDiagnostic) }, { key: "Shift-F8", run: go(previousDiagnostic) }]),
  ];
}

function toDiagnostic(view, fault, words) {
  const { from, to } = rangeOf(view.state.doc, fault);
  const fix = fixOf(fault, view.state.sliceDoc(from, to));
  return {
    from,
    to,
    severity: SEVERITIES[fault.severity],
    source: fault.rule,
    message: fault.hint ? `${plain(fault.message)}. ${plain(fault.hint)}` : plain(fault.message),
    actions: fix ? [{ name: words.replace.replace("{name}", fix.insert), apply: (target, start) => mend(target, start, fix) }] : [],
  };
}

function mend(view, start, fix) {
  view.dispatch({ changes: { from: start + fix.from, to: start + fix.to, insert: fix.insert }, userEvent: "input.fix" });
}

function showList(view, faults, words, { list, count, status }) {
  const items = faults.map((fault) => {
    const { from, to } = rangeOf(view.state.doc, fault);
    const item = element("li", `mark mark--${fault.severity}`);
    const severity = element("span", `status status--${fault.severity}`, words.severity[fault.severity]);
    const line = element("a", "mark__line", words.line.replace("{line}", fault.line));
    line.href = `#l${fault.line}`;
    line.dataset.line = fault.line;
    const message = element("span", "mark__message");
    message.append(...withCode(fault.message));
    if (fault.hint) {
      const hint = element("span", "mark__hint");
      hint.append(...withCode(fault.hint));
      message.append(" ", hint);
    }
    item.append(severity, " ", line, " ", message, " ", element("code", "mark__rule", fault.rule));
    const fix = fixOf(fault, view.state.sliceDoc(from, to));
    if (fix) {
      const button = element("button", "mark__fix", words.replace.replace("{name}", fix.insert));
      button.type = "button";
      button.addEventListener("click", () => { mend(view, from, fix); view.focus(); });
      item.append(" ", button);
    }
    return item;
  });
  list.replaceChildren(...items);
  const told = countWords(faults, words.counted).join(", ") || words.none;
  count.textContent = told;
  // Said again only where it is something else: a reader hears what they type, too.
  if (status.dataset.told !== told) status.textContent = status.dataset.told = told;
}

function element(tag, className, text = "") {
  const one = document.createElement(tag);
  one.className = className;
  one.textContent = text;
  return one;
}

function withCode(message) {
  const parts = message.split("`");
  if (parts.length % 2 === 0) return [message];
  return parts.map((part, index) => (index % 2 ? element("code", "", part) : part));
}

const plain = (message) => message.replaceAll("`", "");
