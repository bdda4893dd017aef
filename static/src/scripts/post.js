// Sends what a script has to send, with the page's token. A token that is too old (the studio was started again while
// the page was open) is fetched anew, and the same is sent once more. htmx gets its token here, too.

const TOKEN = "X-CSRF-Token";
// On a refusal that has nothing to do with tokens.
const NOT_ALLOWED = "X-Not-Allowed";

export async function post(url, body, headers = {}) {
  const answer = await send(url, body, headers);
  if (answer.status !== 403 || answer.headers.has(NOT_ALLOWED)) return answer;
  await renewToken();
  return send(url, body, headers);
}

export async function renewToken() {
  const answer = await fetch("/token", { cache: "no-store" });
  if (!answer.ok) return;
  const token = (await answer.text()).trim();
  document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", token);
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = token;
}

export function currentToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

export function giveTokens(page) {
  page.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb === "get") return;
    event.detail.headers[TOKEN] = currentToken();
    if (event.detail.parameters.csrf_token) event.detail.parameters.csrf_token = currentToken();
  });
  // Why it failed stands above the form, which stays as it is.
  page.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.getResponseHeader("HX-Retarget")) event.detail.shouldSwap = true;
  });
  page.addEventListener("htmx:responseError", async (event) => {
    const { elt, xhr, requestConfig } = event.detail;
    if (xhr.getResponseHeader(NOT_ALLOWED)) return;
    if (xhr.status !== 403 || requestConfig.verb === "get" || elt.dataset.sentAgain !== undefined) return;
    elt.dataset.sentAgain = "";
    await renewToken();
    if (elt.matches("form")) elt.requestSubmit(requestConfig.triggeringEvent?.submitter ?? undefined);
    else elt.click();
  });
  page.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) delete event.detail.elt.dataset?.sentAgain;
  });
}

function send(url, body, headers) {
  const form = body instanceof FormData ? body : new FormData();
  if (!(body instanceof FormData)) for (const [name, value] of Object.entries(body)) form.append(name, value);
  // The field comes before the header at the server, and may be as old as the page.
  form.delete("csrf_token");
  return fetch(url, { method: "POST", body: form, headers: { ...headers, [TOKEN]: currentToken() } });
}
