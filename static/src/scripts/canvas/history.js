// What can be undone and done again: the commits of this tab's edits, newest last. Pure; kept as JSON by whoever owns it.

const MOST = 200;

export class History {
  constructor(saved = null) {
    const isList = (one) => Array.isArray(one) && one.every((entry) => typeof entry?.commit === "string");
    this.past = isList(saved?.past) ? saved.past : [];
    this.future = isList(saved?.future) ? saved.future : [];
  }

  // An edit was made: what had been undone before it can't be done again.
  add(commit, message) {
    if (!commit) return;
    this.past = [...this.past, { commit, message }].slice(-MOST);
    this.future = [];
  }

  get undoable() { return this.past.at(-1) ?? null; }

  get redoable() { return this.future.at(-1) ?? null; }

  // The last edit was undone by another commit, which is what doing it again will take back.
  undone(commit) {
    const entry = this.past.pop();
    if (entry && commit) this.future.push({ commit, message: entry.message });
  }

  redone(commit) {
    const entry = this.future.pop();
    if (entry && commit) this.past.push({ commit, message: entry.message });
  }

  // What can't be undone any more (its files have changed since) is forgotten, and all before it.
  forget() {
    this.past = [];
    this.future = [];
  }

  toJSON() {
    return { past: this.past, future: this.future };
  }
}
