// <form data-draft="KEY" data-revision="..." data-anchor="PLACE">: nothing that is typed into it is lost. It is kept at
// each input (the page that saving leads to is opened at PLACE, the id of an element of it) and
// offered again when the page comes back; and where saving fails because the studio can't be reached, it is tried again
// and again while the words stay where they are. The words of the notices are in the page's <template>s.
import { DraftBox, pauseBefore, sameFields } from "./draft_box.js";
import { post } from "./post.js";

const FORM = "form[data-draft]";
const NOT_KEPT = ["hidden", "submit", "button", "reset", "file", "password", "image"];

let box;
const retries = new Map();

export function keepDrafts(page, storage = window.localStorage) {
  box = new DraftBox(storage, String(Math.random()).slice(2));
  for (const kind of ["input", "change"]) page.addEventListener(kind, (event) => keep(event.target.closest?.(FORM)));
  page.addEventListener("submit", save);
  page.addEventListener("click", answerOffer);
  page.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.(FORM);
    if (form && event.detail.successful && event.detail.requestConfig.verb !== "get") {
      document.getElementById("save-refused")?.replaceChildren();
      saved(form);
    }
  });
  page.addEventListener("htmx:sendError", (event) => {
    const form = event.detail.elt.closest?.(FORM);
    if (form && event.detail.requestConfig.verb !== "get") tryAgain(form, () => form.requestSubmit());
  });
  page.addEventListener("htmx:afterSettle", () => offerDrafts(page));
  window.addEventListener("online", () => { for (const retry of retries.values()) retry.now(); });
  offerDrafts(page);
}

// --- keeping and offering ---

function controls(form) {
  return [...form.elements].filter((one) => one.name && one.matches("input, textarea, select") && !NOT_KEPT.includes(one.type));
}

function valueOf(control, initial) {
  if (control.type === "checkbox" || control.type === "radio") {
    return `${control.value}:${initial ? control.defaultChecked : control.checked}`;
  }
  if (control.matches("select")) {
    const chosen = [...control.options].filter((one) => (initial ? one.defaultSelected : one.selected));
    return (chosen.length || !initial ? chosen : [...control.options].slice(0, 1)).map((one) => one.value).join("\n");
  }
  return initial ? control.defaultValue : control.value;
}

function fieldsOf(form, initial = false) {
  return controls(form).map((control) => [control.name, valueOf(control, initial)]);
}

function keep(form) {
  if (!form) return;
  const fields = fieldsOf(form);
  if (sameFields(fields, fieldsOf(form, true)) && form.dataset.draftTaken === undefined) box.drop(form.dataset.draft);
  else box.keep(form.dataset.draft, baseOf(form), fields);
}

function baseOf(form) {
  return form.elements.namedItem("revision")?.value ?? form.dataset.revision ?? "";
}

function offerDrafts(page) {
  for (const form of page.querySelectorAll(FORM)) {
    if (form.dataset.draftOffered !== undefined) continue;
    form.dataset.draftOffered = "";
    offer(form);
  }
}

function offer(form) {
  const now = fieldsOf(form);
  const draft = box.earlier(form.dataset.draft).find((one) => !sameFields(one.fields, now));
  if (!draft) return;
  const banner = notice(form, "draft-offer");
  if (!banner) return;
  banner.dataset.visit = draft.visit;
  banner.querySelector("[data-draft-changed]")?.toggleAttribute("hidden", draft.revision === baseOf(form));
}

function answerOffer(event) {
  const button = event.target.closest?.("[data-draft-take], [data-draft-drop], [data-draft-retry], [data-drop-draft]");
  if (!button) return;
  if (button.dataset.dropDraft !== undefined) return void (button.dataset.dropDraft && dropAll(button.dataset.dropDraft));
  const banner = button.closest(".draft");
  const form = banner.nextElementSibling;
  if (button.dataset.draftRetry !== undefined) return void retries.get(form)?.now();
  const { visit } = banner.dataset;
  const draft = box.earlier(form.dataset.draft).find((one) => one.visit === visit);
  banner.remove();
  if (button.dataset.draftTake !== undefined && draft) take(form, draft);
  box.drop(form.dataset.draft, visit);
  if (button.dataset.draftTake === undefined) offer(form);
  controls(form)[0]?.focus();
}

// The revision comes along: if the file was changed since, saving shows both versions.
function take(form, draft) {
  const waiting = draft.fields.map((field) => [...field]);
  for (const control of controls(form)) {
    const place = waiting.findIndex(([name]) => name === control.name);
    if (place < 0) continue;
    const [[, value]] = waiting.splice(place, 1);
    if (control.type === "checkbox" || control.type === "radio") control.checked = value === `${control.value}:true`;
    else if (control.matches("select")) for (const one of control.options) one.selected = value.split("\n").includes(one.value);
    else control.value = value;
  }
  const revision = form.elements.namedItem("revision");
  if (revision && draft.revision) revision.value = draft.revision;
  form.dataset.draftTaken = "";
  for (const control of controls(form)) control.dispatchEvent(new Event("input", { bubbles: true }));
}

// --- saving ---

async function save(event) {
  const form = event.target.closest?.(FORM);
  if (!form || event.defaultPrevented || form.matches("[hx-post], [data-hx-post]")) return;
  event.preventDefault();
  if (form.dataset.saving !== undefined) return;
  form.dataset.saving = "";
  const url = event.submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? window.location.href;
  let answer;
  try {
    answer = await post(url || window.location.href, new FormData(form, event.submitter));
    if ([502, 503, 504].includes(answer.status)) throw new TypeError("nobody answers");
  } catch (failure) {
    if (!(failure instanceof TypeError)) throw failure;
    tryAgain(form, () => form.requestSubmit(event.submitter));
    return;
  } finally {
    delete form.dataset.saving;
  }
  quiet(form);
  if (answer.redirected) {
    saved(form);
    go(answer.url, form.dataset.anchor);
  } else {
    await showAnswer(form, answer);
  }
}

function saved(form) {
  quiet(form);
  box.drop(form.dataset.draft);
  delete form.dataset.draftTaken;
}

function dropAll(key) {
  for (const draft of box.all(key)) box.drop(key, draft.visit);
}

// An answer that was fetched has lost the place on the page that it led to: the form names it.
function go(answered, anchor) {
  const url = anchor ? `${answered.split("#")[0]}#${anchor}` : answered;
  const here = window.location.href.split("#")[0];
  if (url.split("#")[0] !== here) return window.location.assign(url);
  window.location.replace(url);
  return window.location.reload();
}

// The page that came instead of a new one: with the faults, or with both versions. The words are in it.
async function showAnswer(form, answer) {
  const key = form.dataset.draft;
  const names = controls(form).map((control) => control.name);
  const came = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = came.getElementById("main");
  if (!main) return tryAgain(form, () => form.requestSubmit());
  document.title = came.title;
  for (const one of main.querySelectorAll("form[method=post]")) {
    if (names.some((name) => one.elements.namedItem(name))) Object.assign(one.dataset, { draft: key, draftOffered: "" });
  }
  for (const link of main.querySelectorAll("[data-drop-draft]")) link.dataset.dropDraft = key;
  document.getElementById("main").replaceWith(document.adoptNode(main));
  window.scrollTo(0, 0);
  document.dispatchEvent(new CustomEvent("ivr:shown"));
}

function tryAgain(form, send) {
  const before = retries.get(form);
  const attempt = (before?.attempt ?? 0) + 1;
  if (!before) notice(form, "draft-failed");
  const now = () => {
    window.clearTimeout(retries.get(form)?.timer);
    if (form.isConnected) send();
  };
  retries.set(form, { attempt, now, timer: window.setTimeout(now, pauseBefore(attempt - 1) * 1000) });
}

function quiet(form) {
  window.clearTimeout(retries.get(form)?.timer);
  if (retries.delete(form) && form.previousElementSibling?.matches(".draft")) form.previousElementSibling.remove();
}

function notice(form, name) {
  const template = document.getElementById(name);
  if (!template) return null;
  if (form.previousElementSibling?.matches(".draft")) form.previousElementSibling.remove();
  const banner = template.content.firstElementChild.cloneNode(true);
  form.before(banner);
  return banner;
}
