// The phone. Without scripts each key is a form of its own; with them keys are gathered here until the input that
// waits has enough, and keys pressed while the call goes on are not lost: a telephone keeps them, too.

const TELEPHONE_KEY = /^[0-9*#]$/;
let ahead = "";
let busy = false;

export function answerKeys(page) {
  page.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const phone = event.target.closest?.(".phone");
    if (!phone || event.target.matches("input, textarea, select") || !TELEPHONE_KEY.test(event.key)) return;
    const key = [...phone.querySelectorAll(".key")].find((button) => button.value === event.key && !button.disabled);
    if (!key) return;
    event.preventDefault();
    key.click();
  });
}

export function gatherKeys(page) {
  page.addEventListener("click", (event) => {
    const key = event.target.closest?.(".call .key");
    if (!key || !window.htmx) return;
    event.preventDefault();
    if (busy) ahead += key.value;
    else press(page, key.value);
  });
  page.addEventListener("htmx:beforeRequest", () => { busy = true; });
  page.addEventListener("htmx:afterSettle", () => { goOn(page); });
  for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    page.addEventListener(failed, () => { busy = false; ahead = ""; });
  }
}

// The answers of services and the rest of the setting: choosing is enough to play the call again.
export function playOnChange(page) {
  page.addEventListener("change", (event) => {
    const select = event.target.closest?.(".call__setup select");
    if (select) select.form.querySelector("#play").click();
  });
}

// What is folded out stays so, and what was said last is read out.
export function keepPlace(page) {
  let open = [];
  page.addEventListener("htmx:beforeSwap", () => {
    open = [...page.querySelectorAll(".call details[open]")].map((one) => one.id);
  });
  page.addEventListener("htmx:afterSettle", () => {
    for (const id of open) page.getElementById(id)?.setAttribute("open", "");
    const announcer = page.getElementById("announcer");
    const told = [...page.querySelectorAll(".call .bubble")].slice(-2).map((one) => one.firstElementChild ?? one);
    if (announcer) announcer.textContent = told.map((one) => one.textContent.trim()).join(" ");
  });
}

// What was said last is what the caller answers: the transcript is scrolled to its end.
export function showLatest(page) {
  for (const transcript of page.querySelectorAll(".transcript")) transcript.scrollTop = transcript.scrollHeight;
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
  const typed = form.querySelector("#typed");
  if (!typed) return;
  typed.value += key;
  const { longest, terminator } = form.dataset;
  // A click, not requestSubmit: htmx sends the name of the button that was clicked last.
  if (typed.value.length >= Number(longest) || key === terminator) form.querySelector("#press").click();
}
