// The phone. Without scripts each key is a form of its own; with them keys are gathered here until the input that
// waits has enough, and keys pressed while the call goes on are not lost: a telephone keeps them, too.
import { Sounds, newMoments } from "./phone_sound.js";
import { registerShortcuts, singleKeysOn } from "./shortcuts.js";

const TELEPHONE_KEY = /^[0-9*#]$/;
let ahead = "";
let busy = false;
let sounds;

export function usePhone(page) {
  answerKeys(page);
  gatherKeys(page);
  playOnChange(page);
  keepPlace(page);
  keepChoices(page);
  listen(page);
  ready(page);
  page.addEventListener("htmx:afterSettle", () => ready(page));
  // Whoever comes with the wish to hear calls hears how this one begins.
  if (page.querySelector(".call") && isWished(page, "follow")) soundsOf(page).play(lastMoments(page));
}

// What only works with scripts is shown; what was said last is what the caller answers: the transcript is scrolled there.
function ready(page) {
  for (const transcript of page.querySelectorAll(".transcript")) transcript.scrollTop = transcript.scrollHeight;
  for (const one of page.querySelectorAll("#phone-hear, .phone__toggles")) one.hidden = false;
  for (const box of page.querySelectorAll("[data-keep]")) box.checked = isWished(page, box.dataset.keep.split(".")[1]);
  showPlaying(page);
  const { scope, shortcuts } = wordsOf(page);
  if (scope) registerShortcuts(scope, shortcuts, page);
}

// --- keys ---

function answerKeys(page) {
  page.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const phone = event.target.closest?.(".phone");
    if (!phone || event.target.matches("input, textarea, select")) return;
    const act = singleKeysOn(page) && { r: () => soundsOf(page).play(lastMoments(page)), h: () => phone.querySelector("#hang-up")?.click() }[event.key.toLowerCase()];
    const key = TELEPHONE_KEY.test(event.key) && [...phone.querySelectorAll(".key")].find((button) => button.value === event.key && !button.disabled);
    if (!key && !act) return;
    event.preventDefault();
    if (key) key.click();
    else act();
  });
}

function gatherKeys(page) {
  page.addEventListener("click", (event) => {
    const key = event.target.closest?.(".call .key");
    if (!key) return;
    if (sounds?.isPlaying) sounds.stop();
    if (isWished(page, "tones")) soundsOf(page).tones(key.value);
    if (!window.htmx) return;
    event.preventDefault();
    if (busy) ahead += key.value;
    else press(page, key.value);
  });
  page.addEventListener("htmx:beforeRequest", (event) => { if (event.target.closest?.(".call")) busy = true; });
  page.addEventListener("htmx:afterSettle", () => { goOn(page); });
  for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    page.addEventListener(failed, () => { busy = false; ahead = ""; });
  }
}

function goOn(page) {
  busy = false;
  while (ahead && !busy) {
    const key = ahead[0];
    ahead = ahead.slice(1);
    press(page, key);
  }
}

function press(page, key) {
  const form = page.querySelector(".call");
  const typed = form?.querySelector("#typed");
  if (!typed) return;
  typed.value += key;
  const { longest, terminator } = form.dataset;
  // A click, not requestSubmit: htmx sends the name of the button that was clicked last.
  if (typed.value.length >= Number(longest) || key === terminator) form.querySelector("#press").click();
}

// The answers of services and the rest of the setting: choosing is enough to play the call again.
function playOnChange(page) {
  page.addEventListener("change", (event) => {
    const select = event.target.closest?.("[data-play-on-change] select");
    if (select) select.form.querySelector("#play").click();
  });
}

// What is folded out stays so, the focus stays in the phone, and what was said last is read out.
function keepPlace(page) {
  let open = [];
  let heldFocus = false;
  let before = [];
  page.addEventListener("htmx:beforeSwap", () => {
    open = [...page.querySelectorAll(".call details[open]")].map((one) => one.id);
    heldFocus = Boolean(page.activeElement?.closest(".phone"));
    before = moments(page).map((one) => one.words);
  });
  page.addEventListener("htmx:afterSettle", (event) => {
    if (!page.querySelector(".call")?.contains(event.target) && !event.target.querySelector?.(".call")) return;
    for (const id of open) page.getElementById(id)?.setAttribute("open", "");
    if (heldFocus && !page.activeElement?.closest(".phone")) page.querySelector(".call .transcript")?.focus({ preventScroll: true });
    const now = moments(page);
    announce(page, now.slice(-2).map((one) => one.words).join(" "));
    const came = newMoments(before, now.map((one) => one.words));
    if (came.length && isWished(page, "follow")) soundsOf(page).play(now.slice(-came.length).filter((one) => one.line));
  });
}

function announce(page, words) {
  let announcer = page.getElementById("announcer");
  if (!announcer) {
    // Outside of what is replaced: a region that comes anew is not read out.
    announcer = Object.assign(page.createElement("p"), { id: "announcer", className: "usa-sr-only" });
    announcer.setAttribute("role", "status");
    page.querySelector("main").append(announcer);
  }
  announcer.textContent = words;
}

// --- sound ---

function keepChoices(page) {
  page.addEventListener("change", (event) => {
    const { keep } = event.target.dataset ?? {};
    if (!keep) return;
    store(keep, event.target.checked ? "1" : "0");
    if (keep === "phone.follow") {
      if (event.target.checked) soundsOf(page).play(lastMoments(page));
      else sounds?.stop();
    }
  });
}

function listen(page) {
  page.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-hear]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const same = sounds?.line === link.getAttribute("href");
      if (same) sounds.stop();
      else soundsOf(page).play([{ line: link.getAttribute("href") }]);
    }
    if (event.target.closest?.("#phone-hear")) {
      if (sounds?.isPlaying) sounds.stop();
      else soundsOf(page).play(moments(page));
    }
  });
}

function soundsOf(page) {
  if (sounds) return sounds;
  const audio = Object.assign(page.createElement("audio"), { id: "phone-audio", preload: "none" });
  page.body.append(audio);
  let context;
  sounds = new Sounds({
    audio,
    context: () => { context ??= new AudioContext(); context.resume(); return context; },
    onLine: () => showPlaying(page),
    onEnd: () => showPlaying(page),
    onFault: (why) => tell(page, why),
  });
  return sounds;
}

function showPlaying(page) {
  const words = wordsOf(page);
  for (const link of page.querySelectorAll("[data-hear]")) {
    link.classList.toggle("is-playing", Boolean(sounds?.line) && sounds.line === link.getAttribute("href"));
  }
  const button = page.getElementById("phone-hear");
  if (button) button.textContent = sounds?.isPlaying ? words.stop : words.play;
  if (sounds?.isPlaying) tell(page, "");
}

function tell(page, why) {
  const note = page.getElementById("phone-note");
  if (!note) return;
  note.textContent = why ? wordsOf(page)[why] : "";
  note.hidden = !why;
}

function wordsOf(page) {
  return JSON.parse(page.querySelector(".call")?.dataset.words ?? "{}");
}

// Every moment of the call that is shown: its words, the address of its sound, the keys of the caller.
function moments(page) {
  return [...page.querySelectorAll(".call .bubble")].map((bubble) => ({
    words: (bubble.firstElementChild ?? bubble).textContent.trim() + (bubble.dataset.keys ?? ""),
    line: bubble.querySelector("[data-hear]")?.getAttribute("href"),
    keys: bubble.dataset.keys,
  }));
}

// What was said since the caller last did something.
function lastMoments(page) {
  const all = moments(page);
  const last = all.findLastIndex((one) => !one.line);
  return all.slice(last + 1).length ? all.slice(last + 1) : all.filter((one) => one.line).slice(-1);
}

// --- choices that are kept ---

const USUAL = { follow: "0", tones: "1" };

function isWished(page, name) {
  return (read(`phone.${name}`) ?? USUAL[name]) === "1";
}

function read(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

function store(name, value) {
  try { localStorage.setItem(name, value); } catch { /* the choice holds for this page */ }
}
