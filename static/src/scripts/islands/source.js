// A content file as text: the editor over its textarea, what is wrong with it, its places beside it, and saving.
import { forceLinting } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";
import { problems } from "../editor/problems.js";
import { createEditor } from "../editor/setup.js";
import { headingsOf, templateHelp } from "../editor/template_help.js";
import { placesOf, yamlHelp } from "../editor/yaml_help.js";
import { registerShortcuts } from "../shortcuts.js";

const OUTLINE_MS = 250;

function start(form) {
  const about = JSON.parse(form.dataset.source);
  const words = JSON.parse(form.dataset.words);
  const byId = (id) => document.getElementById(id);
  const known = { schema: null, names: {}, ready: null };
  const isYaml = about.language === "yaml";
  let places = [];
  let faults = [];
  const save = () => form.querySelector(".source__save button")?.click();

  const outline = (view) => {
    const text = view.state.doc.toString();
    places = isYaml ? placesOf(text, about.kind) : headingsOf(text);
    showPlaces(places, faults);
    showCanvas(view);
  };
  let timer = 0;
  const follow = EditorView.updateListener.of((update) => {
    if (update.docChanged) {
      clearTimeout(timer);
      timer = setTimeout(() => outline(update.view), OUTLINE_MS);
    } else if (update.selectionSet) showCanvas(update.view);
  });
  const showCanvas = (view) => {
    const link = byId("source-canvas");
    if (!about.canvas || !link) return;
    const line = view.state.doc.lineAt(view.state.selection.main.head).number;
    const node = places.findLast((one) => one.line <= line);
    if (!node) return;
    link.href = `${about.canvas}#n-${node.name}`;
    link.textContent = words.on_canvas.replace("{node}", node.name);
  };

  const parts = { list: byId("source-marks"), count: byId("source-count"), status: byId("source-status") };
  const view = createEditor(byId("text"), {
    code: true,
    words: words.phrases,
    onSave: save,
    language: isYaml ? yamlHelp(known, words) : templateHelp,
    extensions: [
      problems(about, words, parts, (found) => { faults = found; showPlaces(places, faults); }),
      follow,
    ],
  });
  outline(view);
  registerShortcuts(words.shortcuts.title, words.shortcuts.list);
  const loadNames = async () => { known.names = (await fetchJson(about.names)) ?? {}; };
  const loadSchema = async () => { known.schema = await fetchJson(about.schema); };
  known.ready = Promise.all([loadSchema(), loadNames()]);

  const goTo = (line) => {
    if (!(line > 0)) return;
    const place = view.state.doc.line(Math.min(line, view.state.doc.lines));
    view.dispatch({ selection: { anchor: place.from }, effects: EditorView.scrollIntoView(place.from, { y: "start", yMargin: 80 }) });
    view.focus();
  };
  const lineOf = (hash) => Number(/^#l(\d{1,6})$/.exec(hash)?.[1] ?? 0);
  document.addEventListener("click", (event) => {
    const line = Number(event.target.closest?.("a[data-line]")?.dataset.line ?? 0);
    if (!line || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(history.state, "", `#l${line}`);
    goTo(line);
  });
  window.addEventListener("hashchange", () => goTo(lineOf(location.hash)));
  goTo(lineOf(location.hash) || about.line);

  // Wherever in the form one is.
  form.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (event.key !== "s" && event.key !== "Enter") return;
    event.preventDefault();
    save();
  });
  document.body.addEventListener("htmx:afterSettle", () => followConflict(form.dataset.draft, words.phrases));
  document.body.addEventListener("ivr:edited", (event) => {
    if (event.detail.path !== about.path) return;
    form.dataset.revision = event.detail.revision;
    byId("message").value = "";
    // What is on the disk now is what the form begins from.
    byId("text").defaultValue = view.state.doc.toString();
    forceLinting(view);
    loadNames();
  });
}

// Both versions came in place of the form: they are its draft from now on, and its places are no longer there.
function followConflict(key, phrases) {
  const main = document.getElementById("main");
  const outline = document.querySelector(".source__outline");
  if (!outline || main.querySelector("form[data-source]")) return;
  for (const one of main.querySelectorAll("form[method=post]")) Object.assign(one.dataset, { draft: key, draftOffered: "" });
  for (const link of main.querySelectorAll("[data-drop-draft]")) link.dataset.dropDraft = key;
  document.querySelector(".page").classList.remove("page--with-outline");
  outline.remove();
  for (const textarea of main.querySelectorAll("textarea:not([hidden])")) createEditor(textarea, { code: true, words: phrases }).dom.classList.add("source__both");
}

function showPlaces(places, faults) {
  const list = document.getElementById("source-places");
  if (!list) return; // gone with the form
  document.getElementById("source-places-count").textContent = places.length || "";
  list.closest("nav").hidden = !places.length;
  const items = places.map((place, index) => {
    const end = places[index + 1]?.line ?? Infinity;
    const own = faults.filter((one) => one.severity !== "note" && one.line >= place.line && one.line < end);
    const item = document.createElement("li");
    item.className = "contents__item";
    const link = document.createElement("a");
    link.className = "contents__link";
    link.href = `#l${place.line}`;
    link.dataset.line = place.line;
    link.dir = "auto";
    link.textContent = place.name;
    item.append(link);
    if (own.length) {
      const count = document.createElement("span");
      const isSerious = own.some((one) => one.severity === "error");
      count.className = isSerious ? "contents__problems" : "contents__problems contents__problems--warning";
      count.textContent = own.length;
      item.append(count);
    }
    return item;
  });
  list.replaceChildren(...items);
}

async function fetchJson(address) {
  if (!address) return null;
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // The studio can't be reached: what needs this is not there, the rest is.
  }
}

for (const form of document.querySelectorAll("[data-source]")) start(form);
