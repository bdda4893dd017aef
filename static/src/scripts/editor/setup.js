// CodeMirror over a <textarea>, as every editor of the studio has it: the textarea stays in its form and in step, so
// that the form is sent, kept as a draft and read by other scripts as if the editor were not there.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, codeFolding, foldGutter, foldKeymap } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { difference } from "./difference.js";
import { colours, theme } from "./theme.js";

const FOCUSABLE = "a[href], button:not([disabled]), input:not([disabled]):not([type=hidden]), select:not([disabled]), textarea:not([disabled]), summary, [tabindex]:not([tabindex='-1'])";

// Options: `extensions` and `language` (CodeMirror's), `label` (else that of the textarea), `code` (line numbers, folding,
// the active line), `words` (CodeMirror's phrases in the reader's language), `onSave` (Ctrl+S and Ctrl+Enter, else the
// form's first button is pressed). `lang`, `dir`, `spellcheck` and `aria-describedby` are those of the textarea.
export function createEditor(textarea, { extensions = [], language = [], label = "", code = false, words = {}, onSave } = {}) {
  const save = () => {
    if (onSave) onSave();
    else textarea.form?.querySelector("button:not([type=button])")?.click();
    return true;
  };
  let isOurs = false;
  const keepInStep = EditorView.updateListener.of((update) => {
    if (!update.docChanged) return;
    const text = update.state.doc.toString();
    if (text === textarea.value) return;
    isOurs = true;
    textarea.value = text;
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
    isOurs = false;
  });
  const state = EditorState.create({
    doc: textarea.value,
    extensions: [
      EditorView.cspNonce.of(pageNonce()),
      EditorState.phrases.of(words),
      EditorView.contentAttributes.of(attributesOf(textarea, label)),
      EditorState.readOnly.of(textarea.readOnly),
      Prec.high(keymap.of([{ key: "Mod-s", run: save }, { key: "Mod-Enter", run: save }])),
      code ? [lineNumbers(), codeFolding(), foldGutter({ markerDOM: foldMarker }), highlightActiveLine(), highlightActiveLineGutter(), bracketMatching(), keymap.of(foldKeymap)] : [],
      highlightSpecialChars(),
      highlightSelectionMatches({ minSelectionLength: 2 }),
      history(),
      search({ top: true }),
      EditorView.lineWrapping,
      theme,
      colours,
      language,
      extensions,
      keepInStep,
      keymap.of([...searchKeymap, ...historyKeymap, ...defaultKeymap]),
      // Last of all: when there is nothing else to close, Escape leads out, as Tab does.
      Prec.lowest(keymap.of([{ key: "Escape", run: leave }])),
    ],
  });
  const view = new EditorView({ state });
  textarea.after(view.dom);
  textarea.hidden = true;
  // What leads to the textarea (a label, a link of an error summary, a script) leads to the editor.
  textarea.focus = () => view.focus();
  for (const one of textarea.labels ?? []) one.addEventListener("click", () => view.focus());
  // A draft that is offered again, or a form that is reset, changes the textarea.
  textarea.addEventListener("input", () => { if (!isOurs) replaceText(view, textarea.value); });
  textarea.form?.addEventListener("reset", () => setTimeout(() => replaceText(view, textarea.value)));
  return view;
}

// Puts another text in place of the whole, changing only what differs, so that the cursor and folds stay where they are.
export function replaceText(view, text) {
  const change = difference(view.state.doc.toString(), text.replace(/\r\n?/g, "\n"));
  if (change) view.dispatch({ changes: change, userEvent: "input.replace" });
}

// The nonce of the page's own scripts: the content policy lets no style in without it.
export function pageNonce() {
  return document.querySelector("script[nonce]")?.nonce ?? "";
}

function attributesOf(textarea, label) {
  const attributes = { spellcheck: String(textarea.spellcheck), role: "textbox", "aria-multiline": "true", tabindex: "0" };
  for (const name of ["lang", "dir", "aria-describedby", "aria-invalid"]) {
    const value = textarea.getAttribute(name);
    if (value) attributes[name] = value;
  }
  if (label) attributes["aria-label"] = label;
  else if (textarea.labels?.length) {
    for (const [index, one] of [...textarea.labels].entries()) one.id ||= `${textarea.id}-label-${index}`;
    attributes["aria-labelledby"] = [...textarea.labels].map((one) => one.id).join(" ");
  } else if (textarea.getAttribute("aria-label")) attributes["aria-label"] = textarea.getAttribute("aria-label");
  return attributes;
}

function foldMarker(isOpen) {
  const marker = document.createElement("span");
  marker.className = isOpen ? "cm-fold" : "cm-fold cm-fold--closed";
  return marker;
}

function leave(view) {
  const all = [...document.querySelectorAll(FOCUSABLE)].filter((one) => one.checkVisibility?.() ?? one.offsetParent);
  const next = all.find((one) => view.dom.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING && !view.dom.contains(one));
  if (!next) return false;
  next.focus();
  return true;
}
