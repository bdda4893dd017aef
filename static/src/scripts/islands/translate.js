// The bench of a translator: keys and clicks on the text that is worked at. Sending, drafts and errors are htmx's and
// drafts.js's; each save brings the next text into the page, which is never loaded again.
import { registerShortcuts } from "../shortcuts.js";
import { actOf, putIn } from "../translate/typing.js";

const bench = () => document.getElementById("tl-work");
let last = null;

function begin() {
  const work = bench();
  if (!work || work.dataset.ready !== undefined) return;
  work.dataset.ready = "";
  for (const tools of work.querySelectorAll(".tl-tools")) tools.hidden = false;
  const words = JSON.parse(work.dataset.words);
  registerShortcuts(words.scope, [
    ["Ctrl+Enter", words.save], ["Alt+PageDown", words.next], ["Alt+PageUp", words.before],
    ["Alt+1 … Alt+9", words.insert], ["Alt+0", words.copy],
  ]);
  keepInSight(work);
  last = null;
  // The text that came instead of the one that was saved is worked at next, from its end.
  const field = work.querySelector(".tl-field");
  if (work.dataset.isPart === undefined || !field) return;
  field.focus({ preventScroll: true });
  field.setSelectionRange(field.value.length, field.value.length);
}

// The list scrolls by itself: the page stays where it is.
function keepInSight(work) {
  const list = work.querySelector(".tl-list");
  const here = list?.querySelector("[aria-current]");
  if (!here) return;
  const top = here.getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop;
  list.scrollTop = Math.max(0, top - list.clientHeight / 3);
}

function field() {
  return last?.isConnected ? last : bench()?.querySelector(".tl-field");
}

function change(at, { words, cursor }) {
  at.value = words;
  at.focus();
  at.setSelectionRange(cursor, cursor);
  at.dispatchEvent(new Event("input", { bubbles: true }));
}

function insert(piece) {
  const at = field();
  if (at) change(at, putIn(at.value, at.selectionStart, at.selectionEnd, piece));
}

function fill(words) {
  const at = field();
  if (at) change(at, { words, cursor: words.length });
}

document.addEventListener("keydown", (event) => {
  const form = document.getElementById("tl-form");
  if (!form || event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  const found = actOf(event, JSON.parse(form.dataset.names));
  if (!found) return;
  event.preventDefault();
  if (found.act === "save") form.requestSubmit(document.getElementById("tl-save"));
  else if (found.act === "insert") insert(`{${found.name}}`);
  else if (found.act === "copy") fill(field()?.dataset.source ?? "");
  else document.getElementById(`tl-${found.act}`)?.click();
});

document.addEventListener("focusin", (event) => { if (event.target.matches?.(".tl-field")) last = event.target; });

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#tl-work :is([data-insert], [data-copy], [data-fill])");
  if (!button) return;
  if (button.dataset.insert !== undefined) insert(button.dataset.insert);
  else fill(button.dataset.fill ?? field()?.dataset.source ?? "");
});

document.addEventListener("ivr:translated", (event) => {
  const said = document.getElementById("tl-said");
  if (said) said.textContent = event.detail.said;
});

for (const shown of ["htmx:afterSettle", "ivr:shown"]) document.addEventListener(shown, begin);
begin();
