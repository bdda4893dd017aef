// Edits go to the server one after the other, each based on the revision that the last one made; each is a commit that
// can be undone. What is drawn ahead of the answer is taken back where the server refuses.
import { History } from "./history.js";
import { post } from "../post.js";

export class Edits {
  // handlers: accept(graph, { rename }), rollback(), refuse(faults, node, insist), conflict(url, why), say(words), changed()
  constructor({ addresses, words, key, revision, handlers }) {
    Object.assign(this, { addresses, words, key, revision, handlers, last: Promise.resolve(), waiting: 0 });
    this.history = new History(readStored(key));
  }

  run(op, fields, { node = "", rename = null } = {}) {
    return this.#queue(() => this.#send(this.addresses.edit, { op, ...fields }, { node, rename }, (answer) => {
      this.history.add(answer.commit, answer.message);
    }));
  }

  undo() {
    return this.#queue(() => this.#step(this.history.undoable, this.addresses.undo, this.words.undone, this.words.nothing_to_undo, (commit) => this.history.undone(commit)));
  }

  redo() {
    return this.#queue(() => this.#step(this.history.redoable, this.addresses.redo, this.words.redone, this.words.nothing_to_redo, (commit) => this.history.redone(commit)));
  }

  // A form in the inspector saved by itself.
  noticed({ commit, message, revision }) {
    if (revision) this.revision = revision;
    this.history.add(commit, message ?? "");
    this.#store();
  }

  #step(entry, address, said, nothing, done) {
    if (!entry) {
      this.handlers.say(nothing);
      return false;
    }
    const message = `${said} ${entry.message}`;
    return this.#send(address, { commit: entry.commit }, { message }, (answer) => done(answer.commit), () => this.history.forget());
  }

  #queue(task) {
    this.waiting += 1;
    const run = this.last.then(task).finally(() => { this.waiting -= 1; this.handlers.changed(); });
    this.last = run.catch(() => false);
    this.handlers.changed();
    return run;
  }

  async #send(address, fields, { node, rename, message }, done, refused = () => {}) {
    let response;
    let answer;
    try {
      response = await post(address, asForm({ revision: this.revision, ...fields }), { Accept: "application/json" });
      answer = await response.json();
    } catch {
      this.handlers.rollback();
      this.handlers.refuse([{ message: this.words.no_answer, hint: "" }], node);
      return false;
    }
    if (response.ok) {
      this.revision = answer.revision;
      done(answer);
      this.#store();
      const told = message ?? answer.message;
      this.handlers.accept(answer.graph, { rename, message: answer.beside ? `${told}. ${answer.beside}` : told });
      return true;
    }
    this.handlers.rollback();
    if (response.status === 409) this.handlers.conflict(answer.conflict, answer.message);
    else {
      // What would break other flows alone may be done all the same by who insists on it.
      const insist = answer.asks ? () => this.run(fields.op, { ...fields, insist: "1" }, { node, rename }) : null;
      this.handlers.refuse(answer.faults ?? [{ message: this.words.no_answer, hint: "" }], node, insist);
      refused();
      this.#store();
    }
    return false;
  }

  #store() {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.history));
    } catch {
      // A full or forbidden store only means that undo does not outlive the page.
    }
    this.handlers.changed();
  }
}

function readStored(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function asForm(fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) form.append(name, String(one));
  }
  return form;
}
