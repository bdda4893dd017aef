// The list of what was found: arrows go from the field to the results and through them; Enter opens the first,
// unless the results are still those of an earlier word: then the form is sent.

export function nextIndex(key, index, count) {
  if (!count) return -1;
  if (key === "ArrowDown") return Math.min(index + 1, count - 1);
  return index - 1;
}

export function walkResults(page) {
  page.addEventListener("keydown", (event) => {
    const finder = event.target.closest?.("#find");
    if (!finder) return;
    const field = finder.querySelector("input");
    const links = [...finder.querySelectorAll("#found a")];
    const isFresh = finder.querySelector("[data-query]")?.dataset.query === field.value.trim();
    if (event.key === "Enter" && event.target === field && links.length && isFresh) {
      event.preventDefault();
      links[0].click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const index = nextIndex(event.key, links.indexOf(event.target), links.length);
      if (index < -1) return;
      event.preventDefault();
      (links[index] ?? field).focus();
    }
  });
  page.addEventListener("htmx:afterSettle", () => {
    const found = page.querySelector("#found [data-told]");
    const told = page.getElementById("find-told");
    if (found && told.textContent !== found.dataset.told) told.textContent = found.dataset.told;
  });
  // A result may be on this very page: the dialog is in the way then.
  page.addEventListener("click", (event) => {
    if (event.target.closest?.("#found a")) page.getElementById("find").close();
  });
}
