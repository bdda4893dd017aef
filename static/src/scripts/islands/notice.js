// The words of a notice: the editor with chips and advice, and beside it what members get of them as they are typed.
import { EditorView, keymap } from "@codemirror/view";
import { createEditor } from "../editor/setup.js";
import { advice, goTo, showPlaces } from "../notice/advice.js";
import { written } from "../notice/fields.js";
import { Judge } from "../notice/judge.js";
import { elementOf, exchange, stretch } from "../notice/preview.js";
import { ChipSwitch, markdown } from "../notice/wording.js";
import { post } from "../post.js";
import { registerShortcuts } from "../shortcuts.js";

// What is edited now: {form, view, judge, words, announce}. A page that came instead (faults, something to agree to) may
// bring another form.
let desk = null;

function begin() {
  const form = document.getElementById("words-form");
  if (!form || form.dataset.ready !== undefined) return;
  // Who only reads has no words to type.
  if (form.dataset.judge) desk = start(form);
  stretch(document.getElementById("preview") ?? document);
  form.dataset.ready = "";
  const line = /^#w(\d+)$/.exec(window.location.hash);
  if (line && desk) goToLine(Number(line[1]));
}

function start(form) {
  const words = JSON.parse(form.dataset.words);
  const fields = JSON.parse(form.dataset.chips);
  const textarea = form.elements.text;
  const said = document.getElementById("said");
  const announce = (text) => { said.textContent = text; };
  const chips = new ChipSwitch(fields, words);
  const saved = textarea.defaultValue;
  const insertable = fields.filter((one) => !one.list).slice(0, 9);
  const view = createEditor(textarea, {
    words: words.editor,
    extensions: [
      // What scrolls must be reached by keys in every browser.
      EditorView.contentAttributes.of({ tabindex: "0" }),
      chips.extension,
      markdown,
      advice(words, announce),
      keymap.of(insertable.map((one, index) => ({ key: `Alt-${index + 1}`, run: () => insert(view, one.name) }))),
    ],
  });
  showPlaces(view, JSON.parse(form.dataset.places));
  const judge = new Judge(() => ask(form, view), (answer) => show(answer, view), (isFailing) => {
    if (isFailing) announce(words.failed);
    else if (said.textContent === words.failed) announce("");
  });
  textarea.addEventListener("input", () => {
    if (said.textContent !== words.changed) announce(view.state.doc.toString() === saved ? "" : words.changed);
    judge.later();
  });
  // Whom and what is looked at is no words that could be lost: it travels in hidden fields, which no draft keeps.
  for (const select of document.querySelectorAll("select[form=words-form]")) {
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: select.name, value: select.value });
    select.dataset.chooses = select.name;
    select.removeAttribute("name");
    form.append(hidden);
  }
  document.getElementById("insert").hidden = false;
  const code = document.getElementById("as-code");
  code.hidden = false;
  code.addEventListener("click", () => {
    chips.toggle(view);
    code.setAttribute("aria-pressed", String(!chips.isOn));
    view.focus();
  });
  registerShortcuts(words.shortcuts, [["Ctrl+S", words.save], ["Alt+1 … Alt+9", words.insert], ["F8", words.next]]);
  return { form, view, judge, words, announce };
}

// --- asking --------------------------------------------------------------------------------------------------------

async function ask(form, view) {
  const text = view.state.doc.toString();
  const data = new FormData(form);
  data.set("text", text);
  const answer = await post(form.dataset.judge, data);
  if (!answer.ok) throw new Error(answer.statusText);
  return { ...(await answer.json()), text };
}

async function show(answer, view) {
  const isCurrent = () => view.state.doc.toString() === answer.text;
  if (!isCurrent()) return;
  showPlaces(view, answer.places);
  const judged = elementOf(answer.judged, "judged");
  const place = document.getElementById("judged");
  if (judged && !place.contains(document.activeElement)) place.replaceWith(judged);
  document.getElementById("stale").hidden = Boolean(answer.preview);
  if (!answer.preview) return;
  const preview = document.getElementById("preview");
  preview.setAttribute("aria-busy", "true");
  const fresh = elementOf(answer.preview, "preview");
  if (!(await exchange(preview, fresh, isCurrent))) preview.removeAttribute("aria-busy");
}

// --- choosing, inserting, going ----------------------------------------------------------------------------------------

// Another member, language or channel: shown at once, and kept in the page's address.
function choose(name, value) {
  [...desk.form.elements].find((one) => one.name === name && one.type === "hidden").value = value;
  const address = new URL(window.location.href);
  address.searchParams.set(name, value);
  for (const gone of ["saved", "outdated", "unkept", "draft"]) address.searchParams.delete(gone);
  window.history.replaceState(null, "", address);
  desk.judge.now();
}

function insert(view, name) {
  view.dispatch(view.state.replaceSelection(written(name)), { userEvent: "input.complete", scrollIntoView: true });
  view.focus();
  return true;
}

function goToLine(number) {
  const line = desk.view.state.doc.line(Math.min(Math.max(number, 1), desk.view.state.doc.lines));
  goTo(desk.view, line.from, line.to, desk.words, desk.announce);
}

function clicked(event) {
  const one = event.target.closest?.("button[name=channel], [data-insert], a[data-place], a[data-place-line]");
  if (!one) return;
  event.preventDefault();
  if (one.name === "channel") {
    for (const other of document.querySelectorAll("button[name=channel]")) other.removeAttribute("aria-current");
    one.setAttribute("aria-current", "true");
    choose("channel", one.value);
  } else if (one.dataset.insert) {
    document.getElementById("insert").open = false;
    insert(desk.view, one.dataset.insert);
  } else if (one.dataset.place) goTo(desk.view, Number(one.dataset.place), Number(one.dataset.until), desk.words, desk.announce);
  else goToLine(Number(one.dataset.placeLine));
}

function inMenu(event) {
  const menu = event.target.closest?.("#insert[open]");
  if (!menu) return;
  const buttons = [...menu.querySelectorAll("[data-insert]")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (step) {
    event.preventDefault();
    const index = buttons.indexOf(document.activeElement) + step;
    buttons[(index + buttons.length) % buttons.length].focus();
  }
}

document.addEventListener("click", (event) => { if (desk?.form.isConnected) clicked(event); });
document.addEventListener("keydown", inMenu);
document.addEventListener("change", (event) => { if (desk && event.target.dataset?.chooses) choose(event.target.dataset.chooses, event.target.value); });
document.addEventListener("pointerdown", (event) => {
  const menu = document.getElementById("insert");
  if (menu && !menu.contains(event.target)) menu.open = false;
});
window.addEventListener("hashchange", () => {
  const line = /^#w(\d+)$/.exec(window.location.hash);
  if (line && desk?.form.isConnected) goToLine(Number(line[1]));
});
document.addEventListener("ivr:shown", begin);
begin();
