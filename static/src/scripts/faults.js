// A form that came back with faults: the summary is focused, so that it is read out first.

export function showFaults(page) {
  const summary = page.querySelector(".error-summary:not([data-shown])");
  if (!summary) return;
  summary.dataset.shown = "";
  summary.tabIndex = -1;
  summary.focus();
}
