// Puts what members get in place without a jump: the new one is made ready unseen, pictures and frames loaded, and then
// stands where the old one stood. What was folded out stays so.

const PATIENCE = 4000;

// About what a letter takes of a line, and a line of the height, in pixels; guessed high, since white space is no harm.
const LETTER = 8.3;
const LINE = 26;
const BREAK = 30;

export function guessedHeight(letters, lines, width) {
  return Math.round(1.25 * (BREAK * lines + (LINE * letters * LETTER) / Math.max(width, 1))) + 100;
}

// Frames as high as what they hold: they do not scroll, the page does, and it stays where it is when they are exchanged.
export function stretch(root, width) {
  for (const frame of root.querySelectorAll("iframe[data-lines]")) {
    frame.style.minBlockSize = `${guessedHeight(Number(frame.dataset.letters), Number(frame.dataset.lines), width || frame.clientWidth)}px`;
  }
}

// A part of the page that the studio drew, as an element of this page. It was made by the studio's own templates.
export function elementOf(html, id) {
  const parsed = new DOMParser().parseFromString(html, "text/html").getElementById(id);
  return parsed ? document.importNode(parsed, true) : null;
}

// Resolves once `fresh` stands in place of `old`, or has been given up for a newer one (`isCurrent` says so).
export async function exchange(old, fresh, isCurrent = () => true) {
  for (const details of old.querySelectorAll("details[open]")) {
    const same = [...fresh.querySelectorAll("details")].find((one) => one.className === details.className && one.querySelector("[id]")?.id === details.querySelector("[id]")?.id);
    if (same) same.open = true;
  }
  for (const picture of fresh.querySelectorAll("img[loading=lazy]")) picture.removeAttribute("loading");
  stretch(fresh, old.querySelector("iframe")?.clientWidth || old.clientWidth);
  const frames = [...fresh.querySelectorAll("iframe")];
  const ready = [...fresh.querySelectorAll("img")].map((one) => one.decode().catch(() => {}));
  if (frames.length) {
    // A frame loads only inside the page, and would load again if it were moved.
    ready.push(...frames.map((one) => new Promise((done) => { one.addEventListener("load", done, { once: true }); })));
    fresh.classList.add("is-arriving");
    fresh.inert = true;
    for (const named of [fresh, ...fresh.querySelectorAll("[id]")]) {
      named.dataset.name = named.id;
      named.removeAttribute("id");
    }
    old.after(fresh);
  }
  await Promise.race([Promise.all(ready), new Promise((done) => { setTimeout(done, PATIENCE); })]);
  if (!isCurrent()) {
    fresh.remove();
    return false;
  }
  const focused = old.contains(document.activeElement) ? keyOf(document.activeElement) : "";
  if (frames.length) {
    old.remove();
    for (const named of [fresh, ...fresh.querySelectorAll("[data-name]")]) {
      named.id = named.dataset.name;
      delete named.dataset.name;
    }
    fresh.classList.remove("is-arriving");
    fresh.inert = false;
  } else old.replaceWith(fresh);
  if (focused) [...fresh.querySelectorAll("button, a, summary")].find((one) => keyOf(one) === focused)?.focus();
  return true;
}

function keyOf(element) {
  return `${element.tagName} ${element.value ?? ""} ${element.value ? "" : element.textContent}`;
}
