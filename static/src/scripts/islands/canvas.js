// Starts the canvas of a flow's page: the graph is in the page, so nothing has to be fetched before it can be drawn.
import { Canvas } from "../canvas/canvas.js";
import { savePng, saveSvg } from "../canvas/export.js";
import { picture } from "../canvas/picture.js";
import { registerShortcuts } from "../shortcuts.js";

const room = document.getElementById("fc");
const data = document.getElementById("fc-graph");
if (room && data) start(room, JSON.parse(data.textContent));

function start(room, graph) {
  performance.mark("canvas-start");
  room.hidden = false;
  room.classList.add("is-running");
  const canvas = new Canvas(room, graph);
  if (!openHash(canvas) && canvas.shown.size > 1) canvas.view.makeReachable(canvas.model.graph.start);
  window.addEventListener("hashchange", () => openHash(canvas));
  requestAnimationFrame(() => requestAnimationFrame(() => {
    performance.mark("canvas-painted");
    room.dataset.ready = "yes";
  }));
  // Of these, a page for who only looks has some.
  const on = (selector, act) => room.querySelector(selector)?.addEventListener("click", act);
  on("#fc-add", () => canvas.addAfter(""));
  on("#fc-undo", () => canvas.edits.undo());
  on("#fc-redo", () => canvas.edits.redo());
  on("#fc-zoom-out", () => canvas.viewport.zoom(1 / 1.2));
  on("#fc-zoom", () => canvas.zoomTo(1));
  on("#fc-zoom-in", () => canvas.viewport.zoom(1.2));
  on("#fc-fit", () => canvas.fit());
  on("#fc-tidy", () => canvas.tidy());
  for (const name of ["svg", "png"]) {
    on(`#fc-${name}`, (event) => {
      const drawn = picture(canvas.model, canvas.shown, canvas.words);
      const save = name === "svg" ? saveSvg : savePng;
      save(drawn, `${canvas.flow}-${canvas.model.graph.locale}`);
      event.target.closest("details").open = false;
    });
  }
  switchOverlays(room);
  chooseLanguage(canvas);
  notices(canvas);
  listen(canvas);
  const { keys, canvas_title: title } = canvas.words;
  registerShortcuts(title, keys);
}

function openHash(canvas) {
  const id = decodeURIComponent(location.hash.replace(/^#n-/, ""));
  if (!location.hash.startsWith("#n-") || !canvas.model.nodes.has(id)) return false;
  canvas.panels.unfold();
  canvas.focus(id);
  return true;
}

function switchOverlays(room) {
  for (const button of room.querySelectorAll("[data-overlay]")) {
    button.addEventListener("click", () => {
      const isOn = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(isOn));
      room.classList.toggle(`shows-${button.dataset.overlay}`, isOn);
    });
  }
}

// Another language changes the words of the cards, and nothing else on the page.
function chooseLanguage(canvas) {
  const select = canvas.room.querySelector("#fc-locale");
  select.addEventListener("change", async () => {
    canvas.locale = select.value;
    const address = new URL(location.href);
    address.searchParams.set("locale", select.value);
    history.replaceState(history.state, "", address);
    await canvas.reload();
    canvas.panels.shownNode = "";
  });
}

function notices(canvas) {
  const notice = canvas.room.querySelector("#fc-notice");
  notice.querySelector("[data-hide]").addEventListener("click", () => { canvas.hideNotice(); canvas.focusLast(); });
  notice.querySelector("[data-insist]").addEventListener("click", () => {
    canvas.hideNotice();
    canvas.insist?.();
    canvas.focusLast();
  });
  notice.querySelector("[data-reload]").addEventListener("click", async () => {
    await canvas.reload();
    canvas.hideNotice();
    canvas.focusLast();
  });
}

function listen(canvas) {
  document.body.addEventListener("ivr:edited", async ({ detail }) => {
    canvas.edits.noticed(detail);
    canvas.panels.isDirty = false;
    const added = await canvas.reload();
    if (detail.message) canvas.say(`${canvas.words.saved} ${detail.message}`);
    const node = added.includes(detail.node) ? detail.node : added[0];
    if (!node) return;
    canvas.panels.shownNode = node;
    canvas.focus(node);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.closest?.("#phone-panel") || event.target.querySelector?.("#call-trace")) canvas.showCall();
  });
}
