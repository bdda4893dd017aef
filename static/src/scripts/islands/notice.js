// The words of a notice: the editor with chips and advice, and beside it what members get of them as they are typed.
import { keymap } from "@codemirror/view";
import { createEditor } from "../editor/setup.js";
import { advice, goTo, showPlaces } from "../notice/advice.js";
import { written } from "../notice/fields.js";
import { Judge } from "../notice/judge.js";
import { elementOf, exchange } from "../notice/preview.js";
import { ChipSwitch, markdown } from "../notice/wording.js";
import { post } from "../post.js";
import { registerShortcuts } from "../shortcuts.js";

const form = document.getElementById("words-form");
if (form) start(form);

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
      chips.extension,
      markdown,
      advice(words, announce),
      keymap.of(insertable.map((one, index) => ({ key: `Alt-${index + 1}`, run: () => insert(view, one.name) }))),
    ],
  });
  showPlaces(view, JSON.parse(form.dataset.places));

  const judge = new Judge(() => ask(form, view), (answer) => show(answer, form, view), (isFailing) => {
    if (isFailing) announce(words.failed);
    else if (said.textContent === words.failed) announce("");
  });
  textarea.addEventListener("input", () => {
    if (said.textContent !== words.changed) announce(view.state.doc.toString() === saved ? "" : words.changed);
    judge.later();
  });
  choose(form, judge);
  insertMenu(form, view);
  goByLinks(view, words, announce);
  const code = document.getElementById("as-code");
  code.hidden = false;
  code.addEventListener("click", () => {
    chips.toggle(view);
    code.setAttribute("aria-pressed", String(!chips.isOn));
    view.focus();
  });
  registerShortcuts(words.shortcuts, [["Ctrl+S", words.save], ["Alt+1 … Alt+9", words.insert], ["F8", words.next]]);
  form.dataset.ready = "";
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

async function show(answer, form, view) {
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

// Another member, language or channel: shown at once, and kept in the page's address.
function choose(form, judge) {
  const wanted = (name, value) => {
    const address = new URL(window.location.href);
    address.searchParams.set(name, value);
    for (const gone of ["saved", "outdated", "draft"]) address.searchParams.delete(gone);
    window.history.replaceState(null, "", address);
    judge.now();
  };
  document.addEventListener("change", (event) => {
    if (event.target.form === form && ["member", "locale"].includes(event.target.name)) wanted(event.target.name, event.target.value);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[name=channel]");
    if (!button) return;
    event.preventDefault();
    document.getElementById("channel").value = button.value;
    for (const one of document.querySelectorAll("button[name=channel]")) one.toggleAttribute("aria-current", false);
    button.setAttribute("aria-current", "true");
    wanted("channel", button.value);
  });
}

// --- going and inserting ---------------------------------------------------------------------------------------------

function insert(view, name) {
  view.dispatch(view.state.replaceSelection(written(name)), { userEvent: "input.complete", scrollIntoView: true });
  view.focus();
  return true;
}

function insertMenu(form, view) {
  const menu = document.getElementById("insert");
  menu.hidden = false;
  menu.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    menu.open = false;
    insert(view, button.dataset.insert);
  });
  menu.addEventListener("keydown", (event) => {
    const buttons = [...menu.querySelectorAll("[data-insert]")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (step && menu.open) {
      event.preventDefault();
      const index = buttons.indexOf(document.activeElement) + step;
      buttons[(index + buttons.length) % buttons.length].focus();
    }
  });
  document.addEventListener("pointerdown", (event) => { if (!menu.contains(event.target)) menu.open = false; });
}

function goByLinks(view, words, announce) {
  const toLine = (number) => {
    const line = view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines));
    goTo(view, line.from, line.to, words, announce);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-place], a[data-place-line]");
    if (!link) return;
    event.preventDefault();
    if (link.dataset.place) goTo(view, Number(link.dataset.place), Number(link.dataset.until), words, announce);
    else toLine(Number(link.dataset.placeLine));
  });
  const line = /^#w(\d+)$/.exec(window.location.hash);
  if (line) toLine(Number(line[1]));
}
