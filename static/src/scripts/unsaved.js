// <form data-warn-unsaved>: the browser asks before typed text is lost.

export function warnUnsaved(page) {
  const changed = new Set();
  page.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-warn-unsaved]");
    if (form) changed.add(form);
  });
  page.addEventListener("submit", (event) => changed.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
}
