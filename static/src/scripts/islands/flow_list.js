// The list of a flow: where an exit goes is chosen in its row, and is saved at once. The page has text fields with
// suggestions, which work without scripts; where there are few targets they become menus, filled when they are opened.
import { fill } from "../canvas/words.js";

const MOST_IN_A_MENU = 60;

const form = document.getElementById("exits");
const said = document.getElementById("list-said");
const targets = document.getElementById("targets");
const more = document.getElementById("more");
const waiting = new Set();
let sent = new Map();

const words = form ? JSON.parse(form.dataset.words) : {};

if (form && targets) start();

function start() {
  for (const link of document.querySelectorAll("a[data-exit]")) becomeField(link);
  for (const link of document.querySelectorAll(".node__change")) addMore(link);
  if (targets.options.length <= MOST_IN_A_MENU) for (const field of [...form.elements]) if (field.list === targets) becomeMenu(field);
  for (const opens of ["focusin", "pointerdown"]) {
    document.addEventListener(opens, (event) => { if (event.target.matches?.("select.goto__to")) fillMenu(event.target); });
  }
  document.addEventListener("change", (event) => {
    if (event.target.form !== form || !event.target.name.includes("/")) return;
    waiting.add(event.target.name);
    form.requestSubmit();
  });
  document.addEventListener("toggle", (event) => { if (event.target.matches?.("details.more")) openMore(event.target); }, true);
  form.addEventListener("htmx:configRequest", choose);
  form.addEventListener("htmx:afterRequest", tell);
}

// One answer speaks of what was changed alone; what was refused before is not sent along.
function choose(event) {
  const { formData } = event.detail;
  sent = new Map();
  for (const name of [...formData.keys()]) {
    if (!name.includes("/")) continue;
    if (waiting.has(name)) sent.set(name, formData.get(name));
    else formData.delete(name);
  }
  waiting.clear();
  if (!sent.size) event.preventDefault();
}

function tell(event) {
  const { xhr } = event.detail;
  // htmx calls an answer a success that it puts into the page.
  const isSaved = xhr?.status >= 200 && xhr.status < 300;
  if (!xhr?.status) said.textContent = said.dataset.noAnswer;
  for (const [name, value] of sent) {
    const field = form.elements[name];
    if (!field) continue;
    if (isSaved) field.removeAttribute("aria-invalid");
    else if (field.value === value) field.setAttribute("aria-invalid", "true");
  }
}

// A long page sends where an exit goes as a link alone.
function becomeField(link) {
  const { exit } = link.dataset;
  const to = link.textContent;
  const node = link.closest("article").querySelector(".node__id").textContent;
  const label = link.closest(".exit").querySelector(".exit__label").textContent;
  const field = document.createElement("input");
  field.className = "usa-input goto__to";
  field.name = `${node}/${exit}`;
  field.defaultValue = to;
  field.setAttribute("form", form.id);
  field.setAttribute("list", targets.id);
  field.setAttribute("aria-label", fill(words.goes, { exit: label, node }));
  const goes = document.createElement("div");
  goes.className = "exit__goes";
  link.replaceWith(goes);
  const arrow = document.createElement("span");
  arrow.textContent = "↪";
  link.replaceChildren(arrow);
  link.className = "goto__jump";
  link.id = `j-${node}-${exit.replaceAll("/", "-")}`;
  link.setAttribute("aria-label", fill(words.show, { name: to }));
  goes.append(field, link);
}

function addMore(link) {
  const node = link.closest("article").querySelector(".node__id").textContent;
  const details = document.createElement("details");
  details.className = "more";
  details.name = "more";
  const summary = document.createElement("summary");
  const of = document.createElement("span");
  of.className = "usa-sr-only";
  of.textContent = ` ${fill(words.of, { node })}`;
  summary.append(words.more, of);
  details.append(summary);
  const actions = document.createElement("div");
  actions.className = "node__actions";
  link.replaceWith(actions);
  actions.append(link, details);
}

function becomeMenu(field) {
  const menu = document.createElement("select");
  menu.className = "usa-select goto__to";
  menu.name = field.name;
  menu.setAttribute("form", form.id);
  menu.setAttribute("aria-label", field.getAttribute("aria-label"));
  menu.append(new Option(field.value, field.value, true, true));
  field.replaceWith(menu);
}

function fillMenu(menu) {
  if (menu.dataset.filled !== undefined) return;
  menu.dataset.filled = "";
  const [own] = menu.options;
  const known = [...targets.options].map((one) => one.value);
  const nodes = known.filter((one) => !one.startsWith("flow:"));
  const flows = known.filter((one) => one.startsWith("flow:"));
  for (const [label, values] of [[targets.dataset.nodes, nodes], [targets.dataset.flows, flows]]) {
    if (!values.length) continue;
    const group = document.createElement("optgroup");
    group.label = label;
    group.append(...values.map((one) => new Option(one.replace("flow:", ""), one)));
    menu.append(group);
  }
  const { value } = own;
  if (known.includes(value)) own.remove();
  else own.text = fill(targets.dataset.missing, { name: value });
  menu.value = value;
}

function openMore(details) {
  if (!details.open || details.querySelector(".more__body")) return;
  const card = details.closest("li");
  const node = card.id.replace("n-", "");
  const exit = [...form.elements].find((one) => one.name.startsWith(`${node}/`))?.name.slice(node.length + 1);
  const menu = more.content.cloneNode(true);
  for (const link of menu.querySelectorAll("a")) {
    link.href = `${form.dataset.nodes}${link.dataset.to === "new" ? `new?${after(node, exit)}` : `${node}/${link.dataset.to}`}`;
  }
  menu.querySelector("button").value = node;
  details.append(menu);
}

function after(node, exit) {
  return new URLSearchParams(exit ? { after_node: node, after_exit: exit } : { after_node: node });
}
