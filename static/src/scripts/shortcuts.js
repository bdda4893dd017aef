// Keys that work everywhere: "/" finds, "?" helps. Islands tell of theirs with registerShortcuts, so that the help of a
// page names them all. Single keys do nothing while one types, with a modifier, or where the reader switched them off.

export function isTyping(target) {
  return Boolean(target?.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], .cm-editor"));
}

export function singleKeysOn(page = document) {
  return page.documentElement.dataset.keys !== "off";
}

// scope: the title of a group; shortcuts: [[keys, words], ...]. Both come translated from the page.
export function registerShortcuts(scope, shortcuts, page = document) {
  const place = page.getElementById("shortcuts");
  if (!place || [...place.children].some((group) => group.dataset.scope === scope)) return;
  const group = page.createElement("section");
  group.dataset.scope = scope;
  const title = page.createElement("h3");
  title.textContent = scope;
  const list = page.createElement("dl");
  list.className = "shortcuts__list";
  for (const [keys, words] of shortcuts) {
    const term = page.createElement("dt");
    const key = page.createElement("kbd");
    key.textContent = keys;
    term.append(key);
    const meaning = page.createElement("dd");
    meaning.textContent = words;
    list.append(term, meaning);
  }
  group.append(title, list);
  place.append(group);
}

// What opens over the page, and closes when one goes on elsewhere.
const MENUS = ":is(.topbar details, .more, .fc-menu)[open]";

export function openDialog(page, id) {
  const dialog = page.getElementById(id);
  if (!dialog || dialog.open) return;
  for (const menu of page.querySelectorAll(MENUS)) menu.open = false;
  dialog.showModal();
  dialog.querySelector("input")?.select();
}

export function listenForShortcuts(page) {
  const own = page.getElementById("shortcuts");
  if (own) {
    const { scope, list } = JSON.parse(own.dataset.words);
    registerShortcuts(scope, list, page);
  }
  page.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-opens]");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey || !page.getElementById(opener.dataset.opens)) return;
    event.preventDefault();
    openDialog(page, opener.dataset.opens);
  });
  page.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") closeMenus(page, event.target);
    if (!singleKeysOn(page) || isTyping(event.target) || page.querySelector("dialog[open]")) return;
    const id = { "/": "find", "?": "help" }[event.key];
    if (!id) return;
    event.preventDefault();
    openDialog(page, id);
  });
  page.addEventListener("pointerdown", (event) => {
    for (const menu of page.querySelectorAll(MENUS)) if (!menu.contains(event.target)) menu.open = false;
  });
}

function closeMenus(page, from) {
  const menu = from.closest?.(MENUS);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}
