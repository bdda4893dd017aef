// A form of a node that got another row: the focus goes into it. htmx has put the whole form in place anew, and whoever
// pressed the button would stand nowhere.

const FIELDS = ":is(input:not([type=hidden]), textarea, select):not([tabindex='-1'])";

let added = "";

export function enterAddedRows(page) {
  page.addEventListener("submit", ({ submitter }) => {
    added = submitter?.name === "_add" ? submitter.value : "";
  });
  page.addEventListener("htmx:afterSettle", () => {
    if (!added) return;
    rowBefore(page.querySelectorAll("button[name=_add]"), added)?.querySelector(FIELDS)?.focus();
    added = "";
  });
}

// The row above the button that adds to this list.
export function rowBefore(buttons, name) {
  return [...buttons].find((button) => button.value === name)?.previousElementSibling ?? null;
}
