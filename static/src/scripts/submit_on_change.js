// <form data-submit-on-change>: choosing is enough. Its button (for pages without scripts) is hidden.

const FORM = "form[data-submit-on-change]";

export function submitOnChange(page) {
  page.documentElement.classList.add("has-scripts");
  page.addEventListener("change", (event) => {
    const { form } = event.target;
    if (form?.matches?.(FORM)) form.requestSubmit();
  });
}
