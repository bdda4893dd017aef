// The dialogs of the canvas, each the other way of something that can be dragged: where an exit leads, what becomes of
// those who led to a removed node, another name. They stand in the page as <dialog> with a form; here they are filled.
import { findNodes } from "./find.js";
import { fill } from "./words.js";

const RENAMED = /^[a-z][a-z0-9_]*$/;

export class Dialogs {
  constructor(room, words) {
    this.words = words;
    this.connecting = room.querySelector("#fc-connect");
    this.removing = room.querySelector("#fc-remove");
    this.renaming = room.querySelector("#fc-rename");
    // Who only looks at a flow has none of them.
    if (!this.connecting) return;
    for (const dialog of [this.connecting, this.removing, this.renaming]) {
      dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
      dialog.addEventListener("keydown", (event) => event.stopPropagation());
    }
    const filter = this.connecting.querySelector("[name=filter]");
    filter.addEventListener("input", () => this.#filter());
    filter.addEventListener("keydown", (event) => {
      const list = this.connecting.querySelector("[name=to]");
      if (event.key !== "ArrowDown" || !list.options.length) return;
      event.preventDefault();
      list.focus();
    });
    this.connecting.querySelector("[name=exit]").addEventListener("change", () => this.#preselect());
    this.connecting.querySelector("[name=to]").addEventListener("dblclick", () => this.connecting.querySelector("form").requestSubmit());
  }

  // Where does an exit lead? Answers { path, to }, or { path, isNew } for a node that is yet to be made.
  where(model, id, index) {
    Object.assign(this, { model, id });
    const dialog = this.connecting;
    const node = model.nodes.get(id);
    dialog.querySelector("[data-title]").textContent = fill(this.words.connect_from, { node: id });
    const exits = dialog.querySelector("[name=exit]");
    // By path, not by place: what the node could lead on by, but does not yet, stands among them.
    this.exits = [...node.exits, ...(node.more ?? [])];
    const told = (exit) => (exit.to === undefined ? fill(this.words.not_yet, { label: exit.label }) : fill(this.words.goes_to, { label: exit.label, to: exit.flow ?? exit.to }));
    exits.replaceChildren(...this.exits.map((exit) => new Option(told(exit), exit.path)));
    exits.value = (node.exits[index] ?? node.exits.find((exit) => exit.missing) ?? this.exits[0]).path;
    dialog.querySelector("[name=filter]").value = "";
    this.#filter();
    return this.#ask(dialog, (form, button) => ({ path: form.exit.value, to: form.to.value, isNew: button?.value === "new" }));
  }

  #filter() {
    const list = this.connecting.querySelector("[name=to]");
    const held = list.value;
    const typed = this.connecting.querySelector("[name=filter]").value;
    const found = findNodes([...this.model.nodes.values()], typed);
    list.replaceChildren(...found.map((id) => new Option(`${id} – ${this.model.nodes.get(id).title || this.model.nodes.get(id).type}`, id)));
    if (found.includes(held)) list.value = held;
    else if (typed && found.length) list.selectedIndex = 0;
    else this.#preselect();
  }

  #preselect() {
    const chosen = this.connecting.querySelector("[name=exit]").value;
    const exit = this.exits.find((one) => one.path === chosen);
    if (exit?.to && !exit.flow) this.connecting.querySelector("[name=to]").value = exit.to;
  }

  // Who led to the node needs another way: the node's own exits are offered first.
  remove(model, id) {
    const dialog = this.removing;
    dialog.querySelector("[data-title]").textContent = fill(this.words.remove_node, { node: id });
    const incoming = model.incoming.get(id).filter((one) => one.from !== id);
    const isNeeded = incoming.length > 0 || model.graph.start === id;
    dialog.querySelector("[data-lead]").hidden = !isNeeded;
    const own = model.nodes.get(id).exits.filter((exit) => !exit.flow && model.nodes.has(exit.to) && exit.to !== id).map((exit) => exit.to);
    const others = [...model.nodes.keys()].filter((other) => other !== id);
    const list = dialog.querySelector("[name=lead_to]");
    list.replaceChildren(...[...new Set([...own, ...others])].map((other) => new Option(other, other)));
    list.disabled = !isNeeded;
    dialog.querySelector("[data-who]").textContent = [...new Set(incoming.map((one) => one.from))].join(", ");
    return this.#ask(dialog, (form) => ({ leadTo: isNeeded ? form.lead_to.value : "" }));
  }

  rename(model, id) {
    const dialog = this.renaming;
    dialog.querySelector("[data-title]").textContent = fill(this.words.rename_node, { node: id });
    const field = dialog.querySelector("[name=to]");
    field.value = id;
    field.oninput = () => {
      const taken = field.value !== id && model.nodes.has(field.value);
      field.setCustomValidity(taken ? fill(this.words.name_taken, { node: field.value }) : RENAMED.test(field.value) ? "" : this.words.bad_name);
    };
    field.oninput();
    setTimeout(() => field.select());
    return this.#ask(dialog, (form) => (form.to.value === id ? null : { to: form.to.value }));
  }

  #ask(dialog, read) {
    return new Promise((resolve) => {
      let answer = null;
      const form = dialog.querySelector("form");
      form.onsubmit = (event) => {
        event.preventDefault();
        answer = read(form, event.submitter);
        dialog.close();
      };
      dialog.onclose = () => resolve(answer);
      dialog.showModal();
    });
  }
}
