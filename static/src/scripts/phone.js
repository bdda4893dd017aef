// The phone: keys of the keyboard work as keys of the phone, but only while the phone has the focus.

const TELEPHONE_KEY = /^[0-9*#]$/;

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

// What was said last is what the caller answers: the transcript is scrolled to its end.
export function showLatest(page) {
  for (const transcript of page.querySelectorAll(".transcript")) transcript.scrollTop = transcript.scrollHeight;
}
