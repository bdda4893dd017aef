// Recordings: one sound at a time is played on the page; keys go through the texts of a list and take what was brought.
import { actOf } from "../recordings/keys.js";
import { isTyping, registerShortcuts, singleKeysOn } from "../shortcuts.js";

const part = () => document.getElementById("recordings");
const audio = new Audio();
let playing = null;

function show(link) {
  playing?.classList.remove("is-playing");
  playing = link;
  playing?.classList.add("is-playing");
}

function stop() {
  audio.pause();
  for (const one of document.querySelectorAll("audio")) one.pause();
  show(null);
}

function play(link) {
  const wasPlaying = link === playing;
  stop();
  if (wasPlaying) return;
  audio.src = link.href;
  show(link);
  audio.play().catch(() => show(null));
}

for (const end of ["ended", "error"]) audio.addEventListener(end, () => show(null));

// The take that was brought, else the recording, else whatever can be heard first.
function listen() {
  const own = document.querySelector("audio#rec-take, audio#rec-sound");
  if (!own) {
    const link = playing ?? part()?.querySelector("[data-plays]");
    if (link) play(link);
    return;
  }
  if (own.paused) { stop(); own.play().catch(() => {}); } else own.pause();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-plays]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  play(link);
});

// A player that the reader starts ends what else sounds.
document.addEventListener("play", (event) => {
  for (const one of [audio, ...document.querySelectorAll("audio")]) if (one !== event.target) one.pause();
  show(null);
}, true);

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  const act = actOf(event, { typing: isTyping(event.target), single: singleKeysOn() });
  const target = { before: "rec-before", after: "rec-after", keep: "rec-keep" }[act];
  const place = target && document.getElementById(target);
  if (act !== "listen" && !place) return;
  event.preventDefault();
  if (place) place.click();
  else listen();
});

const words = JSON.parse(part()?.dataset.words ?? "{}");
if (words.scope) {
  const keys = [["P", words.play]];
  if (words.next) keys.push(["Alt+PageDown", words.next], ["Alt+PageUp", words.before], ["Ctrl+Enter", words.take]);
  registerShortcuts(words.scope, keys);
}
