// Review: words that were selected in a change stand in its quote when it is returned; all of a page are ticked at once.

let lastSelected = { card: null, words: "" };

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const words = selection.toString().trim();
  const inside = selection.anchorNode?.parentElement?.closest(".review-words");
  // A click on “Return” takes the selection away: what was selected last is remembered.
  if (words && inside) lastSelected = { card: inside.closest(".review-card"), words };
});

document.addEventListener(
  "toggle",
  (event) => {
    const details = event.target;
    if (!details.open || !details.matches(".review-return")) return;
    const quote = details.querySelector("[data-quote]");
    if (quote && !quote.value && lastSelected.card === details.closest(".review-card")) quote.value = lastSelected.words;
    details.querySelector("textarea")?.focus();
  },
  true,
);

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-tick-all]")) return;
  for (const box of document.querySelectorAll('input[name="pick"][form="ticked"]')) box.checked = true;
});
